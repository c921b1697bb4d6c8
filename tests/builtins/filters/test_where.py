"""The filter that holds articles against conditions; what they mean is tests/parts/test_where.py."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
import pytest

from syndicate import Article, FilterContext, Site, UsageError
from syndicate.builtins.filters import where


def test_it_keeps_what_fits(make_article: Callable[..., Article], site: Site) -> None:
    (offered,) = where.syndicate_filters()
    setting = msgspec.convert({"type": "video", "language": "en"}, offered.options)
    stays = offered.build(setting, FilterContext(site=site, now=datetime(2024, 5, 1, tzinfo=UTC)))
    assert stays(make_article(kind="video"))
    assert not stays(make_article(kind="video", language="de"))
    assert not stays(make_article())
    assert offered.describe
    assert offered.describe(setting) == "where type is 'video' and language is 'en'"


def test_it_refuses_what_nothing_can_be_compared_with(site: Site) -> None:
    with pytest.raises(UsageError, match="priority: 'many' is not"):
        where.build({"priority": {"min": "many"}}, FilterContext(site=site, now=datetime(2024, 5, 1, tzinfo=UTC)))
