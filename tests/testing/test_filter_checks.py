"""For each promise of a filter one that breaks it, and the sentence by which the check says so."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from typing import Any

import pytest

from syndicate import Article, Filter, UsageError
from syndicate.testing import check_filter
from tests.testing.misbehaving import Loose, Strict, a_filter, asking, by_title, fails, refusing_small


class Seen:
    """Says yes to what it has not seen, as one that drops duplicates would."""

    def __init__(self) -> None:
        self.ids: set[str] = set()

    def __call__(self, article: Article) -> bool:
        is_first = article.published_at not in self.ids
        self.ids.add(article.published_at)  # type: ignore[arg-type]
        return is_first


def marking(article: Article) -> bool:
    article.extra["seen"] = True
    return True


def born_late(setting: Any, context: Any) -> Callable[[Article], bool]:
    year = time.gmtime().tm_year
    return lambda article: year > 2010


def refusing_silently(setting: int, context: Any) -> Callable[[Article], bool]:
    if setting < 0:
        raise UsageError("")
    return by_title(setting, context)


BAD_FILTERS: list[tuple[str, Filter, dict[str, Any], str]] = [
    ("no function", a_filter(lambda setting, context: True), {}, "setting 'True': build returns bool, not a function"),
    ("no bool", asking(lambda article: len(article.topics)), {}, "expected true or false of 'https://news"),
    ("truthy", asking(lambda article: article.topics and True), {}, "found tuple '()'"),
    ("remembers", a_filter(lambda setting, context: Seen()), {}, "is another when asked again in the same surroundings"),
    ("zone", asking(lambda article: time.localtime(0).tm_gmtoff != 20_700), {}, "asked again in another time zone"),
    ("clock", asking(lambda article: article.published_at < datetime.datetime.now(datetime.UTC)), {}, "at another time"),
    ("clock at birth", a_filter(born_late), {}, "built again at another time"),
    ("changes", asking(marking), {}, "the filter changes an article"),
    ("raises", asking(lambda article: article.topics[0] == "AI"), {}, "the filter raised IndexError"),
    ("build raises", a_filter(lambda setting, context: [][1]), {}, "build raised IndexError"),
    ("no setting", a_filter(), {"settings": []}, "no setting is given to check it with"),
    ("needless setting", a_filter(), {"settings": [7]}, "it declares no options, so its setting is true, not '7'"),
    ("other setting", a_filter(options=int), {"settings": ["x"]}, "its options cannot be 'x': expected a whole number"),
    ("any options", a_filter(options=Any), {}, "its options type takes anything"),
    ("loose options", a_filter(options=int | Loose), {"settings": [1]}, "Loose must be declared with"),
    ("describes two lines", a_filter(describe=lambda _: "a\nb"), {}, "describe: expected a sentence on one line"),
    ("describes nothing", a_filter(describe=lambda _: ""), {}, "describe: expected a sentence on one line, found ''"),
    ("explains a list", a_filter(explain=lambda articles: []), {}, "explain: expected a text, found list"),
    ("describe raises", a_filter(describe=lambda setting: setting.words), {}, "describe raised AttributeError"),
    ("takes what is wrong", a_filter(options=int), {"settings": [1], "wrong": [-1]}, "wrong setting '-1': neither its"),
    ("wrong switch", a_filter(), {"wrong": [False]}, "true and false switch a filter without options"),
    ("refuses without a word", a_filter(refusing_silently, options=int), {"settings": [1], "wrong": [-1]}, "UsageError: expected a sentence"),
    ("refuses badly", a_filter(lambda s, c: [by_title(s, c)][s], options=int), {"settings": [0], "wrong": [9]}, "build raised IndexError"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("part", "given", "message"), [case[1:] for case in BAD_FILTERS], ids=[case[0] for case in BAD_FILTERS]
)
def test_a_filter_that_breaks_a_promise_is_caught(part: Filter, given: dict[str, Any], message: str) -> None:
    found = fails(check_filter, part, **({"settings": [True]} | given))
    assert found.startswith("filter short: ")
    assert message in found


def test_an_order_that_counts_is_caught() -> None:
    class First:
        """Says yes to the article that it is asked about first."""

        def __init__(self) -> None:
            self.first = ""

        def __call__(self, article: Article) -> bool:
            self.first = self.first or article.id
            return self.first == article.id

    found = fails(check_filter, a_filter(lambda setting, context: First()), [True])
    assert "is another when asked in another order" in found


def test_a_good_filter_is_let_through() -> None:
    check_filter(a_filter(), [True])
    check_filter(a_filter(refusing_small, options=int, describe=lambda _: "of few letters"), [0, 20], [-1, "x", {}])
    check_filter(a_filter(options=bool | Strict), [True, {"size": 2}], [{"siz": 2}])


@pytest.mark.parametrize("field", ["content_html", "summary"])
def test_a_filter_that_looks_for_a_text_is_warned_of(field: str) -> None:
    part = asking(lambda article: len(getattr(article, field)) > 3)
    with pytest.warns(
        UserWarning, match=f"filter short: it looks at {field}, which is empty in articles of files"
    ) as said:
        check_filter(part, [True])
    assert len(said) == 1


def test_a_filter_that_looks_at_a_title_is_not_warned_of(recwarn: pytest.WarningsRecorder) -> None:
    check_filter(asking(lambda article: len(article.title) > 3 and bool(article.id)), [True])
    assert not recwarn.list
