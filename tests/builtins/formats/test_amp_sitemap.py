"""Sitemaps: what stands in them, how they are split, and that every URL comes back out."""

from __future__ import annotations

import gzip
import tracemalloc
from array import array
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET
from xml.parsers import expat

import msgspec
import pytest
from hypothesis import given, settings, strategies as st
from lxml import etree
from msgspec.structs import replace

from syndicate import Article, ArticleError, Document, Feed, FormatError, Image, Site
from syndicate.builtins.formats.amp_sitemap import BYTES_MAX, AmpSitemapOptions, render, syndicate_formats
from syndicate.builtins.formats.amp_sitemap.documents import split
from syndicate.builtins.formats.amp_sitemap.survey import _repeated
from syndicate.model import absolute_url
from syndicate.model.urls import _URI
from tests.conftest import Golden, MakeArticle, MakeFeed

ANY_PATH = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=40)  # no URL has control characters
PLAIN = AmpSitemapOptions()
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
IMAGE = "{http://www.google.com/schemas/sitemap-image/1.1}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def render_one(feed: Feed, options: AmpSitemapOptions = PLAIN) -> Document:
    (document,) = render(feed, "sitemap.xml", options)
    return document


def texts(document: Document, tag: str) -> list[str | None]:
    """Return the text of every *tag* that the standard library's parser sees."""
    return [element.text for element in ET.fromstring(document.body).iter(tag)]


def locs(document: Document) -> list[str | None]:
    return texts(document, f"{SITEMAP}loc")


def amp_links(document: Document) -> list[dict[str, str]]:
    return [element.attrib for element in ET.fromstring(document.body).iter(f"{XHTML}link")]


def test_what_its_publisher_keeps_out_of_sitemaps_is_in_none(make_article: MakeArticle, make_feed: MakeFeed) -> None:
    kept_out = make_article("b", in_sitemaps=False, images=tuple(Image(url=f"https://e.org/{n}") for n in range(1_001)))
    foreign = make_article("c", url="https://elsewhere.example/c/", in_sitemaps=False)
    document = render_one(make_feed(make_article("a"), kept_out, foreign))
    assert locs(document) == [make_article("a").url]
    assert (document.entry_count, document.warnings) == (1, ())


@pytest.mark.parametrize(
    ("pattern", "left_out"),
    [
        ("/a", ["/a/", "/a"]),
        ("/a/", ["/a/", "/a"]),
        ("/a/*", ["/a/b", "/a/é.html"]),
        ("/a/**", ["/a/", "/a", "/a/b", "/a/é.html", "/a/b/c/"]),
        ("/a**", ["/a/", "/a", "/a/b", "/a/é.html", "/a/b/c/", "/ab"]),
        ("/**/c", ["/a/b/c/"]),
        ("/**.html", ["/a/é.html"]),
        ("/a/é.html", ["/a/é.html"]),
        ("/a/%C3%A9.html", []),
        ("/{ab,b}", ["/ab"]),
        ("/[a]", []),
        ("/", []),
        ("/below/a", []),
    ],
)
@pytest.mark.parametrize("home", ["https://e.org/", "https://e.org/below/"])
def test_urls_are_left_out_by_their_paths_below_the_home_page(
    make_article: MakeArticle, make_feed: MakeFeed, pattern: str, left_out: list[str], home: str
) -> None:
    paths = ["/a/", "/a", "/a/b", "/a/é.html", "/a/b/c/", "/ab", "/x"]
    articles = [make_article(f"x{i}", url=absolute_url(f"{home[:-1]}{path}")) for i, path in enumerate(paths)]
    feed = make_feed(*articles, site=Site(title="T", url=home))
    document = render_one(feed, AmpSitemapOptions(exclude=(pattern,)))
    kept = [article.url for article, path in zip(articles, paths, strict=True) if path not in left_out]
    assert (locs(document), document.warnings) == (kept, ())


def test_an_article_that_is_kept_out_is_not_counted_among_those_with_one_address(
    make_article: MakeArticle, make_feed: MakeFeed
) -> None:
    url = f"https://example.org/{'a' * 3_000}"
    twins = (make_article("b"), make_article("c", url=make_article("b").url, in_sitemaps=False))
    (warning,) = render_one(make_feed(make_article("a", url=url), *twins)).warnings
    assert warning.startswith("1 of 2 URLs left out")


@pytest.fixture
def make_many(make_article: MakeArticle, make_feed: MakeFeed) -> MakeFeed:
    """Return a feed of *count* articles, each a day newer than the one before."""

    def make(count: int, **fields: Any) -> Feed:
        return make_feed(
            *(
                make_article(f"a{number}", published_at=datetime(2024, 1, 1 + number, tzinfo=UTC), **fields)
                for number in range(count)
            ),
            url="https://news.example.org/sitemap.xml",
        )

    return make


def test_the_format_is_offered_by_its_name() -> None:
    (offered,) = syndicate_formats()
    assert (offered.name, offered.media_type, offered.filename, offered.is_paged) == (
        "amp-sitemap",
        "application/xml",
        "sitemap.xml",
        False,
    )
    assert offered.options is AmpSitemapOptions


@pytest.mark.parametrize("setting", [{"amp": "both"}, {"foreign_urls": "drop"}, {"gzip": "yes"}, {"image": True}])
def test_an_option_that_does_not_exist_is_refused(setting: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(setting, AmpSitemapOptions)


def test_a_plain_sitemap(golden: Golden, make_many: MakeFeed) -> None:
    golden("amp-sitemap/plain.xml", render_one(make_many(2), AmpSitemapOptions(amp="none", images=False)).body)


def test_a_sitemap_with_everything(golden: Golden, make_article: MakeArticle, make_feed: MakeFeed) -> None:
    feed = make_feed(
        make_article(
            url="https://news.example.org/k%C3%BCste'2'?a=1&b=2",
            updated_at=datetime(2024, 2, 1, 9, tzinfo=UTC),
            images=(Image(url="https://img.example.org/a.png?w=1&h=2"), Image(url="https://img.example.org/b.png")),
            amp_url="https://news.example.org/amp/k%C3%BCste'2'?a=1&b=2",
            amp_cache_url="https://news-example-org.cdn.ampproject.org/c/s/news.example.org/amp/",
        ),
        make_article("fog"),
    )
    golden("amp-sitemap/everything.xml", render_one(feed).body)


def test_an_empty_sitemap(golden: Golden, make_feed: MakeFeed) -> None:
    golden("amp-sitemap/empty.xml", render_one(make_feed()).body)


def test_an_index(golden: Golden, make_many: MakeFeed) -> None:
    *_, index = split(make_many(3), "sitemap.xml", PLAIN, entries_max=2, bytes_max=BYTES_MAX)
    golden("amp-sitemap/index.xml", index.body)


@pytest.mark.parametrize(
    ("amp", "expected"),
    [
        ("origin", [{"rel": "amphtml", "href": "https://news.example.org/amp"}]),
        ("cache", [{"rel": "amphtml", "href": "https://news-example-org.cdn.ampproject.org/c"}]),
        ("none", []),
    ],
)
def test_the_amp_twin_is_the_one_asked_for(
    amp: str, expected: list[dict[str, str]], make_article: MakeArticle, make_feed: MakeFeed
) -> None:
    article = make_article(
        amp_url="https://news.example.org/amp", amp_cache_url="https://news-example-org.cdn.ampproject.org/c"
    )
    options = msgspec.convert({"amp": amp}, AmpSitemapOptions)
    assert amp_links(render_one(make_feed(article), options)) == expected


def test_the_publishers_twin_does_not_stand_in_for_the_caches(make_article: MakeArticle, make_feed: MakeFeed) -> None:
    feed = make_feed(make_article(amp_url="https://news.example.org/amp"))
    assert amp_links(render_one(feed, AmpSitemapOptions(amp="cache"))) == []


def test_a_page_that_is_its_own_amp_twin_has_no_link(make_article: MakeArticle, make_feed: MakeFeed) -> None:
    feed = make_feed(make_article(amp_url="https://news.example.org/tides/"))
    assert amp_links(render_one(feed)) == []


def test_the_amp_link_bears_the_prefix_xhtml(make_article: MakeArticle, make_feed: MakeFeed) -> None:
    document = render_one(make_feed(make_article(amp_url="https://news.example.org/amp")))
    assert b'<xhtml:link rel="amphtml" href="https://news.example.org/amp"/>' in document.body


def test_images_are_listed_once_each_and_only_if_wanted(make_article: MakeArticle, make_feed: MakeFeed) -> None:
    first, second = Image(url="https://i.example.org/1"), Image(url="https://i.example.org/2")
    feed = make_feed(make_article(images=(first, second, first)))
    assert texts(render_one(feed), f"{IMAGE}loc") == ["https://i.example.org/1", "https://i.example.org/2"]
    assert b"image" not in render_one(feed, AmpSitemapOptions(images=False)).body


def test_of_more_than_1000_images_the_first_1000_are_listed(make_article: MakeArticle, make_feed: MakeFeed) -> None:
    images = tuple(Image(url=f"https://i.example.org/{number}") for number in range(1001))
    feed = make_feed(make_article(images=images), make_article("fog", images=images[:1000]))
    document = render_one(feed)
    assert texts(document, f"{IMAGE}loc") == [image.url for image in images[:1000]] * 2
    (warning,) = document.warnings
    assert warning.startswith("1 of 2 articles have more than 1,000 images")
    assert "'https://news.example.org/tides/'" in warning
    assert render_one(feed, AmpSitemapOptions(images=False)).warnings == ()


def test_two_articles_with_one_url_are_listed_once_as_the_newest(
    make_article: MakeArticle, make_feed: MakeFeed
) -> None:
    feed = make_feed(
        make_article(id="tag:x,2024:1", updated_at=datetime(2024, 2, 1, tzinfo=UTC)),
        make_article(id="tag:x,2024:2", updated_at=datetime(2024, 2, 3, tzinfo=UTC)),
        make_article(id="tag:x,2024:3", updated_at=datetime(2024, 2, 2, tzinfo=UTC)),
    )
    document = render_one(feed)
    assert locs(document) == ["https://news.example.org/tides/"]
    assert texts(document, f"{SITEMAP}lastmod") == ["2024-02-03T00:00:00Z"]
    assert document.entry_count == 1


def test_places_in_one_page_are_listed_as_the_page(make_article: MakeArticle, make_feed: MakeFeed) -> None:
    urls = [f"https://news.example.org/changes/{place}" for place in ("#v2", "", "#v1")]
    articles = [make_article(id=f"tag:x,2024:{number}", url=url) for number, url in enumerate(urls)]
    assert locs(render_one(make_feed(*articles))) == ["https://news.example.org/changes/"]


def test_a_url_of_2048_characters_is_left_out_and_named(make_article: MakeArticle, make_feed: MakeFeed) -> None:
    fits = "https://news.example.org/".ljust(2047, "x")
    document = render_one(make_feed(make_article(url=f"{fits}x"), make_article(url=fits)))
    assert locs(document) == [fits]
    (warning,) = document.warnings
    assert warning.startswith("1 of 2 URLs left out")
    assert "'https://news.example.org/xxx" in warning


FOREIGN = (
    "https://other.example.com/a",
    "http://news.example.org/a",
    "https://news.example.org:8443/a",
    "https://news.example.org.evil.example/a",
    "https://www.news.example.org?a",
)
OWN = (
    "https://news.example.org",
    "https://news.example.org/a",
    "https://news.example.org:443/a",
    "https://news.example.org?https://other.example.com/",
)


def test_urls_of_other_hosts_stay_with_one_warning_that_counts_them(
    make_article: MakeArticle, make_feed: MakeFeed
) -> None:
    document = render_one(make_feed(*(make_article(url=url) for url in (*FOREIGN, *OWN))))
    assert locs(document) == [*FOREIGN, *OWN]
    (warning,) = document.warnings
    assert warning.startswith(
        "5 of 9 URLs are not on https://news.example.org: "
        "'https://other.example.com/a', 'http://news.example.org/a', 'https://news.example.org:8443/a', …; "
    )


def test_urls_of_other_hosts_are_left_out_on_request_without_a_word(
    make_article: MakeArticle, make_feed: MakeFeed
) -> None:
    feed = make_feed(*(make_article(url=url) for url in (*FOREIGN, *OWN)))
    document = render_one(feed, AmpSitemapOptions(foreign_urls="leave-out"))
    assert locs(document) == list(OWN)
    assert document.warnings == ()


def test_google_a_page_of_a_time_before_1970_has_no_lastmod(make_article: MakeArticle, make_feed: MakeFeed) -> None:
    years = (1940, 1969, 1970, 2024)
    articles = (
        make_article(url=f"https://news.example.org/{year}/", published_at=datetime(year, 12, 31, tzinfo=UTC))
        for year in years
    )
    feed = make_feed(*articles)
    assert texts(render_one(feed), f"{SITEMAP}lastmod") == ["1970-12-31T00:00:00Z", "2024-12-31T00:00:00Z"]


def test_a_sitemap_of_the_sites_own_urls_has_no_warning(make_many: MakeFeed) -> None:
    assert render_one(make_many(3)).warnings == ()


@pytest.mark.parametrize("urls", [(), ("https://other.example.com/a",)], ids=["no article", "only foreign ones"])
def test_where_no_url_is_left_the_home_page_stands_in(
    urls: tuple[str, ...], make_article: MakeArticle, make_feed: MakeFeed
) -> None:
    feed = make_feed(*(make_article(url=url) for url in urls))
    document = render_one(feed, AmpSitemapOptions(foreign_urls="leave-out"))
    assert locs(document) == ["https://news.example.org/"]
    assert texts(document, f"{SITEMAP}lastmod") == []
    assert document.entry_count == 1
    assert "the home page https://news.example.org/ stands in" in document.warnings[-1]


def test_what_fits_into_one_sitemap_is_not_split(make_many: MakeFeed) -> None:
    (document,) = split(make_many(3), "sitemap.xml", PLAIN, entries_max=3, bytes_max=BYTES_MAX)
    assert (document.path, document.entry_count) == ("sitemap.xml", 3)


def test_more_urls_than_one_sitemap_takes_are_split_and_the_index_comes_last(make_many: MakeFeed) -> None:
    documents = list(split(make_many(7), "sitemap.xml", PLAIN, entries_max=3, bytes_max=BYTES_MAX))
    assert [(document.path, document.entry_count) for document in documents] == [
        ("sitemap-1.xml", 3),
        ("sitemap-2.xml", 3),
        ("sitemap-3.xml", 1),
        ("sitemap.xml", 0),
    ]
    assert [loc for document in documents[:-1] for loc in locs(document)] == [
        f"https://news.example.org/a{number}/" for number in range(7)
    ]
    assert locs(documents[-1]) == [f"https://news.example.org/sitemap-{number}.xml" for number in (1, 2, 3)]


def test_the_index_knows_the_newest_change_of_each_part(make_many: MakeFeed) -> None:
    feed = make_many(4)
    backwards = replace(feed, articles=tuple(reversed(feed.articles)))
    for ordered, expected in (
        (feed, ["2024-01-02T00:00:00Z", "2024-01-04T00:00:00Z"]),
        (backwards, ["2024-01-04T00:00:00Z", "2024-01-02T00:00:00Z"]),
    ):
        *_, index = split(ordered, "sitemap.xml", PLAIN, entries_max=2, bytes_max=BYTES_MAX)
        assert texts(index, f"{SITEMAP}lastmod") == expected


def test_parts_stand_beside_the_index_and_are_named_after_it(make_many: MakeFeed) -> None:
    feed = replace(make_many(3), url="https://news.example.org/maps/v1.2/k%C3%BCste.xml")
    documents = list(split(feed, "maps/v1.2/küste.xml", PLAIN, entries_max=2, bytes_max=BYTES_MAX))
    assert [document.path for document in documents] == [
        "maps/v1.2/küste-1.xml",
        "maps/v1.2/küste-2.xml",
        "maps/v1.2/küste.xml",
    ]
    assert locs(documents[-1]) == [
        "https://news.example.org/maps/v1.2/k%C3%BCste-1.xml",
        "https://news.example.org/maps/v1.2/k%C3%BCste-2.xml",
    ]


def test_a_feed_by_months_has_a_sitemap_of_each_and_more_where_one_is_too_small(
    make_article: MakeArticle, make_feed: MakeFeed
) -> None:
    dates = [
        datetime(2024, month, day, tzinfo=UTC)
        for month, day in ((3, 1), *((2, day) for day in range(9, 4, -1)), (1, 1))
    ]
    articles = [make_article(f"a{number}", published_at=at) for number, at in enumerate(dates)]
    mixed = [articles[1], articles[0], *articles[2:]]  # as a transform may have it
    for chosen, entries_max, expected in (
        (articles, 4, ["2024-03", "2024-02", "2024-02-2", "2024-01"]),
        (mixed, 50, ["2024-02", "2024-03", "2024-02-2", "2024-01"]),
    ):
        feed = make_feed(*chosen, period="month")
        *parts, index = split(feed, "sitemap.xml", PLAIN, entries_max=entries_max, bytes_max=BYTES_MAX)
        assert [part.path for part in parts] == [f"sitemap-{label}.xml" for label in expected]
        assert locs(index) == [f"https://news.example.org/{part.path}" for part in parts]
        assert sorted(loc or "" for part in parts for loc in locs(part)) == sorted(article.url for article in chosen)


BY_SECTION = AmpSitemapOptions(split="section")


def by_section(feed: Feed, entries_max: int = 50, options: AmpSitemapOptions = BY_SECTION) -> dict[str, Document]:
    return {one.path: one for one in split(feed, "sitemap.xml", options, entries_max=entries_max, bytes_max=BYTES_MAX)}


@pytest.fixture
def make_sections(make_article: MakeArticle) -> Callable[..., list[Article]]:
    """Return articles at *paths* of the site, each a month older than the one before."""

    def make(*paths: str) -> list[Article]:
        return [
            make_article(
                path, url=f"https://news.example.org/{path}", published_at=datetime(2024, 12 - at, 1, tzinfo=UTC)
            )
            for at, path in enumerate(paths)
        ]

    return make


def test_each_section_has_a_sitemap_of_its_own_and_the_index_names_them(
    make_sections: Callable[..., list[Article]], make_feed: MakeFeed
) -> None:
    found = by_section(
        make_feed(*make_sections("sport/a/", "news/b/", "about", "sport/2/c.html", "%C3%BC/d", "news/e"))
    )
    *parts, index = found.values()
    assert list(found) == [*(f"sitemap-{name}.xml" for name in ("news", "pages", "sport", "u")), "sitemap.xml"]
    assert locs(index) == [f"https://news.example.org/{part.path}" for part in parts]
    assert locs(found["sitemap-sport.xml"]) == [
        "https://news.example.org/sport/a/",
        "https://news.example.org/sport/2/c.html",
    ]
    assert sum(part.entry_count for part in parts) == 6


def test_a_section_that_is_too_long_goes_on_beside_one_that_is_called_so(
    make_sections: Callable[..., list[Article]], make_feed: MakeFeed
) -> None:
    found = by_section(
        make_feed(*make_sections("sport/a", "sport-2/b", "sport/c", "sport/d", "sport/e")), entries_max=3
    )
    names = ["sitemap-sport.xml", "sitemap-sport.2.xml", "sitemap-sport-2.xml"]
    assert [len(locs(found[name])) for name in names] == [3, 1, 1]
    monthly = by_section(make_feed(*make_sections("sport/a", "news/b", "sport/c"), period="month"))
    assert list(monthly) == [
        "sitemap-news.2024-11.xml", "sitemap-sport.2024-12.xml", "sitemap-sport.2024-10.xml", "sitemap.xml",
    ]  # fmt: skip


@pytest.mark.parametrize("period", ["", "month"])
def test_an_article_more_touches_the_sitemap_of_its_section_and_the_index(
    make_sections: Callable[..., list[Article]], make_feed: MakeFeed, period: str
) -> None:
    articles = make_sections(*(f"{('sport', 'news', 'art')[at % 3]}/{at}" for at in range(11)))
    fewer = [article for article in articles if not article.url.endswith("/1")]
    before, after = by_section(make_feed(*fewer, period=period)), by_section(make_feed(*articles, period=period))
    changed = {path for path, document in after.items() if path not in before or before[path].body != document.body}
    assert changed == {"sitemap.xml", "sitemap-news.2024-11.xml" if period else "sitemap-news.xml"}


def test_sections_of_many_thousand_urls_keep_their_order(
    make_sections: Callable[..., list[Article]], make_feed: MakeFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syndicate.builtins.formats.amp_sitemap.entries._WAITING", 2)
    articles = make_sections(*(f"{'ab'[at % 2]}/{at}" for at in range(12)))
    found = by_section(make_feed(*articles))
    assert locs(found["sitemap-a.xml"]) == [article.url for article in articles[::2]]
    assert locs(found["sitemap-b.xml"]) == [article.url for article in articles[1::2]]


def test_warnings_are_given_once_with_the_first_document(make_article: MakeArticle, make_feed: MakeFeed) -> None:
    feed = make_feed(*(make_article(url=f"https://other.example.com/{number}") for number in range(4)))
    documents = list(split(feed, "sitemap.xml", PLAIN, entries_max=2, bytes_max=BYTES_MAX))
    assert [len(document.warnings) for document in documents] == [1, 0, 0]
    assert documents[0].warnings[0].startswith("4 of 4 URLs")


def test_a_sitemap_may_have_exactly_as_many_bytes_as_the_limit(make_many: MakeFeed) -> None:
    feed = make_many(4, images=tuple(Image(url=f"https://i.example.org/{number}") for number in range(20)))
    size_bytes = len(render_one(feed).body)
    (whole,) = split(feed, "sitemap.xml", PLAIN, entries_max=50, bytes_max=size_bytes)
    assert len(whole.body) == size_bytes
    *parts, _ = split(feed, "sitemap.xml", PLAIN, entries_max=50, bytes_max=size_bytes - 1)
    assert [part.entry_count for part in parts] == [3, 1]


def test_no_document_is_larger_than_the_limit(make_many: MakeFeed) -> None:
    documents = list(split(make_many(28), "sitemap.xml", PLAIN, entries_max=50, bytes_max=2_000))
    assert all(len(document.body) <= 2_000 for document in documents)
    # To the brim: the next part's first entry would not have fitted any more.
    entry_bytes = len(ET.tostring(next(ET.fromstring(documents[0].body).iter(f"{SITEMAP}url"))))
    assert all(len(part.body) + entry_bytes > 2_000 for part, _ in pairwise(documents[:-1]))
    assert sum(document.entry_count for document in documents) == 28


def test_an_article_too_large_for_a_sitemap_is_refused_by_name(make_article: MakeArticle, make_feed: MakeFeed) -> None:
    large = make_article("large", images=tuple(Image(url=f"https://i.example.org/{number}") for number in range(30)))
    feed = make_feed(make_article(), large)
    with pytest.raises(FormatError, match=r"'https://news.example.org/large/' alone needs \d+ bytes"):
        list(split(feed, "sitemap.xml", PLAIN, entries_max=50, bytes_max=2_000))


@pytest.mark.parametrize(("entries_max", "bytes_max"), [(2, BYTES_MAX), (50, 430)], ids=["entries", "bytes"])
def test_more_sitemaps_than_an_index_takes_are_refused(entries_max: int, bytes_max: int, make_many: MakeFeed) -> None:
    feed = make_many(5)
    with pytest.raises(FormatError, match="5 articles need more sitemaps than the 2 that one index can name"):
        list(split(feed, "sitemap.xml", PLAIN, entries_max=entries_max, bytes_max=bytes_max))


def test_each_article_is_looked_at_once_however_many_documents_there_are(make_many: MakeFeed) -> None:
    feed = make_many(6)
    asked: list[int] = []

    class Watched(tuple[Article, ...]):
        __slots__ = ()

        def __iter__(self) -> Any:
            for number in range(len(self)):
                asked.append(number)
                yield self[number]

    documents = split(
        replace(feed, articles=Watched(feed.articles)), "sitemap.xml", PLAIN, entries_max=3, bytes_max=BYTES_MAX
    )
    assert len(list(documents)) == 3  # two, and their index
    assert asked == [0, 1, 2, 3, 4, 5]


def test_50001_urls_need_two_sitemaps(site: Site) -> None:
    published_at = datetime(2024, 1, 1, tzinfo=UTC)
    articles = tuple(
        Article(title="T", url=f"https://news.example.org/{number}", published_at=published_at)
        for number in range(50_001)
    )
    feed = Feed(site=site, title="T", url="https://news.example.org/sitemap.xml", articles=articles)
    assert [document.entry_count for document in render(feed, "sitemap.xml", PLAIN)] == [50_000, 1, 0]
    assert render_one(replace(feed, articles=articles[1:])).entry_count == 50_000


def test_50_mib_and_more_need_two_sitemaps(site: Site) -> None:
    images = tuple(Image(url=f"https://i.example.org/{number}/".ljust(1_900, "x")) for number in range(1_000))
    articles = tuple(
        Article(
            title="T",
            url=f"https://news.example.org/{number}",
            published_at=datetime(2024, 1, 1, tzinfo=UTC),
            images=images,
        )
        for number in range(27)
    )
    feed = Feed(site=site, title="T", url="https://news.example.org/sitemap.xml", articles=articles)
    first, second, _ = render(feed, "sitemap.xml", PLAIN)
    assert len(first.body) <= 52_428_800 < len(first.body) + len(second.body)


@pytest.mark.parametrize(
    ("path", "options"), [("sitemap.xml", AmpSitemapOptions(gzip=True)), ("sitemap.xml.gz", PLAIN)]
)
def test_a_compressed_sitemap_is_called_so_and_holds_the_same(
    path: str, options: AmpSitemapOptions, make_many: MakeFeed
) -> None:
    feed = make_many(3)
    (document,) = render(feed, path, options)
    assert (document.path, document.media_type, document.entry_count) == ("sitemap.xml.gz", "application/gzip", 3)
    assert gzip.decompress(document.body) == render_one(feed).body


def test_a_compressed_index_names_compressed_parts(make_many: MakeFeed) -> None:
    *parts, index = split(make_many(3), "sitemap.xml", AmpSitemapOptions(gzip=True), entries_max=2, bytes_max=BYTES_MAX)
    assert [part.path for part in parts] == ["sitemap-1.xml.gz", "sitemap-2.xml.gz"]
    assert index.path == "sitemap.xml.gz"
    assert [loc.text for loc in ET.fromstring(gzip.decompress(index.body)).iter(f"{SITEMAP}loc")] == [
        "https://news.example.org/sitemap-1.xml.gz",
        "https://news.example.org/sitemap-2.xml.gz",
    ]


def test_the_limit_of_bytes_is_that_of_the_uncompressed_sitemap(make_many: MakeFeed) -> None:
    feed = make_many(9)
    plain = list(split(feed, "sitemap.xml", PLAIN, entries_max=50, bytes_max=1_000))
    gzipped = list(split(feed, "sitemap.xml", AmpSitemapOptions(gzip=True), entries_max=50, bytes_max=1_000))
    assert [document.entry_count for document in gzipped] == [document.entry_count for document in plain]
    assert len(plain) > 2


def test_a_compressed_sitemap_tells_neither_time_nor_name_nor_system(make_many: MakeFeed) -> None:
    body = render_one(make_many(1), AmpSitemapOptions(gzip=True)).body
    # RFC 1952 section 2.3: magic, deflate, no flags (no FNAME), MTIME 0, slowest compression, system unknown
    assert body[:10] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"


@pytest.mark.parametrize("options", [PLAIN, AmpSitemapOptions(gzip=True)], ids=["plain", "gzip"])
def test_it_gives_the_same_bytes_twice(options: AmpSitemapOptions, make_many: MakeFeed) -> None:
    first, second = (list(split(make_many(4), "s.xml", options, entries_max=2, bytes_max=BYTES_MAX)) for _ in "12")
    assert first == second


@settings(max_examples=60, deadline=None)
@given(paths=st.lists(ANY_PATH, min_size=1, max_size=5))
def test_any_url_survives_the_journey(paths: list[str]) -> None:
    urls = [absolute_url(f"a/{path}", "https://news.example.org/") for path in paths]
    amp_urls = [absolute_url(f"a/{path}", "https://amp.example.org/") for path in paths]
    articles = [
        Article(
            title="T", url=url, amp_url=amp_url, images=(Image(url=url),), published_at=datetime(2024, 1, 1, tzinfo=UTC)
        )
        for url, amp_url in zip(urls, amp_urls, strict=True)
    ]
    site = Site(title="T", url="https://news.example.org/")
    document = render_one(Feed(site=site, title="T", url="https://news.example.org/s.xml", articles=articles))
    assert locs(document) == list(dict.fromkeys(url.partition("#")[0] for url in urls))
    if not any("#" in url for url in urls):
        assert locs(document) == texts(document, f"{IMAGE}loc")
        assert [link["href"] for link in amp_links(document)] == list(dict.fromkeys(amp_urls))


# That all documents are well-formed is promised, so that nobody parses them before they are published.

HOSTILE = st.sampled_from(
    ["<", ">", "&", '"', "'", "&lt;", "]]>", "<!--", "\0", "\x0b", "\n", "\ufffe", "\ud800", "é", "%", " "]
)
ANY_TEXT = st.lists(HOSTILE | st.text(max_size=5), max_size=6).map("".join)


def accepted(text: str) -> str:
    """Return *text* if the model accepts it as a URL, else what absolute_url() makes of it, else a good one."""
    for find in (str, absolute_url):
        with suppress(ArticleError, ValueError):
            return Image(url=find(text)).url
    return "https://e.org/"


FEED_URLS = ANY_TEXT.map("https://e.org/{}".format).map(accepted)  # urljoin() refuses some hosts that the model accepts
URLS = st.one_of(
    st.from_regex(_URI, fullmatch=True),
    ANY_TEXT.map("https://e.org/{}".format),
    st.builds("{}://{}{}".format, st.sampled_from(["http", "https", "ftp"]), ANY_TEXT, ANY_TEXT),
    ANY_TEXT,
).map(accepted)
INSTANTS = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC) | st.timezones())  # noqa: DTZ001
ARTICLES = st.builds(
    Article,
    title=ANY_TEXT.map("T{}".format),
    summary=ANY_TEXT,
    content_html=ANY_TEXT,
    topics=st.lists(ANY_TEXT, max_size=2).map(tuple),
    url=URLS,
    amp_url=st.none() | URLS,
    amp_cache_url=st.none() | URLS,
    images=st.lists(st.builds(Image, url=URLS, title=ANY_TEXT), max_size=3).map(tuple),
    published_at=INSTANTS,
    updated_at=st.none() | INSTANTS,
)
SITES = st.builds(Site, title=ANY_TEXT.map("T{}".format), description=ANY_TEXT, url=URLS)
OPTIONS = st.builds(
    AmpSitemapOptions,
    amp=st.sampled_from(["origin", "cache", "none"]),
    foreign_urls=st.sampled_from(["keep", "leave-out"]),
    gzip=st.booleans(),
    images=st.booleans(),
)


@settings(deadline=None)
@given(SITES, FEED_URLS, ANY_PATH, OPTIONS, st.lists(ARTICLES, max_size=6), st.sampled_from([3, 50]))
def test_its_documents_are_well_formed_whatever_the_model_accepts(
    site: Site, url: str, name: str, options: AmpSitemapOptions, articles: list[Article], entries_max: int
) -> None:
    feed = Feed(site=site, title="T", url=url, articles=articles)
    for document in split(feed, f"{name}.xml", options, entries_max=entries_max, bytes_max=BYTES_MAX):
        body = gzip.decompress(document.body) if options.gzip else document.body
        expat.ParserCreate(namespace_separator=" ").Parse(body, True)  # noqa: FBT003  expat takes no keyword
        etree.fromstring(body)


def test_looking_for_urls_that_several_articles_share_takes_little_memory() -> None:
    checksums = array("Q", ((number * 0x9E3779B97F4A7C15) % (1 << 64) for number in range(20_000)))
    checksums.extend([checksums[7], checksums[19_999], checksums[7]])
    tracemalloc.start()
    try:
        found = set(_repeated(checksums))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found == {checksums[7], checksums[19_999]}
    assert peak < 40 * len(checksums)  # a set of them takes more than 80 bytes each
