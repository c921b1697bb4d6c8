"""What sitemaps and outlines say beside their tables."""

from __future__ import annotations

from syndicate_validate.nodes import Node
from syndicate_validate.vocabulary import check

_MAX_BYTES = 50 << 20
_TYPES = ("rss", "atom", "link", "include")
_OUTLINES = {"rss": ("xmlUrl",), "atom": ("xmlUrl",), "link": ("url",), "include": ("url",)}


@check("at-most-50000")
def at_most_50000(node: Node) -> None:
    for name in ("sm:url", "sm:sitemap"):
        if node.counts.get(name, 0) > 50_000:
            node.tell("too-many", found=f"{node.counts[name]:,}", most="50,000")


@check("at-most-1000")
def at_most_1000(node: Node) -> None:
    if node.parent is not None and node.parent.counts.get("image:image", 0) == 1001:
        node.tell("too-many", found="more than 1,000 images", most="1,000")


@check("sitemap-bytes")
def sitemap_bytes(node: Node) -> None:
    if node.document.size_bytes > _MAX_BYTES:
        node.tell("sitemap-bytes")
    if node.document.encoding not in ("utf-8", "utf8", "us-ascii"):
        node.tell("sitemap-encoding", node.document.encoding)


@check("sitemap-loc")
def sitemap_loc(node: Node) -> None:
    place = (node.line, node.column)
    if node.text and node.document.first_of("loc", node.text, place) != place:
        node.tell("sitemap-loc-repeated", node.text)


@check("sitemap-url")
def sitemap_url(node: Node) -> None:
    links = [link for link in node.all("xhtml:link") if link.attributes.get("rel") == "amphtml"]
    if len(links) > 1:
        links[1].tell("sitemap-amp", found=len(links))


@check("sitemap-link")
def sitemap_link(node: Node) -> None:
    given = node.attributes
    if given.get("rel") == "alternate" and not given.keys() & {"hreflang", "media"}:
        node.tell("sitemap-hreflang")


@check("news-number")
def news_number(node: Node) -> None:
    document = node.document
    document.news += 1
    if document.news == 1001:
        node.tell("news-too-many")


@check("video-place")
def video_place(node: Node) -> None:
    if not node.counts.keys() & {"video:content_loc", "video:player_loc"}:
        node.tell("video-nowhere")


@check("opml-version")
def opml_version(node: Node) -> None:
    version = node.document.version
    if version == "1.1":
        node.tell("opml-version-old", version, "version")
    elif version and version not in ("1.0", "2.0"):
        node.tell("opml-version", version, "version")


@check("outline")
def outline(node: Node) -> None:
    kind = node.attributes.get("type", "").lower()
    if kind and kind not in _TYPES and not node.document.version.startswith("2"):
        node.tell("outline-value", kind, "type", allowed="rss, link or include")
    names = _OUTLINES.get(kind, ())
    if kind == "rss" and node.document.version.startswith("1"):
        names = (*names, "title")  # which readers of that time show
    for name in names:
        if name not in node.attributes:
            node.tell("outline-attribute", "", name, type=kind, name=name)
    if kind == "rss" and node.attributes.get("version", "RSS") not in (
        "RSS",
        "RSS1",
        "RSS2",
        "scriptingNews",
        "ATOM",
        "ATOM1",
        "JSON",
    ):
        node.tell("outline-value", node.attributes["version"], "version", allowed="RSS, RSS1, RSS2 or scriptingNews")
