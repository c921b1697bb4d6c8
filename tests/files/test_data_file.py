"""Data files of a site: by suffix, with positions, and nothing but files of the site."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from syndicate import SettingsError, UsageError
from syndicate.files import found_in, read_data


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("a.yaml", "x:\n  y: 1\n", (2, 6)),
        ("a.yml", "\ufeffx: {y: 1}\r\n", (1, 8)),
        ("a", "x: {y: 1}\n", (1, 8)),
        ("a.TOML", "[x]\ny = 1\n", (2, 5)),
        ("a.json", '{"x":\n {"y": 1}}', (2, 8)),
    ],
)
def test_the_suffix_tells_the_language(tmp_path: Path, name: str, text: str, place: tuple[int, int]) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    tree = read_data(str(tmp_path), name)
    assert tree is not None
    finding = found_in(tree, ("x", "y"))
    assert (str(finding.value), finding.path, finding.line, finding.column) == ("1", name, *place)
    assert found_in(tree, ("x", "y"), "other").value == "other"


def test_what_is_not_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "folder.yml").mkdir()
    (tmp_path / "file").write_text("")
    assert [read_data(str(tmp_path), name) for name in ("a.yml", "file/a.yml", "a\0b.yml")] == [None] * 3


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.yml", b"a: [\n", "a.yml:2:1: "),
        ("a.toml", b"a = 1\nb =\n", "a.toml:2:4: is not TOML: invalid value; correct it here"),
        ("a.toml", b"a = 1\nb = '\xff'\n", "a.toml:2: is not UTF-8; save the file as UTF-8"),
    ],
)
def test_what_is_wrong_with_its_text_is_told_with_its_place(
    tmp_path: Path, name: str, data: bytes, expected: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(SettingsError) as caught:
        read_data(str(tmp_path), name)
    assert str(caught.value).startswith(f"{tmp_path}/{expected}")


@pytest.mark.parametrize(("name", "data"), [("a.json", b'{"a": 1,\n"a": 2}'), ("a.yml", b"a: 1\na: 2\n")])
def test_of_a_key_that_is_given_twice_the_last_counts_as_for_generators(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    tree = read_data(str(tmp_path), name)
    assert tree is not None
    assert tree.value == {"a": 2}


def test_a_file_larger_than_any_configuration_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "a.yml").open("wb") as file:
        file.truncate(5 << 20)
    with pytest.raises(UsageError, match=r"a.yml: is larger than 4 MiB, which no configuration is"):
        read_data(str(tmp_path), "a.yml")


def test_a_link_is_followed_within_the_site_only(tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "data").mkdir(parents=True)
    (tmp_path / "secret.yml").write_text("a: 1\n")
    (site / "data" / "real.yml").write_text("a: 2\n")
    (site / "in.yml").symlink_to("data/real.yml")
    (site / "out.yml").symlink_to("../secret.yml")
    (site / "folder").symlink_to("..")
    (tmp_path / "linked").symlink_to("site")
    for folder in (site, tmp_path / "linked"):
        tree = read_data(str(folder), "in.yml")
        assert tree is not None
        assert tree.value == {"a": 2}
        for name in ("out.yml", "folder/secret.yml"):
            with pytest.raises(UsageError, match=f"{name}: is a link that leads out of the site's folder"):
                read_data(str(folder), name)
    assert read_data(str(site), "../secret.yml") is not None  # named by a person


def test_what_is_no_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.yml")
    with pytest.raises(UsageError, match=r"a.yml: cannot be read: is not a regular file"):
        read_data(str(tmp_path), "a.yml")
