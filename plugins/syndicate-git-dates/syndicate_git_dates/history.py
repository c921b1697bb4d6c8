"""The dates of files, from one pass over a log; pure.

The log is read from the newest commit back, no commit before its children, so that each name of a file is known by the
time older commits use it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

# What datetime can hold, less a day at its ends for zones; an author date may be anything.
_EARLIEST = 1
_LATEST = 253_402_214_400


class Commit(msgspec.Struct, frozen=True):
    """One commit of the log.

    changes  (status, path) or, of a file that moved, (status, old path, new path); statuses are those of
             ``git diff --name-status``
    """

    id: str
    authored_at: int | None  # seconds since 1970; None: the commit does not say it in digits
    subject: str
    changes: list[tuple[bytes, ...]]


class Span(msgspec.Struct):
    """From when to when a file was worked on, in seconds since 1970.

    born_at     the earliest commit that counts
    changed_at  the latest that changed what stands in the file; None: it is as it was added
    """

    born_at: int | None = None
    changed_at: int | None = None

    def add(self, at: int, *, is_change: bool) -> None:
        if self.born_at is None or at < self.born_at:
            self.born_at = at
        if is_change and (self.changed_at is None or at > self.changed_at):
            self.changed_at = at

    def merge(self, other: Span) -> None:
        if other.born_at is not None:
            self.add(other.born_at, is_change=False)
        if other.changed_at is not None:
            self.add(other.changed_at, is_change=True)


def follow(
    log: Iterable[Commit], wanted: set[bytes], is_ignored: Callable[[str, str], bool] | None = None
) -> dict[bytes, Span]:
    """Return the span of each path in *wanted* that a commit of *log* made or changed.

    is_ignored  (commit id, subject) -> whether the commit's date counts for nothing; moves in it are followed

    A file that moved keeps its dates, and a move that changed nothing is no change. A file that was deleted and comes
    back is the same file. Earliest and latest are by date, so the order of parallel branches in the log is of no weight.
    """
    found = {path: Span() for path in wanted}
    # What a path stands for at the time of the commit that is read. Unwanted paths are kept as well: a branch may
    # change a file by its old name while another moves it.
    spans = dict(found)
    for commit in log:
        at = commit.authored_at
        counts = at is not None and _EARLIEST <= at <= _LATEST
        if counts and is_ignored is not None and commit.changes:
            counts = not is_ignored(commit.id, commit.subject)
        for change in commit.changes:
            status, path = change[0], change[-1]
            if status[:1] == b"D":
                continue
            span = _before_move(spans, change[1], path, found) if status[:1] == b"R" else spans.get(path)
            if span is None:
                span = spans[path] = Span()
            if counts and at is not None:
                span.add(at, is_change=status[:1] != b"A" and status != b"R100")
    return {path: span for path, span in found.items() if span.born_at is not None}


def _before_move(spans: dict[bytes, Span], old: bytes, new: bytes, found: dict[bytes, Span]) -> Span:
    """Return the span of a file that moves from *old* to *new*, and let *old* stand for it in older commits."""
    span = spans.pop(new, None)
    other = spans.get(old)
    if span is None:
        # Another branch has made the same move, or the file is gone since.
        span = other or Span()
    elif other is not None and other is not span and other is not found.get(old):
        span.merge(other)
    spans[old] = span
    return span
