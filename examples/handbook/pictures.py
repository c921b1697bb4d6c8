"""Take the pictures of the handbook: `python pictures.py` writes them into docs/pictures.

It needs Chromium and syndicate-preview. Who changes how the preview or a report looks takes them again.
"""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).absolute().parent
SYNDICATE = [sys.executable, "-m", "syndicate"]
NO_DATE = "---\ntitle: Tides\ndate: yesterday\n---\nThe tide turns.\n"
STYLE = "<style>body {background: #1e1e1e; color: #ddd; font: 15px/1.5 monospace} b {color: #fff}</style>"


def take(url: str, picture: Path, size: str) -> None:
    """Write what Chromium shows of *url* five seconds after it was asked for: the preview never ends to load."""
    program = shutil.which("chromium") or shutil.which("google-chrome") or "chromium"
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--timeout=5000"]
    command = [program, *options, f"--window-size={size}", f"--screenshot={picture}", url]
    subprocess.run(command, check=True, capture_output=True)


def main(folder: Path) -> None:
    """Write preview.png and report.png into *folder*, of the example news-site."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        ignored = shutil.ignore_patterns("public", "syndicate.record")
        site = Path(shutil.copytree(HERE.parent / "news-site", Path(place, "news-site"), ignore=ignored))
        with subprocess.Popen([*SYNDICATE, "preview", site, "--no-open"], stdout=subprocess.PIPE, text=True) as preview:
            assert preview.stdout is not None
            take(preview.stdout.readline().partition(": ")[2].strip(), folder / "preview.png", "1100,720")
            preview.terminate()
        (site / "content" / "tides.md").write_text(NO_DATE, encoding="utf-8")
        check = [*SYNDICATE, "check", "news-site", "--color", "always"]
        told = subprocess.run(check, cwd=place, capture_output=True, text=True, check=False)
        text = html.escape(f"$ syndicate check news-site\n{told.stderr}{told.stdout}")
        text = re.sub(r"\x1b\[0m", "</b>", re.sub(r"\x1b\[1m", "<b>", text))
        page = Path(place, "report.html")
        page.write_text(f'<meta charset="utf-8">{STYLE}<pre>{text}</pre>', encoding="utf-8")
        take(page.as_uri(), folder / "report.png", "1100,120")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else HERE / "docs" / "pictures")
