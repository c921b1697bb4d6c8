"""One GET over http or https: bounded in time and size, certificates checked.

A redirect never leads to another scheme, nor to this machine or its network: only the host that the settings or the
command line write out may have such an address. The address that is checked is the one that is connected to.
"""

from __future__ import annotations

import threading
import zlib
from contextlib import suppress
from http.client import HTTPException, HTTPMessage, HTTPResponse
from typing import IO, Any
from urllib import request
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

import msgspec

from syndicate.model import excerpt
from syndicate.parts import PrivateAddressError, public_addresses, public_web_handlers

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.1"
)
_CHUNK_BYTES = 64 << 10


class FetchError(Exception):
    """A feed cannot be had; its text is the end of a sentence about the URL.

    is_absent  the server says that there is none
    """

    is_absent = False


class Fetched(msgspec.Struct, frozen=True):
    """What a server answered.

    url      where redirects led to
    charset  as the Content-Type says, "" if it does not
    media_type  as the Content-Type says, in small letters, "" if there is none
    links    the values of the Link headers
    """

    body: bytes
    url: str
    charset: str = ""
    media_type: str = ""
    links: tuple[str, ...] = ()


def fetch(url: str, *, timeout_seconds: float, max_bytes: int, advice: str = "") -> Fetched:
    """Return what stands at *url*, an absolute http(s) URL, unpacked.

    advice  what to do where it is too large

    Raises FetchError if it is not there whole within *timeout_seconds*, or is larger than *max_bytes*.
    """
    fetching = _Fetching(url, timeout_seconds, max_bytes, advice)
    # A socket's timeout begins anew with each byte, and looking up a name has none; the thread is given up instead.
    thread = threading.Thread(target=fetching.run, name=f"fetch {url}", daemon=True)
    thread.start()
    thread.join(timeout_seconds)
    if isinstance(fetching.outcome, Fetched):
        return fetching.outcome
    fetching.is_given_up = True
    raise fetching.outcome or FetchError(f"is not here whole after {timeout_seconds:g} seconds; try again later")


class _Fetching:
    def __init__(self, url: str, timeout_seconds: float, max_bytes: int, advice: str) -> None:
        self.url = url
        self.timeout_seconds = timeout_seconds
        self.max_bytes = max_bytes
        self.advice = advice
        self.outcome: Fetched | FetchError | None = None
        self.is_given_up = False

    def run(self) -> None:
        try:
            self.outcome = self._fetched()
        except FetchError as error:
            self.outcome = error
        except PrivateAddressError as error:
            self.outcome = FetchError(str(error))
        except HTTPError as error:
            error.close()
            self.outcome = FetchError(f"the server answers {error.code} {excerpt(error.reason or '')}")
            self.outcome.is_absent = error.code in (404, 410)
        except URLError as error:
            self.outcome = FetchError(f"cannot be fetched: {error.reason}")
        except (OSError, HTTPException, ValueError) as error:
            self.outcome = FetchError(f"cannot be fetched: {error or type(error).__name__}")

    def _fetched(self) -> Fetched:
        asked = request.Request(  # noqa: S310  the caller vouches for http(s), the opener has no other handler
            self.url, headers={"User-Agent": "syndicate-feed-source", "Accept": _ACCEPT, "Accept-Encoding": "gzip"}
        )
        with _opener(self.url).open(asked, timeout=self.timeout_seconds) as response:
            body = self._body(response)
            headers = response.headers
            media_type = headers.get_content_type() if "Content-Type" in headers else ""
            links = tuple(headers.get_all("Link", ()))
            return Fetched(body, response.url, headers.get_content_charset() or "", media_type, links)

    def _body(self, response: HTTPResponse) -> bytes:
        encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
        if encoding not in ("identity", "gzip", "x-gzip", ""):
            raise FetchError(f"comes in the encoding {excerpt(encoding)}, which nobody asked for")
        unpack = zlib.decompressobj(wbits=31) if "gzip" in encoding else None
        body = bytearray()
        while (chunk := response.read1(_CHUNK_BYTES)) and not self.is_given_up:
            while chunk:
                if unpack is None:
                    body += chunk
                    chunk = b""
                else:
                    if unpack.eof:  # another member follows (RFC 1952 section 2.2)
                        unpack = zlib.decompressobj(wbits=31)
                    try:
                        body += unpack.decompress(chunk, self.max_bytes + 1 - len(body))
                    except zlib.error as error:
                        raise FetchError("is said to be gzip, and is not") from error
                    chunk = unpack.unused_data
                if len(body) > self.max_bytes:
                    raise FetchError(f"is larger than {self.max_bytes:,} bytes{self.advice}")
        if response.length or (unpack is not None and not unpack.eof):
            raise FetchError("was cut off by the server; try again later")
        return bytes(body)


class _Redirects(request.HTTPRedirectHandler):
    """Follows redirects on the web; *named* is the origin that may be anywhere."""

    def __init__(self, named: tuple[str, str]) -> None:
        self._named = named

    def redirect_request(
        self, req: request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> request.Request | None:
        scheme = newurl.partition(":")[0].lower()
        if scheme not in ("http", "https"):
            raise FetchError(f"leads to {excerpt(newurl)}, which is no web address")
        if scheme == "http" and req.full_url.startswith("https:"):
            # Whoever wrote https asked for a server that proves who it is.
            raise FetchError(f"leads from https to {excerpt(newurl)}; name that URL, if it may be trusted")
        if _origin(newurl) != self._named:
            # A proxy would look the name up itself, so it is looked up here too.
            parts = urlsplit(newurl)
            with suppress(OSError):  # who connects to it says so
                public_addresses(parts.hostname or "", parts.port)
        return super().redirect_request(req, fp, code, msg, headers, newurl)

    def _refuse(self, req: request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage) -> Any:
        # The standard library looks at the scheme before it asks redirect_request(), and says it in other words.
        target = headers.get("location") or headers.get("uri") or ""
        scheme, colon, _ = target.partition(":")
        if colon and scheme.isalnum() and scheme.lower() not in ("http", "https"):
            fp.close()
            raise FetchError(f"leads to {excerpt(target)}, which is no web address")
        return super().http_error_302(req, fp, code, msg, headers)

    http_error_301 = http_error_302 = http_error_303 = http_error_307 = http_error_308 = _refuse


def _opener(url: str) -> request.OpenerDirector:
    """Return what opens *url*, and what it redirects to."""
    named = _origin(url)

    def may_be_private(asked: request.Request) -> bool:
        # The proxy is the environment's. Where a tunnel leads to was checked at the redirect.
        is_proxied = asked.has_proxy() or getattr(asked, "_tunnel_host", None) is not None
        return is_proxied or _origin(asked.full_url) == named

    # build_opener() would add handlers for file:, ftp: and data: URLs.
    opener = request.OpenerDirector()
    for handler in (
        request.ProxyHandler(),
        *public_web_handlers(may_be_private),
        request.HTTPDefaultErrorHandler(),
        request.HTTPErrorProcessor(),
        _Redirects(named),
    ):
        opener.add_handler(handler)
    return opener


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme.lower(), parts.netloc.rpartition("@")[2].lower()
