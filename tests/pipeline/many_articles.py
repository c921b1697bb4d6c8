"""A site of sixty articles, thresholds so low that other processes work on them, and its export."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from syndicate import Registry, Report, export
from syndicate.store import thresholds

NOW = datetime(2024, 6, 1, tzinfo=UTC)
COUNT = 60


def lay_articles(folder: Path, rest: Callable[[int], str]) -> Path:
    """Write the articles of a site in *folder*; *rest* is what follows title, date and URL in the head of each."""
    (folder / "content").mkdir(parents=True)
    for number in range(COUNT):
        at = (NOW - timedelta(days=number + 1)).isoformat()
        head = f"---\ntitle: T{number}\ndate: {at}\nurl: /{number}/\n"
        (folder / "content" / f"{number:02}.md").write_text(head + rest(number))
    return folder


def with_summary(number: int, body: str) -> str:
    """Return a summary of two articles in three, and the end of the head, before *body*."""
    summary = f"summary: Said {number}\n" if number % 3 else ""
    return f"topics: [{'ab'[number % 2]}]\n{summary}---\nNumber {number}.\n\n{body}"


def configure(site: Path, *feeds: str, assets: str = "") -> None:
    (site / "syndicate.yaml").write_text(
        f"site: {{title: T, url: 'https://e.org/', authors: A}}\nsource: {{paths: [content]{assets}}}\ncontent: full\n"
        f"limit: all\nfeeds: [{', '.join(feeds)}]\n"
    )


def lower_thresholds(monkeypatch: pytest.MonkeyPatch, **more: int) -> None:
    low = {"text_run": 3, "summary_articles": 4, "process_items": 8, "chunk_items": 4, **more}
    monkeypatch.setattr(thresholds, "DEFAULT", replace(thresholds.DEFAULT, **low))


def exported(
    site: Path, output: Path, registry: Registry | None = None, **given: Any
) -> tuple[dict[str, bytes], Report]:
    """Return the files of an export of *site* into *output*, and its report."""
    report = export(site, now=NOW, output=output, registry=registry or Registry(distributions=()), **given)
    return {file.path: (output / file.path).read_bytes() for file in report.files}, report
