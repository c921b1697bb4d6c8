"""Raw values as people write them in an article, read one by one: topics, people, pictures and other files.

What is true of the rest of a person, a picture or a file stays where a part of it cannot be used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec

from syndicate.articles.names import ATTACHMENT_NAMES, AUTHOR_NAMES, FILE_NAMES, IMAGE_NAMES, TOPIC_NAMES, GivenNames
from syndicate.articles.plain_values import Manner, PlainValues
from syndicate.articles.words import OF_PARTS, is_kept_in
from syndicate.files.scalars import is_given
from syndicate.files.tree import Place, Raw
from syndicate.model.article import Attachment, Author, Image, Provider
from syndicate.model.errors import ArticleError, describe, excerpt
from syndicate.model.memo import memo_key
from syndicate.model.urls import is_absolute_url, is_plain_url, media_type_of
from syndicate.model.value import each_topic, trusted_value

Value = TypeVar("Value")

NAME_AND_ADDRESS = r"([^<>]+?)\s*(?:<|\((?=[^()\s@]+@[^()\s@]+\)$))([^<>\s]+)[>)]"
_FILE_OF_AUTHOR = re.compile(r"(?:[\w.-]+/)+([\w.-]+)\.(?:mdx?|json|ya?ml|toml)")
_MAIL_AND_NAME = r"([^\s()<>@]+@[^\s()<>@]+)\s*\((.+)\)"  # as RSS has it
_NAME_AND_LINK = r"\[([^\[\]]+)\]\(((?:https?://|mailto:|/)[^\s()]+)\)"  # as Markdown has it
_PARTS_OF_NAMES = (
    ("first_name", "last_name"), ("firstName", "lastName"), ("firstname", "lastname"), ("first", "last"),
    ("given_name", "family_name"), ("givenName", "familyName"), ("given", "family"),
)  # fmt: skip

# Where an author has no page: names of accounts are theirs alone, so only a whole URL says where one is.
_PROFILE_NAMES = ("mastodon", "github", "twitter", "linkedin")
_MORE_OF_IMAGES = OF_PARTS.union(  # than URL, width and height
    *(IMAGE_NAMES[field] for field in ("title", "description", "credit", "license", "media_type"))
)
_AUTHOR_KEYS = ("key", "username", "login", "short_name", "id", "_id")
_names_of_author = GivenNames(AUTHOR_NAMES).find
_names_of_topic = GivenNames(TOPIC_NAMES).find
_names_of_file = GivenNames(FILE_NAMES).find
# Such paths begin at the article's file or among programs, and bundlers publish what lies there under other names.
_AMONG_SOURCES = re.compile(r"\s*(?:\.\./|~/|@[\w-]*/)")
_BESIDE = re.compile(rf"{_AMONG_SOURCES.pattern}|\s*(?:\./|/src/)")
_OUTSIDE = "is a path among the site's sources, and no address; write e.g. /assets/one.jpg, or export the built pages"
# They show a film or play a sound, and are no files: `video:` of many sites is for a template that puts a player there.
_PAGES_OF_PLAYERS = re.compile(
    r"https?://(?:[\w-]+\.)*(?:youtu\.be|(?:youtube(?:-nocookie)?|vimeo|dailymotion|twitch|bilibili|soundcloud|spotify)\.(?:com|tv))/"
)
_names_of_image = GivenNames(IMAGE_NAMES).find
_names_of_attachment = GivenNames(ATTACHMENT_NAMES, in_any_spelling=True).find


class RawValues(PlainValues):
    """Reads all values of one article and gathers a warning for each that is wrong; what it cannot read is None."""

    __slots__ = ("_outside", "_repeated", "people")

    def __init__(self, raw: Raw, manner: Manner) -> None:
        super().__init__(raw, manner)
        self._outside = _BESIDE if manner.moves_files else _AMONG_SOURCES
        self.people = manner.people
        self._repeated = manner.repeated

    def topics(self, path: Place, value: Any) -> tuple[str, ...]:
        if isinstance(value := _meant(value), str):
            # Jekyll takes "a b" for two tags; so did nobody who wrote "Power Apps". Only commas part them.
            return each_topic(tuple(map(self.plain, value.split(","))))
        if isinstance(value, dict) and _names_of_topic(value):
            return self._topic(path, value)
        return self._once(self._topics, path, value)

    def _topics(self, path: Place, value: Any) -> tuple[str, ...]:
        found = (self._topic(place, _meant(item)) for place, item in self._items(path, value, "[one, two]", dict))
        return each_topic(tuple(topic for topics in found for topic in topics))

    def _topic(self, path: Place, value: Any) -> tuple[str, ...]:
        """Return the topic that *value* is: the name of a mapping, and those of a list, as Hexo has categories."""
        if isinstance(value, list):
            return self._topics(path, value)
        if is_kept_in(value):
            return ()
        name = _names_of_topic(value).get("name") if isinstance(value, dict) else None
        topic = self.label((*path, name), value[name]) if name else self.label(path, value)
        return (topic,) if topic else ()

    def authors(self, path: Place, value: Any) -> tuple[Author, ...]:
        return self._once(self._authors, path, value)

    def _authors(self, path: Place, value: Any) -> tuple[Author, ...]:
        value = _meant(value)
        are_people = isinstance(value, dict) and value and all(isinstance(person, dict) for person in value.values())
        if are_people and not _names_of_author(value):  # by their keys
            return tuple(made for key in value if (made := self.author((*path, key), value[key])) is not None)
        return tuple(dict.fromkeys(self._each(self.author, path, value, "Ann Lee <ann@example.org>")))

    def images(self, path: Place, value: Any) -> tuple[Image, ...]:
        if isinstance(value, list):
            plain = [made for item in value if isinstance(item, dict) and (made := _plain_image(item)) is not None]
            if len(plain) == len(value):
                return tuple(plain)
        return tuple(self._each(self._image, path, value, "/assets/one.jpg"))

    def attachments(self, path: Place, value: Any) -> tuple[Attachment, ...]:
        return tuple(self._each(self._attachment, path, value, "/audio/one.mp3"))

    def provider(self, path: Place, value: Any) -> Provider | None:
        return self._once(self._provider, path, value)

    def _once(self, read: Callable[[Place, Any], Value], path: Place, value: Any) -> Value:
        """Return what *read* makes of *value*, made once for all articles that say the same."""
        repeated = self._repeated
        if repeated is None or (key := memo_key(read.__name__, value)) is None:
            return read(path, value)
        found: Value | None = repeated.get(key)
        if found is None:
            before, self._takes_written = len(self.faults), False
            found = read(path, value)
            # Faults and texts as written belong to one article alone.
            if found is not None and len(self.faults) == before and not self._takes_written:
                repeated.remember(key, found)
        return found

    def _provider(self, path: Place, value: Any) -> Provider | None:
        if not isinstance(value, dict):
            name = self.label(path, value)
            known = self.people.find(name) if name else None
            if known is not None:
                images = (Image(url=known.avatar_url),) if known.avatar_url else ()
                return Provider(name=known.name, url=known.url, images=images)
            return Provider(name=name) if name else None
        given: dict[str, Any] = {}
        for field in ("name", "domain"):
            if is_given(value.get(field)) and (text := self.label((*path, field), value[field])):
                given[field] = text
        if is_given(value.get("url")):
            given["url"] = self.url((*path, "url"), value["url"])
        if value.get("images"):
            given["images"] = self.images((*path, "images"), value["images"])
        return Provider(**given) if given else None

    def _items(self, path: Place, value: Any, advice: str, refused: type | None = None) -> list[tuple[Place, Any]]:
        """Return path and value of each item of a list, or of the one value that stands in its place."""
        if isinstance(value, list):
            return [
                ((*path, index), item) for index, item in enumerate(value) if is_given(item) and not is_kept_in(item)
            ]
        if value == {} or is_kept_in(value):
            return []
        if refused is not None and isinstance(value, refused):
            self.warn(path, f"expected a list, found {describe(value)}; write {advice}")
            return []
        return [(path, value)] if is_given(value) else []

    def _each(self, read: Callable[[Place, Any], Value | None], path: Place, value: Any, advice: str) -> list[Value]:
        made: list[Value] = []
        for place, item in self._items(path, value, advice):
            if item is False or item == {}:
                continue
            if isinstance(item, bool | list):
                self.warn(place, f"expected a text or a mapping, found {describe(item)}; write e.g. {advice}")
            elif (found := read(place, item)) is not None:
                made.append(found)
        return made

    def author(self, path: Place, value: Any) -> Author | None:
        """Return who is meant by a text, a key or a mapping; what the mapping says goes before what the site knows."""
        if not isinstance(value, dict):
            text = self.text(path, _meant(value))
            if text is None:
                return None
            file = _FILE_OF_AUTHOR.fullmatch(text.strip())  # as TinaCMS names them
            if (known := self.people.find(file[1] if file else text)) is not None:
                return known
            if file:
                self.warn(
                    path, f"{excerpt(text)} is a file, and no name; set source.authors to the folder of such files"
                )
                return None
            person = " ".join(text.split())  # in which no run of spaces is tried from each of its places
            given: dict[str, Any] = {"name": self.plain(text)}
            if named := re.fullmatch(_NAME_AND_LINK, person) or re.fullmatch(NAME_AND_ADDRESS, person):
                given["name"] = self.plain(named[1])
                if named[2].lower().startswith(("http://", "https://", "/")):
                    given["url"] = self.url(path, named[2])
                else:
                    given["email"] = named[2].removeprefix("mailto:")
            elif named := re.fullmatch(_MAIL_AND_NAME, person):
                given |= {"name": self.plain(named[2]), "email": named[1]}
            return self._make(Author, path, {}, given)
        if isinstance(parts := value.get("name", value), dict) and (name := _joined_name(parts)):
            value = {**value, "name": name}  # its parts stand apart
        names = _names_of_author(value)
        profiles = (name for name in _PROFILE_NAMES if isinstance(value.get(name), str))
        if "url" not in names and (profile := next((n for n in profiles if is_absolute_url(value[n])), None)):
            names["url"] = profile
        name = names.get("name", "")
        keys = (value[key] for key in (*_AUTHOR_KEYS, name) if isinstance(value.get(key), str))
        known = next((found for key in keys if (found := self.people.find(key)) is not None), None)
        if known is not None and name and (name == "title" or self.people.find(str(value[name])) is known):
            del names["name"]  # It is what they do, the key, or what the site calls them.
        if "name" not in names and known is None:
            if (key := next((name for name in _AUTHOR_KEYS if isinstance(value.get(name), str)), None)) is None:
                self.warn(path, "names nobody; write name: and who it is")
                return None
            names["name"] = key  # Nobody knows the key: it stays a name.
        given = {}
        for field, name in names.items():
            place, item = _only((*path, name), value[name]) if field == "avatar_url" else ((*path, name), value[name])
            read = self.url if field.endswith("url") else self.label
            given[field] = read(place, item)
        if known is not None:
            of_known = {field: getattr(known, field) for field in known.__struct_fields__}
            given = of_known | {field: value for field, value in given.items() if value is not None}
        return None if given.get("name") is None else self._make(Author, path, names, given)

    def _image(self, path: Place, value: Any) -> Image | None:
        names = _names_of_image(value) if isinstance(value, dict) else {}
        address = value.get(names.get("url")) if isinstance(value, dict) else value
        if isinstance(address, str) and address and "/" not in address and "." not in address:
            self.warn(path, f"{excerpt(address)} is no address of a picture; write e.g. /assets/one.jpg")
            return None
        if not isinstance(value, dict):
            url = self._address(path, value)
            return Image(url=url) if url else None
        given = self._file(path, value, names)
        return None if given["url"] is None else self._make(Image, path, names, given)

    def _attachment(self, path: Place, value: Any) -> Attachment | None:
        if isinstance(value, str) and "\n" in value.strip():  # as WordPress keeps it, "|" before it or not
            value = dict(zip(("url", "length", "type"), value.strip().lstrip("|").split(), strict=False))
        names = _names_of_attachment(value) if isinstance(value, dict) else {}
        given = self._file(path, value, names) if isinstance(value, dict) else {"url": self._address(path, value)}
        if given["url"] is None:
            return None
        if given.get("media_type") is None:
            media_type = media_type_of(given["url"])
            if media_type is None:
                if not _PAGES_OF_PLAYERS.match(given["url"]):
                    self.warn(path, "names no media type, and the URL does not tell it; write type: e.g. audio/mpeg")
                return None
            given["media_type"] = media_type
        return self._make(Attachment, path, names, given)

    def _address(self, path: Place, value: Any) -> str | None:
        """Return the URL of a file that *value* says; None where it is a path among the sources."""
        if isinstance(value, str) and self._outside.match(value):
            self.warn(path, f"{excerpt(value)} {_OUTSIDE}")
            return None
        return self.url(path, value)

    def _file(self, path: Place, value: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
        """Return the fields of a mapping that describes a file, None for each that is wrong."""
        if "url" not in names and any(map(is_given, value.values())):
            self.warn(path, "names no file; write url: and its address")
        given: dict[str, Any] = {"url": None}
        for field, name in names.items():
            place, item = (*path, name), value[name]
            if field == "url":
                given[field] = self._address(place, item)
            elif field in ("title", "description", "credit", "license"):
                given[field] = self.label(place, item)
            elif field == "media_type":
                given[field] = self.media_type(place, item)
            elif field == "duration_seconds":
                given[field] = self.seconds(place, item)
            else:
                given[field] = self.count(place, item)
        return given

    def _make(
        self, kind: Callable[..., Value], path: Place, names: Mapping[str, str], given: Mapping[str, Any]
    ) -> Value | None:
        """Return the value that *given* makes, where None says nothing; None if a field that it needs is wrong."""
        said = {field: value for field, value in given.items() if value is not None}
        while True:
            try:
                return kind(**said)
            except ArticleError as error:
                name = names.get(error.field)
                self.warn((*path, name) if name else path, error.message)
                if error.field != "email":
                    return None
                del said[error.field]


def _meant(value: Any) -> Any:
    """Return what a text in brackets is: the name in a vault's link to a note, the list in a column of a database."""
    if not isinstance(value, str) or value[:1] != "[" or value[-1:] != "]":
        return value
    if value[:2] == "[[" and value[-2:] == "]]" and not {"[", "]"}.intersection(name := value[2:-2]):
        return name.rpartition("|" if "|" in name else "/")[2]
    try:
        return msgspec.json.decode(value.replace("'", '"'), type=list[str])
    except msgspec.MsgspecError:
        return value


def _plain_image(value: dict[str, Any]) -> Image | None:
    """Return the image that *value* describes by whole URL, width and height alone; None where it does not."""
    url, width, height = value.get("url"), value.get("width"), value.get("height")
    is_plain = (
        type(url) is str
        and (width is None or (type(width) is int and 0 <= width < 2**53))
        and (height is None or (type(height) is int and 0 <= height < 2**53))
        and _MORE_OF_IMAGES.isdisjoint(value)
        and is_plain_url(url)
    )
    return trusted_value(Image, {"url": url, "width": width, "height": height}) if is_plain else None


def _joined_name(value: dict[str, Any]) -> str:
    """Return the name whose parts *value* has, "" where it has none."""
    pairs = ([value[part] for part in pair if isinstance(value.get(part), str)] for pair in _PARTS_OF_NAMES)
    whole = value.get("literal") or value.get("full")  # of CSL, and Quarto
    return whole if isinstance(whole, str) else " ".join(next(filter(None, pairs), ()))


def _only(path: Place, value: Any) -> tuple[Place, Any]:
    """Return path and value of the URL in a text, a mapping, or a list of them, of which the first picture counts."""
    if isinstance(value, list) and value:
        path, value = (*path, 0), value[0]
    if isinstance(value, dict) and (name := _names_of_file(value).get("url")):
        path, value = (*path, name), value[name]
    return path, value
