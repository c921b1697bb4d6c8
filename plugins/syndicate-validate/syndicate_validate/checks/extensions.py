"""What podcasts, Media RSS and smaller modules say beside their tables."""

from __future__ import annotations

import re

from syndicate_validate.markup import judge_html
from syndicate_validate.nodes import Node
from syndicate_validate.tables import table
from syndicate_validate.values.text import plain
from syndicate_validate.vocabulary import check, value

# Seconds of hexadecimal digits.
_DIGESTS = {"md5": 32, "sha-1": 40, "sha-256": 64, "sha-512": 128}
_MPAA = "g nc-17 pg pg-13 r unrated not rated m m/pg nr x gp"
_V_CHIP = "ma tv-g tv-ma tv-pg tv-y tv-y7 tv-y7-fv g pg 14+ 18+ tv-14 y y7 14 e c"
# http://www.ebu.ch/en/technical/metadata/specifications/role_codes.php
_ROLES = (
    "actor anchor person author choreographer composer conductor director editor graphic designer grip illustrator "
    "lyricist music arranger music group musician orchestra performer photographer producer reporter vocalist "
    "music director artist engineer owner news editor narrator interviewer interviewee presenter camera operator "
    "sound engineer translator distribution company publisher executive producer ensemble choir writer scriptwriter"
)


@check("podcast")
def podcast(node: Node) -> None:
    """What Apple asks of the channel; https://podcasters.apple.com/support/823-podcast-requirements."""
    if "itunes" not in node.document.used or node.name != "channel":
        return
    if not any(name.startswith("itunes:") for name in node.counts):
        return
    if node.document.encoding not in ("utf-8", "utf8"):
        node.tell("itunes-encoding", node.document.encoding)
    if "language" not in node.counts and "dc:language" not in node.counts:
        node.tell("element-recommended", name="language")


@check("itunes-category")
def itunes_category(node: Node) -> None:
    """The categories of 2019, and those before."""
    text = node.attributes.get("text", "")
    if not text or node.parent is None:
        return
    known = table("categories", dict[str, list[str]])
    above = node.parent.attributes.get("text", "") if node.parent.name == "itunes:category" else None
    for when, code in (("now", ""), ("before", "itunes-category-old")):
        tree = known[when]
        names = tree if above is None else tree.get(above, [])
        if text.lower() in [name.lower() for name in names]:
            if code:
                node.tell(code, text)
            return
    node.tell("itunes-category", text)


@value("itunes-explicit")
def itunes_explicit(text: str, node: Node, _: str) -> None:
    """Apple's page has true and false; what it had before, directories read to this day."""
    if node.raw not in ("true", "false"):
        is_old = text.lower() in ("yes", "no", "clean", "explicit", "true", "false")
        node.tell("itunes-explicit-old" if is_old else "value-unknown", text, allowed="true, false")


@check("keywords")
def keywords(node: Node) -> None:
    if re.search(r"[;|/]|[^\w\s,'&.+#-]", node.text) or (node.text.count(" ") > 2 and "," not in node.text):
        node.tell("itunes-keywords", node.text)


@check("media-text")
def media_text(node: Node) -> None:
    """Escaped HTML if its type says so, else plain."""
    if node.attributes.get("type") == "html":
        judge_html(node.text, node)
    elif "<" in node.text or "&" in node.text:
        plain(node.text, node, "")


@check("media-rating")
def media_rating(node: Node) -> None:
    scheme, text = node.attributes.get("scheme", "urn:simple").strip(), node.text
    wanted = {
        "urn:simple": text in ("adult", "nonadult"),
        "urn:mpaa": text.lower() in _MPAA.split() or text.lower() == "not rated",
        "urn:v-chip": text.lower() in _V_CHIP.split(),
        "urn:icra": bool(re.fullmatch(r"(r \()?\s*([nsvloc][a-z] [01]\s*)+\)?", text)),
    }.get(scheme, True)
    if not wanted:
        node.tell("media-rating", text, scheme=scheme)


@check("media-adult")
def media_adult(node: Node) -> None:
    node.tell("media-adult")


@check("media-hash")
def media_hash(node: Node) -> None:
    algorithm = node.attributes.get("algo", "md5")
    digits = _DIGESTS.get(algorithm)
    if digits is not None and not re.fullmatch(f"[0-9a-fA-F]{{{digits}}}", node.text):
        node.tell("media-hash", node.text, algo=algorithm)


@check("media-credit")
def media_credit(node: Node) -> None:
    role = node.attributes.get("role")
    if (role and role != role.lower()) or (
        role
        and node.attributes.get("scheme", "urn:ebu") == "urn:ebu"
        and not re.search(rf"(^| ){re.escape(role)}( |$)", _ROLES)
    ):
        node.tell("media-role", role, "role")


@check("media-group")
def media_group(node: Node) -> None:
    if node.counts.get("media:content") == 1:
        node.tell("media-group-alone")


@check("media-restriction")
def media_restriction(node: Node) -> None:
    kind = node.attributes.get("type")
    if kind is None:
        if node.text not in ("", "all", "none"):
            node.tell("media-restriction", node.text)
    elif kind == "country":
        for word in node.text.split():
            if not re.fullmatch("[A-Za-z]{2}", word) or word.upper() in ("XX", "ZZ", "QQ"):
                node.tell("media-restriction", word)
    elif kind == "uri":
        from syndicate_validate.values.urls import url

        for word in node.text.split():
            url(word, node, "")


@check("trackback")
def trackback(node: Node) -> None:
    """RSS 1.0 has the address in rdf:resource, RSS 2.0 in the text."""
    if node.document.format == "rdf" and "rdf:resource" not in node.attributes:
        node.tell("attribute-missing", "", "rdf:resource")
    elif node.document.format == "rss" and not node.text:
        node.tell("value-empty")


@check("comment-rss")
def comment_rss(node: Node) -> None:
    node.tell("comment-rss")
