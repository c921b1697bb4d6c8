"""What themes and jekyll-seo-tag ask of an article's pictures, sound and authors, in the words that feeds ask it in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_NAMED = ("name", "title", "key", "id", "username")  # whichever says who is meant
_PICTURES = frozenset((
    "image", "images", "cover", "thumbnail", "heroImage", "coverImage", "cover_image", "feature_image",
    "featured_image", "featuredImage", "ogImage", "banner", "cover-img", "thumbnail-img", "share-img",
    "header-img",
))  # fmt: skip
MEDIA_FOLDERS = ("media_subpath", "img_path")  # of Chirpy: where pictures lie that an article names, and its text shows
SOUNDS = ("audio", "video", "mp3", "audio_url", "episode_url", "audio_file_path")
THEMED = _PICTURES | {"header", *SOUNDS, "enclosure", "author", "authors", *MEDIA_FOLDERS}
_FILE_NAMES = ("url", "path", "src", "href", "file", "image")
_HEADER_NAMES = ("og_image", "overlay_image", "image", "teaser")  # of Minimal Mistakes
_ELSEWHERE = re.compile(r"//|[A-Za-z][A-Za-z0-9+.-]*:")
_SOURCE = re.compile(rf"""(<(?:img|source|video|audio)\b[^<>]*?\ssrc=["'])(?!{_ELSEWHERE.pattern})/?""")
_MEDIA = (".mp3", ".m4a", ".ogg", ".oga", ".opus", ".wav", ".mp4", ".m4v", ".webm", ".mov")


def themed(values: Mapping[str, Any], base: str) -> dict[str, Any]:
    """Return what is to stand in the place of *values*, or beside them.

    base  path of the home page: a path from "/" begins there, as in Jekyll's filters relative_url and absolute_url

    What names no file (`image: false`, `image: {feature: x.jpg}`) is taken away, and who names nobody.
    """
    changes: dict[str, Any] = {}
    if not (there := THEMED.intersection(values)):
        return changes
    given = {name: values[name] for name in there & _PICTURES if values[name] is not None}
    if not given and isinstance(header := values.get("header"), dict):
        found = next((header[name] for name in _HEADER_NAMES if isinstance(header.get(name), str)), None)
        given = {"image": found} if found else {}
    folder = next((values[name] for name in MEDIA_FOLDERS if isinstance(values.get(name), str)), "").strip("/")
    for name, value in given.items():
        if base == "/" and not folder and value is values.get(name) and _names_files(value):
            continue  # as it is
        file = _served(value, base, folder)
        if file is None or file != values.get(name):
            changes[name] = file
    for name in filter(there.__contains__, SOUNDS):
        value = values[name]
        if isinstance(value, str) and value.lower().partition("?")[0].endswith(_MEDIA) and not values.get("enclosure"):
            changes["enclosure"] = _served(value, base)
    for name in there & {"author", "authors"}:
        value = values[name]
        if isinstance(value, bool) or (isinstance(value, dict) and not any(value.get(field) for field in _NAMED)):
            changes[name] = None
    return changes


def _names_files(value: Any) -> bool:
    if isinstance(value, dict):
        return isinstance(value.get("url"), str) or any(isinstance(value.get(name), str) for name in _FILE_NAMES)
    return isinstance(value, str) or (isinstance(value, list) and all(map(_names_files, value)))


def with_media_folder(html: str, folder: str, base: str) -> str:
    """Return *html* with the pictures and recordings of the site in *folder*, below the home page's path *base*."""
    place = folder if _ELSEWHERE.match(folder) else base + folder.lstrip("/")
    return _SOURCE.sub(lambda found: f"{found[1]}{place.rstrip('/')}/", html)


def _served(value: Any, base: str, folder: str = "") -> Any:
    """Return *value* with addresses below the home page, and in *folder*, None if it names no file."""
    if isinstance(value, str):
        if folder and not _ELSEWHERE.match(value):
            value = f"{'' if _ELSEWHERE.match(folder) else '/'}{folder}/{value.lstrip('/')}"
        is_local = base != "/" and value.startswith("/") and not value.startswith(("//", base))
        return base + value[1:] if is_local else value
    if isinstance(value, list):
        return [file for item in value if (file := _served(item, base, folder)) is not None]
    if isinstance(value, dict):
        made = {
            key: _served(item, base, folder) if key in _FILE_NAMES and isinstance(item, str) else item
            for key, item in value.items()
        }
        return made if any(isinstance(made.get(name), str) for name in _FILE_NAMES) else None
    return None
