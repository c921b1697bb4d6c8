"""The home page of a built site into settings: what it says of the site, and where.

A folder is such a site if its index.html is a page, not the source of one, and no Markdown with front matter lies next
to it: else that Markdown is the articles, and the page is a layout.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import islice, takewhile
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from syndicate import Finding, Findings
from syndicate.files import beginning_of
from syndicate.html import decode_page
from syndicate.model import absolute_url, is_absolute_url, line_and_column
from syndicate.parts import FoundSettings

from . import HOME_PAGES
from .json_ld import JsonLd
from .page import SEPARATOR, Found, Page

_MAX_BYTES = 16 << 20
_SITEMAP_BYTES = 1 << 20
_LOC = re.compile(r"<loc>\s*([^<\s]{1,2000})\s*</loc>")
_LOOKED_AT = 500  # names in a folder
_BESIDE = 6  # pages that are asked what the site is called
_SEPARATOR = re.compile(SEPARATOR)


def find_site(folder: str) -> Findings | None:
    """Return what the home page of *folder* says, None if there is none."""
    page = _home_page(Path(folder))
    if page is None or _holds_articles(Path(folder)):
        return None
    data = JsonLd(page)
    found: FoundSettings = {("source", "name"): Finding(value="html"), ("source", "built"): Finding(value=".")}
    sites = data.of("WebSite", "Blog", "Organization", "Person")
    for key, values in (
        (
            "title",
            [*page.metas("og:site_name"), *_said(sites, "name"), *page.metas("application-name")]
            or [Found(_without_page(page.title, Path(folder)), r"<title\b")],
        ),
        ("description", [*page.metas("description", "og:description"), *_said(sites, "description")]),
        ("rights", page.metas("copyright", "dcterms.rights")),
    ):
        value = next((value for value in values if value.value), None)
        if value is not None:
            found["site", key] = _finding(page, value)
    address = _address(page, sites, Path(folder))
    if address is not None:
        found["site", "url"] = address
        _put_addresses(found, page, str(address.value))
    language = page.html_attributes.get("lang") or ""
    if language:
        found["site", "language"] = _finding(page, Found(language.replace("_", "-"), r"<html\b"))
    people = [*_said(data.of("Person"), "name"), *page.metas("author")]
    if people:
        found["site", "authors"] = _finding(page, people[0])
    return Findings(settings=found, notes=tuple(f"{fault}" for fault in data.faults))


def _page(folder: Path, name: str) -> Page | None:
    """Return the page that the file *name* in *folder* is, None if there is none."""
    path = folder / name
    try:
        if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
            return None
        with path.open("rb") as file:
            return Page(decode_page(file.read(_MAX_BYTES)), name)
    except (OSError, ValueError):
        return None


def _home_page(folder: Path) -> Page | None:
    for name in HOME_PAGES:
        page = _page(folder, name)
        if page is None:
            continue
        text = page.text
        is_page = "<html" in text[:20_000].lower() or "<!doctype html" in text[:20_000].lower() or bool(page.title)
        is_source = (
            text.lstrip().startswith(("---", "+++", "{%", "{{", "<%")) or "{{" in page.title or "{%" in page.title
        )
        if is_page and not is_source:
            return page
    return None


def _without_page(title: str, folder: Path) -> str:
    """Return what of the home page's *title* is the site's: what the titles of other pages end with, else all of it."""
    parts = _SEPARATOR.split(title[:1000])
    if len(parts) == 1:
        return title
    titles = [page.title[:1000] for page in _other_pages(folder) if page.title and page.title != title]
    if all(other.endswith(title) for other in titles):
        return title  # The site's own name has such a sign.
    ends = {_SEPARATOR.split(other)[-1] for other in titles}
    return ends.pop() if len(titles) > 1 and len(ends) == 1 and ends <= {*parts} else title


def _other_pages(folder: Path) -> Iterator[Page]:
    """Yield a few pages of *folder* and of the folders in it, the same ones in whatever order the disk has them."""
    names = sorted(path.name for path in folder.iterdir())
    places = (name if name.endswith(".html") else f"{name}/{HOME_PAGES[0]}" for name in names if name not in HOME_PAGES)
    yield from islice((page for place in places if (page := _page(folder, place)) is not None), _BESIDE)


def _holds_articles(folder: Path) -> bool:
    """Tell whether Markdown with front matter lies in *folder* or in a folder in it."""
    pending = [(folder, 0)]
    while pending:
        place, depth = pending.pop()
        try:
            with os.scandir(place) as entries:
                for _, entry in zip(range(_LOOKED_AT), entries, strict=False):
                    if entry.name.startswith((".", "node_modules")):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        if depth == 0:
                            pending.append((Path(entry.path), 1))
                    elif entry.name.lower().endswith((".md", ".markdown")) and entry.is_file(follow_symlinks=False):
                        with open(entry.path, "rb") as file:  # noqa: PTH123  a path of scandir
                            if file.read(8).removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"---", b"+++")):
                                return True
        except OSError:
            continue
    return False


def _said(nodes: list[dict[str, Any]], key: str) -> list[Found]:
    return [Found(node[key].strip(), rf"\"{key}\"\s*:") for node in nodes if isinstance(node.get(key), str)]


def _finding(page: Page, found: Found, value: str = "") -> Finding:
    line, column = page.position(found.place)
    return Finding(value=value or found.value, path=page.path, line=line, column=column)


def _address(page: Page, sites: list[dict[str, Any]], folder: Path) -> Finding | None:
    """Return the URL of the home page, as found in the page, its feed, the sitemap, or the file CNAME."""
    for found in (*page.link("canonical"), *page.metas("og:url"), *_said(sites, "url")):
        try:
            url = absolute_url(found.value)
        except ValueError:
            continue
        return _finding(page, found, url.partition("#")[0].partition("?")[0].removesuffix("index.html"))
    for found in page.link("alternate"):
        # A feed in the home page's own folder.
        name = found.value.rpartition("/")[2]
        if is_absolute_url(found.value) and re.fullmatch(r"(?:index|feed|atom|rss)\.(?:xml|json)", name):
            return _finding(page, found, found.value.removesuffix(name))
    return _address_of_sitemap(folder) or _address_of_host(folder)


def _address_of_sitemap(folder: Path) -> Finding | None:
    """Return what all addresses in the site's map begin with, if the rest of them lies in *folder*."""
    text = beginning_of(folder / "sitemap.xml", _SITEMAP_BYTES).decode(errors="replace")
    starts = {found[1]: found.start(1) for found in _LOC.finditer(text)}
    alike = takewhile(
        lambda pair: pair[0] == pair[1], zip(min(starts, default=""), max(starts, default=""), strict=False)
    )
    url = "".join(one for one, _ in alike).rpartition("/")[0] + "/"
    first = next(iter(starts), "")
    below = unquote(first.removeprefix(url))
    if not is_absolute_url(url) or ".." in below.split("/") or "\0" in below or not (folder / below).exists():
        return None  # the map is of another site, or of a part of this one
    line, column = line_and_column(text, starts[first])
    return Finding(value=url, path="sitemap.xml", line=line, column=column)


def _address_of_host(folder: Path) -> Finding | None:
    try:
        name = beginning_of(folder / "CNAME", 255).decode().split()[0]
        return Finding(value=absolute_url(f"https://{name}/"), path="CNAME", line=1, column=1)
    except (ValueError, IndexError):
        return None


def _put_addresses(found: FoundSettings, page: Page, base: str) -> None:
    for key, relation in (("icon", "apple-touch-icon"), ("favicon", "icon"), ("hub", "hub")):
        for link in page.link(relation):
            try:
                url = absolute_url(link.value, base)
            except ValueError:
                continue
            if is_absolute_url(url):
                found.setdefault(("site", key), _finding(page, link, url))
