"""The ids of articles over time: an article that is recognised keeps the id that readers know it by.

What the record says of articles is read once by identify(), which gives rows their ids. What it is to say from now on
is made by a Settlement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime

import msgspec
from msgspec.structs import replace

from syndicate.model.errors import RecordError, count, excerpt, shown
from syndicate.model.urls import id_text, tagged
from syndicate.record.lines import ArticleLine, SortedLines, UnsortedError, articles_text
from syndicate.record.recognition import Recognised, Settled, dated_alike, recognise, recognise_changed
from syndicate.record.record import Record
from syndicate.record.text import held
from syndicate.store.numbers import Numbers
from syndicate.store.rows import ArticleIdentity
from syndicate.store.store import Store

_FEW = 10  # articles that may change at once without a question
_PART = 10  # one of so many may, too


class Accepted(msgspec.Struct, frozen=True, kw_only=True):
    """What an export is to do although many readers' items change by it."""

    new_ids: bool = False  # articles get other ids: readers see them as new
    withdrawals: bool = False  # articles are withdrawn


class Identity:
    """The articles of one export beside those of the record.

    now       of the export
    learned   (notes, which it may add to) -> lines of articles in files that stand somewhere; asked for where the
              record has no article
    is_asked_to_learn  whether the user has named the place
    accepted  what is not asked about again
    before    what the export before has left, if it is known

    After identify():
    notes       sentences about ids
    before      None: all lines were read
    lines       of articles by id, if all were read
    is_learned  whether these are from elsewhere
    found       who the articles are
    others      of those in `found.others` by number the line that they have now, and the one before
    doubles     articles at the page of another one, by number; their lines wait for them
    """

    def __init__(
        self,
        record: Record,
        now: datetime,
        *,
        learned: Callable[[list[str]], Iterable[ArticleLine]] = lambda _: (),
        is_asked_to_learn: bool = False,
        accepted: Accepted = Accepted(),  # noqa: B008  it is frozen
        before: Settled | None = None,
    ) -> None:
        self.record = record
        self.now = now.astimezone(UTC).replace(microsecond=0)
        self._learned = learned
        self._is_asked_to_learn = is_asked_to_learn
        self.accepted = accepted
        self.before = before
        self.lines = SortedLines(held(b""))
        self.is_learned = False
        no_lines: dict[int, ArticleLine] = {}
        self.found = Recognised(Numbers(), Numbers(), [], [], [], no_lines.__getitem__)
        self.others: dict[int, tuple[ArticleLine, ArticleLine | None]] = {}
        self.doubles: dict[int, ArticleLine] = {}
        self.notes: list[str] = []

    def identify(self, store: Store, give_ids: Callable[[Mapping[int, str | None]], None]) -> None:
        """Give the articles of *store* their ids.

        give_ids  as Store has it

        Raises RecordError where the record is damaged, and where many articles would get other ids than readers know.
        """
        if self._is_asked_to_learn and self.record.text_of_articles.size_bytes:
            self.notes.append(
                f"{self.record.path} has the ids of articles; nothing is learned elsewhere; if no feed with these ids was "
                "ever published, remove that file and export again"
            )
        ids = self._identify_changed(store)
        if ids is None:
            self.before = None
            self.lines = self.record.sorted_lines()
            if not self.lines:
                self.lines = SortedLines(held(articles_text(dated_alike(store, self._learned(self.notes)))))
                self.is_learned = bool(self.lines)
            ids_of = self.record.ids
            if not self.lines and ids_of.is_frozen and not store.has_given_ids():
                return  # each article has its own id
            made_id = None if ids_of.is_frozen else ids_of.of
            try:
                self.found = recognise(store, self.lines, made_id)
            except UnsortedError:  # as two branches have left it, or a person
                text = held(articles_text(self.record.articles().values()))
                self.record.settle(text)
                self.lines = SortedLines(text)
                self.found = recognise(store, self.lines, made_id)
            ids = self._ids()
        if given := {
            article.number: None if id_ == article.own_id else id_
            for (article, _), id_ in zip(self.found.others, ids, strict=True)
            if id_ != article.row_id
        }:
            give_ids(given)
        store.recorded = {article.number for article in self.found.near}.union(
            article.number
            for (article, line), id_ in zip(self.found.others, ids, strict=True)
            if line is not None and line.id == id_
        )
        self._tell(ids)

    def _identify_changed(self, store: Store) -> list[str] | None:
        """Find what changed since the export before, and return the ids as _ids() does; None: that takes all lines."""
        before = self.before
        if before is None or not self.record.ids.is_frozen or before.digest != self.record.digest_of_articles:
            return None
        found = recognise_changed(store, SortedLines(self.record.text_of_articles), before)
        if found is None:
            return None
        self.found = found
        ids = self._ids()
        # Who comes first of two with one id is told by all lines.
        is_as_read = all(one.row_id == id_ for (one, _), id_ in zip(found.others, ids, strict=True) if one.is_stated)
        is_each_its_own = (
            is_as_read and len(set(ids)) == len(ids) and set(ids).isdisjoint(article.row_id for article in found.near)
        )
        return ids if is_each_its_own else None

    def _ids(self) -> list[str]:
        """Return the ids of the other articles, and make their lines."""
        self.others.clear()
        self.doubles.clear()
        self.found.others.sort(key=lambda pair: (pair[1] is None, pair[0].source, pair[0].mark))
        lined = [(article, article.row_id, article.url) for article in self.found.near]
        lined += [(article, line.id, line.page) for article, line in self.found.others if line is not None]
        pages = {id_: article.url for article, id_, _ in lined}
        # What shares a page is one article, as it is without a record: who came to it later is at fault.
        ids_at: dict[str, str] = {}
        for article, id_, _ in sorted(lined, key=lambda one: (one[2] != one[0].url, one[0].source, one[0].mark)):
            if not article.is_stated:
                ids_at.setdefault(article.url, id_)
        ids = []
        known = self.lines or SortedLines(self.record.text_of_articles)
        missing = {line.id for line in self.found.missing}

        def is_kept(id_: str) -> bool:
            return id_ not in missing and known.find(id_) is not None

        for article, line in self.found.others:
            id_ = self._id_of(article, is_kept, pages, ids_at)
            if id_ != article.row_id and id_text(id_) != id_:  # somebody has put it into the record
                raise RecordError(
                    f"{self.record.path}: {excerpt(id_)}, the id of {article.url}, is not one that a feed can have; "
                    "take the file from your repository or a backup"
                )
            ids.append(id_)
            if line is not None and id_ != line.id and self.record.ids.is_frozen and not article.is_stated:
                self.doubles[article.number] = line
            else:
                self.others[article.number] = self._line(article, line, id_), line
        return ids

    def _id_of(
        self,
        article: ArticleIdentity,
        is_kept: Callable[[str], bool],
        pages: Mapping[str, str],
        ids_at: dict[str, str],
    ) -> str:
        """Return the id of *article*.

        is_kept  whether an article has the line of an id
        pages   URLs of articles by the ids they keep
        ids_at  and the other way round; of two at one URL the first; is given what is made here
        """
        if article.is_stated:  # it may state what was published, of which a tag was made when it was read
            name = tagged(article.row_id) if self.record.ids.is_frozen else ""
            return name if name and is_kept(name) else article.row_id
        if not self.record.ids.is_frozen:
            return self.record.ids.of(article.url, article.source)
        if article.url in ids_at:
            return ids_at[article.url]
        # Where another article has moved away from here, and has kept its id: one id is for one article.
        own = article.own_id
        is_taken = pages.get(own, article.url) != article.url
        made = f"{own}{'.' if '#' in own else '#'}{article.mark}"
        return ids_at.setdefault(article.url, made if is_taken else own)

    def _line(self, article: ArticleIdentity, line: ArticleLine | None, id_: str) -> ArticleLine:
        """Return the line of *article* with the id *id_*; *line* itself where that says the same."""
        if line is None or self.is_learned:
            return self.new_line(id_, article.url, article.source, article.mark)
        url = "" if article.url == id_ else article.url
        before = tuple(sorted({line.page, *line.before} - {article.url}))
        made = replace(line, id=id_, source=article.source, url=url, before=before, mark=article.mark)
        return line if made == line else replace(made, changed=self.now)

    def new_line(self, id_: str, url: str, source: str, mark: str) -> ArticleLine:
        return ArticleLine(id=id_, source=source, url="" if url == id_ else url, mark=mark, published=self.now)

    def _tell(self, ids: Sequence[str]) -> None:
        """Note which of the other articles have moved, and which have got another id. Raises RecordError."""
        kept: list[tuple[str, str]] = []
        changed: list[tuple[str, str]] = []
        for (article, line), id_ in zip(self.found.others, ids, strict=True):
            if article.number in self.doubles:
                continue  # a fault says so
            if line is not None and line.gone is None and id_ != line.id:
                changed.append((line.id, id_))
            elif (
                line is not None
                and id_ != article.own_id
                and not article.is_stated
                and (self.is_learned or line.page != article.url)
            ):
                kept.append((article.url, id_))
        is_part = self.record.is_noted and not self.record.is_whole  # what it says of articles it would say each time
        if kept and (self.is_learned or not is_part):
            does = "article has moved and keeps its id" if len(kept) == 1 else "articles have moved and keep their ids"
            if self.is_learned:
                does = f"{'article keeps the id' if len(kept) == 1 else 'articles keep the ids'} of feeds before"
            self.notes.append(
                f"{len(kept):,} {does}: {shown(f'{url} keeps the id {id_}' for url, id_ in sorted(kept))}"
            )
        if not changed:
            return
        known = self.live_count()
        said = f"{count(len(changed), 'article')} of {known:,} {'has' if len(changed) == 1 else 'have'} another id"
        examples = shown(f"{new}, which was {old}" for old, new in sorted(changed))
        if is_many(len(changed), known) and self.record.is_noted and not self.accepted.new_ids:
            raise RecordError(
                f"nothing written: {said}, and readers would show {count(len(changed), 'item')} again as unread: "
                f"{examples}; --accept-new-ids (SYNDICATE_ACCEPT=new-ids where a build calls) has it so; to keep the "
                "ids, write ids: frozen in the settings, and state in articles what they stated before"
            )
        self.notes.append(f"{said}: {examples}")

    def archives(self) -> dict[str, tuple[str, ...]]:
        """Return the paths of the documents of archives that articles are in, by id; none of those that were gone.

        Wants all lines to have been read.
        """
        changed = {line.id: line for line, before in self.others.values() if before and before.id != line.id}
        # Two articles at one page have one id, and it is the one that had it before that is in documents.
        kept = {line.id: line for line, before in self.others.values() if before and before.id == line.id}
        apart = {line.id for line in (*self.found.missing, *self.doubles.values())}
        apart.update(before.id for _, before in self.others.values() if before)
        lines = changed | kept | {line.id: line for line in self.lines if line.id not in apart}
        return {id_: line.archives for id_, line in lines.items() if line.archives and line.gone is None}

    def live_count(self) -> int:
        return (SortedLines(self.record.text_of_articles) if self.before else self.lines).live_count()


def is_many(number: int, known: int) -> bool:
    """Tell whether so many articles of all that are *known* are more than may change without a question."""
    return number > _FEW and number * _PART > known
