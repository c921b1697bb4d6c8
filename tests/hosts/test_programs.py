"""The examples for programs do what they say: views that answer 304 unread, a task, a notebook."""

from __future__ import annotations

import asyncio
import json
import runpy
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any

import feedparser
import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
FEEDS = {"rss.xml": ("application/rss+xml", "rss20"), "atom.xml": ("application/atom+xml", "atom10")}


class Asked:
    """A view, asked by its framework's own client: `get(path, **headers)` -> status, headers, body.

    made  the formats of the feeds that were rendered
    """

    def __init__(self, get: Callable[..., tuple[int, dict[str, str], bytes]], view: Any, patch: Any) -> None:
        self.get = get
        self.made: list[str] = []
        real = view.feed_bytes

        def counted(*given: Any, **choices: Any) -> bytes:
            self.made.append(given[2])
            found: bytes = real(*given, **choices)
            return found

        patch.setattr(view, "feed_bytes", counted)


@pytest.fixture(scope="module")
def django_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEDGER", str(tmp_path_factory.mktemp("django") / "ledger.sqlite3"))
        patch.setenv("DJANGO_SETTINGS_MODULE", "ledger.settings")
        patch.syspath_prepend(str(EXAMPLES / "django-view"))
        import django
        from django.core.management import call_command
        from django.db import connections

        django.setup()
        call_command("migrate", run_syncdb=True, verbosity=0)
        yield import_module("ledger.models").Post
        connections.close_all()


@pytest.fixture
def posts(django_site: Any) -> Iterator[Any]:
    """The table of articles, with two that are out, and one of tomorrow."""
    now = datetime.now(UTC)
    for place, (slug, at) in enumerate({"wind": -3, "tides": -2, "tomorrow": 1}.items()):
        post = django_site(slug=slug, title=slug.title(), html=f"<p>{slug}</p>", published_at=now + timedelta(days=at))
        post.save()
        old = now - timedelta(hours=3 - place)
        django_site.objects.filter(pk=post.pk).update(changed_at=old)
    yield django_site.objects
    django_site.objects.all().delete()
    django_site.tags.rel.model.objects.all().delete()


@pytest.fixture
def in_django(posts: Any, monkeypatch: pytest.MonkeyPatch) -> Asked:  # noqa: ARG001  they are in the database
    from django.test import Client

    def get(path: str, method: str = "get", **headers: str) -> tuple[int, dict[str, str], bytes]:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = getattr(Client(), method)(path, headers=given)
        return answer.status_code, dict(answer.headers), answer.content

    return Asked(get, import_module("ledger.views"), monkeypatch)


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.syspath_prepend(str(EXAMPLES / "fastapi"))
    yield import_module("app")
    del sys.modules["app"]


@pytest.fixture
def in_fastapi(app: Any, monkeypatch: pytest.MonkeyPatch) -> Asked:
    from httpx import ASGITransport, AsyncClient

    async def asked(path: str, method: str, headers: dict[str, str]) -> Any:
        async with AsyncClient(transport=ASGITransport(app.app), base_url="https://ledger.example") as client:
            return await client.request(method, path, headers=headers)

    def get(path: str, method: str = "get", **headers: str) -> tuple[int, dict[str, str], bytes]:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = asyncio.run(asked(path, method, given))
        return answer.status_code, {name.title(): value for name, value in answer.headers.items()}, answer.content

    return Asked(get, app, monkeypatch)


@pytest.fixture(params=["in_django", "in_fastapi"])
def view(request: pytest.FixtureRequest) -> Asked:
    found: Asked = request.getfixturevalue(request.param)
    return found


@pytest.mark.parametrize("name", FEEDS)
def test_a_view_answers_with_the_feed_and_when_it_changed(view: Asked, name: str) -> None:
    media_type, version = FEEDS[name]
    status, headers, body = view.get(f"/feeds/{name}")
    found = feedparser.parse(body)
    assert (status, headers["Content-Type"], found.version) == (200, f"{media_type}; charset=utf-8", version)
    assert len(found.entries) == 2
    assert "tomorrow" not in body.decode()
    assert [link.href for link in found.feed.links if link.rel == "self"] == [f"https://ledger.example/feeds/{name}"]
    assert parsedate_to_datetime(headers.get("Last-Modified") or headers["Last-modified"]) <= datetime.now(UTC)


def test_a_part_of_a_second_makes_no_feed_newer_than_its_last_modified(
    app: Any, in_fastapi: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    instant = datetime(2024, 5, 3, 18, 30, 0, 750_000, tzinfo=UTC)
    row = {"pk": 1, "title": "T", "slug": "t", "published_at": instant, "html": "", "tags": []}
    monkeypatch.setattr(app, "ROWS", [row])
    _, headers, _ = in_fastapi.get("/feeds/atom.xml")
    assert in_fastapi.get("/feeds/atom.xml", If_Modified_Since=headers["Last-Modified"])[0] == 304


def test_who_has_the_feed_is_answered_304_and_nothing_is_made(view: Asked) -> None:
    _, headers, _ = view.get("/feeds/atom.xml")
    etag, at = headers.get("Etag") or headers["ETag"], headers["Last-Modified"]
    later = format_datetime(parsedate_to_datetime(at) + timedelta(hours=1), usegmt=True)
    earlier = format_datetime(parsedate_to_datetime(at) - timedelta(seconds=1), usegmt=True)
    assert view.made == ["atom"]
    for known in (
        {"If_None_Match": etag},
        {"If_None_Match": f'"other", {etag}'},
        {"If_None_Match": "*"},
        {"If_None_Match": etag, "If_Modified_Since": earlier},
        {"If_Modified_Since": at},
        {"If_Modified_Since": later},
    ):
        for method in ("get", "head"):
            status, again, body = view.get("/feeds/atom.xml", method, **known)
            assert (status, body, again.get("Etag") or again["ETag"]) == (304, b"", etag), known
    assert view.made == ["atom"]
    for unknown in (
        {"If_None_Match": '"other"'},
        {"If_None_Match": 'W/"other"', "If_Modified_Since": later},
        {"If_Modified_Since": earlier},
        {"If_Modified_Since": "yesterday"},
    ):
        assert view.get("/feeds/atom.xml", **unknown)[0] == 200, unknown


def test_no_other_feed_is_there(view: Asked) -> None:
    assert view.get("/feeds/other.xml", If_None_Match="*")[0] == 404


def test_whatever_becomes_of_an_article_in_django_the_feed_is_made_again(in_django: Asked, posts: Any) -> None:
    def etag() -> str:
        return in_django.get("/feeds/atom.xml")[1]["ETag"]

    seen = [etag()]
    post = posts.get(slug="wind")
    post.title = "Storm"
    post.save()
    seen.append(etag())
    posts.get(slug="tides").delete()
    seen.append(etag())
    posts.filter(slug="tomorrow").update(published_at=datetime.now(UTC))
    seen.append(etag())
    tag = import_module("ledger.models").Tag.objects.create(slug="sea", name="Sea")
    post.tags.add(tag)
    seen.append(etag())
    type(tag).objects.update(name="The sea")
    seen.append(etag())
    posts.update(author="Ann Lee")
    seen.append(etag())
    assert len(set(seen)) == 7
    assert "Storm" in in_django.get("/feeds/atom.xml")[2].decode()
    posts.all().delete()
    status, headers, body = in_django.get("/feeds/atom.xml")
    assert (status, "Last-Modified" in headers, feedparser.parse(body).entries) == (200, False, [])


def test_a_row_that_is_no_article_costs_itself_in_django_and_is_named(
    in_django: Asked, posts: Any, caplog: pytest.LogCaptureFixture
) -> None:
    odd = posts.get(slug="wind")
    posts.filter(pk=odd.pk).update(title="")
    status, _, body = in_django.get("/feeds/atom.xml")
    assert (status, [entry.title for entry in feedparser.parse(body).entries]) == (200, ["Tides"])
    assert f"post {odd.pk} is in no feed: title: " in caplog.text


def test_a_tag_has_a_feed_of_its_own_in_django(in_django: Asked, posts: Any) -> None:
    posts.get(slug="wind").tags.create(slug="sky", name="The sky")
    status, _, body = in_django.get("/feeds/sky/atom.xml")
    found = feedparser.parse(body)
    assert (status, found.feed.title, [entry.title for entry in found.entries]) == (
        200,
        "The Ledger: The sky",
        ["Wind"],
    )
    assert in_django.get("/feeds/nosuch/atom.xml")[0] == 404


def test_a_tag_has_a_feed_of_its_own_in_fastapi(in_fastapi: Asked) -> None:
    status, headers, body = in_fastapi.get("/feeds/wind/atom.xml")
    found = feedparser.parse(body)
    assert (status, found.feed.title, [entry.title for entry in found.entries]) == (
        200, "The Ledger: Wind", ["Wind and ice"],
    )  # fmt: skip
    assert [link.href for link in found.feed.links if link.rel == "self"] == [
        "https://ledger.example/feeds/wind/atom.xml"
    ]
    assert headers["Etag"] != in_fastapi.get("/feeds/sea/atom.xml")[1]["Etag"]
    assert in_fastapi.get("/feeds/nosuch/atom.xml")[0] == 404


def test_a_row_that_is_no_article_costs_itself_in_fastapi_and_is_named(
    app: Any, in_fastapi: Asked, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(app, "ROWS", [*app.ROWS, {**app.ROWS[0], "pk": 3, "title": ""}])
    status, _, body = in_fastapi.get("/feeds/atom.xml")
    assert (status, len(feedparser.parse(body).entries)) == (200, 2)
    assert "row 3 is in no feed: title: " in caplog.text


def test_the_task_writes_what_has_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database, folder = tmp_path / "ledger.db", tmp_path / "www"
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TABLE posts (slug, title, published_at, html, status)")
        rows = [
            ("tides", "Tides turn", "2024-05-01T09:00:00+00:00", "<p>The tide comes.</p>", "published"),
            ("draft", "A draft", "2024-05-02T09:00:00+00:00", "", "draft"),
            ("ahead", "Ahead", "9999-05-02T09:00:00+00:00", "", "published"),
        ]
        connection.executemany("INSERT INTO posts VALUES (?, ?, ?, ?, ?)", rows)
    connection.close()
    main = runpy.run_path(str(EXAMPLES / "scheduled-task" / "write_feeds.py"))["main"]
    main(str(database), str(folder))
    assert capsys.readouterr().out == "rss.xml: new\natom.xml: new\nfeed.json: new\n"
    main(str(database), str(folder))
    assert capsys.readouterr().out == "rss.xml: unchanged\natom.xml: unchanged\nfeed.json: unchanged\n"
    assert [item["title"] for item in json.loads((folder / "feed.json").read_bytes())["items"]] == ["Tides turn"]


def test_the_notebook_runs_from_its_first_cell_to_the_last() -> None:
    notebook = json.loads((EXAMPLES / "notebook" / "feeds.ipynb").read_text(encoding="utf-8"))
    names: dict[str, Any] = {}
    said = StringIO()
    with redirect_stdout(said):
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                exec("".join(cell["source"]), names)
    assert notebook["nbformat"] == 4
    assert "<title>Wind &amp; ice</title>" in said.getvalue()
    assert "alert(1)" not in said.getvalue()
    assert said.getvalue().endswith("did you mean 'atom'? installed: amp-sitemap, atom, feeds-page, json, rss\n")
    assert all(not cell.get("outputs") for cell in notebook["cells"])  # they are what the reader's own run gives
