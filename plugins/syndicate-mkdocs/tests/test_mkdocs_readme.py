"""What the README shows works as it stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

README = (Path(__file__).parent.parent / "README.md").read_text()
Build = Callable[..., Any]
Sites = Callable[..., Path]


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_the_lines_for_mkdocs_yml_are_all_it_needs(make_site: Sites, build: Build) -> None:
    built = build(make_site(config=blocks("yaml")[0]), "--strict")
    assert built.status == 0, built.log
    assert {"rss.xml", "atom.xml", "feed.json"} <= {path.name for path in built.site.iterdir()}


def test_the_page_it_shows_is_an_article_and_a_draft(make_site: Sites, build: Build) -> None:
    (page,) = blocks("markdown")
    site = make_site({"docs/tides.md": page})
    built = build(site, "--strict")
    assert (built.status, "Ann Lee" in built.text("feed.json")) == (0, False)
    (site / "docs" / "tides.md").write_text(page.replace("draft: true", "draft: false"))
    assert '"Ann Lee"' in build(site, "--strict").text("feed.json")


def test_all_options_and_settings_that_it_shows_are_known(make_site: Sites, build: Build) -> None:
    _, options, settings = blocks("yaml")
    head = "site_name: T\nsite_url: https://e.org/\n"
    page = {"docs/news/a.md": "---\ndate: 2024-01-01\ntags: [Sea]\n---\n\n# A\n", "feeds.yaml": settings}
    built = build(make_site(page, head + options), "--strict", CI="true")
    assert built.status == 0, built.log
    assert (built.site / "topics" / "sea.xml").exists()
    assert (built.site / "_headers").exists()


def test_the_fault_that_it_shows_is_the_one_that_is_told(make_site: Sites, build: Build) -> None:
    (shown,) = re.findall(r"^    (WARNING .*)$", README, re.MULTILINE)
    assert shown in build(make_site({"docs/tides.md": "---\ntitle: Tides\ndate: yesterday\n---\n"})).log
