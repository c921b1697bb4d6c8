"""URLs as formats need them: absolute http(s) URIs, everything else percent-encoded (RFC 3986, RFC 3987 3.1).

What the end of a URL tells about the file behind it is here, too.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from unicodedata import normalize
from urllib.parse import quote, unquote, urljoin, urlsplit

from syndicate.model.errors import excerpt

_URI = re.compile(
    r"https?://(?:\[([0-9A-Fa-f:.]+)\]|[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?)(?::(?:[0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?"
    r"(?:/[A-Za-z0-9._~!$&'()*+,;=:@/-]*+(?:%[0-9A-Fa-f]{2}[A-Za-z0-9._~!$&'()*+,;=:@/-]*+)*)?"
    r"(?:\?[A-Za-z0-9._~!$&()*+,;=:@/?-]*+(?:%[0-9A-Fa-f]{2}[A-Za-z0-9._~!$&()*+,;=:@/?-]*+)*)?"
    r"(?:#[A-Za-z0-9._~!$&'()*+,;=:@/?-]*+(?:%[0-9A-Fa-f]{2}[A-Za-z0-9._~!$&'()*+,;=:@/?-]*+)*)?"
)
# What is_absolute_url() takes and normal_url() leaves as it is, but for "/." and ".."; most URLs are so.
_PLAIN_URL = re.compile(r"https?://[a-z0-9_-][a-z0-9_.-]*+(?<!\.)(?:/[A-Za-z0-9._~!$&'()*+,;=@/-]*+)?")
# What is put behind the host or the folder of a base as it is.
_PLAIN_PATH = re.compile(r"(?![Ww]{3}\.)/?[A-Za-z0-9_~-][A-Za-z0-9._~-]*+(?>(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*+)*)/?")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!#$%&'()*+,./0-9:;=?@A-Z_a-z~\[\]-]+")
# RFC 3987 section 2.2: letters of any script, noncharacters and characters for private use apart.
_UCSCHAR = "\xa0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef" + "".join(
    f"{chr(n << 16)}-{chr((n << 16) + 0xFFFD)}" for n in range(1, 15)
)
_ANY_IRI = f"{_IRI.pattern[:-3]}{_UCSCHAR}-]+"
_OF_URIS = "!#$%&'()*+,/:;=?@[]~"
_UUID = r"(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_NO_ID = r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]+"
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_HOST_PORT = r"[A-Za-z0-9.-]+:[0-9]+(?:/|$)"
_ONE_MACHINE = (
    r"(?i)https?://(?:(?:[a-z0-9_-]+\.)*localhost(?:\.localdomain)?\.?|127\.[0-9]+\.[0-9]+\.[0-9]+|0\.0\.0\.0"
    r"|\[(?:0*:)*:?0*1?\]|\[::ffff:127\.[0-9.]+\])(?=[:/?#]|\Z)"
)
LOCAL = "leads every reader to a machine of their own"  # what is said of such an address
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ENCODED = "%([0-9A-Fa-f]{2})"
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_HOST = re.compile(r"https?://[^/?#]*")
_PATH = r"https?://[^/?#]*([^?#]*)"
_BEFORE_QUERY = re.compile(r"[^?#]*")
_CONTROL = r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]"
_PATH_SAFE = "/:@!$&'()*+,;=~%"
_FRAGMENT_SAFE = _PATH_SAFE + "?"
_QUERY_SAFE = _FRAGMENT_SAFE.replace("'", "")  # browsers write %27 there (URL Standard), and so do some readers
# Ours and short: the mimetypes module reads files of the system, so it differs from machine to machine.
_MEDIA_TYPES = {
    "aac": "audio/aac", "flac": "audio/flac", "m4a": "audio/mp4", "mp3": "audio/mpeg", "oga": "audio/ogg",
    "ogg": "audio/ogg", "opus": "audio/ogg", "wav": "audio/wav", "weba": "audio/webm",
    "m3u8": "application/vnd.apple.mpegurl", "m4v": "video/mp4", "mov": "video/quicktime", "mp4": "video/mp4",
    "ogv": "video/ogg", "webm": "video/webm",
    "avif": "image/avif", "gif": "image/gif", "jpeg": "image/jpeg", "jpg": "image/jpeg", "png": "image/png",
    "svg": "image/svg+xml", "webp": "image/webp",
    "csv": "text/csv", "epub": "application/epub+zip", "json": "application/json", "pdf": "application/pdf",
    "txt": "text/plain", "vtt": "text/vtt", "zip": "application/zip",
}  # fmt: skip


def is_absolute_url(text: str) -> bool:
    """Tell whether *text* is an absolute http or https URI, percent-encoded as RFC 3986 asks."""
    found = _URI.fullmatch(text)
    return found is not None and (found[1] is None or _is_ipv6(found[1]))


def _is_ipv6(text: str) -> bool:
    from ipaddress import AddressValueError, IPv6Address

    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return True


def is_absolute_iri(text: str) -> bool:
    """Tell whether *text* can stand as an atom:id: a URI with a scheme (RFC 4287 section 4.2.6)."""
    return _IRI.fullmatch(text) is not None


def absolute_url(text: str, base: str | None = None) -> str:
    """Return *text* as an absolute, percent-encoded http(s) URI, resolved against *base* (RFC 3986 section 5).

    text  what a person wrote: white space at the ends, spaces and letters of any script in it, a path only
    base  absolute URL that a relative *text* is resolved against; None: *text* must be absolute

    Host names in other scripts become IDNA (``xn--``). URLs that are equal by RFC 3986 sections 6.2.2 and 6.2.3 are one
    afterwards: see normal_url().

    >>> absolute_url("/küste/a b.html", "https://example.org/blog/")
    'https://example.org/k%C3%BCste/a%20b.html'

    Raises ValueError, its text a sentence, if the result would not be an http(s) URL with a host.
    """
    text = text.strip()
    if is_plain_url(text):
        return text
    if is_absolute_url(text):
        return normal_url(text)
    if (
        base is not None
        and _PLAIN_PATH.fullmatch(text)
        and not ("." in text and _is_host_of(base, text))
        and (folder := _folder(base, is_root=text[0] == "/"))
    ):
        return folder + text.removeprefix("/")
    return _resolved(text, base)


def _is_host_of(base: str, text: str) -> bool:
    """Tell whether *text* begins with the host of *base*, and so is no path."""
    host = base.partition("://")[2].partition("/")[0]
    return "." in host and text.lower().startswith(host) and text[len(host) : len(host) + 1] in ("", "/")


@lru_cache(maxsize=64)
def _folder(base: str, *, is_root: bool) -> str:
    """Return the URL of the folder that relative paths begin in, or those from the root; "" where *base* is no good."""
    try:
        return _resolved("/" if is_root else ".", base)
    except ValueError:
        return ""


def with_slashes(url: str) -> str:
    """Return *url* with slashes for backslashes, as browsers read it (URL Standard 4.4), but behind "?" and "#"."""
    return _BEFORE_QUERY.sub(lambda found: found[0].replace("\\", "/"), url, count=1) if "\\" in url else url


def _resolved(text: str, base: str | None) -> str:
    """Return absolute_url() of *text*, in its general way."""
    if not text:
        raise ValueError("expected a URL, found nothing")
    if not text.isprintable() and re.search(_CONTROL, text):
        raise ValueError(f"{excerpt(text)} holds a control character; take it out")
    text = with_slashes(text)
    scheme = _SCHEME.match(text)
    if scheme and scheme[1].lower() not in ("http", "https"):
        hint = "write https:// before it" if re.match(_HOST_PORT, text) else "write an http or https URL"
        raise ValueError(f"{excerpt(text)} is not a web address; {hint}")
    if text.lower().startswith("www.") or (base and _is_host_of(base, text)):
        raise ValueError(f"{excerpt(text)} names no scheme; write {excerpt('https://' + text)}")
    if base is None and not scheme:
        raise ValueError(f"{excerpt(text)} is relative and there is no site URL to complete it; set site.url")
    try:
        parts = urlsplit(text if scheme or base is None else urljoin(base, text))
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise ValueError(f"{excerpt(text)} is not a URL ({error}); write e.g. https://example.org/page") from error
    if not host:
        raise ValueError(f"{excerpt(text)} names no host; write e.g. https://example.org/page")
    if host in ("http", "https") and parts.netloc.endswith(":"):
        raise ValueError(f"{excerpt(text)} names its scheme twice; write {excerpt(text.partition('://')[2])}")
    netloc = _host(host, text)
    if parts.username is not None:
        raise ValueError(f"{excerpt(text)} holds a user name; a published URL must not")
    if port is not None:
        netloc += f":{port}"
    url = f"{parts.scheme.lower()}://{netloc}{_encode(parts.path, _PATH_SAFE)}"
    if parts.query:
        url += "?" + _encode(parts.query, _QUERY_SAFE)
    if parts.fragment:
        url += "#" + _encode(parts.fragment, _FRAGMENT_SAFE)
    if not is_absolute_url(url):
        raise ValueError(f"{excerpt(text)} names a host that cannot exist; check it for typing errors")
    return normal_url(url)


def is_plain_url(text: str) -> bool:
    """Tell at a glance whether *text* is sure to be an absolute URL that normal_url() leaves as it is."""
    return _PLAIN_URL.fullmatch(text) is not None and "/." not in text and ".." not in text


def normal_url(url: str) -> str:
    """Return the absolute *url* in the one form of all that are equal by RFC 3986 sections 6.2.2 and 6.2.3.

    Hexadecimal digits are capitals, what need not be encoded is not, the port is not the scheme's own, and the path
    goes nowhere to come back. A path that is empty stays so: home pages are called as their owners call them.

    >>> normal_url("https://example.org:443/%c3%a9/%7Eann/./a/../b")
    'https://example.org/%C3%A9/~ann/b'
    """
    if "%" in url:
        url = re.sub(_ENCODED, _normal_character, url)
    host = _HOST.match(url)
    port = ":443" if url.startswith("https:") else ":80"
    if host and host[0].endswith(port):
        url = host[0].removesuffix(port) + url[host.end() :]
    if "/." in url and (found := re.match(_PATH, url)) and found[1].startswith("/") and not found[1].startswith("//"):
        path = urljoin("/", found[1])  # without its first "/" where the path would climb out of the root
        url = f"{url[: found.start(1)]}/{path.removeprefix('/')}{url[found.end(1) :]}"
    return url


def _normal_character(found: re.Match[str]) -> str:
    char = chr(int(found[1], 16))
    return char if char in _UNRESERVED else found[0].upper()


def _encode(text: str, safe: str) -> str:
    return quote(_LONE_PERCENT.sub("%25", text), safe=safe)


def _host(host: str, text: str) -> str:
    if ":" in host:
        return f"[{host}]"
    try:
        if "%" in host:  # as Markdown's renderers write other letters, and RFC 3986 section 3.2.2 asks for
            host = unquote(host, errors="strict").lower()
        # The codec refuses what DNS does: empty labels and labels over 63 characters.
        encoded = host.rstrip(".").encode("idna").decode("ascii") if not host.isascii() else host
        # The codec is of 2003: it writes or drops these, which leads to other hosts (RFC 5892 sections 2.6 and 2.8).
        if re.search("ß|[^\0-\x7f][\u200c\u200d]", host) or ("ς" in host and "ς" in unquote(text)):
            encoded = ".".join(map(_label, host.rstrip(".").split(".")))
    except UnicodeError as error:
        raise ValueError(f"{excerpt(text)} names a host that cannot exist; check it for typing errors") from error
    if not re.fullmatch(r"[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_.])?", encoded) or ".." in encoded:
        raise ValueError(f"{excerpt(text)} names a host that cannot exist; check it for typing errors")
    return encoded


def _label(label: str) -> str:
    """Return a *label* of a host that the codec takes as DNS has it, with the letters that it would write as others."""
    label = normalize("NFKC", label)
    return label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}"


def is_of_one_machine(url: str) -> bool:
    """Tell whether the absolute *url* leads every reader to the reader's own machine (RFC 6761 6.3, RFC 1122 3.2.1.3).

    Hosts of a private network are none: whoever reads a feed there may reach them.

    >>> is_of_one_machine("http://127.0.0.1:1313/a/"), is_of_one_machine("https://localhost.example.org/")
    (True, False)
    """
    # Hardly any other URL has one of these in it.
    may_be = "127." in url or "0.0.0" in url or "[" in url or "localhost" in url.lower()
    return may_be and re.match(_ONE_MACHINE, url) is not None


def base_url(home: str) -> str:
    """Return what relative URLs are resolved against so that they lie below the page *home*: a folder, by its "/"."""
    return home if home.endswith("/") else f"{home}/"


def is_iri(text: str) -> bool:
    """Tell whether *text* is an absolute IRI, in letters of any script (RFC 3987 section 2.2)."""
    return is_absolute_iri(text) or (not text.isascii() and re.fullmatch(_ANY_IRI, text) is not None)


def id_text(text: str) -> str:
    """Return the id that *text* is: without white space at its ends and control characters, else as it is."""
    return text.strip() if text.isprintable() else re.sub(_NO_ID, "", text).strip()


def atom_id(id_: str, site_url: str, published_at: datetime) -> str:
    """Return the atom:id of an article with the id *id_* that other formats write as it is (RFC 4287 section 4.2.6).

    A URI is its own; an IRI in other letters becomes a URI (RFC 3987 section 3.1), for validators take no other; a UUID
    becomes a URN (RFC 9562 section 4); of any other text tag_uri() makes one.

    >>> atom_id("Buzzsprout-123", "https://example.org/", datetime(2024, 5, 1, tzinfo=UTC))
    'tag:example.org,2024:Buzzsprout-123'
    """
    if is_iri(id_):
        return id_ if id_.isascii() else quote(id_, safe=_OF_URIS)
    if re.fullmatch(_UUID, id_):
        return f"urn:uuid:{id_.lower()}"
    return tag_uri(id_, urlsplit(site_url).hostname or "", published_at.astimezone(UTC).year)


def iri_of(name: str, host: str, year: int) -> str:
    """Return *name* if it can stand as an atom:id, else a permanent id made from it: see tag_uri()."""
    return name if is_absolute_iri(name) else tag_uri(name, host, year)


def tag_uri(name: str, host: str, year: int) -> str:
    """Return a permanent id made from a *name* that is none itself: a tag URI (RFC 4151 section 2.1).

    name  what the publisher calls the article, e.g. "4711"
    host  the site's host, e.g. "example.org"
    year  a year in which the host was the publisher's: that of first publication

    >>> tag_uri("post 7", "example.org", 2024)
    'tag:example.org,2024:post%207'
    """
    return f"tag:{host},{year:04d}:{quote(name, safe=_FRAGMENT_SAFE.replace('%', ''))}"


def tagged(uri: str) -> str:
    """Return the name that tag_uri() has made *uri* from; "" where it has not."""
    found = re.fullmatch(r"tag:[^,:]*,[0-9]{4}:(.+)", uri)
    return unquote(found[1]) if found else ""


def media_type_of(url: str) -> str | None:
    """Return the media type that the name of the file at *url* tells by what stands behind its last dot.

    >>> media_type_of("https://example.org/one.MP3?a=b"), media_type_of("https://example.zip"), media_type_of("two.pdf")
    ('audio/mpeg', None, 'application/pdf')
    """
    path = url.partition("#")[0].partition("?")[0]
    path = path.partition("://")[2].partition("/")[2] if "://" in path else path
    _, dot, suffix = path.rpartition("/")[2].rpartition(".")
    return _MEDIA_TYPES.get(suffix.lower()) if dot else None
