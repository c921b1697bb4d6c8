"""check_listener: sentences about an export, nothing sent, nothing published touched."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from syndicate.model.feed import Feed
from syndicate.parts.contract import Exported, FileState, Listener, PublishedFile
from syndicate.testing.expectations import Subject, options_of
from syndicate.testing.samples import HOST, NOW, sample_feeds, sample_site
from syndicate.testing.surroundings import no_network

_FILES: dict[str, FileState] = {"all.xml": "new", "topics/c.xml": "changed", "list.xml": "unchanged"}


def check_listener(
    listener: Listener, options: Mapping[str, Any] | None = None, *, allow_network: bool = False
) -> list[str]:
    """Fail unless *listener* tells of sample exports in sentences; return them.

    options        plain values, as they would stand in settings
    allow_network  whether it may open connections from Python code, which are refused otherwise

    It is told twice of one export, since it may remember the first, and once of one that wrote nothing. Raises
    AssertionError.
    """
    subject = Subject(f"listener {listener.name}")
    arguments = options_of(subject, listener, options)
    said: list[str] = []
    with sample_export() as exported, sample_export(is_empty=True) as empty:
        for sample, told in (("an export", exported), ("the same export again", exported), ("nothing written", empty)):
            said += tell(subject.given(sample), listener.tell, (told, *arguments), allow_network=allow_network)
    return said


def tell(
    subject: Subject, function: Callable[..., Any], arguments: tuple[Any, ...], *, allow_network: bool = False
) -> list[str]:
    """Call *function* with *arguments*, an Exported first; fail if it raises, sends or changes what is published."""
    folder = Path(arguments[0].directory)
    before = _contents(folder)
    with nullcontext() if allow_network else no_network(), subject.no_error("tell"):
        found = function(*arguments)
        subject.expect(not isinstance(found, str), "tell returns a text; yield sentences")
        sentences = list(found or ())
    for sentence in sentences:
        subject.expect_sentence(sentence, "tell")
    subject.expect(_contents(folder) == before, "tell changes what stands in the output folder")
    return sentences


@contextmanager
def sample_export(*, is_empty: bool = False) -> Iterator[Exported]:
    """Give an Exported whose files stand in a folder of their own, for as long as the context lasts."""
    with tempfile.TemporaryDirectory() as root:
        output = Path(root) / "public"
        output.mkdir()
        feeds: list[Feed] = [] if is_empty else list(sample_feeds().values())
        files = []
        for path, state in {} if is_empty else _FILES.items():
            place = output / path
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(b"<feed/>\n")
            files.append(
                PublishedFile(
                    path=path,
                    url=f"{HOST}/feeds/{path}",
                    format="atom",
                    media_type="application/atom+xml",
                    state=state,
                    size_bytes=8,
                    entry_count=3,
                )
            )
        yield Exported(site=sample_site(), feeds=feeds, files=files, directory=str(output), root=root, now=NOW)


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
