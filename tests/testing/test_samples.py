"""The samples are the awkward articles that they promise to be, and the same for ever."""

from __future__ import annotations

import os
import subprocess
import sys

import msgspec

from syndicate.testing import sample_articles, sample_feeds
from syndicate.testing.samples import SECRET, SECRET_NAME

ARTICLES = sample_articles()


def test_they_are_the_same_in_every_process() -> None:
    code = (
        "import sys, msgspec; from syndicate.testing import sample_feeds; "
        "sys.stdout.buffer.write(msgspec.msgpack.encode(sample_feeds()))"
    )
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "XST-05:45"}
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=environment)
    assert result.stdout == msgspec.msgpack.encode(sample_feeds())


def test_no_two_have_one_id_or_one_title_and_no_title_stands_in_another() -> None:
    assert len({article.id for article in ARTICLES}) == len(ARTICLES)
    titles = [article.title for article in ARTICLES]
    assert not [(one, other) for one in titles for other in titles if one is not other and one in other]


def test_every_field_of_the_model_is_set_somewhere_and_missing_somewhere() -> None:
    for field in msgspec.structs.fields(type(ARTICLES[0])):
        if not field.required and field.name != "id":
            values = [getattr(article, field.name) for article in ARTICLES]
            default = field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
            assert [value for value in values if value != default], f"{field.name} is set nowhere"
            assert [value for value in values if value == default], f"{field.name} is set everywhere"


def test_the_awkward_ones_are_there() -> None:
    text = " ".join(f"{article.title} {article.summary} {article.content_html}" for article in ARTICLES)
    for awkward in ("&amp;", "]]>", "<b>", "\U0001f3b6", "\u202e", "e\u0301", "&nbsp;", '"'):
        assert awkward in text
    assert not [char for char in text if ord(char) < 32 and char not in "\t\n"]
    assert max(len(article.title) for article in ARTICLES) > 4000
    assert max(len(article.url) for article in ARTICLES) > 4000
    assert {article.published_at.year for article in ARTICLES} >= {1970, 9999}
    assert any(article.id.startswith("tag:") for article in ARTICLES)
    assert len({article.language for article in ARTICLES}) > 3
    instants = [article.published_at for article in ARTICLES]
    assert len(set(instants)) < len(instants)


def test_one_holds_a_secret_that_no_feed_may_show() -> None:
    (article,) = [article for article in ARTICLES if article.extra]
    assert article.extra[SECRET_NAME] == SECRET


def test_the_feeds_are_of_every_size_and_kind() -> None:
    feeds = sample_feeds()
    assert sorted({len(feed.articles) for feed in feeds.values()})[:2] == [0, 1]
    assert max(len(feed.articles) for feed in feeds.values()) == 1000
    assert [name for name, feed in feeds.items() if feed.next_url] == ["a page of several"]
    assert [name for name, feed in feeds.items() if feed.topic] == ["a topic"]
    assert [name for name, feed in feeds.items() if feed.id != feed.url] == ["a page of several", "a feed with an id"]


def test_each_feed_is_among_the_feeds_of_the_export() -> None:
    for feed in sample_feeds().values():
        assert feed.url in [link.url for link in feed.feeds]
        assert len(feed.feeds) > 1
