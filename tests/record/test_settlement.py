"""What the record gets to say of articles: in a first export they are not held all at once, and nothing else differs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from syndicate import Article
from syndicate.record.identity import Identity
from syndicate.record.record import Record
from syndicate.record.settlement import Settlement
from syndicate.store.store import Store, private_store

NOW = datetime(2024, 5, 1, tzinfo=UTC)
SLUGS = ("b", "a", "%C3%A9", "z", "a/b", "aa", "c", "A")


def store_of(slugs: tuple[str, ...]) -> Store:
    store = private_store()
    store.add_articles(
        [
            Article(
                title=slug,
                url=f"https://e.org/{number}",
                id=f"tag:e.org,2024:{slug}" if number % 3 else "",
                published_at=NOW - timedelta(days=number),
            )
            for number, slug in enumerate(slugs)
        ]
    )
    return store


@pytest.mark.parametrize("chosen", [set(range(1, 1000)), {1, 3, 4, 8}, set()])
def test_a_first_export_says_the_same_whether_or_not_its_lines_are_held(chosen: set[int], tmp_path: Path) -> None:
    found = []
    for ids_differ in (False, True):
        store, record = store_of(SLUGS), Record(tmp_path / "r")
        store.ids_differ = ids_differ
        identity = Identity(record, NOW)
        identity.identify(store, store.give_ids)
        settlement = Settlement(identity, store, chosen & store.ids().keys())
        settlement.settle(lambda _: (), leaves=True)
        found.append((record.text_after([], [], [], keeps_old=False), settlement.settled, settlement.withdrawn))
    assert found[0] == found[1]
    assert found[0][0].count(b"\n{") == len(chosen & set(range(1, 9)))


def test_a_record_that_has_taken_what_was_settled_is_as_one_that_reads_it(tmp_path: Path) -> None:
    record = Record(tmp_path / "r")
    identity, store = Identity(record, NOW), store_of(SLUGS)
    identity.identify(store, store.give_ids)
    Settlement(identity, store, set(store.ids())).settle(lambda _: (), leaves=False)
    after = record.digest_after
    text = record.text_after([], [], [], keeps_old=False)
    record.take(text)
    read = Record(tmp_path / "r", text)
    assert (record.text_of_articles, record.digest, after) == (
        read.text_of_articles,
        read.digest,
        read.digest_of_articles,
    )
    record.take(text[:-2])  # which somebody has cut
    assert record.text_of_articles == read.text_of_articles[:-2]
    assert record.digest_of_articles != after
