"""What RFC 4287 says of elements beside what the table atom.toml holds, and RFC 5005 of links between feeds."""

from __future__ import annotations

import re

from syndicate_validate.nodes import Node
from syndicate_validate.values.text import html, media_type
from syndicate_validate.vocabulary import check

# https://www.iana.org/assignments/link-relations, as of 2024, and those of formats that have their own.
_RELATIONS = set(
    "about acl alternate amphtml appendix archives author blocked-by bookmark canonical chapter cite-as collection "
    "contents convertedfrom copyright create-form current describedby describes disclosure dns-prefetch duplicate edit "
    "edit-form edit-media enclosure first glossary help hosts hub icon index intervalafter intervalbefore item "
    "last latest-version license lrdd memento monitor monitor-group next next-archive nofollow noreferrer opener "
    "original payment pingback preconnect predecessor-version prefetch preload prerender prev prev-archive preview "
    "previous privacy-policy profile publication related replies search section self service start status stylesheet "
    "subsection successor-version sunset tag terms-of-service timegate timemap type up version-history via webmention "
    "working-copy working-copy-of".split()
)
_HISTORY = {"current", "first", "last", "next", "previous", "prev-archive", "next-archive"}
_TAG_IN_TEXT = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(\s[^<>]*)?/?>|&(#\w+|[A-Za-z]+);")


@check("atom-feed")
def atom_feed(node: Node) -> None:
    """Section 4.1.1."""
    node.document.version = "1.0"
    entries = node.counts.get("atom:entry", 0)
    first = node.one("atom:entry")
    if first is not None:
        for name, children in node.children.items():
            if (
                name.startswith("atom:")
                and name != "atom:entry"
                and (children[-1].line, children[-1].column) > (first.line, first.column)
            ):
                children[-1].tell("element-after-entries")
    if entries and "atom:author" not in node.counts and node.document.ids.get("authorless"):
        for line, column in node.document.ids["authorless"].values():
            node.document.findings.add("author-missing", line, column, element="atom:feed/atom:entry")
    _links(node)


@check("atom-entry")
def atom_entry(node: Node) -> None:
    """Section 4.1.2."""
    counts, document = node.counts, node.document
    source = node.one("atom:source")
    if "atom:author" not in counts and not (source is not None and "atom:author" in source.counts):
        if node.parent is None:
            node.tell("author-missing")
        else:
            document.first_of("authorless", "", (node.line, node.column))
    _links(node)
    content, summary = node.one("atom:content"), node.one("atom:summary")
    alternates = [link for link in node.all("atom:link") if relation(link) == "alternate"]
    if content is None and not alternates:
        node.tell("content-missing")
    elif content is None and summary is None:
        node.tell("content-none")
    if content is not None and summary is None:
        kind = content.attributes.get("type", "text").lower().partition(";")[0].strip()
        is_text = kind in ("", "text", "html", "xhtml") or kind.startswith("text/") or kind.endswith(("+xml", "/xml"))
        if "src" in content.attributes or not is_text:
            node.tell("summary-missing")
    for link in node.all("atom:link"):
        if relation(link) in _HISTORY:
            link.tell("history-in-entry", relation(link), "rel")
    identity, updated = node.said("atom:id"), node.said("atom:updated")
    if identity and node.parent is not None:
        before = document.first_of("atom:id", identity, (node.line, updated))
        if before != (node.line, updated):
            node.one("atom:id").tell("id-repeated-revision" if updated != before[1] else "id-repeated", identity)  # type: ignore[union-attr, index]
    if updated and node.parent is not None and document.first_of("atom:updated", updated, node.line) != node.line:
        node.one("atom:updated").tell("updated-repeated", updated)  # type: ignore[union-attr]


@check("atom-source")
def atom_source(node: Node) -> None:
    """Section 4.2.11: SHOULD contain id, title and updated."""
    for name in ("atom:id", "atom:title", "atom:updated"):
        if name not in node.counts:
            node.tell("source-incomplete", name=name)
    _links(node)


def _links(node: Node) -> None:
    """Sections 4.1.1 and 4.1.2: one alternate link of a type and language."""
    seen = set()
    for link in node.all("atom:link"):
        rel = relation(link)
        key = (rel, link.attributes.get("type", ""), link.attributes.get("hreflang", ""))
        if rel == "alternate":
            if key in seen:
                link.tell("link-twice", rel=rel)
            seen.add(key)


def relation(link: Node) -> str:
    """Return the relation of *link*, a registered one by its name (section 4.2.7.2)."""
    return link.attributes.get("rel", "alternate").removeprefix("http://www.iana.org/assignments/relation/")


@check("atom-link")
def atom_link(node: Node) -> None:
    """Section 4.2.7."""
    rel = node.attributes.get("rel")
    if rel is not None:
        if not rel.strip():
            pass
        elif ":" in rel:
            if re.search(r"\s", rel):
                node.tell("link-rel", rel, "rel")
        elif rel.lower() not in _RELATIONS or rel != rel.strip():
            node.tell("link-rel", rel, "rel")
    kind = node.attributes.get("type", "")
    if relation(node) == "self" and node.document.format == "atom" and kind and "atom" not in kind:
        node.tell("self-not-feed", kind, "type")
    if node.text:
        node.tell("element-not-empty", node.text)
    if "thr:when" in node.attributes:
        node.tell("attribute-unknown", node.attributes["thr:when"], "thr:when")
    if node.attributes.get("href", "") == "":
        base = [each.attributes["xml:base"] for each in (node, *node.ancestors()) if "xml:base" in each.attributes]
        if base and "href" in node.attributes:
            node.tell("link-same-document", base[0], "href")


@check("person-name")
def person_name(node: Node) -> None:
    if re.search(r"[^\s@<>()]+@[^\s@<>()]+\.\w{2,}", node.text):
        node.tell("author-email", node.text)


@check("atom-text")
def atom_text(node: Node) -> None:
    """Section 3.1: text constructs."""
    kind = node.attributes.get("type", "text")
    # Atom 0.3 had media types here. They are told by the table, and mean what they say.
    kind = {"text/html": "html", "application/xhtml+xml": "xhtml", "text/plain": "text"}.get(kind, kind)
    if kind in ("text", "html", "xhtml"):
        _text_of(node, kind)


def _text_of(node: Node, kind: str) -> None:
    if kind == "xhtml":
        _xhtml(node)
        return
    if node.counts:
        node.tell("content-markup", "", "", type=kind)
        return
    if not node.text:
        node.tell("element-empty")
        return
    if kind == "html":
        html(node.text, node, "")
        if node.name == "atom:content" and re.match(
            r"\s*(<!doctype|<html\b|<head\b|<body\b)", node.text, re.IGNORECASE
        ):
            node.tell("html-a-page")
    elif ("<" in node.text or "&" in node.text) and (found := _TAG_IN_TEXT.search(node.text)):
        from syndicate_validate.markup import HTML_NAMES

        tag = re.match(r"</?(\w+)", found[0])
        if tag is None or tag[1].lower() in HTML_NAMES:
            node.tell("html-undeclared", found[0])


def _xhtml(node: Node) -> None:
    """Section 3.1.1.3."""
    if list(node.counts) != ["xhtml:div"] or node.counts["xhtml:div"] != 1:
        if not node.counts and _TAG_IN_TEXT.search(node.text):
            node.tell("xhtml-escaped", node.text)
        node.tell("xhtml-div")
    elif node.text:
        node.tell("text-misplaced", node.text)
    else:
        div = node.all("xhtml:div")[0]
        if not div.counts and _TAG_IN_TEXT.search(div.text):
            node.tell("xhtml-escaped", div.text)


@check("atom-content")
def atom_content(node: Node) -> None:
    """Section 4.1.3."""
    given = node.attributes.get("type")
    kind = (given or "text").strip()
    lower = kind.lower().partition(";")[0].strip()
    if "src" in node.attributes:
        if given is None:
            node.tell("content-type-missing")
        elif lower in ("text", "html", "xhtml"):
            node.tell("media-type", kind, "type")
        else:
            _type(node, kind)
        if node.text or node.counts:
            node.tell("text-misplaced", node.text)
        return
    if lower in ("text", "html", "xhtml"):
        _text_of(node, lower)
        return
    if given is not None and not kind:
        node.tell("attribute-empty", "", "type")
        return
    _type(node, kind)
    if lower == "text/html":
        if node.counts:
            node.tell("content-markup", "", "", type=kind)
        else:
            html(node.text, node, "")
            node.tell("html-fragment", lower)
    elif lower == "application/xhtml+xml":
        if not node.counts and _TAG_IN_TEXT.search(node.text):
            node.tell("xhtml-escaped", node.text)
        if "xhtml:html" not in node.counts:
            node.tell("html-fragment", lower)
    elif lower.startswith("text/") and lower != "text/xml":
        if lower == "text/plain" and _TAG_IN_TEXT.search(node.text):
            node.tell("html-undeclared", node.text)
        if node.counts:
            node.tell("content-markup", "", "", type=kind)
    elif lower.endswith(("+xml", "/xml")):
        if node.text and node.counts:
            node.tell("text-misplaced", node.text)
    else:
        text = re.sub(r"\s", "", node.text)
        if node.counts or len(text) % 4 or not re.fullmatch("[A-Za-z0-9+/]*={0,2}", text):
            node.tell("content-base64", node.text)


def _type(node: Node, kind: str) -> None:
    if kind.lower().startswith(("multipart/", "message/")):
        node.tell("content-composite", kind, "type")
    else:
        media_type(kind, node, "type")


@check("feed-history")
def feed_history(node: Node) -> None:
    """RFC 5005."""
    links: dict[str, Node] = {}
    for link in node.all("atom:link"):
        links.setdefault(relation(link), link)
    own = links["self"].attributes.get("href") if "self" in links else None
    if "fh:complete" in node.counts:
        for rel in _HISTORY - {"current"} | {"prev", "archives"}:
            if rel in links:
                links[rel].tell("history-complete", rel, "rel")
        if "current" in links and links["current"].attributes.get("href") != own:
            links["current"].tell("history-complete-current", links["current"].attributes.get("href", ""), "href")
    if "fh:archive" in node.counts:
        if "current" not in links:
            node.tell("history-current-missing")
        if "fh:complete" not in node.counts and not links.keys() & {"prev-archive", "next-archive"}:
            node.tell("history-archive-alone")
    for end, beyond in (("last", "next"), ("first", "previous")):
        if end in links and beyond in links and own is not None and links[end].attributes.get("href") == own:
            links[beyond].tell("history-past-end", links[beyond].attributes.get("href", ""), "href", end=end)
