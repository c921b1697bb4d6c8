"""What Apple Podcasts and Spotify want of a show, by their profiles: fulfilled, and each rule broken alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from syndicate import Article, Attachment, Author, Feed, Site
from syndicate.profiles import judge_feed, load_profile
from syndicate_podcast import PodcastOptions, render

NAMES = ["apple-podcasts", "spotify"]
SITE = Site(
    title="Fog", url="https://e.org/", description="Horns", language="en", authors=(Author(name="A", email="a@e.org"),)
)
EPISODES = [
    Article(
        title=f"Episode {number}",
        url=f"https://e.org/{number}/",
        published_at=datetime(2024, 5, number, tzinfo=UTC),
        summary="Horns",
        attachments=(
            Attachment(url=f"https://e.org/{number}.mp3", media_type="audio/mpeg", size_bytes=9, duration_seconds=60),
        ),
    )
    for number in (1, 2)
]


def show() -> str:
    feed = Feed(site=SITE, title="Fog", url="https://e.org/podcast.xml", articles=EPISODES)
    options = PodcastOptions(image="/cover.jpg", categories="Technology", explicit=False)
    (document,) = render(feed, "podcast.xml", options)
    return document.body.decode()


@pytest.mark.parametrize("name", NAMES)
def test_a_show_fulfils_each_profile(name: str) -> None:
    assert judge_feed(load_profile(name), show().encode()) == []


BROKEN = {
    ("apple-podcasts", "show"): ("<itunes:image", "<itunes:nothing"),
    ("apple-podcasts", "show-description"): ("<description>", "<description>" + "x" * 4000),
    ("apple-podcasts", "elements"): ("<title>Episode 1</title>", ""),
    ("apple-podcasts", "enclosure"): (' length="9"', ""),
    ("apple-podcasts", "enclosure-type"): ('type="audio/mpeg"', 'type="audio/ogg"'),
    ("apple-podcasts", "guid"): ("<guid", "<nothing", "</guid>", "</nothing>"),
    ("apple-podcasts", "duration"): ("<itunes:duration>60</itunes:duration>", ""),
    ("spotify", "show"): ("<itunes:image", "<itunes:nothing"),
    ("spotify", "elements"): ("<title>Episode 1</title>", ""),
    ("spotify", "enclosure"): (' length="9"', ""),
}


@pytest.mark.parametrize(("name", "code"), BROKEN)
def test_one_episode_breaks_a_rule_alone(name: str, code: str) -> None:
    body, edits = show(), BROKEN[name, code]
    for before, after in zip(edits[::2], edits[1::2], strict=True):
        assert before in body
        body = body.replace(before, after, 1)
    assert {lack.code for lack in judge_feed(load_profile(name), body.encode())} == {code}


def test_each_rule_is_broken_here() -> None:
    assert {(name, rule.code) for name in NAMES for rule in load_profile(name).rules} == BROKEN.keys()
