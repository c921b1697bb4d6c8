"""Samples of somebody else's: each bad one is named, of the good ones nothing is said."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from syndicate_validate.judging import judge

SAMPLES = Path(os.environ.get("SYNDICATE_SHARED", "/nowhere")) / "oracles" / "samples"
NOW = datetime(2026, 11, 29, tzinfo=UTC)
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples of the judges are not here")


def test_every_bad_sample_is_named() -> None:
    bad = json.loads((SAMPLES / "bad.json").read_text(encoding="utf-8"))
    assert len(bad) > 100
    found = {name: judge((SAMPLES / "bad" / name).read_bytes(), name, now=NOW) for name in bad}
    # Version 1.0 of JSON Feed is a version that there is: a note says that there is a newer one.
    noted = [name for name, each in found.items() if not any(one.severity != "note" for one in each)]
    assert (noted, [each.code for each in found["json-version.json"]]) == (["json-version.json"], ["json-version-old"])


def test_of_every_sample_that_is_hard_to_read_no_error_is_said() -> None:
    for path in sorted((SAMPLES / "tricky").iterdir()):
        found = judge(path.read_bytes(), path.name, now=NOW)
        assert [each.message for each in found if each.severity == "error"] == []


def test_of_every_good_sample_nothing_grave_is_said() -> None:
    for path in sorted((SAMPLES / "good").iterdir()):
        found = judge(path.read_bytes(), path.name, now=NOW)
        assert [each.message for each in found if each.severity != "note"] == []
