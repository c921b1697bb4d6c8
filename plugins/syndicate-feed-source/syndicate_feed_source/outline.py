"""The outline of a feed made of XML: whether it may be parsed at all, and what feedparser does not tell.

feedparser takes a text that is not well-formed for HTML and guesses; it says neither on which line an entry stands nor
in which language it is, completes ids that are no links, drops titles of Media RSS, and gives the address of one Atom
author to the next (6.0.14). Expat says it all in one pass.
"""

from __future__ import annotations

from typing import Any
from xml.parsers import expat

import msgspec

MAX_DEPTH = 100  # of elements
MAX_ATTRIBUTES = 100  # of an element; feedparser takes the square of their number
MAX_CHILDREN = 1000  # of an entry, or of the feed beside its entries; feedparser compares each topic with all others
MAX_COMPARISONS = 20_000_000  # of the children of an entry with each other, in all entries: some seconds

_ATOM = ("http://www.w3.org/2005/Atom ", "http://purl.org/atom/ns# ")
_DC = "http://purl.org/dc/elements/1.1/ "
_MEDIA = "http://search.yahoo.com/mrss/ "
_XML = "http://www.w3.org/XML/1998/namespace "
_BASE = f"{_XML}base"
# What elements of exports begin with, or their categories: the version stands behind it.
_WORDPRESS = ("http://wordpress.org/export/", "https://wordpress.org/export/")
_BLOGGER = ("http://schemas.google.com/blogger/2018 ",)
_BLOGGER_KINDS = tuple(f"http://schemas.google.com/blogger/2008/kind#{kind}" for kind in ("settings", "template"))
_DRAFTS = ("http://www.w3.org/2007/app draft", "http://purl.org/atom/app# draft")  # RFC 5023 section 13.1.1
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns# "
# RSS stands in no namespace, or in one of those that people gave it.
_BARE = (
    "",
    "http://purl.org/rss/1.0/ ",
    "http://my.netscape.com/rdf/simple/0.9/ ",
    "http://channel.netscape.com/rdf/simple/0.9/ ",
    "http://backend.userland.com/rss ",
    "http://backend.userland.com/rss2 ",
    "http://backend.userland.com/RSS2 ",
    "http://blogs.law.harvard.edu/tech/rss ",
)
_ENTRIES = frozenset([*(f"{space}item" for space in _BARE), *(f"{space}entry" for space in _ATOM)])
_IDS = frozenset(["guid", *(f"{space}id" for space in _ATOM)])
_ATOM_LINKS = frozenset(f"{space}link" for space in _ATOM)
_RSS_LINKS = frozenset(f"{space}link" for space in _BARE)
_PEOPLE = frozenset(f"{space}author" for space in _ATOM)
_PERSON = {
    f"{space}{name}": field
    for space in _ATOM
    for name, field in (("name", "name"), ("email", "email"), ("uri", "url"), ("url", "url"))
}
_NAMES = frozenset([f"{_DC}creator", *(f"{space}author" for space in _BARE)])  # people as text
_EDITORS = frozenset([f"{_DC}creator", *(f"{space}managingEditor" for space in _BARE)])


class OutlineError(Exception):
    """The text is no feed that can be read, and where that shows.

    line    from 1
    column  from 1
    """

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


def too_many(max_entries: int) -> str:
    """Return what is wrong with a feed of more than *max_entries*."""
    return f"has more than {max_entries:,} entries; raise source.options.max_entries if it may"


class EntryOutline(msgspec.Struct):
    """An entry, as it stands.

    id            as written; "" if it has none
    language      its own or that of an element around it; "" if none says
    base          its xml:base
    authors       name, email and url of each, as far as they are given; RSS gives one text: "name"
    media_titles  URL of a media:content -> the title in it
    is_draft      whether it says so by app:draft
    """

    line: int
    id: str = ""
    language: str = ""
    base: str = ""
    authors: list[dict[str, str]] = []
    media_titles: dict[str, str] = {}
    is_draft: bool = False


class Outline(msgspec.Struct):
    """A feed, as it stands.

    has_base  whether an xml:base stands in it
    base      that of the whole
    self_url  what it says of its own place
    home_url  the page that it belongs to
    authors   of entries that name none
    """

    is_atom: bool
    has_base: bool = False
    base: str = ""
    self_url: str = ""
    home_url: str = ""
    authors: list[dict[str, str]] = []
    entries: list[EntryOutline] = []


def outline(text: str, max_entries: int) -> Outline:
    """Return the outline of the XML *text*, which has at most *max_entries*.

    Raises OutlineError if it is not well-formed, declares entities (XML 1.0 section 4.2), is nested too deeply, is no
    feed, or is an export of WordPress (https://wordpress.org/documentation/article/tools-export-screen/) or Blogger.
    """
    return _Pass(max_entries).outline(text)


class _Pass:
    def __init__(self, max_entries: int) -> None:
        self.max_entries = max_entries
        self.comparisons = 0
        self.found: Outline | None = None
        self.depth = 0
        self.entry: EntryOutline | None = None
        self.entry_depth = 0
        self.children = [0, 0]  # of the feed beside its entries, of the entry
        self.languages: list[str] = []
        self.heard: list[str] | None = None  # the text of the element at hand, where it matters
        self.heard_depth = 0
        self.media_url = ""
        self.person: dict[str, str] | None = None
        self.person_depth = 0
        self.parser: Any = expat.ParserCreate(encoding="utf-8", namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.EntityDeclHandler = self._entity

    def outline(self, text: str) -> Outline:
        try:
            self.parser.Parse(text.encode(), True)  # noqa: FBT003  expat's own
        except expat.ExpatError as error:
            reason = expat.errors.messages.get(error.code, "not well-formed")
            message = f"is not well-formed XML: {reason}; have its publisher mend it"
            raise OutlineError(message, error.lineno, error.offset + 1) from error
        if self.found is None:
            raise self._error("is no feed")
        return self.found

    def _error(self, message: str) -> OutlineError:
        return OutlineError(message, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)

    def _entity(self, name: str, *_: Any) -> None:
        # A few lines of entities that name each other unfold to gigabytes; some name files.
        raise self._error(f"declares the entity '{name[:40]}'; a feed with entities of its own is not read")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self._error(f"has more than {MAX_DEPTH} elements inside each other")
        if len(attributes) > MAX_ATTRIBUTES:
            raise self._error(f"has an element with more than {MAX_ATTRIBUTES} attributes")
        # An export is a feed with all that the site holds: what is shown, and what is not.
        for system, path, is_one in (
            ("WordPress", "feed/", name.startswith(_WORDPRESS)),
            ("Blogger", "feeds/posts/default", name.startswith(_BLOGGER) or attributes.get("term") in _BLOGGER_KINDS),
        ):
            if is_one:
                raise self._error(
                    f"is an export of {system}, with its drafts, private posts, passwords and attachments, and no feed; name "
                    f"the feed of the site itself, e.g. https://example.org/{path}, or turn the export into Markdown and read that"
                )
        language = attributes.get(f"{_XML}lang", self.languages[-1] if self.languages else "")
        self.languages.append(language)
        if self.found is None:
            self.found = Outline(is_atom=self._is_atom(name), base=attributes.get(_BASE, ""))
        if _BASE in attributes:
            self.found.has_base = True
        if self.entry is None:
            self._start_in_feed(self.found, name, attributes)
        else:
            self._start_in_entry(self.entry, name, attributes)

    def _start_in_feed(self, found: Outline, name: str, attributes: dict[str, str]) -> None:
        if name in _ENTRIES and self.depth in (2, 3):
            self.entry = EntryOutline(
                line=self.parser.CurrentLineNumber, language=self.languages[-1], base=attributes.get(_BASE, "")
            )
            self.entry_depth = self.depth
            self.children[1] = 0
            found.entries.append(self.entry)
            if len(found.entries) > self.max_entries:
                raise self._error(too_many(self.max_entries))
            return
        self._count(0, "the feed")
        if self._is_about_people(name, 2 if found.is_atom else 3, _EDITORS):
            self._start_person(found.authors, name)
        elif name in _ATOM_LINKS and self.depth in (2, 3):
            if attributes.get("rel") == "self":
                found.self_url = attributes.get("href", "")
            elif attributes.get("rel", "alternate") == "alternate":
                found.home_url = attributes.get("href", "")
        elif name in _RSS_LINKS and self.depth == 3:
            self._hear()

    def _start_in_entry(self, entry: EntryOutline, name: str, attributes: dict[str, str]) -> None:
        if self.depth <= self.entry_depth + 2:
            self._count(1, "an entry")
        if name in _DRAFTS or (self.depth == self.entry_depth + 1 and (name in _IDS or name == f"{_DC}language")):
            self._hear()
        elif self._is_about_people(name, self.entry_depth + 1, _NAMES):
            self._start_person(entry.authors, name)
        elif name == f"{_MEDIA}content":
            self.media_url = attributes.get("url", "")
        elif name == f"{_MEDIA}title" and self.media_url:
            self._hear()

    def _is_about_people(self, name: str, depth: int, names: frozenset[str]) -> bool:
        """Tell whether *name* is an author, where one has the depth *depth* in the tree, or says something of one."""
        if self.person is not None and name in _PERSON:
            return self.depth == self.person_depth + 1
        return self.depth == depth and (name in names or name in _PEOPLE)

    def _start_person(self, authors: list[dict[str, str]], name: str) -> None:
        if name in _PERSON:
            self._hear()
            return
        self.person, self.person_depth = {}, self.depth
        authors.append(self.person)
        if name not in _PEOPLE:
            self._hear()

    def _count(self, of: int, what: str) -> None:
        self.children[of] += 1
        if self.children[of] > MAX_CHILDREN:
            raise self._error(f"{what} has more than {MAX_CHILDREN} elements in it")
        self.comparisons += self.children[of]
        if self.comparisons > MAX_COMPARISONS:
            raise self._error("its entries have too many elements in them to be read in time")

    def _hear(self) -> None:
        self.heard, self.heard_depth = [], self.depth

    def _text(self, text: str) -> None:
        if self.heard is not None:
            self.heard.append(text)

    def _end(self, name: str) -> None:
        if self.heard is not None and self.depth == self.heard_depth:
            self._keep(name, "".join(self.heard).strip())
            self.heard = None
        if name == f"{_MEDIA}content":
            self.media_url = ""
        if self.person is not None and self.depth == self.person_depth:
            self.person = None
        if self.entry is not None and self.depth == self.entry_depth:
            self.entry = None
        self.languages.pop()
        self.depth -= 1

    def _keep(self, name: str, text: str) -> None:
        if self.person is not None:
            self.person[_PERSON.get(name, "name")] = text
        elif self.entry is None:
            if self.found is not None and not self.found.home_url:
                self.found.home_url = text
        elif name in _IDS:
            self.entry.id = text
        elif name == f"{_DC}language":
            self.entry.language = text
        elif name in _DRAFTS:
            self.entry.is_draft = text.lower() == "yes"
        else:
            self.entry.media_titles[self.media_url] = text

    def _is_atom(self, name: str) -> bool:
        if name in [f"{space}feed" for space in _ATOM]:
            return True
        if name == f"{_RDF}RDF" or name in [f"{space}rss" for space in _BARE]:
            return False
        tag = name.rpartition(" ")[2]
        if tag.lower() == "html":
            raise self._error("is a web page, not a feed; write the URL of the feed that the page offers")
        raise self._error(f"is no feed: it begins with <{tag[:40]}>; name RSS, Atom or JSON Feed")
