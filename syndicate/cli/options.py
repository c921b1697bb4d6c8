"""What several commands share: their options, and what these ask for."""

from __future__ import annotations

import os
import re
from argparse import ArgumentParser, ArgumentTypeError, Namespace, _ActionsContainer
from collections.abc import Sequence
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any

from syndicate.cli.terminal import WHEN

if TYPE_CHECKING:
    from datetime import datetime

    from syndicate.settings.file import SettingsFile

REPORTS = ("text", "json", "github")

# Of a folder without settings. A generator's sitemap.xml tells of its pages too, so it is left alone.
DEFAULT_FORMATS = (("rss", None), ("atom", None), ("json", None), ("amp-sitemap", None))
BESIDE_A_GENERATOR = (*DEFAULT_FORMATS[:3], ("amp-sitemap", "amp-sitemap.xml"))


def add_site(command: ArgumentParser, words: str = "folder, file, glob, URL or -") -> None:
    command.usage = "%(prog)s [SITE] [OPTION ...]"
    command.add_argument("site", nargs="?", default=".", type=text, metavar="SITE", help=words)


def add_config(command: ArgumentParser, words: str = "settings file") -> None:
    command.add_argument("--config", type=text, metavar="FILE", help=words)


def add_preset(command: ArgumentParser, words: str = "whose configuration to read; none: nobody's") -> None:
    command.add_argument("--preset", type=text, metavar="NAME", help=words)


def add_site_options(command: ArgumentParser, *, reads: bool = True) -> None:
    """Add what goes before the section `site` of the settings, and before source.url where articles are read."""
    add = command.add_argument_group("site (instead of what the settings say)").add_argument
    add("--title", type=text, metavar="T", help="title of the feeds, and of the site if the settings name none")
    add("--site-url", type=text, metavar="U", help="home page; relative links are completed with it")
    if reads:
        add("--url", type=text, metavar="PATTERN", help="of articles that name none, e.g. '{site_url}/{path}/'")
    add("--language", type=text, metavar="L", help="language tag, e.g. en or pt-BR")
    add("--author", type=text, metavar="NAME", help="author of articles that name none")


def add_report(command: ArgumentParser) -> None:
    """Add how the command reports; what main() asks of arguments that may be wrong is reported_as()."""
    group = command.add_argument_group("report")
    words = "for people (default), for programs, or as annotations of a workflow"
    group.add_argument("--report", choices=REPORTS, default="text", help=words)
    group.add_argument("--all", action="store_true", help="name all that is wrong, not the first of each kind")
    group.add_argument("--color", choices=WHEN, default="auto", help="paint the words (default: on a terminal)")
    loudness = group.add_mutually_exclusive_group()
    loudness.add_argument("-q", "--quiet", action="store_true", help="report only what is wrong")
    words = "say what is done as it is done; -vv: name each file, and how long each step takes"
    loudness.add_argument("-v", "--verbose", action="count", default=0, help=words)


def reported_as(arguments: Sequence[str]) -> Namespace:
    """Return how *arguments*, which may be wrong, ask for a report."""
    pairs = {*pairwise(arguments), *(argument.partition("=")[::2] for argument in arguments)}
    return Namespace(
        report=next((name for name in REPORTS[1:] if ("--report", name) in pairs), "text"),
        all="--all" in arguments,
        color=next((when for when in WHEN if ("--color", when) in pairs), "auto"),
        quiet="--quiet" in arguments or "-q" in arguments,
        verbose=sum(len(word) - 1 for word in arguments if re.fullmatch("-v+", word))
        + list(arguments).count("--verbose"),
    )


def add_plugin(command: _ActionsContainer) -> None:
    words = "take in the plugins of this module, package or folder of modules"
    command.add_argument("--plugin", action="append", default=[], type=_there, metavar="PATH", help=words)
    words = "refuse the plugins that the settings name: for the site of somebody else"
    command.add_argument("--no-site-plugins", action="store_true", help=words)


def add_debug(command: _ActionsContainer) -> None:
    command.add_argument("--debug", action="store_true", help="show where an error comes from")


def text(given: str) -> str:
    """Return *given*, which must say something."""
    if not given.strip():
        raise ArgumentTypeError("is empty; write some text, or leave it out")
    return given


def _there(given: str) -> str:
    """Return *given*, a path where a module must be, or a folder with one."""
    files = [name for _, _, names in islice(os.walk(text(given)), 1) for name in names] or [given]
    # pathlib is not loaded for --help
    if not os.path.exists(given) or not any(file.endswith((".py", ".pyc", ".pyd", ".so")) for file in files):  # noqa: PTH110
        raise ArgumentTypeError(
            f"plugin {given}: there is no Python module; name a .py file or a folder that holds some"
        )
    return given


def site_overrides(given: Namespace) -> dict[str, Any]:
    """Return what the options say of the site, and what of it is believed, by the fields of Overrides."""
    fields = ("title", "site_url", "url", "language", "author", "preset", "no_site_plugins")
    return {field: getattr(given, field, None) for field in fields}


def default_formats(file: SettingsFile) -> tuple[tuple[str, str | None], ...]:
    """Return the feeds to write where neither the settings nor the options name one."""
    is_of_generator = any(place[0] != "site" for place in file.found)
    formats = BESIDE_A_GENERATOR if is_of_generator else DEFAULT_FORMATS
    return (*formats, ("feeds-page", None)) if file.settings.stylesheet else formats


def moment(given: str | None, zone: str) -> datetime:
    """Return what counts as now: *given*, a time of *zone* if it names none; else SOURCE_DATE_EPOCH, else the clock."""
    from datetime import UTC, datetime

    from syndicate.model.errors import UsageError, excerpt
    from syndicate.model.instants import parse_instant, time_zone

    if given is not None:
        try:
            known_zone = time_zone(zone)
        except UsageError:
            known_zone = UTC  # a mistake in the settings, which are checked as a whole later
        try:
            return parse_instant(given, known_zone)
        except ValueError as error:
            raise UsageError(f"--now: {error}") from error
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        try:
            return datetime.fromtimestamp(int(epoch if re.fullmatch("[0-9]+", epoch) else ""), UTC)
        except (ValueError, OverflowError, OSError) as error:
            message = f"expected seconds since 1970, found {excerpt(epoch)}; write e.g. 1717200000, or unset it"
            raise UsageError(f"SOURCE_DATE_EPOCH: {message}") from error
    return datetime.now(UTC)
