"""What holds of every document: a path in the output folder, bytes that are what they say they are, nothing secret."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterable, Sequence
from posixpath import dirname
from typing import Any
from xml.parsers import expat

from msgspec.structs import replace

from syndicate.files.json_text import JsonText
from syndicate.model.article import Article
from syndicate.model.errors import PublishError, excerpt
from syndicate.model.feed import Document, Feed
from syndicate.model.paths import folded_name, path_parts
from syndicate.testing.expectations import Subject, sealed
from syndicate.testing.samples import SECRET_NAME

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0 section 2.2
_SECRET_LENGTH = 8  # characters; a shorter text may stand in a document by chance


def check_documents(subject: Subject, documents: Sequence[Any], feed: Feed, path: str) -> str:
    """Fail unless *documents* are what a format may yield for *feed* at *path*; return all their text, folded."""
    for document in documents:
        found = type(document).__name__
        subject.expect(isinstance(document, Document), f"render yields {found}; it must yield Documents")
    _check_paths(subject, [document.path for document in documents], path)
    texts = []
    for document in documents:
        _check_fields(subject, document)
        texts += _texts_of(subject, document)
    _check_counts(subject, documents, feed)
    _check_secrets(subject, documents, feed)
    return folded(" ".join(texts))


def check_listed(subject: Subject, documents: Sequence[Document], text: str, feed: Feed) -> None:
    """Fail unless each article of *feed* is in the *text* of *documents*, or a warning says that articles are not."""
    missing = [article for article in feed.articles if not _is_in(article, text)]
    if missing and not any(document.warnings for document in documents):
        subject.fail(
            f"{len(missing)} of {len(feed.articles)} articles are in no document, neither by title nor by URL, and no "
            f"warning says so; the first of them is {excerpt(missing[0].title)}"
        )


def lists_any(text: str, feed: Feed) -> bool:
    """Tell whether an article of *feed* is in *text*."""
    return any(_is_in(article, text) for article in feed.articles)


def folded(text: str) -> str:
    """Return what two writings of *text* share that differ in case or white space."""
    return " ".join(text.upper().casefold().split())


def _is_in(article: Article, text: str) -> bool:
    return folded(article.url) in text or folded(article.title) in text


def _check_paths(subject: Subject, paths: Sequence[str], path: str) -> None:
    for found in paths:
        try:
            path_parts(found)
        except PublishError as error:
            subject.fail(f"a document's path is not safe: {error}")
        folder = dirname(path)
        subject.expect(
            found.startswith(f"{folder}/"), f"a document is at {excerpt(found)}, outside the folder of {path!r}"
        )
    by_name: dict[str, str] = {}
    for found in paths:
        other = by_name.setdefault(folded_name(found), found)
        subject.expect(other is found, f"two documents have the path {excerpt(found)} (or differ in case only)")
    # A compressed document says so by its name.
    subject.expect(
        not paths or path in paths or f"{path}.gz" in paths,
        f"no document is at the path given, {path!r}; found {', '.join(map(excerpt, paths))}",
    )


def _check_fields(subject: Subject, document: Document) -> None:
    subject = subject.given(document.path)
    found = type(document.body).__name__
    subject.expect(isinstance(document.body, bytes), f"expected a body of bytes, found {found}")
    subject.expect(
        isinstance(document.media_type, str) and re.fullmatch(r"[\w.+-]+/[\w.+-]+", document.media_type),
        f"{excerpt(document.media_type)} is not a media type; write e.g. application/xml",
    )
    for warning in document.warnings:
        subject.expect_sentence(warning, "a warning")


def _check_counts(subject: Subject, documents: Sequence[Document], feed: Feed) -> None:
    for document in documents:
        is_count = type(document.entry_count) is int and document.entry_count >= 0
        subject.expect(is_count, f"{document.path}: {document.entry_count!r} is no count of entries")
    # Entries are articles, or, in a list of feeds, feeds; a standard that wants one entry at least may be given one.
    total, most = sum(document.entry_count for document in documents), max(len(feed.articles), len(feed.feeds), 1)
    subject.expect(total <= most, f"entry_count: {total} entries of {len(feed.articles)} articles")


def _check_secrets(subject: Subject, documents: Sequence[Document], feed: Feed) -> None:
    bodies = [_unpacked(document.body) for document in documents]
    kept = [(article, value) for article in feed.articles for value in _texts_in(article.extra)]
    for article, value in kept:
        if len(value) < _SECRET_LENGTH or not any(value.encode() in body for body in bodies):
            continue
        if value.encode() not in sealed([replace(known, extra={}) for known in feed.articles]):
            message = f"{excerpt(value)} of the extra of article {excerpt(article.id)} is in a document"
            subject.fail(f"{message}; what the model does not know is nobody's to publish")
    if any(SECRET_NAME.encode() in body for body in bodies):
        subject.fail(f"the name {SECRET_NAME!r} out of an article's extra is in a document")


def _texts_in(value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            yield from _texts_in(item)
    elif isinstance(value, str):
        yield value


def _unpacked(body: bytes) -> bytes:
    return gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body


def _texts_of(subject: Subject, document: Document) -> list[str]:
    """Return the texts that a reader of *document* finds; fail if it is not what it says it is."""
    subject = subject.given(document.path)
    try:
        body = _unpacked(document.body)
    except (OSError, EOFError, zlib.error) as error:
        subject.fail(f"begins as gzip does and is none: {error}")
    kind = document.media_type.lower()
    if kind.endswith(("/xml", "+xml")) or body.lstrip().startswith(b"<?xml"):
        return _xml_texts(subject, body)
    if kind.endswith(("/json", "+json")):
        return _json_texts(subject, body)
    return [body.decode(errors="replace")]


def _text(subject: Subject, body: bytes, what: str) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        subject.fail(f"is {what} and not UTF-8: {error}")


def _xml_texts(subject: Subject, body: bytes) -> list[str]:
    text = _text(subject, body, "XML")
    if found := _FORBIDDEN.search(text):
        subject.fail(f"holds {found[0]!r}, which XML 1.0 section 2.2 forbids")
    texts: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")  # so that each prefix must be declared
    parser.buffer_text = True
    parser.CharacterDataHandler = texts.append
    parser.StartElementHandler = lambda _, attributes: texts.extend([" ", *attributes.values(), " "])
    parser.EndElementHandler = lambda _: texts.append(" ")
    try:
        parser.Parse(body, True)  # noqa: FBT003  expat takes no keyword: this is all there is
    except expat.ExpatError as error:
        subject.fail(f"is XML and not well-formed: {error}")
    return ["".join(texts)]


def _json_texts(subject: Subject, body: bytes) -> list[str]:
    import json

    def refuse(constant: str) -> None:
        raise ValueError(f"{constant} has no place in it")

    text = _text(subject, body, "JSON")
    subject.expect(not text.startswith("\ufeff"), "is JSON and begins with a byte order mark")
    texts: list[str] = []
    try:
        value = json.loads(text, parse_constant=refuse)
    except ValueError as error:
        subject.fail(f"is JSON and cannot be read: {error}")
    subject.expect(not JsonText(text).has_twins(), "is JSON with two members of one name (RFC 8259 section 4)")
    texts.extend(_texts_in(value))
    for found in texts:
        if re.search("[\ud800-\udfff]", found):
            subject.fail(f"is JSON and holds half a surrogate pair in {excerpt(found)}")
    return texts
