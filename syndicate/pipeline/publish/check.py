"""Check a document of any format: its path is below the output folder, and its XML or JSON is well-formed."""

from __future__ import annotations

from syndicate.model.errors import PublishError, excerpt
from syndicate.model.feed import Document, LongDocument
from syndicate.model.paths import path_parts


def document_fault(document: object, *, is_well_formed: bool) -> str:
    """Return why *document* cannot be published, as a sentence that continues "it"; "" if it can.

    is_well_formed  its format guarantees that, so it is not checked

    It must be a Document, its path one place below the output folder; where its media type says XML or JSON, it must be
    well-formed (XML 1.0 section 2.1, RFC 8259). expat takes 2.5 to 6 ns a byte for that.
    """
    if not isinstance(document, Document):
        return f"yields {type(document).__name__}; it must yield Documents"
    # A plugin's Document may hold anything.
    body: object = b"" if isinstance(document, LongDocument) else document.body
    path: object = document.path
    if not isinstance(body, bytes) or not isinstance(path, str):
        return "yields a Document whose body is no bytes or whose path is no text"
    try:
        path_parts(document.path)
    except PublishError as error:
        return f"yields a Document with the path {error}"
    if is_well_formed:
        return ""
    media_type = document.media_type.partition(";")[0].strip().lower()
    wrong = ""
    if media_type.endswith(("+xml", "/xml", "-opml")):
        wrong = _wrong_xml(document.body)
    elif media_type.endswith(("+json", "/json")):
        wrong = _wrong_json(document.body)
    return f"yields {document.path}, which is not well-formed: {wrong}" if wrong else ""


def _wrong_xml(body: bytes) -> str:
    from xml.parsers import expat

    parser = expat.ParserCreate(namespace_separator=" ")
    try:
        parser.Parse(body, True)  # noqa: FBT003  expat takes the end of the text so
    except expat.ExpatError as error:
        lines = body.split(b"\n")
        line = lines[error.lineno - 1] if error.lineno <= len(lines) else b""
        found = excerpt(line[max(error.offset - 30, 0) :].decode("utf-8", "replace"))
        return f"{expat.errors.messages[error.code]} in line {error.lineno}, column {error.offset + 1}, about {found}"
    return ""


def _wrong_json(body: bytes) -> str:
    import msgspec

    try:
        msgspec.json.decode(body, type=msgspec.Raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return str(error)
    return ""
