"""The listener `validate`: what an export has put in its place is judged, if the settings say `exported: {validate: true}`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from syndicate import Exported, Listener, hookimpl


@hookimpl
def syndicate_listeners() -> list[Listener]:
    return [Listener(name="validate", tell=tell, asks_for="keys")]


def tell(exported: Exported) -> Iterator[str]:
    """Yield a sentence for each error and each warning about the files of *exported*; they stay where they are."""
    from syndicate_validate.judging import is_judged, judge

    if not exported.directory:
        yield f"files in {exported.location} are not judged after an export; name their URLs to `syndicate validate`"
        return
    for file in exported.files:
        if file.state == "removed" or not is_judged(file.media_type):
            continue
        with Path(exported.directory, file.path).open("rb") as stream:
            for found in judge(stream, file.path, now=exported.now, url=file.url):
                if found.severity != "note":
                    yield f"{found.path}:{found.line}:{found.column}: {found.severity}: {found.message} [{found.code}]"
