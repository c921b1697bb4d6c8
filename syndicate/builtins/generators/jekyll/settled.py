"""What follows for a document from fields that many have alike: flags, categories, topics; found once for all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import tzinfo
from types import NoneType
from typing import Any, NamedTuple

from syndicate import Fault
from syndicate.model import Memo, excerpt

from .defaults import Defaults, merged
from .front import Front
from .options import JekyllOptions
from .places import Place
from .ruby import as_text, instant, is_true, one_or_many, plain_scalar, words

_RESOLVED = frozenset(("published", "draft", "category", "categories", "tag", "tags"))


class Settled(NamedTuple):
    """What follows from fields that many documents have alike."""

    changes: dict[str, Any]  # what stands beside the front matter, or in its place
    categories: list[str]  # the document's
    topics_place: tuple[str, ...]  # where its topics stand in the front matter
    defaults: dict[str, Any]  # of its other fields


class Settlements:
    """Finds what is settled for each document.

    is_own  whether a field of this name is looked at in each document
    """

    def __init__(self, options: JekyllOptions, zone: tzinfo, defaults: Defaults, is_own: Callable[[str], bool]) -> None:
        self._options = options
        self._zone = zone
        self._defaults = defaults
        self._is_own = is_own
        names = _RESOLVED.union(("topics", "redirect_to"), *(default.values for default in options.defaults))
        self._is_settled = frozenset(name for name in names if not is_own(name) or name in _RESOLVED).__contains__
        self._known: Memo[tuple[Any, ...], Settled] = Memo(most=1_024, longest=2_000, length=_characters)

    def of(self, place: Place, front: Front, faults: list[Fault]) -> Settled:
        """Return what follows for a document from fields that many have alike: it is found once for all of these."""
        key = front.raw.cache_key(self._is_settled) if front.text else None
        if key is not None:
            key = (*key, place.label, place.is_draft, place.path.rpartition("/")[0])
            if (known := self._known.get(key)) is not None:
                return known
        defaults = self._defaults.of(place)
        own = front.some(self._is_settled)
        said = front.resolved(own, _RESOLVED)
        base = {name: value for name, value in defaults.items() if self._is_settled(name)}
        values = merged(base, said)
        changes = changed(values, own)
        before = len(faults)
        if "published" in values:
            given = values["published"]
            changes["published"] = self._options.unpublished or _is_published(given, self._zone)
            if changes["published"] is True and not self._options.unpublished and _is_denied(given):
                message = (
                    f"{excerpt(as_text(given))} is true to Jekyll, which shows the article; write false to keep it in"
                )
                faults.append(front.raw.fault(said_at(own, "published"), message).as_warning())
        if self._options.show_drafts:
            changes["draft"] = False
        if self._options.excerpt_only:  # a post that says false is asked no more: so Liquid's filter `default` has it
            changes["excerpt_only"] = True
        if (kind := type(said.get("categories"))) is not str and kind is not list and kind is not NoneType:
            given = front.raw.text(("categories",)) if not isinstance(own["categories"], dict) else "a mapping"
            advice = f"write [{given}]" if "categories" in own and given != "a mapping" else "write [one, two]"
            message = f"expected a list, found {given}, at which Jekyll stops reading the front matter; {advice}"
            faults.append(front.raw.fault(("categories",), message).as_warning())
        categories = categories_of(place, defaults, said)
        if categories or "categories" in values:
            changes["categories"] = categories or None
        topics = topics_of(values, categories, said)
        if topics or "topics" in values:
            changes["topics"] = topics or None
        rest = {name: value for name, value in defaults.items() if self._is_own(name)}
        found = Settled(changes, categories, said_at(own, "tags", "categories"), rest)
        if key is not None and len(faults) == before and self._defaults.are_shared(place):
            self._known.remember(key, found)
        return found


def _is_published(value: Any, zone: tzinfo) -> Any:
    """Return whether Jekyll builds a page that says *value*; a text that says neither to anybody stays as it is."""
    if isinstance(value, str) and value.strip() and plain_scalar(value.strip()) is value.strip():
        try:
            instant(value, zone, is_plain=False)
        except ValueError:
            return value
    return is_true(value)


def _is_denied(value: Any) -> bool:
    """Tell whether a *value* that is true to Ruby is meant to be false: 0, or a text in quotes."""
    return value is not False and (value == 0 or plain_scalar(as_text(value).strip()) is False)


def said_at(own: Mapping[str, Any], *names: str) -> tuple[str, ...]:
    """Return where the first of *names* stands that the front matter has, the whole of it where it has none."""
    return next(((name,) for name in names if name in own), ())


def changed(values: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of *values* that are other than what the front matter says of its *own*."""
    return {name: value for name, value in values.items() if value is not (before := own.get(name)) and value != before}


def _characters(key: tuple[Any, ...]) -> int:
    return sum(sum(map(len, entry[:4])) for entry in key[:-3])


def categories_of(place: Place, defaults: Mapping[str, Any], said: Mapping[str, Any]) -> list[str]:
    """Return the categories of the document at *place*, in Jekyll's order: folders, defaults, its own, `category`."""
    found: list[Any] = place.categories
    if not defaults and "categories" not in said and "category" not in said:
        return list(dict.fromkeys(found)) if found else found
    for values in (defaults, said):
        given = values.get("categories")
        found += words(given) if isinstance(given, (str, list)) else [given] if is_true(given) else []
    category = said["category"] if said.get("category") is not None else defaults.get("category")
    if is_true(category):
        found += one_or_many(category)
    return list(dict.fromkeys(map(as_text, found)))


def topics_of(values: Mapping[str, Any], categories: Iterable[str], said: Mapping[str, Any]) -> list[str]:
    """Return what a document is about: its own topics, else its *categories* and tags.

    A text with commas is parted by them, where Jekyll parts it by spaces and leaves the commas in: its writer meant so.
    """
    if values.get("topics"):
        return list(one_or_many(values["topics"]))
    found: list[Any] = list(categories)
    given = said.get("categories")
    if isinstance(given, str) and "," in given:
        parted = set(given.split())
        found = [name for name in found if name not in parted] + given.split(",")
    tag, tags = values.get("tag"), values.get("tags")
    if is_true(tag):
        found += one_or_many(tag)
    elif isinstance(tags, str) and "," in tags:
        found += tags.split(",")
    else:
        found += words(tags)
    labels = [as_text(topic).strip() for topic in found if not isinstance(topic, dict)]
    return list(dict.fromkeys(filter(None, labels)))
