"""Media RSS 1.5.1, https://www.rssboard.org/media-rss: pictures and files in any feed made of XML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from syndicate.model.article import Attachment, Image
from syndicate.model.media_types import media_type_of
from syndicate.model.text import escape_attribute, escape_text

if TYPE_CHECKING:
    from lxml.etree import _Element

MEDIA_RSS = "http://search.yahoo.com/mrss/"


def write_media_rss(
    parent: _Element, images: Iterable[Image], attachments: Iterable[Attachment] = (), *, has_texts: bool = False
) -> None:
    """Append *images* and *attachments* to *parent*, an entry of a feed, in their order.

    has_texts  whether title, description and credit of images are written. They are none of Atom's, for
               @rowanmanning/feed-parser takes the text in a media:content of an Atom entry for the entry's own content

    The first image is the entry's thumbnail too: some readers look for that alone.
    """
    from lxml.etree import SubElement

    for name, attributes, texts in _elements(images, attachments, has_texts=has_texts):
        element = SubElement(parent, f"{{{MEDIA_RSS}}}{name}", attributes)
        for kind, text in texts:
            inner = SubElement(element, f"{{{MEDIA_RSS}}}{kind}", {} if kind == "credit" else {"type": "plain"})
            inner.text = text


def media_rss_xml(
    images: Iterable[Image],
    attachments: Iterable[Attachment] = (),
    indent: str = "    ",
    *,
    has_texts: bool = False,
) -> str:
    """Return what write_media_rss() appends, as lxml writes it: lines that begin with *indent*, prefix ``media``."""
    xml = ""
    for name, attributes, texts in _elements(images, attachments, has_texts=has_texts):
        xml += f"{indent}<media:{name}"
        for key, value in attributes.items():
            xml += f' {key}="{escape_attribute(value)}"'
        if not texts:
            xml += "/>\n"
            continue
        xml += ">\n"
        for kind, text in texts:
            as_plain = "" if kind == "credit" else ' type="plain"'
            xml += f"{indent}  <media:{kind}{as_plain}>{escape_text(text)}</media:{kind}>\n"
        xml += f"{indent}</media:{name}>\n"
    return xml


def _elements(
    images: Iterable[Image], attachments: Iterable[Attachment], *, has_texts: bool
) -> Iterator[tuple[str, dict[str, str], list[tuple[str, str]]]]:
    """Yield the name of each element, its attributes, and the texts that stand in it by the names of theirs."""
    for place, image in enumerate(images):
        attributes = {"url": image.url}
        if image.width:
            attributes["width"] = str(image.width)
        if image.height:
            attributes["height"] = str(image.height)
        if place == 0:
            yield "thumbnail", attributes, []
        attributes["medium"] = "image"
        media_type = image.media_type or media_type_of(image.url) or ""
        if image.media_type or media_type.startswith("image/"):
            attributes["type"] = media_type
        if image.size_bytes:
            attributes["fileSize"] = str(image.size_bytes)
        texts = (("title", image.title), ("description", image.description), ("credit", image.credit))
        yield "content", attributes, [(kind, text) for kind, text in texts if text] if has_texts else []
    for attachment in attachments:
        attributes = {"url": attachment.url, "type": attachment.media_type}
        if attachment.size_bytes:
            attributes["fileSize"] = str(attachment.size_bytes)
        if attachment.duration_seconds:
            attributes["duration"] = str(round(attachment.duration_seconds))
        yield "content", attributes, [("title", attachment.title)] if attachment.title else []
