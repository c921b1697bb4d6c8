"""Entries are written one by one, as lxml would write them in one tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, strategies as st
from lxml import etree
from msgspec.structs import replace

from syndicate import Document, Feed, Image
from syndicate.builtins.formats import atom, rss
from syndicate.model import escape_attribute, escape_text
from syndicate.model.text import xml_text
from syndicate.parts import MEDIA_RSS, media_rss_xml, write_media_rss
from syndicate.testing import sample_articles, sample_feeds, sample_site

FEEDS = sample_feeds()
RENDERS: dict[str, Callable[..., Iterator[Document]]] = {"atom": atom.render, "rss": rss.render}


def written_again(body: bytes) -> bytes:
    """Return *body* as lxml writes what it reads there: its declaration, its escapes, its layout."""
    root: Any = etree.fromstring(body, etree.XMLParser(strip_cdata=False))
    return etree.tostring(etree.ElementTree(root), encoding="UTF-8", xml_declaration=True) + b"\n"


@pytest.mark.parametrize("name", RENDERS)
@pytest.mark.parametrize("feed", FEEDS)
def test_a_document_is_what_lxml_would_write(name: str, feed: str) -> None:
    (document,) = RENDERS[name](FEEDS[feed], "feed.xml")
    assert document.body == written_again(document.body)


@pytest.mark.parametrize("name", RENDERS)
@given(text=st.text(), place=st.integers(0, len(sample_articles()) - 1))
def test_any_body_stands_there_as_lxml_would_write_it(name: str, text: str, place: int) -> None:
    article = replace(sample_articles()[place], content_html=text, summary=text)
    feed = Feed(site=sample_site(), title="T", url="https://e.org/f", articles=(article,))
    (document,) = RENDERS[name](feed, "feed.xml")
    assert document.body == written_again(document.body)
    if article.content_html:
        assert article.content_html in {element.text for element in etree.fromstring(document.body).iter()}


@given(st.text())
def test_text_is_escaped_as_lxml_does_it(text: str) -> None:
    text = xml_text(text)
    element = etree.Element("a", b=text)
    element.text = text
    expected = f'<a b="{escape_attribute(text)}">{escape_text(text)}</a>'
    assert etree.tostring(element, encoding="UTF-8").decode() == expected


@pytest.mark.parametrize("has_texts", [False, True])
@pytest.mark.parametrize("title", ["", "a & <b>"])
def test_media_rss_is_the_same_in_a_tree_and_as_text(title: str, *, has_texts: bool) -> None:
    article = next(article for article in sample_articles() if article.url.endswith("episode-1/"))
    images = (
        Image(url="https://e.org/a?b=1&c=%22", title=title, description=title, credit="Bo & Ann"),
        Image(url="https://e.org/b.webp", width=3, height=2, size_bytes=9),
    )
    attachments = tuple(replace(attachment, title=title) for attachment in article.attachments)
    parent: Any = etree.Element("entry", nsmap={"media": MEDIA_RSS})
    write_media_rss(parent, images, attachments, has_texts=has_texts)
    written = etree.tostring(parent, pretty_print=True).decode()
    assert written.split("\n", 1)[1] == media_rss_xml(images, attachments, "  ", has_texts=has_texts) + "</entry>\n"
    assert written.count("Bo &amp; Ann") == has_texts


def test_a_piece_says_nothing_of_the_feed_it_stands_in() -> None:
    feed = FEEDS["awkward articles"]
    other = Feed(
        site=feed.site, title="Other", url="https://e.org/other", articles=feed.articles, next_url="https://e.org/2"
    )
    for name, end in (("atom", b"  <entry"), ("rss", b"    <item>")):
        bodies = [next(RENDERS[name](one, "x")).body for one in (feed, other)]
        assert bodies[0].partition(end)[2] == bodies[1].partition(end)[2]
