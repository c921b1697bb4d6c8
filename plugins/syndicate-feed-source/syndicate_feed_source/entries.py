"""What all kinds of feed come down to, and an article of each entry.

An article needs a title, a page and a date: without one of them the entry is at fault. What else cannot be used (a
picture without a URL, a language that is none) is the publisher's affair and is left out without a word, as whoever
exports can mend nothing in somebody else's feed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, tzinfo
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec

from syndicate import UNDATED, Article, ArticleError, Attachment, Author, Fault, Image, Origin, Provider
from syndicate.model import (
    absolute_url,
    excerpt,
    is_absolute_iri,
    is_no_date,
    media_type_of,
    one_line,
    parse_instant,
    plain_text,
    tag_uri,
    xml_text,
)

_TITLE_LENGTH = 80  # characters, of a title made of an entry's text
_MAILBOX = re.compile(r"\s*(?P<email>[^\s()<>]+@[^\s()<>]+)\s*(?:\((?P<name>[^()]*)\))?\s*")
_NAMED_MAILBOX = re.compile(r"\s*(?P<name>[^<>()@]*[^<>()@\s])\s*[<(](?P<email>[^\s()<>]+@[^\s()<>]+)[>)]\s*")
_Value = TypeVar("_Value")


class File(msgspec.Struct, kw_only=True):
    """A picture or an attachment, as a feed names it; sizes as they stand there."""

    url: Any
    media_type: Any = None
    medium: Any = None  # Media RSS: image, audio ...
    title: Any = None
    width: Any = None
    height: Any = None
    size_bytes: Any = None
    duration: Any = None


class Head(msgspec.Struct, kw_only=True):
    """What a feed says of itself.

    base      absolute URL that relative ones are completed with
    home_url  the page that it belongs to; "" if it does not say
    """

    title: str = ""
    base: str
    home_url: str = ""
    language: str = ""
    authors: list[dict[str, Any]] = []


class Entry(msgspec.Struct, kw_only=True):
    """An entry of any kind of feed: texts as they stand there, "" or None where there is none.

    title, summary  plain text
    base            of its URLs; "": the feed's
    provider        title and page of the feed that it was taken over from
    """

    line: int
    id: Any = ""
    url: Any = ""
    original_url: Any = ""
    title: str = ""
    summary: str = ""
    content_html: str = ""
    published: Any = ""
    updated: Any = ""
    language: Any = ""
    base: str = ""
    authors: list[dict[str, Any]] = []
    topics: list[Any] = []
    images: list[File] = []
    attachments: list[File] = []
    provider: tuple[str, str] | None = None
    is_draft: bool = False


class Articles:
    """Makes articles of the entries of one feed.

    path            as messages and origins name the feed
    zone            of a time that names none
    may_be_undated  an entry without a date gets UNDATED
    """

    def __init__(self, path: str, head: Head, zone: tzinfo, *, may_be_undated: bool) -> None:
        self._path = path
        self._head = head
        self._zone = zone
        self._may_be_undated = may_be_undated
        self._home_url = _url(head.home_url, head.base)
        self._host = urlsplit(self._home_url or head.base).hostname or ""

    def article(self, entry: Entry) -> Article | list[Fault]:
        """Return the article that *entry* is, or a fault for each thing that it lacks."""
        wrong: list[str] = []
        base = entry.base or self._head.base
        title = one_line(entry.title) or _first_words(entry.summary or plain_text(entry.content_html))
        if not title:
            wrong.append("has neither a title nor a text")
        url = ""
        try:
            url = absolute_url(_text(entry.url), base) if _text(entry.url).strip() else ""
            if not url:
                wrong.append("names no page")
        except ValueError as error:
            wrong.append(f"its page: {error}")
        published_at = self._date(entry, wrong)
        if wrong:
            return [self._fault(entry, message) for message in wrong]
        updated_at = self._updated_at(entry, published_at)
        original_url = _url(entry.original_url, base)
        try:
            return Article(
                id=self._id(entry, published_at),
                title=title,
                has_title=bool(one_line(entry.title)),
                url=url,
                published_at=published_at,
                updated_at=updated_at if updated_at != published_at else None,
                summary=entry.summary,
                content_html=xml_text(entry.content_html),
                topics=tuple(topic for topic in map(_text, entry.topics) if topic),
                authors=self._authors(entry, base),
                language=_language(entry.language) or _language(self._head.language),
                images=_unique(_image(file, base) for file in entry.images),
                attachments=_unique(_attachment(file, base) for file in entry.attachments),
                original_url=original_url if original_url != url else None,
                provider=self._provider(entry),
                is_published=not entry.is_draft,
                origin=Origin(path=self._path, line=entry.line),
            )
        except ArticleError as error:
            return [self._fault(entry, f"{error.field}: {error.message}")]

    def _fault(self, entry: Entry, message: str) -> Fault:
        name = one_line(entry.title) or _text(entry.id) or _text(entry.url)
        place = f"entry {excerpt(name)}" if name else "an entry without a name"
        return Fault(path=self._path, line=entry.line, message=f"{place}: {message}")

    def _date(self, entry: Entry, wrong: list[str]) -> datetime:
        if text := _date_text(entry.published) or _date_text(entry.updated):
            try:
                return parse_instant(text, self._zone)
            except ValueError as error:
                wrong.append(f"its date: {error}")
        elif not self._may_be_undated:
            wrong.append("has no date")
        return UNDATED

    def _updated_at(self, entry: Entry, published_at: datetime) -> datetime | None:
        try:
            return parse_instant(_date_text(entry.updated), self._zone) if published_at != UNDATED else None
        except ValueError:
            return None

    def _id(self, entry: Entry, published_at: datetime) -> str:
        text = _text(entry.id).strip()
        if not text or is_absolute_iri(text):
            return text
        if "://" in text[:10]:
            try:
                return absolute_url(text)  # a page whose name is not in percent-encoding
            except ValueError:
                pass
        # The host is that of the feed: two feeds may both count their entries from 1.
        return tag_uri(text, self._host, published_at.year)

    def _authors(self, entry: Entry, base: str) -> tuple[Author, ...]:
        return _unique(author(raw, base) for raw in entry.authors) or _unique(
            author(raw, self._head.base) for raw in self._head.authors
        )

    def _provider(self, entry: Entry) -> Provider | None:
        name, page = entry.provider or (self._head.title, self._home_url or "")
        url = _url(page, self._head.base)
        name, domain = one_line(name), urlsplit(url or "").hostname or ""
        return Provider(name=name, domain=domain, url=url) if name or domain else None


def base_of(places: Iterable[Any], fallback: str) -> str:
    """Return the first of *places*, which a feed says are its own, that is an absolute http(s) URL; else *fallback*."""
    for place in places:
        try:
            return absolute_url(_text(place))
        except ValueError:
            continue
    return fallback


def author(raw: Mapping[str, Any], base: str) -> Author | None:
    """Return the author that *raw* tells of: name, email, url and avatar_url; None if there is no name in it."""
    name, email = one_line(_text(raw.get("name"))), one_line(_text(raw.get("email")))
    # Beyond any name and address, the patterns would cost the square of the length.
    found = (_MAILBOX.fullmatch(name) or _NAMED_MAILBOX.fullmatch(name)) if len(name) < 400 else None
    if found and not email:
        name, email = found["name"] or "", found["email"]
    url = _text(raw.get("url"))
    if url.startswith("mailto:") and not email:
        email = url.removeprefix("mailto:").partition("?")[0]
    name = name or email.partition("@")[0]
    if not name:
        return None
    values = {"name": name, "url": _url(url, base), "avatar_url": _url(raw.get("avatar_url"), base)}
    return _made(Author, values | {"email": email or None}) or _made(Author, values)


def _image(file: File, base: str) -> Image | None:
    if (url := _url(file.url, base)) is None:
        return None
    values = {"url": url, "width": _count(file.width), "height": _count(file.height), "title": _text(file.title)}
    kind = media_type(file)
    # What the name says anyway is left out.
    return _made(Image, values | {"media_type": kind if kind != media_type_of(url) else None}) or _made(Image, values)


def _attachment(file: File, base: str) -> Attachment | None:
    if (url := _url(file.url, base)) is None:
        return None
    values = {
        "url": url,
        "media_type": media_type(file) or "application/octet-stream",
        "size_bytes": _count(file.size_bytes),
        "duration_seconds": _seconds(file.duration),
        "title": _text(file.title),
    }
    return _made(Attachment, values) or _made(Attachment, values | {"media_type": "application/octet-stream"})


def media_type(file: File) -> str:
    """Return the media type that *file* has or that its name tells, "" if neither says."""
    return _text(file.media_type).partition(";")[0].strip() or media_type_of(_text(file.url)) or ""


def _made(kind: Callable[..., _Value], values: Mapping[str, Any]) -> _Value | None:
    try:
        return kind(**values)
    except ArticleError:
        return None


def _unique(values: Iterable[_Value | None]) -> tuple[_Value, ...]:
    return tuple(dict.fromkeys(value for value in values if value is not None))


def _url(text: Any, base: str) -> str | None:
    try:
        return absolute_url(_text(text), base)
    except ValueError:
        return None


def _text(value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)  # "If an id is presented as a number ..., a reader must coerce it to a string" (JSON Feed)
    return value if isinstance(value, str) else ""


def _date_text(value: Any) -> str:
    """Return *value* without what programs write for a date that there is not."""
    text = _text(value).strip()
    return "" if is_no_date(text) else text


def _count(value: Any) -> int | None:
    """Return *value* as a whole number of at least 1: where sizes are concerned, 0 means that nobody knows."""
    text = _text(value).strip()
    return int(text) or None if text.isascii() and text.isdigit() and len(text) < 16 else None


def _seconds(value: Any) -> float | None:
    """Return seconds, of a number of them or of 1:02:03."""
    parts = _text(value).strip().split(":")
    if len(parts) > 3 or not all(re.fullmatch(r"[0-9]{1,9}(?:\.[0-9]{1,9})?", part) for part in parts):
        return None
    seconds = 0.0
    for part in parts:
        seconds = seconds * 60 + float(part)
    return seconds or None


def _language(value: Any) -> str:
    text = _text(value).strip().replace("_", "-")
    return text if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*", text) else ""


def _first_words(text: str) -> str:
    """Return the beginning of *text* as a title: the standard of each feed allows entries without one."""
    text = one_line(text)
    if len(text) <= _TITLE_LENGTH:
        return text
    cut = text[:_TITLE_LENGTH]
    return (cut.rpartition(" ")[0] or cut) + "…"
