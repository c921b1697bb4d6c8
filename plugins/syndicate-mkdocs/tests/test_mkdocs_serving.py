"""`mkdocs serve`: the feeds are there, say where they are served, and follow what is written."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import mkdocs
import pytest

Sites = Callable[..., Path]
CONFIG = "site_name: T\nsite_url: https://e.org/docs/\ntheme: mkdocs\nplugins: [syndicate]\n"
PAGE = "---\ndate: 2024-02-01\n---\n\n# {}\n\nText.\n"


@contextmanager
def served(site: Path, *options: str) -> Iterator[str]:
    """Serve *site* and yield its address, once it answers; the server is gone afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (site.parent / "serve.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}", *options],
            cwd=site,
            env={
                **os.environ,
                "NO_MKDOCS_2_WARNING": "1",
                "TMPDIR": str(site.parent),
            },  # a killed one leaves its folder
            stdout=log,
            stderr=log,
        )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(60)


def fetched(url: str, is_there: Callable[[str], Any] = bool) -> str:
    """Return what stands at *url* as soon as it is what is waited for."""
    for _ in range(600):
        try:
            with urlopen(url, timeout=10) as answer:
                text: str = answer.read().decode()
            if is_there(text):
                return text
        except (URLError, ConnectionError):
            pass
        time.sleep(0.1)
    raise AssertionError(f"{url} is not there")


def test_the_preview_links_to_itself_whatever_the_settings_say(make_site: Sites) -> None:
    site = make_site({"syndicate.yaml": "site: {url: 'https://live.example.org/'}\n"}, CONFIG)
    with served(site) as address:
        feed = json.loads(fetched(f"{address}/docs/feed.json"))
        home = fetched(f"{address}/docs/")
    assert feed["feed_url"] == f"{address}/docs/feed.json"
    assert [item["url"] for item in feed["items"]] == [f"{address}/docs/low/"]
    assert f'href="{address}/docs/atom.xml"' in home
    assert not (site / "site").exists()


def test_a_change_of_a_page_or_of_the_settings_is_seen(make_site: Sites) -> None:
    site = make_site({"syndicate.yaml": "site: {title: Before}\n"}, CONFIG)
    with served(site) as address:
        fetched(f"{address}/docs/feed.json")
        (site / "docs" / "high.md").write_text("---\ndate: 2024-02-01\n---\n\n# High\n")
        fetched(f"{address}/docs/feed.json", lambda text: '"High"' in text)
        (site / "syndicate.yaml").write_text("site: {title: After}\n")
        fetched(f"{address}/docs/feed.json", lambda text: '"After"' in text)


def test_drafts_that_the_preview_shows_are_in_no_feed(make_site: Sites) -> None:
    page = "---\ndate: 2024-02-01\n%s---\n\n# Draft\n"
    if mkdocs.__version__.startswith("1.5"):
        pytest.skip("MkDocs knows draft_docs from 1.6 on")
    pages = {"docs/drafts/a.md": page % "", "docs/blog/posts/b.md": page % "draft: true\n"}
    config = CONFIG.replace("mkdocs\n", "{name: material, font: false}\ndraft_docs: drafts/\n").replace("[", "[blog, ")
    with served(make_site(pages, config)) as address:
        feed = json.loads(fetched(f"{address}/docs/feed.json"))
        fetched(f"{address}/docs/blog/2024/02/01/draft/", lambda text: "Draft" in text)
    assert [item["title"] for item in feed["items"]] == ["Low"]


def test_nobody_elsewhere_hears_of_a_preview_but_of_a_build(make_site: Sites, build: Callable[..., Any]) -> None:
    telling = (
        "from pathlib import Path\n\nfrom syndicate import Listener, hookimpl\n\n\ndef tell(exported):\n"
        "    Path(__file__).with_name('told').touch()\n    return []\n\n\n"
        "@hookimpl\ndef syndicate_listeners():\n    return [Listener(name='telling', tell=tell)]\n"
    )
    site = make_site(
        {"telling.py": telling, "syndicate.yaml": "plugins: telling.py\nexported: {telling: true}\n"}, CONFIG
    )
    with served(site) as address:
        fetched(f"{address}/docs/feed.json")
    assert not (site / "told").exists()
    build(site)
    assert (site / "told").exists()


def test_a_dirty_preview_keeps_the_feeds_of_its_first_build(make_site: Sites) -> None:
    site = make_site({"docs/high.md": "---\ndate: 2024-02-01\n---\n\n# High\n"}, CONFIG)
    with served(site, "--dirty") as address:
        feed = fetched(f"{address}/docs/feed.json")
        (site / "docs" / "high.md").write_text("---\ndate: 2024-02-01\n---\n\n# Higher\n")
        fetched(f"{address}/docs/high/", lambda text: "Higher" in text)
        assert fetched(f"{address}/docs/feed.json") == feed


def test_neither_a_preview_nor_a_dirty_build_touches_the_record(make_site: Sites, build: Callable[..., Any]) -> None:
    site = make_site({"docs/high.md": PAGE.format("High")}, CONFIG)
    with served(site) as address:
        fetched(f"{address}/docs/feed.json")
    assert not (site / "syndicate.record").exists()
    build(site)
    before = (site / "syndicate.record").read_bytes()
    (site / "docs" / "high.md").unlink()
    with served(site) as address:
        fetched(f"{address}/docs/feed.json", lambda text: "High" not in text)
    (site / "docs" / "low.md").write_text(PAGE.format("Lower"))
    assert build(site, "--dirty").status == 0
    assert (site / "syndicate.record").read_bytes() == before
