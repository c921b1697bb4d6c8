"""What WebSub asks of a feed that names a hub, and of the headers that it comes with: https://www.w3.org/TR/websub/#discovery."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from syndicate_validate.nodes import Document, Node
from syndicate_validate.vocabulary import check, value

if TYPE_CHECKING:
    from syndicate_validate.findings import Findings

_WEB = re.compile(r"https?://[^/?#]", re.IGNORECASE)
# RFC 8288 section 3: <target>; name=value, values in quotes or not.
_VALUE = r"\s*+(?:=\s*+(?:\"((?:[^\"\\]|\\.)*+)\"|([^\s\",;]*+)))?+"
_PARAMETER = re.compile(rf"\s*+;\s*+([\w!#$&+.^`|~*'-]++){_VALUE}")
_LINK = re.compile(rf"<([^<>]*+)>((?:{_PARAMETER.pattern})*+)")


@check("websub")
def websub(node: Node) -> None:
    """Judge the links of a feed, once all of them are there."""
    hubs = [link for link in node.all("atom:link") if has_relation(link, "hub")]
    selves = [link for link in node.all("atom:link") if has_relation(link, "self")]
    topics = list(dict.fromkeys(_target(link) for link in selves))
    node.document.topics += topics
    if hubs and not selves:
        hubs[0].tell("websub-self-missing", _target(hubs[0]), "href")
    elif hubs and len(topics) > 1:
        selves[1].tell("websub-topics", _target(selves[1]), "href", first=topics[0])


@check("websub-link")
def websub_link(node: Node) -> None:
    """Judge a link to a hub, wherever it stands."""
    if not has_relation(node, "hub"):
        return
    if node.parent is not None and node.parent.name in ("atom:entry", "item"):
        node.tell("websub-in-entry", node.attributes.get("href", ""), "href")
    elif not _WEB.match(href := _target(node)):
        node.tell("websub-hub", href, "href")


def has_relation(link: Node, name: str) -> bool:
    """Tell whether *link* has the registered relation *name*, whatever its case (RFC 8288 section 2.1.1)."""
    rel = link.attributes.get("rel", "").strip().lower()
    return rel.removeprefix("http://www.iana.org/assignments/relation/") == name


def _target(link: Node) -> str:
    return urljoin(link.base, link.attributes.get("href", "").strip())


@value("hub-url")
def hub_url(text: str, node: Node, attribute: str) -> None:
    """A hub of JSON Feed."""
    if not _WEB.match(text):
        node.tell("websub-hub", text, attribute)


def judge_headers(headers: Sequence[str], document: Document) -> None:
    """Judge the Link headers that *document*, which has been read, came with."""
    hubs, selves = (list(_targets(headers, name, document.url)) for name in ("hub", "self"))
    findings = document.findings
    for hub in hubs:
        if not _WEB.match(hub):
            _tell(findings, "websub-hub", hub)
    topics = list(dict.fromkeys(selves))
    if hubs and not topics and not document.topics:
        _tell(findings, "websub-self-missing", hubs[0])
    if len(topics) > 1:
        _tell(findings, "websub-topics", topics[1], first=topics[0])
    elif topics and document.topics and topics[0] not in document.topics:
        _tell(findings, "websub-topics", document.topics[0], first=topics[0])


def _tell(findings: Findings, code: str, value: str, **words: object) -> None:
    findings.add(code, 0, 0, element="Link", value=value, words=words)


def _targets(headers: Sequence[str], name: str, url: str) -> Iterator[str]:
    """Yield where the links of relation *name* lead to that are about the document itself."""
    for header in headers:
        for found in _LINK.finditer(header):
            given: dict[str, str] = {}
            for key, quoted, plain in _PARAMETER.findall(found[2]):
                given.setdefault(key.lower(), quoted or plain)
            if name in given.get("rel", "").lower().split() and urljoin(url, given.get("anchor", "")) == url:
                yield urljoin(url, found[1].strip())
