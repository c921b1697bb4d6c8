"""Texts of posts, in Markdown or HTML, as many as are asked for and the same each time."""

from __future__ import annotations

import random

from syndicate.html import markdown_html
from tests.benchmarks.articles import _WORDS

SHAPES = ("prose", "dense", "code", "html")


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
