"""When articles were published and changed, as the history of their files in git has it.

Only what is committed counts, so the same commits give the same dates on any machine.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from syndicate import UNDATED, Article, ArticleError, Transform, TransformContext, UsageError, hookimpl
from syndicate.model import excerpt
from syndicate_git_dates.history import Span, follow
from syndicate_git_dates.repository import Repository, open_repository

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # fromtimestamp() of Windows knows nothing before it
_COMMIT = re.compile(r"[0-9a-fA-F]{7,64}")


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    ignore_commits  ids of commits that count for nothing, 7 digits or more of each: an import, a reformatting
    ignore_pattern  commits whose subject this regular expression finds something in count for nothing
    override        replace an updated_at that the article itself names
    min_seconds     a change sooner than this after publication is none
    shallow         what to do in a shallow clone: refuse, or keep the articles as they are
    """

    ignore_commits: tuple[str, ...] = ()
    ignore_pattern: str = ""
    override: bool = False
    min_seconds: Annotated[int, msgspec.Meta(ge=0)] = 60
    shallow: Literal["refuse", "keep"] = "refuse"

    def __post_init__(self) -> None:
        for commit in self.ignore_commits:
            if not _COMMIT.fullmatch(commit):
                raise ArticleError(
                    "ignore_commits", f"{excerpt(commit)} is no commit id; write 7 or more of its hex digits"
                )
        try:
            re.compile(self.ignore_pattern)
        except re.error as error:
            raise ArticleError(
                "ignore_pattern",
                f"{excerpt(self.ignore_pattern)} is no regular expression ({error}); write e.g. ^(chore|reformat)",
            ) from error


@hookimpl
def syndicate_transforms() -> list[Transform]:
    return [Transform(name="git-dates", prepare=prepare, dates=True, options=Options)]


def prepare(
    articles: Iterable[Article], context: TransformContext, options: Options | None = None
) -> Iterator[Article]:
    """Yield *articles* with the dates that git has for their files.

    published_at  where the article has none: the author date of the first commit of its file
    updated_at    where the article has none: that of the last commit that changed the file

    An article keeps what it has where git knows nothing: its file was never committed, or holds other articles too.

    Raises UsageError, a sentence, where git is missing, refuses, or cannot know: the clone is shallow.
    """
    options = options or Options()
    articles = list(articles)
    repository = open_repository(context.root)
    if repository.is_shallow:
        if options.shallow == "keep":
            yield from articles
            return
        raise UsageError(
            f"git-dates: {repository.top} is a shallow clone, which does not know when a file first appeared; run "
            "git fetch --unshallow (in CI, set fetch-depth: 0), or write shallow: keep to do without dates from git"
        )
    places = _places(articles, repository, context.root)
    spans = follow(repository.log(), set(places.values()), _is_ignored(options)) if places else {}
    for article in articles:
        place = places.get(article.origin.path) if article.origin else None
        span = spans.get(place) if place else None
        yield _dated(article, span, options) if span else article


def _places(articles: Iterable[Article], repository: Repository, root: str) -> dict[str, bytes]:
    """Return where the file of each article stands in the repository, by Origin.path."""
    # The history of a file that holds many articles tells nothing of one of them.
    counts = Counter(article.origin.path for article in articles if article.origin)
    return {
        path: place
        for path, count in counts.items()
        if count == 1 and (place := repository.place(Path(root, path))) is not None
    }


def _is_ignored(options: Options) -> Callable[[str, str], bool] | None:
    if not options.ignore_commits and not options.ignore_pattern:
        return None
    prefixes = tuple(commit.lower() for commit in options.ignore_commits)
    search = re.compile(options.ignore_pattern).search if options.ignore_pattern else None
    return lambda commit, subject: commit.startswith(prefixes) or (search is not None and search(subject) is not None)


def _dated(article: Article, span: Span, options: Options) -> Article:
    found: dict[str, datetime] = {}
    published_at = article.published_at
    if published_at == UNDATED and span.born_at is not None:
        published_at = found["published_at"] = _EPOCH + timedelta(seconds=span.born_at)
    if published_at != UNDATED and span.changed_at is not None and (article.updated_at is None or options.override):
        changed_at = _EPOCH + timedelta(seconds=span.changed_at)
        if changed_at > published_at and changed_at - published_at >= timedelta(seconds=options.min_seconds):
            found["updated_at"] = changed_at
    return msgspec.structs.replace(article, **found) if found else article
