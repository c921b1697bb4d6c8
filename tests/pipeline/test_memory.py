"""The seam: an export that is spared work gives what one gives that remembers nothing, and the line is whole without the index."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from syndicate import Document, Registry, Report, compose, export, read, render
from syndicate.settings import make_plan, open_site

NOW = datetime(2024, 6, 1, tzinfo=UTC)
TOPICS = ("AI", "Open Data", "Küste", "C#")
SETTINGS = """\
site: {title: T, url: https://example.org/, authors: A}
source: {paths: [content]}
feeds:
  - {format: rss, path: rss.xml, limit: 7, content: full}
  - {format: atom, path: atom.xml, content: full}
  - {format: json, path: feed.json, content: summary, page_size: 20}
  - {format: amp-sitemap, path: sitemap.xml}
  - {format: atom, each: topic, path: "topics/{topic}.xml", title: "{topic}"}
"""


class Site:
    """A folder of articles in which anything may happen."""

    def __init__(self, folder: Path, seed: int, count: int) -> None:
        self.folder = folder
        self._random = random.Random(seed)
        self._clock = 1_600_000_000
        self._next = 0
        (folder / "content").mkdir(parents=True)
        (folder / "syndicate.yaml").write_text(SETTINGS, "utf-8")
        for _ in range(count):
            self.add()

    def write(self, path: Path, number: int) -> None:
        at = NOW - timedelta(days=self._random.randrange(-20, 400))
        topics = ", ".join(self._random.sample(TOPICS, self._random.randrange(3)))
        draft = "published: false\n" if not self._random.randrange(9) else ""
        expires = f"expires: {(at + timedelta(days=90)).isoformat()}\n" if not self._random.randrange(7) else ""
        url = f"/{number}/" if self._random.randrange(30) else "/twin/"  # articles that share an id
        text = self._random.choice(("A *body*.\n", "![p](p.png)\n", "<script>x</script> and {% x %}\n", ""))
        title = f"Title {number} {self._random.randrange(5)}"
        head = f"title: {title}\ndate: {at.isoformat()}\nurl: {url}\ntopics: [{topics}]\n{draft}{expires}"
        path.write_text(f"---\n{head}---\n{text}", "utf-8")
        self._clock += 10
        os.utime(path, (self._clock, self._clock))

    def _files(self) -> list[Path]:
        return sorted((self.folder / "content").glob("*.md"))

    def add(self) -> None:
        self._next += 1
        self.write(self.folder / "content" / f"{self._next}.md", self._next)

    def change(self) -> None:
        for path in self._any_file():
            self.write(path, int(path.stem))

    def remove(self) -> None:
        for path in self._any_file():
            path.unlink()

    def break_one(self) -> None:
        for path in self._any_file():
            path.write_text("---\ntitle: [\n---\n", "utf-8")

    def _any_file(self) -> list[Path]:
        """Return a file of the site in a list, which is empty where there is none any more."""
        files = self._files()
        return [self._random.choice(files)] if files else []


def exported(site: Path, output: Path, now: datetime, **given: Any) -> tuple[dict[str, bytes], Report]:
    report = export(
        site, now=now, output=output, registry=Registry(distributions=()), allow_empty=True, record=False, **given
    )
    return {file.path: (output / file.path).read_bytes() for file in report.files}, report


def said(report: Report) -> tuple[object, ...]:
    """Return all of *report* that does not depend on what stood in the output folder before."""
    files = [(file.path, file.url, file.format, file.size_bytes, file.entry_count) for file in report.files]
    return files, report.read_count, report.chosen_count, report.faults, report.failures, report.warnings, report.notes


@settings(max_examples=5)
@given(
    seed=st.integers(0, 1 << 30),
    # Enough articles that choices and pieces are remembered, or so few that none are.
    count=st.sampled_from((5, 600)),
    steps=st.lists(
        st.lists(st.sampled_from(("add", "change", "remove", "break_one")), max_size=4), min_size=1, max_size=5
    ),
)
def test_whatever_a_memory_answers_is_what_doing_the_work_gives(
    tmp_path_factory: pytest.TempPathFactory, seed: int, count: int, steps: list[list[str]]
) -> None:
    folder = tmp_path_factory.mktemp("site")
    site = Site(folder / "site", seed, count)
    for step, happenings in enumerate([[], [], *steps]):  # cold, unchanged, and what comes then
        for happening in happenings:
            getattr(site, happening)()
        now = NOW + timedelta(days=step)
        found, spared = exported(site.folder, folder / "with", now, index=folder / "index")
        files, done = exported(site.folder, folder / f"without-{step}", now, index=None)
        assert found == files
        assert said(spared) == said(done)
        # And by the line alone, that remembers nothing, not even what feeds share.
        file, _ = open_site(site.folder)
        plan = make_plan(file, Registry(distributions=()), now=now)
        reading = read(plan)
        documents: dict[str, Document] = {}
        for document in render(compose(plan, reading, allow_empty=True), reading, plan):
            documents[document.path] = document
        assert {path: document.body for path, document in documents.items()} == files
        reading.close()


def test_the_line_is_whole_without_the_index(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", 1, 20)
    code = (
        "import sys; from datetime import UTC, datetime\n"
        "sys.modules['syndicate.index'] = None  # what imports it fails\n"
        "from syndicate import Registry, compose, publish, read, render\n"
        "from syndicate.settings import make_plan, open_site\n"
        "file, _ = open_site('.')\n"
        "plan = make_plan(file, Registry(distributions=()), now=datetime(2024, 6, 1, tzinfo=UTC))\n"
        "reading = read(plan)\n"
        "from pathlib import Path\n"
        "publish(render(compose(plan, reading, allow_empty=True), reading, plan), Path('out'))\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=site.folder, check=True)
    files, _ = exported(site.folder, tmp_path / "with", NOW, index=tmp_path / "index")
    assert {path: (site.folder / "out" / path).read_bytes() for path in files} == files
