"""Sites of Pelican: pelicanconf.py and publishconf.py as settings (preset), and their articles (source).

The configuration is read, never run. Articles are the files below ARTICLE_PATHS, Markdown, reStructuredText and HTML;
pages are none. As in Pelican's own feed of all articles, translations are articles of their own, with their language,
and dates in the future are let in unless WITH_FUTURE_DATES is off. Drafts and hidden articles are read, not published.

What differs from Pelican, on purpose: an article dated by the time of its file (DEFAULT_DATE = "fs") has no date, as
that time is the checkout's; files whose names begin with a dot are passed over; names of months in URLs are English,
whatever the machine's locale is. What only rendering tells, such as a directive of a plugin that is not installed, is
said when the text is wanted, while Pelican leaves such an article out.
"""

from __future__ import annotations

from syndicate import Findings, Preset, Reader, Source, SourceContext, hookimpl

from .options import PelicanOptions


@hookimpl
def syndicate_presets() -> list[Preset]:
    return [Preset(name="pelican", find=_find, marks=("pelicanconf.py",))]


@hookimpl
def syndicate_sources() -> list[Source]:
    return [Source(name="pelican", open=_open, options=PelicanOptions, asks_for="article", built_by="pelican content")]


def _find(folder: str) -> Findings | None:
    from .preset import find

    return find(folder)


def _open(context: SourceContext) -> Reader:
    from .source import PelicanReader

    return PelicanReader(context, context.options or PelicanOptions())
