"""What RSS and Atom have in common: expected bytes, where a document stands, and what is not shown."""

from __future__ import annotations

from types import ModuleType

import pytest

from syndicate import Document, Feed
from syndicate.builtins.formats import atom, rss
from tests.conftest import Golden, MakeArticle, MakeFeed


@pytest.fixture(params=[atom, rss], ids=["atom", "rss"])
def module(request: pytest.FixtureRequest) -> ModuleType:
    found: ModuleType = request.param
    return found


@pytest.fixture
def name(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]


def document(module: ModuleType, feed: Feed) -> Document:
    rendered: Document
    (rendered,) = module.render(feed, "feeds/a.xml")
    return rendered


def test_a_feed_has_the_expected_bytes(
    module: ModuleType, name: str, make_feed: MakeFeed, make_article: MakeArticle, full_feed: Feed, golden: Golden
) -> None:
    golden(f"{name}/plain.xml", document(module, make_feed(make_article(summary="Why they do"))).body)
    golden(f"{name}/full.xml", document(module, full_feed).body)
    golden(f"{name}/empty.xml", document(module, make_feed()).body)


def test_the_format_offers_itself_by_name(module: ModuleType, name: str) -> None:
    (offered,) = module.syndicate_formats()
    found = (offered.name, offered.media_type, offered.filename)
    assert found == (name, f"application/{name}+xml", f"{name}.xml")


def test_the_document_stands_where_it_was_asked_for_and_counts_its_entries(
    module: ModuleType, name: str, full_feed: Feed
) -> None:
    found = document(module, full_feed)
    assert (found.path, found.media_type, found.entry_count) == ("feeds/a.xml", f"application/{name}+xml", 4)


def test_what_the_model_does_not_know_is_not_shown(module: ModuleType, full_feed: Feed) -> None:
    assert b"never shown" not in document(module, full_feed).body
