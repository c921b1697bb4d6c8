"""Conditions on the fields of an article, as the settings and the command line write them: what they call ``where``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from syndicate.model.errors import UsageError, excerpt
from syndicate.model.text import scalar_text

Scalar = bool | int | float | str
Scalars = Scalar | tuple[Scalar, ...]


class Condition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a field must be; all that is set holds. Of a field with several values, one must fit (and none for `not`).

    in       the field is one of these
    not      the field is none of these, or the article lacks it
    min max  the field is a number or an instant, and within these; both belong to what is allowed
    """

    equals: Scalar | UnsetType = UNSET  # the field is this
    in_: Scalars | UnsetType = msgspec.field(default=UNSET, name="in")
    not_: Scalars | UnsetType = msgspec.field(default=UNSET, name="not")
    min: int | float | str | UnsetType = UNSET
    max: int | float | str | UnsetType = UNSET


WhereOptions = dict[str, Scalars | Condition]  # a field -> what it equals, one of which it equals, or a condition

_OPERATION = r"\s*([^=!<>\s](?:[^=!<>]*[^=!<>\s])?)\s*(!=|>=|<=|=)(?![=<>])\s*(.*?)\s*"


def parse_where(text: str) -> tuple[str, Any]:
    """Return the field and the setting that a condition of the command line stands for, as the settings would hold it.

    >>> parse_where("kind=video"), parse_where("priority>=5")
    (('kind', 'video'), ('priority', {'min': '5'}))

    Raises UsageError if *text* is none of KEY=VALUE, KEY!=VALUE, KEY>=VALUE, KEY<=VALUE.
    """
    found = re.fullmatch(_OPERATION, text, re.DOTALL)
    if not found:
        raise UsageError(
            f"{excerpt(text)} is no condition; write KEY=VALUE, KEY!=VALUE, KEY>=VALUE or KEY<=VALUE, e.g. type=video"
        )
    key, operator, value = found.groups()
    return key, value if operator == "=" else {{"!=": "not", ">=": "min", "<=": "max"}[operator]: value}


def merge_where(texts: Iterable[str]) -> dict[str, Any]:
    """Return the setting that all conditions of a command line stand for: a field given twice is any of its values.

    >>> merge_where(["kind=video", "kind=audio", "priority>=5"])
    {'kind': ['video', 'audio'], 'priority': {'min': '5'}}

    Raises UsageError as parse_where does, and for a second lowest or highest value of one field.
    """
    merged: dict[str, dict[str, list[str]]] = {}
    for text in texts:
        key, setting = parse_where(text)
        parts = merged.setdefault(key, {})
        for name, value in (setting if isinstance(setting, dict) else {"in": setting}).items():
            values = parts.setdefault(name, [])
            if values and name in ("min", "max"):
                end = {"min": "lowest", "max": "highest"}[name]
                raise UsageError(
                    f"{key}: two {end} values, {excerpt(values[0])} and {excerpt(value)}; leave one of them out"
                )
            if value not in values:
                values.append(value)
    where: dict[str, Any] = {}
    for key, parts in merged.items():
        setting = {name: values[0] if len(values) == 1 else values for name, values in parts.items()}
        where[key] = setting["in"] if list(setting) == ["in"] else setting
    return where


def describe_where(setting: Mapping[str, Any]) -> str:
    """Return *setting* in words.

    >>> describe_where({"kind": ["video", "audio"], "priority": {"min": 5}})
    "where kind is 'video' or 'audio' and priority is at least '5'"
    """
    words = []
    for name, condition in conditions_of(setting).items():
        for value, verb, conjunction in (
            (condition.equals, "is", " or "),
            (condition.in_, "is", " or "),
            (condition.not_, "is neither" if len(values_of(condition.not_)) > 1 else "is not", " nor "),
            (condition.min, "is at least", ""),
            (condition.max, "is at most", ""),
        ):
            if value is not UNSET:
                words.append(
                    f"{name} {verb} {conjunction.join(excerpt(scalar_text(part)) for part in values_of(value))}"
                )
    return f"where {' and '.join(words)}" if words else "whatever they hold"


def where_keys(setting: Mapping[str, Any]) -> list[str]:
    """Return the keys of `extra` that the conditions of *setting* may look at.

    >>> where_keys({"priority": {"min": "5"}, "extra.photo.url": "/a.jpg"})
    ['priority', 'photo']
    """
    return [name.removeprefix("extra.").partition(".")[0] for name in setting]


def conditions_of(setting: Mapping[str, Any]) -> dict[str, Condition]:
    """Return each condition of *setting* in full: ``type: video`` is ``type: {equals: video}``.

    Raises UsageError if *setting* does not convert to WhereOptions.
    """
    try:
        where: dict[str, Any] = msgspec.convert(setting, WhereOptions)
    except msgspec.ValidationError as error:
        raise UsageError(f"where: {error}; write e.g. {{type: video, priority: {{min: 5}}}}") from error
    conditions = {}
    for name, wanted in where.items():
        if isinstance(wanted, Condition):
            conditions[name] = wanted
        else:
            conditions[name] = Condition(in_=wanted) if isinstance(wanted, tuple) else Condition(equals=wanted)
    return conditions


def values_of(value: Any) -> tuple[Scalar, ...]:
    """Return one value or a tuple of them as a tuple."""
    return value if isinstance(value, tuple) else (value,)
