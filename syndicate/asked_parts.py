"""Parts as settings and callers ask for them: looked up by name, their options checked, filters built.

A mistake of the settings goes on a list, with its place; one of the caller is raised at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from syndicate.checking import WRONG, Checker
from syndicate.checking import Path as Place
from syndicate.errors import PluginError, SyndicateError, UsageError, excerpt
from syndicate.model import Article, Feed
from syndicate.overrides import Overrides
from syndicate.parts import Filter, FilterContext, Transform
from syndicate.settings import FeedSettings, SettingsFile

if TYPE_CHECKING:
    from syndicate.registry import Registry


class ChosenFilter(msgspec.Struct, frozen=True, kw_only=True):
    """A filter with its setting: a predicate, and words for messages."""

    name: str
    keeps: Callable[[Article], bool]
    words: str
    explain: Callable[..., str] | None = None


class AskedParts:
    """Finds the parts that *file* and *overrides* ask for; its checker holds what is wrong with the settings."""

    def __init__(self, file: SettingsFile, registry: Registry, overrides: Overrides) -> None:
        self.settings = file.settings
        self.registry = registry
        self.overrides = overrides
        self.checker = file.checker()

    def filters(self, feed: FeedSettings, place: Place, context: FilterContext) -> list[ChosenFilter]:
        """Return the filters of *feed*: its own stand instead of those for all feeds, the caller's come beside them."""
        given: dict[str, tuple[Any, Place]] = {"published": (True, ())}
        for name, value in self.settings.filters.items():
            given[name] = (value, ("filters", name))
        for name, value in feed.filters.items():
            given[name] = (value, (*place, "filters", name))
        if self.overrides.include_unpublished:
            given["published"] = (False, ())
        asked = [(name, value, where) for name, (value, where) in given.items()]
        asked += [(name, value, ()) for name, value in self.overrides.filters]
        found = (self._filter(name, value, where, context) for name, value, where in asked)
        return [chosen for chosen in found if chosen is not None]

    def _filter(self, name: str, value: Any, where: Place, context: FilterContext) -> ChosenFilter | None:
        part: Filter | None = self.part(Filter, name, where, at_key=True)
        if part is None or value is False:
            return None
        if part.options is None and value is not True:
            self.wrong(where, f"filter {name} takes only true or false, found {excerpt(value)}")
            return None
        if value is True and part.options is not None and not _accepts_true(part.options):
            self.wrong(where, "true does not say which articles stay; write that, or false")
            return None
        setting = None if part.options is None else self.options(part, value, where)
        if setting is WRONG:
            return None
        try:
            keeps = part.build(setting, context)
        except SyndicateError as error:
            if not where:
                raise
            self.wrong(where, str(error).removeprefix(f"{name}: "))
            return None
        words = part.describe(setting) if part.describe else f"left by the filter {name}"
        return ChosenFilter(name=name, keeps=keeps, words=words, explain=part.explain)

    def transforms(self, feed: FeedSettings, place: Place) -> list[Callable[[Feed], Feed]]:
        """Return the transforms of *feed*, those for all feeds first."""
        lists: list[tuple[tuple[str | dict[str, Any], ...], Place]] = [
            (self.settings.transforms, ("transforms",)),
            (feed.transforms, (*place, "transforms")),
        ]
        chosen: list[Callable[[Feed], Feed]] = []
        for entries, base in lists:
            for index, entry in enumerate(entries):
                where = (*base, index)
                if isinstance(entry, str):
                    name, value = entry, None
                elif len(entry) == 1:
                    name, value = next(iter(entry.items()))
                else:
                    self.checker.wrong(where, "expected the name of a transform, or one name with its options")
                    continue
                part: Transform | None = self.part(Transform, name, where)
                if part is not None:
                    options = self.options(part, value, (*where, name) if isinstance(entry, dict) else where)
                    chosen.append(_applied(part, options))
        return chosen

    # Parts and their options

    def part(self, kind: Any, name: str, place: Place, *, at_key: bool = False) -> Any:
        """Return the part, None where the settings at *place* name one that there is not."""
        try:
            return self.registry.get(kind, name)
        except PluginError as error:
            if place:
                self.checker.wrong(place, str(error), at_key=at_key)
                return None
            if name in self.registry.names(kind):
                raise  # Two plugins offer it: the name is right.
            raise UsageError(str(error)) from error

    def options(self, part: Any, value: Any, place: Place) -> Any:
        """Return *value* as the type that *part* declares."""
        if part.options is None:
            if value is not None and value != {}:
                self.wrong(place, f"{part.name} takes no options; take them out")
            return None
        checker = self.checker if place else Checker(lambda *_: (part.name, 0, 0))
        options = checker.convert({} if value is None else value, part.options, place)
        if not place and checker.faults:
            raise UsageError("\n".join(f"{part.name}: {fault.message}" for fault in checker.faults))
        return options

    def wrong(self, place: Place, message: str, asked_by: str = "") -> None:
        """Put a mistake of the settings on the list; without a place it is the caller's, who named *asked_by*."""
        if not place:
            raise UsageError(f"{asked_by}: {message}" if asked_by else message)
        self.checker.wrong(place, message)


def _accepts_true(options: Any) -> bool:
    try:
        msgspec.convert(True, options)  # noqa: FBT003  the value itself
    except msgspec.ValidationError:
        return False
    return True


def _applied(part: Transform, options: Any) -> Callable[[Feed], Feed]:
    """Return *part* as a function of the feed alone, whose result is a feed or a PluginError."""

    def apply(feed: Feed) -> Feed:
        try:
            result = part.apply(feed) if part.options is None else part.apply(feed, options)
        except SyndicateError:
            raise
        except Exception as error:
            raise PluginError(f"transform {part.name} failed: {type(error).__name__}: {error}") from error
        if not isinstance(result, Feed):
            raise PluginError(f"transform {part.name} returned {type(result).__name__}; it must return a Feed")
        return result

    return apply
