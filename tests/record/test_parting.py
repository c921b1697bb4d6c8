"""Articles that are as their lines say are passed over: who is recognised is the same as where all are looked at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from syndicate import Article
from syndicate.model import Origin
from syndicate.record import parting, recognition
from syndicate.record.ids import Ids
from syndicate.record.lines import ArticleLine, SortedLines, articles_text
from syndicate.record.parting import MadeId, Parted
from syndicate.record.text import held
from syndicate.store.numbers import Numbers
from syndicate.store.rows import mark_of, seconds
from syndicate.store.store import Store, private_store

NOW = datetime(2024, 5, 1, tzinfo=UTC)
PART = parting.part


def whole(store: Store, lines: SortedLines, made_id: MadeId | None) -> Parted:  # noqa: ARG001
    """Return all articles and all lines: the plain way of part()."""
    articles = store.identities.with_names(list(store.identities))
    return Parted(Numbers(), Numbers(), articles, {line.id: line for line in lines}, [], set())


def made(random: Random) -> tuple[list[Article], list[ArticleLine]]:
    """Return articles and lines that have much in common, by any way there is."""

    def url(ends: tuple[str, ...] = ("", "/", ".html")) -> str:
        return f"https://e.org/{random.choice('abcdefgh')}{random.choice(ends)}"

    def tag() -> str:
        return f"tag:e.org,2024:{random.choice('abcd')}"

    def day() -> datetime:
        return NOW - timedelta(days=random.randrange(3))

    articles, lines = [], []
    for _ in range(random.randrange(12)):
        id_ = tag()
        names: dict[str, Any] = random.choice([{}, {}, {"id": id_}, {"id": url()}, {"id": id_, "made_id": id_}])
        if random.random() < 0.2:
            names["aliases"] = (url(),)
        place = Origin(path=f"{random.choice('abcdef')}.md") if random.random() < 0.9 else None
        article = Article(title=random.choice("TUV"), url=url(), published_at=day(), origin=place, **names)
        articles.append(article)
        if random.random() < 0.6:
            mark = mark_of(article.title, seconds(article.published_at))
            source = place.path if place else ""
            lines.append(ArticleLine(id=article.id, url=article.url, source=source, mark=mark, published=NOW))
    for _ in range(random.randrange(6)):
        mark, source = mark_of(random.choice("TUV"), seconds(day())), random.choice(["", "a.md", "b.md", "c.md"])
        before, gone = tuple(url() for _ in range(random.randrange(2))), random.choice([None, None, NOW])
        id_ = random.choice([tag(), url()])
        lines.append(ArticleLine(id=id_, url=url(), source=source, mark=mark, before=before, published=NOW, gone=gone))
    return articles, list({line.id: line for line in lines}.values())


@pytest.mark.parametrize("few", [10_000, 0])
@pytest.mark.parametrize("ids", ["frozen", "url", "tag:e.org,2024:{path}"])
def test_what_is_passed_over_changes_nothing(ids: str, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parting, "_FEW", few)
    monkeypatch.setattr(parting, "_AT_ONCE", 2)
    made_id = None if ids == "frozen" else Ids(ids).of
    passed = 0
    for seed in range(250):
        random = Random(seed)
        articles, several = made(random)
        store, lines = private_store(), SortedLines(held(articles_text(several)))
        store.add_articles(articles)
        if articles and random.random() < 0.3:
            store.give_ids({random.randrange(len(articles)) + 1: f"https://e.org/{random.choice('abcd')}"})
        found = {}
        for way in (whole, PART):
            monkeypatch.setattr(recognition, "part", way)
            all_found = recognition.recognise(store, lines, made_id)
            passed += way is PART and len(store) - len(all_found.others)
            # Of those that are new only a few are told.
            others = [pair for pair in all_found.others if pair[1] is not None]
            found[way] = *map(list, all_found[:2]), others, [line.id for line in all_found.missing]
            # No more is asked of those near by.
            found[way] += ([article[:6] for article in all_found.near],)
        assert found[PART] == found[whole], seed
    assert passed > 100
