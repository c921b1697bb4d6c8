"""Sites built by the real Jekyll, and what their pages say of themselves: the file they were made of, and their URL."""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import msgspec

from syndicate import Article, Overrides, Registry, compose, read
from syndicate.pipeline import Composition
from syndicate.pipeline.reading import Reading
from syndicate.settings import make_plan, open_site, recognise
from tests.conftest import NOW, lay, require

LAYOUT = """<!doctype html><html><head><meta charset="utf-8"><title>{{ page.title }}</title>
<meta name="made-of" content="{{ page.relative_path | xml_escape }}">
<meta name="collection" content="{{ page.collection }}">
<meta name="url" content="{{ page.url | xml_escape }}">
{% if page.collection %}<meta name="date" content="{{ page.date | date_to_xmlschema }}">
<meta name="topics" content="{{ page.categories | concat: page.tags | join: '|' | xml_escape }}">{% endif %}
</head><body><main>{{ content }}</main></body></html>
"""
_META = re.compile(r'<meta name="([a-z-]+)" content="([^"]*)">')


class Page(msgspec.Struct, frozen=True):
    """A page that Jekyll has built of a document.

    file    relative to the output folder
    source  what it is made of, relative to the folder of the collections
    """

    file: str
    source: str
    collection: str
    url: str
    date: str
    topics: str
    title: str


def write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write *files* below *folder*."""
    lay(folder, files)
    for name in files:
        os.utime(folder / name, (1_714_600_000, 1_714_600_000))  # the date of a draft


def build(folder: Path, *options: str, home: str = "UTC") -> dict[str, Page]:
    """Return the pages of documents that Jekyll builds in *folder*, by the file they are made of."""
    require(shutil.which("jekyll"), "jekyll is not installed")
    environment = {
        **os.environ,
        "TZ": home,
        "LC_ALL": "C.UTF-8",
        "JEKYLL_ENV": "production",
        "JEKYLL_NO_BUNDLER_REQUIRE": "true",
        "RUBYOPT": "-W0",
    }
    result = subprocess.run(
        ["jekyll", "build", "--quiet", "--disable-disk-cache", *options],
        cwd=folder, capture_output=True, text=True, check=False, env=environment,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr[:2000]
    return {page.source: page for page in pages(folder / "_site")}


def pages(built: Path) -> Iterable[Page]:
    for path in sorted(built.rglob("*")):
        if path.is_file():
            text = path.read_text(errors="replace")
            said = {name: html.unescape(value) for name, value in _META.findall(text)}
            if said.get("collection"):
                title = re.search("<title>(.*?)</title>", text, re.DOTALL)
                yield Page(
                    file=str(path.relative_to(built)),
                    source=said["made-of"],
                    collection=said["collection"],
                    url=said["url"],
                    date=said.get("date", ""),
                    topics=said.get("topics", ""),
                    title=html.unescape(title[1]) if title else "",
                )


def reading(folder: Path, **given: object) -> tuple[Reading, Composition]:
    """Return what an export of *folder* without settings reads and chooses."""
    overrides = Overrides(formats=(("json", None),), limit="all", **given)  # type: ignore[arg-type]
    registry = Registry(distributions=())
    file, _ = recognise(*open_site(folder), registry, overrides)
    plan = make_plan(file, registry, now=NOW, overrides=overrides)
    found = read(plan)
    return found, compose(plan, found, allow_empty=True)


def articles(folder: Path, **given: object) -> dict[str, Article]:
    """Return the articles that an export of *folder* without settings chooses, by their file."""
    found, composition = reading(folder, **given)
    faults = [str(fault) for fault in (*found.faults, *composition.faults)]
    assert [fault for fault in faults if "is true to Jekyll, which shows the article" not in fault] == []
    return {a.origin.path: a for job in composition.jobs for a in job.feed.articles if a.origin}


def file_of(url: str, base: str = "/") -> str:
    """Return the file that a web server sends for *url*, as Jekyll's sites are served."""
    path = unquote(urlsplit(url).path).removeprefix(base)
    if not path or path.endswith("/"):
        return f"{path}index.html"
    return path


def is_at(article: Article, page: Page, base: str = "/") -> bool:
    """Tell whether *article* names the very URL of *page*, and whether the page's file is what is served there."""
    file = file_of(article.url, base)
    url = quote(base.rstrip("/") + unquote(page.url), safe="/:@!$&'()*+,;=~")
    found = urlsplit(article.url)
    return (
        page.file in (file, file + Path(page.file).suffix) and found.path == url and not (found.query or found.fragment)
    )
