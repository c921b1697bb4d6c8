"""An article that names no author is by its provider."""

from __future__ import annotations

from syndicate import Author, Image, Provider
from syndicate.builtins.transforms import provider_authors
from tests.conftest import MakeArticle, MakeFeed

HERALD = Provider(
    name="The Herald",
    domain="herald.example",
    url="https://herald.example/",
    images=(Image(url="https://herald.example/logo.png"),),
)


def test_an_article_without_author_is_by_its_provider(make_article: MakeArticle, make_feed: MakeFeed) -> None:
    feed = provider_authors.apply(make_feed(make_article(provider=HERALD)))
    assert feed.articles[0].authors == (
        Author(name="The Herald", url="https://herald.example/", avatar_url="https://herald.example/logo.png"),
    )


def test_a_provider_without_name_is_called_by_its_domain(make_article: MakeArticle, make_feed: MakeFeed) -> None:
    feed = provider_authors.apply(make_feed(make_article(provider=Provider(domain="herald.example"))))
    assert feed.articles[0].authors == (Author(name="herald.example"),)


def test_an_article_keeps_the_authors_it_names(make_article: MakeArticle, make_feed: MakeFeed) -> None:
    article = make_article(provider=HERALD, authors=(Author(name="Ann"),))
    assert provider_authors.apply(make_feed(article)).articles == (article,)


def test_an_article_with_no_provider_to_name_stays_as_it_is(make_article: MakeArticle, make_feed: MakeFeed) -> None:
    articles = (make_article("a"), make_article("b", provider=Provider(url="https://herald.example/")))
    assert provider_authors.apply(make_feed(*articles)).articles == articles


def test_nothing_else_of_a_feed_changes(make_article: MakeArticle, make_feed: MakeFeed) -> None:
    articles = (make_article("b", provider=HERALD, extra={"x": 1}), make_article("a"))
    feed = make_feed(*articles, topic="AI", next_url="https://news.example.org/feed/2")
    after = provider_authors.apply(feed)
    assert [article.url for article in after.articles] == [article.url for article in articles]
    assert (after.id, after.topic, after.next_url, after.updated_at) == (
        feed.id,
        feed.topic,
        feed.next_url,
        feed.updated_at,
    )
    assert after.articles[0].extra == {"x": 1}


def test_it_is_chosen_by_name() -> None:
    (offered,) = provider_authors.syndicate_transforms()
    assert (offered.name, offered.options) == ("provider-authors", None)
