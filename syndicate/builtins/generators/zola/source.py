"""Zola's pages as articles: those with a date, as in the feed that Zola makes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache, partial
from html import escape, unescape
from typing import Any
from urllib.parse import quote, unquote

from syndicate import Article, DigestOfSeveral, Fault, Item, PassedOver, SourceContext, SyndicateError
from syndicate.articles import ArticleFields, folded, is_of_interest
from syndicate.files import (
    ArticleHead,
    Overlay,
    file_digest,
    first_bytes,
    list_files,
    open_file,
    read_article_head,
    read_body,
    stamp_of,
)
from syndicate.html import check_template_syntax, markdown_html
from syndicate.model import memoized

from .options import ZolaOptions
from .paths import CONTENT, Place, any_glob, named, place_of, section_path

_ESCAPED = re.compile(r"\{\{/\*(.*?)\*/\}\}|\{%/\*(.*?)\*/%\}", re.DOTALL)
# Since 0.23 the text of a page is a template, in code, too; before, nobody writes so.
_RAW = re.compile(
    r"\{%-?\s*+raw\s*+-?%\}((?>(?:[^{]++|\{(?!%-?\s*+(?:end)?raw\b))*))\{%-?\s*+endraw\s*+-?%\}"
)  # fmt: skip
_INTERNAL = re.compile(r'\s(?:href|src)="@/([^"#]*)(#[^"]*)?"')
# Links whose targets the text shows as they are, and all that may be links.
_PLAIN = r"@/([\w./-]+)"
_PLAIN_LINK = re.compile(
    rf"\({_PLAIN}(?=[)#])|\"{_PLAIN}(?=[\"#])|<{_PLAIN}(?=[>#])|:[ \t]{_PLAIN}(?=#|[ \t]*$)", re.ASCII | re.MULTILINE
)
_MAY_LINK = re.compile(r"@[/\\&]|&(?:#|commat)")
_MAY_LINK_BYTES = re.compile(_MAY_LINK.pattern.encode())
_AS_IT_IS = re.compile(r"[A-Za-z0-9_.~/-]*")
_OF_FEEDS = re.compile("feed|rss|atom")
_OTHER_URLS = frozenset(("webUrl", "canonical", "canonical_url", "permalink"))  # than that of the page
_LONG_BYTES = 1 << 16
_OTHER_LANGUAGE = (
    "page is in another language, which Zola gives a feed of its own (source.options.language)",
    "pages are in other languages, which Zola gives feeds of their own (source.options.language)",
)
_MAX_LINKS = 1000  # different ones of a text: each opens files


class ZolaPages:
    """Reads pages with a date; drafts and what lies in a section that is one are unpublished.

    Pages without a date are no articles, unless a transform will find their dates.
    """

    def __init__(self, context: SourceContext) -> None:
        self._context = context
        self._options: ZolaOptions = context.options or ZolaOptions()
        self._language = self._options.language or self._options.default_language
        self._fields = ArticleFields.of(context, has_pattern=False, is_text=True, known=("extra",))
        self._base_url = context.site.base_url
        self._is_ignored = any_glob(self._options.ignored)
        self._index_names = ("_index.md", *(f"_index.{code}.md" for code in self._options.languages))
        # Of one section, and of all around the files of a folder.
        self._is_draft = lru_cache(maxsize=None)(self._read_draft)
        self._are_drafts = lru_cache(maxsize=None)(self._read_drafts)
        self._of_section = lru_cache(maxsize=None)(self._read_section)
        self._digest = memoized(partial(file_digest, context))
        self._internal_url = memoized(self._read_internal_url)
        self._digests = lru_cache(maxsize=None)(self._read_digests)
        self._stamp = lru_cache(maxsize=None)(partial(stamp_of, context.root))
        self._stamps = lru_cache(maxsize=None)(self._read_stamps)

    def items(self) -> Iterable[Item | Fault]:
        for item in list_files(self._context, (".md",)):
            if isinstance(item, Fault):
                yield item
            elif not self._is_ignored(item.key):
                # A section may make drafts of all that lies in it.
                stamp = item.stamp if isinstance(item.stamp, tuple) else ()
                yield Item(item.key, (*stamp, *self._stamps(_folder(item.key))))

    def digest(self, item: Item) -> bytes | None:
        """Return the digest of the page, of the sections around it, and of the pages that it links to."""
        sections = self._digests(_folder(item.key))
        targets = self._linked(item.key)
        if not targets:
            return file_digest(self._context, item.key, *sections)
        linked = [part for key in targets for part in (key, self._digest(key))]
        found = file_digest(self._context, item.key, *sections, *linked)
        return found if found is None else DigestOfSeveral(found)

    def read(self, item: Item) -> Iterator[Article | Fault | PassedOver]:
        key = item.key
        head = read_article_head(self._context, key)
        if isinstance(head, list):
            yield from head
            return
        name = key.rpartition("/")[2]
        meta = head.fields.value
        if name.startswith("_index."):
            return
        if named(name, self._options)[1] != self._language:
            if "date" in meta:
                yield PassedOver(key, *_OTHER_LANGUAGE)
            return
        if meta.get("render") is False:
            return  # It has no page of its own.
        try:
            place = place_of(key, meta, self._options)
        except ValueError as error:
            yield head.fields.fault(("slug",), str(error))
            return
        if "date" not in meta and not place.date and not self._context.may_be_undated:
            return
        changes, places = self._changes(key, meta, place)
        overlay = Overlay(head.fields, changes, places)
        yield from self._fields.read(overlay, head.origin, content=self.content)

    def content(self, article: Article) -> str:
        """Return the page's Markdown as HTML, links to other pages resolved.

        Raises ContentError where it holds a shortcode; SyndicateError if it cannot be read any more.
        """
        key = article.origin.path if article.origin else ""
        made: dict[str, str] = {}

        def linked(found: re.Match[str]) -> str:
            if found[1] not in made and len(made) < _MAX_LINKS:
                made[found[1]] = self._internal_url(found[1])
            url = made.get(found[1])
            return f' href="{escape(url)}{found[2] or ""}"' if url else ""

        html = self._html(key)
        return _INTERNAL.sub(linked, html) if "@/" in html else html

    def _html(self, key: str) -> str:
        body: str = read_body(self._context, key)
        has_raw = "endraw" in body
        said = _RAW.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), body) if has_raw else body
        check_template_syntax(said, key, ("zola",), getattr(body, "first_line", None))
        body = _RAW.sub(r"\1", body) if has_raw else body
        body = _ESCAPED.sub(lambda found: f"{{{{{found[1]}}}}}" if found[1] is not None else f"{{%{found[2]}%}}", body)
        return markdown_html(body, extensions=self._options.extensions)

    def _linked(self, key: str) -> list[str]:
        """Return the keys of the pages that the text of the page at *key* has links to."""
        if not self._may_link(key):
            return []
        try:
            text: str = read_body(self._context, key)
            if not (marks := len(_MAY_LINK.findall(text))):
                return []
            found = [next(filter(None, groups)) for groups in _PLAIN_LINK.findall(text)]
            if len(found) != marks:
                found = [unquote(unescape(link[1])) for link in _INTERNAL.finditer(self._html(key))]
        except SyndicateError:
            return []
        targets = [target for target in dict.fromkeys(found) if ".." not in target.split("/")]
        return [CONTENT + target for target in targets[:_MAX_LINKS]]

    def _may_link(self, key: str) -> bool:
        """Tell whether the file at *key* is long or holds, be it in its head, what a link is made with: few do."""
        read = first_bytes(self._context, key, _LONG_BYTES)
        return len(read) >= _LONG_BYTES or _MAY_LINK_BYTES.search(read) is not None

    def _read_digests(self, folder: str) -> tuple[bytes | None, ...]:
        return tuple(self._digest(section) for section in self._sections(folder))

    def _changes(self, key: str, meta: Mapping[str, Any], place: Place) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what Zola's rules say of the page, and where what they are made from stands."""
        changes: dict[str, Any] = {"url": self._url(place.path), **dict.fromkeys(_OTHER_URLS.intersection(meta))}
        places: dict[str, Any] = {"url": ("path",) if meta.get("path") else ("slug",)}
        if "date" not in meta and place.date:
            changes["date"] = place.date
        if place.language != self._options.default_language:
            changes["language"] = place.language
        if self._are_drafts(_folder(key)):
            changes["draft"] = True
        extra = _extra(meta)
        changes |= {name: value for name, value in self._of_section(_folder(key)).items() if name not in extra}
        for name, value in extra.items():
            if is_of_interest(name) and name not in meta and name not in changes and name not in _OTHER_URLS:
                changes[name] = value
                places[name] = ("extra", name)
        taxonomies = meta.get("taxonomies")
        if isinstance(taxonomies, dict):
            names = [name for name in self._options.taxonomies if isinstance(taxonomies.get(name), list)]
            if names:
                changes["topics"] = [term for name in names for term in taxonomies[name]]
                places["topics"] = ("taxonomies", names[0])
            if not meta.get("authors") and isinstance(taxonomies.get("authors"), list):
                changes["authors"] = taxonomies["authors"]
                places["authors"] = ("taxonomies", "authors")
        return changes, places

    def _url(self, path: str) -> str:
        path = path.lstrip("/")
        return self._base_url + (path if _AS_IT_IS.fullmatch(path) else quote(path, safe="/:@!$&'()*+,;=~%"))

    def _read_drafts(self, folder: str) -> bool:
        return any(self._is_draft(section) for section in self._sections(folder))

    def _read_draft(self, section: str) -> bool:
        """Tell whether the section in the file *section* is a draft, or cannot be read."""
        head = self._head(section)
        return isinstance(head, list) or (head is not None and head.fields.value.get("draft") is True)

    def _read_section(self, folder: str) -> dict[str, Any]:
        """Return what the section of *folder* says of feeds in `extra`, which themes ask for its pages, too."""
        found: dict[str, Any] = {}
        nearest = ""
        for section in reversed(list(self._sections(folder))):
            if nearest and _folder(section) != nearest:
                break
            head = self._head(section)
            if isinstance(head, ArticleHead):
                nearest = _folder(section)
                extra = _extra(head.fields.value)
                found |= {n: value for n, value in extra.items() if is_of_interest(n) and _OF_FEEDS.search(folded(n))}
        return found

    def _sections(self, folder: str) -> Iterator[str]:
        """Yield the keys that section files of *folder* and the folders around it would have, outermost first."""
        parts = folder.split("/")[:-1]
        for length in range(1, len(parts) + 1):
            for name in self._index_names:
                yield f"{'/'.join(parts[:length])}/{name}"

    def _head(self, key: str) -> ArticleHead | list[Fault] | None:
        """Return the head of the file at *key*; None if there is no such file."""
        try:
            os.close(open_file(self._context, key))
        except OSError:
            return None
        return read_article_head(self._context, key)

    def _read_stamps(self, folder: str) -> tuple[int, ...]:
        return tuple(number for section in self._sections(folder) for number in self._stamp(section))

    def _read_internal_url(self, said: str) -> str:
        """Return the URL of the page that "@/blog/tides.md" names by *said*, "blog/tides.md"; "" if there is none."""
        key = CONTENT + unquote(unescape(said))
        head = self._head(key) if ".." not in key.split("/") else None
        if not isinstance(head, ArticleHead):
            return ""
        try:
            name = key.rpartition("/")[2]
            is_section = name.startswith("_index.")
            path = (
                section_path(key, self._options) if is_section else place_of(key, head.fields.value, self._options).path
            )
        except ValueError:
            return ""
        return self._url(path)


def _folder(key: str) -> str:
    """Return the folder of the file *key*, "/" at its end; "" where it lies in none, and so in no section."""
    return key[: key.rfind("/") + 1]


def _extra(meta: Mapping[str, Any]) -> dict[str, Any]:
    extra = meta.get("extra")
    return extra if isinstance(extra, dict) else {}
