"""The straight line: read, chosen, composed into feeds, rendered into documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from syndicate import (
    Article,
    Author,
    Document,
    EmptyError,
    Fault,
    Feed,
    Format,
    Item,
    Origin,
    PluginError,
    Registry,
    SettingsError,
    Source,
    Transform,
    compose,
    hookimpl,
    read,
    render,
)
from syndicate.pipeline.compose import Job
from syndicate.settings import make_plan, settings_of

NOW = datetime(2024, 6, 1, tzinfo=UTC)


class Shelf:
    """A source of what a test puts on it, which counts whose body it is asked for."""

    def __init__(self, *found: Article | Fault) -> None:
        self.found = found
        self.asked: list[str] = []

    def items(self) -> Iterator[Item | Fault]:
        yield Item("shelf")

    def read(self, item: Item) -> Iterator[Article | Fault]:
        assert item.key == "shelf"
        yield from self.found

    def content(self, article: Article) -> str:
        self.asked.append(article.title)
        return f"<p>{article.title}<script>x()</script></p>" if article.title != "Bare" else ""


def show(feed: Feed, path: str) -> Iterator[Document]:
    body = "\n".join(f"{article.title}|{article.summary}|{article.content_html}" for article in feed.articles)
    yield Document(path=path, body=body.encode(), media_type="text/plain", entry_count=len(feed.articles))


def article(title: str, minute: int = 0, **fields: Any) -> Article:
    published_at = datetime(2024, 1, 30, tzinfo=UTC) + timedelta(minutes=minute)
    given = {"published_at": published_at, "summary": "s", **fields}
    return Article(title=title, url=f"https://e.org/{title}", **given)


def registry(shelf: Shelf, **parts: Any) -> Registry:
    module = ModuleType("stranger")
    offered = {
        "sources": [Source(name="shelf", open=lambda _: shelf)],
        "formats": [
            Format(name="show", media_type="text/plain", filename="show.txt", render=parts.get("render", show))
        ],
        "transforms": [Transform(name="change", apply=parts.get("apply", lambda feed: feed))],
    }
    for kind, values in offered.items():
        setattr(module, f"syndicate_{kind}", hookimpl(lambda values=values: values))
    made = Registry(distributions=())
    made.register(module, "stranger")
    return made


def line(shelf: Shelf, *feeds: dict[str, Any], **parts: Any) -> tuple[list[Job], Callable[[], list[Document]]]:
    values = {
        "site": {"title": "T", "url": "https://e.org/blog", "authors": "A"},
        "source": {"name": "shelf"},
        "feeds": [{"format": "show", **feed} for feed in feeds],
    }
    plan = make_plan(settings_of(values, Path()), registry(shelf, **parts), now=NOW)
    reading = read(plan)
    composition = compose(plan, reading)
    return composition.jobs, lambda: list(render(composition, reading, plan))


def places(jobs: list[Job]) -> list[tuple[str, str, str]]:
    return [(job.path, job.feed.url, job.feed.id) for job in jobs]


def test_articles_and_faults_are_told_apart() -> None:
    shelf = Shelf(article("A"), Fault(path="x", message="wrong"), article("B"))
    values = {
        "site": {"title": "T", "url": "https://e.org"},
        "source": {"name": "shelf"},
        "feeds": [{"format": "show"}],
    }
    seen: list[int] = []
    reading = read(make_plan(settings_of(values, Path()), registry(shelf), now=NOW), seen.append)
    assert ([found.title for found in reading.articles], len(reading.faults)) == (["A", "B"], 1)
    assert (reading.item_count, seen) == (1, [1])


def test_every_topic_has_its_feed_whatever_its_case() -> None:
    shelf = Shelf(article("A", topics=("AI", "C#")), article("B", topics=("ai",)), article("C", topics=("AI",)))
    jobs, _ = line(shelf, {"each": "topic", "limit": 2})
    assert [(job.path, job.feed.title, job.feed.topic, len(job.feed.articles)) for job in jobs] == [
        ("topics/ai.txt", "T: AI", "AI", 2),
        ("topics/c-sharp.txt", "T: C#", "C#", 1),
    ]


def test_url_and_id_of_a_topics_feed_hold_its_slug_wherever_the_path_has_it() -> None:
    given = {"each": "topic", "path": "{topic}/feed.txt", "url": "/t/{topic}/", "id": "tag:e.org,2024:{topic}"}
    jobs, _ = line(Shelf(article("A", topics=("C#", "Öl"))), given)
    assert places(jobs) == [
        ("c-sharp/feed.txt", "https://e.org/t/c-sharp/", "tag:e.org,2024:c-sharp"),
        ("ol/feed.txt", "https://e.org/t/ol/", "tag:e.org,2024:ol"),
    ]


@pytest.mark.parametrize("topics", [("AI", "AI", "ai"), ("AI", "ai", "ai")])
def test_the_id_of_a_topics_feed_outlives_another_spelling(topics: tuple[str, ...]) -> None:
    shelf = Shelf(*(article(f"A{number}", topics=(topic,)) for number, topic in enumerate(topics)))
    jobs, _ = line(shelf, {"each": "topic", "id": "tag:e.org,2024:{topic}"})
    assert jobs[0].feed.id == "tag:e.org,2024:ai"


@pytest.mark.parametrize(
    ("feed", "urls"),
    [
        ({}, ["https://e.org/blog/show.txt", "https://e.org/blog/show-2.txt", "https://e.org/blog/show-3.txt"]),
        ({"path": "a b/x.txt"}, [f"https://e.org/blog/a%20b/x{number}.txt" for number in ("", "-2", "-3")]),
        ({"url": "/feeds/all"}, ["https://e.org/feeds/all", "https://e.org/feeds/all-2", "https://e.org/feeds/all-3"]),
        (
            {"url": "/feeds/"},
            ["https://e.org/feeds/", "https://e.org/feeds/show-2.txt", "https://e.org/feeds/show-3.txt"],
        ),
        ({"url": "https://x.org"}, ["https://x.org", "https://x.org/show-2.txt", "https://x.org/show-3.txt"]),
        ({"url": "/f?a=b"}, ["https://e.org/f?a=b", "https://e.org/f-2?a=b", "https://e.org/f-3?a=b"]),
    ],
)
def test_pages_are_served_beside_the_first_and_have_its_id(feed: dict[str, str], urls: list[str]) -> None:
    shelf = Shelf(*(article(f"A{number}", number) for number in range(9)))
    jobs, _ = line(shelf, {"page_size": 2, "limit": 5, **feed})
    assert [job.feed.url for job in jobs] == urls
    assert [job.feed.next_url for job in jobs] == [*urls[1:], None]
    assert {job.feed.id for job in jobs} == {urls[0]}
    assert [[one.title for one in job.feed.articles] for job in jobs] == [["A8", "A7"], ["A6", "A5"], ["A4"]]


def by_each(kind: str, *articles: Article, **given: Any) -> list[tuple[str, str, str, list[str]]]:
    jobs, _ = line(Shelf(*articles), {"each": kind, **given})
    assert {(job.feed.each, job.entry) for job in jobs} == {(kind, given.get("path", f"{kind}s/{{{kind}}}.txt"))}
    return [(job.path, job.feed.title, job.feed.topic, [one.title for one in job.feed.articles]) for job in jobs]


def test_every_author_has_a_feed_and_what_names_none_is_the_sites() -> None:
    ann, jose, other = Author(name="Ann"), Author(name="José"), Author(name="JOSE")
    articles = article("A", 3, authors=(ann, jose)), article("B", 2, authors=(other,)), article("C", 1)
    assert by_each("author", *articles, article("D", 0, authors=(jose,))) == [
        ("authors/a.txt", "T: A", "A", ["C"]),
        ("authors/ann.txt", "T: Ann", "Ann", ["A"]),
        ("authors/jose.txt", "T: José", "José", ["A", "B", "D"]),
    ]


def test_no_name_leaves_the_folder_or_takes_the_place_of_another() -> None:
    names = ("../../x", "X", "con", "!!!", "a/b", "A b", ".")
    articles = [article(f"A{number}", authors=(Author(name=name),)) for number, name in enumerate(names)]
    paths = [path for path, *_ in by_each("author", *articles)]
    assert len({path.casefold() for path in paths}) == len(names)
    assert all(path.startswith("authors/") and path.count("/") == 1 for path in paths)
    assert {"authors/x.txt", "authors/con-author.txt"} < set(paths)


def test_a_section_is_the_first_folder_of_the_file_below_that_of_the_source_else_of_the_url() -> None:
    places = (
        "posts/essays/a.md",
        "posts/Essays/2024/b.md",
        "posts/_drafts/notes/c.md",
        "posts/d.md",
        "posts/_posts/e.md",
    )
    articles = [article(place[-4], number, origin=Origin(path=place)) for number, place in enumerate(places)]
    far = Article(title="f", url="https://e.org/film/2024/f", published_at=NOW - timedelta(9), summary="s")
    at_root = Article(title="g", url="https://e.org/g/", published_at=NOW - timedelta(9), summary="s")
    values = {
        "site": {"title": "T", "url": "https://e.org", "authors": "A"},
        "source": {"name": "shelf", "paths": ["./posts/*.md"]},
        "feeds": [{"format": "show", "each": "section"}],
    }
    plan = make_plan(settings_of(values, Path()), registry(Shelf(*articles, far, at_root)), now=NOW)
    found = {job.path: sorted(one.title for one in job.feed.articles) for job in compose(plan, read(plan)).jobs}
    assert found == {"sections/essays.txt": ["a", "b"], "sections/film.txt": ["f"], "sections/notes.txt": ["c"]}


def test_the_feed_of_a_language_is_in_that_language() -> None:
    shelf = Shelf(article("A", 2, language="pt-BR"), article("B", 1, language="pt-br"), article("C"))
    jobs, _ = line(shelf, {"each": "language"}, {"path": "all.txt"})
    assert [(job.path, job.feed.site.language, len(job.feed.articles)) for job in jobs] == [
        ("languages/pt-br.txt", "pt-BR", 2),
        ("all.txt", "", 3),
    ]
    assert {(link.topic, link.language) for job in jobs for link in job.feed.feeds} == {("pt-BR", "pt-BR"), ("", "")}


def test_a_feed_is_in_the_language_that_it_says_and_other_feeds_know_it() -> None:
    about = {"description": "Marés", "link": "https://e.org/pt/"}
    german, portuguese = {"path": "a.txt"}, {"path": "b.txt", "language": "pt", **about}
    jobs, _ = line(Shelf(article("A", 2)), german, portuguese, {"each": "year", "language": "fr"})
    assert [job.feed.site.language for job in jobs] == ["", "pt", "fr"]
    links = [(link.language, link.description, link.page_url) for link in jobs[0].feed.feeds]
    assert links == [("", "", ""), ("pt", "Marés", "https://e.org/pt/"), ("fr", "", "")]


def test_a_year_is_that_of_the_sites_zone() -> None:
    articles = [article(str(year), published_at=datetime(year, 12, 31, 23, tzinfo=UTC)) for year in (2021, 2022)]
    values = {
        "site": {"title": "T", "url": "https://e.org", "authors": "A", "timezone": "Asia/Tokyo"},
        "source": {"name": "shelf"},
        "feeds": [{"format": "show", "each": "year", "path": "{year}/feed.txt"}],
    }
    plan = make_plan(settings_of(values, Path()), registry(Shelf(*articles)), now=NOW)
    assert [job.path for job in compose(plan, read(plan)).jobs] == ["2022/feed.txt", "2023/feed.txt"]


def test_what_an_article_names_twice_it_is_in_once() -> None:
    twice = article("A", authors=(Author(name="Ann", url="https://a.org"), Author(name="Ann")))
    assert by_each("author", twice) == [("authors/ann.txt", "T: Ann", "Ann", ["A"])]


def test_pages_of_topics_do_not_meet() -> None:
    shelf = Shelf(*(article(f"A{number}", topics=("AI", "Sea")) for number in range(2)))
    jobs, _ = line(shelf, {"each": "topic", "page_size": 1, "path": "{topic}/feed.txt", "url": "/{topic}"})
    assert [job.feed.url for job in jobs] == [f"https://e.org/{slug}" for slug in ("ai", "ai-2", "sea", "sea-2")]
    assert len({job.path for job in jobs}) == 4


def test_a_format_that_knows_no_archive_is_given_none() -> None:
    with pytest.raises(SettingsError, match=r"feeds\[0\].archive: show has no archive; take archive out"):
        line(Shelf(article("A")), {"archive": "month"})


def test_bodies_are_asked_for_once_and_only_where_they_are_shown() -> None:
    pytest.importorskip("nh3")
    shelf = Shelf(article("A", 3), article("Bare", 2), article("C", 1))
    feeds: list[dict[str, Any]] = [
        {"content": "full", "limit": 2},
        {"content": "full", "limit": 1, "path": "b"},
        {"content": "none", "path": "c"},
    ]
    _, rendered = line(shelf, *feeds, {"path": "d"})
    assert shelf.asked == []
    documents = rendered()
    assert shelf.asked == ["A", "Bare"]
    assert [document.body.decode() for document in documents] == [
        "A|s|<p>A</p>\nBare|s|",
        "A|s|<p>A</p>",
        "A||\nBare||\nC||",
        "A|s|\nBare|s|\nC|s|",
    ]
    assert [document.warnings for document in documents] == [
        ("left out of 1 text: 1 script ('https://e.org/A')",)
    ] * 2 + [()] * 2


@pytest.mark.parametrize(
    ("feed", "found", "expected"),
    [
        ({}, [], "show.txt: no article read; --allow-empty"),
        ({}, [Fault(path="x", message="wrong")], "show.txt: no article read, 1 fault"),
        ({}, [article("A", is_published=False)], "show.txt: 1 read, none published; --allow-empty"),
        (
            {"filters": {"topics": "Fedes"}},
            [article("A", topics=("Feeds",)), article("B", is_published=False, topics=("Secret",))],
            "show.txt: 2 read, 1 published, none on topic 'Fedes'; topics seen: Feeds (1); --allow-empty",
        ),
        (
            {"each": "section"},
            [article("A")],
            "sections/{section}.txt: none of 1 article has a section; take each: section out",
        ),
        (
            {"each": "topic"},
            [article("A")],
            "topics/{topic}.txt: none of 1 article has a topic; take each: topic out, or name the key that holds it: source.fields: {topics: [KEY]}",
        ),
    ],
)
def test_an_empty_feed_says_what_became_of_the_articles(
    feed: dict[str, Any], found: list[Article | Fault], expected: str
) -> None:
    with pytest.raises(EmptyError) as caught:
        line(Shelf(*found), feed)
    assert str(caught.value).startswith(expected)


def broken(*_: object) -> Any:
    raise RuntimeError("no")


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"render": broken}, "show.txt: format show of stranger failed: RuntimeError: no"),
        ({"render": lambda *_: ["text"]}, "show.txt: format show of stranger yields str; it must yield Documents"),
        ({"render": lambda *_: None}, "show.txt: format show of stranger returns NoneType; it must yield Documents"),
        ({"apply": broken}, "show.txt: transform change of stranger failed: RuntimeError: no"),
        ({"apply": lambda _: None}, "transform change of stranger returned NoneType; it must return a Feed"),
        (
            {"apply": lambda feed: Feed(site=feed.site, title="T", url=feed.url, articles=[article("A")] * 2)},
            "show.txt: transform change of stranger broke a promise: id: 'https://e.org/A' is the id of two articles",
        ),
    ],
)
def test_a_part_that_breaks_is_named(parts: dict[str, Any], expected: str) -> None:
    _, rendered = line(Shelf(article("A")), {"transforms": ["change"]}, **parts)
    with pytest.raises(PluginError) as caught:
        rendered()
    assert str(caught.value) == expected


def test_a_source_that_breaks_is_named() -> None:
    shelf = Shelf(article("A"))
    shelf.read = broken  # type: ignore[assignment,method-assign]
    with pytest.raises(PluginError, match="source shelf of stranger failed: RuntimeError: no"):
        line(shelf, {})
