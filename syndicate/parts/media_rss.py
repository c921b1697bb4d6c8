"""Media RSS 1.5.1, https://www.rssboard.org/media-rss: pictures and files in any feed made of XML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from syndicate.model.article import Attachment, Image
from syndicate.model.text import escape_attribute, escape_text
from syndicate.model.urls import is_absolute_url, media_type_of

if TYPE_CHECKING:
    from lxml.etree import _Element

MEDIA_RSS = "http://search.yahoo.com/mrss/"

_Inner = tuple[str, dict[str, str], str]
_PLAIN = {"type": "plain"}


def write_media_rss(
    parent: _Element,
    images: Iterable[Image],
    attachments: Iterable[Attachment] = (),
    *,
    has_texts: bool = False,
    has_licenses: bool = False,
) -> None:
    """Append *images* and *attachments* to *parent*, an entry of a feed, in their order.

    has_texts  whether title, description and credit of images are written. They are none of Atom's, for
               @rowanmanning/feed-parser takes the text in a media:content of an Atom entry for the entry's own content
    has_licenses  whether licenses are, too, which the W3C validator does not know

    The first image is the entry's thumbnail too: some readers look for that alone.
    """
    from lxml.etree import XMLParser, fromstring

    xml = media_rss_xml(images, attachments, has_texts=has_texts, has_licenses=has_licenses)
    parser = XMLParser(remove_blank_text=True, huge_tree=True)
    parent.extend(fromstring(f'<media xmlns:media="{MEDIA_RSS}">{xml}</media>', parser))


def media_rss_xml(
    images: Iterable[Image],
    attachments: Iterable[Attachment] = (),
    indent: str = "    ",
    *,
    has_texts: bool = False,
    has_licenses: bool = False,
) -> str:
    """Return what write_media_rss() appends, as lxml writes it: lines that begin with *indent*, prefix ``media``."""
    xml = ""
    for name, attributes, inner in _elements(images, attachments, has_texts=has_texts, has_licenses=has_licenses):
        if not inner:
            xml += _element(indent, name, attributes, "")
            continue
        xml += f"{_tag(indent, name, attributes)}>\n"
        for kind, of_inner, text in inner:
            xml += _element(f"{indent}  ", kind, of_inner, text)
        xml += f"{indent}</media:{name}>\n"
    return xml


def _tag(indent: str, name: str, attributes: dict[str, str]) -> str:
    xml = f"{indent}<media:{name}"
    for key, value in attributes.items():
        xml += f' {key}="{escape_attribute(value)}"'
    return xml


def _element(indent: str, name: str, attributes: dict[str, str], text: str) -> str:
    end = f">{escape_text(text)}</media:{name}>" if text else "/>"
    return f"{_tag(indent, name, attributes)}{end}\n"


def _elements(
    images: Iterable[Image], attachments: Iterable[Attachment], *, has_texts: bool, has_licenses: bool
) -> Iterator[tuple[str, dict[str, str], list[_Inner]]]:
    """Yield the name of each element, its attributes, and what stands in it: name, attributes and text of each."""
    thumbnail: dict[str, str] = {}
    for place, image in enumerate(images):
        attributes = {"url": image.url}
        if image.width:
            attributes["width"] = str(image.width)
        if image.height:
            attributes["height"] = str(image.height)
        if place == 0:
            thumbnail = dict(attributes)
            yield "thumbnail", thumbnail, []
        attributes["medium"] = "image"
        media_type = image.media_type or media_type_of(image.url) or ""
        if image.media_type or media_type.startswith("image/"):
            attributes["type"] = media_type
        if image.size_bytes:
            attributes["fileSize"] = str(image.size_bytes)
        yield "content", attributes, _texts(image, has_licenses=has_licenses) if has_texts else []
    for attachment in attachments:
        attributes = {"url": attachment.url, "type": attachment.media_type}
        medium = attachment.media_type.partition("/")[0].lower()
        if medium in ("audio", "video"):
            attributes["medium"] = medium
        if attachment.size_bytes:
            attributes["fileSize"] = str(attachment.size_bytes)
        if attachment.duration_seconds:
            attributes["duration"] = str(round(attachment.duration_seconds))
        inner: list[_Inner] = [("title", _PLAIN, attachment.title)] if attachment.title else []
        if medium == "video" and thumbnail:
            inner.append(("thumbnail", thumbnail, ""))
        yield "content", attributes, inner


def _texts(image: Image, *, has_licenses: bool) -> list[_Inner]:
    texts: list[_Inner] = [
        ("title", _PLAIN, image.title),
        ("description", _PLAIN, image.description),
        ("credit", {}, image.credit),
    ]
    if has_licenses:
        of_license = {"type": "text/html", "href": image.license} if is_absolute_url(image.license) else {}
        texts.append(("license", of_license, image.license))
    return [one for one in texts if one[2]]
