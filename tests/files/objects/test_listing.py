"""Which objects a source reads: as of a folder, and page by page."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from itertools import islice
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

import pytest

from syndicate import Fault, Item, Site, SourceContext
from syndicate.files import list_files
from syndicate.files.objects import listing
from syndicate.files.objects.failures import StoreError
from syndicate.files.objects.reading import bucket_of
from syndicate.files.objects.store import Found
from syndicate.parts.items import runs_of
from tests.object_server import Objects

BUCKET = "s3://news-bucket"
KEYS = (
    "a.md",
    "b/c.md",
    "b/d.txt",
    "b/e.MD",
    "b/.hidden/f.md",
    "b/node_modules/g.md",
    "b/c d.md",
    "b/ü%20.md",
    "bc/h.md",
)


def context(*paths: str, **more: Any) -> SourceContext:
    return SourceContext(root=".", paths=paths, site=Site(title="T", url="https://e.org"), **more)


def listed(*paths: str, **more: Any) -> list[str]:
    found = list(list_files(context(*paths, **more), (".md",)))
    assert not [one for one in found if isinstance(one, Fault)]
    return [one.key.removeprefix(f"{BUCKET}/") for one in found if isinstance(one, Item)]


@pytest.fixture
def bucket(objects: Objects) -> Objects:
    for key in KEYS:
        objects.put(key, b"x")
    objects.ask("PUT", "/news-bucket/b/empty/", b"")  # what consoles make for a folder
    objects.requests.clear()
    return objects


@pytest.mark.usefixtures("bucket")
@pytest.mark.parametrize(
    ("paths", "keys"),
    [
        ([BUCKET], ["a.md", "b/c d.md", "b/c.md", "b/e.MD", "b/ü%20.md", "bc/h.md"]),
        ([f"{BUCKET}/b"], ["b/c d.md", "b/c.md", "b/e.MD", "b/ü%20.md"]),
        ([f"{BUCKET}/b/"], ["b/c d.md", "b/c.md", "b/e.MD", "b/ü%20.md"]),
        ([f"{BUCKET}/*.md"], ["a.md"]),
        ([f"{BUCKET}/**/c*.md"], ["b/c d.md", "b/c.md"]),
        ([f"{BUCKET}/b/*.txt"], ["b/d.txt"]),
        ([f"{BUCKET}/b/d.txt"], ["b/d.txt"]),
        ([f"{BUCKET}/b", f"!{BUCKET}/b/c*"], ["b/e.MD", "b/ü%20.md"]),
        ([BUCKET, f"!{BUCKET}/b"], ["a.md", "bc/h.md"]),
        ([f"{BUCKET}/bc", f"{BUCKET}/a.md", BUCKET], ["a.md", "b/c d.md", "b/c.md", "b/e.MD", "b/ü%20.md", "bc/h.md"]),
    ],
)
def test_paths_name_objects_as_they_name_files(paths: list[str], keys: list[str]) -> None:
    assert listed(*paths) == keys


@pytest.mark.usefixtures("bucket")
def test_where_feeds_are_published_nothing_is_read() -> None:
    assert listed(BUCKET, skip=(f"{BUCKET}/b",)) == ["a.md", "bc/h.md"]


@pytest.mark.usefixtures("bucket")
@pytest.mark.parametrize("path", [f"{BUCKET}/nowhere", f"{BUCKET}/b/*.html", f"{BUCKET}/b/nothing.md"])
def test_a_path_that_names_nothing_is_a_fault(path: str) -> None:
    (found,) = list_files(context(path), (".md",))
    assert isinstance(found, Fault)
    assert found.path == path
    assert found.field == "source.paths"


def test_a_stamp_changes_with_the_bytes_and_with_nothing_else(bucket: Objects) -> None:
    def stamp() -> object:
        (found,) = list_files(context(f"{BUCKET}/a.md"), (".md",))
        assert isinstance(found, Item)
        return found.stamp

    first = stamp()
    bucket.put("a.md", b"x")
    assert stamp() == first
    bucket.put("a.md", b"y")
    assert stamp() != first


def test_a_thousand_keys_come_with_each_request_and_no_page_before_it_is_wanted(objects: Objects) -> None:
    for number in range(2500):
        objects.put(f"many/{number:04}.md", b"")
    objects.requests.clear()
    assert len(list(islice(list_files(context(f"{BUCKET}/many"), (".md",)), 20))) == 20
    assert len(objects.requests) == 1
    objects.requests.clear()
    assert len(listed(f"{BUCKET}/many")) == 2500
    assert len(objects.requests) == 3


@pytest.mark.parametrize("key", ["b//x.md", "b/%2E%2E/x.md", "b/%2E/x.md", "b/x%09.md"])
def test_an_object_whose_key_is_no_path_is_at_fault_and_the_others_are_listed(bucket: Objects, key: str) -> None:
    assert bucket.ask("PUT", f"/news-bucket/{key}", b"x")[0] == 200
    *items, fault = sorted(list_files(context(f"{BUCKET}/b"), (".md",)), key=lambda one: isinstance(one, Fault))
    assert [item.key for item in items if isinstance(item, Item)] == [
        f"{BUCKET}/b/{name}" for name in ("c d.md", "c.md", "e.MD", "ü%20.md")
    ]
    assert isinstance(fault, Fault)
    assert str(fault).startswith(
        f"{BUCKET}/{unquote(key)}: cannot be read: its key has an empty part, ".replace("\t", "\\t")
    )


def test_after_a_thousand_keys_the_others_are_listed_once(objects: Objects) -> None:
    for number in range(1500):
        objects.put(f"many/{number:04}.md", b"")
    objects.put("many/1400//x.md", b"")
    found = list(list_files(context(f"{BUCKET}/many"), (".md",)))
    assert [one.key[-7:] for one in found if isinstance(one, Item)] == [f"{number:04}.md" for number in range(1500)]
    assert len(found) == 1501


def test_where_a_provider_lists_nothing_beside_such_a_key_it_is_said(
    bucket: Objects, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket.put("b//x.md", b"")
    store = bucket_of(BUCKET)[0].store
    monkeypatch.setattr(store, "url", "gs://news-bucket")
    with pytest.raises(
        StoreError, match=r"gs://news-bucket/b: holds the object 'b//x\.md', whose key has an empty part"
    ):
        listed(f"{BUCKET}/b")


def test_a_bucket_that_is_not_there_is_said(objects: Objects) -> None:  # noqa: ARG001
    with pytest.raises(StoreError, match=r"s3://no-bucket: there is no such bucket"):
        listed("s3://no-bucket")


def test_memory_does_not_grow_with_the_bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    def pages(_: str) -> Iterator[list[tuple[str, Found]]]:
        for page in range(200):
            names = (f"content/{page:04}/{number:04}" for number in range(500))
            yield [(name + suffix, Found(10, name)) for name in names for suffix in (".md", ".jpg")]

    fake = SimpleNamespace(store=SimpleNamespace(pages=pages), seen={}, see=lambda _: None)
    monkeypatch.setattr(listing, "bucket_of", lambda url: (fake, url.partition("://")[2].partition("/")[2]))
    tracemalloc.start()
    count = sum(
        len(run.keys)
        for run in runs_of(list_files(context(f"{BUCKET}/content"), (".md",)))
        if not isinstance(run, Fault)
    )
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 100_000
    assert peak < 2 << 20
