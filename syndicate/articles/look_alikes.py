"""Names and values that only look as if they withheld an article: the report asks about them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from syndicate.articles.words import folded, is_on, is_status, of_status
from syndicate.files.scalars import flag

# What looks like one of the words: parts of a name that speak of secrecy, of where an article stands on its way out, or
# of feeds; and values that do.
_SECRETS = frozenset(
    "private draft unpublished unlisted secret confidential member members subscriber subscribers withheld embargoed "
    "protected paywall paywalled internal premium paid drafted restricted embargo hold "
    "takedown killed retracted".split()
)
_STANDINGS = frozenset(
    "status state stage stream phase lifecycle visibility access audience publish published publishing publication "
    "privacy workflow tier sensitivity confidentiality".split()
)
_FEEDS = frozenset("feed feeds rss atom".split())
_DATED = frozenset("date time at on by".split())  # when, or by whom: no matter of showing
_INCLUDING = frozenset("include includes included generate generates".split())
_EXCLUDING = frozenset("hide hidden exclude excluded no skip omit disable".split())
_VALUES = (
    _SECRETS
    | frozenset("hidden pending trash archived scheduled paid premium inactive disabled offline expired".split())
    | frozenset(
        "review idea outline planned queued backlog todo stub hold started canceled cancelled spiked paused errored".split()
    )
) - {"protected"}
_PARTS_OF_INTEREST = _SECRETS | _STANDINGS | _FEEDS
_PARTS = r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+"
# They mean it only where they are the whole name: a page may have its comments disabled.
_WHOLE = frozenset("disabled inactive deactivated unreleased preview".split())
# So do these, and as a status; whether they go out yet each site has its own mind.
_UNFINISHED = frozenset("wip workinprogress inprogress unfinished notready onhold".split())
# Names of these words alone tell of the article itself, where they are false: shouldPublish, not publish_to_medium.
_OF_ITSELF = frozenset(
    "publish published publishing to be ready should can may for released allow web website online syndicate "
    "syndication".split()
)
_LONGEST = 40  # characters of a value that may be such a word
_MOST = 3  # words of one
# What a slip of the hand may be of: names that withhold where they are true, or false, or by what they say; values.
_WHERE_TRUE = (
    "draft unpublished private unlisted secret confidential hidden archived removed deleted trashed protected encrypted"
).split()
_WHERE_FALSE = "published publish public listed visible approved".split()
_BY_VALUE = "status visibility".split()
_STATUSES = "pending scheduled embargoed".split()
# The same in other languages of publishers, as `folded` leaves them.
_ELSEWHERE = {
    **dict.fromkeys("entwurf brouillon borrador bozza concept klad rascunho esboço utkast szkic taslak черновик مسودة 下書き 草稿 초안".split(), "draft"),
    **dict.fromkeys("unveröffentlicht nonpublié inédito ongepubliceerd".split(), "unpublished"),
    **dict.fromkeys("privat privé prive privée privado privada privato privata приватно خاص 非公開 非公开 私密 비공개".split(), "private"),
    **dict.fromkeys("geheim vertraulich confidentiel confidencial secreto segreto riservato vertrouwelijk".split(), "secret"),
    **dict.fromkeys("versteckt verborgen caché oculto oculta nascosto escondido".split(), "hidden"),
    **dict.fromkeys("archiviert archivé archivado archiviato gearchiveerd arquivado".split(), "archived"),
    **dict.fromkeys("gelöscht supprimé eliminado eliminato verwijderd excluído".split(), "deleted"),
    **dict.fromkeys("geplant planifié programado programmato gepland agendado".split(), "scheduled"),
    **dict.fromkeys("veröffentlicht publié publicado pubblicato gepubliceerd опубликовано منشور 発行 发布 已发布".split(), "published"),
    **dict.fromkeys("öffentlich público pubblico openbaar 公開 公开 공개".split(), "public"),
    **dict.fromkeys("sichtbar visibile visível zichtbaar".split(), "visible"),
    **dict.fromkeys("estado stato".split(), "status"),
    **dict.fromkeys("sichtbarkeit visibilité visibilidad visibilità zichtbaarheid visibilidade".split(), "visibility"),
}  # fmt: skip
_YES = frozenset("ja oui si sí sì sim wahr vrai verdadero vero waar verdadeiro да نعم はい 是 예".split())
_NO = frozenset("nein non no nee não falsch faux falso onwaar нет لا いいえ 否 아니오".split())
# Words of their own, a letter from one of ours.
_OTHERS = frozenset("craft graft drift listen listener lister pubic republic states statue statues stats".split())
# Names that tell of something else than this article: pages that list it, who publishes it.
_OTHER_NAMES = frozenset("archive archives archiver publisher publishers".split())


def looks_like_one(name: str) -> bool:
    """Tell whether a *name* that is no word of ours looks as if it withheld."""
    parts = parts_of(name)
    if folded(name) in _UNFINISHED or (parts <= _WHOLE and parts):
        return True
    is_one = not _PARTS_OF_INTEREST.isdisjoint(parts) or (parts and parts <= _OF_ITSELF)
    return (is_one and parts.isdisjoint(_DATED)) or meant_word(name) != ""


def is_meant(name: str, value: Any) -> bool:
    """Tell whether *value*, which withholds nothing, looks as if it were meant to under this *name*."""
    word = meant_word(name)
    if word in _WHERE_TRUE:
        return is_on(value) or _is_among(value, _YES) or _withholds(value)
    if word in _WHERE_FALSE:
        return value is False or _is_among(value, _NO) or (isinstance(value, str) and flag(value) is False)
    if (word in _BY_VALUE or name in _BY_VALUE) and _withholds(value):
        return True
    parts = parts_of(name)
    if parts and (parts <= _OF_ITSELF or parts <= _FEEDS | _INCLUDING):
        return flag(value) is False or _is_among(value, _NO)
    if (
        parts <= _WHOLE
        or folded(name) in _UNFINISHED
        or not parts.isdisjoint(_SECRETS)
        or (not parts.isdisjoint(_FEEDS) and not parts.isdisjoint(_EXCLUDING))
    ):
        return is_on(value) or (isinstance(value, str) and of_status(value) != "")
    if (
        name == "status"
        and value is not True
        and (isinstance(value, int) or (isinstance(value, str) and value.strip().isdecimal()))
    ):
        return True  # a database numbers what it has no words for
    if not isinstance(value, str) or len(value) > _LONGEST:
        return False
    words = parts_of(value)  # a sentence, or the name of a journal, is no standing
    return len(words) <= _MOST and not (parts.isdisjoint(_STANDINGS) or _VALUES.isdisjoint(words))


def is_of_feeds(name: str) -> bool:
    return not parts_of(name).isdisjoint(_FEEDS)


def parts_of(text: str) -> set[str]:
    """Return the words that *text* is made of, e.g. of postStatus and post-status `post` and `status`."""
    return {part.lower() for part in re.findall(_PARTS, text)}


@lru_cache(maxsize=1024)  # the articles of a site have the same names
def meant_word(name: str) -> str:
    """Return the word that *name* misspells, or is in another language, "" where there is none.

    >>> meant_word("isDrafft"), meant_word("Entwurf"), meant_word("craft"), meant_word("draft")
    ('draft', 'draft', '', '')
    """
    text = folded(name)
    if text in _OTHER_NAMES:
        return ""
    return _meant(text) or _meant(text.removeprefix("is"))


def slip_of(name: str, words: Iterable[str]) -> str:
    """Return which of *words* is *name* but for one slip: a letter that is missing, too many, swapped or other.

    Another letter makes another word of a short one, so that is a slip from five letters on. "" where none is.
    """
    return next((word for word in words if _is_slip(name, word)), "")


def _is_slip(name: str, word: str) -> bool:
    if name == word or abs(len(name) - len(word)) > 1:
        return False
    pairs = enumerate(zip(name, word, strict=False))
    same = 0 if name[:1] != word[:1] else next((place for place, (one, other) in pairs if one != other), None)
    if same is None:
        return True
    rest, meant = name[same:], word[same:]
    is_other = len(word) > 4 and rest[1:] == meant[1:]
    is_swapped = rest[:2] == meant[1::-1] and rest[2:] == meant[2:]
    return is_other or is_swapped or rest[1:] == meant or rest == meant[1:]


def _meant(text: str, words: Iterable[str] = (*_WHERE_TRUE, *_WHERE_FALSE, *_BY_VALUE)) -> str:
    return _ELSEWHERE.get(text) or ("" if text in _OTHERS else slip_of(text, words))


def _withholds(value: Any) -> bool:
    """Tell whether *value* is a status that withholds, misspelt or in another language too."""
    if not isinstance(value, str) or len(value) > _LONGEST or is_status(value):
        return of_status(value) != ""
    text = folded(value)
    if text in _UNFINISHED:
        return True
    word = _meant(text, (*_WHERE_TRUE, *_STATUSES))
    return word in _WHERE_TRUE or word in _STATUSES


def _is_among(value: Any, words: frozenset[str]) -> bool:
    return isinstance(value, str) and value.strip().lower() in words
