"""What a killed run left is swept by the next export, and what a living one has staged is not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from syndicate import Document, export
from syndicate.pipeline.publish import runs
from syndicate.pipeline.publish.target import publish

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no process is killed by a signal there")
NOW = datetime(2024, 6, 1, tzinfo=UTC)
STAGING = """\
import sys, time
from pathlib import Path
from syndicate import Document
from syndicate.pipeline.publish.target import publish

def documents():
    for path in ("a.xml", "topics/b.xml", "topics/deep/c.xml"):
        yield Document(path=path, body=b"<staged/>", media_type="text/plain", entry_count=0)
    print("staged", flush=True)
    time.sleep(60)

publish(documents(), Path(sys.argv[1]))
"""


@pytest.fixture
def output(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    (folder / "topics").mkdir(parents=True)
    return folder


@pytest.fixture
def staging(output: Path) -> subprocess.Popen[str]:
    """Return a process that has staged three files and publishes none."""
    process = subprocess.Popen([sys.executable, "-c", STAGING, output], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "staged\n"
    return process


def end(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate()


def hidden(output: Path) -> list[str]:
    return sorted(str(path.relative_to(output).parent) for path in output.rglob(".syndicate-*"))


def document(path: str = "z.xml") -> Document:
    return Document(path=path, body=b"<new/>", media_type="text/plain", entry_count=0)


def test_the_next_run_sweeps_at_once_all_that_a_killed_one_left(output: Path, staging: subprocess.Popen[str]) -> None:
    assert hidden(output) == [".", ".", "topics", "topics/deep"]
    end(staging)
    publish([document()], output)
    assert hidden(output) == []
    assert (output / "z.xml").exists()


def test_what_a_living_process_has_staged_is_left_alone(output: Path, staging: subprocess.Popen[str]) -> None:
    publish([document("topics/z.xml")], output)
    assert hidden(output) == [".", ".", "topics", "topics/deep"]
    end(staging)


def test_one_that_looks_into_a_part_of_the_folder_leaves_it_alone(output: Path, staging: subprocess.Popen[str]) -> None:
    publish([document()], output / "topics")
    assert hidden(output) == [".", ".", "topics", "topics/deep"]
    end(staging)


def test_a_dry_run_sweeps_nothing(output: Path, staging: subprocess.Popen[str]) -> None:
    end(staging)
    publish([document()], output, dry_run=True)
    assert len(hidden(output)) == 4


def test_an_export_that_has_nothing_to_write_sweeps_too(tmp_path: Path) -> None:
    site, output = tmp_path / "site", tmp_path / "out"
    site.mkdir()
    (site / "a.md").write_text("---\ntitle: A\ndate: 2024-01-01\nurl: /a/\n---\n")
    (site / "syndicate.yaml").write_text(
        "site: {title: S, url: 'https://e.org/'}\nfeeds: [{format: json}]\nindex: i/i\n"
    )
    export(site, now=NOW, output=output)
    export(site, now=NOW, output=output)
    process = subprocess.Popen([sys.executable, "-c", STAGING, output], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    end(process)
    assert {file.state for file in export(site, now=NOW, output=output).files} == {"unchanged"}
    assert hidden(output) == []


def test_no_run_leaves_its_own_file_whether_it_succeeds_or_fails(output: Path) -> None:
    publish([document()], output)
    assert hidden(output) == []

    def failing() -> object:
        yield document("y.xml")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        publish(failing(), output / "new" / "folder")  # type: ignore[arg-type]
    assert hidden(output) == []
    assert not (output / "new").exists()


@pytest.mark.parametrize("folder", ["..", "../victim", "/", "link", "\0", "nowhere"])
def test_a_stranger_s_file_of_a_run_leads_to_no_other_folder(output: Path, tmp_path: Path, folder: str) -> None:
    victim = tmp_path / "victim"
    victim.mkdir()
    (output / "link").symlink_to(victim)
    for place in (victim, tmp_path):
        (place / ".syndicate-1-00000000-5.new").write_text("precious")
    forged = output / ".syndicate-1-00000000-1.new"
    forged.write_bytes(runs._FIRST_LINE + folder.encode() + b"\n")
    publish([document()], output)
    assert not forged.exists()
    assert (victim / ".syndicate-1-00000000-5.new").exists()
    assert (tmp_path / ".syndicate-1-00000000-5.new").exists()


@pytest.mark.parametrize("made", ["link", "pipe", "other"])
def test_what_only_has_its_name_is_left_alone(output: Path, tmp_path: Path, made: str) -> None:
    place = output / ".syndicate-1-00000000-1.new"
    (tmp_path / "victim").write_bytes(runs._FIRST_LINE)
    if made == "link":
        place.symlink_to(tmp_path / "victim")
    elif made == "pipe":
        os.mkfifo(place)
    else:
        place.write_text("<staged/>")
    publish([document()], output)
    assert os.path.lexists(place)
    assert (tmp_path / "victim").exists()
