"""Elements of a site's own in feeds made of XML: named in the settings, filled from fields of the article, escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

import msgspec

from syndicate.model.article import Article
from syndicate.model.errors import ArticleError, excerpt, suggest
from syndicate.model.feed import Feed
from syndicate.model.instants import rfc3339
from syndicate.model.text import escape_attribute, escape_text, xml_text
from syndicate.model.urls import is_absolute_iri

# Prefixes that need no declaration in the settings.
NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "media": "http://search.yahoo.com/mrss/",
    "mi": "http://schemas.ingestion.microsoft.com/common/",
    "snf": "http://www.smartnews.be/snf",
    "source": "http://source.scripting.com/",
}
_NAME = r"(?a)(?:([A-Za-z_][\w.-]*):)?([A-Za-z_][\w.-]*)"
_PLACEHOLDER = r"\{([^{}]*)\}"
_OF_ARTICLE = (
    "id", "title", "url", "summary", "language", "kind", "published_at", "updated_at", "expires_at", "amp_url", "original_url",
    "topics", "authors", "image", "image_credit", "extra.NAME",
)  # fmt: skip
_OF_FEED = ("id", "title", "url", "topic", "updated_at", "description", "language", "rights", "icon_url")

# Element -> its text, or what stands in it: elements, and attributes by "@name"; "" is its own text.
Elements = Mapping[str, Any]


class ElementsOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Elements of one's own, of the feed, in Atom as in RSS, and of each article.

    channel  e.g. {ttl: "15", "snf:logo": {url: "{icon_url}"}}
    item     e.g. {"ex:paywall": "{extra.paywall}", "ex:seen": {"@at": "{updated_at}"}}; what says nothing is left out
    """

    channel: dict[str, Any] = {}
    item: dict[str, Any] = {}

    def __post_init__(self) -> None:
        for elements, known in ((self.channel, _OF_FEED), (self.item, _OF_ARTICLE)):
            _check(elements, known)

    @property
    def extra_keys(self) -> tuple[str, ...]:
        """The keys of the extra of articles that are written."""
        found = (
            name for text in _texts(self.item) for name in re.findall(_PLACEHOLDER, text) if name.startswith("extra.")
        )
        return tuple(dict.fromkeys(name.split(".")[1] for name in found))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all elements that are written."""
        return tuple(name for tree in (self.channel, self.item) for name in _names(tree) if name and name[0] != "@")

    def of_feed(self, feed: Feed, indent: str) -> str:
        """Return the elements of *feed* itself, lines that begin with *indent*."""
        site = feed.site
        values = {name: getattr(feed, name, None) or getattr(site, name, None) for name in _OF_FEED}
        return _xml(self.channel, values.get, indent) if self.channel else ""

    def of_article(self, article: Article, indent: str) -> str:
        """Return the elements of *article*, lines that begin with *indent*."""
        return _xml(self.item, lambda name: _value(article, name), indent) if self.item else ""


def own_namespaces(elements: ElementsOptions, given: Mapping[str, str], taken: Iterable[str] = ()) -> dict[str, str]:
    """Return prefix -> namespace of what *elements* need and the format, which declares *taken*, does not.

    given  what the settings declare

    Raises ArticleError for a prefix that nobody declares, and for what is no declaration.
    """
    wrong = partial(ArticleError, "namespaces")
    for prefix, uri in given.items():
        usual = NAMESPACES.get(prefix)
        if not re.fullmatch(_NAME, prefix) or ":" in prefix or prefix.lower().startswith("xml"):
            raise wrong(f"{excerpt(prefix)} is no prefix; write letters and digits, e.g. ex")
        if not is_absolute_iri(uri):
            raise wrong(f"{prefix}: {excerpt(uri)} is no absolute IRI; write e.g. https://example.org/ns")
        if usual not in (None, uri):
            raise wrong(f"{prefix}: everybody knows {usual} by this prefix; take another")
        if uri in NAMESPACES.values() and usual is None:
            raise wrong(f"{prefix}: {uri} has another prefix here; take this out, and write that one")
    names = [name for tree in (elements.channel, elements.item) for name in _names(tree)]
    used = dict.fromkeys(name.partition(":")[0].lstrip("@") for name in names if ":" in name)
    known = {**NAMESPACES, **given}
    if missing := next((prefix for prefix in used if prefix not in known), None):
        raise wrong(f"nobody declares the prefix {excerpt(missing)}; write namespaces: {{{missing}: URI}}")
    return {prefix: known[prefix] for prefix in used if prefix not in taken}


def _check(elements: Elements, known: Iterable[str]) -> None:
    for name, inner in elements.items():
        if name and not re.fullmatch(_NAME, name.removeprefix("@")):
            raise ArticleError("elements", f"{excerpt(name)} is no name of XML; write e.g. ex:paywall")
        if isinstance(inner, Mapping):
            if name.startswith("@") or not name:
                raise ArticleError("elements", f"{excerpt(name)} holds a text only; write one")
            _check(inner, known)
            continue
        if not isinstance(inner, str | int | float) or isinstance(inner, bool):
            raise ArticleError(
                "elements", f"{name}: expected a text or a mapping of elements, found {excerpt(str(inner))}"
            )
        for field in re.findall(_PLACEHOLDER, str(inner)):
            if field not in known and not (field.startswith("extra.") and "extra.NAME" in known):
                hint = suggest(field, known) or f"; known: {', '.join(known)}"
                raise ArticleError("elements", f"{name}: there is no {{{field}}}{hint}")


def _names(elements: Elements) -> Iterator[str]:
    for name, inner in elements.items():
        yield name
        if isinstance(inner, Mapping):
            yield from _names(inner)


def _texts(elements: Elements) -> Iterator[str]:
    for inner in elements.values():
        if isinstance(inner, Mapping):
            yield from _texts(inner)
        else:
            yield str(inner)


def _value(article: Article, name: str) -> Any:
    if name == "authors":
        return [author.name for author in article.authors]
    if name == "image":
        return article.images[0].url if article.images else None
    if name == "image_credit":
        return article.images[0].credit if article.images else None
    if not name.startswith("extra."):
        return getattr(article, name)
    found: Any = article.extra
    for step in name.split(".")[1:]:
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def _filled(text: str, value_of: Any) -> list[str]:
    """Return *text* with its placeholders filled in: a text for each of a list; none where one has no value."""
    if alone := re.fullmatch(_PLACEHOLDER, text):
        value = value_of(alone[1])
        return [said for each in (value if isinstance(value, list | tuple) else [value]) if (said := _said(each))]
    values = {name: ", ".join(_filled(f"{{{name}}}", value_of)) for name in re.findall(_PLACEHOLDER, text)}
    return [re.sub(_PLACEHOLDER, lambda found: values[found[1]], text)] if all(values.values()) else []


def _said(value: Any) -> str:
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, bool):
        return str(value).lower()
    return xml_text(str(value)) if isinstance(value, str | int | float) else ""


def _xml(elements: Elements, value_of: Any, indent: str) -> str:
    xml = ""
    for name, inner in elements.items():
        if not isinstance(inner, Mapping):
            xml += "".join(f"{indent}<{name}>{escape_text(text)}</{name}>\n" for text in _filled(str(inner), value_of))
            continue
        attributes = ""
        for key, text in inner.items():
            if key.startswith("@") and (said := _filled(str(text), value_of)):
                attributes += f' {key[1:]}="{escape_attribute(", ".join(said))}"'
        text = ", ".join(_filled(str(inner[""]), value_of)) if "" in inner else ""
        below = _xml({key: each for key, each in inner.items() if key and key[0] != "@"}, value_of, f"{indent}  ")
        if below:
            xml += f"{indent}<{name}{attributes}>\n{below}{indent}</{name}>\n"
        elif text:
            xml += f"{indent}<{name}{attributes}>{escape_text(text)}</{name}>\n"
        elif attributes:
            xml += f"{indent}<{name}{attributes}/>\n"
    return xml
