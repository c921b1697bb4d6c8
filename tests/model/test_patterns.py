from __future__ import annotations

import re
from unittest.mock import patch

import pytest

from syndicate.model.patterns import pattern


def test_a_pattern_is_compiled_when_it_is_first_used() -> None:
    with patch("re.compile", side_effect=AssertionError):
        letters = pattern("[a-z]+", re.IGNORECASE)
    assert letters.sub("x", "1 Ab 2") == "1 x 2"
    assert letters.pattern == "[a-z]+"


def test_bytes_have_patterns_too() -> None:
    found = pattern(rb"\d").search(b"a1")
    assert found is not None
    assert found[0] == b"1"


def test_a_mistake_is_raised_when_the_pattern_is_used() -> None:
    wrong = pattern("(")
    with pytest.raises(re.error):
        wrong.search("a")
