"""Readers know articles by the ids of the feed before ours, each built by the real tool: an export keeps them, or stops."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path

import feedparser
import pytest

from tests.conftest import require
from tests.hosts.test_eleventy import VERSIONS
from tests.hosts.test_hugo import HUGOS, hugo_of

POSTS = {"tides": "2024-03-04", "wind": "2024-03-01", "ice-age": "2024-02-01"}
HOME = "https://news.example.org/"
ROOT = Path(__file__).parents[2]
MOVING = ROOT / "examples" / "handbook" / "docs" / "how-to" / "moving.md"
Ids = dict[str, str]


def run(folder: Path, *command: str, statuses: Collection[int] = (0,)) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "SYNDICATE_PLUGINS": "", "LANG": "C.UTF-8"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode in statuses, done.stdout + done.stderr
    return done


def syndicate(folder: Path, *arguments: str, statuses: Collection[int] = (0,)) -> str:
    done = run(folder, sys.executable, "-m", "syndicate", "export", *arguments, statuses=statuses)
    return done.stdout + done.stderr


def said(folder: Path) -> str:
    """Return what the line says that the page on moving has for all, whatever made their feeds before."""
    assert "Type `syndicate export`." in MOVING.read_text()
    return syndicate(folder)


def of_feed(path: Path) -> Ids:
    """Return the ids of a feed of somebody else's by title, as a foreign reader has them."""
    found = feedparser.parse(path.read_bytes())
    return {entry.title: entry.id for entry in found.entries}


def of_ours(folder: Path) -> Ids:
    return {item["title"]: item["id"] for item in json.loads((folder / "feed.json").read_text())["items"]}


def written(folder: Path, head: str, name: str = "{name}.md", more: str = "") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for post, date in POSTS.items():
        text = head.format(title=post.title(), date=date, slug=post) + f"{more}\nText of {post}.\n"
        (folder / name.format(name=post, date=date)).write_text(text)


def jekyll_site(folder: Path, plugins: str) -> None:
    require(bool(shutil.which("jekyll")), "no jekyll here")
    written(folder / "_posts", "---\ntitle: {title}\n---\n", "{date}-{name}.md")
    (folder / "_config.yml").write_text(f"title: T\nurl: {HOME.rstrip('/')}\nauthor: Ann\nplugins: [{plugins}]\n")


def test_from_jekyll_feed_to_the_command(tmp_path: Path) -> None:
    jekyll_site(tmp_path, "jekyll-feed")
    run(tmp_path, "jekyll", "build")
    before = of_feed(tmp_path / "_site" / "feed.xml")
    jekyll_site(tmp_path, "")  # nobody else says that there was one
    told = said(tmp_path)
    assert of_ours(tmp_path / "_site") == before
    assert (
        f"3 articles keep the ids of feeds before: {HOME}2024/02/01/ice-age.html keeps the id {before['Ice-Age']}"
        in told
    )


def test_ours_stands_where_a_theme_keeps_jekyll_feed(tmp_path: Path) -> None:
    jekyll_site(tmp_path, "jekyll-feed")
    run(tmp_path, "jekyll", "build")
    before = of_feed(tmp_path / "_site" / "feed.xml")
    passage = MOVING.read_text().partition("## From jekyll-feed\n")[2]
    (tmp_path / "syndicate.yaml").write_text(
        passage.partition('```yaml title="syndicate.yaml"\n')[2].partition("```")[0]
    )
    for _ in range(2):
        run(tmp_path, "jekyll", "build")  # writes its own there in each build
        said(tmp_path)
        assert b"<generator>syndicate</generator>" in (tmp_path / "_site" / "feed.xml").read_bytes()
        assert of_feed(tmp_path / "_site" / "feed.xml") == before


@pytest.mark.parametrize("name", HUGOS)
def test_from_hugos_own_feed_to_the_command_and_to_its_built_pages(tmp_path: Path, name: str) -> None:
    hugo = hugo_of(name)
    written(tmp_path / "content" / "posts", "---\ntitle: {title}\ndate: {date}\n---\n")
    (tmp_path / "hugo.toml").write_text(f"title = 'T'\nbaseURL = '{HOME}'\n[params]\nauthor = 'Ann'\n")
    layouts = tmp_path / "layouts" / "_default"
    layouts.mkdir(parents=True)
    page = "<html><head><title>{{ .Title }}</title></head><body><article><h1>{{ .Title }}</h1>"
    page += "<time datetime='{{ .Date.Format \"2006-01-02\" }}'></time>{{ .Content }}</article></body></html>"
    for kind in ("single", "list"):
        (layouts / f"{kind}.html").write_text(page)
    run(tmp_path, hugo)
    before = of_feed(tmp_path / "public" / "index.xml")
    posts = {title: before[title] for title in ("Tides", "Wind", "Ice-Age")}
    shutil.copytree(tmp_path / "public", tmp_path / "pages")
    said(tmp_path)
    assert of_ours(tmp_path / "public") == posts
    for feed in (tmp_path / "pages").rglob("index.xml"):
        feed.unlink()  # nobody tells the ids: the door itself gives them
    options = ("--title", "T", "--site-url", HOME, "--author", "Ann", "--output", ".")
    syndicate(tmp_path / "pages", *options, statuses=(0, 3))  # lists of pages are no articles
    found = of_ours(tmp_path / "pages")
    assert {title: found[title] for title in posts} == posts


def test_from_pelicans_own_feeds_to_the_command(tmp_path: Path) -> None:
    pytest.importorskip("pelican")
    written(tmp_path / "content", "Title: {title}\nDate: {date}\nSlug: {slug}\n\n")
    config = f"SITENAME = 'T'\nSITEURL = '{HOME.rstrip('/')}'\nAUTHOR = 'Ann'\nTIMEZONE = 'UTC'\nPATH = 'content'\n"
    (tmp_path / "pelicanconf.py").write_text(f"{config}FEED_ALL_ATOM = 'feeds/all.atom.xml'\n")
    run(tmp_path, sys.executable, "-m", "pelican", "-q")
    before = of_feed(tmp_path / "output" / "feeds" / "all.atom.xml")
    (tmp_path / "pelicanconf.py").write_text(f"{config}ARTICLE_URL = 'posts/{{slug}}/'\n")  # and the addresses change
    said(tmp_path)
    assert of_ours(tmp_path / "output") == before


def test_from_eleventy_plugin_rss_to_the_command(tmp_path: Path) -> None:
    require(bool(shutil.which("npm")), "no npm here")
    written(tmp_path / "posts", "---\ntitle: {title}\ndate: {date}\ntags: posts\n---\n")
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "_data").mkdir()
    (tmp_path / "_data" / "metadata.json").write_text(
        json.dumps({"title": "T", "url": HOME, "author": {"name": "Ann"}})
    )
    plugin = (
        'import { feedPlugin } from "@11ty/eleventy-plugin-rss";\nexport default function (c) {\n'
        '  c.addPlugin(feedPlugin, { type: "atom", outputPath: "/feed/feed.xml", collection: { name: "posts", limit: 0 },\n'
        f'    metadata: {{ language: "en", title: "T", subtitle: "", base: "{HOME}", author: {{ name: "Ann" }} }} }});\n}}\n'
    )
    (tmp_path / "eleventy.config.js").write_text(plugin)
    install = [
        "npm",
        "install",
        "--no-audit",
        "--no-fund",
        f"@11ty/eleventy@{VERSIONS[-1]}",
        "@11ty/eleventy-plugin-rss@2",
    ]
    done = subprocess.run(install, cwd=tmp_path, capture_output=True, text=True, check=False)
    require(done.returncode == 0, "npm cannot install here")
    run(tmp_path, "npx", "eleventy")
    before = of_feed(tmp_path / "_site" / "feed" / "feed.xml")
    (tmp_path / "eleventy.config.js").write_text("export default function (c) {}\n")
    said(tmp_path)
    assert of_ours(tmp_path / "_site") == before


def test_a_change_that_nobody_could_follow_stops_the_export(tmp_path: Path) -> None:
    posts = tmp_path / "_posts"
    jekyll_site(tmp_path, "jekyll-feed")
    for number in range(20):
        (posts / f"2024-01-01-n{number}.md").write_text(f"---\ntitle: N{number}\nid: n{number}\n---\nText.\n")
    feeds = "feeds: [{format: json, path: feed.json, limit: all}]\n"
    (tmp_path / "syndicate.yaml").write_text(f"{feeds}source: {{fields: {{id: [id]}}}}\n")
    syndicate(tmp_path, "--output", "_site")
    before = (tmp_path / "_site" / "feed.json").read_bytes()
    (tmp_path / "syndicate.yaml").write_text(
        f"{feeds}ids: 'tag:example.org,2024:{{stem}}'\nsource: {{fields: {{id: [guid]}}}}\n"
    )
    said = syndicate(tmp_path, "--output", "_site", statuses=(1,))
    assert "nothing written: 23 articles of 23 have another id, and readers would show 23 items again" in said
    assert (tmp_path / "_site" / "feed.json").read_bytes() == before
