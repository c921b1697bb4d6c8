"""Texts of a Pelican site: what its pages say, links within the site made absolute, and nothing read but the text."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from syndicate import Article, ContentError, Fault, Item, Reader, Site, SourceContext
from syndicate.builtins.generators.pelican.options import PelicanOptions
from syndicate.builtins.generators.pelican.source import PelicanReader
from syndicate.html.clean import clean_html
from tests.builtins.generators.pelican_build import HAS_PELICAN, REASON, build, copied
from tests.conftest import require

SITES = Path(__file__).parent / "sites"
URL = "https://news.example.org/ledger/"
DOCUTILS = "docutils is not installed: pip install '.[test]'"
_TAGS = re.compile(r"<[^>]*>")


def reader(folder: Path, **options: object) -> PelicanReader:
    site = Site(title="The Ledger", url=URL, timezone="Europe/Berlin")
    given = PelicanOptions(**options)  # type: ignore[arg-type]
    return PelicanReader(SourceContext(root=str(folder), paths=(".",), site=site, options=given), given)


def articles(opened: Reader) -> dict[str, Article]:
    found: dict[str, Article] = {}
    for item in opened.items():
        assert not isinstance(item, Fault), item
        for article in opened.read(item):
            assert isinstance(article, Article), article
            found[item.key] = article
    return found


Html = Callable[..., str]


@pytest.fixture
def html(tmp_path: Path) -> Html:
    def html(body: str, name: str = "a.md", **options: object) -> str:
        head = "A\n=\n\n:date: 2024-01-01\n\n" if name.endswith(".rst") else "Title: A\nDate: 2024-01-01\n\n"
        (tmp_path / name).write_text(head + body)
        opened = reader(tmp_path, **options)
        found = articles(opened)[name]
        return opened.content(found)

    return html


@pytest.mark.parametrize("name", sorted(path.name for path in SITES.glob("pelican*")))
def test_each_text_is_that_of_the_built_page(name: str, tmp_path: Path) -> None:
    require(HAS_PELICAN, REASON)
    from datetime import UTC, datetime

    from syndicate import Overrides, Registry, read
    from syndicate.settings import make_plan, open_site, recognise

    site = copied(SITES / name, tmp_path)
    settings = "publishconf.py" if (site / "publishconf.py").exists() else "pelicanconf.py"
    extra = ('PATH="content"',) if name == "pelican-old" else ()
    built = build(site, tmp_path / "out", settings=settings, extra=extra)
    registry = Registry(distributions=())
    now = datetime(2026, 11, 23, tzinfo=UTC)
    overrides = Overrides(formats=(("json", None),))
    plan = make_plan(recognise(*open_site(site), registry)[0], registry, now=now, overrides=overrides)
    opened = plan.source.open(plan.context)
    compared = 0
    for article in read(plan).articles:
        page = built[str(article.origin and article.origin.path).removeprefix("content/")]
        ours, theirs = opened.content(article), page.article_html
        assert _text(ours) == _text(theirs)
        # Pelican leaves the address of a link that leads nowhere as it is written; here the link loses it.
        theirs = re.sub(r' href="\{filename\}gone\.md"', "", theirs)
        assert _addresses(clean_html(ours, article.url).html) == _addresses(clean_html(theirs, article.url).html)
        compared += 1
    assert compared == len(built)


def _text(html: str) -> str:
    from html import unescape

    return re.sub(r"\s+", "", unescape(_TAGS.sub("", html)))


def _addresses(html: str) -> list[str]:
    return re.findall(r'(?:href|src)="([^"]*)"', html)


def test_links_within_the_site_are_absolute(html: Html, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b c.md").write_text("Title: B & C\nDate: 2024-01-02\n")
    written = (
        "[1]({filename}sub/b%20c.md?q=1#x) [2](|filename|/sub/b%20c.md) [3]({static}images/a b.png) [4]({tag}C++ and more)"
        " [5]({author}Ann Lee) [6]({category}x) [7]({index}) [8]({filename}missing.md) [9]({unheard}of)"
        " <img src='{attach}sub/d.png'>"
    )
    assert re.findall(r"(?:href|src)=[\"']([^\"']*)", html(written)) == [
        f"{URL}b-c.html?q=1#x",
        f"{URL}b-c.html",
        f"{URL}images/a%20b.png",
        f"{URL}tag/c-and-more.html",
        f"{URL}author/ann-lee.html",
        f"{URL}category/x.html",
        f"{URL}index.html",
        "%7Bunheard%7Dof",
        f"{URL}sub/d.png",
    ]


def test_links_lead_to_no_file_outside_the_content(html: Html, tmp_path: Path) -> None:
    (tmp_path.parent / "outside.md").write_text("Title: Outside\nDate: 2024-01-02\nslug: outside\n")
    assert "outside" not in html("[a]({filename}../outside.md) [b]({filename}/../outside.md)").replace(
        "../outside.md", ""
    )
    assert "href" not in html("[a]({filename}../outside.md)")


def test_metadata_may_hold_links(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Title: A\nDate: 2024-01-01\nImage: {static}/images/a.png\n")
    assert articles(reader(tmp_path))["a.md"].images[0].url == f"{URL}images/a.png"


def test_an_article_keeps_the_id_of_pelicans_own_feeds(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Title: A\nDate: 2024-01-01 00:30\n")
    assert articles(reader(tmp_path))["a.md"].id == "tag:news.example.org,2024-01-01:/ledger/a.html"


def test_tags_of_a_plugin_are_not_passed_on(html: Html) -> None:
    with pytest.raises(ContentError, match=r"a\.md: holds the template tag '\{% img /a\.png %\}'"):
        html("{% img /a.png %}", liquid_tags=True)
    assert html("{% img /a.png %}") == "<p>{% img /a.png %}</p>\n"


def test_heads_in_yaml_are_read_where_a_plugin_does(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: 'A: b'\ndate: 2024-01-01\ntags:\n  - x\n  - y, z\n---\nText\n")
    found = articles(reader(tmp_path, yaml_metadata=True))["a.md"]
    assert (found.title, found.topics) == ("A: b", ("x", "y, z"))


# reStructuredText


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (".. raw:: html\n\n   <script>alert(1)</script>\n", "a.rst:6: docutils says '\"raw\" directive disabled.'"),
        (".. raw:: html\n   :url: https://example.org/\n", "a.rst:6: docutils says '\"raw\" directive disabled.'"),
        (".. include:: /etc/passwd\n", "a.rst:6: docutils says '\"include\" directive disabled.'"),
        (".. csv-table::\n   :file: /etc/passwd\n", "a.rst:6: docutils says "),
        (".. youtube:: abc\n", 'a.rst:6: docutils says \'Unknown directive type "youtube".'),
    ],
)
def test_what_docutils_must_not_or_cannot_render_is_refused(html: Html, body: str, message: str) -> None:
    require(find_spec("docutils"), DOCUTILS)
    with pytest.raises(ContentError) as caught:
        html(body, "a.rst")
    assert str(caught.value).startswith(message)


def test_a_table_of_contents_is_none_of_a_feeds_text(html: Html) -> None:
    require(find_spec("docutils"), DOCUTILS)
    made = html(
        ".. contents:: What\n   :class: x\n\nOne\n---\n\na\n\n.. contents::\n   :local:\n\nTwo\n~~~\n\nb\n", "a.rst"
    )
    assert "What" not in made
    assert "href" not in made
    assert made.index("One") < made.index("Two")


def test_docutils_reads_no_configuration(html: Html, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    require(find_spec("docutils"), DOCUTILS)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docutils.conf").write_text("[general]\nraw_enabled: yes\nfile_insertion_enabled: yes\n")
    with pytest.raises(ContentError, match="disabled"):
        html(".. include:: /etc/passwd\n", "a.rst")


@pytest.mark.parametrize(
    "body",
    [
        "* " * 3000 + "a",
        "  " * 50 + "a",
        "`" * 50_000,
        "a" * 3_000_000,
        "|a|" * 20_000,
        "\n".join("=" * n for n in range(400)),
    ],
)
def test_hostile_restructured_text_ends(html: Html, body: str) -> None:
    require(find_spec("docutils"), DOCUTILS)
    try:
        html(body, "a.rst")
    except (ContentError, AssertionError) as error:
        assert "a.rst" in str(error)


HOSTILE = {
    "tags": "<" * 200_000,
    "attributes": "<a " + "href='{static}" * 50_000,
    "links": "[a]({filename}" + "b " * 300_000,
    "starts": "[a]({filename}b.md" * 10_000,
    "braces": "{:" * 50_000,
    "abbreviations": "*[" * 20_000,
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_markdown_ends_and_nothing_runs(html: Html, name: str) -> None:
    try:
        body = html(HOSTILE[name] + "<script>alert(1)</script>")
        assert "<script" not in clean_html(body, URL).html
    except ContentError as error:
        assert "which no article" in str(error)  # refused, in a sentence


def test_what_has_a_summary_and_no_title_is_no_article(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("date: 2024-01-01\nsummary: What it says\n\nText\n")
    opened = reader(tmp_path)
    (item,) = opened.items()
    assert not isinstance(item, Fault)
    assert [str(fault) for fault in opened.read(item)] == [
        "a.md:1:1: title: is empty or missing; write title: and some text"
    ]


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("a.md", "Title: A\nDate: 2024-01-01\n<<<<<<< HEAD\nStatus: draft\n=======\n>>>>>>> b\n\nText\n", 3),
        ("a.md", "<<<<<<< HEAD\nTitle: A\n=======\nTitle: B\n>>>>>>> b\nStatus: draft\n\nText\n", 1),
        ("a.rst", "Abc\n###\n\n:date: 2024-01-01\n<<<<<<< HEAD\n:status: draft\n=======\n>>>>>>> b\n\nText\n", 5),
    ],
)
def test_a_head_in_which_a_merge_is_open_is_a_fault(tmp_path: Path, name: str, text: str, line: int) -> None:
    require(find_spec("docutils"), DOCUTILS)
    (tmp_path / name).write_text(text)
    opened = reader(tmp_path)
    (item,) = opened.items()
    assert not isinstance(item, Fault)
    (fault,) = opened.read(item)
    assert isinstance(fault, Fault)
    assert (fault.line, "a merge stands here" in fault.message) == (line, True)


def test_a_title_of_a_megabyte_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Title: " + "<" * 900_000 + "\nDate: 2024-01-01\n")
    opened = reader(tmp_path)
    (item,) = opened.items()
    assert not isinstance(item, Fault)
    assert [str(fault) for fault in opened.read(item)] == [
        "a.md:1:8: title: is longer than 1,000 characters, too long for a slug; write slug: and a short one"
    ]


def test_without_docutils_one_sentence_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "docutils"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "docutils", None)
    (tmp_path / "a.rst").write_text("A *b*\n=====\n\n:date: 2024-01-01\n")
    (tmp_path / "b.rst").write_text("Bay\n===\n\n:date: 2024-01-01\n")
    opened = reader(tmp_path)
    items = {item.key: list(opened.read(item)) for item in opened.items() if not isinstance(item, Fault)}
    sentence = "is reStructuredText, which the library docutils reads; pip install 'syndicate-feeds[pelican]'"
    assert [str(fault) for fault in items["a.rst"]] == [f"a.rst:1:1: {sentence}"]
    (plain,) = items["b.rst"]
    assert isinstance(plain, Article)
    with pytest.raises(ContentError, match=re.escape(f"b.rst: {sentence}")):
        opened.content(plain)


def test_without_unidecode_a_slug_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "unidecode", None)
    (tmp_path / "a.md").write_text("Title: Küste, which nobody else asks for\nDate: 2024-01-01\n")
    opened = reader(tmp_path)
    (item,) = opened.items()
    assert not isinstance(item, Fault)
    assert [str(fault) for fault in opened.read(item)] == [
        "a.md:1:8: title: its slug is made by the library Unidecode, which is missing; "
        "pip install 'syndicate-feeds[pelican]', or write slug:"
    ]


def test_code_stays_code_and_a_list_of_attributes_goes(html: Html) -> None:
    assert "print(1)" in html("Text:\n\n    :::python\n    print(1)\n")
    assert ":::" not in html("Text:\n\n    #!python\n    print(1)\n")
    assert html("# A {: #a .b}\n").count("{") == 0
    assert "<!-- c -->" in html("```\nb\n\n<!-- c -->\n")


def test_a_link_to_an_article_whose_address_is_none_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Title: A\nDate: 2024-01-01\n\n[a]({filename}b.md)\n")
    (tmp_path / "b.md").write_text("Title: B\nDate: 2024-01-01\nUrl: http://[b\n\nText\n")
    opened = reader(tmp_path)
    items = {item.key: item for item in opened.items() if isinstance(item, Item)}
    assert opened.digest(items["a.md"]) is not None
    (found,) = opened.read(items["a.md"])
    assert isinstance(found, Article)
    assert "href" not in opened.content(found)
