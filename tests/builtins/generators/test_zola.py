"""Zola's rules, seen in an example site and one by one."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from syndicate import (
    Article,
    ContentError,
    DigestOfSeveral,
    Item,
    Overrides,
    PassedOver,
    Preset,
    Reader,
    Registry,
    Site,
    Source,
    SourceContext,
    export,
)
from syndicate.builtins.generators.zola.paths import slug
from syndicate.settings import open_site, recognise
from syndicate.testing import check_source
from tests.conftest import lay

SITE = Path(__file__).parent / "sites" / "zola"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
BASE = "https://example.org/journal/"
OPTIONS: dict[str, Any] = {"languages": ("fr",), "ignored": ("*/ignored.md", "*.{bak,tmp}.md")}


def registry() -> Registry:
    return Registry(distributions=())


def reader(root: Path, **options: Any) -> Reader:
    source = registry().get(Source, "zola")
    site = Site(title="T", url=BASE)
    context = SourceContext(root=str(root), paths=("content",), site=site, options=source.options(**options))
    return source.open(context)


def articles(root: Path, **options: Any) -> dict[str, Article]:
    opened = reader(root, **options)
    found = {}
    for item in opened.items():
        assert isinstance(item, Item)
        for article in opened.read(item):
            if isinstance(article, PassedOver):
                continue
            assert isinstance(article, Article), article
            found[item.key] = article
    return found


def page(tmp_path: Path, name: str, head: str, body: str = "") -> Path:
    place = tmp_path / "content" / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f"+++\n{head}\n+++\n{body}")
    return tmp_path


def feed(root: Path, **fields: Any) -> dict[str, Any]:
    report = export(root, now=NOW, overrides=Overrides(formats=(("json", None),), **fields))
    assert report.faults == ()
    found: dict[str, Any] = json.loads(report.documents[0].body)
    return found


# The example site


def test_the_urls_are_those_that_zola_documents() -> None:
    found = feed(SITE)
    assert {item["title"]: item["url"].removeprefix(BASE) for item in found["items"]} == {
        "Of a far day": "blog/future/",
        "With a picture": "blog/with-picture/",
        "Nothing but a date": "blog/2024-02-14/",
        "Spaces in the name": "blog/spaces-more/",
        "An underscore behind the date": "blog/under-score/",
        "Fog": "blog/fog/",
        "Tides turn": "blog/tides/",
        "A folder in letters of its own": "%C3%BCber/kuste/",
        "A film": "blog/film/",
        "A path of its own": "somewhere/Else/",
        "A slug of its own": "blog/elan-grosse/",
    }


def test_another_language_has_a_feed_of_its_own(tmp_path: Path) -> None:
    shutil.copytree(SITE, tmp_path / "site")
    (tmp_path / "site" / "syndicate.yaml").write_text("source: {options: {language: fr}}\n")
    found = feed(tmp_path / "site")
    assert [(item["title"], item["url"], item["language"]) for item in found["items"]] == [
        ("Les marées", f"{BASE}fr/blog/tides/", "fr")
    ]


def test_pages_in_another_language_are_counted(tmp_path: Path) -> None:
    shutil.copytree(SITE, tmp_path / "site")
    report = export(tmp_path / "site", now=NOW, overrides=Overrides(formats=(("json", None),)))
    assert [note for note in report.notes if "language" in note] == [
        "1 page is in another language, which Zola gives a feed of its own (source.options.language), e.g. "
        "content/blog/tides.fr.md"
    ]


def test_what_a_page_says_of_itself_is_taken() -> None:
    tides = articles(SITE, **OPTIONS)["content/blog/tides.md"]
    assert tides.summary == "Twice a day"
    assert tides.topics == ("Sea", "C#", "News")
    assert [author.name for author in tides.authors] == ["Ann Ferris"]
    assert tides.updated_at == datetime(2024, 2, 2, tzinfo=UTC)


def test_a_taxonomy_of_authors_names_authors() -> None:
    fog = articles(SITE, **OPTIONS)["content/blog/2024-02-11-fog.md"]
    assert ([author.name for author in fog.authors], fog.topics) == (["Bo Lind"], ("Weather",))


def test_drafts_and_what_lies_in_a_section_that_is_one_are_unpublished() -> None:
    assert {key for key, article in articles(SITE, **OPTIONS).items() if not article.is_published} == {
        "content/blog/draft.md",
        "content/blog/hidden/deep/kept.md",
    }


def test_what_a_section_says_of_feeds_counts_for_its_pages_unless_they_say_otherwise(tmp_path: Path) -> None:
    page(tmp_path, "a/_index.md", "[extra]\nhide_from_feed = true\nhidden = true")
    page(tmp_path, "a/b/_index.md", 'title = "B"')
    for name in ("a/out", "a/bundle/out", "a/b/in"):
        page(tmp_path, f"{name}.md", 'title = "T"\ndate = 2024-01-01')
    page(tmp_path, "a/in.md", 'title = "T"\ndate = 2024-01-01\n[extra]\nhide_from_feed = false')
    (tmp_path / "config.toml").write_text('base_url = "https://example.org"\ntitle = "T"\nauthor = "A"\n')
    assert {item["url"] for item in feed(tmp_path)["items"]} == {
        "https://example.org/a/in/",
        "https://example.org/a/b/in/",
    }


def test_text_is_rendered_with_its_internal_links() -> None:
    opened = reader(SITE, **OPTIONS)
    html = opened.content(articles(SITE, **OPTIONS)["content/blog/tides.md"])
    assert f'<a href="{BASE}blog/fog/#when">the fog</a>' in html
    assert f'<a href="{BASE}blog/">the blog</a>' in html
    assert "<a>nothing</a>" in html
    assert '<h2 id="moon">Why</h2>' in html
    assert "<code>{{ youtube(id=&quot;x&quot;) }}</code>" in html


def test_a_shortcode_is_left_to_zola() -> None:
    with pytest.raises(ContentError, match=r"film.md:5: holds the template tag '\{\{ youtube\(id=\"x\"\) \}\}'"):
        reader(SITE, **OPTIONS).content(articles(SITE, **OPTIONS)["content/blog/film.md"])


def test_what_is_raw_in_a_text_of_zola_0_23_shows_as_it_is(tmp_path: Path) -> None:
    text = "```html\n{% raw %}{{ x() }}\n{% if a %}{% endraw %}\n```\n\n{%- raw -%}{{ b }}{%- endraw -%}\n\n"
    lay(tmp_path, {"content/a.md": f"+++\ntitle = 'A'\ndate = 2024-01-01\n+++\n{text}"})
    html = reader(tmp_path).content(articles(tmp_path)["content/a.md"])
    assert html == '<pre><code class="language-html">{{ x() }}\n{% if a %}\n</code></pre>\n<p>{{ b }}</p>\n'
    lay(tmp_path, {"content/a.md": f"+++\ntitle = 'A'\ndate = 2024-01-01\n+++\n{text}{{{{ c() }}}}\n"})
    with pytest.raises(ContentError, match=r"a.md:12: holds the template tag '\{\{ c\(\) \}\}'"):
        reader(tmp_path).content(articles(tmp_path)["content/a.md"])


# The configuration


def test_every_value_is_found_with_its_place() -> None:
    file = recognise(*open_site(SITE), registry())[0]
    found = {place: (finding.value, finding.path, finding.line) for place, finding in file.found.items()}
    assert found == {
        ("preset",): ("zola", "", 0),
        ("source", "name"): ("zola", "", 0),
        ("source", "paths"): (["content"], "", 0),
        ("site", "url"): ("https://example.org/journal", "zola.toml", 1),
        ("site", "title"): ("The Tide Journal", "zola.toml", 2),
        ("site", "description"): ("Notes from the quay", "zola.toml", 3),
        ("site", "language"): ("en", "zola.toml", 4),
        ("source", "options", "default_language"): ("en", "zola.toml", 4),
        ("site", "authors"): ({"name": "The Desk", "email": "desk@example.org"}, "zola.toml", 5),
        ("source", "options", "taxonomies"): (["tags", "categories"], "zola.toml", 7),
        ("source", "options", "ignored"): (["*/ignored.md", "*.{bak,tmp}.md"], "zola.toml", 12),
        ("source", "options", "languages"): (["fr"], "zola.toml", 17),
        ("source", "options", "extensions"): (["heading_attributes", "word_tildes", "smart"], "zola.toml", 14),
        ("source", "assets"): (["static", "content"], "", 0),
        ("filters", "published"): ({"future": True}, "", 0),
        ("withheld", "hidden"): (False, "", 0),
        ("withheld", "archived"): (False, "", 0),
        ("content",): ("full", "", 0),
    }
    assert not file.notes


@pytest.mark.parametrize(
    ("name", "text", "is_zola"),
    [
        ("zola.toml", "", True),
        ("config.toml", 'title = "T"\nbase_url = "https://example.org"\n', True),
        ("config.toml", 'baseURL = "https://example.org/"\n', False),
        ("config.toml", 'baseurl = "https://example.org/"\n', False),
        ("config.toml", "not toml at all", False),
        ("config.yaml", "base_url: https://example.org\n", False),
    ],
)
def test_only_zolas_own_configuration_is_recognised(tmp_path: Path, name: str, text: str, is_zola: bool) -> None:  # noqa: FBT001
    (tmp_path / name).write_text(text)
    assert (registry().get(Preset, "zola").find(str(tmp_path)) is not None) is is_zola


def test_the_folder_of_built_pages_is_taken_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "zola.toml").write_text('base_url = "https://example.org"\noutput_dir = "docs"\n')
    find = registry().get(Preset, "zola").find
    findings = find(str(tmp_path))
    assert findings is not None
    assert ("source", "built") not in findings.settings
    (tmp_path / "docs").mkdir()
    findings = find(str(tmp_path))
    assert findings is not None
    assert findings.settings["source", "built"].value == "docs"
    assert findings.settings["source", "built"].line == 2


@pytest.mark.parametrize("extra", ['author = "Ann"', 'author = { name = "Ann" }', '[extra.author]\nname = "Ann"'])
def test_the_author_of_a_theme_stands_in_for_the_sites(tmp_path: Path, extra: str) -> None:
    (tmp_path / "zola.toml").write_text(f'base_url = "https://example.org"\n[extra]\n{extra}\n')
    findings = registry().get(Preset, "zola").find(str(tmp_path))
    assert findings is not None
    assert findings.settings["site", "authors"].value == "Ann"


def test_a_base_url_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "zola.toml").write_text('base_url = "/"\n')
    findings = registry().get(Preset, "zola").find(str(tmp_path))
    assert findings is not None
    assert findings.notes == ("zola.toml:1:12: base_url: '/' is no absolute URL; set site.url",)


# Paths


@pytest.mark.parametrize(
    ("name", "options", "path"),
    [
        ("a.md", {}, "a/"),
        ("Some Name.md", {}, "some-name/"),
        ("Some Name. .md", {"slugify": "safe"}, "Some%20Name/"),
        ("日本.md", {"slugify": "safe"}, "%E6%97%A5%E6%9C%AC/"),
        ("why?.md", {"slugify": "off"}, "why%3F/"),
        ("2018-10-10-hello.md", {"keep_dates": True}, "2018-10-10-hello/"),
        ("2018-10-10_hello.md", {"keep_dates": True}, "2018-10-10-hello/"),
        ("2018-13-10-hello.md", {}, "2018-13-10-hello/"),
        ("2018-10-10T10:00:00Z-hello.md", {}, "hello/"),
        ("Folder Name/index.md", {}, "folder-name/"),
        ("Outer Folder/inner/index.md", {}, "Outer%20Folder/inner/"),
        ("v1.2.md", {}, "v1-2/"),
        ("Łódź \u2013 “æ”.md", {}, "lodz-ae/"),
    ],
)
def test_a_path_is_made_from_the_files_name(tmp_path: Path, name: str, options: dict[str, Any], path: str) -> None:
    page(tmp_path, name, 'title = "T"\ndate = 2024-01-01')
    assert [article.url for article in articles(tmp_path, **options).values()] == [BASE + path]


@pytest.mark.parametrize(
    ("name", "head", "path"),
    [
        ("a/b.fr.md", "", "fr/a/b/"),
        ("a/index.fr.md", "", "fr/a/"),
        ("b.fr.md", 'path = "bonjour"', "bonjour/"),
        ("2018-10-10-b.fr.md", "", "fr/b/"),
    ],
)
def test_the_language_stands_before_a_path_that_is_not_given(tmp_path: Path, name: str, head: str, path: str) -> None:
    page(tmp_path, name, f'title = "T"\ndate = 2024-01-01\n{head}')
    found = articles(tmp_path, languages=("fr",), language="fr")
    assert [(article.url, article.language) for article in found.values()] == [(BASE + path, "fr")]


def test_letters_whose_transliteration_nobody_knows_are_a_fault_and_no_guess(tmp_path: Path) -> None:
    page(tmp_path, "日本.md", 'title = "T"\ndate = 2024-01-01')
    opened = reader(tmp_path)
    (item,) = opened.items()
    assert [str(fault) for fault in opened.read(item)] == [  # type: ignore[arg-type]
        "content/日本.md:2:1: slug: its URL cannot be told: how Zola writes '日' in ASCII is not known here; "
        "write slug = and Latin letters"
    ]


def test_a_date_at_the_beginning_of_a_path_is_taken_where_there_is_no_other(tmp_path: Path) -> None:
    page(tmp_path, "a.md", 'title = "A"\npath = "2019/05/15/a"')
    page(tmp_path, "b.md", 'title = "B"\npath = "inside/2019/05/16/b"\ndate = 2020-01-01')
    found = {article.title: (article.url, f"{article.published_at:%F}") for article in articles(tmp_path).values()}
    assert found == {"A": (f"{BASE}2019/05/15/a/", "2019-05-15"), "B": (f"{BASE}inside/2019/05/16/b/", "2020-01-01")}


def test_the_title_of_the_home_page_stands_in_for_the_sites(tmp_path: Path) -> None:
    page(tmp_path, "_index.md", 'title = "Home"\ndescription = "All of it"')
    (tmp_path / "config.toml").write_text('base_url = "https://example.org"\ndescription = "Its own"\n')
    findings = registry().get(Preset, "zola").find(str(tmp_path))
    assert findings is not None
    found = findings.settings
    assert (found["site", "title"].value, found["site", "title"].path) == ("Home", "content/_index.md")
    assert found["site", "description"].value == "Its own"


def test_a_page_without_a_date_is_no_article(tmp_path: Path) -> None:
    page(tmp_path, "about.md", 'title = "About"')
    page(tmp_path, "empty.md", "")
    assert articles(tmp_path) == {}


def test_a_section_that_cannot_be_read_hides_what_lies_in_it(tmp_path: Path) -> None:
    page(tmp_path, "a/b.md", 'title = "T"\ndate = 2024-01-01')
    page(tmp_path, "a/_index.md", "draft = yes")
    opened = reader(tmp_path)
    index, item = opened.items()
    assert [str(fault) for fault in opened.read(index)] != []  # type: ignore[arg-type]
    assert [entry.is_published for entry in opened.read(item) if isinstance(entry, Article)] == [False]  # type: ignore[arg-type]


def test_a_page_is_read_again_when_its_section_changes(tmp_path: Path) -> None:
    page(tmp_path, "a/b.md", 'title = "T"\ndate = 2024-01-01')

    def stamp() -> object:
        return next(item.stamp for item in reader(tmp_path).items() if item.key.endswith("b.md"))  # type: ignore[union-attr]

    before = stamp()
    page(tmp_path, "a/_index.md", "draft = true")
    assert stamp() != before


@pytest.mark.parametrize(
    ("body", "has_links"),
    [
        ("Text & more, tide@example.org\n", False),
        ("[b](@/b.md)\n", True),
        (f"{'x' * 70_000} [b](@/b.md)\n", True),
        ("[b](&#64;/b.md)\n", True),
        ("mail @/ no\n", False),
    ],
)
def test_a_page_is_told_from_one_with_links(tmp_path: Path, body: str, has_links: bool) -> None:  # noqa: FBT001
    root = page(tmp_path, "a.md", 'title = "@/b.md"\ndate = 2024-01-01', body)
    digest = getattr(reader(root), "digest")(Item("content/a.md", ()))  # noqa: B009
    assert isinstance(digest, DigestOfSeveral) is has_links


@given(text=st.text("aB9 -_./~ÿ", max_size=10))
def test_a_slug_in_ascii_is_what_is_made_letter_by_letter(text: str) -> None:
    assert slug(f"{text} ß") == f"{slug(f'{text} x').removesuffix('x')}ss"


def test_a_link_cannot_lead_out_of_the_content(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("+++\ntitle = 'S'\npath = 'leaked'\n+++\n")
    page(tmp_path, "a.md", 'title = "T"\ndate = 2024-01-01', "[x](@/../secret.md)")
    assert reader(tmp_path).content(articles(tmp_path)["content/a.md"]) == "<p><a>x</a></p>\n"


def test_the_source_keeps_the_promises() -> None:
    module = import_module("syndicate.builtins.generators.zola")
    (source,) = module.syndicate_sources()
    files: dict[str, bytes | str] = {
        str(path.relative_to(SITE / "content")): path.read_bytes()
        for path in sorted((SITE / "content").rglob("*.md"))
        if path.name not in ("tides.bak.md", "film.md")
    }
    check_source(source, files)
