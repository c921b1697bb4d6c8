"""Every command of README and of the plugins' READMEs is run, word for word, by a shell, in a folder as they describe it.

So are those in the sentences of the handbook; its blocks are run by examples/test_handbook_pages.py. Lines that install, and
commands of the hosts, are run by the tests of the hosts and of the plugins.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from syndicate.cli.parser import COMMANDS, command_of
from tests.conftest import lay
from tests.examples.stories import DOCS, blocks

ROOT = Path(__file__).parent.parent
READMES = [ROOT / "README.md", *sorted((ROOT / "plugins").glob("*/README.md"))]
PAGES = sorted(DOCS.rglob("*.md"))
RUN_HERE = r"(?:.*\| *)?(?:eval \"\$\()?syndicate .*"
# Lines that install are run in test_readme_install.py, .ci/run and
# hosts/test_readmes.py.
OTHERS = r"python3 -m venv .*|SYNDICATE=.*|pip install .*"
ELSEWHERE = {"syndicate export public/syndicate.jsonl": "hosts/test_hugo.py"}


def commands(path: Path) -> list[str]:
    """Return the commands of the README at *path*: lines of its blocks for shells, and those in its sentences."""
    text = path.read_text(encoding="utf-8")
    shown = [] if path.is_relative_to(DOCS) else re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    lines = [line for block in shown for line in block.replace("\\\n", " ").splitlines()]
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    spans = [re.sub(r"\s+", " ", span) for span in re.findall(r"`([^`]+)`", prose)]
    return [*lines, *(span for span in spans if re.fullmatch(RUN_HERE, span) and not span.startswith("docker"))]


EVERY = {command for path in (*READMES, *PAGES) for command in commands(path)}
FOUND = sorted(command for command in EVERY - ELSEWHERE.keys() if re.fullmatch(RUN_HERE, command))

HEAD = "---\ntitle: Tides\ndate: 2024-01-30\nurl: /tides/\n---\nText.\n"
PAGE = (
    '<html lang="en"><head><title>Tides</title><link rel="canonical" href="https://news.example.org/{0}/">'
    '<meta property="og:site_name" content="The Ledger"><meta property="og:type" content="article">'
    '<meta property="article:published_time" content="2024-01-30T00:00:00Z"><meta name="author" content="Ann Lee">'
    "</head><body><article><h1>Tides</h1><p>Text.</p></article></body></html>"
)
FILES = {
    "_config.yml": "title: The Ledger\nurl: https://news.example.org\nauthor: Ann Lee\n",
    "_posts/2024-01-30-tides.md": "---\ntitle: Tides\n---\nText.\n",
    "content/tides.md": HEAD,
    "_site/index.html": PAGE.format("index"),
    "public/index.html": PAGE.format("index").replace("article:published_time", "x"),
    "output/posts/index.html": PAGE.format("posts").replace("article:published_time", "x"),
    "output/posts/tides/index.html": PAGE.format("posts/tides"),
    "public/tides/index.html": PAGE.format("tides"),
    "shouting.py": next(block.body for block in blocks(DOCS / "plugins" / "index.md") if block.title == "shouting.py"),
    "rss.xml": '<rss version="2.0"><channel><title>A</title><item><title>Tides</title><link>https://example.org/a</link>'
    "<pubDate>Sat, 02 Mar 2024 08:00:00 GMT</pubDate></item></channel></rss>",
    "posts.jsonl": '{"title": "Tides", "slug": "tides", "published_at": "2024-01-30T00:00:00Z"}\n',
    "bin/my-cms": "#!/bin/sh\n"
    """echo '{"title": "Tides", "url": "/tides/", "published_at": "2024-01-30T00:00:00Z"}'\n""",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A site that Jekyll has built, beside it a folder of articles, another one of built pages, and a CMS."""
    lay(tmp_path, FILES)
    (tmp_path / "bin" / "my-cms").chmod(0o755)
    return tmp_path


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    """Serve the folder, and yield where."""
    handler = type("Quiet", (SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def shell(line: str, folder: Path, shell: str = "bash") -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(folder / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return subprocess.run(
        [shell, "-c", line],
        cwd=folder,
        env=environment | {"PATH": path, "SOURCE_DATE_EPOCH": "1717200000"},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def with_plugin(line: str, address: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return *line* for the server at *address* in place of a site on the web, with the plugin that fetches."""
    if "https://example.org/" not in line or not re.search(r"--against|--source feed", line):
        return line
    plugin = ROOT / "plugins" / "syndicate-feed-source"
    monkeypatch.setenv("PYTHONPATH", str(plugin))
    return f"{line.replace('https://example.org', address, 1)} --plugin {plugin}/syndicate_feed_source"


def is_watch(line: str) -> bool:
    return line.startswith("syndicate watch")


def watch(line: str, folder: Path) -> None:
    """Run *line* until it has exported, then end it as Ctrl-C does."""
    pytest.importorskip("watchfiles")
    command = [sys.executable, "-m", *shlex.split(line)]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert any("1 article read" in told for told in process.stdout)
        process.send_signal(signal.SIGINT)
    assert process.returncode == 130


def test_there_are_commands_in_every_readme_that_speaks_of_the_command() -> None:
    assert len(FOUND) >= 14
    for path in READMES:
        assert commands(path) or "syndicate export" not in path.read_text(encoding="utf-8"), path


@pytest.mark.parametrize("line", FOUND)
def test_a_command_of_a_readme_does_what_it_says(
    line: str, folder: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if line == "syndicate export -":  # of what Zola has rendered
        line = f"my-cms | {line} --preset none --title T --site-url https://e.org --author A --output public"
    elif line.startswith("syndicate validate"):
        plugin = ROOT / "plugins" / "syndicate-validate"
        made = folder / "found" / "syndicate_validate-0.dist-info"  # as if it were installed
        made.mkdir(parents=True)
        (made / "METADATA").write_text("Metadata-Version: 2.1\nName: syndicate-validate\nVersion: 0\n")
        (made / "entry_points.txt").write_text("[syndicate.commands]\nvalidate = syndicate_validate.command\n")
        monkeypatch.setenv("PYTHONPATH", f"{plugin}{os.pathsep}{made.parent}")
        monkeypatch.delenv("SYNDICATE_PLUGINS", raising=False)
        assert shell("syndicate export --output public", folder).returncode == 0
    elif "posts.jsonl" in line:
        (folder / "syndicate.yaml").write_text(
            'site: {title: T, url: "https://e.org"}\nsource: {url: "{site_url}/{slug}/"}\n'
        )
    elif line == "syndicate init" or " content" in line:
        (folder / "_config.yml").unlink()
    elif "output/posts" in line:  # a site of Nikola
        (folder / "_config.yml").unlink()
        (folder / "conf.py").write_text('BLOG_TITLE = "The Ledger"\nSITE_URL = "https://news.example.org/"\n')
    if is_watch(line):
        watch(line, folder)
        return
    line = with_plugin(line, address, monkeypatch)
    fish = line.endswith("| source")
    if fish and shutil.which("fish") is None:
        pytest.skip("fish is not installed")
    result = shell(line, folder, "fish" if fish else "bash")
    expected = {0, 3} if line.startswith("syndicate diff") else {0}
    assert (result.returncode in expected, "Traceback" in result.stderr) == (True, False), result.stderr
    if "> atom.xml" in line:
        assert "<title>Tides</title>" in (folder / "atom.xml").read_text()
    elif "--format json" in line:
        told = (folder / "feed.json").read_text() if "> feed.json" in line else result.stdout
        assert json.loads(told)["items"][0]["title"] == "Tides"
    elif "schema" in line:
        assert json.loads(result.stdout)["$schema"]
    elif "--format shouting" in line:
        assert result.stdout == "TIDES\n"
    elif "export" in line and "explain" not in line:
        assert "1 chosen; 4 files in " in result.stdout
    else:
        assert result.stdout or line.startswith("eval") or fish


@pytest.mark.parametrize("name", COMMANDS)
def test_the_examples_of_the_help_work_and_its_groups_fit_a_screen(
    name: str, folder: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = command_of(name)
    lines = [re.split(r" {2,}", line.strip())[0] for line in module.EXAMPLES.strip("\n").splitlines()]
    assert len(lines) in (2, 3)
    (folder / "fish").mkdir()
    (folder / "blog").mkdir()
    for line in lines:
        if name == "init" or " content" in line:
            (folder / "_config.yml").unlink(missing_ok=True)
        if is_watch(line):
            watch(line, folder)
            continue
        run = with_plugin(line.replace("~/.config/fish/completions", "fish"), address, monkeypatch)
        result = shell(run, folder)
        assert result.returncode in ({0, 3} if name == "diff" else {0}), f"{line}: {result.stderr}"
    helped = shell(f"COLUMNS=80 syndicate {name} --help", folder).stdout
    assert all(line in helped for line in lines)
    groups = helped.split("\n\n")
    assert len(groups) >= 3
    assert all(group.count("\n") < 24 for group in groups)


def test_the_other_commands_of_readme_are_run_by_other_tests() -> None:
    others = [command for command in commands(READMES[0]) if command not in FOUND and command not in ELSEWHERE]
    assert not [command for command in others if not re.fullmatch(OTHERS, command)]
    for command, file in ELSEWHERE.items():
        assert command in EVERY
        assert command.split()[-1].rpartition("/")[2] in (ROOT / "tests" / file).read_text(encoding="utf-8")
