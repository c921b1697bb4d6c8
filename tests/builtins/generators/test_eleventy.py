"""Eleventy's rules, seen in an example site and one by one."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from syndicate import (
    Article,
    ContentError,
    Fault,
    Item,
    Overrides,
    PassedOver,
    Preset,
    Reader,
    Registry,
    Site,
    Source,
    SourceContext,
    export,
)
from syndicate.settings import open_site, recognise
from syndicate.testing import check_source
from tests.conftest import lay, require

SITE = Path(__file__).parent / "sites" / "eleventy"
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def registry() -> Registry:
    return Registry(distributions=())


def reader(root: Path, *, may_be_undated: bool = False, **options: Any) -> Reader:
    source = registry().get(Source, "eleventy")
    given = source.options(**options)
    site = Site(title="T", url="https://example.org/")
    return source.open(
        SourceContext(root=str(root), paths=(given.input,), site=site, may_be_undated=may_be_undated, options=given)
    )


def entries(root: Path, **options: Any) -> Iterator[tuple[str, Article | Fault]]:
    opened = reader(root, **options)
    for item in opened.items():
        assert isinstance(item, Item)
        for entry in opened.read(item):
            if isinstance(entry, PassedOver):
                continue
            assert isinstance(entry, Article | Fault)
            yield item.key, entry


def urls(root: Path, **options: Any) -> dict[str, str]:
    found = {}
    for key, entry in entries(root, **options):
        assert isinstance(entry, Article), entry
        found[key] = entry.url.removeprefix("https://example.org")
    return found


def faults(root: Path, **options: Any) -> list[str]:
    return [str(entry) for _, entry in entries(root, **options) if isinstance(entry, Fault)]


def post(head: str = "", body: str = "Text\n") -> str:
    return f"---\ntitle: T\ndate: 2024-01-01\n{head}\n---\n{body}"


# Built with Eleventy itself


@pytest.fixture(scope="session")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of node modules with Eleventy 3: the one that SYNDICATE_ELEVENTY names, else installed by npm."""
    given = os.environ.get("SYNDICATE_ELEVENTY")
    if given:
        return Path(given)
    npm = shutil.which("npm")
    require(npm, "npm is not here, which installs Eleventy")
    assert npm
    folder = tmp_path_factory.mktemp("eleventy")
    command = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "@11ty/eleventy@3"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    require(done.returncode == 0, f"npm cannot install Eleventy: {done.stderr[-300:]}")
    return folder / "node_modules"


@pytest.fixture(scope="session")
def built(modules: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example site, built."""
    node = shutil.which("node")
    require(node, "node is not here, which runs Eleventy")
    assert node
    site = tmp_path_factory.mktemp("site") / "quay"
    shutil.copytree(SITE, site)
    command = [node, str(modules / "@11ty" / "eleventy" / "cmd.cjs"), "--quiet"]
    subprocess.run(command, cwd=site, capture_output=True, text=True, check=True)
    return site


def test_articles_urls_and_dates_are_those_that_eleventy_builds(built: Path) -> None:
    listed = json.loads((built / "_site" / "list.json").read_text())
    assert len(listed) == 26
    expected = {
        (path.removeprefix("./"), url, date[:19] + "Z")
        for path, url, date in listed
        if url  # `permalink: false` has no page
    }
    report = export(built, now=NOW, overrides=Overrides(formats=(("json", None),), limit="all"))
    assert report.faults == ()
    items = json.loads(report.documents[0].body)["items"]
    ours = {(item["url"].removeprefix("https://example.org/quay"), item["date_published"]) for item in items}
    assert ours == {(url, date) for _, url, date in expected}
    assert len(items) == len(expected) == 25


def test_every_url_of_ours_is_a_built_page(built: Path) -> None:
    report = export(built, now=NOW, overrides=Overrides(formats=(("json", None),), limit="all"))
    for item in json.loads(report.documents[0].body)["items"]:
        path = item["url"].removeprefix("https://example.org/quay/")
        page = built / "_site" / (f"{path}index.html" if path.endswith("/") or not path else path)
        assert f"<h1>{item['title']}</h1>" in unescape(page.read_text())


# What can be told without the built pages


def test_without_built_pages_what_only_a_program_knows_is_a_fault() -> None:
    report = export(SITE, now=NOW, overrides=Overrides(formats=(("json", None),), limit="all"))
    assert [str(fault) for fault in report.faults] == [
        "src/posts/built.md:4:12: permalink: its URL is made by a program of the site, which is not run, and no built page "
        "is surely its own; build the site into _site, or write a permalink without expressions"
    ]
    assert len(json.loads(report.documents[0].body)["items"]) == 24


def test_every_value_is_found_with_its_place() -> None:
    file = recognise(*open_site(SITE), registry())[0]
    found = {place: (finding.value, finding.path, finding.line) for place, finding in file.found.items()}
    config = "eleventy.config.mjs"
    ann = {"name": "Ann Ferris", "email": "ann@example.org", "url": "https://example.org/ann/"}
    assert found == {
        ("preset",): ("eleventy", "", 0),
        ("source", "name"): ("eleventy", "", 0),
        ("source", "paths"): (["src"], config, 15),
        ("filters", "published"): ({"future": True}, "", 0),
        ("withheld", "hidden"): (False, "", 0),
        ("withheld", "archived"): (False, "", 0),
        ("content",): ("full", "", 0),
        ("site", "title"): ("The Quay", "src/_data/metadata.js", 3),
        ("site", "url"): ("https://example.org/quay/", "src/_data/metadata.js", 4),
        ("site", "language"): ("en-GB", "src/_data/metadata.js", 5),
        ("site", "description"): ("Notes from the quay", "src/_data/metadata.js", 6),
        ("site", "authors"): ([ann], "src/_data/metadata.js", 7),
        ("source", "options", "input"): ("src", config, 15),
        ("source", "options", "output"): ("_site", config, 15),
        ("source", "options", "includes"): ("_includes", config, 15),
        ("source", "options", "data"): ("_data", config, 15),
        ("source", "options", "markdown_engine"): ("njk", config, 16),
        ("source", "options", "html_engine"): ("njk", config, 17),
        ("source", "options", "formats"): (["md", "njk", "html", "liquid"], config, 18),
        ("source", "options", "layout_aliases"): ({"post": "layouts/post.njk"}, config, 7),
        ("source", "options", "data_formats"): (["yaml", "yml"], config, 8),
        ("source", "options", "ignored"): (["src/posts/ignored-*.md"], config, 12),
        ("source", "options", "globs"): ({"articles": ["src/essays/*.md"]}, config, 10),
        ("source", "options", "own_filters"): (["secret"], config, 9),
        ("source", "options", "collections"): (["articles", "posts"], config, 10),
        ("source", "assets"): (["static", "src"], "", 0),
    }


@pytest.mark.parametrize(
    ("files", "is_eleventy"),
    [
        ({".eleventy.js": "module.exports = {}"}, True),
        ({"eleventy.config.ts": "export default {}"}, True),
        ({"package.json": '{"devDependencies": {"@11ty/eleventy": "^3"}}'}, True),
        ({"buildawesome.config.mjs": "export default {}"}, True),
        ({"package.json": '{"devDependencies": {"@awesome.me/buildawesome": "^4"}}'}, True),
        ({"package.json": '{"dependencies": {"react": "^19"}}'}, False),
        ({"package.json": "[]"}, False),
        ({}, False),
    ],
)
def test_a_site_is_known_by_its_configuration_or_what_it_depends_on(
    tmp_path: Path,
    files: dict[str, str],
    is_eleventy: bool,  # noqa: FBT001
) -> None:
    lay(tmp_path, files)
    assert (registry().get(Preset, "eleventy").find(str(tmp_path)) is not None) is is_eleventy


def findings(root: Path) -> dict[str, tuple[Any, str, int]]:
    found = registry().get(Preset, "eleventy").find(str(root))
    assert found is not None
    return {".".join(place): (value.value, value.path, value.line) for place, value in found.settings.items()}


@pytest.mark.parametrize(
    "text",
    [
        "module.exports = function (c) {\n  return { dir: { input: 'www' } };\n};",
        "module.exports = (c) => ({\n dir: { 'input': `www` } });",
        "export default async function (c) {}\nexport const config = { dir: { input: 'www', }, };",
        "module.exports = {\n  dir: { input: './www/' } };",
        "export default (c) => {\n  c.setInputDirectory('www'); };",
        "const folder = 'www'\nexport const config = { dir: { input: folder } }",
        "const folder = 'www';\nexport const config = { dir: { input: folder } };",
        "// return { dir: { input: 'no' } }\nexport const config = { /* dir: {input: 'no'} */ dir: { input: 'www' } };",
    ],
)
def test_folders_are_read_from_every_form_of_the_configuration(tmp_path: Path, text: str) -> None:
    lay(tmp_path, {".eleventy.js": text})
    assert findings(tmp_path)["source.options.input"][0] == "www"


def test_templates_are_no_data_files_where_a_program_reads_data_of_their_suffix(tmp_path: Path) -> None:
    text = "export default (c) => {\n  c.addDataExtension('md, csv', (text) => text);\n  c.addDataExtension('yml', load);\n};"
    assert findings(lay(tmp_path, {".eleventy.js": text}))["source.options.data_formats"][0] == ["yml"]


def test_what_is_computed_is_not_guessed(tmp_path: Path) -> None:
    text = "module.exports = (c) => ({ dir: { input: path.join('a', 'b'), output: 'out' }, markdownTemplateEngine: engine });"
    found = findings(lay(tmp_path, {".eleventy.js": text}))
    assert "source.options.input" not in found
    assert found["source.options.output"] == ("out", ".eleventy.js", 1)
    assert "source.options.markdown_engine" not in found


def test_what_changes_urls_in_a_program_is_said(tmp_path: Path) -> None:
    lay(tmp_path, {".eleventy.js": "module.exports = (c) => {\n  c.addUrlTransform(({ url }) => url);\n};"})
    found = registry().get(Preset, "eleventy").find(str(tmp_path))
    assert found is not None
    assert ".eleventy.js:2:21: addUrlTransform changes URLs in a program that is not run; " in "\n".join(found.notes)


@pytest.mark.parametrize(
    ("program", "ignored"),
    [
        ("['a', 'b/**'].forEach((one) => c.ignores.add(one));", ["a", "b/**"]),
        ("['a'].forEach(one => { c.ignores.add(one); });", ["a"]),
        ("['a'].forEach(function (one) { c.ignores.add(one) })", ["a"]),
        ("const old = ['a', 'b'];\n  for (const one of old) {\n    c.ignores.add(one);\n  }", ["a", "b"]),
        ("let old = ['a']; if (prod) old.forEach((one) => c.ignores.add(one));", ["a"]),
        ("for (const one of ['a']) c.ignores.add(one); c.ignores.add('b');", ["a", "b"]),
        ("for (const one of ['a', path]) c.ignores.add(one);", None),
        ("for (const one of ['a', 'b']) { if (one !== 'b') c.ignores.add(one); }", None),
        ("const x = ['a'].concat(y); x.forEach((one) => c.ignores.add(one));", None),
        ("for (const one of found()) c.ignores.add(other);", None),
        ("for (const one of ['a']) c.ignores.add(`${one}/b`);", None),
        ("for (const one of ['a']) c.ignores.add(one + '/b');", None),
        ("['a'].forEach((other) => c.ignores.add(one));", None),
    ],
)
def test_what_a_program_leaves_out_by_a_list_stays_out(tmp_path: Path, program: str, ignored: list[str] | None) -> None:
    lay(tmp_path, {".eleventy.js": f"module.exports = (c) => {{\n  {program}\n}};"})
    found = registry().get(Preset, "eleventy").find(str(tmp_path))
    assert found is not None
    assert findings(tmp_path).get("source.options.ignored", (None,))[0] == ignored
    assert any("ignores.add" in note for note in found.notes) is (ignored is None)


@pytest.mark.parametrize(
    ("program", "place"),
    [
        ("config => { config.addTemplateFormats('org,scss') }", "1:56"),
        ("config => { config.setTemplateFormats(['md', 'org']) }", "1:56"),
        ("config => ({ templateFormats: ['md', 'org', 'njk'] })", "1:48"),
    ],
)
def test_templates_in_a_language_that_is_not_read_are_said(tmp_path: Path, program: str, place: str) -> None:
    lay(tmp_path, {"eleventy.config.js": f"module.exports = {program}\n"})
    found = registry().get(Preset, "eleventy").find(str(tmp_path))
    assert found is not None
    (note,) = (note for note in found.notes if "templates in" in note)
    assert note.startswith(f"eleventy.config.js:{place}: templates in org are not read, and are in no feed;")


def test_what_a_program_leaves_out_without_naming_it_is_said(tmp_path: Path) -> None:
    program = "module.exports = (c) => {\n  c.ignores.add('a/**');\n  old.forEach((one) => c.ignores.add(one));\n};"
    lay(tmp_path, {".eleventy.js": program})
    found = registry().get(Preset, "eleventy").find(str(tmp_path))
    assert found is not None
    (said,) = (note for note in found.notes if "ignores.add" in note)
    assert said.startswith(".eleventy.js:3:38: ignores.add is given what only the program knows; ")


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"_data/site.json": '{"title": "S", "url": "https://s.example.org"}'}, ("https://s.example.org", "_data/site.json")),
        ({"_data/site.yaml": "host: https://h.example.org"}, ("https://h.example.org", "_data/site.yaml")),
        ({"feed/feed.njk": '---json\n{"metadata": {"url": "https://f.example.org/"}}\n---\n<feed>'}, ("https://f.example.org/", "feed/feed.njk")),
        ({"package.json": '{"homepage": "https://p.example.org/"}'}, ("https://p.example.org/", "package.json")),
        ({"package.json": '{"homepage": "https://github.com/a/b#readme"}', "CNAME": "c.example.org\n"}, ("https://c.example.org/", "CNAME")),
        ({"_data/meta.js": "module.exports = { url: process.env.URL ?? 'https://e.example.org' };"}, ("https://e.example.org", "_data/meta.js")),
        ({"_data/meta.js": "export const url = 'https://n.example.org';\nexport const x = f(1);"}, ("https://n.example.org", "_data/meta.js")),
        ({"_data/site.json": '{"url": "http://localhost:8080"}', "CNAME": "c.example.org"}, ("https://c.example.org/", "CNAME")),
    ],
)  # fmt: skip
def test_the_url_is_found_where_sites_keep_it(tmp_path: Path, files: dict[str, str], expected: tuple[str, str]) -> None:
    lay(tmp_path, {".eleventy.js": "module.exports = {}", **files})
    assert findings(tmp_path)["site.url"][:2] == expected


@pytest.mark.parametrize(
    ("packages", "config", "extensions"),
    [
        ({"@11ty/eleventy": "^3.0.0", "markdown-it-container": "4"}, "markdownIt({ breaks: true })", ["double_tildes", "plain_indents", "containers", "breaks"]),
        ({"@11ty/eleventy": "~1.0.2", "markdown-it-abbr": "1"}, "", ["double_tildes", "abbreviations"]),
        ({}, "c.amendLibrary('md', (md) => md.enable('code'));", ["double_tildes"]),
        ({"markdown-it-footnote": "4", "markdown-it-ins": "4", "markdown-it-sub": "2", "markdown-it-sup": "2"}, "", ["plain_indents", "inline_footnotes", "insert", "subscript", "superscript"]),
    ],
)  # fmt: skip
def test_what_plugins_add_to_markdown_is_read(
    tmp_path: Path, packages: dict[str, str], config: str, extensions: list[str]
) -> None:
    text = f"module.exports = (c) => {{ {config} }}"
    lay(tmp_path, {".eleventy.js": text, "package.json": json.dumps({"devDependencies": packages})})
    assert findings(tmp_path)["source.options.extensions"][0] == extensions


@pytest.mark.parametrize(("plugin", "base"), [("EleventyHtmlBasePlugin", "/b"), ("feedPlugin", "/b"), ("other", "")])
def test_addresses_at_the_root_are_below_the_path_prefix_where_a_plugin_puts_them(
    tmp_path: Path, plugin: str, base: str
) -> None:
    program = f"export default function (c) {{ c.addPlugin({plugin}); return {{ pathPrefix: '/b/' }} }}\n"
    lay(tmp_path, {"eleventy.config.js": program, "_data/site.json": '{"title": "T", "url": "https://e.org"}'})
    lay(tmp_path, {"a.md": post("date: 2024-01-01", "[x](/y/)\n")})
    made = export(
        tmp_path, now=NOW, overrides=Overrides(formats=(("json", None),), content="full"), registry=registry()
    )
    (item,) = json.loads(made.documents[0].body)["items"]
    assert item["content_html"] == f'<p><a href="https://e.org{base}/y/">x</a></p>'


@pytest.mark.parametrize(
    ("folder", "home"), [("blog", "https://e.org/"), ("notes", "https://e.org/blog/"), ("blog/x", "https://e.org/")]
)
def test_a_folder_of_templates_is_no_folder_that_all_pages_lie_in(tmp_path: Path, folder: str, home: str) -> None:
    about = '{"title": "T", "url": "https://e.org/blog"}'
    lay(tmp_path, {".eleventy.js": "", "_data/site.json": about, f"{folder}/a.md": post("date: 2024-01-01")})
    made = export(tmp_path, now=NOW, overrides=Overrides(formats=(("json", None),)), registry=registry())
    (item,) = json.loads(made.documents[0].body)["items"]
    assert item["url"] == f"{home}{folder}/a/"


@pytest.mark.parametrize(("plugin", "to"), [("InputPathToUrlTransformPlugin", "made/"), ("other", "blog/b.md")])
def test_links_to_files_of_templates_lead_to_their_pages_where_a_plugin_has_it(
    tmp_path: Path, plugin: str, to: str
) -> None:
    program = f"export default function (c) {{ c.addPlugin({plugin}); return {{ dir: {{ input: 'content' }} }} }}\n"
    lay(tmp_path, {"eleventy.config.js": program, "content/_data/site.json": '{"title": "T", "url": "https://e.org"}'})
    links = "[x](/blog/b.md#c) [y](/about.njk) [z](/gone.md)\n"
    lay(tmp_path, {"content/blog/a.md": post("date: 2024-01-02", links), "content/about.njk": "Us"})
    lay(tmp_path, {"content/blog/b.md": post("date: 2024-01-01\npermalink: /made/", "b\n")})
    about = "about/" if to == "made/" else "about.njk"

    def shown() -> str:
        overrides = Overrides(formats=(("json", None),), content="full")
        made = export(tmp_path, now=NOW, overrides=overrides, registry=registry(), index=tmp_path / ".index")
        return str(json.loads(made.documents[0].body)["items"][0]["content_html"])

    first, second, third = re.findall('href="https://e.org/([^"]*)"', shown())
    assert (first, second, third) == (f"{to}#c", about, "gone.md")
    lay(tmp_path, {"content/blog/b.md": post("date: 2024-01-01\npermalink: /moved/", "b\n")})
    assert f'href="https://e.org/{to.replace("made", "moved")}#c"' in shown()


def test_a_program_that_makes_the_sites_data_is_said(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {".eleventy.js": "", "_data/metadata.js": "module.exports = async () => fetch('https://example.org');"},
    )
    found = registry().get(Preset, "eleventy").find(str(tmp_path))
    assert found is not None
    assert "_data/metadata.js: is a program; what it makes of the site is not known here" in found.notes


# Dates


@pytest.mark.parametrize("written", ["git Created", "git Last Modified", "Last Modified", "Created", "yesterday"])
def test_a_date_of_the_disk_gives_way_to_that_in_the_path_with_a_warning(tmp_path: Path, written: str) -> None:
    text = f"---\ntitle: T\ntags: posts\ndate: {written}\npermalink: /t/\n---\n"
    lay(tmp_path, {"2024-01-02-a.md": text, "b.md": text})
    (_, article), (_, warning), (_, fault) = entries(tmp_path)
    assert isinstance(article, Article)
    assert article.published_at == datetime(2024, 1, 2, tzinfo=UTC)
    assert isinstance(warning, Fault)
    assert isinstance(fault, Fault)
    assert (str(warning).partition("date: ")[0], warning.severity) == ("2024-01-02-a.md:4:7: ", "warning")
    assert (str(fault).partition("date: ")[0], fault.severity) == ("b.md:4:7: ", "fault")


# Which templates are articles


def test_without_a_collection_a_usual_tag_or_a_date_makes_an_article(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            "dated.md": post(),
            "2024-01-02-named.md": "---\ntitle: T\n---\n",
            "tagged.md": "---\ntitle: T\ntags: Posts\n---\n",
            "about.md": "---\ntitle: T\n---\n",
            "home.md": "No front matter\n",
            "modified.md": "---\ntitle: T\ndate: Last Modified\n---\n",
            "feed.njk": post("permalink: /feed.xml"),
            "pages.njk": post("pagination: {data: x}"),
            "hidden.md": post("eleventyExcludeFromCollections: true"),
            "out-of-posts.md": post("tags: [posts, Sea]\neleventyExcludeFromCollections: [posts]"),
            "out-of-news.md": post("tags: news\neleventyExcludeFromCollections: news"),
            "unwritten.md": post("permalink: {build: false}"),
        },
    )
    found = dict(entries(tmp_path))
    assert set(found) == {"dated.md", "2024-01-02-named.md", "tagged.md"}
    assert str(found["tagged.md"]) == (
        "tagged.md:2:1: date: no date says when this was published; write date: and e.g. 2024-05-01T09:00:00+02:00"
    )


def test_a_collection_chooses_and_its_tag_is_no_topic(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {"a.md": post("tags: [Essays, Sea]"), "b.md": post("tags: [Sea]"), "c.md": post("tags: [post, essays]")},
    )
    found = dict(entries(tmp_path, collections=("Essays",)))
    assert {key: getattr(entry, "topics", None) for key, entry in found.items()} == {"a.md": ("Sea",)}


@pytest.mark.parametrize(
    ("before", "name", "titles", "notes"),
    [
        ("", "writing", ["A"], ["1 template with a date is in none of the collections of articles"]),
        ("c.addCollection('writing', (api) => api.getAll());", "writing", ["N"], ["1 template with a date is in none"]),
        ("", "all", ["N"], ["1 template with a date is in none of the collections of articles"]),
    ],
)
def test_the_collection_of_a_feed_plugin_is_that_of_the_feeds(
    tmp_path: Path, before: str, name: str, titles: list[str], notes: list[str]
) -> None:
    given = f"{{ collection: {{ name: '{name}' }}, metadata: {{ title: 'T', base: 'https://e.org/' }} }}"
    lay(
        tmp_path,
        {"eleventy.config.js": f"export default function (c) {{ {before} c.addPlugin(feedPlugin, {given}) }}\n"},
    )
    lay(tmp_path, {"writing/writing.json": '{"tags": "writing"}', "notes/notes.json": '{"tags": "notes"}'})
    lay(tmp_path, {"writing/a.md": "---\ntitle: A\ndate: 2024-01-01\n---\n", "about.md": "---\ntitle: About\n---\n"})
    lay(tmp_path, {"notes/n.md": "---\ntitle: N\ndate: 2024-01-01\n---\n"})
    made = export(tmp_path, now=NOW, overrides=Overrides(formats=(("json", None),)), registry=registry())
    assert [item["title"] for item in json.loads(made.documents[0].body)["items"]] == titles
    told = [note for note in made.notes if "collections" in note]
    assert [note.startswith(begin) for note, begin in zip(told, notes, strict=True)] == [True]


@pytest.mark.parametrize(("size", "tags", "passed"), [(1, "posts", 1), (8, "posts", 0), (1, "tools", 0)])
def test_a_template_that_makes_articles_of_data_is_told(tmp_path: Path, size: int, tags: str, passed: int) -> None:
    lay(tmp_path, {"all.njk": f"---\npagination: {{data: cms, size: {size}, alias: one}}\ntags: {tags}\n---\n"})
    opened = reader(tmp_path)
    found = [entry for item in opened.items() if isinstance(item, Item) for entry in opened.read(item)]
    assert [type(entry) for entry in found] == [PassedOver] * passed


def test_layouts_data_and_built_pages_are_no_templates(tmp_path: Path) -> None:
    names = ("_includes/a.md", "_data/a.md", "_site/a.md", "node_modules/a.md", "old/a.md", "draft-1.md", "b.md")
    lay(tmp_path, dict.fromkeys(names, post()))
    assert set(urls(tmp_path, ignored=("old", "draft-*.md"))) == {"b.md"}


def test_drafts_are_unpublished_whoever_says_so(tmp_path: Path) -> None:
    lay(tmp_path, {"a/x.md": post(), "a/a.json": '{"draft": true}', "b.md": post("draft: true")})
    assert [getattr(entry, "is_published", None) for _, entry in entries(tmp_path)] == [False, False]


# The data cascade


def test_the_nearest_file_wins_and_tags_add_up(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            "www/www.json": '{"author": "Root", "tags": ["root"]}',
            "www/a/a.json": '{"author": "Folder", "tags": ["folder"]}',
            "www/a/a.11tydata.json": '{"author": "Folder 2"}',
            "www/a/b/b.11tydata.js": "module.exports = { author: 'Script', tags: ['script'] };",
            "www/a/b/x.md": post("tags: own"),
            "www/a/b/y.md": post("author: Own"),
            "www/a/b/z.md": post("override:tags: [alone]"),
            "www/a/b/z.json": '{"author": "Template"}',
            "www/a/top.md": post(),
        },
    )
    found = {
        key.removeprefix("www/a/"): ([author.name for author in entry.authors], entry.topics)
        for key, entry in entries(tmp_path, input="www")
        if isinstance(entry, Article)
    }
    assert found == {
        "b/x.md": (["Script"], ("root", "folder", "script", "own")),
        "b/y.md": (["Own"], ("root", "folder", "script")),
        "b/z.md": (["Template"], ("alone",)),
        "top.md": (["Folder 2"], ("root", "folder")),
    }


def test_a_fault_stands_in_the_data_file_that_says_it(tmp_path: Path) -> None:
    lay(tmp_path, {"a/a.json": '{\n  "language": "not a language"}', "a/x.md": post()})
    assert faults(tmp_path) == [
        "a/a.json:2:15: language: 'not a language' is not a language tag (BCP 47); write e.g. en or pt-BR"
    ]


def test_a_data_file_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    lay(tmp_path, {"a/a.json": "{", "a/x.md": post()})
    assert [fault.partition(": is not JSON")[0] for fault in faults(tmp_path)] == ["a/a.json:1:2"]


def test_yaml_data_count_where_the_configuration_adds_them(tmp_path: Path) -> None:
    lay(tmp_path, {"a/a.yaml": "permalink: /y/\n", "a/x.md": post()})
    assert urls(tmp_path) == {"a/x.md": "/a/x/"}
    assert urls(tmp_path, data_formats=("yaml",)) == {"a/x.md": "/y/"}


def test_keys_and_data_files_have_the_names_that_build_awesome_gives_them_too(tmp_path: Path) -> None:
    data = 'export default { tags: "posts", permalink: "/b/{{ page.fileSlug }}/" }'
    out = post("buildawesomeExcludeFromCollections: true")
    computed = post("buildawesomeComputed:\n  permalink: /c/{{ page.fileSlug }}/")
    lay(tmp_path, {"a/a.data.js": data, "a/x.md": post(), "a/y.md": computed, "a/z.md": out})
    assert urls(tmp_path, collections=("posts",)) == {"a/x.md": "/b/x/", "a/y.md": "/c/y/"}
    lay(
        tmp_path,
        {"_data/buildawesomeComputed.js": "export default { permalink: (data) => `/d/${data.page.fileSlug}/` }"},
    )
    assert urls(tmp_path, collections=("posts",)) == {"a/x.md": "/d/x/", "a/y.md": "/c/y/"}


# URLs


@pytest.mark.parametrize(
    ("program", "path"),
    [
        ('c.addGlobalData("permalink", "/{{ page.fileSlug }}/")', "/x/"),
        ('c.addGlobalData("permalink", () => (data) => `${data.page.filePathStem}.${data.page.outputFileExtension}`)',
         "/a/x.html"),
        ('c.addGlobalData("eleventyComputed", { permalink: (data) => data.draft ? false : data.permalink })', "/a/x/"),
        ('c.addGlobalData("eleventyComputed", () => ({ permalink: (data) => `/c/${data.page.fileSlug}/` }))', "/c/x/"),
        ('c.addGlobalData("buildawesomeComputed.permalink", function () { return (data) => { if (data.draft) return false; '
         "return `/c/${data.page.fileSlug}/`; } })", "/c/x/"),
        ('c.addGlobalData("permalink", () => (data) => made(data))', None),
        ('c.addGlobalData("eleventyComputed.permalink", () => made)', None),
        ('c.addGlobalData("eleventyComputed", { permalink: made, title: "T" })', None),
        ('c.addGlobalData("name", "/{{ page.fileSlug }}/"); c.addGlobalData(name, "T")', "/a/x/"),
    ],
)  # fmt: skip
def test_what_the_configuration_gives_all_templates_says_where_their_pages_are(
    tmp_path: Path, program: str, path: str | None
) -> None:
    lay(tmp_path, {"eleventy.config.js": f"export default (c) => {{\n{program};\n}};", "a/x.md": post()})
    given = findings(tmp_path).get("source.options.global_data", ({}, "", 0))[0]
    if path is None:
        assert "its URL is made by a program" in faults(tmp_path, global_data=given)[0]
    else:
        assert urls(tmp_path, global_data=given) == {"a/x.md": path}


@pytest.mark.parametrize(
    ("permalink", "path"),
    [
        ("/a/", "/a/"),
        ("a/b/", "/a/b/"),
        ("/a/index.html", "/a/"),
        ("/a.html", "/a.html"),
        ("index.html", "/"),
        ("/", "/"),
        ("/a//b/../c/", "/a/c/"),
        ("/{{ page.fileSlug }}/", "/x/"),
        ("{{ page.filePathStem }}/index.html", "/posts/x/"),
        ("/{{- title | slugify -}}/", "/so-much-for-1-5/"),
        ("/{{ title | upcase | slug }}/", None),
        ("/{{ slug | slug }}/", "/two-words/"),
        ("/{{ page.date | date: '%Y/%m/%d' }}/{{ slug | downcase | append: '.html' }}", "/2024/03/09/two words.html"),
        ('/{{ date | date: "%y-%-d" }}/', "/24-9/"),
        ("/{{ nested.value }}/{{ number }}/", "/deep/7/"),
        ('/{{ "text" | prepend: "a-" }}/', "/a-text/"),
        ("/{{ page.date | date: '%B' }}/", None),
        ("/{{ page.date | year }}/", None),
        ("/{{ page.date }}/", None),
        ("/{{ title | 9 }}/", None),
        ("/{{ title | own }}/", None),
        ("/{{ missing }}/", None),
        ("/{% if draft %}a{% endif %}/", None),
        ("/{{ title ", None),
        ("/{{ nested['value'] }}/", None),
        ("/{{ nested }}/", None),
    ],
)
def test_a_permalink_is_evaluated_or_left_to_eleventy(tmp_path: Path, permalink: str, path: str | None) -> None:
    head = {
        "title": "So much for 1.5!",
        "date": "2024-03-09",
        "slug": "Two words",
        "number": 7,
        "nested": {"value": "deep"},
        "permalink": permalink,
    }
    lay(tmp_path, {"posts/2024-01-01-x.md": f"---json\n{json.dumps(head)}\n---\n"})
    if path is None:
        assert len(faults(tmp_path, own_filters=("own",))) == 1
    else:
        assert urls(tmp_path) == {"posts/2024-01-01-x.md": path.replace(" ", "%20")}


@pytest.mark.parametrize("permalink", ["/api/x.json", "/x.xml", "/x.txt"])
def test_a_template_that_makes_a_file_for_programs_is_an_article_where_it_names_its_page(
    tmp_path: Path, permalink: str
) -> None:
    page = post(f"permalink: {permalink}\nwebUrl: https://p.example/x/")
    lay(tmp_path, {"x.md": page, "y.md": post(f"permalink: /y{permalink}")})
    found = dict(entries(tmp_path))
    assert {key: getattr(entry, "url", None) for key, entry in found.items()} == {"x.md": "https://p.example/x/"}


def test_a_filter_of_the_sites_own_is_not_mistaken_for_eleventys(tmp_path: Path) -> None:
    lay(tmp_path, {"x.md": post("permalink: '/{{ title | slugify }}/'")})
    assert urls(tmp_path) == {"x.md": "/t/"}
    assert len(faults(tmp_path, own_filters=("slugify",))) == 1


def test_a_built_page_answers_where_it_is_surely_the_articles_own(tmp_path: Path) -> None:
    page = "<title>{0} | Site</title><h1>{0}</h1>"
    lay(
        tmp_path,
        {
            "posts/tides.md": post("permalink: '/{{ x | y }}/'").replace("title: T", "title: Tides &amp; more"),
            "posts/fog.md": post("permalink: '/{{ x | y }}/'").replace("title: T", "title: Fog"),
            "posts/gone.md": post("permalink: '/{{ x | y }}/'").replace("title: T", "title: Gone"),
            "_site/2024/tides/index.html": page.format("Tides &amp; more"),
            "_site/tags/tides/index.html": page.format("Tides"),
            "_site/a/fog/index.html": page.format("Fog"),
            "_site/b/fog.html": page.format("Fog"),
        },
    )
    found = dict(entries(tmp_path))
    assert getattr(found["posts/tides.md"], "url", None) == "https://example.org/2024/tides/"
    assert isinstance(found["posts/fog.md"], Fault)
    assert isinstance(found["posts/gone.md"], Fault)


def test_of_two_pages_with_one_title_the_date_decides(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            "posts/2024-01-01-links.md": post("permalink: '/{{ x | y }}/'"),
            "posts/2024-02-01-links.md": post("permalink: '/{{ x | y }}/'").replace("2024-01", "2024-02"),
            "_site/2024/01/links/index.html": "<h1>T</h1>",
            "_site/2024/02/links/index.html": "<h1>T</h1>",
        },
    )
    assert urls(tmp_path) == {
        "posts/2024-01-01-links.md": "/2024/01/links/",
        "posts/2024-02-01-links.md": "/2024/02/links/",
    }


def test_what_a_program_computes_is_taken_from_the_built_pages_only(tmp_path: Path) -> None:
    data = "module.exports = { eleventyComputed: { permalink: (data) => `/${short(data.title)}/` } };"
    lay(tmp_path, {"a/a.11tydata.js": data, "a/x.md": post(), "a/own.md": post("permalink: /own/")})
    assert len(faults(tmp_path)) == 2  # as Eleventy has it, the computed one counts
    lay(tmp_path, {"_site/t/x/index.html": "<h1>T</h1>"})
    assert dict(entries(tmp_path))["a/x.md"].url == "https://example.org/t/x/"  # type: ignore[union-attr]


OWN, TITLE, PATH = "/own/", "/b/T/", "/a/x/"


# As Eleventy 3.1 builds them, of a page with a permalink and of one without.
@pytest.mark.parametrize(
    ("function", "with_own", "without"),
    [
        (": data => data.draft ? false : data.permalink", OWN, PATH),
        (": (data) => (data?.draft && !process.env.DRAFTS) ? false : data.permalink;", OWN, PATH),
        (": ({ draft, permalink }) => { if (draft === true) { return false } else return permalink }", OWN, PATH),
        (
            ": (data) => { if (process.env.DEV) return data.permalink; return data.draft ? false : data.permalink; }",
            OWN,
            PATH,
        ),
        (": data => { if (data.draft) return false; }", PATH, PATH),
        (": data => data.permalink || `/b/${data.title}/`", OWN, TITLE),
        (
            ": data => { const a = 1; if (data.permalink) return data.permalink; return '/b/' + data.title + '/' }",
            OWN,
            TITLE,
        ),
        ("(data) { if (!data.draft) { return '/b/{{ title }}/index.html'; } return false; }", TITLE, TITLE),
        (": function (data) { return `b/${this.slugify(data.slug || data.title)}/`; }", "/b/t/", "/b/t/"),
        (": make", OWN, PATH),
    ],
)
def test_a_function_of_drafts_and_texts_says_the_permalink(
    function: str, with_own: str, without: str, tmp_path: Path
) -> None:
    data = f"const make = d => d.draft ? false : d.permalink;\nmodule.exports = {{ eleventyComputed: {{ permalink{function} }} }};"
    lay(tmp_path, {"a/a.11tydata.js": data, "a/own.md": post("permalink: /own/"), "a/x.md": post()})
    found = urls(tmp_path)
    assert found["a/x.md"] == without
    assert found["a/own.md"] == with_own.replace("/x/", "/own/")


@pytest.mark.parametrize(
    "function",
    [
        ": data => process.env.NODE_ENV === 'production' ? false : data.permalink",
        ": data => data.published ? data.permalink : false",
        ": data => (data.draft || data.secret) ? false : data.permalink",
        ": data => { if (data.page.date > now) return false; return data.permalink; }",
        ": data => { if (shown(data)) return data.permalink; else return false; }",
        ": data => { for (;;) { return data.permalink } }",
        ": data => data.draft ? '/drafts/' : list[data.title]",
        ": data => data.lang === 'en' ? '/en/' : '/fr/'",
        ": data => `${data.permalink}index.html`",
        ": data => data.permalink || `/b/` || x",
        ": async data => '/b/'",
        ": data => ({ build: '/b/' })",
        ": () => false",
        ": " + "!" * 399 + "data",
    ],
)
def test_a_function_that_may_withhold_a_page_is_not_guessed_at(function: str, tmp_path: Path) -> None:
    data = f"module.exports = {{ eleventyComputed: {{ permalink{function} }} }};"
    lay(tmp_path, {"a/a.11tydata.js": data, "a/x.md": post("permalink: /own/")})
    assert len(faults(tmp_path)) == 1


@pytest.mark.parametrize("lacking", ["permalink: '/{{ x | y }}/'", "date: soon", "date:\ntags: posts"])
def test_a_draft_that_is_no_article_yet_is_no_fault(lacking: str, tmp_path: Path) -> None:
    text = post(lacking).replace("date: 2024-01-01\ndate", "date")
    lay(tmp_path, {"x.md": text.replace("---\n", "---\ndraft: true\n", 1)})
    assert faults(tmp_path) == []
    lay(tmp_path, {"x.md": text})
    assert len(faults(tmp_path)) == 1


def test_data_computed_for_all_pages_are_weaker_than_those_of_a_page(tmp_path: Path) -> None:
    computed = "module.exports = { permalink: (data) => data.draft ? false : `/g/${data.page.fileSlug}/` };"
    own = post('eleventyComputed: {permalink: "/own/{{ title }}/"}')
    lay(tmp_path, {"_data/eleventyComputed.js": computed, "a/x.md": post("permalink: /x/"), "a/own.md": own})
    assert urls(tmp_path) == {"a/x.md": "/g/x/", "a/own.md": "/own/T/"}
    lay(tmp_path, {"_data/eleventyComputed.js": "module.exports = make();"})
    assert urls(tmp_path) == {"a/x.md": "/x/", "a/own.md": "/own/T/"}


@pytest.mark.parametrize(
    ("said", "folder"), [("folders.input", "src"), ("'src'", "src"), ("process.env.IN || 'src'", "src"), ("of(x)", "")]
)
def test_the_input_is_read_from_a_constant_or_its_lack_is_said(said: str, folder: str, tmp_path: Path) -> None:
    config = f"const folders = {{ input: 'src' }};\nexport default () => ({{ dir: {{ input: {said}, output: 'o' }} }});"
    lay(tmp_path, {"eleventy.config.js": config})
    found = recognise(*open_site(tmp_path), registry())[0]
    assert found.found["source", "paths"].value == [folder or "."]
    assert any(":2:32: input is made by a program" in note for note in found.notes) is not bool(folder)


@pytest.mark.parametrize(
    ("files", "place"),
    [
        (
            {".eleventy.js": "const now = new Date();\nconst live = (post) => post.date <= now;\nx.filter(live);"},
            ".eleventy.js",
        ),
        (
            {
                "eleventy.config.js": "import * as collections from './lib/index.js';",
                "lib/index.js": "export { default as posts } from './posts';\nexport { c } from '../eleventy.config.js';",
                "lib/posts.js": "export default (all) => all.filter(({ date }) => date < Date.now());",
            },
            "lib/posts.js",
        ),
        ({".eleventy.js": "const year = new Date().getFullYear();\nx.filter((post) => post.date);"}, ""),
        ({".eleventy.js": "const built = new Date();"}, ""),
    ],
)
def test_where_a_program_filters_by_the_clock_what_is_to_come_stays_in(
    files: dict[str, str], place: str, tmp_path: Path
) -> None:
    lay(tmp_path, files)
    found = recognise(*open_site(tmp_path), registry())[0].found["filters", "published"]
    assert (found.value, found.path) == ({"future": not place}, place)


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("c.addCollection('posts', (all) => all.getAll().filter((post) => !post.data.hidden));", {"hidden"}),
        (
            "const listed = ({ data }) => !data.archived && data?.hidden !== true;\nx.filter(listed);",
            {"hidden", "archived"},
        ),
        ("x.filter((post) => post.data.live !== false);", {"hidden"}),
        ("x.filter((post) => post.data.visible);", {"hidden"}),
        ("x.filter((post) => post.data.live === false);", set()),
        ("x.filter((post) => post.data.hidden);", set()),
        ("const shown = (post) => !post.data.hidden;", set()),
    ],
)
def test_what_a_program_takes_out_of_lists_by_its_word_stays_in(
    program: str, expected: set[str], tmp_path: Path
) -> None:
    lay(tmp_path, {".eleventy.js": program})
    found = recognise(*open_site(tmp_path), registry())[0].found
    assert {word for word in ("hidden", "archived") if found["withheld", word].value} == expected


@pytest.mark.parametrize(
    ("name", "template", "expected"),
    [
        ("feed.njk", "---\npermalink: /feed.xml\n---\n{% for post in posts %}{% if not post.data.hidden %}", "hidden"),
        ("atom.ejs", "<% things.filter((one) => one.data.live !== false) %>", "hidden"),
        ("rss.liquid", "{% unless post.data.archived %}", "archived"),
        ("feed.njk", "{{ post.data.hiddenness }}", ""),
    ],
)
def test_what_the_feed_of_a_site_leaves_out_by_its_word_stays_in(
    name: str, template: str, expected: str, tmp_path: Path
) -> None:
    lay(tmp_path, {".eleventy.js": "", name: template})
    found = recognise(*open_site(tmp_path), registry())[0].found
    assert "".join(word for word in ("hidden", "archived") if found["withheld", word].value) == expected


# Text


@pytest.mark.parametrize(
    ("name", "head", "body", "options", "html"),
    [
        ("a.md", "", "*a*", {}, "<p><em>a</em></p>\n"),
        ("a.md", "", "{{ a }}", {}, None),
        ("a.md", "", "{{ a }}", {"markdown_engine": ""}, "<p>{{ a }}</p>\n"),
        ("a.md", "templateEngineOverride: md", "{{ a }}", {}, "<p>{{ a }}</p>\n"),
        ("a.md", "templateEngineOverride: false", "*a* {{ a }}", {}, "*a* {{ a }}"),
        ("a.md", "templateEngineOverride: 'njk,md'", "{% a %}", {"markdown_engine": ""}, None),
        ("a.md", "", "a {# b #}", {"markdown_engine": "njk"}, "<p>a</p>\n"),
        ("a.md", "", "{% raw %}{# b #}{% endraw %}", {"markdown_engine": "njk"}, None),
        ("a.md", "", "{% raw %}{{ b }}{% endraw %} {% comment %}c{% endcomment %}", {}, "<p>{{ b }}</p>\n"),
        ("a.md", "lead: A *b*\nx: {y: 3}", "{{ lead }} {{ x.y }} {{ page.url }}", {}, "<p>A <em>b</em> 3 /a/</p>\n"),
        ("a.md", "lead: b", "{{ lead | upcase }}", {}, "<p>B</p>\n"),
        ("a.md", "lead: b", "{{ lead | upcase }}", {"own_filters": ("upcase",)}, None),
        ("a.md", "lead: b", "{{ lead }}", {"markdown_engine": "njk"}, "<p>b</p>\n"),
        ("a.md", "lead: <b>", "{{ lead }}", {"markdown_engine": "njk"}, None),
        ("a.md", "lead: b", "{{ lead | upcase }}", {"markdown_engine": "njk"}, None),
        ("a.md", "lead: b\neleventyComputed: {lead: c}", "{{ lead }}", {}, None),
        ("a.md", "", "{{ date }} {{ collections.all }}", {}, None),
        (
            "a.md",
            "",
            "![]({{ '/a.png' | url }}) {{ \"https://e.org/x\" | url }}",
            {},
            '<p><img src="/a.png" alt="" /> <a href="https://e.org/x">https://e.org/x</a></p>\n',
        ),
        ("a.md", "", "{{ '/a.png' | url }}", {"markdown_engine": "njk"}, "<p>/a.png</p>\n"),
        ("a.md", "", "{{ '/a.png' | url }}", {"own_filters": ("url",)}, None),
        ("a.md", "", "{{ '/a.png' | url: '/b/' }}", {}, None),
        ("a.md", "", "{{ './a.png' | url }}", {}, None),
        ("a.md", "", "{{ '/a/../b.png' | url }}", {}, None),
        ("a.html", "", "<b>*a*</b>", {}, "<b>*a*</b>"),
        ("a.html", "", "{{ a }}", {"html_engine": ""}, "{{ a }}"),
        ("a.njk", "", "{{ a }}", {"html_engine": ""}, None),
        ("a.liquid", "", "<b>a</b>", {}, "<b>a</b>"),
    ],
)
def test_text_is_rendered_unless_eleventy_would_fill_it_in(
    tmp_path: Path, name: str, head: str, body: str, options: dict[str, Any], html: str | None
) -> None:
    lay(tmp_path, {name: post(head, body)})
    opened = reader(tmp_path, **options)
    (item,) = opened.items()
    assert isinstance(item, Item)
    (article,) = opened.read(item)
    assert isinstance(article, Article)
    if html is None:
        with pytest.raises(ContentError):
            opened.content(article)
    else:
        assert opened.content(article) == html


def test_a_template_without_front_matter_has_its_data_from_its_folder(tmp_path: Path) -> None:
    lay(tmp_path, {"a/a.json": '{"title": "From the folder", "tags": "posts"}', "a/2024-01-01-x.md": "*a*\n"})
    opened = reader(tmp_path)
    (item,) = opened.items()
    assert isinstance(item, Item)
    (article,) = opened.read(item)
    assert isinstance(article, Article)
    assert (article.title, opened.content(article)) == ("From the folder", "<p><em>a</em></p>\n")


# Hostile sites


def test_no_link_of_the_site_leads_out_of_it(tmp_path: Path) -> None:
    lay(tmp_path, {"outside/secret.json": '{"title": "Secret"}', "site/a/x.md": "---\ndate: 2024-01-01\n---\n"})
    (tmp_path / "site" / "a" / "a.json").symlink_to(tmp_path / "outside" / "secret.json")
    assert faults(tmp_path / "site") == ["a/x.md:2:1: title: is empty or missing; write title: and some text"]


def test_the_source_keeps_the_promises() -> None:
    module = import_module("syndicate.builtins.generators.eleventy")
    (source,) = module.syndicate_sources()
    files: dict[str, bytes | str] = {
        str(path.relative_to(SITE / "src")): path.read_bytes()
        for path in sorted((SITE / "src").rglob("*"))
        if path.is_file() and path.name != "template.md"
    }
    check_source(source, files)


# Full text


def words(markup: str, selector: str = "") -> str:
    """Return the text of *markup* (of the one element that *selector* finds in it), but for its title."""
    tree: Any = BeautifulSoup(markup, "html5lib")
    if selector:
        (tree,) = tree.select(selector)
        for title in tree.find_all("h1", recursive=False):
            title.decompose()
    return " ".join(tree.get_text().split())


def test_each_entrys_text_is_the_built_pages(built: Path) -> None:
    report = export(built, now=NOW, overrides=Overrides(formats=(("json", None),), limit="all", content="full"))
    assert report.faults == ()
    items = json.loads(report.documents[0].body)["items"]
    assert len(items) == 25
    for item in items:
        path = item["url"].removeprefix("https://example.org/quay/")
        page = built / "_site" / (f"{path}index.html" if path.endswith("/") or not path else path)
        assert words(item["content_html"]) == words(page.read_text(), "article")
        assert "{%" not in item["content_html"]
        assert re.search(r'(?:href|src)="(?!https?:)', item["content_html"]) is None
        assert "<script" not in item["content_html"]
