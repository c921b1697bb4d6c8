"""A set of numbers is one like any other, in less memory."""

from __future__ import annotations

from hypothesis import given, strategies as st

from syndicate.store.numbers import Numbers

NUMBERS = st.sets(st.integers(0, 40), max_size=12)


@given(NUMBERS, NUMBERS)
def test_it_is_as_a_set_of_python(one: set[int], other: set[int]) -> None:
    mine = Numbers(one)
    assert (list(mine), len(mine), bool(mine)) == (sorted(one), len(one), bool(one))
    assert {number for number in range(-1, 50) if number in mine} == one
    for theirs in (other, Numbers(other), dict.fromkeys(other).keys()):
        found = mine & theirs, mine | theirs, mine - theirs
        assert tuple(map(set, found)) == (one & other, one | other, one - other)
    assert set(other - mine) == other - one
    rows = [(number, str(number)) for number in range(50)]
    assert list(mine.among(rows)) == [row for row in rows if row[0] in one]
    assert list(mine.apart_from(rows)) == [row for row in rows if row[0] not in one]


def test_what_is_no_number_is_not_in_it() -> None:
    names: list[object] = ["1", -1, None]
    assert not any(name in Numbers([1]) for name in names)
