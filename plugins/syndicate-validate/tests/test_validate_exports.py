"""What syndicate writes passes the rules that it holds others to."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from syndicate import Format, Registry, export
from syndicate.testing import sample_feeds
from syndicate_validate.judging import judge

NOW = datetime(2100, 1, 1, tzinfo=UTC)
EXAMPLE = Path(__file__).parents[3] / "examples" / "news-site"


@pytest.mark.skipif(not EXAMPLE.is_dir(), reason="the example is not here")
def test_of_the_feeds_of_the_example_nothing_is_said(tmp_path: Path) -> None:
    report = export(EXAMPLE, now=NOW, output=tmp_path, index=None, record=False)
    assert report.files
    for file in report.files:
        found = judge((tmp_path / file.path).read_bytes(), file.path, now=NOW)
        assert found == []


@pytest.mark.parametrize("feed", sample_feeds())
@pytest.mark.parametrize("name", ["atom", "rss", "json", "amp-sitemap"])
def test_of_no_sample_feed_an_error_is_told(name: str, feed: str) -> None:
    kind = Registry().get(Format, name)
    options = (kind.options(),) if kind.options is not None else ()
    for document in kind.render(sample_feeds()[feed], f"feed.{name}", *options):
        found = judge(document.body, document.path, now=NOW)
        assert [each.message for each in found if each.severity == "error"] == []
