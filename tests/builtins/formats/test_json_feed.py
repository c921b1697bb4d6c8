"""JSON Feed: what stands in the file, and that it comes back out."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from msgspec.structs import replace

from syndicate import Article, Attachment, Author, Feed, FormatError, Image, Provider, Site
from syndicate.builtins.formats.json_feed import render, syndicate_formats
from syndicate.model import absolute_url, one_line
from tests.conftest import Golden, MakeArticle, MakeFeed

ANY_TEXT = st.text(st.characters(), max_size=40)  # halves of surrogate pairs and control characters too
ANY_PATH = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=40)  # no URL has control characters


def read(feed: Feed) -> Any:
    """Return what the standard library reads in *feed*'s only document."""
    (document,) = render(feed, "feed.json")
    return json.loads(document.body)


def read_item(feed: Feed) -> Any:
    (item,) = read(feed)["items"]
    return item


def test_the_format_is_offered_by_its_name() -> None:
    (offered,) = syndicate_formats()
    assert (offered.name, offered.media_type, offered.filename, offered.is_paged) == (
        "json",
        "application/feed+json",
        "feed.json",
        True,
    )


def test_the_document_says_where_it_goes_and_what_it_is(make_article: MakeArticle, make_feed: MakeFeed) -> None:
    (document,) = render(make_feed(make_article("a"), make_article("b")), "topics/ai.json")
    assert (document.path, document.media_type, document.entry_count, document.warnings) == (
        "topics/ai.json",
        "application/feed+json",
        2,
        (),
    )


def test_a_plain_feed(golden: Golden, make_article: MakeArticle, make_feed: MakeFeed) -> None:
    feed = make_feed(make_article(summary="The ferry waits."), make_article("fog", title="Fog"))
    (document,) = render(feed, "feed.json")
    golden("json/plain.json", document.body)


def test_a_feed_with_everything(golden: Golden, site: Site) -> None:
    article = Article(
        id="tag:news.example.org,2024:kueste",
        title="Küste & „Kai“: 3 < 4",
        url="https://news.example.org/k%C3%BCste?a=1&b=2",
        published_at=datetime(2024, 1, 30, 18, 21, tzinfo=UTC),
        updated_at=datetime(2024, 2, 1, 9, tzinfo=UTC),
        summary="Ebbe, Flut — und ein Kran.",
        content_html='<p>Ebbe &amp; Flut</p>\n<img src="https://img.example.org/body.png?w=9&amp;h=3">',
        topics=("Häfen", "日本語"),
        authors=(
            Author(name="Ana Ruiz", email="ana@example.org", url="https://example.org/ana"),
            Author(name="Jürgen Groß", avatar_url="https://example.org/jg.png"),
        ),
        language="de",
        images=(
            Image(url="https://img.example.org/quay.jpg", width=1600, height=500),
            Image(url="https://img.example.org/body.png?w=9&h=3", width=900, height=300),
            Image(url="https://img.example.org/wide.jpg", width=1200, height=600),
        ),
        attachments=(
            Attachment(
                url="https://cdn.example.org/1.mp3",
                media_type="audio/mpeg",
                size_bytes=1234567,
                duration_seconds=1800.0,
                title="Folge 1",
            ),
            Attachment(url="https://cdn.example.org/1.ogg", media_type="audio/ogg", duration_seconds=12.5),
        ),
        amp_url="https://news.example.org/amp/k",
        original_url="https://other.example.com/kueste",
        provider=Provider(name="Other"),
        extra={"secured": "never shown"},
    )
    feed = Feed(
        site=replace(
            site,
            icon_url="https://news.example.org/icon.png",
            favicon_url="https://news.example.org/favicon.png",
            hub_urls=("https://hub.example.net/",),
        ),
        title="Häfen",
        url="https://news.example.org/feed.json",
        articles=(article,),
        next_url="https://news.example.org/feed-2.json",
        topic="Häfen",
    )
    (document,) = render(feed, "feed.json")
    golden("json/everything.json", document.body)


def test_an_empty_feed(golden: Golden, make_feed: MakeFeed) -> None:
    (document,) = render(make_feed(), "feed.json")
    golden("json/empty.json", document.body)


def test_a_body_leaves_the_summary_beside_it(make_article: MakeArticle, make_feed: MakeFeed) -> None:
    item = read_item(make_feed(make_article(content_html="<p>Long</p>", summary="Short")))
    assert (item["content_html"], item["summary"], "content_text" in item) == ("<p>Long</p>", "Short", False)


@pytest.mark.parametrize("content_html", ["", " \n"])
def test_without_a_body_the_summary_is_the_text_and_is_not_said_twice(
    content_html: str, make_article: MakeArticle, make_feed: MakeFeed
) -> None:
    item = read_item(make_feed(make_article(content_html=content_html, summary="Short")))
    assert (item["content_text"], "summary" in item, "content_html" in item) == ("Short", False, False)


def test_without_body_and_summary_the_title_is_the_text(make_article: MakeArticle, make_feed: MakeFeed) -> None:
    assert read_item(make_feed(make_article(title="Fog")))["content_text"] == "Fog"


def test_an_article_without_authors_bears_the_sites(make_article: MakeArticle, make_feed: MakeFeed) -> None:
    item = read_item(make_feed(make_article()))
    assert item["authors"] == [{"name": "The Desk", "url": "https://news.example.org/desk"}]


def test_no_address_is_given_away(make_article: MakeArticle, make_feed: MakeFeed) -> None:
    (document,) = render(make_feed(make_article(authors=(Author(name="Ann", email="ann@example.org"),))), "feed.json")
    assert b"@" not in document.body


@pytest.mark.parametrize(("language", "expected"), [("", None), ("en", None), ("EN", None), ("en-GB", "en-GB")])
def test_the_language_of_an_article_is_told_where_it_is_not_the_sites(
    language: str, expected: str | None, make_article: MakeArticle, make_feed: MakeFeed
) -> None:
    assert read_item(make_feed(make_article(language=language))).get("language") == expected


def test_an_article_that_never_changed_has_no_date_of_change(make_article: MakeArticle, make_feed: MakeFeed) -> None:
    assert "date_modified" not in read_item(make_feed(make_article()))


def test_the_page_elsewhere_is_told_where_it_is_another_page(make_article: MakeArticle, make_feed: MakeFeed) -> None:
    here, there = "https://news.example.org/tides/", "https://other.example.com/tides"
    assert read_item(make_feed(make_article(original_url=there)))["external_url"] == there
    assert "external_url" not in read_item(make_feed(make_article(original_url=here)))


@pytest.mark.parametrize(
    ("second", "content_html", "expected"),
    [
        (Image(url="https://i.example.org/2", width=1200, height=600), "", "https://i.example.org/2"),
        (Image(url="https://i.example.org/2", width=1199, height=600), "", None),
        (Image(url="https://i.example.org/2", width=1200), "", None),
        (Image(url="https://i.example.org/2", width=1200, height=0), "", None),
        (Image(url="https://i.example.org/2", width=1200, height=600), '<img src="https://i.example.org/2">', None),
        (
            Image(url="https://i.example.org/2?a&b", width=9, height=3),
            '<img src="https://i.example.org/2?a&amp;b">',
            None,
        ),
    ],
    ids=["twice as wide", "narrower", "of unknown height", "flat", "in the body", "in the body, escaped"],
)
def test_a_banner_is_a_wide_picture_that_stands_neither_first_nor_in_the_body(
    second: Image, content_html: str, expected: str | None, make_article: MakeArticle, make_feed: MakeFeed
) -> None:
    first = Image(url="https://i.example.org/1", width=1200, height=400)
    item = read_item(make_feed(make_article(images=(first, second), content_html=content_html)))
    assert (item["image"], item.get("banner_image")) == ("https://i.example.org/1", expected)


@pytest.mark.parametrize(("seconds", "written"), [(1800.0, "1800"), (1800, "1800"), (0.5, "0.5"), (0.0, "0")])
def test_whole_seconds_are_written_whole(
    seconds: float, written: str, make_article: MakeArticle, make_feed: MakeFeed
) -> None:
    attachment = Attachment(url="https://cdn.example.org/1.mp3", media_type="audio/mpeg", duration_seconds=seconds)
    (document,) = render(make_feed(make_article(attachments=(attachment,))), "feed.json")
    assert f'"duration_in_seconds": {written}\n' in document.body.decode()


def test_a_feed_that_is_its_own_next_page_is_refused(make_feed: MakeFeed) -> None:
    with pytest.raises(FormatError, match=r"json: .* itself as its next page"):
        list(render(make_feed(next_url="https://news.example.org/feed"), "feed.json"))


def test_what_the_model_does_not_know_stays_out(make_article: MakeArticle, make_feed: MakeFeed) -> None:
    (document,) = render(make_feed(make_article(extra={"secured": "blob"})), "feed.json")
    assert b"blob" not in document.body


def test_it_is_laid_out_as_people_read_it(make_article: MakeArticle, make_feed: MakeFeed) -> None:
    feed = make_feed(make_article(summary="a\nb", topics=("é\u2028", '"\\')), make_article("fog"))
    (document,) = render(feed, "feed.json")
    expected = json.dumps(json.loads(document.body), indent=2, ensure_ascii=False) + "\n"
    assert document.body.decode() == expected


def test_it_gives_the_same_bytes_twice(make_article: MakeArticle, make_feed: MakeFeed) -> None:
    feed = make_feed(make_article("a", topics=("b", "c")), make_article("d"))
    assert list(render(feed, "feed.json")) == list(render(feed, "feed.json"))


@settings(max_examples=60, deadline=None)
@given(
    title=ANY_TEXT.filter(lambda text: one_line(text).strip()),
    summary=ANY_TEXT,
    content_html=ANY_TEXT,
    topic=ANY_TEXT,
    path=ANY_PATH,
)
def test_any_text_survives_the_journey(title: str, summary: str, content_html: str, topic: str, path: str) -> None:
    url = absolute_url(f"a/{path}", "https://news.example.org/")
    article = Article(
        title=title,
        url=url,
        published_at=datetime(2024, 1, 30, tzinfo=UTC),
        summary=summary,
        content_html=f"<p>{content_html}",
        topics=(topic,),
    )
    site = Site(title=title, url="https://news.example.org/", description=summary)
    item = read_item(Feed(site=site, title=title, url="https://news.example.org/feed.json", articles=(article,)))
    assert item["title"] == article.title
    assert item["url"] == item["id"] == article.url
    assert item.get("summary", "") == article.summary
    assert item["content_html"] == article.content_html
    assert tuple(item.get("tags", ())) == article.topics
