"""A small site whose record is looked at."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from syndicate import export
from syndicate.pipeline.report import Report
from syndicate.record.record import FILENAME

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SETTINGS: dict[str, Any] = {
    "site": {"title": "T", "url": "https://example.org/", "authors": ["Ann"]},
    "source": {"paths": ["posts"], "url": "{site_url}/{slug}/"},
    "feeds": [
        {"format": "rss"},
        {"format": "atom", "each": "topic", "path": "topics/{topic}.xml"},
        {"format": "amp-sitemap", "each": "topic", "path": "maps/{topic}.xml"},
    ],
}


class Site:
    """A site of three articles, each on a topic of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.output = folder / "public"
        self.record = folder / FILENAME
        (folder / "posts").mkdir(parents=True)
        self.configure()
        for name in ("court", "sea", "wind"):
            self.write(name)

    def configure(self, **settings: Any) -> None:
        (self.folder / "syndicate.yaml").write_text(json.dumps(SETTINGS | settings))

    def write(self, name: str, more: str = "", date: str = "2024-01-01") -> None:
        head = f"title: On {name}\ndate: {date}\ntags: [{name}]\n{more}"
        (self.folder / "posts" / f"{name}.md").write_text(f"---\n{head}---\n{name}\n")

    def export(self, **given: Any) -> Report:
        return export(self.folder, **{"now": NOW, "output": self.output, **given})

    def export_as_a_fresh_one(self, **given: Any) -> None:
        """Export with an index; hold that to an export into an empty folder, and to one more, with the same record."""
        index, fresh = self.folder / "index", self.folder / "fresh"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        record = fresh / "before.record"
        if self.record.exists():
            shutil.copy(self.record, record)
        report = self.export(index=index, **given)
        plain = self.export(output=fresh / "public", record=record, **given)
        ours = [path.relative_to(fresh / "public") for path in (fresh / "public").rglob("*") if path.is_file()]
        assert self.files() - {"robots.txt"} == set(map(str, ours))
        for path in ours:
            assert (fresh / "public" / path).read_bytes() == (self.output / path).read_bytes(), path
        assert record.read_bytes() == self.record.read_bytes()
        assert (report.withdrawn, report.notes) == (plain.withdrawn, plain.notes)
        again = self.export(index=index, **given)
        assert {file.state for file in again.files} <= {"unchanged"}
        assert record.read_bytes() == self.record.read_bytes()

    def files(self) -> set[str]:
        return {str(path.relative_to(self.output)) for path in self.output.rglob("*") if path.is_file()}

    def recorded(self) -> set[str]:
        return {line["path"] for line in self.lines("file")}

    def lines(self, kind: str) -> list[dict[str, Any]]:
        lines = map(json.loads, self.record.read_text().splitlines()[1:])
        return [line for line in lines if line["record"] == kind]
