"""A built page into the text of its article: the element that holds it, without all that stands around.

What an entry's fields say (title, byline, topics) is left out. So are navigation, tables of contents, share buttons,
comments, related articles, forms, advertisements and what nobody sees. Marks can mislead: none takes away most of the
text, and nothing but the numbers of its lines is ever taken out of code.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import msgspec

from syndicate.html import page_marks
from syndicate.html.page import parse_page

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

# Where the text of an article may be, most exact first.
_PLACES = (
    "[itemprop~=articleBody]",
    ".e-content",
    ".post-content, .entry-content, .article-content, .article-body, .article__body, .article__content, .post-body, "
    ".post__body, .post__content, .entry-body, .entry__content, .story-body, .blog-post-content, .single-content, .gh-content",
    "article",
    "main, [role=main]",
    "#content, #main-content, #main, .content, .post",
)
_MEDIA = "img, picture, video, audio, iframe, object, embed, math"
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_TOPIC_LINK = re.compile(r"(?:^|/)(?:tags?|categor(?:y|ies)|topics?|labels?)(?:/|#|\?|$)|/tags?-", re.IGNORECASE)
_ABSOLUTE = re.compile(r"\s*(?:https?:)?//([^/?#\s]*)", re.IGNORECASE)
_BEFORE_TOPICS = re.compile(
    r"\W*(?:[\w ]{1,30}[:\uff1a]|Tags|Tagged(?: with)?|Filed under|Posted in|in)?\W*", re.IGNORECASE
)
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_AROUND_CODE = 4  # elements: <pre>, and the <div>s and tables of highlighters
_BYLINE_LENGTH = 80  # characters beside a date: more is a sentence of the text


class PageText(msgspec.Struct, frozen=True):
    """The text of a page's article.

    html      as the page has it
    base_url  what its relative URLs are resolved against
    """

    html: str
    base_url: str


def article_text(html: str, url: str, *, title: str = "", element: str = "") -> PageText | None:
    """Return the text of the article on the page *html*, None if no element holds one.

    url      absolute, of the page
    title    of the article: its heading is left out
    element  CSS selector of the element; "": it is found

    Raises ValueError, its text what is wrong with the page or the selector.
    """
    tree = parse_page(html)
    base = tree.css_first("base[href]")
    base_url = _joined(url, (base.attributes.get("href") or "") if base else "")
    root = _matching(tree, element) if element else _found(tree)
    if root is None:
        return None
    _take_out(_beside(root, title, urlsplit(url).netloc))
    _take_out(_title_block(root, title))
    _take_out(_line_numbers(root))
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


def _found(tree: LexborHTMLParser) -> LexborNode | None:
    """Return the element that holds the article, None if none does."""
    for place in _PLACES:
        nodes = [node for node in _outermost(tree.css(place)) if not _is_elsewhere(node) and _holds_something(node)]
        if len(nodes) == 1:
            return nodes[0]
        if nodes:
            around = {node.mem_id: node for node in map(_article_around, nodes) if node is not None}
            if len(around) == 1 and all(map(_article_around, nodes)):
                return next(iter(around.values()))  # its text lies in several pieces
            titled = [node for node in nodes if node.css_first("h1") is not None]
            return titled[0] if len(titled) == 1 else max(nodes, key=_length)
    return None


def _outermost(nodes: list[LexborNode]) -> list[LexborNode]:
    ids = {node.mem_id: node for node in nodes}  # one may match in several ways
    return [node for node in ids.values() if not any(above.mem_id in ids for above in _above(node))]


def _above(node: LexborNode) -> list[LexborNode]:
    found = []
    while (node := node.parent) is not None:  # type: ignore[assignment]  # the loop ends there
        found.append(node)
    return found


def _article_around(node: LexborNode) -> LexborNode | None:
    return next((above for above in _above(node) if above.tag == "article"), None)


def _is_elsewhere(node: LexborNode) -> bool:
    """Tell whether *node* lies in what is around an article: comments hold articles and contents of their own."""
    return any(
        around.tag in ("nav", "aside", "footer", "template", "dialog") or _mark(around) in ("thread", "invisible")
        for around in (node, *_above(node))
        if around.is_element_node and around.tag not in ("html", "body")
    )


def _length(node: LexborNode) -> int:
    return len("".join(node.text().split()))


def _holds_something(node: LexborNode) -> bool:
    return bool(node.text().strip()) or node.css_first(_MEDIA) is not None


# What is not its text


def _take_out(nodes: list[LexborNode]) -> None:
    for node in nodes:
        node.decompose()


def _beside(root: LexborNode, title: str, host: str) -> list[LexborNode]:
    """Return the outermost nodes below *root* that are none of the article's text."""
    whole = _length(root)
    found: list[LexborNode] = []
    pending = [(child, False, False) for child in _children(root)]
    while pending:
        node, is_quoted, is_heading = pending.pop()
        if not node.is_element_node:
            if node.is_comment_node:
                found.append(node)
            continue
        if node.tag in page_marks.CODE_TAGS:
            continue
        if _is_beside(node, whole, title, host, is_quoted=is_quoted) or (is_heading and _is_anchor(node)):
            found.append(node)
            continue
        is_quoted = is_quoted or node.tag in page_marks.QUOTING_TAGS
        is_heading = is_heading or node.tag in _HEADINGS
        pending += [(child, is_quoted, is_heading) for child in _children(node)]
    return found


def _line_numbers(root: LexborNode) -> list[LexborNode]:
    """Return the outermost nodes that number the lines of code: cells of a table beside it, counters within it."""
    return [
        node
        for node in _outermost(root.css(page_marks.LINE_NUMBERS))
        if not "".join(node.text().split()).strip("0123456789.:")
        and any(around.tag in ("pre", "code", "table") for around in (node, *_above(node)))
    ]


def _name_languages(root: LexborNode) -> None:
    """Give code the class that names its language where a highlighter put it on an element around."""
    for code in root.css("pre code"):
        around = (code, *_above(code)[:_AROUND_CODE])
        words = (word for node in around for word in (node.attributes.get("class") or "").split())
        if name := next((word for word in words if word.startswith("language-")), ""):
            code.attrs["class"] = name


def _direction(node: LexborNode) -> str:
    """Return the direction of writing that *node* or what is around it says, "" if nothing does."""
    said = (around.attributes.get("dir") for around in (node, *_above(node)) if around.is_element_node)
    return next((direction.lower() for direction in said if direction), "")


def _children(node: LexborNode) -> list[LexborNode]:
    return list(node.iter(include_text=True))


def _is_beside(node: LexborNode, whole: int, title: str, host: str, *, is_quoted: bool) -> bool:
    tag, attributes = node.tag, node.attributes
    if tag in page_marks.SILENT_TAGS or attributes.get("role") in page_marks.SILENT_ROLES:
        return True
    if tag == "input":
        return attributes.get("type") != "checkbox"  # of a task list
    if tag == "noscript":
        before = node.prev
        while before is not None and not before.is_element_node:
            before = before.prev
        return before is not None and before.css_first("img") is not None  # the same picture, for those without scripts
    if ("hidden" in attributes and attributes["hidden"] != "until-found") or attributes.get("aria-hidden") == "true":
        return True
    if (style := attributes.get("style")) and _NOT_SHOWN.search(style):
        return True
    mark = _mark(node)
    if mark == "invisible":
        return True
    if mark == "thread":
        return _length(node) < whole
    if is_quoted:
        return False
    if tag == "header":
        heading = node.css_first("h1, h2")
        return heading is not None and _is_title(heading, title) and _is_small(node, whole)
    items = attributes.get("itemprop")
    if tag == "footer" or mark == "beside" or (items and page_marks.is_field(items)):
        return _is_small(node, whole)
    if tag == "aside":
        return _links(node) * 2 > _length(node)
    return tag in ("ul", "ol", "div", "p") and _is_of_topics(node, host)


def _mark(node: LexborNode) -> page_marks.Mark:
    attributes = node.attributes
    words = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return page_marks.mark_of(words, is_block=node.tag in page_marks.BLOCK_TAGS) if words != " " else ""


def _is_small(node: LexborNode, whole: int) -> bool:
    """Tell whether *node* is no more than half of the text, or links for the most part."""
    length = _length(node)
    return length * 2 <= whole or _links(node) * 10 > length * 7


def _links(node: LexborNode) -> int:
    return sum(map(_length, node.css("a")))


def _is_of_topics(node: LexborNode, host: str) -> bool:
    """Tell whether *node* is a row of links to the pages of topics, of the site at *host*."""
    links = node.css("a[href]")
    if not links or len(links) > 50:
        return False
    if not all(
        "tag" in (link.attributes.get("rel") or "").split() or _is_topic_link(link.attributes.get("href") or "", host)
        for link in links
    ):
        return False
    ids = {link.mem_id for link in links}
    texts = (found for found in node.traverse(include_text=True) if found.is_text_node)
    rest = "".join(found.text() for found in texts if not any(above.mem_id in ids for above in _above(found)))
    return _BEFORE_TOPICS.fullmatch(rest) is not None


def _is_topic_link(href: str, host: str) -> bool:
    found = _ABSOLUTE.match(href)
    return (found is None or found[1].lower() == host.lower()) and _TOPIC_LINK.search(href) is not None


def _is_anchor(node: LexborNode) -> bool:
    """Tell whether *node*, in a heading, is the sign that links to it."""
    return (
        node.tag == "a"
        and (node.attributes.get("href") or "").find("#") >= 0
        and not any(char.isalnum() for char in node.text())
    )


# The title, which the entry has already


def _is_title(heading: LexborNode, title: str) -> bool:
    attributes = heading.attributes
    if page_marks.is_titled(attributes.get("class") or "") or "headline" in (attributes.get("itemprop") or "").split():
        return True
    said, known = _letters(heading.text()), _letters(title)
    if not said or not known or said == known:
        return said == known and bool(said)
    return (said in known or known in said) and min(len(said), len(known)) * 5 >= max(len(said), len(known)) * 3


def _letters(text: str) -> str:
    """Return what two spellings of a title share: quotes, dashes and spaces differ from page to feed."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())


def _title_block(root: LexborNode, title: str) -> list[LexborNode]:
    """Return the heading that says *title*, with the byline and date that stand beside it."""
    heading = next((found for found in root.css("h1")[:1] + root.css("h2")[:1] if _is_title(found, title)), None)
    if heading is None or any(above.tag in page_marks.QUOTING_TAGS for above in _above(heading)):
        return []
    block = heading
    while (parent := block.parent) is not None and parent.mem_id != root.mem_id:
        if not all(node.mem_id == block.mem_id or _is_byline(node) for node in _children(parent)):
            break
        block = parent
    found = [block]
    for step in ("prev", "next"):
        node = getattr(block, step)
        while node is not None and _is_byline(node):
            if node.is_element_node:
                found.append(node)
            node = getattr(node, step)
    return found


def _is_byline(node: LexborNode) -> bool:
    """Tell whether *node*, next to the title, says who wrote it and when, or nothing."""
    if not node.is_element_node:
        return node.is_comment_node or not node.text().strip()
    if node.tag in ("time", "hr"):
        return True
    if node.tag in _HEADINGS or node.tag in page_marks.CODE_TAGS or node.tag in page_marks.QUOTING_TAGS:
        return False
    if not node.text().strip():
        return node.css_first(_MEDIA) is None
    times = node.css("time")
    if not times and node.css_first("[rel~=author]") is None:
        return False
    return _length(node) - sum(map(_length, times)) <= _BYLINE_LENGTH and node.css_first("p + p, pre, ul + p") is None
