"""The topics of a site by any of their names, and which are parts of which.

Articles carry labels, never keys: `pipeline.item_reader` gives every article, of whatever source, the labels of the
taxonomy as soon as it is read. So filters, transforms, formats and messages all speak of a topic by one name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from operator import attrgetter

from syndicate.model.feed import Topic
from syndicate.model.slugs import topic_slugs
from syndicate.model.text import topic_key


class Taxonomy:
    """Finds topics of a site by key, name or slug, compared as topic_key() does.

    topics  those of a Site: each parent is one of them, and none is a part of itself

    Where the slug of one is the key or the name of another, it stands for that other.
    """

    def __init__(self, topics: Iterable[Topic]) -> None:
        self.topics = tuple(topics)
        self._by_key = {topic.key: topic for topic in self.topics}
        fixed = {topic_key(topic.name): topic.slug for topic in self.topics if topic.slug}
        # By topic_key() of the name; of all its topics, so that no slug depends on which of them have articles.
        self.slugs = topic_slugs((topic.name for topic in self.topics), fixed)
        self._found: dict[str, Topic] = {}
        for called in (attrgetter("key"), attrgetter("name"), self._slug):
            for topic in self.topics:
                self._found.setdefault(topic_key(called(topic)), topic)
        self._parts: dict[str, list[Topic]] = defaultdict(list)
        for topic in self.topics:
            if topic.parent:
                self._parts[topic.parent].append(topic)

    def find(self, text: str) -> Topic | None:
        """Return the topic that *text* names, None if the taxonomy has none."""
        return self._found.get(topic_key(text))

    def label(self, text: str) -> str:
        """Return the name of the topic that *text* names; *text* itself if the taxonomy has none."""
        topic = self.find(text)
        return topic.name if topic else text

    def labels(self, texts: tuple[str, ...]) -> tuple[str, ...]:
        """Return label() of each of *texts*; the same tuple if nothing changes."""
        if not self.topics:
            return texts
        found = tuple(map(self.label, texts))
        return texts if found == texts else found

    def below(self, text: str) -> frozenset[str]:
        """Return topic_key() of the label of the topic that *text* names, and of all its parts, however deep."""
        topic = self.find(text)
        if topic is None:
            return frozenset((topic_key(text),))
        found: dict[str, Topic] = {}
        pending = [topic]
        while pending:
            part = pending.pop()
            found[part.key] = part
            pending += self._parts.get(part.key, ())
        return frozenset(topic_key(part.name) for part in found.values())

    def above(self, text: str) -> Iterator[str]:
        """Yield the label of the topic that *text* names, then of the one that it is a part of, and so on up."""
        topic = self.find(text)
        if topic is None:
            yield text
        while topic is not None:
            yield topic.name
            topic = self._by_key.get(topic.parent)

    def _slug(self, topic: Topic) -> str:
        return self.slugs[topic_key(topic.name)]
