"""What the source zola must know of the site's configuration."""

# Without annotations from __future__: each start reads those below, and would compile the text of every one.

from typing import Literal

import msgspec

FILES = ("zola.toml", "config.toml")  # of the configuration
EXTENSIONS = ("heading_attributes", "word_tildes")  # of its Markdown
SlugStyle = Literal["on", "safe", "off"]


class ZolaOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The keys of zola.toml that decide on pages and their URLs.

    extensions        what the site's Markdown has beside CommonMark, by the names of syndicate.html
    """

    default_language: str = "en"  # of pages whose file names none
    languages: tuple[str, ...] = ()  # the others, which file names may carry: post.fr.md
    language: str = ""  # whose pages are the articles; "": the default's, as in the feed that Zola makes
    slugify: SlugStyle = "on"  # how names of files and slugs get into URLs
    keep_dates: bool = False  # a date in a file's name stays in the URL
    taxonomies: tuple[str, ...] = ("tags", "categories")  # whose terms are topics
    ignored: tuple[str, ...] = ()  # globs of files below content that are no pages
    extensions: tuple[str, ...] = EXTENSIONS
