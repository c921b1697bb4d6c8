"""Profiles on sites as they are: the example's, and one of others; what is written is what each taker takes."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from syndicate import export
from syndicate.profiles import judge_feed, load_profile, profile_names
from tests.conftest import SHARED

ROOT = Path(__file__).parents[2]
NAMES = [(name, given) for name in profile_names() for given in load_profile(name).formats if given in ("rss", "atom")]
POWERAPPS = {
    "preset": "none",
    "site": {
        "title": "Power Apps Every Day",
        "url": "https://everyday.cc/powerapps/",
        "authors": ["A"],
        "language": "en",
    },
    "source": {"paths": ["_news"]},
}
# What a feed of these sites lacks all the same, for want of pictures, of longer descriptions, or of articles.
LACKING = {
    "example": {
        "msn": {"picture", "languages"},
        "flipboard": {"entries", "description", "picture"},
        "smartnews": {"channel-description", "picture"},
        "google-news": set(),
        "newsbreak": set(),
    },
    "powerapps": {
        "msn": {"picture"},
        "flipboard": {"description", "picture", "picture-size"},
        "smartnews": {"channel-wanted", "picture"},
        "google-news": set(),
        "newsbreak": set(),
    },
}


@pytest.fixture(params=["example", "powerapps"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    place = ROOT / "examples" / "news-site" if request.param == "example" else SHARED / "sites" / "powerapps"
    if not place.is_dir():
        pytest.skip(f"the site is not here: {place}")
    copy = tmp_path / str(request.param)
    shutil.copytree(place, copy)
    return copy


@pytest.mark.parametrize(("name", "kind"), NAMES, ids=["-".join(pair) for pair in NAMES])
def test_what_is_written_is_what_the_taker_takes(site: Path, name: str, kind: str, tmp_path: Path) -> None:
    path = site / "syndicate.yaml"
    settings = yaml.safe_load(path.read_text()) if path.exists() else POWERAPPS
    feed = {"format": kind, "path": "x.xml", "profile": name, "filters": {"dates": {"since": "2000-01-01"}}}
    path.write_text(json.dumps(settings | {"feeds": [feed, {"format": "json"}], "record": False}))
    report = export(site, output=str(tmp_path / "public"), now=datetime(2026, 1, 1, tzinfo=UTC))
    written, said = tmp_path / "public" / "x.xml", (*report.warnings, *report.failures)
    if name == "yahoo":  # articles of these sites have fewer than 150 words
        assert not written.exists()
        assert "left out" in said[-1]
        assert "the text has" in said[-1]
        return
    lacks = judge_feed(load_profile(name), written.read_bytes())
    assert not [lack for lack in lacks if lack.drops]
    assert {lack.code for lack in lacks} == LACKING[site.name][name]
    assert all(any(lack.message.split(",")[0] in line or "more" in line for line in said) for lack in lacks)


# What the W3C validator says of feeds with a profile, and why.
NAMED = {
    "NotInANamespace",  # <url> in <snf:logo>, as SmartNews wants it
    "UnknownNamespace",  # http://www.smartnews.be/snf is SmartNews' own
    "DuplicateUpdated",  # articles of these sites share an instant
}


def test_the_w3c_validator_has_nothing_to_say_but_what_is_named(site: Path, tmp_path: Path) -> None:
    judge = SHARED / "oracles" / "feedvalidator"
    if not judge.is_file():
        pytest.skip(f"the W3C validator is not here: {judge}")
    path = site / "syndicate.yaml"
    settings = yaml.safe_load(path.read_text()) if path.exists() else POWERAPPS
    feeds = [
        {"format": kind, "path": f"{name}-{kind}.xml", "profile": name, "filters": {"dates": {"since": "2000-01-01"}}}
        for name, kind in NAMES
        if name != "yahoo"
    ]
    path.write_text(json.dumps(settings | {"feeds": feeds, "record": False}))
    report = export(site, output=str(tmp_path / "public"), now=datetime(2026, 1, 1, tzinfo=UTC))
    files = [str(tmp_path / "public" / file.path) for file in report.files]
    result = subprocess.run([judge, "--json", *files], capture_output=True, text=True, check=False)
    if result.returncode not in (0, 1):
        pytest.skip(f"the W3C validator cannot judge: {result.stderr[-2000:]}")
    verdicts = json.loads(result.stdout)["files"]
    assert len(verdicts) == len(feeds)
    said = {event["class"] for verdict in verdicts for event in verdict["events"] if event["level"] != "info"}
    assert said <= NAMED
