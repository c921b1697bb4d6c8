"""The article that it all began with, alone and without settings: what each format makes of it, word for word."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from time import struct_time
from typing import Any

import feedparser
import pytest
from lxml import etree

from syndicate import EmptyError, Overrides, Report, export
from tests.conftest import SHARED

ARTICLE = SHARED / "seed" / "article.md"
NOW = datetime(2024, 2, 1, tzinfo=UTC)
SITE = Overrides(
    title="AI Every Day",
    site_url="https://everyday.cc/ai/",
    author="Everyday CC",
    formats=(("rss", None), ("atom", None), ("json", None), ("amp-sitemap", None)),
    include_unpublished=True,
)

URL = (
    "https://www.forbes.com/sites/josipamajic/2024/01/30/"
    "ai-empathy-emotional-ai-is-redefining-interactions-in-the-digital-age/"
)
TITLE = "AI Empathy: Emotional AI Is Redefining Interactions In The Digital Age"
SUMMARY = (
    "These advanced tools are not just software interfaces; they are bridges to understanding human emotions and "
    "behaviours in a manner that was once the realm of science"
)
IMAGE = (
    "https://imageio.forbes.com/specials-images/imageserve/65b93dd0bcecf3a77f4d00ea/0x0.jpg"
    "?format=jpg&height=900&width=1600&fit=bounds"
)
# What the article holds and nobody asked for: its provider, articles related to it, an encrypted value, keys of the site.
UNSEEN = [
    "everyday-cc.github.io",
    "forbes.com-50x50",
    "Times Higher",
    "elijahclark",
    "nW2DXy3h",
    "cdn.ampproject",
    "119",
]

pytestmark = pytest.mark.skipif(not ARTICLE.is_file(), reason=f"the article is not here: {ARTICLE}")


@pytest.fixture(scope="module")
def report() -> Report:
    return export(ARTICLE, now=NOW, overrides=SITE)


@pytest.fixture(scope="module")
def files(report: Report) -> dict[str, bytes]:
    return {document.path: document.body for document in report.documents}


def test_it_gives_four_files_and_a_word_on_its_host(report: Report) -> None:
    assert [document.path for document in report.documents] == ["rss.xml", "atom.xml", "feed.json", "sitemap.xml"]
    assert (report.read_count, report.chosen_count, report.faults) == (1, 1, ())
    (warning,) = report.warnings
    assert warning.startswith("sitemap.xml: 1 of 1 URLs are not on https://everyday.cc: 'https://www.forbes.com/")


def test_it_says_published_false_and_stays_in_unless_asked_for() -> None:
    site = Overrides(title=SITE.title, site_url=SITE.site_url, author=SITE.author, formats=SITE.formats)
    with pytest.raises(EmptyError, match=r"^rss\.xml: 1 read, none published; --allow-empty writes"):
        export(ARTICLE, now=NOW, overrides=site)


@pytest.mark.parametrize("path", ["rss.xml", "atom.xml"])
def test_rss_and_atom_tell_what_it_says(files: dict[str, bytes], path: str) -> None:
    parsed = feedparser.parse(files[path])
    assert (parsed.feed.title, parsed.feed.link) == ("AI Every Day", "https://everyday.cc/ai/")
    (entry,) = parsed.entries
    found: dict[str, Any] = {name: entry[name] for name in ("id", "title", "link", "summary", "author")}
    assert found == {"id": URL, "title": TITLE, "link": URL, "summary": SUMMARY, "author": "Everyday CC"}
    assert [tag.term for tag in entry.tags] == ["AI"]
    assert entry.published_parsed == struct_time((2024, 1, 30, 18, 21, 0, 1, 30, 0))
    assert entry.media_thumbnail == [{"url": IMAGE, "width": "1600", "height": "571"}]
    (content,) = entry.media_content
    assert content == {"url": IMAGE, "width": "1600", "height": "571", "medium": "image", "type": "image/jpeg"}
    assert [link.rel for link in entry.links] == ["alternate"]  # the original is the page itself, so there is no via


def test_rss_takes_its_url_for_a_permalink(files: dict[str, bytes]) -> None:
    (item,) = etree.fromstring(files["rss.xml"]).iter("item")
    (guid,) = item.iter("guid")
    assert (guid.text, guid.items()) == (URL, [("isPermaLink", "true")])
    assert item.findtext("pubDate") == "Tue, 30 Jan 2024 18:21:00 GMT"


def test_atom_has_it_unchanged_since_it_was_published(files: dict[str, bytes]) -> None:
    (entry,) = etree.fromstring(files["atom.xml"]).iter("{*}entry")
    instants = (entry.findtext("{*}published"), entry.findtext("{*}updated"))
    assert instants == ("2024-01-30T18:21:00+00:00", "2024-01-30T18:21:00+00:00")


def test_json_tells_what_it_says(files: dict[str, bytes]) -> None:
    assert json.loads(files["feed.json"]) == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "AI Every Day",
        "home_page_url": "https://everyday.cc/ai/",
        "feed_url": "https://everyday.cc/ai/feed.json",
        "authors": [{"name": "Everyday CC"}],
        "items": [
            {
                "id": URL,
                "url": URL,
                "title": TITLE,
                "date_published": "2024-01-30T18:21:00Z",
                "authors": [{"name": "Everyday CC"}],
                "tags": ["AI"],
                "content_text": SUMMARY,
                "image": IMAGE,
            }
        ],
    }


def test_the_sitemap_links_its_amp_twin_at_the_publisher_and_not_in_the_cache(files: dict[str, bytes]) -> None:
    (url,) = etree.fromstring(files["sitemap.xml"])
    assert (url.findtext("{*}loc"), url.findtext("{*}lastmod")) == (URL, "2024-01-30T18:21:00Z")
    (link,) = url.iter("{http://www.w3.org/1999/xhtml}link")
    assert link.items() == [("rel", "amphtml"), ("href", f"{URL}amp/")]
    assert url.findtext("{*}image/{*}loc") == IMAGE


@pytest.mark.parametrize("text", UNSEEN)
def test_nothing_else_of_it_is_seen(files: dict[str, bytes], text: str) -> None:
    assert text in ARTICLE.read_text()
    assert not [path for path, body in files.items() if text in body.decode()]


def test_its_provider_is_no_author(files: dict[str, bytes]) -> None:
    assert not [path for path, body in files.items() if ">Forbes<" in body.decode() or '"Forbes"' in body.decode()]


def test_its_provider_is_its_author_where_the_settings_say_so(tmp_path: Path) -> None:
    settings = tmp_path / "syndicate.yaml"
    settings.write_text(
        "site: {title: AI Every Day, url: 'https://everyday.cc/ai/', authors: [Everyday CC]}\n"
        "filters: {published: false}\n"
        "transforms: [provider-authors]\n"
        "feeds: [{format: json}]\n"
    )
    (document,) = export(ARTICLE, config=settings, now=NOW).documents
    avatar = "https://everyday-cc.github.io/ai/assets/images/organizations/forbes.com-50x50.jpg"
    assert json.loads(document.body)["items"][0]["authors"] == [{"name": "Forbes", "avatar": avatar}]
