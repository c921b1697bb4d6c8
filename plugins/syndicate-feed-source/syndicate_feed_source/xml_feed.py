"""RSS of any version and Atom: read by feedparser, once its outline says that it may be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

from syndicate.model import one_line, plain_text
from syndicate_feed_source.entries import Entry, File, Head, base_of, media_type
from syndicate_feed_source.outline import EntryOutline, Outline, OutlineError, outline

_TAG = re.compile(r"<[A-Za-z][^<>]*>")
_LINK = re.compile(r"""(\s(?:href|src|cite|longdesc|poster)\s*=\s*)("[^"]*"|'[^']*')""", re.IGNORECASE)
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>")
_HTML = ("text/html", "application/xhtml+xml")


def read_xml(text: str, url: str, fallback_base: str, max_entries: int) -> tuple[Head, Iterator[Entry]]:
    """Return head and entries of the feed in *text*.

    url            where it was found; "" if that is no URL
    fallback_base  completes its URLs if it does not say where it belongs
    max_entries    of which it may have no more

    Raises OutlineError if it is no feed that can be read.
    """
    import feedparser

    found = outline(text, max_entries)
    base = base_of((url, found.self_url, found.home_url), fallback_base)
    try:
        # Nothing is sanitised here: the core does that, and a body that is cleaned once comes back as it was written.
        parsed = feedparser.parse(
            BytesIO(text.encode()),
            response_headers={"content-type": "application/xml; charset=utf-8", "content-location": base},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # it may stumble over anything, and other feeds go on
        raise OutlineError(f"makes feedparser fail: {type(error).__name__}: {error}", 1, 1) from error
    if parsed.bozo and hasattr(parsed.bozo_exception, "getLineNumber"):
        raise OutlineError(f"is not well-formed XML: {parsed.bozo_exception}", parsed.bozo_exception.getLineNumber(), 1)
    if len(parsed.entries) != len(found.entries):
        raise OutlineError("has entries inside of others", 1, 1)
    feed: dict[str, Any] = parsed.feed
    head = Head(
        title=_plain(dict.get(feed, "title_detail")),
        base=base_of((_joined(base, found.base),), base),
        home_url=found.home_url,
        language=_text(feed, "language"),
        authors=found.authors or _author(feed),
    )
    pairs = zip(parsed.entries, found.entries, strict=True)
    return head, (_entry(entry, place, found, head.base) for entry, place in pairs)


def _entry(entry: dict[str, Any], place: EntryOutline, found: Outline, base: str) -> Entry:
    # dict.get, because an entry of feedparser's gives "published" for a missing "updated", and warns.
    links: list[dict[str, Any]] = dict.get(entry, "links") or []
    alternates = [link.get("href", "") for link in links if link.get("rel") == "alternate"]
    html = [link.get("href", "") for link in links if link.get("rel") == "alternate" and link.get("type") in _HTML]
    images, attachments = _files(entry, links, place)
    return Entry(
        line=place.line,
        id=place.id or _text(entry, "id"),
        url=next(iter(html or alternates), "") or _page(entry, place, found),
        original_url=next((link.get("href", "") for link in links if link.get("rel") == "via"), ""),
        title=_plain(dict.get(entry, "title_detail")),
        summary=_plain(dict.get(entry, "summary_detail")),
        content_html=_content(entry, found),
        published=_text(entry, "published"),
        updated=_text(entry, "updated"),
        language=place.language,
        base=_joined(base, place.base),
        authors=place.authors or _author(entry),
        topics=[tag.get("label") or tag.get("term") for tag in dict.get(entry, "tags") or []],
        images=images,
        attachments=attachments,
        provider=_provider(entry),
        is_draft=place.is_draft,
    )


def _page(entry: dict[str, Any], place: EntryOutline, found: Outline) -> str:
    """Return the page of *entry* without an alternate link: its id, where that is one. To feedparser any id is."""
    return "" if found.is_atom and not place.id.startswith(("http://", "https://")) else _text(entry, "link")


def _author(values: dict[str, Any]) -> list[dict[str, str]]:
    """Return the author that iTunes' element names (dc:author too), where a feed or an entry has no other."""
    name = _text(values, "author")
    return [{"name": name}] if name else []


def _plain(detail: dict[str, Any] | None) -> str:
    """Return a text of the feed as plain text; feedparser tells whether it is HTML, where the standard does not."""
    if not detail:
        return ""
    text = detail.get("value") or ""
    return plain_text(text) if detail.get("type") in _HTML else one_line(text)


def _content(entry: dict[str, Any], found: Outline) -> str:
    """Return the body of *entry* as HTML: its content, else a description with markup in it."""
    details = dict.get(entry, "content") or []
    summary = dict.get(entry, "summary_detail")
    if not details and summary and not found.is_atom and _MARKUP.search(summary.get("value") or ""):
        details = [summary]
    for detail in details:
        text = detail.get("value") or ""
        if detail.get("type") == "text/plain":
            return paragraphs(text)
        if detail.get("type") in _HTML:
            # RSS does not say what a relative link in HTML starts from: it is left to the core, which takes the page.
            return _completed(text, detail.get("base") or "") if found.is_atom or found.has_base else text
    return ""


def paragraphs(text: str) -> str:
    """Return plain *text* as HTML: a paragraph ends at a blank line.

    >>> paragraphs("a < b\\n\\nc")
    '<p>a &lt; b</p><p>c</p>'
    """
    parts = re.split(r"\r?\n[ \t]*\r?\n\s*", text.strip())
    return "".join(f"<p>{escape(part, quote=False)}</p>" for part in parts if part)


def _completed(html: str, base: str) -> str:
    """Return *html* with its links completed by *base* (RFC 4287 section 2, xml:base)."""

    def link(match: re.Match[str]) -> str:
        value = unescape(match[2][1:-1]).strip()
        url = _joined(base, value) or value
        return match[0] if url == value else f'{match[1]}"{escape(url)}"'

    return _TAG.sub(lambda tag: _LINK.sub(link, tag[0]), html) if base else html


def _joined(base: str, url: str) -> str:
    """Return *url*, completed by *base*; "" if it is none."""
    try:
        return urljoin(base, url)
    except ValueError:
        return ""


def _files(entry: dict[str, Any], links: list[dict[str, Any]], place: EntryOutline) -> tuple[list[File], list[File]]:
    """Return pictures and attachments; a file named twice counts once, an enclosure first."""
    images: list[File] = []
    attachments: dict[str, File] = {}
    for link in links:
        if link.get("rel") == "enclosure":
            file = File(
                url=link.get("href"),
                # So feedparser calls what says no type.
                media_type=link.get("type") if link.get("type") != "text/html" else None,
                size_bytes=link.get("length"),
                title=link.get("title"),
            )
            attachments.setdefault(str(file.url), file)
    pictures = {url: file for url, file in attachments.items() if media_type(file).startswith("image/")}
    for content in dict.get(entry, "media_content") or []:
        url = str(content.get("url") or "")
        file = File(
            url=url,
            media_type=content.get("type"),
            medium=content.get("medium"),
            size_bytes=content.get("filesize"),
            duration=content.get("duration"),
            width=content.get("width"),
            height=content.get("height"),
            title=place.media_titles.get(url),
        )
        if file.medium == "image" or media_type(file).startswith("image/"):
            images.append(file)
        elif (known := attachments.setdefault(url, file)) is not file:
            known.duration, known.title = known.duration or file.duration, known.title or file.title
    if not images:  # They are smaller copies of what the contents are.
        images = [
            File(url=thumbnail.get("url"), width=thumbnail.get("width"), height=thumbnail.get("height"))
            for thumbnail in dict.get(entry, "media_thumbnail") or []
        ]
    if not images:  # Many a feed has no other place for the picture of an entry.
        images = list(pictures.values())
        for url in pictures:
            del attachments[url]
    if seconds := dict.get(entry, "itunes_duration"):
        for file in attachments.values():
            if media_type(file).startswith(("audio/", "video/")):
                file.duration = file.duration or seconds
                break
    return images, list(attachments.values())


def _provider(entry: dict[str, Any]) -> tuple[str, str] | None:
    """Return whom an aggregator took *entry* over from (RFC 4287 section 4.2.11, RSS 2.0 <source>)."""
    source = dict.get(entry, "source")
    if not isinstance(source, dict):
        return None
    title = plain_text(_text(source, "title") or _text(source, "value"))
    page = next((link.get("href", "") for link in source.get("links", ()) if link.get("rel") == "alternate"), "")
    return (title, page or _text(source, "href") or _text(source, "url")) if title else None


def _text(values: dict[str, Any], name: str) -> str:
    value = dict.get(values, name)
    return value if isinstance(value, str) else ""
