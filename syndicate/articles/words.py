"""The words by which publishers withhold an article, and which of them a value says.

A word withholds under several names, e.g. `isDraft` and `is_draft`, and of some names the value says which word it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from syndicate.files.scalars import flag, is_given
from syndicate.model.errors import describe
from syndicate.model.instants import is_no_date

# What the settings switch. Those of display speak of a theme's lists: generators that do not know them show the page.
OF_DISPLAY = ("hidden", "archived")
WORDS = (
    "draft", "published", "status", "removed", "private", "unlisted", "password", "members", *OF_DISPLAY, "feed",
    "sitemap", "excerpt_only",
)  # fmt: skip
SCHEDULED = "scheduled"  # what a status says that withholds until the date of the article; `status` switches it
# Dates of an end that does not come, as people, databases and programs write it.
_NEVER = ("never", "none", "no", "", "false", "null", "nil", "n/a", "undefined", "nan", "\\n")

_STATUSES = {
    **dict.fromkeys(
        "draft unpublished notpublished notyetpublished tobepublished queued submission unapproved pending pendingreview inreview underreview "
        "needsreview awaitingreview rejected autodraft withheld embargo embargoed skip sent inherit".split(), "status"
    ),  # sent: by e-mail alone, as Ghost has it; inherit: a revision of WordPress
    **dict.fromkeys(("future", "scheduled"), SCHEDULED),
    **dict.fromkeys("trash trashed softtrashed deleted softdeleted removed withdrawn".split(), "removed"),
    **dict.fromkeys(("private", "secret", "confidential"), "private"),
    **dict.fromkeys(("password", "passwordprotected", "protected"), "password"),
    **dict.fromkeys(("members", "membersonly", "subscribers", "subscribersonly"), "members"),
    "unlisted": "unlisted", "hidden": "hidden", "archived": "archived",
    **dict.fromkeys(("published", "publish", "public", "usable"), ""),
}  # fmt: skip
# Of whom there is also who may see it; "" is everybody.
_VISIBILITIES = {
    **_STATUSES,
    **dict.fromkeys(
        "paid onlypaid tiers member registered premium founding patrons sponsors supporters followers".split(),
        "members",
    ),
    **dict.fromkeys(("internal", "restricted", "friends", "usemask", "me", "direct", "none"), "private"),
    **dict.fromkeys(("visible", "everyone", "everybody", "anyone", "all", "world", "open", "default"), ""),
}
_OUT = ("0", "n", "none", "never", "noindex", "exclude", "excluded", "hide", "hidden", "disable", "disabled", "skip")
_PLACES = {
    **dict.fromkeys(("feed", "feeds", "rss", "atom", "rssfeed"), "feed"),
    **dict.fromkeys(("sitemap", "sitemaps"), "sitemap"),
}
_EXCLUDING = ("disable", "disabled", "exclude", "excluded", "ignore", "skip", "omit", "hide", "hidden", "noindex")
# By these a part of an article may say that it is not for everybody.
OF_PARTS = frozenset(("draft", "private", "published", "public", "visibility"))
_NO_END = r"1970-01-01(?:[T ]00:00|$)|9999-12-31"
_AROUND = r"^[\W\d_]{1,9}|[\W\d_]{1,9}$"  # "1 - Draft", or with a picture
_MORE_FLAGS = {"1": True, "y": True, "t": True, "0": False, "n": False, "f": False}


class UnreadableError(ValueError):
    """A value withholds or does not, and nobody can tell; its text says what to write."""


def folded(name: str) -> str:
    """Return *name* as all its spellings share it: isDraft, is_draft and is-draft are one."""
    return name.strip().rstrip("? ").lower().replace("_", "").replace("-", "").replace(" ", "")


def _switched(value: Any) -> bool:
    found = flag(value)
    if found is None and isinstance(value, str):
        found = _MORE_FLAGS.get(value.strip().lower())
    if found is None and value in (0, 1):
        found = bool(value)
    if found is None:
        raise UnreadableError(f"expected true or false, found {describe(value)}; write true or false")
    return found


def is_on(value: Any) -> bool:
    """Tell whether *value* is true, however it is written."""
    try:
        return _switched(value)
    except UnreadableError:
        return False


def where_true(word: str) -> Callable[[Any], str]:
    return lambda value: word if _switched(value) else ""


def of_lock(value: Any) -> str:
    """Return the word for what a password guards; a *value* that is no switch may be that, and is not shown."""
    with suppress(UnreadableError):
        return "password" if _switched(value) else ""
    raise UnreadableError("expected true or false, found another value, perhaps a password; write true or false")


def where_false(word: str) -> Callable[[Any], str]:
    return lambda value: "" if _switched(value) else word


def is_publication(name: str) -> bool:
    """Tell whether a time of this *name* is that of a publication, so that null says that there was none."""
    return folded(name) == "publishedat"


def is_status(value: Any) -> bool:
    return folded(str(value)) in _STATUSES


def of_status(value: Any) -> str:
    """Return the word that a status stands for; one that is not about publishing stands for none.

    It may have a sign before it, or lie in a list or a mapping, as Notion has it: `{select: {name: Draft}}`. Of
    several, in a list or with commas ("published, hidden"), each counts.
    """
    if isinstance(value, str) and "," in value:
        value = value.split(",")
    if isinstance(value, list | dict):
        several = value if isinstance(value, list) else value.values()
        return next((word for one in several if (word := of_status(one))), "")
    if not isinstance(value, str):
        return ""
    found = _STATUSES.get(folded(value))
    return _STATUSES.get(folded(re.sub(_AROUND, "", value)), "") if found is None else found


def of_numbered_status(value: Any) -> str:
    """Return the word that a status stands for; 0 is that of what is not out, -1 and -2 of what was taken out."""
    is_out = not isinstance(value, bool) and str(value).strip() in ("0", "-1", "-2")  # Joomla, Drupal, databases
    return "status" if is_out else of_status(value)


def of_switch_or_status(value: Any) -> str:
    """Return the word that a status stands for, also where it is but true or false, as Drupal has it."""
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict):
        value = value[0].get("value", value)
    return "status" if flag(value) is False else of_numbered_status(value)


def of_visibility(value: Any) -> str:
    """Return the word that stands for those who may see an article."""
    if isinstance(value, bool):
        return "" if value else "hidden"
    if isinstance(value, list):
        return next((word for one in value if (word := of_visibility(one))), "")
    found = _VISIBILITIES.get(folded(value)) if isinstance(value, str) else None
    if found is None:
        raise UnreadableError(f"expected who may see it, found {describe(value)}; write public or private")
    return found


def of_access(value: Any) -> str:
    """Return the word for those who may see an article, "" where *value* tells of something else.

    `{site.login: true}` (Grav) shows it to those who are known.
    """
    if isinstance(value, dict):
        return "members" if any(str(key).endswith("login") and is_on(one) for key, one in value.items()) else ""
    try:
        return of_visibility(value) if isinstance(value, str | list) else ""
    except UnreadableError:
        return ""


def of_password(value: Any) -> str:
    """Return the word for what a password guards."""
    return "" if value is False or folded(str(value)) in ("false", "no", "none", "null") else "password"


def where_on(word: str) -> Callable[[Any], str]:
    """Return what finds *word* in a value that is true, none in another: `members` may list a band, `hide` parts."""
    return lambda value: word if is_on(value) else ""


def where_hidden(value: Any) -> str:
    """Return the word for what is kept out of everything, or of places that *value* names: `exclude_from: [rss]`."""
    if is_on(value):
        return "hidden"
    named = value if isinstance(value, list) else value.split(",") if isinstance(value, str) else ()
    words = {word for name in named if (word := _PLACES.get(folded(str(name))))}
    return words.pop() if len(words) == 1 else "hidden" if words else ""


def where_off(word: str) -> Callable[[Any], str]:
    """Return what finds *word* in a value that is false, none in another: `live` may be an address."""

    def said(value: Any) -> str:
        try:
            return "" if _switched(value) else word
        except UnreadableError:
            return ""

    return said


def of_robots(value: Any) -> str:
    """Return the word for what search engines may not keep, as the meta element `robots` says it."""
    if isinstance(value, dict):
        by_name = {folded(key): one for key, one in value.items()}
        index = by_name.get("index")
        is_kept_out = flag(index) is False or index == "noindex" or is_on(by_name.get("noindex"))
        return "sitemap" if is_kept_out else of_robots(by_name.get("robots", ""))
    rules = re.split(r"[,\s]+", " ".join(map(str, value)) if isinstance(value, list) else str(value))
    return "sitemap" if not {"noindex", "none"}.isdisjoint(map(str.lower, rules)) else ""


def of_meta(value: Any) -> str:
    """Return the word for what search engines may not keep, where *value* is a mapping of elements of that name.

    Or a list of the elements: `[{name: robots, content: noindex}]`, or `[[meta, {name: ...}]]` as VitePress has it.
    """
    if isinstance(value, list):
        elements = (one[-1] if isinstance(one, list) and one else one for one in value)
        named = (one for one in elements if isinstance(one, dict) and one.get("name") in ("robots", "googlebot"))
        return next((word for one in named if (word := of_robots(one.get("content", "")))), "")
    return of_robots(value) if isinstance(value, dict) else ""


def of_index(value: Any) -> str:
    """Return the word for what no search engine may keep: `index: false`; others number their articles so."""
    return "sitemap" if flag(value) is False or value == "noindex" else ""


def of_sitemap(value: Any) -> str:
    """Return the word for what is kept out of sitemaps: `false` (Jekyll), `{disable: true}` (Hugo)."""
    if isinstance(value, dict):
        return "sitemap" if _is_excluded(value) else ""
    return "sitemap" if _is_off(value) else ""


def _is_off(value: Any) -> bool:
    """Tell whether *value* keeps an article out of what it is about: sitemaps, or feeds."""
    return flag(value) is False or folded(str(value)) in _OUT


def _is_excluded(value: dict[Any, Any]) -> bool:
    by_name = {folded(key): one for key, one in value.items()}
    is_out = any(is_on(by_name.get(name)) for name in _EXCLUDING)
    return is_out or any(flag(by_name.get(name)) is False for name in ("include", "enable", "enabled", "show"))


def of_feed(value: Any) -> str:
    """Return the word for what feeds do not have, or have an excerpt of: `feed: {excerpt_only: true}` (jekyll-feed)."""
    if not isinstance(value, dict):
        return "feed" if _is_off(value) else ""
    if _is_excluded(value):
        return "feed"
    given = value.get("excerpt_only")
    return "excerpt_only" if is_given(given) and _switched(given) else ""


def is_never(value: Any) -> bool:
    """Tell whether *value* is the time of an end that does not come.

    Programs write NULL, 0, 0001-01-01, how 1970 began, or the last day that they know.
    """
    text = str(value).strip()
    is_zero = not text.strip("0-: TZ.") or is_no_date(text) or re.match(_NO_END, text) is not None
    return is_zero or folded(text) in _NEVER


def of_end(word: str) -> Callable[[Any], str]:
    """Return what finds *word* in the time at which an article was taken out."""
    return lambda value: "" if is_never(value) else word


def is_kept_in(part: Any) -> bool:
    """Tell whether a topic, a person, a picture or another file of an article says that it is not for everybody.

    So do Ghost's internal tags.
    """
    if not isinstance(part, dict) or OF_PARTS.isdisjoint(part):
        return False
    return (
        is_on(part.get("draft"))
        or is_on(part.get("private"))
        or flag(part.get("published")) is False
        or flag(part.get("public")) is False
        or part.get("visibility") in ("internal", "private")
    )


def of_own(word: str) -> Callable[[Any], str]:
    """Return what finds the site's own *word* in every value that does not say the contrary."""

    def said(value: Any) -> str:
        is_contrary = value in (False, 0, [], {}) or flag(value) is False
        return "" if is_contrary or _VISIBILITIES.get(folded(str(value))) == "" else word

    return said
