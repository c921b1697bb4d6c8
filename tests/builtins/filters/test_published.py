"""What is out, and what is let in although it is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from syndicate import Article, FilterContext, Site
from syndicate.builtins.filters import published

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
FUTURE = datetime(2024, 5, 1, 12, 0, 1, tzinfo=UTC)
PAST = datetime(2024, 5, 1, 11, 59, 59, tzinfo=UTC)

Make = Callable[..., Article]


def stays(article: Article, setting: Any, site: Site) -> bool:
    return published.build(msgspec.convert(setting, published.SETTING), FilterContext(site=site, now=NOW))(article)


def test_an_article_of_the_past_is_out(make_article: Make, site: Site) -> None:
    assert stays(make_article(), setting=True, site=site)


@pytest.mark.parametrize(
    ("fields", "is_out"),
    [
        ({"is_published": False}, False),
        ({"is_removed": True}, False),
        ({"published_at": FUTURE}, False),
        ({"published_at": NOW}, True),
        ({"expires_at": PAST}, False),
        ({"expires_at": NOW}, False),
        ({"expires_at": FUTURE}, True),
    ],
)
def test_a_draft_stays_out_unless_all_is_let_in(
    make_article: Make, site: Site, fields: dict[str, Any], *, is_out: bool
) -> None:
    assert stays(make_article(**fields), setting=True, site=site) is is_out
    assert stays(make_article(**fields), {}, site) is is_out
    assert stays(make_article(**fields), setting=False, site=site)


def test_the_future_is_let_in_alone(make_article: Make, site: Site) -> None:
    assert stays(make_article(published_at=FUTURE), {"future": True}, site)
    assert not stays(make_article(published_at=FUTURE, is_published=False), {"future": True}, site)
    assert not stays(make_article(expires_at=PAST), {"future": True}, site)


def test_the_expired_is_let_in_alone(make_article: Make, site: Site) -> None:
    assert stays(make_article(expires_at=PAST), {"expired": True}, site)
    assert not stays(make_article(expires_at=PAST, is_removed=True), {"expired": True}, site)
    assert not stays(make_article(published_at=FUTURE), {"expired": True}, site)


def test_an_option_that_does_not_exist_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="futur"):
        msgspec.convert({"futur": True}, published.SETTING)


def test_it_is_called_published() -> None:
    (offered,) = published.syndicate_filters()
    assert offered.name == "published"
    assert offered.describe
    assert [offered.describe(setting) for setting in (True, False)] == ["published", "published or not"]
