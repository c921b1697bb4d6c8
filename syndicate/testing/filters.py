"""check_filter: yes or no to each article, always the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from warnings import warn

from syndicate.model.article import Article
from syndicate.model.errors import SyndicateError, excerpt
from syndicate.parts.contract import Filter, FilterContext
from syndicate.testing.expectations import Subject, converted, expect_strict_type, is_refused, sealed
from syndicate.testing.samples import NOW, sample_articles, sample_site
from syndicate.testing.surroundings import elsewhere, no_network

# Of these a type that means something refuses at least one.
_NONSENSE: tuple[Any, ...] = ({"no-such-option": [[]]}, [["no", ["text"]]], "no such text", -1.5, None)

_TEXTS = ("content_html", "summary")  # read once an article is chosen


class _HeadOnly(Article, frozen=True, kw_only=True):
    """An article as the line gives it to a filter where it is read from a file: it remembers who looks for its text."""

    looked_at: list[str] = []  # noqa: RUF012  msgspec copies it

    def __post_init__(self) -> None:
        """Check nothing: its fields are those of an article."""

    def __getattribute__(self, name: str) -> Any:
        value = super().__getattribute__(name)
        if name in _TEXTS:
            self.looked_at.append(name)
        return value


def check_filter(
    filter: Filter,  # noqa: A002  the name of the field
    settings: Iterable[Any],
    wrong: Iterable[Any] = (),
    articles: Sequence[Article] | None = None,
) -> None:
    """Fail unless *filter* keeps its promises for each of *settings*, plain values as they would stand in settings.

    wrong     settings that must be refused, by the options type or by a SyndicateError of build
    articles  what it is asked about; None: sample_articles()

    A filter that looks at content_html or summary is warned of (UserWarning): of a file, no text is read before its
    article is chosen. Raises AssertionError.
    """
    subject = Subject(f"filter {filter.name}")
    chosen = sample_articles() if articles is None else list(articles)
    context = FilterContext(site=sample_site(), now=NOW)
    given = list(settings)
    subject.expect(given, "no setting is given to check it with")
    if filter.options is not None:
        expect_strict_type(subject, filter.options)
        subject.expect(
            any(is_refused(filter.options, value) for value in _NONSENSE),
            "its options type takes anything, so no mistake in settings is ever found; declare a msgspec.Struct",
        )
    for value in given:
        if filter.options is None:
            subject.expect(value is True, f"it declares no options, so its setting is true, not {excerpt(value)}")
        setting = converted(subject, filter.options, value) if filter.options is not None else value
        _check_setting(subject.given(f"setting {excerpt(value)}"), filter, setting, context, chosen)
    for value in wrong:
        _check_refused(subject, filter, value, context)


def _check_setting(
    subject: Subject, part: Filter, setting: Any, context: FilterContext, articles: Sequence[Article]
) -> None:
    def build() -> Callable[[Article], bool]:
        with subject.no_error("build"):
            return part.build(setting, context)

    def answers(keeps: Callable[[Article], bool], asked: Sequence[Article]) -> dict[str, bool]:
        with subject.no_error("the filter"):
            return {article.id: keeps(article) for article in asked}

    before = sealed(articles)
    with no_network():
        keeps = build()
        subject.expect(callable(keeps), f"build returns {type(keeps).__name__}, not a function of an article")
        first = answers(keeps, articles)
        for article_id, answer in first.items():
            found = f"{type(answer).__name__} {excerpt(answer)}"
            subject.expect(type(answer) is bool, f"expected true or false of {excerpt(article_id)}, found {found}")
        subject.expect(sealed(articles) == before, "the filter changes an article")
        for words, surroundings in elsewhere():
            with surroundings():
                _expect_same(subject, first, answers(keeps, articles), f"asked again {words}")
                _expect_same(subject, first, answers(build(), articles), f"built again {words}")
        _expect_same(subject, first, answers(build(), articles[::-1]), "asked in another order")
        _warn_of_texts(subject, answers, build(), articles)
    _check_words(subject, part, setting, articles)


def _warn_of_texts(
    subject: Subject,
    answers: Callable[[Callable[[Article], bool], Sequence[Article]], dict[str, bool]],
    keeps: Callable[[Article], bool],
    articles: Sequence[Article],
) -> None:
    names = [name for name in Article.__struct_fields__ if name not in _TEXTS]
    heads = [_HeadOnly(**{name: getattr(article, name) for name in names}) for article in articles]
    answers(keeps, heads)
    for field in sorted({field for head in heads for field in head.looked_at}):
        warn(
            f"{subject.part}: it looks at {field}, which is empty in articles of files"
            f"{' unless their author wrote one' if field == 'summary' else ''}: no text is read before an article is "
            "chosen; a transform with apply is given texts",
            stacklevel=2,
        )


def _expect_same(subject: Subject, first: dict[str, bool], again: dict[str, bool], how: str) -> None:
    for article_id, answer in first.items():
        if again[article_id] != answer:
            subject.fail(f"its answer for {excerpt(article_id)} is another when {how}")


def _check_words(subject: Subject, part: Filter, setting: Any, articles: Sequence[Article]) -> None:
    if part.describe is not None:
        with subject.no_error("describe"):
            words = part.describe(setting)
        subject.expect_sentence(words, "describe")
    if part.explain is not None:
        with subject.no_error("explain"):
            words = part.explain(articles)
        subject.expect_sentence(words, "explain")


def _check_refused(subject: Subject, part: Filter, value: Any, context: FilterContext) -> None:
    subject = subject.given(f"wrong setting {excerpt(value)}")
    if part.options is None:
        subject.expect(value not in (True, False), "true and false switch a filter without options")
        return
    if is_refused(part.options, value):
        return
    setting = converted(subject, part.options, value)
    with subject.no_error("build"):
        try:
            part.build(setting, context)
        except SyndicateError as error:
            subject.expect_sentence(str(error), type(error).__name__)
            return
    subject.fail("neither its options type nor build refuses it")
