"""From a file with front matter to all four formats, and back through parsers that are not ours."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from html import unescape

import feedparser
import pytest
import yaml
from hypothesis import example, given, settings, strategies as st
from lxml import etree

from syndicate import Overrides, export
from syndicate.model import absolute_url, plain_text, topic_key
from tests.builtins.formats.test_journey_xml import HOSTILE, as_read

SITE = Overrides(
    title="The Ledger",
    site_url="https://news.example.org/",
    author="The Desk",
    formats=(("rss", None), ("atom", None), ("json", None), ("amp-sitemap", None)),
)
NOW = datetime(2024, 6, 1, tzinfo=UTC)

# Markup and marks of Markdown are no text of their own: what they come to is said in tests/model and tests/articles.
characters = st.characters(exclude_categories=["Cs"], exclude_characters="<*[`")
written = st.sampled_from([text for text in HOSTILE if text.isprintable()]) | st.sampled_from(
    [
        "12:30",
        "no",
        "---",
        "\n---\n",
        "a: b",
        "# c",
        "- d",
        "C#",
        "AT&amp;T",
        "&amp;#038;",
        "<em>x</em>",
        "日本",
        "\u2028",
    ]
)
texts = st.text(characters, max_size=40) | st.lists(written | st.text(characters, max_size=4), max_size=5).map(" ".join)
paths = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)


def line(text: str) -> str:
    """Return *text* as a reader is to see it; spaces alone, no-break spaces too, say nothing."""
    return "" if plain_text(text).isspace() else plain_text(text)


@given(title=texts.filter(line), excerpt=texts, topics=st.lists(texts, max_size=4), path=paths)
@example(title="---", excerpt="\n---\n", topics=["no", "No", "a, b"], path="küste/hafen fest/?a=1&b=c d#é")
@settings(max_examples=80, deadline=None)
def test_what_is_written_comes_back_from_every_format(
    tmp_path_factory: pytest.TempPathFactory, title: str, excerpt: str, topics: list[str], path: str
) -> None:
    address = f"https://news.example.org/{path}"
    head = {
        "title": title,
        "excerpt": excerpt,
        "topics": topics,
        "date": datetime(2024, 1, 30, 18, 21, tzinfo=UTC),
        "webUrl": address,
    }
    folder = tmp_path_factory.mktemp("journey")
    text = f"---\n{yaml.safe_dump(head, allow_unicode=True)}---\nBody\n"
    (folder / "article.md").write_text(text, encoding="utf-8", newline="\n")
    report = export(folder, now=NOW, overrides=SITE)
    assert report.faults == ()
    files = {document.path: document.body for document in report.documents}

    labels: dict[str, str] = {}
    for topic in filter(None, map(line, topics)):
        labels.setdefault(topic_key(topic), topic)
    tags, url = list(labels.values()), absolute_url(address)
    summary = line(excerpt) or "Body"  # the text's own beginning, where the article has no summary

    (item,) = json.loads(files["feed.json"])["items"]
    assert (item["title"], item["url"], item["id"], item.get("tags", [])) == (line(title), url, url, tags)
    assert item["content_text"] == summary

    for name in ("rss.xml", "atom.xml"):
        parsed = feedparser.parse(files[name], sanitize_html=False, resolve_relative_uris=False)
        assert not parsed.bozo
        (entry,) = parsed.entries
        assert (entry.title, entry.link, entry.id) == (as_read(line(title)), url, url)
        assert unescape(entry.get("summary", "")) == as_read(summary)
        assert [as_read(tag.term) for tag in entry.get("tags", [])] == [as_read(tag) for tag in tags]

    (loc,) = etree.fromstring(files["sitemap.xml"]).iter("{*}loc")
    assert loc.text == url.partition("#")[0]  # the page, not a place in it
