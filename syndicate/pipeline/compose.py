"""Compose feeds of chosen articles: topics, pages, paths, links. `read` comes before it, `render` after it.

Pure except for the parts of plugins: no clock, no disk but the store's, no printing.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple
from urllib.parse import quote

import msgspec
from msgspec.structs import replace

from syndicate.model.errors import EmptyError, Fault, PluginError, count, count_faults, excerpt
from syndicate.model.feed import Feed, FeedLink
from syndicate.model.slugs import topic_labels, topic_slugs
from syndicate.model.taxonomy import Taxonomy
from syndicate.model.text import topic_key
from syndicate.parts.calls import Trace, blamed, no_trace
from syndicate.pipeline.choose import Choice, KnownChoices, choose
from syndicate.pipeline.pages import KnownArchives, Pages
from syndicate.pipeline.reading import Reading
from syndicate.settings.feeds.each import Each
from syndicate.settings.feeds.feed_plan import FeedPlan
from syndicate.settings.plan import Plan
from syndicate.store.numbers import Numbers


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """A feed to render: its articles are chosen, their bodies not yet read.

    entry    the path of its entry in the settings, with {topic} or the like in it where there is a feed for each
    archive  as a FileLine of the record has it: the document of an archive that it is, or the open one of its own
    numbers  of its articles, see StoredArticles
    digest   the digests of its articles, in order; see Choice.digest()
    """

    plan: FeedPlan
    feed: Feed
    path: str
    entry: str = ""
    is_first_page: bool = True
    archive: str = ""
    numbers: Sequence[int] = ()
    digest: bytes = b""

    @property
    def shows_text(self) -> bool:
        """Whether its documents hold text of the articles."""
        return self.plan.shows_text


class Composition(msgspec.Struct, frozen=True, kw_only=True):
    """All feeds of an export, and what was left out on the way."""

    jobs: list[Job]
    faults: list[Fault]
    chosen: tuple[Sequence[int], ...]  # the numbers of the articles that are in at least one feed, some repeatedly
    chosen_count: int  # how many these are
    failures: list[PluginError]  # one for each feed that is left out because a part fails
    failed: frozenset[str] = frozenset()  # the paths of their entries
    archives: Mapping[str, Sequence[int]] = {}  # path of a document of an archive -> the numbers of its articles


def compose(
    plan: Plan,
    reading: Reading,
    *,
    allow_empty: bool = False,
    trace: Trace = no_trace,
    known_choices: KnownChoices | None = None,
    emptied: Callable[[str], Mapping[str, str]] = lambda _: {},
    known_archives: KnownArchives = KnownArchives(),  # noqa: B008  it is frozen
) -> Composition:
    """Return the feeds of *plan*, each with its articles chosen and in order.

    known_choices  choices of an export before
    emptied        emptied(path of an entry) -> labels that had a feed, each with the path of that
    known_archives  of exports before

    A feed whose filter or format fails is left out, and its failure is in the result. Raises EmptyError, which says
    what became of the articles, for a feed without articles.
    """
    jobs: list[Job] = []
    links: list[FeedLink] = []
    failures: list[PluginError] = []
    failed: set[str] = set()
    faults: dict[Fault, None] = {}
    chosen: dict[int, list[Sequence[int]]] = {}  # by choice: the numbers of the articles in its feeds
    choices = choose(plan.feeds, reading.articles.store, trace, known_choices)
    pages = Pages(plan.site, known_archives)
    for feed_plan, choice in zip(plan.feeds, choices, strict=True):
        if (failure := choice.failure_of(feed_plan.path)) is not None:
            failures.append(failure)
            failed.add(feed_plan.path)
            continue
        faults.update(dict.fromkeys(choice.faults))
        may_be_empty = allow_empty or feed_plan.may_be_empty
        if not len(choice) and not may_be_empty:
            raise EmptyError(f"{feed_plan.path}: {_why_empty(plan, feed_plan, reading, choice.left_after)}")
        had = emptied(feed_plan.path) if feed_plan.each is not None else {}
        entry = _Entry(plan, pages, feed_plan, choice, had)
        new = list(entry.jobs())
        if not new and not may_be_empty:
            kind = feed_plan.each.kind if feed_plan.each else ""
            message = f"none of {count(len(choice), 'article')} has {'an' if kind == 'author' else 'a'} {kind}; take each: {kind} out"
            field = {"topic": "topics", "author": "authors", "language": "language"}.get(kind)
            advice = f", or name the key that holds it: source.fields: {{{field}: [KEY]}}" if field else ""
            raise EmptyError(f"{feed_plan.path}: {message}{advice}")
        try:
            links += [_link(job) for job in new if job.is_first_page]
        except PluginError as error:
            failures.append(error)
            failed.add(feed_plan.path)
            continue
        jobs += (*new, *entry.emptied(new))
        of_choice = chosen.setdefault(id(choice), [])
        if any(len(job.numbers) == len(choice) for job in new):
            of_choice[:] = [choice.numbers]
        elif not any(numbers is choice.numbers for numbers in of_choice):
            of_choice += [job.numbers for job in new]
    numbers = tuple(numbers for of_choice in chosen.values() for numbers in of_choice)
    all_links = tuple(links)  # one tuple for all feeds, of which there may be as many as topics
    return Composition(
        jobs=[replace(job, feed=replace(job.feed, feeds=all_links)) for job in jobs],
        faults=list(faults),
        chosen=numbers,
        chosen_count=_distinct_count(numbers),
        failures=failures,
        failed=frozenset(failed),
        archives=pages.archives,
    )


def _distinct_count(sequences: Sequence[Sequence[int]]) -> int:
    """Return how many different numbers are in *sequences*; no sequence repeats a number."""
    return len(sequences[0]) if len(sequences) == 1 else len(Numbers(chain.from_iterable(sequences)))


def _link(job: Job) -> FeedLink:
    plan, feed = job.plan, job.feed
    with blamed(f"{job.path}: {plan.format.label}"):
        return FeedLink(
            title=feed.title,
            url=feed.url,
            media_type=plan.format.part.media_type,
            each=feed.each,
            topic=feed.topic,
            content=plan.content if plan.format.part.has_text else "none",
            limit=None if plan.archive else plan.limit,
            language=plan.language,
            description=plan.description,
            page_url=plan.page_url,
        )


class _Entry(NamedTuple):
    """An entry of the settings, and what its feeds are made of.

    had  labels that had a feed of it, each with the path of that
    """

    plan: Plan
    pages: Pages
    feed_plan: FeedPlan
    choice: Choice
    had: Mapping[str, str]

    def jobs(self) -> Iterator[Job]:
        each = self.feed_plan.each
        if each is None:
            is_given_any = not self.feed_plan.format.part.lists_feeds
            yield from self._documents(self.feed_plan, range(len(self.choice) if is_given_any else 0))
            return
        found = self.choice.places_of(each)
        taxonomy = Taxonomy(self.plan.site.topics if each.kind == "topic" else ())
        seen = topic_labels({label: len(places) for label, places in found.items()})
        # A topic's feed also holds the articles on its subtopics, so a topic that no article names may have a feed.
        above = {key: tuple(taxonomy.above(label)) for key, label in seen.items()}
        labels = {topic_key(label): label for family in above.values() for label in family}
        slugs = topic_slugs(labels.values(), self._kept_slugs(each, taxonomy.slugs), each.kind)
        parts: dict[str, list[array[int]]] = {key: [] for key in labels}
        for label, places in found.items():
            for key in {topic_key(one): None for one in above[topic_key(label)]}:
                parts[key].append(places)
        for key in sorted(labels, key=lambda key: slugs[key]):
            of_label = _of_label(self.feed_plan, each, slugs[key], labels[key])
            yield from self._documents(of_label, _joined(parts[key]), labels[key])

    def _kept_slugs(self, each: Each, fixed: Mapping[str, str]) -> Mapping[str, str]:
        """Return *fixed*, and of the labels that had a feed the slug of that: no other takes the address of a feed.

        A slug that the label cannot have by itself was fixed before, and is fixed no more.
        """
        slug_in, kept = self._slug_in(each), dict(fixed)
        for label, path in self.had.items():
            own = topic_slugs([label], kind=each.kind)
            (slug,) = own.values()
            found = slug_in.fullmatch(path)
            if found and found[1].startswith(slug) and re.fullmatch(r"(?:-[0-9a-f]{6})?", found[1][len(slug) :]):
                kept |= {key: found[1] for key in own if key not in kept and found[1] not in fixed.values()}
        return kept

    def _slug_in(self, each: Each) -> re.Pattern[str]:
        """Return what finds the slug in the path of a feed."""
        before, *others = map(re.escape, self.feed_plan.path.split(each.placeholder))
        return re.compile(before + "(.+)" + r"\1".join(others))

    def emptied(self, jobs: Sequence[Job]) -> Iterator[Job]:
        """Yield a feed without articles for each label that had one and has none in *jobs*: readers subscribe to it."""
        each = self.feed_plan.each
        if each is None or not self.feed_plan.keeps_emptied:
            return
        taken = {job.path for job in jobs}
        slug_in = self._slug_in(each)
        for label, path in sorted(self.had.items()):
            if path not in taken and (found := slug_in.fullmatch(path)):
                yield from self._documents(_of_label(self.feed_plan, each, found[1], label), (), label)

    def _documents(self, feed_plan: FeedPlan, places: Sequence[int], topic: str = "") -> Iterator[Job]:
        """Yield one feed, or as many documents as page_size or archive ask for."""
        site = feed_plan.site_of(self.plan.site)
        for page in self.pages.of(feed_plan, self.choice, places, topic):
            articles = self.choice.articles(page.places, has_extra=feed_plan.asks_for_extra(self.plan.source))
            feed = Feed(
                site=site,
                title=feed_plan.title,
                description=feed_plan.description,
                page_url=feed_plan.page_url,
                url=page.url,
                articles=articles,
                id=feed_plan.id or page.first_url,
                next_url=page.next_url,
                each=feed_plan.each.kind if feed_plan.each else "",
                topic=topic,
                archive=page.archive,
                period=page.period,
            )
            yield Job(
                plan=feed_plan,
                feed=feed,
                path=page.path,
                entry=feed_plan.entry or feed_plan.path,
                is_first_page=page.url == page.first_url,
                archive=page.archive_path,
                numbers=articles.numbers,
                digest=self.choice.digest(page.places),
            )


def _of_label(feed_plan: FeedPlan, each: Each, slug: str, label: str) -> FeedPlan:
    """Return the plan of the feed of the topic, author ... called *label*, whose place in paths is *slug*."""
    # An id has the slug too: the slug stays the same when another spelling becomes the most frequent.
    quoted, own, title = quote(slug, safe=""), each.placeholder, each.titles.get(label, label)
    return replace(
        feed_plan,
        path=feed_plan.path.replace(own, slug),
        entry=feed_plan.path,
        title=feed_plan.title.replace(own, title),
        description=feed_plan.description.replace(own, title),
        page_url=feed_plan.page_url.replace(own, quoted),
        url=feed_plan.url and feed_plan.url.replace(own, quoted),
        id=feed_plan.id and feed_plan.id.replace(own, quoted),
        language=label if each.kind == "language" else feed_plan.language,
    )


def _joined(parts: Sequence[Sequence[int]]) -> Sequence[int]:
    return parts[0] if len(parts) == 1 else sorted({place for part in parts for place in part})


def _why_empty(plan: Plan, feed_plan: FeedPlan, reading: Reading, left_after: Sequence[int]) -> str:
    """Return what became of the articles: ``12 read, 9 published, none on topic 'Pyhton'; topics seen: ...``."""
    words = [f"{len(reading.articles)} read"]
    advice = "; --allow-empty writes the feed all the same"
    explanation = ""
    for place, (chosen_by, left) in enumerate(zip(feed_plan.filters, left_after, strict=True)):
        words.append(f"{left or 'none'} {chosen_by.words}")
        if not left:
            kept = [chosen.keeps for chosen in feed_plan.filters[:place]]
            before = [article for article in reading.articles if all(keeps(article) for keeps in kept)]
            if chosen_by.explain and before:
                explanation = chosen_by.explain(before)
            break
    if not len(reading.articles):
        if reading.item_count or reading.faults:
            words = ["no article read", *count_faults(reading.faults)]
            advice = advice if not reading.faults else ""  # what is wrong would only be hidden
        else:
            paths = ", ".join(excerpt(path, 200) for path in plan.context.paths)
            words = [f"the source {plan.source.name} finds nothing to read in {paths}"]
            advice = "; name the folder of the articles, on the command line or in source.paths"
            if plan.source.built_by:
                advice += (
                    ", or read any file with front matter: --source front-matter,"
                    f" or write --preset none where {plan.source.name} does not make the site"
                )
    return ", ".join(words) + (f"; {explanation}" if explanation else "") + advice
