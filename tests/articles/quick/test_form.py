"""Heads of one form: which texts have it, and what stands behind their keys."""

from __future__ import annotations

import pytest

from syndicate.articles.quick.form import HeadForm, NoPartError, part_value

TEXT = 'title: Tides\nimages:\n  - url: "/a.jpg"\n\n\ntags: [a, b]\nempty:\n'


def parts(text: str, other: str) -> tuple[str, ...] | None:
    """Return the parts of *other* by the form of *text*."""
    form = HeadForm.of(text)
    assert form is not None
    return form.parts(other)


def test_a_form_is_keys_and_kinds() -> None:
    form = HeadForm.of(TEXT)
    assert form is not None
    assert form.keys == ("title", "images", "tags", "empty")
    assert form.kinds == ("scalar", "lines", "list", "lines")
    assert form.parts(TEXT) == ("Tides", '  - url: "/a.jpg"\n\n\n', "[a, b]", "")


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ('title: "Tides: high"\nimages:\ntags: []\nempty:\n', ('"Tides: high"', "", "[]", "")),
        ("\ntitle: 'T'\nimages:\n- a\n- b\ntags: [[]\nempty:\n  a: b\n", ("'T'", "- a\n- b\n", "[[]", "  a: b\n")),
        ("title: K\u00fcste\nimages:\ntags: []\nempty:\n", ("K\u00fcste", "", "[]", "")),
        ("title: a:b c#d  \nimages:\ntags: []\nempty:\n", ("a:b c#d  ", "", "[]", "")),
        ("title: Tides\ntags: []\nimages:\nempty:\n", None),  # another order
        ("title: Tides\nimages:\ntags: []\n", None),
        ("title: Tides\nimages: a.jpg\ntags: []\nempty:\n", None),  # another kind
        ("title: Tides\n  more\nimages:\ntags: []\nempty:\n", None),
        ("title: a: b\nimages:\ntags: []\nempty:\n", None),
        ("title: a #b\nimages:\ntags: []\nempty:\n", None),
        ('title: "a\\"b"\nimages:\ntags: []\nempty:\n', None),
        ('title: "a" b\nimages:\ntags: []\nempty:\n', None),
        ("title: a\tb\nimages:\ntags: []\nempty:\n", None),
        ("title: a\u0085b\nimages:\ntags: []\nempty:\n", None),
        ("title: Tides\r\nimages:\r\ntags: []\r\nempty:\r\n", None),
        ("title: Tides # c\nimages:\ntags: []\nempty:\n", None),
        ("# c\ntitle: Tides\nimages:\ntags: []\nempty:\n", None),
        ("title: Tides\nimages:\ntags: []\nempty:", None),
    ],
)
def test_a_text_has_the_form_or_not(other: str, expected: tuple[str, ...] | None) -> None:
    assert parts(TEXT, other) == expected


@pytest.mark.parametrize(
    "text", ["", "- a\n", "a b: c\n", "'a': b\n", "a: |\n  b\n", "a: b\n  c\n", "a: {}\n", "a: &x b\n", "a: #b\n"]
)
def test_what_is_no_plain_mapping_of_short_lines_has_no_form(text: str) -> None:
    form = HeadForm.of(text)
    assert form is None or form.keys == ()


@pytest.mark.parametrize(
    ("part", "kind", "expected"),
    [
        ("Tides", "scalar", "Tides"),
        ('"12"', "scalar", "12"),
        ("12", "scalar", 12),
        ("null", "scalar", None),
        ("[a, 'b', 1]", "list", ["a", "b", 1]),
        ("", "lines", None),
        ("- a\n- b\n", "lines", ["a", "b"]),
        ("  a: b\n  c:\n    - d\n", "lines", {"a": "b", "c": ["d"]}),
    ],
)
def test_a_part_is_a_value(part: str, kind: str, expected: object) -> None:
    assert part_value(part, kind) == expected


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ("[a", "list"),
        ("[a]b", "list"),
        ("  a: &b c\n", "lines"),
        ("  a: b\n c: d\n", "lines"),
        ("  - a\n  b: c\n", "lines"),
    ],
)
def test_a_part_that_is_not_plain_is_no_value(part: str, kind: str) -> None:
    with pytest.raises(NoPartError):
        part_value(part, kind)
