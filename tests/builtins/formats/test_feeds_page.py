"""The page that lists all feeds, and the stylesheet beside it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from msgspec.structs import replace

import syndicate
from syndicate import Author, Document, Feed, FeedLink, Format, FormatError, Registry, Site
from syndicate.testing import check_format
from tests.conftest import Golden

PART = Registry(distributions=()).get(Format, "feeds-page")
HOST = "https://news.example.org"
WORDS = tomllib.loads(
    (Path(syndicate.__file__).parent / "builtins/formats/feeds_page/words.toml").read_text(encoding="utf-8")
)
RSS, ATOM, JSON = "application/rss+xml", "application/atom+xml", "application/feed+json"


def link(name: str, title: str = "The Harbour Ledger", media_type: str = ATOM, **fields: Any) -> FeedLink:
    return FeedLink(title=title, url=f"{HOST}/{name}", media_type=media_type, **fields)


LINKS = (
    link("topics/ai.xml", "The Harbour Ledger: AI & us", each="topic", topic="AI & us", content="summary", limit=20),
    link("rss.xml", media_type=RSS, content="summary", limit=20),
    link("feed.json", media_type=JSON, content="full", limit=50),
    link("sitemap.xml", media_type="application/xml"),
    link("all.xml", "Everything", content="full"),
    link("titles.xml", "Titles", content="none", limit=5),
    link("people/ann.xml", "Ann", each="author", topic="Ann", content="summary"),
    link("feeds.opml", "Feeds", "text/x-opml"),
    link("feeds.html", "Feeds", "text/html"),
)


def feed_of(*links: FeedLink, title: str = "The Harbour Ledger", language: str = "en") -> Feed:
    site = Site(title=title, url=f"{HOST}/", language=language, authors=(Author(name="The Desk"),))
    return Feed(site=site, title=title, url=f"{HOST}/feeds.html", articles=(), feeds=links)


def rendered(feed: Feed, path: str = "feeds.html") -> tuple[Document, Document]:
    page, stylesheet = PART.render(feed, path)
    return page, stylesheet


def parsed(document: Document) -> Any:
    return BeautifulSoup(document.body.decode(), "html5lib")


def test_it_keeps_the_promises_of_a_format() -> None:
    check_format(PART)


def test_the_bytes(golden: Golden) -> None:
    for document in rendered(feed_of(*LINKS)):
        golden(f"feeds-page/{document.path}", document.body)


def pieces(document: Document) -> list[str]:
    """Return what stands between marks of HTML and CSS, and these."""
    return [piece.strip().removeprefix("— ") for piece in re.split(r'([<>"])', document.body.decode())]


def filled(words: Any) -> list[str]:
    """Return all texts of *words* in their order, one with a limit for each limit that there is."""
    if isinstance(words, str):
        limits = (20, 50, 5) if "{limit}" in words else (0,)
        return [words.format(site="The Harbour Ledger", url=f"{HOST}/feeds.html", limit=limit) for limit in limits]
    return [text for each in (words.values() if isinstance(words, dict) else words) for text in filled(each)]


@pytest.mark.parametrize("language", WORDS)
def test_in_another_language_the_words_are_others_and_nothing_else(language: str) -> None:
    translated = dict(zip(filled(WORDS["en"]), filled(WORDS[language]), strict=True)) | {"en": language}
    for document, english in zip(rendered(feed_of(*LINKS, language=language)), rendered(feed_of(*LINKS)), strict=True):
        pairs = zip(pieces(document), pieces(english), strict=True)
        assert [found for found, said in pairs if found != translated.get(said, said)] == []


def test_every_language_says_the_same() -> None:
    def keys(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: keys(each) for key, each in value.items()}
        return (
            len(value)
            if isinstance(value, list)
            else sorted(set("{site} {url} {limit}".split()) & {*_placeholders(value)})
        )

    assert set(WORDS) == {"en", "de", "fr", "es", "ja"}
    assert all(keys(words) == keys(WORDS["en"]) for words in WORDS.values())


def _placeholders(text: str) -> list[str]:
    return [f"{{{part.partition('}')[0]}}}" for part in text.split("{")[1:]]


@pytest.mark.parametrize(
    ("language", "words", "of_titles"),
    [("de-AT", "de", None), ("JA", "ja", None), ("pt-BR", "en", "pt-BR"), ("he", "en", "he"), ("", "en", None)],
)
def test_the_words_are_in_the_language_of_the_site_else_in_english(
    language: str, words: str, of_titles: str | None
) -> None:
    page, stylesheet = rendered(feed_of(*LINKS, language=language))
    html = parsed(page)
    assert html.html["lang"] == words
    assert html.h2.text == WORDS[words]["how"]
    assert {title.get("lang") for title in html.find_all("h3")} == {of_titles}
    assert WORDS[words]["note"] in stylesheet.body.decode()


def test_each_feed_is_there_once_with_its_address_as_a_link_and_as_text() -> None:
    html = parsed(rendered(feed_of(*LINKS))[0])
    wanted = [one.url for one in LINKS if one.media_type in (RSS, ATOM, JSON, "text/x-opml")]
    assert sorted(code.text for code in html.find_all("code")) == sorted(wanted)
    assert sorted(a["href"] for a in html.find_all("a")) == sorted([*wanted, f"{HOST}/"])


def test_feeds_of_one_title_stand_together_and_those_of_everything_come_first() -> None:
    html = parsed(rendered(feed_of(*LINKS))[0])
    assert [title.text for title in html.find_all(["h2", "h3"])] == [
        "How to subscribe",
        "Feeds",
        "The Harbour Ledger",
        "Everything",
        "Titles",
        "Feeds by topic",
        "The Harbour Ledger: AI & us",
        "Feeds by author",
        "Ann",
    ]
    first, everything, titles = html.find_all("li")[3:6]
    assert [p.get_text(" ", strip=True) for p in first.find_all("p")] == [
        "Choose any of these formats. If you do not know which, take the first.",
        f"RSS : {HOST}/rss.xml — Up to 20 of the newest articles, each with a summary.",
        f"JSON Feed : {HOST}/feed.json — Up to 50 of the newest articles, with their full text.",
    ]
    assert everything.p.text == "All articles, with their full text."
    assert titles.p.text == "The titles of up to 5 of the newest articles."


def test_readers_find_the_feeds_of_everything_in_the_head() -> None:
    html = parsed(rendered(feed_of(*LINKS))[0])
    found = [(one["type"], one["title"], one["href"]) for one in html.head.find_all("link", rel="alternate")]
    assert found == [
        (RSS, "The Harbour Ledger (RSS)", f"{HOST}/rss.xml"),
        (JSON, "The Harbour Ledger (JSON Feed)", f"{HOST}/feed.json"),
        (ATOM, "Everything", f"{HOST}/all.xml"),
        (ATOM, "Titles", f"{HOST}/titles.xml"),
    ]


HOSTILE = '</title></style><script>x()</script><img src=x onerror="x()"> {site} {0} $note %s "; } \\ &lt;'


def test_hostile_titles_are_text() -> None:
    links = (link("a.xml", HOSTILE), link("b.xml", HOSTILE, each="topic", topic=HOSTILE))
    page, stylesheet = rendered(feed_of(*links, title=HOSTILE))
    html = parsed(page)
    assert {element.name for element in html.find_all()} <= set(
        "html head meta title link body main p a h1 h2 h3 ol ul li code".split()
    )
    assert html.title.text == html.h1.text == f"Feeds of {HOSTILE}"
    assert {title.text for title in html.find_all("h3")} == {HOSTILE}
    assert "x()" not in stylesheet.body.decode()


def test_an_address_in_the_stylesheet_cannot_end_its_string() -> None:
    feed = replace(feed_of(*LINKS), url=f"{HOST}/a'b%22)/feeds.html")
    assert f'"Help and all feeds: {HOST}/a\'b%22)/feeds.html"' in rendered(feed)[1].body.decode()
    from syndicate.builtins.formats.feeds_page import _css_string

    assert _css_string('a"b\\c\nd') == '"a\\22 b\\5c c\\a d"'


def test_the_stylesheet_lies_beside_the_page_under_its_name() -> None:
    page, stylesheet = rendered(feed_of(*LINKS), "über uns/alle feeds.html")
    assert (stylesheet.path, stylesheet.media_type) == ("über uns/alle feeds.css", "text/css")
    assert parsed(page).find("link", rel="stylesheet")["href"] == "alle%20feeds.css"


def test_without_a_feed_to_list_there_is_no_page() -> None:
    with pytest.raises(FormatError, match="there is no feed to list"):
        list(PART.render(feed_of(link("sitemap.xml", media_type="application/xml")), "feeds.html"))
