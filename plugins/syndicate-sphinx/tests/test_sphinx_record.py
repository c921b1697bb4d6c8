"""What a build has published is noted in syndicate.record, beside conf.py; a build that writes one page sees all of them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

Sites = Callable[..., Path]
PAGE = ":date: 2024-02-01\n\n{0}\n====\n\nText.\n"


def ids(site: Path) -> dict[str, str]:
    items = json.loads((site / "_build" / "feed.json").read_text())["items"]
    return {item["url"]: item["id"] for item in items}


def test_a_page_that_has_moved_keeps_its_id_and_its_text(make_site: Sites, build: Callable[..., Any]) -> None:
    site = make_site({"high.rst": PAGE.format("High"), "gone.rst": PAGE.format("Gone")})
    assert "syndicate.record notes what is published" in build(site).log
    (site / "high.rst").rename(site / "higher.rst")
    (site / "gone.rst").unlink()
    built = build(site)
    assert ids(site)["https://e.org/higher.html"] == "https://e.org/high.html"
    assert "1 article is withdrawn, and in no feed any more: https://e.org/gone.html" in built.log
    assert "Text." in built.text("feed.json")


def test_an_incremental_build_withdraws_nothing(make_site: Sites, build: Callable[..., Any]) -> None:
    site = make_site({"high.rst": PAGE.format("High")})
    build(site)
    (site / "low.rst").write_text((site / "low.rst").read_text() + "\nMore.\n")
    assert "withdrawn" not in build(site).log
    assert set(ids(site)) == {"https://e.org/high.html", "https://e.org/low.html"}
    assert '"gone"' not in (site / "syndicate.record").read_text()


def test_a_preview_touches_no_record(make_site: Sites, build: Callable[..., Any]) -> None:
    site = make_site({"high.rst": PAGE.format("High")})
    build(site, "-D", "syndicate_preview=1")
    assert not (site / "syndicate.record").exists()
    build(site)
    before = (site / "syndicate.record").read_bytes()
    (site / "high.rst").unlink()
    build(site, "-D", "syndicate_preview=1")
    assert "https://e.org/high.html" not in ids(site)
    assert (site / "syndicate.record").read_bytes() == before


def test_faults_of_one_kind_are_one_message(make_site: Sites, build: Callable[..., Any]) -> None:
    pages = {f"n{number}.rst": f":date: day {number}\n\nN\n=\n" for number in range(9)}
    log = build(make_site(pages)).log
    assert log.count("is not an ISO 8601 instant") == 1
    assert "9 in all: also n1.rst:1:8 and n2.rst:1:8, and 6 more" in log


def test_a_translation_of_the_same_sources_has_ids_and_a_record_of_its_own(
    make_site: Sites, build: Callable[..., Any]
) -> None:
    site = make_site({"high.rst": PAGE.format("High")})
    build(site, "-D", "language=en")  # which is what conf.py says
    before = (site / "syndicate.record").read_bytes()
    shutil.rmtree(site / "_build")  # a language has a folder of its own
    for _ in range(2):
        built = build(site, "-E", "-D", "language=fr", "-D", "html_baseurl=https://e.org/fr/")
        assert "has moved" not in built.log
        assert ids(site)["https://e.org/fr/high.html"] == "https://e.org/fr/high.html"
    assert (site / "syndicate.record").read_bytes() == before
    assert (site / "syndicate.fr.record").exists()
