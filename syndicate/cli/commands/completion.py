"""syndicate completion: what a shell's startup file reads so that the shell completes options and names of parts."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from typing import Any

from syndicate.cli.terminal import WELL

DESCRIPTION = (
    "Print what lets a shell complete the options of this command, and the names of formats, sources and presets."
)
EXAMPLES = """\
  eval "$(syndicate completion bash)"       in ~/.bashrc; zsh in ~/.zshrc, after compinit
  syndicate completion fish > ~/.config/fish/completions/syndicate.fish
"""


def add_arguments(command: ArgumentParser) -> None:
    command.add_argument("shell", choices=("bash", "zsh", "fish"), help="whose startup file it is for")


def run(given: Namespace) -> int:
    from argcomplete.shell_integration import shellcode

    sys.stdout.write(shellcode(["syndicate"], shell=given.shell))
    return WELL


def complete() -> None:
    """Answer the shell that asks, and end the process."""
    from argcomplete import autocomplete
    from argcomplete.completers import FilesCompleter

    from syndicate.cli.parser import parser

    class NamesOrFiles(FilesCompleter):
        def __call__(self, prefix: str, **given: Any) -> list[str]:
            return _names(given["action"].dest) or super().__call__(prefix, **given)

    # Of the command that is being typed alone: another's module may be a stranger's that fails.
    words = os.environ.get("COMP_LINE", "").split()[1:]
    asked = next((word for word in words if not word.startswith("-")), "")
    autocomplete(parser(asked), default_completer=NamesOrFiles())


def _names(word: str) -> list[str]:
    """Return the names of all parts of the kind that *word* is for: format, source, preset; none for another word."""
    from syndicate.parts.offers import KINDS

    kind = next((kind for kind, called in KINDS.items() if called == word), None)
    if kind is None:
        return []
    from pathlib import Path

    from syndicate.settings import make_registry
    from syndicate.settings.file import SettingsFile

    return make_registry(SettingsFile(folder=Path())).names(kind)
