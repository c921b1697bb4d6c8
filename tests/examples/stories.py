"""A page as a story: its blocks of code, top to bottom, as one script that somebody with a clone types in an empty folder.

A block with a title that is a file's name is written to that file. `sh` and `python` are run; `yaml` without a title is written to
syndicate.yaml, and the settings must be valid. `text` is what the block above it has printed: each line of it must be in there,
`...` in it stands for anything. "Exit status 3" as a title says so. What runs in the background ends with its page.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
from contextlib import suppress
from pathlib import Path
from shlex import quote
from tempfile import TemporaryFile

import msgspec

from tests.conftest import require

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "examples" / "handbook" / "docs"
TOOLS = ("hugo", "jekyll", "npm", "npx", "sqlite3", "openssl", "git", "dask")
_FENCE = r"^(?P<indent> *)```(?P<language>\w*)(?: title=\"(?P<title>[^\"]*)\")?[^\n]*\n(?P<body>.*?)^(?P=indent)```$"
_OFFLINE = ("Could not find a version", "No matching distribution", "ENOTFOUND", "ECONNREFUSED", "ENOTCACHED")
_LOAD = "from pathlib import Path; from syndicate.settings import load_settings; load_settings(Path('syndicate.yaml'))"
_MARK = "@@ block {} @@"


class Block(msgspec.Struct, frozen=True):
    """A fenced block of code.

    line  where it stands on its page, from 1
    """

    language: str
    title: str
    body: str
    line: int

    @property
    def is_run(self) -> bool:
        return self.language in ("sh", "python", "yaml") and not self.is_file

    @property
    def is_file(self) -> bool:
        return bool(self.title) and not self.title.startswith("Exit status")


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    found = []
    for match in re.finditer(_FENCE, text, re.MULTILINE | re.DOTALL):
        body = re.sub(rf"^{match['indent']}", "", match["body"], flags=re.MULTILINE)
        found.append(Block(match["language"], match["title"] or "", body, text.count("\n", 0, match.start()) + 1))
    return found


def script(story: list[Block]) -> str:
    """Return the lines for bash that do what the blocks of *story* show, with a mark before each."""
    lines = []
    for number, block in enumerate(story):
        lines.append(f"echo; echo {quote(_MARK.format(number))}")
        here = f"<<'END OF BLOCK'\n{block.body}END OF BLOCK"
        if block.is_file:
            folder = Path(block.title).parent
            lines.append(f"mkdir -p {quote(str(folder))}; cat > {quote(block.title)} {here}")
        elif block.language == "yaml":
            lines.append(f"cat > syndicate.yaml {here}\npython -c {quote(_LOAD)}")
        elif block.language == "python":
            lines.append(f"python - {here}")
        elif block.language == "sh":
            status = re.sub(r"\D", "", block.title) or "0"
            expected = f"status=$?; set -e; [ $status = {status} ] || {{ echo exit status $status; exit 99; }}"
            lines.append(f"{block.body}" if status == "0" else f"set +e\n{block.body}{expected}")
    return "\n".join(lines) + "\n"


def tell(page: Path, folder: Path, story: list[Block]) -> None:
    """Run the *story* of *page* in *folder*, a new one, and hold what it shows against what is printed."""
    variables = environment(folder)
    for tool in TOOLS:
        if any(
            re.search(rf"^(?:.*&& )?{tool}\b", block.body, re.MULTILINE) for block in story if block.language == "sh"
        ):
            require(shutil.which(tool, path=variables["PATH"]), f"no {tool} here")
    site = folder / "site"
    site.mkdir()
    done = typed(script(story), site, variables)
    printed = re.split("(?m)^" + _MARK.format(r"\d+") + "\n", done.stdout)[1:]
    assert done.returncode == 0, f"{page.name}:{story[len(printed) - 1].line}: {printed[-1]}"
    before = ""
    for block, output in zip(story, printed, strict=True):
        if block.is_run:
            before = output
        elif block.language == "text" and not block.is_file:
            for line in filter(None, block.body.splitlines()):
                words = [".*".join(map(re.escape, word.split("..."))) for word in line.split()]
                is_printed = re.search(r"\s+".join(words), before)
                assert is_printed, f"{page.name}:{block.line}: {line!r} is not in what was printed: {before}"


def typed(lines: str, folder: Path, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Return what bash did with *lines* in *folder*, up to the first that fails; stdout has all that it printed."""
    with TemporaryFile("w+", encoding="utf-8") as printed:
        bash = subprocess.Popen(
            ["bash", "-e", "-c", lines],
            cwd=folder,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            status = bash.wait()
        finally:
            with suppress(ProcessLookupError):
                os.killpg(bash.pid, signal.SIGKILL)
        printed.seek(0)
        done = subprocess.CompletedProcess(bash.args, status, printed.read())
    require(not (status and any(sign in done.stdout for sign in _OFFLINE)), "no registry of packages here")
    return done


def environment(folder: Path) -> dict[str, str]:
    """Return variables under which what runs the tests is installed, and pip installs beside it, in *folder* alone."""
    home, venv = folder / "home", folder / "venv"
    home.mkdir()
    (home / "syndicate").symlink_to(ROOT)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    (packages,) = venv.glob("lib/python*/site-packages")
    ours = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (packages / "those_of_the_tests.pth").write_text(
        "".join(f"import site; site.addsitedir({path!r})\n" for path in sorted(ours))
    )
    for name in ("syndicate", "pip", "mkdocs"):
        place = venv / "bin" / name
        place.write_text(f'#!/bin/sh\nexec "{venv}/bin/python" -m {name} "$@"\n')
        place.chmod(0o755)
    left_out = ("PYTHONPATH", "VIRTUAL_ENV", "SYNDICATE_PLUGINS", "SOURCE_DATE_EPOCH")
    inherited = {name: value for name, value in os.environ.items() if name not in left_out}
    return inherited | {
        "HOME": str(home),
        "PATH": os.pathsep.join([str(venv / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]]),
        "SYNDICATE": str(ROOT),
        "LANG": "C.UTF-8",
        "NO_COLOR": "1",
        "PIP_NO_CACHE_DIR": "1",  # a wheel that pip keeps of a folder is that of the day it was built
        "PIP_NO_BUILD_ISOLATION": "0",  # which means true: hatchling is installed, and need not be fetched
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "NO_MKDOCS_2_WARNING": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
