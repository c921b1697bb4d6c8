"""One telling: who is to hear what, how they took it, and what is remembered of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin, urlsplit

import msgspec

from syndicate import Exported
from syndicate.model import count, first_few
from syndicate_notify import changes
from syndicate_notify.memory import Known, MemoryFileError, load, save
from syndicate_notify.wire import Answer, Wire

if TYPE_CHECKING:
    from syndicate_notify import IndexNow, Options

MAX_URLS = 10_000  # of one request, https://www.indexnow.org/documentation
_SHOWN = 10


class Telling:
    """What is told after one export.

    sleep  waits for as many seconds as it is given
    """

    def __init__(self, exported: Exported, options: Options, sleep: Callable[[float], object]) -> None:
        self._exported = exported
        self._options = options
        self._path = Path(exported.root, options.state)
        self._sleep = sleep
        self._said: list[str] = []

    def run(self) -> list[str]:
        """Tell everybody, and return what was done, a sentence each."""
        hubs = self._exported.site.hub_urls if self._options.websub else ()
        if not hubs and self._options.indexnow is None:
            return ["there is nobody to tell; set site.hub, or the option indexnow"]
        try:
            self._memory = load(self._path)
            if self._options.send:
                # Who could not remember would tell all of it again after each export.
                save(self._memory, self._path)
            try:
                self._tell(hubs)
            finally:
                if self._options.send:
                    save(self._memory, self._path)
        except MemoryFileError as error:
            self._say(f"{error}" + ("" if self._said else "; nobody was told anything"))
        return self._said

    def _say(self, sentence: str) -> None:
        self._said.append(sentence)

    def _tell(self, hubs: Sequence[str]) -> None:
        options = self._options
        self._wire = Wire(options, self._sleep, is_public=not self._exported.hubs_are_written)
        if hubs:
            try:
                digests = changes.digests_of_feeds(self._exported)
            except OSError as error:
                self._say(f"{error.filename}: cannot be read ({error.strerror}), so no hub was told")
            else:
                for hub in hubs:
                    self._tell_hub(hub, digests)
        if options.indexnow is not None:
            self._wire = Wire(options, self._sleep, is_public=False)
            self._tell_indexnow(options.indexnow)

    def _tell_hub(self, hub: str, digests: Mapping[str, str]) -> None:
        told = self._memory.hubs.get(hub, {})
        feeds = [url for url, digest in digests.items() if told.get(url) != digest]
        if not feeds:
            return
        if not self._options.send:
            words = f"{count(len(feeds), 'changed feed')}: {first_few(feeds, _SHOWN)}"
            self._say(f"would tell {hub} of {words}; write send: true to do so")
            return
        told = self._memory.hubs.setdefault(hub, dict(told))
        sent = 0
        for number, url in enumerate(feeds):
            # W3C WebSub section 6 leaves this request to hubs. PubSubHubbub 0.3 section 7.1 names the feed hub.url
            # and lets it be repeated; other hubs take one hub.topic: so each feed is told alone, by both names.
            body = urlencode([("hub.mode", "publish"), ("hub.url", url), ("hub.topic", url)]).encode()
            answer = self._wire.post(hub, body, "application/x-www-form-urlencoded")
            if answer.is_good:
                told[url] = digests[url]
                sent += 1
                continue
            untold = feeds[number:] if answer.is_down else [url]
            self._say(
                f"{hub} {_complaint(answer, 'site.hub')}; untold, and told next time: {first_few(untold, _SHOWN)}"
            )
            if answer.is_down:
                break
        if sent:
            self._say(f"told {hub} of {count(sent, 'changed feed')}")

    def _tell_indexnow(self, indexnow: IndexNow) -> None:
        site = self._exported.site
        host = urlsplit(site.url).hostname or ""
        key_location = indexnow.key_location or urljoin(site.url, f"/{indexnow.key}.txt")
        if urlsplit(key_location).hostname != host:
            self._say(
                f"indexnow.key_location: {key_location} is not on {host}; serve the key there, or IndexNow refuses"
            )
            return
        scope = urlsplit(key_location).path.rpartition("/")[0] + "/"
        exported = changes.articles_of(self._exported.feeds)
        articles = {url: known for url, known in exported.items() if changes.may_be_told(url, host, scope)}
        told = self._memory.articles
        if told is None and indexnow.first_run == "none":
            self._begin(articles)
            return
        told = {**(told or {}), **changes.withdrawn(self._exported, exported)}
        changed = changes.changed(articles, told)
        removed = changes.removed(exported, told, self._exported.feeds, indexnow.removed)
        removed = [url for url in removed if changes.may_be_told(url, host, scope)]
        if self._options.send:
            self._memory.articles = told
            unchanged = articles.keys() - set(changed)
            told.update((url, articles[url]) for url in unchanged)  # their feed may be another
        urls = changed + removed
        if not urls:
            return
        if not self._options.send:
            self._say(
                f"would tell {indexnow.endpoint} of {count(len(changed), 'changed article')} and {len(removed):,} "
                f"removed: {first_few(urls, _SHOWN)}; write send: true to do so"
            )
            return
        sent = 0
        for start in range(0, len(urls), MAX_URLS):
            batch = urls[start : start + MAX_URLS]
            answer = self._post_urls(indexnow, host, batch)
            if answer.is_good:
                for url in batch:
                    if url in articles:
                        told[url] = articles[url]
                    else:
                        del told[url]
                sent += len(batch)
                continue
            # What it has against one request may lie in a URL of it; all else concerns the next ones too.
            goes_on = answer.status in (400, 422)
            untold = batch if goes_on else urls[start:]
            self._say(
                f"{indexnow.endpoint} {_reason(answer, key_location)}; untold, and told next time: "
                f"{first_few(untold, _SHOWN)}"
            )
            if not goes_on:
                break
        if sent:
            self._say(f"told {indexnow.endpoint} of {count(sent, 'changed or removed article')}")

    def _begin(self, articles: dict[str, Known]) -> None:
        """Take *articles* for known without telling them."""
        begun = f"first run: IndexNow asks for changes only, so {count(len(articles), 'article')}"
        if not self._options.send:
            self._say(f"{begun} would be taken for known and none told; write send: true, or first_run: all")
            return
        self._memory.articles = articles
        self._say(f"{begun} are taken for known and none told; keep {self._path} from export to export")

    def _post_urls(self, indexnow: IndexNow, host: str, urls: list[str]) -> Answer:
        told = {"host": host, "key": indexnow.key, "urlList": urls}
        if indexnow.key_location is not None:
            told["keyLocation"] = indexnow.key_location
        return self._wire.post(indexnow.endpoint, msgspec.json.encode(told), "application/json; charset=utf-8")


def _complaint(answer: Answer, setting: str) -> str:
    if not answer.status:
        return f"cannot be reached: {answer.text}"
    if answer.location:
        return f"answers {answer.status} and points to {answer.location}; write that address as {setting}"
    return f"answers {answer.status}: {answer.text}"


def _reason(answer: Answer, key_location: str) -> str:
    """Return what an answer of IndexNow means, https://www.indexnow.org/documentation."""
    match answer.status:
        case 400:
            return f"finds the request malformed (400: {answer.text}); check indexnow.key and indexnow.endpoint"
        case 403:
            return f"finds no valid key (403: {answer.text}); {key_location} must be served and hold the key alone"
        case 422:
            return (
                f"finds URLs that do not belong to the host, or a key of another form (422: {answer.text}); "
                "check site.url and indexnow.key_location"
            )
        case 429:
            return f"has had too many requests (429: {answer.text}); export less often"
    return _complaint(answer, "indexnow.endpoint")
