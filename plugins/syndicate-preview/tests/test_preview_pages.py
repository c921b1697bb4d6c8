"""Who may ask, what each page answers, and what stays as it is on the disk."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from time import monotonic, sleep
from typing import Any

import pytest
from starlette.testclient import TestClient

from syndicate import UsageError
from syndicate.cli.main import main
from syndicate_preview import command
from syndicate_preview.app import app_of
from syndicate_preview.documents import lines_of
from syndicate_preview.frames import framed
from syndicate_preview.live import Live
from syndicate_preview.sitemaps import Branch
from syndicate_preview.snapshot import Snapshot

PORT = 8000


def given(*arguments: str) -> Any:
    parser = ArgumentParser()
    parser.add_argument("-v", dest="verbose", action="count", default=0)
    command.add_arguments(parser)
    return parser.parse_args(arguments)


@pytest.fixture
def live(site: Path) -> Iterator[Live]:
    made = Live(given(str(site)))
    made.wait()
    yield made
    made.stop()


@pytest.fixture
def stranger(live: Live) -> TestClient:
    guard, _ = app_of(live, PORT)
    client = TestClient(guard, base_url=guard.origin, follow_redirects=False)
    client.guard = guard  # type: ignore[attr-defined,unused-ignore]
    return client


@pytest.fixture
def client(stranger: Any) -> Any:
    answer = stranger.get(stranger.guard.first_url)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    return stranger


PATHS = ("/", "/feed/0", "/feed/1/entry/0", "/feed/1/text/0", "/feed/0/raw", "/feed/0/plain", "/feed/2/tree", "/faults", "/changes", "/settings", "/static/preview.js", "/events", "/status", "/media/wrong/0/0?url=x", "/no/such")  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_whoever_has_no_token_gets_nothing(stranger: Any, path: str) -> None:
    for url in (path, f"{path}{'&' if '?' in path else '?'}token=wrong"):
        answer = stranger.get(url)
        assert (answer.status_code, "Quay" in answer.text) == (403, False)


@pytest.mark.parametrize("host", ["evil.example:8000", "localhost:8000", "127.0.0.1", "127.0.0.1:8001", ""])
def test_another_host_gets_nothing_even_with_the_token(client: Any, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 403


def test_the_cookie_is_kept_from_scripts_and_from_other_sites(stranger: Any) -> None:
    cookie = stranger.get(stranger.guard.first_url).headers["set-cookie"]
    assert cookie.startswith(f"syndicate-preview-{PORT}=")
    assert {"HttpOnly", "SameSite=strict"} <= set(cookie.split("; "))


def test_nothing_can_be_sent(client: Any) -> None:
    for method in ("POST", "PUT", "DELETE"):
        assert client.request(method, "/").status_code == 405


@pytest.mark.parametrize("path", list(PATHS[:10]))
def test_every_page_says_what_browsers_may_run_and_is_kept_by_none(client: Any, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["cache-control"] == "no-store"


def test_a_text_may_run_nothing(client: Any) -> None:
    policy = client.get("/feed/1/text/0").headers["content-security-policy"]
    assert policy.startswith(
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; script-src 'none'; "
    )


def test_a_site_without_articles_says_so_on_the_first_page(tmp_path: Path) -> None:
    (tmp_path / "syndicate.yaml").write_text("site: {title: T, url: 'https://e.org/'}\nfeeds: [{format: rss}]\n")
    live = Live(given(str(tmp_path)))
    live.wait()
    try:
        guard, _ = app_of(live, PORT)
        answer = TestClient(guard, base_url=guard.origin).get(guard.first_url)
    finally:
        live.stop()
    assert "There is no article for any feed." in answer.text


def test_an_entry_says_where_its_values_come_from(client: Any) -> None:
    text = client.get("/feed/1/entry/0").text
    for words in (
        "posts/tides.md:2, title:",
        "posts/tides.md:4, author:",
        "source.url {site_url}/{year}/{slug}/, ",
        "/syndicate.yaml:3:",
        "site.language, ",
        "/syndicate.yaml:2:",
        "posts/tides.md:8:11",
    ):
        assert words in text
    assert "site.authors, " in client.get("/feed/1/entry/1").text


def test_a_line_that_a_value_comes_from_can_be_seen_and_no_other_file(client: Any) -> None:
    assert 'id="L2" class="here"' in client.get("/source?path=posts/tides.md&line=2&feed=1&place=0").text
    for path in ("syndicate.yaml", "../site/posts/tides.md", "/etc/passwd", "posts/wind-1.md", ""):
        assert client.get(f"/source?path={path}&feed=1&place=0").status_code == 404


def test_a_search_and_a_topic_narrow_the_entries(client: Any) -> None:
    for query, found in (("q=tides", 1), ("q=TIDES+ann", 1), ("q=tides+wind", 0), ("topic=wind", 1), ("q=", 2)):
        assert f'data-total="{found}"' in client.get(f"/feed/1?{query}").text
    part = client.get("/feed/1?start=1", headers={"X-Part": "rows"}).text
    assert (part.count("<li"), "Wind 1" in part, "<html" in part) == (1, True, False)


def test_a_range_of_a_sound_is_sent_alone(client: Any) -> None:
    text = client.get("/feed/1/entry/0").text
    url = text.partition('<audio controls preload="none" src="')[2].partition('"')[0].replace("&amp;", "&")
    answer = client.get(url, headers={"range": "bytes=0-2"})
    assert (answer.status_code, answer.content, answer.headers["content-range"]) == (206, b"ID3", "bytes 0-2/1000")
    assert len(client.get(url, headers={"range": "bytes=-10"}).content) == 10
    assert client.get(url, headers={"range": "bytes=2000-"}).status_code == 416
    assert len(client.get(url).content) == 1000


def test_files_that_are_no_part_of_the_site_are_not_sent(client: Any) -> None:
    text = client.get("/feed/1/entry/0").text
    url = text.partition('<audio controls preload="none" src="')[2].partition("?")[0]
    for asked in (
        "https://quay.example/../syndicate.yaml",
        "https://quay.example/.git/config",
        "https://e.org/tide.mp3",
    ):
        assert client.get(url, params={"url": asked}).status_code == 404


@pytest.mark.parametrize("path", ["/feed/99", "/feed/0/entry/99", "/feed/0/raw?document=9", "/feed/0/plain?document=9", "/feed/2/tree?at=/none", "/static/app.py", "/feeds/9"])  # fmt: skip
def test_what_is_not_there_is_404(client: Any, path: str) -> None:
    assert client.get(path).status_code == 404


def test_what_changes_of_a_feed_itself_is_named(site: Path) -> None:
    assert main(["export", str(site), "--quiet"]) == 3
    settings = (site / "syndicate.yaml").read_text(encoding="utf-8")
    (site / "syndicate.yaml").write_text(settings.replace("title: The Quay", "title: The Pier"), encoding="utf-8")
    live = Live(given(str(site)))
    try:
        live.wait()
        guard, _ = app_of(live, PORT)
        client = TestClient(guard, base_url=guard.origin)
        client.get(guard.first_url)
        until = monotonic() + 30
        while live.comparison() is None and monotonic() < until:
            sleep(0.05)
        assert "feed.json <strong>changed</strong>, the feed itself: title" in client.get("/changes").text
    finally:
        live.stop()


def test_documents_are_those_that_an_export_writes(client: Any, site: Path) -> None:
    shown = {number: client.get(f"/feed/{number}/plain").content for number in range(3)}
    assert main(["export", str(site), "--quiet"]) == 3
    for number, name in enumerate(("rss.xml", "feed.json", "sitemap.xml")):
        assert shown[number] == (site / "public" / name).read_bytes()


def test_nothing_is_written(site: Path) -> None:
    def there() -> dict[str, tuple[int, int]]:
        return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in site.rglob("*")}

    before = there()
    live = Live(given(str(site)))
    live.wait()
    guard, _ = app_of(live, PORT)
    client = TestClient(guard, base_url=guard.origin)
    for path in (f"/?token={guard.token}", *PATHS[1:10]):
        client.get(path)
    live.stop()
    assert there() == before


@pytest.fixture
def reading(site: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Live, Event]]:
    """A preview of a site that is read until somebody sets the event."""
    done = Event()

    class Slow(Snapshot):
        def __init__(self, asked: Any, trace: Any, progress: Callable[[int], None]) -> None:
            progress(1_234)
            while not done.wait(0.01):
                progress(1_234)
            super().__init__(asked, trace, progress)

    monkeypatch.setattr("syndicate_preview.live.Snapshot", Slow)
    live = Live(given(str(site)))
    yield live, done
    live.stop()


def test_while_articles_are_read_the_first_page_says_how_many(reading: tuple[Live, Event]) -> None:
    live, done = reading
    guard, _ = app_of(live, PORT)
    client = TestClient(guard, base_url=guard.origin)
    live.wait(0.1)
    answer = client.get(guard.first_url)
    assert (answer.status_code, "1,234" in answer.text) == (503, True)
    assert client.get("/status").json() == {"revision": 0, "problem": "", "is_open": False, "read": 1_234}
    assert client.get("/static/waiting.js").status_code == 200
    done.set()
    live.wait()
    assert client.get("/status").json()["is_open"]
    assert "The Quay" in client.get("/").text


def test_reading_ends_when_the_preview_does(reading: tuple[Live, Event]) -> None:
    live, _ = reading
    live.stop()
    live.wait()
    assert live.held is None


def test_what_ends_the_reading_late_ends_the_preview_in_words(
    site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def late(*_: Any) -> None:
        sleep(0.3)
        raise UsageError("the disk is gone")

    monkeypatch.setattr("syndicate_preview.live.Snapshot", late)
    monkeypatch.setattr("syndicate_preview.serving._FIRST_SECONDS", 0.01)
    assert main(["preview", str(site), "--no-open"]) == 2
    out, err = capsys.readouterr()
    assert out.startswith("preview: http://127.0.0.1:")
    assert "the disk is gone" in err


def test_a_site_that_cannot_be_exported_is_refused_in_words(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "syndicate.yaml").write_text("site: {titel: T}\n")
    assert main(["preview", str(site), "--no-open"]) == 2
    assert "titel" in capsys.readouterr().err


def test_standard_input_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["preview", "-", "--no-open", "--title", "T", "--site-url", "https://e.org/", "--author", "A"]
    assert main(arguments) == 2
    assert "standard input can be read once" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["-1", "65536", "http", "1.5"])
def test_a_port_is_a_number(port: str) -> None:
    with pytest.raises(SystemExit):
        given(f"--port={port}")


def test_the_server_ends_when_it_is_told(site: Path, serve: Callable[..., Any]) -> None:
    served = serve(site)
    served.end()
    assert served.process.returncode in (0, 130, 143)  # not killed


def test_a_page_of_lines_has_the_line_that_is_asked_for() -> None:
    page = lines_of(b"x\n" * 1200 + b"y" * 3000, 700)
    assert (page.lines[0][0], page.lines[-1][0], page.before, page.after, page.total) == (501, 1000, 1, 1001, 1201)
    assert lines_of(b"x\n" * 1200 + b"y" * 3000, 9999).lines[-1] == (1201, "y" * 2000, 1000)
    assert lines_of(b"", 1) == ([], 0)


def test_only_what_loads_a_file_of_the_site_is_moved_in_a_text() -> None:
    text = '<p>src="/a.png" <img alt="a > b" src="https://e.org/a.png?x&amp;y" srcset="b 2x"><img src="https://f.org/b.png"></p>'
    found = framed(text, "<T>", "en", "n", {"https://e.org/a.png?x&y": "/media/1?u=1&v"}.get)
    assert '<p>src="/a.png" <img alt="a > b" src="/media/1?u=1&amp;v"><img src="https://f.org/b.png"></p>' in found
    assert "<title>&lt;T&gt;</title>" in found


def test_a_tree_counts_what_is_below() -> None:
    root = Branch()
    for url in ("https://e.org/", "https://e.org/a/", "https://e.org/a/b/", "https://e.org/a/c?d"):
        root.add(url, "2024")
    found = root.at("/e.org/a")
    assert found is not None
    assert (root.count, found.count, found.url, sorted(found.branches)) == (4, 3, "https://e.org/a/", ["b", "c"])
    assert root.at("/e.org/z/b") is None
