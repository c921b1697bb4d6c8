"""OPML: what is listed, what the specification asks for, and what somebody else's reader makes of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

import syndicate_opml
from syndicate import Author, Feed, FeedLink, Format, FormatError, Registry, Site

HOST = "https://news.example.org"
RSS, ATOM, JSON = "application/rss+xml", "application/atom+xml", "application/feed+json"
SITE = Site(
    title="The Harbour Ledger",
    url=f"{HOST}/",
    description="News from the quay & the sea",
    language="en-GB",
    authors=(Author(name="The Desk", email="desk@example.org"), Author(name="Ann Ferris")),
)
LINKS = (
    FeedLink(title="The Harbour Ledger", url=f"{HOST}/rss.xml", media_type=RSS),
    FeedLink(title="Ledger: Élections", url=f"{HOST}/topics/elections.xml", media_type=ATOM, topic="Élections"),
    FeedLink(title="Ledger: Öl & Hafen", url=f"{HOST}/topics/ol-hafen.xml", media_type=ATOM, topic="Öl & Hafen"),
    FeedLink(title="Videos", url=f"{HOST}/videos.json?a=1&b=2", media_type=JSON),
    FeedLink(title="Ledger: elections", url=f"{HOST}/topics/elections.rss", media_type=RSS, topic="elections"),
    FeedLink(title="The Harbour Ledger", url=f"{HOST}/sitemap.xml", media_type="application/xml"),
    FeedLink(title="The Harbour Ledger", url=f"{HOST}/feeds.opml", media_type="text/x-opml"),
)


def make_feed(*links: FeedLink, **fields: Any) -> Feed:
    given: dict[str, Any] = {"site": SITE, "title": SITE.title, "url": f"{HOST}/feeds.opml", "articles": ()}
    return Feed(feeds=links, **(given | fields))


def render(feed: Feed) -> bytes:
    (document,) = syndicate_opml.render(feed, "feeds.opml")
    return document.body


def parse(feed: Feed) -> ET.Element:
    return ET.fromstring(render(feed))


def test_the_plugin_offers_a_format_that_can_be_asked_for_by_name() -> None:
    registry = Registry(distributions=())
    registry.register(syndicate_opml, "syndicate-opml")
    opml = registry.get(Format, "opml")
    assert (opml.media_type, opml.filename, opml.is_paged) == ("text/x-opml", "feeds.opml", False)
    assert opml.lists_feeds  # so that a site of 100,000 articles has none read for it


def test_a_list_of_feeds_is_written_as_expected() -> None:
    expected = Path(__file__).parent / "golden" / "feeds.opml"
    if os.environ.get("UPDATE_GOLDEN"):
        expected.write_bytes(render(make_feed(*LINKS)))
    assert render(make_feed(*LINKS)).decode() == expected.read_text("utf-8")


def test_the_document_goes_where_it_is_told_and_counts_its_feeds() -> None:
    (document,) = syndicate_opml.render(make_feed(*LINKS), "lists/all.opml")
    assert (document.path, document.media_type, document.entry_count) == ("lists/all.opml", "text/x-opml", 5)


def test_feeds_without_a_topic_stand_at_the_top_and_the_others_under_their_topic() -> None:
    tree = [(outline.get("text"), [inner.get("text") for inner in outline]) for outline in parse(make_feed(*LINKS))[1]]
    assert tree == [
        ("The Harbour Ledger", []),
        ("Videos", []),
        ("Élections", ["Ledger: Élections", "Ledger: elections"]),
        ("Öl & Hafen", ["Ledger: Öl & Hafen"]),
    ]


def test_what_no_reader_can_subscribe_to_is_not_listed() -> None:
    listed = {outline.get("xmlUrl") for outline in parse(make_feed(*LINKS)).iter("outline")}
    assert not listed & {f"{HOST}/sitemap.xml", f"{HOST}/feeds.opml"}


def test_what_is_a_body_one_outline_or_more() -> None:
    with pytest.raises(FormatError, match="there is no feed to list; write one of format rss, atom or json beside it"):
        render(make_feed(*LINKS[-2:]))


def test_what_is_an_outline_each_has_a_text() -> None:
    assert all(outline.get("text") for outline in parse(make_feed(*LINKS)).iter("outline"))


def test_subscription_lists_every_feed_has_what_is_required() -> None:
    feeds = [outline for outline in parse(make_feed(*LINKS)).iter("outline") if outline.get("type")]
    assert len(feeds) == 5
    assert all(outline.get("type") == "rss" and outline.get("xmlUrl") for outline in feeds)


def test_subscription_lists_every_feed_says_what_is_known_of_it() -> None:
    (outline,) = parse(make_feed(LINKS[0]))[1]
    assert outline.attrib == {
        "type": "rss",
        "version": "RSS",
        "text": "The Harbour Ledger",
        "title": "The Harbour Ledger",
        "xmlUrl": f"{HOST}/rss.xml",
        "htmlUrl": f"{HOST}/",
        "description": "News from the quay & the sea",
        "language": "en-GB",
    }


def test_a_feed_with_a_language_a_page_or_a_description_of_its_own_has_these() -> None:
    own: dict[str, Any] = {"language": "fr", "page_url": f"{HOST}/fr/", "description": "Nouvelles du quai"}
    link = FeedLink(title="Grand livre", url=f"{HOST}/fr.xml", media_type=RSS, **own)
    (outline,) = parse(make_feed(link))[1]
    assert [outline.get(name) for name in ("language", "htmlUrl", "description")] == [*own.values()]


def test_subscription_lists_what_is_not_known_is_left_out() -> None:
    (outline,) = parse(make_feed(LINKS[0], site=Site(title="Ledger", url=f"{HOST}/")))[1]
    assert not {"description", "language"} & set(outline.attrib)


def test_what_is_a_head_the_owner_is_the_sites_first_author() -> None:
    head = parse(make_feed(*LINKS))[0]
    assert [(element.tag, element.text) for element in head if element.tag.startswith("owner")] == [
        ("ownerName", "The Desk"),
        ("ownerEmail", "desk@example.org"),
    ]


def test_what_is_a_head_an_owner_without_an_address_has_a_name_only() -> None:
    head = parse(make_feed(LINKS[0], site=Site(title="Ledger", url=f"{HOST}/", authors=(Author(name="Ann"),))))[0]
    assert [element.tag for element in head] == ["title", "ownerName", "docs"]


HOSTILE = ['"/><script>', "]]> <!-- &amp; &#0;", "\x00fog\x1b", "tides\nand\tfog", "🎶 e\u0301 \u202e", "<?xml"]


@pytest.mark.parametrize("text", HOSTILE)
def test_any_title_and_topic_survive_the_journey(text: str) -> None:
    link = FeedLink(title=text, url=f"{HOST}/a'b.xml?a=%22&b=2", media_type=RSS, topic=text)
    site = Site(title=text, url=f"{HOST}/", description=text, authors=(Author(name=text),))
    root = parse(make_feed(link, site=site, title=text))
    ((group,), (head, _)) = root[1], root
    assert (group.get("text"), group[0].get("title"), group[0].get("xmlUrl")) == (link.topic, link.title, link.url)
    assert (head.findtext("title"), head.findtext("ownerName")) == (site.title, site.authors[0].name)
    assert group[0].get("description") == site.description


def test_a_topic_and_a_year_of_one_name_are_two_groups() -> None:
    links = [
        FeedLink(title=kind, url=f"{HOST}/{kind}.xml", media_type=RSS, each=kind, topic="2024")
        for kind in ("topic", "year")
    ]
    _, body = parse(make_feed(*links))
    assert [(group.get("text"), [feed.get("title") for feed in group]) for group in body] == [
        ("2024", ["topic"]),
        ("2024", ["year"]),
    ]


def test_a_foreign_reader_finds_every_feed_in_its_group() -> None:
    listparser = pytest.importorskip("listparser")
    read = listparser.parse(render(make_feed(*LINKS)))
    assert not read.bozo
    assert [(feed.title, feed.url, feed.tags) for feed in read.feeds] == [
        ("The Harbour Ledger", f"{HOST}/rss.xml", []),
        ("Videos", f"{HOST}/videos.json?a=1&b=2", []),
        ("Ledger: Élections", f"{HOST}/topics/elections.xml", ["Élections"]),
        ("Ledger: elections", f"{HOST}/topics/elections.rss", ["Élections"]),
        ("Ledger: Öl & Hafen", f"{HOST}/topics/ol-hafen.xml", ["Öl & Hafen"]),
    ]


def test_a_foreign_reader_knows_whose_list_it_is() -> None:
    listparser = pytest.importorskip("listparser")
    read = listparser.parse(render(make_feed(*LINKS)))
    assert (read.version, read.meta.title) == ("opml2", "The Harbour Ledger")
    assert (read.meta.author.name, read.meta.author.email) == ("The Desk", "desk@example.org")
