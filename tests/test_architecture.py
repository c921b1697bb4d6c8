"""The direction of imports, read from the code itself."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import syndicate

PACKAGE = Path(syndicate.__file__).parent
PARTS = sorted(
    path
    for kind in ("sources", "filters", "transforms", "formats", "generators")
    for path in (PACKAGE / kind).rglob("*.py")
    if path != PACKAGE / kind / "__init__.py"
)
# Each room may import from the rooms named; `cli` and `commands` from all.
FLOOR = {"errors", "text", "urls", "instants"}
VALUES = FLOOR | {"model", "parts"}
ALLOWED: dict[str, set[str]] = {
    "errors": set(),
    "text": set(),
    "urls": {"errors"},
    "instants": {"errors"},
    "values": FLOOR,
    "model": FLOOR | {"values"},
    "parts": FLOOR | {"model"},
    "hookspecs": {"parts"},
    "offering": {"errors", "parts"},
    "installed": set(),
    "digests": set(),
    "plugin_code": {"digests"},
    "hook_manager": set(),
    "registry": {"errors", "hook_manager", "installed", "offering", "parts", "hookspecs", "plugin_code"},
    "checking": {"errors", "raw_scalars"},
    "yaml_errors": {"errors"},
    "yaml_values": {"errors"},
    "plain_heads": {"yaml_values"},
    "plain_json": set(),
    "yaml_tree": {"errors", "plain_heads", "plain_json", "yaml_errors", "yaml_values"},
    "json_text": {"errors", "raw_scalars"},
    "toml_tree": {"errors", "raw_scalars"},
    "data_files": {"errors", "json_text", "parts", "raw_fields", "toml_tree", "yaml_tree"},
    "heads": {"errors", "file_bytes", "json_text", "model", "parts", "raw_fields", "toml_tree", "yaml_tree"},
    "markdown": {"errors"},
    "templates": {"errors"},
    "recognising": {"calling", "checking", "errors", "overrides", "parts", "registry", "settings"},
    "explaining": {"checking", "errors", "overrides", "settings"},
    "raw_scalars": set(),
    "raw_fields": {"errors"},
    "people": {"model"},
    "given_names": {"raw_scalars"},
    "head_forms": {"plain_heads"},
    "part_readers": FLOOR
    | {"field_names", "head_forms", "people", "raw_fields", "raw_scalars", "raw_values", "yaml_values"},
    "quick_fields": FLOOR | {"given_names", "head_forms", "part_readers", "people", "url_patterns"},
    "repeated": set(),
    "raw_values": FLOOR
    | {
        "field_names",
        "given_names",
        "media_types",
        "model",
        "people",
        "raw_fields",
        "raw_scalars",
        "repeated",
        "values",
    },
    "field_names": set(),
    "url_patterns": {"errors", "instants"},
    "private_fields": set(),
    "article_flags": {"field_names", "instants", "raw_scalars", "raw_values"},
    "fields": FLOOR
    | {
        "article_flags",
        "field_names",
        "given_names",
        "heads",
        "model",
        "parts",
        "people",
        "private_fields",
        "quick_fields",
        "raw_fields",
        "raw_scalars",
        "raw_values",
        "repeated",
        "url_patterns",
        "values",
    },
    "taxonomy": {"model", "slugs", "text"},
    "site_files": set(),
    "records": VALUES | {"data_files", "heads", "raw_fields", "raw_scalars", "site_files"},
    "author_settings": VALUES
    | {"checking", "field_names", "raw_fields", "raw_scalars", "raw_values", "records", "settings", "site_settings"},
    "topic_settings": VALUES
    | {"author_settings", "checking", "paths", "raw_scalars", "records", "settings", "taxonomy"},
    "file_bytes": {"digests", "parts"},
    "item_runs": {"errors", "parts"},
    "globs": {"errors"},
    "file_list": {"errors", "globs", "item_runs", "parts"},
    "media_types": set(),
    "media_rss": {"media_types", "model", "text"},
    "encoding": {"model"},
    "conditions": {"errors"},
    "matching": VALUES | {"conditions"},
    "slugs": {"text", "errors"},
    "html": {"errors", "html_bounds", "html_rules", "html_tree", "text"},
    "html_bounds": {"errors"},
    "html_links": {"urls"},
    "html_rules": set(),
    "html_tree": {"errors", "html_links", "html_rules"},
    "summaries": {"text"},
    "pages": set(),
    "page_marks": set(),
    "page_text": {"page_marks", "pages"},
    "built_pages": {"errors", "model", "page_text", "pages", "plan", "site_files"},
    "settings": {"errors", "checking", "parts", "yaml_tree"},
    "schemas": {"model", "settings"},
    "selection": {"errors", "model"},
    "overrides": set(),
    "site_settings": VALUES | {"checking", "settings", "overrides"},
    "feed_plans": VALUES | {"checking", "chooser", "chosen", "overrides", "paths", "settings"},
    "plan": VALUES
    | {
        "author_settings",
        "checking",
        "chooser",
        "chosen",
        "feed_plans",
        "overrides",
        "page_text",
        "registry",
        "settings",
        "site_settings",
        "topic_settings",
    },
    "calling": {"errors"},
    "stored": {"digests", "model", "values"},
    "store": {"model", "stored"},
    "checksum": set(),
    "index_file": {"checksum", "errors"},
    "item_pages": {"errors", "item_runs", "parts"},
    "known_items": {"item_pages", "item_runs"},
    "index": {"index_file", "item_pages", "item_runs", "known_items", "store", "stored"},
    "item_reader": VALUES | {"file_bytes", "item_runs", "people", "stored", "taxonomy"},
    "workers": {"item_reader", "parts", "registry"},
    "indexing": {"digests", "parts", "plan", "registry", "workers"},
    "stored_articles": {"model", "store", "stored"},
    "source_pass": VALUES
    | {
        "index",
        "indexing",
        "item_pages",
        "item_reader",
        "item_runs",
        "known_items",
        "plan",
        "store",
        "stored_articles",
        "workers",
    },
    "reading": VALUES
    | {"calling", "index", "index_file", "indexing", "item_reader", "plan", "source_pass", "stored_articles"},
    "splicing": set(),
    "kept_choices": {"calling", "choosing", "chosen", "index", "index_file", "splicing", "store", "stored"},
    "kept_pieces": {"digests", "encoding", "feed_plans", "index", "index_file", "pipeline", "sharing", "stored"},
    "standing": {
        "chosen",
        "digests",
        "errors",
        "feed_plans",
        "index",
        "indexing",
        "installed",
        "model",
        "parts",
        "pipeline",
        "plan",
        "registry",
        "stored",
    },
    "choosing": VALUES | {"calling", "chosen", "feed_plans", "selection", "store", "stored", "stored_articles"},
    "pipeline": VALUES | {"calling", "choosing", "feed_plans", "plan", "slugs", "source_pass", "taxonomy"},
    "amiss": {"errors"},
    "spool": set(),
    "sharing": {"encoding", "model", "pipeline", "spool", "store"},
    "completed": {"amiss", "encoding", "kept_pieces", "model", "sharing", "store"},
    "completing": VALUES
    | {"amiss", "built_pages", "digests", "html", "markdown", "plan", "settings", "spool", "summaries"},
    "file_types": set(),
    "local_files": VALUES | {"amiss", "file_types", "media_types", "plan", "site_files"},
    "rendering": VALUES
    | {
        "amiss",
        "calling",
        "completed",
        "completing",
        "documents",
        "files",
        "index_file",
        "kept_pieces",
        "sharing",
        "local_files",
        "paths",
        "pipeline",
        "plan",
        "source_pass",
        "standing",
    },
    "paths": {"errors"},
    "files": {"errors", "model", "places", "staging"},
    "places": {"errors", "paths"},
    "staging": set(),
    "telling": {"calling", "errors", "parts", "plan", "registry"},
    "documents": {"errors", "model", "paths"},
    "chosen": VALUES,
    "chooser": VALUES | {"checking", "chosen", "registry", "yaml_tree"},
    "listing": {"offering", "checking", "errors", "registry"},
    "reporting": {"errors", "explaining", "exporting", "locating"},
    "locating": {"errors", "settings"},
    "exporting": VALUES
    | {
        "calling",
        "files",
        "kept_choices",
        "kept_pieces",
        "locating",
        "overrides",
        "indexing",
        "pipeline",
        "plan",
        "reading",
        "recognising",
        "registry",
        "rendering",
        "settings",
        "source_pass",
        "standing",
        "stored",
        "telling",
    },
    "announcing": {"plan"},
    "beside": {"announcing", "model"},
    "hosting": VALUES | {"exporting", "hookspecs", "locating", "overrides", "plan", "recognising", "registry"},
    "arguments": {"errors"},
    "starting": {"checking", "errors", "parts", "recognising", "registry", "settings", "urls"},
}


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
            if node.module == "syndicate":
                found |= {f"syndicate.{alias.name}" for alias in node.names}
    return found


def rooms(path: Path) -> set[str]:
    own = {name.partition(".")[2].partition(".")[0] for name in imported(path) if name.startswith("syndicate.")}
    return {room for room in own if (PACKAGE / f"{room}.py").exists() or (PACKAGE / room).is_dir()}


@pytest.mark.parametrize(
    "room", sorted(path.stem for path in PACKAGE.glob("[!_]*.py") if path.stem not in {"cli", "commands"})
)
def test_imports_point_one_way(room: str) -> None:
    assert room in ALLOWED, f"say in ALLOWED what {room} may import"
    assert rooms(PACKAGE / f"{room}.py") <= ALLOWED[room]


@pytest.mark.parametrize("path", PARTS, ids=lambda path: f"{path.parent.name}.{path.stem}")
def test_a_built_in_sees_only_the_public_names(path: Path) -> None:
    own = path.relative_to(PACKAGE).parts[:2]  # a part may be a package of several modules
    names = {name for name in imported(path) if name.startswith("syndicate.")}
    names = {name for name in names if tuple(name.split(".")[1:3]) != own}
    assert {name.partition(".")[2] for name in names} <= set(syndicate.__all__)


@pytest.mark.parametrize(
    ("library", "rooms"),
    [
        ("feedgen", {"formats.rss", "formats.atom"}),
        ("yaml", {"yaml_tree"}),
        ("pluggy", {"hook_manager", "hookspecs", "registry"}),
        ("nh3", {"html"}),
        ("argparse", {"cli", "arguments", "commands", "reporting"}),
        ("imagesize", {"file_types"}),
        (
            "selectolax",
            {"html_tree", "summaries", "pages", "page_text", "generators.html.page", "generators.html.marked"},
        ),
        ("markdown_it", {"markdown"}),
    ],
)
def test_a_library_is_known_in_its_own_rooms_only(library: str, rooms: set[str]) -> None:
    users = {
        str(path.relative_to(PACKAGE).with_suffix("")).replace("/", ".")
        for path in PACKAGE.rglob("*.py")
        if any(name.split(".")[0] == library for name in imported(path))
    }
    assert users
    assert users <= rooms


def test_only_the_command_prints_or_reads_the_clock() -> None:
    for path in PACKAGE.rglob("*.py"):
        if path.stem in {"cli", "commands", "reporting"}:
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

    assert {name for name in testing.__all__ if callable(getattr(testing, name))} == set(testing._ROOM_OF)
    code = (
        "import pytest, sys; import syndicate.testing.pytest_plugin; "
        "print(sorted(name for name in sys.modules if name.startswith(('syndicate', 'msgspec', 'lxml'))))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "['syndicate', 'syndicate.testing', 'syndicate.testing.pytest_plugin']"


def test_every_public_name_is_there_and_only_handed_on() -> None:
    for name in syndicate.__all__:
        value = getattr(syndicate, name)
        assert not isinstance(value, type(syndicate)), f"{name} is a module"
    assert set(syndicate.__all__) == set(syndicate._ROOM_OF) | {"__version__"}


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from syndicate.arguments import parser; parser().format_help(); "
        "print([m for m in ('feedgen', 'lxml', 'yaml', 'pluggy', 'msgspec', 'dateutil', 'nh3') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_a_json_feed_does_not_pay_for_xml() -> None:
    code = (
        "import sys; from syndicate.exporting import run; from syndicate.registry import Registry; Registry(); "
        "print([m for m in ('feedgen', 'lxml', 'nh3') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
