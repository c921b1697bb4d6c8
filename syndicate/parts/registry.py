"""Find plugins, check what they offer, and hand out parts by name. The only room that runs the plugin manager.

Built-ins are a table of module names and go through the same door as a stranger's plugin, once they are asked for. An
installed plugin that fails harms nothing: it is remembered, listed, and named when somebody asks for a part that is not
there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import RLock
from types import FunctionType, MethodType, ModuleType
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import msgspec
import pluggy

from syndicate.model.errors import PluginError, suggest
from syndicate.parts import hookspecs
from syndicate.parts.contract import Exported, Filter, Format, Listener, Preset, Source, Transform
from syndicate.parts.distributions import may_offer, normal_name
from syndicate.parts.offers import HOOKS, KINDS, hook_mistake, offered_parts

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "syndicate"
# A built-in's module -> the name of what it offers, and as what; it is imported when somebody asks for that.
BUILT_INS = {
    "syndicate.builtins.sources.front_matter": ("front-matter", "source"),
    "syndicate.builtins.sources.json_lines": ("json-lines", "source"),
    "syndicate.builtins.generators.html": ("html", "preset", "source"),
    "syndicate.builtins.generators.eleventy": ("eleventy", "preset", "source"),
    "syndicate.builtins.generators.zola": ("zola", "preset", "source"),
    "syndicate.builtins.filters.published": ("published", "filter"),
    "syndicate.builtins.filters.topics": ("topics", "filter"),
    "syndicate.builtins.filters.dates": ("dates", "filter"),
    "syndicate.builtins.filters.where": ("where", "filter"),
    "syndicate.builtins.transforms.provider_authors": ("provider-authors", "transform"),
    "syndicate.builtins.formats.rss": ("rss", "format"),
    "syndicate.builtins.formats.atom": ("atom", "format"),
    "syndicate.builtins.formats.json_feed": ("json", "format"),
    "syndicate.builtins.formats.amp_sitemap": ("amp-sitemap", "format"),
    "syndicate.builtins.formats.feeds_page": ("feeds-page", "format"),
    "syndicate.builtins.generators.hugo": ("hugo", "preset", "source"),
    "syndicate.builtins.generators.jekyll": ("jekyll", "preset", "source"),
    "syndicate.builtins.generators.pelican": ("pelican", "preset", "source"),
}
_Part = TypeVar("_Part", Preset, Source, Filter, Transform, Format, Listener)


class Plugin(msgspec.Struct, frozen=True, kw_only=True):
    """A module that offers parts, or that failed to.

    origin        "missing": a distribution that was asked for and is not there
    """

    name: str  # how messages call it: "distribution:entry-point", a built-in's module, or the path given
    origin: Literal["built-in", "installed", "missing", "path", "object"]
    distribution: str = ""  # "" where it is none
    version: str = ""
    location: str = ""  # where its code stands: a module's name or a path
    parts: tuple[tuple[str, str], ...] = ()  # (kind, name), e.g. ("format", "opml")
    failure: str = ""  # why it is left out; "" if it is not

    def __str__(self) -> str:
        return f"{self.distribution} {self.version}".strip() if self.distribution else self.name


class Registry:
    """Parts by name, each with the plugin that offers it.

    built_ins      module names of the plugins that come with syndicate, all of BUILT_INS
    distributions  installed distributions whose plugins are taken in; None: all of them
    paths          modules or folders of modules, taken in beside them
    """

    def __init__(
        self,
        built_ins: Iterable[str] = BUILT_INS,
        *,
        distributions: Collection[str] | None = None,
        paths: Iterable[str | Path] = (),
    ) -> None:
        self._manager = _HookManager("syndicate")
        self._manager.add_hookspecs(hookspecs)
        self._parts: dict[tuple[Any, str], list[tuple[Plugin, Any]]] = {}
        self._loaded: set[Path] = set()
        self._lock = RLock()  # of threads that ask for a built-in which waits
        self._plugins: list[Plugin] = []
        self._distributions = distributions
        self._waiting = {module: BUILT_INS[module] for module in built_ins}
        if distributions is None or distributions:
            self._load_entry_points(distributions)
        for path in paths:
            self.load(Path(path))

    @property
    def plugins(self) -> list[Plugin]:
        """All plugins, the built-in ones first, in the order of their table."""
        self._take_in(list(self._waiting))
        order = {module: at for at, module in enumerate(BUILT_INS)}
        return sorted(self._plugins, key=lambda plugin: order.get(plugin.name, len(order)))

    @property
    def strangers(self) -> list[Plugin]:
        """The plugins that are not built in, in the order in which they were taken in."""
        return [plugin for plugin in self._plugins if plugin.origin != "built-in"]

    def _take_in(self, modules: Iterable[str]) -> None:
        """Register the built-in *modules*, as far as they wait."""
        with self._lock:
            for module in modules:
                if module in self._waiting:
                    self.register(import_module(module), Plugin(name=module, origin="built-in", location=module))
                    del self._waiting[module]

    def _offers(self, kind: Any, name: str) -> list[tuple[Plugin, Any]]:
        """Return each part of *kind* called *name*, with its plugin."""
        word = KINDS[kind]
        waiting = list(self._waiting.items())
        self._take_in([module for module, (known, *kinds) in waiting if known == name and word in kinds])
        return self._parts.get((kind, name), [])

    def _load_entry_points(self, wanted: Collection[str] | None) -> None:
        if wanted is None and not may_offer(GROUP):
            return
        from importlib.metadata import entry_points

        # One by one, under a name with the distribution in it: pluggy's own loader passes silently over a plugin
        # whose entry point has a name that is taken, and stops at the first that does not import.
        found = [(*_distribution(entry), entry) for entry in entry_points(group=GROUP)]
        missing = None if wanted is None else {normal_name(name): name for name in wanted}
        names = None if missing is None else set(missing)
        for distribution, version, entry in sorted(found, key=lambda known: (known[0], known[2].name)):
            if names is not None and missing is not None:
                if normal_name(distribution) not in names:
                    continue
                missing.pop(normal_name(distribution), None)
            plugin = Plugin(
                name=f"{distribution}:{entry.name}",
                origin="installed",
                distribution=distribution,
                version=version,
                location=entry.value,
            )
            try:
                self.register(entry.load(), plugin)
            except PluginError as error:
                self._fail(plugin, str(error).removeprefix(f"plugin {plugin}: "))
            except Exception as error:  # noqa: BLE001  a stranger's module may raise anything while it is imported
                self._fail(plugin, _failure(error))
        for name in (missing or {}).values():
            reason = f"no distribution of this name offers plugins{suggest(name, {known[0] for known in found})}"
            self._fail(Plugin(name=name, origin="missing", distribution=name), reason)

    def _left_out(self) -> list[str]:
        """Return the installed distributions whose plugins are switched off."""
        if self._distributions is None:
            return []
        from importlib.metadata import entry_points

        wanted = {normal_name(name) for name in self._distributions}
        installed = {_distribution(entry)[0] for entry in entry_points(group=GROUP)}
        return sorted(name for name in installed if normal_name(name) not in wanted)

    def _fail(self, plugin: Plugin, reason: str) -> None:
        self._plugins.append(msgspec.structs.replace(plugin, failure=reason))

    def load(self, path: Path) -> None:
        """Take in the module at *path*, the package there, or every module of the folder.

        A module that is there already stays as it is. Raises PluginError if there is none, or if one fails: who names a
        path wants it.
        """
        if path.is_dir() and not (path / "__init__.py").exists():
            modules = sorted(child for child in path.glob("*.py") if not child.name.startswith("_"))
        else:
            modules = [path]
        if not modules or not all(module.exists() for module in modules):
            raise PluginError(f"plugin {path}: there is no Python module; name a .py file or a folder that holds some")
        for module in modules:
            if module.resolve() in self._loaded:
                continue
            plugin = Plugin(name=str(module), origin="path", location=str(module))
            try:
                loaded = _import_file(module)
            except Exception as error:
                raise PluginError(f"plugin {module}: {_failure(error)}") from error
            self.register(loaded, plugin)
            self._loaded.add(module.resolve())
        places = {module.resolve() for module in modules}
        given = [
            plugin for plugin in self._plugins if plugin.origin == "path" and Path(plugin.location).resolve() in places
        ]
        if not any(plugin.parts for plugin in given) and not self._listening({plugin.name for plugin in given}):
            raise PluginError(
                f"plugin {path}: offers nothing; mark its hooks with @hookimpl and return parts from them"
            )

    def _listening(self, names: Collection[str]) -> bool:
        """Tell whether one of the plugins called *names* hears of exports."""
        return any(hook.plugin_name in names for hook in self._manager.hook.syndicate_exported.get_hookimpls())

    def register(self, module: ModuleType | object, plugin: Plugin | str) -> None:
        """Take in what *module* offers, or nothing of it.

        Raises PluginError if it implements a hook that does not exist, or offers what is no part.
        """
        if isinstance(plugin, str):
            plugin = Plugin(name=plugin, origin="object")
        try:
            self._manager.register(module, plugin.name)
            self._manager.check_pending()
            offers = [(kind, part) for hook, kind in HOOKS.items() for part in offered_parts(module, hook, kind)]
        except (pluggy.PluginValidationError, ValueError) as error:
            self._forget(module)
            raise PluginError(f"plugin {plugin}: {hook_mistake(module) or error}") from error
        except PluginError as error:
            self._forget(module)
            raise PluginError(f"plugin {plugin}: {error}") from error
        plugin = msgspec.structs.replace(plugin, parts=tuple((KINDS[kind], part.name) for kind, part in offers))
        self._plugins.append(plugin)
        for kind, part in offers:
            self._parts.setdefault((kind, part.name), []).append((plugin, part))

    def _forget(self, module: object) -> None:
        if self._manager.is_registered(module):
            self._manager.unregister(module)

    def names(self, kind: type) -> list[str]:
        """Return the names of all parts of one kind, sorted."""
        waiting = {name for name, *kinds in list(self._waiting.values()) if KINDS[kind] in kinds}
        return sorted(waiting.union(name for part_kind, name in self._parts if part_kind is kind))

    def get(self, kind: type[_Part], name: str) -> _Part:
        """Return the part of *kind* (Source, Filter, Transform, Format, Listener) called *name*.

        Raises PluginError if there is none, or more than one.
        """
        offers = self._offers(kind, name)
        if len(offers) == 1:
            part: _Part = offers[0][1]
            return part
        word = KINDS[kind]
        if offers:
            plugins = " and ".join(str(plugin) for plugin, _ in offers)
            raise PluginError(f"{word} '{name}' is offered by {plugins}; uninstall or switch off all of them but one")
        known = self.names(kind)
        message = f"no {word} named '{name}'{suggest(name, known) or ';'} installed: {', '.join(known) or 'none'}"
        for plugin in self._plugins:
            if plugin.failure:
                message += f"; plugin {plugin} could not be used: {plugin.failure}"
        if left_out := self._left_out():
            message += f"; switched off by SYNDICATE_PLUGINS: {', '.join(left_out)}"
        raise PluginError(message)

    def plugin_of(self, kind: Any, name: str) -> str:
        """Return how messages call the plugin that offers a part."""
        return " and ".join(str(plugin) for plugin, _ in self._offers(kind, name))

    def code_of(self, kind: Any, name: str) -> str:
        """Return the fingerprint of the plugin that offers a part: its name, version and code."""
        from syndicate.parts.fingerprint import code_digest, place_of

        texts = []
        for plugin, _ in self._offers(kind, name):
            place = place_of(plugin.origin, plugin.location)
            known = place.name if plugin.origin == "path" and place is not None else plugin.name
            texts.append(f"{known} {plugin.version} {code_digest(place)}")
        return " and ".join(texts)

    @property
    def distributions(self) -> tuple[str, ...] | None:
        """The installed distributions whose plugins are taken in; None: all of them."""
        return None if self._distributions is None else tuple(self._distributions)

    def offers(self, kind: Any, name: str, plugin: Plugin) -> Any:
        """Return the part that *plugin* offers under *name*, whoever else does."""
        return next(part for owner, part in self._offers(kind, name) if owner.name == plugin.name)

    def hearers(self) -> Iterator[tuple[str, Callable[[Exported], object]]]:
        """Yield how messages call each implementation of syndicate_exported, and it, in the order of registration."""
        by_name = {plugin.name: plugin for plugin in self._plugins}
        for implementation in self._manager.hook.syndicate_exported.get_hookimpls():
            label = f"syndicate_exported of {by_name[implementation.plugin_name]}"
            yield label, partial(_hear, implementation.function, takes_it=bool(implementation.argnames))


class _HookManager(pluggy.PluginManager):
    """Looks for hooks among a module's own names; pluggy looks at each name as if it were that of any object."""

    def parse_hookimpl_opts(self, plugin: object, name: str) -> pluggy.HookimplOpts | None:
        if type(plugin) is ModuleType:
            found = vars(plugin).get(name)
            is_hookable = isinstance(found, FunctionType | MethodType | staticmethod | classmethod)
            if not is_hookable or not hasattr(found, "syndicate_impl"):
                return None
        return super().parse_hookimpl_opts(plugin, name)


def _hear(function: Callable[..., object], exported: Exported, *, takes_it: bool) -> None:
    """Call *function*, an implementation that may do without the one argument of its hook."""
    function(*([exported] if takes_it else []))


def _distribution(entry: EntryPoint) -> tuple[str, str]:
    """Return name and version of the distribution of *entry*; one that is half removed may have neither."""
    metadata: Any = {}
    # Where nothing says who it is, the newest importlib_metadata, which dask loads, raises FileNotFoundError.
    with suppress(OSError):
        metadata = (entry.dist.metadata if entry.dist else None) or {}
    return metadata.get("Name") or "?", metadata.get("Version") or ""


def _failure(error: Exception) -> str:
    """Return what a module raised while it was imported, and on which line that is neither ours nor of importlib."""
    place, trace, own = "", error.__traceback__, Path(__file__).parents[1]
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        if own not in file.parents and "importlib" not in file.parts and not file.name.startswith("<frozen importlib"):
            place = f" ({file.name}, line {trace.tb_lineno})"
        trace = trace.tb_next
    return f"{type(error).__name__}: {error}{place}"


def _import_file(path: Path) -> ModuleType:
    """Return the module at *path* (a file, or a folder with __init__.py), imported under a name of its own."""
    import sys
    from importlib.util import module_from_spec, spec_from_file_location

    file = path / "__init__.py" if path.is_dir() else path
    name = f"syndicate_plugin_{re.sub(r'[^0-9A-Za-z]', '_', str(path.resolve()))}"
    spec = spec_from_file_location(name, file, submodule_search_locations=[str(path)] if path.is_dir() else None)
    if spec is None or spec.loader is None:
        raise ImportError(f"{file} is no Python module")
    module = module_from_spec(spec)
    sys.modules[name] = module  # what defines classes looks itself up there
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module
