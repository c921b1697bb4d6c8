"""One article, one id, by whatever door it comes: the same small blog at the same addresses, built by every generator."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import require
from tests.hosts.environments import Environment, environment_of
from tests.hosts.test_eleventy import VERSIONS
from tests.hosts.test_hugo import HUGOS, hugo_of
from tests.hosts.test_moves import HOME, POSTS, ROOT, Ids, of_ours, run, written

HEAD = "---\ntitle: {title}\ndate: {date}\n---\n"
PAGE = "<html><head><title>{0}</title></head><body><article><h1>{0}</h1><time datetime='{1}'></time>{2}</article></body></html>"
URLS = {name.title(): f"{HOME}posts/{name}/" for name in POSTS}
# Pelican's own feeds call an article so, and readers know it by that.
TAGS = {name.title(): f"tag:news.example.org,{date}:/posts/{name}/" for name, date in POSTS.items()}
SITE = ("--title", "T", "--site-url", HOME, "--author", "Ann")
PLUGINS = ROOT / "plugins"


def shown(folder: Path, *arguments: str) -> Ids:
    """Return the ids that the command gives in *folder*, which nothing is written into."""
    command = [sys.executable, "-m", "syndicate", "export", *arguments, "--format", "json"]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "SYNDICATE_PLUGINS": ""}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 3), done.stderr  # lists of pages are no articles
    return {item["title"]: item["id"] for item in json.loads(done.stdout)["items"]}


def doors(folder: Path, output: str) -> Iterator[Ids]:
    """Yield the ids of a site whose host has left feeds in *output*: the host's, the command's, of the pages, and of pages alone."""
    yield of_ours(folder / output)
    (folder / "syndicate.record").unlink(missing_ok=True)  # nobody tells the command what the host said
    pages = folder.parent / "pages"
    shutil.copytree(folder / output, pages)
    for feed in [path for suffix in ("json", "xml", "jsonl") for path in pages.rglob(f"*.{suffix}")]:
        feed.unlink()
    yield shown(folder)
    yield shown(pages, *SITE)


def command_of(folder: Path) -> Path:
    command = folder / "syndicate"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m syndicate "$@"\n')
    command.chmod(0o755)
    return command


def test_of_jekyll(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    require(bool(shutil.which("jekyll")), "no jekyll here")
    site = tmp_path / "site"
    written(site / "_posts", "---\ntitle: {title}\nlayout: post\n---\n", "{date}-{name}.md")
    (site / "index.html").write_text("<html><title>T</title></html>")
    (site / "_layouts").mkdir()
    (site / "_layouts" / "post.html").write_text(
        PAGE.format("{{ page.title }}", "{{ page.date | date: '%F' }}", "{{ content }}")
    )
    (site / "_config.yml").write_text(
        f"title: T\nurl: {HOME.rstrip('/')}\nauthor: Ann\npermalink: /posts/:title/\nplugins: [jekyll-syndicate]\n"
        f"syndicate: {{command: {command_of(tmp_path)}}}\n"
    )
    monkeypatch.setenv("RUBYLIB", str(PLUGINS / "jekyll-syndicate" / "lib"))
    run(site, "jekyll", "build")
    assert list(doors(site, "_site")) == [URLS] * 3


@pytest.mark.parametrize("name", HUGOS)
def test_of_hugo(tmp_path: Path, name: str) -> None:
    hugo, site = hugo_of(name), tmp_path / "site"
    written(site / "content" / "posts", HEAD)
    shutil.copytree(PLUGINS / "hugo-syndicate", site / "themes" / "syndicate", ignore=shutil.ignore_patterns("example"))
    (site / "hugo.toml").write_text(
        f"title = 'T'\nbaseURL = '{HOME}'\ntheme = ['syndicate']\n[params]\nauthor = 'Ann'\n[outputs]\nhome = ['html', 'syndicate']\n"
    )
    layouts = site / "layouts" / "_default"
    layouts.mkdir(parents=True)
    (layouts / "single.html").write_text(
        PAGE.format("{{ .Title }}", '{{ .Date.Format "2006-01-02" }}', "{{ .Content }}")
    )
    (layouts / "list.html").write_text("<html><title>T</title></html>")
    run(site, hugo)
    run(site, sys.executable, "-m", "syndicate", "export", "public/syndicate.jsonl", "--output", "public")
    assert list(doors(site, "public")) == [URLS] * 3


def test_of_eleventy(tmp_path: Path) -> None:
    require(bool(shutil.which("npm")), "no npm here")
    site = tmp_path / "site"
    written(site / "posts", "---\ntitle: {title}\ndate: {date}\ntags: posts\nlayout: post.html\n---\n")
    (site / "index.html").write_text("<html><title>T</title></html>")
    (site / "_includes").mkdir()
    date = "{{ page.date | date: '%Y-%m-%d' }}"
    (site / "_includes" / "post.html").write_text(PAGE.format("{{ title }}", date, "{{ content }}"))
    (site / "_data").mkdir()
    (site / "_data" / "metadata.json").write_text(json.dumps({"title": "T", "url": HOME, "author": {"name": "Ann"}}))
    (site / "package.json").write_text('{"type": "module"}')
    (site / "eleventy.config.js").write_text(
        f'import syndicate from "{PLUGINS}/eleventy-plugin-syndicate/index.js";\n'
        f'export default function (c) {{ c.addPlugin(syndicate, {{ command: "{command_of(tmp_path)}" }}); }}\n'
    )
    install = ["npm", "install", "--no-audit", "--no-fund", f"@11ty/eleventy@{VERSIONS[-1]}"]
    done = subprocess.run(install, cwd=site, capture_output=True, text=True, check=False)
    require(done.returncode == 0, "npm cannot install here")
    run(site, "npx", "eleventy")
    assert list(doors(site, "_site")) == [URLS] * 3


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Return an environment that has the three hosts in Python with our plugins."""
    beside = (str(PLUGINS / "syndicate-sphinx"), str(PLUGINS / "syndicate-pelican"), "Markdown>=3.4")
    return environment_of(PLUGINS / "syndicate-mkdocs", tmp_path_factory.mktemp("python"), beside=beside)


def built(python: Environment, site: Path, *command: str) -> None:
    done = python.run("-m", *command, folder=site, SYNDICATE_PLUGINS="", LC_ALL="C.UTF-8")
    assert done.returncode == 0, done.stdout + done.stderr


def test_of_pelican(tmp_path: Path, python: Environment) -> None:
    site = tmp_path / "site"
    written(site / "content", "Title: {title}\nDate: {date}\nSlug: {slug}\n\n")
    (site / "pelicanconf.py").write_text(
        f"SITENAME = 'T'\nSITEURL = '{HOME.rstrip('/')}'\nAUTHOR = 'Ann'\nTIMEZONE = 'UTC'\nPATH = 'content'\nPLUGINS = ['syndicate']\n"
        "ARTICLE_URL = 'posts/{slug}/'\nARTICLE_SAVE_AS = 'posts/{slug}/index.html'\nFEED_ALL_ATOM = 'feeds/all.atom.xml'\n"
    )
    built(python, site, "pelican", "-q")
    of_host, of_command, of_pages = doors(site, "output")
    assert (of_host, of_command) == (TAGS, TAGS)
    assert {title: of_pages[title] for title in URLS} == URLS


def test_of_mkdocs(tmp_path: Path, python: Environment) -> None:
    written(tmp_path / "docs" / "posts", HEAD)
    (tmp_path / "docs" / "index.md").write_text("# T\n")
    (tmp_path / "mkdocs.yml").write_text(f"site_name: T\nsite_url: {HOME}\nsite_author: Ann\nplugins: [syndicate]\n")
    built(python, tmp_path, "mkdocs", "build", "-q")
    assert of_ours(tmp_path / "site") == URLS


def test_of_sphinx(tmp_path: Path, python: Environment) -> None:
    for name, date in POSTS.items():
        path = tmp_path / "posts" / f"{name}.rst"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f":date: {date}\n:orphan:\n\n{name.title()}\n=========\n\nText.\n")
    (tmp_path / "index.rst").write_text("T\n=\n")
    (tmp_path / "conf.py").write_text(
        f"project = 'T'\nauthor = 'Ann'\nhtml_baseurl = '{HOME}'\nextensions = ['syndicate_sphinx']\n"
    )
    built(python, tmp_path, "sphinx", "-q", "-b", "dirhtml", ".", "_build")
    assert of_ours(tmp_path / "_build") == URLS
