"""What is told after an export, by servers on loopback that are told it."""

from __future__ import annotations

import hmac
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha512
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit
from urllib.request import ProxyHandler, build_opener

import msgspec
import pytest

import syndicate_notify
from syndicate import Article, ArticleError, Exported, Feed, PublishedFile, Site
from syndicate.parts import Withdrawn
from syndicate_notify import IndexNow, Options, telling
from syndicate_notify.wire import MAX_WAIT_SECONDS

KEY = "73134416-ae45-434d"
NOW = datetime(2024, 5, 1, tzinfo=UTC)
STATE = Path(".syndicate/notify.json")


class Request(msgspec.Struct, kw_only=True):
    """What a server was asked."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, list[str]]:
        return parse_qs(self.body.decode(), strict_parsing=True)

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Reply = tuple[int, dict[str, str], bytes]


class Server:
    """A server in a thread. It notes each request, and answers as `reply` says."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.reply: Callable[[Request], Reply | None] = lambda _: (204, {}, b"")
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                request = Request(method=self.command, path=self.path, headers=dict(self.headers), body=body)
                outer.requests.append(request)
                reply = outer.reply(request)
                if reply is None:  # hangs up
                    self.close_connection = True
                    return
                status, headers, answer = reply
                self.send_response_only(status)  # no Date of its own
                for name, value in headers.items():
                    self.send_header(name, value)
                if status != 204:
                    self.send_header("Content-Length", str(len(answer)))
                with suppress(BrokenPipeError, ConnectionResetError):  # who asked may be gone
                    self.end_headers()
                    self.wfile.write(answer)

            do_GET = do_POST  # noqa: N815  http.server's name

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/"

    def answers(self, *replies: int | Reply | None) -> None:
        """Give these answers one after the other, and the last one for ever."""
        left = [(reply, {}, b"") if isinstance(reply, int) else reply for reply in replies]
        self.reply = lambda _: left.pop(0) if len(left) > 1 else left[0]

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


class Publisher:
    """A site that is exported again and again, and what its listener says."""

    def __init__(self, root: Path, hub: str, site_url: str = "https://news.example.org/") -> None:
        self.root = root
        self.site = Site(title="The Ledger", url=site_url, hub_urls=(hub,) if hub else ())
        self.hubs_are_written = True
        self.waited: list[float] = []
        self.sleep: Callable[[float], object] = self.waited.append
        self.feeds: list[Feed] = []
        self.files: list[PublishedFile] = []
        self.withdrawn: list[Withdrawn] = []

    def write(self, path: str, *articles: Article, media_type: str = "application/atom+xml", text: str = "") -> None:
        """Put a feed in its place, as an export would."""
        place = self.root / "public" / path
        place.parent.mkdir(exist_ok=True)
        body = (text or repr(articles)).encode()
        state: Literal["new", "changed"] = "changed" if place.exists() else "new"
        place.write_bytes(body)
        url = f"{self.site.url}{path}"
        self.feeds = [feed for feed in self.feeds if feed.url != url]
        self.feeds.append(Feed(site=self.site, title=path, url=url, articles=articles))
        self.files = [file for file in self.files if file.url != url]
        self.files.append(
            PublishedFile(
                path=path,
                url=url,
                format="any",
                media_type=media_type,
                state=state,
                size_bytes=len(body),
                entry_count=len(articles),
            )
        )

    def article(self, number: int, **fields: Any) -> Article:
        given: dict[str, Any] = {
            "title": f"Tide {number}",
            "url": f"{self.site.url}{number}",
            "published_at": NOW + timedelta(days=number),
        }
        return Article(**(given | fields))

    def tell(self, *, send: bool = True, **options: Any) -> list[str]:
        exported = Exported(
            site=self.site,
            feeds=tuple(self.feeds),
            files=tuple(self.files),
            directory=str(self.root / "public"),
            root=str(self.root),
            now=NOW,
            hubs_are_written=self.hubs_are_written,
            withdrawn=self.withdrawn,
        )
        given = Options(send=send, **options)
        return list(syndicate_notify.tell(exported, given, sleep=self.sleep))

    @property
    def state(self) -> Any:
        return json.loads((self.root / STATE).read_bytes())


@pytest.fixture
def publisher(tmp_path: Path, server: Server) -> Publisher:
    """A site whose hub is the server."""
    return Publisher(tmp_path, server.url)


@pytest.fixture
def indexed(tmp_path: Path) -> Publisher:
    """A site without a hub."""
    return Publisher(tmp_path, hub="")


def told_urls(server: Server) -> list[list[str]]:
    return [request.json["urlList"] for request in server.requests]


# Nothing is sent unless the settings say so.


def test_nothing_is_sent_and_nothing_is_remembered_unless_asked_for(publisher: Publisher, server: Server) -> None:
    publisher.write("atom.xml", publisher.article(1))
    for _ in range(2):
        assert publisher.tell(send=False, indexnow=IndexNow(key=KEY, endpoint=server.url, first_run="all")) == [
            f"would tell {server.url} of 1 changed feed: https://news.example.org/atom.xml; write send: true to do so",
            f"would tell {server.url} of 1 changed article and 0 removed: https://news.example.org/1; "
            "write send: true to do so",
        ]
    assert server.requests == []
    assert not (publisher.root / STATE).parent.exists()


def test_options_say_send_false_where_they_say_nothing(publisher: Publisher, server: Server) -> None:
    publisher.write("atom.xml", publisher.article(1))
    exported = Exported(
        site=publisher.site,
        feeds=tuple(publisher.feeds),
        files=tuple(publisher.files),
        directory=str(publisher.root / "public"),
        root=str(publisher.root),
        now=NOW,
    )
    (sentence,) = syndicate_notify.tell(exported)
    assert sentence.startswith("would tell")
    assert server.requests == []


def test_a_long_list_is_counted(indexed: Publisher, server: Server) -> None:
    indexed.write("atom.xml", *(indexed.article(number) for number in range(12)))
    (sentence,) = indexed.tell(send=False, indexnow=IndexNow(key=KEY, endpoint=server.url, first_run="all"))
    assert "of 12 changed articles" in sentence
    assert sentence.count("https://news.example.org/") == 10
    assert " and 2 more; write send: true" in sentence


def test_who_has_nobody_to_tell_is_told_what_to_set(tmp_path: Path) -> None:
    assert Publisher(tmp_path, "").tell() == ["there is nobody to tell; set site.hub, or the option indexnow"]


# WebSub.


def test_a_hub_hears_of_each_feed_once(publisher: Publisher, server: Server) -> None:
    publisher.write("atom.xml", publisher.article(1))
    publisher.write("küste.json".replace("ü", "%C3%BC"), publisher.article(1), media_type="application/feed+json")
    assert publisher.tell() == [f"told {server.url} of 2 changed feeds"]
    url = "https://news.example.org/atom.xml"
    assert [request.form for request in server.requests] == [
        {"hub.mode": ["publish"], "hub.url": [topic], "hub.topic": [topic]}
        for topic in (url, "https://news.example.org/k%C3%BCste.json")
    ]
    request = server.requests[0]
    assert request.method == "POST"
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert publisher.tell() == []
    assert len(server.requests) == 2


def test_only_the_feed_whose_bytes_changed_is_told_again(publisher: Publisher, server: Server) -> None:
    publisher.write("atom.xml", publisher.article(1))
    publisher.write("rss.xml", publisher.article(1), media_type="application/rss+xml")
    publisher.tell()
    publisher.write("rss.xml", publisher.article(2), media_type="application/rss+xml")
    assert publisher.tell() == [f"told {server.url} of 1 changed feed"]
    assert server.requests[-1].form["hub.url"] == ["https://news.example.org/rss.xml"]


def test_a_sitemap_and_later_pages_are_no_topics(publisher: Publisher, server: Server) -> None:
    publisher.write("sitemap.xml", publisher.article(1), media_type="application/xml")
    publisher.write("atom.xml", publisher.article(2))
    publisher.write("atom-2.xml", publisher.article(1))
    publisher.feeds[1] = msgspec.structs.replace(publisher.feeds[1], next_url=publisher.feeds[2].url)
    publisher.tell()
    assert [request.form["hub.url"] for request in server.requests] == [["https://news.example.org/atom.xml"]]


def test_a_hub_that_was_down_is_told_next_time_and_the_other_one_is_not_told_twice(
    publisher: Publisher, server: Server
) -> None:
    other = Server()
    try:
        publisher.site = msgspec.structs.replace(publisher.site, hub_urls=(server.url, other.url))
        publisher.write("atom.xml", publisher.article(1))
        publisher.write("rss.xml", publisher.article(1))
        server.answers((503, {}, b"Busy\nfor hours"))
        assert publisher.tell() == [
            f"{server.url} answers 503: 'Busy'; untold, and told next time: "
            "https://news.example.org/atom.xml, https://news.example.org/rss.xml",
            f"told {other.url} of 2 changed feeds",
        ]
        assert len(server.requests) == 3  # one feed, three attempts
        server.answers(202)
        assert publisher.tell() == [f"told {server.url} of 2 changed feeds"]
        assert len(other.requests) == 2
    finally:
        other.close()


def test_a_feed_that_a_hub_refuses_does_not_keep_it_from_the_others(publisher: Publisher, server: Server) -> None:
    publisher.write("atom.xml", publisher.article(1))
    publisher.write("rss.xml", publisher.article(1))
    server.answers((400, {}, b"unknown \x1b[31mtopic"), 204)
    assert publisher.tell() == [
        rf"{server.url} answers 400: 'unknown \x1b[31mtopic'; untold, and told next time: "
        "https://news.example.org/atom.xml",
        f"told {server.url} of 1 changed feed",
    ]
    assert publisher.waited == []
    assert publisher.tell() == [f"told {server.url} of 1 changed feed"]


def test_a_redirect_is_said_and_not_followed(publisher: Publisher, server: Server) -> None:
    publisher.write("atom.xml", publisher.article(1))
    server.answers((301, {"Location": "https://hub.example.org/new"}, b""))
    (sentence,) = publisher.tell()
    assert "answers 301 and points to 'https://hub.example.org/new'; write that address as site.hub" in sentence
    assert len(server.requests) == 1


@pytest.mark.parametrize("proxy", [False, True])
def test_a_hub_that_only_a_page_names_is_no_server_of_this_machine(
    publisher: Publisher,
    server: Server,
    proxy: bool,  # noqa: FBT001
) -> None:
    publisher.write("atom.xml")
    publisher.hubs_are_written = False
    said = publisher.tell(proxy=server.url if proxy else None)
    assert "an address of this machine or its network; write it into the settings itself" in said[0]
    assert server.requests == []
    publisher.hubs_are_written = True
    publisher.tell()
    assert server.requests


@pytest.mark.parametrize("made", ["link", "pipe", "linked folder"])
def test_no_link_in_the_place_of_the_state_is_followed(publisher: Publisher, server: Server, made: str) -> None:
    place = publisher.root / STATE
    elsewhere = publisher.root / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / place.name).write_text("{}")
    if made == "linked folder":
        place.parent.symlink_to(elsewhere)
    else:
        place.parent.mkdir()
        os.mkfifo(place) if made == "pipe" else place.symlink_to(elsewhere / place.name)
    publisher.write("atom.xml")
    (said,) = publisher.tell()
    assert "remove it, or correct state; nobody was told anything" in said
    assert (elsewhere / place.name).read_text() == "{}"
    assert server.requests == []


def test_websub_can_be_left_out(publisher: Publisher, server: Server) -> None:
    publisher.write("atom.xml", publisher.article(1))
    assert publisher.tell(websub=False) == ["there is nobody to tell; set site.hub, or the option indexnow"]
    assert server.requests == []


def test_a_feed_file_that_is_gone_is_said(publisher: Publisher) -> None:
    publisher.write("atom.xml", publisher.article(1))
    (publisher.root / "public" / "atom.xml").unlink()
    (sentence,) = publisher.tell()
    assert sentence.endswith("atom.xml: cannot be read (No such file or directory), so no hub was told")


# Attempts.


@pytest.mark.parametrize("failure", [429, 500, 502, None])
def test_what_may_pass_is_tried_again_after_longer_and_longer_waits(
    publisher: Publisher, server: Server, failure: int | None
) -> None:
    publisher.write("atom.xml", publisher.article(1))
    server.answers(failure, failure, failure, 204)
    assert publisher.tell(attempts=4) == [f"told {server.url} of 1 changed feed"]
    assert publisher.waited == [1, 2, 4]


@pytest.mark.parametrize("status", [400, 403, 404, 410, 302])
def test_what_will_not_pass_is_not_tried_again(publisher: Publisher, server: Server, status: int) -> None:
    publisher.write("atom.xml", publisher.article(1))
    server.answers(status)
    publisher.tell(attempts=9)
    assert len(server.requests) == 1


def test_a_server_that_is_not_there_is_said(publisher: Publisher, server: Server) -> None:
    publisher.write("atom.xml", publisher.article(1))
    gone = Server()
    gone.close()
    publisher.site = msgspec.structs.replace(publisher.site, hub_urls=(gone.url, server.url))
    sentences = publisher.tell()
    assert re.search(r"cannot be reached: '.*refused.*'; untold, and told next time", sentences[0])
    assert sentences[1] == f"told {server.url} of 1 changed feed"


def test_a_server_that_says_nothing_is_left_after_the_timeout(publisher: Publisher, server: Server) -> None:
    publisher.write("atom.xml", publisher.article(1))
    release = threading.Event()
    server.reply = lambda _: (204, {}, b"") if release.wait(30) else None
    (sentence,) = publisher.tell(timeout_seconds=0.05, attempts=2)
    release.set()
    assert "cannot be reached: 'no answer in time'" in sentence
    assert publisher.waited == [1]


def test_a_server_that_asks_to_wait_is_given_the_time(publisher: Publisher, server: Server) -> None:
    publisher.write("atom.xml", publisher.article(1))
    in_20_seconds = {"Date": "Wed, 01 May 2024 10:00:00 GMT", "Retry-After": "Wed, 01 May 2024 10:00:20 GMT"}
    server.answers(
        (503, {"Retry-After": "7"}, b""), (503, in_20_seconds, b""), (429, {"Retry-After": "soon"}, b""), 204
    )
    publisher.tell(attempts=4)
    assert publisher.waited == [7, 20, 4]


def test_an_export_does_not_wait_for_hours(publisher: Publisher, server: Server) -> None:
    publisher.write("atom.xml", publisher.article(1))
    server.answers((503, {"Retry-After": "3600"}, b""))
    (sentence,) = publisher.tell(attempts=5)
    assert "answers 503" in sentence
    assert publisher.waited == []
    server.answers(500)
    publisher.tell(attempts=99)
    assert publisher.waited == [1, 2, 4, 8, 16]
    assert sum(publisher.waited) <= MAX_WAIT_SECONDS


def test_a_proxy_of_the_environment_is_not_used_and_one_of_the_options_is(
    publisher: Publisher, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    publisher.write("atom.xml", publisher.article(1))
    assert publisher.tell() == [f"told {server.url} of 1 changed feed"]
    publisher.site = msgspec.structs.replace(publisher.site, hub_urls=("http://hub.invalid/",))
    assert publisher.tell(proxy=server.url) == ["told http://hub.invalid/ of 1 changed feed"]
    assert server.requests[-1].path == "http://hub.invalid/"


# IndexNow.


def index(server: Server, **fields: Any) -> IndexNow:
    return IndexNow(**({"key": KEY, "endpoint": f"{server.url}indexnow"} | fields))


def test_indexnow_hears_of_new_and_changed_articles_newest_first(indexed: Publisher, server: Server) -> None:
    indexed.write("atom.xml", indexed.article(1), indexed.article(2))
    indexed.tell(indexnow=index(server, first_run="all"))
    request = server.requests[0]
    assert (request.method, request.path) == ("POST", "/indexnow")
    assert request.headers["Content-Type"] == "application/json; charset=utf-8"
    assert request.json == {
        "host": "news.example.org",
        "key": KEY,
        "urlList": ["https://news.example.org/2", "https://news.example.org/1"],
    }
    assert indexed.tell(indexnow=index(server)) == []
    edited = indexed.article(1, updated_at=NOW + timedelta(days=9))
    indexed.write("atom.xml", edited, indexed.article(2, title="Ebb"), indexed.article(3))
    assert indexed.tell(indexnow=index(server)) == [f"told {server.url}indexnow of 3 changed or removed articles"]
    assert told_urls(server)[1:] == [[f"https://news.example.org/{number}" for number in (3, 2, 1)]]


def test_the_first_run_takes_what_there_is_for_known(indexed: Publisher, server: Server) -> None:
    indexed.write("atom.xml", indexed.article(1), indexed.article(2))
    (would,) = indexed.tell(send=False, indexnow=index(server))
    assert "2 articles would be taken for known and none told" in would
    (sentence,) = indexed.tell(indexnow=index(server))
    assert re.search(r"so 2 articles are taken for known and none told; keep .*notify\.json", sentence)
    assert server.requests == []
    indexed.write("atom.xml", indexed.article(1), indexed.article(2), indexed.article(3))
    indexed.tell(indexnow=index(server))
    assert told_urls(server) == [["https://news.example.org/3"]]


def test_what_search_engines_are_not_to_find_they_are_not_told(indexed: Publisher, server: Server) -> None:
    indexed.write("atom.xml", indexed.article(1), indexed.article(2), indexed.article(3))
    indexed.tell(indexnow=index(server))
    hidden = (indexed.article(number, title="Ebb", in_sitemaps=False) for number in (2, 4))
    indexed.write("atom.xml", indexed.article(1), *hidden, indexed.article(3))
    indexed.tell(indexnow=index(server))
    assert told_urls(server) == [["https://news.example.org/2"]]  # as one that is gone: it was told before


def test_at_most_10_000_urls_a_request(indexed: Publisher, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    assert telling.MAX_URLS == 10_000
    monkeypatch.setattr(telling, "MAX_URLS", 2)
    indexed.write("atom.xml", *(indexed.article(number) for number in range(5)))
    assert indexed.tell(indexnow=index(server, first_run="all")) == [
        f"told {server.url}indexnow of 5 changed or removed articles"
    ]
    assert [len(urls) for urls in told_urls(server)] == [2, 2, 1]


def test_a_batch_that_failed_is_told_next_time_and_only_that(
    indexed: Publisher, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "MAX_URLS", 2)
    indexed.write("atom.xml", *(indexed.article(number) for number in range(5)))
    server.answers(200, (422, {}, b"bad"), 202)
    sentences = indexed.tell(indexnow=index(server, first_run="all"))
    assert "(422: 'bad'); check site.url and indexnow.key_location; untold" in sentences[0]
    assert sentences[1] == f"told {server.url}indexnow of 3 changed or removed articles"
    indexed.tell(indexnow=index(server))
    assert told_urls(server)[3:] == [["https://news.example.org/2", "https://news.example.org/1"]]


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (400, "finds the request malformed (400: 'Why'); check indexnow.key and indexnow.endpoint"),
        (403, f"finds no valid key (403: 'Why'); https://news.example.org/{KEY}.txt must be served and hold the key"),
        (422, "finds URLs that do not belong to the host, or a key of another form (422: 'Why'); check site.url"),
        (429, "has had too many requests (429: 'Why'); export less often"),
        (503, "answers 503: 'Why'"),
    ],
)
def test_each_refusal_is_explained(indexed: Publisher, server: Server, status: int, sentence: str) -> None:
    indexed.write("atom.xml", indexed.article(1))
    server.answers((status, {}, b"Why\n"))
    (said,) = indexed.tell(indexnow=index(server, first_run="all"))
    assert sentence in said
    assert said.endswith("; untold, and told next time: https://news.example.org/1")
    assert indexed.state["articles"] == {}


def test_a_refused_key_is_not_offered_with_the_next_batch(
    indexed: Publisher, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "MAX_URLS", 1)
    indexed.write("atom.xml", indexed.article(1), indexed.article(2))
    server.answers(403)
    assert len(indexed.tell(indexnow=index(server, first_run="all"))) == 1
    assert len(server.requests) == 1


def test_only_urls_of_the_site_s_host_are_told(indexed: Publisher, server: Server) -> None:
    foreign = indexed.article(1, url="https://elsewhere.example.com/1")
    below = indexed.article(2, url="https://www.news.example.org/2")
    indexed.write("atom.xml", foreign, below, indexed.article(3, url="http://news.example.org:8080/3"))
    indexed.tell(indexnow=index(server, first_run="all"))
    assert told_urls(server) == [["http://news.example.org:8080/3"]]


def test_a_key_in_a_folder_is_for_the_urls_below_it(indexed: Publisher, server: Server) -> None:
    below = indexed.article(2, url="https://news.example.org/blog/2")
    indexed.write("atom.xml", indexed.article(1), below, indexed.article(3, url="https://news.example.org/blogs/3"))
    location = "https://news.example.org/blog/key.txt"
    indexed.tell(indexnow=index(server, first_run="all", key_location=location))
    assert server.requests[0].json["keyLocation"] == location
    assert told_urls(server) == [["https://news.example.org/blog/2"]]


def test_a_key_on_another_host_is_said(indexed: Publisher, server: Server) -> None:
    indexed.write("atom.xml", indexed.article(1))
    (sentence,) = indexed.tell(indexnow=index(server, key_location="https://cdn.example.com/key.txt"))
    assert "https://cdn.example.com/key.txt is not on news.example.org; serve the key there" in sentence
    assert server.requests == []


def test_a_withdrawn_article_is_told_however_old_it_is(indexed: Publisher, server: Server) -> None:
    indexed.write("atom.xml", *(indexed.article(number) for number in (3, 2)))
    indexed.tell(indexnow=index(server))
    url = "https://news.example.org/1"
    indexed.withdrawn = [Withdrawn(id="tag:1", url=url, at=NOW + timedelta(days=9))]
    assert indexed.tell(indexnow=index(server, removed="none")) == []
    assert "1 removed" in indexed.tell(send=False, indexnow=index(server))[0]
    server.answers(503, 503, 503, 200)
    indexed.tell(indexnow=index(server))
    indexed.withdrawn = []
    indexed.tell(indexnow=index(server))
    assert indexed.tell(indexnow=index(server)) == []
    assert told_urls(server) == [[url]] * 4


def test_a_removed_article_is_told_once(indexed: Publisher, server: Server) -> None:
    indexed.write("atom.xml", *(indexed.article(number) for number in (1, 2, 3)))
    indexed.tell(indexnow=index(server))
    indexed.write("atom.xml", indexed.article(1), indexed.article(3))
    server.answers(503, 503, 503, 200)
    indexed.tell(indexnow=index(server))
    indexed.tell(indexnow=index(server))
    assert indexed.tell(indexnow=index(server)) == []
    assert told_urls(server) == [["https://news.example.org/2"]] * 4


@pytest.mark.parametrize(
    ("removed", "told"), [("certain", []), ("all", [["https://news.example.org/1"]]), ("none", [])]
)
def test_an_article_that_a_limit_may_have_pushed_out_is_not_taken_for_removed(
    indexed: Publisher, server: Server, removed: str, told: list[list[str]]
) -> None:
    indexed.write("atom.xml", indexed.article(1), indexed.article(2))
    indexed.tell(indexnow=index(server))
    indexed.write("atom.xml", indexed.article(2))
    indexed.tell(indexnow=index(server, removed=removed))
    assert told_urls(server) == told


def test_an_article_is_removed_when_the_feed_that_reaches_furthest_lacks_it(indexed: Publisher, server: Server) -> None:
    everything = [indexed.article(number) for number in range(6)]
    indexed.write("atom.xml", *everything[4:])
    indexed.write("sitemap.xml", *everything, media_type="application/xml")
    indexed.tell(indexnow=index(server))
    # 4 leaves the short feed, as 6 comes; 2 is gone from the long one.
    indexed.write("atom.xml", everything[5], indexed.article(6))
    left = [article for article in everything if article is not everything[2]]
    indexed.write("sitemap.xml", *left, indexed.article(6), media_type="application/xml")
    indexed.tell(indexnow=index(server))
    assert told_urls(server) == [["https://news.example.org/6", "https://news.example.org/2"]]


def test_an_article_that_comes_back_unchanged_is_not_told(indexed: Publisher, server: Server) -> None:
    indexed.write("atom.xml", indexed.article(1), indexed.article(2))
    indexed.tell(indexnow=index(server))
    indexed.write("atom.xml", indexed.article(2))
    indexed.tell(indexnow=index(server))
    indexed.write("atom.xml", indexed.article(1), indexed.article(2))
    assert indexed.tell(indexnow=index(server)) == []


def test_what_no_reader_sees_is_no_change(indexed: Publisher, server: Server) -> None:
    indexed.write("atom.xml", indexed.article(1))
    indexed.tell(indexnow=index(server))
    indexed.write("atom.xml", indexed.article(1, extra={"read_at": 5}))
    assert indexed.tell(indexnow=index(server)) == []


def test_an_endpoint_that_checks_the_key_as_the_protocol_says_takes_what_is_told(
    tmp_path: Path, server: Server
) -> None:
    def endpoint(request: Request) -> Reply:
        if request.method == "GET":
            return (200, {}, KEY.encode()) if request.path == f"/{KEY}.txt" else (404, {}, b"")
        told = request.json
        if set(told) - {"host", "key", "keyLocation", "urlList"} or not 0 < len(told["urlList"]) <= 10_000:
            return (400, {}, b"")
        hosts = {urlsplit(url).hostname for url in told["urlList"]}
        if hosts != {told["host"]} or not re.fullmatch(r"[a-zA-Z0-9-]{8,128}", told["key"]):
            return (422, {}, b"")
        location = told.get("keyLocation", f"{server.url}{told['key']}.txt")
        with build_opener(ProxyHandler({})).open(location) as served:
            return (200, {}, b"") if served.read().decode() == told["key"] else (403, {}, b"")

    server.reply = endpoint
    publisher = Publisher(tmp_path, "", site_url=server.url)
    publisher.write("atom.xml", publisher.article(1), publisher.article(2))
    assert publisher.tell(indexnow=index(server, first_run="all")) == [
        f"told {server.url}indexnow of 2 changed or removed articles"
    ]


# What is remembered.


def test_the_state_names_what_was_told(publisher: Publisher, server: Server) -> None:
    publisher.write("atom.xml", publisher.article(1))
    publisher.tell(indexnow=index(server))
    digest = publisher.state["hubs"][server.url]["https://news.example.org/atom.xml"]
    assert re.fullmatch("[0-9a-f]{32}", digest)
    known = publisher.state["articles"]["https://news.example.org/1"]
    assert known["modified_at"] == "2024-05-02T00:00:00Z"
    assert sorted(path.name for path in (publisher.root / STATE).parent.iterdir()) == ["notify.json"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "is not what notify wrote"),
        ("[]", "is not what notify wrote"),
        ('{"hubs": {"a": 1}}', r"is not what notify wrote .*\$\.hubs.*delete it to begin anew"),
        ('{"version": 2}', "is of version 2, and this syndicate-notify knows 1"),
    ],
)
def test_a_state_that_cannot_be_read_keeps_everything_from_being_told(
    publisher: Publisher, server: Server, text: str, sentence: str
) -> None:
    publisher.write("atom.xml", publisher.article(1))
    (publisher.root / STATE).parent.mkdir()
    (publisher.root / STATE).write_text(text)
    (said,) = publisher.tell()
    assert re.search(rf"notify\.json: {sentence}.*; nobody was told anything", said)
    assert server.requests == []
    assert (publisher.root / STATE).read_text() == text


def test_who_cannot_remember_does_not_speak(publisher: Publisher, server: Server) -> None:
    publisher.write("atom.xml", publisher.article(1))
    (publisher.root / ".syndicate").write_text("a file, no folder")
    (said,) = publisher.tell(state=".syndicate/below/notify.json")
    assert re.search(r"notify\.json: cannot be (read|written) \(.*\); correct state; nobody was told anything", said)
    assert server.requests == []


def test_what_was_told_before_an_interrupt_is_remembered(publisher: Publisher, server: Server) -> None:
    publisher.write("atom.xml", publisher.article(1))
    publisher.write("rss.xml", publisher.article(1))
    server.answers(204, 500)

    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    publisher.sleep = interrupt
    with pytest.raises(KeyboardInterrupt):
        publisher.tell()
    assert list(publisher.state["hubs"][server.url]) == ["https://news.example.org/atom.xml"]


def test_a_feed_that_is_not_exported_this_time_stays_known(publisher: Publisher, server: Server) -> None:
    publisher.write("atom.xml", publisher.article(1))
    publisher.write("rss.xml", publisher.article(1))
    publisher.tell()
    feeds, files = publisher.feeds, publisher.files
    publisher.feeds, publisher.files = feeds[:1], files[:1]
    publisher.tell()
    publisher.feeds, publisher.files = feeds, files
    assert publisher.tell() == []
    assert len(server.requests) == 2


@pytest.mark.parametrize("key", ["1234567", "x" * 129, "12345678\n", "schlüssel", "a key of mine"])
def test_a_key_of_another_form_is_refused(key: str) -> None:
    with pytest.raises(ArticleError, match="is no IndexNow key; write 8 to 128 of the characters a-z A-Z 0-9 -"):
        IndexNow(key=key)


@pytest.mark.parametrize("field", ["endpoint", "key_location"])
def test_only_web_addresses_are_taken(field: str) -> None:
    with pytest.raises(ArticleError, match=rf"{field}: expected an absolute http\(s\) URL, found 'file:///etc/passwd'"):
        IndexNow(**{"key": KEY, field: "file:///etc/passwd"})  # type: ignore[arg-type]
    with pytest.raises(ArticleError, match="state: '' names no file"):
        Options(state="")


def test_the_listener_is_offered() -> None:
    (listener,) = syndicate_notify.syndicate_listeners()
    assert (listener.name, listener.options) == ("notify", Options)


# A hub that is not ours.


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[str]:
    """The URL of a running Flask-WebSub hub."""
    if find_spec("flask_websub") is None or find_spec("celery") is None:
        pytest.skip("Flask-WebSub is not installed; pip install 'Flask-WebSub[celery]'")
    script = Path(__file__).parent / "hub.py"
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    command = [sys.executable, "-W", "ignore", str(script), str(tmp_path / "hub.sqlite3")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as process:
        assert process.stdin
        assert process.stdout
        url = process.stdout.readline().strip()
        assert url, "the hub did not start"
        yield url
        process.stdin.close()
        process.wait(30)


def test_a_subscriber_of_a_real_hub_gets_each_changed_feed_once(tmp_path: Path, server: Server, hub: str) -> None:
    publisher = Publisher(tmp_path, hub, site_url=server.url)
    publisher.write("atom.xml", publisher.article(1), text="<feed>first</feed>")
    topic = f"{server.url}atom.xml"
    delivered: list[Request] = []

    def site_and_subscriber(request: Request) -> Reply:
        if request.path == "/atom.xml":  # the hub fetches the topic, whose headers name hub and self (section 4)
            links = f'<{hub}>; rel="hub", <{topic}>; rel="self"'
            return (200, {"Link": links}, (tmp_path / "public" / "atom.xml").read_bytes())
        if request.method == "GET":  # the hub verifies that the subscriber means it (section 5.3)
            return (200, {}, parse_qs(urlsplit(request.path).query)["hub.challenge"][0].encode())
        delivered.append(request)  # the hub distributes (section 7)
        return (200, {}, b"")

    server.reply = site_and_subscriber
    subscription = {
        "hub.mode": "subscribe",
        "hub.topic": topic,
        "hub.callback": f"{server.url}callback",
        "hub.secret": "quay",
    }
    body = "&".join(f"{name}={value}" for name, value in subscription.items()).encode()
    with build_opener(ProxyHandler({})).open(hub, body) as answer:
        assert answer.status == 202
    assert publisher.tell() == [f"told {hub} of 1 changed feed"]
    assert [request.body for request in delivered] == [b"<feed>first</feed>"]
    signature = hmac.new(b"quay", delivered[0].body, sha512).hexdigest()
    assert delivered[0].headers["X-Hub-Signature"] == f"sha512={signature}"
    assert publisher.tell() == []
    publisher.write("atom.xml", publisher.article(2), text="<feed>second</feed>")
    publisher.tell()
    assert [request.body for request in delivered] == [b"<feed>first</feed>", b"<feed>second</feed>"]
