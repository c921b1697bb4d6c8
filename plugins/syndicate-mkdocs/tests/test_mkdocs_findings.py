"""The configuration of MkDocs into settings of syndicate."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig

from syndicate_mkdocs.findings import findings_of

CONFIG = """# A comment: site_name
site_name:   Tides & more
site_url: !ENV [NOWHERE_SET, 'https://e.org/']
site_description: What the sea does
site_author: Ann
copyright: 'Copyright &copy; 2024 <a href="/">Ann</a>'
theme:
  name: mkdocs
  locale: pt_BR
  logo: assets/logo.png
  favicon: assets/favicon.ico
"""


def loaded(folder: Path, text: str) -> MkDocsConfig:
    (folder / "docs").mkdir(exist_ok=True)
    (folder / "mkdocs.yml").write_text(text)
    return load_config(str(folder / "mkdocs.yml"))


def test_what_mkdocs_yml_says_is_found_with_its_place(tmp_path: Path) -> None:
    found = findings_of(loaded(tmp_path, CONFIG), CONFIG, "mkdocs.yml").settings
    assert {place[1]: (finding.value, finding.line, finding.column) for place, finding in found.items()} == {
        "title": ("Tides & more", 2, 14),
        "url": ("https://e.org/", 3, 11),
        "description": ("What the sea does", 4, 19),
        "language": ("pt-BR", 7, 7),
        "authors": (["Ann"], 5, 14),
        "rights": ("Copyright © 2024 Ann", 6, 12),
        "icon": ("assets/logo.png", 7, 7),
        "favicon": ("assets/favicon.ico", 7, 7),
        "paths": (["docs"], 0, 0),
    }


def test_what_nav_calls_a_folder_is_the_title_of_that_section(tmp_path: Path) -> None:
    text = (
        "site_name: T\nsite_url: https://e.org/\nnav:\n- Home: index.md\n- The blog: [blog/index.md, {Old: [blog/a.md]}]\n"
        "- Both: [blog/a.md, notes/b.md]\n- Top: [index.md]\n- Page: notes/b.md\n"
    )
    found = findings_of(loaded(tmp_path, text), text, "mkdocs.yml").settings["site", "sections"]
    assert (found.value, found.line) == ({"blog": "The blog"}, 3)


def test_what_is_inherited_has_the_file_and_no_line(tmp_path: Path) -> None:
    (tmp_path / "base.yml").write_text("site_name: Base\nsite_url: https://e.org/\n")
    text = "INHERIT: base.yml\n"
    found = findings_of(loaded(tmp_path, text), text, "mkdocs.yml").settings["site", "title"]
    assert (found.value, found.path, found.line) == ("Base", "mkdocs.yml", 0)
