"""Commands of installed distributions: found by their entry points, imported when they are called."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from syndicate.model.errors import PluginError
from syndicate.parts.distributions import may_offer

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from syndicate.parts.contract import Command

GROUP = "syndicate.commands"


def installed_commands(built_in: Collection[str]) -> dict[str, EntryPoint]:
    """Return name -> entry point of each command that an installed distribution brings, in the order of their names.

    A name of *built_in* stays that of the built-in command; of two distributions with one name the first has it.
    """
    if not may_offer(GROUP):
        return {}
    from importlib.metadata import entry_points

    found: dict[str, EntryPoint] = {}
    for entry in sorted(entry_points(group=GROUP), key=lambda each: (each.name, each.dist.name if each.dist else "")):
        if entry.name not in built_in:
            found.setdefault(entry.name, entry)
    return found


def summary_of(entry: EntryPoint) -> str:
    """Return what the distribution of *entry* says of itself in one line."""
    metadata: Any = entry.dist.metadata if entry.dist else {}
    return metadata.get("Summary") or ""


def load_command(entry: EntryPoint) -> Command:
    """Return the module that *entry* names; PluginError where it cannot be imported, or is no command."""
    label = f"command {entry.name} of {entry.dist.name if entry.dist else entry.value}"
    try:
        command: Any = entry.load()
    except Exception as error:
        raise PluginError(f"{label}: {type(error).__name__}: {error}") from error
    if missing := [name for name in ("EXAMPLES", "add_arguments", "run") if not hasattr(command, name)]:
        raise PluginError(f"{label}: {entry.value} has no {' and no '.join(missing)}; see Command of syndicate.parts")
    found: Command = command
    return found
