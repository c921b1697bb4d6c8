"""RSS 2.0, https://www.rssboard.org/rss-specification: tests are named by the headings of the specification."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from lxml import etree

from syndicate import Attachment, Feed, Site
from syndicate.builtins.formats.rss import render
from tests.conftest import MakeArticle, MakeFeed

DATE = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT"
)


def rss(feed: Feed) -> etree._Element:
    (document,) = render(feed, "rss.xml")
    return etree.fromstring(document.body)


def channel(feed: Feed) -> etree._Element:
    found = rss(feed).find("channel")
    assert found is not None
    return found


def item(feed: Feed) -> etree._Element:
    (found,) = channel(feed).findall("item")
    return found


def test_what_is_rss_the_root_is_rss_2_0_with_one_channel(full_feed: Feed) -> None:
    root = rss(full_feed)
    assert (root.tag, dict(root.items()), [child.tag for child in root]) == ("rss", {"version": "2.0"}, ["channel"])


def test_what_is_rss_the_document_is_xml_1_0_in_utf_8(full_feed: Feed) -> None:
    (document,) = render(full_feed, "rss.xml")
    assert document.body.startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n")
    assert "Hafenöl 🎶" in document.body.decode("utf-8")


def test_required_channel_elements_are_there_once(full_feed: Feed) -> None:
    found = channel(full_feed)
    assert [element.text for element in found.findall("title")] == ["The Harbour Ledger: AI"]
    assert [element.text for element in found.findall("link")] == ["https://news.example.org/"]
    assert [element.text for element in found.findall("description")] == ["News from the quay & the sea"]


def test_required_channel_elements_a_site_without_description_gives_the_feeds_title() -> None:
    site = Site(title="Ledger", url="https://news.example.org/")
    feed = Feed(site=site, title="Ledger: AI", url="https://news.example.org/rss.xml", articles=())
    assert channel(feed).findtext("description") == "Ledger: AI"


def test_optional_channel_elements_say_what_the_site_says(full_feed: Feed) -> None:
    found = channel(full_feed)
    assert found.findtext("language") == "en"
    assert found.findtext("copyright") == "CC BY 4.0, the Ledger & friends"
    assert found.findtext("generator") == "syndicate"


def test_optional_channel_elements_are_left_out_where_the_site_says_nothing() -> None:
    site = Site(title="Ledger", url="https://news.example.org/")
    feed = Feed(site=site, title="Ledger", url="https://news.example.org/rss.xml", articles=())
    assert [element.tag for element in channel(feed)] == [
        "title",
        "link",
        "description",
        "{http://www.w3.org/2005/Atom}link",
        "docs",
        "generator",
    ]


def test_last_build_date_is_the_last_change_of_any_item_and_not_the_clock(
    make_feed: MakeFeed, make_article: MakeArticle
) -> None:
    changed = make_article("old", updated_at=datetime(2024, 3, 1, 8, tzinfo=UTC))
    assert channel(make_feed(make_article("new"), changed)).findtext("lastBuildDate") == "Fri, 01 Mar 2024 08:00:00 GMT"


def test_last_build_date_is_left_out_of_a_channel_without_items(make_feed: MakeFeed) -> None:
    assert channel(make_feed()).find("lastBuildDate") is None


def test_image_has_url_and_the_channels_own_title_and_link(full_feed: Feed) -> None:
    (image,) = channel(full_feed).findall("image")
    assert {element.tag: element.text for element in image} == {
        "url": "https://news.example.org/icon.png",
        "title": "The Harbour Ledger: AI",
        "link": "https://news.example.org/",
    }


@pytest.mark.parametrize(
    ("icon", "is_written"),
    [("icon.gif", True), ("icon.JPG?v=1.2", True), ("icon", True), ("icon.svg", False), ("icon.webp", False)],
)
def test_image_is_a_gif_jpeg_or_png(icon: str, is_written: bool) -> None:  # noqa: FBT001
    site = Site(title="Ledger", url="https://news.example.org/", icon_url=f"https://news.example.org/{icon}")
    feed = Feed(site=site, title="Ledger", url="https://news.example.org/rss.xml", articles=())
    assert (channel(feed).find("image") is not None) is is_written


def test_elements_of_item_occur_once_each_but_for_categories(full_feed: Feed) -> None:
    for found in channel(full_feed).findall("item"):
        tags = [element.tag for element in found if "}" not in str(element.tag) and element.tag != "category"]
        assert sorted(set(tags)) == sorted(tags)


def test_elements_of_item_are_those_of_the_specification(full_feed: Feed) -> None:
    tags = {str(element.tag) for found in channel(full_feed).iterfind("item") for element in found}
    assert {tag for tag in tags if "}" not in tag} == {
        "title",
        "link",
        "description",
        "guid",
        "category",
        "pubDate",
        "enclosure",
    }


def test_elements_of_item_the_description_is_html_escaped_as_xml(
    make_feed: MakeFeed, make_article: MakeArticle
) -> None:
    (document,) = render(make_feed(make_article(summary="AT&T: 5 < 6 ]]>")), "rss.xml")
    assert b"<description>AT&amp;amp;T: 5 &amp;lt; 6 ]]&amp;gt;</description>" in document.body


def test_elements_of_item_the_title_is_plain_text(make_feed: MakeFeed, make_article: MakeArticle) -> None:
    (document,) = render(make_feed(make_article(title="AT&T: 5 < 6 ]]>")), "rss.xml")
    assert b"<title>AT&amp;T: 5 &lt; 6 ]]&gt;</title>" in document.body


@pytest.mark.parametrize(
    ("texts", "names"),
    [
        ({"summary": "The tide turns."}, ["link", "description"]),
        ({"content_html": "<p>The tide turns.</p>"}, ["link", "description"]),
        ({}, ["title", "link"]),
    ],
)
def test_elements_of_item_a_note_without_title_has_a_description(
    texts: dict[str, str], names: list[str], make_feed: MakeFeed, make_article: MakeArticle
) -> None:
    found = item(make_feed(make_article(title="The tide turns.", has_title=False, **texts)))
    assert [child.tag for child in found][: len(names)] == names
    assert (found.find("title") is not None) is ("title" in names)


@pytest.mark.parametrize(
    "instant",
    [datetime(2024, 1, 30, 18, 21, tzinfo=UTC), datetime(999, 2, 3, tzinfo=UTC), datetime(2024, 2, 29, tzinfo=UTC)],
)
def test_pub_date_is_rfc_822_with_a_year_of_four_digits(
    instant: datetime, make_feed: MakeFeed, make_article: MakeArticle
) -> None:
    found = item(make_feed(make_article(published_at=instant))).findtext("pubDate") or ""
    assert DATE.fullmatch(found)
    assert datetime.strptime(found, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC) == instant


def test_guid_that_is_the_items_url_is_a_permalink(make_feed: MakeFeed, make_article: MakeArticle) -> None:
    guid = item(make_feed(make_article())).find("guid")
    assert guid is not None
    assert (guid.text, dict(guid.items())) == ("https://news.example.org/tides/", {"isPermaLink": "true"})


@pytest.mark.parametrize("id_", ["tag:news.example.org,2024:tides", "https://news.example.org/?p=1"])
def test_guid_that_is_not_the_items_url_is_no_permalink(
    id_: str, make_feed: MakeFeed, make_article: MakeArticle
) -> None:
    guid = item(make_feed(make_article(id=id_))).find("guid")
    assert guid is not None
    assert (guid.text, dict(guid.items())) == (id_, {"isPermaLink": "false"})


def test_category_is_one_element_a_topic(make_feed: MakeFeed, make_article: MakeArticle) -> None:
    found = item(make_feed(make_article(topics=("AI", "Öl & Gas", "a/b"))))
    assert [category.text for category in found.iterfind("category")] == ["AI", "Öl & Gas", "a/b"]


def test_enclosure_has_its_three_required_attributes(make_feed: MakeFeed, make_article: MakeArticle) -> None:
    unsized = Attachment(url="https://news.example.org/1.pdf", media_type="application/pdf")
    sized = Attachment(url="https://news.example.org/1.mp3?a&b", media_type="audio/mpeg", size_bytes=0)
    (enclosure,) = item(make_feed(make_article(attachments=(unsized, sized, sized)))).findall("enclosure")
    assert dict(enclosure.items()) == {"url": sized.url, "length": "0", "type": "audio/mpeg"}


def test_author_is_an_e_mail_address_so_names_are_dublin_cores(full_feed: Feed) -> None:
    assert list(channel(full_feed).iter("author")) == []


def test_extending_rss_every_other_element_is_in_a_declared_namespace(full_feed: Feed) -> None:
    declared = {
        "atom": "http://www.w3.org/2005/Atom",
        "content": "http://purl.org/rss/1.0/modules/content/",
        "dc": "http://purl.org/dc/elements/1.1/",
        "media": "http://search.yahoo.com/mrss/",
    }
    root = rss(full_feed)
    assert root.nsmap == declared
    assert {element.prefix for element in root.iter(etree.Element)} == {None, *declared}


def test_rss_profile_the_feed_links_to_itself_and_description_stands_before_content(full_feed: Feed) -> None:
    (document,) = render(full_feed, "rss.xml")
    assert (
        b'<atom:link href="https://news.example.org/feeds/ai" rel="self" type="application/rss+xml"/>' in document.body
    )
    for found in channel(full_feed).findall("item"):
        tags = [str(element.tag) for element in found]
        encoded = "{http://purl.org/rss/1.0/modules/content/}encoded"
        assert encoded not in tags or tags.index("description") < tags.index(encoded)
