"""RFC 5005, Feed Paging and Archiving, and RFC 6721, The Atom "deleted-entry" Element: tests are named by their clauses."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from lxml import etree

from syndicate import Feed
from syndicate.builtins.formats import atom, json_feed, rss
from syndicate.model import Archive, ArticleError, Tombstone
from tests.conftest import Golden, MakeArticle, MakeFeed

HISTORY = "{http://purl.org/syndication/history/1.0}"
DELETED = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
ATOM = "{http://www.w3.org/2005/Atom}"
HOST = "https://news.example.org"
CLOSED = Archive(
    current_url=f"{HOST}/feed", previous_url=f"{HOST}/feed-2", next_url=f"{HOST}/feed-4?a=b&c=d", is_closed=True
)
GONE = (
    Tombstone(id="tag:news.example.org,2024:b&c", deleted_at=datetime(2024, 3, 1, 12, tzinfo=UTC)),
    Tombstone(id=f"{HOST}/a/", deleted_at=datetime(2024, 2, 1, tzinfo=UTC)),
)


@pytest.fixture(params=["rss", "atom"])
def render(request: pytest.FixtureRequest) -> Callable[[Feed], etree._Element]:
    """Return what renders a feed into its <channel> or <feed>."""

    def made(feed: Feed) -> etree._Element:
        (document,) = (rss if request.param == "rss" else atom).render(feed, "feed.xml")
        root = etree.fromstring(document.body)
        return root[0] if request.param == "rss" else root

    return made


def links(head: etree._Element) -> dict[str, str]:
    return {str(link.get("rel")): str(link.get("href")) for link in head.iterfind(f"{ATOM}link")}


def test_4_an_archive_document_is_marked_and_links_to_those_around_it_and_to_the_current_one(
    render: Callable[[Feed], etree._Element], make_feed: MakeFeed, make_article: MakeArticle
) -> None:
    head = render(make_feed(make_article(), archive=CLOSED))
    assert len(head.findall(f"{HISTORY}archive")) == 1
    found = links(head)
    assert (found["current"], found["prev-archive"]) == (f"{HOST}/feed", f"{HOST}/feed-2")
    assert found["next-archive"] == f"{HOST}/feed-4?a=b&c=d"


def test_4_a_document_that_may_change_is_not_marked(
    render: Callable[[Feed], etree._Element], make_feed: MakeFeed, make_article: MakeArticle
) -> None:
    head = render(make_feed(make_article(), archive=Archive(previous_url=f"{HOST}/feed-2")))
    assert head.find(f"{HISTORY}archive") is None
    assert {rel for rel in links(head) if "archive" in rel or rel in ("current", "next")} == {"prev-archive"}


def test_4_a_feed_without_an_archive_says_nothing_of_one(
    render: Callable[[Feed], etree._Element], make_feed: MakeFeed, make_article: MakeArticle
) -> None:
    assert b"history" not in etree.tostring(render(make_feed(make_article())))


def test_json_feed_comes_to_the_document_before_by_next_url(make_feed: MakeFeed) -> None:
    (document,) = json_feed.render(make_feed(archive=CLOSED), "feed.json")
    assert json.loads(document.body)["next_url"] == f"{HOST}/feed-2"


def test_rfc6721_3_a_deleted_entry_has_its_id_and_when(make_feed: MakeFeed) -> None:
    (document,) = atom.render(make_feed(tombstones=GONE), "feed.xml")
    feed = etree.fromstring(document.body)
    assert [dict(entry.items()) for entry in feed.findall(DELETED)] == [
        {"ref": "tag:news.example.org,2024:b&c", "when": "2024-03-01T12:00:00Z"},
        {"ref": f"{HOST}/a/", "when": "2024-02-01T00:00:00Z"},
    ]


def test_rfc6721_3_ref_is_an_iri(make_feed: MakeFeed) -> None:
    with pytest.raises(ArticleError, match="'gone' is not an absolute IRI; write the id that the entry had"):
        make_feed(tombstones=(Tombstone(id="gone", deleted_at=GONE[0].deleted_at),))


@pytest.mark.parametrize(("name", "format_"), [("rss", rss), ("atom", atom)])
def test_a_document_of_an_archive_has_the_expected_bytes(
    name: str, format_: object, make_feed: MakeFeed, make_article: MakeArticle, golden: Golden
) -> None:
    tombstones = GONE if name == "atom" else ()
    feed = make_feed(make_article(summary="Why they do"), archive=CLOSED, tombstones=tombstones)
    (document,) = format_.render(feed, "feed.xml")  # type: ignore[attr-defined]
    golden(f"{name}/archive.xml", document.body)
