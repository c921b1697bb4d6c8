"""Pelican's articles and settings as syndicate's: pure, but for the place of a mistake, which is looked up in the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from feedgenerator import get_tag_uri  # type: ignore[import-untyped]  # Pelican brings it
from msgspec.structs import replace
from pelican.settings import DEFAULT_CONFIG

from syndicate import Article, Fault, Finding, Findings, Origin, PassedOver, SourceContext
from syndicate.articles import ArticleFields
from syndicate.files import Place, RawTree, relative_path
from syndicate.model import absolute_url, time_zone

_LOOKED_AT = 100  # lines at the head of a file, for the one that is at fault
# What Pelican has made of its own metadata goes before what stands there; the rest is read as everywhere.
_NAMES: dict[str, tuple[str, ...]] = {
    "title": ("title",),
    "summary": ("summary",),
    "published_at": ("date",),
    "updated_at": ("modified",),
    "status": (),
    "is_published": (),
    "is_removed": (),
    "url": ("webUrl",),
    "original_url": (),
    "id": ("guid",),
    "made_id": ("made_id",),
    "topics": ("topics",),
    "authors": ("authors",),
    "language": ("lang",),
    "provider": (),
    "kind": (),
}


def findings_of(settings: dict[str, Any]) -> Findings:
    """Return what Pelican's *settings* say of the site."""
    found = {
        ("site", "title"): settings.get("SITENAME"),
        ("site", "url"): f"{str(settings.get('SITEURL') or '').rstrip('/')}/",
        ("site", "description"): settings.get("SITESUBTITLE"),
        ("site", "language"): settings.get("DEFAULT_LANG"),
        ("site", "timezone"): settings.get("TIMEZONE"),
        ("site", "authors"): [settings.get("AUTHOR") or settings.get("SITENAME")],
        ("limit",): _limit(settings.get("FEED_MAX_ITEMS", DEFAULT_CONFIG["FEED_MAX_ITEMS"])),
        ("filters", "published"): {"future": True} if settings.get("WITH_FUTURE_DATES", True) else None,
    }
    return Findings(settings={place: Finding(value=value) for place, value in found.items() if value})


def _limit(most: Any) -> int | str | None:
    """Return how many entries pelicanconf.py wants in a feed; None where it says nothing, or what Pelican does itself."""
    if most == DEFAULT_CONFIG["FEED_MAX_ITEMS"]:
        return None
    return most if isinstance(most, int) and most > 0 else "all"


def articles_of(
    pages: Iterable[Any], settings: Mapping[str, Any], context: SourceContext, withheld: Iterable[Any] = ()
) -> Iterator[Article | Fault | PassedOver]:
    """Yield the article of each of *pages*, what is wrong with it, and what the report asks.

    context   of the export: what messages are relative to, and what the settings say of fields and of words that withhold
    withheld  pages that Pelican keeps out: drafts
    """
    fields = ArticleFields.of(context, _NAMES, has_pattern=False)
    for page, is_out in [*((page, True) for page in pages), *((page, False) for page in withheld)]:
        path = relative_path(page.source_path, context.root)
        try:
            head = _Head(page, settings, path)
        except (ValueError, OverflowError) as error:  # a URL that is none, a date at the end of all dates
            if is_out:
                yield Fault(
                    path=path, message=f"is no article with the URL {page.url!r} and the date {page.date}: {error}"
                )
            continue
        for found in fields.read(head, Origin(path=path)):
            if isinstance(found, Article):
                is_published = is_out and found.is_published
                yield replace(found, content_html=page.content if is_out else "", is_published=is_published)
            elif is_out:
                yield found


class _Head(RawTree):
    """What Pelican has made of the metadata of a page, as plain values, for ArticleFields."""

    def __init__(self, page: Any, settings: Mapping[str, Any], path: str) -> None:
        self._source_path = page.source_path
        self.path = path
        self.faults = ()
        topics = [str(tag) for tag in getattr(page, "tags", ())]
        category = str(getattr(page, "category", ""))
        if category and category != settings.get("DEFAULT_CATEGORY"):
            topics.append(category)
        modified = getattr(page, "modified", None)
        url = absolute_url(page.url, f"{settings['SITEURL'].rstrip('/')}/")
        self.value: dict[str, Any] = {str(name).lower(): _plain(value) for name, value in page.metadata.items()} | {
            "title": page.title,
            "webUrl": url,
            # As Pelican's own feeds call it, and the command: readers know it again, whoever writes the feed.
            "made_id": get_tag_uri(url, page.date),
            "date": _instant(page.date, settings).isoformat(),
            "modified": _instant(modified, settings).isoformat() if modified else None,
            "topics": topics,
            "authors": [{"name": str(author)} for author in getattr(page, "authors", ())],
            "lang": str(getattr(page, "lang", "") or "").replace("_", "-"),
        }

    def position(self, path: Place = (), *, of_key: bool = False) -> tuple[int, int]:  # noqa: ARG002  as that of a tree
        """Return line and column of what stands at *path*, where the metadata of the file says it."""
        name = {"topics": "tags"}.get(str(path[0]), str(path[0])) if path else "\0"
        key = re.compile(rf":?{re.escape(name)}\s*:\s*", re.IGNORECASE)
        try:
            with Path(self._source_path).open(encoding="utf-8", errors="replace") as file:
                for number, line in zip(range(1, _LOOKED_AT), file, strict=False):
                    if found := key.match(line):
                        return number, found.end() + 1
        except OSError:
            pass
        return 1, 1


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value if isinstance(value, bool | int | float) else str(value)


def _instant(value: datetime, settings: Mapping[str, Any]) -> datetime:
    zone = time_zone(settings.get("TIMEZONE") or "UTC")
    if value.tzinfo is None:
        value = value.replace(tzinfo=zone)
    # Pelican's own kind of datetime does not know all that the standard one does.
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=value.timestamp())).astimezone(zone)
