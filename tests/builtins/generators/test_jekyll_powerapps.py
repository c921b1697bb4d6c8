"""A real aggregator under Jekyll: its 798 articles of news and videos as two collections, each with a page of its own."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from syndicate import Article
from tests.builtins.generators.jekyll_build import LAYOUT, Page, build, is_at, reading, write
from tests.conftest import SHARED, require

SITE = SHARED / "sites" / "powerapps"
CONFIG = """
title: Power Apps Every Day
url: https://everyday-cc.github.io
baseurl: /powerapps
locale: en-us
collections:
  news: {output: true, permalink: "/news/:year/:month/:day/:title/"}
  learning: {output: true, permalink: "/:collection/:path/"}
defaults:
  - {scope: {path: ""}, values: {layout: default}}
unpublished: true
"""


class Site(NamedTuple):
    built: dict[str, Page]
    articles: dict[str, Article]
    chosen_count: int


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    require(SITE.is_dir(), f"the site is not here: {SITE}")
    folder = tmp_path_factory.mktemp("powerapps")
    for name in ("_news", "_learning"):
        shutil.copytree(SITE / name, folder / name, copy_function=_copied)
    write(folder, {"_config.yml": CONFIG, "_layouts/default.html": LAYOUT})
    built = build(folder)
    found, composition = reading(folder)
    assert (found.faults, composition.faults) == ([], [])
    return Site(built, {a.origin.path: a for a in found.articles if a.origin}, composition.chosen_count)


def _copied(source: str, target: str) -> None:
    shutil.copyfile(source, target)  # without the rights, which may forbid writing
    Path(target).parent.chmod(0o755)


def test_each_article_of_the_site_is_at_the_page_that_jekyll_builds_of_it(site: Site) -> None:
    assert len(site.built) == 798
    assert site.built.keys() == site.articles.keys()
    assert site.chosen_count == 796  # two say `removed: true`, which is nothing to Jekyll
    elsewhere = [key for key, article in site.articles.items() if not is_at(article, site.built[key], "/powerapps/")]
    assert elsewhere == []


def test_the_page_at_the_provider_is_where_it_first_appeared(site: Site) -> None:
    for key, article in site.articles.items():
        text = (SITE / key).read_text()
        said = re.search('^originalUrl: "?(.*?)"?$', text, re.MULTILINE)
        said = said or re.search('^webUrl: "?(.*?)"?$', text, re.MULTILINE)
        assert said, key
        assert article.original_url is not None
        assert article.original_url.split("#")[0].rstrip("/") == said[1].split("#")[0].rstrip("/"), key
