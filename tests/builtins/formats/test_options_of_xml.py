"""Options of RSS and Atom: elements of one's own, and how RSS says that an article was changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser
import msgspec
import pytest
from hypothesis import given, strategies as st
from lxml import etree
from markdown_it import MarkdownIt
from msgspec.structs import replace

from syndicate import Article, ArticleError, Attachment, Author, Document, Feed, Image, SettingsError, Site, export
from syndicate.builtins.formats import atom, rss
from syndicate.html.markdown.rendering import html_of_markdown
from syndicate.model import plain_text, xml_text
from syndicate.parts import ElementsOptions
from syndicate.profiles import fitted, load_profile
from syndicate.testing import sample_feeds
from tests.conftest import Golden

RENDERS: dict[str, tuple[Any, Callable[..., Iterator[Document]], str]] = {
    "rss": (rss.RssOptions, rss.render, "channel/item"),
    "atom": (atom.AtomOptions, atom.render, "{http://www.w3.org/2005/Atom}entry"),
}
LICENSE = "{http://search.yahoo.com/mrss/}license"
EX = "https://example.org/ns"
SITE = Site(title="T", url="https://e.org/", authors=(Author(name="A"),), icon_url="https://e.org/i.png")
ARTICLE = Article(
    title="T & <b>",
    url="https://e.org/a/",
    published_at=datetime(2024, 1, 1, tzinfo=UTC),
    updated_at=datetime(2024, 1, 2, tzinfo=UTC),
    topics=("A", "B & C"),
    images=(Image(url="https://e.org/p.png", credit="Bo"),),
    extra={"paywall": True, "seo": {"score": 7}, "empty": ""},
)


def feed(*articles: Article) -> Feed:
    return Feed(site=SITE, title="T", url="https://e.org/feed", articles=articles)


def rendered(name: str, given: Feed, **options: Any) -> bytes:
    kind, render, _ = RENDERS[name]
    (document,) = render(given, "feed.xml", msgspec.convert(options, kind))
    return document.body


def entry(name: str, **options: Any) -> etree._Element:
    found = etree.fromstring(rendered(name, feed(ARTICLE), **options)).find(RENDERS[name][2])
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("given", "attributes"),
    [
        ("CC BY 4.0 & more", {}),
        ("https://e.org/licence?a=1&b=2", {"type": "text/html", "href": "https://e.org/licence?a=1&b=2"}),
    ],
)
def test_rss_has_the_license_of_a_picture_where_the_option_asks_for_it(given: str, attributes: dict[str, str]) -> None:
    picture = Image(url="https://e.org/p.png", license=given)
    of_licenses = [
        list(etree.fromstring(rendered("rss", feed(replace(ARTICLE, images=(picture,))), licenses=is_on)).iter(LICENSE))
        for is_on in (False, True)
    ]
    assert [[(one.text, dict(one.attrib)) for one in found] for found in of_licenses] == [[], [(given, attributes)]]


def test_a_video_in_rss_has_its_duration_and_the_articles_picture_also_where_it_is_the_enclosure() -> None:
    video = Attachment(url="https://e.org/v.mp4", media_type="video/mp4", size_bytes=9, duration_seconds=61.5)
    text = rendered("rss", feed(replace(ARTICLE, attachments=(video,)))).decode()
    assert (
        """      <media:content url="https://e.org/v.mp4" type="video/mp4" medium="video" fileSize="9" duration="62">
        <media:thumbnail url="https://e.org/p.png"/>
      </media:content>
      <enclosure url="https://e.org/v.mp4" length="9" type="video/mp4"/>
"""
        in text
    )


@pytest.mark.parametrize("name", RENDERS)
@pytest.mark.parametrize("place", sample_feeds())
def test_without_options_nothing_is_different(name: str, place: str) -> None:
    given = sample_feeds()[place]
    assert rendered(name, given) == next(RENDERS[name][1](given, "feed.xml")).body


@pytest.mark.parametrize("name", RENDERS)
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("{extra.paywall}", '<ex:a xmlns:ex="https://example.org/ns">true</ex:a>'),
        ("{title}: {extra.seo.score}", '<ex:a xmlns:ex="https://example.org/ns">T &amp; &lt;b&gt;: 7</ex:a>'),
        ("{topics}, {image_credit}", '<ex:a xmlns:ex="https://example.org/ns">A, B &amp; C, Bo</ex:a>'),
        ("{extra.empty}", None),
        ("{title} {extra.nothing}", None),
        ({"@at": "{updated_at}"}, '<ex:a xmlns:ex="https://example.org/ns" at="2024-01-02T00:00:00Z"/>'),
        ({"@at": "{extra.no}", "": "x"}, '<ex:a xmlns:ex="https://example.org/ns">x</ex:a>'),
        ({"@at": "{extra.no}", "ex:b": "{extra.no}"}, None),
    ],
)
def test_an_element_of_ones_own_is_filled_from_the_article(name: str, value: Any, expected: str | None) -> None:
    found = entry(name, elements={"item": {"ex:a": value}}, namespaces={"ex": EX}).find(f"{{{EX}}}a")
    if found is None:
        assert expected is None
        return
    own = etree.fromstring(etree.tostring(found, with_tail=False))
    etree.cleanup_namespaces(own)
    assert etree.tostring(own).decode() == expected


@pytest.mark.parametrize("name", RENDERS)
def test_each_of_a_list_has_an_element(name: str) -> None:
    found = entry(name, elements={"item": {"ex:a": "{topics}"}}, namespaces={"ex": EX}).findall(f"{{{EX}}}a")
    assert [element.text for element in found] == ["A", "B & C"]


@pytest.mark.parametrize("name", RENDERS)
def test_the_feed_has_elements_too_and_prefixes_that_everybody_knows_need_no_declaration(name: str) -> None:
    body = rendered(name, feed(ARTICLE), elements={"channel": {"snf:logo": {"snf:url": "{icon_url}"}}})
    (found,) = etree.fromstring(body).iter("{http://www.smartnews.be/snf}url")
    assert found.text == SITE.icon_url


@pytest.mark.parametrize("name", RENDERS)
@given(text=st.text())
def test_any_text_is_escaped(name: str, text: str) -> None:
    article = msgspec.structs.replace(ARTICLE, extra={"a": text})
    body = rendered(
        name, feed(article), elements={"item": {"ex:a": {"@b": "{extra.a}", "": "{extra.a}"}}}, namespaces={"ex": EX}
    )
    for found in etree.fromstring(body).iter(f"{{{EX}}}a"):
        assert found.text == found.get("b") == xml_text(text)


@pytest.mark.parametrize("name", RENDERS)
@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"elements": {"item": {"ex:a": "x"}}}, "nobody declares the prefix 'ex'"),
        ({"elements": {"item": {"ex:a b": "x"}}, "namespaces": {"ex": EX}}, "'ex:a b' is no name of XML"),
        ({"elements": {"item": {"ex:a": "{titel}"}}, "namespaces": {"ex": EX}}, "there is no {titel}; did you mean"),
        ({"elements": {"channel": {"ex:a": "{extra.a}"}}, "namespaces": {"ex": EX}}, "there is no {extra.a}"),
        ({"elements": {"item": {"ex:a": ["x"]}}, "namespaces": {"ex": EX}}, "expected a text or a mapping"),
        ({"namespaces": {"ex": "x"}}, "'x' is no absolute IRI"),
        ({"namespaces": {"xmlfoo": EX}}, "'xmlfoo' is no prefix"),
        ({"namespaces": {"media": EX}}, "take another"),
        ({"namespaces": {"mrss": "http://search.yahoo.com/mrss/"}}, "has another prefix here"),
    ],
)
def test_what_cannot_be_written_is_refused(name: str, options: dict[str, Any], said: str) -> None:
    with pytest.raises((ArticleError, msgspec.ValidationError)) as error:
        msgspec.convert(options, RENDERS[name][0])
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("name", "element"),
    [("rss", "title"), ("atom", "title"), ("atom", "atom:link"), ("atom", {"snf:logo": {"url": "x"}})],
)
def test_what_stands_there_anyway_is_refused(name: str, element: str | dict[str, Any]) -> None:
    with pytest.raises((ArticleError, msgspec.ValidationError), match=r"title|atom:link|url"):
        msgspec.convert(
            {"elements": {"item": {element: "x"} if isinstance(element, str) else element}}, RENDERS[name][0]
        )


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ([], {}),
        (["dcterms:modified"], {"{http://purl.org/dc/terms/}modified": "2024-01-02T00:00:00Z"}),
        (["updated"], {"updated": "Tue, 02 Jan 2024 00:00:00 GMT"}),
        (
            ["atom:updated", "dcterms:modified"],
            {
                "{http://www.w3.org/2005/Atom}updated": "2024-01-02T00:00:00Z",
                "{http://purl.org/dc/terms/}modified": "2024-01-02T00:00:00Z",
            },
        ),
    ],
)
def test_rss_says_in_each_way_that_is_asked_for_when_an_article_was_changed(
    changed: list[str], expected: dict[str, str]
) -> None:
    found = {
        str(element.tag): element.text
        for element in entry("rss", changed=changed)
        if "updated" in element.tag or "modified" in element.tag
    }
    assert found == expected


def test_a_reader_takes_dcterms_modified_for_the_date_of_the_change() -> None:
    (found,) = feedparser.parse(rendered("rss", feed(ARTICLE), changed=["dcterms:modified"])).entries
    assert found.updated == "2024-01-02T00:00:00Z"


def test_the_channel_has_the_date_of_its_newest_article_where_it_is_asked_for() -> None:
    older = msgspec.structs.replace(ARTICLE, id="https://e.org/b", published_at=datetime(2023, 1, 1, tzinfo=UTC))
    body = rendered("rss", feed(older, ARTICLE), pub_date=True)
    assert etree.fromstring(body).findtext("channel/pubDate") == "Mon, 01 Jan 2024 00:00:00 GMT"
    assert etree.fromstring(rendered("rss", feed(ARTICLE))).find("channel/pubDate") is None
    assert etree.fromstring(rendered("rss", feed(), pub_date=True)).find("channel/pubDate") is None


def test_a_feed_with_all_options_has_the_expected_bytes(golden: Golden) -> None:
    elements = {
        "channel": {"ttl": "15", "snf:logo": {"url": "{icon_url}"}},
        "item": {"ex:paywall": "{extra.paywall}", "ex:score": {"@of": "{title}", "": "{extra.seo.score}"}},
    }
    changed = ["atom:updated", "dcterms:modified", "updated"]
    body = rendered("rss", feed(ARTICLE), changed=changed, pub_date=True, elements=elements, namespaces={"ex": EX})
    golden("rss/options.xml", body)


# In an export


SETTINGS = """site: {title: T, url: https://e.org/, authors: [A]}
source: {url: '{site_url}/{slug}/'}
feeds:
  - {format: rss, path: x.xml, options: {elements: {item: {"ex:a": "{extra.note}"}}, namespaces: {ex: "https://e.org/ns"}}}
  - {format: rss, path: y.xml}
"""


@pytest.mark.parametrize("count", [1, 40])
@pytest.mark.parametrize("is_kept", [True, False])
def test_a_field_of_ones_own_reaches_the_feed_and_its_changes_do(tmp_path: Path, count: int, *, is_kept: bool) -> None:
    (tmp_path / "syndicate.yaml").write_text(SETTINGS)
    for note in ("first", "second"):
        for number in range(count):
            (tmp_path / f"{number}.md").write_text(
                f"---\ntitle: A{number}\ndate: 2024-01-01\nnote: {note}\n---\nText\n"
            )
        index = str(tmp_path / "index") if is_kept else None
        report = export(tmp_path, output=str(tmp_path / "public"), now=datetime(2025, 1, 1, tzinfo=UTC), index=index)
        assert not any("note" in line for line in (*report.notes, *report.warnings))
        body = (tmp_path / "public" / "x.xml").read_bytes()
        assert body.count(f"<ex:a>{note}</ex:a>".encode()) == min(count, 20)
        assert b"ex:a" not in (tmp_path / "public" / "y.xml").read_bytes()


def test_a_mistake_in_elements_is_said_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "syndicate.yaml").write_text(SETTINGS.replace("{extra.note}", "{titel}"))
    with pytest.raises(SettingsError, match=r"syndicate\.yaml:4:\d+: feeds\[0\]\.options.*there is no \{titel\}"):
        export(tmp_path, output=str(tmp_path / "public"), now=datetime(2025, 1, 1, tzinfo=UTC))


# The Markdown of a text


def markdown_of(body: bytes) -> list[str | None]:
    items = etree.fromstring(body).iterfind("channel/item")
    return [item.findtext("{http://source.scripting.com/}markdown") for item in items]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., None]:
    def write(name: str, text: str, date: str = "2024-01-01") -> None:
        (tmp_path / "posts").mkdir(exist_ok=True)
        (tmp_path / "posts" / name).write_text(f"---\ntitle: T\ndate: {date}\n---\n{text}", encoding="utf-8")

    return write


def exported(
    folder: Path, feed: str = "content: full\n  options: {markdown: true}", more: str = ""
) -> tuple[bytes, tuple[str, ...]]:
    (folder / "syndicate.yaml").write_text(
        "preset: none\nrecord: false\nsite: {title: T, url: https://e.org/, authors: A}\n"
        f"source: {{paths: [posts], url: '/posts/{{stem}}/'{more}}}\nfeeds:\n- format: rss\n  {feed}\n- format: json\n"
    )
    report = export(folder, output=str(folder / "out"), now=datetime(2026, 1, 1, tzinfo=UTC))
    return (folder / "out" / "rss.xml").read_bytes(), report.warnings


TIDES = "# Head\n\nA *tide* & [more](../b/) <https://e.org/?a=1&b=2>.\n\n```py\nx = 1 < 2\n```\n\n- [ ] a ]]> b\n"


def test_rss_has_the_markdown_of_a_text(tmp_path: Path, write: Callable[..., None], golden: Golden) -> None:
    write("a.md", TIDES)
    body, warnings = exported(tmp_path)
    golden("rss/markdown.xml", body)
    assert markdown_of(body) == [TIDES.replace("../b/", "https://e.org/posts/b/").strip("\n")]
    assert warnings == ()


def test_the_markdown_says_to_another_reader_what_the_html_says(tmp_path: Path, write: Callable[..., None]) -> None:
    write("a.md", TIDES)
    body, _ = exported(tmp_path)
    (markdown,) = markdown_of(body)
    (entry,) = feedparser.parse(body).entries
    theirs = MarkdownIt("commonmark").enable("table").render(markdown or "")
    assert plain_text(theirs).replace("[ ]", "☐").split() == plain_text(entry.content[0].value).split()
    assert 'href="https://e.org/posts/b/"' in theirs


def test_without_the_option_nothing_is_said_of_markdown(tmp_path: Path, write: Callable[..., None]) -> None:
    write("a.md", TIDES)
    assert b"scripting.com" not in exported(tmp_path, "content: full")[0]


def test_what_goes_out_without_markdown_is_counted_and_the_first_named(
    tmp_path: Path, write: Callable[..., None]
) -> None:
    write("a.md", "<b>a</b>")
    write("b.html", "<p>b</p>", "2024-01-02")
    write("c.md", "c", "2024-01-03")
    body, warnings = exported(tmp_path)
    assert markdown_of(body) == ["c", None, None]
    assert warnings == ("rss.xml: the Markdown of 2 articles of 3 is left out: posts/b.html: is not Markdown alone",)
    assert exported(tmp_path) == (body, warnings)  # as the index has it


@pytest.mark.parametrize("content", ["summary", "none"])
def test_a_feed_without_whole_texts_has_no_markdown_and_says_so(
    tmp_path: Path, write: Callable[..., None], content: str
) -> None:
    write("a.md", "secret")
    body, warnings = exported(tmp_path, f"content: {content}\n  options: {{markdown: true}}")
    assert markdown_of(body) == [None]
    assert f"content is {content}, not full" in warnings[0]


def test_the_option_takes_effect_in_what_the_index_has(tmp_path: Path, write: Callable[..., None]) -> None:
    write("a.md", "a")
    assert markdown_of(exported(tmp_path, "content: full")[0]) == [None]
    assert markdown_of(exported(tmp_path)[0]) == ["a"]
    assert markdown_of(exported(tmp_path, "content: full")[0]) == [None]


@pytest.mark.parametrize(
    ("page", "expected"), [("<p>The tide &amp; all</p>", "The *tide* & all"), ("<p>The tide</p>", None)]
)
def test_a_built_page_must_say_what_the_markdown_says(
    tmp_path: Path, write: Callable[..., None], page: str, expected: str | None
) -> None:
    write("a.md", "The *tide* & all")
    (tmp_path / "built" / "posts" / "a").mkdir(parents=True)
    (tmp_path / "built" / "posts" / "a" / "index.html").write_text(f"<article>{page}</article>")
    body, warnings = exported(tmp_path, more=", built: built, element: article")
    assert markdown_of(body) == [expected]
    assert any("its page says more" in warning for warning in warnings) is (expected is None)


@pytest.mark.parametrize(("profile", "has_markdown"), [("msn", True), ("newsbreak", True), ("yahoo", False)])
def test_a_text_that_a_profile_changes_has_no_markdown(profile: str, has_markdown: bool) -> None:  # noqa: FBT001
    html = html_of_markdown(f"<p>{'word ' * 200}</p>", "*a*")
    article = replace(ARTICLE, content_html=html, images=(Image(url="https://e.org/p.png", width=1280, height=720),))
    body = rendered("rss", fitted(load_profile(profile), feed(article)), markdown=True)
    assert (markdown_of(body) == ["*a*"]) is has_markdown


def test_an_element_of_ones_own_is_not_written_beside() -> None:
    with pytest.raises(ArticleError, match="source:markdown stands there anyway"):
        rss.RssOptions(markdown=True, elements=ElementsOptions(item={"source:markdown": "{title}"}))
    assert rss.RssOptions(elements=ElementsOptions(item={"source:markdown": "{title}"}))


@pytest.mark.parametrize(
    ("settings", "path", "text", "expected"),
    [
        ("hugo.toml", "content/posts/a.md", "*a* [b](../b/)", "*a* [b](https://e.org/posts/b/)"),
        ("hugo.toml", "content/posts/a.md", '*a* {{< figure src="x.jpg" >}}', None),
        ("_config.yml", "_posts/2024-01-01-a.md", "*a* [b]({{ site.url }}/b)", "*a* [b](https://e.org/b)"),
        ("_config.yml", "_posts/2024-01-01-a.md", "*a* {% include b %}", None),
        ("config.toml", "content/a.md", "*a* [b](/b)", "*a* [b](https://e.org/b)"),
        ("config.toml", "content/a.md", '*a* {{ youtube(id="x") }}', None),
    ],
)
def test_each_generator_hands_on_its_markdown_once_its_templates_are_filled(
    tmp_path: Path, settings: str, path: str, text: str, expected: str | None
) -> None:
    of = {
        "hugo.toml": 'baseURL = "https://e.org/"\ntitle = "T"\n',
        "_config.yml": "url: https://e.org\ntitle: T\n",
        "config.toml": 'base_url = "https://e.org"\ntitle = "T"\n',
    }
    (tmp_path / settings).write_text(of[settings])
    (tmp_path / path).parent.mkdir(parents=True)
    mark = "+++" if settings == "config.toml" else "---"
    front = 'title = "T"\ndate = 2024-01-01' if mark == "+++" else "title: T\ndate: 2024-01-01"
    (tmp_path / path).write_text(f"{mark}\n{front}\n{mark}\n{text}\n")
    feeds = "feeds: [{format: rss, path: rss.xml, content: full, options: {markdown: true}}]\n"
    (tmp_path / "syndicate.yaml").write_text(f"record: false\n{feeds}")
    export(tmp_path, output=str(tmp_path / "out"), now=datetime(2026, 1, 1, tzinfo=UTC))
    assert markdown_of((tmp_path / "out" / "rss.xml").read_bytes()) == [expected]
