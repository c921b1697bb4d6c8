"""An S3 server on loopback: moto's own, and in front of it a proxy that counts requests, and fails as it is told."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from urllib.parse import quote
from xml.etree import ElementTree as ET

Answer = Callable[["Handler", str, bytes], bool]


class Objects:
    """The buckets of the server; `environment` is what a client finds them by.

    requests  method and path of each, without those that this object makes itself
    answer    answers a request in place of the server, if it returns True
    """

    def __init__(self, moto_port: int) -> None:
        self._moto_port = moto_port
        self.requests: list[str] = []
        self.answer: Answer | None = None
        self.lock = Lock()
        server = _Server(("127.0.0.1", 0), Handler)
        server.objects = self  # type: ignore[attr-defined]
        self.server = server
        self.environment = {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.server_port}",
            "AWS_ACCESS_KEY_ID": "AKIDOFATEST",
            "AWS_SECRET_ACCESS_KEY": "secret-of-a-test",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "no_proxy": "127.0.0.1",
        }
        Thread(target=server.serve_forever, daemon=True).start()

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """Ask moto itself."""
        connection = http.client.HTTPConnection("127.0.0.1", self._moto_port, timeout=30)
        signed = {"Authorization": "AWS4-HMAC-SHA256 Credential=AKIDOFATEST/20260101/us-east-1/s3/aws4_request"}
        connection.request(method, path, body, signed if headers is None else headers)
        found = connection.getresponse()
        answer = found.status, dict(found.getheaders()), found.read()
        connection.close()
        return answer

    def begin(self) -> None:
        """Empty everything, make the bucket, and answer all as it should be."""
        self.answer = None
        self.ask("POST", "/moto-api/reset")
        self.ask("PUT", "/news-bucket")
        self.requests.clear()

    def put(self, path: str, body: bytes) -> None:
        assert self.ask("PUT", f"/news-bucket/{quote(path)}", body)[0] == 200

    def all(self) -> dict[str, bytes]:
        listing = ET.fromstring(self.ask("GET", "/news-bucket?list-type=2")[2])
        keys = [one.text or "" for one in listing.iter() if one.tag.endswith("}Key")]
        return {key: self.ask("GET", f"/news-bucket/{quote(key)}")[2] for key in keys}

    def headers(self, path: str) -> dict[str, str]:
        return {name.title(): value for name, value in self.ask("HEAD", f"/news-bucket/{quote(path)}")[1].items()}


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing: a client that was killed breaks off."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        objects: Objects = self.server.objects  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with objects.lock:
            objects.requests.append(f"{self.command} {self.path}")
        if objects.answer is not None and objects.answer(self, f"{self.command} {self.path}", body):
            return
        self.reply(*objects.ask(self.command, self.path, body, dict(self.headers)))

    do_PUT = do_POST = do_HEAD = do_DELETE = do_GET  # noqa: N815  the server calls them so

    def reply(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response_only(status)
        length = headers.pop("Content-Length", str(len(body)))
        for name, value in headers.items():
            if name.lower() not in ("connection", "transfer-encoding", "content-length"):
                self.send_header(name, value)
        self.send_header("Content-Length", length)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def object_server() -> Iterator[Objects]:
    """Start moto's server, with the proxy before it; both end with the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    moto = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 120
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                assert moto.poll() is None, "moto's server has ended"
                assert time.monotonic() < until, "moto's server does not start"
                time.sleep(0.05)
        objects = Objects(port)
        yield objects
        objects.server.shutdown()
        objects.server.server_close()
    finally:
        moto.terminate()
        moto.wait()
