"""What the files of a site say of it where no preset reads them: title, URL, authors, and where its articles lie.

Nothing is run, and no file is parsed as a whole: the first line that gives a name a plain text counts.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from pathlib import Path

from msgspec.structs import replace

from syndicate.files.inside import open_regular
from syndicate.files.scalars import value_at
from syndicate.files.yaml.text import parse_yaml
from syndicate.model.errors import UsageError, count
from syndicate.model.instants import time_zone
from syndicate.model.urls import absolute_url, is_of_one_machine
from syndicate.parts.contract import Finding
from syndicate.settings.generators.known import PARENTS, Generator, text_of
from syndicate.settings.generators.left_out import left_out
from syndicate.settings.generators.routes import asked_for, route_of

SUFFIXES = (".md", ".markdown", ".mdoc", ".mdx", ".svx", ".qmd", ".html", ".htm", ".txt")
_LOOKED_AT = 2_000  # files; enough to see where articles are
# What generators of every kind keep about the site; the package's own name is none of its title.
_DATA: Mapping[str, str] = {
    f"{folder}{name}.{suffix}": "title=title,siteTitle,site_title,siteName,name url=url,siteUrl,site_url,siteURL,baseUrl,"
    "base_url,baseURL,domain authors=author description=description language=language,lang,locale"
    for folder in ("data/", "_data/", "src/_data/", "src/data/", "config/", "")
    for name in ("site", "metadata", "site_metadata", "siteMetadata", "siteConfig")
    for suffix in ("yaml", "yml", "json", "toml", "js", "mjs", "ts")
}
_PACKAGE = {"package.json": "url=homepage authors=author"}
# Of Hexo's own; any other is a key in the head of the article, as abbrlink is.
_OF_HEXO: dict[str, str | None] = {
    "year": "{year}", "month": "{month}", "day": "{day}", "title": "{path}", "name": "{stem}", "category": "{head._category}",
    "post_title": "{head._post_title}", **dict.fromkeys("id hash i_month i_day hour minute second timestamp".split()),
}  # fmt: skip
_IN_URLS_OF_HEXO = {"default_category": str, "category_map": dict, "filename_case": int, "new_post_name": str}
_OF_STARLIGHT = "src/content/docs"  # what lies below has its address by its path there
_OF_BLOG = r"\bblog:\s*\{(?:[^{}]|\{[^{}]*\})*?\b%s:\s*['\"`]([^'\"`\n]*)['\"`]"
_OTHER_BLOG = r"@docusaurus/plugin-content-blog['\"],\s*\{((?:[^{}]|\{[^{}]*\})*)\}"
_ROOT = r"\bpath:\s*['\"`](?:\$\{__dirname\})?[./]*([^'\"`$\n]+?)/?['\"`]"
_NO_MDX = re.compile(r"\bformat:\s*['\"](?:detect|md)['\"]")
_SLASH = {"true": "/", "always": "/", "false": "", "never": "", "file": ""}  # the last is a format of Astro's
_DATED_HEAD = re.compile(
    r"^[ \t]*[\"']?(?:pub(?:lish)?_?)?date(?:_?published)?[\"']?[ \t]*[:=]|^[ \t]*published(?:_?(?:at|date)|[ \t]*[:=][ \t]*[\"']?\d)",
    re.IGNORECASE | re.MULTILINE,
)
# Who may give a URL without its scheme.
_HOSTS, _HOST = ("baseUrl", "domain"), re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:/\S*)?")
_CODE = ("github.com/", "gitlab.com/", "bitbucket.org/", "codeberg.org/", "npmjs.com/")
_PLAIN = (".yml", ".yaml", ".lektorproject", ".properties")  # files in which a text needs no quotes
_VALUE = r"""(?:"(?P<a>(?:[^"\\\n]|\\.)+)"|'(?P<b>(?:[^'\\\n]|\\.|'')+)'|`(?P<c>(?:[^`\\\n]|\\.)+)`"""
_PERSON = r"""(?:\{?\s*["']?name["']?[ \t]*:[ \t]*)?"""
_PLAIN_VALUE = r"""|(?P<d>[^\s#,'"`{}\[\]<|>&*!%@][^#\n{}]*?)[ \t]*(?:[ \t]#.*)?$)"""
_SWITCH = r"|(?P<d>true|false)\b)"


def site_findings(folder: Path, generator: Generator | None) -> dict[tuple[str, ...], Finding]:
    """Return what the files in *folder* say of the site, those of *generator* first."""
    found: dict[tuple[str, ...], Finding] = {}
    for glob, wanted in {**(generator.reads if generator else {}), **_DATA, **_PACKAGE}.items():
        paths = sorted(folder.glob(glob)) if "*" in glob else [folder / glob]
        for path in paths:
            if text := text_of(path):
                _read(text, path.relative_to(folder).as_posix(), wanted, found)
    if ("site", "url") not in found:
        _read_cname(folder, found)
    return found


def _read(text: str, path: str, wanted: str, found: dict[tuple[str, ...], Finding]) -> None:
    base = ""
    new = dict(found)
    for key, _, names in (each.partition("=") for each in wanted.split()):
        unquoted = _PLAIN_VALUE if path.endswith(_PLAIN) else _SWITCH
        looked_at = _as_shallow(text, new.get(("site", "url"))) if key == "base" else text
        for match in filter(None, (_match(looked_at, name, unquoted) for name in names.split(","))):
            value = _text(match)
            if match["name"] in _HOSTS and _HOST.fullmatch(value):
                value = f"https://{value}"
            if key == "base":
                base = value.strip("/.")
            elif ("site", key) not in found and _is_fit(key, value):
                line = text.count("\n", 0, match.start("name")) + 1
                column = match.start("name") - text.rfind("\n", 0, match.start("name"))
                given = [value] if key == "authors" else value
                new["site", key] = Finding(value=given, path=path, line=line, column=column)
            else:
                continue
            break
    url = new.get(("site", "url"))
    if base and url is not None and url.path == path and not url.value.rstrip("/").endswith(f"/{base}"):
        whole = f"{url.value.rstrip('/')}/{base}/"
        new["site", "url"] = replace(url, value=whole)
    found.update(new)


def _as_shallow(text: str, url: Finding | None) -> str:
    """Return the lines of *text* no deeper than that of *url*, or than its first level: others are of plugins."""
    lines = text.split("\n")
    depths = [len(line) - len(line.lstrip()) for line in lines]
    deepest = max(depths[url.line - 1] if url and url.line <= len(lines) else 0, min(filter(None, depths), default=0))
    return "\n".join(line for line, depth in zip(lines, depths, strict=True) if depth <= deepest)


def _match(text: str, name: str, unquoted: str = _SWITCH) -> re.Match[str] | None:
    """Return where *text*, of whatever language, gives a text in quotes to *name*, or one as *unquoted* has it."""
    return re.search(
        rf"""(?:^|[{{,])[ \t]*(?:export[ \t]+)?(?:const[ \t]+)?["']?(?P<name>{re.escape(name)})["']?"""
        rf"""[ \t]*[:=][ \t]*{_PERSON if "author" in name.lower() else ""}{_VALUE}{unquoted}""",
        text,
        re.MULTILINE,
    )


def _text(match: re.Match[str]) -> str:
    text = str(next(filter(None, match.group("a", "b", "c", "d"))))
    text = text if match["d"] else re.sub(r"\\([^\w\s])", r"\1", text)
    return (text.replace("''", "'") if match["b"] else text).strip()


def _is_fit(key: str, value: str) -> bool:
    if "${" in value or "{{" in value:
        return False
    if key == "url":
        is_web = value.lower().startswith(("http://", "https://")) and not any(host in value for host in _CODE)
        try:
            return is_web and not is_of_one_machine(absolute_url(value))
        except ValueError:
            return False
    if key == "timezone":
        try:
            time_zone(value)
        except UsageError:
            return False
    return key != "language" or re.fullmatch(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*", value) is not None


def _read_cname(folder: Path, found: dict[tuple[str, ...], Finding]) -> None:
    """Take the site's host from the CNAME file that some hosts of pages ask for."""
    for place in ("CNAME", "static/CNAME", "public/CNAME"):
        try:
            found["site", "url"] = Finding(
                value=absolute_url(f"https://{text_of(folder / place).split()[0]}/"), path=place, line=1
            )
        except (IndexError, ValueError):
            continue
        return


def article_findings(folder: Path, generator: Generator) -> dict[tuple[str, ...], Finding]:
    """Return which folder of the site in *folder* holds its articles, and their URLs; nothing where none is known."""
    roots = ("docs", "src", ".") if any("/" in mark for mark in generator.marks) else (".",)
    own = _of_blog(folder, "path") if generator.name == "Docusaurus" else None
    own = asked_for(folder, holds_articles) if generator.name == "Astro" else own
    candidates = (
        os.path.normpath(f"{root}/{name}").replace(os.sep, "/")
        for root in roots
        for name in ((own,) if own else generator.articles)
    )
    is_hexo = generator.dialect == "hexo"  # a head there may begin with anything
    below = next((name for name in candidates if holds_articles(folder / name, any_head=is_hexo)), None)
    below = below or _only_dated(folder, generator)
    if below is None or not (url := _url(folder, below, generator)) or is_decided_elsewhere(folder, below, generator):
        return {}
    found: dict[tuple[str, ...], Finding] = {
        ("source", "name"): Finding(value="front-matter"),
        ("source", "paths"): Finding(value=[below, *left_out(folder, below, generator)]),
        ("source", "url"): Finding(value=url),
        ("source", "fields", "url"): Finding(value=list(generator.keys)),
    }
    without = list(generator.without)
    if is_hexo and isinstance(given := parse_yaml(text_of(folder / "_config.yml"), path="_config.yml").value, dict):
        of_urls = {
            name: given[name]
            for name, kind in _IN_URLS_OF_HEXO.items()
            if given.get(name) and isinstance(given[name], kind)
        }
        options = of_urls if "{head._" in url else {}
        has_assets = given.get("post_asset_folder") is True and value_at(given, ("marked", "postAsset")) is True
        if has_assets or re.search(r'"hexo-(?:asset-im(?:age|g)|image-link)\b', text_of(folder / "package.json")):
            options["post_assets"] = True
        if options:
            found["source", "options", "hexo"] = Finding(value=options)
        # Whose posts hexo-blog-encrypt shows to those with a password.
        tags = value_at(given, ("encrypt", "tags"))
        names = [value_at(tag, ("name",)) for tag in tags] if isinstance(tags, list) else []
        without += [name for name in names if isinstance(name, str)]
        # What hexo-hide-posts keeps out of lists and feeds, by a key that the site chooses.
        hiding = value_at(given, ("hide_posts",))
        if isinstance(hiding, dict) and hiding.get("enable") is not False:
            shown = re.findall(r"\*|\w+", f"{hiding.get('public_generators')} {hiding.get('allowlist_generators')}")
            key = hiding.get("filter", "hidden")
            if isinstance(key, str) and key and {"*", "feed", "atom", "rss2"}.isdisjoint(shown):
                found["withheld", key] = Finding(value=True)
    if without:
        found["filters", "topics"] = Finding(value={"none": without})
    if not generator.code:
        found["source", "options", "templates_in_code"] = Finding(value=False)
    if generator.moves:
        found["source", "options", "moves_files"] = Finding(value=True)
    if not generator.code or generator.name == "Quarto":  # they are programs in JavaScript
        found["source", "options", "months_first"] = Finding(value=True)
    if dialect := generator.dialect:
        if any(_NO_MDX.search(text_of(path)) for path in folder.glob("docusaurus.config.*")):
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


def is_decided_elsewhere(folder: Path, below: str, generator: Generator) -> bool:
    """Tell whether the front matter of the articles in *below* does not say which of them are published."""
    if not generator.unless:
        return False
    texts = (text_of(path) for mark in generator.marks for path in sorted(folder.glob(mark)))
    begins = (begin for _, begin in _heads(folder / below, b""))
    return any(re.search(generator.unless, text) for text in chain(texts, begins))


def fullest_unread(folder: Path, generator: Generator, home: str = "") -> str:
    """Return the folder with most of the files that have dates and are not read, and how many; "" if *home* has more.

    home  the folder of the articles that are read
    """
    if generator.articles not in ((), Generator._field_defaults["articles"]):
        return ""  # its posts lie nowhere else
    read: list[Path] = []
    others: list[Path] = []
    own = f"{folder / home}{os.sep}"
    for path in islice(_files(folder), 2 * _LOOKED_AT):
        (read if home and str(path).startswith(own) else others).append(path)
    if len(others) <= len(read):
        return ""
    dated: Counter[str] = Counter()
    for path, begin in _begins(others):
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
    """Return the one folder that holds dated articles where *generator* leaves its name to the site."""
    places = (place for name in PARENTS for place in sorted((folder / name).glob("*/")) if place.is_dir())
    dated = [place for place in places if any(_DATED_HEAD.search(begin) for _, begin in islice(_heads(place), 20))]
    is_free = generator.articles == Generator._field_defaults["articles"]
    return dated[0].relative_to(folder).as_posix() if is_free and len(dated) == 1 else None


def _url(folder: Path, below: str, generator: Generator) -> str:
    """Return the pattern of URLs by which *generator* builds the articles in *below*, as files of *folder* show it."""
    name = (folder / below).name.lstrip("_")
    own = _match(text_of(folder / "src/config.yaml"), "permalink", _PLAIN_VALUE)
    if own and _text(own).strip("/") != "%slug%":
        return ""  # AstroWind's
    is_starlight = below.startswith(_OF_STARLIGHT) and any(
        "@astrojs/starlight" in text_of(path) for path in folder.glob("astro.config.*")
    )
    if is_starlight:
        name = below.removeprefix(_OF_STARLIGHT).strip("/")
    base = _of_blog(folder, "routeBasePath") if generator.name == "Docusaurus" else None
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
        posts = list(_heads(folder / below, b""))
        return _url_of_hexo(
            text_of(folder / "_config.yml"), pattern,
            is_by_path=all(path.stem != "index" for path, _ in posts),
            has_ids=all(re.search(r"^id[ \t]*:", begin, re.MULTILINE) for _, begin in posts),
        )  # fmt: skip
    for glob in generator.ends or generator.marks:
        for text in map(text_of, sorted(folder.glob(glob))):
            for key in ("format", "trailingSlash"):
                if (slash := _match(text, key)) and _text(slash) in _SLASH:
                    pattern = pattern.rstrip("/") + _SLASH[_text(slash)]
            if (clean := _match(text, "cleanUrls")) and _text(clean) == "true":
                pattern = pattern.removesuffix(".html")
    heads = list(islice(_heads(folder / below), 20))
    if pattern.endswith("{path}.html") and (indexes := sum(path.stem == "index" for path, _ in heads)):
        pattern = pattern.replace("{path}.html", "{path}/" if indexes == len(heads) else "{page}")
    return pattern


def _are_told_apart(home: Path) -> bool:
    """Tell whether articles lie in folders below *home*, and the names of their files alone tell one from another."""
    paths = [path for path, _ in _heads(home)]
    stems = {path.stem for path in paths}
    is_alone = len(stems) == len(paths) and stems.isdisjoint(("index", "_index", "+page"))
    return is_alone and any(path.parent != home for path in paths)


def _of_blog(folder: Path, name: str) -> str | None:
    """Return what the configuration of Docusaurus in *folder* says of its blog, None where that is nothing."""
    for path in sorted(folder.glob("docusaurus.config.*")):
        if found := re.search(_OF_BLOG % name, text_of(path)):
            return found[1].removeprefix(".").strip("/")
    return None


def other_blogs(folder: Path, home: str) -> list[str]:
    """Return the folders of further blogs that Docusaurus in *folder* has beside the one in *home*."""
    texts = map(text_of, sorted(folder.glob("docusaurus.config.*")))
    paths = (_match(blog[1], "path") for text in texts for blog in re.finditer(_OTHER_BLOG, text))
    names = (_text(path).removeprefix("./").strip("/") for path in paths if path)
    return [name for name in names if name != home and ".." not in name and holds_articles(folder / name)]


def _url_of_hexo(configuration: str, pattern: str, *, is_by_path: bool, has_ids: bool) -> str:
    """Return the pattern that *configuration* of Hexo states, else *pattern*: a title is the file's path below _posts.

    "" where it asks for what only Hexo knows. Where the names of files have a date, or another part of new_post_name,
    the title is what that calls so.

    is_by_path  no file is an index, which is no part of the path to us
    has_ids     each has an id of its own, and not one that Hexo makes
    """
    names, permalink = (_match(configuration, name, _PLAIN_VALUE) for name in ("new_post_name", "permalink"))
    if permalink:
        text = _text(permalink)
        pattern = "{site_url}/" + text.strip("/") + ("/" if text.endswith("/") else "")
        names_in = re.findall(r":(\w*[^\W_])", pattern)
        known = _OF_HEXO | {"id": "{head.id}"} if has_ids else _OF_HEXO
        if any(known.get(name, name) is None for name in names_in):
            return ""
        pattern = re.sub(r":(\w*[^\W_])", lambda found: known.get(found[1]) or f"{{head.{found[1]}}}", pattern)
    if not is_by_path or (names and re.search(r":(?!title)", _text(names))):
        pattern = pattern.replace("{path}", "{head._title}").replace("{stem}", "{head._name}")
    for name, end in (("trailing_index", "/index.html"), ("trailing_html", ".html")):  # of pretty_urls
        if (is_shown := _match(configuration, name)) and _text(is_shown) == "false" and pattern.endswith(end):
            return pattern.removesuffix(end.lstrip("/"))
    return pattern


def holds_articles(folder: Path, *, any_head: bool = False) -> bool:
    """Tell whether a file in *folder* or below has front matter; any_head: whatever it begins with."""
    return next(_heads(folder, b"" if any_head else (b"---", b"+++")), None) is not None


def _heads(folder: Path, openings: bytes | tuple[bytes, ...] = (b"---", b"+++")) -> Iterator[tuple[Path, str]]:
    """Yield the files in *folder* with front matter, in no order that matters, and how each begins."""
    return _begins(_files(folder), openings)


def _begins(
    files: Iterable[Path], openings: bytes | tuple[bytes, ...] = (b"---", b"+++")
) -> Iterator[tuple[Path, str]]:
    for path in islice(files, _LOOKED_AT):
        try:
            with open_regular(path) as file:
                begin = file.read(1_000).removeprefix(b"\xef\xbb\xbf").lstrip()
        except OSError:
            continue
        if begin.startswith(openings):
            yield path, begin.decode(errors="replace")


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files that may be articles, none of them hidden or of packages."""
    for above, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "node_modules")
        yield from (Path(above, name) for name in sorted(names) if name.endswith(SUFFIXES))
