"""Texts that outlive an export: each is made once, as long as nothing that it is made from changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from syndicate import Article, Fault, Item, Registry, Report, Source, SourceContext, export, hookimpl
from syndicate.store.store import KnownUnusableError

NOW = datetime(2024, 6, 1, tzinfo=UTC)
Go = Callable[..., tuple[list[str], Report]]


class Texts:
    """A source of files, each a title and a body, that counts whose text is asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def open(self, context: SourceContext) -> Texts:
        self.folder = Path(context.root) / "content"
        return self

    def items(self) -> Iterator[Item]:
        for path in sorted(self.folder.iterdir()):
            yield Item(path.name, (path.stat().st_size, path.stat().st_mtime_ns))

    def digest(self, item: Item) -> bytes:
        return (self.folder / item.key).read_bytes()[:64]

    def read(self, item: Item) -> Iterator[Article | Fault]:
        title = (self.folder / item.key).read_text().partition("\n")[0]
        yield Article(title=title, url=f"https://e.org/{item.key}/", published_at=datetime(2024, 1, 1, tzinfo=UTC))

    def content(self, article: Article) -> str:
        self.asked.append(article.title)
        name = article.url.rstrip("/").rpartition("/")[2]
        return f"<p>{(self.folder / name).read_text()} <script>x</script></p>"  # with something to say of it


@pytest.fixture
def go(tmp_path: Path) -> Go:
    (tmp_path / "site" / "content").mkdir(parents=True)
    for name in "abc":
        (tmp_path / "site" / "content" / name).write_text(f"Title {name}\nbody of {name}")

    def go(settings: str = "", output: str = "o", **given: Any) -> tuple[list[str], Report]:
        (tmp_path / "site" / "syndicate.yaml").write_text(
            "site: {title: T, url: 'https://e.org/', authors: A}\nsource: {name: texts}\ncontent: full\n"
            f"feeds: [{{format: json}}, {{format: rss}}]\n{settings}"
        )
        texts = Texts()
        registry = Registry(distributions=())

        class Plugin:
            @hookimpl
            def syndicate_sources(self) -> list[Source]:
                return [Source(name="texts", open=texts.open)]

        registry.register(Plugin(), "texts")
        given = {"index": tmp_path / "index", **given}
        report = export(tmp_path / "site", now=NOW, output=tmp_path / output, registry=registry, **given)
        return texts.asked, report

    return go


def test_only_the_text_that_changed_is_made_again(go: Go, tmp_path: Path) -> None:
    assert go()[0] == ["Title a", "Title b", "Title c"]
    (tmp_path / "site" / "content" / "b").write_text("Title b\nanother body")
    asked, report = go()
    assert asked == ["Title b"]
    alone, expected = go(index=False, output="alone")
    assert len(alone) == 3
    assert report.warnings == expected.warnings
    assert "left out of 3 texts: 3 scripts" in report.warnings[0]
    for file in expected.files:
        assert (tmp_path / "o" / file.path).read_bytes() == (tmp_path / "alone" / file.path).read_bytes()


def test_settings_that_shape_texts_have_all_made_again(go: Go) -> None:
    go()
    assert len(go("summary_length: 20\n")[0]) == 3
    assert go("summary_length: 20\n", "elsewhere")[0] == []


def test_the_text_of_an_article_that_is_gone_goes_too(go: Go, tmp_path: Path) -> None:
    import sqlite3

    go()
    (tmp_path / "site" / "content" / "c").unlink()
    go()
    connection = sqlite3.connect(tmp_path / "index")
    assert connection.execute("SELECT count(*) FROM texts").fetchone() == (2,)
    connection.close()


def test_a_dry_run_puts_no_text_in(go: Go, tmp_path: Path) -> None:
    go()
    (tmp_path / "site" / "content" / "b").write_text("Title b\nanother body")
    assert go(dry_run=True)[0] == ["Title b"]
    assert go()[0] == ["Title b"]


def test_an_index_that_fails_costs_nothing_but_the_time(go: Go, monkeypatch: pytest.MonkeyPatch) -> None:
    from syndicate.index.index import Index

    go()
    plain = Index.ask

    def ask(self: Index, statement: str, *values: object) -> list[tuple[Any, ...]]:
        if "sum FROM texts" in statement:
            raise KnownUnusableError("cannot be read: the disk is on fire")
        return plain(self, statement, *values)

    monkeypatch.setattr(Index, "ask", ask)
    asked, report = go(output="elsewhere")
    assert len(asked) == 3
    assert report.warnings[-1] == "the index cannot be read: the disk is on fire; the next export reads all texts"


def test_a_built_page_is_read_again_only_if_it_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from syndicate.pipeline.complete.built_pages import BuiltPages

    site = tmp_path / "site"
    for number in range(3):
        (site / "content").mkdir(parents=True, exist_ok=True)
        (site / "public" / f"{number}").mkdir(parents=True)
        (site / "content" / f"{number}.md").write_text(
            f"---\ntitle: T{number}\ndate: 2024-01-01\nurl: /{number}/\n---\n"
        )
        (site / "public" / f"{number}" / "index.html").write_text(
            f"<html><body><article><h1>T{number}</h1><p>Page {number} says it.</p></article></body></html>"
        )
    (site / "syndicate.yaml").write_text(
        "site: {title: T, url: 'https://e.org/', authors: A}\nsource: {paths: [content], built: public}\n"
        "content: full\nfeeds: [{format: json}]\n"
    )
    looked: list[str] = []
    plain = BuiltPages.text

    def text(self: BuiltPages, article: Article, page: Any) -> Any:
        looked.append(article.title)
        return plain(self, article, page)

    monkeypatch.setattr(BuiltPages, "text", text)

    def go() -> list[str]:
        looked.clear()
        export(site, now=NOW, output=tmp_path / "o", registry=Registry(distributions=()), index=tmp_path / "i")
        return sorted(looked)

    assert go() == ["T0", "T1", "T2"]
    assert go() == []
    page = site / "public" / "1" / "index.html"
    page.write_text(page.read_text().replace("says it", "says more"))
    assert go() == ["T1"]
    assert "says more" in (tmp_path / "o" / "feed.json").read_text()
    page.unlink()
    assert go() == []
    assert "says more" not in (tmp_path / "o" / "feed.json").read_text()
