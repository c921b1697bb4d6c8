"""Single values as people write them in an article: texts, numbers, instants, URLs; and what is wrong with them.

A value that cannot be used costs itself: it is left out with a warning that says where it stands. Whether the article
can do without it is for its reader to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Any, NamedTuple

from msgspec.structs import replace

from syndicate.articles.words import is_never
from syndicate.files.scalars import duration_seconds, flag, is_given
from syndicate.files.tree import Place, Raw
from syndicate.model.errors import ArticleError, Fault, describe, excerpt, field_name
from syndicate.model.instants import counted_instant, is_no_date, parse_instant
from syndicate.model.known_authors import NOBODY, People
from syndicate.model.memo import Memo
from syndicate.model.text import label_text, one_line, summary_text
from syndicate.model.urls import absolute_url
from syndicate.model.value import check_language, check_media_type

# Of templates, of build tools, of notebooks: each is filled in by a program, and leads nowhere as it stands.
_NO_ADDRESS = r"\{[{%]|\$\{|^\s*(?:<%|~?[~@]/|!?\[)"
_DIGITS = r"[0-9]{1,15}"


class Judge:
    """Gathers what is wrong with the values of one article.

    raw     where the values stand
    faults  what was found so far
    """

    __slots__ = ("faults", "raw")

    def __init__(self, raw: Raw) -> None:
        self.raw = raw
        self.faults: list[Fault] = []

    def complain(self, path: Place, message: str) -> None:
        """Note what leaves the article out."""
        self.faults.append(self.raw.fault(path, message))

    def warn(self, path: Place, message: str) -> None:
        """Note what costs a value alone."""
        self.faults.append(self.raw.fault(path, message).as_warning())

    def require(self, warnings: slice) -> None:
        """Make faults of those *warnings*: the article cannot do without what they are about."""
        self.faults[warnings] = [replace(fault, severity="fault") for fault in self.faults[warnings]]


def is_for_a_program(address: str) -> bool:
    """Tell whether an *address* is written for a program that completes it, e.g. `{{ site.url }}/a.jpg`, `@/a.jpg`."""
    return ("{" in address or address.lstrip()[:1] in "~@![<") and re.search(_NO_ADDRESS, address) is not None


class Manner(NamedTuple):
    """How the values of all articles of a source are read."""

    base: str  # absolute URL that relative ones are completed with
    zone: tzinfo  # of times that name none
    people: People = NOBODY  # whom the site knows by a key
    repeated: Memo[bytes, Any] | None = None  # what was made of raw values of other articles
    is_text: bool = False  # titles, topics and names are text as they stand; else markup in them goes
    moves_files: bool = False  # the site's build moves and renames files beside articles


class PlainValues(Judge):
    """Reads single values of one article; what it cannot read is None, with a warning."""

    __slots__ = ("_takes_written", "base", "plain", "zone")

    def __init__(self, raw: Raw, manner: Manner) -> None:
        super().__init__(raw)
        self.base = manner.base
        self.zone = manner.zone
        self.plain: Callable[[str], str] = one_line if manner.is_text else label_text
        self._takes_written = False

    def text(self, path: Place, value: Any) -> str | None:
        if isinstance(value, str):
            return value
        if isinstance(value, bool | int | float):
            self._takes_written = True
            return self.raw.text(path)
        advice = "write one line of text"
        texts = [key for key in value if isinstance(value[key], str)] if isinstance(value, dict) else []
        if member := next((key for key in texts if key[:1] != "_"), next(iter(texts), None)):  # `_type` says the kind
            advice += f", or name one of its members in source.fields, e.g. {field_name((*path, member))}"
        self.warn(path, f"expected a text, found {describe(value)}; {advice}")
        return None

    def label(self, path: Place, value: Any) -> str | None:
        """Return plain text on one line."""
        text = value if type(value) is str else self.text(path, value)
        return None if text is None else self.plain(text)

    def summary(self, path: Place, value: Any) -> str | None:
        """Return plain text on one line, of which people write a part in Markdown or HTML."""
        text = value if type(value) is str else self.text(path, value)
        return None if text is None else summary_text(text)

    def word(self, path: Place, value: Any) -> str | None:
        """Return label(), of a field in which many articles say the same: the quick way remembers it."""
        return self.label(path, value)

    def title(self, path: Place, value: Any) -> str | None:
        """Return plain text on one line, as label() does; `false` is a title."""
        return self.label(path, value)

    def flag(self, path: Place, value: Any) -> bool | None:
        if (found := flag(value)) is None:
            self.warn(path, f"expected true or false, found {describe(value)}; write true or false")
        return found

    def language(self, path: Place, value: Any) -> str | None:
        label = self.label(path, value)
        if not label:
            return label
        language = label.replace("_", "-")
        try:
            check_language(language)
        except ArticleError as error:
            self.warn(path, error.message)
            return None
        return language

    def url(self, path: Place, value: Any) -> str | None:
        if isinstance(value, dict) and isinstance(value.get("url"), str):  # `canonical: {url: ..., title: ...}`
            return self.url((*path, "url"), value["url"])
        if not isinstance(value, str):
            self.warn(path, f"expected a URL, found {describe(value)}; write e.g. https://example.org/page")
            return None
        if is_for_a_program(value):
            self.warn(path, f"{excerpt(value)} is for a program to fill in, and no address; write the address itself")
            return None
        try:
            return absolute_url(value, self.base)
        except ValueError as error:
            self.warn(path, str(error))
            return None

    def aliases(self, path: Place, value: Any) -> tuple[str, ...] | None:  # noqa: ARG002  as all that read values
        """Return the URLs of this site that lead to the page; generators have them below the site's home."""
        found = []
        for alias in [value] if isinstance(value, str) else value if isinstance(value, list) else ():
            try:
                if isinstance(alias, str) and alias.strip():
                    found.append(absolute_url(alias if ":" in alias else f"{self.base}{alias.strip().lstrip('/')}"))
            except ValueError:
                continue  # It leads to no page that was ever published.
        return tuple(dict.fromkeys(found)) or None

    def instant(self, path: Place, value: Any) -> datetime | None:
        if isinstance(value, dict) and is_given(value.get("created")):  # blogs of Material for MkDocs
            return self.instant((*path, "created"), value["created"])
        text = self.text(path, value)
        if text is None or is_no_date(text):
            return None
        try:
            return parse_instant(text, self.zone)
        except ValueError as error:
            if (counted := counted_instant(text)) is None:
                self.warn(path, str(error))
            return counted

    def release(self, path: Place, value: Any) -> datetime | None:
        """Return the instant that *value* names; `scheduled: true` names none."""
        return None if value is True else self.instant(path, value)

    def end(self, path: Place, value: Any) -> datetime | None:
        return None if is_never(value) else self.instant(path, value)

    def last_change(self, path: Place, value: Any) -> datetime | None:
        """Return the instant that *value* names; Docusaurus writes a mapping with the date, and who made the change.

        `lastUpdated: true` of Starlight and VitePress asks for that of Git; `updated: yes` says that there is one.
        """
        if flag(value) is not None:
            return None
        if isinstance(value, dict) and is_given(value.get("date")):
            return self.instant((*path, "date"), value["date"])
        return self.instant(path, value)

    def count(self, path: Place, value: Any) -> int | None:
        if type(value) is int and 0 <= value < 2**53:
            return value
        if not is_given(value) or value is False:
            return None
        if isinstance(value, str) and re.fullmatch(_DIGITS, value.strip()):
            return int(value)
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 2**53 and value % 1 == 0:
            return int(value)
        self.warn(path, f"expected a whole number of 0 or more, found {describe(value)}; write digits only")
        return None

    def seconds(self, path: Place, value: Any) -> float | None:
        if not is_given(value) or value is False:
            return None
        found = duration_seconds(value)
        if found is None:
            self.warn(path, f"expected a duration, found {describe(value)}; write e.g. PT5M24S, 5:24 or 324 seconds")
        return found

    def media_type(self, path: Place, value: Any) -> str | None:
        media_type = self.label(path, value)
        try:
            check_media_type(media_type)
        except ArticleError as error:
            self.warn(path, error.message)
            return None
        return media_type
