"""Values of an article's fields from the parts of a head, as they are written there.

They are what RawValues makes of the same. Where one is in doubt, or wrong, NoPartError leaves it to the plain way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any, NoReturn

from syndicate.articles.fields import Read
from syndicate.articles.page_url import is_for_programs
from syndicate.articles.quick.form import NoPartError, part_value
from syndicate.articles.values import RawValues
from syndicate.files.scalars import is_given
from syndicate.files.tree import Place
from syndicate.files.yaml.nodes import plain_value
from syndicate.model.errors import Fault
from syndicate.model.instants import is_no_date, parse_instant
from syndicate.model.known_authors import People
from syndicate.model.memo import Memo
from syndicate.model.text import summary_text
from syndicate.model.urls import absolute_url, is_absolute_url, is_plain_url, normal_url

ReadPart = Callable[[str], Any]  # part -> value, None if it says nothing
_OF_ONE_ARTICLE = frozenset({RawValues.images, RawValues.attachments})  # hardly another has the same


class _Nowhere:
    """Raw fields of values that must be right: a fault of one is found again by the plain way."""

    value: Mapping[str, Any] = {}
    faults: tuple[Fault, ...] = ()

    def text(self, path: Place) -> NoReturn:
        raise NoPartError(path)

    def fault(self, path: Place, message: str, *, of_key: bool = False) -> NoReturn:
        raise NoPartError(path, message, of_key)


class QuickValues:
    """Makes readers of parts: each makes what RawValues makes of the value that the part stands for.

    base, zone, people, is_text  as RawValues takes them
    """

    def __init__(self, base: str, zone: tzinfo, people: People, *, is_text: bool) -> None:
        self._base = base
        self._zone = zone
        self._values = RawValues(_Nowhere(), base, zone, people, is_text=is_text)
        self._last_part = self._last_url = ""
        # Of scalars, most of which no other article has; no raw value stands between their text and the field's.
        self._shortcuts: dict[Read, ReadPart] = {
            RawValues.title: self._title,
            RawValues.label: self._label,
            RawValues.summary: self._summary,
            RawValues.text: self._text_of,
            RawValues.url: self._url,
            RawValues.instant: self._instant,
            RawValues.last_change: self._instant,
        }

    def reader(self, read: Read, kind: str) -> ReadPart:
        """Return what makes of parts of *kind* what *read* makes of their values."""
        if kind == "scalar" and (short := self._shortcuts.get(read)) is not None:
            return short
        values = self._values
        makes_of_false = read in (RawValues.title, RawValues.flag)
        read_part = _made(
            kind, lambda value: None if value is False and not makes_of_false else read(values, (), value)
        )
        return read_part if read in _OF_ONE_ARTICLE else _remembered(read_part)

    def _text_of(self, part: str) -> str | None:
        return _text(part) or None

    def _title(self, part: str) -> str | None:
        text = _text(part)
        if text and _is_plain(text):
            return text
        return self._label(part) or (part.rstrip(" ") if plain_value(part.rstrip(" ")) is False else None)

    def _summary(self, part: str) -> str | None:
        text = _text(part)
        if _is_plain(text) and "*" not in text and "[" not in text and "`" not in text:
            return text or None
        return summary_text(text) or None

    def _label(self, part: str) -> str | None:
        text = _text(part)
        return text or None if _is_plain(text) else self._values.plain(text)

    def _url(self, part: str) -> str | None:
        if part == self._last_part:  # Most heads have one URL twice.
            return self._last_url
        text = part[1:-1] if part[0] == '"' else _text(part)
        if is_plain_url(text):
            pass
        elif is_absolute_url(text):
            text = normal_url(text)
        else:
            if not text or text.isspace():
                return None
            if (":/" not in text and (":" in text or text[0] != "/")) or "{" in text:
                raise NoPartError  # it may be a pattern, or a template
            text = absolute_url(text, self._base)
        if is_for_programs(text):
            raise NoPartError  # another name may say which page is for people
        self._last_part, self._last_url = part, text
        return text

    def _instant(self, part: str) -> datetime | None:
        if len(part) == 20 and part[-1] == "Z" and part[4] == "-":  # as most programs write it
            found = datetime.fromisoformat(part)
            if found.tzinfo is UTC and not found.microsecond and found.year > 1:
                return found
        text = _text(part)
        return None if not text or is_no_date(text) else parse_instant(text, self._zone)


def value_of(part: str, kind: str) -> Any:
    """Return the value that *part* of *kind* stands for. Raises NoPartError where it is not plain."""
    if kind != "scalar":
        return part_value(part, kind)
    return part[1:-1] if part[0] in "\"'" else plain_value(part.rstrip(" "))


def checker(kind: str) -> ReadPart:
    """Return what raises NoPartError where a part of *kind* is not plain."""
    return reader_of(kind, lambda value: value)


def reader_of(kind: str, make: Callable[[Any], Any]) -> ReadPart:
    """Return what makes of parts of *kind* what *make* makes of their values."""
    return _remembered(_made(kind, make))


def _made(kind: str, make: Callable[[Any], Any]) -> ReadPart:
    """Return what reads parts of *kind* by *make*, which raises NoPartError where it has to complain."""

    def read_part(part: str) -> Any:
        value = part_value(part, kind)
        return make(value) if is_given(value) else None

    return read_part


def _remembered(read_part: ReadPart) -> ReadPart:
    """Return *read_part* that remembers what it has made: many articles have the same parts."""
    made: Memo[str, Any] = Memo(most=1_024, longest=500)
    missing = object()

    def remembering(part: str) -> Any:
        found = made.get(part, missing)
        if found is missing:
            found = read_part(part)
            made.remember(part, found)
        return found

    return remembering


def _is_plain(text: str) -> bool:
    """Tell at a glance whether *text* is plain text on one line: see one_line()."""
    # The form lets no control character through, so that what is ASCII is printable.
    is_plain = text.isascii() and "<" not in text and "&" not in text and "  " not in text
    return is_plain and text[:1] != " " and text[-1:] != " "


def _text(part: str) -> str:
    """Return the text of a scalar, "" if it says nothing."""
    if part[0] in "\"'":
        text = part[1:-1]
        return "" if text.isspace() else text
    text = part.rstrip(" ")
    value = plain_value(text)
    return "" if value is None or value is False else text  # a number is taken as it is written
