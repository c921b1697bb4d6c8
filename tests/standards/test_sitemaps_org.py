"""The Sitemap protocol, clause by clause: https://www.sitemaps.org/protocol.html. The names are those of its sections."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from syndicate import Document, Feed, Image
from syndicate.builtins.formats.amp_sitemap import BYTES_MAX, URLS_MAX, AmpSitemapOptions, render
from syndicate.builtins.formats.amp_sitemap.documents import split
from tests.conftest import SHARED, MakeArticle, MakeFeed, require

if TYPE_CHECKING:
    from lxml.etree import _Element

PLAIN = AmpSitemapOptions()
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
NAMES = {
    "s": NAMESPACE,
    "xhtml": "http://www.w3.org/1999/xhtml",
    "image": "http://www.google.com/schemas/sitemap-image/1.1",
}


def documents_of(feed: Feed, options: AmpSitemapOptions = PLAIN, entries_max: int = URLS_MAX) -> list[Document]:
    return list(split(feed, "sitemap.xml", options, entries_max=entries_max, bytes_max=BYTES_MAX))


def parse(document: Document) -> _Element:
    return etree.fromstring(document.body)


def names(element: _Element) -> list[str]:
    return [etree.QName(child).localname for child in element]


@pytest.fixture
def feed(make_article: MakeArticle, make_feed: MakeFeed) -> Feed:
    """Three articles, the first with everything that a sitemap can tell of it."""
    return make_feed(
        make_article(
            url="https://news.example.org/a'2'?b=1&c=2",
            updated_at=datetime(2024, 2, 1, 12, tzinfo=timezone(timedelta(hours=2))),
            amp_url="https://news.example.org/amp/a'2'?b=1&c=2",
            images=(Image(url="https://i.example.org/1.png?a&b"), Image(url="https://i.example.org/2.png")),
        ),
        make_article("fog"),
        make_article("pier"),
        url="https://news.example.org/maps/sitemap.xml",
    )


def test_the_sitemap_begins_with_urlset_in_the_protocols_namespace(feed: Feed) -> None:
    (document,) = documents_of(feed)
    assert parse(document).tag == f"{{{NAMESPACE}}}urlset"


def test_the_file_is_utf_8_and_says_so(feed: Feed) -> None:
    (document,) = documents_of(feed)
    assert document.body.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n')


def test_every_url_entry_has_one_loc(feed: Feed) -> None:
    (document,) = documents_of(feed)
    assert [names(url).count("loc") for url in parse(document)] == [1, 1, 1]


def test_xml_tag_definitions_loc_comes_first_then_lastmod_then_other_vocabularies(feed: Feed) -> None:
    (document,) = documents_of(feed)
    assert names(parse(document)[0]) == ["loc", "lastmod", "link", "image", "image"]


def test_xml_tag_definitions_loc_begins_with_the_protocol(feed: Feed) -> None:
    (document,) = documents_of(feed)
    locs = parse(document).xpath("s:url/s:loc/text()", namespaces=NAMES)
    assert locs == [
        "https://news.example.org/a'2'?b=1&c=2",
        *(f"https://news.example.org/{x}/" for x in ("fog", "pier")),
    ]


def test_xml_tag_definitions_loc_has_fewer_than_2048_characters(make_article: MakeArticle, make_feed: MakeFeed) -> None:
    urls = ["https://news.example.org/".ljust(length, "x") for length in (2047, 2048, 2049)]
    (document,) = documents_of(make_feed(*(make_article(url=url) for url in urls)))
    assert parse(document).xpath("s:url/s:loc/text()", namespaces=NAMES) == urls[:1]


def test_xml_tag_definitions_lastmod_is_the_pages_last_change_with_time_and_zone(feed: Feed) -> None:
    (document,) = documents_of(feed)
    assert parse(document).xpath("s:url/s:lastmod/text()", namespaces=NAMES) == [
        "2024-02-01T10:00:00Z",
        "2024-01-30T18:21:00Z",
        "2024-01-30T18:21:00Z",
    ]


def test_entity_escaping_of_ampersand_and_quotes_in_every_url(feed: Feed) -> None:
    (document,) = documents_of(feed)
    assert b"<loc>https://news.example.org/a&apos;2&apos;?b=1&amp;c=2</loc>" in document.body
    assert b'href="https://news.example.org/amp/a&apos;2&apos;?b=1&amp;c=2"' in document.body
    assert b"<image:loc>https://i.example.org/1.png?a&amp;b</image:loc>" in document.body


def test_using_sitemap_index_files_no_sitemap_has_more_than_50000_urls() -> None:
    assert URLS_MAX == 50_000


def test_using_sitemap_index_files_no_sitemap_is_larger_than_50_mib() -> None:
    assert BYTES_MAX == 50 * 1024 * 1024 == 52_428_800


def test_using_sitemap_index_files_a_compressed_sitemap_is_gzip(feed: Feed) -> None:
    (document,) = documents_of(feed, AmpSitemapOptions(gzip=True))
    assert gzip.decompress(document.body).startswith(b"<?xml")


def test_using_sitemap_index_files_the_index_is_a_sitemapindex_of_sitemap_entries(feed: Feed) -> None:
    index = parse(documents_of(feed, entries_max=2)[-1])
    assert index.tag == f"{{{NAMESPACE}}}sitemapindex"
    assert [(etree.QName(entry).localname, names(entry)) for entry in index] == [("sitemap", ["loc", "lastmod"])] * 2


def test_using_sitemap_index_files_the_index_names_each_part_and_only_those(feed: Feed) -> None:
    *parts, index = documents_of(feed, entries_max=2)
    named = parse(index).xpath("s:sitemap/s:loc/text()", namespaces=NAMES)
    assert named == [f"https://news.example.org/maps/{part.path}" for part in parts]


def test_index_tag_definitions_lastmod_is_the_newest_change_in_the_part(feed: Feed) -> None:
    index = parse(documents_of(feed, entries_max=2)[-1])
    assert index.xpath("s:sitemap/s:lastmod/text()", namespaces=NAMES) == [
        "2024-02-01T10:00:00Z",
        "2024-01-30T18:21:00Z",
    ]


def test_sitemap_file_location_other_protocols_and_hosts_are_told_of(
    make_article: MakeArticle, make_feed: MakeFeed
) -> None:
    (document,) = documents_of(make_feed(make_article(url="http://news.example.org/a"), make_article()))
    assert "'Sitemap file location'" in document.warnings[0]
    assert "1 of 2 URLs" in document.warnings[0]


def test_extending_the_protocol_each_vocabulary_has_its_namespace(feed: Feed) -> None:
    (document,) = documents_of(feed)
    urlset = parse(document)
    assert urlset.xpath("s:url/xhtml:link[@rel='amphtml']/@href", namespaces=NAMES) == [
        "https://news.example.org/amp/a'2'?b=1&c=2"
    ]
    assert urlset.xpath("s:url/image:image/image:loc/text()", namespaces=NAMES) == [
        "https://i.example.org/1.png?a&b",
        "https://i.example.org/2.png",
    ]


@pytest.mark.parametrize(
    ("options", "declared"),
    [
        (PLAIN, {None, "xhtml", "image"}),
        (AmpSitemapOptions(amp="none"), {None, "image"}),
        (AmpSitemapOptions(images=False), {None, "xhtml"}),
        (AmpSitemapOptions(amp="none", images=False), {None}),
    ],
)
def test_extending_the_protocol_a_vocabulary_not_asked_for_is_not_declared(
    options: AmpSitemapOptions, declared: set[str | None], feed: Feed
) -> None:
    (document,) = documents_of(feed, options)
    assert set(parse(document).nsmap) == declared


class _Beside(etree.Resolver):
    """Finds what a schema imports in the schema's own folder, by base name, never on the network."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def resolve(self, system_url: str, _public_id: str, context: object) -> Any:  # type: ignore[override]  # lxml passes 3
        return self.resolve_filename(str(self.folder / system_url.rsplit("/", 1)[-1]), context)  # type: ignore[attr-defined]


@pytest.fixture
def judge() -> Callable[[Document], bool]:
    """Whether a document is valid by the protocol's XSD and those of every vocabulary, processed strictly."""
    folder = SHARED / "schemas" / "sitemap"
    require(folder.is_dir(), f"no schemas in {folder}")

    def is_valid(document: Document) -> bool:
        root = parse(document)
        main = "siteindex.xsd" if root.tag.endswith("sitemapindex") else "sitemap.xsd"
        files = {"s": main, "xhtml": "xhtml1-strict.xsd", "image": "sitemap-image.xsd"}
        imports = "".join(
            f'<xsd:import namespace="{NAMES[name]}" schemaLocation="{file}"/>' for name, file in files.items()
        )
        parser = etree.XMLParser(no_network=True)
        parser.resolvers.add(_Beside(folder))
        xsd = f'<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">{imports}</xsd:schema>'
        return bool(etree.XMLSchema(etree.fromstring(xsd, parser)).validate(root))

    return is_valid


def test_validating_your_sitemap_every_document_is_valid_by_the_schemas(
    feed: Feed, make_feed: MakeFeed, judge: Callable[[Document], bool]
) -> None:
    for documents in (documents_of(feed), documents_of(feed, entries_max=2), documents_of(make_feed())):
        assert all(judge(document) for document in documents)


def test_validating_your_sitemap_the_schemas_see_a_wrong_order(feed: Feed, judge: Callable[[Document], bool]) -> None:
    (document,) = render(feed, "sitemap.xml", PLAIN)
    urlset = parse(document)
    urlset[0].append(urlset[0][0])
    assert not judge(Document(path="s", body=etree.tostring(urlset), media_type="application/xml"))
