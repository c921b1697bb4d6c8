"""What people mean who bring options and commands of other tools along; looked at where something is not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from syndicate.model.errors import suggest

# What is meant -> what it is called elsewhere.
_OPTIONS = {
    "--output": "--out --destination --dest --dir --out-dir --outdir --output-dir --output-path --target --to -o -d",
    "--include-unpublished": "--drafts --draft --include-drafts --build-drafts --buildDrafts --future --build-future "
    "--buildFuture --build-expired --buildExpired --unpublished --private -D -F -E",
    "--site-url": "--base-url --baseURL --baseurl --siteurl --root-url --domain --host --link -b",
    "--title": "--name --site-title --site-name",
    "--language": "--lang --locale",
    "--author": "--authors --by",
    "--format": "--type --formats --feed --feeds -t",
    "--limit": "--max --max-items --count --items --number --top --posts -n",
    "--topic": "--tag --tags --category --categories --topics",
    "--exclude-topic": "--exclude --without --not",
    "--since": "--from --after --start --newer",
    "--until": "--before --end --older",
    "--where": "--query --select --match",
    "--content": "--full --full-text --fulltext --body --summary",
    "--now": "--date --time --as-of",
    "--config": "--conf --config-file --settings --configuration -c",
    "--source": "--reader --input-format --from-format",
    "--preset": "--generator --engine --framework",
    "--no-index": "--no-cache --nocache --ignore-cache --ignoreCache --clean --fresh --refresh --rebuild",
    "--index": "--cache --cache-file --cachedir --cacheDir",
    "--jobs": "--parallel --workers --threads --processes --concurrency -j",
    "--dry-run": "--dry --dryrun --just-print --simulate --preview --no-write --check",
    "--strict": "--werror --fail --fail-on-error --fail-on-warning --fail-on-warnings --panicOnWarning --fatal -W",
    "--quiet": "--silent --no-progress -s",
    "--verbose": "--verbosity --log --loglevel --log-level --info",
    "--trace": "--profile --timing --timings --time-it --stats",
    "--report": "--reporter --output-format --json --log-format",
    "--color": "--colour --colors --no-color --no-colour --ansi",
    "--plugin": "--plugins --load --require --extension -p",
    "--option": "--set --opt --define --param",
    "--debug": "--traceback --stacktrace --backtrace",
    "--help": "--usage -?",
}
_OPTION_ANSWERS = {
    "syndicate watch exports again whenever articles or settings change": "--watch --serve --server --livereload "
    "--live-reload --live --auto --continuous --poll --dev -w",
    "syndicate diff says what an export would change": "--diff --compare --changes",
    "there is nothing to force: what has changed is replaced, and nothing else is": "--force --overwrite --clobber -f",
    "it reads what has changed, and nothing else, unless told --no-index": "--incremental -i --only-changed",
    "SITE stands without an option": "--site --input --in --content-dir --contentDir --source-dir --path --folder "
    "--directory --root --cwd --file --files --chdir -C -S",
    "filters are set in syndicate.yaml, below filters:, and --where KEY=VALUE chooses by a field": "--filter --filters",
    "record: in syndicate.yaml says where the record lies": "--record --record-file --state --state-file --manifest",
    "the version is told by syndicate --version": "--version -V",
}
_COMMANDS = {
    "export": "build generate make publish render write run feed feeds rss atom create-feed convert gen",
    "check": "lint test verify doctor audit",
    "init": "new create start setup config configure quickstart",
    "plugins": "plugin list extensions parts formats",
    "links": "link autodiscovery headers robots",
    "diff": "compare changes status changed what-changed delta",
    "watch": "serve server dev live auto monitor",
    "completion": "completions complete autocomplete",
}
_COMMAND_ANSWERS = {
    "syndicate check reports what is wrong with articles; the distribution syndicate-validate has a command that judges "
    "feeds": "validate validator feedvalidator",
    "the distribution syndicate-preview has a command that shows feeds in the browser": "preview previews view",
    "see syndicate --help": "help usage man",
    "see syndicate --version": "version",
}


_ALIKE = 0.75  # how close options are that may be meant: all share two dashes


def option_meant(option: str, of_commands: Mapping[str, Sequence[str]]) -> str:
    """Return what to do about an *option* that the first command of *of_commands* does not have, "" if nobody knows.

    of_commands  each command -> its options
    """
    mine = next(iter(of_commands.values()))
    if (meant := _named(option, _OPTIONS)) in mine:
        return f"; did you mean '{meant}'?"
    if answer := _named(option, _OPTION_ANSWERS):
        return f"; {answer}"
    asked = meant or option
    if others := [name for name, options in of_commands.items() if asked in options]:
        return f"; {asked} is an option of syndicate {' and '.join(others)}"
    return suggest(option, [*mine, "--help"], cutoff=_ALIKE)


def command_meant(command: str) -> str:
    """Return what to do about a *command* that there is not, "" if nobody knows."""
    if meant := _named(command.lower(), _COMMANDS):
        return f"; did you mean '{meant}'?"
    if answer := _named(command.lower(), _COMMAND_ANSWERS):
        return f"; {answer}"
    if command == "-" or Path(command).exists():
        return f"; did you mean 'syndicate export {command}'?"
    return ""


def _named(word: str, table: Mapping[str, str]) -> str:
    return next((meant for meant, names in table.items() if word in names.split()), "")
