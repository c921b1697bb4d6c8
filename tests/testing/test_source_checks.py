"""For each promise of a source one that breaks it, and the sentence by which the check says so."""

from __future__ import annotations

import datetime
import os
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from syndicate import Article, Fault, Item, PassedOver, Source, SyndicateError
from syndicate.testing import check_source
from tests.testing.misbehaving import FILES, Lines, Loose, Strict, a_remembered_source, a_source, fails, forgetful


def by_time(self: Lines) -> Iterator[Item]:
    # The name of the first file written stands for the order in which a disk lists them.
    for path in sorted(self.root.rglob("*.txt"), key=lambda path: path.stat().st_ctime_ns):
        yield Item(path.relative_to(self.root).as_posix())


def unsorted(self: Lines) -> Iterator[Item]:
    for path in self.root.rglob("*.txt"):
        if path.is_file():
            yield Item(path.relative_to(self.root).as_posix())


def listed(self: Lines) -> Iterator[Item]:
    for name in os.listdir(self.root):
        if name.endswith(".txt") and (self.root / name).is_file():
            yield Item(name)


def reading_neighbours(self: Lines, item: Item) -> Iterator[Any]:
    names = [entry.name for entry in os.scandir(self.root) if entry.name.endswith(".txt")]
    if item.key == "a.txt":
        yield self.article(item.key, 1, f"Beside {names}")
    else:
        yield from Lines.read(self, item)


def once_more(self: Lines) -> Iterator[Any]:
    yield from Lines.items(self)
    yield from Lines.items(self)


def fault(**fields: Any) -> Callable[..., Iterator[Fault]]:
    def items(self: Lines) -> Iterator[Any]:
        yield from Lines.items(self)
        yield Fault(**fields)

    return items


def stamped(stamp: Callable[[], Any]) -> Callable[[Lines], Iterator[Item]]:
    return lambda self: (Item(item.key, stamp()) for item in Lines.items(self))  # type: ignore[union-attr]


def titled(title: Callable[[], Any]) -> Callable[..., Any]:
    """Return a method that makes articles with another title."""

    def article(self: Lines, key: str, number: int, line: str) -> Article:
        made: Article = Lines.article(self, key, number, line)
        return replace(made, title=title())

    return article


def trusting(kind: type[Exception]) -> Callable[..., Iterator[Any]]:
    """Return a read() that does not expect *kind*."""

    def read(self: Lines, item: Item) -> Iterator[Any]:
        try:
            (self.root / item.key).read_bytes()
        except OSError as error:
            if isinstance(error, kind):
                raise
        yield from Lines.read(self, item)

    return read


def wanting_text(self: Lines, item: Item) -> Iterator[Any]:
    place = self.root / item.key
    if place.is_file():
        place.read_text(encoding="utf-8")
    yield from Lines.read(self, item)


def wanting_lines(self: Lines, item: Item) -> Iterator[Any]:
    place = self.root / item.key
    if place.is_file():
        place.read_bytes().splitlines()[0]
    yield from Lines.read(self, item)


def losing(self: Lines, item: Item) -> Iterator[Any]:
    seen = vars(self).setdefault("seen", set())
    if item.key != "c/d.txt" or item.key not in seen:
        yield from Lines.read(self, item)
    seen.add(item.key)


def holding(value: Any) -> Callable[..., Any]:
    """Return a method that makes articles with *value* in extra."""

    def article(self: Lines, key: str, number: int, line: str) -> Article:
        made: Article = Lines.article(self, key, number, line)
        return replace(made, extra={"x": value})

    return article


def refusing_content(self: Lines, article: Article) -> str:
    if not (self.root / "a.txt").is_file():
        raise SyndicateError("")
    return ""


def reading_what_was_listed(self: Lines, item: Item) -> Iterator[Any]:
    if vars(self).get("listed") or not (self.root / item.key).is_file():
        yield from Lines.read(self, item)
    else:
        yield self.article(item.key, 1, "Not listed")


def listing(self: Lines) -> Iterator[Any]:
    vars(self)["listed"] = True
    yield from Lines.items(self)


def counting(self: Lines, item: Item) -> bytes:
    vars(self)["count"] = vars(self).get("count", 0) + 1
    return b"%d" % vars(self)["count"]


def passing_over(self: Lines, item: Item) -> Iterator[Any]:
    yield PassedOver(item.key, "line is no title", "lines are no titles")
    yield from Lines.read(self, item)


def local_options() -> Any:
    class Local(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
        """Options that no other process can import."""

        size: int = 1

    return Local


BAD_SOURCES: list[tuple[str, Source, str]] = [
    ("nothing", a_source("items", lambda self: []), "no article came out of the files"),
    ("open raises", Source(name="lines", open=lambda context: [][1]), "open raised IndexError"),
    ("items raise", a_source("items", lambda self: self.x), "items() raised AttributeError"),
    ("texts", a_source("items", lambda self: ["a.txt"]), "items() yields str; it must yield Items or Faults"),
    ("order of the disk", a_source("items", by_time), "items() depends on the order on disk"),
    ("unsorted", a_source("items", unsorted), "items() depends on the order on disk"),
    ("as listed", a_source("items", listed), "items() depends on the order on disk"),
    ("reads as listed", a_source("read", reading_neighbours), "is another when its folders are listed in another order"),
    ("twice", a_source("items", once_more), "two items have the key 'a.txt'"),
    ("no key", a_source("items", lambda self: [Item("")]), "an item has the key ''"),
    ("fault of no path", a_source("items", fault(path="", message="x")), "a fault has the path ''"),
    ("no message", a_source("items", fault(path="x", message="")), "x: a fault's message: expected a sentence"),
    ("two lines", a_source("items", fault(path="x", message="a\nb")), "a fault's message: expected a sentence on one"),
    ("line -1", a_source("items", fault(path="x", line=-1, message="a")), "a fault stands at line -1"),
    ("restless stamp", a_source("items", stamped(time.monotonic_ns)), "the stamp"),
    ("new stamp", a_source("items", stamped(lambda: uuid.uuid4().hex)), "its stamp is another when nothing has changed"),
    ("odd stamp", a_source("items", stamped(lambda: (1, "a"))), "the stamp (1, 'a') cannot be kept"),
    ("reads texts", a_source("article", lambda *_: "x"), "read yields str; it must yield Articles or Faults"),
    ("read raises", a_source("article", lambda *_: [][1]), "read(a.txt) raised IndexError"),
    ("chance", a_source("article", titled(lambda: uuid.uuid4().hex)), "is another when read again in the same"),
    ("clock", a_source("article", titled(lambda: f"{datetime.datetime.now(datetime.UTC):%Y}")), "is another when read again at another"),
    ("zone", a_source("article", titled(lambda: f"{time.localtime(0).tm_hour}")), "read again in another time zone"),
    ("number", a_source("article", titled(lambda: 7)), "raised ArticleError: title: expected str, found int"),
    ("content", a_source("content", lambda self, article: None), "content returns NoneType; it must return a text"),
    ("content raises", a_source("content", lambda self, article: self.x), "content raised AttributeError"),
    ("content of what went", a_source("content", lambda self, a: (self.root / "a.txt").read_text()), "a file that has gone: content raised FileNotFoundError"),
    ("silent", a_source("read", forgetful), "a file that has gone: articles are lost and no fault says so"),
    ("gone", a_source("read", trusting(FileNotFoundError)), "a file that has gone: read(a.txt) raised FileNotFoundError"),
    ("folder", a_source("read", trusting(IsADirectoryError)), "a folder where a file was: read(a.txt) raised IsADir"),
    ("empty", a_source("read", wanting_lines), "an empty file: read(a.txt) raised IndexError"),
    ("no text", a_source("read", wanting_text), "bytes that are no text: read(a.txt) raised UnicodeDecodeError"),
    ("loses some", a_source("read", losing), "3 when read again in the same surroundings"),
    ("object", a_source("article", holding(object())), "extra holds what is no plain value"),
    ("content refuses silently", a_source("content", refusing_content), "SyndicateError: expected a sentence on one line"),
    ("needs a list", a_remembered_source(items=listing, read=reading_what_was_listed), "a.txt gives something else when nothing was listed or read before it"),
    ("digest of nothing", a_remembered_source(digest=lambda self, item: b"x"), "a.txt: its digest is the same when its bytes are others"),
    ("counted digest", a_remembered_source(digest=counting), "its digest is another when nothing has changed"),
    ("digest of a text", a_remembered_source(digest=lambda self, item: "x"), "a.txt: its digest is 'x'; it must be bytes"),
    ("long digest", a_remembered_source(digest=lambda self, item: b"x" * 65), "it must be bytes, 64 at most, or None"),
    ("digest raises", a_remembered_source(digest=lambda self, item: [][1]), "digest(a.txt) raised IndexError"),
    ("restless state", a_remembered_source(state=property(lambda self: uuid.uuid4().hex)), "its state is another when nothing has changed"),
    ("notes", a_remembered_source(notes=("2 lines are no titles",)), "it has notes and digests"),
    ("local options", a_source(options=local_options()), "handing its context to another process raised"),
    ("loose options", a_source(options=Loose), "Loose must be declared with"),
]  # fmt: skip


@pytest.mark.parametrize(("part", "message"), [case[1:] for case in BAD_SOURCES], ids=[case[0] for case in BAD_SOURCES])
def test_a_source_that_breaks_a_promise_is_caught(part: Source, message: str) -> None:
    found = fails(check_source, part, FILES)
    assert found.startswith("source lines: ")
    assert message in found


def test_a_good_source_is_let_through_and_what_it_read_returned() -> None:
    found = check_source(a_source(options=Strict), FILES, {"size": 2})
    assert [entry.title for entry in found if isinstance(entry, Article)] == ["Rain", "Tides", "Fog", "Sun"]


def test_a_good_source_whose_items_are_remembered_is_let_through() -> None:
    for methods in ({}, {"digest": lambda self, item: None}, {"read": passing_over}, {"state": "one"}):
        found = check_source(a_remembered_source(**methods), FILES)
        assert [entry.title for entry in found if isinstance(entry, Article)] == ["Rain", "Tides", "Fog", "Sun"]


def test_a_source_that_reads_from_elsewhere_need_not_miss_the_files() -> None:
    def read(self: Lines, item: Item) -> Iterator[Any]:
        yield self.article(item.key, 1, "From a server")

    check_source(a_source("read", read), FILES)
