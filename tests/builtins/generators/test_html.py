"""Built sites of any generator: what their pages say of themselves, in the shapes that generators give them."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from syndicate import EmptyError, Fault, Overrides, Registry, Report, export
from syndicate.builtins.generators.html import find
from syndicate.builtins.generators.html.json_ld import _AROUND
from syndicate.settings import open_site, recognise
from syndicate.testing import check_source
from tests.conftest import json_report, lay

NOW = datetime(2024, 6, 1, tzinfo=UTC)
HOME = """<!doctype html>
<html lang="en-GB"><head><title>Home | The Ledger</title>
<meta name="description" content="News from the quay"><meta property="og:site_name" content="The Ledger">
<link rel="canonical" href="https://example.org/"><link rel="icon" href="/favicon.png"><link rel="apple-touch-icon" href="/touch.png">
<meta name="author" content="Ann Ferris"></head><body><main><h1>Home</h1><article><h2><a href="/tides/">Tides</a></h2>
<time datetime="2024-01-30">30 January</time></article></main>
"""
HEAD = '<!doctype html><html lang="en"><head><title>Tides | The Ledger</title>{}</head><body>{}'
JSON_LD = '<script type="application/ld+json">{}</script>'
BODY = "<main><article><h1>Tides</h1><p>Text</p></article></main>"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "index.html").write_text(HOME, encoding="utf-8")
    return tmp_path


def exported(folder: Path, pages: dict[str, str], content: Any = "full") -> Report:
    lay(folder, pages)
    overrides = Overrides(formats=(("json", None),), content=content)
    registry = Registry(distributions=())
    return export(".", now=NOW, registry=registry, overrides=overrides, allow_empty=True)


def items(report: Report) -> list[dict[str, Any]]:
    import json

    found: list[dict[str, Any]] = json.loads(report.documents[0].body)["items"]
    return found


def only(folder: Path, page: str, path: str = "tides/index.html") -> dict[str, Any]:
    report = exported(folder, {path: page})
    assert report.faults == ()
    (item,) = items(report)
    return item


# The home page


def test_the_home_page_says_what_the_site_is(folder: Path) -> None:
    found = find(str(folder))
    assert found is not None
    said = {".".join(key): (f.value, f.path, f.line) for key, f in found.settings.items()}
    assert said == {
        "source.name": ("html", "", 0),
        "source.built": (".", "", 0),
        "site.title": ("The Ledger", "index.html", 3),
        "site.description": ("News from the quay", "index.html", 3),
        "site.url": ("https://example.org/", "index.html", 4),
        "site.icon": ("https://example.org/touch.png", "index.html", 4),
        "site.favicon": ("https://example.org/favicon.png", "index.html", 4),
        "site.language": ("en-GB", "index.html", 2),
        "site.authors": ("Ann Ferris", "index.html", 5),
    }


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        (["Hello from The Ledger | The Ledger", "Tides | The Ledger", "Wind | The Ledger"], "The Ledger"),
        (["The Ledger - News - daily", "Tides - The Ledger", "Wind - The Ledger"], "The Ledger"),
        (["The Ledger - News", "Tides · The Ledger - News", "Wind · The Ledger - News"], "The Ledger - News"),
        (["The Ledger - news", "Tides - The Ledger"], "The Ledger - news"),  # one page is no witness
        (["The Ledger - news", "Tides - Sea", "Wind - Air"], "The Ledger - news"),
        (["Tides | Sea", "Wind | The Ledger", "Ice | The Ledger"], "Tides | Sea"),
    ],
)
def test_the_site_is_called_what_the_titles_of_its_pages_end_with(
    tmp_path: Path, titles: list[str], expected: str
) -> None:
    for title, place in zip(titles, ("index.html", "404.html", "wind/index.html"), strict=False):
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).write_text(f"<!doctype html><html><title>{title}</title>")
    found = find(str(tmp_path))
    assert found is not None
    assert found.settings["site", "title"].value == expected


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("index.html", "---\ntitle: Home\n---\n<html>"),
        ("index.html", "<!doctype html><title>{{ page.title }}</title>"),
        ("index.html", "{% extends 'base' %}<html>"),
        ("index.html", "text"),
        ("home.html", HOME),
    ],
)
def test_what_is_no_home_page_is_not_taken_over(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    assert find(str(tmp_path)) is None


@pytest.mark.parametrize("path", ["tides.md", "posts/tides.md"])
def test_a_folder_of_articles_keeps_its_source(folder: Path, path: str) -> None:
    (folder / path).parent.mkdir(exist_ok=True)
    (folder / path).write_text("---\ntitle: Tides\n---\n")
    assert find(str(folder)) is None


def test_the_url_may_stand_in_the_file_for_the_host_of_pages(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<!doctype html><title>Ledger</title>")
    (tmp_path / "CNAME").write_text("news.example.org\n")
    found = find(str(tmp_path))
    assert found is not None
    assert found.settings["site", "url"].value == "https://news.example.org/"


@pytest.mark.parametrize(
    ("head", "sitemap", "expected"),
    [
        ('<link rel=alternate href="https://e.org/blog/index.xml">', "", ("https://e.org/blog/", "index.html")),
        ("", "<loc>https://e.org/a/</loc><loc>https://e.org/</loc>", ("https://e.org/", "sitemap.xml")),
        ("", "<loc>https://e.org/x/a/</loc>\n<loc>https://e.org/x/b/</loc>", ("https://e.org/x/", "sitemap.xml")),
        ("", "<loc>https://e.org/other/</loc><loc>https://e.org/blog/</loc>", None),
    ],
)
def test_the_url_may_stand_in_what_lies_beside(
    tmp_path: Path, head: str, sitemap: str, expected: tuple[str, str] | None
) -> None:
    (tmp_path / "index.html").write_text(f"<!doctype html><title>Ledger</title>{head}")
    (tmp_path / "sitemap.xml").write_text(sitemap)
    (tmp_path / "a").mkdir()
    found = find(str(tmp_path))
    assert found is not None
    address = found.settings.get(("site", "url"))
    assert (address and (address.value, address.path)) == expected


def test_a_date_as_scripts_print_it_is_read(folder: Path) -> None:
    head = '<meta property="article:published_time" content="Wed Mar 19 2014 15:56:00 GMT+0800 (CST)">'
    assert only(folder, HEAD.format(head, BODY))["date_published"] == "2014-03-19T07:56:00Z"


QUARTO = (
    '<header id="title-block-header"><h1 class="title">Tides</h1><p class="date">January 30, 2024</p></header>'
    '<section id="sea"><h2>Sea</h2><p>Text</p></section>'
)


@pytest.mark.parametrize(
    "meta",
    [
        '<meta name="dcterms.date" content="2024-01-30">',  # Quarto, Pandoc
        '<meta name="date" content="2024-01-30 00:00:00">',  # R Markdown, Pelican
        '<meta name="DC.date.issued" content="2024-01-30">',
        '<meta name="DC.Date" content="2024-01-30T00:00:00Z">',
        '<meta name="citation_publication_date" content="2024/01/30">',  # Distill
        '<meta name="citation_online_date" content="2024/1/30">',
        '<meta name="citation_date" content="January 30, 2024">',
        '<meta name="prism.publicationDate" content="2024-01-30">',
        '<meta itemprop="datePublished" content="2024-01-30T00:00:00+00:00">',  # Hugo
        '<meta name="citation_publication_date" content="2024"><meta name="date" content="2024-01-30">',
        '<meta name="dcterms.created" content="2023-12-01"><meta name="dcterms.issued" content="2024-01-30">',
    ],
)
def test_a_meta_element_with_a_date_makes_an_article_of_a_page(folder: Path, meta: str) -> None:
    item = only(folder, HEAD.format(meta, QUARTO))
    assert (item["title"], item["date_published"]) == ("Tides", "2024-01-30T00:00:00Z")


def test_a_date_of_the_home_page_makes_no_article_of_it(folder: Path) -> None:
    home = HOME.replace("<head>", '<head><meta name="dcterms.date" content="2024-01-30">')
    report = exported(folder, {"index.html": home})
    assert (items(report), report.notes) == ([], ())


@pytest.mark.parametrize(
    ("base", "at"),
    [("", "https://example.org/tides/"), ("/m/", "https://example.org/m/"), ("//cdn.org/", "https://cdn.org/")],
)
def test_relative_addresses_are_meant_from_the_base_of_the_page(folder: Path, base: str, at: str) -> None:
    head = '<meta name="dcterms.date" content="2024-01-30">' + (f'<base href="{base}">' if base else "")
    page = HEAD.format(head, '<main><h1>T</h1><p><a href="a">A</a><img src="b.png" srcset="c.png 2x"></p></main>')
    found = only(folder, page)["content_html"]
    assert re.findall('(?:href|src|srcset)="([^ "]+)', found) == [f"{at}a", f"{at}b.png", f"{at}c.png"]


def test_the_change_is_that_of_dublin_core(folder: Path) -> None:
    head = '<meta name="dcterms.date" content="2024-01-30"><meta name="dc.date.modified" content="2024-02-01">'
    assert only(folder, HEAD.format(head, QUARTO))["date_modified"] == "2024-02-01T00:00:00Z"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (
            '<meta name="author" content="Ann"><meta name="author" content="Ben"><meta name="author" content="Ann">',
            ["Ann", "Ben"],
        ),
        ('<meta name="DC.creator" content="Cleo"><meta property="article:author" content="Ben">', ["Ben"]),
        (
            '<meta name="citation_author" content="Lee, Ann"><meta name="citation_author" content="Ray, Ben">',
            ["Lee, Ann", "Ray, Ben"],
        ),
    ],
)
def test_each_author_that_a_page_names_is_read_once(folder: Path, head: str, expected: list[str]) -> None:
    found = only(folder, HEAD.format(f'<meta name="date" content="2024-01-30">{head}', QUARTO))["authors"]
    assert [author["name"] for author in found] == expected


def test_a_date_that_is_none_is_told_at_its_place_where_the_page_is_an_article(folder: Path) -> None:
    head = '<meta property="og:type" content="article">\n<meta itemprop="datePublished" content="soon">'
    report = exported(folder, {"tides.html": HEAD.format(head, BODY)})
    assert str(report.faults[0]).startswith("tides.html:2:1: date: 'soon' is not an ISO 8601 instant")


def test_pages_without_a_date_are_counted_and_the_marks_named_that_were_looked_for(folder: Path) -> None:
    good = HEAD.format('<meta name="dcterms.date" content="2024-01-30">', QUARTO)
    pages = {
        "a.html": good,
        "b.html": HEAD.format("", QUARTO),
        "brand.html": HEAD.format("", f"<h1>The Ledger</h1>{BODY}"),
        "about/index.html": HEAD.format('<meta property="og:type" content="article">', BODY),
        "year.html": HEAD.format('<meta name="citation_date" content="2024">', QUARTO),
        "404.html": HEAD.format("", BODY),
        "list.html": HEAD.format("", "<h1>A</h1><article><h2>B</h2></article><article><h2>C</h2></article>"),
        "bare.html": HEAD.format("", "<p>No heading</p>"),
        "old.html": HEAD.format('<meta http-equiv="refresh" content="0; url=/a.html">', BODY),
        "copy/b.html": HEAD.format('<link rel="canonical" href="/b.html">', QUARTO),
    }
    report = exported(folder, pages)
    assert (len(items(report)), report.faults) == (1, ())
    (note,) = report.notes
    assert note.startswith("4 pages have no date and are taken for no article (looked for: article:published_time, ")
    assert note.endswith(", e.g. about/index.html")
    for mark in ("datePublished", "dt-published", "dcterms.date", "citation_publication_date", "/2024/01/30/"):
        assert mark in note


def test_a_single_page_without_a_date_is_told_too(folder: Path) -> None:
    report = exported(folder, {"b.html": HEAD.format("", QUARTO)})
    assert report.notes[0].startswith("1 page has no date and is taken for no article (looked for: ")


def test_the_path_of_a_day_dates_an_article_that_names_no_date(folder: Path) -> None:
    assert only(folder, HEAD.format("", BODY), "2024/01/30/tides.html")["date_published"] == "2024-01-30T00:00:00Z"


@pytest.mark.parametrize("body", ["<h1>The Ledger</h1><div><h1>Tides</h1><p>Text</p></div>", "<h1>Tides</h1>"])
@pytest.mark.parametrize("mark", ["|", "-", "//", "~", "\u00ab"])
def test_a_page_below_a_day_is_an_article_without_any_mark(folder: Path, body: str, mark: str) -> None:
    page = HEAD.replace(" | ", f" {mark} ").format("", body)
    assert only(folder, page, "2024/01/30/tides/index.html")["title"] == "Tides"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("2024/01/30/index.html", "<h1>30 January</h1>"),
        ("2024/01/30/page/2/index.html", "<h1>30 January</h1>"),
        ("2024/01/30/index2.html", "<h1>30 January</h1>"),
        ("2024/01/30/all/index.html", "<h1>All</h1><article>A</article><article>B</article>"),
    ],
)
def test_the_list_of_a_day_is_no_article(folder: Path, path: str, body: str) -> None:
    assert items(exported(folder, {path: HEAD.format("", body)})) == []


def test_the_preset_is_the_last_resort(folder: Path) -> None:
    registry = Registry(distributions=())
    file, _ = recognise(*open_site("."), registry)
    assert file.settings.preset == "html"
    assert file.folder.resolve() == folder.resolve()


# Pages of generators

PAGES = {
    "jekyll-seo-tag": HEAD.format(
        '<meta property="og:title" content="Tides"><meta property="og:type" content="article"><meta name="author" content="Ann">'
        '<meta property="article:published_time" content="2024-01-30T18:21:00+00:00"><link rel="canonical" href="https://example.org/tides/">'
        + JSON_LD.format('{"@context":"https://schema.org","@type":"BlogPosting","author":{"@type":"Person","name":"Ann"},'
          '"dateModified":"2024-01-30T18:21:00+00:00","datePublished":"2024-01-30T18:21:00+00:00","headline":"Tides",'
          '"mainEntityOfPage":{"@type":"WebPage","@id":"https://example.org/tides/"},"url":"https://example.org/tides/"}'), BODY),
    "hugo": HEAD.format(
        '<meta property="og:url" content="https://example.org/tides/"><meta property="og:title" content="Tides"><meta property="og:type" '
        'content="article"><meta property="article:section" content="posts"><meta property="article:published_time" '
        'content="2024-01-30T18:21:00+00:00"><meta property="article:tag" content="Sea"><meta name="author" content="Ann">', BODY),
    "wordpress-yoast": HEAD.format(
        '<link rel="canonical" href="https://example.org/tides/"/>' + JSON_LD.format(
          '{"@context":"https://schema.org","@graph":[{"@type":"Article","@id":"https://example.org/tides/#article","author":{"name":"Ann",'
          '"@id":"https://example.org/#/person/1"},"headline":"Tides","datePublished":"2024-01-30T18:21:00+00:00"},{"@type":"WebPage",'
          '"@id":"https://example.org/tides/","datePublished":"2024-01-30T18:21:00+00:00"},{"@type":"Person","@id":"x","name":"Ann"}]}'), BODY),
    "minima": HEAD.format('<meta name="author" content="Ann">',
        '<main><article class="post h-entry" itemscope itemtype="http://schema.org/BlogPosting"><header><h1 class="post-title p-name" '
        'itemprop="name headline">Tides</h1><p><time class="dt-published" datetime="2024-01-30T18:21:00+00:00" itemprop="datePublished">Jan 30</time>'
        '</p></header><div class="post-content e-content" itemprop="articleBody"><p>Text</p></div></article></main>'),
    "h-entry": HEAD.format("",
        '<div class="h-entry"><h1 class="p-name">Tides</h1><a class="p-author h-card" href="https://example.org/ann"><img alt="" src="x">'
        '<span class="p-name">Ann</span></a><time class="dt-published" datetime="2024-01-30T18:21:00Z">Jan</time><div class="e-content"><p>Text</p>'
        '</div><a class="p-category" href="/sea">Sea</a><div class="u-comment h-cite"><span class="p-name">Not this</span></div></div>'),
    "blogger": HEAD.format("",
        '<div itemscope itemtype="http://schema.org/BlogPosting"><h3 itemprop="name headline">Tides<script type="math/tex">x</script></h3><div itemprop='
        '"description articleBody"><p>Text</p></div><span itemprop="author" itemscope itemtype="http://schema.org/Person"><a href="https://example.org/'
        'ann"><span itemprop="name">Ann</span></a></span><abbr class="published" itemprop="datePublished" title="2024-01-30T18:21:00Z">6:21 PM</abbr></div>'),
    "eleventy-base-blog": HEAD.format('<meta name="author" content="Ann">',
        '<main id="main"><h1>Tides</h1><ul class="post-metadata"><li><time datetime="2024-01-30T18:21:00Z">30 January</time></li><li>'
        '<a href="/tags/sea/" class="post-tag">Sea</a></li></ul><p>Text</p></main>'),
    "docusaurus": HEAD.format('<meta name="author" content="Ann">',
        '<main itemscope itemtype="https://schema.org/Blog"><article itemscope itemtype="https://schema.org/BlogPosting"><header><h1 itemprop='
        '"headline">Tides</h1><time datetime="2024-01-30T18:21:00.000Z" itemprop="datePublished">January 30</time></header><div itemprop="articleBody"'
        ' class="markdown"><p>Text</p></div></article></main>'),
    "astro-blog": HEAD.format('<meta property="og:type" content="website"><meta property="og:title" content="Tides"><meta name="author" content="Ann">',
        '<main><article><div class="prose"><div class="title"><div class="date"><time datetime="2024-01-30T18:21:00.000Z">Jan 30, 2024</time></div>'
        '<h1>Tides</h1><hr></div><p>Text</p></div></article></main>'),
}  # fmt: skip


@pytest.mark.parametrize("generator", PAGES)
def test_an_article_is_read_from_the_page_of_a_generator(folder: Path, generator: str) -> None:
    item = only(folder, PAGES[generator])
    assert (item["title"], item["url"], item["date_published"]) == (
        "Tides",
        "https://example.org/tides/",
        "2024-01-30T18:21:00Z",
    )
    assert [author["name"] for author in item["authors"]] == [
        "Ann Ferris" if generator == "h-entry!" or "Ann" not in PAGES[generator] else "Ann"
    ]
    assert item["content_html"].replace('<div class="prose">', "").replace("</div>", "").strip() in (
        "<p>Text</p>",
        "<div><p>Text</p>",
    )


@pytest.mark.parametrize("refresh", ['content="900"', 'content="900; url=/tides/"', 'content="5"', ""])
def test_a_page_that_is_shown_again_leads_nowhere(folder: Path, refresh: str) -> None:
    for page in (
        f'<meta http-equiv="refresh" {refresh}>',
        '<noscript><meta http-equiv="refresh" content="0; url=/x"></noscript>',
    ):
        assert only(folder, PAGES["hugo"].replace("</head>", f"{page}</head>"))["title"] == "Tides"


def test_the_date_beside_the_heading_counts_more_than_those_of_comments(folder: Path) -> None:
    main = '<main><h1>Tides</h1><time datetime="2024-01-30">x</time><p>Text</p></main><time pubdate datetime="2024-02-02">y</time>'
    assert only(folder, HEAD.format("", main))["date_published"] == "2024-01-30T00:00:00Z"


@pytest.mark.parametrize(
    "page",
    [
        HOME,
        HEAD.format('<meta property="og:type" content="article">', BODY),
        HEAD.format('<meta property="og:type" content="article"><meta property="article:modified_time" content="2024-01-30">', BODY),
        HEAD.format('<meta http-equiv="refresh" content="0; url=/x/"><meta property="article:published_time" content="2024-01-30">', ""),
        HEAD.format('<meta http-equiv="refresh" content="0 /x/"><meta property="article:published_time" content="2024-01-30">', ""),
        HEAD.format('<meta http-equiv="refresh" content=" 900 "><meta http-equiv="refresh" content="0; url=/x/"><meta name=date content="2024-01-30">', ""),
        "<html><title>Tides</title><article><h1>Tides</h1><p>Text</p></article><aside><article><time class=entry-date datetime=2020-01-30>x</time></article></aside></html>",
        "<html><title>Tides</title><article><h1>Tides</h1><p>Text</p></article><article><time class=entry-date datetime=2020-01-30>x</time></article></html>",
        PAGES["hugo"].replace("<html", "<html amp"),
        PAGES["hugo"].replace("<html", "<html ⚡"),
        HEAD.format("", '<div class="h-feed"><div class="h-entry">A</div><div class="h-entry">B</div></div>'),
        HEAD.format(JSON_LD.format('{"@type":"ItemList"}') + JSON_LD.format('[{"@type":"BlogPosting"},{"@type":"BlogPosting"}]'), ""),
        HEAD.format("", "<main><h1>Archive</h1><ol><li><a href=/tides/>Tides turn</a> <time datetime=2024-01-30>x</time></ol></main>"),
        HEAD.format(JSON_LD.format("not json"), "<h1>About</h1>"),
        HEAD.format("", "<article itemscope itemtype=https://schema.org/Article><h1>About</h1></article>"),
    ],
    ids=["home", "about", "page-of-yoast", "redirect", "redirect-by-space", "second-redirect", "date-of-another", "date-below", "amp", "amp-sign", "h-feed", "list", "archive", "broken", "undated"],
)  # fmt: skip
def test_other_pages_are_passed_over(folder: Path, page: str) -> None:
    report = exported(folder, {"other/index.html": page})
    assert items(report) == []
    assert report.faults == ()


def test_the_date_that_pelican_marks_is_that_of_a_page_called_after_its_article(folder: Path) -> None:
    page = (
        "<html><title>{}</title><body><article><h1 class=entry-title><a href=/tides/>Tides</a></h1><footer>"
        '<abbr class="published" title="2024-01-30T18:21:00+00:00">Tue</abbr></footer><p>Text</p></article></body></html>'
    )
    report = exported(folder, {"tides/index.html": page.format("Tides"), "sea.html": page.format("The Ledger - sea")})
    assert [(item["url"], item["date_published"]) for item in items(report)] == [
        ("https://example.org/tides/", "2024-01-30T18:21:00Z")
    ]


def test_the_date_that_wordpress_marks_is_that_of_a_page_called_after_its_article(folder: Path) -> None:
    head = "<html><title>Tides - The Ledger</title><body><main><h1>Tides</h1>"
    date = (
        '<a href=/tides/ rel=bookmark><time class="entry-date published" datetime="2024-01-30T18:21:00Z">Tue</time>'
        '<time class="updated" datetime="2024-02-01T18:21:00Z">Thu</time></a></main></body></html>'
    )
    pages = {"tides/index.html": head + f"<p>{'Text ' * 90}</p>{date}"}
    pages["category/tides/index.html"] = head + f"<h2 class=entry-title><a href=/tides/>Low</a></h2>{date}"
    assert [(item["url"], item["date_published"]) for item in items(exported(folder, pages))] == [
        ("https://example.org/tides/", "2024-01-30T18:21:00Z")
    ]


def test_a_copy_is_not_a_second_article(folder: Path) -> None:
    copy = HEAD.format(
        '<link rel=canonical href=/tides/><meta property="article:published_time" content="2024-01-30">', BODY
    )
    report = exported(folder, {"tides/index.html": copy, "archive/tides/index.html": copy, "print.html": copy})
    assert [item["url"] for item in items(report)] == ["https://example.org/tides/"]


def test_a_page_that_did_not_change_is_not_parsed_to_tell_whether_it_is_a_copy(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def export_again() -> Report:
        return json_report(".", now=NOW, content="none")

    date = '<meta property="article:published_time" content="2024-01-30">'
    page = HEAD.format(f"<link rel=canonical href=/tides/>{date}", BODY)
    lay(folder, {"public/tides.html": page, "syndicate.yaml": "index: .index\n"})
    assert [item["url"] for item in items(export_again())] == ["https://example.org/tides/"]
    with monkeypatch.context() as patched:
        patched.setattr("syndicate.builtins.generators.html.source.Page", None)
        assert export_again().read_count == 1
    lay(folder, {"tides/index.html": HEAD.format(date, BODY).replace("Tides", "Own")})
    assert [item["title"] for item in items(export_again())] == ["Own"]


@pytest.mark.parametrize(
    "head", ["<link rel=canonical href=https://example.org/>", '<meta property="og:url" content="https://example.org">']
)
def test_a_template_that_gives_every_page_the_address_of_the_home_page_is_not_believed(folder: Path, head: str) -> None:
    assert only(folder, HEAD.format(PUBLISHED + head, BODY))["url"] == "https://example.org/tides/"


@pytest.mark.parametrize(
    "url", ["{{ page.url }}", "https://example.org//%7B%7B%20page.date%20%7D%7D/", "/{% slug %}/", "/<%= x %>"]
)
@pytest.mark.parametrize("head", ['<link rel="canonical" href="{}">', '<meta property="og:url" content="{}">'])
def test_an_address_that_no_template_has_filled_in_is_not_believed(folder: Path, head: str, url: str) -> None:
    page = HEAD.format(PUBLISHED + head.format(url), BODY)
    report = exported(folder, {"tides/index.html": page, "fog/index.html": page})
    assert {item["url"] for item in items(report)} == {"https://example.org/fog/", "https://example.org/tides/"}
    assert report.faults == ()


TIME = '<time datetime="2024-01-30">30 January</time>'


def test_the_headings_of_a_text_do_not_hide_the_one_of_the_page(folder: Path) -> None:
    body = f"<main><h1>Tides</h1><ul><li>{TIME}</ul><article><h1>Ebb</h1><p>Text</p><h1>Flow</h1></article></main>"
    assert only(folder, HEAD.format("", body))["date_published"] == "2024-01-30T00:00:00Z"


# As the blog of Material for MkDocs has it.
APART = """<div class="md-container"><main><div class="md-sidebar"><nav class="md-nav"><a href="../">Back to index</a></nav>
<nav class="md-nav"><ul class="md-post__meta md-nav__list"><li><div class="md-nav__link">{times}</div></li>
<li><a href="../category/shore/">Shore</a></li></ul></nav></div><div><article><h1 id="tides">Tides<a href="#tides">¶</a></h1>
<p>The tide turns.</p></article></div></main></div>"""


def test_a_date_in_a_column_of_its_own_is_the_articles(folder: Path) -> None:
    item = only(folder, HEAD.format("", APART.format(times=TIME + TIME.replace("01-30", "02-01"))))
    assert item["date_published"] == "2024-01-30T00:00:00Z"


def test_a_column_of_its_own_is_read_whatever_stands_before_the_text_and_behind_the_heading(folder: Path) -> None:
    page = (
        APART.format(times=TIME)
        .replace("</ul></nav></div>", f"</ul></nav>{'<p>More.</p>' * 60}</div>")
        .replace("¶", "#")
    )
    assert only(folder, HEAD.format("", page))["date_published"] == "2024-01-30T00:00:00Z"


def test_a_list_of_one_article_has_no_date_in_a_column(folder: Path) -> None:
    body = f"""<main><h1>Tides</h1><article class="md-post"><header><div class="md-post__meta"><ul><li>{TIME}
<li><a href="category/shore/">Shore</a></ul></div></header><h2><a href="fog/">Fog</a></h2><p>It is thick.</p></article></main>"""
    assert items(exported(folder, {"blog/index.html": HEAD.format("", body)})) == []


@pytest.mark.parametrize(
    ("kind", "headline", "expected"),
    [
        ("website", '<a href="/fog/"><b property="headline">Fog</b></a>', 0),
        ("website", '<b property="headline"><a href="/fog/">Fog</a></b>', 0),
        ("website", '<b property="headline">Fog</b>', 1),
        ("article", '<a href="/fog/"><b property="headline">Fog</b></a>', 1),
    ],
)
def test_a_list_of_vuepress_has_not_the_date_of_its_one_entry(
    kind: str, headline: str, expected: int, folder: Path
) -> None:
    body = f'<article typeof="Article">{headline}<p>Thick.</p><meta property="datePublished" content="2024-01-30"></article>'
    page = HEAD.format(f'<meta property="og:type" content="{kind}">', body)
    assert len(items(exported(folder, {"tag/shore/index.html": page}))) == expected


@pytest.mark.parametrize("title", ["The Ledger", "Archive | The Ledger"])
def test_a_list_of_whole_articles_is_none(folder: Path, title: str) -> None:
    body = "".join(f"<article><h1>{name}</h1>{TIME}<p>Text</p></article>" for name in ("Tides", "Fog"))
    page = f"<!doctype html><title>{title}</title><main>{body}</main>"
    assert items(exported(folder, {"list.html": page})) == []


@pytest.mark.parametrize(("title", "expected"), [("Mist", 0), ("公告", 0), ("Мы", 0), ("→", 1)])
def test_a_title_in_a_list_may_be_short_in_chinese(folder: Path, title: str, expected: int) -> None:
    body = f'<main><article><h1>Posts of 2024</h1><ul><li>{TIME}<a href="/fog/">{title}</a></li></ul></article></main>'
    assert len(items(exported(folder, {"2024/index.html": HEAD.format("", body)}))) == expected


@pytest.mark.parametrize(
    ("kind", "path", "expected"),
    [("website", "tags/index.html", 0), ("website", "2024/01/30/a/index.html", 1), ("article", "about/index.html", 1)],
)
def test_the_pages_that_hexo_dates_beside_its_posts_are_none(folder: Path, kind: str, path: str, expected: int) -> None:
    head = (
        f'<meta name="generator" content="Hexo 6.3.0"><meta property="og:type" content="{kind}">'
        '<meta property="article:published_time" content="2024-01-30T18:21:00.000Z">'
    )
    assert len(items(exported(folder, {path: HEAD.format(head, BODY)}))) == expected


@pytest.mark.parametrize("said", ["Tides", "Tides | The Ledger"])
def test_a_description_that_is_the_title_is_no_summary(folder: Path, said: str) -> None:
    head = f'<meta property="article:published_time" content="2024-01-30"><meta name="description" content="{said}">'
    (item,) = items(exported(folder, {"tides/index.html": HEAD.format(head, BODY)}, "summary"))
    assert item["content_text"] == "Text"


def test_the_list_of_a_category_is_no_article_of_the_date_of_its_first_entry(folder: Path) -> None:
    entry = f'<article><h1><a href="/tides/">Tides</a></h1>{TIME}</article>'
    body = f"<article><header><h1>Category: Shore</h1></header><div><h2>2024</h2>{entry * 2}</div></article>"
    page = f"<!doctype html><title>Category: Shore - The Ledger</title>{body}"
    assert items(exported(folder, {"shore/index.html": page})) == []
    own = page.replace('<a href="/tides/">Tides</a>', '<a href="#ebb">#</a>Ebb').replace("Category: Shore", "Tides")
    assert [item["title"] for item in items(exported(folder, {"tides/index.html": own}))] == ["Tides"]


def test_where_no_page_has_a_date_the_error_says_what_was_looked_for(folder: Path) -> None:
    (folder / "b.html").write_text(HEAD.format("", QUARTO))
    with pytest.raises(EmptyError) as caught:
        json_report(".", now=NOW, content="none")
    assert "looked for: article:published_time" in caught.value.notes[0]


def test_every_field_is_read(folder: Path) -> None:
    head = """<link rel="amphtml" href="/amp/tides/"><meta property="article:published_time" content="2024-01-30T18:21:00Z">
<meta property="article:modified_time" content="2024-02-01T00:00:00Z"><meta property="article:tag" content="Sea"><meta
property="article:tag" content="Fog"><meta property="og:description" content="Of &amp; about"><meta property="og:image"
content="/a.jpg"><meta property="og:image:width" content="1200"><meta property="og:image:height" content="630"><meta
property="og:image:alt" content="The quay"><meta property="og:audio" content="/a.mp3"><meta property="og:audio:type"
content="audio/mpeg">""" + JSON_LD.format(
        '{"@type":"NewsArticle","headline":"Tides &amp; fog","author":[{"@type":"Person","name":"Ann","url":"https://example.org/ann"},"Ben"]}'
    )
    item = only(folder, HEAD.format(head, BODY))
    assert item["title"] == "Tides & fog"
    assert item["summary"] == "Of & about"
    assert item["date_modified"] == "2024-02-01T00:00:00Z"
    assert item["tags"] == ["Sea", "Fog"]
    assert item["authors"] == [{"name": "Ann", "url": "https://example.org/ann"}, {"name": "Ben"}]
    assert item["image"] == "https://example.org/a.jpg"
    assert item["attachments"][0]["url"] == "https://example.org/a.mp3"
    assert item["language"] == "en"


PUBLISHED = '<meta property="article:published_time" content="2024-01-30">'


@pytest.mark.parametrize(
    "head",
    [
        f'{PUBLISHED}<meta name="robots" content="noindex, follow">',
        f'{PUBLISHED}<meta name="robots" content="none">',
        f'{PUBLISHED}<meta name="robots" content="max-snippet:9, unavailable_after: 2024-02-01T10:00:00Z">',
        f'{PUBLISHED}<meta property="article:expiration_time" content="2024-02-01">',
        '<meta property="article:published_time" content="2030-01-01">',
    ],
)
def test_what_is_not_to_be_found_is_not_announced(folder: Path, head: str) -> None:
    assert items(exported(folder, {"tides.html": HEAD.format(head, BODY)})) == []


@pytest.mark.parametrize("free", ["false", '"False"', '"https://schema.org/False"'])
def test_of_what_must_be_paid_for_the_excerpt_alone_goes_out(folder: Path, free: str) -> None:
    said = f'{{"@type": "NewsArticle", "headline": "T", "datePublished": "2024-01-30", "isAccessibleForFree": {free}}}'
    head = f'<meta name="description" content="In short."><script type="application/ld+json">{said}</script>'
    assert only(folder, HEAD.format(head, BODY)).get("content_html", "In short.") == "In short."
    assert only(folder, HEAD.format(head.replace(free, "true"), BODY))["content_html"] != "In short."


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<meta property="article:content_tier" content="locked">', BODY),
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2024-01-30", "hasPart": '
            '[{"@type": "WebPageElement", "isAccessibleForFree": "False", "cssSelector": ".paid"}]}</script>',
            BODY,
        ),
        (
            "",
            f'<div itemscope itemtype="https://schema.org/Article"><meta itemprop="isAccessibleForFree" content="false">{BODY}</div>',
        ),
    ],
)
def test_however_a_page_says_that_it_must_be_paid_for_its_text_stays_out(folder: Path, head: str, body: str) -> None:
    head = f'{PUBLISHED}<meta name="description" content="In short.">{head}'
    assert only(folder, HEAD.format(head, body)).get("content_html", "In short.") == "In short."
    free = (head + "|" + body).replace("locked", "free").replace("False", "True").replace("false", "true")
    assert only(folder, HEAD.format(*free.split("|")))["content_html"] != "In short."


def test_pages_of_drafts_are_drafts(folder: Path) -> None:
    page = HEAD.format(PUBLISHED, BODY)
    found = items(exported(folder, {"drafts/tides.html": page, "news/drafts/wind.html": page, "drafts.html": page}))
    assert [item["url"] for item in found] == ["https://example.org/drafts.html"]


def test_what_the_map_of_nikola_does_not_list_is_private(folder: Path) -> None:
    page = HEAD.format(PUBLISHED + '<meta name="generator" content="Nikola (getnikola.com)">', BODY)
    pages = {f"{name}/index.html": page for name in ("tides", "wind", "a b")} | {"tides/index.src.html": page}
    listed = "".join(f"<loc>https://example.org/{name}</loc>" for name in ("", "tides/index.html", "a%20b/"))
    found = items(exported(folder, pages | {"sitemap.xml": f"<urlset>{listed}</urlset>"}))
    assert sorted(item["url"] for item in found) == ["https://example.org/a%20b/", "https://example.org/tides/"]
    found = items(exported(folder, {"sitemap.xml": f"<urlset>{listed}<loc>https://example.org/wind/</loc></urlset>"}))
    assert len(found) == 3
    found = items(exported(folder, {"sitemap.xml": "<urlset><loc>https://example.com/old/</loc></urlset>"}))
    assert len(found) == 3  # of another site: it tells nothing of this one


def test_a_page_may_be_named_without_a_folder(folder: Path) -> None:
    assert only(folder, HEAD.format(PUBLISHED, BODY), "blog/tides.html")["url"] == "https://example.org/blog/tides.html"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (
            HEAD.format("\n" + JSON_LD.format('{"@type": "NewsArticle",\n "headline": "Tides" "x"}'), BODY),
            "tides.html:3:22: JSON-LD: is not JSON: expecting ',' delimiter; correct it",
        ),
        (
            HEAD.format('\n<meta property="article:published_time" content="yesterday">', BODY),
            "tides.html:2:1: date: 'yesterday' is not an ISO 8601 instant",
        ),
        (
            HEAD.format(JSON_LD.format('{"@type":"NewsArticle","headline":"Tides"}'), BODY),
            "this was published; write article:published_time or",
        ),
        (
            HEAD.format(JSON_LD.format('{"@type":"NewsArticle","a":' + "[" * 100_000 + "}"), BODY),
            "JSON-LD: is not JSON: it is nested too deeply",
        ),
        ("<div>" * 100_000, "tides.html: is nested more than 512 elements deep; leave it out by '!tides.html'"),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(folder: Path, page: str, expected: str) -> None:
    report = exported(folder, {"tides.html": page})
    assert items(report) == []
    assert any(expected in str(fault) for fault in report.faults), report.faults


def test_line_breaks_in_the_texts_of_json_ld_are_taken_as_they_stand(folder: Path) -> None:
    data = '{"@type":"BlogPosting","headline":"Tides\nturn","datePublished":"2024-01-30"};'
    assert only(folder, HEAD.format(JSON_LD.format(data), BODY))["title"] == "Tides turn"


def test_what_stands_around_json_ld_takes_no_longer_than_its_length() -> None:
    for text in (" " * 200_000 + "x", "{}" + " " * 200_000 + "x", "//" + " " * 200_000 + "x"):
        begin = time.process_time()
        assert _AROUND.sub("", text) == text
        assert time.process_time() - begin < 2
    assert _AROUND.sub("", " // <![CDATA[ \n{}\n // ]]> ").strip() == "{}"
    assert _AROUND.sub("", "/*<![CDATA[ */{}/* ]]> */") == "{}"


def test_a_page_with_more_of_everything_than_any_has_is_still_read(folder: Path) -> None:
    many = '<meta property="article:tag" content="Sea">' * 20_000 + JSON_LD.format("[{}]") * 1_000
    item = only(folder, HEAD.format(PUBLISHED + many, BODY + "<p>Text" * 200_000))
    assert item["tags"] == ["Sea"]


def test_the_source_keeps_its_promises() -> None:
    from syndicate import Source

    files: dict[str, bytes | str] = {f"{name}/index.html": page for name, page in PAGES.items()}
    files["latin.html"] = HEAD.format(PUBLISHED, BODY.replace("Text", "é")).encode("latin-1")
    files["bad.html"] = HEAD.format(PUBLISHED.replace("2024-01-30", "yesterday"), BODY)
    found = check_source(Registry(distributions=()).get(Source, "html"), files)
    assert sum(isinstance(entry, Fault) for entry in found) == 1


@pytest.mark.parametrize(("heading", "title"), [("Tides", "Tides"), ("The Ledger: Tides", "The Ledger: Tides")])
def test_the_name_of_the_site_is_no_beginning_of_a_title(folder: Path, heading: str, title: str) -> None:
    head = "<html><title>The Ledger: Tides</title><meta property=article:published_time content=2024-01-30>"
    distill = f"<div class=d-title><h1>{heading}</h1></div><div class=d-article><p>Text</p></div>"
    item = only(folder, f"{head}<body>{distill}")
    assert (item["title"], item["content_html"]) == (title, "<p>Text</p>")


def test_a_page_dated_in_the_year_1_has_no_date(folder: Path) -> None:
    data = JSON_LD.format('{"@type": "Article", "headline": "Tides", "datePublished": "0001-01-01T00:00:00Z"}')
    report = exported(folder, {"tides/index.html": HEAD.format(data, BODY)})
    assert (report.faults, items(report)) == ((), [])
    assert report.notes[0].startswith("1 page has no date and is taken for no article")
