"""Parts that keep their promises, from which the tests make such as break one.

A check that cannot fail is none: each part in a table of these tests is good but for one thing.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest

from syndicate import Article, Document, Fault, Feed, Filter, Format, Item, Listener, Source, Transform, UsageError
from syndicate.files import file_digest
from syndicate.testing import sample_feeds

TEXT = "text/plain"


FEW = {name: feed for name, feed in sample_feeds().items() if name in ("awkward articles", "one article", "no article")}


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options as they should be."""

    size: int = 1


class Loose(msgspec.Struct, frozen=True):
    """Options that take unknown keys."""

    size: int = 1


class Needing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of which one is required."""

    key: str


def urls(feed: Feed) -> str:
    return "".join(f"{article.url}\n" for article in feed.articles)


def document(path: str, text: str | bytes, media_type: str = TEXT, **fields: Any) -> Document:
    return Document(path=path, body=text.encode() if isinstance(text, str) else text, media_type=media_type, **fields)


def fails(check: Callable[..., object], *given: Any, **named: Any) -> str:
    """Return the sentence with which *check* fails."""
    with pytest.raises(AssertionError) as caught:
        check(*given, **named)
    message = str(caught.value)
    assert "\n" not in message
    return message


def good(feed: Feed, path: str) -> Iterator[Document]:
    yield document(path, urls(feed), entry_count=len(feed.articles))


def a_format(render: Any = good, **fields: Any) -> Format:
    return Format(**({"name": "urls", "media_type": TEXT, "filename": "urls.txt", "render": render} | fields))


def yielding(*make: Callable[[str], Any]) -> Format:
    """Return a format that yields what is made of the path."""
    return a_format(lambda feed, path: iter([one(path) for one in make]))


def by_title(setting: Any, context: Any) -> Callable[[Article], bool]:
    return lambda article: len(article.title) < 20


def a_filter(build: Any = by_title, **fields: Any) -> Filter:
    return Filter(**({"name": "short", "build": build} | fields))


def asking(ask: Callable[[Article], Any]) -> Filter:
    """Return a filter that answers by *ask*."""
    return a_filter(lambda setting, context: ask)


def refusing_small(setting: int, context: Any) -> Callable[[Article], bool]:
    if setting < 0:
        raise UsageError("short: expected 0 or more; write e.g. 20")
    return by_title(setting, context)


def applying(apply: Callable[..., Any], **fields: Any) -> Transform:
    return Transform(name="turn", apply=apply, **fields)


class Lines:
    """A good source: one article a line of each file, its title."""

    def __init__(self, context: Any) -> None:
        self.context = context
        self.root = Path(context.root)

    def items(self) -> Iterator[Item | Fault]:
        for path in sorted(self.root.rglob("*.txt")):
            if path.is_file():
                yield Item(path.relative_to(self.root).as_posix(), (path.stat().st_size,))

    def read(self, item: Item) -> Iterator[Any]:
        try:
            text = (self.root / item.key).read_bytes().decode(errors="replace")
        except OSError as error:
            yield Fault(path=item.key, message=f"cannot be read: {error.strerror}; put it back")
            return
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip("\0 "):
                yield self.article(item.key, number, line)

    def article(self, key: str, number: int, line: str) -> Any:
        url = f"https://news.example.org/{key}#{number}"
        return Article(title=line, url=url, published_at=datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC))

    def content(self, article: Article) -> Any:
        return ""


FILES: Mapping[str, bytes | str] = {"b.txt": "Tides\nFog\n", "a.txt": "Rain\n", "c/d.txt": "Sun\n"}


class Remembered(Lines):
    """The same, whose items can be remembered."""

    def digest(self, item: Item) -> Any:
        return file_digest(self.context, item.key)


def a_source(name: str = "", method: Any = None, **fields: Any) -> Source:
    """Return the good source with one method another."""
    return Source(name="lines", open=type("Other", (Lines,), {name: method} if name else {}), **fields)


def a_remembered_source(**methods: Any) -> Source:
    """Return the good source whose items can be remembered, with some methods others."""
    return Source(name="lines", open=type("Other", (Remembered,), methods))


def forgetful(self: Lines, item: Item) -> Iterator[Any]:
    if (self.root / item.key).is_file():
        yield from Lines.read(self, item)


def listening(tell: Callable[..., Any], **fields: Any) -> Listener:
    return Listener(name="bell", tell=tell, **fields)
