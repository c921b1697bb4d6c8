"""A host hands over its articles and what its configuration says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from syndicate import Article, Fault, Finding, Findings, SettingsError, run
from syndicate.hosts import host_plan

NOW = datetime(2024, 6, 1, tzinfo=UTC)
FOUND = Findings(
    settings={
        ("site", "title"): Finding(value="Host", path="host.toml", line=1),
        ("site", "url"): Finding(value="https://e.org/", path="host.toml", line=2),
        ("site", "authors"): Finding(value=["Ann"]),
    }
)


def articles() -> Iterator[Article | Fault]:
    yield Article(
        title="Tides",
        url="https://e.org/tides/",
        published_at=datetime(2024, 1, 1, tzinfo=UTC),
        content_html='<p>High <a href="../low/">and low</a><script>x()</script></p>',
    )
    yield Fault(path="pages/wind.md", line=2, column=7, field="date", message="no date")


def test_a_build_without_settings_writes_three_feeds_with_full_text(tmp_path: Path) -> None:
    plan, registry = host_plan("ssg", articles, folder=tmp_path, findings=FOUND, now=NOW)
    report = run(plan, registry, output=tmp_path / "out")
    assert [file.path for file in report.files] == ["rss.xml", "atom.xml", "feed.json"]
    (item,) = json.loads((tmp_path / "out" / "feed.json").read_text())["items"]
    assert item["content_html"] == '<p>High <a href="https://e.org/low/">and low</a></p>'
    assert [str(fault) for fault in report.faults] == ["pages/wind.md:2:7: date: no date"]


def test_a_host_may_render_only_what_reaches_a_feed(tmp_path: Path) -> None:
    def dated() -> Iterator[Article | Fault]:
        for day in range(1, 29):
            yield Article(title="T", url=f"https://e.org/{day}/", published_at=datetime(2024, 1, day, tzinfo=UTC))

    rendered = []

    def content(article: Article) -> str:
        rendered.append(article.url)
        return "<p>Rendered</p>"

    plan, registry = host_plan("ssg", dated, folder=tmp_path, findings=FOUND, now=NOW, content=content)
    documents = {document.path: document for document in run(plan, registry, output=None).documents}
    assert {item["content_html"] for item in json.loads(documents["feed.json"].body)["items"]} == {"<p>Rendered</p>"}
    assert len(rendered) == 20  # once, although three feeds carry them


def test_syndicate_yaml_goes_before_the_host(tmp_path: Path) -> None:
    (tmp_path / "syndicate.yaml").write_text(
        "site: {title: Ours}\nfeeds: [{format: json, path: a.json, content: none}]\n"
    )
    plan, registry = host_plan("ssg", articles, folder=tmp_path, findings=FOUND, now=NOW)
    (document,) = run(plan, registry, output=None).documents
    feed = json.loads(document.body)
    assert (document.path, feed["title"], feed["home_page_url"]) == ("a.json", "Ours", "https://e.org/")
    assert "content_html" not in feed["items"][0]


@pytest.mark.parametrize("host", ["pelican", "jekyll", "hugo"])
def test_a_host_may_have_the_name_of_a_preset(tmp_path: Path, host: str) -> None:
    plan, registry = host_plan(host, articles, folder=tmp_path, findings=FOUND, now=NOW)
    assert len(run(plan, registry, output=None).documents) == 3


def test_the_articles_are_the_hosts_whatever_source_the_settings_name(tmp_path: Path) -> None:
    (tmp_path / "syndicate.yaml").write_text("source: {name: front-matter, paths: [nowhere]}\n")
    plan, registry = host_plan("ssg", articles, folder=tmp_path, findings=FOUND, now=NOW)
    assert run(plan, registry, output=None).read_count == 1


def test_a_mistake_of_the_hosts_configuration_stands_there(tmp_path: Path) -> None:
    wrong = Findings(settings={**FOUND.settings, ("site", "url"): Finding(value="e:x", path="host.toml", line=2)})
    with pytest.raises(SettingsError, match=r"host\.toml:2: site\.url: "):
        host_plan("ssg", articles, folder=tmp_path, findings=wrong, now=NOW)
