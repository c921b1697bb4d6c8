"""What the Liquid of a text may name on a Jekyll site: values of site and page, Jekyll's filters, links and includes.

An include is plain where it is text, with values of site and page and with what the tag says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache, partial
from typing import Any
from urllib.parse import quote, urlsplit

from msgspec.structs import replace

from syndicate import ContentError
from syndicate.html import Liquid, UnknownValueError, liquid_text

from .links import MAX_LINKS
from .permalinks import slugify
from .ruby import as_text

# What Jekyll makes of the whole site, at the hour of the build, or by a plugin of GitHub's.
_MADE = frozenset(
    "time posts pages html_pages html_files static_files documents collections related_posts tags categories data github"
    " pages_list feed".split()
)
_MADE_OF_PAGE = frozenset("content excerpt next previous output date last_modified_at".split())
_MADE_ELSEWHERE = ("content", "include", "layout", "paginator", "forloop", "tablerowloop", "jekyll", "theme", "seo_tag")
_TIME = re.compile(r"\d{4}-\d\d?-\d\d?[Tt\s]")
_WORD = re.compile(r"[\w-]+")
_ADDRESS_SAFE = "/:?#[]@!$&'()*+,;=%~"
TAGS = ("include", "include_cached")
MAX_INCLUDES = 200  # different ones of a text: each is a text
_SAID = re.compile(r"([\w./-]++)((?>(?:\s++[\w-]++\s*=\s*(?:\"[^\"]*+\"|'[^']*+'))*))\s*")
_GIVEN = re.compile(r"([\w-]++)\s*=\s*(?:\"([^\"]*+)\"|'([^']*+)')")
_SET = re.compile(r"\{%-?\s*+(?:assign|capture|increment|decrement)\s++([\w-]++)")
_CAPTURED = re.compile(
    r"\{%-?\s*+capture\s++[\w-]++\s*+-?%\}(?>(?:[^{]++|\{(?!%-?\s*+(?:end)?capture\b))*)\{%-?\s*+endcapture\s*+-?%\}"
)
_DEEPEST = 5


def liquid_of(
    base_url: str,
    site: Mapping[str, Any],
    made_names: Iterable[str],
    page: Mapping[str, Any],
    path_of: Callable[[str, str], str | None],
    include_of: Callable[[str], str | None],
    body: str,
) -> Liquid:
    """Return what the Liquid of *body* may name.

    site        plain values of the configuration
    made_names  of the site's collections
    page        plain values of the article's own
    path_of     the name and the target of a tag -> path of the page it leads to, from the site's home page
    include_of  the name of a file in the folder of includes -> its text
    """
    parts = urlsplit(base_url)
    base = parts.path.rstrip("/")
    root = f"{parts.scheme}://{parts.netloc}"
    values: dict[str, Any] = dict.fromkeys(_MADE_ELSEWHERE, _made)
    values["site"] = partial(_looked_up, {**site, "url": root, "baseurl": base}, _MADE.union(made_names))
    values["page"] = partial(_looked_up, page, _MADE_OF_PAGE)
    filters: dict[str, Callable[..., Any]] = {
        "relative_url": partial(_relative, base),
        "absolute_url": lambda value: None if value is None else _absolute(root, base, value),
        "slugify": lambda value, mode="default": slugify(as_text(value)) if mode == "default" else _made(""),
        "uri_escape": lambda value: quote(as_text(value), safe=_ADDRESS_SAFE),
        "xml_escape": lambda value: as_text(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
    }
    # Jekyll 3 leaves the path of the site to the text, which then has it before the tag.
    is_given = re.search(r"site\.(?:base)?url[\s\"|'\w]*\}\}/?\{%-?\s*(?:post_url|link)\b", body) is not None
    prefix = "" if is_given else base

    found: dict[tuple[str, str], str | None] = {}

    def linked(tag: str, said: str) -> str | None:
        path = path_of(tag, said)
        return None if path is None else prefix + path

    def known(tag: str, make: Callable[[str], str | None], most: int, said: str) -> str | None:
        if (tag, said) not in found and len(found) < most:
            found[tag, said] = make(said)
        return found.get((tag, said))

    links = {tag: partial(known, tag, partial(linked, tag), MAX_LINKS) for tag in ("post_url", "link")}
    liquid = Liquid(values=values, filters=filters, tags=links)
    words = cache(lambda: frozenset(_WORD.findall(body)))
    include = partial(included, words=words, text_of=include_of, liquid=liquid)
    return replace(liquid, tags={**links, **{tag: partial(known, tag, include, MAX_INCLUDES) for tag in TAGS}})


def _made(_: str) -> Any:
    raise UnknownValueError


def _looked_up(values: Mapping[str, Any], made_names: frozenset[str], name: str) -> Any:
    value = values.get(name)
    if value is None and name in made_names:
        raise UnknownValueError
    if isinstance(value, str) and _TIME.match(value):
        raise UnknownValueError  # Ruby may write it in another way
    return value


def _relative(base: str, value: Any) -> Any:
    if value is None:
        return None
    path = as_text(value)
    if urlsplit(path).scheme:
        return path
    if path and not path.startswith("/"):
        path = f"/{path}"
    return quote(base + path, safe=_ADDRESS_SAFE)


def _absolute(root: str, base: str, value: Any) -> str:
    path = _relative(base, value)
    return path if urlsplit(path).scheme else f"{root}{path}" if path else root


def included(
    said: str, words: Callable[[], Collection[str]], text_of: Callable[[str], str | None], liquid: Liquid
) -> str | None:
    """Return what stands in the place of the tag `include` that says *said*, None where only Jekyll knows.

    words    those of the text with the tag
    text_of  the name of a file in the folder of includes -> its text, None where nobody here may know that
    liquid   what the text may name
    """
    tag = _SAID.fullmatch(said)
    text = text_of(tag[1]) if tag else None
    if tag is None or text is None or any(name in words() for name in _SET.findall(text)):
        return None  # what it sets is for the text below
    for _ in range(_DEEPEST):
        text = _CAPTURED.sub("", text)
    given = {name: double or single for name, double, single in _GIVEN.findall(tag[2])}
    own = replace(liquid, values={**liquid.values, "include": given}, is_all=False)  # the body may set other names
    try:
        return liquid_text(text, said, own)
    except ContentError:
        return None
