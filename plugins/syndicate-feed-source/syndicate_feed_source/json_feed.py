"""JSON Feed 1.0 and 1.1, https://jsonfeed.org/version/1.1."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from syndicate.files import JsonText
from syndicate.model import one_line
from syndicate_feed_source.entries import Entry, File, Head, base_of
from syndicate_feed_source.outline import OutlineError, too_many
from syndicate_feed_source.xml_feed import paragraphs

_BETWEEN = re.compile(r"[ \t\r\n]*,?[ \t\r\n]*")


def read_json(text: str, url: str, fallback_base: str, max_entries: int) -> tuple[Head, Iterator[Entry]]:
    """Return head and entries of the feed in *text*, as read_xml() does.

    Raises OutlineError if it is no feed that can be read.
    """
    feed = _decoded(text)
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise OutlineError("is no JSON Feed: there is no list of items in it", 1, 1)
    if "jsonfeed.org/version/" not in str(feed.get("version")):
        raise OutlineError("is no JSON Feed: its version is not https://jsonfeed.org/version/1.1 or 1", 1, 1)
    if len(feed["items"]) > max_entries:
        raise OutlineError(too_many(max_entries), 1, 1)
    base = base_of((url, feed.get("feed_url"), feed.get("home_page_url")), fallback_base)
    head = Head(
        title=one_line(_text(feed, "title")),
        base=base,
        home_url=_text(feed, "home_page_url"),
        language=_text(feed, "language"),
        authors=_authors(feed),
    )
    return head, (_entry(item, line) for item, line in zip(feed["items"], _lines(text), strict=True))


def _decoded(text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except RecursionError as error:
        raise OutlineError("is nested too deeply", 1, 1) from error
    except (msgspec.DecodeError, UnicodeError) as error:
        import json

        try:
            json.loads(text)
        except json.JSONDecodeError as place:
            raise OutlineError(f"is not JSON: {place.msg}", place.lineno, place.colno) from error
        except (ValueError, RecursionError):
            pass
        raise OutlineError(f"is not JSON: {error}", 1, 1) from error


def _lines(text: str) -> Iterator[int]:
    """Yield the line on which each item begins."""
    from json import JSONDecoder

    decode = JSONDecoder(parse_int=str).raw_decode
    index = text.index("[", JsonText(text).column(("items",)) - 1) + 1
    line = text.count("\n", 0, index) + 1
    while True:
        found = _BETWEEN.match(text, index)
        start = found.end() if found else index
        line += text.count("\n", index, start)
        if text[start] == "]":
            return
        yield line
        _, index = decode(text, start)
        line += text.count("\n", start, index)


def _entry(item: Any, line: int) -> Entry:
    if not isinstance(item, dict):
        return Entry(line=line)
    body, text, summary = _text(item, "content_html"), _text(item, "content_text"), _text(item, "summary")
    title = one_line(_text(item, "title"))
    # A text of several lines is a body. Of one line it is the summary, or the title, where an article has no body: so
    # syndicate writes it.
    if not body:
        if summary or "\n" in text.strip():
            body = paragraphs(text)
        if not summary and one_line(text) != title:
            summary = text
    page = item.get("url") or item.get("external_url") or item.get("id")
    images = [File(url=item[name]) for name in ("image", "banner_image") if item.get(name)]
    return Entry(
        line=line,
        id=item.get("id"),
        url=page,
        original_url=item.get("external_url"),
        title=title,
        summary=one_line(summary),
        content_html=body,
        published=item.get("date_published"),
        updated=item.get("date_modified"),
        language=item.get("language"),
        authors=_authors(item),
        topics=item["tags"] if isinstance(item.get("tags"), list) else [],
        images=images,
        attachments=[
            File(
                url=file.get("url"),
                media_type=file.get("mime_type"),
                title=file.get("title"),
                size_bytes=file.get("size_in_bytes"),
                duration=file.get("duration_in_seconds"),
            )
            for file in _objects(item.get("attachments"))
        ],
    )


def _authors(values: dict[str, Any]) -> list[dict[str, Any]]:
    # Version 1 has one "author"; version 1.1 keeps it for old readers beside "authors".
    given = _objects(values.get("authors")) or _objects([values.get("author")])
    return [{"name": raw.get("name"), "url": raw.get("url"), "avatar_url": raw.get("avatar")} for raw in given]


def _objects(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _text(values: dict[str, Any], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""
