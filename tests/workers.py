"""All tests run on all cores: how many workers there are, what goes to which of them, when, and what is slow."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).parent.resolve()
# What installs and builds takes most of the time. It goes first, so that in the end nobody waits for one worker.
FIRST = (
    "oracles/test_oracles.py",
    "examples/test_handbook_pages.py",
    "hosts/test_eleventy.py",
    "test_plugins.py",
    "hosts",
    "oracles",
    "builtins/generators/test_eleventy.py",
    "test_compiled.py",
    "index/test_sources.py",
    "pipeline/publish/test_killed.py",
    "test_house.py",
)
# `-m 'not slow'` leaves these out: what installs, builds or judges with other tools, compiles, kills processes.
SLOW = (
    "examples/test_handbook_pages.py",
    "examples/test_handbook_site.py",
    "hosts",
    "oracles",
    "test_benchmarks.py",
    "test_compiled.py",
    "test_distributions.py",
    "test_plugins.py",
    "test_readme_install.py",
    "builtins/generators/test_jekyll_any_name.py",
    "builtins/generators/test_jekyll_built_text.py",
    "builtins/generators/test_jekyll_urls.py",
    "builtins/generators/test_pelican_content.py",
    "html/test_hostile_html.py",
    "index/test_sources.py",
    "pipeline/publish/test_killed.py",
    "pipeline/publish/test_store.py",
)
# The tests of a file go to one worker, for they share what its fixtures make. Those of these files share nothing.
ONE_BY_ONE = ("test_plugins.py", "hosts/test_oldest.py", "examples/test_handbook_pages.py")
# A file goes with another one whose fixture it uses.
BESIDE = {"oracles/test_generators.py": "builtins/generators/test_eleventy.py"}  # node modules, installed by npm
# Since Python 3.12 a fork tells of every other thread; that of a worker listens to who hands out the tests.
LISTENER = "ignore:.*is multi-threaded, use of fork:DeprecationWarning"


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Have workers started if all tests are asked for; a file is through sooner than they have started."""
    option = config.option
    if hasattr(config, "workerinput"):
        config.addinivalue_line("filterwarnings", LISTENER)
        return
    asked = {(config.invocation_params.dir / path).resolve() for path in config.args}
    is_said_otherwise = getattr(option, "numprocesses", 0) is not None or option.tx or option.capture == "no"
    if asked == {TESTS} and not option.keyword and not is_said_otherwise:
        option.numprocesses = "auto"


@pytest.hookimpl(tryfirst=True)  # before pytest takes out what `-m` does not select
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if _place(item.path, SLOW) < len(SLOW):
            item.add_marker("slow")
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: _place(item.path, FIRST))


@cache  # all tests of a file ask
def _place(file: Path, names: tuple[str, ...]) -> int:
    """Return the place of the first of *names*, files and folders, that *file* is in; their number where there is none."""
    path = file.resolve()
    return next((place for place, name in enumerate(names) if path.is_relative_to(TESTS / name)), len(names))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Return who hands out tests, in the order in which they are collected."""
    if config.option.dist != "load":  # what `-n` alone means
        return None
    from xdist.scheduler import LoadScopeScheduling

    config.option.loadscopereorder = False
    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = _unit
    return scheduler


def _unit(name: str) -> str:
    """Return what is handed out as one, of a test's *name*."""
    file = name.partition("::")[0].removeprefix("tests/")
    return name if file in ONE_BY_ONE else BESIDE.get(file, file)
