"""The topics of a site: labels, slugs and parents come from its taxonomy, whatever its articles call them."""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import given, strategies as st

from syndicate import (
    ArticleError,
    EmptyError,
    Finding,
    Findings,
    Overrides,
    Preset,
    Registry,
    SettingsError,
    Site,
    Topic,
    compose,
    export,
    hookimpl,
    read,
)
from syndicate.model import Taxonomy, topic_key, topic_slugs
from syndicate.settings import make_plan, settings_of
from tests.conftest import SHARED, lay, require

NOW = datetime(2024, 6, 1, tzinfo=UTC)
HEAD = "site: {title: T, url: 'https://e.org/', authors: A}\nfeeds: [{format: json}]\n"
TOPICS = """\
topics:
  tech: {name: Technology}
  ai: {name: Artificial Intelligence, parent: tech}
  llm: {name: Language models, parent: Artificial intelligence, slug: llms}
  sea: The sea
"""

Write = Callable[[str], Path]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for number, topics in enumerate(("AI", "llm, Boats", "Technology", "the-sea", "Boats"), 1):
        head = f"title: T{number}\ndate: 2024-01-0{number}\nurl: /{number}/\ntopics: {topics}"
        (tmp_path / f"{number}.md").write_text(f"---\n{head}\n---\n")
    return Path()


@pytest.fixture
def write(folder: Path) -> Write:
    def write(text: str) -> Path:
        (folder / "syndicate.yaml").write_text(HEAD + text)
        return folder

    return write


def items(site: Path, **overrides: Any) -> list[dict[str, Any]]:
    given = Overrides(**overrides)
    found: list[dict[str, Any]] = json.loads(export(site, now=NOW, overrides=given).documents[0].body)["items"]
    return found


def titles(site: Path, setting: Any) -> list[str]:
    return sorted(item["title"] for item in items(site, filters=(("topics", setting),)))


def mistakes(site: Path) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        export(site, now=NOW)
    return str(caught.value).splitlines()


# What feeds show


def test_feeds_show_the_labels_of_the_taxonomy(write: Write) -> None:
    tags = {item["title"]: item.get("tags") for item in items(write(TOPICS))}
    assert tags == {
        "T1": ["Artificial Intelligence"],
        "T2": ["Language models", "Boats"],
        "T3": ["Technology"],
        "T4": ["The sea"],
        "T5": ["Boats"],
    }


def test_every_source_gets_the_labels(write: Write) -> None:
    site = write(TOPICS)
    line = {"title": "L", "url": "/l/", "published_at": "2024-01-01T00:00:00Z", "topics": ["LLM", "llms"]}
    (site / "a.jsonl").write_text(json.dumps(line) + "\n")
    assert [item["tags"] for item in items(site, source="json-lines")] == [["Language models"]]


# What filters take


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("tech", "T1 T2 T3"),
        ("TECHNOLOGY", "T1 T2 T3"),
        ("ai", "T1 T2"),
        ("artificial-intelligence", "T1 T2"),
        ("llms", "T2"),
        (["sea", "llm"], "T2 T4"),
        ({"all": ["tech", "boats"]}, "T2"),
        ({"none": ["tech"]}, "T4 T5"),
        ({"any": ["boats"], "none": "ai"}, "T5"),
    ],
)
def test_a_filter_on_a_topic_takes_all_that_is_part_of_it(write: Write, setting: Any, expected: str) -> None:
    assert titles(write(TOPICS), setting) == expected.split()


def test_without_a_taxonomy_a_topic_is_itself_alone(write: Write) -> None:
    assert titles(write(""), "ai") == ["T1"]


def test_an_empty_selection_tells_the_labels_that_are_there(write: Write) -> None:
    with pytest.raises(
        EmptyError, match=r"none on topic 'Se'; topics seen: Boats \(2\), Artificial Intelligence \(1\)"
    ):
        titles(write(TOPICS), "Se")


# A feed for each topic


def test_a_parents_feed_holds_the_articles_on_its_parts(write: Write) -> None:
    site = write(TOPICS)
    settings = {
        "site": {"title": "T", "url": "https://e.org/", "authors": "A"},
        "topics": {"tech": "Technology", "ai": {"name": "AI!", "parent": "tech"}, "llm": {"name": "LLM", "parent": "ai", "slug": "Llms"}, "top": "Top", "sea": {"name": "Sea", "parent": "top"}, "nil": "Nil"},
        "feeds": [{"format": "json", "each": "topic"}],
    }  # fmt: skip
    plan = make_plan(settings_of(settings, site), Registry(distributions=()), now=NOW)
    jobs = compose(plan, read(plan)).jobs
    found = {job.path: (job.feed.topic, sorted(a.title for a in job.feed.articles)) for job in jobs}
    assert found == {
        "topics/Llms.json": ("LLM", ["T2"]),
        "topics/ai.json": ("AI!", ["T1", "T2"]),
        "topics/boats.json": ("Boats", ["T2", "T5"]),
        "topics/technology.json": ("Technology", ["T1", "T2", "T3"]),
        "topics/the-sea.json": ("the-sea", ["T4"]),
    }


def test_a_topic_without_articles_of_its_own_has_a_feed_where_its_parts_have_some(write: Write) -> None:
    site = write("topics: {all: Everything, boats: {name: Boats, parent: all}}\n")
    text = (site / "syndicate.yaml").read_text().replace("{format: json}", "{format: json, each: topic}")
    (site / "syndicate.yaml").write_text(text)
    documents = {document.path: json.loads(document.body) for document in export(site, now=NOW).documents}
    assert [item["title"] for item in documents["topics/everything.json"]["items"]] == ["T5", "T2"]


def test_a_slug_of_the_taxonomy_stays_its_own() -> None:
    taxonomy = Taxonomy((Topic(key="a", name="Alpha", slug="boats"),))
    slugs = topic_slugs(["Boats", "Alpha"], taxonomy.slugs)
    assert slugs["alpha"] == "boats"
    assert slugs["boats"].startswith("boats-")


# Where a taxonomy stands

DATA = {
    "topics.yaml": "ai: AI\nllm:\n  name: Language models\n  parent: AI\nsea:\n",
    "topics.toml": 'ai = "AI"\n[llm]\nname = "Language models"\nparent = "ai"\n[sea]\n',
    "topics.json": '[{"id": "ai", "name": "AI"}, {"key": "llm", "title": "Language models", "parent": "ai"}, "sea"]',
    "topics/ai.yaml": "name: AI\n",
    "topics/02.yaml": "_id: llm\nname: Language models\nparent: AI\n",
    "topics/sea/_index.md": "---\n{}\n---\nSalt.\n",
    "topics/_index.md": "---\ntitle: All topics\n---\n",
}


@pytest.mark.parametrize("path", ["topics.yaml", "topics.toml", "topics.json", "topics"])
def test_a_taxonomy_stands_in_a_data_file_or_a_folder(write: Write, path: str) -> None:
    site = write(f"topics: _data/{path}\n")
    lay(site / "_data", {name: text for name, text in DATA.items() if name.startswith(path)})
    (site / "syndicate.yaml").write_text((site / "syndicate.yaml").read_text() + "source: {paths: ['*.md']}\n")
    assert titles(site, "ai") == ["T1", "T2"]
    plan = make_plan(settings_of({"site": {"title": "T", "url": "https://e.org"}, "topics": f"_data/{path}", "feeds": [{"format": "rss"}]}, site), Registry(distributions=()), now=NOW)  # fmt: skip
    assert [(t.key, t.name, t.parent) for t in plan.site.topics] == [
        ("ai", "AI", ""),
        ("llm", "Language models", "ai"),
        ("sea", "sea", ""),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("topics:\n  a: {name: A, parent: bb}\n  b: B\n", "syndicate.yaml:4:24: topics.a.parent: no topic is called 'bb'; did you mean 'b'?"),
        ("topics:\n  a: {name: A, parent: b}\n  b: {name: B, parent: a}\n", "syndicate.yaml:5:24: topics.b.parent: the topic would be a part of itself ('a' > 'b' > 'a'); take"),
        ("topics:\n  a: {name: A, parent: a}\n", "syndicate.yaml:4:24: topics.a.parent: the topic would be a part of itself ('a' > 'a')"),
        ("topics:\n  a: {name: Sea}\n  b: séa\n", "syndicate.yaml:5:6: topics.b: 'séa' is what 'a' is called too"),
        ("topics:\n  a: {name: Sea}\n  sea: B\n", "syndicate.yaml:5:8: topics.sea: 'B' is what 'a' is called too"),
        ("topics:\n  a: {name: A, slug: x}\n  b: {name: B, slug: X}\n", "syndicate.yaml:5:22: topics.b.slug: 'X' is the slug of 'a' too"),
        ("topics:\n  a: {name: A, slug: ../x}\n", "syndicate.yaml:4:22: topics.a.slug: '../x' cannot be a part of a URL"),
        ("topics:\n  a: {name: A, slug: con}\n", "syndicate.yaml:4:22: topics.a.slug: 'con': is no path"),
        ("topics:\n  a: ' '\n", "syndicate.yaml:4:6: topics.a: is empty"),
        ("topics: _data/none.yaml\n", "syndicate.yaml:3:9: topics: '_data/none.yaml' is no file in the site's folder, to which"),
        ("topics: ../x.yaml\n", "syndicate.yaml:3:9: topics: '../x.yaml' is no file in the site's folder"),
        ("topics: bad.yaml\n", "bad.yaml:2:4: a: expected a name or a mapping, found a list"),
        ("topics: list.yaml\n", "list.yaml:1:3: [0]: names no key; write id:"),
        ("topics: text.yaml\n", "text.yaml:1:1: expected a mapping or a list, found the text 'Hello'"),
        ("topics: broken.yaml\n", "broken.yaml:1:4: "),
        ("topics: sub.json\n", "sub.json:1:28: b.parent: no topic is called"),
        ("topics: folder\n", "folder/a.yaml:1:9: parent: no topic is called 'nowhere'"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_taxonomy_has_its_place(write: Write, text: str, expected: str) -> None:
    site = write(text)
    (site / "bad.yaml").write_text("x: y\na: [b]\n")
    (site / "list.yaml").write_text("- {text: x}\n")
    (site / "text.yaml").write_text("Hello\n")
    (site / "broken.yaml").write_text("a: [b\n")
    (site / "sub.json").write_text('{"a": "A", "b": {"parent": "c"}}\n')
    (site / "folder").mkdir()
    (site / "folder" / "a.yaml").write_text("parent: nowhere\n")
    assert mistakes(site)[0].startswith(expected)


def test_a_link_out_of_the_site_is_not_followed(write: Write, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "topics.yaml"
    outside.write_text("ai: Secret\n")
    site = write("topics: topics.yaml\n")
    (site / "topics.yaml").symlink_to(outside)
    assert mistakes(site)[0].startswith("syndicate.yaml:3:9: topics: 'topics.yaml' is no file in the site's folder")


def test_a_pipe_in_the_folder_is_not_waited_for(write: Write) -> None:
    site = write("topics: topics\n")
    (site / "topics").mkdir()
    os.mkfifo(site / "topics" / "a.yaml")
    os.mkfifo(site / "topics" / "b.md")
    assert len(mistakes(site)) == 2


def test_a_taxonomy_that_a_preset_names_may_be_missing_or_wrong(folder: Path) -> None:
    def find(_: str) -> Findings:
        values = {("site", "title"): "T", ("site", "url"): "https://e.org/", ("topics",): "_data/topics.yaml", ("source", "paths"): ["*.md"]}  # fmt: skip
        return Findings(settings={place: Finding(value=value) for place, value in values.items()})

    class Stranger:
        syndicate_presets = staticmethod(hookimpl(lambda: [Preset(name="wiki", find=find)]))

    registry = Registry(distributions=())
    registry.register(Stranger, "stranger")
    asked = Overrides(formats=(("json", None),), author="A")
    assert export(folder, now=NOW, overrides=asked, registry=registry).notes == ()
    (folder / "_data").mkdir()
    (folder / "_data" / "topics.yaml").write_text("ai: AI!\nllm: {parent: nobody}\n")
    report = export(folder, now=NOW, overrides=asked, registry=registry)
    message = "_data/topics.yaml:2:15: llm.parent: no topic is called 'nobody'; write the key of one"
    assert report.notes == (message,)
    assert ["AI!"] in [item["tags"] for item in json.loads(report.documents[0].body)["items"]]


# The values

TREES = st.dictionaries(st.integers(0, 30), st.integers(0, 30), min_size=1).map(
    lambda parents: tuple(
        Topic(key=f"k{key}", name=f"Name {key}", parent=f"k{parent}" if parent < key and parent in parents else "")
        for key, parent in parents.items()
    )
)


@given(topics=TREES)
def test_what_lies_below_a_topic_is_what_it_lies_above(topics: tuple[Topic, ...]) -> None:
    taxonomy = Taxonomy(Site(title="T", url="https://e.org/", topics=topics).topics)
    for topic in topics:
        expected = {topic_key(other.name) for other in topics if topic.name in list(taxonomy.above(other.name))}
        assert taxonomy.below(topic.key) == expected
        assert taxonomy.label(topic.key) == taxonomy.label(topic.name) == taxonomy.label(taxonomy.label(topic.key))


@given(topics=TREES)
def test_a_site_with_a_taxonomy_survives_the_journey(topics: tuple[Topic, ...]) -> None:
    site = Site(title="T", url="https://e.org/", topics=topics)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(site), type=Site) == site
    assert hash(site) == hash(msgspec.structs.replace(site))
    assert pickle.loads(pickle.dumps(site)) == site


@pytest.mark.parametrize(
    "topics",
    [
        (Topic(key="a", name="A", parent="b"),),
        (Topic(key="a", name="A", parent="b"), Topic(key="b", name="B", parent="a")),
        (Topic(key="a", name="A"), Topic(key="a", name="B")),
        (Topic(key="a", name="B"), Topic(key="b", name="C")),
        (Topic(key="a", name="A", slug="x"), Topic(key="b", name="B", slug="X")),
    ],
)
def test_a_site_keeps_no_taxonomy_that_leads_nowhere(topics: tuple[Topic, ...]) -> None:
    with pytest.raises(ArticleError) as caught:
        Site(title="T", url="https://e.org/", topics=topics)
    assert caught.value.field == "topics"


def test_ten_thousand_topics_one_below_the_other_are_refused_at_once(folder: Path) -> None:
    chain = {f"k{n:05}": {"name": f"N{n}", "parent": f"k{n - 1:05}"} for n in range(1, 10_000)}
    settings = {"site": {"title": "T", "url": "https://e.org"}, "topics": {"k00000": "N0", **chain}, "feeds": [{"format": "rss"}]}  # fmt: skip
    with pytest.raises(SettingsError, match=r"topics\.k00100\.parent: lies more than 100 levels deep"):
        make_plan(settings_of(settings, folder), Registry(distributions=()), now=NOW)


def test_of_many_mistakes_in_a_data_file_the_first_have_their_places(folder: Path) -> None:
    records = [{"id": f"k{number}", "parent": "nobody"} for number in range(2_000)]
    (folder / "topics.json").write_text(json.dumps(records))
    settings = {"site": {"title": "T", "url": "https://e.org"}, "topics": "topics.json", "feeds": [{"format": "rss"}]}
    with pytest.raises(SettingsError) as caught:
        make_plan(settings_of(settings, folder), Registry(distributions=()), now=NOW)
    assert len(caught.value.faults) == 2_000
    assert len([fault for fault in caught.value.faults if fault.line]) == 25


# A real site


@pytest.mark.parametrize(
    ("topics", "parent", "children"),
    [
        ("_data/topics", "power-apps", {"Power Apps", "Canvas apps", "Model-driven apps", "Common Data Service", "AI Builder", "Portals", "Teams integration"}),
        ({"web": "On the web", "p": {"name": "Portals", "parent": "web"}, "teams integration": {"name": "Teams", "parent": "p"}}, "on the web", {"Portals", "Teams integration"}),
    ],
)  # fmt: skip
def test_a_filter_on_a_parent_takes_its_childrens_articles_of_a_real_site(
    topics: Any, parent: str, children: set[str]
) -> None:
    shared = SHARED / "sites" / "powerapps"
    require(shared.is_dir(), "no real site here")
    heads = [yaml.safe_load(path.read_text().split("\n---")[0]) for path in sorted((shared / "_news").glob("*.md"))]
    published = [head for head in heads if head["published"] is True and children & set(head["topics"])]
    expected = {head.get("webUrl") or head["originalUrl"] for head in published}  # some pages stand in two files
    settings = {
        "site": {"title": "T", "url": "https://example.org/", "authors": "A"},
        "source": {"paths": "_news", "url": "{site_url}/{stem}/"},
        "topics": topics,
        "filters": {"topics": parent},
        "feeds": [{"format": "json", "limit": "all"}],
    }
    plan = make_plan(settings_of(settings, shared), Registry(distributions=()), now=datetime(2030, 1, 1, tzinfo=UTC))
    reading = read(plan)
    assert not reading.faults
    assert {article.url for article in compose(plan, reading).jobs[0].feed.articles} == expected
    assert expected
