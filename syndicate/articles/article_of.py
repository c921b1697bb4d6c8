"""The fields of an article, as they were read, into an Article."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from syndicate.model.article import EPOCH, Article
from syndicate.model.errors import ContentError, SyndicateError
from syndicate.model.value import trusted_value

Content = Callable[[Article], str]  # Reader.content
# They stand in for what is at fault, so that the rest can be checked.
STAND_INS = {"title": "-", "url": "https://example.org/", "published_at": EPOCH}


def article_of(given: dict[str, Any]) -> Article:
    """Return the article of *given*, fields as RawValues reads them. Raises ArticleError.

    Such fields keep all promises of an article but those that are checked here.
    """
    # No-break spaces say nothing where they stand alone: the article looks at them.
    if given["title"].isspace() or given.get("summary", "").isspace():
        return Article(**given)
    if given.get("kind", "").isspace():
        given["kind"] = ""
    given.setdefault("id", given["url"])
    return trusted_value(Article, given)


def title_of(content: Content | None, given: Mapping[str, Any]) -> str:
    """Return what stands for the title of the article of *given*, "" where nothing does."""
    from syndicate.html.summary import TITLE_LENGTH, cut, title_of as heading_of

    html = ""
    if content is not None:
        try:
            html = content(article_of({**STAND_INS, "origin": given["origin"]}))
        except ContentError as error:
            html = error.before
        except SyndicateError:
            pass  # Told where the text itself is asked for.
    return heading_of(html) or cut(given.get("summary", ""), TITLE_LENGTH)
