"""What is wrong is told in MkDocs' own log, with file, line and column; --strict makes it fail."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Build = Callable[..., Any]
Sites = Callable[..., Path]
BLOG = "site_name: T\nsite_url: https://e.org/\ntheme: {name: material, font: false}\nplugins: [blog, syndicate]\n"
WRONG_DATE = {"docs/wrong.md": "---\ntitle: Wrong\ndate: yesterday\n---\n\n# Wrong\n"}


def told(built: Any) -> list[str]:
    """Return what the plugin warns of."""
    return re.findall(r"^(?:WARNING|ERROR) +-  syndicate: (.*)$", built.log, re.MULTILINE)


def test_a_bad_date_is_a_warning_with_its_place_and_all_else_is_built(make_site: Sites, build: Build) -> None:
    built = build(make_site(WRONG_DATE))
    assert built.status == 0
    advice = "write e.g. 2024-05-01T09:00:00+02:00"
    assert told(built) == [f"docs/wrong.md:3:7: date: 'yesterday' is not an ISO 8601 instant; {advice}"]
    assert [item["title"] for item in json.loads(built.text("feed.json"))["items"]] == ["Low"]


def test_strict_makes_it_fail_the_build(make_site: Sites, build: Build) -> None:
    built = build(make_site(WRONG_DATE), "--strict")
    assert built.status == 1
    assert "docs/wrong.md:3:7: date: 'yesterday'" in built.log
    assert "Aborted with 1 warnings in strict mode!" in built.log


def test_paths_are_those_of_where_mkdocs_runs(make_site: Sites, build: Build) -> None:
    site = make_site(WRONG_DATE)
    (site / "elsewhere").mkdir()
    built = build(site / "elsewhere", "--config-file", "../mkdocs.yml")
    assert told(built)[0].startswith("../docs/wrong.md:3:7: ")


@pytest.mark.parametrize(
    ("head", "place"),
    [
        (
            "title: A day too late\ndate: 2024-02-30",
            "3:7: date: '2024-02-30' is not a date",
        ),  # PyYAML raises, MkDocs drops it
        ("date: 2024-01-01\ntags: [a, b", "3:7: the list that opens here with '[' is n"),
        ("date: 12:30", "2:7: date: '12:30' is not"),  # YAML 1.1 makes 750 of it
        ("date:", "2:"),
        ("date: 2024-01-01\ntitle:", "3:"),
        ("date: {created: never}", "2:17: date.created: 'never' is not"),
        ("date: {updated: 2024-01-01}", "2:7: date"),
        ("date: 2024-01-01\nauthors: [{email: a@e.org}]", "3:11: authors[0]: names nobody"),
    ],
)
def test_each_fault_has_its_line(make_site: Sites, build: Build, head: str, place: str) -> None:
    built = build(make_site({"docs/wrong.md": f"---\n{head}\n---\n\nText.\n"}))
    assert [line[: len("docs/wrong.md:") + len(place)] for line in told(built)] == [f"docs/wrong.md:{place}"]
    assert built.status == 0


def test_a_fault_in_multimarkdown_metadata_has_its_line(make_site: Sites, build: Build) -> None:
    built = build(make_site({"docs/wrong.md": "Title: Wrong\nDate:  soon\n\n# Wrong\n"}))
    assert told(built)[0].startswith("docs/wrong.md:2:8: date: 'soon' is not")


def test_a_head_that_nobody_can_read_and_that_says_no_date_is_none_of_ours(make_site: Sites, build: Build) -> None:
    assert told(build(make_site({"docs/wrong.md": "---\ntags: [a, b\n---\n\nText.\n"}))) == []


def test_a_site_without_an_address_is_told_to_name_it(make_site: Sites, build: Build) -> None:
    built = build(make_site(config="site_name: T\ntheme: mkdocs\nplugins: [syndicate]\n"))
    assert built.status == 1
    assert "mkdocs.yml: site_url is missing, and feeds need whole addresses; write e.g. site_url: https://" in built.log
    assert "Traceback" not in built.log


def test_settings_may_name_the_address_instead(make_site: Sites, build: Build) -> None:
    settings = {"syndicate.yaml": "site: {url: 'https://other.example.org/docs/'}\n"}
    built = build(make_site(settings, "site_name: T\ntheme: mkdocs\nplugins: [syndicate]\n"))
    assert [item["url"] for item in json.loads(built.text("feed.json"))["items"]] == [
        "https://other.example.org/docs/low/"
    ]


def test_a_mistake_in_mkdocs_yml_stands_there(make_site: Sites, build: Build) -> None:
    built = build(make_site(config="site_name: T\nsite_url: 'https://e.org/?a'\ntheme: mkdocs\nplugins: [syndicate]\n"))
    assert built.status == 1
    assert "syndicate: mkdocs.yml:2:11: site.url: 'https://e.org/?a' has a query" in built.log


def test_a_mistake_in_syndicate_yaml_stands_there(make_site: Sites, build: Build) -> None:
    built = build(make_site({"syndicate.yaml": "feeds:\n  - {format: rss, limit: ten}\n"}))
    assert built.status == 1
    assert "syndicate.yaml:2:26: feeds[0].limit: expected a whole number of at least 1 or all, found 'ten'" in built.log
    assert "Traceback" not in built.log


def test_an_option_that_there_is_not_is_told_by_mkdocs(make_site: Sites, build: Build) -> None:
    config = "site_name: T\nsite_url: https://e.org/\ntheme: mkdocs\nplugins: [{syndicate: {pages: some}}]\n"
    built = build(make_site(config=config))
    assert built.status == 1
    assert "Plugin 'syndicate' option 'pages': Expected one of: ('dated', 'all') but received: 'some'" in built.log


def test_a_site_without_an_article_is_built_with_empty_feeds_and_a_warning(make_site: Sites, build: Build) -> None:
    built = build(make_site({"docs/low.md": "# Low\n"}))
    assert built.status == 0
    assert told(built) == ["no page has a date, so the feeds have no entries; write date: at the top of one"]
    assert json.loads(built.text("feed.json"))["items"] == []
    assert "<entry>" not in built.text("atom.xml")


def test_a_feed_that_no_page_is_left_for_is_empty_and_says_why(make_site: Sites, build: Build) -> None:
    built = build(make_site({"syndicate.yaml": "feeds: [{format: json, filters: {topics: {any: [Fog]}}}]\n"}))
    assert built.status == 0
    (line,) = told(built)
    assert line.startswith("feed.json: 1 read, 1 published, none on topic 'Fog'")
    assert line.endswith("; written without entries")
    assert "--" not in line  # the command line's advice is of no use here


def test_a_feed_does_not_take_the_place_of_another_file_of_the_site(make_site: Sites, build: Build) -> None:
    built = build(make_site({"syndicate.yaml": "feeds: [{format: amp-sitemap}]\n"}))
    assert built.status == 1
    assert "sitemap.xml: MkDocs or another plugin has written a file of this name" in built.log


def test_a_feed_that_fails_is_an_error_and_the_others_are_written(make_site: Sites, build: Build) -> None:
    failing = (
        "from syndicate import Format, FormatError, hookimpl\n\n\n"
        "def render(feed, path):\n    raise FormatError('not today')\n\n\n@hookimpl\ndef syndicate_formats():\n"
        "    return [Format(name='failing', media_type='text/plain', filename='f.txt', render=render)]\n"
    )
    settings = "plugins: failing.py\nfeeds: [{format: failing}, {format: json}]\n"
    site = make_site({"syndicate.yaml": settings, "failing.py": failing})
    built = build(site)
    assert built.status == 0
    assert any("not today" in line for line in told(built))
    assert (built.site / "feed.json").exists()
    assert build(site, "--strict").status == 1


def test_materials_own_complaints_come_first(make_site: Sites, build: Build) -> None:
    pytest.importorskip("material")
    post = {"docs/blog/posts/wrong.md": "---\ndate: yesterday\n---\n\n# Wrong\n"}
    built = build(make_site(post, BLOG))
    assert built.status == 1
    assert "Error reading metadata 'date' of post 'blog/posts/wrong.md' in 'docs'" in built.log
