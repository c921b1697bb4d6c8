"""Two exports at once: whoever publishes last, files and record agree afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

import pytest

from syndicate import Document, Feed, Format, Registry, hookimpl
from tests.record.sites import SETTINGS, Site


def agree(site: Site) -> bool:
    """Tell whether the record has all files of the output folder, and what stands in them."""
    found = {
        path.relative_to(site.output).as_posix(): blake2b(path.read_bytes(), digest_size=16).hexdigest()
        for path in site.output.rglob("*")
        if path.is_file()
    }
    return found == {line["path"]: line["digest"] for line in site.lines("file")}


class Meanwhile:
    """Offers a format; while it renders for the first time, another export is made."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.count = 0

    @hookimpl
    def syndicate_formats(self) -> list[Format]:
        return [Format(name="list", media_type="text/plain", filename="list.txt", render=self.render)]

    def render(self, feed: Feed, path: str) -> Iterator[Document]:
        titles = "\n".join(article.title for article in feed.articles)
        self.count += 1
        if self.count == 1:
            self.site.write("dawn")
            self.site.write("court", "removed: true\n")
            self.site.export(registry=self.registry())
        yield Document(path=path, media_type="text/plain", body=titles.encode(), entry_count=len(feed.articles))

    def registry(self) -> Registry:
        registry = Registry(distributions=())
        registry.register(self, "meanwhile")
        return registry


@pytest.mark.parametrize("is_first", [True, False])
def test_an_export_that_another_one_overtakes_begins_again(tmp_path: Path, *, is_first: bool) -> None:
    site = Site(tmp_path / "site")
    if not is_first:
        site.export()
    # The first feed is staged when the other export comes, and what it removes is gone.
    site.configure(feeds=[*SETTINGS["feeds"], {"format": "list"}])
    meanwhile = Meanwhile(site)
    report = site.export(registry=meanwhile.registry())
    assert agree(site)
    assert report.read_count == 4
    assert "dawn" in (site.output / "list.txt").read_text()
    assert "On court" not in (site.output / "rss.xml").read_text()
    assert {line["id"] for line in site.lines("article") if "gone" not in line} == {
        f"https://example.org/{name}/" for name in ("dawn", "sea", "wind")
    }
    assert not list(site.folder.rglob(".syndicate-*"))


def test_processes_that_export_at_once_leave_files_and_record_in_agreement(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.configure(output="public")
    command = [sys.executable, "-m", "syndicate", "export", str(site.folder), "--now", "2026-01-01", "-q"]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    for round_ in range(3):
        site.write(f"more{round_}")
        # Each gives its files another title, so that the bytes tell whose they are.
        several = [subprocess.Popen([*command, "--title", f"T{n}"], env=environment) for n in range(4)]
        assert [process.wait(120) for process in several] == [0] * 4
        assert agree(site)
        titles = {
            path.read_text().partition("<title>")[2][:2]
            for path in site.output.rglob("*.xml")
            if "maps" not in str(path)
        }
        assert len(titles) == 1
