"""The host Hugo: its example, built by every Hugo there is here, and its feeds."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import require
from tests.hosts.entries import assert_same_entries

ROOT = Path(__file__).parent.parent.parent
PLUGIN = ROOT / "plugins" / "hugo-syndicate"
# The system's, and the newest, which comes as a package of Python's.
HUGOS = ["system", "newest"]


def hugo_of(name: str) -> str:
    beside = Path(sys.executable).parent / "hugo"
    others = os.pathsep.join(place for place in os.environ["PATH"].split(os.pathsep) if place != str(beside.parent))
    found = str(beside) if name == "newest" and beside.exists() else shutil.which("hugo", path=others)
    require(found is not None and (name == "system" or beside.exists()), f"no {name} hugo here")
    return str(found)


@pytest.fixture(params=HUGOS)
def build(request: pytest.FixtureRequest, tmp_path: Path) -> Build:
    """Return what builds the example as its Makefile does."""
    return Build(hugo_of(request.param), tmp_path / "site")


class Build:
    def __init__(self, hugo: str, site: Path) -> None:
        self.hugo, self.site, self.public = hugo, site, site / "public"
        shutil.copytree(PLUGIN / "example", site)
        shutil.copytree(PLUGIN, site / "themes" / "syndicate", ignore=shutil.ignore_patterns("example", "README.md"))
        (site / "layouts" / "partials").mkdir(exist_ok=True)
        (site / "layouts" / "partials" / "feeds.html").write_text(self.syndicate("links").stdout)

    def syndicate(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"PYTHONPATH": str(ROOT), "SYNDICATE_PLUGINS": "", "SOURCE_DATE_EPOCH": "1717200000"}
        command = [sys.executable, "-m", "syndicate", *arguments]
        return subprocess.run(command, cwd=self.site, env=environment, capture_output=True, text=True, check=False)

    def run(self) -> subprocess.CompletedProcess[str]:
        subprocess.run([self.hugo, "--minify", "--quiet"], cwd=self.site, check=True, stdout=subprocess.DEVNULL)
        result = self.syndicate("export", "public/syndicate.jsonl", "--output", "public")
        (self.public / "syndicate.jsonl").unlink()
        return result


def test_the_example_has_its_feeds_with_hugos_own_text_and_urls(build: Build) -> None:
    result = build.run()
    assert (result.returncode, result.stderr) == (0, "")
    feed = json.loads((build.public / "feed.json").read_text())
    assert (feed["title"], feed["home_page_url"], feed["language"]) == (
        "The Harbour Ledger",
        "https://news.example.org/",
        "en",
    )
    tides, wind = feed["items"]
    for item in (tides, wind):
        assert (build.public / item["url"].removeprefix("https://news.example.org/") / "index.html").exists()
    assert (tides["title"], tides["tags"], tides["authors"]) == (
        "Tides & moons",
        ["Sea", "Tide tables"],
        [{"name": "Ann Lee"}],
    )
    assert "<strong>spring</strong>" in tides["content_html"]
    assert wind["image"].endswith("/wind/map.png")


def test_a_second_build_rewrites_no_feed(build: Build) -> None:
    def feeds() -> dict[str, int]:
        return {path.name: path.stat().st_mtime_ns for path in build.public.glob("*") if path.name in names}

    names = {"rss.xml", "atom.xml", "feed.json", "amp-sitemap.xml"}
    build.run()
    before = feeds()
    assert set(before) == names
    build.run()
    assert feeds() == before


def test_every_page_links_to_the_feeds(build: Build) -> None:
    build.run()
    for page in build.public.rglob("index.html"):
        assert "https://news.example.org/atom.xml" in page.read_text(), page


def test_what_is_wrong_is_told_with_the_path_of_the_page(build: Build) -> None:
    (build.site / "content" / "posts" / "bad.md").write_text("---\ntitle: ''\ndate: 2024-03-01\n---\n")
    result = build.run()
    assert result.returncode == 3
    assert result.stderr.startswith("content/posts/bad.md:1: title: ")
    assert len(json.loads((build.public / "feed.json").read_text())["items"]) == 2


@pytest.mark.parametrize("config", ["config/_default/hugo.toml", "config.toml"])
def test_the_site_is_hugos_wherever_its_configuration_stands(build: Build, config: str) -> None:
    place = build.site / config
    place.parent.mkdir(parents=True, exist_ok=True)
    said = (build.site / "hugo.toml").read_text().replace('author = "The Desk"', 'author = {name = "Ann Lee"}')
    (build.site / "hugo.toml").unlink()
    place.write_text('copyright = "CC BY"\n' + said.replace("[params]", '[params]\ndescription = "News"'))
    assert build.run().returncode == 0
    feed = json.loads((build.public / "feed.json").read_text())
    assert (feed["title"], feed["home_page_url"], feed["language"], feed["description"], feed["authors"]) == (
        "The Harbour Ledger",
        "https://news.example.org/",
        "en",
        "News",
        [{"name": "Ann Lee"}],
    )
    assert "<copyright>CC BY</copyright>" in (build.public / "rss.xml").read_text()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("guid: 77\nimage: map.png", "https://news.example.org/2024/03/odd/map.png"),
        ("cover: {image: map.png, alt: A}", "https://news.example.org/2024/03/odd/map.png"),
        ("featured_image: /odd.png", "https://news.example.org/odd.png"),
        ("image: false\nthumbnail: https://e.org/a.png", "https://e.org/a.png"),
    ],
)
def test_pictures_have_the_names_of_themes(build: Build, given: str, expected: str) -> None:
    page = build.site / "content" / "posts" / "odd" / "index.md"
    page.parent.mkdir()
    page.write_text(f"---\ntitle: Odd\ndate: 2024-03-09\nauthor: {{name: Bob Ray}}\n{given}\n---\nText\n")
    shutil.copy(build.site / "content" / "posts" / "wind" / "map.png", page.parent)
    build.run()
    (item,) = [item for item in json.loads((build.public / "feed.json").read_text())["items"] if item["title"] == "Odd"]
    assert (item["image"], item["authors"]) == (expected, [{"name": "Bob Ray"}])
    assert item["id"] == ("tag:news.example.org,2024:77" if "guid" in given else item["url"])


def test_the_host_and_the_command_give_one_id(build: Build) -> None:
    tides = build.site / "content" / "posts" / "tides.md"
    # Versions of Hugo make other slugs of markup.
    tides.write_text(
        tides.read_text().replace("---\n", "---\nslug: tides\n", 1).replace("+++\n", "+++\nslug = 'tides'\n", 1)
    )
    build.run()
    by_host = {item["url"]: item["id"] for item in json.loads((build.public / "feed.json").read_text())["items"]}
    assert build.syndicate("export", "--output", "out").returncode == 0
    by_command = json.loads((build.site / "out" / "feed.json").read_text())["items"]
    assert by_host == {item["url"]: item["id"] for item in by_command}
    assert len(by_host) == 2


def test_what_the_settings_withhold_stays_in(build: Build) -> None:
    words = {
        "Private": "private: true",
        "Unlisted": "params: {unlisted: true}\nunlisted: true",
        "Status": "status: draft",  # Hugo does not know it
        "Hidden": "hidden: true",  # a word of themes
        "Kept": "noindex: true",
        "Short": "excerpt_only: true\ndescription: Short.",
    }
    for title, said in words.items():
        page = f"---\ntitle: {title}\ndate: 2024-03-09\n{said}\n---\nLong *text*.\n"
        (build.site / "content" / "posts" / f"{title}.md").write_text(page)
    build.run()
    items = {item["title"]: item for item in json.loads((build.public / "feed.json").read_text())["items"]}
    assert set(items) == {"Status", "Hidden", "Kept", "Short", "Tides & moons", "Wind"}
    assert "content_html" not in items["Short"] or "Long" not in items["Short"]["content_html"]
    assert "/kept/" not in (build.public / "amp-sitemap.xml").read_text()
    (build.site / "syndicate.yaml").write_text("withheld: {private: false}\nfeeds: [{format: json}]\n")
    build.run()
    assert "Private" in {item["title"] for item in json.loads((build.public / "feed.json").read_text())["items"]}


def test_the_server_is_left_alone(build: Build) -> None:
    subprocess.run([build.hugo, "--quiet", "-e", "development"], cwd=build.site, check=True, stdout=subprocess.DEVNULL)
    assert not (build.public / "syndicate.jsonl").exists()


def test_the_same_articles_are_the_same_entries_as_in_every_host(build: Build) -> None:
    build.run()
    assert_same_entries(json.loads((build.public / "feed.json").read_text()))


@pytest.mark.parametrize(("generator", "lines"), [("hugo", "syndicate.jsonl"), ("zola", "syndicate.txt")])
def test_lines_of_articles_do_not_stay_where_some_are_left_out(tmp_path: Path, generator: str, lines: str) -> None:
    require(bool(shutil.which("make")), "no make here")
    site, commands = tmp_path / "host" / "site", tmp_path / "commands"
    shutil.copytree(PLUGIN.parent / f"{generator}-syndicate", site.parent)
    (site.parent / "example").rename(site)
    commands.mkdir()
    for name, said in ((generator, f"mkdir -p public && echo '{{}}' > public/{lines}"), ("syndicate", "exit 3")):
        (commands / name).write_text(f'#!/bin/sh\n[ "$1" = links ] || {{ {said}; }}\n')
        (commands / name).chmod(0o755)
    environment = os.environ | {"PATH": f"{commands}{os.pathsep}{os.environ['PATH']}"}
    made = subprocess.run(["make"], cwd=site, env=environment, capture_output=True, text=True, check=False)
    assert made.returncode != 0
    assert "Error 3" in made.stderr
    assert (site / "public").is_dir()
    assert not (site / "public" / lines).exists()
