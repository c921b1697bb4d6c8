"""The direction of imports, read from the code itself."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import pytest

import syndicate
from syndicate.cli.parser import COMMANDS

PACKAGE = Path(syndicate.__file__).parent
# From below to above: a module imports from its own layer and from those below it, never from those above.
LAYERS = (
    "_faces",
    "model",
    "parts",
    "files html profiles",
    "articles",
    "store",
    "settings",
    "record",
    "pipeline",
    "index",
    "exporting",
    "hosts",
    "cli",
)
LEVEL = {room: level for level, rooms in enumerate(LAYERS) for room in rooms.split()}
OUTSIDE = {"builtins", "testing"}  # they see faces only, as strangers do
FACES = ("syndicate", *(f"syndicate.{room}" for room in sorted(LEVEL.keys() - {"_faces", "exporting"})))
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE or path.stem in LEVEL)
PARTS = sorted(
    path
    for path in (PACKAGE / "builtins").rglob("*.py")
    if path.stem != "__init__" or path.parents[1].name != "builtins"
)


@cache  # it is asked for each library, layer and face
def imported(path: Path) -> set[str]:
    """Return what *path* imports: modules, and modules with a name behind them."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def rooms(path: Path) -> set[str]:
    """Return the rooms of this package that *path* imports from."""
    names = (name.split(".")[1] for name in imported(path) if name.startswith("syndicate."))
    return {name for name in names if name in LEVEL or name in OUTSIDE}


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


def test_every_room_has_a_layer() -> None:
    there = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert there - {"__init__", "__main__"} == LEVEL.keys() | OUTSIDE


@pytest.mark.parametrize("path", [path for path in MODULES if dotted(path).split(".")[0] in LEVEL], ids=dotted)
def test_imports_point_one_way(path: Path) -> None:
    room = dotted(path).split(".")[0]
    assert not {other for other in rooms(path) if LEVEL.get(other, 99) > LEVEL[room]}


@pytest.mark.parametrize("path", sorted((PACKAGE / "pipeline").rglob("*.py")), ids=dotted)
def test_the_line_knows_of_no_index(path: Path) -> None:
    assert not re.findall(r"(?i)\bindex(?:es|ed|ing)?\b", path.read_text())


@pytest.mark.parametrize("path", PARTS, ids=dotted)
def test_a_built_in_sees_only_the_public_names(path: Path) -> None:
    own = "syndicate." + ".".join(dotted(path).split(".")[:3])  # a part may be a package of several modules
    names = {name for name in imported(path) if name.startswith("syndicate.") and not name.startswith(f"{own}.")}
    assert names <= {f"{face}.{name}" for face in FACES for name in getattr(import_module(face), "__all__", ())}


@pytest.mark.parametrize("face", FACES)
def test_a_face_hands_on_names_and_no_modules(face: str) -> None:
    room = import_module(face)
    for name in getattr(room, "__all__", ()):
        # A name of a module below would be the module once that is imported.
        assert not isinstance(getattr(room, name), ModuleType), f"{face}.{name} is a module"
        assert find_spec(f"{face}.{name}") is None


@pytest.mark.parametrize("face", FACES)
def test_dir_shows_what_a_face_hands_on_before_it_is_used(face: str) -> None:
    code = f"import {face}; print(*({{*getattr({face}, '__all__', ())}} - {{*dir({face})}}))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "\n"


@pytest.mark.parametrize(
    ("library", "rooms"),
    [
        ("feedgen", {"parts.heads"}),
        ("yaml", {"files.yaml.text", "files.yaml.compose"}),
        ("pluggy", {"parts.hookspecs", "parts.registry"}),
        ("nh3", {"html.clean"}),
        (
            "argparse",
            {"cli.asked", "cli.parser", "cli.options", "cli.report", "parts.commands"}
            | {f"cli.commands.{name}" for name in COMMANDS},
        ),
        ("imagesize", {"files.signatures"}),
        (
            "selectolax",
            {
                "html.parsing",
                "html.pages.page",
                "html.pages.text",
                "html.pages.beside",
                "html.line_numbers",
                "html.pages.nodes",
                "builtins.generators.html.page",
                "builtins.generators.html.marked",
            },
        ),
        ("comrak", {"html.markdown.rendering"}),
        ("blake3", {"model.digests"}),
    ],
)
def test_a_library_is_known_in_its_own_rooms_only(library: str, rooms: set[str]) -> None:
    users = {
        dotted(path) for path in PACKAGE.rglob("*.py") if any(name.split(".")[0] == library for name in imported(path))
    }
    assert users
    assert users <= rooms


def test_only_the_command_prints_or_reads_the_clock() -> None:
    for path in PACKAGE.rglob("*.py"):
        if dotted(path).startswith("cli."):
            continue
        calls = {ast.unparse(node.func) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)}
        assert not calls & {"print", "datetime.now", "time.time", "datetime.utcnow", "date.today", "sys.exit"}, path


def test_nothing_needs_what_only_tests_need() -> None:
    # syndicate.testing may import anything, and nothing imports it but tests.
    testing = PACKAGE / "testing"
    users = [path for path in PACKAGE.rglob("*.py") if testing not in path.parents and "testing" in rooms(path)]
    assert testing.is_dir()
    assert users == []


def test_the_checks_are_handed_on_and_nothing_of_syndicate_is_loaded_before_they_are_used() -> None:
    from syndicate import testing

    assert all(callable(getattr(testing, name)) for name in vars(testing)["__all__"])
    code = (
        "import pytest, sys; import syndicate.testing.pytest_plugin; "
        "print(sorted(name for name in sys.modules if name.startswith(('syndicate', 'msgspec', 'lxml'))))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (
        result.stdout.strip()
        == "['syndicate', 'syndicate._faces', 'syndicate.testing', 'syndicate.testing.pytest_plugin']"
    )


@pytest.mark.parametrize("face", [*FACES, "syndicate.testing"])
def test_a_face_tells_type_checkers_what_it_hands_on(face: str) -> None:
    room = import_module(face)
    names = {name.rpartition(".")[2] for name in imported(Path(room.__file__ or "")) if name.startswith(f"{face}.")} - {
        "face"
    }
    assert set(getattr(room, "__all__", ())) - {"__version__"} == names


def test_a_name_that_moved_says_where_it_is() -> None:
    with pytest.warns(DeprecationWarning, match=r"^syndicate\.parse_yaml is parse_yaml of syndicate\.files; "):
        from syndicate import parse_yaml
    assert parse_yaml is import_module("syndicate.files").parse_yaml
    for name, place in syndicate._PLACE_OF.items():
        folder, new_name = place.split(".")
        with pytest.warns(DeprecationWarning, match=f"{name} is {new_name} of syndicate.{folder}"):
            assert getattr(syndicate, name) is getattr(import_module(f"syndicate.{folder}"), new_name)


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import atexit, sys; heavy = 'feedgen', 'lxml', 'yaml', 'pluggy', 'msgspec', 'dateutil', 'nh3'; "
        "atexit.register(lambda: print([name for name in heavy if name in sys.modules])); "
        "from syndicate.cli.main import main; main(['--help'])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "COMMAND" in result.stdout
    assert result.stdout.splitlines()[-1] == "[]"


def test_a_json_feed_does_not_pay_for_xml() -> None:
    code = (
        "import sys; from syndicate.exporting import run; from syndicate.parts.registry import Registry; Registry(); "
        "print([m for m in ('feedgen', 'lxml', 'nh3') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
