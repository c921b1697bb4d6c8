"""The example of a cluster runs with one command, on this machine alone, and ends by itself."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parent.parent / "examples" / "cluster" / "run.py"


def test_a_cluster_exports_through_an_object_store() -> None:
    for name in ("boto3", "distributed", "moto.server", "obstore"):
        pytest.importorskip(name)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    result = subprocess.run(
        [sys.executable, str(EXAMPLE), "300"], capture_output=True, text=True, check=False, env=environment, timeout=300
    )
    assert result.returncode == 0, result.stderr
    assert "--workers tcp://127.0.0.1:" in result.stdout
    sizes = dict(re.findall(r"^s3://feeds/news/(\S+): ([\d,]+) bytes$", result.stdout, re.MULTILINE))
    assert sorted(sizes) == ["feed.json", "rss.xml", "sitemap.xml"]
    assert int(sizes["feed.json"].replace(",", "")) > 300 * 400
    assert "300 articles read, 300 chosen; 3 files in s3://feeds/news" in result.stdout
    assert result.stderr == ""
