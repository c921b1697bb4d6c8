"""A feed that syndicate wrote is read and written again: the same bytes, as far as its format carries the articles."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

import syndicate_feed_source
from syndicate import Article, Attachment, Author, Image, Registry, Site, export

EXAMPLE = Path(__file__).parents[3] / "examples" / "news-site"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
FILES = {"rss": "rss.xml", "atom": "atom.xml", "json": "feed.json"}
SITE = """\
site:
  title: The Harbour Ledger
  url: https://news.example.org
  description: News from the harbour & the town
  language: en
  authors: [{name: The Desk, email: desk@example.org, url: https://news.example.org/desk/}]
  icon: https://news.example.org/icon.png
  hub: https://hub.example.net/
  rights: © The Harbour Ledger
"""
RICH = (
    Article(
        id="tag:news.example.org,2024:tides",
        title="Tides & the <b> tag — 'quoted' \"twice\" Ω",
        url="https://news.example.org/2024/tides/?a=1&copy=2#top",
        published_at=datetime(2024, 3, 2, 8, tzinfo=UTC),
        updated_at=datetime(2024, 3, 5, 9, 30, tzinfo=UTC),
        summary="Höher als je: 3 < 4 & 5 > 4",
        content_html='<p>Full <em>text</em> &amp; <a href="https://example.net/?a=1&amp;b=2">links</a>.</p>\n<p>Ω 😀</p>',
        topics=("C#", "Künstliche Intelligenz", "a & b"),
        authors=(Author(name="Ann Aster"), Author(name="Bo Ö. Berg")),
        language="de",
        images=(
            Image(url="https://news.example.org/a.png", width=1200, height=600),
            Image(url="https://news.example.org/b"),
        ),
        attachments=(
            Attachment(url="https://news.example.org/a.mp3", media_type="audio/mpeg", size_bytes=12345678),
            Attachment(url="https://news.example.org/a.pdf", media_type="application/pdf", size_bytes=99),
        ),
    ),
    Article(
        id="urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a",
        title="No text at all",
        url="https://news.example.org/bare/",
        published_at=datetime(2024, 3, 1, 8, tzinfo=UTC),
    ),
    Article(
        title="Only a summary",
        url="https://news.example.org/summary/",
        published_at=datetime(2024, 2, 29, 23, 59, 59, tzinfo=UTC),
        summary="One line.",
        attachments=(Attachment(url="https://news.example.org/u.mp4", media_type="video/mp4"),),
    ),
    Article(
        title="Only a body",
        url="https://news.example.org/body/",
        published_at=datetime(2024, 2, 1, tzinfo=UTC),
        content_html="<p>" + "A long body. " * 60 + "</p>",
    ),
)


def registry() -> Registry:
    found = Registry(distributions=())
    found.register(syndicate_feed_source, "syndicate-feed-source")
    return found


def written(folder: Path, settings: str, source: str, formats: dict[str, str]) -> dict[str, bytes]:
    folder.mkdir(exist_ok=True)
    feeds = "".join(f"  - {{format: {name}, path: {path}, content: full}}\n" for name, path in formats.items())
    (folder / "syndicate.yaml").write_text(f"{settings}source: {source}\nfeeds:\n{feeds}", "utf-8")
    report = export(folder, now=NOW, registry=registry())
    assert report.faults == ()
    return {document.path: document.body for document in report.documents}


def again(tmp_path: Path, settings: str, name: str, body: bytes) -> bytes:
    folder = tmp_path / "again"
    folder.mkdir()
    (folder / f"in-{FILES[name]}").write_bytes(body)
    return written(folder, settings, f"{{name: feed, paths: in-{FILES[name]}}}", {name: FILES[name]})[FILES[name]]


@pytest.mark.parametrize("name", FILES)
def test_rich_articles_come_back_byte_by_byte(name: str, tmp_path: Path) -> None:
    articles = RICH if name != "json" else tuple(msgspec.structs.replace(a, images=a.images[:1]) for a in RICH)
    first = tmp_path / "first"
    first.mkdir()
    (first / "all.jsonl").write_bytes(b"\n".join(map(msgspec.json.encode, articles)))
    body = written(first, SITE, "{name: json-lines, paths: all.jsonl}", {name: FILES[name]})[FILES[name]]

    assert again(tmp_path, SITE, name, body).decode() == body.decode()


@pytest.mark.skipif(not EXAMPLE.is_dir(), reason="the example site stands beside the plugin in the repository")
@pytest.mark.parametrize("name", FILES)
def test_the_example_site_comes_back_byte_by_byte(name: str, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE / "content", tmp_path / "first" / "content")
    text = (EXAMPLE / "syndicate.yaml").read_text("utf-8")
    settings = text[text.index("site:") : text.index("# Where the articles are")]
    source = '{name: front-matter, paths: content, url: "{site_url}/{year}/{month}/{slug}/"}'
    body = written(tmp_path / "first", settings, source, {name: FILES[name]})[FILES[name]]

    assert again(tmp_path, settings, name, body).decode() == body.decode()


@pytest.mark.parametrize("read", FILES)
@pytest.mark.parametrize("write", FILES)
def test_every_format_converts_into_every_other(read: str, write: str, tmp_path: Path) -> None:
    first = tmp_path / "first"
    first.mkdir()
    (first / "all.jsonl").write_bytes(b"\n".join(map(msgspec.json.encode, RICH)))
    body = written(first, SITE, "{name: json-lines, paths: all.jsonl}", {read: FILES[read]})[FILES[read]]
    second = tmp_path / "second"
    second.mkdir()
    (second / f"in-{FILES[read]}").write_bytes(body)
    settings = SITE.replace("https://news.example.org\n", "https://other.example.org\n")
    source = f"{{name: feed, paths: in-{FILES[read]}}}"

    converted = written(second, settings, source, {write: FILES[write]})[FILES[write]]

    found = entries(tmp_path / "third", FILES[write], converted)
    assert [(a.id, a.title, a.url, a.published_at, a.updated_at, a.topics) for a in found] == [
        (a.id, a.title, a.url, a.published_at, a.updated_at, a.topics) for a in RICH
    ]


def entries(folder: Path, name: str, body: bytes) -> list[Article]:
    from syndicate import SourceContext

    folder.mkdir()
    (folder / name).write_bytes(body)
    site = Site(title="S", url="https://site.example.org/")
    reader = syndicate_feed_source.syndicate_sources()[0].open(
        SourceContext(root=str(folder), paths=(name,), site=site)
    )
    return [a for item in reader.items() for a in reader.read(item) if isinstance(a, Article)]  # type: ignore[arg-type]
