"""The plugins of plugins/ in one export of the example, and a feed read back. Each has tests of its own beside it."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from syndicate import Exported, Registry, Report, export, hookimpl
from tests.conftest import files_below

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "news-site"
NOW = datetime(2026, 11, 21, tzinfo=UTC)
FEEDS = """
exported: {notify: {}}
feeds:
  - {format: rss, path: rss.xml}
  - {format: atom, each: topic, path: "topics/{topic}.xml"}
  - {format: opml}
  - {format: news-sitemap}
  - {format: video-sitemap}
  - format: podcast
    options:
      explicit: false
      image: https://news.example.org/cover.jpg
      categories: [News]
"""


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    for plugin in (ROOT / "plugins").iterdir():
        monkeypatch.syspath_prepend(str(plugin))


def registry(*modules: str) -> Registry:
    made = Registry(distributions=())
    for name in modules:
        made.register(import_module(name), name)
    return made


def exported(folder: Path, settings: str, *modules: str, site: Path = EXAMPLE) -> Report:
    config = folder / "settings.yaml"
    config.write_text(settings)
    return export(site, config=config, now=NOW, output=folder / "public", registry=registry(*modules))


def test_all_of_them_export_the_example_together(tmp_path: Path) -> None:
    settings = (EXAMPLE / "syndicate.yaml").read_text().partition("\nfeeds:")[0]
    modules = (
        "syndicate_opml",
        "syndicate_news_sitemap",
        "syndicate_news_sitemap.video",
        "syndicate_podcast",
        "syndicate_notify",
    )
    report = exported(tmp_path, settings + FEEDS, *modules)
    assert report.failures == ()
    public = tmp_path / "public"
    feeds = {outline.get("xmlUrl") for outline in ET.parse(public / "feeds.opml").iter("outline")}
    assert {"https://news.example.org/rss.xml", "https://news.example.org/topics/c-sharp.xml"} <= feeds
    assert not {feed for feed in feeds if feed and "sitemap" in feed}
    assert (public / "news-sitemap.xml").read_text().count("<news:news>") == 1
    assert (public / "video-sitemap.xml").exists()
    assert (public / "podcast.xml").read_text().count("<enclosure ") == 2
    assert any(note.startswith("notify: ") for note in report.notes)
    assert not (EXAMPLE / ".syndicate").exists()


def test_a_feed_that_is_read_back_gives_the_same_feed_again(tmp_path: Path) -> None:
    pytest.importorskip("feedparser")
    site = "site: {title: The Ledger, url: 'https://news.example.org/', authors: [The Desk]}\nfeeds: [{format: json}]\n"
    pattern = "source: {paths: [content], url: '{site_url}/{slug}/'}\n"
    first = exported(tmp_path, site + pattern)
    (tmp_path / "again").mkdir()
    source = "source: {name: feed, paths: [feed.json]}\n"
    second = exported(tmp_path / "again", site + source, "syndicate_feed_source", site=tmp_path / "public")
    assert (first.faults, second.faults, first.chosen_count) == ((), (), second.chosen_count)
    assert (tmp_path / "again" / "public" / "feed.json").read_bytes() == (
        tmp_path / "public" / "feed.json"
    ).read_bytes()


def test_articles_without_dates_are_dated_by_git_before_they_are_chosen(tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "content").mkdir(parents=True)
    for name, date in (("first", "2024-01-01T10:00:00Z"), ("second", "2024-02-01T10:00:00Z")):
        (site / "content" / f"{name}.md").write_text(f"---\ntitle: {name}\nurl: /{name}/\n---\n")
        commit(site, date)
    (site / "content" / "first.md").write_text("---\ntitle: first, revised\nurl: /first/\n---\n")
    commit(site, "2024-03-01T10:00:00Z")
    (site / "content" / "untracked.md").write_text("---\ntitle: untracked\nurl: /untracked/\n---\n")
    settings = (
        "site: {title: T, url: 'https://e.org'}\nsource: {paths: [content]}\ntransforms: [git-dates]\n"
        "filters: {dates: {until: 2024-01-31}}\nfeeds: [{format: json}]\n"
    )
    report = exported(tmp_path, settings, "syndicate_git_dates", site=site)
    (item,) = json.loads((tmp_path / "public" / "feed.json").read_text())["items"]
    assert (item["title"], item["date_published"]) == ("first, revised", "2024-01-01T10:00:00Z")
    assert item["date_modified"] == "2024-03-01T10:00:00Z"
    assert [(fault.path, fault.field) for fault in report.faults] == [("content/untracked.md", "date")]


def commit(folder: Path, date: str) -> None:
    """Commit everything in *folder* as of *date*, making the repository first if there is none."""
    environment = os.environ | {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
    identity = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "."], [*identity, "commit", "-qm", "Write"]):
        subprocess.run(["git", "-C", str(folder), *command], check=True, env=environment)


def test_an_article_that_is_withdrawn_leaves_every_file_and_what_a_listener_mirrors(tmp_path: Path) -> None:
    site, bucket = tmp_path / "site", tmp_path / "bucket"
    formats = ["rss", "atom", "json", "amp-sitemap", "news-sitemap", "opml"]
    feeds: list[dict[str, object]] = [{"format": name} for name in formats]
    feeds.append({"format": "atom", "each": "topic", "path": "topics/{topic}.xml"})
    options = {"explicit": False, "image": "https://e.org/c.jpg", "categories": ["News"]}
    feeds.append({"format": "podcast", "options": options})
    settings = {
        "site": {
            "title": "T",
            "url": "https://e.org/",
            "language": "en",
            "description": "D",
            "authors": [{"name": "Ann", "email": "a@e.org"}],
        },
        "source": {"paths": ["posts"], "url": "{site_url}/{slug}/"},
        "feeds": feeds,
    }
    (site / "posts").mkdir(parents=True)
    (site / "syndicate.yaml").write_text(json.dumps(settings))

    class Mirror:
        @hookimpl
        def syndicate_exported(self, exported: Exported) -> None:
            for file in exported.files:
                target = bucket / file.path
                if file.state == "removed":
                    target.unlink()
                elif file.state != "unchanged":
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(Path(exported.directory, file.path).read_bytes())

    def write(name: str, more: str = "") -> None:
        audio = (
            f"attachments: [{{url: https://e.org/{name}.mp3, type: audio/mpeg, size_bytes: 9, duration_seconds: 5}}]"
        )
        amp = f"amp_url: https://e.org/{name}/amp/"
        head = f"title: On {name}\ndate: 2026-11-20\ntopics: [{name}]\n{audio}\n{amp}\n{more}"
        (site / "posts" / f"{name}.md").write_text(f"---\n{head}---\nText.\n")

    def publish() -> dict[str, bytes]:
        made = registry("syndicate_opml", "syndicate_news_sitemap", "syndicate_podcast")
        made.register(Mirror(), "mirror")
        report = export(site, now=NOW, output=site / "public", registry=made)
        assert report.failures == ()
        public = site / "public"
        return files_below(public)

    for name in ("court", "sea"):
        write(name)
    before = publish()
    assert len(before) == len(formats) + 3
    assert [path for path, body in before.items() if b"/court/" not in body] == ["feeds.opml", "topics/sea.xml"]
    write("court", "removed: true\n")
    after = publish()
    assert not [path for path, body in after.items() if b"On court" in body or b"/court/" in body]
    mirrored = files_below(bucket)
    assert mirrored == after
