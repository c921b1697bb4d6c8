"""A folder's face: the names that others may use, each imported when it is first asked for.

So `syndicate --help` and a JSON Feed do not pay for what they do not need, and a name has one place.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def face(package: str, names_of: Mapping[str, str]) -> tuple[Callable[[str], Any], list[str]]:
    """Return `__getattr__` and `__all__` of *package*; dir() of it shows them.

    names_of  module below the package -> the names that it hands on, with spaces between
    """
    module_of = {name: module for module, names in names_of.items() for name in names.split()}

    def handed_on(name: str) -> Any:
        module = module_of.get(name)
        if module is None:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f"{package}.{module}"), name)
        setattr(sys.modules[package], name, value)
        return value

    room = vars(sys.modules[package])
    room["__dir__"] = lambda: sorted(room.keys() | module_of)
    return handed_on, list(module_of)
