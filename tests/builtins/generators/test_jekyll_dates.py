"""Dates as Jekyll reads them, and what becomes of those that it refuses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from syndicate import Overrides, export
from syndicate.builtins.generators.jekyll.ruby import has_two_readings, instant
from tests.builtins.generators.jekyll_build import write

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2024, 6, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("11-9-2017", "2017-09-11T00:00:00"),
        ("25/9/2017 10:00", "2017-09-25T10:00:00"),
        ("25.9.2017", "2017-09-25T00:00:00"),
        ("31-11-2017", "2017-12-01T00:00:00"),
        ("2023-01-29 18:30:22 2023 -0800", "2023-01-29T18:30:22"),
        ("2023-01-29 18:30 2024", "2023-01-29T18:30:00"),
        ("20240102", "2024-01-02T00:00:00"),
        ("January 5th, 2024", "2024-01-05T00:00:00"),
        ("January 5th, 2024 10:00 PST", "2024-01-05T19:00:00"),
        ("Fri Jan  5 10:00:00 PST 2024", "2024-01-05T19:00:00"),
        ("2024.01.05", "2024-01-05T00:00:00"),
    ],
)
def test_a_date_is_read_as_by_ruby(text: str, local: str) -> None:
    assert instant(text, BERLIN, is_plain=True).replace(tzinfo=None).isoformat() == local


@pytest.mark.parametrize(
    ("text", "is_so"), [("11-9-2017", True), ("25-9-2017", False), ("09-9-2017", False), ("2017-9-11", False)]
)
def test_day_and_month_may_be_taken_for_each_other(text: str, *, is_so: bool) -> None:
    assert has_two_readings(text) is is_so


@pytest.mark.parametrize(
    ("lines", "day", "warning"),
    [
        ("date: 11-9-2017", 11, "_posts/2017-09-12-a.md:3:7: date: '11-9-2017' is 2017-09-11 to Jekyll"),
        ("date: never", 12, "_posts/2017-09-12-a.md:3:7: date: 'never' is not an ISO 8601 instant"),
        ("last_modified_at: never", 12, "_posts/2017-09-12-a.md:3:19: last_modified_at: 'never' is not an ISO"),
        ("categories: 2024", 12, "_posts/2017-09-12-a.md:3:13: categories: expected a list, found 2024"),
        ("lang: english", 12, "_posts/2017-09-12-a.md:3:7: lang: 'english' is not a language tag"),
    ],
)
def test_a_post_keeps_a_date_and_is_warned_of(tmp_path: Path, lines: str, day: int, warning: str) -> None:
    write(
        tmp_path,
        {"_config.yml": "title: T\nurl: https://e.org\n", "_posts/2017-09-12-a.md": f"---\ntitle: A\n{lines}\n---\n"},
    )
    report = export(tmp_path, now=NOW, overrides=Overrides(formats=(("json", None),)))
    assert f'"date_published": "2017-09-{day}T00:00:00Z"' in report.documents[0].body.decode()
    assert [str(fault)[: len(warning)] for fault in report.faults] == [warning]
    assert report.exit_status == 0


@pytest.mark.parametrize("name", ["last_modified_at", "Updated", "lastmod"])
@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2019-08-02 12:00:00", "14:00:00+02:00"),
        ("'2019-08-02 12:00:00'", "12:00:00+02:00"),
        ("2019-08-02 12:00", "12:00"),
    ],
)
def test_every_date_of_a_head_is_read_by_one_rule(tmp_path: Path, name: str, text: str, instant: str) -> None:
    assert f'"date_modified": "2019-08-02T{instant}' in _exported(tmp_path, f"{name}: {text}")


@pytest.mark.parametrize("name", ["expires", "unpublish_on"])
def test_a_post_expires_when_its_own_generator_would_say(tmp_path: Path, name: str) -> None:
    (tmp_path / "until").mkdir()
    end = NOW.astimezone(UTC).replace(tzinfo=None)
    assert '"title": "A"' in _exported(tmp_path, f"{name}: {end + timedelta(minutes=1):%Y-%m-%d %H:%M:%S}")
    assert '"title": "A"' not in _exported(
        tmp_path / "until", f"{name}: {end - timedelta(minutes=1):%Y-%m-%d %H:%M:%S}"
    )


def _exported(folder: Path, line: str) -> str:
    config = "title: T\nurl: https://e.org\ntimezone: Europe/Berlin\n"
    write(
        folder,
        {
            "_config.yml": config,
            "_posts/2019-08-01-a.md": f"---\ntitle: A\n{line}\n---\nText\n",
            "_posts/2018-01-01-b.md": "---\ntitle: B\n---\n",
        },
    )
    report = export(folder, now=NOW, overrides=Overrides(formats=(("json", None),)))
    return report.documents[0].body.decode()


def test_the_description_goes_before_the_excerpt_as_in_jekyll_feed(tmp_path: Path) -> None:
    post = "---\ntitle: A\nexcerpt: Short\ndescription: Long\nsummary: Other\n---\nText\n"
    write(tmp_path, {"_config.yml": "title: T\nurl: https://e.org\n", "_posts/2017-09-12-a.md": post})
    report = export(tmp_path, now=NOW, overrides=Overrides(formats=(("json", None),)))
    assert '"summary": "Long"' in report.documents[0].body.decode()
