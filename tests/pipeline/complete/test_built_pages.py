"""Full text from the pages that the generator has built: which file a URL is, what is said where there is none."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from syndicate import Article, Registry, Report, SettingsError, Site, export
from syndicate.html.pages.page import MAX_PAGE_BYTES, decode_page
from syndicate.pipeline.complete.built_pages import BuiltPages, NoText
from syndicate.settings.overrides import Overrides
from syndicate.settings.plan import Bodies
from tests.conftest import require

NOW = datetime(2024, 6, 1, tzinfo=UTC)
PAGE = "<title>Tides</title><nav>Home</nav><article><h1>Tides</h1><p>{}</p></article>"
SITE = {"title": "Ledger", "url": "https://example.org/", "authors": "Desk"}


def lay(folder: Path, *paths: str) -> None:
    """Build pages that say their own path."""
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(PAGE.format(path), encoding="utf-8")


def found(folder: Path, url: str, site_url: str = "https://example.org/", **bodies: Any) -> str:
    """Return what the page at *url* says, or why it says nothing."""
    site = Site(title="Ledger", url=site_url)
    given = {"root": str(folder.parent), "built": folder.name} | bodies
    pages = BuiltPages(Bodies(site=site, **given))
    article = Article(title="Tides", url=url, published_at=NOW)
    if not pages.belongs(article):
        return "elsewhere"
    page = pages.page(article)
    assert page is not None
    text = page if isinstance(page, NoText) else pages.text(article, page)
    return text.reason if isinstance(text, NoText) else text.html.removeprefix("<p>").removesuffix("</p>")


@pytest.fixture
def built(tmp_path: Path) -> Path:
    folder = tmp_path / "_site"
    folder.mkdir()
    return folder


@pytest.mark.parametrize(
    ("url", "files", "expected"),
    [
        ("https://example.org/", ["index.html"], "index.html"),
        ("https://example.org/a/", ["a/index.html", "a.html"], "a/index.html"),
        ("https://example.org/a/", ["a/index.htm"], "a/index.htm"),
        ("https://example.org/a/", ["a/index.xhtml"], "a/index.xhtml"),
        ("https://example.org/a/", ["a.html"], "a.html"),
        ("https://example.org/a", ["a.html", "a/index.html"], "a.html"),
        ("https://example.org/a", ["a/index.html"], "a/index.html"),
        ("https://example.org/a", ["a"], "a"),
        ("https://example.org/a.html", ["a.html"], "a.html"),
        ("https://example.org/a.html?b=c#d", ["a.html"], "a.html"),
        ("https://example.org/2024.05/", ["2024.05/index.html"], "2024.05/index.html"),
        ("https://example.org/v1.2", ["v1.2.html"], "v1.2.html"),
        ("https://example.org/k%C3%BCste%20b/", ["küste b/index.html"], "küste b/index.html"),
        ("https://example.org/k%C3%BCste/", ["ku\u0308ste/index.html"], "ku\u0308ste/index.html"),
        ("https://example.org/k%C3%BCste/", ["k%C3%BCste/index.html"], "k%C3%BCste/index.html"),
        ("http://www.example.org/a/", ["a/index.html"], "a/index.html"),
    ],
)
def test_a_url_is_the_file_that_a_server_would_send(built: Path, url: str, files: list[str], expected: str) -> None:
    lay(built, *files)
    assert found(built, url) == expected


@pytest.mark.parametrize("path", ["a/index.html", "blog/a/index.html"])
def test_the_path_of_the_home_page_may_be_repeated_in_the_folder(built: Path, path: str) -> None:
    lay(built, path)
    assert found(built, "https://example.org/blog/a/", "https://example.org/blog") == path


def test_names_are_compared_with_their_case(built: Path) -> None:
    lay(built, "About/index.html")
    require(not (built / "about").exists(), "this disk does not tell case")
    assert "there is no file" in found(built, "https://example.org/about/")


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/../secret.html",
        "https://example.org/%2e%2e/secret.html",
        "https://example.org/a/..%2f..%2fsecret.html",
        "https://example.org/..%5csecret.html",
        "https://example.org/secret.html%00",
        "https://example.org/out/secret.html",
        "https://example.org/link.html",
        "https://example.org/folder.html",
        "https://example.org/" + "x" * 5000,
    ],
)
def test_nothing_outside_the_folder_is_opened(built: Path, url: str) -> None:
    lay(built.parent, "secret.html")
    (built / "out").symlink_to(built.parent)
    (built / "link.html").symlink_to(built.parent / "secret.html")
    (built / "folder.html").mkdir()
    assert "there is no file" in found(built, url)


def test_a_link_within_the_folder_is_followed(built: Path) -> None:
    lay(built, "a.html")
    (built / "b.html").symlink_to("a.html")
    assert found(built, "https://example.org/b") == "a.html"


def test_a_pipe_does_not_hold_the_export_up(built: Path) -> None:
    require(hasattr(os, "mkfifo"), "there are no pipes here")
    os.mkfifo(built / "a.html")
    assert "there is no file" in found(built, "https://example.org/a.html")


def test_a_page_of_another_size_than_pages_have_is_not_read(built: Path) -> None:
    with (built / "a.html").open("wb") as file:
        file.truncate(MAX_PAGE_BYTES + 1)
    assert "larger than 16 MiB" in found(built, "https://example.org/a.html")


def test_an_article_of_another_host_has_no_page_here(built: Path) -> None:
    lay(built, "a.html")
    assert found(built, "https://other.example.com/a") == "elsewhere"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("é".encode(), "é"),
        (b"\xef\xbb\xbf\xc3\xa9", "é"),
        ("é".encode("utf-16"), "é"),
        (b"<meta charset=latin1>\xe9\x80", "é€"),
        (b'<meta http-equiv=content-type content="text/html; charset=Shift_JIS">\x83\x86', "ユ"),
        (b'<?xml version="1.0" encoding="koi8-r"?>\xc0', "ю"),
        (b"<meta charset=zip>\xc3\xa9", "é"),
        (b"<meta charset=no-such>\xc3\xa9", "é"),
        (b"caf\xe9", "café"),
    ],
)
def test_a_page_is_read_in_the_charset_it_declares(data: bytes, expected: str) -> None:
    assert decode_page(data).endswith(expected)


# In an export


def exported(folder: Path, source: dict[str, Any], **settings: Any) -> Report:
    values = {"site": SITE, "content": "full", "source": source, "feeds": [{"format": "json"}], "preset": "none"}
    (folder / "syndicate.yaml").write_text(json.dumps(values | settings))
    return export(folder, now=NOW, registry=Registry(distributions=()))


def items(report: Report) -> dict[str, dict[str, Any]]:
    return {item["url"]: item for item in json.loads(report.documents[0].body)["items"]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "posts").mkdir()
    for name, body in (("tides", "As **written**"), ("fog", "{% include fog %}")):
        text = f"---\ntitle: {name.title()}\ndate: 2024-01-01\nurl: /{name}/\n---\n{body}\n"
        (tmp_path / "posts" / f"{name}.md").write_text(text)
    return tmp_path


def test_the_text_is_what_the_built_page_says(folder: Path) -> None:
    lay(folder / "_site", "tides/index.html", "fog/index.html")
    report = exported(folder, {"built": "_site"})
    texts = {url: item["content_html"] for url, item in items(report).items()}
    assert texts == {
        "https://example.org/tides/": "<p>tides/index.html</p>",
        "https://example.org/fog/": "<h1>Tides</h1><p>fog/index.html</p>",
    }
    assert report.documents[0].warnings == ()
    assert report.faults == ()


def test_without_a_built_page_the_source_is_asked_and_the_first_missing_one_is_named(folder: Path) -> None:
    (folder / "_site").mkdir()
    report = exported(folder, {"built": "_site"})
    assert "<strong>written</strong>" in items(report)["https://example.org/tides/"]["content_html"]
    missing, refused = report.documents[0].warnings
    assert missing.startswith("the text of 2 articles of 2 is not on a built page: 'https://example.org/")
    assert missing.endswith("/index.html'; build the site first, or correct source.built")
    assert "is left out: posts/fog.md:6: holds the template tag" in refused
    assert "set source.built" not in refused


def test_a_built_folder_that_is_not_there_is_said_once(folder: Path) -> None:
    report = exported(folder, {"built": "_site"})
    (note,) = report.notes
    assert note.endswith(": source.built: there is no folder '_site'; build the site first, or correct it")
    assert "syndicate.yaml:1:" in note
    assert len(report.documents[0].warnings) == 1


def test_the_built_folder_may_lie_beside_the_site(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    beside = tmp_path_factory.mktemp("public")
    lay(beside, "tides/index.html")
    for built in (str(beside), os.path.relpath(beside, folder)):
        text = items(exported(folder, {"built": built}))["https://example.org/tides/"]["content_html"]
        assert text == "<p>tides/index.html</p>"


def test_no_articles_are_read_from_the_built_folder(folder: Path) -> None:
    (folder / "_site").mkdir()
    (folder / "_site" / "copy.md").write_text("---\ntitle: Copy\ndate: 2024-01-01\nurl: /copy/\n---\n")
    assert "https://example.org/copy/" not in items(exported(folder, {"built": "_site"}))
    assert "https://example.org/copy/" in items(exported(folder, {"built": ""}))


def test_the_element_is_the_one_that_the_settings_name(folder: Path) -> None:
    (folder / "_site" / "tides").mkdir(parents=True)
    page = "<article>Not this</article><div class='the text'><p>This</p></div>"
    (folder / "_site" / "tides" / "index.html").write_text(page)
    report = exported(folder, {"built": "_site", "element": "div.the > p"})
    assert items(report)["https://example.org/tides/"]["content_html"] == "This"
    (folder / "posts" / "fog.md").unlink()
    report = exported(folder, {"built": "_site", "element": "#none"})
    sought = "nothing in '_site/tides/index.html' matches '#none'; set source.element to its CSS selector"
    assert report.documents[0].warnings[0].endswith(sought)


def test_a_selector_that_is_none_is_a_mistake_of_the_settings(folder: Path) -> None:
    with pytest.raises(SettingsError, match=r"source.element: 'a\.\.b' is not a CSS selector; write e.g. article"):
        exported(folder, {"built": "_site", "element": "a..b"})


def test_relative_urls_are_resolved_as_the_page_says(folder: Path) -> None:
    (folder / "_site" / "tides").mkdir(parents=True)
    page = "<base href='/media/'><article><p><a href='a.pdf'>A</a></p></article>"
    (folder / "_site" / "tides" / "index.html").write_text(page)
    text = items(exported(folder, {"built": "_site"}))["https://example.org/tides/"]["content_html"]
    assert 'href="https://example.org/media/a.pdf"' in text


def test_only_pages_of_chosen_articles_are_opened_and_each_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(folder / "_site", "tides/index.html", "fog/index.html")
    opened = []
    read = BuiltPages._read

    def counted(self: BuiltPages, path: str) -> tuple[bytes, tuple[int, int]] | NoText | None:
        opened.append(path)
        return read(self, path)

    monkeypatch.setattr(BuiltPages, "_read", counted)
    two = [{"format": "json", "limit": 1}, {"format": "atom", "limit": 1}]
    exported(folder, {"built": "_site"}, feeds=two)
    assert len(opened) == 1


TEASER = {
    "markdown": ("a.md", "Above *one*.\n\nAbove [two][x].\n\n<!--more-->\n\nBelow.\n\n[x]: /x\n"),
    "a tag of a template below it": ("a.md", "Above one.\n\nAbove two.\n\n<!--more-->\n\n{{< own >}}\n"),
    "a tag of a template above it": (
        "a.md",
        "Above one.\n\n{{< own a=1 >}}\n\nAbove two.\n\n<!-- more -->\n\nBelow.\n",
    ),
    "HTML": ("a.html", "<p>Above one.</p><p>Above two.</p><!--more--><p>Below.</p>"),
    "MDX": ("a.mdx", "Above one.\n\nAbove two.\n\n{/* truncate */}\n\nBelow.\n"),
}


@pytest.mark.parametrize("content", ["full", "summary"])
@pytest.mark.parametrize("name", TEASER)
def test_the_authors_teaser_is_that_of_the_source_whatever_is_left_of_it_on_the_page(
    folder: Path, name: str, content: str
) -> None:
    file, body = TEASER[name]
    (folder / "posts" / file).write_text(f"---\ntitle: A\ndate: 2024-01-01\nurl: /a/\n---\n{body}")
    (folder / "_site" / "a").mkdir(parents=True)
    page = "<article><p>Above one.</p><p>Above two.</p><p>Below.</p></article>"
    (folder / "_site" / "a" / "index.html").write_text(page)
    feeds = [{"format": "json", "content": content}]
    item = items(exported(folder, {"built": "_site"}, feeds=feeds))["https://example.org/a/"]
    assert item["summary" if content == "full" else "content_text"] == "Above one. Above two."
    assert ("Below" in item.get("content_html", "")) == (content == "full")


def test_the_mark_on_the_page_counts_where_the_source_has_none(folder: Path) -> None:
    (folder / "posts" / "a.md").write_text("---\ntitle: A\ndate: 2024-01-01\nurl: /a/\n---\n{% include all.html %}\n")
    (folder / "_site" / "a").mkdir(parents=True)
    page = "<article><p>Above one.</p><!-- mine --><p>Above two.</p><!--more--><p>Below.</p></article>"
    (folder / "_site" / "a" / "index.html").write_text(page)
    item = items(exported(folder, {"built": "_site"}))["https://example.org/a/"]
    assert item["summary"] == "Above one. Above two."
    assert "<!--" not in item["content_html"]


def dated(folder: Path, **times: int) -> Report:
    """Give the posts these times of change, all pages the time 100, and export two feeds."""
    for name, time in times.items():
        (folder / "posts" / f"{name}.md").write_text(
            f"---\ntitle: {name}\ndate: 2024-01-01\nurl: /{name}/\n---\nText.\n"
        )
        os.utime(folder / "posts" / f"{name}.md", (time, time))
        lay(folder / "_site", f"{name}/index.html")
        os.utime(folder / "_site" / name / "index.html", (100, 100))
    return exported(folder, {"built": "_site"}, feeds=[{"format": "json"}, {"format": "atom"}])


def test_pages_that_are_older_than_their_articles_are_said_once(folder: Path) -> None:
    (note,) = dated(folder, tides=200, fog=50, ebb=300, flood=50).notes
    assert note.startswith("2 built pages are older than their articles, ")
    assert "posts/tides.md" in note
    assert "posts/ebb.md" in note
    assert note.endswith("; build the site first")


def test_times_of_files_that_a_checkout_made_say_nothing(folder: Path) -> None:
    assert dated(folder, tides=50, fog=50).notes == ()  # built after it
    assert dated(folder, tides=200, fog=201).notes == ()  # built before, and kept


@pytest.mark.parametrize(
    ("files", "command"),
    [
        ({"hugo.toml": "baseURL = 'https://e.org/'\ntitle = 'T'\n", "content/a.md": "{{< own >}}"}, "hugo"),
        ({"_config.yml": "title: T\nurl: https://e.org\n", "_posts/2024-01-01-a.md": "{% own %}"}, "jekyll build"),
    ],
)
def test_who_has_not_built_the_site_is_told_the_command_that_builds_it(
    tmp_path: Path, files: dict[str, str], command: str
) -> None:
    for name, body in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        head = "---\ntitle: A\ndate: 2024-01-01\n---\n" if name.endswith(".md") else ""
        (tmp_path / name).write_text(head + body)
    overrides = Overrides(formats=(("json", None),), content="full")
    (warning,) = export(tmp_path, now=NOW, overrides=overrides).documents[0].warnings
    assert f"; build the site first: {command}" in warning.replace("bundle exec ", "")
    assert "source.built" not in warning
