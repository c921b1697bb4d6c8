"""A preset's findings as settings: who recognises a site, what goes before what, and where mistakes then stand."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from syndicate import Finding, Findings, Overrides, Preset, Registry, SettingsError, UsageError, export, hookimpl
from syndicate.cli.explain import explained_settings
from syndicate.cli.first_settings import write_settings
from syndicate.files import found_in, read_data
from syndicate.settings import open_site, recognise
from tests.conftest import json_report, lay

NOW = datetime(2024, 6, 1, tzinfo=UTC)


def find(folder: str) -> Findings | None:
    """Recognise a wiki by its wiki.yaml."""
    tree = read_data(folder, "wiki.yaml")
    if tree is None:
        return None
    found: dict[tuple[str, ...], Finding] = {("site", key): found_in(tree, (key,)) for key in tree.value}
    found |= {
        ("source", "name"): Finding(value="front-matter"),
        ("source", "url"): Finding(value="{site_url}/wiki/{slug}"),
        ("source", "paths"): Finding(value=["pages"]),
    }
    return Findings(settings=found, notes=("wiki.yaml: macros are not followed",))


def registry(*presets: Preset) -> Registry:
    made = Registry(distributions=())
    made.register(SimpleNamespace(syndicate_presets=hookimpl(lambda: list(presets))), "stranger")
    return made


WIKI = registry(Preset(name="wiki", find=find))


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "tides.md").write_text("---\ntitle: Tides\ndate: 2024-01-01\n---\n")
    (tmp_path / "wiki.yaml").write_text("title: The Wiki\nurl: https://wiki.example.org/\n")
    return Path()


def feed(site: Path | str, overrides: Overrides | None = None, registry: Registry = WIKI) -> dict[str, object]:
    given = overrides or Overrides(formats=(("json", None),))
    found: dict[str, object] = json.loads(export(site, now=NOW, overrides=given, registry=registry).documents[0].body)
    return found


def test_a_site_is_exported_as_its_own_configuration_says(site: Path) -> None:
    found = feed(site)
    assert (found["title"], found["home_page_url"]) == ("The Wiki", "https://wiki.example.org/")
    assert [item["url"] for item in found["items"]] == ["https://wiki.example.org/wiki/tides"]  # type: ignore[attr-defined]


def test_a_site_whose_configuration_names_no_author_speaks_for_itself(site: Path) -> None:
    assert feed(site)["authors"] == [{"name": "The Wiki"}]
    (site / "wiki.yaml").write_text("title: The Wiki\nurl: https://wiki.example.org/\nauthors: [Ann]\n")
    assert feed(site)["authors"] == [{"name": "Ann"}]


def test_feeds_go_where_the_site_is_built(site: Path) -> None:
    def built(folder: str) -> Findings | None:
        findings = find(folder)
        return findings and Findings(settings={**findings.settings, ("source", "built"): Finding(value="_site")})

    made = registry(Preset(name="wiki", find=built))
    assert recognise(*open_site(site), made)[0].settings.output == "_site"
    (site / "syndicate.yaml").write_text("output: elsewhere\n")
    assert recognise(*open_site(site), made)[0].settings.output == "elsewhere"


def test_what_the_preset_cannot_follow_is_said(site: Path) -> None:
    report = export(site, now=NOW, output="public", overrides=Overrides(formats=(("json", None),)), registry=WIKI)
    assert report.notes == ("wiki.yaml: macros are not followed",)


@pytest.mark.parametrize(
    ("given", "count"), [("", 1), ("site: {title: Ours}", 1), ("site: {url: https://a.example/}", 0)]
)
def test_advice_that_is_followed_goes_unsaid(site: Path, given: str, count: int) -> None:
    def advising(folder: str) -> Findings | None:
        findings = find(folder)
        return findings and Findings(settings=findings.settings, notes=("wiki.yaml: no host: set site.url",))

    (site / "syndicate.yaml").write_text(f"{given}\n")
    assert len(recognise(*open_site(site), registry(Preset(name="wiki", find=advising)))[0].notes) == count


def test_the_settings_go_before_what_is_found_key_by_key(site: Path) -> None:
    (site / "syndicate.yaml").write_text("site: {title: Ours}\nsource: {url: '{site_url}/{stem}.html'}\n")
    found = feed(site)
    assert (found["title"], found["home_page_url"]) == ("Ours", "https://wiki.example.org/")
    assert [item["url"] for item in found["items"]] == ["https://wiki.example.org/tides.html"]  # type: ignore[attr-defined]


def test_another_source_is_not_given_what_was_found_for_the_first(site: Path) -> None:
    (site / "syndicate.yaml").write_text("source: {name: json-lines}\n")
    source = recognise(*open_site(site), WIKI)[0].settings.source
    assert (source.name, source.url, source.paths) == ("json-lines", None, ())


@pytest.mark.parametrize(("text", "overrides"), [("preset: none\n", Overrides()), ("", Overrides(preset="none"))])
def test_a_preset_can_be_switched_off(site: Path, text: str, overrides: Overrides) -> None:
    (site / "syndicate.yaml").write_text(text)
    assert recognise(*open_site(site), WIKI, overrides)[0].settings.site.title is None


@pytest.mark.usefixtures("site")
def test_an_article_named_alone_belongs_to_the_site_around_it() -> None:
    for place in ("pages", "pages/tides.md", "pages/*.md"):
        found = feed(place)
        assert [item["url"] for item in found["items"]] == ["https://wiki.example.org/wiki/tides"]  # type: ignore[attr-defined]


def test_a_site_outside_the_current_folder_is_recognised_by_its_own_folder_only(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = site.resolve()
    (whole / "elsewhere").mkdir()
    monkeypatch.chdir(whole / "elsewhere")
    assert recognise(*open_site(whole), WIKI)[0].settings.site.title == "The Wiki"
    assert recognise(*open_site(whole / "pages"), WIKI)[0].settings.site.title is None


def test_two_presets_that_recognise_one_site_are_both_named(site: Path) -> None:
    two = registry(Preset(name="wiki", find=find), Preset(name="other", find=find))
    with pytest.raises(UsageError, match="other and wiki recognise this site; name one by --preset"):
        feed(site, registry=two)
    assert feed(site, Overrides(preset="wiki", formats=(("json", None),)), two)["title"] == "The Wiki"


def test_a_last_resort_is_asked_only_where_nobody_else_knows(site: Path) -> None:
    last = Preset(
        name="any", find=lambda _: Findings(settings={("site", "title"): Finding(value="Any")}), is_last_resort=True
    )
    both = registry(Preset(name="wiki", find=find), last)
    assert recognise(*open_site(site), both)[0].settings.site.title == "The Wiki"
    (site / "wiki.yaml").unlink()
    assert recognise(*open_site(site), both)[0].settings.site.title == "Any"


@pytest.mark.parametrize("built", ["public", "public/de"])
def test_json_lines_among_built_pages_are_of_the_site_whose_generator_wrote_them(site: Path, built: str) -> None:
    (site / built).mkdir(parents=True)
    for folder in {"public", built}:
        (site / folder / "index.html").write_text(
            "<html><title>Front | The Wiki</title><meta name=author content=Theme>"
        )
    line = {"title": "A", "url": "/a", "published_at": "2024-01-01T00:00:00Z"}
    (site / built / "syndicate.jsonl").write_text(json.dumps(line))
    found = export(f"{built}/syndicate.jsonl", now=NOW, overrides=Overrides(formats=(("json", None),)), registry=WIKI)
    document = json.loads(found.documents[0].body)
    assert (document["title"], document["items"][0]["url"]) == ("The Wiki", "https://wiki.example.org/a")
    assert found.notes == ()  # the preset's are about files that nobody reads here


@pytest.mark.parametrize(
    ("name", "message"),
    [("wikki", "no preset named 'wikki'; did you mean 'wiki'?"), ("wiki", "preset wiki: . is no site of that kind")],
)
def test_a_preset_that_does_not_fit_is_wrong_usage(site: Path, name: str, message: str) -> None:
    (site / "wiki.yaml").unlink()
    with pytest.raises(UsageError) as caught:
        feed(site, Overrides(preset=name))
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title: [a]\n", "wiki.yaml:1:8: site.title: expected a text, found a list"),
        ("title: T\nurl: nowhere:x\n", "wiki.yaml:2:6: site.url: "),
    ],
)
def test_a_mistake_in_what_is_found_stands_in_the_generators_file(site: Path, text: str, expected: str) -> None:
    (site / "wiki.yaml").write_text(text)
    with pytest.raises(SettingsError) as caught:
        feed(site)
    assert str(caught.value).startswith(expected)


def test_a_language_that_is_none_costs_itself(site: Path) -> None:
    (site / "wiki.yaml").write_text("title: T\nurl: https://x.org\nlanguage: zh-cn,en,default\n")
    assert "language" not in feed(site)
    notes = export(site, now=NOW, overrides=Overrides(formats=(("json", None),)), registry=WIKI).notes
    said = "wiki.yaml:3:11: language: 'zh-cn,en,default' is not a language tag (BCP 47); write e.g. en or pt-BR; "
    assert [note for note in notes if "BCP 47" in note] == [f"{said}it is left out"]
    assert feed(site, Overrides(formats=(("json", None),), language="zh-CN"))["language"] == "zh-CN"


# Where each value comes from


Row = Callable[[str], tuple[object, str]]


@pytest.fixture
def row(site: Path) -> Row:
    (site / "syndicate.yaml").write_text("site:\n  language: en\nfeeds: [{format: json}]\n")
    overrides = Overrides(site_url="https://x.org/", content="full")
    rows = {found.key: found for found in explained_settings(recognise(*open_site(site), WIKI)[0], overrides)}
    return lambda key: (rows[key].value, rows[key].origin)


def test_every_value_says_where_it_comes_from(row: Row) -> None:
    assert row("site.title") == ("The Wiki", "wiki.yaml:1:8")
    assert row("site.language") == ("en", "syndicate.yaml:2:13")
    assert row("site.url") == ("https://x.org/", "--site-url")
    assert row("site.timezone") == ("UTC", "default")
    assert row("source.url") == ("{site_url}/wiki/{slug}", "preset wiki")
    assert row("preset") == ("wiki", "preset wiki")
    assert row("content") == ("full", "--content")
    assert row("feeds[0]") == ({"format": "json"}, "syndicate.yaml:3:9")


def test_how_much_text_is_said_for_all_feeds_for_one_or_by_the_caller(site: Path) -> None:
    (site / "pages" / "tides.md").write_text("---\ntitle: Tides\ndate: 2024-01-01\nexcerpt: Short\n---\nLong\n")

    def is_full(text: str, overrides: Overrides | None = None) -> bool:
        (site / "syndicate.yaml").write_text(text)
        return "content_html" in feed(site, overrides or Overrides())["items"][0]  # type: ignore[index]

    assert not is_full("feeds: [{format: json}]\n")
    assert is_full("", Overrides(formats=(("json", None),)))
    assert is_full("content: full\nfeeds: [{format: json}]\n")
    assert not is_full("content: full\nfeeds: [{format: json, content: summary}]\n")
    assert is_full("feeds: [{format: json, content: summary}]\n", Overrides(content="full"))


# A first syndicate.yaml


def test_init_writes_down_what_was_found_and_where(site: Path) -> None:
    path = write_settings(site, WIKI)
    lines = path.read_text().splitlines()
    assert "preset: wiki" in lines
    assert '  # title: "The Wiki"   # wiki.yaml:1' in lines
    assert '  # url: "{site_url}/wiki/{slug}"' in lines
    file, _ = recognise(*open_site(site), WIKI)
    assert (file.settings.site.title, file.settings.output) == ("The Wiki", "public")
    assert len(export(site, now=NOW, registry=WIKI).documents) == 4


def test_what_init_found_holds_when_its_marks_are_taken_away(site: Path) -> None:
    path = write_settings(site, WIKI)
    before = recognise(*open_site(site), WIKI)[0].settings
    found = re.compile(r"^( +)# (?=\w+: )", re.MULTILINE)
    path.write_text(found.sub(r"\1", path.read_text()))
    assert recognise(*open_site(site), WIKI)[0].settings == before


def test_init_asks_for_what_a_preset_does_not_find(site: Path) -> None:
    (site / "wiki.yaml").write_text("title: The Wiki\n")
    assert '  url: "https://example.org/"' in write_settings(site, WIKI).read_text().splitlines()


def test_a_preset_is_asked_only_of_a_folder_that_holds_one_of_its_marks(tmp_path: Path) -> None:
    asked: list[str] = []

    def find(folder: str) -> Findings:
        asked.append(folder)
        return Findings(settings={("site", "title"): Finding(value="T")})

    marked = registry(Preset(name="marked", find=find, marks=("marked.toml", "marked")))
    file, paths = open_site(tmp_path)
    assert recognise(file, paths, marked)[0] is file
    assert asked == []
    (tmp_path / "marked").symlink_to("nowhere")
    assert recognise(file, paths, marked)[0].settings.site.title == "T"
    (tmp_path / "marked").unlink()
    recognise(file, paths, marked, Overrides(preset="marked"))
    assert len(asked) == 2


def heads(
    site: Path, lines: str, settings: str = "", *, include_unpublished: bool = False
) -> tuple[list[str], list[str]]:
    """Return the titles in a feed of two pages, one of which says *lines*, and the notes."""
    (site / "pages" / "quay.md").write_text(f"---\ntitle: Quay\ndate: 2024-01-02\n{lines}\n---\n")
    (site / "syndicate.yaml").write_text(settings)
    given = Overrides(formats=(("json", None),), include_unpublished=include_unpublished)
    report = export(site, now=NOW, overrides=given, registry=WIKI)
    items = json.loads(report.documents[0].body)["items"]
    return [item["title"] for item in items], list(report.notes)


@pytest.mark.parametrize(
    "lines", ["private: true", "unlisted: true", "password: x", "members: true", "visibility: private"]
)
def test_words_of_privacy_withhold_under_every_preset(site: Path, lines: str) -> None:
    assert heads(site, lines)[0] == ["Tides"]


@pytest.mark.parametrize("inner", ["site", "a/site", "z/site"])
def test_what_a_site_withholds_further_down_is_not_read_as_a_plain_folder(tmp_path: Path, inner: str) -> None:
    head = "---\ntitle: {}\ndate: 2024-01-01\n---\n"
    files = {
        "syndicate.yaml": "site: {title: T, url: https://example.org, authors: [Ann]}\n",
        "notes/a.md": head.format("A note"),
        f"{inner}/hugo.toml": 'title = "T"\n',
        f"{inner}/content/posts/a.md": head.format("A post"),
        f"{inner}/content/secret/_index.md": "---\ntitle: S\ncascade: {draft: true}\n---\n",
        f"{inner}/content/secret/b.md": head.format("A secret"),
        **{f"m{number}/a.txt": "" for number in range(60)},
    }
    report = json_report(lay(tmp_path, files), now=NOW)
    assert [item["title"] for item in json.loads(report.documents[0].body)["items"]] == ["A note"]
    assert f"{inner} is a site of hugo, which says what is published there" in "".join(report.notes)


@pytest.mark.parametrize("word", ["hidden", "archived"])
def test_words_of_display_do_what_the_generator_does_and_a_note_says_so(
    site: Path, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert heads(site, f"{word}: true")[0] == ["Tides"]  # it is read as any site's front matter
    monkeypatch.setattr("syndicate.settings.presets.findings.GENERIC", "another")
    titles, notes = heads(site, f"{word}: true")
    assert titles == ["Quay", "Tides"]
    assert [note for note in notes if "all the same" in note] == [
        f"1 article is {word}, and its generator publishes it all the same; withheld: {{{word}: true}} keeps it in, "
        "e.g. pages/quay.md:4"
    ]
    assert heads(site, f"{word}: true", f"withheld: {{{word}: true}}")[0] == ["Tides"]
    titles, notes = heads(site, f"{word}: true", f"withheld: {{{word}: false}}")
    assert (titles, [note for note in notes if "all the same" in note]) == (["Quay", "Tides"], [])


def test_what_is_withheld_is_let_out_by_hand_alone(site: Path) -> None:
    for lines in ("private: true", "status: trash", "visibility: members", "draft: perhaps"):
        assert heads(site, lines, include_unpublished=True)[0] == ["Quay", "Tides"]


def test_a_question_is_asked_once_with_a_count_and_an_example(site: Path) -> None:
    (site / "pages" / "a.md").write_text("---\ntitle: A\ndate: 2023-01-02\nmember_only: true\n---\n")
    titles, notes = heads(site, "member_only: true")
    assert titles == ["Quay", "Tides", "A"]
    assert [note for note in notes if "member_only" in note] == [
        "2 articles are published that have member_only, which looks like a word that withholds; write "
        "withheld: {member_only: true} if it is one, {member_only: false} if it is none, e.g. pages/a.md:4"
    ]
    titles, notes = heads(site, "member_only: true", "withheld: {member_only: true}")
    assert (titles, [note for note in notes if "member_only" in note]) == (["Tides"], [])


def test_it_is_explained_which_words_withhold(site: Path) -> None:
    (site / "syndicate.yaml").write_text("withheld: {draft: false, member_only: true}\n")
    rows = {
        found.key: (found.value, found.origin)
        for found in explained_settings(recognise(*open_site(site), WIKI)[0], Overrides())
    }
    assert rows["withheld.private"] == (True, "default")
    assert rows["withheld.draft"] == (False, "syndicate.yaml:1:19")
    assert rows["withheld.member_only"] == (True, "syndicate.yaml:1:39")


@pytest.mark.parametrize(
    ("url", "is_told"),
    [("http://localhost:4000", True), ("http://127.0.0.1:1313/", True), ("http://[::1]/", True), ("http://0.0.0.0:8000", True),
     ("http://blog.localhost/", True), ("https://localhost.example.org/", False), ("http://wiki.local/", False),
     ("http://192.168.0.7/", False)],
)  # fmt: skip
def test_an_address_of_a_preview_is_told_with_its_place(site: Path, url: str, is_told: bool) -> None:  # noqa: FBT001
    (site / "wiki.yaml").write_text(f"title: The Wiki\nurl: {url}\n")
    given = Overrides(formats=(("json", None),))
    found = export(site, now=NOW, overrides=given, registry=WIKI).faults
    assert bool(found) == is_told
    if is_told:
        assert str(found[0]).startswith("wiki.yaml:2:6: site.url: 'http://")
        assert "write the public address" in found[0].message
        by_hand = Overrides(formats=(("json", None),), site_url=url)
        assert not export(site, now=NOW, overrides=by_hand, registry=WIKI).faults


def test_a_file_at_fault_that_no_setting_names_says_why_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("syndicate.yaml").write_text("site: {title: T, url: 'https://e.org/'}\nsource: {paths: [content]}\n")
    Path("config.yaml").write_text("a: [1\n")
    with pytest.raises(SettingsError) as error:
        export(".", now=datetime(2024, 6, 1, tzinfo=UTC), output=Path("out"))
    assert str(error.value).startswith("config.yaml:1:4: ")
    assert str(error.value).endswith(
        "; the file is read to see whether hugo makes this site; mend it, or say preset: none (--preset none)"
    )
    Path("syndicate.yaml").write_text("preset: hugo\nsite: {title: T, url: 'https://e.org/'}\n")
    with pytest.raises(SettingsError) as error:
        export(".", now=datetime(2024, 6, 1, tzinfo=UTC), output=Path("out"))
    assert "is read to see" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "text"), [("_config.yml", "a: [1\n"), ("hugo.toml", "a = [1\n"), ("config.yaml", "a: b: c\n")]
)
def test_a_file_at_fault_is_a_note_where_the_settings_say_all_that_it_could(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    monkeypatch.chdir(tmp_path)
    whole = "site: {title: T, url: 'https://e.org/'}\nsource: {name: front-matter, paths: [content], url: '{site_url}/{slug}/'}\n"
    Path("content").mkdir()
    Path("content/a.md").write_text("---\ntitle: A\ndate: 2024-01-01\n---\n")
    Path(name).write_text(text)
    whole += "feeds: [{format: json}]\n"
    Path("syndicate.yaml").write_text(whole)
    report = export(".", now=NOW, output=Path("out"))
    assert report.read_count == 1
    (note,) = (note for note in report.notes if note.startswith(name))
    assert note.endswith("; this file is not read, for the settings name the source front-matter")
    for less in (whole.replace("name: front-matter, ", ""), whole.replace("title: T, ", "")):
        Path("syndicate.yaml").write_text(less)
        with pytest.raises(SettingsError, match=f"^{name}:[12]:"):
            export(".", now=NOW, output=Path("out"))


PIPES = "eleventy.config.js zola.toml hugo.toml _config.yml pelicanconf.py mkdocs.yml conf.py package.json CNAME a.md"
EXPORTED = """
import sys
from datetime import UTC, datetime
from syndicate import SyndicateError, export
for folder in sys.argv[1:]:
    print(folder, flush=True)
    try:
        export(folder, now=datetime(2024, 6, 1, tzinfo=UTC))
    except SyndicateError:
        print("refused")
"""


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipe lies in a folder there")
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(tmp_path: Path) -> None:
    for name in PIPES.split():
        (tmp_path / f"of-{name}").mkdir()
        os.mkfifo(tmp_path / f"of-{name}" / name)
    ignoring = lay(tmp_path / "ignoring", {".eleventy.js": "module.exports = {}"})
    os.mkfifo(ignoring / ".gitignore")
    built = lay(tmp_path / "built", {"index.html": "<!doctype html><title>T</title>"})
    os.mkfifo(built / "sitemap.xml")
    os.mkfifo(built / "CNAME")
    command = [sys.executable, "-c", EXPORTED, *map(str, tmp_path.iterdir())]
    done = subprocess.run(command, timeout=60, capture_output=True, text=True, check=True)
    assert done.stdout.count("refused") == len(PIPES.split()) + 2
