"""What the README shows works as it stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

README = (Path(__file__).parent.parent / "README.md").read_text()
Build = Callable[..., Any]
Sites = Callable[..., Path]


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_the_lines_for_conf_py_are_all_it_needs_and_the_options_are_known(make_site: Sites, build: Build) -> None:
    conf, options = blocks("python")
    (page,) = blocks("rst")
    built = build(make_site({"tides.rst": page}, conf), "-W")
    assert built.status == 0, built.log
    assert {"rss.xml", "atom.xml"} <= {path.name for path in built.site.iterdir()}
    assert '"Ann Lee"' in built.text("feed.json")
    built = build(make_site({"feeds.yaml": "feeds: [{format: json, path: other.json}]\n"}, conf + options), "-W")
    assert built.status == 0, built.log
    assert (built.site / "other.json").exists()
    assert (built.site / "_headers").exists()


def test_the_fault_that_it_shows_is_the_one_that_is_told(make_site: Sites, build: Build) -> None:
    (shown,) = re.findall(r"^    (\S+ WARNING: .*)$", README, re.MULTILINE)
    assert shown in build(make_site({"tides.rst": ":date: yesterday\n\nTides\n=====\n"})).log
