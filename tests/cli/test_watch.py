"""syndicate watch: a process with real files, whose lines are waited for."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from syndicate.cli.main import main
from tests.record.sites import Site

SECONDS = 60  # for a line, on however busy a machine


class Watching:
    """The running command: its lines as they come."""

    def __init__(self, site: Site, *options: str) -> None:
        self.site = site
        self.process = subprocess.Popen(
            [sys.executable, "-m", "syndicate", "watch", str(site.folder), "--now", "2026-01-01", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))
        self._lines.put("(ended)")

    def line(self) -> str:
        return self._lines.get(timeout=SECONDS)

    def until(self, words: str) -> list[str]:
        """Return the lines up to the one with *words* in it."""
        found = [self.line()]
        while words not in found[-1] and found[-1] != "(ended)":
            found.append(self.line())
        assert words in found[-1], found
        return found

    def end(self, sent: signal.Signals = signal.SIGINT) -> tuple[int, list[str]]:
        self.process.send_signal(sent)
        status = self.process.wait(SECONDS)
        rest = [self.line()]
        while rest[-1] != "(ended)":
            rest.append(self.line())
        return status, rest[:-1]

    def close(self) -> None:
        self.process.kill()
        self.process.wait(SECONDS)
        self._thread.join(SECONDS)
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def site(tmp_path: Path) -> Site:
    pytest.importorskip("watchfiles")
    site = Site(tmp_path / "site")
    site.configure(output="public", feeds=[{"format": "rss"}, {"format": "json", "content": "full"}])
    return site


@pytest.fixture
def start(site: Site) -> Iterator[Any]:
    started: list[Watching] = []

    def start(*options: str) -> Watching:
        started.append(Watching(site, *options))
        return started[-1]

    yield start
    for watching in started:
        watching.close()


def replace(path: Path, text: str) -> None:
    """Write *text* at one stroke, as one change."""
    staged = path.parents[1].with_suffix(".staged")
    staged.write_text(text)
    staged.replace(path)


def article(title: str) -> str:
    return f"---\ntitle: {title}\ndate: 2024-01-01\n---\n{title}\n"


def test_it_exports_again_when_articles_change_and_never_for_its_own_files(site: Site, start: Any) -> None:
    watching = start()
    lines = watching.until("read")
    assert lines[-1].endswith("2 files changed: rss.xml, feed.json; 3 articles read")
    posts = site.folder / "posts"
    for number, title in enumerate(["Dusk", "Dawn"]):
        replace(posts / f"{title}.md", article(title))
        (line,) = watching.until("read")
        assert line.endswith(f"2 files changed: rss.xml, feed.json; {4 + number} articles read"), line
        assert title in (site.output / "feed.json").read_text()
    (posts / "Dusk.md").unlink()
    (line,) = watching.until("read")
    assert line.endswith("2 files changed: rss.xml, feed.json; 4 articles read")
    status, rest = watching.end()
    assert (status, rest) == (130, ["interrupted; what is published is as it was, or complete"])
    assert not list(site.folder.rglob(".syndicate-*"))


def test_many_changes_are_one_export(site: Site, start: Any) -> None:
    watching = start()
    watching.until("read")
    staged = site.folder.parent / "staged"
    staged.mkdir()
    for number in range(200):
        (staged / f"{number}.md").write_text(article(f"A {number}"))
    staged.rename(site.folder / "posts" / "more")
    assert any("203 articles read" in line for line in watching.until("203 articles read"))
    assert watching.end(signal.SIGTERM)[0] == 130


def test_settings_at_fault_are_said_and_watching_goes_on(site: Site, start: Any) -> None:
    watching = start()
    watching.until("read")
    settings = site.folder / "syndicate.yaml"
    whole = json.loads(settings.read_text())
    before = (site.output / "rss.xml").read_bytes()
    replace_settings = site.folder.parent / "staged.yaml"
    replace_settings.write_text(json.dumps(whole | {"feeds": [{"format": "rsss"}]}))
    replace_settings.replace(settings)
    lines = watching.until("nothing written")
    assert any("did you mean 'rss'" in line for line in lines)
    assert (site.output / "rss.xml").read_bytes() == before
    replace_settings.write_text(json.dumps(whole | {"feeds": [{"format": "atom"}]}))
    replace_settings.replace(settings)
    lines = watching.until("files changed")
    assert "atom.xml" in lines[-1]
    assert site.files() == {"atom.xml"}


def test_an_article_at_fault_is_named_once_and_not_again(site: Site, start: Any) -> None:
    (site.folder / "posts" / "bad.md").write_text("---\ntitle: [\n---\n")
    watching = start()
    assert any("bad.md" in line for line in watching.until("1 left out"))
    replace(site.folder / "posts" / "dawn.md", article("Dawn"))
    assert not any("bad.md" in line for line in watching.until("4 articles read"))


def test_settings_that_stand_elsewhere_are_watched_too(site: Site, start: Any, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere" / "settings.yaml"
    elsewhere.parent.mkdir()
    (site.folder / "syndicate.yaml").rename(elsewhere)
    watching = start("--config", str(elsewhere), "--output", str(site.output))
    watching.until("3 articles read")
    settings = json.loads(elsewhere.read_text())
    replace(elsewhere, json.dumps(settings | {"feeds": [{"format": "atom"}]}))
    watching.until("files changed: atom.xml")


def test_the_output_may_be_where_built_pages_are_read(tmp_path: Path, start: Any, site: Site) -> None:
    page = (
        '<html lang="en"><head><title>{0}</title><link rel="canonical" href="https://example.org/{0}/">'
        '<meta property="og:type" content="article"><meta property="article:published_time" content="2024-01-30T00:00:00Z">'
        '<meta name="author" content="Ann"></head><body><article><h1>{0}</h1><p>Text.</p></article></body></html>'
    )
    site.configure(
        output="public", source={"name": "html", "paths": ["public"]}, feeds=[{"format": "json"}, {"format": "rss"}]
    )
    (site.output / "one").mkdir(parents=True)
    (site.output / "one" / "index.html").write_text(page.format("one"))
    watching = start()
    watching.until("1 article read")
    staged = tmp_path / "two"
    staged.mkdir()
    (staged / "index.html").write_text(page.format("two"))
    staged.rename(site.output / "two")
    watching.until("2 articles read")


def test_programs_read_a_line_for_each_export(site: Site, start: Any) -> None:
    watching = start("--report", "json")
    assert json.loads(watching.line())["articles_read"] == 3
    replace(site.folder / "posts" / "dawn.md", article("Dawn"))
    assert json.loads(watching.line())["articles_read"] == 4


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--output", "-"], "need a folder"),
        (["--config", "x.yaml"], "x.yaml"),
        (["--source", "jsn-lines"], "json-lines"),
    ],
)
def test_what_is_wrong_from_the_start_ends_it(
    site: Site, options: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["watch", str(site.folder), *options]) == 2
    assert words in capsys.readouterr().err


def test_without_the_library_one_sentence_says_what_to_install(
    site: Site, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    assert main(["watch", str(site.folder)]) == 2
    assert capsys.readouterr().err == (
        "syndicate: watch: the library watchfiles tells of changes, and is missing; pip install 'syndicate-feeds[watch]'\n"
    )
