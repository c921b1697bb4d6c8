"""gs:// and az:// are read as s3:// is: moto's objects, asked for in the words of the other providers."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import md5
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from syndicate import Document, PublishError, export, publish
from tests.object_server import Handler, Objects

BODY = b"---\ntitle: Tides\ndate: 2026-01-01\nurl: https://e.org/tides\n---\nText.\n"


def as_google(objects: Objects, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lead obstore to the server, which its XML API is like, but for a hyphen that it encodes."""
    account = {"gcs_base_url": objects.environment["AWS_ENDPOINT_URL"], "disable_oauth": True}
    account |= {"client_email": "", "private_key": "", "private_key_id": ""}
    (folder / "account").write_text(json.dumps(account))
    monkeypatch.setenv("GOOGLE_SERVICE_ACCOUNT", str(folder / "account"))

    generations: dict[str, int] = {}  # which no listing tells of

    def answer(handler: Handler, request: str, body: bytes) -> bool:
        method, path = request.replace("%2D", "-").replace("%2E", ".").split(" ")
        wanted = handler.headers.get("x-goog-if-generation-match")
        with objects.lock:
            if wanted is not None and int(wanted) != generations.get(path, 0):
                handler.reply(412, {}, b"<Error><Code>PreconditionFailed</Code></Error>")
                return True
            status, headers, found = objects.ask(method, path, body)
            if method == "PUT":
                generations[path] = len(objects.requests)
            elif method == "DELETE":
                del generations[path]
        handler.reply(status, {**headers, "x-goog-generation": str(generations.get(path, 1))}, found)
        return True

    objects.answer = answer


def as_azure(objects: Objects, _: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("ACCOUNT_NAME", "account"), ("SKIP_SIGNATURE", "true")):
        monkeypatch.setenv(f"AZURE_STORAGE_{name}", value)
    monkeypatch.setenv("AZURE_SKIP_SIGNATURE", "true")
    monkeypatch.setenv("AZURE_ENDPOINT", objects.environment["AWS_ENDPOINT_URL"])

    def answer(handler: Handler, request: str, body: bytes) -> bool:
        if "comp=list" not in request:
            method, path = request.split(" ")
            handler.reply(*objects.ask(method, path, body))
            return True
        blobs = "".join(
            f"<Blob><Name>{escape(key)}</Name><Properties><Last-Modified>Wed, 21 Oct 2015 07:28:00 GMT</Last-Modified>"
            f"<Content-Length>{len(found)}</Content-Length><Content-Type>text/plain</Content-Type><Etag>{md5(found).hexdigest()}</Etag></Properties></Blob>"
            for key, found in sorted(objects.all().items())
        )
        text = f"<EnumerationResults><Prefix></Prefix><Blobs>{blobs}</Blobs><NextMarker/></EnumerationResults>"
        handler.reply(200, {"Content-Type": "application/xml"}, text.encode())
        return True

    objects.answer = answer


@pytest.mark.parametrize(("scheme", "words"), [("gs", as_google), ("az", as_azure)])
def test_articles_are_read_and_those_that_are_the_same_are_not_fetched_again(
    objects: Objects,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    scheme: str,
    words: Callable[[Objects, Path, pytest.MonkeyPatch], None],
) -> None:
    objects.put("content/tides.md", BODY)
    words(objects, tmp_path, monkeypatch)
    (tmp_path / "syndicate.yaml").write_text(
        "site: {title: T, url: https://e.org/}\nindex: kept.sqlite3\noutput: public\n"
        f"source: {{paths: '{scheme}://news-bucket/content/**/*.md'}}\nfeeds: [{{format: json}}]\n"
    )
    for is_first in (True, False):
        objects.requests.clear()
        report = export(tmp_path, now=datetime(2026, 11, 23, tzinfo=UTC), output=tmp_path / "public")
        assert report.read_count == 1
        assert any("tides" in one for one in objects.requests) is is_first
    assert "https://e.org/tides" in (tmp_path / "public" / "feed.json").read_text()


def test_documents_are_sent_to_google_and_those_that_have_changed_are_sent_again(
    objects: Objects, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_google(objects, tmp_path, monkeypatch)
    for factor, state in ((1, "new"), (1, "unchanged"), (2, "changed")):
        bodies = {f"{number}.xml": b"<a>%d</a>" % (number * factor) for number in range(1, 4)}
        documents = [Document(path=path, media_type="text/xml", body=body) for path, body in bodies.items()]
        assert {file.state for file in publish(documents, "gs://news-bucket/news")} == {state}
    assert objects.all() == {f"news/{path}": body for path, body in bodies.items()}


@pytest.mark.parametrize(
    ("scheme", "given", "words"),
    [
        ("az", {}, "no credentials that hold are found"),
        ("az", {"AZURE_STORAGE_ACCOUNT_NAME": "a", "AZURE_STORAGE_ACCOUNT_KEY": "no key"}, "no credentials that hold"),
        ("gs", {"GOOGLE_APPLICATION_CREDENTIALS": "/nowhere.json"}, "no credentials that hold are found"),
        ("gs", {"GOOGLE_SERVICE_ACCOUNT_KEY": "{}"}, "no credentials that hold are found"),
    ],
)
def test_credentials_that_are_missing_or_none_are_said(
    monkeypatch: pytest.MonkeyPatch, scheme: str, given: dict[str, str], words: str
) -> None:
    for name in [name for name in os.environ if name.startswith(("AZURE_", "GOOGLE_"))]:
        monkeypatch.delenv(name)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(PublishError, match=f"^{scheme}://news/x: {words}") as found:
        publish([Document(path="a.xml", media_type="text/xml", body=b"<a/>")], f"{scheme}://news/x")
    assert "no key" not in str(found.value)


def test_a_container_that_is_not_there_is_named(
    objects: Objects, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_azure(objects, tmp_path, monkeypatch)

    def missing(handler: Handler, _: str, __: bytes) -> bool:
        handler.reply(404, {}, b"<Error><Code>ContainerNotFound</Code></Error>")
        return True

    objects.answer = missing
    with pytest.raises(PublishError, match=r"^az://news/x: there is no such bucket; make it, or correct the name"):
        publish([Document(path="a.xml", media_type="text/xml", body=b"<a/>")], "az://news/x")
