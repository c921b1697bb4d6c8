from __future__ import annotations

import argparse
import gc
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from syndicate.cli.commands import export as export_command
from syndicate.cli.main import main

SITE = ["--title", "The Ledger", "--site-url", "https://news.example.org/", "--author", "The Desk"]
NOW = ["--now", "2024-06-01T00:00:00Z"]

Run = Callable[..., tuple[int, str, str]]


def article(title: str, date: str, *lines: str) -> str:
    slug = title.lower().replace(" ", "-")
    head = [f"title: {title}", f"date: {date}", f"url: /{slug}/", "excerpt: What it says.", *lines]
    return "\n".join(["---", *head, "---", "", "Body.", ""])


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of three published articles and a draft, one of the three in the future of NOW."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "old.md").write_text(article("Old", "2024-01-30T18:21:00Z", "topics: [AI, Feeds]"))
    (folder / "new.md").write_text(article("New", "2024-03-01T08:00:00Z", "topics: [ai]", "quality: 87"))
    (folder / "later.md").write_text(article("Later", "2024-12-24T18:00:00Z"))
    (folder / "draft.md").write_text(article("Draft", "2024-02-01T18:00:00Z", "draft: true", "topics: [Secret]"))
    return folder


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    def call(*arguments: str) -> tuple[int, str, str]:
        try:
            status = main(arguments)
        except SystemExit as error:  # argparse
            status = int(error.code or 0)
        out, err = capfdbinary.readouterr()
        return status, out.decode(), err.decode()

    return call


def titles(feed: str) -> list[str]:
    return [item["title"] for item in json.loads(feed)["items"]]


@pytest.mark.usefixtures("content")
class TestExport:
    def test_one_format_without_output_goes_to_standard_output(self, run: Run) -> None:
        status, out, err = run("export", "content", "--format", "json", *SITE, *NOW)
        assert (status, titles(out), err) == (0, ["New", "Old"], "")

    def test_several_formats_need_a_folder(self, run: Run) -> None:
        status, out, err = run("export", "content", "--format", "json", "--format", "rss", *SITE)
        assert (status, out) == (2, "")
        assert "give --output" in err

    def test_a_dry_run_prints_no_feed(self, run: Run) -> None:
        status, out, err = run("export", "content", "--format", "json", "--dry-run", *SITE, *NOW)
        assert (status, err) == (0, "")
        assert re.fullmatch(r"feed\.json: 2 entries, [\d,]+ bytes would be printed\n", out)

    def test_a_format_with_a_path_is_written_below_the_output_of_the_settings(self, run: Run) -> None:
        Path("syndicate.yaml").write_text("output: public\nsource: {paths: [content]}\n")
        status, out, _ = run("export", "--format", "json=news/a.json", *SITE, *NOW)
        assert (status, titles(Path("public/news/a.json").read_text())) == (0, ["New", "Old"])
        assert "news/a.json" in out
        assert titles(run("export", "--format", "json", *SITE, *NOW)[1]) == ["New", "Old"]
        assert titles(run("export", "--format", "json=b.json", "--output", "-", *SITE, *NOW)[1]) == ["New", "Old"]
        assert not Path("public/b.json").exists()

    @pytest.mark.parametrize(
        ("feeds", "answer"),
        [
            ("[{format: rss}]", "the feed rss.xml needs a folder: give --output (- prints it), or set output in"),
            ("[{format: rss}, {format: json}]", "several feeds need a folder: give --output, or set output in"),
        ],
    )
    def test_only_several_feeds_are_called_several(self, run: Run, feeds: str, answer: str) -> None:
        Path("syndicate.yml").write_text(f"source: {{paths: [content]}}\nfeeds: {feeds}\n")
        status, _, err = run("export", *SITE, *NOW)
        assert (status, err) == (2, f"syndicate: {answer} syndicate.yml\n")

    def test_the_sitemap_holds_all_whatever_the_limit_and_a_feed_twenty(self, content: Path, run: Run) -> None:
        for number in range(30):
            (content / f"{number}.md").write_text(article(f"Number {number}", "2024-01-01"))
        for asked, in_feed in ((), 20), (("--limit", "5"), 5), (("--limit", "all"), 32):
            run("export", "content", "--output", "public", *SITE, *NOW, *asked)
            assert len(titles(Path("public/feed.json").read_text())) == in_feed
            assert Path("public/sitemap.xml").read_text().count("<loc>") == 32

    def test_a_folder_without_formats_gets_all_four(self, run: Run) -> None:
        status, out, _ = run("export", "content", "--output", "public", *SITE, *NOW)
        assert status == 0
        assert sorted(path.name for path in Path("public").iterdir()) == [
            "atom.xml",
            "feed.json",
            "rss.xml",
            "sitemap.xml",
        ]
        assert "3 articles read" not in out
        assert "4 articles read, 2 chosen; 4 files in public" in out

    def test_a_format_may_name_its_file(self, run: Run) -> None:
        run("export", "content", "--format", "json=a/b.json", "--output", "public", *SITE, *NOW)
        feed = json.loads(Path("public/a/b.json").read_text())
        assert feed["feed_url"] == "https://news.example.org/a/b.json"

    def test_the_second_export_changes_nothing(self, run: Run) -> None:
        arguments = ("export", "content", "--output", "public", *SITE, *NOW)
        run(*arguments)
        before = {path: path.stat().st_mtime_ns for path in Path("public").iterdir()}
        _, out, _ = run(*arguments)
        assert out.count(" unchanged\n") == 4
        assert {path: path.stat().st_mtime_ns for path in Path("public").iterdir()} == before

    def test_a_dry_run_says_what_would_be_written(self, run: Run) -> None:
        status, out, _ = run("export", "content", "--output", "public", "--dry-run", *SITE, *NOW)
        assert status == 0
        assert "would be written to public" in out
        assert not Path("public").exists()

    def test_source_date_epoch_is_now(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1708000000")  # 2024-02-15
        _, out, _ = run("export", "content", "--format", "json", *SITE)
        assert titles(out) == ["Old"]

    def test_an_empty_selection_says_what_happened(self, run: Run) -> None:
        status, out, err = run("export", "content", "--format", "json", "--topic", "Fedes", *SITE, *NOW)
        assert (status, out) == (1, "")
        assert "4 read, 2 published, none on topic 'Fedes'; topics seen: " in err
        assert "Feeds (1)" in err
        assert "Secret" not in err

    def test_an_empty_feed_may_be_allowed(self, run: Run) -> None:
        status, out, _ = run("export", "content", "--format", "json", "--topic", "X", "--allow-empty", *SITE, *NOW)
        assert (status, titles(out)) == (0, [])

    def test_a_fault_is_named_and_the_rest_is_written(self, run: Run, content: Path) -> None:
        (content / "bad.md").write_text(article("Bad", "yesterday"))
        status, out, err = run("export", "content", "--output", "public", *SITE, *NOW)
        assert status == 3
        assert err.splitlines()[0].startswith("content/bad.md:3:7: date: 'yesterday' is not an ISO 8601 instant; write")
        assert "4 articles read, 2 chosen, 1 fault; 4 files in public" in out
        assert titles(Path("public/feed.json").read_text()) == ["New", "Old"]

    def test_strict_writes_nothing(self, run: Run, content: Path) -> None:
        (content / "bad.md").write_text(article("Bad", "yesterday"))
        status, out, err = run("export", "content", "--output", "public", "--strict", *SITE, *NOW)
        assert (status, out) == (1, "")
        assert "content/bad.md:3:7: date:" in err
        assert not Path("public").exists()

    def test_the_report_comes_as_json(self, run: Run, content: Path) -> None:
        (content / "bad.md").write_text(article("Bad", "yesterday"))
        _, out, _ = run("export", "content", "--output", "public", "--report", "json", *SITE, *NOW)
        report = json.loads(out)
        assert report["status"] == 3
        assert (report["articles_read"], report["articles_chosen"]) == (4, 2)
        assert report["files"][0] | {"bytes": 0} == {
            "path": "rss.xml",
            "url": "https://news.example.org/rss.xml",
            "format": "rss",
            "entries": 2,
            "bytes": 0,
            "state": "new",
        }
        assert report["faults"][0]["path"] == "content/bad.md"
        assert (report["faults"][0]["line"], report["faults"][0]["column"]) == (3, 7)

    def test_an_error_comes_as_json_too(self, run: Run) -> None:
        status, out, _ = run("export", "content", "--format", "atm", "--output", "x", "--report", "json", *SITE)
        assert json.loads(out)["status"] == status == 2
        assert "did you mean 'atom'" in json.loads(out)["error"]

    def test_a_want_of_memory_is_told_in_a_sentence(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        def run_out(_: object) -> int:
            raise MemoryError

        monkeypatch.setattr("syndicate.cli.main.command_of", lambda _: SimpleNamespace(run=run_out))
        said = "syndicate: memory does not suffice; name fewer folders in source.paths\n"
        assert run("export", "content", *SITE) == (1, "", said)

    def test_quiet_says_only_what_is_wrong(self, run: Run) -> None:
        assert run("export", "content", "--output", "public", "--quiet", *SITE, *NOW) == (0, "", "")

    def test_a_single_file_and_a_glob_are_sites_too(self, run: Run) -> None:
        _, out, _ = run("export", "content/old.md", "--format", "json", *SITE, *NOW)
        assert titles(out) == ["Old"]
        _, out, _ = run("export", "content/[no]*.md", "--format", "json", *SITE, *NOW)
        assert titles(out) == ["New", "Old"]

    def test_json_lines_are_read_from_a_file(self, run: Run) -> None:
        line = {"title": "Piped", "url": "/piped/", "published_at": "2024-01-01T00:00:00Z"}
        Path("articles.jsonl").write_text(json.dumps(line) + "\n")
        _, out, _ = run("export", "articles.jsonl", "--format", "json", *SITE, *NOW)
        assert titles(out) == ["Piped"]

    def test_a_message_cannot_steer_the_terminal(self, run: Run, content: Path) -> None:
        (content / "bad\x1b[2Jname.md").write_text(article("Bad", '"\\e[31mred"'))
        _, _, err = run("export", "content", "--format", "json", *SITE, *NOW)
        assert "\x1b" not in err
        assert "bad\\x1b[2Jname.md" in err


class TestSettings:
    def write(self, folder: Path, text: str) -> Path:
        path = folder / "syndicate.yaml"
        path.write_text(text)
        return path

    def test_settings_are_found_above_the_folder_that_is_named(self, content: Path, run: Run) -> None:
        self.write(content.parent, "site: {title: T, url: 'https://e.org'}\nsource: {paths: [nowhere]}\n")
        status, out, _ = run("export", "content", "--format", "json", *NOW)
        assert (status, titles(out)) == (0, ["New", "Old"])

    def test_paths_are_relative_to_the_settings_file(
        self, content: Path, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.write(
            content.parent,
            "site: {title: T, url: 'https://e.org'}\nsource: {paths: [content]}\noutput: out\nfeeds: [{format: json}]\n",
        )
        monkeypatch.chdir("/")
        status, _, _ = run("export", str(content.parent), *NOW)
        assert status == 0
        assert titles((content.parent / "out/feed.json").read_text()) == ["New", "Old"]

    def test_every_mistake_is_told_with_its_line(self, content: Path, run: Run) -> None:
        self.write(
            content.parent,
            "site:\n  titel: T\n  url: https://e.org\nfeeds:\n  - format: json\n    limit: ten\n  - format: rss\n"
            "    options: {x: 1}\n    each: topics\n",
        )
        status, out, err = run("export", ".", *NOW)
        assert (status, out) == (2, "")
        assert err.splitlines() == [
            "syndicate.yaml:2:3: site.titel: unknown key; did you mean 'title'?",
            "syndicate.yaml:6:12: feeds[0].limit: expected a whole number of at least 1 or all, found 'ten'",
            "syndicate.yaml:9:11: feeds[1].each: expected author or language or section or topic or year, found 'topics'; "
            "did you mean 'topic'?",
        ]

    def test_mistakes_in_the_options_of_parts_have_their_line_too(self, content: Path, run: Run) -> None:
        self.write(
            content.parent,
            "site: {title: T, url: 'https://e.org', timezone: Europe/Berln}\nfeeds:\n"
            "  - format: amp-sitemap\n    options:\n      amp: cahe\n",
        )
        _, _, err = run("export", ".", *NOW)
        assert "syndicate.yaml:1:50: site.timezone: no time zone is named 'Europe/Berln'; did you mean" in err
        self.write(
            content.parent,
            "site: {title: T, url: 'https://e.org'}\nfilters: {topics: {anny: [x]}}\nfeeds:\n"
            "  - format: amp-sitemap\n    options:\n      amp: cahe\n    page_size: 3\n  - {format: rss, options: {x: 1}}\n"
            "  - {format: rss, filters: {dates: {since: soon}}}\n",
        )
        _, _, err = run("export", ".", *NOW)
        assert [line.split(": expected")[0] for line in err.splitlines()] == [
            "syndicate.yaml:2:20: filters.topics.anny: unknown key; did you mean 'any'?",
            "syndicate.yaml:6:12: feeds[0].options.amp",
            "syndicate.yaml:7:16: feeds[0].page_size: amp-sitemap splits by itself; take page_size out",
            "syndicate.yaml:8:29: feeds[1].options.x: unknown key; known: changed, licenses, markdown, pub_date, stylesheet, elements, namespaces",
            "syndicate.yaml:9:5: feeds[2]: 'rss.xml' is also the path of feeds[1]; give one of them another",
            "syndicate.yaml:9:36: feeds[2].filters.dates: since: 'soon' is not an ISO 8601 instant; write e.g. "
            "2024-05-01T09:00:00+02:00",
        ]

    def test_one_feed_a_topic(self, content: Path, run: Run) -> None:
        self.write(
            content.parent,
            "site: {title: T, url: 'https://e.org'}\nsource: {paths: [content]}\noutput: public\nfeeds:\n"
            "  - {format: json, each: topic, path: 't/{topic}.json', title: 'On {topic}'}\n",
        )
        (content / "c.md").write_text(article("Cee", "2024-01-01", "topics: ['C#', '../../x', AI]"))
        status, _, _ = run("export", ".", *NOW)
        assert status == 0
        found = {path.relative_to("public").as_posix(): path for path in Path("public").rglob("*.json")}
        assert sorted(found) == ["t/ai.json", "t/c-sharp.json", "t/feeds.json", "t/x.json"]
        feed = json.loads(found["t/ai.json"].read_text())
        assert (feed["title"], feed["feed_url"]) == ("On AI", "https://e.org/t/ai.json")
        assert len(feed["items"]) == 3

    def test_a_feed_in_pages_links_them(self, content: Path, run: Run) -> None:
        self.write(
            content.parent,
            "site: {title: T, url: 'https://e.org'}\nsource: {paths: [content]}\noutput: public\nfeeds:\n"
            "  - {format: json, page_size: 1}\n",
        )
        run("export", ".", *NOW)
        first = json.loads(Path("public/feed.json").read_text())
        second = json.loads(Path("public/feed-2.json").read_text())
        assert first["next_url"] == second["feed_url"] == "https://e.org/feed-2.json"
        assert "next_url" not in second
        assert [len(page["items"]) for page in (first, second)] == [1, 1]

    def test_full_text_is_clean_and_what_has_none_is_counted(self, content: Path, run: Run) -> None:
        self.write(
            content.parent,
            "site: {title: T, url: 'https://e.org'}\nsource: {paths: [content]}\noutput: public\nfeeds:\n"
            "  - {format: json, content: full}\n  - {format: json, content: none, path: bare.json}\n",
        )
        (content / "page.html").write_text(
            article("Page", "2024-01-01") + '<p onclick="x()">Hi <a href="/b c">b</a><script>alert(1)</script></p>'
        )
        _, _, err = run("export", ".", *NOW)
        page = json.loads(Path("public/feed.json").read_text())["items"][2]
        assert page["content_html"].endswith('<p>Hi <a href="https://e.org/b%20c">b</a></p>')
        assert page["summary"] == "What it says."
        assert err == "warning: feed.json: left out of 1 text: 1 event handler, 1 script ('content/page.html')\n"
        bare = json.loads(Path("public/bare.json").read_text())["items"][2]
        assert "summary" not in bare
        assert bare["content_text"] == "Page"

    def test_init_writes_settings_that_work(self, content: Path, run: Run) -> None:
        (content.parent / "CNAME").write_text("news.example.org\n")
        status, out, _ = run("init")
        assert (status, "syndicate.yaml is written" in out) == (0, True)
        assert run("init")[0] == 2
        assert run("export", *NOW)[0] == 0
        assert json.loads(Path("public/feed.json").read_text())["home_page_url"] == "https://news.example.org/"


def test_the_schemas_are_json_schemas_that_judge(run: Run) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    _, out, _ = run("schema", "article")
    schema = json.loads(out)
    jsonschema.Draft202012Validator.check_schema(schema)
    good = {"title": "T", "url": "https://e.org/", "published_at": "2024-01-01T00:00:00Z"}
    jsonschema.validate(good, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(good | {"titel": 1}, schema)
    _, out, _ = run("schema", "settings")
    settings = json.loads(out)
    jsonschema.validate({"site": {"title": "T"}, "feeds": [{"format": "rss"}]}, settings)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"feeds": [{"limit": 1}]}, settings)


def test_standard_input_is_a_site(tmp_path: Path) -> None:
    line = json.dumps({"title": "Piped", "url": "/piped/", "published_at": "2024-01-01T00:00:00Z"})
    command = [sys.executable, "-m", "syndicate", "export", "-", "--format", "json", *SITE]
    result = subprocess.run(
        command, input=line, capture_output=True, text=True, cwd=tmp_path, env=_environment(), check=True
    )
    assert titles(result.stdout) == ["Piped"]


def test_what_the_process_holds_is_left_as_it_is_when_it_ends_and_only_then(run: Run) -> None:
    before = gc.get_freeze_count()
    run("plugins", "--json")
    assert gc.get_freeze_count() == before  # this process goes on
    code = (
        "import gc, sys; sys.argv[1:] = ['plugins', '--json']; from syndicate.cli.main import main; status = main(); "
        "sys.exit(status or gc.get_freeze_count() < 10_000)"
    )
    subprocess.run([sys.executable, "-c", code], env=_environment(), stdout=subprocess.DEVNULL, check=True)


def test_ctrl_c_leaves_everything_as_it_was(tmp_path: Path) -> None:
    # Standard input that never ends keeps the export in the middle of its reading.
    # What a shell starts in the background is told to ignore an interrupt, and hands that on.
    heeding = "import signal, runpy; signal.signal(signal.SIGINT, signal.default_int_handler); runpy.run_module('syndicate', run_name='__main__')"
    command = [sys.executable, "-c", heeding, "export", "-", "--output", "public", *SITE]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path, env=_environment(), text=True
    )
    assert process.stdin is not None
    process.stdin.write("\n" * 500_000)  # more than a pipe holds: it is written when most of it is read
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    process.wait(60)  # the input is open until then: its end would be another reason to stop
    _, err = process.communicate()
    assert process.returncode in {130, -signal.SIGINT}, err
    assert "Traceback" not in err
    assert not list(tmp_path.iterdir())


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}


# Every option is seen in what it does; the table is held against the grammar.

CHOICES = [
    ("--topic Feeds", ["Old"]),
    ("--topic secret --topic FEEDS --include-unpublished", ["Draft", "Old"]),
    ("--all-topics AI --all-topics Feeds", ["Old"]),
    ("--exclude-topic Feeds", ["New"]),
    ("--include-unpublished", ["Later", "New", "Draft", "Old"]),
    ("--since 2024-02-01", ["New"]),
    ("--until 2024-02-01", ["Old"]),
    ("--where quality>=50", ["New"]),
    ("--where quality=87", ["New"]),
    ("--where title!=New", ["Old"]),
    ("--limit 1", ["New"]),
    ("--now 2025-01-01", ["Later", "New", "Old"]),
    ("--source json-lines", ["Piped"]),
    ("--config other.yaml", ["Old"]),
    ("--topic X --allow-empty", []),
]
SEEN: dict[str, tuple[list[str], str, str]] = {
    "--title": (["--title", "Other"], "title", "Other"),
    "--site-url": (["--site-url", "https://x.org"], "home_page_url", "https://x.org/"),
    "--language": (["--language", "de_AT"], "language", "de-AT"),
    "--author": (["--author", "Ann"], "authors", "[{'name': 'Ann'}]"),
    "--format": (["--format", "json=a.json"], "feed_url", "https://news.example.org/a.json"),
}
# What these do is said by other tests of this module.
ELSEWHERE = {"--output", "--strict", "--dry-run", "--report", "--quiet", "--help", "--explain"}
ELSEWHERE |= {"--url"}  # in tests/pipeline/test_source_pass.py
ELSEWHERE |= {"--all", "--color", "--verbose"}  # in tests/cli/test_report.py and test_log.py
ELSEWHERE |= {"--preset", "--content"}  # in tests/settings/test_preset.py
ELSEWHERE |= {"--keep-old", "--no-record"}  # in tests/record/test_record.py
ELSEWHERE |= {"--accept-new-ids", "--accept-withdrawals", "--against"}  # in tests/record/test_identity.py
ELSEWHERE |= {"--index", "--no-index", "--jobs"}  # in tests/index/test_index.py
ELSEWHERE |= {"--workers"}  # in tests/pipeline/workers/test_cluster.py
ELSEWHERE |= {"--no-site-plugins"}  # in tests/settings/test_trust.py
ELSEWHERE |= {"--plugin", "--option", "--trace", "--debug"}  # in tests/parts/test_plugins_of_a_site.py


def _options() -> set[str]:
    command = argparse.ArgumentParser()
    export_command.add_arguments(command)
    return {option for option in command._option_string_actions if option.startswith("--")}


@pytest.mark.usefixtures("content")
class TestOptions:
    def test_the_tables_hold_every_option(self) -> None:
        choosing = {word for line, _ in CHOICES for word in line.split() if word.startswith("--")}
        assert choosing | {*SEEN, *ELSEWHERE} == _options()
        assert set(re.findall(r"(?<![a-z])--[a-z-]+", _help("export"))) == _options()

    @pytest.mark.parametrize(("line", "expected"), CHOICES)
    def test_an_option_chooses(self, run: Run, line: str, expected: list[str]) -> None:
        Path("content/a.jsonl").write_text(
            '{"title": "Piped", "url": "/piped/", "published_at": "2024-01-01T00:00:00Z"}\n'
        )
        Path("other.yaml").write_text("source: {paths: [old.md]}\n")
        _, plain, _ = run("export", "content", "--format", "json", *SITE, *NOW)
        _, out, err = run("export", "content", "--format", "json", *SITE, *NOW, *line.split())
        assert (titles(out), err) == (expected, "")
        assert titles(plain) != expected

    @pytest.mark.parametrize("option", SEEN)
    def test_an_option_describes(self, run: Run, option: str) -> None:
        arguments, field, expected = SEEN[option]
        given = ["--format", "json"] if option != "--format" else []
        _, out, _ = run("export", "content", *given, *SITE, *NOW, *arguments)
        assert str(json.loads(out)[field]) == expected

    def test_explain_says_of_each_value_where_it_comes_from_and_writes_no_feed(self, run: Run) -> None:
        explained = ["export", "content", *SITE, "--title", "Other", "--explain"]
        status, out, err = run(*explained)
        rows = dict(line.split(maxsplit=1) for line in out.splitlines())
        assert (status, err, rows["site.title"]) == (0, "", "Other  (--title)")
        _, out, _ = run(*explained, "--report", "json")
        assert {"key": "site.title", "value": "Other", "from": "--title"} in json.loads(out)

    @pytest.mark.parametrize("option", sorted(_options() - {"--help"}))
    def test_an_option_says_nothing_only_where_it_may(self, run: Run, option: str) -> None:
        status, out, err = run("export", "content", *SITE, option, "")
        if option in {
            "--include-unpublished",
            "--strict",
            "--allow-empty",
            "--no-index",
            "--no-record",
            "--keep-old",
            "--accept-new-ids",
            "--accept-withdrawals",
            "--dry-run",
            "--explain",
            "--quiet",
            "--no-site-plugins",
            "--verbose",
            "--all",
            "--trace",
            "--debug",
        }:
            assert "unrecognized arguments" in err
        else:
            assert err.startswith(f"syndicate: {option}: ")
        assert (status, out, err.count("\n")) == (2, "", 1)

    @pytest.mark.parametrize("epoch", ["nonsense", "-1", "1e9", "99999999999999999", " 5", "\uff11"])
    def test_a_source_date_epoch_that_is_none_is_refused(
        self, run: Run, monkeypatch: pytest.MonkeyPatch, epoch: str
    ) -> None:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        status, out, err = run("export", "content", "--format", "json", *SITE)
        assert (status, out) == (2, "")
        assert err.startswith("syndicate: SOURCE_DATE_EPOCH: expected seconds since 1970, found '")
        assert run("export", "content", "--format", "json", *SITE, *NOW)[0] == 0

    @pytest.mark.parametrize(
        ("arguments", "status"),
        [
            (["--limit", "x"], 2),
            (["--format", "atm", "--output", "o"], 2),
            (["--topic", "X", "--output", "o"], 1),
            (["--config", "nothing.yaml"], 2),
            (["--output", "content/old.md"], 2),
            (["--output", "o", "--site-url", "x"], 2),
            (["--nonsense"], 2),
        ],
    )
    def test_every_failure_is_json_where_that_is_asked_for(self, run: Run, arguments: list[str], status: int) -> None:
        found, out, err = run("export", "content", *SITE, *NOW, "--report", "json", *arguments)
        report = json.loads(out)
        assert (found, report["status"], report["files"], err) == (status, status, [], "")
        assert report["error"]

    def test_a_report_in_json_leaves_standard_output_to_the_document(self, run: Run) -> None:
        status, out, err = run("export", "content", "--format", "json", "--report=json", *SITE, *NOW)
        assert (status, titles(out), json.loads(err)["status"]) == (0, ["New", "Old"], 0)
        status, out, err = run("export", "content", "--format", "json", "--report=json", "--topic", "X", *SITE, *NOW)
        assert (status, out, json.loads(err)["status"]) == (1, "", 1)


def _help(*arguments: str) -> str:
    command = [sys.executable, "-m", "syndicate", *arguments, "--help"]
    return subprocess.run(command, capture_output=True, text=True, env=_environment(), check=True).stdout


def _shell(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = f"{sys.executable} -m syndicate export --title T --site-url https://e.org --author A {line}"
    return subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, cwd=folder, env=_environment(), check=False
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full, no bash")
class TestStreams:
    @pytest.mark.parametrize(
        ("line", "status", "out", "err"),
        [
            ("content --format json >&-", 1, "", "syndicate: standard output is closed; open it, or give --output\n"),
            (
                "content --format json > /dev/full",
                1,
                "",
                "syndicate: standard output: cannot be written: No space left",
            ),
            ("content --output o > /dev/full", 0, "", ""),
            ("content --output o --quiet 2>&-", 0, "", ""),
            ("content --output o --quiet <&- >&- 2>&-", 0, "", ""),
            ("- --format json <&-", 1, "", "syndicate: feed.json: no article read; --allow-empty writes"),
            ("- --format json < /dev/null", 1, "", "syndicate: feed.json: no article read; --allow-empty writes"),
            ("nowhere 2> /dev/full", 1, "", ""),
            ("content --output o | true; exit ${PIPESTATUS[0]}", 0, "", ""),
        ],
    )
    def test_a_stream_that_is_closed_or_full_is_no_traceback(
        self, content: Path, line: str, status: int, out: str, err: str
    ) -> None:
        result = _shell(line, content.parent)
        assert (result.returncode, result.stdout) == (status, out)
        assert result.stderr.startswith(err)
        assert result.stderr.count("\n") == bool(err)

    @pytest.mark.parametrize("unbuffered", ["", "1"])
    def test_a_reader_that_has_enough_is_no_traceback(
        self, content: Path, monkeypatch: pytest.MonkeyPatch, unbuffered: str
    ) -> None:
        monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
        for number in range(300):
            (content / f"{number}.md").write_text(article("A" * 900 + str(number), "2024-01-01"))
        result = _shell("content --format json --limit all | head -1; exit ${PIPESTATUS[0]}", content.parent)
        assert (result.returncode, result.stdout, result.stderr) == (1, "{\n", "")


class TestCheck:
    def test_articles_are_checked_and_nothing_is_written(self, content: Path, run: Run) -> None:
        before = sorted(content.parent.rglob("*"))
        status, out, err = run("check", "content", "--preset", "none")
        assert (status, out, err) == (2, "", f"syndicate: {SITE_IS_NEEDED}\n")
        self.settings(content)
        assert run("check") == (0, "4 articles read, 0 faults\n", "")
        (content / "bad.md").write_text("---\ntitle: Bad\ndate: soon\nurl: /bad/\n---\n")
        status, out, err = run("check")
        assert (status, out) == (1, "4 articles read, 1 fault; 1 of 5 articles left out\n")
        assert err.startswith("content/bad.md:3:7: date: 'soon' is not an ISO 8601 instant")
        assert sorted(content.parent.rglob("*")) == sorted(
            [*before, content.parent / "syndicate.yaml", content / "bad.md"]
        )

    @pytest.mark.usefixtures("content")
    def test_json_lines_are_checked_as_they_are_exported(self, run: Run) -> None:
        line = {"title": "Piped", "url": "/piped/", "published_at": "2024-01-01T00:00:00Z"}
        Path("articles.jsonl").write_text("".join(json.dumps(line | {"url": f"/{n}/"}) + "\n" for n in range(3)))
        assert run("check", "articles.jsonl", *SITE) == (0, "3 articles read, 0 faults\n", "")

    def test_programs_are_answered_in_json(self, content: Path, run: Run) -> None:
        self.settings(content)
        (content / "bad.md").write_text("---\ntitle: Bad\ndate: soon\nurl: /bad/\n---\n")
        status, out, _ = run("check", "--report", "json")
        found = json.loads(out)
        assert (status, found["status"], found["articles_read"]) == (1, 1, 4)
        assert [(fault["path"], fault["line"]) for fault in found["faults"]] == [("content/bad.md", 3)]

    @pytest.mark.parametrize("command", [["check"], ["export", "--format", "json", *NOW]])
    def test_a_workflow_is_given_annotations(self, content: Path, run: Run, command: list[str]) -> None:
        self.settings(content)
        (content / "bad.md").write_text("---\ntitle: 100% bad\ndate: soon, or late\nurl: /bad/\n---\n")
        _, _, err = run(*command, "--report", "github")
        assert err.splitlines()[0].startswith("::error file=content/bad.md,line=3,col=7::date: 'soon, or late' is not")

    def test_a_failure_is_an_annotation_too(self, content: Path, run: Run) -> None:
        assert run("check", "content", "--report", "github")[2] == f"::error::{SITE_IS_NEEDED}\n"
        (content.parent / "syndicate.yaml").write_text("site: {titel: x}\n")
        assert run("check", "--report=github")[2].startswith(
            "::error file=syndicate.yaml,line=1,col=8::site.titel: unknown"
        )

    @staticmethod
    def settings(content: Path) -> None:
        (content.parent / "syndicate.yaml").write_text(
            "site: {title: T, url: 'https://e.org'}\nsource: {paths: [content]}\n"
        )


SITE_IS_NEEDED = (
    "the site needs a title and a URL: give --title and --site-url, or set site.title and site.url in syndicate.yaml, "
    "which syndicate init writes; articles that name no author need one: --author, or site.authors"
)
