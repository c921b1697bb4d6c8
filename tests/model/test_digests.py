"""Digests of what is large are made meanwhile, and are there when they are asked for."""

from __future__ import annotations

import hashlib
from threading import Thread, active_count

import pytest

from syndicate.model.digests import LARGE_BYTES, document_digest, meanwhile


@pytest.mark.parametrize("can_start", [False, True])
def test_what_is_to_be_done_meanwhile_is_done_when_the_block_ends(
    monkeypatch: pytest.MonkeyPatch, *, can_start: bool
) -> None:
    def fail(_: Thread) -> None:
        raise RuntimeError("can't start new thread")

    if not can_start:
        monkeypatch.setattr(Thread, "start", fail)
    before = active_count()
    done: list[int] = []
    with meanwhile(lambda: done.append(1)):
        pass
    assert done == [1]
    assert active_count() == before


def test_what_fails_meanwhile_is_raised_when_the_block_ends() -> None:
    done = []
    with pytest.raises(ZeroDivisionError), meanwhile(lambda: 1 // 0):
        done.append(1)
    assert done == [1]


def test_a_large_document_has_another_kind_of_digest_and_keeps_the_kind_that_it_had() -> None:
    small, large = b"a", b"a" * LARGE_BYTES
    blake2b = hashlib.blake2b(large, digest_size=16).hexdigest()
    assert document_digest(small) == hashlib.blake2b(small, digest_size=16).hexdigest()
    assert document_digest(large) == hashlib.sha256(large).hexdigest()
    assert document_digest(large, blake2b) == blake2b
    assert document_digest(small, document_digest(large)) == hashlib.sha256(small).hexdigest()
