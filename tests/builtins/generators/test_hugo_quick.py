"""What most pages of a Hugo site are is read by a short way: what it makes is what the long one makes."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import example, given, strategies as st

from syndicate import Site, SourceContext
from syndicate.builtins.generators.hugo.addresses import Addresses
from syndicate.builtins.generators.hugo.dates import Dates
from syndicate.builtins.generators.hugo.front import front_matter
from syndicate.builtins.generators.hugo.options import HugoOptions
from syndicate.builtins.generators.hugo.permalinks import Addressed, Rules, address, sanitized
from syndicate.builtins.generators.hugo.pictures import pictures
from syndicate.builtins.generators.hugo.places import Place, Places
from syndicate.model import parse_instant

WORDS = st.text("aB9 -_.~+#@%&?\t\x1f/\\", max_size=12)
NAMES = st.text("aB9-_.~", min_size=1, max_size=6)
FOLDERS = st.sampled_from(
    ["", "posts", "Posts/a b", "a/b/c", "ü/x", "c#/d", "100%", "n?w", "a/../b", "-x-/.y", "e\u0301"]
)
TEXTS = st.one_of(
    st.none(),
    st.integers(-99_999, 99_999),
    st.sampled_from(["", " ", "2024-01-30", "2023-05-01T10:00:00Z", "0001-01-01", "x", 1706638860]),
)


def opened(root: str, **options: Any) -> tuple[SourceContext, HugoOptions]:
    given_options = HugoOptions(**options)
    site = Site(title="T", url="https://example.org/")
    return SourceContext(root=root, paths=(".",), site=site, options=given_options), given_options


def place(folder: str = "", base_name: str = "a", key: str = "content/a.md") -> Place:
    return Place(
        key=key,
        language="en",
        path=f"{folder}/{base_name}.md",
        folder=folder,
        base_name=base_name,
        is_bundle=False,
        is_branch=False,
        suffix=".md",
    )


@given(text=WORDS)
@example("a - -b  -")
@example(" a\x1f& b ")
def test_a_path_in_ascii_is_what_is_made_letter_by_letter(text: str) -> None:
    rules = Rules(permalinks={}, ugly_urls=False, lower_paths=True, remove_accents=False)
    # With a letter of another script in it, each is looked at by itself.
    assert sanitized(f"{text}/é", rules) == f"{sanitized(f'{text}/x', rules).removesuffix('x')}é"
    assert sanitized(f"é/{text}", rules) == f"é/{sanitized(f'x/{text}', rules).removeprefix('x/')}"


@given(
    folder=FOLDERS,
    name=NAMES,
    slug=st.one_of(st.none(), NAMES),
    lower=st.booleans(),
    accents=st.booleans(),
    ugly=st.sampled_from([False, True, {"posts": True}]),
    permalinks=st.sampled_from([{}, {"posts": "/:year/:slug/"}, {"/": "/x/:title/"}]),
)
@example(folder="posts", name="index", slug=None, lower=True, accents=False, ugly=False, permalinks={})
def test_a_plain_name_stands_below_its_folder(
    folder: str,
    name: str,
    slug: str | None,
    lower: bool,  # noqa: FBT001
    accents: bool,  # noqa: FBT001
    ugly: bool | dict[str, bool],  # noqa: FBT001
    permalinks: dict[str, str],
) -> None:
    context, options = opened(
        os.devnull, lower_paths=lower, remove_accents=accents, ugly_urls=ugly, permalinks=permalinks
    )
    fields = {"title": "A title", **({} if slug is None else {"slug": slug})}
    rules = Rules(
        permalinks={section.strip("/"): pattern for section, pattern in permalinks.items()},
        ugly_urls=ugly,
        lower_paths=lower,
        remove_accents=accents,
    )
    page = Addressed(
        folder=folder,
        base_name=name,
        section=folder.partition("/")[0],
        sections=(),
        title="A title",
        date=datetime(1, 1, 1, tzinfo=UTC),
        slug=(slug or "").strip("-"),
    )
    addresses = Addresses(context, options, Places(context, options))
    assert addresses.address(place(folder, name), fields, {}) == address(page, rules)


@given(
    pattern=st.text("aB/.-_~ ", max_size=10),
    prefix=st.sampled_from(["", "fr", "pt-br"]),
    lower=st.booleans(),
    ugly=st.booleans(),
)
def test_a_pattern_that_yields_plain_names_is_a_path(pattern: str, prefix: str, lower: bool, ugly: bool) -> None:  # noqa: FBT001
    page = Addressed(folder="", base_name="x", section="", sections=(), title="", date=datetime(2024, 1, 1, tzinfo=UTC))

    def by(pattern: str) -> tuple[str, str]:
        rules = Rules(permalinks={"": pattern}, ugly_urls=ugly, lower_paths=lower, remove_accents=False, prefix=prefix)
        found = address(page, rules)
        return found.link, found.folder

    # Beside a name that is not plain all go the long way.
    assert by(f"/x/:year/{pattern}/z/") == tuple(part.replace("%C3%A9", "x") for part in by(f"/é/:year/{pattern}/z/"))


@given(st.dictionaries(st.sampled_from(["date", "Date", "TITLE", "title", "Σσ", "ß", "tags", ""]), st.integers()))
def test_names_in_lower_case_are_taken_as_they_are(head: dict[str, int]) -> None:
    quick, long = front_matter(place(), head, ()), front_matter(place(), {**head, "params": {}}, ())
    assert dict(quick.fields) == {name: value for name, value in long.fields.items() if name != "params"}
    assert [quick.path(name) for name in (*quick.fields, "no")] == [long.path(name) for name in (*quick.fields, "no")]
    assert quick.inherited == long.inherited == {}


@given(
    fields=st.dictionaries(st.sampled_from(["date", "publishdate", "pubdate", "lastmod", "modified", "title"]), TEXTS),
    chain=st.lists(st.sampled_from([":default", ":filename", "date", "lastmod", ":git", "Modified"]), max_size=4),
    name=st.sampled_from(["a", "2022-02-03-a", "2022-02-31-a"]),
)
def test_a_chain_comes_upon_the_first_date(fields: dict[str, Any], chain: list[str], name: str) -> None:
    names = [
        one for part in chain for one in (("date", "publishdate", "lastmod") if part == ":default" else (part.lower(),))
    ]
    aliases = {"lastmod": ["modified"], "publishdate": ["pubdate", "published"]}
    first: str | None = None
    refused: set[str] = set()
    for one in (each for part in names for each in (part, *aliases.get(part, ()))):
        text = fields.get(one)
        if one == ":filename" and name == "2022-02-03-a":
            first = "2022-02-03"
        elif text == "x":
            refused.add(one)
        elif isinstance(text, str) and text.strip():
            first = "" if text.startswith("0001") else text
        elif text == 1706638860:  # of numbers those count that are so many seconds
            first = str(text)
        if first is not None:
            break
    found, wrong = Dates(HugoOptions(date=tuple(chain))).find(fields, name, UTC)
    assert refused <= set(wrong)
    assert {one.message for one in wrong.values()} <= {str(refusal("x"))}
    assert (found["date"].text if "date" in found else "") == (first or "")
    said = "2024-01-30T18:21:00Z" if first == "1706638860" else first or ""
    assert "date" not in found or found["date"].local == parse_instant(said, UTC)


def refusal(text: str) -> ValueError:
    with pytest.raises(ValueError, match=r"date|instant") as caught:
        parse_instant(text, UTC)
    return caught.value


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("2024-01-30T10:00:00Z", 0),
        ("2024-01-30T10:00:00z", 0),
        ("2024-01-30T10:00:00 Z ", 0),
        ("2024-01-30 10:00:00", 2),
        ("2024-01-30 10:00:00 +0000 UTC", 0),
        ("2024-01-30 10:00:00.5 -0500 EST", -5),
    ],
)
def test_a_date_that_names_utc_is_of_no_other_zone(text: str, hours: int) -> None:
    zone = timezone(timedelta(hours=2))
    found = Dates(HugoOptions()).find({"date": text}, "a", zone).found["date"]
    assert found.local.utcoffset() == timedelta(hours=hours)
    assert found.local.hour == 10


@given(name=st.text("aB.9-", min_size=1, max_size=8).filter(lambda name: name not in (".", "..")))
@example("a.")
@example(".md")
@example("a.fr.md")
def test_the_name_of_a_file_is_parted_as_the_system_parts_it(name: str) -> None:
    context, options = opened(os.devnull)
    found = Places(context, options).place(f"content/{name}")
    assert found is not None
    stem, suffix = os.path.splitext(name)  # noqa: PTH122
    assert (found.base_name, found.suffix, found.path) == (stem, suffix.lower(), name)


@pytest.mark.parametrize(
    ("image", "found"),
    [
        ({"url": "/a.png"}, {"url": "/a.png"}),
        ({"URL": "/a.png", "Alt": "Tides", "isCached": True}, {"url": "/a.png", "title": "Tides"}),
        ({"src": "/a.png", "SRC": "/b.png"}, {"url": "/b.png"}),
        ({"image": " ", "path": "/a.png", "alt": "", "title": "T"}, {"url": "/a.png"}),
        ({"url": "a.png", "Relative": True}, {"url": "https://example.org/p/a.png"}),
    ],
)
def test_a_picture_may_be_told_in_any_case(image: dict[str, Any], found: dict[str, str]) -> None:
    for _ in range(2):  # what is known of its keys tells the same
        assert pictures({"cover": image}, (), lambda name: f"https://example.org/p/{name}") == ("cover", [found])
