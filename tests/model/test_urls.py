from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis.strategies import from_regex, integers, sampled_from, text

from syndicate.model import absolute_url, is_absolute_iri, is_absolute_url, tag_uri
from syndicate.model.urls import _URI, _resolved, is_iri, media_type_of

BASE = "https://example.org/blog/"


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("/a", "https://example.org/a"),
        ("a/b.png", "https://example.org/blog/a/b.png"),
        ("//cdn.example.org/x", "https://cdn.example.org/x"),
        ("?page=2", "https://example.org/blog/?page=2"),
        ("/küste/hafen fest/", "https://example.org/k%C3%BCste/hafen%20fest/"),
        ("/100%", "https://example.org/100%25"),
        ("/already%20there", "https://example.org/already%20there"),
        ("/a|b^c`d{e}", "https://example.org/a%7Cb%5Ec%60d%7Be%7D"),
        ("HTTPS://EXAMPLE.org/A", "https://example.org/A"),
        ("https://exämple.org/", "https://xn--exmple-cua.org/"),
        ("https://ex%C3%A4mple.org:8080/", "https://xn--exmple-cua.org:8080/"),
        ("https://Faß.Example/", "https://xn--fa-hia.example/"),
        ("https://www.\u0dc1\u0dca\u200d\u0dbb\u0dd3.com/", "https://www.xn--10cl1a0b660p.com/"),
        ("https://exa\u200dmple.org/", "https://example.org/"),
        ("https://βόλος.com/", "https://xn--nxasmm1c.com/"),
        ("https://ΒΌΛΟΣ.com/", "https://xn--nxasmq6b.com/"),
        ("https://%45xample.org/", "https://example.org/"),
        ("https://example.org:8080/x?q=ü#é", "https://example.org:8080/x?q=%C3%BC#%C3%A9"),
        ("http://[2001:db8::1]/x", "http://[2001:db8::1]/x"),
        ("/it's?q=it's#it's", "https://example.org/it's?q=it%27s#it's"),
        ("/a]]>b", "https://example.org/a%5D%5D%3Eb"),
        (r"images\a b.png", "https://example.org/blog/images/a%20b.png"),
        (r"\\cdn.example.org\x?a\b#c\d", "https://cdn.example.org/x?a%5Cb#c%5Cd"),
    ],
)
def test_what_people_write_becomes_a_uri(written: str, url: str) -> None:
    assert absolute_url(written, BASE) == url


@pytest.mark.parametrize(
    ("written", "advice"),
    [
        ("", "found nothing"),
        ("javascript:alert(1)", "write an http or https URL"),
        ("data:text/html,x", "write an http or https URL"),
        ("mailto:ann@example.org", "write an http or https URL"),
        ("localhost:8000/x", "write https:// before it"),
        ("www.example.org/x", "'https://www.example.org/x'"),
        ("example.org/x", "'https://example.org/x'"),
        ("Example.org", "'https://Example.org'"),
        ("http://https://example.org/x", "names its scheme twice; write 'https://example.org/x'"),
        ("https:///x", "names no host"),
        ("https://a b/", "host that cannot exist"),
        ("https://example..org/", "host that cannot exist"),
        ("https://example.org:99999/", "is not a URL"),
        ("https://[::1/", "is not a URL"),
        ("https://ann:secret@example.org/", "user name"),
        ("/a\nb", "control character"),
    ],
)
def test_what_is_no_web_address_is_refused_with_advice(written: str, advice: str) -> None:
    with pytest.raises(ValueError, match=r"found|is|names|holds") as caught:
        absolute_url(written, BASE)
    assert advice in str(caught.value)


@pytest.mark.parametrize("path", ["../x", "%2e%2e/x", "./x", "a/../../x"])
def test_rfc3986_5_2_4_no_path_climbs_into_the_host(path: str) -> None:
    assert absolute_url(f"https://example.org/{path}") == "https://example.org/x"


@pytest.mark.parametrize("host", ["[0]", "[::1::]", "[1.2.3.4]", "[:]", "[12345::]"])
def test_brackets_hold_an_address_of_ipv6(host: str) -> None:
    assert not is_absolute_url(f"http://{host}/")
    with pytest.raises(ValueError, match=r"is not a URL|cannot exist"):
        absolute_url(f"http://{host}/")
    assert is_absolute_url("http://[::ffff:1.2.3.4]:80/")


@pytest.mark.parametrize("path", ["example.orgs", "/example.org/x", "a/example.org"])
def test_a_path_that_looks_like_the_host_is_one(path: str) -> None:
    assert absolute_url(path, "https://example.org/") == f"https://example.org/{path.lstrip('/')}"


def test_a_relative_url_without_a_base_says_what_is_missing() -> None:
    with pytest.raises(ValueError, match=r"set site\.url"):
        absolute_url("/a")


@given(text())
def test_the_result_is_always_a_uri_or_a_sentence(written: str) -> None:
    try:
        url = absolute_url(written, BASE)
    except ValueError as error:
        assert ";" in str(error) or "found nothing" in str(error)
    else:
        assert is_absolute_url(url)
        assert url.isascii()
        assert absolute_url(url) == url
        assert urlsplit(url).hostname


def test_an_atom_id_may_be_any_iri_with_a_scheme() -> None:
    assert is_absolute_iri("tag:example.org,2024:/a")
    assert is_absolute_iri("urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af6")
    assert not is_absolute_iri("4711")
    assert not is_absolute_iri("tag:with space")


def test_rfc3987_2_2_an_iri_has_letters_of_any_script_but_in_its_scheme() -> None:
    assert all(map(is_iri, ("https://example.org/é", "tag:example.org,2020:ünï-\U0001f600", "urn:x:y")))
    for wrong in ("é:a", "tag:a b", "tag:\ue000", "tag:\U0001fffe", "é", "https://example.org/ é", "a/é:", "tag:é<b>"):
        assert not is_iri(wrong), wrong


def test_rfc4151_2_1_a_tag_uri_names_authority_date_and_thing() -> None:
    assert tag_uri("post 7#ä", "example.org", 2024) == "tag:example.org,2024:post%207%23%C3%A4"


@given(text=text(alphabet="htps:/.%aA0?# é", max_size=40), times=integers(1, 60))
def test_a_url_is_judged_alike_at_every_look_and_at_any_length(text: str, times: int) -> None:
    url = "https://example.org/" + text * times
    assert is_absolute_url(url) is is_absolute_url(url) is (_URI.fullmatch(url) is not None)


@given(
    path=from_regex(r"/?[a-z0-9._~%;:?#-]{1,3}(?:/[a-z0-9._~%;:?#-]{0,3}){0,3}", fullmatch=True),
    base=sampled_from(
        (
            "https://example.org/",
            "http://example.org:8080/blog/",
            "https://example.org/a/b?c#d",
            "HTTPS://Example.org",
            "https://küste.example/",
            "https://me@example.org/",
            "http://example-/",
            "ftp://example.org/",
            "/blog/",
            "https://[",
            "http://example.org:080",
            "https://a b/",
            "",
        )
    ),
)
def test_a_plain_path_is_resolved_as_any_reference_is(path: str, base: str) -> None:
    def found(resolve: Callable[[str, str], str]) -> str:
        try:
            return resolve(path, base)
        except ValueError as error:
            return str(error)

    assert found(absolute_url) == found(lambda path, base: path if is_absolute_url(path) else _resolved(path, base))


@pytest.mark.parametrize(
    "host", ["a%2Fb.example", "a%40b.example", "a%20b.example", "%E0%A4.example", "a%25.example", "%5B1%5D.example"]
)
def test_3_2_2_a_host_hides_nothing_in_percent_encoding(host: str) -> None:
    with pytest.raises(ValueError, match="names a host that cannot exist"):
        absolute_url(f"https://{host}/", None)


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
