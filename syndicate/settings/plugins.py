"""The parts that a site may name: built-in, installed, and those of the modules that its settings name."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from syndicate.model.errors import PluginError, SettingsError
from syndicate.settings.schema import SettingsFile, names

if TYPE_CHECKING:
    from syndicate.parts.registry import Registry


def make_registry(file: SettingsFile, plugins: Iterable[str | Path] = ()) -> Registry:
    """Return the built-in parts, those of installed plugins, and those of the modules that settings and caller name.

    plugins  modules or folders of modules, beside those of the settings

    SYNDICATE_PLUGINS in the environment names the distributions whose plugins are taken in: unset, all; empty, none.

    Raises SettingsError with every plugin of the settings that cannot be used; PluginError for one of the caller's.
    """
    from syndicate.parts.registry import Registry

    wanted = os.environ.get("SYNDICATE_PLUGINS")
    distributions = None if wanted is None else wanted.replace(",", " ").split()
    registry = Registry(distributions=distributions)
    checker = file.checker()
    cause = None
    given = file.settings.plugins
    for index, path in enumerate(names(given)):
        place = ("plugins",) if isinstance(given, str) else ("plugins", index)
        if not path.strip():
            checker.wrong(place, "is empty; name a .py file or a folder that holds some, or take it out")
            continue
        try:
            registry.load(file.folder / path)
        except PluginError as error:
            checker.wrong(place, str(error))
            cause = cause or error
    if checker.faults:
        raise SettingsError(checker.faults) from cause
    for module in plugins:
        registry.load(Path(module))
    return registry
