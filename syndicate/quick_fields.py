"""Fields of an article from a head that has the form of many: nothing stands between its text and their values.

What is made here is what ArticleFields makes of the same head; whatever is doubtful is left to it, every fault too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any, NamedTuple, NoReturn

from syndicate.errors import ArticleError, Fault
from syndicate.field_names import STATUSES
from syndicate.given_names import GivenNames
from syndicate.head_forms import HeadForm, NoPartError, part_value
from syndicate.instants import parse_instant
from syndicate.people import People
from syndicate.raw_fields import Path
from syndicate.raw_scalars import flag, is_given
from syndicate.raw_values import RawValues
from syndicate.text import plain_text
from syndicate.urls import absolute_url, is_absolute_url
from syndicate.yaml_values import plain_value

_MAX_FORMS = 8
_MAX_SEEN = 100  # sets of keys
_MANY = 3  # heads with the same keys that are worth a form
_CREDIT = 100  # heads that may be looked at in vain beyond those that were not
_MAX_REMEMBERED = 1_024  # values of a field
_MAX_REMEMBERED_LENGTH = 500  # characters of what they are made of

Read = Callable[[str], Any]


class _DoubtError(Exception):
    """It takes another look to tell what the head says."""


class _Nowhere:
    """Raw fields for values that must be right: of what is wrong, another one tells."""

    value: Mapping[str, Any] = {}
    faults: tuple[Fault, ...] = ()

    def text(self, path: Path) -> NoReturn:
        raise _DoubtError(path)

    def fault(self, path: Path, message: str, *, of_key: bool = False) -> NoReturn:
        raise _DoubtError(path, message, of_key)


class _Row(NamedTuple):
    """A field that heads of one form give.

    place       of its part
    read        part -> value, None if it says nothing
    has_others  whether another key may give the field then
    """

    field: str
    place: int
    read: Read
    has_others: bool


class _KnownForm(NamedTuple):
    """A form, and what is made of heads that have it.

    rest  what tells that a part is plain, for each that may not be and that no row reads
    """

    form: HeadForm
    rows: list[_Row]
    rest: list[tuple[int, Read]]


class QuickFields:
    """Makes the fields of articles from the texts of heads.

    names  of the fields that a head may have; one that it gives and that is not read here leaves its form to others
    base, zone, people  as RawValues takes them
    """

    def __init__(self, names: GivenNames, base: str, zone: tzinfo, people: People) -> None:
        self._rows_of = names.rows
        self._base = base
        self._zone = zone
        self._values = RawValues(_Nowhere(), base, zone, people)
        self._last_part = self._last_url = ""
        self._known: list[_KnownForm] = []
        self._seen: Counter[tuple[str, ...]] = Counter()
        self._credit = _CREDIT

    def read(self, text: str) -> dict[str, Any] | None:
        """Return the fields that *text* gives, checked as kept() wants them; None where that takes another look."""
        for place, known in enumerate(self._known):
            if (parts := known.form.parts(text)) is not None:
                if place:  # The commonest form comes to stand first.
                    self._known[place - 1 : place + 1] = known, self._known[place - 1]
                given = _given(known, parts)
                break
        else:
            given = None
        # Each look takes time: where too many are in vain, there are none any more.
        self._credit = min(self._credit + 1, _CREDIT) if given is not None else self._credit - 1
        if not self._credit:
            self._known.clear()
        return given

    def learn(self, text: str, keys: tuple[str, ...]) -> None:
        """Know the form of *text*, a plain mapping with these *keys*, once there are many like it."""
        if not self._credit or len(self._known) == _MAX_FORMS or len(self._seen) == _MAX_SEEN:
            return
        self._seen[keys] += 1
        if self._seen[keys] % _MANY:
            return
        form = HeadForm.of(text)
        if (
            form is None
            or form.keys != keys
            or any(known.form.kinds == form.kinds for known in self._known if known.form.keys == keys)
        ):
            return
        rows = self._rows(form)
        if rows is not None:
            asked = {row.place for row in rows}
            others = (place for place, kind in enumerate(form.kinds) if kind != "scalar" and place not in asked)
            rest = [(place, self._remembered(self._made(form.kinds[place], _as_it_is))) for place in others]
            self._known.append(_KnownForm(form, rows, rest))

    def _rows(self, form: HeadForm) -> list[_Row] | None:
        """Return what reads heads of *form*; None where a field is not for this module."""
        found, others = self._rows_of(form.keys)
        if others:
            return None
        rows = []
        for field, name, more in found:
            place = form.keys.index(name)
            read = self._reader(field, form.kinds[place])
            if read is None:
                return None
            rows.append(_Row(field, place, read, bool(more)))
        return rows

    def _reader(self, field: str, kind: str) -> Read | None:
        values = self._values
        match field:
            case "title" | "summary":
                return self._label if kind == "scalar" else None
            case "url" | "original_url" | "amp_url" | "amp_cache_url":
                return self._url if kind == "scalar" else None
            case "published_at" | "updated_at" | "expires_at":
                return self._instant if kind == "scalar" else None
            case "images":
                return self._made(kind, values.images)
            case "attachments":
                return self._made(kind, values.attachments)
            case "topics":
                return self._remembered(self._made(kind, values.topics))
            case "authors":
                return self._remembered(self._made(kind, values.authors))
            case "provider":
                return self._remembered(self._made(kind, values.provider))
            case "kind":
                return self._remembered(self._made(kind, values.label))
            case "language":
                return self._remembered(self._made(kind, self._language))
            case "is_published" | "draft" | "is_removed":
                return self._remembered(self._made(kind, self._flag))
            case "status":
                return self._remembered(self._made(kind, self._status))
        return None

    def _made(self, kind: str, make: Callable[[Path, Any], Any]) -> Read:
        """Return what reads parts by *make*, which raises what it has to complain of."""

        def read(part: str) -> Any:
            value = part_value(part, kind)
            return make((), value) if is_given(value) else None

        return read

    def _remembered(self, read: Read) -> Read:
        """Return *read* that remembers what it has made: many articles have the same parts."""
        made: dict[str, Any] = {}
        missing = object()

        def remembering(part: str) -> Any:
            found = made.get(part, missing)
            if found is not missing:
                return found
            found = read(part)
            if len(part) <= _MAX_REMEMBERED_LENGTH:
                if len(made) >= _MAX_REMEMBERED:
                    made.clear()
                made[part] = found
            return found

        return remembering

    def _text(self, part: str) -> str:
        """Return the text of a scalar, "" if it says nothing."""
        if part[0] in "\"'":
            text = part[1:-1]
            return "" if text.isspace() else text
        text = part.rstrip(" ")
        value = plain_value(text)
        if value is None:
            return ""
        if type(value) is not str:
            raise _DoubtError  # a number or a flag, which is taken as it is written
        return value

    def _label(self, part: str) -> str | None:
        text = self._text(part)
        # The form lets no control character through, so that what is ASCII is printable: see one_line().
        is_plain = text.isascii() and "<" not in text and "&" not in text and "  " not in text
        if is_plain and text[:1] != " " and text[-1:] != " ":
            return text or None
        return plain_text(text)

    def _url(self, part: str) -> str | None:
        if part == self._last_part:  # Most heads have one URL twice.
            return self._last_url
        text = part[1:-1] if part[0] == '"' else self._text(part)
        if not is_absolute_url(text):
            if not text or text.isspace():
                return None
            if ":/" not in text:
                raise _DoubtError  # relative, or a pattern
            text = absolute_url(text, self._base)
        self._last_part, self._last_url = part, text
        return text

    def _instant(self, part: str) -> Any:
        if len(part) == 20 and part[-1] == "Z":  # as most programs write it
            try:
                found = datetime.fromisoformat(part)
            except ValueError:
                raise _DoubtError from None
            if found.tzinfo is UTC and not found.microsecond:
                return found
        return parse_instant(text, self._zone) if (text := self._text(part)) else None

    def _language(self, path: Path, value: Any) -> Any:
        label = self._values.label(path, value)
        return label.replace("_", "-") if label else label

    def _flag(self, _: Path, value: Any) -> bool:
        found = flag(value)
        if found is None:
            raise _DoubtError
        return found

    def _status(self, _: Path, value: Any) -> bool:
        """Return whether *value* lets the article be published; another status than that of publishing does."""
        return STATUSES.get(value.strip().lower(), True) if isinstance(value, str) else True


def _as_it_is(_: Path, value: Any) -> Any:
    return value


def _given(known: _KnownForm, parts: tuple[str, ...]) -> dict[str, Any] | None:
    """Return the fields that *parts* of a head give; None where they are too few, or in doubt."""
    given: dict[str, Any] = {}
    try:
        for field, place, read, has_others in known.rows:
            value = read(parts[place])
            if value is not None:
                given[field] = value
            elif has_others:
                return None
        for place, check in known.rest:
            check(parts[place])
    except (_DoubtError, NoPartError, ArticleError, ValueError):
        return None
    if not (given.get("title") and given.get("url") and "published_at" in given):
        return None
    is_draft, is_public = given.pop("draft", False), given.pop("status", True)
    given["is_published"] = given.get("is_published", True) and is_public and not is_draft
    return given
