"""Find plugins, check what they offer, and hand out parts by name. The only room that runs the plugin manager.

Built-ins are a tuple of module names and go through the same door as a stranger's plugin. A plugin that fails harms
nothing: it is remembered, and named when somebody asks for a part that is not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

import pluggy

from syndicate import hookspecs
from syndicate.errors import PluginError, suggest
from syndicate.parts import Filter, Format, Source, Transform

if TYPE_CHECKING:
    from syndicate.files import Published

GROUP = "syndicate"
BUILT_INS = (
    "syndicate.sources.front_matter",
    "syndicate.sources.json_lines",
    "syndicate.filters.published",
    "syndicate.filters.topics",
    "syndicate.filters.dates",
    "syndicate.filters.where",
    "syndicate.transforms.provider_authors",
    "syndicate.formats.rss",
    "syndicate.formats.atom",
    "syndicate.formats.json_feed",
    "syndicate.formats.amp_sitemap",
)
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_KINDS: dict[type, str] = {Source: "source", Filter: "filter", Transform: "transform", Format: "format"}
_HOOKS: dict[str, Any] = {
    "syndicate_sources": Source,
    "syndicate_filters": Filter,
    "syndicate_transforms": Transform,
    "syndicate_formats": Format,
}
_Part = TypeVar("_Part", Source, Filter, Transform, Format)


class Registry:
    """Parts by name, each with the plugin that offers it.

    built_ins     module names of the plugins that come with syndicate
    entry_points  whether to look for installed plugins (entry point group "syndicate")
    """

    def __init__(self, built_ins: Iterable[str] = BUILT_INS, *, entry_points: bool = True) -> None:
        self._manager = pluggy.PluginManager("syndicate")
        self._manager.add_hookspecs(hookspecs)
        self._parts: dict[tuple[type, str], list[tuple[str, Any]]] = {}
        self.failures: dict[str, str] = {}  # plugin -> why it is left out
        for name in built_ins:
            self.register(import_module(name), name)
        if entry_points:
            self._load_entry_points()

    def _load_entry_points(self) -> None:
        from importlib.metadata import entry_points

        # One by one, under a name with the distribution in it: pluggy's own loader passes silently over a plugin
        # whose entry point has a name that is taken, and stops at the first that does not import.
        found = [(entry.dist.name if entry.dist else "?", entry) for entry in entry_points(group=GROUP)]
        for distribution, entry in sorted(found, key=lambda pair: (pair[0], pair[1].name, pair[1].value)):
            name = f"{distribution}:{entry.name}"
            try:
                module = entry.load()
            except Exception as error:  # noqa: BLE001  a stranger's module may raise anything while it is imported
                self.failures[name] = f"{type(error).__name__}: {error}"
                continue
            try:
                self.register(module, name)
            except PluginError as error:
                self.failures[name] = str(error)

    def register(self, plugin: ModuleType | object, name: str) -> None:
        """Take in what *plugin* offers, or nothing of it.

        Raises PluginError if it implements a hook that does not exist, or offers what is no part.
        """
        try:
            self._manager.register(plugin, name)
            self._manager.check_pending()
            offers = [(kind, part) for hook, kind in _HOOKS.items() for part in self._ask(plugin, hook, kind) if plugin]
        except (pluggy.PluginValidationError, ValueError) as error:
            self._forget(plugin)
            raise PluginError(f"plugin {name}: {_hook_mistake(plugin) or error}") from error
        except PluginError as error:
            self._forget(plugin)
            raise PluginError(f"plugin {name}: {error}") from error
        for kind, part in offers:
            self._parts.setdefault((kind, part.name), []).append((name, part))

    def _forget(self, plugin: object) -> None:
        if self._manager.is_registered(plugin):
            self._manager.unregister(plugin)

    @staticmethod
    def _ask(plugin: object, hook: str, kind: Any) -> Iterable[Any]:
        function = getattr(plugin, hook, None)
        if function is None or not hasattr(function, "syndicate_impl"):
            return ()
        try:
            offered = list(function())
        except Exception as error:
            raise PluginError(f"{hook}() failed: {type(error).__name__}: {error}") from error
        for part in offered:
            if not isinstance(part, kind):
                raise PluginError(f"{hook}() offers {type(part).__name__}; return a list of {kind.__name__}")
            if not isinstance(part.name, str) or not _NAME.fullmatch(part.name):
                raise PluginError(f"{part.name!r} is no name of a {_KINDS[kind]}; write lower case, words joined by -")
        return offered

    def names(self, kind: type) -> list[str]:
        """Return the names of all parts of one kind, sorted."""
        return sorted(name for part_kind, name in self._parts if part_kind is kind)

    def get(self, kind: type[_Part], name: str) -> _Part:
        """Return the part of *kind* (Source, Filter, Transform, Format) called *name*.

        Raises PluginError if there is none, or more than one.
        """
        offers = self._parts.get((kind, name), [])
        if len(offers) == 1:
            part: _Part = offers[0][1]
            return part
        word = _KINDS[kind]
        if offers:
            plugins = " and ".join(plugin for plugin, _ in offers)
            raise PluginError(f"{word} {name!r} is offered by {plugins}; uninstall all of them but one")
        known = self.names(kind)
        message = f"no {word} named '{name}'{suggest(name, known)}{'' if suggest(name, known) else ';'}"
        message += f" installed: {', '.join(known)}"
        for plugin, reason in sorted(self.failures.items()):
            message += f"; plugin {plugin} could not be used: {reason}"
        raise PluginError(message)

    def plugin_of(self, kind: type, name: str) -> str:
        """Return the name of the plugin that offers a part."""
        return ", ".join(plugin for plugin, _ in self._parts.get((kind, name), []))

    def exported(self, published: Sequence[Published], directory: Path) -> None:
        """Tell every plugin that asked what stands in *directory* after an export.

        Raises PluginError, which names the plugin, if one fails; the others have been told all the same.
        """
        failed: list[tuple[str, Exception]] = []
        for implementation in reversed(self._manager.hook.syndicate_exported.get_hookimpls()):
            given = {"published": tuple(published), "directory": directory}
            try:
                implementation.function(*(given[name] for name in implementation.argnames))
            except Exception as error:  # noqa: BLE001  a stranger's function may raise anything
                failed.append((implementation.plugin_name, error))
        if failed:
            reasons = "; ".join(f"plugin {name}: {type(error).__name__}: {error}" for name, error in failed)
            raise PluginError(f"the export is written, but not everybody could be told: {reasons}") from failed[0][1]


def _hook_mistake(plugin: object) -> str:
    """Return which hook *plugin* implements that does not exist, and which one it may mean."""
    for name in dir(plugin):
        if hasattr(getattr(plugin, name, None), "syndicate_impl") and not hasattr(hookspecs, name):
            known = [*_HOOKS, "syndicate_exported"]
            return f"there is no hook {name}(){suggest(name, known) or '; known: ' + ', '.join(known)}"
    return ""
