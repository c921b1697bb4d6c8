"""Files as people post them when a reader refuses their feed: the cause is named, with its line."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from syndicate_validate.judging import judge

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_CHANNEL = "<title>Harbour</title><link>https://example.org/</link><description>News</description>\n"


def _rss(items: str, attributes: str = "") -> str:
    return f'{_HEAD}<rss version="2.0"{attributes}><channel>{_CHANNEL}{items}</channel></rss>'


POSTED = {
    "an ampersand of a query goes out as it is": (
        _rss("<item><title>a</title>\n<link>https://example.org/?a=1&b=2</link></item>"), 4, "xml-malformed"),
    "a template wrote an entity of HTML": (_rss("<item>\n<title>Caf&eacute;</title></item>"), 4, "xml-entity-undefined"),
    "a plugin wrote a blank line first": ("\n\n" + _rss(""), 1, "xml-space-first"),
    "a control character was pasted from a word processor": (
        _rss("<item>\n<title>a\x0bb</title></item>"), 4, "xml-malformed"),
    "media: is used and nobody declared it": (
        _rss('<item><title>a</title>\n<media:content url="https://example.org/a.jpg"/></item>'), 4, "xml-prefix-undeclared"),
    "dates come out in the language of the server": (
        _rss("<item><title>a</title>\n<pubDate>mer., 01 mai 2024 09:00:00 +0000</pubDate></item>"), 4, "date-rfc822"),
    "pictures are relative to the site": (
        _rss('<item>\n<description>&lt;img src="/a.jpg"&gt;</description></item>'), 4, "html-relative"),
    "every build gives all entries one id": (
        _rss("<item><title>a</title><guid>https://example.org/</guid></item>\n"
             "<item><title>b</title><guid>https://example.org/</guid></item>"), 4, "id-repeated"),
    "the error page of a server has the name of the feed": ("<!DOCTYPE html>\n<html><body>502</body></html>", 2, "format-html"),
    "a cover without https, as path": (
        _rss('\n<itunes:image href="/cover.jpg"/>', ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'),
        4, "url-relative"),
    "a template escaped its HTML twice": (
        _rss("<item>\n<description>&amp;lt;p&amp;gt;Hello&amp;lt;/p&amp;gt;</description></item>"), 4, "html-escaped-twice"),
    "a sitemap from a generator of feeds has dates of RSS": (
        f'{_HEAD}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        "<url><loc>https://example.org/</loc><lastmod>Wed, 01 May 2024 09:00:00 GMT</lastmod></url></urlset>", 3, "date-w3c"),
    "the feed was cut off on its way": (_rss("<item><title>a</title></item>")[:-20], 3, "xml-malformed"),
}  # fmt: skip


@pytest.mark.parametrize("name", POSTED)
def test_the_cause_is_named(name: str) -> None:
    text, line, code = POSTED[name]
    found = judge(text.encode(), "feed.xml", now=datetime(2026, 11, 29, tzinfo=UTC))
    assert (line, code) in [(each.line, each.code) for each in found], [each.message for each in found]
