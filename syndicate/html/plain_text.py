"""Plain text as HTML."""

from __future__ import annotations

import re
from html import escape


def plain_text_html(text: str) -> str:
    """Return *text* in paragraphs, which blank lines part; its lines stay lines, and nothing in it is markup."""
    paragraphs = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n"))
    lines = [escape(paragraph.strip(), quote=False).replace("\n", "<br>\n") for paragraph in paragraphs]
    return "\n".join(f"<p>{paragraph}</p>" for paragraph in lines if paragraph)
