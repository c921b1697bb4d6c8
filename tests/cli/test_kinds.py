"""What is wrong is told by its kinds: on one screen, however many articles are bad, and whole to who asks for all."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from syndicate.cli.main import main
from tests.bad_articles import write_bad_articles

SITE = ["--title", "The Ledger", "--site-url", "https://news.example.org/", "--now", "2024-06-01", "--author", "Ann"]
EXPORT = ["export", "content", "--output", "public", *SITE]
Run = Callable[..., tuple[int, list[str], list[str]]]

PLUGIN = """
from syndicate import Article, Document, Fault, Format, FormatError, Item, Source, hookimpl

class Reader:
    def items(self): return [Item(f"{number}.md") for number in range(40)]
    def content(self, article): return ""
    def read(self, item):
        place = {"path": "posts.11tydata.js", "line": 3, "column": 14}
        yield Fault(**place, field="permalink", message="is a function", severity="warning")
        yield Fault(path=item.key, line=1, message=f"no wiki knows {item.key}", kind="unknown to the wiki")
        yield Fault(path=item.key, line=2, message=f"{item.key!r} is no wiki page", severity="warning")

@hookimpl
def syndicate_sources(): return [Source(name="wiki", open=lambda context: Reader())]

def render(feed, path):
    raise FormatError(f"{path!r} cannot be written")
    yield

@hookimpl
def syndicate_formats(): return [Format(name="loud", media_type="text/plain", filename="loud.txt", render=render)]
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "content").mkdir()
    (tmp_path / "wiki.py").write_text(PLUGIN)

    def call(*arguments: str) -> tuple[int, list[str], list[str]]:
        status = main(arguments)
        out, err = capfd.readouterr()
        return status, out.splitlines(), err.splitlines()

    return call


def write(name: str, *lines: str) -> None:
    head = ["---", "title: Tides", f"url: /{name}/", *lines, "---", ""]
    Path(f"content/{name}.md").write_text("\n".join(head))


def write_undated(count: int) -> None:
    write("good", "date: 2024-01-01")
    for number in range(count):
        write(f"{number:05}", f"date: someday {number}")


def test_a_kind_is_one_sentence_with_a_count_and_three_places(run: Run) -> None:
    write_undated(1_645)
    status, out, err = run(*EXPORT)
    assert (status, err) == (
        3,
        [
            "content/00000.md:4:7: date: 'someday 0' is not an ISO 8601 instant; write e.g. 2024-05-01T09:00:00+02:00",
            "    1,645 in all: also content/00001.md:4:7 and content/00002.md:4:7, and 1,642 more "
            "(--all, or --report json)",
        ],
    )
    assert out[-1] == "1 article read, 1 chosen, 1,645 faults; 4 files in public; 1,645 of 1,646 articles left out"


def test_few_of_a_kind_are_told_in_full_and_in_their_order(run: Run) -> None:
    write_undated(3)
    write("00001b", "date: 2024-01-01", "lang: English please")
    _, _, err = run(*EXPORT)
    assert [line.split(": ")[:2] for line in err] == [
        ["content/00000.md:4:7", "date"],
        ["content/00001.md:4:7", "date"],
        ["warning", "content/00001b.md:5:7"],
        ["content/00002.md:4:7", "date"],
    ]


def test_all_names_everything_and_so_does_json(run: Run) -> None:
    write_undated(50)
    _, _, err = run(*EXPORT, "--all")
    assert [line.partition(":")[0] for line in err] == [f"content/{number:05}.md" for number in range(50)]
    _, out, _ = run(*EXPORT, "--report", "json")
    report = json.loads("\n".join(out))
    assert len(report["faults"]) == 50
    assert {fault["kind"] for fault in report["faults"]} == {
        "date: … is not an ISO … instant; write e.g. 2024-05-01T09:00:00+02:00"
    }
    assert report["articles_left_out"] == 50
    said = "content/00000.md:4:7: date: 'someday 0' is not an ISO 8601 instant; write e.g. 2024-05-01T09:00:00+02:00"
    more = "    50 in all: also content/00001.md:4:7 and content/00002.md:4:7, and 47 more"
    assert report["kinds"] == [{"severity": "fault", "count": 50, "lines": [said, more]}]


def test_one_place_is_named_once_and_faults_of_plugins_have_kinds_too(run: Run) -> None:
    wiki = ["export", ".", "--source", "wiki", "--plugin", "wiki.py", "--output", "public"]
    status, _, err = run(*wiki, *SITE)
    assert status == 1
    assert err[:-2] == [
        "0.md:1: no wiki knows 0.md",
        "    40 in all: also 1.md:1 and 2.md:1, and 37 more (--all, or --report json)",
        "warning: posts.11tydata.js:3:14: permalink: is a function",
        "    40 times",
        "warning: 0.md:2: '0.md' is no wiki page",
        "    40 in all: also 1.md:2 and 2.md:2, and 37 more (--all, or --report json)",
    ]
    assert err[-1] == "0 articles read, 40 faults, 80 warnings; nothing written; 40 of 40 articles left out"


@pytest.mark.parametrize(
    ("command", "count"), [(EXPORT, 2_000), ([*EXPORT, "--strict"], 1_000), (["check", "content", *SITE[:4]], 1_000)]
)
def test_no_answer_is_longer_than_a_screen_however_much_is_wrong(run: Run, command: list[str], count: int) -> None:
    write_bad_articles(Path("content"))
    write("good", "date: 2024-01-01")
    for number in range(count):
        write(f"{number:05}", f"date: someday {number}", f"image: {{url: /a.png, width: w{number}}}")
    started = time.process_time()
    _, out, err = run(*command)
    assert time.process_time() - started < count / 500  # it takes a tenth of that
    assert len(out) + len(err) <= 24
    assert f"{count + 2:,} in all: " in "".join(err)
    assert any(" more kinds (--all, or --report json)" in line for line in err)
    assert " articles left out" in (out or err)[-1]


def test_sentences_about_many_feeds_are_one_kind_and_files_beyond_the_screen_are_counted(run: Run) -> None:
    for number in range(60):
        write(f"a{number}", "date: 2024-01-01", f"tags: [topic {number}]")
    Path("syndicate.yaml").write_text(
        "plugins: wiki.py\nsource: {paths: [content]}\nfeeds:\n  - {format: json, each: topic, path: 't/{topic}.json'}\n"
        "  - {format: loud, each: topic, path: '{topic}.txt'}\n"
    )
    status, out, err = run("export", ".", "--output", "public", *SITE)
    assert (status, len(err)) == (3, 2)
    assert err[0].startswith("error: topic-0.txt: 'topic-0.txt' cannot be written")
    assert "60 in all: also topic-" in err[1]
    assert len(out) + len(err) <= 24
    assert out[-2] == "and 40 more files (--all, or --report json)"
    assert out[-1].startswith("60 articles read, 60 chosen, 60 errors; 60 files in public")


def test_a_narrow_terminal_is_a_screen_too() -> None:
    from syndicate.cli.kinds import on_screen
    from syndicate.model.kinds import kinds_of, said_of

    kinds = kinds_of(said_of(warning=[f"{letter * 30} is wrong" for letter in "abcdefghijkl"]))
    assert len(on_screen(kinds, [1] * 12, [], 20)[0]) == 12
    shown, files = on_screen(kinds, [3] * 12, ["a file"] * 30, 20)
    assert (len(shown), files[-1]) == (5, "and 24 more files (--all, or --report json)")
    assert shown[-1].examples[0].text == "and 8 warnings of 8 more kinds (--all, or --report json)"


def test_github_is_asked_to_show_as_many_as_it_shows_of_a_step(run: Run) -> None:
    write_undated(50)
    for number in range(30):
        write(f"w{number}", "date: 2024-01-01", f"image: {{url: /a.png, width: w{number}}}")
    _, _, err = run(*EXPORT, "--report", "github")
    marks = Counter(line.partition(" ")[0] for line in err)
    assert marks == {"::error": 3, "::warning": 3, "and": 1}
    assert err[0].startswith("::error file=content/00000.md,line=4,col=7::date: 'someday 0' is not an ISO 8601 instant")
    assert err[0].endswith(" (50 such)")
    assert err[-1] == "and 74 more, which GitHub would not show (--all, or --report json)"
    write_bad_articles(Path("content"))
    _, _, err = run(*EXPORT, "--report", "github")
    assert Counter(line.partition(" ")[0] for line in err) == {"::error": 10, "::warning": 10, "and": 1}
    _, _, err = run(*EXPORT, "--report", "github", "--all")
    assert len(err) > 100


@pytest.mark.parametrize(("name", "indent"), [("dump.jsonl", None), ("dump.json", None), ("dump.json", 2)])
def test_articles_of_one_file_are_counted_one_by_one_whatever_is_wrong_with_each(
    run: Run, name: str, indent: int | None
) -> None:
    rows = [{"title": f"A {number}", "date": "soon", "url": "mailto:a@e.org"} for number in range(7)]
    rows.append({"title": "B", "url": "/b/", "date": "2024-01-01T00:00:00Z"})
    text = json.dumps(rows, indent=indent) if name.endswith("json") else "\n".join(map(json.dumps, rows))
    Path("content", name).write_text(text)
    status, out, err = run("export", f"content/{name}", "--output", "public", *SITE)
    assert (status, len(err)) == (3, 4)
    assert out[-1].endswith("; 7 of 8 articles left out")


def test_every_command_that_reports_does_so_in_json_too(run: Run) -> None:
    def answer(*arguments: str) -> tuple[int, object]:
        status, out, err = run(*arguments, "--report", "json")
        return status, json.loads("\n".join(out or err))

    write("good", "date: 2024-01-01")
    assert answer("init") == (0, {"status": 0, "path": "syndicate.yaml", "preset": None})
    status, failed = answer("init")
    assert (status, dict(failed)["status"]) == (2, 2)  # type: ignore[call-overload]
    settings = (
        "site: {title: T, url: 'https://e.org/'}\nsource: {paths: [content]}\noutput: public\nfeeds: [{format: json}]\n"
    )
    Path("syndicate.yaml").write_text(settings)
    assert answer("export")[0] == answer("check")[0] == 0
    assert answer("links", "--for", "headers", "--output", "public") == (
        0,
        {"status": 0, "files": [{"path": "public/_headers", "state": "new"}]},
    )
    status, listed = answer("plugins")
    assert (status, listed) == (0, json.loads("\n".join(run("plugins", "--json")[1])))
    status, announced = answer("links")
    assert (status, announced) == (0, json.loads("\n".join(run("links", "--for", "json")[1])))


def test_quiet_says_what_is_wrong_and_nothing_else(run: Run) -> None:
    write_undated(10)
    write("w", "date: 2024-01-01", "lang: English please")
    status, out, err = run(*EXPORT, "-q")
    assert (status, out, len(err)) == (3, [], 2)
    assert "10 in all" in err[1]
