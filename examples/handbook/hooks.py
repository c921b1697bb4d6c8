"""What MkDocs makes of the code at build time: pages of the reference, and links to files of the repository.

A link that leaves docs/ leads to the repository, also where the page is read there; the build warns of one to nothing.
"""

from __future__ import annotations

import argparse
import logging
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import griffe
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from syndicate.cli.parser import COMMANDS, parser
from syndicate.settings.json_schema import article_schema, settings_schema

ROOT = Path(__file__).absolute().parents[2]
log = logging.getLogger("mkdocs.plugins.handbook")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    names = (Path(config.docs_dir) / "reference" / "public-names.md").read_text(encoding="utf-8")
    made = {"commands": commands(), "settings": settings(), "article": article(), "python": python(names)}
    for name, text in made.items():
        files.append(File.generated(config, f"reference/{name}.md", content=text))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    def address(link: re.Match[str]) -> str:
        path, _, anchor = link[1].partition("#")
        place = Path(os.path.normpath(Path(config.docs_dir, page.file.src_path).parent / path))
        if place.is_relative_to(config.docs_dir):
            return link[0]
        if not place.exists():
            log.warning("%s: the repository has no '%s'", page.file.src_path, path)
        kind = "tree" if place.is_dir() else "blob"
        return f"]({config.repo_url}/{kind}/main/{place.relative_to(ROOT).as_posix()}{anchor and '#' + anchor})"

    return re.sub(r"\]\((\.\./[^)\s]+)\)", address, markdown)


# The reference


def commands() -> str:
    """Return a page with every command and its options, as the parser of the command line has them."""
    lines = [
        "# Commands",
        "",
        "This page is made from the command's own parser: `syndicate COMMAND --help` says the same.",
    ]
    (below,) = (action for action in parser()._actions if isinstance(action, argparse._SubParsersAction))
    for name in COMMANDS:
        command = below.choices[name]
        lines += ["", f"## syndicate {name}", "", _sentence(COMMANDS[name]), "", command.description or ""]
        for group in command._action_groups:
            if group._group_actions:
                title = group.title or ""
                lines += ["", f"### {title} {{ #{name}-{re.sub('[^a-z]+', '-', title.lower()).strip('-')} }}", ""]
                lines += ["| option | what it does |", "|---|---|"]
                lines += [f"| `{_spelling(action)}` | {_cell(_help(action))} |" for action in group._group_actions]
        lines += ["", "Examples:", "", "```text", *(line.strip() for line in _examples(command)), "```"]
    return "\n".join(lines) + "\n"


def settings() -> str:
    """Return a page with every key of syndicate.yaml, by its sections."""
    schema = settings_schema()
    text = "This page is made from the settings' own schema. `syndicate schema settings` prints it for your editor."
    return _keys(f"# Settings\n\nWhat may stand in `syndicate.yaml`. {text}\n", schema, "Settings")


def article() -> str:
    """Return a page with every field of an article."""
    text = (
        "What a line of JSON Lines may have, and what plugins find in an article. `syndicate schema article` prints it."
    )
    return _keys(f"# Fields of an article\n\n{text}\n", article_schema(), "Article")


def python(names: str) -> str:
    """Return a page with the docstring of every public name, as the table of *names* lists them."""
    lines = [
        "# Python API",
        "",
        "This page is made from docstrings. [Public names](public-names.md) says what is promised.",
    ]
    folders: dict[str, list[str]] = {}
    for folder, row in re.findall(r"^\| `(syndicate[.\w]*)` \| .+? \| (`.+`) \|$", names, re.MULTILINE):
        folders.setdefault(folder, []).extend(re.findall(r"`([^`]+)`", row))
    for folder, of_folder in folders.items():
        constants = [f"`{name}`" for name in of_folder if name.strip("_").isupper() or name == "__version__"]
        documented = [name for name in of_folder if f"`{name}`" not in constants]
        lines += ["", f"## {folder}", "", f"Constants: {', '.join(constants)}." if constants else "", ""]
        lines += [f"::: {folder}.{name}\n" for name in documented]
    return "\n".join(lines)


def _keys(head: str, schema: dict[str, Any], first: str) -> str:
    lines = [head]
    sections = schema["$defs"]
    for name in (first, *(each for each in sections if each != first)):
        section = sections[name]
        lines += ["", f"## {name}", "", section.get("description", "").partition("\n\n")[0], ""]
        lines += ["| key | value | meaning |", "|---|---|---|"]
        for key, rule in section["properties"].items():
            lines.append(f"| `{key}` | {_cell(_kind(rule))} | {_cell(rule.get('description', ''))} |")
    return "\n".join(lines) + "\n"


def _kind(rule: dict[str, Any]) -> str:
    """Return in words what a JSON Schema asks of a value."""
    if "anyOf" in rule:
        kinds = dict.fromkeys(_kind(each) for each in rule["anyOf"] if each.get("type") != "null")
        return " or ".join(kinds)
    if "$ref" in rule:
        name = rule["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "enum" in rule:
        return ", ".join(f"`{value}`" for value in rule["enum"] if value is not None)
    if rule.get("type") == "array":
        return f"list of {_kind(rule['items'])}" if rule.get("items") else "list"
    if rule.get("type") == "object":
        values = rule.get("additionalProperties")
        return f"mapping to {_kind(values)}" if isinstance(values, dict) and values else "mapping"
    words = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}
    return words.get(rule.get("type", ""), "any value")


def _spelling(action: argparse.Action) -> str:
    if not action.option_strings:
        return str(action.metavar or action.dest)
    value = action.metavar or ("{" + ",".join(action.choices) + "}" if action.choices else action.dest.upper())
    return ", ".join(action.option_strings) + ("" if action.nargs == 0 else f" {value}")


def _help(action: argparse.Action) -> str:
    return _sentence((action.help or "").replace("%%", "%"))


def _examples(command: argparse.ArgumentParser) -> Iterator[str]:
    yield from (command.epilog or "").partition("for example:\n")[2].strip("\n").splitlines()


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _cell(text: str) -> str:
    """Return *text* as it may stand in a cell of a table."""
    text = " ".join(text.split()).replace("|", "\\|")
    return text if "](#" in text or text.startswith("`") else re.sub(r"([<*_{])", r"\\\1", text)


# Docstrings


class HouseStyle(griffe.Extension):
    """Docstrings as Markdown: lines of "name   what it is" become a list, lines of >>> a block of code."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        if obj.docstring:
            obj.docstring.value = _as_markdown(obj.docstring.value)


def _as_markdown(text: str) -> str:
    text = re.sub(r"^(\w+(?:, \w+)*) {2,}(?=\S)", r"- `\1`: ", text, flags=re.MULTILINE)
    text = re.sub(r"(?<=\n)\n?(?=- `\w)", "\n", text, count=1)
    text = re.sub(r"(?<=\S)\n {3,}(?=\S)", " ", text)
    return re.sub(r"((?:^>>> .*\n?)(?:^(?:>>>|\.\.\.|\S).*\n?)*)", r"```pycon\n\1\n```\n", text, flags=re.MULTILINE)
