"""The site's own configuration, as a preset reads it, into settings; what syndicate.yaml says goes before it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec.structs import replace

from syndicate.files.portable import relative_path
from syndicate.model.errors import SettingsError, UsageError
from syndicate.parts.contract import Finding, Findings, FoundSettings, Preset
from syndicate.parts.registry import Registry
from syndicate.settings.file import SettingsFile
from syndicate.settings.locate import seen_from_above
from syndicate.settings.overrides import Overrides
from syndicate.settings.presets.findings import GENERIC, with_findings
from syndicate.settings.presets.known_sites import found_by_preset, sites_in

if TYPE_CHECKING:
    from syndicate.settings.generators.known import Generator

NO_PRESET = "none"
JSON_LINES = "json-lines"  # the source of articles that somebody else has read


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
        found = found_by_preset(folder, wanted, registry, unneeded, is_last_resort=is_last_resort)
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
            from syndicate.settings.generators.recognised import other_generator

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
    from syndicate.settings.generators.recognised import other_generator

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
    if "source" not in file.given and overrides.source in (None, GENERIC):
        if generator is not None:
            file, paths, notes = _articles_of(generator, folder, file, paths, found)
        elif not paths and (inner := sites_in(file.folder, registry)):
            found["source", "paths"] = Finding(value=[".", *(f"!{name}" for name in inner)])
            notes = tuple(
                f"{name} is a site of {preset}, which says what is published there, so its articles are not among these:"
                f" syndicate export {(file.folder / name).as_posix()} exports them"
                for name, preset in inner.items()
            )
    notes += of_sitemap
    if not found:
        return replace(file, notes=notes) if notes else file, paths
    return with_findings(file, None, Findings(settings=found, notes=notes), overrides.source), paths


def _articles_of(
    generator: Generator,
    folder: Path,
    file: SettingsFile,
    paths: tuple[str, ...],
    found: FoundSettings,
) -> tuple[SettingsFile, tuple[str, ...], tuple[str, ...]]:
    """Return *file* and *paths* as those of the site of *generator* in *folder*, and notes on its articles.

    found  takes in where these are
    """
    from syndicate.settings.generators.articles import (
        article_findings,
        fullest_unread,
        is_decided_elsewhere,
        other_blogs,
    )
    from syndicate.settings.generators.recognised import advice_on, export_of_pages

    below = relative_path(file.folder, folder)
    if below != ".":
        paths = seen_from_above(below, paths)
    file = replace(file, folder=folder)
    articles = article_findings(folder, generator)
    if not articles:
        if paths:
            return file, paths, (advice_on(folder, generator),)
        if file.path is None or not generator.articles or is_decided_elsewhere(folder, ".", generator):
            unread = fullest_unread(folder, generator)
            file = replace(file, advice=advice_on(folder, generator) + (f"; {unread}" if unread else ""))
        return file, paths, ()
    home, *hidden = articles["source", "paths"].value
    if not all(f"{os.path.normpath(path)}/".replace(os.sep, "/").startswith(f"{home}/") for path in paths):
        articles.pop(("source", "url"))  # of other articles than those that were named
    elif paths:
        paths += tuple(hidden)
    found |= articles
    url = articles["source", "url"].value if ("source", "url") in articles else ""
    others = ", ".join(other_blogs(folder, home))
    unread = "" if paths else fullest_unread(folder, generator, home)
    note = (
        f"this is a site of {generator.name}: its articles are read from {home}"
        + (f", and have the URLs '{url}'" if url else "")
        + (f"; other blogs of it are not read: {others}" if others else "")
        + (f"; {unread} and is not read" if unread else "")
        + "; syndicate init writes that into syndicate.yaml, where it can be changed, or after each build"
        f" {export_of_pages(folder, generator)} reads the pages"
    )
    return file, paths, (note,)


def _site_findings(
    folder: Path,
    file: SettingsFile,
    overrides: Overrides,
    known: Mapping[tuple[str, ...], Finding],
    generator: Generator | None = None,
) -> FoundSettings:
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
    source = overrides.source or (file.given.get("source") or {}).get("name")
    has_site = (given.title or overrides.title) and (given.url or overrides.site_url)
    if not has_site or source in (None, preset.name):
        return False
    notes += [f"{fault}; this file is not read, for the settings name the source {source}" for fault in error.faults]
    return True
