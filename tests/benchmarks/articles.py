"""Generate articles in the shape of a real news aggregator's: any number, always the same ones.

    python tests/benchmarks/articles.py 10000 FOLDER [--size small|full] [--shape NAME] [--topics N] [--per-folder N]

small  about 1.5 KB of front matter: what most articles of such a site have
full   about 5 KB: with four related articles nested in it

What they share is counted on such a site's 357 news: 36 in 100 are not published, 3 are videos, 8 have an AMP twin, 96 a
picture; all are on the site's first topic, 24 on one more, of which few are frequent; three in four come from one
provider; lengths of titles and excerpts follow that site's. With more than ten topics each article has one to three
besides the first, and the thousandth is a hundred times rarer than the second.

Hugo, Jekyll and Eleventy read these files as they are: `published` is Jekyll's and Hugo's own, the instant they are told
to take from `publishedDateTime`, or templates take it. Pelican reads no YAML: it gets heads of its own (`--pelican`).

Files lie below FOLDER/content, and FOLDER/counts.json tells what a feed of them must hold. All were changed last at
one instant in the past, so that an index may trust it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent.parent.parent))
from tests.benchmarks.shapes import shaped

CHANGED_AT = 1_700_000_000  # when every file was changed last
_LAST = 20  # articles that have no other shape
_CHUNK = 5_000  # articles that a process writes at a time

_WORDS = (
    "harbour tide quay ferry lamp chart gull crane buoy rope signal fog anchor deck keel mast hull cargo pier wharf "
    "open data map survey council budget school library archive print press story letter voice sound frame lens code "
    "model sensor battery panel turbine grid cable switch server feed index query cache queue token stream patch build"
).split()
_TOPICS = ("Harbour", "AI", "Open Data", "Küste", "C#", "Feeds", "Energy", "Schools", "Maps", "Culture")
_TOPIC_WEIGHTS = (30, 26, 17, 11, 6, 4, 3, 2, 1)  # of the topics after the first
_PROVIDERS = ("Harbour Times", "The Quay", "Signal Review", "Northern Post", "Lens Weekly", "Grid Report")
_PROVIDER_WEIGHTS = tuple(accumulate((75, 10, 6, 4, 3, 2)))
_START = datetime(2019, 8, 19, 21, 0, 10, tzinfo=UTC)
_SPACING_SECONDS = 120  # a million articles end in 2023

# Nine lengths that part the site's articles into eight groups of one size.
_TITLE_LENGTHS = (15, 39, 50, 58, 66, 74, 83, 96, 180)
_EXCERPT_LENGTHS = (20, 94, 143, 176, 207, 258, 300, 303, 339)
_QUALITIES = (0, 42, 60, 66, 72, 79, 87, 101, 189)

_SECRET = "".join(
    random.Random(0).choices("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", k=65_536)
)


class Written(NamedTuple):
    """An article as it goes to disk."""

    name: str  # of the file, without suffix
    title: str
    url: str
    published_at: datetime
    topics: tuple[str, ...]
    summary: str
    is_published: bool
    has_amp: bool
    head: str  # YAML, without its fences


class Counts(NamedTuple):
    """What feeds of all articles must hold: only of published ones."""

    articles: int  # the unpublished too
    published: int
    amp: int
    topics: dict[str, int]
    newest_url: str


def topic_names(count: int) -> tuple[str, ...]:
    """Return the names of *count* topics, the one that all articles have first."""
    words = [word.title() for word in _WORDS]
    more = (f"{words[number % 50]} {words[number // 50 % 50]} {number}" for number in range(10, count))
    return (*_TOPICS[:count], *more)


class Generator:
    """Makes article after article of one kind."""

    def __init__(self, *, size: str = "small", topics: int = 10) -> None:
        self._size = size
        self._topics = topic_names(topics)
        weights = _TOPIC_WEIGHTS[: topics - 1] if topics <= 10 else [1 / (10 + rank) for rank in range(1, topics)]
        self._topic_weights = tuple(accumulate(weights))

    def article(self, number: int) -> Written:
        """Return article *number*."""
        rng = random.Random(number)
        title, lines, url, published_at, summary, has_amp = _fields(rng, number)
        is_published = rng.random() >= 0.36
        quality = _between(rng, _QUALITIES)
        topics = self._topics_of(rng)
        head = ["category: news", *lines]
        head[6:6] = [f"quality: {quality}", f"heat: {quality}", f"published: {'true' if is_published else 'false'}"]
        head += ["", "topics:", *(f'  - "{topic}"' if "#" in topic else f"  - {topic}" for topic in topics)]
        if self._size == "full":
            head += ["", "related:"]
            for other in range(4):
                first, *rest = _fields(rng, number * 10 + other, is_related=True)[1]
                head += [f"  - {first}", *(f"    {line}" if line else "" for line in rest)]
        place = rng.randrange(60_000)
        secret = f"{_SECRET[place : place + 342]}=;{_SECRET[place : place + 22]}==;{_SECRET[place : place + 22]}"
        head += ["", f'secured: "{secret}"', ""]
        name = f"{published_at:%Y-%m-%d}-{url.rstrip('/').rpartition('/')[2]}"
        return Written(
            name, title, url, published_at, topics, summary, is_published, has_amp and is_published, "\n".join(head)
        )

    def _topics_of(self, rng: random.Random) -> tuple[str, ...]:
        first, others = self._topics[:1], self._topics[1:]
        count = rng.choices((0, 1, 2), (76, 23, 1))[0] if len(self._topics) <= 10 else rng.randint(1, 3)
        if not others:
            return first
        return tuple(dict.fromkeys((*first, *rng.choices(others, cum_weights=self._topic_weights, k=count))))


def _fields(
    rng: random.Random, number: int, *, is_related: bool = False
) -> tuple[str, list[str], str, datetime, str, bool]:
    """Return title, lines, URL, instant, summary of an article, and whether it has an AMP twin."""
    words = rng.choices(_WORDS, k=28)
    provider = rng.choices(_PROVIDERS, cum_weights=_PROVIDER_WEIGHTS)[0]
    domain = provider.lower().replace(" ", "-") + ".example.com"
    title = f"{_cut(words, _between(rng, _TITLE_LENGTHS)).title()}: {number}"
    slug = "-".join([*words[:7], str(number)])
    url = f"https://www.{domain}/{2019 + number % 6}/{slug}/"
    published_at = _START + timedelta(seconds=_SPACING_SECONDS * number + rng.randrange(3_000))
    length = _between(rng, _EXCERPT_LENGTHS)
    summary = _cut(rng.choices(_WORDS, k=length // 4 + 2), length).capitalize()
    summary += " &amp; more" if rng.random() < 0.12 else " ..." if length > 300 else "."
    has_amp = rng.random() < 0.084
    lines = [
        f'title: "{title}"',
        f'excerpt: "{summary}"',
        f"publishedDateTime: {published_at:%Y-%m-%dT%H:%M:%SZ}",
        f'webUrl: "{url}"',
        f"type: {'video' if rng.random() < 0.034 else 'article'}",
    ]
    if not is_related:
        lines.insert(3, f'originalUrl: "{url}"')
    if has_amp:
        host = f"www.{domain}".replace("-", "--").replace(".", "-")
        lines.append(f'ampWebUrl: "{url}amp/"')
        lines.append(f'cdnAmpWebUrl: "https://{host}.cdn.ampproject.org/c/s/{url.removeprefix("https://")}amp/"')
    lines += ["", "provider:", f"  name: {provider}", f"  domain: {domain}"]
    if rng.random() < 0.81:
        logo = f"https://example.org/assets/images/organizations/{domain}-50x50.jpg"
        lines += ["  images:", f'    - url: "{logo}"', "      width: 50", "      height: 50"]
    if rng.random() < 0.964:
        width, height = rng.choice(((800, 450), (1200, 630), (1280, 720), (1600, 571)))
        lines += ["", "images:", f'  - url: "https://images.{domain}/{slug}.jpg"']
        lines += [f"    width: {width}", f"    height: {height}", "    isCached: true"]
    return title, lines, url, published_at, summary, has_amp


def _between(rng: random.Random, bounds: tuple[int, ...]) -> int:
    """Return a number from one of the groups that *bounds* part, each as likely as the others."""
    low, high = rng.choice(tuple(pairwise(bounds)))
    return rng.randint(low, high)


def _cut(words: list[str], length: int) -> str:
    text = " ".join(words)
    return text if len(text) <= length else text[: text.rfind(" ", 0, length)].rstrip() or words[0]


def _pelican_head(article: Written) -> str:
    status = "published" if article.is_published else "draft"
    return (
        f"Title: {article.title}\nDate: {article.published_at:%Y-%m-%d %H:%M:%S}\nSlug: {article.name}\n"
        f"Category: news\nTags: {', '.join(article.topics)}\nSummary: {article.summary}\nStatus: {status}\nUrl: {article.url}\n"
        + (f"ampWebUrl: {article.url}amp/\n" if article.has_amp else "")
    )


def _write_some(
    numbers: range, folder: Path, size: str, topics: int, per_folder: int, shape: str | None, *, for_pelican: bool
) -> Counts:
    generator = Generator(size=size, topics=topics)
    found: Counter[str] = Counter()
    published = amp = 0
    newest = ""
    for number in numbers:
        article = generator.article(number)
        place = folder / "content" / f"{number // per_folder:03d}"
        if number % per_folder == 0 or number == numbers[0]:
            place.mkdir(parents=True, exist_ok=True)
        if shape:
            text = shaped(article.head, number, shape)
        else:
            head = _pelican_head(article) if for_pelican else f"---\n{article.head}---\n"
            text = f"{head}\nA paragraph of text.\n"
        path = f"{place}/{article.name}.md"
        with open(path, "wb") as file:  # noqa: PTH123 - a million times
            file.write(text.encode())
        os.utime(path, (CHANGED_AT, CHANGED_AT))
        if article.is_published:
            published += 1
            amp += article.has_amp
            found.update(article.topics)
            newest = max(newest, f"{article.published_at.isoformat()} {article.url}")
    return Counts(len(numbers), published, amp, dict(found), newest)


def write(
    count: int,
    folder: Path,
    *,
    size: str = "small",
    topics: int = 10,
    per_folder: int = 10_000,
    shape: str | None = None,
    for_pelican: bool = False,
) -> Counts:
    """Write *count* articles below *folder*/content, at most *per_folder* in each folder there, and count them.

    shape  one of SHAPES, or "mixed"; the last articles stay as they are, for State changes the newest one
    """
    folder.mkdir(parents=True, exist_ok=True)
    last = max(count - _LAST, 0) if shape else count
    chunks = [range(start, min(start + _CHUNK, last)) for start in range(0, last, _CHUNK)]
    shapes = [shape] * len(chunks)
    if last < count:
        chunks.append(range(last, count))
        shapes.append(None)
    parts: list[Counts] = []
    if len(chunks) == 1:
        parts = [_write_some(chunks[0], folder, size, topics, per_folder, shapes[0], for_pelican=for_pelican)]
    else:
        with ProcessPoolExecutor() as pool:
            tasks = [
                pool.submit(_write_some, chunk, folder, size, topics, per_folder, its_shape, for_pelican=for_pelican)
                for chunk, its_shape in zip(chunks, shapes, strict=True)
            ]
            parts = [task.result() for task in tasks]
    found: Counter[str] = Counter()
    for part in parts:
        found.update(part.topics)
    counts = Counts(
        articles=count,
        published=sum(part.published for part in parts),
        amp=sum(part.amp for part in parts),
        topics=dict(found),
        newest_url=max(part.newest_url for part in parts).partition(" ")[2],
    )
    (folder / "counts.json").write_text(json.dumps(counts._asdict()), encoding="utf-8")
    return counts


def read_counts(folder: Path) -> Counts:
    """Return what `write` has counted in *folder*."""
    return Counts(**json.loads((folder / "counts.json").read_text(encoding="utf-8")))


def main() -> None:
    """Write the articles asked for."""
    parser = argparse.ArgumentParser(description="Generate articles.")
    parser.add_argument("count", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", choices=("small", "full"), default="small")
    parser.add_argument("--shape", help="of shapes.py; mixed: of all")
    parser.add_argument("--topics", type=int, default=10, help="how many topics there are")
    parser.add_argument("--per-folder", type=int, default=10_000, help="at most so many files in a folder")
    parser.add_argument("--pelican", action="store_true", help="heads as Pelican reads them")
    given = parser.parse_args()
    write(
        given.count,
        given.folder,
        size=given.size,
        topics=given.topics,
        per_folder=given.per_folder,
        shape=given.shape,
        for_pelican=given.pelican,
    )


if __name__ == "__main__":
    main()
