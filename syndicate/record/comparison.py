"""An export beside what stands somewhere: what readers would see change.

A document is compared with the one in its place; what has moved to another page of a feed is compared at the end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime

import msgspec

from syndicate.model.digests import document_digest
from syndicate.model.errors import RecordError
from syndicate.model.feed import Document
from syndicate.parts.contract import PublishedFile
from syndicate.record.difference import CHANGES, Change, Difference, Differences, Facts
from syndicate.record.elsewhere import Place, Web
from syndicate.record.entries import Entry, entries_of, may_hold_entries, unpacked
from syndicate.record.foreign import is_foreign, signature, writer
from syndicate.record.lines import ArticleLine
from syndicate.record.record import Record
from syndicate.record.sides import Known, Side, changed_aside, changed_fields, ids_by_iri, other_ids
from syndicate.store.store import Store

_PAGE = re.compile(r"(.+?)-\d[\d-]*((?:\.[^./]*)*)")  # of a feed, behind the first, or a part of a sitemap


class Comparison:
    """The documents of one export, taken one after the other, beside those at a place.

    place   where those stand; None: in *record*
    output  the output folder, which has what the export need not render again; None: there is none
    paths   of the feeds in the settings, with {topic} and the like for any text
    record  of what was published; None: there is none
    site_url  of the home page of the site
    """

    def __init__(
        self, place: Place | None, output: Place | None, paths: Collection[str], record: Record | None, site_url: str
    ) -> None:
        self._site_url = site_url
        self._place = place
        self._is_web = isinstance(place, Web)
        self._output = output
        self._is_output = place is not None and output is not None and place.is_same(output)
        self._paths = paths
        self._record = record
        self._recorded = record.digests() if place is None and record is not None else {}
        self.begin()

    def begin(self) -> None:
        self.found = Differences()
        self._old, self._new = Side(), Side()
        self._unread: list[str] = []  # documents in the output folder that do not change
        self._changed: dict[tuple[bool, str], set[str]] = {}  # whether it is the URL in a sitemap, and that or the id
        self._files: dict[str, str] = {}
        self._foreign: dict[str, str] = {}
        self._of_feeds: dict[str, set[str]] = {}
        self._is_any_there = False

    def take(self, document: Document | PublishedFile, *, has_other_header: bool = False) -> None:
        """Compare *document*; a PublishedFile stands for what the output folder has already.

        has_other_header  whether it would be sent to the output again for its Cache-Control alone

        Raises RecordError where it cannot be compared with what stands.
        """
        path = document.path
        self._take(path, document)
        if has_other_header and (self._place is None or self._is_output):
            self._files[path] = "changed"
            self._of_feeds.setdefault(path, set()).add("Cache-Control")

    def _take(self, path: str, document: Document | PublishedFile) -> None:
        if self._place is None:
            self._files[path] = self._state_by_record(document)
            return
        if isinstance(document, PublishedFile):
            if self._is_output:
                self._files[path] = "unchanged"
                self._unread.append(path)
                return
            body = self._output.read(path) if self._output else None
            if body is None:
                raise RecordError(f"{path}: has gone from the output folder meanwhile; run syndicate diff again")
        else:
            body = document.body
        old = self._place.read(path)
        self._is_any_there = self._is_any_there or old is not None
        is_same = old is not None and (old == body or (self._is_web and _is_same(old, body)))
        self._files[path] = "new" if old is None else "unchanged" if is_same else "changed"
        if is_same and self._is_output:
            self._unread.append(path)
        else:
            if old is not None and self._is_output:
                signed = signature(old)
                if is_foreign(path, signed, signature(body), self._record):
                    self._foreign[path] = writer(signed)
            self._compare(path, body if is_same else old, body)

    def remove(self, path: str, digests: Collection[str]) -> None:
        """Take in that the export removes the file at *path*, if its bytes have one of *digests*."""
        if self._place is None:
            self._files[path] = "removed"
            return
        old = self._place.read(path)
        if old is not None and (not self._is_output or any(document_digest(old, one) == one for one in digests)):
            self._files[path] = "removed"
            self._compare(path, old, None)

    def end(self, store: Store, now: datetime, *, withdrawn: Collection[str], is_all_read: bool) -> None:
        """Let `found` be what changes, once all documents are taken.

        store        the articles that were read
        now          of the export
        withdrawn    ids of those that this export withdraws
        is_all_read  whether what is not in *store* is not in the source either
        """
        if self._place is None and self._record is not None:
            self._take_lines(self._record)
        elif isinstance(self._place, Web) and not self._is_any_there:
            self._take_others(self._place.announced())
        elif self._place is not None and not self._is_web and not self._is_output:
            others = [(path, body) for path, body in self._place.feeds(self._paths) if path not in self._files]
            self._files.update((path, "removed") for path, _ in others)
            self._take_others(others)
        if self._changed or self._old.known or self._new.known or set(self._files.values()) > {"unchanged"}:
            for path in self._unread:
                body = self._place.read(path) if self._place else None
                self._compare(path, body, body)
        of_pages: dict[str, str] = {}
        if self._new.mapped and self._old.known.keys() - self._new.known.keys():  # Some may be in sitemaps alone.
            rows = ((row.url, row.row_id) for row in store.identities if row.url in self._new.mapped)
            of_pages = {url: id_ for url, id_ in rows if id_}
        found = list(self._matched(of_pages))
        facts = Facts(store, self._record, withdrawn, now, is_all_read=is_all_read)
        entries = sorted(facts.told(found), key=lambda one: (CHANGES.index(one.change), one.id))
        self.found = Differences(
            entries=tuple(entries),
            files=dict(sorted(self._files.items())),
            foreign=self._foreign,
            of_feeds={path: tuple(sorted(fields)) for path, fields in self._of_feeds.items()},
        )

    def _state_by_record(self, document: Document | PublishedFile) -> str:
        recorded = self._recorded.get(document.path)
        if recorded is None:
            return "new"
        if isinstance(document, PublishedFile):
            return "unchanged" if document.digest in recorded else "changed"
        return "unchanged" if any(document_digest(document.body, one) == one for one in recorded) else "changed"

    def _take_lines(self, record: Record) -> None:
        """Take the articles of *record* for entries: as they were published, and as they are to be."""
        before, after = record.articles(), record.articles_after()
        for side, lines in ((self._old, before), (self._new, after)):
            for line in lines.values():
                if line.gone is None:
                    entry = _entry_of(line)
                    side.note(entry, "")
                    if before.get(line.id) != after.get(line.id):
                        side.put_aside(entry)

    def _take_others(self, documents: Iterable[tuple[str, bytes]]) -> None:
        for name, body in documents:
            self._compare(name, body, None)

    def _compare(self, path: str, old: bytes | None, new: bytes | None) -> None:
        """Compare the document *new* with the *old* one at *path*; None: there is none."""
        if old is new:
            for entry in self._entries(path, new):
                self._old.note(entry, path)
                self._new.note(entry, path)
            return
        if old is not None and new is not None and may_hold_entries(new) and not may_hold_entries(old):
            raise RecordError(f"{self._name_of(path)}: is no feed, and cannot be compared; an export replaces it")
        there: dict[str, Entry] = {}
        own_old: dict[str, str] = {}
        own_new: dict[str, str] = {}
        has_other_entries = False
        for entry in self._entries(path, old, own_old):
            self._old.note(entry, path)
            there.setdefault(entry.id, entry)
        for entry in self._entries(path, new, own_new):
            self._new.note(entry, path)
            before = there.pop(entry.id, None)
            if before is None or before.kind != entry.kind:
                self._new.put_aside(entry)
                has_other_entries = True
            elif fields := changed_fields(before.fields, entry.fields):
                has_other_entries = True
                self._changed.setdefault((entry.kind == "sitemap", entry.id), set()).update(fields)
        for entry in there.values():
            self._old.put_aside(entry)
        if own_old and own_new and (fields := changed_fields(own_old, own_new)):
            # A feed is as new as the newest of its entries.
            self._of_feeds[path] = fields - ({"updated"} if has_other_entries or there else set())

    def _entries(self, path: str, body: bytes | None, own: dict[str, str] | None = None) -> Iterator[Entry]:
        try:
            yield from entries_of(body, own) if body else ()
        except RecordError as error:
            raise RecordError(f"{self._name_of(path)}: {error}; it cannot be compared") from error

    def _name_of(self, path: str) -> str:
        return path if self._place is None or "://" in path else f"{self._place.name.rstrip('/')}/{path}"

    def _matched(self, of_pages: Mapping[str, str]) -> Iterator[Difference]:
        """Yield what changes of each article; *of_pages* are the ids of some, by their URLs."""
        names = ids_by_iri((self._old, self._new), self._site_url)
        self._old.rename(names)
        self._new.rename(names)
        for side in (self._old, self._new):
            if not side.known and {url.rstrip("/") for url in side.mapped} == {self._site_url.rstrip("/")}:
                side.mapped.clear()  # a sitemap must have a URL: the home page stands in
        old_ids, new_ids = self._old.ids_by_url(), self._new.ids_by_url()
        self._old.resolve(old_ids, new_ids, of_pages)
        self._new.resolve(new_ids, of_pages, old_ids)
        changed: dict[str, set[str]] = {}
        for (is_url, key), fields in self._changed.items():
            changed.setdefault(new_ids.get(key, key) if is_url else names.get(key, key), set()).update(fields)
        old, new = self._old.known, self._new.known
        label = self._labels()
        common = {label(path) for known in old.values() for path in known.feeds}
        common &= {label(path) for known in new.values() for path in known.feeds}
        renamed = other_ids(
            {id_: known for id_, known in old.items() if id_ not in new},
            {id_: known for id_, known in new.items() if id_ not in old},
        )
        # Where one file of the place had another id than the others, as after the build of another generator.
        in_one_file = other_ids(
            {id_: known for id_, known in old.items() if id_ not in new and id_ not in renamed.values()},
            {id_: known for id_, known in new.items() if id_ in old},
        )
        renamed |= {
            id_: was
            for id_, was in in_one_file.items()
            if {*map(label, old[was].feeds)} & {*map(label, new[id_].feeds)} - {*map(label, old[id_].feeds)}
        }
        for id_, known in new.items():
            before = old.get(id_) or old.get(renamed.get(id_, id_))
            feeds = {label(path) for path in known.feeds}
            fields = changed.get(id_, set())
            change: Change = "new"
            into: set[str] = set()
            out_of: set[str] = set()
            if before is not None:
                were = {label(path) for path in (*before.feeds, *old.get(renamed.get(id_, id_), before).feeds)}
                into, out_of = feeds & common - were, were & common - feeds
                fields = fields | changed_aside(before, known)
                change = "id" if id_ in renamed else "changed" if fields else "moved"
                if change == "moved" and not (into or out_of):
                    continue
            others = {"fields": fields, "into": into, "out_of": out_of}
            sets = {name: tuple(sorted(values)) for name, values in others.items()}
            yield _difference(change, known, feeds, before=renamed.get(id_, ""), **sets)
        old_ids_of_others = set(renamed.values())
        for id_, known in old.items():
            if id_ not in new and id_ not in old_ids_of_others:
                yield _difference("left", known, {label(path) for path in known.feeds})

    def _labels(self) -> Callable[[str], str]:
        """Return a function that tells of the path of a document by which path its feed is known."""
        paths = {path for side in (self._old, self._new) for known in side.known.values() for path in known.feeds}
        paths.update(self._files)
        labels = {
            path: f"{found[1]}{found[2]}"
            for path in paths
            if (found := _PAGE.fullmatch(path)) and f"{found[1]}{found[2]}" in paths
        }
        return lambda path: labels.get(path, path)


def _difference(change: Change, known: Known, feeds: Collection[str], **others: object) -> Difference:
    given = {"id": known.id, "url": known.url, "title": known.title, "feeds": tuple(sorted(filter(None, feeds)))}
    return msgspec.convert({"change": change, **given, **others}, Difference)


def _is_same(old: bytes, new: bytes) -> bool:
    """Tell whether both say the same once they are unpacked: a server may have unpacked what it sends."""
    try:
        return unpacked(old) == unpacked(new)
    except RecordError:
        return False


def _entry_of(line: ArticleLine) -> Entry:
    fields = {"url": line.page, "title": line.mark[:8], "date": line.mark[8:]}
    return Entry("record", line.id, line.page, "", line.mark, fields)
