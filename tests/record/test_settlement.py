"""What the record gets to say of articles: in a first export they are not held all at once, and nothing else differs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from syndicate import Article
from syndicate.record.identity import Identity
from syndicate.record.ids import Ids
from syndicate.record.record import Record, open_record
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


def written(record: Record) -> bytes:
    """Return what *record* would write for its articles."""
    return b"".join(record.text_after([], [], [], keeps_old=False).articles.chunks())


@pytest.mark.parametrize("chosen", [set(range(1, 1000)), {1, 3, 4, 8}, set()])
def test_a_first_export_says_the_same_whether_or_not_its_lines_are_held(
    chosen: set[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for at_once in (500, 1):
        monkeypatch.setattr("syndicate.record.settlement._AT_ONCE", at_once)
        store, record = store_of(SLUGS), Record(tmp_path / "r")
        identity = Identity(record, NOW)
        identity.identify(store, store.give_ids)
        settlement = Settlement(identity, store, chosen & store.ids().keys())
        settlement.settle(lambda _: (), leaves=True)
        found.append((written(record), settlement.settled, settlement.withdrawn))
    assert found[0] == found[1]
    assert found[0][0].count(b"\n") == len(chosen & set(range(1, 9)))


@pytest.mark.parametrize("held_bytes", [1 << 20, 0])
def test_a_record_that_has_taken_what_was_settled_is_as_one_that_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held_bytes: int
) -> None:
    for module in ("record", "text"):
        monkeypatch.setattr(f"syndicate.record.{module}.HELD_BYTES", held_bytes)
    record = Record(tmp_path / "r")
    identity, store = Identity(record, NOW), store_of(SLUGS)
    identity.identify(store, store.give_ids)
    Settlement(identity, store, set(store.ids())).settle(lambda _: (), leaves=False)
    after = record.digest_after
    text = record.text_after([], [], [], keeps_old=False)
    record.path.write_bytes(b"".join([text.files, *text.articles.chunks()]))
    record.take(text)
    read = open_record(record.path, is_whole=True, is_noted=True, ids=Ids("frozen"))
    assert read.says(text)
    assert (record.digest, after) == (read.digest, read.digest_of_articles)
    assert list(record.articles()) == sorted(store.ids().values())
    assert record.articles() == read.articles()
