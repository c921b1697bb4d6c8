"""JSON Lines, https://jsonlines.org: one article a line, in the model's own JSON; "-" is standard input.

A line may name the page that it was made from ("origin"): its faults are then reported at that page. URLs may be
relative, ids may be any text, and times may lack a zone: the site completes them, as it does for front matter.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from typing import IO, Any
from urllib.parse import urlsplit

import msgspec

from syndicate import (
    Article,
    ArticleError,
    Attachment,
    Author,
    Fault,
    Image,
    Item,
    Origin,
    Provider,
    Source,
    SourceContext,
    hookimpl,
)
from syndicate.files import JsonText, Place, file_digest, list_files, open_file
from syndicate.model import (
    absolute_url,
    describe,
    excerpt,
    field_name,
    is_absolute_iri,
    parse_instant,
    suggest,
    tag_uri,
    time_zone,
)

SUFFIXES = (".jsonl", ".ndjson")
MAX_LINE_BYTES = 64 << 20
MAX_DEPTH = 100  # of what lies in extra


_PRIVATE = "secured"
_URL_FIELDS = frozenset({"url", "avatar_url", "amp_url", "amp_cache_url", "original_url"})
_INSTANT_FIELDS = ("published_at", "updated_at", "expires_at")
_KINDS = {"authors": Author, "images": Image, "attachments": Attachment, "provider": Provider}
_REQUIRED = {"title": "-", "url": "https://example.org/", "published_at": "1970-01-01T00:00:00Z"}
_TYPE_WORDS = {
    "str": "a text", "int": "a whole number", "float": "a number", "bool": "true or false", "array": "a list",
    "object": "an object", "datetime": "an instant as text",
}  # fmt: skip
_NO_PAGE = re.compile(r"^$|^/|\\|:|(?:^|/)\.\.?(?:/|$)")  # no path below the site's folder, on some system
_LONG_NUMBER = re.compile(rb"[0-9]{19}")


@hookimpl
def syndicate_sources() -> list[Source]:
    return [Source(name="json-lines", open=JsonLines, asks_for="article")]


class JsonLines:
    """Reads the files that the context names, and standard input where it names "-"."""

    has_many = True

    def __init__(self, context: SourceContext) -> None:
        self._context = context
        self._zone = time_zone(context.site.timezone)
        self._base = context.site.base_url
        self._host = urlsplit(context.site.url).hostname or ""
        # Standard input can be read only once, so it has no digest to compare.
        self.digest = None if "-" in context.paths else self._digest

    def _digest(self, item: Item) -> bytes | None:
        return file_digest(self._context, item.key)

    def items(self) -> Iterable[Item | Fault]:
        if "-" in self._context.paths:
            yield Item("-")
        yield from list_files(self._context, SUFFIXES)

    def read(self, item: Item) -> Iterator[Article | Fault]:
        if item.key == "-":
            yield from self._lines(sys.stdin.buffer, "-")
            return
        try:
            descriptor = open_file(self._context, item.key)
        except OSError as error:
            yield Fault(path=item.key, message=f"cannot be read: {error.strerror or error}")
            return
        with os.fdopen(descriptor, "rb") as stream:
            yield from self._lines(stream, item.key)

    def content(self, article: Article) -> str:
        return article.content_html

    def _lines(self, stream: IO[bytes], path: str) -> Iterator[Article | Fault]:
        number = 0
        while line := stream.readline(MAX_LINE_BYTES + 1):
            number += 1
            if len(line) > MAX_LINE_BYTES and not line.endswith(b"\n"):
                limit = f"{MAX_LINE_BYTES >> 20} MiB"
                yield Fault(path=path, line=number, message=f"is longer than {limit}; write one article a line")
                while line and not line.endswith(b"\n"):
                    line = stream.readline(1 << 20)
                continue
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            line = line.rstrip(b" \t\r\n")
            if line.strip():
                origin = Origin(path=path, line=number)
                try:
                    found = list(self._article(line, origin))
                except RecursionError:
                    found = [_fault(origin, 1, (), "is nested too deeply; take some levels out")]
                page = _page_of(line) if any(isinstance(entry, Fault) for entry in found) else None
                yield from [_at_page(entry, page) for entry in found] if page else found

    def _article(self, line: bytes, origin: Origin) -> Iterator[Article | Fault]:
        try:
            text = line.decode()
            fields = msgspec.json.decode(line)
        except UnicodeDecodeError as error:
            column = len(line[: error.start].decode()) + 1
            yield _fault(origin, column, (), f"the byte 0x{line[error.start]:02X} is not UTF-8; write UTF-8")
            return
        except msgspec.ValidationError:
            yield _fault(origin, 1, (), "holds a number that no computer can; write it as text")
            return
        except msgspec.DecodeError as error:
            yield _syntax_fault(origin, line.decode(), str(error))
            return
        if not isinstance(fields, dict):
            yield _fault(origin, 1, (), f"expected an object, found {describe(fields)}; write one article a line")
            return
        given = self._completed(fields)
        given["origin"] = _page(fields) or origin
        is_sound = not JsonText(text).has_twins() and not (
            _LONG_NUMBER.search(line) and _has_long_number(given.get("extra"))
        )
        if is_sound:
            try:
                yield msgspec.convert(given, Article)
            except (msgspec.ValidationError, ArticleError):
                pass  # It names only the first mistake, and not its place.
            else:
                return
        yield from self._faults(text, fields, given, origin)

    def _completed(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Return *fields* with absolute URLs, aware instants and a permanent id, where their values allow it."""
        given: dict[str, Any] = self._with_urls(fields)
        for field in _INSTANT_FIELDS:
            if isinstance(given.get(field), str):
                try:
                    given[field] = parse_instant(given[field], self._zone)
                except ValueError:
                    continue  # _faults() reports it.
        id_, published_at = given.get("id"), given.get("published_at")
        if isinstance(id_, str) and id_ and not is_absolute_iri(id_) and published_at is not None:
            given["id"] = tag_uri(id_, self._host, getattr(published_at, "year", 0))
        if isinstance(given.get("extra"), dict):
            given["extra"] = _public(given["extra"])
        return given

    def _with_urls(self, fields: dict[str, Any]) -> dict[str, Any]:
        given = dict(fields)
        for key, value in fields.items():
            if key in _URL_FIELDS and isinstance(value, str):
                try:
                    given[key] = absolute_url(value, self._base)
                except ValueError:
                    continue
            elif key in _KINDS and isinstance(value, dict):
                given[key] = self._with_urls(value)
            elif key in _KINDS and isinstance(value, list):
                given[key] = [self._with_urls(item) if isinstance(item, dict) else item for item in value]
        return given

    def _faults(self, text: str, fields: dict[str, Any], given: dict[str, Any], origin: Origin) -> Iterator[Fault]:
        """Yield all faults of a line: each field is tried alone, among correct ones."""
        faults = [
            _fault(origin, column, (key,), f"the member {excerpt(key)} is given twice; take one out")
            for key, column in JsonText(text).twins()
        ]
        faults += [
            _fault(origin, 1, (field,), "is missing; every article has title, url and published_at")
            for field in _REQUIRED
            if field not in fields
        ]
        for key, value in given.items():
            many = value if isinstance(value, list) and key in _KINDS else None
            for index, tried in enumerate([[item] for item in many] if many is not None else [value]):
                try:
                    msgspec.convert({**_REQUIRED, key: tried}, Article)
                except ArticleError as error:
                    inside = (key, index) if many is not None else (key,)
                    path = inside if error.field == key else (*inside, error.field)
                    faults.append(self._explained(text, fields, origin, path, error.message))
                except msgspec.ValidationError as error:
                    path, message = _path_and_message(error)
                    if many is not None and path[1:2] == (0,):
                        path = (key, index, *path[2:])
                    faults.append(self._explained(text, fields, origin, path, message))
        if _has_long_number(given.get("extra")):
            message = "holds a whole number of more than 64 bits; write it as text"
            faults.append(_fault(origin, JsonText(text).column(("extra",)), ("extra",), message))
        yield from sorted(dict.fromkeys(faults), key=lambda fault: fault.column)

    def _explained(self, text: str, fields: dict[str, Any], origin: Origin, path: Place, message: str) -> Fault:
        """Return the fault at *path*, with the most exact message for it."""
        if message.startswith("Object contains unknown field"):
            kind = next((_KINDS[step] for step in reversed(path) if step in _KINDS), Article)
            name = message.partition("`")[2].removesuffix("`")
            message = f"no field is named {excerpt(name)}{suggest(name, kind.__struct_fields__)}"
            return _fault(origin, JsonText(text).column((*path, name), of_key=True), (*path, name), message)
        message = message.replace("Object missing required field", "lacks").replace("`", "'")
        value: Any = fields
        for step in path:
            value = value[step] if not isinstance(value, dict) or step in value else None
            if not isinstance(value, dict | list):
                break
        try:
            if path[-1] in _URL_FIELDS and isinstance(value, str):
                absolute_url(value, self._base)
            elif path[-1] in _INSTANT_FIELDS and isinstance(value, str):
                parse_instant(value, self._zone)
        except ValueError as error:
            message = str(error)
        if message.startswith("Expected"):
            wanted = [_TYPE_WORDS.get(word, word) for word in re.findall(r"\w+", message.split(",")[0])[1:]]
            message = f"expected {' or '.join(w for w in wanted if w != 'null')}, found {describe(value)}"
        return _fault(origin, JsonText(text).column(path), path, message)


def _page(fields: dict[str, Any]) -> Origin | None:
    """Return the page that a line was made from, None where it names none or its value is no valid origin.

    The path is below the site's folder: other files are looked for next to it.
    """
    given = fields.get("origin")
    if not isinstance(given, dict):
        return None
    path, line = given.get("path"), given.get("line", 1)
    if not isinstance(path, str) or not path.isprintable() or _NO_PAGE.search(path):
        return None
    if not isinstance(line, int) or isinstance(line, bool) or not 0 < line < 2**31:
        return None
    return Origin(path=path, line=line)


def _page_of(line: bytes) -> Origin | None:
    """Return the page that *line*, which has a fault, was made from."""
    try:
        fields = msgspec.json.decode(line)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None
    return _page(fields) if isinstance(fields, dict) else None


def _at_page(entry: Article | Fault, page: Origin) -> Article | Fault:
    """Return a fault at the page, where the author can mend it; its columns in the page are not known."""
    if not isinstance(entry, Fault):
        return entry
    return msgspec.structs.replace(entry, path=page.path, line=page.line, column=0)


def _fault(origin: Origin, column: int, path: Place, message: str) -> Fault:
    return Fault(path=origin.path, line=origin.line, column=column, field=field_name(path), message=message)


def _syntax_fault(origin: Origin, text: str, reason: str) -> Fault:
    import json

    index = 0
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        index, reason = error.pos, error.msg
    except (ValueError, RecursionError):
        pass  # msgspec's own reason will do.
    else:
        reason = "NaN, Infinity and half surrogate pairs have no place in it"
    return _fault(origin, index + 1, (), f"is not JSON: {reason}; write each article as one object on one line")


def _path_and_message(error: Exception) -> tuple[Place, str]:
    message, _, place = str(error).partition(" - at `$")
    return tuple(name or int(index) for name, index in re.findall(r"\.(\w+)|\[(\d+)\]", place)), message


def _public(value: Any, depth: int = 0) -> Any:
    """Return *value* without what no format may show, at any depth.

    Raises RecursionError below MAX_DEPTH, however much of the stack is in use.
    """
    if depth > MAX_DEPTH:
        raise RecursionError
    if isinstance(value, dict):
        return {key: _public(item, depth + 1) for key, item in value.items() if key.lower() != _PRIVATE}
    return [_public(item, depth + 1) for item in value] if isinstance(value, list) else value


def _has_long_number(value: Any) -> bool:
    """Tell whether *value* holds an integer that is too large to be stored."""
    if isinstance(value, dict):
        return any(map(_has_long_number, value.values()))
    if isinstance(value, list):
        return any(map(_has_long_number, value))
    return isinstance(value, int) and not -(2**63) <= value < 2**64
