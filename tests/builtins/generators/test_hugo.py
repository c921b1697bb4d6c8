"""A Hugo site as its own configuration describes it: what is found where, which pages are articles, what they say."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from syndicate import (
    Article,
    ContentError,
    Fault,
    Findings,
    Item,
    Overrides,
    Preset,
    Registry,
    Report,
    SettingsError,
    Source,
    SourceContext,
    UsageError,
    export,
)
from syndicate.cli.explain import explained_settings
from syndicate.settings import open_site, recognise
from syndicate.testing import check_source
from tests.conftest import json_report, lay

NOW = datetime(2024, 9, 1, tzinfo=UTC)
REGISTRY = Registry(distributions=())
HEAD = 'title = "The Ledger"\nbaseURL = "https://example.org/"\n'
Put = Callable[..., Path]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Lay down files: path -> text."""
    return partial(lay, tmp_path)


def found(folder: Path) -> Findings | None:
    return REGISTRY.get(Preset, "hugo").find(str(folder))


def settings(folder: Path) -> dict[str, tuple[Any, str]]:
    """Return key -> value and where it comes from, as `syndicate export --explain` says it."""
    rows = explained_settings(recognise(*open_site(folder), REGISTRY)[0], Overrides())
    return {row.key: (row.value, row.origin.removeprefix(f"{folder}/")) for row in rows}


def exported(folder: Path, **overrides: Any) -> Report:
    given = Overrides(formats=(("json", None),), **overrides)
    return export(folder, now=NOW, overrides=given, registry=REGISTRY, allow_empty=True)


def items(folder: Path, **overrides: Any) -> list[dict[str, Any]]:
    report = exported(folder, **overrides)
    assert [str(fault) for fault in report.faults] == []
    entries: list[dict[str, Any]] = json.loads(report.documents[0].body)["items"]
    return entries


def page(head: str, body: str = "") -> str:
    return f"---\n{head}\n---\n{body}"


# What is recognised


@pytest.mark.parametrize(
    "files",
    [
        {"hugo.toml": HEAD},
        {"hugo.yaml": "title: The Ledger\n"},
        {"hugo.json": "{}"},
        {"config.toml": HEAD},
        {"config.yml": "baseurl: https://example.org/\n"},
        {"config.json": '{"title": "T", "params": {}}', "archetypes/a.md": "", "content/a.md": ""},
        {"config/_default/hugo.toml": HEAD},
        {"config/_default/languages.toml": '[en]\ntitle = "T"\n'},
        {"config.yaml": "forestry: here\n", "config/_default/config.yaml": "", "content/a.md": "", "layouts/a": ""},
    ],
)
def test_a_site_is_recognised_by_its_configuration(put: Put, files: dict[str, str]) -> None:
    assert found(put(files)) is not None


@pytest.mark.parametrize(
    "files",
    [
        {"config.toml": 'base_url = "https://example.org"\ntitle = "Zola"\n', "content/a.md": "", "themes/b/c": ""},
        {"config.json": '{"port": 80, "title": "A server"}', "content/a.md": ""},
        {"config.json": '{"baseUrl": "http://0.0.0.0:8080"}', "src/a.md": ""},
        {"_config.yml": "baseurl: /blog\n"},
        {"config/routes.yaml": "a: b\n"},
        {"content/a.md": ""},
    ],
)
def test_the_configuration_of_another_program_is_none_of_hugos(put: Put, files: dict[str, str]) -> None:
    assert found(put(files)) is None


# What is found, and where


def test_every_value_is_found_where_it_stands(put: Put) -> None:
    site = put(
        {
            "hugo.toml": HEAD
            + 'languageCode = "en-us"\ntimeZone = "Europe/Oslo"\ncopyright = "Us &amp; them"\n'
            + '[params]\ndescription = "About"\n[params.author]\nname = "Ann"\nemail = "ann@example.org"\n'
            + '[permalinks]\nposts = "/:year/:slug/"\n',
            "content/posts/a.md": "",
            "static/a.txt": "",
            "themes/x/static/b.txt": "",
            "public/index.html": "",
            "data/authors.yaml": "",
        }
    )
    (site / "hugo.toml").write_text('theme = "x"\n' + (site / "hugo.toml").read_text())
    rows = settings(site)
    assert rows["site.title"] == ("The Ledger", "hugo.toml:2:9")
    assert rows["site.url"] == ("https://example.org/", "hugo.toml:3:11")
    assert rows["site.language"] == ("en-us", "hugo.toml:4:16")
    assert rows["site.timezone"] == ("Europe/Oslo", "hugo.toml:5:12")
    assert rows["site.rights"] == ("Us & them", "hugo.toml:6:13")
    assert rows["site.description"] == ("About", "hugo.toml:8:15")
    assert rows["site.authors"][0][0]["email"] == "ann@example.org"
    assert rows["source.options.permalinks"] == ({"posts": "/:year/:slug/"}, "hugo.toml:12:2")
    assert rows["source.built"] == ("public", "preset hugo")
    assert rows["source.assets"] == (["static", "themes/x/static"], "preset hugo")
    assert rows["source.authors"] == ("data/authors.yaml", "preset hugo")
    assert rows["source.paths"] == (["content"], "preset hugo")


def test_keys_have_any_case_and_the_folder_goes_before_the_file_the_environment_before_the_default(put: Put) -> None:
    site = put(
        {
            "config.yaml": "BaseURL: https://old.example.org/\nTITLE: Old\nlanguagecode: de\n",
            "config/_default/hugo.toml": 'title = "Default"\n[Params]\ndescription = "Here"\n',
            "config/_default/params.toml": 'author = "Ann"\n',
            "config/production/config.json": '{"baseurl": "https://example.org/"}',
            "config/staging/config.json": '{"title": "Staged"}',
        }
    )
    rows = settings(site)
    assert rows["site.title"] == ("Default", "config/_default/hugo.toml:1:9")
    assert rows["site.url"] == ("https://example.org/", "config/production/config.json:1:13")
    assert rows["site.language"] == ("de", "config.yaml:3:15")
    assert rows["site.authors"] == (["Ann"], "config/_default/params.toml:1:10")
    assert rows["site.description"] == ("Here", "config/_default/hugo.toml:3:15")


def test_a_file_may_name_the_key_that_it_is_about(put: Put) -> None:
    cascade = '[[cascade]]\ndraft = true\n[cascade._target]\npath = "/b*"\n'
    site = put(
        {
            "hugo.toml": HEAD,
            "config/_default/cascade.toml": cascade,
            "config/_default/params.yaml": "params:\n  description: Here\n",
            **{f"content/{name}.md": page("title: A\ndate: 2024-01-01") for name in ("a", "b")},
        }
    )
    assert [item["url"] for item in items(site)] == ["https://example.org/a/"]
    assert settings(site)["site.description"] == ("Here", "config/_default/params.yaml:2:16")


@pytest.mark.parametrize(
    ("config", "left"),
    [
        ('disableKinds = ["Page", "RSS"]\n', []),
        ('[languages.en]\n[languages.de]\ndisableKinds = ["page"]\n', ["https://example.org/a/"]),
        ('disableKinds = ["page"]\n[languages.en]\ndisableKinds = []\n[languages.de]\n', ["https://example.org/a/"]),
    ],
)
def test_pages_that_are_a_disabled_kind_are_none(put: Put, config: str, left: list[str]) -> None:
    head = page("title: A\ndate: 2024-01-01")
    every = "source: {options: {exported_languages: []}}\n"
    site = put({"hugo.toml": HEAD + config, "syndicate.yaml": every, "content/a.md": head, "content/a.de.md": head})
    assert [item["url"] for item in items(site)] == left
    said = "disableKinds: Hugo builds no page in en, so none is an article"
    assert exported(site).notes == ((said,) if not left else ())  # what it would advise is set


@pytest.mark.parametrize(
    ("config", "built", "twins"),
    [
        ("", {}, {"a/": "amp/a/", "x/z.html": "amp/x/z.html", "fr/a/": "fr/amp/a/"}),
        ('[outputFormats.AMP]\npath = "m"\n', {}, {"a/": "m/a/", "x/z.html": "m/x/z.html", "fr/a/": "fr/m/a/"}),
        ('[outputFormats.AMP]\nbaseName = "amp"\n', {}, {}),
        ("", {"public/index.html": ""}, {}),
        ("", {"public/amp/a/index.html": ""}, {"a/": "amp/a/", "x/z.html": "amp/x/z.html", "fr/a/": "fr/amp/a/"}),
    ],
)
def test_amp_pages_that_hugo_builds_are_linked(
    put: Put, config: str, built: dict[str, str], twins: dict[str, str]
) -> None:
    home, head = "https://example.org/", "title: A\ndate: 2024-01-01"
    text = f'{HEAD}[languages.en]\n[languages.fr]\n[outputs]\npage = ["HTML", "AMP"]\n{config}'
    files = {"a.md": head, "a.fr.md": head, "b.md": f"{head}\noutputs: [html]", "c.md": f"{head}\nurl: /x/z.html"}
    site = put({"hugo.toml": text, "syndicate.yaml": "source: {options: {exported_languages: []}}\n", **built})
    lay(site / "content", {name: page(text) for name, text in files.items()})
    made = json_report(site, now=NOW, formats=(("amp-sitemap", None),))
    urls = re.findall(r"<loc>(.*?)</loc>[^$]*?(?:amphtml\" href=\"(.*?)\"|</url>)", made.documents[0].body.decode())
    assert {url.removeprefix(home): twin.removeprefix(home) for url, twin in urls if twin} == twins


def test_an_only_language_may_have_a_folder(put: Put) -> None:
    head = page("title: A\ndate: 2024-01-01")
    site = put({"hugo.toml": HEAD + "defaultContentLanguageInSubdir = true\n", "content/a.md": head})
    assert [item["url"] for item in items(site)] == ["https://example.org/en/a/"]


def test_the_default_language_says_what_the_site_is_called(put: Put) -> None:
    text = HEAD + 'defaultContentLanguage = "de"\n[languages.de]\ntitle = "Das Blatt"\nlocale = "de-AT"\n'
    text += '[languages.de.params]\ndescription = "Vom Kai"\n[languages.en]\ncontentDir = "content/en"\n'
    rows = settings(put({"hugo.toml": text, "content/en/a.md": ""}))
    assert rows["site.title"] == ("Das Blatt", "hugo.toml:5:9")
    assert rows["site.language"] == ("de-AT", "hugo.toml:6:10")
    assert rows["site.description"] == ("Vom Kai", "hugo.toml:8:15")
    assert rows["source.options.exported_languages"] == (["de"], "preset hugo")


def test_a_site_that_names_nobody_signs_with_its_title(put: Put) -> None:
    rows = settings(put({"hugo.toml": HEAD}))
    value, origin = rows["site.authors"]
    assert (value[0]["name"], origin) == ("The Ledger", "hugo.toml:1:9")


def test_a_page_of_two_languages_says_so_and_how_to_have_them(put: Put) -> None:
    text = HEAD + "[languages.en]\n[languages.fr]\nweight = 2\n"
    files = {"hugo.toml": text + "[languages.it]\ndisabled = true\n"}
    notes = (found(put(files)) or Findings(settings={})).notes
    assert notes == (
        "pages in en alone are exported, whose title the site has; for others set source.options.exported_languages "
        "to some of [en, fr], or to [] for all",
    )


def test_what_is_built_is_published(put: Put) -> None:
    rows = settings(put({"hugo.toml": HEAD + "buildFuture = true\nbuildExpired = true\n"}))
    assert rows["filters.published.future"] == (True, "hugo.toml:3:15")
    assert rows["filters.published.expired"] == (True, "hugo.toml:4:16")


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ('baseURL = "/"\n', "baseURL: '/' names no host: set site.url, or give --site-url"),
        ('timeZone = "Local"\n', "timeZone: Local is that of the machine: dates without a zone are taken as UTC"),
        ('[[module.imports]]\npath = "example.org/theme"\n', "module.imports are not followed"),
        (
            '[versions."v1"]\n[roles.guest]\nweight = 1\n',
            "pages for v1 of versions and guest of roles alone are exported",
        ),
        ('[[module.mounts]]\nsource = "docs"\ntarget = "content/docs"\n', "module.mounts: docs as content/docs is not"),
        (
            '[[permalinks]]\npattern = "/:slug/"\ntarget = {path = "/a/b/**"}\n',
            "permalinks: a list with targets other than a section",
        ),
    ],
)
def test_what_cannot_be_followed_is_said(put: Put, text: str, note: str) -> None:
    result = found(put({"hugo.toml": text}))
    assert result is not None
    assert any(said.startswith(note) for said in result.notes)


def test_a_mount_of_static_files_is_said_but_for_the_fonts_and_scripts_of_packages(put: Put) -> None:
    mount = '[[module.mounts]]\nsource = "{}"\ntarget = "{}"\n'
    pairs = [
        ("node_modules/f/fonts", "static/fonts"),
        ("files", "static/files"),
        ("node_modules/d/news", "content/news"),
    ]
    result = found(put({"hugo.toml": HEAD + "".join(mount.format(*pair) for pair in pairs)}))
    assert result is not None
    assert result.notes == tuple(
        f"module.mounts: {path} as {target} is not followed: its files are left out" for path, target in pairs[1:]
    )


def test_a_content_adapter_is_said(put: Put) -> None:
    result = found(put({"hugo.toml": HEAD, "content/news/_content.gotmpl": ""}))
    assert result is not None
    assert result.notes == ("content/news/_content.gotmpl: pages that a content adapter makes are left out",)


def test_a_folder_mounted_as_content_is_read(put: Put) -> None:
    mount = '[[module.mounts]]\nsource = "docs"\ntarget = "content"\n'
    static = '[[module.mounts]]\nsource = "files"\ntarget = "static"\n'
    site = put({"hugo.toml": HEAD + mount + static, "docs/a/b.md": page("title: B\ndate: 2024-01-01"), "files/x": ""})
    assert [item["url"] for item in items(site)] == ["https://example.org/a/b/"]
    assert settings(site)["source.assets"][0] == ["files"]


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ('excludeFiles = ["drafts/**", "*.wip.md"]', ["a", "x/drafts/c", "x/d.wip"]),
        ('excludeFiles = "**.WIP.md"', ["a", "drafts/b", "x/drafts/c"]),
        ('excludeFiles = ["{drafts,e}*"]', ["a", "x/drafts/c", "x/d.wip"]),
        ('includeFiles = ["x/**", "a.md"]', ["a", "x/drafts/c", "x/d.wip"]),
        ('files = ["! **/drafts/**", "! *.wip.md", "**"]', ["a", "drafts/b", "x/d.wip"]),
        ('files = ["! **/drafts/**", "! *.wip.md"]', ["a", "drafts/b", "x/d.wip"]),
        ('files = ["!**/drafts/**", "!*.wip.md"]', []),
    ],
)
def test_what_a_mount_leaves_out_is_no_page(put: Put, written: str, left: list[str]) -> None:
    mount = f'[[module.mounts]]\nsource = "content"\ntarget = "content"\n{written}\n'
    names = ("a", "drafts/b", "x/drafts/c", "x/d.wip", "e.wip")
    site = put(
        {"hugo.toml": HEAD + mount, **{f"content/{name}.md": page("title: A\ndate: 2024-01-01") for name in names}}
    )
    assert {item["url"] for item in items(site)} == {f"https://example.org/{name}/" for name in left}


@pytest.mark.parametrize("where", ["page", "section", "configuration"])
@pytest.mark.parametrize(
    ("dimension", "names", "is_built"),
    [
        ("roles", ["member"], False),
        ("roles", "member", False),
        ("roles", ["guest", "member"], True),
        ("roles", ["**"], True),
        ("roles", ["! guest"], False),
        ("roles", ["! member"], True),
        ("versions", ["v2.0.0"], False),
        ("versions", ["V1.*.*"], True),
        ("languages", ["de"], False),
        ("languages", ["de", "en"], True),
    ],
)
def test_a_page_for_another_role_version_or_language_alone_is_counted(
    put: Put, dimension: str, names: list[str] | str, where: str, *, is_built: bool
) -> None:
    sites = "sites: " + json.dumps({"matrix": {dimension: names}})
    cascade = f"[cascade.sites.matrix]\n{dimension} = {json.dumps(names)}\n"
    site = put(
        {
            "hugo.toml": HEAD
            + '[roles.guest]\n[roles.member]\n[versions."v1.0.0"]\n'
            + (cascade if where == "configuration" else ""),
            "content/a/_index.md": page("cascade:\n  " + sites if where == "section" else "title: A"),
            "content/a/b.md": page("title: B\ndate: 2024-01-01\n" + (sites if where == "page" else "")),
        }
    )
    assert [item["url"] for item in items(site)] == (["https://example.org/a/b/"] if is_built else [])
    assert any("(sites.matrix)" in note for note in exported(site).notes) is not is_built


@pytest.mark.parametrize(("role", "notes"), [("guest", 0), ("member", 1)])
def test_a_folder_that_is_mounted_for_another_role_is_said(put: Put, role: str, notes: int) -> None:
    mount = '[[module.mounts]]\nsource = "docs"\ntarget = "content"\n[module.mounts.sites.matrix]\nroles = ["{}"]\n'
    site = put(
        {"hugo.toml": HEAD + "[roles.guest]\n" + mount.format(role), "docs/a.md": page("title: A\ndate: 2024-01-01")}
    )
    result = found(site)
    assert result is not None
    assert sum("is not followed" in note for note in result.notes) == notes


@pytest.mark.parametrize(("role", "is_draft"), [("guest", True), ("member", False), ("! guest", False)])
@pytest.mark.parametrize("is_inside", [True, False])
def test_what_pages_for_another_role_inherit_is_none_of_the_others(
    put: Put, role: str, *, is_draft: bool, is_inside: bool
) -> None:
    rule = f'[[cascade]]\ndraft = true\n[cascade.target.sites.matrix]\nroles = ["{role}"]\n'
    configuration = HEAD + "[roles.guest]\n[roles.member]\n" + ("" if is_inside else rule)
    section = f"+++\n{rule if is_inside else ''}+++\n"
    pages = {"content/a/_index.md": section, "content/a/b.md": page("title: B\ndate: 2024-01-01")}
    assert bool(items(put({"hugo.toml": configuration, **pages}))) is not is_draft


def test_the_name_of_a_file_may_say_whom_its_page_is_for(put: Put) -> None:
    names = (
        "a._role_member_ b._role_guest_ c._role_guest_._role_member_ d._version_v1.0.0_ e._role_member_._version_v2.0.0_"
        " f._language_en_ g/index._role_member_ h._role_Member_.en i._any_thing_ j._role_member"
    )
    pages = {f"content/{name}.md": page("title: A\ndate: 2024-01-01") for name in names.split()}
    pages["content/_index._role_member_.md"] = page("cascade: {draft: true}")
    pages["content/k._role_member_.md"] = page("title: K\ndate: 2024-01-01\nsites: {matrix: {roles: [guest]}}")
    site = put(
        {"hugo.toml": HEAD + '[roles.guest]\n[roles.member]\n[versions."v1.0.0"]\n[versions."v2.0.0"]\n', **pages}
    )
    shown = [item["url"].removeprefix("https://example.org/") for item in items(site)]
    assert sorted(shown) == ["b/", "c/", "f/", "i/", "j._role_member/", "k/"]


@pytest.mark.parametrize(
    ("given", "versions", "roles"),
    [
        ("[roles.admin]\n[roles.guest]\n", "", "admin"),
        ("[roles.a]\n[roles.b]\nweight = 2\n[roles.c]\nweight = 1\n", "", "c"),
        ('[versions."v1.0.0"]\n[versions."v10.0.0"]\n[versions."v2.0.0"]\n', "v10.0.0", ""),
        ('[versions.latest]\n[versions."2.1"]\n[versions."v2.1.0-rc1"]\n', "2.1", ""),
        ("[versions.b]\n[versions.a]\n", "a", ""),
        ('defaultContentRole = "guest"\n[roles.admin]\n[roles.guest]\n', "", "guest"),
    ],
)
def test_the_version_and_role_of_the_urls_without_are_hugos_choice(
    put: Put, given: str, versions: str, roles: str
) -> None:
    given = HEAD + given if given.startswith("[") else given.partition("\n")[0] + "\n" + HEAD + given.partition("\n")[2]
    result = found(put({"hugo.toml": given}))
    assert result is not None
    expected = {"versions": versions, "roles": roles}
    assert result.settings["source", "options", "dimensions"].value == {
        key: name for key, name in expected.items() if name
    }


def test_a_mistake_in_the_configuration_stands_in_its_file(put: Put) -> None:
    site = put({"hugo.toml": "title = [1]\n" + 'baseURL = "https://example.org/"\n', "content/a.md": ""})
    with pytest.raises(SettingsError) as caught:
        exported(site)
    assert str(caught.value) == f"{site}/hugo.toml:1:9: site.title: expected a text, found a list"


def test_a_placeholder_that_hugo_does_not_know_is_named(put: Put) -> None:
    site = put({"hugo.toml": HEAD + '[permalinks]\nposts = "/:yaer/:slug/"\n', "content/a.md": ""})
    with pytest.raises(
        UsageError, match=r"permalinks of 'posts': no placeholder is named ':yaer'; did you mean 'year'\?"
    ):
        exported(site)


def test_an_expression_that_can_take_for_ever_is_refused(put: Put) -> None:
    site = put({"hugo.toml": HEAD + "ignoreFiles = ['(a+)+$']\n", "content/a.md": ""})
    with pytest.raises(UsageError, match=r"ignoreFiles: '\(a\+\)\+\$' can take for ever to match"):
        exported(site)


# Forms of newer versions than the one that is compared with


def test_permalinks_in_a_list_have_sections_as_targets(put: Put) -> None:
    targets = {
        "/s/": 'path = "/news/**"\nkind = "section"', "/t/": 'environment = "test"', "/n/:slug/": 'path = "/news/**"', "/z/": 'path = "/news/**"',
        "/y/:slug/": 'path = "/{b,b/**}"\nkind = "page"', "/r/:slug/": 'path = "/*"\nkind = "page"',
        "/rest/:slug/": 'kind = "*"', "/z/:slug": "",
    }  # fmt: skip
    listed = "".join(
        f'[[permalinks]]\npattern = "{pattern}"\n[permalinks.target]\n{target}\n' for pattern, target in targets.items()
    )
    names = ("news/c", "b/e", "f", "g/h")
    site = put(
        {"hugo.toml": HEAD + listed, **{f"content/{name}.md": page("title: A\ndate: 2024-01-01") for name in names}}
    )
    assert {item["url"] for item in items(site)} == {
        f"https://example.org/{name}/a/" for name in ("n", "y", "r", "rest")
    }


def test_permalinks_of_pages_in_the_newer_form(put: Put) -> None:
    text = HEAD + '[permalinks.page]\nposts = "/:year/:contentbasename/"\n[permalinks.section]\nposts = "/blog/"\n'
    site = put({"hugo.toml": text, "content/posts/A b.md": page("title: B\ndate: 2024-01-01")})
    assert [item["url"] for item in items(site)] == ["https://example.org/2024/a-b/"]


@pytest.mark.parametrize(
    ("pattern", "url"),
    [
        ("/:slugorcontentbasename/", "https://example.org/own/"),
        ("/x\\:y/:day/", "https://example.org/xy/02/"),
        ("/:sections[last]/", "https://example.org/posts/"),
        ("/:title/x/:title/", "https://example.org/C-/x/C/"),
        ("/:section/:sections/:filename/", "https://example.org/posts/posts/A/"),  # sections are in lower case
    ],
)
def test_placeholders_of_newer_versions(put: Put, pattern: str, url: str) -> None:
    text = HEAD + f"disablePathToLower = true\n[permalinks]\nposts = '{pattern}'\n"
    site = put({"hugo.toml": text, "content/Posts/A.md": page("title: C++\nslug: own\ndate: 2024-01-02")})
    assert [item["url"] for item in items(site)] == [url]


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("/:sectionslugs/:slug/", "posts/tide-logs/high-water/a"),
        ("/:sectionslugs[1:]/:slug/", "tide-logs/high-water/a"),
        ("/:sectionslug/:sectionslugs[last]/:slug/", "posts/high-water/a"),
    ],
)
def test_slugs_of_sections_in_permalinks_are_those_of_their_pages(put: Put, pattern: str, path: str) -> None:
    files = {
        "content/posts/tides/_index.md": page("title: Tides\nslug: tide-logs"),
        "content/posts/tides/deep/high/_index.md": page("title: High Water"),
        "content/posts/tides/deep/high/a.md": page("title: A\ndate: 2024-01-02"),
    }
    site = put({"hugo.toml": f"{HEAD}pluralizeListTitles = false\n[permalinks]\nposts = '{pattern}'\n", **files})
    assert [item["url"] for item in items(site)] == [f"https://example.org/{path}/"]


def test_a_url_in_front_matter_may_be_a_pattern(put: Put) -> None:
    head = "title: B\nslug: own\ndate: 2024-01-02\nurl: /:year/a\\:b/:slug/"
    escaped = "title: C\ndate: 2024-01-01\nurl: /wiki/Help\\:Info"
    site = put({"hugo.toml": HEAD, "content/posts/a.md": page(head), "content/posts/c.md": page(escaped)})
    urls = ["https://example.org/2024/a:b/own/", "https://example.org/wiki/Help:Info/"]
    assert [item["url"] for item in items(site)] == urls


def test_languages_with_hosts_of_their_own(put: Put) -> None:
    text = 'title = "T"\nbaseURL = "https://example.org/"\n[languages.en]\nbaseURL = "https://example.org/"\n'
    text += '[languages.fr]\nbaseURL = "https://fr.example.org/x"\n'
    files = {"content/a.md": page("title: A\ndate: 2024-01-01"), "content/a.fr.md": page("title: B\ndate: 2024-01-01")}
    site = put({"hugo.toml": text, **files})
    urls = {item["url"] for item in items(site, options=(("hugo", "exported_languages", "[]"),))}
    assert urls == {"https://example.org/a/", "https://fr.example.org/x/a/"}


def test_a_cascade_may_aim_at_the_logical_path_and_hold_params(put: Put) -> None:
    text = (
        HEAD + "[[cascade]]\n[cascade.target]\npath = '{/news/**}'\nkind = 'page'\n[cascade.params]\nauthor = 'Ann'\n"
    )
    files = {
        "content/news/a/index.md": page("title: A\ndate: 2024-01-01"),
        "content/b.md": page("title: B\ndate: 2024-01-01"),
    }
    site = put({"hugo.toml": text, **files})
    authors = {item["url"]: item.get("authors") for item in items(site)}
    assert authors == {
        "https://example.org/news/a/": [{"name": "Ann"}],
        "https://example.org/b/": [{"name": "The Ledger"}],
    }


def test_drafts_that_hugo_builds_are_not_asked_about(put: Put) -> None:
    head = "title: A\ndate: 2024-01-30\ndraft: true\nparams: {hidden: true}"
    config = 'title = "T"\nbaseURL = "https://e.org/"\nbuildDrafts = true\n'
    report = exported(put({"hugo.toml": config, "content/posts/a.md": page(head)}))
    assert json.loads(report.documents[0].body)["items"]
    assert len([note for note in report.notes if "hidden" in note]) == 1
    assert not [note for note in report.notes if "draft" in note]


def test_build_is_the_newer_name_of_underscore_build(put: Put) -> None:
    files = {
        "content/a.md": page("title: A\ndate: 2024-01-01\nbuild:\n  render: never"),
        "content/b.md": page("title: B\ndate: 2024-01-01\nbuild:\n  list: false"),
        "content/c.md": page("title: C\ndate: 2024-01-01\nbuild:\n  list: always"),
    }
    assert [item["title"] for item in items(put({"hugo.toml": HEAD, **files}))] == ["C"]


# Which pages are articles, and what they say


def test_main_sections_choose(put: Put) -> None:
    files = {f"content/{name}/a.md": page("title: A\ndate: 2024-01-01") for name in ("Posts", "docs")}
    site = put({"hugo.toml": HEAD + '[params]\nmainSections = ["posts"]\n', **files})
    assert [item["url"] for item in items(site)] == ["https://example.org/posts/a/"]
    (note,) = exported(site).notes
    assert note.startswith(
        "1 page is in none of mainSections, whose pages are the site's posts, e.g. content/docs/a.md"
    )


def test_a_page_is_of_a_main_section_by_its_type_too(put: Put) -> None:
    files = {
        "content/a.md": "+++\ntitle = 'A'\ndate = 2024-01-01\nType = 'Post'\n+++\n",
        "content/docs/b.md": page("type: post\ntitle: B\ndate: 2024-01-01"),
        "content/docs/c.md": page("title: C\ndate: 2024-01-01") + "type: post\n",
        "content/docs/d.md": page("type: docs\ntitle: D\ndate: 2024-01-01"),
    }
    site = put({"hugo.toml": HEAD + '[params]\nmainSections = ["post"]\n', **files})
    assert {item["title"] for item in items(site)} == {"A", "B"}


def test_pages_without_a_date_are_counted_and_passed_over(put: Put) -> None:
    files = {"content/a.md": page("title: A"), "content/b.md": "No head\n", "content/c.md": page("# nothing")}
    site = put({"hugo.toml": HEAD, **files, "content/d.md": page("title: D\ndate: 2024-01-01")})
    report = exported(site)
    assert report.chosen_count == 1
    assert report.notes == ("3 pages have no date and so no place in a feed, e.g. content/a.md",)


def test_a_number_counts_the_seconds_since_1970(put: Put) -> None:
    (item,) = items(put({"hugo.toml": HEAD, "content/a.md": page("title: A\ndate: 1706638860")}))
    assert datetime.fromisoformat(item["date_published"]) == datetime(2024, 1, 30, 18, 21, tzinfo=UTC)


def test_a_page_is_published_at_its_publish_date_and_changed_at_its_lastmod(put: Put) -> None:
    head = "title: A\nDate: 2024-01-05\nPublishDate: 2024-01-06T10:00:00+02:00\nLastMod: 2024-02-01 12:00"
    site = put({"hugo.toml": HEAD + 'timeZone = "Europe/Berlin"\n', "content/a.md": page(head)})
    (item,) = items(site)
    assert (item["date_published"], item["date_modified"]) == ("2024-01-06T09:00:00+01:00", "2024-02-01T12:00:00+01:00")


def test_topics_are_the_terms_of_all_taxonomies_but_authors_and_kinds_of_papers(put: Put) -> None:
    text = HEAD + '[taxonomies]\ntag = "tags"\nseries = "series"\nauthor = "authors"\np = "publication_types"\n'
    head = "title: A\ndate: 2024-01-01\ntags: [Sea, 'a, b']\ncategories: News\nseries: [Tides]\nauthors: [Ann]"
    head += "\npublication_types: ['2']"
    (item,) = items(put({"hugo.toml": text, "content/a.md": page(head)}))
    assert item["tags"] == ["Sea", "a, b", "News", "Tides"]
    assert item["authors"] == [{"name": "Ann"}]


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ("images: [x.png]", "https://example.org/b/x.png"),
        ("images: [./x.png]", "https://example.org/b/x.png"),
        ("images: [y.png]", "https://example.org/y.png"),
        ("image: pics/z.png", "https://example.org/b/pics/z.png"),
        ("image: ./pics/z.png", "https://example.org/b/pics/z.png"),
        ("image: x.png/z.png", "https://example.org/x.png/z.png"),
        ("image: /pics/z.png", "https://example.org/pics/z.png"),
        ("images: /img/y z.png", "https://example.org/img/y%20z.png"),
        ("images: https://cdn.example.org/y.png", "https://cdn.example.org/y.png"),
        ("cover:\n  image: y.png\n  relative: true", "https://example.org/b/y.png"),
        ("cover:\n  image: img/y.png\n  alt: A quay", "https://example.org/img/y.png"),
        ("featured_image: /y.png", "https://example.org/y.png"),
        ("params:\n  featuredImage: x.png", "https://example.org/b/x.png"),
        ("resources:\n- {name: the-cover, src: x.*}", "https://example.org/b/x.png"),
        ("weight: 1", "https://example.org/b/my-feature.jpg"),
        ("featured: yes\nthumbnail: x.png", "https://example.org/b/x.png"),
    ],
)
def test_pictures(put: Put, head: str, url: str) -> None:
    files = {
        "content/b/index.md": page(f"title: B\ndate: 2024-01-01\n{head}"),
        "content/b/x.png": "",
        "content/b/pics/z.png": "",
    }
    if "weight" in head:
        files["content/b/my-feature.jpg"] = ""
    (item,) = items(put({"hugo.toml": HEAD, **files}))
    assert item["image"] == url


@pytest.mark.parametrize("name", ["1.mp3", "https://cdn.example.org/eps/1.mp3"])
def test_the_name_of_a_recording_stands_behind_what_the_theme_castanet_has_for_all(put: Put, name: str) -> None:
    config = f'{HEAD}\n[params]\nmedia_prefix = "https://cdn.example.org/eps/"\n'
    text = page(f"title: A\ndate: 2024-01-01\npodcast_file: {name}")
    (item,) = items(put({"hugo.toml": config, "content/a.md": text}))
    assert [file["url"] for file in item["attachments"]] == ["https://cdn.example.org/eps/1.mp3"]


def test_a_word_that_names_no_file_of_a_bundle_is_no_picture(put: Put) -> None:
    text = page("title: B\ndate: 2024-01-01\nfeatured_image: filing-shelves")
    (fault,) = exported(put({"hugo.toml": HEAD, "content/b/index.md": text})).faults
    assert (fault.severity, fault.line, fault.column, fault.field) == ("warning", 4, 17, "featured_image")


def test_what_is_wrong_with_a_page_has_its_line_and_column(put: Put) -> None:
    files = {
        "content/a.md": page("title: A\nDate: yesterday"),
        "content/b.md": page("title: B\ndate: 2024-01-01\nurl: https://example.org/x"),
        "content/c.toml.md": '+++\ndate = 2024-01-01\ntags = ["x"]\n+++\n',
        "content/d.md": page("title: D\ndate: [1"),
        "content/e.org": "#+title: E\n#+date: yesterday\n",
        "content/f.md": page("draft: true\ndate: 2024-01-01"),
        "content/g/_index.md": page("title: [G"),
    }
    faults = [str(fault) for fault in exported(put({"hugo.toml": HEAD, **files})).faults]
    assert [fault.partition(" ")[0] for fault in faults] == [
        "content/a.md:3:7:",
        "content/b.md:4:6:",
        "content/c.toml.md:2:1:",
        "content/d.md:3:7:",
        "content/e.org:2:1:",
        "content/g/_index.md:2:8:",
    ]
    assert (
        faults[0]
        == "content/a.md:3:7: Date: 'yesterday' is not an ISO 8601 instant; write e.g. 2024-05-01T09:00:00+02:00"
    )
    assert faults[1].endswith("has a host, which Hugo refuses; write the path alone, e.g. /about/")


def test_two_pages_at_one_url_are_at_fault(put: Put) -> None:
    files = {f"content/{name}.md": page(f"title: {name}\ndate: 2024-01-01\nurl: /same/") for name in "ab"}
    (fault,) = exported(put({"hugo.toml": HEAD, **files})).faults
    assert "is also the id of" in str(fault)


def test_a_bundle_has_one_page_the_others_are_in_no_language_of_the_site(put: Put) -> None:
    files = {
        f"content/a/{name}": page(f"title: {name}\ndate: 2024-01-01")
        for name in ("index.de.md", "index.md", "index.old.md")
    }
    assert [item["title"] for item in items(put({"hugo.toml": HEAD, **files}))] == ["index.md"]


def test_a_page_that_is_built_as_no_html_is_no_article(put: Put) -> None:
    files = {
        f"content/{name}.md": page(f"title: {name}\ndate: 2024-01-01\noutputs: {outputs}")
        for name, outputs in {"a": "[RSS]", "b": "[rss, html]", "c": "json", "d": "[Reveal]", "e": "[]"}.items()
    }
    report = exported(put({"hugo.toml": HEAD, **files}))
    assert sorted(item["title"] for item in json.loads(report.documents[0].body)["items"]) == ["b", "d", "e"]
    assert [str(note) for note in report.notes if "outputs" in str(note)] == [
        "2 pages are built as no HTML (outputs), e.g. content/a.md"
    ]


def test_a_bundle_in_a_folder_named_index_has_the_folder_in_its_address(put: Put) -> None:
    site = put({"hugo.toml": HEAD, "content/a/index/index.md": page("title: A\ndate: 2024-01-01")})
    assert [item["url"] for item in items(site)] == ["https://example.org/a/index/"]


def test_a_file_named_alone_is_the_page_that_it_is(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "hugo.toml": HEAD,
        "content/a/index.md": page("title: A\ndate: 2024-01-01"),
        "content/a/b.md": page("title: B\ndate: 2024-01-01"),
    }
    monkeypatch.chdir(put(files))
    assert [item["url"] for item in items(Path("content/a/index.md"))] == ["https://example.org/a/"]
    assert items(Path("content/a/b.md")) == []


def test_a_link_out_of_the_site_is_not_followed(put: Put, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret.md"
    outside.write_text(page("title: Secret\ndate: 2024-01-01"))
    site = put({"hugo.toml": HEAD, "content/b.md": page("title: B\ndate: 2024-01-01")})
    (site / "content" / "a.md").symlink_to(outside)
    report = exported(site)
    assert "outside the site's folder" in str(report.faults[0])
    assert report.chosen_count == 1


@pytest.mark.parametrize(
    ("path", "is_aimed"),
    [
        ("/news/**", True),
        ("/news/*", False),
        ("/news/*/*", True),
        ("/News/2024/t?des*", True),
        ("{/blog/**,/news/{2023,2024}/*}", True),
        ("/**/[a-tz]ides.md", True),
        ("/**/[!t]ides.md", False),
        ("**", True),
        ("/news/2024/tides", True),
        ("/news/2024", False),
        ("**".join("news/2024/tides") + "x", False),
        ("{" * 500, False),
        ("{a,b}" * 50, False),
    ],
)
def test_a_cascade_reaches_what_its_glob_says(put: Put, path: str, is_aimed: bool) -> None:  # noqa: FBT001
    text = HEAD + f"[[cascade]]\nauthor = 'Ann'\n[cascade._target]\npath = '{path}'\n"
    (item,) = items(put({"hugo.toml": text, "content/news/2024/Tides.md": page("title: A\ndate: 2024-01-01")}))
    assert (item["authors"] == [{"name": "Ann"}]) is is_aimed


def test_long_nonsense_takes_no_time(put: Put) -> None:
    heads = {"url": ":year" * 100_000, "date": "2024-01-01" + " :00" * 100_000, "slug": "%" * 300_000}
    files = {
        f"content/{key}.md": page(f"title: A\n{key}: '{text}'\nlastmod: 2024-01-01") for key, text in heads.items()
    }
    faults = [str(fault) for fault in exported(put({"hugo.toml": HEAD, **files})).faults]
    assert [fault.partition(":")[0] for fault in faults] == ["content/date.md"]


@pytest.mark.parametrize("place", ["../outside", "/etc"])
def test_content_outside_of_the_site_is_refused(put: Put, place: str) -> None:
    site = put(
        {"site/hugo.toml": HEAD + f'contentDir = "{place}"\n', "outside/a.md": page("title: A\ndate: 2024-01-01")}
    )
    with pytest.raises(UsageError, match="lies outside the site's folder"):
        exported(site / "site")


# Bodies


@pytest.fixture
def body(put: Put) -> Callable[..., str]:
    def render(text: str, name: str = "a.md", config: str = "", head: str = "") -> str:
        site = put({"hugo.toml": HEAD + config, f"content/{name}": page(f"title: A\ndate: 2024-01-01\n{head}", text)})
        (item,) = items(site, content="full")
        html: str = item.get("content_html", "")
        return html.strip()

    return render


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("A *word*.\n", "<p>A <em>word</em>.</p>"),
        ("<b>Bold</b> text\n\n<div>gone</div>\n\nend\n", "<p>Bold text</p>\n<p>end</p>"),
        ("One.\n\n<!--more-->\n\nTwo.\n", "<p>One.</p>\n<p>Two.</p>"),
        ("A {{ brace }} is text.\n", "<p>A {{ brace }} is text.</p>"),
        ("`{{</* tide 12 */>}}`\n", "<p><code>{{&lt; tide 12 &gt;}}</code></p>"),
    ],
)
def test_markdown_is_what_goldmark_makes_of_it(body: Callable[..., str], text: str, html: str) -> None:
    assert body(text) == html


def test_attributes_of_headings_are_not_shown(body: Callable[..., str]) -> None:
    html = body("## Later {#later .x}\n\n```\n## Code {#code}\n```\n")
    assert "{#later" not in html
    assert "## Code {#code}" in html


def test_html_in_markdown_is_kept_where_hugo_keeps_it(body: Callable[..., str]) -> None:
    config = "[markup.goldmark.renderer]\nunsafe = true\n"
    assert body("<b>Bold</b> text\n", config=config) == "<p><b>Bold</b> text</p>"


def test_html_stands_as_it_is(body: Callable[..., str]) -> None:
    assert body("<p>*As* <b>it</b> is</p>\n", name="a.html") == "<p>*As* <b>it</b> is</p>"
    assert body("<p>*As* is</p>\n", name="a.html", head="markup: md") == ""


@pytest.mark.parametrize("config", ["", "[[cascade]]\nmarkup = 'md'\n"])
def test_a_page_inherits_its_markup_though_nobody_asks_for_its_extra(put: Put, config: str) -> None:
    section = "title: Posts\ncascade: {markup: html}" if not config else "title: Posts"
    site = put(
        {
            "hugo.toml": HEAD + config,
            "content/posts/_index.md": page(section),
            "content/posts/a.md": page("title: A\ndate: 2024-01-01", "<p>*As* is</p>"),
            "content/posts/b.md": page("title: B\ndate: 2024-01-01\nmarkup: 7", "<p>*As* is</p>"),
            "content/posts/c.md": page("title: C\ndate: 2024-01-01\nmarkup: html", "<p>*As* is</p>"),
        }
    )
    assert REGISTRY.get(Source, "hugo").asks_for == "article"
    found = {item["title"]: item.get("content_html", "") for item in items(site, content="full")}
    assert found == {"A": "" if config else "<p>*As* is</p>", "B": "", "C": "<p>*As* is</p>"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "Before {{< tide >}} after\n"),
        ("a.md", "Before {{% tide %}} after\n"),
        ("a.md", "```\n{{< highlight go >}}\n```\n"),
        ("a.html", "<p>{{< tide >}}</p>\n"),
        ("a.adoc", "= Text\n"),
        ("a.rst", "Text\n"),
    ],
)
def test_what_only_hugo_renders_is_left_out_with_a_warning(put: Put, name: str, text: str) -> None:
    site = put({"hugo.toml": HEAD, f"content/{name}": page("title: A\ndate: 2024-01-01", text)})
    report = exported(site, content="full")
    assert "content_html" not in json.loads(report.documents[0].body)["items"][0]
    assert "which only the site's generator renders" in report.warnings[0]


def test_content_error_names_the_file(put: Put) -> None:
    site = put({"a.md": page("title: A\ndate: 2024-01-01", "{{< x >}}")})
    source = REGISTRY.get(Source, "hugo")
    from syndicate import Site
    from syndicate.builtins.generators.hugo.options import HugoOptions

    context = SourceContext(
        root=str(site), paths=(".",), site=Site(title="T", url="https://example.org/"), options=HugoOptions(content=".")
    )
    reader = source.open(context)
    (article,) = [entry for item in reader.items() if isinstance(item, Item) for entry in reader.read(item)]
    assert isinstance(article, Article)
    with pytest.raises(ContentError, match=r"^a\.md:5: holds the template tag '\{\{< x >\}\}'"):
        reader.content(article)


# The promises of every source


def test_the_source_keeps_the_promises_of_every_source() -> None:
    files = {
        "content/posts/_index.md": page("title: Posts\ncascade:\n  tags: [x]"),
        "content/posts/a.md": page("title: A\ndate: 2024-01-01", "Text"),
        "content/posts/b/index.md": page("title: B\ndate: 2024-01-02", "Text"),
        "content/posts/b/c.md": page("title: C\ndate: 2024-01-02", "Text"),
        "content/posts/d.md": page("title: D\ndate: nonsense"),
        "content/posts/e.html": page("title: E\ndate: 2024-01-03", "<p>x</p>"),
    }
    read = check_source(
        REGISTRY.get(Source, "hugo"), files, {"permalinks": {"posts": "/:year/:slug/"}}, paths=("content",)
    )
    assert [entry.title for entry in read if isinstance(entry, Article)] == ["A", "B", "E"]
    assert [entry.path for entry in read if isinstance(entry, Fault)] == ["content/posts/d.md"]


@pytest.mark.parametrize("written", ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00+09:00", "0001-01-01"])
def test_the_zero_time_of_go_is_no_date_in_any_zone(put: Put, written: str) -> None:
    folder = put(
        {
            "hugo.toml": f'{HEAD}timeZone = "Asia/Tokyo"\n',
            "content/posts/a.md": page(f"title: A\ndate: 2024-05-01\nlastmod: {written}\nexpiryDate: {written}"),
            "content/posts/b.md": page(f"title: B\ndate: {written}"),
            "content/posts/c.md": page("title: C\ndate: 2024-05-01\nexpiryDate: 1970-01-01T00:00:00Z"),
        }
    )
    (item,) = items(folder)
    assert (item["title"], "date_modified" in item) == ("A", False)
