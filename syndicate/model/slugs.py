"""Slugs: what a topic is called in file names and URLs."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from syndicate.model.text import topic_key

_MOST_BYTES = 80
_WORDS = {"#": "sharp", "+": "plus", "&": "and"}
# Latin letters that Unicode does not take apart into a letter and its accent.
_LATIN = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ŋ": "n", "þ": "th"}
    | {"ŧ": "t", "ƀ": "b", "ɨ": "i", "ɉ": "j", "ɍ": "r", "ɏ": "y", "ƒ": "f"}
)
# Joiners, marks of direction, selectors of a variant, fillers: nobody sees them, so they break no word.
_INVISIBLE = "[\u00ad\u034f\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e01ef]"  # fmt: skip
# "Naming Files, Paths, and Namespaces" (Microsoft); "con" is a device with any extension, so as a folder too.
_RESERVED = re.compile(r"con|prn|aux|nul|(?:com|lpt)[0-9]")


def topic_slugs(labels: Iterable[str], fixed: Mapping[str, str] | None = None, kind: str = "topic") -> dict[str, str]:
    """Return the slug of each topic of *labels* by its topic_key(): unique, and safe as one part of a path or URL.

    A slug is lower case and at most 80 bytes of UTF-8: Latin letters without accents and letters and digits of other
    scripts as they are, in NFC, joined by "-"; "#", "+" and "&" are the words sharp, plus and and. It depends on no
    order and no case of labels. It depends on other topics only where two would have one slug: the topic that is
    written like the slug keeps it, every other takes six digits of a hash of its key.

    fixed  slugs by topic_key() that somebody has chosen, no two alike: they stay as they are, and are returned too
    kind   the word for what labels name, in slugs that need one: of signs alone, or reserved by a system of files

    >>> topic_slugs(["C#", "C++", "R&D", "Élections", "日本 2024"])
    {'c#': 'c-sharp', 'c++': 'c-plus-plus', 'elections': 'elections', 'r&d': 'r-and-d', '日本 2024': '日本-2024'}
    """
    bases: dict[str, str] = {}
    for label in set(labels):
        key = topic_key(label)
        base = _base(label, key, kind)
        # Two spellings of one topic can differ in accents of other scripts (ё, е): the smallest stands for both.
        bases[key] = min(bases.get(key, base), base)
    fixed = fixed or {}
    bases.update(fixed)
    slugs = dict(sorted(bases.items()))
    tries = dict.fromkeys(slugs, 0)
    rivals = list(slugs)
    while rivals:
        claims = defaultdict(list)
        for key, slug in slugs.items():
            claims[unicodedata.normalize("NFD", slug).casefold()].append(key)
        rivals = [
            key
            for keys in claims.values()
            if len(keys) > 1
            for key in keys
            # What is written like the slug keeps it, one of a claim at most.
            if key not in fixed and (tries[key] or key != topic_key(slugs[key]) or not fixed.keys().isdisjoint(keys))
        ]
        for key in rivals:
            tries[key] += 1
            slugs[key] = _marked(bases[key], key, tries[key])
    return slugs


def topic_labels(labels: Iterable[str] | Mapping[str, int]) -> dict[str, str]:
    """Return the label of each topic by its topic_key(): the most frequent spelling, of equals the smallest.

    labels  the topics of all articles, one after the other, as often as they occur; or how often each does

    >>> topic_labels(["feeds", "Feeds", "AI", "Feeds"])
    {'ai': 'AI', 'feeds': 'Feeds'}
    """
    spellings: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for label, times in Counter(labels).items():
        spellings[topic_key(label)].append((-times, label))
    return {key: min(spellings[key])[1] for key in sorted(spellings)}


def _base(label: str, key: str, kind: str) -> str:
    """Return the slug of *label* as if there were no other topic."""
    slug = _joined(label)
    if not slug:
        return f"{kind}-{_digits(key, 1)}"
    if len(slug.encode()) > _MOST_BYTES:
        return _marked(slug, key, 1)
    return f"{slug}-{kind}" if _RESERVED.fullmatch(slug) else slug


def _joined(label: str) -> str:
    """Return the words of *label* joined by "-"; "" if it has none."""
    # casefold() makes capitals of small Cherokee letters, as lower() does not.
    folded = unicodedata.normalize("NFC", label).casefold().lower()
    text = folded if folded.isascii() else re.sub(_INVISIBLE, "", unicodedata.normalize("NFC", folded))
    pieces: list[str] = []
    is_other_script = False  # whether the last piece is of a script that keeps its marks
    for char in text:
        latin = _latin(char)
        if latin in _WORDS:
            pieces.append(f"-{_WORDS[latin]}-")
        elif latin:
            pieces.append(latin)
        elif unicodedata.category(char)[0] == "M":
            if is_other_script:
                pieces.append(char)
            continue
        elif unicodedata.category(char) in ("Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Nl"):
            pieces.append(char)
            is_other_script = True
            continue
        else:
            pieces.append("-")
        is_other_script = False
    slug = re.sub("-+", "-", unicodedata.normalize("NFC", "".join(pieces))).strip("-")
    # casefold() made every sigma σ; at the end of a word Greek writes ς.
    return re.sub(r"(?<=\w)σ(?!\w)", "ς", slug)


@lru_cache(maxsize=4096)
def _latin(char: str) -> str:
    """Return what stands for *char* in ASCII, "" if it is no Latin letter, no digit and no sign with a word."""
    bare = unicodedata.normalize("NFKD", char.translate(_LATIN))
    bare = "".join(one for one in bare if not unicodedata.combining(one)).translate(_LATIN)
    return bare.lower() if bare.isascii() and (bare.isalnum() or bare in _WORDS) else ""


def _marked(slug: str, key: str, times: int) -> str:
    """Return *slug* with digits that are the topic's own, cut at a character so that both fit."""
    digits = _digits(key, times)
    cut = slug.encode()[: _MOST_BYTES - len(digits) - 1].decode(errors="ignore").strip("-")
    return f"{cut}-{digits}"


def _digits(key: str, times: int) -> str:
    """Return 6 digits for *key*, more at each further try: of another hash, so that one is always free."""
    import hashlib

    text = key if times == 1 else f"{key}\0{times}"
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[: min(4 + 2 * times, 32)]
