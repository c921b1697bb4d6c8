"""`each` of a feed: what there is a feed for each of, and the labels of that which an article has."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Literal, get_args

import msgspec

from syndicate.files.front_matter import head_below, parse_head
from syndicate.files.inside import is_page_of_folder, open_inside
from syndicate.model.article import Article
from syndicate.model.errors import Fault
from syndicate.model.feed import Site
from syndicate.model.instants import period_of, time_zone
from syndicate.model.paths import is_on_web, is_store_url
from syndicate.model.text import label_text

Kind = Literal["topic", "author", "section", "language", "year"]
KINDS: tuple[str, ...] = get_args(Kind)
PLACEHOLDER = r"\{[a-z_]*\}"
_GLOB = r"[*?\[]"
_HEADING_BYTES = 8192
_HEADING = re.compile(r"(?m)^#[ \t]+(.+?)[ \t#]*$")
_TEMPLATE = re.compile(r"\{[{%]")


class Each(msgspec.Struct, frozen=True, kw_only=True):
    """What there is a feed for each of.

    labels    (article) -> its labels, for each of which there is a feed that holds it; compared by topic_key()
    """

    kind: Kind  # one of KINDS, which is also the word in braces that its slug takes the place of
    asks_for: Literal["keys", "article"]  # what `labels` is given, as a Filter's predicate: keys or article
    labels: Callable[[Any], Sequence[str]]
    identity: tuple[str, ...]  # changes when labels may give other ones, or titles
    titles: Mapping[str, str] = {}  # label -> what titles of feeds call it, where that is another text

    @property
    def placeholder(self) -> str:
        return f"{{{self.kind}}}"


def each_of(
    kind: Kind,
    site: Site,
    paths: Sequence[str],
    root: str,
    sections: Mapping[str, str],
    section_title: Callable[[str], str] | None,
) -> Each:
    """Return what there is a feed for each *kind* of.

    site   whose authors and language are those of articles that name none, whose zone tells the year
    paths  of the source, see SourceContext
    root   the site's folder, where the pages of sections tell their titles
    sections  titles of sections by their folders, which come before these
    section_title  see Source
    """
    if kind == "topic":
        return Each(kind=kind, asks_for="keys", labels=lambda article: article.topics, identity=(kind,))
    if kind == "year":
        zone = time_zone(site.timezone)
        year = partial(period_of, period="year", zone=zone)
        return Each(kind=kind, asks_for="keys", labels=lambda keys: (year(keys.published_at),), identity=(kind,))
    if kind == "author":
        owners = tuple(author.name for author in site.authors)

        def names(article: Article) -> Sequence[str]:
            return tuple(author.name for author in article.authors) or owners

        return Each(kind=kind, asks_for="article", labels=names, identity=(kind,))
    if kind == "language":

        def language(article: Article) -> Sequence[str]:
            return tuple(filter(None, (article.language or site.language,)))

        return Each(kind=kind, asks_for="article", labels=language, identity=(kind,))

    folders = sorted(map(_folder, paths), key=len, reverse=True)
    titles = {**section_titles(root, folders, section_title), **sections}
    return Each(
        kind=kind,
        asks_for="article",
        labels=partial(_section, list(filter(None, folders)), frozenset(paths)),
        identity=(kind, *paths, *(f"{name}\0{title}" for name, title in sorted(titles.items()))),
        titles=titles,
    )


def _folder(path: str) -> str:
    """Return the folder that all that the *path* of a source stands for lies in, "/" at its end; "": the site's own."""
    if path.startswith("!") or path == "-":
        return ""
    folder = "" if path in (".", "./") else path.removeprefix("./").rstrip("/") + "/"
    glob = re.search(_GLOB, folder)
    return folder if glob is None else folder[: folder.rfind("/", 0, glob.start()) + 1]


def _section(folders: Sequence[str], named: Container[str], article: Article) -> Sequence[str]:
    """Return the section of *article*: the first folder of its file below that of the source, else of its URL's path.

    A file of JSON holds the rows of a table. One that the settings have *named*, or that lies in no folder, is no file
    of its article.
    """
    path = "" if article.origin is None or is_on_web(article.origin.path) else article.origin.path
    has_rows = path.endswith((".json", ".jsonl", ".ndjson"))
    found = ""
    if path and not (has_rows and path in named):
        found = _first_folder(path.removeprefix(next(filter(path.startswith, folders), "")))
    if not found and (has_rows or not path):
        from urllib.parse import unquote, urlsplit

        found = _first_folder(unquote(urlsplit(article.url).path).strip("/"))
    return (found,) if found else ()


def _first_folder(path: str) -> str:
    """Return the first folder of *path* but those with "_" before them, such as _posts, which are a generator's."""
    return next((part for part in path.split("/")[:-1] if part and not part.startswith("_")), "")


def section_titles(root: str, folders: Iterable[str], untitled: Callable[[str], str] | None) -> dict[str, str]:
    """Return name -> title of the sections that lie in *folders* of the site's folder *root*, "/" at the end of each.

    The title is that of the front matter of the section's own page (_index.md, index.html ...), else, in Markdown, its
    first heading. A section without one has the title that untitled(name) returns, else is not in the result.
    """
    names: dict[str, None] = {}
    found: dict[str, str] = {}
    for folder in folders:
        for name, pages in _sections(root, folder):
            title = next(filter(None, (_title(root, page) for page in pages)), "")
            names[name] = None
            if title:
                found.setdefault(name, title)
    return found if untitled is None else {name: found.get(name) or untitled(name) for name in names}


def _sections(root: str, folder: str) -> Iterator[tuple[str, list[str]]]:
    """Yield name and pages of each section in *folder*; of pages in several languages that without one is first."""
    for entry in _listed(root, folder):
        if entry.is_dir() and entry.name[0] not in "._":
            section = f"{folder}{entry.name}/"
            pages = [page.name for page in _listed(root, section) if is_page_of_folder(page.name)]
            yield entry.name, [f"{section}{page}" for page in sorted(pages, key=lambda page: (page.count("."), page))]


def _listed(root: str, folder: str) -> list[os.DirEntry[str]]:
    if is_store_url(folder):
        return []
    try:
        with os.scandir(os.path.join(root, folder)) as entries:  # noqa: PTH118
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return []


def _title(root: str, page: str) -> str:
    head = head_below(root, page)
    if not isinstance(head, Fault):
        values = parse_head(head, page).value
        title = values.get("title") if isinstance(values, dict) else None
        if isinstance(title, str) and not _TEMPLATE.search(title):
            return label_text(title)
    if not page.endswith((".md", ".markdown")) or (descriptor := open_inside(root, page)) is None:
        return ""
    with os.fdopen(descriptor, "rb") as file:
        file.seek(0 if isinstance(head, Fault) else head.end_byte)
        heading = _HEADING.search(file.read(_HEADING_BYTES).decode("utf-8", "replace"))
    return label_text(heading[1]) if heading else ""
