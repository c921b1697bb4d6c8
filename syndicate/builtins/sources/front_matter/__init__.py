"""Markdown, HTML and text files that begin with front matter, whatever generator they are for."""

from syndicate import Source, hookimpl

from .options import FrontMatterOptions as FrontMatterOptions
from .source import FrontMatter as FrontMatter


@hookimpl
def syndicate_sources() -> list[Source]:
    return [
        Source(name="front-matter", open=FrontMatter, options=FrontMatterOptions, asks_for="article", reads_stores=True)
    ]
