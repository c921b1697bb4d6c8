"""What people write: options of the show, and the front matter of its episodes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from syndicate import Article, ArticleError, Attachment, Origin
from syndicate_podcast import FundingOptions, OwnerOptions, PodcastOptions
from syndicate_podcast.categories import CATEGORIES, category
from syndicate_podcast.episodes import Episode, EpisodeReader, Transcript
from syndicate_podcast.options import suffix

HOST = "https://pod.example.org"


def read(extra: dict[str, Any], *, is_serial: bool = False) -> tuple[Episode, list[str]]:
    article = Article(
        title="The horn",
        url=f"{HOST}/horn/",
        published_at=datetime(2024, 5, 1, tzinfo=UTC),
        origin=Origin(path="posts/horn.md", line=3),
        extra=extra,
    )
    reader = EpisodeReader(f"{HOST}/", is_serial=is_serial)
    episode = reader.read(article, Attachment(url=f"{HOST}/a.mp3", media_type="audio/mpeg", size_bytes=1))
    return episode, reader.warnings


# Front matter that is understood


def test_false_says_that_there_is_none() -> None:
    episode, warnings = read({"season": False, "transcript": False, "itunes_image": False})
    assert (episode.season, episode.transcripts, episode.image_url, warnings) == (None, (), "", [])


def test_a_block_that_cannot_be_read_blocks_the_episode() -> None:
    episode, warnings = read({"itunes_block": "perhaps"})
    assert (episode.is_blocked, len(warnings)) == (True, 1)


@pytest.mark.parametrize("value", [2, "2", " 02 ", 2.0, "2.0"])
def test_a_number_may_be_written_in_several_ways(value: object) -> None:
    episode, faults = read({"season": value, "episode": value})
    assert (episode.season, episode.number, faults) == (2, 2, [])


@pytest.mark.parametrize(("value", "meant"), [(True, True), ("yes", True), ("clean", False), ("False", False)])
def test_explicit_may_be_written_in_several_ways(value: object, meant: bool) -> None:  # noqa: FBT001
    assert read({"explicit": value})[0].is_explicit is meant


@pytest.mark.parametrize("key", ["episodeType", "episode_type", "itunes_episodeType", "itunes_episode_type"])
def test_a_key_may_have_several_names(key: str) -> None:
    assert read({key: "Trailer"})[0].type == "trailer"


@pytest.mark.parametrize(
    "extra", [{}, {"season": "", "episode": None, "chapters": " ", "transcript": [], "explicit": ""}]
)
def test_what_says_nothing_is_not_there(extra: dict[str, Any]) -> None:
    episode, faults = read(extra)
    assert (episode.season, episode.is_explicit, episode.chapters_url, episode.transcripts) == (None, None, "", ())
    assert faults == []


@pytest.mark.parametrize(
    ("value", "transcripts"),
    [
        ("/a b.vtt", [Transcript(url=f"{HOST}/a%20b.vtt", media_type="text/vtt")]),
        (
            "https://cdn.example.net/a.txt?x",
            [Transcript(url="https://cdn.example.net/a.txt?x", media_type="text/plain")],
        ),
        ({"url": "a", "type": "text/html"}, [Transcript(url=f"{HOST}/a", media_type="text/html")]),
        (
            ["/a.json", None, {"src": "a.srt", "language": "pt_BR", "rel": "captions"}],
            [
                Transcript(url=f"{HOST}/a.json", media_type="application/json"),
                Transcript(url=f"{HOST}/a.srt", media_type="application/x-subrip", language="pt-BR", rel="captions"),
            ],
        ),
    ],
)
def test_transcripts_are_a_text_a_mapping_or_a_list(value: object, transcripts: list[Transcript]) -> None:
    episode, faults = read({"transcript": value})
    assert (list(episode.transcripts), faults) == (transcripts, [])


@pytest.mark.parametrize("value", ["/a.json", {"url": "/a.json"}, ["/a.json"]])
def test_chapters_are_one_file(value: object) -> None:
    episode, faults = read({"chapters": value})
    assert (episode.chapters_url, episode.chapters_type) == (f"{HOST}/a.json", "application/json+chapters")
    assert faults == []


def test_a_title_for_apple_is_plain_text() -> None:
    assert read({"itunes_title": "H&amp;M <em>again</em>\x07"})[0].title == "H&M again"


# Front matter that is not


@pytest.mark.parametrize(
    ("extra", "fault"),
    [
        ({"season": "two"}, "season: expected a whole number of 1 or more, found the text 'two'; write digits only"),
        ({"season": True}, "season: expected a whole number of 1 or more, found true; write digits only"),
        ({"episode": 0}, "episode: expected a whole number of 1 or more, found the number 0; write digits only"),
        (
            {"itunes_episode": 1.5},
            "itunes_episode: expected a whole number of 1 or more, found the number 1.5; write digits only",
        ),
        ({"explicit": "very"}, "explicit: expected true or false, found the text 'very'; write true or false"),
        (
            {"episodeType": "trailor"},
            "episodeType: expected full or trailer or bonus, found the text 'trailor'; did you mean 'trailer'?",
        ),
        ({"episodeType": ["full"]}, "episodeType: expected full or trailer or bonus, found a list; write one of these"),
        (
            {"chapters": [{"start": 0, "title": "A"}, {"start": 9, "title": "B"}]},
            "chapters: expected the URL of a file, or a mapping with url and type, found a list; write e.g. /x.json",
        ),
        (
            {"transcript": {"type": "text/vtt"}},
            "transcript: expected the URL of a file, or a mapping with url and type, found a mapping; write e.g. /x.json",
        ),
        (
            {"transcript": "/transcripts/1/"},
            "transcript: the URL '/transcripts/1/' does not tell the media type; write type: e.g. text/vtt",
        ),
        (
            {"transcript": {"url": "/a.vtt", "type": "vtt"}},
            "transcript: 'vtt' is not a media type; write e.g. audio/mpeg",
        ),
        (
            {"transcript": {"url": "/a.vtt", "language": "German!"}},
            "transcript: 'German!' is not a language tag (BCP 47); write e.g. en or pt-BR",
        ),
        (
            {"transcript": {"url": "/a.vtt", "rel": "subtitles"}},
            "transcript: expected the rel captions, or none, found 'subtitles'",
        ),
        (
            {"chapters": "javascript:alert(1)"},
            "chapters: 'javascript:alert(1)' is not a web address; write an http or https URL",
        ),
        (
            {"itunes_image": "/a.webp"},
            f"itunes_image: '{HOST}/a.webp' is neither JPEG nor PNG; Apple takes no other picture",
        ),
        ({"itunes_title": ["A"]}, "itunes_title: expected a text, found a list; write one line of text"),
    ],
)
def test_a_wrong_value_is_named_with_file_key_and_remedy(extra: dict[str, Any], fault: str) -> None:
    assert read(extra)[1] == [f"podcast: posts/horn.md:3: {fault}"]


def test_all_wrong_values_are_named_at_once() -> None:
    assert len(read({"season": "two", "episode": "three", "explicit": 3})[1]) == 3


def test_apple_a_serial_show_numbers_its_full_episodes() -> None:
    missing = "podcast: posts/horn.md:3: episode: is missing, and a serial show numbers its episodes; write e.g. 1"
    assert read({}, is_serial=True)[1] == [missing]
    assert read({"episode": 1}, is_serial=True)[1] == []
    assert read({"episodeType": "trailer"}, is_serial=True)[1] == []


# Options


@pytest.mark.parametrize(
    ("make", "field", "message"),
    [
        (lambda: PodcastOptions(image="/cover.webp"), "image", "neither JPEG nor PNG"),
        (lambda: PodcastOptions(image_pixels=1399), "image_pixels", "1400 to 3000 pixels a side, found 1399"),
        (lambda: PodcastOptions(categories=("News", "Tecnology")), "categories", "did you mean 'Technology'?"),
        (lambda: PodcastOptions(guid="podcast"), "guid", "is not a UUID"),
        (lambda: PodcastOptions(language="english!"), "language", "is not a language tag"),
        (
            lambda: PodcastOptions(author="A" * 256),
            "author",
            "has 256 characters, and directories show 255; shorten it",
        ),
        (lambda: OwnerOptions(email="ann"), "email", "is not an e-mail address"),
        (lambda: FundingOptions(url="/give", text="A" * 129), "text", "has 129 characters"),
    ],
)
def test_a_wrong_option_is_named(make: Any, field: str, message: str) -> None:
    with pytest.raises(ArticleError) as caught:
        make()
    assert caught.value.field == field
    assert message in caught.value.message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Documentary", "'Documentary' is a subcategory; write 'Society & Culture > Documentary'"),
        ("technology", "'technology' is not one of Apple's categories; did you mean 'Technology'?"),
        ("News > Tech", "'Tech' is not one of the subcategories of 'News'; did you mean 'Tech News'?"),
        ("History > Rome", "'Rome' is not one of the subcategories of 'History'; it has none: write it alone"),
        (
            "Comedy > x",
            "'x' is not one of the subcategories of 'Comedy'; there are Comedy Interviews, Improv, Stand-Up",
        ),
    ],
)
def test_a_category_is_spelt_as_apple_spells_it(text: str, message: str) -> None:
    with pytest.raises(ValueError, match="'") as caught:
        category(text)
    assert str(caught.value) == message


def test_apples_list_has_110_categories() -> None:
    assert len(CATEGORIES) + sum(map(len, CATEGORIES.values())) == 110


@pytest.mark.parametrize(
    ("url", "ending"),
    [
        ("https://a.example/b.MP3?x=1.ogg", "mp3"),
        ("https://a.example/b", ""),
        ("https://a.example", ""),
        ("https://a.example/x.y/b", ""),
        ("/b.jpg", "jpg"),
        ("cover.svg", "svg"),
    ],
)
def test_the_ending_is_that_of_the_files_name(url: str, ending: str) -> None:
    assert suffix(url) == ending
