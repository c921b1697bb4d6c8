"""Categories and tags of a document: from its front matter, the defaults and the folders around it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .places import Place
from .ruby import as_text, is_true, one_or_many, words


def categories_of(place: Place, defaults: Mapping[str, Any], said: Mapping[str, Any]) -> list[str]:
    """Return the categories of the document at *place*, in Jekyll's order: folders, defaults, its own, `category`."""
    found: list[Any] = place.categories
    if not defaults and "categories" not in said and "category" not in said:
        return list(dict.fromkeys(found)) if found else found
    for values in (defaults, said):
        given = values.get("categories")
        found += words(given) if isinstance(given, (str, list)) else [given] if is_true(given) else []
    category = said["category"] if said.get("category") is not None else defaults.get("category")
    if is_true(category):
        found += one_or_many(category)
    return list(dict.fromkeys(map(as_text, found)))


def topics_of(values: Mapping[str, Any], categories: Iterable[str], said: Mapping[str, Any]) -> list[str]:
    """Return what a document is about: its own topics, else its *categories* and tags.

    A text with commas is parted by them, where Jekyll parts it by spaces and leaves the commas in: its writer meant so.
    """
    if values.get("topics"):
        return list(one_or_many(values["topics"]))
    found: list[Any] = list(categories)
    given = said.get("categories")
    if isinstance(given, str) and "," in given:
        parted = set(given.split())
        found = [name for name in found if name not in parted] + given.split(",")
    tag, tags = values.get("tag"), values.get("tags")
    if is_true(tag):
        found += one_or_many(tag)
    elif isinstance(tags, str) and "," in tags:
        found += tags.split(",")
    else:
        found += words(tags)
    labels = [as_text(topic).strip() for topic in found if not isinstance(topic, dict)]
    return list(dict.fromkeys(filter(None, labels)))
