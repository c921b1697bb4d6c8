"""Routes that are files: where their generator shows an article, e.g. src/pages/blog/[...slug].astro."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from syndicate.settings.generators.known import PARENTS, text_of

# A part in brackets, with what SvelteKit calls a matcher; Nuxt 2 has _slug.
_PART = re.compile(r"\[{1,2}(?:\.{3})?([\w-]+)(?:=\w+)?\]{1,2}|_(\w+)")
_OF_ALL = r"\[\[\.\.\.|\[\.\.\.\w+\]\.vue"  # Nuxt's catches the path of what is nowhere, too
_DATES = ("year", "month", "day")
# What a part may be that is no article's.
_OTHERS = re.compile(
    r"(?:page|tag|categor|author|lang|locale|topic|series|section|collection|archive|num|type|user).*", re.IGNORECASE
)
_FEED = re.compile("rss|atom|feed", re.IGNORECASE)
_COLLECTION = re.compile(r"\bgetCollection(?:<[^>\n]*>)?\(\s*['\"]([\w-]+)['\"]")
_OF_BLOGS = ("blog", "post", "article", "writing", "note", "new")  # without a plural's s


def asked_for(folder: Path, holds_articles: Callable[[Path], bool]) -> str | None:
    """Return the folder of the collection that Astro's programs of feeds ask for first, None where they name none."""
    programs = (
        path for path in sorted(folder.glob("src/pages/**/*.[jt]s")) if _FEED.search(str(path.relative_to(folder)))
    )
    asked = (_COLLECTION.search(text_of(path)) for path in programs)
    names = (f"{above}/{found[1]}" for found in asked if found for above in PARENTS)
    return next((name for name in names if holds_articles(folder / name)), None)


def route_of(folder: Path, globs: tuple[str, ...], name: str, article: str, single: str) -> str | None:
    """Return the path by which the site in *folder* shows the articles of its folder *name*, None where none is known.

    globs    of files that are routes; what stands before "**" is none of the route
    article  the placeholder for an article, e.g. "{path}"; with the parts of a date beside it, it is the slug
    single   the placeholder where the route has one part of a path for it, and no more
    """
    routes: dict[str, list[str]] = {}
    is_said = False  # whether a route that is not followed here may be that of the folder
    named = [name.lower().rstrip("s")]
    for glob in globs:
        for path in sorted((folder / glob.partition("**")[0]).glob(f"**/{glob.rpartition('/')[2]}")):
            parts = list(_parts(path.relative_to(folder / glob.partition("**")[0]), article))
            fixed = [part.lower().rstrip("s") for part in parts if not part.startswith("{")]
            is_said |= article in parts and any(word in (*named, *_OF_BLOGS) for word in fixed)
            if parts.count(article) == 1 and "" not in parts and parts[0] != "api":
                # What shows any path, even none, shows all folders.
                route = "/".join(parts if fixed or not re.search(_OF_ALL, str(path)) else (name, *parts))
                shown = "{slug}" if "{year}" in parts else article if "[..." in str(path) else single
                routes[route.replace(article, shown)] = fixed
    for wanted in (named, _OF_BLOGS, None):
        for route, fixed in sorted(routes.items(), key=lambda found: len(found[0])):
            if not fixed if wanted is None else any(word in wanted for word in fixed):
                return route
    return next(iter(routes)) if len(routes) == 1 and not is_said else None


def _parts(path: Path, article: str) -> Iterator[str]:
    """Yield the parts of the route that the file at *path* is; "" for one that says nothing of articles."""
    for part in (*path.parts[:-1], path.stem):
        if re.fullmatch(r"\+?page(?:@\w*)?|index|\(.*\)|@.*", part):
            continue
        found = _PART.fullmatch(part)
        name = (found[1] or found[2]).lower() if found else ""
        if not found or (found[2] and path.suffix != ".vue"):
            yield part
        elif name in _DATES:
            yield f"{{{name}}}"
        else:
            yield "" if _OTHERS.fullmatch(name) else article
