import syndicate_podcast
from syndicate.testing import check_plugin


def test_it_keeps_the_promises() -> None:
    options = {"explicit": False, "image": "https://news.example.org/cover.jpg", "categories": ["News"]}
    check_plugin(syndicate_podcast, {"podcast": options}, selective=["podcast"])
