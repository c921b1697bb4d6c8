"""A site as Pelican itself builds it: each page tells which file it was made of, and how Pelican calls it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin

from syndicate.model import absolute_url

HAS_PELICAN = find_spec("pelican") is not None
REASON = "pelican is not installed: pip install '.[test]'"
FACTS = """\
{"source": article.relative_source_path, "url": article.url, "save_as": article.save_as, "status": article.status,
 "lang": article.lang, "date": article.date.isoformat(), "title": article.title|striptags,
 "summary": article.metadata.get("summary", "")|string|striptags,
 "tags": article.tags|default([])|map("string")|list, "category": article.category|string,
 "authors": article.authors|default([])|map("string")|list}"""
TEMPLATE = f"""\
<!DOCTYPE html><html><head><title>x</title></head><body><nav>Around</nav>
<script type="application/json" id="facts">{{% set facts = {FACTS} %}}{{{{ facts|tojson }}}}</script>
<article>{{{{ article.content }}}}</article></body></html>
"""
_FACTS = re.compile(r'<script type="application/json" id="facts">(.*?)</script>', re.DOTALL)


class Page(NamedTuple):
    """A page that Pelican has built.

    source  of its article, relative to PATH
    url     absolute, as Pelican's own feeds have it
    file    of the page, relative to the output folder
    """

    source: str
    url: str
    file: str
    status: str
    lang: str
    date: str
    title: str
    summary: str
    tags: tuple[str, ...]
    category: str
    authors: tuple[str, ...]
    article_html: str


def build(
    site: Path,
    output: Path,
    *,
    settings: str = "publishconf.py",
    extra: tuple[str, ...] = (),
    others: tuple[str, ...] = ("special",),
) -> dict[str, Page]:
    """Return the pages of articles that Pelican builds of *site*, by their sources; drafts and hidden ones too.

    The folder of the site must be a copy: Pelican runs its configuration, and writes beside it.
    """
    templates = output.parent / f"{output.name}-templates"
    templates.mkdir(parents=True, exist_ok=True)
    (templates / "article.html").write_text(TEMPLATE)
    for name in others:
        (templates / f"{name}.html").write_text(TEMPLATE if name == "special" else "")
    given = [f"THEME_TEMPLATES_OVERRIDES={json.dumps([str(templates)])}", 'THEME="simple"', *extra]
    command = [sys.executable, "-m", "pelican", "-s", settings, "-o", str(output), "-e", *given]
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(command, cwd=site, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return pages(output, site_url(site, settings))


def site_url(site: Path, settings: str) -> str:
    """Return SITEURL, as the configuration has it when it is run."""
    code = f"import sys; sys.path.insert(0, '.'); import {settings.removesuffix('.py')} as conf; print(conf.SITEURL)"
    done = subprocess.run([sys.executable, "-c", code], cwd=site, capture_output=True, text=True, check=True)
    return done.stdout.strip().rstrip("/") + "/"


def pages(output: Path, base: str) -> dict[str, Page]:
    """Return the pages of articles in the folder *output*, by their sources."""
    found: dict[str, Page] = {}
    for file in sorted(output.rglob("*")):
        if not file.is_file() or file.suffix in (".png", ".xml", ".css"):
            continue
        html = file.read_text(errors="replace")
        facts = _FACTS.search(html)
        if facts is None:
            continue
        said = json.loads(facts[1])
        found[said["source"]] = Page(
            source=said["source"],
            url=absolute_url(urljoin(base, said["url"])),
            file=file.relative_to(output).as_posix(),
            status=said["status"],
            lang=said["lang"],
            date=said["date"],
            title=said["title"],
            summary=said["summary"],
            tags=tuple(said["tags"]),
            category=said["category"],
            authors=tuple(said["authors"]),
            article_html=html.partition("<article>")[2].rpartition("</article>")[0],
        )
    return found


def copied(site: Path, place: Path) -> Path:
    """Return a copy of *site* in the folder *place*."""
    return Path(shutil.copytree(site, place / "site"))
