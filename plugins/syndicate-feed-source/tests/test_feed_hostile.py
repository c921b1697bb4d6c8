"""Feeds that are broken or mean harm: each is one fault, and the others go on."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest

from syndicate import Article, Fault, Item, Site, SourceContext
from syndicate_feed_source import FeedOptions, syndicate_sources

GOOD = (
    '{"version": "https://jsonfeed.org/version/1.1", "title": "G", "items": [{"id": "https://g.example.org/", '
    '"title": "Good", "date_published": "2024-03-02T08:00:00Z"}]}'
)
LAUGHS = (
    '<?xml version="1.0"?>\n<!DOCTYPE rss [\n<!ENTITY a "ha">\n'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">\n' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>\n<rss><channel><title>&j;</title></channel></rss>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><id>urn:a</id><updated>2024-05-01T09:00:00Z</updated><entry>'
    '<title>T</title><id>urn:b</id><link href="https://example.org/t/"/><updated>2024-05-01T09:00:00Z</updated>{}</entry></feed>'
)
ITEM = "<item><title>{}</title><link>https://a.example.org/</link><pubDate>2024-03-02</pubDate>{}</item>"


def read(tmp_path: Path, body: str | bytes, options: FeedOptions | None = None) -> tuple[list[Article], list[str]]:
    (tmp_path / "bad.xml").write_bytes(body if isinstance(body, bytes) else body.encode())
    (tmp_path / "good.json").write_text(GOOD)
    site = Site(title="S", url="https://site.example.org/")
    reader = syndicate_sources()[0].open(SourceContext(root=str(tmp_path), paths=(".",), site=site, options=options))
    found = [one for item in reader.items() for one in (reader.read(item) if isinstance(item, Item) else [item])]
    articles = [one for one in found if isinstance(one, Article)]
    assert articles[-1].title == "Good"
    return articles[:-1], [str(one) for one in found if isinstance(one, Fault)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", "bad.xml:1:1: is empty"),
        ("Hello", "bad.xml:1:1: is no feed; name RSS, Atom or JSON Feed"),
        ("<html>\n</html>", "bad.xml:1:1: is a web page, not a feed"),
        ("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>", "bad.xml:1:1: is no feed: it begins with <urlset>"),
        ("<rss><channel>\n<title>A & B</title></channel></rss>", "bad.xml:2:11: is not well-formed XML: "),
        ("<rss><channel>\n<item></channel></rss>", "bad.xml:2:9: is not well-formed XML: mismatched tag"),
        ("<rss><channel>\n&nbsp;</channel></rss>", "bad.xml:2:1: is not well-formed XML: undefined entity"),
        (b"<rss>\n<channel>\xff</channel></rss>", "bad.xml:2: the byte 0xFF is not utf-8"),
        ("<?xml version='1.0' encoding='klingon'?><rss/>", "bad.xml:1:1: is in 'klingon', which is no encoding known"),
        ("<?xml version='1.0' encoding='zlib'?><rss/>", "bad.xml:1:1: is in 'zlib', which is no encoding known"),
        ("<?xml version='1.0' encoding='punycode'?><rss/>", "bad.xml:1:1: is in 'punycode', which is no encoding known"),
        (LAUGHS, "bad.xml:3:12: declares the entity 'a'"),
        (
            '<!DOCTYPE rss [\n<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><title>&x;</title></channel></rss>',
            "bad.xml:2:39: declares the entity 'x'",
        ),
        (
            '<!DOCTYPE rss [\n<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]><rss/>',
            "bad.xml:2:47: declares the entity 'x'",
        ),
        ("<rss>" + "<a>" * 100_000, "bad.xml:1:303: has more than 100 elements inside each other"),
        (f"<rss><channel>\n<item>{'<category>x</category>' * 1001}</item></channel></rss>", "bad.xml:2:22007: an entry has more"),
        (f"<rss><channel>\n{'<category>x</category>' * 1001}</channel></rss>", "bad.xml:2:21957: the feed has more"),
        (
            "<rss><channel>\n<item " + " ".join(f"a{n}=''" for n in range(101)) + "/></channel></rss>",
            "bad.xml:2:1: has an element with more than 100 attributes",
        ),
        ("[" * 100_000, "bad.xml:1:1: is nested too deeply"),
        ('{"version": "https://jsonfeed.org/version/1.1",\n "items": [}', "bad.xml:2:12: is not JSON: "),
        ('{"name": "package"}', "bad.xml:1:1: is no JSON Feed: there is no list of items in it"),
        ('{"items": []}', "bad.xml:1:1: is no JSON Feed: its version"),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": [' + "9" * 10_000 + "]}", "bad.xml:1:1: is not JSON: Integer value out of range"),
    ],
)  # fmt: skip
def test_a_feed_that_cannot_be_read_is_a_fault(tmp_path: Path, body: str | bytes, expected: str) -> None:
    articles, faults = read(tmp_path, body)

    assert not articles
    assert faults[0].startswith(expected)


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2", "1.3"])
@pytest.mark.parametrize("where", ["channel", "item"])
def test_an_export_of_wordpress_is_refused_with_what_to_use_instead(tmp_path: Path, version: str, where: str) -> None:
    parts = {"channel": "<wp:wxr_version>1.2</wp:wxr_version>", "item": "<wp:status>draft</wp:status>"}
    own = {place: part if place == where else "" for place, part in parts.items()}
    namespace = f'xmlns:wp="http://wordpress.org/export/{version}/"'
    item = ITEM.format("Secret", own["item"])
    articles, faults = read(
        tmp_path, f'<rss version="2.0" {namespace}>\n<channel>{own["channel"]}{item}</channel></rss>'
    )
    assert not articles
    (fault,) = faults
    assert fault.startswith("bad.xml:2:")
    assert "is an export of WordPress" in fault
    assert "https://example.org/feed/" in fault


@pytest.mark.parametrize(
    "said",
    [
        '<status xmlns="http://schemas.google.com/blogger/2018">DRAFT</status>',
        '<category term="http://schemas.google.com/blogger/2008/kind#settings"/>',
    ],
)
def test_an_export_of_blogger_is_refused_too(tmp_path: Path, said: str) -> None:
    articles, faults = read(tmp_path, ATOM.format(said))
    assert not articles
    assert "is an export of Blogger" in faults[0]
    assert read(tmp_path, ATOM.format('<category term="http://schemas.google.com/blogger/2008/kind#post"/>'))[0]


@pytest.mark.parametrize("space", ["http://www.w3.org/2007/app", "http://purl.org/atom/app#"])
def test_an_entry_that_says_it_is_a_draft_is_one(tmp_path: Path, space: str) -> None:
    entry = '<a:control xmlns:a="{}"><a:draft> {} </a:draft></a:control>'
    published = [
        read(tmp_path, ATOM.format(entry.format(space, said)))[0][0].is_published for said in ("yes", "no", "YES")
    ]
    assert published == [False, True, False]


def test_a_feed_that_names_the_namespace_of_exports_and_uses_nothing_of_it_is_read(tmp_path: Path) -> None:
    namespace = 'xmlns:wp="http://wordpress.org/export/1.2/"'
    body = f'<rss version="2.0" {namespace}><channel>{ITEM.format("Tides", "")}</channel></rss>'
    articles, faults = read(tmp_path, body)
    assert ([article.title for article in articles], faults) == (["Tides"], [])


def test_a_feed_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "huge.xml").open("wb") as stream:
        stream.truncate(1 << 30)

    assert read(tmp_path, "<rss><channel/></rss>", FeedOptions(max_bytes=1000))[1] == [
        "huge.xml: is larger than 1,000 bytes; raise source.options.max_bytes if it may be"
    ]


def test_the_external_subset_of_old_rss_is_never_fetched(tmp_path: Path) -> None:
    body = (
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://127.0.0.1:9/rss-0.91.dtd">'
        f'<rss version="0.91"><channel><title>T</title>{ITEM.format("Tides", "")}</channel></rss>'
    )

    assert [article.title for article in read(tmp_path, body)[0]] == ["Tides"]


def test_control_characters_do_not_survive(tmp_path: Path) -> None:
    item = ITEM.format("Ti\x9fdes\x85 ok", "<description>a\x86b &lt;p&gt;c\x80&lt;/p&gt;</description>")
    article = read(tmp_path, f"<rss><channel>{item}</channel></rss>")[0][0]

    assert not any("\x7f" <= char <= "\x9f" for char in article.title + article.summary + article.content_html)


def test_a_reference_to_a_control_character_is_refused(tmp_path: Path) -> None:
    faults = read(tmp_path, f"<rss><channel>\n{ITEM.format('Tides&#7;', '')}</channel></rss>")[1]

    assert faults[0].startswith("bad.xml:2:")


@pytest.mark.parametrize("url", ["http://[bad", "javascript:x", "http://e.org:99999/", "http://é..org/", "\u202e"])
def test_a_feed_whose_own_place_is_no_url_is_read_all_the_same(tmp_path: Path, url: str) -> None:
    atom = (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="{url}"/><link href="{url}"/><title>T</title>'
        '<entry><title>A</title><link href="/a"/><updated>2024-03-02T08:00:00Z</updated></entry></feed>'
    )

    assert [article.url for article in read(tmp_path, atom)[0]] == ["https://site.example.org/a"]


def test_scripts_in_a_body_are_left_to_the_core_which_drops_them(tmp_path: Path) -> None:
    pytest.importorskip("nh3")
    from datetime import UTC, datetime

    import syndicate_feed_source
    from syndicate import Registry, export

    body = "<description>&lt;p onclick='x()'&gt;Hi&lt;script&gt;alert(1)&lt;/script&gt;&lt;a href='javascript:x'&gt;y&lt;/a&gt;&lt;/p&gt;</description>"
    (tmp_path / "rss.xml").write_text(f"<rss><channel>{ITEM.format('Tides', body)}</channel></rss>")
    (tmp_path / "syndicate.yaml").write_text(
        "site: {title: S, url: https://s.example.org, authors: S}\nsource: {name: feed, paths: rss.xml}\n"
        "feeds: [{format: atom, content: full}, {format: json, content: full}]\n"
    )
    registry = Registry(distributions=())
    registry.register(syndicate_feed_source, "syndicate-feed-source")
    written = export(tmp_path, now=datetime(2026, 1, 1, tzinfo=UTC), registry=registry).documents

    for document in written:
        assert b"Hi" in document.body
        assert not any(word in document.body for word in (b"script", b"onclick", b"alert"))


def test_markup_in_an_endless_tag_costs_no_more_than_its_length(tmp_path: Path) -> None:
    body = "&lt;p&gt;" + '&lt;a href="' * 50_000
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><title>A</title><link href="https://a.example.org/"/>'
        f"<updated>2024-03-02T08:00:00Z</updated><content type='html'>{body}</content></entry></feed>"
    )

    assert read(tmp_path, atom)[0][0].title == "A"


@pytest.mark.parametrize(
    "body",
    [
        f"<rss><channel>{'<item/>' * 500_000}</channel></rss>",
        f'<feed xmlns="http://www.w3.org/2005/Atom">{"<entry/>" * 100_000}</feed>',
        f'{{"version": "https://jsonfeed.org/version/1.1", "items": [{"{},".join([""] * 100_000)}{{}}]}}',
    ],
    ids=["rss", "atom", "json"],
)
def test_a_feed_of_very_many_entries_is_refused_at_once(tmp_path: Path, body: str) -> None:
    started = process_time()
    articles, faults = read(tmp_path, body)
    assert process_time() - started < 5  # 55 s where all are read
    assert articles == []
    assert len(faults) == 1
    assert "has more than 10,000 entries; raise source.options.max_entries if it may" in faults[0]


def test_the_settings_say_how_many_entries_are_many(tmp_path: Path) -> None:
    body = f"<rss><channel>{''.join(ITEM.format(n, f'<guid>{n}</guid>') for n in range(3))}</channel></rss>"
    assert len(read(tmp_path, body, FeedOptions(max_entries=3))[0]) == 3
    assert "has more than 2 entries" in read(tmp_path, body, FeedOptions(max_entries=2))[1][0]


def test_many_entries_with_very_many_topics_are_refused_at_once(tmp_path: Path) -> None:
    topics = "".join(f"<category>{n}</category>" for n in range(990))
    started = process_time()
    _, faults = read(tmp_path, f"<rss><channel>{ITEM.format('A', topics) * 500}</channel></rss>")
    assert process_time() - started < 10
    assert "have too many elements in them to be read in time" in faults[0]


def test_faults_of_very_many_entries_are_summed_up(tmp_path: Path) -> None:
    _, faults = read(tmp_path, f"<rss><channel>{'<item/>' * 350}</channel></rss>")
    assert len(faults) <= 301
    assert faults[-1] == "bad.xml: 250 more of its entries cannot be read; have its publisher mend them"
