"""What no exporter in Python can do without, each as a program of its own.

cold         every head through PyYAML's C loader, in one process
unchanged    the interpreter's start, stat of every file, and a row of each from SQLite, compared
one-changed  the same
checkout     every byte is read
"""

from __future__ import annotations

import os
import re
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

LOAD = """
import sys, pathlib, yaml
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.md")):
    parts = path.read_text(encoding="utf-8").split("---\\n", 2)
    if len(parts) == 3 and not parts[0]:  # others have heads in JSON or TOML
        yaml.load(parts[1], yaml.CSafeLoader)
"""
_COMPARE = """
import os, sqlite3, sys
found = {}
folders = [sys.argv[1]]
for folder in folders:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.path)
            else:
                at = entry.stat(follow_symlinks=False)
                found[entry.path] = at.st_size, at.st_mtime_ns
rows = sqlite3.connect(sys.argv[2]).execute("select key, size, time, published, topics from article").fetchall()
print(sum(found.get(row[0]) != row[1:3] for row in rows))
"""
_READ = """
import os, sys
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        with open(f"{folder}/{name}", "rb", buffering=0) as file:
            file.read()
"""


def prepare(articles: Path, folder: Path, state: str) -> list[str]:
    """Return the command of *state*'s floor, with what it needs in *folder*."""
    content = str(articles / "content")
    if state == "cold":
        return [sys.executable, "-c", LOAD, content]
    if state == "checkout":
        return [sys.executable, "-c", _READ, content]
    rows = folder / "rows.sqlite"
    rows.unlink(missing_ok=True)
    with sqlite3.connect(rows) as connection:
        connection.execute(
            "create table article (key text primary key, size int, time int, published text, topics text)"
        )
        connection.executemany("insert into article values (?, ?, ?, ?, ?)", _rows(content))
    connection.close()
    return [sys.executable, "-c", _COMPARE, content, str(rows)]


def _rows(content: str) -> Iterator[tuple[str, int, int, str, str]]:
    for folder, _, names in os.walk(content):
        for name in names:
            path = Path(folder, name)
            text = path.read_text(encoding="utf-8")
            at = path.stat()
            instant = text.partition("publishedDateTime: ")[2][:20]
            topics = re.findall(r"^  - (\w.*)", text.partition("\ntopics:")[2].partition("\n\n")[0], re.MULTILINE)
            yield str(path), at.st_size, at.st_mtime_ns, instant, ",".join(topics)
