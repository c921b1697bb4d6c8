"""What tells that a site has changed: its files, but for those that an export writes itself, and those of tools."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from syndicate.cli.asked import Asked

_STEP_MS, _MOST_MS, _WAKE_MS = 100, 2_000, 400  # changes are collected until none comes for a step, or for the most
# Files of ours on their way, folders of tools, and what editors put beside the file that they save.
_NO_SOURCE = re.compile(
    r"/\.syndicate|/(?:\.git|\.hg|\.svn|node_modules|__pycache__)/|(?:~|\.swp|\.swx|/4913|/\.DS_Store)$"
)


class Watched:
    """The places of the site whose export is *asked*.

    index   file that keeps what was read, where an option names it
    `own`   files that exports have written, as resolved paths
    """

    def __init__(self, asked: Asked, index: str | None = None) -> None:
        self.asked = asked
        self.own: set[str] = set()
        self._index = index
        self._output = asked.output
        self._places: list[str] = []

    def changes(self, command: str, stop: Any = None) -> Iterator[bool]:
        """Yield True where something has changed, False now and then where nothing has; the places are those of now.

        command  that needs it, for the message
        stop     an Event that ends it; None: nothing does

        The first time comes as soon as all changes are heard of: none is missed. Raises UsageError.
        """
        from syndicate.model.errors import UsageError

        try:
            from watchfiles import watch
        except ImportError as error:
            raise UsageError(
                f"{command}: the library watchfiles tells of changes, and is missing; pip install 'syndicate-feeds[watch]'"
            ) from error
        for changes in watch(
            *self.places(),
            watch_filter=self.is_foreign,
            debounce=_MOST_MS,
            step=_STEP_MS,
            rust_timeout=_WAKE_MS,
            yield_on_timeout=True,
            stop_event=stop,
        ):
            yield bool(changes)

    def places(self) -> list[str]:
        """Return what is to be watched, none of it inside another: the site's folder, the settings, and sources."""
        file = self.asked.opened.file
        wanted = [file.folder, *([file.path.parent] if file.path else []), *self.sources()]
        found = sorted({os.path.realpath(place) for place in wanted if place.exists()})
        self._places = [place for place in found if not any(place.startswith(_below(other)) for other in found)]
        return self._places

    def sources(self) -> list[Path]:
        """Return the places of articles and built pages: files and folders, of a glob the folder in front of it."""
        from pathlib import Path

        from syndicate.settings.locate import is_url

        root, built = Path(self.asked.plan.context.root), self.asked.opened.file.settings.source.built
        paths = [path for path in self.asked.plan.context.paths if path != "-" and not path.startswith("!")]
        paths = [path for path in paths if not is_url(path)]
        fixed = [re.split(r"[*?\[]", path)[0] for path in paths]
        ends = [path if path == whole else os.path.dirname(path) for path, whole in zip(fixed, paths, strict=True)]  # noqa: PTH120
        return [root / end for end in (*ends, *([built] if built else []))]

    def is_foreign(self, _: object, path: str) -> bool:
        """Tell whether a change at *path* may be one of the site: it is not ours, nor of an editor or a tool."""
        from syndicate.record.record import FILENAME

        place = os.path.realpath(path)
        record = self.asked.record
        own = (os.path.realpath(record.path) if record else "", os.path.realpath(self._index or ""))
        if place in self.own or place in own or os.path.basename(place) == FILENAME:  # noqa: PTH119
            return False
        within = next((path[len(top) :] for top in self._places if _below(path).startswith(_below(top))), path)
        within = within.replace(os.sep, "/")
        if _NO_SOURCE.search(within):
            return False
        if self._output is None or isinstance(self._output, str):  # nowhere, or in a store
            return True
        output = _below(os.path.realpath(self._output))
        reads_output = any(_below(os.path.realpath(source)).startswith(output) for source in self.sources())
        return reads_output or not _below(place).startswith(output)


def _below(folder: str) -> str:
    """Return what the paths of all below *folder* begin with."""
    return folder.rstrip(os.sep) + os.sep
