"""The `id` of a Jekyll head: whose id it is, and what is said where it is not that of the article."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from syndicate import Overrides, Report, export
from tests.builtins.generators.jekyll_build import write

CONFIG = "title: T\nurl: https://e.org\n"
URL = "https://e.org/2024/01/01/a.html"


def exported(folder: Path, head: str, config: str = CONFIG, settings: str = "{}\n") -> tuple[str, Report]:
    post = f"---\ntitle: A\n{head}\n---\nText\n"
    write(folder, {"_config.yml": config, "syndicate.yaml": settings, "_posts/2024-01-01-a.md": post})
    now = datetime(2024, 6, 1, tzinfo=UTC)
    report = export(folder, now=now, overrides=Overrides(formats=(("json", None),)))
    return json.loads(report.documents[0].body)["items"][0]["id"], report


@pytest.mark.parametrize(
    "iri", ["tag:e.org,2019:x", "urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a", "https://old.org/?p=7"]
)
def test_an_iri_in_a_head_is_the_id_of_the_article(tmp_path: Path, iri: str) -> None:
    id_, report = exported(tmp_path, f"id: {iri}")
    assert id_ == iri
    assert not [note for note in report.notes if "an id in its head" in note]


@pytest.mark.parametrize("name", ["one-for-both", "7", "[a, b]", "1.50"])
def test_any_other_id_of_a_head_is_the_sites_own_matter_and_the_report_says_so(tmp_path: Path, name: str) -> None:
    id_, report = exported(tmp_path, f"id: {name}")
    assert id_ == URL
    (note,) = [note for note in report.notes if "an id in its head" in note]
    assert "for it is no absolute IRI; write guid: in place of id:" in note


def test_beside_jekyll_feed_an_article_has_the_id_that_this_gives_it(tmp_path: Path) -> None:
    id_, report = exported(tmp_path, "id: tag:e.org,2019:x", f"{CONFIG}plugins: [jekyll-feed]\n")
    assert id_ == URL.removesuffix(".html")
    (note,) = [note for note in report.notes if "an id in its head" in note]
    assert "for jekyll-feed gives it another; write guid: in place of id:" in note


@pytest.mark.parametrize(
    ("permalink", "ids"),
    [
        ("/:year-:month-:day-:title/", ["https://e.org/2024-02-01-a/", "https://e.org/2024-01-01-a/"]),
        ("/:year/:month/:title", ["https://e.org/2024/02/a", "https://e.org/2024/01/a"]),
    ],
)
def test_posts_named_alike_whose_dates_stand_beside_the_name_have_ids_of_their_own(
    tmp_path: Path, permalink: str, ids: list[str]
) -> None:
    write(tmp_path, {"_posts/2024-02-01-a.md": "---\ntitle: B\n---\n"})
    _, report = exported(tmp_path, "", f"{CONFIG}plugins: [jekyll-feed]\npermalink: {permalink}\n")
    assert [item["id"] for item in json.loads(report.documents[0].body)["items"]] == ids


@pytest.mark.parametrize("config", [CONFIG, f"{CONFIG}plugins: [jekyll-feed]\n"])
@pytest.mark.parametrize(
    ("head", "settings", "wanted"),
    [
        ("id: x\nguid: tag:e.org,2019:y", "{}\n", "tag:e.org,2019:y"),
        ("guid: y", "{}\n", "tag:e.org,2024:y"),
        ("id: y", "source: {fields: {id: [id]}}\n", "tag:e.org,2024:y"),
    ],
)
def test_what_the_head_or_the_settings_name_goes_first(
    tmp_path: Path, config: str, head: str, settings: str, wanted: str
) -> None:
    id_, report = exported(tmp_path, head, config, settings)
    assert id_ == wanted
    assert not [note for note in report.notes if "an id in its head" in note]
