"""syndicate diff says what readers would see change: no more, no less, and writes nothing."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from syndicate.cli.main import main
from syndicate.record import entries
from tests.record.sites import Site

FEEDS = [{"format": "rss"}, {"format": "atom"}, {"format": "json"}, {"format": "amp-sitemap"}]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site")
    site.configure(feeds=FEEDS, output="public")
    site.export()
    return site


class Diff:
    """What the command says of a site."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def text(self, site: Site, *options: str) -> tuple[int, str, str]:
        before = snapshot(site.folder)
        self._capsys.readouterr()
        status = main(["diff", str(site.folder), "--now", "2026-01-01", *options])
        assert snapshot(site.folder) == before
        return (status, *self._capsys.readouterr())

    def json(self, site: Site, *options: str, status: int = 3) -> dict[str, Any]:
        found, out, err = self.text(site, "--report", "json", *options)
        said: dict[str, Any] = json.loads(out)
        assert (found, err, said["status"]) == (status, "", status), (out, err)
        return said

    def articles(self, site: Site, *options: str) -> list[tuple[str, str, list[str]]]:
        """Return of each article the change, the last part of its page, and the fields."""
        said = self.json(site, *options)
        return [(one["change"], one["url"].rstrip("/").rpartition("/")[2], one["fields"]) for one in said["articles"]]


@pytest.fixture
def diff(capsys: pytest.CaptureFixture[str]) -> Diff:
    return Diff(capsys)


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


@pytest.mark.parametrize("against", [(), ("--against", "record"), ("--no-record",), ("--no-index",)])
def test_nothing_changes_after_an_export(site: Site, diff: Diff, against: tuple[str, ...]) -> None:
    assert diff.json(site, *against, status=0)["articles"] == []
    assert diff.text(site, *against)[1].startswith("nothing would change")


def test_where_nothing_is_noted_ids_are_learned_at_the_place_as_an_export_does(site: Site, diff: Diff) -> None:
    old = site.folder.parent / "old"
    old.mkdir()
    feed = re.sub("(<guid[^>]*>)https:", r"\1x-old:", (site.output / "rss.xml").read_text())
    (old / "rss.xml").write_text(feed)
    shutil.rmtree(site.output)
    (site.folder / "syndicate.record").unlink()
    site.configure(feeds=[{"format": "rss"}], output="public")
    said = diff.json(site, "--against", str(old))
    assert {one["change"] for one in said["articles"]} <= {"changed"}, said["articles"]
    assert f"this is what syndicate export --against {old} would do" in said["notes"]
    assert {one["change"] for one in diff.json(site)["articles"]} == {"new"}
    site.export(against=old)
    assert ">x-old:" in (site.output / "rss.xml").read_text()
    assert not any("this is what" in note for note in diff.json(site, "--against", str(old))["notes"])


def test_an_article_that_the_sitemap_alone_has_keeps_its_learned_id(site: Site, diff: Diff) -> None:
    (site.folder / "syndicate.record").unlink()
    feed = site.output / "rss.xml"  # as @astrojs/rss writes it without trailing slashes
    feed.write_text(re.sub("(<(?:guid|link)[ >][^<]*)/<", r"\1<", feed.read_text()))
    for path in ("atom.xml", "feed.json", "amp-sitemap.xml"):
        (site.output / path).unlink(missing_ok=True)
    site.configure(feeds=[{"format": "rss", "limit": 1}, {"format": "amp-sitemap"}], output="public")
    told = {one["id"]: one["change"] for one in diff.json(site)["articles"]}
    assert told == {
        f"https://example.org/{name}": "changed" if name == "court" else "moved" for name in ("court", "sea", "wind")
    }


def test_all_is_new_where_nothing_stands(tmp_path: Path, diff: Diff) -> None:
    site = Site(tmp_path / "other")
    said = diff.json(site, "--output", str(site.output))
    assert {(one["change"], one["source"]) for one in said["articles"]} == {
        ("new", f"posts/{name}.md") for name in ("court", "sea", "wind")
    }
    assert {file["state"] for file in said["files"]} == {"new"}
    assert not site.output.exists()


def test_an_article_is_named_once_with_its_fields_and_feeds(site: Site, diff: Diff) -> None:
    site.write("sea", "summary: Rough.\n")
    (one,) = diff.json(site)["articles"]
    assert (one["change"], one["fields"], one["source"]) == ("changed", ["content", "summary"], "posts/sea.md")
    assert one["feeds"] == ["atom.xml", "feed.json", "rss.xml", "sitemap.xml"]


@pytest.mark.parametrize(
    ("more", "date", "fields"),
    [
        ("summary: Rough.\n", "2024-01-01", {"summary"}),
        ("author: Bo\n", "2024-01-01", {"authors"}),
        ("", "2024-02-02", {"date", "updated"}),
        ("updated: 2024-03-03\n", "2024-01-01", {"updated"}),
        ("topics: [deep]\n", "2024-01-01", {"topics"}),
        ("image: /a.jpg\n", "2024-01-01", {"images"}),
        ("language: de\n", "2024-01-01", {"language"}),
    ],
)
def test_each_field_is_told(site: Site, diff: Diff, more: str, date: str, fields: set[str]) -> None:
    site.write("sea", more, date)
    ((change, _, found),) = diff.articles(site)
    assert change == "changed"
    assert fields <= set(found)


def test_new_withdrawn_and_retitled_articles_are_told_apart(site: Site, diff: Diff) -> None:
    site.write("dawn")
    site.write("court", "removed: true\n")
    (site.folder / "posts" / "wind.md").unlink()
    (site.folder / "posts" / "sea.md").write_text("---\ntitle: The sea\nslug: sea\ndate: 2024-01-01\n---\nsea\n")
    for options in ((), ("--against", "record"), ("--no-record",)):
        found = diff.articles(site, *options)
        assert [(change, name) for change, name, _ in found] == [
            ("withdrawn", "court"),
            ("withdrawn", "wind"),
            ("new", "dawn"),
            ("changed", "sea"),
        ], options
        assert "title" in found[3][2]


@pytest.mark.parametrize("more", ["draft: true\n", "expires: 2025-01-01\n", "deleted: true\n"])
@pytest.mark.parametrize("options", [(), ("--no-record",)])
def test_whatever_withholds_an_article_withdraws_it(
    site: Site, diff: Diff, more: str, options: tuple[str, ...]
) -> None:
    site.write("sea", more)
    assert diff.articles(site, *options) == [("withdrawn", "sea", [])]


def test_a_file_at_fault_withdraws_nothing(site: Site, diff: Diff) -> None:
    (site.folder / "posts" / "wind.md").write_text("---\ntitle: [\n---\n")
    for options in ((), ("--no-record",)):
        assert diff.json(site, *options)["articles"][0]["change"] == "left"


def test_what_is_wrong_with_an_article_is_told_with_its_path_as_seen_from_here(
    site: Site, diff: Diff, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.write("odd", "language: '??'\n")
    monkeypatch.chdir(site.folder.parent)
    assert "warning: site/posts/odd.md:5:11: language: '??' is not a language tag" in diff.text(site)[2]
    assert [fault["path"] for fault in diff.json(site)["faults"]] == ["site/posts/odd.md"]


def test_what_a_limit_or_a_filter_leaves_out_is_not_withdrawn(site: Site, diff: Diff) -> None:
    site.configure(feeds=[{**feed, "limit": 2} for feed in FEEDS[:3]] + FEEDS[3:], output="public")
    ((change, _, _),) = diff.articles(site)
    assert change == "moved"  # it is in the sitemap still
    assert diff.json(site)["articles"][0]["out_of"] == ["atom.xml", "feed.json", "rss.xml"]
    site.configure(feeds=[{**feed, "filters": {"topics": {"any": ["sea", "wind"]}}} for feed in FEEDS], output="public")
    assert [change for change, _, _ in diff.articles(site)] == ["left"]


@pytest.mark.parametrize(
    "url", ["{site_url}/{year}/{slug}/", "https://other.example/{slug}/", "http://example.org/{slug}/"]
)
def test_other_ids_are_told_in_place_of_a_stop_and_of_kept_ones(site: Site, diff: Diff, url: str) -> None:
    for number in range(12):
        site.write(f"a{number}")
    site.export()
    site.configure(feeds=FEEDS, output="public", source={"paths": ["posts"], "url": url}, ids="url")
    for options in ((), ("--against", "record"), ("--no-record",)):
        said = diff.json(site, *options)
        assert {one["change"] for one in said["articles"]} == {"id"}, options
        assert len(said["articles"]) == 15
        for one in said["articles"]:
            assert one["before"] != one["id"]
            assert one["before"].rpartition("/")[0].endswith(one["id"].rstrip("/").rpartition("/")[2])
    site.configure(feeds=FEEDS, output="public", source={"paths": ["posts"], "url": url})
    assert {one["change"] for one in diff.json(site)["articles"]} == {"changed"}


def test_articles_that_one_file_alone_calls_otherwise_get_another_id_there(site: Site, diff: Diff) -> None:
    file = site.output / "atom.xml"  # as another generator's plugin, whose feed has this path, writes it once more
    text = file.read_text().replace("<id>https://example.org/sea/</id>", "<id>https://example.org/old-sea</id>")
    file.write_text(text.replace("<id>https://example.org/wind/</id>", "<id>https://example.org/old-wind</id>"))
    told = [(one["change"], one["before"], one["id"], one["into"]) for one in diff.json(site)["articles"]]
    assert told == [
        ("id", f"https://example.org/old-{name}", f"https://example.org/{name}/", []) for name in ("sea", "wind")
    ]
    assert "2 articles with another id, so that readers show them again:" in diff.text(site)[1]


def test_an_article_beside_one_of_its_title_and_date_is_withdrawn_all_the_same(site: Site, diff: Diff) -> None:
    twin = site.folder / "posts" / "again.md"
    twin.write_text((site.folder / "posts" / "sea.md").read_text())
    site.export()
    twin.unlink()
    assert diff.articles(site) == [("withdrawn", "again", [])]


def test_what_moves_to_another_page_of_a_feed_does_not_change(site: Site, diff: Diff) -> None:
    site.configure(feeds=[{"format": "rss", "page_size": 1}], output="public")
    site.export()
    site.write("dawn", date="2025-01-01")
    assert diff.articles(site) == [("new", "dawn", [])]
    site.write("sea", "summary: Rough.\n")
    found = diff.articles(site)
    assert [(change, name) for change, name, _ in found] == [("new", "dawn"), ("changed", "sea")]
    assert "summary" in found[1][2]


def test_an_article_at_the_page_of_a_withdrawn_one_has_its_own_id_on_another_page_of_a_feed_too(
    site: Site, diff: Diff
) -> None:
    site.configure(feeds=[{"format": "rss", "page_size": 1}], output="public")
    for name, date in (("court", "2024-01-01"), ("sea", "2024-01-02"), ("wind", "2024-01-03")):
        site.write(name, date=date)
    site.export()
    (site.folder / "posts" / "sea.md").unlink()
    site.write("court", "url: /sea/\n")
    told = {one["id"]: one["change"] for one in diff.json(site)["articles"]}
    assert told == {"https://example.org/court/": "changed", "https://example.org/sea/": "withdrawn"}


def test_an_article_at_a_place_on_a_page_is_the_one_that_the_sitemap_has(site: Site, diff: Diff) -> None:
    site.write("sea", "url: /news/#sea\n")
    assert diff.articles(site) == [("changed", "#sea", ["url"])]
    site.export()
    (site.folder / "posts" / "sea.md").unlink()
    assert diff.articles(site) == [("withdrawn", "#sea", [])]


def test_the_home_page_that_stands_in_a_sitemap_without_articles_is_no_article(site: Site, diff: Diff) -> None:
    site.configure(feeds=FEEDS, output="public")
    site.export()
    names = {"court", "sea", "wind"}
    for name in names:
        (site.folder / "posts" / f"{name}.md").unlink()
    withdrawn = diff.articles(site, "--allow-empty")
    assert {(change, name) for change, name, _ in withdrawn} == {("withdrawn", name) for name in names}
    site.export(allow_empty=True)
    site.write("court")
    assert [(change, name) for change, name, _ in diff.articles(site)] == [("new", "court")]


def test_files_that_come_and_go_are_told(site: Site, diff: Diff) -> None:
    site.configure(feeds=[*FEEDS[1:], {"format": "rss", "path": "new.xml"}], output="public")
    said = diff.json(site)
    assert said["articles"] == []
    states = {file["path"]: file["state"] for file in said["files"]}
    assert states == {
        "atom.xml": "unchanged", "feed.json": "unchanged", "sitemap.xml": "unchanged",
        "new.xml": "new", "rss.xml": "removed",
    }  # fmt: skip
    assert {**states} == {f["path"]: f["state"] for f in diff.json(site, "--against", "record")["files"]}
    (site.output / "rss.xml").write_text("<rss/>")  # not ours any more: the export would leave it
    assert {file["path"] for file in diff.json(site)["files"]} == {*states} - {"rss.xml"}


def test_a_title_of_the_site_changes_files_and_no_article(site: Site, diff: Diff) -> None:
    head = {"title": "Other", "url": "https://example.org/", "authors": ["Ann"]}
    site.configure(feeds=FEEDS, output="public", site=head)
    said = diff.json(site)
    assert said["articles"] == []
    assert [(file["state"], file["fields"]) for file in said["files"]] == [
        ("changed", ["title"]),
        ("changed", ["title"]),
        ("changed", ["description", "title"]),
        ("unchanged", []),
    ]  # fmt: skip  RSS has to describe the feed
    assert "atom.xml  changed, the feed itself: title\n" in diff.text(site)[1]


@pytest.mark.parametrize(
    ("more", "fields"),
    [({"description": "All of it"}, "description"), ({"language": "fr"}, "language"), ({"rights": "CC0"}, "copyright")],
)
def test_what_changes_of_a_feed_itself_is_named_in_each_format_that_says_it(
    site: Site, diff: Diff, more: dict[str, str], fields: str
) -> None:
    head = {"title": "T", "url": "https://example.org/", "authors": ["Ann"]}
    site.configure(feeds=FEEDS, output="public", site=head | more)
    told = {file["path"]: file["fields"] for file in diff.json(site)["files"]}
    assert fields in told["rss.xml"]
    assert fields in {*told["atom.xml"], *told["feed.json"]}


def test_a_title_of_a_feed_says_the_same_as_text_and_as_html(site: Site, diff: Diff) -> None:
    atom = site.output / "atom.xml"
    atom.write_text(atom.read_text().replace("<title>T</title>", '<title type="html">T</title>', 1))
    (told,) = (file for file in diff.json(site)["files"] if file["path"] == "atom.xml")
    assert told == {"path": "atom.xml", "state": "changed", "fields": []}


def test_a_feed_is_newer_with_its_entries_which_nobody_need_be_told(site: Site, diff: Diff) -> None:
    site.write("dawn", date="2024-06-01")
    assert {tuple(file["fields"]) for file in diff.json(site)["files"]} == {()}


def test_another_folder_is_compared_as_if_the_export_went_there(site: Site, diff: Diff, tmp_path: Path) -> None:
    site.configure(feeds=[*FEEDS, {"format": "atom", "each": "topic", "path": "topics/{topic}.xml"}], output="public")
    site.export()
    live = tmp_path / "live"
    shutil.copytree(site.output, live)
    assert diff.json(site, "--against", str(live), status=0)["articles"] == []
    site.write("court", "removed: true\n")
    (live / "topics/gone.xml").write_bytes((live / "topics/court.xml").read_bytes())
    said = diff.json(site, "--against", str(live), "--no-record")
    assert [one["change"] for one in said["articles"]] == ["withdrawn"]
    assert {file["path"] for file in said["files"] if file["state"] == "removed"} == {
        "topics/court.xml", "topics/gone.xml"
    }  # fmt: skip


def test_somebody_elses_feed_is_read_as_readers_do(site: Site, diff: Diff, tmp_path: Path) -> None:
    site.configure(feeds=[{"format": "atom"}], output="public")
    site.export()
    live = tmp_path / "live"
    live.mkdir()
    text = (site.output / "atom.xml").read_text()
    # Other white space, another zone, an alternate link without rel, another order of attributes and prefix.
    other = text.replace("2024-01-01T00:00:00Z", "2024-01-01T02:00:00+02:00").replace("<entry>", "\n\n <entry>\n")
    other = other.replace(' rel="alternate"', "").replace("On court", "On&#32;\n court")
    assert other != text
    (live / "atom.xml").write_text(other)
    said = diff.json(site, "--against", str(live))
    assert (said["articles"], said["files"]) == ([], [{"path": "atom.xml", "state": "changed", "fields": ["links"]}])
    (live / "atom.xml").write_text(other.replace("<title>On&#32;\n court", "<title>On the court"))
    assert diff.articles(site, "--against", str(live)) == [("changed", "court", ["title"])]


def test_an_atom_feed_says_the_same_without_indents_and_labels_and_with_titles_as_html(site: Site, diff: Diff) -> None:
    site.configure(feeds=[{"format": "atom"}], output="public")
    head = "title: Tides & winds\ndate: 2024-01-01\ntopics: [Sea]\nauthor: Ann"
    (site.folder / "posts/court.md").write_text(f"---\n{head}\n---\nThe tide turns.\n")
    site.export()
    feed = site.output / "atom.xml"
    ours = feed.read_text()
    theirs = re.sub(r">\s+<", "><", ours).replace(' label="Sea"', "")
    theirs = theirs.replace("<title>Tides &amp; winds", '<title type="html">Tides &amp;amp; winds')
    assert len(ours) - len(theirs) > 12
    assert "&amp;amp;" in theirs
    feed.write_text(theirs)
    assert diff.articles(site) == []
    feed.write_text(theirs.replace("&amp;amp;", "&amp;lt;").replace('term="Sea"', 'term="Sea" label="The sea"'))
    assert diff.articles(site) == [("changed", "court", ["title", "topics"])]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<rss><channel>", "is not well-formed XML"),
        (b"{", "is not well-formed JSON"),
        (b'<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss>' + b"<a>" * 300, "is not well-formed XML"),
        (b"<a>" * 410_000, "parts"),
        (b"[" + b"0," * 410_000, "parts"),
        (gzip.compress(b" " * (3 << 20), mtime=0), "is larger than 2 MiB"),
        (gzip.compress(b"<rss/>", mtime=0)[:-9], "is not whole"),
        (b"\xff\xfe<\x00", "is not well-formed XML"),
        (b"", "is no feed"),
        (b"Moved.", "is no feed"),
    ],
)
def test_what_cannot_be_compared_ends_with_one_sentence(
    site: Site, diff: Diff, body: bytes, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries, "MOST_BYTES", 2 << 20)
    monkeypatch.setattr(entries, "_MOST_PARTS", 400_000)
    (site.output / "rss.xml").write_bytes(body)
    status, out, err = diff.text(site)
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert "site/public/rss.xml: " in err
    assert words in err


def test_what_is_too_large_is_not_even_read(site: Site, diff: Diff, tmp_path: Path) -> None:
    (tmp_path / "live").mkdir()
    with (tmp_path / "live" / "rss.xml").open("wb") as file:
        file.truncate(1 << 40)
    status, _, err = diff.text(site, "--against", str(tmp_path / "live"))
    assert (status, "is larger than 256 MiB" in err) == (1, True)


def test_a_link_or_a_pipe_is_no_feed(site: Site, diff: Diff, tmp_path: Path) -> None:
    for make in (lambda path: path.symlink_to(tmp_path / "x"), os.mkfifo):
        (site.output / "rss.xml").unlink()
        make(site.output / "rss.xml")
        assert {"path": "rss.xml", "state": "new", "fields": []} in diff.json(site)["files"]


def test_what_a_third_party_format_writes_is_compared_as_a_file(site: Site, diff: Diff, tmp_path: Path) -> None:
    plugin = tmp_path / "plain.py"
    plugin.write_text(
        "from syndicate import Document, Format, hookimpl\n"
        "def render(feed, path):\n"
        "    yield Document(path=path, media_type='text/plain', body=feed.title.encode(), entry_count=0)\n"
        "@hookimpl\n"
        "def syndicate_formats():\n"
        "    return [Format(name='plain', media_type='text/plain', filename='plain.txt', render=render)]\n"
    )
    (site.output / "plain.txt").write_text("Another title")
    status, out, err = diff.text(site, "--plugin", str(plugin), "--format", "plain", "--output", str(site.output))
    assert (status, "plain.txt  changed" in out) == (3, True), err


def test_one_format_is_compared_with_its_file(site: Site, diff: Diff) -> None:
    site.write("sea", "removed: true\n")
    said = diff.json(site, "--format", "rss")
    assert said["files"] == [{"path": "rss.xml", "state": "changed", "fields": []}]
    assert [one["change"] for one in said["articles"]] == ["withdrawn"]


def test_there_must_be_something_to_compare_with(site: Site, diff: Diff) -> None:
    site.configure(feeds=FEEDS)
    assert "nothing to compare with" in diff.text(site)[2]
    site.record.unlink()
    status, _, err = diff.text(site, "--against", "record")
    assert (status, "nothing was noted" in err) == (1, True)
    assert diff.text(site, "--against", str(site.folder / "nowhere"))[0] == 2


def test_a_person_reads_groups_with_examples_and_all_when_asked(site: Site, diff: Diff) -> None:
    for number in range(5):
        site.write(f"a{number}")
    status, out, err = diff.text(site)
    assert (status, err) == (3, "")
    assert out.startswith("5 articles new:\n    'On a0' https://example.org/a0/ (atom.xml, feed.json, rss.xml, ...)\n")
    assert "    and 2 more (--all" in out
    assert "rss.xml  changed\n" in out
    assert out.endswith(f"5 articles and 4 of 4 files would change, compared with {os.path.relpath(site.output)}\n")
    assert "On a4" in diff.text(site, "--all")[1]
    assert diff.text(site, "--quiet") == (3, "", "")


def test_a_workflow_shows_changes_beside_the_files(site: Site, diff: Diff) -> None:
    site.write("dawn")
    site.write("sea", "removed: true\n")
    status, _, err = diff.text(site, "--report", "github")
    assert status == 3
    assert "::warning file=" in err
    assert "posts/sea.md,line=1::withdrawn: 'On sea'" in err
    assert "::notice file=" in err


def test_a_part_that_fails_leaves_nothing_to_compare(site: Site, diff: Diff, tmp_path: Path) -> None:
    plugin = tmp_path / "broken.py"
    plugin.write_text(
        "from syndicate import Format, FormatError, hookimpl\n"
        "def render(feed, path):\n    raise FormatError('no')\n    yield\n"
        "@hookimpl\ndef syndicate_formats():\n"
        "    return [Format(name='broken', media_type='text/plain', filename='b.txt', render=render)]\n"
    )
    status, _, err = diff.text(site, "--plugin", str(plugin), "--format", "broken", "--format", "rss")
    assert (status, "no" in err) == (1, True)


def test_what_a_build_has_removed_counts_as_new_and_a_note_says_what_compares_with_readers(
    site: Site, diff: Diff
) -> None:
    (site.folder / "public/rss.xml").unlink()
    _, out, _ = diff.text(site)
    assert "/public has not counts as new: rss.xml; --against record compares with what was published" in out
    assert "--against record" not in diff.text(site, "--against", "record")[1]


def test_one_file_behind_those_that_are_shown_is_one_file(site: Site, diff: Diff) -> None:
    site.configure(feeds=[{"format": "rss", "path": f"{number}.xml"} for number in range(7)], output="public")
    assert "and 4 more files (--all" in diff.text(site)[1]
    site.configure(
        feeds=[*FEEDS, *({"format": "rss", "path": f"{number}.xml"} for number in range(8))], output="public"
    )
    assert "and 1 more file (--all" in diff.text(site)[1]
