"""Which articles, in which order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from syndicate import Article, Origin, select

Make = Callable[..., Article]
NOON = datetime(2024, 1, 30, 12, tzinfo=UTC)


def at(minutes: int, slug: str = "", **fields: object) -> Article:
    url = f"https://e.org/{slug or minutes}"
    return Article(title="T", url=url, published_at=NOON + timedelta(minutes=minutes), **fields)  # type: ignore[arg-type]


def test_the_newest_come_first_and_ties_are_parted_by_id() -> None:
    articles = [at(1, "b"), at(2, "c"), at(1, "a")]
    assert [article.url[-1] for article in select(articles).articles] == ["c", "a", "b"]


TWIN = at(3, "d", summary="twin", origin=Origin(path="z.md"))


@given(order=st.permutations([at(1, "a"), at(1, "b"), at(2, "c"), at(3, "d"), TWIN]))
def test_the_order_read_does_not_matter(order: list[Article]) -> None:
    selection = select(order)
    assert [article.url[-1] for article in selection.articles] == ["d", "c", "a", "b"]
    assert selection.articles[0].summary == ""
    assert len(selection.faults) == 1


def test_the_limit_leaves_the_newest() -> None:
    articles = [at(minutes) for minutes in range(5)]
    assert [article.url[-1] for article in select(articles, limit=2).articles] == ["4", "3"]
    assert len(select(articles, limit=9).articles) == 5


def test_every_predicate_counts_what_it_leaves() -> None:
    articles = [at(minutes) for minutes in range(6)]
    is_even = [lambda article: article.published_at.minute % 2 == 0, lambda article: article.published_at.minute > 2]
    selection = select(articles, is_even)
    assert [article.url[-1] for article in selection.articles] == ["4"]
    assert selection.left_after == (3, 1)


def test_of_two_with_one_id_the_newest_stays_and_the_fault_names_both() -> None:
    older = at(1, "a", id="tag:e.org,2024:x", origin=Origin(path="old.md", line=3))
    newer = at(2, "b", id="tag:e.org,2024:x", origin=Origin(path="new.md", line=1))
    selection = select([older, newer])
    assert selection.articles == [newer]
    assert [str(fault) for fault in selection.faults] == [
        "old.md:3:1: id: 'tag:e.org,2024:x' is also the id of new.md:1, which stays; give one of them its own URL or id"
    ]


def test_of_two_of_one_moment_the_last_changed_stays() -> None:
    edited = at(1, "a", updated_at=NOON + timedelta(hours=1), summary="edited", origin=Origin(path="z.md"))
    assert select([at(1, "a", origin=Origin(path="a.md")), edited]).articles == [edited]


def test_twins_without_a_file_are_named_by_title_and_url() -> None:
    fault = select([at(1, "a"), at(1, "a", summary="twin")]).faults[0]
    assert str(fault).startswith("https://e.org/a: id: 'https://e.org/a' is also the id of the article 'T'")


def test_a_twin_that_no_filter_leaves_is_no_fault(make_article: Make) -> None:
    draft = make_article(is_published=False)
    assert select([make_article(), draft], [lambda article: article.is_published]).faults == ()


@pytest.mark.parametrize("articles", [[], [at(1)]])
def test_few_articles_are_no_reason_to_fail(articles: list[Article]) -> None:
    assert select(articles, [lambda _: True], 1).articles == articles
