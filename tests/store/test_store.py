"""Articles by number: in what order they come, and what is known of changes."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from syndicate.store import store as store_room
from syndicate.store.rows import Row
from syndicate.store.store import Store, private_store

IDS = st.sampled_from(
    ["https://e.org/a", "https://e.org/b", "https://e.org/é", "https://e.org/\uff5a", "tag:e.org,2024:\U0001d4b3"]
)


def row(id_: str, published: int = 0, modified: int = 0, expires: int | None = None) -> Row:
    return (published, modified, expires, 1, id_, "", b"d" * 16, None, "", ""), (b"", b"")


def add(store: Store, rows: list[Row]) -> None:
    store.add([keys for keys, _ in rows], [record for _, record in rows])


@given(st.lists(st.tuples(IDS, st.integers(-2, 2), st.integers(0, 2)), max_size=12))
def test_a_few_articles_come_in_the_order_of_many(given: list[tuple[str, int, int]]) -> None:
    few, many = private_store(), private_store()
    many._held = None
    for store in (few, many):
        add(store, [row(id_, published, modified) for id_, published, modified in given])
    found = [[(keys.published, keys.id, keys.modified) for rows in s.batches() for keys in rows] for s in (few, many)]
    assert found[0] == found[1]


@pytest.mark.parametrize("count", [0, 1, 2, 50, 51, 52, 101, 150])
def test_any_number_of_articles_comes_with_numbers_in_a_row(count: int) -> None:
    store = private_store()
    add(store, [row("a"), row("b")])
    store.remove(2, 1)
    add(store, [row(f"{number:03}") for number in range(count)])
    assert store.ids() == {1: "a"} | {number + 3: f"{number:03}" for number in range(count)}


def test_who_comes_with_the_id_of_another_is_found_though_all_ids_did_differ() -> None:
    store = private_store()
    add(store, [row("a"), row("b")])
    store.ids_differ = True
    assert not store.duplicates()
    add(store, [row("a")])
    assert store.duplicates() == {"a": [1, 3]}


def test_what_is_taken_out_comes_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    for held_max in (10, 1):
        monkeypatch.setattr(store_room, "_HELD_MAX", held_max)
        store = private_store()
        add(store, [row("a"), row("b"), row("c")])
        store.remove(2, 1)
        assert [keys.id for rows in store.batches() for keys in rows] == ["a", "c"]
        assert len(store) == 2


def test_a_store_knows_what_has_changed_since_it_was_opened(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "s", isolation_level=None)
    first = Store(connection, is_new=True)
    add(first, [row("a"), row("b"), row("c")])
    first.flush()
    assert first.is_much_changed  # All is new.
    store = Store(connection, is_new=False)
    assert (store.is_much_changed, store.added) == (False, set())
    store.remove(2, 1)
    add(store, [row("b"), row("d")])
    assert (store.removed, store.removed_ids, store.added) == ({2}, {"b"}, {4, 5})
    add(store, [row(f"x{number}") for number in range(1000)])
    assert store.is_much_changed
    assert len(store.added) < 1000
    connection.close()


def test_instants_around_now_are_those_of_publication_and_expiry() -> None:
    store = private_store()
    assert store.instants_around(5) == (None, None)
    add(store, [row("a", published=1, expires=9), row("b", published=4), row("c", published=12, expires=20)])
    assert store.instants_around(5) == (4, 9)
    assert store.instants_around(9) == (9, 12)
    assert store.instants_around(0) == (None, 1)
    assert store.numbers_between(4, 12, 10) == [1, 3]
    assert not store.has_instant(4, 8)
    assert (store.has_more_than(2), store.has_more_than(3)) == (True, False)
