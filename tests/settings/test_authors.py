"""Authors by the keys that articles use, from the settings, a data file or a folder; the provider where there is no other."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from syndicate import (
    Author,
    Finding,
    Findings,
    Overrides,
    Preset,
    Registry,
    SettingsError,
    SourceContext,
    export,
    hookimpl,
)
from syndicate.cli.explain import explained_settings
from syndicate.model.known_authors import People
from syndicate.settings import make_plan, open_site, recognise, settings_of
from tests.conftest import SHARED, lay, require

NOW = datetime(2024, 6, 1, tzinfo=UTC)
SITE = "site: {title: T, url: 'https://e.org/blog/', authors: The Desk}\nfeeds: [{format: json}]\n"
ANN = {"name": "Ann Lee", "url": "https://e.org/ann", "avatar": "https://e.org/blog/ann.png"}

Shown = Callable[..., Any]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def shown() -> Shown:
    """The authors of an article with a line in its head, as a JSON Feed shows them."""

    def shown(line: str, settings: str, files: dict[str, str] | None = None) -> Any:
        lay(Path(), {"posts/a.md": f"---\ntitle: T\ndate: 2024-01-01\nurl: /a/\n{line}\n---\n", **(files or {})})
        Path("syndicate.yaml").write_text(SITE + settings)
        report = export(now=NOW)
        assert report.faults == ()
        return json.loads(report.documents[0].body)["items"][0]["authors"]

    return shown


# How an article names them

OWN = "source:\n  paths: posts\n  authors:\n    ann: {name: Ann Lee, url: /ann, avatar: ann.png}\n    BEN: Ben <ben@e.org>\n"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("author: ann", [ANN]),
        ("author: ANN", [ANN]),
        ("authors: [ann, ben]", [ANN, {"name": "Ben"}]),
        ("author: Ann Lee", [ANN]),
        ("author: Zoe", [{"name": "Zoe"}]),
        ("author: content/authors/ann.md", [ANN]),
        ("author: {key: ann}", [ANN]),
        ("author: {name: ann}", [ANN]),
        ("author: {username: ann, url: 'https://a.org/'}", [{**ANN, "url": "https://a.org/"}]),
        ("author: {key: ann, title: Editor of Tides}", [ANN]),
        ("author: {id: ann, name: Ann B. Lee}", [{**ANN, "name": "Ann B. Lee"}]),
        ("author: {key: zoe}", [{"name": "zoe"}]),
        ("author: Ann Lee <a@e.org>", [{"name": "Ann Lee"}]),
        ("title: T2", [{"name": "The Desk"}]),
    ],
)
def test_an_article_names_an_author_by_key_or_in_its_own_words(shown: Shown, line: str, expected: object) -> None:
    line = line if not line.startswith("title") else "lang: en"
    assert shown(line, OWN.replace("/ann,", "https://e.org/ann,")) == expected


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ("{display_name: A, web: /a, picture: /a.png}", {"name": "A", "url": "https://e.org/a", "avatar": "https://e.org/a.png"}),
        ("{title: A, home: 'https://a.org/', photo: a.png}", {"name": "A", "url": "https://a.org/", "avatar": "https://e.org/blog/a.png"}),
        ("{name: A, uri: 'https://a.org/', images: [{url: /a.png, width: 50}, {url: /b.png}]}", {"name": "A", "url": "https://a.org/", "avatar": "https://e.org/a.png"}),
        ("{name: A, twitter: ann, github: 'https://github.com/ann'}", {"name": "A", "url": "https://github.com/ann"}),
        ("{name: A, twitter: '@ann', bio: Writes., links: [{label: x}]}", {"name": "A"}),
        ("{bio: Writes.}", {"name": "key"}),
        ("Ann <https://a.org/>", {"name": "Ann", "url": "https://a.org/"}),
        ("", {"name": "key"}),
    ],
)  # fmt: skip
def test_a_record_says_who_somebody_is_by_the_names_that_sites_use(shown: Shown, record: str, expected: object) -> None:
    settings = "source: {paths: posts, authors: people.yml}\n"
    assert shown("by: key", settings, {"people.yml": f"key: {record}\n"}) == [expected]


# Where they stand

RECORDS = {
    "yaml": {"_data/authors.yml": "ann:\n  name: Ann Lee\n  website: https://e.org/ann\n  avatar: ann.png\n"},
    "toml": {"_data/authors.toml": '[ann]\nname = "Ann Lee"\nurl = "https://e.org/ann"\navatar = "ann.png"\n'},
    "json": {"_data/authors.json": '{"ann": {"name": "Ann Lee", "url": "https://e.org/ann", "avatar": "ann.png"}}'},
    "list": {"_data/authors.yml": "- {username: ann, name: Ann Lee, url: https://e.org/ann, avatar: ann.png}\n- Zoe\n"},
    "collection": {"_authors/lee.md": "---\nshort_name: ann\nname: Ann Lee\nurl: https://e.org/ann\navatar: ann.png\n---\nHi.\n"},
    "folder": {"_data/authors/ann.yml": "name: Ann Lee\nurl: https://e.org/ann\navatar: ann.png\n"},
    "pages": {
        "content/authors/_index.md": "---\ntitle: Authors\n---\n",
        "content/authors/ann/_index.md": "+++\ntitle = 'Ann Lee'\nurl = 'https://e.org/ann'\navatar = 'ann.png'\n+++\n",
    },
}  # fmt: skip


@pytest.mark.parametrize("kind", RECORDS)
def test_authors_stand_in_a_data_file_or_a_folder(shown: Shown, kind: str) -> None:
    files = RECORDS[kind]
    path = {"collection": "_authors", "folder": "_data/authors", "pages": "content/authors"}.get(
        kind, next(iter(files))
    )
    assert shown("author: ann", f"source: {{paths: posts, authors: {path}}}\n", files) == [ANN]


def test_a_settings_file_elsewhere_leaves_paths_where_the_site_is(shown: Shown, here: Path) -> None:
    settings = "source: {paths: posts, authors: _data/authors.yml}\n"
    assert shown("author: ann", settings, RECORDS["yaml"]) == [ANN]
    (here / "etc").mkdir()
    Path("syndicate.yaml").rename("etc/feeds.yaml")
    Path("elsewhere").mkdir()
    os.chdir("elsewhere")
    report = export("..", config="../etc/feeds.yaml", now=NOW)
    assert json.loads(report.documents[0].body)["items"][0]["authors"] == [ANN]


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        ("none.yml", "syndicate.yaml:3:19: source.authors: 'none.yml' is no file in the site's folder"),
        ("/etc/passwd", "syndicate.yaml:3:19: source.authors: '/etc/passwd' is no file in the site's folder"),
        ("bad.yml", "bad.yml:1:14: ann.email: 'x' is not an e-mail address"),
        ("bad.yml", "bad.yml:2:12: ben.web: 'www.e.org' names no scheme"),
        ("bad.yml", "bad.yml:3:6: zoe: expected a name or a mapping, found a list"),
        ("bad", "bad/one.md:1:1: no front matter"),
        ("bad", "bad/two.md:2:8: email: 'x' is not an e-mail address"),
        ("bad", "bad/two.yml:1:1: the key 'two' is also that of bad/two.md:2"),
        ("{ann: {name: ''}}", "syndicate.yaml:3:32: source.authors.ann.name: is empty"),
        ("{ann: {name: A, url: 'x:y'}}", "syndicate.yaml:3:40: source.authors.ann.url: 'x:y' is not a web address"),
    ],
)
def test_a_mistake_about_an_author_has_its_place(authors: str, expected: str) -> None:
    lay(
        Path(),
        {
            "syndicate.yaml": f"{SITE}source: {{authors: {authors}}}\n",
            "bad.yml": "ann: {email: x}\nben: {web: www.e.org}\nzoe: [a]\n",
            "bad/one.md": "Hello\n",
            "bad/two.md": "---\nemail: x\n---\n",
            "bad/two.yml": "name: Two\n",
            "bad/two.fr.md": "---\nid: two\n---\n",
        },
    )
    with pytest.raises(SettingsError) as caught:
        export(now=NOW)
    assert any(line.startswith(expected) for line in str(caught.value).splitlines()), str(caught.value)


def test_authors_that_a_preset_names_may_be_missing_or_wrong() -> None:
    class Stranger:
        @staticmethod
        @hookimpl
        def syndicate_presets() -> list[Preset]:
            return [Preset(name="wiki", find=find)]

    def find(_: str) -> Findings:
        values = {("site", "title"): "T", ("site", "url"): "https://e.org/"}
        found: dict[tuple[str, ...], Finding] = {place: Finding(value=value) for place, value in values.items()}
        found["source", "authors"] = Finding(value="people.yml", path="wiki.yaml", line=2, column=3)
        return Findings(settings=found)

    registry = Registry(distributions=())
    registry.register(Stranger, "stranger")
    lay(Path(), {"a.md": "---\ntitle: T\ndate: 2024-01-01\nurl: /a/\nauthor: ann\n---\n"})
    asked = Overrides(formats=(("json", None),))
    assert export(now=NOW, overrides=asked, registry=registry).notes == ()
    lay(Path(), {"people.yml": "ann: Ann Lee\nben: {email: ben at e.org}\n"})
    report = export(now=NOW, overrides=asked, registry=registry)
    assert json.loads(report.documents[0].body)["items"][0]["authors"] == [{"name": "Ann Lee"}]
    assert [note.split(";")[0] for note in report.notes] == [
        "people.yml:2:14: ben.email: 'ben at e.org' is not an e-mail address"
    ]
    origins = {row.key: row.origin for row in explained_settings(recognise(*open_site(), registry)[0], asked)}
    assert origins["source.authors"] == "wiki.yaml:2:3"
    lay(Path(), {"syndicate.yaml": "source: {authors: ''}\n"})
    assert export(now=NOW, overrides=asked, registry=registry).notes == ()


def test_every_source_may_name_an_author_by_a_key() -> None:
    authors = [{"name": "ann"}, {"name": "ben", "url": "https://b.org/"}, {"name": "zoe"}]
    line = {"title": "T", "url": "/a/", "published_at": "2024-01-01T00:00:00Z", "authors": authors}
    lay(
        Path(),
        {
            "a.jsonl": json.dumps(line),
            "people.json": '{"ann": {"name": "zoe", "url": "/a"}, "ben": "Ben", "zoe": "Zoe"}',
        },
    )
    lay(Path(), {"syndicate.yaml": f"{SITE}source: {{name: json-lines, authors: people.json}}\n"})
    found = json.loads(export(now=NOW).documents[0].body)["items"][0]["authors"]
    assert found == [
        {"name": "zoe", "url": "https://e.org/a"},
        {"name": "ben", "url": "https://b.org/"},
        {"name": "Zoe"},
    ]


def test_a_source_is_given_the_authors() -> None:
    values = {"site": {"title": "T", "url": "https://e.org"}, "source": {"authors": {"ann": "Ann"}}, "feeds": [{"format": "rss"}]}  # fmt: skip
    context: SourceContext = make_plan(settings_of(values, Path()), Registry(distributions=()), now=NOW).context
    assert context.authors == {"ann": Author(name="Ann")}


# The provider

PROVIDER = "provider: {name: Wire, domain: wire.org, url: 'https://wire.org/', images: [{url: /wire.png}]}"
WIRE = {"name": "Wire", "url": "https://wire.org/", "avatar": "https://e.org/wire.png"}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (PROVIDER, [WIRE]),
        (f"{PROVIDER}\nauthor: Zoe", [{"name": "Zoe"}]),
        ("provider: {domain: wire.org}", [{"name": "wire.org"}]),
        ("provider: Wire", [{"name": "Wire"}]),
        ("provider: wire.org", [WIRE]),
        ("provider: {url: 'https://wire.org/'}", [{"name": "The Desk"}]),
    ],
)
def test_the_provider_is_the_author_where_there_is_no_other(shown: Shown, line: str, expected: object) -> None:
    settings = "transforms: [provider-authors]\nsource: {paths: posts, authors: _data/organizations}\n"
    record = (
        "---\n_id: wire.org\nname: The Wire\nurl: https://wire.org/\nimages:\n  - {url: /wire.png, width: 50}\n---\n"
    )
    found = shown(line, settings, {"_data/organizations/wire.org.md": record})
    assert found == (expected if line != "provider: wire.org" else [{**WIRE, "name": "The Wire"}])


def test_the_providers_of_a_real_site_are_read() -> None:
    shared = SHARED / "sites" / "powerapps"
    require(shared.is_dir(), "no real site here")
    values = {
        "site": {"title": "T", "url": "https://example.org/"},
        "source": {"authors": "_data/organizations"},
        "feeds": [{"format": "rss"}],
    }
    authors = make_plan(settings_of(values, shared), Registry(distributions=()), now=NOW).context.authors
    assert authors["amazon.com"] == Author(
        name="Amazon", avatar_url="https://example.org/assets/images/organizations/amazon.com-50x50.jpg"
    )
    assert len(authors) == len(list((shared / "_data" / "organizations").glob("*.md")))


# Keys

NAMES = st.text("abAB Á", min_size=1, max_size=3).filter(str.strip)


@given(authors=st.dictionaries(NAMES.map(str.strip), NAMES))
def test_every_key_finds_its_own_author(authors: dict[str, str]) -> None:
    people = People({key: Author(name=name) for key, name in authors.items()})
    for key, name in authors.items():
        assert people.find(f" {key}\n") == Author(name=name)


def test_a_name_that_two_share_is_nobodys_key() -> None:
    people = People({"a": Author(name="Ann"), "b": Author(name="ann", url="https://b.org/")})
    assert people.find("Ann") is None
    assert people.find("A") == Author(name="Ann")
