"""For each promise of a listener one that breaks it, and the sentence by which the check says so."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from syndicate import Listener
from syndicate.testing import check_listener
from tests.testing.misbehaving import Loose, fails, listening


def writing_beside(exported: Any) -> list[str]:
    (Path(exported.directory) / "bell.txt").write_text("x")
    return []


def asking_a_server(ask: Callable[[socket.socket], object]) -> Listener:
    def tell(exported: Any) -> Iterator[str]:
        with socket.socket() as connection:
            ask(connection)
        yield "asked"

    return listening(tell)


BAD_LISTENERS: list[tuple[str, Listener, str]] = [
    ("text", listening(lambda exported: "told"), "an export: tell returns a text; yield sentences"),
    ("numbers", listening(lambda exported: [1]), "tell: expected a text, found int"),
    ("two lines", listening(lambda exported: ["a\nb"]), "tell: expected a sentence on one line, found"),
    ("raises", listening(lambda exported: [exported.files[0].path]), "nothing written: tell raised IndexError"),
    ("connects", asking_a_server(lambda s: s.connect(("127.0.0.1", 9))), "opens a connection to ('127.0.0.1', 9), and no"),
    ("sends", asking_a_server(lambda s: s.sendto(b"x", ("127.0.0.1", 9))), "and no network may be used here"),
    ("asks for a name", asking_a_server(lambda _: socket.getaddrinfo("example.org", 80)), "to ('example.org', 80)"),
    ("writes", listening(writing_beside), "tell changes what stands in the output folder"),
    ("loose options", listening(lambda exported, options: [], options=Loose), "Loose must be declared with"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("part", "message"), [case[1:] for case in BAD_LISTENERS], ids=[case[0] for case in BAD_LISTENERS]
)
def test_a_listener_that_breaks_a_promise_is_caught(part: Listener, message: str) -> None:
    found = fails(check_listener, part)
    assert found.startswith("listener bell: ")
    assert message in found


def test_a_listener_that_remembers_must_bear_to_be_told_again() -> None:
    def tell(exported: Any) -> Iterator[str]:
        (Path(exported.root) / "memory").mkdir()
        yield "told"

    assert "the same export again: tell raised FileExistsError" in fails(check_listener, listening(tell))


def test_a_good_listener_is_let_through_and_its_sentences_returned() -> None:
    assert check_listener(listening(lambda exported: [f"{len(exported.files)} files"])) == [
        "3 files",
        "3 files",
        "0 files",
    ]


def test_a_listener_may_use_the_network_where_the_test_allows_it() -> None:
    def tell(exported: Any) -> Iterator[str]:
        with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
            yield "told"

    check_listener(listening(tell), allow_network=True)
    assert "no network may be used here" in fails(check_listener, listening(tell))
