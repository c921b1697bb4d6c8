"""Where the pages of one site are: the rules of each language, and what is the same for all pages of a folder."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from syndicate import SourceContext, UsageError
from syndicate.model import excerpt

from .dates import Found, slug_of_name
from .front import text
from .options import HugoOptions, section_title
from .org import section_fields
from .permalinks import Address, Addressed, Rules, address, check_pattern
from .places import Place, Places

_NO_DATE = datetime(1, 1, 1, tzinfo=UTC)  # as Hugo counts where it finds none
# A name that stands in a URL as it is, but for its case.
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.~-]*")


class Addresses:
    """Tells the addresses of pages.

    Raises UsageError for a pattern that makes no sense.
    """

    def __init__(self, context: SourceContext, options: HugoOptions, places: Places) -> None:
        self._context = context
        self._options = options
        self._places = places
        self._rules = {language: self._rules_of(language) for language in places.languages}
        self._bases = {language: self._base_of(language) for language in places.languages}
        self._above = lru_cache(maxsize=None)(self._plain_folder)
        self._slugs = lru_cache(maxsize=None)(self._section_slugs)

    def address(self, place: Place, fields: Mapping[str, Any], found: Mapping[str, Found]) -> Address:
        """Return where the page at *place* is.

        fields  its front matter, names in lower case
        found   its dates

        Raises UsageError for a url that Hugo refuses.
        """
        slug = text(fields.get("slug")).strip("-")
        if "slug" not in fields and "" in [date.name for date in found.values()]:
            slug = slug_of_name(place.base_name)
        url = text(fields.get("url"))
        name = slug or place.base_name
        if not url and name != "index" and _PLAIN_NAME.fullmatch(name):
            above = self._above(place.folder, place.language)
            if above is not None:
                folder = above + (name.lower() if self._options.lower_paths else name)
                return Address(f"{folder}/", folder)
        if url.startswith(("http://", "https://")):
            raise UsageError(f"{excerpt(url)} has a host, which Hugo refuses; write the path alone, e.g. /about/")
        rules = self._rules[place.language]
        has_slugs = "sectionslug" in (url or rules.pattern(place.section) or "")
        page = Addressed(
            folder=place.folder,
            base_name=place.base_name,
            section=place.section,
            sections=self._places.around(place.folder, place.language).sections,
            section_slugs=self._slugs(place.folder, place.language) if has_slugs else (),
            title=text(fields.get("title")),
            date=found["date"].local if "date" in found else _NO_DATE,
            slug=slug,
            url=url,
        )
        return address(page, rules)

    def absolute(self, place: Place, link: str) -> str:
        """Return the URL of *link*, below the home page of the host that its language has; a field makes it normal."""
        return self._bases[place.language] + link

    def amp(self, place: Place, link: str) -> str:
        """Return the URL of the AMP page that is built beside that at *link*: its folder comes after the language."""
        start = f"/{self._rules[place.language].prefix}".rstrip("/")
        return self.absolute(place, f"{start}/{self._options.amp}{link.removeprefix(start)}")

    def _plain_folder(self, folder: str, language: str) -> str | None:
        """Return the path before the name of each plain page of *folder*; None if URLs depend on more than names."""
        rules = self._rules[language]
        section = folder.partition("/")[0]
        ugly = rules.ugly_urls if isinstance(rules.ugly_urls, bool) else rules.ugly_urls.get(section.lower(), False)
        if ugly or rules.pattern(section):
            return None
        page = Addressed(folder=folder, base_name="x", section=section, sections=(), title="", date=_NO_DATE)
        return address(page, rules).folder.removesuffix("x")

    def _section_slugs(self, folder: str, language: str) -> tuple[str, ...]:
        """Return the slug, else the title, of each section around the pages of *folder*, outermost first."""
        names = self._places.around(folder, language).sections
        slugs = []
        for length, name in enumerate(names, 1):
            key = self._places.branch("/".join(names[:length]), language)
            if key is not None or length == 1:  # the first folder is a section without a page of its own, too
                fields = section_fields(self._context, key) if key else {}
                slugs.append(
                    text(fields.get("slug")) or text(fields.get("title")) or section_title(self._options, name)
                )
        return tuple(slugs)

    def _base_of(self, key: str) -> str:
        own = self._places.languages[key].url
        base = own if own and key != self._places.default_language else self._context.site.base_url
        return base.rstrip("/")

    def _rules_of(self, key: str) -> Rules:
        options, language = self._options, self._places.languages[key]
        given = options.permalinks if language.permalinks is None else language.permalinks
        permalinks = {section.strip(" /").lower(): pattern for section, pattern in given.items()}
        for section, pattern in permalinks.items():
            try:
                check_pattern(pattern)
            except ValueError as error:
                raise UsageError(f"permalinks of {excerpt(section or '/')}: {error}") from error
        has_hosts = any(one.url for one in self._places.languages.values())
        is_prefixed = key != self._places.default_language or options.default_language_in_subdir
        ugly = options.ugly_urls
        return Rules(
            permalinks=permalinks,
            ugly_urls=ugly if isinstance(ugly, bool) else {name.lower(): value for name, value in ugly.items()},
            lower_paths=options.lower_paths,
            remove_accents=options.remove_accents,
            prefix=key if is_prefixed and not has_hosts else "",  # of an only language since Hugo 0.112
        )
