"""HTML that no parser should be given: for some of it a browser's parser takes the square of its length.

Such a parser looks through the open elements at most tags, and through the attributes of a tag at each new one. It also
opens formatting elements that were never closed again in each paragraph. These three are counted first, by the tokens of
the HTML Standard (section 13.2.5). Where a token depends on more than the text, as in scripts inside drawings, the number
of tags decides.
"""

from __future__ import annotations

import re

from syndicate.model.errors import TooLargeError

MAX_CHARACTERS = 16 << 20
MAX_DEPTH = 256  # browsers stop at 512; a table counts once here and is four elements in the tree
MAX_ATTRIBUTES = 256  # of one tag
MAX_TAGS = 1_000_000  # opened; a gigabyte of memory
MAX_UNSURE = 20_000  # tags; a second's work at the worst
MAX_ESCAPED = 250_000  # "&" and no-break spaces: ammonia takes the square of those in one text
MAX_REOPENED = 4_000_000  # elements that unclosed formatting may grow to

_SPACE = r"\t\n\f\r "
# What may stand unclosed without nesting: it takes another element around it to open it once more inside.
_UNCOUNTED = frozenset(
    "area base br col embed hr img input link meta param source track wbr html head body p li dt dd option optgroup "
    "rb rp rt rtc tr td th thead tbody tfoot colgroup".split()
)
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
_TOKEN = re.compile(
    rf"<(?:(?P<comment>!--)|(?P<bogus>[!?]|/(?![A-Za-z]))|(?P<end>/?)(?P<name>[A-Za-z][^{_SPACE}/>]*+))"
)
_ATTRIBUTE = re.compile(
    rf"[{_SPACE}/]*+[^{_SPACE}/>][^{_SPACE}/>=]*+"
    rf"(?>(?:[{_SPACE}]*+=[{_SPACE}]*+(?>(?:\"[^\"]*+\"|'[^']*+'|[^{_SPACE}>\"'][^{_SPACE}>]*+)?))?)"
)
_CLOSES_ITSELF = re.compile(rf"[{_SPACE}/]*+(?<=/)>")
_COMMENT_END = re.compile(r"--!?>")
_RAW = "script style textarea title xmp iframe noembed noframes".split()
_RAW_END = {name: re.compile(rf"</{name}(?=[{_SPACE}/>])", re.IGNORECASE) for name in _RAW}
_UNSURE = re.compile(r"<(?:svg|math|select)\b", re.IGNORECASE)  # raw text may hold elements below these


def check_html_bounds(html: str) -> None:
    """Raise TooLargeError where parsing *html* could take much longer than its length."""
    if len(html) > MAX_CHARACTERS:
        raise TooLargeError(f"its HTML is longer than {MAX_CHARACTERS >> 20} million characters, which no article is")
    if html.count("&") + html.count("\xa0") > MAX_ESCAPED:
        raise TooLargeError(f"its HTML holds more than {MAX_ESCAPED:,} '&' and no-break spaces, which no article does")
    is_sure = _UNSURE.search(html) is None
    counter = _Counter()
    index = 0
    while found := _TOKEN.search(html, index):
        index = found.end()
        if found["name"] is None:
            index = _after_comment(html, found)
            continue
        name = found["name"].lower()
        if found["end"]:
            counter.close(name)
            continue
        index = counter.open(html, index, name)
        if (raw_end := _RAW_END.get(name)) is not None:
            end = raw_end.search(html, index)
            raw = html[index : end.start() if end else len(html)]
            if "<" in raw and (not is_sure or "<!--" in raw):
                _check_size(html)
            index += len(raw)
        elif name == "plaintext" or (not is_sure and html.startswith("<![CDATA[", index)):
            _check_size(html)
    counter.check()


class _Counter:
    """What is open while the tags go by."""

    def __init__(self) -> None:
        self._open: dict[str, int] = {}
        self._depth = self._tags = self._opened = self._unsure = 0
        self._formatting = self._most_formatting = 0
        self._of_page = 0  # attributes of all <html> and <body>: they gather on the first one

    def open(self, html: str, index: int, name: str) -> int:
        """Return where the attributes end that begin at *index*, those of the start tag *name*."""
        attributes = self._of_page if name in ("html", "body") else 0
        index, attributes = _after_attributes(html, index, attributes)
        if name in ("html", "body"):
            self._of_page = attributes
        self._tags += 1
        self._opened += 1
        if self._opened > MAX_TAGS:
            raise TooLargeError(f"its HTML has more than {MAX_TAGS:,} elements, which no article has")
        if name in _UNCOUNTED:
            return index
        if _CLOSES_ITSELF.match(html, index):  # in drawings and formulas, not elsewhere
            self._unsure += 1
            if self._unsure > MAX_UNSURE:
                raise TooLargeError(f"its HTML has more than {MAX_UNSURE:,} tags that end in />, which no article has")
            return index
        self._open[name] = self._open.get(name, 0) + 1
        self._depth += 1
        if name in _FORMATTING:
            self._formatting += 1
            self._most_formatting = max(self._most_formatting, self._formatting)
        if self._depth > MAX_DEPTH:
            raise TooLargeError(f"its HTML is nested more than {MAX_DEPTH} elements deep, which no article is")
        return index

    def close(self, name: str) -> None:
        """Count the end tag *name*; one that ends nothing does nothing."""
        self._tags += 1
        if self._open.get(name):
            self._open[name] -= 1
            self._depth -= 1
            self._formatting -= name in _FORMATTING

    def check(self) -> None:
        if self._most_formatting * self._tags > MAX_REOPENED:
            raise TooLargeError(
                f"its HTML leaves {self._most_formatting} elements like <b> open over {self._tags:,} tags; close them"
            )


def _after_attributes(html: str, index: int, count: int = 0) -> tuple[int, int]:
    """Return where the attributes end that begin at *index*, and how many they are with the *count* before them."""
    while found := _ATTRIBUTE.match(html, index):
        index = found.end()
        count += 1
        if count > MAX_ATTRIBUTES:
            raise TooLargeError(f"a tag of its HTML has more than {MAX_ATTRIBUTES} attributes, which none needs")
    return index, count


def _after_comment(html: str, found: re.Match[str]) -> int:
    """Return where the comment or declaration ends that *found* begins."""
    index = found.end()
    if found["comment"] and not html.startswith((">", "->"), index):
        end = _COMMENT_END.search(html, index)
        return end.end() if end else len(html)
    close = html.find(">", index)
    return close + 1 if close >= 0 else len(html)


def _check_size(html: str) -> None:
    """Raise TooLargeError where *html* has many tags, wherever they stand."""
    for number, found in enumerate(re.finditer(rf"<[A-Za-z][^{_SPACE}/>]*+", html)):
        _after_attributes(html, found.end())
        if number == MAX_UNSURE:
            raise TooLargeError(
                f"its HTML has more than {MAX_UNSURE:,} tags, and scripts among drawings or formulas; split it"
            )
