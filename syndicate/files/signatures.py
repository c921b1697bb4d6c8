"""What a file is by its first bytes, whatever its name says, and how large a picture is shown.

The libraries that tell media types by content call real AVIF and M4A files video or nothing, any ZIP archive a Word
document, and Ogg with film in it sound; a feed needs some thirty types, so their signatures stand here.
"""

from __future__ import annotations

import os
import re
from io import BytesIO
from typing import BinaryIO

HEAD_BYTES = 64 << 10
_MOST_BYTES_FOR_SIZE = 1 << 20
_MOST_READS_FOR_SIZE = 20_000

# At the beginning, or (the media type, then where) further on; the first that fits counts.
_SIGNATURES: tuple[tuple[bytes, str, int], ...] = (
    (b"\xff\xd8\xff", "image/jpeg", 0), (b"\x89PNG\r\n\x1a\n", "image/png", 0), (b"GIF87a", "image/gif", 0),
    (b"GIF89a", "image/gif", 0), (b"WEBP", "image/webp", 8), (b"II*\0", "image/tiff", 0),
    (b"MM\0*", "image/tiff", 0), (b"\0\0\1\0", "image/vnd.microsoft.icon", 0),
    (b"\0\0\0\x0cJXL \r\n\x87\n", "image/jxl", 0), (b"\xff\x0a", "image/jxl", 0),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "image/jp2", 0), (b"WAVE", "audio/wav", 8), (b"AVI ", "video/x-msvideo", 8),
    (b"fLaC", "audio/flac", 0), (b"MThd", "audio/midi", 0), (b"WEBVTT", "text/vtt", 0),
    (b"#EXTM3U", "application/vnd.apple.mpegurl", 0), (b"\x1f\x8b\x08", "application/gzip", 0),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed", 0), (b"Rar!\x1a\x07", "application/vnd.rar", 0),
)  # fmt: skip
# Major and compatible brands of ISO base media files (ISO/IEC 14496-12 section 4.3; registered at mp4ra.org).
_BRANDS = {
    b"avif": "image/avif", b"avis": "image/avif",
    b"heic": "image/heic", b"heix": "image/heic", b"hevc": "image/heic-sequence", b"hevx": "image/heic-sequence",
    b"mif1": "image/heif", b"msf1": "image/heif-sequence",
    b"M4A ": "audio/mp4", b"M4B ": "audio/mp4", b"M4P ": "audio/mp4", b"M4V ": "video/mp4", b"qt  ": "video/quicktime",
}  # fmt: skip
_TURNED = frozenset(("image/avif", "image/heic", "image/heif"))
_TURN = re.compile(rb"\0\0\0\x09irot(.)", re.DOTALL)  # anticlockwise, in quarters of a circle
_HANDLER = re.compile(rb"hdlr.{8}(vide|soun)", re.DOTALL)
_CODEC = re.compile(rb"\x86[\x81-\xff]([AV])_")
_BMP_HEADERS = frozenset((12, 40, 52, 56, 64, 108, 124))
_PROLOGUE = rb"(?:\xef\xbb\xbf)?(?>(?>\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)*)"
_SVG = re.compile(_PROLOGUE + rb"<(?:\w+:)?svg(?=[\s>/])([^>]*)", re.DOTALL | re.IGNORECASE)
_HTML = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)?(?:<!doctype html|<html[\s>])", re.DOTALL | re.IGNORECASE)
_SVG_LENGTH = re.compile(rb"""(?<![\w:-])(width|height)\s*=\s*["']\s*(\d{1,6}(?:\.\d{1,9})?)(?:px)?\s*["']""")
_ZIP_MEMBER = re.compile(rb"PK\x03\x04.{22}\x08\0(..)mimetype", re.DOTALL)
_IN_ZIP = re.compile(
    r"application/(?:.*\+zip|vnd\.(?:openxmlformats-|oasis\.opendocument|ms-|android).*|java-archive|x-cbz)"
)
_MEDIA_TYPE = re.compile(rb"[a-z]{1,20}/[a-zA-Z0-9.+-]{1,100}")


def media_type_of_head(head: bytes, told: str | None = None) -> str | None:
    """Return the media type of the file that begins with *head*, None if its bytes do not tell.

    head  the first HEAD_BYTES of it, or all
    told  what its name or its publisher says: it counts among types that look alike, e.g. of what is in a ZIP archive

    >>> media_type_of_head(b"GIF89a...", "image/png")
    'image/gif'
    """
    for signature, media_type, at in _SIGNATURES:
        if head.startswith(signature, at) and (at == 0 or head.startswith(b"RIFF")):
            return media_type
    if head[4:8] == b"ftyp":
        return _iso_type(head, told)
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return _ebml_type(head, told)
    if head.startswith(b"OggS"):
        return "video/ogg" if b"\x80theora" in head else "audio/ogg"
    if head.startswith(b"PK\x03\x04"):
        return _zip_type(head, told)
    if head.startswith(b"BM") and int.from_bytes(head[14:18], "little") in _BMP_HEADERS:
        return "image/bmp"
    if head.startswith(b"ID3"):
        # Four times seven bits; what follows the tag says what it is about (ID3v2.4.0 section 3.1).
        size = sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=False))
        return _sound_type(head[10 + size : 14 + size]) or "audio/mpeg"
    if b"%PDF-" in head[:1024]:
        return "application/pdf"
    if _SVG.match(head):
        return "image/svg+xml"
    if _HTML.match(head):
        return "text/html"
    return _sound_type(head)


def picture_size(file: BinaryIO, media_type: str, head: bytes) -> tuple[int, int] | None:
    """Return width and height of the picture in *file* as it is shown, in pixels; None if its head does not tell.

    Orientation is taken into account. Nothing is decoded: a picture of any size costs the same.
    """
    if media_type == "image/svg+xml":
        root = _SVG.match(head)
        # Units other than pixels, and a viewBox alone, leave the size to the page.
        lengths = {name: round(float(number)) for name, number in _SVG_LENGTH.findall(root[1] if root else b"")}
        size = (lengths.get(b"width", 0), lengths.get(b"height", 0))
    else:
        import imagesize

        turn = _TURN.search(head) if media_type in _TURNED else None
        if turn:
            # imagesize 2.0 takes the box for one with a version (ISO/IEC 23008-12 section 6.5.10 gives it none), and so
            # knows no size of any picture that is turned: it gets the picture unturned.
            upright = BytesIO(head.replace(turn[0][:-1], b"\0\0\0\x09free"))
            size = imagesize.get(_Bounded(upright), exif_rotation=False)
            size = (size[1], size[0]) if turn[1][0] & 1 else size
        else:
            size = imagesize.get(_Bounded(file))  # (-1, -1) for whatever it cannot read
    return size if size[0] > 0 and size[1] > 0 else None


class _Bounded:
    """A file of which only so much can be read, for a reader that follows whatever the file says."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._bytes = _MOST_BYTES_FOR_SIZE
        self._reads = _MOST_READS_FOR_SIZE

    def read(self, size: int = -1) -> bytes:
        self._reads -= 1
        if self._reads < 0 or not self._bytes:
            raise ValueError("too much to read")
        found = self._file.read(self._bytes if size < 0 else min(size, self._bytes))
        self._bytes -= len(found)
        return found

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._file.seek(offset, whence)


def _iso_type(head: bytes, told: str | None) -> str:
    length = min(int.from_bytes(head[:4], "big"), 256)
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, length, 4))]
    found = [_BRANDS[brand] for brand in brands if brand in _BRANDS]
    if found and brands[0] in _BRANDS:
        # mif1 and msf1 say no more than that there are pictures; another brand says how they are coded.
        coded = [name for name in found if not name.startswith("image/heif")]
        return coded[0] if found[0].startswith("image/heif") and coded else found[0]
    handlers = set(_HANDLER.findall(head))
    if handlers:
        return "video/mp4" if b"vide" in handlers else "audio/mp4"
    return "audio/mp4" if told in ("audio/mp4", "audio/x-m4a", "audio/m4a") or "audio/mp4" in found else "video/mp4"


def _ebml_type(head: bytes, told: str | None) -> str:
    kind = "webm" if b"webm" in head[:64] else "x-matroska"
    codecs = set(_CODEC.findall(head))
    if codecs:
        return f"{'video' if b'V' in codecs else 'audio'}/{kind}"
    return f"audio/{kind}" if told == f"audio/{kind}" else f"video/{kind}"


def _zip_type(head: bytes, told: str | None) -> str:
    # EPUB and OpenDocument say what they are in a first member named mimetype, uncompressed (EPUB OCF 3.3 section 4.3).
    if member := _ZIP_MEMBER.match(head):
        start = member.end() + int.from_bytes(member[1], "little")
        size = min(int.from_bytes(head[18:22], "little"), 121)
        if named := _MEDIA_TYPE.fullmatch(head[start : start + size].strip()):
            return named[0].decode()
    return told if told and _IN_ZIP.fullmatch(told) else "application/zip"


def _sound_type(head: bytes) -> str | None:
    """Return the type of sound whose first frame begins with *head*: MPEG-1 or 2, layers II and III, or AAC in ADTS."""
    if head.startswith(b"fLaC"):
        return "audio/flac"
    if len(head) < 4 or head[0] != 0xFF:
        return None
    if head[1] & 0xF6 == 0xF0:
        return "audio/aac"
    is_mpeg = head[1] & 0xE0 == 0xE0 and head[1] & 0x18 != 0x08 and head[1] & 0x06 in (0x02, 0x04)
    return "audio/mpeg" if is_mpeg and head[2] & 0xF0 != 0xF0 and head[2] & 0x0C != 0x0C else None
