"""The pages of a Hugo site as articles: which there are, where they are, when they were published."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache, partial
from urllib.parse import urlsplit

from syndicate import Article, DigestOfSeveral, Fault, Item, PassedOver, SourceContext
from syndicate.files import Head, file_digest, first_bytes, list_files, parse_head, read_body, read_head, stamp_of
from syndicate.html import under_base
from syndicate.model import memoized

from .articles import Articles, without_date
from .options import HugoOptions
from .org import end_of_org, read_page_head
from .places import SUFFIXES, Place, Places
from .shortcodes import Shortcodes, body_html, links_in, own_shortcodes

_HEAD_BEGINS = (b"---", b"+++", b"{", b"\xff\xfe", b"\xfe\xff")  # the last two are UTF-16, which is a fault
_MAX_BYTES = 8 << 20  # of a file that is looked at; a longer text is left out
_OF_NO_LIST = (
    "page is in none of mainSections, whose pages are the site's posts",
    "pages are in none of mainSections, whose pages are the site's posts",
)
_TYPE = re.compile(rb"^[ \t]*[\"']?type[\"']?[ \t]*[:=]", re.IGNORECASE | re.MULTILINE)
_HEAD_BYTES = 1 << 12  # in which a type is looked for
_BLANK = re.compile(rb"\A(?:\xef\xbb\xbf|\s)+")  # editors leave byte order marks behind, and more than one


class Pages:
    """Reads the pages below the paths of the context; made once for all of them.

    Raises UsageError for options that make no sense.
    """

    def __init__(self, context: SourceContext) -> None:
        self._context = context
        self._options: HugoOptions = context.options or HugoOptions()
        self._places = Places(context, self._options)
        self._articles = Articles(context, self._options, self._places)
        self._exported = frozenset(key.lower() for key in self._options.exported_languages)
        self._sections = frozenset(section.strip("/").lower() for section in self._options.main_sections)
        self._digest = memoized(partial(file_digest, context))
        self._url_at = memoized(self._read_url)
        self._digests_of_sections = lru_cache(maxsize=None)(self._digests_around)
        self._stamp_of_sections = lru_cache(maxsize=None)(self._stamp_around)

    def items(self) -> Iterable[Item | Fault]:
        """Yield the files that are pages; a page changes with its sections, a bundle also with the files in it."""
        for item in list_files(self._context, SUFFIXES):
            if isinstance(item, Fault):
                yield item
            elif (place := self._places.place(item.key)) is not None and isinstance(item.stamp, tuple):
                stamp = item.stamp + self._stamp_of_sections(place.folder, place.language)
                yield Item(item.key, (*stamp, *self._changed_at(place)) if place.is_bundle else stamp)

    def digest(self, item: Item) -> bytes | None:
        """Return the digest of the page, of the _index files around it, of the names in its bundle, and of the pages
        that its text refers to.
        """
        place = self._places.place(item.key)
        if place is None:
            return file_digest(self._context, item.key)
        sections = self._digests_of_sections(place.folder, place.language)
        beside = ("", *self._places.beside(place)) if place.is_bundle else ()
        found = file_digest(self._context, item.key, *sections, *beside)
        if found is None or not (names := links_in(first_bytes(self._context, item.key, _MAX_BYTES))):
            return found
        keys = [key for name in names for key in self._targets(place, name)]
        linked = [part for key in keys for part in (key, self._digest(key))]
        found = file_digest(self._context, item.key, *sections, *beside, *linked)
        return found if found is None else DigestOfSeveral(found)

    @cached_property
    def _own_shortcodes(self) -> dict[str, str | None]:
        return own_shortcodes(self._context.root, has_modules=self._options.has_modules)

    @property
    def state(self) -> str:
        """A fingerprint of the shortcodes that the site has itself, in place of those that are rendered here."""
        return str(sorted(self._own_shortcodes.items()))

    def _targets(self, place: Place, name: str) -> list[str]:
        """Return the keys that the page may have which the text of the one at *place* calls *name*, best first."""
        name = name.partition("#")[0]
        root = place.key.removesuffix(place.path)
        beside = f"{root}{place.folder}/" if place.folder else root
        folders = [root] if name.startswith("/") else [beside, root]
        name = name.strip("/")
        if not name or ".." in name.split("/"):
            return []
        files = [name] if name.endswith(SUFFIXES) else [f"{name}.md", f"{name}/index.md"]
        return list(dict.fromkeys(f"{folder}{file}" for folder in folders for file in files))

    def _url_of(self, place: Place | None, name: str, *, is_path: bool) -> str | None:
        """Return the URL of the page that the text of the one at *place* calls *name*; None if nobody here knows."""
        fragment = name[name.find("#") :] if "#" in name else ""
        if name.startswith("#"):
            return fragment
        for key in self._targets(place, name) if place else ():
            if (url := self._url_at(key)) is not None:
                return (urlsplit(url).path if is_path else url) + fragment if url else None
        return None

    def _read_url(self, key: str) -> str | None:
        """Return the URL of the page at *key*, "" where nobody here knows it; None if there is no page."""
        target = self._places.place(key)
        head = read_page_head(self._context, key) if target is not None else []
        if target is None or isinstance(head, list):
            return None
        if target.is_branch:  # whose address is its folder's
            return ""
        found = self._articles.read(target, head, lambda _: "")
        url = next((one.url for one in found if isinstance(one, Article)), None)
        return url or self._articles.url_of(target, head) or ""

    def _digests_around(self, folder: str, language: str) -> tuple[bytes | str | None, ...]:
        keys = self._places.around(folder, language).branches
        return tuple(part for key in keys for part in (key, self._digest(key)))

    def _stamp_around(self, folder: str, language: str) -> tuple[int, ...]:
        keys = self._places.around(folder, language).branches
        return tuple(number for key in keys for number in stamp_of(self._context.root, key))

    def _changed_at(self, place: Place) -> tuple[int, ...]:
        return stamp_of(self._context.root, place.key.rpartition("/")[0])[2:]

    def read(self, item: Item) -> Iterator[Article | Fault | PassedOver]:
        """Yield the article at *item*; nothing where the file is no regular page, or has no date."""
        place = self._places.place(item.key)
        if place is None or not self._is_shown(place):
            return
        if self._sections and not place.is_branch and not self._is_main(place):
            yield PassedOver(item.key, *_OF_NO_LIST)
            return
        head = read_page_head(self._context, item.key)
        if isinstance(head, list):
            yield from self._without_head(place, head)
        elif not place.is_branch:
            yield from self._articles.read(place, head, self.content)

    def _is_main(self, place: Place) -> bool:
        """Tell whether the page is of a main section by its folder or by its `type`: themes ask for either."""
        if place.section.lower() in self._sections:
            return True
        if _TYPE.search(first_bytes(self._context, place.key, _HEAD_BYTES)) is None:
            return False
        head = read_page_head(self._context, place.key)
        return not isinstance(head, list) and any(
            name.lower() == "type" and isinstance(value, str) and value.lower() in self._sections
            for name, value in head.fields.value.items()
        )

    def _without_head(self, place: Place, faults: list[Fault]) -> Iterable[Fault | PassedOver]:
        """Return what is wrong with the file at *place*, whose head has *faults*, and whether it is passed over."""
        if self._places.is_html_alone(place):
            return []
        beginning = self._places.beginning(place)
        if beginning is not None and not _BLANK.sub(b"", beginning).startswith(_HEAD_BEGINS):
            return without_date(place)
        return without_date(place) if self._is_empty(place.key) else faults

    def content(self, article: Article) -> str:
        """Return the body of the page as HTML.

        Raises ContentError for shortcodes that only Hugo can render, and for what is neither Markdown nor HTML.
        """
        key = article.origin.path if article.origin else ""
        place = self._places.place(key)
        body = read_body(self._context, key)
        if not body and (start := end_of_org(self._context, key)) is not None:
            body = read_body(self._context, key, start=start)
        html = body_html(
            body,
            key,
            place.suffix if place else ".md",
            Shortcodes(self._own_shortcodes, lambda name, is_path: self._url_of(place, name, is_path=is_path)),
            markup=self._articles.markup(place) if place else "",
            raw_html=self._options.raw_html,
            extensions=self._options.extensions,
        )
        return under_base(html, self._context.site.base_url) if self._options.links_under_base else html

    def _is_empty(self, key: str) -> bool:
        """Tell whether the front matter says nothing at all: of such a page there is no date either."""
        head = read_head(self._context, key)
        tree = parse_head(head, key) if isinstance(head, Head) else None
        return tree is not None and not tree.faults and tree.value is None

    def _is_shown(self, place: Place) -> bool:
        is_other = self._exported and place.language not in self._exported
        return not (is_other or self._places.languages[place.language].disabled)
