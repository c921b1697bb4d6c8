"""What the files of a site say of it where no preset reads them: title, URL, authors, language, zone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from msgspec.structs import replace

from syndicate.model.errors import UsageError
from syndicate.model.instants import time_zone
from syndicate.model.text import line_and_column
from syndicate.model.urls import absolute_url, is_of_one_machine
from syndicate.parts.contract import Finding, FoundSettings
from syndicate.settings.generators.known import Generator
from syndicate.settings.generators.recognised import PLAIN, text_of

_VALUE = r"""(?:"(?P<a>(?:[^"\\\n]|\\.)+)"|'(?P<b>(?:[^'\\\n]|\\.|'')+)'|`(?P<c>(?:[^`\\\n]|\\.)+)`"""
_PERSON = r"""(?:\s*-[ \t]+)?(?:\{?\s*["']?name["']?[ \t]*:[ \t]*)?"""
# What a site says of its author, whose URL, name and description are none of the site.
_PEOPLE = r"""["']?\b(?:author|creator|publisher)s?["']?[ \t]*[:=][ \t]*"""
_OF_PEOPLE = re.compile(rf"{_PEOPLE}\{{[^{{}}]*\}}|^([ \t]*){_PEOPLE}[\[{{(]*\n(?:\1[ \t-].*\n?)+", re.MULTILINE)
PLAIN_VALUE = r"""|(?P<d>[^\s#,'"`{}\[\]<|>&*!%@][^#\n{}]*?)[ \t]*(?:[ \t]#.*)?$)"""
SWITCH = r"|(?P<d>true|false)\b)"
# What generators of every kind keep about the site; the package's own name is none of its title.
_DATA: Mapping[str, str] = {
    f"{folder}{name}.{suffix}": "title=title,siteTitle,site_title,siteName,name url=url,siteUrl,site_url,siteURL,baseUrl,"
    "base_url,baseURL,domain authors=author description=description language=language,lang,locale"
    for folder in ("data/", "_data/", "src/_data/", "src/data/", "config/", "")
    for name in ("site", "metadata", "site_metadata", "siteMetadata", "siteConfig")
    for suffix in ("yaml", "yml", "json", "toml", "js", "mjs", "ts")
}
_PACKAGE = {"package.json": "url=homepage authors=author"}
# Who may give a URL without its scheme.
_HOSTS, _HOST = ("baseUrl", "domain"), re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:/\S*)?")
_CODE = ("github.com/", "gitlab.com/", "bitbucket.org/", "codeberg.org/", "npmjs.com/")


def value_in(text: str, name: str, unquoted: str = SWITCH) -> re.Match[str] | None:
    """Return where *text*, of whatever language, gives a text in quotes to *name*, or one as *unquoted* has it."""
    return re.search(
        rf"""(?:^|[{{,])[ \t]*(?:export[ \t]+)?(?:const[ \t]+)?["']?(?P<name>{re.escape(name)})["']?"""
        rf"""[ \t]*[:=][ \t]*(?:new URL\()?{_PERSON if "author" in name.lower() else ""}{_VALUE}{unquoted}""",
        text,
        re.MULTILINE,
    )


def said(match: re.Match[str]) -> str:
    """Return the text of what value_in() has found."""
    text = str(next(filter(None, match.group("a", "b", "c", "d"))))
    text = text if match["d"] else re.sub(r"\\([^\w\s])", r"\1", text)
    return (text.replace("''", "'") if match["b"] else text).strip()


def site_findings(folder: Path, generator: Generator | None) -> FoundSettings:
    """Return what the files in *folder* say of the site, those of *generator* first."""
    found: FoundSettings = {}
    base = ""
    for glob, wanted in {**(generator.reads if generator else {}), **_DATA, **_PACKAGE}.items():
        paths = sorted(folder.glob(glob)) if "*" in glob else [folder / glob]
        for path in paths:
            if text := text_of(path):
                base = _read(text, path.relative_to(folder).as_posix(), wanted, found) or base
    if ("site", "url") not in found:
        _read_cname(folder, found)
    url = found.get(("site", "url"))
    if base and url is not None and url.value.rstrip("/").count("/") == 2:  # the host alone
        found["site", "url"] = replace(url, value=f"{url.value.rstrip('/')}/{base}/")
    return found


def _read(text: str, path: str, wanted: str, found: FoundSettings) -> str:
    """Add to *found* what is *wanted* of the file's *text*; return the site's folder on its host, if that says it."""
    base = ""
    new = dict(found)
    of_site = _OF_PEOPLE.sub(lambda people: re.sub(r"[^\n]", " ", people[0]), text)  # each line in its place
    for key, _, names in (each.partition("=") for each in wanted.split()):
        unquoted = PLAIN_VALUE if path.endswith(PLAIN) else SWITCH
        looked_at = text if key == "authors" else of_site
        if key == "base":
            looked_at = _as_shallow(text, new.get(("site", "url")))
        for match in filter(None, (value_in(looked_at, name, unquoted) for name in names.split(","))):
            value = said(match)
            if match["name"] in _HOSTS and _HOST.fullmatch(value):
                value = f"https://{value}"
            if key == "base":
                base = value.strip("/.")
            elif ("site", key) not in found and _is_fit(key, value):
                line, column = line_and_column(text, match.start("name"))
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
    return base


def _as_shallow(text: str, url: Finding | None) -> str:
    """Return the lines of *text* no deeper than that of *url*, or than its first level: others are of plugins."""
    lines = text.split("\n")
    depths = [len(line) - len(line.lstrip()) for line in lines]
    deepest = max(depths[url.line - 1] if url and url.line <= len(lines) else 0, min(filter(None, depths), default=0))
    return "\n".join(line for line, depth in zip(lines, depths, strict=True) if depth <= deepest)


def _is_fit(key: str, value: str) -> bool:
    if "${" in value or "{{" in value or value.startswith("="):  # Lume's `=content` names another key
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


def _read_cname(folder: Path, found: FoundSettings) -> None:
    """Take the site's host from the CNAME file that some hosts of pages ask for."""
    for place in ("CNAME", "static/CNAME", "public/CNAME"):
        try:
            found["site", "url"] = Finding(
                value=absolute_url(f"https://{text_of(folder / place).split()[0]}/"), path=place, line=1
            )
        except (IndexError, ValueError):
            continue
        return
