"""Paths of documents: each is one place in the output folder, on every system."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

from syndicate.model.errors import PublishError, excerpt

_STORES = ("s3://", "gs://", "az://")
_CONTROL = "[\x00-\x1f\x7f-\x9f\ud800-\udfff]"
_NO_NAME = re.compile(r'[<>"|?*]')
# "Naming Files, Paths, and Namespaces" (Microsoft): reserved with any extension, in any case.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³]) *(?:\..*)?", re.IGNORECASE)


def is_store_url(text: str) -> bool:
    """Tell whether *text* names a place in an object store, e.g. s3://bucket/news, and no folder."""
    return text.startswith(_STORES)


def is_on_web(path: str) -> bool:
    """Tell whether *path*, of what is read, is a URL of the web, which shows the newest articles alone."""
    return "://" in path and not is_store_url(path)


def shown_place(text: str) -> str:
    """Return *text*, a path or a URL, as messages show it: without what is secret in a URL."""
    shown = re.sub(r"(?<=:/)(/?)[^/\s]*@", r"\1...", text)
    return excerpt(re.sub(r"(?<=.)(?:\?[^/=]*=|#).*", "...", shown) if ":/" in shown else shown, 200)


def store_url_fault(url: str) -> str:
    """Return what is wrong with *url*, which names a place in a store, as a sentence; or ""."""
    split = urlsplit(url)
    shown = shown_place(url)
    if not is_store_url(url):
        return f"{shown} is no place that files can be written to; name a folder, or e.g. s3://bucket/news"
    if not split.netloc:
        return f"{shown} names no bucket; write e.g. s3://bucket/news"
    if "@" in split.netloc or ":" in split.netloc or split.query or split.fragment:
        return (
            f"{shown} names more than a bucket and a place in it; write e.g. s3://bucket/news, and leave credentials to the "
            "environment or the files of the provider's own tools"
        )
    odd = {"", ".", ".."}.intersection(split.path.removesuffix("/").split("/")[1:])
    if odd:
        said = f"the part {max(odd)!r}" if any(odd) else "an empty part"
        return f"{shown} has {said}, of which stores make another place; write e.g. s3://bucket/news"
    return ""


def path_parts(path: str) -> list[str]:
    """Return the parts of *path*. Raises PublishError if any system would read it as another place than it says."""
    parts = path.split("/")
    for part in parts:
        wrong = _wrong(part)
        if wrong:
            raise PublishError(
                f"{excerpt(path, 200)}: is no path in the output folder: {wrong}; write e.g. topics/ai.xml"
            )
    return parts


def _wrong(part: str) -> str:
    """Return what is wrong with *part* of a path, "" if nothing is."""
    if not part:
        return "it is absolute or has an empty part"
    if part in (".", ".."):
        return f"it has the part '{part}'"
    if "\\" in part:
        return "it has a backslash"
    if ":" in part:
        return "it has a colon, which names a drive or a stream on Windows"
    if signs := _NO_NAME.findall(part):
        return f"it has the sign {signs[0]}, which Windows allows in no name"
    if not part.isprintable() and re.search(_CONTROL, part):
        return "it has a control character"
    if part[-1] in ". ":
        return f"{excerpt(part)} ends in a dot or a space, which Windows drops"
    if len(part.encode()) > 255:
        return f"{excerpt(part)} is longer than 255 bytes"
    if _RESERVED.fullmatch(part):
        return f"{excerpt(part)} is a device on Windows"
    if part.startswith(".syndicate-"):
        return f"{excerpt(part)} is kept for files on their way to their places"
    return ""


def folded_name(name: str) -> str:
    """Return what two names share that are one file on some system (The Unicode Standard, D145)."""
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFD", unicodedata.normalize("NFD", name).casefold())
