"""Choices that outlive an export are what choosing in full would give, whatever has happened to the articles."""

from __future__ import annotations

import random
from array import array
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st
from msgspec.structs import replace

from syndicate import Article, Author, Origin, Registry
from syndicate.index.choices import ChoiceCache, moved, splice, spliced, spliced_bytes
from syndicate.index.documents import PublishedFeeds
from syndicate.index.index import Index
from syndicate.parts.items import Run, Stamp
from syndicate.pipeline.choose import Choice, choose
from syndicate.pipeline.publish.target import target_of
from syndicate.settings import make_plan, settings_of
from syndicate.settings.plan import Plan
from syndicate.store.known import KnownItem
from syndicate.store.rows import row_of, seconds
from syndicate.store.store import KnownUnusableError
from syndicate.store.thresholds import Thresholds

START = datetime(2024, 1, 1, tzinfo=UTC)
TOPICS = ["AI", "Feeds", "feeds", "Maps", "Köln"]
FEEDS: list[dict[str, Any]] = [
    {"format": "amp-sitemap"},
    {"format": "atom", "each": "topic", "path": "topics/{topic}.xml"},
    *(
        {"format": "atom", "each": kind, "path": f"by/{{{kind}}}.xml"}
        for kind in ("author", "section", "language", "year")
    ),
    {"format": "rss", "filters": {"topics": {"any": ["AI", "Maps"], "none": ["Feeds"]}}, "limit": 3},
    {"format": "json", "filters": {"where": {"quality": {"min": 3}}}},
    {"format": "atom", "filters": {"published": {"future": True, "expired": True}}},
    {"format": "rss", "path": "all.xml", "filters": {"published": False}},
    {"format": "rss", "path": "recent.xml", "filters": {"dates": {"days": 3}}},
]


SMALL = Thresholds(choice_articles=0)


def an_article(rng: random.Random, twins: float) -> Article:
    day = timedelta(days=rng.randrange(8), hours=rng.choice([0, 0, 0, 5, 13]))
    number = rng.randrange(20) if rng.random() < twins else rng.randrange(10**9)
    return Article(
        id=f"tag:e.org,2024:{number}",
        title=f"T {rng.randrange(100)}",
        url=f"https://e.org/{number}",
        published_at=START + day,
        updated_at=rng.choice([None, START + day + timedelta(hours=rng.randrange(3))]),
        expires_at=rng.choice([None, None, START + day + timedelta(days=2)]),
        is_published=rng.random() < 0.8,
        topics=tuple(rng.sample(TOPICS[:2] + TOPICS[3:], rng.randrange(3))) or tuple(rng.sample(TOPICS[2:], 1)),
        authors=tuple(Author(name=name) for name in rng.choice([(), ("Ann",), ("ann", "Bo")])),
        language=rng.choice(["", "en", "de", "EN"]),
        origin=rng.choice([None, Origin(path="c/essays/a.md"), Origin(path="c/notes/b.md"), Origin(path="c/x.md")]),
        extra={"quality": rng.randrange(6)},
    )


def planned(now: datetime, folder: Path) -> tuple[Plan, Registry]:
    registry = Registry(distributions=())
    values = {"site": {"title": "T", "url": "https://e.org", "authors": "A"}, "source": {"paths": ["c"]}}
    return make_plan(settings_of(values | {"feeds": FEEDS}, folder), registry, now=now), registry


class Exports:
    """Exports of items, each of which is a list of articles."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.thresholds = SMALL
        self.filled: list[str] = []
        self.full: list[str] = []
        self.items: dict[str, tuple[int, list[Article]]] = {}
        self.failures: list[str] = []

    def go(self, now: datetime, *, is_kept: bool = True) -> None:
        """Choose with what is kept and in full, and hold the two against each other."""
        plan, registry = planned(now, self.folder)
        index = Index(self.folder / "index", b"f", has_extra=True)
        try:
            keys = sorted(self.items)
            stamps: list[Stamp] = [(1, self.items[key][0]) for key in keys]
            matched = index.match(Run(keys, stamps))
            for at in matched.changed:
                number, articles = self.items[keys[at]]
                rows = [row_of(article, number.to_bytes(8, "big"), has_extra=True) for article in articles]
                first = index.add([row for row, _ in rows], [record for _, record in rows])
                replaced = [(matched.firsts[at], matched.counts[at])] if matched.counts[at] else []
                index.remember([KnownItem(keys[at], stamps[at], first, len(rows), None, b"")], replaced)
            index.save()
            standing = PublishedFeeds(index, plan, registry, target_of(self.folder / "o"))
            known_choices = ChoiceCache(index, standing.filters_fingerprint, seconds(now), self.thresholds)
            plain = known_choices.fill

            def fill(choice: Choice) -> bool:
                is_filled = plain(choice)
                (self.filled if is_filled else self.full).append(choice.path)
                return is_filled

            known_choices.fill = fill  # type: ignore[method-assign]
            found = choose(plan.feeds, index.store, known=known_choices)
            expected = choose(plan.feeds, index.store)
            assert [columns(choice) for choice in found] == [columns(choice) for choice in expected]
            if is_kept:
                known_choices.save()
                index.save()
            self.failures.append(known_choices.failure)
        finally:
            index.close()


def columns(choice: Choice) -> tuple[Any, ...]:
    counts = choice.left_after if not len(choice) else None
    given = (choice.numbers, choice.published, choice.modified, bytes(choice.digests), choice.places)
    return (*given, choice.faults, choice.failure, counts)


@pytest.mark.parametrize("twins", [0.0, 0.1])
@pytest.mark.parametrize("seed", range(4))
def test_after_any_edits_a_choice_is_what_choosing_in_full_gives(tmp_path: Path, seed: int, twins: float) -> None:
    rng = random.Random(seed)
    exports = Exports(tmp_path)
    stamp = 0
    now = START + timedelta(days=4)
    for _ in range(20):
        for _ in range(rng.choice([0, 1, 1, 2, 5])):
            stamp += 1
            key = f"{rng.randrange(30)}.md"
            before = exports.items.get(key)
            if before and rng.random() < 0.2:
                del exports.items[key]
            elif before and rng.random() < 0.5:  # the same articles, changed
                articles = [an_article(rng, 0) for _ in before[1]]
                same = [replace(new, id=old.id, url=old.url) for new, old in zip(articles, before[1], strict=True)]
                exports.items[key] = stamp, same
            else:
                exports.items[key] = stamp, [an_article(rng, twins) for _ in range(rng.choice([0, 1, 1, 1, 3]))]
        if rng.random() < 0.5:
            now += timedelta(hours=rng.randrange(-20, 40))
        exports.go(now, is_kept=rng.random() < 0.8)
    assert not any(exports.failures)
    assert len(exports.filled) > 10
    assert "recent.xml" not in exports.filled  # its window moves with the clock


def grown(tmp_path: Path, count: int = 20) -> Exports:
    rng = random.Random(1)
    exports = Exports(tmp_path)
    exports.items = {f"{number:03}": (1, [an_article(rng, 0)]) for number in range(count)}
    exports.go(START + timedelta(days=5))
    exports.filled, exports.full = [], []
    return exports


def test_where_one_article_has_changed_only_a_window_that_moves_with_the_clock_is_looked_through(
    tmp_path: Path,
) -> None:
    exports = grown(tmp_path)
    exports.items["003"] = 2, [an_article(random.Random(2), 0)]
    exports.go(START + timedelta(days=5))
    assert exports.full == ["recent.xml"]


def test_an_article_that_takes_the_id_of_another_one_has_all_chosen_in_full(tmp_path: Path) -> None:
    exports = grown(tmp_path)
    (first,), (second,) = exports.items["003"][1], exports.items["004"][1]
    twin = replace(second, id=first.id, published_at=first.published_at + timedelta(hours=1))
    for articles in ([twin], [second]):
        exports.items["004"] = exports.items["004"][0] + 1, articles
        exports.filled = []
        exports.go(START + timedelta(days=5))
        assert exports.filled == []
    exports.go(START + timedelta(days=5))
    assert exports.filled


def test_an_article_of_a_later_day_comes_in_when_it_is_due(tmp_path: Path) -> None:
    exports = grown(tmp_path)
    for day in (6, 7, 4, 9):
        exports.go(START + timedelta(days=day))
    assert "sitemap.xml" in exports.filled
    assert "sitemap.xml" not in exports.full


@pytest.mark.parametrize("days", [(5, 2, 5), (5, 6, 8, 5), (5, 8, 6, 2), (5, 3, 7)], ids=str)
def test_now_may_go_to_and_fro_past_an_article_that_has_come(tmp_path: Path, days: tuple[int, ...]) -> None:
    rng = random.Random(1)
    exports = Exports(tmp_path)
    exports.items = {f"{day}": (1, [dated(rng, day)]) for day in (0, 1, 9)}
    exports.go(START + timedelta(days=days[0]))
    exports.items |= {f"{day}": (1, [dated(rng, day)]) for day in (3, 7)}
    exports.full = []
    for day in days:
        exports.go(START + timedelta(days=day))
    assert "sitemap.xml" not in exports.full


def dated(rng: random.Random, day: int) -> Article:
    given = an_article(rng, 0)
    at = START + timedelta(days=day)
    return replace(given, published_at=at, updated_at=None, expires_at=None, is_published=True)


@pytest.mark.parametrize("limit", ["choice_changes", "choice_steps"])
def test_too_many_changes_are_chosen_among_in_full(tmp_path: Path, limit: str) -> None:
    exports = grown(tmp_path)
    exports.thresholds = replace(SMALL, **{limit: 1})
    exports.items["003"] = 2, [an_article(random.Random(2), 0)]
    exports.go(START + timedelta(days=5))
    assert exports.full


def test_what_was_read_by_an_export_that_kept_no_choice_is_not_lost(tmp_path: Path) -> None:
    exports = grown(tmp_path)
    exports.items["003"] = 2, [an_article(random.Random(2), 0)]
    exports.go(START + timedelta(days=5), is_kept=False)
    exports.filled = []
    exports.go(START + timedelta(days=5))
    assert not exports.filled


def test_an_index_that_fails_costs_nothing_but_the_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exports = grown(tmp_path)

    def fail(*_: object) -> None:
        raise KnownUnusableError("cannot be read: the disk is on fire")

    monkeypatch.setattr(Index, "ask", fail)
    exports.go(START + timedelta(days=5))
    assert exports.failures[-1] == "cannot be read: the disk is on fire"
    assert not exports.filled


@given(st.data())
def test_a_spliced_sequence_is_what_taking_out_and_putting_in_gives(data: st.DataObject) -> None:
    values = data.draw(st.lists(st.integers(0, 255), max_size=12))
    removed = sorted(data.draw(st.sets(st.integers(0, max(len(values) - 1, 0)), max_size=len(values))))
    removed = [place for place in removed if place < len(values)]
    left = [value for place, value in enumerate(values) if place not in removed]
    added = sorted(data.draw(st.lists(st.integers(0, len(left)), max_size=5)))
    new = list(range(300, 300 + len(added)))
    expected = left.copy()
    for place, value in reversed([*zip(added, new, strict=True)]):
        expected.insert(place, value)
    parts = splice(len(values), removed, added)
    assert spliced(array("q", values), parts, new).tolist() == expected
    wide = [bytes(2) + value.to_bytes(2, "big") for value in (*values, *new)]
    given_bytes, new_bytes = b"".join(wide[: len(values)]), wide[len(values) :]
    assert spliced_bytes(given_bytes, 4, parts, new_bytes) == b"".join(
        bytes(2) + value.to_bytes(2, "big") for value in expected
    )
    places = sorted(data.draw(st.sets(st.integers(0, max(len(values) - 1, 0)))))
    places = [place for place in places if place < len(values)]
    wanted = {number for number in range(len(new)) if number % 2}
    names = [(value, place) for place, value in enumerate(values)]
    stay = [name for place, name in enumerate(names) if place not in removed]
    for place, number in reversed([*zip(added, range(len(new)), strict=True)]):
        stay.insert(place, (-1, number))
    marked = {names[place] for place in places} | {(-1, number) for number in wanted}
    assert moved(array("I", places), parts, wanted).tolist() == [
        place for place, name in enumerate(stay) if name in marked
    ]
