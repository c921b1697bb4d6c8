"""The command: arguments, the clock, progress, printing, exit status. Nothing else in syndicate does any of these."""

from __future__ import annotations

import argparse
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NoReturn, TextIO

from syndicate.arguments import parser

if TYPE_CHECKING:
    from syndicate.errors import Fault, SyndicateError
    from syndicate.exporting import Report
    from syndicate.overrides import Overrides

WELL, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130
DEFAULT_FORMATS = ("rss", "atom", "json", "amp-sitemap")  # of a folder without settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    _open_streams()
    try:
        with _interrupted_by_sigterm():
            return _run(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:
        print("interrupted; what is published is as it was, or complete", file=sys.stderr)
        return INTERRUPTED
    except OSError as error:
        _silence(error)
        return FAILED


def _run(arguments: Sequence[str]) -> int:
    from syndicate.errors import SyndicateError, UsageError

    as_json = _asks_for_json(arguments)
    stream = sys.stdout if as_json else sys.stderr
    try:
        given = parser().parse_args(arguments)
        if given.command == "export" and _is_printed(given):
            stream = sys.stderr
        status = _COMMANDS[given.command](given)
    except SyndicateError as error:
        status = WRONG_USAGE if isinstance(error, UsageError) else FAILED
        _fail(error, status, stream, as_json=as_json)
    sys.stdout.flush()
    return status


def _asks_for_json(arguments: Sequence[str]) -> bool:
    """Tell whether *arguments*, which may be wrong, ask for a report in JSON."""
    return "--report=json" in arguments or ("--report", "json") in pairwise(arguments)


def _is_printed(given: argparse.Namespace) -> bool:
    """Tell whether the document itself goes to standard output, so that no report may."""
    return bool(given.output == "-" or (given.output is None and len(given.format) == 1))


def _open_streams() -> None:
    """Make the three streams fit to use: a caller may have closed them, and a text may hold what they cannot show."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode))  # noqa: PTH123, SIM115  open as long as the process
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _silence(error: OSError) -> None:
    """Say what the system refused, and drop what is still to be printed, so that Python does not complain at exit."""
    _drop(sys.stdout)
    try:
        # Where the reader of our output has gone, there is nothing to say and nobody to hear it.
        if not isinstance(error, BrokenPipeError):
            place = "standard output" if error.filename is None else error.filename
            _say(f"syndicate: {place}: {error.strerror or error}", sys.stderr)
            sys.stderr.flush()
    except OSError:
        _drop(sys.stderr)


def _drop(stream: TextIO) -> None:
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@contextmanager
def _interrupted_by_sigterm() -> Iterator[None]:
    """Let SIGTERM end the command as Ctrl-C does, as far as the main thread is concerned, which alone hears signals."""
    from threading import current_thread, main_thread

    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(*_: Any) -> NoReturn:
    raise KeyboardInterrupt


# export


def _export(given: argparse.Namespace) -> int:
    from msgspec.structs import replace

    from syndicate.errors import SettingsError, SyndicateError, UsageError
    from syndicate.exporting import default_registry, open_site, run
    from syndicate.plan import make_plan

    file, paths = open_site(given.site, given.config)
    now = _now(given.now, file.settings.site.timezone)
    overrides = replace(_overrides(given), paths=paths)
    if overrides.source is None and not file.settings.source.paths and _is_json_lines(paths):
        overrides = replace(overrides, source="json-lines")
    is_printed = _is_printed(given)
    configured = file.folder / file.settings.output if file.settings.output else None
    output = None if is_printed else Path(given.output) if given.output else configured
    if not overrides.formats and not file.settings.feeds and output is not None:
        overrides = replace(overrides, formats=tuple((name, None) for name in DEFAULT_FORMATS))
    if output is not None:
        overrides = replace(overrides, output=os.path.relpath(output, file.folder))
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
    except SettingsError:
        raise
    except SyndicateError as error:
        error.faults = _as_seen_from_here(error.faults, file.folder)
        raise
    report = replace(report, faults=_as_seen_from_here(report.faults, file.folder))
    if output is None:
        _print_document(report)
    try:
        _print_report(report, given, output)
        sys.stdout.flush()
    except OSError:
        _drop(sys.stdout)  # The export is done, whether or not its report can be read.
    return report.exit_status


def _is_json_lines(paths: tuple[str, ...]) -> bool:
    return len(paths) == 1 and (paths[0] == "-" or paths[0].endswith((".jsonl", ".ndjson")))


def _overrides(given: argparse.Namespace) -> Overrides:
    from syndicate.conditions import merge_where
    from syndicate.overrides import Overrides

    filters: list[tuple[str, Any]] = []
    topics = {"any": given.topic, "all": given.all_topics, "none": given.exclude_topic}
    if any(topics.values()):
        filters.append(("topics", {key: value for key, value in topics.items() if value}))
    dates = {"since": given.since, "until": given.until}
    if any(dates.values()):
        filters.append(("dates", {key: value for key, value in dates.items() if value}))
    if given.where:
        filters.append(("where", merge_where(given.where)))
    return Overrides(
        formats=tuple(given.format),
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
            return datetime.fromtimestamp(int(epoch if re.fullmatch("[0-9]+", epoch) else ""), UTC)
        except (ValueError, OverflowError, OSError) as error:
            message = f"expected seconds since 1970, found {excerpt(epoch)}; write e.g. 1717200000, or unset it"
            raise UsageError(f"SOURCE_DATE_EPOCH: {message}") from error
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
    from syndicate.errors import PublishError, UsageError, count

    if len(report.documents) != 1:
        raise UsageError(f"{count(len(report.documents), 'file')} do not fit on standard output; give --output")
    if sys.__stdout__ is None:
        raise PublishError("standard output is closed; open it, or give --output")
    stream: IO[bytes] = sys.stdout.buffer
    try:
        stream.write(report.documents[0].body)
        stream.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        _drop(sys.stdout)
        raise PublishError(f"standard output: cannot be written: {error.strerror}") from error


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
    from syndicate.errors import count

    width = max((len(file.path) for file in report.files), default=0)
    for file in report.files:
        entries = f"{file.entry_count:>7,} {'entry  ' if file.entry_count == 1 else 'entries'}"
        _say(f"{file.path:<{width}}  {entries}  {file.size_bytes:>11,} bytes  {file.state}", stream)
    left_out = f", {count(len(report.faults), 'fault')}" if report.faults else ""
    verb = "would be written to" if given.dry_run else "in"
    counts = f"{count(report.read_count, 'article')} read, {report.chosen_count:,} chosen{left_out}"
    _say(f"{counts}; {count(len(report.files), 'file')} {verb} {output}", stream)


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


def _fail(error: SyndicateError, status: int, stream: TextIO, *, as_json: bool) -> None:
    from msgspec import to_builtins

    from syndicate.errors import SettingsError

    if as_json:
        faults = to_builtins(error.faults)
        _print_json({"status": status, "error": str(error), "files": [], "faults": faults}, stream)
    elif isinstance(error, SettingsError):
        _say(str(error), stream)  # each of its lines begins with the file it is about
    else:
        _print_faults(error.faults)
        _say(f"syndicate: {error}", stream)


def _print_faults(faults: Sequence[Fault]) -> None:
    for fault in faults:
        _say(str(fault), sys.stderr)


def _as_seen_from_here(faults: Sequence[Fault], folder: Path) -> tuple[Fault, ...]:
    """Return *faults*, whose paths are relative to the site's *folder*, with paths that a person here can click on."""
    from msgspec.structs import replace

    from syndicate.exporting import is_url

    here = os.path.relpath(folder)
    if here == ".":
        return tuple(faults)
    return tuple(
        fault if fault.path == "-" or is_url(fault.path) else replace(fault, path=Path(here, fault.path).as_posix())
        for fault in faults
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
    import shlex

    from syndicate.starting import write_settings

    path = write_settings(Path(given.folder))
    folder = "" if given.folder == "." else f" {shlex.quote(given.folder)}"
    _say(f"{path} is written; set its title and url, then run: syndicate export{folder}", sys.stdout)
    return WELL


def _schema(given: argparse.Namespace) -> int:
    from syndicate.schemas import article_schema, settings_schema

    _print_json(article_schema() if given.subject == "article" else settings_schema(), sys.stdout)
    return WELL


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {"export": _export, "init": _init, "schema": _schema}
