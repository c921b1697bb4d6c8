"""What RSS 0.90 to 2.0 says of elements beside what the tables rss.toml and rdf.toml hold."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from syndicate_validate.checks.atom import relation
from syndicate_validate.checks.websub import has_relation
from syndicate_validate.nodes import Node
from syndicate_validate.vocabulary import check

_OLD_VERSIONS = ("0.94", "0.93", "0.92", "0.91")
_NOT_PLAYED = (".wmv", ".wma", ".avi", ".ogg", ".flac", ".rm", ".ra", ".swf", ".exe", ".zip")
# What two elements say alike: own -> extensions.
_CHANNEL_TWINS = {
    "copyright": "dc:rights",
    "generator": "admin:generatorAgent",
    "language": "dc:language",
    "lastBuildDate": "dcterms:modified",
    "managingEditor": "dc:creator",
    "pubDate": "dc:date",
    "webMaster": "dc:publisher",
    "creativeCommons:license": "cc:license",
}
_ITEM_TWINS = {
    "author": "dc:creator",
    "category": "dc:subject",
    "creativeCommons:license": "cc:license",
    "guid": "atom:id",
    "pubDate": "dc:date atom:published",
    "source": "dc:source",
}


@check("rss-version")
def rss_version(node: Node) -> None:
    """https://www.rssboard.org/rss-specification#whatIsRss"""
    version = node.document.version
    if version in _OLD_VERSIONS:
        node.tell("rss-version-old", version, "version")
    elif version and not re.fullmatch(r"2\.0(\.\d+)?", version):
        node.tell("rss-version", version, "version")


@check("rss-channel")
def rss_channel(node: Node) -> None:
    image, link, title = node.one("image"), node.said("link"), node.said("title")
    if image is not None:
        for name, own in (("link", link), ("title", title)):
            given = image.said(name)
            if given and own and given.rstrip("/") != own.rstrip("/"):
                image.tell("rss-image-link", given, name)
    languages = {each for each in (node, node.parent) if each is not None and "xml:lang" in each.attributes}
    if not languages and not node.said("language") and not node.said("dc:language"):
        node.tell("language-missing")
    first = node.one("item")
    if first is not None:
        for name, children in node.children.items():
            if ":" not in name and name != "item" and children[-1].line > first.line:
                children[-1].tell("rss-item-before")


@check("rss-repetitions")
def rss_repetitions(node: Node) -> None:
    """https://www.rssboard.org/rss-profile#namespace-elements"""
    twins = _ITEM_TWINS if node.name == "item" else _CHANNEL_TWINS
    for own, others in twins.items():
        for other in others.split():
            if own in node.counts and other in node.counts:
                node.children.get(other, [node])[0].tell("semantics-twice", "", "", other=own)
    description, content = node.one("description"), node.one("content:encoded")
    for other in ("atom:content", "xhtml:body"):
        twin = node.one(other)
        remote = twin is not None and "src" in twin.attributes
        if other in node.counts and not remote and ("description" in node.counts or content is not None):
            (twin or node).tell("semantics-twice", "", "", other="description")
    if node.document.format != "rss" or content is None:
        return
    if description is None or (content.line, content.column) < (description.line, description.column):
        content.tell("rss-content-first")


@check("rss-item")
def rss_item(node: Node) -> None:
    counts = node.counts
    if not counts.keys() & {"title", "description"}:
        node.tell("rss-item-empty")
    if counts.get("enclosure", 0) > 1:
        node.all("enclosure")[1].tell("rss-enclosures")
    if "itunes" in node.document.declared:
        for enclosure in node.all("enclosure"):
            path = enclosure.attributes.get("url", "").partition("?")[0].lower()
            if path.endswith(_NOT_PLAYED):
                enclosure.tell("itunes-enclosure-type", path.rpartition(".")[2], "url")


@check("guid")
def guid(node: Node) -> None:
    text = node.text
    if not text:
        return
    if node.attributes.get("isPermaLink", "true") != "false":
        if not re.match(r"https?://", text, re.IGNORECASE):
            node.tell("guid-permalink", text)
        else:
            from syndicate_validate.values.urls import url

            url(text, node, "")
    if re.fullmatch(r"\d{1,6}", text):
        node.tell("guid-not-unique", text)
    if node.document.first_of("guid", text, node.line) != node.line:
        node.tell("id-repeated", text)


@check("must-be-empty")
def must_be_empty(node: Node) -> None:
    if node.text or node.counts:
        node.tell("element-not-empty", node.text)


@check("rss-image")
def rss_image(node: Node) -> None:
    """https://www.rssboard.org/rss-specification#ltimagegtSubelementOfLtchannelgt"""
    path = node.said("url").partition("?")[0].lower()
    ending = re.search(r"\.(\w{2,4})$", path.rpartition("/")[2])
    if ending and ending[1] not in ("gif", "jpg", "jpeg", "png", "php", "asp", "aspx", "cgi", "pl", "jsp", "ashx"):
        node.tell("rss-image-type", node.said("url"), "url")


@check("text-input")
def text_input(node: Node) -> None:
    node.tell("rss-text-input")


@check("skip-hours")
def skip_hours(node: Node) -> None:
    _once(node, "hour", 24)
    for hour in node.all("hour"):
        if hour.text == "24":
            hour.tell("rss-hour-24", "24")


@check("skip-days")
def skip_days(node: Node) -> None:
    _once(node, "day", 7)


def _once(node: Node, name: str, most: int) -> None:
    seen: set[str] = set()
    for child in node.all(name):
        value = "" if child.text == "24" else child.text.lstrip("0")
        if value in seen:
            child.tell("value-repeated", child.text)
        seen.add(value)
    if node.counts.get(name, 0) > most:
        node.tell("too-many", found=node.counts[name], most=most)


@check("links-of-feed")
def links_of_feed(node: Node) -> None:
    """https://www.rssboard.org/rss-profile#namespace-elements-atom-link, RFC 4287 section 4.1.1."""
    url = node.document.url
    selves = [link for link in node.all("atom:link") if relation(link) == "self"]
    if not selves:
        if any(has_relation(link, "hub") for link in node.all("atom:link")):
            return  # websub() says it
        if node.document.version != "0.91" and node.document.format != "rdf":
            node.tell("self-missing", link="link" if node.document.format == "atom" else "atom:link")
        return
    for link in selves:
        href = urljoin(link.base, link.attributes.get("href", "").strip())
        if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", href):
            link.tell("self-relative", href, "href")
        elif url and href.partition("#")[0] != url.partition("#")[0]:
            link.tell("self-elsewhere", href, "href", url=url)


@check("rdf-root")
def rdf_root(node: Node) -> None:
    node.document.version = "1.0"


@check("rdf-channel")
def rdf_channel(node: Node) -> None:
    """https://web.resource.org/rss/1.0/spec#s5.3"""
    if "rss1" not in node.document.declared:
        return
    for name in ("description", "items"):
        if name not in node.counts:
            node.tell("element-missing", name=name)
    if "dc:language" not in node.counts and "xml:lang" not in node.attributes:
        node.tell("language-missing")


@check("rdf-li")
def rdf_li(node: Node) -> None:
    for name, given in node.attributes.items():
        if name not in ("rdf:resource", "resource"):
            node.tell("attribute-unknown", given, name)


@check("rdf-about")
def rdf_about(node: Node) -> None:
    about = node.attributes.get("rdf:about", "")
    if node.parent is None or node.parent.name != "rdf:RDF" or "rss1" not in node.document.declared:
        return
    if not about and not node.attributes.keys() & {"rdf:resource", "rdf:nodeID"}:
        node.tell("rdf-about", "", "rdf:about")
    elif node.name in ("item", "channel") and node.document.first_of("about", about, node.line) != node.line:
        node.tell("id-repeated", about, "rdf:about")
