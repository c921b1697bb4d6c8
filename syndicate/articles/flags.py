"""Whether an article is shown: four fields that bear on it, and what they come to together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from syndicate.articles.values import RawValues
from syndicate.files.scalars import flag
from syndicate.files.tree import Place
from syndicate.model.instants import parse_instant

FLAGS = frozenset(("is_published", "draft", "status", "is_removed"))
_STATUSES = {
    "draft": False, "unpublished": False, "pending": False, "private": False,
    "published": True, "publish": True, "public": True,
}  # fmt: skip


def read_flags(values: RawValues, mapping: Mapping[str, Any], name_of: dict[str, str], given: dict[str, Any]) -> None:
    """Put what the flags of *mapping* say into *given*; a status that is not about publishing goes out of *name_of*."""
    is_published: bool | None = True
    if name := name_of.get("is_published"):
        value = mapping[name]
        if flag(value) is None and isinstance(value, str) and (published_at := _instant(values, value)) is not None:
            given.setdefault("published_at", published_at)
        else:
            is_published = values.flag((name,), value)
    if name := name_of.get("draft"):
        is_published = (values.flag((name,), mapping[name]) is False) and is_published
    if name := name_of.get("status"):
        meant = _is_public(mapping[name])
        if meant is None:
            del name_of["status"]  # It is not about publishing: it is kept in extra.
        else:
            is_published = meant and is_published
    given["is_published"] = bool(is_published)
    if name := name_of.get("is_removed"):
        given["is_removed"] = bool(values.flag((name,), mapping[name]))


def may_be_shown(_values: RawValues, _place: Place, status: Any) -> bool:
    """Tell whether *status* lets the article be shown; one that is not about publishing does."""
    return _is_public(status) is not False


def _is_public(status: Any) -> bool | None:
    return _STATUSES.get(status.strip().lower()) if isinstance(status, str) else None


def _instant(values: RawValues, text: str) -> datetime | None:
    try:
        return parse_instant(text, values.zone)
    except ValueError:
        return None
