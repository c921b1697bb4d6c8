"""The pages: what each URL of the preview shows."""

from __future__ import annotations

import mimetypes
import os
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from importlib.resources import files
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from syndicate import SyndicateError
from syndicate.model import count, rfc3339
from syndicate_preview.documents import lines_of, unpacked
from syndicate_preview.frames import framed
from syndicate_preview.guard import MEDIA, Guard
from syndicate_preview.origins import origins_of
from syndicate_preview.sitemaps import shown_name

if TYPE_CHECKING:
    from starlette.requests import Request

    from syndicate import Article
    from syndicate.pipeline.compose import Job
    from syndicate_preview.live import Live
    from syndicate_preview.snapshot import Snapshot

_ROWS = 50  # of a page, and of what the script asks for at a time
_LISTED = 100  # feeds of one entry of the settings, and whatever else may be many
_CHUNK = 1 << 16
_STATIC = {
    "icon.svg": "image/svg+xml",
    "preview.css": "text/css",
    "preview.js": "text/javascript",
    "waiting.js": "text/javascript",
}
_ONLY_SHOWN = "default-src 'none'; sandbox"
View = Callable[["Request", "Snapshot"], Response]


class Pages:
    """The views; each is called in the thread of the snapshot.

    is_over  whether the server is about to end
    """

    def __init__(self, live: Live, *, loads_web: bool) -> None:
        self.live = live
        self.guard: Guard  # set by app_of(), whose application it guards
        self.is_over: Callable[[], bool] = lambda: False
        self._loads_web = loads_web
        self._pages = Environment(
            loader=PackageLoader("syndicate_preview"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._pages.filters |= {
            "counted": count,
            "instant": rfc3339,
            "named": shown_name,
            "quoted": partial(quote, safe=""),
        }
        self._pages.globals |= {"query": lambda **given: urlencode({k: v for k, v in given.items() if v != ""})}

    def _page(self, name: str, snapshot: Snapshot, **given: Any) -> Response:
        given |= {"site": snapshot.plan.site, "snapshot": snapshot, "live": self.live, "rows_at_once": _ROWS}
        return HTMLResponse(self._pages.get_template(name).render(given))

    def waiting(self) -> Response:
        """Answer with how many articles have been read so far, as none can be shown yet."""
        return HTMLResponse(self._pages.get_template("waiting.html").render(read_count=self.live.read_count), 503)

    # Feeds and their entries

    def overview(self, _: Request, snapshot: Snapshot) -> Response:
        entries: dict[str, list[tuple[int, Job]]] = {}
        for number, job in enumerate(snapshot.jobs):
            entries.setdefault(job.entry, []).append((number, job))
        compared = self.live.known_comparison()
        return self._page("overview.html", snapshot, entries=entries, listed=_LISTED, compared=compared)

    def feeds(self, request: Request, snapshot: Snapshot) -> Response:
        entry, start = request.query_params.get("entry", ""), _number(request, "start")
        jobs = [(number, job) for number, job in enumerate(snapshot.jobs) if job.entry == entry]
        return self._page("feeds.html", snapshot, entry=entry, jobs=jobs, start=start, listed=_LISTED)

    def feed(self, request: Request, snapshot: Snapshot) -> Response:
        number = request.path_params["feed"]
        shown = snapshot.feed(number)
        words, topic = request.query_params.get("q", "")[:200], request.query_params.get("topic", "")
        start = _number(request, "start")
        places = shown.places(words, topic)
        place = request.path_params.get("place", places[start] if start < len(places) else None)
        entry = self._entry(snapshot, number, place) if place is not None else None
        origins = [snapshot.settings[key] for key in _keys(snapshot, shown.job) if key in snapshot.settings]
        compared = self.live.known_comparison()
        changes = {one.id: one for one in compared.found.entries} if compared and compared.found else {}
        rows = shown.rows(places[start : start + _ROWS])
        given: dict[str, Any] = {
            "words": words,
            "topic": topic,
            "start": start,
            "places": places,
            "rows": rows,
            "changes": changes,
        }
        is_part = request.headers.get("x-part") == "rows"
        listed = () if is_part else shown.topics[:_LISTED]
        given |= {"shown": shown, "entry": entry, "origins": origins, "number": number, "topics": listed}
        return self._page("rows.html" if is_part else "feed.html", snapshot, **given)

    def entry(self, request: Request, snapshot: Snapshot) -> Response:
        number, place = request.path_params["feed"], request.path_params["place"]
        if request.headers.get("x-part") != "entry":
            return self.feed(request, snapshot)
        entry = self._entry(snapshot, number, place)
        return self._page("entry.html", snapshot, entry=entry, number=number)

    def _entry(self, snapshot: Snapshot, number: int, place: int) -> dict[str, Any]:
        shown = snapshot.feed(number)
        article = snapshot.entry(number, place)
        local = partial(self._local, snapshot, article, number, place)
        compared = self.live.known_comparison()
        found = compared.found.entries if compared and compared.found else ()
        return {
            "place": place,
            "article": article,
            "authors": shown.feed.authors_of(article),
            "origins": origins_of(article, snapshot.plan, snapshot.settings),
            "notes": shown.notes.get(place),
            "faults": snapshot.faults_of(article),
            "change": next((one for one in found if one.id == article.id), None),
            "images": [(image, self._seen(local, image.url)) for image in article.images],
            "attachments": [(one, self._seen(local, one.url)) for one in article.attachments],
            "text_url": f"/feed/{number}/text/{place}" if article.content_html else "",
        }

    def _seen(self, local: Callable[[str], str | None], url: str) -> str | None:
        """Return where the browser may load the file of *url*; None: nowhere."""
        return local(url) or (url if self._loads_web else None)

    def _local(self, snapshot: Snapshot, article: Article, number: int, place: int, url: str) -> str | None:
        """Return where the preview has the file of *url*; None: it is no file of the site."""
        descriptor = snapshot.open_file(article, url)
        if descriptor is None:
            return None
        os.close(descriptor)
        return f"{self.guard.origin}{MEDIA}{self.guard.media}/{number}/{place}?{urlencode({'url': url})}"

    def text(self, request: Request, snapshot: Snapshot) -> Response:
        number, place = request.path_params["feed"], request.path_params["place"]
        article = snapshot.entry(number, place)
        nonce = token_urlsafe(16)
        language = article.language or snapshot.plan.site.language or "en"
        local = partial(self._local, snapshot, article, number, place)
        page = framed(article.content_html, article.title, language, nonce, local)
        return HTMLResponse(page, headers={"Content-Security-Policy": self.guard.text_policy(nonce)})

    def media(self, request: Request, snapshot: Snapshot) -> Response:
        if request.path_params["key"] != self.guard.media:
            raise HTTPException(403)
        article = snapshot.feed(request.path_params["feed"]).heads[request.path_params["place"]]
        url = request.query_params.get("url", "")
        descriptor = snapshot.open_file(article, url)
        if descriptor is None:
            raise HTTPException(404)
        return _file(descriptor, url, request.headers.get("range", ""))

    # Documents

    def raw(self, request: Request, snapshot: Snapshot) -> Response:
        number, line = request.path_params["feed"], _number(request, "line", 1)
        documents = snapshot.documents(number)
        place = _number(request, "document")
        page = lines_of(documents[place].body, line)
        given = {"documents": documents, "place": place, "page": page, "line": line, "number": number}
        return self._page("raw.html", snapshot, job=snapshot.jobs[number], **given)

    def plain(self, request: Request, snapshot: Snapshot) -> Response:
        documents = snapshot.documents(request.path_params["feed"])
        body = unpacked(documents[_number(request, "document")].body)
        return PlainTextResponse(body, headers={"Content-Security-Policy": _ONLY_SHOWN})

    def tree(self, request: Request, snapshot: Snapshot) -> Response:
        number, start = request.path_params["feed"], _number(request, "start")
        at = request.query_params.get("at", "")
        branch = snapshot.tree(number).at(at)
        if branch is None:
            raise HTTPException(404)
        name = "branches.html" if request.headers.get("x-part") == "branches" else "tree.html"
        branches = sorted(branch.branches.items())
        given: dict[str, Any] = {"branches": branches[start : start + _LISTED], "total": len(branches), "start": start}
        documents = [] if name == "branches.html" else snapshot.documents(number)
        given |= {"branch": branch, "at": at, "number": number, "listed": _LISTED, "documents": documents}
        return self._page(name, snapshot, job=snapshot.jobs[number], **given)

    # What is wrong, what changes, where it stands

    def faults(self, request: Request, snapshot: Snapshot) -> Response:
        faults, start = snapshot.report.faults, _number(request, "start")
        shown = faults[start : start + _LISTED]
        return self._page("faults.html", snapshot, faults=shown, total=len(faults), start=start, listed=_LISTED)

    def changes(self, request: Request, snapshot: Snapshot) -> Response:
        return self._page(
            "changes.html", snapshot, compared=self.live.comparison(), start=_number(request, "start"), listed=_LISTED
        )

    def settings(self, _: Request, snapshot: Snapshot) -> Response:
        return self._page("settings.html", snapshot, settings=snapshot.settings.values())

    def source(self, request: Request, snapshot: Snapshot) -> Response:
        path, line = request.query_params.get("path", ""), _number(request, "line", 1)
        article = None
        if "feed" in request.query_params:
            article = snapshot.feed(_number(request, "feed")).heads[_number(request, "place")]
        if not snapshot.may_show(path, article):
            raise HTTPException(404)
        from syndicate.files import open_file

        try:
            with os.fdopen(open_file(snapshot.plan.context, path), "rb") as file:
                body = file.read(_CHUNK * 1024)
        except OSError:
            raise HTTPException(404) from None
        faults = [fault for fault in snapshot.report.faults if fault.path == path]
        return self._page("source.html", snapshot, path=path, line=line, page=lines_of(body, line), faults=faults)

    # What is no page

    async def events(self, request: Request) -> Response:
        async def told() -> Any:
            async for revision in self.live.revisions(self.is_over):
                if await request.is_disconnected():
                    return
                yield ": still here\n\n" if revision is None else f"event: revision\ndata: {revision}\n\n"

        return StreamingResponse(told(), media_type="text/event-stream")

    async def status(self, _: Request) -> Response:
        live = self.live
        said = {"is_open": live.held is not None, "read": live.read_count}
        return JSONResponse({"revision": live.revision, "problem": live.problem, **said})

    async def static(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in _STATIC:
            raise HTTPException(404)
        return Response(files("syndicate_preview").joinpath("static", name).read_bytes(), media_type=_STATIC[name])


def app_of(live: Live, port: int, *, loads_web: bool = False) -> tuple[Guard, Pages]:
    """Return the application of *live*, guarded, for *port* of 127.0.0.1, and its pages."""
    pages = Pages(live, loads_web=loads_web)

    def of_snapshot(view: View) -> Callable[[Request], Any]:
        async def endpoint(request: Request) -> Response:
            if live.held is None:
                return pages.waiting()
            return await live.ask(partial(_answered, pages, view, request))

        return endpoint

    views = {
        "/": pages.overview,
        "/feeds": pages.feeds,
        "/feed/{feed:int}": pages.feed,
        "/feed/{feed:int}/entry/{place:int}": pages.entry,
        "/feed/{feed:int}/text/{place:int}": pages.text,
        "/feed/{feed:int}/raw": pages.raw,
        "/feed/{feed:int}/plain": pages.plain,
        "/feed/{feed:int}/tree": pages.tree,
        MEDIA + "{key}/{feed:int}/{place:int}": pages.media,
        "/faults": pages.faults,
        "/changes": pages.changes,
        "/settings": pages.settings,
        "/source": pages.source,
    }
    routes = [Route(path, of_snapshot(view)) for path, view in views.items()]
    others = {"/events": pages.events, "/status": pages.status, "/static/{name}": pages.static}
    routes += [Route(path, view) for path, view in others.items()]
    guard = pages.guard = Guard(Starlette(routes=routes), port, loads_web=loads_web)
    return guard, pages


def _answered(pages: Pages, view: View, request: Request, snapshot: Snapshot) -> Response:
    """Return what *view* shows; what is wrong with a feed is a page, too, and what is not there is not found."""
    try:
        return view(request, snapshot)
    except IndexError:
        raise HTTPException(404) from None
    except SyndicateError as error:
        return pages._page("problem.html", snapshot, problem=str(error))  # noqa: SLF001


def _keys(snapshot: Snapshot, job: Job) -> Iterator[str]:
    """Yield the keys of the settings that bear on the feed of *job*."""
    paths = [feed.path for feed in snapshot.plan.feeds]
    with suppress(ValueError):
        yield f"feeds[{paths.index(job.entry)}]"
    yield from ("site.title", "site.url", "site.language", "site.authors", "limit", "content", "source.url", "output")
    yield from (key for key in snapshot.settings if key.startswith("filters."))


def _number(request: Request, name: str, default: int = 0) -> int:
    given = request.query_params.get(name, "")
    return int(given) if re.fullmatch("[0-9]{1,9}", given) else default


def _file(descriptor: int, url: str, asked: str) -> Response:
    """Return the file of *descriptor*, or the range of it that is *asked* for (RFC 9110 section 14.2)."""
    size = os.fstat(descriptor).st_size
    guessed = mimetypes.guess_type(url.partition("?")[0])[0] or ""
    media_type = guessed if guessed.startswith(("image/", "audio/", "video/")) else "application/octet-stream"
    headers = {"Content-Security-Policy": _ONLY_SHOWN, "Accept-Ranges": "bytes"}
    first, last, status = 0, size - 1, 200
    if (found := re.fullmatch(r"bytes=([0-9]{0,18})-([0-9]{0,18})", asked)) and any(found.groups()) and size:
        first = int(found[1]) if found[1] else max(size - int(found[2]), 0)
        last = min(int(found[2]), size - 1) if found[1] and found[2] else size - 1
        if first > last:
            os.close(descriptor)
            return Response(status_code=416, headers={"Content-Range": f"bytes */{size}"})
        status = 206
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    headers["Content-Length"] = str(last - first + 1)

    def pieces() -> Iterator[bytes]:
        left = last - first + 1
        with os.fdopen(descriptor, "rb") as file:
            file.seek(first)
            while left > 0 and (piece := file.read(min(_CHUNK, left))):
                left -= len(piece)
                yield piece

    return StreamingResponse(pieces(), status, headers, media_type)
