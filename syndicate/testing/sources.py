"""check_source: the same articles whatever the disk, and a fault, never an exception, for what cannot be read."""

from __future__ import annotations

import pickle  # a context travels to other processes
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from syndicate.model.article import Article
from syndicate.model.errors import Fault, SyndicateError, excerpt
from syndicate.model.feed import Site
from syndicate.parts.contract import Item, PassedOver, Reader, Source, SourceContext
from syndicate.testing.expectations import Subject, expect_article, options_of
from syndicate.testing.remembering import Listed, check_digests, check_remembering
from syndicate.testing.samples import sample_site
from syndicate.testing.surroundings import elsewhere, other_disk

_URL_PATTERN = "{site_url}/{year}/{slug}/"
Found = list[Article | Fault]


def check_source(
    source: Source,
    files: Mapping[str, bytes | str],
    options: Mapping[str, Any] | None = None,
    *,
    paths: tuple[str, ...] = (".",),
    site: Site | None = None,
) -> Found:
    """Fail unless *source* keeps its promises for a folder of *files*; return what it reads there, in its order.

    files    path below the folder -> contents: good ones and some that are at fault
    options  plain values, as they would stand in settings
    paths    what `source.paths` names
    site     None: sample_site()

    Raises AssertionError.
    """
    subject = Subject(f"source {source.name}")
    arguments = options_of(subject, source, options)
    with tempfile.TemporaryDirectory() as folder:
        context = SourceContext(
            root=str(Path(folder) / "site"),
            paths=paths,
            site=site or sample_site(),
            url_pattern=_URL_PATTERN,
            options=arguments[0] if arguments else None,
        )
        check = _Check(subject, source, context, Path(folder) / "site")
        check.write(files)
        found = check.good()
        check.same_on_another_disk(files, found)
        check_digests(check.subject, check.open, check.folder)
        check.hostile(files, found)
    return found


class _Check(msgspec.Struct, frozen=True):
    subject: Subject
    source: Source
    context: SourceContext
    folder: Path

    def write(self, files: Mapping[str, bytes | str]) -> None:
        """Lay *files* down in their order, in place of what stands there."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        for path, contents in files.items():
            place = self.folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(contents.encode() if isinstance(contents, str) else contents)

    # What it does with a folder as it should be

    def good(self) -> Found:
        """Read all there is, as the pipeline does; return it."""
        reader = self.open()
        items = self.items(reader)
        self._check_items(items)
        found = self.read_all(reader, items)
        articles = [entry for entry in found if isinstance(entry, Article)]
        self.subject.expect(articles, "no article came out of the files; give it some that it can read")
        for entry in found:
            self._check_found(entry)
        for article in articles:
            about = self.subject.given(article.id)
            with about.no_error("content"):
                body = reader.content(article)
            about.expect(isinstance(body, str), f"content returns {type(body).__name__}; it must return a text")
        for words, surroundings in elsewhere():
            with surroundings():
                self._expect_same(found, self.read_all(reader, items), f"read again {words}")
                opened = self.open()
                self._expect_same(found, self.read_all(opened, self.items(opened)), f"opened again {words}")
        self._check_pickled(found)
        check_remembering(self.subject, self.open, items, [self.read_all(reader, [item]) for item in items])
        return found

    def same_on_another_disk(self, files: Mapping[str, bytes | str], found: Found) -> None:
        """Lay the same files down the other way round, and list them so."""
        keys = [_key(item) for item in self.items(self.open())]
        self.write(dict(reversed(list(files.items()))))
        with other_disk():
            reader = self.open()
            items = self.items(reader)
            again = [_key(item) for item in items]
            self.subject.expect(
                again == keys,
                f"items() depends on the order on disk: {excerpt(keys)} became {excerpt(again)}; sort them",
            )
            self._expect_same(found, self.read_all(reader, items), "its folders are listed in another order")

    def _check_items(self, items: Listed) -> None:
        seen: set[str] = set()
        again = {_key(item): item for item in self.items(self.open())}
        for item in items:
            key = _key(item)
            if isinstance(item, Fault):
                self._check_found(item)
                continue
            self.subject.expect(isinstance(key, str) and key, f"an item has the key {key!r}; name it for people")
            self.subject.expect(key not in seen, f"two items have the key {excerpt(key)}")
            seen.add(key)
            other = again.get(key)
            is_stamp = item.stamp is None or isinstance(item.stamp, str) or _is_numbers(item.stamp)
            self.subject.expect(
                is_stamp, f"{key}: the stamp {item.stamp!r} cannot be kept; write a text, whole numbers or None"
            )
            self.subject.expect(
                isinstance(other, Item) and other.stamp == item.stamp,
                f"{key}: its stamp is another when nothing has changed, so it would be read each time",
            )

    def _check_found(self, entry: Article | Fault) -> None:
        if isinstance(entry, Article):
            expect_article(self.subject, entry)
            return
        self.subject.expect(entry.path and entry.path.isprintable(), f"a fault has the path {entry.path!r}")
        about = self.subject.given(entry.path)
        about.expect_sentence(entry.message, "a fault's message")
        about.expect(entry.line >= 0 and entry.column >= 0, f"a fault stands at line {entry.line}")

    def _check_pickled(self, found: Found) -> None:
        with self.subject.no_error("handing its context to another process"):
            context = pickle.loads(pickle.dumps(self.context))  # noqa: S301  pickled here
        reader = self.open(context)
        self._expect_same(found, self.read_all(reader, self.items(reader)), "opened with a context that was pickled")

    # What it does with one that changes underway, or is not what it seems

    def hostile(self, files: Mapping[str, bytes | str], found: Found) -> None:
        """Spoil each file after it was listed; a fault must come of it, and no exception."""
        articles = [entry for entry in found if isinstance(entry, Article)]
        with self._spoilt(files, Path.unlink) as (reader, items):
            self._expect_faults(self.subject.given("a file that has gone"), reader, items, articles)
        with self._spoilt(files, _make_folder) as (reader, items):
            self._expect_faults(self.subject.given("a folder where a file was"), reader, items, articles)
        for words, spoil in {"an empty file": _empty, "bytes that are no text": _garble}.items():
            about = self.subject.given(words)
            with self._spoilt(files, spoil) as (reader, items):
                self._read_spoilt(about, reader, items)
                opened = self.open()
                self._read_spoilt(about, opened, self.items(opened))

    @contextmanager
    def _spoilt(
        self, files: Mapping[str, bytes | str], spoil: Callable[[Path], object]
    ) -> Iterator[tuple[Reader, Listed]]:
        self.write(files)
        reader = self.open()
        items = self.items(reader)
        for path in files:
            spoil(self.folder / path)
        yield reader, items

    def _expect_faults(self, about: Subject, reader: Reader, items: Listed, articles: list[Article]) -> None:
        found = self._read_spoilt(about, reader, items)
        # One that reads from elsewhere, or has read already, finds what it found.
        kept = [entry for entry in found if isinstance(entry, Article)]
        is_told = any(isinstance(entry, Fault) for entry in found) or kept == articles
        about.expect(is_told, "articles are lost and no fault says so")
        for article in articles[:3]:
            with about.no_error("content"):
                try:
                    reader.content(article)
                except SyndicateError as error:
                    about.expect_sentence(str(error), type(error).__name__)

    def _read_spoilt(self, about: Subject, reader: Reader, items: Listed) -> Found:
        found = self.read_all(reader, items, about)
        for entry in found:
            self._check_found(entry)
        return found

    # Calls

    def open(self, context: SourceContext | None = None) -> Reader:
        with self.subject.no_error("open"):
            return self.source.open(context or self.context)

    def items(self, reader: Reader) -> Listed:
        with self.subject.no_error("items()"):
            items = list(reader.items())
        for item in items:
            found = type(item).__name__
            self.subject.expect(
                isinstance(item, Item | Fault), f"items() yields {found}; it must yield Items or Faults"
            )
        return items

    def read_all(self, reader: Reader, items: Listed, about: Subject | None = None) -> Found:
        about = about or self.subject
        found: Found = []
        for item in items:
            if isinstance(item, Fault):
                found.append(item)
                continue
            with about.no_error(f"read({item.key})"):
                entries = list(reader.read(item))
            for entry in entries:
                kind = type(entry).__name__
                is_entry = isinstance(entry, Article | Fault | PassedOver)
                about.expect(is_entry, f"read yields {kind}; it must yield Articles or Faults")
            found += [entry for entry in entries if not isinstance(entry, PassedOver)]
        return found

    def _expect_same(self, first: Found, again: Found, how: str) -> None:
        if first == again:
            return
        for one, other in zip(first, again, strict=False):
            if one != other:
                self.subject.fail(f"{_name(one)} is another when {how}; found {excerpt(_difference(one, other), 200)}")
        self.subject.fail(f"{len(first)} articles and faults became {len(again)} when {how}")


def _key(item: Item | Fault) -> str:
    return item.key if isinstance(item, Item) else item.path


def _name(entry: Article | Fault) -> str:
    return f"article {excerpt(entry.id)}" if isinstance(entry, Article) else f"the fault of {excerpt(entry.path)}"


def _difference(one: Article | Fault, other: Article | Fault) -> str:
    if type(one) is not type(other):
        return str(other)
    for field in one.__struct_fields__:
        if getattr(one, field) != getattr(other, field):
            return f"{field}: {getattr(other, field)}"
    return str(other)


def _is_numbers(stamp: Any) -> bool:
    return isinstance(stamp, tuple) and all(type(number) is int for number in stamp)


def _empty(place: Path) -> None:
    place.write_bytes(b"")


def _garble(place: Path) -> None:
    place.write_bytes(b"\xff\xfe\x00\x80---\n{\x00\xff")


def _make_folder(place: Path) -> None:
    place.unlink()
    place.mkdir()
