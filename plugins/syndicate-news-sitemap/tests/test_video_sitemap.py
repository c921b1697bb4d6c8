"""Video sitemaps: which videos are in them, what is said of each, and what the schema has to say."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from syndicate import Article, Attachment, Document, Feed, FilterContext, Image, Site
from syndicate.testing import check_plugin
from syndicate_news_sitemap import video
from syndicate_news_sitemap.sheets import Kind, sitemaps
from syndicate_news_sitemap.video import player_url, render

HOST = "https://news.example.org"
SITE = Site(title="The Harbour Ledger", url=f"{HOST}/")
NOON = datetime(2024, 1, 30, 12, tzinfo=UTC)
VIDEO = "{http://www.google.com/schemas/sitemap-video/1.1}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
FILE = Attachment(url=f"{HOST}/tides.mp4?a=1&b=2", media_type="video/mp4", duration_seconds=61.4)
PICTURE = Image(url=f"{HOST}/tides.jpg")


def make_article(slug: str = "tides", **fields: Any) -> Article:
    made = {"title": "Tides turn", "summary": "An hour & more.", "images": (PICTURE,), "attachments": (FILE,)}
    return Article(**{"url": f"{HOST}/{slug}/", "published_at": NOON, **made, **fields})


def rendered(*articles: Article) -> Document:
    feed = Feed(site=SITE, title="T", url=f"{HOST}/video-sitemap.xml", articles=articles)
    (document,) = render(feed, "video-sitemap.xml")
    return document


def videos(document: Document) -> list[dict[str, str | None]]:
    found = ET.fromstring(document.body).iter(f"{VIDEO}video")
    return [{child.tag.removeprefix(VIDEO): child.text for child in one} for one in found]


def test_the_plugin_keeps_the_promises_of_a_plugin() -> None:
    check_plugin(video)


def test_all_that_is_known_of_a_video_stands_in_the_order_of_the_schema() -> None:
    document = rendered(
        make_article(topics=("Sea", "Quay"), expires_at=NOON + timedelta(days=9), updated_at=NOON + timedelta(hours=1))
    )
    expected = Path(__file__).parent / "golden" / "video-sitemap.xml"
    if os.environ.get("UPDATE_GOLDEN"):
        expected.write_bytes(document.body)
    assert document.body == expected.read_bytes()
    assert document.entry_count == 1


def test_an_article_without_a_video_does_not_get_there() -> None:
    pdf = Attachment(url=f"{HOST}/a.pdf", media_type="application/pdf")
    (chosen,) = video.syndicate_filters()
    keeps = chosen.build(None, FilterContext(site=SITE, now=NOON))
    assert [keeps(make_article()), keeps(make_article(attachments=(pdf,)))] == [True, False]
    assert video.syndicate_formats()[0].filters == {chosen.name: True}


def test_an_article_without_a_picture_is_left_out_and_named() -> None:
    document = rendered(make_article(), make_article("bare", images=()))
    assert [loc.text for loc in ET.fromstring(document.body).iter(f"{SITEMAP}loc")] == [f"{HOST}/tides/"]
    (warning,) = document.warnings
    assert "1 of 2 articles left out" in warning
    assert f"{HOST}/bare/" in warning


def test_where_there_is_no_video_the_home_page_stands_in() -> None:
    document = rendered(make_article(attachments=()))
    assert [loc.text for loc in ET.fromstring(document.body).iter(f"{SITEMAP}loc")] == [f"{HOST}/"]
    assert (document.entry_count, videos(document)) == (0, [])


def test_two_videos_of_an_article_stand_in_one_url() -> None:
    document = rendered(make_article(attachments=(FILE, Attachment(url=f"{HOST}/b.webm", media_type="VIDEO/webm"))))
    assert [one["content_loc"] for one in videos(document)] == [FILE.url, f"{HOST}/b.webm"]
    assert document.body.count(b"<url>") == 1


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.youtube.com/watch?v=abcdefghij-", "https://www.youtube.com/embed/abcdefghij-"),
        ("https://m.youtube.com/watch?list=x&v=abcdefghijk&t=1", "https://www.youtube.com/embed/abcdefghijk"),
        ("http://youtube.com/shorts/abcdefghijk", "https://www.youtube.com/embed/abcdefghijk"),
        ("https://vimeo.com/12345", "https://player.vimeo.com/video/12345"),
        ("https://www.youtube.com/watch?v=abcdefghijkl", None),
        ("https://www.youtube.com/@harbour", None),
        ("https://youtube.com.example.org/watch?v=abcdefghijk", None),
        ("https://vimeo.com/channels/harbour", None),
    ],
)
def test_a_page_of_youtube_or_vimeo_has_a_player(url: str, expected: str | None) -> None:
    assert player_url(url) == expected
    assert [one.get("player_loc") for one in videos(rendered(make_article(original_url=url, attachments=())))] == (
        [expected] if expected else []
    )


@pytest.mark.parametrize(
    ("seconds", "expected"), [(0.2, None), (0.6, "1"), (28800, "28800"), (28801, None), (None, None)]
)
def test_a_duration_is_from_one_second_to_eight_hours(seconds: float | None, expected: str | None) -> None:
    file = Attachment(url=f"{HOST}/a.mp4", media_type="video/mp4", duration_seconds=seconds)
    assert [one.get("duration") for one in videos(rendered(make_article(attachments=(file,))))] == [expected]


def test_long_texts_are_cut_at_a_word_and_a_title_stands_for_a_summary() -> None:
    (one,) = videos(rendered(make_article(title="sea " * 40, summary="")))
    assert (one["title"], one["description"]) == (" ".join(["sea"] * 24) + "…", " ".join(["sea"] * 40))
    (one,) = videos(rendered(make_article(summary="x" * 3000)))
    assert len(one["description"] or "") == 2048


def test_a_sitemap_without_room_becomes_several_and_an_index() -> None:
    urls = [video._url(make_article(f"a{number}"), str, UTC) for number in range(5)]
    feed = Feed(site=SITE, title="T", url=f"{HOST}/v/videos.xml", articles=())
    made = list(sitemaps(feed, "v/videos.xml", urls, ("w",), Kind(video.KIND.name, video.KIND.namespace, 2)))
    assert [(one.path, one.entry_count, one.warnings) for one in made] == [
        ("v/videos-1.xml", 2, ("w",)),
        ("v/videos-2.xml", 2, ()),
        ("v/videos-3.xml", 1, ()),
        ("v/videos.xml", 0, ()),
    ]
    assert [loc.text for loc in ET.fromstring(made[-1].body).iter(f"{SITEMAP}loc")] == [
        f"{HOST}/v/videos-{number}.xml" for number in (1, 2, 3)
    ]
