"""Exports with an index and without one, whose files are the same, and what an index has then."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from syndicate import Registry, Report, export
from tests.conftest import files_below

NOW = datetime(2024, 6, 1, tzinfo=UTC)


def put(path: Path, text: str, seconds: int = 1_600_000_000) -> None:
    """Write a file that has lain there for years."""
    path.write_text(text, encoding="utf-8")
    os.utime(path, (seconds, seconds))


def exported(
    site: Path, output: Path, registry: Registry | None = None, **given: Any
) -> tuple[dict[str, bytes], Report]:
    """Return the files of an export of *site*, by the built-in parts where no *registry* is given, and its report."""
    registry = registry or Registry(distributions=())
    report = export(site, now=NOW, output=output, allow_empty=True, registry=registry, **given)
    files = files_below(output)
    return {path: files[path] for path in sorted(file.path for file in report.files)}, report


def row_count(index: Path, table: str) -> int:
    with closing(sqlite3.connect(index)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
