"""Values that differ in texts between quotes alone are read by one frame, as libyaml reads each."""

from __future__ import annotations

from itertools import product

import pytest

from syndicate.files.yaml import entries
from syndicate.files.yaml.entries import framed_value, part_value, sound_entries
from syndicate.files.yaml.plain import NotPlainError
from tests.files.yaml.test_plain import by_libyaml

# What stands behind a key; % is a text between quotes.
PARTS = (
    "\n  - %\n", "\n- %\n- %\n", "\n  url: %\n  width: 1\n", "\n  - url: %\n    size: 1.50\n    of: [%, a]\n  - b\n", " [%, %]\n",
    " [{a: %, b: {c: ~}}, true]\n", " { a: % }\n", "\n  - %  # %\n", "\n  - a: x%y\n", "\n  - %: a\n", "\n  %: %\n", " {%: a}\n",
    "\n  - %%\n", " [%%]\n", "\n  # %\n  - %\n", "\n  - &a %\n  - *a\n", " |\n  %\n", " >-\n  a %\n", "\n  - a: %\n    a: %\n",
    "\n  - 1e2\n  - 0.10\n  - -1\n  - %\n", "\n  - a\n   %\n", " %\n  %\n", "\n  - \N{ASTERISM}0\n  - %\n", "\n  - !!str %\n",
)  # fmt: skip
TEXTS = (
    "a", "", " ", "b: c", "# d", "é \N{ASTERISM}1 😀", "it's", 'say "so"', "[", "a\n  b", "\\n", "\\", "x" * 2_000, "<<", "&a",
    "\u00a0", "null", "1",
)  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_a_text_in_a_frame_is_read_as_by_libyaml(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for quote, first, second in product("\"'", TEXTS, TEXTS):
        written = part
        for text in (first, second) * part.count("%"):
            written = written.replace("%", f"{quote}{text}{quote}", 1)
        if sound_entries(f"k:{written}") is not None:
            tree = by_libyaml(f"k:{written}", monkeypatch)
            assert (tree.value, tree.faults) == ({"k": part_value(written)}, ()), written


def test_what_has_a_known_frame_is_read_by_it() -> None:
    def read(_: str) -> None:
        raise NotPlainError

    for number in range(2):
        part_value(f'\n  - url: "/a{number}.jpg"\n    width: 800\n')
    assert framed_value('\n  - url: "/b.jpg"\n    width: 800\n', read) == [{"url": "/b.jpg", "width": 800}]
    assert framed_value("\n  - url: '/c.jpg'\n    width: 800\n", read) == [{"url": "/c.jpg", "width": 800}]
    assert framed_value('\n  - url: "/b.jpg"\n    width: 801\n', read) is None


def test_frames_are_remembered_within_bounds() -> None:
    entries._frames.clear()
    for number in range(3_000):
        part_value(f'\n  - url: "/a.jpg"\n    width: {number}\n')
    assert 0 < len(entries._frames) <= 1_024
    part_value("\n" + '  - "a"\n' * 1_000)
    assert max(sum(map(len, frame)) for frame in entries._frames) <= 1_000
