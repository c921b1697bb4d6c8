"""The site's own configuration, as a preset reads it, into settings; what syndicate.yaml says goes before it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from msgspec.structs import replace

from syndicate.articles.words import OF_DISPLAY
from syndicate.files.portable import relative_path
from syndicate.files.tree import Place
from syndicate.model.errors import ArticleError, PluginError, SettingsError, UsageError
from syndicate.model.value import check_language
from syndicate.parts.calls import blamed
from syndicate.parts.contract import Finding, Findings, Preset
from syndicate.parts.registry import Registry
from syndicate.settings.locate import seen_from_above
from syndicate.settings.overrides import Overrides
from syndicate.settings.schema import Settings, SettingsFile

if TYPE_CHECKING:
    from syndicate.settings.generators.known import Generator

NO_PRESET = "none"
GENERIC = "front-matter"  # the source of no generator
JSON_LINES = "json-lines"  # the source of articles that somebody else has read
# A note that says what to set: it goes unsaid once that is set.
_ADVISED = re.compile(r"\bset ((?:site|source|options)(?:\.[\w-]+)+)")
_MOST_FOLDERS = 5_000  # that are looked into for sites
# What another source than the preset's cannot use.
_OF_SOURCE = frozenset(("name", "paths", "url", "fields", "options"))


def are_json(paths: tuple[str, ...]) -> bool:
    """Tell by their names whether *paths* hold articles as JSON: standard input, .jsonl, .ndjson, .json."""
    read = [path for path in paths if not path.startswith("!")]
    return bool(read) and all(path == "-" or path.endswith((".jsonl", ".ndjson", ".json")) for path in read)


def recognise(
    file: SettingsFile, paths: tuple[str, ...], registry: Registry, overrides: Overrides | None = None
) -> tuple[SettingsFile, tuple[str, ...]]:
    """Return the settings of *file* over what a preset finds in the site's folder, and *paths* as seen from there.

    The preset is the one that overrides or settings name ("none": no preset), else the one that recognises the folder.
    Where there are no settings, folders above are looked at too, up to the current one: `syndicate export _posts`. Of
    JSON Lines the nearest folder with a configuration goes before pages that tell of the site, among which a generator
    may have written them (public/syndicate.jsonl). The site of a generator that no preset reads is none of those above.

    Raises UsageError where several presets recognise the site, or where the one named does not; SettingsError with
    every mistake of the merged settings; PluginError where a preset fails.
    """
    overrides = overrides or Overrides()
    wanted = overrides.preset or file.settings.preset
    if wanted == NO_PRESET:
        return file, paths
    notes: list[str] = []
    places = [(folder, is_last_resort) for folder in _folders(file) for is_last_resort in (False, True)]
    if overrides.source == JSON_LINES:
        places.sort(key=lambda place: place[1])
    for folder, is_last_resort in places:
        unneeded = partial(_is_unneeded, file, overrides, notes)
        found = _found(folder, wanted, registry, unneeded, is_last_resort=is_last_resort)
        if found is not None:
            preset, findings = found
            below = relative_path(file.folder, folder)
            if below != ".":
                paths = seen_from_above(below, paths)
            assumed = {
                place: finding
                for place, finding in _site_findings(folder, file, overrides, findings.settings).items()
                if place[1] in ("title", "url")
            }
            if not file.settings.feeds:  # whoever lists feeds says there how much text they carry
                assumed["content",] = Finding(value="full")
            built = findings.settings.get(("source", "built"))
            if built is not None and built.value not in ("", "."):
                assumed["output",] = built  # feeds go where the site is
            findings = replace(findings, settings={**assumed, **findings.settings})
            file = with_findings(replace(file, folder=folder), preset.name, findings, overrides.source)
            return replace(file, notes=(*file.notes, *notes)), paths
        if is_last_resort and folder != places[-1][0] and not wanted and overrides.source != JSON_LINES:
            from syndicate.settings.generators.known import other_generator

            if other_generator(folder):
                break
    if wanted:
        raise UsageError(f"preset {wanted}: {file.folder} is no site of that kind; name another preset, or none")
    file, paths = _of_others(file, paths, overrides, registry)
    return replace(file, notes=(*file.notes, *notes)) if notes else file, paths


def _of_others(
    file: SettingsFile, paths: tuple[str, ...], overrides: Overrides, registry: Registry
) -> tuple[SettingsFile, tuple[str, ...]]:
    """Return *file* with what is found in a folder that no preset recognises, and *paths* as recognise() does."""
    from syndicate.settings.generators.known import advice_on, export_of_pages, other_generator

    generators = ((folder, other_generator(folder)) for folder in _folders(file))
    folder, generator = next((pair for pair in generators if pair[1]), (file.folder, None))
    found = _site_findings(folder, file, overrides, {}, generator)
    notes: tuple[str, ...] = ()
    of_sitemap: tuple[str, ...] = ()
    if generator is not None:
        from syndicate.settings.generators.left_out import out_of_sitemap

        found_url = found[("site", "url")].value if ("site", "url") in found else ""
        url = overrides.site_url or file.settings.site.url or found_url
        excluded, of_sitemap = out_of_sitemap(folder, generator, urlsplit(url).path.rstrip("/"))
        if excluded is not None:
            found["options", "amp-sitemap", "exclude"] = excluded
    names_source = file.tree is not None and "source" in (file.tree.value or {})
    is_open = not names_source and overrides.source in (None, GENERIC)
    if generator is None and is_open and not paths and (inner := _sites_in(file.folder, registry)):
        found["source", "paths"] = Finding(value=[".", *(f"!{name}" for name in inner)])
        notes = tuple(
            f"{name} is a site of {preset}, which says what is published there, so its articles are not among these:"
            f" syndicate export {(file.folder / name).as_posix()} exports them"
            for name, preset in inner.items()
        )
    if generator is not None and is_open:
        from syndicate.settings.generators.articles import (
            article_findings,
            fullest_unread,
            is_decided_elsewhere,
            other_blogs,
        )

        below = relative_path(file.folder, folder)
        if below != ".":
            paths = seen_from_above(below, paths)
        file = replace(file, folder=folder)
        articles = article_findings(folder, generator)
        if articles:
            home, *hidden = articles["source", "paths"].value
            if not all(f"{os.path.normpath(path)}/".replace(os.sep, "/").startswith(f"{home}/") for path in paths):
                articles.pop(("source", "url"))  # of other articles than those that were named
            elif paths:
                paths += tuple(hidden)
            found |= articles
            url = articles["source", "url"].value if ("source", "url") in articles else ""
            others = ", ".join(other_blogs(folder, home))
            unread = "" if paths else fullest_unread(folder, generator, home)
            notes = (
                f"this is a site of {generator.name}: its articles are read from {home}"
                + (f", and have the URLs '{url}'" if url else "")
                + (f"; other blogs of it are not read: {others}" if others else "")
                + (f"; {unread} and is not read" if unread else "")
                + "; syndicate init writes that into syndicate.yaml, where it can be changed, or after each build"
                f" {export_of_pages(folder, generator)} reads the pages",
            )
        elif paths:
            notes = (advice_on(folder, generator),)
        elif file.path is None or not generator.articles or is_decided_elsewhere(folder, ".", generator):
            unread = fullest_unread(folder, generator)
            file = replace(file, advice=advice_on(folder, generator) + (f"; {unread}" if unread else ""))
    notes += of_sitemap
    if not found:
        return replace(file, notes=notes) if notes else file, paths
    return with_findings(file, None, Findings(settings=found, notes=notes), overrides.source), paths


def _sites_in(folder: Path, registry: Registry) -> dict[str, str]:
    """Return the folders in *folder*, and in these, that a preset recognises by a title or a URL, with its name."""
    presets = [registry.get(Preset, name) for name in registry.names(Preset)]
    presets = [preset for preset in presets if preset.marks and not preset.is_last_resort]
    first_steps = {mark.partition("/")[0] for preset in presets for mark in preset.marks}
    found: dict[str, str] = {}
    outer, left = [""], _MOST_FOLDERS
    for below in outer:
        inner = [below + entry.name for entry in _entries(folder / below) if _is_folder(entry)][:left]
        left -= len(inner)
        for name in inner:
            may_be = not first_steps.isdisjoint(entry.name for entry in _entries(folder / name))
            if may_be and (preset := _preset_of(folder / name, presets)):
                found[name] = preset
            elif not below:
                outer.append(f"{name}/")
    return found


def _preset_of(folder: Path, presets: Iterable[Preset]) -> str:
    """Return the name of the first of *presets* that finds a title or a URL in *folder*, "" if none does."""
    for preset in presets:
        if _is_marked(folder, preset):
            with blamed(f"preset {preset.name}"):
                findings = _findings(preset, folder, lambda *_: True, is_named=False)
            if findings and not findings.settings.keys().isdisjoint((("site", "title"), ("site", "url"))):
                return preset.name
    return ""


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        return sorted(os.scandir(folder), key=attrgetter("name"))
    except OSError:
        return []  # whoever reads its articles says so


def _is_folder(entry: os.DirEntry[str]) -> bool:
    return not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False)


def _site_findings(
    folder: Path,
    file: SettingsFile,
    overrides: Overrides,
    known: Mapping[tuple[str, ...], Finding],
    generator: Generator | None = None,
) -> dict[tuple[str, ...], Finding]:
    """Return what the site's files say of it where nobody has said its title or URL; else its zone, and its authors
    where there are no settings: who was asked for title and URL was not asked for them.
    """
    given = file.settings.site
    has_title = given.title or overrides.title or ("site", "title") in known
    has_url = given.url or overrides.site_url or ("site", "url") in known
    kept: set[tuple[str, ...]] = {("site", "timezone")} if generator else set()
    if file.path is None and not overrides.author and not known:
        kept.add(("site", "authors"))
    is_named = bool(has_title and has_url)
    if is_named and not kept:
        return {}
    from syndicate.settings.generators.found import site_findings

    found = site_findings(folder, generator)
    return {
        place: finding
        for place, finding in found.items()
        if place not in known and not (is_named and place not in kept)
    }


def _folders(file: SettingsFile) -> list[Path]:
    if file.path is not None:
        return [file.folder]
    here, place = Path.cwd(), file.folder.resolve()
    if here not in place.parents:
        return [file.folder]
    between = list(place.relative_to(here).parts)
    return [Path(*between[:length]) for length in range(len(between), -1, -1)]


def _is_unneeded(
    file: SettingsFile, overrides: Overrides, notes: list[str], preset: Preset, error: SettingsError
) -> bool:
    """Tell whether all that *preset* would say is said, and add to *notes* why its configuration is not read."""
    given = file.settings.site
    source = overrides.source or ((file.tree is not None and (file.tree.value or {}).get("source")) or {}).get("name")
    has_site = (given.title or overrides.title) and (given.url or overrides.site_url)
    if not has_site or source in (None, preset.name):
        return False
    notes += [f"{fault}; this file is not read, for the settings name the source {source}" for fault in error.faults]
    return True


def _found(
    folder: Path,
    wanted: str | None,
    registry: Registry,
    unneeded: Callable[[Preset, SettingsError], bool],
    *,
    is_last_resort: bool,
) -> tuple[Preset, Findings] | None:
    """Return the preset *wanted*, or the only one that recognises *folder*, with its findings.

    unneeded        whether a preset is passed over whose configuration is at fault
    is_last_resort  whether presets are asked that are a last resort, or those that are none
    """
    if wanted:
        try:
            presets = [registry.get(Preset, wanted)]
        except PluginError as error:
            raise UsageError(str(error)) from error
    else:
        presets = [registry.get(Preset, name) for name in registry.names(Preset)]
    found = []
    for preset in presets:
        if preset.is_last_resort is is_last_resort and (wanted or _is_marked(folder, preset)):
            with blamed(f"preset {preset.name}"):
                findings = _findings(preset, folder, unneeded, is_named=bool(wanted))
            if findings is not None:
                found.append((preset, findings))
    if len(found) > 1:
        names = " and ".join(preset.name for preset, _ in found)
        raise UsageError(
            f"{folder}: {names} recognise this site; name one by --preset, or by preset: in syndicate.yaml"
        )
    return found[0] if found else None


def _findings(
    preset: Preset, folder: Path, unneeded: Callable[[Preset, SettingsError], bool], *, is_named: bool
) -> Findings | None:
    """Return what *preset* finds in *folder*; where that was not named, a file at fault says why it is read."""
    try:
        return preset.find(str(folder))
    except SettingsError as error:
        if is_named:
            raise
        if unneeded(preset, error):
            return None
        advice = f"the file is read to see whether {preset.name} makes this site; mend it, or say preset: none (--preset none)"
        faults = [replace(fault, message=f"{fault.message}; {advice}") for fault in error.faults]
        raise SettingsError(faults) from error


def _is_marked(folder: Path, preset: Preset) -> bool:
    """Tell by the names in *folder* whether *preset* may recognise it; if not, its code is not loaded."""
    return not preset.marks or any(os.path.lexists(folder / name) for name in preset.marks)


def with_findings(
    file: SettingsFile, preset: str | None, findings: Findings, source: str | None = None
) -> SettingsFile:
    """Return *file* over *findings*: what it says itself goes before them, key by key.

    preset  who has found them; None: no preset
    source  of the caller, which goes before all; findings about another one, and notes on what it reads, are left out

    Raises SettingsError with every mistake of the merged settings, at its place in either file.
    """
    given: Mapping[str, Any] = file.tree.value if file.tree is not None and file.tree.value else {}
    found: dict[Place, Finding] = {("preset",): Finding(value=preset)} if preset else {}
    found.update(findings.settings.items())
    own = found.get(("source", "name"))
    wanted = source or (given.get("source") or {}).get("name")
    is_read = not (wanted and own is not None and wanted != own.value)
    if not is_read:
        found = {place: finding for place, finding in found.items() if not _is_of_source(place)}
    elif own is not None and own.value != GENERIC:
        for word in OF_DISPLAY:  # They are of themes: a generator that does not say otherwise shows the page.
            found.setdefault(("withheld", word), Finding(value=False))
    given_site = given.get("site") or {}
    title, language = found.get(("site", "title")), found.get(("site", "language"))
    if language is not None and isinstance(language.value, str) and not given_site.get("language"):
        try:
            check_language(language.value.replace("_", "-"))
        except ArticleError as error:  # generators take any: it costs itself
            del found["site", "language"]
            note = f"{language.path}:{language.line}:{language.column}: {error}; it is left out"
            findings = replace(findings, notes=(*findings.notes, note))
    own_title = given_site.get("title")
    if title is not None and isinstance(title.value, str) and not own_title:
        # RFC 4287 section 4.1.1 wants an author, whom few configurations name: the site speaks for itself.
        found.setdefault(("site", "authors"), replace(title, value=[title.value]))
    elif own_title:
        found.setdefault(("site", "authors"), Finding(value=[own_title]))
    values: dict[str, Any] = {}
    for place, finding in found.items():
        _put(values, place, finding.value)
    notes = tuple(note for note in findings.notes if not _is_answered(note, given)) if is_read else ()
    merged = replace(file, found=found, notes=notes)
    checker = merged.checker()
    settings = checker.convert(_over(values, given), Settings)
    if checker.faults:
        raise SettingsError(checker.faults)
    return replace(merged, settings=settings)


def _is_answered(note: str, given: Any) -> bool:
    """Tell whether *note* advises to set what *given* sets."""
    advised = _ADVISED.search(note)
    for step in advised[1].split(".") if advised else ():
        given = given.get(step) if isinstance(given, Mapping) else None
    return advised is not None and given is not None


def _is_of_source(place: Place) -> bool:
    return place[0] == "withheld" or (len(place) > 1 and place[0] == "source" and place[1] in _OF_SOURCE)


def _put(values: dict[str, Any], place: Place, value: Any) -> None:
    for step in place[:-1]:
        values = values.setdefault(str(step), {})
    values[str(place[-1])] = value


def _over(values: Any, given: Any) -> Any:
    """Return *given* with what only *values* hold: mappings are joined key by key, all else is replaced."""
    if given is None:
        return values
    if not isinstance(values, Mapping) or not isinstance(given, Mapping):
        return given
    return {**values, **{key: _over(values.get(key), value) for key, value in given.items()}}
