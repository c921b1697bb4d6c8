"""The README's table of codes is made from the rules."""

from __future__ import annotations

import re
from pathlib import Path

from syndicate_validate.findings import codes

README = Path(__file__).parent.parent / "README.md"


def table() -> str:
    rows = ["| code | severity | what is said |", "|---|---|---|"]
    for code, rule in codes().items():
        says = re.sub(r"\{(\w+)\}", r"*\1*", rule.says).replace("<", "\\<").replace("|", "\\|")
        shown = f"[{says}]({rule.clause})" if rule.clause else says
        rows.append(f"| `{code}` | {rule.severity} | {shown} |")
    return "\n".join(rows) + "\n"


def test_the_readme_lists_every_code() -> None:
    text = README.read_text(encoding="utf-8")
    assert text.partition("## All codes\n\n")[2] == table()


def test_every_code_that_the_rules_tell_is_in_the_table_and_every_one_there_is_told() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (README.parent / "syndicate_validate").rglob("*.py"))
    told = set(re.findall(r"\"([a-z0-9]+(?:-[a-z0-9]+)+)\"", code))
    unheard = {name for name in codes() if name not in told and f'"{name}"' not in code}
    assert unheard == set()
