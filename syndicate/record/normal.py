"""What values of published entries say, however they are written: who compares entries compares these."""

from __future__ import annotations

import re
from datetime import UTC

from syndicate.model.errors import ArticleError
from syndicate.model.instants import parse_instant, rfc3339
from syndicate.model.text import REFERENCE, one_line

_REFERENCE = re.compile(REFERENCE)
_AS_WRITTEN = re.compile(r"(?i)(</?(?:pre|textarea)\b[^<>]*>)")


def normal(field: str, value: str) -> str:
    """Return *value* of *field* in a form that all who mean the same share: one zone, and white space that counts."""
    if field in ("date", "updated"):
        try:
            return rfc3339(parse_instant(value, UTC))
        except (ValueError, ArticleError):
            return value.strip()
    return _normal_html(value) if field in ("content", "summary") else one_line(value)


def _normal_html(html: str) -> str:
    """Return *html* with its white space folded where browsers fold it, and its characters written out."""
    parts = _AS_WRITTEN.split(html)
    depth = 0
    for place, part in enumerate(parts):
        if place % 2:
            depth = max(0, depth - 1) if part.startswith("</") else depth + 1
        elif depth:
            parts[place] = part.replace("\r\n", "\n")
        else:
            parts[place] = re.sub(r"[ \t\r\n\f]+", " ", part)
    return _REFERENCE.sub(_character, "".join(parts)).strip()


def _character(reference: re.Match[str]) -> str:
    """Return the character that *reference* stands for, unless it would read as markup."""
    from html import unescape

    character = unescape(reference[0])
    return reference[0] if character in ("<", ">", "&") else character
