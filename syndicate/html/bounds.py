"""HTML that no parser should be given: for some of it a browser's parser takes the square of its length.

Such a parser looks through the open elements at most tags, and through the attributes of a tag at each new one. It
also opens formatting elements that were never closed again in each paragraph. These three are counted first, by the
tokens of the HTML Standard (section 13.2.5). Where a token depends on more than the text, as in scripts inside
drawings, the number of tags decides.
"""

from __future__ import annotations

import re
from collections import Counter

from syndicate.model.errors import TooLargeError

MAX_CHARACTERS = 16 << 20
MAX_DEPTH = 256  # browsers stop at 512; a table counts once here and is four elements in the tree
MAX_ATTRIBUTES = 256  # of one tag
MAX_TAGS = 150_000  # that make elements; 200 MB of memory
MAX_UNSURE = 20_000  # tags; a second's work at the worst
MAX_ESCAPED = 250_000  # "&" and no-break spaces: ammonia takes the square of those in one text
SMALL = 32_768  # characters: attributes in so many cost a tenth of a second at the worst
MAX_REOPENED = 4_000_000  # elements that unclosed formatting may grow to

# What may stand unclosed without nesting: it takes another element around it to open it once more inside.
_UNCOUNTED = frozenset(
    "area base br col embed hr img input link meta param source track wbr html head body p li dt dd option optgroup "
    "rb rp rt rtc tr td th thead tbody tfoot colgroup".split()
)
_FLAT = ("</", *(f"<{name}{end}" for name in "p li tr th td br img".split() for end in "> "))
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())

_SPACE = r"\t\n\f\r "
_ATTRIBUTE = (
    rf"[{_SPACE}/]*+[^{_SPACE}/>][^{_SPACE}/>=]*+"
    rf"(?>(?:[{_SPACE}]*+=[{_SPACE}]*+(?>(?:\"[^\"]*+\"|'[^']*+'|[^{_SPACE}>\"'][^{_SPACE}>]*+)?))?)"
)
_ATTRIBUTES = rf"(?>(?:{_ATTRIBUTE}){{0,{MAX_ATTRIBUTES}}})(?>({_ATTRIBUTE})?)[{_SPACE}/]*+"
# A slash, a name, an attribute too many, and the ">" of "/>"; or a comment, a declaration.
_TAG = rf"(/?)([a-z][^{_SPACE}/>]*+){_ATTRIBUTES}(?>(?:(?<=/)(>)|>)?)|!--(?:-?>|.*?(?:--!?>|\Z))|[!?/][^>]*+>?+"
TOKEN = re.compile(f"<(?:{_TAG})", re.DOTALL)
# Elements that hold text only, whatever it looks like.
_RAW = "script|style|textarea|title|xmp|iframe|noembed|noframes"
_ANY_RAW = re.compile(f"<(?:{_RAW})")
_TOKEN_OR_RAW = re.compile(
    rf"(<(?P<name>{_RAW})(?=[{_SPACE}/>]){_ATTRIBUTES}>?+)(?P<text>(?>(?:[^<]++|<(?!/(?P=name)[{_SPACE}/>]))*))|(<(?:{_TAG}))",
    re.DOTALL,
)
_PAGE_TAG = re.compile(rf"<(?:html|body)(?=[{_SPACE}/>])((?>(?:{_ATTRIBUTE}){{0,{MAX_ATTRIBUTES}}}))")
UNSURE = re.compile(r"<(?:svg|math|select|plaintext)\b")  # raw text may hold elements below these


def check_html_bounds(html: str) -> bool:
    """Tell whether all of *html* was seen: not where its tokens depend on more than its text.

    Raises TooLargeError where parsing could take much longer than its length.
    """
    if len(html) > MAX_CHARACTERS:
        raise TooLargeError(f"its HTML is longer than {MAX_CHARACTERS >> 20} million characters, which no article is")
    if html.count("&") + html.count("\xa0") > MAX_ESCAPED:
        raise TooLargeError(f"its HTML holds more than {MAX_ESCAPED:,} '&' and no-break spaces, which no article does")
    if is_harmless(html):
        return True
    html = html.lower()
    is_sure = UNSURE.search(html) is None
    if not is_sure and ("<![cdata[" in html or "<plaintext" in html):
        _check_size(html)
    if _ANY_RAW.search(html):
        html = without_raw_text(html, is_sure=is_sure)
    if html.count("<") > 4 * MAX_TAGS:
        raise _too_many(MAX_TAGS, "elements")
    counter = _Counter(TOKEN.findall(html), is_sure=is_sure)
    counter.check()
    if sum(len(re.findall(_ATTRIBUTE, tag)) for tag in _PAGE_TAG.findall(html)) > MAX_ATTRIBUTES:
        raise _too_many_attributes()  # they gather on the first tag of the name
    return is_sure


def is_harmless(html: str) -> bool:
    """Tell at a glance whether *html* is too small, and has too few elements that nest, for a parser to suffer."""
    if len(html) > SMALL:
        return False
    left = html.count("<")
    for flat in _FLAT:
        if left <= MAX_DEPTH:
            break
        left -= html.count(flat)
    return left <= MAX_DEPTH


class _Counter:
    """What is open while the *tags* go by."""

    def __init__(self, tags: list[tuple[str, str, str, str]], *, is_sure: bool) -> None:
        self._tag_count = len(tags)
        opened: dict[str, int] = {}
        depth = formatting = self._most_formatting = self._unsure = 0
        for end, name, too_many, closes_itself in tags:
            if too_many:
                raise _too_many_attributes()
            if not name:
                continue
            if end:
                if opened.get(name):
                    opened[name] -= 1
                    depth -= 1
                    formatting -= name in _FORMATTING
                continue
            if name in _UNCOUNTED:
                continue
            if closes_itself and not is_sure:  # in drawings and formulas, not elsewhere
                self._unsure += 1
                continue
            opened[name] = opened.get(name, 0) + 1
            depth += 1
            if depth > MAX_DEPTH:
                raise TooLargeError(f"its HTML is nested more than {MAX_DEPTH} elements deep, which no article is")
            if name in _FORMATTING:
                formatting += 1
                self._most_formatting = max(self._most_formatting, formatting)
        self._element_count = _element_count(tags) if len(tags) > MAX_TAGS else 0

    def check(self) -> None:
        if self._element_count > MAX_TAGS:
            raise _too_many(MAX_TAGS, "elements")
        if self._unsure > MAX_UNSURE:
            raise _too_many(MAX_UNSURE, "tags that end in />")
        if self._most_formatting * self._tag_count > MAX_REOPENED:
            raise TooLargeError(
                f"its HTML leaves {self._most_formatting} elements like <b> open over {self._tag_count:,} tags; close them"
            )


def _element_count(tags: list[tuple[str, str, str, str]]) -> int:
    """Return how many elements *tags* make: </p> and </br> do so where none is open (HTML Standard 13.2.6.4.7)."""
    counts = Counter((end, name) for end, name, *_ in tags if name and (not end or name in ("p", "br")))
    ends = sum(max(0, counts.pop(("/", name), 0) - counts["", name]) for name in ("p", "br"))
    return counts.total() + ends


def without_raw_text(html: str, *, is_sure: bool) -> str:
    """Return *html*, which is in lower case, without what is in elements that hold text only.

    is_sure  no element is there below which such a text may hold others

    Raises TooLargeError where that is not to be told, and much is there.
    """
    if not is_sure or "<!--" in html:
        texts = (found["text"] or "" for found in _TOKEN_OR_RAW.finditer(html))
        if any("<" in text and (not is_sure or "<!--" in text) for text in texts):
            _check_size(html)
    return _TOKEN_OR_RAW.sub(rf"\1\{_TOKEN_OR_RAW.groupindex['text'] + 1}", html)


def _too_many(most: int, what: str) -> TooLargeError:
    return TooLargeError(f"its HTML has more than {most:,} {what}, which no article has")


def _too_many_attributes() -> TooLargeError:
    return TooLargeError(f"a tag of its HTML has more than {MAX_ATTRIBUTES} attributes, which none needs")


def _check_size(html: str) -> None:
    """Raise TooLargeError where *html* has many tags, or one with many attributes, wherever they stand."""
    for number, found in enumerate(re.finditer(rf"<[a-z][^{_SPACE}/>]*+", html)):
        attributes = re.compile(_ATTRIBUTES).match(html, found.end())
        if attributes and attributes[1]:
            raise _too_many_attributes()
        if number == MAX_UNSURE:
            raise TooLargeError(
                f"its HTML has more than {MAX_UNSURE:,} tags, and scripts among drawings or formulas; split it"
            )
