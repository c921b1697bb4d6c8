"""What databases and CMSs hand over, end to end, by the lines of the handbook.

The samples in `dumps/` have the shape of what WordPress and Ghost write, with words of ours.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from syndicate import Report, export
from tests.examples.stories import DOCS, blocks

DUMPS = Path(__file__).parent / "dumps"
SITE = 'site: {title: The Ledger, url: "https://news.example.org/", timezone: Europe/Berlin, authors: [The Desk]}\n'
FEEDS = "feeds: [{format: json, content: full}]\n"
NOW = datetime(2024, 6, 1, tzinfo=UTC)


def shown(page: str, title: str) -> str:
    """Return the file *title* that the *page* of the handbook shows first."""
    return next(block.body for block in blocks(DOCS / "how-to" / page) if block.title == title)


def source(page: str) -> str:
    """Return what the settings of the *page* say of articles."""
    return shown(page, "syndicate.yaml").partition("\nsource:")[2].partition("output:")[0].join(("source:", ""))


def items(folder: Path, settings: str) -> tuple[list[dict[str, Any]], Report]:
    (folder / "syndicate.yaml").write_text(SITE + FEEDS + settings)
    report = export(folder, now=NOW)
    return json.loads(report.documents[0].body)["items"], report


def test_wordpress(tmp_path: Path) -> None:
    shutil.copy(DUMPS / "wordpress.json", tmp_path)
    found, report = items(tmp_path, source("wordpress.md"))
    assert not report.faults
    assert found == [
        {
            "id": "https://news.example.org/?p=41",
            "url": "https://news.example.org/2024/05/low-tide/",
            "title": "Low tide… what the flats show",
            "date_published": "2024-05-01T09:00:00+02:00",
            "date_modified": "2024-05-02T10:00:00+02:00",
            "authors": [{"name": "Ann Lee", "url": "https://news.example.org/author/ann/"}],
            "tags": ["Shore", "Tides & moon"],
            "summary": "The flats lie open …",
            "content_html": "<p>The flats lie open.</p>",
            "image": "https://news.example.org/flats.jpg",
        }
    ]


def test_the_table_of_wordpress(tmp_path: Path) -> None:
    row = {
        "ID": "1", "post_date": "2024-05-01 12:00:00", "post_date_gmt": "2024-05-01 10:00:00", "post_content": "<p>x</p>", "post_title": "Low tide",
        "post_excerpt": "Out", "post_status": "publish", "post_password": "", "post_name": "low", "guid": "https://news.example.org/?p=1",
    }  # fmt: skip
    rows = [
        row,
        {**row, "post_status": "inherit"},
        {**row, "post_password": "x"},
        {**row, "post_status": "draft", "post_name": ""},
    ]
    (tmp_path / "posts.json").write_text(json.dumps(rows))
    (found,), report = items(tmp_path, "source: {paths: [posts.json], url: '{site_url}/{slug}/'}\ncontent: full\n")
    assert not report.faults
    found.pop("authors", None)
    assert found == {
        "id": row["guid"], "url": "https://news.example.org/low/", "title": "Low tide", "summary": "Out",
        "date_published": "2024-05-01T12:00:00+02:00", "content_html": "<p>x</p>",
    }  # fmt: skip


def test_ghost(tmp_path: Path) -> None:
    shutil.copy(DUMPS / "ghost.json", tmp_path)
    found, report = items(tmp_path, source("ghost.md"))
    assert not report.faults
    assert found == [
        {
            "id": "tag:news.example.org,2024:65f0c0ffee",
            "url": "https://news.example.org/fog/",
            "title": "Fog & foghorns",
            "date_published": "2024-05-01T11:00:00+02:00",
            "date_modified": "2024-05-02T11:00:00+02:00",
            "authors": [{"name": "The Desk"}],
            "content_html": '<p>It came <a href="https://news.example.org/tides/">with the tide</a>.</p>',
            "image": "https://news.example.org/content/images/fog.jpg",
        }
    ]


@pytest.mark.parametrize("date", ["2024-05-01T07:00:00Z", 1714546800, 1714546800000, "1714546800"])
def test_a_table_of_a_database(date: object, tmp_path: Path) -> None:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE posts (id, title, slug, published_at, updated_at, status, author, tags, body)")
    rows = [
        (1, 'A "quoted" <title>', "low-tide", date, None, "published", "Ann Lee", "Tides, Moon", "<p>Low</p>"),
        (2, "Plans", "plans", date, None, "draft", "Ann Lee", "", ""),
        (3, None, None, None, None, "draft", None, None, None),
    ]
    base.executemany(f"INSERT INTO posts VALUES ({', '.join('?' * 9)})", rows)
    lines = [line for (line,) in base.execute(shown("databases.md", "posts.sql"))]
    base.close()
    (tmp_path / "posts.jsonl").write_text("\n".join(lines))
    found, report = items(tmp_path, 'source: {name: json-lines, url: "{site_url}/{slug}/"}\n')
    assert not report.faults
    assert found == [
        {
            "id": "https://news.example.org/low-tide/",
            "url": "https://news.example.org/low-tide/",
            "title": 'A "quoted" <title>',
            "date_published": "2024-05-01T09:00:00+02:00",
            "authors": [{"name": "Ann Lee"}],
            "tags": ["Tides", "Moon"],
            "content_html": "<p>Low</p>",
        }
    ]


def documents(tmp_path: Path, document: object, options: str) -> tuple[dict[str, dict[str, Any]], Report]:
    """Return the items of *document* by their URLs' paths, and the report."""
    (tmp_path / "rows.json").write_text(json.dumps(document))
    settings = f"source: {{name: json-lines, paths: [rows.json], url: '{{site_url}}/{{slug}}/', {options}}}\n"
    found, report = items(tmp_path, settings)
    return {item["url"].removeprefix("https://news.example.org"): item for item in found}, report


def fields_of(system: str) -> str:
    """Return the options of the source that the handbook states for the CMS *system*."""
    page = (DOCS / "how-to" / "databases.md").read_text()
    line = next(line for line in page.splitlines() if line.startswith("|") and system in line)
    _, _, place, fields, _ = (cell.strip().strip("`") for cell in line.split("|"))
    return f"options: {{items: {place}}}" + (f", fields: {fields}" if fields != "none" else "")


DATES = {"createdAt": "2024-04-01T00:00:00Z", "publishedAt": "2024-05-01T07:00:00Z"}
LOW = {"title": "Low tide", "slug": "low", "content": "*Out.*", **DATES}
PLANS = {**LOW, "slug": "plans", "publishedAt": None}


@pytest.mark.parametrize(
    ("system", "document"),
    [
        ("Strapi 5", {"data": [{**LOW, "category": {"name": "Shore"}}, PLANS]}),
        ("Strapi 4", {"data": [{"id": 1, "attributes": LOW}, {"id": 2, "attributes": PLANS}, {"id": 3, "attributes": {**LOW, "slug": "x", "status": "draft"}}]}),
        ("Contentful", {"items": [{"sys": {"publishedAt": DATES["publishedAt"]}, "fields": {"title": "Low tide", "slug": "low", "body": "*Out.*"}},
                                  {"sys": {"publishedAt": DATES["publishedAt"], "archivedAt": "2024-05-02"}, "fields": {"title": "Old", "slug": "old"}}]}),
        ("Sanity", {"result": [{**LOW, "_id": "a", "slug": {"current": "low"}}, {**LOW, "_id": "drafts.b", "slug": {"current": "b"}}, {**LOW, "_id": "versions.r.c", "slug": {"current": "c"}}]}),
        ("Directus", {"data": [{**LOW, "status": "published"}, {**LOW, "slug": "b", "status": "draft"}, {**LOW, "slug": "c", "status": "archived"}]}),
    ],
)  # fmt: skip
def test_what_a_cms_has_not_published_stays_in(system: str, document: object, tmp_path: Path) -> None:
    found, report = documents(tmp_path, document, fields_of(system))
    assert list(found) == ["/low/"]
    assert found["/low/"]["content_html"] == "<p><em>Out.</em></p>"
    assert found["/low/"]["date_published"] == "2024-05-01T09:00:00+02:00"
    assert not report.faults


def test_words_of_whoever_wrote_an_article_say_nothing_of_it(tmp_path: Path) -> None:
    row = {**LOW, "author": {"name": "Ann", "password": "$2a$10", "active": False, "status": "private"}}
    found, _ = documents(tmp_path, [row], "fields: {authors: [author.name]}")
    assert found["/low/"]["authors"] == [{"name": "Ann"}]


@pytest.mark.parametrize(
    ("row", "fields"),
    [
        ({**PLANS, "date": "2024-05-03"}, "options: {}"),
        ({"slug": "plans", "attributes": {**PLANS, "date": "2024-05-03"}}, "fields: {title: [attributes.title], published_at: [attributes.date, attributes.publishedAt]}"),
        ({"title": "Plans", "slug": "plans", "date": "2024-05-03", "lastPublished": None}, "options: {}"),
        ({"title": "Plans", "slug": "plans", "date": "2024-05-03", "first_publication_date": ""}, "options: {}"),
        ({**PLANS, "date": "2024-05-03", "publishedAt": "0001-01-01T00:00:00Z"}, "options: {}"),
        ({"title": "Plans", "slug": "plans", "date": "2024-05-03", "firstPublishedAt": 0, "latestPublishedAt": 0}, "options: {}"),
        ({**PLANS, "published_at": None, "first_published_at": "2024-05-03"}, "fields: {published_at: [published_at, first_published_at]}"),
    ],
)  # fmt: skip
def test_a_time_of_publication_that_is_null_keeps_a_row_in_whatever_other_dates_it_has(
    row: dict[str, object], fields: str, tmp_path: Path
) -> None:
    out = {**row, **({"attributes": LOW} if "attributes" in row else {}), "slug": "low", **DATES}
    found, _ = documents(tmp_path, [out, row], fields)
    assert list(found) == ["/low/"]


def test_what_lies_beside_a_title_in_a_list_is_said_of_the_article(tmp_path: Path) -> None:
    rows = [
        {"slug": word, "properties": {"name": ["Tides"], "published": ["2024-05-03"], "visibility": [word]}}
        for word in ("private", "public")
    ]
    fields = "fields: {title: ['properties.name[0]'], published_at: ['properties.published[0]']}"
    assert list(documents(tmp_path, rows, fields)[0]) == ["/public/"]


def test_what_wordpress_shows_to_those_with_a_password_stays_in_though_its_text_is_not_asked_for(
    tmp_path: Path,
) -> None:
    rows = [
        {
            "slug": "low",
            "title": {"rendered": "Tides"},
            "date": "2024-05-03",
            "content": {"rendered": "", "protected": False},
        }
    ]
    rows.append({**rows[0], "slug": "plans", "content": {"rendered": "", "protected": True}})
    assert list(documents(tmp_path, rows, "fields: {title: [title.rendered]}")[0]) == ["/low/"]


@pytest.mark.parametrize("private", ["", "node", "route"])
def test_each_place_that_holds_a_part_of_an_article_says_who_may_see_it(private: str, tmp_path: Path) -> None:
    rows = [
        {
            "date": "2024-05-03",
            "visibility": "private" if slug == "b" and private == "" else "public",
            "node": {"title": "Tides", "visibility": "private" if slug == "b" and private == "node" else "public"},
            "route": {"slug": slug, "visibility": "private" if slug == "b" and private == "route" else "public"},
        }
        for slug in "ab"
    ]
    assert list(documents(tmp_path, rows, "fields: {title: [node.title], slug: [route.slug]}")[0]) == ["/a/"]


def test_a_null_beside_a_time_of_publication_is_absent(tmp_path: Path) -> None:
    row = {**PLANS, "published_at": "2024-05-03", "lastPublished": None}
    found, _ = documents(tmp_path, [row], "options: {}")
    assert list(found) == ["/plans/"]


def test_a_time_in_gmt_is_that_in_any_zone(tmp_path: Path) -> None:
    row = {
        "title": "T",
        "date": "2024-05-01T09:00:00",
        "date_gmt": "2024-05-01T13:00:00",
        "modified": "2024-05-02T09:00:00",
    }
    nothing = {"modified_gmt": "0000-00-00 00:00:00"}
    rows = [{**row, "slug": "a", **nothing}, {**row, "slug": "b", "date": None}]
    found, _ = documents(tmp_path, rows, "options: {}")
    assert [item["date_published"] for item in found.values()] == ["2024-05-01T15:00:00+02:00"] * 2
    assert found["/a/"]["date_modified"] == "2024-05-02T09:00:00+02:00"
    found, _ = documents(tmp_path, rows, "fields: {published_at: [date_gmt]}")
    assert found["/a/"]["date_published"] == "2024-05-01T15:00:00+02:00"


def test_internal_tags_are_no_topics(tmp_path: Path) -> None:
    tags = [{"name": "Shore", "visibility": "public"}, {"name": "#front", "visibility": "internal"}]
    found, _ = documents(tmp_path, [{**LOW, "tags": tags}], "options: {}")
    assert found["/low/"]["tags"] == ["Shore"]


@pytest.mark.parametrize(
    "said", [{"draft": True}, {"private": "true"}, {"published": False}, {"public": False}, {"visibility": "private"}]
)
def test_what_an_article_has_that_is_not_for_everybody_stays_in(said: dict[str, object], tmp_path: Path) -> None:
    row = {
        "tags": [{"name": "Inner", **said}, {"name": "Shore", "public": True}],
        "authors": [{"name": "Bob", "email": "bob@example.org", **said}, {"name": "Ann", "draft": False}],
        "images": [{"url": "https://example.org/plan.png", **said}, {"url": "https://example.org/low.png"}],
        "attachments": {"url": "https://example.org/plan.pdf", "type": "application/pdf", **said},
    }
    found, _ = documents(tmp_path, [{**LOW, **row}], "options: {}")
    item = found["/low/"]
    assert (item["tags"], item["authors"]) == (["Shore"], [{"name": "Ann"}])
    assert item["image"] == "https://example.org/low.png"
    assert "attachments" not in item


def test_rows_come_and_go_at_the_times_that_a_scheduler_has(tmp_path: Path) -> None:
    rows = [
        {**LOW, "slug": "later", "go_live_at": "2099-01-01T00:00:00Z"},
        {**LOW, "slug": "gone", "unpublish_at": "2024-05-20T00:00:00Z"},
        {**LOW, "slug": "here", "go_live_at": "2024-01-01T00:00:00Z", "unpublish_at": "2099-01-01T00:00:00Z"},
    ]
    assert list(documents(tmp_path, rows, "options: {}")[0]) == ["/here/"]
