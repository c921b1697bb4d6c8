"""Plugins that a site carries with it: found, listed, given options, timed; and what becomes of those that misbehave."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from syndicate.cli.main import main

Run = Callable[..., tuple[int, str, str]]

SETTINGS = """\
site: {title: The Ledger, url: 'https://news.example.org/', authors: The Desk}
source: {paths: [content]}
output: public
plugins: own.py
feeds:
  - {format: json}
"""

OWN = '''\
"""What the tests below use."""
import msgspec
from syndicate import *
from syndicate import UNDATED
from datetime import datetime, UTC


class Loud(msgspec.Struct, forbid_unknown_fields=True):
    marks: int = 1
    word: str = ""


def render(feed, path, options):
    body = "".join(f"{article.title.upper()}{'!' * options.marks}{options.word}\\n" for article in feed.articles)
    body += "".join(f"{link.url} {link.media_type} {link.topic}\\n" for link in feed.feeds)
    yield Document(path=path, body=body.encode(), media_type="text/plain", entry_count=len(feed.articles))


def prepare(articles, context, options):
    for article in articles:
        if article.published_at == UNDATED and article.title.startswith(options.word):
            article = msgspec.structs.replace(article, published_at=datetime(2020, 1, 1, tzinfo=UTC))
        yield article


def tell(exported, options):
    for file in exported.files:
        yield f"{options.word} {file.path} {file.url} {file.format} {file.state}"


@hookimpl
def syndicate_formats():
    return [
        Format(name="loud", media_type="text/plain", filename="loud.txt", render=render, options=Loud),
        Format(name="recent", media_type="text/plain", filename="recent.txt", render=render, options=Loud,
               filters={"dates": {"days": 2}}, may_be_empty=True),
    ]


@hookimpl
def syndicate_transforms():
    return [Transform(name="dated", prepare=prepare, dates=True, options=Loud)]


@hookimpl
def syndicate_listeners():
    return [Listener(name="teller", tell=tell, options=Loud)]
'''


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SYNDICATE_PLUGINS", raising=False)
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "tides.md").write_text(
        "---\ntitle: Tides\ndate: 2024-01-30\nurl: /tides/\ntopics: [Sea]\n---\n"
    )
    (tmp_path / "content" / "cranes.md").write_text("---\ntitle: Cranes\ndate: 2024-01-29\nurl: /cranes/\n---\n")
    (tmp_path / "own.py").write_text(OWN)
    (tmp_path / "syndicate.yaml").write_text(SETTINGS)
    return tmp_path


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: str) -> tuple[int, str, str]:
        status = main(arguments)
        out, err = capfd.readouterr()
        return status, out, err

    return call


def test_a_module_that_the_settings_name_offers_its_parts(site: Path, run: Run) -> None:
    status, out, err = run("export", "--format", "loud")
    assert (status, out.splitlines()[0], err) == (0, "TIDES!", "")
    settings = site / "syndicate.yaml"
    settings.write_text(settings.read_text().replace("plugins: own.py\n", ""))
    status, _, err = run("export", "--format", "loud")
    assert (status, "no format named 'loud'" in err) == (2, True)
    status, out, _ = run("export", "--format", "loud", "--plugin", "own.py")
    assert (status, out.splitlines()[0]) == (0, "TIDES!")


def test_a_path_that_holds_no_plugin_is_an_error(site: Path, run: Run) -> None:
    status, out, err = run("export", "--plugin", str(site / "nowhere.py"))
    assert (status, out) == (2, "")
    assert "nowhere.py: there is no Python module; name a .py file or a folder that holds some" in err


@pytest.mark.usefixtures("site")
def test_an_option_on_the_command_line_reaches_its_part(run: Run) -> None:
    _, out, _ = run("export", "--format", "loud", "--option", "loud.marks=3", "--option", "loud.word=1.10")
    assert out.splitlines()[0] == "TIDES!!!1.10"


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("option", "answer"),
    [
        ("loud.marks=many", "--option: loud.marks: expected a whole number, found 'many'"),
        ("loud.word=,", "--option: loud.word: ',' cannot be read as YAML: a value was expected here; put text"),
        ("loud.mark=3", "--option: loud.mark: unknown key; did you mean 'marks'?"),
        ("json.indent=2", "--option json.indent: nothing written here uses a part named 'json'; used: "),
        ("loud=3", "--option: expected PART.KEY=VALUE, e.g. amp-sitemap.amp=cache, found 'loud=3'"),
    ],
)
def test_a_wrong_option_is_answered_with_what_is_right(run: Run, option: str, answer: str) -> None:
    status, out, err = run("export", "--format", "loud", "--option", option)
    assert (status, out) == (2, "")
    assert answer in err.replace("--option loud.", "--option: loud.")


def test_a_mistake_of_the_settings_stays_theirs_where_an_option_is_given_too(site: Path, run: Run) -> None:
    (site / "syndicate.yaml").write_text(SETTINGS + "  - {format: loud, options: {marks: many}}\n")
    status, _, err = run("export", "--option", "loud.word=x")
    assert (status, err) == (2, "syndicate.yaml:7:37: feeds[1].options.marks: expected a whole number, found 'many'\n")
    status, _, err = run("export", "--option", "loud.marks=some")
    assert (status, err) == (2, "syndicate: --option loud.marks: expected a whole number, found 'some'\n")


def test_an_option_reaches_every_feed_of_its_part_and_a_filter_that_is_on_by_itself(site: Path, run: Run) -> None:
    (site / "syndicate.yaml").write_text(SETTINGS + "  - {format: loud}\n  - {format: loud, path: b.txt}\n")
    assert run("export", "--option", "loud.marks=2", "--now", "2000-01-01", "--option", "published.future=true")[0] == 0
    assert [(site / "public" / name).read_text()[:7] for name in ("loud.txt", "b.txt")] == ["TIDES!!", "TIDES!!"]


def test_a_feed_knows_the_feeds_beside_it(site: Path, run: Run) -> None:
    with (site / "syndicate.yaml").open("a") as settings:
        settings.write("  - {format: atom, each: topic, page_size: 1}\n  - {format: loud}\n")
    run("export")
    assert (site / "public" / "loud.txt").read_text().splitlines()[2:] == [
        "https://news.example.org/feed.json application/feed+json ",
        "https://news.example.org/topics/sea.xml application/atom+xml Sea",
        "https://news.example.org/loud.txt text/plain ",
    ]


def test_a_format_may_bring_a_filter_and_be_empty(site: Path, run: Run) -> None:
    (site / "syndicate.yaml").write_text(SETTINGS.replace("json", "recent"))
    status, _, _ = run("export", "--now", "2024-01-31T12:00:00Z")
    assert (status, (site / "public" / "recent.txt").read_text().splitlines()[0]) == (0, "TIDES!")
    assert run("export", "--now", "2024-06-01")[0] == 0
    assert "TIDES" not in (site / "public" / "recent.txt").read_text()
    (site / "syndicate.yaml").write_text(
        SETTINGS.replace("{format: json}", "{format: recent, filters: {dates: {days: 9}}}")
    )
    run("export", "--now", "2024-01-31T12:00:00Z")
    assert (site / "public" / "recent.txt").read_text().splitlines()[:2] == ["TIDES!", "CRANES!"]


def test_a_feed_may_be_allowed_to_be_empty(site: Path, run: Run) -> None:
    (site / "syndicate.yaml").write_text(SETTINGS.replace("{format: json}", "{format: json, filters: {topics: X}}"))
    assert run("export")[0] == 1
    (site / "syndicate.yaml").write_text(
        SETTINGS.replace("{format: json}", "{format: json, filters: {topics: X}, allow_empty: true}")
    )
    assert run("export")[0] == 0


def test_a_transform_may_find_the_dates_of_articles(site: Path, run: Run) -> None:
    for name in ("Old", "Lost"):
        (site / "content" / f"{name}.md").write_text(f"---\ntitle: {name}\nurl: /{name}/\n---\n")
    _, _, err = run("export")
    assert err.count("no date says when this was published") == 2
    (site / "syndicate.yaml").write_text(SETTINGS + "transforms: [{dated: {word: Old}}]\n")
    status, _, err = run("export")
    items = json.loads((site / "public" / "feed.json").read_text())["items"]
    assert [item["title"] for item in items] == ["Tides", "Cranes", "Old"]
    assert (status, err.count("\n")) == (3, 1)
    assert "content/Lost.md:1:1: date: no date says when this was published, and no transform finds one" in err


def test_a_transform_of_all_articles_is_no_transform_of_one_feed(site: Path, run: Run) -> None:
    (site / "syndicate.yaml").write_text(SETTINGS.replace("{format: json}", "{format: json, transforms: [dated]}"))
    status, _, err = run("export")
    assert status == 2
    assert err.startswith("syndicate.yaml:6:33: feeds[0].transforms[0]: transform dated of ")


def test_a_listener_is_told_only_if_the_settings_name_it(site: Path, run: Run) -> None:
    _, out, _ = run("export")
    assert "teller" not in out
    (site / "syndicate.yaml").write_text(SETTINGS + "exported: {teller: {word: Hear}}\n")
    _, out, _ = run("export")
    assert "teller: Hear feed.json https://news.example.org/feed.json json unchanged\n" in out
    _, out, _ = run("export", "--dry-run")
    assert "teller" not in out
    _, out, _ = run("export", "--report", "json")
    assert json.loads(out)["notes"] == ["teller: Hear feed.json https://news.example.org/feed.json json unchanged"]


def test_a_trace_names_each_call_and_its_time(site: Path, run: Run) -> None:
    (site / "syndicate.yaml").write_text(SETTINGS + "transforms: [dated]\nexported: {teller: true}\n")
    _, _, err = run("export", "--trace")
    calls = [line.rpartition(": ")[0] for line in err.splitlines()]
    assert [call.replace(" of own.py", "") for call in calls] == [
        "trace: source front-matter: open and read",
        "trace: transform dated: prepare",
        "trace: feed.json: filter published",
        "trace: feed.json: format json",
        "trace: feed.json: format json",
        "trace: listener teller: tell",
    ]
    assert all(line.endswith(" ms") for line in err.splitlines())


@pytest.mark.usefixtures("site")
def test_what_is_installed_can_be_listed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNDICATE_PLUGINS", "")
    status, out, _ = run("plugins")
    assert status == 0
    assert "\nown.py (path, own.py)\n  transform dated\n    marks: a whole number (default: 1)" in out
    _, out, _ = run("plugins", "--json")
    listed = json.loads(out)
    assert {plugin["origin"] for plugin in listed} == {"built-in", "path"}
    loud = next(part for part in listed[-1]["parts"] if part["name"] == "loud")
    assert loud["options"][0] == {"name": "marks", "type": "a whole number", "required": False, "default": "1"}


def install(folder: Path, name: str, code: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.py").write_text(code)
    metadata = folder / f"{name}-2.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 2.0\n")
    (metadata / "entry_points.txt").write_text(f"[syndicate]\nmain = {name}\n")


def test_installed_plugins_can_be_switched_off(
    site: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path / "installed"))
    install(tmp_path / "installed", "seaside_one", OWN.replace('"loud"', '"one"'))
    install(tmp_path / "installed", "seaside_two", "import nothing_of_that_name\n")
    (site / "syndicate.yaml").write_text(SETTINGS.replace("plugins: own.py\n", ""))

    def distributions() -> set[str]:
        return {plugin["distribution"] for plugin in json.loads(run("plugins", "--json")[1])}

    assert {"seaside_one", "seaside_two"} <= distributions()
    said = "left out: ModuleNotFoundError: No module named 'nothing_of_that_name' (seaside_two.py, line 1)\n"
    assert f"seaside_two 2.0 (installed, seaside_two)\n  {said}" in run("plugins")[1]
    monkeypatch.setenv("SYNDICATE_PLUGINS", "")
    assert distributions() == {None}
    err = run("export", "--format", "one")[2]
    assert "; switched off by SYNDICATE_PLUGINS: " in err
    assert "seaside_one" in err
    monkeypatch.setenv("SYNDICATE_PLUGINS", "Seaside-One, other")
    assert distributions() == {None, "seaside_one", "other"}
    assert run("plugins")[1].endswith("other (missing)\n  left out: no distribution of this name offers plugins\n")
    monkeypatch.setenv("SYNDICATE_PLUGINS", "seaside_tow")
    _, _, err = run("export", "--format", "one")
    assert "plugin seaside_tow could not be used: no distribution of this name offers plugins; did you mean " in err


@pytest.mark.parametrize("finder", ["importlib.metadata", "importlib_metadata"])  # dask imports the second
def test_a_distribution_without_metadata_harms_nothing(
    site: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, finder: str
) -> None:
    pytest.importorskip(finder)
    monkeypatch.syspath_prepend(str(tmp_path / "installed"))
    install(tmp_path / "installed", "seaside_half", OWN)
    (tmp_path / "installed" / "seaside_half-2.0.dist-info" / "METADATA").unlink()
    (site / "syndicate.yaml").write_text(SETTINGS.replace("plugins: own.py\n", ""))
    assert "\n? (installed, seaside_half)\n" in run("plugins")[1]
    monkeypatch.setenv("SYNDICATE_PLUGINS", "seaside-one")
    assert "seaside_half" not in run("plugins")[1]


@pytest.mark.parametrize(
    ("plugins", "said"),
    [
        (
            "nowhere.py",
            "4:10: plugins: plugin nowhere.py: there is no Python module; name a .py file or a folder that ",
        ),
        ("''", "4:10: plugins: is empty; name a .py file or a folder that holds some, or take it out"),
        ("[own.py, broken.py]", "4:19: plugins[1]: plugin broken.py: ZeroDivisionError: division by zero"),
    ],
)
def test_a_plugin_of_the_settings_that_cannot_be_used_is_their_mistake(
    site: Path, run: Run, plugins: str, said: str
) -> None:
    (site / "broken.py").write_text("1 / 0\n")
    (site / "syndicate.yaml").write_text(SETTINGS.replace("own.py", plugins))
    status, _, err = run("export")
    assert (status, err.count("\n")) == (2, 1)
    assert err.startswith(f"syndicate.yaml:{said}")


@pytest.mark.parametrize("code", ["None", "'one sentence'"])
def test_what_a_listener_says_is_sentences(site: Path, run: Run, code: str) -> None:
    (site / "bad.py").write_text(
        "from syndicate import *\n@hookimpl\ndef syndicate_listeners():\n"
        f"    return [Listener(name='bad', tell=lambda exported: {code})]\n"
    )
    (site / "syndicate.yaml").write_text(SETTINGS + "exported: {bad: true}\n")
    status, _, err = run("export", "--plugin", "bad.py")
    assert (status, err.startswith("error: listener bad of bad.py: returned ")) == (3, True)
    assert err.endswith("; it must yield sentences\n")


# One that misbehaves costs its own feed, and is named. MISBEHAVIOURS: code of the module, settings, what is said

FORMAT = """
from syndicate import *
@hookimpl
def syndicate_formats():
    return [Format(name="bad", media_type="text/plain", filename="bad.txt", render=render)]
def render(feed, path):
    yield Document(path="bad-part.txt", body=b"staged before it breaks", media_type="text/plain")
    BODY
"""
FILTER = """
from syndicate import *
@hookimpl
def syndicate_filters():
    return [Filter(name="odd", build=lambda setting, context: keeps, options=bool)]
def keeps(article):
    BODY
"""
OF_FORMAT = "  - {format: bad}\n"
OF_FILTER = "  - {format: rss, filters: {odd: true}}\n"
MISBEHAVIOURS = {
    "raises": (FORMAT, OF_FORMAT, "1 / 0", "bad.txt: format bad of bad.py failed: ZeroDivisionError: division by zero"),
    "wrong type": (
        FORMAT,
        OF_FORMAT,
        "yield b'bytes'",
        "bad.txt: format bad of bad.py yields bytes; it must yield Documents",
    ),
    "wrong body": (
        FORMAT,
        OF_FORMAT,
        "yield Document(path=path, body='text', media_type='text/plain')",
        "bad.txt: format bad of bad.py yields a Document whose body is no bytes or whose path is no text",
    ),
    "outside": (
        FORMAT,
        OF_FORMAT,
        "yield Document(path='../outside.txt', body=b'', media_type='text/plain')",
        "bad.txt: format bad of bad.py yields a Document with the path '../outside.txt': is no path in the output "
        "folder: it has the part '..'; write e.g. topics/ai.xml",
    ),
    "not well-formed XML": (
        FORMAT,
        OF_FORMAT,
        "yield Document(path=path, body=b'<a>\\n<b></a>', media_type='application/xml')",
        "bad.txt: format bad of bad.py yields bad.txt, which is not well-formed: mismatched tag in line 2, column 6, "
        "about '<b></a>'",
    ),
    "not well-formed JSON": (
        FORMAT,
        OF_FORMAT,
        "yield Document(path=path, body=b'{\"a\": }', media_type='application/json')",
        "bad.txt: format bad of bad.py yields bad.txt, which is not well-formed: JSON is malformed: "
        "invalid character (byte 6)",
    ),
    "outside, by a format that promises to be well-formed": (
        FORMAT.replace('name="bad"', 'name="bad", is_well_formed=True'),
        OF_FORMAT,
        "yield Document(path='/bad.txt', body=b'', media_type='text/plain')",
        "bad.txt: format bad of bad.py yields a Document with the path '/bad.txt': is no path in the output "
        "folder: it is absolute or has an empty part; write e.g. topics/ai.xml",
    ),
    "the same path twice": (
        FORMAT,
        OF_FORMAT,
        "yield Document(path='bad-part.txt', body=b'', media_type='text/plain')",
        "bad.txt: format bad of bad.py yields bad-part.txt, which is a path it has given already; "
        "give one of them another path",
    ),
    "a FormatError": (
        FORMAT,
        OF_FORMAT,
        "raise FormatError('bad: the site has no cover; set options.cover')",
        "bad.txt: bad: the site has no cover; set options.cover",
    ),
    "a filter that cannot be built": (
        FILTER.replace("build=lambda setting, context: keeps", "build=lambda setting, context: 1 / 0"),
        OF_FILTER,
        "return True",
        "filter odd of bad.py failed: ZeroDivisionError: division by zero",
    ),
    "no media type": (
        FORMAT.replace('"text/plain", filename', '"text", filename'),
        OF_FORMAT,
        "",
        "bad.txt: format bad of bad.py broke a promise: media_type: 'text' is not a media type; write e.g. audio/mpeg",
    ),
    "a filter that raises": (
        FILTER,
        OF_FILTER,
        "return article.nothing",
        "rss.xml: filter odd of bad.py failed: AttributeError: 'Article' object has no attribute 'nothing'",
    ),
}


@pytest.mark.parametrize("name", MISBEHAVIOURS)
def test_a_part_that_misbehaves_costs_its_own_feed_only(site: Path, run: Run, name: str) -> None:
    template, feed, body, said = MISBEHAVIOURS[name]
    (site / "bad.py").write_text(template.replace("BODY", body))
    (site / "syndicate.yaml").write_text(SETTINGS + feed)
    arguments = ["--plugin", "bad.py"]
    status, out, err = run("export", *arguments)
    assert (status, err) == (3, f"error: {said}\n")
    assert "1 error; 1 file in public" in out
    assert [path.name for path in (site / "public").iterdir()] == ["feed.json"]
    status, out, err = run("export", *arguments, "--strict", "--output", "strict")
    assert (status, out, err) == (1, "", f"syndicate: {said}\n")
    assert not (site / "strict").exists()
    (site / "syndicate.yaml").write_text(SETTINGS.replace("  - {format: json}\n", feed))
    status, _, err = run("export", *arguments, "--output", "alone")
    assert (status, err) == (1, f"syndicate: {said}\n")
    assert not (site / "alone").exists()


def test_a_listener_that_fails_is_named_after_everything_is_written(site: Path, run: Run) -> None:
    (site / "bad.py").write_text(
        "from syndicate import *\n@hookimpl\ndef syndicate_listeners():\n"
        "    return [Listener(name='bad', tell=lambda exported: 1 / 0)]\n"
        "@hookimpl\ndef syndicate_exported(exported):\n    raise OSError('no log')\n"
    )
    (site / "syndicate.yaml").write_text(SETTINGS + "exported: {bad: true}\n")
    status, out, err = run("export", "--plugin", "bad.py")
    assert (status, "1 file in public" in out) == (3, True)
    assert err.splitlines() == [
        "error: listener bad of bad.py failed: ZeroDivisionError: division by zero",
        "error: syndicate_exported of bad.py failed: OSError: no log",
    ]


def test_a_traceback_is_shown_only_when_debugging(site: Path, run: Run) -> None:
    (site / "bad.py").write_text("1 / 0\n")
    status, _, err = run("export", "--plugin", "bad.py")
    assert (status, err) == (1, "syndicate: plugin bad.py: ZeroDivisionError: division by zero (bad.py, line 1)\n")
    with pytest.raises(Exception, match=r"plugin bad\.py: ZeroDivisionError"):
        run("export", "--plugin", "bad.py", "--debug")


def test_a_module_that_forgets_to_mark_its_hooks_is_told(site: Path, run: Run) -> None:
    (site / "unmarked.py").write_text("def syndicate_formats():\n    return []\n")
    status, _, err = run("export", "--plugin", "unmarked.py")
    assert status == 1
    assert err.endswith("unmarked.py: offers nothing; mark its hooks with @hookimpl and return parts from them\n")


def test_an_option_that_is_missing_is_asked_for_where_the_caller_stands(site: Path, run: Run) -> None:
    own = (
        (site / "own.py")
        .read_text()
        .replace('    marks: int = 1\n    word: str = ""', "    marks: int\n    word: str = ''")
    )
    (site / "own.py").write_text(own)
    status, _, err = run("export", "--format", "loud")
    assert (status, err) == (2, "syndicate: loud: 'marks' is missing; give --option loud.marks=...\n")
    assert run("export", "--format", "loud", "--option", "loud.marks=2")[0] == 0


def test_a_setting_that_says_nothing_is_not_taken_for_a_mapping(site: Path, run: Run) -> None:
    code = "from syndicate import *\n@hookimpl\ndef syndicate_filters():\n    return [Filter(name='n', build=print, options=int)]\n"
    (site / "own.py").write_text(code)
    (site / "syndicate.yaml").write_text(SETTINGS + "filters:\n  n:\n")
    assert run("export")[2] == "syndicate.yaml:8:5: filters.n: expected a whole number, found nothing\n"


SOURCE = """
from datetime import UTC, datetime
from syndicate import *
class Wiki:
    def items(self):
        yield Item("one")
    def read(self, item):
        when = datetime(2020, 1, 1, tzinfo=UTC)
        yield Article(title="One", url="https://news.example.org/one", published_at=when, summary="Short")
    def content(self, article):
        BODY
@hookimpl
def syndicate_sources():
    return [Source(name="wiki", open=lambda context: Wiki())]
"""


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("return 1 / 0", "failed: ZeroDivisionError: division by zero"),
        ("raise OSError('no answer')", "failed: OSError: no answer"),
        ("return None", "failed: TypeError: content() returned NoneType; it must return text"),
        ("raise ArticleError('url', 'is lost')", "broke a promise: url: is lost"),
    ],
)
def test_a_source_that_fails_to_give_a_body_costs_the_feeds_with_full_text_only(
    site: Path, run: Run, body: str, said: str
) -> None:
    (site / "wiki.py").write_text(SOURCE.replace("BODY", body))
    settings = SETTINGS.replace("{paths: [content]}", "{name: wiki}").replace("own.py", "wiki.py")
    (site / "syndicate.yaml").write_text(settings + "  - {format: rss, content: full}\n")
    status, out, err = run("export")
    assert (status, err) == (3, f"error: rss.xml: source wiki of wiki.py {said}\n")
    assert "1 error; 1 file in public" in out


def test_no_part_is_blamed_for_a_want_of_room_for_temporary_files(site: Path, run: Run) -> None:
    fails = "raise OSError(28, 'No space left on device')"
    (site / "wiki.py").write_text(SOURCE.replace("BODY", fails))
    settings = SETTINGS.replace("{paths: [content]}", "{name: wiki}").replace("own.py", "wiki.py")
    (site / "syndicate.yaml").write_text(settings + "  - {format: rss, content: full}\n")
    status, _, err = run("export")
    assert status == 1
    assert "no temporary file can be made or written (No space left on device); make room, or let TMPDIR name" in err


@pytest.mark.parametrize(
    "order", ["  - {format: bad}\n  - {format: json}\n", "  - {format: json}\n  - {format: bad}\n"]
)
def test_a_format_cannot_take_the_place_of_another_feed(site: Path, run: Run, order: str) -> None:
    body = "yield Document(path='FEED.json', body=b'stolen', media_type='text/plain')"
    (site / "bad.py").write_text(FORMAT.replace("BODY", body))
    (site / "syndicate.yaml").write_text(SETTINGS.replace("  - {format: json}\n", order))
    status, _, err = run("export", "--plugin", "bad.py")
    said = "bad.txt: format bad of bad.py yields FEED.json, which is the place of the feed feed.json"
    assert (status, err) == (3, f"error: {said}; give one of them another path\n")
    assert [path.name for path in (site / "public").iterdir()] == ["feed.json"]
    assert json.loads((site / "public" / "feed.json").read_text())["items"]


@pytest.mark.parametrize("name", ["seaside-one", "Seaside_One"])
def test_an_installed_plugin_that_the_settings_name_is_called_enough(
    site: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path / "installed"))
    install(tmp_path / "installed", "seaside_one", OWN)
    (site / "syndicate.yaml").write_text(SETTINGS.replace("plugins: own.py\n", f"plugins: {name}\n"))
    _, _, err = run("export")
    assert f"plugins: '{name}' is installed, and that is enough; take it out" in err
