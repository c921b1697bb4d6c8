"""Small projects: what goes in, what is wrong and how it is told, what settings change."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Build = Callable[..., Any]
Sites = Callable[..., Path]
WRONG = {"wrong.rst": ":author: Ann\n:date: yesterday\n\nWrong\n=====\n"}


def told(built: Any, site: Path) -> list[str]:
    """Return what Sphinx warns of, with paths as seen from the project."""
    return [line.replace(f"{site}/", "") for line in re.findall(r"^.*WARNING: .*$", built.log, re.MULTILINE)]


def items(built: Any, feed: str = "feed.json") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(built.text(feed))["items"]
    return found


def test_a_bad_date_is_a_warning_with_its_place_and_all_else_is_built(make_site: Sites, build: Build) -> None:
    site = make_site(WRONG)
    built = build(site)
    assert built.status == 0
    (line,) = told(built, site)
    assert line.startswith(
        "wrong.rst:2:8: WARNING: date: 'yesterday' is not an ISO 8601 instant; write e.g. 2024-05-01"
    )
    assert [item["title"] for item in items(built)] == ["Low"]


def test_warnings_as_errors_make_it_fail_the_build(make_site: Sites, build: Build) -> None:
    built = build(make_site(WRONG), "-W", "--keep-going")
    assert built.status == 1
    assert "'yesterday'" in built.log
    assert "Traceback" not in built.log


def test_a_page_without_a_title_is_a_fault(make_site: Sites, build: Build) -> None:
    site = make_site({"none.rst": ":orphan:\n:date: 2024-01-01\n\nOnly text.\n"})
    assert any(line.startswith("none.rst:1:1: WARNING: title: ") for line in told(build(site), site))


def test_a_page_in_markdown_has_lists_and_its_faults_have_places(make_site: Sites, build: Build) -> None:
    conf = "project = 'T'\nhtml_baseurl = 'https://e.org/'\nextensions = ['myst_parser', 'syndicate_sphinx']\n"
    good = "---\ndate: 2024-02-01\ntags: [Öl & Salz, Fog]\nauthor: Ben\n---\n\n# Good\n\nSee [low](low.rst).\n"
    site = make_site({"good.md": good, "wrong.md": "---\ntags: [a]\ndate: soon\n---\n\n# Wrong\n"}, conf)
    built = build(site, builder="dirhtml")
    assert [line[:30] for line in told(built, site)] == ["wrong.md:3:7: WARNING: date: 's"[:30]]
    item = items(built)[0]
    assert (item["title"], item["tags"], item["authors"]) == ("Good", ["Öl & Salz", "Fog"], [{"name": "Ben"}])
    assert '<a href="https://e.org/low/">' in item["content_html"]


def test_text_is_what_sphinx_renders_and_addresses_are_whole(make_site: Sites, build: Build) -> None:
    page = (
        ":date: 2024-02-01\n\nRich <b> & more\n===============\n\n.. _there:\n\nPart\n----\n\n.. image:: quay.png\n\n"
        ":doc:`low`, :ref:`there`, :file:`a/b` and a note [#]_.\n\n.. [#] So they say.\n"
    )
    png = "\x89PNG"
    built = build(make_site({"rich.rst": page, "quay.png": png}))
    (item, _) = items(built)
    assert item["title"] == "Rich <b> & more"
    html = item["content_html"]
    assert 'src="https://e.org/_images/quay.png"' in html
    assert 'href="https://e.org/low.html"' in html
    assert 'href="https://e.org/rich.html#there"' in html
    assert "¶" not in html
    assert "Rich" not in html
    assert (built.site / "_images" / "quay.png").exists()


def test_a_heading_stays_in_the_text_unless_it_is_the_title(make_site: Sites, build: Build) -> None:
    pytest.importorskip("ablog")
    conf = "project = 'T'\nhtml_baseurl = 'https://e.org/'\nextensions = ['ablog', 'syndicate_sphinx']\n"
    page = ":orphan:\n\n.. post:: 01 Feb 2024\n   :title: {}\n\nBefore it.\n\nEbb *and* flow\n==============\n\nThe tide.\n"
    built = build(make_site({"own.rst": page.format("Of tides"), "same.rst": page.format("Ebb and flow")}, conf))
    texts = {item["title"]: item["content_html"] for item in items(built)}
    assert "Ebb <em>and</em> flow</h1>" in texts["Of tides"]
    assert "<h1" not in texts["Ebb and flow"]


def test_without_an_address_there_are_no_feeds_and_a_warning(make_site: Sites, build: Build) -> None:
    site = make_site(conf="project = 'T'\nextensions = ['syndicate_sphinx']\n")
    built = build(site)
    assert built.status == 0
    assert "html_baseurl is missing, and feeds need whole addresses" in told(built, site)[0]
    assert not (built.site / "rss.xml").exists()
    assert 'rel="alternate"' not in built.text("index.html")


def test_a_mistake_in_conf_py_or_syndicate_yaml_stands_there(make_site: Sites, build: Build) -> None:
    conf = "project = 'T'\nhtml_baseurl =  'https://e.org/?a'\nextensions = ['syndicate_sphinx']\n"
    built = build(make_site(conf=conf))
    assert built.status == 2
    assert "conf.py:2:17: site.url: 'https://e.org/?a' has a query" in built.log
    built = build(make_site({"syndicate.yaml": "feeds:\n  - {format: rss, limit: ten}\n"}))
    assert built.status == 2
    assert "syndicate.yaml:2:26: feeds[0].limit: expected a whole number" in built.log


def test_a_project_without_an_article_has_empty_feeds_and_a_warning(make_site: Sites, build: Build) -> None:
    site = make_site({"low.rst": "Low\n===\n"})
    built = build(site)
    assert ["no page has a date" in line for line in told(built, site)] == [True]
    assert items(built) == []


def test_a_feed_that_no_page_is_left_for_is_empty_and_says_why(make_site: Sites, build: Build) -> None:
    site = make_site({"syndicate.yaml": "feeds: [{format: json, filters: {topics: {any: [Fog]}}}]\n"})
    (line,) = told(build(site), site)
    assert line.startswith("WARNING: syndicate: feed.json: 1 read, 1 published, none on topic 'Fog'")
    assert "; written without entries" in line
    assert "--" not in line


def test_a_change_of_the_feeds_reaches_every_page(make_site: Sites, build: Build) -> None:
    site = make_site()
    build(site)
    (site / "syndicate.yaml").write_text("site: {timezone: Asia/Tokyo}\nfeeds: [{format: json, path: two.json}]\n")
    built = build(site)
    assert 'href="https://e.org/two.json"' in built.text("low.html")
    assert "rss.xml" not in built.text("low.html")
    assert items(built, "two.json")[0]["date_published"] == "2024-01-01T00:00:00+09:00"


def test_only_builders_of_web_pages_write_feeds(make_site: Sites, build: Build) -> None:
    for builder in ("text", "singlehtml"):
        built = build(make_site(), builder=builder)
        assert built.status == 0, built.log
        assert not (built.site / "rss.xml").exists()


def test_pages_are_left_out_by_patterns(make_site: Sites, build: Build) -> None:
    conf = "html_baseurl = 'https://e.org/'\nextensions = ['syndicate_sphinx']\nsyndicate_exclude = ['old/**']\n"
    old = {"old/a.rst": ":orphan:\n:date: 2024-03-01\n\nOld\n===\n"}
    assert [item["title"] for item in items(build(make_site(old, "project = 'T'\n" + conf)))] == ["Low"]


def test_robots_txt_and_headers(make_site: Sites, build: Build) -> None:
    conf = (
        "project = 'T'\nhtml_baseurl = 'https://e.org/'\nextensions = ['syndicate_sphinx']\n"
        "html_extra_path = ['robots.txt']\nsyndicate_headers = True\n"
    )
    settings = "feeds: [{format: rss}, {format: amp-sitemap}]\n"
    site = make_site({"robots.txt": "User-agent: *\n", "syndicate.yaml": settings}, conf)
    for _ in range(2):
        built = build(site)
        assert built.text("robots.txt") == "User-agent: *\nSitemap: https://e.org/sitemap.xml\n"
        assert built.text("_headers").startswith("/rss.xml\n  Content-Type: application/rss+xml; charset=utf-8\n")
    assert (site / "robots.txt").read_text() == "User-agent: *\n"


@pytest.mark.parametrize(
    "post", ["\n.. post:: 01 Feb 2024\n\n   One [#f]_, two [#f]_.\n\nThree.\n", "One [#f]_, two [#f]_.\n"]
)
def test_a_summary_has_no_numbers_of_footnotes(make_site: Sites, build: Build, post: str) -> None:
    pytest.importorskip("ablog")
    conf = "project = 'T'\nhtml_baseurl = 'https://e.org/'\nextensions = ['ablog', 'syndicate_sphinx']\n"
    date = "" if "post::" in post else ":date: 2024-02-01\n"
    page = f":orphan:\n{date}\nLog\n===\n{post}\n.. [#f] A note.\n"
    assert '<summary type="html">One, two.</summary>' in build(make_site({"log.rst": page}, conf)).text("atom.xml")


def test_several_posts_on_one_page_are_several_articles(make_site: Sites, build: Build) -> None:
    pytest.importorskip("ablog")
    conf = "project = 'T'\nhtml_baseurl = 'https://e.org/'\nextensions = ['ablog', 'syndicate_sphinx']\n"
    page = (
        ":orphan:\n\nLog\n===\n\nFirst\n-----\n\n.. post:: 01 Feb 2024\n   :category: Sea\n\nOne.\n\n"
        "Second\n------\n\n.. post:: 02 Feb 2024\n   :author: cleo\n\nTwo.\n"
    )
    built = build(make_site({"log.rst": page}, conf))
    assert [(item["title"], item["url"], item["content_html"]) for item in items(built)[:2]] == [
        ("Second", "https://e.org/log.html#second", "<p>Two.</p>"),
        ("First", "https://e.org/log.html#first", "<p>One.</p>"),
    ]
    assert items(built)[1]["tags"] == ["Sea"]
    assert items(built)[0]["authors"] == [{"name": "cleo"}]


def test_a_post_that_names_no_author_is_by_that_of_the_blog(make_site: Sites, build: Build) -> None:
    pytest.importorskip("ablog")
    conf = (
        "project = 'T'\nauthor = 'Docs'\nhtml_baseurl = 'https://e.org/'\nextensions = ['ablog', 'syndicate_sphinx']\n"
        "blog_authors = {'ann': ('Ann Lee', None)}\nblog_default_author = 'ann'\n"
    )
    built = build(make_site({"log.rst": ":orphan:\n\nLog\n===\n\n.. post:: 01 Feb 2024\n\nOne.\n"}, conf))
    assert items(built)[0]["authors"] == [{"name": "Ann Lee"}]
