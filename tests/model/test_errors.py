"""The sentences that errors are told in: a value can be told from the sentence around it, whatever it is."""

from __future__ import annotations

from hypothesis import given, strategies as st

from syndicate.model.errors import excerpt, sentence_kind

VALUES = st.text(max_size=80) | st.text("\\'\" :.1a\n", max_size=20)


@given(VALUES, VALUES, st.integers(0, 10**9))
def test_sentences_that_differ_in_their_values_are_of_one_kind(found: str, advised: str, number: int) -> None:
    sentence = f"{excerpt(found)} in the site's line {number:,} is none; did you mean {excerpt(advised)}?"
    assert sentence_kind(sentence) == "… in the site's line … is none; did you mean …?"


@given(VALUES)
def test_an_excerpt_is_printable_and_short(value: str) -> None:
    assert excerpt(value).isprintable()
    assert len(excerpt(value)) < 140


def test_a_value_is_quoted_by_what_it_does_not_hold() -> None:
    assert [excerpt(value) for value in ("soon", "it's", 'say "no"', "'\"", "C:\\", "C:\\docs", 7)] == [
        "'soon'",
        '"it\'s"',
        "'say \"no\"'",
        "'\\'\"'",
        "'C:\\\\'",
        "'C:\\docs'",
        "'7'",
    ]


def test_kinds_differ_by_their_words_and_not_by_numbers_and_values() -> None:
    assert sentence_kind("images[0].url: 'soon' is none") == sentence_kind('images[12].url: "it\'s" is none')
    assert sentence_kind("date: 'soon' is none") != sentence_kind("date: 'soon' is one")
    assert sentence_kind("date: 'soon' is none") != sentence_kind("updated: 'soon' is none")


def test_what_a_sentence_advises_is_no_value_of_it() -> None:
    advice = "the byte 0xFC is no number of 1,000 or more; write e.g. 2024-05-01T09:00:00+02:00"
    assert sentence_kind(advice) == "the byte … is no number of … or more; write e.g. 2024-05-01T09:00:00+02:00"


def test_a_sentence_about_another_file_is_of_the_kind_of_those_about_others() -> None:
    one, other = (f"the text of {n} articles is left out: {path}:12: holds the template tag '{{% a %}}'" for n, path in
                  ((2, "posts/a.md"), (1_234, "b.md")))  # fmt: skip
    assert sentence_kind(one) == sentence_kind(other)


def test_a_long_sentence_is_told_apart_in_time() -> None:
    assert len(sentence_kind("'\\" * 1_000_000)) <= 1_000
