"""Parts with what the settings say of them (configured), ready to be called; what they return is checked."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import msgspec

from syndicate.model.article import Article
from syndicate.model.errors import PluginError
from syndicate.model.feed import Feed
from syndicate.parts.contract import Asking, Clock, Exported, Format, Listener, Transform, TransformContext

Prepare = Callable[[Sequence[Article], TransformContext], Iterable[Article]]


class ConfiguredFilter(msgspec.Struct, frozen=True, kw_only=True):
    """A filter with its setting: a predicate, and words for messages."""

    name: str
    label: str  # how messages call it, with the plugin it comes from
    identity: tuple[str, bytes]  # cache key: equal for two that keep the same articles
    keeps: Callable[[Article], bool]
    words: str
    explain: Callable[..., str] | None = None
    reason: Callable[[Article], str]  # (article that it refuses) -> why, in a word or two
    asks_for: Asking = "extra"
    reads: tuple[str, ...] = ()  # the keys of the extra of articles that it looks at
    clock: Clock = "any"


class ConfiguredTransform(msgspec.Struct, frozen=True, kw_only=True):
    """A transform with its options: one of the two functions."""

    name: str
    label: str
    identity: tuple[str, bytes]  # cache key: equal for two that do the same
    apply: Callable[[Feed], Feed] | None = None
    prepare: Prepare | None = None
    dates: bool = False
    asks_for: Asking = "extra"


class ConfiguredFormat(msgspec.Struct, frozen=True, kw_only=True):
    """A format with its options."""

    part: Format
    options: Any
    label: str

    @property
    def arguments(self) -> tuple[Any, ...]:
        """What render is called with beside feed and path."""
        return () if self.part.options is None else (self.options,)

    @property
    def served_as(self) -> str:
        """The media type that a server is to tell of its documents, "" for their own.

        What a server calls application/rss+xml or application/atom+xml Chromium shows as text, and Firefox saves.
        """
        return "application/xml" if getattr(self.options, "stylesheet", "") else ""

    @property
    def reads(self) -> tuple[str, ...]:
        """The keys of the extra of articles that it looks at; its options may say so, too."""
        return (*self.part.reads, *getattr(self.options, "reads", ()))

    @property
    def wants_markdown(self) -> bool:
        """Whether it shows the Markdown of texts; its options say so."""
        return getattr(self.options, "wants_markdown", False) is True


class ConfiguredListener(msgspec.Struct, frozen=True, kw_only=True):
    """A listener with its options."""

    name: str
    label: str
    tell: Callable[[Exported], Iterable[str]]
    asks_for: Asking = "extra"


def cache_key(setting: Any) -> bytes:
    """Return the cache key of *setting*: equal for equal settings, unique for one that cannot be encoded."""
    try:
        return msgspec.json.encode(setting)
    except (TypeError, ValueError, OverflowError):
        return os.urandom(16)


def failing(failure: PluginError, cause: Exception) -> Callable[[Article], bool]:
    """Return a predicate that raises *failure*, so that it is met where the feed is composed and not before."""

    def keeps(_: Article) -> bool:
        raise failure from cause

    return keeps


def configured_transform(part: Transform, options: Any, label: str) -> ConfiguredTransform:
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

    return ConfiguredTransform(
        name=part.name,
        label=label,
        identity=(part.name, cache_key(options)),
        apply=apply if part.apply else None,
        prepare=prepare if part.prepare else None,
        dates=part.dates,
        asks_for=part.asks_for,
    )


def configured_listener(part: Listener, options: Any, label: str) -> ConfiguredListener:
    """Return *part* with its options; what it says is sentences, or a PluginError."""
    arguments = () if part.options is None else (options,)

    def tell(exported: Exported) -> Iterator[str]:
        said: object = part.tell(exported, *arguments)
        if isinstance(said, str) or not isinstance(said, Iterable):
            raise PluginError(f"returned {type(said).__name__}; it must yield sentences")
        yield from said

    return ConfiguredListener(name=part.name, label=label, tell=tell, asks_for=part.asks_for)
