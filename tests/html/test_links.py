"""Links of a body: at a glance or in full, they lead to the same place."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest

from syndicate.html.links import Links, under_base
from syndicate.model.urls import absolute_url

_PAGES = (
    "https://example.org",
    "https://example.org/p",
    "https://example.org/p/1/",
    "https://example.org/p/1/x.html?from=/a/b/#/c/",
    "https://example.org/%C3%A9/1/",
    "https://example.org/%2e%2e/a/b",
    "https://example.org/a;b/.c/d",
    "http://EXAMPLE.org:80/a b/c/",
)
_LINKS = "a a/ a.b ~a a%20b ../a ../../a ../../../a/b .. ../ ./a a/../b a/.b .a /a/b #a ?a //example.com/a".split()


@pytest.mark.parametrize("page", _PAGES)
@pytest.mark.parametrize("link", _LINKS)
def test_a_link_at_a_glance_leads_where_it_leads_in_full(page: str, link: str) -> None:
    assert Links(page).absolute(link) == absolute_url(urljoin(page, link))


@pytest.mark.parametrize(
    ("page", "link", "url"),
    [
        ("https://example.org/p/", "a//b", "https://example.org/p/a//b"),
        ("https://example.org/p/", "../a///b?//", "https://example.org/a///b?//"),
        ("https://example.org/p/", "a//../b", "https://example.org/p/a/b"),
        ("https://example.org/p/", "//e.org/a//b", "https://e.org/a//b"),
        ("https://example.org/p/", "/a//b", "https://example.org/a//b"),
        ("https://example.org/p//1/", "a", "https://example.org/p//1/a"),
        ("https://example.org/p//1/", "../a#b//c", "https://example.org/p//a#b//c"),
        ("https://example.org/p//1/", "", "https://example.org/p//1/"),
    ],
)
def test_a_path_keeps_its_empty_steps(page: str, link: str, url: str) -> None:
    assert Links(page).absolute(link) == url


@pytest.mark.parametrize(
    ("html", "based"),
    [
        ('<a href="/x/">', '<a href="/b.c/x/">'),
        ('<img alt="" src="/i.png">', '<img alt="" src="/b.c/i.png">'),
        ('<a href="/b.c/x">', '<a href="/b.c/x">'),
        ('<a href="/b.c">', '<a href="/b.c">'),
        ('<a href="/b.cd">', '<a href="/b.c/b.cd">'),
        ('<a href="//e.org/">', '<a href="//e.org/">'),
        ('<a href="x" title="/y">', '<a href="x" title="/y">'),
    ],
)
def test_what_begins_at_the_root_may_begin_below_the_path_of_the_site(html: str, based: str) -> None:
    assert under_base(html, "https://example.org/b.c/") == based
    assert under_base(html, "https://example.org/") == html
