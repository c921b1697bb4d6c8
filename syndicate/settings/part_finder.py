"""Finds parts by name, and checks what the settings or the caller say of them.

A mistake that stands in the settings goes on the checker's list; one that the caller made raises UsageError.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import inspect

from syndicate.files.check import WRONG, Checker
from syndicate.files.tree import Place
from syndicate.files.yaml.text import parse_yaml
from syndicate.model.errors import Fault, PluginError, SyndicateError, UsageError, excerpt, field_name
from syndicate.model.memo import type_info
from syndicate.parts.contract import Filter, FilterContext, Format, Listener, Transform
from syndicate.settings.configured_parts import (
    ConfiguredFilter,
    ConfiguredFormat,
    ConfiguredListener,
    ConfiguredTransform,
    cache_key,
    configured_listener,
    configured_transform,
    failing,
)

if TYPE_CHECKING:
    from syndicate.parts.registry import Registry


# What belongs to a feed or its site has an option of its own.
_OF_EXPORT = frozenset(("limit", "content", "title", "language", "author", "topic", "where", "since", "until"))


def _is_of_export(key: str, fault: Fault) -> bool:
    return key in _OF_EXPORT and fault.message.startswith("unknown key")


class PartFinder:
    """Finds parts in a registry.

    options  (name of a part, key, text): set beside what the settings say
    """

    def __init__(self, registry: Registry, checker: Checker, options: Iterable[tuple[str, str, str]] = ()) -> None:
        self._registry = registry
        self._checker = checker
        self._given = tuple(options)
        self._used: set[str] = set()

    def part(self, kind: Any, name: str, place: Place, *, at_key: bool = False) -> Any:
        """Return the part, None where the settings at *place* name one that there is not."""
        try:
            return self._registry.get(kind, name)
        except PluginError as error:
            if place:
                self._checker.wrong(place, str(error), at_key=at_key)
                return None
            if name in self._registry.names(kind):
                raise  # Two plugins offer it: the name is right.
            raise UsageError(str(error)) from error

    def names(self, kind: Any) -> list[str]:
        return list(self._registry.names(kind))

    def label(self, part: Any) -> str:
        """Return how messages call *part*: "format opml of syndicate-opml 0.1.0"."""
        plugin = self._registry.plugin_of(type(part), part.name)
        owner = "" if plugin.startswith("syndicate.") else f" of {plugin}"
        return f"{type(part).__name__.lower()} {part.name}{owner}"

    def options(self, part: Any, value: Any, place: Place) -> Any:
        """Return *value*, with what was set beside it, as the type that *part* declares."""
        given = {key: text for name, key, text in self._given if name == part.name}
        self._used.add(part.name)
        if part.options is None:
            if given:
                key = next(iter(given))
                advice = f"; write --{key}" if key in _OF_EXPORT else ""
                raise UsageError(f"--option {part.name}.{key}: {part.name} takes no options{advice}")
            if value is not None and value != {}:
                self.wrong(place, f"{part.name} takes no options; take them out")
            return None
        if value is None and _takes_mapping(part.options):
            value = {}
        if given:
            return self._with_given(part, {} if value is True else value, place, given)
        checker = self._checker if place else Checker(lambda *_: (part.name, 0, 0))
        options = checker.convert(value, part.options, place)
        if not place and checker.faults:
            raise UsageError("\n".join(f"{part.name}: {_for_callers(part.name, fault)}" for fault in checker.faults))
        return options

    def _with_given(self, part: Any, value: Any, place: Place, given: Mapping[str, str]) -> Any:
        """Return the options of *part* where the caller has *given* some as texts, which are read as YAML.

        A mistake in one of these raises UsageError; one in another goes to the checker, at *place* of the settings.
        """
        if not isinstance(value, Mapping):
            raise UsageError(
                f"--option {part.name}.{next(iter(given))}: the settings give {part.name} no mapping of options"
            )
        trees = {key: parse_yaml(text, path="--option") for key, text in given.items()}
        if unread := [
            f"--option {part.name}.{key}: {excerpt(given[key])} cannot be read as YAML: {fault.message}"
            for key, tree in trees.items()
            for fault in tree.faults
        ]:
            raise UsageError("\n".join(unread))
        read = {key: tree.value for key, tree in trees.items()}
        depth = len(place)

        def is_given(path: Place) -> bool:
            return not place or (len(path) > depth and path[depth] in given)

        def place_of(path: Place, at_key: bool) -> tuple[str, int, int]:  # noqa: FBT001  as a checker calls it
            return ("--option", 0, 0) if is_given(path) else self._checker.place(path, at_key)

        def raw_of(path: Place) -> str | None:
            if not is_given(path):
                return self._checker.raw(path)
            return given.get(str(path[depth])) if len(path) == depth + 1 else None

        checker = Checker(place_of, raw_of)
        options = checker.convert({**value, **read}, part.options, place)
        wrong = [fault for fault in checker.faults if fault.path == "--option"]
        if wrong:
            fields = [fault.field.removeprefix(field_name(place)).removeprefix(".") for fault in wrong]
            lines = [
                f"--option {part.name}{f'.{field}' if field else ''}: "
                + (f"{part.name} has no such option; write --{field}" if _is_of_export(field, fault) else fault.message)
                for field, fault in zip(fields, wrong, strict=True)
            ]
            raise UsageError("\n".join(lines))
        self.gather(checker.faults)
        return options

    def check_used(self) -> None:
        """Raise UsageError for an option that was given for a part that nothing here uses."""
        for name, key, _ in self._given:
            if name not in self._used:
                used = ", ".join(sorted(self._used))
                raise UsageError(
                    f"--option {name}.{key}: nothing written here uses a part named '{name}'; used: {used}"
                )

    def format(self, name: str, value: Any, place: Place, options_place: Place) -> ConfiguredFormat | None:
        part: Format | None = self.part(Format, name, place)
        if part is None:
            return None
        return ConfiguredFormat(part=part, options=self.options(part, value, options_place), label=self.label(part))

    def filter(self, name: str, value: Any, where: Place, context: FilterContext) -> ConfiguredFilter | None:
        """Return the filter called *name*, None if its setting switches it off."""
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
        label = self.label(part)
        words = f"left by the filter {name}"
        try:
            keeps = part.build(setting, context)
            words = part.describe(setting) if part.describe else words
        except SyndicateError as error:
            if not where:
                raise
            self.wrong(where, str(error).removeprefix(f"{name}: "))
            return None
        except Exception as error:  # noqa: BLE001  a stranger's function may raise anything; it costs its own feeds
            keeps = failing(PluginError(f"{label} failed: {type(error).__name__}: {error}"), error)
        return ConfiguredFilter(
            name=name,
            label=label,
            identity=(name, cache_key((setting, context.is_sitemap))),
            keeps=keeps,
            words=words,
            explain=getattr(keeps, "explain", part.explain),
            reason=getattr(keeps, "reason", lambda _: name),
            asks_for=part.asks_for,
            reads=tuple(part.reads(setting)) if part.reads else (),
            clock=part.clock,
        )

    def transforms(self, entries: Iterable[str | Mapping[str, Any]], base: Place) -> list[ConfiguredTransform]:
        """Return the transforms that *entries* name, each alone or with its options."""
        found = []
        for index, entry in enumerate(entries):
            where = (*base, index)
            if isinstance(entry, str):
                name, value, place = entry, None, where
            elif len(entry) == 1:
                name, value = next(iter(entry.items()))
                place = (*where, name)
            else:
                self._checker.wrong(where, "expected the name of a transform, or one name with its options")
                continue
            part: Transform | None = self.part(Transform, name, where)
            if part is not None:
                found.append(configured_transform(part, self.options(part, value, place), self.label(part)))
        return found

    def listeners(self, given: Mapping[str, Any], base: Place) -> list[ConfiguredListener]:
        """Return the listeners that *given* names with their options; true is none, false switches off."""
        found = []
        for name, value in given.items():
            where = (*base, name)
            part: Listener | None = self.part(Listener, name, where, at_key=True)
            if part is None or value is False:
                continue
            options = self.options(part, None if value is True else value, where)
            found.append(configured_listener(part, options, self.label(part)))
        return found

    def wrong(self, place: Place, message: str, asked_by: str = "") -> None:
        """Put a mistake of the settings on the list; without a place it is the caller's, who named *asked_by*."""
        if not place:
            raise UsageError(f"{asked_by}: {message}" if asked_by else message)
        self._checker.wrong(place, message)

    def gather(self, faults: Iterable[Fault]) -> None:
        """Put mistakes that were found elsewhere on the list, each once."""
        self._checker.faults += [fault for fault in faults if fault not in self._checker.faults]


def _takes_mapping(options: Any) -> bool:
    """Tell whether *options* is a struct, or a union with one: without a setting it is an empty mapping then."""
    info = type_info(options)
    return any(isinstance(kind, inspect.StructType) for kind in getattr(info, "types", (info,)))


def _for_callers(name: str, fault: Fault) -> str:
    """Return the message of *fault*, in options that stand in no settings, with the option of the command to give."""
    missing = re.match(r"'(\w+)' is missing", fault.message)
    return f"'{missing[1]}' is missing; give --option {name}.{missing[1]}=..." if missing else fault.message


def _accepts_true(options: Any) -> bool:
    try:
        msgspec.convert(True, options)  # noqa: FBT003  the value itself
    except msgspec.ValidationError:
        return False
    return True
