"""Syndicate's own settings for each job, and the state that a run finds."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

from tests.benchmarks.articles import CHANGED_AT
from tests.benchmarks.jobs import NEWEST, SITE_URL, TITLE, Job

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
        feeds.append(each | ({"limit": job.topic_limit} if job.topic_limit else {}))
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


class State:
    """What a run finds: made before each one.

    cold         no index, no output
    unchanged    index and output of a run before
    one-changed  the same, and one article's title has changed since
    checkout     the index of a run before, no output, and every file's time is another: a fresh checkout
    """

    def __init__(self, name: str, articles: Path, folder: Path) -> None:
        self._name = name
        self._articles = articles
        self._folder = folder
        self._changes = 0
        self._changed: tuple[Path, bytes] | None = None

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
        if self._name == "checkout":
            for path in (self._folder / "kept").iterdir():
                shutil.copy2(path, self._folder)
            self._touch(time.time())
        if self._name == "one-changed":
            self._changes += 1
            if self._changed is None:
                path = min((self._articles / "content").rglob("*.md"))
                self._changed = path, path.read_bytes()
            path, text = self._changed
            path.write_bytes(text.replace(b'title: "', f'title: "Changed {self._changes} '.encode(), 1))

    def end(self) -> None:
        """Leave the articles as they were found."""
        if self._name == "checkout":
            self._touch(CHANGED_AT)
        if self._changed:
            path, text = self._changed
            path.write_bytes(text)
            os.utime(path, (CHANGED_AT, CHANGED_AT))

    def _touch(self, changed_at: float) -> None:
        for folder, _, names in os.walk(self._articles / "content"):
            for name in names:
                os.utime(f"{folder}/{name}", (changed_at, changed_at))
