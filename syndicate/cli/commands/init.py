"""syndicate init: a first syndicate.yaml."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from syndicate.cli import options
from syndicate.cli.terminal import WELL, print_json, say

EXAMPLES = """\
  syndicate init          for the folder you stand in
  syndicate init blog     for another one
"""


def add_arguments(command: ArgumentParser) -> None:
    command.add_argument(
        "folder", nargs="?", default=".", type=options.text, metavar="FOLDER", help="another folder (default: .)"
    )
    options.add_report(command)


def run(given: Namespace) -> int:
    import shlex
    from pathlib import Path

    from syndicate.cli.first_settings import EXAMPLE_URL, write_settings
    from syndicate.settings.file import SettingsFile, load_settings
    from syndicate.settings.plugins import make_registry

    place = Path(given.folder)
    path = write_settings(place, make_registry(SettingsFile(folder=place)))
    settings = load_settings(path).settings
    if given.report == "json":
        print_json({"status": WELL, "path": str(path), "preset": settings.preset}, sys.stdout)
        return WELL
    folder = "" if given.folder == "." else f" {shlex.quote(given.folder)}"
    advice = (
        f"it follows the site's own configuration ({settings.preset})"
        if settings.preset
        else "set its title, url and authors"
    )
    if not settings.preset and settings.site.url != EXAMPLE_URL:
        advice = f"it is for {settings.site.title}, {settings.site.url}"
    say(f"{path} is written; {advice}, then run: syndicate export{folder}", sys.stdout)
    return WELL
