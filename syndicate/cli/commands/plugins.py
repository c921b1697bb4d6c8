"""syndicate plugins: what is installed, and what failed to load."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from syndicate.cli import options
from syndicate.cli.terminal import WELL, print_json, say

EXAMPLES = """\
  syndicate plugins                           what is installed
  syndicate plugins --plugin shouting.py      and what this module offers
"""


def add_arguments(command: ArgumentParser) -> None:
    options.add_site(command, "site whose plugins to list too")
    options.add_config(command)
    options.add_plugin(command)
    command.add_argument("--json", action="store_true", help="the list as JSON: --report json")
    options.add_debug(command)
    options.add_report(command)


def run(given: Namespace) -> int:
    from syndicate.cli.plugin_list import as_lines, list_plugins
    from syndicate.settings.locate import open_site
    from syndicate.settings.plugins import make_registry

    file, _ = open_site(given.site, given.config)
    listed = list_plugins(make_registry(file, given.plugin, no_site_plugins=given.no_site_plugins))
    if given.json or given.report == "json":
        print_json(listed, sys.stdout)
    else:
        for line in as_lines(listed):
            say(line, sys.stdout)
    return WELL
