"""Every command and snippet of the handbook is run: a page is a story, told top to bottom in an empty folder."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.examples.stories import DOCS, Block, blocks, tell

PAGES = {path.relative_to(DOCS).as_posix(): path for path in sorted(DOCS.rglob("*.md"))}
# The first line of each block that is shown and not run, and why.
NOT_RUN = {
    "SYNDICATE=~/syndicate                       # the folder of your clone": "typed by tests/hosts/test_readmes.py",
    'HATCH_BUILD_HOOK_ENABLE_MYPYC=true pip install "$SYNDICATE"': "takes minutes: tests/test_compiled.py",
    "py -m venv .venv": "needs Windows",
    "*/10 * * * * /srv/ledger/.venv/bin/python /srv/ledger/write_feeds.py /srv/ledger/ledger.db /srv/www": "a line for cron",
    "syndicate watch": "runs until Ctrl-C: tests/test_readme_commands.py",
    "curl 'https://news.example.org/wp-json/wp/v2/posts?_embed&per_page=100' > wordpress.json": "there is no such site",
    "sed s/json_object/json_build_object/ posts.sql | psql -At cms > posts.jsonl": "needs a server of PostgreSQL's",
}


def first_line(block: Block) -> str:
    return block.body.partition("\n")[0]


def test_what_is_not_run_is_on_some_page() -> None:
    shown = {first_line(block) for page in PAGES.values() for block in blocks(page)}
    assert NOT_RUN.keys() <= shown


@pytest.mark.parametrize("name", PAGES)
def test_what_a_page_has_written_is_read_by_what_it_runs_next(name: str) -> None:
    story = blocks(PAGES[name])
    for place, block in enumerate(story):
        if block.title.startswith((".github/", ".pre-commit")):
            assert yaml.safe_load(block.body)
        elif block.is_file and not block.title.startswith("."):
            after = [later for later in story[place + 1 :] if later.is_run or later.title == block.title]
            assert after, f"{name}:{block.line}: nothing is run after {block.title}"
            assert after[0].is_run, f"{name}:{block.line}: {block.title} is written twice"


@pytest.mark.parametrize("name", [name for name, page in PAGES.items() if blocks(page)])
def test_what_a_page_shows_works_from_an_empty_folder(name: str, tmp_path: Path) -> None:
    story = [block for block in blocks(PAGES[name]) if first_line(block) not in NOT_RUN]
    assert not [block for block in story if not (block.is_run or block.is_file or block.language == "text")]
    tell(PAGES[name], tmp_path, story)
