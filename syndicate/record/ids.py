"""The setting `ids`: who says what the id of an article is that states none itself."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import quote, urlsplit

from syndicate.model.errors import excerpt, suggest
from syndicate.model.patterns import pattern
from syndicate.model.urls import is_absolute_iri

_PLACEHOLDER = pattern(r"\{([^{}]*)\}")
_NAMES = ("host", "path", "source", "stem")


class Ids:
    """How ids are made: "frozen" keeps what the record says, "url" takes the URL, else a pattern makes each.

    Raises ValueError, a sentence for who wrote it, where *value* is none of these.
    """

    def __init__(self, value: str) -> None:
        self.value = value
        self.is_frozen = value == "frozen"
        self.is_made = value not in ("frozen", "url")
        if not self.is_made:
            return
        names = _PLACEHOLDER.findall(value)
        for name in names:
            if name not in _NAMES:
                known = ", ".join(f"{{{known}}}" for known in _NAMES)
                raise ValueError(
                    f"no placeholder is named {excerpt(f'{{{name}}}')}{suggest(name, _NAMES)}; there are {known}"
                )
        if not {"path", "source", "stem"}.intersection(names) or not is_absolute_iri(
            self.of("https://example.org/a/b", "c/d.md")
        ):
            raise ValueError(
                f"{excerpt(value)} makes no ids; write frozen, url, or a pattern with a scheme, e.g. "
                "tag:example.org,2024:{path}"
            )

    def of(self, url: str, source: str) -> str:
        """Return the id of the article at *url*, read from *source*, where it is not frozen."""
        if not self.is_made:
            return url
        address = urlsplit(url)
        parts = {
            "host": address.hostname or "",
            "path": f"{address.path}{'?' if address.query else ''}{address.query}",
            "source": quote(source, safe="/:"),
            "stem": quote(PurePosixPath(source).stem, safe=""),
        }
        return _PLACEHOLDER.sub(lambda found: parts[found[1]], self.value)
