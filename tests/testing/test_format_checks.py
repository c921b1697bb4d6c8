"""For each promise of a format one that breaks it, and the sentence by which the check says so."""

from __future__ import annotations

import datetime
import json
import locale
import socket
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from msgspec.structs import replace

from syndicate import Document, Feed, Format, FormatError
from syndicate.testing import check_format, sample_feeds
from tests.testing.misbehaving import FEW, TEXT, Loose, Needing, Strict, a_format, document, fails, good, urls, yielding


def writing(write: Callable[[Feed], str | bytes], media_type: str = TEXT, **fields: Any) -> Format:
    """Return a format whose one document is what *write* makes of the feed, behind the URLs if that is text."""

    def render(feed: Feed, path: str) -> Iterator[Document]:
        text = write(feed)
        yield document(path, urls(feed) + text if media_type == TEXT and isinstance(text, str) else text, media_type)

    return a_format(render, **fields)


def changing_the_extra(feed: Feed) -> str:
    for article in feed.articles:
        article.extra["seen"] = True
    return ""


class Counter:
    """Writes how often it was asked."""

    count = 0

    def __call__(self, feed: Feed) -> str:
        self.count += 1
        return f"{self.count}"


def only_in_the_same(name: str) -> Callable[[Feed], str]:
    """Return a writer that wants its articles in one kind of sequence."""

    def write(feed: Feed) -> str:
        return "" if type(feed.articles).__name__ == name else "other"

    return write


def failing_without_articles(feed: Feed) -> str:
    return feed.articles[0].title


def xml(feed: Feed) -> str:
    from xml.sax.saxutils import escape

    return "<urls>" + "".join(f"<url>{escape(article.url)}</url>" for article in feed.articles) + "</urls>"


BAD_FORMATS: list[tuple[str, Format, str]] = [
    ("list", a_format(lambda feed, path: [document(path, urls(feed))]), "render returns list, not an iterator"),
    ("text", yielding(lambda path: "text"), "awkward articles: render yields str; it must yield Documents"),
    ("absolute", yielding(lambda path: document("/tmp/x", "")), "'/tmp/x': is no path in the output folder"),
    ("above", yielding(lambda path: document("feeds/../x", "")), "a document's path is not safe"),
    ("outside", yielding(lambda path: document("x.txt", "")), "a document is at 'x.txt', outside the folder of"),
    (
        "one path twice",
        yielding(lambda path: document(path, "a"), lambda path: document(path.upper().replace("FEEDS", "feeds"), "b")),
        "two documents have the path 'feeds/URLS.TXT'",
    ),
    ("elsewhere", yielding(lambda path: document("feeds/x.txt", "")), "no document is at the path given"),
    ("str body", yielding(lambda p: Document(path=p, body="x", media_type=TEXT)), "expected a body of bytes, found str"),  # type: ignore[arg-type]
    ("no media type", yielding(lambda path: document(path, "", "xml")), "'xml' is not a media type"),
    ("long warning", yielding(lambda p: document(p, "", warnings=("a\nb",))), "a warning: expected a sentence on one line"),
    ("negative", yielding(lambda path: document(path, "", entry_count=-1)), "-1 is no count of entries"),
    ("too many", yielding(lambda p: document(p, "", entry_count=99)), "entry_count: 99 entries of"),
    ("counting", writing(Counter()), "feeds/urls.txt has other bytes when rendered again in the same surroundings: at"),
    ("chance", writing(lambda _: uuid.uuid4().hex), "rendered again in the same surroundings"),
    ("zone", writing(lambda _: time.strftime("%H", time.localtime(0))), "rendered again in another time zone"),
    ("local", writing(lambda _: str(datetime.datetime.fromtimestamp(0))), "rendered again in another time zone"),
    ("locale", writing(lambda _: locale.setlocale(locale.LC_ALL)), "rendered again in another locale"),
    ("now", writing(lambda _: f"{datetime.datetime.now():%Y}"), "rendered again at another time: at byte"),
    ("utcnow", writing(lambda _: f"{datetime.datetime.now(datetime.UTC):%Y}"), "rendered again at another time"),
    ("today", writing(lambda _: f"{datetime.date.today():%Y}"), "rendered again at another time"),
    ("seconds", writing(lambda _: f"{time.time():.0f}"[:3]), "rendered again at another time"),
    ("strftime", writing(lambda _: time.strftime("%Y")), "rendered again at another time"),
    ("gmtime", writing(lambda _: str(time.gmtime().tm_year)), "rendered again at another time"),
    ("a list", writing(only_in_the_same("tuple")), "when given its articles as a list"),
    ("lazy", writing(lambda feed: "" if feed.articles[:1] in ((), []) or feed.articles[0] is feed.articles[0] else "x"), "when given its articles as a lazy sequence"),
    ("changes", writing(changing_the_extra), "awkward articles: render changes the feed that it is given"),
    ("network", writing(lambda _: str(socket.create_connection(("localhost", 9)))), "and no network may be used here"),
    ("raises", writing(failing_without_articles), "no article: render raised IndexError"),
    ("leaks", writing(lambda feed: str([a.extra for a in feed.articles])), "of the extra of article 'https://news"),
    (
        "leaks a name",
        writing(lambda feed: str([list(a.extra) for a in feed.articles])),
        "the name 'sample_secured_blob' out of an article's extra is in a document",
    ),
    ("leaves out", writing(lambda feed: urls(replace(feed, articles=feed.articles[1:])), "text/csv"), "1 of 34 articles are in no document"),
    ("broken XML", writing(lambda feed: "<a>" + urls(feed), "application/xml"), "is XML and not well-formed: not well"),
    ("a false promise", writing(lambda _: "<a>", "application/xml", is_well_formed=True), "is XML and not well-formed: no"),
    ("an undeclared prefix", writing(lambda _: "<a:b/>", "text/xml", is_well_formed=True), "not well-formed: unbound prefix"),
    ("no JSON, promised", writing(lambda _: "{", "application/json", is_well_formed=True), "is JSON and cannot be read"),
    ("latin XML", writing(lambda _: "<a>é</a>".encode("latin-1"), "application/rss+xml"), "is XML and not UTF-8"),
    ("noncharacter", writing(lambda _: "<a>\uffff</a>", "text/xml"), "which XML 1.0 section 2.2 forbids"),
    ("XML by its bytes", writing(lambda _: b"<?xml version='1.0'?><a>", "text/x-opml"), "is XML and not well-formed"),
    ("NaN", writing(lambda _: json.dumps([float("nan")]), "application/json"), "NaN has no place in it"),
    ("twins", writing(lambda _: '{"a": 1, "a": 2}', "application/feed+json"), "with two members of one name"),
    ("half a pair", writing(lambda _: '["\\ud800"]', "application/json"), "holds half a surrogate pair"),
    ("no JSON", writing(lambda _: "{", "application/json"), "is JSON and cannot be read"),
    ("mark", writing(lambda _: "\ufeff[]", "application/json"), "begins with a byte order mark"),
    ("no gzip", writing(lambda _: b"\x1f\x8b\x08", "application/gzip"), "begins as gzip does and is none"),
    ("other warnings", a_format(lambda feed, path: iter([document(path, "", warnings=(uuid.uuid4().hex,))])), "the documents have other warnings, counts or media types when rendered again"),
    ("other paths", a_format(lambda feed, path: iter([document(path, ""), document(f"{path}.{uuid.uuid4().hex}", "")])), "there are other documents when rendered again"),
    ("bad file name", a_format(filename="../urls.txt"), "filename: '../urls.txt': is no path"),
    ("bad media type", a_format(media_type="xml"), "media_type: 'xml' is not a media type"),
    ("loose options", a_format(lambda f, p, o: good(f, p), options=Loose), "Loose must be declared with frozen=True and"),
    ("any options", a_format(lambda f, p, o: good(f, p), options=dict[str, Any]), "its options take the unknown key"),
    ("needing options", a_format(lambda f, p, o: good(f, p), options=Needing), "'key' is missing; write key: ..."),
]  # fmt: skip


@pytest.mark.parametrize(("part", "message"), [case[1:] for case in BAD_FORMATS], ids=[case[0] for case in BAD_FORMATS])
def test_a_format_that_breaks_a_promise_is_caught(part: Format, message: str) -> None:
    found = fails(check_format, part, feeds=FEW)
    assert found.startswith("format urls: ")
    assert message in found


def test_a_good_format_is_let_through_and_its_documents_returned() -> None:
    found = sample_feeds().values()
    assert len(check_format(a_format())) == len([one for one in found if not one.archive and not one.period])


@pytest.mark.parametrize("archiving", ["links", "back", "periods"])
def test_a_format_that_archives_is_given_documents_of_an_archive_or_periods(archiving: Any) -> None:
    seen: list[str] = []

    def note(feed: Feed) -> str:
        seen.append(feed.period or str(bool(feed.archive)))
        return ""

    check_format(writing(note, archiving=archiving))
    assert set(seen) == ({"False", "month"} if archiving == "periods" else {"False", "True"})

    check_format(writing(xml, "application/xml"))
    check_format(a_format(lambda f, p, o: good(f, p), options=Strict), {"size": 2})


def refusing(error: Exception) -> Format:
    def render(feed: Feed, path: str) -> Iterator[Document]:
        if not feed.articles:
            raise error
        yield from good(feed, path)

    return a_format(render)


def test_an_empty_feed_may_be_refused_with_a_sentence() -> None:
    check_format(refusing(FormatError("urls: a list needs one URL; export one article")), feeds=FEW)
    assert "FormatError: expected a sentence" in fails(check_format, refusing(FormatError("")), feeds=FEW)


def test_a_feed_with_articles_may_not_be_refused() -> None:
    def render(feed: Feed, path: str) -> Iterator[Document]:
        if path:
            raise FormatError("urls: no")
        yield from good(feed, path)

    assert "awkward articles: render raised FormatError" in fails(check_format, a_format(render), feeds=FEW)


def test_a_broken_promise_of_the_model_is_named() -> None:
    def render(feed: Feed, path: str) -> Iterator[Document]:
        yield document(path, replace(feed, title="").title)

    assert "broke a promise of the model: title: is empty" in fails(check_format, a_format(render), feeds=FEW)


def test_a_list_of_feeds_need_not_name_articles_unless_asked_to() -> None:
    part = writing(lambda feed: feed.title, "text/csv")
    check_format(part, feeds=FEW)
    assert "articles are in no document" in fails(check_format, part, feeds=FEW, lists_articles=True)


def test_options_for_a_format_that_takes_none_are_a_mistake_of_the_test() -> None:
    assert "it declares no options and is given \"{'size': 2}\"" in fails(
        check_format, a_format(), {"size": 2}, feeds=FEW
    )


def test_a_format_that_chooses_may_say_so_by_a_warning_or_by_the_caller() -> None:
    def render(feed: Feed, path: str, *warnings: str) -> Iterator[Document]:
        yield document(path, urls(replace(feed, articles=feed.articles[1:])), warnings=warnings)

    check_format(a_format(lambda feed, path: render(feed, path, "the first is left out")), feeds=FEW)
    assert "in no document" in fails(check_format, a_format(render), feeds=FEW)
    check_format(a_format(render), feeds=FEW, lists_articles=False)


def test_a_format_that_chooses_may_refuse_what_has_nothing_for_it_and_not_all() -> None:
    def render(feed: Feed, path: str) -> Iterator[Document]:
        if not any(article.attachments for article in feed.articles):
            raise FormatError("urls: no article has a sound; write attachments")
        yield from good(feed, path)

    check_format(a_format(render), feeds=FEW, lists_articles=False)
    assert "one article: render raised FormatError" in fails(check_format, a_format(render), feeds=FEW)
    few = {"one article": FEW["one article"]}
    found = fails(check_format, a_format(render), feeds=few, lists_articles=False)
    assert found == "format urls: it writes nothing for any sample; give feeds that it can write"


def test_a_feed_with_articles_must_have_a_document() -> None:
    found = fails(check_format, a_format(lambda feed, path: iter(())), feeds=FEW)
    assert found == "format urls: awkward articles: render yields no document for its articles"


def test_only_a_paged_format_is_given_pages() -> None:
    part = writing(lambda feed: "" if feed.next_url is None else str(1 / 0))
    assert "a page of several: render raised ZeroDivisionError" in fails(check_format, part)
    check_format(writing(lambda feed: "" if feed.next_url is None else str(1 / 0), is_paged=False))


HASHING = """
from syndicate import Document
def render(feed, path):
    topics = {topic for article in feed.articles for topic in article.topics}
    yield Document(path=path, body="\\n".join(topics).encode(), media_type="text/plain")
"""


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """Import a module that another process can import too."""

    def make(text: str) -> ModuleType:
        from importlib import import_module, invalidate_caches

        name = f"stranger_{tmp_path.name.replace('-', '_')}"
        (tmp_path / f"{name}.py").write_text(text)
        monkeypatch.syspath_prepend(str(tmp_path))
        invalidate_caches()
        return import_module(name)

    return make


def test_what_extra_repeats_of_the_model_is_no_secret() -> None:
    (article,) = FEW["one article"].articles
    feed = replace(FEW["one article"], articles=(replace(article, extra={"webUrl": article.url}),))
    check_format(a_format(), feeds={"one": feed})
    feed = replace(feed, articles=(replace(article, extra={"webUrl": f"{article.url}secret"}),))
    leaking = writing(lambda feed: str(feed.articles[0].extra))
    assert "is in a document" in fails(check_format, leaking, feeds={"one": feed})


def test_the_order_of_a_set_is_caught_in_another_process(module: Callable[[str], ModuleType]) -> None:
    render = module(HASHING).render
    assert "in another process, with another hash seed; sort what comes out of a set" in fails(
        check_format, a_format(render)
    )


def test_a_failure_of_the_other_process_only_is_told(
    module: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHONHASHSEED", raising=False)
    stranger = module(
        "import os\n"
        "from syndicate import Document\n"
        "def render(feed, path):\n"
        "    if 'PYTHONHASHSEED' in os.environ:\n"
        "        raise OSError('not here')\n"
        "    yield Document(path=path, body=b'', media_type='text/plain')\n"
    )
    found = fails(check_format, a_format(stranger.render))
    assert found == "format urls: render failed in another process: OSError: not here"


@pytest.mark.parametrize(
    "now",
    [
        "from datetime import datetime\ndef now(): return datetime.now().year",
        "from datetime import date\ndef now(): return date.today().year",
        "from time import gmtime\ndef now(): return gmtime().tm_year",
        "import datetime as dt\ndef now(): return dt.datetime.fromtimestamp(__import__('time').time(), dt.timezone.utc).year",
    ],
)
def test_a_clock_is_moved_however_it_was_imported(now: str, module: Callable[[str], ModuleType]) -> None:
    stranger = module(
        f"{now}\n"
        "from syndicate import Document\n"
        "def render(feed, path):\n"
        "    yield Document(path=path, body=str(now()).encode(), media_type='text/plain')\n"
    )
    assert "at another time" in fails(check_format, a_format(stranger.render), feeds=FEW)


def test_the_clock_the_zone_the_locale_and_the_network_are_as_they_were() -> None:
    from syndicate.model import instants

    before = (datetime.datetime, datetime.date, time.time, time.tzname, locale.setlocale(locale.LC_ALL))
    methods = (socket.socket.connect, socket.socket.sendto, socket.getaddrinfo)
    check_format(a_format(), feeds=FEW)
    fails(check_format, writing(lambda _: time.strftime("%Y")), feeds=FEW)
    assert before == (datetime.datetime, datetime.date, time.time, time.tzname, locale.setlocale(locale.LC_ALL))
    assert methods == (socket.socket.connect, socket.socket.sendto, socket.getaddrinfo)
    assert "connect" not in vars(socket.socket)
    assert vars(instants)["datetime"] is datetime.datetime
