"""Which files of a Pelican site are articles or pages, and what their heads say."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from syndicate import Fault, Item, SourceContext, SyndicateError
from syndicate.files import list_files, open_file, parse_head, read_head
from syndicate.html import markdown_html

from . import html_heads, markdown_heads, restructured
from .heads import FileHead, Said, read_text
from .metadata import gathered
from .options import PelicanOptions

_HTML = (".htm", ".html")
_MERGE = "a merge stands here that Git has left open; decide for one of the two, and take out its marks"
MARKUP = re.compile(r"[*_`\[\]<&!\\]")


class SiteFiles:
    """The files of a site; paths "as seen from PATH" are those that Pelican itself speaks of."""

    def __init__(self, context: SourceContext, options: PelicanOptions) -> None:
        self._context = context
        self._options = options
        self._root = "" if options.path in ("", ".") else posixpath.normpath(options.path) + "/"

    def items(self) -> Iterator[Item | Fault]:
        for item in list_files(self._context, self._options.suffixes):
            if isinstance(item, Fault) or self._is_read(item.key):
                yield item

    def source_path(self, key: str) -> str:
        return key.removeprefix(self._root)

    def key(self, source_path: str) -> str:
        """Return the key of what Pelican calls *source_path*."""
        return self._root + source_path

    def is_page(self, source_path: str) -> bool:
        return any(_is_below(source_path, folder) for folder in self._options.page_paths)

    def is_content(self, source_path: str) -> bool:
        """Tell whether Pelican makes an article or a page of the file."""
        if not self._is_read(self.key(source_path)):
            return False
        return self.is_page(source_path) or any(_is_below(source_path, f) for f in self._options.article_paths)

    def is_static(self, source_path: str) -> bool:
        """Tell whether there is a file of which Pelican makes no page, to be copied as it is."""
        if self.is_content(source_path):
            return False
        try:
            os.close(open_file(self._context, self.key(source_path)))
        except (OSError, ValueError):
            return False
        return True

    def head(self, key: str) -> FileHead | list[Fault]:
        """Return all metadata of the file at *key*, or what keeps it from being read."""
        suffix = posixpath.splitext(key)[1]
        text = read_text(self._context, key, head_only=suffix != ".rst")
        if isinstance(text, Fault):
            return [text]
        said: dict[str, Said] | list[Fault] | None
        merge = -1  # where Git has left one open: Pelican takes what stands in it, status: draft too, for the text
        if suffix == ".rst":
            said = restructured.quick_head(text)
            if said is None:
                said = restructured.read_head(text, key)
            if isinstance(said, list):
                return said
            said = restructured.plain(said)
            merge = f"\n{text}".find("\n<<<<<<< ")
        elif suffix in _HTML:
            said = html_heads.split(text)[0]
        elif self._options.yaml_metadata and text.startswith("---"):
            return self._yaml(key)
        else:
            said, body = markdown_heads.split(text)
            merge = len(text) - len(body) if body.startswith("<<<<<<< ") else -1
        if merge >= 0:
            return [Fault(path=key, line=text.count("\n", 0, merge) + 1, column=1, message=_MERGE)]
        is_markdown = suffix not in (".rst", *_HTML)
        head = gathered(self._options, key, self.source_path(key), said, is_markdown=is_markdown)
        title = head.value.get("title")
        if is_markdown and "title" in self._options.formatted_fields and isinstance(title, str):
            head.value["title"] = markdown_html(title) if MARKUP.search(title) else title
        return head

    def body(self, key: str) -> str:
        """Return the body of the file at *key* as HTML, its links as they are written.

        Raises SyndicateError if it cannot be read, ContentError if it cannot be rendered.
        """
        text = read_text(self._context, key)
        if isinstance(text, Fault):
            raise SyndicateError(str(text))
        suffix = posixpath.splitext(key)[1]
        if suffix == ".rst":
            return restructured.body_html(text, key)
        if suffix in _HTML:
            return html_heads.split(text)[1]
        if self._options.liquid_tags:
            from syndicate.html import check_template_syntax

            check_template_syntax(text, key, ("liquid",))
        return markdown_heads.body_html(markdown_heads.split(text)[1])

    def _yaml(self, key: str) -> FileHead | list[Fault]:
        """Return the metadata of a head in YAML, as the plugin yaml-metadata reads it."""
        head = read_head(self._context, key)
        if isinstance(head, Fault):
            return [head]
        tree = parse_head(head, key)
        if not isinstance(tree.value, dict) or not all(fault.is_warning for fault in tree.faults):
            return list(tree.faults) or [tree.fault((), "is no mapping; write e.g. title: Tides")]
        said = {
            name.lower(): Said(_texts(tree, name, value), tree.position((name,)))
            for name, value in tree.value.items()
            if value is not None
        }
        return gathered(self._options, key, self.source_path(key), said, is_markdown=False)

    def _is_read(self, key: str) -> bool:
        source_path = self.source_path(key)
        if posixpath.splitext(source_path)[1] not in self._options.suffixes:
            return False
        parts = source_path.split("/")
        return not any(fnmatchcase(part, pattern) for part in parts for pattern in self._options.ignore_files)


def _texts(tree: Any, name: str, value: Any) -> list[str]:
    if isinstance(value, list):
        return [item if isinstance(item, str) else tree.text((name, at)) for at, item in enumerate(value)]
    return [str(value) if isinstance(value, str | dict) else tree.text((name,))]


def _is_below(source_path: str, folder: str) -> bool:
    folder = folder.strip("/")
    return folder in ("", ".") or source_path == folder or source_path.startswith(f"{folder}/")
