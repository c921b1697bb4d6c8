"""Sites of Jekyll 4: their configuration as settings (preset), and their posts and documents as articles (source).

Articles are the posts and, of each collection with `output: true`, the documents with a date, in the front matter or
in the file's name. A folder that is no collection is read as one where `source.paths` or the command line names it, for
a theme may make one of it. A collection without any date holds no news and is passed over, with a note; an `index`
without one is passed over, too. Pages are articles only if the option `pages` names them.

What differs from Jekyll, on purpose: `draft: true` in a post keeps it out of feeds, as in those of jekyll-feed (Jekyll
itself builds its page), unless `show_drafts` is on; without `timezone`, times without a zone are UTC, whatever the
machine's zone is; a date that Ruby would guess, such as 05/03/2020, is a fault.
"""

from __future__ import annotations

from syndicate import Findings, Preset, Reader, Source, SourceContext, hookimpl

from .options import NAMES, JekyllOptions


@hookimpl
def syndicate_presets() -> list[Preset]:
    return [Preset(name="jekyll", find=_find, marks=(*NAMES, "_posts"))]


@hookimpl
def syndicate_sources() -> list[Source]:
    return [
        Source(
            name="jekyll", open=_open, options=JekyllOptions, asks_for="article", built_by="bundle exec jekyll build"
        )
    ]


def _find(folder: str) -> Findings | None:
    from .preset import find

    return find(folder)


def _open(context: SourceContext) -> Reader:
    from .reader import JekyllReader

    return JekyllReader(context, context.options or JekyllOptions())
