"""Independent judges of the full text of sites that real generators have built, exported without settings."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from syndicate import Overrides, Registry, export
from tests.builtins.generators import test_jekyll_built_text as jekyll_site
from tests.builtins.generators.jekyll_build import build as build_by_jekyll, write
from tests.builtins.generators.pelican_build import HAS_PELICAN, REASON, build as build_by_pelican, copied
from tests.builtins.generators.test_eleventy import modules  # noqa: F401  a fixture
from tests.conftest import require
from tests.oracles.test_oracles import JUDGES, judge, validator_source

SITES = Path(__file__).parent.parent / "builtins" / "generators" / "sites"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
FORMATS = (("rss", None), ("atom", None), ("json", None), ("amp-sitemap", None))
# What is dated later, in sites that hold such articles on purpose, is left out: the validator warns of any future date.
OVERRIDES = Overrides(formats=FORMATS, content="full", filters=(("dates", {"until": "2026-11-22"}),))

pytestmark = [pytest.mark.oracles, pytest.mark.skipif(not JUDGES.is_dir(), reason=f"the judges are not here: {JUDGES}")]
Request = pytest.FixtureRequest


def hugo(site: Path, _: Request) -> None:
    require(shutil.which("hugo"), "hugo is not installed")
    shutil.copytree(SITES / "hugo", site)
    subprocess.run(["hugo", "--quiet"], cwd=site, check=True)


def jekyll(site: Path, _: Request) -> None:
    posts = {f"_posts/2024-01-{day:02}-{name}.md": f"---\ntitle: {name}\n---\n{text}"
             for day, (name, text) in enumerate(jekyll_site.POSTS.items(), 1)}  # fmt: skip
    posts = {name: text.replace("2024-01-01-code", "2024-01-02-code") for name, text in posts.items()}
    config = jekyll_site.CONFIG.format(permalink="pretty")
    write(site, {"_config.yml": config, "_layouts/default.html": jekyll_site.LAYOUT, **posts})
    write(site, {"_includes/note.html": "<aside>{{ include.text }}</aside>"})
    build_by_jekyll(site)


def pelican(site: Path, _: Request) -> None:
    require(HAS_PELICAN, REASON)
    copied(SITES / "pelican", site.parent).rename(site)
    settings = "publishconf.py" if (site / "publishconf.py").exists() else "pelicanconf.py"
    build_by_pelican(site, site / "output", settings=settings)


def eleventy(site: Path, request: Request) -> None:
    place: Path = request.getfixturevalue("modules")
    shutil.copytree(SITES / "eleventy", site)
    command = ["node", str(place / "@11ty" / "eleventy" / "cmd.cjs"), "--quiet"]
    subprocess.run(command, cwd=site, check=True, capture_output=True)


@pytest.fixture(params=[hugo, jekyll, pelican, eleventy], ids=lambda build: build.__name__)
def files(request: Request, tmp_path: Path) -> dict[str, str]:
    """The feeds of each site in turn, with full text: name -> path."""
    build: Callable[[Path, Request], None] = request.param
    build(tmp_path / "site", request)
    given = {"overrides": OVERRIDES, "registry": Registry(distributions=())}
    report = export(tmp_path / "site", now=NOW, output=tmp_path / "out", **given)  # type: ignore[arg-type]
    assert [file.entry_count for file in report.files if file.entry_count < 8] == []
    return {file.path: str(tmp_path / "out" / file.path) for file in report.files}


def test_the_judges_have_nothing_to_say(files: dict[str, str]) -> None:
    schemas = judge("schemas", "--strict", "--now", NOW.date().isoformat(), *files.values())
    assert schemas.returncode == 0, schemas.stdout
    if not validator_source().is_dir():
        pytest.skip(f"the W3C validator's source is not here: {validator_source()}")
    answer = json.loads(judge("feedvalidator", "--json", files["rss.xml"], files["atom.xml"]).stdout)
    for verdict in answer["files"]:
        said = [event for event in verdict["events"] if event["level"] != "info"]
        # Articles of one instant, and titles with "&", which RSS 2.0 leaves to its readers.
        assert [event for event in said if event["class"] not in ("DuplicateUpdated", "CharacterData")] == []
        assert verdict.get("crash") is None
