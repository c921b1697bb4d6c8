"""Markdown that a feed carries beside the HTML made of it, e.g. as source:markdown (http://source.scripting.com/).

It goes out uncleaned, and each reader renders it by a dialect of its own. So a text stays at home if it might mean more
to some reader than the cleaned HTML says here.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import partial
from html import unescape

from syndicate.html.clean import MORE, Cleaned, clean_html
from syndicate.html.links import Links
from syndicate.html.markdown.code_marks import HIDING
from syndicate.html.markdown.directives import HIDDEN_BOX
from syndicate.html.markdown.rendering import RenderedMarkdown, markdown_html
from syndicate.html.template_syntax import check_template_syntax
from syndicate.model.errors import ContentError
from syndicate.model.text import xml_text

# Dialects differ in what is code, so a tag is one there, too. An address in angle brackets is none.
_TAG = re.compile(r"<(?!(?:https?://|mailto:)[^\s<>\"'`]*>|[\w.+-]+@[\w.-]+>)[A-Za-z/!?%]", re.ASCII)
# What readers leave out before they look for the scheme of an address.
_UNSEEN = re.compile("[\\\\\x00-\x20\x7f-\xa0\xad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
_RUNS = re.compile(
    r"(?:java|vb|live)script:|data:(?:text|image|application|font|audio|video|model|multipart|message)/", re.IGNORECASE
)
_ROUNDS = 3  # of character references within character references
# Attributes behind an element, and tags, of kramdown and others; what breaks out of the quotes of a title.
_ATTRIBUTES = re.compile(
    r"\{:|\{[^{}\n]*\b(?:on[a-z]+|style|href|src\w*|\w*action)\s*=|^[^\n\"']*+[\"'][^\n]*\bon[a-z]{3,}\s*=",
    re.IGNORECASE | re.MULTILINE,
)
_LABEL = re.compile(r"\[([^\[\]]{1,999})\]")
_DEFINITION = re.compile(r"^[ \t>*+\-\d.)]*\[([^\[\]]{1,999})\]:", re.MULTILINE)
_ADDRESS = re.compile(
    r"(?P<before>\]\([ \t]*<?|^ {0,3}\[(?!\^)[^\[\]\n]+\]:[ \t]*<?)(?P<url>[^\s()<>\\]+)", re.MULTILINE
)
_ELSEWHERE = "https://elsewhere.invalid/"


def feed_markdown(html: str, cleaned: Cleaned, base_url: str, key: str) -> str:
    """Return the Markdown that *html* is made of, its addresses absolute, the author's mark <!--more--> taken out.

    html      a body as its source gives it, and *cleaned* what is left of it
    base_url  absolute URL of the page it stands on
    key       of its file, for messages

    Rendered on a page of another host, it gives the same clean HTML: so every address in it is right.

    Raises ContentError, which says why, where the Markdown is not known, or must not go out.
    """
    if not isinstance(html, RenderedMarkdown):
        raise ContentError(f"{key}: is not Markdown alone")
    if cleaned.dropped:
        raise ContentError(f"{key}: holds {min(cleaned.dropped)}, which is cleaned out of its HTML")
    text = xml_text(MORE.sub("", html.markdown)).strip("\n")
    _check(text, key)
    links = Links(base_url)
    page = links.absolute("")
    for markdown in (text, _ADDRESS.sub(partial(_absolute, links), text)):
        again = clean_html(markdown_html(markdown, extensions=html.extensions), _ELSEWHERE).html
        if again.replace(f'"{_ELSEWHERE}#', f'"{page}#').split() == cleaned.html.split():  # those of footnotes are made
            return markdown
    raise ContentError(f"{key}: holds a relative address that cannot be made absolute in Markdown")


def _check(text: str, key: str) -> None:
    """Raise ContentError where *text* holds what may mean more than its HTML says, or what its HTML does not show."""
    check_template_syntax(text, key)
    if (":::" in text and HIDDEN_BOX.search(text)) or ("hide-" in text and HIDING.search(text)):
        raise ContentError(f"{key}: holds a box, or lines of code, that are not shown to everybody")
    if _TAG.search(text):
        raise ContentError(f"{key}: holds raw HTML, or what some reader may take for it")
    meant = text
    for _ in range(_ROUNDS):
        meant = unescape(meant)
    if _RUNS.search(_UNSEEN.sub("", meant)):
        raise ContentError(f"{key}: holds an address that runs, e.g. of javascript:")
    if _ATTRIBUTES.search(text):
        raise ContentError(f"{key}: holds attributes, which some readers take over")
    labels = Counter(_label(found) for found in _LABEL.findall(text))
    definitions = Counter(_label(found) for found in _DEFINITION.findall(text))
    if any(number > 1 or labels[label] < 2 for label, number in definitions.items()):  # a comment of the author's
        raise ContentError(f"{key}: defines a link that stands nowhere in it, or twice")


def _label(text: str) -> str:
    return " ".join(text.split()).casefold()


def _absolute(links: Links, found: re.Match[str]) -> str:
    return found["before"] + (links.absolute(found["url"], is_link=True) or found["url"])
