"""The tables below rules/, which are data: TOML, each read once, when it is needed."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec

_Row = TypeVar("_Row")
_RULES = Path(__file__).with_name("rules")


@cache
def table(name: str, row: type[_Row]) -> dict[str, _Row]:
    """Return the table rules/*name*.toml, its rows checked to be of the type *row*."""
    return {key: msgspec.convert(value, row) for key, value in _read(name).items()}


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_RULES / f"{name}.toml").read_text(encoding="utf-8"))
