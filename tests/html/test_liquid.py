"""Liquid that can be computed is, and no text makes it work longer than it is worth."""

from __future__ import annotations

import time

import pytest

from syndicate import ContentError
from syndicate.html import Liquid, liquid_text

LIQUID = Liquid(values={"a": "A", "l": ["x", "y"], "m": {"k": 1, "size": 9}, "t": True, "n": None})


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("no tag { } {{ % }", "no tag { } {{ % }"),
        ("{{a}}{{ a }}{{-a-}} b", "AAAb"),
        ("{{ m.k }}{{ m['k'] }}{{ m.size }}{{ l.size }}{{ l.first }}{{ l[1] }}{{ l[9] }}{{ l }}", "1192xyxy"),
        ("{{ t }}{{ n }}{{ none.at.all }}{{ 'q' }}{{ 5 }}{{ 1.5 }}{{ nil }}", "trueq51.5"),
        ("{{ ' a ' | strip | append: 'b' | upcase }}|{{ a | replace: 'A', 'BB' | replace_first: 'B' }}", "AB|B"),
        ("{{ 0 | default: 5 }}{{ 0.0 | default: 5 }}{{ false | default: 6 }}{{ '' | default: 7 }}", "00.067"),
        ("{% comment %}{% comment %}a{% endcomment %}b{% endcomment %}c", "c"),
        ("{{ '{%' }}{{- \"{{\" -}} a", "{%{{a"),
        ("```\n{%- raw -%}\n{{ a }}\n{%- endraw -%}\n```", "```\n{{ a }}\n```"),
        ("{% raw %}{% comment %}{% endraw %}", "{% comment %}"),
        ("a {%- assign b = a | downcase -%} {{ b }}", "aa"),
        ("{% highlight py linenos %}\n{{ a }} ```\n{% endhighlight %}", "\n````py\nA ```\n````\n"),
    ],
)
def test_what_is_plain_is_computed(body: str, expected: str) -> None:
    assert liquid_text(body, "a.md", LIQUID) == expected


def test_code_in_html_is_escaped() -> None:
    body = "{% highlight html %}<b>{% endhighlight %}"
    assert (
        liquid_text(body, "a.html", LIQUID, is_markdown=False)
        == '<pre><code class="language-html">&lt;b&gt;</code></pre>'
    )


@pytest.mark.parametrize(
    "tag",
    ["{{ m }}", "{{ a | other }}", "{{ a | append }}", "{{ a b }}", "{% if a %}", "{% capture a %}", "{% endraw %}"],
)
def test_what_is_not_plain_is_left_to_the_generator(tag: str) -> None:
    with pytest.raises(ContentError, match="holds the template tag"):
        liquid_text(f"a\n{tag}", "a.md", LIQUID)


def test_what_stands_above_a_tag_is_computed_and_keeps_its_references() -> None:
    body = "To {{ a }} and [d].\n\n{% gist 1 %}\n\n[d]: /{{ a }}/x\n[e]: /{% gist 2 %}\n"
    with pytest.raises(ContentError) as caught:
        liquid_text(body, "a.md", LIQUID)
    assert caught.value.before == "To A and [d].\n\n[d]: /A/x"


@pytest.mark.parametrize(
    "body",
    [
        "{% raw %}" * 50_000,
        "{% comment %}" * 40_000,
        "{% comment %}" * 20_000 + "{% endcomment %}" * 19_000,
        "{% highlight a %}" * 20_000,
        "{{ a" + " | upcase" * 50_000 + " }}",
        "{{ 'a" + "'b'" * 100_000 + " }}",
        "{% a" + " " * 500_000 + "x %}",
        "{{ a" + " " * 500_000 + "x }}",
        "{{ a" + "[0]" * 150_000 + " }}",
        "{% assign a = a | append: a %}" * 20_000 + "{{ a }}",
        "{% assign a = 'aaaaaaaa' | replace: 'a', 'aaaaaaaa' | replace: 'a', 'aaaaaaaa' %}" + "{{ a | escape }}" * 40_000,
        "{% assign a = '" + " " * 60_000 + "' %}" + "{{ a | strip | strip }}" * 30_000,
        "{{ '" + "a" * 60_000 + "' | replace: 'a', '" + "b" * 60_000 + "' }}",
    ],
)  # fmt: skip
def test_hostile_liquid_takes_no_longer_than_an_honest_text(body: str) -> None:
    begin = time.process_time()
    try:
        assert len(liquid_text(body, "a.md", LIQUID)) < 20_000_000
    except ContentError as error:
        assert len(str(error)) < 500
    assert time.process_time() - begin < 2
