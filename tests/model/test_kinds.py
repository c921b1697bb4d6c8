"""What is said of an export, by its kinds, as `kinds_of` makes them of single sentences."""

from __future__ import annotations

import pytest

from syndicate.model.errors import Fault
from syndicate.model.kinds import kinds_of, said_of


@pytest.mark.parametrize(
    ("sentences", "lines"),
    [
        (["a.xml: is empty"], ["a.xml: is empty"]),
        (["a.xml: is empty", "b.xml: is empty"], ["a.xml: is empty", "    2 in all: also b.xml"]),
        (["a.xml: has 'x'", "b.xml: has 'y'"], ["a.xml: has 'x'", "b.xml: has 'y'"]),
        (["a: is 1", "b: is 2", "c: is 3"], ["a: is 1", "b: is 2", "c: is 3"]),
        (["a: is 1", "b: is 2", "c: is 2"], ["a: is 1", "b: is 2", "c: is 2"]),
        (["a: is 1", "b: is 2", "c: is 3", "d: is 4"], ["a: is 1", "    4 in all: also b and c, and 1 more (--all)"]),
        (["odd"], ["odd"]),
        (["it is odd", "it is odd"], ["it is odd", "    2 times"]),
    ],
)
def test_few_are_told_in_full_unless_several_places_are_told_the_same(sentences: list[str], lines: list[str]) -> None:
    (kind,) = kinds_of(said_of(warning=sentences))
    assert kind.count == len(sentences)
    assert [str(said) for said in kind.lines(" (--all)")] == lines


def test_faults_of_two_files_are_told_in_full_though_their_words_are_the_same() -> None:
    (kind,) = kinds_of(said_of(Fault(path=f"{name}.md", field="date", message="is none") for name in "ab"))
    assert [str(said) for said in kind.lines()] == ["a.md: date: is none", "b.md: date: is none"]


def test_what_costs_most_goes_first_and_of_that_what_there_is_most_of() -> None:
    said = said_of(note=["a: is 1"], warning=["a: has none", "a: is 1", "b: is 2"], error=["a: fails"])
    assert [(kind.severity, kind.count) for kind in kinds_of(said)] == [
        ("error", 1),
        ("warning", 2),
        ("warning", 1),
        ("note", 1),
    ]
