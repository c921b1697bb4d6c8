"""What the end of a URL tells about the file behind it."""

from __future__ import annotations

# Ours and short: the mimetypes module reads files of the system, so it differs from machine to machine.
_MEDIA_TYPES = {
    "aac": "audio/aac", "flac": "audio/flac", "m4a": "audio/mp4", "mp3": "audio/mpeg", "oga": "audio/ogg",
    "ogg": "audio/ogg", "opus": "audio/ogg", "wav": "audio/wav", "weba": "audio/webm",
    "m3u8": "application/vnd.apple.mpegurl", "m4v": "video/mp4", "mov": "video/quicktime", "mp4": "video/mp4",
    "ogv": "video/ogg", "webm": "video/webm",
    "avif": "image/avif", "gif": "image/gif", "jpeg": "image/jpeg", "jpg": "image/jpeg", "png": "image/png",
    "svg": "image/svg+xml", "webp": "image/webp",
    "csv": "text/csv", "epub": "application/epub+zip", "json": "application/json", "pdf": "application/pdf",
    "txt": "text/plain", "vtt": "text/vtt", "zip": "application/zip",
}  # fmt: skip


def media_type_of(url: str) -> str | None:
    """Return the media type that the name of the file at *url* tells by what stands behind its last dot.

    >>> media_type_of("https://example.org/one.MP3?a=b"), media_type_of("https://example.zip"), media_type_of("two.pdf")
    ('audio/mpeg', None, 'application/pdf')
    """
    path = url.partition("#")[0].partition("?")[0]
    path = path.partition("://")[2].partition("/")[2] if "://" in path else path
    _, dot, suffix = path.rpartition("/")[2].rpartition(".")
    return _MEDIA_TYPES.get(suffix.lower()) if dot else None
