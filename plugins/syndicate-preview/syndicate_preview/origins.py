"""Where each value of an entry comes from: a line of its article, a setting, or what is made where nobody says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from syndicate.articles import field_places

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syndicate import Article
    from syndicate.cli import Explained
    from syndicate.settings import Plan

_SHOWN = (
    *("title", "url", "id", "published_at", "updated_at", "authors", "topics", "summary", "content_html", "language"),
    *("images", "attachments", "amp_url", "amp_cache_url", "original_url", "provider", "kind", "expires_at"),
)
_LABELS = {"content_html": "text", "published_at": "published", "updated_at": "updated", "amp_url": "AMP page"}
_OF_SITE = {"authors": "site.authors", "language": "site.language"}


class Origin(NamedTuple):
    """Where a value comes from.

    field  as people call it
    words  in a sentence
    line   of the article's file, to be opened there; 0: it stands elsewhere
    """

    field: str
    words: str
    line: int = 0


def origins_of(article: Article, plan: Plan, settings: Mapping[str, Explained]) -> list[Origin]:
    """Return where the values of *article*, as a feed shows it, come from.

    settings  key -> what the settings say there
    """
    origin = article.origin
    places = field_places(plan.context.root, origin, plan.context.fields) if origin else {}
    found = []
    for field in _SHOWN:
        label = _LABELS.get(field, field.removesuffix("_url").replace("_", " "))
        value = getattr(article, field)
        if origin and field in places and value:
            name, line = places[field]
            found.append(Origin(label, f"{origin.path}:{line}, {name}:", line))
        elif (value and field != "kind") or (field in _OF_SITE and settings.get(_OF_SITE[field])):
            found.append(Origin(label, *_made(field, article, plan, settings)))
    return found


def _made(field: str, article: Article, plan: Plan, settings: Mapping[str, Explained]) -> tuple[str, int]:
    """Return where a value comes from that its article does not say in a line of its own."""
    path, line = (article.origin.path, article.origin.line) if article.origin else ("", 0)
    source = f"the source {plan.source.name}"
    words = f"{source}, of {path}:{line}" if path else source
    pattern = settings.get("source.url")
    if field in _OF_SITE and not getattr(article, field):
        said = settings[_OF_SITE[field]]
        return f"{said.key}, {_place(said)}", 0
    if field == "url" and pattern and pattern.value:
        return f"source.url {pattern.value}, {_place(pattern)}", 0
    if field == "id":
        if article.id == article.url:
            return "its URL", 0
        return (
            ("its generator's way to make ids", 0)
            if article.id == article.made_id
            else (f"the record, or {words}", line)
        )
    if field == "title" and not article.has_title:
        return f"how its text begins, {path}", line
    if field == "summary":
        return f"how its text begins, {path}", line
    if field == "content_html":
        return (f"its page in {plan.bodies.built}", 0) if plan.bodies.built else (f"{path}, below its head", line)
    return words, line


def _place(said: Explained) -> str:
    return "by default" if said.origin == "default" else said.origin
