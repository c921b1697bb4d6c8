"""The preset of Jekyll: what it takes from a site's configuration, and where it says that it stands."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from syndicate import Overrides, Registry, SettingsError, Source, UsageError, export
from syndicate.builtins.generators.jekyll.following import _HEAD
from syndicate.builtins.generators.jekyll.kramdown import _EXTENSION
from syndicate.cli.explain import explained_settings
from syndicate.cli.main import main
from syndicate.settings import open_site, recognise
from syndicate.testing import check_source
from tests.builtins.generators.jekyll_build import LAYOUT, articles, build, is_at, write
from tests.conftest import json_report

NOW = datetime(2026, 11, 23, tzinfo=UTC)
CONFIG = """\
title: The Harbour Ledger
description: >-
  News from the quay
url: "https://example.org/"
baseurl: /blog
locale: en_GB
timezone: Europe/Berlin
author: {name: Ann Lee, email: ann@example.org, uri: https://ann.example.org/, twitter: ann}
permalink: pretty
future: true
markdown_ext: "md, Markdown"
collections:
  news: {output: true, permalink: /n/:title, sort_by: date}
  hidden:
exclude: [drafts]
defaults:
  - scope: {path: "", type: posts}
    values: {layout: post}
  - nonsense
"""

Sited = Callable[..., dict[str, tuple[Any, str]]]


@pytest.fixture
def explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sited:
    monkeypatch.chdir(tmp_path)

    def rows(**files: str) -> dict[str, tuple[Any, str]]:
        write(tmp_path, {name.replace("__", "/"): text for name, text in files.items()})
        file, _ = recognise(*open_site(Path()), Registry(distributions=()))
        return {row.key: (row.value, row.origin) for row in explained_settings(file, Overrides())}

    return rows


def of(files: dict[str, str]) -> dict[str, str]:
    return {name.replace("/", "__"): text for name, text in files.items()}


def test_each_value_says_where_it_stands(explained: Sited) -> None:
    rows = explained(**of({"_config.yml": CONFIG}))
    expected = {
        "preset": ("jekyll", "preset jekyll"),
        "site.title": ("The Harbour Ledger", "_config.yml:1:8"),
        "site.description": ("News from the quay", "_config.yml:2:14"),
        "site.url": ("https://example.org/blog/", "_config.yml:4:6"),
        "site.language": ("en_GB", "_config.yml:6:9"),
        "site.timezone": ("Europe/Berlin", "_config.yml:7:11"),
        "site.authors": (
            [{"name": "Ann Lee", "email": "ann@example.org", "url": "https://ann.example.org/", "avatar": None}],
            "_config.yml:8:9",
        ),
        "source.name": ("jekyll", "preset jekyll"),
        "source.options.permalink": ("pretty", "_config.yml:9:12"),
        "source.options.markdown_ext": (["md", "markdown"], "_config.yml:11:15"),
        "source.options.collections": (
            {"news": {"output": True, "permalink": "/n/:title"}, "hidden": {}},
            "_config.yml:13:3",
        ),
        "source.options.defaults": ([{"path": "", "type": "posts", "values": {"layout": "post"}}], "_config.yml:17:3"),
        "filters.published.future": (True, "_config.yml:10:9"),
    }
    assert {key: rows.get(key) for key in expected} == expected
    assert rows["source.options.exclude"][0][:2] == ["drafts", ".sass-cache"]


@pytest.mark.parametrize(
    ("files", "key", "value", "origin"),
    [
        ({"_config.yml": "name: N\nurl: https://x.org\n"}, "site.title", "N", "_config.yml:1:7"),
        ({"_config.yml": "url: https://x.org\n"}, "site.title", "x.org", "_config.yml:1:6"),
        ({"_config.yml": "title: T\n", "CNAME": "x.org\n"}, "site.url", "https://x.org/", "CNAME:1"),
        (
            {"_config.yml": "title: T\nrepository: Ann/tides\n"},
            "site.url",
            "https://ann.github.io/tides/",
            "_config.yml:2:13",
        ),
        ({"_config.yml": "repository: ann/ann.github.io\n"}, "site.url", "https://ann.github.io/", "_config.yml:1:13"),
        ({"_config.yaml": "title: Y\n"}, "site.title", "Y", "_config.yaml:1:8"),
        ({"_config.toml": 'title = "T"\n'}, "site.title", "T", "_config.toml:1:9"),
        ({"_config.yml": "title: T\n"}, "site.authors", ["T"], "_config.yml:1:8"),
        (
            {"_config.yml": "title: blank\nfirst_name: Ann\nlast_name: Lee\n"},
            "site.title",
            "Ann Lee",
            "_config.yml:1:8",
        ),
        ({"_config.yml": "title: blank\n"}, "site.title", "blank", "_config.yml:1:8"),
        ({"_config.yml": "author: [Ann, Bob]\n"}, "site.authors", ["Ann", "Bob"], "_config.yml:1:9"),
        (
            {"_config.yml": "author: ann\n", "_data/authors.yml": "ann: {name: Ann Lee, bio: B}\n"},
            "site.authors",
            [{"name": "Ann Lee", "email": None, "url": None, "avatar": None}],
            "_config.yml:1:9",
        ),
        (
            {"_config.yml": "author: [{name: A, email: 'mailto:a@x.org'}, {name: B, email: b at x.org@}]\n"},
            "site.authors",
            [
                {"name": "A", "email": "a@x.org", "url": None, "avatar": None},
                {"name": "B", "email": None, "url": None, "avatar": None},
            ],
            "_config.yml:1:9",
        ),
        (
            {"_config.yml": "title: All about <b> &amp; <i>\n"},
            "site.authors",
            ["All about <b> & <i>"],
            "_config.yml:1:8",
        ),
        (
            {"_config.yml": "title: The <b>\n"},
            "site.authors",
            [{"name": "The <b>", "email": None, "url": None, "avatar": None}],
            "_config.yml:1:8",
        ),
        (
            {"_config.yml": "a: 1\n", "_data/authors.json": "{}"},
            "source.authors",
            "_data/authors.json",
            "_data/authors.json",
        ),
        ({"_config.yml": "a: 1\n", "_data/topics/x.yml": ""}, "topics", "_data/topics", "_data/topics"),
        ({"_config.yml": "a: 1\n", "_site/index.html": ""}, "source.built", "_site", "preset jekyll"),
        ({"_config.yml": "destination: ./out/\n", "out/x": ""}, "source.built", "out", "_config.yml:1:14"),
        (
            {"_config.yml": "a: 1\n", "Gemfile": "# x\ngem 'github-pages', group: :jekyll_plugins\n"},
            "filters.published.future",
            True,
            "Gemfile:2",
        ),
        ({"_posts/x": "", "_layouts/x": ""}, "source.name", "jekyll", "preset jekyll"),
    ],
)
def test_what_is_not_said_in_one_place_is_found_in_another(
    explained: Sited, files: dict[str, str], key: str, value: object, origin: str
) -> None:
    assert explained(**of(files))[key] == (value, origin)


@pytest.mark.parametrize(
    "files",
    [
        {"readme.md": ""},
        {"_posts/x.md": ""},
        {"_config.yml": "- a list\n"},
        {"_config.yml": "source_dir: source\npublic_dir: public\n"},  # Hexo
        {"_config.yml": "url: https://e.org\nnew_post_name: :title.md\n", "source/_posts/2024-01-01-a.md": ""},
        {"_config.yml": "title: T\ntheme: butterfly\n", "source/_posts/a.md": ""},
        {"_posts/x": "", "_layouts/x": "", ".eleventy.js": "module.exports = {}"},
        {"_posts/x": "", "_layouts/x": "", "package.json": '{"devDependencies": {"@11ty/eleventy": "3"}}'},
        {"_config.yml": "title: T\nskip_render: []\n", "_posts/x": ""},
        {"_config.yml": "title: T\n", "package.json": '{"hexo": {"version": "7.0.0"}, "dependencies": {}}'},
        {"_config.yml": "title: T\n", "package.json": '{"dependencies": {"hexo" : "^7.0.0"}}'},
        {"_config.yml": "title: T\n", "_toc.yml": ""},  # Jupyter Book
    ],
)
def test_other_sites_are_left_to_others(explained: Sited, files: dict[str, str]) -> None:
    assert explained(**of(files)).get("preset", (None, ""))[0] != "jekyll"


@pytest.mark.parametrize(
    "files",
    [
        {"_config.yml": "title: T\n", "package.json": '{"dependencies": {"hexo-cli-like": "1"}}'},
        {
            "_config.yml": "source: source\ndestination: public\ncategory_dir: blog\n",
            "source/_posts/x": "",
        },  # Octopress
        {"_config.yml": "title: T # new_post_name: x\n", "mkdocs.yml": "", "book.toml": ""},
    ],
)
def test_a_site_of_jekyll_stays_one_whatever_else_it_holds(explained: Sited, files: dict[str, str]) -> None:
    assert explained(**of(files))["preset"][0] == "jekyll"


def test_what_cannot_be_followed_is_said_in_sentences(tmp_path: Path) -> None:
    config = (
        "plugins: [jekyll-feed, jekyll-loclify, mine]\ntheme: other\nlimit_posts: 5\nencoding: latin1\n"
        "collections: {people: {output: true}, news: {output: true}, talks: {output: true}}\n"
    )
    files = {"_plugins/a.rb": "", "_people/ann.md": "---\nname: Ann\n---\n", "_news/2024-01-01-a.md": "---\n---\n"}
    files["_talks/1.md"] = "---\npublished_date: 2024-01-01\n---\n"
    write(tmp_path, {"_config.yml": config, **files})
    assert list(recognise(*open_site(tmp_path), Registry(distributions=()))[0].notes) == [
        "_config.yml: collections without any date are passed over, as they hold no news: people (1) documents",
        "_config.yml: plugins: jekyll-loclify, mine: posts that a plugin makes, and URLs that it changes, are not"
        " followed",
        "_plugins: a.rb: what the site's own plugins do to posts and URLs is not followed",
        "_config.yml: theme: what the configuration of other adds is not followed",
        "_config.yml: limit_posts: Jekyll builds the newest 5 posts only; set limit: of the feeds",
        "_config.yml: encoding: files are read as UTF-8 here, whatever latin1 is",
    ]


@pytest.mark.parametrize(
    ("script", "text", "named"),
    [
        ("Makefile", "build:\n\tjekyll build --config _config.yml,_config_production.yml\n", "_config_production.yml"),
        (
            "package.json",
            '{"scripts": {"b": "jekyll b -q --config=_config.yml,./more.yml,_live.yml"}}',
            "./more.yml, _live.yml",
        ),
        (".github/workflows/a.yml", "run: bundle exec jekyll build --config '_live.yml'", "_live.yml"),
        ("Rakefile", 'sh "jekyll build --config _config.yml,_config_dev.yml"', ""),
        ("Makefile", "\tjekyll serve --config _config.yml,_live.yml", ""),
        ("Makefile", "# jekyll build --config _config.yml,_live.yml", ""),
        ("Makefile", "\tjekyll build --config _config.yml,made.yml,../../_live.yml", ""),
    ],
)
def test_other_configurations_of_the_build_are_named(tmp_path: Path, script: str, text: str, named: str) -> None:
    others = ("_config_production.yml", "_config_dev.yml", "_live.yml", "more.yml")
    write(tmp_path, {"_config.yml": "title: T\n", "_posts/a.md": "", script: text, **dict.fromkeys(others, "a: b\n")})
    said = f"{script} has Jekyll read {named}, too, and that is not read here; write what it sets otherwise, such as "
    notes = [
        note for note in recognise(*open_site(tmp_path), Registry(distributions=()))[0].notes if "too, and" in note
    ]
    assert [note.startswith(said) for note in notes] == [True] * bool(named)


SAID = "_config.yml: exclude: Jekyll publishes syndicate.record, too; write exclude: [syndicate.record, syndicate.yaml]"
SAID_OF_A_LIST = (
    "_config.yml: exclude: Jekyll publishes syndicate.record, too; add syndicate.record and syndicate.yaml to it"
)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"_config.yml": "title: T\n"}, [SAID]),
        ({"_config.yml": "title: T\nexclude: [drafts, syndicate.yaml]\n"}, [SAID_OF_A_LIST]),
        ({"_config.yml": "title: T\nexclude: drafts\n"}, [SAID_OF_A_LIST]),
        ({"_config.yml": "title: T\nexclude: []\n"}, [SAID]),
        ({"_config.yml": "title: T\n", "Gemfile": "# gem 'jekyll-syndicate'\n"}, [SAID]),
        ({"_config.yml": "title: T\nexclude: ['/syndicate.*']\n"}, []),
        ({"_config.yml": "title: T\n", "Gemfile": "gem 'jekyll-syndicate', path: 'x'\n"}, []),
        ({"_config.yml": "title: T\nplugins: [jekyll-syndicate]\n"}, []),
        ({"_config.yml": "title: T\nsource: src\n"}, []),
    ],
)
def test_a_record_that_jekyll_would_publish_is_said(tmp_path: Path, files: dict[str, str], said: list[str]) -> None:
    for record, expected in (({}, []), ({"syndicate.record": ""}, said)):
        write(tmp_path, files | record)
        assert list(recognise(*open_site(tmp_path), Registry(distributions=()))[0].notes) == expected


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ("title: [a\n", "_config.yml:1:"),
        ("url: example.org\ntitle: T\n", "_config.yml:1:6: site.url: 'example.org/' names no scheme"),
        ("url: https://x.org\ntitle: T\ntimezone: Berlin\n", "_config.yml:3:11: site.timezone: no time zone"),
    ],
)
def test_a_mistake_in_the_configuration_has_its_line(tmp_path: Path, config: str, message: str) -> None:
    write(tmp_path, {"_config.yml": config, "_posts/2024-01-01-a.md": "---\n---\n"})
    with pytest.raises(SettingsError) as caught:
        export(tmp_path, now=NOW, overrides=Overrides(formats=(("json", None),)))
    assert message in str(caught.value)


def items(folder: Path, **given: Any) -> list[dict[str, Any]]:
    found = json_report(folder, **given)
    assert [str(fault) for fault in found.faults] == []
    listed: list[dict[str, Any]] = json.loads(found.documents[0].body)["items"]
    return listed


HEAD = "title: T\nurl: https://x.org\n"


@pytest.mark.parametrize(
    ("front", "faults"),
    [
        ("date: 05/03/2020", ["_posts/2024-01-01-a.md:2:7: date: '05/03/2020' is 2020-03-05 to Jekyll; write that"]),
        ("permalink: /:yaer/", ["_posts/2024-01-01-a.md:2:12: permalink: no placeholder is named ':yaer'"]),
        ("title: a\ntitle: b", ["_posts/2024-01-01-a.md:3:1: title: the key 'title' is given twice"]),
        ("categories: 2024", ["_posts/2024-01-01-a.md:2:13: categories: expected a list, found 2024"]),
        (
            "published: 'no'",
            ["_posts/2024-01-01-a.md:2:12: published: 'no' is true to Jekyll, which shows the article"],
        ),
        ("published: 0", ["_posts/2024-01-01-a.md:2:12: published: '0' is true to Jekyll, which shows the article"]),
        ("- a", ["_posts/2024-01-01-a.md:2:1: expected 'key: value' lines, found a list"]),
        ("x: [", ["_posts/2024-01-01-a.md:3:1: "]),
        (
            "date: x\npermalink: /:title/:foo/",
            ["_posts/2024-01-01-a.md:2:7: date: 'x'", "_posts/2024-01-01-a.md:3:12: permalink: no placeholder"],
        ),
    ],
)
def test_a_mistake_in_a_post_has_its_line(tmp_path: Path, front: str, faults: list[str]) -> None:
    write(tmp_path, {"_config.yml": HEAD, "_posts/2024-01-01-a.md": f"---\n{front}\n---\n"})
    report = export(
        tmp_path,
        now=NOW,
        overrides=Overrides(formats=(("json", None),)),
        allow_empty=True,
        registry=Registry(distributions=()),
    )
    assert len(report.faults) == len(faults)
    for fault, expected in zip(report.faults, faults, strict=True):
        assert str(fault).startswith(expected)


def test_a_name_without_a_real_date_is_a_fault(tmp_path: Path) -> None:
    write(tmp_path, {"_config.yml": HEAD, "_posts/2024-13-01-a.md": "---\n---\n"})
    report = export(tmp_path, now=NOW, overrides=Overrides(formats=(("json", None),)), allow_empty=True)
    (fault,) = map(str, report.faults)
    assert "in the file's name, '2024-13-01' is not a date" in fault


def test_an_undated_document_among_dated_ones_is_a_fault_unless_it_is_their_index(tmp_path: Path) -> None:
    documents = {
        "_news/2024-01-01-a.md": "---\n---\n",
        "_news/b.md": "---\nx: 1\n---\n",
        "_news/index.md": "---\n---\n",
    }
    write(tmp_path, {"_config.yml": f"{HEAD}collections: {{news: {{output: true}}}}\n", **documents})
    report = export(tmp_path, now=NOW, overrides=Overrides(formats=(("json", None),)))
    assert [str(fault).split(":")[0] for fault in report.faults] == ["_news/b.md"]
    assert "no date says when this was published" in str(report.faults[0])


def test_a_permalink_with_a_date_needs_one(tmp_path: Path) -> None:
    config = f"{HEAD}collections: {{news: {{output: true, permalink: '/:year/:title'}}}}\n"
    write(tmp_path, {"_config.yml": config, "_news/b.md": "---\npublishedDateTime: 2024-01-01\n---\n"})
    report = export(tmp_path, now=NOW, overrides=Overrides(formats=(("json", None),)), allow_empty=True)
    assert ["no date says what :year in the permalink is" in str(fault) for fault in report.faults] == [True]


def test_the_last_moment_of_time_is_a_date_too(tmp_path: Path) -> None:
    front = "---\ntitle: A\ndate: 9999-12-31 23:59:59 Z\n---\n"  # in Berlin it is the year 10000
    write(tmp_path, {"_config.yml": f"{HEAD}future: true\ntimezone: Europe/Berlin\n", "_posts/2024-01-30-a.md": front})
    assert [item["date_published"] for item in items(tmp_path)] == ["9999-12-31T23:59:59Z"]


def test_a_draft_by_its_own_word_stays_out_as_in_jekyll_feed(tmp_path: Path) -> None:
    write(tmp_path, {"_config.yml": HEAD, "_posts/2024-01-01-a.md": "---\ndraft: true\n---\n"})
    write(tmp_path, {"_posts/2024-01-01-b.md": "---\ntitle: b\n---\n"})
    assert [item["title"] for item in items(tmp_path)] == ["b"]
    write(tmp_path, {"_config.yml": f"{HEAD}show_drafts: true\n"})
    assert len(items(tmp_path)) == 2


@pytest.mark.parametrize(("more", "days"), [("", ["2021-05-31"]), ("future: true\n", ["2021-06-02", "2021-05-31"])])
def test_what_is_later_than_the_sites_own_time_is_to_come(tmp_path: Path, more: str, days: list[str]) -> None:
    posts = {f"_posts/{day}-a.md": "---\ntitle: A\n---\n" for day in ("2021-05-31", "2021-06-02")}
    write(tmp_path, {"_config.yml": f"{HEAD}time: 2021-06-01\n{more}", **posts})
    assert [str(item["date_published"])[:10] for item in items(tmp_path)] == days
    write(tmp_path, {"_config.yml": f"{HEAD}time: soon\n"})
    with pytest.raises(UsageError, match=r"source\.options\.time: 'soon'"):
        items(tmp_path)


def test_a_post_named_by_its_day_alone_has_the_title_that_its_text_has(tmp_path: Path) -> None:
    posts = {"_posts/2024-01-02-.md": "# A *heading*\n\nAnd a text.\n", "_posts/2024-01-01-.md": "A note.\n"}
    write(tmp_path, {"_config.yml": f"{HEAD}permalink: pretty\n", **posts})
    heading, note = items(tmp_path)
    assert (heading["title"], str(heading["url"])[-12:]) == ("A heading", "/2024/01/02/")
    assert "title" not in note


def test_topics_parted_by_commas_are_meant_so(tmp_path: Path) -> None:
    write(tmp_path, {"_config.yml": HEAD, "_posts/2024-01-01-a.md": "---\ntags: machine learning, tides\n---\n"})
    assert items(tmp_path)[0]["tags"] == ["machine learning", "tides"]


def test_pictures_of_a_site_in_a_folder_of_its_host_lie_in_that_folder(tmp_path: Path) -> None:
    posts = {
        "_posts/2024-01-03-a.md": "---\nimage: /a.png\n---\n",
        "_posts/2024-01-02-b.md": "---\nimage: {path: /b.png, width: 3, height: 4, alt: B}\n---\n",
        "_posts/2024-01-01-c.md": "---\nimage: /blog/c.png\n---\n",
    }
    write(tmp_path, {"_config.yml": f"{HEAD}baseurl: /blog\n", **posts})
    assert [item["image"] for item in items(tmp_path)] == [f"https://x.org/blog/{name}.png" for name in "abc"]


def test_authors_of_the_configuration_are_known_by_their_keys(tmp_path: Path) -> None:
    config = f"{HEAD}authors:\n  ann: {{name: Ann Lee, web: 'https://a.org/', bio: Writes}}\n  bo: 7\n"
    posts = {f"_posts/2024-01-0{day}-a.md": f"---\nauthor: {name}\n---\n" for day, name in ((2, "ann"), (1, "bo"))}
    write(tmp_path, {"_config.yml": config, **posts})
    assert [author["name"] for item in items(tmp_path) for author in item["authors"]] == ["Ann Lee", "bo"]


@pytest.mark.parametrize(
    ("folder", "place"),
    [
        ("media_subpath: /media/a/", "https://x.org/blog/media/a"),
        ("img_path: media", "https://x.org/blog/media"),
        ("media_subpath: https://cdn.org/m/", "https://cdn.org/m"),
    ],
)
def test_pictures_lie_where_a_post_says_that_its_media_do(tmp_path: Path, folder: str, place: str) -> None:
    text = "![](b.png) <img src='/c.png'> ![](https://y.org/d.png) [e](e.png) `<img src=\"f.png\">`"
    post = f"---\n{folder}\nimage: {{path: a.png, lqip: x}}\n---\n{text}\n"
    write(tmp_path, {"_config.yml": f"{HEAD}baseurl: /blog\n", "_posts/2024-01-01-a.md": post})
    (item,) = items(tmp_path, content="full")
    assert item["image"] == f"{place}/a.png"
    assert re.findall(r'<img src="(.*?)"', item["content_html"]) == [
        f"{place}/b.png",
        f"{place}/c.png",
        "https://y.org/d.png",
    ]


@pytest.mark.parametrize(
    ("lines", "url"),
    [
        ("url: https://x.org\nbaseurl: https://x.org/blog/\n", "https://x.org/blog"),
        ("url: https://x.org\nbaseurl: https://x.org\n", "https://x.org"),
        ("baseurl: https://x.org/blog\n", "https://x.org/blog"),
    ],
)
def test_a_whole_address_in_place_of_its_path_is_not_put_behind_another(tmp_path: Path, lines: str, url: str) -> None:
    write(tmp_path, {"_config.yml": f"title: T\nauthor: A\n{lines}", "_posts/2024-01-01-a.md": "---\n---\n"})
    assert items(tmp_path)[0]["url"] == f"{url}/2024/01/01/a.html"


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("image: false", None),
        ("image: {feature: x.jpg}", None),
        ("cover: true", None),
        ("header: {overlay_color: red, teaser: /t.png, image: /i.png}", "https://x.org/i.png"),
        ("header: {teaser: t.png}\nimage: /i.png", "https://x.org/i.png"),
        ("header: {overlay_image: /o.png, teaser: /t.png}", "https://x.org/o.png"),
        ("cover-img: /c.png\nshare-img: /s.png", "https://x.org/c.png"),
        ("header-img: img/h.png", "https://x.org/img/h.png"),
        ("video: dQw4w9WgXcQ\naudio: {id: 1}", None),
        ("author: false", None),
        ("author: {twitter: ann}", None),
    ],
)
def test_what_themes_read_is_no_fault(tmp_path: Path, front: str, expected: str | None) -> None:
    write(tmp_path, {"_config.yml": HEAD, "_posts/2024-01-01-a.md": f"---\n{front}\n---\n"})
    assert items(tmp_path)[0].get("image") == expected


def test_a_sound_that_is_a_file_is_attached(tmp_path: Path) -> None:
    write(tmp_path, {"_config.yml": f"{HEAD}baseurl: /b\n", "_posts/2024-01-01-a.md": "---\naudio: /a.mp3\n---\n"})
    (attachment,) = items(tmp_path)[0]["attachments"]
    assert attachment["url"] == "https://x.org/b/a.mp3"


@pytest.mark.parametrize("name", ["audio", "mp3", "audio_url", "episode_url", "audio_file_path"])
def test_a_sound_of_another_host_is_attached_with_its_query(tmp_path: Path, name: str) -> None:
    post = f"---\n{name}: https://cdn.org/a.MP3?b=c\n---\n"
    write(tmp_path, {"_config.yml": HEAD, "_posts/2024-01-01-a.md": post})
    report = export(tmp_path, output=tmp_path / "o", now=NOW, overrides=Overrides(formats=(("json", None),)))
    (item,) = json.loads((tmp_path / "o/feed.json").read_text())["items"]
    assert [attachment["url"] for attachment in item["attachments"]] == ["https://cdn.org/a.MP3?b=c"]
    assert not [note for note in report.notes if name in str(note)]


def test_what_the_settings_say_of_urls_goes_before_jekylls_rules(tmp_path: Path) -> None:
    write(tmp_path, {"_config.yml": HEAD, "_posts/2024-01-01-a.md": "---\nwebUrl: https://other.org/a\n---\n"})
    write(tmp_path, {"syndicate.yaml": "source: {fields: {url: [webUrl]}}\n"})
    assert items(tmp_path)[0]["url"] == "https://other.org/a"
    write(tmp_path, {"syndicate.yaml": "source: {url: '{site_url}/{stem}'}\n"})
    assert items(tmp_path)[0]["url"] == "https://x.org/2024-01-01-a"


def test_articles_named_alone_have_the_urls_of_the_whole_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(
        tmp_path,
        {"_config.yml": HEAD, "in/_posts/2024-01-01-a.md": "---\n---\n", "_posts/2024-01-02-b.md": "---\n---\n"},
    )
    for place in (Path("in"), Path("in/_posts"), Path("in/_posts/2024-01-01-a.md")):
        assert [item["url"] for item in items(place)] == ["https://x.org/in/2024/01/01/a.html"]


def test_a_link_out_of_the_site_is_not_followed_and_pictures_are_nobodys_concern(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write(site, {"_config.yml": HEAD, "_posts/2024-01-01-a.md": "---\n---\n"})
    (tmp_path / "secret.md").write_text("---\ntitle: Secret\n---\n")
    (site / "_posts" / "2024-01-02-b.md").symlink_to(tmp_path / "secret.md")
    (site / "logo.png").symlink_to("/nowhere/logo.png")
    report = export(site, now=NOW, overrides=Overrides(formats=(("json", None),)))
    assert [str(fault).split(": ")[0] for fault in report.faults] == ["_posts/2024-01-02-b.md"]


def test_posts_may_be_links_within_the_site(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"_config.yml": HEAD, "docs/a.md": "---\ntitle: A\n---\nThe text.\n", "content/2024-01-02-b.md": "---\n---\n"},
    )
    (tmp_path / "_posts").symlink_to("content")
    (tmp_path / "content" / "2024-01-01-a.md").symlink_to("../docs/a.md")
    found = {item["url"]: item.get("content_text") or item.get("content_html") for item in items(tmp_path)}
    assert list(found) == ["https://x.org/2024/01/02/b.html", "https://x.org/2024/01/01/a.html"]
    assert "The text." in (found["https://x.org/2024/01/01/a.html"] or "")


@pytest.mark.parametrize(
    "front",
    [
        "tags:\n" + "- a\n" * 100_000,
        "categories: [" + "a, " * 100_000 + "]",
        "categories: " + ", ".join(map(str, range(80_000))),
        f"permalink: {':year' * 100_000}",
        f"permalink: /{'../' * 200_000}",
        f"slug: {'-' * 900_000}",
    ],
)
def test_hostile_front_matter_takes_no_longer_than_it_is_long(tmp_path: Path, front: str) -> None:
    write(tmp_path, {"_config.yml": HEAD, "_posts/2024-01-01-a.md": f"---\n{front}\n---\n"})
    overrides = Overrides(formats=(("json", None),))
    report = export(tmp_path, now=NOW, overrides=overrides, allow_empty=True, registry=Registry(distributions=()))
    assert report.read_count + len(report.faults) >= 1


def test_hostile_globs_take_no_longer_than_they_are_long(tmp_path: Path) -> None:
    name = "_posts/2024-01-01-" + "a" * 200 + ".md"
    patterns = ["*a" * 100 + "b", "**/" * 100 + "x*", "{a,b}" * 100 + "*", "[" * 1000 + "*"]
    scopes = "".join(f"  - {{scope: {{path: {json.dumps(glob)}}}, values: {{x: 1}}}}\n" for glob in patterns)
    config = f"{HEAD}exclude: {json.dumps(patterns)}\ndefaults:\n{scopes}"
    write(tmp_path, {"_config.yml": config, name: "---\n---\n", f"{'a/' * 100}_posts/2024-01-02-b.md": "---\n---\n"})
    assert len(items(tmp_path)) == 2


def test_the_source_keeps_the_promises_of_sources() -> None:
    files = {
        "_posts/2024-01-01-a.md": "---\ntitle: A\n---\nText\n",
        "x/_posts/2024-01-02-b.html": "---\ntitle: B\n---\n<p>Text\n",
    }
    check_source(Registry(distributions=()).get(Source, "jekyll"), files=files)


@pytest.mark.parametrize("permalink", ["date", "pretty", "none", "/:year/:title/", "/:title:output_ext"])
def test_pages_are_articles_if_they_are_named(tmp_path: Path, permalink: str) -> None:
    pages = {
        "blog/a.md": "---\ntitle: A\ndate: 2024-01-01\n---\n",
        "blog/b c/index.html": "---\ntitle: B\ndate: 2024-01-02\n---\n",
        "blog/d.html": "---\ntitle: D\ndate: 2024-01-03\npermalink: /own/:basename/\n---\n",
        "blog/_no.md": "---\ntitle: No\ndate: 2024-01-03\n---\n",
        "other.md": "---\ntitle: Other\ndate: 2024-01-03\n---\n",
    }
    layout = {
        "_layouts/default.html": LAYOUT.replace("{{ page.collection }}", "page").replace(
            "page.relative_path", "page.path"
        )
    }
    config = f"{HEAD}permalink: {permalink!r}\ndefaults: [{{scope: {{type: pages}}, values: {{layout: default}}}}]\n"
    write(
        tmp_path,
        {"_config.yml": config, "syndicate.yaml": "source: {options: {pages: ['blog/**/*']}}\n", **pages, **layout},
    )
    built, found = build(tmp_path), articles(tmp_path)
    assert set(found) == {"blog/a.md", "blog/b c/index.html", "blog/d.html"}
    assert [key for key, article in found.items() if not is_at(article, built[key])] == []


@pytest.mark.parametrize(("report", "said"), [((), "note: _news: "), (("--report", "json"), '"_news: ')])
def test_folders_that_jekyll_passes_over_are_named_where_nothing_is_left(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    report: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SYNDICATE_PLUGINS", "")
    article = "---\ntitle: A\ndate: 2024-01-01\n---\n"
    write(
        tmp_path, {"_config.yml": "title: T\nurl: https://example.org\n", "_news/a.md": article, "_sass/b.md": article}
    )
    assert main(["export", "--format", "atom", *report]) == 1
    answer = "".join(capsys.readouterr())
    assert f"{said}no collection of _config.yml, so Jekyll builds nothing of it" in answer
    assert "_sass" not in answer
    write(tmp_path, {"_posts/2024-01-01-a.md": article})
    assert main(["export", "--format", "atom"]) == 0
    assert "note: _news: no collection" in capsys.readouterr().err


@pytest.mark.parametrize("permalink", ["date", "pretty", "/:year/:month/:title/"])
@pytest.mark.parametrize("above", ["", "src/things/"])
def test_a_folder_that_is_named_is_read_as_the_collection_that_a_theme_makes_of_it(
    tmp_path: Path, permalink: str, above: str
) -> None:
    folders = "source: src\ncollections_dir: things\n" if above else ""
    config = f"{HEAD}{folders}permalink: {permalink!r}\n"
    article = "---\ntitle: A\nlayout: default\n---\n"
    names = ("_news/2024-01-01-a.md", "_news/in/2024-01-02-b.md", "_other/2024-01-03-c.md")
    layouts = f"{above and 'src/'}_layouts/default.html"
    write(tmp_path, {**{above + name: article for name in names}, layouts: LAYOUT})
    write(tmp_path, {"_config.yml": f"{config}collections: {{news: {{output: true}}}}\n"})
    built = build(tmp_path)
    write(tmp_path, {"_config.yml": config})
    found = articles(tmp_path, paths=(f"{above}_news",))
    assert set(found) == {above + name for name in names[:2]}
    assert all(is_at(article, built[key.removeprefix(above)]) for key, article in found.items())


@pytest.mark.parametrize(
    ("said", "url"),
    [
        ("webUrl: https://p.example/a/", "https://p.example/a/"),
        ("webUrl: /a/\noriginalUrl: https://p.example/a/", "https://example.org/a/"),
        ("originalUrl: https://p.example/a/", "https://p.example/a/"),
        ("canonical: https://p.example/a.json\nexternalUrl: https://p.example/a", "https://p.example/a"),
        ("title: A", "https://example.org/api/news/2024/01/01/a/index.json"),
    ],
)
def test_a_page_for_people_goes_before_a_permalink_for_programs(tmp_path: Path, said: str, url: str) -> None:
    permalink = "/api/:categories/:year/:month/:day/:title/index.json"
    defaults = f"defaults:\n  - {{scope: {{path: ''}}, values: {{permalink: {permalink!r}}}}}\n"
    config = f"title: T\nurl: https://example.org\n{defaults}"
    post = f"---\n{said}\ncategories: news\n---\n"
    write(tmp_path, {"_config.yml": config, "_posts/2024-01-01-a.md": post})
    assert [article.url for article in articles(tmp_path).values()] == [url]


@pytest.mark.parametrize(
    ("look", "text"), [(_EXTENSION.search, "{::" + "a" * 60_000), (_HEAD.match, b"---" + b"\n" * (16 << 10))]
)
def test_what_is_never_closed_takes_no_longer_than_its_length(look: Callable[[object], object], text: object) -> None:
    begin = time.process_time()
    assert look(text) is None
    assert time.process_time() - begin < 1


@pytest.mark.parametrize(("more", "lang"), [("", "lang: de\n"), ("lang_from_path: true\n", "")])
@pytest.mark.parametrize("gem", ["plugins: [jekyll-polyglot]\n", ""])
def test_of_polyglots_languages_that_of_the_site_alone_is_published(
    tmp_path: Path, gem: str, more: str, lang: str
) -> None:
    config = f"title: T\nurl: https://e.org\nlanguages: [de, en]\ndefault_lang: en\n{gem}{more}"
    files = {"_config.yml": config, "Gemfile": "" if gem else 'gem "jekyll-polyglot"\n'}
    posts = {
        "_posts/de/2024-01-30-a.md": f"---\n{lang}title: Ebbe\n---\n",
        "_posts/en/2024-01-30-a.md": "---\ntitle: Ebb\n---\n",
    }
    write(tmp_path, files | posts)
    report = json_report(tmp_path)
    (item,) = json.loads(report.documents[0].body)["items"]
    assert (item["title"], item["url"], report.faults) == ("Ebb", "https://e.org/2024/01/30/a.html", ())
    (note,) = report.notes
    assert note.startswith("1 document is in another language, which jekyll-polyglot builds a site of its own for")
