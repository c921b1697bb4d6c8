"""What becomes of the entries of RSS, Atom and JSON Feed."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from syndicate import UNDATED, Article, Attachment, Author, Fault, Image, Item, Provider, Site, SourceContext
from syndicate_feed_source import syndicate_sources

SITE = Site(title="All of them", url="https://all.example.org/", timezone="Europe/Berlin")
ENTRY = (
    "<item><title>Tides</title><link>https://a.example.org/tides</link>"
    "<pubDate>Sat, 02 Mar 2024 09:00:00 +0100</pubDate>{}</item>"
)


def read(tmp_path: Path, feeds: dict[str, str | bytes], **context: Any) -> tuple[list[Article], list[Fault]]:
    for name, text in feeds.items():
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    given = {"root": str(tmp_path), "paths": (".",), "site": SITE, **context}
    reader = syndicate_sources()[0].open(SourceContext(**given))
    found: list[object] = []
    for item in reader.items():
        found += reader.read(item) if isinstance(item, Item) else [item]
    return [a for a in found if isinstance(a, Article)], [f for f in found if isinstance(f, Fault)]


def rss(items: str, channel: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom"'
        ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">\n'
        f"<channel><title>A Ledger</title><link>https://a.example.org/</link>{channel}\n{items}\n</channel></rss>\n"
    )


def atom(entries: str, attributes: str = "") -> str:
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>A Ledger</title><id>https://a.example.org/</id>'
        '<link href="https://a.example.org/"/><updated>2024-03-02T08:00:00Z</updated>'
        f"<author><name>The Desk</name></author>\n{entries}</feed>"
    )


def json_feed(*items: dict[str, Any], **head: Any) -> str:
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "A Ledger", "items": items, **head}
    return json.dumps(feed, indent=1)


def one_of(tmp_path: Path, inside: str) -> Article:
    articles, faults = read(tmp_path, {"rss.xml": rss(ENTRY.format(inside))})
    assert not faults
    return articles[0]


def test_rss_says_title_page_and_date(tmp_path: Path) -> None:
    article = one_of(tmp_path, "")

    assert (article.title, article.url) == ("Tides", "https://a.example.org/tides")
    assert article.published_at == datetime(2024, 3, 2, 8, tzinfo=UTC)
    assert article.origin is not None
    assert (article.origin.path, article.origin.line) == ("rss.xml", 4)


def test_the_provider_is_the_feed_that_an_entry_was_read_from(tmp_path: Path) -> None:
    assert one_of(tmp_path, "").provider == Provider(
        name="A Ledger", domain="a.example.org", url="https://a.example.org/"
    )


def test_the_provider_is_whom_the_entry_names_as_its_source(tmp_path: Path) -> None:
    article = one_of(tmp_path, '<source url="https://b.example.org/rss">B Post</source>')

    assert article.provider == Provider(name="B Post", domain="b.example.org", url="https://b.example.org/rss")


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("", "https://a.example.org/tides"),
        ("<guid>https://a.example.org/?p=7&amp;q=1</guid>", "https://a.example.org/?p=7&q=1"),
        ('<guid isPermaLink="false">tag:a.example.org,2020:x</guid>', "tag:a.example.org,2020:x"),
        ('<guid isPermaLink="false">4711</guid>', "tag:a.example.org,2024:4711"),
        ("<guid>post 7</guid>", "tag:a.example.org,2024:post%207"),
        ("<guid>https://a.example.org/a/../é</guid>", "https://a.example.org/%C3%A9"),
    ],
)
def test_the_id_is_the_one_given_or_made_a_tag_of_the_feed(tmp_path: Path, inside: str, expected: str) -> None:
    assert one_of(tmp_path, inside).id == expected


def test_a_permanent_guid_is_the_page_of_an_item_without_a_link(tmp_path: Path) -> None:
    item = "<item><title>A</title><guid>https://a.example.org/7</guid><pubDate>2024-03-02T08:00:00Z</pubDate></item>"

    assert read(tmp_path, {"rss.xml": rss(item)})[0][0].url == "https://a.example.org/7"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Tom &amp;amp; Jo", "Tom & Jo"),
        ("Tom &amp; Jo", "Tom & Jo"),
        ("The &lt;b&gt; tag", "The <b> tag"),
        ("&lt;em&gt;New&lt;/em&gt; tides", "New tides"),
        ("It&amp;#8217;s", "It\u2019s"),
        ("A\n  line", "A line"),
    ],
)
def test_a_title_of_rss_is_plain_text_afterwards(tmp_path: Path, written: str, expected: str) -> None:
    assert read(tmp_path, {"rss.xml": rss(ENTRY.format("").replace("Tides", written))})[0][0].title == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Short note.", "Short note."), ("word " * 40, ("word " * 16).strip() + "…"), ("x" * 90, "x" * 80 + "…")],
)
def test_an_entry_without_a_title_is_called_by_its_first_words(tmp_path: Path, text: str, expected: str) -> None:
    item = ENTRY.format(f"<description>{text}</description>").replace("<title>Tides</title>", "")

    assert read(tmp_path, {"rss.xml": rss(item)})[0][0].title == expected


def test_a_plain_description_is_the_summary_and_no_body(tmp_path: Path) -> None:
    article = one_of(tmp_path, "<description>High &amp;amp; low</description>")

    assert (article.summary, article.content_html) == ("High & low", "")


def test_a_description_with_markup_is_summary_and_body(tmp_path: Path) -> None:
    article = one_of(tmp_path, "<description><![CDATA[<p>High <b>&amp;</b> low</p>]]></description>")

    assert (article.summary, article.content_html) == ("High & low", "<p>High <b>&amp;</b> low</p>")


def test_content_encoded_is_the_body(tmp_path: Path) -> None:
    article = one_of(
        tmp_path, "<description>In short</description><content:encoded>&lt;p&gt;At length&lt;/p&gt;</content:encoded>"
    )

    assert (article.summary, article.content_html) == ("In short", "<p>At length</p>")


def test_content_serves_the_body(tmp_path: Path) -> None:
    article = one_of(tmp_path, "<content:encoded>&lt;p&gt;At length&lt;/p&gt;</content:encoded>")
    reader = syndicate_sources()[0].open(SourceContext(root=str(tmp_path), paths=(".",), site=SITE))

    assert reader.content(article) == "<p>At length</p>"


def test_every_creator_is_an_author(tmp_path: Path) -> None:
    article = one_of(tmp_path, "<dc:creator>Ann</dc:creator><dc:creator>Bo Berg</dc:creator>")

    assert article.authors == (Author(name="Ann"), Author(name="Bo Berg"))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("ann@a.example.org (Ann Aster)", Author(name="Ann Aster", email="ann@a.example.org")),
        ("Ann Aster &lt;ann@a.example.org&gt;", Author(name="Ann Aster", email="ann@a.example.org")),
        ("ann@a.example.org", Author(name="ann", email="ann@a.example.org")),
        ("Ann Aster", Author(name="Ann Aster")),
    ],
)
def test_an_author_of_rss_is_taken_apart(tmp_path: Path, written: str, expected: Author) -> None:
    assert one_of(tmp_path, f"<author>{written}</author>").authors == (expected,)


def test_an_atom_author_has_no_address_of_another(tmp_path: Path) -> None:
    people = "<author><name>Ann</name><email>ann@a.example.org</email><uri>/ann</uri></author><author><name>Bo</name></author>"
    entry = f'<entry><title>A</title><link href="/a"/><updated>2024-03-02T08:00:00Z</updated>{people}</entry>'

    assert read(tmp_path, {"atom.xml": atom(entry)})[0][0].authors == (
        Author(name="Ann", email="ann@a.example.org", url="https://a.example.org/ann"),
        Author(name="Bo"),
    )


def test_an_entry_without_author_has_the_feeds(tmp_path: Path) -> None:
    entry = '<entry><title>A</title><link href="/a"/><updated>2024-03-02T08:00:00Z</updated></entry>'

    assert read(tmp_path, {"atom.xml": atom(entry)})[0][0].authors == (Author(name="The Desk"),)


@pytest.mark.parametrize(
    ("channel", "inside", "expected"),
    [
        ("", "<itunes:author>Ann</itunes:author>", "Ann"),
        ("", "<dc:creator>Bo</dc:creator><itunes:author>Ann</itunes:author>", "Bo"),
        ("<itunes:author>The Show</itunes:author>", "", "The Show"),
        ("<itunes:author>The Show</itunes:author>", "<itunes:author>Ann</itunes:author>", "Ann"),
    ],
)
def test_the_author_that_itunes_names_counts_where_no_other_is(
    tmp_path: Path, channel: str, inside: str, expected: str
) -> None:
    feeds: dict[str, str | bytes] = {"rss.xml": rss(ENTRY.format(inside), channel)}

    assert read(tmp_path, feeds)[0][0].authors == (Author(name=expected),)


def test_xml_base_completes_the_pages_of_feed_and_author_and_pictures(tmp_path: Path) -> None:
    entry = (
        '<entry xml:base="ann/"><title>A</title><link href="a"/><updated>2024-03-02T08:00:00Z</updated>'
        "<author><name>Ann</name><uri>me</uri></author>"
        '<content xmlns="http://search.yahoo.com/mrss/" url="a.png" medium="image"/></entry>'
    )
    feed = atom(entry, 'xml:base="https://b.example.org/x/"').replace("https://a.example.org/", "./")
    article = read(tmp_path, {"atom.xml": feed})[0][0]

    assert article.authors == (Author(name="Ann", url="https://b.example.org/x/ann/me"),)
    assert [image.url for image in article.images] == ["https://b.example.org/x/ann/a.png"]
    assert article.provider == Provider(name="A Ledger", domain="b.example.org", url="https://b.example.org/x/")


@pytest.mark.parametrize("base", ["http://[", "http://a b/", "//", ""])
def test_an_xml_base_that_is_no_url_costs_no_entry(tmp_path: Path, base: str) -> None:
    entry = (
        '<entry><title>A</title><link href="https://b.example.org/a"/><updated>2024-03-02T08:00:00Z</updated></entry>'
    )
    feeds: dict[str, str | bytes] = {
        "whole.xml": atom(entry, f'xml:base="{base}"'),
        "entry.xml": atom(entry.replace("<entry>", f'<entry xml:base="{base}">')),
    }

    assert [article.title for article in read(tmp_path, feeds)[0]] == ["A", "A"]


@pytest.mark.parametrize(
    ("link", "media_type"),
    [
        ('href="/a.mp3"', "audio/mpeg"),
        ('href="/a"', "application/octet-stream"),
        ('href="/a.mp3" type="audio/ogg"', "audio/ogg"),
    ],
)
def test_an_enclosure_of_atom_without_a_type_has_that_of_its_name(tmp_path: Path, link: str, media_type: str) -> None:
    entry = (
        '<entry><title>A</title><link href="/a"/><updated>2024-03-02T08:00:00Z</updated>'
        f'<link rel="enclosure" {link}/></entry>'
    )

    assert read(tmp_path, {"atom.xml": atom(entry)})[0][0].attachments[0].media_type == media_type


@pytest.mark.parametrize(
    ("id_", "found"), [("https://a.example.org/1", "https://a.example.org/1"), ("urn:x:1", None), ("5", None)]
)
def test_an_id_is_the_page_where_it_is_a_url_and_there_is_no_link(tmp_path: Path, id_: str, found: str | None) -> None:
    entry = f"<entry><title>A</title><id>{id_}</id><updated>2024-03-02T08:00:00Z</updated></entry>"
    articles, faults = read(tmp_path, {"atom.xml": atom(entry)})

    assert [article.url for article in articles] == ([found] if found else [])
    assert [fault.message for fault in faults] == ([] if found else ["entry 'A': names no page"])


def test_atom_links_are_completed_by_xml_base(tmp_path: Path) -> None:
    entry = (
        '<entry xml:base="https://b.example.org/x/"><title>A</title><link href="a"/><updated>2024-03-02T08:00:00Z</updated>'
        '<content type="html">&lt;a href="y?a=1&amp;amp;b=2"&gt;&lt;img alt=\'src="z"\' src=\'z.png\'&gt;</content></entry>'
    )
    article = read(tmp_path, {"atom.xml": atom(entry)})[0][0]

    assert article.url == "https://b.example.org/x/a"
    assert article.content_html.startswith('<a href="https://b.example.org/x/y?a=1&amp;b=2">')
    assert 'src="https://b.example.org/x/z.png"' in article.content_html


def test_atom_text_and_xhtml_become_html(tmp_path: Path) -> None:
    entry = (
        '<entry><title>A</title><link href="/a"/><updated>2024-03-02T08:00:00Z</updated><content {}</content></entry>'
    )
    text = read(tmp_path, {"atom.xml": atom(entry.format('type="text">1 &lt; 2'))})[0][0]
    xhtml = 'type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>1 &lt; 2</p></div>'

    assert text.content_html == "<p>1 &lt; 2</p>"
    assert read(tmp_path, {"atom.xml": atom(entry.format(xhtml))})[0][0].content_html == "<p>1 &lt; 2</p>"


def test_updated_is_told_only_where_it_differs(tmp_path: Path) -> None:
    entry = '<entry><title>A</title><link href="/a"/><published>2024-03-02T08:00:00Z</published><updated>{}</updated></entry>'
    articles, _ = read(
        tmp_path, {"a.xml": atom(entry.format("2024-03-02T08:00:00Z") + entry.format("2024-03-03T08:00:00+01:00"))}
    )

    assert [article.updated_at for article in articles] == [None, datetime(2024, 3, 3, 7, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Sat, 02 Mar 2024 08:00:00 GMT", datetime(2024, 3, 2, 8, tzinfo=UTC)),
        ("02 Mar 24 03:00:00 EST", datetime(2024, 3, 2, 8, tzinfo=UTC)),
        ("Sat, 02 Mar 2024 08:00:00 -0000", datetime(2024, 3, 2, 8, tzinfo=UTC)),
        ("2024-03-02T09:00:00", datetime(2024, 3, 2, 8, tzinfo=UTC)),
    ],
)
def test_dates_are_read_as_feeds_write_them(tmp_path: Path, written: str, expected: datetime) -> None:
    item = ENTRY.format("").replace("Sat, 02 Mar 2024 09:00:00 +0100", written)

    assert read(tmp_path, {"rss.xml": rss(item)})[0][0].published_at == expected


@pytest.mark.parametrize(
    "written",
    [
        "01/02/2024",
        "Sat, 02 Mar 2024 08:00:00 CAT",
        "yesterday",
        "2024-13-40T00:00:00Z",
        "Sun, 99 Mar 2024 25:61:61 EST",
    ],
)
def test_a_date_is_never_guessed(tmp_path: Path, written: str) -> None:
    item = ENTRY.format("").replace("Sat, 02 Mar 2024 09:00:00 +0100", written)
    articles, faults = read(tmp_path, {"rss.xml": rss(item)})

    assert not articles
    assert str(faults[0]).startswith(f"rss.xml:4: entry 'Tides': its date: '{written}' is not")


def test_an_undated_entry_waits_for_whoever_finds_its_date(tmp_path: Path) -> None:
    item = "<item><title>A</title><link>https://a.example.org/a</link></item>"

    assert read(tmp_path, {"rss.xml": rss(item)}, may_be_undated=True)[0][0].published_at == UNDATED


def test_what_an_entry_lacks_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    undated = (
        "<item><title>No date</title><pubDate>Mon, 01 Jan 0001 00:00:00 +0000</pubDate></item>\n"  # as Hugo writes it
    )
    items = f"{undated}<item/>\n" + ENTRY.format("")
    articles, faults = read(tmp_path, {"rss.xml": rss(items)})

    assert [article.title for article in articles] == ["Tides"]
    assert list(map(str, faults)) == [
        "rss.xml:4: entry 'No date': names no page",
        "rss.xml:4: entry 'No date': has no date",
        "rss.xml:5: an entry without a name: has neither a title nor a text",
        "rss.xml:5: an entry without a name: names no page",
        "rss.xml:5: an entry without a name: has no date",
    ]


def test_pictures_have_their_sizes_and_a_thumbnail_is_no_second_one(tmp_path: Path) -> None:
    article = one_of(
        tmp_path,
        '<media:thumbnail url="/a-small.jpg" width="90" height="60"/>'
        '<media:content url="/a.jpg" medium="image" width="900" height="600"><media:title>Quay</media:title></media:content>'
        '<media:content url="javascript:x" medium="image"/>',
    )

    assert article.images == (Image(url="https://a.example.org/a.jpg", width=900, height=600, title="Quay"),)


def test_a_lone_thumbnail_or_enclosed_picture_is_the_picture(tmp_path: Path) -> None:
    thumbnail = one_of(tmp_path, '<media:thumbnail url="/a.jpg" width="90" height="0"/>')
    enclosed = one_of(tmp_path, '<enclosure url="/a.jpg" length="0" type="image/jpeg"/>')

    assert thumbnail.images == (Image(url="https://a.example.org/a.jpg", width=90),)
    assert enclosed.images == (Image(url="https://a.example.org/a.jpg"),)
    assert enclosed.attachments == ()


def test_enclosures_and_media_of_other_kinds_are_attachments(tmp_path: Path) -> None:
    article = one_of(
        tmp_path,
        '<enclosure url="/e.mp3" length="123" type="audio/mpeg"/><itunes:duration>1:02:03</itunes:duration>'
        '<media:content url="/v.mp4" fileSize="9" duration="12"><media:title>Film</media:title></media:content>'
        '<media:content url="/e.mp3" type="audio/mpeg"/>',
    )

    assert article.attachments == (
        Attachment(url="https://a.example.org/e.mp3", media_type="audio/mpeg", size_bytes=123, duration_seconds=3723.0),
        Attachment(
            url="https://a.example.org/v.mp4", media_type="video/mp4", size_bytes=9, duration_seconds=12.0, title="Film"
        ),
    )


def test_the_language_is_the_entrys_else_the_feeds(tmp_path: Path) -> None:
    items = ENTRY.format("<dc:language>de</dc:language>") + ENTRY.format("")
    articles, _ = read(tmp_path, {"rss.xml": rss(items, "<language>en_GB</language>")})
    entry = '<entry {}><title>A</title><link href="/a"/><updated>2024-03-02T08:00:00Z</updated></entry>'
    others, _ = read(
        tmp_path / "..",
        {"l.atom": atom(entry.format('xml:lang="fr"') + entry.format(""), 'xml:lang="nl"')},
        paths=("l.atom",),
        root=str(tmp_path.parent),
    )

    assert [article.language for article in articles + others] == ["de", "en-GB", "fr", "nl"]


def test_topics_are_labels_terms_and_categories(tmp_path: Path) -> None:
    entry = (
        '<entry><title>A</title><link href="/a"/><updated>2024-03-02T08:00:00Z</updated>'
        '<category term="ai" label="KI"/><category term="C#"/></entry>'
    )

    assert one_of(tmp_path, "<category>C#</category><category>c#</category><dc:subject>A b</dc:subject>").topics == (
        "C#",
        "A b",
    )
    assert read(tmp_path, {"rss.xml": atom(entry)})[0][0].topics == ("KI", "C#")


def test_via_is_the_original(tmp_path: Path) -> None:
    entry = '<entry><title>A</title><link href="/a"/><link rel="via" href="https://o.example.org/"/><updated>2024-03-02T08:00:00Z</updated></entry>'

    assert read(tmp_path, {"atom.xml": atom(entry)})[0][0].original_url == "https://o.example.org/"


@pytest.mark.parametrize(
    "text",
    [
        '<rss version="0.91"><channel><title>T</title><link>https://a.example.org/</link><item><title>Tides</title>'
        "<link>https://a.example.org/tides</link><pubDate>2024-03-02</pubDate></item></channel></rss>",
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://a.example.org/"><title>T</title>'
        '<link>https://a.example.org/</link></channel><item rdf:about="https://a.example.org/tides"><title>Tides</title>'
        "<link>https://a.example.org/tides</link><dc:date>2024-03-02</dc:date></item></rdf:RDF>",
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>T</title><entry><title>Tides</title>'
        '<link rel="alternate" type="text/html" href="https://a.example.org/tides"/><issued>2024-03-02</issued></entry></feed>',
    ],
    ids=["rss-0.91", "rss-1.0", "atom-0.3"],
)
def test_old_versions_are_read(tmp_path: Path, text: str) -> None:
    articles, faults = read(tmp_path, {"old.xml": text})

    assert not faults
    assert [(a.id, a.title, a.published_at) for a in articles] == [
        ("https://a.example.org/tides", "Tides", datetime(2024, 3, 1, 23, tzinfo=UTC))
    ]


def test_json_feed_gives_all_that_it_has(tmp_path: Path) -> None:
    item = {
        "id": 7, "url": "/tides", "external_url": "https://o.example.org/", "title": "Tides", "summary": "In short",
        "content_html": "<p>At length</p>", "date_published": "2024-03-02T08:00:00Z", "tags": ["C#", 3, None],
        "date_modified": "2024-03-03T08:00:00.5Z", "authors": [{"name": "Ann", "url": "/ann", "avatar": "/ann.png"}, "x"],
        "image": "/a.png", "banner_image": "/b.png", "language": "de",
        "attachments": [{"url": "/e.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 5, "duration_in_seconds": 1.5}, {}],
    }  # fmt: skip
    articles, faults = read(tmp_path, {"feed.json": json_feed(item, home_page_url="https://a.example.org/")})
    article = articles[0]

    assert not faults
    assert (article.id, article.url) == ("tag:a.example.org,2024:7", "https://a.example.org/tides")
    assert (article.original_url, article.language) == ("https://o.example.org/", "de")
    assert (article.summary, article.content_html) == ("In short", "<p>At length</p>")
    assert article.updated_at == datetime(2024, 3, 3, 8, tzinfo=UTC)
    assert article.topics == ("C#", "3")
    assert article.authors == (
        Author(name="Ann", url="https://a.example.org/ann", avatar_url="https://a.example.org/ann.png"),
    )
    assert [image.url for image in article.images] == ["https://a.example.org/a.png", "https://a.example.org/b.png"]
    assert article.attachments == (
        Attachment(url="https://a.example.org/e.mp3", media_type="audio/mpeg", size_bytes=5, duration_seconds=1.5),
    )
    assert article.origin is not None
    assert article.origin.line == 5


def test_json_feed_1_0_has_one_author(tmp_path: Path) -> None:
    item = {"id": "1", "url": "https://a.example.org/1", "content_text": "Hi", "date_published": "2024-03-02T08:00:00Z"}
    text = json_feed(item, author={"name": "Ann"}, version="https://jsonfeed.org/version/1")

    assert read(tmp_path, {"feed.json": text})[0][0].authors == (Author(name="Ann"),)


def test_a_text_of_several_lines_is_body_and_summary(tmp_path: Path) -> None:
    item = {
        "id": "https://a.example.org/1",
        "content_text": "One < two.\n\nThree.",
        "date_published": "2024-03-02T08:00:00Z",
    }
    article = read(tmp_path, {"feed.json": json_feed(item)})[0][0]

    assert (article.title, article.url) == ("One < two. Three.", "https://a.example.org/1")
    assert (article.summary, article.content_html) == ("One < two. Three.", "<p>One &lt; two.</p><p>Three.</p>")


def test_the_line_of_each_json_item_is_told(tmp_path: Path) -> None:
    text = '{"version": "https://jsonfeed.org/version/1.1", "items": [\n{"id": "a"},\n\n[1, {"x": [2]}],\n{"id": "b"}]}'

    assert [fault.line for fault in read(tmp_path, {"feed.json": text})[1] if "no date" in fault.message] == [2, 4, 5]


def test_several_feeds_merge(tmp_path: Path) -> None:
    feeds: dict[str, str | bytes] = {
        "a.xml": rss(ENTRY.format('<guid isPermaLink="false">1</guid>')),
        "b.json": json_feed(
            {"id": "1", "url": "https://b.example.org/1", "title": "B", "date_published": "2024-03-02T08:00:00Z"},
            home_page_url="https://b.example.org/",
            title="B Post",
        ),
    }
    articles, faults = read(tmp_path, feeds)

    assert not faults
    assert [(article.id, article.provider.name) for article in articles if article.provider] == [
        ("tag:a.example.org,2024:1", "A Ledger"),
        ("tag:b.example.org,2024:1", "B Post"),
    ]


def test_a_feed_is_read_from_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(rss(ENTRY.format("")).encode())))

    assert [article.title for article in read(tmp_path, {}, paths=("-",))[0]] == ["Tides"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_encodings_are_told_by_mark_and_declaration(tmp_path: Path, encoding: str) -> None:
    text = rss(ENTRY.format("").replace("Tides", "Größe")).replace(
        'encoding="utf-8"', f'encoding="{encoding.removesuffix("-sig")}"'
    )

    assert read(tmp_path, {"rss.xml": text.encode(encoding)})[0][0].title == "Größe"


def test_multi_byte_encodings_are_read(tmp_path: Path) -> None:
    text = rss(ENTRY.format("").replace("Tides", "港")).replace('encoding="utf-8"', 'encoding="Shift_JIS"')

    assert read(tmp_path, {"rss.xml": text.encode("shift_jis")})[0][0].title == "港"
