"""The example, examples/news-site: every byte of its files, and a count of its articles that syndicate has no part in."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from syndicate import Report, export
from tests.conftest import GOLDEN, Golden
from tests.sites import witness

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "news-site"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
FILES = [
    "atom.xml",
    "feed.json",
    "rss.xml",
    "sitemap.xml",
    *(f"topics/{topic}.xml" for topic in "ai c-sharp culture feeds harbour kuste open-data 日本".split()),
    "videos.xml",
]
TOPICS = [path for path in FILES if path.startswith("topics/")]
GOLDENS = [path for path in FILES if path not in TOPICS or path == "topics/日本.xml"]
HEADS = witness.heads(EXAMPLE / "content")
OUT = witness.out(HEADS, NOW)

# What every head may say and no file shows; "category" is a section of this site, and an element of RSS and Atom.
UNSEEN = frozenset({"secured", "related", "featuredcontent", "quality", "heat", "iscached", "provider"})


@pytest.fixture(scope="module")
def report() -> Report:
    return export(EXAMPLE, now=NOW)


@pytest.fixture(scope="module")
def files(report: Report) -> dict[str, bytes]:
    return {document.path: document.body for document in report.documents}


def test_there_are_at_least_sixteen_articles_and_six_of_them_stay_at_home() -> None:
    assert (len(HEADS), len(OUT)) == (22, 16)


def test_these_files_are_written_and_no_article_is_at_fault(report: Report) -> None:
    assert sorted(document.path for document in report.documents) == FILES
    assert (report.faults, report.read_count, report.chosen_count) == ((), len(HEADS), len(OUT))


@pytest.mark.parametrize("path", GOLDENS)
def test_no_byte_changes_unnoticed(files: dict[str, bytes], golden: Golden, path: str) -> None:
    golden(f"news-site/{path}", files[path])


@pytest.mark.parametrize("path", TOPICS)
def test_a_topics_feed_says_of_an_article_what_the_feed_of_all_says(files: dict[str, bytes], path: str) -> None:
    found, of_all = (
        re.findall("  <entry.*?</entry>\n", files[name].decode(), re.DOTALL) for name in (path, "atom.xml")
    )
    assert found == [entry for entry in of_all if entry in found] != []


def test_no_golden_file_is_left_over() -> None:
    folder = GOLDEN / "news-site"
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*")) == GOLDENS


@pytest.mark.parametrize("path", ["rss.xml", "atom.xml", "feed.json"])
def test_a_feed_holds_the_articles_that_are_out_and_no_other(files: dict[str, bytes], path: str) -> None:
    assert sorted(entry.title for entry in witness.entries(path, files[path])) == witness.titles(OUT)


def test_every_feed_tells_the_same_ids_titles_and_urls_in_one_order(files: dict[str, bytes]) -> None:
    rss, atom, json_feed = (witness.entries(path, files[path]) for path in ("rss.xml", "atom.xml", "feed.json"))
    assert rss == atom == json_feed
    assert len({entry.id for entry in rss}) == len(OUT)


def test_every_feed_is_ordered_newest_first(files: dict[str, bytes]) -> None:
    newest_first = sorted(OUT, key=lambda path: witness.published_at(path, OUT[path]), reverse=True)
    titles = [witness.line(OUT[path]["title"]) for path in newest_first]
    assert [entry.title for entry in witness.entries("rss.xml", files["rss.xml"])] == titles


@pytest.mark.parametrize(
    ("path", "topic"),
    [
        ("topics/ai.xml", {"AI", "ai"}),
        ("topics/c-sharp.xml", {"C#"}),
        ("topics/culture.xml", {"Culture"}),
        ("topics/feeds.xml", {"Feeds"}),
        ("topics/harbour.xml", {"Harbour"}),
        ("topics/kuste.xml", {"Küste"}),
        ("topics/open-data.xml", {"Open Data"}),
        ("topics/日本.xml", {"日本"}),
    ],
)
def test_a_topics_feed_holds_the_articles_on_it(files: dict[str, bytes], path: str, topic: set[str]) -> None:
    def topics(head: witness.Head) -> set[str]:
        written = head["topics"] if "topics" in head else head["tags"]
        return set(written.split(", ")) if isinstance(written, str) else set(written)

    on_it = {path: head for path, head in OUT.items() if topics(head) & topic}
    assert sorted(entry.title for entry in witness.entries(path, files[path])) == witness.titles(on_it)


def test_the_feed_of_videos_holds_the_videos(files: dict[str, bytes]) -> None:
    videos = {path: head for path, head in OUT.items() if head["type"] == "video"}
    assert sorted(entry.title for entry in witness.entries("videos.xml", files["videos.xml"])) == witness.titles(videos)


def test_the_sitemap_lists_the_pages_on_this_site_with_the_instant_of_their_last_change(
    files: dict[str, bytes], report: Report
) -> None:
    zone = ZoneInfo("Europe/Berlin")
    changed_at = {witness.line(head["title"]): witness.modified_at(path, head, zone) for path, head in OUT.items()}
    feed = witness.entries("feed.json", files["feed.json"])
    here = [entry for entry in feed if entry.url.startswith("https://news.example.org/")]
    assert witness.sitemap(files["sitemap.xml"]) == {entry.url: changed_at[entry.title] for entry in here}
    assert report.warnings == ()


@pytest.mark.parametrize("path", FILES)
def test_no_file_holds_what_is_not_to_be_seen(files: dict[str, bytes], path: str) -> None:
    text = files[path].decode()
    secrets = witness.secrets(HEADS)
    assert len(secrets) == 6
    assert "SECUREDBLOB" not in text
    assert not [secret for secret in secrets if secret in text]
    assert not witness.names(path, files[path]) & UNSEEN


@pytest.mark.parametrize("path", FILES)
def test_no_file_holds_a_text_of_what_the_model_does_not_know(files: dict[str, bytes], path: str) -> None:
    text = files[path].decode()
    nested = [{name: head[name] for name in ("related", "featuredContent") if name in head} for head in HEADS.values()]
    top = [{name: head[name] for name in head if name not in ("related", "featuredContent")} for head in HEADS.values()]
    unknown = set(witness.texts(nested)) - set(witness.texts(top))
    assert len(unknown) > 15
    assert not [value for value in unknown if value in text]


@pytest.mark.parametrize("path", FILES)
def test_no_article_that_stays_at_home_is_in_any_file(files: dict[str, bytes], path: str) -> None:
    text = files[path].decode()
    for home in HEADS.keys() - OUT.keys():
        assert HEADS[home]["title"] not in text
        assert HEADS[home]["excerpt"] not in text
        assert HEADS[home].get("webUrl", "ten-years") not in text


@pytest.mark.parametrize("path", FILES)
def test_every_url_is_absolute(files: dict[str, bytes], path: str) -> None:
    urls = list(witness.urls(path, files[path]))
    assert len(urls) > 3
    assert not [url for url in urls if not re.match(r"https?://[a-z0-9.-]+/|tag:news\.example\.org,2024:", url)]


def test_the_readme_says_which_articles_are_exported_and_which_stay_at_home() -> None:
    _, exported, home = (EXAMPLE / "README.md").read_text().split("\n## Articles that ")
    assert (exported.splitlines()[0], home.splitlines()[0]) == ("are exported", "stay at home")
    named = [re.findall(r"^\| `([^`]+\.(?:md|html))` \|", text, re.MULTILINE) for text in (exported, home)]
    assert [sorted(paths) for paths in named] == [sorted(OUT), sorted(HEADS.keys() - OUT.keys())]


def test_the_readme_counts(files: dict[str, bytes]) -> None:
    readme = (EXAMPLE / "README.md").read_text()
    assert f"Each of its {len(HEADS)} articles" in readme
    assert "all sixteen" in readme
    assert len(json.loads(files["feed.json"])["items"]) == 16
    assert "the thirteen whose page" in readme
    assert len(witness.sitemap(files["sitemap.xml"])) == 13
