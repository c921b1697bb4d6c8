"""Findings as text, as JSON, as annotations of a workflow, and as SARIF."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO
from urllib.parse import quote

import msgspec

from syndicate.cli import painted, print_json as print_value, say
from syndicate.model import count
from syndicate_validate.findings import Finding, Rule, codes

_LEVELS = {"error": "error", "warning": "warning", "note": "notice"}


def print_text(finding: Finding, stream: TextIO) -> None:
    """Print the place, the sentence, the code, how often, and the clause."""
    place = _place(finding)
    often = f" ({finding.count:,} times)" if finding.count > 1 else ""
    say(f"{place}: {finding.severity}: {finding.message} [{finding.code}]{often} {finding.clause}".rstrip(), stream)


def _place(finding: Finding) -> str:
    return f"{finding.path}:{finding.line}:{finding.column}" if finding.line else finding.path


def print_summary(kinds: Mapping[str, int], counted: int, stream: TextIO) -> None:
    """Print how many findings of each severity *kinds* has, of how many documents."""
    counts = ", ".join(count(kinds[name], name) for name in _LEVELS if kinds.get(name))
    say(f"{count(counted, 'document')}: {counts or painted('nothing to say', 'note', stream)}", stream)


def print_json(found: Sequence[Finding]) -> None:
    print_value({"findings": msgspec.to_builtins(found)}, sys.stdout)


def print_github(found: Sequence[Finding]) -> None:
    """https://docs.github.com/actions/reference/workflow-commands-for-github-actions"""
    for each in found:
        where = f"file={_property(each.path)},title={each.code}"
        if each.line:
            where += f",line={each.line},col={each.column}"
        often = f" ({each.count:,} times)" if each.count > 1 else ""
        text = f"{each.message}{often} {each.clause}".rstrip()
        sys.stdout.write(f"::{_LEVELS[each.severity]} {where}::{_data(text)}\n")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def print_sarif(found: Sequence[Finding]) -> None:
    """SARIF 2.1.0, https://docs.oasis-open.org/sarif/sarif/v2.1.0/."""
    rules = codes()
    named = sorted({each.code for each in found})
    print_value(
        {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                {
                    "tool": {
                        "driver": {"name": "syndicate validate", "rules": [_rule(code, rules[code]) for code in named]}
                    },
                    "results": [_result(each) for each in found],
                }
            ],
        },
        sys.stdout,
    )


def _rule(code: str, rule: Rule) -> dict[str, object]:
    help_uri = {"helpUri": rule.clause} if rule.clause else {}
    return {"id": code, "shortDescription": {"text": rule.says}, **help_uri}


def _result(finding: Finding) -> dict[str, object]:
    is_url = finding.path.startswith(("http://", "https://"))
    uri = finding.path if is_url else quote(Path(finding.path).as_posix())
    physical: dict[str, object] = {"artifactLocation": {"uri": uri}}
    if finding.line:
        physical["region"] = {"startLine": finding.line, "startColumn": finding.column}
    return {
        "ruleId": finding.code,
        "level": finding.severity,
        "message": {"text": f"{finding.message} {finding.clause}".rstrip()},
        "locations": [{"physicalLocation": physical}],
        "occurrenceCount": finding.count,
    }
