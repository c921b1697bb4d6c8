"""What a preset or a host has found of a site, below what syndicate.yaml says of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from syndicate.articles.values import NAME_AND_ADDRESS
from syndicate.articles.words import OF_DISPLAY
from syndicate.files.tree import Place
from syndicate.model.article import is_address
from syndicate.model.errors import ArticleError
from syndicate.model.text import label_text
from syndicate.model.value import check_language
from syndicate.parts.contract import Finding, Findings
from syndicate.settings.file import SettingsFile

GENERIC = "front-matter"  # the source of no generator
# A note that says what to set: it goes unsaid once that is set.
_ADVISED = re.compile(r"\bset ((?:site|source|options)(?:\.[\w-]+)+)")
# What another source than the preset's cannot use.
_OF_SOURCE = frozenset(("name", "paths", "url", "fields", "options"))


def with_findings(file: SettingsFile, preset: str | None, findings: Findings, source: str | None) -> SettingsFile:
    """Return *file* over *findings*: what it says itself goes before them, key by key.

    preset  who has found them; None: no preset
    source  of the caller, which goes before all; findings about another one, and notes on what it reads, are left out

    Raises SettingsError with every mistake of the merged settings, at its place in either file.
    """
    given = file.given
    found: dict[Place, Finding] = {("preset",): Finding(value=preset)} if preset else {}
    found.update(findings.settings.items())
    own = found.get(("source", "name"))
    wanted = source or (given.get("source") or {}).get("name")
    is_read = not (wanted and own is not None and wanted != own.value)
    if not is_read:
        found = {place: finding for place, finding in found.items() if not _is_of_source(place)}
    elif own is not None and own.value != GENERIC:
        for word in OF_DISPLAY:  # They are of themes: a generator that does not say otherwise shows the page.
            found.setdefault(("withheld", word), Finding(value=False))
    given_site = given.get("site") or {}
    title, language = found.get(("site", "title")), found.get(("site", "language"))
    if language is not None and isinstance(language.value, str) and not given_site.get("language"):
        try:
            check_language(language.value.replace("_", "-"))
        except ArticleError as error:  # generators take any: it costs itself
            del found["site", "language"]
            note = f"{language.path}:{language.line}:{language.column}: {error}; it is left out"
            findings = replace(findings, notes=(*findings.notes, note))
    own_title = given_site.get("title")
    title = Finding(value=own_title) if own_title else title
    if title is not None and isinstance(title.value, str | int):
        # RFC 4287 section 4.1.1 wants an author, whom few configurations name: the site speaks for itself.
        found.setdefault(("site", "authors"), replace(title, value=[label_text(str(title.value))]))
    if (authors := found.get(("site", "authors"))) is not None and isinstance(authors.value, list):
        found["site", "authors"] = replace(authors, value=[_with_usable_address(author) for author in authors.value])
    values: dict[str, Any] = {}
    for place, finding in found.items():
        inner = values
        for step in place[:-1]:
            inner = inner.setdefault(str(step), {})
        inner[str(place[-1])] = finding.value
    notes = tuple(note for note in findings.notes if not _is_answered(note, given)) if is_read else ()
    return replace(file, found=found, notes=notes).saying(_over(values, given))


def _with_usable_address(author: Any) -> Any:
    """Return the *author* of a configuration; without an e-mail address that is none, for generators take any."""
    if isinstance(author, str):
        named = re.fullmatch(NAME_AND_ADDRESS, author.strip())
        return {"name": author} if named and not is_address(named[2]) else author
    if not isinstance(author, Mapping) or "email" not in author:
        return author
    address = str(author["email"]).strip().removeprefix("mailto:")
    return {**author, "email": address if is_address(address) else None}


def _is_answered(note: str, given: Any) -> bool:
    """Tell whether *note* advises to set what *given* sets."""
    advised = _ADVISED.search(note)
    for step in advised[1].split(".") if advised else ():
        given = given.get(step) if isinstance(given, Mapping) else None
    return advised is not None and given is not None


def _is_of_source(place: Place) -> bool:
    return place[0] == "withheld" or (len(place) > 1 and place[0] == "source" and place[1] in _OF_SOURCE)


def _over(values: Any, given: Any) -> Any:
    """Return *given* with what only *values* hold: mappings are joined key by key, all else is replaced."""
    if given is None:
        return values
    if not isinstance(values, Mapping) or not isinstance(given, Mapping):
        return given
    return {**values, **{key: _over(values.get(key), value) for key, value in given.items()}}
