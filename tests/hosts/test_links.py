"""Links, robots.txt and headers: what makes feeds known."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from syndicate import Registry
from syndicate.cli.main import main
from syndicate.hosts import Announcement, announcements, files_for_server, head_links, headers_text, robots_lines
from syndicate.settings import make_plan, settings_of

SITE = {"title": "Sea & <Sky>", "url": "https://e.org/blog", "authors": "A"}
RSS = Announcement(url="https://e.org/rss.xml", path="rss.xml", media_type="application/rss+xml", title="T")
MAP = Announcement(
    url="https://e.org/map.xml", path="map.xml", media_type="application/xml", title="T", is_sitemap=True
)
ROOT = "https://e.org/"


def announced(*feeds: dict[str, object]) -> list[Announcement]:
    file = settings_of({"site": SITE, "feeds": list(feeds)}, Path())
    return announcements(make_plan(file, Registry(distributions=()), now=datetime(2024, 6, 1, tzinfo=UTC)))


def links(html: str) -> list[dict[str, str | None]]:
    """Return the attributes of every link in *html*, as a browser reads them."""
    found = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert tag == "link"
            found.append(dict(attrs))

    Reader().feed(html)
    return found


def test_a_page_links_to_every_feed_that_readers_can_read() -> None:
    found = links(
        head_links(announced({"format": "atom"}, {"format": "json", "path": "a b.json"}, {"format": "amp-sitemap"}))
    )
    assert found == [
        {
            "rel": "alternate",
            "type": "application/atom+xml",
            "title": "Sea & <Sky> (Atom)",
            "href": "https://e.org/blog/atom.xml",
        },
        {
            "rel": "alternate",
            "type": "application/feed+json",
            "title": "Sea & <Sky> (JSON Feed)",
            "href": "https://e.org/blog/a%20b.json",
        },
    ]


@pytest.mark.parametrize(
    ("feeds", "expected"),
    [
        ([{"format": "rss"}], ["Sea & <Sky>"]),
        ([{"format": "rss"}, {"format": "atom", "title": "News"}], ["Sea & <Sky>", "News"]),
        (
            [{"format": "rss"}, {"format": "atom", "path": "a.xml"}, {"format": "atom", "path": "b.xml"}],
            ["Sea & <Sky> (RSS)", "Sea & <Sky> (a.xml)", "Sea & <Sky> (b.xml)"],
        ),
    ],
)
def test_links_with_one_title_are_told_apart(feeds: list[dict[str, object]], expected: list[str]) -> None:
    assert [link["title"] for link in links(head_links(announced(*feeds)))] == expected


def test_a_feed_is_announced_where_it_is_served() -> None:
    (found,) = announced({"format": "rss", "url": "https://feeds.e.org/x.xml"})
    assert found.url == "https://feeds.e.org/x.xml"


def test_feeds_of_each_topic_are_not_known_yet() -> None:
    assert announced({"format": "atom", "each": "topic"}) == []


def test_robots_are_told_of_sitemaps_alone() -> None:
    assert (
        robots_lines(announced({"format": "rss"}, {"format": "amp-sitemap"}))
        == "Sitemap: https://e.org/blog/sitemap.xml\n"
    )


def test_a_server_is_told_what_each_file_is() -> None:
    assert headers_text(announced({"format": "rss"}, {"format": "json"})) == (
        "/blog/rss.xml\n  Content-Type: application/rss+xml; charset=utf-8\n"
        "/blog/feed.json\n  Content-Type: application/feed+json; charset=utf-8\n"
    )


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], '<link rel="alternate" type="application/rss+xml" title="T" href="https://e.org/rss.xml">\n'),
        (["--for", "robots"], ""),
        (["--for", "headers"], "/rss.xml\n  Content-Type: application/rss+xml; charset=utf-8\n"),
    ],
)
def test_the_command_prints_them(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    expected: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("syndicate.yaml").write_text("site: {title: T, url: 'https://e.org'}\nfeeds: [{format: rss}]\n")
    assert main(["links", *arguments]) == 0
    assert capsys.readouterr().out == expected


def test_the_command_answers_programs_in_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("syndicate.yaml").write_text("site: {title: T, url: 'https://e.org'}\n")
    assert main(["links", "--for", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [each["path"] for each in found] == ["rss.xml", "atom.xml", "feed.json", "sitemap.xml"]
    assert [each["is_sitemap"] for each in found] == [False, False, False, True]


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder that a site is built into, with two feeds of three."""
    monkeypatch.chdir(tmp_path)
    Path("syndicate.yaml").write_text(
        "site: {title: T, url: 'https://e.org'}\nfeeds: [{format: rss}, {format: atom}, {format: amp-sitemap}]\n"
    )
    Path("public").mkdir()
    Path("public/rss.xml").touch()
    Path("public/sitemap.xml").touch()
    return Path("public")


def test_the_command_puts_them_into_the_files_beside_the_feeds_once(
    built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (built / "robots.txt").write_text("User-agent: *\nDisallow: /x\n")
    for place in ("robots", "headers", "robots", "headers"):
        assert main(["links", "--for", place, "--output", "public"]) == 0
    assert (built / "robots.txt").read_text() == "User-agent: *\nDisallow: /x\nSitemap: https://e.org/sitemap.xml\n"
    assert (built / "_headers").read_text() == (
        "/rss.xml\n  Content-Type: application/rss+xml; charset=utf-8\n"
        "/sitemap.xml\n  Content-Type: application/xml; charset=utf-8\n"
    )
    assert capsys.readouterr().out.splitlines() == [
        "public/robots.txt: changed",
        "public/_headers: new",
        "public/robots.txt: unchanged",
        "public/_headers: unchanged",
    ]


def test_where_nothing_is_there_nothing_is_made_known(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (built / "sitemap.xml").unlink()
    assert main(["links", "--for", "robots", "--output", "public"]) == 0
    assert not (built / "robots.txt").exists()
    assert capsys.readouterr().err.startswith("note: public/robots.txt is left as it is: there is no sitemap ")


def test_lines_for_pages_go_into_no_file(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["links", "--output", str(built)]) == 2
    assert "--output is for --for robots and --for headers" in capsys.readouterr().err


def test_headers_are_of_the_feeds_that_this_server_sends_and_the_others_are_named(
    built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    feeds = "[{format: rss, url: 'https://cdn.org/rss.xml'}, {format: atom, each: topic}, {format: json}]"
    Path("syndicate.yaml").write_text(f"site: {{title: T, url: 'https://e.org'}}\nfeeds: {feeds}\n")
    assert main(["links", "--for", "headers"]) == 0
    out, err = capsys.readouterr()
    assert out == "/feed.json\n  Content-Type: application/feed+json; charset=utf-8\n"
    assert "note: rss.xml: is served at https://cdn.org/rss.xml, by another server" in err
    assert "{topic}" in err
    assert main(["links", "--for", "headers", "--output", "public"]) == 0
    assert "there is no feed for it to name\n" in capsys.readouterr().err
    assert not (built / "_headers").exists()


def test_a_file_of_the_server_that_is_none_is_said_to_be_none(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (built / "_headers").mkdir()
    assert main(["links", "--for", "headers", "--output", "public"]) == 0
    assert capsys.readouterr().err == (
        "note: public/_headers is left as it is: it is no plain file of a sensible size\n"
    )


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (
            "pages",
            '<link rel="alternate" type="application/rss+xml" title="All: {section}"'
            ' href="https://e.org/blog/{section}/rss.xml">',
        ),
        ("robots", "Sitemap: https://e.org/blog/maps/{section}.xml"),
        ("headers", "/blog/{section}/rss.xml"),
    ],
)
def test_the_line_of_a_sections_feed_is_a_note_for_who_writes_the_template(
    place: str, line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    feeds = [
        {"format": "rss", "each": "section", "path": "{section}/rss.xml", "title": "All: {section}"},
        {"format": "amp-sitemap", "each": "section", "path": "maps/{section}.xml"},
    ]
    settings = {"site": SITE, "source": {"paths": ["."], "url": "{site_url}/{slug}/"}, "feeds": feeds}
    (tmp_path / "syndicate.yaml").write_text(json.dumps(settings))
    assert main(["links", str(tmp_path), "--for", place]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert line in err.splitlines()
    assert "nothing to print" not in err


def test_robots_txt_is_made_where_crawlers_look_for_it_only(tmp_path: Path) -> None:
    assert files_for_server(tmp_path, [RSS], ROOT, robots=True, headers=False) == []
    assert files_for_server(tmp_path, [MAP], "https://e.org/docs/", robots=True, headers=False) == []
    assert files_for_server(tmp_path, [MAP], ROOT, robots=False, headers=False) == []
    (robots,) = files_for_server(tmp_path, [RSS, MAP], ROOT, robots=True, headers=False)
    assert (robots.path, robots.body) == ("robots.txt", b"Sitemap: https://e.org/map.xml\n")


def test_what_stands_there_stays_and_is_said_once(tmp_path: Path) -> None:
    (tmp_path / "robots.txt").write_bytes(b"User-agent: *\nDisallow: /caf\xe9")
    (tmp_path / "_headers").write_text("/a\n  X: y\n")
    for _ in range(2):
        for document in files_for_server(tmp_path, [RSS, MAP], ROOT, robots=True, headers=True):
            (tmp_path / document.path).write_bytes(document.body)
    robots = b"User-agent: *\nDisallow: /caf\xe9\nSitemap: https://e.org/map.xml\n"
    assert (tmp_path / "robots.txt").read_bytes() == robots
    assert (tmp_path / "_headers").read_text() == (
        "/a\n  X: y\n/rss.xml\n  Content-Type: application/rss+xml; charset=utf-8\n"
        "/map.xml\n  Content-Type: application/xml; charset=utf-8\n"
    )


def test_lines_of_either_ending_stay_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "robots.txt").write_bytes(b"User-agent: *\r\nSitemap: https://e.org/map.xml\r\n")
    (robots,) = files_for_server(tmp_path, [MAP], ROOT, robots=True, headers=False)
    assert robots.body == b"User-agent: *\r\nSitemap: https://e.org/map.xml\r\n"


def test_what_is_no_plain_file_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "robots.txt").symlink_to("secret")
    (tmp_path / "_headers").mkdir()
    assert files_for_server(tmp_path, [MAP], ROOT, robots=True, headers=True) == []
    (tmp_path / "robots.txt").unlink()
    with (tmp_path / "robots.txt").open("wb") as file:
        file.truncate(1 << 30)
    assert files_for_server(tmp_path, [MAP], ROOT, robots=True, headers=True) == []
