"""Template syntax in the text of an Eleventy template that is plain: values of its data, raw text, comments."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

from syndicate.html import Liquid, UnknownValueError, liquid_text, template_refusal, template_tags

from .cascade import Cascade
from .options import COMPUTED

# What JavaScript makes of the whole site, or knows as a date.
_MADE = ("collections", "pagination", "eleventy", "pkg", "date", "content")
# Filters that mean the same to Nunjucks, whose others take their arguments in another way.
_OF_LIQUID = (
    "append prepend replace replace_first remove remove_first upcase downcase capitalize strip lstrip rstrip escape"
    " default join first last size"
).split()

_LINK = re.compile(r"https?://[^\s\\]+|/(?!.*(?://|/\.))\S*")


def computed(
    body: str, key: str, cascade: Cascade, url: str, own_filters: Collection[str], engines: Collection[str], home: str
) -> str:
    """Return *body*, of the template at *key*, with its template syntax filled in.

    url      of its page, from the home page
    engines  liquid or njk, and md
    home     path of the home page, which the filter `url` puts before others

    Raises ContentError where only Eleventy can do that.
    """
    is_nunjucks = "njk" in engines
    if is_nunjucks and "{#" in body:
        body = _without_comments(body, key)
    programs = cascade.value.get(COMPUTED)
    made = {*_MADE, *cascade.unknown, *(programs if isinstance(programs, dict) else ())}
    values = {
        name: value
        for name, value in cascade.value.items()
        if name not in made and COMPUTED not in cascade.unknown and not (is_nunjucks and _is_escaped(value))
    }
    page = {"url": url}
    values["page"] = lambda name: page[name] if name in page else _made()
    filters: dict[str, Callable[..., Any]] = {
        "url": partial(_url, home.rstrip("/")),
        **dict.fromkeys((*own_filters, *(_OF_LIQUID if is_nunjucks else ())), _made),
    }
    liquid = Liquid(values=values, filters=filters, is_all=False)
    return liquid_text(body, key, liquid, is_markdown="md" in engines)


def _made(*_: Any) -> Any:
    raise UnknownValueError


def _url(home: str, link: Any, *given: Any) -> str:
    """Return what Eleventy's filter `url` makes of *link*, a plain address or path from the home page."""
    if given or not isinstance(link, str) or _is_escaped(link) or not _LINK.fullmatch(link):
        raise UnknownValueError
    return home + link if link.startswith("/") else link


def _is_escaped(value: Any) -> bool:
    """Tell whether *value* is other than a plain text to Nunjucks, which escapes what it puts in."""
    if isinstance(value, Mapping):
        return any(map(_is_escaped, value.values()))
    return (
        not isinstance(value, str | int) or isinstance(value, bool) or any(mark in str(value) for mark in "&<>\"'`\\")
    )


def _without_comments(body: str, key: str) -> str:
    pieces, position = [], 0
    for tag in template_tags(body, "nunjucks"):
        if tag[0].startswith("{%") and "raw" in tag[0]:
            raise template_refusal(body, tag, key, ("nunjucks",), body[: tag.start()], "")
        if tag[0].startswith("{#"):
            pieces.append(body[position : tag.start()])
            position = tag.end()
    return "".join([*pieces, body[position:]])
