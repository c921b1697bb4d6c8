"""Profiles on sites as they are: the example's, and one of others; what is written is what each taker takes."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from syndicate import export
from syndicate.profiles import judge_feed, load_profile, profile_names
from tests.conftest import SHARED

ROOT = Path(__file__).parents[2]
NAMES = [(name, given) for name in profile_names() for given in load_profile(name).formats if given in ("rss", "atom")]
POWERAPPS: dict[str, Any] = {
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
        "msn": {"picture", "languages", "kinds"},
        "flipboard": {"entries", "description", "picture", "link-host"},
        "smartnews": {"channel-description", "picture"},
        "google-news": set(),
        "newsbreak": set(),
    },
    "powerapps": {
        "msn": {"picture"},
        "flipboard": {"description", "picture", "picture-size", "link-host"},
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


def mend(site: Path) -> dict[str, object]:
    """Give the articles of *site* what takers want and they lack; return the settings with what the site lacks."""
    path = site / "syndicate.yaml"
    settings: dict[str, Any] = yaml.safe_load(path.read_text()) if path.exists() else POWERAPPS
    words = "It is what the harbour talks about this week, from the pilots to the people of the market hall. "
    texts = sorted(site.glob(f"{settings['source']['paths'][0]}/**/*.md"))
    for number, text in enumerate(texts[:90]):
        for copy in range(3 if len(texts) < 90 else 1):
            _, head, body = text.read_text(encoding="utf-8").split("---\n", 2)
            article = yaml.safe_load(head)
            article = {name: article[name] for name in ("title", "topics", "published", "type") if name in article}
            name = f"{number}-{copy}"
            article |= {
                "title": f"{article['title'][:60]}: what is new in part {number}",
                "date": f"2025-06-{number % 28 + 1:02}T{number // 28 + 8:02}:{copy:02}:00Z",
                "url": f"/mended/{name}/",
                "excerpt": words * 4,
                "images": [{"url": f"https://media.example.org/{name}.jpg", "width": 1280, "height": 720}],
            }
            made = f"---\n{json.dumps(article)}\n---\n\n{words * 10}\n\n{body if '{' not in body else ''}"
            (site / "mended").mkdir(exist_ok=True)
            (site / "mended" / f"{name}.md").write_text(made, encoding="utf-8")
    given = settings["site"] | {
        "description": "News from the harbour",
        "icon": f"{settings['site']['url'].rstrip('/')}/icon.png",
        "rights": "The Ledger",
    }
    return settings | {"site": given, "source": settings["source"] | {"paths": ["mended"]}, "record": False}


def test_a_feed_of_the_site_fulfils_each_profile_once_its_articles_have_what_they_lack(
    site: Path, tmp_path: Path
) -> None:
    settings = mend(site)
    feeds: list[dict[str, Any]] = [
        {"format": kind, "path": f"{name}-{kind}.xml", "profile": name} for name, kind in NAMES
    ]
    for feed in feeds:
        feed["filters"] = {"dates": {"since": "2000-01-01"}}
    (site / "syndicate.yaml").write_text(json.dumps(settings | {"feeds": feeds}))
    report = export(site, output=str(tmp_path / "public"), now=datetime(2026, 1, 1, tzinfo=UTC))
    of_profiles = [line for line in report.warnings if any(f"{name}-" in line for name, _ in NAMES)]
    assert (report.failures, of_profiles) == ((), [])
    for name, kind in NAMES:
        body = (tmp_path / "public" / f"{name}-{kind}.xml").read_bytes()
        assert judge_feed(load_profile(name), body, now=datetime(2026, 1, 1, tzinfo=UTC)) == []
        assert body.count(b"<entry>") + body.count(b"<item>") >= 20
    assert said_by_the_validator([tmp_path / "public" / file.path for file in report.files]) <= NAMED


# Profile and rule -> what of one article breaks it, and the line of its file where that stands.
SOUND = {
    "title": "A title that is long enough for all",
    "date": "2025-12-01T09:00:00Z",
    "url": "/{name}/",
    "excerpt": "A summary of three hundred characters and more, so that everybody has enough of it. " * 4,
    "images": [{"url": "https://e.org/p.jpg", "width": 1280, "height": 720}],
    "topics": ["Harbour"],
}
BROKEN: dict[tuple[str, str], tuple[dict[str, Any], int]] = {
    ("msn", "title-length"): ({"title": "Twenty characters ok"}, 2),
    ("msn", "picture"): ({"images": []}, 1),
    ("msn", "https"): ({"url": "http://e.org/{name}/"}, 4),
    ("flipboard", "link-host"): ({"url": "https://other.example/{name}/"}, 4),
    ("msn", "picture-size"): ({"images": [{"url": "https://e.org/p.jpg", "width": 719, "height": 500}]}, 6),
    ("msn", "picture-ratio"): ({"images": [{"url": "https://e.org/p.jpg", "width": 1900, "height": 1000}]}, 6),
    ("google-news", "entry-bytes"): ({"body": "word " * 200_001}, 1),
    ("yahoo", "text-words"): ({"body": "too few"}, 1),
    ("yahoo", "description-words"): ({"excerpt": "Two words"}, 5),
    ("yahoo", "lead"): ({"images": []}, 1),
    ("yahoo", "lead-width"): ({"images": [{"url": "https://e.org/p.jpg", "width": 1279, "height": 720}]}, 1),
    ("yahoo", "lead-height"): ({"images": [{"url": "https://e.org/p.jpg", "width": 1280, "height": 719}]}, 1),
    ("smartnews", "picture"): ({"images": []}, 1),
    ("smartnews", "link-parameters"): ({"url": "/{name}/?utm_source=snf", "id": "https://e.org/0"}, 4),
    ("flipboard", "description"): ({"excerpt": "Too short."}, 5),
    ("flipboard", "picture"): ({"images": []}, 1),
    ("flipboard", "picture-size"): ({"images": [{"url": "https://e.org/p.jpg", "width": 900, "height": 499}]}, 6),
    ("newsbreak", "picture"): ({"images": []}, 1),
}  # fmt: skip


@pytest.mark.parametrize(("name", "code"), BROKEN, ids=["-".join(key) for key in BROKEN])
def test_the_report_names_file_and_line_of_the_article_that_breaks_a_rule(name: str, code: str, tmp_path: Path) -> None:
    change, line = BROKEN[name, code]
    for at in range(30):
        fields = SOUND | ({} if at else change)
        body = fields.pop("body", "word " * 200)
        lines = [f"{key}: {json.dumps(value)}" for key, value in fields.items() if value]
        text = "\n".join(["---", *lines, "---", body]).replace("{name}", f"a{at}")
        (tmp_path / f"a{at}.md").write_text(text)
    site = {"title": "T", "url": "https://e.org/", "description": "News", "language": "en", "authors": ["A"]}
    site |= {"rights": "T", "icon": "https://e.org/icon.png"}
    feed = {"format": "rss", "path": "x.xml", "profile": name}
    (tmp_path / "syndicate.yaml").write_text(
        json.dumps({"preset": "none", "site": site, "feeds": [feed], "record": False})
    )
    report = export(tmp_path, output=str(tmp_path / "public"), now=datetime(2026, 1, 1, tzinfo=UTC))
    (rule,) = [rule for rule in load_profile(name).rules if rule.code == code]
    is_dropped = rule.otherwise == "leave-out"
    found = [warning for warning in report.warnings if warning.startswith("x.xml: ")]
    assert len(found) == 1, found
    assert re.match(rf"x\.xml: 1 of \d+ {'left out' if is_dropped else code}: a0\.md:{line}: ", found[0])
    assert (b"/a0/" in (tmp_path / "public" / "x.xml").read_bytes()) is not is_dropped


# What the W3C validator says of feeds with a profile, and why.
NAMED = {
    "NotInANamespace",  # <url> in <snf:logo>, as SmartNews wants it
    "UnknownNamespace",  # http://www.smartnews.be/snf is SmartNews' own
    "DuplicateUpdated",  # articles of these sites share an instant
}


def test_the_w3c_validator_has_nothing_to_say_but_what_is_named(site: Path, tmp_path: Path) -> None:
    path = site / "syndicate.yaml"
    settings = yaml.safe_load(path.read_text()) if path.exists() else POWERAPPS
    feeds = [
        {"format": kind, "path": f"{name}-{kind}.xml", "profile": name, "filters": {"dates": {"since": "2000-01-01"}}}
        for name, kind in NAMES
        if name != "yahoo"
    ]
    path.write_text(json.dumps(settings | {"feeds": feeds, "record": False}))
    report = export(site, output=str(tmp_path / "public"), now=datetime(2026, 1, 1, tzinfo=UTC))
    assert said_by_the_validator([tmp_path / "public" / file.path for file in report.files]) <= NAMED


def said_by_the_validator(files: list[Path]) -> set[str]:
    """Return what the W3C validator says of *files* beside notes; skips where it is not here."""
    judge = SHARED / "oracles" / "feedvalidator"
    if not judge.is_file():
        pytest.skip(f"the W3C validator is not here: {judge}")
    result = subprocess.run([judge, "--json", *map(str, files)], capture_output=True, text=True, check=False)
    if result.returncode not in (0, 1):
        pytest.skip(f"the W3C validator cannot judge: {result.stderr[-2000:]}")
    verdicts = json.loads(result.stdout)["files"]
    assert len(verdicts) == len(files)
    return {event["class"] for verdict in verdicts for event in verdict["events"] if event["level"] != "info"}
