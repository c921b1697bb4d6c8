"""Every format writes the instants of its articles with the offset of the site's zone, so that a day reads as that day."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from syndicate import Overrides, Registry, export
from syndicate.builtins.formats.rss import _rfc822
from syndicate.model import rfc3339

NOW = datetime(2024, 6, 1, tzinfo=UTC)
ZONES = ("Europe/Berlin", "America/St_Johns", "Asia/Tokyo", "UTC", "Africa/Monrovia", "Etc/GMT+5", "Etc/GMT-14")
INSTANTS = st.datetimes(timezones=st.just(UTC)).map(lambda at: at.replace(microsecond=0))
FORMATS = ("rss", "atom", "json", "amp-sitemap")


def written(folder: Path, zone: str, *, index: Path | None = None) -> dict[str, str]:
    """Return what is written of one article that was published in Berlin on 1 October 2021, at midnight."""
    (folder / "a.md").write_text("---\ntitle: A\ndate: 2021-09-30T22:00:00Z\nurl: /a\n---\n")
    site = f"title: T, url: 'https://e.org/', authors: Ann, timezone: {zone}"
    (folder / "syndicate.yaml").write_text(f"site: {{{site}}}\n")
    report = export(
        folder,
        now=NOW,
        overrides=Overrides(formats=tuple((name, None) for name in FORMATS)),
        registry=Registry(distributions=()),
        index=index,
    )
    return {document.path: document.body.decode() for document in report.documents}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("rss.xml", "<pubDate>Fri, 01 Oct 2021 00:00:00 +0200</pubDate>"),
        ("rss.xml", "<lastBuildDate>Fri, 01 Oct 2021 00:00:00 +0200</lastBuildDate>"),
        ("atom.xml", "<published>2021-10-01T00:00:00+02:00</published>"),
        ("atom.xml", "<updated>2021-10-01T00:00:00+02:00</updated>"),
        ("feed.json", '"date_published": "2021-10-01T00:00:00+02:00"'),
        ("sitemap.xml", "<lastmod>2021-10-01T00:00:00+02:00</lastmod>"),
    ],
)
def test_a_day_reads_as_the_day_it_is(tmp_path: Path, path: str, expected: str) -> None:
    assert expected in written(tmp_path, "Europe/Berlin")[path]


def test_another_zone_is_written_in_spite_of_what_the_index_has(tmp_path: Path) -> None:
    index = tmp_path / "index.sqlite3"
    before = written(tmp_path, "UTC", index=index)
    after = written(tmp_path, "Europe/Berlin", index=index)
    assert after == written(tmp_path, "Europe/Berlin")
    assert all(after[path] != before[path] for path in before)


@given(at=INSTANTS, zone=st.sampled_from(ZONES))
def test_any_instant_is_the_same_one_in_every_zone(at: datetime, zone: str) -> None:
    text = rfc3339(at, ZoneInfo(zone))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)", text)
    assert datetime.fromisoformat(text) == at
    if 1000 <= at.year < 9999:  # Python's own reader takes the year 99 for 1999
        assert parsedate_to_datetime(_rfc822(at, ZoneInfo(zone))) == at
