"""Text, HTML, words that are one of some, addresses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from syndicate_validate.vocabulary import value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syndicate_validate.nodes import Node

_LANGUAGE = re.compile(r"(?:[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}|[A-Za-z]{4,8}|x|i)(?:-[A-Za-z0-9]{1,8})*")
_EMAIL = re.compile(r"[^\s@()<>,;:\\\"\[\]]+@[^\s@()<>,;:\\\"\[\]]+\.[^\s@()<>,;:\\\"\[\].]+")
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+*-]+(\s*;\s*[\w.+-]+=(\"[^\"]*\"|[^\s;\"]+))*\s*;?")
# Controls of C1, which Windows-1252 has letters for; what stands for bytes that nobody could read; and UTF-8 taken for
# Latin-1.
_GARBLED = re.compile(
    r"[\x80-\x9f\ufffd]|[\xc2-\xf4](?:[\xa0-\xbf\u20ac\u201a\u201e\u2026\u2039\u2122\u0153\u017e]){1,3}"
)
_HTML = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(\s[^<>]*)?/?>|<!--|&(#[xX]?|[A-Za-z])[0-9A-Za-z]*")


@value("any")
def any_text(text: str, node: Node, attribute: str) -> None:
    """Any text will do, so long as there is some."""


@value("said")
def said(text: str, node: Node, attribute: str) -> None:
    """Any text will do, and none is an error."""


@value("maybe")
def maybe(_: str, node: Node, attribute: str) -> None:
    """The value may be empty; the table says so by this word."""


@value("tight")
def tight(_: str, node: Node, attribute: str) -> None:
    """RFC 4287 section 2: white space is none that may be left out around dates and IRIs."""
    raw = node.attributes[attribute] if attribute else node.raw
    if raw != raw.strip():
        node.tell("space-around", raw, attribute)


@value("plain")
def plain(text: str, node: Node, attribute: str) -> None:
    """Text without markup: what looks like HTML is shown as it stands, or is lost."""
    if ("<" in text or "&" in text) and (found := _html_in(text)):
        node.tell("html-in-text", found, attribute)
    garbled(text, node, attribute)


def garbled(text: str, node: Node, attribute: str) -> None:
    """Note what a file has that was written in one encoding and read in another."""
    if not text.isascii() and (found := _GARBLED.search(text)):
        node.tell("characters-garbled", found[0], attribute)


def _html_in(text: str) -> str:
    from html.entities import html5

    from syndicate_validate.markup import HTML_NAMES

    for found in _HTML.finditer(text):
        tag = re.match(r"</?([A-Za-z0-9]+)", found[0])
        if found[0].startswith("&"):
            if found[0][1] == "#" or f"{found[0][1:]};" in html5:
                return found[0]
        elif tag is None or tag[1].lower() in HTML_NAMES:
            return found[0]
    return ""


@value("html")
def html(text: str, node: Node, attribute: str) -> None:
    """Escaped HTML, which RSS 0.91 did not have yet."""
    if node.document.version == "0.91":
        return
    if "<" in text or "&" in text:
        from syndicate_validate.markup import judge_html

        judge_html(text, node, attribute)
    garbled(text, node, attribute)


@value("language", most=200)
def language(text: str, node: Node, attribute: str) -> None:
    """BCP 47, section 2.1."""
    from syndicate_validate.values.languages import is_language

    if not _LANGUAGE.fullmatch(text) or not is_language(text):
        node.tell("language", text, attribute)


@value("email", most=400)
def email(text: str, node: Node, attribute: str) -> None:
    """An address alone: name@host (RFC 5322 addr-spec)."""
    if not _EMAIL.fullmatch(text):
        node.tell("email-host" if re.fullmatch(r"[^\s@()<>]+@[A-Za-z0-9-]+", text) else "email", text, attribute)


@value("contact", most=400)
def contact(text: str, node: Node, attribute: str) -> None:
    """RSS 2.0: an address, maybe with a name after it: name@host (Name)."""
    plain(text, node, attribute)
    address = re.fullmatch(r"(?:mailto:)?(\S+@\S+?)(?:\?\S*)?(?:\s*\((.*)\))?", text)
    if re.match("mailto:.*%40", text):
        return
    if address is None or not _EMAIL.fullmatch(address[1]):
        named = re.fullmatch(r"(\"?[^<>@]*\"?)\s*<([^<>\s]+@[^<>\s]+)>", text)
        if named and _EMAIL.fullmatch(named[2]):
            node.tell("email-form", text, attribute, right=f"{named[2]} ({named[1].strip()})")
        else:
            node.tell("contact", text, attribute)
    elif not address[2]:
        node.tell("contact-name", text, attribute)


@value("media-type")
def media_type(text: str, node: Node, attribute: str) -> None:
    if not _MEDIA_TYPE.fullmatch(text):
        node.tell("media-type", text, attribute)


@value("one-of")
def one_of(text: str, node: Node, attribute: str, allowed: Sequence[str]) -> None:
    if text not in allowed:
        node.tell("value-unknown", text, attribute, allowed=", ".join(allowed))


@value("one-of-any-case")
def one_of_any_case(text: str, node: Node, attribute: str, allowed: Sequence[str]) -> None:
    if text.lower() not in [each.lower() for each in allowed]:
        node.tell("value-unknown", text, attribute, allowed=", ".join(allowed))


@value("exactly")
def exactly(text: str, node: Node, attribute: str, allowed: Sequence[str]) -> None:
    """As it is written, white space and all."""
    if node.raw not in allowed:
        node.tell("value-unknown", text, attribute, allowed=", ".join(allowed))


@value("max")
def at_most(text: str, node: Node, attribute: str, most: Sequence[str]) -> None:
    if len(text) > int(most[0]):
        node.tell("text-too-long", text, attribute, length=f"{len(text):,}", most=f"{int(most[0]):,}")


@value("matching")
def matching(text: str, node: Node, attribute: str, pattern: Sequence[str]) -> None:
    if not re.fullmatch(" ".join(pattern), text):
        node.tell("value-form", text, attribute, form=" ".join(pattern))
