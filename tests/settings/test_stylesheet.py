"""`stylesheet: true`: which feeds a browser shows readable, and the two files that come with it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

import feedparser
import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given, strategies as st

from syndicate import Article, Author, Registry, Report, SettingsError, Site, export, feed_bytes
from syndicate.cli.main import main
from syndicate.hosts import announcements, head_links, headers_text
from syndicate.settings import open_plan

NOW = datetime(2024, 6, 1, tzinfo=UTC)
HOME = "https://e.org/blog/"
SITE = "site: {title: T, url: 'https://e.org/blog', authors: [A], language: de}\n"
ENTRY = {"rss": "channel/item", "atom": "{http://www.w3.org/2005/Atom}entry"}
SUMMARY = {"rss": "description", "atom": "{http://www.w3.org/2005/Atom}summary"}
HREF = re.compile(
    rb'\A<\?xml version=\'1\.0\' encoding=\'UTF-8\'\?>\n<\?xml-stylesheet type="text/css" href="([^"]*)"\?>\n<'
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number, summary in enumerate(("Sonne & Mond", "R&amp;D", "5 < 6")):
        (tmp_path / f"{number}.md").write_text(
            f"---\ntitle: Nr. {number}\ndate: 2024-01-0{number + 1}\ntopics: [Ebbe]\nsummary: '{summary}'\n"
            f"url: https://e.org/blog/{number}/\n---\n<p>{summary}</p>\n"
        )
    return tmp_path


def exported(folder: Path, settings: str, **given: Any) -> dict[str, bytes]:
    (folder / "syndicate.yaml").write_text(SITE + settings)
    registry = Registry(distributions=())
    return {document.path: document.body for document in export(folder, now=NOW, registry=registry, **given).documents}


def published(folder: Path, settings: str, **given: Any) -> Report:
    (folder / "syndicate.yaml").write_text(SITE + settings)
    return export(folder, now=NOW, output=folder / "public", registry=Registry(distributions=()), **given)


def href(body: bytes) -> str | None:
    found = HREF.match(body)
    return found[1].decode() if found else None


def test_feeds_in_xml_name_one_stylesheet_and_a_page_lists_all(folder: Path) -> None:
    found = exported(
        folder,
        "stylesheet: true\nfeeds: [{format: rss}, {format: json}, {format: amp-sitemap}, "
        "{format: atom, each: topic, path: 'feeds/by/{topic}.xml'}]\n",
    )
    assert list(found) == ["rss.xml", "feed.json", "sitemap.xml", "feeds/by/ebbe.xml", "feeds.html", "feeds.css"]
    assert [href(body) for body in found.values()] == ["feeds.css", None, None, "../../feeds.css", None, None]
    assert found["feeds.html"].count(b"<code>") == 3
    assert b"Das ist ein Feed." in found["feeds.css"]


def test_without_it_nothing_of_it_is_written(folder: Path) -> None:
    found = exported(folder, "feeds: [{format: rss}, {format: atom}]\n")
    assert list(found) == ["rss.xml", "atom.xml"]
    assert [href(body) for body in found.values()] == [None, None]


@pytest.mark.parametrize(
    ("settings", "styled"),
    [
        ("feeds: [{format: rss, stylesheet: true}, {format: atom}]", ["rss.xml"]),
        ("stylesheet: true\nfeeds: [{format: rss, stylesheet: false}, {format: atom}]", ["atom.xml"]),
        ("stylesheet: true\nfeeds: [{format: rss, stylesheet: false}, {format: json}]", []),
    ],
)
def test_a_feed_may_say_it_otherwise(folder: Path, settings: str, styled: list[str]) -> None:
    found = exported(folder, settings)
    assert [path for path, body in found.items() if href(body)] == styled
    assert ("feeds.html" in found) == ("feeds.css" in found) == bool(styled)


@pytest.mark.parametrize(
    ("page", "paths", "url"),
    [
        ("path: about/abo.html", ["about/abo.html", "about/abo.css"], f"{HOME}about/abo.css"),
        ("path: abo.html, url: /abonnieren/", ["abo.html", "abo.css"], "https://e.org/abonnieren/abo.css"),
        ("url: 'https://other.example/x/feeds.html'", ["feeds.html", "feeds.css"], "https://other.example/x/feeds.css"),
    ],
)
def test_the_page_may_be_listed_to_say_where_it_is(folder: Path, page: str, paths: list[str], url: str) -> None:
    found = exported(
        folder,
        f"stylesheet: true\nfeeds: [{{format: feeds-page, {page}}}, {{format: atom}}, {{format: rss, path: a/b.xml}}]",
    )
    assert list(found) == [*paths, "atom.xml", "a/b.xml"]
    assert urljoin(f"{HOME}atom.xml", href(found["atom.xml"])) == url
    assert urljoin(f"{HOME}a/b.xml", href(found["a/b.xml"])) == url
    assert urljoin(f"{HOME}a/b.xml", href(found["a/b.xml"]) or "").startswith("https://")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/feed", "blog/feeds.css"),
        ("/blog/feed/", "../feeds.css"),
        ("https://feeds.example/e", f"{HOME}feeds.css"),
        ("http://e.org/blog/atom.xml", f"{HOME}feeds.css"),
        ("/blog//atom.xml", f"{HOME}feeds.css"),
    ],
)
def test_the_reference_leads_from_where_the_feed_is_served(folder: Path, url: str, expected: str) -> None:
    found = exported(folder, f"stylesheet: true\nfeeds: [{{format: atom, url: '{url}'}}]")
    assert href(found["atom.xml"]) == expected


def test_pages_and_archives_have_it_too(folder: Path) -> None:
    found = exported(
        folder, "stylesheet: true\nfeeds: [{format: rss, page_size: 2}, {format: atom, path: a/atom.xml, archive: 1}]"
    )
    feeds = {path: href(body) for path, body in found.items() if path.endswith(".xml")}
    assert len(feeds) > 4
    assert {path: ("../" * path.count("/")) + "feeds.css" for path in feeds} == feeds


def test_options_may_name_a_stylesheet_of_ones_own(folder: Path) -> None:
    found = exported(folder, "feeds: [{format: atom, options: {stylesheet: '/own.css?a=1&b=2'}}]")
    assert list(found) == ["atom.xml"]
    assert href(found["atom.xml"]) == "../own.css?a=1&amp;b=2"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("feeds: [{format: json, stylesheet: true}]", "syndicate.yaml:2:36: feeds[0].stylesheet: json has none, as rss and atom have; take it out"),
        ("stylesheet: yes please\nfeeds: [{format: rss}]", "syndicate.yaml:2:13: stylesheet: expected true or false, found 'yes please'"),
        ("stylesheet: true\nfeeds: [{format: rss, path: feeds.html}]", "syndicate.yaml:2:13: stylesheet: 'feeds.html' is also the path of feeds[0]; give one of them another"),
        ("feeds: [{format: rss, path: feeds.html, stylesheet: true}]", "syndicate.yaml:2:53: feeds[0].stylesheet: 'feeds.html' is also the path of feeds[0]; give one of them another"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_named_with_its_place(folder: Path, settings: str, message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        exported(folder, settings)
    assert str(caught.value).endswith(message)


def test_a_description_shows_no_tags_and_reads_the_same_in_readers(folder: Path) -> None:
    plain = exported(folder, "feeds: [{format: rss}, {format: atom}]\ncontent: full\n")
    for content in ("full", "summary"):
        found = exported(folder, f"stylesheet: true\nfeeds: [{{format: rss}}, {{format: atom}}]\ncontent: {content}\n")
        described = re.findall("<description>(.*)</description>", found["rss.xml"].decode())[1:]
        assert described == ["5 &amp;lt; 6", "R&amp;amp;D", "Sonne &amp; Mond"]
        if content == "full":
            for path, body in plain.items():
                then, now = feedparser.parse(body), feedparser.parse(found[path])
                assert [entry.title for entry in then.entries] == [entry.title for entry in now.entries]
                texts = [
                    [(entry.get("content") or [{"value": entry.summary}])[0]["value"] for entry in one.entries]
                    for one in (then, now)
                ]
                assert texts[0] == texts[1]


@pytest.mark.parametrize("name", ["rss", "atom"])
@given(summary=st.one_of(st.text(max_size=40), st.text("&<>;#/!? aBlt1", max_size=12)))
@example(summary="AT&T, R&D and &copy 2024 &copy; &notit; &#65; &#x41 &lt &amp;amp;")
@example(summary="x < y <b>bold</b> </p> <!-- --> <?pi?> <3 a<b")
def test_a_summary_reads_the_same_with_and_without(name: str, summary: str) -> None:
    article = Article(title="A", url="https://e.org/a/", published_at=NOW, summary=summary)
    site = Site(title="T", url="https://e.org/", authors=(Author(name="A"),))
    seen = []
    for options in ({}, {"stylesheet": "/feeds.css"}):
        entry = ET.fromstring(feed_bytes([article], site, name, now=None, options=options)).find(ENTRY[name])
        assert entry is not None
        said = entry.findtext(SUMMARY[name]) or ""
        seen.append(BeautifulSoup(f"<body>|{said}", "html5lib").text[1:])
    assert seen == [article.summary, article.summary]


def test_the_settings_of_a_site_without_feeds_bring_it_to_those_of_the_command(folder: Path) -> None:
    (folder / "syndicate.yaml").write_text(SITE + "stylesheet: true\noutput: public\n")
    assert main(["export", str(folder), "--no-record"]) == 0
    assert {path.name for path in (folder / "public").iterdir()} == {
        "rss.xml", "atom.xml", "feed.json", "sitemap.xml", "feeds.html", "feeds.css",
    }  # fmt: skip


def test_a_format_that_is_asked_for_comes_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "syndicate.yaml").write_text(SITE + "stylesheet: true\nfeeds: [{format: atom}]\n")
    assert main(["export", str(folder), "--format", "atom"]) == 0
    assert href(capsys.readouterr().out.encode()) == "feeds.css"


def test_the_page_has_no_part_in_what_is_chosen_and_noted(folder: Path) -> None:
    settings = "feeds: [{format: rss, limit: 1}]\n"
    published(folder, settings)
    before = (folder / "syndicate.record").read_text()
    report = published(folder, f"stylesheet: true\n{settings}")
    assert report.chosen_count == 1
    assert {file.path: file.state for file in report.files} == {
        "rss.xml": "changed",
        "feeds.html": "new",
        "feeds.css": "new",
    }
    articles = [line for line in before.splitlines() if "https://e.org/blog/" in line]
    assert articles
    assert [
        line for line in (folder / "syndicate.record").read_text().splitlines() if "https://e.org/blog/" in line
    ] == articles


def test_both_files_go_with_the_setting_unless_they_are_somebody_elses_by_now(folder: Path) -> None:
    settings = "feeds: [{format: rss}]\n"
    published(folder, f"stylesheet: true\n{settings}")
    assert {file.state for file in published(folder, f"stylesheet: true\n{settings}").files} == {"unchanged"}
    (folder / "public" / "feeds.html").write_text("my own")
    report = published(folder, settings)
    assert {file.path: file.state for file in report.files} == {"rss.xml": "changed", "feeds.css": "removed"}
    assert (folder / "public" / "feeds.html").read_text() == "my own"


def test_an_index_makes_the_page_again_when_a_feed_comes_and_else_leaves_it(folder: Path) -> None:
    index = folder / "index.sqlite3"
    first = "stylesheet: true\nfeeds: [{format: rss}]\n"
    published(folder, first, index=index)
    assert {file.state for file in published(folder, first, index=index).files} == {"unchanged"}
    (folder / "0.md").write_text((folder / "0.md").read_text().replace("Nr. 0", "Nr. null"))
    states = {file.path: file.state for file in published(folder, first, index=index).files}
    assert states == {"rss.xml": "changed", "feeds.html": "unchanged", "feeds.css": "unchanged"}
    report = published(folder, first.replace("}]", "}, {format: json}]"), index=index)
    states = {file.path: file.state for file in report.files}
    assert states == {"rss.xml": "unchanged", "feed.json": "new", "feeds.html": "changed", "feeds.css": "unchanged"}
    plain = exported(folder, first.replace("}]", "}, {format: json}]"))
    assert plain == {path: (folder / "public" / path).read_bytes() for path in plain}


def test_a_server_is_told_to_call_them_xml_for_browsers_show_no_styles_of_feeds(folder: Path) -> None:
    (folder / "syndicate.yaml").write_text(
        SITE + "feeds: [{format: rss, stylesheet: true}, {format: atom}, {format: json}]\n"
    )
    announced = announcements(open_plan(folder, registry=Registry(distributions=())).plan(now=NOW))
    assert headers_text(announced) == (
        "/blog/rss.xml\n  Content-Type: application/xml; charset=utf-8\n"
        "/blog/atom.xml\n  Content-Type: application/atom+xml; charset=utf-8\n"
        "/blog/feed.json\n  Content-Type: application/feed+json; charset=utf-8\n"
        "/blog/feeds.html\n  Content-Type: text/html; charset=utf-8\n"
    )
    assert 'type="application/rss+xml"' in head_links(announced)
    assert head_links(announced).count("<link") == 3
