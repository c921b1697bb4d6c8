"""What feedgen does, and what we do about it. A test that fails here tells that feedgen was mended: read the test's
name, take the correction out of syndicate/formats, and the test with it."""

from __future__ import annotations

import locale
from datetime import UTC, datetime
from typing import Any

import pytest
from feedgen.feed import FeedGenerator
from lxml import etree

THEN = datetime(2024, 1, 30, 18, 21, tzinfo=UTC)
PAGE = "https://news.example.org/"
ATOM = "{http://www.w3.org/2005/Atom}"
ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"


@pytest.fixture
def generator() -> Any:
    made = FeedGenerator()
    made.id(PAGE)
    made.title("Ledger")
    made.description("News")
    made.link(href=PAGE, rel="alternate")
    return made


@pytest.fixture
def entry(generator: Any) -> Any:
    added = generator.add_entry()
    added.id(f"{PAGE}tides")
    added.title("Tides")
    added.link(href=f"{PAGE}tides", rel="alternate")
    return added


def atom(generator: Any) -> etree._Element:
    return etree.fromstring(generator.atom_str())


def rss(generator: Any) -> etree._Element:
    return etree.fromstring(generator.rss_str())


def test_links_of_atom_entries_lose_all_but_their_href(generator: Any, entry: Any) -> None:
    entry.link(href=f"{PAGE}1.mp3", rel="enclosure", type="audio/mpeg", length="7", title="One")
    found = [dict(link.items()) for link in atom(generator).iterfind(f"{ATOM}entry/{ATOM}link")]
    assert found == [{"href": f"{PAGE}tides"}, {"href": f"{PAGE}1.mp3"}]


def test_the_atom_tree_of_an_extension_has_no_namespace(generator: Any) -> None:
    seen = []

    class Extension:
        def extend_ns(self) -> dict[str, str]:
            return {}

        def extend_atom(self, feed: etree._Element) -> etree._Element:
            seen.append(feed.tag)
            return feed

    generator.register_extension("probe", Extension, rss=False)
    generator.atom_str()
    assert seen == ["feed"]


def test_an_atom_feed_without_any_author_is_written(generator: Any, entry: Any) -> None:
    assert entry.author() is None
    assert list(atom(generator).iter(f"{ATOM}author")) == []


def test_updated_is_the_time_of_the_export_unless_set(generator: Any, entry: Any) -> None:
    assert entry.updated() > THEN
    assert generator.updated() > THEN
    assert len(list(atom(generator).iter(f"{ATOM}updated"))) == 2


def test_last_build_date_cannot_be_unset(generator: Any) -> None:
    generator.lastBuildDate(None)
    assert rss(generator).find("channel/lastBuildDate") is not None


def test_dates_of_rss_switch_the_locale_of_the_process(generator: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[object, ...]] = []
    monkeypatch.setattr(locale, "setlocale", lambda *arguments: asked.append(arguments))
    generator.rss_str()
    assert (locale.LC_ALL, "C") in asked


def test_the_generator_states_feedgens_version(generator: Any) -> None:
    stated = atom(generator).find(f"{ATOM}generator")
    assert stated is not None
    assert stated.get("version")


def test_entries_are_prepended(generator: Any, entry: Any) -> None:
    assert generator.add_entry() is not entry
    assert generator.entry()[1] is entry


def test_the_link_of_an_rss_channel_is_the_last_of_any_rel(generator: Any) -> None:
    generator.link(href=f"{PAGE}rss.xml", rel="self")
    assert rss(generator).findtext("channel/link") == f"{PAGE}rss.xml"


def test_links_of_the_channel_other_than_to_itself_are_lost_in_rss(generator: Any) -> None:
    generator.link(href=f"{PAGE}rss.xml", rel="self")
    generator.link(href="https://hub.example.com/", rel="hub")
    assert [link.get("rel") for link in rss(generator).iterfind(f"channel/{ATOM}link")] == ["self"]


def test_an_id_is_never_a_permalink(generator: Any, entry: Any) -> None:
    entry.id(f"{PAGE}tides")
    guid = rss(generator).find("channel/item/guid")
    assert guid is not None
    assert guid.get("isPermaLink") == "false"


def test_a_body_without_a_summary_has_no_content_encoded_in_rss(generator: Any, entry: Any) -> None:
    entry.content("<p>Tides</p>")
    item = rss(generator).find("channel/item")
    assert item is not None
    assert (item.findtext("description"), item.find(ENCODED)) == ("<p>Tides</p>", None)


def test_an_author_without_e_mail_address_is_lost_in_rss(generator: Any, entry: Any) -> None:
    entry.author(name="Ann Ferris")
    assert b"Ann Ferris" not in generator.rss_str()


def test_the_last_of_several_enclosures_is_the_one_in_rss(generator: Any, entry: Any) -> None:
    entry.enclosure(f"{PAGE}1.mp3", 1, "audio/mpeg")
    entry.enclosure(f"{PAGE}1.pdf", None, "application/pdf")
    (enclosure,) = rss(generator).iterfind("channel/item/enclosure")
    assert dict(enclosure.items()) == {"url": f"{PAGE}1.pdf", "length": "None", "type": "application/pdf"}


def test_media_rss_is_always_wrapped_in_a_group(generator: Any) -> None:
    generator.load_extension("media")
    added = generator.add_entry()
    added.title("Tides")
    added.media.content(url=f"{PAGE}1.jpg", medium="image")
    assert rss(generator).find("channel/item/{http://search.yahoo.com/mrss/}group") is not None
