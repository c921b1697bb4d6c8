"""The tree of a body, changed into what a feed may carry: this is where it is known what was left out.

nh3 makes the result safe and does not tell what it took away; so what it would take is taken here first, and counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from syndicate.html.formula import formula_text
from syndicate.html.line_numbers import end_lines, line_numbers, may_have_line_numbers
from syndicate.html.links import UNBUILT, Links
from syndicate.html.parsing import parse_html
from syndicate.html.rules import (
    ATTRIBUTES,
    DROPPED,
    FOR_THE_DARK,
    GLOBAL_ATTRIBUTES,
    SHOWN_ALONE,
    SILENT,
    STAND_INS,
    TAGS,
    URL_ATTRIBUTES,
    frame_url,
    is_unseen,
    language_class,
)
from syndicate.model.errors import TooLargeError

MAX_DEPTH = 1024
START_OF_PRE = "\ufdd0"  # a noncharacter, which no body holds: see Tree._close

_LABELS = ("label", "legend")  # of tabs and the like: each is a word of its own
_PLACEHOLDER = re.compile(
    r"placeholder[^/]*$|(?:^|/)(?:blank|1x1|pixel|spacer|spinner|loading|loader|transparent|lazy(?:load)?)\.\w+(?:[?#][^/]*)?$"
)
_LAZY = ("data-src", "data-lazy-src", "data-original", "data-lazy", "data-original-src", "data-lazyload", "data-echo")
_PICTURES = (".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif")
_CHANGED_LAST = ("p", "pre")  # when all in them is done
_ALLOWED = {tag: names | GLOBAL_ATTRIBUTES for tag, names in ATTRIBUTES.items()}
_CHECKED = URL_ATTRIBUTES | {"srcset", "class"}  # of those that are allowed


class Tree:
    """The tree of one body; `clean` changes it.

    may_be_deep  nobody has looked how deeply it is nested

    body     None where there is none
    has_stand_ins  it may have had some, which others have taken the places of
    tags     of all elements in it, in the order of the document
    dropped  what was left out, in the words of the report -> how often
    frames   URLs of the frames that stay
    has_spans  some say more than how a text looks

    Raises TooLargeError where it is nested too deeply.
    """

    def __init__(self, html: str, base_url: str, *, may_be_deep: bool = True) -> None:
        self.dropped: Counter[str] = Counter()
        self.frames: set[str] = set()
        self.has_spans = False
        self._links = Links(base_url)
        has_stand_ins = any(word in html for word in STAND_INS)
        if has_stand_ins:
            from syndicate.html.stand_ins import show_what_is_meant, with_closed_stand_ins

            html = with_closed_stand_ins(html)
        # In a page of its own, so that no end tag in it ends what is around it; with a doctype, so that tables end
        # paragraphs, as they do in a fragment.
        self._parser = parse_html(f"<!DOCTYPE html><body>{html}")
        self.body: Any = self._parser.body
        if may_be_deep and self.body is not None:
            _check_depth(self.body)
        self.has_stand_ins = self.body is not None and has_stand_ins
        if self.has_stand_ins:
            show_what_is_meant(self._parser)
        if self.body is not None and may_have_line_numbers(html):
            for node in line_numbers(self.body):
                node.decompose()
            end_lines(self.body)
        self._nodes = [] if self.body is None else _below(self.body)
        self.tags = [node.tag for node in self._nodes]

    def clean(self) -> Any:
        """Change the tree and return its body."""
        later, bare = [], []
        nodes = zip(self._nodes, self.tags, strict=True)
        for node, tag in nodes:
            change = _ELEMENTS.get(tag)
            attributes = node.attributes
            if not is_unseen(attributes) and (change is None or change(self, node)):
                if change is not None:
                    attributes = node.attributes
                if attributes:
                    self._change_attributes(node, tag, attributes)
                if tag in _CHANGED_LAST or tag not in TAGS:
                    later.append((node, tag))
                elif tag == "span":
                    if GLOBAL_ATTRIBUTES.isdisjoint(attributes):
                        bare.append(node)
                    else:
                        self.has_spans = True
                if tag != "img" or node.attributes.get("src"):
                    continue
            for _ in _below(node):
                next(nodes)
            node.decompose()
        for node in reversed(bare if self.has_spans else []):  # else nh3 takes them all away, faster
            node.unwrap()
        for node, tag in reversed(later):
            self._close(node, tag)
        return self.body

    def _close(self, node: Any, tag: str) -> None:
        """Change *node*, whose children are done, where it is nothing by itself."""
        if tag == "p":
            if not node.text().strip() and node.css_first(SHOWN_ALONE) is None:
                node.decompose()
        elif tag == "pre":
            # A parser drops the first line break of <pre>, so that one of its own needs another before it. nh3 writes
            # only the one: the mark becomes the other when all is done.
            first = node.first_child
            if first is not None and first.is_text_node and (first.text_content or "").startswith("\n"):
                first.insert_before(START_OF_PRE)
        elif node.first_child is None:
            node.decompose()
        else:
            if tag in _LABELS:
                node.insert_after(" ")
            node.unwrap()

    # Attributes

    def _change_attributes(self, node: Any, tag: str, attributes: dict[str, str | None]) -> None:
        allowed = _ALLOWED.get(tag, GLOBAL_ATTRIBUTES)
        for name, value in attributes.items():
            if name in allowed and name not in _CHECKED:
                continue
            if name not in allowed:
                del node.attrs[name]
                if name == "style":
                    self._drop_style(node, tag, value or "")
                elif name.startswith("on"):
                    self.dropped["event handler"] += 1
            elif name in URL_ATTRIBUTES:
                if tag == "img" and not (value or "").strip():
                    del node.attrs[name]  # no picture, not the page
                    continue
                url = self._links.absolute(value or "", is_link=tag == "a")
                if url != value:
                    self._set_or_drop(node, name, url, "" if url else _kind_of(value or ""))
            elif name == "srcset":
                self._set_or_drop(node, name, self._links.candidates(value or ""), "unsafe link")
            else:
                self._set_or_drop(node, name, language_class(value or ""))

    def _drop_style(self, node: Any, tag: str, value: str) -> None:
        words = value.replace(":", " ").replace(";", " ").lower().split()
        if tag in ("td", "th") and words[:1] == ["text-align"] and words[1:] in (["left"], ["right"], ["center"]):
            node.attrs["align"] = words[1]  # as Markdown's tables have it
        elif not _is_coloured(node) and node.css_first("pre") is None:
            self.dropped["style"] += 1

    def _set_or_drop(self, node: Any, name: str, value: str | None, kind: str = "") -> None:
        if value:
            node.attrs[name] = value
        else:
            del node.attrs[name]
            if kind:
                self.dropped[kind] += 1

    # Elements: each method tells whether its element stays

    def _drop(self, node: Any) -> bool:
        # That of a code which copies it, or shows but a drawing, is missed by nobody.
        if node.tag != "button" or (node.text().strip() and node.parent.tag != "pre"):
            self.dropped[DROPPED[node.tag]] += 1
        return False

    def _drop_silently(self, node: Any) -> bool:
        if node.text().strip():
            self.dropped["text"] += 1
        return False

    def _dialog(self, node: Any) -> bool:
        """Keep what is shown without a script that opens it."""
        return "open" in node.attributes

    def _lazy(self, node: Any) -> bool:
        """Give a picture whose address a script would fill in that address."""
        attributes = node.attributes
        if not any(name.startswith("data-") for name in attributes):
            return True
        is_lazy = "lazy" in (attributes.get("class") or "").lower()
        for target, names in (("src", _LAZY), ("srcset", ("data-srcset", "data-lazy-srcset", "data-original-set"))):
            real = next((found for name in names if (found := attributes.get(name))), None)
            if real and (is_lazy or _is_placeholder(attributes.get(target) or "")):
                node.attrs[target] = real
        return True

    def _image(self, node: Any) -> bool:
        self._lazy(node)
        attributes = node.attributes
        if attributes.get("width") in ("0", "1") and attributes.get("height") in ("0", "1"):
            self.dropped["tracking pixel"] += 1
            return False
        if (attributes.get("src") or "").endswith(FOR_THE_DARK):
            return False
        srcset = attributes.get("srcset")
        if srcset and _is_placeholder(attributes.get("src") or ""):
            first = (self._links.candidates(srcset) or "").partition(" ")[0].removesuffix(",")
            if first:
                node.attrs["src"] = first
        return True

    def _player(self, node: Any) -> bool:
        self._lazy(node)
        node.attrs["controls"] = ""  # no script starts it
        return True

    def _frame(self, node: Any) -> bool:
        """Keep a frame of a video host; make another one that is seen a link."""
        attributes = node.attributes
        lazy = attributes.get("data-src") or attributes.get("data-lazy-src")
        source = attributes.get("src") or ""
        source = lazy if lazy and _is_placeholder(source) else source
        url = self._links.absolute(source) if source.strip() else None
        video_url = frame_url(url or "") if node.tag == "iframe" else None
        if video_url:
            node.attrs["src"] = video_url
            self.frames.add(video_url)
            while (child := node.first_child) is not None:
                child.decompose()
            return True
        self.dropped["frame"] += 1
        if url and not _is_hidden(attributes):
            link = self._parser.create_node("a")
            link.attrs["href"] = url
            link.insert_child((attributes.get("title") or "").strip() or url)
            node.insert_before(link)
        return False

    def _object(self, node: Any) -> bool:
        """Keep what stands in for an object; else make a picture of one, and a link of another."""
        attributes = node.attributes
        source = attributes.get("data") or attributes.get("src") or ""
        url = self._links.absolute(source) if source.strip() else None
        is_picture = (attributes.get("type") or "").startswith("image/") or source.lower().endswith(_PICTURES)
        self.dropped["embedded object"] += 1
        if node.text().strip() or node.css_first(SHOWN_ALONE) is not None or url is None or _is_hidden(attributes):
            return True
        made = self._parser.create_node("img" if is_picture else "a")
        made.attrs["src" if is_picture else "href"] = url
        title = (attributes.get("title") or attributes.get("aria-label") or "").strip()
        if not is_picture:
            made.insert_child(title or url)
        elif title:
            made.attrs["alt"] = title
        node.insert_before(made)
        return False

    def _input(self, node: Any) -> bool:
        """Keep the box of a task list, as a character."""
        attributes = node.attributes
        if (attributes.get("type") or "").lower() == "checkbox":
            node.insert_before("☑" if "checked" in attributes else "☐")
        else:
            self.dropped["form control"] += 1
        return False

    def _noscript(self, node: Any) -> bool:
        """Keep what stands in for a script, not the advice to switch scripts on, nor a picture's twin."""
        if node.css_first("pre, img, picture, video, audio, iframe") is None:
            return "javascript" not in node.text().lower()
        before = node.prev
        while before is not None and not before.is_element_node and not before.text().strip():
            before = before.prev
        twin = node.css_first("img")
        return before is None or before.tag not in ("img", "picture") or twin is None or is_stand_in(before)

    def _formula(self, node: Any) -> bool:
        """Put the TeX of a formula, else its text in one line, into its place."""
        source = node.css_first('annotation[encoding="application/x-tex"]')
        text = (source.text() if source else node.attributes.get("alttext") or formula_text(node)).strip()
        if text:
            code = self._parser.create_node("code")
            code.insert_child(text)
            node.insert_before(code)
        return False


_METHODS: dict[str, Iterable[str]] = {
    "_drop_silently": SILENT, "_drop": DROPPED, "_frame": ("iframe", "frame"), "_image": ("img",), "_lazy": ("source",),
    "_player": ("video", "audio"), "_object": ("object", "embed"), "_input": ("input",), "_noscript": ("noscript",),
    "_formula": ("math",), "_dialog": ("dialog",),
}  # fmt: skip
_ELEMENTS: dict[str, Callable[[Tree, Any], bool]] = {
    tag: getattr(Tree, method) for method, tags in _METHODS.items() for tag in tags
}


def _below(node: Any) -> list[Any]:
    found: list[Any] = node.css("*")
    return found[1:] if found and found[0].mem_id == node.mem_id else found


def _check_depth(body: Any) -> None:
    depth, node = 0, body
    while True:
        if (child := node.first_child) is not None:
            depth += 1
            if depth > MAX_DEPTH:
                raise TooLargeError(f"its HTML is nested more than {MAX_DEPTH:,} elements deep; no article is")
            node = child
            continue
        while node.mem_id != body.mem_id and node.next is None:
            depth -= 1
            node = node.parent
        if node.mem_id == body.mem_id:
            return
        node = node.next


def is_stand_in(node: Any) -> bool:
    """Tell whether *node* is the picture of nothing that a script puts another one in the place of."""
    attributes = node.attributes if node.tag == "img" else {"src": "/"}
    is_named = any(attributes.get(name) for name in _LAZY)
    return not is_named and "srcset" not in attributes and _is_placeholder(attributes.get("src") or "")


def _is_placeholder(url: str) -> bool:
    url = url.strip().lower()
    return not url or url.startswith(("data:", "about:")) or _PLACEHOLDER.search(url) is not None


def _kind_of(address: str) -> str:
    """Return what is dropped with *address*, which is none."""
    if address == UNBUILT:
        return "unbuilt file"
    return "embedded picture" if address.lstrip().lower().startswith("data:image/") else "unsafe link"


def _is_coloured(node: Any) -> bool:
    """Tell whether *node* is code, or in it: its colours are no loss that somebody mends."""
    while node is not None and node.tag not in ("pre", "code"):
        node = node.parent
    return node is not None


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    style = (attributes.get("style") or "").replace(" ", "").lower()
    size = {(attributes.get(name) or "").strip() for name in ("width", "height")}
    return bool(size & {"0", "1"}) or "display:none" in style or "visibility:hidden" in style
