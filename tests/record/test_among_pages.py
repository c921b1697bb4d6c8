"""Among built pages nothing is noted, since it would be published with them; nor in a folder of nobody knows whom.

Ids that readers know stay all the same.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from syndicate.cli.main import main

HOME = "https://example.org/"
PAGE = (
    "<html><head><title>{0}</title></head><body><article><h1>{0}</h1>"
    "<time datetime='2024-01-0{1}'></time><p>Text of {0}.</p></article></body></html>"
)


def publish(folder: Path, *more: str) -> bytes:
    """Publish among the pages of *folder*, and return its JSON Feed."""
    site = ["--title", "T", "--site-url", HOME, "--author", "Ann", "--now", "2026-01-01", "--quiet", *more]
    assert main(["export", str(folder), "--output", str(folder), *site]) == 0
    return (folder / "feed.json").read_bytes()


def test_ids_of_the_feed_that_stands_among_the_pages_are_kept_and_no_record_is_left(tmp_path: Path) -> None:
    folder = tmp_path / "output"
    for number, name in enumerate(("court", "sea"), 1):
        (folder / name).mkdir(parents=True)
        (folder / name / "index.html").write_text(PAGE.format(name.title(), number))
    (folder / "index.html").write_text("<html><title>T</title></html>")
    tags = {name: f"tag:example.org,2024:{name}" for name in ("court", "sea")}
    items = [{"id": id_, "url": f"{HOME}{name}/", "title": name.title()} for name, id_ in tags.items()]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": items}
    (folder / "feed.json").write_text(json.dumps(feed))
    part = json.loads(publish(folder, "--limit", "2"))
    assert {item["id"] for item in part["items"]} == set(tags.values())
    first = publish(folder)
    assert {item["id"] for item in json.loads(first)["items"]} == set(tags.values())
    assert publish(folder) == first
    assert not list(folder.rglob("syndicate.record*"))


@pytest.mark.parametrize("mark", ["", "astro.config.mjs"])
def test_an_article_keeps_its_id_without_settings_when_its_file_is_renamed(
    mark: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, output = tmp_path / "site", tmp_path / "public"
    posts = folder / "src/content/blog"
    posts.mkdir(parents=True)
    if mark:
        (folder / mark).touch()
    for number, name in enumerate(("court", "sea"), 1):
        (posts / f"{name}.md").write_text(f"---\ntitle: {name}\ndate: 2024-01-0{number}\n---\nText.\n")
    site = ["--output", str(output), "--title", "T", "--site-url", HOME, "--author", "Ann", "--now", "2026-01-01"]

    def publish() -> set[str]:
        assert main(["export", str(folder), *site]) == 0
        return {item["id"] for item in json.loads((output / "feed.json").read_bytes())["items"]}

    first = publish()
    (posts / "sea.md").rename(posts / "ocean.md")
    assert publish() == first
    assert (folder / "syndicate.record").exists() is bool(mark)
    (posts / "court.md").unlink()
    capsys.readouterr()
    assert len(publish()) == 1
    assert ("1 article is withdrawn" in capsys.readouterr().out) is bool(mark)
