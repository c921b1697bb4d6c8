"""A feed judged by a profile: what its entries, and itself, lack."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from syndicate.profiles.entries import Facts, read_entries
from syndicate.profiles.profile import FACTS, OF_FEED, Profile, Rule

# The first word of a fact -> the field of the article that it is of.
_FIELDS = {
    "title": "title", "description": "summary", "picture": "images", "pictures": "images",
    "categories": "topics", "age": "published_at", "link": "url", "guid": "id",
}  # fmt: skip


class Lack(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that is broken."""

    code: str
    message: str  # a sentence, e.g. "the title has 14 characters, MSN wants 21"
    drops: bool = False  # whether the taker would not take the entry
    field: str = ""  # of the article that says it, e.g. "title"; "": none does alone
    entry: int | None = None  # the place of the entry in the feed, from 0; None: it is the feed that breaks it
    id: str = ""  # of the entry
    line: int = 0  # where that begins in the document, from 1; 0: nobody knows


def judge_feed(profile: Profile, body: bytes, *, now: datetime | None = None) -> list[Lack]:
    """Return what the feed *body* lacks for *profile*: first what the feed itself does, then entry by entry.

    now  ages are counted to it; None: rules about ages are not looked at

    Raises ValueError where it is no RSS 2.0 or Atom.
    """
    of_feed, entries = read_entries(body, now)
    found = [
        Lack(code=rule.code, message=message)
        for rule in profile.rules
        if rule.fact in OF_FEED
        for message in _broken(rule, of_feed, profile.taker)
    ]
    rules = [rule for rule in profile.rules if rule.fact not in OF_FEED]
    for place, entry in enumerate(entries):
        for rule in rules:
            drops = rule.otherwise == "leave-out"
            found += [
                Lack(
                    code=rule.code,
                    message=message,
                    drops=drops,
                    field=_FIELDS.get(rule.fact.partition(".")[0], ""),
                    entry=place,
                    id=entry.id,
                    line=entry.line,
                )
                for message in _broken(rule, entry.facts, profile.taker)
            ]
    return found


def _broken(rule: Rule, facts: Facts, taker: str) -> Iterator[str]:
    value = facts.get(rule.fact)
    if value is None:
        return
    says = FACTS[rule.fact]
    more = (f"; {rule.instead}" if rule.instead else "") + (f" (not certain: {rule.unsure})" if rule.unsure else "")
    if not isinstance(value, tuple):
        said = says.format(n=f"{value:,}")
        if rule.least is not None and value < rule.least:
            yield f"{said}, {taker} wants {rule.least:,g}{more}"
        if rule.most is not None and value > rule.most:
            yield f"{said}, {taker} takes {rule.most:,.10g}{more}"
        return
    for wanted in rule.required:
        if not set(wanted.split("|")) & set(value):
            yield f"there is no {says.format(value=wanted.replace('|', ' or '))}, {taker} wants one{more}"
    for given in value:
        if given in rule.refused or "*" in rule.refused or (rule.only and given not in rule.only):
            yield f"there is {says.format(value=given)}, {taker} refuses it{more}"
