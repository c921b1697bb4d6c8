"""Articles on topics: ``topics: [AI, Feeds]``, or ``topics: {any: [...], all: [...], none: [...]}``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import msgspec

from syndicate import Article, Filter, FilterContext, UsageError, hookimpl
from syndicate.model import Taxonomy, excerpt, first_few, one_line, topic_key, topic_labels


class TopicsOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What must hold of an article's topics; neither case nor accents count. What is empty holds.

    A topic of the site's taxonomy is meant by its key, name or slug, and with it all topics that are parts of it.
    """

    any: str | tuple[str, ...] = ()  # it has at least one of these
    all: str | tuple[str, ...] = ()  # it has every one of these
    none: str | tuple[str, ...] = ()  # it has none of these


Setting = str | tuple[str, ...] | TopicsOptions  # a text or a list alone: any of them


@hookimpl
def syndicate_filters() -> list[Filter]:
    return [
        Filter(
            name="topics",
            build=build,
            options=Setting,
            describe=describe,
            explain=explain,
            asks_for="keys",
            clock="none",
        )
    ]


def build(setting: Setting, context: FilterContext) -> Callable[[Article], bool]:
    """Return whether an article's topics are as *setting* says. Raises UsageError if it names no topic."""
    taxonomy = Taxonomy(context.site.topics)
    any_families, all_of, none_families = (list(map(taxonomy.below, labels)) for labels in _labels(setting))
    any_of: frozenset[str] = frozenset().union(*any_families)
    none_of: frozenset[str] = frozenset().union(*none_families)

    if not all_of and not none_of:
        return lambda article: not any_of.isdisjoint(map(topic_key, article.topics))

    def is_on(article: Article) -> bool:
        keys = frozenset(map(topic_key, article.topics))
        if any(family.isdisjoint(keys) for family in all_of):
            return False
        return none_of.isdisjoint(keys) and (not any_of or not any_of.isdisjoint(keys))

    return is_on


def describe(setting: Setting) -> str:
    any_of, all_of, none_of = ([excerpt(label) for label in labels] for labels in _labels(setting))
    words = []
    if any_of:
        words.append(f"on any of {', '.join(any_of)}" if len(any_of) > 1 else f"on topic {any_of[0]}")
    if all_of:
        words.append(f"on all of {', '.join(all_of)}" if len(all_of) > 1 else f"on topic {all_of[0]}")
    if none_of:
        words.append(f"not on {' or '.join(none_of)}")
    return " and ".join(words)


def explain(articles: Sequence[Article]) -> str:
    counts = Counter(topic_key(topic) for article in articles for topic in article.topics)
    labels = topic_labels(topic for article in articles for topic in article.topics)
    ranked = sorted(counts, key=lambda key: (-counts[key], key))
    seen = [f"{labels[key]} ({counts[key]})" for key in ranked]
    return f"topics seen: {first_few(seen, 12)}" if ranked else "none of them has a topic"


def _labels(setting: Setting) -> tuple[list[str], list[str], list[str]]:
    """Return the labels of *setting* as a person would read them: any, all, none."""
    options = setting if isinstance(setting, TopicsOptions) else TopicsOptions(any=setting)
    any_of, all_of, none_of = (
        [one_line(label) for label in ([labels] if isinstance(labels, str) else labels)]
        for labels in (options.any, options.all, options.none)
    )
    every = any_of + all_of + none_of
    if not every or not all(every):
        found = "an empty topic" if every else "none"
        raise UsageError(f"topics: expected at least one topic, found {found}; write e.g. [AI, Feeds]")
    return any_of, all_of, none_of
