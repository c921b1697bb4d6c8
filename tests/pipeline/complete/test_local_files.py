"""Pictures and attachments of the site itself: what feeds say of them is true of their files."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, strategies as st
from lxml import etree

from syndicate import Article, Attachment, Image, Origin, Registry, Report, Site, run
from syndicate.parts.media_rss import MEDIA_RSS
from syndicate.pipeline.complete.local_files import LocalFiles
from syndicate.pipeline.complete.notes import Notes
from syndicate.settings import make_plan, settings_of
from syndicate.settings.plan import Bodies
from tests.conftest import lay
from tests.files.test_signatures import ID3, MPEG_FRAME, jpeg, png

NOW = datetime(2024, 6, 1, tzinfo=UTC)
MP3 = ID3 + MPEG_FRAME * 3

Export = Callable[..., Report]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    return folder


@pytest.fixture
def export(site: Path) -> Export:
    """An export of one article, with lines of its head, and of the files of its site."""

    def export(
        lines: str,
        files: dict[str, bytes | str],
        path: str = "posts/a.md",
        feeds: Any = ({"format": "json"}, {"format": "rss"}, {"format": "atom"}),
        base: str = "https://e.org/",
        **source: Any,
    ) -> Report:
        lay(site, {path: f"---\ntitle: A\ndate: 2024-01-01\nurl: /posts/a/\n{lines}\n---\nText.\n", **files})
        values = {
            "site": {"title": "T", "url": base, "authors": "The Desk"},
            "source": {"paths": path, **source},
            "feeds": list(feeds),
        }
        registry = Registry(distributions=())
        return run(make_plan(settings_of(values, site), registry, now=NOW), registry, output=None)

    return export


def item(report: Report) -> dict[str, Any]:
    document = next(document for document in report.documents if document.path == "feed.json")
    found: dict[str, Any] = json.loads(document.body)["items"][0]
    return found


def pictures(report: Report, path: str = "rss.xml") -> list[dict[str, str]]:
    body = next(document.body for document in report.documents if document.path == path)
    return [attributes(found) for found in etree.fromstring(body).iter(f"{{{MEDIA_RSS}}}content")]


def attributes(element: etree._Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in element.attrib.items()}


def warnings(report: Report) -> set[str]:
    return {warning for document in report.documents for warning in document.warnings}


# What feeds say


def test_an_enclosure_has_the_length_and_type_of_its_file(export: Export) -> None:
    report = export("audio: {url: /e1.ogg, size: 5, type: audio/ogg}", {"e1.ogg": MP3})
    rss = next(document.body for document in report.documents if document.path == "rss.xml")
    enclosure = etree.fromstring(rss).find(".//enclosure")
    assert enclosure is not None
    assert attributes(enclosure) == {"url": "https://e.org/e1.ogg", "length": str(len(MP3)), "type": "audio/mpeg"}
    attachments = [{"url": "https://e.org/e1.ogg", "mime_type": "audio/mpeg", "size_in_bytes": len(MP3)}]
    assert item(report)["attachments"] == attachments


def test_a_file_that_git_lfs_has_not_fetched_has_the_length_that_its_pointer_says(export: Export) -> None:
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:%b\nsize 12345678\n" % (b"4d7a" * 16)
    (found,) = item(export("audio: {url: /e1.mp3}", {"e1.mp3": pointer}))["attachments"]
    assert (found["size_in_bytes"], found["mime_type"]) == (12345678, "audio/mpeg")


@pytest.mark.parametrize("path", ["rss.xml", "atom.xml"])
def test_a_picture_has_the_size_and_type_of_its_file(export: Export, path: str) -> None:
    content = jpeg(30, 20, orientation=6)
    report = export("image: {url: /a.png, width: 1, height: 2, title: Sea}", {"a.png": content})
    assert pictures(report, path) == [
        {"url": "https://e.org/a.png", "width": "20", "height": "30", "medium": "image", "type": "image/jpeg", "fileSize": str(len(content))}
    ]  # fmt: skip


def test_pictures_elsewhere_are_as_the_article_says(export: Export) -> None:
    lines = "images: [{url: 'https://cdn.e.org/a.png', width: 1, height: 2}, {url: 'https://e.org:8080/a.png'}]"
    report = export(lines, {"a.png": png(30, 20)}, assets=".")
    assert [(found.get("width"), found["type"], found.get("fileSize")) for found in pictures(report)] == [
        ("1", "image/png", None),
        (None, "image/png", None),
    ]
    assert warnings(report) == set()


def test_what_the_file_does_not_tell_stays_as_the_article_says(export: Export) -> None:
    files = {"a.svg": "<svg viewBox='0 0 3 2'/>", "notes.csv": "a,b\n"}
    report = export("image: {url: /a.svg, width: 3, height: 2}\naudio: {url: /notes.csv, type: text/csv}", files)
    assert pictures(report)[0]["width"] == "3"
    attachment = {"url": "https://e.org/notes.csv", "mime_type": "text/csv", "size_in_bytes": 4}
    assert item(report)["attachments"] == [attachment]


@pytest.mark.parametrize("content", ["none", "summary", "full"])
def test_every_feed_tells_the_truth_however_much_text_it_has(export: Export, content: str) -> None:
    report = export("image: /a.png", {"a.png": png(30, 20)}, feeds=[{"format": "rss", "content": content}])
    assert pictures(report)[0]["width"] == "30"


# Where a file lies

PLACES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "the site's folder": ("/assets/a.png", "assets/a.png", {}),
    "a folder of assets": ("/img/a.png", "static/img/a.png", {"assets": "static"}),
    "the second of them": ("/img/a.png", "more/img/a.png", {"assets": ["static", "more"]}),
    "the built site": ("/img/a.png", "_site/img/a.png", {"built": "_site"}),
    "a name in other letters": ("/img/a%20k%C3%BCste.png?v=2#x", "img/a küste.png", {}),
    "beside the index file": ("/posts/a/img/a.png", "content/posts/x/img/a.png", {"path": "content/posts/x/index.md"}),
    "beside that of a language": ("/posts/a/a.png", "content/x/a.png", {"path": "content/x/index.de.md"}),
    "beside a page": ("/posts/a.png", "content/blog/a.png", {"path": "content/blog/a.md"}),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_file_is_looked_for_where_generators_take_it_from(export: Export, place: str) -> None:
    url, name, source = PLACES[place]
    report = export(f"image: '{url}'", {name: png(30, 20)}, **source)
    assert (pictures(report)[0].get("width"), warnings(report)) == ("30", set())


def test_what_is_built_goes_before_what_it_is_built_from(export: Export, site: Path) -> None:
    files: dict[str, bytes | str] = {
        f"{folder}/a.png": png(n, 1) for n, folder in enumerate(("_site", "static", "."), 1)
    }
    for expected, folder in (("1", "_site"), ("2", "static"), ("3", ".")):
        report = export("image: /a.png", files, built="_site", assets="static")
        assert pictures(report)[0]["width"] == expected
        (site / folder / "a.png").unlink()
        del files[f"{folder}/a.png"]


def test_only_urls_below_the_sites_own_lead_to_its_files(export: Export) -> None:
    files: dict[str, bytes | str] = {"a.png": png(30, 20), "blog/a.png": png(1, 1)}
    report = export("images: [/blog/a.png, /a.png, /blogs/a.png]", files, base="https://e.org/blog")
    assert [found.get("width") for found in pictures(report)] == ["30", None, None]


# What is amiss


def test_a_file_that_is_missing_is_told_once_a_feed(export: Export) -> None:
    lines = "images: [/a.png, /b.png]\naudio: {url: /c.mp3, size: 7}"
    report = export(lines, {"static/x.png": png(1, 1), "_site/index.html": ""}, assets="static", built="_site")
    sentence = "3 files of the site are amiss, the first /a.png of posts/a.md: no such file below _site or static"
    assert warnings(report) == {f"{sentence}; mend the files, or what the articles say"}
    assert all(document.warnings for document in report.documents)
    assert item(report)["attachments"][0]["size_in_bytes"] == 7


def test_the_sites_folder_itself_may_be_served(export: Export) -> None:
    report = export(
        "images: [/img/a.png, /_drafts/a.png]", {"img/a.png": png(30, 20), "_drafts/a.png": png(1, 1)}, assets="./"
    )
    assert [found.get("width") for found in pictures(report)] == ["30", None]
    assert {warning.partition("; ")[0] for warning in warnings(report)} == {
        "a file of the site is amiss: /_drafts/a.png of posts/a.md: no such file below the site's folder"
    }


def test_nobody_knows_what_is_missing_where_no_folder_is_served_as_it_stands(export: Export) -> None:
    assert warnings(export("image: /a.png", {}, assets="static")) == set()
    assert warnings(export("image: /picture/47", {"static/x.png": ""}, assets="static")) == set()


@pytest.mark.parametrize(
    ("content", "wrong"),
    [(b"", "the file is empty"), (b"<!doctype html><title>404</title>", "the file is text/html, no picture")],
)
def test_a_picture_that_is_none_is_told(export: Export, content: bytes, wrong: str) -> None:
    report = export("image: /a.png", {"a.png": content})
    assert warnings(report) == {
        f"a file of the site is amiss: /a.png of posts/a.md: {wrong}; mend the file, or what the article says"
    }


# What is never looked at


@pytest.mark.parametrize(
    "url",
    ["/../secret.png", "/%2e%2e/secret.png", "/a/..%2f..%2fsecret.png", "/..%5csecret.png", "/.git/a.png", "/_data/a.png", "/a.png%00", "//e.org//a.png", "/link.png", "/folder/a.png", "/pipe.png", "/folder", "/"],
)  # fmt: skip
def test_nothing_is_read_but_files_of_the_site(export: Export, site: Path, url: str) -> None:
    lay(site.parent, {"secret.png": png(30, 20), "outside/a.png": png(30, 20)})
    lay(site, {".git/a.png": png(30, 20), "_data/a.png": png(30, 20)})
    (site / "link.png").symlink_to(site.parent / "secret.png")
    (site / "folder").symlink_to(site.parent / "outside")
    os.mkfifo(site / "pipe.png")
    report = export(f"image: '{url}'", {})
    assert [found.get("width") for found in pictures(report)] == [None]


def test_a_link_within_the_site_is_followed(export: Export, site: Path) -> None:
    lay(site, {"real/a.png": png(30, 20)})
    (site / "a.png").symlink_to(site / "real" / "a.png")
    assert pictures(export("image: /a.png", {}))[0]["width"] == "30"


def test_a_folder_of_assets_outside_the_site_is_none(export: Export, site: Path) -> None:
    lay(site.parent, {"static/a.png": png(30, 20)})
    report = export("image: /a.png", {}, assets=["../static", str(site.parent / "static")])
    assert [found.get("width") for found in pictures(report)] == [None]


# Costs

SITE = Site(title="T", url="https://e.org/")


def article(number: int, url: str = "https://e.org/a.png") -> Article:
    return Article(
        title="A",
        url=f"https://e.org/{number}/",
        published_at=NOW,
        images=(Image(url=url),),
        attachments=(Attachment(url=url, media_type="image/png"),),
        origin=Origin(path="posts.jsonl", line=number),
    )


def test_a_file_is_looked_at_once(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    look = LocalFiles._look

    def counted(self: LocalFiles, path: str, beside: str, told: str | None) -> Any:
        looked.append(path)
        return look(self, path, beside, told)

    monkeypatch.setattr(LocalFiles, "_look", counted)
    lay(site, {"a.png": png(30, 20)})
    files = LocalFiles(Bodies(root=str(site), site=SITE))
    done = [files.complete(article(number), Notes()) for number in range(1, 50)]
    assert looked == ["a.png"]
    assert {(one.images[0].width, one.attachments[0].size_bytes) for one in done} == {(30, 33)}


def test_an_article_without_files_of_the_site_stays_the_same_value(site: Path) -> None:
    one, notes = article(1, "https://cdn.org/a.png"), Notes()
    assert LocalFiles(Bodies(root=str(site), site=SITE)).complete(one, notes) is one
    assert notes == Notes()


def test_of_a_huge_file_the_head_is_read(site: Path) -> None:
    with (site / "a.png").open("wb") as file:
        file.write(png(30, 20))
        file.truncate(1 << 33)
    found = LocalFiles(Bodies(root=str(site), site=SITE)).complete(article(1), Notes())
    assert found.images[0] == Image(
        url="https://e.org/a.png", width=30, height=20, media_type="image/png", size_bytes=1 << 33
    )


@given(url=st.text("/.%2ea\\?#:@", max_size=12), base=st.sampled_from(["https://e.org/", "https://e.org/b/"]))
def test_no_url_leads_out_of_the_site(url: str, base: str) -> None:
    files = LocalFiles(Bodies(root="/nowhere", site=Site(title="T", url=base)))
    try:
        image = Image(url=base + url)
    except Exception as error:  # noqa: BLE001  no URL
        assert isinstance(error, msgspec.ValidationError | ValueError) or "URL" in str(error)
        return
    path = files._path(image.url)
    assert path is None or not {"", ".", ".."} & set(path.split("/"))
