"""RSS 2.0 as a whole: expected bytes, and what we owe to its readers beyond the specification."""

from __future__ import annotations

import locale
from datetime import UTC, datetime

import pytest
from lxml import etree

from syndicate import Attachment, Author, Document, Feed, Image, Site
from syndicate.builtins.formats.rss import render
from tests.conftest import MakeArticle, MakeFeed

CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DC = "{http://purl.org/dc/elements/1.1/}"
MEDIA = "{http://search.yahoo.com/mrss/}"
ATOM = "{http://www.w3.org/2005/Atom}"


def document(feed: Feed) -> Document:
    (rendered,) = render(feed, "feeds/rss.xml")
    return rendered


def channel(feed: Feed) -> etree._Element:
    found = etree.fromstring(document(feed).body).find("channel")
    assert found is not None
    return found


def item(feed: Feed) -> etree._Element:
    (found,) = channel(feed).findall("item")
    return found


def test_articles_keep_their_order(make_feed: MakeFeed, make_article: MakeArticle) -> None:
    feed = make_feed(make_article("b"), make_article("c"), make_article("a"))
    assert [link.text for link in channel(feed).iterfind("item/link")] == [a.url for a in feed.articles]


def test_the_locale_of_the_process_is_left_alone(full_feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> str:
        raise AssertionError("the locale belongs to the whole process")

    monkeypatch.setattr(locale, "setlocale", refuse)
    assert document(full_feed).entry_count == 4


def test_every_author_is_a_creator_and_no_e_mail_address_is_shown(full_feed: Feed) -> None:
    first = channel(full_feed).findall("item")[0]
    assert [creator.text for creator in first.iterfind(f"{DC}creator")] == ["Ann Ferris", "Bén Łódź"]
    assert b"@" not in document(full_feed).body.replace(b"isPermaLink", b"")


def test_an_article_without_authors_has_the_sites(make_feed: MakeFeed, make_article: MakeArticle) -> None:
    assert item(make_feed(make_article())).findtext(f"{DC}creator") == "The Desk"


def test_a_body_stands_beside_its_summary(make_feed: MakeFeed, make_article: MakeArticle) -> None:
    found = item(make_feed(make_article(summary="Short & sweet", content_html="<p>Long</p>")))
    assert found.findtext("description") == "Short &amp; sweet"
    assert found.findtext(f"{CONTENT}encoded") == "<p>Long</p>"


def test_a_body_without_a_summary_gives_the_description_its_beginning_in_whole_words(
    make_feed: MakeFeed, make_article: MakeArticle
) -> None:
    found = item(make_feed(make_article(content_html="<p>" + "fog &amp; tide " * 100 + "</p>")))
    description = found.findtext("description") or ""
    assert description == "fog &amp; tide " * 26 + "fog &amp; tide…"
    assert (found.findtext(f"{CONTENT}encoded") or "").startswith("<p>fog &amp; tide fog")


def test_a_short_body_without_a_summary_is_its_own_description(make_feed: MakeFeed, make_article: MakeArticle) -> None:
    found = item(make_feed(make_article(content_html="<p>Tides <em>turn</em></p>")))
    assert found.findtext("description") == "<p>Tides <em>turn</em></p>"
    assert found.find(f"{CONTENT}encoded") is None  # never the same text twice


def test_a_beginning_is_cut_where_no_space_stands(make_feed: MakeFeed, make_article: MakeArticle) -> None:
    found = item(make_feed(make_article(content_html=f"<p>{'潮' * 400}</p>")))
    assert found.findtext("description") == "潮" * 300 + "…"


def test_a_body_without_a_word_is_the_description(make_feed: MakeFeed, make_article: MakeArticle) -> None:
    found = item(make_feed(make_article(content_html='<img src="https://news.example.org/1.png">')))
    assert found.findtext("description") == '<img src="https://news.example.org/1.png">'


def test_an_article_of_a_title_only_has_no_description(make_feed: MakeFeed, make_article: MakeArticle) -> None:
    assert item(make_feed(make_article())).find("description") is None


def test_a_changed_article_tells_when(make_feed: MakeFeed, make_article: MakeArticle) -> None:
    found = item(make_feed(make_article(updated_at=datetime(2024, 2, 1, tzinfo=UTC))))
    assert found.findtext(f"{ATOM}updated") == "2024-02-01T00:00:00Z"
    assert found.findtext("pubDate") == "Tue, 30 Jan 2024 18:21:00 GMT"


def test_an_unchanged_article_tells_its_publication_only(make_feed: MakeFeed, make_article: MakeArticle) -> None:
    assert item(make_feed(make_article())).find(f"{ATOM}updated") is None


@pytest.mark.parametrize(("language", "written"), [("de", "de"), ("en", None), ("", None)])
def test_an_article_names_its_language_where_it_is_not_the_sites(
    language: str, written: str | None, make_feed: MakeFeed, make_article: MakeArticle
) -> None:
    assert item(make_feed(make_article(language=language))).findtext(f"{DC}language") == written


def test_an_image_tells_its_size_and_type(make_feed: MakeFeed, make_article: MakeArticle) -> None:
    image = Image(url="https://news.example.org/a.JPG?w=1200#top", width=1200, height=800)
    found = item(make_feed(make_article(images=(image,))))
    size = {"url": image.url, "width": "1200", "height": "800"}
    assert [dict(media.items()) for media in found.iterfind(f"{MEDIA}thumbnail")] == [size]
    assert [dict(media.items()) for media in found.iterfind(f"{MEDIA}content")] == [
        size | {"medium": "image", "type": "image/jpeg"}
    ]


def test_an_image_of_unknown_size_and_type_states_neither(make_feed: MakeFeed, make_article: MakeArticle) -> None:
    image = Image(url="https://news.example.org/picture.aspx?id=1.png", width=0)
    found = item(make_feed(make_article(images=(image,))))
    assert [dict(media.items()) for media in found.iterfind(f"{MEDIA}content")] == [
        {"url": image.url, "medium": "image"}
    ]


def test_files_beyond_the_enclosure_stand_before_it(full_feed: Feed) -> None:
    episode = channel(full_feed).findall("item")[1]
    files = [element for element in episode if element.get("url") and element.get("medium") != "image"]
    assert [(element.tag, element.get("url")) for element in files[1:]] == [
        (f"{MEDIA}content", "https://news.example.org/notes.pdf"),
        (f"{MEDIA}content", "https://news.example.org/1.ogg"),
        ("enclosure", "https://news.example.org/1.mp3"),
    ]
    assert dict(files[2].items()) == {
        "url": "https://news.example.org/1.ogg",
        "type": "audio/ogg",
        "medium": "audio",
        "fileSize": "7654321",
        "duration": "1800",
    }
    assert files[2].findtext(f"{MEDIA}title") == "Folge 1 & mehr"


def test_files_of_unknown_size_only_are_no_enclosure_and_a_warning_says_so(
    make_feed: MakeFeed, make_article: MakeArticle
) -> None:
    attachment = Attachment(url="https://news.example.org/1.mp3", media_type="audio/mpeg")
    feed = make_feed(make_article("plain"), make_article(attachments=(attachment,)))
    assert channel(feed).find("item/enclosure") is None
    (warning,) = document(feed).warnings
    assert warning == (
        "rss: 1 of 2 articles have only attachments of unknown size, the first of them "
        "https://news.example.org/tides/; podcast players need an <enclosure>, which states its length; set size_bytes"
    )


def test_hubs_and_the_next_page_are_linked(full_feed: Feed) -> None:
    links = [dict(link.items()) for link in channel(full_feed).iterfind(f"{ATOM}link")]
    assert links == [
        {"href": "https://news.example.org/feeds/ai", "rel": "self", "type": "application/rss+xml"},
        {"href": "https://hub.example.com/", "rel": "hub"},
        {"href": "https://hub.example.net/", "rel": "hub"},
        {"href": "https://news.example.org/feeds/ai/2", "rel": "next", "type": "application/rss+xml"},
    ]


def test_no_author_is_needed(make_article: MakeArticle) -> None:
    site = Site(title="Ledger", url="https://news.example.org/")
    feed = Feed(site=site, title="Ledger", url="https://news.example.org/rss.xml", articles=(make_article(),))
    assert item(feed).find(f"{DC}creator") is None


def test_an_author_may_be_called_like_markup(make_feed: MakeFeed, make_article: MakeArticle) -> None:
    feed = make_feed(make_article(authors=(Author(name='<b>"&amp;" ]]>'),)))
    assert item(feed).findtext(f"{DC}creator") == '<b>"&amp;" ]]>'
