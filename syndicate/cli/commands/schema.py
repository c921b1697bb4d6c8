"""syndicate schema: the JSON Schemas of what people write."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from syndicate.cli.terminal import WELL, print_json

EXAMPLES = """\
  syndicate schema settings > syndicate.schema.json    for your editor
  syndicate schema article                             of a line of JSON Lines
"""


def add_arguments(command: ArgumentParser) -> None:
    words = "of a line of JSON Lines, or of syndicate.yaml"
    command.add_argument("subject", choices=("article", "settings"), help=words)


def run(given: Namespace) -> int:
    from syndicate.settings.json_schema import article_schema, settings_schema

    print_json(article_schema() if given.subject == "article" else settings_schema(), sys.stdout)
    return WELL
