"""Where the articles of a site lie that no preset reads, and what its files say of them."""

from __future__ import annotations

import os
import re
from collections import Counter
from itertools import chain, islice
from pathlib import Path
from typing import Any

from syndicate.files.scalars import value_at
from syndicate.files.yaml.text import parse_yaml
from syndicate.model.errors import count
from syndicate.parts.contract import Finding, FoundSettings
from syndicate.settings.generators.found import said, value_in
from syndicate.settings.generators.heads import LOOKED_AT, begins, files, heads, holds_articles
from syndicate.settings.generators.known import PARENTS, Generator
from syndicate.settings.generators.left_out import filtered_by, left_out, needed
from syndicate.settings.generators.recognised import text_of, texts_of
from syndicate.settings.generators.urls import INSIDE, OF_BLOGS, asked_for, is_by_slug, of_blog, url_pattern

_IN_URLS_OF_HEXO = {
    "default_category": str, "category_map": dict, "permalink_defaults": dict, "filename_case": int, "new_post_name": str,
}  # fmt: skip
_TEXTS_OF_HEXO = {
    "breaks": (("marked", "breaks"), ("markdown", "render", "breaks")),
    "marked": (("marked", "smartypants"), ("markdown", "render", "typographer")),
}
_OTHER_BLOG = rf"@docusaurus/plugin-content-blog['\"],\s*\{{({INSIDE})\}}"
_NO_MDX = re.compile(r"\bformat:\s*['\"](?:detect|md)['\"]")
_DATED_HEAD = re.compile(
    r"^[ \t]*[\"']?(?:pub(?:lish)?_?)?date(?:_?published)?[\"']?[ \t]*[:=]|^[ \t]*published(?:_?(?:at|date)|[ \t]*[:=][ \t]*[\"']?\d)",
    re.IGNORECASE | re.MULTILINE,
)


def _home_of(folder: Path, generator: Generator) -> str | None:
    """Return the folder of the site's articles, None where none is known."""
    roots = ("docs", "src", ".") if any("/" in mark for mark in generator.marks) else (".",)
    own = of_blog(folder, "path") if generator.name == "Docusaurus" else None
    own = asked_for(folder, holds_articles) if generator.name == "Astro" else own
    candidates = (
        os.path.normpath(f"{root}/{name}").replace(os.sep, "/")
        for root in roots
        for name in ((own,) if own else generator.articles)
    )
    is_hexo = generator.dialect == "hexo"  # a head there may begin with anything
    below = next((name for name in candidates if holds_articles(folder / name, any_head=is_hexo)), None)
    return below or _only_dated(folder, generator) or _of_pages(folder, generator)


def article_findings(folder: Path, generator: Generator) -> FoundSettings:
    """Return which folder of the site in *folder* holds its articles, and their URLs; nothing where none is known."""
    is_hexo = generator.dialect == "hexo"
    below = _home_of(folder, generator)
    if (
        below is None
        or not (url := url_pattern(folder, below, generator))
        or is_decided_elsewhere(folder, below, generator)
    ):
        return {}
    slugs = generator.name == "Gatsby" and is_by_slug(folder)
    found: FoundSettings = {
        ("source", "name"): Finding(value="front-matter"),
        ("source", "paths"): Finding(value=[below, *left_out(folder, below, generator)]),
        ("source", "url"): Finding(value=url),
        ("source", "fields", "url"): Finding(value=[*generator.keys, *(["slug"] if slugs else [])]),
    }
    without = [*generator.without]
    off: list[str] = []  # of its dialect's extensions
    if is_hexo and isinstance(given := parse_yaml(text_of(folder / "_config.yml"), path="_config.yml").value, dict):
        found |= _of_hexo(folder, given, url)
        # As hexo-renderer-marked has it, or hexo-renderer-markdown-it.
        off = [name for name, places in _TEXTS_OF_HEXO.items() if any(value_at(given, at) is False for at in places)]
        # Whose posts hexo-blog-encrypt shows to those with a password.
        tags = value_at(given, ("encrypt", "tags"))
        names = [value_at(tag, ("name",)) for tag in tags] if isinstance(tags, list) else []
        without += [name for name in names if isinstance(name, str)]
    elif any(re.search(r"\bsmartypants:\s*false\b", text) for text in texts_of(folder, "astro.config.*")):
        off = ["retext"]
    if off:
        found["source", "options", "switched_off"] = Finding(value=off)
    if without:
        found["filters", "topics"] = Finding(value={"none": without})
    if not generator.code and not is_hexo:
        found |= {("withheld", key): Finding(value=True) for key in filtered_by(folder, below)}
    if not generator.code:
        found["source", "options", "templates_in_code"] = Finding(value=False)
    if keys := needed(folder, below, generator):
        found["source", "options", "needs"] = Finding(value=keys)
    if generator.moves:
        found["source", "options", "moves_files"] = Finding(value=True)
    if not generator.code or generator.name == "Quarto":  # they are programs in JavaScript
        found["source", "options", "months_first"] = Finding(value=True)
    if dialect := generator.dialect:
        if any(map(_NO_MDX.search, texts_of(folder, "docusaurus.config.*"))):
            dialect += "-commonmark"
        found["source", "options", "dialect"] = Finding(value=dialect)
    of_docusaurus: tuple[tuple[tuple[str, ...], str], ...] = ((("source", "authors"), "authors"), (("topics",), "tags"))
    for place, stem in of_docusaurus:
        for name in (f"{stem}.yml", f"{stem}.yaml"):
            if (folder / below / name).is_file():
                found[place] = Finding(value=f"{below}/{name}")
    if ("source", "authors") not in found:  # a collection beside that of the articles
        above = os.path.dirname(below)  # noqa: PTH120
        of_authors = (f"{above}/authors{suffix}".lstrip("/") for suffix in ("", ".yml", ".yaml", ".json"))
        if authors := next((place for place in of_authors if (folder / place).exists()), None):
            found["source", "authors"] = Finding(value=authors)
    if (folder / generator.output).is_dir():
        found["source", "built"] = found["output",] = Finding(value=generator.output)
        found["content",] = Finding(value="full")
    return found


def _of_hexo(folder: Path, given: dict[str, Any], url: str) -> FoundSettings:
    """Return what Hexo's configuration, *given*, says of the articles at *url*, and of those that no feed has."""
    found: FoundSettings = {}
    of_urls: dict[str, Any] = {
        name: {key: str(text) for key, text in given[name].items() if text} if kind is dict else given[name]
        for name, kind in _IN_URLS_OF_HEXO.items()
        if given.get(name) and isinstance(given[name], kind)
    }
    options = of_urls if "{head._" in url else {}
    has_assets = given.get("post_asset_folder") is True and value_at(given, ("marked", "postAsset")) is True
    if has_assets or re.search(r'"hexo-(?:asset-im(?:age|g)|image-link)\b', text_of(folder / "package.json")):
        options["post_assets"] = True
    if options:
        found["source", "options", "hexo"] = Finding(value=options)
    # What hexo-hide-posts keeps out of lists and feeds, by a key that the site chooses.
    hiding = value_at(given, ("hide_posts",))
    if isinstance(hiding, dict) and hiding.get("enable") is not False:
        shown = re.findall(r"\*|\w+", f"{hiding.get('public_generators')} {hiding.get('allowlist_generators')}")
        key = hiding.get("filter", "hidden")
        if isinstance(key, str) and key and {"*", "feed", "atom", "rss2"}.isdisjoint(shown):
            found["withheld", key] = Finding(value=True)
    return found


def is_decided_elsewhere(folder: Path, below: str, generator: Generator) -> bool:
    """Tell whether the front matter of the articles in *below* does not say which of them are published, or where.

    below  ".": wherever they lie
    """
    if below == "." and (home := _home_of(folder, generator)) and not url_pattern(folder, home, generator):
        return True
    if not generator.unless:
        return False
    begins = (begin for _, begin in heads(folder / below, b""))
    return any(re.search(generator.unless, text) for text in chain(texts_of(folder, *generator.marks), begins))


def fullest_unread(folder: Path, generator: Generator, home: str = "") -> str:
    """Return the folder with most of the files that have dates and are not read, and how many; "" if *home* has more.

    home  the folder of the articles that are read
    """
    if generator.articles not in ((), Generator._field_defaults["articles"]):
        return ""  # its posts lie nowhere else
    read: list[Path] = []
    others: list[Path] = []
    own = f"{folder / home}{os.sep}"
    for path in islice(files(folder), 2 * LOOKED_AT):
        (read if home and str(path).startswith(own) else others).append(path)
    if len(others) <= len(read):
        return ""
    dated: Counter[str] = Counter()
    for path, begin in begins(others):
        if _DATED_HEAD.search(begin):
            dated.update(parent.as_posix() for parent in path.relative_to(folder).parents)
    found, inner = ".", "."
    while inner:  # the deepest with more than half of them that is no year
        found = inner
        below = (name for name in dated if name != "." and os.path.dirname(name) == found.removeprefix("."))  # noqa: PTH120
        inner = next((name for name in below if 2 * dated[name] > dated["."] and not name[-4:].isdigit()), "")
    if dated[found] <= len(read) or found == "." or home.startswith(f"{found}/"):
        return ""
    return f"{found} has {count(dated[found], 'file')} with dates"


def _only_dated(folder: Path, generator: Generator) -> str | None:
    """Return the one folder that holds dated articles, or the one of them that is called like a blog.

    None where *generator* does not leave its name to the site.
    """
    places = (place for name in PARENTS for place in sorted((folder / name).glob("*/")) if place.is_dir())
    dated = [place for place in places if any(_DATED_HEAD.search(begin) for _, begin in islice(heads(place), 20))]
    called = [place for place in dated if re.sub(r"\A\d+\.", "", place.name).lower().rstrip("s") in OF_BLOGS[:4]]
    is_free = generator.articles == Generator._field_defaults["articles"]
    one = next((found[0] for found in (dated, called) if len(found) == 1), None)
    return one.relative_to(folder).as_posix() if is_free and one else None


def _of_pages(folder: Path, generator: Generator) -> str | None:
    """Return the folder of Next.js whose articles are pages themselves: app/blog, of app/blog/hi/page.mdx."""
    pages = chain.from_iterable(sorted(folder.glob(f"{root}app/*/*/page.md*")) for root in ("", "src/"))
    homes = [path.parent.parent for path in pages if path.parent.parent.name.rstrip("s") in OF_BLOGS]
    is_home = generator.name == "Next.js" and bool(homes) and holds_articles(homes[0])
    return homes[0].relative_to(folder).as_posix() if is_home else None


def other_blogs(folder: Path, home: str) -> list[str]:
    """Return the folders of further blogs that Docusaurus in *folder* has beside the one in *home*."""
    blogs = (blog for text in texts_of(folder, "docusaurus.config.*") for blog in re.finditer(_OTHER_BLOG, text))
    paths = (value_in(blog[1], "path") for blog in blogs)
    names = (said(path).removeprefix("./").strip("/") for path in paths if path)
    return [name for name in names if name != home and ".." not in name and holds_articles(folder / name)]
