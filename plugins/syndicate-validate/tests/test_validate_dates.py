"""Dates as each standard spells them: what is one, and what is none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

import syndicate_validate.judging  # noqa: F401  its import registers all functions
from syndicate_validate.findings import Findings
from syndicate_validate.nodes import Document, Node
from syndicate_validate.vocabulary import VALUES


def said(name: str, text: str) -> list[str]:
    document = Document(Findings("feed"), datetime(2026, 11, 29, tzinfo=UTC))
    VALUES[name](text, Node("date", None, document, 1, 1), "")
    return [found.code for found in document.findings.sorted()]


@pytest.mark.parametrize(
    ("name", "text", "codes"),
    [
        ("rfc3339", "2024-02-29T23:59:60Z", []),
        ("rfc3339", "2024-05-01T09:00:00.123456789+14:00", []),
        ("rfc3339", "2023-02-29T00:00:00Z", ["date-rfc3339"]),
        ("rfc3339", "2024-05-01T09:00Z", ["date-rfc3339"]),
        ("rfc3339", "2024-05-01T24:00:00Z", ["date-rfc3339"]),
        ("rfc3339", "2024-05-01T09:60:00Z", ["date-rfc3339"]),
        ("rfc3339", "2024-05-01T09:00:61Z", ["date-rfc3339"]),
        ("rfc3339", "2024-05-01T09:00:00+24:00", ["date-rfc3339"]),
        ("rfc3339", "2024-05-01T09:00:00+0200", ["date-rfc3339"]),
        ("rfc3339", "2024-05-01t09:00:00z", ["date-rfc3339"]),
        ("rfc3339", "2026-11-30T09:00:00+10:00", []),  # it is the 29th at Greenwich
        ("rfc3339", "2026-12-01T09:00:00Z", ["date-implausible"]),
        ("rfc3339", "1969-12-31T00:00:00Z", ["date-implausible"]),
        ("rfc3339", "\u0662024-05-01T09:00:00Z", ["date-rfc3339"]),
        ("w3c-date", "2024", []),
        ("w3c-date", "2024-05", []),
        ("w3c-date", "2024-05-01T09:00Z", []),
        ("w3c-date", "2024-05-01T09:00", ["date-w3c"]),
        ("w3c-date", "2024-13", ["date-w3c"]),
        ("w3c-date", "2024-05-01T09:00:60.5Z", []),
        ("w3c-date-any", "0001-01-01", []),
        ("w3c-date-any", "0000-01-01", ["date-w3c"]),
        ("iso-date", "2024-05-01T09:00:00+0200", []),
        ("iso-date", "2024-05-01T09:00", []),
        ("iso-date", "2024-05-01", ["date-w3c"]),
        ("rfc822", "Wed, 01 May 2024 09:00:00 +0000", []),
        ("rfc822", "01 May 2024 09:00:00 EST", []),
        ("rfc822", "Tue, 31 Dec 2024 23:59:60 GMT", []),
        ("rfc822", "Thu, 01 May 2024 09:00:00 +0000", ["date-weekday"]),
        ("rfc822", "Thu, 02 May 2024 01:00:00 +0900", []),  # of the day as it is written
        ("rfc822", "Wed, 01 May 2024 09:00 GMT", ["date-rfc822-form"]),
        ("rfc822", "Wed, 01 May 24 09:00:00 GMT", ["date-rfc822-form"]),
        ("rfc822", "Wed, 01 May 2024 09:00:00 GMT (noon)", ["date-rfc822-form"]),
        ("rfc822", "Wed, 01 May 2024 09:00:00 Z", ["date-rfc822-form"]),
        ("rfc822", "Wednesday, 01 May 2024 09:00:00 GMT", ["date-rfc822-form"]),
        ("rfc822", "Wed, 01 may 2024 09:00:00 GMT", ["date-rfc822-form"]),
        ("rfc822", "Wed, 01 Mai 2024 09:00:00 GMT", ["date-rfc822"]),
        ("rfc822", "mer., 01 May 2024 09:00:00 GMT", ["date-rfc822"]),
        ("rfc822", "Wed, 31 Apr 2024 09:00:00 GMT", ["date-rfc822"]),
        ("rfc822", "Wed, 01 May 2024 09:60:00 GMT", ["date-rfc822"]),
        ("rfc822", "Wed, 01 May 2024 25:00:00 GMT", ["date-rfc822"]),
        ("rfc822", "Wed, 01 May 2024 09:00:00", ["date-rfc822"]),
        ("rfc822", "Wed, 01 May 2024 09:00:00 CEST", ["date-rfc822"]),
    ],
)
def test_a_date_is_judged_by_its_grammar_and_its_calendar(name: str, text: str, codes: list[str]) -> None:
    assert said(name, text) == codes
