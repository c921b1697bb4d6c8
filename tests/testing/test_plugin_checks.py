"""For each promise of a plugin one that breaks it, and the sentence by which the check says so."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

import pytest
from msgspec.structs import replace

from syndicate import Article, Document, Feed, Transform, hookimpl
from syndicate.testing import check_plugin
from tests.testing.misbehaving import (
    FILES,
    Strict,
    a_filter,
    a_format,
    a_source,
    applying,
    asking,
    document,
    fails,
    forgetful,
    good,
    listening,
    refusing_small,
    urls,
    yielding,
)


def plugin(**hooks: Callable[..., object]) -> ModuleType:
    stranger = ModuleType("stranger")
    for name, function in hooks.items():
        setattr(stranger, name, hookimpl(function))
    return stranger


def whole() -> ModuleType:
    """Return a plugin with a good part of each kind."""
    return plugin(
        syndicate_formats=lambda: [a_format(lambda f, p, o: good(f, p), options=Strict)],
        syndicate_sources=lambda: [a_source()],
        syndicate_filters=lambda: [a_filter(refusing_small, options=int)],
        syndicate_transforms=lambda: [applying(lambda feed: feed)],
        syndicate_listeners=lambda: [listening(lambda exported: ["told"])],
        syndicate_exported=lambda exported: None,
    )


def test_every_part_of_a_plugin_is_checked() -> None:
    check_plugin(whole(), {"short": 20, "urls": {"size": 2}}, files={"lines": FILES}, wrong={"short": [-1, "x"]})


def test_options_are_given_to_the_part_of_that_name_that_takes_some() -> None:
    both = plugin(
        syndicate_formats=lambda: [replace(a_format(lambda f, p, o: good(f, p), options=Strict), name="lines")],
        syndicate_sources=lambda: [a_source()],
    )
    check_plugin(both, {"lines": {"size": 2}}, files={"lines": FILES}, wrong={"lines": [{"size": "two"}]})


Hook = Literal["formats", "sources", "filters", "transforms", "listeners"]


BAD_PARTS: list[tuple[Hook, Any, str]] = [
    ("formats", yielding(lambda path: 1), "format urls: "),
    ("sources", a_source("read", forgetful), "source lines: "),
    ("filters", asking(lambda article: 1), "filter short: "),
    ("transforms", applying(lambda feed: None), "transform turn: "),
    ("listeners", listening(lambda exported: [1]), "listener bell: "),
]


@pytest.mark.parametrize(("hook", "part", "message"), BAD_PARTS, ids=[case[0] for case in BAD_PARTS])
def test_a_bad_part_of_any_kind_fails_the_plugin(hook: Hook, part: Any, message: str) -> None:
    files = {"lines": FILES} if hook == "sources" else {}
    assert fails(check_plugin, plugin(**{f"syndicate_{hook}": lambda: [part]}), files=files).startswith(message)


def hearing(exported: Any) -> None:
    raise OSError("deaf")


BAD_PLUGINS: list[tuple[str, ModuleType, dict[str, Any], str]] = [
    ("empty", ModuleType("stranger"), {}, "it offers nothing; mark its hooks with @hookimpl"),
    ("no part in it", plugin(syndicate_formats=lambda: []), {}, "it offers nothing"),
    ("misspelt", plugin(syndicate_format=lambda: []), {}, "there is no hook syndicate_format(); did you mean"),
    ("no parts", plugin(syndicate_formats=lambda: ["opml"]), {}, "syndicate_formats() offers str"),
    ("misnamed", plugin(syndicate_formats=lambda: [a_format(name="My URLs")]), {}, "'My URLs' is no name of a format"),
    ("other options", whole(), {"options": {"ulrs": {}}}, "it offers no part named 'ulrs'; did you mean 'urls'?"),
    ("other files", whole(), {"files": {"wiki": {}}}, "it offers no part named 'wiki'; it offers lines, short"),
    ("no files", plugin(syndicate_sources=lambda: [a_source()]), {}, "source lines has nothing to read; give files="),
    ("no setting", plugin(syndicate_filters=lambda: [a_filter(options=int)]), {}, "filter short has no setting; give"),
    ("deaf", plugin(syndicate_exported=hearing), {}, "syndicate_exported: tell raised OSError: deaf"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("stranger", "given", "message"), [case[1:] for case in BAD_PLUGINS], ids=[case[0] for case in BAD_PLUGINS]
)
def test_a_plugin_that_cannot_be_checked_fails(stranger: ModuleType, given: dict[str, Any], message: str) -> None:
    found = fails(check_plugin, stranger, **given)
    assert found.startswith("plugin stranger: ")
    assert message in found


def test_a_wrong_setting_that_is_taken_fails_the_plugin() -> None:
    stranger = plugin(syndicate_filters=lambda: [a_filter(options=int)])
    assert "neither its options type nor build" in fails(check_plugin, stranger, {"short": 1}, wrong={"short": [-1]})


@pytest.mark.parametrize("name", ["urls", "turn", "bell", "lines"])
def test_wrong_options_that_are_taken_fail_the_plugin(name: str) -> None:
    stranger = whole()
    given: dict[str, Any] = {"options": {"short": 20}, "files": {"lines": FILES}}
    check_plugin(stranger, wrong={name: [{"sise": 2}]}, **given)
    assert "wrong options '{}': its options type takes it" in fails(check_plugin, stranger, wrong={name: [{}]}, **given)


def test_a_format_that_chooses_is_named_to_the_check() -> None:
    def render(feed: Feed, path: str) -> Iterator[Document]:
        yield document(path, urls(replace(feed, articles=feed.articles[1:])))

    stranger = plugin(syndicate_formats=lambda: [a_format(render)])
    assert "in no document" in fails(check_plugin, stranger)
    check_plugin(stranger, selective=["urls"])


def test_transforms_are_told_of_the_folder_that_the_test_names(tmp_path: Path) -> None:
    def prepare(articles: list[Article], context: Any) -> list[Article]:
        (Path(context.root) / "history").read_text()
        return articles

    stranger = plugin(syndicate_transforms=lambda: [Transform(name="turn", prepare=prepare)])
    assert "prepare raised FileNotFoundError" in fails(check_plugin, stranger)
    (tmp_path / "history").write_text("")
    check_plugin(stranger, root=tmp_path)


def test_a_listener_that_sends_is_named_to_the_check() -> None:
    def tell(exported: Any) -> Iterator[str]:
        with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
            yield "told"

    stranger = plugin(syndicate_listeners=lambda: [listening(tell)])
    assert "no network" in fails(check_plugin, stranger)
    check_plugin(stranger, allow_network=["bell"])
