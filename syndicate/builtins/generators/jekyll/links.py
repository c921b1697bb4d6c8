"""The files that the text of a post names by the tags `post_url`, `link` and `include`."""

from __future__ import annotations

import os
import re
from functools import cached_property, partial
from itertools import islice
from posixpath import basename, splitext

from syndicate import Item, SourceContext
from syndicate.files import first_bytes, list_files, open_file, text_inside
from syndicate.model import memoized

from .options import JekyllOptions
from .places import POSTS, Places

_MAX_BYTES = 8 << 20  # of a file that is looked at; a longer text is left out
_MAX_INCLUDED_BYTES = 1 << 14  # of a file that is included
MAX_LINKS = 1000  # different ones of a text: each opens files
_TAG = re.compile(rb"\{%-?\s*+(?:(post_url|link)\s++([^\s%{}]++)\s*+-?%\}|(include)(?:_cached)?\s++([\w./-]++))")
_POST = re.compile(r"((?:[^/]+/)*)(\d+-\d+-\d+-[^/]+)")


class Links:
    """Finds the files of a site that its texts name."""

    def __init__(self, context: SourceContext, options: JekyllOptions, places: Places) -> None:
        self._context = context
        self._places = places
        self._source = "".join(f"{part}/" for part in options.source.split("/") if part not in ("", "."))
        above = "".join(f"{part}/" for part in options.collections_dir.split("/") if part)
        self._collections = self._source + above
        self._targets = {tag: memoized(partial(self._target, tag)) for tag in ("post_url", "link", "include")}
        self._suffixes = (*options.markdown_ext, *options.html_ext, "html")

    def targets(self, key: str) -> list[str]:
        """Return the keys of the files that the text of the file at *key* names, and those that it might."""
        data = first_bytes(self._context, key, _MAX_BYTES)
        if b"{%" not in data:
            return []
        named = dict.fromkeys((found[1] or found[3], found[2] or found[4]) for found in _TAG.finditer(data))
        return [
            self.target(tag.decode(), name.decode(errors="replace")) or "" for tag, name in islice(named, MAX_LINKS)
        ]

    def target(self, tag: str, name: str) -> str | None:
        """Return the key of the file that the *tag* names so, None if there is none."""
        return self._targets[tag](name)

    def _target(self, tag: str, name: str) -> str | None:
        name = name.removeprefix("/")
        if ".." in name.split("/"):
            return None
        if tag != "post_url":
            key = f"{self._source}_includes/{name}" if tag == "include" else self._source + name
            return key if self._is_file(key) else None
        found = _POST.fullmatch(name)
        if found is None:
            return None
        for folder in dict.fromkeys((f"_posts/{found[1]}", f"{found[1]}_posts/")):
            for suffix in self._suffixes:
                key = f"{self._collections}{folder}{found[2]}.{suffix}"
                if self._is_file(key):
                    return key
        return self._posts.get(found[2])  # as Jekyll finds it, too, and warns

    def included(self, name: str) -> str | None:
        """Return the text of the file *name* among the includes, None where nobody here may know it."""
        key = self.target("include", name)
        return text_inside(self._context.root, key, _MAX_INCLUDED_BYTES) if key else None

    @cached_property
    def _posts(self) -> dict[str, str]:
        places = (
            (item.key, self._places.place(item.key))
            for item in list_files(self._context, ("",), follows_links=True)
            if isinstance(item, Item)
        )
        return {splitext(basename(key))[0]: key for key, place in places if place is not None and place.label == POSTS}

    def _is_file(self, key: str) -> bool:
        try:
            descriptor = open_file(self._context, key)
        except OSError:
            return False
        os.close(descriptor)
        return True
