"""A feed with a profile, or with a limit of bytes: what is written of it, and what is said."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from syndicate import FormatError, Report, SettingsError, export
from syndicate.cli.main import main

NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for number in range(6):
        title = "Short" if number < 2 else f"A title that is long enough, {number}"
        image = "" if number == 3 else "images: [{url: https://e.org/p.png, width: 1200, height: 800}]\n"
        text = f"---\ntitle: {title}\ndate: 2026-10-0{number + 1}\n{image}---\n{'Word. ' * 200}\n"
        (tmp_path / f"a{number}.md").write_text(text)
    return tmp_path


def settings(site: Path, feed: str) -> None:
    head = "site: {title: T, url: https://e.org/, language: en, authors: [A]}\nsource: {url: '{site_url}/{slug}/'}\n"
    (site / "syndicate.yaml").write_text(f"{head}output: public\nfeeds: [{feed}]\n")


def exported(site: Path, feed: str, **given: Any) -> Report:
    settings(site, feed)
    return export(site, output=str(site / "public"), now=NOW, **given)


def titles(site: Path) -> list[str]:
    return [element.text or "" for element in etree.parse(site / "public" / "x.xml").iter("title")][1:]


def test_an_article_that_is_not_taken_is_left_out_and_named(site: Path) -> None:
    report = exported(site, "{format: rss, path: x.xml, profile: msn}")
    assert [title[-1] for title in titles(site)] == ["5", "4", "3", "2"]
    left_out, lack = report.warnings
    assert left_out.startswith("x.xml: 2 of 6 left out: a1.md:2: the title has 5 characters, MSN wants 21; a0.md:2: ")
    assert "1 of 4 picture: a3.md:" in lack


def test_the_command_says_it_and_ends_well(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings(site, "{format: rss, path: x.xml, profile: msn, filters: {dates: false}}")
    assert main(["export", str(site)]) == 0
    assert "x.xml: 2 of 6 left out: a1.md:2: the title has 5 characters, MSN wants 21" in " ".join(
        capsys.readouterr().err.split()
    )


def test_the_line_is_that_of_the_field_whatever_its_name(site: Path) -> None:
    (site / "b.md").write_text("---\ndate: 2026-10-09\n\nheadline: Short\n---\nText\n")
    settings(site, "{format: rss, path: x.xml, profile: msn, limit: 1}")
    path = site / "syndicate.yaml"
    path.write_text(path.read_text().replace("source: {", "source: {fields: {title: headline}, paths: [b.md], "))
    with pytest.raises(FormatError, match=r"left out: b\.md:4: the title has 5 characters"):
        export(site, output=str(site / "public"), now=NOW)


def test_a_row_of_a_file_keeps_its_line(site: Path) -> None:
    rows = [f'{{"title": "Short", "date": "2026-10-0{at}", "slug": "s{at}", "html": "<p>a</p>"}}' for at in (1, 2)]
    (site / "rows.jsonl").write_text("\n".join(rows))
    settings(site, "{format: rss, path: x.xml, profile: msn}")
    path = site / "syndicate.yaml"
    path.write_text(path.read_text().replace("source: {", "source: {name: json-lines, paths: [rows.jsonl], "))
    with pytest.raises(
        FormatError, match=r"2 of 2 left out: rows\.jsonl:2: the title has 5.*; rows\.jsonl:1: the title"
    ):
        export(site, output=str(site / "public"), now=NOW)


def test_a_profile_sets_what_the_feed_does_not_say(site: Path) -> None:
    (site / "old.md").write_text("---\ntitle: An article of more than a year ago\ndate: 2025-10-01\n---\nA\n")
    exported(site, "{format: rss, path: x.xml, profile: msn, limit: 5}")
    assert len(titles(site)) == 4  # the newest five, of which one is too short
    assert b"content:encoded" in (site / "public" / "x.xml").read_bytes()
    exported(site, "{format: rss, path: x.xml, profile: msn, content: summary, filters: {dates: {days: 900}}}")
    assert "An article of more than a year ago" in titles(site)


def test_a_feed_of_which_nothing_is_taken_is_not_written(site: Path) -> None:
    (site / "ours.toml").write_text(
        'taker = "Ours"\nchecked = "2026-11"\nsources = ["x"]\nformats = ["rss"]\n[[rules]]\ncode = "a"\n'
        'fact = "title.characters"\nleast = 900\notherwise = "leave-out"\n'
    )
    feeds = "{format: rss, path: x.xml, profile: ./ours.toml}, {format: atom, path: y.xml}"
    report = exported(site, feeds)
    assert not (site / "public" / "x.xml").exists()
    assert report.failures[0].startswith("x.xml: 6 of 6 left out: a5.md:2: the title has")
    exported(site, "{format: rss, path: x.xml, profile: ./ours.toml, allow_empty: true}")
    assert titles(site) == []


@pytest.mark.parametrize("name", ["index.sqlite3", None])
def test_a_profile_that_changes_is_heard_with_an_index_too(site: Path, name: str | None) -> None:
    index = None if name is None else str(site / name)
    for least in (3, 20):
        (site / "ours.toml").write_text(
            'taker = "Ours"\nchecked = "2026-11"\nsources = ["x"]\nformats = ["rss"]\n[[rules]]\ncode = "a"\n'
            f'fact = "title.characters"\nleast = {least}\notherwise = "leave-out"\n'
        )
        exported(site, "{format: rss, path: x.xml, profile: ours.toml}", index=index)
        assert len(titles(site)) == {3: 6, 20: 4}[least]


@pytest.mark.parametrize(
    ("feed", "said"),
    [
        ("{format: rss, profile: msm}", "feeds[0].profile: no profile named 'msm'; did you mean 'msn'?"),
        ("{format: json, profile: msn}", "feeds[0].profile: MSN takes rss and atom, found 'json'"),
        ("{format: rss, profile: ./no.toml}", "no.toml: there is no such file"),
        ("{format: rss, limit_bytes: 0}", "feeds[0].limit_bytes: expected a whole number of at least 1, found '0'"),
        ("{format: rss, limit_bytes: 9, page_size: 3}", "feeds[0].limit_bytes: a feed with page_size has all articles"),
        ("{format: amp-sitemap, limit_bytes: 9}", "feeds[0].limit_bytes: amp-sitemap splits by itself"),
    ],
)
def test_a_mistake_is_said_with_its_place(site: Path, feed: str, said: str) -> None:
    with pytest.raises(SettingsError) as error:
        exported(site, feed)
    assert said in str(error.value)


# A limit of bytes


@pytest.mark.parametrize("name", ["rss", "atom", "json"])
def test_a_feed_has_the_newest_articles_that_have_room(site: Path, name: str) -> None:
    sizes = {}
    for number in range(1, 7):
        exported(site, f"{{format: {name}, path: x.xml, limit: {number}}}")
        sizes[number] = (site / "public" / "x.xml").stat().st_size
    for number in range(1, 6):
        for room in (sizes[number], sizes[number + 1] - 1):
            report = exported(site, f"{{format: {name}, path: x.xml, limit_bytes: {room}}}")
            assert report.files[0].entry_count == number
            assert (site / "public" / "x.xml").stat().st_size == sizes[number]
            assert report.warnings == (
                f"x.xml: {number} of 6 articles have room in limit_bytes, {room:,}: the last {6 - number} are left out",
            )
    assert exported(site, f"{{format: {name}, path: x.xml, limit_bytes: {sizes[6]}}}").warnings == ()


def test_a_limit_with_no_room_for_one_article_is_a_fault(site: Path) -> None:
    report = exported(site, "{format: rss, path: x.xml, limit_bytes: 900}, {format: atom, path: y.xml}")
    assert not (site / "public" / "x.xml").exists()
    assert "x.xml: 0 of 6 articles have room in limit_bytes, 900" in report.failures[0]
