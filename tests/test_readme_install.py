"""The first command of README works in a fresh clone, word for word: who types it has feeds."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from tests.conftest import require

ROOT = Path(__file__).parent.parent


def test_the_first_command_makes_the_feeds_of_the_example(tmp_path: Path) -> None:
    require(shutil.which("python3"), "python3 is not on the path")
    line = re.findall(r"^```sh\n(.*)\n```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)[0]
    assert line.endswith("&& .venv/bin/syndicate export examples/news-site")
    for name in ("syndicate", "examples"):
        ignored = shutil.ignore_patterns("__pycache__", "*.so", "public", ".syndicate")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    result = subprocess.run(["sh", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False)
    no_index = re.search(r"No matching distribution|Connection|NewConnectionError|resolve", result.stderr)
    require(result.returncode == 0 or not no_index, "packages cannot be had here")
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "examples" / "news-site" / "public" / "rss.xml").exists()
