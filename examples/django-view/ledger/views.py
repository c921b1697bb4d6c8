"""Feeds of the newest articles, made when somebody asks; who has them already is answered 304, and no feed is made."""

import hashlib
import logging
from datetime import datetime

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from django.views.decorators.http import condition, require_safe

from ledger.models import Post, Tag
from syndicate import Article, ArticleError, Author, Site, __version__, feed_bytes

SITE = Site(title="The Ledger", url="https://ledger.example/", language="en", authors=(Author(name="The Desk"),))
FEEDS = {  # the name in the URL -> the format, and what the server calls it
    "rss.xml": ("rss", "application/rss+xml"),
    "atom.xml": ("atom", "application/atom+xml"),
    "feed.json": ("json", "application/feed+json"),
}
log = logging.getLogger(__name__)


def newest(tag: Tag | None) -> list[Article]:
    """Return the newest twenty articles that are out, those with *tag* if there is one; two queries."""
    posts = Post.objects.filter(published_at__lte=now())
    if tag is not None:
        posts = posts.filter(tags=tag)
    articles = []
    # With pk, posts of one instant have an order.
    for post in posts.order_by("-published_at", "-pk").prefetch_related("tags")[:20]:
        try:
            articles.append(post.as_article())
        except ArticleError as error:  # one odd row costs one article, not the feed
            log.warning("post %s is in no feed: %s", post.pk, error)
    return articles


def state(request: HttpRequest, slug: str | None) -> tuple[Tag | None, list[Article]]:
    """Return the tag called *slug*, and the articles of its feed; the database is asked once for each request."""
    if not hasattr(request, "state"):
        tag = get_object_or_404(Tag, slug=slug) if slug else None
        request.state = tag, newest(tag)
    return request.state


def etag(request: HttpRequest, name: str, tag: str | None = None) -> str:
    """Return a text that changes with anything that the feed shows, and with each version of syndicate."""
    found, articles = state(request, tag)
    digest = hashlib.sha256(msgspec.json.encode((str(found), articles))).hexdigest()
    return f'W/"{__version__}-{digest}"'


def last_modified(request: HttpRequest, name: str, tag: str | None = None) -> datetime | None:
    """Return the newest change of an article, for the few readers that send no ETag back."""
    return max((article.modified_at for article in state(request, tag)[1]), default=None)


@require_safe
@condition(etag_func=etag, last_modified_func=last_modified)
def feed(request: HttpRequest, name: str, tag: str | None = None) -> HttpResponse:
    """Answer with the feed of the newest twenty articles, of all or of those with a tag."""
    format_name, media_type = FEEDS[name]
    found, articles = state(request, tag)
    title = f"{SITE.title}: {found.name}" if found else SITE.title
    body = feed_bytes(articles, SITE, format_name, title=title, url=request.path, content="full", now=now())
    return HttpResponse(body, content_type=f"{media_type}; charset=utf-8")
