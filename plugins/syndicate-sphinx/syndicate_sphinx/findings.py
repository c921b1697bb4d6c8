"""conf.py into settings of syndicate, each with its place."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from syndicate import Finding, Findings
from syndicate.model import plain_text

if TYPE_CHECKING:
    from sphinx.config import Config

_NOBODY = ("", "unknown", "Author name not set")  # what Sphinx says where conf.py names no author
_NO_TITLE = "Blog"  # what ABlog says where conf.py names no blog


def findings_of(config: Config, text: str) -> Findings:
    """Return what *config* says of the site; *text* is that of conf.py, where the lines are looked up.

    ABlog's own names go before Sphinx's: who has a blog calls it so.
    """
    rights = config.copyright
    said: dict[str, tuple[Any, str]] = {
        "title": _first(config, "blog_title", "project"),
        "url": _first(config, "html_baseurl", "blog_baseurl"),
        "language": ((config.language or "").replace("_", "-"), "language"),
        "authors": ("" if config.author in _NOBODY else [config.author], "author"),
        "rights": (rights if isinstance(rights, str) else ", ".join(rights or ()), "copyright"),
        "icon": (_static(config.html_logo), "html_logo"),
        "favicon": (_static(config.html_favicon), "html_favicon"),
    }
    if said["rights"][0]:
        said["rights"] = (f"© {plain_text(said['rights'][0])}", "copyright")
    settings: dict[tuple[str, ...], Finding] = {
        ("site", key): _found(value, name, text) for key, (value, name) in said.items() if value
    }
    if _is_translation(config):  # of the same sources, which are no other articles of one record
        settings["record",] = Finding(value=f"syndicate.{config.language}.record")
    return Findings(settings=settings)


def _is_translation(config: Config) -> bool:
    """Tell whether the command asks for another language than conf.py (``-D language=fr``)."""
    own = getattr(config, "_raw_config", {}).get("language") or "en"
    return bool(config.overrides.get("language", own) != own)


def _first(config: Config, *names: str) -> tuple[Any, str]:
    """Return the first value of *names* that says something, and its name."""
    said = [(getattr(config, name, ""), name) for name in names]
    return next(((value, name) for value, name in said if value and value != _NO_TITLE), said[0])


def _static(path: str | None) -> str:
    """Return where Sphinx serves a logo: beside its other static files."""
    if not path or "://" in path:
        return path or ""
    return f"_static/{PurePosixPath(path).name}"


def _found(value: Any, name: str, text: str) -> Finding:
    line = re.search(rf"^{name}[ \t]*=[ \t]*", text, re.MULTILINE)
    if line is None:
        return Finding(value=value, path="conf.py")
    return Finding(value=value, path="conf.py", line=text.count("\n", 0, line.start()) + 1, column=len(line[0]) + 1)
