"""Notes of Obsidian in a site of Quartz: where they are, when they are from, and what nobody reads of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from syndicate.builtins.sources.front_matter.dialects import plain_note
from tests.builtins.generators.jekyll_build import write
from tests.conftest import json_items

CONFIGURATION = (
    "const config = { configuration: { pageTitle: 'Garden', baseUrl: 'notes.example.org/g', locale: 'en-US' },\n"
    " plugins: { filters: [Plugin.RemoveDrafts()] } }\n"
)
PACKAGE = '{"homepage": "https://quartz.example.net"}'


def test_a_note_is_called_as_its_file_and_is_where_quartz_has_it(tmp_path: Path) -> None:
    note = "---\ncreated: 2024-02-01\n---\nSee [[Low tide|that]]. %% a secret %%\n\n![[quay.png]]\n"
    write(tmp_path, {"quartz.config.ts": CONFIGURATION, "package.json": PACKAGE, "content/Sea/High & low?.md": note})
    (item,) = json_items(tmp_path, author="Ann")
    assert item["url"] == "https://notes.example.org/g/Sea/High--and--low"
    assert (item["title"], item["date_published"]) == ("High & low?", "2024-02-01T00:00:00Z")
    assert item["content_text"] == "See that."


def test_the_sites_own_configuration_of_quartz_5_goes_before_that_which_comes_with_it(tmp_path: Path) -> None:
    own = "configuration:\n  pageTitle: Garden\n  baseUrl: notes.example.org/g\n"
    theirs = "configuration:\n  pageTitle: Quartz 5\n  baseUrl: quartz.example.net\n  ignorePatterns: [Sea]\n"
    write(
        tmp_path,
        {"quartz.config.yaml": own, "quartz.config.default.yaml": theirs, "quartz.config.ts": "export default x"},
    )
    write(tmp_path, {"content/Sea/a.md": "---\ncreated: 2024-02-01\n---\nText\n"})
    assert [item["url"] for item in json_items(tmp_path, author="Ann")] == ["https://notes.example.org/g/Sea/a"]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("[[a]], [[b/c#d]] and [[e f|g *h*]]", "a, b/c#d and g *h*"),
        ("| [[a\\|b]] | [[#c]] |", "| b | c |"),
        ("a %%b%% c %%\nd\n%% e", "a  c \n\n e"),
        ("`[[a]]` ``` %%b%% ```\n```\n[[c]] %%d%%\n```\n", "`[[a]]` ``` %%b%% ```\n```\n[[c]] %%d%%\n```\n"),
        ("![[a.png]] 50% of 100%% [[", "![[a.png]] 50% of 100%% [["),
    ],
)
def test_links_are_their_words_and_comments_are_gone(text: str, plain: str) -> None:
    assert plain_note(text) == plain
