"""What a build has published is noted in syndicate.record, beside mkdocs.yml; `mkdocs serve`: test_mkdocs_serving.py."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import feedparser
import pytest

Sites = Callable[..., Path]
PAGE = "---\ndate: 2024-02-01\n{}---\n\n# {}\n\nText.\n"


def ids(site: Path) -> dict[str, str]:
    items = json.loads((site / "site" / "feed.json").read_text())["items"]
    return {item["url"]: item["id"] for item in items}


def test_a_page_that_has_moved_keeps_its_id_and_one_that_has_gone_is_withdrawn(
    make_site: Sites, build: Callable[..., Any]
) -> None:
    site = make_site({"docs/high.md": PAGE.format("", "High"), "docs/gone.md": PAGE.format("", "Gone")})
    assert "syndicate.record notes what is published" in build(site).log
    assert sorted(path.name for path in site.glob("**/*.record")) == ["syndicate.record"]
    (site / "docs" / "high.md").rename(site / "docs" / "higher.md")
    (site / "docs" / "gone.md").unlink()
    built = build(site)
    assert ids(site)["https://e.org/higher/"] == "https://e.org/high/"
    assert "1 article has moved and keeps its id: https://e.org/higher/ keeps the id https://e.org/high/" in built.log
    assert "1 article is withdrawn, and in no feed any more: https://e.org/gone/" in built.log


def test_a_record_beside_settings_in_the_docs_is_not_published(make_site: Sites, build: Callable[..., Any]) -> None:
    config = "site_name: T\nsite_url: https://e.org/\nplugins: [{syndicate: {settings: docs/syndicate.yaml}}]\n"
    site = make_site({"docs/syndicate.yaml": "site: {title: T}\n"}, config)
    build(site)
    assert build(site).status == 0
    assert (site / "docs" / "syndicate.record").exists()
    assert not (site / "site" / "syndicate.record").exists()


def test_faults_of_one_kind_are_one_message(make_site: Sites, build: Callable[..., Any]) -> None:
    pages = {f"docs/n{number}.md": f"---\ndate: day {number}\n---\n\n# N\n" for number in range(9)}
    log = build(make_site(pages)).log
    assert log.count("is not an ISO 8601 instant") == 1
    assert "9 in all: also docs/n1.md:2:7 and docs/n2.md:2:7, and 6 more" in log


@pytest.mark.parametrize("urls", ["true", "false"])
def test_a_page_that_mkdocs_redirects_leads_to_is_the_one_that_was_there(
    make_site: Sites, build: Callable[..., Any], urls: str
) -> None:
    config = f"site_name: T\nsite_url: https://e.org/\nuse_directory_urls: {urls}\nplugins:\n  - syndicate\n"
    site = make_site({"docs/high.md": PAGE.format("", "High")}, config)
    build(site)
    (before,) = [id_ for url, id_ in ids(site).items() if "high" in url]
    (site / "docs" / "high.md").unlink()
    (site / "docs" / "new").mkdir()
    (site / "docs" / "new" / "index.md").write_text("---\ndate: 2024-05-05\n---\n\n# Another\n")
    redirects = "  - redirects:\n      redirect_maps: {high.md: new/index.md}\n"
    (site / "mkdocs.yml").write_text(config + redirects)
    built = build(site)
    assert built.status == 0, built.log
    assert before in [id_ for url, id_ in ids(site).items() if "new" in url]


def test_from_mkdocs_rss_plugin_to_ours_every_id_stays(make_site: Sites, build: Callable[..., Any]) -> None:
    def config(*plugins: str) -> str:
        return "\n".join(["site_name: T", "site_url: https://e.org/", "plugins:", *plugins, ""])

    rss = '  - rss: {match_path: ".*", date_from_meta: {as_creation: date}, use_git: false}'
    pages = {f"docs/{name}.md": PAGE.format("", name.title()) for name in ("high", "ice")}
    site = make_site(pages, config(rss))
    assert build(site).status == 0
    theirs = feedparser.parse((site / "site" / "feed_rss_created.xml").read_bytes())
    before = {entry.title: entry.id for entry in theirs.entries if entry.title in ("High", "Ice", "Low")}
    assert len(before) == 3
    for plugins in ([rss, "  - syndicate"], ["  - syndicate"]):
        (site / "mkdocs.yml").write_text(config(*plugins))
        assert build(site).status == 0
        items = json.loads((site / "site" / "feed.json").read_text())["items"]
        assert {item["title"]: item["id"] for item in items} == before
