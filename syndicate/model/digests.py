"""BLAKE2b alone, but for what is large: hashlib brings OpenSSL, which takes longer than digests of small documents."""

from __future__ import annotations

import os
from typing import IO, Any

try:
    from _blake2 import blake2b
except ImportError:  # a Python that keeps it elsewhere
    from hashlib import blake2b

__all__ = ["LARGE_BYTES", "blake2b", "condensed", "digest_of_open", "document_digest", "document_hash", "take_rest"]

LARGE_BYTES = 1 << 22
_CONDENSED_BYTES = 4096  # of as many bytes and more BLAKE3 makes a digest in a third to a quarter of the time
_CHUNK_BYTES = 1 << 18  # stays in the cache of a core
_LARGE_DIGEST_BYTES = 24  # its length tells a kind of digest from the others


class _Blake3:
    """BLAKE3 whose digests are no longer than they need be, and differ in length from those of SHA-256."""

    def __init__(self) -> None:
        from blake3 import blake3

        self._hash = blake3()
        self.update = self._hash.update

    def hexdigest(self) -> str:
        return self._hash.hexdigest(_LARGE_DIGEST_BYTES)


def document_hash(size_bytes: int, like: str = "") -> Any:
    """Return what makes the digest of a document: 24 bytes of BLAKE3, several times as fast, or 16 of BLAKE2b.

    size_bytes  of the document: BLAKE3 is for those that have LARGE_BYTES
    like        a digest that was made: of the same kind (that of any document was once BLAKE2b, of a large one SHA-256)
    """
    if len(like) == 64:
        from hashlib import sha256

        return sha256()
    if len(like) == 2 * _LARGE_DIGEST_BYTES if like else size_bytes >= LARGE_BYTES:
        return _Blake3()
    return blake2b(digest_size=16)


def condensed(content: bytes) -> bytes:
    """Return *content*, or 32 bytes that stand for it in a digest where it is longer than a few pages."""
    if len(content) < _CONDENSED_BYTES:
        return content
    from blake3 import blake3

    return blake3(content).digest()


def document_digest(body: bytes, like: str = "") -> str:
    """Return the digest of a document, in hexadecimal digits; see document_hash()."""
    digest = document_hash(len(body), like)
    digest.update(body)
    found: str = digest.hexdigest()
    return found


def digest_of_open(file: IO[bytes], like: str = "") -> str:
    """Return the digest of *file*, of which nothing was read, as document_digest() makes it of its bytes."""
    digest = document_hash(os.fstat(file.fileno()).st_size, like)
    take_rest(digest, file)
    found: str = digest.hexdigest()
    return found


def take_rest(digest: Any, file: IO[bytes]) -> None:
    """Update *digest* with what was not read of *file*."""
    while chunk := file.read(_CHUNK_BYTES):
        digest.update(chunk)
