"""Feeds into documents: articles are completed one by one, and encoded once for all feeds that are alike."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from syndicate import (
    Article,
    Author,
    ContentError,
    Document,
    Feed,
    Format,
    FormatError,
    Image,
    Origin,
    PluginError,
    Site,
)
from syndicate.builtins.formats import atom, json_feed, rss
from syndicate.index.memory import ExportMemory
from syndicate.parts import encode_each
from syndicate.pipeline.compose import Job
from syndicate.pipeline.memory import Made
from syndicate.pipeline.reading import Reading
from syndicate.pipeline.render import Renderer
from syndicate.settings.configured_parts import ConfiguredFormat, ConfiguredTransform
from syndicate.settings.feeds.feed_plan import FeedPlan
from syndicate.settings.plan import Bodies
from syndicate.store.known import NothingKnown
from syndicate.store.sequence import stored
from syndicate.store.spool import Pieces, Spool

SITE = Site(title="T", url="https://e.org/", authors=(Author(name="A"),))
THEN = datetime(2024, 1, 1, tzinfo=UTC)
FORMATS = {module.__name__.rpartition(".")[2]: module.syndicate_formats()[0] for module in (atom, rss, json_feed)}


def article(number: int, **fields: Any) -> Article:
    given: dict[str, Any] = {
        "title": f"A{number}",
        "url": f"https://e.org/{number}/",
        "published_at": THEN,
        "origin": Origin(path=f"{number}.md"),
    }
    return Article(**(given | fields))


class Store(Sequence[Article]):
    """Articles that are decoded when they are asked for, as an index has them; *decoded* says which were."""

    def __init__(self, known: Sequence[Article], numbers: Iterable[int], decoded: list[int]) -> None:
        self.known, self.numbers, self.decoded = known, array("q", numbers), decoded

    @property
    def updated_at(self) -> datetime:
        return THEN + timedelta(days=9)

    def take(self, numbers: Iterable[int]) -> Iterator[Article]:
        for number in numbers:
            self.decoded.append(number)
            yield self.known[number]

    def __len__(self) -> int:
        return len(self.numbers)

    def __iter__(self) -> Iterator[Article]:
        return self.take(self.numbers)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return Store(self.known, self.numbers[index], self.decoded)
        return next(self.take([self.numbers[index]]))


class Texts:
    """A reader whose bodies are made when they are asked for."""

    def __init__(self, body: Callable[[Article], str] = lambda article: f"<p>Text of {article.title}</p>") -> None:
        self.body = body
        self.asked: list[str] = []

    def content(self, article: Article) -> str:
        self.asked.append(article.title)
        return self.body(article)


def job(path: str, articles: Sequence[Article], part: Format, content: Any = "full", options: Any = None) -> Job:
    plan = FeedPlan(
        format=ConfiguredFormat(label=part.name, part=part, options=options), path=path, title="T", content=content
    )
    return Job(plan=plan, feed=Feed(site=SITE, title=path, url=f"https://e.org/{path}", articles=articles), path=path)


def renderer_of(jobs: Iterable[Job], reader: Any, root: Path) -> Renderer:
    known = NothingKnown(has_extra=True)
    reading = Reading(articles=stored([]), faults=[], item_count=0, reader=reader, known=known)
    memory = ExportMemory()
    memory.begin(list(jobs))
    return Renderer(reading, Bodies(root=str(root), site=SITE), memory)


def bodies(renderer: Renderer, jobs: Iterable[Job]) -> list[bytes]:
    return [document.body for one in jobs for document in renderer.render(one)]


FEEDS = [range(9), [3, 1], [], [8, 0, 3], [1], range(8, -1, -1)]
KNOWN = [article(number, summary="S" * number) for number in range(9)]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("content", ["full", "summary", "none"])
@pytest.mark.parametrize("is_stored", [True, False])
def test_shared_pieces_give_the_bytes_of_feeds_alone(
    name: str, content: str, *, is_stored: bool, tmp_path: Path
) -> None:
    decoded: list[int] = []
    jobs = []
    for place, numbers in enumerate(FEEDS):
        articles = Store(KNOWN, numbers, decoded) if is_stored else tuple(KNOWN[number] for number in numbers)
        jobs.append(job(f"{place}.xml", articles, FORMATS[name], content))
    together = bodies(renderer_of(jobs, Texts(), tmp_path), jobs)
    decoded_together, decoded[:] = len(decoded), []
    assert together == [body for one in jobs for body in bodies(renderer_of([one], Texts(), tmp_path), [one])]
    if is_stored:
        assert decoded_together == len(KNOWN)


@pytest.mark.parametrize(("asks_for", "is_transformed"), [("links", False), ("links", True), ("article", False)])
def test_a_format_that_asks_for_links_gets_no_more_unless_others_look(
    asks_for: Any, *, is_transformed: bool, tmp_path: Path
) -> None:
    seen: list[str] = []

    def encode(article: Article) -> bytes:
        seen.append(getattr(article, "title", ""))
        return article.url.encode()

    transform = ConfiguredTransform(name="t", label="t", identity=("t", b""), apply=lambda feed: feed)
    one = job("a", stored(KNOWN), a_format(encode, has_text=False, asks_for=asks_for))
    plan = msgspec.structs.replace(one.plan, transforms=(transform,) * is_transformed)
    one = msgspec.structs.replace(one, plan=plan)
    assert bodies(renderer_of([one], Texts(), tmp_path), [one]) == [b"".join(each.url.encode() for each in KNOWN)]
    assert seen == ([""] * 9 if asks_for == "links" and not is_transformed else [each.title for each in KNOWN])


def a_format(encode: Callable[[Article], bytes], name: str = "lines", **fields: Any) -> Format:
    def render(feed: Feed, path: str, *_: Any) -> Iterator[Document]:
        yield Document(path=path, body=b"".join(encode_each(feed, encode)), media_type="text/plain")

    return Format(name=name, media_type="text/plain", filename="x.txt", render=render, **fields)


def test_an_article_of_many_feeds_is_read_and_encoded_once(tmp_path: Path) -> None:
    encoded: list[str] = []

    def encode(one: Article) -> bytes:
        encoded.append(one.title)
        return f"{one.content_html}\n".encode()

    part, reader = a_format(encode), Texts()
    jobs = [job(f"{place}.txt", Store(KNOWN, numbers, []), part) for place, numbers in enumerate(FEEDS)]
    bodies(renderer_of(jobs, reader, tmp_path), jobs)
    assert sorted(encoded) == sorted(reader.asked) == [one.title for one in KNOWN]


def test_feeds_of_other_options_or_other_text_share_nothing(tmp_path: Path) -> None:
    encoded: list[str] = []

    def encode(one: Article) -> bytes:
        encoded.append(one.title)
        return b"."

    part = a_format(encode, options=int)
    variants: list[tuple[Any, Any]] = [("full", 0), ("none", 0), ("full", 1), ("full", 2)]
    jobs = [job(f"{n}.txt", KNOWN[:2], part, content, given) for n, (content, given) in enumerate(variants)]
    bodies(renderer_of([*jobs, *jobs], Texts(), tmp_path), jobs)
    assert len(encoded) == 8


def test_two_encoders_of_a_format_have_pieces_of_their_own(tmp_path: Path) -> None:
    def render(feed: Feed, path: str) -> Iterator[Document]:
        titles = encode_each(feed, lambda one: one.title.encode())
        urls = encode_each(feed, lambda one: one.url.encode())
        yield Document(path=path, body=b"".join([*titles, *urls]), media_type="text/plain")

    part = Format(name="two", media_type="text/plain", filename="x", render=render)
    jobs = [job(path, Store(KNOWN, [1], []), part) for path in "ab"]
    assert bodies(renderer_of(jobs, Texts(), tmp_path), jobs) == [b"A1https://e.org/1/"] * 2


def test_a_feed_of_a_slice_has_the_pieces_of_the_slice(tmp_path: Path) -> None:
    def render(feed: Feed, path: str) -> Iterator[Document]:
        few = msgspec.structs.replace(feed, articles=feed.articles[1:3])
        yield Document(
            path=path, body=b"".join(encode_each(few, lambda one: one.title.encode())), media_type="text/plain"
        )

    part = Format(name="slice", media_type="text/plain", filename="x", render=render)
    for articles in (Store(KNOWN, range(5), []), tuple(KNOWN[:5])):
        jobs = [job(path, articles, part) for path in "ab"]
        assert bodies(renderer_of(jobs, Texts(), tmp_path), jobs) == [b"A1A2"] * 2


def test_without_an_export_each_article_is_encoded_as_it_stands() -> None:
    feed = Feed(site=SITE, title="T", url="https://e.org/f", articles=KNOWN[:2])
    assert list(encode_each(feed, lambda one: one.title.encode())) == [b"A0", b"A1"]


@pytest.mark.parametrize(("media_type", "body"), [("application/xml", b"<a>"), ("application/json", b"{")])
def test_a_document_is_parsed_unless_its_format_promises_that_it_is_well_formed(
    media_type: str, body: bytes, tmp_path: Path
) -> None:
    def render(_: Feed, path: str) -> Iterator[Document]:
        yield Document(path=path, body=body, media_type=media_type)

    part = Format(name="broken", media_type=media_type, filename="x", render=render)
    one = job("x", KNOWN[:1], part)
    with pytest.raises(PluginError, match="broken yields x, which is not well-formed"):
        bodies(renderer_of([one], Texts(), tmp_path), [one])
    one = job("x", KNOWN[:1], msgspec.structs.replace(part, is_well_formed=True))
    assert bodies(renderer_of([one], Texts(), tmp_path), [one]) == [body]


def test_a_feed_that_does_not_fit_into_memory_is_named_with_what_helps(tmp_path: Path) -> None:
    def render(feed: Feed, path: str) -> Iterator[Document]:  # noqa: ARG001
        raise MemoryError

    one = job("x", KNOWN[:2], Format(name="large", media_type="text/plain", filename="x", render=render))
    with pytest.raises(
        FormatError, match=r"^x: memory does not suffice for 2 articles; set its limit or page_size$"
    ) as e:
        bodies(renderer_of([one], Texts(), tmp_path), [one])
    assert not isinstance(e.value.__context__, MemoryError)  # it would hold what memory is full of


# What is amiss


def refused(one: Article) -> str:
    if one.title == "A1":
        raise ContentError("no reason")
    return "<script>x</script>a" if one.title == "A2" else "a"


SAID = (
    "the text of 1 article of 3 is left out: 1.md: no reason; build the site, and set source.built to the folder that it "
    "builds, e.g. _site or public",
    "left out of 1 text: 1 script ('2.md')",
)


def test_every_feed_is_told_what_is_amiss_with_its_articles_though_their_pieces_are_there(tmp_path: Path) -> None:
    part = FORMATS["atom"]
    jobs = [job(f"{n}.xml", Store(KNOWN, numbers, []), part) for n, numbers in enumerate([[0, 1, 2], [2, 1, 3], [0]])]
    renderer = renderer_of(jobs, Texts(refused), tmp_path)
    assert [next(renderer.render(one)).warnings for one in jobs] == [SAID, SAID, ()]


def test_what_is_not_known_with_the_first_document_is_told_after_the_last(tmp_path: Path) -> None:
    def render(feed: Feed, path: str) -> Iterator[Document]:
        for one in feed.articles:
            yield Document(path=f"{one.title}-{path}", body=b"", media_type="text/plain")

    one = job("x", tuple(KNOWN[:3]), Format(name="many", media_type="text/plain", filename="x", render=render))
    renderer = renderer_of([one], Texts(refused), tmp_path)
    made = Made(one)
    for document in renderer.render(one, made):
        assert document.warnings == ()
        made.take(document)
    made.end()
    assert made.files[0].warnings == SAID


@pytest.mark.parametrize(
    ("url", "touched"), [("https://e.org/a.png", True), ("https://cdn.example.org/a.png", False), (None, False)]
)
def test_the_renderer_knows_which_feeds_depend_on_files_of_the_site(
    tmp_path: Path, url: str | None, *, touched: bool
) -> None:
    one = article(1, images=(Image(url=url),) if url else ())
    jobs = [job(path, Store([one], [0], []), FORMATS["rss"]) for path in ("a", "b")]
    renderer = renderer_of(jobs, Texts(), tmp_path)
    for each in jobs:
        made = Made(each)
        list(renderer.render(each, made))
        assert made.tally.touches_files is touched


# What is held


def test_the_newest_instant_is_asked_of_articles_that_know_it() -> None:
    decoded: list[int] = []
    feed = Feed(site=SITE, title="T", url="https://e.org/f", articles=Store(KNOWN, range(9), decoded))
    assert (feed.updated_at, decoded) == (THEN + timedelta(days=9), [])


def test_the_head_of_a_feed_completes_no_article(tmp_path: Path) -> None:
    reader = Texts()

    def render(feed: Feed, path: str) -> Iterator[Document]:
        yield Document(path=path, body=f"{feed.updated_at} {len(feed.articles)}".encode(), media_type="text/plain")

    one = job("x", tuple(KNOWN), Format(name="head", media_type="text/plain", filename="x", render=render))
    assert bodies(renderer_of([one], reader, tmp_path), [one]) == [b"2024-01-01 00:00:00+00:00 9"]
    assert reader.asked == []


def test_a_spool_gives_back_what_was_put_into_it_in_memory_and_in_its_file() -> None:
    spool = Spool(memory_bytes=10)
    contents = [bytes([65 + number]) * (number % 7) for number in range(40)]
    places = [spool.put(content) for content in contents]
    assert [spool.get(place or 0, len(content)) for place, content in zip(places, contents, strict=True)] == contents


def test_where_the_disk_is_full_articles_are_encoded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryFile", full)
    pieces = Pieces(3)
    for number in range(2):
        pieces.put(number, b"x" * (1 << 20), b"more")
    pieces.put(2, b"y", b"")
    assert [number in pieces for number in range(3)] == [True, False, False]
    assert pieces.get(0) == (b"x" * (1 << 20), b"more")
