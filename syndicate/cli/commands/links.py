"""syndicate links: what makes the feeds of a site known to readers, crawlers and servers."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from syndicate.cli import options
from syndicate.cli.terminal import WELL, is_unicode, print_json, say

if TYPE_CHECKING:
    from syndicate.hosts.links import Announcement


EXAMPLES = """\
  syndicate links                                for the head of every page
  syndicate links --for robots --output public   put into public/robots.txt, once
"""


def add_arguments(command: ArgumentParser) -> None:
    options.add_site(command, "the site's folder (default: .)")
    options.add_config(command)
    options.add_preset(command)
    options.add_site_options(command, reads=False)
    command.add_argument(
        "--for",
        dest="place",
        choices=("pages", "robots", "headers", "json"),
        default="pages",
        help="lines for the head of pages (default), for robots.txt, a _headers file, or JSON for programs",
    )
    command.add_argument(
        "--output",
        type=options.text,
        metavar="DIR",
        help="where the site and its feeds are built: put the lines into the robots.txt or _headers file there, once",
    )
    options.add_plugin(command)
    options.add_debug(command)
    options.add_report(command)


def run(given: Namespace) -> int:
    from datetime import UTC, datetime

    from msgspec import to_builtins

    from syndicate.hosts.links import announcements, head_links, headers_text, is_served_from, robots_lines
    from syndicate.model.errors import UsageError
    from syndicate.settings.opening import open_plan
    from syndicate.settings.overrides import Overrides

    if given.output is not None and given.place not in ("robots", "headers"):
        raise UsageError("--output is for --for robots and --for headers; without it, the lines are printed")
    opened = open_plan(given.site, given.config, Overrides(**options.site_overrides(given)), given.plugin)
    plan = opened.plan(now=datetime.now(UTC), formats=options.default_formats(opened.file))
    announced = announcements(plan)
    printing = {"pages": head_links, "robots": robots_lines, "headers": headers_text}

    def printed(several: list[Announcement]) -> str:
        return printing[given.place](several).replace("##[", "#&#35;[")  # which a workflow would take for a command

    of_each = announcements(plan, of_each=True) if given.place in printing else []
    for each in of_each:
        if lines := printed([each]).splitlines():
            where = "into the page of each" if given.place == "pages" else "for each"
            why = "which feeds there are only articles tell"
            say(f"note: {each.path}: {why}; write {where}, with its name for the word in braces:", sys.stderr)
            for line in lines:
                say(line, sys.stderr)
    if given.place == "headers":
        for each in announced:
            if not is_served_from(each, plan.site.base_url):
                say(f"note: {each.path}: is served at {each.url}, by another server than the site", sys.stderr)
        announced = [each for each in announced if is_served_from(each, plan.site.base_url)]
    if given.output is not None:
        _put_links(announced, plan.site.base_url, given)
    elif "json" in (given.place, given.report):
        print_json(to_builtins(announced), sys.stdout)
    else:
        text = printed(announced)
        if not is_unicode(sys.stdout):
            text = text.encode("ascii", "xmlcharrefreplace").decode()
        sys.stdout.write(text)
        if not text.strip() and not of_each:
            kind = "sitemap" if given.place == "robots" else "feed"
            say(f"note: there is nothing to print: there is no {kind} for it to name", sys.stderr)
    return WELL


def _put_links(announced: list[Announcement], base_url: str, given: Namespace) -> None:
    """Put lines about what is *announced*, and is there, into the file beside it."""
    from pathlib import Path

    from syndicate.hosts.links import files_for_server
    from syndicate.model.errors import UsageError, excerpt
    from syndicate.pipeline.publish.target import publish

    if "://" in given.output:
        raise UsageError(
            f"--output: {excerpt(given.output, 200)} is no folder; name the one that the site is built into"
        )
    folder = Path(given.output)
    there = [each for each in announced if (folder / each.path).is_file()]
    robots, headers = given.place == "robots", given.place == "headers"
    written = publish(files_for_server(folder, there, base_url, robots=robots, headers=headers), folder)
    if given.report == "json":
        files = [{"path": str(folder / file.path), "state": file.state} for file in written]
        print_json({"status": WELL, "files": files}, sys.stdout)
        return
    for file in written:
        say(f"{folder / file.path}: {file.state}", sys.stdout)
    if not written:
        place = folder / ("robots.txt" if robots else "_headers")
        if not any(each.is_sitemap or headers for each in there):
            why = f"there is no {'sitemap' if robots else 'feed'} for it to name"
        elif robots and not place.exists():
            why = f"crawlers do not look for it below {base_url}, only at the root of the host"
        else:
            why = "it is no plain file of a sensible size"
        say(f"note: {place} is left as it is: {why}", sys.stderr)
