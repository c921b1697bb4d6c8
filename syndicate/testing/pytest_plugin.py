"""Fixtures for the tests of plugins: `syndicate_site` exports a folder made for the test, `sample_feeds` are feeds.

Asked for by `pytest_plugins = ["syndicate.testing.pytest_plugin"]` in conftest.py, or by `-p`. It is no entry point of
pytest: then every run of pytest beside an installed syndicate would import it, twice the millisecond that this may
cost, and find a fixture of a common name. It imports nothing of syndicate until a fixture is used.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any, Protocol

    from syndicate import Feed, Report

    class SiteExporter(Protocol):
        """What the fixture `syndicate_site` gives."""

        def __call__(
            self, files: Mapping[str, bytes | str], *plugins: Any, now: datetime | None = None, **given: Any
        ) -> Report: ...


def _without_ours(trace: TracebackType | None) -> TracebackType | None:
    """Return *trace* without the functions of syndicate: its sentence says what they found."""
    if trace is None:
        return None
    rest = _without_ours(trace.tb_next)
    if Path(__file__).parents[1] in Path(trace.tb_frame.f_code.co_filename).parents:
        return rest
    return TracebackType(rest, trace.tb_frame, trace.tb_lasti, trace.tb_lineno)


@pytest.fixture
def sample_feeds() -> dict[str, Feed]:
    """Feeds with every awkward article, by name: those that check_format renders."""
    from syndicate.testing import sample_feeds

    return sample_feeds()


@pytest.fixture
def syndicate_site(tmp_path: Path) -> SiteExporter:
    """Export a site: syndicate_site(files, *plugins) writes *files*, syndicate.yaml among them, and returns the Report.

    plugins  modules to use beside the built-ins; what is installed is not
    now      None: noon on 2024-06-01, UTC
    given    what else syndicate.export() takes; without *output*, Report.documents holds what would be written
    """

    def export_site(
        files: Mapping[str, bytes | str], *plugins: Any, now: datetime | None = None, **given: Any
    ) -> Report:
        from syndicate import Registry, SyndicateError, export
        from syndicate.testing.samples import NOW

        __tracebackhide__ = True
        folder = tmp_path / "site"
        for path, contents in files.items():
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(contents.encode() if isinstance(contents, str) else contents)
        registry = Registry(distributions=())
        for plugin in plugins:
            registry.register(plugin, getattr(plugin, "__name__", type(plugin).__name__))
        try:
            return export(folder, now=now or NOW, registry=registry, **given)
        except SyndicateError as error:
            cause: BaseException | None = error
            while cause is not None:
                cause.__traceback__ = _without_ours(cause.__traceback__)
                cause = cause.__cause__
            raise

    return export_site
