"""A first syndicate.yaml, for the folder somebody stands in."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from syndicate import Registry, UsageError, export
from syndicate.cli.first_settings import write_settings
from syndicate.settings import load_settings, make_plan, open_plan
from tests.conftest import lay

NOW = datetime(2024, 6, 1, tzinfo=UTC)


def post(path: Path, fence: str = "---") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{fence}\ntitle: A post\ndate: 2024-01-30\nurl: /a/\n{fence}\n\nBody\n")


def paths_for(folder: Path) -> object:
    return load_settings(write_settings(folder)).settings.source.paths


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (["_posts/2024-01-30-a.md", "_layouts/post.html", "_includes/head.html", "_drafts/b.md"], ("_posts",)),
        (["content/posts/a.md", "themes/x/content/b.md", "public/a.html", "archetypes/default.md"], ("content",)),
        (["src/posts/a.md", "src/_includes/base.html", "src/index.md", "node_modules/x/README.md"], ("src/posts",)),
        (["posts/a.md", "blog/b.html"], ("blog", "posts")),
        (["source/_posts/a.md", "source/about/index.md"], ("source/_posts", "source/about")),
        (["src/index.md"], ("src",)),
        (["a.md"], (".",)),
        ([".hidden/a.md"], (".",)),
        ([], (".",)),
    ],
)
def test_the_folders_that_hold_articles_are_found(tmp_path: Path, files: list[str], expected: object) -> None:
    for name in files:
        post(tmp_path / name)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "README.md").write_text("# No front matter\n")
    assert paths_for(tmp_path) == expected


def test_articles_of_hugo_in_toml_show_where_they_are_too(tmp_path: Path) -> None:
    post(tmp_path / "content" / "a.md", "+++")
    assert paths_for(tmp_path) == ("content",)


@pytest.mark.parametrize(
    ("mark", "output"), [("astro.config.mjs", "dist"), ("mkdocs.yml", "site"), ("site.hs", "_site")]
)
def test_a_generator_without_a_preset_is_known_by_its_file(tmp_path: Path, mark: str, output: str) -> None:
    (tmp_path / mark).touch()
    settings = load_settings(write_settings(tmp_path)).settings
    # Front matter is not enough, or there is none: the built pages are read.
    assert (settings.output, settings.source.name, settings.source.paths) == (output, "html", (output,))


def test_a_plain_folder_gets_a_pattern_of_urls(tmp_path: Path) -> None:
    (tmp_path / "README.md").touch()
    settings = load_settings(write_settings(tmp_path)).settings
    assert (settings.output, settings.source.url) == ("public", "{site_url}/{path}/")


@pytest.mark.parametrize(
    ("files", "preset"),
    [
        ({"_config.yml": "title: T\n", "_posts/2024-01-01-a.md": "---\n---\n"}, "jekyll"),
        ({"hugo.toml": 'baseURL = "https://example.org/"\n'}, "hugo"),
        ({"config.toml": 'base_url = "https://example.org"\n', "content/_index.md": ""}, "zola"),
        ({".eleventy.js": ""}, "eleventy"),
        ({"pelicanconf.py": "SITENAME = 'T'\n"}, "pelican"),
        ({"index.html": "<!doctype html><title>T</title>"}, "html"),
        ({"content/a.md": "---\ntitle: T\n---\n"}, None),
    ],
)
def test_the_site_of_a_generator_is_followed(tmp_path: Path, files: dict[str, str], preset: str | None) -> None:
    lay(tmp_path, files)
    assert load_settings(write_settings(tmp_path, Registry(distributions=()))).settings.preset == preset


@pytest.mark.parametrize(
    ("files", "output"),
    [
        ({"_config.yml": "title: T\nurl: https://e.org\n"}, "_site"),
        ({"_config.yml": "title: T\nurl: https://e.org\ndestination: out\n"}, "out"),
        ({"hugo.toml": "title = 'T'\nbaseURL = 'https://e.org/'\n"}, "public"),
        ({"pelicanconf.py": "SITENAME = 'T'\nSITEURL = 'https://e.org'\n"}, "output"),
        ({"index.html": "<!doctype html><title>T</title><link rel=canonical href=https://e.org/>"}, "."),
    ],
)
@pytest.mark.parametrize("is_built", [False, True])
def test_what_is_written_for_a_generator_changes_no_feed(
    tmp_path: Path, files: dict[str, str], output: str, *, is_built: bool
) -> None:
    lay(tmp_path, files)
    if is_built:
        (tmp_path / output).mkdir(exist_ok=True)
    registry = Registry(distributions=())
    before = open_plan(tmp_path, registry=registry).file.settings
    path = write_settings(tmp_path, registry)
    after = open_plan(tmp_path, registry=registry).file.settings
    assert (after.content, after.source, after.site) == (before.content, before.source, before.site)
    assert (after.output, before.output) == (output, output if is_built and output != "." else None)
    assert load_settings(path).settings.content == "full"


@pytest.mark.parametrize(
    "name", ["a[b]", "!x", "it's", 'n\nl "q" {b}', "Ünï 日本", "x: y", "- z", "# c", "*", "?", "a\x07b"]
)
def test_awkward_names_of_folders_are_read_back(tmp_path: Path, name: str) -> None:
    site = tmp_path / name
    post(site / name / "a.md")
    post(site / "ab" / "not.txt", "")  # what a wildcard in the name would also find holds no front matter
    path = write_settings(site)
    report = export(site, now=NOW, output=tmp_path / "out")
    assert (report.read_count, report.faults) == (1, ())
    assert load_settings(path).settings.site.title


def test_the_title_is_the_name_of_the_folder_in_words(tmp_path: Path) -> None:
    site = tmp_path / "my-ACME_blog"
    site.mkdir()
    assert load_settings(write_settings(site)).settings.site.title == "My ACME blog"


@pytest.mark.parametrize(
    ("cname", "url"), [("e.org\n", "https://e.org/"), ("", "https://example.org/"), ("a b c\n", "https://a/")]
)
def test_the_host_of_the_pages_is_taken_from_its_file(tmp_path: Path, cname: str, url: str) -> None:
    (tmp_path / "CNAME").write_text(cname)
    assert load_settings(write_settings(tmp_path)).settings.site.url == url


def test_settings_that_are_there_stay_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "syndicate.yaml"
    path.write_text("site: {}\n")
    with pytest.raises(UsageError, match=r"syndicate.yaml is there; edit it, or move it away first"):
        write_settings(tmp_path)
    assert path.read_text() == "site: {}\n"


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    for name in ("nothing", "file", "loop"):
        with pytest.raises(UsageError, match=rf"(there is no folder .*{name}'; make it first|loop.*cannot be written)"):
            write_settings(tmp_path / name)
    assert {path.name for path in tmp_path.iterdir()} == {"file", "loop"}


def _commented(text: str) -> list[int]:
    """Return which lines of *text* hold a setting behind a "# "."""
    return [
        number
        for number, line in enumerate(text.splitlines())
        if line.lstrip().startswith("# ") or line.startswith("#   ")
        if number > 0 and (":" in line.partition("#")[2].partition("#")[0] and not line.rstrip().endswith("a topic:"))
    ]


def test_the_commented_lines_are_valid_settings_when_uncommented_one_by_one(tmp_path: Path) -> None:
    path = write_settings(tmp_path)
    lines = path.read_text().splitlines()
    numbers = _commented(path.read_text())
    assert len(numbers) == 14
    for number in numbers:
        lines[number] = lines[number].replace("# ", "", 1)
        path.write_text("\n".join(lines) + "\n")
        make_plan(load_settings(path), Registry(distributions=()), now=NOW)
    settings = load_settings(path).settings
    assert settings.site.rights == "CC BY 4.0"
    assert settings.filters["where"] == {"type": "article", "quality": {"min": 50}}
    assert [feed.each for feed in settings.feeds] == [None, None, None, None, "topic"]


@pytest.mark.parametrize("number", range(20))
def test_each_of_the_commented_lines_at_the_top_level_is_valid_alone(tmp_path: Path, number: int) -> None:
    path = write_settings(tmp_path)
    lines = path.read_text().splitlines()
    alone = [found for found in _commented(path.read_text()) if not lines[found].startswith("#   ")]
    if number < len(alone):
        lines[alone[number]] = lines[alone[number]].replace("# ", "", 1)
        path.write_text("\n".join(lines) + "\n")
        make_plan(load_settings(path), Registry(distributions=()), now=NOW)
