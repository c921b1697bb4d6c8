"""RFC 4287, The Atom Syndication Format: tests are named by its clauses."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from lxml import etree
from msgspec.structs import replace

from syndicate import Attachment, Author, Feed, FormatError, Site
from syndicate.builtins.formats.atom import render
from tests.conftest import MakeArticle, MakeFeed

ATOM = "{http://www.w3.org/2005/Atom}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
ANONYMOUS = Site(title="Ledger", url="https://news.example.org/")


def body(feed: Feed) -> bytes:
    (document,) = render(feed, "atom.xml")
    return document.body


def atom(feed: Feed) -> etree._Element:
    return etree.fromstring(body(feed))


def entry(feed: Feed) -> etree._Element:
    (found,) = atom(feed).findall(f"{ATOM}entry")
    return found


def links(parent: etree._Element, rel: str) -> list[dict[str, str]]:
    found = [dict(link.items()) for link in parent.findall(f"{ATOM}link") if link.get("rel") == rel]
    return [{str(name): str(value) for name, value in attributes.items() if name != "rel"} for attributes in found]


def test_1_2_every_element_is_in_atoms_namespace_or_a_foreign_one(full_feed: Feed) -> None:
    namespaces = {etree.QName(element).namespace for element in atom(full_feed).iter(etree.Element)}
    assert namespaces == {"http://www.w3.org/2005/Atom", "http://search.yahoo.com/mrss/"}


def test_2_the_document_is_xml_1_0_in_utf_8(full_feed: Feed) -> None:
    assert body(full_feed).startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n")
    assert "Hafenöl 🎶" in body(full_feed).decode("utf-8")


def test_2_the_feed_names_its_language(full_feed: Feed) -> None:
    assert atom(full_feed).get(XML_LANG) == "en"


def test_2_a_feed_of_unknown_language_names_none() -> None:
    feed = Feed(site=ANONYMOUS, title="Ledger", url="https://news.example.org/atom.xml", articles=())
    assert atom(feed).get(XML_LANG) is None


@pytest.mark.parametrize(("language", "written"), [("de", "de"), ("en", None), ("", None)])
def test_2_an_entry_in_another_language_names_it(
    language: str, written: str | None, make_feed: MakeFeed, make_article: MakeArticle
) -> None:
    assert entry(make_feed(make_article(language=language))).get(XML_LANG) == written


def test_3_1_1_1_a_title_is_text_without_markup(make_feed: MakeFeed, make_article: MakeArticle) -> None:
    title = entry(make_feed(make_article(title="AT&T: <b>5</b> < 6 ]]>"))).find(f"{ATOM}title")
    assert title is not None
    assert (title.text, title.get("type", "text"), len(title)) == ("AT&T: <b>5</b> < 6 ]]>", "text", 0)


def test_3_1_1_2_a_summary_is_html_that_shows_the_text(make_feed: MakeFeed, make_article: MakeArticle) -> None:
    rendered = body(make_feed(make_article(summary="AT&T: 5 < 6 ]]>")))
    assert b'<summary type="html">AT&amp;amp;T: 5 &amp;lt; 6 ]]&amp;gt;</summary>' in rendered


def test_3_2_a_person_has_a_name_and_at_most_one_uri_and_e_mail(full_feed: Feed) -> None:
    people = [
        {str(element.tag).removeprefix(ATOM): element.text for element in person}
        for person in atom(full_feed).iterfind(f"{ATOM}entry[1]/{ATOM}author")
    ]
    assert people == [
        {"name": "Ann Ferris", "email": "ann@example.org", "uri": "https://news.example.org/ann"},
        {"name": "Bén Łódź"},
    ]


def test_3_3_dates_are_rfc_3339_without_fractions(full_feed: Feed) -> None:
    dates = [element.text or "" for element in atom(full_feed).iter(f"{ATOM}updated", f"{ATOM}published")]
    assert len(dates) == 9
    assert [date for date in dates if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|\+00:00)", date)] == []


def test_4_1_1_the_feed_has_one_id_title_and_updated(full_feed: Feed) -> None:
    feed = atom(full_feed)
    for name in ("id", "title", "updated", "subtitle", "rights", "generator", "icon", "logo"):
        assert len(feed.findall(f"{ATOM}{name}")) == 1, name


def test_4_1_1_each_entry_names_its_authors_and_the_feed_does_where_it_has_no_entry(full_feed: Feed) -> None:
    found = atom(full_feed)
    assert found.find(f"{ATOM}author") is None  # to node-feedparser it would be the author of every entry
    assert all(entry.find(f"{ATOM}author") is not None for entry in found.iter(f"{ATOM}entry"))
    empty = atom(replace(full_feed, articles=()))
    assert empty.findtext(f"{ATOM}author/{ATOM}name") == "The Desk"


def test_4_1_1_an_entry_without_any_author_is_refused_with_the_place_to_set_one(make_article: MakeArticle) -> None:
    articles = (make_article("signed", authors=(Author(name="Ann"),)), make_article("unsigned"))
    feed = Feed(site=ANONYMOUS, title="Ledger", url="https://news.example.org/atom.xml", articles=articles)
    with pytest.raises(FormatError) as caught:
        body(feed)
    assert str(caught.value) == (
        "atom: neither the site nor article https://news.example.org/unsigned/ names an author (RFC 4287 4.1.1); "
        "set site.authors, or give --author"
    )


def test_4_1_1_the_feed_needs_no_author_where_every_entry_has_one(make_article: MakeArticle) -> None:
    articles = (make_article(authors=(Author(name="Ann"),)),)
    feed = Feed(site=ANONYMOUS, title="Ledger", url="https://news.example.org/atom.xml", articles=articles)
    assert atom(feed).find(f"{ATOM}author") is None


def test_4_1_1_the_feed_links_once_to_itself_and_once_to_its_page(full_feed: Feed) -> None:
    feed = atom(full_feed)
    assert links(feed, "self") == [{"href": "https://news.example.org/feeds/ai", "type": "application/atom+xml"}]
    assert links(feed, "alternate") == [{"href": "https://news.example.org/", "type": "text/html"}]


def test_4_1_1_a_feed_may_have_no_entry(make_feed: MakeFeed) -> None:
    feed = atom(make_feed())
    assert feed.findall(f"{ATOM}entry") == []
    assert feed.findtext(f"{ATOM}updated") == "1970-01-01T00:00:00+00:00"


def test_4_1_2_an_entry_without_title_has_how_its_text_begins(make_feed: MakeFeed, make_article: MakeArticle) -> None:
    note = make_article(title="The tide turns.", has_title=False, authors=(Author(name="Ann"),))
    assert atom(make_feed(note)).findtext(f"{ATOM}entry/{ATOM}title") == "The tide turns."


def test_4_1_2_an_entry_has_one_id_title_updated_and_alternate(full_feed: Feed) -> None:
    found = atom(full_feed).findall(f"{ATOM}entry")
    assert len(found) == 4
    for one in found:
        counts = [len(one.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated", "published")]
        assert (counts, len(links(one, "alternate"))) == ([1, 1, 1, 1], 1)


def test_4_1_2_an_entry_without_summary_and_content_has_an_alternate_link(
    make_feed: MakeFeed, make_article: MakeArticle
) -> None:
    found = entry(make_feed(make_article()))
    assert (found.find(f"{ATOM}summary"), found.find(f"{ATOM}content")) == (None, None)
    assert links(found, "alternate") == [{"href": "https://news.example.org/tides/"}]


def test_4_1_2_an_enclosure_is_no_second_alternate(make_feed: MakeFeed, make_article: MakeArticle) -> None:
    attachment = Attachment(url="https://news.example.org/1.mp3", media_type="audio/mpeg")
    found = entry(make_feed(make_article(attachments=(attachment,))))
    assert [link.get("rel", "alternate") for link in found.iterfind(f"{ATOM}link")] == ["alternate", "enclosure"]


def test_4_1_3_content_is_html_escaped_once(make_feed: MakeFeed, make_article: MakeArticle) -> None:
    content = entry(make_feed(make_article(content_html="<p>A&nbsp;&amp;<br>B ]]&gt;</p>"))).find(f"{ATOM}content")
    assert content is not None
    assert (content.text, content.get("type"), len(content)) == ("<p>A&nbsp;&amp;<br>B ]]&gt;</p>", "html", 0)


def test_4_2_2_a_category_has_a_term_and_a_label_for_people(make_feed: MakeFeed, make_article: MakeArticle) -> None:
    found = entry(make_feed(make_article(topics=("AI", 'Öl & "Gas"')))).findall(f"{ATOM}category")
    assert [dict(category.items()) for category in found] == [
        {"term": "AI", "label": "AI"},
        {"term": 'Öl & "Gas"', "label": 'Öl & "Gas"'},
    ]


def test_4_2_4_the_generator_states_no_version_so_that_an_upgrade_changes_no_feed(full_feed: Feed) -> None:
    generator = atom(full_feed).find(f"{ATOM}generator")
    assert generator is not None
    assert (generator.text, dict(generator.items())) == ("syndicate", {})


def test_4_2_5_the_icon_is_the_small_picture(full_feed: Feed) -> None:
    assert atom(full_feed).findtext(f"{ATOM}icon") == "https://news.example.org/favicon.ico"


def test_4_2_5_the_icon_is_the_large_picture_where_there_is_no_small_one(full_feed: Feed) -> None:
    feed = replace(full_feed, site=replace(full_feed.site, favicon_url=None))
    assert atom(feed).findtext(f"{ATOM}icon") == "https://news.example.org/icon.png"


def test_4_2_6_an_edit_keeps_the_id(make_feed: MakeFeed, make_article: MakeArticle) -> None:
    written = make_article(id="tag:news.example.org,2024:tides")
    edited = make_article("moved", id=written.id, title="Tides turned", updated_at=datetime(2024, 5, 1, tzinfo=UTC))
    ids = [entry(make_feed(article)).findtext(f"{ATOM}id") for article in (written, edited)]
    assert ids == ["tag:news.example.org,2024:tides"] * 2


def test_4_2_6_the_feeds_id_does_not_follow_its_url(full_feed: Feed) -> None:
    moved = replace(full_feed, url="https://elsewhere.example.org/atom.xml")
    assert atom(moved).findtext(f"{ATOM}id") == "tag:news.example.org,2024:feeds/ai"


def test_4_2_7_2_a_page_passed_on_is_linked_as_its_source(full_feed: Feed) -> None:
    sources = [links(found, "via") for found in atom(full_feed).iterfind(f"{ATOM}entry")]
    assert sources == [[], [], [{"href": "https://other.example.com/story"}], []]


def test_4_2_7_2_a_page_that_is_its_own_source_is_not_linked_twice(
    make_feed: MakeFeed, make_article: MakeArticle
) -> None:
    article = make_article(original_url="https://news.example.org/tides/")
    assert len(entry(make_feed(article)).findall(f"{ATOM}link")) == 1


def test_4_2_7_3_and_6_an_enclosure_states_type_title_and_known_length(full_feed: Feed) -> None:
    assert links(atom(full_feed).findall(f"{ATOM}entry")[1], "enclosure") == [
        {"href": "https://news.example.org/notes.pdf", "type": "application/pdf"},
        {"href": "https://news.example.org/1.mp3", "type": "audio/mpeg", "length": "1234567", "title": "Folge 1"},
        {"href": "https://news.example.org/1.ogg", "type": "audio/ogg", "length": "7654321", "title": "Folge 1 & mehr"},
    ]


def test_4_2_8_the_logo_is_the_large_picture(full_feed: Feed) -> None:
    assert atom(full_feed).findtext(f"{ATOM}logo") == "https://news.example.org/icon.png"


def test_4_2_9_published_is_the_first_publication(make_feed: MakeFeed, make_article: MakeArticle) -> None:
    found = entry(make_feed(make_article(updated_at=datetime(2024, 5, 1, tzinfo=UTC))))
    assert found.findtext(f"{ATOM}published") == "2024-01-30T18:21:00+00:00"


def test_4_2_10_rights_are_the_feeds(full_feed: Feed) -> None:
    assert [rights.text for rights in atom(full_feed).iter(f"{ATOM}rights")] == ["CC BY 4.0, the Ledger & friends"]


def test_4_2_12_the_subtitle_describes_the_site(full_feed: Feed) -> None:
    assert atom(full_feed).findtext(f"{ATOM}subtitle") == "News from the quay & the sea"


def test_4_2_15_updated_is_the_last_significant_change(make_feed: MakeFeed, make_article: MakeArticle) -> None:
    feed = atom(make_feed(make_article("new"), make_article("old", updated_at=datetime(2024, 5, 1, 8, tzinfo=UTC))))
    assert [updated.text for updated in feed.iter(f"{ATOM}updated")] == [
        "2024-05-01T08:00:00+00:00",  # the feed's is that of the entry changed last, not the time of the export
        "2024-01-30T18:21:00+00:00",
        "2024-05-01T08:00:00+00:00",
    ]


def test_6_2_foreign_markup_stands_in_entries_under_a_declared_prefix(full_feed: Feed) -> None:
    foreign = list(atom(full_feed).iter("{http://search.yahoo.com/mrss/}*"))
    assert {(element.prefix, getattr(element.getparent(), "tag", None)) for element in foreign} == {
        ("media", f"{ATOM}entry")
    }
