"""News sitemaps: what stands in them, what Google and sitemaps.org ask for, and what somebody else's reader sees."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import msgspec
import pytest
from hypothesis import given, settings, strategies as st

import syndicate_news_sitemap
from syndicate import Article, Document, Feed, Filter, FilterContext, Format, FormatError, Registry, Site
from syndicate_news_sitemap import NewsSitemapOptions, news_language, render, split
from syndicate_news_sitemap.sheets import BYTES_MAX

HOST = "https://news.example.org"
SITE = Site(title="The Harbour Ledger & Co.", url=f"{HOST}/", language="en-GB")
NOON = datetime(2024, 1, 30, 12, tzinfo=UTC)
PLAIN = NewsSitemapOptions()
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def make_article(slug: str = "tides", **fields: Any) -> Article:
    given_fields: dict[str, Any] = {"title": "Tides turn", "url": f"{HOST}/{slug}/", "published_at": NOON}
    return Article(**(given_fields | fields))


def make_feed(*articles: Article, **fields: Any) -> Feed:
    given_fields: dict[str, Any] = {"site": SITE, "title": SITE.title, "url": f"{HOST}/news-sitemap.xml"}
    return Feed(articles=articles, **(given_fields | fields))


def make_many(count: int) -> Feed:
    """Return a feed of *count* articles, each a second older than the one before."""
    return make_feed(
        *(make_article(f"a{number}", published_at=NOON - timedelta(seconds=number)) for number in range(count))
    )


def render_one(feed: Feed, options: NewsSitemapOptions = PLAIN) -> Document:
    (document,) = render(feed, "news-sitemap.xml", options)
    return document


def texts(document: Document, tag: str) -> list[str | None]:
    """Return the text of every *tag* that the standard library's parser sees."""
    return [element.text for element in ET.fromstring(document.body).iter(tag)]


def locs(document: Document) -> list[str | None]:
    return texts(document, f"{SITEMAP}loc")


def check_golden(name: str, document: Document) -> None:
    expected = Path(__file__).parent / "golden" / name
    if os.environ.get("UPDATE_GOLDEN"):
        expected.write_bytes(document.body)
    assert document.body.decode() == expected.read_text("utf-8")


def test_what_its_publisher_keeps_out_of_sitemaps_is_not_listed() -> None:
    document = render_one(make_feed(make_article("a"), make_article("b", in_sitemaps=False)))
    assert locs(document) == [f"{HOST}/a/"]


# The format


def test_the_plugin_offers_a_format_that_can_be_asked_for_by_name() -> None:
    registry = Registry(distributions=())
    registry.register(syndicate_news_sitemap, "syndicate-news-sitemap")
    offered = registry.get(Format, "news-sitemap")
    assert (offered.media_type, offered.filename) == ("application/xml", "news-sitemap.xml")
    assert (offered.is_paged, offered.may_be_empty) == (False, True)
    assert offered.options is NewsSitemapOptions


def test_the_format_asks_for_the_articles_of_the_last_two_days() -> None:
    (offered,) = syndicate_news_sitemap.syndicate_formats()
    ((name, setting),) = offered.filters.items()
    dates = Registry(distributions=()).get(Filter, name)
    keeps = dates.build(msgspec.convert(setting, dates.options), FilterContext(site=SITE, now=NOON))
    assert keeps(make_article(published_at=NOON - timedelta(days=2)))
    assert not keeps(make_article(published_at=NOON - timedelta(days=2, seconds=1)))


def test_an_option_that_does_not_exist_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"publication": "Ledger"}, NewsSitemapOptions)


# What is written


def test_a_news_sitemap_is_written_as_expected() -> None:
    feed = make_feed(
        make_article(
            "k%C3%BCste'2'?a=1&b=2",
            url=f"{HOST}/k%C3%BCste'2'?a=1&b=2",
            title='Öl & "Hafen": 5 < 6 🎶',
            language="de",
            published_at=NOON - timedelta(hours=3),
            updated_at=NOON,
        ),
        make_article("fog", title="Fog"),
    )
    check_golden("news-sitemap.xml", render_one(feed))


def test_an_index_is_written_as_expected() -> None:
    *_, index = split(make_many(3), "news-sitemap.xml", PLAIN, news_max=2, bytes_max=BYTES_MAX)
    check_golden("news-sitemap-index.xml", index)


def test_a_sitemap_without_news_is_written_as_expected() -> None:
    check_golden("news-sitemap-empty.xml", render_one(make_feed()))


def test_without_an_article_the_home_page_stands_in_and_nothing_is_complained_about() -> None:
    document = render_one(make_feed(site=Site(title="Ledger", url=f"{HOST}/")))  # no language either
    assert (locs(document), texts(document, f"{NEWS}news")) == ([f"{HOST}/"], [])
    assert (document.entry_count, document.warnings) == (0, ())


def test_the_newest_article_comes_first_whatever_the_order_of_the_feed() -> None:
    hours = {"b": 2, "a": 1, "d": 4, "c": 3}
    feed = make_feed(*(make_article(slug, published_at=NOON - timedelta(hours=ago)) for slug, ago in hours.items()))
    assert locs(render_one(feed)) == [f"{HOST}/{slug}/" for slug in "abcd"]


def test_of_two_articles_with_one_url_the_newest_is_listed() -> None:
    feed = make_feed(
        make_article(id="tag:x,2024:1", title="Old", published_at=NOON - timedelta(hours=1)),
        make_article(id="tag:x,2024:2", title="New"),
    )
    document = render_one(feed)
    assert (texts(document, f"{NEWS}title"), document.entry_count) == (["New"], 1)


def test_the_document_goes_where_it_is_told() -> None:
    (document,) = render(make_feed(make_article()), "news/latest.xml", PLAIN)
    assert (document.path, document.media_type) == ("news/latest.xml", "application/xml")


# What Google asks for


@pytest.mark.parametrize(
    ("name", "expected"), [("", SITE.title), ("Ledger", "Ledger"), (" The\nLedger ", "The Ledger")]
)
def test_the_name_is_the_publications_else_the_sites(name: str, expected: str) -> None:
    document = render_one(make_feed(make_article()), NewsSitemapOptions(publication_name=name))
    assert texts(document, f"{NEWS}name") == [expected]


def test_the_language_is_the_articles_else_the_sites() -> None:
    document = render_one(make_feed(make_article("a", language="de-AT"), make_article("b")))
    assert texts(document, f"{NEWS}language") == ["de", "en"]


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("en", "en"),
        ("PT-br", "pt"),
        ("gsw-CH", "gsw"),
        ("zh", "zh-cn"),
        ("zh-CN", "zh-cn"),
        ("zh-SG", "zh-cn"),
        ("zh-TW", "zh-tw"),
        ("zh-HK", "zh-tw"),
        ("zh-Hant", "zh-tw"),
        ("zh-Hans-HK", "zh-cn"),
        ("ZH-hant-MO", "zh-tw"),
    ],
)
def test_a_language_is_an_iso_639_code_but_for_chinese(tag: str, expected: str) -> None:
    assert news_language(tag) == expected


def test_an_article_without_a_language_is_an_error_that_says_where_to_set_it() -> None:
    feed = make_feed(make_article(), site=Site(title="Ledger", url=f"{HOST}/"))
    with pytest.raises(FormatError, match=rf"article {HOST}/tides/ names a language.*; set site\.language"):
        render_one(feed)


def test_the_publication_date_stays_that_of_first_publication() -> None:
    document = render_one(make_feed(make_article(updated_at=NOON + timedelta(hours=1))))
    assert texts(document, f"{NEWS}publication_date") == ["2024-01-30T12:00:00Z"]
    assert texts(document, f"{SITEMAP}lastmod") == ["2024-01-30T13:00:00Z"]


def test_an_article_that_never_changed_has_no_lastmod() -> None:
    assert texts(render_one(make_feed(make_article())), f"{SITEMAP}lastmod") == []


def test_1000_articles_are_one_sitemap() -> None:
    document = render_one(make_many(1000))
    assert (document.path, document.entry_count) == ("news-sitemap.xml", 1000)


def test_1001_articles_are_two_sitemaps_and_an_index_that_comes_last() -> None:
    documents = list(render(make_many(1001), "news/news sitemap.xml", PLAIN))
    assert [(document.path, document.entry_count) for document in documents] == [
        ("news/news sitemap-1.xml", 1000),
        ("news/news sitemap-2.xml", 1),
        ("news/news sitemap.xml", 0),
    ]
    assert locs(documents[2]) == [f"{HOST}/news%20sitemap-1.xml", f"{HOST}/news%20sitemap-2.xml"]
    listed = [loc for document in documents[:2] for loc in locs(document)]
    assert listed == [article.url for article in make_many(1001).articles]


# What sitemaps.org asks for


def test_sitemap_file_location_urls_of_other_hosts_are_left_out_with_one_warning_that_counts_them() -> None:
    foreign = ("https://other.example.com/a", "http://news.example.org/a", f"{HOST}:8443/a", f"{HOST}.evil.example/a")
    own = (f"{HOST}/a", f"{HOST}:443/b", HOST)
    document = render_one(make_feed(*(make_article(url=url) for url in (*foreign, *own))))
    assert locs(document) == list(own)
    (warning,) = document.warnings
    assert warning.startswith(
        f"4 of 7 URLs left out, for they are not on {HOST}: 'https://other.example.com/a', 'http://news.example.org/a', "
        f"'{HOST}:8443/a' and 1 more; "
    )


def test_where_every_url_is_foreign_the_warning_says_so_and_the_home_page_stands_in() -> None:
    document = render_one(make_feed(make_article(url="https://other.example.com/a")))
    assert locs(document) == [f"{HOST}/"]
    assert [warning[:24] for warning in document.warnings] == ["1 of 1 URLs left out, fo"]


def test_xml_tag_definitions_a_loc_has_fewer_than_2048_characters() -> None:
    fits = f"{HOST}/".ljust(2047, "x")
    document = render_one(make_feed(make_article(url=f"{fits}x"), make_article(url=fits)))
    assert locs(document) == [fits]
    (warning,) = document.warnings
    assert warning.startswith("1 of 2 URLs left out, for a <loc> must have fewer than 2,048 characters")


def test_using_sitemap_index_files_no_sitemap_has_more_bytes_than_allowed() -> None:
    # Beyond ASCII, so that characters are not bytes.
    feed = make_feed(*(make_article(f"a{number}", title="Ä" * 300) for number in range(9)))
    *sitemaps, index = split(feed, "news-sitemap.xml", PLAIN, news_max=1000, bytes_max=3000)
    assert [document.entry_count for document in sitemaps] == [2, 2, 2, 2, 1]
    assert max(len(document.body) for document in sitemaps) <= 3000
    assert len(locs(index)) == 5


def test_a_sitemap_may_be_filled_to_the_last_byte() -> None:
    feed = make_many(9)
    size_bytes = len(render_one(feed).body)
    assert len(list(split(feed, "s.xml", PLAIN, news_max=1000, bytes_max=size_bytes))) == 1
    assert len(list(split(feed, "s.xml", PLAIN, news_max=1000, bytes_max=size_bytes - 1))) == 3


def test_an_article_too_large_for_a_sitemap_is_an_error_that_names_it() -> None:
    feed = make_feed(make_article(title="x" * 3000))
    with pytest.raises(FormatError, match=rf"'{HOST}/tides/' alone needs .* shorten its title"):
        list(split(feed, "s.xml", PLAIN, news_max=1000, bytes_max=3000))


def test_warnings_stand_on_the_first_document_only() -> None:
    feed = make_feed(make_article(url="https://other.example.com/a"), *make_many(3).articles)
    documents = split(feed, "s.xml", PLAIN, news_max=2, bytes_max=BYTES_MAX)
    assert [len(document.warnings) for document in documents] == [1, 0, 0]


# Whatever a publisher writes

HOSTILE = ["</news:title>", "]]>", "<!--", "&amp;", "&#0;", '"', "'", "\x00", "\ud800", "\ufffe", "e\u0301", "🎶", "\n"]


@given(title=st.text(max_size=40) | st.lists(st.sampled_from(HOSTILE), max_size=6).map("a".join))
@settings(max_examples=80, deadline=None)
def test_any_title_and_name_survive_the_journey(title: str) -> None:
    article = make_article(title=f"a {title}")
    document = render_one(make_feed(article), NewsSitemapOptions(publication_name=f"a {title}"))
    assert texts(document, f"{NEWS}title") == texts(document, f"{NEWS}name") == [article.title]


def test_the_same_articles_give_the_same_bytes() -> None:
    feed = make_many(20)
    assert render_one(feed) == render_one(feed)


# A foreign reader


def test_a_foreign_reader_finds_every_story() -> None:
    tree = pytest.importorskip("usp.tree", reason="ultimate-sitemap-parser is not installed")
    feed = make_feed(
        make_article("tides", title='Öl & "Hafen": 5 < 6 🎶', language="zh-Hant"),
        make_article("fog?a=1&b=2", url=f"{HOST}/fog?a=1&b=2", published_at=NOON - timedelta(hours=1)),
    )
    sitemap = tree.sitemap_from_str(render_one(feed).body.decode())
    stories = [
        (page.url, page.news_story.title, page.news_story.publication_name, page.news_story.publication_language)
        for page in sitemap.pages
    ]
    assert stories == [
        (f"{HOST}/tides/", 'Öl & "Hafen": 5 < 6 🎶', SITE.title, "zh-tw"),
        (f"{HOST}/fog?a=1&b=2", "Tides turn", SITE.title, "en"),
    ]
    assert [page.news_story.publish_date for page in sitemap.pages] == [NOON, NOON - timedelta(hours=1)]


def test_a_foreign_reader_finds_the_sitemaps_of_an_index() -> None:
    tree = pytest.importorskip("usp.tree", reason="ultimate-sitemap-parser is not installed")
    *_, index = split(make_many(3), "news-sitemap.xml", PLAIN, news_max=2, bytes_max=BYTES_MAX)
    sitemap = tree.sitemap_from_str(index.body.decode())
    assert [inner.url for inner in sitemap.sub_sitemaps] == [f"{HOST}/news-sitemap-1.xml", f"{HOST}/news-sitemap-2.xml"]


def test_a_foreign_reader_finds_no_story_where_there_is_none() -> None:
    tree = pytest.importorskip("usp.tree", reason="ultimate-sitemap-parser is not installed")
    (page,) = tree.sitemap_from_str(render_one(make_feed()).body.decode()).pages
    assert (page.url, page.news_story) == (f"{HOST}/", None)
