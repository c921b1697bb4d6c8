"""The URLs of articles, as the files of a site show them where no preset reads it."""

from __future__ import annotations

import re
from itertools import chain, islice
from pathlib import Path

from syndicate.settings.generators.heads import heads
from syndicate.settings.generators.known import Generator, text_of
from syndicate.settings.generators.routes import route_of
from syndicate.settings.generators.values import PLAIN_VALUE, said, value_in

# Of Hexo's own; any other is a key in the head of the article, as abbrlink is.
_OF_HEXO: dict[str, str | None] = {
    "year": "{year}", "month": "{month}", "day": "{day}", "title": "{path}", "name": "{stem}", "category": "{head._category}",
    "post_title": "{head._post_title}", **dict.fromkeys("id hash i_month i_day hour minute second timestamp".split()),
}  # fmt: skip
_OF_STARLIGHT = "src/content/docs"  # what lies below has its address by its path there
_OF_BLOG = r"\bblog:\s*\{(?:[^{}]|\{[^{}]*\})*?\b%s:\s*['\"`]([^'\"`\n]*)['\"`]"
_ROOT = r"\bpath:\s*['\"`](?:\$\{__dirname\})?[./]*([^'\"`$\n]+?)/?['\"`]"
_SLASH = {"true": "/", "always": "/", "false": "", "never": "", "file": ""}  # the last is a format of Astro's


def url_pattern(folder: Path, below: str, generator: Generator) -> str:
    """Return the pattern of URLs by which *generator* builds the articles in *below*, as files of *folder* show it."""
    name = (folder / below).name.lstrip("_")
    own = value_in(text_of(folder / "src/config.yaml"), "permalink", PLAIN_VALUE)
    if own and said(own).strip("/") != "%slug%":
        return ""  # AstroWind's
    is_starlight = below.startswith(_OF_STARLIGHT) and any(
        "@astrojs/starlight" in text_of(path) for path in folder.glob("astro.config.*")
    )
    if is_starlight:
        name = below.removeprefix(_OF_STARLIGHT).strip("/")
    base = of_blog(folder, "routeBasePath") if generator.name == "Docusaurus" else None
    pattern = generator.url.replace(
        "{folder}", base if base is not None else "blog" if generator.name == "Docusaurus" else name
    ).replace("{site_url}//", "{site_url}/")
    if "pages/" in below:
        pattern = pattern.replace("{slug_or_id}", "{path}")
    elif generator.routes and not is_starlight:
        article, end = pattern.rpartition("/{")[2].partition("}")[::2]
        single = "stem" if article == "path" and _are_told_apart(folder / below) else article
        if route := route_of(folder, generator.routes, name, f"{{{article}}}", f"{{{single}}}"):
            pattern = f"{{site_url}}/{route}{end}"
    if generator.name == "Gatsby":  # seen from the folder that its configuration names
        roots = chain.from_iterable(re.findall(_ROOT, text_of(path)) for path in sorted(folder.glob("gatsby-config.*")))
        root = max((root for root in roots if f"{below}/".startswith(f"{root}/")), key=len, default=below)
        pattern = pattern.replace("{path}", f"{below.removeprefix(root)}/{{path}}".lstrip("/"))
    if generator.name == "Hexo":
        posts = list(heads(folder / below, b""))
        return _url_of_hexo(
            text_of(folder / "_config.yml"), pattern,
            is_by_path=all(path.stem != "index" for path, _ in posts),
            has_ids=all(re.search(r"^id[ \t]*:", begin, re.MULTILINE) for _, begin in posts),
        )  # fmt: skip
    for glob in generator.ends or generator.marks:
        for text in map(text_of, sorted(folder.glob(glob))):
            for key in ("format", "trailingSlash"):
                if (slash := value_in(text, key)) and said(slash) in _SLASH:
                    pattern = pattern.rstrip("/") + _SLASH[said(slash)]
            if (clean := value_in(text, "cleanUrls")) and said(clean) == "true":
                pattern = pattern.removesuffix(".html")
    several = list(islice(heads(folder / below), 20))
    if pattern.endswith("{path}.html") and (indexes := sum(path.stem == "index" for path, _ in several)):
        pattern = pattern.replace("{path}.html", "{path}/" if indexes == len(several) else "{page}")
    return pattern


def _are_told_apart(home: Path) -> bool:
    """Tell whether articles lie in folders below *home*, and the names of their files alone tell one from another."""
    paths = [path for path, _ in heads(home)]
    stems = {path.stem for path in paths}
    is_alone = len(stems) == len(paths) and stems.isdisjoint(("index", "_index", "+page"))
    return is_alone and any(path.parent != home for path in paths)


def of_blog(folder: Path, name: str) -> str | None:
    """Return what the configuration of Docusaurus in *folder* says of its blog, None where that is nothing."""
    for path in sorted(folder.glob("docusaurus.config.*")):
        if found := re.search(_OF_BLOG % name, text_of(path)):
            return found[1].removeprefix(".").strip("/")
    return None


def _url_of_hexo(configuration: str, pattern: str, *, is_by_path: bool, has_ids: bool) -> str:
    """Return the pattern that *configuration* of Hexo states, else *pattern*: a title is the file's path below _posts.

    "" where it asks for what only Hexo knows. Where the names of files have a date, or another part of new_post_name,
    the title is what that calls so.

    is_by_path  no file is an index, which is no part of the path to us
    has_ids     each has an id of its own, and not one that Hexo makes
    """
    names, permalink = (value_in(configuration, name, PLAIN_VALUE) for name in ("new_post_name", "permalink"))
    if permalink:
        text = said(permalink)
        pattern = "{site_url}/" + text.strip("/") + ("/" if text.endswith("/") else "")
        names_in = re.findall(r":(\w*[^\W_])", pattern)
        known = _OF_HEXO | {"id": "{head.id}"} if has_ids else _OF_HEXO
        if any(known.get(name, name) is None for name in names_in):
            return ""
        pattern = re.sub(r":(\w*[^\W_])", lambda found: known.get(found[1]) or f"{{head.{found[1]}}}", pattern)
    if not is_by_path or (names and re.search(r":(?!title)", said(names))):
        pattern = pattern.replace("{path}", "{head._title}").replace("{stem}", "{head._name}")
    for name, end in (("trailing_index", "/index.html"), ("trailing_html", ".html")):  # of pretty_urls
        if (is_shown := value_in(configuration, name)) and said(is_shown) == "false" and pattern.endswith(end):
            return pattern.removesuffix(end.lstrip("/"))
    return pattern
