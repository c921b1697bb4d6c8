"""robots.txt and _headers get lines about feeds, and keep all others."""

from __future__ import annotations

from pathlib import Path

from syndicate.hosts import Announcement, files_for_server

RSS = Announcement(url="https://e.org/rss.xml", path="rss.xml", media_type="application/rss+xml", title="T")
MAP = Announcement(
    url="https://e.org/map.xml", path="map.xml", media_type="application/xml", title="T", is_sitemap=True
)
ROOT = "https://e.org/"


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
