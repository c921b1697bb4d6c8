"""Slugs of topics: unique, safe, and the same whatever else there is."""

from __future__ import annotations

import hashlib
import unicodedata
from itertools import product

import pytest
from hypothesis import example, given, strategies as st

from syndicate import Document, publish
from syndicate.model import topic_key, topic_labels, topic_slugs


def slug(label: str) -> str:
    return topic_slugs([label])[topic_key(label)]


def digits(label: str) -> str:
    return hashlib.sha256(topic_key(label).encode()).hexdigest()[:6]


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("AI", "ai"),
        ("Machine  learning\t2", "machine-learning-2"),
        ("C", "c"),
        ("C#", "c-sharp"),
        ("C++", "c-plus-plus"),
        ("R&D", "r-and-d"),
        ("R & D", "r-and-d"),
        ("C＃", "c-sharp"),
        (".NET", "net"),
        ("Node.js/Deno", "node-js-deno"),
        ("don't_panic", "don-t-panic"),
        ("Élections", "elections"),
        ("E\u0301lections", "elections"),
        ("Straße & Œuvre", "strasse-and-oeuvre"),
        ("Łódź, Ørsted, Þór, İstanbul", "lodz-orsted-thor-istanbul"),
        ("ﬁn² ＡＩ 𝐀①", "fin2-ai-a1"),
        ("日本 2024", "日本-2024"),
        ("コーヒー", "コーヒー"),
        ("ガス", "ガス"),
        ("Кой", "кой"),
        ("ΛΌΓΟΣ", "λόγος"),
        ("λόγος", "λόγος"),
        ("हिन्दी", "हिन्दी"),
        ("ทำงาน", "ทำงาน"),
        ("العربية ٢٠٢٤", "العربية-٢٠٢٤"),
        ("re\u00adex\u200bport\ufeff", "reexport"),
        ("1\ufe0f\u20e3", "1"),
        ("Con", "con-topic"),
        ("nul", "nul-topic"),
        ("COM¹", "com1-topic"),
        ("console", "console"),
        ("../../x", "x"),
        ("a/b", "a-b"),
        ("a\0b", "a-b"),
        ("🎉 party", "party"),
    ],
)
def test_a_topic_has_a_slug_to_read(label: str, expected: str) -> None:
    assert slug(label) == expected
    assert slug(label.upper()) == expected or topic_key(label.upper()) != topic_key(label)


@pytest.mark.parametrize("label", ["\\", "\0", ".", "..", " ", "", "🎉", "???", "½", "\ud800", "\u200b"])
def test_a_topic_without_letters_is_called_by_a_hash(label: str) -> None:
    found = slug(label)
    assert found.startswith("topic-")
    assert len(found) == len("topic-") + 6


@pytest.mark.parametrize("label", ["x" * 10_000, "日" * 10_000, "é" * 81, "a b " * 30, "#" * 99])
def test_a_long_topic_is_cut_at_a_character_and_told_apart(label: str) -> None:
    found = slug(label)
    assert 70 < len(found.encode()) <= 80
    assert found.endswith(f"-{digits(label)}")
    assert slug(label + "y") != found
    assert topic_slugs([label, label + "y"])[topic_key(label)] == found


def test_a_topic_of_80_bytes_is_not_cut() -> None:
    assert slug("x" * 80) == "x" * 80


def test_the_topic_that_is_written_like_the_slug_keeps_it() -> None:
    assert topic_slugs(["C#", "c-sharp", "C sharp", "AI"]) == {
        "ai": "ai",
        "c sharp": f"c-sharp-{digits('C sharp')}",
        "c#": f"c-sharp-{digits('C#')}",
        "c-sharp": "c-sharp",
    }


def test_where_no_topic_is_written_like_the_slug_each_is_told_apart() -> None:
    assert topic_slugs(["a b!", "a b?"]) == {"a b!": f"a-b-{digits('a b!')}", "a b?": f"a-b-{digits('a b?')}"}


def test_a_topic_that_is_written_like_another_ones_hash_keeps_it_too() -> None:
    thief = f"a-b-{digits('a b!')}"
    slugs = topic_slugs(["a b!", "a b?", thief])
    assert slugs[thief] == thief
    assert len(set(slugs.values())) == 3


def test_thousands_in_one_collision_are_told_apart() -> None:
    labels = [
        f"a{''.join(signs)}" for signs in product("!?.,;", repeat=6)
    ]  # six digits of a hash are too few for these
    assert len(set(topic_slugs(labels).values())) == len(labels)


def test_a_script_whose_case_folds_upwards_is_small_too() -> None:
    assert list(topic_slugs(["\u13a0"]).values()) == ["\uab70"]


def test_two_spellings_of_one_topic_have_one_slug() -> None:
    assert topic_slugs(["AI", "ai", "Ai"]) == {"ai": "ai"}
    assert topic_slugs(["Élan", "elan"]) == {"elan": "elan"}


LABELS = st.lists(
    st.one_of(
        st.text(max_size=8), st.text("aAbé-#+ .!/\\\0ß", max_size=5), st.sampled_from(["con", "Con!", "con topic"])
    )
)


@given(labels=LABELS)
@example(labels=["../../x", "x", "..", ".", "\\", "\0", " ", "🎉"])
def test_slugs_are_unique_and_safe_and_of_every_topic(labels: list[str]) -> None:
    slugs = topic_slugs(labels)
    assert set(slugs) == {topic_key(label) for label in labels}
    folded = {unicodedata.normalize("NFD", slug).casefold() for slug in slugs.values()}
    assert len(folded) == len(slugs)  # also on a disk that knows neither case nor normal form
    for one in slugs.values():
        assert one
        assert len(one.encode()) <= 80
        assert not set(one) & set("/\\.:?#%&+ \0'\"<>|*")
        assert one == unicodedata.normalize("NFC", one)
        assert one == one.strip("-")
        assert not any(char.isupper() or char.isspace() or unicodedata.category(char)[0] in "CZS" for char in one)


@given(labels=LABELS)
def test_slugs_are_file_names_that_publish_takes(tmp_path_factory: pytest.TempPathFactory, labels: list[str]) -> None:
    documents = [Document(path=f"{one}.xml", body=b"", media_type="x/y") for one in topic_slugs(labels).values()]
    assert len(publish(documents, tmp_path_factory.getbasetemp() / "none", dry_run=True)) == len(documents)


@given(labels=LABELS, chance=st.randoms())
def test_slugs_depend_on_neither_order_nor_repetition(labels: list[str], chance: object) -> None:
    shuffled = labels * 2
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert list(topic_slugs(shuffled).items()) == list(topic_slugs(labels).items())


@given(label=st.text(max_size=10))
def test_slugs_do_not_depend_on_case(label: str) -> None:
    for other in (label.upper(), label.lower(), label.swapcase()):
        if topic_key(other) == topic_key(label):
            assert slug(other) == slug(label)


@given(labels=LABELS, label=st.text("abc-", min_size=1, max_size=6))
def test_a_topic_that_is_written_like_its_slug_has_it_whatever_else_there_is(labels: list[str], label: str) -> None:
    if slug(label) == label:
        assert topic_slugs([*labels, label])[label] == label


def test_the_most_frequent_spelling_is_the_label() -> None:
    assert topic_labels(["feeds", "Feeds", "AI", "Feeds"]) == {"ai": "AI", "feeds": "Feeds"}


def test_of_equally_frequent_spellings_the_smallest_is_the_label() -> None:
    assert topic_labels(["élections", "Elections", "ELECTIONS"]) == {"elections": "ELECTIONS"}


@given(labels=LABELS, chance=st.randoms())
def test_labels_do_not_depend_on_order(labels: list[str], chance: object) -> None:
    shuffled = list(labels)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert list(topic_labels(shuffled).items()) == list(topic_labels(labels).items())
    assert set(topic_labels(labels).values()) <= set(labels)
