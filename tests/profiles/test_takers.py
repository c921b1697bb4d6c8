"""The profiles that come with syndicate: a feed fulfils each, and one article breaks each of its rules alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from syndicate import Article, Attachment, Author, Document, Feed, Image, Origin, Site
from syndicate.builtins.formats import rss
from syndicate.profiles import Profile, fitted, judge_feed, load_profile, profile_names, taken
from syndicate.profiles.profile import OF_FEED

NOW = datetime(2026, 11, 1, tzinfo=UTC)
PICTURE = Image(url="https://e.org/p.jpg", width=1280, height=720, size_bytes=90_000, media_type="image/jpeg")
SITE = Site(
    title="The Ledger", url="https://e.org/", description="News of the harbour", language="en", rights="The Ledger",
    authors=(Author(name="Ann"),), icon_url="https://e.org/icon.png",
)  # fmt: skip
WORDS = " ".join(["word"] * 200)
ARTICLE = Article(
    title="A title that is long enough for all",
    url="https://e.org/a/",
    published_at=NOW - timedelta(days=3),
    summary="A summary of three hundred characters and more, so that everybody has enough of it. " * 4,
    content_html=f"<p>{WORDS}</p>",
    images=(PICTURE,),
    topics=("Harbour",),
    origin=Origin(path="posts/a.md", line=2),
)


def feed(*articles: Article, site: Site = SITE) -> Feed:
    return Feed(site=site, title=site.title, url="https://e.org/rss.xml", articles=articles)


def many(article: Article = ARTICLE, number: int = 30, **of_first: Any) -> list[Article]:
    """Return *number* articles, of which the first has other fields."""
    return [
        replace(article, **{"id": f"{article.url}{at}", "url": f"{article.url}{at}/", **(of_first if not at else {})})
        for at in range(number)
    ]


def rendered(profile: Profile, given: Feed) -> list[Document]:
    options = profile.feed.options.get("rss", {})
    from msgspec import convert

    return list(rss.render(given, "rss.xml", convert(options, rss.RssOptions)))


def lacks(name: str, given: Feed, now: datetime | None = NOW) -> set[str]:
    profile = load_profile(name)
    (document,) = rendered(profile, fitted(profile, given))
    return {lack.code for lack in judge_feed(profile, document.body, now=now)}


OF_ARTICLES = [name for name in profile_names() if "rss" in load_profile(name).formats]


@pytest.mark.parametrize("name", OF_ARTICLES)
def test_a_feed_fulfils_each_profile(name: str) -> None:
    assert lacks(name, feed(*many(number=load_profile(name).feed.limit or 20))) == set()


@pytest.mark.parametrize("name", profile_names())
def test_a_profile_says_when_and_from_where_it_knows(name: str) -> None:
    profile = load_profile(name)
    assert profile.checked > "2026"
    assert profile.sources


def wide(**fields: Any) -> tuple[Image, ...]:
    return (replace(PICTURE, **fields),)


LONG = "<p>" + "x" * 1_000_001 + "</p>"
# Profile and rule -> what of the first article, of the site, or of the document, breaks it alone.
BROKEN: dict[tuple[str, str], dict[str, Any]] = {
    ("msn", "title-length"): {"title": "Twenty characters ok"},
    ("msn", "title-markup"): {"title": "A title with <b>bold</b> letters"},
    ("msn", "elements"): {"document": ("<guid", "<nothing", "</guid>", "</nothing>")},
    ("msn", "guid-unmarked"): {"id": "tag:e.org,2026:a", "document": ('isPermaLink="false"', "")},
    ("msn", "age"): {"published_at": NOW - timedelta(days=365)},
    ("msn", "picture"): {"images": ()},
    ("msn", "picture-size"): {"images": wide(width=719, height=500)},
    ("msn", "picture-ratio"): {"images": wide(width=1900, height=1000)},
    ("msn", "picture-bytes"): {"images": wide(size_bytes=15_000_001)},
    ("msn", "tags"): {"document": ("&lt;p&gt;", "&lt;h6&gt;")},
    ("msn", "frames"): {"document": ("&lt;p&gt;", '&lt;iframe src="https://other.org/1"&gt;&lt;/iframe&gt;&lt;p&gt;')},
    ("msn", "https"): {"url": "http://e.org/a/", "id": "https://e.org/a/0"},
    ("msn", "encoding"): {"document": ("UTF-8", "iso-8859-1")},
    ("msn", "kinds"): {"attachments": (Attachment(url="https://e.org/v.mp4", media_type="video/mp4", size_bytes=5),)},
    ("msn", "languages"): {"language": "de"},
    ("msn", "entries"): {"number": 31},
    ("msn", "bytes"): {"content_html": "<p>" + "x" * 510_000, "everyone": True},
    ("google-news", "elements"): {"document": ("<pubDate", "<nothing", "</pubDate>", "</nothing>")},
    ("google-news", "text"): {"summary": "", "content_html": ""},
    ("google-news", "guid-unmarked"): {"id": "tag:e.org,2026:a", "document": ('isPermaLink="false"', "")},
    ("google-news", "entry-bytes"): {"content_html": LONG},
    ("google-news", "entries"): {"number": 61},
    ("google-news", "bytes"): {"content_html": "<p>" + "x" * 700_000, "number": 3, "everyone": True},
    ("yahoo", "elements"): {"document": ("<pubDate", "<nothing", "</pubDate>", "</nothing>")},
    ("yahoo", "text-words"): {"content_html": "<p>too few</p>"},
    ("yahoo", "description-words"): {"summary": "Two words"},
    ("yahoo", "categories"): {"document": ("</category>", "</category><category>b</category>")},
    ("yahoo", "lead"): {"images": ()},
    ("yahoo", "lead-repeated"): {
        "document": ("</category>", '</category><media:content url="https://e.org/p.jpg" medium="image"/>')
    },
    ("yahoo", "lead-width"): {"images": wide(width=1279)},
    ("yahoo", "lead-height"): {"images": wide(height=719)},
    ("yahoo", "attributes"): {"document": ("&lt;p&gt;", '&lt;p style="color:red"&gt;')},
    ("smartnews", "channel"): {"site": {"language": ""}},
    ("smartnews", "channel-description"): {"site": {"description": "A description of 31 characters."}},
    ("smartnews", "channel-wanted"): {"site": {"icon_url": None}},
    ("smartnews", "elements"): {"summary": "", "content_html": ""},
    ("smartnews", "picture"): {"images": ()},
    ("smartnews", "author"): {"document": ("<dc:creator", "<nothing", "</dc:creator>", "</nothing>")},
    ("smartnews", "age"): {"published_at": NOW + timedelta(days=1)},
    ("smartnews", "link-parameters"): {"url": "https://e.org/a/?utm_source=snf", "id": "https://e.org/a/0"},
    ("smartnews", "encoding"): {"document": ("UTF-8", "iso-8859-1")},
    ("smartnews", "bytes"): {"content_html": LONG},
    ("flipboard", "channel"): {"site": {"language": ""}},
    ("flipboard", "entries"): {"number": 29},
    ("flipboard", "elements"): {"document": ("<guid", "<nothing", "</guid>", "</nothing>")},
    ("flipboard", "link-host"): {"url": "https://other.example/a/", "id": "https://e.org/a/0"},
    ("flipboard", "author"): {"document": ("<dc:creator", "<nothing", "</dc:creator>", "</nothing>")},
    ("flipboard", "description"): {"summary": "Too short."},
    ("flipboard", "picture"): {"images": ()},
    ("flipboard", "picture-size"): {"images": wide(height=499)},
    ("newsbreak", "elements"): {"document": ("<guid", "<nothing", "</guid>", "</nothing>")},
    ("newsbreak", "picture"): {"document": ("<media:content", "<media:nothing", "<media:thumbnail", "<media:nothing")},
    ("newsbreak", "picture-element"): {"document": ("<media:content", "<media:nothing")},
    ("newsbreak", "attributes"): {"document": ("&lt;p&gt;", '&lt;p data-x="1"&gt;')},
}
# What breaks one of these breaks the other by its nature.
TOGETHER = {"newsbreak": {"picture": {"picture-element"}}}


def broken(name: str, change: dict[str, Any]) -> tuple[Profile, bytes]:
    change = dict(change)
    profile = load_profile(name)
    number, everyone = change.pop("number", profile.feed.limit or 20), change.pop("everyone", False)
    edits, site = change.pop("document", ()), replace(SITE, **change.pop("site", {}))
    articles = many(replace(ARTICLE, **change), number) if everyone else many(number=number, **change)
    (document,) = rendered(profile, fitted(profile, feed(*articles, site=site)))
    body = document.body.decode()
    for before, after in zip(edits[::2], edits[1::2], strict=True):
        assert before in body
        body = body.replace(before, after, 1)
    return profile, body.encode()


@pytest.mark.parametrize(("name", "code"), BROKEN, ids="-".join)
def test_one_article_breaks_a_rule_alone(name: str, code: str) -> None:
    profile, body = broken(name, BROKEN[name, code])
    found = judge_feed(profile, body, now=NOW)
    assert {lack.code for lack in found} - TOGETHER.get(name, {}).get(code, set()) == {code}
    (rule,) = [rule for rule in profile.rules if rule.code == code]
    lines = body.decode().split("\n")
    for lack in found:
        if lack.code == code:
            assert lack.drops == (rule.otherwise == "leave-out")
            assert rule.fact in OF_FEED or "<item>" in lines[lack.line - 1]
            assert rule.unsure in lack.message


def test_each_rule_of_each_profile_is_broken_here() -> None:
    rules = {(name, rule.code) for name in OF_ARTICLES for rule in load_profile(name).rules}
    assert rules == BROKEN.keys()


def test_what_is_left_out_is_named_with_its_place() -> None:
    profile = load_profile("msn")
    short = replace(ARTICLE, id="https://e.org/b", title="Too short")
    left, warnings = taken(profile, feed(ARTICLE, short), lambda given: rendered(profile, given))
    assert [article.id for article in left.articles] == [ARTICLE.id]
    assert warnings == ("1 of 2 left out: posts/a.md:2: the title has 9 characters, MSN wants 21",)


def test_what_only_warns_stays() -> None:
    profile = load_profile("msn")
    left, warnings = taken(profile, feed(replace(ARTICLE, images=())), lambda given: rendered(profile, given))
    assert len(left.articles) == 1
    assert warnings == (
        "1 of 1 picture: posts/a.md:2: there are 0 pictures, MSN wants 1; without one nothing is published by itself",
    )


# What is made right


def test_the_rendition_of_a_picture_that_meets_the_floor_comes_first() -> None:
    small = replace(PICTURE, url="https://e.org/small.jpg", width=300, height=200)
    (article,) = fitted(load_profile("msn"), feed(replace(ARTICLE, images=(small, PICTURE)))).articles
    assert article.images == (PICTURE, small)


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        (
            "msn",
            '<p>a <iframe src="https://other.org/v?a=1&amp;b=2" width="1"></iframe></p>',
            '<p>a <a href="https://other.org/v?a=1&amp;b=2">https://other.org/v?a=1&amp;b=2</a></p>',
        ),
        ("msn", '<iframe src="https://www.youtube.com/embed/1"></iframe>', None),
        ("msn", '<h6 id="a">b</h6><p>h6 &lt;h6&gt;</p>', '<h5 id="a">b</h5><p>h6 &lt;h6&gt;</p>'),
        (
            "newsbreak",
            '<p>a srcset="b"</p><img src="https://e.org/1" srcset="https://e.org/2 2x" alt="a > b">',
            '<p>a srcset="b"</p><img src="https://e.org/1" alt="a > b">',
        ),
    ],
)
def test_a_text_is_made_right(name: str, before: str, after: str | None) -> None:
    (article,) = fitted(load_profile(name), feed(replace(ARTICLE, content_html=before))).articles
    assert article.content_html == (before if after is None else after)


def test_the_lead_stands_at_the_beginning_and_nowhere_else() -> None:
    html = f'<p>a</p><p><img alt="" src="{PICTURE.url}"></p>'
    (article,) = fitted(load_profile("yahoo"), feed(replace(ARTICLE, content_html=html))).articles
    figure = f'<figure><img src="{PICTURE.url}" alt="" width="1280" height="720"></figure>'
    assert (article.content_html, article.images) == (f"{figure}<p>a</p><p></p>", ())


def test_google_hears_of_a_change_by_the_date_of_publication() -> None:
    changed = replace(ARTICLE, updated_at=NOW)
    (article,) = fitted(load_profile("google-news"), feed(changed)).articles
    assert (article.published_at, article.updated_at) == (NOW, None)


def test_yahoo_hears_of_a_change_by_an_element_without_a_namespace() -> None:
    profile = load_profile("yahoo")
    (document,) = rendered(profile, fitted(profile, feed(replace(ARTICLE, updated_at=NOW))))
    assert b"<updated>Sun, 01 Nov 2026 00:00:00 GMT</updated>" in document.body
    assert b"<pubDate>Thu, 29 Oct 2026 00:00:00 GMT</pubDate>" in document.body
    assert b"atom:updated>" not in document.body


@pytest.mark.parametrize("text", ["A summary that ends here", "A_summary_of_one_very_long_word"])
def test_a_description_is_cut_at_a_word(text: str, tmp_path: Any) -> None:
    path = tmp_path / "p.toml"
    path.write_text(
        'taker = "T"\nchecked = "2026-11"\nsources = ["x"]\nformats = ["rss"]\n[mend]\ndescription-characters = 15\n'
    )
    (article,) = fitted(load_profile(str(path)), feed(replace(ARTICLE, summary=text))).articles
    assert article.summary == {"A s": "A summary that…", "A_s": "A_summary_of_o…"}[text[:3]]


def test_an_attachment_that_is_a_picture_counts_as_one() -> None:
    attachment = Attachment(url="https://e.org/p.png", media_type="image/png", size_bytes=5)
    assert "picture" not in lacks("msn", feed(replace(ARTICLE, images=(), attachments=(attachment,))))
