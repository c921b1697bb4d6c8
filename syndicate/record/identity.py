"""The ids of articles over time: an article that is recognised keeps the id that readers know it by.

What the record says of articles is read once by identify(), which gives rows their ids. What it is to say is made by
settle(), once it is known which articles are in a feed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

import msgspec
from msgspec.structs import replace

from syndicate.model.errors import RecordError, count, excerpt
from syndicate.model.urls import is_absolute_iri
from syndicate.parts.contract import Withdrawn
from syndicate.record.lines import ArticleLine, articles_text
from syndicate.record.recognition import recognise
from syndicate.record.record import Record
from syndicate.store.rows import ArticleIdentity, ArticleKeys
from syndicate.store.store import Store

_FEW = 10  # articles that may change at once without a question
_PART = 10  # one of so many may, too
_SHOWN = 3
_AT_ONCE = 500  # keys of articles


class Accepted(msgspec.Struct, frozen=True, kw_only=True):
    """What an export is to do although many readers' items change by it.

    new_ids      articles get other ids: readers see them as new
    withdrawals  articles are withdrawn
    """

    new_ids: bool = False
    withdrawals: bool = False


class Identity:
    """The articles of one export beside those of the record.

    now       of the export
    learned   () -> lines of articles in files that stand somewhere; asked for where the record has no article
    is_asked_to_learn  whether the user has named the place
    accepted  what is not asked about again

    `notes` are sentences about ids, `withdrawn` is what settle() has found.
    """

    def __init__(
        self,
        record: Record,
        now: datetime,
        *,
        learned: Callable[[], Iterable[ArticleLine]] = lambda: (),
        is_asked_to_learn: bool = False,
        accepted: Accepted = Accepted(),  # noqa: B008  it is frozen
    ) -> None:
        self._record = record
        self._now = now.astimezone(UTC).replace(microsecond=0)
        self._learned = learned
        self._is_asked_to_learn = is_asked_to_learn
        self._accepted = accepted
        self._known: dict[str, ArticleLine] = {}
        self._is_learned = False
        self._is_first = False
        self._unchanged: dict[int, ArticleLine] = {}
        self._others: dict[int, tuple[ArticleLine, ArticleLine | None]] = {}  # number -> line, and the one before
        self.notes: list[str] = []
        self.withdrawn: list[Withdrawn] = []

    def identify(self, store: Store, give_ids: Callable[[Mapping[int, str | None]], None]) -> None:
        """Give the articles of *store* their ids.

        give_ids  as Store has it

        Raises RecordError where the record is damaged, and where many articles would get other ids than readers know.
        """
        self._known = self._record.articles()
        if not self._known:
            self._known = {line.id: line for line in self._learned()}
            self._is_learned = bool(self._known)
        elif self._is_asked_to_learn:
            self.notes.append(f"{self._record.path} has the ids of articles; nothing is learned elsewhere")
        ids_of = self._record.ids
        if not self._known and ids_of.is_frozen and not store.has_given_ids():
            self._is_first = True  # each article has its own id
            return
        found = recognise(store, self._known, None if ids_of.is_frozen else ids_of.of)
        self._unchanged = found.unchanged
        pages = {line.id: article.url for article, line in found.others if line is not None}
        pages.update((line.id, line.url) for line in found.unchanged.values() if line.url)
        # What shares a page is one article, as it is without a record: the second of them is at fault.
        ids_at = {line.page: line.id for line in found.unchanged.values()}
        others = sorted(found.others, key=lambda pair: (pair[1] is None, pair[0].source, pair[0].mark))
        for article, line in others:
            if line is not None and not article.is_stated:
                ids_at.setdefault(article.url, line.id)
        ids: dict[int, str | None] = {}
        kept: list[tuple[str, str]] = []
        changed: list[tuple[str, str]] = []
        for article, line in others:
            id_ = self._id_of(article, pages, ids_at)
            if id_ != article.row_id:
                if not is_absolute_iri(id_):  # somebody has put it into the record
                    raise RecordError(
                        f"{self._record.path}: {excerpt(id_)}, the id of {article.url}, is not an absolute IRI; "
                        "take the file from your repository or a backup"
                    )
                ids[article.number] = None if id_ == article.url else id_
            if line is not None and line.gone is None and id_ != line.id:
                changed.append((line.id, id_))
            elif (
                line is not None
                and id_ != article.url
                and not article.is_stated
                and (self._is_learned or line.page != article.url)
            ):
                kept.append((article.url, id_))
            self._others[article.number] = self._line(article, line, id_), line
        if ids:
            give_ids(ids)
        self._tell(kept, changed)

    def _id_of(self, article: ArticleIdentity, pages: Mapping[str, str], ids_at: dict[str, str]) -> str:
        """Return the id of *article*.

        pages   URLs of articles by the ids they keep
        ids_at  and the other way round; of two at one URL the first; is given what is made here
        """
        if article.is_stated:
            return article.row_id
        if not self._record.ids.is_frozen:
            return self._record.ids.of(article.url, article.source)
        if article.url in ids_at:
            return ids_at[article.url]
        # Where another article has moved away from here, and has kept its id: one id is for one article.
        is_taken = pages.get(article.url, article.url) != article.url
        made = f"{article.url}{'.' if '#' in article.url else '#'}{article.mark}"
        return ids_at.setdefault(article.url, made if is_taken else article.url)

    def _line(self, article: ArticleIdentity, line: ArticleLine | None, id_: str) -> ArticleLine:
        """Return the line of *article* with the id *id_*; *line* itself where that says the same."""
        if line is None or self._is_learned:
            return self._new_line(id_, article.url, article.source, article.mark)
        url = "" if article.url == id_ else article.url
        before = tuple(sorted({line.page, *line.before} - {article.url}))
        made = replace(line, id=id_, source=article.source, url=url, before=before, mark=article.mark)
        return line if made == line else replace(made, changed=self._now)

    def _new_line(self, id_: str, url: str, source: str, mark: str) -> ArticleLine:
        return ArticleLine(id=id_, source=source, url="" if url == id_ else url, mark=mark, published=self._now)

    def _tell(self, kept: list[tuple[str, str]], changed: list[tuple[str, str]]) -> None:
        """Note the (URL, id) of articles that have moved, and the (old, new) ids of others. Raises RecordError."""
        if kept:
            does = "article has moved and keeps its id" if len(kept) == 1 else "articles have moved and keep their ids"
            if self._is_learned:
                does = f"{'article keeps the id' if len(kept) == 1 else 'articles keep the ids'} of feeds before"
            self.notes.append(f"{len(kept):,} {does}: {_shown(f'{url} has {id_}' for url, id_ in sorted(kept))}")
        if not changed:
            return
        known = self._live_count()
        said = f"{count(len(changed), 'article')} of {known:,} {'has' if len(changed) == 1 else 'have'} another id"
        examples = _shown(f"{new}, which was {old}" for old, new in sorted(changed))
        if _is_many(len(changed), known) and self._record.is_noted and not self._accepted.new_ids:
            raise RecordError(
                f"nothing written: {said}, and readers would show {count(len(changed), 'item')} again as unread: "
                f"{examples}; --accept-new-ids has it so; to keep the ids, write ids: frozen in the settings, and "
                "state in articles what they stated before"
            )
        self.notes.append(f"{said}: {examples}")

    def settle(
        self,
        store: Store,
        is_chosen: Callable[[int, str], bool],
        without: Callable[[Sequence[str]], Collection[str]],
    ) -> None:
        """Hand the record what became of each article, and note those that are withdrawn.

        is_chosen  (number, id) -> whether the article is in a feed
        without    (sources) -> those of them that an article is gone from that was not read

        Raises RecordError where many are withdrawn. An export of a part settles nothing.
        """
        if not self._record.is_whole:
            return
        lines: dict[str, ArticleLine] = {}
        hidden: dict[int, ArticleLine] = {}  # known before, and in no feed
        for number, line, is_known in self._current(store):
            if is_chosen(number, line.id):
                other = lines.get(line.id)  # an article with the same id, in another feed: who is known comes first
                if other and (other.id in self._known or (other.source, other.mark) <= (line.source, line.mark)):
                    continue
                lines[line.id] = line if line.gone is None else replace(line, gone=None, changed=self._now)
            elif is_known:
                hidden[number] = line
        withheld = self._withheld(store, sorted(hidden))
        went = {line.id for number, line in hidden.items() if number in withheld}
        missing = self._missing()
        sources = set(without(sorted({line.source for line in missing if line.gone is None})))
        went.update(line.id for line in missing if line.source in sources)
        for line in (*hidden.values(), *missing):
            if line.id not in lines:  # else it is another article's by now
                is_new = line.id in went and line.gone is None
                lines[line.id] = replace(line, gone=self._now, changed=self._now) if is_new else line
                if is_new:
                    self.withdrawn.append(Withdrawn(id=line.id, url=line.page, at=self._now))
        known = self._live_count()
        if _is_many(len(self.withdrawn), known) and not self._accepted.withdrawals:
            raise RecordError(
                f"nothing written: {count(len(self.withdrawn), 'article')} of {known:,} would be withdrawn at once: "
                f"{_shown(one.url for one in self.withdrawn)}; --accept-withdrawals has it so; else see whether "
                "articles are missing, or withheld by mistake"
            )
        if self.withdrawn:
            does = "article is" if len(self.withdrawn) == 1 else "articles are"
            urls = _shown(one.url for one in self.withdrawn)
            self.notes.append(f"{len(self.withdrawn):,} {does} withdrawn, and in no feed any more: {urls}")
        if self._is_learned or lines != self._known:
            self._record.settle(articles_text(lines.values()))

    def _current(self, store: Store) -> Iterator[tuple[int, ArticleLine, bool]]:
        """Yield number and line of each article, and whether the record knows it; these come first."""
        for one in store.identities() if self._is_first else ():
            yield one.number, self._new_line(one.row_id, one.url, one.source, one.mark), False
        is_noted = not self._is_learned
        yield from ((number, line, is_noted) for number, line in self._unchanged.items())
        for is_known in (True, False):
            for number, (line, before) in self._others.items():
                if (before is not None) == is_known:
                    yield number, line, is_known and is_noted

    def _withheld(self, store: Store, numbers: Sequence[int]) -> set[int]:
        """Return which of the articles *numbers* their source withholds, has removed or let expire."""
        found: set[int] = set()
        for start in range(0, len(numbers), _AT_ONCE):
            found.update(row.number for row in store.keys(numbers[start : start + _AT_ONCE]) if self._is_withheld(row))
        return found

    def _is_withheld(self, row: ArticleKeys) -> bool:
        expires_at = row.expires_at
        return not row.is_published or row.is_removed or (expires_at is not None and expires_at <= self._now)

    def _missing(self) -> list[ArticleLine]:
        """Return the lines of the record whose article was not read."""
        if self._is_learned:
            return []
        read = {line.id for line in self._unchanged.values()}
        read.update(before.id for _, before in self._others.values() if before is not None)
        return [line for id_, line in self._known.items() if id_ not in read]

    def _live_count(self) -> int:
        return sum(line.gone is None for line in self._known.values())


def _is_many(number: int, known: int) -> bool:
    return number > _FEW and number * _PART > known


def _shown(examples: Iterable[str]) -> str:
    """Return the first of *examples* in words."""
    several = list(examples)
    return f"{', '.join(several[:_SHOWN])}{', ...' if len(several) > _SHOWN else ''}"
