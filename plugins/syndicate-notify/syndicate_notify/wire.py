"""One POST request at a time, tried again where that can help. The only module that reaches out.

By the standard library: two kinds of POST need no client library. Only http and https are spoken, and three surprises of
urllib are left out: a redirect would lose the body, the environment's proxies would be used unasked, and the whole
of an answer would be read. An address that the settings do not write out, of a hub that a page names, is public or it is not told.
"""

from __future__ import annotations

import logging
import ssl
from collections.abc import Callable
from contextlib import suppress
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPResponse
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import OpenerDirector, ProxyHandler, Request, UnknownHandler

import msgspec

from syndicate.model import excerpt
from syndicate.parts import PrivateAddressError, public_addresses, public_web_handlers

if TYPE_CHECKING:
    from syndicate_notify import Options

_LOG = logging.getLogger("syndicate.notify")
USER_AGENT = "syndicate-notify/0.1"
# However often servers ask to be asked again, an export does not wait longer than this for all of them.
MAX_WAIT_SECONDS = 60.0


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a server says to a request.

    status               of HTTP; 0: it says nothing
    text                 the first line of what it says, or why it says nothing; quoted, safe to print
    location             where it points to, if it redirects
    may_pass             whether the same request may succeed later (RFC 9110 section 15.6, RFC 6585 section 4)
    retry_after_seconds  when, if it says so (RFC 9110 section 10.2.3)
    """

    status: int
    text: str = ""
    location: str = ""
    may_pass: bool = False
    retry_after_seconds: float | None = None

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300

    @property
    def is_down(self) -> bool:
        """Whether the server takes nothing at present, so that another request to it need not be tried."""
        return self.may_pass or not self.status


class Wire:
    """Sends requests, and waits in between.

    sleep      waits for as many seconds as it is given
    is_public  it reaches public addresses only
    """

    def __init__(self, options: Options, sleep: Callable[[float], object], *, is_public: bool) -> None:
        self._options = options
        self._sleep = sleep
        self._patience_seconds = MAX_WAIT_SECONDS
        self._is_public = is_public
        self._opener = OpenerDirector()
        context = ssl.create_default_context()
        may_be_private = not is_public or options.proxy is not None
        for handler in (*public_web_handlers(lambda _: may_be_private, context), UnknownHandler()):
            self._opener.add_handler(handler)
        if options.proxy is not None:
            self._opener.add_handler(ProxyHandler(dict.fromkeys(("http", "https"), options.proxy)))

    def post(self, url: str, body: bytes, media_type: str) -> Answer:
        """Return the answer to *body*, the last one if it took several attempts.

        Between them it waits 1, 2, 4 ... seconds, or as long as the server asks, MAX_WAIT_SECONDS in all.
        """
        for attempt in range(self._options.attempts):
            answer = self._answer(url, body, media_type)
            _LOG.debug("%s answers %d", url, answer.status)
            if not answer.may_pass or attempt + 1 == self._options.attempts:
                break
            wait_seconds = max(2.0**attempt, answer.retry_after_seconds or 0.0)
            if wait_seconds > self._patience_seconds:
                break
            self._patience_seconds -= wait_seconds
            self._sleep(wait_seconds)
        return answer

    def _answer(self, url: str, body: bytes, media_type: str) -> Answer:
        headers = {"Content-Type": media_type, "User-Agent": USER_AGENT, "Accept": "*/*"}
        try:
            if self._is_public:
                parts = urlsplit(url)
                with suppress(OSError):  # who connects says so; a proxy looks the name up itself
                    public_addresses(parts.hostname or "", parts.port)
            request = Request(url, body, headers, method="POST")  # noqa: S310  the opener knows http and https only
            with self._opener.open(request, timeout=self._options.timeout_seconds) as response:
                return _read(response)
        except PrivateAddressError as error:
            return Answer(status=0, text=str(error))
        except (OSError, HTTPException, ValueError) as error:
            reason = error.reason if isinstance(error, URLError) and isinstance(error.reason, Exception) else error
            is_lasting = isinstance(reason, ssl.SSLCertVerificationError | ValueError)
            text = "no answer in time" if isinstance(reason, TimeoutError) else str(reason) or type(reason).__name__
            return Answer(status=0, text=excerpt(text, 120), may_pass=not is_lasting)


def _read(response: HTTPResponse) -> Answer:
    status, headers = response.status, response.headers
    if 200 <= status < 300:
        return Answer(status=status)
    try:
        # What has come by now suffices for a sentence; a server may send for ever.
        begin = response.read1(400).decode(errors="replace").strip()
    except (OSError, HTTPException):
        begin = ""
    return Answer(
        status=status,
        text=excerpt(begin.splitlines()[0] if begin else response.reason or "no reason", 120),
        location=excerpt(headers.get("Location", ""), 200) if 300 <= status < 400 else "",
        may_pass=status == 429 or status >= 500,
        retry_after_seconds=_seconds(headers.get("Retry-After", ""), headers.get("Date", "")),
    )


def _seconds(retry_after: str, date: str) -> float | None:
    """Return how long *retry_after* asks to wait: seconds, or an instant, compared with the answer's own date."""
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - parsedate_to_datetime(date)).total_seconds())
    except (TypeError, ValueError, OverflowError):
        return None
