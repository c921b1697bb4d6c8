"""What ABlog has found on a page, where it is there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from docutils.nodes import Text, footnote_reference

from .pages import Post

if TYPE_CHECKING:
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment


def posts_of(env: BuildEnvironment, config: Config, docname: str) -> tuple[Post, ...]:
    """Return the posts of the page *docname*; one without a date is a draft, and left out."""
    found: list[dict[str, Any]] = getattr(env, "ablog_posts", {}).get(docname, [])
    return tuple(
        Post(title=info["title"], section=info["section"], said=_said(info, config)) for info in found if info["date"]
    )


def _said(info: dict[str, Any], config: Config) -> dict[str, Any]:
    languages = list(info["language"])
    default = config.blog_default_author or []
    keys = info["author"] or ([default] if isinstance(default, str) else default)
    said = {
        "date": info["date"].isoformat(),
        "updated": info["update"].isoformat() if info["update"] and info["update"] > info["date"] else None,
        "tags": list(info["tags"]),
        "categories": list(info["category"]),
        "category": None,
        "authors": [_author(key, config.blog_authors) for key in keys],
        "summary": _excerpt(info["excerpt"]),
        "language": languages[0] if len(languages) == 1 and len(languages[0]) < 4 else None,
        "originalUrl": info.get("external_link") or None,
    }
    return {name: value for name, value in said.items() if value not in (None, [], "")} | {"category": None}


def _excerpt(nodes: Iterable[Any]) -> str:
    """Return the text of *nodes*; the number of a footnote means nothing there."""
    copies = [node.deepcopy() for node in nodes]
    for number in [found for copy in copies for found in copy.findall(footnote_reference)]:
        sentence, place = number.parent, number.parent.index(number)
        if place and isinstance(sentence[place - 1], Text):
            sentence[place - 1] = Text(sentence[place - 1].astext().rstrip())
        sentence.remove(number)
    return " ".join(copy.astext() for copy in copies)


def _author(key: str, known: dict[str, Any]) -> Any:
    """Return the author that conf.py knows as *key*: (name, URL or nothing)."""
    if key not in known:
        return {"name": key}
    name, url = (*known[key], None)[:2]
    return {"name": name} | ({"url": url} if url else {})
