"""The section `site` of the settings, with what the caller says instead, into a Site."""

from __future__ import annotations

import re
from typing import Any

from syndicate.articles.values import NAME_AND_ADDRESS
from syndicate.files.check import Checker
from syndicate.files.tree import Place
from syndicate.model.article import Author
from syndicate.model.errors import ArticleError, SettingsError, UsageError, excerpt
from syndicate.model.feed import Site
from syndicate.model.instants import time_zone
from syndicate.model.text import label_text
from syndicate.model.urls import absolute_url, base_url
from syndicate.settings.file import SettingsFile
from syndicate.settings.overrides import Overrides
from syndicate.settings.schema import AuthorSettings, names

_STAND_IN = "https://example.org/"  # for a home page at fault, so that the rest can be checked


def make_site(file: SettingsFile, overrides: Overrides) -> Site:
    """Return the site of *file* as *overrides* change it.

    Raises UsageError if it has no title or no URL, or if an override is wrong; SettingsError with every mistake of the
    section.
    """
    return _SiteMaker(file, overrides).make()


class _SiteMaker:
    def __init__(self, file: SettingsFile, overrides: Overrides) -> None:
        self.given = file.settings.site
        self.overrides = overrides
        self.checker = file.checker()
        self.file_name = str(file.path) if file.path else "syndicate.yaml"
        self.has_file = file.path is not None
        self.advice = [file.advice] if file.advice else [] if ("preset",) in file.found else file.notes

    def make(self) -> Site:
        given, overrides = self.given, self.overrides
        title = label_text(given.title or overrides.title or "")
        self._demand(title, overrides.site_url or given.url)
        url = self._home()
        try:
            time_zone(given.timezone)
        except UsageError as error:
            self.checker.wrong(("site", "timezone"), str(error))
        values: dict[str, Any] = {
            "title": title,
            "url": url,
            "description": label_text(given.description),
            "language": (overrides.language or given.language).replace("_", "-"),
            "authors": self._authors(url),
            "timezone": given.timezone,
            "icon_url": _absolute(given.icon, url, ("site", "icon"), self.checker),
            "favicon_url": _absolute(given.favicon, url, ("site", "favicon"), self.checker),
            "hub_urls": self._hubs(url),
            "rights": given.rights,
        }
        site = None
        try:
            site = Site(**values)
        except ArticleError as error:
            if error.field == "language" and overrides.language:
                raise UsageError(f"--language: {error.message}") from error
            self.checker.wrong(("site", error.field), error.message)
        if site is None or self.checker.faults:
            raise SettingsError(self.checker.faults)
        return site

    def _demand(self, title: str | None, url: str | None) -> None:
        """Ask in one sentence for what nothing can be written without."""
        missing = [("a title", "--title", "site.title")] if not title else []
        missing += [("a URL", "--site-url", "site.url")] if not url else []
        if missing:
            words, options, keys = (" and ".join(column) for column in zip(*missing, strict=True))
            written = "" if self.has_file else ", which syndicate init writes"
            asked = [f"the site needs {words}: give {options}, or set {keys} in {self.file_name}{written}"]
            if not (self.overrides.author or self.given.authors):
                asked.append("articles that name no author need one: --author, or site.authors")
            raise UsageError("; ".join((*asked, *self.advice)))

    def _home(self) -> str:
        text = self.overrides.site_url or self.given.url or ""
        try:
            return _home_url(text)
        except ValueError as error:
            if self.overrides.site_url:
                raise UsageError(f"--site-url: {error}") from error
            self.checker.wrong(("site", "url"), str(error))
            return _STAND_IN

    def _authors(self, base: str) -> tuple[Author, ...]:
        if self.overrides.author:
            try:
                return (Author(**_name_and_address(self.overrides.author)),)
            except ArticleError as error:
                raise UsageError(f"--author: {error.field}: {error.message}") from error
        given = self.given.authors
        listed = given if isinstance(given, tuple) else (given,)
        place: Place = ("site", "authors")
        authors = (
            author_of(author, base, (*place, index) if isinstance(given, tuple) else place, self.checker)
            for index, author in enumerate(listed)
        )
        return tuple(author for author in authors if author is not None)

    def _hubs(self, base: str) -> tuple[str, ...]:
        hub = self.given.hub
        urls = [
            _absolute(text, base, ("site", "hub") if isinstance(hub, str) else ("site", "hub", index), self.checker)
            for index, text in enumerate(names(hub))
        ]
        return tuple(url for url in urls if url is not None)


def author_of(given: str | AuthorSettings, base: str, place: Place, checker: Checker) -> Author | None:
    """Return the author that the settings name at *place*; None if a promise is broken, which *checker* is told.

    base  absolute URL of the home page, which relative ones are completed with
    """
    try:
        if isinstance(given, str):
            return Author(**_name_and_address(given))
        return Author(
            name=given.name,
            email=given.email,
            url=_absolute(given.url, base, (*place, "url"), checker),
            avatar_url=_absolute(given.avatar, base, (*place, "avatar"), checker),
        )
    except ArticleError as error:
        checker.wrong(place if isinstance(given, str) else (*place, error.field), error.message)
        return None


def _absolute(text: str | None, base: str, place: Place, checker: Checker) -> str | None:
    if text is None:
        return None
    try:
        return absolute_url(text, base_url(base))
    except ValueError as error:
        checker.wrong(place, str(error))
        return None


def _home_url(text: str) -> str:
    """Return *text* as the address of a home page, below which relative URLs lie; ValueError if it cannot be one."""
    if ":" not in text:
        raise ValueError(f"{excerpt(text)} names no scheme; write {excerpt('https://' + text.strip().lstrip('/'))}")
    url = absolute_url(text)
    for mark, part in (("?", "a query"), ("#", "a fragment")):
        if mark in url:
            raise ValueError(f"{excerpt(text)} has {part}; write {excerpt(url.partition(mark)[0])}")
    return url + "/" if url.count("/") == 2 else url


def _name_and_address(text: str) -> dict[str, str]:
    """Return name and e-mail address of "Ann Lee <ann@example.org>"."""
    found = re.fullmatch(NAME_AND_ADDRESS, " ".join(text.split()))
    return {"name": found[1], "email": found[2]} if found else {"name": text}
