"""What a README says to type, typed into a shell, word for word, by somebody who has a clone and nothing else."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import msgspec

from tests.conftest import require

ROOT = Path(__file__).parent.parent.parent
PLUGINS = ROOT / "plugins"
_PACKAGES = Path(sysconfig.get_path("purelib"))
_LEFT_BEHIND = shutil.ignore_patterns(
    ".*cache", ".venv", ".git", "__pycache__", "build", "*.egg-info", "node_modules", "public", "themes", "_site"
)
_BUILDS = ("hatchling", "packaging", "pathspec", "pluggy", "trove_classifiers")
_OFFLINE = ("Could not find a version", "No matching distribution", "ENOTFOUND", "ECONNREFUSED", "ENOTCACHED")
# A new environment has the pip from here, and what builds distributions: to install both in each takes longer than all else.
_PYTHON3 = """python3() {
  if [ "$2" != venv ]; then command python3 "$@"; return; fi
  command python3 -m venv --without-pip "$3"
  ln -s "$PACKAGES"/pip "$PACKAGES"/pip-*.dist-info "$3"/lib/python*/site-packages
  cat > "$3"/bin/pip <<'END'
#!/bin/sh
export PYTHONPATH="$HOME/.builds" PIP_NO_BUILD_ISOLATION=0  # 0 means that there is none
exec "$(dirname "$0")"/python -m pip "$@"
END
  chmod +x "$3"/bin/pip
}"""


def blocks(readme: Path, language: str = "sh") -> list[str]:
    """Return the code in *language* that *readme* shows, block after block, without the indent of lists."""
    text = readme.read_text(encoding="utf-8")
    found = re.findall(rf"^( *)```{language}\n(.*?)^\1```$", text, re.MULTILINE | re.DOTALL)
    return [re.sub(rf"^{indent}", "", code, flags=re.MULTILINE) for indent, code in found]


class Newcomer(msgspec.Struct, frozen=True):
    """Somebody whose home holds a clone at ~/syndicate, and the folder of a site.

    home  theirs; the pip, npm and gems of the machine are there, and nothing that they have installed
    """

    home: Path
    site: Path

    def types(self, *lines: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Return what a shell in the site's folder did with *lines*, up to the first that fails."""
        left_out = ("PYTHONPATH", "VIRTUAL_ENV", "SYNDICATE_PLUGINS")
        environment = {name: value for name, value in os.environ.items() if name not in left_out}
        # What pip has loaded before it need not load again; whoever comes first fills the folder for the others.
        cache = environment.get("PIP_CACHE_DIR") or str(Path("~/.cache/pip").expanduser())
        python = f"{Path(sys.executable).resolve().parent}{os.pathsep}{environment['PATH']}"
        environment |= {
            "HOME": str(self.home),
            "PIP_CACHE_DIR": cache,
            "PATH": python,
            "PACKAGES": str(_PACKAGES),
            "SYNDICATE_PLUGINS": "",
            **variables,
        }
        command = ["bash", "-e", "-c", "\n".join((_PYTHON3, *lines))]
        done = subprocess.run(command, cwd=self.site, env=environment, capture_output=True, text=True, check=False)
        require(not any(sign in done.stderr for sign in _OFFLINE), "no registry of packages here")
        return done


def newcomer(place: Path) -> Newcomer:
    """Return somebody with a clone of what the repository holds, at home in the folder *place*."""
    home, site = place / "home", place / "home" / "site"
    clone = home / "syndicate"
    site.mkdir(parents=True)
    clone.mkdir()
    (home / ".builds").mkdir()
    for name in _BUILDS:
        (home / ".builds" / name).symlink_to(_PACKAGES / name)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, clone)
    for folder in ("syndicate", "plugins", "examples"):
        shutil.copytree(ROOT / folder, clone / folder, ignore=_LEFT_BEHIND)
    return Newcomer(home, site)
