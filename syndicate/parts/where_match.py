"""Whether an article fulfils the conditions of a ``where``.

A condition compares like with like: text with text, whatever its case; numbers, also where they are written as text
("007" is 7); true and false; instants with dates, a bare date being the whole day in the site's zone; a list of things
with what any of them is. A field that an article lacks is equal to nothing and neither above nor below anything.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from functools import partial
from operator import attrgetter
from typing import Any

import msgspec
from msgspec import UNSET

from syndicate.model.article import Article, Attachment, Author, Image, Origin, Provider
from syndicate.model.errors import UsageError, excerpt, first_few, suggest
from syndicate.model.feed import Site
from syndicate.model.instants import parse_span, time_zone
from syndicate.model.text import scalar_text, topic_key
from syndicate.parts.where import Condition, Scalar, conditions_of, values_of

_Test = Callable[[Any], bool]

# What stands for a thing with several fields where the user names the thing: its name, or its address.
_ALIASES = {
    "type": "kind", "authors": "authors.name", "provider": "provider.name", "images": "images.url",
    "attachments": "attachments.url", "origin": "origin.path",
}  # fmt: skip
_THINGS: dict[str, type[msgspec.Struct]] = {
    "authors": Author, "provider": Provider, "images": Image, "attachments": Attachment, "origin": Origin,
}  # fmt: skip
_INSTANTS = frozenset({"published_at", "updated_at", "expires_at"})
_FLAGS = frozenset(
    {"is_published", "is_removed", "in_feeds", "in_sitemaps", "is_excerpt_only", "has_title", "is_scheduled"}
)
_WORDS = frozenset({"topics", "language"})  # with _FLAGS: what has no order

_FEW = 8  # values that are named where none is the one wanted

_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(?:\.[0-9]{0,40})?(?:[eE][+-]?[0-9]{1,3})?")
_RANGE = re.compile(r"\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")  # RFC 4647 section 2.1


def where_test(setting: Mapping[str, Any], site: Site) -> Callable[[Article], bool]:
    """Return a function that tells whether an article fulfils every condition of *setting*.

    setting  of type WhereOptions, or plain values that convert to it. A field is one of the model (`title`,
             `published_at`; `type` is `kind`), of a thing in it (`provider.domain`, `authors.name`), or a key of
             `extra`, with dots into mappings; `extra.title` is the key where the model has a field of that name
    site     its zone is that of dates that name none, its language that of articles that name none

    Raises UsageError, a sentence, for a condition that no article can be compared with. Its attribute `explain` is that
    of a Filter.
    """
    conditions = conditions_of(setting)
    tests = [_field_test(name, condition, site) for name, condition in conditions.items()]

    def test_all(article: Article) -> bool:
        for test in tests:  # noqa: SIM110  all() over a generator costs as much again as a test
            if not test(article):
                return False
        return True

    keeps = tests[0] if len(tests) == 1 else test_all
    vars(keeps)["explain"] = partial(_explain, list(conditions), site)
    return keeps


def _explain(names: Sequence[str], site: Site, articles: Sequence[Article]) -> str:
    """Return what *articles* hold under *names*, or what may be meant by a name that none of them has."""
    told = []
    for name in names:
        read = _reader(name, _ALIASES.get(name, name), site)
        values = Counter(excerpt(scalar_text(value)) for article in articles for value in _flat(read(article)))
        if values:
            ranked = sorted(values, key=lambda value: (-values[value], value))
            told.append(f"{name} seen: {first_few([f'{value} ({values[value]})' for value in ranked], _FEW)}")
        else:
            known = {*_ALIASES, *Article.__struct_fields__, *(key for article in articles for key in article.extra)}
            told.append(f"none of them has {excerpt(name)}{suggest(name, known - {name, 'extra'})}".replace("; ", ", "))
    return "; ".join(told)


def _flat(value: Any) -> Iterator[Any]:
    for one in value if isinstance(value, (list, tuple)) else (value,):
        if isinstance(one, (list, tuple)):
            yield from _flat(one)
        elif one not in (None, "") and not isinstance(one, (dict, msgspec.Struct)):
            yield one


def _field_test(name: str, condition: Condition, site: Site) -> Callable[[Article], bool]:
    field = _ALIASES.get(name, name)
    read = _reader(name, field, site)
    needed = [
        _any(_equality(name, field, values_of(wanted), site))
        for wanted in (condition.equals, condition.in_)
        if wanted is not UNSET
    ]
    if condition.min is not UNSET or condition.max is not UNSET:
        needed.append(_any(_between(name, field, condition.min, condition.max, site)))
    refused = None
    if condition.not_ is not UNSET:
        refused = _any(_equality(name, field, values_of(condition.not_), site))
    if not needed and refused is None:
        raise UsageError(f"{name}: expected a condition, found an empty mapping; write e.g. {{min: 5}}")
    if refused is None and len(needed) == 1:
        test = needed[0]
        return lambda article: test(read(article))

    def test_field(article: Article) -> bool:
        value = read(article)
        return all(test(value) for test in needed) and (refused is None or not refused(value))

    return test_field


def _reader(name: str, field: str, site: Site) -> Callable[[Article], Any]:
    """Return a function that gives what an article holds under *name*, None if it lacks it, a list if it is many."""
    head, dot, rest = field.partition(".")
    if field == "language":
        return lambda article: article.language or site.language or None
    if field in Article.__struct_fields__ and field != "extra":
        return attrgetter(field)
    if dot and head in _THINGS:
        known = _THINGS[head].__struct_fields__
        if rest not in known:
            raise UsageError(f"{name}: {head} has no field {excerpt(rest)}{suggest(rest, known)}")
        read_thing, read_field = attrgetter(head), attrgetter(rest)

        def read_things(article: Article) -> Any:
            thing = read_thing(article)
            if isinstance(thing, tuple):
                return [read_field(one) for one in thing]
            return None if thing is None else read_field(thing)

        return read_things
    keys = field.removeprefix("extra.").split(".")
    if not all(keys) or field == "extra":
        raise UsageError(f"where: {excerpt(name)} names no field; write e.g. type, provider.domain or extra.priority")
    whole = ".".join(keys)
    if len(keys) == 1:
        return lambda article: article.extra.get(whole)

    def read_nested(article: Article) -> Any:
        return article.extra[whole] if whole in article.extra else _dig(article.extra, keys)

    return read_nested


def _dig(value: Any, keys: list[str]) -> Any:
    for index, key in enumerate(keys):
        if isinstance(value, (list, tuple)):
            return [_dig(one, keys[index:]) for one in value]
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _any(test: _Test) -> _Test:
    def test_any(value: Any) -> bool:
        if isinstance(value, (list, tuple)):
            return any(map(test_any, value))
        return value is not None and test(value)

    return test_any


def _equality(name: str, field: str, wanted: tuple[Scalar, ...], site: Site) -> _Test:
    if not wanted:
        raise UsageError(f"{name}: expected at least one value, found an empty list")
    if field == "language":
        return _language_test(name, wanted)
    zone = time_zone(site.timezone)
    if field in _INSTANTS:
        return _within([_span(name, one, zone) for one in wanted])
    if field in _FLAGS:
        flags = {_flag(name, one) for one in wanted}
        return lambda value: value in flags
    if field == "topics":
        topics = {topic_key(scalar_text(one)) for one in wanted}
        return lambda value: topic_key(value) in topics
    texts = {_fold(scalar_text(one)) for one in wanted}
    numbers = {number for one in wanted if (number := _number(one)) is not None}
    spans: list[tuple[datetime, datetime]] | None = None

    def test(value: Any) -> bool:
        nonlocal spans
        if isinstance(value, str):
            return _fold(value) in texts or (bool(numbers) and _number(value) in numbers)
        if isinstance(value, bool):
            return scalar_text(value) in texts
        if isinstance(value, (int, float)):
            return value in numbers
        if isinstance(value, datetime):
            if spans is None:  # Few fields of few sites hold one, and to look for dates in every text costs.
                spans = [span for one in wanted if (span := _maybe_span(one, zone))]
            return _within(spans)(_aware(value, zone))
        return False

    return test


def _language_test(name: str, wanted: tuple[Scalar, ...]) -> _Test:
    """Basic filtering, RFC 4647 section 3.3.1: "en" fits "en-US", "*" fits all."""
    ranges = []
    for one in map(scalar_text, wanted):
        if not _RANGE.fullmatch(one):
            raise UsageError(f"{name}: {excerpt(one)} is not a language range (RFC 4647); write e.g. en or pt-BR")
        ranges.append(one.lower())
    if "*" in ranges:
        return lambda _: True
    exact, prefixes = frozenset(ranges), tuple(f"{one}-" for one in ranges)

    def test(tag: str) -> bool:
        tag = tag.lower()
        return tag in exact or tag.startswith(prefixes)

    return test


def _between(name: str, field: str, low: Any, high: Any, site: Site) -> _Test:
    if field in _FLAGS or field in _WORDS:
        raise UsageError(f"{name}: has no order, so neither min nor max; write one value or a list of them")
    zone = time_zone(site.timezone)
    limits = [limit for limit in (low, high) if limit is not UNSET]
    numbers = [None if field in _INSTANTS else _number(limit) for limit in limits]
    if None not in numbers:
        least = -math.inf if low is UNSET else numbers[0]
        most = math.inf if high is UNSET else numbers[-1]
        assert least is not None  # noqa: S101  for the type checker
        assert most is not None  # noqa: S101  for the type checker
        if least > most:
            raise UsageError(f"{name}: min {excerpt(low)} is more than max {excerpt(high)}; exchange them")

        def test_number(value: Any) -> bool:
            number = _number(value)
            return number is not None and least <= number <= most

        return test_number
    if any(number is not None for number in numbers):
        raise UsageError(
            f"{name}: min {excerpt(low)} and max {excerpt(high)} are a number and none; write two of a kind"
        )
    begin = None if low is UNSET else _span(name, low, zone)[0]
    last, end = (None, None) if high is UNSET else _span(name, high, zone)
    if begin and end and begin >= end and begin != last:
        raise UsageError(f"{name}: min {excerpt(low)} is later than max {excerpt(high)}; exchange them")

    def test_instant(value: Any) -> bool:
        if isinstance(value, datetime):
            instant = _aware(value, zone)
        else:
            span = _maybe_span(value, zone)
            if span is None:
                return False
            instant = span[0]
        return (begin is None or instant >= begin) and (end is None or instant < end or instant == last)

    return test_instant


def _within(spans: list[tuple[datetime, datetime]]) -> _Test:
    return lambda instant: any(begin == instant or begin <= instant < end for begin, end in spans)


def _span(name: str, value: Any, zone: tzinfo) -> tuple[datetime, datetime]:
    try:
        return parse_span(scalar_text(value), zone)
    except ValueError as error:
        number = "" if name in _INSTANTS else ", and no number"
        raise UsageError(f"{name}: {error}{number}") from error


def _maybe_span(value: Any, zone: tzinfo) -> tuple[datetime, datetime] | None:
    try:
        return parse_span(value, zone) if isinstance(value, str) else None
    except ValueError:
        return None


def _aware(value: datetime, zone: tzinfo) -> datetime:
    return value if value.tzinfo else value.replace(tzinfo=zone).astimezone(UTC)


def _flag(name: str, value: Scalar) -> bool:
    text = scalar_text(value).lower()
    if text not in ("true", "false"):
        raise UsageError(f"{name}: expected true or false, found {excerpt(text)}")
    return text == "true"


def _number(value: Any) -> int | float | None:
    """Return the number that *value* is or is written as, None if it is none."""
    if isinstance(value, str):
        if not _NUMBER.fullmatch(value):
            return None
        value = int(value) if value.lstrip("+-").isdigit() else float(value)
    elif isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return value if isinstance(value, int) or math.isfinite(value) else None


def _fold(text: str) -> str:
    return text.casefold() if text.isascii() else unicodedata.normalize("NFC", text.casefold())
