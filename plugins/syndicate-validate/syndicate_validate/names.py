"""The names that the tables have for elements and attributes, and what is wrong with namespaces."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from syndicate_validate.tables import table
from syndicate_validate.vocabulary import Namespace
from syndicate_validate.xml_bytes import SEPARATOR

XML = "http://www.w3.org/XML/1998/namespace"
_MAX_NAMES = 10_000
# Their names stand in tables without a prefix.
_BARE = ("rss1", "rss09")


@cache
def prefixes() -> dict[str, Namespace]:
    """Return prefix -> namespace, of those that are known."""
    return table("namespaces", Namespace)


@cache
def _by_uri() -> dict[str, str]:
    """Return right and wrong URI -> prefix."""
    return {uri: prefix for prefix, row in prefixes().items() for uri in (row.uri, *row.also, *row.wrong)}


@cache
def _by_plain_uri() -> dict[str, str]:
    return {_plain(uri): prefix for uri, prefix in _by_uri().items()}


def _plain(uri: str) -> str:
    """Return what is left of *uri* without what people get wrong: case, scheme, the sign at its end."""
    return re.sub(r"^https?://(www\.)?|[/#]+$|\s", "", uri.lower())


def prefix_of(uri: str) -> str:
    """Return the prefix of the namespace *uri*, or of the one that it is a misspelling of; "" if neither is known."""
    return _by_uri().get(uri) or _by_plain_uri().get(_plain(uri), "")


def fault_of(prefix: str, uri: str) -> tuple[str, str] | None:
    """Return what is wrong with declaring *prefix* for *uri*, as code and right URI; None if nothing is."""
    known = _by_uri().get(uri)
    if known:
        row = prefixes()[known]
        return None if uri in (row.uri, *row.also) else ("namespace-wrong", row.uri)
    if meant := prefixes().get(prefix):
        return "namespace-prefix-taken", meant.uri
    if like := prefix_of(uri):
        return "namespace-wrong", prefixes()[like].uri
    return None


class Names:
    """expat's names -> those of the tables.

    own      the prefix that the document's own format has in tables
    aliases  URIs that this document writes in place of its format's, "" where it has none, -> prefix
    """

    def __init__(self) -> None:
        self.own = ""
        self.aliases: dict[str, str] = {}
        self._known: dict[str, str] = {}

    def __getitem__(self, raw: str) -> str:
        found = self._known.get(raw)
        if found is None:
            found = self._found(raw)
            if len(self._known) < _MAX_NAMES:
                self._known[raw] = found
        return found

    def _found(self, raw: str) -> str:
        parts = raw.split(SEPARATOR)
        uri, local = (parts[0], parts[1]) if len(parts) > 1 else ("", raw)
        if uri in self.aliases:
            alias = self.aliases[uri]
            return f"{alias}:{local}" if alias else local
        if not uri:
            return local if not self.own else f"-:{local}"
        prefix = prefix_of(uri)
        if not prefix:
            return f"{{{uri}}}{local}"
        return local if prefix in _BARE and self.own == "rdf" else f"{prefix}:{local}"

    @staticmethod
    @lru_cache(maxsize=_MAX_NAMES)
    def of_attribute(raw: str) -> str:
        """Return the name of an attribute; one without a namespace belongs to its element."""
        uri, mark, rest = raw.partition(SEPARATOR)
        if not mark:
            return raw
        prefix = "xml" if uri == XML else prefix_of(uri)
        local = rest.partition(SEPARATOR)[0]
        return f"{prefix}:{local}" if prefix else f"{{{uri}}}{local}"
