"""A mapping of raw fields into an article."""

from __future__ import annotations

from datetime import UTC, datetime
from time import process_time
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, strategies as st

from syndicate import UNDATED, Article, Author, Fault, Image, PassedOver, Site, UsageError
from syndicate.articles import ArticleFields
from syndicate.articles.fields import FIELDS, SWITCHES
from syndicate.articles.flags import FLAGS
from syndicate.files import Head, RawFields, parse_yaml

SITE = Site(title="The Harbour Ledger", url="https://news.example.org/blog", timezone="Europe/Berlin")
GOOD = "title: Tides turn\ndate: 2024-01-30\nurl: /tides/\n"

REQUIRED = ("title", "published_at", "url", "extra")
WITHHOLDING = (*FLAGS, "title", "expires_at", "url", "extra")  # a value of theirs may cost the article


def read(text: str, *, path: str = "", **settings: Any) -> list[Article | Fault | PassedOver]:
    return ArticleFields(SITE, **settings).read(parse_yaml(text, path="tides.md"), path=path)


def article(text: str, *, path: str = "", **settings: Any) -> Article:
    (found,) = read(text, path=path, **settings)
    assert isinstance(found, Article), found
    return found


def warned(text: str, *, path: str = "", **settings: Any) -> tuple[Article, list[tuple[int, int, str]]]:
    """Return the article of *text*, and line, column and field of each warning about it."""
    found, *warnings = read(text, path=path, **settings)
    assert isinstance(found, Article), found
    assert all(isinstance(warning, Fault) and warning.is_warning for warning in warnings), warnings
    return found, [(warning.line, warning.column, warning.field) for warning in warnings]  # type: ignore[union-attr]


@pytest.mark.parametrize("written", ["1.10", "2024", "true", "no", "0123"])
def test_a_title_is_the_text_as_written(written: str) -> None:
    assert article(f"title: {written}\ndate: 2024-01-30\nurl: /a").title == written


@pytest.mark.parametrize("suffix", ["json", "JSON", "xml", "txt", "rss"])
@pytest.mark.parametrize(
    ("others", "url"),
    [
        ("webUrl: https://p.example/tides/\n", "https://p.example/tides/"),
        ("url: /tides/\n", "https://news.example.org/tides/"),
        ("originalUrl: https://p.example/tides\n", "https://p.example/tides"),
        ("external_url: https://p.example/tides\n", "https://p.example/tides"),
        ("url: /tides.xml\noriginalUrl: https://p.example/tides\n", "https://p.example/tides"),
    ],
)
def test_what_ends_as_files_for_programs_do_is_no_page_where_there_is_another(
    suffix: str, others: str, url: str
) -> None:
    assert article(f"title: T\ndate: 2024-01-30\npermalink: /api/tides.{suffix}\n{others}").url == url


@pytest.mark.parametrize("others", ["", "url: ''\n", "url: /tides.xml\n", "ampWebUrl: /amp/tides/\n"])
def test_what_ends_as_files_for_programs_do_is_the_page_where_there_is_no_other(others: str) -> None:
    found = article(f"title: T\ndate: 2024-01-30\npermalink: /api/tides.json\n{others}")
    assert found.url == "https://news.example.org/api/tides.json"


@pytest.mark.parametrize("has_extra", [True, False])
@pytest.mark.parametrize("suffix", ["mp3", "M4A", "mp4?dest-id=7"])
@pytest.mark.parametrize(("other", "url"), [("", "/blog/one/"), ("external_url: /tides/\n", "/tides/")])
def test_an_address_of_a_recording_is_no_page_and_is_attached(
    suffix: str, other: str, url: str, *, has_extra: bool
) -> None:
    text = f"title: T\ndate: 2024-01-30\nurl: https://cdn.example/1.{suffix}\n{other}"
    found = article(text, path="one.md", url_pattern="{site_url}/{path}/", has_extra=has_extra)
    assert found.url == f"https://news.example.org{url}"
    assert [attached.url for attached in found.attachments] == [f"https://cdn.example/1.{suffix}"]


def test_a_date_of_material_for_mkdocs_is_the_one_of_its_creation() -> None:
    found = article("title: T\ndate:\n  created: 2024-01-30\n  updated: 2024-02-01\nurl: /a\nauthor_name: Ann Lee")
    assert found.published_at == datetime(2024, 1, 29, 23, tzinfo=UTC)
    assert found.authors == (Author(name="Ann Lee"),)


def test_titles_summaries_and_topics_lose_their_markup() -> None:
    found = article("title: H&#038;M <b>opens</b>\nexcerpt: a<br>b\ntags: [R&amp;D]\ndate: 2024-01-30\nurl: /a")
    assert (found.title, found.summary, found.topics) == ("H&M opens", "a b", ("R&D",))


def test_what_only_looks_like_markup_stays() -> None:
    found = article(
        "title: 'The <hello-world> element & List<String>'\ndate: 2024-01-30\nurl: /a\n"
        "tags: ['<canvas>', List<T>, '<b>R&amp;D</b>']\nauthor: Ann <canvas> Lee\n"
        "image: {url: /a.png, title: 'A <dialog> <em>now</em>'}"
    )
    assert found.title == "The <hello-world> element & List<String>"
    assert found.topics == ("<canvas>", "List<T>", "R&D")
    assert found.authors == (Author(name="Ann <canvas> Lee"),)
    assert found.images[0].title == "A <dialog> now"


def test_text_is_taken_for_text_where_the_generator_does() -> None:
    text = "title: '<b>R&amp;D</b>'\ndate: 2024-01-30\nurl: /a\ntags: ['<br>']\nsummary: '<b>R&amp;D</b>'"
    found = article(text, is_text=True)
    assert (found.title, found.topics, found.summary) == ("<b>R&amp;D</b>", ("<br>",), "R&D")


def test_a_summary_in_markdown_reads_as_text() -> None:
    found = article(GOOD + "summary: '**Bold** and [a link](/x), 2 * 3 * 4, `code` of List<T>'")
    assert found.summary == "Bold and a link, 2 * 3 * 4, code of List<T>"


def test_the_best_name_that_says_something_wins_and_the_others_are_kept() -> None:
    found = article(GOOD + "summary: ''\nexcerpt: Low\ndescription: High\n")
    assert found.summary == "Low"
    assert found.extra == {"description": "High"}


def test_names_are_known_in_any_case() -> None:
    assert article("Title: Tides\nDATE: 2024-01-30\nurl: /a").extra == {}


def test_names_are_known_in_any_spelling() -> None:
    found = article("page title: Tides\nDate-Published: 2024-01-30\nURL: /a\nWritten By: Ann\nlast-updated: 2024-02-01")
    assert (found.title, found.published_at.day, found.authors[0].name) == ("Tides", 29, "Ann")
    assert found.updated_at is not None
    assert found.extra == {}


def test_the_section_stands_back_behind_the_topics() -> None:
    found = article(GOOD + "category: news\ntopics: [AI]\n")
    assert (found.topics, found.extra) == (("AI",), {"category": "news"})


@pytest.mark.parametrize(
    ("written", "topics"),
    [("[a, 'b c']", ("a", "b c")), ("a, b c", ("a", "b c")), ("a b", ("a b",)), ("~", ()), ("[1.10, 2024, ~]", ("1.10", "2024"))],
)  # fmt: skip
def test_topics_are_a_list_or_a_text_with_commas(written: str, topics: tuple[str, ...]) -> None:
    assert article(f"{GOOD}tags: {written}").topics == topics


@pytest.mark.parametrize(
    ("written", "is_published"),
    [("published: no", False), ("published: 'FALSE'", False), ("published: On", True), ("draft: true", False),
     ("draft: false", True), ("status: Draft", False), ("status: published", True), ("status: sold out", True)],
)  # fmt: skip
def test_flags_are_read_as_people_write_them(written: str, is_published: bool) -> None:  # noqa: FBT001
    assert article(GOOD + written).is_published is is_published


def test_another_status_is_kept() -> None:
    assert article(GOOD + "status: sold out").extra == {"status": "sold out"}


def test_a_withdrawn_article_is_removed() -> None:
    assert article(GOOD + "deleted: yes").is_removed


def test_published_may_be_the_date() -> None:
    found = article("title: Tides\nurl: /a\npublished: 2024-01-30T10:00:00Z")
    assert found.published_at == datetime(2024, 1, 30, 10, tzinfo=UTC)
    assert found.is_published


@pytest.mark.parametrize(
    "line",
    [
        "published: 2030-02-01",
        "publish: 2030-02-01",
        "hide_until: 2030-02-01",
        "publishAfter: 2030-02-01",
        "publish-date: 2030-02-01",
        "Publish Date: 2030-02-01",
        "EMBARGO UNTIL: 2030-02-01",
        "publish_date: 2024-01-30\nPublish-Date: 2030-02-01",
        "goLiveDate: 2030-02-01",
        "release_at: 2030-02-01",
        "web_embargo: 2030-02-01",
        "embargo_till: 2030-02-01",
        "sperrfrist: 2030-02-01",
        "live_date: 2030-02-01",
        "embargoEnds: 2030-02-01",
        "publish_start: 2030-02-01",
        "scheduled_on: 2030-02-01",
        "onHoldUntil: 2030-02-01",
    ],
)
def test_a_later_date_of_its_release_counts_more_than_its_date(line: str) -> None:
    found = article(f"title: Tides\nurl: /a\ndate: 2024-01-30\n{line}")
    # Also where a site publishes what is dated in the future.
    assert (found.published_at.year, found.is_scheduled) == (2030, True)


def test_a_release_that_is_the_only_date_or_not_the_last_holds_nothing_back() -> None:
    for dates in "publishDate: 2030-02-01", "date: 2030-02-01\npublishDate: 2024-01-30":
        found = article(f"title: Tides\nurl: /a\n{dates}")
        assert (found.published_at.year, found.is_scheduled) == (2030, False)


@pytest.mark.parametrize(
    "line",
    [
        "remove_after: 2020-02-01",
        "publicUntil: 2020-02-01",
        "Expiry Date: 2020-02-01",
        "display-until: 2020-02-01",
        "publicationEnd: 2020-02-01",
        "takedown_date: 2020-02-01",
        "unpub_date: 2020-02-01",
        "Deletion Date: 2020-02-01",
        "visible till: 2020-02-01",
    ],
)
def test_what_is_taken_out_by_a_day_expires_then(line: str) -> None:
    found = article(f"title: Tides\nurl: /a\ndate: 2010-01-30\n{line}")
    assert found.expires_at is not None
    assert found.expires_at.year == 2020


def test_a_time_without_a_zone_takes_that_of_the_site() -> None:
    assert article(GOOD).published_at == datetime(2024, 1, 29, 23, tzinfo=UTC)


@pytest.mark.parametrize("path", ["2024-01-30-tides.md", "_posts/2024-01-30-tides.md", "2024-01-30-tides/index.md"])
def test_a_date_in_the_file_name_serves(path: str) -> None:
    found = article("title: Tides", path=path, url_pattern="{site_url}/{year}/{slug}/")
    assert found.url == "https://news.example.org/blog/2024/tides/"


@pytest.mark.parametrize(
    ("pattern", "url"),
    [
        ("{site_url}/{year}/{month}/{day}/{slug}/", "https://news.example.org/blog/2024/01/30/t%20%23/"),
        ("/n/{stem}", "https://news.example.org/n/2024-01-29-t%20%23"),
        ("{site_url}/{path}.html", "https://news.example.org/blog/b%C3%BC/2024-01-29-t%20%23.html"),
    ],
)
def test_a_pattern_makes_the_url_in_the_zone_of_the_site(pattern: str, url: str) -> None:
    text = "title: Tides\ndate: 2024-01-29T23:30:00Z"
    assert article(text, path="bü/2024-01-29-t #.md", url_pattern=pattern).url == url


def test_the_last_moment_of_time_has_a_url() -> None:
    found = article("title: Tides\ndate: 9999-12-31T23:59:59Z", path="t.md", url_pattern="/{year}/{day}/{slug}/")
    assert found.url == "https://news.example.org/9999/31/t/"  # in Berlin it is the year 10000


def test_a_slug_of_its_own_goes_before_the_name_of_the_file() -> None:
    text = "title: Tides\ndate: 2024-01-30\nslug: low-water"
    assert (
        article(text, path="tides.md", url_pattern="{site_url}/{slug}").url == "https://news.example.org/blog/low-water"
    )


@pytest.mark.parametrize("pattern", ["{site_url}/{slugg}", "{", "{slug!r}", "{slug:>9}", "{}"])
def test_a_pattern_with_an_unknown_placeholder_is_refused_at_once(pattern: str) -> None:
    with pytest.raises(UsageError, match=r"source\.url"):
        ArticleFields(SITE, url_pattern=pattern)


def test_an_unknown_field_is_refused_with_a_suggestion() -> None:
    with pytest.raises(UsageError, match="did you mean 'title'"):
        ArticleFields(SITE, names={"titel": ("headline",)})


def test_names_of_the_settings_replace_a_row() -> None:
    found = article("headline: Tides\ntitle: x\ndate: 2024-01-30\nurl: /a", names={"title": ("headline",)})
    assert (found.title, found.extra) == ("Tides", {"title": "x"})


def test_an_id_that_is_no_iri_becomes_a_tag() -> None:
    assert article(GOOD + "id: 4711").id == "tag:news.example.org,2024:4711"
    assert article(GOOD + "guid: urn:x:1").id == "urn:x:1"
    assert article(GOOD).id == "https://news.example.org/tides/"


def test_private_members_are_kept_nowhere() -> None:
    text = GOOD + "secured: x\nrelated: [{title: a, Secured: y, more: {secured: z}}]"
    assert article(text).extra == {"related": [{"title": "a", "more": {}}]}


def test_private_members_are_kept_where_the_user_names_them() -> None:
    assert article(GOOD + "secured: x", names={"extra": ("secured",)}).extra == {"secured": "x"}


def test_what_no_field_takes_is_kept_as_plain_values() -> None:
    assert article(GOOD + "quality: 87\nheat: -1.5\nrelated: ~\nopen: true").extra == {
        "quality": 87, "heat": -1.5, "related": None, "open": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("written", "author"),
    [
        ("Ann Lee", Author(name="Ann Lee")),
        ("Ann <ann@example.org>", Author(name="Ann", email="ann@example.org")),
        ("ann@example.org (Ann Lee)", Author(name="Ann Lee", email="ann@example.org")),
        ("Ann Lee (ann@example.org)", Author(name="Ann Lee", email="ann@example.org")),
        ("Ann Lee (@ann)", Author(name="Ann Lee (@ann)")),
        ("{first_name: Ann, last_name: Lee}", Author(name="Ann Lee")),
        ("{firstName: Ann, email: ann@example.org}", Author(name="Ann", email="ann@example.org")),
        ("{name: {given: Ann, family: Lee}}", Author(name="Ann Lee")),
        ("[{name: {literal: Ann Lee}, url: /ann}]", Author(name="Ann Lee", url="https://news.example.org/ann")),
        ("{ann: {name: Ann Lee}}", Author(name="Ann Lee")),
        ("Ann <https://ann.example.org/>", Author(name="Ann", url="https://ann.example.org/")),
        ("[{name: Ann, email: ann@example.org, url: /ann}]",
         Author(name="Ann", email="ann@example.org", url="https://news.example.org/ann")),
    ],
)  # fmt: skip
def test_authors_are_read_as_people_write_them(written: str, author: Author) -> None:
    assert article(f"{GOOD}author: {written}").authors == (author,)


def test_the_file_of_an_author_is_no_name() -> None:
    found, warnings = warned(GOOD + "author: content/authors/ann-lee.md")
    assert (found.authors, len(warnings)) == ((), 1)


@pytest.mark.parametrize("said", ["displayName: Ann Lee, id: 7", "login: Ann Lee, id: x1", "full_name: Ann Lee"])
def test_an_author_may_have_the_names_of_accounts(said: str) -> None:
    assert [author.name for author in article(f"{GOOD}author: {{{said}}}").authors] == ["Ann Lee"]


def test_an_author_who_is_named_twice_is_one() -> None:
    found = article(GOOD + "authors: [Ann Lee, Bo, {name: Ann Lee}, 'Ann  Lee']")
    assert [author.name for author in found.authors] == ["Ann Lee", "Bo"]


def test_authors_may_stand_in_a_mapping_by_their_keys() -> None:
    assert article(f"{GOOD}authors: {{ann: {{name: Ann}}, bob: {{name: Bob}}}}").authors == (
        Author(name="Ann"),
        Author(name="Bob"),
    )


@pytest.mark.parametrize(
    "written", ["/a.png", "[/a.png]", "{src: /a.png}", "[{path: /a.png, width: ''}]", "[{url: /a.png, isCached: true}]"]
)
def test_images_are_read_as_people_write_them(written: str) -> None:
    assert article(f"{GOOD}image: {written}").images == (Image(url="https://news.example.org/a.png"),)


def test_a_picture_keeps_title_description_and_credit() -> None:
    found = article(
        GOOD + "cover: {image: /a.png, caption: Low water, alt: A quay, credit: Bo <b>Ek</b>, licence: CC BY}"
    )
    assert found.images == (
        Image(
            url="https://news.example.org/a.png",
            title="Low water",
            description="A quay",
            credit="Bo Ek",
            license="CC BY",
        ),
    )


def test_an_attachment_takes_its_type_from_its_name_and_the_length_of_the_article() -> None:
    (found,) = article(GOOD + "length: PT5M24S\naudio: {url: /a.MP3?x, size: '12'}").attachments
    assert (found.media_type, found.size_bytes, found.duration_seconds) == ("audio/mpeg", 12, 324)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("PT1H1S", 3601), ("P1DT0.5S", 86400.5), ("5:24", 324), ("1:00:00", 3600), ("90", 90), ("1.5", 1.5)],
)
def test_a_duration_is_read_as_people_write_it(written: str, seconds: float) -> None:
    (found,) = article(f"{GOOD}enclosure: {{url: /a.mp4, duration: '{written}'}}").attachments
    assert found.duration_seconds == seconds


def test_a_length_without_sound_or_film_is_kept() -> None:
    assert article(GOOD + "length: a mile\nattachments: /a.pdf").extra == {"length": "a mile"}


def test_a_language_is_written_with_a_hyphen() -> None:
    assert article(GOOD + "locale: en_US").language == "en-US"


@pytest.mark.parametrize(
    ("written", "field", "said"),
    [
        ("image: {feature: /hero.jpg}", "image", "names no file"),
        ("image: true", "image", "expected a text or a mapping, found true"),
        ("updated: maybe", "updated", "'maybe' is not"),
        ("lastmod: never", "lastmod", "'never' is not"),
        ("language: english", "language", "'english' is not a language tag"),
        ("author: {twitter: bob}", "author", "names nobody"),
        ("tags: {a: b}", "tags", "expected a list"),
        ("slug: [a]", "slug", "expected a text"),
        ("id: {a: b}", "id", "expected a text"),
        ("type: [a]", "type", "expected a text"),
        ("excerpt: [a]", "excerpt", "expected a text"),
        ("amphtml: 7", "amphtml", "expected a URL"),
        ("provider: [a]", "provider", "expected a text"),
    ],
)
def test_a_value_that_cannot_be_used_costs_itself(written: str, field: str, said: str) -> None:
    place = written.index(": ") + 3
    found, warning = read(GOOD + written)
    assert isinstance(warning, Fault)
    assert (warning.severity, warning.line, warning.column, warning.field) == ("warning", 4, place, field)
    assert warning.message.startswith(said)
    assert isinstance(found, Article)
    assert msgspec.structs.replace(found, extra={}) == article(GOOD)


@pytest.mark.parametrize("nothing", ["false", "''", "[]", "{}", "~"])
@pytest.mark.parametrize(
    "name",
    [name for field, row in FIELDS.items() if field not in (*REQUIRED, *SWITCHES, *FLAGS) for name in row.names[:1]],
)
def test_false_and_empty_mean_none(name: str, nothing: str) -> None:
    if nothing in ("[]", "{}") and name not in ("images", "attachments", "authors", "topics"):
        nothing = "false"
    found = article(f"{GOOD}{name}: {nothing}")
    assert msgspec.structs.replace(found, extra={}) == article(GOOD)


def test_false_leaves_the_field_to_its_next_name() -> None:
    assert article(GOOD + "image: false\ncover: /a.png").images == (Image(url="https://news.example.org/a.png"),)


@pytest.mark.parametrize(
    "written", ['["Ann Lee <annlee>"]', "{name: Ann Lee, email: annlee}", "[{name: Ann Lee, url: 'ftp://x'}]"]
)
def test_an_author_loses_what_is_wrong_and_keeps_the_name(written: str) -> None:
    found, warnings = warned(f"{GOOD}authors: {written}")
    assert (found.authors, len(warnings)) == ((Author(name="Ann Lee"),), 1)


@pytest.mark.parametrize(
    "written",
    [
        "'[[Ann Lee]]'", "['[[people/Ann Lee]]']", "'[[ann/2|Ann Lee]]'", """'["Ann Lee"]'""", '''"['Ann Lee']"''',
    ],
)  # fmt: skip
def test_links_of_a_vault_and_lists_in_a_column_are_the_names_in_them(written: str) -> None:
    found = article(f"{GOOD}authors: {written}\ntags: {written}")
    assert ([author.name for author in found.authors], found.topics) == (["Ann Lee"], ("Ann Lee",))


def test_topics_in_brackets_that_are_no_list_stay() -> None:
    assert article(GOOD + "tags: ['[WIP]', '[[a] b]', '[[[[]', '[1]']").topics == ("[WIP]", "[[a] b]", "[[[[]", "[1]")


@pytest.mark.parametrize(
    ("written", "author"),
    [
        ("'[Ann](https://ann.example/)'", Author(name="Ann", url="https://ann.example/")),
        ("'[Ann](/about/)'", Author(name="Ann", url="https://news.example.org/about/")),
        ("'[Ann](mailto:a@b.org)'", Author(name="Ann", email="a@b.org")),
        ("'[Ann] (Lee)'", Author(name="[Ann] (Lee)")),
    ],
)
def test_an_author_may_be_a_link_in_markdown(written: str, author: Author) -> None:
    assert article(f"{GOOD}author: {written}").authors == (author,)


def test_spaces_in_a_name_take_no_more_time_than_they_are_long() -> None:
    start = process_time()
    article(f"{GOOD}author: 'a{' ' * 100_000}b'")
    assert process_time() - start < 5  # 100 where each of them is tried as the beginning of a run


def test_one_of_several_that_is_wrong_leaves_the_others() -> None:
    found, warnings = warned(
        GOOD + "authors: [Ann, {email: a@b.org}, Bo]\nimages: [{url: /a.png, width: x}, 'ftp://x']"
    )
    assert [author.name for author in found.authors] == ["Ann", "Bo"]
    assert found.images == (Image(url="https://news.example.org/a.png"),)
    assert [field for _, _, field in warnings] == ["authors[1]", "images[0].width", "images[1]"]


def test_a_file_with_a_media_type_that_is_none_has_that_of_its_name() -> None:
    found, warnings = warned(GOOD + "audio: {url: /a.mp3, type: sound}\nduration: 90 min")
    (attachment,) = found.attachments
    assert (attachment.media_type, attachment.duration_seconds) == ("audio/mpeg", None)
    assert [field for _, _, field in warnings] == ["audio.type", "duration"]


@pytest.mark.parametrize(
    ("dates", "path", "day"),
    [
        ("date: soon\npublishDate: 2024-01-31", "", 31),
        ("date: soon\npubDate: later\nPublishDate: 2024-01-31", "", 31),
        ("date: soon", "2024-01-31-tides.md", 31),
        ("date: 2024-02-30", "2024-01-31-tides/index.md", 31),
    ],
)
def test_a_date_that_is_none_falls_back_to_the_next_with_a_warning(dates: str, path: str, day: int) -> None:
    found, warnings = warned(f"title: x\nurl: /a\n{dates}", path=path)
    assert found.published_at == datetime(2024, 1, day - 1, 23, tzinfo=UTC)
    assert warnings[0] == (3, 7, "date")


@pytest.mark.parametrize("name", ["publishedDate", "published_date", "publishedOn", "published_on"])
def test_a_date_of_publication_may_be_called_so(name: str) -> None:
    found = article(f"title: x\nurl: /a\n{name}: 2024-02-01T10:00:00Z")
    assert found.published_at == datetime(2024, 2, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize("name", ["modified_date", "modifiedAt", "dateUpdated", "updateDate", "last_modified"])
def test_a_date_of_the_last_change_may_be_called_so(name: str) -> None:
    assert article(f"{GOOD}{name}: 2024-02-01T10:00:00Z").updated_at == datetime(2024, 2, 1, 10, tzinfo=UTC)


def test_docusaurus_writes_the_last_change_as_a_mapping() -> None:
    found = article(GOOD + "last_update: {date: 2024-02-01T10:00:00Z, author: Bo}")
    assert (found.updated_at, found.authors) == (datetime(2024, 2, 1, 10, tzinfo=UTC), ())


@pytest.mark.parametrize(("value", "day"), [("2024-02-01T12:00Z", 1), ("true", None), ("false", None), ("yes", None)])
def test_starlight_and_vitepress_write_the_last_change_as_a_date_or_as_a_wish_for_it(
    value: str, day: int | None
) -> None:
    found, warnings = warned(f"{GOOD}lastUpdated: {value}")
    assert (found.updated_at and found.updated_at.day, warnings) == (day, [])


@pytest.mark.parametrize("path", ["../one.png", "~/assets/one.png", "@/assets/one.png", "~@/one.png"])
@pytest.mark.parametrize("written", ["image: {}", "image: {{src: {}}}", "images: [{{url: {}, width: 3}}]"])
def test_a_path_among_the_sources_is_no_address_of_a_picture(written: str, path: str) -> None:
    found, warnings = warned(GOOD + written.format(f"'{path}'"))
    assert (found.images, len(warnings)) == ((), 1)


@pytest.mark.parametrize("name", ["podcast_file", "mp3", "audio_url", "audioUrl"])
def test_a_podcast_names_its_file_and_the_bytes_of_it(name: str) -> None:
    found = article(f"{GOOD}{name}: https://cdn.example.org/1.mp3\npodcast_bytes: 4711\npodcast_duration: '5:24'")
    (attachment,) = found.attachments
    assert (attachment.media_type, attachment.size_bytes, attachment.duration_seconds) == ("audio/mpeg", 4711, 324)


@pytest.mark.parametrize(
    "names",
    [
        ("mime_type", "size_in_bytes", "duration_in_seconds"),
        ("mimeType", "fileSize", "duration"),
        ("mime", "bytes", "duration"),
    ],
)
def test_a_file_has_the_names_that_json_feed_and_programs_give_it(names: tuple[str, str, str]) -> None:
    media_type, size, duration = names
    found = article(GOOD + f"attachments: [{{url: /a, {media_type}: audio/ogg, {size}: 99, {duration}: 5}}]")
    (attachment,) = found.attachments
    assert (attachment.media_type, attachment.size_bytes, attachment.duration_seconds) == ("audio/ogg", 99, 5)


@pytest.mark.parametrize("written", ["welcome", "{src: welcome, alt: A quay}"])
def test_a_word_is_no_address_of_a_picture(written: str) -> None:
    found, warnings = warned(f"{GOOD}banner: {written}")
    assert (found.images, warnings) == ((), [(4, 9, "banner")])


@pytest.mark.parametrize("url", ["https://www.youtube.com/watch?v=a", "https://youtu.be/a", "http://vimeo.com/7"])
def test_a_page_with_a_player_is_no_file_and_nothing_is_wrong_with_it(url: str) -> None:
    found, warnings = warned(f"{GOOD}video: {url}")
    assert (found.attachments, warnings) == ((), [])


@pytest.mark.parametrize(
    "name", ["publicationDate", "publication_date", "datePosted", "post_date", "posted_at", "postedOn"]
)
def test_a_date_of_publication_has_the_names_that_people_give_it(name: str) -> None:
    found = article(f"title: T\nurl: /a\n{name}: 2024-01-30")
    assert found.published_at == datetime(2024, 1, 29, 23, tzinfo=UTC)


def test_the_address_of_a_page_may_stand_in_a_mapping_with_its_title() -> None:
    found = article("title: T\ndate: 2024-01-30\ncanonical:\n  title: Tides\n  url: /tides/")
    assert found.url == "https://news.example.org/tides/"


def test_a_second_date_falls_back_too() -> None:
    found, warnings = warned(GOOD + "updated: soon\nlastmod: 2024-02-01")
    assert (found.updated_at, warnings) == (datetime(2024, 1, 31, 23, tzinfo=UTC), [(4, 10, "updated")])


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.sampled_from(
        ["never", "/a b", "http://", "a@b", "<b>", "2024-13-01", "Ann <x>", "&amp;", "\u00a0"]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["url", "name", "title", "email", "type", "width", "duration", "images", "a"]) | st.text(),
        inner,
        max_size=3,
    ),
    max_leaves=6,
)  # fmt: skip
OPTIONAL = [name for field, row in FIELDS.items() if field not in WITHHOLDING for name in row.names]


@given(name=st.sampled_from(OPTIONAL), value=VALUES)
def test_no_optional_value_however_odd_costs_the_article(name: str, value: Any) -> None:
    good = {"title": "Tides turn", "publishDate": "2024-01-30", "webUrl": "/tides/"}
    raw = RawFields({name: value, **good}, "tides.md")
    found, *warnings = ArticleFields(SITE).read(raw)
    assert isinstance(found, Article)
    assert all(isinstance(warning, Fault) and warning.is_warning for warning in warnings)
    assert msgspec.convert(msgspec.to_builtins(found), Article) == found  # its promises hold


def test_every_fault_is_told_in_the_order_of_the_file() -> None:
    found = read(
        "title: [a]\ndate: soon\nurl: ftp://x\nimages:\n  - {url: /a, width: x, height: -1}\nlang: '?'\ndraft: 7"
    )
    assert [(fault.line, fault.field) for fault in found if isinstance(fault, Fault)] == [
        (1, "title"), (2, "date"), (3, "url"), (5, "images[0].width"), (5, "images[0].height"), (6, "lang"), (7, "draft"),
    ]  # fmt: skip


def test_a_mapping_from_elsewhere_is_read_alike() -> None:
    fields = ArticleFields(SITE)
    (found,) = fields.read(RawFields({"title": True, "date": "2024-01-30", "url": "/a", "tags": [7]}, "wiki"))
    assert isinstance(found, Article)
    assert (found.title, found.topics) == ("true", ("7",))
    (fault,) = fields.read(RawFields({"title": "x", "date": 5, "url": "/a"}, "wiki", line=3))
    assert str(fault).startswith("wiki:3: date: '5' is not")


def test_an_article_may_be_undated_where_somebody_else_finds_its_date(site: Site) -> None:
    fields = ArticleFields(site, url_pattern="{site_url}/{slug}/", may_be_undated=True)
    (article,) = fields.read(RawFields({"title": "Tides", "id": "7"}, "tides.md", 1), path="tides.md")
    assert isinstance(article, Article)
    assert (article.published_at, article.id) == (UNDATED, "tag:news.example.org,1970:7")


def test_an_undated_article_has_no_url_that_needs_a_date(site: Site) -> None:
    fields = ArticleFields(site, url_pattern="{site_url}/{year}/{slug}/", may_be_undated=True)
    (fault,) = fields.read(RawFields({"title": "Tides"}, "tides.md", 1), path="tides.md")
    assert "and source.url needs one" in str(fault)


def test_what_articles_have_alike_is_made_once_and_what_only_looks_alike_is_not() -> None:
    fields = ArticleFields(SITE)

    def providers(*written: str) -> list[object]:
        found = [fields.read(parse_yaml(f"{GOOD}provider:\n  name: {text}\n", path="a.md"))[0] for text in written]
        return [each.provider.name if isinstance(each, Article) and each.provider else each for each in found]

    assert providers("'1.0'", "1.0", "1.00", "1", "true", "'1'", "1.00") == [
        "1.0",
        "1.0",
        "1.00",
        "1",
        "true",
        "1",
        "1.00",
    ]


def test_a_fault_that_articles_have_alike_stands_where_each_has_it() -> None:
    fields = ArticleFields(SITE)
    wrong = "authors:\n  - name: Ann\n    url: 'ftp://example.org/'\n"
    for line in (6, 7, 8):
        _, warning = fields.read(parse_yaml(GOOD + "\n" * (line - 6) + wrong, path="a.md"))
        assert isinstance(warning, Fault)
        assert (warning.line, warning.field) == (line, "authors[0].url")


def test_people_are_known_by_the_article_fields_that_know_them() -> None:
    known, unknown = ArticleFields(SITE, authors={"ann": Author(name="Ann Lee")}), ArticleFields(SITE)
    for fields, name in ((known, "Ann Lee"), (unknown, "ann"), (known, "Ann Lee")):
        (found,) = fields.read(parse_yaml(f"{GOOD}authors: [ann]\n", path="a.md"))
        assert isinstance(found, Article)
        assert found.authors == (Author(name=name),)


@pytest.mark.parametrize(
    ("html", "title", "has_title"),
    [
        ("<p>The tide turns.</p><h2>Why &amp; how</h2>", "Why & how", True), ("<p>The tide turns at noon.</p>", "The tide turns at noon.", False),
        ("<h1 hidden>Secret</h1><dialog>Secret</dialog><p>The tide turns.</p>", "The tide turns.", False),
        ('<h2 style="display: none">Secret</h2><h2>Why</h2>', "Why", True),
    ],
)  # fmt: skip
@pytest.mark.parametrize("head", ["", "title:\n", "title: ''\n", "title: '<br>'\n"])
def test_an_article_without_title_has_that_of_its_first_heading_or_none(
    head: str,
    html: str,
    title: str,
    has_title: bool,  # noqa: FBT001
) -> None:
    raw = parse_yaml(f"{head}date: 2024-01-30\nurl: /tides/\n", path="tides.md")
    (found,) = ArticleFields(SITE).read(raw, content=lambda _: html)
    assert isinstance(found, Article)
    assert (found.title, found.has_title) == (title, has_title)


def test_a_note_may_have_a_summary_alone_and_no_title() -> None:
    found = article("summary: The tide turns at noon.\ndate: 2024-01-30\nurl: /tides/\n")
    assert (found.title, found.has_title) == ("The tide turns at noon.", False)


def test_an_article_without_title_summary_and_text_says_nothing() -> None:
    (fault,) = read("date: 2024-01-30\nurl: /tides/\n")
    assert isinstance(fault, Fault)
    assert "is empty or missing; write title: and some text" in fault.message


ZERO = [
    "0001-01-01T00:00:00+09:00", "0001-01-01T00:00:00Z", "0001-01-01", "'0001-01-01 00:00:00'", "0000-00-00 00:00:00",
    "Mon, 01 Jan 0001 00:00:00 +0000", "0001-01-01T00:00:00-08:00", "0000-12-31T15:00:00Z",
]  # fmt: skip


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/New_York"])
@pytest.mark.parametrize("written", ZERO)
def test_what_programs_write_for_no_date_is_none(written: str, zone: str) -> None:
    for quick in (False, True):
        fields = ArticleFields(msgspec.structs.replace(SITE, timezone=zone), has_extra=not quick)
        for name in ("lastmod", "expiryDate", "date"):
            text = f"title: Tides\nurl: '/a/'\npublishedAt: 2024-01-30T10:00:00Z\n{name}: {written}\n"
            for _ in range(4):
                (found,) = fields.read_head(Head(text, 1, len(text)), "a.md")
                assert isinstance(found, Article), found
                assert (found.updated_at, found.expires_at, found.is_published) == (None, None, True)
                assert found.published_at == datetime(2024, 1, 30, 10, tzinfo=UTC)


@pytest.mark.parametrize("written", ZERO)
def test_an_article_whose_only_date_is_none_has_that_of_its_files_name_or_is_at_fault(written: str) -> None:
    text = f"title: Tides\nurl: /a/\ndate: {written}\n"
    assert article(text, path="2024-01-30-tides.md").published_at == datetime(2024, 1, 29, 23, tzinfo=UTC)
    (fault,) = read(text)
    assert isinstance(fault, Fault)
    assert (fault.line, fault.field) == (3, "date")
    assert "no date says when this was published" in fault.message


def test_an_end_beyond_the_last_year_never_comes() -> None:
    found = article(f"{GOOD}expires: 9999-12-31T23:59:59-08:00\n")
    assert (found.expires_at, found.is_published) == (None, True)


@pytest.mark.parametrize("name", ["publishDate", "publish_at", "embargoUntil"])
@pytest.mark.parametrize(("written", "day"), [("2030-01-30", 30), ("2020-01-01", 15), ("''", 15), ("false", 15)])
def test_an_article_is_published_no_sooner_than_it_comes_out(name: str, written: str, day: int) -> None:
    text = f"title: Tides\nurl: '/a/'\ndate: 2024-01-15T12:00:00Z\n{name}: {written}\n"
    for fields in (ArticleFields(SITE), ArticleFields(SITE, has_extra=False)):
        for _ in range(5):
            (found,) = fields.read_head(Head(text, 1, len(text)), "a.md")
            assert isinstance(found, Article)
            assert found.published_at.astimezone(ZoneInfo("Europe/Berlin")).day == day


def test_the_day_on_which_an_article_comes_out_is_its_date_where_it_has_no_other() -> None:
    assert article("title: T\nurl: /a/\npublishDate: 2024-01-30T10:00:00Z").published_at.day == 30


def test_an_article_of_which_nobody_can_tell_when_it_comes_out_stays_in() -> None:
    found, warned_of = warned(f"{GOOD}embargo: someday\n")
    assert not found.is_published
    assert warned_of == [(4, 10, "embargo")]


@pytest.mark.parametrize("has_extra", [True, False])
def test_every_name_of_a_release_and_of_an_end_counts(has_extra: bool) -> None:  # noqa: FBT001
    text = (
        "title: T\nurl: /a/\npublishDate: 2024-01-01\nembargo_until: 2030-01-02\nscheduled: 2025-01-01\n"
        "expires: 2040-01-01\nunpublish_at: 2035-01-02\nEXPIRY: 2036-01-01\nhide_at: 1970-01-01\n"
    )
    (found,) = ArticleFields(SITE, has_extra=has_extra).read_head(Head(text, 1, len(text)), "a.md")
    assert isinstance(found, Article)
    assert found.expires_at is not None
    assert (found.published_at.year, found.expires_at.year) == (2030, 2035)


def test_of_several_ends_one_that_nobody_can_read_keeps_the_article_in() -> None:
    found, warned_of = warned(f"{GOOD}expires: 2040-01-01\nunpublish_at: someday\n")
    assert not found.is_published
    assert warned_of == [(5, 15, "unpublish_at")]


@pytest.mark.parametrize(
    ("lines", "end"),
    [
        ("no: 4a1f", "4a1f"),
        ("no: 12", "12"),
        ("no: [a b, c]", "a%20b"),
        ("no: /sea/tides/", "sea/tides"),
        ("no: '{slug}'", "%7Bslug%7D"),
    ],
)
@pytest.mark.parametrize("has_extra", [True, False])
def test_a_pattern_takes_what_the_head_says(lines: str, end: str, has_extra: bool) -> None:  # noqa: FBT001
    fields = ArticleFields(SITE, url_pattern="{site_url}/{year}/{head.no}.html", has_extra=has_extra)
    text = f"title: T\ndate: 2024-01-30\n{lines}\n"
    (found,) = fields.read_head(Head(text, 1, len(text)), "a.md")
    assert isinstance(found, Article)
    assert found.url == f"https://news.example.org/blog/2024/{end}.html"


@pytest.mark.parametrize("lines", ["", "no:", "no: true", "no: {a: b}", "no: /"])
def test_an_article_without_the_key_of_a_pattern_has_no_url(lines: str) -> None:
    fields = ArticleFields(SITE, url_pattern="{site_url}/{head.no}/")
    text = f"title: T\ndate: 2024-01-30\n{lines}\n"
    (fault,) = fields.read_head(Head(text, 1, len(text)), "a.md")
    assert isinstance(fault, Fault)
    assert "names no no, of which source.url makes the URL" in str(fault)


def test_that_an_article_is_scheduled_says_nothing_of_when() -> None:
    assert article(f"{GOOD}scheduled: true\n").is_published


@pytest.mark.parametrize("name", ["expire", "expiry", "expiration_date", "expirationDate"])
def test_an_end_has_many_names(name: str) -> None:
    assert article(f"{GOOD}{name}: 2024-02-01T00:00:00Z").expires_at == datetime(2024, 2, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    ["'{{ site.url }}/a.jpg'", "'{% asset a.jpg %}'", "'~/assets/a.jpg'", "'@/assets/a.jpg'", "'[[a.jpg]]'", "'![x](/a.jpg)'", "'${base}/a.jpg'"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["image", "external_url", "amp_url"])
def test_an_address_for_a_program_to_fill_in_is_none(name: str, written: str) -> None:
    found, warned_of = warned(f"{GOOD}{name}: {written}\n")
    assert (found.images, found.original_url, found.amp_url) == ((), None, None)
    assert warned_of == [(4, len(name) + 3, name)]
    text = f"title: T\ndate: 2024-01-30\nurl: '/a/'\n{name}: {written}\n"
    quick = ArticleFields(SITE, has_extra=False)
    for _ in range(5):
        assert len(quick.read_head(Head(text, 1, len(text)), "a.md")) == 2


def test_topics_may_lie_in_lists_and_in_mappings_with_names() -> None:
    found = article(f"{GOOD}tags:\n- [Life, Travel]\n- {{name: Tides, slug: tides}}\n- {{label: Fog}}\n- Quay\n")
    assert found.topics == ("Life", "Travel", "Tides", "Fog", "Quay")


@pytest.mark.parametrize("begin", ["", "  |\n"])
def test_an_enclosure_of_wordpress_has_three_lines(begin: str) -> None:
    (file,) = article(f"{GOOD}enclosure: |\n{begin}  https://e.org/a.mp3\n  1234\n  audio/mpeg\n").attachments
    assert (file.url, file.size_bytes, file.media_type) == ("https://e.org/a.mp3", 1234, "audio/mpeg")


@pytest.mark.parametrize("pattern", ["posts", "{site_url}/blog/"])
@pytest.mark.parametrize("has_extra", [False, True])
def test_a_pattern_that_gives_all_articles_one_url_is_told_of(pattern: str, has_extra: bool) -> None:  # noqa: FBT001
    fields = ArticleFields(SITE, url_pattern=pattern, has_extra=has_extra)
    text = "title: Tides\ndate: 2024-01-30\n"
    made, note = fields.read_head(Head(text, 1, len(text)), "a.md", "a.md")
    assert isinstance(made, Article)
    assert isinstance(note, PassedOver)
    assert note.is_warning
    assert note.one == (
        f"article has its URL by '{pattern}', which gives all articles one URL; "
        "write e.g. {site_url}/{path}/ as --url, or as source.url"
    )
    text += "url: /tides/\n"
    assert len(fields.read_head(Head(text, 1, len(text)), "a.md", "a.md")) == 1
