"""What the source must know of Hugo's configuration; the preset fills it in."""

# Without annotations from __future__: each start reads those below, and would compile the text of every one.

import re
from typing import Any

import msgspec

# Of the configuration, best first.
STEMS = ("hugo", "config")
SUFFIXES = (".toml", ".yaml", ".yml", ".json")
ENVIRONMENT = "production"  # that of the command `hugo`
ALL = "*"  # the sections that have no pattern of their own
_UNCOUNTED = frozenset(("data", "equipment", "fish", "information", "media", "money"))
# The ends of regular words, first found; Hugo's library knows irregular ones too ("People" for a folder "person").
_PLURALS = ((r"(ss|us|x|z|ch|sh)$", r"\1es"), (r"is$", "es"), (r"s$", "s"), (r"([^aeiou])y$", r"\1ies"), (r"$", "s"))


class Language(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A language of the site, by its key in Hugo's configuration.

    content     its folder; None: that of the site, where the names of files tell the language (about.fr.md)
    """

    content: str | None = None
    url: str | None = None  # its home page, where each language has a host of its own
    tag: str = ""  # BCP 47, where that is another than the key
    timezone: str = ""  # of dates that name none; "": the site's
    permalinks: dict[str, str] | None = None  # instead of those of the site
    disabled: bool = False  # its pages are none


# Of Goldmark, as Hugo sets it.
MARKDOWN_EXTENSIONS = ("description_lists", "heading_attributes", "https_links", "short_heads", "typographer")


class HugoOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Hugo's configuration, as far as URLs, dates and the choice of pages depend on it.

    permalinks          section (its first folder; "" is the root, "*" any other) -> pattern with Hugo's placeholders
    date ...            names in front matter that a date is looked for by, first found; ":filename" is the file's name
    ignore_files        regular expressions; a file is no page whose path one of them finds something in
    extensions          what the site's Markdown has beside CommonMark, by the names of syndicate.html
    dimensions          "versions", "roles", if the site has any -> those of pages right below its URL
    plural_titles ...   of sections whose own page has no title, which have that of their folder
    """

    content: str = "content"
    languages: dict[str, Language] = {}
    default_language: str = "en"
    dimensions: dict[str, str] = {}
    default_language_in_subdir: bool = False
    exported_languages: tuple[str, ...] = ()  # whose pages are articles; empty: all languages
    permalinks: dict[str, str] = {}
    ugly_urls: bool | dict[str, bool] = False
    lower_paths: bool = True
    remove_accents: bool = False
    date: tuple[str, ...] = (":default",)
    publish_date: tuple[str, ...] = (":default",)
    lastmod: tuple[str, ...] = (":default",)
    expiry_date: tuple[str, ...] = (":default",)
    main_sections: tuple[str, ...] = ()  # whose pages are articles; empty: all sections
    taxonomies: tuple[str, ...] = ("tags", "categories")  # plural names; their terms are topics
    drafts: bool = False  # drafts are published
    cascade: tuple[dict[str, Any], ...] = ()  # front matter of pages, each with its `_target`
    ignore_files: tuple[str, ...] = ()
    raw_html: bool = False  # HTML in Markdown is kept; else Hugo drops it
    extensions: tuple[str, ...] = MARKDOWN_EXTENSIONS
    has_modules: bool = False  # the site is put together of modules, which may have shortcodes of their own
    links_under_base: bool = False  # addresses in texts that begin with "/" are below the site's base URL
    amp: str = ""  # the folder of the AMP pages that Hugo builds beside those of articles
    no_sitemap: bool = False  # sitemaps leave out all pages but those that say `sitemap: {disable: false}`
    media_prefix: str = ""  # what the theme Castanet puts before the names of recordings (`podcast_file`)
    plural_titles: bool = True
    capital_titles: bool = True


def lowered(value: Any) -> dict[str, Any]:
    """Return the mapping *value* with its keys in lower case, an empty one where it is none."""
    return {str(key).lower(): item for key, item in value.items()} if isinstance(value, dict) else {}


def section_title(options: HugoOptions, name: str) -> str:
    """Return the title of the section in the folder *name*.

    >>> [section_title(HugoOptions(), name) for name in ("essay", "field notes", "story", "press", "data")]
    ['Essays', 'Field notes', 'Stories', 'Presses', 'Data']
    """
    title = name[:1].upper() + name[1:] if options.capital_titles else name
    if not options.plural_titles or title.lower() in _UNCOUNTED:
        return title
    pattern, ending = next(pair for pair in _PLURALS if re.search(pair[0], title))
    return re.sub(pattern, ending, title, count=1)
