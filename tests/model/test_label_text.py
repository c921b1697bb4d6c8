"""Plain text of titles and summaries: markup goes, and what only looks like it stays."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, strategies as st

from syndicate.model.text import label_text, one_line, plain_text, summary_text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("The <hello-world> element & List<String>", "The <hello-world> element & List<String>"),
        ("The <canvas> element", "The <canvas> element"),
        ("The <br> Heron &amp; Co", "The Heron & Co"),
        ("<em>Ten</em> years", "Ten years"),
        ("<EM>Ten</em> years<br/>of", "Ten years of"),
        ("<a href='/x'>cut", "cut"),
        ("What <b> means", "What <b> means"),
        ("1 < 2 > 0 <3", "1 < 2 > 0 <3"),
        ("a <!-- note -->b", "a b"),
        ("a <script>x()</script> b", "a b"),
        ("the <script> tag", "the <script> tag"),
        ("Map<K, V> and <T>x</T>", "Map<K, V> and <T>x</T>"),
        ("&lt;b&gt; is bold", "<b> is bold"),
        ("**stars** [stay](/x)", "**stars** [stay](/x)"),
    ],
)
def test_markup_of_a_title_goes_and_other_angle_brackets_stay(text: str, plain: str) -> None:
    assert label_text(text) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("**Bold** and [a link](/x)", "Bold and a link"),
        ("*one* ***three*** `code`", "one three code"),
        ('![A quay](/a.png "Now") at dawn', "A quay at dawn"),
        ("[a](/x)[b](/y)", "ab"),
        ("5 * 3 * 2 and snake_case_name, f(**kwargs, *args)", "5 * 3 * 2 and snake_case_name, f(**kwargs, *args)"),
        ("an array [0] (1 of 2) [sic]", "an array [0] (1 of 2) [sic]"),
        ("<p>Cut off in the mid", "Cut off in the mid"),
        ("on List<String> and <hello-world>", "on List<String> and <hello-world>"),
        ("a<br>b", "a b"),
    ],
)
def test_a_summary_loses_the_marks_of_markdown_too(text: str, plain: str) -> None:
    assert summary_text(text) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Tides <span hidden>and secrets</span>", "Tides"),
        ('<SPAN HIDDEN="">Secrets</SPAN> Tides', "Tides"),
        ("<div style='display: none'>a <div>b</div> c</div>Tides", "Tides"),
        ("Tides <p popover>a</p><p hidden>b</p>", "Tides"),
        ('<svg viewBox="0"><title>wave</title><path d="M1"/></svg>Tides', "Tides"),
        ("Tides <div hidden>a <div>b</div> c", "Tides"),
        ("<i aria-hidden=true>Tides</i>", "Tides"),
        ('<b class="a hidden b">Tides</b>', "Tides"),
        ("<b hidden=until-found>Tides</b>", "Tides"),
    ],
)
def test_what_nobody_sees_goes_with_its_markup(text: str, plain: str) -> None:
    assert (label_text(text), summary_text(text)) == (plain, plain)


@given(st.text().filter(lambda text: "<" not in text))
def test_without_angle_brackets_a_title_is_what_it_was(text: str) -> None:
    assert label_text(text) == plain_text(text)


@given(st.text(alphabet="<>/ab =!-*[]()`&;\n"))
def test_any_text_is_read_and_stands_on_one_line(text: str) -> None:
    for plain in (label_text(text), summary_text(text)):
        assert one_line(plain) == plain


@pytest.mark.parametrize("piece", ["<script>", "<b>", "<b", "**a", "[a](", "`", "<!--", "</script><script>", "*a *"])
def test_a_long_text_takes_no_longer_than_it_is_long(piece: str) -> None:
    started = time.process_time()
    summary_text(piece * 50_000)
    label_text(piece * 50_000)
    assert time.process_time() - started < 3
