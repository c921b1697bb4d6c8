"""Wherever an export is killed, record and files agree, or the next export makes them agree."""

from __future__ import annotations

import os
import random
import shutil
import time
from pathlib import Path

import pytest

from syndicate.record.record import Record
from tests.conftest import files_below
from tests.pipeline.publish.test_killed import HIDDEN, start, wait_for_staging
from tests.record.sites import Site

KILLS = 50

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no process is killed by a signal there")


def edit(site: Site, kept: Path, *, is_second: bool) -> None:
    """Put the articles *kept* back; as they are the second time one has moved, and one topic has gone for another."""
    posts = site.folder / "posts"
    shutil.rmtree(posts)
    shutil.copytree(kept, posts)
    if is_second:
        sea = posts / "sea.md"
        sea.write_text(sea.read_text().replace("tags: [sea]", "tags: [coast]\nslug: ocean"))
        (posts / "court.md").unlink()
        for path in posts.iterdir():
            path.write_text(path.read_text().replace("title: On", "title: Anew on"))


def visible(output: Path) -> dict[str, bytes]:
    return {path: body for path, body in files_below(output).items() if not HIDDEN.fullmatch(path.rpartition("/")[2])}


def test_killed_at_any_of_fifty_moments_what_is_ours_is_known(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.configure(output="public")
    for number in range(20):
        site.write(f"n{number}")
    kept = tmp_path / "kept"
    shutil.copytree(site.folder / "posts", kept)
    site.export()
    (site.output / "robots.txt").write_text("not ours")
    whole: list[dict[str, bytes]] = []
    for is_second in (True, False):  # the second time each article is in the record
        edit(site, kept, is_second=is_second)
        site.export()
        whole.insert(0, visible(site.output))
    assert whole[0].keys() != whole[1].keys()
    began = time.monotonic()
    assert start(site.folder, site.output).wait() == 0
    life_seconds = time.monotonic() - began

    moments = random.Random(17)
    for number in range(KILLS):
        is_second = not number % 2
        edit(site, kept, is_second=is_second)
        process = start(site.folder, site.output)
        if number % 4 < 2:
            wait_for_staging(process, site.output)
            time.sleep(life_seconds * 10 ** moments.uniform(-2.5, -1))
        else:
            time.sleep(moments.uniform(0, life_seconds))
        process.kill()
        process.wait()
        found = visible(site.output)
        for path, body in found.items():
            assert body in (whole[0].get(path), whole[1].get(path)), path
        known = Record(site.record, site.record.read_bytes())
        assert {*known.digests(), "robots.txt"} >= found.keys()
        site.export()
        assert visible(site.output) == whole[is_second]
        assert site.recorded() | {"robots.txt"} == whole[is_second].keys()
