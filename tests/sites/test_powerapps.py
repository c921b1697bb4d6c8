"""A real aggregator, everyday.cc/powerapps: 357 articles of news and 441 videos, and the sitemaps that the site itself has."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from syndicate import Report, export
from tests.conftest import SHARED
from tests.sites import witness

SITE = SHARED / "sites" / "powerapps"
SETTINGS = Path(__file__).parent
NOW = datetime(2026, 11, 23, tzinfo=UTC)

pytestmark = pytest.mark.skipif(not SITE.is_dir(), reason=f"the site is not here: {SITE}")


class Exported(NamedTuple):
    heads: dict[str, witness.Head]
    report: Report
    files: dict[str, bytes]

    @property
    def out(self) -> dict[str, witness.Head]:
        return witness.out(self.heads, NOW)


def exported(name: str, *folders: str) -> Exported:
    heads = {f"{folder}/{path}": head for folder in folders for path, head in witness.heads(SITE / folder).items()}
    report = export(SITE, config=SETTINGS / f"powerapps-{name}.yaml", now=NOW)
    return Exported(heads, report, {document.path: document.body for document in report.documents})


@pytest.fixture(scope="module")
def news() -> Exported:
    return exported("news", "_news")


@pytest.fixture(scope="module")
def videos() -> Exported:
    return exported("videos", "_learning/videos")


@pytest.fixture(scope="module")
def aggregator() -> Exported:
    return exported("aggregator", "_news", "_learning/videos")


@pytest.fixture(params=["news", "videos"])
def own_pages(request: pytest.FixtureRequest) -> Exported:
    found: Exported = request.getfixturevalue(request.param)
    return found


@pytest.fixture(params=["news", "videos", "aggregator"])
def any_export(request: pytest.FixtureRequest) -> Exported:
    found: Exported = request.getfixturevalue(request.param)
    return found


def original(head: witness.Head) -> str:
    url: str = head["webUrl"] if "webUrl" in head else head["originalUrl"]
    return url


def locs(sitemap: str) -> dict[str, datetime]:
    return witness.sitemap((SITE / sitemap).read_bytes())


# The site's own pages, each with the original as `via`


def test_the_site_has_so_many_articles(news: Exported, videos: Exported) -> None:
    assert (len(news.heads), len(news.out)) == (357, 229)
    assert (len(videos.heads), len(videos.out)) == (441, 439)


def test_every_article_is_read_and_each_that_is_out_is_chosen(own_pages: Exported) -> None:
    report = own_pages.report
    assert (report.read_count, report.chosen_count) == (len(own_pages.heads), len(own_pages.out))
    assert (report.faults, report.warnings) == ((), ())


@pytest.mark.parametrize("path", ["rss.xml", "atom.xml", "feed.json"])
def test_a_feed_holds_the_articles_that_are_out_and_no_other(own_pages: Exported, path: str) -> None:
    titles = [witness.line(entry.title) for entry in witness.entries(path, own_pages.files[path])]
    assert sorted(titles) == witness.titles(own_pages.out)


def test_the_sitemap_lists_the_pages_of_the_feed(own_pages: Exported) -> None:
    feed = witness.entries("feed.json", own_pages.files["feed.json"])
    assert sorted(witness.sitemap(own_pages.files["sitemap.xml"])) == sorted(entry.url for entry in feed)


def test_the_original_is_named_beside_the_page(videos: Exported) -> None:
    originals = sorted(head["originalUrl"] for head in videos.out.values())
    feed = videos.files["atom.xml"].decode()
    assert feed.count('<link rel="via" ') == len(originals)
    assert not [url for url in originals if f'<link rel="via" href="{url}"/>' not in feed]


def test_the_videos_have_the_urls_and_lastmods_of_the_sites_own_sitemap(videos: Exported) -> None:
    theirs = locs("learning-sitemap.xml")
    assert len(theirs) == 439
    assert witness.sitemap(videos.files["sitemap.xml"]) == theirs


def test_the_sites_own_sitemap_lists_the_news_that_have_no_other_page(news: Exported) -> None:
    # Twelve articles name no webUrl, so people read them on the site; of the others it lists none, and we list all.
    here = {Path(path).stem for path, head in news.out.items() if "webUrl" not in head}
    ours = witness.sitemap(news.files["sitemap.xml"])
    assert {url: at for url, at in ours.items() if url.split("/")[-2] in here} == locs("news-sitemap.xml")
    assert (len(here), len(ours)) == (12, 229)


# News and videos together, with the originals as URLs


def test_the_originals_are_there_once_and_every_second_one_is_reported(aggregator: Exported) -> None:
    originals = Counter(original(head) for head in aggregator.out.values())
    assert (originals.total(), len(originals)) == (668, 648)
    report = aggregator.report
    assert (report.read_count, report.chosen_count, report.exit_status) == (798, 648, 3)
    again = {path for path, head in aggregator.out.items() if originals[original(head)] > 1}
    assert len(report.faults) == originals.total() - len(originals) == 20
    for fault in report.faults:
        assert (fault.field, fault.line, fault.path in again) == ("id", 1, True)
        url = original(aggregator.heads[fault.path])
        (stays,) = {path for path in again if f" is also the id of {path}:1, which stays; " in fault.message}
        other = aggregator.heads[stays]
        assert original(other) == url
        assert fault.message.startswith(f"'{url}' ")
        assert other["publishedDateTime"] >= aggregator.heads[fault.path]["publishedDateTime"]


@pytest.mark.parametrize("path", ["rss.xml", "atom.xml", "feed.json"])
def test_a_feed_holds_the_newest_hundred(aggregator: Exported, path: str) -> None:
    newest_first = sorted(aggregator.out.values(), key=lambda head: head["publishedDateTime"], reverse=True)
    newest: dict[str, str] = {}
    for head in newest_first:
        newest.setdefault(original(head), witness.line(head["title"]))
    titles = [witness.line(entry.title) for entry in witness.entries(path, aggregator.files[path])]
    assert sorted(titles) == sorted(list(newest.values())[:100])


def test_an_article_is_by_its_provider(aggregator: Exported) -> None:
    providers = {head["provider"]["name"] for head in aggregator.out.values()}
    feed = aggregator.files["rss.xml"].decode()
    assert feed.count("<dc:creator>") == 100
    assert "<dc:creator>Everyday CC<" not in feed
    assert sum(feed.count(f"<dc:creator>{name}<") for name in providers) == 100


def test_the_sitemap_lists_the_one_page_that_is_the_sites_own(aggregator: Exported) -> None:
    here = {
        url for head in aggregator.out.values() if (url := head.get("webUrl", "")).startswith("https://everyday.cc/")
    }
    assert len(here) == 1
    assert set(witness.sitemap(aggregator.files["sitemap.xml"])) == here
    assert aggregator.report.warnings == ()


# All of them


def test_every_feed_tells_the_same_ids_titles_and_urls_in_one_order(any_export: Exported) -> None:
    files = any_export.files
    rss, atom, json_feed = (witness.entries(path, files[path]) for path in ("rss.xml", "atom.xml", "feed.json"))
    assert rss == atom == json_feed
    assert len({entry.id for entry in rss}) == len(rss)


def test_no_file_holds_what_is_not_to_be_seen(any_export: Exported) -> None:
    secrets = witness.secrets(any_export.heads)
    assert len(secrets) == len(any_export.heads)
    unseen = {"secured", "featuredcontent", "quality", "heat", "price", "iscached", "provider"}
    for path, body in any_export.files.items():
        text = body.decode()
        assert not [secret for secret in secrets if secret in text]
        assert not witness.names(path, body) & unseen
        assert "<iframe" not in text
        assert "&lt;iframe" not in text


def test_every_url_is_absolute(any_export: Exported) -> None:
    for path, body in any_export.files.items():
        assert not [url for url in witness.urls(path, body) if not url.startswith(("https://", "http://"))]


def test_nobody_is_asked_whether_something_is_withheld(aggregator: Exported) -> None:
    assert not [note for note in aggregator.report.notes if "looks like" in note or "all the same" in note]
