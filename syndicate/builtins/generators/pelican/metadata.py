"""The metadata of one file: what the site sets for all, what its path says, what it says itself, the later first.

Dates are read as Pelican does, by python-dateutil; what that would fill in from the clock is refused.
"""

from __future__ import annotations

import posixpath
import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any

from syndicate.model import excerpt

from .heads import FileHead, Place, Said
from .options import PelicanOptions
from .slugs import MAX_TEXT, compiled

# Names of which a file may say one thing only: of a value on several lines Python-Markdown's readers keep the first.
_SINGLE = frozenset("tags date modified status category author save_as url authors slug".split())
# An empty one of these says nothing, and leaves what is said elsewhere.
_DISCARDED = frozenset("tags status category author authors slug".split())
# Dateutil reads them in the same way, and takes a hundred times as long.
_PLAIN = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2})?(?:(?<=:\d{2}:\d{2})(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d))?)?"
)
_MAX_LENGTH = 100
_ADVICE = "write e.g. 2024-05-01 09:00"
# Two days that share no part: a date that differs by them leaves something out.
_DEFAULTS = (datetime(2000, 1, 2), datetime(2004, 3, 4))  # noqa: DTZ001  the zone is added below


def gathered(
    options: PelicanOptions, key: str, source_path: str, said: dict[str, Said], *, is_markdown: bool
) -> FileHead:
    """Return all metadata of the file at *key*, as texts and lists of texts.

    source_path  of the file as seen from PATH
    said         by the file itself
    is_markdown  whether a value on several lines is several values

    Raises UsageError for a regular expression of the configuration that cannot be used.
    """
    found: dict[str, Any] = {}
    for name, value in options.default_metadata.items():
        _set(found, name.lower(), _text(value))
    if options.category_save_as:
        _set(found, "category", options.default_category)
    if options.default_date not in (None, "", "fs"):
        found["date"] = _date(options.default_date)
    for prefix, more in sorted(options.extra_path_metadata.items()):
        if source_path == prefix or source_path.startswith(posixpath.join(prefix, "")):
            for name, value in more.items():
                _set(found, name.lower(), _text(value))
    for name, value in _of_path(options, source_path).items():
        _set(found, name, value)
    places: dict[str, Place] = {}
    for name, (values, place) in said.items():
        is_one = len(values) == 1 and name not in _DISCARDED
        value = values[0] if is_one else _single(name, values, options, is_markdown=is_markdown)
        if is_one:
            found[name], places[name] = value, place
        elif _set(found, name, value):
            places[name] = place
    return FileHead(key, found, places)


def listed(value: Any) -> list[str]:
    """Return the tags or authors that *value* names: parted by ";", else by ",", each once."""
    if isinstance(value, str):
        value = value.split(";" if ";" in value else ",")
    return list(dict.fromkeys(filter(None, [str(item).strip() for item in value or ()])))


def _set(found: dict[str, Any], name: str, value: Any) -> bool:
    if name in _DISCARDED and not (listed(value) if name in ("tags", "authors") else str(value).strip()):
        return False
    found[name] = value
    return True


def _single(name: str, values: list[str], options: PelicanOptions, *, is_markdown: bool) -> Any:
    if name in options.formatted_fields:
        return "\n".join(values)
    if len(values) == 1 or (is_markdown and name in _SINGLE):
        return values[0]
    return values


def _of_path(options: PelicanOptions, source_path: str) -> dict[str, str]:
    folder, _, name = source_path.rpartition("/")
    found: dict[str, str] = {}
    for setting, pattern, text in (
        ("FILENAME_METADATA", options.filename_metadata, posixpath.splitext(name)[0]),
        ("PATH_METADATA", options.path_metadata, source_path),
    ):
        if pattern and text and (match := compiled(pattern, setting).match(text[:MAX_TEXT])):
            for group, value in match.groupdict().items():
                if value is not None:
                    found.setdefault(group.lower(), value)
    parent = folder.rpartition("/")[2]
    if options.use_folder_as_category and options.category_save_as and parent:
        found.setdefault("category", parent)
    return found


def _text(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [str(item) for item in value]
    return value if isinstance(value, str) else "" if value is None else str(value)


def _date(value: Any) -> str:
    if isinstance(value, str):
        return value
    year, month, day, hour, minute, second = (*value, *(1, 1, 1, 0, 0, 0)[len(value) :])[:6]
    return f"{year:04d}-{month:02d}-{day:02d} {hour:02d}:{minute:02d}:{second:02d}"


def read_date(text: str, zone: tzinfo) -> datetime:
    """Return the aware time that *text* names, in *zone* if it names none.

    Raises ValueError, its text a sentence, where it names none, or leaves out year, month or day.
    """
    text = re.sub(" +", " ", text.strip())
    if _PLAIN.fullmatch(text):
        try:
            plain = datetime.fromisoformat(text)
            return plain if plain.tzinfo is not None else plain.replace(tzinfo=zone)
        except ValueError as error:
            raise ValueError(f"{excerpt(text)} is not a date ({error}); {_ADVICE}") from error
    if not text or len(text) > _MAX_LENGTH:
        raise ValueError(f"{excerpt(text)} is not a date; {_ADVICE}")
    from dateutil.parser import parse

    try:
        first, second = (parse(text, default=default, tzinfos=_zone) for default in _DEFAULTS)
    except (ValueError, OverflowError, TypeError, RecursionError) as error:
        raise ValueError(f"{excerpt(text)} is not a date; {_ADVICE}") from error
    if first != second:
        raise ValueError(f"{excerpt(text)} leaves out the year, the month or the day; {_ADVICE}")
    return first if first.tzinfo is not None else first.replace(tzinfo=zone)


def _zone(_name: str | None, offset: int | None) -> tzinfo | None:
    """Return the zone of *offset* seconds; names of zones alone mean this or that, and are passed over."""
    if offset is None:
        return None
    return timezone(timedelta(seconds=offset)) if abs(offset) < 86_400 else UTC
