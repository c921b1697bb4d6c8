"""Eleventy (https://www.11ty.dev): the literal values of its configuration, and its templates as articles."""

from __future__ import annotations

from syndicate import Findings, Preset, Reader, Source, SourceContext, hookimpl

from .options import FILES, EleventyOptions


@hookimpl
def syndicate_presets() -> list[Preset]:
    return [Preset(name="eleventy", find=_find, marks=(*FILES, "package.json"))]


@hookimpl
def syndicate_sources() -> list[Source]:
    return [
        Source(name="eleventy", open=_open, options=EleventyOptions, asks_for="article", built_by="npx @11ty/eleventy")
    ]


def _find(folder: str) -> Findings | None:
    from .preset import find

    return find(folder)


def _open(context: SourceContext) -> Reader:
    from .source import EleventyTemplates

    return EleventyTemplates(context)
