"""Links of a body: at a glance or in full, they lead to the same place."""

from __future__ import annotations

import time
from urllib.parse import urljoin

import pytest

from syndicate.html.links import UNBUILT, Links, under_base, without_moved_files
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
_TAILED = "a?b a/?b=1&c=2#d /?a=(b),c;d /a?b=//c/../d#e/./f ../a/b?c=@:$!* https://e.org/a/?b&c#!/d /a#b".split()


@pytest.mark.parametrize("page", _PAGES)
@pytest.mark.parametrize("link", [*_LINKS, *_TAILED, "a#?", "/a?b'c", "/a?b%zz", "a?b#c d", "/a?é"])
def test_a_link_at_a_glance_leads_where_it_leads_in_full(page: str, link: str) -> None:
    assert Links(page).absolute(link) == absolute_url(urljoin(page, link))


@pytest.mark.parametrize("link", ["a?", "/p/a?#", "https://example.org/p/a#"])
def test_a_query_or_fragment_that_says_nothing_goes_in_every_version_of_python(link: str) -> None:
    assert Links("https://example.org/p/").absolute(link) == "https://example.org/p/a"


@pytest.mark.parametrize("link", _TAILED)
def test_a_query_and_a_fragment_are_told_at_a_glance(link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    links = Links("https://example.org/p/1/")
    monkeypatch.setattr("syndicate.html.links.urljoin", None)
    assert links.absolute(link) == absolute_url(urljoin("https://example.org/p/1/", link))


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
        ("https://example.org/p/1/", r"\img\a.png", "https://example.org/img/a.png"),
        ("https://example.org/p/1/", r"..\a\b.png?c\d", "https://example.org/p/a/b.png?c%5Cd"),
        ("https://example.org/p/1/", r"\\e.org\a", "https://e.org/a"),
        ("https://example.org/p/1/", r"http:\\e.org\a", "http://e.org/a"),
    ],
)
def test_a_path_keeps_its_empty_steps_and_backslashes_are_slashes(page: str, link: str, url: str) -> None:
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


@pytest.mark.parametrize(
    ("address", "left"),
    [
        ("./a.png", UNBUILT),
        ("a b/a.png", UNBUILT),
        ("@assets/a.png", UNBUILT),
        ("../../public/a.png", "/a.png"),
        ("@site/static/img/a.png", "/img/a.png"),
        *((same, same) for same in ("/a.png", "//e.org/a.png", "https://e.org/a.png", "data:image/png;base64,AA", "")),
    ],
)
def test_a_file_beside_an_article_has_no_address_where_the_build_moves_it(address: str, left: str) -> None:
    for tag in ('<img alt="a" src="{}">', "<video controls src='{}'></video>"):
        assert without_moved_files(tag.format(address)) == tag.format(left)
    assert without_moved_files(f'<a href="{address}">src="./a.png"</a>') == f'<a href="{address}">src="./a.png"</a>'


@pytest.mark.parametrize(
    ("address", "left"),
    [
        ("./a.pdf", UNBUILT),
        ("a b/a.zip?raw=1#x", UNBUILT),
        ("@site/static/files/a.pdf#page=2", "/files/a.pdf#page=2"),
        *(
            (same, same)
            for same in ("/a.pdf", "https://e.org/a.pdf", "#a.pdf", "../b", "v1.2", "a.html", "a.htm#b", "")
        ),
    ],
)
def test_a_file_that_a_link_leads_to_has_no_address_where_the_build_moves_it_too(address: str, left: str) -> None:
    for tag in ('<a href="{}">a</a>', "<a class='b' href='{}'>a.pdf</a>"):
        assert without_moved_files(tag.format(address), has_links=True) == tag.format(left)
        assert without_moved_files(tag.format(address)) == tag.format(address)


@pytest.mark.parametrize(
    "unit", ["<img ", '<img src="', "<img src='a", " src=", '<img src="a">', "<a href='.a", "<a ", "href='a."]
)
def test_moved_files_are_found_in_no_longer_than_the_length_of_a_text(unit: str) -> None:
    begun = time.process_time()
    without_moved_files(unit * (400_000 // len(unit)), has_links=True)
    assert time.process_time() - begun < 5
