"""Time what the text of an article costs: Markdown rendered, cleaned, summarised, beside those who do a part of it.

    python tests/benchmarks/texts.py [COUNT] [--shape NAME] [--size BYTES] [--runs N] [--json]

prose  paragraphs with emphasis and a link here and there
dense  lists, tables, footnotes, pictures, links and raw HTML, as in a manual
code   mostly fenced code
html   the same as dense, in HTML with classes, styles and a script

Everything runs in one process, one after the other in each round, so that a change of the machine's pace meets every
row; figures are medians of CPU milliseconds per post. `markdown-it-py` (where it is installed), `comrak` and `nh3` are the
libraries bare. Hugo builds one feed with all texts, from files, in a process of its own: its CPU seconds of all cores.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent.parent))
from syndicate.html import markdown_html
from syndicate.html.clean import clean_html
from syndicate.html.summary import beginning_summary, summary_of
from tests.benchmarks.articles import _WORDS
from tests.benchmarks.measuring import run
from tests.benchmarks.sites import hugo

URL = "https://example.org/posts/one/"
SHAPES = ("prose", "dense", "code", "html")
_FEED = """{{ range site.RegularPages }}<item><description>{{ .Content | html }}</description></item>
{{ end }}"""


def post(shape: str, number: int, size: int) -> str:
    """Return post *number* in *shape*, at least *size* characters long: the same each time."""
    rng = random.Random(number)
    blocks = [_sentences(rng)]
    kinds = {"prose": _PROSE, "code": _CODE, "dense": _DENSE, "html": _DENSE}[shape]
    while sum(map(len, blocks)) < size:
        blocks.append(rng.choice(kinds)(rng))
    notes = [f"[^{count}]: {_words(rng, 9)}" for count in range(3)] if shape in ("dense", "html") else []
    text = "\n\n".join([*blocks, *notes]) + "\n"
    return _as_page(markdown_html(text)) if shape == "html" else text


def _words(rng: random.Random, count: int) -> str:
    return " ".join(rng.choices(_WORDS, k=count))


def _sentences(rng: random.Random) -> str:
    text = ". ".join(_words(rng, rng.randint(6, 18)).capitalize() for _ in range(rng.randint(2, 6)))
    first, *rest = text.split(" ")
    return f"{first} *{rest[0]}* {' '.join(rest[1:-1])} [{rest[-1]}](/notes/{rest[-1]}/)."


def _heading(rng: random.Random) -> str:
    return f"## {_words(rng, 4).capitalize()}"


def _list(rng: random.Random) -> str:
    return "\n".join(
        f"{'  ' * (n % 3 == 2)}- **{_words(rng, 1)}** {_words(rng, 5)} [{_words(rng, 2)}](../{n}/)" for n in range(6)
    )


def _tasks(rng: random.Random) -> str:
    return "\n".join(f"- [{'x '[n % 2]}] {_words(rng, 4)} https://example.com/{_words(rng, 1)}" for n in range(4))


def _table(rng: random.Random) -> str:
    rows = [f"| `{_words(rng, 1)}` | {_words(rng, 3)} | {rng.randrange(1000)} |" for _ in range(5)]
    return "\n".join(["| Name | Meaning | Size |", "|------|:-------:|-----:|", *rows])


def _fence(rng: random.Random) -> str:
    lines = [
        f"    {_words(rng, 1)} = {_words(rng, 1)}[{rng.randrange(9)}] < {rng.randrange(99)} && x" for _ in range(9)
    ]
    return "\n".join(["```python", "def quay():", *lines, "```"])


def _picture(rng: random.Random) -> str:
    return f'![{_words(rng, 3)}](/img/{_words(rng, 1)}.png "{_words(rng, 2)}")'


def _raw(rng: random.Random) -> str:
    return (
        f'<figure class="wide"><img src="/img/{_words(rng, 1)}.jpg" loading="lazy" style="width: 50%">'
        f"<figcaption>{_words(rng, 5)}</figcaption></figure>\n\n"
        f"{_words(rng, 5)} <kbd>Ctrl</kbd>, a note[^{rng.randrange(3)}] and <span class='x'>{_words(rng, 2)}</span>."
    )


_PROSE = (_sentences, _sentences, _sentences, _sentences, _heading)
_DENSE = (_sentences, _heading, _list, _tasks, _table, _fence, _picture, _raw)
_CODE = (_sentences, _heading, _fence, _fence, _fence)


def _as_page(html: str) -> str:
    """Return *html* as themes write it: with classes, a style and a script."""
    for tag in ("p", "li", "td", "h2"):
        html = html.replace(f"<{tag}>", f'<{tag} class="theme-{tag}">')
    return f'{html.replace("<table>", "<table style=width:100%>")}<script>track("x")</script>'


def jobs(shape: str) -> dict[str, Callable[[str], object]]:
    """Return what is timed for each text of *shape*, by its name."""
    import comrak
    import nh3

    cleaner = nh3.Cleaner(link_rel=None)
    render = (lambda text: text) if shape == "html" else markdown_html
    found: dict[str, Callable[[str], object]] = {
        "syndicate: all": lambda text: summary_of(clean_html(render(text), URL).html, 300),
        "syndicate: summary only": lambda text: beginning_summary(render(text), URL, 300),
        "syndicate: rendered and cleaned": lambda text: clean_html(render(text), URL),
    }
    if shape == "html":
        return {**found, "nh3": cleaner.clean}
    found |= {"syndicate: rendered": render, "comrak": comrak.render_markdown}
    found["comrak and nh3"] = lambda text: cleaner.clean(comrak.render_markdown(text))
    if find_spec("markdown_it"):
        from markdown_it import MarkdownIt

        found["markdown-it-py"] = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render
    return found


def measure(shape: str, count: int, size: int, runs: int) -> dict[str, float]:
    """Return the median of CPU milliseconds per post of *shape* for each who did something with it."""
    texts = [post(shape, number, size) for number in range(count)]
    timed: dict[str, list[float]] = {}
    for round_number in range(runs + 1):
        for name, job in jobs(shape).items():
            started = time.process_time()
            for text in texts:
                job(text)
            if round_number:  # everything is loaded in the first
                timed.setdefault(name, []).append((time.process_time() - started) * 1000 / count)
    if shape != "html" and (program := hugo.program()):
        timed["hugo: one feed"] = [_hugo(program, texts) for _ in range(runs)]
    return {name: statistics.median(figures) for name, figures in timed.items()}


def _hugo(program: str, texts: list[str]) -> float:
    """Return what one feed of *texts* costs Hugo, in CPU milliseconds per post."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        config = {
            "baseURL": "https://example.org/",
            "disableKinds": ["section", "taxonomy", "term", "sitemap", "404"],
            "outputs": {"home": ["rss"], "page": []},
            "cascade": [{"_target": {"kind": "page"}, "_build": {"render": "never"}}],
            "markup": {"goldmark": {"renderer": {"unsafe": True}}},
        }
        for path, content in {"hugo.json": json.dumps(config), "layouts/index.rss.xml": _FEED}.items():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_text(content, encoding="utf-8")
        (folder / "content").mkdir()
        for number, text in enumerate(texts):
            (folder / "content" / f"{number}.md").write_text(f"---\ntitle: {number}\n---\n{text}", encoding="utf-8")
        cost = run([program, "--quiet", "--source", str(folder)])
        feed = (folder / "public/index.xml").read_text(encoding="utf-8")
        if feed.count("<item>") != len(texts):
            raise SystemExit("Hugo did not write all texts")
    return cost.cpu_seconds * 1000 / len(texts)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Time the text of articles.")
    parser.add_argument("count", type=int, nargs="?", default=1_000)
    parser.add_argument("--shape", choices=SHAPES, action="append")
    parser.add_argument("--size", type=int, default=6_000, help="characters of a post")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = {shape: measure(shape, given.count, given.size, given.runs) for shape in given.shape or SHAPES}
    if given.json:
        print(json.dumps(found, indent=2))
        return
    print(f"{given.count:,} posts of {given.size:,} characters, CPU ms each, median of {given.runs} runs")
    for shape, figures in found.items():
        print(shape)
        for name, figure in figures.items():
            print(f"    {name:<32} {figure:>8.3f}")


if __name__ == "__main__":
    main()
