"""URLs, and the ids that are made of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from syndicate_validate.values.dates import instant
from syndicate_validate.vocabulary import value

if TYPE_CHECKING:
    from syndicate_validate.nodes import Node

# RFC 3986 and, for what is not ASCII, RFC 3987.
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_BAD_CHARS = re.compile(r"[\s<>\"{}|\\^`\x00-\x20\x7f]|%(?![0-9A-Fa-f]{2})")
_HOST = re.compile(r"//(?:[^/?#@]*@)?(\[[0-9A-Fa-f:.]+\]|[^/?#:\[\]]*)(?::(\d*))?(?=[/?#]|$)")
_HOST_NAME = re.compile(r"[^\s!\"#$&'()*+,/:;<=>?@\[\\\]^`{|}]+")
_SCHEMES = set(
    "http https ftp ftps mailto news nntp telnet gopher wais file prospero z39.50s z39.50r cid mid vemmi service imap "
    "nfs acap rtsp tip pop data dav opaquelocktoken sip sips tel fax modem ldap soap.beep soap.beeps xmlrpc.beep "
    "xmlrpc.beeps urn go h323 ipp tftp mupdate pres im mtqp iris.beep dict snmp crid tag info irc ircs "
    "xmpp magnet geo sms ssh git svn webcal ws wss acct did ipfs ipns gemini nostr lightning aaa aaas rtmp "
    "mms view-source jabber skype callto spotify matrix at ni nih dns coap ark hdl".split()
)
_TAG = re.compile(r"tag:([^,:/\s]+),(\d{4})(?:-(\d\d)(?:-(\d\d))?)?:([^\s<>\"{}|\\^`\[\]]*)")
_TAG_AUTHORITY = re.compile(
    r"(?:[A-Za-z0-9._~+-]+@)?[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
)
_URN = re.compile(r"urn:[a-z0-9][a-z0-9-]{1,31}:[A-Za-z0-9()+,.:=@;$_!*'/?%~&#-]+", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)


@value("reference")
def reference(text: str, node: Node, attribute: str) -> None:
    """An IRI or a relative reference (RFC 3987)."""
    _url(text, node, attribute)


@value("url")
def url(text: str, node: Node, attribute: str) -> None:
    """An absolute IRI."""
    if not _url(text, node, attribute):
        return
    if not _SCHEME.match(text):
        node.tell("url-relative", text, attribute)
    elif not text.isascii() and node.document.format == "rss":
        node.tell("url-not-ascii", text, attribute)


@value("web-url")
def web_url(text: str, node: Node, attribute: str) -> None:
    """An absolute URL of http or https."""
    if _url(text, node, attribute) and not re.match(r"https?://", text, re.IGNORECASE):
        node.tell("url-relative" if not _SCHEME.match(text) else "url-not-web", text, attribute)


def _url(text: str, node: Node, attribute: str) -> bool:
    if (found := _BAD_CHARS.search(text)) is not None:
        node.tell("url-character", text, attribute, character=found[0].replace(" ", "a space"))
        return False
    scheme = _SCHEME.match(text)
    rest = text[scheme.end() :] if scheme else text
    if scheme:
        name = scheme[0][:-1].lower()
        if name in ("http", "https", "ftp") and not re.match(r"//[^/?#]", rest):
            node.tell("url-invalid", text, attribute)
            return False
        if name not in _SCHEMES and not name.startswith("x-"):
            node.tell("url-scheme", text, attribute)
    if rest.startswith("//"):
        host = _HOST.match(rest)
        is_named = host is not None and (host[1].startswith("[") or not host[1] or _HOST_NAME.fullmatch(host[1]))
        if host is None or not is_named or (host[2] and int(host[2]) > 65535):
            node.tell("url-invalid", text, attribute)
            return False
    elif re.search(r"[\[\]]", rest.partition("?")[0].partition("#")[0]) or rest.count("#") > 1:
        node.tell("url-invalid", text, attribute)
        return False
    return True


@value("id")
def identifier(text: str, node: Node, attribute: str) -> None:
    """RFC 4287 section 4.2.6: an absolute IRI, which is compared letter by letter."""
    lower = text[:4].lower()
    if lower == "tag:":
        found = _TAG.fullmatch(text)
        is_date = found is not None and instant(*found.groups()[1:4]) is not None
        if found is None or not is_date or not _TAG_AUTHORITY.fullmatch(found[1]) or found[3] == "00":
            node.tell("id-tag", text, attribute)
        return
    if lower == "urn:":
        if not _URN.fullmatch(text) or re.search("%(?![0-9A-Fa-f]{2})", text):
            node.tell("id-urn", text, attribute)
        elif text[4:9].lower() == "uuid:" and not _UUID.fullmatch(text[9:]):
            node.tell("id-uuid", text, attribute)
        return
    if not _SCHEME.match(text):
        _url(text, node, attribute)
        node.tell("url-relative", text, attribute)
    elif _url(text, node, attribute) and not is_canonical(text):
        node.tell("id-not-canonical", text, attribute)


def is_canonical(text: str) -> bool:
    """Tell whether *text* is as RFC 3986 section 6.2.2 normalises it."""
    scheme, _, rest = text.partition(":")
    if scheme != scheme.lower() or not rest.startswith("//"):
        return scheme == scheme.lower()
    host, slash, path = rest[2:].partition("/")
    name = host.rpartition("@")[2]
    if (
        name != name.lower()
        or re.match(":?@", host)
        or re.search(r":$|:0*(?:80)$" if scheme == "http" else r":$|:0*443$", name)
    ):
        return False
    if not slash or re.search(r"(^|/)\.\.?(/|$)", path.partition("?")[0].partition("#")[0]):
        return False
    # Unreserved characters need no escape, and its digits are capitals.
    return not any(
        each != each.upper() or re.match("[A-Za-z0-9._~-]", chr(int(each[1:], 16)))
        for each in re.findall("%[0-9A-Fa-f]{2}", text)
    )
