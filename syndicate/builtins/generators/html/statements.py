"""What a page says of its article, in all the ways in which pages say it; the best first."""

from __future__ import annotations

import re
from typing import Any

from syndicate import SourceContext
from syndicate.model import parse_instant, time_zone

from .json_ld import JsonLd, Node, place_of
from .marked import Marked
from .page import SEPARATOR, Found, Page

# Names of meta elements that say when a page was published: of Dublin Core, Google Scholar, and of search services.
# They make an article of a page that says nothing else of the kind, as Quarto and Pandoc build it.
_DATES = (
    "date", "dcterms.issued", "dc.date.issued", "dcterms.date", "dc.date", "dcterms.available", "dc.date.available",
    "dcterms.created", "dc.date.created", "citation_publication_date", "citation_online_date", "citation_date",
    "datepublished", "pubdate", "publish_date", "publish-date", "publication_date", "published-date", "article.published",
    "parsely-pub-date", "sailthru.date", "prism.publicationdate",
)  # fmt: skip
_CHANGES = (
    "dcterms.modified", "dc.date.modified", "datemodified", "last-modified", "last_modified", "revised",
    "prism.modificationdate",
)  # fmt: skip
_AUTHORS = ("author", "article:author", "dcterms.creator", "dc.creator", "citation_author")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*")
_FILE = re.compile(r"\.(?:mp3|m4a|aac|oga|ogg|opus|wav|flac|mp4|m4v|mov|webm|ogv|pdf)(?:[?#]|$)", re.IGNORECASE)
# What a Date of JavaScript says as text: Wed Mar 19 2014 15:56:00 GMT+0800 (CST).
_DATE_OF_SCRIPTS = re.compile(
    r"\A[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{2}) (\d{4} \d\d:\d\d:\d\d) GMT([+-]\d{4})(?: \([^()]{1,60}\))?\Z"
)
_UNAVAILABLE_AFTER = re.compile(r"unavailable_after:\s*(\S.{0,99})", re.IGNORECASE)


class Statements:
    """The statements of *page*.

    node    the JSON-LD of the page's own article; {}: there is none
    marked  the article that is marked in what is read
    """

    def __init__(self, page: Page, context: SourceContext) -> None:
        self.page = page
        self._context = context
        self._zone = time_zone(context.site.timezone)
        self.data = JsonLd(page)
        self.node = _own_node(self.data.articles())
        self.marked = Marked(page)

    def _of_node(self, *keys: str) -> list[Found]:
        values = ((key, self.node.get(key)) for key in keys)
        return [
            Found(value.strip(), place_of(key)) for key, value in values if isinstance(value, str) and value.strip()
        ]

    def _nodes(self, key: str, name: str) -> list[Node]:
        """Return the nodes that the article has for *key*; what is none is the *name* of one."""
        return [one if isinstance(one, dict) else {name: one} for one in self.data.resolved(self.node.get(key))]

    def first_date(self, dates: list[Found]) -> Found | None:
        """Return the first that is a date; else the first, which is then at fault."""
        dates = [found._replace(value=_DATE_OF_SCRIPTS.sub(r"\2 \1 \3 \4", found.value)) for found in dates]
        return next((found for found in dates if self._is_date(found.value)), next(iter(dates), None))

    def _is_date(self, text: str) -> bool:
        try:
            parse_instant(text, self._zone)
        except ValueError:
            return False
        return True

    def has_date(self) -> bool:
        """Tell whether a meta element has a date that can be read: a year alone says nothing."""
        found = self.first_date(self.page.metas(*_DATES))
        return found is not None and self._is_date(found.value)

    def dates(self, beside: Found | None) -> list[Found]:
        found = [
            *self.page.metas("article:published_time", "article:published", "og:article:published_time"),
            *self._of_node("datePublished", "dateCreated"),
            *self.marked.prop("datePublished"),
            *self.marked.property("dt-published"),
            *self.page.metas(*_DATES),
            *([beside] if beside is not None else []),
        ]
        times = self.page.tree.css("time[pubdate][datetime], article header time.published[datetime]")[:1]
        found += [Found(time.attributes.get("datetime") or "", r"<time\b") for time in times]
        return [date for date in found if date.value]

    def changes(self) -> list[Found]:
        return [
            *self.page.metas("article:modified_time", "article:modified", "og:updated_time"),
            *self._of_node("dateModified"),
            *self.marked.prop("dateModified"),
            *self.marked.property("dt-updated"),
            *self.page.metas(*_CHANGES),
        ]

    def ends(self) -> list[Found]:
        robots = self.page.metas("robots")
        until = [found._replace(value=end[1]) for found in robots if (end := _UNAVAILABLE_AFTER.search(found.value))]
        return [*self.page.metas("article:expiration_time"), *self._of_node("expires"), *until]

    def title(self) -> Found | None:
        # What a tree says is no markup any more, and a title is read as markup: "<b>" in it is what the reader saw.
        shown = [*self.marked.prop("headline"), *self.marked.property("p-name"), *self.page.metas("og:title")]
        if self.page.title:
            shown.append(Found(self.page.title, r"<title\b"))
        said = self._of_node("headline", "name") + [
            Found(found.value.replace("<", "&lt;"), found.place) for found in shown
        ]
        if not said:
            return None
        names = [self._context.site.title, *self.page.texts("og:site_name")]
        return Found(_without_site(said[0].value, names, self.page), said[0].place)

    def summary(self) -> Found | None:
        found = [
            *self.page.metas("og:description", "description"),
            *self._of_node("description"),
            *self.marked.property("p-summary"),
        ]
        # The site's own words on every page are no summary of an article, nor is its title, which themes write there.
        said = ((summary, " ".join(summary.value.split())) for summary in found)
        site, title = self._context.site.description, self.page.title
        return next((one for one, text in said if text != site and not title.startswith(text)), None)

    def topics(self) -> list[str]:
        links = self.page.tree.css("article a[rel~=tag]")[:100]
        for found in (
            self.page.texts("article:tag"),
            self.data.texts(self.node.get("keywords")),
            [topic.value for topic in self.marked.property("p-category")],
            [" ".join(link.text().split()).lstrip("#") for link in links],
            self.page.texts("news_keywords", "keywords")[:1],
            self.page.texts("article:section"),
            self.data.texts(self.node.get("articleSection")),
        ):
            topics = [part.strip() for topic in found for part in topic.split(",") if part.strip()]
            if topics:
                return list(dict.fromkeys(topics))[:200]
        return []

    def authors(self) -> list[dict[str, str]]:
        found = []
        for who in self._nodes("author", "name"):
            name, url = who.get("name"), who.get("url")
            if isinstance(name, str) and name.strip():
                found.append({"name": name, **({"url": url} if isinstance(url, str) and "://" in url else {})})
        named = ([text for text in self.page.texts(name) if "://" not in text] for name in _AUTHORS)
        return (
            found or self.marked.people() or [{"name": name} for name in dict.fromkeys(next(filter(None, named), []))]
        )

    def language(self) -> str:
        root = self.page.html_attributes
        tags = [root.get("lang") or root.get("xml:lang") or "", *self.data.texts(self.node.get("inLanguage"))]
        return next((tag for tag in tags if _LANGUAGE.fullmatch(tag)), "")

    def is_free(self) -> bool:
        """Tell whether the page shows all of the article to everybody."""
        parts = [part for part in self.data.resolved(self.node.get("hasPart")) if isinstance(part, dict)]
        free = [part.get("isAccessibleForFree", "") for part in (self.node, *parts)]
        free += [found.value for found in self.marked.prop("isAccessibleForFree")]
        tiers = {text.strip().lower() for text in self.page.texts("article:content_tier")}
        return "locked" not in tiers and all(str(one).lower().rpartition("/")[2] != "false" for one in free)

    def images(self) -> list[dict[str, str]]:
        found: list[dict[str, str]] = []
        for name, content in self.page.meta_pairs:
            if name in ("og:image", "og:image:url"):
                if not found or found[-1]["url"] != content:
                    found.append({"url": content})
            elif found and name in ("og:image:width", "og:image:height") and content.isdecimal():
                found[-1][name.rpartition(":")[2]] = content
            elif found and name == "og:image:alt":
                found[-1]["alt"] = content
        if not found:
            for given in self._nodes("image", "url"):
                url = given.get("url") or given.get("contentUrl")
                if isinstance(url, str) and url.strip():
                    sizes = {key: str(given[key]) for key in ("width", "height") if str(given.get(key)).isdecimal()}
                    found.append({"url": url, **sizes})
        if not found:
            found = [
                {"url": photo.value} for photo in (*self.marked.property("u-photo"), *self.page.metas("twitter:image"))
            ]
        return [image for image in found[:20] if not image["url"].startswith("data:")]

    def attachments(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for name, content in self.page.meta_pairs:
            if name in ("og:audio", "og:video") and _FILE.search(content):
                found.append({"url": content})
            elif found and name in ("og:audio:type", "og:video:type") and "/" in content and "html" not in content:
                found[-1]["type"] = content
        for key in ("associatedMedia", "audio", "video"):
            for given in self._nodes(key, "contentUrl"):
                url = given.get("contentUrl")
                if isinstance(url, str) and _FILE.search(url) and all(url != known["url"] for known in found):
                    of_file = {"url": url, "type": given.get("encodingFormat"), "duration": given.get("duration")}
                    of_file["size"] = size if str(size := given.get("contentSize")).isdecimal() else None
                    found.append({name: value for name, value in of_file.items() if isinstance(value, str | int)})
        return found[:20]


def _own_node(nodes: list[Node]) -> Node:
    """Return the node of the page's own article; a list has several."""
    if len(nodes) > 1:
        nodes = [node for node in nodes if "mainEntityOfPage" in node or "articleBody" in node]
    return nodes[0] if len(nodes) == 1 else {}


def _without_site(title: str, names: list[str], page: Page) -> str:
    """Return *title* without the site's name that themes put behind it, or before what the *page* has for a heading."""
    for name in names:
        before = re.match(rf"{re.escape(name)}(?:{SEPARATOR}|:\s+)", title[:1000], re.IGNORECASE)
        if before and any(" ".join(h1.text().split()) == title[before.end() :] for h1 in page.tree.css("h1")[:50]):
            return title[before.end() :]
        found = re.fullmatch(rf"(.+?){SEPARATOR}{re.escape(name)}", title[:1000], re.IGNORECASE | re.DOTALL)
        if found:
            return found[1]
    return title
