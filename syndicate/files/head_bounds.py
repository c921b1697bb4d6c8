"""Where the front matter of a file begins and ends: in YAML, TOML or JSON, found in the file's bytes.

YAML stands between two lines of ``---`` (the second may be longer, ``...``, or go on with text), TOML between two of
``+++``, JSON is one object at the beginning; ``{%``, ``{{`` and ``{#`` begin a template. The first ``---`` may name the
language, as gray-matter has it: ``---json``, ``---toml``, ``---js``. Only the head of a file is read, however large
the body.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from typing import Literal

import msgspec

from syndicate.model.errors import Fault, excerpt

MAX_HEAD_BYTES = 1 << 20
CHUNK_BYTES = 8 << 10

_OPENING = re.compile(
    rb"(?:\xef\xbb\xbf)*[ \t\r\n]*---[ \t]*+(ya?ml|json|toml|js|javascript)?[ \t]*+(?:(?<=[ \t])#.*)?\r?\n"
)
# Hugo, Hexo and gray-matter look no further than the third character: "---Text" ends a head, too. No key may stand in
# that line or after it: what withholds an article must not become its text.
_KEY = rb"(?:|.*+(?>(?:\s|#.*+)*))[\w\"' .-]++"
_LINE_BELOW = re.compile(rb".*+(?>(?:\s|#.*+)+)[^\s#].*\n")
_CLOSING = re.compile(rb"\n(?:---(?:-*+[ \t]*+\r?(?:\n|\Z)|(?!%b:))|\.\.\.[ \t]*\r?(?:\n|\Z))" % _KEY)
_TOML_OPENING = rb"(?:\xef\xbb\xbf)*[ \t\r\n]*\+\+\+[ \t]*\r?\n"
_TOML_CLOSING = re.compile(
    rb"\n[ \t]*+\+\+\+(?:\+*+[ \t]*+\r?(?:\n|\Z)|(?<=\n\+\+\+)(?![ \t]|%b=))" % _KEY  # Zola's may be indented
)
_MEANT = re.compile(
    rb"(?s)(?:\xef\xbb\xbf)*\s*(-{3,}+|\+{3,}+)[^\n]*\n[ \t]*[\w\"'-]+[ \t]*[:=].*?\n\1[ \t\r]*(?:\n|\Z)"
)
_JSON_OPENING = rb"(?:\xef\xbb\xbf)*[ \t\r\n]*(?=\{\s*[\"}])"
_PIECE = rb"-{0,3}|\{|---[ \t]*[a-z]{1,10}|\+{1,3}"
_LANGUAGES: dict[bytes, Literal["yaml", "toml", "json", "js"]] = {
    b"yaml": "yaml", b"yml": "yaml", b"json": "json", b"toml": "toml", b"js": "js", b"javascript": "js",
}  # fmt: skip
_BEGUN: dict[bytes, tuple[re.Pattern[bytes], Literal["yaml", "toml"]]] = {
    b"---\n": (_CLOSING, "yaml"), b"+++\n": (_TOML_CLOSING, "toml"),
}  # fmt: skip
_ADVICE = "begin the file with a line --- and end the head with another"
_OF_ROWS = "no source reads {}: write a file .jsonl that has each {} as an object in JSON, on a line of its own"
_LISTS = (".yml", ".yaml", ".toml")


class Head(msgspec.Struct, frozen=True):
    """The front matter of a file.

    text      what stands between its two lines; of JSON without such lines the object itself
    line      of the opening line, from 1; the text begins in the next one. Of JSON: the line in which the text begins
    end_byte  where the body begins
    language  "js" is a program: parse_head reads none
    """

    text: str
    line: int
    end_byte: int
    language: Literal["yaml", "toml", "json", "js"] = "yaml"


def head_in(data: bytes, key: str) -> Head | Fault:
    return _head_of(data, _nothing_more, key) if len(data) < CHUNK_BYTES else read_head_of(BytesIO(data).read, key)


def read_head_of(read_bytes: Callable[[int], bytes], key: str) -> Head | Fault:
    """Return the front matter of the file that *read_bytes* goes through; what follows is not read."""
    return _head_of(read_bytes(CHUNK_BYTES), read_bytes, key)


def _nothing_more(_: int) -> bytes:
    return b""


def _head_of(read: bytes, read_bytes: Callable[[int], bytes], key: str) -> Head | Fault:
    """Return the front matter that begins with what is *read* and goes on in what *read_bytes* yields."""
    if (begun := _BEGUN.get(read[:4])) is not None:  # As most files begin: what is found is what is found below.
        closing_line, language = begun
        if (closing := closing_line.search(read, 3)) is not None and closing[0][-1] == 10:
            text = _text(read, 4, closing.start() + 1, key)
            return text if isinstance(text, Fault) else Head(text, 1, closing.end(), language)
    at_end = not read
    opening = None
    closing_line = _CLOSING
    searched = 0
    while True:
        if opening is None and (opening := _OPENING.match(read)) is not None:
            searched = opening.end() - 1
        if opening is None and (opening := re.match(_TOML_OPENING, read)) is not None:
            closing_line, searched = _TOML_CLOSING, opening.end() - 1
        if opening is not None:
            closing = closing_line.search(read, searched)
            if closing and (at_end or closing[0].endswith(b"\n") or _LINE_BELOW.match(read, closing.end())):
                return _decoded(read, opening, closing.start() + 1, closing.end(), key)
            # The closing line, or the one by which it is judged, may lie across the end of what is read.
            searched = max(searched, closing.start() if closing else read.rfind(b"\n"))
        elif (found := re.match(_JSON_OPENING, read)) is not None:
            return _json_head(read_bytes, read, found.end(), key)
        if at_end or len(read) > MAX_HEAD_BYTES or (opening is None and not _may_open(read)):
            return _unusable(read, opening, at_end=at_end, key=key)
        chunk = read_bytes(max(CHUNK_BYTES, len(read)))  # twice as much, so that few looks are in vain
        at_end = not chunk
        read += chunk


def _may_open(read: bytes) -> bool:
    """Tell whether the opening line may be yet to come: so far there are blank lines only, and a piece of one."""
    return re.fullmatch(_PIECE, re.sub(rb"\A(?:\xef\xbb\xbf)+", b"", read).strip()) is not None


def _json_head(read_bytes: Callable[[int], bytes], read: bytes, start: int, key: str) -> Head | Fault:
    """Return the JSON object that begins at *start*; the body stands behind it."""
    while len(read) <= MAX_HEAD_BYTES and (chunk := read_bytes(max(CHUNK_BYTES, len(read)))):
        read += chunk
    line = read.count(b"\n", 0, start) + 1
    end = _end_of_object(read, start)
    if end is None:
        column = _place(read, start)[1]
        return _fault(key, (line, column), "the front matter in JSON that opens here is never closed; end it with a }")
    head = _text(read, start, end, key)
    if isinstance(head, Fault):
        return head
    rest = re.compile(rb"[ \t]*(?:\r?\n)?").match(read, end)
    return Head(head, line, rest.end() if rest else end, "json")


_whole_json = msgspec.json.Decoder(msgspec.Raw).decode
# All up to the next brace that stands in no text.
_JSON_BRACE = rb'(?s)(?>(?:[^"{}]++|"(?>(?:[^"\\]++|\\.)*)")*)([{}])'


def _end_of_object(read: bytes, start: int) -> int | None:
    """Return where the object ends that begins at *start*, None if it does not."""
    last = read.find(b"\n}", start) + 2  # where programs write it
    if last > start:
        with suppress(msgspec.DecodeError):
            _whole_json(read[start:last])
            return last
    depth = 0
    next_brace = re.compile(_JSON_BRACE).match
    while (found := next_brace(read, start)) is not None:
        start = found.end()
        depth += 1 if found[1] == b"{" else -1
        if not depth:
            return start
    return None


def _decoded(read: bytes, opening: re.Match[bytes], end: int, end_byte: int, key: str) -> Head | Fault:
    line = read.count(b"\n", 0, opening.end())
    text = _text(read, opening.end(), end, key)
    if isinstance(text, Fault):
        return text
    if b"+++" in opening[0]:
        return Head(text, line, end_byte, "toml")
    language = _LANGUAGES[opening[1] or b"yaml"]
    return Head(text, line + 1 if language == "json" else line, end_byte, language)


def _text(read: bytes, start: int, end: int, key: str) -> str | Fault:
    raw = read[start:end]
    if b"\0" in raw:
        return _fault(key, _place(read, start + raw.index(b"\0")), "holds a NUL character; save the file as UTF-8 text")
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        place = _place(read, start + error.start)
        return _fault(key, place, f"the byte 0x{raw[error.start]:02X} is not UTF-8; save the file as UTF-8")


def is_headless(fault: Fault) -> bool:
    """Tell whether nothing is wrong with the file of *fault* but that it has no front matter."""
    return fault.message.startswith(("no front matter:", "is empty;"))


def _unusable(read: bytes, opening: re.Match[bytes] | None, *, at_end: bool, key: str) -> Fault:
    if re.match(rb"(?:\xff\xfe|\xfe\xff)?[\0\s]*(?:-\0?-|\+\0?\+|\{)", read) and b"\0" in read[:8]:
        return _fault(key, (1, 1), "is UTF-16; save the file as UTF-8")
    is_list = key.lower().endswith(_LISTS)
    if opening is not None and not is_list:
        place = (read.count(b"\n", 0, opening.end()), 1)
        mark = opening[0].strip(b"\xef\xbb\xbf \t\r\n")[:3].decode()
        if not at_end:
            limit = f"{MAX_HEAD_BYTES >> 20} MiB"
            return _fault(key, place, f"the front matter does not end within {limit}; close it with a line {mark}")
        return _fault(key, place, f"the front matter that opens here is never closed; end it with a line {mark}")
    leave_out = f"or leave the file out by {excerpt('!' + key, 200)} in source.paths"
    text = read.removeprefix(b"\xef\xbb\xbf")
    if not text.strip():
        return _fault(key, (1, 1), f"is empty; write front matter, {leave_out}")
    start = len(text) - len(text.lstrip())
    line = text[start : start + 1000].splitlines()[0].decode(errors="replace").rstrip()
    place = _place(text, start)
    if b"\r" in text and b"\n" not in text:
        return _fault(key, (1, 1), "its lines end in a lone CR; save the file with the line ends of Unix or Windows")
    if line in ("---", "+++") and not is_list:
        return _fault(key, place, f"the front matter that opens here is never closed; end it with a line {line}")
    if (meant := _MEANT.match(read)) is not None:
        mark = meant[1][:3].decode()
        return _fault(key, place, f"the first line, {excerpt(line)}, opens no front matter; write {mark} alone")
    is_table = key.lower().endswith((".csv", ".tsv")) or read.startswith(b"SQLite format 3")
    advice = _OF_ROWS.format("tables", "row") if is_table else _ADVICE
    advice = _OF_ROWS.format("articles of YAML or TOML alone", "one") if is_list else advice
    if line.lower().startswith(("<!doctype html", "<html")):
        advice = "if it is a page that a generator has built, --source html reads it; else begin it with front matter"
    return _fault(key, place, f"no front matter: the first line is {excerpt(line)}; {advice}, {leave_out}")


def _place(read: bytes, index: int) -> tuple[int, int]:
    start = read.rfind(b"\n", 0, index) + 1
    column = len(read[start:index].decode(errors="replace").lstrip("\ufeff")) + 1
    return read.count(b"\n", 0, index) + 1, column


def _fault(key: str, place: tuple[int, int], message: str) -> Fault:
    return Fault(path=key, line=place[0], column=place[1], message=message)
