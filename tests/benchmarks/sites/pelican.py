"""Pelican's leanest project: no page of an article, a tag or an author is written; its own feeds, and templates for the rest.

It reads heads of its own kind (articles.py --pelican): shorter ones, without pictures, providers and secrets. RSS, Atom and
Atom for each tag are its own; JSON Feed and the sitemap are templates. It does more: every text is rendered from Markdown
while it is read. It has one limit for all feeds, so feeds of topics hold the newest twenty or it is left out.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

from tests.benchmarks.jobs import NEWEST, SITE_URL, TITLE, CannotDo, Job

_SITEMAP = """<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
{% for article in articles %}<url><loc>{{ article.url|e }}</loc><lastmod>{{ article.date.isoformat() }}</lastmod>
{% if article.ampweburl %}<xhtml:link rel="amphtml" href="{{ article.ampweburl|e }}"/>{% endif %}</url>
{% endfor %}</urlset>
"""
_JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": {{ SITENAME|tojson }}, "home_page_url": {{ SITEURL|tojson }}, "items": [
{% for article in articles[:NEWEST] %}{"id": {{ article.url|tojson }}, "url": {{ article.url|tojson }},
"title": {{ article.title|string|tojson }}, "summary": {{ article.summary|string|tojson }},
"date_published": "{{ article.date.isoformat() }}",
"tags": [{% for tag in article.tags %}{{ tag.name|string|tojson }}{{ "" if loop.last else "," }}{% endfor %}]}{{ "" if loop.last else "," }}
{% endfor %}]}
""".replace("NEWEST", str(NEWEST))


def program() -> str | None:
    """Return a Python that has Pelican and Markdown, None if this one has not."""
    return sys.executable if find_spec("pelican") and find_spec("markdown") else None


def prepare(articles: Path, folder: Path, job: Job, program: str) -> list[str]:
    """Write the project for *job* into *folder*; return the command that builds it there.

    articles  with Pelican's heads

    Raises CannotDo if feeds are to differ in how many articles they hold.
    """
    if job.topics and job.topic_limit != NEWEST:
        raise CannotDo("all feeds have one limit")
    settings: dict[str, object] = {
        "SITENAME": TITLE,
        "SITEURL": SITE_URL.rstrip("/"),
        "AUTHOR": "The Desk",
        "TIMEZONE": "UTC",
        "DEFAULT_DATE_FORMAT": "%Y-%m-%d",
        "PLUGINS": [],
        "FORMATTED_FIELDS": [],
        "STATIC_PATHS": [],
        "THEME_STATIC_PATHS": [],
        "PAGE_PATHS": [],
        "FEED_MAX_ITEMS": NEWEST,
        "RSS_FEED_SUMMARY_ONLY": True,
        "THEME_TEMPLATES_OVERRIDES": ["templates"],
        "DIRECT_TEMPLATES": [*(["feed"] if job.newest else []), *(["sitemap"] if job.sitemap else [])],
        "FEED_SAVE_AS": "feed.json",
        "SITEMAP_SAVE_AS": "sitemap.xml",
        "FEED_ALL_ATOM": "atom.xml" if job.newest else None,
        "FEED_ALL_RSS": "rss.xml" if job.newest else None,
        "TAG_FEED_ATOM": "topics/{slug}.xml" if job.topics else None,
        "CATEGORY_FEED_ATOM": None,
        "TRANSLATION_FEED_ATOM": None,
        "AUTHOR_FEED_ATOM": None,
        "AUTHOR_FEED_RSS": None,
    }
    for kind in ("ARTICLE", "ARTICLE_LANG", "DRAFT", "DRAFT_LANG", "AUTHOR", "CATEGORY", "TAG"):
        settings[f"{kind}_SAVE_AS"] = ""
    lines = [f"{name} = {value!r}\n" for name, value in settings.items()]
    (folder / "settings.py").write_text("".join(lines), encoding="utf-8")
    templates = folder / "templates"
    templates.mkdir()
    (templates / "feed.html").write_text(_JSON, encoding="utf-8")
    (templates / "sitemap.html").write_text(_SITEMAP, encoding="utf-8")
    content = str(articles / "content")
    return [program, "-m", "pelican", content, "--settings", "settings.py", "--output", "out", "--quiet"]
