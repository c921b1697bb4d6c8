"""An export that is killed leaves every file whole: as it was, or as it was to be."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from syndicate import export
from tests.conftest import files_below

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "examples" / "news-site"
NOW = "2026-11-23"
KILLS = 50
HIDDEN = re.compile(r"\.syndicate-[0-9a-f-]+\.(?:new|old)")
# A killed run's leftovers are swept when they are an hour older than what a later run writes.
SWEPT_AFTER_SECONDS = 3600

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no process is killed by a signal there")


def version(folder: Path, edit: str) -> Path:
    """Make a copy of the example in which *edit* stands in the head of each article."""
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("public"))
    for path in (folder / "content").rglob("*.*"):
        path.write_text(path.read_text().replace("\ntype: ", f"\n{edit}\ntype: ", 1))
    return folder


def start(site: Path, output: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "syndicate", "export", str(site), "--output", str(output), "--now", NOW]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def is_hidden(path: str) -> bool:
    return HIDDEN.fullmatch(path.rpartition("/")[2]) is not None


def wait_for_staging(process: subprocess.Popen[bytes], output: Path) -> None:
    """Return when *process* begins to put files beside their places, or has ended."""
    before = set(output.iterdir())
    while process.poll() is None and set(output.iterdir()) <= before:
        time.sleep(0.0001)


def make_old(output: Path) -> None:
    """Give every leftover an age at which it is to be swept."""
    old = time.time() - 2 * SWEPT_AFTER_SECONDS
    for path in [path for path in output.rglob(".syndicate-*") if is_hidden(path.name)]:
        os.utime(path, (old, old))
        # A kept file has the age of what it keeps, so its name tells when that was kept.
        path.rename(path.with_name(re.sub(r"-\d{9,}\.old$", f"-{int(old)}.old", path.name)))


def test_an_export_killed_at_any_of_fifty_moments_leaves_each_file_whole(tmp_path: Path) -> None:
    sites = [version(tmp_path / "one", "edition: one"), version(tmp_path / "two", "lastmod: 2026-11-21T00:00:00Z")]
    now = datetime.fromisoformat(NOW).replace(tzinfo=UTC)
    whole = [{document.path: document.body for document in export(site, now=now).documents} for site in sites]
    assert whole[0].keys() == whole[1].keys()
    assert not [path for path, body in whole[0].items() if whole[1][path] == body]

    output = tmp_path / "public"
    began = time.monotonic()
    assert start(sites[0], output).wait() == 0
    life_seconds = time.monotonic() - began
    assert files_below(output) == whole[0]

    moments = random.Random(4287)
    for number in range(KILLS):
        is_second = files_below(output)["rss.xml"] == whole[1]["rss.xml"]
        process = start(sites[not is_second], output)
        # Half of the moments lie anywhere in its life, half in the short time in which it publishes.
        if number % 2:
            wait_for_staging(process, output)
            time.sleep(life_seconds * 10 ** moments.uniform(-2.5, -1))
        else:
            time.sleep(moments.uniform(0, life_seconds))
        process.kill()
        process.wait()
        found = files_below(output)
        assert {path for path in found if not is_hidden(path)} == whole[0].keys()
        assert [path for path in whole[0] if found[path] not in (whole[0][path], whole[1][path])] == []

    make_old(output)
    for site, files in zip(sites, whole, strict=True):
        assert start(site, output).wait() == 0
        # Whatever stood there, the second of the two changes every file, and so sweeps every folder.
        assert {path: body for path, body in files_below(output).items() if not is_hidden(path)} == files
    assert files_below(output) == whole[1]
