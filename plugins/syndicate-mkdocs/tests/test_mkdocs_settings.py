"""What syndicate.yaml and the plugin's own options change."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Build = Callable[..., Any]
Sites = Callable[..., Path]
CONFIG = "site_name: T\nsite_url: https://e.org/docs/\ntheme: mkdocs\nplugins: [{syndicate: {%s}}]\n"
DATED = {f"docs/{name}.md": f"---\ndate: 2024-02-0{day}\n---\n\n# {name}\n" for day, name in enumerate("abc", 1)}
SITEMAP = "feeds: [{format: json}, {format: amp-sitemap, path: amp.xml}]\n"


def titles(built: Any, feed: str = "feed.json") -> list[str]:
    return [item["title"] for item in json.loads(built.text(feed))["items"]]


def test_syndicate_yaml_says_what_is_written(make_site: Sites, build: Build) -> None:
    settings = (
        "site: {title: Ours, timezone: Asia/Tokyo}\n"
        "feeds:\n  - {format: json, path: feeds/two.json, limit: 2}\n"
        "  - {format: atom, each: topic, path: 'topics/{topic}.xml'}\n"
    )
    posts = {"docs/tagged.md": "---\ndate: 2024-03-01 09:00\ntags: [Öl & Salz, Fog]\n---\n\n# Tagged\n"}
    built = build(make_site({**DATED, **posts, "syndicate.yaml": settings}, CONFIG % ""))
    assert titles(built, "feeds/two.json") == ["Tagged", "c"]
    feed = json.loads(built.text("feeds/two.json"))
    assert (feed["title"], feed["items"][0]["date_published"]) == ("Ours", "2024-03-01T09:00:00+09:00")
    assert len(list((built.site / "topics").iterdir())) == 2
    assert not (built.site / "rss.xml").exists()
    assert 'href="https://e.org/docs/feeds/two.json"' in built.text("index.html")


def test_the_feed_of_a_section_has_the_title_that_nav_has(make_site: Sites, build: Build) -> None:
    page = "---\ndate: 2024-02-01\n---\n\n# Page\n"
    pages = {"docs/blog/a.md": page, "docs/notes/b.md": page, "docs/notes/index.md": "# Our notes\n"}
    settings = "feeds: [{format: json, each: section}]\n"
    config = CONFIG % "" + "nav: [{The blog: [blog/a.md]}, notes/b.md, notes/index.md]\n"
    built = build(make_site({**pages, "syndicate.yaml": settings}, config))
    told = {name: json.loads(built.text(f"sections/{name}.json"))["title"] for name in ("blog", "notes")}
    assert told == {"blog": "T: The blog", "notes": "T: Our notes"}


def test_names_of_fields_are_the_users(make_site: Sites, build: Build) -> None:
    page = {"docs/out.md": "---\nreleased: 2024-05-01\n---\n\n# Out\n"}
    built = build(make_site({**page, "syndicate.yaml": "source: {fields: {published_at: [released]}}\n"}))
    assert titles(built) == ["Out"]


def test_settings_may_lie_elsewhere(make_site: Sites, build: Build) -> None:
    site = make_site(
        {"conf/feeds.yaml": "feeds: [{format: json, path: elsewhere.json}]\n"}, CONFIG % "settings: conf/feeds.yaml"
    )
    assert titles(build(site), "elsewhere.json") == ["Low"]


def test_switched_off_it_writes_and_announces_nothing(make_site: Sites, build: Build) -> None:
    built = build(make_site(config="site_name: T\ntheme: mkdocs\nplugins: [{syndicate: {enabled: false}}]\n"))
    assert built.status == 0
    assert not (built.site / "rss.xml").exists()
    assert 'rel="alternate"' not in built.text("index.html")


@pytest.mark.parametrize(
    ("options", "chosen"),
    [
        ("include: [a.md, /b.md]", ["b", "a"]),
        ("exclude: ['*.md', '!low.md']", ["Low"]),
        ("include: ['news/']", ["Deep"]),
        ("include: ['news/**', a.md], exclude: [news/deep.md]", ["a"]),
    ],
)
def test_pages_are_chosen_by_patterns(make_site: Sites, build: Build, options: str, chosen: list[str]) -> None:
    deep = {"docs/news/deep.md": "---\ndate: 2024-03-03\n---\n\n# Deep\n"}
    assert titles(build(make_site({**DATED, **deep}, CONFIG % options))) == chosen


def test_a_page_that_another_plugin_shows_to_those_with_a_password_stays_out(make_site: Sites, build: Build) -> None:
    # As mkdocs-encryptcontent-plugin does, of which a part of the page may be open.
    locking = (
        'def on_page_content(html, page, config, files):\n    page.encrypted = bool(page.meta.pop("password", ""))\n'
    )
    locked = {"docs/locked.md": "---\ndate: 2024-02-02\npassword: x\n---\n\n# Locked\n", "locking.py": locking}
    built = build(make_site(locked, CONFIG % "" + "hooks: [locking.py]\n"))
    assert titles(built) == ["Low"]


def test_with_all_pages_one_without_a_date_is_at_fault(make_site: Sites, build: Build) -> None:
    built = build(make_site(config=CONFIG % "pages: all"))
    assert "syndicate: docs/index.md:1:1: date: no date says when this was published" in built.log
    assert titles(built) == ["Low"]


def test_with_all_pages_a_transform_may_find_their_dates(make_site: Sites, build: Build) -> None:
    dating = (
        "from datetime import UTC, datetime\n\nfrom msgspec.structs import replace\n\n"
        "from syndicate import UNDATED, Transform, hookimpl\n\n\ndef prepare(articles, context):\n"
        "    for article in articles:\n        at = article.published_at\n"
        "        yield replace(article, published_at=datetime(2020, 1, 1, tzinfo=UTC) if at == UNDATED else at)\n\n\n"
        "@hookimpl\ndef syndicate_transforms():\n    return [Transform(name='dating', prepare=prepare, dates=True)]\n"
    )
    settings = "plugins: dating.py\ntransforms: [dating]\n"
    built = build(make_site({"dating.py": dating, "syndicate.yaml": settings}, CONFIG % "pages: all"), "--strict")
    assert titles(built) == ["Low", "Home"], built.log


def test_robots_txt_names_sitemaps_and_keeps_what_it_says(make_site: Sites, build: Build) -> None:
    site = make_site({"syndicate.yaml": SITEMAP, "docs/robots.txt": "User-agent: *\nDisallow: /secret"}, CONFIG % "")
    for _ in range(2):
        built = build(site)
        assert built.text("robots.txt") == "User-agent: *\nDisallow: /secret\nSitemap: https://e.org/docs/amp.xml\n"
    assert (site / "docs" / "robots.txt").read_text() == "User-agent: *\nDisallow: /secret"


def test_robots_txt_is_made_where_crawlers_look_for_it_only(make_site: Sites, build: Build) -> None:
    assert not (build(make_site({"syndicate.yaml": SITEMAP}, CONFIG % "")).site / "robots.txt").exists()
    built = build(make_site({"syndicate.yaml": SITEMAP}))
    assert built.text("robots.txt") == "Sitemap: https://e.org/amp.xml\n"
    assert not (build(make_site({"syndicate.yaml": "feeds: [{format: json}]\n"})).site / "robots.txt").exists()
    assert not (
        build(make_site({"syndicate.yaml": SITEMAP}, CONFIG.replace("docs/", "") % "robots: false")).site / "robots.txt"
    ).exists()


def test_headers_are_written_if_asked_for(make_site: Sites, build: Build) -> None:
    assert not (build(make_site(config=CONFIG % "")).site / "_headers").exists()
    site = make_site(
        {"docs/_headers": "/a\n  X: y\n", "syndicate.yaml": "feeds: [{format: rss}]\n"}, CONFIG % "headers: true"
    )
    expected = "/docs/rss.xml\n  Content-Type: application/rss+xml; charset=utf-8\n"
    assert build(site).text("_headers") == f"/a\n  X: y\n{expected}"


def test_pages_without_folders_keep_their_addresses(make_site: Sites, build: Build) -> None:
    built = build(make_site(config=CONFIG % "" + "use_directory_urls: false\n"))
    (item,) = json.loads(built.text("feed.json"))["items"]
    assert (item["url"], item["content_html"]) == ("https://e.org/docs/low.html", "<p>Tide.</p>")


def test_pages_that_mkdocs_leaves_out_stay_out(make_site: Sites, build: Build) -> None:
    built = build(make_site(DATED, CONFIG % "" + "exclude_docs: |\n  b.md\n  c.md\n"))
    assert titles(built) == ["a", "Low"]


def test_a_dirty_build_of_some_pages_leaves_the_feeds_as_they_were(make_site: Sites, build: Build) -> None:
    site = make_site(DATED, CONFIG % "")
    before = build(site).text("feed.json")
    later = (site / "site" / "a" / "index.html").stat().st_mtime + 5
    (site / "docs" / "a.md").write_text("---\ndate: 2024-02-01\n---\n\n# changed\n")
    os.utime(site / "docs" / "a.md", (later, later))
    built = build(site, "--dirty")
    assert built.text("feed.json") == before
    assert "pages are not built again (--dirty)" in built.log
    assert titles(build(site)) == ["c", "b", "changed", "Low"]


def test_a_first_build_may_be_dirty(make_site: Sites, build: Build) -> None:
    assert titles(build(make_site(DATED, CONFIG % ""), "--dirty")) == ["c", "b", "a", "Low"]


def test_a_feed_in_a_hidden_folder_which_mkdocs_does_not_empty_is_written_again(make_site: Sites, build: Build) -> None:
    site = make_site({"syndicate.yaml": "feeds: [{format: json, path: .well-known/feed.json}]\n"})
    build(site)
    (site / "docs" / "low.md").write_text("---\ndate: 2024-01-01\n---\n\n# Lower\n")
    assert titles(build(site), ".well-known/feed.json") == ["Lower"]


def test_git_is_not_asked_and_nothing_but_the_record_is_left_in_the_project(make_site: Sites, build: Build) -> None:
    site = make_site(DATED)
    subprocess.run(["git", "init", "-q", str(site)], check=True)
    build(site)
    assert {path.name for path in site.iterdir()} == {".git", "docs", "mkdocs.yml", "site", "syndicate.record"}
