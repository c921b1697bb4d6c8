"""The bytes of an XML document, handed to expat piece by piece: what encoding they are in, and where they break.

expat fetches nothing: it reads no external entity, and what a document declares itself is bounded here.
"""

from __future__ import annotations

import codecs
import re
from typing import Any
from xml.parsers import expat

from syndicate_validate.nodes import Document

SEPARATOR = "\n"  # between URI, local name and prefix: no XML name has one, nor a namespace that an attribute declares
_MAX_ENTITY_CHARS = 2_000
_MAX_NAME_CHARS = 1_000_000  # of elements, attributes and namespaces, each once
_MARK = b"\xef\xbb\xbf"
_DECLARATION_BYTES = 1_000  # a longer one is nobody's
_LETTERS = "<?xml"
_SEEN = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"<\0\0\0": "utf-32-le",
    b"\0\0\0<": "utf-32-be",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
    _LETTERS.encode("cp037"): "cp037",
}
_DECLARATION = re.compile(
    rb"""(?:\xef\xbb\xbf)?<\?xml\s[^>]*?version\s*=\s*["']([^"']*)["'](?:\s+encoding\s*=\s*["']([^"']*)["'])?[^>]*\?>"""
)
# What expat reads without help.
_READ_BY_EXPAT = {"utf-8", "us-ascii", "iso-8859-1", "utf-16"}
_TROUBLE = {
    "unbound prefix": "xml-prefix-undeclared",
    "undefined entity": "xml-entity-undefined",
    "encoding specified in XML declaration is incorrect": "xml-encoding-mark",
}


class StopError(Exception):
    """Nothing more can be said of the document."""


class XmlBytes:
    """Reads one document: feed() it in pieces, the first of which holds the XML declaration, then close() it.

    Who judges it gives start(), end() and text(), and namespace().
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.is_stopped = False
        self._parser: Any = None
        self._decoder: Any = None
        self._before = b""
        self._entity_chars = 0

    def start(self, name: str, attributes: list[str]) -> None:
        raise NotImplementedError

    def end(self, name: str) -> None:
        raise NotImplementedError

    def text(self, text: str) -> None:
        raise NotImplementedError

    def namespace(self, prefix: str | None, uri: str | None) -> None:
        raise NotImplementedError

    def where(self) -> str:
        """Return the element that is open, as messages name it, "" if none is."""
        raise NotImplementedError

    def feed(self, data: bytes) -> None:
        self.document.size_bytes += len(data)
        self._take(data, is_last=False)

    def close(self) -> None:
        self._take(b"", is_last=True)

    def tell(self, code: str, value: str = "", **words: object) -> None:
        """Note that the rule *code* is broken where the parser stands."""
        line, column = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1
        self.document.findings.add(code, line, column, element=self.where(), value=value, words=words)

    def _take(self, data: bytes, *, is_last: bool) -> None:
        if self.is_stopped:
            return
        try:
            if self._parser is None:
                data = self._begin(data)
            self._parse(data, is_last=is_last)
        except StopError:
            self.is_stopped = True

    def _begin(self, head: bytes) -> bytes:
        """Make the parser for a document that begins with *head*; return that as the parser takes it."""
        add = self.document.findings.add
        plain = head.removeprefix(_MARK).lstrip()
        if plain.startswith(b"<?xml") and not head.removeprefix(_MARK).startswith(b"<?xml"):
            add("xml-space-first", 1, 1)
            head = plain
        seen = _seen_in(head)
        beginning = head[:_DECLARATION_BYTES]
        if seen:
            beginning = beginning.decode(seen, "ignore").removeprefix("\ufeff").encode()
        declared = _DECLARATION.match(beginning)
        encoding = seen[:6]
        if not seen and (declared is None or not declared[2]):
            add("xml-encoding-unsaid", 1, 1)
        if declared is not None:
            if declared[1] != b"1.0":
                add("xml-version", *_place(beginning, declared.start(1)), value=declared[1].decode("ascii", "replace"))
            if declared[2]:
                encoding = declared[2].decode("ascii", "replace")
                self._judge_encoding(encoding, head, seen, *_place(beginning, declared.start(2)))
            if declared[1] != b"1.0" and not seen:
                head = head[: declared.start(1)] + b"1.0" + head[declared.end(1) :]
        if seen[:3] == "utf" or (seen and self._decoder is None):
            self._decoder = codecs.getincrementaldecoder(seen)()
        self.document.encoding = encoding.lower() or "utf-8"
        self._parser = parser = expat.ParserCreate("utf-8" if self._decoder else None, SEPARATOR)
        parser.namespace_prefixes = parser.ordered_attributes = parser.buffer_text = True
        parser.buffer_size = 64 << 10
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        parser.StartNamespaceDeclHandler = self.namespace
        parser.EntityDeclHandler = self._entity
        parser.StartDoctypeDeclHandler = self._doctype
        parser.SkippedEntityHandler = self._skipped
        return head

    def _judge_encoding(self, encoding: str, head: bytes, seen: str, line: int, column: int) -> None:
        """Judge the *encoding* that the document declares, and prepare to decode what expat does not know.

        seen  the one that its first bytes show, "" for one that has the characters of ASCII as those
        """
        add = self.document.findings.add
        name = encoding.lower()
        try:
            known = codecs.lookup(name).name
            "".encode(name)  # base64 and its like are found, too, and are no encodings of text
        except (LookupError, ValueError):
            add("xml-encoding-unknown", line, column, value=encoding)
            raise StopError from None
        is_other = known[:6] != seen[:6] if seen[:3] == "utf" else _LETTERS.encode(known) != head[: len(_LETTERS)]
        if (head.startswith(_MARK) and known != "utf-8") or (seen and is_other):
            add("xml-encoding-mark", line, column, value=encoding)
            raise StopError
        if name not in ("utf-8", "utf-16"):  # "utf16" is a name of Python's
            is_common = known in ("ascii", "iso8859-1", "cp1252")
            add("xml-encoding-other" if is_common else "xml-encoding-obscure", line, column, value=encoding)
        if name not in _READ_BY_EXPAT:
            self._decoder = codecs.getincrementaldecoder(name)()

    def _parse(self, data: bytes, *, is_last: bool) -> None:
        if self._decoder is not None:
            try:
                data = self._decoder.decode(data, is_last).encode("utf-8", "surrogatepass")
            except UnicodeError as error:
                self.tell("xml-encoding-broken", self.document.encoding)
                raise StopError from error
        try:
            self._parser.Parse(data, is_last)
        except expat.ExpatError as error:
            self._malformed(error, self._before + data)
            raise StopError from error
        except (LookupError, ValueError) as error:  # an encoding that only expat has found the name of
            self.tell("xml-encoding-unknown", self.document.encoding)
            raise StopError from error
        self._before = data[-8:]
        # expat keeps each name that it has met as long as it lives.
        if sum(map(len, filter(None, self._parser.intern))) > _MAX_NAME_CHARS:
            self.tell("xml-names")
            raise StopError

    def _malformed(self, error: expat.ExpatError, data: bytes) -> None:
        why = expat.ErrorString(error.code)
        code = _TROUBLE.get(why, "xml-malformed")
        if "invalid token" in why and self._is_not_unicode(data):
            code = "xml-encoding-broken"
        elif why == "no element found" and not self.where():
            code = "xml-empty"
        words = {"why": why} if code == "xml-malformed" else {}
        self.document.findings.add(
            code, error.lineno, error.offset + 1, element=self.where(), value=self.document.encoding, words=words
        )

    def _is_not_unicode(self, data: bytes) -> bool:
        """Tell whether *data*, in which the parser has stopped, is not in the encoding of the document."""
        if self.document.encoding not in ("utf-8", "us-ascii"):
            return False
        try:
            data.decode(self.document.encoding)
        except UnicodeDecodeError as error:
            return error.end < len(data) - 4
        return False

    def _doctype(self, name: str, system: str | None, public: str | None, _: int) -> None:
        self.tell("doctype", public or system or name)

    def _entity(self, name: str, _: int, value: str | None, base: str | None, system: str | None, *__: object) -> None:
        del base
        if system is not None:
            self.tell("xml-entity-external", system)
            return
        value = value or ""
        self._entity_chars += len(value)
        # Entities made of others grow without bound ("billion laughs"); the lists of HTML's characters do not.
        is_of_others = re.search("[&%](?!#)", value) is not None and not re.fullmatch(r"&#?\w+;", value)
        if is_of_others or self._entity_chars > 10 * _MAX_ENTITY_CHARS or len(value) > _MAX_ENTITY_CHARS:
            self.tell("xml-entity-bomb", name)
            raise StopError

    def _skipped(self, name: str, is_parameter: int) -> None:
        if not is_parameter:
            self.tell("xml-entity-unread", f"&{name};")


def _seen_in(head: bytes) -> str:
    """Return the encoding that the first bytes of a document show (XML 1.0 appendix F), "" for one with those of ASCII."""
    return next((name for start, name in _SEEN.items() if head.startswith(start)), "")


def _place(head: bytes, index: int) -> tuple[int, int]:
    """Return line and column of *index* in *head*."""
    return head.count(b"\n", 0, index) + 1, index - head.rfind(b"\n", 0, index)
