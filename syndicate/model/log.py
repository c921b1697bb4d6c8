"""What is done while it is done: the logger `syndicate` of Python's `logging`, silent unless somebody listens.

Importing `logging` takes as long as reading a thousand articles; who listens has imported it, and nobody else
pays for it.
"""

from __future__ import annotations

import sys
from typing import Any

DEBUG, INFO, WARNING = 10, 20, 30


def is_heard(level: int) -> bool:
    """Tell whether anybody listens to records of *level*."""
    logging: Any = sys.modules.get("logging")
    if logging is None:
        return False
    logger = logging.getLogger("syndicate")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())  # as libraries do, so that nothing is printed for want of a handler
    return bool(logger.isEnabledFor(level))


def log(level: int, message: str, *values: object) -> None:
    """Make a record of *message* with its *values*, if anybody listens."""
    if is_heard(level):
        sys.modules["logging"].getLogger("syndicate").log(level, message, *values)
