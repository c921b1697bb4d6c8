"""Posts with any name, category and permalink stand where Jekyll puts them: drawn by a seed, so each run is alike."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.builtins.generators.jekyll_build import LAYOUT, articles, build, is_at, write

LETTERS = "abcXYZ019 -_.~!$&'()+,;=@%#?[]{}|^<>*\"äßøЖΣİ日本ñ́é٣½²ªΩǅﬁ😀\u00ad\u200b\u00a0"
KEYS = (
    "year month day i_day i_month short_month long_month short_year w_year week w_day short_day long_day y_day hour minute"
    " second title slug name categories slugified_categories path collection"
).split()
SCALARS = "yes no ~ 0123 1_0 1.10 08 0x1F true 'on' 2024 -5 +5 1,000 .5 null 0 on 2024-01-01 1e3".split()
DATES = (
    "2020-07-05", "2020-07-05 23:30:10", "'2020-07-05 23:30:10'", "2020-07-05 23:30", "2020-12-31T23:59:59Z",
    "2021-01-01 00:00:00 +1400", "2020-7-5 1:02:03 -5", "2020-07-05 23:30:10.5 -05:30",
)  # fmt: skip


class Drawing:
    """Draws posts."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def word(self, most: int, without: str = "") -> str:
        letters = (self.random.choice(LETTERS) for _ in range(self.random.randint(1, most)))
        return "".join(letter for letter in letters if letter not in without)

    def quoted(self, text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    def scalar(self) -> str:
        return self.random.choice(SCALARS) if self.random.random() < 0.4 else self.quoted(self.word(6))

    def template(self) -> str:
        made = ""
        for _ in range(self.random.randint(1, 6)):
            made += self.random.choice("//-_xW")
            is_key = self.random.random() < 0.7
            made += f":{self.random.choice(KEYS)}{self.random.choice('/-~')}" if is_key else self.word(3, "#.")
        return made + self.random.choice(["", "/", ".html"])

    def folder(self) -> str:
        name = self.word(5, "/._#~ ").strip("\u00a0")
        return self.random.choice(["", "", "", "cat/", "A b/c/", f"{name}/" if name else ""])

    def front(self, index: int) -> str:
        listed = ", ".join(self.scalar() for _ in range(3))
        choices = (
            (0.4, "categories: " + self.random.choice([self.quoted(f"{self.word(6)} {self.word(3)}"), f"[{listed}]"])),
            (0.2, f"category: {self.scalar()}"),
            (0.2, "slug: " + self.quoted(f"s{index}{self.word(6)}")),
            (0.2, "permalink: " + self.quoted(f"/p{index}{self.template()}")),
            (0.3, f"date: {self.random.choice(DATES)}"),
            (0.1, "published: " + self.random.choice(["yes", "no", "false", "'false'", "0", "~", "''"])),
        )
        return "\n".join(line for chance, line in choices if self.random.random() < chance)

    def post(self, index: int) -> tuple[str, str]:
        day = f"{self.random.choice([2019, 2020, 2021])}-{self.random.randint(1, 12)}-{self.random.randint(1, 28):02d}"
        suffix = self.random.choice(["md", "html", "markdown"])
        name = f"{self.folder()}_posts/{day}-{index}{self.word(10)}.{suffix}"
        return name, f"---\n{self.front(index)}\n---\nText\n"


@pytest.mark.parametrize(
    ("seed", "permalink", "zone"),
    [
        (1, "date", "UTC"),
        (2, "pretty", "Europe/Berlin"),
        (3, "/:categories/:year/:title/", "America/Los_Angeles"),
        (4, "/n:name/:title", "Asia/Kathmandu"),
    ],
)
def test_posts_of_any_name_stand_where_jekyll_puts_them(tmp_path: Path, seed: int, permalink: str, zone: str) -> None:
    drawing = Drawing(seed)
    posts = dict(drawing.post(index) for index in range(150))
    config = (
        f"title: T\nurl: https://example.org\ntimezone: {zone}\npermalink: {permalink!r}\n"
        "defaults:\n  - {scope: {path: ''}, values: {layout: default}}\n"
    )
    write(tmp_path, {"_config.yml": config, "_layouts/default.html": LAYOUT, **posts})
    built, found = build(tmp_path), articles(tmp_path)
    assert len(built) > 130
    assert built.keys() == found.keys()
    wrong = {key: (found[key].url, page) for key, page in built.items() if not is_at(found[key], page)}
    assert wrong == {}
