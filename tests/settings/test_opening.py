"""A site, opened: its settings, its parts and what the caller says, ready to make a plan."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from syndicate import Filter, Finding, Findings, Overrides, Registry, UsageError, export
from syndicate.settings import open_plan
from tests.conftest import json_report

NOW = datetime(2024, 6, 1, tzinfo=UTC)
SITE = "site: {title: T, url: 'https://e.org'}\n"
JSON = (("json", None),)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "syndicate.yaml").write_text(SITE)
    return tmp_path


def test_feeds_of_the_caller_are_written_where_nobody_names_one(site: Path) -> None:
    opened = open_plan(site)
    with pytest.raises(UsageError, match=r"^nothing to write: give --format"):
        opened.plan(now=NOW)
    assert [feed.path for feed in opened.plan(now=NOW, formats=JSON).feeds] == ["feed.json"]
    asked = open_plan(site, overrides=Overrides(formats=(("atom", "a.xml"),)))
    assert [feed.path for feed in asked.plan(now=NOW, formats=JSON).feeds] == ["a.xml"]
    (site / "syndicate.yaml").write_text(f"{SITE}feeds: [{{format: rss}}]\n")
    assert [feed.path for feed in open_plan(site).plan(now=NOW, formats=JSON).feeds] == ["rss.xml"]


def test_a_site_that_is_not_built_yet_is_told_to_build_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "_config.yml").write_text("title: T\nurl: https://e.org\n")
    (tmp_path / "_posts").mkdir()
    with pytest.raises(UsageError, match=r"^the site is not built yet, .*: build it first, or give --output DIR"):
        open_plan().plan(now=NOW)
    (tmp_path / "_site").mkdir()
    with pytest.raises(UsageError, match=r"^nothing to write: give --format"):
        open_plan().plan(now=NOW)


def test_no_articles_are_looked_for_in_the_output_folder_wherever_one_stands(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (site / "posts").mkdir()
    monkeypatch.chdir(site / "posts")
    assert open_plan(site).plan(now=NOW, formats=JSON, output="../public").context.skip == ("public",)


def test_what_is_named_goes_before_the_paths_of_the_caller(site: Path) -> None:
    (site / "posts").mkdir()
    overrides = Overrides(paths=("drafts",))
    assert open_plan(site, overrides=overrides).overrides.paths == ("drafts",)
    assert open_plan(site / "posts", overrides=overrides).overrides.paths == ("posts",)


def test_plugins_of_the_caller_are_taken_in_beside_those_of_the_settings(site: Path) -> None:
    for name in ("one", "two"):
        (site / f"{name}.py").write_text(
            "from syndicate import Filter, hookimpl\n\n\n@hookimpl\ndef syndicate_filters() -> list[Filter]:\n"
            f"    return [Filter(name={name!r}, build=lambda *_: bool)]\n"
        )
    (site / "syndicate.yaml").write_text(f"{SITE}plugins: one.py\n")
    assert {"one", "two"} <= set(open_plan(site, plugins=[site / "two.py"]).registry.names(Filter))


def test_what_a_host_has_found_stands_in_place_of_a_preset(site: Path) -> None:
    (site / "_config.yml").write_text("title: Of Jekyll\n")
    (site / "syndicate.yaml").unlink()
    found = Findings(settings={("site", "title"): Finding(value="Of the host")})
    assert open_plan(site).file.settings.site.title == "Of Jekyll"
    assert open_plan(site, found=("ssg", found)).file.settings.site.title == "Of the host"


@pytest.mark.parametrize("name", ["lines.jsonl", "lines.ndjson"])
def test_json_lines_need_no_source_named(site: Path, name: str) -> None:
    lines = [{"title": title, "url": f"/{title}/", "published_at": "2024-01-01T00:00:00Z"} for title in ("One", "Two")]
    (site / name).write_text("".join(json.dumps(line) + "\n" for line in lines))
    report = json_report(site / name, now=NOW, formats=JSON)
    assert report.read_count == 2


@pytest.mark.parametrize("paths", ["lines.jsonl", "['*.jsonl', '!old.jsonl']"])
def test_json_lines_that_the_settings_name_need_no_source_and_are_all_of_the_site(site: Path, paths: str) -> None:
    lines = [{"title": title, "url": f"/{title}/", "published_at": "2024-01-01T00:00:00Z"} for title in ("One", "Two")]
    (site / "lines.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    (site / "syndicate.yaml").write_text(
        f"{SITE}source: {{paths: {paths}}}\noutput: public\nfeeds: [{{format: json}}]\n"
    )
    report = export(site, now=NOW, output=site / "public", registry=Registry(distributions=()))
    assert report.read_count == 2
    assert "/One/" in (site / "syndicate.record").read_text()


def test_settings_that_name_paths_say_what_reads_json_lines(site: Path) -> None:
    (site / "lines.jsonl").write_text("")
    (site / "syndicate.yaml").write_text(f"{SITE}source: {{name: front-matter, paths: [posts]}}\n")
    assert open_plan(site / "lines.jsonl").plan(now=NOW, formats=JSON).source.name == "front-matter"


def test_what_is_piped_in_is_json_wherever_the_settings_say_that_files_are(site: Path) -> None:
    (site / "syndicate.yaml").write_text((site / "syndicate.yaml").read_text() + "source: {paths: [posts]}\n")
    assert open_plan("-", site / "syndicate.yaml").overrides.source == "json-lines"
    assert open_plan("-", site / "syndicate.yaml", Overrides(source="html")).overrides.source == "html"
    assert open_plan(site).overrides.source is None
