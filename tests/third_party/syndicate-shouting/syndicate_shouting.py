"""A stranger's distribution: a format of titles in capitals, and a filter by the length of the title."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from syndicate import Article, Document, Feed, Filter, FilterContext, Format, hookimpl


class ShoutingOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How loud."""

    marks: int = 1  # exclamation marks behind each title


@hookimpl
def syndicate_formats() -> list[Format]:
    return [
        Format(
            name="shouting", media_type="text/plain", filename="shouting.txt", render=render, options=ShoutingOptions
        )
    ]


@hookimpl
def syndicate_filters() -> list[Filter]:
    return [Filter(name="short-title", build=build, options=int, describe=lambda setting: f"of {setting} letters")]


def render(feed: Feed, path: str, options: ShoutingOptions) -> Iterator[Document]:
    """Render the titles of *feed*, one a line."""
    lines = [f"{article.title.upper()}{'!' * options.marks}\n" for article in feed.articles]
    yield Document(path=path, body="".join(lines).encode(), media_type="text/plain", entry_count=len(lines))


def build(setting: int, context: FilterContext) -> Callable[[Article], bool]:  # noqa: ARG001  length needs no site
    """Return whether a title has at most *setting* letters."""
    return lambda article: len(article.title) <= setting
