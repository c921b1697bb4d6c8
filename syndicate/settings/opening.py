"""From a place that a person names to a plan: settings, their plugins, a preset's findings, the caller's overrides."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from syndicate.files.portable import relative_path
from syndicate.parts.contract import Findings
from syndicate.settings.file import SettingsFile
from syndicate.settings.locate import open_site
from syndicate.settings.overrides import Overrides
from syndicate.settings.plan import Plan, make_plan
from syndicate.settings.plugins import make_registry
from syndicate.settings.presets.findings import with_findings
from syndicate.settings.presets.recognise import JSON_LINES, are_json, recognise
from syndicate.settings.schema import SourceSettings, names

if TYPE_CHECKING:
    from syndicate.parts.registry import Registry


class OpenPlan(msgspec.Struct, frozen=True, kw_only=True):
    """All that a plan is made of, but for the moment and the place it is for."""

    file: SettingsFile  # the settings, on top of what a preset has found
    registry: Registry  # the parts that they may name
    overrides: Overrides  # what the caller says instead; its paths are seen from the site's folder

    def plan(
        self, *, now: datetime, output: str | Path | None = None, formats: tuple[tuple[str, str | None], ...] = ()
    ) -> Plan:
        """Return the plan.

        now      aware instant: what is dated later is in the future
        output   folder published into, as seen from here, or place in a store; no articles are looked for there
        formats  (name, path or None): feeds to write where neither the settings nor the overrides name one

        Raises what make_plan() raises.
        """
        overrides = self.overrides
        if not overrides.formats and not self.file.settings.feeds:
            overrides = replace(overrides, formats=formats)
        if output is not None:
            output = str(output)
            seen = output if "://" in output else relative_path(output, self.file.folder)
            overrides = replace(overrides, output=seen)
        return make_plan(self.file, self.registry, now=now, overrides=overrides)


def open_plan(
    site: str | Path = ".",
    config: str | Path | None = None,
    overrides: Overrides | None = None,
    plugins: Iterable[str | Path] = (),
    *,
    registry: Registry | None = None,
    found: tuple[str, Findings] | None = None,
) -> OpenPlan:
    """Return the settings and parts of *site*, ready to make a plan.

    site       folder, file, glob, URL or "-"; see open_site(). Standard input, and what ends in .jsonl, .ndjson or
               .json, is JSON where neither settings nor *overrides* name a source; so are the paths of the settings
    config     settings file to use instead of the nearest syndicate.yaml
    plugins    modules or folders of modules, beside those of the settings
    registry   the parts; None: built-in, installed, those of the settings and of *plugins*
    found      who has found what in the site's configuration, in place of a preset; *site* is then a folder

    Raises what open_site(), make_registry() and recognise() raise.
    """
    file, paths = open_site(site, config)
    overrides = overrides or Overrides()
    source = file.settings.source
    # Settings that say where files are do not say what is piped in, and front-matter could not read that.
    is_said = source.paths and (
        file.has(("source", "name")) if paths != ("-",) else source.name != SourceSettings().name
    )
    if overrides.source is None and not is_said and are_json(paths or names(source.paths)):
        overrides = replace(overrides, source=JSON_LINES)
    registry = registry or make_registry(file, plugins, no_site_plugins=overrides.no_site_plugins)
    if found is not None:
        file = with_findings(file, *found, overrides.source)
        return OpenPlan(file=file, registry=registry, overrides=overrides)
    file, paths = recognise(file, paths, registry, overrides)
    return OpenPlan(file=file, registry=registry, overrides=replace(overrides, paths=paths or overrides.paths))
