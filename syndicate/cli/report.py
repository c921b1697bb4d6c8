"""What the command prints of an export, a check or a failure: as text on one screen, as JSON, or as annotations."""

from __future__ import annotations

import posixpath
import sys
from typing import IO, TYPE_CHECKING, Any, TextIO

from syndicate.cli.kinds import ALL, SCREEN, annotated, on_screen
from syndicate.cli.terminal import columns_of, drop, is_painted, painted, print_json, say
from syndicate.model.errors import PublishError, SettingsError, UsageError, count, count_faults, printable
from syndicate.model.kinds import Said, kinds_of, said_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from syndicate.cli.explain import Explained
    from syndicate.model.errors import Fault, SyndicateError
    from syndicate.pipeline.report import Report


def print_document(report: Report) -> None:
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


def print_report(report: Report, given: argparse.Namespace, output: Path | str | None) -> None:
    stream = sys.stdout if output is not None else sys.stderr
    if given.report == "json":
        print_json(report_as_json(report, output), stream)
        return
    files: list[str] = []
    ending = ""
    if output is not None:
        width = max((len(file.path) for file in report.files), default=0)
        for file in report.files:
            entries = f"{file.entry_count:>7,} {'entry  ' if file.entry_count == 1 else 'entries'}"
            files.append(f"{file.path:<{width}}  {entries}  {file.size_bytes:>11,} bytes  {file.state}")
        removed = sum(file.state == "removed" for file in report.files)
        ending = f"{count(len(files) - removed, 'file')} {'would be written to' if given.dry_run else 'in'} {output}"
        ending += f", {removed} {'would be removed' if given.dry_run else 'removed'}" if removed else ""
    if output is not None or report.faults or report.failures:
        words = [f"{report.chosen_count:,} chosen{_unchosen(report)}", *count_faults(report.faults)]
        words += [count(len(report.failures), "error")] if report.failures else []
        ending = _counts(report, words, ending, "" if report.exit_status else "none left out")
    told = said_of(report.faults, error=report.failures, warning=report.warnings, note=report.notes)
    _print_said(told, given, stream, files, ending)


def _unchosen(report: Report) -> str:
    """Return why articles are in no feed, in words; nothing where that was not asked for, or where none is."""
    reasons = ", ".join(f"{number:,} {reason}" for reason, number in (report.unchosen or {}).items())
    return f" (not chosen: {reasons})" if reasons else ""


def _counts(counted: Report | SyndicateError, words: Sequence[str], done: str = "", none_left_out: str = "") -> str:
    """Return the last line of a report: what was read, what else there is to count, and what was left out."""
    left_out = none_left_out
    if counted.left_out_count:
        left_out = f"{counted.left_out_count:,} of {count(counted.found_count, 'article')} left out"
    counts = ", ".join([f"{count(counted.read_count or 0, 'article')} read", *words])
    return "; ".join(part for part in (counts, done, left_out) if part)


def _print_said(
    told: Iterable[Said],
    given: argparse.Namespace,
    stream: TextIO,
    files: Sequence[str] = (),
    ending: str = "",
    room: int = SCREEN,
) -> None:
    """Print what is *told* to standard error, notes and the rest to *stream*: one screen, unless all is asked for."""
    told = list(told)
    if given.quiet:
        told, files, ending = [said for said in told if said.severity in ("error", "fault")], (), ""
    if given.report == "github":
        print_annotations([said for said in told if said.severity != "note"], given)
        told = [said for said in told if said.severity == "note"]
    if given.all:
        lines = list(dict.fromkeys(told))
    else:
        columns = columns_of(stream)
        kinds = kinds_of(told)
        rows = [sum(_rows(_text(said, stream), columns) for said in kind.lines(f" {ALL}")) for kind in kinds]
        fitting, files = on_screen(kinds, rows, files, room - _rows(ending, columns))
        lines = [said for kind in fitting for said in kind.lines(f" {ALL}")]
        if len(lines) == len(told) and all(said.severity for said in lines):
            lines = told  # in their own order: nothing is left to say of any kind
    for said in lines:
        _print_line(said, stream if said.severity == "note" else sys.stderr)
    for text in (*files, ending):
        if text:
            say(text, stream)


def print_annotations(told: Sequence[Said], given: argparse.Namespace) -> None:
    """Print what is *told* as annotations: all of it where that is asked for, else what GitHub shows."""
    chosen, left = (told, 0) if given.all else annotated(kinds_of(told))
    for said in chosen:
        print(_annotation(said), file=sys.stderr)
    if left:
        say(f"and {left:,} more, which GitHub would not show {ALL}", sys.stderr)


def print_found(report: Report, given: argparse.Namespace) -> None:
    """Print what is wrong with articles, and the notes on them, of a run that says something else at its end."""
    told = said_of(report.faults, error=report.failures, warning=report.warnings, note=report.notes)
    _print_said(told, given, sys.stdout)


def _label(said: Said, stream: TextIO) -> str:
    """Return what stands before *said*; a fault is known by its place, a note by where it is told."""
    is_plain = said.severity in ("", "fault") or (said.severity == "note" and stream is sys.stdout)
    return "" if is_plain else f"{said.severity}: "


def _text(said: Said, stream: TextIO) -> str:
    return f"{_label(said, stream)}{_line(said)}"


def _line(said: Said) -> str:
    return printable(str(said))


def _rows(text: str, columns: int | None) -> int:
    return -(-len(text) // columns) if columns else bool(text)


def _print_line(said: Said, stream: TextIO) -> None:
    if not is_painted(stream):
        print(_text(said, stream), file=stream)
        return
    label = painted(_label(said, stream), said.severity, stream)
    place = f"{painted(printable(said.place), 'place', stream)}: " if said.place else ""
    print(f"{label}{place}{printable(said.text)}", file=stream)


def report_as_json(report: Report, output: Path | str | None) -> dict[str, Any]:
    from syndicate.model.instants import rfc3339

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
        "articles_left_out": report.left_out_count,
        "articles_not_chosen": report.unchosen or {},
        "files": files,
        "withdrawn": [{"id": one.id, "url": one.url, "at": rfc3339(one.at)} for one in report.withdrawn],
        **found_as_json(report.faults, error=report.failures, warning=report.warnings, note=report.notes),
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


def print_checked(checked: Report, status: int, given: argparse.Namespace) -> None:
    if given.report == "json":
        counts = {"articles_read": checked.read_count, "articles_left_out": checked.left_out_count}
        print_json({"status": status, **counts, **found_as_json(checked.faults)}, sys.stdout)
        return
    ending = _counts(checked, count_faults(checked.faults) or ["0 faults"])
    _print_said(said_of(checked.faults), given, sys.stdout, ending=ending)


def print_failure(error: SyndicateError, status: int, stream: TextIO, given: argparse.Namespace) -> None:
    if given.report == "json":
        counts = {}
        if error.read_count is not None:
            counts = {"articles_read": error.read_count, "articles_left_out": error.left_out_count}
        failure = {"status": status, "error": str(error), **counts, "files": []}
        found = found_as_json(error.faults, note=error.notes)
        print_json({**failure, **found, "notes": list(error.notes)}, stream)
    elif isinstance(error, SettingsError):  # its text is that of its faults
        _print_said(said_of(error.faults), given, stream)
    else:
        _print_said(said_of(error.faults, note=error.notes), given, stream, room=SCREEN - 2)
        failed = Said("error", "", str(error))
        print(_annotation(failed) if given.report == "github" else printable(f"syndicate: {error}"), file=stream)
        if not all(fault.is_warning for fault in error.faults):
            say(_counts(error, count_faults(error.faults), "nothing written"), stream)


def faults_as_json(faults: Sequence[Fault]) -> list[dict[str, Any]]:
    from msgspec import to_builtins

    return [{**to_builtins(said.fault), "kind": said.kind[1]} for said in said_of(faults)]


def found_as_json(faults: Sequence[Fault], **sentences: Iterable[str]) -> dict[str, Any]:
    """Return all *faults*, and the kinds of these and of *sentences* by their severity, each as lines for a log."""
    kinds = [
        {"severity": kind.severity, "count": kind.count, "lines": [_line(said) for said in kind.lines()]}
        for kind in kinds_of(said_of(faults, **sentences))
    ]
    return {"faults": faults_as_json(faults), "kinds": kinds}


def _annotation(said: Said) -> str:
    """Return a workflow command by which GitHub shows what is *said* beside the line it is about."""
    fault = said.fault
    place = {"file": fault.path, "line": fault.line, "col": fault.column} if fault else {}
    where = ",".join(f"{name}={_escaped(printable(str(value)), ':,')}" for name, value in place.items() if value)
    text = said.text if fault else str(said)
    severity = said.severity if said.severity in ("warning", "notice") else "error"
    return f"::{severity}{' ' if where else ''}{where}::{_escaped(printable(text))}"


def _escaped(text: str, also: str = "") -> str:
    """Return *text* as workflow commands want it: what would end it is written in percent-encoding."""
    return "".join(f"%{ord(char):02X}" if char in f"%\r\n{also}" else char for char in text)


def as_seen_from_here(faults: Sequence[Fault], folder: Path) -> tuple[Fault, ...]:
    """Return *faults*, whose paths are relative to the site's *folder*, with paths that a person here can click on."""
    from msgspec.structs import replace

    from syndicate.files.portable import relative_path
    from syndicate.settings.locate import is_url

    here = relative_path(folder)
    if here == ".":
        return tuple(faults)
    return tuple(
        fault if fault.path == "-" or is_url(fault.path) else replace(fault, path=_joined(here, fault.path))
        for fault in faults
    )


def _joined(folder: str, path: str) -> str:
    joined = posixpath.join(folder, path)
    return posixpath.normpath(joined) if "../" in path else joined  # settings of another folder
