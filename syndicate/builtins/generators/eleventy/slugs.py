"""The filters slugify and slug as Eleventy has them, for the letters whose transliteration is known here."""

from __future__ import annotations

import re
import unicodedata

# @sindresorhus/transliterate writes German umlauts with an e, and these letters as follows.
_LETTERS = {
    "ä": "ae", "Ä": "Ae", "ö": "oe", "Ö": "Oe", "ü": "ue", "Ü": "Ue", "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE",
    "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "þ": "th", "Þ": "TH", "ð": "d", "Ð": "D",
    "&": " and ",
}  # fmt: skip
_POSSESSIVE = re.compile(r"([a-z0-9]+)'([ts])(?=\s|$)")
_WORDS = re.compile(r"[^a-z0-9]+")
_PLAIN = re.compile(r"[A-Za-z0-9 _-]*")
_PUNCTUATION = re.compile("[\u2010-\u2027\u2030-\u205e\u00a0-\u00bf\u00d7\u00f7]")


def slugify(text: str) -> str | None:
    """Return *text* as the filter slugify writes it, None where a letter is not known here.

    >>> slugify("Don't stop: Größe & co.")
    'dont-stop-groesse-and-co'
    """
    letters = []
    for char in unicodedata.normalize("NFC", text):
        known = _LETTERS.get(char)
        if known is None and not char.isascii():
            if _PUNCTUATION.match(char):
                known = " "
            else:
                base = "".join(part for part in unicodedata.normalize("NFD", char) if not unicodedata.combining(part))
                if not (base.isascii() and base.isalpha()):
                    return None
                known = base
        letters.append(char if known is None else known)
    words = _POSSESSIVE.sub(r"\1\2", "".join(letters).lower())
    return _WORDS.sub("-", words).strip("-")


def slug(text: str) -> str | None:
    """Return *text* as the older filter slug writes it; None if it has more than letters, digits, spaces, _ and -."""
    if not _PLAIN.fullmatch(text):
        return None
    return re.sub(r"[-\s]+", "-", text.strip().lower())
