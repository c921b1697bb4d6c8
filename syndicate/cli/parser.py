"""The grammar of the command line. argparse loads in a moment; what the command works with does not, and waits."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from syndicate.parts.commands import Command


COMMANDS = {
    "export": "write the feeds of a site",
    "diff": "say what an export would change for readers, and write nothing",
    "watch": "export again whenever articles or settings change",
    "check": "report what is wrong with the articles, and write nothing",
    "init": "write a commented syndicate.yaml for the folder you stand in",
    "plugins": "list plugins, what they offer, and which failed",
    "links": "print what makes the feeds known: for pages, robots.txt, servers",
    "schema": "print a JSON Schema",
    "completion": "print what lets a shell complete options and names",
}


def command_of(name: str) -> Command:
    """Return the module of the command *name*; only that of the one that is asked for is imported."""
    if name not in COMMANDS:
        from syndicate.parts.commands import installed_commands, load_command

        return load_command(installed_commands(COMMANDS)[name])
    module: Any = import_module(f"syndicate.cli.commands.{name}")
    command: Command = module
    return command


def options_of(name: str) -> list[str]:
    command = argparse.ArgumentParser()
    command_of(name).add_arguments(command)
    return list(command._option_string_actions)  # noqa: SLF001  argparse has no other name for them


class _Formatter(argparse.HelpFormatter):
    """Leaves the lines of examples as they are."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return text.strip("\n") if text.startswith("\n") else super()._fill_text(text, width, indent)


class _Parser(argparse.ArgumentParser):
    """Raises UsageError where argparse would print and exit, so that wrong usage is reported like all that is wrong."""

    def __init__(self, **given: Any) -> None:
        # For each argument that is added argparse makes a formatter, which asks shutil for the width of the terminal.
        unseen = partial(argparse.HelpFormatter, width=80)
        # What is short today would be ambiguous tomorrow.
        super().__init__(**given, allow_abbrev=False, formatter_class=unseen)
        self.suggest_on_error = False  # error() does, and knows more

    def format_help(self, *given: Any) -> str:
        self.formatter_class = _Formatter
        return super().format_help(*given)

    def error(self, message: str) -> NoReturn:
        from syndicate.cli.other_tools import command_meant
        from syndicate.model.errors import UsageError, suggest

        choice = re.search(r"invalid choice: '(.*)' \(choose from (.*)\)", message)
        hint = ""
        if choice:
            hint = suggest(choice[1], re.findall(r"[\w-]+", choice[2]))
            if message.startswith("argument COMMAND: "):
                hint = command_meant(choice[1]) or hint
        elif not message.startswith("argument "):
            choices = [
                f"; write {' or '.join(action.choices)}"
                for action in self._actions
                if isinstance(action.choices, tuple) and message.endswith(f": {action.metavar or action.dest}")
            ]
            hint = f"{''.join(choices)}; see {self.prog} --help"
        raise UsageError(message.removeprefix("argument ") + hint)


def parser(asked: str | None = None) -> argparse.ArgumentParser:
    """Return the grammar of the command line; with the options of the command *asked* for alone, None: of all."""
    from syndicate import __version__

    top = _Parser(
        prog="syndicate",
        description="Articles in; RSS 2.0, Atom, JSON Feed and AMP-link sitemaps out.",
        epilog="Exit status: 0 all well; 1 nothing written; 2 wrong usage; 3 written, but some articles were left out.",
    )
    top.add_argument("--version", action="version", version=f"syndicate {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, described in _commands(asked).items():
        command = commands.add_parser(name, help=described)
        if asked in (name, None):
            module = command_of(name)
            command.description = getattr(module, "DESCRIPTION", None)
            command.epilog = f"\nfor example:\n{module.EXAMPLES}"
            module.add_arguments(command)
    return top


def _commands(asked: str | None) -> dict[str, str]:
    """Return name -> help of the command *asked* for; of all where it is none of the own, but may be installed."""
    if asked in COMMANDS:
        return {asked: COMMANDS[asked]}
    from syndicate.parts.commands import installed_commands, summary_of

    return COMMANDS | {name: summary_of(entry) for name, entry in installed_commands(COMMANDS).items()}


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what *arguments* say; UsageError, with what may be meant, for those that the command does not know."""
    asked = next((word for word in arguments if not word.startswith("-")), "")
    given, unknown = parser(asked).parse_known_args(arguments)
    if unknown:
        from syndicate.cli.other_tools import option_meant
        from syndicate.model.errors import UsageError

        hint = "; SITE is one place: put a glob in quotes"
        if unknown[0].startswith("-"):
            of_commands = {name: options_of(name) for name in (given.command, *COMMANDS)}
            hint = option_meant(unknown[0].partition("=")[0], of_commands)
        raise UsageError(f"unrecognized arguments: {' '.join(unknown)}{hint}")
    return given
