"""Regular expressions that are compiled when they are first used: an export needs a few of hundreds, and each takes a
tenth of a millisecond."""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


class _Later:
    """A pattern; its methods are found once, and then as fast as those of a compiled one."""

    def __init__(self, text: Any, flags: int) -> None:
        self._given = text, flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(*self._given), name)
        self.__dict__[name] = found
        return found


def pattern(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return what re.compile() returns, compiled when it is first used: a mistake in *text* is raised then."""
    return cast("re.Pattern[AnyStr]", _Later(text, flags))
