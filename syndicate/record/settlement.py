"""What becomes of the articles of an export that have their ids, once it is known which of them are in a feed."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set as AbstractSet
from datetime import datetime, timedelta
from heapq import merge
from itertools import chain, islice
from operator import attrgetter

from msgspec.structs import replace

from syndicate.model.errors import RecordError, count, shown
from syndicate.model.urls import is_iri
from syndicate.parts.contract import Withdrawn
from syndicate.record.identity import Identity, is_many
from syndicate.record.lines import ArticleLine, SortedLines, encoded
from syndicate.record.parting import slug_of
from syndicate.record.recognition import Settled
from syndicate.record.text import Writer, held
from syndicate.store.numbers import Numbers
from syndicate.store.rows import seconds
from syndicate.store.store import Store

_AT_ONCE = 500  # keys of articles


class Settlement:
    """The articles of *store*, of which *identity* has told who they are, and *chosen* are in a feed, by number.

    `withdrawn` is what settle() finds, `settled` what it leaves for the next export; None: that has to find it out.
    """

    def __init__(self, identity: Identity, store: Store, chosen: Iterable[int]) -> None:
        self._identity = identity
        self._store = store
        self._chosen = chosen if isinstance(chosen, Numbers) else Numbers(chosen)
        self._fresh = Numbers()  # articles with lines that nothing else bears on, and nobody holds
        self.withdrawn: list[Withdrawn] = []
        self.settled: Settled | None = None
        self._new: list[ArticleLine] = []  # of articles in a feed that were in none before

    def settle(
        self,
        without: Callable[[Sequence[str]], Collection[str]],
        *,
        leaves: bool,
        with_paths: Callable[[ArticleLine], ArticleLine] | None = None,
    ) -> None:
        """Hand the record what became of each article, and note those that are withdrawn.

        without   (sources) -> those of them that an article is gone from that was not read
        leaves    whether the next export may ask what was settled
        with_paths  (line of an article that was read) -> the line with the paths of documents that the article is in;
                    None: what is said of them stays. Wants all lines to have been read

        Raises RecordError where many are withdrawn. An export of a part settles nothing, but keeps what it has learned:
        the feed that told it may be replaced.
        """
        identity, found, chosen = self._identity, self._identity.found, self._chosen
        if not identity.record.is_whole:
            if identity.is_learned:
                known_here = (line for line, before in identity.others.values() if before is not None)
                self._hand_over({line.id: line for line in known_here}, None, ())
            return
        owners = self._owners()
        owned = {id_ for id_, number in owners.items() if number in chosen}
        lines = self._lines_of_chosen(owned)
        noted = {  # known before, and in no feed
            number: line
            for number, (line, before) in identity.others.items()
            if before is not None and number not in chosen
        }
        if not identity.is_learned:
            noted.update(identity.doubles)
        hidden = found.lined - chosen
        withheld = self._store.withheld(seconds(identity.now)) if hidden or noted else set()
        said = hidden if identity.is_learned else hidden & withheld  # what is learned stands in no record yet
        noted.update((number, found.line_of(number)) for number in sorted(said - found.gone))
        missing = [] if identity.is_learned else found.missing
        sources = set(without(sorted({line.source for line in missing if line.gone is None})))
        gone, left = set(found.gone - chosen), []
        lost: list[ArticleLine] = []
        for number, line in (*noted.items(), *((0, line) for line in missing)):  # 0: no article has it
            if line.id in lines or owners.get(line.id, number) != number:
                continue  # it is another article's by now
            went = number in withheld if number else line.source in sources
            if went and line.gone is None:
                line = replace(line, gone=identity.now, changed=identity.now)  # noqa: PLW2901  from now on
                if not identity.is_learned:  # else it was not we who published it
                    self.withdrawn.append(Withdrawn(id=line.id, url=line.page, at=identity.now))
                    if not number:  # else its file is there, and no other has taken its place
                        lost.append(line)
            lines[line.id] = line
            if not number:
                left.append(line.id)
            elif line.gone is not None:
                gone.add(number)
        self._tell_withdrawn()
        if lost:
            self._tell_alike(lost)
        self._hand_over(lines, with_paths, left)
        digest = identity.record.digest_after
        if leaves and digest and identity.record.ids.is_frozen and (identity.before or not self._store.duplicates()):
            lined = array("q", found.lined | chosen | noted.keys()).tobytes()
            self.settled = Settled(digest, lined, array("q", sorted(gone)).tobytes(), tuple(left))

    def _owners(self) -> dict[str, int]:
        """Return which article has the id of a line that may be another's: one whose line stays as it is."""
        found = self._identity.found
        lines = [*found.missing, *self._identity.doubles.values()]
        lines += [one for pair in self._identity.others.values() for one in pair if one is not None]
        ids = {line.id for line in lines}
        if self._identity.before or not ids:
            return {}
        return {id_: number for number, id_ in self._store.identities.having(ids) if number in found.lined}

    def _lines_of_chosen(self, owned: AbstractSet[str]) -> dict[str, ArticleLine]:
        """Return the lines of the articles in a feed that may be others than before, by id.

        owned  the ids of all others of them
        """
        identity, chosen = self._identity, self._chosen
        lines: dict[str, ArticleLine] = {}

        def put(line: ArticleLine) -> None:
            # Of two articles with one id, in different feeds, who is known comes first.
            other = lines.get(line.id)
            is_later = other and (
                identity.lines.find(other.id) or (other.source, other.mark) <= (line.source, line.mark)
            )
            if not is_later:
                lines[line.id] = line if line.gone is None else replace(line, gone=None, changed=identity.now)

        for number in sorted(chosen & identity.found.gone):
            put(identity.found.line_of(number))
        for is_known in (True, False):
            for number, (line, before) in identity.others.items():
                is_noted = before is not None and not identity.is_learned
                if number in chosen and is_noted == is_known and line.id not in owned:
                    put(line)
                    if before is None:
                        self._new.append(line)
        owned_before = frozenset(lines)
        fresh = chosen - identity.found.lined - identity.others.keys() - identity.doubles.keys()
        alike = fresh
        if len(fresh) > _AT_ONCE:
            shared = {*lines, *self._store.duplicates()}
            alike = fresh & {number for number, _ in self._store.identities.having(shared)}
        self._fresh = fresh - alike
        made = {line[0]: identity.new_line(*line[1:]) for line in self._store.identities.columns(alike)}
        self._new += made.values()
        by_id = {line.id: line for line in made.values()}
        if len(by_id) == len(made) and by_id.keys().isdisjoint(lines):  # as nearly always: each has its own
            return lines | by_id if lines else by_id
        first: dict[str, int] = {}  # of several new ones in different feeds the newest, as where they are chosen
        for number, line in made.items():
            other = first.setdefault(line.id, number)
            if other != number:
                if self._instants(other) > self._instants(number):
                    continue
                if self._instants(other) < self._instants(number) and line.id not in owned_before:
                    del lines[line.id]
                first[line.id] = number
            put(line)
        return lines

    def _tell_withdrawn(self) -> None:
        """Note what is withdrawn. Raises RecordError where many are."""
        self.withdrawn.sort(key=lambda one: one.id)
        if not self.withdrawn:
            return
        urls, known = shown(one.url for one in self.withdrawn), self._identity.live_count()
        if is_many(len(self.withdrawn), known) and not self._identity.accepted.withdrawals:
            raise RecordError(
                f"nothing written: {count(len(self.withdrawn), 'article')} of {known:,} would be withdrawn at once: "
                f"{urls}; --accept-withdrawals (SYNDICATE_ACCEPT=withdrawals where a build calls) has it so; else see "
                "whether articles are missing, or withheld by mistake"
            )
        does = "article is" if len(self.withdrawn) == 1 else "articles are"
        self._identity.notes.append(f"{len(self.withdrawn):,} {does} withdrawn, and in no feed any more: {urls}")

    def _tell_alike(self, lost: list[ArticleLine]) -> None:
        """Note which of the articles whose files are *lost* may be a new one: both have one title, date or slug.

        Where several that are lost share it, it tells none of them.
        """
        known = Counter(trait for line in lost for trait in _traits(line))
        new: dict[str, str] = {}  # trait -> page
        for line in chain(self._new, self._lines_of_fresh()):
            for trait in _traits(line):
                if known.get(trait) == 1:
                    new[trait] = min(line.page, new.get(trait, line.page))
        alike = ((line.page, next((new[trait] for trait in _traits(line) if trait in new), "")) for line in lost)
        pairs = sorted((old, page) for old, page in alike if page)
        if not pairs:
            return
        head = "article that is withdrawn has" if len(pairs) == 1 else "articles that are withdrawn have"
        self._identity.notes.append(
            f"{len(pairs):,} {head} the title, date or slug of a new one: {shown(f'{old} and {page}' for old, page in pairs)}; "
            "if that is one article, take the record as it was before this export from your repository or a backup, "
            "write the old path under aliases: (or redirect_from:) in the head of the new one, and export again: so it "
            "keeps its id"
        )

    def _instants(self, number: int) -> tuple[datetime, datetime]:
        (article,) = self._store.take([number])
        return article.published_at, article.modified_at

    def _hand_over(
        self,
        lines: Mapping[str, ArticleLine],
        with_paths: Callable[[ArticleLine], ArticleLine] | None,
        left: Collection[str],
    ) -> None:
        """Hand the record *lines* instead of those that their articles had before, and of those with the same ids.

        left  ids of lines whose article was not read: while that is at fault it stays where it is
        """
        identity = self._identity
        changed: dict[str, ArticleLine | None] = {
            before.id: None for _, before in identity.others.values() if before is not None
        }
        changed.update(lines)
        if identity.before and not self._fresh:
            text = SortedLines(identity.record.text_of_articles).changed(changed) if changed else None
            if text and text.digest != identity.record.text_of_articles.digest:
                identity.record.settle(text)
            return
        known = SortedLines(identity.record.text_of_articles) if identity.before else identity.lines
        if identity.is_learned and identity.record.is_whole:
            known = SortedLines(held(b""))
        elif not (identity.is_learned or changed or self._fresh or with_paths):
            return
        made, same, is_other = Writer(), 0, identity.is_learned or bool(self._fresh)
        new, stay = [line for _, line in sorted(changed.items()) if line is not None], set(left)

        def others() -> Iterator[ArticleLine]:
            nonlocal same, is_other
            for line in known:
                if line.id not in changed:
                    yield line
                else:
                    same += line == changed[line.id]
                    is_other = is_other or changed[line.id] is None

        after = merge(new, others(), self._lines_of_fresh(), key=attrgetter("id"))
        while several := list(islice(after, _AT_ONCE)):
            for place, line in enumerate(several if with_paths is not None else ()):
                if with_paths is not None and (line.gone is not None or line.id not in stay):
                    several[place] = with_paths(line)
                    is_other = is_other or several[place] is not line
            made.put(encoded(several))
        if is_other or same < len(new):
            identity.record.settle(made.text)

    def _lines_of_fresh(self) -> Iterator[ArticleLine]:
        """Yield the lines of articles that nothing else bears on, in the order of their ids; there may be a million."""
        rows = self._store.identities.columns(self._fresh, order="id") if self._fresh else ()
        return (self._identity.new_line(*row[1:]) for row in rows)

    def gone(self, days: int) -> Iterator[tuple[str, datetime, datetime, datetime, tuple[str, ...]]]:
        """Yield of each article withdrawn in the last *days* its id, the record's `gone`, since when, date and feeds.

        Since when is its own instant where that comes first. Ask after settle(); wants all lines to have been read.
        """
        identity, found, chosen = self._identity, self._identity.found, self._chosen
        gone = {line.id: line.gone for line in identity.lines if line.gone is not None}
        dates = {line.id: line.dated for line in identity.lines if not is_iri(line.id)}
        gone.update((one.id, identity.now) for one in self.withdrawn)
        feeds = {line.id: line.feeds for line in identity.lines if line.id in gone}
        hidden_or_gone = (found.lined - chosen) | found.gone
        having = self._store.identities.having(gone.keys())
        ids = {number: id_ for number, id_ in having if number in hidden_or_gone}
        ids.update((number, line.id) for number, (line, _) in identity.others.items())
        for number in chosen & ids.keys():
            gone.pop(ids[number], None)
        hidden = sorted(number for number, id_ in ids.items() if id_ in gone)
        ended: dict[str, datetime] = {}
        for start in range(0, len(hidden), _AT_ONCE):
            for row in self._store.keys(hidden[start : start + _AT_ONCE]):
                if row.expires_at is not None and row.expires_at <= identity.now:
                    ended[ids[row.number]] = row.expires_at
        for id_, at in gone.items():
            if at > identity.now - timedelta(days=days):
                yield id_, at, min(at, ended.get(id_, at)), dates.get(id_, at), feeds.get(id_, ())


def _traits(line: ArticleLine) -> tuple[str, ...]:
    """Return what tells the title, the slug and the date, the best first; the mark is as mark_of() makes it."""
    slug = slug_of(line.page)
    return f"title {line.mark[:8]}", *([f"slug {slug}"] if slug else ()), line.mark[8:]
