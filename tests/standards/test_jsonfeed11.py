"""JSON Feed 1.1, clause by clause: https://jsonfeed.org/version/1.1. The names are those of its sections."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import pytest
from msgspec.structs import replace

from syndicate import Attachment, Author, Document, Feed, FormatError, Image, Site
from syndicate.builtins.formats.json_feed import render, syndicate_formats
from tests.conftest import SHARED, MakeArticle, MakeFeed, require

RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")


@pytest.fixture
def full(site: Site, make_article: MakeArticle) -> Document:
    """A feed in which every member occurs that this format writes, and an article that has nothing but its head."""
    article = make_article(
        updated_at=datetime(2024, 2, 1, tzinfo=UTC),
        summary="In a word",
        content_html="<p>In many</p>",
        topics=("Harbour", "Tides"),
        authors=(Author(name="Ana", url="https://example.org/ana", avatar_url="https://example.org/ana.png"),),
        language="de",
        images=(
            Image(url="https://i.example.org/1.png"),
            Image(url="https://i.example.org/2.png", width=300, height=100),
        ),
        attachments=(
            Attachment(
                url="https://cdn.example.org/1.mp3",
                media_type="audio/mpeg",
                title="One",
                size_bytes=7,
                duration_seconds=1.5,
            ),
        ),
        original_url="https://other.example.com/",
    )
    feed = Feed(
        site=replace(
            site,
            icon_url="https://news.example.org/512.png",
            favicon_url="https://news.example.org/64.png",
            hub_urls=("https://hub.example.net/",),
        ),
        title="Harbour",
        url="https://news.example.org/feed.json",
        articles=(article, make_article("bare")),
        next_url="https://news.example.org/feed-2.json",
    )
    (document,) = render(feed, "feed.json")
    return document


@pytest.fixture
def read(full: Document) -> Any:
    return json.loads(full.body)


def test_top_level_version_is_at_the_very_top(full: Document) -> None:
    assert full.body.startswith(b'{\n  "version": "https://jsonfeed.org/version/1.1",\n')


def test_top_level_title_names_the_feed(read: Any) -> None:
    assert read["title"] == "Harbour"


def test_top_level_home_page_url_and_feed_url_are_there(read: Any) -> None:
    assert read["home_page_url"] == "https://news.example.org/"
    assert read["feed_url"] == "https://news.example.org/feed.json"


def test_top_level_description_says_more_than_the_title(read: Any) -> None:
    assert read["description"] == "News from the quay"


def test_top_level_next_url_is_another_than_feed_url(read: Any, make_feed: MakeFeed) -> None:
    assert read["next_url"] == "https://news.example.org/feed-2.json"
    with pytest.raises(FormatError):
        list(render(make_feed(next_url="https://news.example.org/feed"), "feed.json"))


def test_top_level_icon_is_the_large_picture_and_favicon_the_small_one(read: Any) -> None:
    assert (read["icon"], read["favicon"]) == ("https://news.example.org/512.png", "https://news.example.org/64.png")


def test_top_level_authors_each_have_a_member_at_least(read: Any) -> None:
    assert read["authors"] == [{"name": "The Desk", "url": "https://news.example.org/desk"}]


def test_top_level_language_is_a_tag_of_rfc_5646(read: Any) -> None:
    assert read["language"] == "en"


def test_top_level_hubs_each_have_a_type_and_a_url(read: Any) -> None:
    assert read["hubs"] == [{"type": "WebSub", "url": "https://hub.example.net/"}]


def test_items_is_required_even_where_there_is_none(make_feed: MakeFeed) -> None:
    (document,) = render(make_feed(), "feed.json")
    assert json.loads(document.body)["items"] == []


def test_items_id_is_a_string_that_an_edit_does_not_change(make_article: MakeArticle, make_feed: MakeFeed) -> None:
    drafts = [make_article(id="tag:x,2024:1"), make_article("moved", id="tag:x,2024:1", title="Edited")]
    ids = [json.loads(next(render(make_feed(draft), "f")).body)["items"][0]["id"] for draft in drafts]
    assert ids == ["tag:x,2024:1", "tag:x,2024:1"]


def test_items_url_is_present_regardless_of_the_id(read: Any) -> None:
    assert read["items"][1]["url"] == read["items"][1]["id"] == "https://news.example.org/bare/"


def test_items_external_url_is_the_page_elsewhere(read: Any) -> None:
    assert read["items"][0]["external_url"] == "https://other.example.com/"


def test_items_title_is_optional_as_microblog_posts_have_none(make_article: MakeArticle, make_feed: MakeFeed) -> None:
    note = make_article(title="The tide turns.", has_title=False)
    (item,) = json.loads(next(render(make_feed(note), "f")).body)["items"]
    assert ("title" in item, item["content_text"]) == (False, "The tide turns.")


def test_items_content_html_or_content_text_is_present(read: Any) -> None:
    assert [("content_html" in item, "content_text" in item) for item in read["items"]] == [
        (True, False),
        (False, True),
    ]


def test_items_html_stands_in_content_html_only(make_article: MakeArticle, make_feed: MakeFeed) -> None:
    # A text about HTML is plain text: it is neither escaped nor taken for markup.
    (document,) = render(make_feed(make_article(title="Use <b> & <i>", summary="1 < 2")), "feed.json")
    (item,) = json.loads(document.body)["items"]
    assert (item["title"], item["content_text"]) == ("Use <b> & <i>", "1 < 2")


def test_items_summary_is_plain_text(read: Any) -> None:
    assert read["items"][0]["summary"] == "In a word"


def test_items_image_is_the_main_one_and_banner_image_another(read: Any) -> None:
    item = read["items"][0]
    assert (item["image"], item["banner_image"]) == ("https://i.example.org/1.png", "https://i.example.org/2.png")


def test_items_dates_are_in_rfc_3339_format(read: Any) -> None:
    item = read["items"][0]
    assert (item["date_published"], item["date_modified"]) == ("2024-01-30T18:21:00Z", "2024-02-01T00:00:00Z")
    assert all(RFC_3339.fullmatch(item[name]) for name in ("date_published", "date_modified"))


def test_items_authors_have_the_structure_of_the_top_level(read: Any) -> None:
    assert read["items"][0]["authors"] == [
        {"name": "Ana", "url": "https://example.org/ana", "avatar": "https://example.org/ana.png"}
    ]


def test_items_tags_are_an_array_of_strings(read: Any) -> None:
    assert read["items"][0]["tags"] == ["Harbour", "Tides"]


def test_items_language_can_differ_from_the_feeds(read: Any) -> None:
    assert (read["items"][0]["language"], read["items"][1].get("language")) == ("de", None)


def test_attachments_have_url_and_mime_type_and_numbers(read: Any) -> None:
    assert read["items"][0]["attachments"] == [
        {
            "url": "https://cdn.example.org/1.mp3",
            "mime_type": "audio/mpeg",
            "title": "One",
            "size_in_bytes": 7,
            "duration_in_seconds": 1.5,
        }
    ]


def test_deprecations_author_is_not_written(full: Document) -> None:
    assert b'"author"' not in full.body


def test_extensions_none_is_written(full: Document) -> None:
    names: list[str] = []
    json.loads(full.body, object_pairs_hook=lambda pairs: names.extend(name for name, _ in pairs))
    assert names
    assert not [name for name in names if name.startswith("_") or "." in name]


def test_suggestions_for_publishers_the_media_type_is_application_feed_json(full: Document) -> None:
    assert full.media_type == syndicate_formats()[0].media_type == "application/feed+json"


def test_suggestions_for_publishers_the_encoding_is_utf_8_without_a_mark(
    make_article: MakeArticle, make_feed: MakeFeed
) -> None:
    (document,) = render(make_feed(make_article(title="Łódź 🎶")), "feed.json")
    assert document.body.startswith(b"{")
    assert '"title": "Łódź 🎶"'.encode() in document.body


def test_no_member_is_null_or_empty(read: Any) -> None:
    def values(value: Any) -> Iterator[Any]:
        yield value
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from values(inner)

    assert not [value for value in values(read) if value in (None, "", [], {})]


def test_the_json_schema_of_the_schema_store_agrees(full: Document, make_feed: MakeFeed) -> None:
    folder = SHARED / "schemas" / "jsonfeed"
    require(folder.is_dir(), f"no schemas in {folder}")
    jsonschema = import_module("jsonschema")
    referencing = import_module("referencing")
    schemas = {name: json.loads((folder / f"{name}.json").read_text("utf-8")) for name in ("feed", "feed-1")}
    registry = referencing.Registry().with_resources(
        (schema["id"], referencing.Resource.from_contents(schema, referencing.jsonschema.DRAFT4))
        for schema in schemas.values()
    )
    judge = jsonschema.Draft4Validator(schemas["feed"], registry=registry)
    (empty,) = render(make_feed(), "feed.json")
    assert not list(judge.iter_errors(json.loads(full.body)))
    assert not list(judge.iter_errors(json.loads(empty.body)))
    assert list(judge.iter_errors({**json.loads(full.body), "authors": [{}]})), "the schema itself does not judge"
