"""Files with front matter: which are read, and how much of them."""

from __future__ import annotations

import os
import random
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from syndicate import Article, ContentError, Fault, Item, PassedOver, Site, SourceContext, SyndicateError, UsageError
from syndicate.builtins.sources.front_matter import FrontMatter, FrontMatterOptions
from syndicate.builtins.sources.front_matter.source import _MONTH_FIRST
from syndicate.builtins.sources.front_matter.unfinished import _TO_FILL_IN
from tests.bad_articles import head
from tests.conftest import SHARED, require

Open = Callable[..., FrontMatter]


@pytest.fixture
def open_folder(tmp_path: Path, site: Site) -> Open:
    def open_(*paths: str, root: Path = tmp_path, **settings: Any) -> FrontMatter:
        return FrontMatter(SourceContext(root=str(root), paths=paths or (".",), site=site, **settings))

    return open_


def put(folder: Path, *paths: str, body: bytes = b"") -> None:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(body or head())


def keys(reader: FrontMatter) -> list[str]:
    return [item.key for item in reader.items() if isinstance(item, Item)]


def faults(reader: FrontMatter) -> list[str]:
    return [str(item) for item in reader.items() if isinstance(item, Fault)]


def read(reader: FrontMatter, key: str = "a.md") -> list[Article | Fault | PassedOver]:
    return list(reader.read(Item(key)))


def test_a_folder_is_read_by_suffix_and_sorted_by_path(tmp_path: Path, open_folder: Open) -> None:
    put(tmp_path, "b/z.md", "b/a.HTML", "a.txt", "b.markdown", "c.htm", "d.png", "e.yaml", "dir.md/f.md")
    assert keys(open_folder()) == ["a.txt", "b.markdown", "b/a.HTML", "b/z.md", "c.htm", "dir.md/f.md"]


def test_hidden_files_and_skipped_folders_are_passed_over(tmp_path: Path, open_folder: Open) -> None:
    put(tmp_path, "a.md", ".b.md", ".git/c.md", "node_modules/d.md", "public/e.md", "x/public/f.md")
    assert keys(open_folder(skip=("public/",))) == ["a.md", "x/public/f.md"]


@pytest.mark.parametrize(
    ("paths", "found"),
    [
        (("posts",), ["posts/a.md", "posts/x/b.md", "posts/x/y/c.md"]),
        (("./posts/", "posts/a.md"), ["posts/a.md", "posts/x/b.md", "posts/x/y/c.md"]),
        (("posts/*",), ["posts/a.md"]),
        (("posts/*/*.md",), ["posts/x/b.md"]),
        (("**/*.md",), ["other.md", "posts/a.md", "posts/x/b.md", "posts/x/y/c.md"]),
        (("posts/**",), ["posts/a.md", "posts/x/b.md", "posts/x/y/c.md"]),
        (("posts/**/[!a-b].md",), ["posts/x/y/c.md"]),
        (("posts/?.md",), ["posts/a.md"]),
        (("*.mdx",), ["odd.mdx"]),
        (("odd.mdx",), ["odd.mdx"]),
        (("posts", "!posts/x"), ["posts/a.md"]),
        (("posts", "!posts/x/*.md"), ["posts/a.md", "posts/x/y/c.md"]),
        (("posts", "!**/a.md"), ["posts/x/b.md", "posts/x/y/c.md"]),
    ],
)
def test_paths_are_folders_globs_and_files(
    paths: tuple[str, ...], found: list[str], tmp_path: Path, open_folder: Open
) -> None:
    put(tmp_path, "posts/a.md", "posts/x/b.md", "posts/x/y/c.md", "other.md", "odd.mdx")
    assert keys(open_folder(*paths)) == found


@pytest.mark.parametrize("path", ["../x", "/", "posts/../.."])
def test_a_path_outside_the_folder_is_refused_at_once(path: str, open_folder: Open) -> None:
    with pytest.raises(UsageError, match="outside the site's folder"):
        open_folder(path)


def test_a_path_that_is_not_there_is_answered_with_one_beside_it(tmp_path: Path, open_folder: Open) -> None:
    put(tmp_path, "content/posts/a.md")
    assert faults(open_folder("contents", "content/psots/*.md")) == [
        "content/psots/*.md: source.paths: no such folder; correct it; did you mean 'content/posts'?",
        "contents: source.paths: no such file or folder; correct it; did you mean 'content'?",
    ]


def test_a_path_that_is_not_there_is_a_fault(tmp_path: Path, open_folder: Open) -> None:
    put(tmp_path, "a.md")
    assert faults(open_folder("psots", "a.md", "b/*.md", "*.txt")) == [
        "*.txt: source.paths: no file matches; correct the pattern, or take it out",
        "b/*.md: source.paths: no such folder; correct it",
        "psots: source.paths: no such file or folder; correct it",
    ]


def test_a_link_is_read_at_its_place_or_is_a_fault(tmp_path: Path, open_folder: Open) -> None:
    root = tmp_path / "site"
    put(tmp_path, "out/x.md", "site/a.md", "site/posts/b.md")
    for name, target in {
        "in.md": "a.md",
        "out.md": "../out/x.md",
        "gone.md": "nowhere",
        "folder": "../out",
        "loop": ".",
    }.items():
        (root / name).symlink_to(target)
    (root / "picture.png").symlink_to("../out/x.md")
    reader = open_folder(root=root)
    assert keys(reader) == ["a.md", "posts/b.md"]
    assert [fault.split(":")[0] for fault in faults(reader)] == ["folder", "gone.md", "out.md"]
    assert "outside the site's folder" in faults(open_folder("out.md", root=root))[0]
    assert keys(open_folder("in.md", root=root)) == ["a.md"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_a_fault_and_never_blocks(tmp_path: Path, open_folder: Open) -> None:
    os.mkfifo(tmp_path / "a.md")
    reader = open_folder()
    assert faults(reader) == ["a.md: is not a regular file; take it out of the folder"]
    assert str(read(reader)[0]) == "a.md: cannot be read: is not a regular file"


def test_a_file_that_went_away_is_a_fault(open_folder: Open) -> None:
    assert str(read(open_folder())[0]) == "a.md: cannot be read: No such file or directory"


def test_a_stamp_changes_with_the_file(tmp_path: Path, open_folder: Open) -> None:
    put(tmp_path, "a.md")
    (before,) = open_folder().items()
    put(tmp_path, "a.md", body=head("quality: 1"))
    (after,) = open_folder().items()
    assert isinstance(before, Item)
    assert isinstance(after, Item)
    assert before.stamp != after.stamp


@pytest.mark.parametrize(
    ("before", "line_end", "closing"),
    [
        (b"", b"\n", b"---"),
        (b"\xef\xbb\xbf", b"\r\n", b"---"),
        (b"\xef\xbb\xbf\xef\xbb\xbf", b"\n", b"---"),
        (b"\r\n \n", b"\r\n", b"..."),
        (b"", b"\n", b"--- \t"),
    ],
)
def test_real_files_begin_in_many_ways(
    before: bytes, line_end: bytes, closing: bytes, tmp_path: Path, open_folder: Open
) -> None:
    body = before + line_end.join([b"---", b"title: Tides", b"date: 2024-01-30", b"url: /a", closing])
    put(tmp_path, "a.md", body=body)
    put(tmp_path, "b.md", body=body + line_end + b"\xff" + line_end + b"---" + line_end)
    for key in ("a.md", "b.md"):
        (article,) = read(open_folder(), key)
        assert isinstance(article, Article)
        assert article.title == "Tides"
        assert article.origin is not None
        assert (article.origin.path, article.origin.line) == (key, before.count(b"\n") + 1)


@pytest.mark.parametrize("size", range(8_170, 8_200))
def test_the_closing_line_may_lie_across_two_chunks(size: int, tmp_path: Path, open_folder: Open) -> None:
    put(tmp_path, "a.md", body=head("summary: " + "x" * (size - len(head()) - 10), "other: '---- '"))
    (article,) = read(open_folder())
    assert isinstance(article, Article)
    assert article.extra == {"other": "---- "}


@pytest.mark.parametrize(
    "begin", ["{% extends 'a' %}", "\ufeff\n{{ title }}", "{# a #}", "{%- if a %}", "<% a %>", "<?php a ?>"]
)
def test_a_template_without_a_head_is_passed_over_and_counted(begin: str, tmp_path: Path, open_folder: Open) -> None:
    put(tmp_path, "a.html", body=begin.encode())
    assert read(open_folder(), "a.html") == [
        PassedOver("a.html", "template has no front matter", "templates have no front matter")
    ]


@pytest.mark.parametrize(
    "path",
    [
        "_drafts/a.md",
        "x/Drafts/y/a.md",
        "a.draft.md",
        "Entwürfe/a.md",
        "Entwu\u0308rfe/a.md",  # as an archive of a Mac has it
        "x/entwurf/a.md",
        "a.brouillon.md",
        "x/ENTWURF-a.md",
        "[Entwurf] a.md",
        "草稿/a.md",
        "private/a.md",
        "_unpublished/a.md",
        "trash/x/a.md",
        "a.wip.md",
        "x/DRAFT-a.md",
        "draft-2024-01-30-a.md",
        "01 - Drafts/a.md",
        "hidden/a.md",
        "_scheduled/a.md",
        "a.private.md",
        "[Draft] a.md",
        "a.sync-conflict-20240130-101010-ABC1234.md",
        "a (Ann's conflicted copy 2024-01-30).md",
        "$RECYCLE.BIN/a.md",
    ],
)
def test_a_draft_by_its_folder_or_name_stays_in_and_is_counted(path: str, tmp_path: Path, open_folder: Open) -> None:
    put(tmp_path, path)
    article, said = read(open_folder(), path)
    assert isinstance(article, Article)
    assert not article.is_published
    assert isinstance(said, PassedOver)
    assert said.one.startswith("file is a draft by its folder, name or title, and stays in; ")
    (let_out,) = read(open_folder(withheld={"draft": False}), path)
    assert isinstance(let_out, Article)
    assert let_out.is_published


@pytest.mark.parametrize(
    ("title", "dialect", "is_published"),
    [
        ("'[DRAFT] Tides'", "", False),
        ('"WIP: Tides"', "", False),
        ("(Entwurf) Gezeiten", "", False),
        ("'[WIP] Tides'\ndraft: false", "", True),
        ("'Drafting: Tides'", "", True),
        ("'[DRAFT] Tides'", "astro", True),  # whose site has it
    ],
)
def test_what_is_called_a_draft_stays_in_where_no_generator_says_otherwise(
    title: str, dialect: Any, *, is_published: bool, tmp_path: Path, open_folder: Open
) -> None:
    put(tmp_path, "a.md", body=b"---\ntitle: %s\ndate: 2024-01-30\nurl: /a/\n---\n" % title.encode())
    article, *_ = read(open_folder(options=FrontMatterOptions(dialect=dialect)), "a.md")
    assert isinstance(article, Article)
    assert article.is_published is is_published


@pytest.mark.parametrize("path", ["a.mkd", "a.mdown", "b.MKDN", "a.mdoc", "a.svx"])
def test_markdown_has_other_suffixes_too(path: str, tmp_path: Path, open_folder: Open) -> None:
    put(tmp_path, path)
    (article,) = read(open_folder(), path)
    assert isinstance(article, Article)


@pytest.mark.parametrize("path", ["a.adoc", "a.rst", "a.Rmd", "a.typ", "a.md.erb"])
def test_what_nobody_here_renders_is_an_article_lost_where_it_has_front_matter_and_counted_else(
    path: str, tmp_path: Path, open_folder: Open
) -> None:
    put(tmp_path, path)
    (fault,) = read(open_folder(), path)
    assert isinstance(fault, Fault)
    assert "files are not read; build the site" in fault.message
    put(tmp_path, path, body=b"= Tides\n")
    (said,) = read(open_folder(), path)
    assert isinstance(said, PassedOver)
    assert said.one.startswith("file is not read, being .")
    put(tmp_path, "README.rst", body=b"Tides\n")
    assert read(open_folder(), "README.rst") == []


@pytest.mark.parametrize(
    "body",
    [
        b"---\ndraft: true\n---\n= Tides\n",
        b"---\ntitle: T\ndate: 2024-01-01\nstatus: private\n---\n= Tides\n",
        b"= Tides\n:revdate: 2024-01-01\n:draft: true\n",
        b"= Tides\r\n:page-draft:\r\n",
    ],
)
def test_what_nobody_here_renders_is_no_lost_article_where_it_is_withheld(
    body: bytes, tmp_path: Path, open_folder: Open
) -> None:
    put(tmp_path, "a.adoc", body=body)
    (said,) = read(open_folder(), "a.adoc")
    assert said == PassedOver("a.adoc", "draft is not read, being .adoc", "drafts are not read, being .adoc")
    (lost,) = read(open_folder(withheld={"draft": False, "private": False}), "a.adoc")
    assert "files are not read; build the site" in str(lost.fault if isinstance(lost, PassedOver) else lost)
    put(
        tmp_path,
        "a.adoc",
        body=body.replace(b"draft: true", b"draft: false").replace(b"private", b"public").replace(b":page", b":no"),
    )
    assert read(open_folder(), "a.adoc") == [lost]


@pytest.mark.parametrize(
    "written", ["draft: true\ntitle: T", "published: false", "status: draft\ndate: soon\ntitle: T"]
)
def test_a_draft_that_is_no_article_yet_is_no_lost_one(written: str, tmp_path: Path, open_folder: Open) -> None:
    put(tmp_path, "a.md", body=f"---\n{written}\n---\n".encode())
    assert read(open_folder()) == [
        PassedOver("a.md", "draft lacks what articles need", "drafts lack what articles need")
    ]
    assert isinstance(read(open_folder(withheld=dict.fromkeys(("draft", "published", "status"), False)))[0], Fault)
    put(tmp_path, "a.md", body=b"---\ndraft: perhaps\n---\n")  # of which nobody can tell
    assert all(isinstance(found, Fault) for found in read(open_folder()))


@pytest.mark.parametrize("path", ["drafts.md", "draft-of-a-plan/a.md", "overdraft/a.md"])
def test_what_only_sounds_like_a_draft_goes_out(path: str, tmp_path: Path, open_folder: Open) -> None:
    put(tmp_path, path)
    (article,) = read(open_folder(), path)
    assert isinstance(article, Article)
    assert article.is_published


def test_whoever_names_the_folder_of_drafts_wants_them(tmp_path: Path, open_folder: Open) -> None:
    put(tmp_path, "drafts/a.md")
    (article,) = read(open_folder("drafts"), "drafts/a.md")
    assert isinstance(article, Article)
    assert article.is_published


def test_a_draft_by_its_folder_that_is_no_article_yet_is_no_fault(tmp_path: Path, open_folder: Open) -> None:
    put(tmp_path, "_drafts/a.md", body=b"---\ncategory: thoughts\n---\n# Some day\n")
    (said,) = read(open_folder(), "_drafts/a.md")
    assert isinstance(said, PassedOver)


@pytest.mark.parametrize(
    "written", ['title: "{{title}}"\ndate: {{date}}', "title: T\ndate: <% tp.date.now() %>", "title: {{ .Name }}"]
)
def test_a_template_for_new_articles_is_none(written: str, tmp_path: Path, open_folder: Open) -> None:
    put(tmp_path, "a.md", body=f"---\n{written}\n---\n".encode())
    assert read(open_folder()) == [
        PassedOver("a.md", "file is a template for new articles", "files are templates for new articles")
    ]


def test_an_article_about_templates_is_one(tmp_path: Path, open_folder: Open) -> None:
    put(tmp_path, "a.md", body=b'---\ntitle: "{{ }} in Liquid"\ndate: 2024-01-30\nurl: /a\n---\n')
    (article,) = read(open_folder())
    assert isinstance(article, Article)


@pytest.mark.parametrize(
    ("path", "is_list"),
    [("index.md", True), ("x/_index.md", True), ("x/-index.md", True), ("x/index.md", False), ("a.md", False)],
)
def test_the_page_that_lists_a_folder_needs_no_date(
    path: str, *, is_list: bool, tmp_path: Path, open_folder: Open
) -> None:
    put(tmp_path, path, body=b"---\ntitle: All posts\nurl: /a\n---\n")
    (found,) = read(open_folder(), path)
    expected = PassedOver(path, "page of a list has no date", "pages of lists have no date")
    assert (found == expected) is is_list
    assert isinstance(found, Fault) is not is_list


def test_a_text_in_utf_16_that_begins_with_no_head_is_passed_over(tmp_path: Path, open_folder: Open) -> None:
    put(tmp_path, "requirements.txt", body="numpy==1.26\n".encode("utf-16"))
    (found,) = read(open_folder(), "requirements.txt")
    assert isinstance(found, PassedOver)


@pytest.mark.parametrize("name", ["README.md", "AGENTS.md", "CLAUDE.md"])
def test_what_stands_beside_the_articles_of_a_repository_is_never_at_fault(
    name: str, tmp_path: Path, open_folder: Open
) -> None:
    put(tmp_path, name, body=b"# About\n")
    assert read(open_folder(), name) == [
        PassedOver(
            name, "file has no front matter and is passed over", "files have no front matter and are passed over"
        )
    ]


def test_a_file_of_xml_is_passed_over_with_what_reads_feeds(tmp_path: Path, open_folder: Open) -> None:
    put(tmp_path, "export.xml", body=b"<?xml version='1.0'?>\n<rss version='2.0'><channel/></rss>")
    (found,) = read(open_folder("*.xml"), "export.xml")
    assert isinstance(found, PassedOver)
    assert (
        found.one
        == "file is XML, of which the plugin syndicate-feed-source reads feeds; this source reads front matter"
    )
    assert found.many.startswith("files are XML, of which ")


def test_a_template_with_a_head_is_an_article(tmp_path: Path, open_folder: Open) -> None:
    put(tmp_path, "a.html", body=head() + b"{% include 'a' %}")
    assert isinstance(read(open_folder(), "a.html")[0], Article)


@pytest.mark.parametrize("said", ["", "# layout: post\n"])
def test_an_empty_head_is_no_fault_where_the_file_says_all_else(said: str, tmp_path: Path, open_folder: Open) -> None:
    put(tmp_path, "2024-01-30-tides.md", "tides.md", body=f"---\n{said}---\n# Low tide\n".encode())
    (article,) = read(open_folder(url_pattern="{site_url}/{slug}/"), "2024-01-30-tides.md")
    assert isinstance(article, Article)
    assert (article.title, article.url) == ("Low tide", "https://news.example.org/tides/")
    (fault,) = read(open_folder(), "tides.md")
    assert isinstance(fault, Fault)
    assert fault.message.startswith("the front matter is empty")


def test_a_body_without_end_costs_nothing(tmp_path: Path, open_folder: Open) -> None:
    put(tmp_path, "a.md")
    os.truncate(tmp_path / "a.md", 1 << 40)
    assert isinstance(read(open_folder())[0], Article)


def test_a_control_character_does_not_kill_the_article(tmp_path: Path, open_folder: Open) -> None:
    put(tmp_path, "a.md", body=head(title="Tides\x0b turn\x7f"))
    (article,) = read(open_folder())
    assert isinstance(article, Article)
    assert article.title == "Tides turn"


def test_html_is_the_body_as_it_stands_and_markdown_is_rendered(tmp_path: Path, open_folder: Open) -> None:
    put(tmp_path, "a.html", "a.md", body=head() + b"<p>Caf\xe9</p>\n")
    reader = open_folder()
    bodies = [reader.content(article) for item in reader.items() for article in read(reader, item.key)]  # type: ignore[union-attr, arg-type]
    assert bodies == ["Body\n<p>Caf\ufffd</p>\n", "<p>Body</p>\n<p>Caf\ufffd</p>\n"]


def test_the_body_of_a_file_that_went_away_is_an_error_that_names_it(tmp_path: Path, open_folder: Open) -> None:
    put(tmp_path, "a.html")
    reader = open_folder()
    (article,) = read(reader, "a.html")
    (tmp_path / "a.html").unlink()
    assert isinstance(article, Article)
    with pytest.raises(SyndicateError, match=r"^a\.html: its body cannot be read: No such file"):
        reader.content(article)


def test_every_fault_of_the_yaml_and_of_the_fields_is_told(tmp_path: Path, open_folder: Open) -> None:
    put(tmp_path, "a.md", body=head("title: Again", "lang: '?'", date="soon"))
    assert [fault.field for fault in read(open_folder()) if isinstance(fault, Fault)] == ["date", "title", "lang"]


def test_a_path_in_the_url_is_that_below_the_folder(tmp_path: Path, open_folder: Open) -> None:
    put(tmp_path, "content/posts/x/a.md", body=head(url=None))
    for paths in (("content/posts",), ("content/posts/**/*.md",), ("content", "content/posts")):
        (article,) = read(open_folder(*paths, url_pattern="{site_url}/{path}/"), "content/posts/x/a.md")
        assert isinstance(article, Article)
        assert article.url == "https://news.example.org/x/a/"


def test_real_articles_are_read_without_a_fault(open_folder: Open) -> None:
    root = SHARED / "sites" / "powerapps"
    require(root.is_dir(), "no real site here")
    reader = open_folder("_news", "_learning/videos", root=root)
    found = [entry for key in keys(reader) for entry in read(reader, key)]
    assert len(found) > 700
    assert [str(entry) for entry in found if isinstance(entry, Fault)] == []
    assert not any("secured" in str(entry) for entry in found)


SEED = head(
    'summary: "a: b"', "tags: [a, 'b', 1.10, ~]", "draft: no", "length: PT5M", "authors:", "  - name: Ann",
    "    email: ann@example.org", "  - Bo <bo@example.org>", 'image: {url: /a.png, width: 3, height: "4"}',
    "audio: &a {url: /a.mp3, size: 12}", "enclosures: [*a]", "<<: {slug: x, status: draft}", "id: 7",
    "provider: {name: x, url: http://x.example, images: [/a.png]}", "lang: en_US", "text: |", "  --- a", "  b",
)  # fmt: skip
PIECES = b"--- \n \t : - [ ] { } *a &a \" ' | > !x \0 \xff \xc2\x85 \xe2\x80\xa8 \xef\xbb\xbf \r ? # % ~ -1 1e999 \x01 <<: :: /:year".split(
    b" "
)


@pytest.mark.parametrize("title", ["", "title: ~", "title: ''", "title: '<br>'"])
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Some words.\n\n## Low *water*\n", "Low water"),
        ("Low water at noon, and **all** went home.\n", "Low water at noon, and all went home."),
        (f"{'Low water ' * 20}\n", f"{'Low water ' * 7}Low water…"),
        ("Before.\n\n{% include x %}\n", "Before."),
        ("# Low *water* {#low}\n\n{% include x %}\n", "Low water"),
    ],
)
def test_a_title_that_is_missing_is_the_first_heading_or_how_the_text_begins(
    tmp_path: Path, open_folder: Open, title: str, body: str, expected: str
) -> None:
    (tmp_path / "a.md").write_text(f"---\n{title}\ndate: 2024-01-02\nurl: /a/\n---\n{body}")
    (found,) = read(open_folder())
    assert isinstance(found, Article)
    assert found.title == expected


def test_a_title_that_is_no_text_is_warned_of_and_made_of_the_text(tmp_path: Path, open_folder: Open) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: [a]\ndate: 2024-01-02\nurl: /a/\n---\n# Low water\n")
    found, warning = read(open_folder())
    assert isinstance(found, Article)
    assert isinstance(warning, Fault)
    assert (found.title, warning.field, warning.severity) == ("Low water", "title", "warning")


def test_without_a_text_the_summary_gives_the_title(tmp_path: Path, open_folder: Open) -> None:
    (tmp_path / "a.md").write_text("---\nexcerpt: Low water\ndate: 2024-01-02\nurl: /a/\n---\n")
    (found,) = read(open_folder())
    assert isinstance(found, Article)
    assert found.title == "Low water"


@pytest.mark.parametrize("seed", range(4))
def test_no_head_however_broken_raises(seed: int, tmp_path: Path, open_folder: Open) -> None:
    chance = random.Random(seed)
    reader = open_folder(url_pattern="{site_url}/{slug}")
    for _ in range(300):
        body = bytearray(SEED)
        for _ in range(chance.choice((1, 1, 2, 5))):
            index = chance.randrange(len(body))
            body[index : index + chance.randrange(4)] = chance.choice(PIECES)
        (tmp_path / "a.md").write_bytes(body)
        found = read(reader)
        assert found
        faults = [entry for entry in found if isinstance(entry, Fault)]
        articles = [entry for entry in found if isinstance(entry, Article)]
        is_none = any(isinstance(entry, PassedOver) and (entry.fault or "draft lacks" in entry.one) for entry in found)
        assert len(articles) == (not is_none and all(fault.is_warning for fault in faults))


@pytest.mark.parametrize(
    ("name", "body", "html"),
    [
        ("a.md", "Teaser\n\n{/* truncate */}\n\nrest", "<p>Teaser</p>\n<!--more-->\n<p>rest</p>\n"),
        ("a.mdx", "Teaser\n\n{/* truncate */}\n\nrest {/* a\nnote */}", "<p>Teaser</p>\n<!--more-->\n<p>rest</p>\n"),
        ("a.md", ":::tip\na\n:::", "<div>\n<p><strong>Tip</strong></p>\n<p>a</p>\n</div>\n"),
        ("a.md", "# A {#b}\n\n[TOC]\n\nc{d} import e", '<h1 id="b">A</h1>\n<p>c{d} import e</p>\n'),
        ("a.md", "```\nimport A from './a'\n```", "<pre><code>import A from './a'\n</code></pre>\n"),
        ("a.html", "{/* kept */} :::tip", "{/* kept */} :::tip"),
        ("a.md", "import Box from '@site/box';\n\na", "<p>a</p>\n"),
        ("a.md", "\nimport {\n  B,\n  c\n} from \"b\"\n\nimport './x.css'\na {/* b */}", "<p>a</p>\n"),
        ("a.mdx", "import Box from '@site/box';\n\na", "<p>a</p>\n"),
        ("a.md", "import Box from '@site/box';\n\n<Box>a</Box>", None),
        ("a.md", 'import {B, c} from "b"\n\n{c}', None),
        ("a.md", "import a from b\n\nc", "<p>import a from b</p>\n<p>c</p>\n"),
        ("a.md", "a\n\nimport Box from '@site/box';", None),
        ("a.mdx", "{/* a\n\n*/}{b}", None),
    ],
)
def test_what_generators_of_documentation_have_beside_markdown_is_no_text(
    tmp_path: Path, open_folder: Open, name: str, body: str, html: str | None
) -> None:
    front = "---\ntitle: T\nurl: https://example.org/a\ndate: 2024-01-01\n---\n"
    put(tmp_path, name, body=(front + body).encode())
    reader = open_folder()
    article = next(found for found in read(reader, name) if isinstance(found, Article))
    if html is not None:
        assert reader.content(article) == html
        return
    line = 8  # the third of the body
    with pytest.raises(ContentError, match=rf"^{re.escape(name)}:{line}: holds the template tag"):
        reader.content(article)


def test_a_template_in_code_alone_says_how_to_leave_code_alone(tmp_path: Path, open_folder: Open) -> None:
    front = "---\ntitle: T\nurl: https://example.org/a\ndate: 2024-01-01\n---\n"
    code = "Write `{{ a }}`"
    put(tmp_path, "a.md", body=f"{front}{code}".encode())
    put(tmp_path, "b.md", body=f"{front}{code} {{{{ b }}}}".encode())
    advice = r"renders; where it fills in none in code, set source\.options\.templates_in_code: false$"
    for key, said in (("a.md", advice), ("b.md", r"'\{\{ b \}\}', which only the site's generator renders$")):
        article = next(found for found in read(open_folder(), key) if isinstance(found, Article))
        with pytest.raises(ContentError, match=said):
            open_folder().content(article)
    put(tmp_path, "a.html", body=f"{front}<code>{{{{ a }}}}</code>".encode())
    article = next(found for found in read(open_folder(), "a.html") if isinstance(found, Article))
    with pytest.raises(ContentError, match=r"renders$"):
        open_folder().content(article)


@pytest.mark.parametrize(
    ("place", "line", "dialect", "is_published"),
    [
        ("a.draft.md", "", "nuxt", False),
        ("private/a.md", "", "nuxt", True),
        ("x/_Drafts/y/a.md", "", "astro", False),
        ("x/drafts/a.md", "", "astro", True),  # Astro builds it
        ("_drafts/a.md", "draft: false", "", True),
        ("drafts/a.md", '"draft": true', "", False),
        ("drafts/a.md", "draft:", "", False),  # that denies nothing
    ],
)
def test_a_folder_of_drafts_is_what_its_generator_and_the_file_say(
    place: str, line: str, dialect: Any, *, is_published: bool, tmp_path: Path, open_folder: Open
) -> None:
    put(tmp_path, place, body=f"---\ntitle: T\ndate: 2024-01-30\nurl: /t/\n{line}\n---\n".encode())
    article, *_ = read(open_folder(options=FrontMatterOptions(dialect=dialect)), place)
    assert isinstance(article, Article)
    assert article.is_published == is_published


@pytest.mark.parametrize(
    ("key", "is_article"),
    [("index.md", False), ("_index.md", False), ("news/_index.html", False), ("tides/index.md", True)],
)
def test_the_undated_page_of_a_section_is_no_article(
    key: str,
    is_article: bool,  # noqa: FBT001
    tmp_path: Path,
    open_folder: Open,
) -> None:
    put(tmp_path, f"posts/{key}", body=b"---\ntitle: T\nurl: /t/\n---\n")
    (found,) = read(open_folder("posts"), f"posts/{key}")
    assert isinstance(found, Fault if is_article else PassedOver)
    put(tmp_path, f"posts/{key}", body=b"---\ntitle: T\nurl: /t/\ndate: 2024-01-30\n---\n")
    assert isinstance(read(open_folder("posts"), f"posts/{key}")[0], Article)


@pytest.mark.parametrize("text", ["updated" * 10_000, "title:" + " " * 60_000 + "x"])
def test_a_line_of_a_head_takes_no_longer_than_its_length(text: str) -> None:
    begin = time.process_time()
    assert re.search(_MONTH_FIRST, text) is None
    assert re.search(_TO_FILL_IN, text) is None
    assert time.process_time() - begin < 1
