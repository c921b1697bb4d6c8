"""Links to the feeds in the head of a built page, whatever theme has made it."""

from __future__ import annotations

import re

# What may hold the text "</head>" without ending the head is passed over as a whole.
_TOKEN = re.compile(
    r"<!--.*?-->|<(?P<raw>script|style|title|template|noscript)\b[^>]*>.*?</(?P=raw)\s*>|(?P<end></head\s*>|<body\b)",
    re.DOTALL | re.IGNORECASE,
)


def with_links(html: str, links: str) -> str:
    """Return the page *html* with *links* at the end of its head; a page without a head stays as it is."""
    for token in _TOKEN.finditer(html):
        if token["end"]:
            return html[: token.start()] + links + html[token.start() :]
    return html
