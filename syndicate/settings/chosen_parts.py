"""Parts as the settings choose them: with their options, ready to be called; what they return is what it must be."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import msgspec

from syndicate.model.article import Article
from syndicate.model.errors import PluginError
from syndicate.model.feed import Feed
from syndicate.parts.contract import (
    Asking,
    Clock,
    Exported,
    Format,
    Listener,
    Transform,
    TransformContext,
)

Prepare = Callable[[Sequence[Article], TransformContext], Iterable[Article]]


class ChosenFilter(msgspec.Struct, frozen=True, kw_only=True):
    """A filter with its setting: a predicate, and words for messages.

    label     how messages call it, with the plugin it comes from
    identity  the same for another one that keeps the same articles
    """

    name: str
    label: str
    identity: tuple[str, bytes]
    keeps: Callable[[Article], bool]
    words: str
    explain: Callable[..., str] | None = None
    asks_for: Asking = "extra"
    clock: Clock = "any"


class ChosenTransform(msgspec.Struct, frozen=True, kw_only=True):
    """A transform with its options: one of the two functions.

    identity  the same for another one that does the same
    """

    name: str
    label: str
    identity: tuple[str, bytes]
    apply: Callable[[Feed], Feed] | None = None
    prepare: Prepare | None = None
    dates: bool = False
    asks_for: Asking = "extra"


class ChosenFormat(msgspec.Struct, frozen=True, kw_only=True):
    """A format with its options."""

    part: Format
    options: Any
    label: str

    @property
    def arguments(self) -> tuple[Any, ...]:
        """What render is called with beside feed and path."""
        return () if self.part.options is None else (self.options,)


class ChosenListener(msgspec.Struct, frozen=True, kw_only=True):
    """A listener with its options."""

    name: str
    label: str
    tell: Callable[[Exported], Iterable[str]]
    asks_for: Asking = "extra"


def text_of(setting: Any) -> bytes:
    """Return what two equal settings share; one that cannot be written down is like no other, in this export or another."""
    try:
        return msgspec.json.encode(setting)
    except (TypeError, ValueError, OverflowError):
        return os.urandom(16)


def failing(failure: PluginError, cause: Exception) -> Callable[[Article], bool]:
    """Return a predicate that raises *failure*, so that it is met where the feed is composed and not before."""

    def keeps(_: Article) -> bool:
        raise failure from cause

    return keeps


def chosen_transform(part: Transform, options: Any, label: str) -> ChosenTransform:
    """Return *part* with its options, whose results are what they must be, or a PluginError."""
    arguments = () if part.options is None else (options,)

    def apply(feed: Feed) -> Feed:
        result = part.apply(feed, *arguments) if part.apply else feed
        if not isinstance(result, Feed):
            raise PluginError(f"{label} returned {type(result).__name__}; it must return a Feed")
        return result

    def prepare(articles: Sequence[Article], context: TransformContext) -> Iterable[Article]:
        for article in part.prepare(articles, context, *arguments) if part.prepare else articles:
            if not isinstance(article, Article):
                raise PluginError(f"{label} gave {type(article).__name__}; it must give Articles")
            yield article

    return ChosenTransform(
        name=part.name,
        label=label,
        identity=(part.name, text_of(options)),
        apply=apply if part.apply else None,
        prepare=prepare if part.prepare else None,
        dates=part.dates,
        asks_for=part.asks_for,
    )


def telling(part: Listener, options: Any) -> Callable[[Exported], Iterable[str]]:
    """Return the function of *part*, with its options; what it says is sentences, or a PluginError."""
    arguments = () if part.options is None else (options,)

    def tell(exported: Exported) -> Iterator[str]:
        said: object = part.tell(exported, *arguments)
        if isinstance(said, str) or not isinstance(said, Iterable):
            raise PluginError(f"returned {type(said).__name__}; it must yield sentences")
        yield from said

    return tell
