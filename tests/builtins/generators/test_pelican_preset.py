"""pelicanconf.py as settings: read and never run, each value with its place."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from syndicate import Findings, Overrides, SettingsError, UsageError, export
from syndicate.builtins.generators.pelican.preset import find

SITES = Path(__file__).parent / "sites"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
JSON = Overrides(formats=(("json", None),))


def findings(folder: Path, text: str = "", **files: str) -> Findings:
    (folder / "pelicanconf.py").write_text(text)
    for name, other in files.items():
        (folder / f"{name}.py").write_text(other)
    found = find(str(folder))
    assert found is not None
    return found


def value(found: Findings, *place: str) -> object:
    return found.settings[place].value


def place(found: Findings, *place: str) -> str:
    finding = found.settings[place]
    return f"{finding.path}:{finding.line}:{finding.column}"


def test_a_folder_without_pelicanconf_is_no_site(tmp_path: Path) -> None:
    assert find(str(tmp_path)) is None


def test_an_owner_types_nothing_but_the_command() -> None:
    found = find(str(SITES / "pelican"))
    assert found is not None
    assert value(found, "site", "title") == "The Harbour Ledger"
    assert value(found, "site", "description") == "News from the quay"
    assert value(found, "site", "url") == "https://news.example.org/ledger/"
    assert value(found, "site", "timezone") == "Europe/Berlin"
    assert value(found, "site", "authors") == ["The Desk"]
    assert value(found, "source", "paths") == ["content", "!content/attic", "!content/pages"]
    assert value(found, "source", "options", "article_lang_url") == "{lang}/posts/{slug}/"
    assert value(found, "filters", "published") == {"future": True}
    assert place(found, "site", "url") == "publishconf.py:7:11"
    assert place(found, "site", "title") == "pelicanconf.py:8:12"
    assert place(found, "filters", "published") == ":0:0"
    assert found.notes == (
        "pelicanconf.py:13: TIMEZONE: the variable LEDGER_ZONE of the environment is taken for unset; "
        "say it in syndicate.yaml if it matters",
        "pelicanconf.py:44: SITESUBTITLE: it is set under a condition, which is not followed; "
        "say it in syndicate.yaml if it matters",
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('SITENAME = "a" "b"', "ab"),
        ('A = "x"\nSITENAME = A + "y"', "xy"),
        ('A = "x"\nSITENAME = f"{A}/{A!s}"', None),
        ('SITENAME = "%s-%d" % ("a", 5)', "a-5"),
        ('SITENAME = "{} {x} {{}}".format("a", x="b")', "a b {}"),
        ('SITENAME = "{0:>99999999999}".format("a")', None),
        ('SITENAME = "%99999999d" % 1', None),
        ('SITENAME = "a" * 10**10', None),
        ('A, SITENAME = "a", "b"', "b"),
        ('SITENAME = {"a": ["b", "c"]}["a"][1]', "c"),
        ('SITENAME = OTHER or "b"', None),
        ('import os\nSITENAME = os.environ.get("NOWHERE") or "default"', "default"),
        ('import os\nSITENAME = os.environ["NOWHERE"]', None),
        ('LOCAL = False\nSITENAME = "a" if not LOCAL else "b"', "a"),
        ('SITENAME = "a" if OTHER else "b"', None),
        ('SITENAME: str = "typed"', "typed"),
        ('SITENAME = "a"\nSITENAME += "b"', "ab"),
        ('SITENAME = "a".upper().replace("A", "c")', "c"),
        ('SITENAME = __import__("os").system("true")', None),
        ('SITENAME = open("/etc/passwd").read()', None),
        ('SITENAME = (lambda: "x")()', None),
    ],
)
def test_what_can_be_computed_is(tmp_path: Path, text: str, expected: str | None) -> None:
    found = findings(tmp_path, text)
    assert value(found, "site", "title") == (expected or "A Pelican Blog")
    assert any("SITENAME" in note for note in found.notes) is (expected is None or "environ" in text)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        (
            "if True:\n    SITENAME = 'a'\n",
            "pelicanconf.py:2: SITENAME: it is set under a condition, which is not followed",
        ),
        (
            "try:\n    from local import *\nexcept ImportError:\n    pass\n",
            "pelicanconf.py:2: local.py is imported in a try",
        ),
        ("from missing import *\n", "pelicanconf.py:1: there is no missing.py to take all names of"),
        ("SITENAME = name()\n", "pelicanconf.py:1: SITENAME: it is computed (name())"),
        ("for SITENAME in ():\n    pass\n", "pelicanconf.py:1: SITENAME: it is set in a block, which is not followed"),
    ],
)
def test_what_is_not_followed_is_said_with_its_line(tmp_path: Path, text: str, note: str) -> None:
    assert any(said.startswith(note) for said in findings(tmp_path, text).notes)


def test_what_pelican_sitemap_finds_in_urls_is_excluded(tmp_path: Path) -> None:
    regexes = ["^/noindex/", "/tag/", r"\.json$", "^a-b/.*/c$", "secret", "a|b"]
    found = findings(tmp_path, f"SITEMAP = {{'exclude': {regexes!r}}}")
    globs = ["/noindex/**", "/**/tag/**", "/**.json", "/a-b/**/c", "/**secret**"]
    assert value(found, "options", "amp-sitemap", "exclude") == globs
    assert "pelicanconf.py:1: SITEMAP: exclude: a|b: not followed; set options.amp-sitemap.exclude" in found.notes


def test_nothing_of_a_configuration_is_run(tmp_path: Path) -> None:
    findings(tmp_path, f"open({str(tmp_path / 'made')!r}, 'w').close()\nraise SystemExit\n")
    assert not (tmp_path / "made").exists()


def test_an_import_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.py").write_text("SITENAME = 'secret'\n")
    site = tmp_path / "site"
    site.mkdir()
    (site / "local.py").symlink_to(tmp_path / "secret.py")
    assert value(findings(site, "from local import *\n"), "site", "title") == "A Pelican Blog"


def test_files_that_import_one_another_end(tmp_path: Path) -> None:
    found = findings(tmp_path, "from other import *\nSITENAME = 'a'\n", other="from pelicanconf import *\n")
    assert value(found, "site", "title") == "a"


def test_python_2_is_a_mistake_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"pelicanconf\.py:2:1: is not Python 3 "):
        findings(tmp_path, "SITENAME = 'a'\nprint 'a'\n")


@pytest.mark.parametrize(
    "text", ["(" * 5000, "A = " + "[" * 150 + "]" * 150, "SITENAME = '\0'", "A = " + "-" * 20000 + "1"]
)
def test_a_hostile_configuration_ends(tmp_path: Path, text: str) -> None:
    try:
        findings(tmp_path, text)
    except SettingsError as error:
        assert "is not Python 3" in str(error)


@pytest.mark.parametrize("pattern", [r"(a+)+$", r"(aa|ba)*x", ".*" * 9, "(", "a" * 5000])
def test_a_regular_expression_that_may_take_for_ever_is_refused(tmp_path: Path, pattern: str) -> None:
    findings(tmp_path, f"SITEURL = 'https://x.example.org'\nPATH = 'content'\nFILENAME_METADATA = {pattern!r}\n")
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / ("a" * 60 + "!.md")).write_text("Title: A\nDate: 2024-01-01\n")
    with pytest.raises(UsageError, match=r"FILENAME_METADATA: .* cannot be used as a regular expression"):
        export(tmp_path, now=NOW, overrides=JSON)


def test_a_wrong_value_is_a_mistake_in_pelicanconf(tmp_path: Path) -> None:
    findings(tmp_path, "SITEURL = 'https://x.org'\nARTICLE_URL = ['b']\n")
    with pytest.raises(SettingsError, match=r"pelicanconf\.py:2:15: source\.options\.article_url: expected a text"):
        export(tmp_path, now=NOW, overrides=JSON)


def test_an_empty_site_url_is_said(tmp_path: Path) -> None:
    notes = findings(tmp_path, "SITEURL = ''\n").notes
    assert notes == (
        "pelicanconf.py:1: SITEURL: is empty, and links of a feed need it; set site.url, or SITEURL in publishconf.py",
    )


def test_a_site_url_under_a_condition_is_better_than_none(tmp_path: Path) -> None:
    text = "import os\nSITEURL = ''\nif os.environ.get('PUBLISH'):\n    SITEURL = 'https://x.example.org'\n"
    found = findings(tmp_path, text)
    assert (value(found, "site", "url"), place(found, "site", "url")) == (
        "https://x.example.org/",
        "pelicanconf.py:4:15",
    )
    assert found.notes[0].startswith("pelicanconf.py:4: SITEURL: it is set under a condition, which is not followed")
    assert value(findings(tmp_path, text.replace("''", "'https://y.org'")), "site", "url") == "https://y.org/"


def test_plugins_that_change_articles_are_named(tmp_path: Path) -> None:
    found = findings(
        tmp_path, "SITEURL = 'https://x.org'\nPLUGINS = ['sitemap', 'pelican.plugins.yaml_metadata', 'poetry']\n"
    )
    assert found.notes == ("pelicanconf.py:2: PLUGINS: what these change in articles is not followed: poetry",)
    assert value(found, "source", "options", "yaml_metadata") is True


def test_the_output_folder_is_where_built_pages_are(tmp_path: Path) -> None:
    text = "SITEURL = 'https://x.org'\nOUTPUT_PATH = 'docs/'\n"
    assert ("source", "built") not in findings(tmp_path, text).settings
    (tmp_path / "docs").mkdir()
    assert value(findings(tmp_path, text), "source", "built") == "docs"


def test_a_site_of_pages_alone_has_no_articles(tmp_path: Path) -> None:
    found = findings(tmp_path, "SITEURL = 'https://x.org'\nPATH = 'content'\nARTICLE_PATHS: list[str] = []\n")
    assert found.settings["source", "paths"].value == ["content", "!content/pages", "!content/**"]
    assert found.notes == ("pelicanconf.py:3: ARTICLE_PATHS: names no folder, so Pelican makes pages and no articles",)


@pytest.mark.parametrize(
    ("text", "path"),
    [("", "content"), ("ARTICLE_PATHS = ['blog']\n", "content"), ("ARTICLE_PATHS = ['content']\n", ".")],
)
def test_a_site_without_a_path_is_read_where_its_articles_are(tmp_path: Path, text: str, path: str) -> None:
    (tmp_path / "content" / "blog").mkdir(parents=True)
    found = findings(tmp_path, f"SITEURL = 'https://x.org'\n{text}").settings
    assert found["source", "options", "path"].value == path
