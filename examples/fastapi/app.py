"""Feeds of the newest articles, made when somebody asks; who has them already is answered 304, and nothing is made.

Run it with `uvicorn app:app`, and open http://127.0.0.1:8000/feeds/atom.xml, or /feeds/sea/atom.xml for one tag.
"""

import hashlib
import logging
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

import msgspec
from fastapi import FastAPI, HTTPException, Request, Response

from syndicate import Article, ArticleError, Author, Site, __version__, feed_bytes

SITE = Site(title="The Ledger", url="https://ledger.example/", language="en", authors=(Author(name="The Desk"),))
FEEDS = {  # the name in the URL -> the format, and what the server calls it
    "rss.xml": ("rss", "application/rss+xml"),
    "atom.xml": ("atom", "application/atom+xml"),
    "feed.json": ("json", "application/feed+json"),
}
# In the place of your database: slug -> name, and the rows of articles.
TAGS = {"sea": "Sea", "wind": "Wind"}
ROWS: list[dict[str, Any]] = [
    {
        "pk": 1,
        "slug": "tides",
        "title": "Tides turn",
        "published_at": datetime(2024, 5, 1, 9, tzinfo=UTC),
        "html": "<p>The tide comes <a href='../moon/'>with the moon</a>.</p>",
        "tags": ["sea"],
    },
    {
        "pk": 2,
        "slug": "wind",
        "title": "Wind and ice",
        "published_at": datetime(2024, 5, 3, 18, 30, tzinfo=UTC),
        "changed_at": datetime(2024, 5, 4, 7, tzinfo=UTC),
        "html": "<p>It blows.</p>",
        "tags": ["sea", "wind"],
    },
]
app = FastAPI()
log = logging.getLogger(__name__)


def as_article(row: dict[str, Any]) -> Article:
    """Return the article of *row*. Raises ArticleError for a value that is no article's."""
    return Article(
        id=f"tag:ledger.example,2024:{row['pk']}",
        title=row["title"],
        url=f"{SITE.url}{row['slug']}/",
        published_at=row["published_at"],
        updated_at=row.get("changed_at"),
        content_html=row["html"],
        topics=tuple(TAGS[slug] for slug in row["tags"]),
    )


def newest(tag: str | None, now: datetime) -> list[Article]:
    """Return the newest twenty articles that are out, those with *tag* if there is one."""
    rows = [row for row in ROWS if row["published_at"] <= now and (tag is None or tag in row["tags"])]
    articles = []
    for row in sorted(rows, key=lambda row: (row["published_at"], row["pk"]), reverse=True)[:20]:
        try:
            articles.append(as_article(row))
        except ArticleError as error:  # one odd row costs one article, not the feed
            log.warning("row %s is in no feed: %s", row["pk"], error)
    return articles


# No `async`: FastAPI then calls it in a thread, and other requests go on meanwhile.
@app.api_route("/feeds/{name}", methods=["GET", "HEAD"])
@app.api_route("/feeds/{tag}/{name}", methods=["GET", "HEAD"])
def feed(request: Request, name: str, tag: str | None = None) -> Response:
    """Answer with the feed called *name*, of all articles or of those with *tag*."""
    if name not in FEEDS or not (tag is None or tag in TAGS):
        raise HTTPException(404)
    format_name, media_type = FEEDS[name]
    title = f"{SITE.title}: {TAGS[tag]}" if tag else SITE.title
    now = datetime.now(UTC)
    articles = newest(tag, now)
    changed_at = max((article.modified_at for article in articles), default=datetime(1970, 1, 1, tzinfo=UTC))
    digest = hashlib.sha256(msgspec.json.encode((title, articles))).hexdigest()
    etag = f'W/"{__version__}-{digest}"'
    headers = {"ETag": etag, "Last-Modified": format_datetime(changed_at, usegmt=True), "Cache-Control": "max-age=300"}
    if is_known(request, etag, changed_at):
        return Response(status_code=304, headers=headers)
    body = feed_bytes(articles, SITE, format_name, title=title, url=request.url.path, content="full", now=now)
    return Response(body, media_type=f"{media_type}; charset=utf-8", headers=headers)


def is_known(request: Request, etag: str, changed_at: datetime) -> bool:
    """Tell whether who asks has this state already (RFC 9110 section 13.2.2: If-None-Match goes first)."""
    tags = request.headers.get("If-None-Match")
    if tags is not None:
        return tags.strip() == "*" or etag in (f"W/{tag.strip().removeprefix('W/')}" for tag in tags.split(","))
    try:
        # HTTP's dates have whole seconds.
        return changed_at.replace(microsecond=0) <= parsedate_to_datetime(request.headers["If-Modified-Since"])
    except (KeyError, TypeError, ValueError):  # there is none, or it is no date
        return False
