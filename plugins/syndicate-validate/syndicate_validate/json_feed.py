"""Judges JSON Feed by its table: its text is read once, its items one after another, each with its place.

The standard library's decoder tells no places, and takes what JSON forbids: members twice, NaN, half characters.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from syndicate_validate.nodes import Document, Node
from syndicate_validate.tables import table
from syndicate_validate.vocabulary import VALUES, value

if TYPE_CHECKING:
    from syndicate_validate.judging import Readable

_MAX_BYTES = 128 << 20
_MAX_DEPTH = 200
_SPACE = re.compile(r"[ \t\r\n]*")
_TOKEN = re.compile(
    r"(?P<text>\"(?>(?:[^\"\\\x00-\x1f]++|\\[\"\\/bfnrt]|\\u[0-9A-Fa-f]{4})*)\")"
    r"|(?P<number>-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])"
    r"|(?P<word>true|false|null)\b|(?P<constant>-?(?:NaN|Infinity))\b|(?P<mark>[\[\]{},:])"
)
_WORDS = {"true": True, "false": False, "null": None}
_KINDS = {"text": str, "truth": bool, "list": list}
_WANTED = {"text": "a text", "number": "a number", "truth": "true or false", "list": "a list"}


class Members(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """A row of rules/json-feed.toml.

    members  name, with ? where it need not be there -> its type and the words of values
    one-of   at least one of these is there
    """

    clause: str
    members: dict[str, str]
    one_of: list[str] = []


class _Place(NamedTuple):
    value: Any
    at: int


class _MalformedError(Exception):
    def __init__(self, why: str, at: int, code: str = "json-malformed") -> None:
        super().__init__(why)
        self.at = at
        self.code = code


def judge_json(head: bytes, rest: Readable, document: Document) -> None:
    """Judge what *head* begins and *rest* goes on with."""
    document.format = "json"
    data = head + rest.read(_MAX_BYTES)
    add = document.findings.add
    if data.startswith(b"\xef\xbb\xbf"):
        add("json-mark", 1, 1)
        data = data[3:]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        add("json-encoding", before.count("\n") + 1, len(before) - before.rfind("\n"))
        return
    judging = _Judging(text, document)
    try:
        judging.document_()
    except _MalformedError as error:
        line, column = judging.place(error.at)
        add(error.code, line, column, words={"why": str(error)})


class _Judging:
    def __init__(self, text: str, document: Document) -> None:
        self._text = text
        self._document = document
        self._lines: list[int] | None = None
        self._rows = table("json-feed", Members)

    def place(self, at: int) -> tuple[int, int]:
        if self._lines is None:
            self._lines = [found.start() for found in re.finditer("\n", self._text)]
        line = bisect_left(self._lines, at)
        return line + 1, at - (self._lines[line - 1] if line else -1)

    def document_(self) -> None:
        at = self._skip(0)
        if self._text[at : at + 1] != "{":
            raise _MalformedError("", at, "json-not-feed")
        # Items are judged as they come, so that no more than one is in memory.
        value, end = self._value(at, 0, ())
        end = self._skip(end)
        if end < len(self._text):
            raise _MalformedError("something follows the value", end)
        version = value.value.get("version")
        if "items" not in value.value and not (version is not None and "jsonfeed.org" in str(version.value)):
            raise _MalformedError("", at, "json-not-feed")  # many files have a version
        self._object(value, "feed")
        self._hubs(value.value)
        newer = version is not None and str(version.value).rstrip("/").endswith("1.1")
        if newer and "author" in value.value:
            self._tell("json-old", value.value["author"].at, "feed", "author", name="author", new="authors")

    def _hubs(self, feed: dict[str, _Place]) -> None:
        """https://www.jsonfeed.org/version/1.1/#subscribing-to-real-time-notifications"""
        own, hubs = feed.get("feed_url"), feed.get("hubs")
        url = self._document.url
        if own is not None and isinstance(own.value, str):
            self._document.topics.append(own.value)
            if url and own.value.partition("#")[0] != url.partition("#")[0]:
                self._tell("self-elsewhere", own.at, "feed", "feed_url", own.value, url=url)
        elif hubs is not None and isinstance(hubs.value, list) and hubs.value:
            first = hubs.value[0].value
            hub = first["url"].value if isinstance(first, dict) and "url" in first else ""
            self._tell("websub-self-missing", hubs.at, "feed", "hubs", str(hub))

    # JSON, with places

    def _skip(self, at: int) -> int:
        found = _SPACE.match(self._text, at)
        return found.end() if found else at

    def _value(self, at: int, depth: int, path: tuple[str, ...]) -> tuple[_Place, int]:
        if depth > _MAX_DEPTH:
            raise _MalformedError("", at, "json-too-deep")
        token = _TOKEN.match(self._text, at)
        if token is None:
            if at >= len(self._text):
                raise _MalformedError("it ends too early", max(at - 1, 0))
            raise _MalformedError(f"{self._text[at : at + 20]!r} is no value", at)
        kind, said = token.lastgroup, token[0]
        if kind == "text":
            return _Place(self._string(said, at), at), token.end()
        if kind == "number":
            return _Place(
                float(said) if len(said) > 18 or not said.lstrip("-").isdigit() else int(said), at
            ), token.end()
        if kind == "word":
            return _Place(_WORDS[said], at), token.end()
        if kind == "constant":
            self._tell("json-constant", at, "", value=said)
            return _Place(0.0, at), token.end()
        if said == "{":
            return self._members(at, depth, path)
        if said == "[":
            return self._list(at, depth, path)
        raise _MalformedError(f"{said!r} stands where a value should", at)

    def _string(self, said: str, at: int) -> str:
        if "\\" not in said:
            return said[1:-1]
        text: str = json.loads(said)
        if re.search("[\ud800-\udfff]", text):
            self._tell("json-surrogate", at, "")
            text = re.sub("[\ud800-\udfff]", "?", text)
        return text

    def _members(self, at: int, depth: int, path: tuple[str, ...]) -> tuple[_Place, int]:
        members: dict[str, _Place] = {}
        end = self._skip(at + 1)
        is_over = self._text[end : end + 1] == "}"
        while not is_over:
            token = _TOKEN.match(self._text, end)
            if token is None or token.lastgroup != "text":
                raise _MalformedError("a member's name in quotes is missing", min(end, len(self._text) - 1))
            name, name_at = self._string(token[0], end), end
            end = self._skip(token.end())
            if self._text[end : end + 1] != ":":
                raise _MalformedError("a colon is missing", min(end, len(self._text) - 1))
            member, end = self._value(self._skip(end + 1), depth + 1, (*path, name) if depth < 2 else path)
            if name in members:
                self._tell("json-repeated", name_at, "", name=name)
            members[name] = member
            end, is_over = self._next(end, "}")
        return _Place(members, at), end + 1

    def _list(self, at: int, depth: int, path: tuple[str, ...]) -> tuple[_Place, int]:
        values: list[_Place] = []
        is_items = path == ("items",)
        end = self._skip(at + 1)
        is_over = self._text[end : end + 1] == "]"
        while not is_over:
            each, end = self._value(end, depth + 1, ())
            if is_items:
                self._judge(each, "item", "items")
            else:
                values.append(each)
            end, is_over = self._next(end, "]")
        return _Place(values, at), end + 1

    def _next(self, at: int, closing: str) -> tuple[int, bool]:
        """Return where the next one stands after that which ends at *at*; or where *closing* does, and True."""
        at = self._skip(at)
        mark = self._text[at : at + 1]
        if mark == closing:
            return at, True
        if mark != ",":
            raise _MalformedError("a comma is missing", min(at, len(self._text) - 1))
        return self._skip(at + 1), False

    # Rules

    def _tell(self, code: str, at: int, element: str, attribute: str = "", value: str = "", **words: object) -> None:
        line, column = self.place(at)
        clause = self._rows[element].clause if element in self._rows else ""
        self._document.findings.add(
            code, line, column, element=element, attribute=attribute, value=value, clause=clause, words=words
        )

    def _judge(self, found: _Place, kind: str, name: str) -> None:
        """Judge *found* by *kind*: a row, "list …", or a type with words of values."""
        first, _, rest = kind.partition(" ")
        value = found.value
        if first in self._rows:
            if isinstance(value, dict):
                self._object(found, first)
            else:
                self._tell("json-type", found.at, first, "", _shown(value), wanted="an object")
            return
        is_right = (
            isinstance(value, _KINDS[first])
            if first in _KINDS
            else isinstance(value, int | float) and not isinstance(value, bool)
        )
        if not is_right:
            self._tell("json-type", found.at, name, "", _shown(value), wanted=_WANTED[first])
        elif first == "list":
            for each in value:
                self._judge(each, rest, name)
        elif rest and value:
            node = _JsonNode(name, None, self._document, 0, 0, judging=self, at=found.at)
            for word in rest.split():
                VALUES[word](value.strip(), node, "")

    def _object(self, found: _Place, row_name: str) -> None:
        row = self._rows[row_name]
        members = found.value
        known = {key.rstrip("?") for key in row.members}
        for key, kind in row.members.items():
            plain = key.rstrip("?")
            if plain in members:
                if not (row_name == "feed" and plain == "items" and isinstance(members[plain].value, list)):
                    self._judge(members[plain], kind, f"{row_name}/{plain}")
            elif plain == key:
                self._tell("json-missing", found.at, row_name, "", name=plain)
        for key, member in members.items():
            if key not in known and not key.startswith("_"):
                self._tell("json-unknown", member.at, row_name, "", name=key)
        if row.one_of and not members.keys() & set(row.one_of):
            self._tell("json-author-empty", found.at, row_name)
        if row_name == "item" and not members.keys() & {"content_html", "content_text"}:
            self._tell("json-content", found.at, row_name)


class _JsonNode(Node, eq=False, kw_only=True):
    """A value of JSON, to functions that judge values of XML."""

    judging: _Judging
    at: int

    def tell(self, code: str, value: str = "", attribute: str = "", **words: object) -> None:
        element, _, member = self.name.partition("/")
        self.judging._tell(code, self.at, element, attribute or member, value, **words)  # noqa: SLF001  the two are one


def _shown(value: object) -> str:
    return type(value).__name__ if isinstance(value, dict | list) else json.dumps(value)


@value("json-version")
def json_version(text: str, node: Node, attribute: str) -> None:
    """https://www.jsonfeed.org/version/1.1/#top-level"""
    node.document.version = text.rpartition("/")[2]
    if not re.fullmatch(r"https?://(www\.)?jsonfeed\.org/version/1(\.[01])?/?", text):
        node.tell("json-version", text, attribute)
    elif node.document.version != "1.1":
        node.tell("json-version-old", text, attribute)


@value("json-id")
def json_id(text: str, node: Node, attribute: str) -> None:
    marker = object()
    if node.document.first_of("json-id", text, marker) is not marker:
        node.tell("id-repeated", text, attribute)
