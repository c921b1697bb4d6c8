"""Values of an article's fields from the entries of a head, as they are written there or as a decoder gives them.

They are what RawValues makes of the same. Where one is in doubt, or wrong, NotPlainError leaves it to the plain way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any, NoReturn

from syndicate.articles.derived import is_no_page
from syndicate.articles.fields import Read
from syndicate.articles.plain_values import Manner, is_for_a_program
from syndicate.articles.values import RawValues
from syndicate.articles.words import is_never
from syndicate.files.scalars import is_given
from syndicate.files.tree import Place
from syndicate.files.yaml.entries import part_value
from syndicate.files.yaml.nodes import plain_value
from syndicate.files.yaml.plain import NotPlainError, scalar_value
from syndicate.model.errors import Fault
from syndicate.model.instants import is_no_date, parse_instant
from syndicate.model.memo import memoized
from syndicate.model.text import summary_text
from syndicate.model.urls import absolute_url, is_absolute_url, is_plain_url, normal_url

ReadValue = Callable[[Any], Any]  # value -> what is made of it, None if it says nothing
Readers = tuple[
    ReadValue, ReadValue, ReadValue, ReadValue
]  # of a text, a scalar, a part and a value, as Entry has them
_OF_ONE_ARTICLE = frozenset({RawValues.images, RawValues.attachments})  # hardly another has the same


class _Nowhere:
    """Raw fields of values that must be right: a fault of one is found again by the plain way."""

    value: Mapping[str, Any] = {}
    faults: tuple[Fault, ...] = ()

    def text(self, path: Place) -> NoReturn:
        raise NotPlainError(path)

    def fault(self, path: Place, message: str, *, of_key: bool = False) -> NoReturn:
        raise NotPlainError(path, message, of_key)


class QuickValues:
    """Makes readers: each makes what RawValues makes of the value that stands behind a key."""

    def __init__(self, manner: Manner) -> None:
        self._base = manner.base
        self._zone = manner.zone
        self._values = RawValues(_Nowhere(), manner)
        self._last_text = self._last_url = ""
        # Of texts that are not empty, most of which no other article has: of those without controls, and of any.
        label, summary = (self._label, self._values.plain), (self._summary, summary_text)
        self._of_text: dict[Read, tuple[ReadValue, ReadValue]] = {
            RawValues.title: label,
            RawValues.label: label,
            RawValues.summary: summary,
            RawValues.text: (_text, str),
            RawValues.url: (self._url, self._url),
            RawValues.instant: (self._instant, self._instant),
            RawValues.last_change: (self._instant, self._instant),
            RawValues.end: (self._end, self._end),
        }

    def readers(self, read: Read) -> Readers:
        """Return what makes of each kind what *read* makes of its value."""
        values = self._values
        of_text = self._of_text.get(read)
        makes_of_false = read in (RawValues.title, RawValues.flag)

        def make(value: Any) -> Any:
            if not is_given(value) or (value is False and not makes_of_false):
                return None
            return read(values, (), value)

        if of_text is None:
            return readers_of(make, is_repeated=read not in _OF_ONE_ARTICLE)
        as_text, as_any_text = of_text

        def make_of_scalar(scalar: str) -> Any:
            text = _text_of(scalar, makes_of_false=makes_of_false)
            return as_text(text) if text else None

        def make_of_value(value: Any) -> Any:
            if type(value) is not str:
                return make(value)
            if not value or value.isspace():
                return None
            return as_text(value) if value.isprintable() else as_any_text(value)

        return as_text, make_of_scalar, lambda part: make_of_value(part_value(part)), make_of_value

    def _summary(self, text: str) -> str | None:
        if _is_plain(text) and "*" not in text and "[" not in text and "`" not in text:
            return text
        return None if text.isspace() else summary_text(text)

    def _label(self, text: str) -> str | None:
        return text if _is_plain(text) else None if text.isspace() else self._values.plain(text)

    def _url(self, text: str) -> str:
        if text == self._last_text:  # Most heads have one URL twice.
            return self._last_url
        if is_plain_url(text):
            url = text
        elif is_absolute_url(text) and not is_for_a_program(text):
            url = normal_url(text)
        else:
            if (":/" not in text and (":" in text or text[0] != "/")) or "{" in text or is_for_a_program(text):
                raise NotPlainError  # it may be a pattern, or a template
            url = absolute_url(text, self._base)
        if is_no_page(url):
            raise NotPlainError  # another name may say which page is for people
        self._last_text, self._last_url = text, url
        return url

    def _instant(self, text: str) -> datetime | None:
        if len(text) == 20 and text[-1] == "Z" and text[4] == "-":  # as most programs write it
            found = datetime.fromisoformat(text)
            if found.tzinfo is UTC and not found.microsecond and found.year > 1:
                return found
        return None if is_no_date(text) else parse_instant(text, self._zone)

    def _end(self, text: str) -> datetime | None:
        return None if is_never(text) else self._instant(text)


def readers_of(make: ReadValue, *, is_repeated: bool = True) -> Readers:
    """Return what makes of each kind what *make* makes of its value.

    is_repeated  many articles have the same
    """

    def make_of_scalar(scalar: str) -> Any:
        return make(scalar_value(scalar))

    def make_of_part(part: str) -> Any:
        return make(part_value(part))

    if not is_repeated:
        return make, make_of_scalar, make_of_part, make
    remembered = partial(memoized, most=1_024, longest=500)
    of_text, of_flag = remembered(make), remembered(make, length=int)

    def make_of_value(value: Any) -> Any:
        kind = type(value)
        return of_text(value) if kind is str else of_flag(value) if kind is bool else make(value)

    return of_text, remembered(make_of_scalar), remembered(make_of_part), make_of_value


def _is_plain(text: str) -> bool:
    """Tell at a glance whether *text*, which has no control characters, is plain on one line: see one_line()."""
    if not (text.isascii() or text.isprintable()) or "<" in text or "&" in text or "  " in text:
        return False
    return text[:1] != " " and text[-1:] != " "


def _text(text: str) -> str | None:
    return None if text.isspace() else text


def _text_of(scalar: str, *, makes_of_false: bool) -> str:
    """Return the text of a *scalar*, "" if it says nothing."""
    first = scalar[0]
    if first in "\"'":
        text: str = scalar_value(scalar)
        return text
    text = scalar.rstrip(" ")
    if first.isalpha() or first == "~":
        value = plain_value(text)
        if value is None or (value is False and not makes_of_false):
            return ""
    return text  # a number is taken as it is written
