"""Every error a user can meet, and Fault: one thing wrong with one article, or with a value of it.

One type crosses to the user, :class:`SyndicateError`; its text is a sentence for the person who can mend it.
"""

from __future__ import annotations

import re
from errno import EDQUOT, ENOSPC
from itertools import islice
from typing import TYPE_CHECKING, Literal, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_Found = TypeVar("_Found")
_SQLITE_FULL = 13


class SyndicateError(Exception):
    """The root of every error that syndicate raises on purpose.

    faults  what was wrong with single articles, or values of them, by the time the export failed
    notes   what a preset had to say of the site's configuration by then
    read_count, found_count, left_out_count  as in Report; None: it failed before the articles were read
    """

    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()
    read_count: int | None = None
    found_count: int = 0
    left_out_count: int = 0


class ArticleError(SyndicateError):
    """A value breaks a promise of the model.

    field    the field's name in the model, e.g. "url"
    message  what was found, and what to write instead
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


class UsageError(SyndicateError):
    """The command or the call asks for something impossible; exit status 2."""


class SettingsError(SyndicateError):
    """The settings are wrong: every mistake of the file at once, each with its line and column, from top to bottom."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        faults = sorted(faults, key=lambda fault: (fault.path, fault.line, fault.column))
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


class PluginError(SyndicateError):
    """A plugin offers something that cannot be used, or a part that nobody offers was asked for."""


class FormatError(SyndicateError):
    """A feed cannot be written in a format without breaking its standard."""


class EmptyError(SyndicateError):
    """No article is left for a feed, and the user did not allow that."""


class StrictError(SyndicateError):
    """Some articles could not be used, and the caller wants all or nothing."""


class ContentError(SyndicateError):
    """The body of an article cannot be rendered here, only by the generator of its site.

    before  the whole paragraphs, as Markdown or HTML, above what cannot be rendered: a summary may be taken from them
    """

    def __init__(self, message: str, before: str = "") -> None:
        super().__init__(message)
        self.before = before


class TooLargeError(ContentError):
    """The body of an article is longer, or nested more deeply, than any parser should be given."""


class RecordError(SyndicateError):
    """The record of what was published is damaged, or is none."""


class RecordChangedError(RecordError):
    """Another export has published since the record was read."""


class PublishError(SyndicateError):
    """A document cannot be put in its place; whatever stood there before still stands."""


class UnavailableError(SyndicateError):
    """A store, a cluster or a disk fails: no feed is to blame, and the next one would fare no better."""


def is_of_full_disk(error: Exception) -> bool:
    return getattr(error, "errno", None) in (ENOSPC, EDQUOT) or getattr(error, "sqlite_errorcode", None) == _SQLITE_FULL


def no_room(error: Exception) -> UnavailableError:
    """Return what to say of *error* about a temporary file."""
    reason = getattr(error, "strerror", None) or str(error)
    return UnavailableError(
        f"no temporary file can be made or written ({reason}); make room, or let TMPDIR name a folder that has some"
    )


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """One thing wrong with one article (or one place of the settings), where it stands.

    path     as the user would name the file; "-" is standard input
    line     counted from 1; 0: the file as a whole
    column   counted from 1, in characters; 0: the line as a whole
    field    the name the user wrote, e.g. "publishedDateTime"; "" if no field is concerned
    message  what is wrong, the value as found, and what to write instead; values in quotes, as excerpt() writes them
    severity  "fault": the article is left out; "warning": only the value is, and the article stays
    is_further  it counts for no article that is left out: that has been counted with a fault before, where a file holds
                several, or nobody knows of it, where a folder is at fault
    kind     what it has in common with all that are reported together; "": sentence_kind() of field and message
    """

    path: str
    line: int = 0
    column: int = 0
    field: str = ""
    message: str
    severity: Literal["fault", "warning"] = "fault"
    kind: str = ""
    is_further: bool = False

    @property
    def is_warning(self) -> bool:
        """Whether the article stays all the same."""
        return self.severity == "warning"

    @property
    def place(self) -> str:
        """Where it stands, as editors open it: "posts/tides.md:4:7"."""
        numbers = (self.line, self.column) if self.line else ()
        return ":".join([self.path, *(str(number) for number in numbers if number)])

    def as_warning(self) -> Fault:
        """Return it as one that costs a value alone."""
        return msgspec.structs.replace(self, severity="warning")

    def __str__(self) -> str:
        text = f"{self.field}: {self.message}" if self.field else self.message
        return printable(f"{self.place}: {text}")


def of_one_article(found: Sequence[_Found]) -> Sequence[_Found]:
    """Return what was *found* of one article among several of a file: it is left out once, whatever its faults are."""
    faults = [one for one in found if isinstance(one, Fault) and not one.is_warning] if len(found) > 1 else []
    if len(faults) < 2:
        return found
    further = {id(fault): msgspec.structs.replace(fault, is_further=True) for fault in faults[1:]}
    return [further.get(id(one), one) for one in found]


def field_name(path: Sequence[str | int]) -> str:
    """Return *path* as people write it, on one line and safe to print.

    >>> field_name(("feeds", 1, "limit"))
    'feeds[1].limit'
    """
    name = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")
    return printable(name)


def printable(text: str) -> str:
    """Return *text* on one line, with all that could steer a terminal or a log made visible.

    These are control characters, line breaks and bidirectional marks. In no log of CI can it begin a command; "::" does
    at the beginning of a line (GitHub Actions), "##[", "##vso[" and the like anywhere (Azure Pipelines, TeamCity).

    >>> print(printable("a\\n::stop-commands::b"), printable("::error::"), printable("##[add-mask]e"))
    a\\n::stop-commands::b \\x3a:error:: #\\x23[add-mask]e
    """
    if not text.isprintable():
        text = "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)
    if "##" in text:
        text = re.sub(r"(?<=#)#(?=\w*\[)", r"\\x23", text)
    return text.replace(":", r"\x3a", 1) if text.lstrip().startswith("::") else text


# What a sentence quotes, as excerpt() does; the place of a fault; a number.
_VALUES = (
    r"""(?<!\w)(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
    r"|(?<![^\s(])[^\s:]+:\d+(?::\d+)?(?=:?(?:\s|$)|[;,)])"
    r"|(?<![\w.:+-])(?:0x[\dA-F]+|\d[\d.,]*(?<=\d))(?![\w:+-])"
)
_LONGEST_SENTENCE = 1_000  # characters by which kinds of sentences are told apart


def excerpt(value: object, length: int = 60) -> str:
    """Return *value* quoted for a message, on one line, at most about *length* characters, safe to print.

    A value with an apostrophe stands in double quotes, so that sentence_kind() knows where it ends.
    """
    text = value if isinstance(value, str) else str(value)
    text = printable(f"'{text[: length + 1]}")[1:]
    text = f"{text[:length]}…" if len(text) > length else text
    mark = '"' if "'" in text and '"' not in text else "'"
    if mark in text or text.endswith("\\"):
        text = text.replace("\\", "\\\\").replace(mark, f"\\{mark}")
    return f"{mark}{text}{mark}"


def sentence_kind(sentence: str) -> str:
    """Return *sentence* with … for the values in it: what it quotes, places of files, and numbers.

    It is what all sentences that one line of code words have in common, whatever they are about.

    >>> sentence_kind("the key 'date' is given twice, first in line 2")
    'the key … is given twice, first in line …'
    """
    return re.sub(_VALUES, "…", sentence[:_LONGEST_SENTENCE])


def describe(value: object) -> str:
    """Return what a raw *value* is, for the end of "expected ..., found": "the text 'ten'", "a list"."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"the number {value}"
    if isinstance(value, list | tuple):
        return "a list"
    return "a mapping" if isinstance(value, dict) else f"the text {excerpt(value)}"


def count(number: int, word: str) -> str:
    """Return "1 fault", "2 faults", "3 entries", "4 days"."""
    several = re.sub(r"(?<=[^aeiou])y$", "ie", word) + "s"
    return f"{number:,} {word if number == 1 else several}"


def first_few(found: Sequence[_Found], most: int, written: Callable[[_Found], str] = str) -> str:
    """Return the first *most* of what was *found*, each as *written*, and how many more there are.

    >>> first_few(["a.md", "b.md", "c.md"], 2)
    'a.md, b.md and 1 more'
    """
    more = f" and {len(found) - most:,} more" if len(found) > most else ""
    return ", ".join(map(written, found[:most])) + more


def shown(found: Iterable[str], most: int = 3) -> str:
    """Return the first *most* of what was *found*, and dots where there is more."""
    several = list(islice(found, most + 1))
    return ", ".join([*several[:most], *(["..."] if len(several) > most else [])])


def count_faults(faults: Iterable[Fault]) -> list[str]:
    """Return how many of *faults* leave an article out, and how many are warnings, in words; nothing for none.

    >>> count_faults([Fault(path="a.md", message="-"), Fault(path="b.md", message="-", severity="warning")])
    ['1 fault', '1 warning']
    """
    severities = [fault.severity for fault in faults]
    numbers = {severity: severities.count(severity) for severity in ("fault", "warning")}
    return [count(number, severity) for severity, number in numbers.items() if number]


def suggest(name: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Return "; did you mean 'x'?" where one of *known* is close to *name*, else an empty string.

    cutoff  how close, from 0 to 1
    """
    import difflib

    by_key = {one.casefold(): one for one in sorted(known)}
    close = difflib.get_close_matches(name.casefold(), sorted(by_key), n=1, cutoff=cutoff)
    return f"; did you mean '{by_key[close[0]]}'?" if close else ""
