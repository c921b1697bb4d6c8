"""A large document has another kind of digest than a small one."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from blake3 import blake3

from syndicate.model.digests import LARGE_BYTES, condensed, digest_of_open, document_digest


def test_a_large_document_has_another_kind_of_digest_and_keeps_the_kind_that_it_had() -> None:
    small, large = b"a", b"a" * LARGE_BYTES
    blake2b = hashlib.blake2b(large, digest_size=16).hexdigest()
    assert document_digest(small) == hashlib.blake2b(small, digest_size=16).hexdigest()
    assert document_digest(large) == blake3(large).hexdigest(24)
    assert document_digest(small, document_digest(large)) == blake3(small).hexdigest(24)
    for older in (blake2b, hashlib.sha256(large).hexdigest()):
        assert document_digest(large, older) == older


@pytest.mark.parametrize("size", [0, 1, 1 << 18, (1 << 18) + 1, LARGE_BYTES - 1, LARGE_BYTES])
def test_an_open_file_has_the_digest_of_its_bytes(tmp_path: Path, size: int) -> None:
    body = bytes(number % 251 for number in range(1 << 16)) * (size >> 16) + bytes(size % (1 << 16))
    (tmp_path / "file").write_bytes(body)
    with (tmp_path / "file").open("rb", buffering=0) as file:
        assert digest_of_open(file) == document_digest(body)


def test_what_is_long_is_condensed_and_any_byte_of_it_counts() -> None:
    short, long = bytes(4095), bytes(4096)
    assert condensed(short) == short
    assert condensed(long) == blake3(long).digest() != condensed(long[:-1] + b"1")
