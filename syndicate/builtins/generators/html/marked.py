"""An article that is marked where it is read: microformats (h-entry), microdata, and a date beside the heading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syndicate.model import plain_text

from .page import Found, Page

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_ELSEWHERE = frozenset(("nav", "aside", "footer", "template", "dialog"))
_ENTRY = ".h-entry"
_ITEM = '[itemscope][itemtype*="Article"], [itemscope][itemtype*="BlogPosting"]'
_TIME = r"<time\b"
# Of microformats before h-entry, as themes of Pelican and WordPress have them, there in a link to the page itself
_OF_HATOM = "abbr.published[title], time.published[datetime], time.entry-date[datetime]"
_APART = ", ".join(
    f"[class*={name}] time[datetime]" for name in ("post__meta", "post-meta", "entry-meta", "article-meta")
)


class Marked:
    """The article that is marked in the page; none if the page marks several, as lists do.

    entry  the element that is an h-entry (https://microformats.org/wiki/h-entry)
    item   the element that is an article of https://schema.org in microdata
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self.entry = self._only(_ENTRY)
        self.item = self._only(_ITEM)

    def _only(self, selector: str) -> LexborNode | None:
        nodes = self._page.tree.css(selector)[:200]
        ids = {node.mem_id for node in nodes}
        outer = [
            node
            for node in nodes
            if not any(
                a.mem_id in ids or a.tag in _ELSEWHERE or "comment" in (a.attributes.get("class") or "")
                for a in above(node)
            )
        ]
        return outer[0] if len(outer) == 1 else None

    def property(self, name: str) -> list[Found]:
        """Return the h-entry's own property *name*, e.g. dt-published; not that of a card or a citation in it."""
        return self._read(self.entry, f".{name}", name) if self.entry is not None else []

    def prop(self, name: str) -> list[Found]:
        """Return what the microdata say as itemprop *name*."""
        return self._read(self.item, f"[itemprop~={name}]", name) if self.item is not None else []

    def _read(self, root: LexborNode, selector: str, name: str) -> list[Found]:
        found = []
        for node in root.css(selector)[:50]:
            around = [a for a in above(node) if a.mem_id != root.mem_id][: len(above(node)) - len(above(root)) - 1]
            if any("itemscope" in a.attributes or _is_other(a) for a in around):
                continue
            value = said_by(node, name)
            if value:
                found.append(Found(value, rf"<[a-z0-9]+\b[^>]{{0,2000}}\b{name}\b"))
        return found

    def people(self) -> list[dict[str, str]]:
        """Return who wrote the article, as name and url."""
        people = []
        nodes = self.entry.css(".p-author")[:20] if self.entry is not None else []
        nodes += self.item.css("[itemprop~=author]")[:20] if self.item is not None else []
        for node in nodes:
            name = node.css_first(".p-name, [itemprop~=name]") or node
            link = node if node.tag == "a" else node.css_first("a[href]")
            who = {"name": said_by(name, "name")}
            if link is not None and (href := link.attributes.get("href")) and "://" in href:
                who["url"] = href
            if who["name"] and who not in people:
                people.append(who)
        return people

    def date_beside_title(self) -> Found | None:
        """Return the date that stands with the only heading of an article: themes mark it by `time` alone.

        A list shows dates too, but beside links to its articles, and several of them.
        """
        # One heading may match in several ways.
        found = self._page.tree.css("main h1, article h1, [role=main] h1")[:50]
        headings = list({node.mem_id: node for node in found if not _is_elsewhere(node)}.values())
        if len(headings) > 1:  # of the parts of a text, or of a list: the page is called after its own
            headings = [node for node in headings if self._is_titled(" ".join(node.text().split()))]
        if len(headings) != 1:
            return None
        own = {node.mem_id for node in above(headings[0])}
        marked = [node for node in self._page.tree.css(_OF_HATOM)[:50] if _is_of(node, own)]
        dates = {node.attributes.get("title" if node.tag == "abbr" else "datetime") or "" for node in marked}
        is_list = self._page.tree.css_first("h2.entry-title a[href], h3.entry-title a[href]") is not None
        if len(dates) == 1 and not is_list and self._is_titled(" ".join(headings[0].text().split())):
            return Found(dates.pop(), rf"<{marked[0].tag}\b")
        around = headings[0].parent
        for _ in range(3):
            if around is None or around.tag in ("body", "html"):
                break
            times = [
                node for node in around.css("time[datetime]") if not _is_elsewhere(node) and not _is_by_link(node, own)
            ]
            if times:
                if _follows(headings[0], times[0]):
                    return Found(times[0].attributes.get("datetime") or "", _TIME)
                break
            around = around.parent
        # In a column of its own, as Material for MkDocs has it: when it was published, perhaps when it was changed.
        apart = [node for node in self._page.tree.css(_APART)[:50] if not _is_by_link(node, own)]
        if 1 <= len(apart) <= 2 and self._is_titled(" ".join(headings[0].text().split()).rstrip("¶#").strip()):
            return Found(apart[0].attributes.get("datetime") or "", _TIME)
        return None

    def _is_titled(self, heading: str) -> bool:
        return bool(heading) and self._page.title.startswith(heading)


def above(node: LexborNode) -> list[LexborNode]:
    found = []
    parent = node.parent
    while parent is not None and parent.is_element_node:
        found.append(parent)
        parent = parent.parent
    return found


def said_by(node: LexborNode, name: str) -> str:
    """Return what *node* says as the property *name*, by the rules of its element."""
    attributes = node.attributes
    if node.tag in ("meta", "data") or "content" in attributes:
        return (attributes.get("content") or attributes.get("value") or "").strip()
    machine_readable = attributes.get("datetime") or (node.tag == "abbr" and attributes.get("title"))
    if machine_readable:
        return machine_readable.strip()
    if name.startswith("u-") or name in ("url", "image"):
        value = attributes.get("href") or attributes.get("src")
        if value or name == "image":
            return (value or "").strip()
    return " ".join(plain_text(node.html or "").split())  # no script of a formula


def _is_other(node: LexborNode) -> bool:
    words = (node.attributes.get("class") or "").split()
    return any(word.startswith("h-") and word[2:] in ("card", "cite", "entry", "feed", "event") for word in words)


def _is_elsewhere(node: LexborNode) -> bool:
    return any(a.tag in _ELSEWHERE for a in above(node))


def _is_of(node: LexborNode, own: set[int]) -> bool:
    """Tell whether *node* is of the article whose heading has the elements *own* around it, perhaps in its footer."""
    for a in above(node):
        if a.tag == "article" or (a.tag in _ELSEWHERE and a.tag != "footer"):
            return a.mem_id in own
    return not _is_elsewhere(node)


def _is_by_link(node: LexborNode, own: set[int]) -> bool:
    """Tell whether *node* stands in a link, or in an item of a list beside the link to what it dates.

    own  ids of the elements around the page's heading: an article that is none of them may be an entry of a list
    """
    around = above(node)
    if any(a.tag == "a" or (a.tag == "article" and a.mem_id not in own and _is_entry(a)) for a in around):
        return True
    around = around[:3]
    item = next((a for a in around if a.tag in ("li", "tr", "section")), None)
    if item is None:
        return False
    links = [a for a in item.css("a[href]") if "tag" not in (a.attributes.get("rel") or "")]
    return any(_is_title(a.text().strip()) for a in links) and item.css_first("h1") is None


def _is_title(text: str) -> bool:
    """Tell whether *text* of a link is no number or sign; two Chinese signs are a title."""
    return len(text) > 3 or (len(text) > 1 and text.isalpha() and not text.isascii())


def _is_entry(article: LexborNode) -> bool:
    """Tell whether *article* has no heading of a page, or one that leads to its page."""
    return article.css_first("h1") is None or article.css_first('h1 a[href]:not([href^="#"])') is not None


def _follows(heading: LexborNode, time: LexborNode) -> bool:
    """Tell whether no paragraph of the text stands between *heading* and *time*."""
    between = ""
    node = heading.parent
    ids = (heading.mem_id, time.mem_id)
    seen = 0
    while node is not None and not all(any(n.mem_id == i for n in node.traverse()) for i in ids):
        node = node.parent
    if node is None:
        return False
    for found in node.traverse(include_text=True):
        if found.mem_id in ids:
            seen += 1
            if seen == 2:
                return len(between) - len(heading.text()) < 300
        elif seen == 1 and found.is_text_node:
            between += found.text()
    return False
