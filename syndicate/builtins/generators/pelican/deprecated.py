"""Settings that Pelican knows by an older name or in an older form, as it understands them itself."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import Any

from .configuration import Known
from .options import SLUG_SUBSTITUTIONS, PelicanOptions

_LISTS = "ARTICLE_EXCLUDES IGNORE_FILES STATIC_PATHS ARTICLE_PATHS PAGE_PATHS".split()
_FLAVOURS = ("SLUG", "CATEGORY", "TAG", "AUTHOR")
_TRIMMED = SLUG_SUBSTITUTIONS[1:3]


def modernised(given: Mapping[str, Known]) -> tuple[dict[str, Known], list[str]]:
    """Return *given* in the words of Pelican 4, and notes about what is passed over, as Pelican does."""
    known, notes = dict(given), []
    for name in ("ARTICLE", "PAGE"):
        if (old := known.get(f"{name}_DIR")) is not None:
            known[f"{name}_PATHS"] = old._replace(value=[old.value])
    for name in _LISTS:
        if name in known and not isinstance(known[name].value, list):
            place = f"{known[name].path}:{known[name].line}"
            notes.append(f"{place}: {name}: is no list, so Pelican takes its default; write a list")
            del known[name]
    if "FILENAME_METADATA" in known and not isinstance(known["FILENAME_METADATA"].value, str):
        del known["FILENAME_METADATA"]
    if (clean := known.get("CLEAN_URLS")) is not None and clean.value:
        for name, url in (("ARTICLE_URL", "{slug}/"), ("ARTICLE_LANG_URL", "{slug}-{lang}/")):
            known[name] = clean._replace(value=url)
        known["PAGE_URL"] = clean._replace(value="pages/{slug}/")
        known["PAGE_LANG_URL"] = clean._replace(value="pages/{slug}-{lang}/")
    _structure(known)
    _substitutions(known)
    for name, setting in known.items():
        # Pelican knows no difference between an empty text and nothing here, and options do.
        if name.endswith(("_URL", "_SAVE_AS")) and setting.value in (None, False):
            known[name] = setting._replace(value="")
    return known, notes


def _structure(known: dict[str, Known]) -> None:
    """Put ARTICLE_PERMALINK_STRUCTURE in front of the patterns."""
    structure = known.get("ARTICLE_PERMALINK_STRUCTURE")
    if structure is None or not structure.value:
        return
    text = re.sub(r"%\((\w+)\)s", r"{\g<1>}", str(structure.value))
    text = re.sub(r"(%[A-z])", r"{date:\g<1>}", text).removeprefix("/")
    defaults = PelicanOptions()
    for kind in ("ARTICLE", "ARTICLE_LANG", "PAGE", "PAGE_LANG", "DRAFT", "DRAFT_LANG"):
        for name in (f"{kind}_URL", f"{kind}_SAVE_AS"):
            if not hasattr(defaults, name.lower()):
                continue
            pattern = known[name].value if name in known else getattr(defaults, name.lower())
            known[name] = structure._replace(value=posixpath.join(text, str(pattern)))


def _substitutions(known: dict[str, Known]) -> None:
    """Turn SLUG_SUBSTITUTIONS and its kin into regular expressions."""
    old: dict[str, Any] = {name: known.pop(f"{name}_SUBSTITUTIONS", None) for name in _FLAVOURS}
    old = {name: setting for name, setting in old.items() if setting is not None and isinstance(setting.value, list)}
    slugs = old["SLUG"].value if "SLUG" in old else []
    for name, setting in old.items():
        rules = [*slugs, *setting.value] if name in ("CATEGORY", "TAG") else setting.value
        try:
            pairs = [(re.escape(rule[0]), rule[1].replace("\\", r"\\")) for rule in rules]
        except (TypeError, IndexError, AttributeError):
            continue
        skips = any(len(rule) > 2 and rule[2] for rule in rules)
        value = [list(pair) for pair in (*pairs, *(_TRIMMED if skips else SLUG_SUBSTITUTIONS))]
        known[f"{name}_REGEX_SUBSTITUTIONS"] = setting._replace(value=value)
    if old and "AUTHOR" not in old and slugs:
        author = [list(pair) for pair in SLUG_SUBSTITUTIONS]
        known["AUTHOR_REGEX_SUBSTITUTIONS"] = old["SLUG"]._replace(value=author)
