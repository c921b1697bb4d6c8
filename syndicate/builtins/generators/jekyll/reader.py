"""Posts and documents of a Jekyll site as articles: what they say, what Jekyll makes of it, where their page is."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from posixpath import splitext
from typing import Any
from urllib.parse import quote

from msgspec.structs import replace

from syndicate import Article, ContentError, DigestOfSeveral, Fault, Item, Origin, PassedOver, SourceContext, UsageError
from syndicate.articles import ArticleFields
from syndicate.files import Overlay, file_digest, list_files, path_below
from syndicate.html import markdown_html, plain_text_html, without_open_fences
from syndicate.model import excerpt, is_absolute_iri, memoized, rfc3339, time_zone

from .dates import Dates
from .defaults import Defaults, merged
from .following import DATES
from .front import Front, body_of, has_front_matter, is_readable, read_front, with_mark
from .kramdown import EXTENSIONS, without_attribute_lists
from .links import Links
from .options import JekyllOptions
from .pages import Pages
from .permalinks import titled
from .places import PAGES, POSTS, Place, Places, named_collections
from .ruby import as_text, instant, is_true
from .settled import Settlements, changed, said_at
from .themes import MEDIA_FOLDERS, SOUNDS, THEMED, themed, with_media_folder

# The page of an article is Jekyll's; what publishers call webUrl is another one.
_NAMES = {
    "url": ("url",),
    "made_id": ("made_id",),
    "id": ("guid",),  # Jekyll makes `id` itself: _id_of_head() tells what one in a head is
    # jekyll-feed takes the description, else the excerpt; it knows no other.
    "summary": ("description", "excerpt", "summary", "custom_excerpt", "subtitle"),
    "original_url": ("originalUrl", "original_url", "externalUrl", "external_url", "webUrl"),
    # What themes call audio and video is as often the key of a player.
    "attachments": ("attachments", "enclosures", "enclosure"),
    "updated_at": (
        "updatedDateTime", "updated_at", "updated", "lastmod", "last_modified_at", "modified_date", "date_modified",
    ),
}  # fmt: skip
_KNOWN = ("permalink", "canonical_url", "header", *SOUNDS)
_NO_POST = (
    "file has the name of a post and no front matter: Jekyll makes a post of it",
    "files have the name of a post and no front matter: Jekyll makes posts of them",
)
_OTHER_LANGUAGE = (
    "document is in another language, which jekyll-polyglot builds a site of its own for (source.options.other_languages)",
    "documents are in other languages, which jekyll-polyglot builds sites of their own for (source.options.other_languages)",
)
_NO_ID = "an id in its head that is not its id in feeds, "
_BY_PLUGIN = f"{_NO_ID}for jekyll-feed gives it another; write guid: in place of id: if feeds are to have it"
_NO_IRI = f"{_NO_ID}for it is no absolute IRI; write guid: in place of id: if feeds are to have it, else another key"
_OWN = THEMED | {"title", "slug", "permalink", "id", "guid"}  # beside dates


class JekyllReader:
    """Reads the documents below the context's paths that Jekyll builds pages of.

    Raises UsageError where its paths or fields make no sense.
    """

    def __init__(self, context: SourceContext, options: JekyllOptions) -> None:
        options = replace(options, collections=named_collections(context.paths, options) | options.collections)
        self._context = context
        self._options = options
        self._zone = time_zone(context.site.timezone)
        self._places = Places(options)
        self._defaults = Defaults(options.defaults, options.collections_dir.strip("/"))
        self._pages = Pages(options, self._places)
        self._links = Links(context, options, self._places)
        self._paths = {tag: memoized(partial(self._path_named, tag)) for tag in ("post_url", "link")}
        self._digest = memoized(partial(file_digest, context))
        self._fields = ArticleFields.of(context, _NAMES, known=(*DATES, *_KNOWN))
        self._is_own = lru_cache(maxsize=4096)(lambda name: name in _OWN or bool(self._fields.dates({name: None})))
        self._dates = Dates(self._zone)
        self._settled = Settlements(options, self._zone, self._defaults, self._is_own)
        try:
            self._until = instant(options.time, self._zone, is_plain=True) if options.time else None
        except ValueError as error:
            raise UsageError(f"source.options.time: {error}") from error
        self._home = context.site.base_url.rstrip("/")
        self._base = "/" + context.site.base_url.split("/", 3)[3]

    def items(self) -> Iterable[Item | Fault]:
        pruned = (self._options.destination, "vendor/bundle", "vendor/cache", ".jekyll-cache")
        context = replace(self._context, skip=(*self._context.skip, *pruned))
        for item in list_files(context, ("",), follows_links=True):
            if isinstance(item, Item):
                if self._places.place(item.key) is not None:
                    yield item
            elif self._bears_on_articles(item.path):
                yield item

    def digest(self, item: Item) -> bytes | None:
        """Return the digest of the document, and of what its text links to; for a draft also of its file's time, its
        date if it names none.
        """
        place = self._places.place(item.key)
        is_timed = place is not None and place.is_draft and not place.date
        beside = [str(item.stamp)] if is_timed else []
        found = file_digest(self._context, item.key, *beside)
        if found is None or not (targets := self._links.targets(item.key)):
            return found
        linked = [part for key in targets for part in (key, self._digest(key) if key else None)]
        found = file_digest(self._context, item.key, *beside, *linked)
        return found if found is None else DigestOfSeveral(found)

    def _bears_on_articles(self, path: str) -> bool:
        """Tell whether a fault found at *path* keeps articles from being read: pictures may be links to anywhere."""
        place = os.path.join(self._context.root, path)  # noqa: PTH118  a link, as it is
        return (
            path in self._context.paths
            or self._places.place(path) is not None
            or (os.path.isdir(place) and not os.path.islink(place))  # noqa: PTH112, PTH114
        )

    def read(self, item: Item) -> Iterator[Article | Fault | PassedOver]:
        place = self._places.place(item.key)
        if place is None:
            return
        front = self._front(item.key)
        if not isinstance(front, Front):
            yield from front
            return
        if place.label != POSTS and not self._is_document(front, item.key):
            return
        if self._options.other_languages and self._is_of_other_language(place, front):
            yield PassedOver(item.key, *_OTHER_LANGUAGE)
            return
        if not (front.is_there or self._places.is_text(place)):
            if is_readable(self._context, item.key):
                yield PassedOver(item.key, *_NO_POST)
            return
        faults: list[Fault] = []
        changes, places = self._changes(place, front, item, faults)
        if place.label != POSTS and place.stem == "index" and not _names_date(changes, front):
            return  # the list of a collection, or of a part of it
        path = ""
        if self._context.url_pattern is not None:  # the settings know better
            changes["url"], path = None, path_below(self._context, item.key)
        unused = self._id_of_head(front, changes)
        origin = Origin(path=item.key, line=front.line)
        found = self._fields.read(Overlay(front.raw, changes, places), origin, path, faults, self.content)
        yield from found
        if unused and isinstance(found[0], Article):
            line = front.raw.fault(("id",), "", of_key=True).line
            yield PassedOver(item.key, f"article has {unused}", f"articles have {unused}", line, "id")

    def content(self, article: Article) -> str:
        """Return what stands below the front matter, Markdown rendered, plain text in paragraphs.

        Raises ContentError where it holds Liquid that is not computed here, or what only kramdown renders, or is none
        of Markdown, HTML and plain text; SyndicateError if it cannot be read any more.
        """
        key = article.origin.path if article.origin else ""
        front = self._front(key)
        separator = self._separator(key, front)
        body = body_of(self._context, key, separator)
        markup = self._places.markup(key)
        if not markup:
            kind = excerpt(splitext(key)[1].lstrip("."))
            raise ContentError(f"{key}: is written in {kind}, which only the site's generator renders")
        if separator:
            body = with_mark(body, separator)
        if "{{" in body or "{%" in body:
            body = self._computed(body, key, article.url, is_markdown=markup == "markdown")
        if markup == "plain":
            return plain_text_html(body)
        if markup == "markdown":
            extensions = (*EXTENSIONS, *(("shortcodes",) if self._options.emoji else ()))
            body = markdown_html(without_attribute_lists(without_open_fences(body), key), extensions=extensions)
        folders = (self._said(key, front, name) for name in MEDIA_FOLDERS) if "src=" in body else ()
        folder = next(filter(None, folders), None)
        return with_media_folder(body, folder, self._base) if isinstance(folder, str) else body

    def _is_of_other_language(self, place: Place, front: Front) -> bool:
        said = as_text(front.raw.value.get("lang") or self._defaults.of(place).get("lang"))
        parts = re.split(r"[./]", place.path) if self._options.lang_from_path and not said else [said]
        return not {part.lower() for part in parts}.isdisjoint(map(str.lower, self._options.other_languages))

    def _front(self, key: str) -> Front | Sequence[Fault]:
        return read_front(self._context, key, self._is_own)

    def _said(self, key: str, front: Front | Sequence[Fault], name: str) -> Any:
        """Return what the document at *key*, or the configuration for it, says under *name*."""
        said = front.value((name,), front.raw.value.get(name)) if isinstance(front, Front) else None
        place = self._places.place(key) if said is None else None
        return said if place is None else self._defaults.of(place).get(name)

    def _separator(self, key: str, front: Front | Sequence[Fault]) -> str:
        """Return what ends the teaser of the document at *key*, "" where it is what everybody writes."""
        said = self._said(key, front, "excerpt_separator")
        separator = self._options.excerpt_separator if said is None else said
        return separator if isinstance(separator, str) and separator.strip() else ""

    def _computed(self, body: str, key: str, url: str, *, is_markdown: bool) -> str:
        """Return *body* with its Liquid computed, if it is a program to Jekyll."""
        from syndicate.html import liquid_text

        from .liquid import liquid_of

        place, front = self._places.place(key), self._front(key)
        page: dict[str, Any] = {}
        if place is not None and isinstance(front, Front):
            own = front.raw.value
            page = merged(self._defaults.of(place), {name: front.value((name,), own[name]) for name in own})
            if page.get("render_with_liquid") is False:
                return body
            title, slug, path = page.get("title"), page.get("slug") or place.slug, url.removeprefix(self._home)
            page |= {
                "title": title if as_text(title).strip() else titled(place.slug),
                "slug": slug,
                "url": path,
                "id": f"{path.rstrip('/').rpartition('/')[0]}/{as_text(slug)}",
                "path": key,
                "name": key.rpartition("/")[2],
                "ext": place.suffix,
                "relative_path": place.path,
                "collection": place.label,
            }
        options = self._options
        ways = lambda tag, name: self._paths[tag](name), self._links.included
        liquid = liquid_of(self._home, options.variables, options.collections, page, *ways, body)
        return liquid_text(body, key, liquid, is_markdown=is_markdown)

    def _path_named(self, tag: str, target: str) -> str | None:
        """Return the path, from the site's home page, of what *target* of a tag names; None if nobody knows."""
        key = self._links.target(tag, target)
        front = self._front(key) if key else None
        if key is None or not isinstance(front, Front):
            return None
        below = key.removeprefix(f"{self._options.source.strip('./')}/")
        place = self._places.place(key) or self._places.beside_articles(below)
        if place is None and any(step.startswith("_") for step in below.split("/")):
            return None
        if place is None and not front.is_there:
            return quote(f"/{below}")  # a file that Jekyll copies
        faults: list[Fault] = []
        url = self._changes(place or Place.of(PAGES, below), front, Item(key, None), faults)[0]["url"]
        return None if any(not fault.is_warning for fault in faults) else url.removeprefix(self._home)

    def _is_document(self, front: Front, key: str) -> bool:
        """Tell whether a file of a collection has front matter; Jekyll copies one without as it is."""
        return front.is_first or (front.is_there and has_front_matter(self._context, key, allows_mark=False))

    def _changes(
        self, place: Place, front: Front, item: Item, faults: list[Fault]
    ) -> tuple[dict[str, Any], dict[str, tuple[str, ...]]]:
        """Return what the rules say beside the front matter of a document, or in its place, and where that stands."""
        settled = self._settled.of(place, front, faults)
        own, values, changes = front.own, front.own, settled.changes.copy()
        if settled.defaults or "slug" in own:
            values = merged(settled.defaults, front.resolved(own, ("slug",)))
            changes = changed(values, own) | changes
        if not as_text(values.get("title")).strip():
            changes["title"] = titled(place.slug)
        date = self._dates.of(place, front, values, item, changes, faults)
        if date is not None and self._until is not None and date > self._until:
            changes["published"] = False
        for name in self._fields.dates(values):
            if name != "date" and (other := self._dates.other(front, name, values[name])) is not None:
                changes[name] = rfc3339(other)
        changes |= themed(values, self._base)
        permalink = values.get("permalink")
        if permalink is not None:
            permalink = None if isinstance(permalink, bool) else as_text(permalink)
        try:
            path = self._pages.path(place, values, settled.categories, permalink, date)
        except ValueError as error:
            path = "/"
            if date is not None or not (place.date or "date" in own):  # else the date's own fault says it
                faults.append(front.raw.fault(said_at(own, "permalink"), str(error)))
        changes["url"] = self._home + path
        # Of posts with a permalink of their own two may have one such id.
        if self._options.ids == "jekyll-feed" and place.label == POSTS and not is_true(own.get("permalink")):
            slug = values.get("slug")
            if id_ := self._pages.id(path, as_text(slug) if is_true(slug) else place.slug, permalink):
                changes["made_id"] = self._home + id_
        return changes, {"url": ("permalink",) if "permalink" in own else (), "topics": settled.topics_place}

    def _id_of_head(self, front: Front, changes: dict[str, Any]) -> str:
        """Put the `id` of a head among *changes* if that is the article's; else return why it is not, "" without one.

        jekyll-feed takes no notice of it. Where that is not in use, an absolute IRI can only be meant for feeds; any
        other may be the theme's, which may give one to several posts.
        """
        own = front.own
        if "id" not in own or not is_true(own["id"]) or is_true(own.get("guid")) or "id" in self._context.fields:
            return ""
        if self._options.ids == "jekyll-feed":
            return _BY_PLUGIN
        if not is_absolute_iri(id_ := front.raw.text(("id",)).strip()):
            return _NO_IRI
        changes["guid"] = id_
        return ""


def _names_date(changes: dict[str, Any], front: Front) -> bool:
    said = {**front.own, **changes}
    return any(said.get(name) not in (None, "") for name in DATES)
