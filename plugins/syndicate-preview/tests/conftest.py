"""Sites to preview, the pages of one, and a Chromium to look at them with."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

SETTINGS = """
site: {title: The Quay, url: 'https://quay.example/', language: en, timezone: Europe/Berlin, authors: [The Desk]}
source: {paths: [posts], url: '{site_url}/{year}/{slug}/', assets: static}
output: public
content: full
feeds:
  - {format: rss, path: rss.xml}
  - {format: json, path: feed.json, limit: all}
  - {format: amp-sitemap, path: sitemap.xml}
  - {format: atom, each: topic, path: "topics/{topic}.xml", title: "{site}: {topic}"}
"""
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)
TIDES = """---
title: Tides turn
date: 2024-05-01T09:00:00+02:00
author: Ann Lee
topics: [Harbour, Sea]
image: {url: /tide.png, alt: A wave, width: 1, height: 1}
attachments: [{url: /tide.mp3, type: audio/mpeg}]
language: [en]
---
The tide comes in. ![Again](/tide.png) <a href="https://elsewhere.example/">Elsewhere</a>

<script>parent.ran = 1</script>
"""


@pytest.fixture(autouse=True)
def _of_its_own(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
    monkeypatch.delenv("SYNDICATE_PLUGINS", raising=False)


def require(condition: object, reason: str) -> None:
    """Skip where a tool is missing; fail instead where SYNDICATE_REQUIRE_TOOLS=1 says it must be there."""
    if not condition:
        if os.environ.get("SYNDICATE_REQUIRE_TOOLS") == "1":
            pytest.fail(reason)
        pytest.skip(reason)


def make_site(folder: Path, count: int = 2) -> Path:
    """Make a site of *count* articles in *folder*, a picture and a sound, and return it."""
    (folder / "posts").mkdir(parents=True)
    (folder / "static").mkdir()
    (folder / "static" / "tide.png").write_bytes(PIXEL)
    (folder / "static" / "tide.mp3").write_bytes(b"ID3" + bytes(997))
    (folder / "syndicate.yaml").write_text(SETTINGS, encoding="utf-8")
    (folder / "posts" / "tides.md").write_text(TIDES, encoding="utf-8")
    for number in range(1, count):
        head = f"title: Wind {number}\ndate: 2024-04-{number % 28 + 1:02}\ntopics: [Wind]\n"
        (folder / "posts" / f"wind-{number}.md").write_text(f"---\n{head}---\nIt blows.\n", encoding="utf-8")
    (folder / "posts" / "undated.md").write_text("---\ntitle: Undated\n---\nText.\n", encoding="utf-8")
    return folder


@pytest.fixture(name="make_site")
def _make_site() -> Callable[..., Path]:
    return make_site


@pytest.fixture(name="until")
def _until() -> Callable[..., None]:
    return until


@pytest.fixture(name="require")
def _require() -> Callable[[object, str], None]:
    return require


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return make_site(tmp_path / "site")


class Served:
    """A `syndicate preview` of its own process; `url` is the first one, `origin` what all begin with."""

    def __init__(self, folder: Path, *options: str) -> None:
        command = [sys.executable, "-m", "syndicate", "preview", str(folder), "--no-open", *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            said = self.end()[1]
            raise AssertionError(said)
        self.url = line.removeprefix("preview: ").strip()
        self.origin = self.url.partition("/?")[0]

    def end(self) -> tuple[str, str]:
        """End the process, and return what it has said."""
        with suppress(ProcessLookupError):
            self.process.terminate()
        try:
            return self.process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.communicate()


@pytest.fixture
def serve() -> Iterator[Callable[..., Served]]:
    """Return what starts a preview; all end with the test."""
    started: list[Served] = []

    def start(folder: Path, *options: str) -> Served:
        started.append(Served(folder, *options))
        return started[-1]

    yield start
    for served in started:
        served.end()


class Chromium:
    """A headless Chromium, driven by the Chrome DevTools Protocol; no name but 127.0.0.1 leads anywhere."""

    def __init__(self, program: str, profile: Path) -> None:
        from websockets.sync.client import connect

        options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
        options += ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--remote-debugging-port=0"]
        command = [program, *options, f"--user-data-dir={profile}", "about:blank"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        port_file = profile / "DevToolsActivePort"
        until(lambda: port_file.exists() and len(port_file.read_text().split()) == 2)
        port, path = port_file.read_text().split()
        self._open = ExitStack()
        self._socket = self._open.enter_context(connect(f"ws://127.0.0.1:{port}{path}", max_size=None, open_timeout=60))
        self._last = 0
        self.events: list[dict[str, Any]] = []
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **given: Any) -> dict[str, Any]:
        return self._call(method, session=self._session, **given)

    def _call(self, method: str, session: str | None = None, **given: Any) -> dict[str, Any]:
        self._last += 1
        message = {"id": self._last, "method": method, "params": given} | ({"sessionId": session} if session else {})
        self._socket.send(json.dumps(message))
        while True:
            answer = json.loads(self._socket.recv(timeout=120))
            if answer.get("id") == self._last:
                assert "error" not in answer, answer
                result: dict[str, Any] = answer["result"]
                return result
            self.events.append(answer)

    def open(self, url: str) -> None:
        """Open *url*, and wait until it is there with all that it loads."""
        self.call("Page.navigate", url=url)
        until(lambda: self.run("location.href !== 'about:blank' && document.readyState === 'complete'"))

    def run(self, code: str) -> Any:
        """Return the value of the expression *code*, once it is settled."""
        given = {"expression": code, "awaitPromise": True, "returnByValue": True}
        try:
            answer = self.call("Runtime.evaluate", **given)
        except AssertionError as error:
            if "navigated" not in str(error):
                raise
            return self.run(code)  # the page went while it was asked: the one that came answers
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def press(self, key: str, code: int = 0) -> None:
        """Press *key*, and let it go."""
        text = {"text": key} if len(key) == 1 else {"text": "\r"} if key == "Enter" else {}
        self.call("Input.dispatchKeyEvent", type="keyDown", key=key, windowsVirtualKeyCode=code, **text)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)

    def look(self, width: int, height: int, scheme: str) -> None:
        """Let the window be *width* by *height* pixels, and the system's colours those of *scheme*: light or dark."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.call("Emulation.setDeviceMetricsOverride", **size)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def picture(self) -> bytes:
        """Return a PNG of what is seen."""
        return b64decode(self.call("Page.captureScreenshot", format="png")["data"])

    def end(self) -> None:
        with suppress(Exception):
            self._call("Browser.close")
        self._open.close()
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def until(is_so: Callable[[], object], seconds: float = 60) -> None:
    """Wait until *is_so*."""
    end = monotonic() + seconds
    while not is_so():
        assert monotonic() < end, "it did not come"
        sleep(0.05)


@pytest.fixture(scope="session")
def chromium_program() -> str:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    require(program, "Chromium is not installed")
    assert program
    return program


@pytest.fixture
def chromium(chromium_program: str, tmp_path: Path) -> Iterator[Chromium]:
    browser = Chromium(chromium_program, tmp_path / "profile")
    yield browser
    browser.end()
