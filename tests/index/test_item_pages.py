"""Items of an index in pages: what was put in is found, whatever came, went or moved at the borders of pages."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from syndicate import Fault
from syndicate.index import item_pages
from syndicate.index.index import Index
from syndicate.index.item_pages import ItemPages
from syndicate.index.known_items import KnownItems
from syndicate.parts.items import Run
from syndicate.store.known import KnownItem, decode_remarks, encode_remarks

ROW = (0, 0, None, 1, "id", "", b"", None, "", "")


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(item_pages, "LENGTH", 4)
    monkeypatch.setattr(item_pages, "_CHANGES", 6)


def known(key: str, size: int = 1, first: int = 1, remarks: bytes | None = None) -> KnownItem:
    return KnownItem(key, (size, 5), first, 1, remarks, key.encode())


_OPENED: list[sqlite3.Connection] = []


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    """Close what a test has opened: since Python 3.13 a connection that is not closed is warned of."""
    yield
    while _OPENED:
        _OPENED.pop().close()


def made(keys: str) -> ItemPages:
    """Return pages of items that are called by one letter each."""
    _OPENED.append(sqlite3.connect(":memory:", isolation_level=None))
    pages = ItemPages(_OPENED[-1], is_new=True)
    pages.put([known(key) for key in keys])
    pages.flush()
    return pages


def shape(pages: ItemPages) -> list[str]:
    return ["".join(page.keys) for page in pages.pages()]


def test_items_lie_in_the_order_of_their_keys_and_a_page_that_grows_too_large_is_cut() -> None:
    pages = made("hgfedcba")
    assert shape(pages) == ["abcdefgh"]
    pages.put([known("i")])
    pages.flush()
    assert shape(pages) == ["abc", "def", "ghi"]


@pytest.mark.parametrize(
    ("put", "gone", "expected"),
    [
        ("A", "", ["Aabc", "def", "ghi"]),  # before all others
        ("j", "", ["abc", "def", "ghij"]),
        ("", "a", ["bc", "def", "ghi"]),
        ("", "d", ["abc", "ef", "ghi"]),
        ("", "c", ["ab", "def", "ghi"]),
        ("", "def", ["abc", "ghi"]),
        ("", "abcdefghi", []),
        ("z", "abcdefghi", ["z"]),
        ("Ajk", "ghi", ["Aabc", "def", "jk"]),
    ],
)
def test_only_what_belongs_to_a_page_changes_it(put: str, gone: str, expected: list[str]) -> None:
    pages = made("abcdefghi")
    pages.put([known(key) for key in put])
    pages.forget([known(key) for key in gone])
    pages.flush()
    assert shape(pages) == expected
    assert shape(ItemPages(pages._connection, is_new=False)) == expected


@pytest.mark.parametrize(
    "puts", [("abc", "def", "ghi"), ("abcdefghi",), ("abcdef", "c", "ghi"), ("bcdefgh", "ai"), ("abcd", "cdef", "fghi")]
)
def test_a_new_index_takes_items_in_order_and_then_in_any(puts: tuple[str, ...]) -> None:
    pages = made("")
    pages = ItemPages(pages._connection, is_new=False)
    for number, keys in enumerate(puts):
        pages.put([known(key, size=number, first=10 * number + place) for place, key in enumerate(keys)])
    pages.flush()
    found = [row for page in pages.pages() for row in page.rows()]
    assert "".join(row.key for row in found) == "abcdefghi"
    last = {key: number for number, keys in enumerate(puts) for key in keys}
    assert [row.stamp for row in found] == [(last[row.key], 5) for row in found]
    assert len(pages.orphans) == sum(map(len, puts)) - 9
    assert max(map(len, shape(pages))) <= 8


def test_a_change_writes_its_page_alone() -> None:
    pages = made("abcdefghi")
    written: list[str] = []
    pages._connection.set_trace_callback(written.append)
    pages.put([known("e", size=2)])
    pages.flush()
    assert len([line for line in written if line.startswith("INSERT")]) == 1
    assert [page.stamps for page in pages.pages()][1] == [(1, 5), (2, 5), (1, 5)]


def test_a_stamp_is_put_in_once() -> None:
    pages = made("abc")
    pages.restamp(["a", "b"], [(2, 6), None])
    pages.flush()
    assert [page.stamps for page in pages.pages()] == [[(2, 6), None, (1, 5)]]
    pages.put([known("a", size=3)])
    pages.flush()
    pages.restamp(["c"], [(4, 7)])
    pages.flush()
    assert [page.stamps for page in pages.pages()] == [[(3, 5), None, (4, 7)]]


@pytest.mark.parametrize("stamp", [None, "etag", (1,), (1, 2, 3), (2**63, 1), (-1, 5)])
def test_a_stamp_is_kept_as_it_is(stamp: tuple[int, ...] | str | None) -> None:
    pages = made("")
    row = known("a")._replace(stamp=stamp, remarks=encode_remarks(((Fault(path="a", message="m"),), ())))
    pages.put([row])
    pages.flush()
    (page,) = pages.pages()
    assert list(page.rows()) == [row]
    assert row.remarks is not None
    assert decode_remarks(row.remarks) == ((Fault(path="a", message="m"),), ())


def test_a_stamp_that_cannot_be_kept_is_taken_for_one_that_tells_nothing() -> None:
    pages = made("")
    pages.put([known("a", size=2**70)])
    pages.flush()
    assert next(pages.pages()).stamps == [None]


def matched(pages: ItemPages, *runs: str, changed: str = "") -> tuple[list[str], list[str], list[str]]:
    """Return the items that are to be looked at, those of them that are known, and those that are left."""
    items = KnownItems(pages.pages())
    found, of_them = [], []
    for run in runs:
        match = items.match(Run(list(run), [(2 if key in changed else 1, 5) for key in run]))
        assert len(match.firsts) == len(match.counts) == len(run)
        found += [run[place] for place in match.changed]
        of_them += [one.decode() for one in match.digests if one]
    return found, of_them, sorted(one.key for one in items.unmatched())


@pytest.mark.parametrize("runs", [("abcdefghi",), ("abc", "def", "ghi"), ("a", "bcdefgh", "i"), ("abcd", "efgh", "i")])
def test_items_that_have_not_changed_are_known_however_they_come(runs: tuple[str, ...]) -> None:
    assert matched(made("abcdefghi"), *runs) == ([], [], [])
    assert matched(made("abcdefghi"), *runs, changed="cdi") == (list("cdi"), list("cdi"), [])


@pytest.mark.parametrize(
    ("asked", "looked_at", "left"),
    [
        ("Aabcdefghi", "A", ""),
        ("abcCdefghi", "C", ""),
        ("abcdefghij", "j", ""),
        ("bcdefghi", "", "a"),
        ("abcefghi", "", "d"),
        ("abghi", "", "cdef"),
        ("", "", "abcdefghi"),
        ("xyz", "xyz", "abcdefghi"),
        ("ABC", "ABC", "abcdefghi"),
        ("abdcefghi", "", ""),
        ("ihgfedcba", "", ""),
        ("ighxabcdf", "x", "e"),
        ("aabcdefghii", "ai", ""),
        ("xyzxabc", "xyzx", "defghi"),
    ],
)
def test_items_may_come_go_move_and_come_twice(asked: str, looked_at: str, left: str) -> None:
    pages = made("abcdefghi")
    for runs in ((asked,), tuple(asked), (asked[:4], asked[4:])):
        found, _, gone = matched(pages, *[run for run in runs if run])
        assert sorted(found) == sorted(looked_at), runs
        assert gone == list(left), runs


def test_an_item_without_a_stamp_is_looked_at_each_time() -> None:
    pages = made("abc")
    pages.put([known("b")._replace(stamp=None)])
    pages.flush()
    match = KnownItems(pages.pages()).match(Run(["a", "b", "c"], [(1, 5), None, (1, 5)]))
    assert match.changed == [1]


def test_what_an_unchanged_item_has_told_is_found_at_its_place() -> None:
    pages = made("abcde")
    remarks = encode_remarks(((Fault(path="d", message="m"),), ()))
    pages.put([known("d", remarks=remarks)])
    pages.flush()
    items = KnownItems(pages.pages())
    items.match(Run(["a"], [(1, 5)]))
    assert items.match(Run(list("bcde"), [(1, 5)] * 4)).remarks == {2: remarks}


@pytest.mark.parametrize("seed", range(30))
def test_whatever_happens_the_index_holds_the_items_of_the_last_export_and_their_articles(
    tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    names = [f"{letter}{number}" for letter in "abc" for number in range(12)]
    bytes_of: dict[str, int] = {}
    expected: dict[str, tuple[int, int]] = {}
    time = 10
    for _ in range(8):
        listed = sorted(rng.sample(names, rng.randrange(len(names))))
        if rng.random() < 0.3:
            rng.shuffle(listed)
        for key in names:
            if rng.random() < 0.3:
                bytes_of[key] = rng.randrange(1000)
        time += rng.randrange(2)
        index = Index(tmp_path / "i", b"", has_extra=False)
        now: dict[str, tuple[int, int]] = {}
        done = 0
        while done < len(listed):
            run = listed[done : done + rng.choice((1, 3, 10))]
            stamps = [(bytes_of.setdefault(key, 0), time) for key in run]
            match = index.match(Run(run, list(stamps)))
            digests = dict(zip(match.changed, match.digests, strict=True))
            for place, key in enumerate(run):
                digest = digests.get(place)
                before = match.firsts[place], match.counts[place]
                if place in digests and digest != b"%d" % bytes_of[key]:
                    assert (before, digest is None) == (expected.get(key, (0, 0)), key not in expected)
                    count = rng.randrange(3)
                    first = index.add([ROW] * count, [(b"", b"")] * count) if count else 0
                    row = KnownItem(key, stamps[place], first, count, None, b"%d" % bytes_of[key])
                    index.remember([row], [before] if before[1] else [])
                    now[key] = first, count
                else:
                    assert before == expected[key]
                    now[key] = before
                    if place in digests:
                        index.restamp([key], [stamps[place]])
            done += len(run)
        index.save()
        index.close()
        expected = now
        with closing(sqlite3.connect(tmp_path / "i")) as connection:
            pages = list(ItemPages(connection, is_new=False).pages())
            rows = [row for page in pages for row in page.rows()]
            assert [row.key for row in rows] == sorted(expected)
            assert {row.key: (row.first, row.article_count) for row in rows} == expected
            assert all(row.stamp == (bytes_of[row.key], time) for row in rows)
            assert all(1 <= len(page.keys) <= 8 for page in pages)
            for table in ("keys", "records"):
                numbers = {number for (number,) in connection.execute(f"SELECT number FROM {table}")}
                assert numbers == {first + more for first, count in expected.values() for more in range(count)}
        connection.close()
