import syndicate_feed_source
from syndicate.testing import check_plugin

FEED = b"""<rss version="2.0"><channel><title>T</title><link>https://e.org/</link><description>D</description>
<item><title>One</title><link>https://e.org/1</link><pubDate>Tue, 30 Jan 2024 18:21:00 GMT</pubDate></item>
</channel></rss>"""


def test_it_keeps_the_promises() -> None:
    check_plugin(syndicate_feed_source, files={"feed": {"feed.xml": FEED}})
