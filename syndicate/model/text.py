"""Text that every format can carry: no forbidden character, no markup, folded white space."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from syndicate.model.patterns import pattern

# What XML 1.0 section 2.2 forbids, with the C1 controls that it allows and no reader shows.
_FORBIDDEN = "[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff\ufdd0-\ufdef]"
_SURROGATE = r"[\ud800-\udfff]"
_ASCII_CHANGED = bytes([*range(9), 11, 12, *range(14, 32), 127])  # by xml_text()
_BYTES_CHANGED = rb"\xc2[\x80-\x9f]|\xef(?:\xb7[\x90-\xaf]|\xbf[\xbe\xbf])"  # of those in UTF-8 that are not ASCII
_SPACE = pattern("[ \t\n\r\x0b\x0c\x85\u2028\u2029]+")
_UNCLEAN = pattern(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff\ufdd0-\ufdef\t\r\n]|^ |  | $"
)
REFERENCE = r"&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});"
# A tag, a comment or a declaration; "a < b" and "<3" are none. No pattern looks past the next "<" for its end, so a
# megabyte of "<a<a<a" costs no more than it is long.
_SILENT = r"(?is)<(script|style|template)\b[^<>]*>.*?(?:</\1\s{0,9}>|\Z)"
_TAG = r"(?s)<!--.*?(?:-->|\Z)|</?([A-Za-z][A-Za-z0-9]*)[^<>]*>|<[!?][A-Za-z\[][^<>]*>"
# References that texts are full of; for others html is imported, with a table of all 2,231.
_CHARACTERS = {"&amp;": "&", "&#038;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&nbsp;": "\u00a0"}
_FIRST_TYPED, _SURROGATES = 0xA0, 0xD800  # between them a number is the character (HTML Standard 13.2.5.80)
_INLINE = frozenset(
    "a abbr b bdi bdo big cite code del dfn em font i ins kbd mark q s samp small span strike strong sub sup time tt u "
    "var wbr".split()
)
# Those that people write with no end tag, and those of which a summary that is cut off may have but the start.
_EMPTY = frozenset(("br", "hr", "wbr"))
_BLOCKS = frozenset("address article aside blockquote center dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li ol p pre section ul".split())  # fmt: skip
_FORMATTING = _INLINE | _BLOCKS | _EMPTY
_SILENT_ELEMENTS = frozenset(("script", "style", "svg", "template"))
# What keeps an element from everybody who sees the page: an attribute, or its style.
_UNSEEN = r"\s(?:hidden|popover)(?![^\s=])"
_UNSEEN_STYLE = r"display\s*:\s*none|visibility\s*:\s*hidden"
_ELEMENTS = _FORMATTING | _SILENT_ELEMENTS | frozenset(
    "audio button canvas caption col colgroup data datalist details dialog embed fieldset form iframe img input label "
    "legend link main map math menu meta meter nav noscript object optgroup option output param picture progress rp rt "
    "ruby search select slot source summary svg table tbody td textarea tfoot th thead title tr track video".split()
)  # fmt: skip
_ANY_TAG = r"(?s)<!--.*?(?:-->|\Z)|<(/?)([A-Za-z][^\s<>/=]*)([^<>]*)>|<[!?][A-Za-z\[][^<>]*>"
# What stands between two marks has none of them, so that a text is read once.
_MARKDOWN_LINK = r"!?\[([^\[\]\n]{1,500})\]\([^()\s]{1,500}(?:\s+\"[^\"]{0,200}\")?\)"
_MARKDOWN_STRONG = r"(?<![\w*])(\*{1,3})(?=[^\s*])([^*]{1,500})(?<=[^\s*])\1(?![\w*])"
_MARKDOWN_CODE = r"`{1,3}([^`\n]{1,500})`{1,3}"


def xml_text(text: str) -> str:
    """Return *text* without the characters that XML 1.0 section 2.2 forbids; half a surrogate pair becomes U+FFFD."""
    if (not text.isascii() and text.isprintable()) or not _is_changed(text):
        return text
    for space in "\x0b\x0c\x85":
        text = text.replace(space, " ")
    return re.sub(_SURROGATE, "\ufffd", re.sub(_FORBIDDEN, "", text))


def _is_changed(text: str) -> bool:
    """Tell whether xml_text() changes *text*; bytes are looked through some times as fast as characters."""
    try:
        found = text.encode()
    except UnicodeEncodeError:
        return True  # half a surrogate pair
    if len(found.translate(None, _ASCII_CHANGED)) != len(found):
        return True
    # Behind these bytes stand C1 controls and noncharacters, among others.
    return (b"\xc2" in found or b"\xef" in found) and re.search(_BYTES_CHANGED, found) is not None


def one_line(text: str) -> str:
    """Return *text* as :func:`xml_text` does, each run of white space one space, none at the ends.

    A no-break space is typography, not white space, and stays.
    """
    # What is printable holds no other space than U+0020, and nothing that is forbidden.
    if text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " ":
        return text
    if not _UNCLEAN.search(text):
        return text
    text = xml_text(text)
    # Of ASCII no other characters count as white space there, and it is some times as fast.
    return " ".join(text.split()) if text.isascii() else _SPACE.sub(" ", text).strip(" ")


def scalar_text(scalar: object) -> str:
    """Return *scalar* as a text; a flag as YAML and JSON write it."""
    return str(scalar).lower() if isinstance(scalar, bool) else str(scalar)


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


def _tag_space(match: re.Match[str], name: str | None = None) -> str:
    """Return what stands for a tag: nothing for one inside a line, a space for one that breaks it."""
    name = match[1] if name is None else name
    return "" if not name or name.lower() in _INLINE or name.lower() == "svg" else " "


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
        html = re.sub(_TAG, _tag_space, re.sub(_SILENT, " ", html))
    return _decoded(html)


def _decoded(html: str) -> str:
    """Return *html*, whose tags are gone, with its entities decoded, on one line."""
    if "&" in html:
        # Each pass shortens the text or ends the loop; three reach what real sites hold.
        for _ in range(3):
            decoded = re.sub(REFERENCE, _character, html)
            if decoded == html:
                break
            html = decoded
    return one_line(html)


def label_text(text: str) -> str:
    """Return the plain text on one line of what people write as a title or a name: what is markup in it goes.

    Markup is an element of HTML that is closed, has attributes or is empty (``<br>``). What else stands in angle
    brackets is meant as it stands: ``List<String>``, "the <canvas> element".

    >>> label_text("H&amp;M <b>opens</b> the <hello-world> & <canvas>")
    'H&M opens the <hello-world> & <canvas>'
    """
    return _decoded(without_markup(text, _EMPTY) if "<" in text else text)


def summary_text(text: str) -> str:
    """Return the plain text on one line of a summary: marks of Markdown and all markup go, also where it is cut off.

    >>> summary_text("<p>**Bold** and [a link](/x) on `List<String>`")
    'Bold and a link on List<String>'
    """
    if "<" in text:
        text = without_markup(text, _FORMATTING)
    if "*" in text or "[" in text or "`" in text:
        text = re.sub(_MARKDOWN_LINK, r"\1", text)
        text = re.sub(_MARKDOWN_CODE, r"\1", re.sub(_MARKDOWN_STRONG, r"\2", text))
    return _decoded(text)


def without_markup(text: str, always: frozenset[str]) -> str:
    """Return *text* without its markup: tags of elements that are closed, have attributes, or are among *always*.

    What is in elements that nobody sees goes with them. Each tag is looked at once.
    """
    tags = list(re.finditer(_ANY_TAG, text))
    opened = {tag[2].lower() for tag in tags if tag[2] and not tag[1]}
    last_closed = {tag[2].lower(): place for place, tag in enumerate(tags) if tag[2] and tag[1]}
    kept: list[str] = []
    at, silent, depth = 0, "", 0
    for place, tag in enumerate(tags):
        name = (tag[2] or "").lower()
        if silent:
            if name == silent:
                depth += -1 if tag[1] else name not in _SILENT_ELEMENTS
            if depth:
                continue
            at, silent = tag.start(), ""
        is_paired = name in opened and name in last_closed
        if name and not (name in _ELEMENTS and (is_paired or name in always or "=" in tag[3])):
            continue
        kept += text[at : tag.start()], _tag_space(tag, name)
        at = tag.end()
        if (
            not tag[1]
            and last_closed.get(name, -1) > place
            and (name in _SILENT_ELEMENTS or (tag[3] and _is_unseen(tag[3].lower())))
        ):
            silent, depth = name, 1
    return "".join(kept) + ("" if silent else text[at:])


def _is_unseen(attributes: str) -> bool:
    if "style" in attributes and re.search(_UNSEEN_STYLE, attributes):
        return True
    found = ("hidden" in attributes or "popover" in attributes) and "until-found" not in attributes
    return found and re.search(_UNSEEN, re.sub(r"\"[^\"]*\"|'[^']*'", "", attributes)) is not None


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
        elif base < "\u0400" or "\u1e00" <= base < "\u2000":  # Latin or Greek
            continue  # an accent; in other scripts, a mark makes another letter of it (ガ is not カ, й is not и)
        kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept)).casefold()


def line_and_column(text: str, index: int, line: int = 1, column: int = 1) -> tuple[int, int]:
    """Return where the character at *index* of *text* stands, if *text* begins at *line* and *column*."""
    start = text.rfind("\n", 0, index) + 1
    return line + text.count("\n", 0, index), index - start + (1 if start else column)
