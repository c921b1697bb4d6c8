"""A profile's file: what may stand in it, and what is said of one that is wrong."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from syndicate import PluginError, SettingsError, UsageError, export
from syndicate.profiles import judge_feed, load_profile, profile_names

HEAD = 'taker = "Ours"\nchecked = "2026-11"\nsources = ["a letter"]\nformats = ["rss"]\n'


def rule(text: str) -> str:
    return f'{HEAD}[[rules]]\ncode = "a"\n{text}\n'


def test_a_profile_of_ones_own_lies_beside_the_settings(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(rule('fact = "title.characters"\nleast = 5'))
    assert load_profile("./ours.toml", tmp_path).rules[0].least == 5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = 1", "x: unknown key; known: taker"),
        (HEAD.replace("2026-11", "soon"), "checked: 'soon' is no date; write e.g. 2026-11-29"),
        (rule('fact = "colour"\nleast = 5'), "there is no fact 'colour'; known: title.characters"),
        (rule('fact = "title.characters"\nrequired = ["a"]'), "title.characters is judged by least or most"),
        (rule('fact = "elements"\nleast = 1'), "elements is judged by required, refused or only"),
        (rule('fact = "elements"'), "elements is judged by required, refused or only"),
        (rule('fact = "feed.bytes"\nmost = 1\notherwise = "leave-out"'), "which is not left out; write warn"),
        (rule('fact = "pictures"\nleast = 1\n[[rules]]\ncode = "a"\nfact = "pictures"\nleast = 1'), "two rules have"),
        (HEAD + "[[rules]", "ours.toml:5:"),
    ],
)
def test_what_is_wrong_in_a_profile_is_said_with_its_file(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(text)
    with pytest.raises(SettingsError) as error:
        load_profile("ours.toml", tmp_path)
    assert re.match(rf"{re.escape(str(path))}:\d+:\d+: ", str(error.value))
    assert said in str(error.value)


def test_all_that_is_wrong_in_a_profile_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(rule('fact = "title.characters"\nleast = "many"\nmore = 1'))
    with pytest.raises(SettingsError) as error:
        load_profile("ours.toml", tmp_path)
    assert [(fault.line, fault.field) for fault in error.value.faults] == [(8, "rules[0].least"), (9, "rules[0].more")]


def test_mistakes_of_a_profile_are_said_with_those_of_the_settings(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text("x = 1\n" + rule('fact = "title.characters"\nleast = "many"'))
    (tmp_path / "syndicate.yaml").write_text(
        "site: {title: T, url: https://e.org, authors: A}\nfilters: {topcs: x}\nfeeds: [{format: rss, profile: ours.toml}]\n"
    )
    with pytest.raises(SettingsError) as error:
        export(tmp_path, now=datetime(2026, 1, 1, tzinfo=UTC))
    assert [(Path(fault.path).name, fault.line) for fault in error.value.faults] == [
        ("ours.toml", 1),
        ("ours.toml", 9),
        ("syndicate.yaml", 2),
    ]


@pytest.fixture
def brought(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A distribution that brings profiles; its package's folder."""
    info, package = tmp_path / "harbour-1.0.dist-info", tmp_path / "harbour_takers"
    info.mkdir()
    package.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: harbour\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[syndicate.profiles]\nharbour = harbour_takers\nmsn = harbour_takers\nlost = nowhere\n"
    )
    (package / "harbour.toml").write_text(rule('fact = "title.characters"\nleast = 5'))
    monkeypatch.syspath_prepend(str(tmp_path))
    return package


def test_a_distribution_brings_profiles_and_takes_the_name_of_none(brought: Path) -> None:
    assert load_profile("harbour").rules[0].least == 5
    assert load_profile("msn").taker == "MSN"
    assert {"harbour", "msn"} < set(profile_names())
    assert profile_names().count("msn") == 1
    (brought / "harbour.toml").write_text("x = 1")
    with pytest.raises(SettingsError, match=r"harbour_takers.harbour\.toml:1:"):
        load_profile("harbour")


def test_an_export_holds_a_feed_to_the_profile_of_a_distribution(brought: Path, tmp_path: Path) -> None:
    assert brought.is_dir()
    (tmp_path / "a.md").write_text("---\ntitle: Sea\ndate: 2026-01-01\nurl: /a/\n---\n")
    (tmp_path / "syndicate.yaml").write_text(
        "site: {title: T, url: 'https://e.org', authors: A}\nfeeds: [{format: rss, profile: harbour}]\n"
    )
    report = export(tmp_path, now=datetime(2026, 2, 1, tzinfo=UTC), output=tmp_path / "public")
    assert "the title has 3 characters, Ours wants 5" in str(report.warnings)


def test_one_that_is_not_wanted_or_broken_brings_none(brought: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert brought.is_dir()
    with pytest.raises(PluginError, match=r"profile lost of harbour: nowhere is no package with lost\.toml"):
        load_profile("lost")
    monkeypatch.setenv("SYNDICATE_PLUGINS", "another")
    with pytest.raises(UsageError, match="no profile named 'harbour'"):
        load_profile("harbour")


@pytest.mark.parametrize("name", ["msm", "../takers/msn", "nothing.toml"])
def test_a_profile_that_is_not_there_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"there are apple-podcasts|there is no such file"):
        load_profile(name, tmp_path)


ENTRY = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>T</title><entry xml:lang="de">
<id>tag:e.org,2026:a</id><title>Four</title><link href="https://e.org/a"/><published>2026-01-01T00:00:00Z</published>
<content type="html">&lt;p&gt;two words&lt;/p&gt;</content><summary>One</summary></entry></feed>"""


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ('fact = "title.characters"\nleast = 5', "the title has 4 characters, Ours wants 5"),
        ('fact = "text.words"\nmost = 1', "the text has 2 words, Ours takes 1"),
        ('fact = "feed.languages"\nmost = 1', "the feed has 2 languages, Ours takes 1"),
        ('fact = "elements"\nrequired = ["a|b"]', "there is no <a or b>, Ours wants one"),
        ('fact = "elements"\nrequired = ["guid", "pubDate", "link", "description", "content:encoded"]', None),
        (
            'fact = "text.tags"\nrefused = ["p"]\ninstead = "take it out"',
            "<p> in the text, Ours refuses it; take it out",
        ),
        ('fact = "elements"\nrequired = ["a"]\nunsure = "hearsay"', "wants one (not certain: hearsay)"),
        ('fact = "picture.width"\nleast = 5', None),
    ],
)
def test_a_feed_of_atom_is_judged_by_the_names_of_rss(tmp_path: Path, rules: str, said: str | None) -> None:
    (tmp_path / "ours.toml").write_text(rule(rules))
    found = [lack.message for lack in judge_feed(load_profile("ours.toml", tmp_path), ENTRY.encode())]
    assert len(found) == (said is not None)
    assert said is None or said in found[0]


@pytest.mark.parametrize("body", [b"", b"<rss", b"<html/>", b'{"items": []}', b"<rss><channel>&x;</rss>"])
def test_what_is_no_feed_is_a_value_error(tmp_path: Path, body: bytes) -> None:
    (tmp_path / "ours.toml").write_text(HEAD)
    with pytest.raises(ValueError, match=r"."):
        judge_feed(load_profile("ours.toml", tmp_path), body)


def test_no_entity_is_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("words that nobody may count")
    (tmp_path / "ours.toml").write_text(rule('fact = "title.characters"\nmost = 10'))
    bomb = f'<!DOCTYPE rss [<!ENTITY s SYSTEM "file://{secret}"><!ENTITY a "{"x" * 99}">]>'
    body = f"{bomb}<rss><channel><item><title>&s;&a;</title></item></channel></rss>".encode()
    assert judge_feed(load_profile("ours.toml", tmp_path), body) == []


def test_a_profile_may_want_namespaces(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(rule('fact = "feed.namespaces"\nrequired = ["media", "dc"]'))
    feed = '<rss version="2.0" xmlns:m="http://search.yahoo.com/mrss/"><channel><title>T</title></channel></rss>'
    (lack,) = judge_feed(load_profile("ours.toml", tmp_path), feed.encode())
    assert lack.message == "there is no namespace dc, Ours wants one"
