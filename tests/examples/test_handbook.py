"""What README and the handbook say is so: names are the public ones, options and linked files exist."""

from __future__ import annotations

import argparse
import re
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

import syndicate
from syndicate import Article, Feed
from syndicate.cli.parser import parser
from syndicate.parts import hookspecs
from tests.examples.stories import DOCS, ROOT, blocks

FACES = [path.parent for path in (ROOT / "syndicate").glob("*/__init__.py") if "face(" in path.read_text()]
NAMES = (DOCS / "reference" / "public-names.md").read_text(encoding="utf-8")
PAGES = sorted((ROOT / "README.md", *DOCS.rglob("*.md")))
READ_IN_PLACE = sorted((*PAGES, *(ROOT / "plugins").glob("*/README.md"), *(ROOT / ".github").glob("*.md")))


def public_names() -> list[tuple[str, str, list[str]]]:
    """Return the rows of the table of public names: the folder, what, and its names."""
    rows = re.findall(r"^\| (?:`(.+)`)? ?\| (.+?) \| (`.+`) \|$", NAMES, re.MULTILINE)
    return [(folder, what, re.findall(r"`([^`]+)`", names)) for folder, what, names in rows]


# Public names


def test_every_hook_is_listed_once_and_nothing_else() -> None:
    hooks = [name for name in vars(hookspecs) if name.startswith("syndicate_")]
    assert [names for _, what, names in public_names() if what == "hooks"] == [hooks]


def test_every_public_name_is_listed_once_and_nothing_else() -> None:
    faces = {folder for folder, _, _ in public_names() if folder}
    assert faces == {"syndicate", *(f"syndicate.{folder.name}" for folder in FACES)}
    for face in faces:
        names = [name for folder, _, row in public_names() if folder == face for name in row]
        theirs = set(import_module(face).__all__) - (set() if face == "syndicate" else set(syndicate.__all__))
        assert sorted(names) == sorted(theirs), face


def test_no_name_of_the_page_stands_outside_its_table() -> None:
    prose = re.sub(r"^\|.*$", "", NAMES, flags=re.MULTILINE)
    assert set(re.findall(r"`([^`]+)`", prose)) <= {"syndicate"}


def test_the_fields_it_names_are_those_of_the_model() -> None:
    page = (DOCS / "plugins" / "formats.md").read_text(encoding="utf-8")
    (article, feed) = re.findall(r"An article has `([^`]+)`; a feed has `([^`]+)`", page)[0]
    flags = {"is_published", "is_removed", "expires_at"}  # what the filter published has looked at already
    assert set(article.split()) | flags == set(Article.__struct_fields__) | {"modified_at"}
    assert set(feed.split()) == set(Feed.__struct_fields__) | {"updated_at"}


def test_each_hook_and_each_kind_of_part_has_a_page_with_a_plugin() -> None:
    for hook in (name for name in vars(hookspecs) if name.startswith("syndicate_")):
        page = (DOCS / "plugins" / f"{hook.removeprefix('syndicate_')}.md").read_text(encoding="utf-8")
        assert re.search(rf'^```python title="\w+\.py"\n(?:(?!```).*\n)*@hookimpl\ndef {hook}\(', page, re.MULTILINE), (
            hook
        )


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
    other = r"\b(?:pip|npm|npx|hugo|mkdocs|dask|curl|git|grep|ls|pytest|benchmarks|aws|manage\.py)\b|--json|--nworkers|`--help` of"
    text = "\n".join(path.read_text(encoding="utf-8") for path in PAGES)
    lines = [line for line in text.splitlines() if not re.search(other, line)]
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", "\n".join(lines)))
    assert "--format" in named
    of_plugins = (path.read_text(encoding="utf-8") for path in (ROOT / "plugins").glob("*/*/command.py"))
    assert named <= options(parser()).union(*(re.findall(r'"(--[a-z-]+)"', text) for text in of_plugins))


# Links


def anchors(page: Path) -> set[str]:
    """Return the names that headings of *page* have where GitHub and MkDocs show it."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", READ_IN_PLACE, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_what_a_page_links_to_in_the_repository_is_there(page: Path) -> None:
    names = ("commands", "settings", "article", "parts", "python/syndicate")
    made = {DOCS / "reference" / f"{name}.md" for name in names}
    repository = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["urls"]["Repository"]
    text = re.sub(r"^```.*?^```$|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for link in re.findall(r"\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)$", text, re.MULTILINE):
        path, _, anchor = "".join(link).partition("#")
        if in_repository := re.fullmatch(rf"{repository}/(?:blob|tree)/main/(.+)", path):
            place = ROOT / in_repository[1]
        elif ":" in path:
            continue
        else:
            place = (page.parent / path).resolve() if path else page
        assert place.exists() or place in made, "".join(link)
        assert not anchor or place in made or anchor in anchors(place), "".join(link)


# README


def test_the_readme_is_one_page() -> None:
    assert (ROOT / "README.md").read_text(encoding="utf-8").count("\n") < 150


def test_the_settings_of_the_readme_are_those_that_a_tutorial_runs() -> None:
    shown = [block.body for block in blocks(ROOT / "README.md") if block.language == "yaml"]
    run = [block.body for block in blocks(DOCS / "tutorials" / "folder.md")]
    assert shown
    assert set(shown) <= set(run)
