"""What Hexo has of its own: heads that nothing opens, and what permalinks call a category, a title and a name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import msgspec

from syndicate import SourceContext
from syndicate.files import Head, first_bytes

_MOST_BYTES = 1 << 20
_MOST_PARTS = 2  # of a file's name that may be anything: with more of them there are too many ways to match
# A line closes the head, the same may open it; between lines of ";" stands the inside of an object in JSON.
_HEAD = rb"(?:\xef\xbb\xbf)?\s*(?:(?:-{3,}|;{3,})[ \t]*\r?\n)?(?=[\"'\w][^\n:]*:)([\s\S]+?)\r?\n(-{3,}|;{3,})[ \t]*(?:\r?\n|\Z)"
_BREAKS = r"[\x00-\x1f\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'<>,.?/]+"


# Names of characters of Unicode.
_LATIN = re.compile(
    r"(?:(?:FULLWIDTH|CIRCLED) )?LATIN (SMALL|CAPITAL) (?:LETTER|LIGATURE) (?:SHARP |DOTLESS )?([A-Z]{1,2})(?: WITH .*)?"
)


class HexoOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What permalinks depend on, by the names of Hexo's configuration."""

    default_category: str = "uncategorized"
    category_map: dict[str, str] = {}
    permalink_defaults: dict[str, str] = {}
    filename_case: int = 0
    new_post_name: str = ":title.md"
    post_assets: bool = False  # pictures that posts name stand beside these, not in the site's root


def hexo_head(context: SourceContext, key: str) -> Head | None:
    """Return the head of the file at *key* that no line, or one of Hexo's own, opens; None if it has none."""
    data = first_bytes(context, key, _MOST_BYTES)
    found = re.match(_HEAD, data)
    if found is None:
        return None
    try:
        text = found[1].decode().replace("\t", "  ")  # as Hexo does
    except UnicodeDecodeError:
        return None
    line = data.count(b"\n", 0, found.start(1))
    if found[2].startswith(b";"):
        return Head(f"{{{text}}}", line + 1, found.end(), "json")
    return Head(text, line, found.end())


def picture_of_hexo(base_url: str, url: str, options: HexoOptions, found: re.Match[str]) -> str:
    """Return the picture *found* in the post at *url* with the address that Hexo gives it."""
    if not options.post_assets:
        return f"{found[1]}{base_url}{found[2]}"
    folder = f"{re.sub(r'[.]html?$', '', url).rstrip('/')}/"
    return f"{found[1]}{folder}{found[2].removeprefix(folder.rsplit('/', 2)[1] + '/')}"


NAMES = ("_category", "_post_title", "_title", "_name")
# What stands in the name of a file for a part of new_post_name; else anything.
_PARTS = {
    "year": r"\d{4}", "month": r"\d\d", "day": r"\d\d", "i_month": r"\d\d?", "i_day": r"\d\d?",
    "hash": r"[0-9a-f]{12}",
}  # fmt: skip


def names_in_permalinks(mapping: Mapping[str, Any], path: str, options: HexoOptions) -> dict[str, str]:
    """Return what permalinks name of the article of *mapping*, in the file at *path* below _posts, under keys of ours.

    `:title` is that part of the file's name, as new_post_name has it, or a slug of all of it; `:name` its last part.
    """
    given = mapping.get("categories", mapping.get("category"))
    *_, last = [""], *(_paths(given))
    case = options.filename_case
    category = "/".join(_slug(options.category_map.get(name, name), case) for name in last if name)
    title = _title_in(*(re.sub(r"\.[^./]*\Z", "", name) for name in (path, options.new_post_name)))
    post_title = _slug(str(mapping.get("title") or ""), 1)
    made = (category or options.default_category, post_title, title, title.rpartition("/")[2])
    others = {f"_{name}": str(mapping.get(name) or other) for name, other in options.permalink_defaults.items()}
    return others | dict(zip(NAMES, made, strict=True))


def _title_in(path: str, rule: str) -> str:
    """Return the title in *path* by *rule*, both without the end of a file's name."""
    names = re.findall(r":(\w*[^\W_])", rule)
    parts = iter(re.split(r":\w*[^\W_]", rule))
    pattern = re.escape(next(parts)) + "".join(
        f"({_PARTS.get(name, '.+?')}){re.escape(part)}" for name, part in zip(names, parts, strict=True)
    )
    found = re.fullmatch(pattern, path) if sum(name not in _PARTS for name in names) <= _MOST_PARTS else None
    return found[names.index("title") + 1] if found and "title" in names else _slug(path, 0)


def _paths(given: Any) -> Iterator[list[str]]:
    """Yield each category as the names from the outermost to its own."""
    if isinstance(given, list) and any(isinstance(one, list) for one in given):
        for one in given:
            yield from _paths(one)
    elif isinstance(given, list):
        yield [str(name) for name in given if name is not None]
    elif isinstance(given, str | int | float):
        yield [str(given)]


def _slug(name: str, case: int) -> str:
    plain = name if name.isascii() else "".join(map(_letter, name))
    text = re.sub(_BREAKS, "-", plain).strip("-")
    return text.lower() if case == 1 else text.upper() if case == 2 else text


@lru_cache(maxsize=4096)
def _letter(char: str) -> str:
    """Return what stands for *char* in slugs: Latin letters without accents, all else as it is."""
    found = _LATIN.fullmatch(unicodedata.name(char, ""))
    return char if found is None else found[2].lower() if found[1] == "SMALL" else found[2]


def flat(value: Any) -> Iterator[str]:
    """Yield the texts of *value*, one or a list of them; categories in a list of their own lie in each other."""
    if isinstance(value, list):
        for one in value:
            yield from flat(one)
    elif value is not None and not isinstance(value, dict):
        yield str(value)
