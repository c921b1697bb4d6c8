"""What a file is by its content, and how large a picture is shown."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import imagesize
import pytest
from hypothesis import example, given, strategies as st

from syndicate.files.signatures import HEAD_BYTES, media_type_of_head, picture_size


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", 8 + len(body)) + kind + body


def ftyp(*brands: bytes) -> bytes:
    return box(b"ftyp", brands[0], bytes(4), *brands[1:])


def archive(*members: tuple[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, text in members:
            made.writestr(zipfile.ZipInfo(name), text)  # of no time: workers know tests by what stands in them
    return file.getvalue()


def png(width: int, height: int) -> bytes:
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))


def jpeg(width: int, height: int, orientation: int = 1, padding: int = 0) -> bytes:
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01" + struct.pack(">HHI", orientation, 0, 0)
    segments = [b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif]
    segments += [b"\xff\xe2\xff\xff" + bytes(0xFFFD)] * padding
    frame = struct.pack(">HBHHB", 17, 8, height, width, 3) + b"\1\x22\0\2\x11\1\3\x11\1"
    return b"\xff\xd8" + b"".join(segments) + b"\xff\xc0" + frame + b"\xff\xd9"


def avif(width: int, height: int, turns: int = 0) -> bytes:
    sizes = box(b"ispe", bytes(4), struct.pack(">II", width, height))
    properties = box(b"ipco", sizes, box(b"irot", bytes((turns,))))
    of_first = box(b"ipma", bytes(4), struct.pack(">IHBBB", 1, 1, 2, 1, 2))
    meta = box(b"meta", bytes(4), box(b"pitm", bytes(4), b"\0\1"), box(b"iprp", properties, of_first))
    return ftyp(b"avif", b"avif", b"mif1") + meta + box(b"mdat", bytes(20))


def ogg(first: bytes) -> bytes:
    return b"OggS\0\2" + bytes(20) + b"\1" + bytes((len(first),)) + first


MPEG_FRAME = b"\xff\xfb\x90\x64" + bytes(413)
ID3 = b"ID3\4\0\0\0\0\0\x0a" + bytes(10)
WEBM = (
    b"\x1a\x45\xdf\xa3\x9fB\x86\x81\1B\xf7\x81\1B\xf2\x81\4B\xf3\x81\x08B\x82\x84webmB\x87\x81\4B\x85\x81\2\x18S\x80g"
)
GIF = b"GIF89a" + struct.pack("<HH", 30, 20) + b"\0\0\0;"
WEBP = b"RIFF\x1e\0\0\0WEBPVP8X\n\0\0\0\0\0\0\0" + (29).to_bytes(3, "little") + (19).to_bytes(3, "little")
BMP = b"BM" + bytes(12) + struct.pack("<Iii", 40, 30, -20) + bytes(28)
TIFF = b"II*\0\x08\0\0\0\2\0" + struct.pack("<HHIHHHHIHHI", 256, 3, 1, 30, 0, 257, 3, 1, 20, 0, 0)


@pytest.mark.parametrize(
    ("content", "told", "expected"),
    [
        (jpeg(3, 2), "image/png", "image/jpeg"),
        (png(3, 2), "image/jpeg", "image/png"),
        (GIF, None, "image/gif"),
        (WEBP, "image/jpeg", "image/webp"),
        (avif(3, 2), None, "image/avif"),
        (ftyp(b"avis", b"avis", b"msf1"), None, "image/avif"),
        (ftyp(b"heic", b"mif1", b"heic"), None, "image/heic"),
        (ftyp(b"mif1", b"mif1", b"heic"), None, "image/heic"),
        (ftyp(b"mif1", b"miaf"), None, "image/heif"),
        (TIFF, None, "image/tiff"),
        (BMP, None, "image/bmp"),
        (b"\0\0\1\0\1\0\x10\x10", None, "image/vnd.microsoft.icon"),
        (b"\xff\x0a" + bytes(30), None, "image/jxl"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None, "image/svg+xml"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- <html> -->\n<!DOCTYPE svg [<!ENTITY a 'b'>]>\n<svg>", None, "image/svg+xml"),
        (ID3 + MPEG_FRAME, None, "audio/mpeg"),
        (MPEG_FRAME * 2, None, "audio/mpeg"),
        (ID3 + b"fLaC", None, "audio/flac"),
        (ID3 + b"\xff\xf1\x50\x80", None, "audio/aac"),
        (ID3[:9], None, "audio/mpeg"),
        (b"\xff\xf1\x50\x80\x1b", None, "audio/aac"),
        (ftyp(b"M4A ", b"mp42", b"isom"), "video/mp4", "audio/mp4"),
        (ftyp(b"mp42", b"isom") + box(b"mdat"), "audio/mp4", "audio/mp4"),
        (ftyp(b"mp42", b"isom") + box(b"hdlr", bytes(8), b"vide"), "audio/mp4", "video/mp4"),
        (ftyp(b"isom", b"mp42") + box(b"hdlr", bytes(8), b"soun"), "video/mp4", "audio/mp4"),
        (ftyp(b"isom", b"iso2", b"avc1", b"mp41"), None, "video/mp4"),
        (ftyp(b"M4V ", b"mp42"), None, "video/mp4"),
        (ftyp(b"qt  "), None, "video/quicktime"),
        (WEBM + b"\x86\x85V_VP8", None, "video/webm"),
        (WEBM + b"\x86\x86A_OPUS", None, "audio/webm"),
        (WEBM, "audio/webm", "audio/webm"),
        (WEBM.replace(b"webm", b"matr"), None, "video/x-matroska"),
        (ogg(b"\1vorbis" + bytes(23)), None, "audio/ogg"),
        (ogg(b"OpusHead" + bytes(11)), None, "audio/ogg"),
        (ogg(b"\x80theora" + bytes(35)), None, "video/ogg"),
        (b"fLaC" + bytes(38), None, "audio/flac"),
        (b"RIFF\x24\0\0\0WAVEfmt ", None, "audio/wav"),
        (b"RIFF\x24\0\0\0AVI LIST", None, "video/x-msvideo"),
        (b"%PDF-1.7\n", "image/png", "application/pdf"),
        (archive(("a.txt", "a")), "image/png", "application/zip"),
        (archive(("mimetype", "application/epub+zip"), ("a", "b")), "application/zip", "application/epub+zip"),
        (archive(("mimetype", "not a type")), None, "application/zip"),
        (archive(("[Content_Types].xml", "")), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (b"WEBVTT\n\n", None, "text/vtt"),
        (b"<!doctype html><title>404</title>", "image/png", "text/html"),
        (b"\xff\xfeH\0i\0", None, None),  # UTF-16 begins like a frame of MPEG layer I
        (b"Plain text.", "text/plain", None),
        (b"BMW makes cars", None, None),
        (b"WEBPwebpWEBP", None, None),
        (b"", None, None),
    ],
    ids=str,
)  # fmt: skip
def test_the_content_of_a_file_tells_its_type(content: bytes, told: str | None, expected: str | None) -> None:
    assert media_type_of_head(content, told) == expected


def size(content: bytes) -> tuple[int, int] | None:
    head = content[:HEAD_BYTES]
    return picture_size(io.BytesIO(content), media_type_of_head(head) or "", head)


@pytest.mark.parametrize("content", [jpeg(30, 20), png(30, 20), GIF, WEBP, BMP, TIFF, avif(30, 20)])
def test_a_picture_tells_its_size(content: bytes) -> None:
    assert size(content) == (30, 20)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_that_is_turned_has_the_size_it_is_shown_in(orientation: int) -> None:
    assert size(jpeg(30, 20, orientation)) == ((20, 30) if orientation > 4 else (30, 20))


@pytest.mark.parametrize("turns", range(4))
def test_so_has_one_that_says_so_in_a_box(turns: int) -> None:
    assert size(avif(30, 20, turns)) == ((20, 30) if turns % 2 else (30, 20))


def test_imagesize_needs_our_help_with_that_box() -> None:
    assert imagesize.get(io.BytesIO(avif(30, 20, 1))) == (-1, -1)


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ("width='30' height='20px'", (30, 20)),
        ('height="20.4" width=" 30 "', (30, 20)),
        ("viewBox='0 0 30 20'", None),
        ("width='100%' height='20'", None),
        ("width='3cm' height='2cm'", None),
        ("data-width='1' stroke-width='2' height='3'", None),
        ("width='0' height='20'", None),
    ],
)
def test_an_svg_has_a_size_where_its_root_says_it_in_pixels(attributes: str, expected: tuple[int, int] | None) -> None:
    assert size(f"<svg {attributes}><rect width='5' height='5'/></svg>".encode()) == expected


@pytest.mark.parametrize("content", [png(30, 20), jpeg(30, 20), GIF, WEBP, TIFF, avif(30, 20)])
def test_a_picture_that_is_cut_off_has_a_size_or_none(content: bytes) -> None:
    for length in range(len(content)):
        assert size(content[:length]) in (None, (30, 20))


def test_a_bomb_is_not_opened() -> None:
    assert size(png(2**31 - 1, 2**31 - 1)) == (2**31 - 1, 2**31 - 1)


def test_a_picture_whose_size_stands_far_behind_its_beginning_is_measured() -> None:
    assert size(jpeg(30, 20, padding=300)) == (30, 20)  # 20 MB of colour profiles are passed over


class Counting(io.BytesIO):
    count = 0

    def read(self, size: int | None = -1, /) -> bytes:
        found = super().read(size)
        self.count += len(found)
        return found


def test_no_file_makes_us_read_more_than_a_megabyte() -> None:
    boxes = ftyp(b"avif") + struct.pack(">I", 64 << 20) + b"meta" + bytes(4)
    for content in (b"\xff\xd8" + bytes(8 << 20), boxes + struct.pack(">I", 50 << 20) + b"iloc" + b"\xff" * (60 << 20)):
        file = Counting(content)
        picture_size(file, "image/jpeg", content[:HEAD_BYTES])
        assert file.count <= 1 << 20


def test_a_megabyte_of_comments_is_no_svg() -> None:
    for piece in (b"<!-- -->", b"<?a?>", b"<!DOCTYPE a []", b"<!--", b" "):
        assert media_type_of_head((piece * HEAD_BYTES)[:HEAD_BYTES]) is None


@given(content=st.binary(max_size=200), told=st.sampled_from([None, "image/png", "audio/mp4", "application/epub+zip"]))
@example(content=b"ID3", told=None)
@example(content=b"\0\0\0\x08ftyp", told=None)
@example(content=b"PK\3\4", told=None)
def test_anything_may_stand_in_a_file(content: bytes, told: str | None) -> None:
    media_type_of_head(content, told)


@given(
    beginning=st.sampled_from([png(3, 2), jpeg(3, 2), GIF, WEBP, BMP, TIFF, avif(3, 2), b"<svg ", b"P6 "]),
    at=st.integers(2, 200),
    change=st.binary(min_size=1, max_size=20),
)
def test_a_broken_picture_has_a_size_or_none(beginning: bytes, at: int, change: bytes) -> None:
    content = beginning[:at] + change + beginning[at + len(change) :]
    found = picture_size(io.BytesIO(content), "image/png", content)
    assert found is None or (found[0] > 0 < found[1])
