"""Whatever feed stood there: an article keeps the id that the feed had, however the feed names the article's page."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from syndicate.record.entries import entries_of
from syndicate.record.learning import learn
from tests.record.sites import NOW, Site

NAMES = ("court", "sea", "wind")
GUID = '<guid isPermaLink="false">tag:old.example,2020:{0}</guid>'
ID = "<id>tag:old.example,2020:{0}</id>"
DATE = "<title>On {0}</title><pubDate>Mon, 01 Jan 2024 00:00:00 +0000</pubDate>"
DATED = '{"title": "On {0}", "date_published": "2024-01-01T00:00:00Z"}'


def rss(item: str, more: str = "", home: str = "https://example.org/") -> str:
    items = "".join(f"<item>{item.format(name)}</item>" for name in NAMES)
    return f'<rss version="2.0"{more}><channel><title>T</title><link>{home}</link>{items}</channel></rss>'


def atom(entry: str, more: str = ' xmlns="http://www.w3.org/2005/Atom"', head: str = "") -> str:
    return f"<feed{more}>{head}{''.join(f'<entry>{entry.format(name)}</entry>' for name in NAMES)}</feed>"


def rdf(item: str) -> str:
    head = '<channel rdf:about="https://example.org/"><title>T</title><link>https://example.org/</link></channel>'
    spaces = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
    items = (f'<item rdf:about="tag:old.example,2020:{name}">{item.format(name)}</item>' for name in NAMES)
    return f"<rdf:RDF {spaces}>{head}{''.join(items)}</rdf:RDF>"


def of_json(item: str, **more: Any) -> str:
    items = [{"id": f"tag:old.example,2020:{name}", **json.loads(item.replace("{0}", name))} for name in NAMES]
    return json.dumps({**more, "items": items, "version": "https://jsonfeed.org/version/1"})


FEEDBURNER = ' xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
ORIGINAL = "<feedburner:origLink>https://example.org/{0}/</feedburner:origLink>"
ATOM = ' xmlns="http://www.w3.org/2005/Atom"'
# No feed but those of DATED says title and date: the page alone tells which article it is.
FEEDS = {
    "a path": rss(GUID + "<link>/{0}/</link>"),
    "a path below the site's own link": rss(GUID + "<link>{0}/</link>"),
    "a path below where the feed stands": rss(GUID + "<link>../{0}/</link>", home=""),
    "a path below a base": rss(GUID + "<link>{0}/</link>", ' xml:base="https://example.org/"', "https://other.example"),
    "a path below an entry's base": atom(f'{ID}<link xml:base="x" href="../{{0}}/"/>', f'{ATOM} xml:base="/a/"'),
    "a path in Atom": atom(ID + '<link href="/{0}/"/>', head='<link rel="hub" href="https://hub.example/"/>'),
    "below a link to itself": atom(ID + '<link href="{0}/"/>', head='<link rel="self" href="https://example.org/a"/>'),
    "a relation in full": atom(
        ID + '<link rel="http://www.iana.org/assignments/relation/alternate" href="https://example.org/{0}/"/>'
    ),
    "FeedBurner": rss(GUID + "<link>http://feedproxy.example/~3/{0}</link>" + ORIGINAL, FEEDBURNER),
    "FeedBurner's Atom": atom(ID + '<link href="http://feedproxy.example/{0}"/>' + ORIGINAL, ATOM + FEEDBURNER),
    "http": rss(GUID + "<link>http://example.org/{0}/</link>"),
    "www": rss(GUID + "<link>HTTP://WWW.Example.org/{0}/</link>"),
    "a campaign": rss(GUID + "<link>https://example.org/{0}/?utm_source=rss&amp;utm_medium=feed</link>"),
    "no page": rss(GUID + DATE),
    "no page in Atom": atom(ID + "<title>On {0}</title><updated>2024-01-01T00:00:00Z</updated>"),
    "no page in JSON": of_json(DATED),
    "a page that is none": rss(GUID + DATE + "<link>javascript:{0}</link>"),
    "one page for all": rss(GUID + DATE + "<link>https://example.org/news.html</link>"),
    "RSS 1.0": rdf("<title>{0}</title><link>https://example.org/{0}/</link>"),
    "Atom 0.3": atom(
        f'{ID}<link rel="alternate" href="https://example.org/{{0}}/"/>', ' version="0.3" xmlns="http://purl.org/atom/ns#"'
    ),
    "Atom 0.3 by title and date": atom(
        ID + "<title>On {0}</title><issued>2024-01-01T00:00:00Z</issued>", ' xmlns="http://purl.org/atom/ns#"'
    ),
    "an external page": of_json('{"external_url": "https://example.org/{0}/"}'),
    "a path in JSON": of_json('{"url": "{0}/"}', home_page_url="https://example.org"),
    "sorted keys": of_json('{"url": "https://example.org/{0}/"}', description=" " * 5000),
    "slashes as PHP has them": of_json('{"url": "https://example.org/{0}/"}').replace("/", "\\/"),
    "a prefix": atom(ID + '<link href="/{0}/"/>', ' xmlns:a="http://www.w3.org/2005/Atom"').replace("<", "<a:").replace("<a:/", "</a:"),
}  # fmt: skip


@pytest.mark.parametrize("feed", FEEDS)
def test_an_article_keeps_the_id_that_an_old_feed_has(tmp_path: Path, feed: str) -> None:
    site = Site(tmp_path / "site")
    (site.output / "feed").mkdir(parents=True)
    (site.output / "feed/old.xml").write_text(FEEDS[feed])
    assert not [note for note in site.export().notes if "as new" in note]
    guids = re.findall("<guid[^>]*>([^<]*)", (site.output / "rss.xml").read_text())
    assert sorted(guids) == [f"tag:old.example,2020:{name}" for name in NAMES]


@pytest.mark.parametrize(
    ("dates", "learned"),
    [
        (["Sun, 31 Dec 2023 23:00:00 GMT"], True),
        (["Mon, 01 Jan 2024 20:15:00 -0800"], True),
        (["Wed, 03 Jan 2024 00:00:00 GMT"], False),
        (["Sun, 31 Dec 2023 23:00:00 GMT", "Mon, 01 Jan 2024 09:00:00 GMT"], False),  # which of both it is nobody knows
        (["Mon, 01 Jan 2024 00:00:00 GMT", "Mon, 01 Jan 2024 09:00:00 GMT"], True),
    ],
)
def test_an_article_with_the_title_and_nearly_the_date_of_an_entry_is_that(
    tmp_path: Path, dates: list[str], *, learned: bool
) -> None:
    site = Site(tmp_path / "site")
    items = "".join(
        f"<item><guid>tag:old.example,2020:{n}</guid><title>On sea</title><link>https://old.example/{n}</link>"
        f"<pubDate>{date}</pubDate></item>"
        for n, date in enumerate(dates)
    )
    (tmp_path / "old.xml").write_text(f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>")
    site.export(against=tmp_path / "old.xml")
    assert (">tag:old.example,2020:0<" in (site.output / "rss.xml").read_text()) is learned


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ('It\'s "5..."', "It’s “5…”"),  # noqa: RUF001
        ("It’s “5…”", "It’s “5…”"),  # noqa: RUF001
        ("It’s", "It's"),  # noqa: RUF001
    ],
)
def test_a_title_of_which_a_generator_has_made_typography_is_the_same(tmp_path: Path, ours: str, theirs: str) -> None:
    site = Site(tmp_path / "site")
    site.write("a", f"title: {json.dumps(ours)}\n")
    item = f"<guid>tag:old.example,2020:0</guid><title>{theirs}</title><pubDate>Mon, 01 Jan 2024 00:00:00 GMT</pubDate>"
    (tmp_path / "old.xml").write_text(
        f"<rss version='2.0'><channel><title>T</title><item>{item}</item></channel></rss>"
    )
    site.export(against=tmp_path / "old.xml")
    assert ("tag:old.example" in (site.output / "rss.xml").read_text()) is (ours != "It’s")  # noqa: RUF001


@pytest.mark.parametrize("days", [(1, 2), (1, 1)])
def test_of_two_articles_with_one_title_that_are_as_near_none_is_the_entry(
    tmp_path: Path, days: tuple[int, int]
) -> None:
    site = Site(tmp_path / "site")
    for name, day in zip(("a", "b"), days, strict=True):
        site.write(name, f"title: On\nslug: {name}\n", date=f"2024-02-{day:02}")
    item = "<guid>tag:old.example,2020:0</guid><title>On</title><pubDate>Thu, 01 Feb 2024 12:00:00 GMT</pubDate>"
    (tmp_path / "old.xml").write_text(
        f"<rss version='2.0'><channel><title>T</title><item>{item}</item></channel></rss>"
    )
    site.export(against=tmp_path / "old.xml")
    assert "tag:old.example" not in (site.output / "rss.xml").read_text()


def test_ids_are_learned_from_a_saved_feed_with_relative_links(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    saved = tmp_path / "old.rdf"
    saved.write_text(rdf("<title>{0}</title><link>/{0}/</link>"))
    site.export(against=saved)
    assert (site.output / "rss.xml").read_text().count(">tag:old.example,2020:") == len(NAMES)


@pytest.mark.parametrize(
    ("name", "in_atom"),
    [
        ("Buzzsprout-{0}", "tag:example.org,2024:Buzzsprout-{0}"),
        ("a b:{0}%&amp;", "tag:example.org,2024:a%20b:{0}%25&amp;"),
        ("{0}-é", "tag:example.org,2024:{0}-%C3%A9"),
        ("tag:old.example,2020:{0}-ünï", "tag:old.example,2020:{0}-%C3%BCn%C3%AF"),
        ("https://example.org/é/{0}", "https://example.org/%C3%A9/{0}"),
    ],
)
def test_an_id_that_is_no_uri_stays_as_it_was_published_and_atom_has_an_iri_of_it(
    tmp_path: Path, name: str, in_atom: str
) -> None:
    site = Site(tmp_path / "site")
    site.configure(feeds=[{"format": name} for name in ("rss", "atom", "json")])
    site.output.mkdir()
    item = f"<guid isPermaLink='false'> {name} </guid><link>https://example.org/{{0}}/</link>"
    (site.output / "podcast.xml").write_text(rss(item))
    assert not site.export(index=tmp_path / "index").withdrawn
    assert {file.state for file in site.export(index=tmp_path / "index").files} == {"unchanged"}
    # A record that is lost is learned again: from RSS and JSON Feed what was published, whatever Atom has.
    for path in ("", "record"):
        if path:
            site.record.unlink()
            (site.output / "podcast.xml").unlink()
            assert not [note for note in site.export().notes if "as new" in note]
        guids = re.findall('<guid isPermaLink="false">([^<]*)', (site.output / "rss.xml").read_text())
        assert sorted(guids) == [name.format(one) for one in NAMES]
        ids = re.findall("<entry[^>]*>\\s*<id>([^<]*)", (site.output / "atom.xml").read_text())
        assert sorted(ids) == [in_atom.format(one) for one in NAMES]
        items = json.loads((site.output / "feed.json").read_text())["items"]
        assert sorted(item["id"] for item in items) == [name.format(one).replace("&amp;", "&") for one in NAMES]


@pytest.mark.parametrize("name", ["Buzzsprout-{0}", "a b:{0}", "https://example.org/é/{0}"])
def test_who_states_in_a_head_what_an_old_feed_has_keeps_it(tmp_path: Path, name: str) -> None:
    site = Site(tmp_path / "site")
    site.output.mkdir()
    (site.output / "old.rss").write_text(rss(f"<guid isPermaLink='false'>{name}</guid><link>/{{0}}/</link>"))
    for one in NAMES:
        site.write(one, f"guid: '{name.format(one)}'\n")
    site.export(index=tmp_path / "index")
    site.write("sea", f"guid: '{name.format('sea')}'\nsummary: It is wide.\n")
    for given in ({"index": tmp_path / "index"}, {"index": tmp_path / "index"}, {}):
        assert not site.export(**given).withdrawn
        guids = re.findall('<guid isPermaLink="false">([^<]*)', (site.output / "rss.xml").read_text())
        assert sorted(guids) == [name.format(one) for one in NAMES]


def test_two_articles_that_state_one_id_of_an_old_feed_are_a_fault(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.output.mkdir()
    (site.output / "old.rss").write_text(rss("<guid>Buzzsprout-{0}</guid><link>/{0}/</link>"))
    index = tmp_path / "index"
    site.write("court", "guid: Buzzsprout-court\n")
    assert not site.export(index=index).faults
    site.write("sea", "guid: Buzzsprout-court\n")
    for given in ({"index": index}, {"index": index}, {}):
        assert [fault.field for fault in site.export(**given).faults] == ["id"]


def test_a_uuid_is_a_urn_in_atom(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.configure(feeds=[{"format": "rss"}, {"format": "atom"}])
    site.output.mkdir()
    uuid = "5F0C7a9b-e2d1-4c40-8017-a1b2c3d4e5f6"
    (site.output / "old.xml").write_text(rss(f"<guid isPermaLink='false'>{uuid}</guid><link>/{{0}}/</link>"))
    site.export()
    assert (site.output / "rss.xml").read_text().count(f">{uuid}</guid>") == 1  # of several with one id the first
    assert (site.output / "atom.xml").read_text().count(f"<id>urn:uuid:{uuid.lower()}</id>") == 1


def test_ids_of_an_atom_feed_that_give_way_to_those_of_rss_are_counted(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.output.mkdir()
    (site.output / "old-atom.xml").write_text(atom(ID + '<link href="https://example.org/{0}/"/>'))
    (site.output / "old.rss").write_text(rss("<guid>Buzzsprout-{0}</guid><link>https://example.org/{0}/</link>"))
    (note,) = (note for note in site.export().notes if "as new" in note)
    assert note.startswith("old Atom feeds have 3 ids that no Atom feed of ours has, ")
    assert note.partition("one of them as new: ")[2].startswith("'tag:old.example,2020:court'")
    assert (site.output / "rss.xml").read_text().count(">Buzzsprout-") == len(NAMES)


def test_of_an_address_only_what_counts_its_visitors_is_dropped_and_a_path_is_below_where_its_feed_stands() -> None:
    def page(url: str, path: str = "rss.xml") -> str:
        feed = rss(f"{GUID}<link>{url.replace('&', '&amp;')}</link>", home="").encode()
        return learn([(path, feed)], NOW, "https://example.org/blog/", [])[0].url

    assert page("https://example.org/a?utm_source=x&p=41&utm_medium=y#top") == "https://example.org/a?p=41#top"
    assert page("https://example.org/a?autm_x=1&p=http://www.example.org/") == (
        "https://example.org/a?autm_x=1&p=http://www.example.org/"
    )
    assert page("http://example.organic/a") == "http://example.organic/a"
    assert page("a") == "https://example.org/blog/a"
    assert page("a", "\udcff.xml") == "https://example.org/blog/a"  # a name that is no UTF-8
    assert page("a", "https://example.org/news/feed") == "https://example.org/news/a"


def test_a_base_longer_than_any_address_is_no_base() -> None:
    feed = rss("<link>a</link>", f' xml:base="https://example.org/{"x" * 3000}/"', home="")
    assert [entry.url for entry in entries_of(feed.encode())] == ["a"] * len(NAMES)
