"""The example, built by the real Pelican, and what the plugin makes of pages and settings."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pelican.plugins.syndicate.articles import articles_of, findings_of
from syndicate import Article, Fault, Site, SourceContext

EXAMPLE = Path(__file__).parent.parent / "example"
GOLDEN = Path(__file__).parent / "golden"
Build = Callable[..., subprocess.CompletedProcess[str]]


def pelican(site: Path, *arguments: str, settings: str = "") -> subprocess.CompletedProcess[str]:
    config = (EXAMPLE / "pelicanconf.py").read_text()
    (site / "pelicanconf.py").write_text(config + settings + "\n")
    command = [sys.executable, "-m", "pelican", *arguments]
    environment = os.environ | {"SYNDICATE_PLUGINS": "", "NO_COLOR": "1", "COLUMNS": "400"}
    return subprocess.run(command, cwd=site, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLE, tmp_path / "site")
    return tmp_path / "site"


@pytest.fixture
def build(site: Path) -> Build:
    return partial(pelican, site)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the example, built once for those who only look at it."""
    site = Path(shutil.copytree(EXAMPLE, tmp_path_factory.mktemp("built") / "site"))
    result = pelican(site)
    assert result.returncode == 0, result.stderr
    return site


def items(site: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((site / "output" / "feed.json").read_text())["items"]
    return found


def test_the_example_has_its_feeds_with_pelicans_own_text_and_urls(built: Path) -> None:
    feed = json.loads((built / "output" / "feed.json").read_text())
    assert (feed["title"], feed["home_page_url"], feed["language"]) == (
        "The Harbour Ledger",
        "https://news.example.org/",
        "en",
    )
    tides, wind = items(built)
    for item in (tides, wind):
        assert (built / "output" / item["url"].removeprefix("https://news.example.org/") / "index.html").exists()
    assert (tides["title"], tides["tags"], tides["authors"]) == (
        "Tides & moons",
        ["Sea", "Tide tables"],
        [{"name": "Ann Lee"}],
    )
    assert tides["date_modified"] == "2024-03-05T08:00:00+01:00"
    assert '<a href="https://news.example.org/2024/03/wind/">' in tides["content_html"]
    assert wind["authors"] == [{"name": "The Desk"}]


@pytest.mark.parametrize("name", ["rss.xml", "atom.xml", "feed.json"])
def test_it_gives_the_expected_bytes(built: Path, name: str) -> None:
    found = (built / "output" / name).read_bytes()
    if os.environ.get("UPDATE_GOLDEN"):
        (GOLDEN / name).write_bytes(found)
    assert found.decode() == (GOLDEN / name).read_text()


def test_every_page_links_to_the_feeds(built: Path, build: Build, site: Path) -> None:
    pages = list((built / "output").rglob("*.html"))
    assert len(pages) > 8
    for page in pages:
        assert page.read_text().count('href="https://news.example.org/atom.xml"') == 1, page
    build(settings='SYNDICATE = {"links": False}')
    assert "news.example.org/atom.xml" not in (site / "output" / "index.html").read_text()


def test_pelicans_own_feeds_give_way_when_told(build: Build, site: Path) -> None:
    feeds = 'FEED_ALL_ATOM = "feeds/all.atom.xml"\n'
    build(settings=feeds)
    assert not (site / "output" / "feeds").exists()
    build(settings=f"{feeds}SYNDICATE = {{}}")
    assert (site / "output" / "feeds" / "all.atom.xml").exists()
    assert (site / "output" / "atom.xml").exists()


def test_a_second_build_rewrites_no_feed(build: Build, site: Path) -> None:
    names = ("rss.xml", "atom.xml", "feed.json")
    build()
    before = [(site / "output" / name).stat().st_mtime_ns for name in names]
    build()
    assert [(site / "output" / name).stat().st_mtime_ns for name in names] == before


@pytest.mark.parametrize("own", ["", "User-agent: *\nDisallow: /x\n"])
def test_robots_and_headers_make_the_feeds_known_once(build: Build, site: Path, own: str) -> None:
    (site / "syndicate.yaml").write_text("feeds: [{format: json, path: feed.json}, {format: amp-sitemap}]\n")
    if own:
        (site / "content" / "robots.txt").write_text(own)
    options = 'STATIC_PATHS = ["robots.txt"]\nSYNDICATE = {"robots": True, "headers": True}'
    places = (site / "output" / "robots.txt", site / "output" / "_headers")
    result = build(settings=options)
    found = [(place.read_text(), place.stat().st_mtime_ns) for place in places]
    assert found[0][0] == f"{own}Sitemap: https://news.example.org/sitemap.xml\n", result.stderr
    assert "/feed.json\n  Content-Type: application/feed+json; charset=utf-8\n" in found[1][0]
    build(settings=options)
    assert [(place.read_text(), place.stat().st_mtime_ns) for place in places] == found


def test_settings_of_syndicate_go_before_pelicans(build: Build, site: Path) -> None:
    (site / "syndicate.yaml").write_text("site: {title: Ours}\nfeeds: [{format: json, path: feed.json, limit: 1}]\n")
    build()
    assert json.loads((site / "output" / "feed.json").read_text())["title"] == "Ours"
    assert len(items(site)) == 1
    assert not (site / "output" / "rss.xml").exists()


def test_translations_are_articles_in_their_own_language(build: Build, site: Path) -> None:
    (site / "content" / "wind-de.md").write_text("Title: Wind\nDate: 2024-03-02\nSlug: wind\nLang: de\n\nEr weht.\n")
    build()
    assert sorted((item["url"], item.get("language")) for item in items(site))[1:] == [
        ("https://news.example.org/2024/03/wind/", None),
        ("https://news.example.org/wind-de.html", "de"),
    ]


def test_a_site_without_an_address_has_no_feeds_and_is_told_so(build: Build, site: Path) -> None:
    result = build(settings='SITEURL = ""')
    assert result.returncode == 0
    assert "SITEURL is empty, so no feeds are written" in result.stderr + result.stdout
    assert not (site / "output" / "atom.xml").exists()


BAD = "Title: <br>\nDate: 2024-03-03\n\nText\n"


def test_an_optional_value_that_cannot_be_used_costs_that_value(build: Build, site: Path) -> None:
    (site / "content" / "bad.md").write_text("Title: Odd\nDate: 2024-03-03\nLang: x\n\nText\n")
    result = build()
    assert "content/bad.md:3:7: lang: 'x' is not a language tag" in result.stderr + result.stdout
    assert len(items(site)) == 3


def test_the_host_and_the_command_give_one_id(build: Build, site: Path) -> None:
    (site / "content" / "g.md").write_text("Title: G\nDate: 2024-03-03\nGuid: 77\n\nText\n")
    build()
    by_host = {item["url"]: item["id"] for item in items(site)}
    command = [sys.executable, "-m", "syndicate", "export", "--output", "out"]
    subprocess.run(command, cwd=site, env=os.environ | {"SYNDICATE_PLUGINS": ""}, check=True, capture_output=True)
    by_command = json.loads((site / "out" / "feed.json").read_text())["items"]
    assert by_host == {item["url"]: item["id"] for item in by_command}
    assert len(by_host) == 3


def test_what_the_settings_withhold_stays_in(build: Build, site: Path) -> None:
    for word in ("Private: true", "Sponsored: yes", "Archived: true"):
        title = word.split(":")[0]
        (site / "content" / f"{title}.md").write_text(f"Title: {title}\nDate: 2024-03-03\n{word}\n\nText\n")
    build()
    assert {item["title"] for item in items(site)} >= {"Sponsored", "Archived"}
    assert "Private" not in {item["title"] for item in items(site)}
    (site / "syndicate.yaml").write_text("withheld: {private: false, sponsored: true, archived: true}\n")
    build()
    assert [item["title"] for item in items(site)] == ["Tides & moons", "Private", "Wind"]


def test_other_names_of_fields_are_the_settings(build: Build, site: Path) -> None:
    (site / "content" / "a.md").write_text("Title: A\nDate: 2024-03-03\nBlurb: Short.\n\nText\n")
    (site / "syndicate.yaml").write_text("source: {fields: {summary: [blurb]}}\n")
    build()
    assert [item["summary"] for item in items(site) if item["title"] == "A"] == ["Short."]


def test_a_page_that_cannot_be_used_is_warned_of_with_its_line_and_left_out(build: Build, site: Path) -> None:
    (site / "content" / "bad.md").write_text(BAD)
    result = build()
    assert result.returncode == 0
    assert "content/bad.md:1:8: title: " in result.stderr + result.stdout
    assert len(items(site)) == 2


def test_it_fails_a_build_in_which_warnings_are_fatal(build: Build, site: Path) -> None:
    (site / "content" / "bad.md").write_text(BAD)
    result = build("--fatal", "warnings")
    assert result.returncode != 0
    assert "content/bad.md:1:8: title: " in result.stderr + result.stdout


def test_mistakes_in_the_settings_are_told_in_pelicans_log(build: Build, site: Path) -> None:
    (site / "syndicate.yaml").write_text("feeds: [{format: atm}]\n")
    result = build("--fatal", "errors")
    assert result.returncode != 0
    assert "no format named 'atm'; did you mean 'atom'?" in result.stderr + result.stdout


# Pages and settings, without Pelican


def page(**given: Any) -> SimpleNamespace:
    values = {
        "source_path": "/site/content/a.md",
        "title": "A <em>b</em>",
        "url": "a.html",
        "date": datetime(2024, 1, 1, 12),  # noqa: DTZ001  as Pelican has it where TIMEZONE is not set
        "content": "<p>Text</p>",
        "metadata": {},
        **given,
    }
    return SimpleNamespace(**values)


def article(settings: dict[str, Any] | None = None, **given: Any) -> Article | Fault:
    values = {"SITEURL": "https://e.org/blog", "TIMEZONE": "Europe/Berlin", **(settings or {})}
    context = SourceContext(
        root="/site", paths=(), site=Site(title="N", url="https://e.org/blog", timezone="Europe/Berlin")
    )
    (found,) = articles_of([page(**given)], values, context)
    assert isinstance(found, Article | Fault)
    return found


def test_a_page_is_an_article() -> None:
    found = article(tags=["x"], category="News", lang="pt_BR", metadata={"image": "/i.png"})
    assert isinstance(found, Article)
    assert (found.title, found.url) == ("A b", "https://e.org/blog/a.html")
    assert found.published_at == datetime(2024, 1, 1, 11, tzinfo=UTC)
    assert (found.topics, found.language, found.images[0].url) == (("x", "News"), "pt-BR", "https://e.org/i.png")
    assert found.origin is not None
    assert found.origin.path == "content/a.md"


def test_the_category_that_every_page_has_is_no_topic() -> None:
    found = article({"DEFAULT_CATEGORY": "misc"}, category="misc")
    assert isinstance(found, Article)
    assert found.topics == ()


def test_a_page_without_a_title_is_a_fault() -> None:
    found = article(title="")
    assert isinstance(found, Fault)
    assert (found.path, found.field) == ("content/a.md", "title")


def test_settings_are_findings() -> None:
    found = findings_of(
        {"SITENAME": "N", "SITEURL": "https://e.org/", "AUTHOR": "", "WITH_FUTURE_DATES": False}
    ).settings
    values = {".".join(place): finding.value for place, finding in found.items()}
    assert values == {"site.title": "N", "site.url": "https://e.org/", "site.authors": ["N"]}


def posted(site: Path, name: str, more: str = "") -> Path:
    path = site / "content" / f"{name}.md"
    path.write_text(f"Title: {name}\nDate: 2024-02-01\nSlug: {name}\n{more}\n\nText.\n")
    return path


def test_what_is_published_is_noted_beside_pelicanconf_and_ids_stay(build: Build, site: Path) -> None:
    posted(site, "high")
    posted(site, "gone")
    assert build().returncode == 0
    assert [path.name for path in site.glob("**/*.record")] == ["syndicate.record"]
    before = {item["title"]: item["id"] for item in items(site)}
    posted(site, "higher", "").write_text((site / "content" / "high.md").read_text().replace("Slug: high", "Slug: up"))
    (site / "content" / "high.md").unlink()
    posted(site, "gone", "Status: draft")
    result = build("-v")
    said = result.stdout + result.stderr
    assert {item["title"]: item["id"] for item in items(site)} == {
        title: id_ for title, id_ in before.items() if title != "gone"
    }
    assert "1 article is withdrawn" in said, said


@pytest.mark.parametrize("option", ["--autoreload", "-lr"])
def test_a_preview_touches_no_record(build: Build, site: Path, option: str) -> None:
    build()
    before = (site / "syndicate.record").read_bytes()
    posted(site, "high")
    command = f"import sys; sys.argv.append({option!r}); from pelican import main; main([])"
    environment = os.environ | {"SYNDICATE_PLUGINS": "", "NO_COLOR": "1"}
    subprocess.run([sys.executable, "-c", command], cwd=site, env=environment, check=True, capture_output=True)
    assert "high" in [item["title"] for item in items(site)]
    assert (site / "syndicate.record").read_bytes() == before


def test_feeds_have_as_many_entries_as_pelicanconf_says(build: Build, site: Path) -> None:
    for number in range(25):
        posted(site, f"n{number}")
    build()
    assert len(items(site)) == 20
    build(settings="FEED_MAX_ITEMS = 3")
    assert len(items(site)) == 3
    build(settings="FEED_MAX_ITEMS = None")
    assert len(items(site)) > 25


def test_faults_of_one_kind_are_one_message(build: Build, site: Path) -> None:
    for number in range(9):
        posted(site, f"n{number}", f"Expires: day {number}")
    result = build()
    said = result.stdout + result.stderr
    assert said.count("is not an ISO 8601 instant") == 1, said
    assert "9 in all" in said


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("'feeds.yaml'", "expected a dict, found 'feeds.yaml'; write e.g. SYNDICATE = {\"robots\": True}"),
        ("{'replace_feed': True}", "no option 'replace_feed'; did you mean 'replace_feeds'?"),
        ("{'config': 5}", "config: expected the path of a file, found '5'"),
    ],
)
def test_a_mistake_in_the_options_is_said_and_pelican_builds_the_rest(build: Build, options: str, said: str) -> None:
    result = build(settings=f"SYNDICATE = {options}")
    assert result.returncode == 0
    assert f"syndicate: pelicanconf.py: SYNDICATE: {said}" in " ".join(result.stdout.split())
    assert "Traceback" not in result.stdout + result.stderr


def test_an_article_without_a_usable_url_or_date_costs_no_other_one(build: Build, site: Path) -> None:
    for number, line in enumerate(("Url:", "Url: https://[x", "Url: https://e.org:99999999/", "Date: 0001-01-01")):
        date = "" if line.startswith("Date") else "Date: 2024-01-02\n"
        (site / "content" / f"odd{number}.md").write_text(f"Title: Odd {number}\n{date}{line}\n\nText.\n")
    result = build()
    assert {item["title"] for item in items(site)} == {"Tides & moons", "Wind"}
    assert result.stdout.count("content/odd") >= 3
