"""The feeds of an export that nobody publishes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from syndicate import Overrides, export
from syndicate.pipeline import open_draft
from syndicate.settings import open_plan

EXAMPLE = Path(__file__).parents[2] / "examples" / "news-site"
NOW = datetime(2026, 11, 21, tzinfo=UTC)


def test_its_documents_are_those_of_an_export_and_its_feeds_hold_their_articles() -> None:
    opened = open_plan(EXAMPLE, overrides=Overrides())
    draft = open_draft(opened.plan(now=NOW), opened.registry, output=None, record=None)
    try:
        found = {one.path: one.body for job in draft.jobs for one in draft.documents(job)}
        for job in draft.jobs:
            made = draft.feed(job)
            assert [article.id for article in made.heads] == [article.id for article in made.feed.articles]
    finally:
        draft.close()
    assert found == {one.path: one.body for one in export(EXAMPLE, now=NOW, record=False).documents}
