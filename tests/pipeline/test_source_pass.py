"""What is said once all is read: files that are no articles, and articles that name no URL."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from syndicate import EmptyError, Overrides, Report, export

NOW = datetime(2024, 6, 1, tzinfo=UTC)
SITE = Overrides(title="T", site_url="https://e.org/blog", author="A", formats=(("json", None),))


def post(folder: Path, name: str, *lines: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("\n".join(["---", f"title: {name}", "date: 2024-01-30", *lines, "---", ""]))


def urls(report: Report) -> dict[str, str]:
    return {item["title"]: item["url"] for item in json.loads(report.documents[0].body)["items"]}


def test_where_articles_name_no_url_their_paths_make_it_and_one_warning_says_so(tmp_path: Path) -> None:
    for name in ("index.md", "tides.md", "2024/fog.html", "2024/ebb/index.md"):
        post(tmp_path, name)
    report = export(tmp_path, now=NOW, overrides=SITE)
    assert urls(report) == {
        "index.md": "https://e.org/blog/",
        "tides.md": "https://e.org/blog/tides/",
        "2024/fog.html": "https://e.org/blog/2024/fog/",
        "2024/ebb/index.md": "https://e.org/blog/2024/ebb/",
    }
    assert report.warnings == (
        "4 articles name no URL and have one by their path, '{site_url}/{path}/'; --url PATTERN, or source.url in the "
        "settings, says another, e.g. 2024/ebb/index.md",
    )
    assert report.exit_status == 0


def test_where_half_of_the_articles_name_their_url_the_others_are_at_fault(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        post(tmp_path, name)
    post(tmp_path, "0.md", "url: /0/")
    assert set(urls(export(tmp_path, now=NOW, overrides=SITE))) == {"0.md", "a.md", "b.md"}
    post(tmp_path, "1.md", "permalink: /1/")
    report = export(tmp_path, now=NOW, overrides=SITE)
    assert (set(urls(report)), report.warnings, report.read_count) == ({"0.md", "1.md"}, (), 2)
    assert [str(fault).partition(";")[0] for fault in report.faults] == [
        "a.md:2:1: url: names no URL",
        "b.md:2:1: url: names no URL",
    ]


def test_a_pattern_of_the_caller_goes_before_that_of_the_settings(tmp_path: Path) -> None:
    post(tmp_path, "2024/tides.md")
    (tmp_path / "syndicate.yaml").write_text("source: {url: '/{stem}.html'}\n")
    assert urls(export(tmp_path, now=NOW, overrides=SITE)) == {"2024/tides.md": "https://e.org/tides.html"}
    asked = replace(SITE, url="{site_url}/{year}/{slug}")
    report = export(tmp_path, now=NOW, overrides=asked)
    assert urls(report) == {"2024/tides.md": "https://e.org/blog/2024/tides"}
    assert report.warnings == ()


def test_files_without_front_matter_are_counted_where_others_have_one(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# The site\n")
    (tmp_path / "requirements.txt").write_text("syndicate\n")
    (tmp_path / "plan.md").write_text("Write more\n")
    post(tmp_path, "tides.md", "url: /tides/")
    report = export(tmp_path, now=NOW, overrides=SITE)
    assert (report.faults, report.notes) == ((), ("3 files have no front matter and are passed over, e.g. README.md",))


def test_where_no_file_has_front_matter_each_is_a_fault_but_for_what_is_never_an_article(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# The site\n")
    (tmp_path / "plan.md").write_text("Write more\n")
    with pytest.raises(EmptyError, match=r"no article read, 1 fault$") as caught:
        export(tmp_path, now=NOW, overrides=SITE)
    assert [fault.path for fault in caught.value.faults] == ["plan.md"]
    assert caught.value.notes == ("1 file has no front matter and is passed over, e.g. README.md",)


def test_the_index_remembers_what_is_said(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        post(tmp_path, name)
    (tmp_path / "README.md").write_text("# The site\n")
    first, second = (export(tmp_path, now=NOW, overrides=SITE, index=tmp_path / "index") for _ in range(2))
    assert (first.warnings, first.notes) == (second.warnings, second.notes)
    assert len(second.warnings) == len(second.notes) == 1
    post(tmp_path, "b.md", "url: /b/")
    third = export(tmp_path, now=NOW, overrides=SITE, index=tmp_path / "index")
    assert (urls(third), [fault.path for fault in third.faults]) == ({"b.md": "https://e.org/b/"}, ["a.md"])
