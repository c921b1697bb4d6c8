"""Heads open of dateutil nothing, and leave it whole for all others."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEADS = """
import sys
from datetime import UTC, datetime
from syndicate import Article, Author, Site, feed_bytes
site = Site(title="T", url="https://example.org/", authors=[Author(name="Ann")])
articles = [Article(title="A", url="https://example.org/a", published_at=datetime(2026, 1, 2, tzinfo=UTC))]
for name in ("rss", "atom"):
    feed_bytes(articles, site, name, now=None)
"""


def run(program: str) -> str:
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    return result.stdout.strip()


def test_heads_open_of_dateutil_neither_parser_nor_zones() -> None:
    said = "print('feedgen.feed' in sys.modules, {'dateutil.parser', 'dateutil.tz'} & {*sys.modules})"
    assert run(HEADS + said) == "True set()"


@pytest.mark.parametrize("before", ["", "import dateutil.parser, dateutil.tz", "import feedgen.feed"])
def test_who_uses_feedgen_and_dateutil_beside_us_gets_them_whole(before: str) -> None:
    said = """
from feedgen.feed import FeedGenerator
import dateutil.parser, dateutil.tz
from dateutil.tz import gettz
generator = FeedGenerator()
print(generator.updated("2 May 2026 03:04 +02:00").isoformat(), generator.add_entry().updated("2026-05-02T03:04Z"))
print(dateutil.parser.parse("3 May 2026").isoformat(), gettz("Europe/Paris") is not None, dateutil.tz.tzutc())
print(sys.modules["dateutil.tz"].__file__ is not None)
"""
    assert run(before + HEADS + said).splitlines() == [
        "2026-05-02T03:04:00+02:00 2026-05-02 03:04:00+00:00",
        "2026-05-03T00:00:00 True tzutc()",
        "True",
    ]


def test_who_imports_dateutil_while_feedgen_is_opened_gets_what_is_asked_for() -> None:
    said = """
import builtins, sys
found = []
real = builtins.__import__
def spying(name, *rest, **names):
    if name == "feedgen.version" and not found:
        found.append(1)
        from dateutil import parser, tz
        from dateutil.parser import parse
        found.extend([parse("3 May 2026").isoformat(), tz.tzutc().utcoffset(None).seconds, parser.isoparse("2026-05-03").isoformat()])
    return real(name, *rest, **names)
builtins.__import__ = spying
"""
    end = "print(found[1:], sys.modules['dateutil.parser'].__spec__ is not None)"
    assert run(said + HEADS + end) == "['2026-05-03T00:00:00', 0, '2026-05-03T00:00:00'] True"
