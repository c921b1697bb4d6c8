"""What a build of a host publishes is noted, as what the command publishes is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from syndicate import Article, Fault, Finding, Findings, Origin, RecordError, Report, UsageError
from syndicate.hosts import open_host, told

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SITE = {"title": "T", "url": "https://e.org/", "authors": ["Ann"]}
FOUND = Findings(settings={("site", key): Finding(value=value) for key, value in SITE.items()})
FEEDS = "feeds: [{format: json, path: all.json}, {format: amp-sitemap, each: topic, path: 'maps/{topic}.xml', emptied: remove}]\n"
HEAD = "---\ntitle: {}\ndate: 2024-01-01\n---\n"


class Project:
    """A project of a host whose pages are the files in `pages`; `hidden` are those that the host leaves out."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.output, self.record = folder, folder / "site", folder / "syndicate.record"
        self.hidden: set[str] = set()
        (folder / "pages").mkdir()
        for name in ("court", "sea"):
            self.page(name).write_text(HEAD.format(name))

    def page(self, name: str) -> Path:
        return self.folder / "pages" / f"{name}.md"

    def articles(self) -> Iterator[Article | Fault]:
        for path in sorted(self.folder.glob("pages/*.md")):
            if path.stem not in self.hidden:
                yield Article(
                    title=path.read_text().splitlines()[1][7:],
                    url=f"https://e.org/{path.stem}/",
                    published_at=datetime(2024, 1, 1, tzinfo=UTC),
                    content_html="<p>Text</p>",
                    topics=(path.stem,),
                    origin=Origin(path=f"pages/{path.name}"),
                )

    def build(self, *, is_preview: bool = False) -> Report:
        host = open_host("ssg", self.articles, folder=self.folder, findings=FOUND, now=NOW)
        return host.export(self.output, undated="no page has a date", is_preview=is_preview)

    def ids(self) -> dict[str, str]:
        items = json.loads((self.output / "feed.json").read_text())["items"]
        return {item["url"]: item["id"] for item in items}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_a_build_notes_what_it_has_published_beside_the_hosts_configuration(project: Project) -> None:
    first = project.build()
    assert [note for note in first.notes if note.startswith("syndicate.record notes what is published")]
    assert '"path":"feed.json"' in project.record.read_text()
    before = project.record.read_bytes()
    assert project.build().notes == ()
    assert project.record.read_bytes() == before
    assert not list(project.output.glob("*.record"))


def test_a_page_that_has_moved_keeps_its_id(project: Project) -> None:
    project.build()
    project.page("court").rename(project.page("law"))
    report = project.build()
    assert project.ids()["https://e.org/law/"] == "https://e.org/court/"
    assert any("1 article has moved and keeps its id" in note for note in report.notes)


def test_a_file_that_is_not_written_any_more_is_removed(project: Project) -> None:
    (project.folder / "syndicate.yaml").write_text(FEEDS)
    project.build()
    assert (project.output / "maps" / "court.xml").exists()
    project.page("court").unlink()
    report = project.build()
    assert not (project.output / "maps" / "court.xml").exists()
    assert [file.path for file in report.files if file.state == "removed"] == ["maps/court.xml"]
    assert [one.url for one in report.withdrawn] == ["https://e.org/court/"]


@pytest.mark.parametrize(
    ("more", "is_withdrawn"), [("", False), ("draft: true\n", True), ("expires: 2025-01-01\n", True)]
)
def test_a_page_that_the_host_leaves_out_is_withdrawn_where_it_says_so_itself(
    project: Project, more: str, *, is_withdrawn: bool
) -> None:
    project.build()
    project.hidden = {"court"}
    project.page("court").write_text(HEAD.format("court").replace("---\n", f"---\n{more}", 1))
    assert [one.url for one in project.build().withdrawn] == (["https://e.org/court/"] if is_withdrawn else [])
    assert "https://e.org/court/" not in project.ids()


def test_a_preview_touches_no_record_and_withdraws_nothing(project: Project) -> None:
    project.build(is_preview=True)
    assert not project.record.exists()
    project.build()
    before = project.record.read_bytes()
    project.page("court").unlink()
    assert project.build(is_preview=True).withdrawn == ()
    assert project.record.read_bytes() == before


def test_settings_say_where_the_record_is_and_whether_there_is_one(project: Project) -> None:
    (project.folder / "syndicate.yaml").write_text("record: kept/ours.record\n")
    (project.folder / "kept").mkdir()
    project.build()
    assert (project.folder / "kept" / "ours.record").exists()
    (project.folder / "syndicate.yaml").write_text("record: false\nids: 'tag:e.org,2024:{path}'\n")
    project.build()
    assert not project.record.exists()
    assert project.ids()["https://e.org/sea/"] == "tag:e.org,2024:/sea/"


def test_many_withdrawals_stop_the_build_until_the_environment_accepts_them(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project.folder / "syndicate.yaml").write_text("feeds: [{format: json, limit: all}]\n")
    for number in range(20):
        project.page(f"n{number}").write_text(HEAD.format(number))
    project.build()
    before = project.record.read_bytes(), (project.output / "feed.json").read_bytes()
    for number in range(20):
        project.page(f"n{number}").unlink()
    with pytest.raises(RecordError, match="SYNDICATE_ACCEPT=withdrawals where a build calls"):
        project.build()
    assert (project.record.read_bytes(), (project.output / "feed.json").read_bytes()) == before
    monkeypatch.setenv("SYNDICATE_ACCEPT", "new-ids, withdrawls")
    with pytest.raises(UsageError, match=r"'withdrawls' is nothing to accept; did you mean 'withdrawals'\?$"):
        project.build()
    monkeypatch.setenv("SYNDICATE_ACCEPT", "withdrawals")
    assert len(project.build().withdrawn) == 20


def test_a_site_younger_than_its_first_article_has_its_feeds_and_a_warning(project: Project) -> None:
    project.hidden = {"court", "sea"}
    report = project.build()
    assert report.warnings == ("no page has a date",)
    assert project.ids() == {}


def test_what_is_wrong_is_logged_once_a_kind() -> None:
    faults = [Fault(path=f"{number}.md", line=4, column=7, message=f"'{number}' is no date") for number in range(9)]
    assert [(said.severity, said.place, said.text) for said in told(faults, note=["a note"])] == [
        ("fault", "0.md:4:7", "'0' is no date\n    9 in all: also 1.md:4:7 and 2.md:4:7, and 6 more"),
        ("note", "", "a note"),
    ]


def test_a_build_has_the_stylesheet_and_the_page_of_feeds_by_the_same_setting(project: Project) -> None:
    (project.folder / "syndicate.yaml").write_text("stylesheet: true\n")
    report = project.build()
    assert [file.path for file in report.files] == ["rss.xml", "atom.xml", "feed.json", "feeds.html", "feeds.css"]
    assert b'<?xml-stylesheet type="text/css" href="feeds.css"?>' in (project.output / "atom.xml").read_bytes()
    assert "Atom" in (project.output / "feeds.html").read_text()
    (project.folder / "syndicate.yaml").unlink()
    project.build()
    assert {path.name for path in project.output.iterdir()} == {"rss.xml", "atom.xml", "feed.json"}
