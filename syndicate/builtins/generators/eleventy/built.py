"""The pages that Eleventy has built, where only they know the URL of a template."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from syndicate.files import beginning_of, relative_path
from syndicate.html import parse_page
from syndicate.model import plain_text

_MAX_FILES = 200_000
_MAX_BYTES = 256 << 10
_MAX_CANDIDATES = 50
_MAX_TITLE = 1_000  # characters
_TITLES = ", ".join(f'meta[{name}="{kind}:title"]' for name in ("property", "name") for kind in ("og", "twitter"))
_SPACE = re.compile(r"\W+")


class BuiltPages:
    """The HTML files in the folder *output* below *root*."""

    def __init__(self, root: str, output: str) -> None:
        self._top = os.path.join(root, output) if output and ".." not in output.split("/") else ""  # noqa: PTH118
        self._by_slug: dict[str, list[str]] | None = None

    def has(self, path: str) -> bool:
        return self._is_file(path + "index.html" if path.endswith("/") else path)

    def path_of(self, slugs: list[str], title: str, date: datetime | None) -> str | None:
        """Return the path in the URL of the only page that one of *slugs* names and whose heading or title is *title*.

        Of several the only one with year and month of *date* in its path. None where no page is that sure: another
        article is worse than none.
        """
        known = self._known()
        places = list(dict.fromkeys(place for slug in slugs for place in known.get(slug.lower(), ())))
        wanted = _folded(title)
        if not wanted or len(places) > _MAX_CANDIDATES:
            return None
        found = [place for place in places if wanted in self._headings(place)]
        if len(found) > 1 and date is not None:
            month = re.compile(rf"(?:^|/){date:%Y}[/-]{date:%m}(?:[/-]|$)")
            found = [place for place in found if month.search(place)]
        if len(found) != 1:
            return None
        return "/" + found[0].removesuffix("index.html") if found[0].endswith("index.html") else "/" + found[0]

    def _known(self) -> dict[str, list[str]]:
        if self._by_slug is None:
            self._by_slug = {}
            for place in sorted(self._pages()):
                folder, _, name = place.rpartition("/")
                slug = folder.rpartition("/")[2] if name == "index.html" else name.removesuffix(".html")
                self._by_slug.setdefault(slug.lower(), []).append(place)
        return self._by_slug

    def _pages(self) -> Iterator[str]:
        count = 0
        for folder, _, names in os.walk(self._top) if self._top else ():
            below = relative_path(folder, self._top)
            for name in names:
                count += 1
                if name.endswith(".html") and count <= _MAX_FILES:
                    yield name if below == "." else f"{below}/{name}"

    def _is_file(self, path: str) -> bool:
        place = os.path.join(self._top, path.lstrip("/"))  # noqa: PTH118
        return bool(self._top) and ".." not in path.split("/") and os.path.isfile(place)  # noqa: PTH113

    def _headings(self, place: str) -> set[str]:
        """Return what h1, title and og:title of a page say."""
        data = beginning_of(os.path.join(self._top, place), _MAX_BYTES, follows_links=False)  # noqa: PTH118
        with suppress(ValueError):
            page = parse_page(data.decode(errors="replace"))
            said = [node.text() for node in page.css("h1, title")]
            said += [node.attributes.get("content") or "" for node in page.css(_TITLES)]
            return {_folded(heading[:_MAX_TITLE]) for heading in said}
        return set()


def _folded(text: str) -> str:
    """Return what two writings of a title share: letters and digits."""
    return _SPACE.sub(" ", plain_text(text)).strip().casefold()
