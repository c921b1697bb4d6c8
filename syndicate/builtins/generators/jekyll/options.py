"""What the source needs to know of a site's configuration; Jekyll's own defaults."""

# Without annotations from __future__: each start reads those below, and would compile the text of every one.

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

NAMES = ("_config.yml", "_config.yaml", "_config.toml")  # of the configuration, best first
DEFAULT_EXCLUDE = (
    ".sass-cache", ".jekyll-cache", "gemfiles", "Gemfile", "Gemfile.lock", "node_modules",
    "vendor/bundle/", "vendor/cache/", "vendor/gems/", "vendor/ruby/",
)  # fmt: skip
PLAIN_EXT = ("txt", "text")
# Suffixes of texts that Jekyll publishes as they are unless a converter of its plugins reads them.
TEXT_EXT = (
    *PLAIN_EXT,
    *"adoc asciidoc ad asc textile rst rest org wiki mediawiki creole rdoc pod tex haml slim".split(),
)
# Folders of Jekyll's own, and of themes; all others that begin with "_" are collections or nothing.
OWN_FOLDERS = frozenset("_posts _drafts _layouts _includes _data _sass _plugins _site _authors _cache _assets".split())
MARKDOWN_EXT = ("markdown", "mkdown", "mkdn", "mkd", "md")


class _Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class CollectionOptions(_Options, frozen=True, kw_only=True):
    """A collection of documents."""

    output: Annotated[bool, Meta(description="whether its documents have pages")] = False
    permalink: Annotated[str | None, Meta(description="template of their URLs; else after that of the site")] = None
    articles: Annotated[bool, Meta(description="whether its documents with pages are articles")] = True


class DefaultOptions(_Options, frozen=True, kw_only=True):
    """Front matter of files that do not say otherwise."""

    path: Annotated[str, Meta(description="beginning of their path, or a glob")] = ""
    type: Annotated[str | None, Meta(description="posts, pages, or the name of a collection; else all")] = None
    values: Annotated[dict[str, Any], Meta(description="name -> value")] = {}


class JekyllOptions(_Options, frozen=True, kw_only=True):
    """The parts of _config.yml that decide which articles there are, and their URLs."""

    source: Annotated[str, Meta(description="folder of the sources, relative to the site's")] = ""
    destination: Annotated[str, Meta(description="folder that Jekyll builds, relative to the site's")] = "_site"
    collections_dir: Annotated[str, Meta(description="folder of posts and collections, relative to the sources")] = ""
    permalink: Annotated[str, Meta(description="date, pretty, ordinal, weekdate, none, or a template")] = "date"
    collections: Annotated[dict[str, CollectionOptions], Meta(description="name -> collection")] = {}
    defaults: Annotated[tuple[DefaultOptions, ...], Meta(description="front matter by path and type")] = ()
    show_drafts: Annotated[bool, Meta(description="whether files in _drafts are articles")] = False
    unpublished: Annotated[bool, Meta(description="whether published: false is passed over")] = False
    time: Annotated[str, Meta(description="after which no document is published; the export's own at the latest")] = ""
    markdown_ext: Annotated[tuple[str, ...], Meta(description="suffixes of Markdown")] = MARKDOWN_EXT
    html_ext: Annotated[tuple[str, ...], Meta(description="other suffixes whose files become HTML")] = ()
    include: Annotated[tuple[str, ...], Meta(description="paths that count although they begin with . or _")] = ()
    exclude: Annotated[tuple[str, ...], Meta(description="paths and patterns left out")] = DEFAULT_EXCLUDE
    ids: Annotated[
        Literal["url", "jekyll-feed"],
        Meta(description="the id of an article: its URL, or what jekyll-feed gave it, so that readers know it again"),
    ] = "url"
    excerpt_only: Annotated[bool, Meta(description="feed.excerpt_only: feeds carry no whole text")] = False
    variables: Annotated[dict[str, Any], Meta(description="name -> what {{ site.name }} in texts stands for")] = {}
    excerpt_separator: Annotated[str, Meta(description="what ends the teaser of a text, e.g. <!--more-->")] = ""
    emoji: Annotated[bool, Meta(description="whether :smile: is a picture, as jemoji makes it")] = False
    pages: Annotated[tuple[str, ...], Meta(description="globs of pages that are articles")] = ()
    other_languages: Annotated[
        tuple[str, ...], Meta(description="whose documents are no articles, for jekyll-polyglot builds a site for each")
    ] = ()
    lang_from_path: Annotated[bool, Meta(description="whether a part of its path says a document's language")] = False
