"""The grammar of the command line. argparse loads in a moment; what the command works with does not, and waits."""

from __future__ import annotations

import argparse
import re
from functools import partial
from typing import Any, NoReturn

# Of the command that has most; a test holds them against the grammar.
_OPTIONS = (
    "--format --output --config --source --preset --topic --all-topics --exclude-topic --include-unpublished --since --until "
    "--where --limit --content --title --site-url --language --author --now --strict --allow-empty --index --no-index "
    "--jobs --dry-run --explain --report --quiet "
    "--plugin --option --trace --debug --help"
).split()


class _Parser(argparse.ArgumentParser):
    """Raises UsageError where argparse would print and exit, so that wrong usage is reported like all that is wrong."""

    def __init__(self, **given: Any) -> None:
        # For each argument that is added argparse makes a formatter, which asks shutil for the width of the terminal.
        unseen = partial(argparse.HelpFormatter, width=80)
        # What is short today would be ambiguous tomorrow.
        super().__init__(**given, allow_abbrev=False, formatter_class=unseen)

    def format_help(self) -> str:
        self.formatter_class = argparse.HelpFormatter
        return super().format_help()

    def error(self, message: str) -> NoReturn:
        from syndicate.model.errors import UsageError, suggest

        choice = re.search(r"invalid choice: '(.*)' \(choose from (.*)\)", message)
        unknown = re.fullmatch(r"unrecognized arguments: (.*)", message, re.DOTALL)
        hint = ""
        if choice:
            hint = suggest(choice[1], re.findall(r"[\w-]+", choice[2]))
        elif unknown:
            first = unknown[1].strip().partition(" ")[0].partition("=")[0]
            is_option = first.startswith("-")
            known = [option for option in _OPTIONS if option != first]
            hint = suggest(first, known) if is_option else "; SITE is one place: put a glob in quotes"
        elif not message.startswith("argument "):
            hint = f"; see {self.prog} --help"
        raise UsageError(message.removeprefix("argument ") + hint)


def parser() -> argparse.ArgumentParser:
    """Return the grammar of the command line."""
    from syndicate import __version__

    top = _Parser(
        prog="syndicate",
        description="Articles in; RSS 2.0, Atom, JSON Feed and AMP-link sitemaps out.",
        epilog="Exit status: 0 all well; 1 nothing written; 2 wrong usage; 3 written, but some articles were left out.",
    )
    top.add_argument("--version", action="version", version=f"syndicate {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _export_arguments(commands.add_parser("export", help="write the feeds of a site", description=_EXPORT))
    check = commands.add_parser("check", help="report what is wrong with the articles, and write nothing")
    check.add_argument("site", nargs="?", default=".", type=_text, metavar="SITE", help="folder, file, glob, URL or -")
    check.add_argument("--config", type=_text, metavar="FILE", help="settings file")
    check.add_argument("--preset", type=_text, metavar="NAME", help="whose configuration to read; none: nobody's")
    _site_arguments(check)
    _report_argument(check)
    check.add_argument("--quiet", action="store_true", help="report only what is wrong")
    _plugin_argument(check)
    check.add_argument("--debug", action="store_true", help="show where an error comes from")
    init = commands.add_parser("init", help="write a commented syndicate.yaml for the folder you stand in")
    init.add_argument(
        "folder", nargs="?", default=".", type=_text, metavar="FOLDER", help="another folder (default: .)"
    )
    plugins = commands.add_parser("plugins", help="list plugins, what they offer, and which failed")
    plugins.add_argument(
        "site", nargs="?", default=".", type=_text, metavar="SITE", help="site whose plugins to list too"
    )
    plugins.add_argument("--config", type=_text, metavar="FILE", help="settings file")
    _plugin_argument(plugins)
    plugins.add_argument("--json", action="store_true", help="as JSON, for programs")
    plugins.add_argument("--debug", action="store_true", help="show where an error comes from")
    links = commands.add_parser("links", help="print what makes the feeds known: for pages, robots.txt, servers")
    links.add_argument(
        "site", nargs="?", default=".", type=_text, metavar="SITE", help="the site's folder (default: .)"
    )
    links.add_argument("--config", type=_text, metavar="FILE", help="settings file")
    links.add_argument("--preset", type=_text, metavar="NAME", help="whose configuration to read; none: nobody's")
    _site_arguments(links)
    links.add_argument(
        "--for",
        dest="place",
        choices=("pages", "robots", "headers", "json"),
        default="pages",
        help="lines for the head of pages (default), for robots.txt, a _headers file, or JSON for programs",
    )
    links.add_argument(
        "--output",
        type=_text,
        metavar="DIR",
        help="where the site and its feeds are built: put the lines into the robots.txt or _headers file there, once",
    )
    _plugin_argument(links)
    links.add_argument("--debug", action="store_true", help="show where an error comes from")
    schema = commands.add_parser("schema", help="print a JSON Schema")
    schema.add_argument(
        "subject", choices=("article", "settings"), help="of a line of JSON Lines, or of syndicate.yaml"
    )
    return top


_EXPORT = """Write the feeds that syndicate.yaml lists, or the formats named. SITE is the site's folder (default: the
one you stand in), a single file, a glob in quotes, a URL where the source reads some, or - for standard input (JSON
Lines, unless --source says otherwise). One --format without --output goes to standard output."""


def _export_arguments(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("site", nargs="?", default=".", type=_text, metavar="SITE", help="folder, file, glob, URL or -")
    add(
        "--format",
        action="append",
        default=[],
        type=_format,
        metavar="NAME[=PATH]",
        help="write this format; may be repeated",
    )
    add("--output", type=_text, metavar="DIR", help="folder to publish into; - is standard output")
    add(
        "--config",
        type=_text,
        metavar="FILE",
        help="settings file, its paths relative to SITE (default: syndicate.yaml of SITE or of a folder above)",
    )
    add("--source", type=_text, metavar="NAME", help="where articles come from (default: front-matter)")
    add(
        "--preset",
        type=_text,
        metavar="NAME",
        help="whose configuration to read, e.g. jekyll; none: nobody's (default: what the folder is)",
    )
    choose = command.add_argument_group("choosing")
    add = choose.add_argument
    add("--topic", action="append", default=[], type=_text, metavar="T", help="articles on T; repeated: on any of them")
    add(
        "--all-topics",
        action="append",
        default=[],
        type=_text,
        metavar="T",
        help="articles on T; repeated: on all of them",
    )
    add("--exclude-topic", action="append", default=[], type=_text, metavar="T", help="no articles on T")
    add("--include-unpublished", action="store_true", help="drafts, future, removed and expired articles too")
    add("--since", type=_text, metavar="D", help="published at D (date or instant) or later")
    add("--until", type=_text, metavar="D", help="published before D, or on the day D")
    add(
        "--where",
        action="append",
        default=[],
        type=_text,
        metavar="KEY=VALUE",
        help="also KEY!=, KEY>=, KEY<=; any field",
    )
    add("--limit", type=_count, metavar="N", help="the newest N of each feed")
    add("--content", choices=("none", "summary", "full"), help="how much of each article's text (default: summary)")
    _site_arguments(command)
    run = command.add_argument_group("running")
    add = run.add_argument
    add("--now", type=_text, metavar="T", help="what counts as now (default: SOURCE_DATE_EPOCH, else the clock)")
    add("--strict", action="store_true", help="write nothing if any article is at fault")
    add("--allow-empty", action="store_true", help="write feeds without articles too")
    add("--index", type=_text, metavar="FILE", help="keeps what was read for the next export (default: .syndicate/...)")
    add("--no-index", action="store_true", help="read every article, and keep nothing")
    add("--jobs", type=_count, metavar="N", help="processes that read a large site (default: as many as cores)")
    add("--dry-run", action="store_true", help="say what would be written")
    add("--explain", action="store_true", help="say where each value of the settings comes from, and write nothing")
    _report_argument(run)
    add("--quiet", action="store_true", help="report only what is wrong")
    plugins = command.add_argument_group("plugins (SYNDICATE_PLUGINS: distributions to take in; empty: none)")
    _plugin_argument(plugins)
    add = plugins.add_argument
    add(
        "--option",
        action="append",
        default=[],
        type=_option,
        metavar="PART.KEY=VALUE",
        help="an option of a part, e.g. amp-sitemap.amp=cache; VALUE is YAML",
    )
    add("--trace", action="store_true", help="say how long each call of a part takes")
    add("--debug", action="store_true", help="show where an error comes from")


def _site_arguments(command: argparse.ArgumentParser) -> None:
    site = command.add_argument_group("site (instead of what the settings say)")
    add = site.add_argument
    add("--title", type=_text, metavar="T", help="title of the feeds, and of the site if the settings name none")
    add("--site-url", type=_text, metavar="U", help="home page; relative links are completed with it")
    add("--language", type=_text, metavar="L", help="language tag, e.g. en or pt-BR")
    add("--author", type=_text, metavar="NAME", help="author of articles that name none")


def _report_argument(command: argparse._ActionsContainer) -> None:
    command.add_argument(
        "--report",
        choices=("text", "json", "github"),
        default="text",
        help="how to report (default: text); github: annotations of a workflow",
    )


def _plugin_argument(command: argparse._ActionsContainer) -> None:
    command.add_argument(
        "--plugin",
        action="append",
        default=[],
        type=_text,
        metavar="PATH",
        help="take in the plugins of this module, package or folder of modules",
    )


def _text(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("is empty; write some text, or leave it out")
    return text


def _format(text: str) -> tuple[str, str | None]:
    name, equals, path = text.partition("=")
    if not name or (equals and not path):
        raise argparse.ArgumentTypeError(f"expected NAME or NAME=PATH, e.g. atom=feeds/atom.xml, found {text!r}")
    return name, path or None


def _option(text: str) -> tuple[str, str, str]:
    target, equals, value = text.partition("=")
    name, dot, key = target.partition(".")
    if not (name and dot and key and equals):
        raise argparse.ArgumentTypeError(f"expected PART.KEY=VALUE, e.g. amp-sitemap.amp=cache, found {text!r}")
    return name, key, value


def _count(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number of at least 1, found {text!r}")
    return number
