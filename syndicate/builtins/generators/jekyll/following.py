"""Notes on what a Jekyll site does that cannot be reproduced here, and on collections that hold no news."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from syndicate.files import text_inside

from .options import OWN_FOLDERS

# Plugins that change neither which documents there are nor their URLs, or whose work is done here.
_HARMLESS = frozenset(
    "github-pages jekyll-admin jekyll-algolia jekyll-analytics jekyll-archives jekyll-asciidoc jekyll-assets"
    " jekyll-autoprefixer jekyll-avatar jekyll-coffeescript jekyll-commonmark jekyll-commonmark-ghpages jekyll-compose"
    " jekyll-compress-images jekyll-default-layout jekyll-email-protect jekyll-environment-variables jekyll-feed"
    " jekyll-gist jekyll-github-metadata jekyll-gzip jekyll-image-size jekyll-include-cache jekyll-inline-svg"
    " jekyll-last-modified-at jekyll-livereload jekyll-loading-lazy jekyll-mentions jekyll-minifier jekyll-oembed"
    " jekyll-optional-front-matter jekyll-paginate jekyll-paginate-v2 jekyll-polyglot jekyll-pwa-plugin jekyll-readme-index"
    " jekyll-redirect-from jekyll-relative-links jekyll-remote-theme jekyll-responsive-image jekyll-sass-converter"
    " jekyll-seo-tag jekyll-sitemap jekyll-spaceship jekyll-swiss jekyll-syndicate jekyll-tagging jekyll-tagging-related_posts"
    " jekyll-target-blank jekyll-textile-converter jekyll-tidy jekyll-titles-from-headings jekyll-toc jekyll-twitter-plugin"
    " jekyll-watch jekyll-whiteglass jekyll-youtube jekyll_picture_tag jemoji kramdown kramdown-math-katex"
    " liquid_reading_time premonition rouge webrick".split()
)
_BUILDS = ("Makefile", "Rakefile", "package.json", "netlify.toml", ".gitlab-ci.yml", ".travis.yml")
_CONFIGS = re.compile(r"(?m)^(?![ \t]*#).*?\bjekyll[ \t]+b(?:uild)?\b.{0,500}?--config[= \"',]{1,9}([\w./,-]{1,500})")
_OF_TRIALS = re.compile(r"(?i).*(?:dev|local|draft|test|stag|preview)").match
_RECORD = "syndicate.record"
_PLAIN_THEMES = ("minima", "jekyll-theme-", "just-the-docs")
_DATED_NAME = re.compile(r"\d{2,4}-\d{1,2}-\d{1,2}-")
# Themes, and feeds of podcasts, date by others than Jekyll's own, which is `date`.
DATES = (
    "publishedDateTime", "published_at", "date", "pubDate", "publishDate", "publishedAt", "date_published", "datePublished",
    "publishedDate", "published_date", "published_on",
)  # fmt: skip
_DATE_FIELD = re.compile(rb"^(?:%b)[ \t]*:[ \t]*\S" % "|".join(DATES).encode(), re.MULTILINE)
_HEAD = re.compile(rb"---[^\S\n]*+\n(.*?)^(?:---|\.\.\.)\s*$", re.DOTALL | re.MULTILINE)
_HEAD_BYTES = 16 << 10


def notes(folder: str, path: str, values: Mapping[str, Any], *, has_gem: bool) -> Iterator[str]:
    """Yield a sentence for each thing that the configuration *values* in the file *path* ask of Jekyll only.

    has_gem  whether Jekyll leaves files of syndicate's alone, for it loads jekyll-syndicate
    """
    plugins = values.get("plugins", values.get("gems"))
    names = plugins if isinstance(plugins, list) else [plugins]
    unknown = sorted({name for name in names if isinstance(name, str) and name.lower() not in _HARMLESS})
    if unknown:
        yield (
            f"{path}: plugins: {', '.join(unknown)}: posts that a plugin makes, and URLs that it changes, are not"
            " followed"
        )
    for script, others in _other_configurations(folder, path):
        said = f"{script} has Jekyll read {others}, too, and that is not read here"
        yield f"{said}; write what it sets otherwise, such as the site's address, into syndicate.yaml"
    given = values.get("plugins_dir")
    directory = given if isinstance(given, str) and ".." not in given else "_plugins"
    code = _code_in(os.path.join(folder, directory))  # noqa: PTH118  as given
    if code:
        shown = ", ".join(code[:5]) + (" ..." if len(code) > 5 else "")
        yield f"{directory}: {shown}: what the site's own plugins do to posts and URLs is not followed"
    theme = values.get("theme") or values.get("remote_theme")
    if isinstance(theme, str) and not theme.rpartition("/")[2].startswith(_PLAIN_THEMES):
        yield f"{path}: theme: what the configuration of {theme} adds is not followed"
    limit = values.get("limit_posts")
    if isinstance(limit, int) and limit > 0:
        yield f"{path}: limit_posts: Jekyll builds the newest {limit} posts only; set limit: of the feeds"
    encoding = values.get("encoding")
    if isinstance(encoding, str) and encoding.lower() not in ("utf-8", "utf8"):
        yield f"{path}: encoding: files are read as UTF-8 here, whatever {encoding} is"
    has_gem = has_gem or "jekyll-syndicate" in names or values.get("source") not in (None, "", ".")
    listed = values.get("exclude")
    excluded = [pattern for pattern in (listed if isinstance(listed, list) else [listed]) if isinstance(pattern, str)]
    is_there = os.path.isfile(os.path.join(folder, _RECORD))  # noqa: PTH113, PTH118  as given
    if is_there and not has_gem and not any(fnmatchcase(_RECORD, pattern.lstrip("/")) for pattern in excluded):
        advice = (
            f"add {_RECORD} and syndicate.yaml to it" if excluded else f"write exclude: [{_RECORD}, syndicate.yaml]"
        )
        yield f"{path}: exclude: Jekyll publishes {_RECORD}, too; {advice}"


def _other_configurations(folder: str, path: str) -> Iterator[tuple[str, str]]:
    """Yield the first script that has Jekyll build from other configurations than that at *path*, with their names."""
    workflows = ".github/workflows"
    try:
        names = sorted(os.listdir(os.path.join(folder, workflows)))[:20]  # noqa: PTH118, PTH208  as given, names only
    except OSError:
        names = []
    for script in (*(f"{workflows}/{name}" for name in names), *_BUILDS):
        for found in _CONFIGS.finditer(text_inside(folder, script, 1 << 16) or ""):
            named = [name for name in found[1].split(",") if name.removeprefix("./") != path and not _OF_TRIALS(name)]
            if others := [name for name in named if text_inside(folder, name, 1 << 20) is not None]:
                yield script, ", ".join(others)
                return


def _code_in(folder: str) -> list[str]:
    try:
        return sorted(name for name in os.listdir(folder) if name.endswith(".rb"))  # noqa: PTH208  names only
    except OSError:
        return []


def undeclared_collections(base: str, declared: Collection[str]) -> Iterator[str]:
    """Yield a sentence where folders of *base* hold documents that Jekyll passes over, as they are no collections."""
    try:
        with os.scandir(base) as entries:
            names = sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
    except OSError:
        return
    passed_over = [
        name
        for name in names
        if name.startswith("_")
        and name not in OWN_FOLDERS
        and name[1:] not in declared
        and _holds_documents(base, name)
    ]
    if passed_over:
        listed = ", ".join(passed_over[:5]) + (" ..." if len(passed_over) > 5 else "")
        yield (
            f"{listed}: no collection of _config.yml, so Jekyll builds nothing of it unless its theme makes one of it;"
            " it is read where the command line or source.paths names it"
        )


def _holds_documents(base: str, name: str) -> bool:
    try:
        with os.scandir(os.path.join(base, name)) as entries:  # noqa: PTH118  as above
            return any(entry.name.endswith((".md", ".markdown", ".html")) for entry in entries)
    except OSError:
        return False


def undated_collections(base: str, names: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Yield each collection of *names* below the folder *base* that has documents and no date, with their number."""
    for name in names:
        count = 0
        for path in _files(os.path.join(base, f"_{name}")):  # noqa: PTH118  as given
            if _DATED_NAME.match(os.path.basename(path)):  # noqa: PTH119  a name of many
                break
            head = _head(path)
            if head is not None:
                count += 1
                if _DATE_FIELD.search(head):
                    break
        else:
            if count:
                yield name, count


def _files(folder: str) -> Iterator[str]:
    for place, folders, files in os.walk(folder):  # links are not followed
        folders.sort()
        for name in sorted(files):
            path = os.path.join(place, name)  # noqa: PTH118  one of many
            if not os.path.islink(path) and os.path.isfile(path):  # noqa: PTH113, PTH114  as above
                yield path


def _head(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:  # noqa: PTH123  one of many
            found = _HEAD.match(file.read(_HEAD_BYTES))
    except OSError:
        return None
    return found[1] if found else None
