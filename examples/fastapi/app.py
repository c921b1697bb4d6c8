"""Feeds of the newest articles, made when somebody asks; who has them already is answered 304, and nothing is made.

Run it with `uvicorn app:app`, and open http://127.0.0.1:8000/feeds/atom.xml.
"""

import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

import msgspec
from fastapi import FastAPI, HTTPException, Request, Response

from syndicate import Article, Author, Site, __version__, feed_bytes

SITE = Site(title="The Ledger", url="https://ledger.example/", language="en", authors=(Author(name="The Desk"),))
FEEDS = {  # the name in the URL -> the format, and what the server calls it
    "rss.xml": ("rss", "application/rss+xml"),
    "atom.xml": ("atom", "application/atom+xml"),
    "feed.json": ("json", "application/feed+json"),
}
# In the place of your database.
ARTICLES = [
    Article(
        title="Tides turn",
        url="https://ledger.example/tides/",
        published_at=datetime(2024, 5, 1, 9, tzinfo=UTC),
        content_html="<p>The tide comes <a href='../moon/'>with the moon</a>.</p>",
    ),
    Article(
        title="Wind and ice",
        url="https://ledger.example/wind/",
        published_at=datetime(2024, 5, 3, 18, 30, tzinfo=UTC),
        updated_at=datetime(2024, 5, 4, 7, tzinfo=UTC),
        content_html="<p>It blows.</p>",
    ),
]
app = FastAPI()


# No `async`: FastAPI then calls it in a thread, and other requests go on meanwhile.
@app.api_route("/feeds/{name}", methods=["GET", "HEAD"])
def feed(name: str, request: Request) -> Response:
    """Answer with the feed called *name*."""
    if name not in FEEDS:
        raise HTTPException(404)
    format_name, media_type = FEEDS[name]
    now = datetime.now(UTC)
    articles = [article for article in ARTICLES if article.published_at <= now]
    newest = max((article.modified_at for article in articles), default=datetime(1970, 1, 1, tzinfo=UTC))
    etag = f'W/"{__version__}-{hashlib.sha256(msgspec.json.encode(articles)).hexdigest()}"'
    headers = {"ETag": etag, "Last-Modified": format_datetime(newest, usegmt=True), "Cache-Control": "max-age=300"}
    if is_known(request, etag, newest):
        return Response(status_code=304, headers=headers)
    body = feed_bytes(articles, SITE, format_name, url=f"/feeds/{name}", content="full", now=now)
    return Response(body, media_type=f"{media_type}; charset=utf-8", headers=headers)


def is_known(request: Request, etag: str, newest: datetime) -> bool:
    """Tell whether who asks has this state already (RFC 9110 section 13.2.2: If-None-Match goes first)."""
    tags = request.headers.get("If-None-Match")
    if tags is not None:
        return tags.strip() == "*" or etag in (f"W/{tag.strip().removeprefix('W/')}" for tag in tags.split(","))
    try:
        # HTTP's dates have whole seconds.
        return newest.replace(microsecond=0) <= parsedate_to_datetime(request.headers["If-Modified-Since"])
    except (KeyError, TypeError, ValueError):  # there is none, or it is no date
        return False
