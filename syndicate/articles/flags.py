"""Whether an article may be shown, and where: the words by which publishers withhold one.

A word withholds under several names, e.g. `isDraft` and `is_draft`; which words there are is listed in WORDS, and
which of them count the settings say (`withheld`). Each name that an article gives counts, not the best of them alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from syndicate.articles.values import RawValues
from syndicate.files.scalars import flag, is_given
from syndicate.model.errors import describe, field_name
from syndicate.model.instants import parse_instant
from syndicate.model.memo import Memo
from syndicate.parts.contract import PassedOver

# What the settings switch. Those of display speak of a theme's lists: generators that do not know them show the page.
OF_DISPLAY = ("hidden", "archived")
WORDS = (
    "draft", "published", "status", "removed", "private", "unlisted", "password", "members", *OF_DISPLAY, "sitemap",
    "excerpt_only",
)  # fmt: skip
# What a word does to an article, where that is another thing than keeping it out of everything.
_STAYS_IN = ("is_published", False)
_EFFECTS = {
    "removed": ("is_removed", True),
    "sitemap": ("in_sitemaps", False),
    "excerpt_only": ("is_excerpt_only", True),
}
_CONSEQUENCES = {"sitemap": "until then sitemaps leave it out", "excerpt_only": "until then feeds carry its excerpt"}

WITHHELD = "until then the article is withheld"
NEVER = frozenset(("never", "none", "no"))  # dates of an end that does not come

_STATUSES = {
    **dict.fromkeys(("draft", "unpublished", "pending", "pendingreview", "inreview", "autodraft", "future", "scheduled",
                     "embargoed"), "status"),
    **dict.fromkeys(("trash", "trashed", "deleted", "removed", "withdrawn"), "removed"),
    **dict.fromkeys(("private", "secret", "confidential"), "private"),
    **dict.fromkeys(("password", "passwordprotected", "protected"), "password"),
    **dict.fromkeys(("members", "membersonly", "subscribers", "subscribersonly"), "members"),
    "unlisted": "unlisted", "hidden": "hidden", "archived": "archived",
    **dict.fromkeys(("published", "publish", "public"), ""),
}  # fmt: skip
# Of whom there is also who may see it; "" is everybody.
_VISIBILITIES = {
    **_STATUSES,
    **dict.fromkeys(("paid", "tiers", "member", "registered", "premium"), "members"),
    **dict.fromkeys(("internal", "restricted", "friends", "me", "none"), "private"),
    **dict.fromkeys(("visible", "everyone", "everybody", "anyone", "all", "world", "open", "default"), ""),
}
_MORE_FLAGS = {"1": True, "y": True, "0": False, "n": False}

# What looks like one of the words: parts of a name that speak of secrecy, of where an article stands on its way out, or
# of feeds; and values that do.
_SECRETS = frozenset(
    "private draft unpublished unlisted secret confidential member members subscriber subscribers withheld embargoed "
    "protected paywall paywalled internal".split()
)
_STANDINGS = frozenset(
    "status state stage visibility access audience publish published publishing publication privacy workflow".split()
)
_FEEDS = frozenset("feed feeds rss atom".split())
_DATED = frozenset("date time at on by".split())  # when, or by whom: no matter of showing
_EXCLUDING = frozenset("hide hidden exclude excluded no skip omit disable".split())
_VALUES = (_SECRETS | frozenset("hidden pending trash archived scheduled".split())) - {"protected"}
_PARTS_OF_INTEREST = _SECRETS | _STANDINGS | _FEEDS
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_LONGEST = 40  # characters of a value that may be such a word


class UnreadableError(ValueError):
    """A value withholds or does not, and nobody can tell; its text says what to write."""


class Name(NamedTuple):
    """What a name that an article gives says.

    word   withholds where the value cannot be read; "" of a name that only looks as if it withheld
    said   the raw value -> the word that withholds, "" where none does
    field  the row of the table that the name stands in; of others a colon and the name
    """

    word: str
    said: Callable[[Any], str]
    field: str = ""


def _switched(value: Any) -> bool:
    found = flag(value)
    if found is None and isinstance(value, str):
        found = _MORE_FLAGS.get(value.strip().lower())
    if found is None and value in (0, 1):
        found = bool(value)
    if found is None:
        raise UnreadableError(f"expected true or false, found {describe(value)}; write true or false")
    return found


def _is_on(value: Any) -> bool:
    try:
        return _switched(value)
    except UnreadableError:
        return False


def where_true(word: str) -> Callable[[Any], str]:
    """Return what finds *word* in a value that is true."""
    return lambda value: word if _switched(value) else ""


def where_false(word: str) -> Callable[[Any], str]:
    """Return what finds *word* in a value that is false."""
    return lambda value: "" if _switched(value) else word


def of_status(value: Any) -> str:
    """Return the word that a status stands for; one that is not about publishing stands for none."""
    return _STATUSES.get(folded(value), "") if isinstance(value, str) else ""


def of_visibility(value: Any) -> str:
    """Return the word that stands for those who may see an article."""
    if isinstance(value, bool):
        return "" if value else "hidden"
    if isinstance(value, list):
        return next((word for one in value if (word := of_visibility(one))), "")
    found = _VISIBILITIES.get(folded(value)) if isinstance(value, str) else None
    if found is None:
        raise UnreadableError(f"expected who may see it, found {describe(value)}; write public or private")
    return found


def of_password(value: Any) -> str:
    """Return the word for what a password guards."""
    return "" if value is False or folded(str(value)) in ("false", "no", "none", "null") else "password"


def of_members(value: Any) -> str:
    """Return the word for what only members see, where that is true: others list the members of a band."""
    return "members" if _is_on(value) else ""


def of_robots(value: Any) -> str:
    """Return the word for what search engines may not keep, as the meta element `robots` says it."""
    if isinstance(value, dict):
        by_name = {folded(key): one for key, one in value.items()}
        is_kept_out = flag(by_name.get("index")) is False or _is_on(by_name.get("noindex"))
        return "sitemap" if is_kept_out else of_robots(by_name.get("robots", ""))
    rules = re.split(r"[,\s]+", " ".join(map(str, value)) if isinstance(value, list) else str(value))
    return "sitemap" if not {"noindex", "none"}.isdisjoint(map(str.lower, rules)) else ""


def of_sitemap(value: Any) -> str:
    """Return the word for what is kept out of sitemaps: `false` (Jekyll), `{disable: true}` (Hugo)."""
    if isinstance(value, dict):
        by_name = {folded(key): one for key, one in value.items()}
        is_out = any(_is_on(by_name.get(name)) for name in ("disable", "disabled", "exclude", "ignore", "noindex"))
        return "sitemap" if is_out or flag(by_name.get("include")) is False else ""
    return "sitemap" if flag(value) is False else ""


def of_feed(value: Any) -> str:
    """Return the word for what feeds carry an excerpt of: `feed: {excerpt_only: true}` of jekyll-feed."""
    given = value.get("excerpt_only") if isinstance(value, dict) else None
    return "excerpt_only" if is_given(given) and _switched(given) else ""


# Field -> its word, and what is said of it. Their names stand in the table of `fields`.
FLAGS: Mapping[str, tuple[str, Callable[[Any], str]]] = {
    "is_published": ("published", where_false("published")),
    "is_unpublished": ("published", where_true("published")),
    "draft": ("draft", where_true("draft")),
    "status": ("status", of_status),
    "is_removed": ("removed", where_true("removed")),
    "private": ("private", where_true("private")),
    "is_public": ("private", where_false("private")),
    "visibility": ("private", of_visibility),
    "unlisted": ("unlisted", where_true("unlisted")),
    "is_listed": ("unlisted", where_false("unlisted")),
    "password": ("password", of_password),
    "is_protected": ("password", where_true("password")),
    "members": ("members", of_members),
    "hidden": ("hidden", where_true("hidden")),
    "archived": ("archived", where_true("archived")),
    "sitemap": ("sitemap", of_sitemap),
    "noindex": ("sitemap", where_true("sitemap")),
    "robots": ("sitemap", of_robots),
    "excerpt_only": ("excerpt_only", where_true("excerpt_only")),
    "feed": ("excerpt_only", of_feed),
}
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
        self, names: Mapping[str, tuple[str, ...]], withheld: Mapping[str, bool | None], known: Iterable[str] = ()
    ) -> None:
        self._known = frozenset(map(folded, known))
        self._withheld = {**dict.fromkeys(WORDS, True), **withheld}
        self._by_name: dict[str, Name] = {}
        for field, (word, said) in FLAGS.items():
            for name in names[field]:
                found = Name(word, said, field)
                self._by_name |= {folded(name): found, f"is{folded(name)}": found}
        for word in withheld:
            if word not in WORDS:
                self._by_name[folded(word)] = Name(word, _own(word))
        self._remembered: Memo[tuple[str, ...], tuple[tuple[str, Name], ...]] = Memo(
            most=256, longest=2_000, length=lambda keys: sum(map(len, keys)) + len(keys)
        )

    def names(self, keys: tuple[str, ...]) -> tuple[tuple[str, Name], ...]:
        """Return those of *keys* that say something of it, or look as if they did, each with what it says."""
        found = self._remembered.get(keys)
        if found is None:
            looked_up = ((key, self._by_name.get(folded(key)) or self._look_alike(key)) for key in keys)
            found = tuple((key, name) for key, name in looked_up if name is not None)
            self._remembered.remember(keys, found)
        return found

    def effect(self, name: Name, value: Any) -> tuple[str, bool] | None:
        """Return the field that *value* sets, and to what; None where it sets none.

        Raises ValueError where there is more to say of it, which read() does.
        """
        if not is_given(value) or value in ([], {}):
            return None
        word = name.said(value)
        switch = self._withheld.get(word, False)
        if switch is None or (not word and self._is_asked(name, value)):
            raise ValueError(word)
        return _EFFECTS.get(word, _STAYS_IN) if switch else None

    def read(
        self, values: RawValues, mapping: Mapping[str, Any], given: dict[str, Any]
    ) -> tuple[list[str], list[PassedOver]]:
        """Put into *given* what *mapping* says; return the names that have said it, and what the report is to say."""
        taken: list[str] = []
        notes: list[PassedOver] = []
        for key, name in self.names(tuple(mapping)):
            value = mapping[key]
            if not is_given(value) or value in ([], {}):
                continue
            if name.field in _TAKEN or (name.field == "status" and folded(str(value)) in _STATUSES):
                taken.append(key)
            try:
                word = name.said(value)
            except UnreadableError as error:
                if name.field == "is_published" and (published_at := _instant(values, value)) is not None:
                    given.setdefault("published_at", published_at)
                    continue
                word = name.word if self._withheld[name.word] else ""
                if word:
                    values.warn((key,), f"{error}; {_CONSEQUENCES.get(word, WITHHELD)}")
            switch = self._withheld.get(word, False)
            if switch:
                field, says = _EFFECTS.get(word, _STAYS_IN)
                given[field] = says
            elif switch is None:
                notes.append(_publishes(values, key, word))
            elif not word and self._is_asked(name, value):
                notes.append(_asks(values, key, name))
        is_in = given.get("is_published") is False or given.get("is_removed") is True
        return taken, [] if is_in else notes

    def _look_alike(self, key: str) -> Name | None:
        """Return what the near name of a word of ours says: nothing, but its value is asked about."""
        parts = _parts(key)
        is_another = folded(key) in self._known or _PARTS_OF_INTEREST.isdisjoint(parts) or not parts.isdisjoint(_DATED)
        return None if is_another else Name("", lambda _: "", f":{key}")

    def _is_asked(self, name: Name, value: Any) -> bool:
        """Tell whether a value that withholds nothing looks as if it were meant to."""
        if name.word and (name.word != "status" or not self._withheld["status"]):
            return False
        parts = _parts(name.field)
        if not parts.isdisjoint(_SECRETS) or (not parts.isdisjoint(_FEEDS) and not parts.isdisjoint(_EXCLUDING)):
            return _is_on(value) or (isinstance(value, str) and of_status(value) != "")
        if not isinstance(value, str) or len(value) > _LONGEST:
            return False
        return not (parts.isdisjoint(_STANDINGS) or _VALUES.isdisjoint(_parts(value)))


def folded(name: str) -> str:
    """Return *name* as all its spellings share it: isDraft, is_draft and is-draft are one."""
    return name.strip().lower().replace("_", "").replace("-", "").replace(" ", "")


def _own(word: str) -> Callable[[Any], str]:
    """Return what finds the site's own *word* in every value that does not say the contrary."""

    def said(value: Any) -> str:
        is_contrary = value in (False, 0, [], {}) or flag(value) is False
        return "" if is_contrary or _VISIBILITIES.get(folded(str(value))) == "" else word

    return said


def _parts(text: str) -> set[str]:
    """Return the words that *text* is made of, e.g. of postStatus and post-status `post` and `status`."""
    return {part.lower() for part in _PARTS.findall(text)}


def _publishes(values: RawValues, key: str, word: str) -> PassedOver:
    setting = f"withheld: {{{word}: true}}"
    return PassedOver(
        values.raw.fault((key,), "").path,
        f"article is {word}, and its generator publishes it all the same; {setting} keeps it in",
        f"articles are {word}, and their generator publishes them all the same; {setting} keeps them in",
    )


def _asks(values: RawValues, key: str, name: Name) -> PassedOver:
    written = field_name((key,))
    rest = f"{written}, which looks like a word that withholds; write withheld: {{{written}: true}} if it is one, "
    rest += f"{{{written}: false}} if it is none"
    if name.word:
        rest = f"{written} with a value that looks like one that withholds; write draft or published"
    path = values.raw.fault((key,), "").path
    return PassedOver(path, f"article is published that has {rest}", f"articles are published that have {rest}")


def _instant(values: RawValues, value: Any) -> datetime | None:
    try:
        return parse_instant(value, values.zone) if isinstance(value, str) else None
    except ValueError:
        return None
