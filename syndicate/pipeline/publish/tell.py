"""Tell listeners of an export that is published: those of the settings, then plugins' hooks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from syndicate.model.errors import SyndicateError
from syndicate.parts.calls import Trace
from syndicate.parts.contract import Exported
from syndicate.parts.registry import Registry
from syndicate.pipeline.compose import Composition
from syndicate.pipeline.publish.target import Target
from syndicate.pipeline.report import Report
from syndicate.settings.plan import Plan


def tell(
    plan: Plan, registry: Registry, composition: Composition, report: Report, target: Target, trace: Trace
) -> Report:
    """Return *report* with what the listeners say, and the errors of those that failed: all is written by now.

    report  of the files published into *target*
    """
    exported = Exported(
        site=plan.site,
        feeds=tuple(job.feed for job in composition.jobs),
        files=report.files,
        directory=target.folder,
        location=str(target),
        root=plan.context.root,
        now=plan.now,
        hubs_are_written=plan.hubs_are_written,
        withdrawn=report.withdrawn,
    )
    notes: list[str] = []
    failures: list[str] = []
    for listener in plan.listeners:
        with _noted(listener.label, failures), trace(f"{listener.label}: tell"):
            notes += [f"{listener.name}: {sentence}" for sentence in listener.tell(exported)]
    for label, hear in registry.hearers():
        with _noted(label, failures), trace(label):
            hear(exported)
    return report.with_more(notes=notes, failures=(*report.failures, *failures))


@contextmanager
def _noted(label: str, failures: list[str]) -> Iterator[None]:
    try:
        yield
    except SyndicateError as error:
        failures.append(f"{label}: {error}")
    except Exception as error:  # noqa: BLE001  a stranger's function may raise anything
        failures.append(f"{label} failed: {type(error).__name__}: {error}")
