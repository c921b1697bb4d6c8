"""The pages in a real Chromium: seen, scrolled, driven by keys, and judged by axe."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any

import pytest

AXE = "axe-core@4.10.3"
PAGES = (
    *("/", "/feed/0", "/feed/1/entry/0", "/feed/0/raw", "/feed/2/tree", "/faults", "/changes", "/settings"),
    "/source?path=posts/undated.md&line=1",
)
LOOKS = [(width, scheme) for width in (1280, 390) for scheme in ("light", "dark")]
SCREENS = os.environ.get("SYNDICATE_PREVIEW_SCREENS", "")  # a folder that keeps what is seen, for people to look at


@pytest.fixture
def opened(site: Path, serve: Callable[..., Any], chromium: Any) -> tuple[Any, Any]:
    """Return a Chromium that shows the first page of a site, and its server."""
    served = serve(site)
    chromium.open(served.url)
    return chromium, served


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the program of axe, as npm brings it."""
    npm = shutil.which("npm")
    folder = tmp_path_factory.mktemp("axe")
    if npm is None:
        found = None
    else:
        command = [npm, "install", "--no-save", "--ignore-scripts", "--prefix", str(folder), AXE]
        found = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if found is None or found.returncode:
        if os.environ.get("SYNDICATE_REQUIRE_TOOLS") == "1":
            pytest.fail(f"npm does not bring {AXE}")
        pytest.skip(f"npm does not bring {AXE}")
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def test_the_first_url_opens_the_pages_and_the_address_keeps_no_token(opened: tuple[Any, Any]) -> None:
    chromium, served = opened
    assert chromium.run("location.href") == f"{served.origin}/"
    assert "The Quay" in chromium.run("document.body.innerText")
    assert chromium.run("document.cookie") == ""


def test_axe_finds_nothing_wrong_and_nothing_leaves_the_window(opened: tuple[Any, Any], axe: str, until: Any) -> None:
    chromium, served = opened
    for path in PAGES:
        for width, scheme in LOOKS:
            chromium.look(width, 900, scheme)
            chromium.open(f"{served.origin}{path}")
            if path == "/changes":
                until(lambda: chromium.run("document.body.innerText.includes('compared with')"))
            # A frame that runs nothing cannot be asked; it is plain, cleaned HTML.
            chromium.run(f"{axe}; 0")
            found = chromium.run(
                "axe.run({iframes: false}).then(found => found.violations.map(one => [one.id, one.nodes[0].html]))"
            )
            assert found == [], (path, width, scheme)
            assert chromium.run("document.documentElement.scrollWidth <= innerWidth"), (path, width)
            if SCREENS:
                name = f"{path.strip('/').replace('/', '-').partition('?')[0] or 'feeds'}-{width}-{scheme}.png"
                Path(SCREENS, name).write_bytes(chromium.picture())


def test_an_entry_has_its_picture_its_sound_its_text_and_the_readers_own_time(
    opened: tuple[Any, Any], until: Any
) -> None:
    chromium, served = opened
    chromium.call("Emulation.setTimezoneOverride", timezoneId="Asia/Tokyo")
    chromium.open(f"{served.origin}/feed/1/entry/0")
    until(lambda: chromium.run("document.querySelector('#entry figure img').naturalWidth") == 1)
    assert chromium.run("document.querySelector('#entry time').textContent.replace(/\\s/g, ' ')").endswith("4:00 PM")
    assert chromium.run("document.querySelector('audio').src").startswith(f"{served.origin}/media/")
    assert chromium.run("document.querySelector('iframe').src") == f"{served.origin}/feed/1/text/0"
    loaded = [event["params"]["response"] for event in chromium.events if event["method"] == "Network.responseReceived"]
    assert {answer["status"] for answer in loaded} == {200}
    assert [answer["url"] for answer in loaded if not answer["url"].startswith((served.origin, "data:"))] == []
    assert any("/media/" in answer["url"] for answer in loaded)


def test_the_picture_in_a_text_is_seen_though_its_frame_has_no_cookies(opened: tuple[Any, Any], until: Any) -> None:
    chromium, served = opened
    chromium.events.clear()
    chromium.open(f"{served.origin}/feed/1/text/0")
    until(lambda: chromium.run("[...document.images].map(one => one.naturalWidth)") == [1])


def test_keys_go_from_entry_to_entry_and_to_the_search(
    make_site: Any, tmp_path: Path, serve: Any, chromium: Any, until: Any
) -> None:
    served = serve(make_site(tmp_path / "many", 200))
    chromium.open(served.url)
    chromium.open(f"{served.origin}/feed/1")
    title = "document.querySelector('#entry-title').textContent"
    first = chromium.run(title)
    chromium.press("j")
    until(lambda: chromium.run(title) != first)
    assert chromium.run("document.activeElement.closest('li').dataset.index") == "1"
    chromium.press("k")
    until(lambda: chromium.run(title) == first)
    chromium.press("End", 35)
    until(lambda: chromium.run("document.activeElement.closest('li')?.dataset.index") == "199")
    assert chromium.run("document.activeElement.closest('li').getAttribute('aria-posinset')") == "200"

    def is_entered() -> bool:  # a newer state of the site may come while the key is on its way
        chromium.press("Enter", 13)
        with suppress(AssertionError):
            until(lambda: chromium.run("document.activeElement.id") == "entry-title", 10)
        return bool(chromium.run("document.activeElement.id") == "entry-title")

    until(is_entered)
    chromium.press("/")
    until(lambda: chromium.run("document.activeElement.id") == "q")
    for key in "wind 150":
        chromium.press(key)
    chromium.press("Enter", 13)
    until(lambda: chromium.run("document.querySelector('#found')?.textContent") == "1 entry")
    assert chromium.run(title) == "Wind 150"


ROWS_WAIT = """
window.gate = new Promise((open) => { window.let_rows_come = open; });
const ask = window.fetch;
window.fetch = async (url, options) => {
  if (options?.headers?.["X-Part"] === "rows") await window.gate;
  return ask(url, options);
};
0
"""
ANSWERED = "document.querySelector('li[data-index=\"199\"]') !== null"


def test_rows_that_come_late_leave_the_focus_where_the_reader_went(
    make_site: Any, tmp_path: Path, serve: Any, chromium: Any, until: Any
) -> None:
    served = serve(make_site(tmp_path / "many", 200))
    chromium.open(served.url)
    chromium.open(f"{served.origin}/feed/1")
    chromium.run(ROWS_WAIT)
    chromium.run("document.querySelector('#rows a').focus()")
    chromium.press("End", 35)
    chromium.press("/")
    assert not chromium.run(ANSWERED)
    chromium.run("window.let_rows_come()")
    until(lambda: chromium.run(ANSWERED))
    until(lambda: chromium.run("document.querySelector('#rows [aria-current]')?.closest('li').dataset.index") == "199")
    assert chromium.run("document.activeElement.id") == "q"


def test_a_newer_state_that_comes_late_leaves_the_focus_where_the_reader_went(
    make_site: Any, tmp_path: Path, serve: Any, chromium: Any, until: Any
) -> None:
    folder = make_site(tmp_path / "many", 200)
    served = serve(folder)
    chromium.open(served.url)
    chromium.open(f"{served.origin}/feed/1")
    until(lambda: chromium.run("fetch('/status').then(one => one.json()).then(one => one.revision)") == 1)
    chromium.run("document.querySelector('#rows a').focus()")
    chromium.press("End", 35)
    until(lambda: chromium.run("document.querySelector('#rows [aria-current]')?.closest('li').dataset.index") == "199")
    chromium.run("history.replaceState(null, '', '/feed/1'); 0")  # the newer state begins with other rows
    chromium.run(ROWS_WAIT)
    path = folder / "posts" / "wind-1.md"
    path.write_text(path.read_text().replace("Wind 1", "A storm"))
    until(lambda: chromium.run("Number(document.body.dataset.revision)") >= 2)  # 3 where it is compared as quickly
    assert not chromium.run(ANSWERED)
    assert chromium.run("document.activeElement === document.body")  # its row is not there yet
    chromium.press("/")
    chromium.run("document.getElementById('status').textContent = ''; window.let_rows_come()")
    until(lambda: chromium.run("document.getElementById('status').textContent").startswith("Up to date"))
    until(lambda: chromium.run(ANSWERED))
    assert chromium.run("document.activeElement.id") == "q"


def test_what_is_written_is_seen_and_the_focus_stays(opened: tuple[Any, Any], site: Path, until: Any) -> None:
    chromium, served = opened
    chromium.open(f"{served.origin}/feed/1/entry/1")
    chromium.run("document.querySelector('#rows a').focus()")
    chromium.run("document.getElementById('q').value = 'half typed'; 0")
    until(lambda: chromium.run("fetch('/status').then(one => one.json()).then(one => one.revision)") == 1)
    path = site / "posts" / "wind-1.md"
    path.write_text(path.read_text().replace("Wind 1", "A storm"))
    until(lambda: "A storm" in chromium.run("document.querySelector('#rows').textContent"))
    until(lambda: chromium.run("document.querySelector('#entry-title').textContent") == "A storm")
    assert chromium.run("document.activeElement.dataset.place") == "0"
    assert chromium.run("document.getElementById('q').value") == "half typed"
    (site / "syndicate.yaml").write_text("site: {titel: T}\n")
    until(lambda: "titel" in chromium.run("document.getElementById('main').textContent"))
    assert "A storm" in chromium.run("document.querySelector('#rows').textContent")
    until(lambda: chromium.run("document.getElementById('status').textContent").startswith("Not up to date"))


def test_a_title_that_turns_its_letters_turns_no_others(site: Path, serve: Any, chromium: Any) -> None:
    settings = (site / "syndicate.yaml").read_text().replace("The Quay", '"The Quay \\u202Eyau"')
    (site / "syndicate.yaml").write_text(settings)
    served = serve(site)
    chromium.open(served.url)
    # The x of the first and the last letter of each text beside the title, as they are seen.
    seen = chromium.run(
        "[...document.querySelectorAll('.quiet')].map(one => [...one.childNodes].find(node => node.data?.trim())).filter(Boolean)"
        ".map(text => [0, text.length - 1].map(at => { const range = document.createRange(); range.setStart(text, at);"
        " range.setEnd(text, at + 1); return range.getBoundingClientRect().x; }))"
    )
    assert len(seen) > 4
    assert all(first < last for first, last in seen)
    assert not [event for event in chromium.events if event.get("method") == "Log.entryAdded"]


def test_100_000_entries_scroll_and_few_rows_are_there(tmp_path: Path, serve: Any, chromium: Any, until: Any) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    row = '{{"title": "Article {0}", "date": "2024-01-01", "url": "https://e.org/{0}", "id": "https://e.org/{0:06}"}}\n'
    (folder / "all.jsonl").write_text("".join(map(row.format, range(100_000))))
    (folder / "syndicate.yaml").write_text(
        "site: {title: T, url: 'https://e.org/'}\nsource: {name: json-lines, paths: [all.jsonl]}\n"
        "feeds: [{format: json, limit: all}, {format: amp-sitemap}]\n"
    )
    served = serve(folder)
    chromium.open(served.url)
    until(lambda: chromium.run("fetch('/status').then(answer => answer.json()).then(said => said.is_open)"))
    chromium.open(f"{served.origin}/feed/0")
    assert chromium.run("document.querySelector('#list').scrollHeight") > 5_000_000
    for place in (25_000, 99_990, 60_000, 3):
        top = f"{place} / 100000 * document.querySelector('#list').scrollHeight"
        chromium.run(f"document.querySelector('#list').scrollTop = {top}, 0")
        until(lambda place=place: chromium.run(f"!!document.querySelector('#rows li[data-index=\"{place}\"]')"))
        seen = f"document.querySelector('#rows li[data-index=\"{place}\"]').textContent"
        assert f"Article {place}" in chromium.run(seen)
        until(lambda: chromium.run("document.querySelectorAll('#rows li').length") <= 300)
    chromium.open(f"{served.origin}/feed/0?q=99999")
    assert chromium.run("document.querySelector('#found').textContent") == "1 entry"
    chromium.open(f"{served.origin}/feed/1/tree")
    chromium.run("document.querySelector('details').open = true; 0")
    until(lambda: chromium.run("document.querySelectorAll('.tree li li').length") == 100)


HOSTILE = """---
title: '&lt;script>top.ran = 1&lt;/script>&lt;img src=x onerror=top.ran=2>" onfocus=top.ran=3 autofocus x="'
date: 2024-05-02
topics: ['&lt;script>top.ran = 4&lt;/script>', '">&lt;img src=x onerror=top.ran=5>', '&lt;/option>&lt;/select>&lt;svg onload=top.ran=6>']
author: '&lt;svg onload=top.ran=7>'
summary: '&lt;/p>&lt;script>top.ran = 8&lt;/script>{{ 7 * 7 }}{% raw %}'
image: {url: 'javascript:top.ran=9', alt: '" onerror="top.ran=10'}
attachments: [{url: 'javascript:top.ran=11', type: 'audio/mpeg', title: '<img src=x onerror=top.ran=12>'}]
amp_url: 'javascript:top.ran=13'
language: '" onload="top.ran=14'
---
<script>top.ran = 20; parent.ran = 20; window.ran = 20</script><img src=x onerror="top.ran=21"><svg onload="top.ran=22"></svg>
<iframe srcdoc="<script>top.ran=23</script>"></iframe><a href="javascript:top.ran=24" autofocus onfocus="top.ran=25">x</a>
<form action="javascript:top.ran=26"><button>x</button></form><meta http-equiv="refresh" content="0;url=javascript:top.ran=27">
<style>@import "https://evil.example/x.css";</style><link rel="stylesheet" href="https://evil.example/y.css"><base href="https://evil.example/">
<object data="javascript:top.ran=28"></object><video src=x onerror="top.ran=29"></video><p style="background: url(https://evil.example/z)">x</p>
"""


def test_hostile_articles_run_nothing_and_ask_nobody(site: Path, serve: Any, chromium: Any) -> None:
    name = site / "posts" / "<img src=x onerror=top.ran=30>.md"
    name.write_text(HOSTILE.replace("2024-05-02", "yesterday"), encoding="utf-8")
    (site / "posts" / "hostile.md").write_text(HOSTILE, encoding="utf-8")
    served = serve(site)
    chromium.open(served.url)
    chromium.open(f"{served.origin}/feed/1/entry/0")
    seen = chromium.run("document.querySelector('#main').textContent")
    assert [number for number in range(1, 9) if not re.search(rf"top\.ran ?= ?{number}", seen)] == []
    paths = [
        "/",
        "/feed/0",
        "/feed/1/entry/0",
        "/feed/1/text/0",
        "/feed/0/raw",
        "/feed/2/tree",
        "/faults",
        "/changes",
        "/feed/0/plain",
    ]
    paths += [
        "/source?path=posts/%3Cimg%20src%3Dx%20onerror%3Dtop.ran%3D30%3E.md",
        "/feed/1?q=%22%3E%3Cscript%3Etop.ran%3D31%3C/script%3E",
    ]
    for path in paths:
        chromium.events.clear()
        chromium.open(f"{served.origin}{path}")
        sleep(0.3)
        for link in ("a[href^='javascript']", "#rows a"):
            chromium.run(f'(link => {{ link?.click(); return 0 }})(document.querySelector("{link}"))')
        sleep(0.2)
        assert chromium.run("window.ran ?? null") is None, path
        asked = {
            event["params"]["requestId"]: event["params"]["request"]["url"]
            for event in chromium.events
            if event["method"] == "Network.requestWillBeSent"
        }
        for event in chromium.events:  # what the policy of the page forbids is not sent
            if event["method"] == "Network.loadingFailed" and event["params"].get("blockedReason") == "csp":
                asked.pop(event["params"]["requestId"], None)
        assert [url for url in asked.values() if not url.startswith((served.origin, "data:"))] == [], path


def test_a_script_in_the_frame_would_run_nothing(opened: tuple[Any, Any]) -> None:
    chromium, served = opened
    chromium.open(f"{served.origin}/feed/1/text/0")
    chromium.run(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = 1'})), 0"
    )
    assert chromium.run("window.ran ?? null") is None
    assert chromium.run("origin") == "null"


def test_a_page_of_another_site_gets_nothing(site: Path, serve: Any, chromium: Any) -> None:
    served = serve(site)
    chromium.open(served.url)  # so that the browser has its cookie, which goes by host, not by port
    with _plain_page() as url:
        chromium.open(url)
        assert chromium.run(f"fetch({json.dumps(url)}).then(one => one.status)") == 200  # nothing here forbids asking
        for mode in ("cors", "no-cors"):
            code = f"fetch({json.dumps(served.origin)}, {{credentials: 'include', mode: '{mode}'}})"
            assert chromium.run(f"{code}.then(one => one.type, error => 'refused')") == "refused"


@contextmanager
def _plain_page() -> Iterator[str]:
    """Serve an empty page without any rule on a port of its own; yield its URL."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()
