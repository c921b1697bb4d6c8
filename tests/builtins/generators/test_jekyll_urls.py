"""The URLs of a Jekyll site, compared with those of the tree that Jekyll itself builds of it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tests.builtins.generators.jekyll_build import LAYOUT, articles, build, is_at, reading, write

HEAD = "title: The Harbour Ledger\nurl: https://example.org\n"
DEFAULT = "defaults:\n  - {scope: {path: ''}, values: {layout: default}}\n"
POSTS: dict[str, str | bytes] = {
    "_posts/2024-01-30-tides-turn.md": "---\ntitle: Tides turn\n---\nText\n",
    "_posts/2024-02-29-Upper-Case.markdown": "---\n---\nNo title\n",
    "_posts/2020-12-31-week-of-next-year.md": "---\ncategories: [News, Fog & Sea, 2024]\n---\n",
    "_posts/2021-01-03-week-of-last-year.html": "---\ncategory: one two\ncategories: three four\ntags: a b\n---\n<p>",
    "_posts/deep/er/2023-5-7-short-month.md": "---\ntags: [x, 'y z']\n---\n",
    "_posts/2024-03-01-slug.md": "---\nslug: An Ünusual_Slug!\n---\n",
    "_posts/2024-03-02-Küste & Öl (1)=x;y@z~q,'r'+s$.md": "---\n---\n",
    "_posts/2024-03-03-日本語-タイトル.md": "---\n---\n",
    "_posts/2024-03-04-dots.in.name...md": "---\n---\n",
    "_posts/2024-03-05-100%-[a]-b#c-d?e.md": "---\ncategories: ['50% off', 'a#b', 'x?y', '[z]', 'ÄÖ']\n---\n",
    "_posts/2024-03-06-permalink.md": "---\npermalink: /own/place.html\n---\n",
    "_posts/2024-03-07-permalink-folder.md": "---\npermalink: /own/folder/\n---\n",
    "_posts/2024-03-08-permalink-bare.md": "---\npermalink: own/bare\n---\n",
    "_posts/2024-03-09-permalink-template.md": "---\npermalink: /:categories/:year-:short_month/:slug:output_ext\n---\n",
    "_posts/2024-03-10-permalink-odd.md": "---\npermalink: /über uns/../x/./y//z v1.2\n---\n",
    "_posts/2024-03-11-dated.md": "---\ndate: 2019-03-26 23:38:00 -0500\n---\n",
    "_posts/2024-03-12-zoneless.md": "---\ndate: 2019-07-01 23:30:00\n---\n",
    "_posts/2024-03-13-quoted.md": "---\ndate: '2019-07-01 23:30:00'\n---\n",
    "_posts/2024-03-14-minutes.md": "---\ndate: 2019-07-01 23:30\n---\n",
    "_posts/2024-03-15-bare-date.md": "---\ndate: 2019-07-01\n---\n",
    "_posts/2024-03-16-zone.md": "---\ndate: 2019-07-01T23:30:00+09:00\n---\n",
    "_posts/2024-03-17-zone-name.md": "---\ndate: 2019-07-01 23:30:00 EST\n---\n",
    "_posts/2024-03-17-zone-twice.md": "---\ndate: 2019-07-01 23:30:00 -0500 EST\n---\n",
    "_posts/2024-03-18-half-day.md": "---\ndate: 2019-07-01 11:30 PM\n---\n",
    "_posts/24-03-19-short-year.md": "---\n---\n",
    "_posts/2024-03-20-octal.md": "---\ncategories: [0123, 1_000, yes, '007', 08, on]\n---\n",
    "_posts/2024-03-21-nothing.md": "No front matter, and a page all the same\n",
    "_posts/2024-03-22-mark.md": b"\xef\xbb\xbf---\ntitle: Mark\n---\n",
    "_posts/2024-03-23-crlf.md": "---\r\ntitle: Lines\r\ncategories:\r\n  - win\r\n---\r\nText\r\n",
    "_posts/2024-03-26-null.md": "---\ntitle:\nslug:\npermalink:\ncategories:\ntags:\n---\n",
    "_posts/2024-03-27-ΣΑΣ-İstanbul.md": "---\n---\n",
    "_posts/2024-03-28--hyphens--.md": "---\n---\n",
    "_posts/2024-03-29-a_b.md": "---\ncategories: C++ a.b ../x\n---\n",
    "_posts/2024-03-31-numbers.md": "---\ncategories: [.5, 1e3, 1.10, 0x1F, -5, 2024-01-01, 'x']\n---\n",
    "_posts/2023-02-29-no-such-day.md": "---\n---\n",
    "_posts/2024-02-31-no-such-day-either.md": "---\ndate: 2023-04-31 23:30:00\n---\n",
    "_posts/2024-03-30-dup.md": "---\ncategories: [Dup, dup, DUP]\n---\n",
    "coast/_posts/2024-04-01-folder.md": "---\ncategories: own\n---\n",
    "coast/north/_posts/in/2024-04-02-folders.md": "---\ncategory: single\n---\n",
    "Ost See/_posts/2024-04-03-space.md": "---\n---\n",
    # No Markdown, and posts all the same
    "_posts/2024-05-01-plain.txt": "---\ntitle: Plain\n---\nText\n",
    "_posts/2024-05-02-plain-without-a-head.TXT": "Text\n",
    "_posts/2024-05-03-in-text.text": "---\n---\n",
    "_posts/2024-05-04-in-adoc.adoc": "---\ncategories: asc\n---\n= T\n",
    "_posts/2024-05-05-in-textile.textile": "---\ndate: 2019-07-01\n---\nh1. T\n",
    "_posts/2024-05-06-in-rst.rst": "---\npermalink: /own/rst\n---\n",
    "_posts/2024-05-07-in-org.org": "---\npermalink: /own/org/\n---\n",
    "_posts/2024-05-08-in-wiki.wiki": "---\n---\n",
    "_posts/2024-05-09-in-json.json": "---\n---\n{}\n",
    "_posts/2024-05-10-in-of-no-kind.of-no-kind": "---\n---\n",
    "_drafts/draft.txt": "---\n---\n",
    # No posts
    "_posts/2024-05-11-values.yml": "---\na: b\n",
    "_posts/2024-05-12-out.txt": "---\npublished: false\n---\n",
    "_posts/no-date.txt": "---\n---\n",
    "_posts/no-date.md": "---\n---\n",
    "_posts/2024-04-04.md": "---\n---\n",
    "_posts/_2024-04-05-special.md": "---\n---\n",
    "_posts/.2024-04-06-hidden.md": "---\n---\n",
    "_posts/2024-04-07-backup.md~": "---\n---\n",
    "_posts/#2024-04-08-backup.md": "---\n---\n",
    "_posts/_sub/2024-04-09-special-folder.md": "---\n---\n",
    "_posts/sub/_sub/2024-04-10-inner-special-folder.md": "---\n---\n",
    "_special/_posts/2024-04-11-folder.md": "---\n---\n",
    "node_modules/x/_posts/2024-04-12-foreign.md": "---\n---\n",
    "vendor/bundle/x/_posts/2024-04-13-foreign.md": "---\n---\n",
    "_posts/2024-04-14-out.md": "---\npublished: false\n---\n",
    "_posts/2024-04-15-null-out.md": "---\npublished:\n---\n",
    "_posts/2024-04-16-no.md": "---\npublished: no\n---\n",
    "_posts/2999-01-01-ahead.md": "---\n---\n",
    "_drafts/draft.md": "---\n---\n",
    # Posts all the same
    "_posts/2024-04-17-quoted-out.md": "---\npublished: 'false'\n---\n",
    "_posts/2024-04-18-zero.md": "---\npublished: 0\n---\n",
    "index.md": "---\n---\nA page\n",
    "about.html": "---\npermalink: /about/\n---\nAnother\n",
}
TEMPLATES = [
    "date",
    "pretty",
    "ordinal",
    "weekdate",
    "none",
    "/:categories/:title.html",
    "/:slugified_categories/:short_year/:i_month/:i_day/:slug/",
    "/:year/:y_day/:short_month/:long_month/:short_day-:long_day/:w_year-:week-:w_day/:title",
    "/:year-:month-:day/:hour/:minute/:second/:name:output_ext",
    "/blog:path/",
    "/:collection/:month_:day/:title/:output_ext/x",
    ":title",
]


def assert_same(folder: Path, *options: str, base: str = "/", source: str = "", home: str = "UTC") -> int:
    """Compare the articles with the pages; return how many there are."""
    built = build(folder, *options, home=home)
    found = {key.removeprefix(source): article for key, article in articles(folder).items()}
    wrong = {
        key: (found[key].url if key in found else None, built[key].url if key in built else None)
        for key in sorted(found.keys() | built.keys())
        if key not in found or key not in built or not is_at(found[key], built[key], base)
    }
    assert wrong == {}
    return len(built)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    write(tmp_path, {"_layouts/default.html": LAYOUT, **POSTS})
    return tmp_path


@pytest.mark.parametrize("template", TEMPLATES)
def test_posts_stand_where_jekyll_puts_them(site: Path, template: str) -> None:
    (site / "_config.yml").write_text(f"{HEAD}{DEFAULT}permalink: {template!r}\n")
    assert assert_same(site) > 30


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"])
def test_dates_in_urls_are_those_of_the_sites_zone(site: Path, zone: str) -> None:
    (site / "_config.yml").write_text(
        f"{HEAD}{DEFAULT}timezone: {zone}\npermalink: /:year/:month/:day/:hour/:minute/:second/:title\n"
    )
    assert assert_same(site, home="Asia/Tokyo") > 30


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
def test_articles_have_the_instant_and_the_title_of_the_page(site: Path, zone: str) -> None:
    (site / "_config.yml").write_text(f"{HEAD}{DEFAULT}timezone: {zone}\n")
    built, found = build(site), articles(site)
    assert {key: datetime.fromisoformat(page.date) for key, page in built.items()} == {
        key: article.published_at for key, article in found.items()
    }
    assert {key: page.title.strip() for key, page in built.items()} == {
        key: article.title for key, article in found.items()
    }


def test_topics_are_categories_and_tags(site: Path) -> None:
    (site / "_config.yml").write_text(HEAD + DEFAULT)
    built, found = build(site), articles(site)
    for key, page in built.items():
        expected = {topic.casefold() for topic in page.topics.split("|") if topic}
        assert {topic.casefold() for topic in found[key].topics} == expected, key


def test_a_site_may_lie_in_a_folder_of_its_host(site: Path) -> None:
    (site / "_config.yml").write_text(f"{HEAD}{DEFAULT}baseurl: /the/blog\n")
    assert assert_same(site, base="/the/blog/") > 30


@pytest.mark.parametrize(
    "settings",
    [
        "future: true",
        "unpublished: true",
        "show_drafts: true",
        "future: true\nunpublished: yes\nshow_drafts: on",
        "exclude: [coast/north, '_posts/2024-03-0*', deep]",
        "exclude: ['*north*', Ost]",
        "exclude: [_posts/deep]",
        "include: [_special, .hidden, _2024-04-05-special.md]",
        "include: [coast]\nexclude: [coast]",
        "markdown_ext: md",
        "permalink: /:categories/:title/\ncollections: {posts: {permalink: '/p/:title:output_ext'}}",
    ],
)
def test_the_same_articles_are_there(site: Path, settings: str) -> None:
    (site / "_config.yml").write_text(f"{HEAD}{DEFAULT}{settings}\n")
    assert assert_same(site) > 20


COLLECTIONS: dict[str, str | bytes] = {
    "_news/2024-01-01-dated-name.md": "---\ntitle: T\n---\n",
    "_news/2024-01-05-text.textile": "---\ntitle: T\n---\n",
    "_news/2024-01-06-no-front-matter.txt": "Copied as it is\n",
    "_news/deep/plain name.md": "---\ndate: 2024-01-02\n---\n",
    "_news/deep/2024-01-03-own-slug.md": "---\nslug: other\ncategories: a b\n---\n",
    "_news/permalink.md": "---\ndate: 2024-01-04\npermalink: /own/:collection/:title/\n---\n",
    "_news/page.html": "---\ndate: 2024-01-05\n---\n<p>\n",
    "_news/ahead.md": "---\ndate: 2999-01-05\n---\n",
    "_news/out.md": "---\ndate: 2024-01-05\npublished: false\n---\n",
    "_news/static.md": "no front matter: copied as it is",
    "_news/mark.md": b"\xef\xbb\xbf---\ndate: 2024-01-06\n---\n",
    "_news/_special.md": "---\ndate: 2024-01-07\n---\n",
    "_news/sub/_special.md": "---\ndate: 2024-01-07\n---\n",
    "_news/_special/x.md": "---\ndate: 2024-01-07\n---\n",
    "_news/sub/_inner/x.md": "---\ndate: 2024-01-07\n---\n",
    "_news/dots...md": "---\ndate: 2024-01-08\n---\n",
    "_news/picture.png": b"\x89PNG\r\n\x1a\n",
    "_hidden/2024-01-09-no-page.md": "---\n---\n",
    "_Events-1/2024-01-10-event.md": "---\n---\n",
    "_posts/2024-01-11-post.md": "---\n---\n",
    "_drafts/draft.md": "---\ndate: 2024-01-12\n---\n",
}


@pytest.mark.parametrize("template", ["date", "pretty", "none", "ordinal", "weekdate", "/:title/", "/x/:title.html"])
@pytest.mark.parametrize(
    "collections",
    [
        "{news: {output: true}, hidden: {}, Events-1: {output: true, permalink: '/:collection/:year/:name'}}",
        "{news: {output: yes, permalink: '/:collection/:path:output_ext'}, hidden: {output: false}, Events-1: null}",
    ],
)
def test_documents_of_collections_stand_where_jekyll_puts_them(tmp_path: Path, template: str, collections: str) -> None:
    write(tmp_path, {"_layouts/default.html": LAYOUT, **COLLECTIONS})
    (tmp_path / "_config.yml").write_text(f"{HEAD}{DEFAULT}permalink: {template!r}\ncollections: {collections}\n")
    assert assert_same(tmp_path) >= 8


def test_collections_and_posts_may_lie_in_a_folder_of_their_own(tmp_path: Path) -> None:
    write(tmp_path, {"_layouts/default.html": LAYOUT})
    write(tmp_path / "all", COLLECTIONS)
    write(tmp_path / "all" / "inner", {"_posts/2024-02-01-inner.md": "---\n---\n"})
    write(tmp_path, {"_posts/2024-02-02-outside.md": "---\n---\n", "_news/2024-02-02-outside.md": "---\n---\n"})
    (tmp_path / "_config.yml").write_text(
        f"{HEAD}collections_dir: all\ncollections: {{news: {{output: true}}}}\n"
        "defaults:\n  - {scope: {path: ''}, values: {layout: default}}\n"
        "  - {scope: {path: all/_news, type: news}, values: {permalink: '/n/:title/'}}\n"
        "  - {scope: {path: 'all/*/*-post.*'}, values: {permalink: '/p/:title/'}}\n"
    )
    assert assert_same(tmp_path, source="all/") == 10


def test_the_sources_may_lie_in_a_folder_of_their_own(tmp_path: Path) -> None:
    write(tmp_path / "src", {"_layouts/default.html": LAYOUT, **COLLECTIONS})
    (tmp_path / "_config.yml").write_text(f"{HEAD}{DEFAULT}source: ./src\ncollections: {{news: {{output: true}}}}\n")
    assert assert_same(tmp_path, source="src/") == 9


DEFAULTS = """
defaults:
  - {scope: {path: ""}, values: {layout: default}}
  - {scope: {path: "", type: posts}, values: {permalink: "/all/:title/", categories: [everywhere], author: Ann}}
  - {scope: {path: "coast"}, values: {permalink: "/coast/:categories/:title", categories: by-the sea}}
  - {scope: {path: "coast/north", type: posts}, values: {permalink: "/north/:title.html", tags: [n]}}
  - {scope: {path: "coast/north"}, values: {permalink: "/less/:title/", categories: [last]}}
  - {scope: {path: "_posts/2024-03-1*"}, values: {permalink: "/glob/:year/:title/"}}
  - {scope: {path: "**/deep"}, values: {permalink: "/deep/:title/", category: deep}}
  - {scope: {path: "_posts/2024-03-26"}, values: {slug: default-slug, published: false}}
  - {scope: {path: "_posts/2024-04-14"}, values: {published: true}}
  - {scope: {type: pages}, values: {permalink: "/never/"}}
  - {scope: {path: "/_posts"}, values: {permalink: "/never/"}}
  - {scope: {path: "Ost See", type: post}, values: {date: "2020-05-05", permalink: "/:year/:month/:title"}}
  - {values: {x: 1}}
  - nothing
"""


def test_defaults_of_the_longest_path_count_and_then_those_with_a_type(site: Path) -> None:
    (site / "_config.yml").write_text(HEAD + DEFAULTS.replace("  - {values: {x: 1}}\n", ""))
    assert assert_same(site) > 30


def test_two_posts_in_one_place_are_both_named(tmp_path: Path) -> None:
    same = {f"_posts/2024-03-2{day}-same.md": f"---\ntitle: Same on {day}\n---\n" for day in (4, 5)}
    write(tmp_path, {"_layouts/default.html": LAYOUT, **same, "_config.yml": f"{HEAD}{DEFAULT}permalink: /:title/\n"})
    assert list(build(tmp_path)) == ["_posts/2024-03-25-same.md"]  # the other one is overwritten
    found, composition = reading(tmp_path)
    assert found.faults == []
    (fault,) = map(str, composition.faults)
    assert "_posts/2024-03-24-same.md" in fault
    assert "_posts/2024-03-25-same.md" in fault
