"""Fields of an article from the entries of its head, without the tree of its values between them.

Each entry is read by itself, whatever keys stand beside it and in whatever order, and only if somebody asks for it.
What is made here is what ArticleFields.read makes of the same head. Whatever is doubtful or at fault is left to that.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from operator import itemgetter
from typing import Any

from syndicate.articles.fields import BOUNDS, FIELDS, NO_PAGE
from syndicate.articles.flags import NOTED, Flags, is_shown, release
from syndicate.articles.names import GivenNames
from syndicate.articles.plain_values import Manner
from syndicate.articles.quick.values import QuickValues, Readers, readers_of
from syndicate.articles.unread import UnreadKeys
from syndicate.articles.url_pattern import name_and_date, pattern_url
from syndicate.files.front_matter import plain_values
from syndicate.files.head_bounds import Head
from syndicate.files.yaml.entries import Entry, entries, value_of, values_as_entries
from syndicate.files.yaml.plain import NotPlainError
from syndicate.model.errors import ArticleError
from syndicate.model.instants import parse_instant
from syndicate.model.memo import Memo
from syndicate.model.urls import absolute_url, iri_of, is_absolute_iri, is_of_one_machine

UNREAD = "unread"  # beside the fields of an article
_KEY = itemgetter(0)  # of an entry


# What is done with what stands behind a key: the place of the key among the names of each field that it may give, the
# field, and what reads it; what reads whether it withholds the article; the kind that it looks like if nobody reads it
# and somebody should.
_Key = tuple[tuple[tuple[int, str, Readers], ...], Readers | None, str]


class QuickFields:
    """Makes the fields of articles from heads.

    names     of the fields that a head may have; where one of them has no quick way, the head is left to the plain way
    flags     what the head may say of whether the article may be shown
    unread    what nobody reads of it
    host      of the site, for ids that are none themselves
    pattern   makes the URL of an article that names none
    reached_into  keys into whose values paths lead: heads that have one take the plain way
    """

    def __init__(
        self,
        names: GivenNames,
        flags: Flags,
        unread: UnreadKeys,
        manner: Manner,
        *,
        host: str,
        pattern: str | None,
        reached_into: Collection[str | int | None],
    ) -> None:
        self._names = names
        self._flags = flags
        self._unread = unread
        self._base = manner.base
        self._zone = manner.zone
        self._host = host
        self._pattern = None if "{language}" in (pattern or "") else pattern  # it says the article's language, too
        self._reached_into = reached_into
        self._values = QuickValues(manner)
        self._readers: dict[str, Readers] = {}  # of fields
        self._check = readers_of(lambda value: value)[2]  # raises NotPlainError where it is not plain
        self._key_of: Memo[str, _Key] = Memo(most=1_024, longest=100)

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
        found = tuple(rows), flags[0] if flags else None, unread[0] if unread else ""
        self._key_of.remember(key, found)
        return found

    def _given(self, found: Sequence[Entry], path: str) -> dict[str, Any] | None:
        """Return the fields that entries of a head give; None where they are too few."""
        given: dict[str, Any] = {}
        places: dict[str, int] = {}  # of the names that have given them
        flags, looks_like = [], []
        known = self._key_of.get
        for entry in found:
            key, text, scalar, part, value = entry
            rows, flag, kind = known(key) or self._key(key)
            for place, field, of in rows:
                if field in places:
                    if field in BOUNDS:
                        return None
                    if places[field] < place:
                        if part:
                            self._check(part)
                        continue
                made = of[0](text) if text else of[1](scalar) if scalar else of[2](part) if part else of[3](value)
                if made is not None:
                    given[field] = made
                    places[field] = place
            if flag is not None:
                flags.append((flag, entry))
            elif part and not rows:
                self._check(part)
            if kind:
                looks_like.append((kind, entry))
        names = set(map(_KEY, found))
        if len(names) != len(found):
            return None
        for of, (_, text, scalar, part, value) in flags:
            effect = of[0](text) if text else of[1](scalar) if scalar else of[2](part) if part else of[3](value)
            if effect is not None:
                given[effect[0]] = effect[1]
        if not given.get("title") or (given.pop(NOTED, False) and is_shown(given)):
            return None
        if "release_at" in given:
            release(given, given.pop("release_at"))
        if "published_at" not in given:
            given["published_at"] = parse_instant(name_and_date(path)[1], self._zone)
        slug = given.pop("slug", None)
        if "url" not in given:
            if self._pattern is None or not NO_PAGE.isdisjoint(names):
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
            unread = [(entry[0], kind) for kind, entry in looks_like if is_one(kind, value_of(entry))]
            if unread:
                given[UNREAD] = unread
        return given
