"""What publishers withhold stays in the house under every preset: by each generator's own words, and by those of privacy."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from syndicate import Overrides, Registry, Report, StrictError, export
from tests.conftest import json_report, lay

NOW = datetime(2024, 9, 1, tzinfo=UTC)
REGISTRY = Registry(distributions=())


class Kind(NamedTuple):
    """A site of one generator.

    config  name and text of its configuration
    page    where a page of this name stands
    head    what each page says; its title is the name
    is_toml heads are written in TOML
    """

    config: tuple[str, str]
    page: Callable[[str], str]
    head: str
    is_toml: bool = False

    def text(self, title: str, lines: str) -> str:
        """Return the file of a page."""
        if self.is_toml:
            return f'+++\ntitle = "{title}"\n{self.head}{lines}\n+++\n\nFirst words.\n\nSecond words.\n'
        return f"---\ntitle: {title}\n{self.head}{lines}\n---\n\nFirst words.\n\nSecond words.\n"


GENERATORS = {
    "jekyll": Kind(("_config.yml", "title: T\nurl: https://example.org\n"), lambda name: f"_posts/2024-05-01-{name}.md", ""),
    "hugo": Kind(
        ("hugo.toml", 'title = "T"\nbaseURL = "https://example.org/"\n'), lambda name: f"content/posts/{name}.md", "date: 2024-05-01\n"
    ),
    "zola": Kind(
        ("zola.toml", 'title = "T"\nbase_url = "https://example.org"\n'),
        lambda name: f"content/{name}.md",
        "date = 2024-05-01\n",
        is_toml=True,
    ),
    "eleventy": Kind(
        ("package.json", '{"homepage": "https://example.org/", "devDependencies": {"@11ty/eleventy": "3"}}'),
        lambda name: f"{name}.md",
        "date: 2024-05-01\ntags: posts\n",
    ),
    "pelican": Kind(
        ("pelicanconf.py", 'SITENAME = "T"\nSITEURL = "https://example.org"\nPATH = "content"\n'),
        lambda name: f"content/{name}.md",
        "date: 2024-05-01\n",
    ),
}  # fmt: skip


def site(folder: Path, generator: str, lines: str = "", config: str = "") -> Path:
    """Lay down a site of two pages, one of which says *lines*."""
    kind = GENERATORS[generator]
    files = {kind.config[0]: kind.config[1] + config, kind.page("quay"): kind.text("Quay", "")}
    files[kind.page("tides")] = kind.text("Tides", lines)
    return lay(folder, files)


def exported(folder: Path, *formats: str, **overrides: Any) -> Report:
    return json_report(
        folder, now=NOW, formats=tuple((name, None) for name in formats or ("json",)), title="T", **overrides
    )


def titles(folder: Path, **overrides: Any) -> list[str]:
    items = json.loads(exported(folder, **overrides).documents[0].body)["items"]
    return sorted(item["title"] for item in items)


PRIVATE = {
    "private: true": "private = true", "isPrivate: true": "isPrivate = true", "unlisted: true": "unlisted = true",
    "password: s3cret": 'password = "s3cret"', "members: true": "members = true", "visibility: members": 'visibility = "members"',
    "status: private": 'status = "private"', "draft: true": "draft = true",
}  # fmt: skip


@pytest.mark.parametrize("lines", PRIVATE)
@pytest.mark.parametrize("generator", GENERATORS)
def test_words_of_privacy_withhold_under_every_preset(tmp_path: Path, generator: str, lines: str) -> None:
    if generator == "pelican" and lines == "status: private":
        pytest.skip("Pelican refuses the page: test_pelican_content.py")
    is_toml = GENERATORS[generator].is_toml
    folder = site(tmp_path, generator, PRIVATE[lines] if is_toml else lines)
    assert titles(folder) == ["Quay"]
    assert titles(folder, include_unpublished=True) == ["Quay", "Tides"]


@pytest.mark.parametrize("word", ["hidden", "archived"])
@pytest.mark.parametrize("generator", GENERATORS)
def test_words_of_display_are_published_as_the_generator_does_with_a_note(
    tmp_path: Path, generator: str, word: str
) -> None:
    folder = site(tmp_path, generator, f"{word} = true" if GENERATORS[generator].is_toml else f"{word}: true")
    assert titles(folder) == ["Quay", "Tides"]
    (note,) = [note for note in exported(folder).notes if "all the same" in note]
    assert note.startswith(f"1 article is {word}, and its generator publishes it")
    (folder / "syndicate.yaml").write_text(f"withheld: {{{word}: true}}\n")
    assert titles(folder) == ["Quay"]


@pytest.mark.parametrize("generator", ["hugo", "pelican"])
def test_what_is_removed_is_published_as_the_generator_does_with_a_note(tmp_path: Path, generator: str) -> None:
    folder = site(tmp_path, generator, "removed: true")
    assert titles(folder) == ["Quay", "Tides"]
    (note,) = [note for note in exported(folder).notes if "all the same" in note]
    assert note.startswith("1 article is removed, and its generator publishes it")
    (folder / "syndicate.yaml").write_text("withheld: {removed: true}\n")
    assert titles(folder) == ["Quay"]


@pytest.mark.parametrize(
    ("lines", "field"),
    [
        ("embargo: 2099-01-01", "release_at"),
        ("publish_at: 2099-01-01", "release_at"),
        ("expires: 2024-06-01", "expires_at"),
    ],
)
def test_a_date_that_hugo_does_not_know_is_named_with_the_field_that_heeds_it(
    tmp_path: Path, lines: str, field: str
) -> None:
    folder, key = site(tmp_path, "hugo", lines), lines.partition(":")[0]
    assert titles(folder) == ["Quay", "Tides"]
    (note,) = [note for note in exported(folder).notes if "looks like" in note]
    assert f"{key}, which looks like a date of " in note
    assert f"under {field} if" in note
    (folder / "syndicate.yaml").write_text(f"source: {{fields: {{{field}: [{key}]}}}}\n")
    assert titles(folder) == ["Quay"]


@pytest.mark.parametrize(
    ("fields", "lines"),
    [("expires_at: [gone]", "expiryDate: 2024-05-02"), ("draft: [wip]", "draft: true"), ("draft: [wip]", "wip: true")],
)
def test_names_of_the_settings_take_none_away_by_which_a_generator_withholds(
    tmp_path: Path, fields: str, lines: str
) -> None:
    folder = site(tmp_path, "hugo", lines)
    (folder / "syndicate.yaml").write_text(f"source: {{fields: {{{fields}}}}}\n")
    assert titles(folder) == ["Quay"]


@pytest.mark.parametrize(
    ("generator", "lines"),
    [
        ("jekyll", "published: false"),
        ("jekyll", "published: mabye"),
        ("jekyll", "published: no"),
        ("hugo", "headless: true"),
        ("hugo", "_build: {list: never}"),
        ("hugo", "_build: {render: never}"),
        ("hugo", "build: {render: false, list: false}"),
        ("hugo", "params: {private: true}"),
        ("hugo", "params: {isUnlisted: yes}"),
        ("hugo", "Draft: true"),
        ("hugo", "published: false"),
        ("hugo", "draft: perhaps"),
        ("hugo", "expiryDate: 2024-05-02"),
        ("hugo", "expiryDate: someday"),
        ("hugo", "published: mabye"),
        ("zola", "[extra]\nprivate = true"),
        ("zola", '[extra]\npassword = "x"'),
        ("zola", "render = false"),
        ("eleventy", "eleventyExcludeFromCollections: true"),
        ("eleventy", "permalink: false"),
        ("eleventy", "published: false"),
        ("pelican", "status: hidden"),
        ("pelican", "status: draft"),
        ("pelican", "status: skip"),
    ],
)
def test_each_generators_own_words_withhold(tmp_path: Path, generator: str, lines: str) -> None:
    assert titles(site(tmp_path, generator, lines)) == ["Quay"]


@pytest.mark.parametrize(
    ("generator", "lines"),
    [
        ("jekyll", "published: true"),
        ("jekyll", "published: 2024-05-01"),
        ("jekyll", "private: false"),
        ("jekyll", "visibility: public"),
        ("hugo", "headless: false"),
        ("hugo", "_build: {list: always, render: always}"),
        ("hugo", "status: draft"),
        ("hugo", "published: 13.01.2024"),
        ("hugo", "params: {private: false}"),
        ("zola", "[extra]\nprivate = false"),
        ("eleventy", "eleventyExcludeFromCollections: false"),
        ("eleventy", "password: ''"),
        ("pelican", "status: published"),
        ("pelican", "private: false"),
    ],
)
def test_what_says_the_contrary_withholds_nothing(tmp_path: Path, generator: str, lines: str) -> None:
    assert titles(site(tmp_path, generator, lines)) == ["Quay", "Tides"]


def test_front_matter_defaults_and_cascades_withhold_too(tmp_path: Path) -> None:
    defaults = "defaults: [{scope: {path: ''}, values: {private: true}}]\n"
    folder = site(tmp_path / "jekyll", "jekyll", "private: false", defaults)
    assert titles(folder) == ["Tides"]
    folder = site(tmp_path / "hugo", "hugo")
    (folder / "content/posts/_index.md").write_text("---\ntitle: P\ncascade: {unlisted: true}\n---\n")
    (folder / "content/note.md").write_text("---\ntitle: Note\ndate: 2024-05-01\n---\n")
    assert titles(folder) == ["Note"]


# Sitemaps


@pytest.mark.parametrize(
    ("generator", "lines"),
    [
        ("jekyll", "sitemap: false"),
        ("jekyll", "redirect_to: https://elsewhere.example/"),
        ("hugo", "redirectTo: /elsewhere/"),
        ("eleventy", "redirect: /elsewhere/"),
        ("jekyll", "noindex: true"),
        ("jekyll", "robots: noindex"),
        ("hugo", "sitemap: {disable: true}"),
        ("hugo", "params: {robots: [noindex, nofollow]}"),
        ("hugo", "robotsNoIndex: true"),
        ("zola", "[extra]\nnoindex = true"),
        ("eleventy", "robots: 'noindex, follow'"),
        ("pelican", "robots: noindex"),
    ],
)
def test_what_is_kept_out_of_sitemaps_stands_in_feeds_alone(tmp_path: Path, generator: str, lines: str) -> None:
    folder = site(tmp_path, generator, lines)
    assert titles(folder) == ["Quay", "Tides"]
    (sitemap,) = exported(folder, "amp-sitemap").documents
    assert re.findall(rb"<loc>.*(quay|tides)", sitemap.body) == [b"quay"]


# Excerpts


def texts(folder: Path) -> dict[str, str]:
    report = exported(folder, content="full")
    return {item["title"]: item.get("content_html", "") for item in json.loads(report.documents[0].body)["items"]}


def test_jekyll_feed_is_told_post_by_post_to_show_an_excerpt(tmp_path: Path) -> None:
    found = texts(site(tmp_path, "jekyll", "feed: {excerpt_only: true}"))
    assert "Second words" in found["Quay"]
    assert "Second words" not in found["Tides"]


def test_jekyll_feed_is_told_in_the_configuration_to_show_excerpts(tmp_path: Path) -> None:
    folder = site(tmp_path, "jekyll", "feed: {excerpt_only: false}", "feed:\n  excerpt_only: true\n")
    assert texts(folder) == {"Quay": "", "Tides": ""}
    (folder / "_config.yml").write_text(GENERATORS["jekyll"].config[1] + "feed: {excerpt_only: false}\n")
    assert all("Second words" in text for text in texts(folder).values())


# Addresses of a preview


def page(canonical: str) -> str:
    return (
        f'<!doctype html>\n<html><head><title>T</title>\n<link rel="canonical" href="{canonical}">\n<meta property="og:type" '
        'content="article"><meta property="article:published_time" content="2024-05-01"></head><body><main><h1>T</h1>'
        "<p>Words</p></main></body></html>"
    )


@pytest.mark.parametrize("config", ["", "future: true\n"])
@pytest.mark.parametrize(("date", "is_in"), [("2024-08-31", False), ("2024-09-02", True)])
def test_a_scheduled_post_comes_out_on_its_date_whatever_is_said_of_the_future(
    tmp_path: Path, date: str, config: str, *, is_in: bool
) -> None:
    folder = site(tmp_path, "jekyll", f"date: {date}\nstatus: scheduled", config)
    assert titles(folder) == (["Quay"] if is_in else ["Quay", "Tides"])


@pytest.mark.parametrize(
    ("lines", "listed"),
    [("", []), ("sitemap: {priority: 0.7}", []), ("sitemap: {disable: false}", [b"tides"]), ("sitemap: {Disable: true}", [])],
)  # fmt: skip
def test_a_hugo_site_keeps_all_pages_out_of_sitemaps_but_those_that_say_otherwise(
    tmp_path: Path, lines: str, listed: list[bytes]
) -> None:
    folder = site(tmp_path, "hugo", lines, "[sitemap]\ndisable = true\n")
    assert titles(folder) == ["Quay", "Tides"]
    given = Overrides(formats=(("amp-sitemap", None),), title="T")
    report = export(folder, now=NOW, overrides=given, registry=REGISTRY, allow_empty=True)
    assert [name for each in report.documents for name in re.findall(rb"<loc>.*(quay|tides)", each.body)] == listed


def test_an_address_of_a_preview_in_the_configuration_is_told(tmp_path: Path) -> None:
    folder = site(tmp_path, "jekyll")
    (folder / "_config.yml").write_text("title: T\nurl: http://localhost:4000\n")
    (warning,) = exported(folder).faults
    assert warning.is_warning
    words = "_config.yml:2:6: site.url: 'http://localhost:4000/' leads every reader to a machine of their own"
    assert str(warning).startswith(words)


def test_a_strict_export_stops_at_an_address_of_a_preview(tmp_path: Path) -> None:
    folder = site(tmp_path, "jekyll")
    (folder / "_config.yml").write_text("title: T\nurl: http://localhost:4000\n")
    with pytest.raises(StrictError, match="1 warning") as caught:
        export(folder, now=NOW, overrides=Overrides(formats=(("json", None),)), registry=REGISTRY, strict=True)
    assert "leads every reader to a machine of their own" in caught.value.faults[0].message


def test_an_address_of_a_preview_on_a_built_home_page_is_told(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(page("http://127.0.0.1:1313/"))
    (tmp_path / "tides.html").write_text(page("http://127.0.0.1:1313/tides.html"))
    report = exported(tmp_path)
    (warning,) = map(str, report.faults)
    assert "index.html:3:1: site.url: 'http://127.0.0.1:1313/'" in warning
    assert report.exit_status == 0


def test_an_address_of_a_preview_on_a_built_page_gives_way_to_where_the_page_lies(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(page("https://example.org/"))
    (tmp_path / "tides.html").write_text(page("http://localhost:1313/tides.html"))
    report = exported(tmp_path)
    items = json.loads(report.documents[0].body)["items"]
    assert "https://example.org/tides.html" in {item["url"] for item in items}
    (fault,) = report.faults
    assert (fault.path.rpartition("/")[2], fault.line, fault.is_warning) == ("tides.html", 3, True)
    assert "'http://localhost:1313/tides.html' leads every reader" in fault.message


def test_an_address_of_a_preview_in_front_matter_is_told(tmp_path: Path) -> None:
    report = exported(site(tmp_path, "jekyll", "external_url: http://wiki.local/"))
    assert not report.faults
    (tmp_path / "a.md").write_text("---\ntitle: A\ndate: 2024-05-01\ncanonical: http://127.0.0.1:4000/a/\n---\n")
    report = exported(tmp_path, site_url="https://example.org/", preset="none", source="front-matter", paths=("a.md",))
    (fault,) = report.faults
    assert (fault.line, fault.column, fault.field, fault.is_warning) == (4, 12, "canonical", True)


# Nobody is asked in vain


SITES = [
    path
    for folder in (Path(__file__).parent / "sites", Path(__file__).parents[3] / "examples")
    for path in sorted(folder.iterdir())
    if path.is_dir()
]


@pytest.mark.parametrize("folder", SITES, ids=lambda path: path.name)
def test_no_example_is_asked_about_words_that_only_look_as_if_they_withheld(folder: Path) -> None:
    try:
        report = exported(folder, site_url="https://example.org/")
    except Exception as error:  # noqa: BLE001  some need settings of their own
        report = error  # type: ignore[assignment]
    assert not [note for note in report.notes if "looks like" in note or "all the same" in note]


@pytest.mark.parametrize("generator", ["hugo", "zola"])
def test_what_lies_among_a_sites_own_parameters_is_asked_about_and_named_too(tmp_path: Path, generator: str) -> None:
    lines = {
        "hugo": "params: {discreet_draft: yes, snapshot_photo: /a.jpg}",
        "zola": '[extra]\ndiscreet_draft = true\nsnapshot_photo = "/a.jpg"\nurl = "/elsewhere/"',
    }[generator]
    report = exported(site(tmp_path, generator, lines))
    assert len([note for note in report.notes if "published that has discreet_draft" in note]) == 1
    assert len([note for note in report.notes if "has snapshot_photo, which looks like a picture" in note]) == 1
    urls = {item["url"] for item in json.loads(report.documents[0].body)["items"]}
    assert not any("elsewhere" in url for url in urls)
