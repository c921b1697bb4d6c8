"""A memo holds what it was given, and never more than its bounds."""

from __future__ import annotations

import pytest

from syndicate.model.memo import Memo, memo_key, memoized


def test_a_full_memo_forgets_all_and_takes_the_next() -> None:
    memo: Memo[str, int] = Memo(most=2, longest=5)
    for number, key in enumerate("abc"):
        memo.remember(key, number)
    assert memo == {"c": 2}


def test_what_has_a_long_key_is_not_remembered() -> None:
    memo: Memo[str, int] = Memo(most=2, longest=5)
    memo.remember("tides!", 1)
    memo.remember("tides", 2)
    assert memo == {"tides": 2}


def test_the_length_of_a_key_may_be_that_of_its_texts() -> None:
    memo: Memo[tuple[str, ...], int] = Memo(most=2, longest=5, length=lambda key: sum(map(len, key)))
    memo.remember(("ti", "des"), 1)
    memo.remember(("tides", ""), 2)
    memo.remember(("tides", "!"), 3)
    assert memo == {("ti", "des"): 1, ("tides", ""): 2}


@pytest.mark.parametrize(
    ("one", "other"), [(1, True), (1, 1.0), (0.0, -0.0), ("a", ["a"]), ({"a": 1, "b": 2}, {"b": 2, "a": 1}), (None, "")]
)
def test_values_that_differ_in_their_types_or_order_have_keys_of_their_own(one: object, other: object) -> None:
    assert memo_key("topics", one) != memo_key("topics", other)


def test_one_value_has_one_key_for_each_kind_of_result() -> None:
    assert memo_key("topics", ["a", "b"]) == memo_key("topics", ["a", "b"])
    assert memo_key("topics", ["a", "b"]) != memo_key("authors", ["a", "b"])


def test_what_is_no_plain_value_has_no_key() -> None:
    assert memo_key("topics", object()) is None


def test_a_memoized_function_is_asked_once_for_a_key_that_is_not_too_long() -> None:
    asked: list[str] = []

    def make(key: str) -> None:
        asked.append(key)

    known = memoized(make, longest=3)
    for key in ("one", "one", "three", "three"):
        assert known(key) is None
    assert asked == ["one", "three", "three"]
