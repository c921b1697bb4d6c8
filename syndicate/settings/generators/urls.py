"""The URLs of articles, as the files of a site show them where no preset reads it; some files are routes themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from syndicate.files.scalars import value_at
from syndicate.files.yaml.text import parse_yaml
from syndicate.settings.generators.found import PLAIN_VALUE, said, value_in
from syndicate.settings.generators.heads import LOOKED_AT, files, heads
from syndicate.settings.generators.known import PARENTS, Generator
from syndicate.settings.generators.recognised import text_of, texts_of

# Of Hexo's own; any other is a key in the head of the article, as abbrlink is.
_OF_HEXO: dict[str, str | None] = {
    "year": "{year}", "month": "{month}", "day": "{day}", "title": "{path}", "name": "{stem}", "category": "{head._category}",
    "post_title": "{head._post_title}", **dict.fromkeys("id hash i_month i_day hour minute second timestamp".split()),
}  # fmt: skip
_OF_STARLIGHT = "src/content/docs"  # what lies below has its address by its path there
INSIDE = r"(?>[^{}]|\{(?>[^{}]|\{[^{}]*\})*\})*"  # of braces: options in options, with `${new Date().getFullYear()}`
_OF_BLOG = rf"\bblog:\s*\{{{INSIDE}?\b%s:\s*['\"`]([^'\"`\n]*)['\"`]"
_ROOT = r"\bpath:\s*['\"`](?:\$\{__dirname\})?[./]*([^'\"`$\n]+?)/?['\"`]"
_SLASH = {"true": "/", "always": "/", "false": "", "never": "", "file": ""}  # the last is a format of Astro's
# A part in brackets, with what SvelteKit calls a matcher; Nuxt 2 has _slug.
_PART = re.compile(r"\[{1,2}(?:\.{3})?([\w-]+)(?:=\w+)?\]{1,2}|_(\w+)")
_OF_ALL = r"\[\[\.\.\.|\[\.\.\.\w+\]\.vue"  # Nuxt's catches the path of what is nowhere, too
_DATES = ("year", "month", "day")
# What a part may be that is no article's.
_OTHERS = re.compile(
    r"(?:page|tag|categor|author|lang|locale|topic|series|section|collection|archive|num|type|user).*", re.IGNORECASE
)
# Where next-intl is told which URLs have a language.
_OF_LANGUAGES = ("*.[jt]s", "src/*.[jt]s", "i18n/*.[jt]s", "src/i18n/*.[jt]s")
_UNPREFIXED = re.compile(r"\blocalePrefix\b[^;]{0,99}['\"](?:as-needed|never)['\"]")
_FEED = re.compile("rss|atom|feed", re.IGNORECASE)
_COLLECTION = re.compile(r"\bgetCollection(?:<[^>\n]*>)?\(\s*['\"]([\w-]+)['\"]")
OF_BLOGS = ("blog", "post", "article", "writing", "note", "new")  # without a plural's s


def url_pattern(folder: Path, below: str, generator: Generator) -> str:
    """Return the pattern of URLs by which *generator* builds the articles in *below*, as files of *folder* show it."""
    name = re.sub(r"\A\d+\.", "", (folder / below).name.lstrip("_"))  # a number orders folders of Nuxt
    own = value_in(text_of(folder / "src/config.yaml"), "permalink", PLAIN_VALUE)
    if own and said(own).strip("/") != "%slug%":
        return ""  # AstroWind's
    is_starlight = below.startswith(_OF_STARLIGHT) and any(
        "@astrojs/starlight" in text for text in texts_of(folder, "astro.config.*")
    )
    if is_starlight:
        name = below.removeprefix(_OF_STARLIGHT).strip("/")
    base = of_blog(folder, "routeBasePath") if generator.name == "Docusaurus" else None
    pattern = generator.url.replace(
        "{folder}", base if base is not None else "blog" if generator.name == "Docusaurus" else name
    ).replace("{site_url}//", "{site_url}/")
    first = next(files(folder / below), None) if "slug_or_file" in pattern else None
    if "pages/" in below or (first and first.stem in ("page", "+page")):  # they are routes themselves
        pattern = re.sub(r"\{slug_or_\w+\}", "{path}", pattern)
    elif generator.routes and not is_starlight:
        article, end = pattern.rpartition("/{")[2].partition("}")[::2]
        single = "slug_or_stem" if article == "slug_or_file" and _are_told_apart(folder / below) else article
        route = route_of(folder, generator.routes, name, f"{{{article}}}", f"{{{single}}}")
        if route == "":
            return ""  # a program says what stands in other parts of the route
        route = route or ""
        if (not route or "{language}" in route) and _are_by_language(folder / below) == (not route):
            return ""  # pages have the language before the name of their collection
        programs = (path for glob in _OF_LANGUAGES for path in folder.glob(glob))
        if "{language}" in route and any(_UNPREFIXED.search(text_of(path)) for path in programs):
            return ""  # that of one language stands in no URL
        if route:
            pattern = f"{{site_url}}/{route}{end}"
    if generator.name == "Lume":
        config, data = "".join(texts_of(folder, "_config.*")), "".join(texts_of(folder / below, "_data.*"))
        if "slugify" in config:
            pattern = pattern.replace("undated", "slugged")
        is_odd = "slugged" in pattern and not all(str(path).isascii() for path, _ in heads(folder / below))
        if is_odd or re.search(r"^[ \t]*(?:export[ \t]+const[ \t]+)?(?:url|basename)\b", data, re.MULTILINE):
            return ""  # what a plugin makes of such names, or the folder's data, is not followed
        if re.search(r"\bprettyUrls\s*:\s*false\b", config):
            pattern = pattern.rstrip("/") + ".html"
    if generator.name == "Gatsby":  # seen from the folder that its configuration names
        if next((folder / below).glob("*/index.[a-z][a-z]*.md*"), None):
            return ""  # a plugin takes the language out of the name
        slugs = re.findall(
            r"(?m)^slug[ \t]*[:=][ \t]*['\"]?([^\s#'\"])", "\n".join(begin for _, begin in heads(folder / below))
        )
        if is_by_slug(folder) and not all(slug == "/" for slug in slugs):
            return ""  # a program says what is before it
        roots = (root for text in texts_of(folder, "gatsby-config.*") for root in re.findall(_ROOT, text))
        root = max((root for root in roots if f"{below}/".startswith(f"{root}/")), key=len, default=below)
        pattern = pattern.replace("{path}", f"{below.removeprefix(root)}/{{path}}".lstrip("/"))
    if generator.name == "Hexo":
        posts = list(heads(folder / below, b""))
        return _url_of_hexo(
            text_of(folder / "_config.yml"), pattern,
            is_by_path=all(path.stem != "index" for path, _ in posts),
            has_ids=all(re.search(r"^id[ \t]*:", begin, re.MULTILINE) for _, begin in posts),
        )  # fmt: skip
    for text in texts_of(folder, *(generator.ends or generator.marks)):
        for key in ("format", "trailingSlash"):
            if (slash := value_in(text, key)) and said(slash) in _SLASH:
                pattern = pattern.rstrip("/") + _SLASH[said(slash)]
        if (clean := value_in(text, "cleanUrls")) and said(clean) == "true":
            pattern = pattern.replace("{page}", "{path}")
    return pattern


def is_by_slug(folder: Path) -> bool:
    """Tell whether the programs of Gatsby in *folder* make addresses of what the front matter calls slug."""
    texts = texts_of(folder, "gatsby-node.*", "gatsby/*.*", "gatsby/*/*.*")
    return any(re.search(r"\bfrontmatter\??\.slug\b", text) for text in texts)


def _are_told_apart(home: Path) -> bool:
    """Tell whether articles lie in folders below *home*, and the names of their files alone tell one from another."""
    paths = [path for path, _ in heads(home)]
    stems = {path.stem for path in paths}
    is_alone = len(stems) == len(paths) and stems.isdisjoint(("index", "_index", "+page"))
    return is_alone and any(path.parent != home for path in paths)


def _are_by_language(home: Path) -> bool:
    """Tell whether what *home* holds lies in a folder for each language of the site, or is called as `hi.en.md`."""
    names: tuple[Callable[[Path], str], ...] = (
        lambda path: path.stem.rpartition(".")[2],
        lambda path: path.relative_to(home).parts[0],
    )
    return any(
        all(re.fullmatch(r"[a-z]{2,3}(?:[-_][A-Za-z]{2,4})?", name(path)) for path in islice(files(home), LOOKED_AT))
        and any(name(path) == "en" for path in islice(files(home), LOOKED_AT))
        for name in names
    )


def of_blog(folder: Path, name: str) -> str | None:
    """Return what the configuration of Docusaurus in *folder* says of its blog, None where that is nothing."""
    texts = texts_of(folder, "docusaurus.config.*")
    found = next(filter(None, (re.search(_OF_BLOG % name, text) for text in texts)), None)
    return found[1].removeprefix(".").strip("/") if found else None


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
        others = value_at(parse_yaml(configuration, path="_config.yml").value, ("permalink_defaults",))
        given = others.items() if isinstance(others, dict) else ()
        known: dict[str, str | None] = {name: f"{{head._{name}}}" for name, text in given if text}
        known |= _OF_HEXO | {"id": "{head.id}"} if has_ids else _OF_HEXO
        if any(known.get(name, name) is None for name in names_in):
            return ""
        pattern = re.sub(r":(\w*[^\W_])", lambda found: known.get(found[1]) or f"{{head.{found[1]}}}", pattern)
    if not is_by_path or (names and re.search(r":(?!title)", said(names))):
        pattern = pattern.replace("{path}", "{head._title}").replace("{stem}", "{head._name}")
    for name, end in (("trailing_index", "/index.html"), ("trailing_html", ".html")):  # of pretty_urls
        if (is_shown := value_in(configuration, name)) and said(is_shown) == "false" and pattern.endswith(end):
            return pattern.removesuffix(end.lstrip("/"))
    return pattern


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

    "" where one has parts that are neither the article nor its date.

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
            is_said |= article in parts and any(word in (*named, *OF_BLOGS) for word in fixed)
            if parts.count(article) == 1 and "" not in parts and parts[0] != "api":
                # What shows any path, even none, shows all folders.
                route = "/".join(
                    parts if fixed or not re.search(_OF_ALL, str(path)) else (*parts[:-1], name, parts[-1])
                )
                shown = "{slug}" if "{year}" in parts else article if "[..." in str(path) else single
                routes[route.replace(article, shown)] = fixed
    for wanted in (named, OF_BLOGS, None):
        for route, fixed in sorted(routes.items(), key=lambda found: len(found[0])):
            if not fixed if wanted is None else any(word in wanted for word in fixed):
                return route
    return "" if is_said else next(iter(routes)) if len(routes) == 1 else None


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
            of_language = "{language}" if re.fullmatch(r"\[(?:lang(?:uage)?|locale)\]", part) else ""
            yield of_language if _OTHERS.fullmatch(name) else article
