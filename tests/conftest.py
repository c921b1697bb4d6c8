"""What every test may use."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from syndicate import (
    Article,
    Attachment,
    Author,
    Feed,
    Image,
    Overrides,
    Provider,
    Registry,
    Report,
    Site,
    export,
)
from tests.object_server import Objects, object_server
from tests.workers import (  # noqa: F401  hooks
    pytest_cmdline_main,
    pytest_collection_modifyitems,
    pytest_xdist_make_scheduler,
)

# Whoever runs the tests in the background may have them ignore what Ctrl-C sends; the programs that they start must hear it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The programs that they start keep what they compile, else each would compile all of it again: half of what it takes.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
MakeArticle = Callable[..., Article]
MakeFeed = Callable[..., Feed]
Golden = Callable[[str, bytes], None]
GOLDEN = Path(__file__).parent / "golden"
# The judges, and the sites of others, lie beside the checkout; SYNDICATE_SHARED names them for one that lies elsewhere.
SHARED = Path(os.environ.get("SYNDICATE_SHARED") or Path(__file__).parent.parent.parent / "shared")


# A change must be judged alike twice; SYNDICATE_EXPLORE=1 looks for new examples each time. How long an example
# takes is nobody's business: the machines are shared.
settings.register_profile("explored", deadline=None, max_examples=1000)
settings.register_profile("judged", deadline=None, derandomize=True)
settings.load_profile("explored" if os.environ.get("SYNDICATE_EXPLORE") else "judged")


@pytest.fixture(autouse=True, scope="session")
def _state_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the key of indexes out of the home of whoever runs the tests."""
    os.environ["XDG_STATE_HOME"] = str(tmp_path_factory.mktemp("state"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the expected bytes under tests/golden")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare bytes with a golden file; `pytest --update-golden` rewrites it, and the diff is read like code."""

    def compare(name: str, found: bytes) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(found)
        assert found.decode() == path.read_bytes().decode()

    return compare


def require(condition: object, reason: str) -> None:
    """Skip where a tool or folder is missing; fail instead where SYNDICATE_REQUIRE_TOOLS=1 says it must be there."""
    if not condition:
        if os.environ.get("SYNDICATE_REQUIRE_TOOLS") == "1":
            pytest.fail(reason)
        pytest.skip(reason)


def lay(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write *files* (path -> what it says) below *folder*, and return that."""
    for path, said in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(said if isinstance(said, bytes) else said.encode())
    return folder


def json_report(site: Path | str = ".", *, now: datetime = NOW, **said: Any) -> Report:
    """Export *site* by the built-in parts, as a JSON Feed where *said*, the overrides, names no formats."""
    overrides = Overrides(**{"formats": (("json", None),), **said})
    return export(site, now=now, overrides=overrides, registry=Registry(distributions=()))


def json_items(site: Path | str = ".", **given: Any) -> list[dict[str, Any]]:
    """Return the items of json_report()."""
    items: list[dict[str, Any]] = json.loads(json_report(site, **given).documents[0].body)["items"]
    return items


def files_below(folder: Path) -> dict[str, bytes]:
    """Return what lies in *folder* and below: path -> bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def site() -> Site:
    return Site(
        title="The Harbour Ledger",
        url="https://news.example.org/",
        description="News from the quay",
        language="en",
        authors=(Author(name="The Desk", email="desk@example.org", url="https://news.example.org/desk"),),
    )


@pytest.fixture
def make_article() -> MakeArticle:
    def make(slug: str = "tides", **fields: Any) -> Article:
        given: dict[str, Any] = {
            "title": "Tides turn",
            "url": f"https://news.example.org/{slug}/",
            "published_at": datetime(2024, 1, 30, 18, 21, tzinfo=UTC),
        }
        return Article(**(given | fields))

    return make


@pytest.fixture
def make_feed(site: Site) -> MakeFeed:
    def make(*articles: Article, **fields: Any) -> Feed:
        given: dict[str, Any] = {
            "site": site,
            "title": site.title,
            "url": "https://news.example.org/feed",
            "articles": articles,
        }
        return Feed(**(given | fields))

    return make


@pytest.fixture
def full_feed() -> Feed:
    """Every field that a format may show is set somewhere, and texts hold what must be escaped."""
    first = datetime(2024, 1, 30, 18, 21, tzinfo=UTC)
    host = "https://news.example.org"
    ann = Author(name="Ann Ferris", email="ann@example.org", url=f"{host}/ann", avatar_url=f"{host}/ann.png")
    site = Site(
        title="The Harbour Ledger",
        url=f"{host}/",
        description="News from the quay & the sea",
        language="en",
        authors=(Author(name="The Desk", email="desk@example.org", url=f"{host}/desk"),),
        icon_url=f"{host}/icon.png",
        favicon_url=f"{host}/favicon.ico",
        hub_urls=("https://hub.example.com/", "https://hub.example.net/"),
        rights="CC BY 4.0, the Ledger & friends",
    )
    articles = (
        Article(
            title='Tides & fog: "5 < 6" ]]> so they say',
            url=f"{host}/tides/?lang=en&from=feed",
            published_at=first,
            updated_at=first + timedelta(days=2),
            summary="AT&T says 5 < 6 & writes &amp;, <b> and ]]>",
            content_html="<p>Tides &amp; <em>fog</em>&nbsp;]]&gt; café</p>\n<p>5 &lt; 6</p>",
            topics=("AI", "Élections & Öl", "c++"),
            authors=(ann, Author(name="Bén Łódź")),
        ),
        Article(
            id="tag:news.example.org,2024:episode-1",
            title="Folge 1: Hafenöl 🎶",
            url=f"{host}/episode-1/",
            published_at=first - timedelta(hours=1),
            summary="Eine Folge",
            language="de",
            images=(
                Image(url=f"{host}/1.jpg", width=1200, height=800, title="Der Kai", media_type="image/jpeg"),
                Image(url=f"{host}/2.webp?size=full"),
            ),
            attachments=(
                Attachment(url=f"{host}/notes.pdf", media_type="application/pdf"),
                Attachment(
                    url=f"{host}/1.mp3",
                    media_type="audio/mpeg",
                    size_bytes=1234567,
                    duration_seconds=1800.4,
                    title="Folge 1",
                ),
                Attachment(
                    url=f"{host}/1.ogg",
                    media_type="audio/ogg",
                    size_bytes=7654321,
                    duration_seconds=1800.4,
                    title="Folge 1 & mehr",
                ),
            ),
        ),
        Article(
            title="Passed on",
            url=f"{host}/passed-on/",
            published_at=first - timedelta(hours=2),
            summary="From elsewhere",
            original_url="https://other.example.com/story",
            provider=Provider(name="Other", domain="other.example.com"),
            amp_url=f"{host}/passed-on/amp/",
            kind="video",
            extra={"secured": "never shown"},
        ),
        Article(
            title="A body and no summary",
            url=f"{host}/body/",
            published_at=first - timedelta(hours=3),
            content_html="<h1>Fog</h1><p>" + "Nothing but fog on the water. " * 20 + "</p>",
        ),
    )
    return Feed(
        site=site,
        title="The Harbour Ledger: AI",
        url=f"{host}/feeds/ai",
        articles=articles,
        id="tag:news.example.org,2024:feeds/ai",
        next_url=f"{host}/feeds/ai/2",
        topic="AI",
    )


@pytest.fixture(scope="session")
def object_store_server() -> Iterator[Objects]:
    """moto's S3 on loopback, behind a proxy that counts."""
    require(find_spec("obstore") and find_spec("boto3"), "the extra cloud is not installed")
    require(find_spec("moto") and find_spec("flask"), "moto's server is not installed")
    with object_server() as objects:
        yield objects


@pytest.fixture
def objects(object_store_server: Objects, monkeypatch: pytest.MonkeyPatch) -> Objects:
    """An empty bucket, and an environment that leads to it."""
    object_store_server.begin()
    for name, value in object_store_server.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    return object_store_server
