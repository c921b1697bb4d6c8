"""Any other site: the built pages alone, by what they say of themselves in their heads and their marks."""

# Without annotations from __future__: each start reads those below, and would compile the text of every one.

from typing import Annotated

import msgspec
from msgspec import Meta

from syndicate import Findings, Preset, Reader, Source, SourceContext, hookimpl

HOME_PAGES = ("index.html", "index.htm", "index.xhtml")  # names, best first


class HtmlOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the pages lie."""

    home: Annotated[
        str, Meta(description="folder of the home page, relative to the site's, e.g. _site, or s3://bucket/site")
    ] = ""


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
