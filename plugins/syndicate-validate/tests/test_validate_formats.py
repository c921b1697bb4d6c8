"""One thing wrong in each document, named by its code where it stands."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from syndicate_validate.findings import Finding
from syndicate_validate.judging import judge

NOW = datetime(2026, 11, 29, tzinfo=UTC)
RSS = (
    '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" {spaces}><channel>\n'
    "<title>Tides</title><link>https://example.org/</link><description>Of the sea</description><language>en</language>\n"
    '<atom:link rel="self" href="https://example.org/rss.xml"/>\n{channel}\n'
    "<item><title>Spring</title><guid>https://example.org/1</guid>\n{item}\n</item></channel></rss>"
)
ATOM = (
    '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" {spaces}>\n'
    "<title>Tides</title><id>https://example.org/</id><updated>2024-05-01T09:00:00Z</updated>{author}\n"
    '<link rel="self" href="https://example.org/atom.xml"/>\n{feed}\n'
    "<entry><title>Spring</title><id>https://example.org/1</id><updated>2024-05-02T09:00:00Z</updated>\n"
    '<link href="https://example.org/1"/><summary>High</summary>\n{entry}\n</entry></feed>'
)
SITEMAP = (
    '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:video="http://www.google.com/schemas/sitemap-video/1.1" '
    'xmlns:xhtml="http://www.w3.org/1999/xhtml" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">\n<url>{url}</url></urlset>'
)
JSON = (
    '{"version": "https://jsonfeed.org/version/1.1", "title": "Tides", %s "items": [\n'
    '{"id": "1", "content_text": "High"%s}\n]}'
)
OPML = '<?xml version="1.0" encoding="utf-8"?>\n<opml version="2.0"><head>%s</head><body>\n%s</body></opml>'
ITUNES = (
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:podcast="https://podcastindex.org/namespace/1.0"'
)
MEDIA = 'xmlns:media="http://search.yahoo.com/mrss/"'
TOMBSTONES = 'xmlns:at="http://purl.org/atompub/tombstones/1.0"'
CONTENT = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'


def rss(channel: str = "", item: str = "", spaces: str = "") -> str:
    return RSS.format(channel=channel, item=item, spaces=spaces)


def atom(feed: str = "", entry: str = "", author: str = "<author><name>Ann</name></author>", spaces: str = "") -> str:
    return ATOM.format(feed=feed, entry=entry, author=author, spaces=spaces)


def found_in(text: str | bytes, url: str = "") -> list[Finding]:
    return judge(text.encode() if isinstance(text, str) else text, "feed", now=NOW, url=url)


def places_in(text: str | bytes) -> list[str]:
    return [f"{each.line} {each.code}" for each in found_in(text)]


@pytest.mark.parametrize(
    "text",
    [
        rss(),
        atom(),
        JSON % ("", ""),
        OPML % ("", '<outline text="a"/>'),
        SITEMAP.format(url="<loc>https://example.org/</loc>"),
    ],
    ids=["rss", "atom", "json", "opml", "sitemap"],
)
def test_of_a_document_that_is_right_nothing_is_said(text: str) -> None:
    assert places_in(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (rss("<ttl>soon</ttl>"), "5 number"),
        (rss("<ttl>\u0661</ttl>"), "5 number"),
        (rss(item="<pubDate>Wed, \u0660\u0661 May 2024 09:00:00 +0000</pubDate>"), "7 date-rfc822"),
        (rss(item="<title>Caf\ufffd</title>"), "7 characters-garbled"),
        (rss("<pubDate>Tue, 01 May 2024 09:00:00 +0000</pubDate>"), "5 date-weekday"),
        (rss(item="<pubDate>2024-05-01</pubDate>"), "7 date-rfc822"),
        (rss(item="<pubDate>Wed, 01 May 24 09:00:00 +0000</pubDate>"), "7 date-rfc822-form"),
        (rss(item='<enclosure url="https://example.org/a.mp3" type="audio/mpeg"/>'), "7 attribute-missing"),
        (rss(item="<author>Ann</author>"), "7 contact"),
        (rss(item="<author>Ann &lt;ann@example.org&gt;</author>"), "7 email-form"),
        (rss(item="<link>/1</link>"), "7 url-relative"),
        (rss(item="<description>&lt;script&gt;&lt;/script&gt;</description>"), "7 html-unsafe-tag"),
        (rss(item="<description>&lt;a href='b'&gt;c&lt;/a&gt;</description>"), "7 html-relative"),
        (rss(item="<description>&amp;lt;p&amp;gt;a&amp;lt;/p&amp;gt;</description>"), "7 html-escaped-twice"),
        (rss(item="<dc:date>yesterday</dc:date>", spaces=DC), "7 date-w3c"),
        (rss(item="<dc:creator>a</dc:creator><author>ann@example.org (Ann)</author>", spaces=DC), "7 semantics-twice"),
        (rss("<dc:titel>a</dc:titel>", spaces=DC), "5 extension-unknown"),
        (rss(item='<media:content url="/a.jpg"/>', spaces=MEDIA), "7 url-relative"),
        (rss(item='<media:content url="https://example.org/a" medium="picture"/>', spaces=MEDIA), "7 value-unknown"),
        (rss(item="<media:thumbnail/>", spaces=MEDIA), "7 attribute-missing"),
        (rss(item="<itunes:duration>long</itunes:duration>", spaces=ITUNES), "7 duration"),
        (rss(item="<itunes:episode>0</itunes:episode>", spaces=ITUNES), "7 number"),
        (rss(item='<podcast:transcript url="https://example.org/a.vtt"/>', spaces=ITUNES), "7 attribute-missing"),
        (rss(item='<podcast:chapters url="a.json" type="application/json"/>', spaces=ITUNES), "7 url-relative"),
        (rss("<itunes:explicit>no</itunes:explicit>", spaces=ITUNES), "5 itunes-explicit-old"),
        (rss("<itunes:explicit>maybe</itunes:explicit>", spaces=ITUNES), "5 value-unknown"),
        (rss(item="<content:encoded>a</content:encoded>", spaces=CONTENT).replace("<title>Spring</title>", ""), "6 rss-item-empty"),
        (rss("<podcast:locked>maybe</podcast:locked>", spaces=ITUNES), "5 value-unknown"),
        (rss(spaces='xmlns:dc="http://purl.org/dc/elements/1.0/"'), "2 namespace-prefix-taken"),
        (rss(spaces='xmlns:media="http://search.yahoo.com/mrss"'), "2 namespace-wrong"),
        (rss('<atom:link rel="hub" href="hub"/>'), "5 websub-hub"),
        (rss('<atom:link rel="hub" href="https://hub.example/"/>'), ""),
        (rss('<atom:link rel="HUB" href="ftp://hub.example/"/>'), "5 websub-hub"),
        (rss('<atom:link rel="hub" xml:base="https://hub.example/" href="a"/>'), ""),
        (rss('<atom:link rel="hub" href="https://h.example/"/><atom:link rel="self" href="https://example.org/x"/>'), "5 websub-topics"),
        (rss('<atom:link rel="self" href="https://example.org/rss.xml"/><atom:link rel="hub" href="https://h.example/"/>'), ""),
        (rss('<atom:link rel="hub" href="https://hub.example/"/>').replace('rel="self"', 'rel="via"'), "5 websub-self-missing"),
        (rss(item='<atom:link rel="hub" href="https://hub.example/"/>'), "7 websub-in-entry"),
        (atom('<link rel="hub" href="https://hub.example/"/>'), ""),
        (atom('<link rel="hub" href="/hub"/>'), "5 websub-hub"),
        (atom(entry='<link rel="hub" href="https://hub.example/"/>'), "8 websub-in-entry"),
        (JSON % ('"hubs": [{"type": "WebSub", "url": "hub"}], "feed_url": "https://example.org/",', ""), "1 websub-hub"),
        (JSON % ('"hubs": [{"type": "WebSub", "url": "https://hub.example/"}],', ""), "1 websub-self-missing"),
        (JSON % ('"hubs": [{"type": "WebSub", "url": "https://hub.example/"}], "feed_url": "https://example.org/",', ""), ""),
        (atom(author=""), "6 author-missing"),
        (atom("<updated>2024-05-01T09:00:00Z</updated>"), "5 element-repeated"),
        (atom(entry="<published>2024-05-01</published>"), "8 date-rfc3339"),
        (atom(entry='<link rel="alternate" href="https://example.org/2"/>'), "8 link-twice"),
        (atom(entry='<link rel="home" href="https://example.org/2"/>'), "8 link-rel"),
        (atom(entry="<content>&lt;p&gt;High&lt;/p&gt;</content>"), "8 html-undeclared"),
        (atom(entry='<content type="xhtml"><p>High</p></content>'), "8 xhtml-div"),
        (atom(entry='<content type="html"><p>High</p></content>'), "8 content-markup"),
        (atom(entry='<content type="image/png">?</content>'), "8 content-base64"),
        (atom(entry="<subtitle>a</subtitle>"), "8 element-misplaced"),
        (atom('<fh:complete xmlns:fh="http://purl.org/syndication/history/1.0"/><link rel="next" href="https://example.org/2"/>'), "5 history-complete"),
        (atom('<at:deleted-entry ref="tag:example.org,2024:1" when="2024-05-01T09:00:00Z"/>', spaces=TOMBSTONES), ""),
        (atom('<at:deleted-entry ref="tag:example.org,2024:1" when="2024-05-01"/>', spaces=TOMBSTONES), "5 date-rfc3339"),
        (atom('<at:deleted-entry when="2024-05-01T09:00:00Z"/>', spaces=TOMBSTONES), "5 attribute-missing"),
        (atom("<at:deleted/>", spaces=TOMBSTONES), "5 extension-unknown"),
        (atom(entry='<link rel="prev-archive" href="https://example.org/2"/>'), "8 history-in-entry"),
        (SITEMAP.format(url="<lastmod>2024-05-01</lastmod><loc>https://example.org/</loc>"), "3 element-order"),
        (SITEMAP.format(url="<loc>https://example.org/</loc><xhtml:a/>"), "3 element-misplaced"),
        (SITEMAP.format(url="<loc>https://example.org/</loc><priority>2</priority>"), "3 number"),
        (SITEMAP.format(url="<loc>https://example.org/</loc><lastmod>2024-05-01 10:00</lastmod>"), "3 date-w3c"),
        (SITEMAP.format(url="<loc>https://example.org/</loc><image:image><image:title>a</image:title></image:image>"), "3 element-missing"),
        (SITEMAP.format(url='<loc>https://example.org/</loc><xhtml:link rel="alternate" href="https://example.org/de"/>'), "3 sitemap-hreflang"),
        (
            SITEMAP.format(
                url="<loc>https://example.org/</loc><news:news><news:publication><news:name>a</news:name>"
                "<news:language>en-GB</news:language></news:publication><news:publication_date>2024-05-01"
                "</news:publication_date><news:title>b</news:title></news:news>"
            ),
            "3 value-form",
        ),
        (
            SITEMAP.format(
                url="<loc>https://example.org/</loc><video:video><video:thumbnail_loc>https://example.org/a"
                "</video:thumbnail_loc><video:title>a</video:title><video:description>b</video:description></video:video>"
            ),
            "3 video-nowhere",
        ),
        (JSON % ("", ', "date_published": "May"'), "2 date-rfc3339"),
        (JSON % ("", ', "tags": "a"'), "2 json-type"),
        (JSON % ('"author": {},', ""), "1 json-author-empty"),
        (JSON % ('"hubs": [{"type": "WebSub"}],', ""), "1 json-missing"),
        (JSON % ("", ', "attachments": [{"url": "https://example.org/a"}]'), "2 json-missing"),
        (JSON % ("", ', "id": "2"'), "2 json-repeated"),
        (OPML % ("<dateCreated>2024-05-01</dateCreated>", '<outline text="a"/>'), "2 date-rfc822"),
        (OPML % ("", '<outline text="a" type="rss"/>'), "3 outline-attribute"),
        (OPML % ("", '<outline title="a"/>'), "3 attribute-missing"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_where_it_stands(text: str, expected: str) -> None:
    found = [place for place in places_in(text) if not place.endswith(("element-recommended", "json-old"))]
    assert expected in found if expected else not found


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("true", []),
        ("false", []),
        ("no", ["itunes-explicit-old"]),
        ("Clean", ["itunes-explicit-old"]),
        (" true ", ["itunes-explicit-old"]),
        ("maybe", ["value-unknown"]),
    ],
)
def test_explicit_is_true_or_false_and_what_apple_had_before_is_a_warning(text: str, codes: list[str]) -> None:
    found = found_in(rss(item=f"<itunes:explicit>{text}</itunes:explicit>", spaces=ITUNES))
    assert [each.code for each in found if each.element.endswith("explicit")] == codes


def test_the_same_kind_is_told_once_with_its_count() -> None:
    found = found_in(rss(item="<category></category>" * 3))
    assert [(each.code, each.count) for each in found] == [("element-empty", 3)]


def test_a_finding_has_line_column_clause_value_and_what_to_write() -> None:
    (found,) = found_in(rss(item="\n  <pubDate>soon</pubDate>"))
    assert (found.line, found.column, found.value, found.element) == (8, 3, "soon", "item/pubDate")
    assert found.clause == "https://www.rssboard.org/rss-specification#optionalChannelElements"
    assert found.message == "item/pubDate: 'soon' is no date of RFC 822; write e.g. Wed, 01 May 2024 09:00:00 +0000"


def test_a_self_link_that_is_not_where_the_feed_is_is_told() -> None:
    assert [each.code for each in found_in(rss(), url="https://example.org/other.xml")] == ["self-elsewhere"]
    assert found_in(rss(), url="https://example.org/rss.xml") == []


def test_a_date_that_has_not_come_is_told_by_the_instant_that_is_given() -> None:
    text = atom(entry="<published>2026-12-24T00:00:00Z</published>")
    assert places_in(text) == ["8 date-implausible"]
    assert judge(text.encode(), "feed", now=datetime(2027, 1, 1, tzinfo=UTC)) == []


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-16", "utf-32", "iso-8859-1", "windows-1251", "shift_jis", "gb18030", "cp500"]
)
def test_an_encoding_that_is_declared_is_read(encoding: str) -> None:
    body = rss(item="<comments>nowhere</comments>").replace("utf-8", encoding).encode(encoding)
    assert "7 url-relative" in places_in(body)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_two_and_four_bytes_a_character_need_no_mark(encoding: str) -> None:
    text = rss(item="<comments>nowhere</comments>")
    assert "7 url-relative" in places_in(text.replace("utf-8", encoding[:6]).encode(encoding))
    assert "1 xml-encoding-mark" in places_in(text.encode(encoding))


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (rss().replace("utf-8", "big5").encode("utf-16"), "xml-encoding-mark"),
        (rss().replace("utf-8", "iso-10646-ucs-4").encode("utf-32"), "xml-encoding-unknown"),
        (rss().replace("1.0", f"1.0'{' ' * 2000}", 1).replace("utf-8", "big5").encode(), "xml-malformed"),
        (f"<?xml version='1.0'{' ' * 2000}encoding='euc-jp'?><rss/>".encode(), "xml-encoding-unknown"),
        (rss().replace("utf-8", "utf-16").encode("utf-16")[:-1] + b"\xd8", "xml-encoding-broken"),
        (rss(item="<comments>é</comments>").encode("latin-1"), "xml-encoding-broken"),
        (rss().replace("utf-8", "klingon").encode(), "xml-encoding-unknown"),
        (b"\xef\xbb\xbf" + rss().replace("utf-8", "us-ascii").encode(), "xml-encoding-mark"),
        (b"\n" + rss().encode(), "xml-space-first"),
        (b"", "xml-empty"),
        (b"<html></html>", "format-html"),
        (b'{"a": 1}', "json-not-feed"),
        (b'{"version": "1.2.0", "chapters": []}', "json-not-feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', "json-missing"),
        (b'{"title": "a", "items": []}', "json-missing"),
        (rss().replace("utf-8", "utf16").encode("utf-16"), "xml-encoding-obscure"),
    ],
)
def test_what_is_wrong_with_the_file_itself_is_named(body: bytes, code: str) -> None:
    assert code in [each.code for each in found_in(body)]
