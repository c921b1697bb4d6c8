"""Files of a site as items: in one order, each once, with a fault in its place for each that cannot be read."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path

import pytest

from syndicate import Fault, Item, Site, SourceContext
from syndicate.files import first_bytes, list_files, walk
from syndicate.parts.items import ItemRuns, Run, in_runs, runs_of


def listed(root: Path, *paths: str, suffixes: tuple[str, ...] = (".md",)) -> list[Item | Fault]:
    context = SourceContext(root=str(root), paths=paths or (".",), site=Site(title="T", url="https://e.org"))
    one_by_one = list(list_files(context, suffixes))
    in_pieces: list[Item | Fault] = []
    for run in runs_of(list_files(context, suffixes)):
        in_pieces += map(Item, run.keys, run.stamps) if isinstance(run, Run) else [run]
    assert one_by_one == in_pieces
    return one_by_one


def names(found: list[Item | Fault]) -> list[str]:
    return [f"! {one.path}" if isinstance(one, Fault) else one.key for one in found]


def put(root: Path, *keys: str) -> None:
    for key in keys:
        (root / key).parent.mkdir(parents=True, exist_ok=True)
        (root / key).write_text(key)


@pytest.fixture(params=[True, False], ids=["below its folder", "by its path"])
def root(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder whose files are looked at in both ways."""
    monkeypatch.setattr(walk, "_LOOKS_BELOW", request.param and walk._LOOKS_BELOW)
    monkeypatch.setattr(walk, "_AT_ONCE", 3)
    return tmp_path


def test_files_come_in_the_order_of_their_paths_with_size_and_time(root: Path) -> None:
    put(root, "b/x.md", "b.md", "b-a.md", "a.md", "b/a/deep.md", "b/Z.MD", "é.md", "c.txt", "d/e.md", "z.md")
    found = listed(root)
    assert names(found) == sorted(names(found))
    assert names(found) == ["a.md", "b-a.md", "b.md", "b/Z.MD", "b/a/deep.md", "b/x.md", "d/e.md", "z.md", "é.md"]
    os.utime(root / "b.md", ns=(5, 7))
    assert listed(root)[2] == Item("b.md", (4, 7))


def test_many_folders_come_in_order_between_the_files(root: Path) -> None:
    numbers = [number * 7 % 30 for number in range(30)]
    put(root, *(f"{number:02}/a.md" for number in numbers), *(f"{number:02}-b.md" for number in numbers))
    found = names(listed(root))
    assert (found, len(found)) == (sorted(found), 60)


def test_hidden_names_and_those_of_others_are_passed_over(root: Path) -> None:
    put(root, ".hidden.md", ".git/a.md", "node_modules/a.md", "a.md", "a/node_modules", "a/b")
    assert names(listed(root)) == ["a.md"]
    assert names(listed(root, suffixes=("",))) == ["a.md", "a/b"]


def test_what_cannot_be_read_is_a_fault_in_its_place(root: Path) -> None:
    put(root, "a.md", "c.md", "d/x.md", "e.md")
    os.mkfifo(root / "b.md")
    (root / "d" / "n.md").symlink_to("/nowhere")
    (root / "d" / "w.md").symlink_to(root / "d" / "gone.md")
    (root / "d" / "y.md").symlink_to(root / "a.md")
    assert names(listed(root)) == ["a.md", "! b.md", "c.md", "! d/n.md", "! d/w.md", "d/x.md", "e.md"]


def test_links_that_lead_to_themselves_cost_nothing_but_themselves(root: Path) -> None:
    put(root, "a.md")
    for name in ("self", "self.md"):
        (root / name).symlink_to(name)
    (root / "around").symlink_to(root)
    assert names(listed(root)) == ["a.md", "! self.md"]


def test_a_link_to_what_no_path_names_is_a_fault_and_one_to_what_is_read_is_none(root: Path) -> None:
    put(root, "content/a.md", "posts/b.md", "posts/c.md", "pictures/x.png", "drafts/d.md")
    for name, to in (
        ("b.md", "posts/b.md"),
        ("a2.md", "content/a.md"),
        ("img", "pictures"),
        ("loop", "."),
        ("z", "drafts"),
    ):
        (root / "content" / name).symlink_to(root / to)
    (root / "content" / "posts").symlink_to("../posts")
    found = names(listed(root, "content", "!drafts"))
    assert found == ["content/a.md", "! content/b.md", "! content/posts"]
    assert names(listed(root, "content", "posts/*.md", "!drafts")) == ["content/a.md", "posts/b.md", "posts/c.md"]


def test_links_are_followed_where_a_place_says_what_a_file_is(root: Path) -> None:
    put(root, "a.md", "d/b.md", ".h/c.md", "out/e.md")
    for name, to in (
        ("f.md", "d/b.md"),
        ("g", "d"),
        ("h.md", ".h/c.md"),  # hidden, as a file of settings is
        ("i.md", "/etc/hostname"),
        ("j.md", "out/e.md"),  # left out
        ("d/k", "."),  # leads around itself
        ("d/l", "out"),
        ("d/m.md", "a.md"),
    ):
        (root / name).symlink_to(to if to[0] == "/" else root / to)
    context = SourceContext(root=str(root), paths=(".", "!out"), site=Site(title="T", url="https://e.org"))
    found = list(list_files(context, (".md",), follows_links=True))
    assert names(found) == ["a.md", "d/b.md", "d/m.md", "f.md", "g/b.md", "g/m.md", "! i.md"]
    assert [item.stamp for item in found if isinstance(item, Item) and item.key in ("d/m.md", "f.md")] == [
        ((root / name).stat().st_size, (root / name).stat().st_mtime_ns) for name in ("a.md", "d/b.md")
    ]
    assert [first_bytes(context, name, 9) for name in ("d/m.md", "g/m.md", "i.md")] == [b"a.md", b"a.md", b""]


def test_a_file_that_has_gone_since_its_folder_was_listed_is_a_fault(root: Path) -> None:
    put(root, *(f"{number}.md" for number in range(8)))
    context = SourceContext(root=str(root), paths=(".",), site=Site(title="T", url="https://e.org"))
    found = list_files(context, (".md",))
    assert next(found) == Item("0.md", ((root / "0.md").stat().st_size, (root / "0.md").stat().st_mtime_ns))
    (root / "4.md").unlink()
    (root / "6.md").unlink()
    (root / "6.md").mkdir()
    assert names(list(found)) == ["1.md", "2.md", "3.md", "! 4.md", "5.md", "! 6.md", "7.md"]


def test_a_folder_that_has_gone_since_it_was_listed_leaves_faults(root: Path) -> None:
    put(root, *(f"a/{number}.md" for number in range(5)))
    context = SourceContext(root=str(root), paths=("a",), site=Site(title="T", url="https://e.org"))
    found = list_files(context, (".md",))
    next(found)
    (root / "a").rename(root / "b")
    assert names(list(found)) == ["a/1.md", "a/2.md", "! a/3.md", "! a/4.md"]


def test_a_name_that_is_no_utf_8_is_a_fault(root: Path) -> None:
    (root / os.fsdecode(b"caf\xe9.md")).write_text("x")
    put(root, "a.md", "ü.md")
    assert names(listed(root)) == ["a.md", "! caf\\udce9.md", "ü.md"]


def test_paths_that_overlap_give_each_file_once(root: Path) -> None:
    put(root, "a/1.md", "a/2.md", "a/b/3.md", "c.md", "d.md")
    assert names(listed(root, "a", "a/b", "*.md", "a/2.md", "!d.md")) == ["a/1.md", "a/2.md", "a/b/3.md", "c.md"]
    assert names(listed(root, "a/**/*.md", "gone", "x*.md")) == ["a/1.md", "a/2.md", "a/b/3.md", "! gone", "! x*.md"]


def opened() -> int:
    descriptors = Path("/proc/self/fd")
    return len(list(descriptors.iterdir())) if descriptors.exists() else 0


def test_no_descriptor_is_left_open(root: Path) -> None:
    put(root, *(f"{number}/{number}.md" for number in range(9)))
    before = opened()
    found = list_files(SourceContext(root=str(root), paths=(".",), site=Site(title="T", url="https://e.org")), (".md",))
    next(found)
    assert opened() == before


def test_items_of_any_source_come_in_runs_that_its_faults_part() -> None:
    fault = Fault(path="x", message="m")
    items: list[Item | Fault] = [
        fault,
        Item("a"),
        Item("b", (1,)),
        fault,
        fault,
        *(Item(str(number)) for number in range(251)),
    ]
    runs = list(in_runs(items))
    assert [len(run.keys) if isinstance(run, Run) else 0 for run in runs] == [0, 2, 0, 0, 250, 1]
    assert list(ItemRuns(iter(runs))) == items


@pytest.mark.parametrize("looked_at", [1, 5, 11])
def test_who_looks_at_the_beginning_leaves_the_listing_to_the_next(
    root: Path, looked_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(root, *(f"{number:02}.md" for number in range(30)))
    context = SourceContext(root=str(root), paths=(".",), site=Site(title="T", url="https://e.org"))
    expected, left = list(list_files(context, (".md",))), list[object]()
    scans: list[str] = []
    scandir = os.scandir

    def counted(place: str) -> object:
        scans.append(place)
        return scandir(place)

    monkeypatch.setattr(os, "scandir", counted)
    for _ in range(2):
        beginning = list(islice(list_files(context, (".md",), left), looked_at))
        assert beginning == expected[:looked_at]
    assert list(list_files(context, (".md",), left)) == expected
    assert (len(scans), left) == (1, [])
    assert list(list_files(context, (".md",), left)) == expected, "what was gone through is listed again"
    assert len(scans) == 2


def test_a_listing_that_was_left_far_behind_its_beginning_begins_again(root: Path) -> None:
    put(root, *(f"{number:02}.md" for number in range(40)))
    context = SourceContext(root=str(root), paths=(".",), site=Site(title="T", url="https://e.org"))
    left: list[object] = []
    list(islice(list_files(context, (".md",), left), 35))
    assert left == []
    assert len(list(list_files(context, (".md",), left))) == 40
