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
             {undated_path} {dashed_path} {page} {slug_or_path} {slug_or_id} are filled in, and {head.KEY}, which its
             head says
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

    settings: Settings = Settings()
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
            if self.has(path[:length]):
                return None
            if (finding := self.found.get(path[:length])) is not None:
                return finding
        return None

    @property
    def given(self) -> Mapping[str, Any]:
        """What the file itself says."""
        return (self.tree.value if self.tree is not None else None) or {}

    def has(self, path: Place) -> bool:
        """Tell whether the file itself says something at *path*."""
        return self.tree is not None and self.tree.has(path)

    def raw(self, path: Place) -> str | None:
        """Return the text of the scalar at *path* as written, or None."""
        return (self.tree.text(path) or None) if self.tree is not None else None

    def checker(self) -> Checker:
        return Checker(self.place, self.raw, _advice)

    def saying(self, values: Mapping[str, Any]) -> "SettingsFile":
        """Return the file with the settings that *values* are. Raises SettingsError with every mistake."""
        checker = self.checker()
        for fault in self.tree.faults if self.tree is not None else ():  # here a key that is given twice is a mistake
            message = fault.message.replace(", and the last counts", "")
            checker.faults.append(msgspec.structs.replace(fault, severity="error", message=message))
        settings = checker.convert(values, Settings)
        if checker.faults:
            raise SettingsError(checker.faults)
        return msgspec.structs.replace(self, settings=settings)


def _advice(path: Place, value: Any) -> str:
    from syndicate.settings.advice import what_to_write

    return what_to_write(path, value)


def find_settings(folder: Path) -> Path | None:
    """Return the settings file of *folder* or of the nearest folder above it in its repository and file system.

    Raises UsageError if it stands above, and belongs to another user; see settings.trust.
    """
    folder = folder.resolve()
    here = next((folder / name for name in FILENAMES if _is_settings(folder / name)), None)
    if here is not None:
        return here
    from syndicate.settings.trust import folders_up, stranger_fault

    places = (above / name for above in folders_up(folder) for name in FILENAMES)
    path = next((place for place in places if _is_settings(place)), None)
    if path is not None and path.exists() and (fault := stranger_fault(path)):
        raise UsageError(f"{path}: these settings stand above the folder that is named, and the file {fault}")
    return path


def _is_settings(place: Path) -> bool:
    """Tell whether *place* is a file, or a link that leads nowhere: what that would say must not be left unsaid."""
    return place.is_file() or (place.is_symlink() and not place.exists())


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
    file_settings = SettingsFile(folder=path.parent, path=path, tree=tree)
    return file_settings.saying({} if tree.value is None else tree.value)


def settings_of(values: Mapping[str, Any], folder: Path) -> SettingsFile:
    """Return settings from plain values, shaped like syndicate.yaml.

    Raises SettingsError with every mistake.
    """
    return SettingsFile(folder=folder).saying(values)


def names(value: Names | None) -> tuple[str, ...]:
    """Return a text, a list of texts or nothing as a tuple of texts."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)
