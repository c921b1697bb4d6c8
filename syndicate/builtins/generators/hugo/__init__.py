"""Sites of Hugo (https://gohugo.io): their configuration as a preset, their pages as a source, both named `hugo`.

An article is a regular page (Hugo's `.Site.RegularPages`: no section, no term, no page within a leaf bundle) that is
rendered on its own and has a date; it is in `mainSections` if the configuration names them. Hugo's own RSS also lists
pages without a date, with the year 1; here they are passed over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from syndicate import Preset, Source, hookimpl

from .options import STEMS, SUFFIXES, HugoOptions, section_title

if TYPE_CHECKING:
    from syndicate import Findings, Reader, SourceContext


@hookimpl
def syndicate_presets() -> list[Preset]:
    return [Preset(name="hugo", find=find, marks=("config", *(stem + suffix for stem in STEMS for suffix in SUFFIXES)))]


@hookimpl
def syndicate_sources() -> list[Source]:
    return [
        Source(
            name="hugo",
            open=open_pages,
            options=HugoOptions,
            asks_for="article",
            section_title=section_title,
            built_by="hugo",
        )
    ]


def find(folder: str) -> Findings | None:
    """Return what the configuration in *folder* says, None if it is none of Hugo's."""
    from .preset import find_settings

    return find_settings(folder)


def open_pages(context: SourceContext) -> Reader:
    from .source import Pages

    return Pages(context)
