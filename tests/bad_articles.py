"""Bad articles, one fault or warning each: the bytes of a file, and place, field and words of what they earn."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal, NamedTuple

# Since 3.13 Python's own reader of JSON names the comma, before that what stands behind it.
_TRAILING_COMMA = (2, 17) if sys.version_info >= (3, 13) else (3, 1)


class BadArticle(NamedTuple):
    """A file with one fault.

    name      of the file
    body      its bytes
    line      of the fault
    column    of the fault
    field     of the fault
    message   a piece of it
    severity  of the fault: a warning leaves the article, without the value
    """

    name: str
    body: bytes
    line: int
    column: int
    field: str
    message: str
    severity: Literal["fault", "warning"] = "fault"


GOOD = {"title": "Tides turn", "date": "2024-01-30", "url": "/tides/"}


def head(*lines: str, **fields: str | None) -> bytes:
    """Return a file whose head is good but for *fields* (None: left out), with *lines* at its end."""
    given = [f"{key}: {value}" for key, value in {**GOOD, **fields}.items() if value is not None]
    return "\n".join(["---", *given, *lines, "---", "Body", ""]).encode()


def without_body(text: bytes) -> bytes:
    """Return the file *text* with its head alone: a text would stand in for what the head lacks."""
    return text.removesuffix(b"Body\n")


def _bad(name: str, body: bytes, line: int, column: int, field: str, message: str) -> BadArticle:
    return BadArticle(f"{name}.md", body, line, column, field, message)


def _odd(name: str, body: bytes, line: int, column: int, field: str, message: str) -> BadArticle:
    return BadArticle(f"{name}.md", body, line, column, field, message, "warning")


BAD_ARTICLES = [
    # The file.
    _bad("empty-file", b"", 1, 1, "", "is empty"),
    _bad("blank-file", b"\n \n", 1, 1, "", "is empty"),
    _bad("no-head", b"\n# Tides\n\nBody\n", 2, 1, "", "no front matter: the first line is '# Tides'"),
    _bad("toml-head", b'+++\ntitle = "Tides"\ndate = soon\n+++\n', 3, 8, "", "is not TOML: invalid value"),
    _bad("toml-open", b'+++\ntitle = "Tides"\n', 1, 1, "", "never closed; end it with a line +++"),
    _bad("json-head", b'{\n"title": "Tides",\n}\n', *_TRAILING_COMMA, "", "is not JSON: "),
    _bad("json-open", b'{\n"title": "Tides"\n', 1, 1, "", "never closed; end it with a }"),
    _bad("longer-opening", b"----\ntitle: Tides\n----\n", 1, 1, "", "opens no front matter"),
    _bad("only-opening", b"---", 1, 1, "", "never closed"),
    _bad("no-closing", b"---\ntitle: Tides\n\nBody\n", 1, 1, "", "never closed"),
    _bad("no-closing-after-blank-lines", b"\n\n---\ntitle: Tides\n", 3, 1, "", "never closed"),
    _bad("indented-closing", b"---\ntitle: Tides\n  ---\n", 1, 1, "", "never closed"),
    _bad("old-mac-line-ends", b"---\rtitle: Tides\r---\r", 1, 1, "", "its lines end in a lone CR"),
    _bad("endless-head", b"---\n" + b"title: Tides\n" * 90_000, 1, 1, "", "does not end within 1 MiB"),
    _bad("utf-16", "---\ntitle: Tides\n---\n".encode("utf-16"), 1, 1, "", "is UTF-16; save the file as UTF-8"),
    _bad("utf-16-bare", "---\ntitle: Tides\n---\n".encode("utf-16-le"), 1, 1, "", "is UTF-16"),
    _bad("latin-1", head(title="Küste").decode().encode("latin-1"), 2, 9, "", "the byte 0xFC is not UTF-8"),
    _bad("nul", head(title="Ti\0des"), 2, 10, "", "holds a NUL character"),
    # The head.
    _bad("empty-head", b"---\n---\n", 1, 1, "", "the front matter is empty"),
    _bad("comment-head", b"---\n# title: Tides\n---\n", 1, 1, "", "the front matter is empty"),
    _bad("list-head", b"---\n- title\n- date\n---\n", 2, 1, "", "expected 'key: value' lines, found a list"),
    _bad("text-head", b"---\ntitle\n---\n", 2, 1, "", "found the text 'title'"),
    # YAML.
    _bad("second-colon", head(title="Tides: a story"), 2, 13, "", "needs quotes; write title: 'Tides: a story'"),
    _odd("tab", head("images:", "\turl: /a.png"), 6, 1, "", "a tab cannot indent"),
    _odd("tab-behind-dash", head("topics:", "-\ta"), 6, 1, "", "a tab cannot indent"),
    _bad("tab-askew", head("images:", "\turl: /a.png", "   alt: b"), 6, 1, "", "a tab cannot indent"),
    _bad("open-quote", head('summary: "never closed'), 5, 10, "", 'the quote that opens here, ", is never closed'),
    _bad("apostrophe", head(summary="'it's'"), 5, 14, "", "are the quotes around the whole value?"),
    _bad("open-bracket", head("tags: [a, b"), 5, 7, "", "the list that opens here with '[' is not closed"),
    _bad("open-brace", head("provider: {name: Ann"), 5, 11, "", "the mapping that opens here with '{' is not closed"),
    _bad("at-sign", head(by="@ann"), 5, 5, "", "a plain text cannot begin with '@'"),
    _bad("percent", head(summary="%d tides"), 5, 10, "", "a plain text cannot begin with '%'"),
    _bad("bare-word", head("draft", "kind: x"), 5, 1, "", "neither 'key: value' nor a part of what stands above"),
    _bad("escape", head(summary=r'"C:\docs"'), 5, 13, "", "begins an escape, and this is none"),
    _bad("list-on-the-line", head(tags="- a"), 5, 7, "", "a list cannot begin here"),
    _bad("alias", head(summary="*bold* words"), 5, 10, "", "'*' begins an alias, and this is none"),
    _bad("undefined-alias", head(provider="*forbes"), 5, 11, "", "'*forbes' repeats what '&forbes' names"),
    _odd("twice", head("title: Again"), 5, 1, "title", "the key 'title' is given twice, first in line 2"),
    _bad("list-as-key", head("? [a, b]", ": c"), 5, 3, "", "a key must be text"),
    _bad("recursion", head("related: &a [*a]"), 5, 10, "", "contains itself through an alias"),
    _bad("laughs", head("a: &a [x, x, x, x, x, x, x, x, x, x]", *(f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]"
         for a, b in zip("abcdefg", "bcdefgh", strict=True))), 8, 4, "", "its aliases expand to more than"),
    _bad("deep", head("a: " + "[" * 150 + "]" * 150), 5, 103, "", "nested more than 100 levels deep"),
    _bad("deeper", head("a: " + "[" * 200_000), 5, 103, "", "nested more than 100 levels deep"),
    _bad("merged-text", head("<<: defaults"), 5, 5, "<<", "expected a mapping to merge"),
    # Fields.
    _bad("no-title", without_body(head(title=None)), 2, 1, "title", "is empty or missing; write title:"),
    _bad("empty-title", without_body(head(title='""')), 2, 8, "title", "is empty or missing"),
    _bad("title-of-markup", without_body(head(title="<br>")), 2, 8, "title", "says nothing once markup is taken out"),
    _bad("title-list", without_body(head(title="[a, b]")), 2, 8, "title", "expected a text, found a list"),
    _bad("no-date", head(date=None), 2, 1, "date", "no date says when this was published"),
    _bad("date-yesterday", head(date="yesterday"), 3, 7, "date", "'yesterday' is not an ISO 8601 instant"),
    _bad("date-guess", head(date="01/02/2024"), 3, 7, "date", "is not an ISO 8601 instant"),
    _bad("date-that-is-none", head(date="2024-02-30"), 3, 7, "date", "'2024-02-30' is not a date"),
    _bad("2024-13-01-name", head(date=None), 2, 1, "", "in the file's name, '2024-13-01' is not a date"),
    _odd("updated", head(lastmod="soon"), 5, 10, "lastmod", "'soon' is not an ISO 8601 instant"),
    _odd("expires-mapping", head(expires="{on: 2024-01-01}"), 5, 10, "expires", "expected a text, found a mapping"),
    _bad("no-url", head(url=None), 2, 1, "url", "set source.url to a pattern"),
    _bad("url-mail", head(url="mailto:ann@example.org"), 4, 6, "url", "is not a web address"),
    _bad("url-number", head(url="7"), 4, 6, "url", "expected a URL, found the number 7"),
    _bad("url-pattern", head(url=None, permalink="/:year/:title/"), 4, 12, "permalink", "set source.url"),
    _odd("amp", head(ampWebUrl="www.example.org/amp"), 5, 12, "ampWebUrl", "names no scheme"),
    _odd("original", head(originalUrl="https:///x"), 5, 14, "originalUrl", "names no host"),
    _odd("flag", head(published="maybe"), 5, 12, "published", "expected true or false, found the text 'maybe'"),
    _odd("draft-number", head(draft="3"), 5, 8, "draft", "expected true or false, found the number 3"),
    _odd("removed-list", head(removed="[yes]"), 5, 10, "removed", "expected true or false, found a list"),
    _odd("language", head(lang="English please"), 5, 7, "lang", "is not a language tag"),
    _odd("topics-mapping", head("topics:", "  one: two"), 6, 3, "topics", "expected a list, found a mapping"),
    _odd("topics-nested", head("tags:", "  - {a: b}"), 6, 5, "tags[0]", "expected a text, found a mapping"),
    _odd("author-flag", head(author="true"), 5, 9, "author", "expected a text or a mapping, found true"),
    _odd("author-nobody", head("author:", "  email: ann@example.org"), 6, 3, "author", "names nobody"),
    _odd("author-mail", head("authors:", "  - Ann <ann at home>", "  - Bo <bo@home>"), 7, 5, "authors[1]", "is not an e-mail"),
    _odd("author-email", head("author: {name: Ann, email: ann}"), 5, 28, "author.email", "is not an e-mail address"),
    _odd("image-width", head("images:", "  - url: /a.png", "    width: abc"), 7, 12, "images[0].width", "whole number"),
    _odd("image-height", head("image: {src: /a.png, height: -3}"), 5, 30, "image.height", "found the number -3"),
    _odd("image-nowhere", head("images:", "  - title: A quay"), 6, 5, "images[0]", "names no file"),
    _odd("image-scheme", head("cover: ftp://example.org/a.png"), 5, 8, "cover", "is not a web address"),
    _odd("image-type", head("image: {url: /a.png, type: png}"), 5, 28, "image.type", "is not a media type"),
    _odd("attachment-type", head("audio: /play/7"), 5, 8, "audio", "names no media type"),
    _odd("attachment-size", head("enclosure: {url: /a.mp3, size: -1}"), 5, 32, "enclosure.size", "of 0 or more"),
    _odd("attachment-duration", head("audio: {url: /a.mp3, duration: long}"), 5, 32, "audio.duration", "PT5M24S"),
    _odd("duration", head("length: soon", "audio: /a.mp3"), 5, 9, "length", "expected a duration"),
    _odd("provider", head("provider: [a]"), 5, 11, "provider", "expected a text, found a list"),
    _odd("provider-url", head("provider: {name: Ann, url: 'tel:1'}"), 5, 28, "provider.url", "is not a web address"),
    _odd("kind", head("type: {a: b}"), 5, 7, "type", "expected a text, found a mapping"),
    _odd("id", head("id: [7]"), 5, 5, "id", "expected a text, found a list"),
]  # fmt: skip


HEADLESS = ("blank-file.md", "empty-file.md", "no-head.md")  # beside articles these are none


def write_bad_articles(folder: Path) -> list[BadArticle]:
    """Write all bad articles into *folder*, and return them sorted by name."""
    folder.mkdir(parents=True, exist_ok=True)
    for bad in BAD_ARTICLES:
        (folder / bad.name).write_bytes(bad.body)
    return sorted(BAD_ARTICLES)
