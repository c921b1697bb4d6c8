"""OPML 2.0, http://opml.org/spec2.opml: the feeds of an export as one list that feed readers import.

A plugin is a module: what it offers, then the function. This one is here to be copied.
"""

from __future__ import annotations

from collections.abc import Iterator

from syndicate import Document, Feed, Format, FormatError, hookimpl
from syndicate.model import topic_key

MEDIA_TYPE = "text/x-opml"
# What readers can subscribe to, and its `version`: OPML names the one for RSS and leaves it open for all else.
VERSIONS = {"application/rss+xml": "RSS", "application/atom+xml": "ATOM", "application/feed+json": "JSON"}


@hookimpl
def syndicate_formats() -> list[Format]:
    return [
        Format(
            name="opml",
            media_type=MEDIA_TYPE,
            filename="feeds.opml",
            render=render,
            is_paged=False,
            has_text=False,
            may_be_empty=True,  # whether there are articles is the concern of the feeds that it lists
            lists_feeds=True,
        )
    ]


def render(feed: Feed, path: str) -> Iterator[Document]:
    """Render the feeds beside *feed* as one document: those of everything, then an outline for each topic, author ...

    Raises FormatError if none is there to subscribe to: a <body> has one outline or more ("What is a <body>?").
    """
    # Imported here: whoever asks for syndicate --help does not pay for what it does not need.
    from xml.etree import ElementTree as ET

    links = [link for link in feed.feeds if link.media_type in VERSIONS]
    if not links:
        raise FormatError("opml: there is no feed to list; write one of format rss, atom or json beside it in feeds")

    opml = ET.Element("opml", version="2.0")
    head, body = ET.SubElement(opml, "head"), ET.SubElement(opml, "body")
    ET.SubElement(head, "title").text = feed.title
    for owner in feed.site.authors[:1]:
        ET.SubElement(head, "ownerName").text = owner.name
        if owner.email:
            ET.SubElement(head, "ownerEmail").text = owner.email
    ET.SubElement(head, "docs").text = "http://opml.org/spec2.opml"

    # One level of groups and no more: some readers lose what is nested deeper.
    groups = {("", ""): body}
    for link in sorted(links, key=lambda link: link.topic != ""):  # otherwise in the order of the settings
        key = link.each, topic_key(link.topic)
        if key not in groups:
            groups[key] = ET.SubElement(body, "outline", text=link.topic, title=link.topic)
        # "title is probably the same as text, it should not be omitted."
        attributes = {"type": "rss", "text": link.title, "title": link.title, "xmlUrl": link.url}
        about = {
            "htmlUrl": link.page_url or feed.site.url,
            "description": link.description or feed.site.description,
            "language": link.language or feed.site.language,
        }
        known = {name: text for name, text in about.items() if text}
        ET.SubElement(groups[key], "outline", attributes | known, version=VERSIONS[link.media_type])

    ET.indent(opml)
    xml = ET.tostring(opml, encoding="utf-8", xml_declaration=True)
    yield Document(path=path, body=xml + b"\n", media_type=MEDIA_TYPE, entry_count=len(links))
