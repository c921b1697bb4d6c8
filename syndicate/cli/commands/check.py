"""syndicate check: what is wrong with the articles of a site."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from syndicate.cli import options
from syndicate.cli.terminal import FAILED, WELL, Progress

EXAMPLES = """\
  syndicate check                       the site you stand in
  syndicate check --report github       in a workflow: marks beside the lines
"""


def add_arguments(command: ArgumentParser) -> None:
    options.add_site(command)
    options.add_config(command)
    options.add_preset(command)
    options.add_site_options(command)
    options.add_report(command)
    options.add_plugin(command)
    options.add_debug(command)


def run(given: Namespace) -> int:
    from msgspec.structs import replace

    from syndicate.cli.report import as_seen_from_here, print_checked
    from syndicate.index.opening import resources_of
    from syndicate.pipeline.compose import compose
    from syndicate.pipeline.read import read
    from syndicate.pipeline.report import Report
    from syndicate.pipeline.workers.resources import usable_cores
    from syndicate.settings.opening import open_plan
    from syndicate.settings.overrides import Overrides
    from syndicate.store.known import KNOWN_FAILS, failed

    opened = open_plan(given.site, given.config, Overrides(**options.site_overrides(given)), given.plugin)
    file = opened.file
    plan = opened.plan(now=options.moment(None, file.settings.site.timezone), formats=options.default_formats(file))
    resources = resources_of(file, plan, opened.registry, index=True, is_written=False, jobs=usable_cores())
    with Progress(quiet=given.quiet or given.verbose > 0) as progress:
        for known in (resources, replace(resources, open_known=None)):
            reading = read(plan, progress.show, resources=known)
            try:
                checked = Report.of(reading).with_more(compose(plan, reading, allow_empty=True).faults)
                break
            except KNOWN_FAILS as error:
                failed(reading.known, error)
            finally:
                reading.close()
    status = FAILED if checked.exit_status else WELL
    print_checked(replace(checked, faults=as_seen_from_here(checked.faults, file.folder)), status, given)
    return status
