"""Independent judges of what the plugins write. They lie beside the checkout; where they are missing, that is told."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from syndicate import Article, Feed, FeedLink, Format, Registry, Site
from tests.conftest import SHARED, require

PLUGINS = Path(__file__).parent.parent.parent / "plugins"
JUDGE = SHARED / "oracles" / "schemas"
VALIDATOR = SHARED / "oracles" / "feedvalidator"
PODCASTS = sorted((PLUGINS / "syndicate-podcast" / "tests" / "golden").glob("*.xml"))
# What the tests of each host expect its generator to make of its example.
HOST_FEEDS = sorted(
    path
    for example in PLUGINS.glob("*/example")
    for path in (example.parent / "tests" / "golden").glob("*")
    if path.suffix in (".xml", ".json")
)
NOW = datetime(2024, 1, 30, 13, tzinfo=UTC)
HOST = "https://news.example.org"
pytestmark = pytest.mark.oracles
HOSTILE = '"/></title>]]> & <!-- \x00 é 🎶'


def judge(*arguments: object) -> None:
    require(JUDGE.exists(), f"the judge is not here: {JUDGE}")
    command = [str(JUDGE), "--strict", *map(str, arguments)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    require(result.returncode != 2, f"the judge could not judge: {result.stderr}")
    assert result.returncode == 0, result.stdout


def offered(plugin: str, name: str) -> Format:
    module = PLUGINS / plugin / plugin.replace("-", "_")
    path = module if module.is_dir() else module.with_suffix(".py")
    return Registry(distributions=(), paths=[path]).get(Format, name)


def test_what_the_tests_of_plugins_expect_is_valid() -> None:
    judge(*PODCASTS, *HOST_FEEDS, PLUGINS / "syndicate-opml" / "tests" / "golden" / "feeds.opml")


def test_the_w3c_validator_has_nothing_to_say_about_the_feeds_among_it() -> None:
    if not VALIDATOR.exists():
        pytest.skip(f"the judge is not here: {VALIDATOR}")
    feeds = [path for path in (*PODCASTS, *HOST_FEEDS) if path.suffix == ".xml" and "sitemap" not in path.name]
    result = subprocess.run([VALIDATOR, "--strict", *feeds], capture_output=True, text=True, check=False)
    if result.returncode == 2:
        pytest.skip("the validator's own source is not here, and cannot be installed")
    assert result.returncode == 0, result.stdout


def test_the_news_sitemaps_that_its_tests_expect_are_valid() -> None:
    paths = (PLUGINS / "syndicate-news-sitemap" / "tests" / "golden").glob("*-sitemap*.xml")
    judge("--now", NOW.isoformat(), "--site-url", f"{HOST}/news-sitemap.xml", *paths)


def test_a_news_sitemap_of_1001_hostile_articles_is_valid_with_all_it_names(tmp_path: Path) -> None:
    part = offered("syndicate-news-sitemap", "news-sitemap")
    articles = tuple(
        Article(
            title=f"{HOSTILE} {number}",
            url=f"{HOST}/a'{number}?b=1&c=%22",
            published_at=NOW - timedelta(minutes=number),
            language="zh-Hant" if number % 2 else "",
        )
        for number in range(1001)
    )
    site = Site(title=HOSTILE, url=f"{HOST}/", language="en-GB")
    feed = Feed(site=site, title=site.title, url=f"{HOST}/{part.filename}", articles=articles)
    for document in part.render(feed, part.filename, part.options()):
        (tmp_path / document.path).write_bytes(document.body)
    judge("--now", NOW.isoformat(), "--site-url", feed.url, "--root", tmp_path, *tmp_path.iterdir())


def test_an_opml_of_hostile_feeds_is_valid(tmp_path: Path) -> None:
    part = offered("syndicate-opml", "opml")
    links = [
        FeedLink(title=f"{HOSTILE} {topic}", url=f"{HOST}/a'?b=1&c=%22", media_type="application/rss+xml", topic=topic)
        for topic in ("", HOSTILE, "]]>")
    ]
    site = Site(title=HOSTILE, url=f"{HOST}/", description=HOSTILE, language="en-GB")
    feed = Feed(site=site, title=HOSTILE, url=f"{HOST}/{part.filename}", articles=(), feeds=links)
    for document in part.render(feed, part.filename):
        (tmp_path / document.path).write_bytes(document.body)
    judge(*tmp_path.iterdir())
