"""Built pages as bytes into a tree: their charset, and bounds on what a hostile page may cost."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from syndicate.html.bounds import MAX_UNSURE, UNSURE, without_raw_text
from syndicate.html.parsing import parse_html
from syndicate.model.errors import TooLargeError

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

MAX_PAGE_BYTES = 16 << 20
# What browsers build (Blink: 512). A parser may walk up the open elements for every tag: those steps are bounded too.
MAX_DEPTH = 512
_MAX_STEPS = 50_000_000

_DECLARED = re.compile(rb"<meta[^<>]{0,500}?charset\s*+=\s*+[\"']?\s*+([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml[^<>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{1,40})")
_LOOKED_AT = 4096  # bytes; HTML wants the declaration in the first 1,024, and not every page has it there
# Python's codecs that are charsets of the web (Encoding Standard, section 4.2); others read something else than text.
_CHARSETS = re.compile(
    "utf-8|cp125[0-8]|cp866|cp874|iso8859-(?:[2-8]|1[03-6])|koi8-[ru]|mac-(?:roman|cyrillic)|gbk|gb2312|gb18030|big5|euc[_-](?:jp|kr)|shift_jis|iso2022_jp"
)
# As that standard reads them, section 4.2.
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "gb2312": "gbk"}

_TAG = re.compile(r"<(/?)([A-Za-z][^\s/>]{0,30})")
# Void elements, and those that a parser closes by itself.
_CLOSED = frozenset(
    "area base br col embed hr img input link meta param source track wbr p option optgroup tr td th thead tbody "
    "tfoot colgroup caption html head body rt rp button form".split()
)
_ITEMS = frozenset(("li", "dd"))  # each closes one of its name, but none of the other
_LIKE = {"dt": "dd"}
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
# What closes itself within a drawing; elsewhere it would not.
_SHAPE = re.compile(r"<(?:circle|ellipse|g|image|line|path|poly(?:gon|line)|rect|stop|text|tspan|use)\b[^<>]*+>(?<=/>)")


def decode_page(data: bytes) -> str:
    """Return the text of the page *data*: by byte order mark, else as it declares, else UTF-8, else Windows-1252."""
    for mark, charset in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(mark):
            return data.decode(charset, "replace").removeprefix("\ufeff")
    declared = _XML.match(data[:_LOOKED_AT]) or _DECLARED.search(data[:_LOOKED_AT])
    charset = _charset(declared[1].decode("ascii")) if declared else "utf-8"
    try:
        return data.decode(charset)
    except UnicodeDecodeError:
        return data.decode("cp1252" if declared is None else charset, "replace")


def _charset(label: str) -> str:
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return "utf-8"
    name = _MEANT.get(name, name)
    return name if _CHARSETS.fullmatch(name) else "utf-8"


def parse_page(html: str) -> LexborHTMLParser:
    """Return the tree of the page *html*, as a browser without scripts builds it.

    Raises ValueError, its text what is wrong with the page, where it is nested more deeply than any page is.
    """
    if html.count("<") > MAX_DEPTH and _is_too_deep(html) and _is_deep_by_itself(html):
        raise ValueError(f"is nested more than {MAX_DEPTH} elements deep")
    return parse_html(html)


def _is_deep_by_itself(html: str) -> bool:
    """Tell the same without tags that open nothing: in data of scripts, where `</a>` is `<\\/a>`, and in drawings."""
    html = html.lower()
    is_sure = UNSURE.search(html) is None
    try:
        html = without_raw_text(html, is_sure=is_sure)
    except TooLargeError:
        return True
    if not is_sure and html.count("/>") <= MAX_UNSURE:
        html = _SHAPE.sub("", html)
    return _is_too_deep(html)


def _is_too_deep(html: str) -> bool:
    """Tell whether too many elements that only an end closes are open at once, or many for too long.

    An end closes what is open within its element, but for formatting, which goes on behind it.
    """
    opened: list[str] = []
    counts = dict.fromkeys(_FORMATTING, 0)
    formatting = steps = 0
    for tag in _TAG.finditer(html):
        name = tag[2].lower()
        name = _LIKE.get(name, name)
        if name in _CLOSED:
            pass
        elif tag[1]:
            if counts.get(name):
                if name in _FORMATTING:
                    counts[name] -= 1
                    formatting -= 1
                else:
                    while True:
                        counts[last := opened.pop()] -= 1
                        if last == name:
                            break
        elif name in _FORMATTING:
            if name not in ("a", "nobr") or not counts[name]:  # none holds another
                counts[name] += 1
                formatting += 1
        elif not opened or opened[-1] != name or name not in _ITEMS:
            opened.append(name)
            counts[name] = counts.get(name, 0) + 1
        depth = len(opened) + formatting
        steps += depth
        if depth > MAX_DEPTH or steps > _MAX_STEPS:
            return True
    return False
