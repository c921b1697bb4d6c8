"""Pieces that outlive an export: they change nothing but how many articles are encoded."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from syndicate import Article, Document, Feed, Format, Transform, hookimpl
from syndicate.index.index import Index
from syndicate.parts import encode_each, encode_runs
from syndicate.parts.registry import Registry
from syndicate.store import thresholds
from syndicate.store.store import KnownUnusableError
from syndicate.store.thresholds import Thresholds
from tests.index.exporting import exported as files_and_report, put, row_count

COUNT = 60


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thresholds, "DEFAULT", Thresholds(piece_articles=10, piece_chunk=4, placed_chunk=4))


class Listing:
    """A format that lists articles, and notes which of them it encodes."""

    def __init__(self, mark: str = "", *, has_text: bool = False) -> None:
        self.encoded: list[str] = []
        self.mark = mark
        self.has_text = has_text

    @hookimpl
    def syndicate_formats(self) -> list[Format]:
        return [
            Format(
                name="listing",
                media_type="text/plain",
                filename="list.txt",
                render=self.render,
                options=dict,
                has_text=self.has_text,
            )
        ]

    @hookimpl
    def syndicate_transforms(self) -> list[Transform]:
        return [Transform(name="same", apply=lambda feed: feed)]

    def render(self, feed: Feed, path: str, options: dict[str, Any]) -> Iterator[Document]:
        def line(article: Article) -> bytes:
            self.encoded.append(article.title)
            images = [image.size_bytes for image in article.images]
            return f"{article.title} {article.content_html} {images} {options} {feed.site.title}\n".encode()

        twice = encode_each(feed, line), encode_each(feed, lambda article: article.id.encode())
        runs = list(encode_runs(feed, lambda article: f"{article.published_at:%j}{article.title}".encode(), 3))
        in_runs = [run.heads for run in runs], [run.bodies for run in runs]
        assert sum(len(run.sizes) for run in runs) == len(feed.articles)
        assert all(len(run.heads) == 3 * len(run.sizes) and sum(run.sizes) == len(run.bodies) for run in runs)
        yield Document(path=path, body=b"".join(map(b"".join, (*twice, *in_runs))), media_type="text/plain")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "content").mkdir(parents=True)
    for number in range(COUNT):
        article(folder, number)
    return folder


def article(folder: Path, number: int, title: str = "", more: str = "") -> None:
    day = f"2024-01-{1 + number % 28:02d}"
    head = f"title: {title or f'Article {number}'}\ndate: {day}\nurl: /{number}/\n{more}"
    put(folder / "content" / f"{number}.md", f"---\n{head}---\n\nText {number}.\n", 1_500_000_000 + len(title))


Exported = Callable[..., tuple[list[str], bytes, Any]]


@pytest.fixture
def exported(site: Path, tmp_path: Path) -> Exported:
    """Return which articles an export encodes, and its document, which is that of an export without an index."""

    def go(
        settings: str = "", feed: str = "", output: str = "o", mark: str = "", **given: Any
    ) -> tuple[list[str], bytes, Any]:
        (site / "syndicate.yaml").write_text(
            'site: {title: The Ledger, url: "https://e.org", authors: [The Desk]}\nsource: {paths: [content]}\n'
            f"feeds: [{{format: listing{feed}}}]\n{settings}"
        )
        bodies, formats, reports = [], [], []
        for index, folder in ((tmp_path / "i", output), (None, "plain")):
            formats.append(Listing(mark, has_text="content" in feed))
            registry = Registry(distributions=())
            registry.register(formats[-1], "listing")
            # One folder has one record.
            _, report = files_and_report(site, tmp_path / folder, registry, record=False, index=index, **given)
            reports.append(report)
            bodies.append(b"".join(path.read_bytes() for path in sorted((tmp_path / folder).rglob("*.txt"))))
        if not given:
            assert bodies[0] == bodies[1]
            assert reports[0].warnings == reports[1].warnings
        return formats[0].encoded, bodies[0], reports[0]

    return go


def rows(tmp_path: Path) -> int:
    return row_count(tmp_path / "i", "pieces")


def test_where_one_article_has_changed_only_its_chunk_is_encoded(site: Path, exported: Exported) -> None:
    assert len(exported()[0]) == COUNT
    article(site, 7, "Changed")
    encoded, body, _ = exported()
    assert "Changed" in encoded
    assert len(encoded) < COUNT / 2
    assert b"Changed" in body


def test_without_its_output_a_feed_is_made_of_what_is_kept(exported: Exported) -> None:
    exported()
    assert exported(output="elsewhere")[0] == []


def test_an_article_that_is_put_in_or_taken_out_leaves_the_chunks_after_it_as_they_are(
    site: Path, exported: Exported
) -> None:
    exported()
    (site / "content" / "9.md").unlink()
    assert len(exported()[0]) < COUNT / 2
    article(site, 90)
    assert len(exported()[0]) < COUNT / 2


@pytest.mark.parametrize("seed", range(3))
def test_however_often_articles_change_no_more_is_kept_than_of_one_export(
    site: Path, tmp_path: Path, exported: Exported, seed: int
) -> None:
    rng = random.Random(seed)
    for step in range(12):
        for _ in range(rng.randrange(4)):
            article(site, rng.randrange(COUNT + 10), f"Title {'x' * step}{rng.randrange(9)}")
        if rng.random() < 0.3:
            rng.choice(sorted((site / "content").iterdir())).unlink()
        exported()
    here = rows(tmp_path)
    (tmp_path / "i").unlink()
    (tmp_path / "o" / "list.txt").unlink()
    exported()
    assert rows(tmp_path) == here


@pytest.mark.parametrize(
    "changed",
    [{"feed": ", options: {a: 1}"}, {"settings": "summary_length: 50\n"}, {"feed": ", content: full"}],
    ids=["options", "settings", "text"],
)
def test_what_is_written_in_another_way_is_encoded_again(exported: Exported, changed: dict[str, str]) -> None:
    exported()
    assert len(exported(**changed)[0]) == COUNT


def test_another_version_of_this_package_encodes_all(exported: Exported, monkeypatch: pytest.MonkeyPatch) -> None:
    from syndicate.index import documents as standing

    exported()
    monkeypatch.setattr(standing, "code_identity", lambda: "another version")
    assert len(exported()[0]) == COUNT


def test_the_text_of_a_feed_is_kept_with_its_pieces(exported: Exported, site: Path) -> None:
    full = ", content: full"
    assert len(exported(feed=full)[0]) == COUNT
    assert exported(feed=full, output="elsewhere")[0] == []
    put(site / "content" / "7.md", (site / "content" / "7.md").read_text() + "More.\n", 1_600_000_001)
    encoded, body, _ = exported(feed=full)
    assert "Article 7" in encoded
    assert b"More." in body


def test_what_is_said_of_articles_is_kept_with_their_pieces(exported: Exported, site: Path) -> None:
    for number in range(0, COUNT, 3):
        article(site, number, more=f"# {number}\n")
        with (site / "content" / f"{number}.md").open("a") as file:
            file.write("\n<script>x</script>\n" if number % 2 else "\n{% include it.html %}\n")
    encoded, _, report = exported(feed=", content: full")
    assert len(encoded) == COUNT
    assert [warning.partition(": ")[2].partition(":")[0] for warning in report.warnings] == [
        "the text of 10 articles of 60 is left out",
        "left out of 10 texts",
    ]
    article(site, 7, "Changed")
    assert len(exported(feed=", content: full")[0]) < COUNT / 2


def test_an_article_that_depends_on_a_file_of_the_site_is_encoded_each_time(exported: Exported, site: Path) -> None:
    (site / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    article(site, 7, more="image: /a.png\n")
    full = ", content: full"
    exported(feed=full)
    for size in (9, 20):
        (site / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n".ljust(size, b"x"))
        encoded, body, _ = exported(feed=full)
        assert "Article 7" in encoded
        assert len(encoded) < COUNT
        assert f"[{size}]".encode() in body


def test_a_transform_that_is_given_all_articles_has_them_encoded(exported: Exported, tmp_path: Path) -> None:
    changed = ", transforms: [same]"
    exported(feed=changed)
    assert rows(tmp_path) == 0
    assert len(exported(feed=changed, output="elsewhere")[0]) == COUNT


def test_a_small_feed_is_not_kept(exported: Exported, tmp_path: Path) -> None:
    exported(feed=", limit: 9")
    assert rows(tmp_path) == 0


def test_a_dry_run_keeps_nothing(exported: Exported, tmp_path: Path, site: Path) -> None:
    exported()
    before = rows(tmp_path)
    article(site, 7, "Changed")
    assert "Changed" in exported(dry_run=True)[0]
    assert rows(tmp_path) == before
    assert "Changed" in exported()[0]


def test_a_feed_that_stands_keeps_its_pieces_and_one_that_is_gone_does_not(
    exported: Exported, tmp_path: Path, site: Path
) -> None:
    two = ", path: a.txt}, {format: listing, path: b.txt, filters: {topics: {none: [Maps]}}"
    exported(feed=two)
    both = rows(tmp_path)
    article(site, 99, more="topics: [Maps]\n")
    exported(feed=two)  # b.txt stands
    assert rows(tmp_path) >= both
    assert exported(feed=two, output="elsewhere")[0] == []
    exported(feed=", path: b.txt")
    assert 0 < rows(tmp_path) < both


@pytest.mark.parametrize("statement", ["INSERT", "SELECT"])
def test_where_the_index_fails_all_is_encoded_and_it_is_said(
    exported: Exported, monkeypatch: pytest.MonkeyPatch, statement: str, site: Path
) -> None:
    exported()
    article(site, 7, "Changed")
    for name in ("ask", "change"):
        plain = getattr(Index, name)

        def fail(self: Index, asked: str, *values: object, plain: Any = plain) -> Any:
            if asked.startswith(statement) and "pieces" in asked:
                raise KnownUnusableError("cannot be used: the disk is on fire")
            return plain(self, asked, *values)

        monkeypatch.setattr(Index, name, fail)
    encoded, body, report = exported(strict=True)
    assert b"Changed" in body
    assert "Changed" in encoded
    assert report.warnings == ("the index cannot be used: the disk is on fire; the next export encodes all articles",)


def test_heads_of_another_length_are_not_those_that_are_kept(site: Path, tmp_path: Path) -> None:
    """Of one encoder and the same articles."""
    found: dict[int, tuple[bytes, bytes]] = {}

    class Cutting:
        head_bytes = 0

        @hookimpl
        def syndicate_formats(self) -> list[Format]:
            return [Format(name="listing", media_type="text/plain", filename="list.txt", render=self.render)]

        def render(self, feed: Feed, path: str) -> Iterator[Document]:
            runs = list(encode_runs(feed, self.encode, self.head_bytes))
            found[self.head_bytes] = b"".join(run.heads for run in runs), b"".join(run.bodies for run in runs)
            yield Document(path=path, body=b"", media_type="text/plain")

        @staticmethod
        def encode(article: Article) -> bytes:
            return f"{article.published_at:%j}{article.title}".encode()

    (site / "syndicate.yaml").write_text(
        'site: {title: The Ledger, url: "https://e.org"}\nsource: {paths: [content]}\nfeeds: [{format: listing}]\n'
    )
    plugin = Cutting()
    for plugin.head_bytes in (0, 3, 2):
        registry = Registry(distributions=())
        registry.register(plugin, "listing")
        files_and_report(site, tmp_path / f"o{plugin.head_bytes}", registry, index=tmp_path / "i")
    assert found[0][0] == b""
    for count in (2, 3):
        heads, bodies = found[count]
        assert len(heads) == COUNT * count
        assert len(heads) + len(bodies) == len(found[0][1])
