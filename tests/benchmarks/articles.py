"""Generate articles in the shape of a real news aggregator's: any number, always the same ones.

    python tests/benchmarks/articles.py 10000 FOLDER [--size small|full]

small  about 1.5 KB of front matter: what most articles of such a site have
full   about 5 KB: with four related articles nested in it
"""

from __future__ import annotations

import argparse
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

_WORDS = (
    "harbour tide quay ferry lamp chart gull crane buoy rope signal fog anchor deck keel mast hull cargo pier wharf "
    "open data map survey council budget school library archive print press story letter voice sound frame lens code "
    "model sensor battery panel turbine grid cable switch server feed index query cache queue token stream patch build"
).split()
_TOPICS = ["AI", "Open Data", "Harbour", "Küste", "C#", "Feeds", "Energy", "Schools", "Maps", "Culture"]
_PROVIDERS = ["Harbour Times", "The Quay", "Signal Review", "Northern Post", "Lens Weekly", "Grid Report"]
_START = datetime(2019, 8, 19, 21, 0, 10, tzinfo=UTC)
_SECURED = "QWxsIG9mIHRoaXMgaXMgbWFkZSB1cC4"


def head(number: int, *, size: str = "small") -> str:
    """Return the front matter of article *number*, without its fences."""
    rng = random.Random(number)
    lines = ["category: news", *_fields(rng, number)]
    lines += [f"quality: {rng.randint(1, 150)}", f"heat: {rng.randint(-1, 250)}"]
    lines.append(f"published: {'false' if rng.random() < 0.02 else 'true'}")
    lines += ["", "topics:", *(f"  - {topic}" for topic in rng.sample(_TOPICS, rng.randint(1, 3)))]
    if size == "full":
        lines += ["", "related:"]
        for other in range(4):
            first, *rest = _fields(rng, number * 10 + other)
            lines += [f"  - {first}", *(f"    {line}" if line else "" for line in rest)]
    secret = "".join(rng.choice(_SECURED) for _ in range(380))
    lines += ["", f'secured: "{secret};{secret[:22]}=="']
    return "\n".join(lines) + "\n"


def _fields(rng: random.Random, number: int) -> list[str]:
    words = [rng.choice(_WORDS) for _ in range(rng.randint(6, 11))]
    provider = rng.choice(_PROVIDERS)
    domain = provider.lower().replace(" ", "-") + ".example.com"
    slug = "-".join([*words[:5], str(number)])
    url = f"https://www.{domain}/{2019 + number % 6}/{slug}/"
    published = _START + timedelta(minutes=37 * number + rng.randint(0, 30))
    excerpt = " ".join(rng.choice(_WORDS) for _ in range(rng.randint(25, 50)))
    lines = [
        f'title: "{" ".join(words).title()}: {number}"',
        f'excerpt: "{excerpt.capitalize()} &amp; more."',
        f"publishedDateTime: {published:%Y-%m-%dT%H:%M:%SZ}",
        f'originalUrl: "{url}"',
        f'webUrl: "{url}"',
    ]
    if rng.random() < 0.1:
        host = f"www.{domain}".replace("-", "--").replace(".", "-")
        lines.append(f'ampWebUrl: "{url}amp/"')
        lines.append(f'cdnAmpWebUrl: "https://{host}.cdn.ampproject.org/c/s/{url.removeprefix("https://")}amp/"')
    return [
        *lines,
        f"type: {'video' if rng.random() < 0.05 else 'article'}",
        "",
        "provider:",
        f"  name: {provider}",
        f"  domain: {domain}",
        "",
        "images:",
        f'  - url: "https://images.{domain}/{slug}.jpg"',
        f"    width: {rng.choice((800, 1200, 1280, 1600))}",
        f"    height: {rng.choice((450, 571, 630, 720))}",
        "    isCached: true",
    ]


def write(count: int, folder: Path, *, size: str = "small", per_folder: int = 10_000) -> None:
    """Write *count* articles below *folder*, at most *per_folder* in each folder there."""
    for number in range(count):
        place = folder / f"{number // per_folder:03d}"
        if number % per_folder == 0:
            place.mkdir(parents=True, exist_ok=True)
        text = f"---\n{head(number, size=size)}---\n\nA paragraph of text.\n"
        (place / f"{number:07d}.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Generate articles.")
    parser.add_argument("count", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", choices=("small", "full"), default="small")
    arguments = parser.parse_args()
    write(arguments.count, arguments.folder, size=arguments.size)
