from __future__ import annotations

from pathlib import Path

import pytest

from syndicate import Fault
from syndicate.cli.report import as_seen_from_here
from syndicate.settings import open_site


def test_a_url_is_handed_to_the_source_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "syndicate.yaml").write_text("site: {title: The Ledger}\n")
    (tmp_path / "below").mkdir()
    for folder in (tmp_path, tmp_path / "below"):
        monkeypatch.chdir(folder)
        assert open_site("https://example.org/feed?page=*")[1] == ("https://example.org/feed?page=*",)


def test_a_fault_at_a_url_is_named_by_it(tmp_path: Path) -> None:
    fault = Fault(path="https://example.org/feed", line=3, message="has no date")

    assert as_seen_from_here((fault,), tmp_path) == (fault,)
