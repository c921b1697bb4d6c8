"""Notes of Obsidian, as Quartz publishes them: what their heads say, and their text without what no reader sees."""

from __future__ import annotations

import re
from typing import Any

from syndicate.files import ArticleHead, Overlay, Place

NAMES = ("created",)
_PIECE = re.compile(
    r"(?P<kept>^[ \t]*+(?P<fence>`{3,}+(?=[^`\n]*+$)|~{3,}+)[^\n]*+\n(?>(?:(?![ \t]*+(?P=fence))[^\n]*+\n)*)(?>(?:[ \t]*+(?P=fence)[`~]*+)?)"
    r"|`[^`\n]++`|!\[\[)"  # what is embedded stands in another file: only Quartz shows it
    r"|%%(?>(?:[^%]++|%(?!%))*)%%"  # a comment
    r"|\[\[(?P<to>[^\[\]|\n\\]{1,500}+)(?:\\?\|(?P<shown>[^\[\]\n]{1,500}+))?\]\]",
    re.MULTILINE,
)


def note_head(found: ArticleHead, path: str) -> Overlay:
    """Return the head of the note at *path*: its title is the file's name, and it is as old as it says it was made."""
    given = found.fields.value
    changes: dict[str, Any] = {}
    places: dict[str, Place] = {}
    if not given.get("title"):
        changes["title"] = path.rpartition("/")[2].rpartition(".")[0]
    if not given.get("date") and given.get("created"):
        changes["date"], places["date"] = given["created"], ("created",)
    return Overlay(found.fields, changes, places)


def plain_note(text: str) -> str:
    """Return *text* with the words of links to other notes, and without comments."""
    return _PIECE.sub(_plain, text) if "[[" in text or "%%" in text else text


def _plain(found: re.Match[str]) -> str:
    if found["kept"]:
        return found[0]
    if not found["to"]:
        return "\n" * found[0].count("\n")
    return found["shown"] or found["to"].strip("#")
