"""What is wrong with the values of one article, and what that costs.

A value that cannot be used costs itself: it is left out with a warning that says where it stands. Whether the article
can do without it is for its reader to say.
"""

from __future__ import annotations

from msgspec.structs import replace

from syndicate.files.tree import Place, Raw
from syndicate.model.errors import Fault


class Judge:
    """Gathers what is wrong with the values of one article.

    raw     where the values stand
    faults  what was found so far
    """

    __slots__ = ("faults", "raw")

    def __init__(self, raw: Raw) -> None:
        self.raw = raw
        self.faults: list[Fault] = []

    def complain(self, path: Place, message: str) -> None:
        """Note what leaves the article out."""
        self.faults.append(self.raw.fault(path, message))

    def warn(self, path: Place, message: str) -> None:
        """Note what costs a value alone."""
        self.faults.append(self.raw.fault(path, message).as_warning())

    def require(self, warnings: slice) -> None:
        """Make faults of those *warnings*: the article cannot do without what they are about."""
        self.faults[warnings] = [replace(fault, severity="fault") for fault in self.faults[warnings]]
