"""Publishing into an object store: against moto's S3, whole, slow, failing, lying, killed and shared."""

from __future__ import annotations

import gzip
import json
import os
import re
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from syndicate import Document, PublishError, Report, SettingsError, UsageError, export, publish
from syndicate.cli.main import main
from syndicate.pipeline.publish import lease
from syndicate.pipeline.publish.waves import waves
from tests.conftest import files_below
from tests.object_server import Handler, Objects

NOW = datetime(2026, 11, 23, tzinfo=UTC)
URL = "s3://news-bucket/news"
SETTINGS = f"""site: {{title: T, url: https://e.org/news, authors: [A]}}
output: {URL}
cache_control:
  rss: max-age=300
feeds:
  - {{format: rss, path: rss.xml, page_size: 3, limit: 9}}
  - {{format: atom, path: "topics/{{topic}}.xml", each: topic}}
  - {{format: amp-sitemap, path: sitemap.xml.gz}}
"""
WITHOUT_TOPICS = re.sub(r".*atom.*\n", "", SETTINGS)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "syndicate.yaml").write_text(SETTINGS)
    for number in range(10):
        write(tmp_path, number)
    return tmp_path


def write(site: Path, number: int, title: str = "Old") -> None:
    head = f"---\ntitle: {title} {number}\ndate: 2026-01-{number + 1:02}\ntopics: [t{number % 3}]\nurl: https://e.org/{number}\n---\nText\n"
    (site / f"{number}.md").write_text(head)


def go(site: Path, **more: Any) -> Report:
    return export(site, now=NOW, output=URL, **more)


def states(report: Report) -> set[str]:
    return {file.state for file in report.files}


def published(objects: Objects) -> dict[str, bytes]:
    return {key.removeprefix("news/"): body for key, body in objects.all().items()}


def named(body: bytes) -> set[str]:
    """Return the documents of ours that *body* points at."""
    text = (gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body).decode()
    return set(re.findall(r"https://e\.org/news/([\w./-]+\.xml(?:\.gz)?)", text))


def assert_whole(there: dict[str, bytes], old: dict[str, bytes], new: dict[str, bytes]) -> None:
    """Each object is old or new, and none that is new points at one that is not."""
    for path, body in there.items():
        if path == lease.NAME:
            continue
        assert body in (old.get(path), new.get(path)), f"{path} is neither old nor new"
        if body != old.get(path):
            for other in named(body):
                assert there.get(other) == new[other], f"{path} is ahead of {other}"


def expected(site: Path, folder: Path) -> dict[str, bytes]:
    export(site, now=NOW, output=folder, record=False)
    return files_below(folder)


def test_a_store_has_the_bytes_that_a_folder_would_have(objects: Objects, site: Path, tmp_path: Path) -> None:
    assert states(go(site)) == {"new"}
    assert published(objects) == expected(site, tmp_path / "folder")


def test_each_document_has_its_type_and_how_long_it_may_be_kept(objects: Objects, site: Path) -> None:
    go(site)
    rss, packed = objects.headers("news/rss.xml"), objects.headers("news/sitemap.xml.gz")
    assert rss["Content-Type"].startswith("application/rss+xml")
    assert rss["Cache-Control"] == "max-age=300"
    assert packed["Content-Type"] == "application/gzip"
    assert "Content-Encoding" not in packed
    assert "Cache-Control" not in packed


@pytest.mark.parametrize("more", ["", "index: kept.sqlite3\n"])
def test_where_nothing_has_changed_the_bucket_is_listed_and_nothing_sent(
    objects: Objects, site: Path, more: str
) -> None:
    (site / "syndicate.yaml").write_text(SETTINGS + more)
    go(site)
    objects.requests.clear()
    assert states(go(site)) == {"unchanged"}
    assert [re.sub(r"\?.*", "", one) for one in objects.requests] == ["GET /news-bucket"]


def as_kms_has_them(objects: Objects) -> None:
    """Have tags look like MD5 and be none, as those of objects that a store encrypts."""

    def answer(handler: Handler, request: str, body: bytes) -> bool:
        method, path = request.split(" ")
        given = {
            name: turned(value) if name.lower() == "if-match" else value for name, value in handler.headers.items()
        }
        status, headers, found = objects.ask(method, path, body, given)
        headers = {name: turned(value) if name.lower() == "etag" else value for name, value in headers.items()}
        handler.reply(status, headers, turned(found.decode()).encode() if "list-type" in path else found)
        return True

    objects.answer = answer


def turned(text: str) -> str:
    return re.sub(r'(?<=")[0-9a-f]{32}(?=")|(?<=&quot;)[0-9a-f]{32}(?=&quot;)', lambda found: found[0][::-1], text)


def test_where_tags_are_no_digests_a_listing_is_enough_too(objects: Objects, site: Path) -> None:
    as_kms_has_them(objects)
    go(site)
    objects.requests.clear()
    assert states(go(site)) == {"unchanged"}
    assert [re.sub(r"\?.*", "", one) for one in objects.requests] == ["GET /news-bucket"]
    write(site, 9, "New")
    objects.requests.clear()
    go(site)
    assert not [one for one in objects.requests if one.startswith("GET") and "list-type" not in one]


def test_tags_may_have_quotes_in_answers_and_none_in_listings_and_be_wrong_in_answers(objects: Objects) -> None:
    """As Azure has them; and documents are so many that they are listed, to see whether they stand."""

    def answer(handler: Handler, request: str, body: bytes) -> bool:
        method, path = request.split(" ")
        status, headers, found = objects.ask(method, path, body, dict(handler.headers))
        if method == "PUT" and "/7.xml" in path:
            headers["ETag"] = '"wrong"'
        handler.reply(status, headers, found.replace(b"&quot;", b"") if "list-type" in path else found)
        return True

    objects.answer = answer
    for factor, state in ((1, "new"), (1, "unchanged"), (2, "changed")):
        bodies = {f"{number}.xml": b"<a>%d</a>" % (number * factor) for number in range(1, 20)}
        documents = [Document(path=path, media_type="text/xml", body=body) for path, body in bodies.items()]
        assert {file.state for file in publish(documents, URL)} == {state}
    assert published(objects) == bodies


def test_what_another_has_sent_in_place_of_ours_is_found_by_its_tag(objects: Objects, site: Path) -> None:
    as_kms_has_them(objects)
    go(site)
    whole = published(objects)
    objects.put("news/rss.xml", whole["rss.xml"].replace(b"Old 9", b"Hoax9"))
    go(site)
    assert published(objects) == whole


@pytest.mark.parametrize("more", ["", "index: kept.sqlite3\n"])
def test_another_cache_control_alone_sends_the_documents_of_its_format_again(
    objects: Objects, site: Path, more: str
) -> None:
    (site / "syndicate.yaml").write_text(SETTINGS + more)
    go(site)
    (site / "syndicate.yaml").write_text(SETTINGS.replace("max-age=300", "max-age=600") + more)
    changed = {file.path for file in go(site).files if file.state == "changed"}
    assert changed == {path for path in published(objects) if path.startswith("rss")}
    assert objects.headers("news/rss.xml")["Cache-Control"] == "max-age=600"
    assert states(go(site)) == {"unchanged"}
    (site / "syndicate.yaml").write_text(re.sub("cache_control:\n.*\n", "", SETTINGS) + more)
    assert states(go(site)) == {"changed", "unchanged"}
    assert "Cache-Control" not in objects.headers("news/rss.xml")


@pytest.mark.parametrize("against", [[], ["--against", "record"]])
def test_diff_names_the_documents_that_an_export_sends_again_for_their_header(
    objects: Objects, site: Path, capsys: pytest.CaptureFixture[str], against: list[str]
) -> None:
    diff = ["diff", str(site), "--now", "2026-11-23", *against]
    go(site)
    assert main(diff) == 0
    (site / "syndicate.yaml").write_text(SETTINGS.replace("max-age=300", "max-age=600"))
    capsys.readouterr()
    assert main([*diff, "--report", "json"]) == 3
    told = {file["path"]: file["fields"] for file in json.loads(capsys.readouterr().out)["files"] if file["fields"]}
    assert told == {path: ["Cache-Control"] for path in published(objects) if path.startswith("rss")}
    go(site)
    assert main(diff) == 0


@pytest.mark.skipif(os.name == "nt", reason="no process is killed by a signal there")
def test_a_killed_export_forgets_no_header(objects: Objects, site: Path) -> None:
    go(site)
    (site / "syndicate.yaml").write_text(SETTINGS.replace("max-age=300", "max-age=600"))
    process = start(site)

    def kill(_: Handler, request: str, __: bytes) -> bool:
        if request.startswith("PUT") and lease.NAME not in request:
            process.send_signal(signal.SIGKILL)
            return True
        return False

    objects.answer = kill
    process.wait(120)
    objects.answer = None
    go(site)
    headers = [
        objects.headers(f"news/{path}")["Cache-Control"] for path in published(objects) if path.startswith("rss")
    ]
    assert set(headers) == {"max-age=600"}


def test_fifteen_hundred_objects_take_two_requests_to_list(objects: Objects, site: Path) -> None:
    go(site)
    for number in range(1500 - len(objects.all())):
        objects.put(f"news/pages/{number}.html", b"")
    objects.requests.clear()
    assert states(go(site)) == {"unchanged"}
    assert len(objects.requests) == 2


def test_one_changed_article_sends_the_documents_that_it_is_in(objects: Objects, site: Path) -> None:
    go(site)
    write(site, 9, "New")
    objects.requests.clear()
    report = go(site)
    changed = {file.path for file in report.files if file.state == "changed"}
    sent = {one.rpartition("/news/")[2] for one in objects.requests if one.startswith("PUT")}
    assert sent - {lease.NAME} == changed
    assert {"rss.xml", "topics/t0.xml"} <= changed
    assert lease.NAME not in published(objects)


def test_a_dry_run_sends_nothing(objects: Objects, site: Path) -> None:
    assert states(go(site, dry_run=True)) == {"new"}
    assert not objects.all()
    assert {one.partition(" ")[0] for one in objects.requests} == {"GET"}


def test_what_somebody_else_has_changed_is_mended(objects: Objects, site: Path) -> None:
    go(site)
    whole = published(objects)
    objects.put("news/rss.xml", whole["rss.xml"].replace(b"Old 9", b"Hoax9"))
    go(site)
    assert published(objects) == whole


def test_what_no_feed_writes_any_more_is_removed_and_what_is_not_ours_stays(objects: Objects, site: Path) -> None:
    go(site)
    objects.put("news/other.xml", b"mine")
    (site / "syndicate.yaml").write_text(WITHOUT_TOPICS)
    removed = {file.path for file in go(site).files if file.state == "removed"}
    assert removed == {"topics/t0.xml", "topics/t1.xml", "topics/t2.xml"}
    assert not removed & published(objects).keys()
    assert published(objects)["other.xml"] == b"mine"


def test_without_a_record_nothing_is_removed(objects: Objects, site: Path) -> None:
    go(site, record=False)
    (site / "syndicate.yaml").write_text(WITHOUT_TOPICS)
    go(site, record=False)
    assert "topics/t2.xml" in published(objects)


def test_ids_are_learned_from_the_feeds_in_the_bucket_where_there_is_no_record(objects: Objects, site: Path) -> None:
    go(site)
    (site / "syndicate.record").unlink()
    before = published(objects)["topics/t0.xml"].replace(b"<id>https://e.org/0</id>", b"<id>tag:before.org,2020:0</id>")
    assert b"<id>tag:before.org,2020:0</id>" in before
    objects.put("news/topics/t0.xml", before)
    go(site)
    assert published(objects)["topics/t0.xml"] == before


@pytest.mark.usefixtures("objects")
def test_a_listener_is_told_the_url_and_no_folder(site: Path) -> None:
    (site / "hears.py").write_text(
        "from pathlib import Path\nfrom syndicate import hookimpl\n\n@hookimpl\ndef syndicate_exported(exported):\n"
        f"    Path({str(site / 'told')!r}).write_text(f'{{exported.directory!r}} {{exported.location}}')\n"
    )
    (site / "syndicate.yaml").write_text(SETTINGS + "plugins: [./hears.py]\n")
    go(site)
    assert (site / "told").read_text() == f"'' {URL}"


def run(site: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "syndicate", *command, "--now", "2026-11-23"],
        check=False, cwd=site, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def test_the_command_exports_to_the_place_in_the_settings_and_diff_compares_with_it(
    objects: Objects, site: Path
) -> None:
    done = run(site, "export")
    assert done.returncode == 0, done.stderr
    assert f"files in {URL}" in done.stdout
    assert run(site, "diff").returncode == 0
    write(site, 9, "New")
    different = run(site, "diff")
    assert different.returncode == 3, different.stderr
    assert "New 9" in different.stdout
    assert b"New 9" not in published(objects)["rss.xml"]


def test_credentials_stand_in_no_message_and_in_no_file(objects: Objects, site: Path) -> None:
    assert run(site, "export").returncode == 0
    body = b"<Error><Code>AccessDenied</Code><Message>AKIDOFATEST</Message></Error>"

    def refuse(handler: Handler, _: str, __: bytes) -> bool:
        handler.reply(403, {}, body)
        return True

    objects.answer = refuse
    refused = run(site, "export", "--verbose")
    assert refused.returncode == 1
    assert f"{URL}: access is denied (403 AccessDenied)" in refused.stderr
    for text in (refused.stderr.encode(), *(path.read_bytes() for path in site.rglob("*") if path.is_file())):
        assert b"AKIDOFATEST" not in text
        assert b"secret-of-a-test" not in text


def test_credentials_are_found_where_the_provider_s_own_tools_have_them(
    objects: Objects, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "aws-credentials"
    file.write_text("[default]\naws_access_key_id = AKIDOFAFILE\naws_secret_access_key = s\n")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(file))
    seen: list[str] = []

    def listen(handler: Handler, _: str, __: bytes) -> bool:
        seen.append(handler.headers["Authorization"])
        return False

    objects.answer = listen
    go(site)
    assert all("AKIDOFAFILE" in one for one in seen)


@pytest.mark.parametrize(
    "config",
    [
        "[default]\nendpoint_url = {server}\n",
        "[default]\nendpoint_url = http://127.0.0.1:9\nservices = ours\n[services ours]\ns3 =\n  endpoint_url = {server}\n",
    ],
)
def test_the_server_is_the_one_that_the_profile_names(
    objects: Objects, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, config: str
) -> None:
    file = tmp_path / "aws-config"
    file.write_text(config.format(server=objects.environment["AWS_ENDPOINT_URL"]))
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(file))
    go(site)
    assert any(request.startswith("PUT ") for request in objects.requests)


def test_the_environment_goes_before_the_profile(
    objects: Objects, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "aws-config"
    file.write_text("[default]\nendpoint_url = http://127.0.0.1:9\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(file))
    go(site)
    assert any(request.startswith("PUT ") for request in objects.requests)


@pytest.mark.parametrize(
    "url", ["s3://", "s3://key:secret@bucket/news", "s3://bucket/news?x=1", "s3://bucket//news", "s3://bucket/a/../b"]
)
def test_a_url_that_is_no_bucket_and_place_is_refused_where_it_stands(site: Path, url: str) -> None:
    (site / "syndicate.yaml").write_text(SETTINGS.replace(URL, url))
    with pytest.raises(SettingsError, match=r"syndicate\.yaml:2:9: output: 's3.*; write e\.g\. s3://bucket/news"):
        export(site, now=NOW)


SECRET = [
    "s3://key:hush@bucket/news",
    "s3://bucket/news?X-Amz-Signature=hush",
    "s3://bucket/news#hush",
    "S3://key:hush@bucket/news",
    "s3:/key:hush@bucket/news",
    "https://key:hush@bucket.example/news",
    "https://bucket.example/news?X-Amz-Signature=hush",
]


@pytest.mark.parametrize("url", SECRET)
@pytest.mark.parametrize("how", ["output", "paths", "--output", "check", "watch", "diff", "python"])
def test_what_is_secret_in_a_url_stands_in_no_message_and_in_no_file(
    site: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, url: str, how: str
) -> None:
    text = SETTINGS.replace(URL, "public")
    if how in ("output", "paths"):
        text = SETTINGS.replace(URL, url) if how == "output" else f"source: {{paths: ['{url}']}}\n{text}"
    (site / "syndicate.yaml").write_text(text)
    monkeypatch.chdir(site)
    if how == "python":
        with pytest.raises(UsageError) as raised:
            export(site, now=NOW, output=url)
        told = str(raised.value)
    else:
        given = {"--output": ["--output", url], "check": [url], "watch": [url], "diff": ["--output", url]}.get(how, [])
        command = how if how in ("check", "watch", "diff") else "export"
        assert main([command, *given, *(["-vv"] if command == "export" else [])]) in (1, 2)
        told = "".join(capfd.readouterr())
    assert "hush" not in told
    assert not [path for path in site.rglob("*") if "hush" in str(path)]


def test_an_endpoint_that_is_no_address_is_said_without_it(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "key:hush@server")
    with pytest.raises(UsageError, match=r"AWS_ENDPOINT_URL is no address of a server; write e\.g\.") as raised:
        go(site)
    assert "hush" not in str(raised.value)


def test_a_cache_control_of_no_format_is_refused(site: Path) -> None:
    (site / "syndicate.yaml").write_text(SETTINGS.replace("  rss: max", "  rsss: max"))
    with pytest.raises(SettingsError, match=r"cache_control\.rsss.*did you mean 'rss'"):
        export(site, now=NOW)


def test_a_place_in_a_store_that_was_made_a_path_is_refused(site: Path) -> None:
    with pytest.raises(UsageError, match="which a Path loses: s3:"):
        export(site, now=NOW, output=Path(URL))


def test_without_the_library_a_sentence_says_what_to_install(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "obstore", None)
    with pytest.raises(UsageError, match=r"pip install 'syndicate-feeds\[cloud\]', or name a folder"):
        go(site)


def test_an_export_to_a_folder_imports_nothing_of_it(site: Path) -> None:
    code = (
        "import sys; from syndicate.cli.main import main\n"
        "try: main(['export', '--output', 'public', '--now', '2026-11-23'])\n"
        "except SystemExit: pass\n"
        "print([name for name in sys.modules if name.startswith(('obstore', 'boto', 'syndicate.files.objects', "
        "'syndicate.pipeline.publish.store_target', 'syndicate.pipeline.publish.lease'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, cwd=site, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]", done.stderr


# What goes wrong


def old_and_new(objects: Objects, site: Path, tmp_path: Path) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Publish, change all articles, and return what stands and what is to stand."""
    go(site)
    old = published(objects)
    for number in range(13):
        write(site, number, "New")
    return old, expected(site, tmp_path / "folder")


def start(site: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "syndicate", "export", "--now", "2026-11-23"]
    return subprocess.Popen(command, cwd=site, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.mark.skipif(os.name == "nt", reason="no process is killed by a signal there")
@pytest.mark.parametrize("begun", ["from an old one", "from nothing"])
def test_a_killed_export_leaves_each_object_old_or_new_and_the_next_mends_it(
    objects: Objects, site: Path, tmp_path: Path, begun: str
) -> None:
    is_first = begun == "from nothing"
    if is_first:
        old, new = dict[str, bytes](), expected(site, tmp_path / "folder")
    else:
        old, new = old_and_new(objects, site, tmp_path)
    record = (site / "syndicate.record").read_bytes() if not is_first else b""
    for moment in range(1, 31):
        objects.begin()
        for path, body in old.items():
            objects.put(f"news/{path}", body)
        for left in (".syndicate/index.sqlite3", "syndicate.record"):
            (site / left).unlink(missing_ok=True)
        if record:
            (site / "syndicate.record").write_bytes(record)
        process = start(site)

        def kill(_: Handler, __: str, ___: bytes, process: Any = process, moment: int = moment) -> bool:
            if len(objects.requests) == moment:
                process.send_signal(signal.SIGKILL)
            return False

        objects.answer = kill
        process.wait()
        time.sleep(0.05)  # what is on its way arrives
        objects.answer = None
        assert_whole(published(objects), old, new)
        go(site)
        assert published(objects) == new, f"not mended after a kill at request {moment}"


def test_two_exports_at_once_end_with_what_one_of_them_would_write(
    objects: Objects, site: Path, tmp_path: Path
) -> None:
    old, new = old_and_new(objects, site, tmp_path)
    both = [start(site), start(site)]
    assert [process.wait(120) for process in both] == [0, 0]
    assert published(objects) == new != old
    go(site)
    assert published(objects) == new


def test_who_is_overtaken_between_listing_and_sending_begins_again(
    objects: Objects, site: Path, tmp_path: Path
) -> None:
    _, new = old_and_new(objects, site, tmp_path)
    is_told = Event()

    def overtake(_: Handler, request: str, __: bytes) -> bool:
        if request.startswith("PUT") and not is_told.is_set():
            is_told.set()
            objects.put("news/rss.xml", b"<rss>another's</rss>")
        return False

    objects.answer = overtake
    go(site)
    assert published(objects) == new
    listings = [one for one in objects.requests if one.startswith("GET /news-bucket?")]
    assert len(listings) >= 4


def test_a_lease_that_another_export_holds_is_waited_for(objects: Objects, site: Path) -> None:
    objects.put(f"news/{lease.NAME}", b'{"machine":"another","pid":1,"run":"x","count":1}')
    done = Thread(target=go, args=(site,))
    done.start()
    done.join(1.5)
    assert done.is_alive()
    assert set(published(objects)) == {lease.NAME}
    objects.ask("DELETE", f"/news-bucket/news/{lease.NAME}")
    done.join(60)
    assert "rss.xml" in published(objects)


def test_a_lease_that_nobody_renews_is_taken_over(
    objects: Objects, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "_LASTS_SECONDS", 0.2)
    objects.put(f"news/{lease.NAME}", b'{"machine":"another","pid":1,"run":"x","count":1}')
    go(site)
    assert "rss.xml" in published(objects)
    assert lease.NAME not in published(objects)


def test_who_may_not_delete_leaves_a_lease_that_anybody_takes_at_once(
    objects: Objects, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deny(handler: Handler, request: str, _: bytes) -> bool:
        if is_denied := "?delete" in request:
            handler.reply(403, {}, b"<Error><Code>AccessDenied</Code></Error>")
        return is_denied

    objects.answer = deny
    go(site)
    free = published(objects)[lease.NAME]
    assert go(site).files
    assert published(objects)[lease.NAME] == free  # where nothing is sent, nobody takes it
    monkeypatch.setattr(lease, "_PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr(lease, "_machine", lambda: "another")
    write(site, 0, "New")
    assert "changed" in states(go(site))


def test_who_has_lost_the_lease_sends_no_more(objects: Objects, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "_RENEWED_SECONDS", 0.0)

    def take(_: Handler, request: str, __: bytes) -> bool:
        if request.startswith("PUT") and lease.NAME not in request:
            objects.put(f"news/{lease.NAME}", b'{"machine":"another","pid":1,"run":"x","count":1}')
        return False

    objects.answer = take
    monkeypatch.setattr(lease, "_PATIENCE_SECONDS", 0.0)
    with pytest.raises(PublishError, match="another export has been publishing there"):
        go(site)
    assert "rss.xml" not in published(objects)


@pytest.mark.parametrize("verb", ["GET", "PUT"])
@pytest.mark.parametrize(
    ("status", "headers"), [(500, {}), (503, {"Retry-After": "1"}), (503, {}), (429, {"Retry-After": "1"})]
)
def test_a_request_that_fails_for_a_moment_is_made_again(
    objects: Objects, site: Path, tmp_path: Path, verb: str, status: int, headers: dict[str, str]
) -> None:
    _, new = old_and_new(objects, site, tmp_path)
    failed: set[str] = set()

    def fail(handler: Handler, request: str, _: bytes) -> bool:
        if request.startswith(verb) and len(failed) < 6 and request not in failed:
            failed.add(request)
            handler.reply(status, dict(headers), b"<Error><Code>SlowDown</Code></Error>")
            return True
        return False

    objects.answer = fail
    go(site)
    assert failed
    assert published(objects) == new


@pytest.mark.parametrize("refusal", [None, (400, "InvalidArgument"), (501, "NotImplemented")])
def test_a_store_without_conditional_writes_is_refused_at_once_and_nothing_is_sent(
    objects: Objects, site: Path, refusal: tuple[int, str] | None
) -> None:
    def answer(handler: Handler, request: str, body: bytes) -> bool:
        if not request.startswith("PUT"):
            return False
        if refusal:
            handler.reply(refusal[0], {}, f"<Error><Code>{refusal[1]}</Code></Error>".encode())
        else:
            given = {name: value for name, value in handler.headers.items() if not name.lower().startswith("if-")}
            handler.reply(*objects.ask("PUT", request.split()[1], body, given))
        return True

    objects.answer = answer
    with pytest.raises(PublishError, match="the store knows no conditional writes, and two exports could not be kept"):
        go(site)
    assert not objects.all()
    assert sum(one.startswith("PUT") for one in objects.requests) == (1 if refusal else 2)


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (409, "BlobImmutableDueToPolicy", "something bars it from being written (409 BlobImmutableDueToPolicy)"),
        (412, "LeaseIdMissing", "something bars it from being written (412 LeaseIdMissing), e.g. a lease"),
        (400, "InvalidRequest", "the bucket locks objects, and wants checksums (400 InvalidRequest); set AWS_CHECKSUM"),
        (403, "QuotaExceeded", "the store is full (403 QuotaExceeded); make room there"),
        (507, "XMinioStorageFull", "the store is full (507 XMinioStorageFull); make room there"),
    ],
)
def test_what_bars_a_document_from_being_written_is_told_from_another_export(
    objects: Objects, site: Path, monkeypatch: pytest.MonkeyPatch, status: int, code: str, words: str
) -> None:
    monkeypatch.setattr("syndicate.files.objects.store.RETRY_SECONDS", 0.5)
    said = "<Message>Content-MD5 is required with Object Lock parameters</Message>" if status == 400 else ""

    def answer(handler: Handler, request: str, _: bytes) -> bool:
        if not request.startswith("PUT"):
            return False
        handler.reply(status, {}, f"<Error><Code>{code}</Code>{said}</Error>".encode())
        return True

    objects.answer = answer
    with pytest.raises(PublishError, match=re.escape(words)) as found:
        go(site)
    assert str(found.value).endswith(" (nothing had been sent)")


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (r"news/topics/t\d\.xml", r"access is denied \(AccessDenied\)"),
        ("another.xml", "the store answers what nobody"),  # which is a key that nobody asked about
    ],
)
def test_a_removal_that_is_denied_is_said_and_made_up_for(objects: Objects, site: Path, key: str, words: str) -> None:
    go(site)
    (site / "syndicate.yaml").write_text(WITHOUT_TOPICS)

    def deny(handler: Handler, request: str, body: bytes) -> bool:
        if "?delete" not in request:
            return False
        asked = re.search(key, body.decode())
        said = f"<Key>{asked[0] if asked else key}</Key><Code>AccessDenied</Code><Message>no</Message>"
        handler.reply(200, {}, f"<DeleteResult><Error>{said}</Error></DeleteResult>".encode())
        return True

    objects.answer = deny
    with pytest.raises(PublishError, match=rf"topics/t\d\.xml: {words}"):
        go(site)
    objects.answer = None
    assert {file.path for file in go(site).files if file.state == "removed"} == {f"topics/t{n}.xml" for n in range(3)}


def test_a_store_that_goes_on_failing_is_named_and_left_whole(
    objects: Objects, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syndicate.files.objects.store._RETRIES", 1)
    old, new = old_and_new(objects, site, tmp_path)

    def fail(handler: Handler, request: str, _: bytes) -> bool:
        if request.startswith("PUT") and "rss.xml" in request:
            handler.reply(503, {}, b"<Error><Code>SlowDown</Code></Error>")
            return True
        return False

    objects.answer = fail
    with pytest.raises(
        PublishError, match=r"news/rss\.xml: the store answers 503 SlowDown.* of \d+ changed documents had been sent"
    ):
        go(site)
    objects.answer = None
    assert_whole(published(objects), old, new)
    go(site)
    assert published(objects) == new


def test_a_store_that_does_not_answer_is_named(objects: Objects, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("syndicate.files.objects.store.TIMEOUT_SECONDS", 0.3)
    monkeypatch.setattr("syndicate.files.objects.store._RETRIES", 1)
    objects.answer = lambda _, __, ___: Event().wait(1)
    with pytest.raises(PublishError, match="does not answer in time"):
        go(site)


def test_a_store_that_says_it_has_what_it_has_not_is_found_out_before_anything_points_there(
    objects: Objects, site: Path, tmp_path: Path
) -> None:
    new = expected(site, tmp_path / "folder")

    def lie(handler: Handler, request: str, _: bytes) -> bool:
        if request.startswith("PUT") and "rss-3.xml" in request:
            handler.reply(200, {"ETag": '"5d41402abc4b2a76b9719d911017c592"'}, b"")
            return True
        return False

    objects.answer = lie
    with pytest.raises(PublishError, match=r"rss-3\.xml: the store has taken it, and does not have it"):
        go(site)
    objects.answer = None
    assert_whole(published(objects), {}, new)
    assert "rss.xml" not in published(objects)
    go(site)
    assert published(objects) == new


def test_bytes_that_come_in_part_are_not_taken_for_the_whole(
    objects: Objects, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syndicate.files.objects.store._RETRIES", 1)
    go(site)
    whole = published(objects)
    objects.put("news/rss.xml", whole["rss.xml"].replace(b"Old 9", b"Hoax9"))

    def cut(handler: Handler, request: str, _: bytes) -> bool:
        if request.startswith("GET /news-bucket/news/rss.xml"):
            handler.reply(
                200,
                {"Content-Length": "9000", "ETag": '"x"', "Last-Modified": "Mon, 23 Nov 2026 00:00:00 GMT"},
                b"<rss",
            )
            handler.close_connection = True
            return True
        return False

    objects.answer = cut
    with pytest.raises(PublishError, match=r"news.*; export again"):
        go(site)
    objects.answer = None
    go(site)
    assert published(objects) == whole


@pytest.mark.usefixtures("objects")
def test_a_bucket_that_is_not_there_is_named(site: Path) -> None:
    with pytest.raises(PublishError, match=r"s3://no-bucket/x: there is no such bucket"):
        export(site, now=NOW, output="s3://no-bucket/x")


def test_documents_are_published_by_hand_too(objects: Objects) -> None:
    document = Document(path="a/b ä.xml", media_type="text/xml", body=b"<a/>")
    assert publish([document], URL)[0].state == "new"
    assert published(objects) == {"a/b ä.xml": b"<a/>"}
    assert publish([document], URL)[0].state == "unchanged"


# The order


@pytest.mark.parametrize(
    ("bodies", "new", "order"),
    [
        ({"i.xml": b"<loc>https://e.org/s/1.xml</loc>", "s/1.xml": b""}, "i.xml s/1.xml", [["s/1.xml"], ["i.xml"]]),
        ({"a.xml": b"https://e.org/a.xml", "b.xml": b""}, "", [["a.xml", "b.xml"]]),
        ({"a.xml": b"x/b.xml", "b.xml": b"x/c.xml", "c.xml": b""}, "", [["c.xml"], ["b.xml"], ["a.xml"]]),
        ({"a.xml": b"x/b.xml", "b.xml": b"x/a.xml"}, "b.xml", [["b.xml"], ["a.xml"]]),
        ({"a.xml": b"x/b.xml", "b.xml": b"x/a.xml"}, "a.xml b.xml", [["b.xml"], ["a.xml"]]),
        ({"a.xml": b'"/b%20c.xml"', "b c.xml": b""}, "", [["b c.xml"], ["a.xml"]]),
        ({"a.gz": gzip.compress(b"<loc>https://e.org/b.xml</loc>"), "b.xml": b""}, "", [["b.xml"], ["a.gz"]]),
    ],
)
def test_nothing_is_sent_before_what_it_points_at(bodies: dict[str, bytes], new: str, order: list[list[str]]) -> None:
    read = {path: lambda body=body: body for path, body in bodies.items()}
    assert list(waves(read, frozenset(new.split()))) == order


def test_feeds_with_a_stylesheet_are_called_xml_so_that_browsers_show_it(site: Path, objects: Objects) -> None:
    (site / "syndicate.yaml").write_text(f"stylesheet: true\n{SETTINGS}")
    go(site)
    called = {name: objects.headers(f"news/{name}")["Content-Type"] for name in published(objects) if "/" not in name}
    assert called["rss.xml"] == "application/xml"
    assert (called["feeds.html"], called["feeds.css"]) == ("text/html", "text/css")
    assert b'href="../feeds.css"' in published(objects)["topics/t1.xml"]
    (site / "syndicate.yaml").write_text(SETTINGS)
    go(site)
    assert not {"feeds.html", "feeds.css"} & published(objects).keys()
    assert objects.headers("news/rss.xml")["Content-Type"] == "application/rss+xml"
