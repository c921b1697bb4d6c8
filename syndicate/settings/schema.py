"""What syndicate.yaml may say: the types that it is checked against.

What belongs to a part (options of a format, the setting of a filter) stays as plain values here: `part_finder`
checks it, which knows the parts.
"""

# Without annotations from __future__: each start reads those below, and would compile the text of every one.

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from syndicate.settings.feeds.each import Kind

Content = Literal["none", "summary", "full"]
Names = str | tuple[str, ...]
Count = Annotated[int, Meta(ge=1)]
Limit = Count | Literal["all"]
Transforms = tuple[str | dict[str, Any], ...]


class _Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A mapping of the settings; `json_schema` takes from its docstring what it says of each key."""


class AuthorSettings(_Section, frozen=True, kw_only=True):
    """An author with more than a name.

    name    how readers know them
    email   e-mail address, which feeds show
    url     their page
    avatar  their picture
    """

    name: str
    email: str | None = None
    url: str | None = None
    avatar: str | None = None


Authors = str | AuthorSettings | tuple[str | AuthorSettings, ...]


class SiteSettings(_Section, frozen=True, kw_only=True):
    """Who publishes, and where. URLs may be relative to `url`.

    title        name of the site
    url          the home page; relative links are completed with it
    description  what the site is about, in a sentence
    language     BCP 47 tag, of articles that name none, e.g. en or pt-BR
    timezone     IANA name, of dates that name none, e.g. Europe/Berlin
    authors      of articles that name none; 'Ann Lee <ann@example.org>' too
    icon         picture of the site, square and large
    favicon      picture of the site, square and small
    hub          WebSub hub, or a list of them
    rights       who may do what, as plain text, e.g. CC BY 4.0
    sections     folder of a section -> its title in titles of feeds; else that of its own page, e.g. _index.md
    """

    title: str | None = None
    url: str | None = None
    description: str = ""
    language: str = ""
    timezone: str = "UTC"
    authors: Authors = ()
    icon: str | None = None
    favicon: str | None = None
    hub: Names = ()
    rights: str = ""
    sections: dict[str, str] = {}


class SourceSettings(_Section, frozen=True, kw_only=True):
    """Where articles come from.

    name     front-matter, json-lines, or what a plugin offers
    paths    folders, files and globs, relative to the settings, or such of a store, e.g. s3://bucket/content;
             '!drafts' leaves out; empty: all
    url      of articles without one: {site_url} {year} {month} {day} {slug} {stem} {path} {unnumbered_path}
             {undated_path} {slugged_path} {dashed_path} {page} {slug_or_path} {slug_or_id} {slug_or_file}
             {slug_or_stem} are filled in, {language}, the first folder or en of hi.en.md, no part of the others then,
             and {head.KEY}, which its head says
    fields   field of an article -> the names it has in the source, best first; or paths, e.g. seo.title
    options  the source's own
    authors  key that articles name -> author; or the data file or folder that holds them
    built    folder of the pages that the generator has built: full text is taken from them; '' for none
    element  CSS selector of the article in a built page; else found, e.g. article or main
    assets   folders whose files are served from the site's root, e.g. static, or s3://bucket/static
    """

    name: str = "front-matter"
    paths: Names = ()
    url: str | None = None
    fields: dict[str, Names] = {}
    options: dict[str, Any] = {}
    authors: str | dict[str, str | AuthorSettings] = {}
    built: str | None = None
    element: str | None = None
    assets: Names = ()


class FeedSettings(_Section, frozen=True, kw_only=True):
    """One feed, or with `each` one feed for each topic, author, section, language or year.

    format       rss, atom, json, amp-sitemap, or what a plugin offers
    path         relative to the output folder; {topic} with each: topic; else the format's own, e.g. rss.xml
    title        {site} is the site's; {topic} with each: topic; else {site}
    description  what it is about, {topic} with each: topic; else the site's
    link         the page that it is about, {topic} with each: topic; else the site's home page
    language     of the feed, and of its articles that name none, e.g. fr; else the site's
    limit        the newest so many articles, of all pages, or all; else the format's own, e.g. 20
    limit_bytes  bytes of the file: the last articles that it has no room for are left out
    profile      what the taker wants: msn, google-news ..., or a file beside the settings, e.g. ./ours.toml
    content      how much of each article's text: none, summary or full
    stylesheet   whether a browser shows the feed readable; else what is said for all feeds
    filters      instead of those of one name for all feeds
    transforms   after those for all feeds, in this order
    options      the format's own
    each         one feed for each topic, author, section, language or year
    allow_empty  write the feed when no article is left for it, too
    emptied      with each, a feed that has lost its last article: keep, written without any; or remove; else keep
                 where readers subscribe
    page_size    articles a page; else one page (RFC 5005)
    archive      documents that stay as they are beside the feed: of each month, each year, or so many articles
    tombstones   how long an Atom feed says which entries were withdrawn, in days, e.g. 90d (RFC 6721)
    url          where the feed is served, {topic} with each: topic; else by path
    id           permanent id, an absolute IRI, {topic} with each: topic; else its URL
    """

    format: str
    path: str | None = None
    title: str | None = None
    description: str | None = None
    link: str | None = None
    language: str | None = None
    limit: Limit | None = None
    limit_bytes: Count | None = None
    profile: str | None = None
    content: Content | None = None
    stylesheet: bool | None = None
    filters: dict[str, Any] = {}
    transforms: Transforms = ()
    options: dict[str, Any] = {}
    each: Kind | None = None
    allow_empty: bool = False
    emptied: Literal["keep", "remove"] | None = None
    page_size: Count | None = None
    archive: Literal["month", "year"] | Count | None = None
    tombstones: str | None = None
    url: str | None = None
    id: str | None = None


class TopicSettings(_Section, frozen=True, kw_only=True):
    """A topic of the site's taxonomy.

    name    how readers know it
    parent  key or name of the topic that it is a part of
    slug    its part of a URL; else made from the name
    """

    name: str
    parent: str | None = None
    slug: str | None = None


class Settings(_Section, frozen=True, kw_only=True):
    """All of syndicate.yaml.

    preset          whose configuration is read beside this file, e.g. jekyll; none for nobody's; else what fits
    site            who publishes, and where
    source          where articles come from
    filters         name of a filter -> its setting, for all feeds; published is on unless it is false here
    withheld        word that withholds an article, or a part of it -> whether it does: {words} (all do), or a name
                    of the site's own
    topics          key that articles name -> topic; or the data file or folder that holds them
    transforms      names, or one name with its options, for all feeds, in this order
    plugins         modules or folders of modules with plugins of this site's own, relative to the settings
    exported        name of a listener -> its options (or true): told after each export
    check           whether what is written is judged by its standards, as exported: {validate: true}
    content         of feeds that say nothing of it: none, summary or full
    limit           the newest so many articles of feeds that say nothing of it, or all; sitemaps hold all anyway
    stylesheet      whether browsers show RSS and Atom feeds readable: writes feeds.css, and feeds.html, which lists
                    all feeds
    options         name of a format -> its options in all feeds; those of a feed go before them
    summary_length  characters of a summary that is taken from the text, where an article has none
    output          folder to publish into, relative to the settings; or a place in an object store:
                    s3://bucket/news, gs:, az:
    cache_control   name of a format -> the header Cache-Control that its documents in an object store are served
                    with
    record          file that says what was published, relative to the settings; false: none; else syndicate.record
    ids             of articles that state none: frozen, those of the record; url; or a pattern such as
                    tag:example.org,2024:{path}, of {host} {path} {source} {stem}; else frozen
    index           file that keeps what was read, relative to the settings; false: none; else
                    .syndicate/index.sqlite3
    feeds           what is written
    """

    preset: str | None = None
    site: SiteSettings = SiteSettings()
    source: SourceSettings = SourceSettings()
    filters: dict[str, Any] = {}
    withheld: dict[str, bool] = {}
    topics: str | dict[str, str | TopicSettings] = {}
    transforms: Transforms = ()
    plugins: Names = ()
    exported: dict[str, Any] = {}
    check: bool = False
    content: Content = "summary"
    limit: Limit | None = None
    stylesheet: bool = False
    options: dict[str, dict[str, Any]] = {}
    summary_length: Count = 300
    output: str | None = None
    cache_control: dict[str, str] = {}
    record: str | bool | None = None
    ids: str | None = None
    index: str | bool | None = None
    feeds: tuple[FeedSettings, ...] = ()


def names(value: Names | None) -> tuple[str, ...]:
    """Return a text, a list of texts or nothing as a tuple of texts."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)
