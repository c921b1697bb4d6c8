"""Commands of installed distributions: found by their entry points, imported when they are called."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from syndicate.parts.distributions import may_offer, normal_name, wanted_distributions

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from syndicate.parts.contract import Command

GROUP = "syndicate.commands"


def installed_commands(built_in: Collection[str]) -> dict[str, EntryPoint]:
    """Return name -> entry point of each command that an installed distribution brings, in the order of their names.

    They are those of wanted_distributions(). A name of *built_in* stays that of the built-in command; of two
    distributions with one name the first has it.
    """
    wanted = wanted_distributions()
    if wanted == [] or not may_offer(GROUP):
        return {}
    from importlib.metadata import entry_points

    names = None if wanted is None else {normal_name(name) for name in wanted}
    found: dict[str, EntryPoint] = {}
    for entry in sorted(entry_points(group=GROUP), key=lambda each: (each.name, _distribution(each))):
        if entry.name not in built_in and (names is None or normal_name(_distribution(entry)) in names):
            found.setdefault(entry.name, entry)
    return found


def _distribution(entry: EntryPoint) -> str:
    return entry.dist.name if entry.dist else ""


def summary_of(entry: EntryPoint) -> str:
    """Return what the distribution of *entry* says of itself in one line."""
    metadata: Any = entry.dist.metadata if entry.dist else {}
    return metadata.get("Summary") or ""


def load_command(entry: EntryPoint) -> Command:
    """Return the module that *entry* names; PluginError where it cannot be imported, or is no command."""
    from syndicate.model.errors import PluginError

    label = f"command {entry.name} of {_distribution(entry) or entry.value}"
    try:
        command: Any = entry.load()
    except Exception as error:
        raise PluginError(f"{label}: {type(error).__name__}: {error}") from error
    if missing := [name for name in ("EXAMPLES", "add_arguments", "run") if not hasattr(command, name)]:
        raise PluginError(f"{label}: {entry.value} has no {' and no '.join(missing)}; see Command of syndicate.parts")
    found: Command = command
    return found
