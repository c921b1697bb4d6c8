"""A page into the raw fields of an article; None where it does not say that it is one.

What is said in several ways is taken from the first that says it:

| field | from |
|---|---|
| title | JSON-LD headline; microdata; h-entry p-name; og:title; the title element |
| date | article:published_time; JSON-LD datePublished; microdata; dt-published; meta dcterms.date and its kin; |
|  | time pubdate; the time at the heading; the path /2024/01/30/ |
| updated | article:modified_time, og:updated_time; JSON-LD dateModified; microdata; dt-updated |
| expires | article:expiration_time; JSON-LD expires; meta robots unavailable_after |
| url | canonical; og:url; where the file lies |
| summary | og:description; meta description; JSON-LD description; p-summary |
| topics | article:tag; JSON-LD keywords; p-category; links rel=tag; meta keywords; article:section, |
|  | JSON-LD articleSection |
| authors | JSON-LD author; p-author, microdata author; meta author; article:author (a name); dc.creator and its kin |
| images | og:image with its size; JSON-LD image; u-photo; twitter:image |
| attachments | og:audio, og:video; JSON-LD associatedMedia, audio, video: files, not players |
| language | html lang; JSON-LD inLanguage |
| amp_url | link rel=amphtml |
| published | false where meta robots says noindex: what nobody is to find is not announced; below drafts/ |
| excerpt_only | where JSON-LD, a part in it, or microdata say isAccessibleForFree: false; article:content_tier locked |

An article is a page that has a date of publication and one of these: og:type article (or article:published_time), an
article's JSON-LD or microdata, one h-entry, one heading with a date at it, a meta element with one, or a path below a
day's. The date is needed because generators give their About page og:type article too. A page with an article's JSON-LD
or h-entry is at fault without a date; of others that may show an article the report tells the number. AMP pages,
redirects and lists are no articles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote

from syndicate import Fault, PassedOver, SourceContext
from syndicate.model import excerpt, is_no_date, is_of_one_machine, parse_instant, time_zone

from .json_ld import JsonLd, Node, place_of
from .marked import Marked
from .page import SEPARATOR, Found, Page, PageFields

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
_LOOKED_FOR = (
    "(looked for: article:published_time, JSON-LD or microdata datePublished, dt-published, meta elements such as"
    " dcterms.date, date and citation_publication_date, a time element at the heading, and a path like /2024/01/30/)"
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*")
_FILE = re.compile(r"\.(?:mp3|m4a|aac|oga|ogg|opus|wav|flac|mp4|m4v|mov|webm|ogv|pdf)(?:[?#]|$)", re.IGNORECASE)
# What a Date of JavaScript says as text: Wed Mar 19 2014 15:56:00 GMT+0800 (CST).
_DATE_OF_SCRIPTS = re.compile(
    r"\A[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{2}) (\d{4} \d\d:\d\d:\d\d) GMT([+-]\d{4})(?: \([^()]{1,60}\))?\Z"
)
# What lies below a day, but for the further pages of its list.
_DATE_OF_PATH = re.compile(r"/(\d{4})/(\d{2})/(\d{2})/(?!page/\d|index\d*\.)[^/]")
# With an address, and before long: news pages show themselves again every quarter of an hour.
_REDIRECT = r"\s*+\d{0,2}(?:\.\d*)?(?:\s*[;,]|\s)\s*\S"
_UNAVAILABLE_AFTER = re.compile(r"unavailable_after:\s*(\S.{0,99})", re.IGNORECASE)
_ARTICLE_IN_JSON = re.compile(r"\"(?:[A-Za-z]*Article|BlogPosting)\"")


def article_fields(
    page: Page, context: SourceContext, address: str
) -> PageFields | Sequence[Fault | PassedOver] | None:
    """Return what *page* says of its article; None if it is no article.

    Faults where its JSON-LD would say it, and is none; that it is passed over where it may be one, and has no date.

    address  absolute URL of the page by where it lies
    """
    root = page.html_attributes
    refreshes = page.tree.css('meta[http-equiv="refresh" i]:not(noscript meta)')
    leads_on = any(re.match(_REDIRECT, refresh.attributes.get("content") or "") for refresh in refreshes)
    if "amp" in root or "⚡" in root or leads_on:
        return None
    data = JsonLd(page)
    marked = Marked(page)
    node = _own_node(data.articles())
    says_so = bool(page.metas("article:published_time")) or any(
        found.value.lower().startswith("article") for found in page.metas("og:type")
    )
    is_marked = node is not None or marked.entry is not None or marked.item is not None
    is_home = address == context.site.base_url
    beside = None if is_home else marked.date_beside_title()
    if not is_marked and beside is None and _is_page_of_hexo(page) and not _DATE_OF_PATH.search(address):
        return None
    dates = _dates(page, node, marked, beside)
    if len(data.articles()) > 1 and node is None and not says_so:
        return None
    is_dated = _DATE_OF_PATH.search(address) is not None and _is_single(page)
    is_dated = is_dated or (not is_home and not _lists_another(page) and _has_date(page.metas(*_DATES), context))
    if not says_so and not is_marked and not is_dated and beside is None:
        return _unreadable(page, data) or _undated(page, is_home=is_home)
    if (date := _DATE_OF_PATH.search(address)) is not None:
        dates.append(Found(f"{date[1]}-{date[2]}-{date[3]}", ""))
    if dates and not context.may_be_undated and all(is_no_date(found.value) for found in dates):  # as Hugo writes it
        return _undated(page, is_home=is_home)
    if not dates and node is None and marked.entry is None and not context.may_be_undated:
        return _unreadable(page, data) or _undated(page, is_home=is_home)
    fields = PageFields(page)
    _put(fields, "date", _first_date(dates, context))
    _put(fields, "updated", _first_date(_changes(page, node, marked), context))
    robots = page.metas("robots")
    until = [found._replace(value=end[1]) for found in robots if (end := _UNAVAILABLE_AFTER.search(found.value))]
    ends = [*page.metas("article:expiration_time"), *_of(node, "expires"), *until]
    _put(fields, "expires", _first_date(ends, context))
    _put(fields, "title", _title(page, node, marked, context))
    _put_first(fields, "summary", _summaries(page, node, marked, context))
    if context.url_pattern is None:
        address = _own_address(page, context, address, fields)
        fields.put("url", address, r"<link\b[^>]{0,500}\bcanonical|og:url")
    _put_first(fields, "amp_url", page.link("amphtml"))
    fields.put("topics", _topics(page, data, node, marked), r"article:tag|\"keywords\"|p-category|keywords")
    fields.put("authors", _authors(page, data, node, marked), r"\"author\"|p-author|article:author|author")
    fields.put("images", _images(page, data, node, marked), r"og:image|\"image\"|u-photo|twitter:image")
    fields.put(
        "attachments", _attachments(page, data, node), r"og:audio|og:video|\"associatedMedia\"|\"audio\"|\"video\""
    )
    languages = [root.get("lang") or root.get("xml:lang") or "", *data.texts((node or {}).get("inLanguage"))]
    fields.put("language", next((tag for tag in languages if _LANGUAGE.fullmatch(tag)), ""), r"<html\b")
    if any({"noindex", "none"} & set(re.split(r"[,\s]+", found.value.lower())) for found in robots):
        fields.put("draft", "true", r"<meta\b[^>]{0,500}\brobots\b")
    if "/drafts/" in address.removeprefix(context.site.base_url.rstrip("/")):  # as Pelican builds them
        fields.put("draft", "true", r"<html\b")
    _put_first(fields, "googlebot", page.metas("googlebot"))
    parts = [part for part in data.resolved((node or {}).get("hasPart")) if isinstance(part, dict)]
    free = [part.get("isAccessibleForFree", "") for part in (node or {}, *parts)]
    free += [found.value for found in marked.prop("isAccessibleForFree")]
    tiers = {found.value.strip().lower() for found in page.metas("article:content_tier")}
    if "locked" in tiers or any(str(one).lower().rpartition("/")[2] == "false" for one in free):
        fields.put("excerpt_only", "true", r"isAccessibleForFree|article:content_tier")
    for name, value in page.namespaced().items():
        fields.value.setdefault(name, value)
    return fields


def _own_address(page: Page, context: SourceContext, address: str, fields: PageFields) -> str:
    """Return the page's own address, else *address*.

    One that equals the home page's, or that nobody has filled in, is a mistake of the template.
    """
    home = context.site.base_url.rstrip("/")
    for found in (*page.link("canonical"), *page.metas("og:url")):
        if is_of_one_machine(found.value) and not is_of_one_machine(home):
            message = f"{excerpt(found.value)} leads every reader to a machine of their own; build the site for its public address"
            fields.faults = (page.fault(found.place, message).as_warning(),)
            continue
        is_filled_in = not any(mark in unquote(found.value) for mark in ("{{", "{%", "<%", "${"))
        if is_filled_in and (found.value.rstrip("/") not in (home, "") or address.rstrip("/") == home):
            return found.value
    return address


def _unreadable(page: Page, data: JsonLd) -> list[Fault]:
    """Return the faults of the page's JSON-LD if they hide an article."""
    return data.faults if data.faults and any(map(_ARTICLE_IN_JSON.search, page.scripts())) else []


def _is_page_of_hexo(page: Page) -> bool:
    """Tell whether *page* is none of Hexo's posts: it dates all its pages, and calls posts alone articles."""
    is_of_hexo = any(found.value.startswith("Hexo") for found in page.metas("generator"))
    return is_of_hexo and any(found.value.lower() == "website" for found in page.metas("og:type"))


def _lists_another(page: Page) -> bool:
    """Tell whether *page*, which says that it is no article, shows the headline of another, as a link."""
    is_none = any(found.value.lower() == "website" for found in page.metas("og:type"))
    return is_none and page.tree.css_first("a[href] [property=headline], [property=headline] a[href]") is not None


def _is_single(page: Page) -> bool:
    """Tell whether *page* may show one article: a heading, and no more than one article element, as lists have them."""
    return len(page.tree.css("article")) <= 1 and page.tree.css_first("h1") is not None


def _undated(page: Page, *, is_home: bool) -> list[PassedOver]:
    """Return that *page* is passed over for want of a date, if it may show an article."""
    if is_home or page.path.endswith("404.html") or not _is_single(page):
        return []
    no_date = f"no date and is taken for no article {_LOOKED_FOR}"
    return [PassedOver(page.path, f"page has {no_date}", f"pages have {no_date.replace(' is ', ' are ', 1)}")]


def _own_node(nodes: list[Node]) -> Node | None:
    """Return the node of the page's own article; a list has several."""
    if len(nodes) <= 1:
        return nodes[0] if nodes else None
    own = [node for node in nodes if "mainEntityOfPage" in node or "articleBody" in node]
    return own[0] if len(own) == 1 else None


def _of(node: Node | None, *keys: str) -> list[Found]:
    return [
        Found(value.strip(), place_of(key))
        for key in keys
        if node is not None and isinstance(value := node.get(key), str) and value.strip()
    ]


def _put(fields: PageFields, name: str, found: Found | None) -> None:
    if found is not None:
        fields.put(name, found.value, found.place)


def _put_first(fields: PageFields, name: str, found: list[Found]) -> None:
    _put(fields, name, next(iter(found), None))


def _dates(page: Page, node: Node | None, marked: Marked, beside: Found | None) -> list[Found]:
    found = [
        *page.metas("article:published_time", "article:published", "og:article:published_time"),
        *_of(node, "datePublished", "dateCreated"),
        *marked.prop("datePublished"),
        *marked.property("dt-published"),
        *page.metas(*_DATES),
        *([beside] if beside is not None else []),
    ]
    times = page.tree.css("time[pubdate][datetime], article header time.published[datetime]")[:1]
    found += [Found(time.attributes.get("datetime") or "", r"<time\b") for time in times]
    return [date for date in found if date.value]


def _changes(page: Page, node: Node | None, marked: Marked) -> list[Found]:
    return [
        *page.metas("article:modified_time", "article:modified", "og:updated_time"),
        *_of(node, "dateModified"),
        *marked.prop("dateModified"),
        *marked.property("dt-updated"),
        *page.metas(*_CHANGES),
    ]


def _has_date(dates: list[Found], context: SourceContext) -> bool:
    """Tell whether one of *dates* can be read: a year alone says nothing."""
    found = _first_date(dates, context)
    try:
        return found is not None and bool(parse_instant(found.value, time_zone(context.site.timezone)))
    except ValueError:
        return False


def _first_date(dates: list[Found], context: SourceContext) -> Found | None:
    """Return the first that is a date; else the first, which is then at fault."""
    zone = time_zone(context.site.timezone)
    dates = [found._replace(value=_DATE_OF_SCRIPTS.sub(r"\2 \1 \3 \4", found.value)) for found in dates]
    for found in dates:
        try:
            parse_instant(found.value, zone)
        except ValueError:
            continue
        return found
    return next(iter(dates), None)


def _title(page: Page, node: Node | None, marked: Marked, context: SourceContext) -> Found | None:
    # What a tree says is no markup any more, and a title is read as markup: "<b>" in it is what the reader saw.
    shown = [*marked.prop("headline"), *marked.property("p-name"), *page.metas("og:title")]
    if page.title:
        shown.append(Found(page.title, r"<title\b"))
    said = _of(node, "headline", "name") + [Found(found.value.replace("<", "&lt;"), found.place) for found in shown]
    if not said:
        return None
    names = [context.site.title, *(found.value for found in page.metas("og:site_name"))]
    return Found(_without_site(said[0].value, names, page), said[0].place)


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


def _summaries(page: Page, node: Node | None, marked: Marked, context: SourceContext) -> list[Found]:
    found = [*page.metas("og:description", "description"), *_of(node, "description"), *marked.property("p-summary")]
    # The site's own words on every page are no summary of an article, nor is its title, which themes write there.
    said = ((summary, " ".join(summary.value.split())) for summary in found)
    return [one for one, text in said if text != context.site.description and not page.title.startswith(text)]


def _topics(page: Page, data: JsonLd, node: Node | None, marked: Marked) -> list[str]:
    links = page.tree.css("article a[rel~=tag]")[:100]
    for found in (
        [meta.value for meta in page.metas("article:tag")],
        data.texts((node or {}).get("keywords")),
        [topic.value for topic in marked.property("p-category")],
        [" ".join(link.text().split()).lstrip("#") for link in links],
        [meta.value for meta in page.metas("news_keywords", "keywords")[:1]],
        [meta.value for meta in page.metas("article:section")],
        data.texts((node or {}).get("articleSection")),
    ):
        topics = [part.strip() for topic in found for part in topic.split(",") if part.strip()]
        if topics:
            return list(dict.fromkeys(topics))[:200]
    return []


def _authors(page: Page, data: JsonLd, node: Node | None, marked: Marked) -> list[dict[str, str]]:
    found = []
    for person in data.resolved((node or {}).get("author")):
        who = person if isinstance(person, dict) else {"name": person}
        name, url = who.get("name"), who.get("url")
        if isinstance(name, str) and name.strip():
            found.append({"name": name, **({"url": url} if isinstance(url, str) and "://" in url else {})})
    named = ([meta.value for meta in page.metas(name) if "://" not in meta.value] for name in _AUTHORS)
    return found or marked.people() or [{"name": name} for name in dict.fromkeys(next(filter(None, named), []))]


def _images(page: Page, data: JsonLd, node: Node | None, marked: Marked) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for name, content in page.meta_pairs:
        if name in ("og:image", "og:image:url"):
            if not found or found[-1]["url"] != content:
                found.append({"url": content})
        elif found and name in ("og:image:width", "og:image:height") and content.isdecimal():
            found[-1][name.rpartition(":")[2]] = content
        elif found and name == "og:image:alt":
            found[-1]["alt"] = content
    if not found:
        for image in data.resolved((node or {}).get("image")):
            given = image if isinstance(image, dict) else {"url": image}
            url = given.get("url") or given.get("contentUrl")
            if isinstance(url, str) and url.strip():
                sizes = {key: str(given[key]) for key in ("width", "height") if str(given.get(key)).isdecimal()}
                found.append({"url": url, **sizes})
    if not found:
        found = [{"url": photo.value} for photo in (*marked.property("u-photo"), *page.metas("twitter:image"))]
    return [image for image in found[:20] if not image["url"].startswith("data:")]


def _attachments(page: Page, data: JsonLd, node: Node | None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name, content in page.meta_pairs:
        if name in ("og:audio", "og:video") and _FILE.search(content):
            found.append({"url": content})
        elif found and name in ("og:audio:type", "og:video:type") and "/" in content and "html" not in content:
            found[-1]["type"] = content
    for key in ("associatedMedia", "audio", "video"):
        for media in data.resolved((node or {}).get(key)):
            given = media if isinstance(media, dict) else {"contentUrl": media}
            url = given.get("contentUrl")
            if isinstance(url, str) and _FILE.search(url) and all(url != known["url"] for known in found):
                of_file = {"url": url, "type": given.get("encodingFormat"), "duration": given.get("duration")}
                of_file["size"] = size if str(size := given.get("contentSize")).isdecimal() else None
                found.append({name: value for name, value in of_file.items() if isinstance(value, str | int)})
    return found[:20]
