"""A head that is read quickly gives what it gives the plain way; whatever is doubtful is not read quickly."""

from __future__ import annotations

import random
import re
from io import BytesIO
from pathlib import Path

import pytest

from syndicate import Article, Fault, PassedOver, Site
from syndicate.articles import ArticleFields
from syndicate.files import Head
from syndicate.files.head_bounds import read_head_of
from tests.benchmarks.articles import Generator
from tests.benchmarks.shapes import SHAPES, shaped
from tests.files.yaml.test_plain import VALUES, changed

SITE = Site(title="T", url="https://example.org/blog/", timezone="Europe/Berlin")
HEAD = """\
category: news
title: "Tides: high"
excerpt: 'Water rises'
publishedDateTime: 2024-05-01T09:00:00Z
lastmod: 2024-05-02 10:00
webUrl: "https://example.org/tides/"
originalUrl: https://example.org/tides/
ampWebUrl: "https://example.org/tides/amp/"
quality: 12
published: true
draft: false
status: publish
id: 4711
slug: "high-tides"
type: video
lang: en_GB

provider:
  name: Harbour Times
  domain: example.org
  images:
    - url: "https://example.org/logo.png"
      width: 50
      height: 50

images:
  - url: "https://example.org/tides.jpg"
    width: 1280
    height: 720
    isCached: true
audio:
  url: https://example.org/tides.mp3
author:
  - Ann Lee <ann@example.org>
  - Ben
topics: [Sea, 'The Moon']
empty:
secured: "ZR+Faky1FMljaFjyBGQ5+K/JB=;ZR"
"""
# Each begins like a value, and is another one in some way.
OTHERS = (
    *VALUES,
    *("2024-05-01 9:00", "20240501T0900", "1 May 2024", "9999-12-31T23:59:59Z", "2024-13-01T00:00:00Z", "0001-01-01"),
    *('"/tides/"', "/tides/:title/", '"https://example.org/a b"', "http://", '"https://exa mple.org/"', "HTTPS://EXAMPLE.ORG/"),
    *('"https://example.org/api/tides.json"', "/api/tides.XML", '"https://example.org/a.json?b"'),
    *("'<b>Tides</b>'", "Tides &amp;amp; moons", '"&nbsp;"', '"\u00a0"', '" Tides"', '"a  b"', "\u4e16\u754c", '"\u00e9\u2028"', "No"),
    *("\n  - a\n  - b", "\n- a", "\n  url: /a.jpg", "\n  - url: /a.jpg\n    width: wide", "\n  a: &b c", "\n  'a", "\n  - {a: b}", "\n\n"),
)  # fmt: skip


PATTERN = "{site_url}/{year}/{slug}/"
PATH = "2024/2024-05-03-a.md"


def fields(*, quick: bool, pattern: str | None = PATTERN) -> ArticleFields:
    made = ArticleFields(SITE, has_extra=not quick, url_pattern=pattern)
    made._has_extra = False
    return made


def found(of: ArticleFields, text: str) -> list[Article | Fault | PassedOver]:
    return of.read_head(Head(text, 1, 0), "a.md", PATH)


def head_of(shape: str, number: int) -> Head:
    """Return the head of article *number* of the benchmark in a *shape*."""
    head = read_head_of(BytesIO(shaped(Generator().article(number).head, number, shape).encode()).read, "a.md")
    assert isinstance(head, Head)
    return head


def is_quick(of: ArticleFields, text: str) -> bool:
    assert of._quick is not None
    return of._quick.read(Head(text, 1, 0), PATH) is not None


def test_a_head_is_read_by_its_entries() -> None:
    made = fields(quick=True)
    assert is_quick(made, HEAD)
    assert isinstance(found(made, HEAD)[0], Article)
    assert found(made, HEAD) == found(fields(quick=False), HEAD)


@pytest.mark.parametrize("line", [line for line in HEAD.splitlines() if re.match(r"\w+: ", line)])
def test_any_value_is_read_as_by_its_line(line: str) -> None:
    made, general = fields(quick=True), fields(quick=False)
    key = line.partition(":")[0]
    for other in OTHERS:
        text = HEAD.replace(line, f"{key}:{other}" if other[0:1] == "\n" else f"{key}: {other}")
        assert found(made, text) == found(general, text), text


@pytest.mark.parametrize("key", re.findall(r"(?m)^(\w+):\n", HEAD))
def test_any_block_is_read_as_by_its_lines(key: str) -> None:
    made, general = fields(quick=True), fields(quick=False)
    for other in OTHERS:
        for block in (
            f"  {other}",
            f"  - {other}",
            f"  - a: {other}\n    b: c",
            f"- {other}",
            f"  name: {other}",
            f"  - url: {other}",
        ):
            block_of_key = re.search(rf"(?m)^{key}:\n(?: .*\n)*", HEAD)
            assert block_of_key is not None
            text = HEAD.replace(block_of_key[0], f"{key}:\n{block}\n")
            assert found(made, text) == found(general, text), text


@pytest.mark.parametrize(
    "names", ["summary excerpt", "title", "date published_at", "url webUrl", "lastmod updated", "author by", "lang locale", "kind type", "image cover", "tags topics"]
)  # fmt: skip
def test_the_best_name_of_a_field_is_asked_first_in_whatever_order(names: str) -> None:
    made, general = fields(quick=True), fields(quick=False)
    best, other = (names.split() * 2)[:2]
    for value in OTHERS:
        for good in ("Good", "2024-05-03", "https://example.org/good.jpg", '""'):
            lines = [f"{best}:{'' if value[:1] == chr(10) else ' '}{value}\n", f"{other}: {good}\n"]
            for text in ("".join(lines), "".join(lines[::-1])):
                whole = f"{text}slug: a\n" if best == "title" else f"title: T\nslug: a\n{text}"
                assert found(made, whole) == found(general, whole), whole


@pytest.mark.parametrize("seed", range(4))
def test_a_head_with_something_changed_is_read_as_by_its_lines(seed: int) -> None:
    rng = random.Random(seed)
    pool = [HEAD, HEAD.replace("excerpt: 'Water rises'\n", ""), re.sub("(?ms)^provider.*?\n\n", "", HEAD)]
    made, general = fields(quick=True), fields(quick=False)
    quick = 0
    for _ in range(600):
        text = changed(rng, pool)
        assert found(made, text) == found(general, text), text
        quick += is_quick(made, text)
    assert quick > 30


@pytest.mark.parametrize("pattern", [None, PATTERN, "{site_url}/{path}", "/{stem}:{day}"])
@pytest.mark.parametrize(
    "without",
    [
        "",
        "webUrl|originalUrl",
        "webUrl|originalUrl|slug",
        "webUrl|originalUrl|publishedDateTime",
        "publishedDateTime|id",
    ],
)
def test_url_and_date_may_come_from_elsewhere(pattern: str | None, without: str) -> None:
    text = re.sub(rf"(?m)^(?:{without or '-'}):.*\n", "", HEAD)
    made, general = fields(quick=True, pattern=pattern), fields(quick=False, pattern=pattern)
    assert found(made, text) == found(general, text)
    assert is_quick(made, text) == isinstance(found(general, text)[0], Article)


@pytest.mark.parametrize("line", ["duration: 5:24", "Title: Tides", "title: Again", "lang: english!"])
def test_a_head_with_a_field_that_takes_more_than_its_entry_is_left_to_others(line: str) -> None:
    text = f"{HEAD}{line}\n"
    made = fields(quick=True)
    assert not is_quick(made, text)
    assert found(made, text) == found(fields(quick=False), text)


def test_what_the_report_asks_of_an_article_that_is_shown_is_asked_of_no_other() -> None:
    made, general = fields(quick=True), fields(quick=False)
    shown, withheld = f"{HEAD}wip: true\n", f"{HEAD}wip: true\nremoved: true\n"
    assert (is_quick(made, shown), is_quick(made, withheld)) == (False, True)
    assert len(found(made, shown)) == 2
    assert [found(made, text) == found(general, text) for text in (shown, withheld)] == [True, True]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_head_of_any_shape_is_read_quickly_and_as_by_its_tree(shape: str) -> None:
    made, general = fields(quick=True), fields(quick=False)
    heads = [head_of(shape, number) for number in range(40)]
    for head in heads:
        assert made._quick is not None
        assert made._quick.read(head, PATH) is not None, head.text
        assert made.read_head(head, "a.md", PATH) == general.read_head(head, "a.md", PATH), head.text


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("seed", range(3))
def test_a_head_of_any_shape_with_something_changed_is_read_as_by_its_tree(shape: str, seed: int) -> None:
    rng = random.Random(f"{shape} {seed}")
    made, general = fields(quick=True), fields(quick=False)
    heads = [head_of(shape, number) for number in range(4)]
    for _ in range(100):
        text = changed(rng, [head.text for head in heads])
        head = Head(text, 1, 0, heads[0].language)
        assert made.read_head(head, "a.md", PATH) == general.read_head(head, "a.md", PATH), text


def test_extra_takes_all_parts() -> None:
    assert ArticleFields(SITE)._quick is None


def test_the_heads_of_this_repository_are_read_as_by_their_lines() -> None:
    root = Path(__file__).parents[3]
    heads = [
        match[1]
        for path in sorted(root.rglob("*.md"))
        if "node_modules" not in path.parts
        and (match := re.match(r"---\n(.*?\n)---\n", path.read_text(encoding="utf-8", errors="replace"), re.DOTALL))
    ]
    made, general = fields(quick=True), fields(quick=False)
    assert len(heads) > 50
    for head in heads:
        assert found(made, head) == found(general, head), head
