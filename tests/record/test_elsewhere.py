"""A live site, on loopback, is compared with and learned from; only syndicate-feed-source speaks to it."""

from __future__ import annotations

import json
import shutil
import socket
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from syndicate.cli.main import main
from syndicate.record.elsewhere import Web
from tests.conftest import files_below
from tests.record.sites import Site

PLUGIN = Path(__file__).parents[2] / "plugins" / "syndicate-feed-source" / "syndicate_feed_source"
FEEDS = [
    {"format": "rss"},
    {"format": "atom"},
    {"format": "amp-sitemap", "options": {"gzip": True}},
    {"format": "atom", "each": "topic", "path": "topics/{topic}.xml"},
]


class Live:
    """A folder, and the server that shows it."""

    def __init__(self, folder: Path, url: str, asked: list[str]) -> None:
        self.folder = folder
        self.url = url
        self.asked = asked


@pytest.fixture
def live(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Live]:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.syspath_prepend(str(PLUGIN.parent))
    folder = tmp_path / "live"
    folder.mkdir()
    asked: list[str] = []

    class Handler(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            if self.path.startswith("/broken"):
                self.send_error(503)
            else:
                super().do_GET()

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield Live(folder, f"http://127.0.0.1:{server.server_address[1]}/", asked)
        server.shutdown()
        thread.join()


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site")
    site.configure(feeds=FEEDS, output="public")
    site.export()
    return site


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Any:
    def run(*arguments: str, plugin: bool = True) -> tuple[int, str, str]:
        given = ["--plugin", str(PLUGIN)] if plugin else []
        capsys.readouterr()
        status = main([*arguments, "--now", "2026-01-01", *given])
        return (status, *capsys.readouterr())

    return run


def publish(site: Site, live: Live) -> None:
    shutil.copytree(site.output, live.folder, dirs_exist_ok=True)


def changes(out: str) -> list[tuple[str, str]]:
    return [(one["change"], one["id"]) for one in json.loads(out)["articles"]]


@pytest.mark.parametrize("is_stated_as_folder", [True, False])
def test_a_live_site_is_compared_with(site: Site, live: Live, run: Any, *, is_stated_as_folder: bool) -> None:
    publish(site, live)
    url = live.url if is_stated_as_folder else live.url.rstrip("/")
    status, out, err = run("diff", str(site.folder), "--against", url)
    assert (status, err) == (0, ""), out
    assert out == f"nothing would change, compared with {url}\n"
    site.write("sea", "removed: true\n")
    site.write("dawn")
    site.export()  # what stands in the output folder by now does not count
    before = files_below(site.folder)
    status, out, err = run("diff", str(site.folder), "--against", url, "--report", "json")
    assert (status, err) == (3, "")
    assert changes(out) == [("withdrawn", "https://example.org/sea/"), ("new", "https://example.org/dawn/")]
    states = {file["path"]: file["state"] for file in json.loads(out)["files"]}
    assert states["topics/dawn.xml"] == "new"
    assert states["rss.xml"] == states["topics/sea.xml"] == "changed"
    assert states["topics/wind.xml"] == "unchanged"
    assert files_below(site.folder) == before


@pytest.mark.parametrize("kind", ["rss", "atom", "feed+json"])
def test_a_page_names_the_feed_that_stands_for_ours(site: Site, live: Live, run: Any, kind: str) -> None:
    site.configure(feeds=[{"format": kind.replace("feed+", ""), "path": "feeds/ours.xml"}], output="public")
    site.export()
    (live.folder / "blog").mkdir()
    (site.output / "feeds/ours.xml").rename(live.folder / "blog/theirs")
    link = (
        f'<link rel="alternate" type="application/{kind.replace("rss", "rss+xml").replace("atom", "atom+xml")}" href='
    )
    other = '<link rel="alternate" type="application/rss+xml" href="https://other.example/feed.xml">'
    (live.folder / "index.html").write_text(f"<!doctype html><title>T</title>{other}{link}blog/theirs>{link}comments>")
    site.write("dawn")
    site.write("sea", "summary: Rough.\n")
    status, out, err = run("diff", str(site.folder), "--against", live.url, "--report", "json")
    assert (status, err) == (3, "")
    assert changes(out) == [("new", "https://example.org/dawn/"), ("changed", "https://example.org/sea/")]
    assert live.asked == ["/feeds/ours.xml", "/", "/blog/theirs"]


def test_a_feed_itself_may_be_named(site: Site, live: Live, run: Any) -> None:
    site.configure(feeds=[{"format": "rss"}], output="public")
    site.export()
    (live.folder / "their.rss").write_bytes((site.output / "rss.xml").read_bytes())
    site.write("dawn")
    _, out, err = run("diff", str(site.folder), "--against", f"{live.url}their.rss", "--report", "json")
    assert (changes(out), err) == ([("new", "https://example.org/dawn/")], "")


def test_a_page_for_whatever_is_not_there_is_no_feed(site: Site, live: Live, run: Any) -> None:
    for path in ("rss.xml", "atom.xml"):
        (live.folder / path).write_text("<!DOCTYPE html><title>Nothing here<br>")
    _, out, err = run("diff", str(site.folder), "--against", live.url, "--report", "json")
    assert (err, {one for one, _ in changes(out)}) == ("", {"new"})
    assert {file["state"] for file in json.loads(out)["files"]} == {"new"}


@pytest.mark.parametrize("where", ["broken", "nowhere/at/all/"])
def test_what_cannot_be_had_ends_with_one_sentence(site: Site, live: Live, run: Any, where: str) -> None:
    status, out, err = run("diff", str(site.folder), "--against", f"{live.url}{where}")
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert "the server answers 503" in err or "nothing stands there" in err


@pytest.mark.usefixtures("live")
def test_a_server_that_is_not_there_ends_with_one_sentence(site: Site, run: Any) -> None:
    with socket.socket() as taken:  # bound, and listens to nobody
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        status, out, err = run("diff", str(site.folder), "--against", url)
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert "cannot be fetched" in err


@pytest.mark.parametrize("command", ["diff", "export"])
def test_without_the_plugin_one_sentence_says_what_to_install(
    site: Site, run: Any, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYNDICATE_PLUGINS", "")
    status, out, err = run(command, str(site.folder), "--against", "https://example.org/", plugin=False)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "pip install syndicate-feed-source" in err


def test_ids_are_learned_from_a_live_site(site: Site, live: Live, run: Any) -> None:
    site.configure(feeds=FEEDS, output="public", ids="tag:example.org,2024:{stem}")
    site.export(accept_new_ids=True)
    publish(site, live)
    shutil.rmtree(site.output)
    site.record.unlink()
    site.configure(feeds=FEEDS, output="public")
    assert run("export", str(site.folder), "--against", live.url)[0] == 0
    assert {line["id"] for line in site.lines("article")} == {
        f"tag:example.org,2024:{name}" for name in ("court", "sea", "wind")
    }
    assert b"tag:example.org,2024:sea" in (site.output / "atom.xml").read_bytes()


def test_ids_are_learned_from_the_feed_that_a_page_names(site: Site, live: Live, run: Any) -> None:
    item = (
        "<item><guid isPermaLink='false'>urn:x:{0}</guid><link>https://example.org/{0}/</link><title>{0}</title></item>"
    )
    items = "".join(item.format(name) for name in ("court", "sea", "wind"))
    (live.folder / "feed").write_text(f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>")
    link = '<link rel="ALTERNATE" title="T" type="application/rss+xml; charset=utf-8" href="/feed">'
    (live.folder / "index.html").write_text(f"<html><head>{link}</head></html>")
    shutil.rmtree(site.output)
    site.record.unlink()
    assert run("export", str(site.folder), "--against", live.url)[0] == 0
    assert {line["id"] for line in site.lines("article")} == {"urn:x:court", "urn:x:sea", "urn:x:wind"}


def test_a_page_leads_to_no_other_server() -> None:
    asked: list[str] = []

    class Fetched:
        body = b"<html><link rel=alternate type=application/rss+xml href='http://10.0.0.1/feed'>" + (
            b"<link rel=alternate type=application/atom+xml href='//[bad/feed'>"
        )
        url = "https://example.org/"

    def fetch(url: str) -> Fetched | None:
        asked.append(url)
        return Fetched() if url.endswith("/") else None

    assert list(Web("https://example.org/", fetch).feeds(["rss.xml"])) == []
    assert asked == ["https://example.org/rss.xml", "https://example.org/"]
