"""The command: arguments, the clock, progress, printing, exit status. Nothing else in syndicate does any of these."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

if TYPE_CHECKING:
    from syndicate.errors import Fault, SyndicateError
    from syndicate.exporting import Report
    from syndicate.plan import Overrides

WELL, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130
DEFAULT_FORMATS = ("rss", "atom", "json", "amp-sitemap")  # of a folder without settings


def parser() -> argparse.ArgumentParser:
    """Return the grammar of the command line."""
    from syndicate import __version__

    top = argparse.ArgumentParser(
        prog="syndicate",
        description="Articles in; RSS 2.0, Atom, JSON Feed and AMP-link sitemaps out.",
        epilog="Exit status: 0 all well; 1 nothing written; 2 wrong usage; 3 written, but some articles were left out.",
    )
    top.add_argument("--version", action="version", version=f"syndicate {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _export_arguments(commands.add_parser("export", help="write the feeds of a site", description=_EXPORT))
    init = commands.add_parser("init", help="write a commented syndicate.yaml for the folder you stand in")
    init.add_argument("folder", nargs="?", default=".", metavar="FOLDER", help="another folder (default: .)")
    init.set_defaults(run=_init)
    schema = commands.add_parser("schema", help="print a JSON Schema")
    schema.add_argument(
        "subject", choices=("article", "settings"), help="of a line of JSON Lines, or of syndicate.yaml"
    )
    schema.set_defaults(run=_schema)
    return top


_EXPORT = """Write the feeds that syndicate.yaml lists, or the formats named. SITE is the site's folder (default: the
one you stand in), a single file, a glob in quotes, or - for JSON Lines on standard input. One --format without
--output goes to standard output."""


def _export_arguments(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("site", nargs="?", default=".", metavar="SITE", help="folder, file, glob or -")
    add("--format", action="append", default=[], metavar="NAME[=PATH]", help="write this format; may be repeated")
    add("--output", metavar="DIR", help="folder to publish into; - is standard output")
    add("--config", metavar="FILE", help="settings file (default: syndicate.yaml of SITE or of a folder above)")
    add("--source", metavar="NAME", help="where articles come from (default: front-matter)")
    choose = command.add_argument_group("choosing")
    add = choose.add_argument
    add("--topic", action="append", default=[], metavar="T", help="articles on T; repeated: on any of them")
    add("--all-topics", action="append", default=[], metavar="T", help="articles on T; repeated: on all of them")
    add("--exclude-topic", action="append", default=[], metavar="T", help="no articles on T")
    add("--include-unpublished", action="store_true", help="drafts, future, removed and expired articles too")
    add("--since", metavar="D", help="published at D (date or instant) or later")
    add("--until", metavar="D", help="published before D, or on the day D")
    add("--where", action="append", default=[], metavar="KEY=VALUE", help="also KEY!=, KEY>=, KEY<=; any field")
    add("--limit", type=_count, metavar="N", help="the newest N of each feed")
    site = command.add_argument_group("site (instead of what the settings say)")
    add = site.add_argument
    add("--title", metavar="T", help="title of the feeds, and of the site if the settings name none")
    add("--site-url", metavar="U", help="home page; relative links are completed with it")
    add("--language", metavar="L", help="language tag, e.g. en or pt-BR")
    add("--author", metavar="NAME", help="author of articles that name none")
    run = command.add_argument_group("running")
    add = run.add_argument
    add("--now", metavar="T", help="what counts as now (default: SOURCE_DATE_EPOCH, else the clock)")
    add("--strict", action="store_true", help="write nothing if any article is at fault")
    add("--allow-empty", action="store_true", help="write feeds without articles too")
    add("--dry-run", action="store_true", help="say what would be written")
    add("--report", choices=("text", "json"), default="text", help="how to report (default: text)")
    add("--quiet", action="store_true", help="report only what is wrong")
    command.set_defaults(run=_export)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    given = parser().parse_args(arguments)
    if hasattr(signal, "SIGTERM"):
        signal.signal(signal.SIGTERM, _interrupt)
    from syndicate.errors import SyndicateError, UsageError

    try:
        status: int = given.run(given)
    except SyndicateError as error:
        _fail(error, given)
        return WRONG_USAGE if isinstance(error, UsageError) else FAILED
    except KeyboardInterrupt:
        print("interrupted; nothing was changed", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone; Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    return status


def _interrupt(*_: Any) -> NoReturn:
    raise KeyboardInterrupt


def _count(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number of at least 1, found {text!r}")
    return number


# export


def _export(given: argparse.Namespace) -> int:
    from msgspec.structs import replace

    from syndicate.errors import SyndicateError, UsageError
    from syndicate.exporting import default_registry, open_site, run
    from syndicate.plan import make_plan

    file, paths = open_site(given.site, given.config)
    now = _now(given.now, file.settings.site.timezone)
    overrides = replace(_overrides(given), paths=paths)
    if overrides.source is None and not file.settings.source.paths and _is_json_lines(paths):
        overrides = replace(overrides, source="json-lines")
    is_printed = given.output == "-" or (given.output is None and len(given.format) == 1)
    configured = file.folder / file.settings.output if file.settings.output else None
    output = None if is_printed else Path(given.output) if given.output else configured
    if not overrides.formats and not file.settings.feeds and output is not None:
        overrides = replace(overrides, formats=tuple((name, None) for name in DEFAULT_FORMATS))
    if output is not None:
        skip = os.path.relpath(output, file.folder)
        overrides = replace(overrides, skip=() if skip.startswith("..") or skip == "." else (skip,))
    registry = default_registry()
    plan = make_plan(file, registry, now=now, overrides=overrides)
    if output is None and not is_printed:
        raise UsageError("several feeds need a folder: give --output, or set output in syndicate.yaml")
    try:
        with _Progress(quiet=given.quiet) as progress:
            report = run(
                plan,
                registry,
                output=output,
                strict=given.strict,
                allow_empty=given.allow_empty,
                dry_run=given.dry_run,
                progress=progress.show,
            )
    except SyndicateError as error:
        error.faults = _as_seen_from_here(error.faults, file.folder)
        raise
    report = replace(report, faults=_as_seen_from_here(report.faults, file.folder))
    if output is None:
        _print_document(report)
    _print_report(report, given, output)
    return report.exit_status


def _is_json_lines(paths: tuple[str, ...]) -> bool:
    return len(paths) == 1 and (paths[0] == "-" or paths[0].endswith((".jsonl", ".ndjson")))


def _overrides(given: argparse.Namespace) -> Overrides:
    from syndicate.conditions import merge_where
    from syndicate.plan import Overrides

    filters: list[tuple[str, Any]] = []
    topics = {"any": given.topic, "all": given.all_topics, "none": given.exclude_topic}
    if any(topics.values()):
        filters.append(("topics", {key: value for key, value in topics.items() if value}))
    dates = {"since": given.since, "until": given.until}
    if any(dates.values()):
        filters.append(("dates", {key: value for key, value in dates.items() if value}))
    if given.where:
        filters.append(("where", merge_where(given.where)))
    formats = []
    for text in given.format:
        name, _, path = text.partition("=")
        formats.append((name, path or None))
    return Overrides(
        formats=tuple(formats),
        filters=tuple(filters),
        include_unpublished=given.include_unpublished,
        source=given.source,
        limit=given.limit,
        title=given.title,
        site_url=given.site_url,
        language=given.language,
        author=given.author,
    )


def _now(text: str | None, zone: str) -> datetime:
    from syndicate.errors import UsageError, excerpt
    from syndicate.instants import parse_instant, time_zone

    if text is not None:
        try:
            known_zone = time_zone(zone)
        except UsageError:
            known_zone = UTC  # a mistake in the settings, which are checked as a whole later
        try:
            return parse_instant(text, known_zone)
        except ValueError as error:
            raise UsageError(f"--now: {error}") from error
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        try:
            return datetime.fromtimestamp(int(epoch), UTC)
        except (ValueError, OverflowError, OSError) as error:
            raise UsageError(f"SOURCE_DATE_EPOCH: expected seconds since 1970, found {excerpt(epoch)}") from error
    return datetime.now(UTC)


class _Progress:
    """A counter on a terminal, nothing in a pipe."""

    def __init__(self, *, quiet: bool) -> None:
        self._shown = sys.stderr.isatty() and not quiet
        self._dirty = False

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._dirty:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def show(self, count: int) -> None:
        if self._shown and count % 100 == 0:
            self._dirty = True
            print(f"\r{count:,} files read", end="", file=sys.stderr, flush=True)


def _print_document(report: Report) -> None:
    from syndicate.errors import UsageError

    if len(report.documents) != 1:
        raise UsageError(f"{len(report.documents)} files do not fit on standard output; give --output")
    sys.stdout.buffer.write(report.documents[0].body)
    sys.stdout.buffer.flush()


def _print_report(report: Report, given: argparse.Namespace, output: Path | None) -> None:
    stream = sys.stdout if output is not None else sys.stderr
    if given.report == "json":
        _print_json(_as_json(report, output), stream)
        return
    _print_faults(report.faults)
    if given.quiet:
        return
    for warning in report.warnings:
        _say(f"warning: {warning}", sys.stderr)
    if output is None:
        return
    width = max((len(file.path) for file in report.files), default=0)
    for file in report.files:
        line = f"{file.path:<{width}}  {file.entry_count:>7,} entries  {file.size_bytes:>11,} bytes  {file.state}"
        _say(line, stream)
    left_out = f", {len(report.faults):,} faults" if report.faults else ""
    verb = "would be written to" if given.dry_run else "in"
    counts = f"{report.read_count:,} articles read, {report.chosen_count:,} chosen{left_out}"
    _say(f"{counts}; {len(report.files):,} files {verb} {output}", stream)


def _as_json(report: Report, output: Path | None) -> dict[str, Any]:
    from msgspec import to_builtins

    files = [
        {"path": file.path, "entries": file.entry_count, "bytes": file.size_bytes, "state": file.state}
        for file in report.files
    ]
    return {
        "status": report.exit_status,
        "output": None if output is None else str(output),
        "articles_read": report.read_count,
        "articles_chosen": report.chosen_count,
        "files": files,
        "faults": to_builtins(report.faults),
        "warnings": list(report.warnings),
    }


def _fail(error: SyndicateError, given: argparse.Namespace) -> None:
    from msgspec import to_builtins

    from syndicate.errors import SettingsError, UsageError

    if getattr(given, "report", "text") == "json":
        status = WRONG_USAGE if isinstance(error, UsageError) else FAILED
        faults = to_builtins(error.faults)
        _print_json({"status": status, "error": str(error), "files": [], "faults": faults}, sys.stdout)
        return
    if not isinstance(error, SettingsError):
        _print_faults(error.faults)
        _say(f"syndicate: {error}", sys.stderr)
    else:
        _say(str(error), sys.stderr)


def _print_faults(faults: Sequence[Fault]) -> None:
    for fault in faults:
        _say(str(fault), sys.stderr)


def _as_seen_from_here(faults: Sequence[Fault], folder: Path) -> tuple[Fault, ...]:
    """Return *faults*, whose paths are relative to the site's *folder*, with paths that a person here can click on."""
    from msgspec.structs import replace

    here = os.path.relpath(folder)
    if here == ".":
        return tuple(faults)
    return tuple(
        fault if fault.path == "-" else replace(fault, path=Path(here, fault.path).as_posix()) for fault in faults
    )


def _print_json(value: Any, stream: TextIO) -> None:
    import json

    print(json.dumps(value, ensure_ascii=False, indent=2), file=stream)


def _say(text: str, stream: TextIO) -> None:
    """Print *text* with every character that could steer a terminal made visible."""
    safe = "".join(char if char.isprintable() or char == "\n" else repr(char)[1:-1] for char in text)
    print(safe, file=stream)


# init and schema


def _init(given: argparse.Namespace) -> int:
    from syndicate.starting import write_settings

    path = write_settings(Path(given.folder))
    _say(f"{path} is written; set its title and url, then run: syndicate export", sys.stdout)
    return WELL


def _schema(given: argparse.Namespace) -> int:
    from msgspec.json import schema

    from syndicate.model import Article
    from syndicate.settings import Settings

    _print_json(schema(Article if given.subject == "article" else Settings), sys.stdout)
    return WELL
