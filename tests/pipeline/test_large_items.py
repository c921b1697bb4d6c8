"""An item with very many articles, e.g. a dump of a table in one file, is stored while it is read."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from syndicate import export
from syndicate.pipeline import item_reader

NOW = datetime(2024, 6, 1, tzinfo=UTC)
SETTINGS = """
site: {title: T, url: "https://e.org/", authors: A}
source: {name: json-lines, paths: [posts]}
feeds: [{format: json, limit: all}]
index: index.sqlite3
"""


def write(folder: Path, name: str, count: int) -> None:
    (folder / "posts").mkdir(exist_ok=True)
    rows = [
        {"title": f"{name} {number}", "url": f"/{name}/{number}/", "date": 1714550000 - number}
        for number in range(count)
    ]
    (folder / "posts" / f"{name}.json").write_text(json.dumps([*rows, {"title": "No date"}]))


def exported(folder: Path) -> tuple[list[str], int]:
    report = export(folder, now=NOW)
    return [item["title"] for item in json.loads(report.documents[0].body)["items"]], len(report.faults)


@pytest.mark.parametrize("held", [1, 3, 4, 1000])
def test_its_articles_are_those_of_any_item(held: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(item_reader, "_HELD", held)
    (tmp_path / "syndicate.yaml").write_text(SETTINGS)
    for name, count in (("a", 2), ("b", 10), ("c", 1), ("d", 9)):
        write(tmp_path, name, count)
    expected = sorted(
        f"{name} {number}" for name, count in (("a", 2), ("b", 10), ("c", 1), ("d", 9)) for number in range(count)
    )
    for _ in range(2):  # read, and known
        titles, faults = exported(tmp_path)
        assert (sorted(titles), faults) == (expected, 4 * 2)
    write(tmp_path, "b", 4)
    titles, _ = exported(tmp_path)
    assert sorted(titles) == [title for title in expected if title not in {f"b {number}" for number in range(4, 10)}]
