"""Articles in an object store: read as those of a folder, remembered by their tags, and whole or not at all."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from syndicate import Report, SettingsError, SyndicateError, export
from syndicate.files.objects import reading
from syndicate.files.objects.failures import StoreError
from syndicate.pipeline.read import read_source
from syndicate.pipeline.workers.resources import Resources, address_of
from syndicate.settings.opening import open_plan
from syndicate.store.thresholds import Thresholds
from tests.conftest import files_below, lay, require
from tests.files.test_signatures import jpeg, png
from tests.object_server import Handler, Objects

NOW = datetime(2026, 11, 23, tzinfo=UTC)
PLACE = "s3://news-bucket/content"
SETTINGS = f"""site: {{title: T, url: https://e.org/, authors: [A]}}
output: public
index: kept.sqlite3
content: full
source:
  paths: ["{PLACE}/**/*.md"]
feeds:
  - {{format: rss, path: rss.xml, limit: 9}}
  - {{format: json, path: "topics/{{topic}}.json", each: topic}}
"""


def article(number: int, title: str = "Old", more: str = "") -> bytes:
    head = f"title: {title} {number}\ndate: 2026-01-{number % 28 + 1:02}\ntopics: [t{number % 3}]\nurl: https://e.org/p/{number}\n"
    return f"---\n{head}{more}---\nText of *{title}* {number}\n".encode()


def path_of(number: int) -> str:
    return f"content/s{number % 3}/a{number}.md"


@pytest.fixture
def site(objects: Objects, tmp_path: Path) -> Path:
    (tmp_path / "syndicate.yaml").write_text(SETTINGS)
    for number in range(60):
        objects.put(path_of(number), article(number))
    objects.requests.clear()
    return tmp_path


def go(site: Path, **more: Any) -> Report:
    return export(site, now=NOW, **{"output": site / "public", **more})


def asked(objects: Objects) -> tuple[int, int]:
    """Return how many listings and how many other requests there were, and forget them."""
    listings = sum("list-type=2" in one for one in objects.requests)
    found = listings, len(objects.requests) - listings
    objects.requests.clear()
    return found


def when(objects: Objects, pattern: str, act: Callable[[Handler], bool]) -> None:
    """Have requests that match *pattern* answered by *act*, if it returns True."""

    def answer(handler: Handler, request: str, _: bytes) -> bool:
        return re.search(pattern, request) is not None and act(handler)

    objects.answer = answer


def of_folder(site: Path, objects: Objects, folder: Path) -> dict[str, bytes]:
    """Return what is exported where the same articles lie in a folder."""
    lay(folder, objects.all())
    text = (site / "syndicate.yaml").read_text().replace(PLACE, "content")
    (folder / "syndicate.yaml").write_text(text)
    go(folder)
    return files_below(folder / "public")


def test_the_feeds_are_those_of_a_folder(objects: Objects, site: Path, tmp_path: Path) -> None:
    go(site)
    assert files_below(site / "public") == of_folder(site, objects, tmp_path / "folder")


def test_of_articles_without_urls_the_path_below_the_named_folder_makes_them(
    objects: Objects, site: Path, tmp_path: Path
) -> None:
    for number in range(60):
        objects.put(path_of(number), article(number).replace(f"url: https://e.org/p/{number}\n".encode(), b""))
    go(site)
    assert files_below(site / "public") == of_folder(site, objects, tmp_path / "folder")
    assert b"https://e.org/s0/a27/" in files_below(site / "public")["rss.xml"]


def test_sections_are_the_folders_below_the_one_that_is_named(objects: Objects, site: Path, tmp_path: Path) -> None:
    text = SETTINGS.replace("{topic}", "{section}").replace("each: topic", "each: section")
    (site / "syndicate.yaml").write_text(text)
    go(site)
    assert {"topics/s0.json", "topics/s1.json", "topics/s2.json"} <= files_below(site / "public").keys()
    assert files_below(site / "public") == of_folder(site, objects, tmp_path / "folder")


def test_where_nothing_has_changed_the_bucket_is_listed_and_no_article_fetched(objects: Objects, site: Path) -> None:
    go(site)
    cold = asked(objects)
    # Twenty articles tell whether those of the site name their URLs, and a full text is asked for when it is shown.
    assert cold[0] <= 3
    assert 60 <= cold[1] <= 60 + 20 + 60
    assert {file.state for file in go(site).files} == {"unchanged"}
    listings, others = asked(objects)
    assert listings <= 2
    assert others == 0


def test_one_changed_article_is_all_that_is_fetched(objects: Objects, site: Path) -> None:
    go(site)
    objects.put(path_of(53), article(53, "New"))
    objects.requests.clear()
    changed = {file.path for file in go(site).files if file.state == "changed"}
    assert changed == {"rss.xml", "topics/t2.json"}
    assert {one.partition("?")[0] for one in objects.requests} == {
        "GET /news-bucket",
        f"GET /news-bucket/{path_of(53)}",
    }


def test_an_article_that_was_taken_away_leaves_the_feeds(objects: Objects, site: Path) -> None:
    go(site)
    objects.ask("DELETE", f"/news-bucket/{path_of(27)}")
    go(site, accept_withdrawals=True)
    assert b"Old 27" not in files_below(site / "public")["rss.xml"]


def test_the_command_takes_a_url_and_finds_the_fault_where_it_stands(objects: Objects, site: Path) -> None:
    objects.put("content/bad.md", b"---\ntitle: Bad\ndate: yesterday\nurl: https://e.org/bad\n---\n")
    (site / "syndicate.yaml").unlink()
    command = [*(sys.executable, "-m", "syndicate", "export", PLACE), "--site-url", "https://e.org", "--title", "T"]
    done = subprocess.run([*command, "--output", "public"], cwd=site, capture_output=True, text=True, check=False)
    assert done.returncode == 3, done.stderr
    assert f"{PLACE}/bad.md:3:7: date: 'yesterday'" in done.stderr
    assert (site / "public" / "rss.xml").exists()


def test_a_dry_run_and_diff_read_from_there_too(objects: Objects, site: Path) -> None:
    assert {file.state for file in go(site, dry_run=True).files} == {"new"}
    assert not (site / "public").exists()
    go(site)
    objects.put(path_of(27), article(27, "New"))
    command = [sys.executable, "-m", "syndicate", "diff", "--now", "2026-11-23"]
    done = subprocess.run(command, cwd=site, capture_output=True, text=True, check=False)
    assert done.returncode == 3, done.stderr
    assert "New 27" in done.stdout


def test_watch_says_that_a_store_is_not_watched(site: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "syndicate", "watch"], cwd=site, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 2
    assert f"watch: '{PLACE}/**/*.md' is in a store, which does not tell when it changes" in done.stderr


@pytest.mark.parametrize("jobs", [1, 2])
def test_other_processes_read_for_themselves(site: Path, jobs: int) -> None:
    opened = open_plan(site)
    plan = opened.plan(now=NOW)
    resources = Resources(
        address=address_of(plan, opened.registry), jobs=jobs, thresholds=Thresholds(process_items=20, chunk_items=10)
    )
    reading = read_source(plan, resources=resources)
    assert sorted(article.title for article in reading.articles) == sorted(f"Old {number}" for number in range(60))
    reading.close()


def test_lines_of_json_are_read_and_a_large_object_is_fetched_once(objects: Objects, site: Path) -> None:
    lines = [
        {"title": f"L {number}", "date": "2026-02-01", "url": f"https://e.org/l/{number}", "content_html": "x" * 500}
        for number in range(400)
    ]
    objects.put("lines/all.jsonl", "\n".join(map(json.dumps, lines)).encode())
    (site / "syndicate.yaml").write_text(
        re.sub(".*topic.*", "", SETTINGS)
        .replace(f"{PLACE}/**/*.md", "s3://news-bucket/lines")
        .replace("source:", "source:\n  name: json-lines")
    )
    objects.requests.clear()
    assert go(site).read_count == 400
    assert [one for one in objects.requests if "list-type" not in one] == ["GET /news-bucket/lines/all.jsonl"]
    objects.requests.clear()
    go(site)
    assert all("list-type" in one for one in objects.requests)


@pytest.mark.parametrize("module", ["syndicate.files.objects.reading", "syndicate.pipeline.publish.store_target"])
def test_where_there_is_no_room_for_temporary_files_the_export_ends_and_no_article_is_taken_for_gone(
    objects: Objects, site: Path, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    def full() -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    objects.put(path_of(27), article(27) + b"x" * (1 << 17))
    monkeypatch.setattr(f"{module}.TemporaryFile", full)
    with pytest.raises(
        SyndicateError, match=r"^no temporary file can be made .* \(No space left on device\); make room"
    ):
        go(site, output="s3://news-bucket/feeds")
    assert not any(key.startswith("feeds/") for key in objects.all())


def test_articles_and_feeds_lie_in_one_bucket_and_no_feed_is_read_as_an_article(objects: Objects, site: Path) -> None:
    (site / "syndicate.yaml").write_text(SETTINGS.replace("/**/*.md", "").replace("json", "rss"))
    objects.put("content/feeds/old.html", b"<p>no article</p>")
    first = export(site, now=NOW, output=f"{PLACE}/feeds")
    assert not first.faults
    assert first.read_count == 60
    assert {key for key in objects.all() if key.startswith("content/feeds/")} > {"content/feeds/rss.xml"}
    objects.requests.clear()
    assert {file.state for file in export(site, now=NOW, output=f"{PLACE}/feeds").files} == {"unchanged"}
    listings, others = asked(objects)
    assert (listings <= 3, others) == (True, 0)


# What goes wrong


def test_a_body_that_changes_after_it_was_listed_is_read_as_it_is_and_again_the_next_time(
    objects: Objects, site: Path
) -> None:
    def change(_: Handler) -> bool:
        objects.answer = None
        objects.put(path_of(27), article(27, "Mid"))
        return False

    when(objects, re.escape(path_of(27)), change)
    go(site)
    assert b"Mid 27" in files_below(site / "public")["rss.xml"]
    objects.put(path_of(27), article(27))  # as it was listed the first time
    go(site)
    assert b"Old 27" in files_below(site / "public")["rss.xml"]


def test_an_article_that_goes_while_it_is_read_is_a_fault_and_the_others_stay(objects: Objects, site: Path) -> None:
    def take_away(_: Handler) -> bool:
        objects.ask("DELETE", f"/news-bucket/{path_of(53)}")
        return False

    when(objects, re.escape(path_of(53)), take_away)
    report = go(site)
    assert [str(fault) for fault in report.faults] == [
        f"s3://news-bucket/{path_of(53)}: cannot be read: there is no such object (any more)"
    ]
    assert b"Old 26" in files_below(site / "public")["rss.xml"]


def test_an_article_that_is_listed_and_not_found_for_a_moment_is_read_by_the_next_export(
    objects: Objects, site: Path
) -> None:
    when(objects, "GET .*a27", refuse(404, "NoSuchKey"))
    assert [fault.path for fault in go(site).faults] == [f"s3://news-bucket/{path_of(27)}"]
    objects.answer = None
    assert not go(site).faults
    assert b"Old 27" in files_below(site / "public")["rss.xml"]


@pytest.mark.parametrize("body", [b"", b"<html>Log in</html>", article(27)[:40]])
def test_what_is_answered_in_place_of_an_object_that_stands_as_it_was_listed_is_not_read(
    objects: Objects, site: Path, body: bytes
) -> None:
    def lie(handler: Handler) -> bool:
        handler.reply(200, {"ETag": '"x"', "Last-Modified": "Mon, 23 Nov 2026 00:00:00 GMT"}, body)
        return True

    when(objects, "GET .*a27", lie)
    with pytest.raises(StoreError, match=r"a27\.md: the store answers with other bytes than it lists; export again"):
        go(site)
    objects.answer = None
    report = go(site)
    assert not report.warnings  # of an index that would be damaged
    assert b"Old 27" in files_below(site / "public")["rss.xml"]


def test_a_tag_that_is_wrong_beside_the_right_bytes_costs_nothing(objects: Objects, site: Path) -> None:
    def lie(handler: Handler) -> bool:
        handler.reply(200, {"ETag": '"x"', "Last-Modified": "Mon, 23 Nov 2026 00:00:00 GMT"}, article(27))
        return True

    when(objects, "GET .*a27", lie)
    go(site)
    assert b"Old 27" in files_below(site / "public")["rss.xml"]


def test_a_listing_that_fails_after_its_first_page_takes_no_article_away(
    objects: Objects, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go(site)
    whole = files_below(site / "public")
    for number in range(1000):
        objects.put(f"content/s2/more{number}.md", b"")
    monkeypatch.setattr("syndicate.files.objects.store._RETRIES", 0)
    monkeypatch.setattr(reading, "_buckets", {})
    when(objects, "continuation-token", refuse(500, "InternalError"))
    with pytest.raises(StoreError, match="the store answers 500 InternalError, time and again"):
        go(site)
    assert files_below(site / "public") == whole


def test_a_listing_that_is_none_is_said(objects: Objects, site: Path) -> None:
    def nothing(handler: Handler) -> bool:
        handler.reply(200, {}, b"")
        return True

    when(objects, "list-type", nothing)
    with pytest.raises(StoreError, match=r"^s3://news-bucket/content: the store answers what nobody understands; "):
        go(site)


def test_a_body_that_breaks_off_is_asked_for_again(objects: Objects, site: Path) -> None:
    broken: list[str] = []

    def break_off(handler: Handler) -> bool:
        if len(broken) >= 3:
            return False
        broken.append(handler.path)
        cut(handler)
        return True

    when(objects, "GET .*a27", break_off)
    go(site)
    assert len(broken) == 3
    assert b"Old 27" in files_below(site / "public")["rss.xml"]


def test_a_text_that_comes_short_under_its_own_tag_is_asked_for_again(objects: Objects, site: Path) -> None:
    asked: list[str] = []

    def shorten(handler: Handler) -> bool:
        asked.append(handler.command)
        if (
            asked.count("GET") != 2 or handler.command != "GET"
        ):  # the first is for its head, whose length the listing tells
            return False
        status, headers, body = objects.ask("GET", handler.path, b"", dict(handler.headers))
        del headers["Content-Length"]
        handler.reply(status, headers, body[:-9])
        return True

    when(objects, "a27", shorten)
    go(site)
    assert asked[:4] == ["GET", "GET", "HEAD", "GET"]
    objects.answer = None
    fresh = site / "fresh"
    export(site, now=NOW, output=fresh, record=False)
    assert files_below(site / "public") == files_below(fresh)


def cut(handler: Handler) -> None:
    handler.send_response_only(200)
    for name, value in (("Content-Length", "100"), ("ETag", '"x"'), ("Last-Modified", "Wed, 21 Oct 2015 07:28:00 GMT")):
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(b"---\ntitle: cut")
    handler.wfile.flush()
    handler.close_connection = True


def refuse(status: int, code: str, more: str = "") -> Callable[[Handler], bool]:
    def answer(handler: Handler) -> bool:
        handler.reply(status, {"Retry-After": "1"}, f"<Error><Code>{code}</Code>{more}</Error>".encode())
        return True

    return answer


def hang(_: Handler) -> bool:
    time.sleep(0.5)
    return True


def break_off(handler: Handler) -> bool:
    cut(handler)
    return True


FAILING = {
    "denied": (refuse(403, "AccessDenied"), "access is denied (403 AccessDenied)"),
    "failing": (refuse(500, "InternalError"), "the store answers 500 InternalError, time and again"),
    "busy": (refuse(503, "SlowDown"), "the store answers 503 SlowDown, time and again"),
    "breaking off": (break_off, "breaks off"),
    "slow": (hang, "the store does not answer in time"),
    "expired": (refuse(400, "ExpiredToken"), "the credentials do not hold (any more) (400 ExpiredToken); get others"),
    "late": (refuse(403, "RequestTimeTooSkewed"), "the store's clock and this machine's differ"),
    "elsewhere": (refuse(301, "PermanentRedirect"), "the bucket is in another region; set AWS_REGION"),
    "in a region that is named": (
        refuse(400, "AuthorizationHeaderMalformed", "<Region>eu-west-1</Region>"),
        "the bucket is in another region, eu-west-1; set AWS_REGION",
    ),
    "unable": (refuse(501, "NotImplemented"), "the store does not know the request (501 NotImplemented); name another"),
    "behind a proxy": (refuse(407, "Unknown"), "the proxy asks for credentials; correct what HTTP_PROXY names"),
    "refusing": (refuse(405, "MethodNotAllowed"), "the store refuses the request (405 MethodNotAllowed); correct the"),
}


@pytest.mark.parametrize("at", ["the listing", "an article"])
@pytest.mark.parametrize("kind", FAILING)
def test_a_server_that_fails_is_said_and_what_was_published_stays(
    objects: Objects, site: Path, monkeypatch: pytest.MonkeyPatch, kind: str, at: str
) -> None:
    go(site)
    whole = files_below(site / "public")
    objects.put(path_of(27), article(27, "New"))
    monkeypatch.setattr(reading, "_buckets", {})
    monkeypatch.setattr("syndicate.files.objects.store.RETRY_SECONDS", 0.5)
    if kind == "slow":
        monkeypatch.setattr("syndicate.files.objects.store.TIMEOUT_SECONDS", 0.2)
    answer, words = FAILING[kind]
    when(objects, "list-type" if at == "the listing" else "GET .*a27", answer)
    if kind == "breaking off" and at == "the listing":
        words = "s3://news-bucket/content: "
    with pytest.raises(StoreError) as found:
        go(site)
    assert words in str(found.value)
    assert "AKIDOFATEST" not in str(found.value)
    assert files_below(site / "public") == whole
    objects.answer = None
    monkeypatch.undo()
    for name, value in objects.environment.items():
        monkeypatch.setenv(name, value)
    go(site)
    assert b"New 27" in files_below(site / "public")["rss.xml"]


def test_a_server_that_fails_while_a_feed_is_made_ends_the_export_and_nothing_is_published(
    objects: Objects, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syndicate.files.objects.store._RETRIES", 0)
    asked: list[str] = []

    def busy(handler: Handler) -> bool:
        asked.append(handler.path)
        return len(asked) > 1 and refuse(503, "SlowDown")(handler)  # after it was read

    when(objects, "GET .*a55", busy)
    with pytest.raises(StoreError, match=r"a55\.md: the store answers 503 SlowDown, time and again; export again"):
        go(site)
    assert not (site / "public").exists()


def greet(server: socket.socket, answer: Callable[[socket.socket], object]) -> None:
    """Have the first who connects answered."""

    def wait() -> None:
        with suppress(OSError), server.accept()[0] as met:
            answer(met)

    Thread(target=wait, daemon=True).start()


@pytest.mark.parametrize(
    ("scheme", "proxy", "words"),
    [
        ("http", "", "there is no connection to {}; correct AWS_ENDPOINT_URL, or endpoint_url of the profile in"),
        (
            "http",
            "http://ann:secret@{}",
            "the proxy gives no connection to s3.example.org; correct what HTTP_PROXY names",
        ),
        ("https", "", "{} does not speak TLS; correct AWS_ENDPOINT_URL"),
    ],
)
def test_a_server_that_is_not_there_is_named(
    site: Path, monkeypatch: pytest.MonkeyPatch, scheme: str, proxy: str, words: str
) -> None:
    with socket.socket() as unheard:  # bound, and listening where TLS is spoken alone
        unheard.bind(("127.0.0.1", 0))
        server = f"127.0.0.1:{unheard.getsockname()[1]}"
        if scheme == "https":
            unheard.listen()
            greet(unheard, lambda met: met.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"))
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"{scheme}://ann:secret@{'s3.example.org' if proxy else server}")
        if proxy:
            monkeypatch.setenv("http_proxy", proxy.format(server))
        monkeypatch.setattr("syndicate.files.objects.store._RETRIES", 0)
        with pytest.raises(StoreError) as found:
            go(site)
    assert f"s3://news-bucket/content: {words.format(server)}" in str(found.value)
    assert "secret" not in str(found.value)


def test_a_certificate_that_nobody_trusts_is_said(site: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    require(shutil.which("openssl"), "no openssl here")
    files = ["-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "certificate.pem")]
    subprocess.run(["openssl", "req", "-x509", "-nodes", *files, "-subj", "/CN=s3"], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "certificate.pem", tmp_path / "key.pem")
    monkeypatch.setattr("syndicate.files.objects.store._RETRIES", 0)
    with socket.create_server(("127.0.0.1", 0)) as server:
        greet(server, lambda met: context.wrap_socket(met, server_side=True))
        host = f"127.0.0.1:{server.getsockname()[1]}"
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"https://{host}")
        with pytest.raises(StoreError, match=rf"the certificate of {host} does not hold \(\w+\); .*SSL_CERT_FILE"):
            go(site)


def test_a_busy_server_is_asked_again(objects: Objects, site: Path) -> None:
    seen: dict[str, int] = {}

    def busy(handler: Handler) -> bool:
        seen[handler.path] = seen.get(handler.path, 0) + 1
        return seen[handler.path] <= 2 and refuse(503, "SlowDown")(handler)

    when(objects, "GET", busy)
    assert go(site).read_count == 60


@pytest.mark.skipif(os.name == "nt", reason="no process is killed by a signal there")
def test_a_killed_export_leaves_an_index_that_the_next_goes_on_from(
    objects: Objects, site: Path, tmp_path: Path
) -> None:
    expected = of_folder(site, objects, tmp_path / "folder")
    for moment in (1, 2, 5, 25, 40, 70, 85):
        (site / "kept.sqlite3").unlink(missing_ok=True)
        objects.requests.clear()
        command = [sys.executable, "-m", "syndicate", "export", "--now", "2026-11-23"]
        process = subprocess.Popen(command, cwd=site, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        def kill(_: Handler, __: str, ___: bytes, process: Any = process, moment: int = moment) -> bool:
            if len(objects.requests) == moment:
                process.send_signal(signal.SIGKILL)
            return False

        objects.answer = kill
        process.wait(120)
        objects.answer = None
        go(site)
        assert files_below(site / "public") == expected, f"after a kill at request {moment}"


def test_a_source_of_files_says_who_reads_from_a_store(objects: Objects, site: Path) -> None:  # noqa: ARG001
    (site / "syndicate.yaml").write_text(SETTINGS.replace("source:", "source:\n  name: jekyll"))
    with pytest.raises(
        SettingsError, match=r"in a store, and the source jekyll needs the whole site in a folder; copy it into one"
    ):
        go(site)
    command = [sys.executable, "-m", "syndicate", "export", PLACE, "--source", "zola"]
    done = subprocess.run(command, cwd=site, capture_output=True, text=True, check=False)
    assert "or set source.name to front-matter or html or json-lines, or give --source" in done.stderr


def test_built_pages_in_a_store_are_articles_with_the_addresses_below_the_folder_that_is_named(
    objects: Objects, site: Path, tmp_path: Path
) -> None:
    for number in range(3):
        page = (
            f'<html><head><meta property="og:type" content="article"><title>P{number}</title>'
            f'<meta property="article:published_time" content="2026-01-0{number + 1}">'
            '<link rel="canonical" href="/p0/"></head><body><article><p>Text</p></article></body></html>'
        )
        objects.put(f"content/public/p{number}/index.html", page.replace("/p0/", f"/p{min(number, 1)}/").encode())
    text = SETTINGS.replace("/**/*.md", "/public").replace("source:", "source:\n  name: html")
    text = text.replace(", each: topic", "").replace("{topic}", "all")
    (site / "syndicate.yaml").write_text(text)
    assert go(site).read_count == 2  # p2 says that p1 is its own page
    assert re.findall("<link>(.*?)</link>", files_below(site / "public")["rss.xml"].decode())[1:] == [
        "https://e.org/p1/",
        "https://e.org/p0/",
    ]
    found = files_below(site / "public")
    (site / "syndicate.yaml").write_text(text.replace("name: html", f"name: html\n  options: {{home: {PLACE}/public}}"))
    go(site)
    assert files_below(site / "public") == found == of_folder(site, objects, tmp_path / "folder")


def test_built_pages_are_looked_for_in_a_folder(site: Path) -> None:
    (site / "syndicate.yaml").write_text(SETTINGS.replace("source:", "source:\n  built: s3://news-bucket/public"))
    with pytest.raises(
        SettingsError, match=r"6:10: source\.built: 's3://news-bucket/public' is in a store, and built pages"
    ):
        go(site)


@pytest.mark.parametrize("where", ["paths: s3://news-bucket/content", "assets: s3://news-bucket/content"])
def test_settings_that_are_not_trusted_name_no_store(objects: Objects, site: Path, where: str) -> None:
    text = re.sub("paths: .*", where, SETTINGS)
    (site / "syndicate.yaml").write_text(text)
    command = [sys.executable, "-m", "syndicate", "export", "--no-site-plugins"]
    done = subprocess.run(command, cwd=site, capture_output=True, text=True, check=False)
    assert re.search(r"syndicate\.yaml:6:\d+: source\.\w+: 's3://.*no place in the repository", done.stderr)
    assert not objects.requests


@pytest.mark.parametrize("url", ["s3://", "s3://key:secret@news-bucket/content"])
def test_a_url_that_names_no_bucket_alone_is_refused(site: Path, url: str) -> None:
    (site / "syndicate.yaml").write_text(SETTINGS.replace(f"{PLACE}/**/*.md", url))
    with pytest.raises(
        SyndicateError, match=r"syndicate\.yaml:6:\d+: source\.paths: 's3:.*write e\.g\. s3://bucket/news"
    ):
        go(site)


# Pictures and enclosures


def picture_sizes(site: Path) -> list[str]:
    found = re.findall(r'<media:content url="[^"]*"[^>]*>', files_below(site / "public")["rss.xml"].decode())
    return sorted((re.search(' width="(.*?)" height="(.*?)"', one) or [""])[0] for one in found)


@pytest.fixture
def with_pictures(objects: Objects, site: Path) -> Path:
    (site / "syndicate.yaml").write_text(SETTINGS.replace("source:", "source:\n  assets: s3://news-bucket/static"))
    objects.put(path_of(27), article(27, more="image: https://e.org/p/beside.png\n"))
    objects.put("content/s0/beside.png", png(640, 480) + bytes(300_000))
    objects.put(path_of(26), article(26, more="image: https://e.org/pictures/far.jpg\n"))
    objects.put("static/pictures/far.jpg", jpeg(1200, 800, padding=2))
    enclosure = "attachments: [{url: https://e.org/sound.mp3, media_type: audio/mpeg}]\n"
    objects.put(path_of(25), article(25, more=enclosure))
    objects.put("static/sound.mp3", bytes(12_345))
    objects.requests.clear()
    return site


def test_pictures_have_the_size_that_their_heads_tell(objects: Objects, with_pictures: Path) -> None:
    go(with_pictures)
    assert picture_sizes(with_pictures) == [' width="1200" height="800"', ' width="640" height="480"']
    ranged = [one for one in objects.requests if "beside.png" in one or "far.jpg" in one]
    assert 2 <= sum(one.startswith("GET") for one in ranged) <= 4  # a head that is long takes blocks more


def test_an_enclosure_has_its_length_without_being_fetched(objects: Objects, with_pictures: Path) -> None:
    go(with_pictures)
    assert b'length="12345"' in files_below(with_pictures / "public")["rss.xml"]
    assert not [one for one in objects.requests if one.startswith("GET") and "sound" in one]


def test_heads_of_pictures_are_remembered_by_their_tags(objects: Objects, with_pictures: Path) -> None:
    go(with_pictures)
    objects.requests.clear()
    go(with_pictures)
    assert not [one for one in objects.requests if one.startswith("GET") and "list-type" not in one]
    objects.put("content/s0/beside.png", png(320, 240))
    go(with_pictures)
    assert picture_sizes(with_pictures) == [' width="1200" height="800"', ' width="320" height="240"']


@pytest.mark.parametrize("folder", ["static/p", "content/s{}"])
def test_heads_of_pictures_are_fetched_together_with_those_of_the_next_articles(
    objects: Objects, site: Path, folder: str
) -> None:
    (site / "syndicate.yaml").write_text(
        SETTINGS.replace("source:", "source:\n  assets: s3://news-bucket/static").replace("limit: 9", "limit: 60")
    )
    for number in range(60):
        objects.put(f"{folder.format(number % 3)}/b/{number}.png", png(640, number + 1))
        objects.put(path_of(number), article(number, more=f"image: https://e.org/p/b/{number}.png\n"))
    waiting: set[int] = set()
    most = []

    def wait(handler: Handler) -> bool:
        waiting.add(id(handler))
        time.sleep(0.1)
        most.append(len(waiting))
        waiting.discard(id(handler))
        return False

    when(objects, r"\.png", wait)
    go(site)
    assert 5 < max(most) <= 64
    assert len(set(picture_sizes(site))) == 60
