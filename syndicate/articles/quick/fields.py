"""Fields of an article from a head that has the form of many, without the tree of its values between them.

What is made here is what ArticleFields.read makes of the same head. Whatever is doubtful or at fault is left to that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import tzinfo
from functools import partial
from typing import Any, NamedTuple

from syndicate.articles.derived import Derived
from syndicate.articles.fields import FIELDS
from syndicate.articles.flags import Flags, is_shown
from syndicate.articles.names import GivenNames
from syndicate.articles.quick.form import HeadForm, NoPartError
from syndicate.articles.quick.values import QuickValues, ReadPart, checker, reader_of, value_of
from syndicate.articles.unread import UnreadKeys
from syndicate.articles.url_pattern import name_and_date, pattern_url
from syndicate.model.errors import ArticleError
from syndicate.model.instants import parse_instant
from syndicate.model.known_authors import People
from syndicate.model.urls import absolute_url, iri_of, is_of_one_machine

_MAX_FORMS = 8
_MAX_SEEN = 100  # sets of keys
_MAX_KEYS = 60  # of a form: a pattern is made of them
_MAX_KEYS_LENGTH = 2_000  # characters of all of them
_MANY = 3  # heads with the same keys that are worth a form
UNREAD = "unread"  # beside the fields of an article
_CREDIT = 100  # heads that may be looked at in vain beyond those that were not


class _Row(NamedTuple):
    """A field that heads of one form give.

    place       of its part
    has_others  whether another key may give the field where the part says nothing
    """

    field: str
    place: int
    read: ReadPart
    has_others: bool


class _KnownForm(NamedTuple):
    """A form, and what is made of heads that have it.

    flags  places of what may say that the article is withheld, and what reads it
    unread  key, kind and place of what nobody reads and looks as if somebody should
    rest   what tells that a part is plain, for each that may not be and that no row reads
    """

    form: HeadForm
    rows: list[_Row]
    flags: list[tuple[int, ReadPart]]
    unread: list[tuple[str, str, int]]
    rest: list[tuple[int, ReadPart]]


class QuickFields:
    """Makes the fields of articles from the texts of heads.

    names     of the fields that a head may have; where one of them has no quick way, the form is left to the plain way
    flags     what the head may say of whether the article may be shown
    unread    what nobody reads of it
    base, zone, people, is_text  as RawValues takes them
    host      of the site, for ids that are none themselves
    pattern   makes the URL of an article that names none
    reached_into  keys into whose values paths lead: heads that have one take the plain way
    """

    def __init__(
        self,
        names: GivenNames,
        flags: Flags,
        unread: UnreadKeys,
        base: str,
        zone: tzinfo,
        people: People,
        *,
        host: str,
        pattern: str | None,
        is_text: bool,
        reached_into: Collection[str | int | None] = frozenset(),
    ) -> None:
        self._rows_of = names.rows
        self._flags = flags
        self._unread = unread
        self._base = base
        self._zone = zone
        self._host = host
        self._pattern = pattern
        self._reached_into = reached_into
        self._values = QuickValues(base, zone, people, is_text=is_text)
        self._known: list[_KnownForm] = []
        self._seen: Counter[tuple[str, ...]] = Counter()
        self._credit = _CREDIT

    def read(self, text: str, path: str) -> dict[str, Any] | None:
        """Return the fields that *text* gives, whose promises are kept; None where the plain way must read them.

        UNREAD beside them is what nobody reads: key, kind and line of each, counted from 1.

        path  as ArticleFields.read() takes it
        """
        given = None
        for place, known in enumerate(self._known):
            if (parts := known.form.parts(text)) is not None:
                if place:  # The commonest form comes to stand first.
                    self._known[place - 1 : place + 1] = known, self._known[place - 1]
                try:
                    given = self._given(known, parts, path)
                    if given is not None and known.unread and is_shown(given):
                        given[UNREAD] = self._unread_of(known, parts, text)
                except (NoPartError, ArticleError, ValueError):
                    given = None  # What is wrong, if anything is, the plain way tells.
                break
        # Each look takes time: where too many are in vain, there are none any more.
        self._credit = min(self._credit + 1, _CREDIT) if given is not None else self._credit - 1
        if not self._credit:
            self._known.clear()
        return given

    def learn(self, text: str, keys: tuple[str, ...]) -> None:
        """Know the form of *text*, a plain mapping with these *keys*, once there are many like it."""
        if not self._credit or len(self._known) == _MAX_FORMS or len(self._seen) == _MAX_SEEN:
            return
        if len(keys) > _MAX_KEYS or sum(map(len, keys)) > _MAX_KEYS_LENGTH:
            return
        self._seen[keys] += 1
        if self._seen[keys] % _MANY:
            return
        form = HeadForm.of(text)
        if form is None or form.keys != keys or any(known.form.is_like(form) for known in self._known):
            return
        rows = self._rows(form)
        if rows is not None:
            flags = []
            for key, name in self._flags.names(form.keys):
                place = form.keys.index(key)
                flags.append((place, reader_of(form.kinds[place], partial(self._flags.effect, name))))
            unread = []
            for key, kind in self._unread.names(form.keys):
                place = form.keys.index(key)
                unread.append((key, kind, place))
            asked = {row.place for row in rows} | {place for place, _ in flags} | {place for _, _, place in unread}
            others = (place for place, kind in enumerate(form.kinds) if kind != "scalar" and place not in asked)
            self._known.append(
                _KnownForm(form, rows, flags, unread, [(place, checker(form.kinds[place])) for place in others])
            )

    def _rows(self, form: HeadForm) -> list[_Row] | None:
        """Return what reads heads of *form*; None where a field has no quick way."""
        found, others = self._rows_of(form.keys)
        if others or any(key in self._reached_into for key in form.keys):
            return None
        rows = []
        for field, name, more in found:
            quick = FIELDS[field].quick
            if quick is None:
                return None
            place = form.keys.index(name)
            rows.append(_Row(field, place, self._values.reader(quick, form.kinds[place]), bool(more)))
        return rows

    def _given(self, known: _KnownForm, parts: tuple[str, ...], path: str) -> dict[str, Any] | None:
        """Return the fields that *parts* of a head give; None where they are too few."""
        given: dict[str, Any] = {}
        for field, place, read, has_others in known.rows:
            value = read(parts[place])
            if value is not None:
                given[field] = value
            elif has_others:
                return None
        for place, read in known.flags:
            if (effect := read(parts[place])) is not None:
                given[effect[0]] = effect[1]
        for place, check in known.rest:
            check(parts[place])
        if not given.get("title"):
            return None
        if "release_at" in given:
            Derived.release(given)
        if "published_at" not in given:
            given["published_at"] = parse_instant(name_and_date(path)[1], self._zone)
        slug = given.pop("slug", None)
        if "url" not in given:
            if self._pattern is None:
                return None
            url = pattern_url(self._pattern, self._base, given["published_at"], self._zone, path, slug=slug)
            given["url"] = absolute_url(url, self._base)
        if "id" in given:
            given["id"] = iri_of(given["id"].strip(), self._host, given["published_at"].year)
        url = given["url"]
        return None if not url.startswith(self._base) and is_of_one_machine(url) else given

    def _unread_of(self, known: _KnownForm, parts: tuple[str, ...], text: str) -> list[tuple[str, str, int]]:
        """Return what nobody reads of the head *text*, as read() tells it."""
        return [
            (key, kind, f"\n{text}".partition(f"\n{key}:")[0].count("\n") + 1)
            for key, kind, place in known.unread
            if self._unread.is_one(kind, value_of(parts[place], known.form.kinds[place]))
        ]
