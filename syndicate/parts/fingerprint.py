"""The fingerprint of a plugin's code: where it changes, what the plugin made before is invalid."""

from __future__ import annotations

import sys
from pathlib import Path

from syndicate.model.digests import blake2b


def place_of(origin: str, location: str) -> Path | None:
    """Return the file or folder of a plugin's code, None where it stands in no file of its own.

    location  of an installed plugin the name of its module, ":" and more behind it; of another one a path
    """
    if origin == "path":
        return Path(location)
    if origin != "installed":
        return None
    name = location.partition(":")[0].partition(".")[0]  # its whole package: one module calls others
    file = getattr(sys.modules.get(name), "__file__", None)
    if file is None or not Path(file).exists():  # it may lie in an archive
        return None
    return Path(file).parent if Path(file).stem == "__init__" else Path(file)


def code_digest(place: Path | None) -> str:
    code = blake2b(digest_size=16)
    if place is not None:
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            code.update(file.read_bytes())
    return code.hexdigest()
