"""Sites built by the installed Hugo, and what syndicate exports of them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from syndicate import Article, Fault, Overrides, Registry, compose, read
from syndicate.settings import make_plan, open_site, recognise
from tests.conftest import lay, require

SITES = Path(__file__).parent / "sites"
HUGO = shutil.which("hugo")
# Example site -> its home page.
HOMES = {
    "hugo": "https://example.org/news/",
    "hugo-languages": "https://example.org/news/",
    "hugo-folders": "https://example.org/",
}


def copied(name: str, folder: Path, **files: str) -> Path:
    """Return a copy of the example site *name* in *folder*, with *files* (path -> text) laid over it."""
    site = folder / name
    shutil.copytree(SITES / name, site)
    return lay(site, files)


def built(site: Path, now: datetime, *options: str) -> list[dict[str, Any]]:
    """Build *site* as of *now* and return what Hugo says of each regular page; its files are in site/public."""
    require(HUGO, "hugo is not installed")
    assert HUGO
    clock = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    command = [HUGO, "--source", str(site), "--clock", clock, "--cleanDestinationDir", "--quiet", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    index = min((site / "public").rglob("index.json"), key=lambda path: len(path.parts))
    pages = [page for page in json.loads(index.read_text(encoding="utf-8")) if page]
    for page in pages:
        page["file"] = str(Path(page["file"]).relative_to(site.resolve()))
    return pages


def articles(site: Path, now: datetime, **options: str) -> tuple[list[Article], list[Fault]]:
    """Return the articles that a feed of *site* has, exported without any settings, and what is wrong with others.

    options  of the source, as text in YAML
    """
    given = tuple(("hugo", key, text) for key, text in options.items())
    overrides = Overrides(formats=(("json", None),), options=given, limit="all")
    registry = Registry(distributions=())
    file, paths = recognise(*open_site(site), registry, overrides)
    assert not paths
    plan = make_plan(file, registry, now=now, overrides=overrides)
    composition = compose(plan, reading := read(plan))
    (job,) = composition.jobs
    return list(job.feed.articles), [*reading.faults, *composition.faults]


def rendered(site: Path) -> dict[str, str]:
    """Return source file -> built page, both relative to the site, of each single page in the built tree."""
    found = {}
    for page in (site / "public").rglob("*.html"):
        if page.is_dir():
            continue
        source = re.search(r'<meta name="source" content="([^"]+)">', page.read_text(encoding="utf-8"))
        if source:
            file = str(Path(unescape(source[1])).relative_to(site.resolve()))
            found[file] = str(page.relative_to(site / "public"))
    return found


def file_at(url: str, home: str) -> str:
    """Return the file, relative to public/, that a server answers *url* with."""
    path = unquote(url.removeprefix(home))
    return f"{path}index.html" if path.endswith("/") or not path else path
