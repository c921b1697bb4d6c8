"""Articles are recognised by what they say themselves: other URLs of theirs, and what their generator calls them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.record.sites import Site

LATER_AT = "2024-07-07"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path)
    made.configure(feeds=[{"format": "json", "path": "feed.json"}], ids="frozen")
    return made


def ids(site: Site) -> dict[str, str]:
    items = json.loads((site.output / "feed.json").read_text())["items"]
    return {item["url"]: item["id"] for item in items}


@pytest.mark.parametrize(
    "said",
    [
        "aliases: [/court/]",
        "aliases:\n  - /court/index.html",
        "aliases: /court",
        "aliases: court.html",
        "redirect_from: /court/",
        "redirect_from: [https://example.org/court/, /else/]",
    ],
)
def test_an_article_whose_alias_is_the_page_of_another_is_that_one(site: Site, said: str) -> None:
    site.export()
    (site.folder / "posts" / "court.md").unlink()
    site.write("law", f"{said}\n", date=LATER_AT)  # another file, title, date and URL
    report = site.export()
    assert ids(site)["https://example.org/law/"] == "https://example.org/court/"
    assert report.withdrawn == ()


def test_an_alias_takes_nothing_from_an_article_that_is_there(site: Site) -> None:
    site.export()
    site.write("law", "aliases: [/court/]\n", date=LATER_AT)
    site.export()
    assert ids(site)["https://example.org/law/"] == "https://example.org/law/"
    assert ids(site)["https://example.org/court/"] == "https://example.org/court/"


def test_aliases_that_lead_nowhere_cost_nothing(site: Site) -> None:
    site.write("court", "aliases: [7, {a: b}, 'http://', '']\n")
    assert site.export().faults == ()


def test_pages_that_a_host_serves_alike_are_one(site: Site) -> None:
    site.export()
    (site.folder / "posts" / "court.md").unlink()
    site.write("law", "url: /court/index.html\n", date=LATER_AT)
    site.export()
    assert ids(site)["https://example.org/court/index.html"] == "https://example.org/court/"


def test_an_article_at_the_page_of_a_withdrawn_one_stays_who_it_is(site: Site) -> None:
    site.export()
    (site.folder / "posts" / "sea.md").unlink()
    site.write("court", "url: /sea/\n")
    site.export_as_a_fresh_one()
    (site.folder / "posts" / "court.md").unlink()
    site.write("law", "url: /sea/\n", date=LATER_AT)  # another file, title and date
    site.export_as_a_fresh_one()
    assert ids(site)["https://example.org/sea/"] == "https://example.org/court/"


def test_a_withdrawn_twin_does_not_keep_an_article_from_its_id(site: Site) -> None:
    court, twin = site.folder / "posts" / "court.md", site.folder / "posts" / "twin.md"
    twin.write_text(court.read_text())
    site.export()
    twin.unlink()
    site.export()
    court.rename(twin.with_name("law.md"))  # another file and URL
    site.export_as_a_fresh_one()
    assert ids(site)["https://example.org/law/"] == "https://example.org/court/"


def move(site: Site, name: str, url: str) -> None:
    """Give the article another file, title and URL."""
    (site.folder / "posts" / f"{name}.md").unlink(missing_ok=True)
    site.write(f"{name}-of-old", f"url: {url}\n")


def test_articles_whose_folder_and_title_have_another_name_are_known_by_date_and_slug(site: Site) -> None:
    site.export_as_a_fresh_one()
    for name in ("court", "sea"):
        move(site, name, f"/blog/{name}.html")
    site.export_as_a_fresh_one()
    assert ids(site)["https://example.org/blog/court.html"] == "https://example.org/court/"
    assert ids(site)["https://example.org/blog/sea.html"] == "https://example.org/sea/"


@pytest.mark.parametrize("url", ["/blog/tides/", "/2024/01/01/"])
def test_date_and_slug_tell_an_article_together_alone(site: Site, url: str) -> None:
    site.write("court", "url: /of-court/01/\n" if url.endswith("/01/") else "")  # a number is no slug
    site.export_as_a_fresh_one()
    move(site, "court", url)
    site.export_as_a_fresh_one()
    assert ids(site)[f"https://example.org{url}"] == f"https://example.org{url}"


def test_date_and_slug_bring_back_nothing_that_was_withdrawn_before(site: Site) -> None:
    site.export_as_a_fresh_one()
    (site.folder / "posts" / "court.md").unlink()
    site.export_as_a_fresh_one()
    move(site, "court", "/blog/court/")
    site.export_as_a_fresh_one()
    assert ids(site)["https://example.org/blog/court/"] == "https://example.org/blog/court/"


def test_date_and_slug_are_looked_for_among_articles_that_were_in_no_feed_too(site: Site) -> None:
    site.configure(feeds=[{"format": "json", "path": "feed.json", "limit": 1}])
    site.write("wind", "url: /zeal/court/\n")
    site.export_as_a_fresh_one()
    assert ids(site) == {"https://example.org/court/": "https://example.org/court/"}
    (site.folder / "posts" / "court.md").unlink()
    (site.folder / "posts" / "sea.md").unlink()
    site.export_as_a_fresh_one()
    assert ids(site) == {"https://example.org/zeal/court/": "https://example.org/court/"}


def test_what_a_generator_calls_an_article_is_kept_over_a_move_as_a_url_is(site: Site) -> None:
    def lines(slug: str, **more: str) -> None:
        row: dict[str, Any] = {"title": "Law", "url": f"/{slug}/", "made_id": f"tag:example.org,2024:/{slug}", **more}
        row |= {"published_at": "2024-01-01T00:00:00Z", "origin": {"path": "posts/law.md"}}
        (site.folder / "posts.jsonl").write_text(json.dumps(row))

    settings = {"source": {"name": "json-lines", "paths": ["posts.jsonl"]}}
    feeds = [{"format": "json", "path": "feed.json"}]
    site.configure(feeds=feeds, **settings)
    lines("law")
    site.export()
    assert ids(site) == {"https://example.org/law/": "tag:example.org,2024:/law"}
    lines("statute")
    report = site.export()
    assert ids(site) == {"https://example.org/statute/": "tag:example.org,2024:/law"}
    assert any("has moved and keeps its id" in note for note in report.notes)
    lines("statute", id="tag:example.org,2024:stated")  # what the article says itself is its id
    site.export()
    assert ids(site) == {"https://example.org/statute/": "tag:example.org,2024:stated"}
    site.configure(feeds=feeds, ids="url", **settings)
    lines("statute")
    site.export()
    assert ids(site) == {"https://example.org/statute/": "https://example.org/statute/"}


def test_an_id_that_a_generator_makes_is_its_own_again_without_a_record(site: Site) -> None:
    index = site.folder / "index"
    row = {"title": "Law", "published_at": "2024-01-01T00:00:00Z", "origin": {"path": "posts/law.md"}}
    for slug, more in (("law", {}), ("statute", {}), ("statute", {"record": False})):
        line = row | {"url": f"/{slug}/", "made_id": f"tag:example.org,2024:/{slug}"}
        (site.folder / "posts.jsonl").write_text(json.dumps(line))
        site.configure(
            feeds=[{"format": "json", "path": "feed.json"}],
            source={"name": "json-lines", "paths": ["posts.jsonl"]},
            **more,
        )
        site.export(index=index)
    assert ids(site) == {"https://example.org/statute/": "tag:example.org,2024:/statute"}


def test_a_new_row_has_no_id_of_one_that_is_gone_though_all_others_move(site: Site) -> None:
    def export(names: str, url: str) -> None:
        rows = ({"title": name, "date": f"2024-01-0{ord(name) - 96}", "slug": name} for name in names)
        (site.folder / "posts" / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
        source = {"name": "json-lines", "paths": ["posts/rows.jsonl"], "url": url}
        site.configure(feeds=[{"format": "json", "path": "feed.json"}], source=source)
        site.export_as_a_fresh_one(accept_new_ids=True, accept_withdrawals=True)

    export("abc", "/{slug}/")
    export("bc", "/{slug}/")
    export("bcd", "/x/{slug}/")
    page = "https://example.org"
    assert ids(site) == {f"{page}/x/b/": f"{page}/b/", f"{page}/x/c/": f"{page}/c/", f"{page}/x/d/": f"{page}/x/d/"}
