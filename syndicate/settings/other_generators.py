"""Site generators that no preset reads: what tells a site of theirs, where it builds, and what serves it here."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

_MAX_BYTES = 1 << 20


class Generator(NamedTuple):
    """A generator without a preset.

    name      as its people write it
    marks     globs of files and folders of a site, any of which tells it
    output    folder that it builds, relative to the site's
    telltale  what stands in the marked file where its name alone tells nothing
    folder    that must be there, too
    """

    name: str
    marks: tuple[str, ...]
    output: str
    telltale: str = ""
    folder: str = ""


_HEXO = r"^(?:source_dir|public_dir|new_post_name|post_asset_folder|skip_render|render_drafts|filename_case|index_generator)[ \t]*:"
# In their order: what is telltale before what has the same name.
_GENERATORS = (
    Generator("Hexo", ("_config.yml", "_config.yaml"), "public", _HEXO),
    Generator("Hexo", ("package.json",), "public", r'"hexo"\s*:'),
    # Jekyll would look there only if `source` said so, as Octopress has it.
    Generator("Hexo", ("_config.yml", "_config.yaml"), "public", r"\A(?![\s\S]*^source[ \t]*:)", "source/_posts"),
    Generator("Nikola", ("conf.py",), "output", r"^(?:BLOG_TITLE|NAVIGATION_LINKS)\s*="),
    Generator("Sphinx", ("conf.py",), "_build/html"),
    Generator("Bridgetown", ("bridgetown.config.yml",), "output"),
    Generator("Bridgetown", ("config/initializers.rb", "Gemfile"), "output", r"\bBridgetown\b|[\"']bridgetown[\"']"),
    Generator("MkDocs", ("mkdocs.yml", "mkdocs.yaml"), "site"),
    Generator("Astro", ("astro.config.*",), "dist"),
    Generator("Docusaurus", ("docusaurus.config.*",), "build"),
    Generator("VitePress", (".vitepress/config.*",), ".vitepress/dist"),
    Generator("VitePress", ("docs/.vitepress/config.*",), "docs/.vitepress/dist"),
    Generator("VuePress", (".vuepress/config.*",), ".vuepress/dist"),
    Generator("VuePress", ("docs/.vuepress/config.*", "src/.vuepress/config.*"), "docs/.vuepress/dist"),
    Generator("Gatsby", ("gatsby-config.*",), "public"),
    Generator("Gridsome", ("gridsome.config.js",), "dist"),
    Generator("Next.js", ("next.config.*",), "out"),
    Generator("Nuxt", ("nuxt.config.*",), ".output/public"),
    Generator("SvelteKit", ("svelte.config.*",), "build"),
    Generator("Quarto", ("_quarto.yml", "_quarto.yaml"), "_site"),
    Generator("Jupyter Book", ("_toc.yml",), "_build/html"),
    Generator("Lume", ("_config.ts", "_config.js"), "_site", r"\blume\b"),
    Generator("Lektor", ("*.lektorproject",), "build"),
    Generator("Middleman", ("config.rb",), "build"),
    Generator("nanoc", ("nanoc.yaml",), "output"),
    Generator("Cobalt", ("_cobalt.yml",), "_site"),
    Generator("Metalsmith", ("metalsmith.json",), "build"),
    Generator("JBake", ("jbake.properties",), "output"),
    Generator("Hakyll", ("site.hs",), "_site"),
    Generator("mdBook", ("book.toml",), "book"),
)


def other_generator(folder: Path) -> Generator | None:
    """Return whose site lies in *folder*, if it is of one that no preset reads."""
    return next((generator for generator in _GENERATORS if _is_of(folder, generator)), None)


def advice_on(folder: Path) -> str:
    """Return a sentence that says what serves the site in *folder*, "" where nothing tells whose it is."""
    generator = other_generator(folder)
    if generator is None:
        return ""
    built = folder / generator.output
    return (
        f"this is a site of {generator.name}, which no preset reads: build it and export its pages by"
        f" syndicate export {built.as_posix()}, or say in syndicate.yaml where its articles lie and what their URLs are"
    )


def _is_of(folder: Path, generator: Generator) -> bool:
    if not (folder / generator.folder).is_dir():
        return False
    for mark in generator.marks:
        for path in folder.glob(mark):
            if not generator.telltale or re.search(generator.telltale, _text(path), re.MULTILINE):
                return True
    return False


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_MAX_BYTES).decode(errors="replace")
    except OSError:
        return ""
