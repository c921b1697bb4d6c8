"""Sites of generators that no preset reads: whose they are, and what serves them."""

from __future__ import annotations

from pathlib import Path

import pytest

from syndicate import Overrides, Registry, UsageError
from syndicate.settings import make_plan, open_site, other_generator, recognise
from tests.builtins.generators.jekyll_build import NOW, write

SITES = [
    ({"_config.yml": "title: T\nnew_post_name: :title.md\n"}, "Hexo", "public"),
    ({"package.json": '{"dependencies": {"hexo": "7"}}', "_config.yml": "title: T\n"}, "Hexo", "public"),
    ({"conf.py": "BLOG_TITLE = 'T'\n"}, "Nikola", "output"),
    ({"conf.py": "project = 'T'\n"}, "Sphinx", "_build/html"),
    ({"bridgetown.config.yml": "", "src/_posts/2024-01-01-a.md": ""}, "Bridgetown", "output"),
    ({"config/initializers.rb": "Bridgetown.configure do |config|\n"}, "Bridgetown", "output"),
    ({"astro.config.mjs": "", "src/content/blog/a.md": ""}, "Astro", "dist"),
    ({"docusaurus.config.ts": ""}, "Docusaurus", "build"),
    ({"gatsby-config.js": ""}, "Gatsby", "public"),
    ({"docs/.vitepress/config.mts": ""}, "VitePress", "docs/.vitepress/dist"),
    ({"_quarto.yml": "", "posts/a.qmd": ""}, "Quarto", "_site"),
    ({"_config.ts": 'import lume from "lume/mod.ts";'}, "Lume", "_site"),
    ({"T.lektorproject": ""}, "Lektor", "build"),
    ({"_toc.yml": "", "_config.yml": "title: T\n"}, "Jupyter Book", "_build/html"),
]


@pytest.mark.parametrize(("files", "name", "output"), SITES)
def test_a_site_is_told_by_its_files_and_what_serves_it_is_said(
    tmp_path: Path, files: dict[str, str], name: str, output: str
) -> None:
    write(tmp_path, files)
    found = other_generator(tmp_path)
    assert found is not None
    assert (found.name, found.output) == (name, output)
    file, _ = recognise(*open_site(tmp_path), Registry(distributions=()))
    with pytest.raises(UsageError) as caught:
        make_plan(file, Registry(distributions=()), now=NOW, overrides=Overrides())
    assert str(caught.value).endswith(
        f"; this is a site of {name}, which no preset reads: build it and export its pages by syndicate export"
        f" {tmp_path.as_posix()}/{output}, or say in syndicate.yaml where its articles lie and what their URLs are"
    )


@pytest.mark.parametrize(
    "files", [{}, {"readme.md": ""}, {"conf.d/x": ""}, {"_config.ts": "export default {}"}, {"Gemfile": "gem 'jekyll'"}]
)
def test_nothing_is_guessed(tmp_path: Path, files: dict[str, str]) -> None:
    write(tmp_path, files)
    assert other_generator(tmp_path) is None


def test_a_folder_below_is_of_the_same_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"_config.yml": "new_post_name: x\n", "source/_posts/a.md": "---\ntitle: T\n---\n"})
    monkeypatch.chdir(tmp_path)
    (note,) = recognise(*open_site("source/_posts"), Registry(distributions=()))[0].notes
    assert note.startswith("this is a site of Hexo, which no preset reads: build it and export its pages by")
    assert "syndicate export public," in note


def test_who_has_settings_knows_it(tmp_path: Path) -> None:
    write(tmp_path, {"_config.yml": "new_post_name: x\n", "syndicate.yaml": "site: {title: T, url: 'https://e.org'}\n"})
    assert recognise(*open_site(tmp_path), Registry(distributions=()))[0].notes == ()
