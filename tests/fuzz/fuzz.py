"""Feed whole exports with what strangers might write, for as long as one likes; anyone can run it:

    python tests/fuzz/fuzz.py --minutes 60

Each case is a site in a folder of its own: articles, settings, JSON Lines, built pages, feeds, index and record
files, made from good ones by cutting, doubling, exchanging and replacing pieces, so that most of each is still understood. A case fails if
a traceback comes, an exit status that is none of ours, a line of a report that a log takes for a command, a document that
is not well-formed or holds a script, a file that is written or changed outside of the output folder, or if it takes more
than its seconds. The seed is printed, and that of each failing case: `--seed S --case N` runs that one alone.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import re
import sqlite3
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from hashlib import blake2b
from pathlib import Path
from time import monotonic, process_time
from xml.parsers import expat

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "plugins" / "syndicate-feed-source")]

SECONDS = 20.0  # of CPU that a case may take
COMMAND = re.compile(r"^\s*::|##\w*\[", re.MULTILINE)
SCRIPT = re.compile(rb"<script|javascript:|\son\w+\s*=\s*[\"']", re.IGNORECASE)
STATUSES = frozenset((0, 1, 2, 3))
HEAD = """---
title: "Tides & currents"
date: 2024-05-01T09:00:00+02:00
updated: 2024-05-02
slug: tides
tags: [sea, "north sea"]
authors: [{name: Ann, email: ann@e.org}]
image: {url: /a.jpg, width: 1200}
attachments: [{url: /a.mp3, type: audio/mpeg, size: 1000}]
draft: false
password: ""
---
A **text** with <b>markup</b>, [a link](../b.html "title") and ![a picture](a.jpg).

<script>alert(1)</script><a href="javascript:alert(1)">x</a>
"""
SETTINGS = """\
site: {title: The Ledger, url: "https://e.org/", language: en, timezone: Europe/Berlin, authors: [The Desk]}
source: {paths: ["*.md", posts], url: "/{slug}/", built: site, fields: {title: [headline, title]}}
content: full
index: .syndicate/index.sqlite3
feeds:
  - {format: rss, limit: 10, filters: {where: {title: {not: x}}, topics: sea}, allow_empty: true}
  - {format: atom, path: "{topic}.xml", each: topic, allow_empty: true}
  - {format: json, allow_empty: true}
  - {format: amp-sitemap, allow_empty: true}
"""
LINE = json.dumps(
    {
        "title": "Tides",
        "url": "https://e.org/t/",
        "published_at": "2024-05-01T09:00:00Z",
        "content_html": "<p>Text<script>x</script></p>",
        "topics": ["sea"],
        "authors": [{"name": "Ann"}],
        "images": [{"url": "https://e.org/a.jpg"}],
        "extra": {"a": {"b": [1, 2.5, None]}},
    }
)
PAGE = """<!DOCTYPE html><html lang=en><head><title>Tides</title><link rel=canonical href="https://e.org/tides/">
<meta property="og:title" content="Tides"><meta property="article:published_time" content="2024-05-01T09:00:00Z">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Tides", "datePublished": "2024-05-01"}</script>
</head><body><article class="h-entry"><h1 class=p-name>Tides</h1><div class=e-content><p>Text <a href="b">b</a>
<img src=a.jpg onerror="alert(1)"><iframe src="https://evil.example/"></iframe></p></div></article></body></html>"""
FEED = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
xmlns:media="http://search.yahoo.com/mrss/"><channel><title>A</title><link>https://e.org/</link><item><title>Tides</title>
<link>https://e.org/t/</link><guid>1</guid><pubDate>Wed, 01 May 2024 09:00:00 GMT</pubDate><category>sea</category>
<content:encoded><![CDATA[<p onclick="x()">Text</p>]]></content:encoded><enclosure url="https://e.org/a.mp3" type="audio/mpeg"
length="1"/><media:content url="https://e.org/a.jpg" medium="image"/></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><id>urn:a</id><updated>2024-05-01T09:00:00Z</updated>
<entry><title type="html">&lt;b&gt;T</title><id>urn:b</id><link href="/t/"/><updated>2024-05-01T09:00:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>x</p></div></content></entry></feed>"""
PIECES = (
    *(
        "\0",
        "\n",
        "\r\n",
        "\t",
        "\ufeff",
        "\u202e",
        "\u2028",
        "\x85",
        "\x1b[2J",
        "\ud800",
        "\u00e9",
        "e\u0301",
        "\U0001f600",
    ),
    *(
        "---",
        "---\n",
        "+++",
        "...",
        "{",
        "}",
        "[",
        "]",
        ":",
        ": ",
        "- ",
        "#",
        "&a ",
        "*a",
        "<<: ",
        "!!python/name:os.system ",
        "|",
        ">",
    ),
    *(
        "::stop-commands::x\n",
        "\n::error::x",
        "##[add-mask]e",
        "../",
        "../../victim.txt",
        "/etc/passwd",
        "file:///etc/passwd",
        "//",
        "%00",
    ),
    *(
        "<",
        ">",
        "&",
        "&amp;",
        "&#0;",
        "&#x1F;",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "<!DOCTYPE x [<!ENTITY a 'b'>]>",
        "&a;",
        "<script>",
    ),
    *(
        "</script>",
        "<svg onload=x>",
        "<select><option selected>",
        "<math><selectedcontent>",
        "<a href='java\tscript:x'>",
        "' onclick='x",
        "{{",
        "{%",
        "```",
        "[x]: javascript:x",
        "\\",
        "'",
        '"',
    ),
    *(
        "0",
        "-1",
        "1e999",
        "99999999999999999999",
        "NaN",
        "null",
        "true",
        "2024-02-30",
        "0000-00-00",
        "9999-12-31T23:59:60Z",
        "12:60",
    ),
    *("a" * 5000, "[" * 300, "{" * 300, "<div>" * 400, "> " * 300, "&a" * 200, "*" * 3000),
)


class Maker:
    """Makes files out of good ones; each takes from *rng*."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def text(self, good: str) -> bytes:
        rng = self.rng
        body = good
        for _ in range(rng.choice((0, 1, 1, 2, 3, 8))):
            at, to = sorted((rng.randrange(len(body) + 1), rng.randrange(len(body) + 1)))
            to = min(to, at + rng.choice((1, 3, 20, 200)))
            changed = (
                body[:at] + rng.choice(PIECES) + body[at:],
                body[:at] + rng.choice(PIECES) + body[to:],
                body[:at] + body[to:],
                body[:to] + body[at:],
                self.line(body),
            )
            body = rng.choice(changed)
        encoded = bytearray(body.encode("utf-8", "surrogatepass"))
        for _ in range(rng.choice((0, 0, 0, 1, 4))):
            if encoded:
                encoded[rng.randrange(len(encoded))] = rng.randrange(256)
        return bytes(encoded)

    def line(self, body: str) -> str:
        """Exchange, double or take out a line."""
        lines = body.splitlines(keepends=True) or [""]
        at, to = self.rng.randrange(len(lines)), self.rng.randrange(len(lines))
        lines[at] = self.rng.choice(("", lines[to], lines[at] * 2, self.rng.choice(PIECES) + lines[at]))
        return "".join(lines)

    def name(self) -> str:
        rng = self.rng
        plain = rng.choice(("a", "tides", "2024-05-01-tides", "index", "_index", "ä"))
        piece = re.sub(r"[/\0\ud800]", "_", rng.choice(PIECES))[:40] if not rng.randrange(4) else ""
        return plain + piece


def articles(make: Maker, site: Path) -> list[str]:
    (site / "posts").mkdir()
    for number in range(make.rng.randrange(1, 6)):
        path = make.rng.choice((site, site / "posts")) / f"{make.name()}.md"
        path.write_bytes(make.text(HEAD.replace("slug: tides", f"slug: tides-{number}")))
    return []


def settings(make: Maker, site: Path) -> list[str]:
    (site / "good.md").write_text(HEAD)
    (site / "syndicate.yaml").write_bytes(make.text(SETTINGS))
    return ["--no-site-plugins"]


def json_lines(make: Maker, site: Path) -> list[str]:
    lines = [make.text(LINE) for _ in range(make.rng.randrange(1, 6))]
    (site / "a.jsonl").write_bytes(b"\n".join(lines))
    (site / "syndicate.yaml").write_text(
        SETTINGS.replace('"*.md", posts', "a.jsonl").replace("source: {", "source: {name: json-lines, ")
    )
    return []


def built_pages(make: Maker, site: Path) -> list[str]:
    for _ in range(make.rng.randrange(1, 4)):
        folder = site / "site" / make.name()
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "index.html").write_bytes(make.text(PAGE))
    if make.rng.randrange(2):
        articles(make, site)
        (site / "site" / "tides").mkdir(parents=True, exist_ok=True)
        (site / "site" / "tides" / "index.html").write_bytes(make.text(PAGE))
    else:
        (site / "index.html").write_bytes(make.text(PAGE))
        (site / "syndicate.yaml").write_text(
            "preset: html\nsite: {title: T, url: 'https://e.org/'}\n"
            + SETTINGS.partition("\ncontent")[2].join(("content", ""))
        )
    return []


def feeds(make: Maker, site: Path) -> list[str]:
    good = make.rng.choice(
        (FEED, ATOM, json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [json.loads(LINE)]}))
    )
    (site / "a.xml").write_bytes(make.text(good))
    (site / "syndicate.yaml").write_text(
        SETTINGS.replace('"*.md", posts', "a.xml").replace("source: {", "source: {name: feed, ")
    )
    return ["--plugin", str(ROOT / "plugins" / "syndicate-feed-source" / "syndicate_feed_source")]


def index_files(make: Maker, site: Path) -> list[str]:
    """Forge what an export before left, in half of the cases with the key of its seal: then only no traceback may come."""
    from syndicate.files.private import seal, sealing_key
    from syndicate.index.file import checksum

    rng = make.rng
    articles(make, site)
    (site / "posts" / "good.md").write_text(HEAD)
    run(["export", str(site), "--output", str(site.parent / "out")])
    index = site / ".syndicate" / "index.sqlite3"
    if not index.exists():
        return []
    if rng.randrange(2):
        body = bytearray(index.read_bytes())
        for _ in range(rng.choice((1, 3, 30))):
            body[rng.randrange(len(body))] = rng.randrange(256)
        index.write_bytes(body[: rng.choice((len(body), rng.randrange(len(body))))])
    else:
        change_rows(rng, index)
    if rng.randrange(2):
        Path(f"{index}.sum").write_text(seal(sealing_key(), checksum(index)))
        (site.parent / "sealed").touch()
    if not rng.randrange(3):
        (site / "posts" / "good.md").write_bytes(make.text(HEAD))
    return []


def record_files(make: Maker, site: Path) -> list[str]:
    """Change what the record of an export before says, and now and then claim a file outside of the output folder."""
    articles(make, site)
    good = site / "posts" / "good.md"
    good.write_text(HEAD)
    run(["export", str(site), "--output", str(site.parent / "out")])
    record = site / "syndicate.record"
    if not record.exists():
        return []
    text = record.read_text(encoding="utf-8")
    if not make.rng.randrange(3):
        digest = blake2b((site.parent / "victim.txt").read_bytes(), digest_size=16).hexdigest()
        text += json.dumps({"record": "file", "path": "../victim.txt", "digest": digest}) + "\n"
    record.write_bytes(text.encode() if not make.rng.randrange(4) else make.text(text))
    if make.rng.randrange(2):
        good.write_bytes(make.text(HEAD))
    return []


def change_rows(rng: random.Random, index: Path) -> None:
    connection = sqlite3.connect(index)
    try:
        tables = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        ]
        for _ in range(rng.choice((1, 2, 5))):
            table = rng.choice(tables)
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            column = rng.choice(columns)
            for row, found in connection.execute(f"SELECT rowid, {column} FROM {table} LIMIT 4").fetchall():
                value: object = rng.choice((None, 0, -1, 1 << 62, "x", "../victim.txt", b"", b"\xc1", b"\x91" * 4000))
                if isinstance(found, bytes) and found and rng.randrange(3):
                    changed = bytearray(found)
                    changed[rng.randrange(len(changed))] = rng.randrange(256)
                    value = bytes(changed)
                connection.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (value, row))
        connection.commit()
    except sqlite3.Error:
        pass
    finally:
        connection.close()


KINDS: dict[str, Callable[[Maker, Path], list[str]]] = {
    "articles": articles,
    "settings": settings,
    "json-lines": json_lines,
    "built-pages": built_pages,
    "feeds": feeds,
    "index-files": index_files,
    "record-files": record_files,
}


def run(arguments: list[str]) -> tuple[int, str]:
    """Return the exit status of the command, and all that it printed."""
    from syndicate.cli.main import main

    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        status = main(arguments)
    return status, out.getvalue() + err.getvalue()


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file() and not path.is_symlink()}


def faults_of(folder: Path, kind: str, rng: random.Random, ended: Counter[str]) -> Iterator[str]:
    """Make a case of *kind* in *folder*, run it, and yield what is wrong; count in *ended* how it ended."""
    site, output = folder / "site", folder / "out"
    site.mkdir()
    (folder / "victim.txt").write_text("---\ntitle: x\n---\nprecious-victim\n")
    (site / "syndicate.yaml").write_text(SETTINGS)
    given = KINDS[kind](Maker(rng), site)
    before = tree(folder)
    command = rng.choice((["export", "--output", str(output)], ["check"]))
    started = process_time()
    status, said = run([*command, str(site), *given, "--report", rng.choice(("text", "json"))])
    spent = process_time() - started
    ended[f"{kind} {status}"] += 1
    if status not in STATUSES:
        yield f"exit status {status}"
    if spent > SECONDS:
        yield f"{spent:.0f} s of CPU"
    if found := COMMAND.search(said):
        yield f"a command in the report: {said[max(0, found.start() - 40) : found.end() + 40]!r}"
    after = tree(folder)
    own = (f"{output}{os.sep}", f"{site / '.syndicate'}{os.sep}", str(site / "syndicate.record"))
    for path in sorted(before.keys() | after.keys()):
        # Settings may name another index in the repository.
        is_index = path.startswith(own) or (kind == "settings" and path not in before and path.startswith(str(site)))
        if before.get(path) != after.get(path) and not (is_index and command[0] == "export"):
            yield f"{path} was written"
    is_forged = (folder / "sealed").exists()  # by the holder of the key, who may publish anything
    for document in sorted(output.rglob("*")) if command[0] == "export" else ():
        if document.is_file() and not is_forged:
            yield from wrong_document(document)


def wrong_document(path: Path) -> Iterator[str]:
    body = path.read_bytes()
    if b"precious-victim" in body:
        yield f"{path.name} holds a file from outside of the site"
    if path.suffix == ".json":
        try:
            values = [str(item.get("content_html", "")) for item in json.loads(body)["items"]]
        except ValueError as error:
            yield f"{path.name} is no JSON: {error}"
            return
        texts = [value.encode("utf-8", "replace") for value in values]
    else:
        texts = []
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = lambda *_: None  # or texts of two elements are one
        parser.EndElementHandler = lambda *_: None
        parser.CharacterDataHandler = lambda text: texts.append(text.encode("utf-8", "replace"))
        try:
            parser.Parse(body, True)  # noqa: FBT003  expat's own
        except expat.ExpatError as error:
            yield f"{path.name} is not well-formed: {error}"
    for text in texts:
        # Only in a tag is it one: titles and code may speak of scripts.
        if any(SCRIPT.search(tag) for tag in re.findall(rb"<[a-z][^>]*>", text, re.IGNORECASE)) and b"<p" in text:
            yield f"{path.name} holds a script: {text[:200]!r}"


def case(seed: int, number: int, kinds: list[str], ended: Counter[str]) -> tuple[str, list[str]]:
    """Run case *number* of *seed*; return its kind and what is wrong."""
    rng = random.Random(f"{seed} {number}")
    kind = kinds[number % len(kinds)]
    with tempfile.TemporaryDirectory(prefix="fuzz-") as name:
        try:
            return kind, list(faults_of(Path(name).resolve(), kind, rng, ended))
        except Exception:  # noqa: BLE001  that is what is looked for
            return kind, [traceback.format_exc()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--case", type=int, help="run this case alone")
    parser.add_argument("--kind", action="append", choices=KINDS, help="of these kinds alone")
    given = parser.parse_args()
    kinds = given.kind or list(KINDS)
    with tempfile.TemporaryDirectory(prefix="fuzz-state-") as state:
        os.environ |= {"XDG_STATE_HOME": state, "SYNDICATE_PLUGINS": "", "GITHUB_ACTIONS": "true"}
        print(f"seed {given.seed}", flush=True)
        if given.case is not None:
            kind, faults = case(given.seed, given.case, kinds, Counter())
            print(f"case {given.case} ({kind}): " + ("\n".join(faults) or "nothing is wrong"))
            return bool(faults)
        counts, failed, ended = Counter[str](), Counter[str](), Counter[str]()
        slowest, until = (0.0, 0), monotonic() + given.minutes * 60
        for number in range(sys.maxsize):
            if monotonic() > until:
                break
            started = process_time()
            kind, faults = case(given.seed, number, kinds, ended)
            slowest = max(slowest, (process_time() - started, number))
            counts[kind] += 1
            if faults:
                failed[kind] += 1
                print(f"--seed {given.seed} --case {number} ({kind}): " + "\n".join(faults), flush=True)
    for kind, count in sorted(counts.items()):
        statuses = ", ".join(
            f"{name.split()[1]}: {number:,}" for name, number in sorted(ended.items()) if name.split()[0] == kind
        )
        print(f"{kind:<12} {count:>8,} cases  {failed[kind]:>4,} failed  by exit status {statuses}")
    print(
        f"{counts.total():,} cases, {failed.total():,} failed; the slowest, case {slowest[1]}, took {slowest[0]:.1f} s of CPU"
    )
    return bool(failed)


if __name__ == "__main__":
    raise SystemExit(main())
