"""What was published is known: files that nobody writes any more go, and nothing else does."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from syndicate import export
from syndicate.model.errors import RecordError, SyndicateError
from syndicate.pipeline.publish import places
from syndicate.pipeline.report import Report
from syndicate.record.record import FILENAME
from syndicate.settings.overrides import Overrides
from tests.record.sites import NOW, SETTINGS, Site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "site")


def states(report: Report) -> dict[str, str]:
    return {file.path: file.state for file in report.files}


def test_a_file_that_is_not_written_any_more_is_removed(site: Site) -> None:
    site.export()
    assert site.files() == site.recorded()
    site.write("court", "removed: true\n")
    report = site.export()
    assert states(report)["maps/court.xml"] == "removed"
    assert next(file.url for file in report.files if file.state == "removed") == "https://example.org/maps/court.xml"
    assert "maps/court.xml" not in site.files() | site.recorded()


def test_files_go_where_no_feed_is_left_at_all(site: Site) -> None:
    site.configure(feeds=[{"format": "rss", "path": "{topic}.xml", "each": "topic", "allow_empty": True}])
    site.export()
    site.configure(feeds=[{"format": "rss", "path": "{author}.xml", "each": "author", "allow_empty": True}])
    for name in ("court", "sea", "wind"):
        site.write(name, "draft: true\n")
    removed = site.export(accept_withdrawals=True).files
    assert {file.state for file in removed} == {"removed"}
    assert [file.url for file in removed] == [f"https://example.org/{file.path}" for file in removed]
    assert site.files() == set()


def test_a_feed_that_lost_its_last_article_is_rewritten_for_those_who_subscribe_to_it(site: Site) -> None:
    site.export()
    site.write("court", "removed: true\n")
    for _ in range(2):
        report = site.export()
        (court,) = [file for file in report.files if file.path == "topics/court.xml"]
        assert (court.state, court.entry_count) in {("changed", 0), ("unchanged", 0)}
    assert b"On court" not in (site.output / "topics/court.xml").read_bytes()
    assert b"T: court" in (site.output / "topics/court.xml").read_bytes()


def test_it_goes_where_the_settings_say_so(site: Site) -> None:
    feeds = [{**feed, "emptied": "remove"} if feed.get("each") else feed for feed in SETTINGS["feeds"]]
    site.configure(feeds=feeds)
    site.export()
    site.write("court", "removed: true\n")
    assert states(site.export())["topics/court.xml"] == "removed"
    assert "topics/court.xml" not in site.files()


def test_a_topic_keeps_the_address_of_its_feed_when_one_of_nearly_its_name_comes(site: Site) -> None:
    site.write("sea", "topics: [foo_bar, .NET]\n")
    site.export_as_a_fresh_one()
    site.write("wind", "topics: [foo-bar, net]\n")
    site.export_as_a_fresh_one()
    for name in ("foo-bar", "net"):
        assert b"On sea" in (site.output / f"topics/{name}.xml").read_bytes()
        (twin,) = site.output.glob(f"topics/{name}-*.xml")
        assert b"On wind" in twin.read_bytes()
    site.write("sea", "topics: [sea]\n")
    site.export_as_a_fresh_one()
    assert b"<entry" not in (site.output / "topics/net.xml").read_bytes()
    assert b"On wind" in twin.read_bytes()


@pytest.mark.parametrize(
    ("kind", "of_sea", "other"),
    [
        ("author", "author: Ann\n", "author: Bo\n"),
        ("language", "lang: fr\n", "lang: de\n"),
        ("year", "", ""),
        ("section", "", ""),
    ],
)
def test_the_feed_of_what_nothing_is_of_any_more_says_so(site: Site, kind: str, of_sea: str, other: str) -> None:
    path = f"{kind}s/{{{kind}}}.xml"
    site.configure(feeds=[{"format": "rss"}, {"format": "atom", "each": kind, "path": path, "archive": "month"}])
    site.write("court", other)
    site.write("wind", other)
    site.write("sea", of_sea, "2023-01-01")
    (site.folder / "posts/old").mkdir()
    (site.folder / "posts/sea.md").rename(site.folder / "posts/old/sea.md")
    (site.folder / "posts/new").mkdir()
    (site.folder / "posts/wind.md").rename(site.folder / "posts/new/wind.md")
    site.export_as_a_fresh_one()
    name = {"author": "ann", "language": "fr", "year": "2023", "section": "old"}[kind]
    feed = site.output / f"{kind}s/{name}.xml"
    assert feed.read_bytes().count(b"<entry") == 1
    (site.folder / "posts/old/sea.md").unlink()
    site.export_as_a_fresh_one()
    assert feed.read_bytes().count(b"<entry") == 0
    site.configure(feeds=[{"format": "rss"}, {"format": "atom", "each": kind, "path": path, "emptied": "remove"}])
    site.write("court", of_sea, "2023-01-01")
    site.export_as_a_fresh_one()
    assert (feed.exists(), feed.with_name("de.xml").exists()) == (kind != "section", kind == "language")


def test_a_renamed_feed_and_a_page_too_many_go(site: Site) -> None:
    site.configure(feeds=[{"format": "rss", "page_size": 1}])
    site.export()
    assert site.files() == {"rss.xml", "rss-2.xml", "rss-3.xml"}
    site.write("court", "draft: true\n")
    assert states(site.export())["rss-3.xml"] == "removed"
    site.configure(feeds=[{"format": "rss", "path": "feed.xml"}])
    site.export()
    assert site.files() == {"feed.xml"} == site.recorded()


def test_what_is_not_ours_stays(site: Site, tmp_path: Path) -> None:
    site.export()
    feed = site.output / "rss.xml"
    feed.write_text("written by somebody else")
    (site.output / "topics/court.xml").unlink()
    (site.output / "maps/court.xml").rename(tmp_path / "moved.xml")
    (site.output / "maps/court.xml").symlink_to(tmp_path / "moved.xml")
    (site.output / "robots.txt").write_text("not ours")
    site.configure(feeds=[{"format": "json"}])
    said = (
        "rss.xml: not written any more, and not removed, for another program, or a preview, has changed it; delete it, "
        "unless it is"
    )
    for report in (site.export(dry_run=True), site.export()):
        assert [warning for warning in report.warnings if "removed" in warning] == [f"{said} that program's own"]
    assert not any("removed" in warning for warning in site.export().warnings)
    assert site.files() == {"rss.xml", "feed.json", "robots.txt", "maps/court.xml"}
    assert (tmp_path / "moved.xml").exists()
    assert site.recorded() == {"feed.json"}


def test_an_export_of_less_removes_nothing_and_forgets_nothing(site: Site) -> None:
    site.export()
    before = site.files()
    for overrides in (
        Overrides(formats=(("json", None),)),
        Overrides(filters=(("topics", {"any": ["court"]}),)),
        Overrides(limit=1),
    ):
        site.export(overrides=overrides)
        assert site.files() >= before
        assert site.recorded() == site.files()
    site.export()
    assert site.files() == before


def test_keep_old_leaves_them_and_a_dry_run_says_which_would_go(site: Site) -> None:
    site.export()
    before = site.files()
    site.configure(feeds=[{"format": "rss"}])
    report = site.export(dry_run=True)
    assert sorted(path for path, state in states(report).items() if state == "removed") == sorted(before - {"rss.xml"})
    assert "removed" not in states(site.export(keep_old=True)).values()
    assert site.files() == before == site.recorded()
    site.export()
    assert site.files() == {"rss.xml"}


def test_a_feed_that_fails_keeps_its_files(site: Site) -> None:
    (site.folder / "bad.py").write_text(
        "from syndicate import *\n"
        "def render(feed, path):\n"
        "    if (FOLDER / 'fails').exists(): raise ValueError('no')\n"
        "    yield Document(path=path, body=b'x', media_type='text/plain')\n"
        "from pathlib import Path\n"
        "FOLDER = Path(__file__).parent\n"
        "@hookimpl\n"
        "def syndicate_formats():\n"
        "    return [Format(name='bad', media_type='text/plain', filename='bad.txt', render=render)]\n"
    )
    site.configure(plugins=["bad.py"], feeds=[{"format": "rss"}, {"format": "bad"}])
    site.export()
    (site.folder / "fails").touch()
    assert site.export().failures
    assert site.files() == {"rss.xml", "bad.txt"} == site.recorded()


def test_an_index_changes_nothing(site: Site, tmp_path: Path) -> None:
    index = tmp_path / "index"
    site.export(index=index)
    text = site.record.read_bytes()
    assert set(states(site.export(index=index)).values()) == {"unchanged"}
    assert site.record.read_bytes() == text
    site.record.unlink()
    site.export(index=index)
    assert site.record.read_bytes() == text
    site.write("court", "removed: true\n")
    assert "removed" in states(site.export(index=index)).values()


def test_the_same_export_leaves_the_same_record(site: Site) -> None:
    site.export()
    written = site.record.stat()
    site.export()
    after = site.record.stat()  # when it was read last may differ
    assert (after.st_ino, after.st_mtime_ns, after.st_size) == (written.st_ino, written.st_mtime_ns, written.st_size)


def test_a_folder_without_settings_gets_no_record(site: Site) -> None:
    (site.folder / "syndicate.yaml").unlink()
    for path in (site.folder / "posts").iterdir():
        path.write_text(path.read_text().replace("title", f"url: /{path.stem}/\ntitle"))
    told = Overrides(formats=(("rss", None),), title="T", site_url="https://example.org/", author="Ann", preset="none")
    export(site.folder / "posts", now=NOW, output=site.output, overrides=told)
    assert site.files() == {"rss.xml"}
    assert not list(site.folder.rglob(FILENAME))


def test_the_settings_name_its_place_or_want_none(site: Site) -> None:
    site.configure(record="kept/of.record")
    site.export()
    assert (site.folder / "kept/of.record").exists()
    assert not site.record.exists()
    site.configure(record=False)
    site.export(record=None)
    assert not site.record.exists()
    site.configure()
    site.export(record=False)
    assert not site.record.exists()


@pytest.mark.parametrize(
    ("damage", "place"),
    [
        (
            lambda text: text.replace(b'"version":1', b'"version":2'),
            "; a later version of syndicate has written it; use",
        ),
        (lambda text: text.replace(b'"version":1', b'"version":01'), "; take the file from your repository"),
        (lambda text: b"<html>\n" + text[40:], ":1: expected"),
        (lambda text: text[:-20], ": is no line of a record"),
        (lambda text: text[:0], ":1: expected"),
        (lambda text: text.replace(b'"rss.xml"', b'"../rss.xml"'), "it has the part '..'"),
        (lambda text: text.replace(b'"rss.xml"', b'"/etc/passwd"'), "it is absolute"),
        (lambda text: text + b"\x00\xff\n", ": is no line of a record"),
        (lambda text: text.replace(b'"rss.xml"', b'"rss\xea.xml"'), ": is no line of a record"),
        (lambda text: text.replace(b'"source"', b'"sour\xeace"'), ": is no line of a record"),
    ],
)
def test_a_damaged_record_is_never_believed(site: Site, damage: Any, place: str) -> None:
    site.export()
    before = site.files()
    damaged = damage(site.record.read_bytes())
    site.record.write_bytes(damaged)
    site.configure(feeds=[{"format": "json"}])
    with pytest.raises(RecordError) as caught:
        site.export()
    assert place in str(caught.value)
    assert "\n" not in str(caught.value)
    assert site.files() == before
    assert site.record.read_bytes() == damaged


@pytest.mark.parametrize("is_one_file", [False, True])
def test_a_feed_whose_path_changes_in_case_alone_leaves_no_other_one(
    site: Site, monkeypatch: pytest.MonkeyPatch, *, is_one_file: bool
) -> None:
    for path in ("Feed.xml", "feed.xml"):
        site.configure(feeds=[{"format": "rss", "path": path}])
        if is_one_file:  # as where names that differ in case are one
            monkeypatch.setattr(places, "_is_one_file", lambda *_: True)
        site.export()
    assert "feed.xml" in site.files()
    assert ("Feed.xml" in site.files()) is is_one_file
    assert site.recorded() == {"feed.xml"}


@pytest.mark.parametrize("url", ["http://localhost:8000/", "http://127.0.0.1/blog/"])
def test_what_was_looked_at_on_one_machine_is_neither_noted_nor_learned(site: Site, url: str) -> None:
    site.configure(site=SETTINGS["site"] | {"url": url})
    site.export()
    assert url in (site.output / "rss.xml").read_text()
    assert not site.record.exists()
    site.configure()
    site.export()
    assert [line["id"] for line in site.lines("article") if not line["id"].startswith("https://example.org/")] == []


def test_a_record_that_is_a_link_is_not_followed(site: Site, tmp_path: Path) -> None:
    site.record.symlink_to(tmp_path / "victim")
    with pytest.raises(RecordError, match="is no regular file"):
        site.export()
    assert not (tmp_path / "victim").exists()


@pytest.mark.parametrize(("written_count", "is_moved"), [(0, False), (2, False), (0, True)])
def test_a_record_that_cannot_be_written_is_said_and_written_as_soon_as_it_can_be(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written_count: int, *, is_moved: bool
) -> None:
    site.write("court", "url: /court/\n")
    site.export(index=tmp_path / "index")
    before = site.record.read_bytes()
    if is_moved:  # no feed changes, and the record does
        (site.folder / "posts/court.md").rename(site.folder / "posts/yard.md")
    else:
        site.write("rain")
    open_file, asked = os.open, []

    def refuse(path: Any, flags: int, *mode: int, **given: Any) -> int:
        if flags & os.O_CREAT and Path(path).parent == site.folder.resolve():
            asked.append(path)
            if len(asked) > written_count:
                raise OSError(28, "No space left on device")
        return open_file(path, flags, *mode, **given)

    with monkeypatch.context() as full:
        full.setattr(os, "open", refuse)
        (warning,) = site.export(index=tmp_path / "index").warnings
    assert warning.startswith("what is published is not noted, and the next export does not know of it: ")
    assert warning.endswith("syndicate.record: cannot be written: No space left on device")
    assert site.files()
    assert site.export(index=tmp_path / "index").warnings == ()
    noted = site.record.read_bytes()
    site.record.write_bytes(before)
    site.export()
    assert noted == site.record.read_bytes() != before


@pytest.mark.parametrize("is_union", [False, True])
def test_what_git_merges_holds_what_both_branches_published(site: Site, *, is_union: bool) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@e.org", "-c", "init.defaultBranch=main", *arguments],
            cwd=site.folder,
            check="merge" not in arguments,
            capture_output=True,
        )

    site.export()
    (site.folder / ".gitattributes").write_text("syndicate.record merge=union\n" if is_union else "")
    git("init")
    git("add", ".")
    git("commit", "-m", "one")
    git("checkout", "-b", "other")
    site.write("mast")
    site.export()
    git("add", ".")
    git("commit", "-m", "two")
    git("checkout", "main")
    site.write("mud")
    site.export()
    git("add", ".")
    git("commit", "-m", "three")
    git("merge", "other")
    assert (b"<<<<<<<" in site.record.read_bytes()) is not is_union
    site.export()
    assert {line["source"] for line in site.lines("article")} >= {"posts/mast.md", "posts/mud.md", "posts/court.md"}
    assert {"topics/mast.xml", "topics/mud.xml"} <= site.files()
    assert b"<<<<<<<" not in site.record.read_bytes()
    assert site.recorded() == site.files()


@pytest.mark.parametrize("moment", range(12))
def test_an_export_that_breaks_off_leaves_no_file_that_is_nobodys(
    site: Site, moment: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.export()
    site.write("court", "removed: true\n")
    site.write("mast")
    calls = 0

    def breaks_off(function: Any) -> Any:
        def call(*arguments: Any, **given: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls > moment:
                os._exit(9)
            return function(*arguments, **given)

        return call

    process = os.fork()
    if not process:
        for name in ("replace", "unlink"):
            monkeypatch.setattr(os, name, breaks_off(getattr(os, name)))
        try:
            site.export()
        except SyndicateError:
            os._exit(1)
        os._exit(0)
    os.waitpid(process, 0)
    site.configure(feeds=[{"format": "rss"}])  # all else is to go, whatever has come to stand there
    site.export()
    assert {path for path in site.files() if "/.syndicate-" not in f"/{path}"} == {"rss.xml"}
    assert site.recorded() == {"rss.xml"}


def test_it_stands_beside_the_settings_wherever_the_site_is(site: Site, tmp_path: Path) -> None:
    (tmp_path / "settings").mkdir()
    config = (site.folder / "syndicate.yaml").rename(tmp_path / "settings" / "syndicate.yaml")
    site.export(config=config)
    assert (tmp_path / "settings" / FILENAME).exists()
    assert not site.record.exists()
