"""Tell listeners of an export that is published: those of the settings, then plugins' hooks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from syndicate.model.errors import SyndicateError
from syndicate.parts.calls import Trace
from syndicate.parts.contract import Exported
from syndicate.parts.registry import Registry
from syndicate.settings.plan import Plan


def tell(plan: Plan, registry: Registry, exported: Exported, trace: Trace) -> tuple[list[str], list[str]]:
    """Return what the listeners say, and the errors of those that failed: the files are written all the same."""
    notes: list[str] = []
    failures: list[str] = []
    for listener in plan.listeners:
        with _noted(listener.label, failures), trace(f"{listener.label}: tell"):
            notes += [f"{listener.name}: {sentence}" for sentence in listener.tell(exported)]
    for label, hear in registry.hearers():
        with _noted(label, failures), trace(label):
            hear(exported)
    return notes, failures


@contextmanager
def _noted(label: str, failures: list[str]) -> Iterator[None]:
    """Add an error of the part with the name *label* to *failures*."""
    try:
        yield
    except SyndicateError as error:
        failures.append(f"{label}: {error}")
    except Exception as error:  # noqa: BLE001  a stranger's function may raise anything
        failures.append(f"{label} failed: {type(error).__name__}: {error}")
