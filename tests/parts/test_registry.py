from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier
from types import ModuleType

import pytest

from syndicate import Document, Exported, Feed, Filter, Format, PluginError, Site, Transform, hookimpl
from syndicate.parts.registry import BUILT_INS, Registry


def render(feed: Feed, path: str) -> Iterator[Document]:
    yield Document(path=path, body=feed.title.encode(), media_type="text/plain")


def plugin(**functions: Callable[..., object]) -> ModuleType:
    module = ModuleType("stranger")
    for name, function in functions.items():
        setattr(module, name, hookimpl(function))
    return module


def formats(*names: str) -> ModuleType:
    parts = [Format(name=name, media_type="text/plain", filename="x.txt", render=render) for name in names]
    return plugin(syndicate_formats=lambda: parts)


def test_the_table_of_built_ins_says_what_each_offers() -> None:
    registry = Registry(distributions=())
    said = {module: tuple((kind, name) for kind in kinds) for module, (name, *kinds) in BUILT_INS.items()}
    assert {plugin.name: plugin.parts for plugin in registry.plugins} == said
    assert not list(registry.hearers())  # a built-in that waits hears of nothing


def test_a_built_in_is_imported_when_it_is_asked_for() -> None:
    program = """
import sys
from syndicate.parts.registry import Filter, Format, Registry
registry = Registry(distributions=())
assert registry.names(Format) == ["amp-sitemap", "atom", "feeds-page", "json", "rss"]
assert not [name for name in sys.modules if name.startswith("syndicate.builtins.")]
registry.get(Filter, "topics")
assert [name for name in sys.modules if name.startswith("syndicate.builtins.filters.")] == [
    "syndicate.builtins.filters.topics"
]
assert not registry.strangers
assert [plugin.name for plugin in registry.plugins][:2] == [
    "syndicate.builtins.sources.front_matter",
    "syndicate.builtins.sources.json_lines",
]
"""
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_stranger_with_the_name_of_a_built_in_is_named_beside_it() -> None:
    registry = Registry(distributions=())
    registry.register(formats("rss"), "one")
    with pytest.raises(PluginError, match=r"'rss' is offered by one and syndicate\.builtins\.formats\.rss"):
        registry.get(Format, "rss")


def test_a_part_is_found_by_its_name() -> None:
    registry = Registry((), distributions=())
    registry.register(formats("opml"), "stranger")
    assert registry.get(Format, "opml").filename == "x.txt"
    assert registry.plugin_of(Format, "opml") == "stranger"


def test_a_misspelt_name_is_answered_with_the_nearest_and_all() -> None:
    with pytest.raises(PluginError) as caught:
        Registry(distributions=()).get(Format, "atm")
    assert str(caught.value) == (
        "no format named 'atm'; did you mean 'atom'? installed: amp-sitemap, atom, feeds-page, json, rss"
    )


def test_two_plugins_with_one_name_are_both_named() -> None:
    registry = Registry((), distributions=())
    registry.register(formats("opml"), "one")
    registry.register(formats("opml"), "two")
    with pytest.raises(PluginError, match="'opml' is offered by one and two"):
        registry.get(Format, "opml")


def nothing() -> list[object]:
    return []


def test_a_misspelt_hook_is_an_error_that_names_the_right_one() -> None:
    registry = Registry((), distributions=())
    with pytest.raises(PluginError, match=r"no hook syndicate_format\(\); did you mean 'syndicate_formats'"):
        registry.register(plugin(syndicate_format=nothing), "stranger")


@pytest.mark.parametrize(
    ("offered", "message"),
    [
        (["opml"], "offers str; return a list of Format"),
        ([Filter(name="x", build=lambda *_: bool)], "offers Filter; return a list of Format"),
        ([Format(name="My Format", media_type="a/b", filename="x", render=render)], "is no name of a format"),
    ],
)
def test_what_is_no_part_is_refused_whole(offered: list[object], message: str) -> None:
    registry = Registry((), distributions=())
    with pytest.raises(PluginError, match=message):
        registry.register(plugin(syndicate_formats=lambda: offered), "stranger")
    assert registry.names(Format) == []


def test_a_hook_that_raises_is_the_plugins_own_failure() -> None:
    registry = Registry((), distributions=())
    with pytest.raises(PluginError, match=r"plugin stranger: syndicate_formats\(\) failed: ZeroDivisionError"):
        registry.register(plugin(syndicate_formats=lambda: 1 // 0), "stranger")


def test_everybody_is_told_of_an_export_even_if_one_fails(site: Site) -> None:
    told: list[str] = []

    def failing(exported: Exported) -> None:
        raise RuntimeError(exported.directory)

    def listening(exported: Exported) -> None:
        told.append(exported.directory)

    registry = Registry((), distributions=())
    registry.register(plugin(syndicate_exported=failing), "bad")
    registry.register(plugin(syndicate_exported=listening), "good")
    now = datetime(2024, 1, 1, tzinfo=UTC)
    exported = Exported(site=site, feeds=(), files=(), directory="public", root=".", now=now)
    hearers = dict(registry.hearers())
    assert list(hearers) == ["syndicate_exported of bad", "syndicate_exported of good"]
    with pytest.raises(RuntimeError, match="public"):
        hearers["syndicate_exported of bad"](exported)
    hearers["syndicate_exported of good"](exported)
    assert told == ["public"]


@pytest.mark.parametrize(
    ("hook", "part", "message"),
    [
        ("formats", Format(name="a", media_type="text/plain", filename="a", render=None), "a: it has no render; "),  # type: ignore[arg-type]
        ("formats", Format(name="a", media_type=None, filename="a", render=print), "a: media_type: expected a text, "),  # type: ignore[arg-type]
        ("filters", Filter(name="a", build=3), "filter a: build: expected a function, found int"),  # type: ignore[arg-type]
        ("filters", Filter(name="a", build=lambda *_: bool, options="Wrong"), "options: msgspec cannot check them"),
        ("transforms", Transform(name="a"), "transform a: it has no apply or prepare; give it that function"),
    ],
)
def test_a_part_that_cannot_be_called_is_no_part(hook: str, part: object, message: str) -> None:
    registry = Registry((), distributions=())
    with pytest.raises(PluginError, match="plugin stranger: ") as caught:
        registry.register(plugin(**{f"syndicate_{hook}": lambda: [part]}), "stranger")
    assert message in str(caught.value)


def test_a_module_that_is_named_twice_is_taken_in_once(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text(
        "from syndicate import *\n@hookimpl\ndef syndicate_filters():\n    return [Filter(name='one', build=print)]\n"
    )
    registry = Registry(
        (), distributions=(), paths=[tmp_path / "one.py", tmp_path / "." / ".." / tmp_path.name / "one.py", tmp_path]
    )
    assert [plugin.parts for plugin in registry.plugins] == [(("filter", "one"),)]


def test_a_site_may_carry_plugins_as_a_module_a_package_or_a_folder_of_modules(tmp_path: Path) -> None:
    code = (
        "from syndicate import *\n@hookimpl\ndef syndicate_filters():\n    return [Filter(name='NAME', build=print)]\n"
    )
    (tmp_path / "one.py").write_text(code.replace("NAME", "one"))
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "__init__.py").write_text("from .inner import syndicate_filters\n")
    (tmp_path / "package" / "inner.py").write_text(code.replace("NAME", "two"))
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "three.py").write_text(code.replace("NAME", "three"))
    (tmp_path / "folder" / "four.py").write_text(code.replace("NAME", "four"))
    paths = [tmp_path / "one.py", tmp_path / "package", tmp_path / "folder"]
    assert Registry((), distributions=(), paths=paths).names(Filter) == ["four", "one", "three", "two"]


@pytest.mark.parametrize(
    ("name", "code", "message"),
    [
        ("nowhere.py", None, "there is no Python module"),
        ("broken.py", "\n1 / 0\n", r"broken\.py: ZeroDivisionError: division by zero \(broken\.py, line 2\)$"),
        ("missing.py", "import os\nimport nosuch\n", r"No module named 'nosuch' \(missing\.py, line 2\)$"),
        ("late.py", "import json\njson.loads(1)\n", r"late\.py: TypeError: .* \(__init__\.py, line \d+\)$"),
        (
            "ours.py",
            "import syndicate\n\nsyndicate.Registry(paths=['x.py'])\n",
            r"no Python module.*\(ours\.py, line 3\)$",
        ),
        ("syntax.py", "def\n", r"syntax\.py: SyntaxError: .* \(syntax\.py, line 1\)$"),
    ],
)
def test_a_path_that_is_named_must_work(tmp_path: Path, name: str, code: str | None, message: str) -> None:
    if code is not None:
        (tmp_path / name).write_text(code)
    with pytest.raises(PluginError, match=message):
        Registry((), distributions=(), paths=[tmp_path / name])


def test_threads_that_ask_at_once_get_the_same_part() -> None:
    switches = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(8) as pool:
            for _ in range(50):
                registry, gate = Registry(distributions=()), Barrier(8)

                def ask(place: int, registry: Registry = registry, gate: Barrier = gate) -> object:
                    gate.wait(60)
                    return registry.get(Format, ("rss", "atom")[place % 2])

                parts = list(pool.map(ask, range(8)))
                assert [parts[0], parts[1]] * 4 == parts
                assert len(registry.plugins) == len(BUILT_INS)
    finally:
        sys.setswitchinterval(switches)
