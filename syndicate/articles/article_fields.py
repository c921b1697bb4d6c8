"""A mapping of raw fields, as publishers name them, into an article.

Sites call one thing by many names. The table of `fields` says which names a field may have, best first; the settings
replace those of a row. What no field takes lies in the article's *extra*, as plain values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from msgspec.structs import replace

from syndicate.articles.article_of import STAND_INS, Content, article_of, title_of
from syndicate.articles.fields import FIELDS, SWITCHES, Read
from syndicate.articles.flags import FLAGS, NEVER, WITHHELD, Flags, folded
from syndicate.articles.names import GivenNames
from syndicate.articles.page_url import is_for_programs, name_of_page
from syndicate.articles.private import PRIVATE, public
from syndicate.articles.quick.fields import QuickFields
from syndicate.articles.url_pattern import (
    BY_PATH,
    NO_URL,
    by_path,
    check_pattern,
    name_and_date,
    needs_date,
    pattern_url,
)
from syndicate.articles.values import RawValues
from syndicate.files.front_matter import Head, article_head
from syndicate.files.scalars import is_given
from syndicate.files.tree import Raw
from syndicate.model.article import EPOCH, UNDATED, Article, Attachment, Author, Origin
from syndicate.model.errors import ArticleError, Fault, UsageError, excerpt, suggest
from syndicate.model.feed import Site
from syndicate.model.instants import parse_instant, time_zone
from syndicate.model.known_authors import People
from syndicate.model.memo import Memo
from syndicate.model.urls import LOCAL, iri_of, is_of_one_machine
from syndicate.parts.contract import PassedOver, SourceContext

# "/:year/:title/" and "pretty" tell Jekyll how to make a URL; they are none.
_JEKYLL_PATTERN = r"(?:.*/)?:[a-z_]+.*|pretty|date|ordinal|weekdate|none"
_DATE_ADVICE = "write date: and e.g. 2024-05-01T09:00:00+02:00"
# Said of pages, whatever names a source has for its URLs.
_PAGES = ("webUrl", "canonical")
# What an article says of its sound or film: the attachment's field, and how it is read.
_OF_ATTACHMENTS: Mapping[str, tuple[str, Read]] = {
    "duration": ("duration_seconds", RawValues.seconds),
    "size": ("size_bytes", RawValues.count),
}


class ArticleFields:
    """Makes articles from mappings of raw fields; made once for all articles of a source.

    site         completes relative URLs, ids and times without a zone
    names        field -> names, best first, instead of those in the table
    url_pattern  of an article that names no URL, e.g. "{site_url}/{year}/{month}/{slug}/"
    has_path_urls  whether, without url_pattern, such an article has a URL by its path; a PassedOver then warns of it
    may_be_undated  an article without a date gets UNDATED instead of a fault
    authors      whom the site knows by a key: SourceContext.authors
    withheld     which words withhold articles: SourceContext.withheld
    has_extra    whether articles get what no field takes: SourceContext.asks_for_extra
    is_text      whether titles, topics and names are text as they stand, as they are to Hugo; else markup in them goes

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
    ) -> None:
        for field in names or ():
            if field not in FIELDS:
                raise UsageError(f"source.fields: no field is named {excerpt(field)}{suggest(field, FIELDS)}")
        check_pattern(url_pattern)
        table = {field: row.names for field, row in FIELDS.items()} | dict(names or {})
        self._kept = frozenset(name for row in (names or {}).values() for name in row)
        self._kept_in_extra = frozenset(table.pop("extra"))
        self._known = frozenset(name for row in table.values() for name in row)
        self._flags = Flags({field: table.pop(field) for field in FLAGS}, withheld or {}, self._known)
        self._table = table
        self._names = names_of = GivenNames(table, in_any_case=True, switches=SWITCHES)
        self._pages = tuple(dict.fromkeys((*_PAGES, *table["url"], *table["original_url"])))
        self._private = PRIVATE - self._kept
        self._zone = time_zone(site.timezone)
        self._base = site.base_url
        self._host = urlsplit(site.url).hostname or ""
        self._has_path_urls = has_path_urls
        self._pattern = url_pattern
        self._may_be_undated = may_be_undated
        self._people = People(authors or {})
        self._has_extra = has_extra
        self._is_text = is_text
        self._repeated: Memo[bytes, Any] = Memo(most=1_024, longest=1_000)  # by what RawValues made them of
        self._quick = None
        if not has_extra:
            self._quick = QuickFields(
                names_of,
                self._flags,
                self._base,
                self._zone,
                self._people,
                host=self._host,
                pattern=url_pattern,
                is_text=is_text,
            )

    @classmethod
    def of(
        cls,
        context: SourceContext,
        names: Mapping[str, tuple[str, ...]] | None = None,
        *,
        has_pattern: bool = True,
        has_path_urls: Callable[[], bool] = lambda: False,
        is_text: bool = False,
    ) -> ArticleFields:
        """Return the fields of articles as *context* asks for them.

        names        field -> names, best first, instead of those in the table; those of the settings go before them
        has_pattern  whether the settings' pattern makes URLs; else the source knows the URL of every article
        has_path_urls, is_text  as the constructor takes them
        """
        return cls(
            context.site,
            names={**(names or {}), **context.fields},
            url_pattern=context.url_pattern if has_pattern else None,
            has_path_urls=has_path_urls,
            may_be_undated=context.may_be_undated,
            authors=context.authors,
            withheld=context.withheld,
            has_extra=context.asks_for_extra,
            is_text=is_text,
        )

    def read_head(
        self, head: Head, key: str, path: str = "", content: Content | None = None
    ) -> list[Article | Fault | PassedOver]:
        """Return the article that *head* of the file at *key* tells of, as read() does; most heads are read quickly.

        path, content  as read() takes it
        """
        quick = self._quick if head.language == "yaml" else None
        if quick is not None and (given := quick.read(head.text, path)) is not None:
            given["origin"] = Origin(path=key, line=head.line)
            try:
                return [article_of(given)]
            except ArticleError:
                pass  # The plain way finds it again, with its place.
        found = article_head(head, key)
        if isinstance(found, list):
            return list(found)
        if quick is not None and not found.fields.faults:
            quick.learn(head.text, tuple(found.fields.value))
        return self.read(found.fields, found.origin, path, content=content)

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
        content  of the source: where no title is given, the first heading of the text stands for it, else how it begins

        Where a fault is no warning, there is no article.
        """
        mapping: Mapping[str, Any] = raw.value
        values = RawValues(raw, self._base, self._zone, self._people, self._repeated, is_text=self._is_text)
        values.faults += raw.faults
        values.faults += faults
        name_of = self._names.find(mapping)
        self._prefer_page(mapping, name_of)
        given: dict[str, Any] = {"origin": origin}
        failed: dict[str, slice] = {}  # field -> the warnings about it

        for field, name in name_of.items():
            if (read := FIELDS[field].read) is not None:
                before = len(values.faults)
                value = read(values, (name,), mapping[name])
                if value is None:
                    value = self._read_other(values, mapping, field, name_of)
                    failed[field] = slice(before, len(values.faults))
                if value is not None:
                    given[field] = value
        if "expires_at" in failed and "expires_at" not in given:
            self._withhold(values, mapping[name_of["expires_at"]], failed["expires_at"], given)
        if not given.get("title") and (title := title_of(content, given)):
            given["title"] = title
        elif "title" in failed:
            values.require(failed["title"])
        elif "title" not in given:
            values.complain((self._written(mapping, "title"),), "is empty or missing; write title: and some text")
        elif given["title"] == "":
            values.complain((name_of["title"],), "says nothing once markup is taken out; write some text")
        taken, notes = self._flags.read(values, mapping, given)
        if "published_at" not in given:
            if dated := name_and_date(path)[1]:
                given["published_at"] = self._date_of_name(values, dated)
            elif self._may_be_undated:
                given["published_at"] = UNDATED
            elif "published_at" in failed:
                values.require(failed["published_at"])
            else:
                field = self._written(mapping, "published_at", "date")
                values.complain((field,), f"no date says when this was published; {_DATE_ADVICE}")
        named = name_of.get("url")
        if named is not None and mapping[named] == given.get("original_url") and "slug" not in name_of:
            given["url"] = given["original_url"]  # as most aggregators write it: it was found good
        else:
            given["url"] = self._url(values, mapping, name_of, given.get("published_at"), path)
        if (url := given["url"]) and not url.startswith(self._base) and is_of_one_machine(url):
            values.warn((name_of.get("url", "url"),), f"{excerpt(url)} {LOCAL}; write the public address")
        if "id" in name_of:
            self._read_id(values, mapping, name_of["id"], given)
        for field in _OF_ATTACHMENTS:
            if field in name_of:
                self._read_of_attachment(values, mapping, name_of, given, field)
        if self._has_extra:
            given["extra"] = self._extra(mapping, frozenset((*name_of.values(), *taken)))
        found = self._found(values, name_of, given)
        if named is None and self._pattern is None and isinstance(found[0], Article):
            notes.append(by_path(origin.path if origin else path))
        return [*found, *notes]

    def names_url(self, mapping: Mapping[str, Any]) -> bool:
        """Tell whether *mapping* says the article's URL."""
        return "url" in self._names.find(mapping)

    @staticmethod
    def _withhold(values: RawValues, expiry: Any, warnings: slice, given: dict[str, Any]) -> None:
        """Keep in the house what nobody can tell until when it may be shown, unless that is for ever."""
        if isinstance(expiry, str) and folded(expiry) in NEVER:
            del values.faults[warnings]
            return
        given["is_published"] = False
        values.faults[warnings] = [
            replace(fault, message=f"{fault.message}; {WITHHELD}") for fault in values.faults[warnings]
        ]

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

    def _found(self, values: RawValues, name_of: Mapping[str, str], given: dict[str, Any]) -> list[Article | Fault]:
        """Return the article of *given* and the warnings about it; all that is wrong with it where that is a fault."""
        is_at_fault = not all(fault.is_warning for fault in values.faults)
        if is_at_fault:
            present = {field: value for field, value in given.items() if value is not None and value != ""}
            given = {**STAND_INS, **present}
        try:
            article = article_of(given)
        except ArticleError as error:
            values.complain((name_of.get(error.field, error.field),), error.message)
            is_at_fault = True
        faults = sorted(values.faults, key=lambda fault: (fault.line, fault.column))
        return [*faults] if is_at_fault else [article, *faults]

    def _written(self, mapping: Mapping[str, Any], field: str, otherwise: str = "") -> str:
        """Return the name by which *mapping* leaves *field* empty, else the one to write."""
        names = self._table[field]
        return next((name for name in names if name in mapping), otherwise if otherwise in names else names[0])

    def _date_of_name(self, values: RawValues, dated: str) -> datetime | None:
        try:
            return parse_instant(dated, self._zone)
        except ValueError as error:
            values.complain((), f"in the file's name, {error}")
            return None

    def _prefer_page(self, mapping: Mapping[str, Any], name_of: dict[str, str]) -> None:
        """Let another name say the URL where the best one says an address for programs."""
        url = mapping[name_of["url"]] if "url" in name_of else None
        if isinstance(url, str) and is_for_programs(url.strip()) and (name := name_of_page(mapping, self._pages)):
            name_of["url"] = name

    def _url(
        self,
        values: RawValues,
        mapping: Mapping[str, Any],
        name_of: Mapping[str, str],
        published_at: datetime | None,
        path: str,
    ) -> str | None:
        slug = values.label((name,), mapping[name]) if (name := name_of.get("slug")) else None
        if name := name_of.get("url"):
            value = mapping[name]
            if isinstance(value, str) and ":/" not in value and re.fullmatch(_JEKYLL_PATTERN, value.strip()):
                values.complain(
                    (name,), f"{excerpt(value)} is a pattern for URLs, not one; set source.url, or write the URL itself"
                )
                return None
            return self._required_url(values, name, value)
        pattern = self._pattern or (BY_PATH if self._has_path_urls() else None)
        if pattern is None:
            values.complain((self._written(mapping, "url", "url"),), NO_URL)
            return None
        if published_at is None:
            return None  # Its fault is known.
        if published_at == UNDATED and needs_date(pattern):
            field = self._written(mapping, "published_at", "date")
            values.complain((field,), f"no date says when this was published, and source.url needs one; {_DATE_ADVICE}")
            return None
        url = pattern_url(pattern, self._base, published_at, self._zone, path, slug=slug)
        return self._required_url(values, name_of.get("slug", "url"), url)

    @staticmethod
    def _required_url(values: RawValues, name: str, value: Any) -> str | None:
        before = len(values.faults)
        url = values.url((name,), value)
        values.require(slice(before, None))
        return url

    def _read_id(self, values: RawValues, mapping: Mapping[str, Any], name: str, given: dict[str, Any]) -> None:
        text = values.text((name,), mapping[name])
        if not text:
            return
        published_at = given.get("published_at") or EPOCH
        year = (EPOCH if published_at == UNDATED else published_at).year
        given["id"] = iri_of(text.strip(), self._host, year)

    @staticmethod
    def _read_of_attachment(
        values: RawValues, mapping: Mapping[str, Any], name_of: dict[str, str], given: dict[str, Any], field: str
    ) -> None:
        """Give a *field* of the article to its first sound or film, if that has none; else it is kept in extra."""
        name = name_of.pop(field)
        its_field, read = _OF_ATTACHMENTS[field]
        attachments: tuple[Attachment, ...] = given.get("attachments", ())
        if not attachments:
            return
        index = next((i for i, a in enumerate(attachments) if a.media_type.startswith(("audio/", "video/"))), None)
        if index is None or getattr(attachments[index], its_field) is not None:
            return
        name_of[field] = name
        whole = replace(attachments[index], **{its_field: read(values, (name,), mapping[name])})
        given["attachments"] = (*attachments[:index], whole, *attachments[index + 1 :])

    def _extra(self, mapping: Mapping[str, Any], used: frozenset[str]) -> dict[str, Any]:
        private, known, kept = self._private, self._known, self._kept_in_extra
        return {
            key: public(value, private) if isinstance(value, dict | list) else value
            for key, value in mapping.items()
            if (key not in used or key in kept)
            and key.lower() not in private
            and not (key in known and not is_given(value))
        }
