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
    assert seen(folder) == b"\r100 files read\r200 files read\r\x1b[K"


def test_a_pipe_and_a_quiet_terminal_see_no_progress(folder: Path) -> None:
    assert run(folder, None) == (0, b"")
    assert seen(folder, "--quiet") == b""
