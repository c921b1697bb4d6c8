"""What an article gets that has reached a feed: its text, a summary where it has none.

Texts are asked for here and nowhere else, so that only those of chosen articles are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import force_setattr

from syndicate.files.bytes import want_together
from syndicate.model.article import Article
from syndicate.model.digests import blake2b
from syndicate.model.errors import excerpt, first_few
from syndicate.model.kinds import EXAMPLES
from syndicate.model.paths import is_store_url
from syndicate.parts.contract import SourceContext
from syndicate.pipeline.complete.notes import Notes
from syndicate.pipeline.complete.text import Text, TextReader, version
from syndicate.pipeline.memory import Memory
from syndicate.pipeline.workers.resources import Resources
from syndicate.store.rows import DIGEST_BYTES
from syndicate.store.spool import Spool, SpooledBytes

if TYPE_CHECKING:
    from syndicate.pipeline.complete.ahead import TextsAhead
    from syndicate.pipeline.complete.built_pages import NoText, Page
    from syndicate.pipeline.compose import Job

_LOOKED_AT = 25  # articles before and behind one whose page is older
_TOGETHER = 50  # bodies that are fetched at once
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Text).decode


class Completer:
    """Completes the articles of one job after another; each text is made once, as long as *keeps_texts* says so.

    texts      makes them here
    memory     has those of exports before
    context    of the source, for other processes that make texts ahead
    resources  what there is of these
    summaries  texts that were made for them while articles were read, by number; None: of none
    """

    def __init__(
        self,
        texts: TextReader,
        memory: Memory,
        context: SourceContext | None,
        resources: Resources,
        summaries: SpooledBytes | None = None,
    ) -> None:
        self.keeps_texts = True
        self._reader = texts
        self._memory = memory
        self._context = context if resources.has_others else None
        self._resources = resources
        self._unsaved = set() if summaries is None else summaries.keys()
        self._ahead: TextsAhead | None = None
        self._wants_markdown = False
        self._next_look = 0  # place of the first article behind those that were looked at for want of texts
        self._older: dict[str, None] = {}  # files of articles that have changed since their pages were built
        self._texts = SpooledBytes(Spool()) if summaries is None else summaries
        self._wanted: set[str] = set()  # objects of a store that hold the next bodies
        self._articles: Sequence[Article] = ()
        self._numbers: Sequence[int] = ()
        self._digests = b""

    def begin(self, job: Job) -> None:
        self.end()
        self._articles, self._numbers = job.feed.articles, job.numbers
        self._digests = job.digest if len(job.digest) == DIGEST_BYTES * len(job.numbers) else b""
        self._next_look = 0
        self._wants_markdown = job.plan.format.wants_markdown

    def end(self) -> None:
        self._wanted.clear()
        want_together(())
        ahead, self._ahead = self._ahead, None
        if ahead is not None:
            ahead.close()

    def forget_texts(self, count: int) -> None:
        """Take in that *count* other articles come next, and none of those before."""
        self._texts, self._numbers = SpooledBytes(Spool()), range(count)

    @property
    def wants_texts(self) -> bool:
        """Whether put_text() keeps anything."""
        return self.keeps_texts or bool(self._digests)

    def known_text(self, place: int) -> bytes | None:
        """Return the text of the article at *place*, encoded, where it was made before; it is on no built page."""
        known = self._texts.get(self._numbers[place])
        digest = self._digest(place)
        return self._memory.text(digest, b"") if known is None and digest else known

    def put_text(self, place: int, encoded: bytes) -> None:
        """Take in the text of the article at *place*, which another process has made; it is on no built page."""
        if self.keeps_texts:
            self._texts.put(self._numbers[place], encoded)
        if digest := self._digest(place):
            self._memory.remember_text(digest, b"", encoded)

    def complete(self, article: Article, place: int, content: str, notes: Notes) -> Article:
        """Return *article*, at *place* of the job, with as much text as *content* says; *notes* takes in the rest."""
        if self._wants_markdown and (content != "full" or article.is_excerpt_only):
            why = "no more than its excerpt may go out" if content == "full" else f"content is {content}, not full"
            notes.unshared = f"{excerpt(article.url, 200)}: {why}"
        if content == "none":
            return _with_text(article, "", "")
        if content == "summary" or article.is_excerpt_only:
            if article.summary and not article.content_html:
                return article
            summary = article.summary or self._text(article, place, notes, is_whole=False).summary
            return _with_text(article, "", summary)
        text = self._text(article, place, notes, is_whole=True)
        if text.dropped:
            notes.dropped, notes.dropped_from = text.dropped, article.origin.path if article.origin else article.url
        if text.unbuilt:
            notes.unbuilt = f"{excerpt(article.url, 200)}: {text.unbuilt}"
        if text.refused:
            path = article.origin.path if article.origin else article.id
            notes.refused = text.refused if text.refused.startswith(path) else f"{path}: {text.refused}"
            notes.is_too_large, notes.built_by = text.is_too_large, self._reader.bodies.built_by
        summary = "" if text.is_short else article.summary or text.summary
        html = text.html
        if self._wants_markdown:
            notes.unshared = text.unshared
            if text.markdown:
                from syndicate.html.markdown.rendering import html_of_markdown

                html = html_of_markdown(html, text.markdown)
        return _with_text(article, html, summary)

    def _text(self, article: Article, place: int, notes: Notes, *, is_whole: bool) -> Text:
        key = self._key(article, place)
        cached = self._texts.get(key)
        if cached is not None and self._digests and key in self._unsaved:
            self._unsaved.remove(key)
            self._memory.remember_text(self._digest(place), b"", cached)  # nobody looks for built pages
        text = None if cached is None else _decode(cached)
        if text is None or (is_whole and not text.is_whole):
            text, encoded = self._made(key, article, place, is_whole=is_whole)
            if self.keeps_texts:
                self._texts.put(key, encoded)
        notes.touches_files |= text.is_built and not (self._digests and self._memory.knows_pages())
        return text

    def _made(self, key: int, article: Article, place: int, *, is_whole: bool) -> tuple[Text, bytes]:
        """Return the text of *article*, and encoded: as it is remembered, or made ahead, or made here."""
        digest = self._digest(place)
        page = self._reader.page(article)
        made_from = version(page) if digest else b""
        if self._reader.is_older(page, article) and self._tells_times(page, place):
            self._older[article.origin.path if article.origin else article.id] = None
        if digest:
            self._memory.note_page(digest, page, made_from)
        if digest and (encoded := self._memory.text(digest, made_from)) is not None:
            with suppress(msgspec.DecodeError, TypeError, ValueError):  # nothing wrote it: it is made again
                text = _decode(encoded)
                if text.is_whole or not is_whole:
                    return text, encoded
        encoded = self._ahead.take(key) if self._ahead is not None else None
        if encoded is None:
            self._want_bodies(article, place)
            text = self._reader.read(article, page, is_whole=is_whole)
            encoded = _encode(text)
            self._look_ahead(place + 1, is_whole=is_whole)
        else:
            text = _decode(encoded)
        if digest:
            self._memory.remember_text(digest, made_from, encoded)
        return text, encoded

    def _tells_times(self, page: Page | NoText | None, place: int) -> bool:
        """Tell whether times say when files were edited: a checkout makes all articles newer than a page."""
        others = [*self._articles[max(0, place - _LOOKED_AT) : place], *self._articles[place + 1 : place + _LOOKED_AT]]
        return not others or not all(self._reader.is_older(page, other) for other in others)

    @property
    def notes(self) -> tuple[str, ...]:
        """A sentence on the articles that are newer than their pages."""
        if not self._older:
            return ()
        several = list(self._older)
        named = first_few(several, EXAMPLES, partial(excerpt, length=200))
        pages = (
            "built page is older than its article" if len(several) == 1 else "built pages are older than their articles"
        )
        return (f"{len(several):,} {pages}, and feeds have the text of the page: {named}; build the site first",)

    def _key(self, article: Article, place: int) -> int:
        if self._numbers:
            return self._numbers[place]
        origin = article.origin
        name = f"{article.id}\0{origin.path}\0{origin.line}" if origin else article.id
        return int.from_bytes(blake2b(name.encode(), digest_size=16).digest())

    def _digest(self, place: int) -> bytes:
        return self._digests[place * DIGEST_BYTES : (place + 1) * DIGEST_BYTES]

    def _want_bodies(self, article: Article, place: int) -> None:
        """Have the bodies of *article*, at *place*, and of those that follow fetched together, if in a store."""
        path = article.origin.path if article.origin else ""
        if is_store_url(path) and path not in self._wanted:
            following = [one.origin.path for _, one in self._following(place + 1, place + _TOGETHER) if one.origin]
            self._wanted = {path, *following}
            want_together([path, *following])

    def _look_ahead(self, start: int, *, is_whole: bool) -> None:
        """Have texts from place *start* on made ahead if many in a row are not there.

        One was made here: what it takes is loaded, and processes that are forked have it.
        """
        thresholds = self._resources.thresholds
        if self._context is None or self._ahead is not None or start <= self._next_look:
            return
        if not is_whole and self._resources.executor is None and len(self._articles) < thresholds.summary_articles:
            return
        self._next_look = start + thresholds.text_run
        if sum(1 for _ in self._following(start, self._next_look, is_whole=is_whole)) < thresholds.text_run:
            return
        from syndicate.pipeline.complete.ahead import TextsAhead

        following = self._following(start, is_whole=is_whole)
        self._ahead = TextsAhead(following, self._reader, self._context, self._resources, is_whole=is_whole)

    def _following(
        self, start: int, stop: int | None = None, *, is_whole: bool = True
    ) -> Iterator[tuple[int, Article]]:
        """Yield the articles from place *start* on, up to *stop*, whose text is not there yet, each with its key.

        is_whole  false: their summaries alone are wanted, and those that have one need no text
        """
        for place, article in enumerate(self._articles[start:stop], start):
            if not is_whole and article.summary:
                continue
            key = self._key(article, place)
            if self._texts.get(key) is None and not self._is_remembered(article, self._digest(place)):
                yield key, article

    def _is_remembered(self, article: Article, digest: bytes) -> bool:
        """Tell whether the text of *article*, with *digest*, was made before, of the page that it has now."""
        if not self._memory.has_text(digest):
            return False
        made_from = version(self._reader.page(article)) if self._reader.bodies.built else b""
        return not made_from or self._memory.text(digest, made_from) is not None


def _with_text(article: Article, html: str, summary: str) -> Article:
    """Return *article* with a cleaned text and a summary that is a line; the rest was checked when it was made."""
    made: Article = article.__copy__()  # type: ignore[attr-defined]  # without validation, as row_of() has it
    force_setattr(made, "content_html", html)
    force_setattr(made, "summary", summary)
    return made
