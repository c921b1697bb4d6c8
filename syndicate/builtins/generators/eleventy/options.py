"""What the source eleventy must know of the site's configuration."""

# Without annotations from __future__: each start reads those below, and would compile the text of every one.

from typing import Any

import msgspec

# Of the configuration, best first. Eleventy 4 is called Build Awesome, too.
_FILES = tuple(f"{{}}.config.{suffix}" for suffix in ("js", "mjs", "cjs", "ts", "mts", "cts"))
FILES = (
    *(name.format("buildawesome") for name in _FILES),
    ".eleventy.js",
    *(name.format("eleventy") for name in _FILES),
)
PACKAGES = ("@11ty/eleventy", "@awesome.me/buildawesome")
COMPUTED = "eleventyComputed"

# What no plugin is needed for: strikes with two tildes, and no code by indents.
MARKDOWN_EXTENSIONS = ("double_tildes", "plain_indents")


class EleventyOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What Eleventy is configured with, and which templates are articles.

    collections      tags (or collections made from globs) whose templates are articles; empty: those with a tag of a
                     usual name, "posts" for one, and those that have a date of their own
    output           folder of the built pages, relative to the site's; where it is there, it knows URLs that only
                     JavaScript makes
    data_formats     suffixes of data files beside json, where the configuration adds them: yaml, yml, toml
    global_data      what the configuration gives all templates of permalink, layout, and the permalink of
                     eleventyComputed; null is what a program makes of a page's data
    links_under_base addresses in texts that begin with "/" are below the site's URL
    links_to_files   links to files of templates lead to their pages
    extensions       what Markdown has beside CommonMark, by the plugins of markdown-it
    """

    collections: tuple[str, ...] = ()
    input: str = "."  # folder of the templates, relative to the site's
    output: str = "_site"
    includes: str = "_includes"  # folder of layouts, relative to *input*
    layouts: str = ""  # another one, "" if there is none
    data: str = "_data"  # folder of global data, relative to *input*
    formats: tuple[str, ...] = ("liquid", "md", "njk", "html")  # suffixes of templates
    markdown_engine: str = "liquid"  # what fills in Markdown before it is rendered: "liquid", "njk", "" for nothing
    html_engine: str = "liquid"  # the same of HTML
    data_formats: tuple[str, ...] = ()
    global_data: dict[str, Any] = {}
    data_name: str = ""  # name of data files of folders; "": the folder's own
    layout_aliases: dict[str, str] = {}  # name -> layout
    globs: dict[str, tuple[str, ...]] = {}  # collection -> globs of its templates, where the configuration makes it so
    ignored: tuple[str, ...] = ()  # globs of files that are no templates
    own_filters: tuple[str, ...] = ()  # filters that the configuration defines, whatever Eleventy has under their names
    links_under_base: bool = False
    links_to_files: bool = False
    extensions: tuple[str, ...] = MARKDOWN_EXTENSIONS

    def path(self, folder: str) -> str:
        """Return *folder*, relative to the input, as seen from the site's folder; "" for that itself."""
        import posixpath

        joined = posixpath.normpath(posixpath.join(self.input, folder))
        return "" if joined == "." else joined


# Tags by which sites call what they publish; Eleventy itself gives none a meaning.
USUAL = frozenset("post posts blog blogs blogpost blogposts article articles news note notes entry entries".split())
# Tags that say how a page is used, not what it is about.
TECHNICAL = frozenset({"all", "nav", "post", "posts"})
