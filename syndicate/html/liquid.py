"""Liquid in bodies that can be computed: plain values and their filters, raw text, comments, code, links.

It is a reader of these few and no engine: there are no conditions, no loops and no includes, so no text takes longer
than it is long, but for its filters, whose work is counted. An engine in Python (python-liquid) brings 30 MB of
locales and a parser of all of Liquid, and knows neither tags nor filters of Jekyll or Eleventy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import msgspec

from syndicate.html.template_syntax import template_refusal, template_tags
from syndicate.model.errors import TooLargeError

MAX_VALUE = 1 << 16  # characters of one value
MAX_WORK = 1 << 24  # characters that filters and values make in one text
_MAX_FILTERS = 20

_STRING = r"\"[^\"]*+\"|'[^']*+'"
_VALUE = rf"{_STRING}|-?[0-9]++(?:\.[0-9]++)?|[A-Za-z_][\w-]*+(?>(?:\.[A-Za-z_][\w-]*+|\[(?:[0-9]++|{_STRING})\])*)"
_EXPRESSION = re.compile(
    rf"\s*({_VALUE})\s*((?>(?:\|\s*\w++\s*(?::\s*(?:{_VALUE})\s*(?>(?:,\s*(?:{_VALUE})\s*)*))?)*))"
)
_FILTER = re.compile(rf"\|\s*(\w++)\s*(?::\s*((?:{_VALUE})\s*(?>(?:,\s*(?:{_VALUE})\s*)*)))?")
_ARGUMENT = re.compile(_VALUE)
_STEP = re.compile(rf"[A-Za-z_][\w-]*+|\[(?:[0-9]++|{_STRING})\]")
_LITERALS = {"true": True, "false": False, "nil": None, "null": None, "blank": "", "empty": ""}
_ASSIGNED = re.compile(r"([A-Za-z_][\w-]*+)\s*=(.*)", re.DOTALL)
_NAME = re.compile(r"\w+")
_LANGUAGE = re.compile(r"[\w.+#-]+")
_TICKS = re.compile("`{3,}")


class UnknownValueError(LookupError):
    """Only the generator of a site knows the value."""


class Liquid(msgspec.Struct, frozen=True):
    """What texts of a site may name.

    values   name -> what `{{ name }}` is: text, number, truth, list, mapping, or a function that looks a name up and
             raises UnknownValueError for what only the generator knows
    filters  name -> function of a value and its arguments, beside those that Liquid itself has
    tags     name -> function of what stands behind the name in a tag, to text; None where only the generator knows it
    is_all   a name that *values* lack is nothing; else only the generator knows it
    """

    values: Mapping[str, Any] = {}
    filters: Mapping[str, Callable[..., Any]] = {}
    tags: Mapping[str, Callable[[str], str | None]] = {}
    is_all: bool = True


def liquid_text(body: str, key: str, liquid: Liquid, *, is_markdown: bool = True) -> str:
    """Return *body*, of the file at *key*, with its Liquid computed.

    is_markdown  code becomes a block of Markdown, else of HTML

    Raises ContentError where it holds Liquid that is not computed here, TooLargeError where it takes too much work.
    """
    return _Text(body, key, liquid, is_markdown=is_markdown).computed() if "{{" in body or "{%" in body else body


class _Text:
    """One text while it is computed."""

    def __init__(self, body: str, key: str, liquid: Liquid, *, is_markdown: bool) -> None:
        self._body = body
        self._key = key
        self._liquid = liquid
        self._is_markdown = is_markdown
        self._assigned: dict[str, Any] = {}
        self._work = 0
        self._unclosed: set[str] = set()
        self._made: list[str] = []
        self._first: tuple[re.Match[str], int] | None = None  # what cannot be computed, and the pieces before it
        self._code: tuple[str, int, str, re.Match[str]] | None = None  # its language, first piece, indentation, tag

    def computed(self) -> str:
        position = 0
        strips = False
        for found in template_tags(self._body, "liquid"):
            if found.start() < position:
                continue  # of a block that is raw, or a comment
            self._add(self._body[position : found.start()], strips_left=strips, strips_right=found[0][2:3] == "-")
            strips = found[0][-3:-2] == "-"
            position = found.end()
            said = found[0][2:-2].removeprefix("-").removesuffix("-").strip()
            if found[0].startswith("{{"):
                self._output(found, said)
                continue
            name = tag[0] if (tag := _NAME.match(said)) else ""
            if name in ("raw", "comment") and (end := self._end_of(name, position)):
                if name == "raw":
                    self._made.append(self._body[position : end.start()])  # no hyphen of these tags strips it
                strips, position = end[3] == "-", end.end()
            elif not self._tag(found, name, said[len(name) :].strip()):
                self._unknown(found)
        self._add(self._body[position:], strips_left=strips)
        if self._code:
            self._unknown(self._code[3])
        if self._first:
            unknown, piece_count = self._first
            before, after = "".join(self._made[:piece_count]), "".join(self._made[piece_count:])
            raise template_refusal(self._body, unknown, self._key, ("liquid",), before, after)
        return "".join(self._made)

    def _add(self, text: str, *, strips_left: bool = False, strips_right: bool = False) -> None:
        text = text.lstrip() if strips_left else text
        self._made.append(text.rstrip() if strips_right else text)

    def _unknown(self, found: re.Match[str]) -> None:
        if self._first is None:
            self._first = found, self._code[1] if self._code else len(self._made)
        self._made.append(found[0])

    def _end_of(self, name: str, position: int) -> re.Match[str] | None:
        """Return the tag that ends the block *name* which begins before *position*."""
        depth = 1
        tags = re.compile(rf"\{{%(-?)\s*+(end)?{name}\s*+(-?)%\}}")
        for tag in tags.finditer(self._body, position) if name not in self._unclosed else ():
            if tag[2]:
                depth -= 1
            elif name == "comment":
                depth += 1
            if not depth:
                return tag
        self._unclosed.add(name)
        return None

    def _output(self, found: re.Match[str], said: str) -> None:
        try:
            made = text_of(self._value(said))
        except UnknownValueError:
            self._unknown(found)
        else:
            self._count(len(made))
            self._made.append(made)

    def _tag(self, found: re.Match[str], name: str, said: str) -> bool:
        """Do what the tag says; return whether it is known."""
        made: str | None = ""
        if name == "assign" and (assigned := _ASSIGNED.fullmatch(said)):
            try:
                self._assigned[assigned[1]] = self._value(assigned[2])
            except UnknownValueError:
                return False
        elif name == "highlight" and self._code is None and (language := _LANGUAGE.match(said)):
            line = self._body.rfind("\n", 0, found.start()) + 1
            indentation = self._body[line : found.start()]
            indentation = "" if indentation.strip() else indentation
            self._code = language[0], len(self._made), indentation, found
        elif name == "endhighlight" and self._code:
            language_name, first, indentation, _ = self._code
            self._code = None
            code = "".join(self._made[first:]).strip("\r\n")
            if self._first is None:
                del self._made[first:]
            made = self._code_block(language_name, code, indentation)
        elif name in self._liquid.tags:
            made = self._liquid.tags[name](said)
        else:
            return False
        if made is None:
            return False
        self._count(len(made))
        self._made.append(made)
        return True

    def _code_block(self, language: str, code: str, indentation: str) -> str:
        if not self._is_markdown:
            return f'<pre><code class="language-{escape(language)}">{escape(code)}</code></pre>'
        fence = "`" * (1 + max(map(len, _TICKS.findall(code)), default=2))
        return f"\n{indentation}{fence}{language}\n{code}\n{indentation}{fence}\n"

    # Values

    def _value(self, expression: str) -> Any:
        """Return what *expression* is. Raises UnknownValueError where only the generator knows."""
        parts = _EXPRESSION.fullmatch(expression)
        filters = _FILTER.findall(parts[2]) if parts else []
        if parts is None or len(filters) > _MAX_FILTERS:
            raise UnknownValueError
        value = self._operand(parts[1])
        for name, given in filters:
            function = self._liquid.filters.get(name) or FILTERS.get(name)
            if function is None:
                raise UnknownValueError
            self._count(_size(value))
            try:
                value = function(value, *map(self._operand, _ARGUMENT.findall(given)))
            except (TypeError, ValueError) as error:
                raise UnknownValueError from error
            self._count(_size(value))
        return value

    def _operand(self, text: str) -> Any:
        if text[0] in "\"'":
            return bounded(text[1:-1])
        if text[0] in "-0123456789":
            return float(text) if "." in text else int(text[:20])
        first, *steps = _STEP.findall(text)
        if not steps and first in _LITERALS:
            return _LITERALS[first]
        value = self._assigned.get(first, self._liquid.values.get(first))
        if value is None and not self._liquid.is_all:
            raise UnknownValueError
        for step in steps:
            value = _below(value, step[1:-1].strip("\"'") if step.startswith("[") else step)
        if callable(value):
            raise UnknownValueError
        return bounded(value) if isinstance(value, str) else value

    def _count(self, work: int) -> None:
        self._work += work
        if self._work > MAX_WORK:
            raise TooLargeError(f"{self._key}: its Liquid makes more than {MAX_WORK >> 20} million characters")


def _below(value: Any, name: str) -> Any:
    """Return what *name* is in *value*, None where there is no such thing."""
    if callable(value):
        return value(name)
    if isinstance(value, dict):
        return value.get(name, len(value) if name == "size" else None)
    if isinstance(value, list) and name.isdigit():
        return value[int(name)] if int(name) < len(value) else None
    if isinstance(value, list | str) and name in ("size", "first", "last"):
        if name == "size":
            return len(value)
        return value[0 if name == "first" else -1] if value and isinstance(value, list) else None
    return None


def _size(value: Any) -> int:
    return len(value) if isinstance(value, str | list) else 1


def text_of(value: Any) -> str:
    """Return *value* as Liquid shows it. Raises UnknownValueError for what each engine shows in its own way."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, list) and all(isinstance(item, str | int) for item in value):
        return bounded("".join(map(text_of, value)))
    raise UnknownValueError


def bounded(text: str) -> str:
    if len(text) > MAX_VALUE:
        raise UnknownValueError
    return text


def _replaced(value: Any, old: Any, new: Any, most: int = -1) -> str:
    text, old, new = text_of(value), text_of(old), text_of(new)
    if not old or (len(new) > len(old) and len(text) + text.count(old) * len(new) > MAX_VALUE):
        raise UnknownValueError
    return text.replace(old, new, most)


def _joined(value: Any, glue: Any = " ") -> str:
    if not isinstance(value, list):
        return text_of(value)
    glue = text_of(glue)
    if len(value) * len(glue) > MAX_VALUE:
        raise UnknownValueError
    return bounded(glue.join(map(text_of, value)))


FILTERS: Mapping[str, Callable[..., Any]] = {
    "append": lambda value, more: bounded(text_of(value) + text_of(more)),
    "prepend": lambda value, more: bounded(text_of(more) + text_of(value)),
    "replace": lambda value, old, new="": _replaced(value, old, new),
    "replace_first": lambda value, old, new="": _replaced(value, old, new, 1),
    "remove": lambda value, old: _replaced(value, old, ""),
    "remove_first": lambda value, old: _replaced(value, old, "", 1),
    "upcase": lambda value: bounded(text_of(value).upper()),
    "downcase": lambda value: bounded(text_of(value).lower()),
    "capitalize": lambda value: bounded(text_of(value)[:1].upper() + text_of(value)[1:].lower()),
    "strip": lambda value: text_of(value).strip(),
    "lstrip": lambda value: text_of(value).lstrip(),
    "rstrip": lambda value: text_of(value).rstrip(),
    "escape": lambda value: bounded(escape(text_of(value)).replace("&#x27;", "&#39;")),
    "default": lambda value, other: other if value is None or value is False or value in ("", [], {}) else value,
    "join": _joined,
    "first": lambda value: _below(value, "first"),
    "last": lambda value: _below(value, "last"),
    "size": lambda value: _below(value, "size") or 0,
}
