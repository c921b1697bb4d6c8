"""What is out, and what is let in although it is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from syndicate import Article, FilterContext, Site, export
from syndicate.builtins.filters import published
from syndicate.store.store import private_store

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
FUTURE = datetime(2024, 5, 1, 12, 0, 1, tzinfo=UTC)
PAST = datetime(2024, 5, 1, 11, 59, 59, tzinfo=UTC)

Make = Callable[..., Article]


def stays(article: Article, setting: Any, site: Site) -> bool:
    """Tell whether *article* stays, which its keys alone tell, too."""
    keeps = published.build(msgspec.convert(setting, published.SETTING), FilterContext(site=site, now=NOW))
    found = keeps(article)
    assert keeps(_keys(article)) is found
    return found


def _keys(article: Article) -> Any:
    store = private_store()
    store.add_articles([article])
    ((keys,),) = store.batches()
    return keys


def test_an_article_of_the_past_is_out(make_article: Make, site: Site) -> None:
    assert stays(make_article(), setting=True, site=site)


@pytest.mark.parametrize(
    ("fields", "is_out"),
    [
        ({"is_published": False}, False),
        ({"is_removed": True}, False),
        ({"published_at": FUTURE}, False),
        ({"published_at": NOW}, True),
        ({"in_feeds": False}, False),
        ({"published_at": FUTURE, "is_scheduled": True}, False),
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


def test_what_is_kept_out_of_feeds_is_in_sitemaps_with_an_index_and_without(tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    for name, more in (("court", ""), ("sea", "noFeed: true\n"), ("wind", "rss: false\n")):
        (tmp_path / "posts" / f"{name}.md").write_text(
            f"---\ntitle: {name}\ndate: 2024-01-01\nurl: /{name}/\n{more}---\n"
        )
    settings = {
        "site": {"title": "T", "url": "https://example.org/", "authors": ["Ann"]},
        "source": {"paths": ["posts"]},
        "feeds": [{"format": "json"}, {"format": "amp-sitemap"}],
    }
    (tmp_path / "syndicate.yaml").write_text(json.dumps(settings))
    for index in (None, tmp_path / "index", tmp_path / "index"):
        export(tmp_path, now=NOW, output=tmp_path / "public", index=index)
        entries = json.loads((tmp_path / "public" / "feed.json").read_bytes())["items"]
        sitemap = (tmp_path / "public" / "sitemap.xml").read_text()
        assert [entry["title"] for entry in entries] == ["court"]
        assert all(f"/{name}/" in sitemap for name in ("court", "sea", "wind"))


def test_what_is_kept_out_of_feeds_says_why(make_article: Make, site: Site) -> None:
    keeps = published.build(True, FilterContext(site=site, now=NOW))  # noqa: FBT003  as the settings have it
    assert vars(keeps)["reason"](make_article(in_feeds=False)) == "kept out of feeds"
