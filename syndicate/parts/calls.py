"""Calls of parts: who is to blame where one fails, and how long each takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from syndicate.model.errors import ArticleError, PluginError, SyndicateError

Trace = Callable[[str], AbstractContextManager[None]]  # around each call of a part, with what messages call the call


def no_trace(_: str) -> AbstractContextManager[None]:
    """Watch nothing."""
    return nullcontext()


@contextmanager
def blamed(label: str) -> Iterator[None]:
    """Turn what a part called *label* raises, but for errors of ours, into a PluginError that names it."""
    try:
        yield
    except ArticleError as error:
        raise PluginError(f"{label} broke a promise: {error}") from error
    except SyndicateError:
        raise
    except MemoryError as error:  # not the part's fault, but it tells where to look
        raise SyndicateError(f"memory ran out in {label}; give the process more, or the feeds a limit") from error
    except Exception as error:
        raise PluginError(f"{label} failed: {type(error).__name__}: {error}") from error
