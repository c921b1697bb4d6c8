"""The hooks: what syndicate asks every plugin. A plugin is a module that implements one or more of them.

Hooks are evolved by adding parameters only, so a plugin written today works tomorrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from syndicate.parts.contract import Exported, Filter, Format, Listener, Preset, Source, Transform

hookspec = pluggy.HookspecMarker("syndicate")
hookimpl = pluggy.HookimplMarker("syndicate")


@hookspec
def syndicate_sources() -> Sequence[Source]:  # type: ignore[empty-body]
    """Offer sources.

    >>> from syndicate import Article, Source, hookimpl
    >>> class Reader: ...  # items(), read(item), content(article)
    >>> @hookimpl
    ... def syndicate_sources():
    ...     return [Source(name="wiki", open=lambda context: Reader())]
    """


@hookspec
def syndicate_presets() -> Sequence[Preset]:  # type: ignore[empty-body]
    """Offer presets: what a generator's own configuration says, as settings.

    >>> from pathlib import Path
    >>> from syndicate import Finding, Findings, Preset, hookimpl
    >>> def find(folder):
    ...     if not Path(folder, "wiki.ini").exists():
    ...         return None
    ...     title = Path(folder, "wiki.ini").read_text(encoding="utf-8").strip()
    ...     return Findings(settings={("site", "title"): Finding(value=title, path="wiki.ini", line=1)})
    >>> @hookimpl
    ... def syndicate_presets():
    ...     return [Preset(name="wiki", find=find)]
    """


@hookspec
def syndicate_filters() -> Sequence[Filter]:  # type: ignore[empty-body]
    """Offer filters.

    >>> from syndicate import Filter, hookimpl
    >>> def build(setting, context):
    ...     return lambda article: len(article.title) < setting
    >>> @hookimpl
    ... def syndicate_filters():
    ...     return [Filter(name="short-title", build=build, options=int)]
    """


@hookspec
def syndicate_transforms() -> Sequence[Transform]:  # type: ignore[empty-body]
    """Offer transforms.

    >>> import msgspec
    >>> from syndicate import Transform, hookimpl
    >>> def apply(feed):
    ...     return msgspec.structs.replace(feed, articles=feed.articles[::-1])
    >>> @hookimpl
    ... def syndicate_transforms():
    ...     return [Transform(name="oldest-first", apply=apply)]
    """


@hookspec
def syndicate_formats() -> Sequence[Format]:  # type: ignore[empty-body]
    """Offer formats.

    >>> from syndicate import Document, Format, hookimpl
    >>> def render(feed, path):
    ...     body = "".join(f"{article.url}\\n" for article in feed.articles).encode()
    ...     yield Document(path=path, body=body, media_type="text/plain", entry_count=len(feed.articles))
    >>> @hookimpl
    ... def syndicate_formats():
    ...     return [Format(name="urls", media_type="text/plain", filename="urls.txt", render=render)]
    """


@hookspec
def syndicate_listeners() -> Sequence[Listener]:  # type: ignore[empty-body]
    """Offer listeners: told after an export, if the settings name them under `exported`.

    >>> from syndicate import Listener, hookimpl
    >>> def tell(exported):
    ...     yield f"{len(exported.files)} files in {exported.directory}"
    >>> @hookimpl
    ... def syndicate_listeners():
    ...     return [Listener(name="count", tell=tell)]
    """


@hookspec
def syndicate_exported(exported: Exported) -> None:
    """Hear what every export has put in its place; for what needs no settings, such as a log.

    >>> from syndicate import hookimpl
    >>> @hookimpl
    ... def syndicate_exported(exported):
    ...     changed = [file.path for file in exported.files if file.state != "unchanged"]
    """
