"""The logger `syndicate`: silent unless somebody listens, and not even loaded."""

from __future__ import annotations

import logging
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from syndicate import Overrides, export

NOW = datetime(2024, 6, 1, tzinfo=UTC)
SITE = Overrides(title="T", site_url="https://e.org/", formats=(("json", None),))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    for number in range(3):
        text = f"---\ntitle: {number}\ndate: 2024-01-01\nurl: /{number}/\n---\n"
        (tmp_path / "content" / f"{number}.md").write_text(text)
    return tmp_path


def test_what_is_read_spared_and_written_is_logged(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "syndicate")
    given = {"now": NOW, "output": folder / "public", "overrides": SITE, "index": folder / "index"}
    export(folder / "content", **given)  # type: ignore[arg-type]
    assert caplog.messages == [
        "source front-matter: 3 articles of 3 items, 3 of which are read, the others known",
        "feed.json: rendered",
        f"feed.json: new, {(folder / 'public' / 'feed.json').stat().st_size} bytes",
    ]
    caplog.clear()
    export(folder / "content", **given)  # type: ignore[arg-type]
    assert caplog.messages == [
        "source front-matter: 3 articles of 3 items, 0 of which are read, the others known",
        "nothing has changed since the export before: nothing is chosen, and nothing rendered",
    ]
    assert {record.name for record in caplog.records} == {"syndicate"}


def test_each_file_and_each_step_with_its_time_is_logged_to_who_asks_for_more(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "syndicate")
    export(folder / "content", now=NOW, overrides=SITE)
    assert "1.md is read" in caplog.messages
    (timed,) = [message for message in caplog.messages if message.startswith("source front-matter: open and read: ")]
    assert timed.endswith(" ms")


@pytest.mark.parametrize("before", ["", "import logging; "])
def test_nobody_hears_of_it_who_does_not_ask(folder: Path, before: str) -> None:
    code = (
        f"{before}import sys; from datetime import UTC, datetime; from syndicate import Overrides, export; "
        "given = Overrides(title='T', site_url='https://e.org/', formats=(('amp-sitemap', None),)); "
        "export('content', now=datetime(2024, 6, 1, tzinfo=UTC), overrides=given); print('logging' in sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    assert (result.stdout, result.stderr) == (f"{bool(before)}\n", "")
