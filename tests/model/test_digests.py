"""A large document has another kind of digest than a small one."""

from __future__ import annotations

import hashlib

from syndicate.model.digests import LARGE_BYTES, document_digest


def test_a_large_document_has_another_kind_of_digest_and_keeps_the_kind_that_it_had() -> None:
    small, large = b"a", b"a" * LARGE_BYTES
    blake2b = hashlib.blake2b(large, digest_size=16).hexdigest()
    assert document_digest(small) == hashlib.blake2b(small, digest_size=16).hexdigest()
    assert document_digest(large) == hashlib.sha256(large).hexdigest()
    assert document_digest(large, blake2b) == blake2b
    assert document_digest(small, document_digest(large)) == hashlib.sha256(small).hexdigest()
