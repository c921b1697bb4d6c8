"""Documents of an archive stay as they are; what is withdrawn is named for a while; sitemaps of a month keep their bytes."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import etree

from syndicate import Registry, export
from syndicate.record.lines import SortedLines
from syndicate.record.record import Record
from tests.record.sites import NOW, SETTINGS, Site

ATOM = "{http://www.w3.org/2005/Atom}"
DELETED = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
HOME = "https://example.org/"
FORMATS = {"rss": "rss.xml", "atom": "atom.xml", "json": "feed.json"}
WAYS: list[Any] = ["month", "year", 3]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site")
    shutil.rmtree(site.folder / "posts")
    (site.folder / "posts").mkdir()
    return site


def archived(site: Site, by: Any = "month", **feed: Any) -> None:
    site.configure(feeds=[{"format": name, "archive": by, "limit": 2, **feed} for name in FORMATS])


def fill(site: Site) -> None:
    """Write twelve articles, two a month, the last of them in June 2024."""
    for number in range(12):
        site.write(f"a{number:02}", date=f"2024-{number // 2 + 1:02}-{number % 2 + 10}")


def export_archives(site: Site) -> None:
    """Export twelve articles, archived by months."""
    fill(site)
    archived(site)
    site.export()


def stem(path: str) -> str:
    return path.partition(".")[0]


def documents(site: Site, path: str) -> dict[str, bytes]:
    """Return the bytes of all documents beside the feed at *path*."""
    return {one: (site.output / one).read_bytes() for one in sorted(site.files()) if one.startswith(f"{stem(path)}-")}


def closed(site: Site, path: str) -> dict[str, bytes]:
    """Return those of the closed ones, of XML: they say so."""
    return {one: body for one, body in documents(site, path).items() if b"<fh:archive/>" in body}


def ids_in(body: bytes) -> list[str]:
    if body.startswith(b"{"):
        return [str(item["id"]) for item in json.loads(body)["items"]]
    return [str(entry.id) for entry in feedparser.parse(body).entries]


def chain(site: Site, path: str) -> Iterator[tuple[str, bytes]]:
    """Yield the documents of a feed as a reader comes to them: along prev-archive, or next_url."""
    url: str | None = f"{HOME}{path}"
    seen: set[str] = set()
    while url is not None:
        assert url not in seen
        seen.add(url)
        body = (site.output / url.removeprefix(HOME)).read_bytes()
        yield url.removeprefix(HOME), body
        if path.endswith(".json"):
            url = json.loads(body).get("next_url")
        else:
            links = feedparser.parse(body).feed.links
            url = next((str(link.href) for link in links if link.rel == "prev-archive"), None)


@pytest.mark.parametrize("by", WAYS)
@pytest.mark.parametrize("path", FORMATS.values())
def test_a_reader_that_follows_the_chain_gets_every_article_and_none_twice_in_the_archive(
    site: Site, path: str, by: Any
) -> None:
    fill(site)
    site.write("old", date="2021-02-03")
    archived(site, by)
    site.export()
    (_, first), *others = chain(site, path)
    every = {f"{HOME}a{number:02}/" for number in range(12)} | {f"{HOME}old/"}
    in_archive = [id_ for _, body in others for id_ in ids_in(body)]
    assert set(ids_in(first)).union(in_archive) == every
    assert len(in_archive) == len(set(in_archive))
    assert ids_in(first)[:2] == [f"{HOME}a11/", f"{HOME}a10/"]


@pytest.mark.parametrize("path", ["rss.xml", "atom.xml"])
def test_documents_link_to_those_around_them_and_to_the_feed(site: Site, path: str) -> None:
    export_archives(site)
    name, suffix = path.split(".")
    places = [f"{HOME}{name}-2024-{month:02}.{suffix}" for month in range(1, 7)]
    for number, place in enumerate(places):
        body = (site.output / place.removeprefix(HOME)).read_bytes()
        links = {link.rel: link.href for link in feedparser.parse(body).feed.links}
        assert (links["self"], links["current"]) == (place, f"{HOME}{path}")
        assert links.get("prev-archive") == (places[number - 1] if number else None)
        assert links.get("next-archive") == (places[number + 1] if number < 5 else None)
        assert (b"<fh:archive/>" in body) == (number < 5)  # the last one is open
    links = {link.rel: link.href for link in feedparser.parse((site.output / path).read_bytes()).feed.links}
    assert links["prev-archive"] == places[4]
    assert not {"next", "current", "next-archive"} & set(links)


def test_all_documents_of_an_atom_feed_have_its_id(site: Site) -> None:
    export_archives(site)
    ids = {etree.fromstring(body).findtext(f"{ATOM}id") for body in documents(site, "atom.xml").values()}
    assert ids == {f"{HOME}atom.xml"}


@pytest.mark.parametrize("by", WAYS)
@pytest.mark.parametrize("has_index", [False, True])
def test_closed_documents_keep_their_bytes_whatever_is_published(site: Site, by: Any, has_index: bool) -> None:  # noqa: FBT001
    fill(site)
    archived(site, by)
    given: dict[str, Any] = {"index": site.folder / "index" if has_index else False}
    site.export(**given)
    before = {path: closed(site, path) for path in ("rss.xml", "atom.xml")}
    json_before = dict(list(chain(site, "feed.json"))[1:])
    assert (len(before["atom.xml"]), len(json_before)) == ({"month": (5, 5), "year": (0, 0)}.get(str(by), (3, 3)))
    for number in range(100):
        site.write(f"n{number}", date=f"20{22 + number % 4}-{number % 12 + 1:02}-{number % 27 + 1:02}")
    site.export(**given)
    for path, bodies in before.items():
        now = closed(site, path)
        assert {one: now[one] for one in bodies} == bodies
        assert len(now) > len(bodies)
    assert {one: dict(chain(site, "feed.json"))[one] for one in json_before} == json_before


def test_an_edit_shows_in_the_one_document_that_has_the_article(site: Site) -> None:
    export_archives(site)
    before = closed(site, "rss.xml")
    path = site.folder / "posts" / "a03.md"
    path.write_text(path.read_text().replace("date: 2024-02", "date: 2024-05").replace("On a03", "Anew"))
    site.export()
    now = closed(site, "rss.xml")
    assert [one for one in before if now[one] != before[one]] == ["rss-2024-02.xml"]
    assert b"Anew" in now["rss-2024-02.xml"]  # though its date is another by now


def test_an_article_that_is_dated_back_goes_to_the_open_document(site: Site) -> None:
    export_archives(site)
    site.write("late", date="2024-02-20")
    site.write("early", date="2019-01-01")
    site.export()
    for path in FORMATS.values():
        assert {f"{HOME}late/", f"{HOME}early/"} <= set(ids_in((site.output / path).read_bytes()))
    assert "rss-2019-01.xml" not in site.files()
    site.write("new", date="2024-08-01")
    site.export()
    assert set(ids_in((site.output / "rss-2024-06.xml").read_bytes())) == {
        *(f"{HOME}{name}/" for name in ("a11", "a10", "late", "early"))
    }
    assert set(ids_in(dict(chain(site, "feed.json"))["feed-2024-06.json"])) >= {f"{HOME}late/", f"{HOME}early/"}


def test_an_article_that_is_withdrawn_leaves_its_document_and_comes_back_to_the_open_one(site: Site) -> None:
    export_archives(site)
    before = closed(site, "rss.xml")
    site.write("a02", "draft: true\n", date="2024-02-10")
    site.write("a03", "draft: true\n", date="2024-02-11")
    site.export()
    now = closed(site, "rss.xml")
    assert [one for one in before if now[one] != before[one]] == ["rss-2024-02.xml"]
    assert ids_in(now["rss-2024-02.xml"]) == []  # others link to it
    site.write("a02", date="2024-02-10")
    site.export()
    assert closed(site, "rss.xml") == now
    assert f"{HOME}a02/" in ids_in((site.output / "rss.xml").read_bytes())


def test_a_fault_takes_an_article_out_of_its_document_for_as_long_as_it_lasts(site: Site) -> None:
    export_archives(site)
    before = closed(site, "rss.xml")
    path = site.folder / "posts" / "a03.md"
    text = path.read_text()
    path.write_text("---\ntitle: [\n---\n")
    site.export()
    path.write_text(text)
    site.export()
    assert closed(site, "rss.xml") == before


def test_one_that_comes_to_a_topic_later_goes_to_the_open_document_of_that(site: Site) -> None:
    fill(site)
    for name in ("a02", "a11"):
        site.write(name, "topics: [sea]\n", date="2024-02-10" if name == "a02" else "2024-06-11")
    archived(site, each="topic", path="{topic}.xml")
    site.configure(feeds=[{"format": "rss", "each": "topic", "path": "{topic}.xml", "archive": "month"}])
    site.export()
    before = closed(site, "sea.xml")
    assert list(before) == ["sea-2024-02.xml"]
    site.write("a03", "topics: [sea]\n", date="2024-02-11")
    site.export()
    assert closed(site, "sea.xml") == before
    assert f"{HOME}a03/" in ids_in((site.output / "sea-2024-06.xml").read_bytes())


def test_a_topic_without_articles_keeps_its_feed_and_archive(site: Site) -> None:
    fill(site)
    for name, date in (("a02", "2024-02-10"), ("a11", "2024-06-11")):
        site.write(name, "topics: [sea]\n", date=date)
    site.configure(feeds=[{"format": "rss", "each": "topic", "path": "{topic}.xml", "archive": "month"}])
    site.export()
    fill(site)
    for _ in range(2):
        site.export()
        assert {path: ids_in((site.output / path).read_bytes()) for path in site.files() if "sea" in path} == {
            "sea.xml": [], "sea-2024-02.xml": [], "sea-2024-06.xml": []
        }  # fmt: skip


def test_the_open_document_is_remembered_when_all_of_its_articles_go(site: Site) -> None:
    for number in range(7):
        site.write(f"a{number}", date=f"2024-01-{number + 1:02}")
    site.configure(feeds=[{"format": "json", "archive": 3}])
    site.export()
    before = dict(chain(site, "feed.json"))
    site.write("a6", "draft: true\n", date="2024-01-07")
    site.write("a5", "draft: true\n", date="2024-01-06")
    site.export()
    second = (site.output / "feed-2.json").read_bytes()
    assert second != before["feed-2.json"]
    site.write("new", date="2024-02-01")
    site.export()
    assert (site.output / "feed-2.json").read_bytes() == second  # closed, though there is room
    assert ids_in((site.output / "feed.json").read_bytes())[0] == f"{HOME}new/"


def test_periods_begin_in_the_zone_of_the_site(site: Site) -> None:
    site.write("a", date="2024-01-31T23:30:00Z")
    site.write("b", date="2024-03-01T12:00:00Z")
    site.configure(
        feeds=[{"format": "rss", "archive": "month"}], site={**SETTINGS["site"], "timezone": "Europe/Berlin"}
    )
    site.export()
    assert set(documents(site, "rss.xml")) == {"rss-2024-02.xml", "rss-2024-03.xml"}


def test_a_feed_of_one_period_has_no_archive_yet(site: Site) -> None:
    site.write("a")
    archived(site)
    site.export()
    assert site.files() == set(FORMATS.values())
    assert b"archive" not in (site.output / "atom.xml").read_bytes()


def test_a_feed_without_articles_has_no_archive_either(site: Site) -> None:
    site.write("a", "draft: true\n")
    archived(site)
    site.export(allow_empty=True)
    assert site.files() == set(FORMATS.values())


@pytest.mark.parametrize(
    ("url", "expected"),
    [("/feeds/all", "https://example.org/feeds/all-2024-05"), ("/feeds/", "https://example.org/feeds/rss-2024-05.xml")],
)
def test_documents_are_served_beside_the_feed(site: Site, url: str, expected: str) -> None:
    fill(site)
    site.configure(feeds=[{"format": "rss", "archive": "month", "url": url}])
    site.export()
    links = {link.rel: link.href for link in feedparser.parse((site.output / "rss.xml").read_bytes()).feed.links}
    assert links["prev-archive"] == expected


def test_without_a_record_dates_alone_decide(site: Site) -> None:
    fill(site)
    site.configure(feeds=[{"format": "rss", "archive": "month"}], record=False)
    site.export()
    site.write("late", date="2024-02-20")
    site.export()
    assert f"{HOME}late/" in ids_in((site.output / "rss-2024-02.xml").read_bytes())


def test_an_archive_that_is_given_up_is_removed(site: Site) -> None:
    export_archives(site)
    site.configure(feeds=[{"format": "rss", "archive": "year"}])
    site.export()
    assert site.files() == {"rss.xml"}


def test_an_export_of_a_part_changes_nothing_of_the_record_and_follows_it(site: Site) -> None:
    from syndicate.settings.overrides import Overrides

    export_archives(site)
    lines = site.lines("article")
    site.write("late", date="2024-02-20")
    site.export(overrides=Overrides(formats=(("rss", None),)))
    assert site.lines("article") == lines
    assert f"{HOME}late/" in ids_in((site.output / "rss.xml").read_bytes())
    site.write("next", date="2024-07-01")
    site.export(overrides=Overrides(formats=(("rss", None),)))
    site.export()
    assert set(ids_in((site.output / "rss-2024-06.xml").read_bytes())) == {
        f"{HOME}{n}/" for n in ("a10", "a11", "late")
    }


def test_an_export_that_breaks_off_loses_no_article_of_an_archive(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(site)
    archived(site)

    def fail(*_: object, **__: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(Record, "text_after", fail)
    with pytest.raises(KeyboardInterrupt):
        site.export()
    monkeypatch.undo()
    (site.output / "rss-2024-01.xml").write_bytes(b"")
    site.export()
    assert ids_in((site.output / "rss-2024-01.xml").read_bytes()) == [f"{HOME}a01/", f"{HOME}a00/"]


def test_a_feed_that_fails_keeps_its_archive_as_it_was(site: Site) -> None:
    fill(site)
    (site.folder / "moody.py").write_text(
        "from pathlib import Path\nfrom syndicate import Filter, hookimpl\n"
        "def build(setting, context):\n"
        f"    path = Path({str(site.folder / 'fail')!r})\n"
        "    return lambda article: 1 / 0 if path.exists() else True\n"
        "@hookimpl\ndef syndicate_filters():\n    return [Filter(name='moody', build=build, options=bool)]\n"
    )
    feeds = [{"format": "rss", "archive": "month", "filters": {"moody": True}}, {"format": "json"}]
    site.configure(feeds=feeds, plugins="moody.py")
    site.export()
    before = closed(site, "rss.xml")
    (site.folder / "fail").touch()
    site.write("late", date="2024-02-20")
    assert site.export().failures
    (site.folder / "fail").unlink()
    site.export()
    assert closed(site, "rss.xml") == before


def test_records_of_two_branches_that_archived_are_one(site: Site) -> None:
    def git(*given: str) -> None:
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b.c", *given], cwd=site.folder, check=True)

    (site.folder / ".gitattributes").write_text("syndicate.record merge=union\n")
    (site.folder / ".gitignore").write_text("public\n")
    export_archives(site)
    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-qm", "a")
    git("checkout", "-qb", "other")
    site.write("late", date="2024-02-20")
    site.export()
    git("add", ".")
    git("commit", "-qm", "b")
    git("checkout", "-q", "main")
    site.write("next", date="2024-07-20")
    site.export()
    git("add", ".")
    git("commit", "-qm", "c")
    git("merge", "-q", "other", "-m", "d")
    before = closed(site, "rss.xml")
    site.export()
    assert {f"{HOME}a10/", f"{HOME}a11/"} <= set(ids_in((site.output / "rss-2024-06.xml").read_bytes()))
    now = closed(site, "rss.xml")
    # What the other branch has published in June's document stands in it.
    assert [one for one in before if now[one] != before[one]] == ["rss-2024-06.xml"]
    assert f"{HOME}late/" in ids_in(now["rss-2024-06.xml"])


# Tombstones.


def tombstones(site: Site, path: str = "atom.xml") -> dict[str, str]:
    found = etree.parse(site.output / path).getroot().iterfind(DELETED)
    return {str(one.get("ref")): str(one.get("when")) for one in found}


def buried(site: Site, **more: Any) -> None:
    site.configure(feeds=[{"format": "atom", "tombstones": "90d", **more}, {"format": "rss"}])


def test_what_is_withdrawn_is_named_for_as_long_as_it_says(site: Site) -> None:
    fill(site)
    buried(site)
    site.export()
    assert tombstones(site) == {}
    (site.folder / "posts" / "a03.md").unlink()
    index = site.folder / "index"
    site.export(now=NOW + timedelta(days=1), index=index)
    expected = {f"{HOME}a03/": "2026-01-02T00:00:00Z"}
    assert tombstones(site) == expected
    site.export(now=NOW + timedelta(days=90, hours=23), index=index)
    assert tombstones(site) == expected
    site.export(now=NOW + timedelta(days=91), index=index)
    assert tombstones(site) == {}
    assert b"tombstones" not in (site.output / "atom.xml").read_bytes()


def test_a_feed_is_updated_when_its_newest_article_is_withdrawn_and_not_at_an_earlier_time(site: Site) -> None:
    fill(site)
    buried(site)
    site.export()

    def updated() -> datetime:
        text = etree.parse(site.output / "atom.xml").findtext("{http://www.w3.org/2005/Atom}updated")
        return datetime.fromisoformat(str(text))

    before = updated()
    newest = max((site.folder / "posts").iterdir(), key=lambda file: file.read_text().partition("date:")[2])
    newest.unlink()
    site.export(now=NOW + timedelta(days=1))
    assert before < updated() == NOW + timedelta(days=1)


def test_an_export_at_an_earlier_time_has_the_tombstones_of_that_time(site: Site) -> None:
    given: dict[str, Any] = {"index": site.folder / "index", "registry": Registry(distributions=())}
    fill(site)
    buried(site)
    site.export(**given)
    (site.folder / "posts" / "a03.md").unlink()
    for days, expected in ((0, 1), (100, 0), (100, 0), (101, 0), (50, 1), (102, 0)):
        site.export(now=NOW + timedelta(days=days), **given)
        assert (days, len(tombstones(site))) == (days, expected)


@pytest.mark.parametrize("word", ["expires", "deleted_at"])
def test_an_articles_own_instant_counts(site: Site, word: str) -> None:
    fill(site)
    buried(site)
    site.export()
    site.write("a03", f"{word}: 2025-12-24T18:00:00+01:00\n", date="2024-02-11")
    for days in (1, 2):
        site.export(now=NOW + timedelta(days=days))
        assert tombstones(site) == {f"{HOME}a03/": "2025-12-24T17:00:00Z"}


def test_what_comes_back_is_no_longer_named(site: Site) -> None:
    fill(site)
    buried(site)
    site.export()
    site.write("a03", "draft: true\n", date="2024-02-11")
    site.export()
    assert list(tombstones(site)) == [f"{HOME}a03/"]
    site.write("a03", date="2024-02-11")
    site.export()
    assert tombstones(site) == {}


def test_the_archive_and_the_topics_of_a_feed(site: Site) -> None:
    fill(site)
    site.write("a03", "topics: [sea]\n", date="2024-02-11")
    site.configure(
        feeds=[
            {"format": "atom", "tombstones": "90d", "archive": "month"},
            {"format": "atom", "tombstones": "1d", "each": "topic", "path": "topics/{topic}.xml"},
        ]
    )
    site.export()
    (site.folder / "posts" / "a03.md").unlink()
    site.export(now=NOW + timedelta(days=1))
    assert list(tombstones(site)) == list(tombstones(site, "topics/sea.xml")) == [f"{HOME}a03/"]
    assert tombstones(site, "atom-2024-02.xml") == {}  # it changes once, not twice
    site.export(now=NOW + timedelta(days=2))
    assert (len(tombstones(site)), len(tombstones(site, "topics/sea.xml"))) == (1, 0)


def test_a_feed_names_none_that_it_never_had(site: Site) -> None:
    fill(site)
    topics = {"a02": "[inner]", "a03": "[inner, sea]", "a04": "[sea]"}
    for name, of in topics.items():
        site.write(name, f"topics: {of}\n", date="2024-02-11")
    site.write("a05", "feed: false\n", date="2024-03-11")
    site.configure(
        feeds=[
            {"format": "atom", "tombstones": "90d", "filters": {"topics": {"none": ["inner"]}}},
            {"format": "atom", "tombstones": "90d", "filters": {"topics": "inner"}, "path": "inner.xml", "limit": 1},
            {"format": "atom", "tombstones": "90d", "each": "topic", "path": "topics/{topic}.xml"},
            {"format": "amp-sitemap"},
        ]
    )
    site.export()
    site.write("a06", "topics: [inner]\n", date="2025-01-01")
    site.export()
    for name in ("a02", "a03", "a04", "a05"):
        (site.folder / "posts" / f"{name}.md").unlink()
    site.export()
    named = {
        path: sorted(one.removeprefix(HOME) for one in tombstones(site, path))
        for path in ("atom.xml", "inner.xml", "topics/inner.xml", "topics/sea.xml")
    }
    assert named["atom.xml"] == ["a04/"]
    assert named["topics/inner.xml"] == ["a02/", "a03/"]
    assert named["topics/sea.xml"] == ["a03/", "a04/"]
    assert len(named["inner.xml"]) == 1  # of the two that a limit of one lets in, the one that was there


def test_tombstones_without_a_record_are_asked_about(site: Site) -> None:
    fill(site)
    buried(site)
    assert not [one for one in site.export().warnings if "tombstones" in one]
    (warning,) = site.export(record=False).warnings
    assert warning == (
        "atom.xml: tombstones are of articles that a record says were withdrawn, and a preview has none; "
        "else write record: true"
    )


def test_lines_of_what_is_withdrawn_are_not_sought_one_by_one(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(site)
    buried(site)
    site.export()
    sought: list[str] = []
    monkeypatch.setattr(SortedLines, "find", lambda _, id_: sought.append(id_))
    (site.folder / "posts" / "a03.md").unlink()
    site.export()
    assert sought == []


def test_an_export_of_a_part_names_what_the_record_has(site: Site) -> None:
    from syndicate.settings.overrides import Overrides

    fill(site)
    buried(site)
    site.export()
    for name in ("a03", "a04"):
        (site.folder / "posts" / f"{name}.md").unlink()
    site.export()
    site.write("a04", date="2024-03-10")
    site.export(overrides=Overrides(formats=(("atom", None),)))
    assert list(tombstones(site)) == [f"{HOME}a03/"]


# Sitemaps.


def listed(site: Site, path: str) -> dict[str, str]:
    """Return path and lastmod of each sitemap of an index."""
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    root = etree.parse(site.output / path).getroot()
    assert root.tag == f"{space}sitemapindex"
    return {
        str(one.findtext(f"{space}loc")).removeprefix(HOME): str(one.findtext(f"{space}lastmod"))
        for one in root.iterfind(f"{space}sitemap")
    }


@pytest.mark.parametrize("has_index", [False, True])
def test_sitemaps_of_a_month_keep_bytes_and_lastmod(site: Site, has_index: bool) -> None:  # noqa: FBT001
    fill(site)
    site.configure(feeds=[{"format": "amp-sitemap", "archive": "month"}, {"format": "amp-sitemap", "path": "all.xml"}])
    given: dict[str, Any] = {"index": site.folder / "index" if has_index else False}
    site.export(**given)
    before, said = documents(site, "sitemap.xml"), listed(site, "sitemap.xml")
    assert list(said) == sorted(before, reverse=True) == [f"sitemap-2024-{month:02}.xml" for month in range(6, 0, -1)]
    assert said["sitemap-2024-02.xml"] == "2024-02-11T00:00:00Z"
    for number in range(100):
        site.write(f"n{number}", date=f"2024-{number % 3 + 6:02}-{number % 27 + 1:02}")
    site.write("a03", "updated: 2024-09-01\n", date="2024-02-11")
    site.export(**given)
    now, says = documents(site, "sitemap.xml"), listed(site, "sitemap.xml")
    assert [one for one in before if now[one] != before[one]] == ["sitemap-2024-02.xml", "sitemap-2024-06.xml"]
    assert says["sitemap-2024-02.xml"] == "2024-09-01T00:00:00Z"
    assert {one: says[one] for one in says if one < "sitemap-2024-02" or "2024-03" < one[8:15] < "2024-06"} == {
        one: said[one] for one in said if one < "sitemap-2024-02" or "2024-03" < one[8:15] < "2024-06"
    }
    urls = [url for body in now.values() for url in etree.fromstring(body).itertext(with_tail=False) if "http" in url]
    assert len(urls) == len(set(urls)) == 112


def test_a_sitemap_of_one_month_has_an_index_too_and_compressed_ones_are_alike(site: Site) -> None:
    site.write("a")
    site.configure(feeds=[{"format": "amp-sitemap", "archive": "year", "limit": 1, "options": {"gzip": True}}])
    site.export()
    assert site.files() == {"sitemap.xml.gz", "sitemap-2024.xml.gz"}


# All of it, at random.


@pytest.mark.parametrize("seed", range(3))
def test_after_any_rounds_closed_documents_have_gained_nothing_and_a_fresh_export_is_the_same(
    site: Site, seed: int
) -> None:
    chance = random.Random(seed)
    by = chance.choice(WAYS)
    topics = {"format": "atom", "each": "topic", "path": "topics/{topic}.xml", "archive": "month", "tombstones": "9d"}
    site.configure(
        feeds=[
            {"format": "rss", "archive": by, "limit": 3},
            {"format": "atom", "archive": by, "tombstones": "4d", "limit": 3},
            {"format": "json", "archive": chance.randrange(1, 4), "limit": 3},
            {"format": "amp-sitemap", "archive": "month"},
            topics,
        ]
    )
    posts = site.folder / "posts"
    for number in range(5):
        site.write(f"a{number}", date=f"2024-0{number + 1}-01")
    held: dict[str, set[str]] = {}
    for number in range(12):
        for _ in range(chance.randrange(1, 5)):
            change(site, chance, number)
        now = NOW + timedelta(days=number)
        site.export_as_a_fresh_one(now=now, allow_empty=True, accept_withdrawals=True)
        held = gained_nothing(site, held)
        for path in FORMATS.values():
            in_chain = {id_ for _, body in chain(site, path) for id_ in ids_in(body)}
            assert in_chain == published(site, now, allow_empty=True)
    assert held or not list(posts.iterdir())


def change(site: Site, chance: random.Random, number: int) -> None:
    there = sorted((site.folder / "posts").iterdir())
    path = chance.choice(there) if there else site.folder / "none"
    what = chance.randrange(9)
    date = f"20{chance.randrange(22, 25)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 28):02}"
    if what < 2 or not there:
        site.write(f"n{chance.randrange(99)}", date=date)
    elif what == 2:
        site.write(path.stem, chance.choice(["draft: true\n", "removed: true\n", "expires: 2025-11-11\n"]))
    elif what == 3 and len(there) > 2:
        path.unlink()
    elif what == 4:
        path.rename(path.with_stem(f"r{chance.randrange(99)}"))
    elif what == 5:
        path.write_text(path.read_text().replace("title: On", f"slug: s{number}\ntitle: On"))
    elif what == 6:
        path.write_text(path.read_text().replace("tags: [", f"tags: [t{number % 3}, "))
    elif what == 7:
        site.write(path.stem, date=date)
    else:
        site.write(f"new{number}", date=f"2025-{number + 1:02}-02")


def gained_nothing(site: Site, held: dict[str, set[str]]) -> dict[str, set[str]]:
    """Fail where a document that was closed before has an article that it did not have; return what they have now."""
    now: dict[str, set[str]] = {}
    for path in site.files():
        body = (site.output / path).read_bytes()
        if b"<fh:archive/>" in body:
            now[path] = set(ids_in(body))
    assert not {path: more for path in held if (more := now.get(path, set()) - held[path])}
    assert set(held) <= set(now)
    return now


def published(site: Site, now: datetime, **given: Any) -> set[str]:
    """Return the ids of all articles in a feed without an archive."""
    output = site.folder / "plain"
    from syndicate.settings.overrides import Overrides

    export(
        site.folder,
        now=now,
        output=output,
        record=site.record,
        overrides=Overrides(formats=(("json", "plain.json"),), limit="all"),
        **given,
    )
    return {id_ for _, body in [("", (output / "plain.json").read_bytes())] for id_ in ids_in(body)}
