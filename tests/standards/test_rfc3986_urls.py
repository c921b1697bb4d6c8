"""RFC 3986, URIs, section 6: URLs that are equal are one."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given, strategies as st

from syndicate import Article, Site
from syndicate.articles import ArticleFields
from syndicate.files import parse_yaml
from syndicate.model.urls import absolute_url, is_absolute_url, is_plain_url, normal_url


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("https://example.org/%c3%a9", "https://example.org/%C3%A9"),  # 6.2.2.1
        ("HTTPS://EXAMPLE.org/A", "https://example.org/A"),  # 6.2.2.1
        ("https://example.org/%7Eann/%41?q=%2d%2f", "https://example.org/~ann/A?q=-%2F"),  # 6.2.2.2
        ("https://example.org/a/./b/../c", "https://example.org/a/c"),  # 6.2.2.3
        ("https://example.org/a?b=/../c", "https://example.org/a?b=/../c"),
        ("https://example.org:443/a", "https://example.org/a"),  # 6.2.3
        ("http://example.org:80", "http://example.org"),
        ("https://[::1]:443/a", "https://[::1]/a"),
        ("http://example.org:443/a", "http://example.org:443/a"),
        ("https://example.org:8443/a:443", "https://example.org:8443/a:443"),
        ("https://example.org/%2F%252f", "https://example.org/%2F%252f"),
        ("https://example.org", "https://example.org"),
        ("https://example.org/.well-known/a.b", "https://example.org/.well-known/a.b"),
    ],
)
def test_6_2_equal_urls_are_one(url: str, normal: str) -> None:
    assert absolute_url(url) == normal
    assert absolute_url(normal) == normal


@given(path=st.text(alphabet="ab/.%:~?#@c3C", max_size=20), port=st.sampled_from(["", ":443", ":80", ":8080"]))
def test_6_2_a_normal_url_is_one_and_stays_as_it_is(path: str, port: str) -> None:
    url = f"https://example.org{port}/{path}"
    if not is_absolute_url(url):
        assert not is_plain_url(url)
        return
    normal = normal_url(url)
    assert is_absolute_url(normal)
    assert normal_url(normal) == normal
    assert urlsplit(normal).hostname == "example.org"
    assert not is_plain_url(url) or normal == url


@pytest.mark.parametrize("has_extra", [False, True])
def test_two_articles_whose_urls_are_equal_have_one_id(*, has_extra: bool) -> None:
    fields = ArticleFields(Site(title="T", url="https://e.org/"), has_extra=has_extra)
    ids = set()
    for url in ("https://e.org:443/%c3%a9", "https://e.org/%C3%A9", "https://e.org/é", "/é", "/x/../%C3%a9"):
        (found,) = fields.read(parse_yaml(f"title: A\ndate: 2024-01-01\nurl: {url}\n", path="a.md"))
        assert isinstance(found, Article)
        ids.add(found.id)
    assert ids == {"https://e.org/%C3%A9"}
