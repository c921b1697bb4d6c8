"""Builds of several languages, each within the one before, as mkdocs-static-i18n has them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Sites = Callable[..., Path]
Builds = Callable[..., Any]
PLUGIN = """
from mkdocs import utils
from mkdocs.commands.build import build
from mkdocs.localization import parse_locale
from mkdocs.plugins import event_priority

within = []

@event_priority(-100)
def on_config(config):
    config.theme["locale"] = parse_locale("fr" if within else "en")
    config.site_name = "Marées" if within else "Tides in English"

def on_files(files, config):
    translated = {file.src_uri.replace(".fr.md", ".md") for file in files if file.src_uri.endswith(".fr.md")}
    for file in [*files]:
        if file.src_uri in translated if within else file.src_uri.endswith(".fr.md"):
            files.remove(file)
        elif within:
            file.dest_uri = "fr/" + file.dest_uri.replace(".fr/", "/")
    return files

@event_priority(-100)
def on_post_build(config):
    if not within:
        within.append(True)
        cleaned, utils.clean_directory = utils.clean_directory, lambda directory: None
        build(config)
        utils.clean_directory = cleaned
        within.clear()
"""
CONFIG = "site_name: Tides\nsite_url: https://e.org/\ntheme: mkdocs\nhooks: [languages.py]\nplugins: [{}]\n"
PAGES = {
    "languages.py": PLUGIN,
    "docs/low.fr.md": "---\ndate: 2024-01-02\n---\n\n# Basse mer\n\nMarée.\n",
    "docs/high.md": "---\ndate: 2024-02-01\n---\n\n# High\n\nOnly in English.\n",
}


def items(built: Any, path: str = "feed.json") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(built.text(path))["items"]
    return found


def test_the_feeds_have_the_pages_of_the_site_s_own_language_and_a_note_names_the_others(
    make_site: Sites, build: Builds
) -> None:
    built = build(make_site(PAGES, CONFIG.format("syndicate")))
    assert built.status == 0, built.log
    assert [item["url"] for item in items(built)] == ["https://e.org/high/", "https://e.org/low/"]
    assert "pages in en alone are in feeds; for more write languages: some of [en, fr]" in built.log
    assert json.loads(built.text("feed.json"))["title"] == "Tides in English"
    assert '"Tides in English (RSS)"' in built.text("fr/low/index.html")


def test_languages_asked_for_are_in_feeds_of_their_own_and_what_is_not_translated_is_there_once(
    make_site: Sites, build: Builds
) -> None:
    feeds = "feeds: [{format: json, each: language, path: '{language}.json'}]\n"
    site = make_site({**PAGES, "syndicate.yaml": feeds}, CONFIG.format("{syndicate: {languages: [en, fr]}}"))
    built = build(site)
    assert built.status == 0, built.log
    assert [item["title"] for item in items(built, "en.json")] == ["High", "Low"]
    french = items(built, "fr.json")
    assert [(item["url"], item["title"]) for item in french] == [("https://e.org/fr/low/", "Basse mer")]


def test_a_second_build_withdraws_and_moves_nothing(make_site: Sites, build: Builds) -> None:
    site = make_site(PAGES, CONFIG.format("{syndicate: {languages: [fr, en]}}"))
    build(site)
    before = (site / "syndicate.record").read_bytes()
    again = build(site)
    assert again.status == 0, again.log
    assert (site / "syndicate.record").read_bytes() == before
    assert "withdrawn" not in again.log
    assert "moved" not in again.log


@pytest.mark.parametrize("strict", [(), ("--strict",)])
def test_a_language_that_is_not_built_is_named(make_site: Sites, build: Builds, strict: tuple[str, ...]) -> None:
    built = build(make_site(PAGES, CONFIG.format("{syndicate: {languages: [en, de]}}")), *strict)
    assert "languages: no page is built in 'de'; write some of [en, fr]" in built.log
    assert (built.status == 0) == (not strict)
