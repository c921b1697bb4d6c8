import syndicate_opml
from syndicate.testing import check_plugin


def test_it_keeps_the_promises() -> None:
    check_plugin(syndicate_opml)
