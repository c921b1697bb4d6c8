"""Built with a C compiler, the rooms that make articles of heads do what they do without."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

from tests.conftest import require

ROOT = Path(__file__).parent.parent
# Of rooms that are compiled, and of what reads with them.
TESTS = "files/yaml/test_plain.py articles files/yaml/test_text.py files/test_tree.py settings/test_authors.py model/test_text.py model/test_urls.py model/test_instants.py builtins/sources".split()


def test_the_compiled_rooms_pass_the_tests_of_those_as_written(tmp_path: Path) -> None:
    require(shutil.which("cc"), "no C compiler is installed")
    require(Path(sysconfig.get_path("include"), "Python.h").exists(), "Python's own headers are not installed")
    tree = tmp_path / "tree"
    shutil.copytree(ROOT / "syndicate", tree / "syndicate", ignore=shutil.ignore_patterns("__pycache__", "*.so"))
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(ROOT / name, tree)
    # An environment of its own: mypy finds libraries of the one that builds, and a user's has none.
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "empty")], check=True)
    python_of_it = str(tmp_path / "empty" / ("Scripts" if os.name == "nt" else "bin") / "python")
    pip = [sys.executable, "-m", "pip", "--python", python_of_it]
    wheel = [*pip, "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path), str(tree)]
    built = subprocess.run(
        wheel, env=os.environ | {"HATCH_BUILD_HOOK_ENABLE_MYPYC": "true"}, capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stdout + built.stderr
    (found,) = tmp_path.glob("*.whl")
    assert "-none-any" not in found.name
    installed = tmp_path / "installed"
    with zipfile.ZipFile(found) as archive:
        archive.extractall(installed)
    env = os.environ | {"PYTHONPATH": os.pathsep.join((str(installed), str(ROOT)))}
    env.pop("PYTEST_ADDOPTS", None)
    python = [sys.executable, "-P"]  # the folder it runs in stays out of its path: there are the rooms as written
    asked = [*python, "-c", "import syndicate.files.yaml.plain as room; print(room.__file__)"]
    where = subprocess.run(asked, env=env, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    assert where.startswith(f"{installed}{os.sep}")
    assert not where.endswith(".py")
    chosen = [str(ROOT / "tests" / name) for name in TESTS]
    pytest = [*python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "pythonpath=", *chosen]
    passed = subprocess.run(pytest, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    assert passed.returncode == 0, passed.stdout[-5000:]
