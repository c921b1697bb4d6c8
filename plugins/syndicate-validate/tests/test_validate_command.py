"""The command: what it takes, what it prints, how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from syndicate.cli.main import main

GOOD = (
    '<?xml version="1.0" encoding="utf-8"?>\n<opml version="2.0"><head><title>a</title></head>'
    '<body><outline text="b"/></body></opml>'
)
BAD = GOOD.replace("</title>", "</title><dateCreated>soon</dateCreated>")
WARNED = GOOD.replace('text="b"', 'text="b" type="rss"')


@pytest.fixture(autouse=True)
def every_plugin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SYNDICATE_PLUGINS", raising=False)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("good.opml").write_text(GOOD)
    Path("bad.opml").write_text(BAD)
    Path("warned.opml").write_text(WARNED)
    return tmp_path


def validate(*arguments: str) -> int:
    return main(["validate", *arguments])


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["good.opml"], 0),
        (["bad.opml"], 1),
        (["warned.opml"], 0),
        (["warned.opml", "--strict"], 1),
        (["bad.opml", "--ignore", "date-rfc822"], 0),
        (["good.opml", "bad.opml"], 1),
        (["."], 1),
        (["nothing.xml"], 2),
        (["good.opml", "nothing.xml", "good.opml"], 2),
        (["good.opml", "--ignore", "date-rfc823"], 2),
    ],
)
def test_the_exit_status_says_how_it_is(arguments: list[str], status: int) -> None:
    assert validate(*arguments) == status


@pytest.mark.usefixtures("folder")
def test_a_finding_is_one_line_with_place_code_and_clause(capsys: pytest.CaptureFixture[str]) -> None:
    validate("bad.opml")
    said = capsys.readouterr()
    assert said.out == (
        "bad.opml:2:43: error: head/dateCreated: 'soon' is no date of RFC 822; "
        "write e.g. Wed, 01 May 2024 09:00:00 +0000 [date-rfc822] http://opml.org/spec2.opml\n"
    )
    assert said.err == "1 document: 1 error\n"


@pytest.mark.usefixtures("folder")
def test_what_is_not_there_keeps_no_other_place_from_being_judged(capsys: pytest.CaptureFixture[str]) -> None:
    assert validate("bad.opml", "nothing.xml", "warned.opml", "no.xml") == 2
    said = capsys.readouterr()
    assert [line.split(": ")[1] for line in said.out.splitlines()] == ["error", "warning"]
    summary, *missing = said.err.splitlines()
    assert summary == "2 documents: 1 error, 1 warning"
    assert [line.partition(": there is no file")[0] for line in missing] == [
        "syndicate: nothing.xml",
        "syndicate: no.xml",
    ]
    assert validate("nothing.xml", "bad.opml", "warned.opml", "--report", "json") == 2
    assert len(json.loads(capsys.readouterr().out)["findings"]) == 2


@pytest.mark.usefixtures("folder")
def test_a_folder_gives_the_feeds_in_it_and_nothing_of_other_files(capsys: pytest.CaptureFixture[str]) -> None:
    Path("project.xml").write_text("<project/>")
    Path("package.json").write_text('{"name": "a", "version": "1.0", "items": []}')
    Path("tsconfig.json").write_text("{ // comments\n}")
    Path("page.xml").write_text("<html/>")
    validate(".")
    assert capsys.readouterr().err == "3 documents: 1 error, 1 warning\n"


@pytest.mark.usefixtures("folder")
def test_programs_are_told_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    validate("bad.opml", "--report", "json")
    (found,) = json.loads(capsys.readouterr().out)["findings"]
    assert (found["code"], found["severity"], found["path"], found["line"], found["column"], found["value"]) == (
        "date-rfc822", "error", "bad.opml", 2, 43, "soon",
    )  # fmt: skip


@pytest.mark.usefixtures("folder")
def test_a_workflow_is_told_by_annotations(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a,b.opml").write_text(BAD)
    validate("a,b.opml", "--report", "github")
    assert capsys.readouterr().out.startswith(
        "::error file=a%2Cb.opml,title=date-rfc822,line=2,col=43::head/dateCreated"
    )


@pytest.mark.usefixtures("folder")
def test_sarif_names_rule_and_region(capsys: pytest.CaptureFixture[str]) -> None:
    Path("bad one#1.opml").write_text(BAD)
    validate("bad one#1.opml", "warned.opml", "--report", "sarif")
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {"date-rfc822", "outline-attribute"}
    assert [result["level"] for result in run["results"]] == ["error", "warning"]
    assert run["results"][0]["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "bad%20one%231.opml"},
        "region": {"startLine": 2, "startColumn": 43},
    }


@pytest.mark.usefixtures("folder")
def test_what_a_feed_holds_cannot_steer_a_terminal_or_a_workflow(capsys: pytest.CaptureFixture[str]) -> None:
    Path("evil.opml").write_text(BAD.replace("soon", "&#xA;::error::a&#x202E;%0A"), encoding="utf-8")
    for report in ("text", "github", "json", "sarif"):
        validate("evil.opml", "--report", report)
        told = capsys.readouterr().out
        assert "\n::error::a" not in told
        assert "\u202e" not in told
