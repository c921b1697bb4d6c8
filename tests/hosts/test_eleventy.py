"""The host Eleventy: its example, built by the real one with the plugin installed as its README says."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import require
from tests.hosts.entries import assert_same_entries

ROOT = Path(__file__).parent.parent.parent
PLUGIN = ROOT / "plugins" / "eleventy-plugin-syndicate"
VERSIONS = ["3.0.0", "3"]  # the oldest, and the newest of its line
IMPORTED = 'import { InputPathToUrlTransformPlugin } from "@11ty/eleventy";\n'
Build = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module", params=VERSIONS)
def project(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project in which npm has installed Eleventy and the plugin."""
    require(bool(shutil.which("npm")), "no npm here")
    place = tmp_path_factory.mktemp("eleventy")
    shutil.copytree(PLUGIN, place / "plugin", ignore=shutil.ignore_patterns("example"))
    shutil.copytree(PLUGIN / "example", place / "site")
    install = [
        "npm",
        "install",
        "--no-audit",
        "--no-fund",
        "--install-links",
        "../plugin",
        f"@11ty/eleventy@{request.param}",
    ]
    installed = subprocess.run(install, cwd=place / "site", capture_output=True, text=True, check=False)
    require(
        not any(sign in installed.stderr for sign in ("ENOTFOUND", "ECONNREFUSED", "ENOTCACHED")),
        "no registry of npm's here",
    )
    assert installed.returncode == 0, installed.stderr
    return place / "site"


def laid(project: Path, folder: Path) -> Path:
    """Return a copy of *project* in *folder*; what npm has installed is linked, for nobody writes there."""
    site = folder / "site"
    shutil.copytree(project, site, ignore=shutil.ignore_patterns("node_modules"))
    shutil.copytree(project / "node_modules", site / "node_modules", symlinks=True, copy_function=os.link)
    return site


def eleventy(
    site: Path, options: str = "", *arguments: str, config: Callable[[str], str] = str
) -> subprocess.CompletedProcess[str]:
    given = f'{{command: ["{sys.executable}", "-m", "syndicate"], {options}}}'
    text = (PLUGIN / "example" / "eleventy.config.js").read_text()
    (site / "eleventy.config.js").write_text(
        config(text.replace("addPlugin(syndicate)", f"addPlugin(syndicate, {given})"))
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT), "SYNDICATE_PLUGINS": ""}
    command = ["node", "node_modules/@11ty/eleventy/cmd.cjs", *arguments]
    return subprocess.run(command, cwd=site, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def site(project: Path, tmp_path: Path) -> Path:
    return laid(project, tmp_path)


@pytest.fixture
def build(site: Path) -> Build:
    return partial(eleventy, site)


@pytest.fixture(scope="module")
def built(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the example, built once for those who only look at it."""
    site = laid(project, tmp_path_factory.mktemp("built"))
    result = eleventy(site)
    assert result.returncode == 0, result.stderr
    return site


def items(site: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((site / "_site" / "feed.json").read_text())["items"]
    return found


def test_the_example_has_its_feeds_with_eleventys_own_text_and_urls(built: Path) -> None:
    feed = json.loads((built / "_site" / "feed.json").read_text())
    assert (feed["title"], feed["home_page_url"]) == ("The Harbour Ledger", "https://news.example.org/")
    tides, wind = items(built)
    for item in (tides, wind):
        assert (built / "_site" / item["url"].removeprefix("https://news.example.org/") / "index.html").exists()
    assert (tides["title"], tides["tags"], tides["authors"]) == (
        "Tides & moons",
        ["Sea", "Tide tables"],
        [{"name": "Ann Lee"}],
    )
    assert "Mind the <strong>spring</strong> tide." in tides["content_html"]
    assert wind["authors"] == [{"name": "The Desk"}]


def test_every_page_links_to_the_feeds(built: Path, build: Build, site: Path) -> None:
    pages = list((built / "_site").rglob("*.html"))
    assert len(pages) == 4
    for page in pages:
        assert page.read_text().count('href="https://news.example.org/atom.xml"') == 1, page
    build("links: false")
    assert "atom.xml" not in (site / "_site" / "about" / "index.html").read_text()


def test_no_page_for_each_collection_shows_one_of_the_plugin(build: Build, site: Path) -> None:
    page = '---\npagination: {data: collections, size: 1, alias: tag}\npermalink: "/tags/{{ tag }}/"\n---\n{{ tag }}\n'
    (site / "content" / "tags.njk").write_text(page)
    assert build().returncode == 0
    assert {place.name for place in (site / "_site" / "tags").iterdir()} == {
        "all",
        "posts",
        "Sea",
        "Tide tables",
        "Weather",
    }


def test_a_text_is_what_the_transforms_make_of_it(build: Build, site: Path) -> None:
    config = "eleventyConfig.addPlugin(InputPathToUrlTransformPlugin);\n  eleventyConfig.addPlugin(syndicate"
    (site / "content" / "posts" / "new.md").write_text("---\ntitle: N\ndate: 2024-03-09\n---\n[Wind](wind.md)\n")
    result = build(config=lambda text: IMPORTED + text.replace("eleventyConfig.addPlugin(syndicate", config))
    assert result.returncode == 0, result.stderr
    assert 'href="https://news.example.org/posts/wind/"' in items(site)[0]["content_html"]


def test_a_second_build_rewrites_no_feed(build: Build, site: Path) -> None:
    build()
    before = {path: path.stat().st_mtime_ns for path in (site / "_site").glob("*.*")}
    assert len(before) == 4
    build()
    assert {path: path.stat().st_mtime_ns for path in (site / "_site").glob("*.*")} == before


def test_the_collections_are_the_users_choice(build: Build, site: Path) -> None:
    build('collections: ["Sea"]')
    assert [item["title"] for item in items(site)] == ["Tides & moons"]


def test_a_site_below_a_folder_of_its_host_keeps_its_urls(build: Build, site: Path) -> None:
    result = build('site: {url: "https://news.example.org/blog/"}', "--pathprefix=blog")
    assert result.returncode == 0, result.stderr
    assert items(site)[0]["url"] == "https://news.example.org/blog/posts/tides/"


def test_a_page_that_cannot_be_used_is_warned_of_and_left_out(build: Build, site: Path) -> None:
    (site / "content" / "posts" / "bad.md").write_text("---\ndate: 2024-03-05\n---\n")
    result = build()
    assert result.returncode == 0
    assert "[syndicate] content/posts/bad.md:1: title: " in result.stdout + result.stderr
    assert len(items(site)) == 2


def test_pages_that_have_the_same_wrong_are_told_in_two_lines(build: Build, site: Path) -> None:
    for number in range(7):
        (site / "content" / "posts" / f"bad{number}.md").write_text(f"---\ndate: 2024-03-0{number + 1}\n---\n")
    result = build()
    told = [
        line
        for line in (result.stdout + result.stderr).splitlines()
        if line.startswith("[syndicate] ") and "bad" in line
    ]
    places = [f"content/posts/bad{number}.md:1" for number in range(3)]
    assert told[0].startswith(f"[syndicate] {places[0]}: title: ")
    assert told[1:] == [f"[syndicate]     7 in all: also {places[1]} and {places[2]}, and 4 more"]


def test_items_with_the_time_of_their_file_are_said_once(build: Build, site: Path) -> None:
    said = "no date, so Eleventy takes that of the file here; write date: at the top"
    posts = site / "content" / "posts"
    (posts / "2024-03-05-named.md").write_text("---\ntitle: N\n---\nDated by its name.\n")
    (posts / "git.md").write_text("---\ntitle: G\nguid: 77\ndate: 2024-03-05T10:00:00Z\n---\nDated.\n")
    assert "no date" not in (result := build()).stderr + result.stdout
    (posts / "a.md").write_text("---\ntitle: A\n---\nUndated.\n")
    (posts / "b.md").write_text("---\ntitle: B\ndate: Last Modified\n---\nUndated.\n")
    result = build()
    told = [line for line in (result.stdout + result.stderr).splitlines() if "no date" in line]
    (line,) = told
    assert line.startswith(
        ("[syndicate] content/posts/a.md and 1 more: " + said, "[syndicate] content/posts/b.md and 1 more: " + said)
    )
    assert len(items(site)) == 6
    assert [item["id"] for item in items(site) if item["title"] == "G"] == ["tag:news.example.org,2024:77"]


def test_it_fails_a_strict_build(build: Build, site: Path) -> None:
    (site / "content" / "posts" / "bad.md").write_text("---\ndate: 2024-03-05\n---\n")
    result = build("strict: true")
    assert result.returncode != 0
    assert "content/posts/bad.md:1: title: " in result.stdout + result.stderr


def test_a_command_that_is_not_there_is_said_in_a_sentence(build: Build) -> None:
    result = build('command: "no-such-command"')
    assert result.returncode != 0
    assert (
        "there is no command no-such-command; install it as the README of eleventy-plugin-syndicate says"
        in result.stdout + result.stderr
    )


def test_a_site_that_nobody_names_is_told_where_to_name_it(build: Build, site: Path) -> None:
    (site / "_data" / "metadata.json").unlink()
    result = build()
    assert result.returncode != 0
    said = "the site needs a title and a URL: say them in the site's data (_data/metadata.json), or by the plugin's option site"
    assert said in result.stdout + result.stderr


def test_the_host_and_the_command_give_one_id(build: Build, site: Path) -> None:
    (site / "content" / "posts" / "g.md").write_text("---\ntitle: G\nguid: 77\ndate: 2024-03-05\n---\nText.\n")
    build()
    by_host = {item["url"]: item["id"] for item in items(site)}
    command = [sys.executable, "-m", "syndicate", "export", "--output", "out"]
    subprocess.run(command, cwd=site, env=os.environ | {"SYNDICATE_PLUGINS": ""}, check=True, capture_output=True)
    by_command = json.loads((site / "out" / "feed.json").read_text())["items"]
    assert by_host == {item["url"]: item["id"] for item in by_command}
    assert len(by_host) == 3


def test_what_the_settings_withhold_stays_in(build: Build, site: Path) -> None:
    words = {
        "Private": "private: true",
        "Members": "visibility: [members]",
        "Hidden": "hidden: true",  # a word of themes
        "Kept": "robots: noindex",
        "Short": "feed: {excerpt_only: true}\ndescription: Short.",
    }
    for title, said in words.items():
        text = f"---\ntitle: {title}\ndate: 2024-03-09\n{said}\n---\nLong *text*.\n"
        (site / "content" / "posts" / f"{title}.md").write_text(text)
    build()
    found = {item["title"]: item for item in items(site)}
    assert set(found) == {"Hidden", "Kept", "Short", "Tides & moons", "Wind"}
    assert "Long" not in str(found["Short"])
    assert "/Kept/" not in (site / "_site" / "amp-sitemap.xml").read_text()
    (site / "syndicate.yaml").write_text("withheld: {private: false}\nfeeds: [{format: json}]\n")
    build()
    assert "Private" in {item["title"] for item in items(site)}


def test_what_only_the_front_matter_knows_counts_as_for_the_command(build: Build, site: Path) -> None:
    head = (
        "cover: {path: /p.png, alt: A quay}\nlanguage: de\nlastmod: 2024-03-10\ndate: 2024-03-09\n"
        "enclosure: {url: 'https://m.example.org/a.mp3', length: 1234, type: audio/mpeg}\nduration: '31:08'\n"
    )
    (site / "content" / "posts" / "heard.md").write_text(f"---\ntitle: Heard\n{head}---\nText.\n")
    (site / "content" / "posts" / "gone.md").write_text(f"---\ntitle: Gone\n{head}expires: 2024-04-01\n---\nText.\n")
    build()
    found = {item["title"]: item for item in items(site)}
    assert "Gone" not in found
    heard = found["Heard"]
    sound = {"url": "https://m.example.org/a.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 1234}
    assert heard["attachments"] == [{**sound, "duration_in_seconds": 1868}]
    assert (heard["language"], heard["date_modified"][:10]) == ("de", "2024-03-10")
    assert heard["image"].endswith("/p.png")


def beside(site: Path) -> dict[str, tuple[str, int]]:
    places = (site / "_site" / "robots.txt", site / "_site" / "_headers")
    return {place.name: (place.read_text(), place.stat().st_mtime_ns // 1_000_000) for place in places}


@pytest.mark.parametrize("own", ["", "User-agent: *\nDisallow: /x\n"])
def test_robots_and_headers_make_the_feeds_known_once(build: Build, site: Path, own: str) -> None:
    options = "robots: true, headers: true"
    if own:
        (site / "content" / "robots.njk").write_text(f"---\npermalink: /robots.txt\n---\n{own}")
    result = build(options)
    assert result.returncode == 0, result.stderr
    found = beside(site)
    assert found["robots.txt"][0] == f"{own}Sitemap: https://news.example.org/amp-sitemap.xml\n"
    assert "/atom.xml\n  Content-Type: application/atom+xml; charset=utf-8\n" in found["_headers"][0]
    build(options)
    assert beside(site) == found


def test_a_preview_has_its_feeds_and_is_no_publication(build: Build, site: Path) -> None:
    assert build().returncode == 0
    (site / "syndicate.record").rename(site / "noted")
    (site / "content" / "posts" / "more.md").write_text("---\ntitle: M\ndate: 2024-03-09\n---\nMore.\n")
    environment = os.environ | {"PYTHONPATH": str(ROOT), "SYNDICATE_PLUGINS": ""}
    command = ["node", "node_modules/@11ty/eleventy/cmd.cjs", "--watch"]
    with subprocess.Popen(command, cwd=site, env=environment, stdout=subprocess.PIPE, text=True) as watching:
        assert watching.stdout is not None
        assert any("Watching" in line for line in watching.stdout)
        watching.terminate()
    assert len(items(site)) == 3
    assert not (site / "syndicate.record").exists()


@pytest.mark.parametrize("option", ["--dryrun", "--to=json"])
def test_a_build_that_writes_no_pages_writes_no_feeds(build: Build, site: Path, option: str) -> None:
    result = build("", option)
    assert result.returncode == 0, result.stderr
    assert not (site / "_site" / "feed.json").exists()
    assert not (site / "syndicate.record").exists()
    if option == "--to=json":
        assert len(json.loads(result.stdout)) == 4


def test_the_same_articles_are_the_same_entries_as_in_every_host(built: Path) -> None:
    assert_same_entries(json.loads((built / "_site" / "feed.json").read_text()))
