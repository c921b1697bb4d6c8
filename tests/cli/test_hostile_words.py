"""Whatever a name or a value says: a line of a report stays one line, and neither terminal nor log obeys it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from syndicate import Fault
from syndicate.cli.main import main
from syndicate.model.errors import excerpt, printable

# As runners look for them: at the beginning of a line, whatever white space stands before it; in any place of a line.
COMMAND = re.compile(r"^\s*::|##\w*\[", re.MULTILINE)
STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
NAMES = (
    "::stop-commands::tok",
    "a\n::add-mask::e",
    " ::error::b",
    "\u00a0::error::b",
    "\u3000::error::b",
    "##[add-mask]e",
    "##vso[task.setvariable]x",
    "c\r::debug::x",
    "\u202edm.exe",
    "\x1b]0;title\x07",
    "d\u2028::notice::x",
    "e\x85::notice::x",
)
SETTINGS = "site: {title: Site, url: 'https://e.org/'}\nsource: {url: '/{slug}/'}\nfeeds: [{format: json, allow_empty: true}]\n"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a site whose names and values are commands."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "syndicate.yaml").write_text(SETTINGS)
    for number, name in enumerate(NAMES):
        value = json.dumps(name)
        folder = tmp_path / f"{name}\n::folder::{number}"
        folder.mkdir()
        (folder / f"{name}.md").write_text(f"---\ntitle: A\ndate: {value}\n---\n")
        (folder / "b.md").write_text(f"---\ntitle: A\ndate: 2024-01-01\nlanguage: {value}\nimage: {value}\n---\n")
        (folder / "c.md").write_text(f"---\n{value}: {value}\ndraft: {value}\n---\n")
        (folder / f"{name}.link.md").symlink_to("/nowhere")
    return tmp_path


@pytest.mark.parametrize(
    "command", [["check"], ["export", "--output", "out"], ["export", "--output", "out", "--strict"]]
)
def test_no_line_of_a_report_begins_a_command_or_steers_a_terminal(
    site: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    assert main([*command, str(site)]) in (1, 3)
    said = "".join(capsys.readouterr())
    assert len(said.splitlines()) > len(NAMES)
    assert COMMAND.search(said) is None
    assert STEERING.search(said) is None


@pytest.mark.parametrize("command", [["check"], ["export", "--output", "out"]])
def test_annotations_are_the_only_commands(site: Path, capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    main([*command, str(site), "--report", "github"])
    said = "".join(capsys.readouterr())
    commands = [line for line in said.splitlines() if COMMAND.search(line)]
    assert commands
    for line in commands:
        assert re.match(r"::(error|warning) file=[^:,]*(,line=\d+)?(,col=\d+)?::", line) or line.startswith(
            "::warning::"
        )
        assert "##" not in line
    assert STEERING.search(said) is None


@pytest.mark.parametrize("command", [["check"], ["export", "--output", "out"]])
def test_a_report_in_json_says_the_same_and_is_no_command(
    site: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    main([*command, str(site), "--report", "json"])
    said = capsys.readouterr().out
    assert COMMAND.search(said) is None
    assert STEERING.search(said) is None
    assert any("##[add-mask]e" in fault["path"] for fault in json.loads(said)["faults"])


@pytest.mark.parametrize("name", NAMES)
def test_wrong_settings_and_wrong_usage_are_told_alike(
    site: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    value = json.dumps(name)
    for settings in (f"{value}: 1\n", f"site: {{title: {value}, url: {value}}}\n", f"plugins: [{value}, {value}]\n"):
        (site / "syndicate.yaml").write_text(settings)
        main(["export", str(site), "--output", "out"])
        main(["export", str(site), "--explain"])
    (site / "syndicate.yaml").write_text(SETTINGS)
    for arguments in (["export", name], [name], ["export", "--format", name], ["check", "--config", name]):
        main(arguments)
    said = "".join(capsys.readouterr())
    assert COMMAND.search(said) is None
    assert STEERING.search(said) is None


def test_lines_for_pages_hold_no_command(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "syndicate.yaml").write_text(SETTINGS.replace("Site", '"##[add-mask]e"'))
    assert main(["links", str(site)]) == 0
    said = capsys.readouterr().out
    assert "#&#35;[add-mask]e" in said
    assert COMMAND.search(said) is None


@pytest.mark.parametrize("name", NAMES)
def test_a_fault_and_a_quoted_value_are_one_line(name: str) -> None:
    for text in (str(Fault(path=name, message=f"is {name}")), f"x {excerpt(name)}", printable(name)):
        assert COMMAND.search(text) is None
        assert STEERING.search(text) is None
        assert "\n" not in text


@pytest.mark.parametrize("text", ["a::b", "C++ ::", "## Heading", "#[x]", "naïve 日本語", "a: b: c", "# #[x]"])
def test_what_is_no_command_stays_as_it_is(text: str) -> None:
    assert printable(text) == text
