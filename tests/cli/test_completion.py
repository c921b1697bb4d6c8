"""Shells complete a line of the command; each that is installed is asked itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BASH = """
eval "$(syndicate completion bash)"
COMP_LINE="%s" COMP_POINT=${#COMP_LINE} COMP_TYPE=9
_python_argcomplete syndicate
printf '%%s\\n' "${COMPREPLY[@]}"
"""
FISH = 'syndicate completion fish | source; complete -C "%s"'
# zsh completes where somebody types, so somebody types, in a terminal of zsh's own.
ZSH = """
zmodload zsh/zpty
zpty typing zsh -f -i
say() { zpty -w typing "$1"; }
say 'PS1=; autoload -Uz compinit; compinit -u -D; eval "$(syndicate completion zsh)"; print ready'
zpty -r -m typing line '*ready*ready*' || zpty -r -m typing line '*ready*'
zpty -w -n typing "%s"$'\\t\\t'
sleep 3
zpty -w -n typing $'\\n'
sleep 1
while zpty -r -t typing line; do print -r -- "$line"; done
zpty -d typing
"""


def completed(shell: str, script: str, line: str, folder: Path) -> str:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    found = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": found, "HOME": str(folder), "TERM": "dumb"}
    command = [shell, "-c", script % line]
    result = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    return result.stdout + result.stderr


@pytest.mark.parametrize(("shell", "script"), [("bash", BASH), ("fish", FISH), ("zsh", ZSH)])
@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("syndicate exp", "export"),
        ("syndicate export --inc", "--include-unpublished"),
        ("syndicate export --format amp", "amp-sitemap"),
        ("syndicate check --report git", "github"),
        ("syndicate export con", "content"),
    ],
)
def test_a_shell_completes(shell: str, script: str, line: str, word: str, tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    assert word in completed(shell, script, line, tmp_path)


def test_nothing_of_it_is_loaded_where_no_shell_asks() -> None:
    code = (
        "import atexit, sys; atexit.register(lambda: print('argcomplete' in sys.modules)); "
        "from syndicate.cli.main import main; main(['schema', 'article'])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.splitlines()[-1] == "False"
