"""Documents made to hang, fill or rob whoever reads them."""

from __future__ import annotations

import io
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest

from syndicate_validate.findings import Finding
from syndicate_validate.judging import judge

_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


def found_in(body: bytes) -> list[Finding]:
    return judge(body, "hostile", now=datetime(2026, 11, 29, tzinfo=UTC))


@pytest.mark.parametrize(
    "subset",
    [
        f'<!ENTITY l0 "ha">{_LAUGHS}',
        f'<!ENTITY a "{"a" * 100_000}">',
        '<!ENTITY a "&b;"><!ENTITY b "&a;">',
        "".join(f'<!ENTITY a{n} "{"a" * 1_000}">' for n in range(100)),
        '<!ENTITY % p "&#60;!ENTITY a &#39;%p;%p;&#39;>">',
    ],
    ids=["billion-laughs", "quadratic", "circle", "many", "parameter"],
)
def test_entities_that_grow_are_refused(subset: str) -> None:
    body = f"<!DOCTYPE rss [{subset}]><rss><channel><title>{'&a;' * 10_000}&l11;</title></channel></rss>".encode()
    assert any(each.code in ("xml-entity-bomb", "xml-malformed", "xml-entity-undefined") for each in found_in(body))


def test_no_file_is_read_for_an_entity(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("never told")
    body = f'<!DOCTYPE rss [<!ENTITY a SYSTEM "{(tmp_path / "secret").as_uri()}">]><rss><channel><title>&a;</title>'
    found = found_in(body.encode())
    assert "xml-entity-external" in [each.code for each in found]
    assert "never told" not in str(found)


@pytest.mark.parametrize("text", [b"a" * 40, b"a\\n" * 40, b"\\u00e9" * 40, b"a" * 1_000_000])
def test_a_text_of_json_that_is_never_closed_is_told(text: bytes) -> None:
    assert [each.code for each in found_in(b'{"version": "' + text)] == ["json-malformed"]


@pytest.mark.parametrize("opened", [b"<a>", b'<rss version="2.0">' + b"<channel>" * 3, b"[", b'{"a":'])
def test_depth_is_bounded(opened: bytes) -> None:
    assert found_in(b"<rss><channel>" * (opened[:1] == b"<") + opened * 100_000)


@pytest.mark.parametrize(
    "text",
    [
        "<" * 200_000,
        "&" * 200_000,
        "<a " * 100_000,
        "<a href=" * 50_000,
        "a@" * 100_000,
        "<!--" * 100_000,
        "style=';" * 50_000,
        "<p style='" + "a:b;" * 50_000 + "'>",
        "&lt;p" * 50_000,
        "(" * 100_000,
        "\xc3\xa9" * 100_000,
        "mailto:a@" + "(" * 100_000 + "!",
        "@?" * 100_000 + "!",
        "Mon" + " " * 100_000 + "!",
        "1" * 100_000 + "!",
    ],
)
@pytest.mark.parametrize(
    "element",
    [
        "description",
        "title",
        "author",
        "pubDate",
        "link",
        "guid",
        "category",
        "language",
        "ttl",
        "comments",
        "managingEditor",
    ],
)
def test_no_text_makes_it_hang(element: str, text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    body = f"<rss version='2.0'><channel><item><{element}>{escaped}</{element}></item></channel></rss>".encode()
    import time

    started = time.process_time()
    found_in(body)
    assert time.process_time() - started < 5


@pytest.mark.parametrize("head", ["<?xml " + "version=''" * 25_000, "<?xml version='1.0'" + " encoding='a'" * 20_000])
def test_no_declaration_makes_it_hang(head: str) -> None:
    import time

    started = time.process_time()
    assert found_in(head.encode())
    assert time.process_time() - started < 5


def test_a_million_kinds_are_not_kept() -> None:
    names = "".join(f"<a{n}/>" for n in range(5_000))
    assert len(found_in(f"<rss version='2.0'><channel>{names}</channel></rss>".encode())) <= 1_000


class _Endless(io.RawIOBase):
    """A feed of *count* items, made as it is read; {n} in *item* is the number of each."""

    def __init__(self, count: int, item: str) -> None:
        self._left = count
        self._item = item
        self._rest = b"<rss version='2.0'><channel>"

    def read(self, size: int = -1, /) -> bytes:
        while len(self._rest) < size and self._left:
            self._left -= 1
            self._rest += self._item.replace("{n}", str(self._left)).encode()
        given, self._rest = self._rest[:size], self._rest[size:]
        return given


_LONG = "x" * 300


@pytest.mark.parametrize(
    "item",
    [
        f"<item><title>{{n}}</title><description>{'a ' * 500}</description></item>",
        f'<item a{_LONG}{{n}}="1"/>',
        f'<item><title xml:a{_LONG}{{n}}="1"/></item>',
        f"<item><a{_LONG}{{n}}/></item>",
        f'<item><a xmlns="https://e.org/{_LONG}{{n}}"/></item>',
    ],
    ids=["texts", "attributes", "attributes of XML", "elements", "namespaces"],
)
def test_memory_does_not_grow_with_the_feed(item: str) -> None:
    peaks = []
    for count in (6_000, 24_000) if _LONG in item else (1_000, 8_000):
        tracemalloc.start()
        found = judge(_Endless(count, item), "long", now=datetime(2026, 11, 29, tzinfo=UTC))
        assert any(each.code == "xml-names" for each in found) is (_LONG in item)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]
