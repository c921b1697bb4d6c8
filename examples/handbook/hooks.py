"""What MkDocs makes of the code at build time: pages of the reference, and links to files of the repository.

A link that leaves docs/ leads to the repository, also where the page is read there; the build warns of one to nothing.
"""

from __future__ import annotations

import argparse
import json
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
from syndicate.cli.plugin_list import list_plugins
from syndicate.parts.registry import Registry
from syndicate.settings.json_schema import article_schema, settings_schema

ROOT = Path(__file__).absolute().parents[2]
_FOUND_LAST = "---\nsearch: {boost: 0.5}\n---\n\n"  # by a search, after pages that somebody has written
log = logging.getLogger("mkdocs.plugins.handbook")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    names = (Path(config.docs_dir) / "reference" / "public-names.md").read_text(encoding="utf-8")
    made = {"commands": commands(), "settings": settings(), "article": article(), "parts": parts(), **python(names)}
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
        return (
            f"]({config.extra['repository']}/{kind}/main/{place.relative_to(ROOT).as_posix()}{anchor and '#' + anchor})"
        )

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
        lines += ["", f"## syndicate {name}", "", command.description or _sentence(COMMANDS[name])]
        for group in command._action_groups:
            if group._group_actions:
                lines += ["", f"**{_sentence(group.title or '')[:-1]}**", "", "| option | what it does |", "|---|---|"]
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
        "What a line of JSON Lines may have, and what plugins find in an article. `syndicate schema article` prints it. "
        "A filter finds no text in articles of files: [What a filter is given](../plugins/filters.md#what-a-filter-is-given)."
    )
    return _keys(f"# Fields of an article\n\n{text}\n", article_schema(), "Article")


def parts() -> str:
    """Return a page with the parts that come with syndicate, and their options."""
    text = "Parts that come with syndicate, with their options. `syndicate plugins` lists those of plugins, too."
    lines = [f"# Formats, filters, sources and their options\n\nThis page is made from the code. {text}"]
    listed = [part for plugin in list_plugins(Registry(distributions=())) for part in plugin["parts"]]
    for kind in ("format", "filter", "transform", "source"):
        lines += ["", f"## {kind.title()}s"]
        for part in (part for part in listed if part["kind"] == kind):
            lines += ["", f"### {kind} {part['name']}", ""]
            lines += ["| option | value | default |", "|---|---|---|"] if part["options"] else ["It has no options."]
            for option in part["options"]:
                default = "" if option["default"] is None else f"`{_cell(option['default'], is_code=True)}`"
                lines.append(f"| `{option['name']}` | {_cell(option['type'])} | {default} |")
    return "\n".join(lines) + "\n"


def python(names: str) -> dict[str, str]:
    """Return name -> page with the docstrings of the public names of one folder, as the table of *names* lists them."""
    made: dict[str, str] = {}
    for folder, row in re.findall(r"^\| (?:`(.+)`)? ?\| .+? \| (`.+`) \|$", names, re.MULTILINE):
        module = folder or "syndicate.parts.hookspecs"
        name = folder.rpartition(".")[2] or "hooks"
        made.setdefault(f"python/{name}", f"{_FOUND_LAST}# {folder or 'Hooks'}\n\nThis page is made from docstrings.\n")
        for each in re.findall(r"`([^`]+)`", row):
            if each.strip("_").isupper() or each == "__version__":
                made[f"python/{name}"] += f"\n`{each}` is a constant.\n"
            else:  # of a struct the source says most: its fields, their types and defaults
                shown = str(each[0].isupper()).lower()
                made[f"python/{name}"] += f"\n::: {module}.{each}\n    options: {{show_source: {shown}}}\n"
    return made


def _keys(head: str, schema: dict[str, Any], first: str) -> str:
    lines = [head]
    sections = schema["$defs"]
    for name in (first, *(each for each in sections if each != first)):
        section = sections[name]
        lines += ["", f"## {_section(name)}", "", section.get("description", "").partition("\n\n")[0], ""]
        lines += ["| key | value | default | meaning |", "|---|---|---|---|"]
        for key, rule in section["properties"].items():
            default = rule.get("default")
            shown = "" if default in (None, "", [], {}) else f"`{json.dumps(default)}`"
            lines.append(f"| `{key}` | {_cell(_kind(rule))} | {shown} | {_cell(rule.get('description', ''))} |")
    return "\n".join(lines) + "\n"


def _section(name: str) -> str:
    """Return how the handbook calls a struct of the settings or the model, e.g. Site for SiteSettings."""
    return name.removesuffix("Settings") or "Top level"


def _kind(rule: dict[str, Any]) -> str:
    """Return in words what a JSON Schema asks of a value."""
    if "anyOf" in rule:
        kinds = dict.fromkeys(_kind(each) for each in rule["anyOf"] if each.get("type") != "null")
        return " or ".join(kinds)
    if "$ref" in rule:
        name = _section(rule["$ref"].rpartition("/")[2])
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


def _cell(text: str, *, is_code: bool = False) -> str:
    """Return *text* as it may stand in a cell of a table."""
    text = " ".join(text.split()).replace("|", "\\|")
    return text if is_code or "](#" in text or text.startswith("`") else re.sub(r"([<*_{])", r"\\\1", text)


# Docstrings


class HouseStyle(griffe.Extension):
    """Docstrings as Markdown: lines of "name   what it is" become a list, lines of >>> a block of code.

    A class has a table of its fields below.
    """

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        if obj.docstring:
            obj.docstring.value = _as_markdown(obj.docstring.value)
            if isinstance(obj, griffe.Class):
                obj.docstring.value += _fields(obj)


def _fields(described: griffe.Class) -> str:
    """Return a table of the fields of *described*: type, default, and what the comment behind each says."""
    rows = []
    for name, field in described.attributes.items():
        if field.annotation is not None and not name.startswith("_") and "property" not in field.labels:
            comment = field.source.partition("  # ")[2].partition("  # ")[0]
            meaning = "" if comment.startswith("noqa") else _cell(comment)
            default = "" if field.value is None else f"`{field.value}`"
            rows.append(f"| `{name}` | `{field.annotation}` | {default} | {meaning} |")
    return "\n".join(["\n\n| field | type | default | |", "|---|---|---|---|", *rows, ""]) if rows else ""


def _as_markdown(text: str) -> str:
    text = re.sub(r"^(\w+(?:, \w+)*) {2,}(?=\S)", r"- `\1`: ", text, flags=re.MULTILINE)
    text = re.sub(r"(?<=\n)\n?(?=- `\w)", "\n", text, count=1)
    text = re.sub(r"(?<=\S)\n {3,}(?=\S)", " ", text)
    return re.sub(r"((?:^>>> .*\n?)(?:^(?:>>>|\.\.\.|\S).*\n?)*)", r"```pycon\n\1\n```\n", text, flags=re.MULTILINE)
