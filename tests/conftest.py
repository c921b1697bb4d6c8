"""What every test may use."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from syndicate import Article, Author, Feed, Site

GOLDEN = Path(__file__).parent / "golden"
SHARED = Path(__file__).parent.parent.parent / "shared"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the expected bytes under tests/golden")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, bytes], None]:
    """Compare bytes with a golden file; `pytest --update-golden` rewrites it, and the diff is read like code."""

    def compare(name: str, found: bytes) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(found)
        assert found.decode() == path.read_bytes().decode()

    return compare


def require(condition: object, reason: str) -> None:
    """Skip where a tool or folder is missing; fail instead where SYNDICATE_REQUIRE_TOOLS=1 says it must be there."""
    if not condition:
        if os.environ.get("SYNDICATE_REQUIRE_TOOLS") == "1":
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture
def site() -> Site:
    return Site(
        title="The Harbour Ledger",
        url="https://news.example.org/",
        description="News from the quay",
        language="en",
        authors=(Author(name="The Desk", email="desk@example.org", url="https://news.example.org/desk"),),
    )


@pytest.fixture
def make_article() -> Callable[..., Article]:
    def make(slug: str = "tides", **fields: Any) -> Article:
        given: dict[str, Any] = {
            "title": "Tides turn",
            "url": f"https://news.example.org/{slug}/",
            "published_at": datetime(2024, 1, 30, 18, 21, tzinfo=UTC),
        }
        return Article(**(given | fields))

    return make


@pytest.fixture
def make_feed(site: Site) -> Callable[..., Feed]:
    def make(*articles: Article, **fields: Any) -> Feed:
        given: dict[str, Any] = {
            "site": site,
            "title": site.title,
            "url": "https://news.example.org/feed",
            "articles": articles,
        }
        return Feed(**(given | fields))

    return make
