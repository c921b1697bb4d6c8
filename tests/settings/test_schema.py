"""syndicate.yaml: what it may say, where its mistakes stand, and the schema that says the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from syndicate import SettingsError, UsageError
from syndicate.settings import load_settings, open_site, settings_of
from syndicate.settings.file import find_settings
from syndicate.settings.json_schema import article_schema, settings_schema
from syndicate.settings.schema import AuthorSettings, FeedSettings, Settings, SiteSettings, SourceSettings

Load = Callable[[str | bytes], Settings]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    monkeypatch.chdir(tmp_path)

    def read(text: str | bytes) -> Settings:
        path = Path("syndicate.yaml")
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return load_settings(path).settings

    return read


def mistakes(load: Load, text: str | bytes) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load(text)
    return str(caught.value).splitlines()


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "null\n", "\ufeff", "site:\nfilters:\nfeeds:\nsource:\n"])
def test_a_file_that_says_nothing_leaves_every_default(load: Load, text: str) -> None:
    assert load(text) == Settings()


def test_a_text_stays_as_it_is_written(load: Load) -> None:
    site = load("site: {title: 1.10, language: no, description: 12:30, rights: 2024-01-01}\n").site
    assert site == SiteSettings(title="1.10", language="no", description="12:30", rights="2024-01-01")


@pytest.mark.parametrize(
    ("authors", "made"),
    [
        ("Ann", "Ann"),
        ("[Ann, Ben]", ("Ann", "Ben")),
        ("{name: Ann, email: a@e.org}", AuthorSettings(name="Ann", email="a@e.org")),
        ("[{name: Ann}]", (AuthorSettings(name="Ann"),)),
    ],
)
def test_authors_are_a_text_a_mapping_or_a_list_of_them(load: Load, authors: str, made: object) -> None:
    assert load(f"site: {{authors: {authors}}}\n").site.authors == made


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- site\n", "syndicate.yaml:1:1: expected a mapping, found a list; write lines like key: value"),
        ("site\n", "syndicate.yaml:1:1: expected a mapping, found the text 'site'; write lines like key: value"),
        ("site: {titel: x}\n", "syndicate.yaml:1:8: site.titel: unknown key; did you mean 'title'?"),
        ("feeds: rss\n", "syndicate.yaml:1:8: feeds: expected a list, found the text 'rss'"),
        ("feeds: [{path: x}]\n", "syndicate.yaml:1:9: feeds[0]: 'format' is missing; write format: ..."),
        ("feeds: [{format: }]\n", "syndicate.yaml:1:18: feeds[0].format: expected a text, found nothing"),
        ("site: {title: a}\nsite: {title: b}\n", "syndicate.yaml:2:1: site: the key 'site' is given twice, first in"),
        ("site:\n\ttitle: a\n", "syndicate.yaml:2:1: a tab cannot indent; write spaces"),
        (b"site:\n  title: Z\xfcrich\n", "syndicate.yaml:2: is not UTF-8; save the file as UTF-8"),
        (
            "".join(f"{chr(97 + i)}: &{chr(97 + i)} [{', '.join(['*' + chr(96 + i) if i else 'x'] * 9)}]\n" for i in range(9)),
            "syndicate.yaml:5:4: its aliases expand to more than",
        ),
    ],
)  # fmt: skip
def test_a_mistake_has_its_place(load: Load, text: str | bytes, expected: str) -> None:
    assert mistakes(load, text)[0].startswith(expected)


def test_mistakes_come_in_the_order_of_the_file(load: Load) -> None:
    text = "feeds:\n  - {format: rss, limit: 0}\nsite: {uri: x}\noutput: [x]\nsource: {paths: {}}\n"
    assert [line.split(": ")[1] for line in mistakes(load, text)] == [
        "feeds[0].limit",
        "site.uri",
        "output",
        "source.paths",
    ]


def test_a_file_that_cannot_be_settings_is_not_read(load: Load, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is larger than 4 MiB, which no settings file is"):
        load("#" * (4 << 20) + "#\n")
    with pytest.raises(UsageError, match=r"cannot be read \(Is a directory\); name a settings file with --config"):
        load_settings(tmp_path)
    with pytest.raises(UsageError, match=r"nothing.yaml: cannot be read \(No such file"):
        load_settings(tmp_path / "nothing.yaml")


def test_the_nearest_file_above_counts(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "syndicate.yaml").touch()
    assert find_settings(inner) == (tmp_path / "syndicate.yaml").resolve()
    (tmp_path / "a" / "syndicate.yaml").touch()
    assert find_settings(inner) == (tmp_path / "a" / "syndicate.yaml").resolve()
    (inner / "syndicate.yaml").mkdir()
    assert find_settings(inner) == (tmp_path / "a" / "syndicate.yaml").resolve()


@pytest.mark.parametrize("target", ["nowhere.yaml", "syndicate.yaml"])
def test_settings_that_a_link_has_lost_are_not_passed_over(tmp_path: Path, target: str) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "syndicate.yaml").symlink_to(target)
    for folder in (tmp_path, tmp_path / "posts"):
        folder.mkdir(exist_ok=True)
        with pytest.raises(UsageError, match=r"syndicate\.yaml: cannot be read \("):
            open_site(folder)


def test_plain_values_are_settings_too(tmp_path: Path) -> None:
    file = settings_of({"feeds": [{"format": "rss"}]}, tmp_path)
    assert (file.settings.feeds, file.folder) == ((FeedSettings(format="rss"),), tmp_path)
    with pytest.raises(SettingsError, match="settings: feeds: expected a list"):
        settings_of({"feeds": 1}, tmp_path)


# The schema and the settings say the same of plain values; YAML's own scalars may be read as text beside that.

_SECTIONS: dict[str, dict[str, Any]] = {
    "site": {
        "title": "T", "url": "u", "description": "", "language": "en", "timezone": "UTC", "authors": [{"name": "A"}, "B"],
        "icon": "i", "favicon": None, "hub": ["h"], "rights": "r", "sections": {"blog": "Lab"},
    },
    "source": {"name": "n", "paths": "p", "url": "u", "fields": {"title": ["a"], "url": "b"}, "options": {"x": [1]},
        "authors": {"ann": "Ann", "ben": {"name": "Ben"}}, "built": "_site", "element": "article", "assets": ["static"]},
    "feeds": {
        "format": "rss", "path": "p", "title": "t", "limit": 1, "content": "full", "filters": {"x": None},
        "transforms": ["a", {"b": {}}], "options": {}, "each": "topic", "page_size": 3, "limit_bytes": 9, "stylesheet": True, "profile": "msn", "archive": "month", "tombstones": "90d", "allow_empty": True, "emptied": "keep", "url": "u", "id": "i", "description": "d", "link": "l", "language": "fr",
    },
}  # fmt: skip
_WHOLE: dict[str, Any] = {
    **_SECTIONS,
    "feeds": [_SECTIONS["feeds"]],
    "filters": {"published": True},
    "transforms": ["a"],
    "plugins": "p",
    "exported": {"a": True},
    "check": False,
    "output": "o",
    "cache_control": {"rss": "max-age=300"},
    "options": {"amp-sitemap": {"exclude": ["/drafts/**"]}},
    "record": "kept/site.record",
    "ids": "url",
    "index": "cache/articles.sqlite3",
    "preset": "jekyll",
    "withheld": {"draft": False, "member_only": True},
    "topics": {"ai": "AI", "llm": {"name": "Language models", "parent": "ai"}},
    "content": "full",
    "summary_length": 200,
    "stylesheet": True,
    "limit": "all",
}
_values = st.sampled_from(
    [None, True, 0, 1, -1, 1.5, "", "topic", "full", "x", [], {}, [1], ["x"], [None], {"name": "A"}, [{"name": "A"}],
     {"x": 1}, {"title": "x"}, [{"format": "rss"}], {"x": ["a"]}, [{"nam": "A"}], {"name": "A", "avatar": 3}]
)  # fmt: skip
_places = st.sampled_from(
    [(key,) for key in [*_WHOLE, "other"]]
    + [(section, key) for section, keys in _SECTIONS.items() for key in [*keys, "other"]]
)


def changed(place: tuple[str, ...], value: Any) -> dict[str, Any]:
    if len(place) == 1:
        return {**_WHOLE, place[0]: value}
    section = {**_SECTIONS[place[0]], place[1]: value}
    return {**_WHOLE, place[0]: [section] if place[0] == "feeds" else section}


@given(place=_places, value=_values)
def test_the_schema_accepts_what_the_settings_accept(place: tuple[str, ...], value: Any) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    values = changed(place, value)
    try:
        settings_of(values, Path())
        is_accepted = True
    except SettingsError:
        is_accepted = False
    assert jsonschema.Draft202012Validator(settings_schema()).is_valid(values) == is_accepted


def test_the_table_above_holds_every_key() -> None:
    assert set(_WHOLE) == set(Settings.__struct_fields__)
    for section, kind in (("site", SiteSettings), ("source", SourceSettings), ("feeds", FeedSettings)):
        assert set(_SECTIONS[section]) == set(kind.__struct_fields__)
    assert settings_of(_WHOLE, Path()).settings != Settings()


@pytest.mark.parametrize("schema", [settings_schema(), article_schema()], ids=["settings", "article"])
def test_a_schema_is_one_of_2020_12_and_describes_itself(schema: dict[str, Any]) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema)
    main = "Article" if "Article" in schema["$defs"] else "Settings"
    for name, kind in schema["$defs"].items():
        assert kind["description"]
        if name == main or main == "Settings":
            assert not [key for key, rule in kind["properties"].items() if not rule.get("description")]


@pytest.mark.parametrize("key", ["output", "record", "index", "ids", "preset", "plugins"])
def test_no_text_of_the_settings_may_hold_what_no_path_may(load: Load, key: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(f'{key}: "a\\0b"\n')
    assert f":1:{len(key) + 3}: {key}: 'a\\x00b' holds the character U+0000; take it out" in str(caught.value)
