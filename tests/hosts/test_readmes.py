"""The READMEs of hosts that are no Python: what each says to type makes feeds of a new site, as its generator's starter lays it.

None of the sites has settings of syndicate. tests/test_plugins.py does the same for the distributions of Python's.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests.conftest import lay, require
from tests.hosts.readmes import PLUGINS, ROOT, Newcomer, blocks, newcomer

READMES = sorted((ROOT / "README.md", *PLUGINS.glob("*/README.md")))
CLONE = "SYNDICATE=~/syndicate "


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Newcomer:
    return newcomer(tmp_path_factory.mktemp("readmes"))


@pytest.fixture
def person(home: Newcomer, request: pytest.FixtureRequest) -> Newcomer:
    """Return somebody who begins a site."""
    site = home.home / request.node.name
    site.mkdir()
    return replace(home, site=site)


def shown(plugin: str, language: str = "sh") -> list[str]:
    return blocks(PLUGINS / plugin / "README.md", language)


def typed(person: Newcomer, *lines: str, **variables: str) -> str:
    result = person.types(*lines, **variables)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout + result.stderr


def feed(folder: Path) -> dict[str, Any]:
    assert sorted(path.name for path in folder.glob("*") if path.name in ("rss.xml", "atom.xml", "feed.json"))
    found: dict[str, Any] = json.loads((folder / "feed.json").read_text())
    return found


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.parent.name)
def test_a_readme_installs_from_the_clone_by_the_one_variable(readme: Path) -> None:
    said = blocks(readme)
    assert "install syndicate-feeds" not in readme.read_text(encoding="utf-8")
    for code in said:
        for line in re.findall(r"^.*\bpip install .*$", code, re.MULTILINE):
            is_in_clone = ".venv/bin/pip install" in line and "cd " not in line
            assert is_in_clone or '"$SYNDICATE' in line or "cd " in line, line
    using = [code for code in said if "$SYNDICATE" in code]
    assert all(code.startswith(CLONE) for code in using[:1])


def test_the_command_is_installed_as_the_readme_says(person: Newcomer) -> None:
    (said,) = [code for code in blocks(ROOT / "README.md") if "$SYNDICATE" in code]
    assert typed(person, said, "syndicate --version").splitlines()[-1].startswith("syndicate ")


def test_a_new_hugo_site_has_feeds_by_the_readme_alone(person: Newcomer) -> None:
    require(shutil.which("hugo"), "no hugo here")
    install, build = shown("hugo-syndicate")
    (configuration,) = shown("hugo-syndicate", "toml")
    typed(person, "hugo new site . --force")
    (config,) = [path for name in ("hugo.toml", "config.toml") if (path := person.site / name).exists()]
    theme = person.site / "themes" / "your-theme" / "layouts" / "_default"
    theme.mkdir(parents=True)
    page = "<html><title>{{ .Title }} | Front</title><meta name=author content='Some Theme'><body>{{ .Content }}"
    for name in ("single.html", "list.html"):
        (theme / name).write_text(page)
    # As public themes have it: no sitemap of Hugo's, an author with more than a name.
    said = config.read_text() + "disableKinds = ['sitemap']\ncopyright = 'CC BY'\ntimeZone = 'Europe/Berlin'\n"
    said += (
        configuration + "[params]\ndescription = 'News'\n[params.author]\nname = 'Ann Lee'\nemail = 'ann@example.org'\n"
    )
    config.write_text(said)
    (person.site / "content" / "tides.md").write_text(
        "---\ntitle: Tides\ndate: 2024-03-04\nauthor: {name: Bob Ray}\ncover: {image: /tides.png}\n---\nText\n"
    )
    (person.site / "static").mkdir(exist_ok=True)
    (person.site / "static" / "tides.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    typed(person, install, build)
    found = feed(person.site / "public")
    assert (found["title"], found["home_page_url"], found["description"]) == (
        "My New Hugo Site",
        "http://example.org/",
        "News",
    )
    assert (found["language"], found["authors"]) == ("en-us", [{"name": "Ann Lee"}])
    (item,) = found["items"]
    assert (item["title"], item["authors"]) == ("Tides", [{"name": "Bob Ray"}])
    assert (item["date_published"], item["image"]) == ("2024-03-04T00:00:00+01:00", "http://example.org/tides.png")
    assert "CC BY" in (person.site / "public" / "rss.xml").read_text()


def test_hugos_example_builds_by_its_own_make(person: Newcomer) -> None:
    require(shutil.which("hugo") and shutil.which("make"), "no hugo or make here")
    typed(person, shown("hugo-syndicate")[0], "cd ~/syndicate/plugins/hugo-syndicate/example", "make")
    example = person.home / "syndicate" / "plugins" / "hugo-syndicate" / "example"
    assert [item["title"] for item in feed(example / "public")["items"]] == ["Tides & moons", "Wind"]
    assert not (example / "public" / "syndicate.jsonl").exists()


def test_a_new_jekyll_site_has_feeds_by_the_readme_alone(person: Newcomer) -> None:
    require(shutil.which("jekyll") and shutil.which("bundle"), "no jekyll or bundler here")
    install, of_the_machine = shown("jekyll-syndicate")[:2]
    # `jekyll new` asks Bundler for the gems of its Gemfile, which are those of the machine here.
    ready = person.types("jekyll new . --force --skip-bundle", "bundle install --local", LANG="C.UTF-8")
    require(ready.returncode == 0, "no gems of a new site of Jekyll's here (jekyll-theme-minima, ruby-jekyll-feed)")
    told = typed(person, install, LANG="C.UTF-8")
    assert "Syndicate: _config.yml: url is empty, and feeds need whole addresses" in told
    config = person.site / "_config.yml"
    config.write_text(config.read_text().replace('\nurl: ""', "\nurl: https://example.org"))
    told = typed(person, 'PATH="$HOME/syndicate/.venv/bin:$PATH"', "bundle exec jekyll build", LANG="C.UTF-8")
    said = [line.strip() for line in told.splitlines() if "Syndicate:" in line]
    assert said[0].startswith("Syndicate: syndicate.record notes what is published")
    assert said[1:] == ["Syndicate: 4 feeds, 4 changed"]
    found = feed(person.site / "_site")
    assert (found["title"], found["home_page_url"]) == ("Your awesome title", "https://example.org/")
    assert [item["title"] for item in found["items"]] == ["Welcome to Jekyll!"]
    # A site without a Gemfile, and a line in its configuration.
    for name in ("Gemfile", "Gemfile.lock"):
        (person.site / name).unlink()
    shutil.rmtree(person.site / "_site")
    (line,) = [code for code in shown("jekyll-syndicate", "yaml") if code.startswith("plugins:")]
    config.write_text(config.read_text().replace("plugins:\n  - jekyll-feed\n", line))
    gems = f"{person.home}/gems"
    activate = 'PATH="$HOME/syndicate/.venv/bin:$PATH"'
    said = ["SYNDICATE=~/syndicate", activate, of_the_machine, "cd - && jekyll build"]
    typed(person, *said, LANG="C.UTF-8", GEM_HOME=gems)
    assert [item["title"] for item in feed(person.site / "_site")["items"]] == ["Welcome to Jekyll!"]


def test_a_new_eleventy_site_has_feeds_by_the_readme_alone(person: Newcomer) -> None:
    require(shutil.which("npm"), "no npm here")
    (install,) = shown("eleventy-plugin-syndicate")
    configuration, in_common_js = shown("eleventy-plugin-syndicate", "js")[:2]
    # As the starters have it: data in JavaScript, posts in a folder whose data gives them their tag.
    files = {
        "package.json": '{"private": true, "type": "module"}',
        "_data/metadata.js": "export default { title: 'Base', url: 'https://example.com/', language: 'en', "
        "description: 'Posts.', author: { name: 'Ann Lee', email: 'ann@example.com', url: 'https://example.com/ann' } };",
        "blog/blog.11tydata.js": "export default { tags: ['posts'], layout: 'post.njk' };",
        "_includes/post.njk": "<html><head><title>{{ title }}</title></head><body>{{ content | safe }}</body></html>",
        "blog/first.md": "---\ntitle: First\ndate: 2018-05-01\n---\nText\n",
        "eleventy.config.js": configuration,
    }
    lay(person.site, files)
    typed(person, "npm install --no-audit --no-fund @11ty/eleventy@3", install, "npx @11ty/eleventy")
    found = feed(person.site / "_site")
    assert (found["title"], found["home_page_url"], found["language"]) == ("Base", "https://example.com/", "en")
    assert [item["title"] for item in found["items"]] == ["First"]
    head = (person.site / "_site" / "blog" / "first" / "index.html").read_text().partition("</head>")[0]
    titles = re.findall(r'<link rel="alternate"[^>]* title="([^"]*)"', head)
    assert titles == ["Base (RSS)", "Base (Atom)", "Base (JSON Feed)"]
    shutil.rmtree(person.site / "_site")
    (person.site / "eleventy.config.js").unlink()
    (person.site / ".eleventy.js").write_text(in_common_js)
    activate = 'PATH="$HOME/syndicate/.venv/bin:$PATH"'
    typed(
        person,
        activate,
        "npm pkg delete type",
        "mv blog/blog.11tydata.js blog/blog.11tydata.mjs",
        "mv _data/metadata.js _data/metadata.mjs",
        "npx @11ty/eleventy",
    )
    assert [item["title"] for item in feed(person.site / "_site")["items"]] == ["First"]


def test_zolas_template_is_laid_as_the_readme_says(person: Newcomer) -> None:
    install, build = shown("zola-syndicate")
    typed(person, install)
    assert (person.site / "templates" / "syndicate.txt").exists()
    if shutil.which("zola"):  # no package of Debian's
        (person.site / "config.toml").write_text(
            'base_url = "https://example.org"\n' + shown("zola-syndicate", "toml")[0]
        )
        (person.site / "content").mkdir()
        (person.site / "content" / "a.md").write_text('+++\ntitle = "A"\ndate = 2024-03-04\n+++\nText\n')
        typed(person, 'PATH="$HOME/syndicate/.venv/bin:$PATH"', build)
        assert [item["title"] for item in feed(person.site / "public")["items"]] == ["A"]
