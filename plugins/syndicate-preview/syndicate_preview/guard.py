"""Who may ask: the browser that has opened the first URL, at the one address that is served, and no page of others."""

from __future__ import annotations

from secrets import compare_digest, token_urlsafe
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MEDIA = "/media/"
_REFUSED = "403: open the URL that syndicate preview has printed; it holds the key to these pages\n"
_ANYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Guard:
    """Lets nobody through to *app* who does not hold the token, and tells browsers to run nothing but our script.

    port      on which it is served; its host is 127.0.0.1
    loads_web whether pictures and sound of other hosts are loaded
    `token`   in the first URL, then in a cookie
    `media`   in the URLs of files: a frame that runs nothing has no cookies
    """

    def __init__(self, app: ASGIApp, port: int, *, loads_web: bool = False) -> None:
        self._app = app
        self.token = token_urlsafe(32)
        self.media = token_urlsafe(32)
        self.origin = f"http://127.0.0.1:{port}"
        self._host = f"127.0.0.1:{port}"
        self._cookie = f"syndicate-preview-{port}"  # cookies do not tell ports apart
        self._web = " http: https:" if loads_web else ""

    @property
    def first_url(self) -> str:
        """The URL that opens the pages."""
        return f"{self.origin}/?token={self.token}"

    @property
    def _policy(self) -> str:
        return (
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; "
            f"base-uri 'none'; frame-ancestors 'none'; img-src 'self'{self._web}; media-src 'self'{self._web}"
        )

    def text_policy(self, nonce: str) -> str:
        """Return the policy of a text in its frame: it shows pictures, plays sound, and runs nothing."""
        media = f"{self.origin}{MEDIA}{self._web}"
        return (
            "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; script-src 'none'; "
            f"style-src 'nonce-{nonce}'; img-src {media}; media-src {media}; frame-ancestors 'self'; base-uri 'none'"
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        path = scope["path"]
        if not compare_digest(headers.get(b"host", "").encode(), self._host.encode()):
            await PlainTextResponse("403: these pages answer at http://127.0.0.1 only\n", 403)(scope, receive, send)
            return
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[-1]
        if path == "/" and self._is_token(given):
            response = RedirectResponse("/", 303, headers=_ANYWHERE)
            response.set_cookie(self._cookie, self.token, httponly=True, samesite="strict", path="/")
            await response(scope, receive, send)
            return
        is_media = path.startswith(f"{MEDIA}{self.media}/")
        if not is_media and not self._is_token(cookie_parser(headers.get(b"cookie", "")).get(self._cookie, "")):
            await PlainTextResponse(_REFUSED, 403, headers=_ANYWHERE)(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                names = {name.lower() for name, _ in message["headers"]}
                more = _ANYWHERE | {"Content-Security-Policy": self._policy}
                if is_media:  # a text in its frame is of no origin
                    more |= {"Cross-Origin-Resource-Policy": "cross-origin"}
                pairs = ((name.lower().encode(), value.encode()) for name, value in more.items())
                message["headers"] = [*message["headers"], *(pair for pair in pairs if pair[0] not in names)]
            await send(message)

        await self._app(scope, receive, send_guarded)

    def _is_token(self, given: str) -> bool:
        return compare_digest(given.encode("utf-8", "replace"), self.token.encode())
