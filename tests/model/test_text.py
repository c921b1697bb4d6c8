from __future__ import annotations

from html import unescape

import pytest
from hypothesis import given
from hypothesis.strategies import text

from syndicate.model import one_line, plain_text, topic_key, xml_text


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("AT&amp;T", "AT&T"),
        ("H&#038;M", "H&M"),
        ("H&amp;#038;M", "H&M"),
        ("It&#8217;s", "It\u2019s"),
        ("<em>very</em> new", "very new"),
        ("one<br>two", "one two"),
        ("<p>one</p><p>two</p>", "one two"),
        ("before<script>alert(1)</script>after", "before after"),
        ("before<!-- a comment -->after", "beforeafter"),
        ("&lt;b&gt; is bold", "<b> is bold"),
        ("a < b and b > a", "a < b and b > a"),
        ("I <3 feeds", "I <3 feeds"),
        ("?a=1&copy=2", "?a=1&copy=2"),
        ("  two\n lines\t\tand tabs ", "two lines and tabs"),
        ("a &nosuch; reference", "a &nosuch; reference"),
        ("smart &#146;quote", "smart \u2019quote"),
        ("nul &#0; and &#x1F600;", "nul \ufffd and \U0001f600"),
        ("]]>", "]]>"),
    ],
)
def test_plain_text_is_what_a_reader_sees(written: str, seen: str) -> None:
    assert plain_text(written) == seen


def test_a_no_break_space_is_typography_and_stays() -> None:
    assert one_line("Bonjour\u00a0!\u2028Oui") == "Bonjour\u00a0! Oui"


@given(text())
def test_no_forbidden_character_survives(found: str) -> None:
    from lxml import etree

    element = etree.Element("a")
    element.text = xml_text(found)  # lxml refuses what XML 1.0 section 2.2 forbids
    etree.fromstring(etree.tostring(element))


@given(text())
def test_one_line_holds_what_it_promises_and_is_idempotent(found: str) -> None:
    line = one_line(found)
    assert "\n" not in line
    assert "  " not in line
    assert line == line.strip(" ")
    assert one_line(line) == line


@pytest.mark.parametrize("hostile", ["<script ", "<a", "<!--", "&#38;", "</script", "<script>", "<" * 9 + "b "])
def test_a_megabyte_of_half_tags_comes_back(hostile: str) -> None:
    plain_text(hostile * (1_000_000 // len(hostile)))  # quadratic work would not end within the hour


@pytest.mark.parametrize(
    ("one", "other"), [("AI", "ai "), ("Élections", "elections"), ("STRASSE", "straße"), ("\uff23#", "c#")]
)
def test_spellings_of_one_topic_share_a_key(one: str, other: str) -> None:
    assert topic_key(one) == topic_key(other)


@pytest.mark.parametrize(("one", "other"), [("C", "C#"), ("日本", "日木"), ("a b", "ab"), ("ガス", "カス"), ("й", "и")])
def test_different_topics_have_different_keys(one: str, other: str) -> None:
    assert topic_key(one) != topic_key(other)


@pytest.mark.parametrize(
    "name",
    [
        "amp",
        "lt",
        "gt",
        "quot",
        "nbsp",
        "#38",
        "#038",
        "#39",
        "#039",
        "#65",
        "#160",
        "#127",
        "#128",
        "#150",
        "#8217",
        "#55295",
        "#55296",
        "#0",
        "#x26",
        "#xA0",
        "#99999999",
        "eacute",
        "a8217",
        "notaname",
    ],
)
def test_a_reference_is_the_character_that_the_html_standard_says(name: str) -> None:
    assert plain_text(f"a&{name};b") == one_line(unescape(f"a&{name};b"))
