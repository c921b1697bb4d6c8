"""Keys that nobody reads and that look like a date, a picture, a recording or an address: which are named, and which are not."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from syndicate import Article, Origin, PassedOver, Site, export
from syndicate.articles import ArticleFields
from syndicate.articles.unread import kind_of
from syndicate.files import Head, parse_yaml

SITE = Site(title="T", url="https://example.org/")
GOOD = "title: Tides\ndate: 2024-01-30\nurl: '/tides/'\n"

NAMED = [
    ("photo: /hero.jpg", "picture"), ("hero_img: hero.PNG?w=3", "picture"), ("socialImage: https://i.example.org/a.webp", "picture"),
    ("teaser: {url: /a.avif, alt: x}", "picture"), ("header-photo:\n  - /a.gif\n  - /b.gif", "picture"), ("socialimage: a.svg", "picture"),
    ("reviewed_at: 2024-01-05", "date"), ("lastEdited: 2024-01-05T10:00:00Z", "date"), ("date_revised: 5 January 2024", "date"),
    ("embargo_end_in_shops: 2024-01-05", "date of release"), ("createdOn: 2024-01-05 10:00:00 +0200", "date"), ("created: 1704186000000", "date"), ("eventsdate: '20240105'", "date"), ("last-changed: 2024/01/05", "date"),
    ("source_url: https://p.example/tides", "address"), ("link: https://p.example/tides", "address"),
    ("seo-canonical: /tides/first", "address"), ("externalLink: https://p.example/", "address"), ("sourceurl: https://p.example/", "address"),
    ("Dat: 2024-01-30", "date"), ("daet: 2024-01-30", "date"), ("pubished: 2024-01-30", "date"), ("categores: [sea, tides]", "topic"),
    ("catagory: sea", "topic"), ("tgas: [sea]", "topic"), ("audio_file_path: /audio/1.mp3", "recording"), ("file: https://a.example/055.M4A?x=1", "recording"),
    ("recorded_mp3: {url: /1.mp3}", "recording"), ("video_url: /v.mp4", "recording"), ("episodeFile: 1.ogg", "recording"), ("topcis:\n  - sea", "topic"),
]  # fmt: skip
NOT_NAMED = [
    "photo: ''", "photo: false", "photo: Ann Lee", "photo_credit: Ann", "image_count: 3", "thumbnail: /a.jpg", "author_image: /ann.jpg",
    "hero: true", "gallery: [1, 2]", "photo: {alt: x}", "lastmod: 2024-01-05", "event_date: 2024-01-05", "start-date: 2024-01-05",
    "eventdate: 2024-01-05", "enddate: 2024-01-05", "image_alt: as in https://i.example.org/a.jpg", "photo_credit: i.example.org/a.jpg",
    "date_style: long", "updates: 3", "reviewed_at: soon", "created: true", "edited: {by: Ann}", "mandate: full", "reviewed: 2023",
    "link: tides", "link: true", "github_url: https://github.com/x/y", "redirect_from: /old/", "aliases: [/old/]", "link_title: /a b/",
    "canonical_url: https://p.example/", "linked: [a]", "curl: a", "avatar: /a.png", "url_of_edit: https://p.example/edit",
    "file: notes.txt", "audio_title: Tides", "video_url: https://v.example/watch?v=1", "episode: 12", "media: [radio]", "podcast_url: https://p.example/",
    "titel: Gezeiten", "titles: [a]", "tabs: [one, two]", "stags: 3", "gate: 5", "dat: 3", "category: sea", "tag: sea", "topis: {a: b}",
]  # fmt: skip


def notes(lines: str, **settings: object) -> list[PassedOver]:
    fields = ArticleFields(SITE, **settings)  # type: ignore[arg-type]
    made, *rest = fields.read(parse_yaml(GOOD + lines, path="a.md", first_line=2), Origin(path="a.md"))
    assert isinstance(made, Article)
    assert all(isinstance(one, PassedOver) for one in rest), rest
    return rest  # type: ignore[return-value]


@pytest.mark.parametrize(("lines", "kind"), NAMED)
def test_a_key_that_nobody_reads_is_named_with_its_line(lines: str, kind: str) -> None:
    key = lines.partition(":")[0]
    (note,) = notes(lines)
    assert (note.path, note.line, note.about) == ("a.md", 5, key)
    article = "an" if kind == "address" else "a"
    assert note.one.startswith(f"article has {key}, which looks like {article} {kind} and which nobody reads; ")
    assert note.many.startswith(f"articles have {key}, which looks like ")


@pytest.mark.parametrize("lines", NOT_NAMED)
def test_what_is_read_or_is_no_such_thing_is_not_named(lines: str) -> None:
    assert notes(lines) == []


def test_what_the_settings_or_the_source_read_is_not_named() -> None:
    assert notes("photo: /a.jpg", names={"images": ("photo",)}) == []
    assert notes("photo: /a.jpg", names={"extra": ("photo",)}) == []
    assert notes("photo: /a.jpg", known=("Photo",)) == []
    assert notes("members_link: /a", withheld={"members_link": False}) == []


def test_the_second_of_two_dates_that_wordpress_writes_is_not_named() -> None:
    assert notes("date_gmt: 2024-01-30T07:00:00\nmodified: 2024-02-01\nmodified_gmt: 2024-02-01T07:00:00\n") == []
    assert notes("reviewed_gmt: 2024-01-30T07:00:00\n")


def test_a_misspelt_title_is_named_where_the_article_has_no_other() -> None:
    raw = parse_yaml("titel: Tides\ndate: 2024-01-30\nurl: /tides/\n", path="a.md", first_line=2)
    fields = ArticleFields(SITE)
    _, note = fields.read(raw, Origin(path="a.md"), content=lambda _: "<h1>Rising</h1>")
    assert isinstance(note, PassedOver)
    assert "titel, which looks like a title and which nobody reads; write title, or name it" in note.one
    (fault,) = fields.read(raw, Origin(path="a.md"))
    assert str(fault).endswith(
        "write title: and some text; 'titel' looks like it, and nobody reads that unless source.fields names it"
    )


@pytest.mark.parametrize("key", ["Dat", "Datum", "fecha"])
def test_an_article_without_a_date_is_told_of_the_key_that_looks_like_one(key: str) -> None:
    raw = parse_yaml(f"title: Tides\n{key}: 2024-01-30\nurl: /tides/\n", path="a.md", first_line=2)
    (fault,) = ArticleFields(SITE).read(raw, Origin(path="a.md"))
    assert str(fault).endswith(f"; '{key}' looks like it, and nobody reads that unless source.fields names it")


def test_an_article_without_an_address_is_told_of_the_key_that_looks_like_one() -> None:
    raw = parse_yaml("title: Tides\ndate: 2024-01-30\nlink: https://e.org/\n", path="a.md", first_line=2)
    (fault,) = ArticleFields(SITE).read(raw, Origin(path="a.md"))
    assert str(fault).endswith("(--url); 'link' looks like it, and nobody reads that unless source.fields names it")


def test_an_article_that_stays_in_names_nothing() -> None:
    assert notes("photo: /a.jpg\ndraft: true") == []


@pytest.mark.parametrize("lines", [*(lines for lines, _ in NAMED), *NOT_NAMED])
@pytest.mark.parametrize("first", [False, True])
def test_a_head_is_read_quickly_as_it_is_by_its_lines(lines: str, first: bool) -> None:  # noqa: FBT001
    text = f"{lines}\n{GOOD}" if first else f"{GOOD}{lines}\n"
    quick, plain = ArticleFields(SITE, has_extra=False), ArticleFields(SITE, has_extra=False)
    head = Head(text, 1, len(text))
    expected = plain.read(parse_yaml(text, path="a.md", first_line=2), Origin(path="a.md", line=1))
    for _ in range(5):
        assert quick.read_head(head, "a.md") == expected


def test_heads_with_such_a_key_are_read_quickly() -> None:
    fields = ArticleFields(SITE, has_extra=False)
    text = f"{GOOD}photo: '/a.jpg'\n"
    for _ in range(4):
        fields.read_head(Head(text, 1, len(text)), "a.md")
    assert fields._quick is not None
    assert fields._quick.read(Head(text, 1, 0), "a.md") is not None


def test_a_name_with_several_meanings_is_of_the_first() -> None:
    assert [kind_of(name) for name in ("image_url", "photo_date", "link_updated", ":date", "")] == [
        "picture",
        "picture",
        "date",
        "",
        "",
    ]


SETTINGS = """site: {title: T, url: 'https://example.org/'}
source: {url: '{site_url}/{slug}/'}
output: out
feeds:
  - {format: json, filters: {where: {priority: 1}}}
"""


def reported(folder: Path, where: str = "priority") -> list[str]:
    (folder / "syndicate.yaml").write_text(SETTINGS.replace("priority: 1", f"{where}: 1"))
    now = datetime(2024, 6, 1, tzinfo=UTC)
    report = export(folder, now=now, output=folder / "out", index=folder / "index.db", allow_empty=True)
    return [note for note in report.notes if "nobody" in note]


def test_the_report_names_each_key_once_with_count_and_example_also_where_nothing_changed(tmp_path: Path) -> None:
    for name in ("b", "a", "c"):
        (tmp_path / f"{name}.md").write_text(f"---\ntitle: {name}\ndate: 2024-01-30\nphoto: /{name}.jpg\n---\nText.\n")
    (tmp_path / "d.md").write_text("---\nphoto: /d.jpg\ntitle: D\nreviewed: 2024-01-31\ndate: 2024-01-30\n---\nText.\n")
    first = reported(tmp_path)
    assert [note.partition(" has ")[0].partition(" have ")[0] for note in first] == ["4 articles", "1 article"]
    assert first[0].endswith(", e.g. a.md:4")
    assert first[1].endswith(", e.g. d.md:4")
    assert reported(tmp_path) == first
    (tmp_path / "a.md").write_text("---\ntitle: a\ndate: 2024-01-30\n---\nText.\n")
    assert reported(tmp_path)[0].endswith(", e.g. b.md:4")


def test_a_key_that_a_filter_reads_is_not_named(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: a\ndate: 2024-01-30\nphoto: {url: /a.jpg}\n---\nText.\n")
    assert len(reported(tmp_path)) == 1
    assert reported(tmp_path, "extra.photo.url") == []
    assert len(reported(tmp_path)) == 1
