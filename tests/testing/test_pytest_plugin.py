"""A stranger's five lines, run by pytest as a stranger would run them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
URLS = r"""
from syndicate import (Document, Format, hookimpl)

@hookimpl
def syndicate_formats():
    return [Format(name="urls", media_type="text/plain", filename="urls.txt", render=render)]

def render(feed, path):
    body = "".join(f"{article.url}\n" for article in feed.articles).encode()
    yield Document(path=path, body=body, media_type="text/plain", entry_count=len(feed.articles))
"""
FIVE_LINES = """
import syndicate_urls
from syndicate.testing import check_plugin

def test_it_keeps_the_promises():
    check_plugin(syndicate_urls)
"""
FIXTURES = r"""
import syndicate_urls

SETTINGS = "{site: {title: T, url: https://example.org/}, feeds: [{format: urls}, {format: json}]}"
ARTICLE = "---\ntitle: Tides\ndate: 2024-01-30\nurl: /tides/\n---\n"

def test_a_site_is_exported(syndicate_site):
    report = syndicate_site({"syndicate.yaml": SETTINGS, "a.md": ARTICLE, "b/c.md": b"---"}, syndicate_urls)
    assert [document.path for document in report.documents] == ["urls.txt", "feed.json"]
    assert report.documents[0].body == b"https://example.org/tides/\n"
    assert [fault.path for fault in report.faults] == ["b/c.md"]

def test_it_is_published_where_asked(syndicate_site, tmp_path):
    syndicate_site({"syndicate.yaml": SETTINGS, "a.md": ARTICLE}, syndicate_urls, output=tmp_path / "out")
    assert (tmp_path / "out" / "urls.txt").exists()

def test_the_samples_are_a_fixture_too(sample_feeds):
    assert len(sample_feeds["awkward articles"].articles) > 30
"""


def run(folder: Path, *arguments: str, **files: str) -> subprocess.CompletedProcess[str]:
    """Run pytest over *files* in *folder*."""
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error", *arguments]
    environment = os.environ | {"PYTHONPATH": f"{folder}{os.pathsep}{ROOT}", "PYTEST_ADDOPTS": ""}
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment)


def test_five_lines_are_a_whole_test(tmp_path: Path) -> None:
    result = run(tmp_path, syndicate_urls=URLS, test_urls=FIVE_LINES)
    assert result.returncode == 0, result.stdout
    assert "1 passed" in result.stdout


def test_they_fail_with_a_sentence(tmp_path: Path) -> None:
    leaking = URLS.replace("{article.url}", "{article.url} {article.extra}")
    result = run(tmp_path, syndicate_urls=leaking, test_urls=FIVE_LINES)
    assert result.returncode == 1
    assert "AssertionError: format urls: awkward articles: 'sample-secret-" in result.stdout
    assert "what the model does not know is nobody's to publish" in result.stdout


FAILING = """
import syndicate_urls

SETTINGS = "{site: {title: T, url: https://example.org/}, feeds: [{format: urlz}]}"

def test_a_site_is_exported(syndicate_site):
    syndicate_site({"syndicate.yaml": SETTINGS, "a.md": "no"}, syndicate_urls)
"""


def test_a_site_that_is_not_exported_shows_the_test_and_the_sentence_and_none_of_our_source(tmp_path: Path) -> None:
    result = run(tmp_path, "-p", "syndicate.testing.pytest_plugin", syndicate_urls=URLS, test_fixtures=FAILING)
    assert result.returncode == 1
    assert "no format named 'urlz'; did you mean 'urls'?" in result.stdout
    assert ">   " in result.stdout
    assert "syndicate/" not in result.stdout.replace(str(tmp_path), "")
    assert len(result.stdout.splitlines()) < 25


def test_the_fixtures_are_there_when_asked_for(tmp_path: Path) -> None:
    result = run(tmp_path, "-p", "syndicate.testing.pytest_plugin", syndicate_urls=URLS, test_fixtures=FIXTURES)
    assert result.returncode == 0, result.stdout
    assert "3 passed" in result.stdout
    result = run(tmp_path, conftest='pytest_plugins = ["syndicate.testing.pytest_plugin"]\n')
    assert result.returncode == 0, result.stdout
