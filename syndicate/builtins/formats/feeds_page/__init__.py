"""A page that lists all feeds of a site for people, and the stylesheet by which browsers show page and feeds.

The words are in words.toml, in the language of the site where it is there, else in English; the stylesheet is in
feeds.css.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from syndicate import Document, Feed, FeedLink, Format, FormatError, hookimpl
from syndicate.model import topic_key

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# What readers subscribe to.
_NAMES = {"application/rss+xml": "RSS", "application/atom+xml": "Atom", "application/feed+json": "JSON Feed"}
_OUTLINE = "text/x-opml"


@hookimpl
def syndicate_formats() -> list[Format]:
    return [
        Format(
            name="feeds-page",
            media_type="text/html",
            filename="feeds.html",
            render=render,
            is_paged=False,
            has_text=False,
            may_be_empty=True,
            asks_for="keys",
            lists_feeds=True,
        )
    ]


def render(feed: Feed, path: str) -> Iterator[Document]:
    """Render the feeds beside *feed* as a page, and next to it the stylesheet, which has the name of the page.

    Raises FormatError if none is there to subscribe to.
    """
    links = [link for link in feed.feeds if link.media_type in _NAMES]
    if not links:
        raise FormatError(
            "feeds-page: there is no feed to list; write one of format rss, atom or json beside it in feeds"
        )
    words = _words(feed.site.language)
    stylesheet = PurePosixPath(path).with_suffix(".css")
    page = _page(feed, links, words, quote(stylesheet.name))
    yield Document(path=path, body=page.encode(), media_type="text/html", entry_count=len(links))
    yield Document(path=str(stylesheet), body=_stylesheet(feed, words).encode(), media_type="text/css")


def _words(language: str) -> dict[str, Any]:
    """Return the words of *language*, a BCP 47 tag, with the `language` that they are in."""
    import tomllib

    with Path(__file__).with_name("words.toml").open("rb") as file:
        known = tomllib.load(file)
    chosen = language.lower().partition("-")[0]
    found: dict[str, Any] = known.get(chosen, known["en"])
    return {"language": chosen if chosen in known else "en", **found}


def _page(feed: Feed, links: list[FeedLink], words: Mapping[str, Any], stylesheet: str) -> str:
    from textwrap import indent
    from xml.etree import ElementTree as ET

    from syndicate.hosts import Announcement, head_links

    heading = words["heading"].format(site=feed.title)
    language = feed.site.language
    is_other = language.lower().partition("-")[0] not in ("", words["language"])
    own = {"dir": "auto"} | ({"lang": language} if is_other else {})  # of titles, which may run the other way
    main = _element(
        "main",
        _element("p", _element("a", feed.site.title, href=feed.site.url, **own)),
        _element("h1", heading, dir="auto"),
        _element("p", words["what"]),
        _element("h2", words["how"]),
        _element("ol", *(_element("li", step) for step in words["steps"])),
    )
    groups: dict[tuple[str, ...], list[FeedLink]] = {}
    for link in sorted(links, key=lambda link: link.each != ""):  # otherwise in the order of the settings
        groups.setdefault((link.each, topic_key(link.topic), link.title), []).append(link)
    lists: dict[str, Element] = {}
    for (each, _, title), formats in groups.items():
        if each not in lists:
            lists[each] = _element("ul")
            main.extend([_element("h2", words["each"][each or "site"]), lists[each]])
        contents = [_contents(link, words) for link in formats]
        is_same = len(set(contents)) == 1
        texts = [*contents[: int(is_same)], *([words["any"]] if len(formats) > 1 else [])]
        addresses = (
            _element("p", *_address(_NAMES[link.media_type], link), "" if is_same else f" — {what}")
            for link, what in zip(formats, contents, strict=True)
        )
        item = _element("li", _element("h3", title, **own), *(_element("p", text) for text in texts), *addresses)
        lists[each].append(item)
    for outline in feed.feeds:
        if outline.media_type == _OUTLINE:
            main.append(_element("p", f"{words['outline']} ", *_address("OPML", outline)))
    head = _element(
        "head",
        _element("meta", charset="utf-8"),
        _element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        _element("title", heading),
        _element("link", rel="stylesheet", href=stylesheet),
    )
    root = _element("html", head, _element("body", main), lang=words["language"])
    ET.indent(root)
    html = ET.tostring(root, encoding="unicode", method="html")
    found = [
        Announcement(url=link.url, path=urlsplit(link.url).path, media_type=link.media_type, title=link.title)
        for link in links
        if not link.each
    ]
    return f"<!DOCTYPE html>\n{html.replace('  </head>', indent(head_links(found), '    ') + '  </head>', 1)}\n"


def _address(name: str, link: FeedLink) -> tuple[Element, str, Element]:
    return _element("a", name, href=link.url, type=link.media_type), ": ", _element("code", link.url)


def _contents(link: FeedLink, words: Mapping[str, Any]) -> str:
    of = words["content"][link.content]
    return str(of["all"] if link.limit is None else of["newest"].format(limit=link.limit))


def _element(tag: str, /, *children: Element | str, **attributes: str) -> Element:
    """Return an element with *children*, elements and texts."""
    from xml.etree import ElementTree as ET

    element = ET.Element(tag, attributes)
    for child in children:
        if not isinstance(child, str):
            element.append(child)
        elif len(element):
            element[-1].tail = child
        else:
            element.text = child
    return element


def _stylesheet(feed: Feed, words: Mapping[str, Any]) -> str:
    from string import Template

    css = Path(__file__).with_name("feeds.css").read_text(encoding="utf-8")
    texts = {
        "note": words["note"],
        "subscribe": words["subscribe"],
        "page": words["page"].format(url=feed.url),
        "empty": words["empty"],
    }
    return Template(css).substitute({name: _css_string(text) for name, text in texts.items()})


def _css_string(text: str) -> str:
    """Return *text* as a string of CSS (CSS Syntax 3, section 4.3.5)."""
    return '"' + "".join(f"\\{ord(each):x} " if each in '"\\\n\r\f' else each for each in text) + '"'
