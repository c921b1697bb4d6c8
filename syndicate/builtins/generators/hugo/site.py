"""The site itself as Hugo's configuration tells it: title, address, language, authors, how many entries its RSS has."""

from __future__ import annotations

from typing import Any

from syndicate import Finding
from syndicate.model import plain_text
from syndicate.parts import FoundSettings

from .configuration import Configuration
from .options import lowered

_KEYS = {
    "title": (("title",),),
    "description": (("params", "description"),),
    "timezone": (("timezone",),),
    "rights": (("copyright",),),
    "language": (("locale",), ("languagecode",)),
}


def site_settings(configuration: Configuration, language: str) -> tuple[FoundSettings, list[str]]:
    """Return the settings of the site whose default *language* is given, and notes on what cannot be taken."""
    found: FoundSettings = {}
    notes: list[str] = []
    for key, keys in _KEYS.items():
        place, value = configuration.said(language, *keys)
        if key == "timezone" and value == "Local":
            notes.append("timeZone: Local is that of the machine: dates without a zone are taken as UTC")
        elif place and key not in ("description", "rights"):
            found["site", key] = configuration.finding(*place)
        elif place and isinstance(value, str):
            found["site", key] = configuration.finding(*place, value=plain_text(value))
    if ("site", "language") not in found:
        found["site", "language"] = configuration.finding("defaultcontentlanguage", value=language)
    place, url = configuration.said(language, ("baseurl",))
    if place and isinstance(url, str) and url.strip().lower().startswith(("http://", "https://")):
        found["site", "url"] = configuration.finding(*place)
    elif url:
        notes.append(f"baseURL: {url!r} names no host: set site.url, or give --site-url")
    if (authors := _authors(configuration, language)) is not None:
        found["site", "authors"] = authors
    # To Hugo, -1 and 0 mean all.
    place, limit = configuration.said(language, ("services", "rss", "limit"), ("rsslimit",))
    if place and type(limit) is int:
        found["limit",] = configuration.finding(*place, value=limit if limit > 0 else "all")
    return found, notes


def _authors(configuration: Configuration, language: str) -> Finding | None:
    for key in (("params", "author"), ("params", "authors"), ("author",)):
        place, value = configuration.said(language, key)
        authors = [author for item in (value if isinstance(value, list) else [value]) if (author := _author(item))]
        if place and authors:
            return configuration.finding(*place, value=authors)
    # RFC 4287 section 4.1.1 demands an author: a site that names nobody signs with its title.
    place, title = configuration.said(language, ("title",))
    name = plain_text(title) if isinstance(title, str) else ""
    return configuration.finding(*place, value=[{"name": name}]) if name else None


def _author(value: Any) -> str | dict[str, str] | None:
    """Return an author as settings have one: a name, or a mapping of which the model knows name, email and page."""
    if isinstance(value, str):
        return value if value.strip() else None
    given = {key: item for key, item in lowered(value).items() if isinstance(item, str) and item.strip()}
    if "name" not in given:
        return None
    email = given.get("email", "")
    return {"name": given["name"], **({"email": email} if "@" in email else {})}
