"""The pictures of a page: those that its front matter names, else the one in its bundle that is called so.

They are chosen as in Hugo's own template for Open Graph: `images`, else a resource *feature*, else *cover* or
*thumbnail*; and by the names that themes use, such as `cover` and `featured_image`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import quote

PICTURES = (
    "images", "image", "cover", "featured_image", "featuredimage", "feature_image", "featureimage", "featured", "feature",
    "thumbnail", "banner", "hero", "cover_image", "coverimage",
)  # fmt: skip
_SUFFIXES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg", ".bmp", ".tif", ".tiff")
_FEATURES = (("*feature*",), ("*cover*", "*thumbnail*"))
_FILE = ("image", "src", "url", "path", "href", "file", "name")
_TITLE = ("alt", "caption", "title")
_NO_NAMES = ("", "yes", "no", "true", "false")  # `featured: yes` shows the article itself before others
_MAX_REMEMBERED_LENGTH = 500  # characters of the keys of one mapping


def pictures(fields: Mapping[str, Any], names: Sequence[str], below: Callable[[str], str]) -> tuple[str, list[Any]]:
    """Return the key in front matter that names the pictures of a page ("": none), and the pictures for the model.

    fields  front matter, names in lower case
    names   of the files and, with "/" at the end, the folders in its bundle; () where it is none
    below   the URL of a file of its bundle
    """
    for name in PICTURES:
        if name in fields and (found := list(_named(fields[name], names, below))):
            return name, found
    if not names:
        return "", []
    for patterns in _FEATURES:
        for file in _resources(fields, names):
            called, path = file
            if any(fnmatchcase(called.lower(), pattern) for pattern in patterns):
                return "", [{"url": below(path)}]
    return "", []


def _named(value: Any, names: Sequence[str], below: Callable[[str], str]) -> Iterator[dict[str, Any]]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str) and item.strip().lower() not in _NO_NAMES:
            yield {"url": _url(item.strip(), names, below)}
        elif isinstance(item, Mapping) and (made := _described(item, names, below)) is not None:
            yield made


def _described(item: Mapping[str, Any], names: Sequence[str], below: Callable[[str], str]) -> dict[str, Any] | None:
    """Return the picture that *item* tells of, None if it names no file."""
    keys = tuple(item)
    given = _known_keys_of(keys) if len("".join(map(str, keys))) < _MAX_REMEMBERED_LENGTH else _keys_of(keys)
    for key in given.file:
        file = item[key]
        if isinstance(file, str) and file.strip():
            break
    else:
        return None
    is_relative = given.relative is not None and item[given.relative] is True and "://" not in file
    found = {"url": below(file) if is_relative else _url(file.strip(), names, below)}
    for key in given.title:
        if isinstance(title := item[key], str):
            if title.strip():
                found["title"] = title
            break
    return found


class _Keys(NamedTuple):
    """The keys of a mapping that name a picture, best first, in any case; of two equal keys the last wins."""

    file: tuple[str, ...]
    title: tuple[str, ...]
    relative: str | None


def _keys_of(keys: tuple[Any, ...]) -> _Keys:
    by_name = {str(key).lower(): key for key in keys}
    file, title = (tuple(by_name[name] for name in names if name in by_name) for names in (_FILE, _TITLE))
    return _Keys(file, title, by_name.get("relative"))


_known_keys_of = lru_cache(maxsize=256)(_keys_of)


def _url(text: str, names: Sequence[str], below: Callable[[str], str]) -> str:
    """Return where the picture is that *text* names: in the bundle if a file or folder is there, else in the site."""
    local = text.removeprefix("./")
    folder, slash, _ = local.partition("/")
    return (
        below(local) if folder + slash in names else text if "://" in text else quote(text, safe="/:?#&=%+@,;~!$'()*[]")
    )


def _resources(fields: Mapping[str, Any], names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the name and the file of each picture in the bundle; `resources` in front matter may name it otherwise."""
    called: dict[str, str] = {}
    listed = fields.get("resources")
    for item in listed if isinstance(listed, list) else []:
        if isinstance(item, Mapping) and isinstance(item.get("name"), str) and isinstance(item.get("src"), str):
            for name in names:
                if fnmatchcase(name.lower(), item["src"].lower()):
                    called.setdefault(name, item["name"])
    for name in names:
        if name.lower().endswith(_SUFFIXES):
            yield called.get(name, name), name
