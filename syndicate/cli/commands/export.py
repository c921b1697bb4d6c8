"""What each command does: arguments into calls, the clock, progress, a report."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from syndicate.cli.report import (
    Progress,
    as_seen_from_here,
    drop,
    print_checked,
    print_document,
    print_explained,
    print_json,
    print_report,
    say,
    trace,
)

if TYPE_CHECKING:
    from syndicate.hosts.links import Announcement
    from syndicate.settings.overrides import Overrides
    from syndicate.settings.schema import SettingsFile

WELL, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130
# Of a folder without settings. A generator's sitemap.xml tells of its pages too, so it is left alone.
DEFAULT_FORMATS = (("rss", None), ("atom", None), ("json", None), ("amp-sitemap", None))
BESIDE_A_GENERATOR = (*DEFAULT_FORMATS[:3], ("amp-sitemap", "amp-sitemap.xml"))


def is_printed(given: argparse.Namespace) -> bool:
    """Tell whether the document itself goes to standard output, so that no report may."""
    return bool(given.output == "-" or (given.output is None and len(given.format) == 1))


# export


def _export(given: argparse.Namespace) -> int:
    from msgspec.structs import replace

    from syndicate.exporting import resources_of, run
    from syndicate.model.errors import SettingsError, SyndicateError, UsageError
    from syndicate.parts.calls import no_trace
    from syndicate.pipeline.workers import usable_cores
    from syndicate.settings.opening import open_plan

    opened = open_plan(given.site, given.config, _overrides(given), given.plugin)
    file = opened.file
    now = _now(given.now, file.settings.site.timezone)
    if given.explain:
        from syndicate.settings.explain import explain

        print_explained(explain(file, opened.overrides), sys.stdout, as_json=given.report == "json")
        return WELL
    to_stdout = is_printed(given)
    configured = file.folder / file.settings.output if file.settings.output else None
    output = None if to_stdout else Path(given.output) if given.output else configured
    plan = opened.plan(now=now, output=output, formats=_default_formats(file) if output else ())
    if output is None and not to_stdout:
        raise UsageError("several feeds need a folder: give --output, or set output in syndicate.yaml")
    try:
        with Progress(quiet=given.quiet) as progress:
            report = run(
                plan,
                opened.registry,
                output=output,
                strict=given.strict,
                allow_empty=given.allow_empty,
                dry_run=given.dry_run,
                progress=progress.show,
                trace=trace if given.trace else no_trace,
                resources=resources_of(
                    file,
                    plan,
                    opened.registry,
                    index=not given.no_index and (given.index or True),
                    jobs=given.jobs or usable_cores(),
                ),
            )
    except SettingsError:
        raise
    except SyndicateError as error:
        error.faults = as_seen_from_here(error.faults, file.folder)
        raise
    report = replace(report, faults=as_seen_from_here(report.faults, file.folder))
    if output is None:
        print_document(report)
    try:
        print_report(report, given, output)
        sys.stdout.flush()
    except OSError:
        drop(sys.stdout)  # The export is done, whether or not its report can be read.
    return report.exit_status


def _default_formats(file: SettingsFile) -> tuple[tuple[str, str | None], ...]:
    return BESIDE_A_GENERATOR if file.found else DEFAULT_FORMATS


def _overrides(given: argparse.Namespace) -> Overrides:
    from syndicate.parts.where import merge_where
    from syndicate.settings.overrides import Overrides

    filters: list[tuple[str, Any]] = []
    topics = {"any": given.topic, "all": given.all_topics, "none": given.exclude_topic}
    if any(topics.values()):
        filters.append(("topics", {key: value for key, value in topics.items() if value}))
    dates = {"since": given.since, "until": given.until}
    if any(dates.values()):
        filters.append(("dates", {key: value for key, value in dates.items() if value}))
    if given.where:
        filters.append(("where", merge_where(given.where)))
    return Overrides(
        formats=tuple(given.format),
        filters=tuple(filters),
        include_unpublished=given.include_unpublished,
        source=given.source,
        content=given.content,
        limit=given.limit,
        options=tuple(given.option),
        **_site_overrides(given),
    )


def _site_overrides(given: argparse.Namespace) -> dict[str, Any]:
    """Return what the options say of the site, and whose configuration to read."""
    fields = ("title", "site_url", "language", "author", "preset")
    return {field: getattr(given, field) for field in fields}


def _now(text: str | None, zone: str) -> datetime:
    from syndicate.model.errors import UsageError, excerpt
    from syndicate.model.instants import parse_instant, time_zone

    if text is not None:
        try:
            known_zone = time_zone(zone)
        except UsageError:
            known_zone = UTC  # a mistake in the settings, which are checked as a whole later
        try:
            return parse_instant(text, known_zone)
        except ValueError as error:
            raise UsageError(f"--now: {error}") from error
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        try:
            return datetime.fromtimestamp(int(epoch if re.fullmatch("[0-9]+", epoch) else ""), UTC)
        except (ValueError, OverflowError, OSError) as error:
            message = f"expected seconds since 1970, found {excerpt(epoch)}; write e.g. 1717200000, or unset it"
            raise UsageError(f"SOURCE_DATE_EPOCH: {message}") from error
    return datetime.now(UTC)


# check


def _check(given: argparse.Namespace) -> int:
    from syndicate.exporting import resources_of
    from syndicate.pipeline.compose import compose
    from syndicate.pipeline.read import read
    from syndicate.pipeline.workers import usable_cores
    from syndicate.settings.opening import open_plan
    from syndicate.settings.overrides import Overrides

    opened = open_plan(given.site, given.config, Overrides(**_site_overrides(given)), given.plugin)
    file = opened.file
    plan = opened.plan(now=_now(None, file.settings.site.timezone), formats=_default_formats(file))
    resources = resources_of(file, plan, opened.registry, index=True, jobs=usable_cores())
    with Progress(quiet=given.quiet) as progress:
        reading = read(plan, progress.show, resources=resources)
    faults = [*reading.faults, *compose(plan, reading, allow_empty=True).faults]
    print_checked(len(reading.articles), as_seen_from_here(faults, file.folder), given)
    reading.close()
    return FAILED if faults else WELL


# init, links, plugins and schema


def _init(given: argparse.Namespace) -> int:
    import shlex

    from syndicate.cli.commands.init import write_settings
    from syndicate.settings.plugins import make_registry
    from syndicate.settings.schema import Settings, SettingsFile, load_settings

    place = Path(given.folder)
    path = write_settings(place, make_registry(SettingsFile(settings=Settings(), folder=place)))
    folder = "" if given.folder == "." else f" {shlex.quote(given.folder)}"
    preset = load_settings(path).settings.preset
    advice = f"it follows the site's own configuration ({preset})" if preset else "set its title and url"
    say(f"{path} is written; {advice}, then run: syndicate export{folder}", sys.stdout)
    return WELL


def _plugins(given: argparse.Namespace) -> int:
    from syndicate.cli.plugin_list import as_text, list_plugins
    from syndicate.settings.locate import open_site
    from syndicate.settings.plugins import make_registry

    listed = list_plugins(make_registry(open_site(given.site, given.config)[0], given.plugin))
    if given.json:
        print_json(listed, sys.stdout)
    else:
        say(as_text(listed), sys.stdout)
    return WELL


def _links(given: argparse.Namespace) -> int:
    from msgspec import to_builtins

    from syndicate.hosts.links import announcements, head_links, headers_text, robots_lines
    from syndicate.model.errors import UsageError
    from syndicate.settings.opening import open_plan
    from syndicate.settings.overrides import Overrides

    if given.output is not None and given.place not in ("robots", "headers"):
        raise UsageError("--output is for --for robots and --for headers; without it, the lines are printed")
    opened = open_plan(given.site, given.config, Overrides(**_site_overrides(given)), given.plugin)
    plan = opened.plan(now=datetime.now(UTC), formats=_default_formats(opened.file))
    announced = announcements(plan)
    if given.output is not None:
        _put_links(announced, plan.site.base_url, given)
    elif given.place == "json":
        print_json(to_builtins(announced), sys.stdout)
    else:
        text = {"pages": head_links, "robots": robots_lines, "headers": headers_text}[given.place](announced)
        sys.stdout.write(text)
    return WELL


def _put_links(announced: list[Announcement], base_url: str, given: argparse.Namespace) -> None:
    """Put lines about what is *announced*, and is there, into the file beside it."""
    from syndicate.hosts.server_files import files_beside
    from syndicate.pipeline.publish.folder import publish

    folder = Path(given.output)
    there = [each for each in announced if (folder / each.path).is_file()]
    robots, headers = given.place == "robots", given.place == "headers"
    written = publish(files_beside(folder, there, base_url, robots=robots, headers=headers), folder)
    for file in written:
        say(f"{folder / file.path}: {file.state}", sys.stdout)
    if not written:
        name = "robots.txt" if robots else "_headers"
        why = "no sitemap for it to name, or crawlers do not look there" if robots else "no feed for it to name"
        say(f"note: {folder / name} is left as it is: there is {why}, or it is no plain file", sys.stderr)


def _schema(given: argparse.Namespace) -> int:
    from syndicate.settings.json_schema import article_schema, settings_schema

    print_json(article_schema() if given.subject == "article" else settings_schema(), sys.stdout)
    return WELL


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "export": _export,
    "check": _check,
    "init": _init,
    "links": _links,
    "plugins": _plugins,
    "schema": _schema,
}
