"""The index changes nothing but the time: whatever happened to the site or to it, the bytes are those of an export without."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from syndicate import (
    Article,
    Document,
    Feed,
    Format,
    Item,
    Overrides,
    Registry,
    Report,
    Source,
    StrictError,
    compose,
    export,
    hookimpl,
    read,
)
from syndicate.exporting import run
from syndicate.index import file as index_file, identity as indexing, index as index_room, item_pages
from syndicate.index.file import IndexFile
from syndicate.index.opening import resources_of
from syndicate.model.errors import UnavailableError, UsageError
from syndicate.pipeline.options import Options
from syndicate.pipeline.publish.target import publish
from syndicate.pipeline.workers import spread as workers
from syndicate.settings import make_plan, settings_of
from syndicate.store import thresholds
from syndicate.store.rows import row_of
from syndicate.store.store import KnownUnusableError
from syndicate.store.thresholds import Thresholds
from tests.index.exporting import NOW, exported, put

SETTINGS = """\
site: {title: The Ledger, url: "https://e.org", authors: [The Desk]}
source: {paths: [content]}
feeds:
  - {format: rss, limit: 5}
  - {format: atom, content: full}
  - {format: json, filters: {where: {quality: {min: 3}}}, allow_empty: true}
  - {format: amp-sitemap}
  - {format: atom, each: topic, path: "topics/{topic}.xml", allow_empty: true}
"""


WITHOUT_EXTRA = SETTINGS.replace("filters: {where: {quality: {min: 3}}}, ", "")


def head(number: int, rng: random.Random) -> str:
    lines = [
        f"title: Article {number} {rng.randrange(100)}",
        f"date: 2024-{rng.randrange(1, 9):02d}-{rng.randrange(1, 28):02d}",
        f"url: /{rng.randrange(12) if rng.random() < 0.2 else number}/",
        f"topics: [{', '.join(rng.sample(['AI', 'Feeds', 'Maps'], rng.randrange(0, 3)))}]",
        f"quality: {rng.randrange(6)}",
        f"draft: {str(rng.random() < 0.1).lower()}",
    ]
    if rng.random() < 0.1:
        lines[1] = "date: yesterday"
    return "---\n" + "\n".join(lines) + f"\n---\n\nText *{rng.randrange(1000)}*.\n"


@pytest.fixture(autouse=True)
def small_sites(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let choices and pieces be kept of a few articles."""
    small = Thresholds(choice_articles=0, piece_articles=1, piece_chunk=4, placed_chunk=4)
    monkeypatch.setattr(thresholds, "DEFAULT", small)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "content").mkdir(parents=True)
    (folder / "syndicate.yaml").write_text(SETTINGS)
    rng = random.Random(1)
    for number in range(30):
        put(folder / "content" / f"{number}.md", head(number, rng))
    return folder


def parsed(site: Path, index: Path, **given: Any) -> int:
    """Return how many items are read where *index* is there."""
    with_settings = site / "syndicate.yaml"
    from syndicate.settings import load_settings

    file = load_settings(with_settings)
    registry = Registry(distributions=())
    plan = make_plan(file, registry, now=NOW)
    found = read(plan, resources=resources_of(file, plan, registry, index=index, **given))
    found.close()
    assert found.notes == ()
    return found.parsed_count


def same(site: Path, tmp_path: Path, index: Path, **given: Any) -> Report:
    """Hold an export with *index* against one without, and return its report."""
    files, report = exported(site, tmp_path / "with", index=index, **given)
    plain, expected = exported(site, tmp_path / "without")
    assert files == plain
    assert (report.faults, report.read_count, report.chosen_count) == (
        expected.faults, expected.read_count, expected.chosen_count,
    )  # fmt: skip
    shutil.rmtree(tmp_path / "without")
    return report


@pytest.mark.parametrize("seed", range(6))
def test_after_any_edits_the_bytes_are_those_of_an_export_without(
    site: Path, tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if seed % 2:  # as on a large site: many pages, written while others are read
        monkeypatch.setattr(item_pages, "LENGTH", 3)
        monkeypatch.setattr(item_pages, "_CHANGES", 4)
    rng = random.Random(seed)
    content, index = site / "content", tmp_path / "index.sqlite3"
    clock = 1_600_000_000
    for step in range(20):
        (site / "syndicate.yaml").write_text(rng.choice([SETTINGS, SETTINGS, WITHOUT_EXTRA]))
        for _ in range(rng.randrange(4)):
            files = sorted(content.rglob("*.md"))
            path = rng.choice(files)
            clock += 1
            act = rng.randrange(7)
            if act < 2:
                put(path, head(rng.randrange(60), rng), clock)
            elif act == 2:
                path.unlink()
            elif act == 3:
                path.rename(content / f"{rng.randrange(100)}-moved.md")
            elif act == 4:
                os.utime(path, (clock, clock))  # a fresh checkout: the same bytes
            elif act == 5:
                (content / "below").mkdir(exist_ok=True)
                path.rename(content / "below" / path.name)
            else:
                put(content / f"new-{step}-{rng.randrange(9)}.md", head(rng.randrange(60), rng), clock)
                # One that may change again before its time tells.
                (content / "now.md").write_text(head(rng.randrange(60), rng))
        same(site, tmp_path, index)


def test_an_unchanged_site_is_not_read_again_nor_after_a_fresh_checkout(site: Path, tmp_path: Path) -> None:
    index = tmp_path / "index.sqlite3"
    assert parsed(site, index) == 30
    assert parsed(site, index) == 0
    for path in (site / "content").iterdir():
        os.utime(path, (1_700_000_000, 1_700_000_000))
    assert parsed(site, index) == 0
    put(site / "content" / "3.md", head(3, random.Random(9)))
    assert parsed(site, index) == 1
    moved = tmp_path / "elsewhere"
    shutil.copytree(site, moved)
    assert parsed(moved, index) == 0


def test_a_file_that_changed_just_now_is_looked_at_again(site: Path, tmp_path: Path) -> None:
    index = tmp_path / "index.sqlite3"
    path = site / "content" / "3.md"
    path.write_text(head(3, random.Random(1)))
    stamp = path.stat()
    parsed(site, index)
    path.write_text(path.read_text().replace("Article 3", "Article x"))
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))  # as if the disk counted in seconds
    assert path.stat().st_size == stamp.st_size
    assert parsed(site, index) == 1


@pytest.mark.parametrize("seconds", [0, 1, 315_532_800])
def test_a_time_that_a_build_gives_to_all_files_tells_nothing(site: Path, tmp_path: Path, seconds: int) -> None:
    index = tmp_path / "index.sqlite3"
    path = site / "content" / "3.md"
    put(path, head(3, random.Random(1)), seconds)
    parsed(site, index)
    assert parsed(site, index) == 0
    put(path, path.read_text().replace("Article 3", "Article x"), seconds)
    assert parsed(site, index) == 1


def test_faults_are_told_again_with_their_places(site: Path, tmp_path: Path) -> None:
    put(site / "content" / "bad.md", "---\ntitle: Bad\ndate: tomorrow\nurl: /bad/\n---\n")
    first = same(site, tmp_path, tmp_path / "i")
    assert parsed(site, tmp_path / "i") == 0
    again = same(site, tmp_path, tmp_path / "i")
    assert first.faults == again.faults
    assert any((fault.path, fault.line, fault.column) == ("content/bad.md", 3, 7) for fault in again.faults)


def test_other_settings_another_version_or_source_start_it_again(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "i"
    same(site, tmp_path, index)
    (site / "syndicate.yaml").write_text(SETTINGS.replace("https://e.org", "https://other.example.org"))
    same(site, tmp_path, index)
    assert parsed(site, index) == 0
    (site / "syndicate.yaml").write_text(
        SETTINGS.replace("[content]", "[content]\n  fields: {title: [quality]}".replace("\n  ", ", "))
    )
    same(site, tmp_path, index)
    assert parsed(site, index) == 0
    monkeypatch.setattr(indexing, "code_identity", lambda: "another version")
    assert parsed(site, index) == 30


def test_an_index_with_the_extra_gets_that_of_articles_read_for_who_does_without(site: Path, tmp_path: Path) -> None:
    same(site, tmp_path, tmp_path / "i")
    (site / "syndicate.yaml").write_text(WITHOUT_EXTRA)
    put(site / "content" / "3.md", head(3, random.Random(9)))
    put(site / "content" / "new.md", "---\ntitle: New\ndate: 2024-05-30\nurl: /new/\nquality: 5\n---\n")
    same(site, tmp_path, tmp_path / "i")
    (site / "syndicate.yaml").write_text(SETTINGS)
    assert parsed(site, tmp_path / "i") == 0
    same(site, tmp_path, tmp_path / "i")


def test_an_index_without_the_extra_is_made_again_where_a_filter_asks_for_it(site: Path, tmp_path: Path) -> None:
    index = tmp_path / "i"
    (site / "syndicate.yaml").write_text(WITHOUT_EXTRA)
    same(site, tmp_path, index)
    assert parsed(site, index) == 0
    (site / "syndicate.yaml").write_text(SETTINGS)
    assert parsed(site, index) == 30
    (site / "syndicate.yaml").write_text(WITHOUT_EXTRA)
    assert parsed(site, index) == 0  # It has more than is asked for.


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_index_is_made_anew(site: Path, tmp_path: Path, seed: int) -> None:
    index = tmp_path / "i"
    same(site, tmp_path, index)
    rng = random.Random(seed)
    data = bytearray(index.read_bytes())
    if seed % 3 == 0:
        data = data[: rng.randrange(1, len(data))]
    else:
        for _ in range(rng.choice((1, 1, 50))):
            place = rng.randrange(100, len(data))
            data[place] ^= 1 << rng.randrange(8)
    index.write_bytes(data)
    report = same(site, tmp_path, index)
    assert report.warnings[:1] == (f"{index} {index_file._MADE_ANEW}",)
    assert same(site, tmp_path, index).warnings == report.warnings[1:]
    assert parsed(site, index) == 0


def test_one_left_half_written_is_not_believed(site: Path, tmp_path: Path) -> None:
    index = tmp_path / "i"
    same(site, tmp_path, index)
    Path(f"{index}.sum").write_bytes(b"")  # as where the process was killed
    assert "was damaged" in same(site, tmp_path, index).warnings[0]


@pytest.mark.parametrize("where", ["index", "folder"])
def test_where_none_can_be_kept_the_export_says_so_and_goes_on(site: Path, tmp_path: Path, where: str) -> None:
    index = tmp_path / "i" / "index.sqlite3"
    if where == "index":
        index.parent.mkdir()
        index.write_text("title: my own file\n" * 20)
    else:
        index.parent.write_text("no folder")
    before = index.read_text() if where == "index" else ""
    (warning,) = (w for w in same(site, tmp_path, index).warnings if str(index) in w)
    assert warning.startswith(f"the index {index} ")
    assert warning.endswith("; all was read without it")
    assert where != "index" or index.read_text() == before


def test_a_link_is_not_followed(site: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (site / ".syndicate").symlink_to(tmp_path / "elsewhere")
    report = same(site, tmp_path, site / ".syndicate" / "index.sqlite3")
    assert "is a link" in report.warnings[0]
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_later_version_s_is_left_alone(site: Path, tmp_path: Path) -> None:
    index = tmp_path / "i"
    same(site, tmp_path, index)
    connection = sqlite3.connect(index)
    connection.execute(f"PRAGMA user_version = {index_file.VERSION + 1}")
    connection.close()
    before = index.read_bytes()
    assert "was made by a later version" in same(site, tmp_path, index).warnings[0]
    assert index.read_bytes() == before


def test_an_earlier_version_s_is_made_anew_and_not_called_damaged(site: Path, tmp_path: Path) -> None:
    index = tmp_path / "i"
    same(site, tmp_path, index)
    connection = sqlite3.connect(index)
    connection.execute(f"PRAGMA user_version = {index_file.VERSION - 1}")
    connection.close()
    assert same(site, tmp_path, index).warnings == ()
    assert parsed(site, index) == 0


def test_two_exports_at_once_do_not_harm_each_other(site: Path, tmp_path: Path) -> None:
    index = tmp_path / "i"
    same(site, tmp_path, index)
    other = IndexFile(index)
    assert "is in use by another export" in same(site, tmp_path, index).warnings[0]
    other.close()
    assert parsed(site, index) == 0


def test_a_disk_without_locks_is_said_with_what_to_do(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deny(*_: object, **__: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("syndicate.index.file.lock", deny)
    words = (
        "cannot be used: No locks available: its disk knows no locks; let index: name a file on another disk; all was"
    )
    assert words in same(site, tmp_path, tmp_path / "i").warnings[0]


def test_a_full_disk_costs_the_index_and_nothing_else(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = IndexFile._open

    def small(self: IndexFile) -> None:
        plain(self)
        self.connection.execute("PRAGMA max_page_count = 6")

    monkeypatch.setattr(IndexFile, "_open", small)
    report = same(site, tmp_path, tmp_path / "i")
    assert "is full" in report.warnings[0]


def test_what_fails_while_feeds_are_kept_leaves_them_published(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KnownUnusableError("cannot be written: the disk is full")

    monkeypatch.setattr(index_room.Index, "remember_feed", fail)
    report = same(site, tmp_path, tmp_path / "i")
    assert report.warnings[-1] == "the index cannot be written: the disk is full; the next export renders all feeds"


def test_a_small_site_leaves_no_file_and_a_large_one_a_folder_that_git_passes_over(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from syndicate.cli.main import main

    monkeypatch.chdir(site)
    arguments = ["export", "--output", str(tmp_path / "o"), "--quiet", "--now", "2024-06-01", "--allow-empty"]
    main(arguments)
    assert not (site / ".syndicate").exists()
    monkeypatch.setattr(thresholds, "DEFAULT", replace(thresholds.DEFAULT, index_items=30))
    main([*arguments, "--no-index"])
    assert not (site / ".syndicate").exists()
    main([*arguments, "--dry-run"])
    assert not (site / ".syndicate").exists()
    main(arguments)
    assert (site / ".syndicate" / ".gitignore").read_text() == "*\n"
    assert (site / ".syndicate" / "index.sqlite3").exists()
    (site / "syndicate.yaml").write_text(SETTINGS + "index: cache/read.sqlite3\n")
    main(arguments)
    assert (site / "cache" / "read.sqlite3").exists()
    shutil.rmtree(site / ".syndicate")
    (site / "syndicate.yaml").write_text(SETTINGS + "index: false\n")
    main(arguments)
    assert not (site / ".syndicate").exists()
    main([*arguments, "--index", "named"])
    assert (site / "named").exists()


def test_a_file_of_many_articles_is_as_large_a_site_as_many_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from syndicate.cli.main import main

    monkeypatch.chdir(tmp_path)
    (tmp_path / "syndicate.yaml").write_text(SETTINGS.replace("paths: [content]", "name: json-lines, paths: [a.jsonl]"))
    arguments = ["export", "--output", "o", "--quiet", "--now", "2024-06-01", "--allow-empty"]
    line = {"title": "A", "date": "2024-01-01", "content_html": "<p>The tide turns.</p>" * 40}
    for count, has_index in ((200, False), (600, True)):
        lines = (json.dumps(line | {"url": f"https://e.org/{number}/"}) for number in range(count))
        (tmp_path / "a.jsonl").write_text("\n".join(lines))
        assert main(arguments) == 0
        assert (tmp_path / ".syndicate").exists() is has_index


# Other processes


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thresholds, "DEFAULT", replace(thresholds.DEFAULT, chunk_items=4, process_items=8))


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("has_index", [False, True])
def test_processes_give_the_same_in_the_same_order(site: Path, tmp_path: Path, has_index: bool) -> None:  # noqa: FBT001
    index = tmp_path / "i" if has_index else None
    for _ in range(2):
        files, report = exported(site, tmp_path / "many", jobs=2, index=index)
        plain, expected = exported(site, tmp_path / "one")
        assert (files, report.faults) == (plain, expected.faults)


@pytest.mark.usefixtures("few")
def test_an_executor_of_the_caller_s_reads(site: Path, tmp_path: Path) -> None:
    asked = []

    class Watched(ThreadPoolExecutor):
        def submit(self, function: Callable[..., Any], /, *given: Any, **named: Any) -> Any:
            import pickle

            asked.append(len(pickle.dumps((function, given, named))))  # as another machine would get it
            return super().submit(function, *given, **named)

    with Watched(2) as executor:
        files, _ = exported(site, tmp_path / "many", executor=executor)
    assert len(asked) > 2
    assert files == exported(site, tmp_path / "one")[0]


def test_what_is_no_executor_is_wrong_usage(site: Path, tmp_path: Path) -> None:
    for given in (4, "tcp://scheduler:8786", ThreadPoolExecutor, type("Pool", (), {"submit": print})()):
        with pytest.raises(UsageError, match="is none; give one of concurrent"):
            exported(site, tmp_path / "o", executor=given)


@pytest.mark.usefixtures("few")
def test_an_executor_that_fails_is_blamed_and_no_source(site: Path, tmp_path: Path) -> None:
    class Failing(ThreadPoolExecutor):
        def submit(self, *_: Any, **__: Any) -> Any:
            return super().submit(import_module, "no_such_module")

    with Failing(1) as executor, pytest.raises(UnavailableError, match="the executor fails: ModuleNotFoundError: "):
        exported(site, tmp_path / "o", executor=executor)


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("failure", [OSError("no more processes"), RuntimeError("shut down")])
def test_what_an_executor_does_not_take_is_done_here(site: Path, tmp_path: Path, failure: Exception) -> None:
    class Full(ThreadPoolExecutor):
        def submit(self, *_: Any, **__: Any) -> Any:
            raise failure

    with Full(1) as executor:
        files, _ = exported(site, tmp_path / "many", executor=executor)
    assert files == exported(site, tmp_path / "one")[0]


@pytest.mark.usefixtures("few")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing is forked there")
def test_processes_of_the_caller_s_that_are_forked_meanwhile_hold_no_lock(site: Path, tmp_path: Path) -> None:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    index = tmp_path / "i"
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork")) as executor:
        files, _ = exported(site, tmp_path / "many", index=index, executor=executor)
        assert not same(site, tmp_path, index).warnings  # none says that it is in use
    assert files == exported(site, tmp_path / "one")[0]


@pytest.mark.usefixtures("few")
def test_processes_that_are_started_afresh_find_the_source(site: Path, tmp_path: Path) -> None:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as executor:
        files, _ = exported(site, tmp_path / "many", executor=executor)
    assert files == exported(site, tmp_path / "one")[0]


@pytest.mark.usefixtures("few")
def test_the_work_of_processes_that_die_is_done_here(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "_become_worker", partial(os._exit, 1))  # which a started process gets, too
    files, _ = exported(site, tmp_path / "many", jobs=2)
    assert files == exported(site, tmp_path / "one")[0]


# Feeds that stand as they were


class Counted:
    """A format that counts its feeds."""

    def __init__(self) -> None:
        self.rendered: list[str] = []

    @hookimpl
    def syndicate_formats(self) -> list[Format]:
        return [Format(name="counted", media_type="text/plain", filename="c.txt", render=self.render, has_text=False)]

    def render(self, feed: Feed, path: str) -> Iterator[Document]:
        self.rendered.append(path)
        body = "\n".join(f"{article.title} {article.extra}" for article in feed.articles)
        yield Document(path=path, body=body.encode(), media_type="text/plain", warnings=("told",))


class Listed:
    """A source of its own whose items come in the order that it is told."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.read_keys: list[str] = []

    @hookimpl
    def syndicate_sources(self) -> list[Source]:
        return [Source(name="listed", open=lambda _: self)]

    def items(self) -> list[Item]:
        return [Item(key, (len(key), 1)) for key in self.keys]

    def digest(self, item: Item) -> bytes:
        return item.key.encode()

    def read(self, item: Item) -> Iterator[Article]:
        self.read_keys.append(item.key)
        at = datetime(2024, 1, 1, tzinfo=UTC)
        yield Article(url=f"https://e.org/{item.key}", title=item.key, published_at=at)

    def content(self, _: Article) -> str:
        return ""


def test_items_out_of_order_are_remembered_and_one_that_comes_twice_is_two_each_time(tmp_path: Path) -> None:
    source = Listed()
    registry = Registry(distributions=())
    registry.register(source, "listed")
    values = {
        "site": {"title": "T", "url": "https://e.org", "authors": "A"},
        "source": {"name": "listed", "paths": ["."]},
        "feeds": [{"format": "json", "limit": 3}],
    }
    for keys, read_again in (("cab", "cab"), ("bca", ""), ("cabca", "ca"), ("cabca", "ca"), ("acb", ""), ("ab", "")):
        source.keys = list(keys)
        source.read_keys.clear()
        file = settings_of(values, tmp_path)
        plan = make_plan(file, registry, now=NOW)
        reading = read(plan, resources=resources_of(file, plan, registry, index=tmp_path / "i"))
        assert [article.title for article in reading.articles] == list(keys)
        assert len(reading.articles.store) == len(keys)  # among which feeds choose
        reading.close()
        assert (reading.notes, "".join(source.read_keys)) == ((), read_again)


@pytest.fixture
def counted(site: Path, tmp_path: Path) -> Iterator[Callable[..., tuple[list[str], Report]]]:
    def go(limit: int | None = None, output: str = "o", **given: Any) -> tuple[list[str], Report]:
        format_ = Counted()
        registry = Registry(distributions=())
        registry.register(format_, "counted")
        feeds = [{"format": "counted", "limit": 3}, {"format": "counted", "path": "all.txt"}]
        values = {
            "site": {"title": "T", "url": "https://e.org", "authors": "A"},
            "source": {"paths": ["content"]},
            "feeds": feeds,
        }
        file = settings_of(values, site)
        plan = make_plan(file, registry, now=NOW, overrides=Overrides(limit=limit))
        resources = resources_of(file, plan, registry, index=tmp_path / "i")
        report = run(plan, registry, output=tmp_path / output, resources=resources, options=Options(**given))
        return format_.rendered, report

    return go  # type: ignore[return-value]


def test_a_feed_is_rendered_again_only_if_it_would_be_another_one(
    site: Path, tmp_path: Path, counted: Callable[..., tuple[list[str], Report]]
) -> None:
    both = ["c.txt", "all.txt"]
    rendered, report = counted()
    assert rendered == both
    assert [file.state for file in report.files] == ["new", "new"]
    rendered, again = counted()
    assert rendered == []
    assert [file.state for file in again.files] == ["unchanged", "unchanged"]
    assert [(f.path, f.size_bytes, f.url) for f in again.files] == [(f.path, f.size_bytes, f.url) for f in report.files]
    assert again.warnings == report.warnings == ("c.txt: told", "all.txt: told")
    assert counted(limit=4)[0] == both
    assert counted()[0] == both
    (tmp_path / "o" / "all.txt").write_text("somebody else's")
    assert counted()[0] == ["all.txt"]
    (tmp_path / "o" / "c.txt").unlink()
    assert counted()[0] == ["c.txt"]
    assert counted()[0] == []
    assert counted(output="p")[0] == both
    old = site / "content" / "oldest.md"
    put(old, "---\ntitle: Oldest\ndate: 2001-01-01\nurl: /oldest/\n---\n")
    assert counted()[0] == ["all.txt"]
    put(old, "---\ntitle: Oldest\ndate: 2001-01-01\nurl: /oldest/\n---\nA body.\n")
    assert counted()[0] == ["all.txt"]
    assert counted(dry_run=True)[0] == []
    assert counted()[0] == []


def test_a_feed_that_gets_another_language_is_rendered_again(site: Path, tmp_path: Path) -> None:
    settings = "site: {title: T, url: 'https://e.org', authors: A, language: en}\nsource: {paths: [content]}\n"
    for language in ("de", "fr"):
        put(site / "syndicate.yaml", f"{settings}feeds: [{{format: json, language: {language}}}]\n")
        export(site, now=NOW, output=tmp_path / "o", index=tmp_path / "i", registry=Registry(distributions=()))
        assert json.loads((tmp_path / "o" / "feed.json").read_bytes())["language"] == language


def test_what_stands_is_taken_for_a_place_that_is_used(tmp_path: Path) -> None:
    from syndicate import PublishedFile, PublishError

    (tmp_path / "a.txt").write_text("a")
    stands = PublishedFile(path="a.txt", size_bytes=1, media_type="text/plain")
    (published,) = publish([stands], tmp_path)
    assert (published.state, published.size_bytes) == ("unchanged", 1)
    with pytest.raises(PublishError, match=r"a\.txt"):
        publish([stands, Document(path="a.txt", body=b"b", media_type="text/plain")], tmp_path)


def test_an_export_that_would_do_the_same_composes_no_feed(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from syndicate import exporting

    put(site / "content" / "later.md", "---\ntitle: Later\ndate: 2025-07-01\nurl: /later/\nexpires: 2025-08-01\n---\n")
    put(site / "content" / "twin.md", "---\ntitle: Twin\ndate: 2024-01-01\nurl: /later/\n---\n")
    composed: list[int] = []

    def counted(*given: Any, **named: Any) -> Any:
        composed.append(1)
        return compose(*given, **named)

    monkeypatch.setattr(exporting, "compose", counted)

    def go(now: datetime, **given: Any) -> tuple[int, Report]:
        composed.clear()
        registry = Registry(distributions=())
        given = {"allow_empty": True, "index": tmp_path / "i", **given}
        report = export(site, now=now, output=tmp_path / "with", registry=registry, **given)
        found = len(composed)
        expected = export(site, now=now, output=tmp_path / "without", registry=registry, allow_empty=True)
        assert (report.faults, report.warnings, report.read_count, report.chosen_count) == (
            expected.faults, expected.warnings, expected.read_count, expected.chosen_count,
        )  # fmt: skip
        for file, other in zip(report.files, expected.files, strict=True):
            assert (file.path, file.url, file.entry_count) == (other.path, other.url, other.entry_count)
            assert (tmp_path / "with" / file.path).read_bytes() == (tmp_path / "without" / file.path).read_bytes()
        return found, report

    # Full text may come from pages that are built: it is asked for each time.
    (site / "syndicate.yaml").write_text(
        SETTINGS.replace("  - {format: atom, content: full}\n", "")
        .replace("rss, limit", "rss, content: none, limit")
        .replace("{format: atom, each", "{format: atom, content: none, each")
        .replace("{format: json, filters", "{format: json, content: none, filters")
    )
    at = datetime(2025, 6, 1, tzinfo=UTC)
    assert go(at)[0] == 1
    found, report = go(at)
    assert (found, {file.state for file in report.files}) == (0, {"unchanged"})
    assert go(at.replace(day=20))[0] == 0
    assert go(at.replace(day=2))[0] == 0
    assert go(at.replace(month=7))[0] == 1  # something is published in between
    assert go(at.replace(month=7))[0] == 0
    assert go(at.replace(month=9))[0] == 1
    assert go(at.replace(month=7))[0] == 1
    assert go(at.replace(month=7))[0] == 0
    assert go(at.replace(month=7), overrides=Overrides())[0] == 0
    (tmp_path / "with" / "rss.xml").unlink()
    assert go(at.replace(month=7))[0] == 1
    put(site / "content" / "3.md", head(3, random.Random(77)))
    assert go(at.replace(month=7))[0] == 1
    assert go(at.replace(month=7))[0] == 0
    (site / "content" / "3.md").unlink()
    assert go(at.replace(month=7))[0] == 1


def test_an_export_that_is_broken_off_is_made_up_for(site: Path, tmp_path: Path) -> None:
    # Articles are in the index once they are read, whatever becomes of that export.
    index = tmp_path / "i"
    same(site, tmp_path, index)
    put(site / "content" / "3.md", head(3, random.Random(77)))
    exported(site, tmp_path / "with", index=index, dry_run=True)
    same(site, tmp_path, index)
    put(site / "content" / "3.md", head(3, random.Random(78)))
    put(site / "content" / "bad.md", "---\ntitle: Bad\ndate: tomorrow\nurl: /bad/\n---\n")
    with pytest.raises(StrictError):
        exported(site, tmp_path / "with", index=index, strict=True)
    same(site, tmp_path, index)


def test_a_window_that_moves_with_the_clock_is_looked_through_each_time(site: Path, tmp_path: Path) -> None:
    (site / "syndicate.yaml").write_text(SETTINGS + "filters: {dates: {days: 40}}\n")
    for day in range(1, 28, 5):
        now = datetime(2024, 6, day, tzinfo=UTC)
        registry = Registry(distributions=())
        for output, index in (("with", tmp_path / "i"), ("without", None)):
            export(site, now=now, output=tmp_path / output, registry=registry, allow_empty=True, index=index)
        assert (tmp_path / "with/atom.xml").read_bytes() == (tmp_path / "without/atom.xml").read_bytes()


def test_a_row_leaves_its_article_as_it_is(make_article: Callable[..., Article]) -> None:
    article = make_article(extra={"a": 1})
    with_extra, without = (row_of(article, b"", has_extra=has_extra) for has_extra in (True, False))
    assert article.extra == {"a": 1}
    (record, extra), (same_record, no_extra) = with_extra[1], without[1]
    assert record == same_record
    assert (extra != b"", no_extra) == (True, b"")


def test_an_export_that_is_not_done_again_says_what_it_passed_over(tmp_path: Path) -> None:
    content = tmp_path / "site" / "content"
    content.mkdir(parents=True)
    (tmp_path / "site" / "hugo.toml").write_text('baseURL = "https://e.org/"\ntitle = "T"\n')
    put(content / "a.md", "---\ntitle: A\ndate: 2024-01-01\n---\n")
    put(content / "b.md", "---\ntitle: B\n---\n")
    formats = Overrides(formats=(("amp-sitemap", None),))
    reports = [
        export(tmp_path / "site", now=NOW, output=tmp_path / "o", overrides=formats, index=tmp_path / "i")
        for _ in range(2)
    ]
    assert [file.state for report in reports for file in report.files] == ["new", "unchanged"]
    assert reports[0].notes == reports[1].notes
    assert "1 page has no date" in reports[1].notes[-1]


def test_an_export_that_failed_in_part_fails_in_part_again(site: Path, tmp_path: Path) -> None:
    class Nameless:
        @hookimpl
        def syndicate_formats(self) -> list[Format]:
            # No feed can be announced by such a type, which is found before any is rendered.
            return [Format(name="failing", media_type="nothing", filename="f.txt", render=lambda *_: iter(()))]

    registry = Registry(distributions=())
    registry.register(Nameless(), "nameless")
    formats = Overrides(formats=(("amp-sitemap", None), ("failing", None)))
    for _ in range(3):
        given: Any = {"overrides": formats, "registry": registry, "index": tmp_path / "i"}
        report = export(site, now=NOW, output=tmp_path / "o", **given)
        assert len(report.failures) == 1
