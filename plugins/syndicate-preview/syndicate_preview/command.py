"""syndicate preview: what an export would publish, in the browser."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace

from syndicate.cli import add_choices, add_parts, add_reading

DESCRIPTION = """Show what an export with the same options would publish, as pages in the browser: feeds with their entries, where
each value comes from, what is wrong, what would change for readers, and the documents themselves. The pages follow what you write,
until Ctrl-C. Nothing is exported, and no file is changed. They are served on 127.0.0.1, to the browser that has opened their URL."""
EXAMPLES = """\
  syndicate preview                          the site you stand in
  syndicate preview --include-unpublished    with drafts, too
  syndicate preview --no-open --port 8500    print the URL, open it yourself
"""


def add_arguments(command: ArgumentParser) -> None:
    showing = command.add_argument_group("showing").add_argument
    showing("--no-open", action="store_true", help="print the URL, and open no browser")
    showing("--port", type=_port, default=0, metavar="N", help="of 127.0.0.1 (default: one that is free)")
    showing("--web", action="store_true", help="load pictures, sound and films of other hosts, too")
    showing(
        "--against", metavar="PLACE", help="what is published: a folder, a URL, or record (default: the output folder)"
    )
    add_choices(command)
    add_reading(command)
    add_parts(command)
    # What the comparison asks for beside them: it shows everything, and stops at nothing.
    command.set_defaults(strict=False, allow_empty=True, quiet=True, report="text")


def run(given: Namespace) -> int:
    from syndicate_preview.serving import serve

    return serve(given)


def _port(given: str) -> int:
    if not (given.isascii() and given.isdigit() and int(given) < 1 << 16):
        raise ArgumentTypeError(f"expected a number from 0 to 65535, found {given!r}")
    return int(given)
