"""What the configuration of a generator leaves out: files, as patterns for source.paths, and URLs of its sitemap."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any

from syndicate.articles.look_alikes import looks_like_one
from syndicate.files.globs import alternatives
from syndicate.files.scalars import flag
from syndicate.files.yaml.text import parse_yaml
from syndicate.parts.contract import Finding
from syndicate.settings.generators.heads import LOOKED_AT, files, heads
from syndicate.settings.generators.known import Generator
from syndicate.settings.generators.recognised import text_of

_TEXT = r"""(?:"(?>(?:[^"\n\\]|\\.)+)"|'(?>(?:[^'\n\\]|\\.)+)'|`(?>(?:[^`\n\\]|\\.)+)`)"""
_LIST = r"\[((?>[^\[\]]|\[[^\[\]]*\]){0,5000})\]"  # with lists in it: `[...(isProd ? ["a"] : []), "b"]`
_NAMED_LIST = re.compile(rf"\b(?:const|let|var)\s+(\w+)[^=\n]{{0,99}}=\s*({_LIST})")
_COMMENT = re.compile(
    r"(?:^|(?<=[\s,;]))//.*|^[ \t]*/\*(?s:.*?)(?:\*/|(\Z))", re.MULTILINE
)  # globs have such signs, too
# Where a program has several collections, each says which folder its globs are below, or is of pages that are no posts.
_COLLECTION = re.compile(
    r"(?=\b(?:(?:defineCollection|glob)\s*\(|(?:docs|blog|pages|theme|sitemap|resolve)\s*:|plugin-content-\w+))"
)
_OF_OTHERS = re.compile(r"(?:docs|pages|theme|sitemap)\s*:|plugin-content-(?!blog)")
_OF_ARTICLES = re.compile(r"blog\s*:|plugin-content-blog|defineCollection")
_WILD = re.compile(r"[*?\[(]|[@+!]\(")
_PATH = re.compile(r"\bpath\s*:\s*(.{1,200})")
# No address, and no picture.
_NO_FOLDER = r"['\"`](?:/|[^'\"`\n]{0,999}(?:://|\.\w{1,9}['\"`]))"
_BASE = re.compile(rf"\b(?:base|cwd|root|src|srcDir|directory|contentDirPath)\s*:\s*(?!\s|{_NO_FOLDER})({_TEXT})")
# In a program or in TOML.
_DRAFT = re.compile(r"""(?:^|[{,;]|const)\s*["']?draft["']?\s*[:=]\s*true\b""", re.MULTILINE)
# draft: z.boolean().default(true), published: { type: "boolean", default: false }
_DEFAULT = re.compile(
    r"\b((?:is_?)?(?:draft|hidden|private|unlisted|unpublished|publish(?:ed)?|public))['\"]?\s*:\s*"
    r"(?:[\w.]{1,40}\.boolean\(\)[\w.()]{0,80}?\.default\(|\{[^{}]{0,500}\bdefault\s*:\s*)(true|false)\b",
    re.IGNORECASE,
)
_OF_PUBLIC = r"(?i:(?:is_?)?publi)"
# `sitemap: {`, `sitemap({`, `['@docusaurus/plugin-sitemap', {`, `resolve: 'gatsby-plugin-sitemap', options: {`
_SITEMAP = re.compile(
    r"sitemap\w{0,9}['\"`]?\s{0,99}(?:[:(]\s{0,99}|,\s{0,99}(?:options\s{0,9}:\s{0,9})?)\{", re.IGNORECASE
)
_URLS = re.compile(r"\b(ignorePatterns|excludes?|excludePaths|excludeUrls)['\"]?\s*:\s*(\[[^\]]{0,5000}\])")
_SCRIPT = re.compile(r"\.(?:astro|svelte|vue|[cm]?[jt]sx?)")
_FILTER = re.compile(r"\b(?:filter|getCollection(?:<[^<>\n]*>)?)\s*\(")
_LONGEST_CONDITION = 300
_PROGRAM = re.compile(r"\b(filter|transformItems|createSitemapItems|transform)\s*[:(]")


def left_out(folder: Path, below: str, generator: Generator) -> list[str]:
    """Return what is no article of the site in *folder*, whose articles lie *below* it."""
    # Routes of Next.js are none below a folder that begins so.
    hides = generator.hides or ("_" if re.match(r"(?:src/)?app/", below) else "")
    found = [f"{below}/**/{sign}*" for sign in hides]
    taken: list[str] = []
    for spec in generator.leaves_out:
        files, name, above = re.fullmatch(r"(?:(.*):)?([^@]*)@?(.*)", spec).groups()  # type: ignore[union-attr]
        for path in (path for glob in ([files] if files else generator.reads) for path in sorted(folder.glob(glob))):
            # A folder of configuration stands in that of the pages.
            own = path.parent.parent if path.parent.name.startswith(".") else path.parent
            base = above.replace("{articles}", below) or own.relative_to(folder).as_posix()
            for root, glob, is_taken in _globs(path, name, below):
                if glob:  # Hexo's own configuration has `exclude: ''`
                    places = (root, f"{base}/{root}") if root and "*" not in base else ()  # `${BLOG}` is none
                    place = next((one for one in places if (folder / one).is_dir()), base)
                    (taken if is_taken else found).extend(_patterns(f"{place}/{glob}"))
    found += _others(folder, below, taken)
    for path in (path for glob in generator.folders for path in sorted((folder / below).glob(f"**/{glob}"))):
        text = text_of(path)
        said = parse_yaml(text, path=path.name).value if path.suffix in (".yml", ".yaml", ".json") else None
        if flag(said.get("draft")) if isinstance(said, dict) else _DRAFT.search(_uncommented(text)):
            found.append(path.parent.relative_to(folder).as_posix())
    return [f"!{glob}" for glob in dict.fromkeys(found)]


def _others(folder: Path, below: str, taken: list[str]) -> Iterator[str]:
    """Yield globs of what none of the globs *taken* names, as far as folders in *below* and suffixes tell that."""
    rests = []
    for glob in taken:
        literal = _WILD.split(glob, maxsplit=1)[0].rpartition("/")[0]
        if literal == below:
            rests.append(glob[len(below) + 1 :])
        elif f"{below}/".startswith(f"{literal}/") or literal.startswith(f"{below}/"):
            return
    if not rests:
        return
    if not any("/" in rest or "**" in rest for rest in rests):
        yield f"{below}/*/**"
    suffixes = {path.suffix for path in islice(files(folder / below), LOOKED_AT)}
    named = {posixpath.splitext(rest)[1] for rest in rests}
    if not any(_WILD.search(suffix) or not suffix for suffix in named) and named & suffixes:
        yield from (f"{below}/**/*{suffix}" for suffix in sorted(suffixes - named))


def needed(folder: Path, below: str, generator: Generator) -> list[str]:
    """Return the keys that articles *below* give to be out, for the site's schema withholds those without them.

    Where it has several, one of the articles must give such a key: it may be that of another collection.
    """
    globs = filter(None, (spec.rpartition(":")[0] for spec in generator.leaves_out))
    text = "\n".join(_uncommented(text_of(path)) for glob in dict.fromkeys(globs) for path in folder.glob(glob))
    withholds: dict[str, set[bool]] = {}
    for name, value in _DEFAULT.findall(text):
        withholds.setdefault(name, set()).add((value == "false") is (re.match(_OF_PUBLIC, name) is not None))
    names = [name for name, each in withholds.items() if each == {True}]
    if not names or len(re.findall(r"\bdefine(?:Collection|DocumentType)\s*\(", text)) <= 1:
        return names
    begins = [begin for _, begin in heads(folder / below)]
    return [name for name in names if any(re.search(rf"(?m)^[ \t]*{name}[ \t]*[:=]", begin) for begin in begins)]


def filtered_by(folder: Path, below: str) -> list[str]:
    """Return the keys of articles *below* that look as if they withheld, where programs of the site filter by them."""
    said = (key for _, begin in heads(folder / below) for key in re.findall(r"(?m)^(\w+)[ \t]*[:=][ \t]*true\b", begin))
    keys = [key for key in dict.fromkeys(said) if looks_like_one(key)]
    if not keys:
        return []
    which = "|".join(keys)
    kept = re.compile(rf"!\s*(?:\w+\??\.)+({which})\b(?!\s*[.(])|\.({which})\s*!==?\s*true\b")
    programs = (path for place in ("src", "app", "lib", "pages", "utils") for path in (folder / place).rglob("*.*"))
    texts = (_uncommented(text_of(path)) for path in islice(programs, LOOKED_AT) if _SCRIPT.fullmatch(path.suffix))
    asked = (condition for text in texts for condition in _conditions(text))
    found = {key for condition in asked for both in kept.findall(condition) for key in both if key}
    return [key for key in keys if key in found]


def _conditions(text: str) -> Iterator[str]:
    """Yield the beginning of what each filter of the program *text* is given, up to its closing parenthesis."""
    for found in _FILTER.finditer(text):
        start, end = found.end(), found.end() + _LONGEST_CONDITION
        depth = 1
        for mark in re.compile(r"[()]").finditer(text, start, end):
            depth += 1 if mark[0] == "(" else -1
            if depth == 0:
                end = mark.start()
                break
        yield text[start:end]


def _uncommented(text: str) -> str:
    """Return *text* without its comments, but for their line breaks; what nothing closes is none."""
    return _COMMENT.sub(lambda found: "\n" * found[0].count("\n") if found[1] is None else found[0], text)


def _patterns(glob: str) -> Iterator[str]:
    """Return the patterns that name what *glob* names: `{a,b}` is one of them."""
    return (one for one in alternatives(posixpath.normpath(glob)) if not one.startswith("."))


def _globs(path: Path, name: str, below: str) -> Iterator[tuple[str, str, bool]]:
    """Yield the globs that the file at *path* gives to *name*, each behind the folder that it says they are below.

    Of a *name* with "!" at its end, which lists what is in, those that take out; with "+" all, and which are taken. Of
    collections those of *below*.
    """
    lists_all, takes_out, name = name.endswith("+"), name.endswith(("!", "+")), name.rstrip("!+")
    if path.suffix in (".yml", ".yaml", ".local", ".qmd"):  # of a page its head
        said = text_of(path) if path.suffix != ".qmd" else text_of(path).partition("\n---")[0]
        given = [("", value) for value in _values(parse_yaml(said, path=path.name).value, name)]
    else:  # of a program the texts in a list that stands there, or one, or those that it calls such a function with
        given = []
        text = _uncommented(text_of(path))
        lists = {found[1]: found[2] for found in _NAMED_LIST.finditer(text)}
        text = re.sub(rf"(\b{name}\s*:\s*|\.{{3}})(\w+)\b", lambda use: use[1] + lists.get(use[2], use[2]), text)
        choice = rf"(?:[^\[\],{{}}]{{1,200}}\?\s*)?{_LIST}(?:\s*:\s*{_LIST})?"  # `isProd ? ["a"] : ["b"]`
        said = rf"""\b{name}["']?\s*(?::\s*{choice}|:\s*({_TEXT})|\(([^()]{{0,5000}})\))"""
        first_base = _BASE.search(text)
        for part in _COLLECTION.split(text):
            of_folder = _PATH.search(part) if part.startswith(("resolve", "plugin-content-blog")) else None
            if (name == "exclude" and _OF_OTHERS.match(part)) or (of_folder and not _is_of(of_folder[1], below)):
                continue
            if name == "include" and not _OF_ARTICLES.match(part):
                continue
            base = _BASE.search(part) or first_base
            texts = (one for found in re.findall(said, part) for one in re.findall(_TEXT, "".join(found)))
            given += [(base[1][1:-1] if base else "", one[1:-1]) for one in texts]
    for root, glob in given:
        if isinstance(glob, str) and ".." not in glob and "\\" not in glob:
            is_taken = takes_out and not glob.startswith("!")
            if lists_all or not is_taken:
                yield root, glob.lstrip("!").strip(" /"), is_taken


def _is_of(path: str, below: str) -> bool:
    """Tell whether *path*, an expression of a program, names the folder *below* or one that it lies in."""
    above = [parent.as_posix() for parent in PurePosixPath(below).parents][:-1]
    return below in path or any(re.search(rf"\b{re.escape(one)}/?['\"`]", path) for one in above)


def _values(tree: Any, name: str) -> Iterator[Any]:
    for key, value in tree.items() if isinstance(tree, dict) else ():
        if key == name:
            yield from value if isinstance(value, list) else [value]
        else:
            yield from _values(value, name)


def out_of_sitemap(folder: Path, generator: Generator, home: str) -> tuple[Finding | None, tuple[str, ...]]:
    """Return which URLs the sitemap of the site in *folder* leaves out, and a note on what a program decides of it.

    home  path of the home page, which Docusaurus has in front of them
    """
    globs: list[str] = []
    told: dict[str, str] = {}
    line = ("", 0)
    files = {**generator.reads, **dict.fromkeys(generator.marks)}
    for path in (path for glob in files for path in sorted(folder.glob(glob))):
        name, text = path.relative_to(folder).as_posix(), ""
        if re.fullmatch(r"\.[cm]?[jt]s", path.suffix):
            text = _uncommented(text_of(path))
        starts = [0] if "sitemap" in name else [opening.end() for opening in islice(_SITEMAP.finditer(text), 4)]
        for start, end in ((start, _end(text, start) if start else len(text)) for start in starts):
            told |= dict.fromkeys(_PROGRAM.findall(text, start, end), name)
            for urls in _URLS.finditer(text, start, end):
                line = line if globs else (name, text.count("\n", 0, urls.start()) + 1)
                for given in re.findall(_TEXT, urls[2]):
                    url = given[1:-1].removeprefix(home if generator.name == "Docusaurus" else "")
                    url = re.sub(r"\*+", "**", url) if generator.name == "Next.js" else url
                    url = f"/{url}" if url.startswith("**/") else url
                    if re.fullmatch(r"/[^(\[\\]*", url):
                        globs.append(url)
                    else:
                        told[urls[1]] = name
                if re.sub(_TEXT, "", urls[2]).strip("[], \n\t"):
                    told[urls[1]] = name
    notes = [
        f"{name}: what {key} keeps out of the sitemap is not followed; set options.amp-sitemap.exclude"
        for key, name in told.items()
    ][:1]
    return Finding(value=globs, path=line[0], line=line[1]) if globs else None, tuple(notes)


def _end(text: str, start: int) -> int:
    """Return where the braces end that open before *start*."""
    depth = 1
    for brace in re.finditer(r"[{}]", text[start : start + 20_000]):
        depth += 1 if brace[0] == "{" else -1
        if not depth:
            return start + brace.start()
    return len(text)
