"""A summary where an article has none: how its text begins."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from syndicate.html.clean import MORE, clean_characters, clean_prepared, cleaned_body, prepared, quickly_cleaned
from syndicate.html.markdown.beginning import CUT, beginning_wanted
from syndicate.html.markdown.directives import KINDS
from syndicate.html.parsing import parse_html
from syndicate.model.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ELSEWHERE = frozenset("aside blockquote details figcaption figure footer header nav table".split())
_UNSAID = frozenset("audio figure h1 h2 h3 h4 h5 h6 hr iframe img pre rp rt table video".split())
_BRACKETED = re.compile(r"\s*\[\d+\]\s*")
_ADDRESS = re.compile(r"https?://\S*", re.IGNORECASE)
_BREAKS = frozenset("address article br dd div dl dt li ol p section ul".split())
_FIRST_HEADING = r"\s*<(h[12])(?: [^<>]*)?>((?>(?:[^<]++|<(?!/h[12]>))*))</\1>\s*"
_TAG = r"<[^<>]*>"
# A first paragraph that reads alike with any parser and is all text, however it is cleaned.
_PLAIN = r"""\s*<p>((?>(?:[^<>&\0]++|&(?:amp|lt|gt|quot);|</?(?:em|strong|code|del)>|</a>|<a href="[^"<>]*"(?: title="[^"<>]*")?>)*))</p>"""
TITLE_LENGTH = 80  # characters
_JOINERS = "\u200d\ufe0e\ufe0f\u20e3"
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_END = "\ufdd3"  # a noncharacter, which no body holds
_BEGINNING = 1024  # characters that are looked at first
_FLAGS = range(0x1F1E6, 0x1F200)


def summary_of(html: str, length: int, teaser: str = "") -> str:
    """Return the first paragraph of *html* as plain text, cut to *length* characters; "" if it says nothing.

    html    a cleaned body
    teaser  the beginning of it that the author has marked: all of that counts

    Where no paragraph stands in the text itself, all of the text counts, without headings, tables and code.
    """
    if teaser and (body := _body(teaser)) is not None and (text := _text(body, length)):
        return cut(text, length)
    if text := _plain(html):
        return cut(text, length)
    for beginning in _beginnings(html):
        body = _body(f'{beginning}<wbr id="{_END}">')  # it is missing where an attribute was cut
        if _ends(body) and (text := _first_paragraph(body, length)):
            return cut(text, length)
    body = _body(html)
    if body is None:
        return ""
    return cut(_first_paragraph(body, length) or _text(body, length), length)


def content_summary(content: Callable[[], str], base_url: str, length: int) -> str:
    """Return summary_of() of what *content* gives, of which no more is rendered and cleaned than it takes.

    content  is called again where the beginning does not tell
    """
    with beginning_wanted():
        html, is_cut, _ = content().partition(CUT)
    summary, is_sure = beginning_summary(html, base_url, length)
    return summary if is_sure or not is_cut else beginning_summary(content(), base_url, length)[0]


def beginning_summary(html: str, base_url: str, length: int) -> tuple[str, bool]:
    """Return summary_of() of *html* cleaned, of which no more is cleaned than it takes.

    The second is true where it is the author's teaser or a paragraph: what stands further down does not bear on it.
    """
    if "<!--" not in html and (text := _plain(clean_characters(html[:_BEGINNING]))):
        return cut(text, length), True
    html = prepared(html)
    if mark := MORE.search(html):
        body = _body(clean_prepared(html[: mark.start()], base_url).html)
        if body is not None and (text := _text(body, length)):
            return cut(text, length), True
    if text := _plain(html):
        return cut(text, length), True
    for beginning in _beginnings(html):
        # Where this element is missing, the end tag before it was none: it stood in an attribute, in a script.
        body = cleaned_body(f'{beginning}<wbr id="{_END}">', base_url)
        if _ends(body) and (text := _first_paragraph(body, length)):
            return cut(text, length), True
    body = _body((quickly_cleaned(html, base_url) or clean_prepared(html, base_url)).html)
    if body is None:
        return "", False
    paragraph = _first_paragraph(body, length)
    return cut(paragraph or _text(body, length), length), bool(paragraph)


def _plain(html: str) -> str:
    """Return the text of the first paragraph where nobody need parse *html* for it, else ""."""
    found = re.match(_PLAIN, html[:_BEGINNING])
    text = _unmarked(found[1]) if found else ""
    return text if _says_something(text) else ""


def _unmarked(html: str) -> str:
    """Return *html* as a line of text, its tags taken out."""
    text = re.sub(_TAG, "", html)
    if "&" in text:
        from html import unescape

        text = unescape(text)
    return one_line(text)


def _beginnings(html: str) -> Iterator[str]:
    """Yield how *html* begins, to the end of a paragraph, each about four times as long as the one before."""
    size = _BEGINNING
    while size < len(html):
        end = html.rfind("</p>", 0, size)
        if end >= 0:
            yield html[: end + 4]
        size *= 4


def heading_of(html: str) -> str:
    """Return the first heading that says something, "" where there is none."""
    if not html:
        return ""
    body = parse_html(f"<!DOCTYPE html><body>{html}").body
    headings = body.css("h1, h2, h3, h4, h5, h6") if body is not None else []
    found = (one_line(heading.text()) for heading in headings)
    return next(filter(None, found), "")


def without_title(html: str, title: str) -> str:
    """Return *html*, a cleaned body, without a first heading that says nothing but the *title*: the entry says it."""
    found = re.match(_FIRST_HEADING, html)
    if found is None or found.end() == len(html):
        return html
    return html[found.end() :] if _letters(_unmarked(found[2]).casefold()) == _letters(title.casefold()) else html


def cut(text: str, length: int) -> str:
    """Return *text*, a line, in at most *length* characters: where it is longer, it ends in a word and an ellipsis.

    Where no word ends in its second half, as in scripts that write no spaces, it ends in a whole character of the
    reader's, with all its accents.

    >>> cut("The tide turns at noon", 16)
    'The tide turns…'
    """
    if len(text) <= length:
        return text
    end = length - 1
    space = text.rfind(" ", 0, length)
    if space * 2 >= length:
        end = space
    else:
        while end > 0 and _belongs_together(text, end):
            end -= 1
    return text[:end].rstrip(" ,;:-\u2013\u2014") + "…"


def says_the_same(summary: str, html: str) -> bool:
    """Tell whether *summary* is all of the text in *html*."""
    if not summary or len(html) > 20 * len(summary) + 1000:
        return False
    if "<" in (text := re.sub(_TAG, "", html)) or ">" in text:  # an attribute has such, and a parser tells
        body = _body(html)
        return body is not None and _letters(body.text(separator=" ")) == _letters(summary)
    return _letters(_unmarked(text)) == _letters(summary)


def _body(html: str) -> Any:
    if not html:
        return None
    return parse_html(f"<!DOCTYPE html><body>{html}").body


def _ends(body: Any) -> bool:
    """Tell whether the last <wbr> of *body* is the one behind a beginning."""
    breaks: list[Any] = [] if body is None else body.css("wbr")
    return bool(breaks) and breaks[-1].id == _END


def _first_paragraph(body: Any, length: int) -> str:
    paragraphs = (node for node in body.css("p") if not _stands_elsewhere(node))
    texts = (_text(node, length) for node in paragraphs if not _names_a_box(node))
    return next(filter(_says_something, texts), "")


def _says_something(text: str) -> bool:
    """Tell whether *text* is more than no-break spaces, and than an address, in whose place pages show a player."""
    return bool(text.strip()) and _ADDRESS.fullmatch(text) is None


def _names_a_box(node: Any) -> bool:
    """Tell whether *node* is the paragraph that has nothing but "Note", or "Tip", above what a box says."""
    return node.parent.tag == "div" and one_line(node.text()).lower() in KINDS


def _letters(text: str) -> str:
    return "".join(text.split())


def _stands_elsewhere(node: Any) -> bool:
    while (node := node.parent) is not None:
        if node.tag in _ELSEWHERE:
            return True
    return False


def _text(node: Any, length: int) -> str:
    """Return how the text in *node* begins, on one line; as much of it as tells where to cut at *length*."""
    words: list[str] = []
    size = 0
    root = node.mem_id
    while size <= 4 * length:
        tag = node.tag
        if tag == "-text":
            words.append(node.text_content or "")
            size += len(words[-1].strip())
        elif tag in _BREAKS:
            words.append(" ")
        is_note = _is_note(node)
        if is_note and words:
            words[-1] = words[-1].rstrip()  # docutils has a space before it, also where a full stop follows
        child = None if tag in _UNSAID or is_note else node.first_child
        if child is None:
            while node.mem_id != root and node.next is None:
                node = node.parent
                words.append(" " if node.tag in _BREAKS else "")
            if node.mem_id == root:
                break
            child = node.next
        node = child
    return one_line("".join(words))


def _is_note(node: Any) -> bool:
    """Tell whether *node* is the number of a footnote: raised, or in brackets as docutils writes it."""
    tag = node.tag
    link = node.css_first("a") if tag == "sup" else node if tag == "a" and _BRACKETED.fullmatch(node.text()) else None
    return link is not None and "#" in (link.attributes.get("href") or "")


def _belongs_together(text: str, index: int) -> bool:
    """Tell whether the characters before and at *index* are one to a reader."""
    before, after = text[index - 1], text[index]
    if unicodedata.combining(after) or unicodedata.category(after) in ("Mn", "Mc", "Me"):
        return True
    if after in _JOINERS or before == "\u200d" or ord(after) in _SKIN_TONES:
        return True
    flags = 0
    while flags < index and ord(text[index - 1 - flags]) in _FLAGS:
        flags += 1
    return flags % 2 == 1 and ord(after) in _FLAGS
