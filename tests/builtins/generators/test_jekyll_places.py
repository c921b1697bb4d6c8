"""By its place alone a file of a Jekyll site is an article, has a page beside them, or has none."""

from __future__ import annotations

import pytest

from syndicate.builtins.generators.jekyll.options import CollectionOptions, JekyllOptions
from syndicate.builtins.generators.jekyll.places import Places

COLLECTIONS = {
    "news": CollectionOptions(output=True),
    "notes": CollectionOptions(),
    "people": CollectionOptions(output=True, articles=False),
    "plans": CollectionOptions(articles=False),
}


@pytest.mark.parametrize("above", ["", "all/"])
@pytest.mark.parametrize(
    ("path", "of_article", "of_page"),
    [
        ("_news/a.md", "news", "news"),
        ("_people/a.md", None, "people"),
        ("_notes/a.md", None, None),
        ("_plans/a.md", None, None),
        ("_other/a.md", None, None),
        ("news/a.md", None, None),
        ("people/a.md", None, None),
        ("xnews/a.md", None, None),
    ],
)
def test_a_document_is_an_article_where_its_collection_has_both_pages_and_articles(
    above: str, path: str, of_article: str | None, of_page: str | None
) -> None:
    places = Places(JekyllOptions(collections=COLLECTIONS, collections_dir=above))
    article, page = places.place(above + path), places.beside_articles(above + path)
    assert (article and article.label, page and page.label) == (of_article, of_page)
