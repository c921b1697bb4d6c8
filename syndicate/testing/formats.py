"""check_format: documents are whole and safe, and the same bytes everywhere."""

from __future__ import annotations

import hashlib
import os
import pickle  # to hand values to a process of our own
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from posixpath import basename
from typing import Any, NamedTuple

from syndicate.model.errors import ArticleError, FormatError, PublishError, excerpt
from syndicate.model.feed import Document, Feed
from syndicate.model.paths import path_parts
from syndicate.parts.contract import Format
from syndicate.testing.documents import check_documents, check_listed, lists_any
from syndicate.testing.expectations import Subject, kinds_of_sequence, options_of, sealed
from syndicate.testing.samples import sample_feeds
from syndicate.testing.surroundings import elsewhere, no_network


def check_format(
    format: Format,  # noqa: A002  the name of the field
    options: Mapping[str, Any] | None = None,
    feeds: Mapping[str, Feed] | None = None,
    *,
    lists_articles: bool | None = None,
) -> list[Document]:
    """Fail unless *format* keeps its promises for every sample feed; return the documents of all of them.

    options         plain values, as they would stand in settings
    feeds           by the names that messages call them; None: sample_feeds()
    lists_articles  whether every article must be in some document by title or URL, unless a warning says that some are
                    not; None: if any of them is, as in a feed and not in a list of feeds; False: it chooses, as one of
                    audio does, and may refuse a feed that has nothing for it by a FormatError

    The bytes must be the same twice, in another time zone, locale, process (with another hash seed, where *render* can
    be imported by name) and at another time. Raises AssertionError.
    """
    subject = Subject(f"format {format.name}")
    _check_declared(subject, format)
    arguments = options_of(subject, format, options)
    chosen = sample_feeds() if feeds is None else dict(feeds)
    if not format.is_paged:
        chosen = {name: feed for name, feed in chosen.items() if feed.next_url is None}
    given = ("archive",) if format.archiving in ("links", "back") else (format.archiving.removesuffix("s"),)
    others = {"archive", "period"}.difference(given)
    chosen = {name: feed for name, feed in chosen.items() if not any(getattr(feed, field) for field in others)}
    check = _Check(subject, format, f"feeds/{basename(format.filename)}", arguments, lists_articles is False)
    rendered: dict[str, list[Document]] = {}
    texts: dict[str, str] = {}
    with no_network():
        for name, feed in chosen.items():
            before = sealed(feed)
            about = subject.given(name)
            rendered[name] = check.render(about, feed)
            about.expect(sealed(feed) == before, "render changes the feed that it is given")
            is_written = rendered[name] or check.may_refuse or not feed.articles
            about.expect(is_written, "render yields no document for its articles")
            texts[name] = check_documents(about, rendered[name], feed, check.path)
        subject.expect(any(rendered.values()), "it writes nothing for any sample; give feeds that it can write")
        for words, surroundings in elsewhere():
            with surroundings():
                for name, feed in chosen.items():
                    check.again(name, feed, rendered[name], f"rendered again {words}")
        for name, feed in chosen.items():
            for words, same in kinds_of_sequence(feed):
                check.again(name, same, rendered[name], f"given its articles as {words}")
    check.in_another_process(chosen, rendered)
    if lists_articles is None:
        lists_articles = any(lists_any(texts[name], feed) for name, feed in chosen.items())
    if lists_articles:
        for name, feed in chosen.items():
            check_listed(subject.given(name), rendered[name], texts[name], feed)
    return [document for documents in rendered.values() for document in documents]


def _check_declared(subject: Subject, part: Format) -> None:
    try:
        path_parts(part.filename)
    except PublishError as error:
        subject.fail(f"filename: {error}")
    subject.expect("/" in part.media_type, f"media_type: {excerpt(part.media_type)} is not a media type")


class _Check(NamedTuple):
    subject: Subject
    part: Format
    path: str
    arguments: tuple[Any, ...]
    may_refuse: bool

    def render(self, about: Subject, feed: Feed) -> list[Document]:
        """Return the documents of *feed*; none where a FormatError says that there can be none, and that may be."""
        with about.no_error("render"):
            try:
                documents = self.part.render(feed, self.path, *self.arguments)
                if not isinstance(documents, Iterator):
                    about.fail(
                        f"render returns {type(documents).__name__}, not an iterator; yield each document, "
                        "so that one at a time stands in memory"
                    )
                return list(documents)
            except FormatError as error:
                if feed.articles and not self.may_refuse:
                    about.fail(f"render raised FormatError for a feed that can be written: {error}")
                about.expect_sentence(str(error), "FormatError")
            except ArticleError as error:
                about.fail(f"render broke a promise of the model: {error}")
        return []

    def again(self, name: str, feed: Feed, first: Sequence[Document], how: str) -> None:
        about = self.subject.given(name)
        _expect_same(about, first, self.render(about, feed), how)

    def in_another_process(self, feeds: Mapping[str, Feed], rendered: Mapping[str, Sequence[Document]]) -> None:
        """Fail if a process with another hash seed gives other bytes; what it cannot import by name is not judged."""
        try:
            given = pickle.dumps(sys.path) + pickle.dumps((self.part.render, dict(feeds), self.path, self.arguments))
        except (pickle.PicklingError, AttributeError, TypeError):
            return
        seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
        child = subprocess.run(  # noqa: S603  our own interpreter
            [sys.executable, "-c", _CHILD],
            input=given,
            capture_output=True,
            check=False,
            env=os.environ | {"PYTHONHASHSEED": seed},
        )
        if child.returncode == _IMPORT_FAILED:
            return
        if child.returncode:
            lines = child.stderr.decode(errors="replace").strip().splitlines() or ["nothing said why"]
            self.subject.fail(f"render failed in another process: {lines[-1]}")
        found = pickle.loads(child.stdout)  # noqa: S301  our own process wrote it
        for name, documents in rendered.items():
            expected = [hashlib.sha256(document.body).hexdigest() for document in documents]
            if found[name] != expected:
                self.subject.given(name).fail(
                    "there are other bytes in another process, with another hash seed; sort what comes out of a set, and "
                    "write no time, process id, address of an object or random number"
                )


def _expect_same(subject: Subject, first: Sequence[Document], again: Sequence[Document], how: str) -> None:
    if list(first) == list(again):
        return
    if [document.path for document in first] != [document.path for document in again]:
        subject.fail(f"there are other documents when {how}")
    for one, other in zip(first, again, strict=True):
        if one.body != other.body:
            place = next(i for i, pair in enumerate(_pairs(one.body, other.body)) if pair[0] != pair[1])
            subject.fail(
                f"{one.path} has other bytes when {how}: at byte {place} {_piece(one.body, place)} "
                f"became {_piece(other.body, place)}"
            )
    subject.fail(f"the documents have other warnings, counts or media types when {how}")


def _pairs(one: bytes, other: bytes) -> Iterator[tuple[int | None, int | None]]:
    yield from zip(one, other, strict=False)
    yield None, 0  # one is the beginning of the other


def _piece(body: bytes, place: int) -> str:
    return excerpt(body[max(place - 20, 0) : place + 40].decode(errors="replace"))


# In another process

_IMPORT_FAILED = 77
_CHILD = """
import pickle, sys
sys.path[:] = pickle.load(sys.stdin.buffer)
try:
    given = pickle.load(sys.stdin.buffer)
except (ImportError, AttributeError):
    sys.exit(77)
from syndicate.testing.formats import digests
sys.stdout.buffer.write(pickle.dumps(digests(*given)))
"""


def digests(render: Any, feeds: Mapping[str, Feed], path: str, arguments: tuple[Any, ...]) -> dict[str, list[str]]:
    """Return a digest of each document of each feed."""
    found: dict[str, list[str]] = {}
    for name, feed in feeds.items():
        try:
            found[name] = [hashlib.sha256(document.body).hexdigest() for document in render(feed, path, *arguments)]
        except FormatError:
            found[name] = []
    return found
