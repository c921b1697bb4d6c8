"""Every awkward article, and feeds of them. All values are fixed: nothing here depends on chance, clock or machine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from syndicate import Article, Attachment, Author, Feed, FeedLink, Image, Origin, Provider, Site
from syndicate.model import Archive, Tombstone

HOST = "https://news.example.org"
NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)  # what the samples call now: most articles are older, one is far ahead
SECRET = "sample-secret-9f86d081884c7d65"  # noqa: S105  the value that no document may show
SECRET_NAME = "sample_secured_blob"  # noqa: S105  nor its name

_DAY = timedelta(days=1)
_ANN = Author(name="Ann Ferris", email="ann@example.org", url=f"{HOST}/ann", avatar_url=f"{HOST}/ann.png")
_LINKS = (
    FeedLink(title="Everything", url=f"{HOST}/feeds/every.xml", media_type="application/atom+xml"),
    FeedLink(
        title="C# & friends", url=f"{HOST}/feeds/c.rss", media_type="application/rss+xml", each="topic", topic="C#"
    ),
    FeedLink(title="日本", url=f"{HOST}/feeds/jp.json", media_type="application/feed+json", each="topic", topic="日本"),
)
_ARCHIVE = Archive(
    current_url=f"{HOST}/feeds/all.xml",
    previous_url=f"{HOST}/feeds/all-2023-12.xml",
    next_url=f"{HOST}/feeds/all-2024-02.xml?a=1&b=2",
    is_closed=True,
)
_TOMBSTONE = Tombstone(id="tag:news.example.org,2024:gone&'forgotten", deleted_at=NOW - _DAY)
_EVERYTHING = (
    "<h1>Tides &amp; fog</h1><p>5 &lt; 6 &amp;&amp; ]]&gt; <em>so</em>&nbsp;they say<br>\u201cquoted\u201d \u2014 "
    "caf\u00e9 \U0001f3b6 \u202b\u05e9\u05dc\u05d5\u05dd\u202c</p>"
    f'<p><a href="{HOST}/a?b=1&amp;c=2#d">link</a> <img src="{HOST}/1.jpg" alt="the &quot;quay&quot;"></p>'
    "<pre><code>if a &lt; b:\n\tprint('&amp;amp;')</code></pre><ul><li>one</li><li>two</li></ul>"
    "<table><tr><td>1</td></tr></table><blockquote>]]&gt;</blockquote>"
)


def sample_site() -> Site:
    """Return a site with every field set."""
    return Site(
        title="The Sample Ledger",
        url=f"{HOST}/",
        description="News from the quay & the sea: 5 < 6",
        language="en",
        authors=(Author(name="The Desk", email="desk@example.org", url=f"{HOST}/desk"),),
        timezone="Europe/Berlin",
        icon_url=f"{HOST}/icon.png",
        favicon_url=f"{HOST}/favicon.png",
        hub_urls=("https://hub.example.com/", "https://hub.example.net/"),
        rights="CC BY 4.0, the Ledger & friends",
    )


def sample_articles() -> list[Article]:
    """Return every awkward article, newest first, as a feed has them: no two have one id or one title."""
    articles = [*_texts(), *_people_and_topics(), *_files_and_twins(), *_times()]
    return sorted(articles, key=lambda article: (-article.published_at.timestamp(), article.id))


def sample_feeds() -> dict[str, Feed]:
    """Return feeds by the names that messages call them."""
    awkward = sample_articles()
    one = (_article("only", "One article and no more", 20),)
    return {
        "awkward articles": _feed("all.xml", "All the news", awkward),
        "one article": _feed("one.xml", "One article", one),
        "no article": _feed("none.xml", "Nothing so far", ()),
        "a thousand articles": _feed("thousand.xml", "A thousand", _thousand()),
        "a page of several": _feed(
            "paged.xml", "Page one", awkward[:5], id=f"{HOST}/feeds/", next_url=f"{HOST}/feeds/2"
        ),
        "a document of an archive": _feed(
            "all-2024-01.xml", "Back then", awkward[:3], archive=_ARCHIVE, tombstones=(_TOMBSTONE,)
        ),
        "a feed by months": _feed("months.xml", "By months", awkward, period="month"),
        "a topic": _feed("c.xml", "C# & friends", [a for a in awkward if "C#" in a.topics], each="topic", topic="C#"),
        "a feed of a page": _feed(
            "page.xml", "C# & more", one, page_url=f"{HOST}/c?a&b", description="What C# <is> & was"
        ),
        "a feed with an id": _feed("id.xml", "All feeds", one, id="tag:news.example.org,2024:feeds/id"),
    }


def _feed(name: str, title: str, articles: list[Article] | tuple[Article, ...], **fields: object) -> Feed:
    url = f"{HOST}/feeds/{name}"
    links = (*_LINKS, FeedLink(title=title, url=url, media_type="application/xml"))  # this feed is always among them
    given = {"site": sample_site(), "title": title, "url": url, "articles": tuple(articles), "feeds": links} | fields
    return Feed(**given)  # type: ignore[arg-type]  # the values are those of Feed


def _article(slug: str, title: str, days: float, **fields: object) -> Article:
    """Return an article that was published *days* before the samples' now."""
    given = {"title": title, "url": f"{HOST}/{slug}/", "published_at": NOW - days * _DAY} | fields
    return Article(**given)  # type: ignore[arg-type]  # the values are those of Article


def _texts() -> list[Article]:
    return [
        _article("entities", "Tides & fog: \"5 < 6\" > 'so' &amp; &#38; &nbsp;", 1, summary="AT&T &amp; <b>5 < 6</b>"),
        _article("cdata", "The end ]]> of <![CDATA[ a section", 2, summary="]]> <!-- -- --> <?pi?> %PDF ]]>"),
        # The model takes control characters out, at birth: a format never meets them.
        _article("controls", "Bell\x07 and\x00 form\x0c feed\u2028 cleaned", 3, summary="Vertical\x0btab\x85 \ufffe"),
        _article("emoji", "Family 👩‍👩‍👧‍👦, flag 🏴󠁧󠁢󠁷󠁬󠁳󠁿 and \U0001f9ff outside the plane", 4, summary="🎶"),
        _article("hebrew", "\u202eשלח עם\u202c and العربية ١٢٣", 5, language="he"),
        _article("marks", "Zalgo z̸̧̢̛͇̙͈ and e\u0301 beside \u00e9", 6, language="vi"),
        _article("long-title", "A title that goes on " + "and on " * 700 + "to the end", 7),
        _article("long-url/" + "x" * 4000, "A URL of more than four thousand characters", 8),
        _article("k%C3%BCste/?a=1&b=2&c=%22%3C%3E#part-2", "A URL with a query & a fragment", 9),
        _article("body", "A body with everything", 10, content_html=_EVERYTHING, summary="And a summary"),
        _article("body-only", "A body and no summary", 11, content_html="<p>" + "Nothing but fog. " * 60 + "</p>"),
        _article("formula", '=SUM(A1:A9);"a",b\\n{{ x }} ${y} %s \'', 12, summary="-- ; DROP TABLE"),
        _article("deutsch", "Übergrößenträger aus Łódź", 13, language="de-DE", summary="Eine Folge"),
    ]


def _people_and_topics() -> list[Article]:
    many = (
        _ANN,
        Author(name="Bén Łódź"),
        Author(name="O'Neil & Sons <Ltd>", url="https://example.com/o?n=1&s=2"),
        Author(name="株式会社", email="info@example.com"),
    )
    topics = ("C#", "日本", "a, b", "Élections & Öl", "c++", "../../x", "<script>", "50%", "AI", "two  words", ".")
    return [
        _article("by-many", "By four authors", 14, authors=many, topics=topics),
        _article("by-nobody", "By the site's authors", 15, topics=("C#",)),
        _article("by-one", "By one author without an address", 16, authors=(many[1],), topics=("AI", "C#")),
        _article(
            "secret",
            "What the source knew beside",
            17,
            extra={SECRET_NAME: SECRET, "nested": {"list": [f"deep-{SECRET}", 4711, None]}, "tags": {"x": [SECRET]}},
            origin=Origin(path="content/secret.md", line=3),
        ),
    ]


def _files_and_twins() -> list[Article]:
    images = (
        Image(
            url=f"{HOST}/1.jpg",
            width=1200,
            height=800,
            title="Der Kai & <mehr>",
            media_type="image/jpeg",
            license="CC BY 4.0",
        ),
        Image(url=f"{HOST}/2.webp?size=full&v=2"),
        Image(url=f"{HOST}/wide.png", width=3000, height=400, media_type="image/png"),
    )
    sized = Attachment(
        url=f"{HOST}/1.mp3?a=1&b=2",
        media_type="audio/mpeg",
        size_bytes=1234567,
        duration_seconds=1800.4,
        title="Folge 1 & mehr",
    )
    film = Attachment(url="https://cdn.example.com/1.mp4", media_type="video/mp4", size_bytes=0, duration_seconds=60.0)
    unsized = Attachment(url=f"{HOST}/notes.pdf", media_type="application/pdf")
    provider = Provider(name="Other & Co", domain="other.example.com", url="https://other.example.com/", images=images)
    return [
        _article("pictures", "With images, some of known size", 18, images=images),
        _article("episode-1", "Episode 1", 19, id="tag:news.example.org,2024:episode-1", attachments=(unsized, sized)),
        _article("episode-2", "Episode 2, a film", 20, attachments=(film,), kind="video", images=images[:1]),
        _article("notes", "Only a file of unknown size", 21, attachments=(unsized,)),
        _article(
            "amp",
            "With both AMP twins",
            22,
            amp_url=f"{HOST}/amp/amp/?x=1&y=2",
            amp_cache_url="https://news-example-org.cdn.ampproject.org/c/s/news.example.org/amp/amp/",
        ),
        _article(
            "passed-on",
            "Passed on from elsewhere",
            23,
            original_url="https://other.example.com/s",
            provider=provider,
            aliases=(f"{HOST}/from-elsewhere/",),
            made_id="tag:news.example.org,2024:passed-on",
        ),
        _article("elsewhere", "Its page is elsewhere", 24, url="https://other.example.com/a%20b", provider=provider),
    ]


def _times() -> list[Article]:
    instant = NOW - 30 * _DAY
    return [
        _article("epoch", "Of the year 1970", 0, published_at=datetime(1970, 1, 1, tzinfo=UTC)),
        _article("far", "Of the last year there is", 0, published_at=datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        _article("updated", "Updated a day later", 25, updated_at=NOW - 24 * _DAY),
        _article("early", "Updated before it was published", 26, updated_at=NOW - 27 * _DAY),
        _article("twin-a", "At one instant, the first", 30),
        _article("twin-b", "At one instant, the second", 0, published_at=instant),
        _article("leap", "On a leap day", 0, published_at=datetime(2024, 2, 29, 23, 59, 59, tzinfo=UTC)),
        _article("expired", "Out of date", 40, expires_at=NOW - 35 * _DAY),
        _article("draft", "Not out yet", 41, is_published=False),
        _article(
            "removed",
            "Withdrawn",
            42,
            is_removed=True,
            in_sitemaps=False,
            in_feeds=False,
            is_excerpt_only=True,
            has_title=False,
            is_scheduled=True,
        ),
    ]


def _thousand() -> list[Article]:
    """Return a thousand articles of a few fields, an hour apart."""
    return [
        _article(f"n/{number}", f"Number {number:04d} of many", number / 24, topics=(f"topic {number % 37}",))
        for number in range(1000)
    ]
