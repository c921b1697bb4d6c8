"""Syndicate's own settings for each job, and the state that a run finds."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from tests.benchmarks.articles import CHANGED_AT, Counts
from tests.benchmarks.jobs import NEWEST, SITE_URL, TITLE, Job, WrongOutput, marks

ROOT = Path(__file__).parent.parent.parent.parent
ENVIRONMENT = {"PYTHONPATH": str(ROOT), "SYNDICATE_PLUGINS": ""}
STATES = ("cold", "unchanged", "one-changed", "checkout")


@cache
def options() -> str:
    """Return what `syndicate export --help` says: which options there are."""
    command = [sys.executable, "-m", "syndicate", "export", "--help"]
    asked = subprocess.run(command, env=os.environ | ENVIRONMENT, capture_output=True, text=True, check=True)
    return asked.stdout


def prepare(articles: Path, folder: Path, job: Job, jobs: int | None = None) -> list[str]:
    """Write the settings for *job* into *folder*; return the command that exports with them."""
    feeds: list[dict[str, object]] = []
    if job.newest:
        names = (("rss", "rss.xml"), ("atom", "atom.xml"), ("json", "feed.json"))
        feeds += [{"format": name, "path": path, "limit": NEWEST} for name, path in names]
    if job.sitemap:
        feeds.append({"format": "amp-sitemap", "path": "sitemap.xml"})
    if job.topics:
        each: dict[str, object] = {"format": "atom", "each": "topic", "path": "topics/{topic}.xml", "title": "{topic}"}
        feeds.append(each | {"limit": job.topic_limit or "all"})
    settings = {
        "preset": "none",
        "site": {"title": TITLE, "url": SITE_URL, "authors": ["The Desk"]},
        "source": {"paths": ["content"]},
        "feeds": feeds,
    }
    (folder / "syndicate.yaml").write_text(json.dumps(settings), encoding="utf-8")  # JSON is YAML
    config, output = str(folder / "syndicate.yaml"), str(folder / "out")
    command = [sys.executable, "-m", "syndicate", "export", str(articles), "--config", config, "--output", output]
    if "--index" in options():
        command += ["--index", str(folder / "index")]
    if jobs is not None and "--jobs" in options():
        command += ["--jobs", str(jobs)]
    return [*command, "--quiet"]


def _instant(text: bytes) -> bytes:
    return text.partition(b"publishedDateTime: ")[2].partition(b"\n")[0]


class State:
    """What a run finds: made before each one.

    cold         no index, no output, no record: it is the first export
    unchanged    index and output of a run before
    one-changed  the same, and the newest article has another title and a later instant since: every feed must show it
    checkout     as a fresh checkout in CI that restores the index alone: the index of a run before, no output, and every
                 file has the time of a minute ago
    """

    def __init__(self, name: str, articles: Path, folder: Path, counts: Counts) -> None:
        self._name = name
        self._counts = counts
        self._articles = articles
        self._folder = folder
        self._changes = 0
        self._changed: tuple[Path, bytes] | None = None
        self._times: dict[Path, int] = {}  # of the output, before the run

    def begin(self) -> None:
        """Keep the index that a run has just left."""
        shutil.rmtree(self._folder / "kept", ignore_errors=True)
        (self._folder / "kept").mkdir()
        for path in self._folder.glob("index*"):
            shutil.copy2(path, self._folder / "kept")

    def before(self) -> None:
        """Bring about what the next run is to find."""
        if self._name in ("cold", "checkout"):
            shutil.rmtree(self._folder / "out", ignore_errors=True)
            for path in self._folder.glob("index*"):
                path.unlink()
        if self._name == "cold":
            for path in self._articles.glob("syndicate.record*"):
                path.unlink()
        if self._name == "checkout":
            for path in (self._folder / "kept").iterdir():
                shutil.copy2(path, self._folder)
            self._touch(time.time() - 60)
        self._times = self._output_times()
        if self._name == "one-changed":
            self._changes += 1
            if self._changed is None:
                path = self._newest()
                self._changed = path, path.read_bytes()
            path, text = self._changed
            text = text.replace(b'title: "', f'title: "{self._title()}'.encode(), 1)
            path.write_bytes(
                text.replace(b"publishedDateTime: %s" % _instant(text), b"publishedDateTime: %s" % self._instant(), 1)
            )

    def check(self, job: Job) -> None:
        """Raise WrongOutput if the run has written again what did not change, or does not show what did."""
        if self._name == "unchanged" and self._output_times() != self._times:
            raise WrongOutput(f"syndicate: {job.name}: nothing has changed, but files were written")
        if self._name != "one-changed":
            return
        output = self._folder / "out"
        shown = {name: self._title() for name in ("rss.xml", "atom.xml", "feed.json") if job.newest}
        if job.sitemap:
            shown["sitemap*.xml"] = self._instant().decode().removesuffix("Z")
        if job.topics:
            shown["topics/*.xml"] = self._title()
        for files, text in shown.items():
            if not marks(list(output.glob(files)), text):
                raise WrongOutput(f"syndicate: {job.name}: {files}: {text!r} has changed and is not there")

    def end(self) -> None:
        """Leave the articles as they were found."""
        if self._name == "checkout":
            self._touch(CHANGED_AT)
        if self._changed:
            path, text = self._changed
            path.write_bytes(text)
            os.utime(path, (CHANGED_AT, CHANGED_AT))

    def _title(self) -> str:
        return f"Changed {self._changes} "

    def _instant(self) -> bytes:
        """Return the instant of the changed article: later than any other's."""
        assert self._changed
        before = datetime.fromisoformat(_instant(self._changed[1]).decode())
        return f"{before + timedelta(seconds=self._changes):%Y-%m-%dT%H:%M:%SZ}".encode()

    def _newest(self) -> Path:
        """Return the file of the newest article that is published."""
        mark = f'webUrl: "{self._counts.newest_url}"\n'.encode()
        files = sorted((self._articles / "content").rglob("*.md"), reverse=True)
        return next(path for path in files if mark in path.read_bytes())

    def _output_times(self) -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in (self._folder / "out").rglob("*") if path.is_file()}

    def _touch(self, changed_at: float) -> None:
        for folder, _, names in os.walk(self._articles / "content"):
            for name in names:
                os.utime(f"{folder}/{name}", (changed_at, changed_at))
