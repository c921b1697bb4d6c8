"""Articles of a Pelican site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from urllib.parse import urlsplit

from syndicate import Article, DigestOfSeveral, Fault, Item, Origin, PassedOver, SourceContext, SyndicateError
from syndicate.articles import ArticleFields
from syndicate.files import Overlay, file_digest, path_below
from syndicate.html import markdown_html
from syndicate.model import absolute_url, excerpt, memoized, time_zone

from .files import MARKUP, SiteFiles
from .heads import MAX_FILE_BYTES, FileHead, read_bytes, text_of
from .links import Links, plain_links
from .metadata import listed, read_date
from .options import PelicanOptions
from .places import Located

_NAMES: dict[str, tuple[str, ...]] = {
    "title": ("title",), "summary": ("summary", "description"), "published_at": ("date",),
    "updated_at": ("modified",), "draft": ("draft",), "status": (), "is_published": (),
    "url": ("url",), "original_url": (), "id": ("guid",), "made_id": ("made_id",), "topics": ("tags",),
    "authors": ("authors",), "language": ("lang",), "attachments": ("enclosure", "enclosures"), "duration": (),
    "provider": (), "kind": (),
}  # fmt: skip
_STATUSES = ("published", "draft", "hidden", "skip")
# What Pelican gives a draft without a date.
_NEVER = "9999-12-30"


class PelicanReader:
    """Reads the articles that the context names.

    Raises UsageError where its paths, its fields or a regular expression of the site make no sense.
    """

    def __init__(self, context: SourceContext, options: PelicanOptions) -> None:
        self._context = context
        self._options = options
        self._files = SiteFiles(context, options)
        self._zone = time_zone(context.site.timezone)
        self._base_url = context.site.base_url
        self._host = urlsplit(self._base_url).hostname
        self._home_length = len(self._base_url) - len(urlsplit(self._base_url).path)
        url_of = memoized(self._url_of)
        self._links = Links(options, context.site.base_url, url_of, self._files.is_static)
        self._fields = ArticleFields.of(context, _NAMES)
        self._are_links_given = any(mark in repr(options) for mark in ("filename}", "filename|"))
        path_below(context, "")

    @property
    def state(self) -> str:
        """The version of docutils: another one, or none, may read reStructuredText differently."""
        try:
            return version("docutils")
        except PackageNotFoundError:
            return ""

    def digest(self, item: Item) -> bytes | None:
        """Return the digest of the article and of the URLs of those that it has links to, which their files tell."""
        links = self._linked(item.key)
        found = file_digest(self._context, item.key, *links)
        return DigestOfSeveral(found) if links and found is not None else found

    def _linked(self, key: str) -> list[str | None]:
        """Return what becomes of the links to files of the site, none if there are none."""
        data = read_bytes(self._context, key, MAX_FILE_BYTES + 1)
        if isinstance(data, Fault) or not (b"filename" in data or self._are_links_given):
            return []
        text = text_of(data, key)
        if isinstance(text, Fault):
            return []
        source_path = self._files.source_path(key)
        links = plain_links(text)
        if len(links) == text.count("filename") and not self._are_links_given:
            return [self._links.of_value(link, source_path, "") for link in dict.fromkeys(links)]
        head = self._files.head(key)
        changes: dict[str, Any] = {}
        if not isinstance(head, list):
            self._resolve(head.value, changes, source_path, key)
        try:
            html = self._links.resolved(self._files.body(key), source_path, self._save_as(key))
        except SyndicateError:
            html = None  # It has no text in any case.
        return [repr(sorted(changes.items())), html]

    def items(self) -> Iterable[Item | Fault]:
        return self._files.items()

    def read(self, item: Item) -> Iterator[Article | Fault | PassedOver]:
        head = self._files.head(item.key)
        if isinstance(head, list):
            yield from head
            return
        if str(head.value.get("status", "")).strip().lower() == "skip":
            return
        yield from self._article(head, item.key)

    def content(self, article: Article) -> str:
        """Return the body as HTML, links within the site made absolute.

        Raises ContentError where it needs docutils, which is not installed, or a plugin of Pelican; SyndicateError if
        it cannot be read any more.
        """
        key = article.origin.path if article.origin else ""
        html = self._files.body(key)
        return self._links.resolved(html, self._files.source_path(key), self._save_as(key))

    def _article(self, head: FileHead, key: str) -> Sequence[Article | Fault | PassedOver]:
        said = head.value
        source_path = self._files.source_path(key)
        faults: list[Fault] = []
        title = said.get("title")
        if isinstance(title, list):
            faults.append(head.fault(("title",), "has several lines, which Pelican refuses; write one"))
        status = str(said.get("status", "published")).strip().lower()
        if status not in _STATUSES:
            hint = f"{excerpt(status)} is no status; write {', '.join(_STATUSES[:-1])} or {_STATUSES[-1]}"
            faults.append(head.fault(("status",), hint))
        dates = {name: self._date(head, name, faults) for name in ("date", "modified")}
        if "date" not in said and status == "draft":
            dates["date"] = read_date(_NEVER, self._zone)
        url: str | None = None
        if title and all(fault.is_warning for fault in faults):
            url = self._url(head, source_path, dates["date"], faults)
        changes: dict[str, Any] = {
            "title": None if isinstance(title, list) else title,
            "date": dates["date"].isoformat() if dates["date"] else None,
            "modified": dates["modified"].isoformat() if dates["modified"] else None,
            "draft": status != "published" or said.get("draft"),
            "url": url,
            "tags": self._topics(head),
            "authors": listed(said.get("authors")) or ([str(said["author"]).strip()] if said.get("author") else None),
            "author": None,
            "summary": self._summary(said, key) if title else None,  # else Pelican makes no article of it
            "status": None,
            "category": None,
            "made_id": self._id(url, dates["date"]),
        }
        self._resolve(said, changes, source_path, key)
        if url is None:
            changes["url"] = self._base_url  # What is missing is a fault below; this keeps it the only one.
        overlay = Overlay(head, changes, {"url": ("slug",) if "slug" in said else ("title",)})
        if any(fault.field in ("date", "title") for fault in faults):
            return faults
        return self._fields.read(overlay, Origin(path=key), faults=faults)

    def _date(self, head: FileHead, name: str, faults: list[Fault]) -> datetime | None:
        value = head.value.get(name)
        if value is None:
            return None
        if isinstance(value, list):
            value = value[0]
        try:
            return read_date(value.replace("_", " ") if name == "date" else value, self._zone)
        except ValueError as error:
            fault = head.fault((name,), str(error))
            faults.append(fault if name == "date" else fault.as_warning())
            return None

    def _id(self, url: str | None, date: datetime | None) -> str | None:
        """Return the id that Pelican's own feeds give the article, by which readers know it again."""
        if url is None or date is None:
            return None
        day = f"{date.year}-{date.month:02d}-{date.day:02d}"
        if url.startswith(self._base_url) and "?" not in url and "#" not in url:  # as almost all do
            return f"tag:{self._host},{day}:{url[self._home_length :]}"
        parts = urlsplit(url)
        return f"tag:{parts.hostname},{day}:{parts.path}{f'/{parts.fragment}' if parts.fragment else ''}"

    def _url(self, head: FileHead, source_path: str, date: datetime | None, faults: list[Fault]) -> str | None:
        try:
            located = Located(self._options, head.value, source_path, date, is_page=False)
            url = located.url
        except ValueError as error:
            if date is None and "'date'" in str(error):
                if not self._context.may_be_undated:
                    return None  # That there is no date is the fault.
                faults.append(head.fault(("date",), f"no date says when this was published, and {error}"))
                return None
            faults.append(head.fault(("slug",) if "slug" in head.value else ("title",), str(error)))
            return None
        try:
            return absolute_url(url, self._base_url) if url else self._base_url
        except ValueError as error:
            faults.append(head.fault(("url",) if "url" in head.value else ("title",), str(error)))
            return None

    def _url_of(self, source_path: str) -> str | None:
        """Return the URL behind the home page of what Pelican makes of the file at *source_path*."""
        if not self._files.is_content(source_path):
            return None
        head = self._files.head(self._files.key(source_path))
        if isinstance(head, list):
            return None
        return self._located(head, source_path).url

    def _save_as(self, key: str) -> str:
        head = self._files.head(key)
        if isinstance(head, list):
            return ""
        try:
            return self._located(head, self._files.source_path(key)).save_as
        except ValueError:
            return ""

    def _located(self, head: FileHead, source_path: str) -> Located:
        is_page = self._files.is_page(source_path)
        return Located(self._options, head.value, source_path, self._date(head, "date", []), is_page=is_page)

    def _topics(self, head: FileHead) -> list[str] | None:
        """Return the tags, and then the category, unless it is only the default category."""
        tags = listed(head.value.get("tags"))
        category = str(head.value.get("category") or "").strip()
        if category and category != self._options.default_category:
            tags.append(category)
        return tags or None

    def _summary(self, said: dict[str, Any], key: str) -> str | None:
        summary = said.get("summary")
        if not isinstance(summary, str) or not summary.strip():
            return None
        is_formatted = "summary" in self._options.formatted_fields and MARKUP.search(summary)
        if key.endswith((".rst", ".htm", ".html")):
            is_formatted = None
        return markdown_html(summary) if is_formatted else summary

    def _resolve(self, said: dict[str, Any], changes: dict[str, Any], source_path: str, key: str) -> None:
        """Put URLs in the place of links within the site, in metadata that *changes* do not touch."""
        for name, value in said.items():
            if name not in changes and isinstance(value, str) and value.strip()[:1] in ("{", "|"):
                url = self._links.of_value(value, source_path, "")
                if url is not None and value.strip()[1:].startswith("attach"):
                    url = self._links.of_value(value, source_path, self._save_as(key))
                changes[name] = url if url is not None else value
