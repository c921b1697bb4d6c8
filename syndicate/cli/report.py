"""What the command prints: the document itself, reports as text or JSON, progress, traces. Its exit status, too."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from time import perf_counter
from typing import IO, TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from pathlib import Path

    from syndicate.cli.explain import Explained
    from syndicate.exporting import Report
    from syndicate.model.errors import Fault, SyndicateError


WELL, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130  # exit status


class Progress:
    """A counter on a terminal, nothing in a pipe."""

    def __init__(self, *, quiet: bool) -> None:
        self._shown = sys.stderr.isatty() and not quiet
        self._dirty = False

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._dirty:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def show(self, count: int) -> None:
        if self._shown and count % 100 == 0:
            self._dirty = True
            print(f"\r{count:,} files read", end="", file=sys.stderr, flush=True)


def print_document(report: Report) -> None:
    from syndicate.model.errors import PublishError, UsageError, count

    if len(report.documents) != 1:
        raise UsageError(f"{count(len(report.documents), 'file')} do not fit on standard output; give --output")
    if sys.__stdout__ is None:
        raise PublishError("standard output is closed; open it, or give --output")
    stream: IO[bytes] = sys.stdout.buffer
    try:
        rest = memoryview(report.documents[0].body)
        while rest:  # unbuffered (PYTHONUNBUFFERED), a write may take only a part, and does where the reader leaves
            rest = rest[stream.write(rest) :]
        stream.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        drop(sys.stdout)
        raise PublishError(f"standard output: cannot be written: {error.strerror}") from error


def print_report(report: Report, given: argparse.Namespace, output: Path | None) -> None:
    stream = sys.stdout if output is not None else sys.stderr
    if given.report == "json":
        print_json(_as_json(report, output), stream)
        return
    as_annotations = given.report == "github"
    _print_faults(report.faults, as_annotations=as_annotations, quiet=given.quiet)
    for failure in report.failures:
        _say_kind("error", failure, as_annotation=as_annotations)
    if given.quiet:
        return
    for warning in report.warnings:
        _say_kind("warning", warning, as_annotation=as_annotations)
    for note in report.notes:
        say(note if output is not None else f"note: {note}", stream)
    if output is None:
        return
    from syndicate.model.errors import count, count_faults

    width = max((len(file.path) for file in report.files), default=0)
    for file in report.files:
        entries = f"{file.entry_count:>7,} {'entry  ' if file.entry_count == 1 else 'entries'}"
        say(f"{file.path:<{width}}  {entries}  {file.size_bytes:>11,} bytes  {file.state}", stream)
    counts = [f"{count(report.read_count, 'article')} read", f"{report.chosen_count:,} chosen"]
    counts += count_faults(report.faults)
    counts += [count(len(report.failures), "error")] if report.failures else []
    verb = "would be written to" if given.dry_run else "in"
    say(f"{', '.join(counts)}; {count(len(report.files), 'file')} {verb} {output}", stream)


def _as_json(report: Report, output: Path | None) -> dict[str, Any]:
    from msgspec import to_builtins

    files = [
        {
            "path": file.path,
            "url": file.url,
            "format": file.format,
            "entries": file.entry_count,
            "bytes": file.size_bytes,
            "state": file.state,
        }
        for file in report.files
    ]
    return {
        "status": report.exit_status,
        "output": None if output is None else str(output),
        "articles_read": report.read_count,
        "articles_chosen": report.chosen_count,
        "files": files,
        "faults": to_builtins(report.faults),
        "errors": list(report.failures),
        "warnings": list(report.warnings),
        "notes": list(report.notes),
    }


def print_explained(explained: Sequence[Explained], stream: TextIO, *, as_json: bool) -> None:
    from msgspec import to_builtins

    if as_json:
        print_json([{"key": row.key, "value": row.value, "from": row.origin} for row in explained], stream)
        return
    from msgspec.json import encode

    widest = max((len(row.key) for row in explained), default=0)
    for row in explained:
        value = row.value if isinstance(row.value, str) else encode(to_builtins(row.value)).decode()
        say(f"{row.key:<{widest}}  {value}  ({row.origin})", stream)


def print_checked(article_count: int, faults: Sequence[Fault], status: int, given: argparse.Namespace) -> None:
    from msgspec import to_builtins

    from syndicate.model.errors import count, count_faults

    if given.report == "json":
        print_json({"status": status, "articles_read": article_count, "faults": to_builtins(faults)}, sys.stdout)
        return
    _print_faults(faults, as_annotations=given.report == "github", quiet=given.quiet)
    if not given.quiet:
        say(", ".join([f"{count(article_count, 'article')} read", *(count_faults(faults) or ["0 faults"])]), sys.stdout)


def print_failure(error: SyndicateError, status: int, stream: TextIO, report: str) -> None:
    from msgspec import to_builtins

    from syndicate.model.errors import SettingsError

    if report == "json":
        faults = to_builtins(error.faults)
        failure = {"status": status, "error": str(error), "files": [], "faults": faults, "notes": list(error.notes)}
        print_json(failure, stream)
    elif report == "github":
        _print_faults(error.faults, as_annotations=True)
        if not isinstance(error, SettingsError):
            _annotate("error", str(error), stream)
    elif isinstance(error, SettingsError):
        for fault in error.faults:
            say(str(fault), stream)
    else:
        _print_faults(error.faults)
        for note in error.notes:
            say(f"note: {note}", stream)
        say(f"syndicate: {error}", stream)


def _print_faults(faults: Sequence[Fault], *, as_annotations: bool = False, quiet: bool = False) -> None:
    for fault in faults:
        if quiet and fault.is_warning:
            continue
        if as_annotations:
            message = f"{fault.field}: {fault.message}" if fault.field else fault.message
            kind = "warning" if fault.is_warning else "error"
            _annotate(kind, message, sys.stderr, file=fault.path, line=fault.line, col=fault.column)
        else:
            say(f"warning: {fault}" if fault.is_warning else str(fault), sys.stderr)


def _say_kind(kind: str, sentence: str, *, as_annotation: bool) -> None:
    if as_annotation:
        _annotate(kind, sentence, sys.stderr)
    else:
        say(f"{kind}: {sentence}", sys.stderr)


def _annotate(kind: str, message: str, stream: TextIO, **place: str | int) -> None:
    """Print a workflow command by which GitHub shows *message* beside the line it is about."""
    from syndicate.model.errors import printable

    where = ",".join(f"{name}={_escaped(printable(str(value)), ':,')}" for name, value in place.items() if value)
    print(f"::{kind}{' ' if where else ''}{where}::{_escaped(printable(message))}", file=stream)


def _escaped(text: str, also: str = "") -> str:
    """Return *text* as workflow commands want it: what would end it is written in percent-encoding."""
    return "".join(f"%{ord(char):02X}" if char in f"%\r\n{also}" else char for char in text)


def as_seen_from_here(faults: Sequence[Fault], folder: Path) -> tuple[Fault, ...]:
    """Return *faults*, whose paths are relative to the site's *folder*, with paths that a person here can click on."""
    from pathlib import Path

    from msgspec.structs import replace

    from syndicate.settings.locate import is_url

    here = os.path.relpath(folder)
    if here == ".":
        return tuple(faults)
    return tuple(
        fault if fault.path == "-" or is_url(fault.path) else replace(fault, path=Path(here, fault.path).as_posix())
        for fault in faults
    )


def print_json(value: Any, stream: TextIO) -> None:
    import json
    import re

    text = json.dumps(value, ensure_ascii=False, indent=2)
    if not text.isprintable():
        text = "".join(char if char.isprintable() or char == "\n" else json.dumps(char)[1:-1] for char in text)
    # A workflow takes it for a command, wherever in a line it stands; see printable().
    print(re.sub(r"(?<=#)#(?=\w*\[)", r"\\u0023", text), file=stream)


def say(text: str, stream: TextIO) -> None:
    """Print *text* on one line, so that nothing of a site can steer a terminal or a log."""
    from syndicate.model.errors import printable

    print(printable(text), file=stream)


def drop(stream: TextIO) -> None:
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@contextmanager
def trace(call: str) -> Iterator[None]:
    """Print how long *call* took, also where it fails."""
    started = perf_counter()
    try:
        yield
    finally:
        say(f"trace: {call}: {(perf_counter() - started) * 1000:.1f} ms", sys.stderr)
