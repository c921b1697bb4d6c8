"""Where an article says something: the line of a field in the front matter of its file."""

from __future__ import annotations

from collections.abc import Mapping

from syndicate.articles.fields import FIELDS
from syndicate.files.front_matter import head_below, parse_head
from syndicate.model.article import Origin
from syndicate.model.errors import Fault


def line_of_field(root: str, origin: Origin, field: str, names_of: Mapping[str, tuple[str, ...]]) -> int:
    """Return the line where *field* stands in the head of the file of *origin*, else the line of *origin*.

    root      the site's folder
    names_of  field -> the names that it may have, in place of the usual ones
    """
    head = head_below(root, origin.path)
    if isinstance(head, Fault) or head.line != origin.line:  # a row of a file of many articles
        return origin.line
    tree = parse_head(head, origin.path)
    fields = tree.value if isinstance(tree.value, dict) else {}
    known = names_of.get(field) or FIELDS[field].names
    name = next((name for name in known if fields.get(name)), None)
    return tree.position((name,), of_key=True)[0] if name else origin.line
