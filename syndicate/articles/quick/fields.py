"""Fields of an article from the entries of its head, without the tree of its values between them.

Each entry is read by itself, whatever keys stand beside it and in whatever order, and only if somebody asks for it.
What is made here is what ArticleFields.read makes of the same head. Whatever is doubtful or at fault is left to that.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import tzinfo
from functools import partial
from operator import itemgetter
from typing import Any, NamedTuple

from syndicate.articles.derived import Derived
from syndicate.articles.fields import BOUNDS, FIELDS, NO_PAGE
from syndicate.articles.flags import NOTED, Flags, is_shown
from syndicate.articles.names import GivenNames
from syndicate.articles.quick.values import QuickValues, Readers, readers_of
from syndicate.articles.unread import UnreadKeys
from syndicate.articles.url_pattern import name_and_date, pattern_url
from syndicate.files.front_matter import Head, plain_values
from syndicate.files.yaml.entries import Entry, entries, value_of, values_as_entries
from syndicate.files.yaml.plain import NotPlainError
from syndicate.model.errors import ArticleError
from syndicate.model.instants import parse_instant
from syndicate.model.known_authors import People
from syndicate.model.memo import Memo
from syndicate.model.urls import absolute_url, iri_of, is_absolute_iri, is_of_one_machine

UNREAD = "unread"  # beside the fields of an article


class _Key(NamedTuple):
    """What is done with what stands behind a key.

    rows     the place of the key among the names of each field that it may give, the field, and what reads it
    flag     what reads whether it withholds the article
    unread   the kind that it looks like if nobody reads it and somebody should
    """

    rows: tuple[tuple[int, str, Readers], ...]
    flag: Readers | None
    unread: str


# What is done with what stands behind the keys of a head, each told by its place among them: fields and what reads
# them, of each field the best name first, and then, without a field, what reads whether the article is withheld; keys
# that look like one of a kind, with it; keys that nobody asks for.
_Keys = tuple[list[tuple[int, str, Readers]], list[tuple[int, str]], list[int]]


class QuickFields:
    """Makes the fields of articles from heads.

    names     of the fields that a head may have; where one of them has no quick way, the head is left to the plain way
    flags     what the head may say of whether the article may be shown
    unread    what nobody reads of it
    base, zone, people, repeated, is_text  as RawValues takes them
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
        repeated: Memo[bytes, Any],
        reached_into: Collection[str | int | None] = frozenset(),
    ) -> None:
        self._names = names
        self._flags = flags
        self._unread = unread
        self._base = base
        self._zone = zone
        self._host = host
        self._pattern = pattern
        self._reached_into = reached_into
        self._values = QuickValues(base, zone, people, repeated, is_text=is_text)
        self._readers: dict[str, Readers] = {}  # of fields
        self._check = readers_of(lambda value: value).of_part  # raises NotPlainError where it is not plain
        self._key_of: Memo[str, _Key] = Memo(most=1_024, longest=100)
        self._keys_of: Memo[tuple[str, ...], _Keys] = Memo(most=256, longest=100)  # most heads of a site have the same

    def read(self, head: Head, path: str) -> dict[str, Any] | None:
        """Return the fields that *head* gives, whose promises are kept; None where the plain way must read them.

        UNREAD beside them is what nobody reads: key and kind of each.

        path  as ArticleFields.read() takes it
        """
        if head.language == "yaml" and head.text[:1] != "{":
            found = entries(head.text)
            return None if found is None else self.read_entries(found, path)
        values = plain_values(head)
        given = values and self.read_entries([*values_as_entries(values).values()], path)
        return given if given and UNREAD not in given else None  # only the tree of its values knows the lines

    def read_entries(self, found: Sequence[Entry], path: str) -> dict[str, Any] | None:
        """Return the fields that the entries *found* give, as read() does."""
        try:
            return self._given(found, path)
        except (NotPlainError, ArticleError, ValueError):
            return None  # What is wrong, if anything is, the plain way tells.

    def _key(self, key: str) -> _Key:
        """Return what is done with what stands behind *key*. Raises NotPlainError where only the plain way does it."""
        if key in self._reached_into or self._names.rows((key,))[1]:
            raise NotPlainError
        rows = []
        for field, place in self._names.places(key):
            if (quick := FIELDS[field].quick) is None:
                raise NotPlainError
            if field not in self._readers:
                self._readers[field] = self._values.readers(quick)
            rows.append((place, field, self._readers[field]))
        flags = [readers_of(partial(self._flags.effect, name)) for _, name in self._flags.names((key,))]
        unread = [kind for _, kind in self._unread.names((key,)) if kind != "title"]  # heads read quickly have theirs
        found = _Key(tuple(rows), flags[0] if flags else None, unread[0] if unread else "")
        self._key_of.remember(key, found)
        return found

    def _keys(self, keys: tuple[str, ...]) -> _Keys:
        """Return what is done with what stands behind *keys*. Raises NotPlainError as _key()."""
        rows: list[tuple[int, int, str, Readers]] = []
        flags: list[tuple[int, str, Readers]] = []
        unread: list[tuple[int, str]] = []
        unasked: list[int] = []
        known = self._key_of.get
        for at, key in enumerate(keys):
            of_fields, flag, looks_like = known(key) or self._key(key)
            for place, field, readers in of_fields:
                rows.append((place, at, field, readers))
            if flag is not None:
                flags.append((at, "", flag))
            elif not of_fields:
                unasked.append(at)
            if looks_like:
                unread.append((at, looks_like))
        bounds = [field for _, _, field, _ in rows if field in BOUNDS]
        if len(set(bounds)) != len(bounds) or len(set(keys)) != len(keys):
            raise NotPlainError
        rows.sort(key=itemgetter(0))
        found = [*(row[1:] for row in rows), *flags], unread, unasked
        self._keys_of.remember(keys, found)
        return found

    def _given(self, found: Sequence[Entry], path: str) -> dict[str, Any] | None:
        """Return the fields that entries of a head give; None where they are too few."""
        keys = tuple([entry[0] for entry in found])
        rows, looks_like, unasked = self._keys_of.get(keys) or self._keys(keys)
        given: dict[str, Any] = {}
        for at, field, (of_text, of_scalar, of_part, of_value) in rows:
            _, text, scalar, part, value = found[at]
            if field in given:
                if part:
                    self._check(part)
                continue
            made = (
                of_text(text) if text else of_scalar(scalar) if scalar else of_part(part) if part else of_value(value)
            )
            if made is None:
                continue
            if field:
                given[field] = made
            else:
                given[made[0]] = made[1]
        for at in unasked:
            if part := found[at][3]:
                self._check(part)
        if not given.get("title") or (given.pop(NOTED, False) and is_shown(given)):
            return None
        if "release_at" in given:
            Derived.release(given)
        if "published_at" not in given:
            given["published_at"] = parse_instant(name_and_date(path)[1], self._zone)
        slug = given.pop("slug", None)
        if "url" not in given:
            if self._pattern is None or not NO_PAGE.isdisjoint(found):
                return None
            url = pattern_url(self._pattern, self._base, given["published_at"], self._zone, path, slug=slug)
            given["url"] = absolute_url(url, self._base)
        if "made_id" in given and not is_absolute_iri(given["made_id"]):
            del given["made_id"]
        if "id" in given:
            given["id"] = iri_of(given["id"].strip(), self._host, given["published_at"].year)
        url = given["url"]
        if not url.startswith(self._base) and is_of_one_machine(url):
            return None
        if looks_like and is_shown(given):
            is_one = self._unread.is_one
            unread = [(keys[at], kind) for at, kind in looks_like if is_one(kind, value_of(found[at]))]
            if unread:
                given[UNREAD] = unread
        return given
