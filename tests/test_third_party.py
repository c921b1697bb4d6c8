"""Built-in is only an address: a stranger's distribution works as ours do, and ours work as a stranger's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from syndicate import _PLACE_OF, Document, Format, Overrides, PluginError, Registry, export
from syndicate.parts.registry import BUILT_INS

ROOT = Path(__file__).parent.parent
STRANGER = ROOT / "tests" / "third_party" / "syndicate-shouting"
EXAMPLE = ROOT / "examples" / "news-site"
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def make_distribution(folder: Path, name: str, module: Path) -> None:
    """Lay a module down in *folder* as pip would an installed distribution with an entry point."""
    folder.mkdir(exist_ok=True)
    if module.is_dir():
        shutil.copytree(module, folder / name)
    else:
        shutil.copy(module, folder / f"{name}.py")
    metadata = folder / f"{name}-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(f"[syndicate]\nmain = {name}\n")


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Path], None]:
    folder = tmp_path / "installed"
    monkeypatch.syspath_prepend(str(folder))

    def lay(name: str, module: Path) -> None:
        make_distribution(folder, name, module)

    return lay


def documents(registry: Registry) -> list[Document]:
    return list(export(EXAMPLE, now=NOW, registry=registry).documents)


@pytest.fixture(scope="module")
def expected() -> list[Document]:
    return documents(Registry(distributions=()))


@pytest.mark.parametrize("built_in", BUILT_INS)
def test_a_built_in_moved_out_gives_the_same_bytes(
    built_in: str, install: Callable[[str, Path], None], expected: list[Document]
) -> None:
    name = "moved_" + built_in.rpartition(".")[2]
    place = ROOT / built_in.replace(".", "/")
    install(name, place if place.is_dir() else place.with_suffix(".py"))
    registry = Registry([other for other in BUILT_INS if other != built_in])
    assert not [plugin for plugin in registry.plugins if plugin.failure]
    assert f"{name}:main" in {plugin.name for plugin in registry.plugins if plugin.parts}
    assert documents(registry) == expected


def test_a_plugin_that_does_not_import_harms_nothing_and_is_named(
    install: Callable[[str, Path], None], tmp_path: Path, expected: list[Document]
) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text("import nothing_of_that_name\n")
    install("broken_plugin", broken)
    registry = Registry()
    assert documents(registry) == expected
    with pytest.raises(PluginError, match=r"plugin broken_plugin 1\.0 could not be used: ModuleNotFoundError"):
        registry.get(Format, "opml")


def test_a_strangers_distribution_works_when_installed_beside_ours(tmp_path: Path) -> None:
    # A virtual environment that sees this one's packages; pip installs the stranger's alone, without an index.
    environment = tmp_path / "venv"
    venv.create(environment, system_site_packages=False, symlinks=True, with_pip=False)
    site = next((environment / "lib").glob("python*/site-packages"))
    others = [path for path in sys.path if "site-packages" in path]
    (site / "others.pth").write_text("\n".join([*others, str(ROOT)]) + "\n")
    pytest.importorskip("pip")
    pytest.importorskip("hatchling", reason="the stranger's build needs hatchling, which the extra test brings")
    pip = [sys.executable, "-m", "pip", "--python", str(environment), "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run(
        [*pip, "--no-build-isolation", "--disable-pip-version-check", str(_copy(tmp_path))],
        check=True,
        env=os.environ | {"PIP_NO_CACHE_DIR": "1"},
    )
    settings = tmp_path / "syndicate.yaml"
    settings.write_text(
        (EXAMPLE / "syndicate.yaml").read_text().partition("\nfeeds:")[0]
        + "\nfeeds:\n  - format: shouting\n    filters: {short-title: 22}\n    options: {marks: 3}\n"
    )
    python = [str(environment / "bin" / "python"), "-W", "error::DeprecationWarning"]  # else only __main__ is warned of
    command = [*python, "-m", "syndicate", "export", str(EXAMPLE), "--config", str(settings)]
    result = subprocess.run(
        [*command, "--output", str(tmp_path / "out"), "--now", "2026-11-23"], capture_output=True, text=True, check=True
    )
    assert result.stderr == ""
    assert "A MAP OF EVERY BENCH!!!\n" in (tmp_path / "out" / "shouting.txt").read_text()
    wrong = settings.read_text().replace("marks: 3", "mark: 3")
    settings.write_text(wrong)
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert "feeds[0].options.mark: unknown key; did you mean 'marks'?" in result.stderr


def test_a_distribution_that_imports_the_names_that_moved_works_and_is_told_where_each_is(
    install: Callable[[str, Path], None], tmp_path: Path
) -> None:
    old = tmp_path / "old.py"
    old.write_text(
        f"from syndicate import Document, Format, {', '.join(_PLACE_OF)}, hookimpl\n"
        "def render(feed, path):\n"
        "    body = ''.join(f'{rfc3339(a.published_at)} {excerpt(a.title)} {topic_key(str(a.topics))}\\n' for a in feed.articles)\n"
        "    yield Document(path=path, body=body.encode(), media_type='text/plain', entry_count=len(feed.articles))\n"
        "@hookimpl\n"
        "def syndicate_formats():\n"
        "    return [Format(name='old', media_type='text/plain', filename='old.txt', render=render)]\n"
    )
    install("old_names", old)
    with pytest.warns(DeprecationWarning, match=r"is .* of syndicate\.") as warned:
        registry = Registry()
    # Each is asked for twice: once whether it is there.
    assert {(Path(warning.filename).name, str(warning.message).partition(";")[0]) for warning in warned} == {
        ("old_names.py", f"syndicate.{name} is {new} of syndicate.{folder}")
        for name, (folder, new) in ((name, place.split(".")) for name, place in _PLACE_OF.items())
    }
    (document,) = export(EXAMPLE, now=NOW, registry=registry, overrides=Overrides(formats=(("old", None),))).documents
    assert "2026-02-17T08:00:00Z 'A Map of Every Bench' ('open data'," in document.body.decode()


def _copy(tmp_path: Path) -> Path:
    return shutil.copytree(STRANGER, tmp_path / "stranger")  # the build leaves files beside the source
