"""What README says is so: its names are the public ones, its programs run, its options exist."""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from collections.abc import Iterator
from importlib import import_module, invalidate_caches
from pathlib import Path
from types import ModuleType

import pytest

import syndicate
from syndicate import Article, Feed
from syndicate.cli.parser import parser
from syndicate.parts import hookspecs
from syndicate.testing import check_format, check_plugin

ROOT = Path(__file__).parent.parent
FACES = [path.parent for path in (ROOT / "syndicate").glob("*/__init__.py") if "face(" in path.read_text()]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROGRAMS = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def section(title: str) -> str:
    """Return what stands below the heading *title*, up to the next of its rank."""
    (found,) = re.findall(rf"^## {title}\n(.*?)(?=^## |\Z)", README, re.MULTILINE | re.DOTALL)
    return str(found)


def listed() -> list[tuple[str, str, list[str]]]:
    """Return the rows of the table in "Compatibility": the folder, what, and its names."""
    rows = re.findall(r"^\| (?:`(.+)`)? ?\| (.+?) \| (`.+`) \|$", section("Compatibility"), re.MULTILINE)
    return [(folder, what, re.findall(r"`([^`]+)`", names)) for folder, what, names in rows]


def program(beginning: str) -> str:
    (found,) = [text for text in PROGRAMS if text.startswith(beginning)]
    return str(found)


# The compatibility page


def test_every_hook_is_listed_once_and_nothing_else() -> None:
    hooks = [name for name in vars(hookspecs) if name.startswith("syndicate_")]
    assert [names for _, what, names in listed() if what == "hooks"] == [hooks]


def test_every_public_name_is_listed_once_and_nothing_else() -> None:
    faces = {folder for folder, _, _ in listed() if folder}
    assert faces == {"syndicate", *(f"syndicate.{folder.name}" for folder in FACES)}
    for face in faces:
        names = [name for folder, _, row in listed() if folder == face for name in row]
        theirs = set(import_module(face).__all__) - (set() if face == "syndicate" else set(syndicate.__all__))
        assert sorted(names) == sorted(theirs), face


def test_no_name_of_the_page_stands_outside_its_table() -> None:
    prose = re.sub(r"^\|.*$", "", section("Compatibility"), flags=re.MULTILINE)
    assert set(re.findall(r"`([^`]+)`", prose)) <= {"syndicate"}


# The programs


def test_all_programs_of_the_readme_are_run_here() -> None:
    starts = ('"""shouting.py', "import shouting", "from datetime", '"""loud.py')
    known = [program(start) for start in starts]
    assert sorted(PROGRAMS) == sorted(known)


@pytest.fixture
def shouting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The complete plugin, as a module that can be imported."""
    (tmp_path / "shouting.py").write_text(program('"""shouting.py'), encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    invalidate_caches()
    yield import_module("shouting")
    del sys.modules["shouting"]


def test_the_complete_plugin_keeps_the_promises(shouting: ModuleType) -> None:
    check_plugin(shouting)


def test_the_parts_with_options_keep_the_promises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "loud.py").write_text(program('"""loud.py'), encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    invalidate_caches()
    loud = import_module("loud")
    check_plugin(loud, {"loud": {"marks": 3}, "min-words": 12}, wrong={"min-words": ["few"]}, selective=["loud"])
    (part,) = loud.syndicate_formats()
    assert check_format(part, {"marks": 3})[0].body.splitlines()[0].endswith(b"!!!")
    del sys.modules["loud"]


def test_the_fields_it_names_are_those_of_the_model() -> None:
    (article, feed) = re.findall(r"An article has `([^`]+)`; a feed has `([^`]+)`", README)[0]
    properties = {"modified_at", "updated_at"}
    flags = {"is_published", "is_removed", "expires_at"}  # what the filter published has looked at already
    assert set(article.split()) | flags == set(Article.__struct_fields__) | {"modified_at"}
    assert set(feed.split()) == set(Feed.__struct_fields__) | (properties - {"modified_at"})


def test_its_whole_test_passes(shouting: ModuleType) -> None:
    names: dict[str, object] = {}
    exec(program("import shouting"), names)
    test = names["test_it_keeps_the_promises"]
    assert callable(test)
    assert names["shouting"] is shouting
    test()


def test_the_lines_from_python_run_in_a_clone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    example = "examples/news-site"
    shutil.copytree(ROOT / example, tmp_path / example, ignore=shutil.ignore_patterns("public"))
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(program("from datetime"), names)
    assert "('rss.xml', 'new')" in capsys.readouterr().out
    assert (tmp_path / "public" / "rss.xml").exists()
    assert names["newest"]


# The command


def options(command: argparse.ArgumentParser) -> set[str]:
    """Return every long option of *command* and of the commands below it."""
    found = set()
    for action in command._actions:
        found |= {option for option in action.option_strings if option.startswith("--")}
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                found |= options(below)
    return found


def test_every_option_that_is_named_exists() -> None:
    # Lines that run something else have options of its own.
    lines = [line for line in README.splitlines() if not re.search(r"\bpip install\b|tests/benchmarks", line)]
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", "\n".join(lines)))
    assert "--format" in named
    assert named <= options(parser())
