"""What the values of the model share: their fields are checked and put in order when they are made, and never again.

What was checked already need not be checked twice: trusted_value() makes one value so, trusted() many.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC
from functools import lru_cache
from threading import local
from types import NoneType
from typing import Any, TypeVar, get_args

import msgspec
from msgspec.structs import force_setattr

from syndicate.model.errors import ArticleError, excerpt
from syndicate.model.instants import utc
from syndicate.model.patterns import pattern
from syndicate.model.text import one_line, topic_key
from syndicate.model.urls import is_absolute_url

Made = TypeVar("Made")

_LANGUAGE = pattern(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,127}/[A-Za-z0-9!#$&^_.+-]{1,127}")
_MAX_REMEMBERED_LENGTH = 500  # characters of the topics of one article


class _Trust(local):
    """The trust switch: whether this thread makes values without a check, of fields that were checked before."""

    is_given = False


TRUST = _Trust()


def trusted_value(kind: Callable[..., Made], given: Mapping[str, Any]) -> Made:
    """Return a value of *kind* with the fields *given*, which are trusted to keep its promises: nothing is checked."""
    TRUST.is_given = True
    try:
        return kind(**given)
    finally:
        TRUST.is_given = False


@contextmanager
def trusted() -> Iterator[None]:
    """Let values be made without being checked: of what was taken from values of the model, and of nothing else."""
    TRUST.is_given = True
    try:
        yield
    finally:
        TRUST.is_given = False


class Value(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A value of the model."""

    def check_types(self) -> None:
        """Refuse what a program in Python may put into fields of another type; a list becomes a tuple."""
        for field, kind, is_several in _declared(type(self)):
            value = getattr(self, field)
            if is_several:
                if type(value) is list:
                    force_setattr(self, field, tuple(value))
                elif isinstance(value, kind):
                    one = f"write ({value!r},)" if kind is str else "put it into a tuple"
                    words = "texts" if kind is str else f"{kind.__name__}s"
                    raise ArticleError(field, f"expected a tuple of {words}, found {excerpt(value)}; {one}")
            for one in value if is_several and isinstance(value, tuple | list) else (value,):
                if not isinstance(one, kind) or (type(one) is bool and kind is not bool):  # True is a number to Python
                    kinds = [one.__name__ for one in get_args(kind) or (kind,) if one is not NoneType]
                    advice = f"; write {'()' if is_several else repr('')}" if one is None and kind is str else ""
                    raise ArticleError(field, f"expected {kinds[0]}, found {type(one).__name__} {excerpt(one)}{advice}")


class CheckedValue(Value, frozen=True, kw_only=True):
    """A value whose fields are checked and put in order when it is made, unless they are trusted."""

    def __post_init__(self) -> None:
        if not TRUST.is_given:
            self.check_types()
            self._check()

    def _check(self) -> None:
        """Keep the promises of the value by the methods below. Raises ArticleError."""

    def _line(self, field: str, *, required: bool = False) -> None:
        text = getattr(self, field)
        clean = one_line(text)
        if clean.isspace():
            clean = ""  # No-break spaces say nothing where they stand alone.
        if clean != text:
            force_setattr(self, field, clean)
        if required and not clean:
            raise ArticleError(field, "is empty; write some text")

    def _urls(self, *fields: str) -> None:
        for field in fields:
            url = getattr(self, field)
            if url is not None and not is_absolute_url(url):
                raise ArticleError(field, f"expected an absolute, percent-encoded http(s) URL, found {excerpt(url)}")

    def _counts(self, *fields: str) -> None:
        for field in fields:
            number = getattr(self, field)
            if number is not None and not 0 <= number < 2**53:
                raise ArticleError(field, f"expected a number of 0 or more, found {excerpt(number)}")

    def _instants(self, *fields: str) -> None:
        for field in fields:
            instant = getattr(self, field)
            if instant is None:
                continue
            if instant.tzinfo is not UTC or instant.microsecond:
                try:
                    force_setattr(self, field, utc(instant))
                except (ValueError, OverflowError) as error:
                    raise ArticleError(field, str(error)) from error

    def _tag(self, field: str) -> None:
        language = getattr(self, field)
        if language:
            check_language(language, field)

    def _topics(self) -> None:
        topics = getattr(self, "topics")  # noqa: B009  only some of the values have topics
        if topics:
            force_setattr(self, "topics", each_topic(topics))


@lru_cache
def _declared(kind: type[Value]) -> list[tuple[str, Any, bool]]:
    """Return of the fields of *kind* name, type, and whether there are several in a tuple; a sequence may be anything.

    Annotations are texts here, and what they name is looked up without typing, which takes ten times as long.
    """
    known: dict[str, Any] = {
        "float": float | int,
        **vars(sys.modules[kind.__module__]),
        **{one.__name__: one for one in (str, int, bool, dict)},
    }
    declared = []
    for field, hint in kind.__annotations__.items():
        name, _, inner = hint.removesuffix(" | None").partition("[")
        found = str if name == "Literal" else known[inner.removesuffix(", ...]") if name == "tuple" else name]
        if name != "Sequence":
            declared.append((field, found | None if hint.endswith(" | None") else found, name == "tuple"))
    return declared


def each_topic(topics: Sequence[str]) -> tuple[str, ...]:
    """Return *topics* as they are shown, each once."""
    is_short = type(topics) is tuple and sum(map(len, topics)) <= _MAX_REMEMBERED_LENGTH
    return _each_topic(topics) if is_short else _each_topic.__wrapped__(topics)


@lru_cache(maxsize=1024)
def _each_topic(topics: Sequence[str]) -> tuple[str, ...]:
    by_key: dict[str, str] = {}
    for topic in topics:
        clean = one_line(topic)
        if clean and not clean.isspace():
            by_key.setdefault(topic_key(clean), clean)
    return tuple(by_key.values())


def check_language(language: str, field: str = "language") -> None:
    if not _LANGUAGE.fullmatch(language):
        raise ArticleError(field, f"{excerpt(language)} is not a language tag (BCP 47); write e.g. en or pt-BR")


def check_media_type(media_type: str | None) -> None:
    if media_type is not None and not _MEDIA_TYPE.fullmatch(media_type):
        raise ArticleError("media_type", f"{excerpt(media_type)} is not a media type; write e.g. audio/mpeg")
