"""Whether an article may be shown, and where: what the names that it gives say, by the words of `words`.

Which of the words count the settings say (`withheld`). Each name that an article gives counts, not the best of them
alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from syndicate.articles.look_alikes import is_meant, is_of_feeds, looks_like_one, meant_word
from syndicate.articles.names import Keys, remembered
from syndicate.articles.values import RawValues
from syndicate.articles.words import (
    SCHEDULED,
    WORDS,
    UnreadableError,
    folded,
    is_status,
    of_access,
    of_end,
    of_feed,
    of_index,
    of_lock,
    of_meta,
    of_numbered_status,
    of_own,
    of_password,
    of_robots,
    of_sitemap,
    of_status,
    of_switch_or_status,
    of_visibility,
    where_false,
    where_hidden,
    where_off,
    where_on,
    where_true,
)
from syndicate.files.scalars import flag, is_given
from syndicate.model.errors import excerpt, field_name
from syndicate.model.instants import parse_instant
from syndicate.parts.contract import PassedOver

# What a word does to an article, where that is another thing than keeping it out of everything.
_STAYS_IN = ("is_published", False)
_EFFECTS = {
    "removed": ("is_removed", True),
    SCHEDULED: ("is_scheduled", True),
    "feed": ("in_feeds", False),
    "sitemap": ("in_sitemaps", False),
    "excerpt_only": ("is_excerpt_only", True),
}
_CONSEQUENCES = {
    "feed": "until then feeds leave it out",
    "sitemap": "until then sitemaps leave it out",
    "excerpt_only": "until then feeds carry its excerpt",
}

_OF_MANY_MEANINGS = ("state", "stage", "access", "secret")  # a near value is asked about as under a near name
NOTED = "noted"  # beside the fields of an article
WITHHELD = "until then the article is withheld"


class Name(NamedTuple):
    """What a name that an article gives says."""

    word: str  # withholds where the value cannot be read; "" of a name that only looks as if it withheld
    said: Callable[[Any], str]  # the raw value -> the word that withholds, "" where none does
    field: str = ""  # the row of the table that the name stands in; of others a colon and the name


# Field -> its word, and what is said of it. Their names stand in the table of `fields`.
FLAGS: Mapping[str, tuple[str, Callable[[Any], str]]] = {
    "is_published": ("published", where_false("published")),
    "is_unpublished": ("published", where_true("published")),
    "draft": ("draft", where_true("draft")),
    "public_draft": ("unlisted", of_own("unlisted")),  # a number often: of the change that reviews it
    "status": ("status", of_switch_or_status),
    "state": ("status", of_numbered_status),
    "stage": ("status", of_status),
    "access": ("private", of_access),
    "secret": ("private", where_on("private")),
    "is_removed": ("removed", where_true("removed")),
    "removed_at": ("removed", of_end("removed")),
    "private": ("private", where_true("private")),
    "is_public": ("private", where_false("private")),
    "visibility": ("private", of_visibility),
    "unlisted": ("unlisted", where_true("unlisted")),
    "is_listed": ("unlisted", where_false("unlisted")),
    "password": ("password", of_password),
    "is_protected": ("password", of_lock),
    "members": ("members", where_on("members")),
    "hidden": ("hidden", where_true("hidden")),
    "hide": ("hidden", where_hidden),
    "is_visible": ("hidden", where_false("hidden")),
    "is_live": ("hidden", where_off("hidden")),
    "archived": ("archived", where_true("archived")),
    "archived_at": ("archived", of_end("archived")),
    "sitemap": ("sitemap", of_sitemap),
    "in_sitemaps": ("sitemap", where_false("sitemap")),
    "noindex": ("sitemap", where_true("sitemap")),
    "robots": ("sitemap", of_robots),
    "meta": ("sitemap", of_meta),
    "is_indexed": ("sitemap", of_index),
    "redirect_to": ("sitemap", of_own("sitemap")),  # its page sends readers on: sitemaps have no use for it
    "excerpt_only": ("excerpt_only", where_true("excerpt_only")),
    "in_feeds": ("feed", of_feed),
    "no_feed": ("feed", where_on("feed")),
    "feed": ("excerpt_only", of_feed),
}
# Where generators and systems keep what an article says of itself beside their own keys.
_HOLDERS = frozenset(("params", "extra", "frontmatter", "attributes", "metadata", "post", "publishing"))
# Where others keep it among much else: there counts what says in plain words that an article is not out.
_LOOSE_HOLDERS = frozenset(
    "data options config settings flags custom customfields page fields properties header sys meta seo cms article "
    "entry".split()
)
_PLAIN_WORDS = frozenset(("is_published", "is_unpublished", "draft", "status", "private", "unlisted"))
# By these an article may stay in and its author not know it: the report names them.
_UNEXPECTED = frozenset("hide is_visible is_live archived archived_at".split())
# What they say is said by the article; all others are kept in extra, too.
_TAKEN = frozenset(("is_published", "draft", "is_removed", "password"))


class Flags:
    """Reads what articles say of whether they may be shown.

    names     field -> the names that it may have
    withheld  word -> whether it withholds; None: it does not, and the report says so. Words that are none of WORDS are
              names of the site's own
    known     names that say something else
    """

    def __init__(
        self, names: Mapping[str, tuple[str, ...]], withheld: Mapping[str, bool | None], known: Iterable[str]
    ) -> None:
        self._known = frozenset(map(folded, known))
        self._withheld = {**dict.fromkeys(WORDS, True), **withheld}
        self._by_name: dict[str, Name] = {}
        for field, (word, said) in FLAGS.items():
            for name in names[field]:
                found = Name(word, said, field)
                self._by_name |= {folded(name): found, f"is{folded(name)}": found}
        self._by_name |= dict.fromkeys(_HOLDERS - self._known, Name("draft", self._within, "holder"))
        for holder in _LOOSE_HOLDERS.difference(self._known.difference(self._by_name)):
            other = self._by_name.get(holder)
            self._by_name[holder] = Name("draft", partial(self._plainly_within, other), "holder")
        for word in withheld:
            if word not in WORDS:
                self._by_name[folded(word)] = Name(word, of_own(word))
        self.names = remembered(self._names)

    def _names(self, keys: Keys) -> tuple[tuple[str, Name], ...]:
        """Return those of *keys* that say something of it, or look as if they did, each with what it says."""
        looked_up = ((key, self._by_name.get(folded(key)) or self._look_alike(key)) for key in keys)
        return tuple((key, name) for key, name in looked_up if name is not None)

    def effect(self, name: Name, value: Any) -> tuple[str, bool] | None:
        """Return the field that *value* sets, and to what; None where it sets none.

        NOTED where the report has something to say of it once the article is shown, which read() does.

        Raises ValueError where read() makes more of it.
        """
        if not is_given(value) or value in ([], {}):
            return None
        word = name.said(value)
        switch = self._withheld.get(_switched_by(word), False)
        if word and (name.field == "removed_at" or (switch and name.field in _UNEXPECTED)):
            raise ValueError(word)
        if switch is None or (not word and self._is_asked(name, value)):
            return NOTED, True
        return _EFFECTS.get(word, _STAYS_IN) if switch else None

    def read(
        self, values: RawValues, mapping: Mapping[str, Any], given: dict[str, Any]
    ) -> tuple[list[str], list[PassedOver]]:
        """Put into *given* what *mapping* says; return the names that have said it, and what the report is to say."""
        taken: list[str] = []
        notes: list[PassedOver] = []
        withheld_by: dict[str, bool] = {}  # key -> whether nobody may have expected that
        for key, name in self.names(tuple(mapping)):
            value = mapping[key]
            if not is_given(value) or value in ([], {}):
                continue
            if name.field in _TAKEN or (name.field == "status" and is_status(value)):
                taken.append(key)
            try:
                word = name.said(value)
            except UnreadableError as error:
                if name.field == "is_published" and (released_at := _instant(values, value)) is not None:
                    release(given, released_at)
                    continue
                word = name.word if self._withheld[name.word] else ""
                if word:
                    values.warn((key,), f"{error}; {_CONSEQUENCES.get(word, WITHHELD)}")
                    withheld_by[key] = False
            switch = self._withheld.get(_switched_by(word), False)
            if switch:
                field, says = _EFFECTS.get(word, _STAYS_IN)
                given[field] = says
                if field in ("is_published", "is_removed"):
                    withheld_by.setdefault(key, name.field in _UNEXPECTED)
                if name.field == "removed_at" and (removed_at := _instant(values, value)) is not None:
                    given.setdefault("expires_at", removed_at)  # an entry that was published says since when it is gone
            elif switch is None:
                notes.append(_publishes(values, key, _switched_by(word)))
            elif not word and self._is_asked(name, value):
                notes.append(_asks(values, key, name))
        if is_shown(given):
            return taken, notes
        return taken, [_stays_in(values, next(iter(withheld_by)))] if withheld_by and all(withheld_by.values()) else []

    def _within(self, held: Any) -> str:
        """Return the word that a name in *held* says, "" where none does or *held* holds none."""
        for key, value in held.items() if isinstance(held, dict) else ():
            name = self._by_name.get(folded(str(key)))
            if name is not None and is_given(value) and value not in ([], {}) and (word := name.said(value)):
                return word
        return ""

    def _plainly_within(self, other: Name | None, held: Any) -> str:
        """Return the word that a plain name in *held* says, else what *held* says under the *other* name."""
        for key, value in held.items() if isinstance(held, dict) else ():
            name = self._by_name.get(folded(str(key)))
            if name is not None and name.field in _PLAIN_WORDS and is_given(value):
                with suppress(UnreadableError):
                    if word := name.said(value):
                        return word
        return other.said(held) if other is not None else ""

    def _look_alike(self, key: str) -> Name | None:
        """Return what the near name of a word of ours says: nothing, but its value is asked about."""
        return Name("", lambda _: "", f":{key}") if folded(key) not in self._known and looks_like_one(key) else None

    def _is_asked(self, name: Name, value: Any) -> bool:
        """Tell whether a value that withholds nothing looks as if it were meant to."""
        is_meant_otherwise = (
            name.word
            and name.field not in _OF_MANY_MEANINGS
            and (name.word != "status" or not self._withheld["status"])
        )
        return not is_meant_otherwise and is_meant(name.field.removeprefix(":"), value)


def _switched_by(word: str) -> str:
    return "status" if word == SCHEDULED else word


def is_shown(given: Mapping[str, Any]) -> bool:
    return given.get("is_published") is not False and given.get("is_removed") is not True


def _note(values: RawValues, key: str, one: str, many: str) -> PassedOver:
    place = values.raw.fault((key,), "", of_key=True)
    return PassedOver(place.path, one, many, place.line)


def _stays_in(values: RawValues, key: str) -> PassedOver:
    written = field_name((key,))
    by, lets = f"by {written}", f"withheld: {{{written}: false}} lets"
    return _note(values, key, f"article stays in {by}; {lets} it out", f"articles stay in {by}; {lets} them out")


def _publishes(values: RawValues, key: str, word: str) -> PassedOver:
    setting = f"withheld: {{{word}: true}}"
    state = "unpublished by status" if word == "status" else word
    return _note(
        values,
        key,
        f"article is {state}, and its generator publishes it all the same; {setting} keeps it in",
        f"articles are {state}, and their generator publishes them all the same; {setting} keeps them in",
    )


def _asks(values: RawValues, key: str, name: Name) -> PassedOver:
    written = field_name((key,))
    meant = meant_word(key)
    rest = f"{written}, which looks like {f'the word {meant}' if meant else 'a word'} that withholds; write "
    is_contrary = flag(values.raw.text((key,))) is False  # who names it as a word would withhold the others
    contrary = f"{'feed' if is_of_feeds(key) else 'published'}: false, or "
    rest += f"{meant}, or " if meant else contrary if is_contrary else ""
    rest += "" if is_contrary else f"withheld: {{{written}: true}} if it is one, "
    rest += f"withheld: {{{written}: false}} if it is none" if is_contrary else f"{{{written}: false}} if it is none"
    if name.word:
        value = excerpt(values.raw.text((key,)), 40)
        rest = f"{written}: {value}, a value that looks like one that withholds; write draft or published"
    return _note(values, key, f"article is published that has {rest}", f"articles are published that have {rest}")


def _instant(values: RawValues, value: Any) -> datetime | None:
    try:
        return parse_instant(value, values.zone) if isinstance(value, str) else None
    except ValueError:
        return None


def release(given: dict[str, Any], release_at: datetime) -> None:
    """Let the article of *given* be published no sooner than at *release_at*.

    What is to come out later than it is dated is no matter of dates that lie ahead, which some sites publish.
    """
    if release_at > given.setdefault("published_at", release_at):
        given |= {"published_at": release_at, "is_scheduled": True}
