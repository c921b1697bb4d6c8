"""Independent judges of every file that the example, a real aggregator and the seed article give.

They lie beside the checkout and are no part of it; where they, or what they need, are missing, the reason is told.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from syndicate import Overrides, export
from tests.conftest import SHARED, require
from tests.sites import witness

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "examples" / "news-site"
SETTINGS = ROOT / "tests" / "sites"
POWERAPPS = SHARED / "sites" / "powerapps"
JUDGES = SHARED / "oracles"
NOW = datetime(2026, 11, 23, tzinfo=UTC)

pytestmark = [pytest.mark.oracles, pytest.mark.skipif(not JUDGES.is_dir(), reason=f"the judges are not here: {JUDGES}")]


class Site(NamedTuple):
    """A site that is exported.

    source    what is exported
    config    its settings, if they lie elsewhere
    contents  folders of its articles
    home      the URL that its sitemap must keep to, if it does
    """

    source: Path
    config: Path | None
    contents: tuple[Path, ...]
    home: str | None
    overrides: Overrides = Overrides()


SITES = {
    "news-site": Site(EXAMPLE, None, (EXAMPLE / "content",), "https://news.example.org/"),
    "powerapps-news": Site(
        POWERAPPS, SETTINGS / "powerapps-news.yaml", (POWERAPPS / "_news",), "https://everyday.cc/powerapps/"
    ),
    "powerapps-videos": Site(
        POWERAPPS,
        SETTINGS / "powerapps-videos.yaml",
        (POWERAPPS / "_learning" / "videos",),
        "https://everyday.cc/powerapps/",
    ),
    "powerapps-aggregator": Site(
        POWERAPPS,
        SETTINGS / "powerapps-aggregator.yaml",
        (POWERAPPS / "_news", POWERAPPS / "_learning" / "videos"),
        "https://everyday.cc/powerapps/",
    ),
    "seed": Site(
        SHARED / "seed" / "article.md",
        None,
        (SHARED / "seed",),
        None,
        Overrides(
            title="AI Every Day",
            site_url="https://everyday.cc/ai/",
            author="Everyday CC",
            formats=(("rss", None), ("atom", None), ("json", None), ("amp-sitemap", None)),
            include_unpublished=True,
        ),
    ),
}


class Published(NamedTuple):
    site: Site
    folder: Path
    paths: list[str]

    def files(self, *paths: str) -> list[str]:
        return [str(self.folder / path) for path in paths]


@pytest.fixture(scope="module", params=SITES)
def published(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Published:
    """Each site in turn, in a folder of its own."""
    site = SITES[request.param]
    if not site.source.exists():
        pytest.skip(f"the site is not here: {site.source}")
    folder = tmp_path_factory.mktemp(request.param)
    report = export(site.source, now=NOW, output=folder, config=site.config, overrides=site.overrides)
    return Published(site, folder, [file.path for file in report.files])


def judge(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Return the verdict of the judge *name*: 0 is good, 1 is not; one that cannot judge is as good as missing."""
    result = subprocess.run([JUDGES / name, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    require(result.returncode in (0, 1), f"{name} cannot judge: {result.stderr[-2000:]}")
    return result


def validator_source() -> Path:
    """Return where the W3C's own code is looked for."""
    home = os.environ.get("ORACLES_HOME") or Path(os.environ.get("TMPDIR") or "/tmp") / "oracles"
    return Path(os.environ.get("FEEDVALIDATOR_SRC") or Path(home) / "w3c-feedvalidator")


def test_the_w3c_validator_has_nothing_to_say_but_that_articles_share_an_instant(published: Published) -> None:
    if not validator_source().is_dir():
        # No package brings it, so nobody can be asked to have it.
        pytest.skip(f"the W3C validator's source is not here: {validator_source()}")
    feeds = [path for path in published.paths if path.endswith(".xml") and path != "sitemap.xml"]
    answer = json.loads(judge("feedvalidator", "--json", *published.files(*feeds)).stdout)
    assert len(answer["files"]) == len(feeds)
    instants = Counter(
        witness.modified_at(path, head)
        for folder in published.site.contents
        for path, head in witness.heads(folder).items()
    )
    for path, verdict in zip(feeds, answer["files"], strict=True):
        said = [event for event in verdict["events"] if event["level"] != "info"]
        assert (verdict["type"], verdict.get("crash")) == ("Atom 1.0" if _is_atom(published, path) else "RSS", None)
        assert [event for event in said if event["class"] != "DuplicateUpdated"] == []
        # It warns of each entry after the first of an instant. Ours have no other than what the articles say.
        shared = Counter(datetime.fromisoformat(event["params"]["value"]) for event in said)
        assert {at for at, count in shared.items() if count >= instants[at]} == set()


def _is_atom(published: Published, path: str) -> bool:
    return b"<feed " in (published.folder / path).read_bytes()[:200]


def test_every_file_keeps_to_its_schema_without_a_warning(published: Published) -> None:
    home = ("--site-url", published.site.home) if published.site.home else ()
    files = published.files(*published.paths)
    result = judge("schemas", "--strict", "--now", NOW.date().isoformat(), *home, *files)
    assert result.returncode == 0, result.stdout
    assert result.stdout.count(", 0 errors, 0 warnings") == len(files)


def readers(*arguments: str) -> Any:
    """Return what people's feed readers make of files."""
    for tool in ("newsboat", "node", "npm"):
        require(shutil.which(tool), f"{tool} is not installed")
    return json.loads(judge("clients", "--json", *arguments).stdout)


def differences(found: list[Any]) -> list[Any]:
    """Return what readers disagree on, save for how they write the same markup."""
    return [each for each in found if each["grade"] == "differ"]


def test_every_reader_reads_the_feeds_and_sees_the_same_in_rss_atom_and_json(published: Published) -> None:
    paths = ["rss.xml", "atom.xml", "feed.json"]
    answer = readers("--across", *published.files(*paths))
    assert differences(answer["across"]) == []
    for path, verdict in zip(paths, answer["files"], strict=True):
        count = len(witness.entries(path, (published.folder / path).read_bytes()))
        assert verdict["failed"] == []
        assert {client["client"]: len(client["entries"]) for client in verdict["clients"]} == {
            client["client"]: count for client in verdict["clients"]
        }
        assert len(verdict["clients"]) >= 5
        assert differences(verdict["disagreements"]) == []


def test_every_reader_reads_all_other_files(published: Published) -> None:
    paths = [path for path in published.paths if path not in ("rss.xml", "atom.xml", "feed.json")]
    answer = readers(*published.files(*paths))
    assert answer["unknown"] == []
    for verdict in answer["files"]:
        assert verdict["failed"] == []
        assert len({len(client["entries"]) for client in verdict["clients"]}) == 1
        assert differences(verdict["disagreements"]) == []


# What surrounds the command: clock, zone, locale, hash seed, user, umask, processors, width, order and times of the files

EXPORT = [sys.executable, "-m", "syndicate", "export", "{in}", "--output", "{out}"]


@pytest.mark.parametrize(
    "command",
    [[*EXPORT, "--now", "2026-11-23"], ["env", f"SOURCE_DATE_EPOCH={int(NOW.timestamp())}", *EXPORT]],
    ids=["--now", "SOURCE_DATE_EPOCH"],
)
def test_no_byte_depends_on_what_surrounds_the_command(command: list[str]) -> None:
    require(shutil.which("faketime"), "faketime is not installed, and the clock would not be moved")
    result = judge("determinism", "--stdout", "--in", str(EXAMPLE), "--", *command)
    assert result.returncode == 0, result.stdout
    assert "varied clock tz locale hashseed user umask cpus width order" in result.stdout


def test_no_byte_depends_on_the_clock_where_no_article_comes_or_goes(tmp_path: Path) -> None:
    require(shutil.which("faketime"), "faketime is not installed, and the clock would not be moved")
    # The judge's clocks show 2001 and 2037.
    dates = {
        "out": "date: 1999-01-30T18:21:00Z",
        "changed": "date: 1999-02-02\nupdated: 2000-06-01T12:00:00Z",
        "stays": "date: 1999-03-03\nexpires: 2126-01-01",
        "gone": "date: 1999-04-04\nexpires: 1999-05-05",
        "waits": "date: 2126-01-01",
    }
    (tmp_path / "syndicate.yaml").write_text(
        "site: {title: The Ledger, url: 'https://news.example.org/', authors: [The Desk]}\n"
        "source: {url: '{site_url}/{slug}/'}\n"
        "feeds: [{format: rss}, {format: atom}, {format: json}, {format: amp-sitemap}]\n"
    )
    for name, lines in dates.items():
        (tmp_path / f"{name}.md").write_text(f"---\ntitle: {name}\n{lines}\n---\n")
    with tempfile.TemporaryDirectory() as kept:
        result = judge("determinism", "--stdout", "--keep", kept, "--in", str(tmp_path), "--", *EXPORT)
        assert result.returncode == 0, result.stdout
        assert "varied clock " in result.stdout
        feeds = sorted(Path(kept).rglob("feed.json"))
        found = [[item["title"] for item in json.loads(feed.read_bytes())["items"]] for feed in feeds]
    assert found == [["stays", "changed", "out"]] * 3


# Archives, and what is withdrawn


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where a site of twelve articles is published in an archive, after one of them was withdrawn."""
    folder = tmp_path_factory.mktemp("archive")
    settings = {
        "site": {"title": "T", "url": "https://example.org/", "description": "News", "authors": ["Ann"]},
        "source": {"paths": ["posts"], "url": "{site_url}/{slug}/"},
        "feeds": [
            {"format": "rss", "archive": "month"},
            {"format": "atom", "archive": 3},
            {"format": "json", "archive": "year"},
            {"format": "amp-sitemap", "archive": "month"},
            {"format": "atom", "tombstones": "90d", "path": "tombs.xml"},
        ],
    }
    (folder / "syndicate.yaml").write_text(json.dumps(settings))
    (folder / "posts").mkdir()
    for number in range(12):
        head = f"title: On {number}\ndate: 2024-{number // 2 + 1:02}-{number % 2 + 10}\nsummary: About {number}\n"
        (folder / "posts" / f"a{number}.md").write_text(f"---\n{head}---\ntext\n")
    export(folder, now=NOW, output=folder / "public")
    (folder / "posts" / "a2.md").unlink()
    export(folder, now=NOW, output=folder / "public")
    return folder / "public"


def test_the_w3c_validator_has_nothing_to_say_of_an_archive(archive: Path) -> None:
    if not validator_source().is_dir():
        pytest.skip(f"the W3C validator's source is not here: {validator_source()}")
    files = sorted(str(path) for path in archive.iterdir() if path.name.startswith(("rss", "atom")))
    answer = json.loads(judge("feedvalidator", "--json", *files).stdout)
    assert len(answer["files"]) == len(files) == 1 + 6 + 1 + 4
    assert [event for verdict in answer["files"] for event in verdict["events"] if event["level"] != "info"] == []


def test_of_tombstones_it_names_the_unknown_namespace_and_nothing_else(archive: Path) -> None:
    if not validator_source().is_dir():
        pytest.skip(f"the W3C validator's source is not here: {validator_source()}")
    (verdict,) = json.loads(judge("feedvalidator", "--json", str(archive / "tombs.xml")).stdout)["files"]
    (event,) = [event for event in verdict["events"] if event["level"] != "info"]
    assert (event["class"], event["params"]["namespace"]) == (
        "UnknownNamespace",
        "http://purl.org/atompub/tombstones/1.0",
    )


def test_every_document_of_an_archive_keeps_to_its_schema(archive: Path) -> None:
    files = sorted(str(path) for path in archive.iterdir())
    result = judge("schemas", "--strict", "--now", NOW.date().isoformat(), "--site-url", "https://example.org/", *files)
    assert result.returncode == 0, result.stdout


def test_every_reader_reads_the_documents_of_an_archive(archive: Path) -> None:
    answer = readers(*sorted(str(path) for path in archive.iterdir()))
    assert answer["unknown"] == []
    for verdict in answer["files"]:
        assert verdict["failed"] == []
        assert len({len(client["entries"]) for client in verdict["clients"]}) == 1
        assert differences(verdict["disagreements"]) == []
