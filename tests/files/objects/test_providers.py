"""gs:// and az:// are read as s3:// is: moto's objects, asked for in the words of the other providers."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import md5
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from syndicate import export
from tests.object_server import Handler, Objects

BODY = b"---\ntitle: Tides\ndate: 2026-01-01\nurl: https://e.org/tides\n---\nText.\n"


def as_google(objects: Objects, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lead obstore to the server, which its XML API is like, but for a hyphen that it encodes."""
    account = {"gcs_base_url": objects.environment["AWS_ENDPOINT_URL"], "disable_oauth": True}
    account |= {"client_email": "", "private_key": "", "private_key_id": ""}
    (folder / "account").write_text(json.dumps(account))
    monkeypatch.setenv("GOOGLE_SERVICE_ACCOUNT", str(folder / "account"))

    def answer(handler: Handler, request: str, body: bytes) -> bool:
        method, path = request.split(" ")
        handler.reply(*objects.ask(method, path.replace("%2D", "-"), body))
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
    objects: Objects, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str, words: object
) -> None:
    objects.put("content/tides.md", BODY)
    assert callable(words)
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
