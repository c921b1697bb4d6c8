"""Feeds of the newest articles, made when somebody asks; who has them already is answered 304, and nothing is made."""

from datetime import datetime

from django.db.models import Count, Max, QuerySet
from django.db.models.functions import Greatest
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now
from django.views.decorators.http import condition, require_safe

from ledger.models import Post
from syndicate import Author, Site, __version__, feed_bytes

SITE = Site(title="The Ledger", url="https://ledger.example/", language="en", authors=(Author(name="The Desk"),))
FEEDS = {  # the name in the URL -> the format, and what the server calls it
    "rss.xml": ("rss", "application/rss+xml"),
    "atom.xml": ("atom", "application/atom+xml"),
    "feed.json": ("json", "application/feed+json"),
}


def published() -> QuerySet[Post]:
    """Return the articles that are out."""
    return Post.objects.filter(published_at__lte=now())


def state(request: HttpRequest) -> tuple[int, datetime | None]:
    """Return how many articles are out, and when the newest was published or changed: one query, no article is read."""
    if not hasattr(request, "state"):
        newest = Max(Greatest("published_at", "changed_at"))
        request.state = tuple(published().aggregate(count=Count("pk"), newest=newest).values())
    return request.state


def etag(request: HttpRequest, name: str) -> str:
    """Return a text that changes when an article comes, goes or changes, and with each version of syndicate."""
    count, newest = state(request)
    return f'W/"{__version__}-{count}-{newest.timestamp() if newest else 0}"'


def last_modified(request: HttpRequest, name: str) -> datetime | None:
    return state(request)[1]


@require_safe
@condition(etag_func=etag, last_modified_func=last_modified)
def feed(request: HttpRequest, name: str) -> HttpResponse:
    """Answer with the feed of the newest twenty articles."""
    format_name, media_type = FEEDS[name]
    articles = [post.as_article() for post in published().order_by("-published_at")[:20]]
    body = feed_bytes(articles, SITE, format_name, url=request.path, content="full", now=now())
    return HttpResponse(body, content_type=f"{media_type}; charset=utf-8")
