"""The last step from raw fields to an article: all its fields together, with what stands in for those that lack."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from syndicate.articles.values import RawValues
from syndicate.model.article import EPOCH, Article, Origin
from syndicate.model.errors import ArticleError, ContentError, Fault, SyndicateError
from syndicate.model.value import trusted_value

Content = Callable[[Article], str]  # Reader.content
# They stand in for what is at fault, so that the rest can be checked.
_URL = "https://example.org/"
_STAND_INS = {"title": "-", "url": _URL, "published_at": EPOCH}


def article_or_faults(values: RawValues, name_of: Mapping[str, str], given: dict[str, Any]) -> list[Article | Fault]:
    """Return the article of *given* and the warnings about it; all that is wrong with it where that is a fault."""
    is_at_fault = not all(fault.is_warning for fault in values.faults)
    if is_at_fault:
        present = {field: value for field, value in given.items() if value is not None and value != ""}
        given = {**_STAND_INS, **present}
    try:
        article = _article(given)
    except ArticleError as error:
        values.complain((name_of.get(error.field, error.field),), error.message)
        is_at_fault = True
    faults = sorted(values.faults, key=lambda fault: (fault.line, fault.column))
    return [*faults] if is_at_fault else [article, *faults]


def title_of(content: Content | None, given: Mapping[str, Any]) -> tuple[str, bool]:
    """Return what stands for the title of the article of *given*, "" where nothing does, and whether it is one."""
    from syndicate.html.clean import clean_html
    from syndicate.html.markdown.rendering import markdown_html
    from syndicate.html.summary import TITLE_LENGTH, cut, heading_of, summary_of

    html = ""
    if content is not None:
        with suppress(SyndicateError):  # Told where the text itself is asked for.
            try:
                raw = content(_article({**_STAND_INS, "has_title": False, "origin": given["origin"]}))
            except ContentError as error:
                raw = markdown_html(error.before, extensions=("heading_attributes",))
            html = clean_html(raw, _URL).html  # without what no reader sees
    if heading := heading_of(html):
        return heading, True
    return summary_of(html, TITLE_LENGTH) or cut(given.get("summary", ""), TITLE_LENGTH), False


def made(given: dict[str, Any], origin: Origin | None) -> Article | None:
    """Return the article of what was read quickly; None where the plain way tells what is wrong with it."""
    given["origin"] = origin
    try:
        return _article(given)
    except ArticleError:
        return None


def _article(given: dict[str, Any]) -> Article:
    """Return the article of *given*, fields as RawValues reads them. Raises ArticleError.

    Such fields keep all promises of an article but those that are checked here.
    """
    # No-break spaces say nothing where they stand alone: the article looks at them.
    if given["title"].isspace() or given.get("summary", "").isspace():
        return Article(**given)
    if given.get("kind", "").isspace():
        given["kind"] = ""
    given.setdefault("id", given.get("made_id") or given["url"])
    return trusted_value(Article, given)
