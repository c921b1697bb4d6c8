"""Atom as a whole: expected bytes, and what we owe to its readers beyond the standard."""

from __future__ import annotations

from lxml import etree

from syndicate import Document, Feed, Image
from syndicate.builtins.formats.atom import render
from tests.conftest import MakeArticle, MakeFeed

ATOM = "{http://www.w3.org/2005/Atom}"
MEDIA = "{http://search.yahoo.com/mrss/}"


def document(feed: Feed) -> Document:
    (rendered,) = render(feed, "feeds/atom.xml")
    return rendered


def entries(feed: Feed) -> list[etree._Element]:
    return etree.fromstring(document(feed).body).findall(f"{ATOM}entry")


def test_articles_keep_their_order(make_feed: MakeFeed, make_article: MakeArticle) -> None:
    feed = make_feed(make_article("b"), make_article("c"), make_article("a"))
    assert [entry.findtext(f"{ATOM}id") for entry in entries(feed)] == [article.id for article in feed.articles]


def test_every_entry_names_its_authors_though_the_feed_does(full_feed: Feed) -> None:
    names = [[name.text for name in entry.iterfind(f"{ATOM}author/{ATOM}name")] for entry in entries(full_feed)]
    assert names == [["Ann Ferris", "Bén Łódź"], ["The Desk"], ["The Desk"], ["The Desk"]]


def test_every_link_writes_its_rel(full_feed: Feed) -> None:
    links = list(etree.fromstring(document(full_feed).body).iter(f"{ATOM}link"))
    assert [link.get("href") for link in links if link.get("rel") is None] == []


def test_hubs_and_the_next_page_are_linked(full_feed: Feed) -> None:
    links = etree.fromstring(document(full_feed).body).findall(f"{ATOM}link")
    assert [(link.get("rel"), link.get("href")) for link in links[2:]] == [
        ("hub", "https://hub.example.com/"),
        ("hub", "https://hub.example.net/"),
        ("next", "https://news.example.org/feeds/ai/2"),
    ]


def test_images_are_media_without_text_inside(make_feed: MakeFeed, make_article: MakeArticle) -> None:
    image = Image(url="https://news.example.org/1.png", width=640, height=480, title="A quay")
    (entry,) = entries(make_feed(make_article(images=(image, Image(url="https://news.example.org/2")))))
    size = {"url": "https://news.example.org/1.png", "width": "640", "height": "480"}
    assert [dict(media.items()) for media in entry.iterfind(f"{MEDIA}thumbnail")] == [size]
    contents = entry.findall(f"{MEDIA}content")
    assert [dict(media.items()) for media in contents] == [
        size | {"medium": "image", "type": "image/png"},
        {"url": "https://news.example.org/2", "medium": "image"},
    ]
    assert (contents[0].text, len(contents[0])) == (None, 0)
