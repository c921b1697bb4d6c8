"""TOML text into plain values that know where they stand, as `yaml.text` does it for YAML.

The standard library reads TOML 1.0 and tells no positions: they are found here by the keys at the beginning of lines.
Dates become text in RFC 3339, as YAML has them here.
"""

from __future__ import annotations

import re
import tomllib
from contextlib import suppress
from datetime import date, datetime, time
from typing import Any

from syndicate.files.scalars import bounded, value_at
from syndicate.files.toml.plain import plain_toml
from syndicate.files.tree import Place, RawTree
from syndicate.model.errors import Fault
from syndicate.model.text import line_and_column

_KEY = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_KEYS = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_LINE = re.compile(rf"[ \t]*(?:\[\[?[ \t]*(?P<table>{_KEYS})[ \t]*\]\]?|(?P<key>{_KEYS})[ \t]*=[ \t]*)", re.MULTILINE)
_WRONG_AT = re.compile(r"(.*?) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)
# Comments and texts, so that no quote in one of them begins another.
_QUOTED = re.compile(
    r'#[^\n]*+|"""(?>(?:[^"\\]++|\\.|"(?!""))*)"{3,5}|"(?>(?:[^"\\\n]++|\\.)*)"'
    + r"|'''(?>(?:[^']++|'(?!''))*)'{3,5}|'[^'\n]*+'",
    re.DOTALL,
)
# What TOML 1.1 may have where 1.0 may not: an inline table of several lines, with a comma at its end; times without
# seconds; two more escapes.
_NEWER = re.compile(
    rf"(?P<quoted>{_QUOTED.pattern})|(?P<open>[\[{{])|(?P<close>[\]}}])|(?P<end>,(?=(?>(?:\s|#[^\n]*)*)\}}))"
    + r"|(?P<line>\n)|(?P<time>(?<![\d:+-])\d\d:\d\d(?![\d:]))",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:(e)|x([0-9A-Fa-f]{2})|.)", re.DOTALL)
# The standard library takes the square of their number.
_TOO_DOTTED = re.compile(r"""(?<![\w"'.-])(?:[\w"'-]++[ \t]*+\.[ \t]*+){100}""")


class TomlTree(RawTree):
    """What a TOML text says; the twin of YamlTree."""

    __slots__ = ("_lines", "_places", "_text", "faults", "path", "value")

    def __init__(self, text: str, path: str, first_line: int, value: Any, faults: tuple[Fault, ...]) -> None:
        self.path = path
        self.value = value
        self.faults = faults
        self._text = text
        self._lines = first_line
        self._places: dict[Place, tuple[int, int]] | None = None  # path -> index of its key and of its value

    def position(self, path: Place = (), *, of_key: bool = False) -> tuple[int, int]:
        key, value = self._find(path)
        return line_and_column(self._text, key if of_key else value, self._lines)

    def text(self, path: Place) -> str:
        if type(value_at(self.value, path)) in (int, float) and path in self._known():
            line = self._text[self._known()[path][1] :].partition("\n")[0]
            return re.split(r"[\s#,\]}]", line, maxsplit=1)[0]
        return super().text(path)

    def _find(self, path: Place) -> tuple[int, int]:
        known = self._known()
        for length in range(len(path), 0, -1):
            if path[:length] in known:
                return known[path[:length]]
        return (0, 0)

    def _known(self) -> dict[Place, tuple[int, int]]:
        if self._places is None:
            self._places = _places(self._text, self.value)
        return self._places


def parse_toml(text: str, *, path: str, first_line: int = 1) -> TomlTree:
    """Return what *text* says, with the first fault of its syntax (the standard library stops there).

    path        of the file, for the faults
    first_line  the line of the file in which *text* begins
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if (plain := plain_toml(text)) is not None:
        return TomlTree(text, path, first_line, plain, ())
    if (dotted := _TOO_DOTTED.search(text)) is not None:
        line, column = line_and_column(text, dotted.start(), first_line)
        fault = Fault(path=path, line=line, column=column, message="has more than 100 dots, which no key needs")
        return TomlTree(text, path, first_line, None, (fault,))
    line, column = first_line, 0
    try:
        try:
            value = tomllib.loads(text)
        except tomllib.TOMLDecodeError:
            with suppress(tomllib.TOMLDecodeError):
                return TomlTree(text, path, first_line, _plain(bounded(tomllib.loads(_as_toml_1_0(text)))), ())
            raise
        return TomlTree(text, path, first_line, _plain(bounded(value)), ())
    except RecursionError:
        message = "is nested too deeply; no front matter is"
    except tomllib.TOMLDecodeError as error:
        found = _WRONG_AT.fullmatch(str(error))
        said, at_line, at_column = found.groups() if found else (str(error), None, None)
        line += int(at_line) - 1 if at_line else text.count("\n")
        column = int(at_column or 1)
        message = f"is not TOML: {said[:1].lower()}{said[1:]}; correct it here"
    except ValueError:
        message = "holds a number that is too long; write it as a text"
    fault = Fault(path=path, line=line, column=column, message=message)
    return TomlTree(text, path, first_line, None, (fault,))


def _as_toml_1_0(text: str) -> str:
    """Return *text*, TOML 1.1, in the words of TOML 1.0; what is in neither is an error after as before."""
    around: list[str] = []

    def older(found: re.Match[str]) -> str:
        part, is_inline = found[0], around[-1:] == ["{"]
        if found["open"]:
            around.append(part)
        elif found["close"] and around:
            around.pop()
        elif found["time"]:
            return f"{part}:00"
        elif part[0] == '"':
            return _ESCAPE.sub(lambda one: "\\u001b" if one[1] else f"\\u00{one[2]}" if one[2] else one[0], part)
        elif is_inline and (found["end"] or found["line"] or part[0] == "#"):
            return " "
        return part

    return _NEWER.sub(older, text)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime | date | time) else value


def _places(text: str, value: Any) -> dict[Place, tuple[int, int]]:
    """Return where each key stands that begins a line, and where its value does; *value* is what *text* says."""
    blank = _QUOTED.sub(lambda found: re.sub(r"[^\n]", "x", found[0]) if "\n" in found[0] else found[0], text)
    places: dict[Place, tuple[int, int]] = {}
    table: Place = ()
    numbers: dict[Place, int] = {}
    inside = 0  # an inline table of several lines
    for line in re.finditer(r".+", blank):
        was_inside = inside
        if inside or "{" in line[0]:
            bare = _QUOTED.sub("", line[0])
            inside += bare.count("{") - bare.count("}")
        found = _LINE.match(blank, line.start())
        if found is None or was_inside:
            continue
        if found["table"]:
            *above, last = _steps(found["table"])
            path: Place = ()
            for step in above:  # a table in a list of tables is in its last one
                path = (*path, step)
                path = (*path, numbers[path]) if path in numbers else path
            path = (*path, last)
            if found[0].lstrip().startswith("[["):
                numbers[path] = numbers.get(path, -1) + 1
                path = (*path, numbers[path])
            if not value_at(value, path):
                continue  # a list in a list, which begins a line too
            table = path
            places.setdefault(table, (found.start("table"), found.start("table")))
        else:
            path = (*table, *_steps(found["key"]))
            places.setdefault(path, (found.start("key"), found.end()))
    return places


def _steps(keys: str) -> Place:
    return tuple(_step(key) for key in re.findall(_KEY, keys))


def _step(key: str) -> str:
    if key.startswith('"') and "\\" in key:
        return next(iter(tomllib.loads(_as_toml_1_0(f"{key} = 0"))))
    return key[1:-1] if key[0] in "\"'" else key
