"""What the caller says beside the settings."""

from __future__ import annotations

import os
from typing import Any, Literal

import msgspec
from msgspec.structs import fields

from syndicate.model.errors import UsageError, excerpt, suggest

_ACCEPTED = ("new-ids", "withdrawals")


class Overrides(msgspec.Struct, frozen=True, kw_only=True):
    """What to do differently from the settings; None and empty leave them as they are.

    formats              (name, path or None): write these feeds instead of those of the settings
    include_unpublished  drafts, future and expired articles and all that is withheld, too, whatever the filter
                         `published` says
    preset               the name of a preset, or "none", instead of the one of the settings or the one that fits
    options              (name of a part, key, text read as YAML): set beside its options in the settings
    no_site_plugins      refuse the plugins that the settings name, and an output or index outside of the repository
    """

    formats: tuple[tuple[str, str | None], ...] = ()
    filters: tuple[tuple[str, Any], ...] = ()  # (name, setting): hold for every feed, beside its own
    include_unpublished: bool = False
    paths: tuple[str, ...] = ()  # read these instead of source.paths
    source: str | None = None  # the name of a source, instead of source.name
    preset: str | None = None
    limit: int | Literal["all"] | None = None  # of every feed but sitemaps; "all": of these, too
    content: Literal["none", "summary", "full"] | None = None  # of every feed
    title: str | None = None  # of every feed, and of the site if the settings give it none
    site_url: str | None = None  # instead of site.url
    url: str | None = None  # instead of source.url: the pattern of URLs of articles that name none
    language: str | None = None  # instead of site.language
    author: str | None = None  # instead of site.authors
    options: tuple[tuple[str, str, str], ...] = ()
    no_site_plugins: bool = False
    output: str | None = None  # folder published into, relative to the one worked in; no articles are looked for there

    def __post_init__(self) -> None:
        """Refuse a value of another type: include_unpublished="no" would count as True."""
        for field in fields(self):
            value = getattr(self, field.name)
            try:
                msgspec.convert(value, field.type)
            except msgspec.ValidationError as error:
                expected = self.__annotations__[field.name]
                found = f"{type(value).__name__} {excerpt(value)}"
                raise UsageError(f"overrides: {field.name}: expected {expected}, found {found}") from error


def is_accepted(what: str, *, is_said: bool = False) -> bool:
    """Tell whether the caller accepts *what*, "new-ids" or "withdrawals": *is_said*, or SYNDICATE_ACCEPT names it.

    The environment reaches an export that a host's build calls, where nobody types options.

    Raises UsageError where it names something else.
    """
    words = os.environ.get("SYNDICATE_ACCEPT", "").replace(",", " ").split()
    for word in words:
        if word not in _ACCEPTED:
            hint = suggest(word, _ACCEPTED) or f"; write {' or '.join(_ACCEPTED)}"
            raise UsageError(f"SYNDICATE_ACCEPT: {excerpt(word)} is nothing to accept{hint}")
    return is_said or what in words


def refuses_site_plugins(is_said: bool) -> bool:  # noqa: FBT001
    """Tell whether a site's own plugins are refused: *is_said* by the caller, or SYNDICATE_NO_SITE_PLUGINS is set."""
    return is_said or os.environ.get("SYNDICATE_NO_SITE_PLUGINS", "") not in ("", "0")
