"""The straight line: a plan is read, chosen and composed into feeds; `rendering` makes documents of them.

Pure but for the parts it is given: no clock, no disk, no printing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePosixPath
from urllib.parse import quote, urlsplit, urlunsplit

import msgspec
from msgspec.structs import replace

from syndicate.calling import Trace, blamed, no_trace
from syndicate.errors import EmptyError, Fault, PluginError, count, excerpt
from syndicate.feed_plans import FeedPlan
from syndicate.model import UNDATED, Article, Feed, FeedLink, Origin, Site
from syndicate.parts import Reader, TransformContext
from syndicate.people import People
from syndicate.plan import Plan
from syndicate.selection import select
from syndicate.slugs import topic_labels, topic_slugs
from syndicate.taxonomy import Taxonomy
from syndicate.text import topic_key
from syndicate.urls import absolute_url

Progress = Callable[[int], None]


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What a source held, as transforms prepare it.

    item_count    how many items were read
    source_label  how messages call the source, for the bodies that are still to be read
    """

    articles: list[Article]
    faults: list[Fault]
    item_count: int
    reader: Reader
    source_label: str = "source"


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """A feed to render: articles chosen, bodies not yet read."""

    plan: FeedPlan
    feed: Feed
    path: str
    is_first_page: bool = True


class Composition(msgspec.Struct, frozen=True, kw_only=True):
    """All feeds of an export, and what was left out on the way."""

    jobs: list[Job]
    faults: list[Fault]
    chosen_count: int  # articles that are in at least one feed
    failures: list[PluginError]  # one for each feed that a part of a plugin keeps from being written


def read(plan: Plan, progress: Progress | None = None, trace: Trace = no_trace) -> Reading:
    """Return every article of the plan's source as transforms prepare it, and a fault for each thing wrong with one.

    Topics that the site's taxonomy knows have its labels, and authors whom the site knows by a key are whom it knows,
    whatever the source calls them.

    progress  called with the number of items read so far
    trace     called with what is done, around each call of a part
    """
    articles: list[Article] = []
    faults: list[Fault] = []
    item_count = 0
    taxonomy = Taxonomy(plan.site.topics)
    people = People(plan.context.authors)
    with blamed(plan.source_label), trace(f"{plan.source_label}: open and read"):
        reader = plan.source.open(plan.context)
        for item in reader.items():
            if isinstance(item, Fault):
                faults.append(item)
                continue
            for found in reader.read(item):
                if isinstance(found, Article):
                    articles.append(_known(found, taxonomy, people))
                elif isinstance(found, Fault):
                    faults.append(found)
                else:
                    raise PluginError(f"{plan.source_label} yields {type(found).__name__}; it must yield Articles")
            item_count += 1
            if progress:
                progress(item_count)
    context = TransformContext(root=plan.context.root, site=plan.site)
    for transform in plan.prepares:
        if transform.prepare:
            with blamed(transform.label), trace(f"{transform.label}: prepare"):
                articles = [_known(article, taxonomy, people) for article in transform.prepare(articles, context)]
    if plan.context.may_be_undated:
        faults += [_undated(article) for article in articles if article.published_at == UNDATED]
        articles = [article for article in articles if article.published_at != UNDATED]
    return Reading(
        articles=articles, faults=faults, item_count=item_count, reader=reader, source_label=plan.source_label
    )


def _known(article: Article, taxonomy: Taxonomy, people: People) -> Article:
    """Return *article* with topics and authors as the site knows them."""
    topics, authors = taxonomy.labels(article.topics), people.known(article.authors)
    if topics is article.topics and authors is article.authors:
        return article
    return replace(article, topics=topics, authors=authors)


def _undated(article: Article) -> Fault:
    origin = article.origin or Origin(path=article.url)
    message = "no date says when this was published, and no transform finds one; write date: and e.g. 2024-05-01"
    return Fault(path=origin.path, line=origin.line, column=1, field="date", message=message)


def compose(plan: Plan, reading: Reading, *, allow_empty: bool = False, trace: Trace = no_trace) -> Composition:
    """Return the feeds of *plan*, each with its articles chosen and in order.

    A feed is left out, and the failure kept, where a filter fails or the format is no good. Raises EmptyError, which says what happened to the
    articles, for a feed that none are left for.
    """
    jobs: list[Job] = []
    links: list[FeedLink] = []
    failures: list[PluginError] = []
    faults: dict[Fault, None] = {}
    for feed_plan in plan.feeds:
        try:
            articles, left_after = _chosen(feed_plan, reading.articles, trace)
        except PluginError as error:
            failures.append(error)
            continue
        selection = select(articles)
        faults.update(dict.fromkeys(selection.faults))
        may_be_empty = allow_empty or feed_plan.may_be_empty
        if not selection.articles and not may_be_empty:
            raise EmptyError(f"{feed_plan.path}: {_why_empty(plan, feed_plan, reading, left_after)}")
        new = list(_jobs(plan, feed_plan, selection.articles))
        if not new and not may_be_empty:
            message = f"none of {count(len(selection.articles), 'article')} has a topic; take each: topic out"
            raise EmptyError(f"{feed_plan.path}: {message}")
        try:
            links += [_link(job) for job in new if job.is_first_page]
        except PluginError as error:
            failures.append(error)
            continue
        jobs += new
    beside = tuple(links)  # one for all: there may be as many feeds as topics
    return Composition(
        jobs=[replace(job, feed=replace(job.feed, feeds=beside)) for job in jobs],
        faults=list(faults),
        chosen_count=len({article.id for job in jobs for article in job.feed.articles}),
        failures=failures,
    )


def _link(job: Job) -> FeedLink:
    chosen = job.plan.format
    with blamed(f"{job.path}: {chosen.label}"):
        return FeedLink(title=job.feed.title, url=job.feed.url, media_type=chosen.part.media_type, topic=job.feed.topic)


def _chosen(feed_plan: FeedPlan, articles: list[Article], trace: Trace) -> tuple[list[Article], list[int]]:
    """Return the articles that every filter of a feed keeps, and how many were left after each."""
    left_after = []
    for chosen_by in feed_plan.filters:
        label = f"{feed_plan.path}: {chosen_by.label}"
        with blamed(label), trace(label):
            articles = [article for article in articles if chosen_by.keeps(article)]
        left_after.append(len(articles))
    return articles, left_after


def _jobs(plan: Plan, feed_plan: FeedPlan, articles: list[Article]) -> Iterator[Job]:
    if not feed_plan.each_topic:
        yield from _pages(plan, feed_plan, articles)
        return
    taxonomy = Taxonomy(plan.site.topics)
    seen = topic_labels(topic for article in articles for topic in article.topics)
    # A topic's feed holds the articles on its parts too, so one without articles of its own has a feed if they have some.
    above = {key: tuple(taxonomy.above(label)) for key, label in seen.items()}
    labels = {topic_key(label): label for family in above.values() for label in family}
    slugs = topic_slugs(labels.values(), taxonomy.slugs)
    by_key: dict[str, list[Article]] = {key: [] for key in labels}
    for article in articles:
        for key in {topic_key(label): None for topic in article.topics for label in above[topic_key(topic)]}:
            by_key[key].append(article)
    for key in sorted(labels, key=lambda key: slugs[key]):
        # In an id too the slug stands: it stays where another spelling of the topic becomes the most frequent.
        slug = quote(slugs[key], safe="")
        of_topic = replace(
            feed_plan,
            path=feed_plan.path.replace("{topic}", slugs[key]),
            title=feed_plan.title.replace("{topic}", labels[key]),
            url=feed_plan.url and feed_plan.url.replace("{topic}", slug),
            id=feed_plan.id and feed_plan.id.replace("{topic}", slug),
        )
        yield from _pages(plan, of_topic, by_key[key], labels[key])


def _pages(plan: Plan, feed_plan: FeedPlan, articles: Sequence[Article], topic: str = "") -> Iterator[Job]:
    """Yield one feed, or as many as page_size asks for, each with the URL of the next (RFC 5005 section 3)."""
    articles = articles[: feed_plan.limit]
    size = feed_plan.page_size or max(len(articles), 1)
    starts = range(0, max(len(articles), 1), size)
    paths = [_page_path(feed_plan.path, number) for number in range(len(starts))]
    urls = [_page_url(plan.site, feed_plan, paths[number], number) for number in range(len(starts))]
    for number, start in enumerate(starts):
        feed = Feed(
            site=plan.site,
            title=feed_plan.title,
            url=urls[number],
            articles=tuple(articles[start : start + size]),
            id=feed_plan.id or urls[0],
            next_url=urls[number + 1] if number + 1 < len(urls) else None,
            topic=topic,
        )
        yield Job(plan=feed_plan, feed=feed, path=paths[number], is_first_page=number == 0)


def _page_path(path: str, number: int) -> str:
    """Return the path of a page, counted from 0: feed.xml, feed-2.xml ..."""
    if number == 0:
        return path
    place = PurePosixPath(path)
    suffix = "".join(place.suffixes)
    return str(place.with_name(f"{place.name.removesuffix(suffix)}-{number + 1}{suffix}"))


def _page_url(site: Site, feed_plan: FeedPlan, path: str, number: int) -> str:
    """Return where the page at *path* is served: beside the first, whose URL is the feed's."""
    if feed_plan.url is None:
        return absolute_url(quote(path), site.base_url)
    parts = urlsplit(feed_plan.url)
    if number == 0:
        return feed_plan.url
    if not parts.path.strip("/") or parts.path.endswith("/"):
        page = f"{parts.path or '/'}{quote(PurePosixPath(path).name)}"
    else:
        page = _page_path(parts.path, number)
    return urlunsplit(parts._replace(path=page))


def _why_empty(plan: Plan, feed_plan: FeedPlan, reading: Reading, left_after: Sequence[int]) -> str:
    """Return what became of the articles: ``12 read, 9 published, none on topic 'Pyhton'; topics seen: ...``."""
    words = [f"{len(reading.articles)} read"]
    before = reading.articles
    explanation = ""
    for chosen_by, left in zip(feed_plan.filters, left_after, strict=True):
        words.append(f"{left or 'none'} {chosen_by.words}")
        if not left:
            if chosen_by.explain and before:
                explanation = chosen_by.explain(before)
            break
        before = [article for article in before if chosen_by.keeps(article)]
    if not reading.articles:
        if reading.item_count or reading.faults:
            words = ["no article read", *([count(len(reading.faults), "fault")] if reading.faults else [])]
        else:
            paths = ", ".join(excerpt(path, 200) for path in plan.context.paths)
            words = [f"the source {plan.source.name} finds nothing to read in {paths}"]
    return (
        ", ".join(words) + (f"; {explanation}" if explanation else "") + "; --allow-empty writes the feed all the same"
    )
