"""`topics` of the settings: the site's taxonomy, or the data file or folder that holds it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from syndicate.files.check import Checker
from syndicate.files.scalars import is_given
from syndicate.model.errors import ArticleError, Fault, PublishError, describe, excerpt, suggest
from syndicate.model.feed import Topic
from syndicate.model.paths import path_parts
from syndicate.model.taxonomy import Taxonomy
from syndicate.model.text import label_text, topic_key
from syndicate.settings.authors import records_at, told
from syndicate.settings.file import SettingsFile
from syndicate.settings.schema import TopicSettings

if TYPE_CHECKING:
    from syndicate.settings.records import Record

MAX_DEPTH = 100
_PLACE = ("topics",)
_NAMES = {"name": ("name", "title", "label"), "parent": ("parent",), "slug": ("slug",)}


class _Given(msgspec.Struct):
    """A topic as it is written; its parent may be a key, a name or a slug."""

    key: str
    name: str
    slug: str
    parent: str
    wrong: Callable[[str, str], None]  # (field, message): a fault at the field, "" for the topic as a whole


def read_topics(file: SettingsFile, checker: Checker) -> tuple[tuple[Topic, ...], tuple[str, ...]]:
    """Return the taxonomy that *file* names, in the order of its keys, and notes on topics left out.

    Mistakes go to *checker*; no topic is returned then. Where a preset has found the data file, mistakes in it are
    notes, and it may be missing.
    """
    setting = file.settings.topics
    faults: list[Fault] = []
    if isinstance(setting, str):
        records, faults = records_at(file, setting, _PLACE, "ai: Artificial intelligence", checker)
        given = [topic for record in records if (topic := _of_record(record, faults)) is not None]
    else:
        given = [_of_settings(key, topic, checker) for key, topic in setting.items()]
    before = len(checker.faults)
    topics = _sound(sorted(given, key=lambda topic: topic.key))
    notes = told(file, _PLACE, faults, checker)
    return (() if len(checker.faults) > before else topics), notes


def _of_settings(key: str, topic: str | TopicSettings, checker: Checker) -> _Given:
    def wrong(field: str, message: str) -> None:
        place = (*_PLACE, key, field) if field and not isinstance(topic, str) else (*_PLACE, key)
        checker.wrong(place, message)

    if isinstance(topic, str):
        return _Given(key, topic, "", "", wrong)
    return _Given(key, topic.name, topic.slug or "", topic.parent or "", wrong)


def _of_record(record: Record, faults: list[Fault]) -> _Given | None:
    value: Any = {} if record.value is None else record.value
    if isinstance(value, str):
        value = {"name": value}
    if not isinstance(value, dict):
        message = f"expected a name or a mapping, found {describe(value)}; write e.g. {record.key}: AI"
        record.complain(faults, record.place, message)
        return None
    names = {field: next((name for name in names if is_given(value.get(name))), "") for field, names in _NAMES.items()}

    def wrong(field: str, message: str) -> None:
        name = names.get(field) or field
        has_it = name and isinstance(record.value, dict) and name in record.value
        record.complain(faults, (*record.place, name) if has_it else record.place, message)

    found = {"name": record.key, "slug": "", "parent": ""}
    for field, name in names.items():
        if name and isinstance(value[name], dict | list | bool):
            wrong(field, f"expected a text, found {describe(value[name])}; write one line of text")
            return None
        if name:
            found[field] = str(value[name])
    return _Given(record.key, label_text(found["name"]), found["slug"].strip(), found["parent"], wrong)


def _sound(given: list[_Given]) -> tuple[Topic, ...]:
    """Return the topics of *given* that keep the promises of Topic and Site; the others are complained about."""
    kept: dict[str, tuple[_Given, Topic]] = {}
    taken: dict[str, str] = {}
    slugs: dict[str, str] = {}
    for topic in given:
        try:
            made = Topic(key=topic.key, name=topic.name, slug=topic.slug)
            path_parts(topic.slug or "-")
        except ArticleError as error:
            topic.wrong(error.field, error.message)
            continue
        except PublishError as error:
            topic.wrong("slug", str(error))
            continue
        rival = next((taken[name] for name in (topic_key(made.key), topic_key(made.name)) if name in taken), None)
        if rival is not None:
            topic.wrong(
                "name", f"{excerpt(made.name)} is what {excerpt(rival)} is called too; name one of them otherwise"
            )
            continue
        if made.slug and slugs.setdefault(made.slug.casefold(), made.key) != made.key:
            other = slugs[made.slug.casefold()]
            topic.wrong("slug", f"{excerpt(made.slug)} is the slug of {excerpt(other)} too; give one of them another")
            continue
        taken |= {topic_key(made.key): made.key, topic_key(made.name): made.key}
        kept[made.key] = (topic, made)
    return _with_parents(kept)


def _with_parents(kept: dict[str, tuple[_Given, Topic]]) -> tuple[Topic, ...]:
    taxonomy = Taxonomy(topic for _, topic in kept.values())
    parent_of = dict.fromkeys(kept, "")
    for key, (topic, _) in kept.items():
        if not topic.parent.strip():
            continue
        parent = taxonomy.find(label_text(topic.parent))
        if parent is not None:
            parent_of[key] = parent.key
            continue
        known = [name for _, made in kept.values() for name in (made.key, made.name)] if len(kept) < 1_000 else []
        hint = suggest(topic.parent, known) or "; write the key of one"
        topic.wrong("parent", f"no topic is called {excerpt(topic.parent)}{hint}")
    _part_circles(kept, parent_of)
    return tuple(msgspec.structs.replace(topic, parent=parent_of[key]) for key, (_, topic) in kept.items())


def _part_circles(kept: dict[str, tuple[_Given, Topic]], parent_of: dict[str, str]) -> None:
    """Take a parent out of each circle of *parent_of*, and of what lies too deep, and complain about it."""
    depth = {"": 0}
    for start in kept:
        way: dict[str, None] = {}
        key = start
        while key not in depth:
            way[key] = None
            above = parent_of[key]
            if above in way:
                circle = [*list(way)[list(way).index(above) :], above]
                topics = " > ".join(excerpt(name) for name in reversed(circle[:10]))
                kept[key][0].wrong("parent", f"the topic would be a part of itself ({topics}); take one parent out")
                parent_of[key] = above = ""
            key = above
        for below in reversed(way):
            depth[below] = depth[parent_of[below]] + 1
            if depth[below] > MAX_DEPTH:
                kept[below][0].wrong("parent", f"lies more than {MAX_DEPTH} levels deep; give it another parent")
                parent_of[below], depth[below] = "", 1
