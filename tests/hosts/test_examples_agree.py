"""The examples of hosts hold the same articles, so their feeds say the same; those built in tests/hosts are held there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.hosts.entries import assert_same_entries

PLUGINS = Path(__file__).parents[2] / "plugins"
FEEDS = sorted(PLUGINS.glob("*/tests/golden/feed.json"))


@pytest.mark.parametrize("path", FEEDS, ids=lambda path: path.parents[2].name)
def test_the_same_articles_are_the_same_entries_in_every_host(path: Path) -> None:
    assert_same_entries(json.loads(path.read_text()))
