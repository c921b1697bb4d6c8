"""The same articles as other people write them: other quotes, other blocks, other languages, other generators' sites.

A shape writes one article's fields as the head and body of a file. MIXED has all of them, as many of each as its weight
says; each alone is measured by heads.py. What an article is and what shape it has follow from its number alone.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import accumulate
from pathlib import Path
from typing import Any

from syndicate.files import parse_yaml

Fields = dict[str, Any]
Scalar = Callable[[str, Any], str]  # key, value -> as it is written

_DATE = "publishedDateTime"
_DATES = (
    "%Y-%m-%dT%H:%M:%SZ",
    "%Y-%m-%d %H:%M:%S +0000",
    "%Y-%m-%d",
    '"%Y-%m-%dT%H:%M:%S.000+00:00"',
    "%a, %d %b %Y %H:%M:%S +0000",
)
_BARE = (_DATE, "type", "category", "name", "domain", "date", "lastmod")  # keys whose values stand without quotes
_BODY_BYTES = 50 << 10
_PARAGRAPH = "The tide rises over the quay, *and* the [ferry](https://example.org/ferry) waits for its lamp.\n\n"


def fields_of(head: str, number: int) -> Fields:
    """Return the fields of a *head* that articles.py has made, every second with a player as video sites have it."""
    fields: Fields = dict(parse_yaml(head, path="").value)
    if number % 2:
        player = f'<iframe width="800" height="450" src="https://video.example.org/{number}?a=1&b=2" allowfullscreen></iframe>'
        fields["featuredContent"] = player
    return fields


def _is_bare(key: str, value: Any) -> bool:
    return not isinstance(value, str) or key in _BARE or (key == "topics" and "#" not in value)


def _plain(key: str, value: Any) -> str:
    if _is_bare(key, value):
        return json.dumps(value) if not isinstance(value, str) else value
    return f'"{value}"' if '"' not in value else f"'{value}'"


def _escaped(key: str, value: Any) -> str:
    return _plain(key, value) if _is_bare(key, value) else json.dumps(value, ensure_ascii=False)


def _single(key: str, value: Any) -> str:
    return _plain(key, value) if _is_bare(key, value) else "'" + value.replace("'", "''") + "'"


def _yaml(fields: Mapping[str, Any], scalar: Scalar, margin: str = "") -> list[str]:
    """Return the lines of *fields* in blocks."""
    lines: list[str] = []
    for key, value in fields.items():
        if isinstance(value, dict):
            lines += [f"{margin}{key}:", *_yaml(value, scalar, margin + "  ")]
        elif isinstance(value, list):
            lines.append(f"{margin}{key}:")
            for item in value:
                if isinstance(item, dict):
                    first, *rest = _yaml(item, scalar, margin + "    ")
                    lines += [f"{margin}  - {first.strip()}", *rest]
                else:
                    lines.append(f"{margin}  - {scalar(key, item)}")
        else:
            lines.append(f"{margin}{key}: {scalar(key, value)}")
    return lines


def _fenced(lines: list[str]) -> str:
    return "\n".join(["---", *lines, "---", ""])


def plain(fields: Fields, _: random.Random) -> str:
    """Double quotes and blocks, as the benchmark has always had them."""
    return _fenced(_yaml(fields, _plain))


def escaped(fields: Fields, _: random.Random) -> str:
    """Escaped quotes in double quotes."""
    fields["title"] = f'The "{fields["title"]}"'
    fields["excerpt"] += ' He said: "No \\ yes."'
    return _fenced(_yaml(fields, _escaped))


def single(fields: Fields, _: random.Random) -> str:
    """Two single quotes in single quotes."""
    fields["title"] = f"It's {fields['title']}"
    fields["excerpt"] += " That's 'all'."
    return _fenced(_yaml(fields, _single))


def block(fields: Fields, _: random.Random) -> str:
    """Texts in block scalars, literal and folded."""
    lines = []
    for key, value in fields.items():
        if key == "excerpt":
            words = value.split(" ")
            folded = [" ".join(words[start : start + 9]) for start in range(0, len(words), 9)]
            lines += ["excerpt: >-", *(f"  {line}" for line in folded)]
        elif key == "featuredContent":
            lines += ["featuredContent: |", *(f"  {line}" for line in value.replace("><", ">\n<").split("\n"))]
        else:
            lines += _yaml({key: value}, _plain)
    return _fenced(lines)


def flow(fields: Fields, _: random.Random) -> str:
    """Lists in brackets and mappings in braces."""

    def written(key: str, value: Any) -> str:
        if isinstance(value, list):
            return "[" + ", ".join(written(key, item) for item in value) + "]"
        if isinstance(value, dict):
            return "{ " + ", ".join(f"{name}: {written(name, item)}" for name, item in value.items()) + " }"
        return _plain(key, value)

    return _fenced([f"{key}: {written(key, value)}" for key, value in fields.items()])


def nested(fields: Fields, _: random.Random) -> str:
    """Lists of mappings that hold lists of mappings."""
    fields["authors"] = [
        {"name": "Ann Lee", "url": "https://example.org/ann", "links": [{"rel": "me", "url": "https://example.org/a"}]},
        {"name": "Ben", "email": "ben@example.org"},
    ]
    related = [{"title": fields["title"], "pictures": fields.get("images", [])} for _ in range(2)]
    fields["related"] = related
    return _fenced(_yaml(fields, _plain))


def comments(fields: Fields, _: random.Random) -> str:
    """Comments in lines of their own and behind values."""
    lines = ["# what the desk writes"]
    for number, line in enumerate(_yaml(fields, _plain)):
        lines += [f"# {number}"] if number % 5 == 4 and line[0] != " " else []
        lines.append(f"{line}  # as it is" if number % 3 == 0 else line)
    return _fenced(lines)


def crlf(fields: Fields, rng: random.Random) -> str:
    """Lines that end as Windows has them."""
    return plain(fields, rng).replace("\n", "\r\n")


def unicode(fields: Fields, _: random.Random) -> str:
    """Texts in other letters."""
    fields["title"] = f"Küste, λιμάνι, 港 😀 {fields['title']}"
    fields["excerpt"] = f"„Größe“: {fields['excerpt']}"
    return _fenced(_yaml(fields, _plain))


def shuffled(fields: Fields, rng: random.Random) -> str:
    """Many keys, in any order."""
    keys = [*fields, *(f"site_key_{number}" for number in range(15))]
    rng.shuffle(keys)
    return _fenced(_yaml({key: fields.get(key, "of this site alone") for key in keys}, _plain))


def sparse(fields: Fields, rng: random.Random) -> str:
    """Keys that come and go."""
    needed = ("title", _DATE, "webUrl", "published", "topics", "ampWebUrl", "excerpt")
    more = {f"note{number}": "of this site alone" for number in range(10)}
    kept = {key: value for key, value in (fields | more).items() if key in needed or rng.random() < 0.6}
    return _fenced(_yaml(kept, _plain))


def dates(fields: Fields, rng: random.Random) -> str:
    """Dates in five layouts; a day alone is its first moment."""
    when = datetime.fromisoformat(fields[_DATE])
    fields[_DATE] = when.strftime(rng.choice(_DATES))
    fields["lastmod"] = when.strftime(rng.choice(_DATES))
    return _fenced(_yaml(fields, _plain))


def toml_lines(fields: Mapping[str, Any], table: str = "") -> list[str]:
    """Return the lines of *fields* as TOML, tables last."""
    lines, tables = [], []
    for key, value in fields.items():
        name = f"{table}.{key}" if table else key
        if isinstance(value, dict):
            tables += ["", f"[{name}]", *toml_lines(value, name)]
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for item in value:
                tables += ["", f"[[{name}]]", *toml_lines(item, name)]
        else:
            is_bare = key in (_DATE, "date")
            lines.append(f"{key} = {value if is_bare else json.dumps(value, ensure_ascii=False)}")
    return [*lines, *tables]


def toml(fields: Fields, _: random.Random) -> str:
    """TOML, as Hugo and Zola have it."""
    return "\n".join(["+++", *toml_lines(fields), "+++", ""])


def as_json(fields: Fields, _: random.Random) -> str:
    """JSON, as Hugo has it."""
    return json.dumps(fields, indent=2, ensure_ascii=False) + "\n"


def long(fields: Fields, rng: random.Random) -> str:
    """Bodies of up to 50 KB."""
    return plain(fields, rng) + _PARAGRAPH * (rng.randrange(_BODY_BYTES) // len(_PARAGRAPH))


Shape = Callable[[Fields, random.Random], str]
# As many of a hundred articles as stands behind each, by what sites have most.
MIXED: Mapping[str, tuple[Shape, int]] = {
    "plain": (plain, 20), "escaped": (escaped, 15), "single": (single, 8), "block": (block, 8), "flow": (flow, 8),
    "nested": (nested, 6), "comments": (comments, 5), "crlf": (crlf, 4), "unicode": (unicode, 8), "shuffled": (shuffled, 4),
    "sparse": (sparse, 4), "dates": (dates, 4), "toml": (toml, 2), "json": (as_json, 1), "long": (long, 3),
}  # fmt: skip
SHAPES: Mapping[str, Shape] = {name: shape for name, (shape, _) in MIXED.items()}
_WEIGHTS = tuple(accumulate(weight for _, weight in MIXED.values()))


def shaped(head: str, number: int, shape: str) -> str:
    """Return the file of article *number*, whose fields *head* has, in a *shape*; "mixed" chooses one by the weights."""
    rng = random.Random(f"shape {number}")
    name = rng.choices(tuple(MIXED), cum_weights=_WEIGHTS)[0] if shape == "mixed" else shape
    return f"{SHAPES[name](fields_of(head, number), rng)}\nA paragraph of text.\n"


# The same articles as the sites of generators have them: their names for what they know.
_RENAMED = {_DATE: "date", "topics": "tags", "excerpt": "description"}


def _of_site(fields: Fields) -> Fields:
    left_out = ("webUrl", "originalUrl", "ampWebUrl", "cdnAmpWebUrl", "category", "type")
    return {_RENAMED.get(key, key): value for key, value in fields.items() if key not in left_out}


def _hugo(fields: Fields) -> str:
    fields["draft"] = not fields.pop("published")
    fields["images"] = [image["url"] for image in fields.get("images", [])]
    return _fenced(_yaml(fields, _plain))


def _zola(fields: Fields) -> str:
    own = {key: fields.pop(key) for key in ("title", "date", "description")}
    own["draft"] = not fields.pop("published")
    return "\n".join(
        ["+++", *toml_lines(own | {"taxonomies": {"tags": fields.pop("tags")}, "extra": fields}), "+++", ""]
    )


def _pelican(fields: Fields) -> str:
    status = "published" if fields.pop("published") else "draft"
    flat = {key: value for key, value in fields.items() if key != "images" and not isinstance(value, dict)}
    lines = (f"{key.title()}: {', '.join(value) if key == 'tags' else value}\n" for key, value in flat.items())
    return f"Status: {status}\n" + "".join(lines)


def _as_it_is(fields: Fields) -> str:
    return _fenced(_yaml(fields, _plain))


# Generator -> its configuration, where its articles lie, what writes a head.
SITES: Mapping[str, tuple[tuple[str, str], str, Callable[[Fields], str]]] = {
    "front-matter": (
        ("syndicate.yaml", "preset: none\nsite: {title: T, url: 'https://example.org'}\nsource: {paths: [posts], url: '{site_url}/{slug}/'}\n"),
        "posts/{name}.md", _as_it_is,
    ),
    "jekyll": (("_config.yml", "title: T\nurl: https://example.org\n"), "_posts/{name}.md", _as_it_is),
    "hugo": (("hugo.toml", 'title = "T"\nbaseURL = "https://example.org/"\n'), "content/posts/{name}.md", _hugo),
    "zola": (("config.toml", 'title = "T"\nbase_url = "https://example.org"\n'), "content/posts/{name}.md", _zola),
    "eleventy": (("eleventy.config.js", "export default function (config) {}\n"), "posts/{name}.md", _as_it_is),
    "pelican": (("pelicanconf.py", "SITENAME = 'T'\nSITEURL = 'https://example.org'\nPATH = 'content'\n"), "content/{name}.md", _pelican),
}  # fmt: skip


def write_site(generator: str, folder: Path, heads: Mapping[str, str]) -> None:
    """Write a site of *generator* into *folder*, with an article for each of *heads*, by name."""
    (name, text), place, written = SITES[generator]
    folder.mkdir(parents=True)
    (folder / name).write_text(text, encoding="utf-8")
    for number, (article, head) in enumerate(heads.items()):
        path = folder / place.format(name=article)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{written(_of_site(fields_of(head, number)))}\nA paragraph of text.\n", encoding="utf-8")
