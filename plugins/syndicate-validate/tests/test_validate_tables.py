"""The tables are sound: each word in them is one that a function has, each parent is an element of some table."""

from __future__ import annotations

from pathlib import Path

import pytest

import syndicate_validate.judging  # its import registers all functions
from syndicate_validate.names import prefixes
from syndicate_validate.tables import table
from syndicate_validate.vocabulary import Definition, Row

RULES = Path(syndicate_validate.judging.__file__).parent / "rules"
OTHERS = {"codes", "namespaces", "categories", "json-feed"}
TABLES = sorted(path.stem for path in RULES.glob("*.toml") if path.stem not in OTHERS)


def rows() -> dict[tuple[str, str], Row]:
    return {(name, head): row for name in TABLES for heads, row in table(name, Row).items() for head in heads.split()}


@pytest.mark.parametrize(("name", "head"), rows(), ids=str)
def test_a_row_can_be_judged_by(name: str, head: str) -> None:
    row = rows()[name, head]
    assert Definition(head, row, table(name, Row)["vocabulary"].clause).clause.startswith("http")


def test_every_child_and_every_parent_is_an_element() -> None:
    known = {head.rpartition("/")[2] if "/" in head else head for _, head in rows()}
    named = {child.rstrip("?~*+") for row in rows().values() for child in (*row.children.split(), *row.inside.split())}
    assert named <= known


def test_every_table_that_a_namespace_names_is_there_and_has_elements_of_it() -> None:
    for prefix, row in prefixes().items():
        if row.rules:
            assert any(head.startswith(f"{prefix}:") for name, head in rows() if name == row.rules), prefix
