"""Files with front matter that are no articles yet, or never: drafts by their place, templates, lists of a folder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from msgspec.structs import replace

from syndicate import Article, Fault, PassedOver

_WORD = r"drafts?|entw(?:u[e\u0308]?|ü)rfe?|brouillons?|borrador(?:es)?|rascunhos?|bozz[ae]|черновики?|草稿|下書き"
_DRAFTS = rf"(?:.*/)?(?:_|\d{{1,3}}[-_. ]{{1,3}})?(?:{_WORD}|wip|unpublished|private|hidden|unlisted|confidential|embargoed|scheduled|trash|deleted|removed|\$recycle\.bin|lost\+found|@eadir)(?:/.*)?"
# The first as Nuxt Content has it, the last but two as marmite; the others are of programs that keep folders the same.
_DRAFT_NAME = rf".*\.(?:{_WORD}|wip|unpublished|private)\.\w+|(?:.*/)?(?:(?:DRAFT|ENTWURF|BROUILLON|BORRADOR|WIP)[-_ ]|[\[(](?i:{_WORD})[\])]|draft-\d{{4}}-\d\d-\d\d).*|.*\.sync-conflict-\d{{8}}-.*|.*\([^()]*conflicted copy[^()]*\).*"
_DRAFT_TITLE = rf"[\[(](?i:{_WORD}|wip)[\])]|(?:DRAFT|ENTWURF|BROUILLON|BORRADOR|WIP):"
_BEGIN_DRAFTS = "[(DEBW"  # of these titles
_IS_NONE = r"(?mi)^[\"']?draft[\"']?[ \t]*[:=][ \t]*[\"']?(?:false|no|off)\b"
_LETS_OUT = "withheld: {draft: false} lets"
# What a program makes a new article of: Obsidian's templates, Templater's, Hugo's archetypes.
_TO_FILL_IN = r"(?m)^[ \t]*[\"']?(?:title|date|created)[\"']?[ \t]*[:=][ \t]*+[\"']?[ \t]*+(?:\{\{|<%)"
_LISTS = r"(?:.*/)?[-_]index\.\w+|(?:\d+\.)?index\.\w+"


def is_draft(path: str, head: str, *, is_built: bool, title: str = "") -> bool:
    """Tell whether the file at *path*, as the settings name it, is a draft by its place, which its *head* may deny.

    is_built  the site's generator builds whatever has no name of its own for drafts, `_drafts`
    title     of the article, which may say so where no generator builds it

    >>> [is_draft(path, "") for path in ("_drafts/a.md", "x/Private/y/a.md", "a.draft.md", "WIP-a.md", "drafts.md")]
    [True, True, True, True, False]
    """
    folder = path.rpartition("/")[0]
    if is_built:
        found = "_drafts" in folder.lower().split("/")
    else:
        says_so = re.fullmatch(_DRAFT_NAME, path) or (title[:1] in _BEGIN_DRAFTS and re.match(_DRAFT_TITLE, title))
        found = _holds_drafts(folder) or bool(says_so)
    return found and re.search(_IS_NONE, head) is None


@lru_cache(maxsize=1024)
def _holds_drafts(folder: str) -> bool:
    return re.fullmatch(_DRAFTS, folder, re.IGNORECASE) is not None


def gives(name: str, head: str) -> bool:
    """Tell whether *head* gives a value to *name*."""
    return re.search(rf"(?m)(?:^|[{{,])[ \t]*[\"']?{re.escape(name)}[\"']?[ \t]*[:=]", head) is not None


def drafts(
    found: Iterable[Article | Fault | PassedOver], key: str, lacking: str = ""
) -> Iterator[Article | Fault | PassedOver]:
    """Yield the articles *found* in the file at *key* as drafts; what keeps one from being an article is no fault.

    lacking  the name without which its head makes it one; "": its folder, name or title does
    """
    yield from (replace(article, is_published=False) for article in found if isinstance(article, Article))
    one, many = (
        "file is a draft by its folder, name or title, and stays in",
        "files are drafts by their folder, name or title, and stay in",
    )
    lets = _LETS_OUT
    if lacking:
        rest, lets = f"no {lacking}, without which the site's schema keeps", "source.options.needs: [] lets"
        one, many = f"file gives {rest} it in", f"files give {rest} them in"
    yield PassedOver(key, f"{one}; {lets} it out", f"{many}; {lets} them out")


def no_article(found: list[Article | Fault | PassedOver], key: str, path: str, head: str) -> PassedOver | None:
    """Return what the file at *key* is instead of the article that was not *found* in it, None where it is at fault.

    head  its front matter
    """
    if re.search(_TO_FILL_IN, head):
        return PassedOver(key, "file is a template for new articles", "files are templates for new articles")
    if re.fullmatch(_LISTS, path) and any(
        isinstance(one, Fault) and one.message.startswith("no date") for one in found
    ):
        return PassedOver(key, "page of a list has no date", "pages of lists have no date")
    return None
