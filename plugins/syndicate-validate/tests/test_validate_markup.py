"""Scripts in the HTML of feeds, in all the ways in which browsers find them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from syndicate.model import escape_text
from syndicate_validate.judging import judge

NOW = datetime(2026, 11, 29, tzinfo=UTC)
ADDRESSES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " \n javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "javascript\n:alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;&#97;vascript:alert(1)",
    "&#0000106avascript:alert(1)",
    "java&Tab;script:alert(1)",
    "java&NewLine;script:alert(1)",
    "java&#13;&#10;script:alert(1)",
    "javascript&colon;alert(1)",
    "&#1;javascript:alert(1)",
    "&#32;&#31;javascript:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,&lt;script&gt;",
    "DATA:text/html;base64,AAAA",
    "data:image/svg+xml,x",
]
HARMLESS = [
    "https://e.org/?javascript:",
    "https://e.org/javascript:alert",
    "#javascript:",
    "data:image/png;base64,AAAA",
    "mailto:a@e.org",
    "javascript.html",
    "https://e.org/&#106;avascript:",
]


def html(text: str) -> str:
    return (
        '<rss version="2.0"><channel><title>a</title><link>https://e.org/</link><description>b</description>'
        f"<item><description>{escape_text(text)}</description></item></channel></rss>"
    )


def xhtml(text: str) -> str:
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>a</title><id>https://e.org/</id><entry><content type="xhtml">'
        f'<div xmlns="http://www.w3.org/1999/xhtml">{text}</div></content></entry></feed>'
    )


def unsafe_in(text: str) -> list[str]:
    found = judge(text.encode(), "feed", now=NOW)
    return [
        each.message.partition("attribute ")[2].partition(";")[0]
        for each in found
        if each.code == "html-unsafe-attribute"
    ]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    "tag",
    [
        '<a href="{}">b</a>',
        "<a\nhref = '{}'>b</a>",
        '<a title="x"href="{}">b</a>',
        '<img/src="{}">',
        '<form action="{}"></form>',
        '<button formaction="{}"></button>',
        '<video poster="{}"></video>',
        '<svg><a xlink:href="{}"></a></svg>',
        '<svg><animate attributeName="href" to="{}"></animate></svg>',
    ],
)
def test_an_address_that_runs_is_found(tag: str, address: str) -> None:
    assert len(unsafe_in(html(tag.replace("{}", address)))) == 1


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "&#x1F;JAVA&#9;SCRIPT&#58;x", " data:text/html,x", "vbscript:x"]
)
def test_an_address_that_runs_is_found_in_xhtml(address: str) -> None:
    assert len(unsafe_in(xhtml(f'<a href="{address.replace("&#x1F;", "")}">b</a>'))) == 1
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><a xlink:href="{address}"/></svg>'
    assert len(unsafe_in(xhtml(svg.replace("&#x1F;", "")))) == 1


@pytest.mark.parametrize("address", HARMLESS)
def test_an_address_that_runs_nothing_is_no_fault(address: str) -> None:
    assert unsafe_in(html(f'<a href="{address}">b</a>')) == []
    assert unsafe_in(xhtml(f'<a href="{address}">b</a>')) == []


@pytest.mark.parametrize(
    "tag", ["<p onclick=x>", "<p ONCLICK='x'>", '<p/onclick="x">', '<p class="a"onclick="x">', "<p\nonclick\n=\nx>"]
)
def test_an_event_handler_is_found(tag: str) -> None:
    assert unsafe_in(html(tag)) == ["onclick"]


def test_a_text_about_scripts_is_none() -> None:
    assert unsafe_in(html("<p>Write onclick=x, or href=javascript:x, into the tag</p>")) == []
