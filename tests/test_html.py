"""Bodies that a feed may carry: nothing that runs, nothing relative."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.html import clean_html

pytest.importorskip("nh3")
BASE = "https://e.org/blog/post/"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", ""),
        (" \n", ""),
        ("<p>Hi</p>\n", "<p>Hi</p>"),
        ("plain & simple", "plain &amp; simple"),
        ("<script>x()</script><p>a</p>", "<p>a</p>"),
        ("<style>p{}</style><p>a</p>", "<p>a</p>"),
        ('<p onclick="x()">a</p>', "<p>a</p>"),
        ('<iframe src="/x"></iframe>a', "a"),
        ('<form action="/x"><input></form>a', "a"),
        ('<a href="../b c">b</a>', '<a href="https://e.org/blog/b%20c">b</a>'),
        ('<a href="#note">b</a>', '<a href="https://e.org/blog/post/#note">b</a>'),
        ('<a href="//cdn.org/x">b</a>', '<a href="https://cdn.org/x">b</a>'),
        ('<a href="mailto:a@e.org">b</a>', '<a href="mailto:a@e.org">b</a>'),
        ('<a href="javascript:x()">b</a>', "<a>b</a>"),
        ('<a href=" java\nscript:x()">b</a>', "<a>b</a>"),
        ('<a href="data:text/html,x">b</a>', "<a>b</a>"),
        ('<a href="http://[x">b</a>', "<a>b</a>"),
        ('<img src="/a.png" alt="A">', '<img src="https://e.org/a.png" alt="A">'),
        ('<img srcset="a.png 1x, /b.png 2x">', '<img srcset="https://e.org/blog/post/a.png 1x, https://e.org/b.png 2x">'),
        ('<img srcset="javascript:x() 1x">', "<img>"),
        ('<img srcset="http://[x 1x">', "<img>"),
        ('<img srcset=" , ">', "<img>"),
        ('<video src="v.mp4" poster="p.png" autoplay></video>',
         '<video src="https://e.org/blog/post/v.mp4" poster="https://e.org/blog/post/p.png"></video>'),
        ('<audio controls=""><source src="a.mp3"></audio>',
         '<audio controls=""><source src="https://e.org/blog/post/a.mp3"></audio>'),
        ("a\x0bb\ufffec", "a bc"),
        ("<p>never closed", "<p>never closed</p>"),
    ],
)  # fmt: skip
def test_a_body_is_clean_and_absolute(html: str, expected: str) -> None:
    assert clean_html(html, BASE) == expected


@given(html=st.text(alphabet=st.sampled_from("<>/='\" ahrefscript:onimg&;#x\0\n日"), max_size=60))
def test_what_is_clean_stays_as_it_is(html: str) -> None:
    once = clean_html(html, BASE)
    assert clean_html(once, BASE) == once
    assert "<script" not in once
