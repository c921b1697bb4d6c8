"""The code of a plugin is another one where any of its sources is, whether it was installed or named by its path."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from syndicate import Format
from syndicate.parts.registry import Plugin, Registry

CODE = """
from syndicate import (Format, hookimpl)
from {package}.titles import shout

@hookimpl
def syndicate_formats():
    return [Format(name="shouting", media_type="text/plain", filename="s.txt", render=shout)]
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "stranger_of_this_test"
    folder.mkdir()
    (folder / "__init__.py").write_text("", "utf-8")
    (folder / "offers.py").write_text(CODE.format(package=folder.name), "utf-8")
    (folder / "titles.py").write_text("def shout(feed, path): ...\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    for name in ("", ".offers", ".titles"):
        monkeypatch.delitem(sys.modules, folder.name + name, raising=False)
    return folder


def test_an_installed_plugin_that_is_edited_in_place_has_other_code(package: Path) -> None:
    registry = Registry(distributions=())
    location = f"{package.name}.offers"
    plugin = Plugin(name="stranger:offers", origin="installed", version="1", location=f"{location}:plugin")
    registry.register(importlib.import_module(location), plugin)
    before = registry.code_of(Format, "shouting")
    assert registry.code_of(Format, "shouting") == before
    (package / "titles.py").write_text("def shout(feed, path): return ()\n", "utf-8")  # not the module that offers
    assert registry.code_of(Format, "shouting") != before


def test_a_plugin_in_no_file_is_told_by_its_name_and_version() -> None:
    registry = Registry(distributions=())
    assert registry.code_of(Format, "atom").startswith("syndicate.builtins.formats.atom ")
