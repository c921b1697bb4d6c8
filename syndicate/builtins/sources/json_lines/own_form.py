"""An article in the model's own JSON, which is read in a third of the time: all of it by msgspec.

It is what the plain way of `rows` makes of the same; whatever there is something to say of is left to that.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import msgspec

from syndicate import Article, ArticleError, Origin, SourceContext
from syndicate.articles import SECRETS, folded
from syndicate.model import absolute_url, is_absolute_iri, is_of_one_machine, parse_instant, tag_uri, time_zone

MODEL = frozenset(Article.__struct_fields__)
MAX_DEPTH = 100  # of a value
_URL_FIELDS = frozenset({"url", "avatar_url", "amp_url", "amp_cache_url", "original_url"})
_INSTANT_FIELDS = ("published_at", "updated_at", "expires_at")
_HOLDERS = frozenset({"authors", "images", "attachments", "provider"})  # of other URLs


class OwnForm:
    """Makes articles of rows that name fields of the model alone, completed by the site."""

    def __init__(self, context: SourceContext) -> None:
        self._zone = time_zone(context.site.timezone)
        self._base = context.site.base_url
        self._host = urlsplit(context.site.url).hostname or ""

    def article(self, fields: dict[str, Any], origin: Origin) -> Article | None:
        """Return the article of *fields*; None where anything is to be said of it."""
        try:
            given = self._completed(fields)
            if has_long_number(given.get("extra")):
                return None
            given["origin"] = origin
            article = msgspec.convert(given, Article)
        except (msgspec.ValidationError, ArticleError, RecursionError):
            return None
        url = article.url
        return article if url.startswith(self._base) or not is_of_one_machine(url) else None

    def _completed(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Return *fields* with absolute URLs, aware instants and a permanent id, where their values allow it."""
        given: dict[str, Any] = self._with_urls(fields)
        for field in _INSTANT_FIELDS:
            if isinstance(given.get(field), str):
                try:
                    given[field] = parse_instant(given[field], self._zone)
                except ValueError:
                    continue
        id_, published_at = given.get("id"), given.get("published_at")
        if isinstance(id_, str) and id_ and not is_absolute_iri(id_) and published_at is not None:
            given["id"] = tag_uri(id_, self._host, getattr(published_at, "year", 0))
        if isinstance(given.get("extra"), dict):
            given["extra"] = public(given["extra"])
        return given

    def _with_urls(self, fields: dict[str, Any]) -> dict[str, Any]:
        given = dict(fields)
        for key, value in fields.items():
            if key in _URL_FIELDS and isinstance(value, str):
                try:
                    given[key] = absolute_url(value, self._base)
                except ValueError:
                    continue
            elif key == "aliases" and isinstance(value, list):
                with suppress(ValueError):
                    given[key] = [absolute_url(url, self._base) if isinstance(url, str) else url for url in value]
            elif key in _HOLDERS and isinstance(value, dict):
                given[key] = self._with_urls(value)
            elif key in _HOLDERS and isinstance(value, list):
                given[key] = [self._with_urls(item) if isinstance(item, dict) else item for item in value]
        return given


def public(value: Any, depth: int = 0) -> Any:
    """Return *value* without what no format may show, at any depth.

    Raises RecursionError below MAX_DEPTH, however much of the stack is in use.
    """
    if depth > MAX_DEPTH:
        raise RecursionError
    if isinstance(value, dict):
        return {key: public(item, depth + 1) for key, item in value.items() if folded(key) not in SECRETS}
    return [public(item, depth + 1) for item in value] if isinstance(value, list) else value


def has_long_number(value: Any) -> bool:
    """Tell whether *value* holds an integer that is too large to be stored."""
    if isinstance(value, dict):
        return any(map(has_long_number, value.values()))
    if isinstance(value, list):
        return any(map(has_long_number, value))
    return isinstance(value, int) and not -(2**63) <= value < 2**64
