"""What check_source asks of a source whose items can be remembered: true digests, items that need no other one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from syndicate.model.errors import Fault
from syndicate.parts.contract import Item, PassedOver, Reader
from syndicate.testing.expectations import Subject

MAX_BYTES = 64
Listed = Sequence[Item | Fault]


def check_remembering(subject: Subject, opened: Callable[[], Reader], items: Listed, found: Sequence[Any]) -> None:
    """Fail unless each item gives what it gave, when a reader reads nothing else, as in another process.

    found  what each of *items* gave, one after the other
    """
    if getattr(opened(), "digest", None) is None:
        return
    subject.expect(_state(opened()) == _state(opened()), "its state is another when nothing has changed")
    subject.expect(
        not getattr(opened(), "notes", ()),
        "it has notes and digests: what was remembered, or read by other processes, is not in them; yield PassedOver",
    )
    for item, before in zip(items, found, strict=True):
        if isinstance(item, Item):
            with subject.given("by a reader that has listed nothing").no_error(f"read({item.key})"):
                again = [entry for entry in opened().read(item) if not isinstance(entry, PassedOver)]
            subject.expect(
                again == before, f"{item.key} gives something else when nothing was listed or read before it"
            )


def check_digests(subject: Subject, opened: Callable[[], Reader], folder: Path) -> None:
    """Fail unless the digest of an item is that of its bytes, whatever was read before; spoils files in *folder*."""
    reader = opened()
    if getattr(reader, "digest", None) is None:
        return
    items = [item for item in reader.items() if isinstance(item, Item)]
    before = {item.key: _digest(subject, reader, item) for item in items}
    for item in items:
        again = _digest(subject, opened(), item)
        subject.expect(again == before[item.key], f"{item.key}: its digest is another when nothing has changed")
    for item in items:
        place = folder / item.key
        if place.is_file():
            place.write_bytes(place.read_bytes() + b"\nmore\n")
            again = _digest(subject, opened(), item)
            subject.expect(
                again is None or again != before[item.key],
                f"{item.key}: its digest is the same when its bytes are others, so what changed would not be read",
            )


def _digest(subject: Subject, reader: Reader, item: Item) -> bytes | None:
    with subject.no_error(f"digest({item.key})"):
        found: Any = reader.digest(item)  # type: ignore[attr-defined]
    is_kept = found is None or (isinstance(found, bytes) and 0 < len(found) <= MAX_BYTES)
    subject.expect(is_kept, f"{item.key}: its digest is {found!r}; it must be bytes, {MAX_BYTES} at most, or None")
    return found if found is None else bytes(found)


def _state(reader: Reader) -> str:
    return str(getattr(reader, "state", ""))
