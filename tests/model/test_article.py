from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import given
from hypothesis.strategies import lists, text

from syndicate import Article, ArticleError, Attachment, Author, FeedLink, Image, Site
from syndicate.model import one_line

URL = "https://example.org/a"
WHEN = datetime(2024, 1, 30, 18, 21, tzinfo=UTC)

Make = Callable[..., Article]


def test_the_id_is_the_url_unless_given(make_article: Make) -> None:
    assert make_article(url=URL).id == URL
    assert make_article(id="tag:example.org,2024:a").id == "tag:example.org,2024:a"


def test_instants_are_kept_in_utc_and_whole_seconds(make_article: Make) -> None:
    local = datetime(2024, 1, 30, 19, 21, 0, 999, tzinfo=timezone(timedelta(hours=1)))
    assert make_article(published_at=local).published_at == WHEN


def test_an_edit_before_publication_does_not_make_an_article_older(make_article: Make) -> None:
    assert make_article(updated_at=WHEN - timedelta(days=1)).modified_at == WHEN


def test_topics_that_differ_in_case_or_accents_are_one(make_article: Make) -> None:
    assert make_article(topics=("AI", "Küste", "ai", " ", "KUSTE")).topics == ("AI", "Küste")


def test_no_break_spaces_say_nothing_where_they_stand_alone(make_article: Make) -> None:
    article = make_article(title="12\xa0km", summary="\xa0", topics=("\xa0", "\u202f \xa0"))
    assert (article.title, article.summary, article.topics) == ("12\xa0km", "", ())


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"authors": ["Ann"]}, "authors: expected Author, found str 'Ann'"),
        ({"authors": "Ann"}, "authors: expected Author, found str 'Ann'"),
        ({"topics": "AI"}, "topics: expected a tuple of texts, found 'AI'; write ('AI',)"),
        ({"published_at": date(2024, 5, 1)}, "published_at: expected datetime, found date '2024-05-01'"),
        ({"updated_at": "2024-05-01"}, "updated_at: expected datetime, found str '2024-05-01'"),
        ({"content_html": None}, "content_html: expected str, found NoneType 'None'; write ''"),
        ({"title": 7}, "title: expected str, found int '7'"),
        ({"id": 7}, "id: expected str, found int '7'"),
    ],
)
def test_a_field_of_another_kind_is_named_where_the_article_is_made(
    make_article: Make, fields: dict[str, object], sentence: str
) -> None:
    with pytest.raises(ArticleError) as error:
        make_article(**fields)
    assert str(error.value) == sentence


def test_an_author_of_a_site_is_no_text() -> None:
    with pytest.raises(ArticleError, match="authors: expected Author, found str 'The Desk'"):
        Site(title="T", url=URL, authors=["The Desk"])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": " \x00 "}, "title"),
        ({"title": "\xa0 \xa0"}, "title"),
        ({"url": "/relative"}, "url"),
        ({"url": "https://example.org/a b"}, "url"),
        ({"amp_url": "javascript:alert(1)"}, "amp_url"),
        ({"published_at": datetime(2024, 1, 1)}, "published_at"),  # noqa: DTZ001
        ({"language": "english language"}, "language"),
        ({"id": "47\n11"}, "id"),
    ],
)
def test_a_broken_promise_names_the_field(fields: dict[str, object], field: str, make_article: Make) -> None:
    with pytest.raises(ArticleError) as caught:
        make_article(**fields)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: Author(name=" "), "name"),
        (lambda: Author(name="Ann", email="ann at example"), "email"),
        (lambda: Image(url=URL, width=-1), "width"),
        (lambda: Attachment(url=URL, media_type="mp3"), "media_type"),
        (lambda: Attachment(url=URL, media_type="audio/mpeg", duration_seconds=float("nan")), "duration_seconds"),
        (lambda: Site(title="", url=URL), "title"),
        (lambda: Site(title="S", url=URL, hub_urls=("hub",)), "hub"),
        (lambda: FeedLink(title="\x00", url=URL, media_type="application/atom+xml"), "title"),
        (lambda: FeedLink(title="F", url="atom.xml", media_type="application/atom+xml"), "url"),
        (lambda: FeedLink(title="F", url=URL, media_type="atom"), "media_type"),
    ],
)
def test_smaller_values_keep_their_promises_too(make: Callable[[], object], field: str) -> None:
    with pytest.raises(ArticleError) as caught:
        make()
    assert caught.value.field == field


@given(title=text(min_size=1), topics=lists(text()), summary=text())
def test_any_article_survives_its_own_json(title: str, topics: list[str], summary: str) -> None:
    if not one_line(title).strip():
        return
    article = Article(title=title, url=URL, published_at=WHEN, topics=tuple(topics), summary=summary)
    assert msgspec.json.decode(msgspec.json.encode(article), type=Article) == article
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(article), type=Article) == article
