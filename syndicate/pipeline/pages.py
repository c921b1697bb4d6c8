"""Cut a feed into documents: pages, each with the URL of the next (RFC 5005 section 3), or an archive (section 4).

A page holds others with every new article. A document of an archive is closed once there is an article of a later
period, and gains none after that: an article stays in the document that the record has it in. Any other goes where its
date belongs, or, where that document is closed by now, to the open one. What readers subscribe to has all of the open
document, so that they miss nothing: who has fetched a document does not look there again. So the chain begins with the
newest that is closed; and the open one is written because that one names it, and need not change once it is closed too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from urllib.parse import quote, urlsplit, urlunsplit

import msgspec

from syndicate.model.feed import Archive, Site
from syndicate.model.instants import period_of, time_zone
from syndicate.model.patterns import pattern
from syndicate.model.urls import absolute_url
from syndicate.pipeline.choose import Choice
from syndicate.settings.feeds.feed_plan import FeedPlan
from syndicate.store.rows import instant

_LABEL = {"month": pattern(r"\d{4}-\d\d"), "year": pattern(r"\d{4}")}
_NUMBER = pattern(r"[1-9]\d*")


class KnownArchives(msgspec.Struct, frozen=True, kw_only=True):
    """What the record says of archives.

    paths    (path of a feed's entry, topic) -> paths of the documents of that archive
    holding  number of an article -> paths of the documents that it is in
    """

    paths: Callable[[str, str], Iterable[str]] = lambda _, __: ()
    holding: Mapping[int, Sequence[str]] = {}


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A document of a feed.

    The others are those of Feed and Job.
    """

    path: str
    url: str
    places: Sequence[int]  # of its articles in the choice
    first_url: str  # of the document that readers subscribe to
    next_url: str | None = None
    archive: Archive | None = None
    period: str = ""
    archive_path: str = ""  # as Job.archive


class Pages:
    """The documents of all feeds of a site.

    `archives` has the numbers of the articles in those of archives, by path.
    """

    def __init__(self, site: Site, known: KnownArchives) -> None:
        self._site = site
        self._known = known
        self.archives: dict[str, Sequence[int]] = {}

    def of(self, feed_plan: FeedPlan, choice: Choice, places: Sequence[int], topic: str) -> Iterator[Page]:
        """Yield the documents of a feed that has the articles at *places* of *choice*."""
        by = feed_plan.archive
        if by and feed_plan.format.part.archiving != "periods":
            yield from self._archive(by, feed_plan, choice, places, topic)
            return
        places = places[: feed_plan.limit]
        size = feed_plan.page_size or max(len(places), 1)
        starts = range(0, max(len(places), 1), size)
        labels = ["", *map(str, range(2, len(starts) + 1))]
        urls = [self._url(feed_plan, label) for label in labels]
        for label, start, url, next_url in zip(labels, starts, urls, [*urls[1:], None], strict=True):
            yield Page(
                path=_labelled(feed_plan.path, label),
                url=url,
                places=places[start : start + size],
                first_url=urls[0],
                next_url=next_url,
                period=str(by or ""),
            )

    def _archive(
        self, by: str | int, feed_plan: FeedPlan, choice: Choice, places: Sequence[int], topic: str
    ) -> Iterator[Page]:
        """Yield the document that readers subscribe to, and those of its archive, the newest first."""
        zone = time_zone(self._site.timezone)
        path, holding = feed_plan.path, self._known.holding

        def recorded(place: int) -> str | None:
            said = holding.get(choice.numbers[place], ())
            return min(filter(None, (_label_in(one, path, by) for one in said)), default=None)

        there = (_label_in(one, path, by) for one in self._known.paths(feed_plan.entry or path, topic))
        found = archived(
            by,
            places,
            label_of=lambda place: period_of(instant(choice.published[place]), str(by), zone),
            recorded=recorded,
            documents=filter(None, there),
        )
        for label, held in found.items():
            self.archives[_labelled(path, label)] = [choice.numbers[place] for place in held]
        labels = list(found)
        urls = [self._url(feed_plan, label) for label in labels]
        first_url = self._url(feed_plan)
        limit = len(places) if feed_plan.limit is None else feed_plan.limit
        yield Page(
            path=path,
            url=first_url,
            places=sorted({*places[:limit], *(found[labels[-1]] if labels else ())}),
            first_url=first_url,
            archive=Archive(previous_url=urls[-2]) if len(urls) > 1 else None,
            archive_path=_labelled(path, labels[-1]) if labels else "",
        )
        if len(urls) < 2:  # Nobody would come to it.
            return
        is_open_linked = feed_plan.format.part.archiving == "links"
        around = list(zip(labels, urls, [None, *urls[:-1]], [*urls[1:], None], strict=True))
        for label, url, previous_url, next_url in reversed(around if is_open_linked else around[:-1]):
            archive = Archive(
                current_url=first_url,
                previous_url=previous_url,
                next_url=next_url if is_open_linked or label != labels[-2] else None,
                is_closed=label != labels[-1],
            )
            yield Page(
                path=_labelled(path, label),
                url=url,
                places=found[label],
                first_url=first_url,
                archive=archive,
                archive_path=_labelled(path, label),
            )

    def _url(self, feed_plan: FeedPlan, label: str = "") -> str:
        """Return the URL of a document: next to the one that readers subscribe to, whose URL is the feed's."""
        path = _labelled(feed_plan.path, label)
        if feed_plan.url is None:
            return absolute_url(quote(path), self._site.base_url)
        if not label:
            return feed_plan.url
        parts = urlsplit(feed_plan.url)
        if not parts.path.strip("/") or parts.path.endswith("/"):
            page = f"{parts.path or '/'}{quote(PurePosixPath(path).name)}"
        else:
            page = _labelled(parts.path, label)
        return urlunsplit(parts._replace(path=page))


def _labelled(path: str, label: str) -> str:
    """Return the path of another document of the feed at *path*: ``feed-2.xml``, ``feed-2024-01.xml``; "": *path*."""
    if not label:
        return path
    place = PurePosixPath(path)
    suffix = "".join(place.suffixes)
    return str(place.with_name(f"{place.name.removesuffix(suffix)}-{label}{suffix}"))


def _label_in(path: str, feed_path: str, by: str | int) -> str | None:
    """Return the label in the *path* of a document of the feed at *feed_path* that is archived *by* so; else None."""
    before, after = _labelled(feed_path, "\0").split("\0")
    label = path[len(before) : len(path) - len(after)]
    is_one = path == f"{before}{label}{after}" and _LABEL.get(str(by), _NUMBER).fullmatch(label)
    return label if is_one else None


def archived(
    by: str | int,
    places: Sequence[int],
    *,
    label_of: Callable[[int], str],
    recorded: Callable[[int], str | None],
    documents: Iterable[str],
) -> dict[str, list[int]]:
    """Return the documents of an archive by label, oldest first, each with its *places*; the last one is open.

    by         what a document holds; a number: so many articles
    places     of the articles, newest first
    label_of   (place) -> the period that the article's date belongs to
    recorded   (place) -> label of the document that has it; None: it is in none yet
    documents  labels of those that there have been: one that has lost its last article stays, for others link to it
    """
    found: dict[str, list[int]] = {label: [] for label in documents}
    new: list[int] = []
    for place in places:
        label = recorded(place)
        (new if label is None else found.setdefault(label, [])).append(place)
    last = max(found, key=_age, default="")
    if isinstance(by, int):
        number = int(last or 1)
        for place in reversed(new):
            if len(found.get(str(number), ())) >= by:
                number += 1
            found.setdefault(str(number), []).append(place)
    else:
        for place in new:
            found.setdefault(max(last, label_of(place)), []).append(place)
    return {label: sorted(found[label]) for label in sorted(found, key=_age)}


def _age(label: str) -> tuple[int, str]:
    return len(label), label  # numbers have no zeros in front
