"""The text of an article as a page of its own, for a frame that runs nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from markupsafe import Markup, escape

# The text comes from a serializer: values stand in double quotes, and "<" begins a tag alone.
_TAG = re.compile(r'<(?:img|audio|video|source|track)\b(?:[^<>"]|"[^"]*")*>', re.IGNORECASE)
_SOURCE = re.compile(r'(\s(?:src|poster))="([^"]*)"', re.IGNORECASE)
_SEVERAL = re.compile(r'\s(?:srcset|sizes)="[^"]*"', re.IGNORECASE)

STYLE = """
:root { color-scheme: light dark; --link: #0a5275; }
@media (prefers-color-scheme: dark) { :root { --link: #8fd0f4; } }
body { font: 1rem/1.6 Georgia, "Noto Serif", serif; margin: 1rem; max-width: 42rem; overflow-wrap: anywhere; }
a { color: var(--link); }
img, video { max-width: 100%; height: auto; }
pre { overflow-x: auto; white-space: pre-wrap; }
table { border-collapse: collapse; } td, th { border: 1px solid currentColor; padding: .2rem .5rem; }
"""


def framed(html: str, title: str, language: str, nonce: str, local: Callable[[str], str | None]) -> str:
    """Return the page of the text *html*, which is clean.

    nonce  of the style, which the policy of the page names
    local  URL -> where the preview has that file; None: it has none
    """

    def shown(tag: re.Match[str]) -> str:
        found = False

        def moved(source: re.Match[str]) -> str:
            nonlocal found
            place = local(unescape(source[2]))
            found = found or place is not None
            return f'{source[1]}="{source[2] if place is None else escape(place)}"'

        text = _SOURCE.sub(moved, tag[0])
        return _SEVERAL.sub("", text) if found else text

    head = (
        '<!DOCTYPE html><html lang="{}"><head><meta charset="utf-8"><title>{}</title><base target="_blank">'
        '<style nonce="{}">{}</style></head><body dir="auto"><main>'
    )
    beginning = Markup(head).format(language, title, nonce, Markup(STYLE))  # noqa: S704  the rest is escaped
    return f"{beginning}{_TAG.sub(shown, html)}</main></body></html>"
