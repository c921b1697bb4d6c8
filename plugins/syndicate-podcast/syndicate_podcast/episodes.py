"""An article as an episode: its file, and what its front matter says beyond the model (`Article.extra`).

People write one value in many ways and sources keep it as it is written: `season: 2` is the number 2 in JSON and the
text "2" from YAML, `transcript:` a URL, a mapping or a list. What cannot be read is gathered, for all episodes at once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal, get_args

import msgspec

from syndicate import Article, ArticleError, Attachment, Image
from syndicate.model import absolute_url, describe, excerpt, one_line, plain_text, suggest

from .options import PIXELS, is_artwork, suffix

EpisodeType = Literal["full", "trailer", "bonus"]

# What an episode takes from the front matter, and the keys that it may have there, best first.
KEYS: dict[str, tuple[str, ...]] = {
    "title": ("itunes_title", "itunesTitle"),
    "season": ("season", "itunes_season"),
    "number": ("episode", "itunes_episode"),
    "type": ("episodeType", "episode_type", "itunes_episodeType", "itunes_episode_type"),
    "explicit": ("explicit", "itunes_explicit"),
    "image": ("itunes_image", "itunesImage", "episode_image"),
    "chapters": ("chapters",),
    "transcripts": ("transcript", "transcripts"),
    "block": ("itunes_block",),
}

# Apple: "The file extension [...] determines whether or not content appears in the podcast directory"; it takes PDF too.
APPLE_SUFFIXES = ("m4a", "mp3", "mov", "mp4", "m4v")
# Apple's list of types has one name for each of these files, whatever others call it: audio/mp3, audio/m4a.
_APPLE_TYPES = {("mp3", "audio"): "audio/mpeg", ("m4a", "audio"): "audio/x-m4a", ("m4v", "video"): "video/x-m4v"}

_FLAGS = {
    "true": True, "yes": True, "on": True, "explicit": True,
    "false": False, "no": False, "off": False, "clean": False,
}  # fmt: skip
_CHAPTERS_TYPE = "application/json+chapters"
_TRANSCRIPT_TYPES = {
    "vtt": "text/vtt", "srt": "application/x-subrip", "json": "application/json",
    "html": "text/html", "htm": "text/html", "txt": "text/plain",
}  # fmt: skip
_WHOLE_NUMBER = re.compile(r"0*[1-9][0-9]{0,8}(?:\.0+)?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_URL_NAMES = ("url", "src", "href", "path", "file")


class Transcript(msgspec.Struct, frozen=True, kw_only=True):
    """One file that holds what is said; language "": the show's, rel "captions" or ""."""

    url: str
    media_type: str
    language: str = ""
    rel: str = ""


class Episode(msgspec.Struct, frozen=True, kw_only=True):
    """An article with its sound or film, and what it says of itself as an episode."""

    article: Article
    enclosure: Attachment
    title: str = ""
    season: int | None = None
    number: int | None = None
    type: EpisodeType | None = None
    is_explicit: bool | None = None
    image_url: str = ""
    chapters_url: str = ""
    chapters_type: str = ""
    transcripts: tuple[Transcript, ...] = ()
    is_blocked: bool = False


def enclosure_of(article: Article) -> Attachment | None:
    """Return the one file that players get: the first sound or film of known size, of a kind that Apple takes if any.

    An <enclosure> states its length; 0 stands for an unknown one (RSS Best Practices Profile, "enclosure").
    """
    media = [
        attachment
        for attachment in article.attachments
        if attachment.size_bytes and attachment.media_type.lower().startswith(("audio/", "video/"))
    ]
    return min(media, key=lambda attachment: suffix(attachment.url) not in APPLE_SUFFIXES, default=None)


def enclosure_type(attachment: Attachment) -> str:
    """Return the media type of *attachment* as Apple's list writes it."""
    kind = attachment.media_type.lower().partition("/")[0]
    return _APPLE_TYPES.get((suffix(attachment.url), kind), attachment.media_type)


class EpisodeReader:
    """Makes episodes of articles; *warnings* has a sentence for each value that cannot be read, and is left out.

    base_url   completes relative URLs
    is_serial  every full episode needs its number
    """

    def __init__(self, base_url: str, *, is_serial: bool) -> None:
        self.warnings: list[str] = []
        self._base_url = base_url
        self._is_serial = is_serial
        self._place = ""

    def read(self, article: Article, enclosure: Attachment) -> Episode:
        origin = article.origin
        self._place = f"{origin.path}:{origin.line}" if origin else article.id
        beneath = article.extra.get("itunes")  # itunes: {block: yes}
        extra = {f"itunes_{name}": value for name, value in beneath.items()} if isinstance(beneath, dict) else {}
        extra |= article.extra
        given = {
            field: (key, extra[key])
            for field, keys in KEYS.items()
            if (key := next((key for key in keys if _says(field, extra.get(key))), None)) is not None
        }
        chapters = self._file(*given["chapters"], {}, _CHAPTERS_TYPE) if "chapters" in given else None
        image = self._image(*given["image"]) if "image" in given else _fitting(article.images)
        episode = Episode(
            article=article,
            enclosure=enclosure,
            title=self._text(*given["title"]) if "title" in given else "",
            season=self._number(*given["season"]) if "season" in given else None,
            number=self._number(*given["number"]) if "number" in given else None,
            type=self._type(*given["type"]) if "type" in given else None,
            is_explicit=self._flag(*given["explicit"]) if "explicit" in given else None,
            image_url=image,
            chapters_url=chapters.url if chapters else "",
            chapters_type=chapters.media_type if chapters else "",
            transcripts=tuple(self._transcripts(*given["transcripts"])) if "transcripts" in given else (),
            # What cannot be read may mean that nobody shall see it.
            is_blocked=self._flag(*given["block"]) is not False if "block" in given else False,
        )
        if self._is_serial and episode.type in (None, "full") and "number" not in given:
            # Apple: episode numbers "are mandatory for serial shows"; trailers and bonuses may go without.
            self._warn(KEYS["number"][0], "is missing, and a serial show numbers its episodes; write e.g. 1")
        return episode

    def _warn(self, key: str, message: str) -> None:
        self.warnings.append(f"podcast: {self._place}: {key}: {message}")

    def _number(self, key: str, value: Any) -> int | None:
        text = str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
        if _WHOLE_NUMBER.fullmatch(text):
            return int(text.partition(".")[0])
        self._warn(key, f"expected a whole number of 1 or more, found {describe(value)}; write digits only")
        return None

    def _flag(self, key: str, value: Any) -> bool | None:
        found = (
            value if isinstance(value, bool) else _FLAGS.get(value.strip().lower()) if isinstance(value, str) else None
        )
        if found is None:
            self._warn(key, f"expected true or false, found {describe(value)}; write true or false")
        return found

    def _type(self, key: str, value: Any) -> EpisodeType | None:
        known: tuple[EpisodeType, ...] = get_args(EpisodeType)
        text = value.strip().lower() if isinstance(value, str) else ""
        found = next((name for name in known if name == text), None)
        if found is None:
            hint = suggest(text, known) or "; write one of these"
            self._warn(key, f"expected {' or '.join(known)}, found {describe(value)}{hint}")
        return found

    def _text(self, key: str, value: Any) -> str:
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return plain_text(str(value))
        self._warn(key, f"expected a text, found {describe(value)}; write one line of text")
        return ""

    def _image(self, key: str, value: Any) -> str:
        file = self._file(key, value, {}, "image/jpeg")
        if file is None or is_artwork(file.url):
            return file.url if file else ""
        self._warn(key, f"{excerpt(file.url)} is neither JPEG nor PNG; Apple takes no other picture")
        return ""

    def _transcripts(self, key: str, value: Any) -> list[Transcript]:
        found = []
        items = [item for item in value if _is_given(item)] if isinstance(value, list | tuple) else [value]
        for item in items:
            file = self._file(key, item, _TRANSCRIPT_TYPES, None)
            if file is None:
                continue
            more = item if isinstance(item, dict) else {}
            language, rel = (
                self._text(key, more[name]) if _is_given(more.get(name)) else "" for name in ("language", "rel")
            )
            language = language.replace("_", "-")
            if language and not _LANGUAGE.fullmatch(language):
                self._warn(key, f"{excerpt(language)} is not a language tag (BCP 47); write e.g. en or pt-BR")
            elif rel not in ("", "captions"):
                self._warn(key, f"expected the rel captions, or none, found {excerpt(rel)}")
            else:
                found.append(Transcript(url=file.url, media_type=file.media_type, language=language, rel=rel))
        return found

    def _file(self, key: str, value: Any, types: dict[str, str], otherwise: str | None) -> Attachment | None:
        """Return URL and media type of a file: those of a mapping, or a URL whose ending tells the type."""
        if isinstance(value, list | tuple) and len(value) == 1:
            value = value[0]
        mapping = value if isinstance(value, dict) else {"url": value}
        address = next((mapping[name] for name in _URL_NAMES if _is_given(mapping.get(name))), None)
        if not isinstance(address, str):
            found = describe(value if address is None else address)
            self._warn(
                key, f"expected the URL of a file, or a mapping with url and type, found {found}; write e.g. /x.json"
            )
            return None
        try:
            url = absolute_url(address, self._base_url)
            media_type = mapping.get("type") or mapping.get("media_type") or types.get(suffix(url), otherwise)
            if isinstance(media_type, str):
                return Attachment(url=url, media_type=one_line(media_type))
            self._warn(key, f"the URL {excerpt(address)} does not tell the media type; write type: e.g. text/vtt")
        except ArticleError as error:
            self._warn(key, error.message)
        except ValueError as error:
            self._warn(key, str(error))
        return None


def _says(field: str, value: Any) -> bool:
    """Tell whether *value* says anything of *field*: `false` says that there is none of what is no switch."""
    return _is_given(value) and (value is not False or field in ("explicit", "block"))


def _is_given(value: Any) -> bool:
    return value is not None and value not in ("", [], {}) and not (isinstance(value, str) and not value.strip())


def _fitting(images: Sequence[Image]) -> str:
    """Return the first picture of an article that may be an episode's: nothing known of it speaks against that."""
    for image in images:
        is_square = image.width == image.height or None in (image.width, image.height)
        sides = [side for side in (image.width, image.height) if side is not None]
        if is_artwork(image.url) and is_square and all(side in PIXELS for side in sides):
            return image.url
    return ""
