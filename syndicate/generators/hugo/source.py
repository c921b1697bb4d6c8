"""The pages of a Hugo site as articles: which there are, where they are, when they were published."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import Any, NamedTuple
from urllib.parse import quote
from zlib import crc32

from syndicate import (
    Article,
    ArticleFields,
    ArticleHead,
    Fault,
    Head,
    Item,
    Overlay,
    PassedOver,
    SourceContext,
    UsageError,
    absolute_url,
    excerpt,
    file_digest,
    list_files,
    parse_head,
    read_article_head,
    read_body,
    read_head,
    time_zone,
)

from .bodies import body_html
from .cascade import inherited, strings
from .dates import Dates, Found, Wrong, slug_of_name
from .options import HugoOptions
from .permalinks import Address, Addressed, Rules, address, check_pattern
from .pictures import pictures
from .places import SUFFIXES, Place, Places

# Names that begin with a colon are no front matter: what the rules below make of it.
_NAMES: dict[str, tuple[str, ...]] = {
    "published_at": (":date",),
    "updated_at": (":lastmod",),
    "expires_at": (":expirydate",),
    "is_published": (),
    "draft": (":draft",),
    "status": (),
    "is_removed": (),
    "url": (":url",),
    "slug": (":slug",),
    "topics": (":topics",),
    "language": (":language",),
    "images": (":images",),
    "kind": (":kind",),
}
_HEAD_BEGINS = (b"---", b"+++", b"{", b"\xff\xfe", b"\xfe\xff")  # the last two are UTF-16, which is a fault
_BLANK = re.compile(rb"\A(?:\xef\xbb\xbf|\s)+")  # editors leave byte order marks behind, and more than one
_AUTHORS = ("author", "authors")
_NO_DATE = datetime(1, 1, 1, tzinfo=UTC)  # as Hugo counts where it finds none
_NEVER = ("never", "0", "false")
Path = tuple[str | int, ...]


class Front(NamedTuple):
    """The front matter of a page, inherited parts included.

    fields  name in lower case -> value; custom ones of `params` too
    names   name in lower case -> where it stands in the file
    """

    fields: dict[str, Any]
    names: dict[str, Path]


class Pages:
    """Reads the pages below the paths of the context; made once for all of them.

    Raises UsageError for options that make no sense.
    """

    def __init__(self, context: SourceContext) -> None:
        self._context = context
        self._options: HugoOptions = context.options or HugoOptions()
        self._places = Places(context, self._options)
        self._dates = Dates(self._options)
        self._exported = frozenset(key.lower() for key in self._options.exported_languages)
        self._sections = frozenset(section.strip("/").lower() for section in self._options.main_sections)
        self._topics = tuple(dict.fromkeys(name.lower() for name in ("tags", "categories", *self._options.taxonomies)))
        self._rules = {language: self._rules_of(language) for language in self._places.languages}
        self._fields = ArticleFields.of(context, _NAMES, has_pattern=False)
        self._branch = lru_cache(maxsize=None)(self._read_branch)
        self._branch_digest = lru_cache(maxsize=None)(partial(file_digest, context))
        self._stamps: dict[tuple[str, str], tuple[int, ...]] = {}

    def items(self) -> Iterable[Item | Fault]:
        """Yield the files that are pages; a page changes with its sections, one that is a bundle with what lies in it."""
        for item in list_files(self._context, SUFFIXES):
            if isinstance(item, Fault):
                yield item
            elif (place := self._places.place(item.key)) is not None and isinstance(item.stamp, tuple):
                stamp = item.stamp + self._stamp_of_sections(place)
                yield Item(item.key, (*stamp, *self._changed_at(place)) if place.is_bundle else stamp)

    def digest(self, item: Item) -> bytes | None:
        """Return the digest of the page, of the _index files around it, and of the names in its bundle."""
        place = self._places.place(item.key)
        if place is None:
            return file_digest(self._context, item.key)
        sections = [part for key in self._places.branches(place) for part in (key, self._branch_digest(key))]
        beside = ("", *self._places.beside(place)) if place.is_bundle else ()
        return file_digest(self._context, item.key, *sections, *beside)

    def _stamp_of_sections(self, place: Place) -> tuple[int, ...]:
        found = self._stamps.get((place.folder, place.language))
        if found is None:
            found = ()
            for key in self._places.branches(place):
                found += (crc32(key.encode("utf-8", "replace")), *_stamp(f"{self._context.root}/{key}"))
            self._stamps[place.folder, place.language] = found
        return found

    def _changed_at(self, place: Place) -> tuple[int, ...]:
        """Return when a name last came into the folder of *place*, or left it."""
        return _stamp(f"{self._context.root}/{place.key.rpartition('/')[0]}")[1:]

    def read(self, item: Item) -> Iterator[Article | Fault | PassedOver]:
        """Yield the article at *item*; nothing where the file is no regular page, or has no date."""
        place = self._places.place(item.key)
        if place is None or not self._is_wanted(place) or self._places.is_html_alone(place):
            return
        beginning = self._places.beginning(place)
        if beginning is not None and not _BLANK.sub(b"", beginning).startswith(_HEAD_BEGINS):
            if place.suffix == ".org":
                message = "its head is in Org mode, which is not read; write it in YAML"
                yield Fault(path=item.key, line=1, message=message)
            else:
                yield from _passed_over(place)
            return
        head = read_article_head(self._context, item.key)
        if isinstance(head, list):
            if self._is_empty(item.key):
                yield from _passed_over(place)
            else:
                yield from head
        elif not place.is_branch:
            found = self._article(place, head)
            yield from found if isinstance(found, list) else [found] if found else []

    def content(self, article: Article) -> str:
        """Return the body of the page as HTML. Raises ContentError for shortcodes, and what is neither Markdown nor HTML."""
        key = article.origin.path if article.origin else ""
        place = self._places.place(key)
        markup = article.extra.get("markup")
        return body_html(
            read_body(self._context, key),
            key,
            place.suffix if place else ".md",
            markup=markup if isinstance(markup, str) else "",
            raw_html=self._options.raw_html,
        )

    def _is_empty(self, key: str) -> bool:
        """Tell whether the front matter says nothing at all: of such a page there is no date either."""
        head = read_head(self._context, key)
        tree = parse_head(head, key) if isinstance(head, Head) else None
        return tree is not None and not tree.faults and tree.value is None

    def _is_wanted(self, place: Place) -> bool:
        language = self._places.languages[place.language]
        if language.disabled or (self._exported and place.language not in self._exported):
            return False
        return not self._sections or place.is_branch or place.section.lower() in self._sections

    def _article(self, place: Place, head: ArticleHead) -> Article | list[Fault] | list[PassedOver] | None:
        raw = head.fields
        front = self._front(place, raw.value)
        if not _is_listed(front.fields) or (place.is_bundle and _is_true(front.fields.get("headless"))):
            return None
        language = self._places.languages[place.language]
        zone = time_zone(language.timezone or self._context.site.timezone)
        name = place.base_name
        dates = {field: self._dates.find(field, front.fields, name, zone) for field in self._dates.chains}
        wrong = {found.name: found for found in dates.values() if isinstance(found, Wrong)}
        faults = [raw.fault(front.names.get(name, ()), found.message) for name, found in wrong.items()]
        found = {field: date for field, date in dates.items() if isinstance(date, Found)}
        published = found.get("publish_date") or found.get("date")
        dated = found.get("date")
        if not faults and published is None:
            return _passed_over(place)
        changes: dict[str, Any] = {name: value for name, value in front.fields.items() if name not in front.names}
        places: dict[str, Path] = {}

        def put(name: str, value: Any, said: str) -> None:
            changes[name] = value
            places[name] = front.names.get(said, ())

        put(":date", published.text if published else "1970-01-01", published.name if published else "")
        if published and published.name and language.timezone:
            changes[":date"] = published.local.isoformat()
        lastmod, expiry = found.get("lastmod"), found.get("expiry_date")
        if lastmod and dated and lastmod.text not in (dated.text, published.text if published else ""):
            put(":lastmod", lastmod.local.isoformat(), lastmod.name)
        expires = min((date.local for date in (expiry, *self._expiries(place)) if date), default=None)
        if expires is not None:
            put(":expirydate", expires.isoformat(), expiry.name if expiry else "")
        said = "draft" if "draft" in front.fields else "published"
        if not self._options.drafts:
            put(":draft", self._is_draft(place, front.fields), said)
        at = Address("/", "/")
        try:
            at = self._address(place, front.fields, found)
        except UsageError as error:
            faults.append(raw.fault(front.names.get("url", ()), str(error)))
        put(":url", self._absolute(place, at.link), "url")
        beside = self._places.beside(place) if place.is_bundle else ()
        image_name, images = pictures(
            front.fields, beside, lambda name: self._absolute(place, f"{at.folder}/{quote(name)}")
        )
        if images:
            put(":images", images, image_name)
        topics = [topic for name in self._topics if name not in _AUTHORS for topic in strings(front.fields.get(name))]
        if topics:
            put(":topics", topics, next(name for name in self._topics if front.fields.get(name)))
        if len(self._places.languages) > 1:
            changes[":language"] = language.tag or place.language
        changes.setdefault("section", place.section)
        article = self._fields.read(Overlay(raw, changes, places), head.origin)
        if isinstance(article, list):
            if changes.get(":draft") is True:
                return None  # It is unfinished, and nobody reads it yet.
            faults += article
        return sorted(faults, key=lambda fault: (fault.line, fault.column)) if faults else article

    def _front(self, place: Place, value: Mapping[str, Any]) -> Front:
        fields: dict[str, Any] = {}
        names: dict[str, Path] = {}
        for key, entry in value.items():
            fields.setdefault(key.lower(), entry)
            names.setdefault(key.lower(), (key,))
        params = fields.get("params")
        if isinstance(params, Mapping):
            for key, entry in params.items():
                if fields.setdefault(key.lower(), entry) is entry:
                    names.setdefault(key.lower(), (*names["params"], key))
        cascades = [self._branch(key).get("cascade") for key in self._places.branches(place)]
        for name, entry in inherited(place, [*cascades, self._options.cascade]).items():
            fields.setdefault(name, entry)
        return Front(fields, names)

    def _is_draft(self, place: Place, fields: Mapping[str, Any]) -> Any:
        """Return what the page says of it, true in a section that is a draft: Hugo 0.111 leaves out its pages."""
        own = _draft(fields)
        if own in (False, None) and any(_draft(self._branch(key)) is True for key in self._places.branches(place)):
            return True
        return bool(own) if own is None else own

    def _expiries(self, place: Place) -> Iterator[Found]:
        zone = time_zone(self._places.languages[place.language].timezone or self._context.site.timezone)
        for key in self._places.branches(place):
            found = self._dates.find("expiry_date", self._branch(key), "_index", zone)
            if isinstance(found, Found):
                yield found

    def _address(self, place: Place, fields: Mapping[str, Any], found: Mapping[str, Found]) -> Address:
        slug = _text(fields.get("slug")).strip("-")
        if "slug" not in fields and any(not date.name for date in found.values()):
            slug = slug_of_name(place.base_name)
        url = _text(fields.get("url"))
        if url.startswith(("http://", "https://")):
            raise UsageError(f"{excerpt(url)} has a host, which Hugo refuses; write the path alone, e.g. /about/")
        page = Addressed(
            folder=place.folder,
            base_name=place.base_name,
            section=place.section,
            sections=self._places.sections(place),
            title=_text(fields.get("title")),
            date=found["date"].local if "date" in found else _NO_DATE,
            slug=slug,
            url=url,
        )
        return address(page, self._rules[place.language])

    def _absolute(self, place: Place, link: str) -> str:
        """Return the URL of *link*, below the home page of the host that its language has."""
        own = self._places.languages[place.language].url
        base = own if own and place.language != self._places.default_language else self._context.site.base_url
        return absolute_url(base.rstrip("/") + link)

    def _rules_of(self, key: str) -> Rules:
        options, language = self._options, self._places.languages[key]
        given = options.permalinks if language.permalinks is None else language.permalinks
        permalinks = {section.strip(" /").lower(): pattern for section, pattern in given.items()}
        for section, pattern in permalinks.items():
            try:
                check_pattern(pattern)
            except ValueError as error:
                raise UsageError(f"permalinks of {excerpt(section or '/')}: {error}") from error
        several = len(self._places.languages) > 1
        has_hosts = any(one.url for one in self._places.languages.values())
        is_prefixed = key != self._places.default_language or options.default_language_in_subdir
        ugly = options.ugly_urls
        return Rules(
            permalinks=permalinks,
            ugly_urls=ugly if isinstance(ugly, bool) else {name.lower(): value for name, value in ugly.items()},
            lower_paths=options.lower_paths,
            remove_accents=options.remove_accents,
            prefix=key if several and is_prefixed and not has_hosts else "",
        )

    def _read_branch(self, key: str) -> Mapping[str, Any]:
        """Return the front matter of an _index file, names in lower case; what is wrong with it is its own fault."""
        head = read_article_head(self._context, key)
        return {} if isinstance(head, list) else {name.lower(): value for name, value in head.fields.value.items()}


def _passed_over(place: Place) -> list[PassedOver]:
    if place.is_branch:
        return []
    lacks = "no date and so no place in a feed"
    return [PassedOver(place.key, f"page has {lacks}", f"pages have {lacks}")]


def _stamp(path: str) -> tuple[int, ...]:
    try:
        status = os.lstat(path)
    except OSError:
        return ()
    return status.st_size, status.st_mtime_ns


def _is_listed(fields: Mapping[str, Any]) -> bool:
    """Tell whether the page is in lists and rendered: https://gohugo.io/content-management/build-options/."""
    build: Mapping[str, Any] = next(
        (fields[name] for name in ("_build", "build") if isinstance(fields.get(name), Mapping)), {}
    )
    said = {str(key).lower(): str(value).lower() for key, value in build.items()}
    return said.get("list") not in (*_NEVER, "local") and said.get("render") not in (*_NEVER, "link")


def _is_true(value: Any) -> bool:
    return value is True or (isinstance(value, str) and value.strip().lower() == "true")


def _draft(fields: Mapping[str, Any]) -> Any:
    """Return what `draft` says, else the contrary of `published` where that is no date, else None."""
    if fields.get("draft") is not None:
        return fields["draft"]
    published = fields.get("published")
    if isinstance(published, str) and published.strip().lower() in ("true", "false"):
        return published.strip().lower() == "false"
    return not published if isinstance(published, bool) else None


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
