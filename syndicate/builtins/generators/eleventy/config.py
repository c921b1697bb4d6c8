"""Eleventy's configuration: a program, of which the literal values are read that its documentation gives a meaning."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import msgspec
from msgspec.structs import replace

from syndicate import Finding
from syndicate.files import Place, found_in
from syndicate.model import excerpt

from .files import is_unknown, read_program
from .javascript import JsTree, Program
from .options import COMPUTED, FILES

_FOLDERS = {
    "setInputDirectory": "input",
    "setOutputDirectory": "output",
    "setIncludesDirectory": "includes",
    "setLayoutsDirectory": "layouts",
    "setDataDirectory": "data",
}
_FOLDER_KEYS = ("input", "output", "includes", "layouts", "data")
_ENGINES = {"markdownTemplateEngine": "markdown_engine", "htmlTemplateEngine": "html_engine"}
_KEYS = frozenset((*_ENGINES, "dir", "templateFormats", "pathPrefix", "dataTemplateEngine", "passthroughFileCopy"))
_ENGINE_NAMES = {"liquid": "liquid", "njk": "njk", "md": ""}
_FILTER_METHODS = frozenset(
    "addFilter addAsyncFilter addLiquidFilter addNunjucksFilter addNunjucksAsyncFilter addJavaScriptFunction".split()
)
_MARKDOWN = {"breaks": "breaks", "typographer": "smart"}  # options of markdown-it
_OF_LINKS = {
    "links_under_base": ("EleventyHtmlBasePlugin", "HtmlBasePlugin", "feedPlugin"),  # the last adds the one before
    "links_to_files": ("InputPathToUrlTransformPlugin",),
}
_MAX_MODULES = 30
_MAX_STEPS = 20  # from a call back to the loop around it
_MAX_TOKENS = 500  # of the function that makes a collection
# Other data is read by a program of the site, which is not run; its suffix may even be that of templates.
_DATA_FORMATS = ("yaml", "yml", "toml")
# Calls that change URLs, dates or texts in ways that only running the program can show.
_OPAQUE = {"addUrlTransform": "changes URLs", "addDateParsing": "reads dates", "addTemplate": "adds templates"}
_PROSE = frozenset("adoc asc asciidoc mdx org rst textile".split())  # languages that plugins of a site may read
_IGNORES = "ignores.add is given what only the program knows; leave that out by source.paths, e.g. '!src/posts/old'"


class Config(msgspec.Struct):
    """What the configuration says.

    feeds    the collections that feed plugins are given, each with where it is said; without those that a program makes
    hides    word that Eleventy knows nothing of -> where a program of the site takes its articles out of lists
    clock    where a program of the site asks for the time beside dates that it filters by, so that it knows a future
    """

    path: str = ""
    options: dict[str, Finding] = {}  # option of the source -> what stands there
    copied: list[str] = []  # folder, relative to the site's, that is served from the site's root
    copies_input: bool = False
    feed: tuple[JsTree, Place] | None = None  # the tree and the place of the metadata that a feed plugin is given
    limit: Finding | None = None  # of the collection that a feed plugin is given
    feeds: dict[str, Finding] = {}
    prefix: str = ""  # pathPrefix
    markdown: tuple[str, ...] = ()  # extensions of Markdown that are switched on here
    has_code: bool = False  # whether indents make code
    hides: dict[str, Finding] = {}
    clock: Finding | None = None
    notes: list[str] = []  # sentences about what is not followed

    def option(self, name: str, otherwise: str) -> str:
        """Return the text of an option that names a folder."""
        found = self.options.get(name)
        return str(found.value) if found else otherwise


def read_config(folder: str) -> Config | None:
    """Return what the first of Eleventy's configuration files in *folder* says, None if there is none."""
    for path in FILES:
        program = read_program(folder, path)
        if program is not None:
            config = Config(path=path)
            _read(program, config)
            modules = list(_modules(folder, program))
            config.clock = next(filter(None, map(_clock, modules)), None)
            given: dict[str, Any] = {}
            for module in modules:
                config.hides |= _hides(module)
                for name, value in _global_data(module):
                    given[name] = value
                    place = config.options.get("global_data", Finding(value=None, path=module.path))
                    config.options["global_data"] = replace(place, value=given)
            return config
    return None


def _read(program: Program, config: Config) -> None:
    words = [token.text for token in program.tokens]
    said = set(zip(words, words[1:], words[2:], strict=False))
    config.markdown = tuple(name for key, name in _MARKDOWN.items() if (key, ":", "true") in said)
    config.has_code = any(found[:2] == ("enable", "(") and found[2] in ('"code"', "'code'", "code") for found in said)
    plugins = {found[2] for found in said if found[:2] == ("addPlugin", "(")}
    for option, names in _OF_LINKS.items():
        if not plugins.isdisjoint(names):
            config.options[option] = Finding(value=True, path=config.path)
    for tree in _settings(program):
        _read_settings(tree, config)
        break
    filters: set[str] = set()
    ignored: list[str] = []
    aliases: dict[str, str] = {}
    globs: dict[str, list[str]] = {}
    data_formats: list[str] = []
    programs: set[str] = set()
    first: dict[str, Finding] = {}
    for owner, method, at in program.calls():
        if not (given := program.arguments(at)):
            continue
        place = found_in(given[0], ())
        if method in ("addTemplateFormats", "setTemplateFormats"):
            _note_prose(given[0], (), config)
        match method, [tree.value for tree in given]:
            case _, [str(path), *_] if method in _FOLDERS:
                config.options[_FOLDERS[method]] = replace(place, value=_normal(path))
            case "setTemplateFormats", [listed, *_] if formats := _formats(listed):
                config.options["formats"] = replace(place, value=formats)
            case "addPassthroughCopy", [copied, *_]:
                _copied(copied, config)
            case "addLayoutAlias", [str(alias), str(layout), *_]:
                aliases[alias] = layout
                first.setdefault("layout_aliases", place)
            case "addDataExtension", [str(suffixes), *_]:
                named = [name.strip().lstrip(".") for name in suffixes.split(",")]
                data_formats += [name for name in named if name in _DATA_FORMATS]
                first.setdefault("data_formats", place)
            case "setDataFileBaseName", [str(), *_]:
                config.options["data_name"] = place
            case "addCollection", [str(name), *_]:
                if patterns := _globs(program, at):
                    globs[name] = patterns
                    first.setdefault("globs", place)
                else:
                    programs.add(name)
            case "addPlugin", [_, dict(), *_]:
                _take_plugin(given[1], config)
            case _, [str(name), *_] if method in _FILTER_METHODS:
                filters.add(name)
                first.setdefault("own_filters", place)
            case "add", [value, *_] if owner == "ignores" and (named := _each(program, at, value)):
                ignored += named
                first.setdefault("ignored", place)
            case "add", _ if owner == "ignores":
                config.notes.append(str(given[0].fault((), _IGNORES)))
            case _ if method in _OPAQUE:
                what = f"{method} {_OPAQUE[method]} in a program that is not run; the built pages say what comes of it"
                config.notes.append(str(given[0].fault((), what)))
    config.feeds = {name: place for name, place in config.feeds.items() if name not in programs}
    for name, value in (
        ("layout_aliases", aliases), ("data_formats", data_formats), ("ignored", ignored), ("globs", globs),
        ("own_filters", sorted(filters)),
    ):  # fmt: skip
        if value:
            config.options[name] = replace(first[name], value=value)


def _take_plugin(options: JsTree, config: Config) -> None:
    """Take what a feed plugin is given: the site, and the collection that it makes a feed of, and its limit."""
    has_metadata = isinstance(options.value.get("metadata"), dict)
    if config.feed is None and has_metadata:
        config.feed = (options, ("metadata",))
    collection = options.value.get("collection")
    limit, name = map(collection.get, ("limit", "name")) if isinstance(collection, dict) else (None, None)
    if config.limit is None and type(limit) is int and limit >= 0:
        config.limit = found_in(options, ("collection", "limit"), limit or "all")
    if isinstance(name, str) and name not in ("", "all") and has_metadata:
        config.feeds.setdefault(name, found_in(options, ("collection", "name"), None))


def _each(program: Program, at: int, value: Any) -> list[str]:
    """Return the texts that the argument at the token *at* is: its *value*, or each of the literal list gone through.

    ``["a", "b"].forEach((path) => config.ignores.add(path))``, ``for (const path of PATHS) config.ignores.add(path)``.
    """
    if isinstance(value, str) or program.tokens[at + 1].text != ")":
        return [value] if isinstance(value, str) else []
    first = max(at - _MAX_TOKENS, 0)
    words = [token.text for token in program.tokens[first : at + 1]]
    name = words.pop()
    for place in range(len(words) - 1, max(len(words) - _MAX_STEPS, 2), -1):
        begin = -1
        if words[place] == "if":
            return []
        if words[place] == "of" and words[place - 1] == name:
            begin = place + 1
        elif words[place] == "forEach" and name in words[place + 2 : place + 5]:
            begin = end = place - 2
            while words[end] == "]" and begin > 0 and program.end_of_call(first + begin + 1) != first + end:
                begin -= 1
        if begin >= 0:
            goes_on = words[begin] == "[" and words[place] == "forEach"
            if words[begin] != "[":
                constants = (one + 3 for one in range(begin, -1, -1) if words[one + 1 : one + 3] == [words[begin], "="])
                begin = next(constants, begin)
            if words[begin] != "[" or program.end_of_call(first + begin + 1) >= at:
                return []
            listed = program.listed(first + begin) if goes_on else program.tree(first + begin)
            texts = listed.value if isinstance(listed.value, list) and not listed.unknown else []
            return texts if all(isinstance(one, str) for one in texts) else []
    return []


def _modules(folder: str, program: Program) -> Iterator[Program]:
    """Yield *program* and the site's own modules that it opens, and those that they open."""
    opened = [program]
    seen = {program.path}
    for one in opened:
        yield one
        words = [token.text for token in one.tokens]
        for before, word in pairwise(words):
            if (before == "from" or (before == "(" and "require" in words)) and word[1:2] == ".":
                path = _normal(posixpath.join(posixpath.dirname(one.path), word[1:-1]))
                paths = [path + ending for ending in ("", ".js", ".cjs", ".mjs", "/index.js")]
                if seen.isdisjoint(paths) and len(opened) < _MAX_MODULES:
                    opened += [found for path in paths if (found := read_program(folder, path))][:1]
                    seen.update(paths)


def _clock(program: Program) -> Finding | None:
    words = [token.text for token in program.tokens]
    if "filter" in words and "date" in words:
        for at, found in enumerate(zip(words, words[1:], words[2:], words[3:], words[4:], strict=False)):
            if found[:3] == ("Date", ".", "now") or (found[:4] == ("new", "Date", "(", ")") and found[4] != "."):
                return found_in(program.tree(at), (), {"future": False})
    return None


def _hides(program: Program) -> dict[str, Finding]:
    """Return the words that *program* filters by: ``posts.filter((post) => !post.data.hidden)``."""
    words = [token.text for token in program.tokens]
    found = {}
    for at, word in enumerate(words if "filter" in words else ()):
        if word not in ("hidden", "archived", "live", "visible") or words[at - 2 : at - 1] != ["data"]:
            continue
        is_denied = "!" in words[max(at - 5, 0) : at - 2]
        if word in ("live", "visible"):
            is_kept_in = not is_denied and words[at + 1 : at + 3] not in (["===", "false"], ["==", "false"])
        else:
            is_kept_in = is_denied or words[at + 1 : at + 2] in (["!=="], ["!="])
        if is_kept_in:
            found[word if word == "archived" else "hidden"] = found_in(program.tree(at), (), value=True)
    return found


def _global_data(program: Program) -> Iterator[tuple[str, Any]]:
    """Yield what *program* gives all templates that decides where their pages are; None: what nobody can tell."""
    for _, method, at in program.calls():
        if method != "addGlobalData" or program.tokens[at + 1].text != ",":
            continue
        name = str(program.tree(at).value).replace("buildawesome", "eleventy", 1)
        value = program.made_at(at + 2)
        if name == "layout" and isinstance(layout := program.tree(value).value, str):
            yield name, layout
        elif name == "permalink":
            yield name, program.permalink(value)
        elif name == f"{COMPUTED}.permalink":
            yield COMPUTED, {"permalink": program.permalink(value)}
        elif name == COMPUTED:
            tree = program.tree(value)
            if isinstance(tree.value, dict) and "permalink" in tree.value:
                yield COMPUTED, {"permalink": tree.value["permalink"]}
            elif is_unknown(tree, ("permalink",)):
                yield COMPUTED, {"permalink": None}


def _settings(program: Program) -> Iterator[JsTree]:
    """Yield the objects that look like the settings: returned, or exported as config."""
    tokens = program.tokens
    for at in range(len(tokens) - 1):
        before = tokens[at].text
        if tokens[at + 1].text == "{" and before in ("return", "=", "default", "("):
            tree = program.tree(at + 1)
            if isinstance(tree.value, dict) and not _KEYS.isdisjoint(tree.value):
                yield tree


def _read_settings(tree: JsTree, config: Config) -> None:
    folders = tree.value.get("dir")
    if isinstance(folders, dict):
        for name in _FOLDER_KEYS:
            if isinstance(folders.get(name), str):
                config.options[name] = found_in(tree, ("dir", name), _normal(folders[name]))
    if is_unknown(tree, ("dir", "input")) and "input" not in config.options:
        line, column = tree.position(("dir", "input"))
        config.notes.append(
            f"{config.path}:{line}:{column}: input is made by a program that is not run; source.options.input names it"
        )
    for key, option in _ENGINES.items():
        if key in tree.value:
            engine = tree.value[key]
            known = _ENGINE_NAMES.get(engine) if isinstance(engine, str) else "" if engine is False else None
            if known is None:
                config.notes.append(str(tree.fault((key,), f"{excerpt(engine)} is not followed here")))
            config.options[option] = found_in(tree, (key,), "liquid" if known is None else known)
    if "templateFormats" in tree.value:
        _note_prose(tree, ("templateFormats",), config)
    if formats := _formats(tree.value.get("templateFormats")):
        config.options["formats"] = found_in(tree, ("templateFormats",), formats)
    if isinstance(tree.value.get("pathPrefix"), str):
        config.prefix = tree.value["pathPrefix"].strip("/")


def _formats(value: Any) -> list[str]:
    return [name for name in _names(value) if name in ("md", "html", "njk", "liquid")]


def _note_prose(tree: JsTree, place: Place, config: Config) -> None:
    """Note the languages among the template formats at *place* whose texts may be articles, and are not read."""
    if found := _PROSE.intersection(_names(tree.value[place[0]] if place else tree.value)):
        line, column = tree.position(place)
        said = f"templates in {' and '.join(sorted(found))} are not read, and are in no feed"
        config.notes.append(f"{config.path}:{line}:{column}: {said}; the built pages can be exported")


def _names(value: Any) -> list[str]:
    names = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else []
    return [name.strip() for name in names if isinstance(name, str)]


def _copied(value: Any, config: Config) -> None:
    """Note which folders are copied to the output: to the same path below its root, or to the root itself."""
    if isinstance(value, str):
        config.copies_input = True
    elif isinstance(value, dict):
        for source, target in value.items():
            if isinstance(target, str) and target.strip("./") == "" and "*" not in source:
                config.copied.append(_normal(source))


def _globs(program: Program, at: int) -> list[str]:
    """Return the literal globs by which the collection is made whose arguments begin at the token *at*."""
    end = min(program.end_of_call(at), at + _MAX_TOKENS)
    for place in range(at, end):
        if program.tokens[place].text == "getFilteredByGlob" and program.tokens[place + 1].text == "(":
            given = program.arguments(place + 2)
            value = given[0].value if given else None
            patterns = [value] if isinstance(value, str) else value if isinstance(value, list) else []
            return [_normal(pattern) for pattern in patterns if isinstance(pattern, str)]
    return []


def _normal(path: str) -> str:
    return posixpath.normpath(path.strip() or ".").lstrip("/") or "."
