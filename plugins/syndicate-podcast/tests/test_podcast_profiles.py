"""What Apple Podcasts and Spotify want of a show, by their profiles: fulfilled, and each rule broken alone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

import syndicate_podcast
from syndicate import Article, Attachment, Author, Feed, Registry, Site, export
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


ROOT = Path(__file__).parents[3]
SHARED = Path(os.environ.get("SYNDICATE_SHARED") or ROOT.parent / "shared")
OPTIONS = {"image": "/assets/cover.png", "categories": "News", "explicit": False}


@pytest.mark.parametrize("name", ["example", "powerapps"])
def test_a_show_of_a_site_fulfils_each_profile_and_the_w3c_validator_has_nothing_to_say(
    tmp_path: Path, name: str
) -> None:
    place = ROOT / "examples" / "news-site" if name == "example" else SHARED / "sites" / "powerapps"
    if not place.is_dir():
        pytest.skip(f"the site is not here: {place}")
    if name == "example":  # which has an episode and a film
        shutil.copytree(place, tmp_path / "site")
        settings = yaml.safe_load((place / "syndicate.yaml").read_text(encoding="utf-8"))
    else:  # whose films lie elsewhere
        site = {"title": "Power Apps", "url": "https://everyday.cc/", "language": "en", "description": "News"}
        settings = {"preset": "none", "site": site | {"authors": ["A <a@example.org>"]}, "source": {"paths": ["news"]}}
        (tmp_path / "site" / "news").mkdir(parents=True)
        for number, path in enumerate(sorted((place / "_news").glob("*.md"))[:5]):
            head = yaml.safe_load(path.read_text(encoding="utf-8").split("---\n", 2)[1])
            film = {"url": f"https://media.example.org/{number}.mp4", "type": "video/mp4", "size": 9, "duration": 60}
            head = {key: head[key] for key in ("title", "excerpt", "publishedDateTime")} | {"attachments": [film]}
            text = f"---\n{json.dumps(head, default=str)}\n---\nText\n"
            (tmp_path / "site" / "news" / path.name).write_text(text, encoding="utf-8")
    feeds = [{"format": "podcast", "path": f"{each}.xml", "profile": each, "options": OPTIONS} for each in NAMES]
    (tmp_path / "site" / "syndicate.yaml").write_text(json.dumps(settings | {"feeds": feeds, "record": False}))
    registry = Registry(distributions=())
    registry.register(syndicate_podcast, "syndicate-podcast")
    now = datetime(2026, 1, 1, tzinfo=UTC)
    export(tmp_path / "site", output=str(tmp_path / "out"), now=now, registry=registry)
    for each in NAMES:
        body = (tmp_path / "out" / f"{each}.xml").read_bytes()
        assert body.count(b"<item>") >= 2
        assert judge_feed(load_profile(each), body, now=now) == []
    judge = SHARED / "oracles" / "feedvalidator"
    if judge.is_file():
        files = [str(tmp_path / "out" / f"{each}.xml") for each in NAMES]
        result = subprocess.run([judge, "--strict", *files], capture_output=True, text=True, check=False)
        if result.returncode == 2:
            pytest.skip(f"the W3C validator cannot judge: {result.stderr}")
        assert result.returncode == 0, result.stdout
