"""Feeds from the web, from a server on this machine that ends with the test."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from syndicate import Article, Fault, Item, Site, SourceContext, SyndicateError
from syndicate_feed_source import FeedOptions, syndicate_sources

RSS = (
    '<rss version="2.0"><channel><title>A Ledger</title><item><title>{}</title><link>/tides</link>'
    "<pubDate>Sat, 02 Mar 2024 08:00:00 GMT</pubDate></item></channel></rss>"
)
Answer = Callable[[BaseHTTPRequestHandler], None]


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.heard: list[tuple[str, dict[str, str]]] = []
        self.is_over = threading.Event()
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Who went away before the end is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.heard.append((self.path, dict(self.headers)))
        self.server.answers[self.path](self)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield running
        running.is_over.set()
        running.shutdown()
        thread.join()


def answer(body: bytes | str, status: int = 200, /, **headers: str) -> Answer:
    content = body if isinstance(body, bytes) else body.encode()

    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"content_length": str(len(content)), **headers}.items():
            handler.send_header(name.replace("_", "-").title(), value)
        handler.end_headers()
        handler.wfile.write(content)

    return send


def read(tmp_path: Path, *paths: str, options: FeedOptions | None = None) -> tuple[list[Article], list[str]]:
    context = SourceContext(
        root=str(tmp_path), paths=paths, site=Site(title="S", url="https://site.example.org/"), options=options
    )
    reader = syndicate_sources()[0].open(context)
    found = [one for item in reader.items() for one in (reader.read(item) if isinstance(item, Item) else [item])]
    return [a for a in found if isinstance(a, Article)], [str(f) for f in found if isinstance(f, Fault)]


def test_a_feed_is_read_from_its_url_and_relative_links_start_there(server: Server, tmp_path: Path) -> None:
    server.answers["/blog/rss?x=1"] = answer(RSS.format("Tides"), content_type="application/rss+xml")
    articles, faults = read(tmp_path, f"{server.url}/blog/rss?x=1")

    assert not faults
    assert [(a.title, a.url) for a in articles] == [("Tides", f"{server.url}/tides")]
    assert server.heard[0][1]["User-Agent"] == "syndicate-feed-source"


def test_a_fetch_is_logged(server: Server, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    server.answers["/rss.xml"] = answer(RSS.format("Tides"))
    caplog.set_level("DEBUG", "syndicate")
    read(tmp_path, f"{server.url}/rss.xml")
    assert caplog.messages == [f"{server.url}/rss.xml is fetched, {len(RSS.format('Tides'))} bytes"]


def test_a_packed_feed_is_unpacked(server: Server, tmp_path: Path) -> None:
    server.answers["/rss"] = answer(gzip.compress(RSS.format("Tides").encode()), content_encoding="gzip")

    assert [a.title for a in read(tmp_path, f"{server.url}/rss")[0]] == ["Tides"]


def test_the_servers_charset_counts_more_than_the_declaration(server: Server, tmp_path: Path) -> None:
    body = ('<?xml version="1.0" encoding="utf-8"?>' + RSS.format("Größe")).encode("iso-8859-1")
    server.answers["/rss"] = answer(body, content_type="text/xml; charset=ISO-8859-1")

    assert [a.title for a in read(tmp_path, f"{server.url}/rss")[0]] == ["Größe"]


def test_a_redirect_leads_to_the_feed_and_its_base(server: Server, tmp_path: Path) -> None:
    server.answers["/old"] = answer("", 301, location="/new/rss")
    server.answers["/new/rss"] = answer(RSS.format("Tides").replace("/tides", "tides"))

    assert read(tmp_path, f"{server.url}/old")[0][0].url == f"{server.url}/new/tides"


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/x", "data:text/plain,x", "gopher://x/"])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_never_leaves_the_web(server: Server, tmp_path: Path, target: str, status: int) -> None:
    server.answers["/old"] = answer("", status, location=target)

    assert read(tmp_path, f"{server.url}/old")[1] == [f"{server.url}/old: leads to '{target}', which is no web address"]


def test_a_circle_of_redirects_ends(server: Server, tmp_path: Path) -> None:
    server.answers["/a"] = answer("", 302, location="/a")

    assert "the server answers 302" in read(tmp_path, f"{server.url}/a")[1][0]


def test_a_url_that_fails_is_a_fault_and_the_rest_goes_on(server: Server, tmp_path: Path) -> None:
    server.answers["/gone"] = answer("", 404)
    server.answers["/rss"] = answer(RSS.format("Tides"))
    articles, faults = read(tmp_path, f"{server.url}/gone", "https://", f"{server.url}/rss", "ftp://x.example.org/")

    assert [a.title for a in articles] == ["Tides"]
    assert faults == [
        f"{server.url}/gone: the server answers 404 'Not Found'",
        "https://: 'https://' names no host; write e.g. https://example.org/page; correct source.paths",
        "ftp://x.example.org/: 'ftp://x.example.org/' is not a web address; write an http or https URL; "
        "correct source.paths",
    ]


def test_a_server_that_is_not_there_is_a_fault(server: Server, tmp_path: Path) -> None:
    port = server.server_address[1]
    server.server_close()

    assert read(tmp_path, f"http://127.0.0.1:{port}/")[1][0].startswith(
        f"http://127.0.0.1:{port}/: cannot be fetched: "
    )


def test_a_password_is_not_printed(tmp_path: Path) -> None:
    assert "hunter2" not in str(read(tmp_path, "https://ann:hunter2@a.example.org/rss")[1])


@pytest.mark.parametrize("packed", [False, True])
def test_a_feed_that_is_too_large_is_given_up(server: Server, tmp_path: Path, packed: bool) -> None:  # noqa: FBT001
    body = b" " * 10_000_000
    headers = {"content_encoding": "gzip"} if packed else {}
    server.answers["/rss"] = answer(gzip.compress(body) if packed else body, **headers)

    assert read(tmp_path, f"{server.url}/rss", options=FeedOptions(max_bytes=1000))[1] == [
        f"{server.url}/rss: is larger than 1,000 bytes; raise source.options.max_bytes if it may be"
    ]


@pytest.mark.parametrize(
    ("body", "headers", "expected"),
    [
        (b"<rss>", {"content_length": "100"}, "was cut off by the server; try again later"),
        (gzip.compress(b"<rss/>")[:-4], {"content_encoding": "gzip"}, "was cut off by the server; try again later"),
        (b"<rss/>", {"content_encoding": "gzip"}, "is said to be gzip, and is not"),
        (b"<rss/>", {"content_encoding": "br"}, "comes in the encoding 'br', which nobody asked for"),
    ],
)
def test_half_an_answer_is_none(
    server: Server, tmp_path: Path, body: bytes, headers: dict[str, str], expected: str
) -> None:
    server.answers["/rss"] = answer(body, **headers)

    assert read(tmp_path, f"{server.url}/rss")[1] == [f"{server.url}/rss: {expected}"]


@pytest.mark.parametrize("where", ["head", "body"])
def test_a_server_that_drips_is_given_up(server: Server, tmp_path: Path, where: str) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"\r\n" if where == "body" else b"X: "))
        while not server.is_over.wait(0.02):
            handler.wfile.write(b" ")
            handler.wfile.flush()

    server.answers["/rss"] = drip

    assert read(tmp_path, f"{server.url}/rss", options=FeedOptions(timeout_seconds=0.3))[1] == [
        f"{server.url}/rss: is not here whole after 0.3 seconds; try again later"
    ]


@pytest.fixture
def other() -> Iterator[Server]:
    """Another server of this machine, which nobody has named."""
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield running
        running.is_over.set()
        running.shutdown()
        thread.join()


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "127.1", "0x7f000001", "2130706433", "0.0.0.0", "[::ffff:127.0.0.1]"]
)
@pytest.mark.parametrize("status", [301, 307])
def test_a_redirect_leads_to_no_other_server_of_this_machine(
    server: Server, other: Server, tmp_path: Path, host: str, status: int
) -> None:
    target = f"http://{host}:{other.server_address[1]}/secret"
    other.answers["/secret"] = answer(RSS.format("Secret"))
    server.answers["/old"] = answer("", status, location=target)

    articles, faults = read(tmp_path, f"{server.url}/old")
    assert (articles, other.heard) == ([], [])
    assert "an address of this machine or its network; write it into the settings itself, if it is meant" in faults[0]
    assert [a.title for a in read(tmp_path, f"http://127.0.0.1:{other.server_address[1]}/secret")[0]] == ["Secret"]


@pytest.mark.parametrize(
    "address",
    ["10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "::1", "fe80::1", "fc00::1",
     "64:ff9b::7f00:1", "2002:7f00:1::", "::ffff:10.0.0.1"],
)  # fmt: skip
def test_a_name_that_has_a_private_address_is_followed_nowhere(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    plain = socket.getaddrinfo

    def look_up(host: str, port: int, *given: Any, **named: Any) -> Any:
        return plain(address if host == "feeds.example.org" else host, port, *given, **named)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    server.answers["/old"] = answer("", 302, location="http://feeds.example.org/rss")
    assert f"leads to 'feeds.example.org', which is {address}" in read(tmp_path, f"{server.url}/old")[1][0]


def test_the_address_that_is_checked_is_the_one_that_is_connected_to(
    server: Server, other: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, connect = socket.getaddrinfo, socket.create_connection
    answers = iter(["93.184.215.14", "93.184.215.14"])
    connected: list[str] = []

    def look_up(host: str, port: int, *given: Any, **named: Any) -> Any:
        # The name's owner answers with a public address first, and with this machine's from then on.
        return plain(next(answers, "127.0.0.1") if host == "feeds.example.org" else host, port, *given, **named)

    def create(address: tuple[str, int], *given: Any, **named: Any) -> socket.socket:
        connected.append(address[0])
        return connect(
            ("127.0.0.1", other.server_address[1]) if address[0].startswith("93.") else address, *given, **named
        )

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", create)
    server.answers["/old"] = answer("", 302, location=f"http://feeds.example.org:{other.server_address[1]}/rss")
    other.answers["/rss"] = answer(RSS.format("Tides"))
    assert [a.title for a in read(tmp_path, f"{server.url}/old")[0]] == ["Tides"]
    assert connected[-1] == "93.184.215.14"
    assert "127.0.0.1" in connected[0]


def test_behind_a_proxy_a_redirect_leads_to_no_private_address_either(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", server.url)
    server.answers["http://feeds.example.org/rss"] = answer("", 302, location="http://169.254.169.254/latest")
    assert "169.254.169.254" in read(tmp_path, "http://feeds.example.org/rss")[1][0]
    assert [path for path, _ in server.heard] == ["http://feeds.example.org/rss"]


def test_a_packed_feed_of_several_members_is_read_whole(server: Server, tmp_path: Path) -> None:
    body = RSS.format("Tides").encode()
    packed = gzip.compress(body[:40]) + gzip.compress(b"") + gzip.compress(body[40:])
    server.answers["/rss"] = answer(packed, content_encoding="gzip")
    assert [a.title for a in read(tmp_path, f"{server.url}/rss")[0]] == ["Tides"]
    server.answers["/rss"] = answer(packed[:-3], content_encoding="gzip")
    assert "was cut off" in read(tmp_path, f"{server.url}/rss")[1][0]
    server.answers["/rss"] = answer(gzip.compress(b" " * 600) * 2, content_encoding="gzip")
    assert "is larger than 1,000" in read(tmp_path, f"{server.url}/rss", options=FeedOptions(max_bytes=1000))[1][0]


def test_whoever_compares_is_given_what_stands_there(server: Server, tmp_path: Path) -> None:
    context = SourceContext(root=str(tmp_path), paths=(), site=Site(title="S", url="https://site.example.org/"))
    reader: Any = syndicate_sources()[0].open(context)
    server.answers["/old"] = answer("", 301, location="/rss")
    server.answers["/rss"] = answer(b"\x1f\x8bnot unpacked")
    fetched = reader.fetch(f"{server.url}/old")
    assert (fetched.body, fetched.url) == (b"\x1f\x8bnot unpacked", f"{server.url}/rss")
    for status in (404, 410):
        server.answers["/gone"] = answer("", status)
        assert reader.fetch(f"{server.url}/gone") is None
    server.answers["/broken"] = answer("", 500)
    with pytest.raises(SyndicateError, match="/broken: the server answers 500"):
        reader.fetch(f"{server.url}/broken")
    with pytest.raises(SyndicateError) as raised:
        reader.fetch("https://ann:hunter2@a.example.org/rss")
    assert "hunter2" not in str(raised.value)
