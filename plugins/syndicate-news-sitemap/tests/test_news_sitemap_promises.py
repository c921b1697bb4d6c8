import syndicate_news_sitemap
from syndicate.testing import check_plugin


def test_it_keeps_the_promises() -> None:
    check_plugin(syndicate_news_sitemap)
