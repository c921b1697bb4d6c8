"""The head of an article's file, read and parsed, and the body below it."""

from __future__ import annotations

import os
from functools import partial
from typing import Any

import msgspec

from syndicate.files.bytes import hashed_file, open_below
from syndicate.files.head_bounds import CHUNK_BYTES, MAX_HEAD_BYTES, Head, head_in, read_head_of
from syndicate.files.tree import RawTree
from syndicate.files.yaml.text import parse_yaml
from syndicate.model.article import Origin
from syndicate.model.errors import Fault, SyndicateError, TooLargeError, describe
from syndicate.parts.contract import SourceContext

MAX_BODY_BYTES = 64 << 20
_MAX_FILE_BYTES = 2 * MAX_HEAD_BYTES + MAX_BODY_BYTES  # a head is looked for in chunks: some may be twice as long


def read_head(context: SourceContext, key: str) -> Head | Fault:
    """Return the front matter of the file at *key*, or what is wrong with it; the body is not read."""
    return head_below(context.root, key)


def head_below(root: str, key: str) -> Head | Fault:
    """Return read_head() of the file at *key* below the folder *root*."""
    hashed = hashed_file(root, key)
    if hashed is not None:
        return head_in(hashed, key)
    try:
        descriptor, _ = open_below(root, key)
        try:
            return read_head_of(partial(os.read, descriptor), key)
        finally:
            os.close(descriptor)
    except OSError as error:
        return Fault(path=key, message=f"cannot be read: {error.strerror or error}")


def parse_head(head: Head, key: str) -> RawTree:
    """Return what *head* says, with every fault of its text; the faults are about the file *key*."""
    if head.language == "yaml":
        return parse_yaml(head.text, path=key, first_line=head.line + 1)
    if head.language == "toml":
        from syndicate.files.toml.text import parse_toml

        return parse_toml(head.text, path=key, first_line=head.line + 1)
    if head.language == "json":
        from syndicate.files.json_text import parse_json

        return parse_json(head.text, path=key, first_line=head.line)
    from syndicate.files.json_text import JsonTree

    message = "the front matter is a program in JavaScript, and programs of a site are not run; write it in YAML"
    fault = Fault(path=key, line=head.line, column=1, message=message)
    return JsonTree("", key, head.line, None, (fault,))


def plain_values(head: Head) -> dict[str, Any] | None:
    """Return the mapping in JSON or TOML that *head* is, as parse_head() has it and without positions.

    None where that takes parse_head(); nothing is wrong with any other.
    """
    if head.language == "toml":
        from syndicate.files.toml.plain import plain_toml

        return plain_toml(head.text)
    from syndicate.files.yaml.plain_json import decoded_json, plain_json

    if head.language == "json":
        return decoded_json(head.text)
    return plain_json(head.text) if head.language == "yaml" else None


class ArticleHead(msgspec.Struct, frozen=True):
    """What the head of an article's file says, and where it stands."""

    fields: RawTree  # a mapping
    origin: Origin


def read_article_head(context: SourceContext, key: str) -> ArticleHead | list[Fault]:
    """Return the fields in the head of the file at *key*, or a fault for each thing that keeps them from being read.

    Where only parts of it are wrong the fields have faults of their own, which ArticleFields passes on.
    """
    head = read_head(context, key)
    return [head] if isinstance(head, Fault) else article_head(head, key)


def article_head(head: Head, key: str) -> ArticleHead | list[Fault]:
    """Return the fields in the *head* of the file at *key*, as read_article_head does."""
    tree = parse_head(head, key)
    if tree.is_mapping and not tree.faults:
        return ArticleHead(tree, Origin(path=key, line=head.line))
    if tree.faults and not tree.value:
        return list(tree.faults)
    if tree.value is None:
        from syndicate.files.json_text import parse_json

        tree = parse_json("{}", path=key, first_line=head.line)
    if not isinstance(tree.value, dict):
        message = f"expected 'key: value' lines, found {describe(tree.value)}; write e.g. title: Tides"
        return [*tree.faults, tree.fault((), message)]
    return ArticleHead(tree, Origin(path=key, line=head.line))


class Body(str):  # noqa: SLOT000  slots of a str cannot be pickled
    """A text that knows the line of its file in which it begins."""

    first_line: int


def read_body(context: SourceContext, key: str, teaser_end: str = "", start: int | None = None) -> Body:
    """Return what stands below the head of the file at *key*, "" if it has no head any more.

    teaser_end  what ends the author's teaser, where it is another mark than <!--more-->
    start       the byte in which it begins, where the source knows that

    Raises SyndicateError if the file has gone since its head was read or cannot be read any more; ContentError if it is
    longer than any article is.
    """
    from syndicate.html.markdown.beginning import wanted_body  # who reads no texts does without

    data = hashed_file(context.root, key)
    if data is None:
        data = _whole_file(context.root, key)
    if start is None:
        found = head_in(data, key)
        start = len(data) if isinstance(found, Fault) else found.end_byte
    body = data[start:]
    if len(body) > MAX_BODY_BYTES:
        raise TooLargeError(f"{key}: its body is longer than {MAX_BODY_BYTES >> 20} MiB, which no article is")
    if b"\r" in body:  # as Windows ends lines, which means no more
        body = body.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    text = Body(wanted_body(body.decode(errors="replace"), teaser_end))
    text.first_line = data.count(b"\n", 0, start) + 1
    return text


def _whole_file(root: str, key: str) -> bytes:
    try:
        descriptor, size = open_below(root, key)
        try:
            data = os.read(descriptor, min(size, _MAX_FILE_BYTES) + 1)
            while len(data) != size and len(data) <= _MAX_FILE_BYTES and (more := os.read(descriptor, CHUNK_BYTES)):
                data += more  # it is being written
        finally:
            os.close(descriptor)
    except OSError as error:
        reason = error.strerror or error
        raise SyndicateError(f"{key}: its body cannot be read: {reason}; export again when it is there") from error
    return data
