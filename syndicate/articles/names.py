"""The names that publishers have for one thing, and which of them a mapping has.

Those of an article's own fields stand in the table of `fields`; here are those of what lies in a field: people,
topics, pictures and other files. Most articles of a site have the same keys, so each set of keys is looked up once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, TypeVar

from syndicate.articles.words import folded
from syndicate.files.scalars import is_given
from syndicate.model.memo import memoized

Keys = tuple[str, ...]
Value = TypeVar("Value")

# Field -> the names that it may have, best first: of who wrote an article, of its topics, pictures and other
# files.
AUTHOR_NAMES = {
    "name": ("name", "display_name", "displayName", "full_name", "fullName", "title"),
    "email": ("email", "mail"),
    "url": ("url", "web", "website", "link", "home", "homepage", "uri"),
    "avatar_url": ("avatar_url", "avatar", "picture", "photo", "image", "images"),
}
TOPIC_NAMES = {"name": ("name", "title", "label", "slug")}
FILE_NAMES = {"url": ("url", "src", "path", "href", "file", "image"), "media_type": ("media_type", "mime_type", "type")}
IMAGE_NAMES = {
    **FILE_NAMES,
    "title": ("title", "caption"),
    "description": ("description", "alt", "alt_text"),
    "credit": ("credit", "credits", "photographer"),
    "license": ("license", "licence"),
    "width": ("width",),
    "height": ("height",),
}
ATTACHMENT_NAMES = {
    **FILE_NAMES,
    "title": ("title", "name"),
    "media_type": (*FILE_NAMES["media_type"], "mime", "content_type"),
    "size_bytes": ("size_bytes", "size_in_bytes", "size", "length", "file_size", "bytes"),
    "duration_seconds": ("duration_seconds", "duration_in_seconds", "duration"),
}


def remembered(make: Callable[[Keys], Value]) -> Callable[[Keys], Value]:
    """Return *make*, a function of the keys of a mapping alone, as one that is asked once for the same keys."""
    return memoized(make, most=256, longest=2_000, length=lambda keys: sum(map(len, keys)) + len(keys))


# Of each field the best name that the keys hold, and the others; then the keys that spell a name otherwise.
Rows = tuple[tuple[tuple[str, str, tuple[str, ...]], ...], tuple[str, ...]]


class GivenNames:
    """Finds the names of a table in mappings.

    table            field -> the names that it may have, best first
    in_any_spelling  a name that no field has is looked for once more without regard to case, `_`, `-` and spaces
    switches         the fields to which `false` says something; of any other it says that there is none
    """

    def __init__(
        self,
        table: Mapping[str, tuple[str, ...]],
        *,
        in_any_spelling: bool = False,
        switches: Collection[str] = frozenset(),
    ) -> None:
        self._table = tuple(table.items())
        self._switches = switches
        self._known = frozenset(name for names in table.values() for name in names)
        spelt = self._table if in_any_spelling else ()
        self._spelt = tuple((field, tuple(dict.fromkeys(map(folded, names)))) for field, names in spelt)
        self._folded = frozenset(name for _, names in self._spelt for name in names)
        # The rows of the table with those names alone that keys hold, and keys that spell one otherwise.
        self.rows = remembered(self._rows)

    def find(self, mapping: Mapping[str, Any]) -> dict[str, str]:
        """Return the name that each field has in *mapping*: the first that says something, spelt otherwise at need."""
        rows, others = self.rows(tuple(mapping))
        name_of: dict[str, str] = {}
        for field, best, more in rows:
            value = mapping[best]
            if value and (not isinstance(value, str) or value.strip()):  # says(), asked often
                name_of[field] = best
            elif found := next((name for name in (best, *more) if self.says(field, mapping[name])), None):
                name_of[field] = found
        if not others:
            return name_of
        by_folded: dict[str, str] = {}
        for key in others:
            if is_given(mapping[key]):
                by_folded[folded(key)] = min(key, by_folded.get(folded(key), key))
        if by_folded:
            for field, names in self._spelt:
                keys = (by_folded[text] for text in names if text in by_folded)
                if field not in name_of and (one := next((k for k in keys if self.says(field, mapping[k])), None)):
                    name_of[field] = one
        return name_of

    def others(self, mapping: Mapping[str, Any], field: str, best: str) -> Iterator[str]:
        """Yield the names behind *best* that *field* has in *mapping*, as find() would return them without *best*."""
        rest = {name: value for name, value in mapping.items() if name != best}
        while (name := self.find(rest).get(field)) is not None:
            yield name
            del rest[name]

    def says(self, field: str, value: Any) -> bool:
        """Tell whether *value* says anything of *field*."""
        return is_given(value) and (value is not False or field in self._switches)

    def places(self, key: str) -> list[tuple[str, int]]:
        """Return each field that *key* is a name of, with its place among the names, best first."""
        return [(field, names.index(key)) for field, names in self._table if key in names]

    def _rows(self, keys: Keys) -> Rows:
        held = frozenset(keys)
        rows = ((field, tuple(name for name in names if name in held)) for field, names in self._table)
        spelt = self._folded
        # What a source has put there itself begins with "_".
        others = tuple(
            key for key in keys if spelt and key not in self._known and key[:1] != "_" and folded(key) in spelt
        )
        return tuple((field, names[0], names[1:]) for field, names in rows if names), others
