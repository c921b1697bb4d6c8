"""The JSON Schemas (2020-12) of what people write: syndicate.yaml, and a line of JSON Lines."""

from __future__ import annotations

import re
from typing import Any

from msgspec.json import schema

from syndicate.articles.words import WORDS
from syndicate.model.article import Article
from syndicate.settings.schema import Settings

DIALECT = "https://json-schema.org/draft/2020-12/schema"

# The model says these beside its fields, where no program can read them.
_FIELDS = {
    "id": "absolute IRI, unique and for ever (RFC 4287 section 4.2.6); other text becomes a tag URI; left out: the URL",
    "title": "plain text on one line, never empty",
    "url": "the page for people; it may be relative to the site's",
    "published_at": "first publication, RFC 3339",
    "updated_at": "last significant change, RFC 3339",
    "is_published": "false: a draft",
    "is_removed": "withdrawn by the publisher",
    "expires_at": "from this instant on it is no longer out, RFC 3339",
    "in_sitemaps": "false: search engines are not to find it; feeds have it all the same",
    "in_feeds": "false: its publisher keeps it out of feeds; sitemaps have it all the same",
    "is_scheduled": "true: not out before published_at, whatever is said of dates that lie ahead",
    "has_title": "false: nobody gave it one, and its title is how its text begins, for those who must have one",
    "is_excerpt_only": "true: no feed carries its whole text",
    "summary": "plain text on one line",
    "content_html": "the whole text as HTML; cleaned before a feed carries it",
    "topics": "labels; neither case nor accents tell two apart",
    "authors": "who wrote it; left out: the site's",
    "language": "BCP 47 tag; left out: the site's",
    "images": "the first one is the article's own",
    "attachments": "files that belong to it: a podcast episode, a video, a PDF",
    "amp_url": "AMP twin on the publisher's own host",
    "amp_cache_url": "the AMP cache's copy of it",
    "original_url": "the page at the provider, where an aggregator passes it on",
    "provider": "who published it first, where an aggregator passes it on",
    "kind": "e.g. article, video",
    "made_id": "the id that a generator makes where nobody states one; once published, an article keeps it over a move",
    "aliases": "other URLs that lead to its page: an article that was published at one of them is this one",
    "origin": "the page it was made from, relative to the site's folder: faults name it; left out: this line",
    "extra": "whatever filters and plugins may want; words that withhold count in it; no format writes it",
}


def settings_schema() -> dict[str, Any]:
    found = _with_nothing(_described(schema(Settings)))
    return {"$schema": DIALECT, "title": "syndicate.yaml", **found}


def article_schema() -> dict[str, Any]:
    found = schema(Article)
    for name, description in _FIELDS.items():
        found["$defs"]["Article"]["properties"][name]["description"] = description
    return {"$schema": DIALECT, "title": "article", **found}


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
