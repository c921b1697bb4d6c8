"""The tables below rules/, which are data: TOML, each read once, when it is needed."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec

_Row = TypeVar("_Row")
_RULES = Path(__file__).with_name("rules")


@cache
def table(name: str, row: type[_Row]) -> dict[str, _Row]:
    """Return the table rules/*name*.toml, its rows checked to be of the type *row*."""
    rows = tomllib.loads((_RULES / f"{name}.toml").read_text(encoding="utf-8"))
    return {key: msgspec.convert(value, row) for key, value in rows.items()}
