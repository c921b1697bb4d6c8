"""What other systems do otherwise with files: drives, and files that another program has open."""

from __future__ import annotations

import os
from collections.abc import Callable
from time import sleep

ON_WINDOWS = os.name == "nt"
_WAITS_SECONDS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8)
# "System Error Codes" (Microsoft): ACCESS_DENIED, SHARING_VIOLATION, LOCK_VIOLATION.
_OPEN_ELSEWHERE = (5, 32, 33)
_LONGEST_PATH = 259  # MAX_PATH, less the zero at its end; of folders 247


def relative_path(path: str | os.PathLike[str], folder: str | os.PathLike[str] = ".") -> str:
    """Return *path* as seen from *folder*, "/" between its parts; absolute where it lies on another drive."""
    try:
        found = os.path.relpath(path, folder)
    except ValueError:
        found = os.path.abspath(path)  # noqa: PTH100
    return found.replace(os.sep, "/")


def despite_readers(step: Callable[..., object], *paths: str | os.PathLike[str]) -> None:
    """Take *step* (os.replace, os.unlink) with *paths*; where another program has one open, try again for a while.

    Windows neither replaces nor removes a file that is open, and what scans and indexes files opens each for some
    milliseconds after it is written. Raises what the last try raises.
    """
    for seconds in _WAITS_SECONDS:
        try:
            step(*paths)
        except PermissionError as error:
            if getattr(error, "winerror", None) not in _OPEN_ELSEWHERE:
                raise
        else:
            return
        sleep(seconds)
    step(*paths)


def system_reason(error: OSError | UnicodeError) -> str:
    """Return why the system refused, with what to do where its own words do not say it."""
    number, path = getattr(error, "winerror", None), getattr(error, "filename", None)
    if isinstance(path, str) and number in (2, 3, 206) and len(path) > _LONGEST_PATH - 12:
        return (
            f"its path has {len(path)} characters, and Windows takes {_LONGEST_PATH} unless LongPathsEnabled is set; "
            "set that, or choose shorter names"
        )
    if number in _OPEN_ELSEWHERE[1:]:
        return "another program has it open; close that, and export again"
    return getattr(error, "strerror", None) or str(error)
