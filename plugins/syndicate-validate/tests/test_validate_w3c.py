"""The W3C's cases: what their headers expect is found, or absent, as they say."""

from __future__ import annotations

import os
import re
import tomllib
from collections import Counter
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from syndicate_validate.findings import Finding
from syndicate_validate.judging import judge

CODES: dict[str, str] = tomllib.loads(Path(__file__).with_name("w3c_messages.toml").read_text(encoding="utf-8"))
CASES = Path(os.environ.get("FEEDVALIDATOR_SRC", "/nowhere")) / "testcases"
NOW = datetime(2026, 11, 29, tzinfo=UTC)
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="FEEDVALIDATOR_SRC names no feed validator with its cases")

# Formats and extensions that there are no rules for here.
OUT_OF_SCOPE = {
    "kml": "KML",
    "gbase": "Google Base",
    "opensearch": "OpenSearch descriptions",
    "rss11": "RSS 1.1",
    "ext/access": "access restrictions",
    "ext/app": "the Atom Publishing Protocol",
    "ext/cf": "Simple List Extensions",
    "ext/conversationsnetwork": "the Conversations Network's extension",
    "ext/feedburner": "FeedBurner's extension",
    "ext/feedsync": "FeedSync",
    "ext/meta": "meta elements in feeds",
    "ext/xrd": "XRD",
}
_EXPECTED = re.compile(r"<!--\s*Description:\s*(.*?)\s*Expect:\s*(!?)(\w*)(?:{(.*?)})?\s*-->", re.DOTALL)


class Case(NamedTuple):
    path: str
    is_absent: bool
    message: str
    words: dict[str, str]


def case_of(file: Path) -> Case | None:
    found = _EXPECTED.search(file.read_text(encoding="utf-8", errors="replace"))
    if not found:
        return None
    words = dict(word.strip().split(":", 1) for word in (found[4] or "").split(",") if ":" in word)
    name = file.relative_to(CASES).as_posix()
    is_content = found[3].startswith("Valid")
    if is_content and found[2]:
        return None  # that it is not content with a value is a fact about that validator
    return Case(name, bool(found[2]) != is_content, found[3], words)


@cache
def cases() -> list[Case]:
    files = sorted([*CASES.glob("*/*/*.xml"), *CASES.glob("opml/*/*.opml")])
    return [case for case in map(case_of, files) if case is not None and not scope(case.path)]


def scope(path: str) -> str:
    return next((why for begin, why in OUT_OF_SCOPE.items() if path.startswith(begin + "/")), "")


def is_about(finding: Finding, words: dict[str, str]) -> bool:
    """Tell whether *finding* stands at the element that a case names."""
    *_, parent, name = ["", "", *finding.element.split("/")]
    names = {name.removeprefix("atom:"), finding.attribute, name, parent, parent.removeprefix("atom:")}
    names.update(re.findall(r"(?:<(?:atom:)?)?((?:xmlns:|(?<=[<:]))[\w:]+)", finding.message))
    element = words.get("element")
    return element is None or element.removeprefix("atom:") in names or element.startswith("xml:")


def agrees(case: Case) -> bool:
    found = judge(
        (CASES / case.path).read_bytes(), case.path, now=NOW, url=f"http://www.feedvalidator.org/testcases/{case.path}"
    )
    if case.message in ("Error", "Warning", "Message"):
        grave = [
            each
            for each in found
            if each.severity == "error"
            or (case.message != "Error" and each.severity == "warning" and not each.code.startswith("self-"))
        ]
        return bool(grave) != case.is_absent
    codes = CODES.get(case.message, "").split()
    at = [each for each in found if each.code in codes and is_about(each, case.words)]
    return bool(at) != case.is_absent


def test_97_of_100_cases_within_scope_agree() -> None:
    rest = [case for case in cases() if not agrees(case)]
    kinds = Counter(f"{'no ' if case.is_absent else ''}{case.message}" for case in rest)
    assert len(rest) <= 0.03 * len(cases()), f"{len(rest)} of {len(cases())}: {kinds.most_common()}"
