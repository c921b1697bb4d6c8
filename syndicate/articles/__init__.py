"""Raw fields into an Article; `quick` is the short way of the same."""

from typing import TYPE_CHECKING

from syndicate._faces import face

if TYPE_CHECKING:
    from syndicate.articles.article_fields import ArticleFields as ArticleFields
    from syndicate.articles.derived import name_of_page as name_of_page
    from syndicate.articles.fields import is_of_interest as is_of_interest
    from syndicate.articles.flags import WITHHELD as WITHHELD
    from syndicate.articles.lines import field_places as field_places
    from syndicate.articles.secrets import SECRETS as SECRETS
    from syndicate.articles.words import folded as folded
else:
    __getattr__, __all__ = face(
        __name__,
        {
            "article_fields": "ArticleFields",
            "lines": "field_places",
            "derived": "name_of_page",
            "fields": "is_of_interest",
            "secrets": "SECRETS",
            "flags": "WITHHELD",
            "words": "folded",
        },
    )
