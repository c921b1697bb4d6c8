"""What follows from the fields that an article gives: its page, its id, its date and title where it names none.

Whoever adds a rule by which one field bears on another adds it here; what a field says by itself is read by `fields`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from msgspec.structs import replace

from syndicate.articles.fields import Read
from syndicate.articles.flags import WITHHELD
from syndicate.articles.unread import UnreadKeys
from syndicate.articles.url_pattern import (
    BY_PATH,
    NO_URL,
    date_of_folders,
    keys_in,
    language_and_rest,
    name_and_date,
    needs_date,
    needs_name,
    pattern_url,
    with_key,
)
from syndicate.articles.values import RawValues
from syndicate.articles.words import is_never
from syndicate.model.article import EPOCH, UNDATED, Attachment
from syndicate.model.errors import excerpt
from syndicate.model.feed import Site
from syndicate.model.instants import parse_instant
from syndicate.model.urls import LOCAL, iri_of, is_of_one_machine, media_type_of

# "/:year/:title/" and "pretty" tell Jekyll how to make a URL; they are none.
_JEKYLL_PATTERN = r"(?:.*/)?:[a-z_]+.*|pretty|date|ordinal|weekdate|none"
_DATE_ADVICE = "write date: and e.g. 2024-05-01T09:00:00+02:00"
# Said of pages, whatever names a source has for its URLs.
_PAGES = ("webUrl", "canonical")
# What an article says of its sound or film: the attachment's field, and how it is read.
OF_ATTACHMENTS: Mapping[str, tuple[str, Read]] = {
    "duration": ("duration_seconds", RawValues.seconds),
    "size": ("size_bytes", RawValues.count),
}
_FOR_PROGRAMS = (".json", ".jsonld", ".xml", ".rss", ".atom", ".txt", ".csv", ".yml", ".yaml", ".ics")


class Derived:
    """Completes the fields of an article by what others of them say.

    site    completes relative URLs, ids and times without a zone
    zone    of the site
    names   field -> names, best first
    pattern  of the URL of an article that names none
    has_path_urls  whether such an article has a URL by its path where there is no pattern
    may_be_undated  as ArticleFields takes it
    host    of the site, for ids that are none themselves
    """

    def __init__(
        self,
        site: Site,
        unread: UnreadKeys,
        names: Mapping[str, tuple[str, ...]],
        pattern: str | None,
        *,
        has_path_urls: Callable[[], bool],
        may_be_undated: bool,
    ) -> None:
        self._names = names
        self._pages = tuple(dict.fromkeys((*_PAGES, *names["url"], *names["original_url"])))
        self._zone = unread.zone
        self._unread = unread
        self._base = site.base_url
        self.host = urlsplit(site.url).hostname or ""
        self._pattern = pattern
        self._has_path_urls = has_path_urls
        self._may_be_undated = may_be_undated

    def prefer_page(self, mapping: Mapping[str, Any], name_of: dict[str, str]) -> None:
        """Let another name say the URL where the best one says no page's; a recording is attached then."""
        url = mapping[name_of["url"]] if "url" in name_of else None
        if not isinstance(url, str) or not is_no_page(url.strip()):
            return
        own = name_of["url"]
        if name := name_of_page(mapping, self._pages):
            name_of["url"] = name
        elif is_recording(url.strip()):
            del name_of["url"]
        if is_recording(url.strip()):
            name_of.setdefault("attachments", own)

    @staticmethod
    def withhold(values: RawValues, expiry: Any, warnings: slice, given: dict[str, Any]) -> None:
        """Keep in the house what nobody can tell until when it may be shown, unless that is for ever."""
        if is_never(expiry):
            del values.faults[warnings]
            return
        given["is_published"] = False
        values.faults[warnings] = [
            replace(fault, message=f"{fault.message}; {WITHHELD}") for fault in values.faults[warnings]
        ]

    def published_at(
        self, values: RawValues, mapping: Mapping[str, Any], path: str, failed: slice | None
    ) -> datetime | None:
        """Return the date of an article that gives none: that of its place, or UNDATED where that will do.

        failed  the warnings about the dates that it gives and nobody can read; they are faults where there is no other
        """
        if dated := name_and_date(path)[1]:
            return self._date_of_name(values, dated)
        if self._may_be_undated:
            return UNDATED
        if failed is None and (dated := date_of_folders(path)):
            return self._date_of_name(values, dated)
        if failed is not None:
            values.require(failed)
        else:
            field = self.written(mapping, "published_at", "date")
            hint = self._unread.hint(mapping, "date")
            values.complain((field,), f"no date says when this was published; {_DATE_ADVICE}{hint}")
        return None

    def _date_of_name(self, values: RawValues, dated: str) -> datetime | None:
        try:
            return parse_instant(dated, self._zone)
        except ValueError as error:
            values.complain((), f"in the file's name, {error}")
            return None

    def url(
        self,
        values: RawValues,
        mapping: Mapping[str, Any],
        name_of: Mapping[str, str],
        given: Mapping[str, Any],
        path: str,
    ) -> str | None:
        """Return the URL of the page of an article: what it names, else what the pattern makes."""
        named = name_of.get("url")
        if named is not None and mapping[named] == given.get("original_url") and "slug" not in name_of:
            url: str | None = given["original_url"]  # as most aggregators write it: it was found good
        else:
            url = self._url(values, mapping, name_of, given.get("published_at"), path)
        if url and not url.startswith(self._base) and is_of_one_machine(url):
            values.warn((name_of.get("url", "url"),), f"{excerpt(url)} {LOCAL}; write the public address")
        return url

    def language(self, path: str) -> str:
        """Return the language that the path of an article names where the pattern of URLs asks for it, else ""."""
        named = language_and_rest(path)[0].replace("_", "-") if "{language}" in (self._pattern or "") else ""
        return named if re.fullmatch(r"[a-z]{2,3}(?:-[0-9A-Za-z]{2,4})?", named) else ""

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
            hint = self._unread.hint(mapping, "address")
            values.complain((self.written(mapping, "url", "url"),), f"{NO_URL}{hint}")
            return None
        if published_at is None:
            return None  # Its fault is known.
        if published_at == UNDATED and needs_date(pattern):
            field = self.written(mapping, "published_at", "date")
            values.complain((field,), f"no date says when this was published, and source.url needs one; {_DATE_ADVICE}")
            return None
        if not (slug or path) and needs_name(pattern):
            field = self.written(mapping, "slug")
            values.complain((field,), "names no slug, of which source.url makes the URL; write one, or a url")
            return None
        for key in keys_in(pattern):
            filled = with_key(pattern, key, mapping.get(key))
            if not filled:
                values.complain((key,), f"names no {key}, of which source.url makes the URL; write one, or a url")
                return None
            pattern = filled
        url = pattern_url(pattern, self._base, published_at, self._zone, path, slug=slug)
        return self._required_url(values, name_of.get("slug", "url"), url)

    @staticmethod
    def _required_url(values: RawValues, name: str, value: Any) -> str | None:
        before = len(values.faults)
        url = values.url((name,), value)
        values.require(slice(before, None))
        return url

    def read_id(self, values: RawValues, mapping: Mapping[str, Any], name: str, given: dict[str, Any]) -> None:
        """Put the id of an article into *given*, an IRI whatever is written under *name*."""
        text = values.text((name,), mapping[name])
        if not text:
            return
        published_at = given.get("published_at") or EPOCH
        year = (EPOCH if published_at == UNDATED else published_at).year
        given["id"] = iri_of(text.strip(), self.host, year)

    @staticmethod
    def read_of_attachment(
        values: RawValues, mapping: Mapping[str, Any], name_of: dict[str, str], given: dict[str, Any], field: str
    ) -> None:
        """Give a *field* of the article to its first sound or film, if that has none; else it is kept in extra."""
        name = name_of.pop(field)
        its_field, read = OF_ATTACHMENTS[field]
        attachments: tuple[Attachment, ...] = given.get("attachments", ())
        if not attachments:
            return
        index = next((i for i, a in enumerate(attachments) if a.media_type.startswith(("audio/", "video/"))), None)
        if index is None or getattr(attachments[index], its_field) is not None:
            return
        name_of[field] = name
        whole = replace(attachments[index], **{its_field: read(values, (name,), mapping[name])})
        given["attachments"] = (*attachments[:index], whole, *attachments[index + 1 :])

    def written(self, mapping: Mapping[str, Any], field: str, otherwise: str = "") -> str:
        """Return the name by which *mapping* leaves *field* empty, else the one to write."""
        names = self._names[field]
        return next((name for name in names if name in mapping), otherwise if otherwise in names else names[0])


def is_no_page(url: str) -> bool:
    """Tell whether *url* ends as files do that programs read, or players."""
    may_be = "?" in url or ("." in url[-7:] and not url.endswith(".html"))
    return may_be and (url.lower().endswith(_FOR_PROGRAMS) or is_recording(url))


def is_recording(url: str) -> bool:
    """Tell whether *url* leads to sound or film: a podcast names its episode so, and not the page about it."""
    return (media_type_of(url if "://" in url else f"://-/{url}") or "").startswith(("audio/", "video/"))


def name_of_page(mapping: Mapping[str, Any], names: Iterable[str]) -> str | None:
    """Return the first of *names* under which *mapping* says an address that may be a page's."""
    for name in names:
        value = mapping.get(name)
        if isinstance(value, str) and value.strip() and not is_no_page(value.strip()):
            return name
    return None
