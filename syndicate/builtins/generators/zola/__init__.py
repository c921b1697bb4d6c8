"""Zola (https://www.getzola.org): its configuration, and its pages with the URLs that Zola gives them."""

from __future__ import annotations

from syndicate import Findings, Preset, Reader, Source, SourceContext, hookimpl

from .options import FILES, ZolaOptions


@hookimpl
def syndicate_presets() -> list[Preset]:
    return [Preset(name="zola", find=_find, marks=FILES)]


@hookimpl
def syndicate_sources() -> list[Source]:
    return [Source(name="zola", open=_open, options=ZolaOptions, asks_for="article", built_by="zola build")]


def _find(folder: str) -> Findings | None:
    from .preset import find

    return find(folder)


def _open(context: SourceContext) -> Reader:
    from .source import ZolaPages

    return ZolaPages(context)
