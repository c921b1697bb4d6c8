"""Likely mistakes, each with its answer: what is wrong, where, and what to write instead, in few lines."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from syndicate.cli.main import main
from tests.conftest import lay

SITE = "--title T --site-url https://e.org/ --author A --now 2024-06-01"
EXPORT = f"export content --output public {SITE}"
PRINT = f"export content --format json {SITE}"
SETTINGS = "site: {title: T, url: 'https://e.org/'}\nsource: {paths: [content]}\noutput: public\n"


class Mistake(NamedTuple):
    """A mistake and its answer.

    line    what is typed behind `syndicate`
    answer  a piece of what is said
    status  of the exit
    files   what stands in the folder beside a good article, by its path
    """

    line: str
    answer: str
    status: int = 2
    files: Mapping[str, str] = {}


def settings(text: str) -> Mapping[str, str]:
    return {"syndicate.yaml": text}


def article(*lines: str) -> Mapping[str, str]:
    return {"content/bad.md": "\n".join(["---", *lines, "---", ""])}


MISTAKES = [
    # Commands.
    Mistake("", "the following arguments are required: COMMAND; see syndicate --help"),
    Mistake("exprt", "); did you mean 'export'?\n"),
    Mistake("build", "did you mean 'export'?"),
    Mistake("content", "did you mean 'syndicate export content'?"),
    Mistake("serve", "did you mean 'watch'?"),
    Mistake("init", "syndicate.yaml is there; edit it, or move it away first", files=settings(SETTINGS)),
    Mistake("init nowhere", "there is no folder 'nowhere'; make it first, or name another"),
    Mistake("completion tcsh", "invalid choice: 'tcsh'"),
    # Options of other tools, and of other commands.
    Mistake("export --watch", "--watch; syndicate watch exports again whenever articles or settings change"),
    Mistake("export --force", "--force; there is nothing to force: what has changed is replaced, and nothing else is"),
    Mistake("export --drafts", "--drafts; did you mean '--include-unpublished'?"),
    Mistake("export --out public", "--out; did you mean '--output'?"),
    Mistake("export --base-url https://e.org", "--base-url; did you mean '--site-url'?"),
    Mistake("export --no-cache", "--no-cache; did you mean '--no-index'?"),
    Mistake("export --verbos", "--verbos; did you mean '--verbose'?"),
    Mistake("plugins --jsn", "--jsn; did you mean '--json'?\n"),
    Mistake("check --topc=x", "unrecognized arguments: --topc=x\n"),  # one of export alone
    Mistake("watch content --interval 5", "unrecognized arguments: --interval 5\n"),
    Mistake("export content --filter published", "--filter published; filters are set in syndicate.yaml, below filters:, and --where KEY=VALUE"),
    Mistake("preview", "the distribution syndicate-preview has a command that shows feeds in the browser"),
    Mistake("schema", "the following arguments are required: subject; write article or settings; see syndicate schema --help"),
    Mistake(f"{PRINT} --option at-least-words=5", "found 'at-least-words=5'; filters are set in syndicate.yaml, below filters:"),
    Mistake(f"{PRINT} --option json.limit=5", "--option json.limit: json takes no options; write --limit"),
    Mistake(f"{PRINT.replace('json', 'rss')} --option rss.limit=5", "--option rss.limit: rss has no such option; write --limit"),
    Mistake("check --limit 3", "--limit; --limit is an option of syndicate export"),
    Mistake("export -q -v", "-v/--verbose: not allowed with argument -q/--quiet"),
    # What options are given.
    Mistake("export content/a.md content/b.md", "unrecognized arguments: content/b.md; SITE is one place: put a glob in quotes"),
    Mistake("export https://e.org/", "'https://e.org/' is on the web, and files are read: name the site's folder", files=settings(SETTINGS)),
    Mistake("export syndicate.yaml", "'syndicate.yaml' is settings, and no site; name its folder, or write --config syndicate.yaml", files=settings(SETTINGS)),
    Mistake("export nowhere", "there is no file or folder 'nowhere'; name the site's folder"),
    Mistake("export content --format json", "the site needs a title and a URL"),
    Mistake(f"export content --format rss2 {SITE}", "no format named 'rss2'; did you mean 'rss'?"),
    Mistake(f"export content --format rss --format atom {SITE}", "give --output"),
    Mistake(f"export content --format rss,atom {SITE}", "--format: takes one name; write --format rss --format atom"),
    Mistake(f"export content --output feed.xml {SITE}", "output: feed.xml is named like a file, and is to be a folder; for one file write --output . --format NAME=feed.xml"),
    Mistake("export", "output: out/atom.xml is named like a file", files=settings(SETTINGS.replace("public", "out/atom.xml") + "feeds: [{format: atom}]\n")),
    Mistake("export", "give --format (amp-sitemap, atom, feeds-page, json, rss), or --output DIR for all of them, or list feeds", files=settings(SETTINGS.replace("output: public", ""))),
    Mistake(f"export content --format =x {SITE}", "--format: expected NAME or NAME=PATH, e.g. atom=feeds/atom.xml, found '=x'"),
    Mistake(f"export content --format x= {SITE}", "--format: expected NAME or NAME=PATH, e.g. atom=feeds/atom.xml, found 'x='"),
    Mistake(f"{PRINT} --limit 0", "--limit: expected a whole number of at least 1 or all, found '0'"),
    Mistake(f"{PRINT} --now soon", "--now: 'soon' is not an ISO 8601 instant"),
    Mistake(f"{PRINT} --where quality", "'quality' is no condition; write KEY=VALUE"),
    Mistake(f"{PRINT} --where titel=Tides", "none of them has 'titel', did you mean 'title'?", 1),
    Mistake(f"{PRINT} --where type=film", "type seen: 'video' (1)", 1),
    Mistake(f"{PRINT} --topic Pyhton", "none on topic 'Pyhton'; topics seen: Python (1)", 1),
    Mistake(f"{PRINT} --since yesterday", "'yesterday' is not an ISO 8601 instant; write e.g. 2024-05-01"),
    Mistake("export content --format json --title T --site-url e.org", "--site-url: 'e.org' names no scheme; write 'https://e.org'"),
    Mistake(f"{PRINT} --site-url ftp://x", "--site-url: 'ftp://x' is not a web address"),
    Mistake(f"{PRINT} --language english!", "--language: 'english!' is not a language tag (BCP 47); write e.g. en"),
    Mistake(f"{PRINT} --source wiki", "no source named 'wiki'; installed: "),
    Mistake(f"{PRINT} --option json.colour=red", "json"),
    Mistake(f"{PRINT} --plugin nowhere.py", "--plugin: plugin nowhere.py: there is no Python module; name a .py file or a folder"),
    Mistake(f"{PRINT} --config nowhere.yaml", "nowhere.yaml"),
    Mistake(f"export content --output content/good.md {SITE}", "content/good.md"),
    Mistake("export --format rss --format rss --output o", "--format rss: 'rss.xml' is also the path of --format rss; give one of them another", files=settings(f"{SETTINGS}feeds: [{{format: rss}}]\n")),
    Mistake(f"export content --format rss=a.xml --format atom=A.xml --output o {SITE}", "--format atom: 'A.xml' is also the path of --format rss; give"),
    Mistake(f"{PRINT} --index a --no-index", "--no-index: not allowed with argument --index"),
    Mistake(f"{PRINT} --format RSS", "no format named 'RSS'; did you mean 'rss'?"),
    Mistake(f"{PRINT} --plugin content", "--plugin: plugin content: there is no Python module; name a .py file or a folder"),
    Mistake(f"export content --output s3:bucket/news {SITE}", "output: 's3:bucket/news' is no folder; the URL of a store has //, which a Path loses: s3://bucket/news"),
    Mistake(f"export content --output s3:/bucket {SITE}", "output: 's3:/bucket' is no folder; the URL of a store has //"),
    Mistake("export --record /var/rec", "--record; record: in syndicate.yaml says where the record lies"),
    Mistake(f"export content --output ftp://example.org/a {SITE}", "output: 'ftp://example.org/a' is no place that files can be written to; name a folder"),
    Mistake("export", "syndicate.yaml:3:9: output: 'https://e.org/' is no place that files can be written to", files=settings(SETTINGS.replace("public", "https://e.org/"))),
    Mistake("export", "given twice, first in line 3; take one out\nsyndicate.yaml:5:10: filters", files=settings(f"{SETTINGS}output: out\nfilters: 3\n")),
    Mistake("links --for robots --output s3://b", "--output: 's3://b' is no folder; name the one that the site is built into", files=settings(SETTINGS)),
    Mistake("links --output public", "--output is for --for robots and --for headers", files=settings(SETTINGS)),
    # Settings.
    Mistake("export", "syndicate.yaml:1:8: site.titel: unknown key; did you mean 'title'?", files=settings("site: {titel: T}\n")),
    Mistake("export", "syndicate.yaml:4:30: feeds[0].limit: expected a whole number of at least 1 or all, found 'ten'", files=settings(f"{SETTINGS}feeds: [{{format: rss, limit: ten}}]\n")),
    *(
        Mistake("export", f"syndicate.yaml:1:{answer}", files=settings(f"{line}\n"))
        for line, answer in (
            ("site: The Ledger", "7: site: expected a mapping, found the text 'The Ledger'; write {title: The Ledger, url: https://example.org/}"),
            ("source: content", "9: source: expected a mapping, found the text 'content'; write {paths: [content]}"),
            ("source: [content]", "9: source: expected a mapping, found a list; write {paths: [content]}"),
            ("feeds: rss", "8: feeds: expected a list, found the text 'rss'; write [{format: rss}]"),
            ("feeds: [rss, {format: atom}]", "9: feeds[0]: expected a mapping, found the text 'rss'; write {format: rss}\n"),
            ("feeds: {rss: true}", "8: feeds: expected a list, found a mapping; write each as a line of a list, e.g. - format: rss"),
            ("filters: [topics]", "10: filters: expected a mapping, found a list; write each with its setting, e.g. {topics: true}"),
            ("topics: [AI]", "9: topics: expected a text or a mapping, found a list; write each with its name, e.g. {AI: AI}"),
            ("exported: [notify]", "11: exported: expected a mapping, found a list; write each with its options, e.g. {notify: true}"),
            ("feeds: [{format: rss, limit: '5'}]", "30: feeds[0].limit: expected a whole number of at least 1 or all, found the text '5'"),
            ("feeds: [{format: rss, each: tag}]", "29: feeds[0].each: expected author or language or section or topic or year, found 'tag'; write topic"),
            ("feeds: [{format: rss, pub_date: true}]", "23: feeds[0].pub_date: unknown key; write it below options: of the feed"),
            (
                "feeds: [{format: rss, tags: [AI]}]",
                "23: feeds[0].tags: unknown key; write it as a filter of the feed, filters: {topics: ...}",
            ),
            ("source: {xyz: data}", "10: source.xyz: unknown key; known: name, paths, url, fields, options, authors, built, element, assets; options of a source or a format stand below options:"),
            ("base_url: https://e.org", "1: base_url: unknown key; write url: below site:"),
            ("site: {baseURL: https://e.org}", "8: site.baseURL: unknown key; write url"),
        )
    ),
    Mistake("check", "syndicate.yaml:2:1: a tab cannot indent", files=settings("site:\n\ttitle: T\n")),
    # Articles.
    Mistake(EXPORT, "content/bad.md:4:7: date: 'yesterday' is not an ISO 8601 instant; write e.g. 2024", 3, article("title: A", "url: /a/", "date: yesterday")),
    Mistake(EXPORT, "content/bad.md:2:9: a text that holds ': ' needs quotes; write title: 'A: b'", 3, article("title: A: b", "url: /a/", "date: 2024-01-01")),
    Mistake(EXPORT, "content/bad.md:1:1: the front matter that opens here is never closed", 3, {"content/bad.md": "---\ntitle: A\n\nText\n"}),
    Mistake(EXPORT, "content/bad.md:2:1: date: no date says when this was published; write date:", 3, article("title: A", "url: /a/")),
    Mistake(EXPORT, "'https://e.org/good/' is also the id of good.md:1, which stays", 3, article("title: A", "url: /good/", "date: 2023-01-01")),
    Mistake(EXPORT, "warning: content/bad.md:5:8: image: 'ftp://e.org/a.png' is not a web address", 0, article("title: A", "url: /a/", "date: 2024-01-01", "image: ftp://e.org/a.png")),
]  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.line.replace(SITE, "").strip() or "nothing")
def test_a_likely_mistake_is_answered_with_what_to_do(
    mistake: Mistake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    good = "---\ntitle: Good\nurl: /good/\ndate: 2024-01-01\ntopics: [Python]\ntype: video\n---\n"
    lay(Path(), {"content/good.md": good, **mistake.files})
    status = main(shlex.split(mistake.line))
    out, err = capfd.readouterr()
    assert mistake.answer in err
    assert status == mistake.status
    assert "Traceback" not in err
    assert (out + err).count("\n") <= (8 if mistake.files or status != 2 else 1)


def test_most_mistakes_are_wrong_usage_and_there_are_many() -> None:
    assert len(MISTAKES) >= 30
    assert {mistake.status for mistake in MISTAKES} == {0, 1, 2, 3}


def test_the_last_line_does_not_call_all_well_where_a_feed_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("content").mkdir()
    Path("content/good.md").write_text("---\ntitle: Good\nurl: /good/\ndate: 2024-01-01\n---\n")
    status = main(
        shlex.split("export content --output public --title T --site-url https://e.org/ --format atom --format json")
    )
    out, err = capfd.readouterr()
    assert status == 3
    assert "set site.authors, or give --author" in err
    assert out.splitlines()[-1] == "1 article read, 1 chosen, 1 error; 1 file in public"
    assert "none left out" not in out


@pytest.mark.parametrize("path", ["contents", "contents/", "./contents", "contents/*.md"])
def test_a_path_of_the_settings_that_is_not_there_is_named_at_its_line_and_counts_for_no_article(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    Path(tmp_path, "content").mkdir()
    Path(tmp_path, "content/good.md").write_text("---\ntitle: Good\nurl: /good/\ndate: 2024-01-01\n---\n")
    monkeypatch.chdir(tmp_path)
    for paths, status, counts in [
        (["content", path], 3, "1 article read, 1 chosen, 1 fault; 4 files in public"),
        ([path], 1, "0 articles read, 1 fault; nothing written"),
    ]:
        listed = "".join(f"    - {one}\n" for one in paths)
        Path("syndicate.yaml").write_text(
            SETTINGS.replace("{title", "{authors: [A], title").replace("{paths: [content]}\n", f"\n  paths:\n{listed}")
        )
        capfd.readouterr()
        assert main(["export"]) == status
        out, err = capfd.readouterr()
        assert err.startswith(f"syndicate.yaml:{3 + len(paths)}:7: source.paths: '{path}': no such f")
        assert (out or err).splitlines()[-1] == counts
    Path("other").mkdir()
    Path("syndicate.yaml").rename("other/s.yaml")
    assert main(["export", "content", "--config", "other/s.yaml", "--output", "public"]) == 1
    assert capfd.readouterr().err.startswith("other/s.yaml:4:7: source.paths: ")
