"""`each` of a feed: what there is a feed for each of, and the labels of that which an article has."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Literal, get_args

import msgspec

from syndicate.model.article import Article
from syndicate.model.feed import Site
from syndicate.model.instants import period_of, time_zone
from syndicate.model.paths import is_on_web

Kind = Literal["topic", "author", "section", "language", "year"]
KINDS: tuple[str, ...] = get_args(Kind)
PLACEHOLDER = r"\{[a-z_]*\}"
_GLOB = r"[*?\[]"


class Each(msgspec.Struct, frozen=True, kw_only=True):
    """What there is a feed for each of.

    kind      one of KINDS, which is also the word in braces that its slug takes the place of
    asks_for  what `labels` is given, as a Filter's predicate: keys or article
    labels    (article) -> its labels, for each of which there is a feed that holds it; compared by topic_key()
    identity  changes when labels may give other ones, or titles
    titles    label -> what titles of feeds call it, where that is another text
    """

    kind: Kind
    asks_for: Literal["keys", "article"]
    labels: Callable[[Any], Sequence[str]]
    identity: tuple[str, ...]
    titles: Mapping[str, str] = {}

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
    from syndicate.settings.feeds.sections import section_titles

    folders = sorted(map(_folder, paths), key=len, reverse=True)
    titles = {**section_titles(root, folders, section_title), **sections}
    return Each(
        kind=kind,
        asks_for="article",
        labels=partial(_section, list(filter(None, folders))),
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


def _section(folders: Sequence[str], article: Article) -> Sequence[str]:
    """Return the section of *article*: the first folder of its file below that of the source, else of its URL's path.

    A folder whose name begins with "_", such as _posts, is a generator's, and names no section.
    """
    if article.origin is None or is_on_web(article.origin.path):
        from urllib.parse import unquote, urlsplit

        path = unquote(urlsplit(article.url).path).strip("/")
    else:
        path = article.origin.path
        path = path.removeprefix(next(filter(path.startswith, folders), ""))
    found = next((part for part in path.split("/")[:-1] if part and not part.startswith("_")), "")
    return (found,) if found else ()
