"""What the command prints, where it depends on who looks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "syndicate", "export", "content", "--format", "json", "--output", "public"]
SITE = ["--title", "T", "--site-url", "https://e.org/"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    for number in range(250):
        text = f"---\ntitle: {number}\ndate: 2024-01-01\nurl: /{number}/\n---\n"
        (tmp_path / "content" / f"{number}.md").write_text(text)
    return tmp_path


def run(folder: Path, terminal: int | None, *arguments: str) -> tuple[int, bytes]:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    result = subprocess.run(
        [*COMMAND, *SITE, *arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE if terminal is None else terminal,
        check=False,
    )
    return result.returncode, result.stderr or b""


def seen(folder: Path, *arguments: str) -> bytes:
    """Return what a person at a terminal sees of standard error."""
    pty = pytest.importorskip("pty")
    master, terminal = pty.openpty()
    try:
        assert run(folder, terminal, *arguments)[0] == 0
        os.set_blocking(master, False)
        try:
            return os.read(master, 65536)
        except BlockingIOError:
            return b""
    finally:
        os.close(master)
        os.close(terminal)


def test_progress_is_shown_on_a_terminal_and_wiped(folder: Path) -> None:
    assert seen(folder) == b"\r100 files read\r200 files read\r" + b" " * 24 + b"\r"


def test_a_pipe_and_a_quiet_terminal_see_no_progress(folder: Path) -> None:
    assert run(folder, None) == (0, b"")
    assert seen(folder, "--quiet") == b""


def test_verbose_says_what_is_done_and_shows_no_counter(folder: Path) -> None:
    lines = seen(folder, "-v").decode().splitlines()
    assert [line.partition(" ms  ")[2] for line in lines] == [
        "source front-matter: 250 articles of 250 items, 250 of which are read, the others known",
        "feed.json: rendered",
        f"feed.json: new, {(folder / 'public' / 'feed.json').stat().st_size} bytes",
    ]
    status, err = run(folder, None, "-vv", "--no-index")
    assert (status, err.count(b".md is read\n")) == (0, 250)


@pytest.mark.parametrize(
    ("environment", "arguments", "is_terminal", "is_painted"),
    [
        ({}, [], True, True),
        ({}, [], False, False),
        ({"NO_COLOR": "1"}, [], True, False),
        ({"NO_COLOR": ""}, [], True, True),
        ({"TERM": "dumb"}, [], True, False),
        ({"FORCE_COLOR": "1"}, [], False, True),
        ({"FORCE_COLOR": "0"}, [], True, False),
        ({"NO_COLOR": "1"}, ["--color", "always"], False, True),
        ({"FORCE_COLOR": "1"}, ["--color=never"], True, False),
    ],
)
def test_words_are_painted_on_a_terminal_or_where_they_are_to_be(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    arguments: list[str],
    *,
    is_terminal: bool,
    is_painted: bool,
) -> None:
    pty = pytest.importorskip("pty")
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"TERM": "xterm", **environment}.items():
        monkeypatch.setenv(name, value)
    (folder / "content" / "bad.md").write_text("---\ntitle: A\nurl: /a/\ndate: soon\nimage: {width: x, url: /a}\n---\n")
    master, terminal = pty.openpty()
    status, err = run(folder, terminal if is_terminal else None, *arguments)
    os.set_blocking(master, False)
    text = os.read(master, 65536) if is_terminal else err
    os.close(master)
    os.close(terminal)
    assert status == 3
    assert (b"\x1b[33mwarning: \x1b[0m\x1b[1mcontent/bad.md:5:16\x1b[0m: image.width" in text) is is_painted
    assert (b"\x1b[1mcontent/bad.md:4:7\x1b[0m: date" in text) is is_painted
    assert is_painted or b"[33m" not in text
