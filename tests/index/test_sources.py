"""Every source can be remembered: whatever is edited, an export with an index is the export without one."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from syndicate import Item, Overrides, Registry, Report, export, read
from syndicate.index.opening import resources_of
from syndicate.pipeline import Reading
from syndicate.settings import make_plan, open_site, recognise
from syndicate.store import thresholds
from syndicate.store.thresholds import Thresholds

NOW = datetime(2030, 1, 1, tzinfo=UTC)
SITES = Path(__file__).parents[1] / "builtins" / "generators" / "sites"
# Long ago, so that a file's time tells of its next change.
LONG_AGO = 1_600_000_000_000_000_000
HTML = (
    '<!doctype html><html lang="en"><head><title>{0}</title><meta property="og:type" content="article">'
    '<meta property="article:published_time" content="2024-01-{1}T09:00:00Z">{2}</head>'
    "<body><article><h1>{0}</h1><p>What {0} says, at some length, of the tides and the quay.</p></article></body></html>"
)
CANONICAL = '<link rel="canonical" href="{}">'


class Sited(NamedTuple):
    """A site to edit.

    files    path -> text, instead of the example site of that name
    example  folder below tests/generators/sites
    edits    (path, text) that are made among the random ones, None for a file that goes
    alone    a file of which one article is made, for the test that reads it alone
    """

    files: Mapping[str, str]
    edits: tuple[tuple[str, str | None], ...]
    alone: str
    example: str = ""


def md(title: str, text: str = "Text.", **head: str) -> str:
    lines = "".join(f"{key}: {value}\n" for key, value in head.items())
    return f"---\ntitle: {title}\n{lines}---\n{text}\n"


CASES = {
    "html": Sited(
        files={
            "index.html": '<html lang="en"><head><title>Home</title><link rel="canonical" href="https://example.org/"></head>',
            "a/index.html": HTML.format("Tides", "01", CANONICAL.format("https://example.org/a/")),
            "b/index.html": HTML.format("Fog", "02", CANONICAL.format("/c/")),
            "d/index.html": HTML.format("Quay", "03", ""),
        },
        edits=(
            ("c/index.html", HTML.format("Fog of c", "02", "")),
            ("c/index.html", None),
            ("e.html", HTML.format("Rope", "05", "<!-- canonical -->")),
            ("f.html", HTML.format("Salt", "06", CANONICAL.format("&#47;e.html"))),
            ("e.html", None),
        ),
        alone="d/index.html",
    ),
    "jekyll": Sited(
        files={
            "_config.yml": "title: T\nurl: https://example.org\nshow_drafts: true\nexclude: [syndicate.record]\n",
            "_posts/2024-01-01-one.md": md("One"),
            "_posts/2024-01-02-two.md": md("Two", "{: .note}\nText", tags="[a, b]"),
            "_posts/2024-01-03-liquid.md": md("Liquid", "{{ page.title }}", render_with_liquid="false"),
            "_drafts/later.md": md("Later"),
            "_posts/2024-01-04-bad.md": md("Bad", date="yesterday"),
        },
        edits=(
            (
                "_config.yml",
                "title: U\nurl: https://example.org\nshow_drafts: true\nexclude: [syndicate.record]\npermalink: pretty\n",
            ),
            ("_drafts/later.md", md("Later yet")),
            ("_drafts/dated.md", md("Dated", date="2024-02-01")),
        ),
        alone="_posts/2024-01-02-two.md",
    ),
    "hugo": Sited(
        files={},
        example="hugo",
        edits=(
            ("content/blog/_index.md", "---\ntitle: Blog\ncascade:\n  tags: [cascaded]\n---\n"),
            ("content/blog/nested/bundle/cover.png", "no picture"),
            ("content/blog/nested/_index.md", "---\ntitle: Nested\ndraft: true\n---\n"),
            ("content/blog/nested/_index.md", "---\ntitle: Nested\nexpiryDate: 2029-01-01\n---\n"),
            ("content/blog/index.md", md("All of it", date="2024-03-01")),
            ("content/blog/index.md", None),
            ("content/blog/nested/_index.md", None),
            ("content/blog/undated.md", md("No date")),
            ("content/blog/nested/bundle/cover.png", None),
        ),
        alone="content/blog/one.md",
    ),
    "hugo-languages": Sited(
        files={},
        example="hugo-languages",
        edits=(
            ("content/_index.md", "---\ntitle: Home\ncascade:\n  categories: [c]\n---\n"),
            ("content/_index.md", None),
        ),
        alone="",
    ),
    "zola": Sited(
        files={},
        example="zola",
        edits=(
            (
                "content/blog/linking.md",
                '+++\ntitle = "L"\ndate = 2024-05-01\n+++\n[a](@/blog/tides.md) [b](@/gone.md#x)\n',
            ),
            ("content/blog/odd.md", '+++\ntitle = "O"\ndate = 2024-05-02\n+++\n[a](&#64;/blog/slugged.md "T")\n'),
            ("content/blog/tides.md", '+++\ntitle = "T"\ndate = 2024-05-03\nslug = "ebb"\n+++\nText\n'),
            ("content/blog/slugged.md", '+++\ntitle = "S"\ndate = 2024-05-03\nslug = "neap"\n+++\nText\n'),
            ("content/gone.md", '+++\ntitle = "G"\n+++\nText\n'),
            ("content/blog/_index.md", '+++\ntitle = "B"\ndraft = true\n+++\n'),
            ("content/blog/_index.md", None),
            ("content/gone.md", None),
        ),
        alone="content/blog/film.md",
    ),
    "eleventy": Sited(
        files={},
        example="eleventy",
        edits=(
            ("src/posts/posts.json", '{"tags": "posts", "layout": "layouts/post.njk", "author": "Ann"}'),
            ("src/_includes/layouts/post.njk", "---\nlayout: layouts/base.njk\ntags: [of-layout]\n---\n{{ content }}"),
            ("src/_includes/layouts/base.njk", "---\ntopics: [of-base]\n---\n{{ content }}"),
            ("src/posts/deep/deep.json", '{"tags": ["deep"]}'),
            ("src/posts/own-data.json", '{"title": "Other"}'),
            ("src/posts/deep/deep.json", None),
            ("src/posts/plain.11tydata.json", '{"tags": ["plain"]}'),
        ),
        alone="src/posts/plain.md",
    ),
    "pelican": Sited(
        files={
            "pelicanconf.py": (
                "SITENAME = 'T'\nSITEURL = 'https://example.org'\nPATH = 'content'\nARTICLE_PATHS = ['']\n"
                "TIMEZONE = 'UTC'\n"
            ),
            "content/one.md": "Title: One\nDate: 2024-01-01\n\nText.\n",
            "content/two.md": "Title: Two\nDate: 2024-01-02\n\n[one]({filename}one.md) [x]({filename}gone.md)\n",
            "content/three.rst": "Three\n#####\n\n:date: 2024-01-03\n\n`one <{filename}one.md>`_ `x <{filename}/gone.md>`__\n",
            "content/four.md": "Title: Four\nDate: 2024-01-04\nOther: {filename}one.md\n\n<a href='|filename|a b.md'>x</a>\n",
            "content/five.md": "Title: Five\nDate: 2024-01-05\n\nText.\n",
        },
        edits=(
            ("content/one.md", "Title: One\nDate: 2024-01-01\nSlug: uno\n\nText.\n"),
            ("content/gone.md", "Title: Gone\nDate: 2024-01-06\n\nText.\n"),
            ("content/a b.md", "Title: A b\nDate: 2024-01-07\n\nText.\n"),
            ("content/one.md", "Title: One\nDate: 2024-01-01\nSlug: eins\n\nText.\n"),
            ("content/gone.md", None),
        ),
        alone="content/five.md",
    ),
    "front-matter": Sited(
        files={
            "syndicate.yaml": "site: {title: T, url: https://example.org/}\nsource: {name: front-matter, paths: [content]}\n",
            "content/one.md": md("One", date="2024-01-01", url="/one/"),
            "content/two.md": md("Two", "{{ x }}", date="2024-01-02", url="/two/"),
            "content/bad.md": md("Bad", date="yesterday", url="/bad/"),
        },
        edits=(),
        alone="content/one.md",
    ),
}


def laid(case: Sited, folder: Path) -> Path:
    site = folder / "site"
    if case.example:
        shutil.copytree(SITES / case.example, site)
    for path, text in case.files.items():
        put(site, path, text)
    settle(site)
    return site


def put(site: Path, path: str, text: str | None) -> None:
    place = site / path
    if text is None:
        place.unlink(missing_ok=True)
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")


def settle(site: Path) -> None:
    """Let all times be long ago, and others than before for whatever was just written."""
    for place in [site, *site.rglob("*")]:
        status = place.stat()
        if status.st_mtime_ns > LONG_AGO * 1.01:
            settle.ticks += 1_000_000_000  # type: ignore[attr-defined]
            time = LONG_AGO + settle.ticks  # type: ignore[attr-defined]
            os.utime(place, ns=(time, time))


settle.ticks = 0  # type: ignore[attr-defined]


def exported(site: Path, index: Path | None, jobs: int = 1, content: Any = "full") -> Report:
    overrides = Overrides(formats=(("json", None), ("atom", None)), content=content)
    registry = Registry(distributions=())
    return export(
        site,
        now=NOW,
        registry=registry,
        overrides=overrides,
        output=output_of(site, index),
        allow_empty=True,
        index=index,
        jobs=jobs,
    )


def told(site: Path, report: Report, index: Path | None) -> tuple[Any, ...]:
    out = output_of(site, index)
    files = {place.name: place.read_bytes() for place in sorted(out.rglob("*")) if place.is_file()}
    return files, report.read_count, report.faults, report.failures, report.warnings, report.notes


def output_of(site: Path, index: Path | None) -> Path:
    """Return a folder that stays, where feeds may stand as they are, for exports with an index."""
    return site.parent / ("out" if index else "out-without-index")


def same(site: Path, index: Path, **given: Any) -> bool:
    """Tell whether an export with the index gives all that one without gives, where both find the same record."""
    record = site / "syndicate.record"
    before = record.read_bytes() if record.exists() else None
    with_index = told(site, exported(site, index, **given), index)
    record.unlink(missing_ok=True)
    if before is not None:
        record.write_bytes(before)
    without = told(site, exported(site, None, content=given.get("content", "full")), None)
    assert with_index == without
    return with_index == without


def reading(site: Path, index: Path) -> Reading:
    """Return what was read with the index, and let it be saved."""
    registry = Registry(distributions=())
    file, _ = recognise(*open_site(site), registry)
    plan = make_plan(file, registry, now=NOW, overrides=Overrides(formats=(("json", None),), content="full"))
    found = read(plan, resources=resources_of(file, plan, registry, index=index))
    found.close()
    return found


def random_edit(site: Path, chance: random.Random) -> None:
    """Change, rename, delete, double or touch one of the site's files."""
    texts = [
        place
        for place in sorted(site.rglob("*"))
        if place.is_file()
        and place.suffix in (".md", ".rst", ".html", ".njk", ".liquid", ".json", ".yaml")
        and place.parent != site
        and "config" not in place.relative_to(site).parts
    ]
    if not texts:
        return
    place = chance.choice(texts)
    text = place.read_text(encoding="utf-8")
    match chance.randrange(7):
        case 0:
            place.write_text(text + "\nMore of it.\n", encoding="utf-8")
        case 1:
            place.write_text(text.replace("2024", "2023", 1).replace("e", "E", 1), encoding="utf-8")
        case 2:
            place.rename(place.with_name(f"moved-{chance.randrange(100)}{place.suffix}"))
        case 3:
            place.unlink()
        case 4:
            place.with_name(f"{place.stem}-{chance.randrange(100)}{place.suffix}").write_text(text, encoding="utf-8")
        case 5:
            place.write_text(text, encoding="utf-8")  # touched, and as it was
        case _:
            place.write_text(text.replace("itle", "itel", 1), encoding="utf-8")


def edit(site: Path, case: Sited, step: int, chance: random.Random) -> None:
    """Make the next edit of the case, and a random one at every second step."""
    if step % 2 == 0 and step // 2 < len(case.edits):
        put(site, *case.edits[step // 2])
    else:
        random_edit(site, chance)
    settle(site)


@pytest.mark.parametrize("content", ["full", "summary"])
@pytest.mark.parametrize("name", CASES)
def test_no_edit_is_missed(name: str, content: str, tmp_path: Path) -> None:
    case, chance = CASES[name], random.Random(f"{name} {content}")
    site = laid(case, tmp_path)
    index = tmp_path / "index" / "x.sqlite3"
    for step in range(2 * len(case.edits) + 10):
        assert same(site, index, content=content), step
        edit(site, case, step, chance)


@pytest.mark.parametrize("method", ["fork", "spawn"])
@pytest.mark.parametrize("name", CASES)
def test_two_processes_read_what_one_reads(
    name: str, method: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    monkeypatch.setattr(thresholds, "DEFAULT", Thresholds(chunk_items=3, process_items=2))
    if method == "spawn":
        monkeypatch.setattr(threading, "active_count", lambda: 2)
    case = CASES[name]
    site = laid(case, tmp_path)
    for path, text in case.edits[:3]:
        put(site, path, text)
    settle(site)
    assert same(site, tmp_path / "index" / "x.sqlite3", jobs=2)


@pytest.mark.parametrize("name", CASES)
def test_what_did_not_change_is_not_read_again(name: str, tmp_path: Path) -> None:
    site = laid(CASES[name], tmp_path)
    index = tmp_path / "index" / "x.sqlite3"
    assert reading(site, index).parsed_count > 0
    before = index.stat().st_mtime_ns
    assert reading(site, index).parsed_count == 0
    assert index.stat().st_mtime_ns == before
    for place in site.rglob("*"):
        os.utime(place, ns=(LONG_AGO - 5_000_000_000, LONG_AGO - 5_000_000_000))  # a fresh checkout
    # Of a draft without a date its file's time is the date.
    assert reading(site, index).parsed_count == (1 if name == "jekyll" else 0)


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.alone])
def test_what_changed_alone_is_read_alone(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    site = laid(case, tmp_path)
    index = tmp_path / "index" / "x.sqlite3"
    reading(site, index)
    place = site / case.alone
    place.write_text(place.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
    settle(site)
    assert reading(site, index).parsed_count == 1


def test_articles_of_one_id_are_told_in_their_order_whenever_they_were_read(tmp_path: Path) -> None:
    site = laid(CASES["front-matter"], tmp_path)
    index = tmp_path / "index" / "x.sqlite3"
    for path in ("content/two-c.md", "content/two-b.md", "content/two-a.md"):  # the last in order is read first
        put(site, path, md("Two", date="2024-01-02", url="/two/"))
        settle(site)
        assert same(site, index)


def test_a_draft_is_dated_by_its_file_whatever_was_remembered(tmp_path: Path) -> None:
    site = laid(CASES["jekyll"], tmp_path)
    index = tmp_path / "index" / "x.sqlite3"
    exported(site, index)
    draft = site / "_drafts" / "later.md"
    os.utime(draft, ns=(LONG_AGO - 10**16, LONG_AGO - 10**16))
    assert same(site, index)


LINKING = {
    "zola": {
        "content/blog/linking.md": '+++\ntitle = "L"\ndate = 2024-05-01\n+++\n[a](@/target.md) [b](@/target.md#x "T")\n',
        "content/blog/plain.md": '+++\ntitle = "P"\ndate = 2024-05-01\n+++\n[a](@/target.md)\n',
        "content/blog/odd.md": '+++\ntitle = "O"\ndate = 2024-05-02\n+++\n[a](&#64;/target.md)\n',
        "content/target.md": '+++\ntitle = "T"\nslug = "ebb"\n+++\nText\n',
    },
    "pelican": {
        "content/linking.md": "Title: L\nDate: 2024-05-01\n\n[a]({filename}/pages/target.md)\n",
        "content/odd.md": "Title: O\nDate: 2024-05-02\n\n<a href='{filename}/pages/target.md?x'>a</a>\n",
        "content/head.md": "Title: H\nDate: 2024-05-02\nOther: {filename}/pages/target.md\n\nText\n",
        "content/pages/target.md": "Title: T\nSlug: ebb\n\nText\n",
    },
}


@pytest.mark.parametrize("name", LINKING)
def test_an_article_is_read_again_where_the_url_of_a_page_that_it_links_to_has_changed(
    name: str, tmp_path: Path
) -> None:
    site = laid(CASES[name], tmp_path)
    index = tmp_path / "index" / "x.sqlite3"
    for path, text in LINKING[name].items():
        put(site, path, text)
    settle(site)
    reading(site, index)
    assert reading(site, index).parsed_count == 0
    target = list(LINKING[name])[-1]
    put(site, target, LINKING[name][target].replace("ebb", "neap"))
    settle(site)
    is_an_item = name == "zola"  # of Pelican's pages there are none
    assert reading(site, index).parsed_count == 3 + is_an_item
    assert same(site, index)


@pytest.mark.parametrize(
    ("name", "path", "moved", "text"),
    [
        ("hugo", "content/blog/_index.md", "content/_index.md", "---\ntitle: B\ncascade:\n  tags: [moved]\n---\n"),
        ("zola", "content/blog/_index.md", "content/_index.md", '+++\ntitle = "B"\ndraft = true\n+++\n'),
        ("eleventy", "src/posts/posts.json", "src/src.json", '{"tags": "posts", "topics": ["moved"]}'),
    ],
)
def test_what_bears_on_a_folder_may_move_with_its_time(
    name: str, path: str, moved: str, text: str, tmp_path: Path
) -> None:
    site = laid(CASES[name], tmp_path)
    index = tmp_path / "index" / "x.sqlite3"
    put(site, moved, None)
    put(site, path, text)
    settle(site)
    before = {item.key: item.stamp for item in reading(site, index).reader.items() if isinstance(item, Item)}
    (site / path).rename(site / moved)
    after = {item.key: item.stamp for item in reading(site, index).reader.items() if isinstance(item, Item)}
    assert after[CASES[name].alone] != before[CASES[name].alone]


def test_pages_without_a_date_are_counted_though_they_are_remembered(tmp_path: Path) -> None:
    site = laid(CASES["hugo"], tmp_path)
    put(site, "content/blog/a-first.md", md("No date"))
    index = tmp_path / "index" / "x.sqlite3"
    notes = exported(site, index).notes
    assert any("no date and so no place in a feed, e.g. content/blog/a-first.md" in note for note in notes)
    assert exported(site, index).notes == notes


def test_where_built_pages_tell_urls_eleventy_is_read_each_time(tmp_path: Path) -> None:
    site = laid(CASES["eleventy"], tmp_path)
    built = "<h1>Built elsewhere</h1>"
    put(site, "_site/x/index.html", built)
    put(site, "src/posts/by-code.md", md("Built elsewhere", tags="posts", permalink='"{{ title | own }}"', slug="x"))
    index = tmp_path / "index" / "x.sqlite3"
    for text in (built, "<h1>Another</h1>"):
        put(site, "_site/x/index.html", text)
        assert same(site, index)
