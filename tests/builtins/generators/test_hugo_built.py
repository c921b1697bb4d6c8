"""What the installed Hugo builds, and what is exported of the same site without settings: the same pages, at the same URLs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from syndicate import Article
from tests.builtins.generators.hugo_sites import HOMES, articles, built, copied, file_at, rendered

NOW = datetime(2024, 9, 1, tzinfo=UTC)


def compare(site: Path, now: datetime = NOW, sections: tuple[str, ...] = ()) -> dict[str, Article]:
    """Fail unless each dated page that Hugo renders for itself is an article at its URL, and nothing else is; return them."""
    pages = built(site, now)
    files = rendered(site)
    theirs = {
        page["file"]: page["url"]
        for page in pages
        if (page["date"] or page["published"])
        and page["file"] in files
        and (not sections or page["section"] in sections)
    }
    found, faults = articles(site, now, exported_languages="[]")
    assert [str(fault) for fault in faults] == []
    ours = {article.origin.path: article for article in found if article.origin}
    home = HOMES[site.name]
    assert {path: file_at(article.url, home) for path, article in ours.items()} == {
        path: files[path] for path in theirs
    }
    # Of a "#" in a name, and of `url: /a/index.html`, Hugo makes permalinks that lead nowhere.
    astray = {path for path, url in theirs.items() if "#" in url or url.endswith("/index.html/")}
    assert {path: article.url for path, article in ours.items() if path not in astray} == {
        path: url for path, url in theirs.items() if path not in astray
    }
    assert len(astray) < 3
    assert len(ours) == len(found)
    dates = {page["file"]: page["published"] or page["date"] for page in pages}
    assert {path: f"{article.published_at:%Y-%m-%dT%H:%M:%SZ}" for path, article in ours.items()} == {
        path: dates[path] for path in ours
    }
    return ours


def configured(tmp_path: Path, change: dict[str, str], more: str = "") -> Path:
    """Return the first site with other lines in its configuration: the old text -> the one instead of it."""
    site = copied("hugo", tmp_path)
    place = site / "hugo.toml"
    text = place.read_text(encoding="utf-8")
    for old, new in change.items():
        assert old in text
        text = text.replace(old, new)
    place.write_text(more + text, encoding="utf-8")
    return site


def test_every_page_of_a_site_has_its_own_url(tmp_path: Path) -> None:
    assert len(compare(copied("hugo", tmp_path))) > 40


@pytest.mark.parametrize("name", ["yaml", "json"])
def test_the_language_of_the_configuration_makes_no_difference(tmp_path: Path, name: str) -> None:
    site = copied("hugo", tmp_path)
    import json
    import tomllib

    import yaml

    value = tomllib.loads((site / "hugo.toml").read_text(encoding="utf-8"))
    (site / "hugo.toml").unlink()
    text = json.dumps(value) if name == "json" else yaml.safe_dump(value)
    (site / f"config.{name}").write_text(text, encoding="utf-8")
    assert len(compare(site)) > 40


def test_languages_by_the_names_of_files_and_a_folder_of_configuration(tmp_path: Path) -> None:
    found = compare(copied("hugo-languages", tmp_path), sections=("posts",))
    assert {article.language for article in found.values()} == {"en-GB", "de-DE"}
    assert found["content/posts/german.de.md"].url == "https://example.org/news/de/2024/february/01/german/"
    assert found["content/posts/tides.md"].topics == ("Sea",)
    assert found["content/posts/tides.de.md"].topics == ("Meer",)


def test_languages_by_folder_each_below_its_own(tmp_path: Path) -> None:
    found = compare(copied("hugo-folders", tmp_path))
    assert found["content/pt/posts/tides.md"].url == "https://example.org/pt-br/artigos/mar%C3%A9s-de-s%C3%A3o.html"
    assert found["content/francais/posts/tides-two.en.md"].language == "en-US"


def test_only_the_default_language_is_exported_unless_asked_for_others(tmp_path: Path) -> None:
    found, _ = articles(copied("hugo-folders", tmp_path), NOW)
    assert {article.language for article in found} == {"en-US"}


@pytest.mark.parametrize(
    ("key", "added"),
    [
        ("buildDrafts", {"draft.md", "unpublished.md", "hidden/page.md", "drafts/page.md"}),
        ("buildFuture", {"future.md", "future-published.md"}),
        ("buildExpired", {"expired.md", "unpublishdate.md", "gone/page.md"}),
    ],
)
def test_drafts_futures_and_the_expired_are_in_where_the_configuration_builds_them(
    tmp_path: Path, key: str, added: set[str]
) -> None:
    without = compare(copied("hugo", tmp_path / "without"))
    found = compare(configured(tmp_path, {}, more=f"{key} = true\n"))
    assert {
        path for path in found.keys() - without.keys() if path.endswith(tuple(added))
    } == found.keys() - without.keys()
    assert len(found) == len(without) + len(added)


def test_a_page_is_out_when_its_day_has_come_and_gone_when_it_is_over(tmp_path: Path) -> None:
    found = compare(copied("hugo", tmp_path), now=datetime(2032, 1, 1, tzinfo=UTC))
    assert "content/posts/future.md" in found
    assert "content/posts/expires-later.md" not in found


@pytest.mark.parametrize(
    "line",
    [
        "uglyURLs = true",
        "uglyURLs = {blog = true, news = true}",
        "disablePathToLower = true",
        "removePathAccents = true",
        "canonifyURLs = true",
        'defaultContentLanguage = "de"',
        'timeZone = "America/Anchorage"',
        'baseURL = "https://example.org/news"',
    ],
)
def test_urls_follow_the_configuration(tmp_path: Path, line: str) -> None:
    key = line.split(maxsplit=1)[0]
    old = {"timeZone": 'timeZone = "Europe/Berlin"', "baseURL": 'baseURL = "https://example.org/news/"'}.get(key)
    site = configured(tmp_path, {old: line} if old else {}, more="" if old else f"{line}\n")
    assert len(compare(site)) > 40


@pytest.mark.parametrize(
    "pattern",
    [
        "/:year/:month/:day/:title/",
        "/:section/:year/:monthname/:slug",
        "/:sections/:slugorfilename/",
        "/:sections[0]/:sections[last]/:filename/",
        "/:sections[:1]/a/:sections[9:]/:title.html",
        "/:weekday/:weekdayname/:yearday/:slug/",
        "/:06/:1/:2/:filename/",
        "/x-:2006-:Jan-:02-:15-:04/:filename/",
        "/:Monday/:January/:_2/:002/:filename/",
        "/Mixed Case/:section/:filename/",
        "blog/:section/:filename",
        "/:title",
    ],
)
@pytest.mark.parametrize("ugly", ["true", "false"])
def test_permalinks_have_every_placeholder(tmp_path: Path, pattern: str, ugly: str) -> None:
    old = '[permalinks]\nposts = "/:year/:month/:day/:slug/"\n'
    sections = "".join(f"{name} = '{pattern}'\n" for name in ("posts", "blog", "inherits"))
    site = configured(tmp_path, {old: f"[permalinks]\n{sections}"}, more=f"uglyURLs = {ugly}\n")
    # Without it Hugo 0.111 counts two folders, the second without a name.
    (site / "content" / "posts" / "_index.md").write_text("---\ntitle: Posts\n---\n", encoding="utf-8")
    for place in (site / "content" / "posts").glob(
        "2024*"
    ):  # without a title, ":title" names one URL for several pages
        place.unlink()
    assert len(compare(site)) > 30


@pytest.mark.parametrize(
    "line",
    [
        'date = [":filename", ":default"]',
        'publishDate = [":filename", "publishdate", "date"]',
        'date = ["mydate", "date"]\nexpiryDate = ["never"]',
        'lastmod = ["lastmod", ":filename"]',
    ],
)
def test_dates_come_from_where_the_configuration_says(tmp_path: Path, line: str) -> None:
    old = 'date = ["date", ":filename", ":default"]'
    site = configured(tmp_path, {old: line})
    (site / "content" / "blog" / "2024-02-03-v2.0.md").write_text("---\ntitle: Two\n---\n")
    (site / "content" / "blog" / "2024-02-04-nothing.md").write_text("---\n---\nText\n")
    (site / "content" / "blog" / "mine.md").write_text("---\ntitle: Mine\nmyDate: 2023-01-02\ndate: 2023-01-03\n---\n")
    compare(site)


def test_a_folder_inherits_from_the_configuration_what_its_pages_do_not_say(tmp_path: Path) -> None:
    found = compare(copied("hugo", tmp_path))
    assert [author.name for author in found["content/news/bundle/index.md"].authors] == ["Ann Ferris"]
    assert [author.name for author in found["content/news/Named.md"].authors] == ["Bo"]


def test_pictures_are_where_hugo_publishes_them(tmp_path: Path) -> None:
    site = copied("hugo", tmp_path)
    resources = {page["file"]: page["resources"] for page in built(site, NOW)}
    found, _ = articles(site, NOW)
    bundled = {
        article.origin.path: article.images[0].url
        for article in found
        if article.origin and resources[article.origin.path] and article.images
    }
    assert len(bundled) == 3
    for path, url in bundled.items():
        assert url in resources[path]


def test_heads_in_org_mode_say_what_they_say_to_hugo(tmp_path: Path) -> None:
    pages = {
        "timed.org": "#+TITLE: A *tide*: now\n#+DATE: <2024-01-02 Tue 10:00>\n#+tags[]: a b\n#+Categories: c\n#+slug: own\n\nText\n",
        "plain.org": "\n#+title: Two\n#+date: 2024-01-03T10:00:00Z\n#+draft:true\n#+filetags: :a:\n# no head\n#+slug: no\n",
        "windows.org": "\ufeff#+title: Three\r\n#+title: more\r\n#+date: 2024-01-04\r\n#+weight: 3\r\n\r\nText\r\n",
        "yaml.org": "---\ntitle: Four\ndate: 2024-01-05\n---\nText\n",
        "other.md": "#+title: Five\n#+date: 2024-01-06\n#+tags: e f\n\nText *in* Markdown\n",
        "draft.org": "#+title: Six\n#+date: 2024-01-07\n#+draft: TRUE\n",
        "over.org": "#+title: Seven\n#+date: 2024-01-08\n#+expirydate: [2024-02-01 Thu]\n",
        "cut.org": "#+title:Eight\n  #+date: 2024-01-09\n",
        "none.org": "Text alone\n",
    }
    site = copied("hugo", tmp_path, **{f"content/blog/{name}": text for name, text in pages.items()})
    ours = compare(site)
    kept = {f"content/blog/{name}" for name in ("timed.org", "plain.org", "windows.org", "yaml.org", "other.md")}
    assert {path for path in ours if path.removeprefix("content/blog/") in pages} == kept
    theirs = {page["file"]: page["title"] for page in built(site, NOW)}
    assert {path: ours[path].title for path in kept} == {path: " ".join(theirs[path].split()) for path in kept}
    assert ours["content/blog/timed.org"].topics == ("a", "b", "c")
    assert ours["content/blog/other.md"].topics == ("e", "f")
