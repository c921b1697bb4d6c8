"""Publishing: all or nothing, only what changed, never outside the folder."""

from __future__ import annotations

import errno
import os
import random
import re
import stat
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import blake2b, sha256
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, strategies as st

from syndicate import Document, PublishedFile, PublishError, publish
from syndicate.model import excerpt
from syndicate.model.digests import document_digest
from syndicate.model.feed import LongDocument
from syndicate.pipeline.publish import folder as files, places, staging
from syndicate.pipeline.publish.target import Removal, Retraction

Tree = dict[str, bytes | str | None]


def document(path: str, body: bytes = b"new", entry_count: int = 0) -> Document:
    return Document(path=path, body=body, media_type="text/plain", entry_count=entry_count)


def tree(folder: Path) -> Tree:
    """Everything below *folder*: bytes of a file, the target of a link, None for a folder."""
    found: Tree = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        found[name] = str(path.readlink()) if path.is_symlink() else None if path.is_dir() else path.read_bytes()
    return found


def states(published: list[PublishedFile]) -> list[str]:
    return [file.state for file in published]


def test_documents_are_put_in_their_places_and_told_of(tmp_path: Path) -> None:
    published = publish([document("atom.xml", b"abc", 7), document("topics/ai.xml", b"")], tmp_path / "public")
    assert tree(tmp_path / "public") == {"atom.xml": b"abc", "topics": None, "topics/ai.xml": b""}
    digests = [blake2b(body, digest_size=16).hexdigest() for body in (b"abc", b"")]
    new = partial(PublishedFile, state="new", media_type="text/plain")
    assert published == [
        new(path="atom.xml", size_bytes=3, entry_count=7, digest=digests[0]),
        new(path="topics/ai.xml", size_bytes=0, entry_count=0, digest=digests[1]),
    ]


def test_a_file_whose_bytes_do_not_change_keeps_its_time(tmp_path: Path) -> None:
    place = tmp_path / "atom.xml"
    place.write_bytes(b"same")
    os.utime(place, (1, 1))
    before = place.stat()
    assert states(publish([document("atom.xml", b"same")], tmp_path)) == ["unchanged"]
    assert (place.stat().st_mtime, place.stat().st_ino) == (1, before.st_ino)


@pytest.mark.parametrize("old", [b"sama", b"sam", b"same.", b""])
def test_a_file_that_differs_is_changed(tmp_path: Path, old: bytes) -> None:
    (tmp_path / "atom.xml").write_bytes(old)
    assert states(publish([document("atom.xml", b"same")], tmp_path)) == ["changed"]
    assert tree(tmp_path) == {"atom.xml": b"same"}


def test_a_large_file_is_compared_to_its_last_byte(tmp_path: Path) -> None:
    body = bytes(3 * staging.CHUNK_BYTES + 5)
    assert states(publish([document("big", body)], tmp_path)) == ["new"]
    assert states(publish([document("big", body)], tmp_path)) == ["unchanged"]
    assert states(publish([document("big", body[:-1] + b"!")], tmp_path)) == ["changed"]
    assert (tmp_path / "big").read_bytes() == body[:-1] + b"!"


class Elsewhere:
    """Bytes that are read two at a time."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self.size_bytes = len(body)

    def chunks(self) -> Iterator[bytes]:
        for start in range(0, self.size_bytes, 2):
            yield self._body[start : start + 2]


@pytest.mark.parametrize("large_bytes", [1, 1000])
@given(
    pieces=st.lists(st.tuples(st.booleans(), st.binary(max_size=5)), max_size=5), old=st.binary(max_size=20) | st.none()
)
def test_a_document_in_pieces_is_published_as_the_same_bytes_would_be(
    tmp_path_factory: pytest.TempPathFactory, large_bytes: int, pieces: list[tuple[bool, bytes]], old: bytes | None
) -> None:
    body = b"".join(piece for _, piece in pieces)
    long = LongDocument(
        path="a",
        body=b"",
        media_type="x/y",
        pieces=tuple(Elsewhere(one) if is_read else one for is_read, one in pieces),
    )
    found = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "LARGE_BYTES", large_bytes)
        for one in (Document(path="a", body=body, media_type="x/y"), long):
            for present in (old, body):
                folder = tmp_path_factory.mktemp("folder")
                if present is not None:
                    (folder / "a").write_bytes(present)
                found.append((publish([one], folder), tree(folder)))
    assert (long.body, long.size_bytes) == (body, len(body))
    assert found[:2] == found[2:]


def test_a_dry_run_tells_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "b").write_bytes(b"new")
    before = tree(tmp_path)
    told = publish([document("a"), document("b"), document("c/d")], tmp_path, dry_run=True)
    assert states(told) == ["changed", "unchanged", "new"]
    assert tree(tmp_path) == before
    publish([document("a")], tmp_path / "missing", dry_run=True)
    assert tree(tmp_path) == before


def test_a_dry_run_refuses_what_a_run_refuses(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a file")
    for path in ("../x", "a/b"):
        with pytest.raises(PublishError, match=re.escape(path)):
            publish([document(path)], tmp_path, dry_run=True)


def test_nothing_to_publish_makes_no_folder(tmp_path: Path) -> None:
    assert publish([], tmp_path / "public") == []
    assert tree(tmp_path) == {}


def test_documents_are_taken_one_at_a_time_and_none_is_in_place_before_the_last(tmp_path: Path) -> None:
    def render() -> Iterator[Document]:
        for name in "abc":
            assert not any((tmp_path / other).exists() for other in "abc")
            yield document(name)

    publish(render(), tmp_path)
    assert tree(tmp_path) == {"a": b"new", "b": b"new", "c": b"new"}


def test_a_format_that_fails_leaves_yesterdays_site_whole(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    before = tree(tmp_path)

    def render() -> Iterator[Document]:
        yield document("a")
        yield document("x/y/z")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        publish(render(), tmp_path)
    assert tree(tmp_path) == before
    with pytest.raises(ZeroDivisionError):
        publish(render(), tmp_path / "public" / "feeds")
    assert tree(tmp_path) == before


# Modes


@pytest.fixture
def umask() -> Iterator[Callable[[int], None]]:
    before = os.umask(0o022)
    yield lambda mask: (os.umask(mask), None)[1]
    os.umask(before)


@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002])
def test_the_umask_is_honoured(tmp_path: Path, umask: Callable[[int], None], mask: int) -> None:
    umask(mask)
    publish([document("folder/file")], tmp_path)
    assert stat.S_IMODE((tmp_path / "folder/file").stat().st_mode) == 0o666 & ~mask
    assert stat.S_IMODE((tmp_path / "folder").stat().st_mode) == 0o777 & ~mask


@pytest.mark.parametrize("mode", [0o640, 0o664, 0o600, 0o444, 0o755])
def test_a_file_keeps_its_mode(tmp_path: Path, mode: int) -> None:
    (tmp_path / "file").write_bytes(b"old")
    (tmp_path / "file").chmod(mode)
    publish([document("file")], tmp_path)
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == mode
    assert (tmp_path / "file").read_bytes() == b"new"


# Paths


@pytest.mark.parametrize(
    "path",
    [
        *("", "/", "/etc/passwd", "//host/share", "..", "../x", "a/../x", "a/..", ".", "./x", "a/./b", "a//b", "a/"),
        *("a\\b", "..\\x", "C:/x", "C:x", "c:", "a:stream", "a\0b", "a\nb", "a\x7fb", "a\x85b", "a\ud800"),
        *("x" * 256, "ä" * 128, "a/" + "x" * 256 + "/b"),
        *("con", "CON", "nul.xml", "a/aux/b", "Com1", "lpt9.tar.gz", "com¹", "conin$", "con .xml"),
        *("a.", "a ", "a./b", "a /b", "...", " "),
        ".syndicate-1-00000000-1.new",
    ],
)
def test_a_path_that_is_no_place_in_the_folder_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(PublishError, match="is no path in the output folder: ") as caught:
        publish([document("before"), document(path)], tmp_path / "public")
    assert str(caught.value).startswith(excerpt(path, 200))
    assert tree(tmp_path) == {}


@pytest.mark.parametrize(
    "path", ["console", "com10", "a.b/c.d", ".well-known/x", "日本.xml", "x" * 255, "a b", "nul-topic"]
)
def test_a_path_that_is_a_place_in_the_folder_is_taken(tmp_path: Path, path: str) -> None:
    publish([document(path)], tmp_path)
    assert (tmp_path / path).read_bytes() == b"new"


@given(path=st.text(st.sampled_from("a./\\: \0~é"), max_size=8))
def test_no_path_leaves_the_folder(tmp_path_factory: pytest.TempPathFactory, path: str) -> None:
    outside = tmp_path_factory.mktemp("outside")
    try:
        publish([document(path)], outside / "a" / "public")
    except PublishError:
        assert tree(outside) == {}
    else:
        assert {name for name, body in tree(outside).items() if body} == {f"a/public/{path}"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a.xml", "a.xml"),
        ("a.xml", "A.xml"),
        ("topics/a.xml", "Topics/A.XML"),
        ("é.xml", unicodedata.normalize("NFD", "é.xml")),
        ("straße", "STRASSE"),
        ("a", "a/b"),
        ("a/b", "a"),
        ("a/b/c", "A/B"),
    ],
)
def test_two_documents_in_one_place_are_refused_by_name(tmp_path: Path, first: str, second: str) -> None:
    for paths in (first, second), (second, first):
        with pytest.raises(PublishError) as caught:
            publish([document("kept"), document(paths[0]), document(paths[1])], tmp_path)
        assert f"'{paths[1]}'" in str(caught.value)
        assert tree(tmp_path) == {}


def test_two_folders_may_differ_in_case_only(tmp_path: Path) -> None:
    publish([document("a/x"), document("A/y")], tmp_path)
    assert (tmp_path / "a/x").exists()
    assert (tmp_path / "A/y").exists()


def test_a_folder_that_is_a_link_out_of_the_output_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "public").mkdir()
    (tmp_path / "public/topics").symlink_to("../secret")
    before = tree(tmp_path)
    with pytest.raises(PublishError, match=r"public/topics/ai\.xml: leads out of the output folder"):
        publish([document("a"), document("topics/ai.xml")], tmp_path / "public")
    assert tree(tmp_path) == before


def test_a_neighbour_whose_name_begins_like_the_output_folder_is_outside(tmp_path: Path) -> None:
    (tmp_path / "public-not").mkdir()
    (tmp_path / "public").mkdir()
    (tmp_path / "public/a").symlink_to("../public-not")
    with pytest.raises(PublishError, match="leads out"):
        publish([document("a/b")], tmp_path / "public")


def test_a_folder_that_is_a_link_within_the_output_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    publish([document("link/a")], tmp_path)
    assert tree(tmp_path) == {"link": "real", "real": None, "real/a": b"new"}
    with pytest.raises(PublishError, match="'real/a'"):
        publish([document("link/a"), document("real/a")], tmp_path)


def test_the_output_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "releases").mkdir()
    (tmp_path / "public").symlink_to("releases")
    publish([document("a/b")], tmp_path / "public")
    assert (tmp_path / "releases/a/b").read_bytes() == b"new"


def test_a_file_that_is_a_link_is_replaced_and_never_written_through(tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    (tmp_path / "precious").write_bytes(b"new")
    (tmp_path / "public/a").symlink_to("../precious")
    (tmp_path / "public/b").symlink_to("nowhere")
    assert states(publish([document("a"), document("b")], tmp_path / "public")) == ["changed", "changed"]
    assert tree(tmp_path) == {"precious": b"new", "public": None, "public/a": b"new", "public/b": b"new"}
    assert not (tmp_path / "public/a").is_symlink()


def test_what_is_no_file_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").write_bytes(b"old")
    for path, reason in (("folder", "a folder"), ("pipe", "no file"), ("file/a", "Not a directory")):
        with pytest.raises(PublishError, match=rf"{path}: cannot be written: .*{reason}"):
            publish([document("x"), document(path)], tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder", "pipe"]


def test_an_output_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "public").write_bytes(b"a file")
    with pytest.raises(PublishError, match=r"public/a: cannot be written: Not a directory"):
        publish([document("a")], tmp_path / "public")


def test_a_loop_of_links_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("a")
    with pytest.raises(PublishError, match=r"a/b: "):
        publish([document("a/b")], tmp_path)


# Failures


def failing(real: Callable[..., Any], code: int, nth: int) -> Callable[..., Any]:
    """*real*, but its *nth* call fails with the system's *code*."""
    calls = iter(range(1, 1000))

    def call(*args: Any, **named: Any) -> Any:
        if next(calls) == nth:
            raise OSError(code, os.strerror(code))
        return real(*args, **named)

    return call


@pytest.mark.parametrize("large_bytes", [1, 1000])
@pytest.mark.parametrize("nth", [1, 2, 3, 4])
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("write", errno.ENOSPC),
        ("fsync", errno.EIO),
        ("open", errno.EACCES),
        ("mkdir", errno.EROFS),
        ("replace", errno.EPERM),
    ],
)
def test_what_cannot_be_written_is_named_and_everything_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, code: int, nth: int, large_bytes: int
) -> None:
    monkeypatch.setattr(files, "LARGE_BYTES", large_bytes)
    (tmp_path / "a").write_bytes(b"old a")
    (tmp_path / "c").symlink_to("nowhere")
    os.utime(tmp_path / "a", (1, 1))
    before, inode = tree(tmp_path), (tmp_path / "a").stat().st_ino
    monkeypatch.setattr(os, name, failing(getattr(os, name), code, nth))
    with pytest.raises(PublishError, match=os.strerror(code)) as caught:
        publish([document(path) for path in ("a", "b/b", "c", "d/e/f/g")], tmp_path)
    monkeypatch.undo()
    assert isinstance(caught.value.__cause__, OSError)
    assert re.search(r"/(a|b/b|c|d/e/f/g): cannot be written: ", str(caught.value))
    assert tree(tmp_path) == before
    assert ((tmp_path / "a").stat().st_mtime, (tmp_path / "a").stat().st_ino) == (1, inode)


def test_a_disk_without_hard_links_gets_its_old_files_back_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(b"old a")
    (tmp_path / "a").chmod(0o640)
    os.utime(tmp_path / "a", (1, 1))
    monkeypatch.setattr("os.link", failing(os.link, errno.EPERM, 1))
    monkeypatch.setattr("os.replace", failing(os.replace, errno.EIO, 2))
    with pytest.raises(PublishError):
        publish([document("a"), document("b")], tmp_path)
    assert tree(tmp_path) == {"a": b"old a"}
    found = (tmp_path / "a").stat()
    assert (found.st_mtime, stat.S_IMODE(found.st_mode)) == (1, 0o640)


def test_a_disk_that_denies_a_hard_link_before_it_looks_gets_new_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deny(*_: Any) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    (tmp_path / "a").write_bytes(b"old a")
    monkeypatch.setattr("os.link", deny)
    publish([document("a"), document("b")], tmp_path)
    assert tree(tmp_path) == {"a": b"new", "b": b"new"}


@pytest.mark.parametrize("large_bytes", [1, 1000])
def test_a_disk_that_knows_no_modes_no_links_and_no_fsync_is_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large_bytes: int
) -> None:
    def deny(code: int) -> Callable[..., None]:
        def call(*_: Any, **__: Any) -> None:
            raise OSError(code, os.strerror(code))

        return call

    monkeypatch.setattr(files, "LARGE_BYTES", large_bytes)
    (tmp_path / "a").write_bytes(b"old a")
    for name, code in (("link", errno.EPERM), ("chmod", errno.EPERM), ("fsync", errno.EINVAL)):
        monkeypatch.setattr(os, name, deny(code))
    publish([document("a"), document("b")], tmp_path)
    assert tree(tmp_path) == {"a": b"new", "b": b"new"}


def test_what_cannot_be_put_back_is_kept_and_the_message_says_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(b"old a")
    real, calls = os.replace, iter(range(9))

    def replace(source: str, target: str) -> None:
        if next(calls) > 0:
            raise OSError(errno.EIO, "Input/output error")
        real(source, target)

    monkeypatch.setattr("os.replace", replace)
    with pytest.raises(PublishError, match=r"a: cannot be put back: .*; what stood there is kept as (.*)") as caught:
        publish([document("a"), document("b")], tmp_path)
    assert Path(str(caught.value).rpartition(" ")[2]).read_bytes() == b"old a"
    assert len(tree(tmp_path)) == 2


def test_a_write_that_takes_few_bytes_at_a_time_is_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr("os.write", lambda descriptor, rest: real(descriptor, rest[:3]))
    publish([document("a", b"0123456789")], tmp_path)
    assert (tmp_path / "a").read_bytes() == b"0123456789"


def test_a_file_that_may_not_be_read_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(b"new")

    def denied(*_args: Any, **_named: Any) -> Any:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(staging, "open", denied, raising=False)
    assert states(publish([document("a")], tmp_path)) == ["changed"]


def test_a_folder_that_another_publish_removes_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, calls = os.open, iter(range(9))

    def open_late(path: str, *args: Any) -> int:
        if next(calls) == 0:
            (tmp_path / "topics").rmdir()
        return real(path, *args)

    monkeypatch.setattr("os.open", open_late)
    publish([document("topics/a")], tmp_path)
    assert tree(tmp_path) == {"topics": None, "topics/a": b"new"}


def test_a_folder_that_another_publish_makes_first_is_not_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.mkdir

    def mkdir_late(path: str) -> None:
        real(path)
        raise FileExistsError(errno.EEXIST, "File exists")

    monkeypatch.setattr("os.mkdir", mkdir_late)
    monkeypatch.setattr("os.fsync", failing(os.fsync, errno.EIO, 1))
    with pytest.raises(PublishError):
        publish([document("topics/a")], tmp_path)
    assert tree(tmp_path) == {"topics": None}


def test_what_fails_on_its_way_to_the_disk_while_more_is_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, real = threading.Event(), os.fsync

    def fsync_once(descriptor: int) -> None:
        if not reached.is_set():
            reached.set()
            raise OSError(errno.EIO, os.strerror(errno.EIO))  # the system says it once
        real(descriptor)

    def write_slowly(descriptor: int, chunk: memoryview) -> int:
        assert bytes(chunk) != b"new" or reached.wait(30)
        return write(descriptor, chunk)

    write = os.write
    monkeypatch.setattr(files, "LARGE_BYTES", 1)
    monkeypatch.setattr(os, "fsync", fsync_once)
    monkeypatch.setattr(os, "write", write_slowly)
    with pytest.raises(PublishError, match=r"/a: cannot be written: Input/output error"):
        publish([document("a")], tmp_path)
    assert tree(tmp_path) == {}


def test_many_small_documents_are_on_the_disk_before_the_first_takes_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    placed_after: list[int] = []
    fsync, replace = os.fsync, os.replace

    def note_sync(descriptor: int) -> None:
        fsync(descriptor)
        synced.append(os.fstat(descriptor).st_ino)

    def note_replace(source: str, target: str) -> None:
        placed_after.append(len(synced))
        replace(source, target)

    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(os, "replace", note_replace)
    monkeypatch.setattr(files, "_UNSYNCED_MAX", 7)  # several rounds
    descriptors = Path("/proc/self/fd")
    open_before = len(list(descriptors.iterdir())) if descriptors.is_dir() else 0
    publish([document(f"{number}.xml") for number in range(30)], tmp_path)
    assert placed_after == [30] * 30
    assert sorted(synced) == sorted(path.stat().st_ino for path in tmp_path.iterdir())
    assert not open_before or open_before == len(list(descriptors.iterdir()))


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="the system lists no open files")
def test_an_interrupt_before_the_disk_is_waited_for_leaves_no_file_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(files, "Task", interrupted)
    descriptors = Path("/proc/self/fd")
    before = len(list(descriptors.iterdir()))
    with pytest.raises(KeyboardInterrupt):
        publish([document(f"{number}.xml") for number in range(9)], tmp_path)
    assert (len(list(descriptors.iterdir())), tree(tmp_path)) == (before, {})


class Large:
    """What becomes of large documents: `document(path)` is one."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(files, "LARGE_BYTES", 3)
        self.threads = threading.active_count()

    def check(self, folder: Path, found: list[PublishedFile]) -> None:
        assert threading.active_count() == self.threads
        assert [file.digest for file in found] == [staging.digest_of(str(folder / file.path)) for file in found]


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> Large:
    return Large(monkeypatch)


def test_what_is_left_to_do_for_large_documents_is_done_while_the_next_is_made(
    large: Large, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, real = threading.Event(), os.fsync

    def fsync_late(descriptor: int) -> None:
        assert made.wait(30)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync_late)

    def render() -> Iterator[Document]:
        yield document("a")
        yield document("b", b"other bytes")
        made.set()
        yield document("c", b"s")

    found: list[PublishedFile] = []
    publish(render(), tmp_path, before=found.extend)  # all is known before the first takes its place
    large.check(tmp_path, found)
    assert tree(tmp_path) == {"a": b"new", "b": b"other bytes", "c": b"s"}


def test_a_large_document_that_is_taken_back_leaves_nothing(large: Large, tmp_path: Path) -> None:
    found = publish([document("a"), document("b/c"), Retraction(frozenset({"b/c"})), document("d")], tmp_path)
    assert [file.path for file in found] == ["a", "d"]
    large.check(tmp_path, found)
    assert tree(tmp_path) == {"a": b"new", "d": b"new"}


@pytest.mark.usefixtures("large")
def test_a_large_document_that_the_disk_does_not_give_back_whole_is_not_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, chunk: write(descriptor, chunk[:-1]) + 1)
    with pytest.raises(PublishError, match=r"/a: cannot be written: what was written is not there whole"):
        publish([document("a")], tmp_path)
    assert tree(tmp_path) == {}


def test_a_large_document_gets_a_mode_that_lets_nobody_read_it(large: Large, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "a").chmod(0o200)
    found = publish([document("a")], tmp_path)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == (0o200 if os.name != "nt" else 0o666)
    (tmp_path / "a").chmod(0o600)
    large.check(tmp_path, found)


@pytest.mark.parametrize("old", [b"new", b"old", None])
@pytest.mark.parametrize("dry_run", [False, True])
def test_a_large_document_has_its_digest_whatever_becomes_of_it(
    large: Large, tmp_path: Path, old: bytes | None, *, dry_run: bool
) -> None:
    if old is not None:
        (tmp_path / "a").write_bytes(old)
    found = publish([document("a")], tmp_path, dry_run=dry_run)
    (tmp_path / "a").write_bytes(b"new")
    large.check(tmp_path, found)


# Interrupts


class Interrupter:
    """Raises KeyboardInterrupt before the *nth* line of the publisher that is reached."""

    def __init__(self, nth: int) -> None:
        self.left = nth

    def __call__(self, frame: FrameType, event: str, _: Any) -> Any:
        if frame.f_code.co_filename not in (files.__file__, places.__file__, staging.__file__):
            return None
        if event == "line":
            self.left -= 1
            if self.left == 0:
                raise KeyboardInterrupt
        return self


def interrupted(nth: int, act: Callable[[], object]) -> bool:
    before = sys.gettrace()
    sys.settrace(Interrupter(nth))
    try:
        act()
    except KeyboardInterrupt:
        return True
    except PublishError:
        pass
    finally:
        sys.settrace(before)
    return False


# Between open() and its `with` Python itself cannot hold on to a file; collecting it closes it, and warns.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("large_bytes", [1, 1000])
@pytest.mark.parametrize("is_failing", [False, True], ids=["all well", "the third rename fails"])
def test_an_interrupt_at_any_line_leaves_all_old_or_all_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_failing: bool, large_bytes: int
) -> None:
    monkeypatch.setattr(files, "LARGE_BYTES", large_bytes)
    threads = {*threading.enumerate()}
    new = [document("a"), document("b/c"), document("d"), document("e/f/g")]
    done = {"a": b"new", "b": None, "b/c": b"new", "d": b"new", "e": None, "e/f": None, "e/f/g": b"new"}
    real, outcomes = os.replace, []
    monkeypatch.setattr("os.fsync", lambda _: None)  # hundreds of runs, and a process that dies loses no write

    def third_fails(source: str, target: str) -> None:
        if source.endswith(".new") and target.endswith("d"):
            raise OSError(errno.EIO, "Input/output error")
        real(source, target)

    for nth in range(1, 3000):
        folder = tmp_path / str(nth)
        folder.mkdir()
        (folder / "a").write_bytes(b"old")
        (folder / "d").symlink_to("a")
        old = tree(folder)
        if is_failing:
            monkeypatch.setattr("os.replace", third_fails)
        was_interrupted = interrupted(nth, lambda folder=folder: publish(new, folder))  # type: ignore[misc]
        found = tree(folder)
        assert found in ((old,) if is_failing else (old, done)), f"at line {nth}: {found}"
        outcomes.append(found == done)
        # Others may end meanwhile; one whose end an interrupt did not let us wait for has little left to do.
        left = {thread for thread in threading.enumerate() if thread not in threads}
        for thread in left:
            thread.join(30)
        assert not any(thread.is_alive() for thread in left)
        if not was_interrupted:
            break
    assert 100 < len(outcomes) < 2999
    assert outcomes == sorted(outcomes)  # once all is renamed, it stays
    assert outcomes[-1] is not is_failing


def test_an_interrupt_while_rendering_leaves_everything(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")

    def render() -> Iterator[Document]:
        yield document("a")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish(render(), tmp_path)
    assert tree(tmp_path) == {"a": b"old"}


# Processes. The scripts fork children of their own, so that each costs a millisecond and not an import.

KILLED = """
import os, random, signal, sys, time
from pathlib import Path
from syndicate import (Document, publish)
from syndicate.pipeline.publish import folder as files

folder, chance, files.LARGE_BYTES = Path(sys.argv[1]), random.Random(4287), int(sys.argv[2])
names = [f"{part}/{number}.xml" for part in "ab" for number in range(4)] + ["atom.xml"]
bodies = {letter: letter * (1 + 20_000 * index) for index, letter in enumerate([b"x", b"y", b"z"])}

def version(letter):
    return [Document(path=name, body=bodies[letter], media_type="text/plain") for name in names]

publish(version(b"x"), folder)
for _ in range(50):
    ready, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(tell, b".")
        while True:
            for letter in (b"y", b"z", b"x"):
                publish(version(letter), folder)
    os.read(ready, 1)
    time.sleep(chance.uniform(0, 0.02))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(ready), os.close(tell)
    for name in names:
        body = (folder / name).read_bytes()
        assert body == bodies[body[:1]], name
"""

TOGETHER = """
import os, sys
from pathlib import Path
from syndicate import (Document, publish)

folder = Path(sys.argv[1])
names = [f"{part}/{number}.xml" for part in "ab" for number in range(3)]
children = []
for letter in (b"x", b"y"):
    child = os.fork()
    if child == 0:
        for turn in range(40):
            body = letter * (1 + 5000 * (turn % 3))
            publish([Document(path=name, body=body, media_type="text/plain") for name in names], folder)
        os._exit(0)
    children.append(child)
while children:
    for name in names:  # what a reader sees meanwhile
        if (folder / name).exists():
            body = (folder / name).read_bytes()
            assert body == body[:1] * len(body) and len(body) in (1, 5001, 10001), name
    done, status = os.waitpid(-1, os.WNOHANG)
    if done:
        assert status == 0
        children.remove(done)
"""


def run(script: str, folder: Path, *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", script, folder, *arguments], check=False, capture_output=True, text=True, timeout=120
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("large_bytes", ["20000", "1000000"])
def test_a_killed_process_leaves_each_file_whole(tmp_path: Path, large_bytes: str) -> None:
    run(KILLED, tmp_path, large_bytes)
    left = [name for name in tree(tmp_path) if ".syndicate-" in name]
    assert all(re.fullmatch(r"([ab]/)?" + staging.HIDDEN.pattern, name) for name in left)


def test_two_publishes_at_once_show_and_leave_whole_files(tmp_path: Path) -> None:
    run(TOGETHER, tmp_path)
    assert not [name for name in tree(tmp_path) if ".syndicate-" in name]


# What killed runs leave

DEAD = 2**22 + 1  # above the highest pid of Linux


def test_what_a_killed_run_left_is_swept_after_an_hour(tmp_path: Path) -> None:
    publish([document("a")], tmp_path)
    now = int((tmp_path / "a").stat().st_mtime)
    left = {
        f".syndicate-{DEAD}-00000000-1.new": now - 7200,
        f".syndicate-{DEAD}-00000000-2.new": now - 60,
        f".syndicate-{DEAD}-00000000-3-{now - 7200}.old": now,
        f".syndicate-{DEAD}-00000000-4-{now - 60}.old": 1,
        f".syndicate-{os.getppid()}-00000000-5.new": now - 7200,
        f".syndicate-{os.getpid()}-{staging.RUN}-6000000.new": now - 7200,
        f".syndicate-{os.getpid()}-00000000-7.new": now - 7200,
        ".syndicate-9999999999-00000000-8.new": now - 7200,
        f".syndicate-{DEAD}.new": 1,
        ".syndicate-notes.txt": 1,
        "syndicate-1-00000000-1.new": 1,
    }
    for name, seconds in left.items():
        (tmp_path / name).write_bytes(b"")
        os.utime(tmp_path / name, (seconds, seconds))
    publish([document("a")], tmp_path)
    assert all((tmp_path / name).exists() for name in left)  # nothing was written, so nothing was swept
    publish([document("a", b"newer")], tmp_path)
    swept = {name for name in left if not (tmp_path / name).exists()}
    names = list(left)
    assert swept == {names[0], names[2], names[6], names[7]}


def test_the_clock_of_this_machine_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = f".syndicate-{DEAD}-00000000-1.new"
    (tmp_path / name).write_bytes(b"")
    monkeypatch.setattr("time.time", lambda: 4e9)
    publish([document("a")], tmp_path)
    assert (tmp_path / name).exists()


def test_threads_may_publish_side_by_side(tmp_path: Path) -> None:
    numbers = random.Random(1).sample(range(100), 8)
    threads = [
        threading.Thread(target=publish, args=([document(f"t/{number}"), document("same")], tmp_path))
        for number in numbers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(tree(tmp_path)) == {"t", "same"} | {f"t/{number}" for number in numbers}


def test_a_document_that_is_taken_back_was_never_there(tmp_path: Path) -> None:
    (tmp_path / "b.xml").write_bytes(b"old")
    documents: list[Document | Retraction] = [
        Document(path="a.xml", body=b"a", media_type="text/xml"),
        Document(path="b.xml", body=b"b", media_type="text/xml"),
        Document(path="new/c.xml", body=b"c", media_type="text/xml"),
        Retraction(frozenset(("b.xml", "new/c.xml"))),
        Document(path="new", body=b"a file where the folder would have been", media_type="text/xml"),
    ]
    published = publish(documents, tmp_path)
    assert [file.path for file in published] == ["a.xml", "new"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.xml", "b.xml", "new"]
    assert (tmp_path / "b.xml").read_bytes() == b"old"


def test_no_digest_is_made_where_nobody_asks_for_it(tmp_path: Path) -> None:
    folder = files.FolderTarget(tmp_path, makes_digests=False)
    assert [file.digest for file in publish([document("a.txt")], folder)] == [""]


@pytest.mark.parametrize("size_bytes", [0, 1000, 5 << 20])
def test_the_digest_of_a_file_is_that_of_its_bytes_however_large_it_is(tmp_path: Path, size_bytes: int) -> None:
    body = b"feed" * (size_bytes // 4)
    (file,) = publish([Document(path="a.xml", body=body, media_type="text/xml")], tmp_path)
    assert file.digest == document_digest(body)
    assert (tmp_path / "a.xml").read_bytes() == body


@pytest.mark.parametrize("size_bytes", [1000, 5 << 20])
@pytest.mark.parametrize("make", [lambda body: blake2b(body, digest_size=16), sha256], ids=["blake2b", "sha256"])
def test_a_file_is_removed_whichever_kind_of_digest_is_known_of_it(
    tmp_path: Path, size_bytes: int, make: Callable[[bytes], Any]
) -> None:
    body = b"feed" * (size_bytes // 4)
    for path, stands in (("a.xml", body), ("b.xml", body + b" ")):
        (tmp_path / path).write_bytes(stands)
    digests = frozenset(("", make(b"other").hexdigest(), make(body).hexdigest()))
    published = publish([Removal("a.xml", digests), Removal("b.xml", digests)], tmp_path)
    assert [(file.path, file.digest) for file in published] == [("a.xml", make(body).hexdigest())]
    assert [path.name for path in tmp_path.iterdir()] == ["b.xml"]
