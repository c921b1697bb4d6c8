"""An article keeps the id that readers know it by, whatever moves; what is withdrawn is told once, and nothing else."""

from __future__ import annotations

import gc
import json
import random
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from lxml import etree

from syndicate import Registry
from syndicate.cli.main import main
from syndicate.exporting import export
from syndicate.index.memory import ExportMemory
from syndicate.model.errors import RecordError, SettingsError, UsageError
from syndicate.record.identity import Identity
from syndicate.settings.overrides import Overrides
from syndicate.store import thresholds
from syndicate.store.thresholds import Thresholds
from tests.record.sites import NOW, SETTINGS, Site

LATER = NOW + timedelta(days=30)
ALL = [{"format": "rss", "limit": 99}]
NAMES = tuple(f"a{number:02}" for number in range(24))


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "site")


@pytest.fixture
def large(tmp_path: Path) -> Site:
    """Return a site of so many articles that few of them are not a tenth."""
    site = Site(tmp_path / "site")
    site.configure(feeds=ALL)
    for number, name in enumerate(NAMES):
        site.write(name, date=f"2024-02-{number + 1:02}")
    return site


def ids(site: Site) -> dict[str, str]:
    """Return the id of each entry of the feed, by its title."""
    items = etree.parse(site.output / "rss.xml").iter("item")
    return {str(item.findtext("title")): str(item.findtext("guid")) for item in items}


def rewrite(site: Site, change: Callable[[str], str]) -> None:
    for path in (site.folder / "posts").iterdir():
        path.write_text(change(path.read_text()))


def sourced(**source: Any) -> dict[str, Any]:
    return {**SETTINGS["source"], **source}


def move_files(site: Site) -> None:
    for path in sorted((site.folder / "posts").iterdir()):
        path.rename(path.with_stem(f"2024-{path.stem}"))


def move_folder(site: Site) -> None:
    site.configure(source=sourced(paths=["news"]), feeds=ALL)
    (site.folder / "posts").rename(site.folder / "news")


STORMS: dict[str, Callable[[Site], None]] = {
    "pattern": lambda site: site.configure(source=sourced(url="{site_url}/{year}/{slug}.html"), feeds=ALL),
    "domain": lambda site: site.configure(site={**SETTINGS["site"], "url": "https://news.example.com/"}, feeds=ALL),
    "scheme": lambda site: site.configure(site={**SETTINGS["site"], "url": "http://example.org/"}, feeds=ALL),
    "slugs": lambda site: rewrite(site, lambda text: text.replace("title:", f"slug: {crc32(text.encode())}\ntitle:")),
    "permalinks": lambda site: rewrite(site, lambda text: f"---\nurl: /p/{crc32(text.encode())}/{text[3:]}"),
    "titles": lambda site: rewrite(site, lambda text: text.replace("title: On", "title: About")),
    "folder": move_folder,
    "files": move_files,
}


@pytest.mark.parametrize("has_index", [False, True])
@pytest.mark.parametrize("storm", STORMS)
def test_a_storm_changes_no_id(large: Site, storm: str, has_index: bool) -> None:  # noqa: FBT001
    given: dict[str, Any] = {"index": large.folder / "index" if has_index else False}
    large.export(**given)
    before = ids(large)
    STORMS[storm](large)
    report = large.export(**given)
    after = ids(large)
    assert sorted(after.values()) == sorted(before.values())
    assert storm == "titles" or after == before
    if storm not in ("titles", "folder"):
        said = [note for note in report.notes if "have moved and keep their ids" in note]
        assert (len(said), said[0].count(" keeps the id https://")) == (1, 3)
    assert not report.withdrawn
    text = large.record.read_bytes()
    again = large.export(**given)
    assert {file.state for file in again.files} == {"unchanged"}
    assert not [note for note in again.notes if "ids" in note]
    assert large.record.read_bytes() == text


def test_without_a_record_all_is_as_it_was(large: Site) -> None:
    large.configure(record=False)
    large.export()
    before = ids(large)
    STORMS["domain"](large)
    large.configure(record=False, site={**SETTINGS["site"], "url": "https://news.example.com/"})
    assert not large.export().withdrawn
    assert not set(ids(large).values()) & set(before.values())


def test_the_record_has_a_line_for_each_article_in_a_feed(site: Site) -> None:
    site.write("mast", "draft: true\n")
    site.export()
    assert site.lines("article")[0] == {
        "record": "article",
        "id": "https://example.org/court/",
        "source": "posts/court.md",
        "mark": site.lines("article")[0]["mark"],
        "published": "2026-01-01T00:00:00Z",
    }
    assert [line["source"] for line in site.lines("article")] == ["posts/court.md", "posts/sea.md", "posts/wind.md"]
    site.write("court", "slug: law\n")
    site.export(now=LATER)
    (court,) = [line for line in site.lines("article") if line["source"] == "posts/court.md"]
    assert (court["id"], court["url"], court["before"]) == (
        "https://example.org/court/",
        "https://example.org/law/",
        ["https://example.org/court/"],
    )
    assert (court["published"], court["changed"]) == ("2026-01-01T00:00:00Z", "2026-01-31T00:00:00Z")


def test_one_who_swaps_the_names_of_two_files_swaps_nothing_else(site: Site) -> None:
    site.export()
    before = ids(site)
    posts = site.folder / "posts"
    for old, new in (("court", "t"), ("sea", "court"), ("t", "sea")):
        (posts / f"{old}.md").rename(posts / f"{new}.md")
    site.export()
    assert ids(site) == before


def test_an_article_at_the_place_of_one_that_has_moved_away_gets_another_id(site: Site) -> None:
    site.export()
    site.write("court", "slug: law\n")
    site.write("tennis", "slug: court\n")
    for _ in range(2):
        report = site.export()
        assert not report.faults
        assert ids(site)["On court"] == "https://example.org/court/"
        assert ids(site)["On tennis"].startswith("https://example.org/court/#")


def test_a_copy_of_an_article_is_another_one(site: Site) -> None:
    site.export()
    shutil.copy(site.folder / "posts/court.md", site.folder / "posts/copy.md")
    report = site.export()
    assert not report.withdrawn
    assert sorted(line["id"] for line in site.lines("article")) == [
        f"https://example.org/{name}/" for name in ("copy", "court", "sea", "wind")
    ]


def test_who_has_published_an_id_keeps_it_when_a_newer_article_claims_it(site: Site) -> None:
    site.export()
    before = ids(site)
    site.write("new", "slug: sea\n", date="2024-02-01")
    for _ in range(2):
        site.export_as_a_fresh_one()
        report = site.export()
        (fault,) = report.faults
        assert (fault.path, "also the id of posts/sea.md:1, which stays" in fault.message) == ("posts/new.md", True)
        assert ids(site) == before
    site.write("new", date="2024-02-01")  # as the fault says
    site.export_as_a_fresh_one()
    assert ids(site) == {**before, "On new": "https://example.org/new/"}


def test_an_id_that_an_article_states_is_its_id(site: Site) -> None:
    site.write("court", "id: tag:example.org,2024:court\n")
    site.export()
    site.write("court", "id: tag:example.org,2024:law\n")
    report = site.export()
    assert ids(site)["On court"] == "tag:example.org,2024:law"
    assert any("1 article of 3 has another id: tag:example.org,2024:law, which was" in note for note in report.notes)
    assert not report.withdrawn
    site.write("court", "slug: law\nid: tag:example.org,2024:law\n")
    assert not [note for note in site.export().notes if "id" in note]


@pytest.mark.parametrize("value", ["url", "tag:example.org,2024:{path}"])
def test_where_many_ids_would_change_nothing_is_written(large: Site, value: str) -> None:
    large.export()
    STORMS["domain"](large)
    large.export()
    feed, record = (large.output / "rss.xml").read_bytes(), large.record.read_bytes()
    changed = {"site": {**SETTINGS["site"], "url": "https://news.example.com/"}, "feeds": ALL}
    large.configure(**changed, ids=value)
    with pytest.raises(
        RecordError, match=r"27 articles of 27 have another id.*27 items.*--accept-new-ids.*ids: frozen"
    ):
        large.export()
    assert ((large.output / "rss.xml").read_bytes(), large.record.read_bytes()) == (feed, record)
    report = large.export(accept_new_ids=True)
    assert not report.withdrawn
    prefix = "https://news.example.com/" if value == "url" else "tag:example.org,2024:/"
    assert all(id_.startswith(prefix) for id_ in ids(large).values())
    after = ids(large)
    large.configure(**changed)
    large.export()
    assert ids(large) == after


@pytest.mark.parametrize(
    "value", ["tag:example.org,2024:{slug}", "tag:example.org,2024:x", "frozn", "{path}", "a b{path}"]
)
def test_a_pattern_that_makes_no_ids_is_a_mistake_with_its_place(site: Site, value: str) -> None:
    site.configure(ids=value)
    with pytest.raises(SettingsError, match=r"syndicate\.yaml:1:\d{2,}: ids: "):
        site.export()


def test_a_pattern_makes_ids_without_a_record_too(site: Site) -> None:
    site.configure(ids="tag:{host},2024:{source}", record=False)
    site.export()
    assert ids(site)["On court"] == "tag:example.org,2024:posts/court.md"
    assert not site.record.exists()


WITHDRAWS = {
    "removed": "removed: true\n",
    "a draft": "draft: true\n",
    "private": "private: true\n",
    "expired": "expires: 2025-12-31\n",
}


@pytest.mark.parametrize("how", [*WITHDRAWS, "deleted"])
def test_what_is_withdrawn_is_told_once_and_comes_back(site: Site, how: str) -> None:
    site.export()
    if how == "deleted":
        (site.folder / "posts/court.md").unlink()
    else:
        site.write("court", WITHDRAWS[how])
    report = site.export(now=LATER)
    assert [(one.id, one.url, one.at) for one in report.withdrawn] == [
        ("https://example.org/court/", "https://example.org/court/", LATER)
    ]
    assert "On court" not in ids(site)
    assert [line["gone"] for line in site.lines("article") if "gone" in line] == ["2026-01-31T00:00:00Z"]
    text = site.record.read_bytes()
    assert not site.export(now=LATER + timedelta(1)).withdrawn
    assert site.record.read_bytes() == text
    site.write("court")
    assert not site.export(now=LATER).withdrawn
    assert ids(site)["On court"] == "https://example.org/court/"
    assert not [line for line in site.lines("article") if "gone" in line]


def test_a_fault_a_filter_a_limit_and_settings_withdraw_nothing(site: Site) -> None:
    site.export()
    settings: list[dict[str, Any]] = [
        {"filters": {"topics": {"none": ["court"]}}},
        {"feeds": [{"format": "rss", "limit": 1}]},
        {"filters": {"dates": {"days": 1}}, "feeds": [{"format": "rss", "allow_empty": True}]},
        {"source": sourced(paths=["posts", "!posts/court.md"])},
    ]
    for changed in settings:
        site.configure(**changed)
        assert not site.export().withdrawn
        assert not [line for line in site.lines("article") if "gone" in line]
    site.configure()
    (site.folder / "posts/court.md").write_text("---\ntitle: [\n---\n")
    assert not site.export().withdrawn
    site.write("court")
    site.export()
    (site.folder / "posts/court.md").unlink()
    assert not site.export(overrides=Overrides(formats=(("rss", None),))).withdrawn
    assert len(site.export().withdrawn) == 1


def test_where_many_are_withdrawn_at_once_nothing_is_written(large: Site) -> None:
    large.export()
    before = large.files(), (large.output / "rss.xml").read_bytes(), large.record.read_bytes()
    for name in NAMES[:11]:
        (large.folder / "posts" / f"{name}.md").unlink()
    for dry_run in (True, False):
        with pytest.raises(RecordError, match=r"11 articles of 27 would be withdrawn at once.*--accept-withdrawals"):
            large.export(dry_run=dry_run)
    assert (large.files(), (large.output / "rss.xml").read_bytes(), large.record.read_bytes()) == before
    assert len(large.export(accept_withdrawals=True).withdrawn) == 11


def test_an_article_that_goes_from_a_file_of_many_is_withdrawn(site: Site) -> None:
    def write(*names: str, more: str = "") -> None:
        lines = [{"title": name, "date": "2024-01-01", "url": f"https://example.org/{name}"} for name in names]
        (site.folder / "all.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines) + more)

    site.configure(source={"name": "json-lines", "paths": ["all.jsonl"]}, feeds=[{"format": "rss"}])
    write("a", "b", "c")
    site.export()
    write("a", "b", more='{"title": \n')
    assert not site.export().withdrawn
    write("a", "d")
    assert sorted(one.url for one in site.export().withdrawn) == ["https://example.org/b", "https://example.org/c"]


def test_listeners_are_told_what_is_withdrawn_and_what_is_removed(site: Site) -> None:
    (site.folder / "hear.py").write_text(
        "from pathlib import Path\nfrom syndicate import *\n"
        "@hookimpl\ndef syndicate_exported(exported):\n"
        "    said = [one.url for one in exported.withdrawn]\n"
        "    said += [file.path for file in exported.files if file.state == 'removed']\n"
        "    (Path(exported.root) / 'heard').write_text(' '.join(said))\n"
    )
    site.configure(plugins=["hear.py"])
    site.export()
    site.write("court", "removed: true\n")
    site.export()
    assert (site.folder / "heard").read_text() == "https://example.org/court/ maps/court.xml"


def test_another_folder_than_the_settings_own_has_the_ids_and_is_not_noted(site: Site) -> None:
    site.configure(output="public")
    site.export()
    text = site.record.read_bytes()
    site.write("court", "slug: law\n")
    (site.folder / "posts/sea.md").unlink()
    export(site.folder, now=NOW, output=site.folder / "preview")
    assert site.record.read_bytes() == text
    assert b"https://example.org/court/" in (site.folder / "preview/rss.xml").read_bytes()
    (printed,) = export(site.folder, now=NOW, overrides=Overrides(formats=(("rss", None),))).documents
    assert b"https://example.org/court/" in printed.body
    assert len(site.export().withdrawn) == 1


def test_a_damaged_line_of_an_article_stops_the_export(site: Site) -> None:
    site.export()
    for damage in (b'"id":""', b'"id":7', b'"ix":"https://example.org/court/"'):
        text = site.record.read_bytes()
        site.record.write_bytes(text.replace(b'"id":"https://example.org/court/"', damage))
        number = next(n for n, line in enumerate(site.record.read_bytes().splitlines(), 1) if damage in line)
        with pytest.raises(RecordError, match=rf":{number}: is no line of a record"):
            site.export()
        site.record.write_bytes(text)


@pytest.mark.parametrize("id_", ["\\u0007", " court", "tag:a\\n<b>"])
def test_an_id_that_no_feed_may_have_is_not_believed(site: Site, id_: str) -> None:
    site.export()
    before = site.record.read_bytes()
    line = f'"id":"{id_}","source":"posts/court.md"'.encode()
    site.record.write_bytes(before.replace(b'"id":"https://example.org/court/","source":"posts/court.md"', line))
    with pytest.raises(RecordError, match="is not one that a feed can have"):
        site.export()


def test_lines_of_two_branches_are_one_article(site: Site) -> None:
    site.export()
    one = site.record.read_text()
    site.write("court", "slug: law\n")
    site.export(now=LATER)
    other = site.record.read_text().splitlines()[1:]
    site.record.write_text(f"{one}<<<<<<< HEAD\n" + "\n".join(reversed(other)) + "\n>>>>>>> other\n")
    site.export(now=LATER)
    (court,) = [line for line in site.lines("article") if line["id"] == "https://example.org/court/"]
    assert (court["url"], court["published"]) == ("https://example.org/law/", "2026-01-01T00:00:00Z")
    assert len(site.lines("article")) == 3


@pytest.mark.parametrize(
    "leave",
    [
        lambda text: text.replace(b"\n", b"\r\n"),
        lambda text: text.replace(b"\n", b"\n\n"),
        lambda text: text.rstrip(b"\n"),
        lambda text: b"".join(sorted(text.splitlines(keepends=True))),
    ],
    ids=["as Windows checks it out", "with blank lines", "without the last line break", "sorted"],
)
def test_what_an_editor_has_left_of_a_record_is_that_record(site: Site, leave: Callable[[bytes], bytes]) -> None:
    site.export()
    before = site.record.read_bytes()
    site.record.write_bytes(leave(before))
    assert not site.export().withdrawn
    assert site.record.read_bytes() == before


def test_what_a_merge_has_left_goes_though_nothing_changed(site: Site) -> None:
    site.export()
    before = site.record.read_bytes()
    at = before.index(b'{"record":"article"')
    one = before[at:].splitlines(keepends=True)[0]
    site.record.write_bytes(before[:at] + one + b"<<<<<<< HEAD\n" + before[at:] + b">>>>>>> other\n")
    site.export()
    assert site.record.read_bytes() == before


def test_an_export_where_nothing_changed_parses_no_line_of_an_article(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = Registry(distributions=())  # without listeners, who hear of every export
    given: dict[str, Any] = {"index": site.folder / "index", "registry": registry}
    site.configure(feeds=[{"format": "rss"}])
    site.export(**given)
    monkeypatch.setattr("syndicate.record.record.Record.articles", None)
    assert {file.state for file in site.export(**given).files} == {"unchanged"}
    monkeypatch.undo()
    site.record.write_bytes(site.record.read_bytes()[:-9])
    with pytest.raises(RecordError):
        site.export(**given)


@pytest.mark.parametrize("seed", range(18))
def test_after_any_rounds_the_folder_is_that_of_a_fresh_export_with_the_same_record(
    site: Site, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = Thresholds(choice_articles=0, piece_articles=1, piece_chunk=4, placed_chunk=4)
    monkeypatch.setattr(thresholds, "DEFAULT", small)
    chance = random.Random(seed)
    site.configure(feeds=[*SETTINGS["feeds"], {"format": "json", "page_size": 3, "path": "all.json"}])
    (site.output).mkdir()
    (site.output / "robots.txt").write_text("not ours")
    posts = site.folder / "posts"
    for number in range(12):
        there = sorted(posts.iterdir())
        for _ in range(chance.randrange(1, 4)):
            path = chance.choice(there)
            what = chance.randrange(9)
            if what == 0 or not path.exists():
                site.write(f"n{chance.randrange(99)}")
            elif what == 1:
                site.write(path.stem, chance.choice(list(WITHDRAWS.values())))
            elif what == 2 and len(there) > 2:
                path.unlink()
            elif what == 3:
                path.rename(posts / f"r{chance.randrange(99)}.md")
            elif what == 4:
                path.write_text(path.read_text().replace("title: On", f"slug: s{number}\ntitle: On"))
            elif what == 5:
                path.write_text(path.read_text().replace("title: On", "title: Anew on"))
            elif what == 6:
                path.write_text(path.read_text().replace("tags: [", f"tags: [t{number % 3}, "))
            elif what == 7:  # at a page that others have, too
                path.write_text(path.read_text().replace("title: On", f"url: /p{number % 2}/\ntitle: On"))
            else:
                site.write(path.stem)
        now = datetime(2026, 1, 2, tzinfo=UTC) + timedelta(days=number)
        site.export_as_a_fresh_one(now=now, allow_empty=True, accept_withdrawals=True)
        assert (site.output / "robots.txt").read_text() == "not ours"


def test_what_goes_as_another_comes_with_its_date_may_be_one_article_and_the_note_says_how_it_is_kept(
    site: Site,
) -> None:
    site.write("sea", date="2024-03-04T05:06:07Z")
    site.export()
    before = site.record.read_bytes()
    (site.folder / "posts/sea.md").unlink()
    site.write("tides", date="2024-03-04T05:06:07Z")
    (note,) = [note for note in site.export().notes if "has the title, date or slug of a new one" in note]
    assert "https://example.org/sea/ and https://example.org/tides/; if that is one article" in note
    assert "take the record as it was before this export" in note
    site.record.write_bytes(before)  # as the note has it
    site.write("tides", "aliases: [/sea/]\n", date="2024-03-04T05:06:07Z")
    assert not site.export().withdrawn
    assert ids(site)["On tides"] == "https://example.org/sea/"


def test_what_comes_with_a_date_of_its_own_is_not_taken_for_what_goes(site: Site) -> None:
    site.export()
    (site.folder / "posts/sea.md").unlink()
    site.write("tides", date="2024-03-04")
    report = site.export()
    assert len(report.withdrawn) == 1
    assert not [note for note in report.notes if "date of a new one" in note]


def test_what_goes_as_another_comes_with_its_title_may_be_one_article_that_is_dated_anew(site: Site) -> None:
    site.write("sea", "title: Spring tide\n", date="2024-03-04")
    site.export()
    (site.folder / "posts/sea.md").unlink()
    site.write("tides", "title: Spring tide\n", date="2024-03-09")
    (note,) = [note for note in site.export().notes if "has the title, date or slug of a new one" in note]
    assert "https://example.org/sea/ and https://example.org/tides/; if that is one article" in note


def test_what_goes_as_another_comes_with_its_slug_may_be_one_article(site: Site) -> None:
    site.write("sea", "url: /2024/03/04/sea/\n", date="2024-03-04")
    site.write("day", "url: /2024/03/04/\n", date="2024-03-05")
    site.export()
    for name in ("sea", "day"):
        (site.folder / "posts" / f"{name}.md").unlink()
    site.write("tides", "url: /2024/04/09/sea.html\n", date="2024-04-09")
    site.write("dawn", "url: /2024/04/04/\n", date="2024-04-10")
    (note,) = [note for note in site.export().notes if "has the title, date or slug of a new one" in note]
    assert "https://example.org/2024/03/04/sea/ and https://example.org/2024/04/09/sea.html; if that is one" in note


def test_several_that_go_with_one_date_are_not_taken_for_the_new_article_of_that(site: Site) -> None:
    for name in ("sea", "shore"):
        site.write(name, date="2024-03-04")
    site.export()
    for name in ("sea", "shore"):
        (site.folder / "posts" / f"{name}.md").unlink()
    site.write("tides", date="2024-03-04")
    report = site.export()
    assert len(report.withdrawn) == 2
    assert not [note for note in report.notes if "date of a new one" in note]


def test_a_draft_is_not_taken_for_the_new_article_of_its_date(site: Site) -> None:
    site.write("sea", date="2024-03-04")
    site.export()
    site.write("sea", "draft: true\n", date="2024-03-04")
    site.write("tides", date="2024-03-04")
    report = site.export()
    assert len(report.withdrawn) == 1
    assert not [note for note in report.notes if "date of a new one" in note]


# As jekyll-feed 0.17 writes it, with ids of its own.
JEKYLL = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">
<generator uri="https://jekyllrb.com/" version="4.3.3">Jekyll</generator><id>https://example.org/feed.xml</id>
<title type="html">T</title>{}</feed>"""
JEKYLL_ENTRY = """<entry><title type="html">On {0}</title>
<link href="https://example.org/{0}/" rel="alternate" type="text/html" title="On {0}" />
<published>2024-01-01T00:00:00+00:00</published><updated>2024-01-01T00:00:00+00:00</updated>
<id>https://example.org/{0}</id><content type="html" xml:base="https://example.org/{0}/">{0}</content></entry>"""
# As Hugo's own template writes it, before the site went from /posts/NAME/ to /NAME/.
HUGO = """<?xml version="1.0" encoding="utf-8" standalone="yes"?><rss version="2.0"
xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>T</title><generator>Hugo</generator>{}</channel></rss>"""
HUGO_ENTRY = """<item><title>On {0}</title><link>http://old.example.org/posts/{0}/</link>
<pubDate>Mon, 01 Jan 2024 00:00:00 +0000</pubDate><guid>http://old.example.org/posts/{0}/</guid></item>"""
NAMED = ("court", "sea", "wind")


def of_jekyll(folder: Path) -> list[str]:
    (folder / "rss.xml").write_text(JEKYLL.format("".join(map(JEKYLL_ENTRY.format, NAMED))))
    return [f"https://example.org/{name}" for name in NAMED]


def of_hugo(folder: Path) -> list[str]:
    (folder / "rss.xml").write_text(HUGO.format("".join(map(HUGO_ENTRY.format, NAMED))))
    return [f"http://old.example.org/posts/{name}/" for name in NAMED]


def of_json(folder: Path) -> list[str]:
    items = [{"id": f"tag:example.org,2020:{name}", "url": f"https://example.org/{name}/"} for name in NAMED]
    (folder / "rss.xml").write_text(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}))
    return [f"tag:example.org,2020:{name}" for name in NAMED]


@pytest.mark.parametrize("is_elsewhere", [False, True])
@pytest.mark.parametrize("feed", [of_jekyll, of_hugo, of_json])
def test_ids_are_learned_from_feeds_that_stand_there_and_nothing_of_them_is_ours(
    site: Site, feed: Callable[[Path], list[str]], *, is_elsewhere: bool
) -> None:
    folder = site.folder / "live" if is_elsewhere else site.output
    (folder / "topics").mkdir(parents=True)
    (folder / "topics/law.xml").write_text(JEKYLL.format(""))
    known = feed(folder)
    report = site.export(**({"against": folder} if is_elsewhere else {}))
    assert sorted(ids(site).values()) == sorted(known)
    told = "3 articles keep the ids of feeds before: https://example.org/court/ keeps the id"
    assert any(f"{told} {known[0]}, " in note for note in report.notes)
    assert (folder / "topics/law.xml").exists()
    assert "topics/law.xml" not in site.recorded()
    assert not site.export().withdrawn
    assert sorted(ids(site).values()) == sorted(known)


@pytest.mark.parametrize("body", [b"", b"<rss", b"{", b'{"items": 7}', b"[]", b"\xff\xfe", b"<!DOCTYPE a [<!ENTITY b SYSTEM "
    b"'file:///etc/passwd'>]><rss><channel><item><guid>&b;</guid></item></channel></rss>", b"<rss><channel><item/></channel></rss>",
    b"<rss><channel><item><guid>7</guid><link>http://[</link></item></channel></rss>"])  # fmt: skip
def test_nothing_is_learned_of_what_is_no_feed(site: Site, body: bytes) -> None:
    site.output.mkdir()
    (site.output / "rss.xml").write_bytes(body)
    report = site.export()
    assert ids(site)["On court"] == "https://example.org/court/"
    assert not [note for note in report.notes if "feeds before" in note]


def test_where_the_record_has_ids_the_folder_that_is_named_tells_none(site: Site) -> None:
    site.export()
    (note,) = [note for note in site.export(against=site.output).notes if "nothing is learned elsewhere" in note]
    assert note.endswith("; if no feed with these ids was ever published, remove that file and export again")
    with pytest.raises(UsageError, match="no folder"):
        site.export(against=site.folder / "nowhere")
    with pytest.raises(UsageError, match="no record"):
        site.export(against=site.output, record=False)


def test_a_record_of_ids_that_nobody_has_seen_gives_way_as_the_note_says(site: Site) -> None:
    site.export()
    live = site.folder / "live"
    live.mkdir()
    known = of_jekyll(live)
    site.export(against=live)
    assert sorted(ids(site).values()) != sorted(known)
    site.record.unlink()
    site.export(against=live)
    assert sorted(ids(site).values()) == sorted(known)


def test_the_command_stops_with_1_and_goes_on_where_it_is_told_to(
    large: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(["export", str(large.folder), "--output", str(large.output), "--now", "2026-01-01", *arguments])
        return (status, *capsys.readouterr())

    assert run("--against", str(large.folder / "nowhere"))[0] == 2
    assert run("--against", str(large.folder))[0] == 0
    for name in NAMES[:11]:
        (large.folder / "posts" / f"{name}.md").unlink()
    status, _, err = run()
    assert (status, "--accept-withdrawals" in err) == (1, True)
    status, out, _ = run("--accept-withdrawals", "--report", "json")
    assert (status, json.loads(out)["withdrawn"][0]) == (
        0,
        {"id": "https://example.org/a00/", "url": "https://example.org/a00/", "at": "2026-01-01T00:00:00Z"},
    )
    large.configure(feeds=ALL, ids="tag:example.org,2024:{stem}")
    status, _, err = run()
    assert (status, "--accept-new-ids" in err) == (1, True)
    assert run("--accept-new-ids")[0] == 0


def test_of_two_articles_with_one_id_in_different_feeds_the_record_keeps_the_one_it_has(site: Site) -> None:
    filters = [{"topics": {"any": [name]}} for name in ("sea", "wind")]
    site.configure(feeds=[{"format": "rss", "path": f"{n}.xml", "filters": one} for n, one in enumerate(filters)])
    site.write("sea", "slug: x\n")
    site.write("wind", "slug: x\n")
    for round_ in range(4):
        site.export(**({"index": site.folder / "index"} if round_ % 2 else {}))
        assert [line["source"] for line in site.lines("article")] == ["posts/sea.md"]
    site.write("sea", "slug: y\n")
    site.export()
    ids_by_source = {line["source"]: line["id"] for line in site.lines("article")}
    assert ids_by_source["posts/sea.md"] == "https://example.org/x/"
    assert ids_by_source["posts/wind.md"].startswith("https://example.org/x/#")


PARTS = {
    "--format": Overrides(formats=(("rss", None),)),
    "--limit": Overrides(limit=1),
    "--topic": Overrides(filters=(("topics", {"any": ["sea"]}),)),
    "--since": Overrides(filters=(("dates", {"since": "2024-01-02"}),)),
    "another folder": Overrides(paths=("drafts",)),
}


@pytest.mark.parametrize("is_named", [False, True])
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("feed", [of_jekyll, of_hugo, of_json])
def test_an_export_of_a_part_learns_all_ids_of_the_feed_that_it_replaces(
    site: Site, feed: Callable[[Path], list[str]], part: str, *, is_named: bool
) -> None:
    site.write("moon", date="2024-01-02")  # in no feed before
    (site.folder / "drafts").mkdir()
    (site.folder / "drafts/star.md").write_text("---\ntitle: On star\ndate: 2024-01-01\ntags: [star]\n---\nstar\n")
    site.output.mkdir()
    known = feed(site.output)
    site.export(overrides=PARTS[part], **({"against": site.output} if is_named else {}))
    assert known[0] not in (site.output / "rss.xml").read_text() or part == "--format"
    assert {line["id"] for line in site.lines("article")} == set(known)
    report = site.export(index=site.folder / "index")
    by_title = ids(site)
    assert [by_title[f"On {name}"] for name in NAMED] == known
    assert by_title["On moon"] == "https://example.org/moon/"
    assert not report.withdrawn


@pytest.mark.parametrize("more", ["", "draft: true\n"])
def test_ids_are_learned_of_articles_that_our_feeds_have_not(site: Site, more: str) -> None:
    site.configure(feeds=[{"format": "rss", "limit": 1}])
    site.output.mkdir()
    known = of_json(site.output)
    site.write("sea", more)
    assert not site.export().withdrawn
    site.configure(feeds=[{"format": "rss"}])
    site.write("sea")
    site.export()
    assert list(ids(site).values()) == known


def test_two_articles_that_come_to_share_a_page_are_one(site: Site) -> None:
    site.configure(feeds=ALL)
    site.export()
    rewrite(site, lambda text: text.replace("title: On court", "url: /one/\ntitle: On court"))
    rewrite(site, lambda text: text.replace("title: On sea", "url: /one/\ntitle: On sea"))
    report = site.export()
    assert report.exit_status == 3
    assert [fault.field for fault in report.faults] == ["id"]
    assert len(ids(site)) == 2
    rewrite(site, lambda text: text.replace("url: /one/", "slug: anew"))  # they still share one
    assert site.export().exit_status == 3
    rewrite(site, lambda text: text.replace("slug: anew\ntitle: On sea", "slug: ocean\ntitle: On sea"))
    assert site.export().exit_status == 0
    assert sorted(ids(site).values()) == [f"https://example.org/{name}/" for name in ("court", "sea", "wind")]


def test_two_articles_that_come_to_a_page_whose_id_is_taken_are_one(site: Site) -> None:
    site.configure(feeds=ALL)
    site.export()
    rewrite(site, lambda text: text.replace("title: On court", "url: /moved/\ntitle: On court"))
    for name in ("later", "earlier"):
        site.write(name)
        path = site.folder / "posts" / f"{name}.md"
        path.write_text(path.read_text().replace("title: On", "url: /court/\ntitle: On"))
    before = site.export()
    assert (before.exit_status, len(ids(site)), len(before.faults)) == (3, 4, 1)
    assert ids(site)["On court"] == "https://example.org/court/"
    after = site.export()
    assert {file.state for file in after.files} == {"unchanged"}
    assert after.faults == before.faults


def test_lines_that_a_merge_has_mixed_are_read_as_a_whole(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        thresholds, "DEFAULT", Thresholds(choice_articles=0, piece_articles=1, piece_chunk=4, placed_chunk=4)
    )
    site.configure(feeds=ALL)
    given: dict[str, Any] = {"index": site.folder / "index"}
    site.export(**given)
    for number in range(3):
        head, *lines = site.record.read_text().splitlines(keepends=True)
        site.record.write_text("".join([head, lines[-1], *lines[:-1]]))  # an article among the files
        site.write("court", f"slug: c{number}\n")
        site.export(**given)
        assert ids(site)["On court"] == "https://example.org/court/"
        assert len(site.lines("article")) == 3


def test_who_articles_were_is_forgotten_before_feeds_are_rendered(site: Site, monkeypatch: Any) -> None:
    site.export()
    site.write("new")
    alive: list[int] = []
    begin = ExportMemory.begin

    def counted(memory: ExportMemory, jobs: Any) -> None:
        alive.append(sum(isinstance(one, Identity) for one in gc.get_objects()))
        begin(memory, jobs)

    gc.collect()
    monkeypatch.setattr(ExportMemory, "begin", counted)
    site.export()
    assert alive == [0]
