"""Where an article says something: the lines of fields in the front matter of its file."""

from __future__ import annotations

from collections.abc import Mapping

from syndicate.articles.fields import FIELDS
from syndicate.files.front_matter import head_below, parse_head
from syndicate.model.article import Origin
from syndicate.model.errors import Fault


def line_of_field(root: str, origin: Origin, field: str, names_of: Mapping[str, tuple[str, ...]]) -> int:
    """Return the line where *field* stands in the head of the file of *origin*, else the line of *origin*."""
    return field_places(root, origin, names_of).get(field, ("", origin.line))[1]


def field_places(root: str, origin: Origin, names_of: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, int]]:
    """Return field -> the name that it has in the head of the file of *origin*, and its line, if it stands there.

    root      the site's folder
    names_of  field -> the names that it may have, in place of the usual ones
    """
    head = head_below(root, origin.path)
    if isinstance(head, Fault) or head.line != origin.line:  # a row of a file of many articles
        return {}
    tree = parse_head(head, origin.path)
    fields = tree.value if isinstance(tree.value, dict) else {}
    found = {}
    for field, row in FIELDS.items():
        name = next((name for name in names_of.get(field) or row.names if fields.get(name)), None)
        if name is not None:
            found[field] = (name, tree.position((name,), of_key=True)[0])
    return found
