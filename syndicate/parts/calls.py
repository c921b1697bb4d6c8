"""Calls of parts: who is to blame where one fails, and how long each takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from time import perf_counter

from syndicate.model.errors import ArticleError, PluginError, SyndicateError, is_of_full_disk, no_room
from syndicate.model.log import DEBUG, is_heard, log

Trace = Callable[[str], AbstractContextManager[None]]  # around each call of a part, with what messages call the call


def no_trace(_: str) -> AbstractContextManager[None]:
    return nullcontext()


def logged(trace: Trace) -> Trace:
    """Return *trace*, or where somebody listens one that says how long each call takes as well."""
    if not is_heard(DEBUG):
        return trace

    @contextmanager
    def timed(call: str) -> Iterator[None]:
        started = perf_counter()
        try:
            with trace(call):
                yield
        finally:
            log(DEBUG, "%s: %.1f ms", call, (perf_counter() - started) * 1000)

    return timed


@contextmanager
def blamed(label: str) -> Iterator[None]:
    """Turn what a part called *label* raises, but for errors of ours, into a PluginError that names it.

    A want of memory is no part's fault and goes on as it is; one of room for temporary files is said.
    """
    try:
        yield
    except ArticleError as error:
        raise PluginError(f"{label} broke a promise: {error}") from error
    except (SyndicateError, MemoryError):
        raise
    except Exception as error:
        if is_of_full_disk(error) and getattr(error, "filename", None) is None:
            raise no_room(error) from error
        raise PluginError(f"{label} failed: {type(error).__name__}: {error}") from error
