"""Feeds with a stylesheet, and the page that lists them, as a real Chromium shows them; the W3C's validator is silent.

The browser is that of the tests of syndicate-preview.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from threading import Thread
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from syndicate import Registry, export
from tests.conftest import require
from tests.oracles.test_oracles import JUDGES, judge, validator_source

PREVIEW = Path(__file__).parents[2] / "plugins" / "syndicate-preview" / "tests"
SCREENS = os.environ.get("SYNDICATE_SCREENS", "")  # a folder that keeps what is seen, for people to look at
NOW = datetime(2026, 11, 23, tzinfo=UTC)
LOOKS = [(width, scheme) for width in (1100, 390) for scheme in ("light", "dark")]
FEEDS = ("rss.xml", "atom.xml", "by/topic/ebbe.xml")
TITLE = 'Ebbe </title><script>document.ran = 1</script> & "Flut" ' + "Donaudampfschifffahrtsgesellschaft" * 4
ARTICLE = """---
title: '{title} {number}'
date: 2024-01-{day:02}T09:00:00+01:00
author: Ann
topics: [Ebbe]
url: https://e.org/{number}/
summary: Sonne & Mond.
image: {{url: /tide.png, title: Eine Welle}}
---
<p>Der <b>ganze</b> Text.</p><script>document.ran = 2</script>
"""
SETTINGS = """site: {title: Die Kante & der Kai, url: 'https://e.org/', description: Vom Meer, language: de, authors: [Ann]}
stylesheet: true
content: full
feeds:
  - {format: rss}
  - {format: atom}
  - {format: json}
  - {format: atom, each: topic, path: 'by/topic/{topic}.xml'}
"""

if not (PREVIEW / "conftest.py").exists():
    pytest.skip("the tests of syndicate-preview are not here", allow_module_level=True)


def _fixtures(name: str) -> Any:
    spec = spec_from_file_location(f"preview_{name}", PREVIEW / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


chromium, chromium_program = (getattr(_fixtures("conftest"), name) for name in ("chromium", "chromium_program"))
axe = _fixtures("test_preview_browser").axe


class Files(SimpleHTTPRequestHandler):
    """Serves a folder, each file by the name that a server without settings has for it."""

    extensions_map: dict[str, str] = {  # noqa: RUF012  as declared there
        ".xml": "application/xml", ".html": "text/html", ".css": "text/css", ".json": "application/json", "": "text/plain",
    }  # fmt: skip

    def log_message(self, *_: object) -> None:
        pass


def made(folder: Path, title: str) -> Path:
    """Export a site of three articles, the newest called *title*, and return where its feeds are."""
    (folder / "syndicate.yaml").write_text(SETTINGS)
    for number in range(3):
        head = {"title": title.replace("'", "''") if number == 0 else "Nr.", "number": number, "day": 9 - number}
        (folder / f"{number}.md").write_text(ARTICLE.format(**head))
    export(folder, now=NOW, output=folder / "public", record=False, registry=Registry(distributions=()))
    return folder / "public"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    require(find_spec("websockets"), "websockets is not installed")
    return made(tmp_path_factory.mktemp("site"), TITLE)


@pytest.fixture
def origin(published: Path) -> Iterator[str]:
    with served(published) as address:
        yield address


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve *folder*, and give its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


SEEN = """[...document.documentElement.querySelectorAll('*')]
  .filter(one => one.checkVisibility() && !one.children.length && one.textContent.trim())
  .map(one => [getComputedStyle(one).order, one.localName, one.textContent])"""


# The x of the first and of the last letter of the newest title, as they are seen.
WHERE = """(text => [0, text.length - 1].map(at => {
  const letter = document.createRange();
  letter.setStart(text, at);
  letter.setEnd(text, at + 1);
  return letter.getBoundingClientRect().x;
}))(document.querySelector('item > title, entry > title').firstChild)"""


def keep(chromium: Any, path: str, look: tuple[int, str]) -> None:
    if SCREENS:
        Path(SCREENS, f"{path.replace('/', '-')}-{look[0]}-{look[1]}.png").write_bytes(chromium.picture())


def test_a_title_in_arabic_is_read_from_the_right_and_a_feed_without_articles_says_so(
    tmp_path: Path, chromium: Any
) -> None:
    public = made(tmp_path, "المد (2024)!")
    atom = (public / "atom.xml").read_text()
    (public / "empty.xml").write_text(re.sub("<entry>.*</entry>", "", atom, flags=re.DOTALL))
    with served(public) as origin:
        for name in ("rss.xml", "atom.xml"):
            chromium.open(f"{origin}/{name}")
            first, last = chromium.run(WHERE)
            assert first > last, name
            assert (
                chromium.run("getComputedStyle(document.querySelector('channel, feed'), '::after').content") == "none"
            )
        chromium.open(f"{origin}/empty.xml")
        told = chromium.run("getComputedStyle(document.documentElement, '::after').content")
    assert told == '"Dieser Feed hat zurzeit keine Artikel."'


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_is_read_as_a_page(chromium: Any, origin: str, path: str) -> None:
    colours = set()
    for look in LOOKS:
        chromium.look(look[0], 900, look[1])
        chromium.open(f"{origin}/{path}")
        keep(chromium, path, look)
        seen = chromium.run(SEEN)
        assert [text for _, _, text in seen][:2] == [
            "Die Kante & der Kai" + (": Ebbe" if "ebbe" in path else ""),
            "Vom Meer",
        ]
        of_articles = sorted(name for order, name, _ in seen if order != "0")
        names = ["title", "description", "link", "pubDate"] if path == "rss.xml" else ["title", "summary", "published"]
        assert of_articles == sorted(names * 3)
        texts = {text for _, name, text in seen if name in ("description", "summary")} - {"Vom Meer"}
        assert texts == {"Sonne & Mond."}
        note = chromium.run("getComputedStyle(document.documentElement, '::before').content")
        assert "Das ist ein Feed." in note
        assert "https://e.org/feeds.html" in note
        assert chromium.run("document.documentElement.scrollWidth <= innerWidth"), look
        assert chromium.run("document.ran ?? null") is None
        colours.add(chromium.run("getComputedStyle(document.documentElement).backgroundColor"))
    assert len(colours) == 2
    if path != "rss.xml":
        links = chromium.run(
            "[...document.querySelectorAll('entry > link')].map(one => getComputedStyle(one, '::before').content)"
        )
        assert '"https://e.org/0/"' in links or "attr(href)" in links


def test_the_page_of_feeds_is_right_for_everybody(chromium: Any, origin: str, axe: str) -> None:
    for look in LOOKS:
        chromium.look(look[0], 900, look[1])
        chromium.open(f"{origin}/feeds.html")
        keep(chromium, "feeds.html", look)
        assert chromium.run("document.scripts.length") == 0
        assert chromium.run("getComputedStyle(document.querySelector('main > ul > li')).borderTopWidth") == "1px"
        assert chromium.run("document.documentElement.scrollWidth <= innerWidth"), look
        chromium.run(f"{axe}; 0")
        found = chromium.run("axe.run().then(found => found.violations.map(one => [one.id, one.nodes[0].html]))")
        assert found == [], look


def test_nothing_is_asked_for_but_the_stylesheet(chromium: Any, origin: str) -> None:
    for path in (*FEEDS, "feeds.html"):
        chromium.events.clear()
        chromium.open(f"{origin}/{path}")
        asked = {
            event["params"]["request"]["url"].removeprefix(origin)
            for event in chromium.events
            if event["method"] == "Network.requestWillBeSent"
        }
        assert asked - {"/favicon.ico"} == {f"/{path}", "/feeds.css"}


def test_the_w3c_validator_has_nothing_to_say(tmp_path: Path) -> None:
    if not (JUDGES.is_dir() and validator_source().is_dir()):
        pytest.skip(f"the W3C validator's source is not here: {validator_source()}")
    published = made(tmp_path, "Ebbe & Flut")
    files = [str(published / path) for path in FEEDS]
    answer = json.loads(judge("feedvalidator", "--json", "--content-type", "application/xml", *files).stdout)
    assert [verdict.get("crash") for verdict in answer["files"]] == [None] * 3
    assert [event for verdict in answer["files"] for event in verdict["events"] if event["level"] != "info"] == []


def test_the_page_is_html_without_a_mistake_of_its_syntax(published: Path) -> None:
    from html5lib import HTMLParser

    HTMLParser(strict=True).parse((published / "feeds.html").read_text())
    assert ET.fromstring((published / "rss.xml").read_bytes()).tag == "rss"
    assert not re.search(r"<script|javascript:|style=", (published / "feeds.html").read_text().replace("&lt;", ""))
