"""Any other site: the built pages alone, by what they say of themselves in their heads and their marks."""

from __future__ import annotations

from syndicate import Findings, Preset, Reader, Source, SourceContext, hookimpl

from .options import HOME_PAGES, HtmlOptions


@hookimpl
def syndicate_presets() -> list[Preset]:
    return [Preset(name="html", find=find, is_last_resort=True, marks=HOME_PAGES)]


@hookimpl
def syndicate_sources() -> list[Source]:
    return [
        Source(
            name="html",
            reads_built_pages=True,
            open=open_source,
            options=HtmlOptions,
            asks_for="article",
            reads_stores=True,
        )
    ]


def find(folder: str) -> Findings | None:
    from .preset import find_site

    return find_site(folder)


def open_source(context: SourceContext) -> Reader:
    from .source import Pages

    return Pages(context)
