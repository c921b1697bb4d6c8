"""A built page into the text of its article: the element that holds it, without all that stands around.

What an entry's fields say (title, byline, topics) is left out. So are navigation, tables of contents, share buttons,
comments, related articles, forms, advertisements and what nobody sees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

import msgspec

from syndicate.html.clean import clean_html
from syndicate.html.line_numbers import line_numbers
from syndicate.html.pages.beside import beside, nothing_to_read, title_block
from syndicate.html.pages.nodes import MEDIA, above_of, is_teaser, length_of, mark_on, outermost
from syndicate.html.pages.page import parse_page
from syndicate.html.stand_ins import show_what_is_meant, with_closed_stand_ins

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

# Where the text of an article may be, most exact first.
_PLACES = (
    "[itemprop~=articleBody]",
    ".e-content",
    ".post-content, .entry-content, .article-content, .article-body, .article__body, .article__content, .post-body, "
    ".post__body, .post__content, .entry-body, .entry__content, .story-body, .blog-post-content, .single-content, .gh-content, "
    "d-article, .d-article",
    "article",
    "main, [role=main]",
    "#content, #main-content, #main, .content, .post",
)
_NAME_OF_LANGUAGE = '[class*="language-"] > span.lang'  # as VitePress writes it above code
_NOTES_IN_A_MARGIN = "span.sidenote, span.marginnote"  # in the middle of a sentence, as Tufte CSS has them
_READ_BUTTONS = ", ".join(f"{tag} > button:first-child" for tag in ("h2", "h3", "h4", "h5", "h6", "dt", "a"))
_AROUND_CODE = 4  # elements: <pre>, and the <div>s and tables of highlighters


class PageText(msgspec.Struct, frozen=True):
    """The text of a page's article."""

    html: str  # as the page has it
    base_url: str  # what its relative URLs are resolved against

    def seen_from(self, url: str) -> str:
        """Return the text for who takes its relative URLs as those of *url*: whole where the page means others."""
        return self.html if self.base_url == url else clean_html(self.html, self.base_url).html


def article_text(html: str, url: str, *, title: str = "", element: str = "") -> PageText | None:
    """Return the text of the article on the page *html*, None if no element holds one.

    url      absolute, of the page
    title    of the article: its heading is left out
    element  CSS selector of the element; "": it is found

    Raises ValueError, its text what is wrong with the page or the selector.
    """
    tree = parse_page(with_closed_stand_ins(html))
    show_what_is_meant(tree)  # whether there is anything to show takes nearly as long to find out
    base = tree.css_first("base[href]")
    base_url = _joined(url, (base.attributes.get("href") or "") if base else "")
    root = _matching(tree, element) if element else _found(tree, url)
    if root is None:
        return None
    _open_buttons(root)
    _take_out(beside(root, title, url))
    _take_out(nothing_to_read(root))
    _take_out(title_block(root, title))
    _take_out(line_numbers(root))
    _take_out(root.css(_NAME_OF_LANGUAGE))
    for note in root.css(_NOTES_IN_A_MARGIN):
        note.insert_before(" [")
        note.insert_after("]")
    _name_languages(root)
    if not _holds_something(root):
        return None
    found = root.inner_html or ""
    is_rtl = _direction(root) == "rtl"
    return PageText(f'<div dir="rtl">{found}</div>' if is_rtl else found, base_url)


def check_selector(selector: str) -> None:
    """Raise ValueError, its text what is wrong, if *selector* is no CSS selector."""
    _matching(parse_page("<p>"), selector)


def _joined(url: str, href: str) -> str:
    try:
        return urljoin(url, href.strip())
    except ValueError:
        return url


# The element


def _matching(tree: LexborHTMLParser, selector: str) -> LexborNode | None:
    from selectolax.lexbor import SelectolaxError

    try:
        return tree.css_first(selector)
    except (SelectolaxError, ValueError) as error:
        raise ValueError("is not a CSS selector; write e.g. article, main or .post-content") from error


def _found(tree: LexborHTMLParser, url: str) -> LexborNode | None:
    for place in _PLACES:
        nodes = [node for node in outermost(tree.css(place)) if not _is_elsewhere(node) and _holds_something(node)]
        if len(nodes) == 1:
            return nodes[0]
        nodes = [node for node in nodes if not is_teaser(node, url)]
        if nodes:
            around = {node.mem_id: node for node in map(_article_around, nodes) if node is not None}
            if len(around) == 1 and all(map(_article_around, nodes)):
                return next(iter(around.values()))  # its text lies in several pieces
            titled = [node for node in nodes if node.css_first("h1") is not None]
            return titled[0] if len(titled) == 1 else max(nodes, key=length_of)
    return None


def _article_around(node: LexborNode) -> LexborNode | None:
    return next((above for above in above_of(node) if above.tag == "article"), None)


def _is_elsewhere(node: LexborNode) -> bool:
    """Tell whether *node* lies in what is around an article: comments hold articles and contents of their own."""
    return any(
        around.tag in ("nav", "aside", "footer", "template", "dialog") or mark_on(around) in ("thread", "invisible")
        for around in (node, *above_of(node))
        if around.is_element_node and around.tag not in ("html", "body")
    )


def _holds_something(node: LexborNode) -> bool:
    return bool(node.text().strip()) or node.css_first(MEDIA) is not None


def _take_out(nodes: list[LexborNode]) -> None:
    for node in nodes:
        node.decompose()


def _open_buttons(root: LexborNode) -> None:
    """Show the words of headings and links that are buttons, and what those of headings open, as in accordions."""
    buttons = root.css(_READ_BUTTONS)
    hidden = {node.attributes["id"]: node for node in root.css('[hidden][id]:not([id=""])')} if buttons else {}
    for button in buttons:
        if (around := button.parent) is None or around.text(deep=False).strip():
            continue  # "Title [Copy]" is no button as a whole
        opened = hidden.pop(button.attributes.get("aria-controls") or "", None)
        if opened is not None and around.tag != "a":
            del opened.attrs["hidden"]
        button.unwrap()


def _name_languages(root: LexborNode) -> None:
    """Give code the class that names its language where a highlighter put it on an element around."""
    for code in root.css("pre code"):
        around = (code, *above_of(code)[:_AROUND_CODE])
        words = (word for node in around for word in (node.attributes.get("class") or "").split())
        if name := next((word for word in words if word.startswith("language-")), ""):
            code.attrs["class"] = name


def _direction(node: LexborNode) -> str:
    """Return the direction of writing that *node* or what is around it says, "" if nothing does."""
    said = (around.attributes.get("dir") for around in (node, *above_of(node)) if around.is_element_node)
    return next((direction.lower() for direction in said if direction), "")
