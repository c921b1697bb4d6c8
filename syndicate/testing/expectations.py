"""What every check needs: sentences, options of a part as settings convert them, values compared and sealed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn, overload

import msgspec
from msgspec import inspect

from syndicate.files.check import Checker
from syndicate.model.article import Article
from syndicate.model.errors import SyndicateError, excerpt
from syndicate.model.feed import Feed

_UNKNOWN_KEY = "no-such-option"


class Subject:
    """The part that is checked, and what it is given, as messages call them: "format opml", "an empty feed"."""

    def __init__(self, part: str, *samples: str) -> None:
        self.part = part
        self._named = (part, *samples)

    def given(self, sample: str) -> Subject:
        """Return the same part, given *sample*."""
        return Subject(*self._named, sample)

    def fail(self, message: str) -> NoReturn:
        """Raise AssertionError: part, samples, *message*."""
        __tracebackhide__ = True  # pytest shows the sentence, not how we came to it
        raise AssertionError(": ".join((*self._named, message)))

    def expect(self, condition: object, message: str) -> None:
        """Fail with *message* unless *condition* is true."""
        __tracebackhide__ = True
        if not condition:
            self.fail(message)

    @contextmanager
    def no_error(self, doing: str) -> Iterator[None]:
        """Turn whatever a part raises into a failure that says what it was *doing*."""
        try:
            yield
        except AssertionError:
            raise
        except Exception as error:
            message = f"{doing} raised {type(error).__name__}: {error}"
            raise AssertionError(": ".join((*self._named, message))) from error

    def expect_sentence(self, text: object, what: str) -> None:
        """Fail unless *text* is some text on one line that a terminal can show."""
        self.expect(isinstance(text, str), f"{what}: expected a text, found {type(text).__name__}")
        is_line = isinstance(text, str) and text.strip() != "" and text.isprintable()
        self.expect(is_line, f"{what}: expected a sentence on one line, found {excerpt(text)}")


def options_of(subject: Subject, part: Any, given: Any) -> tuple[Any, ...]:
    """Return *given*, plain values, as the last argument of the part's function; () where it declares no options."""
    if part.options is None:
        subject.expect(not given, f"it declares no options and is given {excerpt(given)}; take them out")
        return ()
    expect_strict_type(subject, part.options)
    values = {} if given is None else given
    if isinstance(values, dict):
        found = _mistakes(part.options, values | {_UNKNOWN_KEY: 1})
        subject.expect(
            any(_UNKNOWN_KEY in mistake for mistake in found),
            f"its options take the unknown key {_UNKNOWN_KEY!r}; declare a msgspec.Struct with a field for each option",
        )
    return (converted(subject, part.options, values),)


def converted(subject: Subject, kind: Any, value: Any) -> Any:
    """Return *value* as type *kind*, as settings would convert it."""
    checker = _checker()
    made = checker.convert(value, kind)
    if checker.faults:
        fault = checker.faults[0]
        field = f"{fault.field}: " if fault.field else ""
        subject.fail(f"its options cannot be {excerpt(value)}: {field}{fault.message}; give other options to the check")
    return made


def is_refused(kind: Any, value: Any) -> bool:
    """Tell whether settings refuse *value* as type *kind*."""
    return bool(_mistakes(kind, value))


def expect_strict_type(subject: Subject, kind: Any) -> None:
    """Fail unless every struct in *kind* refuses unknown keys and cannot be changed."""
    info = inspect.type_info(kind)
    for member in info.types if isinstance(info, inspect.UnionType) else (info,):
        if isinstance(member, inspect.StructType):
            config = member.cls.__struct_config__
            subject.expect(
                config.forbid_unknown_fields and config.frozen,
                f"{member.cls.__name__} must be declared with frozen=True and forbid_unknown_fields=True",
            )


def _mistakes(kind: Any, value: Any) -> list[str]:
    checker = _checker()
    try:
        checker.convert(value, kind)
    except (SyndicateError, ValueError, TypeError) as error:
        return [str(error)]
    return [str(fault) for fault in checker.faults]


def _checker() -> Checker:
    return Checker(lambda *_: ("options", 0, 0))


def sealed(value: Any) -> bytes:
    """Return *value*, articles or a feed, as bytes: they differ where anything in it was changed."""
    if isinstance(value, Feed):
        value = msgspec.structs.replace(value, articles=list(value.articles))
    return msgspec.msgpack.encode(value)


def expect_article(subject: Subject, article: Any) -> None:
    """Fail unless *article* is an Article whose fields have the types and the form that the model promises."""
    subject.expect(
        isinstance(article, Article), f"expected an Article, found {type(article).__name__}: {excerpt(article)}"
    )
    # The constructor trusts the types of what it is given; decoding does not.
    fields = {field: getattr(article, field) for field in Article.__struct_fields__ if field != "extra"}
    try:
        again = msgspec.msgpack.decode(msgspec.msgpack.encode(fields), type=Article)
    except (msgspec.MsgspecError, SyndicateError, TypeError) as error:
        subject.fail(f"article {excerpt(article.id)} breaks a promise of the model: {error}")
    for field, value in fields.items():
        kept = getattr(again, field)
        subject.expect(
            kept == value,
            f"article {excerpt(article.id)} breaks a promise of the model: {field}: expected {excerpt(repr(kept))}, "
            f"found {excerpt(repr(value))}",
        )
    try:
        msgspec.msgpack.encode(article.extra)
    except (TypeError, OverflowError, ValueError, RecursionError) as error:
        subject.fail(
            f"article {excerpt(article.id)}: extra holds what is no plain value ({error}); keep texts, numbers, "
            "lists and mappings"
        )


def expect_unique_ids(subject: Subject, articles: Iterable[Article]) -> None:
    """Fail where two articles have one id."""
    seen: set[str] = set()
    for article in articles:
        subject.expect(article.id not in seen, f"two articles have the id {excerpt(article.id)}")
        seen.add(article.id)


class LazyArticles(Sequence[Article]):
    """Articles that are made anew each time they are asked for, like those that the pipeline decodes from a store."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._packed = [msgspec.msgpack.encode(article) for article in articles]

    def __len__(self) -> int:
        return len(self._packed)

    @overload
    def __getitem__(self, index: int) -> Article: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Article]: ...
    def __getitem__(self, index: int | slice) -> Article | Sequence[Article]:
        if isinstance(index, slice):
            return [msgspec.msgpack.decode(packed, type=Article) for packed in self._packed[index]]
        return msgspec.msgpack.decode(self._packed[index], type=Article)


def kinds_of_sequence(feed: Feed) -> Iterator[tuple[str, Feed]]:
    """Yield *feed* with its articles in each kind of sequence that they may come in."""
    makers: dict[str, Callable[[Sequence[Article]], Sequence[Article]]] = {
        "a list": list,
        "a tuple": tuple,
        "a lazy sequence": LazyArticles,
    }
    for words, make in makers.items():
        yield words, msgspec.structs.replace(feed, articles=make(feed.articles))
