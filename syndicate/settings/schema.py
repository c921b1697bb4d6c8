"""syndicate.yaml into typed settings, with the line and column of every mistake.

What belongs to a part (options of a format, the setting of a filter) stays as plain values here: `part_finder`
checks it, which knows the parts.
"""

# Without annotations from __future__: each start reads those below, and would compile the text of every one.

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from syndicate.articles.words import WORDS
from syndicate.files.check import Checker
from syndicate.files.data_file import bounded_text
from syndicate.files.tree import Place
from syndicate.files.yaml.text import YamlTree, parse_yaml
from syndicate.model.errors import SettingsError, UsageError
from syndicate.parts.contract import Finding
from syndicate.settings.feeds.each import Kind

FILENAME = "syndicate.yaml"
FILENAMES = (FILENAME, "syndicate.yml")

Content = Literal["none", "summary", "full"]
Names = str | tuple[str, ...]
Count = Annotated[int, Meta(ge=1)]
Limit = Count | Literal["all"]
Transforms = tuple[str | dict[str, Any], ...]


class _Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    pass


class AuthorSettings(_Section, frozen=True, kw_only=True):
    """An author with more than a name."""

    name: Annotated[str, Meta(description="how readers know them")]
    email: Annotated[str | None, Meta(description="e-mail address, which feeds show")] = None
    url: Annotated[str | None, Meta(description="their page")] = None
    avatar: Annotated[str | None, Meta(description="their picture")] = None


Authors = str | AuthorSettings | tuple[str | AuthorSettings, ...]


class SiteSettings(_Section, frozen=True, kw_only=True):
    """Who publishes, and where. URLs may be relative to `url`."""

    title: Annotated[str | None, Meta(description="name of the site")] = None
    url: Annotated[str | None, Meta(description="the home page; relative links are completed with it")] = None
    description: Annotated[str, Meta(description="what the site is about, in a sentence")] = ""
    language: Annotated[str, Meta(description="BCP 47 tag, of articles that name none, e.g. en or pt-BR")] = ""
    timezone: Annotated[str, Meta(description="IANA name, of dates that name none, e.g. Europe/Berlin")] = "UTC"
    authors: Annotated[Authors, Meta(description="of articles that name none; 'Ann Lee <ann@example.org>' too")] = ()
    icon: Annotated[str | None, Meta(description="picture of the site, square and large")] = None
    favicon: Annotated[str | None, Meta(description="picture of the site, square and small")] = None
    hub: Annotated[Names, Meta(description="WebSub hub, or a list of them")] = ()
    rights: Annotated[str, Meta(description="who may do what, as plain text, e.g. CC BY 4.0")] = ""
    sections: Annotated[
        dict[str, str],
        Meta(
            description="folder of a section -> its title in titles of feeds; else that of its own page, e.g. _index.md"
        ),
    ] = {}


class SourceSettings(_Section, frozen=True, kw_only=True):
    """Where articles come from."""

    name: Annotated[str, Meta(description="front-matter, json-lines, or what a plugin offers")] = "front-matter"
    paths: Annotated[
        Names,
        Meta(
            description="folders, files and globs, relative to the settings, or such of a store, e.g. s3://bucket/content; '!drafts' leaves out; empty: all"
        ),
    ] = ()
    url: Annotated[
        str | None,
        Meta(
            description="of articles without one: {site_url} {year} {month} {day} {slug} {stem} {path} {slug_or_path} {slug_or_id} are filled in"
        ),
    ] = None
    fields: Annotated[
        dict[str, Names],
        Meta(description="field of an article -> the names it has in the source, best first; or paths, e.g. seo.title"),
    ] = {}
    options: Annotated[dict[str, Any], Meta(description="the source's own")] = {}
    authors: Annotated[
        str | dict[str, str | AuthorSettings],
        Meta(description="key that articles name -> author; or the data file or folder that holds them"),
    ] = {}
    built: Annotated[
        str | None,
        Meta(description="folder of the pages that the generator has built: full text is taken from them; '' for none"),
    ] = None
    element: Annotated[
        str | None, Meta(description="CSS selector of the article in a built page; else found, e.g. article or main")
    ] = None
    assets: Annotated[
        Names,
        Meta(description="folders whose files are served from the site's root, e.g. static, or s3://bucket/static"),
    ] = ()


class FeedSettings(_Section, frozen=True, kw_only=True):
    """One feed, or with `each` one feed for each topic, author, section, language or year."""

    format: Annotated[str, Meta(description="rss, atom, json, amp-sitemap, or what a plugin offers")]
    path: Annotated[
        str | None,
        Meta(
            description="relative to the output folder; {topic} with each: topic; else the format's own, e.g. rss.xml"
        ),
    ] = None
    title: Annotated[str | None, Meta(description="{site} is the site's; {topic} with each: topic; else {site}")] = None
    description: Annotated[
        str | None, Meta(description="what it is about, {topic} with each: topic; else the site's")
    ] = None
    link: Annotated[
        str | None, Meta(description="the page that it is about, {topic} with each: topic; else the site's home page")
    ] = None
    language: Annotated[
        str | None, Meta(description="of the feed, and of its articles that name none, e.g. fr; else the site's")
    ] = None
    limit: Annotated[
        Limit | None,
        Meta(description="the newest so many articles, of all pages, or all; else the format's own, e.g. 20"),
    ] = None
    limit_bytes: Annotated[
        Count | None, Meta(description="bytes of the file: the last articles that it has no room for are left out")
    ] = None
    profile: Annotated[
        str | None,
        Meta(description="what the taker wants: msn, google-news ..., or a file beside the settings, e.g. ./ours.toml"),
    ] = None
    content: Annotated[Content | None, Meta(description="how much of each article's text: none, summary or full")] = (
        None
    )
    stylesheet: Annotated[
        bool | None, Meta(description="whether a browser shows the feed readable; else what is said for all feeds")
    ] = None
    filters: Annotated[dict[str, Any], Meta(description="instead of those of one name for all feeds")] = {}
    transforms: Annotated[Transforms, Meta(description="after those for all feeds, in this order")] = ()
    options: Annotated[dict[str, Any], Meta(description="the format's own")] = {}
    each: Annotated[Kind | None, Meta(description="one feed for each topic, author, section, language or year")] = None
    allow_empty: Annotated[bool, Meta(description="write the feed when no article is left for it, too")] = False
    emptied: Annotated[
        Literal["keep", "remove"] | None,
        Meta(
            description="with each, a feed that has lost its last article: keep, written without any; or remove; "
            "else keep where readers subscribe"
        ),
    ] = None
    page_size: Annotated[Count | None, Meta(description="articles a page; else one page (RFC 5005)")] = None
    archive: Annotated[
        Literal["month", "year"] | Count | None,
        Meta(
            description="documents that stay as they are beside the feed: of each month, each year, or so many articles"
        ),
    ] = None
    tombstones: Annotated[
        str | None,
        Meta(description="how long an Atom feed says which entries were withdrawn, in days, e.g. 90d (RFC 6721)"),
    ] = None
    url: Annotated[str | None, Meta(description="where the feed is served, {topic} with each: topic; else by path")] = (
        None
    )
    id: Annotated[
        str | None, Meta(description="permanent id, an absolute IRI, {topic} with each: topic; else its URL")
    ] = None


class TopicSettings(_Section, frozen=True, kw_only=True):
    """A topic of the site's taxonomy."""

    name: Annotated[str, Meta(description="how readers know it")]
    parent: Annotated[str | None, Meta(description="key or name of the topic that it is a part of")] = None
    slug: Annotated[str | None, Meta(description="its part of a URL; else made from the name")] = None


class Settings(_Section, frozen=True, kw_only=True):
    """All of syndicate.yaml."""

    preset: Annotated[
        str | None,
        Meta(
            description="whose configuration is read beside this file, e.g. jekyll; none for nobody's; else what fits"
        ),
    ] = None
    site: Annotated[SiteSettings, Meta(description="who publishes, and where")] = SiteSettings()
    source: Annotated[SourceSettings, Meta(description="where articles come from")] = SourceSettings()
    filters: Annotated[
        dict[str, Any],
        Meta(description="name of a filter -> its setting, for all feeds; published is on unless it is false here"),
    ] = {}
    withheld: Annotated[
        dict[str, bool],
        Meta(
            description=f"word that withholds an article, or a part of it -> whether it does: {', '.join(WORDS)} "
            "(all do), or a name of the site's own"
        ),
    ] = {}
    topics: Annotated[
        str | dict[str, str | TopicSettings],
        Meta(description="key that articles name -> topic; or the data file or folder that holds them"),
    ] = {}
    transforms: Annotated[
        Transforms, Meta(description="names, or one name with its options, for all feeds, in this order")
    ] = ()
    plugins: Annotated[
        Names,
        Meta(description="modules or folders of modules with plugins of this site's own, relative to the settings"),
    ] = ()
    exported: Annotated[
        dict[str, Any], Meta(description="name of a listener -> its options (or true): told after each export")
    ] = {}
    check: Annotated[
        bool, Meta(description="whether what is written is judged by its standards, as exported: {validate: true}")
    ] = False
    content: Annotated[Content, Meta(description="of feeds that say nothing of it: none, summary or full")] = "summary"
    limit: Annotated[
        Limit | None,
        Meta(
            description="the newest so many articles of feeds that say nothing of it, or all; sitemaps hold all anyway"
        ),
    ] = None
    stylesheet: Annotated[
        bool,
        Meta(
            description="whether browsers show RSS and Atom feeds readable: writes feeds.css, and feeds.html, which lists all feeds"
        ),
    ] = False
    summary_length: Annotated[
        Count, Meta(description="characters of a summary that is taken from the text, where an article has none")
    ] = 300
    output: Annotated[
        str | None,
        Meta(
            description="folder to publish into, relative to the settings; or a place in an object store: s3://bucket/news, gs:, az:"
        ),
    ] = None
    cache_control: Annotated[
        dict[str, str],
        Meta(
            description="name of a format -> the header Cache-Control that its documents in an object store are served with"
        ),
    ] = {}
    record: Annotated[
        str | bool | None,
        Meta(
            description="file that says what was published, relative to the settings; false: none; else syndicate.record"
        ),
    ] = None
    ids: Annotated[
        str | None,
        Meta(
            description="of articles that state none: frozen, those of the record; url; or a pattern such as "
            "tag:example.org,2024:{path}, of {host} {path} {source} {stem}; else frozen"
        ),
    ] = None
    index: Annotated[
        str | bool | None,
        Meta(
            description="file that keeps what was read, relative to the settings; false: none; else .syndicate/index.sqlite3"
        ),
    ] = None
    feeds: Annotated[tuple[FeedSettings, ...], Meta(description="what is written")] = ()


class SettingsFile(msgspec.Struct, frozen=True, kw_only=True):
    """Settings with the file they stand in; without a file, the folder they are for.

    folder    what paths in the settings are relative to
    path      the file as the user would name it; None: there is none
    is_above  it stands above the folder that the user named
    tree      the file's YAML with its positions
    found     what a preset has found, in the places where the file says nothing
    notes     what the preset has to say of it
    advice    what serves the site instead, where it is a generator's whose articles cannot be read here; else ""
    """

    settings: Settings
    folder: Path
    path: Path | None = None
    is_above: bool = False
    tree: YamlTree | None = None
    found: Mapping[Place, Finding] = {}
    notes: tuple[str, ...] = ()
    advice: str = ""

    def place(self, path: Place, of_key: bool = False) -> tuple[str, int, int]:  # noqa: FBT001, FBT002
        """Return file, line and column of the value at *path* (or of its key), or of the nearest one around it."""
        finding = self.finding(path)
        if finding is not None:
            preset = self.found.get(("preset",))
            by_itself = f"preset {preset.value}" if preset else "generator's default"
            where = str(self.folder / finding.path) if finding.path else by_itself
            return (where, finding.line, finding.column)
        if self.path is None or self.tree is None:
            return ("settings", 0, 0)
        return (str(self.path), *self.tree.position(path, of_key=of_key))

    def finding(self, path: Place) -> Finding | None:
        """Return what a preset has found at *path* or around it, if the file itself says nothing there."""
        for length in range(len(path), 0, -1):
            if self.tree is not None and self.tree.has(path[:length]):
                return None
            if (finding := self.found.get(path[:length])) is not None:
                return finding
        return None

    def raw(self, path: Place) -> str | None:
        """Return the text of the scalar at *path* as written, or None."""
        return (self.tree.text(path) or None) if self.tree is not None else None

    def checker(self) -> Checker:
        """Return a checker whose messages point into the file."""
        return Checker(self.place, self.raw, _advice)


def _advice(path: Place, value: Any) -> str:
    from syndicate.settings.advice import what_to_write

    return what_to_write(path, value)


def find_settings(folder: Path) -> Path | None:
    """Return the settings file of *folder* or of the nearest folder above it in its repository and file system.

    Raises UsageError if it stands above, and belongs to another user; see settings.trust.
    """
    folder = folder.resolve()
    here = next((folder / name for name in FILENAMES if (folder / name).is_file()), None)
    if here is not None:
        return here
    from syndicate.settings.trust import folders_up, stranger_fault

    places = (above / name for above in folders_up(folder) for name in FILENAMES)
    path = next((place for place in places if place.is_file()), None)
    if path is not None and (fault := stranger_fault(path)):
        raise UsageError(f"{path}: these settings stand above the folder that is named, and the file {fault}")
    return path


def load_settings(path: Path) -> SettingsFile:
    """Read *path*.

    Raises SettingsError with every mistake of the file; UsageError if it cannot be read.
    """
    try:
        with path.open("rb") as file:
            text = bounded_text(file, str(path), "settings file")
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}); name a settings file with --config") from error
    tree = parse_yaml(text, path=str(path))
    file_settings = SettingsFile(settings=Settings(), folder=path.parent, path=path, tree=tree)
    checker = file_settings.checker()
    for fault in tree.faults:  # here a key that is given twice is a mistake
        message = fault.message.replace(", and the last counts", "")
        checker.faults.append(msgspec.structs.replace(fault, severity="error", message=message))
    value = {} if tree.value is None else tree.value
    settings = checker.convert(value, Settings)
    if checker.faults:
        raise SettingsError(checker.faults)
    return msgspec.structs.replace(file_settings, settings=settings)


def settings_of(values: Mapping[str, Any], folder: Path) -> SettingsFile:
    """Return settings from plain values, shaped like syndicate.yaml.

    Raises SettingsError with every mistake.
    """
    checker = Checker(lambda *_: ("settings", 0, 0), advice=_advice)
    settings = checker.convert(values, Settings)
    if checker.faults:
        raise SettingsError(checker.faults)
    return SettingsFile(settings=settings, folder=folder)


def names(value: Names | None) -> tuple[str, ...]:
    """Return a text, a list of texts or nothing as a tuple of texts."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)
