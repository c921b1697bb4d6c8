"""An article as a row, and back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from syndicate import Article
from syndicate.store.rows import ArticleLinks, articles_of, row_of
from syndicate.store.sequence import stored
from syndicate.testing.samples import sample_articles

URL = "https://example.org/tides/"


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"original_url": URL},
        {"original_url": "https://example.com/tides"},
        {"id": "tag:example.org,2024:tides", "original_url": URL},
        {"id": URL + "?", "extra": {"a": [1, None]}},
    ],
)
@pytest.mark.parametrize("has_extra", [True, False])
def test_a_row_is_the_article(given: dict[str, Any], has_extra: bool) -> None:  # noqa: FBT001
    article = Article(title="T", url=URL, published_at=datetime(2024, 5, 1, tzinfo=UTC), **given)
    before = repr(article)
    keys, (record, extra) = row_of(article, b"d", has_extra=has_extra)
    assert keys[4] == article.id
    (found,) = articles_of([(record, extra, None)])
    assert found == (article if has_extra else Article(**{**_fields(article), "extra": {}}))
    assert repr(article) == before


def test_a_record_has_its_url_once() -> None:
    article = Article(title="T", url=URL, original_url=URL, published_at=datetime(2024, 5, 1, tzinfo=UTC))
    _, (record, _) = row_of(article, b"", has_extra=False)
    assert record.count(URL.encode()) == 1


def test_links_are_those_of_the_article() -> None:
    articles = sample_articles()
    for asked in (articles, articles[3:9]):
        found = list(stored(asked).links())
        assert len(found) == len(asked)
        for links, article in zip(found, asked, strict=True):
            for field in (*ArticleLinks.__struct_fields__, "modified_at"):
                known = getattr(article, field)
                if field == "images":
                    assert [image.url for image in links.images] == [image.url for image in known]
                else:
                    assert getattr(links, field) == known


def _fields(article: Article) -> dict[str, Any]:
    return {field: getattr(article, field) for field in article.__struct_fields__}
