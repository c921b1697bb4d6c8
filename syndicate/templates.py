"""Template syntax in bodies: what only the generator of a site can render, and no feed may show."""

from __future__ import annotations

import re
from collections.abc import Collection

from syndicate.errors import ContentError, UsageError, excerpt

# Dialect -> what begins a tag of it. Generators fill these in before Markdown is read, in code blocks too.
_TAGS = {
    "liquid": r"\{\{.*?\}\}|\{%-?\s*[a-z#].*?%\}",
    "hugo": r"\{\{[<%].*?[%>]\}\}",
    "zola": r"\{\{\s*[A-Za-z_]\w*(?:::\w+)?\s*\(.*?\}\}|\{%\s*[a-z_]\w*(?:::\w+)?\s*(?:\(|%\}).*?",
    "mdx": r"^(?:import|export)\s[^\n]*|</?[A-Z]\w*(?:\.\w+)*[\s/>]",
}
DIALECTS = tuple(_TAGS)


def check_template_syntax(body: str, key: str, dialects: Collection[str] = DIALECTS) -> None:
    """Raise ContentError where *body*, of the file at *key*, holds a tag of one of *dialects*: DIALECTS has them all."""
    for dialect in dialects:
        if dialect not in _TAGS:
            raise UsageError(f"no template dialect is named {excerpt(dialect)}; there are {', '.join(DIALECTS)}")
        found = re.compile(_TAGS[dialect], re.DOTALL | re.MULTILINE).search(body)
        if found:
            raise ContentError(
                f"{key}: holds the template tag {excerpt(found[0])}, which only the site's generator renders"
            )
