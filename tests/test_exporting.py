"""One export from a folder to files. Each key of the settings is seen in what is written: none is read and ignored."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import sleep
from types import ModuleType
from typing import Any

import msgspec
import pytest

from syndicate import (
    Article,
    Document,
    EmptyError,
    Exported,
    Feed,
    Filter,
    Format,
    Item,
    Overrides,
    PluginError,
    Registry,
    Report,
    Source,
    SourceContext,
    StrictError,
    SyndicateError,
    Transform,
    UsageError,
    export,
    hookimpl,
    run,
)
from syndicate.pipeline.publish import folder as publishing, staging
from syndicate.settings import make_plan, open_site, settings_of
from syndicate.settings.schema import AuthorSettings, FeedSettings, Settings, SiteSettings, SourceSettings

NOW = datetime(2024, 6, 1, tzinfo=UTC)
SITE = {"title": "The Ledger", "url": "https://e.org", "authors": "The Desk"}


class WordOptions(msgspec.Struct, forbid_unknown_fields=True):
    word: str = "none"


class Words:
    """A source of one article, whose title is its option."""

    def __init__(self, context: SourceContext) -> None:
        self.title = context.options.word

    def items(self) -> Iterator[Item]:
        yield Item("one")

    def read(self, item: Item) -> Iterator[Article]:
        yield Article(title=self.title, url=f"https://e.org/{item.key}", published_at=NOW)

    def content(self, article: Article) -> str:
        return article.content_html


def shout(feed: Feed, options: WordOptions) -> Feed:
    return msgspec.structs.replace(feed, title=feed.title + options.word)


@pytest.fixture
def registry() -> Registry:
    module = ModuleType("stranger")
    offers: dict[str, list[Any]] = {
        "sources": [Source(name="words", open=Words, options=WordOptions)],
        "filters": [Filter(name="titled-b", build=lambda *_: lambda article: article.title.startswith("B"))],
        "transforms": [Transform(name="shout", apply=shout, options=WordOptions)],
    }
    for kind, parts in offers.items():
        setattr(module, f"syndicate_{kind}", hookimpl(lambda parts=parts: parts))
    registry = Registry(distributions=())
    registry.register(module, "stranger")
    return registry


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with articles Aft, Bow and Cabin, and one that is no article yet."""
    site = tmp_path / "site"
    for name, head in {
        "posts/aft.md": "title: Aft\ndate: 2024-01-01\nurl: /aft/\ntopics: [Sea]\nteaser: Short",
        "posts/bow.html": "title: Bow\ndate: 2024-01-02\nurl: /bow/\ntopics: [Sea, Öl]\nexcerpt: In front",
        "notes/cabin.md": "title: Cabin\ndate: 2024-01-03\nurl: /cabin/",
        "notes/draft.md": "title: Draft\ndate: 2024-01-04\nurl: /draft/\ndraft: true",
    }.items():
        path = site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\n{head}\n---\n<p>Body of {name}</p>\n")
    (site / "lines.jsonl").write_text('{"title": "Line", "url": "/line/", "published_at": "2024-01-01T00:00:00Z"}\n')
    return site


Look = Callable[[dict[str, Any]], Any]


def deep(values: Mapping[str, Any], place: tuple[str | int, ...], value: Any) -> Any:
    if not place:
        return value
    key, rest = place[0], place[1:]
    if isinstance(key, int):
        return [deep(values[key], rest, value)]  # type: ignore[index]
    return {**values, key: deep(values.get(key, {}), rest, value)}


def feeds(folder: Path, values: Mapping[str, Any], registry: Registry) -> dict[str, Any]:
    plan = make_plan(settings_of(values, folder), registry, now=NOW)
    documents = run(plan, registry, output=None).documents
    return {
        document.path: json.loads(document.body) if b'"version"' in document.body else document.body.decode()
        for document in documents
    }


def titles(found: dict[str, Any], path: str = "feed.json") -> list[str]:
    return [item["title"] for item in found[path]["items"]]


def first(key: str) -> Look:
    return lambda found: found["feed.json"]["items"][0].get(key)


def of_feed(key: str) -> Look:
    return lambda found: found["feed.json"].get(key)


# key of the settings, its value, what to look at in a JSON Feed, what is seen without the key and with it
KEYS: list[tuple[str, Any, Look, Any, Any]] = [
    ("site.title", "Other", of_feed("title"), "The Ledger", "Other"),
    ("site.url", "https://x.org/blog", first("url"), "https://e.org/cabin/", "https://x.org/cabin/"),
    ("site.url", "https://x.org/blog", of_feed("feed_url"), "https://e.org/feed.json", "https://x.org/blog/feed.json"),
    ("site.description", "Of the sea", of_feed("description"), None, "Of the sea"),
    ("site.language", "en_GB", of_feed("language"), None, "en-GB"),
    ("site.timezone", "America/New_York", first("date_published"), "2024-01-03T00:00:00Z", "2024-01-03T00:00:00-05:00"),
    ("site.authors", "Ann <a@e.org>", of_feed("authors"), [{"name": "The Desk"}], [{"name": "Ann"}]),
    ("site.authors.name", "Ann", of_feed("authors"), [{"name": "The Desk"}], [{"name": "Ann"}]),
    ("site.authors", {"name": "Ann", "url": "/ann"}, of_feed("authors"), [{"name": "The Desk"}], [{"name": "Ann", "url": "https://e.org/ann"}]),
    ("site.authors", [{"name": "Ann", "avatar": "/a.png"}], of_feed("authors"), [{"name": "The Desk"}], [{"name": "Ann", "avatar": "https://e.org/a.png"}]),
    ("site.icon", "/i.png", of_feed("icon"), None, "https://e.org/i.png"),
    ("site.favicon", "/f.png", of_feed("favicon"), None, "https://e.org/f.png"),
    ("site.hub", ["https://h.org/", "/hub"], of_feed("hubs"), None, [{"type": "WebSub", "url": "https://h.org/"}, {"type": "WebSub", "url": "https://e.org/hub"}]),
    ("source.name", "words", titles, ["Cabin", "Bow", "Aft"], ["none"]),
    ("source.name", "json-lines", titles, ["Cabin", "Bow", "Aft"], ["Line"]),
    ("source.paths", "posts", titles, ["Cabin", "Bow", "Aft"], ["Bow", "Aft"]),
    ("source.paths", [".", "!posts/a*.md"], titles, ["Cabin", "Bow", "Aft"], ["Cabin", "Bow"]),
    ("source.fields", {"summary": ["teaser"]}, lambda found: found["feed.json"]["items"][2]["content_text"], "Body of posts/aft.md", "Short"),
    ("source", {"url": "/{year}/{stem}", "fields": {"url": []}}, first("url"), "https://e.org/cabin/", "https://e.org/2024/cabin"),
    ("source", {"name": "words", "options": {"word": "Sail"}}, titles, ["Cabin", "Bow", "Aft"], ["Sail"]),
    ("filters", {"topics": "sea"}, titles, ["Cabin", "Bow", "Aft"], ["Bow", "Aft"]),
    ("filters", {"published": False}, titles, ["Cabin", "Bow", "Aft"], ["Draft", "Cabin", "Bow", "Aft"]),
    ("withheld", {"draft": False}, titles, ["Cabin", "Bow", "Aft"], ["Draft", "Cabin", "Bow", "Aft"]),
    ("withheld", {"teaser": True}, titles, ["Cabin", "Bow", "Aft"], ["Cabin", "Bow"]),
    ("filters", {"titled-b": True}, titles, ["Cabin", "Bow", "Aft"], ["Bow"]),
    ("filters", {"titled-b": False}, titles, ["Cabin", "Bow", "Aft"], ["Cabin", "Bow", "Aft"]),
    ("filters", {"dates": {"days": 151}}, titles, ["Cabin", "Bow", "Aft"], ["Cabin", "Bow"]),
    ("transforms", [{"shout": {"word": "!"}}], of_feed("title"), "The Ledger", "The Ledger!"),
    ("transforms", ["shout"], of_feed("title"), "The Ledger", "The Ledgernone"),
    ("feeds.0.format", "atom", list, ["feed.json"], ["atom.xml"]),
    ("feeds.0.path", "a/b.json", list, ["feed.json"], ["a/b.json"]),
    ("feeds.0.title", "On {site}", of_feed("title"), "The Ledger", "On The Ledger"),
    ("feeds.0.limit", 2, titles, ["Cabin", "Bow", "Aft"], ["Cabin", "Bow"]),
    ("feeds.0.limit", "all", titles, ["Cabin", "Bow", "Aft"], ["Cabin", "Bow", "Aft"]),
    ("limit", 1, titles, ["Cabin", "Bow", "Aft"], ["Cabin"]),
    ("feeds.0.content", "full", lambda found: found["feed.json"]["items"][1].get("content_html"), None, "<p>Body of posts/bow.html</p>"),
    ("feeds.0.content", "none", lambda found: found["feed.json"]["items"][1].get("content_text"), "In front", "Bow"),
    ("feeds.0.filters", {"topics": "öl"}, titles, ["Cabin", "Bow", "Aft"], ["Bow"]),
    ("feeds.0.transforms", [{"shout": {"word": "?"}}], of_feed("title"), "The Ledger", "The Ledger?"),
    ("feeds.0.each", "topic", list, ["feed.json"], ["topics/ol.json", "topics/sea.json"]),
    ("feeds.0.page_size", 2, list, ["feed.json"], ["feed.json", "feed-2.json"]),
    ("feeds.0.url", "/feeds/main", of_feed("feed_url"), "https://e.org/feed.json", "https://e.org/feeds/main"),
]  # fmt: skip


def place_of(key: str) -> tuple[str | int, ...]:
    return tuple(int(step) if step.isdigit() else step for step in key.split("."))


@pytest.mark.parametrize(
    ("key", "value", "look", "without", "expected"), KEYS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_key_of_the_settings_is_seen_in_what_is_written(
    folder: Path, registry: Registry, key: str, value: Any, look: Look, without: Any, expected: Any
) -> None:
    plain: dict[str, Any] = {"site": SITE, "feeds": [{"format": "json"}]}
    if key.startswith("site.authors."):
        plain["site"] = {**SITE, "authors": {"name": "The Desk"}}
    assert look(feeds(folder, plain, registry)) == without
    assert look(feeds(folder, deep(plain, place_of(key), value), registry)) == expected


@pytest.mark.parametrize(
    ("key", "value", "seen"),
    [
        ("site.rights", "CC BY 4.0", "<rights>CC BY 4.0</rights>"),
        ("site.authors", {"name": "Ann", "email": "a@e.org"}, "<email>a@e.org</email>"),
        ("site.authors", "Ann <a@e.org>", "<email>a@e.org</email>"),
        ("feeds.0.id", "tag:e.org,2024:main", "<id>tag:e.org,2024:main</id>"),
        ("stylesheet", True, '<?xml-stylesheet type="text/css" href="feeds.css"?>'),
        ("feeds.0.stylesheet", True, '<?xml-stylesheet type="text/css" href="feeds.css"?>'),
    ],
)
def test_keys_that_only_atom_shows_are_seen_there(
    folder: Path, registry: Registry, key: str, value: object, seen: str
) -> None:
    plain: dict[str, Any] = {"site": SITE, "feeds": [{"format": "atom"}]}
    assert seen not in feeds(folder, plain, registry)["atom.xml"]
    assert seen in feeds(folder, deep(plain, place_of(key), value), registry)["atom.xml"]


def test_no_key_is_left_out_of_the_tables_above() -> None:
    seen = {key for key, *_ in KEYS} | {"site.rights", "feeds.0.id", "feeds.0.options", "site.authors.email", "output"}
    seen |= {"stylesheet", "feeds.0.stylesheet", "options"}
    seen |= {"plugins", "exported", "feeds.0.allow_empty"}  # in tests/parts/test_plugins_of_a_site.py
    seen |= {"preset", "content"}  # in tests/settings/test_preset.py
    seen |= {"source.built", "source.element"}  # in tests/pipeline/complete/test_built_pages.py
    seen |= {"summary_length"}  # in tests/pipeline/complete/test_completer.py
    seen |= {"source.assets"}  # in tests/pipeline/complete/test_local_files.py
    seen |= {"source.authors"}  # in tests/settings/test_authors.py
    seen |= {"topics"}  # in tests/model/test_taxonomy.py
    seen |= {"record", "ids", "feeds.0.emptied", "feeds.0.archive", "feeds.0.tombstones"}  # in tests/record
    seen |= {"feeds.0.profile", "feeds.0.limit_bytes"}  # in tests/pipeline/test_profiles.py
    seen |= {"index"}  # in tests/index/test_index.py
    seen |= {"site.sections"}  # in tests/settings/test_sections.py
    seen |= {"feeds.0.description", "feeds.0.link"}  # in tests/pipeline/test_pages_of_feeds.py
    seen |= {"feeds.0.language"}  # in tests/pipeline/test_line.py
    seen |= {"check"}  # in plugins/syndicate-validate/tests/test_validate_listener.py
    seen |= {"cache_control"}  # in tests/pipeline/publish/test_store.py
    for row in KEYS:
        for value in row[1] if isinstance(row[1], list) else [row[1]]:
            seen |= {f"{row[0]}.{key}" for key in value} if isinstance(value, dict) else set()
    sections = {"site": SiteSettings, "source": SourceSettings, "feeds.0": FeedSettings, "site.authors": AuthorSettings}
    for section, kind in sections.items():
        assert {f"{section}.{key}" for key in kind.__struct_fields__} <= seen
    assert set(Settings.__struct_fields__) <= {key.split(".")[0] for key in seen}


def test_options_of_a_format_reach_it(folder: Path, registry: Registry) -> None:
    line = {"title": "Line", "url": "/line/", "published_at": "2024-01-01T00:00:00Z", "amp_url": "https://e.org/amp/"}
    (folder / "lines.jsonl").write_text(json.dumps(line) + "\n")
    values = {"site": SITE, "source": {"name": "json-lines"}, "feeds": [{"format": "amp-sitemap"}]}
    assert "https://e.org/amp/" in feeds(folder, values, registry)["sitemap.xml"]
    values["feeds"] = [{"format": "amp-sitemap", "options": {"amp": "none"}}]
    assert "https://e.org/amp/" not in feeds(folder, values, registry)["sitemap.xml"]


def test_options_of_a_feed_go_before_those_of_all_feeds_of_its_format(folder: Path, registry: Registry) -> None:
    values: dict[str, Any] = {"site": SITE, "options": {"amp-sitemap": {"exclude": ["/**"], "images": False}}}
    values["feeds"] = [
        {"format": "amp-sitemap"},
        {"format": "amp-sitemap", "path": "b.xml", "options": {"exclude": []}},
    ]
    found = feeds(folder, values, registry)
    assert [found[path].count("<loc>") for path in ("sitemap.xml", "b.xml")] == [1, 3]  # the home page stands alone
    assert "image" not in found["b.xml"]


def test_transforms_for_all_feeds_come_before_the_feeds_own(folder: Path, registry: Registry) -> None:
    values = {
        "site": SITE,
        "transforms": [{"shout": {"word": "1"}}, {"shout": {"word": "2"}}],
        "feeds": [{"format": "json", "transforms": [{"shout": {"word": "3"}}]}],
    }
    assert feeds(folder, values, registry)["feed.json"]["title"] == "The Ledger123"


def test_a_feeds_own_filter_stands_instead_of_that_for_all_feeds(folder: Path, registry: Registry) -> None:
    values: dict[str, Any] = {"site": SITE, "filters": {"topics": "öl"}}
    values["feeds"] = [{"format": "json"}, {"format": "json", "path": "b.json", "filters": {"topics": False}}]
    found = feeds(folder, values, registry)
    assert (titles(found), titles(found, "b.json")) == (["Bow"], ["Cabin", "Bow", "Aft"])


# The call


def write(folder: Path, text: str) -> Path:
    path = folder / "syndicate.yaml"
    path.write_text(f"site: {{title: T, url: 'https://e.org', authors: A}}\n{text}")
    return path


def names(report: Report) -> list[tuple[str, str]]:
    return [(file.path, file.state) for file in report.files]


def test_an_export_without_output_returns_the_documents(folder: Path, registry: Registry) -> None:
    write(folder, "feeds: [{format: json}]\n")
    report = export(folder, now=NOW, registry=registry)
    assert ([document.path for document in report.documents], report.files) == (["feed.json"], ())
    assert (report.read_count, report.chosen_count, report.exit_status) == (4, 3, 0)


def test_a_second_export_finds_nothing_changed(folder: Path, registry: Registry, tmp_path: Path) -> None:
    write(folder, "feeds: [{format: json}]\n")
    assert names(export(folder, now=NOW, registry=registry, output=tmp_path / "out")) == [("feed.json", "new")]
    assert names(export(folder, now=NOW, registry=registry, output=tmp_path / "out")) == [("feed.json", "unchanged")]


def test_what_a_large_file_was_is_gone_when_the_export_ends(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, "feeds: [{format: json}]\n")

    def remove_slowly(path: str) -> None:
        sleep(0.05 * path.endswith(".old"))
        staging.remove(path)

    monkeypatch.setattr(publishing, "LARGE_BYTES", 1)
    monkeypatch.setattr(publishing, "remove", remove_slowly)
    for title in ("A", "B"):
        export(folder, now=NOW, output=tmp_path / "out", overrides=Overrides(title=title))
        assert [path.name for path in (tmp_path / "out").iterdir()] == ["feed.json"]


def test_one_document_is_in_memory_at_a_time(folder: Path, tmp_path: Path) -> None:
    held: list[int] = []

    def render(_: Feed, path: str) -> Iterator[Document]:
        held.append(tracemalloc.get_traced_memory()[0])
        yield Document(path=path, body=bytes(8 << 20), media_type="application/octet-stream")

    module = ModuleType("large")
    part = Format(name="large", media_type="application/octet-stream", filename="x", render=render)
    module.syndicate_formats = hookimpl(lambda: [part])  # type: ignore[attr-defined]
    registry = Registry(distributions=())
    registry.register(module, "large")
    write(folder, "feeds: [{format: large, path: a}, {format: large, path: b}, {format: large, path: c}]\n")
    tracemalloc.start()
    try:
        export(folder, now=NOW, registry=registry, output=tmp_path / "out")
    finally:
        tracemalloc.stop()
    assert max(held) - held[0] < 4 << 20


def test_a_dry_run_writes_nothing_and_tells_nobody(folder: Path, tmp_path: Path) -> None:
    told: list[Exported] = []

    def listen(exported: Exported) -> None:
        told.append(exported)

    module = ModuleType("listener")
    module.syndicate_exported = hookimpl(listen)  # type: ignore[attr-defined]
    registry = Registry(distributions=())
    registry.register(module, "listener")
    write(folder, "feeds: [{format: json}]\n")
    assert names(export(folder, now=NOW, registry=registry, output=tmp_path / "o", dry_run=True)) == [
        ("feed.json", "new")
    ]
    assert (told, (tmp_path / "o").exists()) == ([], False)
    export(folder, now=NOW, registry=registry, output=tmp_path / "o")
    assert [file.path for file in told[0].files] == ["feed.json"]


def test_strict_raises_before_anything_is_written(folder: Path, registry: Registry, tmp_path: Path) -> None:
    write(folder, "feeds: [{format: json}]\n")
    (folder / "bad.md").write_text("---\ntitle: Bad\ndate: soon\nurl: /x\n---\n")
    assert export(folder, now=NOW, registry=registry).exit_status == 3
    with pytest.raises(StrictError, match="nothing written: 1 fault, and the export is strict") as caught:
        export(folder, now=NOW, registry=registry, output=tmp_path / "o", strict=True)
    assert [fault.path for fault in caught.value.faults] == ["bad.md"]
    assert not (tmp_path / "o").exists()


def test_an_empty_feed_is_an_error_unless_it_is_allowed(folder: Path, registry: Registry) -> None:
    write(folder, "feeds: [{format: json}]\nsource: {paths: [lines.jsonl, '!lines.jsonl']}\n")
    with pytest.raises(EmptyError, match=r"feed.json: the source json-lines finds nothing to read in 'lines.jsonl', "):
        export(folder, now=NOW, registry=registry)
    assert export(folder, now=NOW, registry=registry, allow_empty=True).documents[0].entry_count == 0


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"now": "2024-06-01"}, "now: expected a datetime, found str '2024-06-01'; give datetime.now"),
        ({"output": b"public"}, "output: expected the path of a file or folder, found bytes"),
        ({"config": "a\0b"}, "config: expected the path of a file or folder, found str"),
    ],
)
def test_what_is_of_another_type_is_said(folder: Path, given: dict[str, Any], words: str) -> None:
    write(folder, "feeds: [{format: json}]\n")
    with pytest.raises(UsageError, match=f"^{words}"):
        export(folder, **{"now": NOW, **given})


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"include_unpublished": "no"}, "include_unpublished: expected bool, found str 'no'"),
        ({"paths": "posts"}, r"paths: expected tuple\[str, ...\], found str 'posts'"),
        ({"limit": "ten"}, "limit: expected int | Literal"),
    ],
)
def test_overrides_of_another_type_are_refused_when_they_are_made(given: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError, match=f"^overrides: {words}"):
        Overrides(**given)


@pytest.mark.parametrize(
    ("output", "words"),
    [("file", "is no folder"), ("file/below", "cannot be made: .*file is no folder"), ("loop", "is no folder")],
)
def test_an_output_that_cannot_be_a_folder_is_refused_before_reading(
    folder: Path, registry: Registry, tmp_path: Path, output: str, words: str
) -> None:
    write(folder, "feeds: [{format: json}]\noutput: public\n")
    (tmp_path / "file").write_text("kept")
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(UsageError, match=f"output: .*{words}; name another place, or move that away"):
        export(folder, now=NOW, registry=registry, output=tmp_path / output)
    assert (tmp_path / "file").read_text() == "kept"


@pytest.mark.parametrize("output", ["posts/out", "notes"])
def test_what_was_published_is_not_read_again(folder: Path, registry: Registry, output: str) -> None:
    write(folder, f"feeds: [{{format: json}}]\noutput: {output}\n")
    count = export(folder, now=NOW, registry=registry).read_count
    (folder / "posts/out").mkdir()
    (folder / output / "old.html").write_text("---\ntitle: Old\ndate: 2024-01-01\nurl: /old/\n---\n")
    assert export(folder, now=NOW, registry=registry).read_count == count
    assert export(folder, now=NOW, registry=registry, output=folder / output).read_count == count


def test_an_output_folder_that_is_named_as_a_source_is_read(folder: Path, registry: Registry) -> None:
    write(folder, "feeds: [{format: json}]\noutput: posts\nsource: {paths: [posts]}\n")
    assert export(folder, now=NOW, registry=registry).read_count == 2


@pytest.mark.parametrize("output", ["..", "../elsewhere", "/nowhere", "."])
def test_an_output_outside_the_sites_folder_is_no_mistake(folder: Path, registry: Registry, output: str) -> None:
    write(folder, f"feeds: [{{format: json}}]\noutput: {output}\n")
    assert export(folder, now=NOW, registry=registry).read_count == 4


@pytest.mark.parametrize(
    ("site", "paths"),
    [
        ("", ()),
        ("posts", ("posts",)),
        ("posts/aft.md", ("posts/aft.md",)),
        ("posts/*.md", ("posts/*.md",)),
        ("*/[ab]*.md", ("*/[ab]*.md",)),
    ],
)
def test_a_part_of_a_site_has_the_settings_of_the_whole(folder: Path, site: str, paths: tuple[str, ...]) -> None:
    write(folder, "")
    file, narrowed = open_site(folder / site if site else folder)
    assert file.settings.site.title == "T"
    assert file.folder.resolve() == folder.resolve()
    assert tuple(path.replace("\\", "/") for path in narrowed) == paths


def test_settings_given_by_name_leave_the_site_where_it_is(folder: Path, tmp_path: Path, registry: Registry) -> None:
    config = write(tmp_path, "source: {paths: [posts]}\nfeeds: [{format: json}]\n")
    assert export(folder, now=NOW, config=config, registry=registry).read_count == 2
    assert open_site(folder / "posts" / "aft.md", config)[1] == ("aft.md",)


@pytest.mark.parametrize("site", ["nothing", "x" * 5000, "a\0b"])
def test_a_site_that_is_not_there_is_named(site: str) -> None:
    with pytest.raises(UsageError, match="name the site's folder"):
        open_site(site)


def test_overrides_say_otherwise_than_the_settings(folder: Path, registry: Registry) -> None:
    write(folder, "feeds: [{format: json, limit: 1, path: a.json}]\n")
    overrides = Overrides(
        formats=(("json", None), ("json", "b.json")),
        filters=(("topics", "sea"),),
        limit=5,
        title="Other",
        site_url="https://x.org",
        language="pt_BR",
        author="Ann <a@e.org>",
    )
    report = export(folder, now=NOW, overrides=overrides, registry=registry)
    feed = json.loads(report.documents[0].body)
    assert [document.path for document in report.documents] == ["a.json", "b.json"]
    assert [item["title"] for item in feed["items"]] == ["Bow", "Aft"]
    assert (feed["title"], feed["home_page_url"], feed["language"]) == ("Other", "https://x.org/", "pt-BR")
    assert feed["authors"] == [{"name": "Ann"}]
    report = export(folder, now=NOW, overrides=Overrides(source="words"), registry=registry)
    assert json.loads(report.documents[0].body)["items"][0]["title"] == "none"
    report = export(folder, now=NOW, overrides=Overrides(include_unpublished=True), registry=registry)
    assert json.loads(report.documents[0].body)["items"][0]["title"] == "Draft"
    report = export(folder, now=NOW, overrides=Overrides(paths=("posts/aft.md",)), registry=registry)
    assert report.read_count == 1
    assert set(Overrides.__struct_fields__) == {
        *("formats", "filters", "url", "limit", "title", "site_url", "language", "author"),
        *("source", "include_unpublished", "paths", "output", "no_site_plugins"),
        *("preset", "content"),  # in tests/settings/test_preset.py
        "options",  # in tests/parts/test_plugins_of_a_site.py
        "no_site_plugins",  # in tests/settings/test_trust.py
    }


def test_an_instant_without_a_zone_is_the_caller_s_mistake_and_no_part_s(folder: Path, registry: Registry) -> None:
    with pytest.raises(UsageError, match=r"^now: 2024-06-01T00:00:00 is in no time zone; give an aware instant"):
        export(folder, now=datetime(2024, 6, 1), registry=registry)  # noqa: DTZ001


def test_where_memory_runs_out_no_part_is_said_to_have_failed(folder: Path, tmp_path: Path) -> None:
    def run_out(*_: object) -> object:
        raise MemoryError

    module = ModuleType("stranger")
    large = Format(name="large", media_type="text/plain", filename="large.txt", render=run_out)  # type: ignore[arg-type]
    module.syndicate_formats = hookimpl(partial(list, [large]))  # type: ignore[attr-defined]
    registry = Registry(distributions=())
    registry.register(module, "stranger")
    write(folder, "feeds: [{format: large}]\n")
    with pytest.raises(SyndicateError, match=r"^large.txt: memory does not suffice for \d+ articles?; ") as caught:
        export(folder, now=NOW, output=tmp_path / "out", registry=registry)
    assert not isinstance(caught.value, PluginError)


def test_a_part_that_breaks_is_named_and_nothing_is_written(folder: Path, tmp_path: Path) -> None:
    module = ModuleType("stranger")
    broken = Filter(name="broken", build=lambda *_: lambda article: article.nothing)
    module.syndicate_filters = hookimpl(partial(list, [broken]))  # type: ignore[attr-defined]
    registry = Registry(distributions=())
    registry.register(module, "stranger")
    write(folder, "feeds: [{format: json}]\nfilters: {broken: true}\n")
    with pytest.raises(PluginError, match=r"feed.json: filter broken of stranger failed: AttributeError"):
        export(folder, now=NOW, registry=registry, output=tmp_path / "o")
    assert not (tmp_path / "o").exists()
