"""The handbook as MkDocs builds it: strictly, with every link, feeds of its releases, and a reference made from the code."""

from __future__ import annotations

import argparse
import json
import re
import shutil
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urljoin

import feedparser
import imagesize
import pytest
from selectolax.lexbor import LexborHTMLParser

from syndicate.cli.parser import COMMANDS, parser
from syndicate.cli.plugin_list import list_plugins
from syndicate.parts.registry import Registry
from syndicate.settings.json_schema import article_schema, settings_schema
from tests.conftest import require
from tests.examples.stories import DOCS, ROOT, environment, typed
from tests.examples.test_handbook import public_names

HOME = "https://example.org/handbook/"
Pages = dict[str, LexborHTMLParser]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site, of a copy that sees the repository around it."""
    require(
        find_spec("material") and find_spec("mkdocstrings"), "mkdocs-material and mkdocstrings are not installed here"
    )
    folder = tmp_path_factory.mktemp("handbook")
    for place in ROOT.iterdir():
        if place.name not in ("examples", ".git", ".venv"):
            (folder / place.name).symlink_to(place)
    copy = folder / "examples" / "handbook"
    shutil.copytree(DOCS.parent, copy, ignore=shutil.ignore_patterns("site", "syndicate.record", ".cache"))
    for place in DOCS.parent.parent.iterdir():
        if place.name != "handbook":
            (folder / "examples" / place.name).symlink_to(place)
    variables = environment(tmp_path_factory.mktemp("of"))
    build = 'pip install -q "$SYNDICATE/plugins/syndicate-mkdocs"\nmkdocs build --strict\n'
    done = typed(build, copy, variables)
    assert done.returncode == 0, done.stdout
    return copy / "site"


@pytest.fixture(scope="module")
def pages(site: Path) -> Pages:
    """Each page by its URL."""
    found = {}
    for path in site.rglob("*.html"):
        url = urljoin(HOME, path.relative_to(site).as_posix().removesuffix("index.html"))
        found[url] = LexborHTMLParser(path.read_text(encoding="utf-8"))
    return found


def test_every_link_leads_to_a_page_and_to_what_it_names_there(site: Path, pages: Pages) -> None:
    broken = []
    for url, page in pages.items():
        for element in page.css("[href], [src]"):
            link = urljoin(url, element.attributes.get("href") or element.attributes.get("src") or "")
            if not link.startswith(HOME) or url.endswith("404.html"):
                continue
            there, _, anchor = link.partition("#")
            if there in pages:
                is_there = not anchor or bool(pages[there].css(f'[id="{unquote(anchor)}"]'))
            else:
                is_there = (site / unquote(there.removeprefix(HOME))).is_file()
            if not is_there:
                broken.append(f"{url}: {link}")
    assert not broken


@pytest.mark.parametrize("feed", ["rss.xml", "atom.xml", "feed.json"])
def test_its_releases_are_in_its_feeds_and_drafts_are_not(site: Path, pages: Pages, feed: str) -> None:
    if feed.endswith("json"):
        items = json.loads((site / feed).read_text())["items"]
        found = {item["title"]: item["url"] for item in items}
    else:
        read = feedparser.parse((site / feed).read_bytes())
        assert not read.bozo
        found = {entry.title: entry.link for entry in read.entries}
    posts = {post.read_text(): f"{HOME}blog/syndicate-{post.stem}/" for post in (DOCS / "blog" / "posts").glob("*.md")}
    released = {
        f"syndicate {url[:-1].rpartition('-')[2]}": url for text, url in posts.items() if "draft: true" not in text
    }
    assert found == released
    assert found.items() <= {(title, url) for title, url in found.items() if url in pages}
    links = pages[HOME].css('link[rel="alternate"]')
    assert HOME + feed in [link.attributes["href"] for link in links]


def test_the_reference_of_commands_has_every_option(pages: Pages) -> None:
    text = pages[f"{HOME}reference/commands/"].body.text()  # type: ignore[union-attr]
    (below,) = (action for action in parser()._actions if isinstance(action, argparse._SubParsersAction))
    options = {option for name in COMMANDS for option in below.choices[name]._option_string_actions}
    assert not {option for option in options if option not in text}


def test_the_reference_of_parts_has_every_part_and_its_options(pages: Pages) -> None:
    page = pages[f"{HOME}reference/parts/"]
    listed = [part for plugin in list_plugins(Registry(distributions=())) for part in plugin["parts"]]
    listed = [part for part in listed if part["kind"] != "preset"]
    assert {f"{part['kind']}-{part['name']}" for part in listed} <= {
        str(e.attributes["id"]) for e in page.css("h3[id]")
    }
    shown = [code.text() for code in page.css("td:first-child code")]
    assert sorted(shown) == sorted(option["name"] for part in listed for option in part["options"])


@pytest.mark.parametrize(("page", "schema"), [("settings", settings_schema()), ("article", article_schema())])
def test_the_reference_of_settings_and_articles_has_every_key(pages: Pages, page: str, schema: dict[str, dict]) -> None:  # type: ignore[type-arg]
    shown = [code.text() for code in pages[f"{HOME}reference/{page}/"].css("td:first-child code")]
    assert sorted(shown) == sorted(key for section in schema["$defs"].values() for key in section["properties"])


def test_the_python_api_documents_every_public_name(pages: Pages) -> None:
    missing = []
    for folder, _, names in public_names():
        page = pages[f"{HOME}reference/python/{folder.rpartition('.')[2] or 'hooks'}/"]
        shown = {str(element.attributes["id"]) for element in page.css("h2[id]")} | {
            code.text() for code in page.css("p code")
        }
        missing += [name for name in names if not {f"{folder or 'syndicate.parts.hookspecs'}.{name}", name} & shown]
    assert not missing


@pytest.mark.parametrize(
    ("struct", "fields"),
    [
        ("FilterContext", ["site", "now"]),
        ("TransformContext", ["root", "site"]),
        ("Author", ["name", "email", "url", "avatar_url"]),
        ("Attachment", ["url", "media_type", "size_bytes", "duration_seconds", "title"]),
    ],
)
def test_the_python_api_has_the_fields_of_a_struct(pages: Pages, struct: str, fields: list[str]) -> None:
    heading = pages[f"{HOME}reference/python/syndicate/"].css_first(f'[id="syndicate.{struct}"]')
    assert heading is not None
    assert heading.parent is not None
    rows = [row.css_first("td") for row in heading.parent.css("table tr")]
    assert [cell.text() for cell in rows if cell is not None][: len(fields)] == fields
    assert "\\|" not in heading.parent.text()


def test_a_search_finds_every_page(site: Path, pages: Pages) -> None:
    index = json.loads((site / "search" / "search_index.json").read_text())
    found = {urljoin(HOME, entry["location"].partition("#")[0]) for entry in index["docs"]}
    written = {url for url in pages if "/blog/" not in url and not url.endswith("404.html")}
    assert written <= found


@pytest.mark.parametrize(
    ("words", "page"),
    [
        ("autodiscovery", "autodiscovery"),
        ("robots.txt", "robots"),
        ("full text", "full-text"),
        ("feed section", "sections"),
        ("WordPress", "wordpress"),
        ("GitHub Pages workflow", "github-pages"),
        ("WebSub", "websub"),
        ("jekyll-feed", "moving"),
        ("mkdocs-rss-plugin", "moving"),
        ("eleventy-plugin-rss", "moving"),
        ("CI cache", "ci-cache"),
    ],
)
def test_a_heading_has_the_words_that_people_search_for(site: Path, words: str, page: str) -> None:
    index = json.loads((site / "search" / "search_index.json").read_text())

    def split(text: str) -> set[str]:
        return set(re.split(index["config"]["separator"], text.lower()))

    found = [entry["location"] for entry in index["docs"] if split(words) <= split(entry["title"])]
    assert f"how-to/{page}/" in {location.partition("#")[0] for location in found}


def test_its_pictures_are_taken_by_a_script(tmp_path: Path) -> None:
    require(shutil.which("chromium") or shutil.which("google-chrome"), "no Chromium here")
    script = DOCS.parent / "pictures.py"
    lines = f'pip install -q "$SYNDICATE/plugins/syndicate-preview"\npython {script} taken\n'
    done = typed(lines, tmp_path, environment(tmp_path))
    assert done.returncode == 0, done.stdout
    sizes = {path.name: imagesize.get(path) for path in (tmp_path / "taken").iterdir()}
    assert sizes == {path.name: imagesize.get(path) for path in (DOCS / "pictures").iterdir()}
