"""A mapping of raw fields, as publishers name them, into an article.

Sites call one thing by many names. The table of `fields` says which names a field may have, best first; the settings
replace those of a row. What no field takes lies in the article's *extra*, as plain values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from syndicate.articles.derived import OF_ATTACHMENTS, Derived
from syndicate.articles.fields import BOUNDS, DATED, FIELDS, NO_PAGE, OPTIONAL, SWITCHES
from syndicate.articles.flags import FLAGS, WITHHELD, Flags, is_shown, release
from syndicate.articles.making import Content, article_or_faults, made, title_of
from syndicate.articles.names import GivenNames, remembered
from syndicate.articles.plain_values import Manner
from syndicate.articles.quick.fields import UNREAD, QuickFields
from syndicate.articles.secrets import SECRETS, public
from syndicate.articles.unread import UnreadKeys, unread_note
from syndicate.articles.url_pattern import by_one_pattern, by_path, check_pattern, is_of_all, keys_in
from syndicate.articles.values import RawValues
from syndicate.articles.words import OF_DISPLAY, folded, is_publication
from syndicate.files.front_matter import article_head
from syndicate.files.head_bounds import Head
from syndicate.files.reached import Reached, Steps, place_of
from syndicate.files.scalars import is_given
from syndicate.files.tree import Overlay, Raw, entries_of
from syndicate.model.article import UNDATED, Article, Author, Origin
from syndicate.model.errors import Fault, UsageError, excerpt, suggest
from syndicate.model.feed import Site
from syndicate.model.instants import time_zone
from syndicate.model.known_authors import People
from syndicate.model.memo import Memo
from syndicate.model.urls import is_absolute_iri
from syndicate.parts.contract import PassedOver, SourceContext

_WORDS = {"title": "title", "url": "URL", "published_at": "date"}
# What names mean where a generator has names of its own for these fields, and nobody reads the usual ones.
_BOUNDS = {
    folded(name): f"date of {word}"
    for field, word in (("release_at", "release"), ("expires_at", "expiry"))
    for name in FIELDS[field].names
}


class ArticleFields:
    """Makes articles from mappings of raw fields; made once for all articles of a source.

    site         completes relative URLs, ids and times without a zone
    names        field -> names, best first, instead of those in the table; a path reaches in, e.g. "title.rendered"
    url_pattern  of an article that names no URL, e.g. "{site_url}/{year}/{month}/{slug}/"
    has_path_urls  whether, without url_pattern, such an article has a URL by its path; a PassedOver then warns of it
    may_be_undated  an article without a date gets UNDATED instead of a fault
    authors      whom the site knows by a key: SourceContext.authors
    withheld     which words withhold articles: SourceContext.withheld
    has_extra    whether articles get what no field takes: SourceContext.asks_for_extra
    is_text      whether titles, topics and names are text as they stand, as they are to Hugo; else markup in them goes
    moves_files  whether the site's build moves and renames files beside articles, so that "./one.jpg" is no address
    has_unfinished  whether what is withheld and has no title, date or URL yet is passed over; else it is at fault
    known        names beside those of the fields that the source reads, or that are no matter of feeds to its generator

    Raises UsageError for a field or a placeholder that there is not.
    """

    def __init__(
        self,
        site: Site,
        *,
        names: Mapping[str, tuple[str, ...]] | None = None,
        url_pattern: str | None = None,
        has_path_urls: Callable[[], bool] = lambda: False,
        may_be_undated: bool = False,
        authors: Mapping[str, Author] | None = None,
        withheld: Mapping[str, bool | None] | None = None,
        has_extra: bool = True,
        is_text: bool = False,
        moves_files: bool = False,
        has_unfinished: bool = False,
        known: Iterable[str] = (),
    ) -> None:
        for field in names or ():
            if field not in FIELDS:
                meant = (own for own, row in FIELDS.items() if field in row.names and own not in FLAGS)
                hint = suggest("topics" if field == "section" else next(meant, field), FIELDS)
                raise UsageError(f"source.fields: no field is named {excerpt(field)}{hint}")
        check_pattern(url_pattern)
        table = {field: row.names for field, row in FIELDS.items()} | dict(names or {})
        self._kept = frozenset(name for row in (names or {}).values() for name in row)
        paths = ((name, place_of(name) or ()) for name in sorted(self._kept))
        self._paths: dict[str, Steps] = {name: steps for name, steps in paths if len(steps) > 1}
        self._kept_in_extra = frozenset(table.pop("extra"))
        self._dates = frozenset(folded(name) for field in DATED for name in table[field])
        self._dates_of = remembered(lambda keys: [name for name in keys if folded(name) in self._dates])
        self._known = frozenset(name for row in table.values() for name in row)
        self._flags = Flags({field: table.pop(field) for field in FLAGS}, withheld or {}, (*self._known, *known))
        self._names = names_of = GivenNames(table, in_any_spelling=True, switches=SWITCHES)
        zone = time_zone(site.timezone)
        bounds = set(map(folded, (*table["release_at"], *table["expires_at"], *self._kept, *known)))
        kinds = {name: kind for name, kind in _BOUNDS.items() if name not in bounds}
        self._unread = UnreadKeys((*self._known, *self._kept, *(withheld or ()), *known), zone, kinds)
        self._secrets = SECRETS.difference(map(folded, self._kept))
        self._derived = Derived(
            site, self._unread, table, url_pattern, has_path_urls=has_path_urls, may_be_undated=may_be_undated
        )
        self._has_no_pattern = url_pattern is None
        self._one_pattern = url_pattern if is_of_all(url_pattern) else None
        self._has_extra = has_extra
        self._has_unfinished = has_unfinished
        repeated: Memo[bytes, Any] = Memo(most=1_024, longest=1_000)
        self._manner = Manner(
            site.base_url, zone, People(authors or {}), repeated, is_text=is_text, moves_files=moves_files
        )
        self._quick = None
        if not has_extra and not self._one_pattern and not keys_in(url_pattern):
            self._quick = QuickFields(
                names_of,
                self._flags,
                self._unread,
                self._manner,
                host=self._derived.host,
                pattern=url_pattern,
                reached_into=frozenset(steps[0] for steps in self._paths.values()),
            )

    @classmethod
    def of(
        cls,
        context: SourceContext,
        names: Mapping[str, tuple[str, ...]] | None = None,
        *,
        has_pattern: bool = True,
        **more: Any,
    ) -> ArticleFields:
        """Return the fields of articles as *context* asks for them.

        names        field -> names, best first, instead of those in the table; those of the settings replace them, but
                     for what withholds: there both count
        has_pattern  whether the settings' pattern makes URLs; else the source knows the URL of every article
        more         as the constructor takes it
        """
        own = dict(names or {})
        for field, given in context.fields.items():
            own[field] = (*given, *own.get(field, ())) if field in FLAGS or field in BOUNDS else given
        return cls(
            context.site,
            names=own,
            url_pattern=context.url_pattern if has_pattern else None,
            may_be_undated=context.may_be_undated,
            authors=context.authors,
            withheld=context.withheld,
            has_extra=context.asks_for_extra,
            **more,
        )

    def read_head(
        self, head: Head, key: str, path: str = "", content: Content | None = None
    ) -> list[Article | Fault | PassedOver]:
        """Return the article that *head* of the file at *key* tells of, as read() does; most heads are read quickly.

        path, content  as read() takes it
        """
        if self._quick is not None and (given := self._quick.read(head, path)) is not None:
            unread = given.pop(UNREAD, ())
            if (article := made(given, Origin(path=key, line=head.line))) is not None:
                return [
                    article,
                    *(unread_note(name, kind, key, head.line + _line(head, name)) for name, kind in unread),
                ]
        found = article_head(head, key)
        if isinstance(found, list):
            return list(found)
        read = self._read_plainly(found.fields, found.origin, path, (), content)
        if found.fields.value or any(isinstance(one, Article) for one in read):
            return read
        message = "the front matter is empty; write at least title: and date:"
        return [Fault(path=key, line=head.line, column=1, message=message)]

    def lacking(
        self, found: list[Article | Fault | PassedOver], raw: Raw, origin: Origin
    ) -> list[Article | Fault | PassedOver]:
        """Return *found*, what was read of *raw*; of a draft that lacks what they need that alone, no faults."""
        if any(isinstance(one, Article) or WITHHELD in str(one) for one in found) or not self.is_withheld(raw, origin):
            return found
        return [PassedOver(origin.path, "draft lacks what articles need", "drafts lack what articles need")]

    def is_withheld(self, raw: Raw, origin: Origin) -> bool:
        """Tell whether an article of *raw* is withheld, whatever else it lacks."""
        article = self.read(Overlay(raw, {"title": "-", "date": "1970-01-01", "url": "/"}), origin)[0]
        return isinstance(article, Article) and (article.is_removed or not article.is_published)

    def read(
        self,
        raw: Raw,
        origin: Origin | None = None,
        path: str = "",
        faults: Iterable[Fault] = (),
        content: Content | None = None,
    ) -> list[Article | Fault | PassedOver]:
        """Return the article that *raw* tells of, a warning for each value that it lacks, and what the report asks.

        path    of the article's file below the folder that the settings name, e.g. "2024/2024-01-30-tides.md": it may
                hold a date and a slug
        faults  what the source found wrong with it
        content  of the source: where no title is given, the first heading of the text is it. Where there is none, the
                 article has none, and the beginning of its text is there for those who must have one

        Where a fault is no warning, there is no article.
        """
        faults = tuple(faults)
        if self._quick is not None and not faults and not raw.faults:
            given = self._quick.read_entries([*entries_of(raw).values()], path)
            unread = given.pop(UNREAD, ()) if given is not None else ()
            if given is not None and (article := made(given, origin)) is not None:
                return [article, *self._unread.told(unread, raw, origin.path if origin else "")]
        return self._read_plainly(raw, origin, path, faults, content)

    def _read_plainly(
        self, raw: Raw, origin: Origin | None, path: str, faults: Iterable[Fault], content: Content | None
    ) -> list[Article | Fault | PassedOver]:
        """Return what read() does, with a place for all that is wrong."""
        own: Mapping[str, Any] = raw.value
        if self._paths:
            raw = Reached(raw, self._paths)
        mapping: Mapping[str, Any] = raw.value
        values = RawValues(raw, self._manner)
        values.faults += raw.faults
        values.faults += faults
        name_of = self._names.find(mapping)
        self._derived.prefer_page(mapping, name_of)
        given: dict[str, Any] = {"origin": origin}
        failed: dict[str, slice] = {}  # field -> the warnings about it

        for field, name in name_of.items():
            if (read := FIELDS[field].read) is not None:
                before = len(values.faults)
                value = read(values, (name,), mapping[name])
                if value is None:
                    value = self._read_other(values, mapping, field, name_of)
                    if len(values.faults) > before:
                        failed[field] = slice(before, len(values.faults))
                if value is not None:
                    given[field] = value
        for field in BOUNDS:
            if field in given:
                self._bound(values, mapping, field, name_of[field], given)
        for field in ("expires_at", "release_at"):
            if field in failed and field not in given:
                self._derived.withhold(values, mapping[name_of[field]], failed[field], given)
        if "release_at" in given:
            release(given, given.pop("release_at"))
        if not given.get("title") and (stand_in := title_of(content, given))[0]:
            given["title"], given["has_title"] = stand_in
        elif "title" in failed:
            values.require(failed["title"])
        elif "title" not in given:
            values.complain(
                (self._derived.written(mapping, "title"),),
                f"is empty or missing; write title: and some text{self._unread.hint(mapping, 'title')}",
            )
        elif given["title"] == "":
            values.complain((name_of["title"],), "says nothing once markup is taken out; write some text")
        taken, notes = self._flags.read(values, mapping, given)
        if "url" not in name_of and any(mapping.get(name) is False for name in NO_PAGE):
            given["is_published"] = False
        if "published_at" not in given:
            if self._has_unfinished and "published_at" not in failed and any(map(is_publication, mapping)):
                given["is_published"] = False  # `publishedAt: null`: there was none.
            given["published_at"] = self._derived.published_at(values, mapping, path, failed.get("published_at"))
            if given["published_at"] == UNDATED and given.get("is_scheduled"):
                given["is_published"] = False  # Nobody says until when.
        given["url"] = self._derived.url(values, mapping, name_of, given, path)
        if not {"language", "url"} & name_of.keys() and (language := self._derived.language(path)):
            given["language"] = language
        if "id" in name_of:
            self._derived.read_id(values, mapping, name_of["id"], given)
        if "made_id" in name_of and is_absolute_iri(made_id := str(mapping[name_of["made_id"]])):
            given["made_id"] = made_id
        for field in OF_ATTACHMENTS:
            if field in name_of:
                self._derived.read_of_attachment(values, mapping, name_of, given, field)
        if self._has_extra:
            given["extra"] = self._extra(own, frozenset((*name_of.values(), *taken)))
        lacking = [word for field, word in _WORDS.items() if field not in name_of and not given.get(field)]
        if self._has_unfinished and lacking and not is_shown(given):
            return [_unfinished(raw.fault((), ""), lacking)]
        found = article_or_faults(values, name_of, given)
        if type(found[0]) is not Article:
            return [*found]  # without the notes: it is neither published nor does it stay in
        if is_shown(given):
            notes += self._unread.notes(raw, mapping, origin.path if origin else "", has_title="title" in name_of)
        place = origin.path if origin else path
        if "url" not in name_of and self._has_no_pattern:
            notes.append(by_path(place))
        if "url" not in name_of and self._one_pattern:
            notes.append(by_one_pattern(place, self._one_pattern))
        return [*found, *notes]

    def names_url(self, mapping: Mapping[str, Any]) -> bool:
        """Tell whether *mapping* says the article's URL."""
        name_of = self._names.find(mapping)
        self._derived.prefer_page(mapping, name_of)
        return "url" in name_of

    def dates(self, mapping: Mapping[str, Any]) -> list[str]:
        """Return the names in *mapping*, in any spelling, of the fields that are dates."""
        return self._dates_of(tuple(mapping))

    def reads(self, name: str) -> bool:
        """Tell whether a raw field of this *name* says anything of an article."""
        return any(self._names.rows((name,))) or bool(self._flags.names((name,)))

    def on_showing(self, names: tuple[str, ...], *, of_display: bool = False) -> list[str]:
        """Return those of *names* that may say that an article is withheld.

        of_display  those that only its theme obeys, too
        """
        return [name for name, said in self._flags.names(names) if of_display or said.word not in OF_DISPLAY]

    def optional(self, said: Mapping[str, Any], besides: Mapping[str, Any]) -> list[str]:
        """Return the names in *besides* of what an article may have, where *said* does not have it by any name."""
        known, found = self._names.find(said), self._names.find(besides)
        return [name for field, name in found.items() if field in OPTIONAL and field not in known]

    def _read_other(
        self, values: RawValues, mapping: Mapping[str, Any], field: str, name_of: dict[str, str]
    ) -> Any | None:
        """Return what the next name of *field* that can be read says, and put the name into *name_of*."""
        read = FIELDS[field].read
        assert read is not None  # noqa: S101  the caller has read the first one by it
        for name in self._names.others(mapping, field, name_of[field]):
            if (value := read(values, (name,), mapping[name])) is not None:
                name_of[field] = name
                return value
        return None

    def _bound(
        self, values: RawValues, mapping: Mapping[str, Any], field: str, best: str, given: dict[str, Any]
    ) -> None:
        """Let every name of *field* count, not the *best* alone: the last release, the first end."""
        for name in self._names.others(mapping, field, best):
            before = len(values.faults)
            read = FIELDS[field].read or RawValues.instant
            value = read(values, (name,), mapping[name])
            if value is not None:
                given[field] = BOUNDS[field](value, given[field])
            elif len(values.faults) > before:
                self._derived.withhold(values, mapping[name], slice(before, len(values.faults)), given)

    def _extra(self, mapping: Mapping[str, Any], used: frozenset[str]) -> dict[str, Any]:
        secrets, known, kept = self._secrets, self._known, self._kept_in_extra
        return {
            key: public(value, secrets) if isinstance(value, dict | list) else value
            for key, value in mapping.items()
            if (key not in used or key in kept)
            and folded(key) not in secrets
            and not (key in known and not is_given(value))
        }


def _line(head: Head, key: str) -> int:
    """Return the line, counted from 1, in which *key* begins an entry of *head*."""
    return f"\n{head.text}".partition(f"\n{key}:")[0].count("\n") + 1


def _unfinished(place: Fault, lacking: list[str]) -> PassedOver:
    """Return what is said of an article that is withheld and lacks what the words *lacking* name."""
    words = " and no ".join(lacking)
    one, many = f"article is withheld, and has no {words} yet", f"articles are withheld, and have no {words} yet"
    return PassedOver(place.path, one, many, place.line)
