"""What Windows does otherwise, put on a stage here: files that are open, drives, devices, consoles of one country.

What only a machine with Windows can show is listed in examples/handbook/docs/reference/windows.md.
"""

from __future__ import annotations

import ast
import errno
import io
import json
import ntpath
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path, PureWindowsPath
from types import SimpleNamespace
from typing import Any

import pytest

from syndicate import Document, PublishError, UsageError, export
from syndicate.cli import main as command
from syndicate.cli.commands import watch
from syndicate.files import portable, private, walk
from syndicate.index.file import _uri
from syndicate.model.paths import path_parts
from syndicate.model.slugs import topic_slugs
from syndicate.pipeline.publish import folder as publishing, lease, runs, staging
from syndicate.pipeline.publish.target import publish
from syndicate.pipeline.workers.spread import _processes
from syndicate.settings import places

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "news-site"
NOW = datetime(2024, 6, 1, tzinfo=UTC)
DESCRIPTORS = Path("/proc/self/fd")
ON_LINUX = pytest.mark.skipif(not DESCRIPTORS.exists(), reason="what this process has open is asked of Linux")


def refused(path: object, number: int) -> PermissionError:
    """Return the error of the system's that has the *number* (System Error Codes) on Windows."""
    error = PermissionError(errno.EACCES, "Zugriff verweigert", os.fspath(path))  # type: ignore[call-overload]
    error.__dict__["winerror"] = number  # which it has there
    return error


def is_open(path: object) -> bool:
    """Tell whether this process has *path* open."""
    place = os.path.realpath(os.fspath(path))  # type: ignore[call-overload]
    for descriptor in DESCRIPTORS.iterdir():
        with suppress(OSError):
            if str(descriptor.readlink()) == place:
                return True
    return False


class LockOfWindows:
    """The module msvcrt, as far as it locks: a byte of a file, until that is closed."""

    LK_NBLCK = 2

    def __init__(self) -> None:
        self.places: list[int] = []

    def locking(self, descriptor: int, mode: int, count: int) -> None:
        import fcntl

        assert (mode, count) == (self.LK_NBLCK, 1)
        self.places.append(os.lseek(descriptor, 0, os.SEEK_CUR))
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PermissionError(errno.EACCES, "Permission denied") from error


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> LockOfWindows:
    """Let the system open no folder, remove and replace no file that is open, follow links, lock bytes, know no user."""
    replace, unlink, opened = os.replace, os.unlink, os.open
    locks = LockOfWindows()

    def replace_closed(source: Any, target: Any) -> None:
        if is_open(source) or is_open(target):
            raise refused(target, 32)
        replace(source, target)

    def unlink_closed(path: Any, **given: Any) -> None:
        if is_open(path):
            raise refused(path, 32)
        unlink(path, **given)

    def open_file(path: Any, flags: int, mode: int = 0o777, **given: Any) -> int:
        if Path(path).is_dir():
            raise refused(path, 5)
        return opened(path, flags & ~getattr(os, "O_NOFOLLOW", 0), mode, **given)

    for module in (private, publishing, runs, staging, lease):
        if hasattr(module, "ON_WINDOWS"):
            monkeypatch.setattr(module, "ON_WINDOWS", True)
    monkeypatch.setattr(portable, "_WAITS_SECONDS", ())
    monkeypatch.setattr(private, "_REFUSES_LINKS", False)
    monkeypatch.setattr(private, "sys", SimpleNamespace(platform="win32"))
    monkeypatch.setitem(sys.modules, "msvcrt", locks)
    monkeypatch.setattr(walk, "_LOOKS_BELOW", False)
    monkeypatch.delattr(os, "geteuid")
    monkeypatch.setattr(os, "replace", replace_closed)
    monkeypatch.setattr(os, "unlink", unlink_closed)
    monkeypatch.setattr(os, "open", open_file)
    return locks


# Files that are open


@ON_LINUX
def test_an_export_and_the_next_one_touch_no_file_that_they_have_open(windows: LockOfWindows, tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "posts").mkdir(parents=True)
    (site / "syndicate.yaml").write_text(
        "site: {title: T, url: 'https://example.org/', authors: [A]}\nsource: {paths: [posts]}\noutput: public\n"
        "feeds: [{format: rss}, {format: atom, each: topic, path: 'topics/{topic}.xml'}, {format: amp-sitemap}]\n"
    )
    for name in ("a", "b"):
        head = f"title: {name}\ndate: 2024-01-01\nurl: /{name}/\namp_url: /{name}/amp/\ntopics: [{name}]\n"
        (site / "posts" / f"{name}.md").write_text(f"---\n{head}---\nText.\n")
    index = site / ".syndicate" / "index"
    first = export(site, now=NOW, output=site / "public", index=index)
    (site / "posts" / "b.md").write_text("---\ntitle: new\ndate: 2024-01-01\nurl: /b/\ntopics: [a]\n---\n")
    second = export(site, now=NOW, output=site / "public", index=index)
    assert (first.failures, first.warnings, second.failures) == ((), (), ())
    assert {file.path: file.state for file in second.files}["topics/a.xml"] == "changed"
    assert (site / "syndicate.record").exists()
    assert not list(site.rglob(".syndicate-*"))
    assert set(windows.places) == {(1 << 31) - 2}


@ON_LINUX
def test_what_a_dead_run_left_is_swept(windows: LockOfWindows, tmp_path: Path) -> None:
    assert windows.places == []
    left = [tmp_path / f".syndicate-1-abcdef00-{number}.new" for number in range(2)]
    left[0].write_bytes(runs._FIRST_LINE + b".\n")
    left[1].write_bytes(b"half a doc")
    publish([Document(path="a", media_type="text/plain", body=b"a")], tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_file_that_a_scanner_has_open_is_replaced_when_that_is_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, tries = os.replace, iter([32, 5, 33])

    def replace(source: str, target: str) -> None:
        if number := next(tries, 0):
            raise refused(target, number)
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    publish([Document(path="a", media_type="text/plain", body=b"new")], tmp_path)
    assert (tmp_path / "a").read_bytes() == b"new"


def test_a_file_that_stays_open_is_named_and_all_old_files_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "b").write_bytes(b"old")
    real, asked = os.replace, []

    def replace(source: str, target: str) -> None:
        if target.endswith("b") and source.endswith(".new"):
            asked.append(target)
            raise refused(target, 32)
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr(portable, "_WAITS_SECONDS", (0.001, 0.001))
    documents = [Document(path=path, media_type="text/plain", body=b"new") for path in "ab"]
    with pytest.raises(PublishError, match="b: cannot be written: another program has it open; close that, and"):
        publish(documents, tmp_path)
    assert len(asked) == 3
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old", "b": b"old"}


def test_a_refusal_that_is_no_reader_s_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portable, "sleep", lambda _: pytest.fail("waits"))

    def step(_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    with pytest.raises(PermissionError):
        portable.despite_readers(step, "a")


@pytest.mark.parametrize("number", [2, 3, 206])
def test_a_path_that_is_too_long_is_told_with_its_length(number: int) -> None:
    error = FileNotFoundError(errno.ENOENT, "Das System kann den Pfad nicht finden", "C:\\" + "x" * 297)
    error.__dict__["winerror"] = number
    assert portable.system_reason(error).startswith("its path has 300 characters, and Windows takes 259 unless")
    error.filename = "C:\\short"
    assert portable.system_reason(error) == "Das System kann den Pfad nicht finden"


def test_a_file_that_was_read_only_leaves_no_hidden_one_that_cannot_be_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "ON_WINDOWS", True)
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "a").chmod(0o444)
    monkeypatch.setattr(os, "chmod", lambda *_: pytest.fail("makes the new one read-only"))
    publish([Document(path="a", media_type="text/plain", body=b"new")], tmp_path)


# Locks


def test_a_lock_is_on_a_byte_that_nobody_reads_and_leaves_the_place_as_it_was(
    tmp_path: Path, windows: LockOfWindows
) -> None:
    (tmp_path / "a").write_bytes(b"0123456789")
    descriptor = os.open(tmp_path / "a", os.O_RDWR)
    other = os.open(tmp_path / "a", os.O_RDWR)
    try:
        os.lseek(descriptor, 4, os.SEEK_SET)
        private.lock(descriptor)
        assert os.read(descriptor, 3) == b"456"
        with pytest.raises(PermissionError):
            private.lock(other)
        assert os.read(other, 3) == b"012"
    finally:
        os.close(descriptor)
        os.close(other)
    assert set(windows.places) == {(1 << 31) - 2}


@ON_LINUX
def test_who_asks_for_a_folder_that_is_held_waits_and_nothing_stays_in_it(
    tmp_path: Path, windows: LockOfWindows
) -> None:
    said: list[str] = []

    def ask() -> None:
        with private.held_folder(tmp_path):
            said.append("second")

    with private.held_folder(tmp_path):
        thread = threading.Thread(target=ask)
        thread.start()
        while len(windows.places) < 3:  # the other one has been refused once
            threading.Event().wait(0.01)
        said.append("first")
    thread.join()
    assert said == ["first", "second"]
    assert list(tmp_path.iterdir()) == []


def test_a_link_in_the_place_of_a_file_of_ours_is_refused_where_the_system_follows_it(
    tmp_path: Path, windows: LockOfWindows
) -> None:
    assert windows.places == []
    (tmp_path / "other").write_bytes(b"")
    (tmp_path / "link").symlink_to(tmp_path / "other")
    with pytest.raises(OSError, match="is a link; remove it"):
        private.open_private(tmp_path / "link")


# Paths


@pytest.fixture
def paths_of_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    system = SimpleNamespace(path=ntpath, sep="\\", fspath=os.fspath)
    monkeypatch.setattr(portable, "os", system)
    monkeypatch.setattr(walk, "os", system)
    monkeypatch.setattr(watch, "os", system)
    monkeypatch.setattr(places, "Path", PureWindowsPath)


@pytest.mark.usefixtures("paths_of_windows")
def test_a_path_is_told_with_slashes_and_as_a_whole_on_another_drive() -> None:
    assert portable.relative_path("C:\\site\\posts\\a.md", "C:\\site") == "posts/a.md"
    assert portable.relative_path("c:\\Site", "C:\\site\\posts") == ".."
    assert portable.relative_path("D:\\www\\feeds", "C:\\site") == "D:/www/feeds"


@pytest.mark.usefixtures("paths_of_windows")
def test_what_is_skipped_is_named_as_what_is_listed_is() -> None:
    site = PureWindowsPath("C:\\site")
    below: Any = places._below
    assert below(site, "docs\\.vitepress\\dist") == "docs/.vitepress/dist"
    assert below(site, "C:\\site\\public") == "public"
    assert [below(site, path) for path in (".", "..\\www", "D:\\www")] == [None, None, None]


@pytest.mark.usefixtures("paths_of_windows")
def test_a_folder_of_articles_is_in_the_site_s_or_refused() -> None:
    assert walk.seen_from_site("C:\\site", "content\\posts") == "content/posts"
    assert walk.seen_from_site("C:\\site", "C:\\site\\posts\\*.md") == "posts/*.md"
    for path in ("D:\\posts", "..\\posts", "C:\\other"):
        with pytest.raises(UsageError, match="lies outside the site's folder"):
            walk.seen_from_site("C:\\site", path)


@pytest.mark.usefixtures("paths_of_windows")
@pytest.mark.parametrize(
    ("path", "tells"),
    [
        ("posts\\a.md", True),
        (".syndicate\\index", False),
        (".syndicate-held", False),
        (".git\\index", False),
        ("node_modules\\x\\a.md", False),
        ("posts\\a.md~", False),
        ("public\\rss.xml", False),
        ("syndicate.record", False),
    ],
)
def test_a_watched_site_is_exported_again_for_its_own_files_only(path: str, *, tells: bool) -> None:
    context = SimpleNamespace(root="C:\\site", paths=("posts",))
    settings = SimpleNamespace(source=SimpleNamespace(built=""))
    asked: Any = SimpleNamespace(
        output=PureWindowsPath("C:\\site\\public"),
        record=None,
        plan=SimpleNamespace(context=context),
        opened=SimpleNamespace(file=SimpleNamespace(settings=settings)),
    )
    watched = watch.Watched(asked)
    watched._places = ["C:\\site"]
    watched.sources = list  # type: ignore[method-assign]
    assert watched.is_foreign(None, f"C:\\site\\{path}") is tells


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("C:\\site\\a b#c%\\index", "file:///C:/site/a%20b%23c%25/index"),
        ("\\\\server\\share\\index", "file:////server/share/index"),
    ],
)
def test_the_index_is_opened_on_a_drive_and_on_another_machine(path: str, uri: str) -> None:
    assert _uri(PureWindowsPath(path)) == uri


@pytest.mark.parametrize(
    "name", ["CON", "aux.xml", "nul", "COM1.txt", "a.", "b ", "c:d", "d?", "e*", "f|g", 'h"', "<i>"]
)
def test_no_document_has_a_name_that_windows_reads_otherwise(name: str) -> None:
    for path in (name, f"{name}/feed.xml", f"feeds/{name}"):
        with pytest.raises(PublishError, match="is no path in the output folder"):
            path_parts(path)


def test_a_topic_that_is_called_like_a_device_has_a_file_all_the_same() -> None:
    slugs = topic_slugs(["CON", "Aux", "nul", "COM1", "what? who*"])
    for slug in slugs.values():
        assert path_parts(f"topics/{slug}.xml")
        assert path_parts(f"{slug}/feed.xml")


def calls(names: set[str]) -> Iterator[tuple[str, ast.Call]]:
    """Yield each call of a function or method among *names*, with its file."""
    folders = (ROOT / "syndicate", *(ROOT / "plugins").iterdir())
    for path in sorted(path for folder in folders for path in folder.rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if not {"tests", "example", "benchmarks", ".venv", "build"}.intersection(name.split("/")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in names:
                    yield name, node


def test_a_way_between_two_paths_is_asked_of_the_one_function_that_knows_drives() -> None:
    found = {(name, ast.unparse(call.func)) for name, call in calls({"relpath"})}
    assert {name for name, function in found if function != "posixpath.relpath"} == {"syndicate/files/portable.py"}


def test_no_text_is_read_or_written_in_the_encoding_of_a_machine() -> None:
    assert not [
        (name, ast.unparse(call))
        for name, call in calls({"read_text", "write_text"})
        if ast.unparse(call.func) != "read_text"  # of a module of ours
        and not any(word.arg == "encoding" for word in call.keywords)
        and not (call.args and isinstance(call.args[0], ast.Constant))
    ]


def test_times_before_1970_are_computed_where_they_may_occur() -> None:
    checked = {"syndicate/cli/options.py", "syndicate/store/rows.py", "syndicate/testing/surroundings.py"}
    builds = {"plugins/syndicate-pelican/pelican/plugins/syndicate/__init__.py", "plugins/syndicate-sphinx/syndicate_sphinx/building.py"}  # fmt: skip
    assert {name for name, _ in calls({"fromtimestamp"})} == checked | builds


def test_no_more_processes_are_asked_for_than_windows_waits_for() -> None:
    with _processes(200) as executor:
        assert getattr(executor, "_max_workers", 0) == 61


# Consoles and pipes


@pytest.fixture
def foreign_site(tmp_path: Path) -> Path:
    (tmp_path / "a.md").write_text("---\ntitle: 日本 🎶\ndate: gestern\nurl: /a/\n---\n", encoding="utf-8")
    (tmp_path / "b.md").write_text("---\ntitle: B\ndate: 2024-01-01\nurl: /b/\n---\n", encoding="utf-8")
    (tmp_path / "syndicate.yaml").write_text(
        "site: {title: Größe 日本 🎶, url: 'https://example.org', authors: [A]}\nsource: {paths: ['*.md']}\n"
        "feeds: [{format: json, path: feed.json, title: Größe 日本 🎶}]\noutput: public\n",
        encoding="utf-8",
    )
    return tmp_path


def piped(folder: Path, encoding: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    environment = os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "PYTHONPATH": str(ROOT)}
    line = [sys.executable, "-m", "syndicate", *arguments]
    return subprocess.run(line, cwd=folder, env=environment, capture_output=True, check=False)


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "cp932"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--report", "json"),
        ("export", "--report", "json", "--dry-run"),
        ("export", "--explain", "--report", "json"),
        ("links", "--report", "json"),
    ],
    ids=" ".join,
)
def test_a_program_reads_the_same_json_whatever_the_machine_s_encoding(
    foreign_site: Path, arguments: tuple[str, ...], encoding: str
) -> None:
    written, wanted = piped(foreign_site, encoding, *arguments), piped(foreign_site, "utf-8", *arguments)
    assert written.returncode == wanted.returncode
    assert json.loads(written.stdout.decode("utf-8")) == json.loads(wanted.stdout.decode("utf-8"))
    assert "日本" in wanted.stdout.decode("utf-8") or "gestern" in wanted.stdout.decode("utf-8")


def test_links_for_pages_mean_the_same_in_any_encoding(foreign_site: Path) -> None:
    from html import unescape

    written, wanted = piped(foreign_site, "cp1252", "links").stdout, piped(foreign_site, "utf-8", "links").stdout
    assert written.isascii()
    assert unescape(written.decode("ascii")) == unescape(wanted.decode("utf-8"))
    assert "Größe 日本 🎶" in wanted.decode("utf-8")


def test_a_report_says_in_ascii_what_a_console_cannot_show(foreign_site: Path) -> None:
    said = piped(foreign_site, "cp1252", "export")
    assert said.returncode == 3
    assert b"Traceback" not in said.stderr
    assert b"'gestern'" in said.stderr
    assert "日本" in (foreign_site / "public" / "feed.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("arguments", [["schema", "settings"], ["completion", "bash"], ["plugins"]], ids=" ".join)
def test_lines_end_alike_on_every_system(monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    streams: dict[str, io.BytesIO] = {}
    for name in ("stdout", "stderr"):
        streams[name] = io.BytesIO()
        monkeypatch.setattr(sys, name, io.TextIOWrapper(streams[name], encoding="cp1252", newline="\r\n"))
    assert command.main(arguments) == 0
    sys.stdout.flush()
    assert streams["stdout"].getvalue().count(b"\n") > 3
    assert b"\r" not in streams["stdout"].getvalue()
