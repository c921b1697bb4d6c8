"""The host Jekyll: its example, built by the real one with the gem installed as its README says."""

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

import feedparser
import pytest

from tests.conftest import require
from tests.hosts.entries import assert_same_entries

ROOT = Path(__file__).parent.parent.parent
PLUGIN = ROOT / "plugins" / "jekyll-syndicate"
Build = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def gems(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of gems with this one in it, built and installed by gem."""
    require(bool(shutil.which("gem") and shutil.which("jekyll")), "no jekyll here")
    place = tmp_path_factory.mktemp("gem")
    shutil.copytree(PLUGIN, place / "source", ignore=shutil.ignore_patterns("example"))
    build = ["gem", "build", "--quiet", "jekyll-syndicate.gemspec"]
    subprocess.run(build, cwd=place / "source", check=True, stdout=subprocess.DEVNULL)
    install = ["gem", "install", "--quiet", "--local", "--no-document", "--install-dir", str(place / "home")]
    (name,) = (path.name for path in (place / "source").glob("*.gem"))
    subprocess.run(
        [*install, "--ignore-dependencies", name], cwd=place / "source", check=True, stdout=subprocess.DEVNULL
    )
    return place / "home"


@pytest.fixture(scope="module")
def environment(gems: Path) -> dict[str, str]:
    found = os.environ | {"GEM_PATH": os.pathsep.join([str(gems), *gem_path()]), "LANG": "C.UTF-8"}
    return found | {"PYTHONPATH": str(ROOT), "SYNDICATE_PLUGINS": ""}


def gem_path() -> list[str]:
    found = subprocess.run(["gem", "env", "path"], capture_output=True, text=True, check=True).stdout
    return found.strip().split(os.pathsep)


def laid(folder: Path) -> Path:
    """Return the example in *folder*, not yet built."""
    command = folder / "syndicate"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m syndicate "$@"\n')
    command.chmod(0o755)
    shutil.copytree(PLUGIN / "example", folder / "site")
    with (folder / "site" / "_config.yml").open("a") as file:
        file.write(f"syndicate: {{command: {command}}}\n")
    return folder / "site"


def jekyll(site: Path, environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["jekyll", "build", *arguments]
    return subprocess.run(command, cwd=site, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return laid(tmp_path)


@pytest.fixture
def build(site: Path, environment: dict[str, str]) -> Build:
    return partial(jekyll, site, environment)


@pytest.fixture(scope="module")
def built(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the example, built once for those who only look at it."""
    site = laid(tmp_path_factory.mktemp("built"))
    result = jekyll(site, environment)
    assert result.returncode == 0, result.stderr
    return site


def feed(site: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((site / "_site" / "feed.json").read_text())
    return found


def items(site: Path) -> list[dict[str, Any]]:
    found = feed(site)["items"]
    assert isinstance(found, list)
    return found


def test_the_example_has_its_feeds_with_jekylls_own_text_and_urls(built: Path) -> None:
    found = feed(built)
    assert (found["title"], found["home_page_url"], found["language"]) == (
        "The Harbour Ledger",
        "https://news.example.org/",
        "en",
    )
    tides, wind, note = items(built)
    for item in (tides, wind, note):
        assert (built / "_site" / str(item["url"]).removeprefix("https://news.example.org/") / "index.html").exists()
    assert (tides["title"], tides["tags"], tides["summary"]) == (
        "Tides & moons",
        ["Sea", "Tide tables"],
        "What the moon does.",
    )
    assert tides["authors"] == [{"name": "Ann Lee"}]
    assert "Mind the <strong>spring</strong> tide." in str(tides["content_html"])
    assert wind["authors"] == [{"name": "The Desk"}]
    assert note["title"] == "A note"


def test_every_page_links_to_the_feeds(built: Path) -> None:
    pages = list((built / "_site").rglob("*.html"))
    assert len(pages) == 4
    for page in pages:
        assert 'href="https://news.example.org/atom.xml"' in page.read_text(), page


@pytest.mark.parametrize("arguments", [[], ["--incremental"]])
def test_a_second_build_rewrites_no_feed(build: Build, site: Path, arguments: list[str]) -> None:
    names = ("rss.xml", "atom.xml", "feed.json", "amp-sitemap.xml")
    build(*arguments)
    before = [
        (name, (site / "_site" / name).read_bytes(), (site / "_site" / name).stat().st_mtime_ns) for name in names
    ]
    build(*arguments)
    assert [
        (name, (site / "_site" / name).read_bytes(), (site / "_site" / name).stat().st_mtime_ns) for name in names
    ] == before


def test_settings_of_syndicate_go_before_jekylls_and_are_not_published(build: Build, site: Path) -> None:
    (site / "syndicate.yaml").write_text("site: {title: Ours}\nfeeds: [{format: json, path: feeds/all.json}]\n")
    build()
    assert json.loads((site / "_site" / "feeds" / "all.json").read_text())["title"] == "Ours"
    assert (site / "syndicate.record").exists()
    (site / "syndicate.yaml").write_text("site: {title: Ours}\nfeeds: [{format: json}]\n")
    assert "Syndicate: 1 feeds, 1 changed" in build().stdout
    build()
    assert not (site / "_site" / "feeds" / "all.json").exists()
    assert not list((site / "_site").glob("syndicate.*"))


def test_a_page_that_cannot_be_used_is_warned_of_and_left_out(build: Build, site: Path) -> None:
    (site / "_posts" / "2024-03-03-bad.md").write_text("---\ntitle: ''\nlayout: post\n---\n")
    result = build()
    assert result.returncode == 0
    assert "_posts/2024-03-03-bad.md:1: title: " in result.stderr
    assert len(items(site)) == 3


def test_pages_that_have_the_same_wrong_are_told_in_two_lines(build: Build, site: Path) -> None:
    for number in range(7):
        (site / "_posts" / f"2024-03-03-bad{number}.md").write_text("---\ntitle: ''\nlayout: post\n---\n")
    first, *more = [line.partition("Syndicate: ")[2] for line in build().stderr.splitlines() if "_posts/" in line]
    assert first.startswith("_posts/2024-03-03-bad0.md:1: title: ")
    places = [f"_posts/2024-03-03-bad{number}.md:1" for number in (1, 2)]
    assert [line.removesuffix("\x1b[0m").strip() for line in more] == [
        f"7 in all: also {places[0]} and {places[1]}, and 4 more"
    ]


def test_it_fails_a_strict_build(build: Build, site: Path) -> None:
    (site / "_posts" / "2024-03-03-bad.md").write_text("---\ntitle: ''\nlayout: post\n---\n")
    result = build("--strict_front_matter")
    assert result.returncode != 0
    assert "_posts/2024-03-03-bad.md:1: title: " in result.stderr


def test_a_command_that_is_not_there_is_said_in_a_sentence(build: Build, site: Path) -> None:
    config = (site / "_config.yml").read_text().partition("syndicate: {")[0]
    (site / "_config.yml").write_text(f"{config}syndicate: {{command: no-such-command}}\n")
    result = build()
    assert result.returncode != 0
    assert "there is no command no-such-command; install it as the README of jekyll-syndicate says" in result.stderr


def test_what_the_settings_withhold_stays_in(build: Build, site: Path) -> None:
    words = {
        "Private": "private: true",
        "Members": "visibility: members",
        "Hidden": "hidden: true",  # a word of themes
        "Kept": "sitemap: false",
        "Short": "feed: {excerpt_only: true}\ndescription: Short.",
    }
    for title, said in words.items():
        text = f"---\ntitle: {title}\nlayout: post\n{said}\n---\nLong *text*.\n"
        (site / "_posts" / f"2024-03-09-{title}.md").write_text(text)
    assert build().returncode == 0
    found = {item["title"]: item for item in items(site)}
    assert set(found) == {"Hidden", "Kept", "Short", "Tides & moons", "Wind", "A note"}
    assert "Long" not in str(found["Short"])
    assert "Kept" not in (site / "_site" / "amp-sitemap.xml").read_text()
    (site / "syndicate.yaml").write_text("withheld: {private: false}\nfeeds: [{format: json}]\n")
    build()
    assert "Private" in {item["title"] for item in items(site)}


def test_what_only_the_front_matter_knows_counts_as_for_the_command(build: Build, site: Path) -> None:
    head = (
        "cover: {path: /p.png, alt: A quay}\nlanguage: de\nlastmod: 2024-03-10\n"
        "enclosure: {url: 'https://m.example.org/a.mp3', length: 1234, type: audio/mpeg}\nduration: '31:08'\n"
    )
    (site / "_posts" / "2024-03-09-heard.md").write_text(f"---\ntitle: Heard\n{head}---\nText.\n")
    (site / "_posts" / "2024-03-09-gone.md").write_text(f"---\ntitle: Gone\n{head}expires: 2024-04-01\n---\nText.\n")
    build()
    found = {item["title"]: item for item in items(site)}
    assert "Gone" not in found
    heard = found["Heard"]
    sound = {"url": "https://m.example.org/a.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 1234}
    assert heard["attachments"] == [{**sound, "duration_in_seconds": 1868}]
    assert (heard["language"], heard["date_modified"][:10]) == ("de", "2024-03-10")
    assert heard["image"].endswith("/p.png")


def test_it_can_be_switched_off(build: Build, site: Path) -> None:
    config = (site / "_config.yml").read_text().partition("syndicate: {")[0]
    (site / "_config.yml").write_text(f"{config}syndicate: false\n")
    assert build().returncode == 0
    assert not (site / "_site" / "feed.json").exists()


def configure(site: Path, options: str) -> None:
    config = site / "_config.yml"
    config.write_text(config.read_text().replace("syndicate: {", f"syndicate: {{{options}, "))


def beside(site: Path) -> dict[str, tuple[str, int]]:
    places = (site / "_site" / "robots.txt", site / "_site" / "_headers")
    return {place.name: (place.read_text(), place.stat().st_mtime_ns) for place in places if place.exists()}


SITEMAP = "Sitemap: https://news.example.org/amp-sitemap.xml\n"


STATIC = "User-agent: *\nDisallow: /x\n"
TEMPLATE = "---\n---\nUser-agent: *\nDisallow: /{{ 'x' }}\n"


@pytest.mark.parametrize(("own", "arguments"), [("", []), (STATIC, []), (TEMPLATE, []), (TEMPLATE, ["--incremental"])])
def test_robots_and_headers_make_the_feeds_known_once(build: Build, site: Path, own: str, arguments: list[str]) -> None:
    if own:
        (site / "robots.txt").write_text(own)
    assert build(*arguments).returncode == 0
    assert SITEMAP not in str(beside(site))
    configure(site, "robots: true, headers: true")
    assert build(*arguments).returncode == 0
    found = beside(site)
    assert found["robots.txt"][0] == (STATIC if own else "") + SITEMAP
    assert "/atom.xml\n  Content-Type: application/atom+xml; charset=utf-8\n" in found["_headers"][0]
    result = build(*arguments)
    assert "Syndicate: 4 feeds, 0 changed" in result.stdout
    assert beside(site) == found


def test_headers_of_the_sites_own_stay(build: Build, site: Path) -> None:
    (site / "_headers").write_text("/x\n  A: b\n")
    configure(site, "headers: true")
    (site / "_config.yml").write_text((site / "_config.yml").read_text() + "include: [_headers]\n")
    build()
    assert beside(site)["_headers"][0].startswith("/x\n  A: b\n/rss.xml\n")


def test_a_preview_has_its_feeds_and_makes_nothing_known(environment: dict[str, str], site: Path) -> None:
    configure(site, "robots: true, headers: true")
    command = ["jekyll", "serve", "--port", "0", "--no-watch"]
    with subprocess.Popen(command, cwd=site, env=environment, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout is not None
        said = []
        for line in serving.stdout:
            said.append(line)
            if "Server running" in line:
                break
        serving.terminate()
    assert "Server running" in said[-1]
    assert len(items(site)) == 3
    assert beside(site) == {}
    assert not (site / "syndicate.record").exists()


def test_a_build_says_what_it_did_and_nothing_of_the_plugin_itself(build: Build) -> None:
    result = build()
    said = [line for line in (result.stdout + result.stderr).splitlines() if "Syndicate:" in line]
    assert [line.strip() for line in said][1:] == ["Syndicate: 4 feeds, 4 changed"]
    assert said[0].strip().startswith("Syndicate: syndicate.record notes what is published")  # once, when it is made
    again = build()
    assert "syndicate.record" not in again.stdout + again.stderr


def test_a_new_site_without_a_url_is_built_and_told_what_feeds_need(build: Build, site: Path) -> None:
    config = (site / "_config.yml").read_text()
    (site / "_config.yml").write_text(config.replace("url: https://news.example.org", 'url: ""'))
    result = build()
    assert result.returncode == 0
    said = "Syndicate: _config.yml: url is empty, and feeds need whole addresses, so none are written"
    assert result.stderr.count(said) == 1
    assert not (site / "_site" / "feed.json").exists()
    (site / "syndicate.yaml").write_text("site: {url: https://news.example.org/}\n")
    assert build().returncode == 0
    assert feed(site)["home_page_url"] == "https://news.example.org/"


IDS = {
    "_posts/2024-03-04-Größe & co.md": "https://news.example.org/2024/03/04/Gr%C3%B6%C3%9Fe%20&%20co",
    "_posts/2024-03-05-mine.md": "https://news.example.org/mine/",
    "_posts/2024-03-06-slug.md": "https://news.example.org/2024/03/06/other",
}


@pytest.mark.parametrize("plugins", ["[jekyll-feed, jekyll-syndicate]", "[jekyll-syndicate]"])
def test_the_gem_and_the_command_give_one_id(build: Build, site: Path, plugins: str) -> None:
    config = (site / "_config.yml").read_text().replace("permalink: /:year/:month/:title/\n", "")
    (site / "_config.yml").write_text(config.replace("[jekyll-syndicate]", plugins))
    for path, more in zip(IDS, ("", "permalink: /mine/\n", "slug: other\n"), strict=True):
        (site / path).write_text(f"---\ntitle: T\nlayout: post\n{more}---\nText\n")
    (site / "_posts" / "2024-03-07-guid.md").write_text("---\ntitle: T\nlayout: post\nguid: '77'\n---\nText\n")
    result = build()
    require("jekyll-feed" not in result.stderr, "no jekyll-feed here")
    assert result.returncode == 0, result.stderr
    by_gem = {item["url"]: item["id"] for item in items(site)}
    command = [sys.executable, "-m", "syndicate", "export", "--output", "out"]
    subprocess.run(command, cwd=site, env=os.environ | {"SYNDICATE_PLUGINS": ""}, check=True, capture_output=True)
    by_command = json.loads((site / "out" / "feed.json").read_text())["items"]
    assert by_gem == {item["url"]: item["id"] for item in by_command}
    assert len(by_gem) == 7
    if "jekyll-feed" in plugins:
        assert set(IDS.values()) < set(by_gem.values())


def test_posts_keep_the_ids_of_jekyll_feed_where_the_gem_takes_its_place(build: Build, site: Path) -> None:
    config = (site / "_config.yml").read_text()
    feeds = config.replace("[jekyll-syndicate]", "[jekyll-feed, jekyll-syndicate]").replace(
        "permalink: /:year/:month/:title/\n", ""
    )
    (site / "_config.yml").write_text(feeds.partition("syndicate: {")[0] + "syndicate: false\n")
    require("jekyll-feed" not in build().stderr, "no jekyll-feed here")
    before = {entry.link: entry.id for entry in feedparser.parse((site / "_site" / "feed.xml").read_bytes()).entries}
    (site / "_config.yml").write_text(config.replace("permalink: /:year/:month/:title/\n", ""))
    assert build().returncode == 0
    found = {str(item["url"]): item["id"] for item in items(site)}
    assert {url: found[url] for url in before} == before
    again = build()
    assert {str(item["url"]): item["id"] for item in items(site)} == found
    assert "nothing is learned elsewhere" not in again.stdout


def test_a_build_notes_what_it_published_and_a_watched_one_or_a_part_does_not(
    build: Build, environment: dict[str, str], site: Path
) -> None:
    build("--limit_posts", "1")
    assert not (site / "syndicate.record").exists()
    build()
    record = (site / "syndicate.record").read_bytes()
    wind = next((site / "_posts").glob("*wind*"))
    kept = wind.read_text()
    build("--limit_posts", "1")
    wind.unlink()
    with subprocess.Popen(
        ["jekyll", "build", "--watch"], cwd=site, env=environment, stdout=subprocess.PIPE, text=True
    ) as watching:
        assert watching.stdout is not None
        assert any("Auto-regeneration: enabled" in line for line in watching.stdout)
        watching.terminate()
    assert (site / "syndicate.record").read_bytes() == record
    assert "1 article is withdrawn, and in no feed any more" in build().stdout
    wind.write_text(kept)
    assert build().returncode == 0
    wind.write_text(kept.replace("---\n", "---\npublished: false\n", 1))
    assert "1 article is withdrawn, and in no feed any more" in build().stdout


def test_the_same_articles_are_the_same_entries_as_in_every_host(built: Path) -> None:
    assert_same_entries(feed(built))
