"""What the settings say of the generator of a site to the source front-matter."""

from __future__ import annotations

from typing import Literal

import msgspec

from .hexo import HexoOptions


class FrontMatterOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the source front-matter cannot know of the site's generator.

    templates_in_code  whether it fills in templates in code of Markdown, too, as Jekyll does, and Hexo does not
    dialect            whose Markdown the articles are written in; "" is that of all, as far as they agree; Docusaurus
                       reads files of Markdown as MDX, unless its configuration says "detect"
    hexo               what its configuration says of URLs
    moves_files        whether it moves and renames files beside articles, as Astro, Docusaurus and VitePress do
    switched_off       extensions of the dialect that the site does without, e.g. "breaks" of Hexo's
    needs              keys without which an article stays in: the site's schema has `draft: z.boolean().default(true)`
    """

    templates_in_code: bool = True
    hexo: HexoOptions = HexoOptions()
    dialect: Literal[
        "",
        "astro",
        "docusaurus",
        "docusaurus-commonmark",
        "hexo",
        "mkdocs",
        "nuxt",
        "pandoc",
        "quarto",
        "quartz",
        "vitepress",
    ] = ""
    months_first: bool = False
    moves_files: bool = False
    switched_off: list[str] = []
    needs: list[str] = []
