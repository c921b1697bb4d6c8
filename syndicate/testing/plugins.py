"""check_plugin: everything a module offers, each part by the check of its kind."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

from syndicate.model.errors import PluginError, excerpt, suggest
from syndicate.parts.contract import Exported, Filter
from syndicate.parts.offers import KINDS
from syndicate.parts.registry import Registry
from syndicate.testing.expectations import Subject, is_refused
from syndicate.testing.filters import check_filter
from syndicate.testing.formats import check_format
from syndicate.testing.listeners import check_listener, sample_export, tell
from syndicate.testing.sources import check_source
from syndicate.testing.transforms import check_transform


def check_plugin(
    module: ModuleType | object,
    options: Mapping[str, Any] | None = None,
    *,
    files: Mapping[str, Mapping[str, bytes | str]] | None = None,
    wrong: Mapping[str, Sequence[Any]] | None = None,
    selective: Collection[str] = (),
    allow_network: Collection[str] = (),
    root: str | Path | None = None,
) -> None:
    """Fail unless *module* can be registered, offers something, and each part keeps the promises of its kind.

    options        name of a part -> its options as they would stand in settings, e.g. {"opml": {"depth": 2}}; of a
                   filter its setting, e.g. {"short-title": 20} (check_filter tries several)
    files          name of a source -> files for it to read, needed for each source
    wrong          name of a part -> options that its options type must refuse; of a filter settings, which its build
                   may refuse too
    selective      names of formats that choose among articles, as one of audio does
    allow_network  names of listeners that may open connections, e.g. to a server of the test's own
    root           the site's folder that transforms are told of; None: an empty one

    Raises AssertionError.
    """
    name = getattr(module, "__name__", type(module).__name__)
    subject = Subject(f"plugin {name}")
    registry = Registry((), distributions=())
    try:
        registry.register(module, name)
    except PluginError as error:
        subject.fail(str(error).removeprefix(f"plugin {name}: "))
    (plugin,) = registry.plugins
    hears = hasattr(getattr(module, "syndicate_exported", None), "syndicate_impl")
    subject.expect(plugin.parts or hears, "it offers nothing; mark its hooks with @hookimpl and return parts from them")
    given, sources, refused = dict(options or {}), dict(files or {}), dict(wrong or {})
    known = [part_name for _, part_name in plugin.parts]
    for part_name in [*given, *sources, *refused, *selective, *allow_network]:
        subject.expect(
            part_name in known,
            f"it offers no part named '{part_name}'{suggest(part_name, known) or '; it offers ' + ', '.join(known)}",
        )
    of_kind: dict[str, Any] = {word: kind for kind, word in KINDS.items()}
    parts = [(kind, registry.get(of_kind[kind], part_name)) for kind, part_name in plugin.parts]
    takers = {part.name for _, part in parts if getattr(part, "options", None) is not None}
    for kind, part in parts:
        part_name = part.name
        # Where a format and a source have one name, the options are those of the part that takes some.
        is_taker = part_name not in takers or getattr(part, "options", None) is not None
        part_options, wrong_options = (given.get(part_name), refused.get(part_name, ())) if is_taker else (None, ())
        if kind != "filter":
            _check_refused(Subject(f"{kind} {part_name}"), part, wrong_options)
        if kind == "format":
            lists = False if part_name in selective else None
            check_format(part, part_options, lists_articles=lists)
        elif kind == "source":
            subject.expect(
                part_name in sources, f"source {part_name} has nothing to read; give files={{'{part_name}': …}}"
            )
            check_source(part, sources[part_name], part_options)
        elif kind == "filter":
            _check_filter(subject, part, given if is_taker else {}, wrong_options)
        elif kind == "transform":
            check_transform(part, part_options, root=root)
        elif kind == "preset":
            with TemporaryDirectory() as empty:
                found = part.find(empty)
                subject.expect(found is None, f"preset {part_name} recognises an empty folder; return None")
        else:
            is_allowed = part_name in allow_network
            check_listener(part, part_options, allow_network=is_allowed)
    if hears:
        _check_hearing(subject, module)


def _check_refused(subject: Subject, part: Any, wrong: Sequence[Any]) -> None:
    kind = getattr(part, "options", None)  # a preset has none
    for value in wrong:
        refused = value not in (None, {}) if kind is None else is_refused(kind, value)
        subject.given(f"wrong options {excerpt(value)}").expect(refused, "its options type takes it")


def _check_filter(subject: Subject, part: Filter, given: Mapping[str, Any], wrong: Sequence[Any]) -> None:
    if part.name in given:
        settings = [given[part.name]]
    else:
        settings = [True]
        subject.expect(
            part.options is None, f"filter {part.name} has no setting; give options={{'{part.name}': a setting}}"
        )
    check_filter(part, settings, wrong)


def _check_hearing(subject: Subject, module: Any) -> None:
    from inspect import signature

    def hear(exported: Exported) -> tuple[()]:
        # A hook may leave out parameters that it does not need; what it returns is nobody's.
        module.syndicate_exported(*(exported,) if signature(module.syndicate_exported).parameters else ())
        return ()

    with sample_export() as exported:
        tell(subject.given("syndicate_exported"), hear, (exported,))
