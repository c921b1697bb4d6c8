"""Literal values are read from programs that nobody runs, and nothing is guessed."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from hypothesis import given
from hypothesis.strategies import lists, sampled_from

Program: Any = import_module("syndicate.builtins.generators.eleventy.javascript").Program
PIECES = [
    *"{}[]()'\"`,:;./\\=\n",
    "${",
    "=>",
    "//",
    "/*",
    "*/",
    "return ",
    "const a",
    "export default",
    "module.exports=",
    "a",
    "1",
    "||",
]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("module.exports = {a: 1, 'b': \"two\", c: [true, null, `x`,],};", {"a": 1, "b": "two", "c": [True, None, "x"]}),
        ("export default { a: { b: { c: 1.5 } } }", {"a": {"b": {"c": 1.5}}}),
        ("export default { url: 'http://x//y', /* b: 1 */ c: '/*' // d\n }", {"url": "http://x//y", "c": "/*"}),
        (r"export default { a: 'it\'s \u0041\x42\n' }", {"a": "it's AB\n"}),
        ("export default { a: f(1, {b: 2}), c: 3 }", {"c": 3}),
        ("export default { a: 'x' + y, b: `${z}`, c: -1, d: /}/.test(e), f: 1 }", {"f": 1}),
        ("export default { a() { return { b: 1 }; }, get c() { return 2; }, ...d, e: 3 }", {"e": 3}),
        ("export default { a: x || 'b', c: y.z ?? 'd', e: x && 'f' }", {"a": "b", "c": "d"}),
        ("const s = 'S'; let t = 'T';\nexport default { s, t, u: s }", {"s": "S", "u": "S"}),
        ("module.exports = function () { return { a: 1 }; };", {"a": 1}),
        ("module.exports = async () => ({ a: 1 });", {"a": 1}),
        ("export const a = 1;\nexport const b = f();\nconst c = 2;", {"a": 1}),
        ("const site = { a: 1 };\nexport default site;", {"a": 1}),
        ("const d = { a: 1, b: { c: 2 } };\nd.b = ['x'];\nd.e = 'y';\nif (d.a === 1) { d.a = 3; }\nmodule.exports = d;", {"b": ["x"], "e": "y"}),
        ("export default { a: 1 } as Site;", None),
        ("module.exports = () => { if (x) return { a: 1 }; return { a: 2 }; };", None),
        ("export default fetch('https://example.org')", None),
        ("const a = a;\nexport default a;", None),
        ("const a = { b: 'c', d: 1 };\nexport default { x: a.b, y: a, z: a.e, f: a.b + 1 };", {"x": "c", "y": {"b": "c", "d": 1}}),
        ("const a = { b: [1] };\nconst c = { d: c.d, e: a.b };\nexport default { a, c, b: a.b, d: c.d };", {"c": {}}),
    ],
)  # fmt: skip
def test_what_is_literal_is_read(text: str, value: Any) -> None:
    tree = Program(text, "x.js").exported()
    assert (None if tree is None else tree.value) == value


def test_every_value_has_its_place_and_expressions_theirs() -> None:
    tree = Program("module.exports = {\n  a: 'x',\n  b: [1,\n    2],\n  c: f(),\n};", "x.js").exported()
    assert [tree.position(path) for path in (("a",), ("b",), ("b", 1), ("c",))] == [(2, 6), (3, 6), (4, 5), (5, 3)]
    assert tree.position(("a",), of_key=True) == (2, 3)
    assert tree.unknown == {("c",)}
    assert tree.has(("b", 1))
    assert not tree.has(("c",))


@given(lists(sampled_from(PIECES), max_size=60))
def test_no_text_is_too_wrong_to_be_looked_at(pieces: list[str]) -> None:
    program = Program("".join(pieces), "x.js")
    program.exported()
    program.head()
    for _, _, at in program.calls():
        program.arguments(at)


@pytest.mark.parametrize(
    "text", ["[" * 9, "{a:" * 9, "`${" * 9, "=/[" * 9, "a.b(" * 9, "const a=[a,a];" * 9, "b||" * 9, "'\\" * 9]
)
def test_a_megabyte_of_brackets_says_nothing(text: str) -> None:
    program = Program("export default " + text * 3_000, "x.js")
    tree = program.exported()
    assert tree is None or not tree.value
