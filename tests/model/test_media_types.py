from __future__ import annotations

import pytest

from syndicate.model.media_types import media_type_of


@pytest.mark.parametrize(
    ("url", "media_type"),
    [
        ("https://example.org/one.MP3?a=b.png#c", "audio/mpeg"),
        ("https://example.org/a.b/one.tar.zip", "application/zip"),
        ("https://example.zip", None),
        ("https://example.zip/", None),
        ("https://example.org/feed/json", None),
        ("https://example.org/one.unknown", None),
    ],
)
def test_the_name_of_a_file_tells_its_type_and_nothing_else_of_a_url_does(url: str, media_type: str | None) -> None:
    assert media_type_of(url) == media_type
