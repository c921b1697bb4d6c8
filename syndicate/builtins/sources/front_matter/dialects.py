"""What each generator makes of texts: what its Markdown has beside CommonMark, and what becomes of links.

Notes of Obsidian are read as Quartz publishes them: what their heads say, and their text without what no reader sees.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from syndicate.files import ArticleHead, Overlay, Place

# What generators have beside CommonMark, each its own part. None of it is text to a reader. Where the generator is not
# known, all of it counts; else what it has by itself, and what the plugins are for that hardly a site of it lacks.
_PLUGINS = "alerts code_marks directives math_display"
_COMMENTS = ("%%", "{/*", "{::comment}")  # how those begin that no page shows
NAMES_OF_NOTES = ("created",)
_PIECE_OF_NOTES = re.compile(
    r"(?P<kept>^[ \t]*+(?P<fence>`{3,}+(?=[^`\n]*+$)|~{3,}+)[^\n]*+\n(?>(?:(?![ \t]*+(?P=fence))[^\n]*+\n)*)(?>(?:[ \t]*+(?P=fence)[`~]*+)?)"
    r"|`[^`\n]++`|!\[\[)"  # what is embedded stands in another file: only Quartz shows it
    r"|%%(?>(?:[^%]++|%(?!%))*)%%"  # a comment
    r"|\[\[(?P<to>[^\[\]|\n\\]{1,500}+)(?:\\?\|(?P<shown>[^\[\]\n]{1,500}+))?\]\]",
    re.MULTILINE,
)


class Dialect(NamedTuple):
    """What a generator makes of the texts of articles.

    plain        (text, key of the file, line where the text begins) -> the text as other generators read it; it raises
                 ContentError where the text shows what stands elsewhere
    of_blog      whether a heading that says the title again is not shown, a post may have a date in its name and no
                 head, and files that links name are moved, too
    """

    extensions: str  # what its Markdown has beside CommonMark, with spaces between
    plain: Callable[[str, str, int | None], str] = lambda text, *_: text
    mdx: tuple[str, ...] = (".mdx", ".svx")  # suffixes of the files that it reads as MDX
    link_end: str | None = None  # how pages end to which links to files lead; None: its links name no files
    based: str = ""  # the attributes in which the path of the site goes before addresses that begin with "/", by "|"
    moves_files: bool = False  # whether it moves and renames files beside articles
    of_blog: bool = False


def _plain_of_all(text: str, key: str, line: int | None) -> str:
    if ("{" in text and "{#" in text) or ("%" in text and "<%" in text):  # one character is found in a hundredth
        from syndicate.html import check_template_syntax

        check_template_syntax(text, key, ["erb", "svelte"], line)
    if any(mark[0] in text and mark in text for mark in _COMMENTS):
        from .unshown import without_comments

        return without_comments(text)
    return text


def _plain_of_mkdocs(text: str, key: str, line: int | None) -> str:
    from syndicate.html import check_template_syntax, without_open_fences

    check_template_syntax(text, key, ["snippets"], line)
    return without_open_fences(text.expandtabs(4))


def _plain_of_vitepress(text: str, key: str, line: int | None) -> str:
    if any(sign in text for sign in ("<<<", "@[code", "@include:", " v-", " :hidden", " :style")):
        from syndicate.html import check_template_syntax

        check_template_syntax(text, key, ["code_files", "vue"], line)
    return text


def _plain_of_nuxt(text: str, key: str, line: int | None) -> str:
    if ":" in text:
        from syndicate.html import check_template_syntax

        check_template_syntax(text, key, ["mdc"], line)
    return text


def _plain_of_pandoc(text: str, key: str, line: int | None) -> str:
    if any(mark in text for mark in ("+-", "- -", "-  -", "\\begin{")):
        from .pandoc import plain_pandoc

        return plain_pandoc(text, key, line)
    return text


def _plain_of_quartz(text: str, key: str, line: int | None) -> str:
    from syndicate.html import check_template_syntax

    text = plain_note(text)
    check_template_syntax(text, key, ["embeds"], line)
    return text


_DOCUSAURUS = Dialect(
    f"{_PLUGINS} heading_attributes shortcodes", link_end="", based="href|src|poster", moves_files=True, of_blog=True
)
_PANDOC = Dialect(
    "attribute_lists bracketed_spans captions cjk_friendly_emphasis description_lists directives heading_attributes inline_footnotes "
    "inline_html math parsed_html raw_attributes smart spaced_links subscript superscript tight_emphasis "
    "tilde_definitions",
    _plain_of_pandoc,
)
DIALECTS = {
    "": Dialect(
        f"{_PLUGINS} abbreviations alerts_of_vitepress attribute_lists contents description_lists heading_attributes "
        "highlight icons markdown_in_html shortcodes",
        _plain_of_all,
    ),
    "astro": Dialect(f"{_PLUGINS} heading_attributes retext", moves_files=True),
    "docusaurus": _DOCUSAURUS._replace(mdx=(".md", ".mdx", ".svx")),
    "docusaurus-commonmark": _DOCUSAURUS,
    "hexo": Dialect(f"{_PLUGINS} breaks marked", based="src"),
    "mkdocs": Dialect(
        "abbreviations attribute_lists cjk_friendly_emphasis code_in_cells code_marks contents description_lists directives "
        "dot_lists double_tildes fences_in_html heading_attributes headings_of_python highlight icons inline_html keys last_notes "
        "loose_references markdown_in_html odd_titles_of_python parted_lists parted_references plain_backslashes_of_python quoted_titles raw_blocks "
        "short_mailto shortcodes spaced_links spaced_references tight_emphasis tight_headings wide_items_of_python",
        _plain_of_mkdocs,
        link_end="",
    ),
    "nuxt": Dialect("attribute_lists bracketed_spans code_marks shortcodes", _plain_of_nuxt),
    "pandoc": _PANDOC,
    "quarto": _PANDOC._replace(link_end=".html"),
    "quartz": Dialect(f"{_PLUGINS} highlight math smart", _plain_of_quartz),
    "vitepress": Dialect(
        f"{_PLUGINS} alerts_of_vitepress attribute_lists contents double_tildes heading_attributes shortcodes",
        _plain_of_vitepress,
        link_end="",
        based="href|src|poster",
        moves_files=True,
    ),
}


def note_head(found: ArticleHead, path: str) -> Overlay:
    """Return the head of the note at *path*: its title is the file's name, and it is as old as it says it was made."""
    given = found.fields.value
    changes: dict[str, Any] = {}
    places: dict[str, Place] = {}
    if not given.get("title"):
        changes["title"] = path.rpartition("/")[2].rpartition(".")[0]
    if not given.get("date") and given.get("created"):
        changes["date"], places["date"] = given["created"], ("created",)
    return Overlay(found.fields, changes, places)


def plain_note(text: str) -> str:
    """Return *text* with the words of links to other notes, and without comments."""
    return _PIECE_OF_NOTES.sub(_plain, text) if "[[" in text or "%%" in text else text


def _plain(found: re.Match[str]) -> str:
    if found["kept"]:
        return found[0]
    if not found["to"]:
        return "\n" * found[0].count("\n")
    return found["shown"] or found["to"].strip("#")
