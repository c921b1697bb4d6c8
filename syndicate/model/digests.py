"""BLAKE2b alone, but for large documents: with hashlib comes OpenSSL, which takes longer than digests of small ones."""

from __future__ import annotations

from typing import Any

try:
    from _blake2 import blake2b
except ImportError:  # a Python that keeps it elsewhere
    from hashlib import blake2b

__all__ = ["LARGE_BYTES", "blake2b", "document_digest", "document_hash"]

LARGE_BYTES = 1 << 22


def document_hash(size_bytes: int, like: str = "") -> Any:
    """Return what makes the digest of a document: SHA-256, for which processors have circuits, or 16 bytes of BLAKE2b.

    size_bytes  of the document: SHA-256 is for those that have LARGE_BYTES
    like        a digest that was made: of the same kind (that of any document was once BLAKE2b)
    """
    if len(like) == 64 if like else size_bytes >= LARGE_BYTES:
        from hashlib import sha256

        return sha256()
    return blake2b(digest_size=16)


def document_digest(body: bytes, like: str = "") -> str:
    """Return the digest of a document, in hexadecimal digits; see document_hash()."""
    digest = document_hash(len(body), like)
    digest.update(body)
    found: str = digest.hexdigest()
    return found
