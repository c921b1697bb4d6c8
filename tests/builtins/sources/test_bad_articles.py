"""Each bad article earns one fault, where the mistake stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from syndicate import Article, Fault, PassedOver, Site, SourceContext
from syndicate.builtins.sources.front_matter import FrontMatter
from tests.bad_articles import BAD_ARTICLES, BadArticle, head, write_bad_articles


def read(folder: Path, site: Site) -> list[Article | Fault | PassedOver]:
    reader = FrontMatter(SourceContext(root=str(folder), paths=(".",), site=site))
    found: list[Article | Fault | PassedOver] = []
    for item in reader.items():
        found += [item] if isinstance(item, Fault) else _settled(list(reader.read(item)))
    return found


def _settled(found: list[Article | Fault | PassedOver]) -> list[Article | Fault | PassedOver]:
    """Return the fault that a file without a head is where no other has one."""
    doubtful = [one.fault for one in found if isinstance(one, PassedOver) and one.fault]
    return [*doubtful] or found


@pytest.mark.parametrize("bad", BAD_ARTICLES, ids=lambda bad: bad.name)
def test_a_bad_article_earns_one_fault_where_the_mistake_stands(bad: BadArticle, tmp_path: Path, site: Site) -> None:
    (tmp_path / "0.md").write_bytes(head())
    (tmp_path / bad.name).write_bytes(bad.body)
    _, *articles, fault = read(tmp_path, site)
    assert isinstance(fault, Fault)
    assert len(articles) == (bad.severity == "warning")
    assert fault.severity == bad.severity
    assert (fault.path, fault.line, fault.column, fault.field) == (bad.name, bad.line, bad.column, bad.field)
    assert bad.message in fault.message


def test_all_bad_articles_are_told_of_in_one_run_and_the_good_ones_stay(tmp_path: Path, site: Site) -> None:
    (tmp_path / "good.md").write_bytes(head())
    bad = write_bad_articles(tmp_path)
    found = read(tmp_path, site)
    articles = [entry.origin.path for entry in found if isinstance(entry, Article) and entry.origin]
    assert articles == sorted(["good.md", *(one.name for one in bad if one.severity == "warning")])
    assert [entry.path for entry in found if isinstance(entry, Fault)] == [article.name for article in bad]
    assert len(bad) >= 45
