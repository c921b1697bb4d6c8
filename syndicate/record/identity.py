"""The ids of articles over time: an article that is recognised keeps the id that readers know it by.

What the record says of articles is read once by identify(), which gives rows their ids. What it is to say is made by
settle(), once it is known which articles are in a feed.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set as AbstractSet
from datetime import UTC, datetime, timedelta

import msgspec
from msgspec.structs import replace

from syndicate.model.errors import RecordError, count, excerpt
from syndicate.model.urls import is_absolute_iri
from syndicate.parts.contract import Withdrawn
from syndicate.record.lines import ArticleLine, SortedLines, articles_text
from syndicate.record.recognition import Recognised, Settled, recognise, recognise_changed
from syndicate.record.record import Record
from syndicate.store.rows import ArticleIdentity, seconds
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
    before    what the export before has left, if it is known

    `notes` are sentences about ids, `withdrawn` is what settle() has found, `settled` what it leaves for the next
    export; None: that has to find it out again.
    """

    def __init__(
        self,
        record: Record,
        now: datetime,
        *,
        learned: Callable[[], Iterable[ArticleLine]] = lambda: (),
        is_asked_to_learn: bool = False,
        accepted: Accepted = Accepted(),  # noqa: B008  it is frozen
        before: Settled | None = None,
    ) -> None:
        self._record = record
        self._now = now.astimezone(UTC).replace(microsecond=0)
        self._learned = learned
        self._is_asked_to_learn = is_asked_to_learn
        self._accepted = accepted
        self._before = before
        self._known: dict[str, ArticleLine] = {}  # empty, too, where the lines are not read as a whole
        self._is_learned = False
        no_lines: dict[int, ArticleLine] = {}
        self._found = Recognised(set(), set(), [], [], [], no_lines.__getitem__)
        self._others: dict[int, tuple[ArticleLine, ArticleLine | None]] = {}  # number -> line, and the one before
        self._doubles: dict[int, ArticleLine] = {}  # articles at the page of another one; their lines wait for them
        self.notes: list[str] = []
        self.withdrawn: list[Withdrawn] = []
        self.settled: Settled | None = None

    def identify(self, store: Store, give_ids: Callable[[Mapping[int, str | None]], None]) -> None:
        """Give the articles of *store* their ids.

        give_ids  as Store has it

        Raises RecordError where the record is damaged, and where many articles would get other ids than readers know.
        """
        if self._is_asked_to_learn and self._record.text_of_articles:
            self.notes.append(f"{self._record.path} has the ids of articles; nothing is learned elsewhere")
        ids = self._identify_changed(store)
        if ids is None:
            self._before = None
            self._known = self._record.articles()
            if not self._known:
                self._known = {line.id: line for line in self._learned()}
                self._is_learned = bool(self._known)
            ids_of = self._record.ids
            if not self._known and ids_of.is_frozen and not store.has_given_ids():
                return  # each article has its own id
            self._found = recognise(store, self._known, None if ids_of.is_frozen else ids_of.of)
            ids = self._ids()
        if given := {
            article.number: None if id_ == article.own_id else id_
            for (article, _), id_ in zip(self._found.others, ids, strict=True)
            if id_ != article.row_id
        }:
            give_ids(given)
        self._tell(ids)

    def _identify_changed(self, store: Store) -> list[str] | None:
        """Find what changed since the export before, and return the ids as _ids() does; None: that takes all lines."""
        before = self._before
        if before is None or not self._record.ids.is_frozen or before.digest != self._record.digest_of_articles:
            return None
        found = recognise_changed(store, SortedLines(self._record.text_of_articles), before)
        if found is None:
            return None
        self._found = found
        ids = self._ids()
        # Who comes first of two with one id is told by all lines.
        is_each_its_own = len(set(ids)) == len(ids) and set(ids).isdisjoint(article.row_id for article in found.near)
        return ids if is_each_its_own else None

    def _ids(self) -> list[str]:
        """Return the ids of the other articles, and make their lines."""
        self._others.clear()
        self._doubles.clear()
        self._found.others.sort(key=lambda pair: (pair[1] is None, pair[0].source, pair[0].mark))
        lined = [(article, article.row_id, article.url) for article in self._found.near]
        lined += [(article, line.id, line.page) for article, line in self._found.others if line is not None]
        pages = {id_: article.url for article, id_, _ in lined}
        # What shares a page is one article, as it is without a record: who came to it later is at fault.
        ids_at: dict[str, str] = {}
        for article, id_, _ in sorted(lined, key=lambda one: (one[2] != one[0].url, one[0].source, one[0].mark)):
            if not article.is_stated:
                ids_at.setdefault(article.url, id_)
        ids = []
        for article, line in self._found.others:
            id_ = self._id_of(article, pages, ids_at)
            if id_ != article.row_id and not is_absolute_iri(id_):  # somebody has put it into the record
                raise RecordError(
                    f"{self._record.path}: {excerpt(id_)}, the id of {article.url}, is not an absolute IRI; "
                    "take the file from your repository or a backup"
                )
            ids.append(id_)
            if line is not None and id_ != line.id and self._record.ids.is_frozen and not article.is_stated:
                self._doubles[article.number] = line
            else:
                self._others[article.number] = self._line(article, line, id_), line
        return ids

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
        own = article.own_id
        is_taken = pages.get(own, article.url) != article.url
        made = f"{own}{'.' if '#' in own else '#'}{article.mark}"
        return ids_at.setdefault(article.url, made if is_taken else own)

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

    def _tell(self, ids: Sequence[str]) -> None:
        """Note which of the other articles have moved, and which have got another id. Raises RecordError."""
        kept: list[tuple[str, str]] = []
        changed: list[tuple[str, str]] = []
        for (article, line), id_ in zip(self._found.others, ids, strict=True):
            if article.number in self._doubles:
                continue  # a fault says so
            if line is not None and line.gone is None and id_ != line.id:
                changed.append((line.id, id_))
            elif (
                line is not None
                and id_ != article.own_id
                and not article.is_stated
                and (self._is_learned or line.page != article.url)
            ):
                kept.append((article.url, id_))
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
                f"{examples}; --accept-new-ids (SYNDICATE_ACCEPT=new-ids where a build calls) has it so; to keep the ids, write ids: frozen in the settings, and "
                "state in articles what they stated before"
            )
        self.notes.append(f"{said}: {examples}")

    def archives(self) -> dict[str, tuple[str, ...]]:
        """Return the paths of the documents of archives that articles are in, by id; none of those that were gone.

        Wants all lines to have been read.
        """
        changed = {line.id: line for line, before in self._others.values() if before and before.id != line.id}
        # Two articles at one page have one id, and it is the one that had it before that is in documents.
        kept = {line.id: line for line, before in self._others.values() if before and before.id == line.id}
        lines = changed | kept | {line.id: line for line in map(self._found.line_of, self._found.lined)}
        return {id_: line.archives for id_, line in lines.items() if line.archives and line.gone is None}

    def gone(self, store: Store, chosen: AbstractSet[int], days: int) -> Iterator[tuple[str, datetime, datetime]]:
        """Yield of each article that was withdrawn in the last *days* its id, the `gone` of the record, and since when.

        That is the article's own instant where that comes first. Ask after settle(), which has *chosen* too; wants all
        lines to have been read.
        """
        gone = {line.id: line.gone for line in self._known.values() if line.gone is not None}
        gone.update((one.id, self._now) for one in self.withdrawn)
        found = self._found
        ids = {number: found.line_of(number).id for number in (found.lined - chosen) | found.gone}
        ids.update((number, line.id) for number, (line, _) in self._others.items())
        for number in chosen & ids.keys():
            gone.pop(ids[number], None)
        hidden = sorted(number for number, id_ in ids.items() if id_ in gone)
        ended: dict[str, datetime] = {}
        for start in range(0, len(hidden), _AT_ONCE):
            for row in store.keys(hidden[start : start + _AT_ONCE]):
                if row.expires_at is not None and row.expires_at <= self._now:
                    ended[ids[row.number]] = row.expires_at
        for id_, at in gone.items():
            if at > self._now - timedelta(days=days):
                yield id_, at, min(at, ended.get(id_, at))

    def settle(
        self,
        store: Store,
        chosen: AbstractSet[int],
        without: Callable[[Sequence[str]], Collection[str]],
        *,
        leaves: bool,
        archives: Callable[[ArticleLine], tuple[str, ...]] | None = None,
    ) -> None:
        """Hand the record what became of each article, and note those that are withdrawn.

        chosen   numbers of the articles that are in a feed
        without  (sources) -> those of them that an article is gone from that was not read
        leaves   whether the next export may ask what was settled
        archives  (line of an article that was read) -> paths of the documents of archives that it is in by now; None:
                  no feed is archived, and what is said of them stays. Wants all lines to have been read

        Raises RecordError where many are withdrawn. An export of a part settles nothing.
        """
        if not self._record.is_whole:
            return
        found = self._found
        owners = {} if self._before else {found.line_of(number).id: number for number in found.lined}
        lines = self._lines_of_chosen(store, chosen, {id_ for id_, number in owners.items() if number in chosen})
        noted = {  # known before, and in no feed
            number: line
            for number, (line, before) in self._others.items()
            if before is not None and number not in chosen and not self._is_learned
        }
        if not self._is_learned:
            noted.update(self._doubles)
        hidden = found.lined - chosen
        withheld = store.withheld(seconds(self._now)) if hidden or noted else set()
        noted.update((number, found.line_of(number)) for number in sorted((hidden & withheld) - found.gone))
        missing = [] if self._is_learned else found.missing
        sources = set(without(sorted({line.source for line in missing if line.gone is None})))
        gone, left = set(found.gone - chosen), []
        for number, line in (*noted.items(), *((0, line) for line in missing)):  # 0: no article has it
            if line.id in lines or owners.get(line.id, number) != number:
                continue  # it is another article's by now
            went = number in withheld if number else line.source in sources
            if went and line.gone is None:
                line = replace(line, gone=self._now, changed=self._now)  # noqa: PLW2901  as it is from now on
                self.withdrawn.append(Withdrawn(id=line.id, url=line.page, at=self._now))
            lines[line.id] = line
            if not number:
                left.append(line.id)
            elif line.gone is not None:
                gone.add(number)
        self._tell_withdrawn()
        self._hand_over(lines, archives, left)
        if leaves and self._record.ids.is_frozen and (self._before or not store.duplicates()):
            lined, gone_bytes = (
                array("q", sorted(some)).tobytes() for some in (found.lined | chosen | noted.keys(), gone)
            )
            self.settled = Settled(self._record.digest_after, lined, gone_bytes, tuple(left))

    def _lines_of_chosen(
        self, store: Store, chosen: AbstractSet[int], owned: AbstractSet[str]
    ) -> dict[str, ArticleLine]:
        """Return the lines of the articles *chosen* that may be others than before, by id.

        owned  the ids of all others of them
        """
        lines: dict[str, ArticleLine] = {}

        def put(line: ArticleLine) -> None:
            # Of two articles with one id, in different feeds, who is known comes first.
            other = lines.get(line.id)
            is_later = other and (other.id in self._known or (other.source, other.mark) <= (line.source, line.mark))
            if not is_later:
                lines[line.id] = line if line.gone is None else replace(line, gone=None, changed=self._now)

        for number in sorted(chosen & self._found.gone):
            put(self._found.line_of(number))
        for is_known in (True, False):
            for number, (line, before) in self._others.items():
                is_noted = before is not None and not self._is_learned
                if number in chosen and is_noted == is_known and line.id not in owned:
                    put(line)
        fresh = chosen - self._found.lined - self._others.keys() - self._doubles.keys()
        for article in store.identities(fresh) if fresh else ():
            put(self._new_line(article.row_id, article.url, article.source, article.mark))
        return lines

    def _tell_withdrawn(self) -> None:
        """Note what is withdrawn. Raises RecordError where many are."""
        self.withdrawn.sort(key=lambda one: one.id)
        if not self.withdrawn:
            return
        urls, known = _shown(one.url for one in self.withdrawn), self._live_count()
        if _is_many(len(self.withdrawn), known) and not self._accepted.withdrawals:
            raise RecordError(
                f"nothing written: {count(len(self.withdrawn), 'article')} of {known:,} would be withdrawn at once: "
                f"{urls}; --accept-withdrawals (SYNDICATE_ACCEPT=withdrawals where a build calls) has it so; else see whether articles are missing, or withheld by mistake"
            )
        does = "article is" if len(self.withdrawn) == 1 else "articles are"
        self.notes.append(f"{len(self.withdrawn):,} {does} withdrawn, and in no feed any more: {urls}")

    def _hand_over(
        self,
        lines: Mapping[str, ArticleLine],
        archives: Callable[[ArticleLine], tuple[str, ...]] | None,
        left: Collection[str],
    ) -> None:
        """Hand the record *lines* instead of those that their articles had before, and of those with the same ids.

        left  ids of lines whose article was not read: while that is at fault it stays where it is
        """
        changed: dict[str, ArticleLine | None] = {
            before.id: None for _, before in self._others.values() if before is not None
        }
        changed.update(lines)
        if self._before:
            text = SortedLines(self._record.text_of_articles).changed(changed) if changed else b""
            if changed and text != self._record.text_of_articles:
                self._record.settle(text)
            return
        known = {} if self._is_learned else self._known
        after = {id_: line for id_, line in {**known, **changed}.items() if line is not None}
        if archives is not None:
            for id_, line in after.items():
                if line.gone is not None or id_ not in left:
                    held = archives(line) if line.gone is None else ()
                    after[id_] = line if line.archives == held else replace(line, archives=held)
        if self._is_learned or after != known:
            self._record.settle(articles_text(after.values()))

    def _live_count(self) -> int:
        if self._before:
            text = self._record.text_of_articles
            return text.count(b"\n") - text.count(b',"gone":"')
        return sum(line.gone is None for line in self._known.values())


def _is_many(number: int, known: int) -> bool:
    return number > _FEW and number * _PART > known


def _shown(examples: Iterable[str]) -> str:
    """Return the first of *examples* in words."""
    several = list(examples)
    return f"{', '.join(several[:_SHOWN])}{', ...' if len(several) > _SHOWN else ''}"
