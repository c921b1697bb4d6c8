"""What articles get that reach a feed: text and summary, and what the report says of both."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from syndicate import Article, export
from syndicate.builtins.sources.front_matter import FrontMatter
from syndicate.cli.main import main

NOW = datetime(2024, 6, 1, tzinfo=UTC)
Item = dict[str, Any]
Feed = Callable[..., tuple[list[Item], tuple[str, ...]]]

LONG = "The tide turns at noon, and with it the boats that lie at the quay."


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., None]:
    """Write an article below posts/; the later, the newer."""
    written: list[str] = []

    def write(name: str, body: str, head: str = "") -> None:
        written.append(name)
        path = tmp_path / "posts" / name
        path.parent.mkdir(exist_ok=True)
        stem = name.partition(".")[0]
        path.write_text(
            f"---\ntitle: {stem.title()}\nurl: /{stem}/\ndate: 2024-01-{len(written):02}\n{head}---\n{body}"
        )

    return write


@pytest.fixture
def feed(tmp_path: Path) -> Feed:
    """Return items and warnings of the JSON Feed that settings give, articles in the order they were written."""

    def feed(settings: str = "content: full\n", name: str = "json") -> tuple[list[Item], tuple[str, ...]]:
        (tmp_path / "syndicate.yaml").write_text(
            "site: {title: T, url: 'https://e.org/blog/', authors: A}\nsource: {paths: [posts]}\n"
            f"feeds: [{{format: {name}}}]\n{settings}"
        )
        report = export(tmp_path, now=NOW)
        items = json.loads(report.documents[0].body)["items"] if name == "json" else [report.documents[0].body.decode()]
        return list(reversed(items)), report.documents[0].warnings

    return feed


def test_content_says_how_much_of_the_text_a_feed_carries(write: Callable[..., None], feed: Feed) -> None:
    write("a.md", f"{LONG}\n\nMore.", "excerpt: Short\n")
    full, summary, none = (feed(f"content: {content}\n")[0][0] for content in ("full", "summary", "none"))
    assert (full["summary"], full["content_html"]) == ("Short", f"<p>{LONG}</p>\n<p>More.</p>")
    assert (summary["content_text"], "content_html" in summary) == ("Short", False)
    assert (none["content_text"], "content_html" in none) == ("A", False)


def test_summary_length_is_that_of_a_summary_taken_from_the_text(write: Callable[..., None], feed: Feed) -> None:
    write("a.md", f"# Head\n\n{LONG} {LONG}\n\nMore.")
    assert feed("")[0][0]["content_text"] == f"{LONG} {LONG}"
    assert feed("summary_length: 20\n")[0][0]["content_text"] == "The tide turns at…"
    assert feed("content: full\nsummary_length: 20\n")[0][0]["summary"] == "The tide turns at…"
    assert feed("content: none\nsummary_length: 20\n")[0][0]["content_text"] == "A"


def test_a_written_summary_is_never_cut(write: Callable[..., None], feed: Feed) -> None:
    write("a.md", "Text", f"excerpt: {LONG}\n")
    assert feed("summary_length: 20\n")[0][0]["content_text"] == LONG


@pytest.mark.parametrize("head", ["", f"excerpt: {LONG}\n"])
def test_summary_and_text_are_never_the_same_text_twice(write: Callable[..., None], feed: Feed, head: str) -> None:
    write("a.md", LONG.replace("noon", "*noon*"), head)
    item = feed()[0][0]
    assert ("summary" in item, item["content_html"]) == (False, f"<p>{LONG}</p>".replace("noon", "<em>noon</em>"))
    for name in ("rss", "atom"):
        (body,), _ = feed(name=name)
        assert (body.count("boats that lie"), "&lt;em&gt;noon" in body) == (1, True)  # type: ignore[attr-defined]


def test_rss_describes_an_item_once_where_its_text_is_more_than_its_summary(
    write: Callable[..., None], feed: Feed
) -> None:
    write("a.md", f"{LONG}\n\nMore.")
    body: Any = feed(name="rss")[0][0]
    assert f"<description>{LONG}</description>" in body
    assert f"<content:encoded>&lt;p&gt;{LONG}&lt;/p&gt;\n&lt;p&gt;More.&lt;/p&gt;</content:encoded>" in body


def test_what_was_left_out_of_all_texts_is_one_sentence(write: Callable[..., None], feed: Feed) -> None:
    write("a.md", "<script>x</script><form>y</form>a")
    write("b.html", "<script>x</script><p onclick=x>b")
    write("c.md", "c")
    assert feed()[1] == ("left out of 2 texts: 1 event handler, 1 form, 2 scripts ('posts/b.html', 'posts/a.md')",)
    assert feed("")[1] == ()


def test_the_articles_are_named_whose_texts_lost_something_and_feeds_with_the_same_told_once(
    write: Callable[..., None], tmp_path: Path, capsys: pytest.CaptureFixture[str], feed: Feed
) -> None:
    for name in "abcd":
        write(f"{name}.md", "<script>x</script>a")
    (warning,) = feed()[1]
    assert warning == "left out of 4 texts: 4 scripts ('posts/d.md', 'posts/c.md', 'posts/b.md', ...)"
    settings = tmp_path / "syndicate.yaml"
    two = "{format: json, path: a.json}, {format: json, path: b.json}"
    settings.write_text(settings.read_text().replace("{format: json}", two))
    main(["export", str(tmp_path), "--output", str(tmp_path / "public"), "--now", NOW.isoformat()])
    err = capsys.readouterr().err
    assert err.count("left out of 4 texts") == 1
    assert "2 in all: also b.json" in err


def test_a_text_that_only_the_generator_renders_is_left_out_and_said(write: Callable[..., None], feed: Feed) -> None:
    write("a.md", "\n{% include b.html %}", "excerpt: Short\n")
    write("b.md", "{{ page.title }}")
    write("c.md", "c")
    items, warnings = feed()
    assert [item.get("content_html") for item in items] == [None, None, "<p>c</p>"]
    assert [item.get("content_text") for item in items] == ["Short", "B", None]
    assert warnings == (
        "the text of 2 articles of 3 is left out: posts/b.md:6: holds the template tag '{{ page.title }}', which only "
        "the site's generator renders; build the site, and set source.built to the folder that it builds, e.g. _site or public",
    )
    items, warnings = feed("")  # a summary feed does without, and has nothing to complain about
    assert ([item["content_text"] for item in items], warnings) == (["Short", "B", "c"], ())


@pytest.mark.parametrize("content", ["full", "summary"])
def test_a_summary_is_taken_from_what_stands_above_the_first_tag(
    write: Callable[..., None], feed: Feed, content: str
) -> None:
    write("a.md", "# Tides\n\nThe *tide* turns.\n\nAt {{ noon }}.\n")
    write("b.html", "<p>The fog lifts.</p>\n\n{% include b.html %}\n")
    write("c.md", "The wind {{ turns }}.\n")  # a paragraph that is not whole says something else
    write("d.md", "The rain {::x} falls.\n\n{{ more }}\n")  # marks of another Markdown are no text
    write("e.md", "<script>x()</script>The hail stops.\n\n{{ more }}\n")
    items, _ = feed(f"content: {content}\n")
    assert [item.get("content_text") for item in items] == [
        "The tide turns.",
        "The fog lifts.",
        "C",
        "D",
        "The hail stops.",
    ]


def test_a_text_that_would_take_minutes_is_left_out_and_said(write: Callable[..., None], feed: Feed) -> None:
    write("a.html", "<div>" * 300)
    write("b.md", "[" * 400_001)
    items, warnings = feed()
    assert [item["content_text"] for item in items] == ["A", "B"]
    assert warnings == (
        "the text of 2 articles of 2 is left out: posts/b.md: its Markdown has more than 250,000 lines and marks, "
        "which no article has",
    )


@pytest.mark.parametrize(
    ("name", "body", "html"),
    [
        ("a.md", "*a* <i>b</i>", "<p><em>a</em> <i>b</i></p>"),
        ("a.markdown", "*a*", "<p><em>a</em></p>"),
        ("a.html", "*a*", "*a*"),
        ("a.txt", "*a* & <b>\nb\n\n\nc {{ d }}\n", "<p>*a* &amp; &lt;b&gt;<br>\nb</p>\n<p>c {{ d }}</p>"),
        ("a.mdx", "*a*", "<p><em>a</em></p>"),
        ("a.mdx", "<Note>a</Note>", None),
        ("a.md", "<Note>a</Note>", "<p>a</p>"),
        ("a.md", "", None),
    ],
)
def test_a_file_is_rendered_by_its_suffix(
    write: Callable[..., None], feed: Feed, name: str, body: str, html: str | None
) -> None:
    write(name, body)
    assert feed()[0][0].get("content_html") == html


def test_links_lead_to_the_articles_own_page(write: Callable[..., None], feed: Feed) -> None:
    write("a.md", "[x](../b/) [y](#z) ![](c.png) [w](/d)\n\n## Z")
    html = feed()[0][0]["content_html"]
    for url in ("https://e.org/b/", "https://e.org/a/#z", "https://e.org/a/c.png", "https://e.org/d"):
        assert f'"{url}"' in html


def test_only_articles_that_reach_a_feed_with_text_are_rendered(
    write: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "abc":
        write(f"{name}.md", name)
    asked: list[str] = []
    content = FrontMatter.content

    def ask(self: FrontMatter, article: Article) -> str:
        asked.append(article.title)
        return content(self, article)

    monkeypatch.setattr(FrontMatter, "content", ask)
    (tmp_path / "syndicate.yaml").write_text(
        "site: {title: T, url: 'https://e.org/', authors: A}\nsource: {paths: [posts]}\ncontent: full\nfeeds:\n"
        "  - {format: amp-sitemap}\n  - {format: json, limit: 2}\n  - {format: rss, limit: 1, content: summary}\n"
    )
    export(tmp_path, now=NOW)
    assert asked == ["C", "B"]


def test_the_command_says_what_was_left_out(
    write: Callable[..., None], feed: Feed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write("a.md", "<script>x</script>a")
    write("b.md", "{{ x }}")
    feed()
    status = main(["export", str(tmp_path), "--output", str(tmp_path / "public"), "--now", NOW.isoformat()])
    err = capsys.readouterr().err
    assert status == 0
    assert "warning: feed.json: left out of 1 text: 1 script ('posts/a.md')\n" in err
    assert "warning: feed.json: the text of 1 article of 2 is left out: posts/b.md:6: holds the template tag" in err


def test_an_article_of_which_readers_get_an_excerpt_never_shows_its_whole_text(tmp_path: Path) -> None:
    article = {"title": "T", "url": "/a/", "published_at": "2024-01-01T00:00:00Z", "is_excerpt_only": True}
    lines = [{**article, "content_html": f"<p>{LONG}</p><p>More.</p>"}]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, lines)))
    (tmp_path / "syndicate.yaml").write_text(
        "site: {title: T, url: 'https://e.org/', authors: A}\nsource: {name: json-lines}\n"
        "content: full\nfeeds: [{format: json}]\n"
    )
    (item,) = json.loads(export(tmp_path, now=NOW).documents[0].body)["items"]
    assert "content_html" not in item
    assert item["content_text"] == LONG
