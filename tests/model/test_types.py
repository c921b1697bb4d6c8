"""A program in Python may hand over anything: each field of a value refuses what is not of its type, in one sentence."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from syndicate.model.article import Article, Attachment, Author, Image, Origin, Provider
from syndicate.model.errors import ArticleError
from syndicate.model.feed import Archive, Feed, Site, Tombstone, Topic
from syndicate.model.value import Value

AT = datetime(2024, 1, 1, tzinfo=UTC)
URL = "https://example.org/a"
SITE: dict[str, Any] = {"title": "T", "url": URL}
VALUES: dict[type[Value], dict[str, Any]] = {
    Article: {"title": "T", "url": URL, "published_at": AT},
    Attachment: {"url": URL, "media_type": "audio/mpeg"},
    Author: {"name": "Ann"},
    Image: {"url": URL},
    Provider: {},
    Topic: {"key": "a", "name": "A"},
    Site: SITE,
    Archive: {},
    Feed: {"site": Site(**SITE), "title": "T", "url": URL, "articles": ()},
    Tombstone: {"id": URL, "deleted_at": AT},
}
WRONG = (None, True, 7, 2.5, float("nan"), b"x", "x", ["x"], ("x",), (7,), [None], {"x": 1}, {"x"}, date(2024, 1, 1), object(),
         Author(name="Ann"), (Author(name="Ann"),), Image(url=URL), AT)  # fmt: skip
FIELDS = [
    pytest.param(kind, field, id=f"{kind.__name__}-{field.name}")
    for kind in VALUES
    for field in msgspec.structs.fields(kind)
    if "Sequence" not in str(field.type)  # of a feed whose articles may not even be decoded
]


@pytest.mark.parametrize(("kind", "field"), FIELDS)
def test_a_field_takes_what_it_is_declared_to_take_and_names_itself_for_all_else(kind: type[Value], field: Any) -> None:
    for wrong in WRONG:
        try:
            made = kind(**{**VALUES[kind], field.name: wrong})
        except ArticleError as error:
            said = str(error)
            assert said.startswith((f"{field.name}: ", "hub: ")), (wrong, said)
            assert "\n" not in said
        else:
            taken = getattr(made, field.name)
            msgspec.convert(msgspec.to_builtins(taken), field.type)  # raises where it is of another type
            assert type(wrong) in (type(taken), list), wrong


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ["x"]}, "title: expected str, found list \"['x']\""),
        ({"published_at": None}, "published_at: expected datetime, found NoneType 'None'"),
        ({"is_published": 1}, "is_published: expected bool, found int '1'"),
        ({"topics": None}, "topics: expected str, found NoneType 'None'; write ()"),
        ({"summary": None}, "summary: expected str, found NoneType 'None'; write ''"),
        ({"topics": ("a", 7)}, "topics: expected str, found int '7'"),
        ({"images": ("a.png",)}, "images: expected Image, found str 'a.png'"),
        ({"aliases": "/old/"}, "aliases: expected a tuple of texts, found '/old/'; write ('/old/',)"),
        ({"amp_url": 7}, "amp_url: expected str, found int '7'"),
        ({"extra": [1]}, "extra: expected dict, found list '[1]'"),
        ({"origin": "a.md"}, "origin: expected Origin, found str 'a.md'"),
        ({"origin": Origin(path=7)}, "path: expected str, found int '7'"),  # type: ignore[arg-type]
    ],
)
def test_the_sentence_names_what_was_found(fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ArticleError) as error:
        Article(**{**VALUES[Article], **fields})
    assert str(error.value) == sentence


def test_one_author_alone_is_no_tuple_and_a_list_becomes_one() -> None:
    ann = Author(name="Ann")
    with pytest.raises(ArticleError, match=r"authors: expected a tuple of Authors, found .*; put it into a tuple"):
        Site(**SITE, authors=ann)  # type: ignore[arg-type]
    assert Site(**SITE, authors=[ann]).authors == (ann,)  # type: ignore[arg-type]
