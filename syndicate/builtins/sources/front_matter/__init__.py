"""Markdown, HTML and text files that begin with front matter, whatever generator they are for."""

from syndicate import Source, hookimpl

from .source import FrontMatter as FrontMatter, FrontMatterOptions as FrontMatterOptions


@hookimpl
def syndicate_sources() -> list[Source]:
    return [
        Source(name="front-matter", open=FrontMatter, options=FrontMatterOptions, asks_for="article", reads_stores=True)
    ]
