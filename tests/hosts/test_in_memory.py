"""Articles in memory into the bytes of a feed: what an export would write, in any thread."""

from __future__ import annotations

import json
import locale
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from types import SimpleNamespace
from typing import Any

import feedparser
import pytest

from syndicate import (
    Article,
    Attachment,
    Author,
    Document,
    Feed,
    Format,
    FormatError,
    Image,
    Origin,
    Registry,
    Site,
    UsageError,
    export,
    feed_bytes,
    feed_documents,
    hookimpl,
    publish,
)
from syndicate.testing import sample_articles, sample_site

NOW = datetime(2024, 6, 1, tzinfo=UTC)
SITE = Site(title="The Quay", url="https://quay.example/", authors=(Author(name="The Desk"),), language="en")
FORMATS = ("rss", "atom", "json", "amp-sitemap")


def article(slug: str, days: float = 1, **fields: Any) -> Article:
    given: dict[str, Any] = {
        "title": slug.title(),
        "url": f"https://quay.example/{slug}/",
        "published_at": NOW - timedelta(days=days),
    }
    return Article(**(given | fields))


def titles(body: bytes) -> list[str]:
    return [item["title"] for item in json.loads(body)["items"]]


@pytest.mark.parametrize("content", ["none", "summary", "full"])
@pytest.mark.parametrize("name", FORMATS)
def test_the_bytes_are_those_of_an_export_of_the_same_articles(tmp_path: Path, name: str, content: Any) -> None:
    for number in range(30):
        (tmp_path / f"{number:02}.md").write_text(
            f"---\ntitle: Nr. {number}\nurl: https://quay.example/{number}/\ndate: 2024-05-{number + 1:02}\ntopics: [Fog]\n"
            f"---\n<p>Fog <script>x</script> on the <a href='../quay'>quay</a>, {number} times.</p>\n<p>More.</p>\n"
        )
    (tmp_path / "syndicate.yaml").write_text(
        "site: {title: The Quay, url: 'https://quay.example/', authors: [The Desk], language: en}\n"
        f"content: {content}\nfeeds: [{{format: {name}, title: 'All of {{site}}', limit: 7}}]\n"
    )
    (document,) = export(tmp_path, now=NOW, record=False).documents
    articles = [
        article(
            f"{number}",
            title=f"Nr. {number}",
            published_at=datetime(2024, 5, number + 1, tzinfo=UTC),
            topics=("Fog",),
            content_html=f"<p>Fog <script>x</script> on the <a href='../quay'>quay</a>, {number} times.</p>\n<p>More.</p>",
        )
        for number in (*range(10, 30), *range(10))
    ]
    body = feed_bytes(iter(articles), SITE, name, now=NOW, title="All of {site}", limit=7, content=content)
    assert body.decode() == document.body.decode()


def test_atom_is_written_where_no_format_is_named() -> None:
    found = feedparser.parse(feed_bytes([article("tides"), article("wind", 2)], SITE, now=NOW))
    assert (found.version, [entry.title for entry in found.entries]) == ("atom10", ["Tides", "Wind"])


def test_a_feed_of_no_articles_is_written() -> None:
    assert feedparser.parse(feed_bytes([], SITE, now=NOW)).entries == []


def test_what_is_withheld_stays_in_whether_or_not_the_time_is_told() -> None:
    articles = [
        article("draft", is_published=False),
        article("removed", is_removed=True),
        article("scheduled", -1, is_scheduled=True),
        article("ahead", -1),
        article("expired", 3, expires_at=NOW - timedelta(days=1)),
        article("out", 2),
    ]
    assert titles(feed_bytes(articles, SITE, "json", now=NOW)) == ["Out"]
    assert titles(feed_bytes(articles, SITE, "json", now=None)) == ["Ahead", "Out", "Expired"]
    assert titles(feed_bytes(articles, SITE, "json", now=NOW + timedelta(days=2))) == ["Ahead", "Scheduled", "Out"]


def test_without_the_time_nothing_gets_out_that_may_be_dated_ahead() -> None:
    for make in (feed_bytes, feed_documents):
        unchecked: Any = make
        with pytest.raises(UsageError, match=r"^now: is missing, .* or None where"):
            unchecked([article("ahead", -1)], SITE, "json")


def test_a_feed_is_what_its_choices_say() -> None:
    articles = [article("fog", topics=("Fog",)), article("ice", 2), article("wind", 3, topics=("fog",))]
    body = feed_bytes(
        articles,
        SITE,
        "atom",
        now=NOW,
        title="{site}: fog",
        url="/feeds/fog",
        id="tag:quay.example,2024:fog",
        limit="all",
        filters={"topics": {"any": ["Fog"]}},
        options={"elements": {"channel": {"ex:paid": "no"}}, "namespaces": {"ex": "https://quay.example/ns"}},
    )
    found = feedparser.parse(body)
    assert (found.feed.title, found.feed.id) == ("The Quay: fog", "tag:quay.example,2024:fog")
    assert [link.href for link in found.feed.links if link.rel == "self"] == ["https://quay.example/feeds/fog"]
    assert [entry.title for entry in found.entries] == ["Fog", "Wind"]
    assert found.feed.ex_paid == "no"


def test_the_url_follows_from_the_path_where_none_is_given() -> None:
    body = feed_bytes([article("tides")], SITE, "json", now=NOW, path="feeds/all.json")
    assert json.loads(body)["feed_url"] == "https://quay.example/feeds/all.json"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"limit": "ten"}, "limit: expected a whole number of at least 1 or all, found 'ten'"),
        ({"limitt": 3}, "limitt: unknown key; did you mean 'limit'?"),
        ({"format": "atm"}, "format: no format named 'atm'; did you mean 'atom'? installed: amp-sitemap, atom, feeds-page, json, rss"),
        ({"options": {"x": 1}}, "options.x: unknown key; known: stylesheet, elements, namespaces"),
        ({"title": " "}, "title: is empty; write some text, or take it out"),
        ({"now": datetime(2024, 1, 1)}, "now: 2024-01-01T00:00:00 is in no time zone; give an aware instant, e.g. datetime.now(UTC)"),  # noqa: DTZ001
        ({"now": "2024-01-01"}, "now: expected a datetime, found str '2024-01-01'; give datetime.now(UTC)"),
        ({"filters": {"dates": {"days": 3}}}, "now: the filter dates asks for it; give an aware instant, e.g. datetime.now(UTC)"),
        ({"filters": {"published": True}}, "now: the filter published asks for it; give an aware instant, e.g. datetime.now(UTC)"),
        ({"each": "topic"}, "each: is of feeds that syndicate.yaml lists, which export() writes; take it out"),
        ({"page_size": 3}, "page_size: is of feeds that syndicate.yaml lists, which export() writes; take it out"),
    ],
)  # fmt: skip
def test_a_wrong_choice_is_named_as_it_was_given(given: dict[str, Any], message: str) -> None:
    make: Any = feed_bytes
    with pytest.raises(UsageError) as caught:
        make(
            [article("tides")],
            SITE,
            **({"now": None} | given),
            **({} if "registry" in given else {"registry": Registry(distributions=())}),
        )
    assert message in str(caught.value)


def test_what_is_no_site_is_named() -> None:
    make: Any = feed_bytes
    with pytest.raises(UsageError, match=r"^site: expected Site, found str 'https://e.org/'; write Site\(title="):
        make([article("tides")], "https://e.org/", now=None)


def test_a_format_of_several_documents_is_refused_with_what_to_use_instead() -> None:
    def render(feed: Feed, path: str) -> Any:
        for number in range(2):
            yield Document(path=f"{number}-{path}", body=feed.title.encode(), media_type="text/plain")

    registry = Registry(distributions=())
    part = Format(name="parts", media_type="text/plain", filename="parts.txt", render=render)
    registry.register(SimpleNamespace(syndicate_formats=hookimpl(lambda: [part])), "parts")
    with pytest.raises(FormatError, match=r"^parts: the feed has 2 documents, .* use feed_documents\(\)$"):
        feed_bytes([article("tides")], SITE, "parts", now=NOW, registry=registry)
    found = feed_documents([article("tides")], SITE, "parts", now=NOW, registry=registry)
    assert [document.path for document in found] == ["0-parts.txt", "1-parts.txt"]


def test_a_feed_that_cannot_be_written_is_a_format_error() -> None:
    with pytest.raises(FormatError, match=r"names an author \(RFC 4287 4\.1\.1\)"):
        feed_bytes([article("tides")], Site(title="T", url="https://quay.example/"), now=NOW)


def test_of_two_articles_with_one_id_the_newest_stays_and_a_warning_names_the_other(
    caplog: pytest.LogCaptureFixture,
) -> None:
    twice = [article("one", id="tag:q,2024:1"), article("two", 2, id="tag:q,2024:1")]
    (document,) = feed_documents(twice, SITE, "json", now=NOW)
    assert titles(document.body) == ["One"]
    message = "'tag:q,2024:1' is also the id of the article 'One'"
    assert message in document.warnings[0]
    with caplog.at_level("WARNING", "syndicate"):
        feed_bytes(twice, SITE, "json", now=NOW)
    assert message in caplog.text


def test_of_two_articles_at_one_url_both_stay_and_a_warning_names_them() -> None:
    two = [
        article("tides", 2, id="tag:q,2024:1"),
        article("wind", 1, id="tag:q,2024:2", url="https://quay.example/tides/"),
    ]
    (document,) = feed_documents([*two, article("moon", 3)], SITE, "json", now=NOW)
    assert titles(document.body) == ["Wind", "Tides", "Moon"]
    (warning,) = document.warnings
    assert warning.startswith("https://quay.example/tides/: is the URL of 'Wind' and of 'Tides', which have ids")


def test_no_file_of_this_machine_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tide.mp3").write_bytes(b"ID3" + bytes(97))
    (tmp_path / "tides.md").write_text("---\ntitle: Tides\n---\n")
    monkeypatch.chdir(tmp_path)
    heard = article(
        "tides",
        images=(Image(url="https://quay.example/tide.mp3"),),
        attachments=(Attachment(url="https://quay.example/tide.mp3", media_type="audio/ogg"),),
        origin=Origin(path="tides.md"),
    )
    (document,) = feed_documents([heard], SITE, "json", now=NOW)
    assert json.loads(document.body)["items"][0]["attachments"] == [
        {"url": "https://quay.example/tide.mp3", "mime_type": "audio/ogg"}
    ]
    assert document.warnings == ()
    with pytest.raises(FormatError, match=r"1 of 1 left out: tides\.md:1: the title has 5 characters"):
        feed_documents([heard], SITE, "rss", profile="msn", now=NOW)


def test_documents_go_into_a_folder(tmp_path: Path) -> None:
    documents = feed_documents([article("tides")], SITE, "rss", now=NOW, path="feeds/rss.xml")
    assert [file.state for file in publish(documents, tmp_path)] == ["new"]
    assert [file.state for file in publish(documents, tmp_path)] == ["unchanged"]
    assert (tmp_path / "feeds" / "rss.xml").read_bytes() == documents[0].body


def test_many_threads_at_once_give_what_one_gives() -> None:
    sites = [
        sample_site(),
        SITE,
        Site(
            title="日本",
            url="https://nihon.example/",
            authors=(Author(name="記者"),),
            language="ja",
            timezone="Asia/Tokyo",
        ),
    ]
    asked: list[Any] = [(site, name, content) for site in sites for name in FORMATS for content in ("summary", "full")]
    asked *= 4

    def made(site: Site, name: str, content: Any) -> bytes:
        return feed_bytes(sample_articles(), site, name, now=NOW, content=content, limit="all")

    expected = [made(*one) for one in asked]
    before = locale.setlocale(locale.LC_ALL)
    for registry in (None, Registry(distributions=())):  # of which the threads ask for parts that still wait
        gate = Barrier(8)

        def at_once(place: int, registry: Any = registry, gate: Barrier = gate) -> bytes:
            if place < 8:
                gate.wait(60)
            site, name, content = asked[place]
            return feed_bytes(sample_articles(), site, name, now=NOW, content=content, limit="all", registry=registry)

        switches = sys.getswitchinterval()
        sys.setswitchinterval(1e-5)
        try:
            with ThreadPoolExecutor(8) as pool:
                assert list(pool.map(at_once, range(len(asked)))) == expected
        finally:
            sys.setswitchinterval(switches)
    assert locale.setlocale(locale.LC_ALL) == before


def test_a_feed_tells_the_page_that_it_is_about_and_what_it_is_about() -> None:
    found = json.loads(feed_bytes([], SITE, "json", now=NOW, link="/lab/", description="Tides at {site}"))
    assert (found["home_page_url"], found["description"]) == ("https://quay.example/lab/", "Tides at The Quay")


@pytest.mark.parametrize(
    ("articles", "sentence"),
    [
        ([{"title": "Tides"}], "articles[0]: expected Article, found dict \"{'title': 'Tides'}\"; write Article("),
        ([None], "articles[0]: expected Article, found NoneType 'None'; write Article("),
        ({"title": "Tides"}, "articles: expected a list of articles, found dict; write a list of Article("),
        ("tides.md", "articles: expected a list of articles, found str; write a list of Article("),
        (None, "articles: expected a list of articles, found NoneType; write a list of Article("),
        (sample_articles()[0], "articles: expected a list of articles, found Article; write [article]"),
    ],
)
def test_what_is_no_list_of_articles_is_named(articles: Any, sentence: str) -> None:
    with pytest.raises(UsageError) as error:
        feed_bytes(articles, SITE, "json", now=NOW)
    assert str(error.value).startswith(sentence)
