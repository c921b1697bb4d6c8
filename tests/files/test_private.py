"""Files of syndicate's own are never reached through a link, belong to their owner alone, and are sealed."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from syndicate.files.private import is_sealed, open_private, seal, sealing_key


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("SYNDICATE_INDEX_KEY", raising=False)
    return tmp_path / "state" / "syndicate" / "index.key"


def test_the_key_of_a_user_is_made_once_and_is_for_him_alone(state: Path) -> None:
    key = sealing_key()
    assert len(key) == 32
    assert sealing_key() == key
    assert stat.S_IMODE(state.stat().st_mode) == 0o600
    assert stat.S_IMODE(state.parent.stat().st_mode) == 0o700
    assert [path.name for path in state.parent.iterdir()] == ["index.key"]


def test_no_key_is_made_where_nothing_is_to_be_written(state: Path) -> None:
    with pytest.raises(OSError, match="SYNDICATE_INDEX_KEY"):
        sealing_key(is_made=False)
    assert not state.parent.exists()


def test_the_environment_goes_before_the_key_of_the_user(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNDICATE_INDEX_KEY", "one secret")
    one = sealing_key()
    monkeypatch.setenv("SYNDICATE_INDEX_KEY", "another")
    assert sealing_key() != one
    assert not state.exists()
    monkeypatch.setenv("SYNDICATE_INDEX_KEY", "")  # as a secret is that a workflow may not see
    assert sealing_key() != one
    assert state.exists()


@pytest.mark.parametrize("made", ["readable", "link", "short", "pipe"])
def test_a_key_that_others_may_know_is_not_used(state: Path, made: str) -> None:
    state.parent.mkdir(parents=True)
    if made == "link":
        (state.parent / "elsewhere").write_bytes(bytes(32))
        state.symlink_to(state.parent / "elsewhere")
    elif made == "pipe":
        os.mkfifo(state, 0o600)
    else:
        state.write_bytes(bytes(32 if made == "readable" else 31))
        state.chmod(0o640 if made == "readable" else 0o600)
    with pytest.raises(OSError, match="its key") as error:
        sealing_key()
    assert str(state) in str(error.value.strerror)


@pytest.mark.parametrize("made", ["link", "hard link", "pipe", "folder"])
@pytest.mark.parametrize("flags", [os.O_RDONLY, os.O_RDWR | os.O_CREAT])
def test_only_a_regular_file_under_its_only_name_is_opened(tmp_path: Path, made: str, flags: int) -> None:
    victim, place = tmp_path / "victim", tmp_path / "place"
    victim.write_text("precious")
    if made == "link":
        place.symlink_to(victim)
    elif made == "hard link":
        place.hardlink_to(victim)
    elif made == "pipe":
        os.mkfifo(place)
    else:
        place.mkdir()
    with pytest.raises(OSError, match=r"place|Is a directory|symbolic links"):
        open_private(place, flags)
    assert victim.read_text() == "precious"


def test_a_seal_is_of_one_message_by_one_key() -> None:
    assert is_sealed(b"k", b"m", seal(b"k", b"m"))
    assert not is_sealed(b"k", b"n", seal(b"k", b"m"))
    assert not is_sealed(b"l", b"m", seal(b"k", b"m"))
    assert not is_sealed(b"k", b"m", "é")
