"""The command as a process: its streams, signals, errors and exit status; `cli.commands` has what it does."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

import syndicate
from syndicate.cli.asked import is_printed
from syndicate.cli.options import reported_as
from syndicate.cli.parser import command_of, parse
from syndicate.cli.terminal import FAILED, INTERRUPTED, WRONG_USAGE, drop, listening, painting, say


def main(arguments: Sequence[str] | None = None) -> int:
    _open_streams()
    if "_ARGCOMPLETE" in os.environ:  # a shell asks how the line that is being typed may go on
        from syndicate.cli.commands.completion import complete

        complete()
    try:
        with _interrupted_by_sigterm(), _seldom_collected():
            if arguments is not None:
                return _run(arguments)
            status = _run(sys.argv[1:])
            # The process ends here. Without the collector at exit, a small export takes a seventh less time.
            gc.freeze()
            return status
    except KeyboardInterrupt:
        print("interrupted; what is published is as it was, or complete", file=sys.stderr)
        return INTERRUPTED
    except OSError as error:
        _silence(error)
        return FAILED


def _run(arguments: Sequence[str]) -> int:
    report = reported_as(arguments)
    stream = sys.stdout if report.report == "json" else sys.stderr
    with painting(report.color), listening(report.verbose):
        try:
            given = parse(arguments)
            if given.command == "export" and is_printed(given):
                stream = sys.stderr
            status = command_of(given.command).run(given)
        except SystemExit:  # of --help, which does without our errors
            raise
        except (syndicate.SyndicateError, MemoryError) as error:
            from syndicate.cli.report import print_failure

            if isinstance(error, MemoryError):
                error = syndicate.SyndicateError("memory does not suffice; name fewer folders in source.paths")
            is_usage = isinstance(error, syndicate.UsageError | syndicate.SettingsError)
            if "--debug" in arguments and not is_usage:
                raise
            status = WRONG_USAGE if is_usage else FAILED
            print_failure(error, status, stream, report)
        sys.stdout.flush()
        return status


def _open_streams() -> None:
    """Make the three streams fit to use: a caller may have closed them, and a text may hold what they cannot show."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode))  # noqa: PTH123, SIM115  open as long as the process
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace", newline="\n")  # the same lines on every system


def _silence(error: OSError) -> None:
    """Say what the system refused, and drop what is still to be printed, so that Python does not complain at exit."""
    drop(sys.stdout)
    try:
        # Where the reader of our output has gone, there is nothing to say and nobody to hear it.
        if not isinstance(error, BrokenPipeError):
            place = "standard output" if error.filename is None else error.filename
            say(f"syndicate: {place}: {error.strerror or error}", sys.stderr)
            sys.stderr.flush()
    except OSError:
        drop(sys.stderr)


@contextmanager
def _interrupted_by_sigterm() -> Iterator[None]:
    """Let SIGTERM end the command as Ctrl-C does; only in the main thread, which alone is sent signals."""
    from threading import current_thread, main_thread

    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Collect garbage seldom: nothing here makes cycles by the thousand, and looking for them costs 3 % of the time.

    The imports of an export, and what ten thousand articles need, stay below the threshold.
    """
    before = gc.get_threshold()
    gc.set_threshold(100_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _interrupt(*_: Any) -> NoReturn:
    raise KeyboardInterrupt
