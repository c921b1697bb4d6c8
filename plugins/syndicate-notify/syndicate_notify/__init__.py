"""After an export: WebSub hubs hear of changed feeds, IndexNow of changed articles. Nothing is sent unless `send: true`."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from syndicate import ArticleError, Exported, Listener, hookimpl
from syndicate.model import excerpt, is_absolute_url
from syndicate_notify.telling import Telling

_KEY = re.compile(r"[A-Za-z0-9-]{8,128}")


class IndexNow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    key           8 to 128 letters, digits and hyphens; the site serves a file that holds it
    key_location  URL of that file, if it is not /<key>.txt; only URLs below its folder may then be told
    endpoint      one suffices: search engines that take part pass on what they hear
    first_run     whether, when nothing was ever told, all articles are told or none
    removed       which articles that are gone are told: those that no limit can have pushed out of a feed, all, or none
    """

    key: str
    key_location: str | None = None
    endpoint: str = "https://api.indexnow.org/indexnow"
    # https://www.indexnow.org/faq: what changed before its use began is not to be told.
    first_run: Literal["none", "all"] = "none"
    removed: Literal["certain", "all", "none"] = "certain"

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key):
            raise ArticleError(
                "key", f"{excerpt(self.key)} is no IndexNow key; write 8 to 128 of the characters a-z A-Z 0-9 -"
            )
        _check_url("endpoint", self.endpoint)
        _check_url("key_location", self.key_location)


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    send             whether anything is sent; if not, the report says what would be
    websub           whether the site's hubs are told
    indexnow         None: IndexNow is not told
    state            the file that remembers what was told, relative to the site's folder
    timeout_seconds  how long to wait for a server, at each step
    attempts         how often a request is made at most
    proxy            URL of an HTTP proxy; those of the environment are not used
    """

    send: bool = False
    websub: bool = True
    indexnow: IndexNow | None = None
    state: str = ".syndicate/notify.json"
    timeout_seconds: Annotated[float, msgspec.Meta(gt=0)] = 10.0
    attempts: Annotated[int, msgspec.Meta(ge=1)] = 3
    proxy: str | None = None

    def __post_init__(self) -> None:
        if not Path(self.state).name:
            raise ArticleError("state", f"{excerpt(self.state)} names no file; write e.g. .syndicate/notify.json")
        _check_url("proxy", self.proxy)


def _check_url(field: str, url: str | None) -> None:
    if url is not None and not is_absolute_url(url):
        raise ArticleError(field, f"expected an absolute http(s) URL, found {excerpt(url)}")


@hookimpl
def syndicate_listeners() -> list[Listener]:
    return [Listener(name="notify", tell=tell, options=Options)]


def tell(
    exported: Exported, options: Options | None = None, *, sleep: Callable[[float], object] = time.sleep
) -> list[str]:
    """Tell the site's hubs and IndexNow what changed since they were last told, and return a sentence for each step.

    What fails is said, and told again after the next export. Without `send` nothing is sent or remembered.
    """
    return Telling(exported, options or Options(), sleep).run()
