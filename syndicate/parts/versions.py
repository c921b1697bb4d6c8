"""The versions of what shapes bytes: machines that share the work of an export must agree on them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import TYPE_CHECKING

from syndicate.parts.distributions import LIBRARIES, versions_of
from syndicate.parts.fingerprint import code_digest, place_of

if TYPE_CHECKING:
    from syndicate.parts.registry import Registry

PYTHON, SYNDICATE = "Python", "syndicate-feeds"
Versions = dict[str, tuple[str, str]]  # name -> version, and the fingerprint of the code; "": it is not known


def versions(registry: Registry) -> Versions:
    """Return the versions of Python, of syndicate, of the libraries that shape bytes, and of the plugins taken in."""
    from syndicate import __version__

    found = {PYTHON: (f"{sys.version_info.major}.{sys.version_info.minor}", ""), SYNDICATE: (__version__, "")}
    for name in (SYNDICATE, *LIBRARIES):  # as the distributions tell, for dask asks them too
        with suppress(PackageNotFoundError):
            (version,) = versions_of([name])
            found[name] = version, ""
    found[SYNDICATE] = found[SYNDICATE][0], code_digest(Path(__file__).parents[1])
    for plugin in registry.strangers:
        if not plugin.failure:
            name = plugin.distribution or Path(plugin.location).name
            found[name] = plugin.version, code_digest(place_of(plugin.origin, plugin.location))
    return found


def difference(theirs: Mapping[str, tuple[str, str]], ours: Mapping[str, tuple[str, str]]) -> str:
    """Return in words where *theirs* are others than *ours*, "" where they agree.

    >>> difference({"Python": ("3.12", "")}, {"Python": ("3.11", "")})
    'has Python 3.12, and here is 3.11'

    What only they have shapes no bytes, for it is not asked for.
    """
    for name, (version, code) in ours.items():
        their_version, their_code = theirs.get(name, (None, ""))
        if their_version is None:
            return f"has no {name}, and here is {version or 'one'}"
        if their_version != version:
            return f"has {name} {their_version}, and here is {version}"
        if code and their_code and code != their_code:
            return f"has other code of {name} {version}".rstrip() + " than is here"
    return ""
