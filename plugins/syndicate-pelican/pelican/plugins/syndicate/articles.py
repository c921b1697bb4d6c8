"""Pelican's articles and settings as syndicate's: pure, but for the line of a mistake, which is looked up in the file."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from syndicate import Article, ArticleError, Author, Fault, Finding, Findings, Image, Origin
from syndicate.model import absolute_url, plain_text, time_zone

_LOOKED_AT = 100  # lines at the head of a file, for the one that is at fault


def findings_of(settings: dict[str, Any]) -> Findings:
    """Return what Pelican's *settings* say of the site."""
    found = {
        ("site", "title"): settings.get("SITENAME"),
        ("site", "url"): f"{str(settings.get('SITEURL') or '').rstrip('/')}/",
        ("site", "description"): settings.get("SITESUBTITLE"),
        ("site", "language"): settings.get("DEFAULT_LANG"),
        ("site", "timezone"): settings.get("TIMEZONE"),
        ("site", "authors"): [settings.get("AUTHOR") or settings.get("SITENAME")],
        ("filters", "published"): {"future": True} if settings.get("WITH_FUTURE_DATES", True) else None,
    }
    return Findings(settings={place: Finding(value=value) for place, value in found.items() if value})


def articles_of(pages: Iterable[Any], settings: dict[str, Any], folder: Path) -> Iterator[Article | Fault]:
    """Yield the article of each of *pages*, or what is wrong with it.

    folder  what paths in messages are relative to
    """
    for page in pages:
        path = os.path.relpath(page.source_path, folder).replace(os.sep, "/")
        try:
            yield _article(page, settings, path)
        except (ArticleError, ValueError) as error:
            field = error.field if isinstance(error, ArticleError) else ""
            message = error.message if isinstance(error, ArticleError) else str(error)
            yield Fault(path=path, line=_line_of(page.source_path, field), field=field, message=message)


def _article(page: Any, settings: dict[str, Any], path: str) -> Article:
    home = f"{settings['SITEURL'].rstrip('/')}/"
    topics = [str(tag) for tag in getattr(page, "tags", ())]
    category = str(getattr(page, "category", ""))
    if category and category != settings.get("DEFAULT_CATEGORY"):
        topics.append(category)
    modified = getattr(page, "modified", None)
    return Article(
        title=plain_text(page.title),
        url=absolute_url(page.url, home),
        published_at=_instant(page.date, settings),
        updated_at=_instant(modified, settings) if modified else None,
        summary=plain_text(str(page.metadata.get("summary") or "")),
        content_html=page.content,
        topics=tuple(topics),
        authors=tuple(Author(name=str(author)) for author in getattr(page, "authors", ())),
        language=str(getattr(page, "lang", "") or "").replace("_", "-"),
        images=tuple(Image(url=absolute_url(str(url), home)) for url in _images(page)),
        origin=Origin(path=path),
    )


def _images(page: Any) -> list[str]:
    """Return the pictures that themes know by these names."""
    return [page.metadata[key] for key in ("image", "cover", "featured_image", "og_image") if page.metadata.get(key)][
        :1
    ]


def _instant(value: datetime, settings: dict[str, Any]) -> datetime:
    if value.tzinfo is None:
        value = value.replace(tzinfo=time_zone(settings.get("TIMEZONE") or "UTC"))
    # Pelican's own kind of datetime does not know all that the standard one does.
    return datetime.fromtimestamp(value.timestamp(), UTC)


def _line_of(source_path: str, field: str) -> int:
    """Return the line in which *field* stands in the metadata of a file, the first if it is not found."""
    name = {"published_at": "date", "updated_at": "modified", "language": "lang"}.get(field, field)
    try:
        with Path(source_path).open(encoding="utf-8", errors="replace") as file:
            for number, line in zip(range(1, _LOOKED_AT), file, strict=False):
                if name and re.match(rf":?{re.escape(name)}\s*:", line, re.IGNORECASE):
                    return number
    except OSError:
        pass
    return 1
