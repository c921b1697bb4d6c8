"""The text of an article that a row gives: HTML, Markdown or plain text, by the name that it has.

Only that of articles which reach a feed is rendered, so what it is written in goes with it.
"""

from __future__ import annotations

from collections.abc import Mapping

# What `source.fields` may name beside the fields of all sources -> the names that rows have for it, best first, in any
# spelling: bodyHtml is body_html.
BODIES: Mapping[str, tuple[str, ...]] = {
    "content_html": ("content_html", "html", "body_html", "html_body", "html_content", "rendered_body", "cooked"),
    "content_markdown": ("content_markdown", "markdown", "body_markdown", "markdown_body", "content_md", "body_md"),
    "content_text": ("content_text", "plaintext", "body_text"),
}
EITHER = ("content", "body", "post_content")  # HTML where it begins with a tag, else Markdown
_MARKDOWN = "<!-- syndicate: markdown -->"
_TEXT = "<!-- syndicate: text -->"


def marked_body(field: str, body: str) -> str:
    """Return *body*, which the row gives as *field*, so that body_html() knows what it is written in."""
    if field == "content_html" or (field in EITHER and body.lstrip()[:1] in ("<", "")):
        return body
    return f"{_TEXT if field == 'content_text' else _MARKDOWN}{body}"


def body_html(body: str) -> str:
    """Return as HTML what marked_body() has returned."""
    if body.startswith(_MARKDOWN):
        from syndicate.html import markdown_html

        return markdown_html(body.removeprefix(_MARKDOWN))
    if body.startswith(_TEXT):
        from syndicate.html import plain_text_html

        return plain_text_html(body.removeprefix(_TEXT))
    return body
