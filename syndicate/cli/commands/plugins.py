"""syndicate plugins: what is installed, and what failed to load."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from syndicate.cli import options
from syndicate.cli.report import WELL, print_json, say


def add_arguments(command: ArgumentParser) -> None:
    options.add_site(command, "site whose plugins to list too")
    options.add_config(command)
    options.add_plugin(command)
    command.add_argument("--json", action="store_true", help="as JSON, for programs")
    options.add_debug(command)


def run(given: Namespace) -> int:
    from syndicate.cli.plugin_list import as_lines, list_plugins
    from syndicate.settings.locate import open_site
    from syndicate.settings.plugins import make_registry

    file, _ = open_site(given.site, given.config)
    listed = list_plugins(make_registry(file, given.plugin, no_site_plugins=given.no_site_plugins))
    if given.json:
        print_json(listed, sys.stdout)
    else:
        for line in as_lines(listed):
            say(line, sys.stdout)
    return WELL
