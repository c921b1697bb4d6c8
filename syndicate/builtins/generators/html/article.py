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
from urllib.parse import unquote

from syndicate import Fault, PassedOver, SourceContext
from syndicate.model import excerpt, is_no_date, is_of_one_machine

from .page import Found, Page, PageFields
from .statements import Statements

_LOOKED_FOR = (
    "(looked for: article:published_time, JSON-LD or microdata datePublished, dt-published, meta elements such as"
    " dcterms.date, date and citation_publication_date, a time element at the heading, and a path like /2024/01/30/)"
)
# What lies below a day, but for the further pages of its list.
_DATE_OF_PATH = re.compile(r"/(\d{4})/(\d{2})/(\d{2})/(?!page/\d|index\d*\.)[^/]")
# With an address, and before long: news pages show themselves again every quarter of an hour.
_REDIRECT = r"\s*+\d{0,2}(?:\.\d*)?(?:\s*[;,]|\s)\s*\S"
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
    said = Statements(page, context)
    node, marked = said.node, said.marked
    types = [text.lower() for text in page.texts("og:type")]
    says_so = bool(page.texts("article:published_time")) or any(text.startswith("article") for text in types)
    is_marked = bool(node) or marked.entry is not None or marked.item is not None
    is_home = address == context.site.base_url
    beside = None if is_home else marked.date_beside_title()
    if not is_marked and beside is None and _is_page_of_hexo(page) and not _DATE_OF_PATH.search(address):
        return None
    dates = said.dates(beside)
    if len(said.data.articles()) > 1 and not node and not says_so:
        return None
    date_of_path = _DATE_OF_PATH.search(address)
    is_dated = date_of_path is not None and _is_single(page)
    is_dated = is_dated or (not is_home and not _lists_another(page) and said.has_date())
    if not says_so and not is_marked and not is_dated and beside is None:
        return _unreadable(said) or _undated(page, is_home=is_home)
    if date_of_path is not None:
        dates.append(Found("-".join(date_of_path.groups()), ""))
    if dates and not context.may_be_undated and all(is_no_date(found.value) for found in dates):  # as Hugo writes it
        return _undated(page, is_home=is_home)
    if not dates and not node and marked.entry is None and not context.may_be_undated:
        return _unreadable(said) or _undated(page, is_home=is_home)
    return _fields(said, dates, context, address)


def _fields(said: Statements, dates: list[Found], context: SourceContext, address: str) -> PageFields:
    page = said.page
    fields = PageFields(page)
    fields.take("date", said.first_date(dates))
    fields.take("updated", said.first_date(said.changes()))
    fields.take("expires", said.first_date(said.ends()))
    fields.take("title", said.title())
    fields.take("summary", said.summary())
    if context.url_pattern is None:
        address = _own_address(page, context, address, fields)
        fields.put("url", address, r"<link\b[^>]{0,500}\bcanonical|og:url")
    fields.take("amp_url", next(iter(page.link("amphtml")), None))
    fields.put("topics", said.topics(), r"article:tag|\"keywords\"|p-category|keywords")
    fields.put("authors", said.authors(), r"\"author\"|p-author|article:author|author")
    fields.put("images", said.images(), r"og:image|\"image\"|u-photo|twitter:image")
    fields.put("attachments", said.attachments(), r"og:audio|og:video|\"associatedMedia\"|\"audio\"|\"video\"")
    fields.put("language", said.language(), r"<html\b")
    if any({"noindex", "none"} & set(re.split(r"[,\s]+", text.lower())) for text in page.texts("robots")):
        fields.put("draft", "true", r"<meta\b[^>]{0,500}\brobots\b")
    if "/drafts/" in address.removeprefix(context.site.base_url.rstrip("/")):  # as Pelican builds them
        fields.put("draft", "true", r"<html\b")
    fields.take("googlebot", next(iter(page.metas("googlebot")), None))
    if not said.is_free():
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


def _unreadable(said: Statements) -> list[Fault]:
    """Return the faults of the page's JSON-LD if they hide an article."""
    faults = said.data.faults
    return faults if faults and any(map(_ARTICLE_IN_JSON.search, said.page.scripts())) else []


def _is_website(page: Page) -> bool:
    return any(text.lower() == "website" for text in page.texts("og:type"))


def _is_page_of_hexo(page: Page) -> bool:
    """Tell whether *page* is none of Hexo's posts: it dates all its pages, and calls posts alone articles."""
    return _is_website(page) and any(text.startswith("Hexo") for text in page.texts("generator"))


def _lists_another(page: Page) -> bool:
    """Tell whether *page*, which says that it is no article, shows the headline of another, as a link."""
    return (
        _is_website(page)
        and page.tree.css_first("a[href] [property=headline], [property=headline] a[href]") is not None
    )


def _is_single(page: Page) -> bool:
    """Tell whether *page* may show one article: a heading, and no more than one article element, as lists have them."""
    return len(page.tree.css("article")) <= 1 and page.tree.css_first("h1") is not None


def _undated(page: Page, *, is_home: bool) -> list[PassedOver]:
    """Return that *page* is passed over for want of a date, if it may show an article."""
    if is_home or page.path.endswith("404.html") or not _is_single(page):
        return []
    no_date = f"no date and is taken for no article {_LOOKED_FOR}"
    return [PassedOver(page.path, f"page has {no_date}", f"pages have {no_date.replace(' is ', ' are ', 1)}")]
