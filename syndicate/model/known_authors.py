"""The authors that a site keeps by their keys, as its articles name them."""

from __future__ import annotations

from collections.abc import Mapping

from syndicate.model.article import Author


class People:
    """Finds an author by key, else by key without regard to case, else by a name that one of them alone has.

    authors  key -> author
    """

    def __init__(self, authors: Mapping[str, Author]) -> None:
        self._authors = authors
        self._all = frozenset(authors.values())
        self._folded: dict[str, Author] = {}
        for key in sorted(authors):
            self._folded.setdefault(key.casefold(), authors[key])
        named: dict[str, set[Author]] = {}
        for author in authors.values():
            named.setdefault(author.name.casefold(), set()).add(author)
        for name, of_name in named.items():
            if len(of_name) == 1:
                self._folded.setdefault(name, *of_name)

    def find(self, text: str) -> Author | None:
        text = text.strip()
        return self._authors.get(text) or self._folded.get(text.casefold())

    def known(self, authors: tuple[Author, ...]) -> tuple[Author, ...]:
        """Return *authors* with those of whom only a key is said as the site knows them; the same tuple if none is."""
        if not self._authors:
            return authors
        found = tuple(dict.fromkeys(map(self._known, authors)))
        return authors if found == authors else found

    def _known(self, author: Author) -> Author:
        if author in self._all or author != Author(name=author.name):
            return author
        return self.find(author.name) or author


NOBODY = People({})
