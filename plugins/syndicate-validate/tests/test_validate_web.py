"""URLs: what a server answers is judged, too."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from syndicate.cli.main import main

pytest.importorskip("syndicate_feed_source", reason="what fetches URLs is not installed")

FEED = (
    '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
    "<title>a</title><link>https://example.org/</link><description>b</description><language>en</language>"
    '<atom:link rel="self" href="{self}"/></channel></rss>'
)


class _Handler(BaseHTTPRequestHandler):
    media_type: str | None = "application/rss+xml"

    def do_GET(self) -> None:
        if self.path == "/inside":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:9/feed")
            self.end_headers()
            return
        self.send_response(200 if self.path == "/feed" else 404)
        if self.media_type:
            self.send_header("Content-Type", self.media_type)
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
