"""The lines of a record: one JSON object each, sorted, so that it can be read, compared and merged line by line.

Of two branches that git could not merge both sides are read: what one of them knows was published. The first line says
what the file is.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from syndicate.model.errors import PublishError, RecordError, excerpt
from syndicate.model.paths import path_parts

_HEAD = b'{"record":"syndicate","version":1}'
_MARKERS = (b"<<<<<<< ", b"=======", b">>>>>>> ", b"||||||| ")  # of a merge that git left to a person


class FileLine(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="record", tag="file", order=True
):
    """A file of the output folder.

    path    relative to the output folder, "/" between its parts
    digest  of its bytes: BLAKE2b with 16 bytes, in hexadecimal digits
    feed    the path of the feed's entry in the settings, with {topic} in it where there is a feed for each
    topic   of the feed, where it is one of these
    """

    path: str
    digest: str
    feed: str = ""
    topic: str = ""


_decode = msgspec.json.Decoder(FileLine).decode
_encode = msgspec.json.Encoder().encode


def read_lines(text: bytes, name: str) -> list[FileLine]:
    """Return the lines of the record *text*; *name* is that of its file in messages.

    Raises RecordError with the first line that is none: half of a record is never believed.
    """
    head, *lines = text.split(b"\n")
    # The head may stand below a marker.
    if head.rstrip() != _HEAD and _HEAD not in {line.rstrip() for line in lines[:4]}:
        raise RecordError(f"{name}:1: expected {_HEAD.decode()}, found {_shown(head)}; {_ADVICE}")
    found = []
    for number, line in enumerate([head, *lines], 1):
        if not line.strip() or line.rstrip() == _HEAD or line.startswith(_MARKERS):
            continue
        try:
            made = _decode(line)
            path_parts(made.path)
        except (msgspec.DecodeError, PublishError) as error:
            raise RecordError(
                f"{name}:{number}: is no line of a record ({error}), found {_shown(line)}; {_ADVICE}"
            ) from error
        found.append(made)
    return found


_ADVICE = "take the file from your repository or a backup, or remove it: what was published before is then not known"


def _shown(line: bytes) -> str:
    return excerpt(line.decode("utf-8", "replace"))


def text_of(lines: Iterable[FileLine]) -> bytes:
    """Return the text of a record of *lines*, sorted, each once."""
    return b"\n".join([_HEAD, *map(_encode, sorted(set(lines))), b""])
