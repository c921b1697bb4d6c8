"""Opens feeds, one at a time, and hands them to the reader of their kind."""

from __future__ import annotations

import codecs
import logging
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator

import msgspec

from syndicate import Article, Fault, Item, SourceContext, SyndicateError
from syndicate.files import file_digest, list_files, open_file
from syndicate.model import absolute_url, excerpt, of_one_article, time_zone
from syndicate_feed_source import FeedOptions
from syndicate_feed_source.entries import Articles, Entry, Head
from syndicate_feed_source.fetching import Fetched, FetchError, fetch
from syndicate_feed_source.json_feed import read_json
from syndicate_feed_source.outline import OutlineError
from syndicate_feed_source.xml_feed import read_xml

SUFFIXES = (".xml", ".rss", ".atom", ".rdf", ".json")

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_DECLARATION = re.compile(rb"<\?xml[^>]*?\sencoding\s*=\s*[\"']([A-Za-z][A-Za-z0-9._:-]*)[\"'][^>]*\?>")
_DECLARED = re.compile(r"\s*<\?xml\s[^>]*\?>")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0?\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
)
# Python's own, of which no feed is written; decoding them may take a time that grows with the square of the length.
_NO_CHARSETS = frozenset(
    {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf-7", "mbcs", "oem"}
)

_ADVICE = "; raise source.options.max_bytes if it may be"
_MOST_BYTES_OF_ANY = 256 << 20  # of what fetch() is asked for: feeds of all articles, sitemaps

# Entries of one feed whose faults are told one by one.
_MAX_FAULTS = 100


_LOG = logging.getLogger("syndicate.feed_source")


class FeedReader:
    """Reads the feeds that the context names: files, globs, folders, URLs, and standard input where it names "-"."""

    has_many = True

    def __init__(self, context: SourceContext, options: FeedOptions) -> None:
        self._context = context
        self._options = options
        self._zone = time_zone(context.site.timezone)
        # Nobody can tell what the web holds without asking it, nor what standard input held before.
        self.digest = None if any(path == "-" or _URL.match(path) for path in context.paths) else self._digest

    def _digest(self, item: Item) -> bytes | None:
        return file_digest(self._context, item.key)

    def items(self) -> Iterable[Item | Fault]:
        paths = self._context.paths
        if "-" in paths:
            yield Item("-")
        files = tuple(path for path in paths if not _URL.match(path))
        yield from list_files(msgspec.structs.replace(self._context, paths=files), SUFFIXES)
        seen = set()
        for path in paths:
            if _URL.match(path):
                try:
                    url = absolute_url(path)
                except ValueError as error:
                    yield Fault(
                        path=_without_password(path), message=_without_password(f"{error}; correct source.paths")
                    )
                    continue
                if url not in seen:
                    seen.add(url)
                    yield Item(url)

    def read(self, item: Item) -> Iterator[Article | Fault]:
        key = item.key
        try:
            body, url, charset = self._bytes(key)
            text = decoded(body, charset)
            read = _reader_of(text)
            head, entries = read(text, url, self._context.site.url, self._options.max_entries)
        except OutlineError as error:
            yield Fault(path=key, line=error.line, column=error.column, message=str(error))
            return
        except (FetchError, ValueError) as error:
            yield Fault(path=key, message=str(error))
            return
        except OSError as error:
            yield Fault(path=key, message=f"cannot be read: {error.strerror or error}")
            return
        articles = Articles(key, head, self._zone, may_be_undated=self._context.may_be_undated)
        fault_count = 0
        for entry in entries:
            found = articles.article(entry)
            if not isinstance(found, list):
                yield found
                continue
            fault_count += 1
            if fault_count <= _MAX_FAULTS:
                yield from of_one_article(found)
        if fault_count > _MAX_FAULTS:
            more = fault_count - _MAX_FAULTS
            yield Fault(path=key, message=f"{more:,} more of its entries cannot be read; have its publisher mend them")

    def content(self, article: Article) -> str:
        return article.content_html

    def fetch(self, url: str) -> Fetched | None:
        """Return what stands at *url*, which a person has named; None: the server says that nothing does.

        Raises SyndicateError, a sentence.
        """
        try:
            url = absolute_url(url)
            return fetch(url, timeout_seconds=self._options.timeout_seconds, max_bytes=_MOST_BYTES_OF_ANY)
        except (FetchError, ValueError) as error:
            if isinstance(error, FetchError) and error.is_absent:
                return None
            raise SyndicateError(_without_password(f"{url}: {error}")) from error

    def _bytes(self, key: str) -> tuple[bytes, str, str]:
        """Return the bytes at *key*, the URL where they stand ("" for a file), and the charset that a server says.

        Raises FetchError, OSError, and ValueError where there are too many.
        """
        limit = self._options.max_bytes
        if _URL.match(key):
            fetched = fetch(key, timeout_seconds=self._options.timeout_seconds, max_bytes=limit, advice=_ADVICE)
            _LOG.debug("%s is fetched, %d bytes", _without_password(fetched.url), len(fetched.body))
            return fetched.body, fetched.url, fetched.charset
        if key == "-":
            body = sys.stdin.buffer.read(limit + 1)
        else:
            with os.fdopen(open_file(self._context, key), "rb") as stream:
                body = stream.read(limit + 1)
        if len(body) > limit:
            raise ValueError(f"is larger than {limit:,} bytes{_ADVICE}")
        return body, "", ""


def _reader_of(text: str) -> Callable[[str, str, str, int], tuple[Head, Iterator[Entry]]]:
    """Return the function that reads the kind of feed that *text* is, by its first character."""
    begins = text.lstrip()[:1]
    if begins == "<":
        return read_xml
    if begins and begins in "{[":
        return read_json
    raise OutlineError("is no feed; name RSS, Atom or JSON Feed" if begins else "is empty", 1, 1)


def decoded(body: bytes, charset: str) -> str:
    """Return *body* as text, without an XML declaration: byte order mark, *charset*, declaration, UTF-8 count in turn.

    RFC 7303 section 3 has that order. Raises OutlineError if the text is not in the encoding that is named.
    """
    mark = next((name for mark, name in _MARKS if body.startswith(mark)), "")
    declaration = _DECLARATION.match(body.lstrip()[:400])
    name = mark or charset or (declaration[1].decode() if declaration else "") or "utf-8"
    try:
        known = codecs.lookup(name)
        # decode() knows the names of codecs that make no text, zlib for one, and refuses them as well.
        text = body.decode(known.name if known.name not in _NO_CHARSETS else "no charset")
    except LookupError as error:
        raise OutlineError(f"is in {excerpt(name)}, which is no encoding known here; have it in UTF-8", 1, 1) from error
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        message = f"the byte 0x{body[error.start]:02X} is not {name}; have its publisher mend it"
        raise OutlineError(message, line, 0) from error
    text = text.removeprefix("\ufeff")
    # The declaration would name another encoding than the text is handed on in; its line breaks keep lines in place.
    found = _DECLARED.match(text)
    return "\n" * found[0].count("\n") + text[found.end() :] if found else text


def _without_password(text: str) -> str:
    return re.sub(r"//[^/\s']*@", "//…@", text)
