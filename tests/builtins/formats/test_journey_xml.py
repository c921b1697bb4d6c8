"""Whatever a publisher writes comes back through somebody else's parser."""

from __future__ import annotations

import re
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from types import ModuleType
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

import feedparser
import pytest
from hypothesis import assume, given, settings, strategies as st

from syndicate import Article, Attachment, Author, Feed, Image, Site
from syndicate.builtins.formats import atom, rss

SITE = Site(title="Ledger", url="https://news.example.org/", authors=(Author(name="Desk"),))
HOSTILE = ']]> <b>&amp;</b> & &#0; <!-- <![CDATA[ " \x00 \ud800 é e\u0301 🎶'.split()
texts = st.text(max_size=60) | st.lists(st.sampled_from(HOSTILE) | st.text(max_size=3), max_size=6).map(" ".join)
lines = texts.filter(lambda text: any(char.isalnum() for char in text))
formats = pytest.mark.parametrize("written_by", [rss, atom])
journey = settings(max_examples=60, deadline=None)


def returned(written_by: ModuleType, **fields: Any) -> tuple[Article, Any]:
    """Return an article with *fields*, and what feedparser makes of the feed that holds it alone."""
    given_fields: dict[str, Any] = {
        "title": "Tides",
        "url": "https://news.example.org/1",
        "published_at": datetime(2024, 1, 30, tzinfo=UTC),
    }
    article = Article(**(given_fields | fields))
    feed = Feed(site=SITE, title="Ledger", url="https://news.example.org/feed", articles=(article,))
    documents: Iterator[Any] = written_by.render(feed, "feed.xml")
    # What feedparser would take out of HTML and complete in it is no matter of ours.
    parsed = feedparser.parse(next(documents).body, sanitize_html=False, resolve_relative_uris=False)
    assert not parsed.bozo
    (entry,) = parsed.entries
    return article, entry


def as_read(text: str) -> str:
    """Return *text* as feedparser mostly hands it on: stripped, and mended where it may be UTF-8 taken for Latin-1."""
    try:
        return text.strip().encode("latin-1").decode()
    except UnicodeError:
        return text.strip()


@formats
@given(title=lines)
@journey
def test_any_title_survives_the_journey(written_by: ModuleType, title: str) -> None:
    article, entry = returned(written_by, title=title)
    assert entry.title == as_read(article.title)


@formats
@given(summary=lines)
@journey
def test_any_summary_survives_the_journey(written_by: ModuleType, summary: str) -> None:
    article, entry = returned(written_by, summary=summary)
    assert unescape(entry.summary) == as_read(article.summary)


@formats
@given(body=lines)
@journey
def test_any_body_survives_the_journey(written_by: ModuleType, body: str) -> None:
    article, entry = returned(written_by, summary="Short", content_html=body)
    assert entry.content[0].value == as_read(article.content_html)


@formats
@given(topics=st.lists(lines, max_size=4))
@journey
def test_any_topics_survive_the_journey(written_by: ModuleType, topics: list[str]) -> None:
    article, entry = returned(written_by, topics=tuple(topics))
    assert [as_read(tag.term) for tag in entry.get("tags", [])] == [as_read(topic) for topic in article.topics]


@formats
@given(name=lines)
@journey
def test_any_author_survives_the_journey(written_by: ModuleType, name: str) -> None:
    article, entry = returned(written_by, authors=(Author(name=name),))
    assert [as_read(author.name) for author in entry.authors] == [as_read(article.authors[0].name)]


@formats
@given(path=st.text(st.characters(exclude_categories=["Cs"])), query=st.text(st.characters(exclude_categories=["Cs"])))
@journey
def test_any_url_and_id_survive_the_journey(written_by: ModuleType, path: str, query: str) -> None:
    url = f"https://news.example.org/{quote(path)}?q={quote(query, safe='&;=+')}"
    assume(re.search(r"&\w+;", url) is None)  # feedparser takes that for a reference, and drops its end
    article, entry = returned(written_by, url=url, id=f"tag:news.example.org,2024:{quote(path)}")
    assert (entry.link, entry.id) == (url, article.id)


@formats
@given(instant=st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.timezones()))  # noqa: DTZ001
@journey
def test_any_instant_survives_the_journey(written_by: ModuleType, instant: datetime) -> None:
    article, entry = returned(written_by, published_at=instant)
    assert datetime.fromtimestamp(timegm(entry.published_parsed), UTC) == article.published_at


@formats
@given(text=lines, url=st.text(st.characters(exclude_categories=["Cs"])))
@journey
def test_any_text_of_pictures_files_and_sites_leaves_the_document_well_formed(
    written_by: ModuleType, text: str, url: str
) -> None:
    picture = Image(url=f"https://e.org/{quote(url)}", title=text, description=text, credit=text)
    file = Attachment(url=f"https://e.org/{quote(url)}", media_type="audio/mpeg", size_bytes=1, title=text)
    article = Article(
        title=text, url="https://e.org/1", published_at=datetime(2024, 1, 30, tzinfo=UTC), images=(picture,),
        attachments=(file,),
    )  # fmt: skip
    site = Site(title=text, url="https://e.org/", authors=(Author(name=text),), description=text, rights=text)
    feed = Feed(site=site, title=text, url="https://e.org/feed", articles=(article,))
    ET.fromstring(next(written_by.render(feed, "feed.xml")).body)
