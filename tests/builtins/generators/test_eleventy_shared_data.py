"""What templates of an Eleventy site share is read once, and each has the data it would have alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from syndicate import Article, Item
from syndicate.builtins.generators.eleventy import cascade, files
from syndicate.builtins.generators.eleventy.cascade import Cascade
from syndicate.files import parse_yaml
from tests.builtins.generators.test_eleventy import entries, reader
from tests.conftest import lay

FOLDERS = ("", "posts/", "posts/2020/", "blog/", "blog/a/b/")
HEADS = (
    "title: T", "title: 'Q'", "date: 2024-01-02", "date: '2024-01-03 10:00:00'", "tags: [posts, a]", "tags: x", "layout: other.njk",
    "override:tags: [blog]", "override:date: 2017-01-01", "date:", "section: own", "permalink: /own/{{ page.fileSlug }}/",
    "eleventyExcludeFromCollections: true", "image: /a.png",
)  # fmt: skip
VALUES: dict[str, tuple[Any, ...]] = {
    "tags": ("posts", ["posts", "b"], 5),
    "layout": ("base.njk", "missing"),
    "permalink": ("/{{ section }}/{{ page.fileSlug }}/", False),
    "date": ("2019-01-01",),
    "section": ("data",),
    "override:tags": (["news"],),
    "image": ("/d.png",),
}


def drawn(seed: int) -> dict[str, str]:
    """Return the files of a site."""
    random = Random(seed)

    def data() -> str:
        return json.dumps({name: random.choice(values) for name, values in VALUES.items() if random.random() < 0.4})

    files = {
        "_includes/base.njk": "---\nsection: layout\nlayout: other.njk\n---\n",
        "_includes/other.njk": "---\nimage: /o.png\n---\n",
    }
    for folder in FOLDERS:
        name = folder.rstrip("/").rpartition("/")[2]
        if name and random.random() < 0.7:
            files[f"{folder}{name}.json"] = data()
        for index in range(4):
            stem = f"{folder}{random.choice(['2020-01-0', 'post'])}{index}"
            lines = [line for line in HEADS if random.random() < 0.3]
            files[f"{stem}.md"] = "---\n" + "".join(f"{line}\n" for line in lines) + "---\nText\n"
            if random.random() < 0.2:
                files[f"{stem}.11tydata.json"] = data()
    return files


@pytest.mark.parametrize("seed", range(20))
def test_each_template_has_the_data_that_it_has_alone(tmp_path: Path, seed: int) -> None:
    lay(tmp_path, drawn(seed))
    together = list(entries(tmp_path))
    alone = []
    for item in reader(tmp_path).items():
        assert isinstance(item, Item)
        alone += [(item.key, entry) for entry in reader(tmp_path).read(item)]
    assert together == alone
    assert together


def test_a_data_file_of_many_folders_is_read_once_and_what_is_not_there_never(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        lay(tmp_path, {f"posts/s{number}/a.md": "---\ntitle: T\ndate: 2024-01-02\n---\n"})
    lay(tmp_path, {"posts/posts.json": '{"author": "Ann"}'})
    asked: list[str] = []

    def noting(plain: Callable[[str, str], Any]) -> Callable[[str, str], Any]:
        return lambda root, path: (asked.append(path), plain(root, path))[1]  # type: ignore[func-returns-value]

    monkeypatch.setattr(cascade, "read_values", noting(files.read_values))
    monkeypatch.setattr(cascade, "digest_inside", noting(files.digest_inside))
    source: Any = reader(tmp_path, layouts="_layouts")
    for item in source.items():
        assert isinstance(item, Item)
        assert [entry.authors[0].name for entry in source.read(item) if isinstance(entry, Article)] == ["Ann"]
        source.digest(item)
    assert asked == ["posts/posts.json"] * 2


def test_a_date_is_that_of_its_own_key_where_another_overrides_it(tmp_path: Path) -> None:
    lay(tmp_path, {"a.md": "---\ntitle: T\ntags: posts\ndate: Last Modified\noverride:date: 2017-01-01\n---\n"})
    ((_, entry),) = entries(tmp_path)
    assert "'Last Modified' is another date in each copy" in str(entry)


@pytest.mark.parametrize("seed", range(40))
def test_a_template_that_nothing_is_shared_with_has_the_data_of_one_with_other_data(seed: int) -> None:
    rng = Random(seed)
    own: Any = parse_yaml("".join(f"{line}\n" for line in rng.sample(HEADS, 5)), path="a.md")
    other: Any = parse_yaml("other: 1\n", path="other.yaml")
    alone, beside = Cascade(other), Cascade(other)
    beside.add(other)
    for each in (alone, beside):
        each.unknown = {"title", "permalink"}
        each.add(own)
    assert (beside.value.pop("other"), beside.value) == (1, alone.value)
    assert beside.unknown == alone.unknown
    assert [beside.text((name,)) for name in alone.value] == [alone.text((name,)) for name in alone.value]
