"""Commands of installed distributions: found by their entry points, imported when they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from syndicate.parts.distributions import distribution_of, installed

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Collection
    from importlib.metadata import EntryPoint

GROUP = "syndicate.commands"


class Command(Protocol):
    """A module that is a command; what its `run` needs beside this is imported there, so that --help does without.

    It is named by an entry point of the group `syndicate.commands` of an installed distribution, whose name the command
    has and whose summary tells what it does; nobody imports it before it is called. Its name is not that of a built-in.

    EXAMPLES  lines for the end of its help; DESCRIPTION, for the beginning, may be there
    """

    EXAMPLES: str

    def add_arguments(self, command: ArgumentParser, /) -> None:
        """Add what the command is given; its options stand there once."""

    def run(self, given: Namespace, /) -> int:
        """Do it, and return the exit status."""


def installed_commands(built_in: Collection[str]) -> dict[str, EntryPoint]:
    """Return name -> entry point of each command that an installed distribution brings, beside those *built_in*."""
    return installed(GROUP, built_in)


def summary_of(entry: EntryPoint) -> str:
    """Return what the distribution of *entry* says of itself in one line."""
    metadata: Any = entry.dist.metadata if entry.dist else {}
    return metadata.get("Summary") or ""


def load_command(entry: EntryPoint) -> Command:
    """Return the module that *entry* names; PluginError where it cannot be imported, or is no command."""
    from syndicate.model.errors import PluginError

    label = f"command {entry.name} of {distribution_of(entry) or entry.value}"
    try:
        command: Any = entry.load()
    except Exception as error:
        raise PluginError(f"{label}: {type(error).__name__}: {error}") from error
    if missing := [name for name in ("EXAMPLES", "add_arguments", "run") if not hasattr(command, name)]:
        raise PluginError(f"{label}: {entry.value} has no {' and no '.join(missing)}; see Command of syndicate.parts")
    found: Command = command
    return found
