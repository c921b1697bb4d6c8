"""What SECURITY.md says is trusted, and what is not: each line names the test that holds it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / ".github" / "SECURITY.md").read_text(encoding="utf-8")


def rows() -> list[list[str]]:
    lines = PAGE.partition("## What is trusted")[2].partition("\n## ")[0].splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")][1:]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_each_line_of_the_table_names_a_test_that_is_there(row: list[str]) -> None:
    *said, held_by = row
    assert len(said) == 3
    assert all(said)
    path, _, name = held_by.strip("`").partition("::")
    assert re.search(rf"^def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)


def test_the_table_speaks_of_all_that_a_stranger_may_write() -> None:
    first = {row[0].partition(",")[0] for row in rows()}
    for what in ("settings", "plugins", "index", "articles", "feeds", "built pages"):
        assert what in first
    assert any(what.startswith("record") for what in first)


def test_what_the_environment_says_is_named_and_read() -> None:
    for name in set(re.findall(r"SYNDICATE_[A-Z_]+", PAGE)):
        assert any(name in path.read_text(encoding="utf-8") for path in (ROOT / "syndicate").rglob("*.py")), name
