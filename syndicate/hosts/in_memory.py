"""Articles in memory into a feed, in one call: for views of a web framework, tasks and notebooks.

Nothing is read, written or remembered, and there is no clock. What the settings may say of one feed may be said here,
and it is checked in the same way; choosing, completing and rendering are those of an export.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Literal, Required, TypedDict, Unpack

from msgspec.structs import replace

from syndicate.files.check import Checker
from syndicate.model.article import EPOCH, Article
from syndicate.model.errors import Fault, FormatError, UsageError, excerpt
from syndicate.model.feed import Document, Feed, FeedLink, Site
from syndicate.model.log import WARNING, log
from syndicate.model.urls import absolute_url
from syndicate.parts.contract import FilterContext
from syndicate.parts.distributions import wanted_distributions
from syndicate.pipeline.compose import Job
from syndicate.pipeline.render import Renderer
from syndicate.pipeline.select import select
from syndicate.settings.feeds.feed_plan import FeedPlan
from syndicate.settings.feeds.planner import FeedPlanner
from syndicate.settings.overrides import Overrides
from syndicate.settings.part_finder import PartFinder
from syndicate.settings.plan import Bodies, check_now
from syndicate.settings.schema import FeedSettings, Settings

if TYPE_CHECKING:
    from syndicate.parts.registry import Registry

_PLACE = ("feeds", 0)
# A source of which nothing but texts is asked: those that the articles have.
_TEXTS: Any = SimpleNamespace(
    source_label="source", reader=SimpleNamespace(content=attrgetter("content_html")), summaries=None
)
_ANY_TIME = {"published": {"future": True, "expired": True}}


class FeedChoices(TypedDict, total=False):
    """What may be said of a feed, as an entry of `feeds` in the settings says it.

    now       aware instant: what is dated later, or has expired by then, is left out. It must be said, for there is no
              clock here. None: dates are not looked at, as where a query has done so; what a publisher withholds
              (drafts, removed, scheduled for a date) stays in any case
    title     "{site}" is the site's; else that
    description, link, language  what it is about, the page that it is about, and its language; else those of the site
    url       where the feed is served, absolute or relative to the site; else by path
    path      of the document; else the format's own, e.g. atom.xml
    id        permanent, an absolute IRI; else the URL
    limit     the newest so many articles, or "all"; else the format's own, e.g. 20
    limit_bytes, profile, filters, transforms, options  as the settings have them
    content   how much of each article's text; "summary" unless it is said
    registry  the parts to choose from; else the built-in and installed ones
    """

    now: Required[datetime | None]
    title: str
    description: str
    link: str
    language: str
    url: str
    path: str
    id: str
    limit: int | Literal["all"]
    limit_bytes: int
    content: Literal["none", "summary", "full"]
    profile: str
    filters: Mapping[str, Any]
    transforms: Sequence[str | Mapping[str, Any]]
    options: Mapping[str, Any]
    registry: Registry | None


def feed_bytes(
    articles: Iterable[Article],
    site: Site,
    format: str = "atom",  # noqa: A002  the word of the settings
    **choices: Unpack[FeedChoices],
) -> bytes:
    """Return the feed of *articles* as one document: newest first, cut at its limit, cleaned, without what is withheld.

    articles  in any order, their text in content_html; its relative links are completed with the article's URL
    format    rss, atom, json, amp-sitemap, or what an installed plugin offers
    choices   see FeedChoices: now, title, url, limit, content ...

    The same articles and choices give the same bytes, in any thread. A feed of no articles is written, too. What there
    is to warn of is told to the logger `syndicate`.

    Raises FormatError where the format makes several documents (use feed_documents()), or cannot write the feed;
    UsageError for a choice that is wrong, or for what is no article.
    """
    documents = feed_documents(articles, site, format, **choices)
    for document in documents:
        for warning in document.warnings:
            log(WARNING, "%s: %s", document.path, warning)
    if len(documents) == 1:
        return documents[0].body
    raise FormatError(
        f"{format}: the feed has {len(documents) or 'no'} documents, and feed_bytes() gives one; use feed_documents()"
    )


def _articles(given: Any) -> list[Article]:
    """Return the articles that are *given*; UsageError where that is something else."""
    if isinstance(given, Article | Mapping | str | bytes) or not isinstance(given, Iterable):
        example = "[article]" if isinstance(given, Article) else "a list of Article(title=..., url=..., ...)"
        raise UsageError(f"articles: expected a list of articles, found {type(given).__name__}; write {example}")
    articles: list[Any] = list(given)
    for index, one in enumerate(articles):
        if not isinstance(one, Article):
            found = f"{type(one).__name__} {excerpt(one)}"
            raise UsageError(
                f"articles[{index}]: expected Article, found {found}; write Article(title=..., url=..., ...)"
            )
    return articles


def feed_documents(
    articles: Iterable[Article],
    site: Site,
    format: str = "atom",  # noqa: A002  as above
    **choices: Unpack[FeedChoices],
) -> list[Document]:
    """Return the documents of a feed, each with its path, media type and `warnings`; see feed_bytes().

    `publish(documents, folder)` puts them into a folder.
    """
    if "now" not in choices:
        raise UsageError(
            "now: is missing, so that nobody can tell which articles are out; give an aware instant, e.g. "
            "datetime.now(UTC), or None where all that are dated ahead or have expired are meant, too"
        )
    given: Any = site
    if not isinstance(given, Site):
        found = f"{type(given).__name__} {excerpt(given)}"
        raise UsageError(f"site: expected Site, found {found}; write Site(title=..., url=...)")
    now, registry = choices["now"], choices.pop("registry", None)
    if now is not None:
        check_now(now)
    asked = {"format": format, **{name: choice for name, choice in choices.items() if name != "now"}}
    plan = _planned(asked, site, now, registry or _registry(wanted_distributions()))
    selection = select(_articles(articles), [chosen.keeps for chosen in plan.filters], plan.limit)
    url = plan.url or absolute_url(plan.path, site.base_url)
    link = FeedLink(title=plan.title, url=url, media_type=plan.format.part.media_type)
    feed = Feed(
        site=plan.site_of(site),
        title=plan.title,
        url=url,
        articles=selection.articles,
        id=plan.id or "",
        feeds=(link,),
        description=plan.description,
        page_url=plan.page_url,
    )
    job = Job(plan=plan, feed=feed, path=plan.path, entry=plan.path)
    # Nothing of the site is on this disk, and no file that happens to lie here is one of its.
    documents = list(Renderer(_TEXTS, Bodies(root="", site=site)).render(job))
    if documents and (said := (*map(str, selection.faults), *_at_one_url(selection.articles))):
        documents[0] = replace(documents[0], warnings=(*documents[0].warnings, *said))
    return documents


def _at_one_url(articles: Sequence[Article]) -> Iterator[str]:
    """Yield a sentence for each of *articles* at the URL of another one: its own id lets it stay."""
    first_at: dict[str, Article] = {}
    for article in articles:
        first = first_at.setdefault(article.url, article)
        if first is not article:
            yield (
                f"{article.url}: is the URL of {excerpt(first.title)} and of {excerpt(article.title)}, which have ids of"
                " their own; readers show both, and each opens one page; give one of them another URL"
            )


def _planned(said: Mapping[str, Any], site: Site, now: datetime | None, registry: Registry) -> FeedPlan:
    """Return the plan of the feed of which this is *said*. Raises UsageError for all that is wrong with it."""
    checker = Checker(lambda *_: ("", 0, 0))
    if several := sorted({"each", "page_size", "archive", "tombstones", "emptied", "stylesheet"} & said.keys()):
        raise UsageError(f"{several[0]}: is of feeds that syndicate.yaml lists, which export() writes; take it out")
    entry = checker.convert(said, FeedSettings, _PLACE)
    _raise(checker.faults)
    settings = Settings(feeds=(entry,), filters=_ANY_TIME if now is None else {})
    finder = PartFinder(registry, checker)
    context = FilterContext(site=site, now=now or EPOCH)
    planner = FeedPlanner(settings=settings, overrides=Overrides(), finder=finder, context=context)
    (plan,) = planner.plans()
    _raise(checker.faults)
    assert plan is not None  # noqa: S101  else there are faults
    for chosen in plan.filters if now is None else ():
        if chosen.clock != "none" and (chosen.name not in _ANY_TIME or chosen.name in entry.filters):
            raise UsageError(
                f"now: the filter {chosen.name} asks for it; give an aware instant, e.g. datetime.now(UTC)"
            )
    return plan


def _raise(faults: Iterable[Fault]) -> None:
    of_feed = "feeds[0]"
    lines = [f"{fault.field.removeprefix(of_feed).removeprefix('.') or 'format'}: {fault.message}" for fault in faults]
    if lines:
        raise UsageError("\n".join(lines))


@lru_cache(maxsize=4)
def _registry(distributions: tuple[str, ...] | None) -> Registry:
    """Return the built-in and installed parts; looking for them takes longer than a feed."""
    from syndicate.parts.registry import Registry

    return Registry(distributions=distributions)
