"""The fuzzing that anyone can run for an hour runs, and finds nothing in its first cases."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from tests.fuzz import fuzz


@pytest.fixture(autouse=True)
def _in_a_workflow(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("SYNDICATE_PLUGINS", "")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


@pytest.mark.parametrize("kind", [kind for kind in fuzz.KINDS if kind != "feeds"])  # which needs feedparser
def test_the_first_cases_of_a_kind_find_nothing_and_some_of_them_publish(kind: str) -> None:
    ended: Counter[str] = Counter()
    for number in range(16):
        assert fuzz.case(2, number, [kind], ended) == (kind, [])
    assert ended.total() == 16
    assert any(status.endswith((" 0", " 3")) for status in ended)


def test_a_case_is_the_same_each_time() -> None:
    texts = [fuzz.Maker(Random("7 3")).text(fuzz.HEAD) for _ in range(2)]
    assert texts[0] == texts[1] != fuzz.HEAD.encode()


def test_what_is_wrong_with_a_document_is_found(tmp_path: Path) -> None:
    for body in ("<a>", "<a>&lt;p>&lt;img onerror='x'>&lt;/p></a>", "<a>precious-victim</a>"):
        (tmp_path / "a.xml").write_text(body)
        assert list(fuzz.wrong_document(tmp_path / "a.xml"))
