"""The parts that a site may name: built-in, installed, and those of the modules that its settings name."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from syndicate.model.errors import PluginError, SettingsError, excerpt
from syndicate.settings.file import SettingsFile
from syndicate.settings.overrides import refuses_site_plugins
from syndicate.settings.schema import names

if TYPE_CHECKING:
    from syndicate.parts.registry import Registry


def make_registry(file: SettingsFile, plugins: Iterable[str | Path] = (), *, no_site_plugins: bool = False) -> Registry:
    """Return the built-in parts, those of installed plugins, and those of the modules that settings and caller name.

    plugins          modules or folders of modules, beside those of the settings
    no_site_plugins  those of the settings are refused; so they are where SYNDICATE_NO_SITE_PLUGINS is set

    Installed plugins are those of wanted_distributions().

    Raises SettingsError with every plugin of the settings that cannot be used; PluginError for one of the caller's.
    """
    from syndicate.parts.distributions import normal_name, wanted_distributions
    from syndicate.parts.registry import Registry

    registry = Registry(distributions=wanted_distributions())
    checker = file.checker()
    cause = None
    given = file.settings.plugins
    for index, path in enumerate(names(given)):
        place = ("plugins",) if isinstance(given, str) else ("plugins", index)
        if not path.strip():
            checker.wrong(place, "is empty; name a .py file or a folder that holds some, or take it out")
            continue
        if refused := _refused(file, path, no_site_plugins=no_site_plugins):
            checker.wrong(place, refused)
            continue
        try:
            registry.load(file.folder / path)
        except PluginError as error:
            is_installed = any(
                plugin.origin == "installed" and normal_name(plugin.distribution) == normal_name(path)
                for plugin in registry.strangers
            )
            advice = f"{excerpt(path)} is installed, and that is enough; take it out" if is_installed else ""
            checker.wrong(place, advice or str(error))
            cause = cause or error
    if checker.faults:
        raise SettingsError(checker.faults) from cause
    for module in plugins:
        registry.load(Path(module))
    return registry


def _refused(file: SettingsFile, path: str, *, no_site_plugins: bool) -> str:
    """Return why the module or folder of modules at *path*, which the settings name, is not run; "" if it is."""
    from syndicate.files.inside import place_inside
    from syndicate.files.portable import relative_path
    from syndicate.settings.trust import stranger_fault

    if refuses_site_plugins(no_site_plugins):
        return (
            f"{excerpt(path)} is not run, for the site's own plugins are refused (--no-site-plugins, or "
            "SYNDICATE_NO_SITE_PLUGINS); take it out, or give --plugin if you trust it"
        )
    named = file.folder / path
    modules = [named, *named.glob("*.py")] if named.is_dir() else [named]
    for module in modules:
        if place_inside(str(file.folder), relative_path(module, file.folder)) is None:
            return f"{excerpt(path)} leads out of the site's folder; put the module into it, or give --plugin"
        if file.is_above and module.exists() and (fault := stranger_fault(module)):
            return f"{excerpt(path)} stands above the folder that is named, and {module.name} {fault}"
    return ""
