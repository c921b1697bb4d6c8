"""Media RSS 1.5.1, https://www.rssboard.org/media-rss: pictures and files in any feed made of XML."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from syndicate.media_types import media_type_of
from syndicate.model import Attachment, Image

if TYPE_CHECKING:
    from lxml.etree import _Element

MEDIA_RSS = "http://search.yahoo.com/mrss/"


def write_media_rss(parent: _Element, images: Iterable[Image], attachments: Iterable[Attachment] = ()) -> None:
    """Append *images* and *attachments* to *parent*, an entry of a feed, in their order.

    The first image is the entry's thumbnail too: some readers look for that alone. Titles of images are left out, as
    @rowanmanning/feed-parser takes the text in a media:content of an Atom entry for the entry's own content.
    """
    from lxml.etree import SubElement

    for place, image in enumerate(images):
        attributes = {"url": image.url}
        attributes |= {name: str(size) for name, size in (("width", image.width), ("height", image.height)) if size}
        if place == 0:
            SubElement(parent, f"{{{MEDIA_RSS}}}thumbnail", attributes)
        attributes["medium"] = "image"
        told = media_type_of(image.url) or ""
        media_type = image.media_type or (told if told.startswith("image/") else "")
        if media_type:
            attributes["type"] = media_type
        if image.size_bytes:
            attributes["fileSize"] = str(image.size_bytes)
        SubElement(parent, f"{{{MEDIA_RSS}}}content", attributes)
    for attachment in attachments:
        attributes = {"url": attachment.url, "type": attachment.media_type}
        if attachment.size_bytes:
            attributes["fileSize"] = str(attachment.size_bytes)
        if attachment.duration_seconds:
            attributes["duration"] = str(round(attachment.duration_seconds))
        content = SubElement(parent, f"{{{MEDIA_RSS}}}content", attributes)
        if attachment.title:
            SubElement(content, f"{{{MEDIA_RSS}}}title", type="plain").text = attachment.title
