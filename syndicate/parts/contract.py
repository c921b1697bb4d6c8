"""What a plugin can offer: parts, which are values with a name and functions. Users pick them by name.

A part declares its options as a type that msgspec can check, which settings are checked against. Names are lower case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, Protocol

import msgspec

from syndicate.model.article import Article, Author
from syndicate.model.errors import Fault
from syndicate.model.feed import Document, Feed, Site

# How much of an article a part asks for: what it is chosen by (as ArticleKeys, id, topics, instants and flags), what
# ArticleLinks has (of a format without texts), all but its extra, or all. Who asks for less is given it sooner.
Asking = Literal["keys", "links", "article", "extra"]
Clock = Literal["none", "instants", "any"]
Archiving = Literal["none", "links", "back", "periods"]


class Item(msgspec.Struct, frozen=True):
    """A unit of reading: a file, a page of an API.

    key    names it for people and for the index: a path relative to the site's folder, or a URL
    stamp  changes when its bytes may have changed, e.g. (size, time of change in ns); None: never remember it
    """

    key: str
    stamp: tuple[int, ...] | str | None = None


class PassedOver(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What an item yields that is no article, and no fault either; the report counts those of one kind.

    about  the key of front matter that it is about, if any: nothing is said of it where a part looks at that key
    """

    path: str  # as a fault has it; the report gives the first as an example
    one: str  # what is said of a single one, e.g. "page has no date"
    many: str  # the same of several, e.g. "pages have no date"
    line: int = 0  # from 1; 0: the file as a whole
    about: str = ""
    fault: Fault | None = None  # what it is instead where no article at all is read
    is_warning: bool = False  # whether the report warns of it; else it is a note


class DigestOfSeveral(bytes):
    """The digest of an item that depends on other files too: its stamp alone does not tell whether it has changed.

    Such an item is asked for its digest in every export, e.g. an article with links to others, whose files tell their
    URLs.
    """


class SourceContext(msgspec.Struct, frozen=True, kw_only=True):
    """All that a source knows beside the bytes it reads; it can be pickled and handed to another process.

    root         the site's folder: paths are relative to it, keys of items too
    paths        folders, globs and files to read, or such of a store by URLs; "!" in front leaves out; "-" is standard
                 input
    site         title, URL, zone ...
    url_pattern  makes the URL of an article that names none; None: such an article is at fault
    fields       model field -> the names it may have in the source, best first; replaces the source's own, per field
    skip         folders below root, or in a store, that hold no articles: where the export is published
    may_be_undated  an article without a date is no fault: it gets UNDATED, and a transform finds its date
    authors      key in a data file of the site -> who is meant by it
    withheld     word by which publishers withhold articles, or a name of the site's own -> whether it does so here;
                 None: the generator does not know it, so it does not, and the report says so; words left out do
    asks_for_extra  whether anybody looks at the extra of articles; otherwise a source may leave it out
    options      the source's own options, or None if it declares none
    """

    root: str
    paths: tuple[str, ...]
    site: Site
    url_pattern: str | None = None
    fields: Mapping[str, tuple[str, ...]] = {}
    skip: tuple[str, ...] = ()
    may_be_undated: bool = False
    authors: Mapping[str, Author] = {}
    withheld: Mapping[str, bool | None] = {}
    asks_for_extra: bool = True
    options: Any = None


class Reader(Protocol):
    """An opened source. Listing is cheap; reading one item is pure in its bytes and the context.

    So an index can pass over what did not change, and several processes can share the rest, for every source. A reader
    whose items cannot be remembered may have `notes`: sentences for the report, asked for once all is read. One whose
    items hold several articles has `has_many = True`, and yields what it finds of each by of_one_article().
    """

    def items(self) -> Iterable[Item | Fault]:
        """Yield what there is to read, in an order that does not depend on the disk."""

    def read(self, item: Item) -> Iterator[Article | Fault | PassedOver]:
        """Yield the articles of *item*, heads only, and a fault for each thing wrong with one it cannot use.

        What the report is to count beside, e.g. pages that are no articles for want of a date, is a PassedOver each.
        """

    def content(self, article: Article) -> str:
        """Return the body of *article* as HTML, "" if it has none; asked only for articles that reach a feed.

        Raises ContentError where only the site's generator can render it.
        """

    # A reader whose items can be remembered has one more method:
    #
    #   digest(item) -> bytes | None   a fingerprint of all bytes that read() and content() use, at most 64 bytes long;
    #                                  None: they cannot be read
    #
    # What an item yields may then depend on nothing else but the context and `state`, an attribute: the fingerprint of
    # all else of the site that articles are made from, e.g. a data file; another state invalidates every item. One that
    # is made from the first items alone has `state_items`, their number, known once it is made. What
    # concerns some items only is better put into their stamps and digests; where no stamp tells of it, the digest is a
    # DigestOfSeveral. Reading an item must depend on no other that was read before, and leave nothing behind for
    # content(): other processes read some of them, and an index knows others. Extra must be plain values.
    #
    # The reader of the source named feed may have one more, which `--against URL` asks, and which keeps its own bounds:
    #
    #   fetch(url) -> what stands there, with `body` (bytes) and `url` (where redirects led to); None: nothing does


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Where articles come from.

    reads_built_pages  its articles are the pages that a generator has built, which other sources pass over
    reads_stores       its paths may be URLs of object stores: it lists and opens files with `syndicate.files` alone
    asks_for           whether content() looks at the extra of an article
    built_by           the command that builds the site, where what it builds is found by a preset; "": nobody knows
    section_title      (options, name of its folder) -> title of a section whose own page has none; None: the name
    """

    name: str
    open: Callable[[SourceContext], Reader]
    options: Any = None  # a type, or None
    reads_built_pages: bool = False
    reads_stores: bool = False
    asks_for: Asking = "extra"
    built_by: str = ""
    section_title: Callable[[Any, str], str] | None = None


class FilterContext(msgspec.Struct, frozen=True, kw_only=True):
    """What a filter may know beside the article: the site, and the one instant that this export calls now."""

    site: Site
    now: datetime
    is_sitemap: bool = False  # it filters for a sitemap, which has also what is kept out of feeds


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A value that a preset has found for a key of the settings."""

    value: Any  # as syndicate.yaml would have it: plain values
    path: str = ""  # the file it stands in, relative to the site's folder; "": the generator's own default
    line: int = 0  # from 1; 0: the file as a whole
    column: int = 0  # from 1; 0: the line as a whole


# Path of a key of syndicate.yaml, e.g. ("source", "options", "permalink") -> what stands there.
FoundSettings = dict[tuple[str, ...], Finding]


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """What a preset has found.

    settings  path of a key of syndicate.yaml, e.g. ("source", "options", "permalink") -> what stands there
    notes     sentences about what the configuration says and nobody here can follow; they reach the report
    """

    settings: Mapping[tuple[str, ...], Finding]
    notes: tuple[str, ...] = ()


class Preset(msgspec.Struct, frozen=True, kw_only=True):
    """The configuration of a site generator into settings.

    find            (the site's folder) -> Findings, or None where the folder is no site of this generator; nothing of
                    the site is run. Raises UsageError for a configuration that cannot be read
    is_last_resort  asked only where no other preset recognises the folder
    marks           names of files and folders: asked only of a folder that holds one of them, or where the user names
                    the preset; (): of every folder
    """

    name: str
    find: Callable[[str], Findings | None]
    is_last_resort: bool = False
    marks: tuple[str, ...] = ()


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Which articles stay.

    build     (setting, context) -> a function that tells whether an article stays; setting is of type *options*,
              or None if none is declared (the filter is then switched by true and false). That function may have an
              attribute `reason`: (article that it refuses) -> why, in a word or two, else the filter's name counts
    describe  (setting) -> how the message about an empty selection names what is left, e.g. "on topic 'AI'"
    explain   (articles) -> what that message says of the articles that the filter was given, all of which it refused,
              e.g. "topics seen: Python (7)"; where that depends on the setting, the function that build returns has an
              attribute `explain` in its place
    asks_for  how much of an article the function that is built looks at
    reads     (setting) -> the keys of the extra of articles that the function that is built looks at
    clock     when its answer for one article may change though neither article nor setting does: "none": never;
              "instants": as now passes published_at or expires_at; "any": at any time
    """

    name: str
    build: Callable[[Any, FilterContext], Callable[[Article], bool]]
    options: Any = None
    describe: Callable[[Any], str] | None = None
    explain: Callable[[Sequence[Article]], str] | None = None
    asks_for: Asking = "extra"
    reads: Callable[[Any], Iterable[str]] | None = None
    clock: Clock = "any"


class TransformContext(msgspec.Struct, frozen=True, kw_only=True):
    """What a transform of articles may know beside them: the site's folder, and the site."""

    root: str
    site: Site


class Transform(msgspec.Struct, frozen=True, kw_only=True):
    """Articles or a feed into others; it offers one of the two functions.

    prepare  all articles, before any is chosen: prepare(articles, context), or prepare(articles, context, options)
             where options are declared; yields the articles to go on with
    apply    one feed, after its articles are chosen: apply(feed), or apply(feed, options)
    dates    prepare finds dates for articles that have none (UNDATED)
    asks_for  whether it looks at the extra of articles
    """

    name: str
    apply: Callable[..., Feed] | None = None
    prepare: Callable[..., Iterable[Article]] | None = None
    dates: bool = False
    options: Any = None
    asks_for: Asking = "extra"


class Format(msgspec.Struct, frozen=True, kw_only=True):
    """A feed into documents.

    media_type  of the documents, e.g. "application/atom+xml"
    filename    where the feed goes unless the user says otherwise, e.g. "atom.xml"
    render      render(feed, path), or render(feed, path, options) where options are declared; *path* is the place of
                the (first) document, relative to the output folder; yields one document at a time, all below it
    is_paged    whether settings may cut the feed into pages (Feed.next_url)
    default_limit  how many articles, the newest, a feed has where nobody says otherwise; None, and in pages: all
    archiving   what becomes of a feed that the settings archive: "none": they may not; "links": it is cut into
                documents, each with its links to those around it (Feed.archive); "back": the same, and a document
                names no other than the one before it, so that the open one, to which nobody would come, is left out;
                "periods": the format has a document for each month or year itself (Feed.period)
    has_tombstones  whether it shows Feed.tombstones
    filters     of this format where the feed does not set the same one, e.g. {"dates": {"days": 2}}
    may_be_empty  whether a feed without articles is nothing to complain about
    is_sitemap  whether robots.txt should name it (sitemaps.org); it has all articles unless its own entry of the
                settings says otherwise
    has_text    whether it shows summaries or bodies; without, none is made for it: a sitemap of 100,000 articles
                renders no body
    asks_for    whether it looks at the extra of articles, or at their links alone; they may be given to it without more
    reads       the keys of extra that it looks at; options may have `reads` too, keys that are then given. Where they
                have `wants_markdown`, and it is true, the content_html of articles whose Markdown may go out is a
                syndicate.html.RenderedMarkdown
    options     where they have a field `stylesheet`, a text, it is given the URL of a CSS file if the settings say
                `stylesheet: true`; with_stylesheet() puts that into a document
    lists_feeds  whether it shows Feed.feeds alone: it is given no articles
    is_well_formed  a promise: whatever the model lets into site and articles, its documents are well-formed XML (with
                    every prefix declared) or JSON. They are then not parsed once more to find out, which takes 2.5 ns
                    a byte. What breaks it is published; check_format() parses all documents
    """

    name: str
    media_type: str
    filename: str
    render: Callable[..., Iterator[Document]]
    options: Any = None
    is_paged: bool = True
    default_limit: int | None = None
    archiving: Archiving = "none"
    has_tombstones: bool = False
    filters: Mapping[str, Any] = {}
    may_be_empty: bool = False
    is_sitemap: bool = False
    has_text: bool = True
    asks_for: Asking = "extra"
    reads: tuple[str, ...] = ()
    lists_feeds: bool = False
    is_well_formed: bool = False


FileState = Literal["new", "changed", "unchanged", "removed"]


class PublishedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A document in its place.

    state     what publishing it has changed there; "removed": an export before wrote it, and none would now
    digest    of its bytes, in hexadecimal digits: BLAKE2b with 16 bytes, of 4 MiB and more SHA-256; "": nobody looked
    """

    path: str  # relative to the output folder, "/" between its parts
    media_type: str
    size_bytes: int
    entry_count: int = 0  # articles in it
    state: FileState = "unchanged"
    url: str = ""  # where it will be served
    format: str = ""  # the name of the format that made it
    warnings: tuple[str, ...] = ()  # those of its document
    digest: str = ""


class Withdrawn(msgspec.Struct, frozen=True, kw_only=True):
    """An article that was in a feed, and that its source withholds, has removed or does not have any more."""

    id: str  # that it had in feeds
    url: str  # of its page
    at: datetime  # the `now` of the export that has found it so


class Exported(msgspec.Struct, frozen=True, kw_only=True):
    """What an export has put in its place, for those who are told of it.

    withdrawn  articles that are in no feed any more because they are withdrawn, each told once
    hubs_are_written  whether the settings write out the site's hubs; else a page of the site does, whoever wrote that
    """

    site: Site
    feeds: Sequence[Feed]  # as they were rendered, articles without bodies
    files: Sequence[PublishedFile]  # those that are removed, too
    directory: str  # the output folder; "": they are in an object store
    root: str  # the site's folder, for what a listener wants to remember
    now: datetime
    hubs_are_written: bool = True
    withdrawn: Sequence[Withdrawn] = ()
    location: str = ""  # where they are: that folder, or the URL of the store, e.g. s3://bucket/news


class Listener(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody to tell after an export, if the settings name it under `exported`.

    tell  tell(exported), or tell(exported, options) where options are declared; yields sentences for the report
    asks_for  whether it looks at the extra of articles
    """

    name: str
    tell: Callable[..., Iterable[str]]
    options: Any = None
    asks_for: Asking = "extra"
