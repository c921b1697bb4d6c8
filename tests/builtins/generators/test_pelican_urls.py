"""The same sites by Pelican itself: the same articles, the same URLs, the same texts of heads."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from syndicate import Article, Fault, Overrides, Registry, export, read
from syndicate.model.text import summary_text
from syndicate.settings import make_plan, open_site, recognise
from tests.builtins.generators.pelican_build import HAS_PELICAN, REASON, Page, build, copied
from tests.conftest import require

SITES = Path(__file__).parent / "sites"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
# The Makefile of a site without PATH names its content on the command line.
ARGUMENTS = {"pelican-old": ('PATH="content"',)}
JSON = Overrides(formats=(("json", None),))


class Both(NamedTuple):
    """A site, built by Pelican and read by us: article by source."""

    name: str
    root: Path
    built: dict[str, Page]
    read: dict[str, Article]
    faults: tuple[Fault, ...]


@pytest.fixture(scope="module", params=sorted(path.name for path in SITES.glob("pelican*")))
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Both:
    require(HAS_PELICAN, REASON)
    folder = tmp_path_factory.mktemp(request.param)
    site = copied(SITES / request.param, folder)
    settings = "publishconf.py" if (site / "publishconf.py").exists() else "pelicanconf.py"
    built = build(site, folder / "out", settings=settings, extra=ARGUMENTS.get(request.param, ()))
    registry = Registry(distributions=())
    plan = make_plan(recognise(*open_site(site), registry)[0], registry, now=NOW, overrides=JSON)
    reading = read(plan)
    articles = {
        str(article.origin and article.origin.path).removeprefix("content/"): article for article in reading.articles
    }
    return Both(request.param, site, built, articles, tuple(reading.faults))


def test_the_same_files_are_articles(both: Both) -> None:
    assert both.read.keys() == both.built.keys()
    assert len(both.built) >= 2


def test_every_url_is_pelicans_own(both: Both) -> None:
    # Where an article of the future is a draft it has the URL of one: that takes a clock, and it is in no feed anyway.
    demoted = {
        source for source, page in both.built.items() if page.status == "draft" and both.read[source].is_published
    }
    expected = {source: page.url for source, page in both.built.items() if source not in demoted}
    assert {source: both.read[source].url for source in expected} == expected


def test_every_url_leads_to_a_built_page(both: Both) -> None:
    base = next(iter(both.built.values())).url.split("/")[2]
    for page in both.built.values():
        assert page.url.split("/")[2] == base
        place = page.url.removesuffix("/").rpartition("/")[2].removesuffix(".html")
        assert page.status == "draft" or place in page.file or "%" in place


def test_a_feed_has_what_pelican_publishes_and_nothing_else(both: Both) -> None:
    import json

    items = json.loads(export(both.root, now=NOW, overrides=JSON).documents[0].body)["items"]
    assert {item["url"] for item in items} == {page.url for page in both.built.values() if page.status == "published"}


def test_heads_say_the_same(both: Both) -> None:
    for source, page in both.built.items():
        article = both.read[source]
        assert article.title == page.title
        assert article.summary == summary_text(page.summary)
        assert [topic for topic in article.topics if topic in page.tags] == list(page.tags)
        assert [author.name for author in article.authors] == list(page.authors) or not article.authors
        if not page.date.startswith("9999"):
            assert article.published_at == datetime.fromisoformat(page.date).astimezone(UTC).replace(microsecond=0)
        assert (article.language or page.lang) == page.lang


def test_what_pelican_leaves_out_is_a_fault_where_it_stands(both: Both) -> None:
    expected = {
        "pelican": [
            "content/bad-date.md:2:7: date: 'yesterday-ish' is not a date; write e.g. 2024-05-01 09:00",
            "content/bad-status.md:3:9: status: 'pending' is no status; write published, draft, hidden or skip",
            "content/bad.rst:2: docutils says 'Title underline too short.', and Pelican leaves it out",
            "content/undated.md:1:1: date: no date says when this was published; write date: and e.g. 2024-05-01T09:00:00+02:00",
            "content/untitled.md:1:1: title: is empty or missing; write title: and some text",
        ]
    }
    assert [str(fault) for fault in both.faults] == expected.get(both.name, [])
