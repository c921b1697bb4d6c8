"""URLs: what a server answers is judged, too."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from syndicate.cli.main import main
from syndicate_validate.judging import judge

pytest.importorskip("syndicate_feed_source", reason="what fetches URLs is not installed")

FEED = (
    '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
    "<title>a</title><link>https://example.org/</link><description>b</description><language>en</language>"
    '<atom:link rel="self" href="{self}"/></channel></rss>'
)


class _Handler(BaseHTTPRequestHandler):
    media_type: str | None = "application/rss+xml"
    links: tuple[str, ...] = ()

    def do_GET(self) -> None:
        if self.path == "/inside":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:9/feed")
            self.end_headers()
            return
        self.send_response(200 if self.path == "/feed" else 404)
        if self.media_type:
            self.send_header("Content-Type", self.media_type)
        for link in self.links:
            self.send_header("Link", link)
        self.end_headers()
        port = self.connection.getsockname()[1]
        self.wfile.write(FEED.replace("{self}", f"http://127.0.0.1:{port}/feed").encode())

    def log_message(self, *_: object) -> None: ...


@pytest.fixture(autouse=True)
def every_plugin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SYNDICATE_PLUGINS", raising=False)


@pytest.fixture
def server() -> Iterator[str]:
    serving = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=serving.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{serving.server_address[1]}"
    serving.shutdown()
    thread.join()
    serving.server_close()


def codes_of(url: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    main(["validate", url, "--report", "json"])
    return [found["code"] for found in json.loads(capsys.readouterr().out)["findings"]]


@pytest.mark.parametrize(
    ("media_type", "codes"),
    [
        ("application/rss+xml", []),
        ("application/xml; charset=utf-8", []),
        ("text/html", ["http-type"]),
        ("application/feed+json", ["http-type"]),
        (None, ["http-type-missing"]),
        ("application/rss+xml; charset=iso-8859-1", ["http-charset"]),
    ],
)
def test_the_content_type_is_judged(
    server: str,
    media_type: str | None,
    codes: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(_Handler, "media_type", media_type)
    assert codes_of(f"{server}/feed", capsys) == codes


def test_the_self_link_is_held_against_the_url(server: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert codes_of(f"{server.replace('127.0.0.1', 'localhost')}/feed", capsys) == ["self-elsewhere"]


def test_what_cannot_be_fetched_is_an_error(server: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert codes_of(f"{server}/nothing", capsys) == ["http-failed"]


def test_a_redirect_leads_to_no_other_server_of_this_machine(server: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["validate", f"{server}/inside"])
    assert "127.0.0.1" in capsys.readouterr().out
    assert codes_of(f"{server}/inside", capsys) == ["http-failed"]


@pytest.mark.parametrize(
    ("links", "codes"),
    [
        (['<https://hub.example/>; rel="hub"', '<{feed}>; rel="self"'], []),
        (['<https://hub.example/>; rel=hub, </feed>; rel="alternate self"; title="a, b; rel=hub"'], []),
        (['<https://hub.example/>; rel="hub"'], []),  # the document says where it is
        (['<mailto:a@example.org>; rel="hub"'], ["websub-hub"]),
        (['<https://hub.example/>; rel="hub"', '<https://example.org/>; REL="SELF"'], ["websub-topics"]),
        (["<{feed}>; rel=self, <https://example.org/>; rel=self"], ["websub-topics"]),
        (['<https://example.org/>; rel="self"; anchor="https://example.org/other"'], []),
        (["<", "<>;;;rel", "rel=hub", '<a>; rel="hub', "<" * 5_000], []),
    ],
)  # fmt: skip
def test_the_link_headers_are_judged(
    server: str, links: list[str], codes: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_Handler, "links", tuple(link.replace("{feed}", f"{server}/feed") for link in links))
    assert codes_of(f"{server}/feed", capsys) == codes


@pytest.mark.parametrize(
    "header", ["<a>;b" + " " * 30_000, "<a>" + ";" * 30_000, '<a>;b="' + "\\" * 30_001, "<a" * 20_000]
)
def test_no_link_header_makes_it_hang(header: str) -> None:
    started = time.process_time()
    judge(b"<rss/>", "feed", now=datetime(2026, 1, 1, tzinfo=UTC), url="https://example.org/", links=[header])
    assert time.process_time() - started < 2


def test_a_hub_in_a_header_needs_a_topic_somewhere() -> None:
    feed = FEED.replace('<atom:link rel="self" href="{self}"/>', "").encode()
    hub = ["<https://hub.example/>; rel=hub"]
    found = judge(feed, "feed", now=datetime(2026, 1, 1, tzinfo=UTC), url="https://example.org/feed", links=hub)
    assert [each.code for each in found] == ["websub-self-missing", "self-missing"]


def test_feed_url_of_json_feed_is_held_against_the_url() -> None:
    feed = b'{"version": "https://jsonfeed.org/version/1.1", "title": "a", "feed_url": "https://example.org/feed", "items": []}'
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert judge(feed, "feed", now=now, url="https://example.org/feed") == []
    assert [each.code for each in judge(feed, "feed", now=now, url="https://example.org/")] == ["self-elsewhere"]
