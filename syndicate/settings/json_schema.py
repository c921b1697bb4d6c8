"""The JSON Schemas (2020-12) of what people write: syndicate.yaml, and a line of JSON Lines."""

from __future__ import annotations

import re
from typing import Any

from msgspec.json import schema

from syndicate.articles.words import WORDS
from syndicate.model.article import Article
from syndicate.settings.schema import Settings

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def settings_schema() -> dict[str, Any]:
    found = _with_nothing(_described(schema(Settings)))
    return {"$schema": DIALECT, "title": "syndicate.yaml", **found}


def article_schema() -> dict[str, Any]:
    return {"$schema": DIALECT, "title": "article", **_described(schema(Article))}


def _described(found: dict[str, Any]) -> dict[str, Any]:
    """Return a schema whose properties say what the docstring of their struct says of them."""
    for section in found["$defs"].values():
        section["description"], _, rows = section.get("description", "").partition("\n\n")
        for name, words in re.findall(r"(?m)^(\w+)  +(.+(?:\n .+)*)", rows):
            said = " ".join(words.split()).replace("{words}", ", ".join(WORDS))
            section["properties"][name] = {"description": said, **section["properties"][name]}
    return found


def _with_nothing(found: dict[str, Any]) -> dict[str, Any]:
    """Return a schema that lets every key with a default be null, as YAML reads a key with nothing behind it."""
    for section in found["$defs"].values():
        for name, rule in section["properties"].items():
            if name not in section.get("required", ()):
                section["properties"][name] = _or_nothing(rule)
    return found


def _or_nothing(rule: dict[str, Any]) -> dict[str, Any]:
    said = {key: value for key, value in rule.items() if key in ("description", "default")}
    kind = {key: value for key, value in rule.items() if key not in said}
    return {**said, "anyOf": [*(kind["anyOf"] if set(kind) == {"anyOf"} else [kind]), {"type": "null"}]}
