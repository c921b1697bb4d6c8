"""Text that every format can carry: no forbidden character, no markup, folded white space."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# What XML 1.0 section 2.2 forbids, with the C1 controls that it allows and no reader shows.
_FORBIDDEN = "[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff\ufdd0-\ufdef]"
_SURROGATE = r"[\ud800-\udfff]"
_CHANGED = f"{_FORBIDDEN[:-1]}\x0b\x0c{_SURROGATE[1:]}"  # by xml_text()
_ASCII_CHANGED = bytes([*range(9), 11, 12, *range(14, 32), 127])
_SPACE = re.compile("[ \t\n\r\x0b\x0c\x85\u2028\u2029]+")
_UNCLEAN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff\ufdd0-\ufdef\t\r\n]|^ |  | $"
)
_REFERENCE = re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});")
# A tag, a comment or a declaration; "a < b" and "<3" are none. No pattern looks past the next "<" for its end, so a
# megabyte of "<a<a<a" costs no more than it is long.
_SILENT = re.compile(r"<(script|style|template)\b[^<>]*>.*?(?:</\1\s{0,9}>|\Z)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<!--.*?(?:-->|\Z)|</?([A-Za-z][A-Za-z0-9]*)[^<>]*>|<[!?][A-Za-z\[][^<>]*>", re.DOTALL)
# References that texts are full of; for others html is imported, with a table of all 2,231.
_CHARACTERS = {"&amp;": "&", "&#038;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&nbsp;": "\u00a0"}
_FIRST_TYPED, _SURROGATES = 0xA0, 0xD800  # between them a number is the character (HTML Standard 13.2.5.80)
_INLINE = frozenset(
    "a abbr b bdi bdo big cite code del dfn em font i ins kbd mark q s samp small span strike strong sub sup time tt u "
    "var wbr".split()
)


def xml_text(text: str) -> str:
    """Return *text* without the characters that XML 1.0 section 2.2 forbids; half a surrogate pair becomes U+FFFD."""
    if text.isascii():  # bytes are looked through ten times as fast
        found = text.encode()
        if len(found.translate(None, _ASCII_CHANGED)) == len(found):
            return text
    elif text.isprintable() or not re.search(_CHANGED, text):
        return text
    for space in "\x0b\x0c\x85":
        text = text.replace(space, " ")
    return re.sub(_SURROGATE, "\ufffd", re.sub(_FORBIDDEN, "", text))


def one_line(text: str) -> str:
    """Return *text* as :func:`xml_text` does, each run of white space one space, none at the ends.

    A no-break space is typography, not white space, and stays.
    """
    # What is printable holds no other space than U+0020, and nothing that is forbidden.
    if text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " ":
        return text
    if not _UNCLEAN.search(text):
        return text
    return _SPACE.sub(" ", xml_text(text)).strip(" ")


def escape_text(text: str) -> str:
    """Return *text* as it stands in an XML document, between tags (XML 1.0 section 2.4), escaped as lxml does it.

    >>> escape_text("5 < 6 & 'so'")
    "5 &lt; 6 &amp; 'so'"
    """
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    # As it stands, a parser would read it as a line feed (section 2.11).
    return text.replace("\r", "&#13;") if "\r" in text else text


def escape_attribute(text: str) -> str:
    """Return *text* as it stands in an attribute in quotation marks (XML 1.0 section 2.3), escaped as lxml does it."""
    text = escape_text(text)
    if '"' in text:
        text = text.replace('"', "&quot;")
    if text.isprintable():
        return text
    return text.replace("\t", "&#9;").replace("\n", "&#10;")  # else read as spaces (section 3.3.3)


def _tag_space(match: re.Match[str]) -> str:
    """Return what stands for a tag: nothing for one inside a line, a space for one that breaks it."""
    name = match[1]
    return "" if name is None or name.lower() in _INLINE else " "


def _character(match: re.Match[str]) -> str:
    reference = match[0]
    if (known := _CHARACTERS.get(reference)) is not None:
        return known
    number = int(reference[2:-1]) if reference[1] == "#" and reference[2:-1].isdecimal() else 0
    if _FIRST_TYPED <= number < _SURROGATES:
        return chr(number)
    # html.unescape also takes "&copy" without its semicolon, which would spoil "?a=1&copy=2".
    from html import unescape

    return unescape(reference)


def plain_text(html: str) -> str:
    """Return the text a reader sees of *html*: tags dropped, entities decoded, white space folded.

    Entities that were escaped twice (``H&amp;#038;M``) are decoded to the end. Tags are dropped where they are markup
    in the text as written, so that ``&lt;b&gt;`` (a text about HTML) survives as ``<b>``; ``a < b`` is no tag.

    >>> plain_text("H&amp;#038;M opens &lt;b&gt; <em>again</em>\\n today")
    'H&M opens <b> again today'
    """
    if "<" in html:
        html = _TAG.sub(_tag_space, _SILENT.sub(" ", html))
    if "&" in html:
        # Each pass shortens the text or ends the loop; three reach what real sites hold.
        for _ in range(3):
            decoded = _REFERENCE.sub(_character, html)
            if decoded == html:
                break
            html = decoded
    return one_line(html)


def topic_key(topic: str) -> str:
    """Return what two spellings of one topic share: neither case nor accents count, nor white space around.

    >>> topic_key("Élections") == topic_key("elections")
    True
    """
    if topic.isascii():
        return topic.strip().casefold()
    return _folded(topic.strip())


@lru_cache(maxsize=4096)
def _folded(topic: str) -> str:
    kept: list[str] = []
    base = ""
    for char in unicodedata.normalize("NFKD", topic.casefold()):
        if not unicodedata.combining(char):
            base = char
        elif _is_european(base):
            continue  # an accent; in other scripts, a mark makes another letter of it (ガ is not カ, й is not и)
        kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept)).casefold()


def _is_european(char: str) -> bool:
    """Tell whether *char* is a Latin or Greek letter, by the blocks of Unicode that hold them."""
    return char < "\u0400" or "\u1e00" <= char < "\u2000"
