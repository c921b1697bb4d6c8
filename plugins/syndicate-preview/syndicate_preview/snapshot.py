"""What an export would publish at one moment: read and composed once, each feed and document made when it is asked for."""

from __future__ import annotations

import asyncio
import posixpath
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING, TypeVar

from syndicate.cli import explained_settings
from syndicate.pipeline import open_draft
from syndicate_preview.sitemaps import Branch, tree_of

if TYPE_CHECKING:
    from syndicate import Article, Document, Fault
    from syndicate.cli import Asked
    from syndicate.parts.calls import Trace
    from syndicate.pipeline import DraftFeed
    from syndicate.pipeline.compose import Job

_Result = TypeVar("_Result")
_HELD_FEEDS, _HELD_DOCUMENTS = 200, 4


class ShownFeed:
    """A feed, ready to be looked at.

    number  its place among all feeds
    job     what an export would render
    made    as its format sees it
    """

    def __init__(self, number: int, job: Job, made: DraftFeed) -> None:
        self.number = number
        self.job = job
        self.feed = made.feed
        self.heads = made.heads
        self.notes = made.notes
        self._found: tuple[tuple[str, str], Sequence[int]] = (("", ""), range(len(made.heads)))

    @cached_property
    def _searched(self) -> list[tuple[str, tuple[str, ...]]]:
        """Of each article the words that a search looks through, and its topics, folded."""
        return [
            (
                "\n".join((head.title, head.url, *head.topics, *(author.name for author in head.authors))).casefold(),
                tuple(topic.casefold() for topic in head.topics),
            )
            for head in self.heads
        ]

    @cached_property
    def topics(self) -> list[tuple[str, int]]:
        """Each topic of an article, with how many have it, the most frequent first."""
        found = Counter(topic for head in self.heads for topic in head.topics)
        return sorted(found.items(), key=lambda one: (-one[1], one[0].casefold(), one[0]))

    def places(self, words: str, topic: str) -> Sequence[int]:
        """Return the places of the articles that have all *words*, and *topic*; "" asks for nothing."""
        asked = (words.casefold().strip(), topic.casefold())
        if asked != self._found[0]:
            several = asked[0].split()
            self._found = (
                asked,
                range(len(self.heads))
                if not any(asked)
                else [
                    place
                    for place, (text, topics) in enumerate(self._searched)
                    if all(word in text for word in several) and (not asked[1] or asked[1] in topics)
                ],
            )
        return self._found[1]

    def rows(self, places: Sequence[int]) -> list[tuple[int, Article]]:
        """Return the heads at *places*, each with its place."""
        if isinstance(places, range) and len(places) > 1:
            return list(zip(places, self.heads[places.start : places.stop], strict=True))
        return [(place, self.heads[place]) for place in places]


class Snapshot:
    """All that is shown of the export that is *asked*; what it knows is asked for in a thread of its own.

    progress  called now and then while articles are read, with how many have been
    """

    def __init__(self, asked: Asked, trace: Trace, progress: Callable[[int], None]) -> None:
        self.asked = asked
        self.plan = asked.plan
        self._draft = open_draft(
            asked.plan,
            asked.opened.registry,
            output=asked.output,
            record=asked.record,
            progress=progress,
            trace=trace,
            resources=asked.resources,
        )
        self.jobs = self._draft.jobs
        self.report = self._draft.report
        self.settings = {one.key: one for one in explained_settings(asked.opened.file, asked.opened.overrides)}
        self._feeds = lru_cache(_HELD_FEEDS)(self._made_feed)
        self._documents = lru_cache(_HELD_DOCUMENTS)(lambda number: self._draft.documents(self.jobs[number]))
        self._trees = lru_cache(_HELD_DOCUMENTS)(lambda number: tree_of(self.documents(number)))

    def feed(self, number: int) -> ShownFeed:
        """Return the feed at place *number*. Raises SyndicateError where it cannot be made, IndexError."""
        return self._feeds(number)

    def _made_feed(self, number: int) -> ShownFeed:
        return ShownFeed(number, self.jobs[number], self._draft.feed(self.jobs[number]))

    def documents(self, number: int) -> list[Document]:
        """Return the documents of the feed at place *number*. Raises as feed()."""
        return self._documents(number)

    def tree(self, number: int) -> Branch:
        """Return the URLs of the sitemaps that the feed at place *number* is written as. Raises as feed()."""
        return self._trees(number)

    def entry(self, number: int, place: int) -> Article:
        """Return the article at *place* of the feed at place *number*, with its text. Raises as feed()."""
        found: Article = self.feed(number).feed.articles[place]
        return found

    def open_file(self, article: Article, url: str) -> int | None:
        """Return a descriptor of the file of the site that is served at *url*, None if there is none."""
        return self._draft.open_file(article, url)

    @cached_property
    def _faults_at(self) -> dict[str, list[Fault]]:
        found: dict[str, list[Fault]] = {}
        for fault in self.report.faults:
            found.setdefault(fault.path, []).append(fault)
        return found

    def faults_of(self, article: Article) -> list[Fault]:
        """Return what is wrong with *article*; of a row of a file of many, what stands in its line."""
        origin = article.origin
        found = self._faults_at.get(origin.path, []) if origin else []
        has_head = (
            PurePath(origin.path).suffix.lower() not in (".jsonl", ".ndjson", ".json", ".csv") if origin else True
        )
        return [fault for fault in found if has_head or not origin or fault.line in (0, origin.line)]

    def shown_path(self, path: str) -> str:
        """Return *path*, relative to the site's folder, as people name the file from where they stand."""
        return posixpath.join(self.asked.opened.file.folder.as_posix(), path)

    def may_show(self, path: str, article: Article | None) -> bool:
        """Tell whether the file at *path* is one that the pages point to: that of *article*, or of a fault."""
        return path in self._faults_at or bool(article and article.origin and article.origin.path == path)

    def close(self) -> None:
        """Close what was read."""
        self._draft.close()


class OwnThread:
    """A snapshot with the thread that it belongs to, as SQLite asks; made there, asked there, closed there."""

    def __init__(self, make: Callable[[], Snapshot]) -> None:
        self._thread = ThreadPoolExecutor(1, "snapshot")
        try:
            self.snapshot = self._thread.submit(make).result()
        except BaseException:
            self._thread.shutdown()
            raise

    async def ask(self, question: Callable[[Snapshot], _Result]) -> _Result:
        """Return the answer to *question*. Raises RuntimeError where the snapshot is closed."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, question, self.snapshot)

    def close(self) -> None:
        """Close the snapshot once all questions are answered."""
        self._thread.submit(self.snapshot.close)
        self._thread.shutdown()
