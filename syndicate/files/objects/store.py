"""Objects of a bucket, by obstore: listed, read, and written on a condition; what goes wrong is said in a sentence.

obstore asks S3, Google Cloud Storage and Azure with one Rust client; fsspec needs a library for each, and knows no
conditional writes. A failed request is tried again by obstore itself, later each time.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from datetime import timedelta
from functools import partial
from typing import Any

import msgspec

from syndicate.files.objects.failures import (
    NOT_UNDERSTOOD,
    BrokenError,
    ConflictError,
    StoreError,
    UnnamedError,
    conflict,
    meant,
)
from syndicate.model.errors import UsageError, excerpt

TIMEOUT_SECONDS = 30.0  # of one request
RETRY_SECONDS = 60.0  # in which a request is tried again
_RETRIES = 8
_PIECE_BYTES = 1 << 20
_NO_PATH = re.compile(r"[\x00-\x1f\x7f]|//|(?:\A|/)\.\.?(?:/|\Z)")


class Found(msgspec.Struct, frozen=True):
    """What stands at a key of a bucket."""

    size_bytes: int
    e_tag: str  # without the quotes that some stores write in answers, and not in listings; "": the store gives none
    version: str = ""  # "": the store gives none, or not in a listing

    @property
    def md5(self) -> str:
        """The MD5 of the bytes in hexadecimal digits; "": the tag is something else.

        Of an object that the store encrypts it looks like one, and is not.
        """
        return self.e_tag if re.fullmatch("[0-9a-f]{32}", self.e_tag) else ""

    def is_as(self, other: Found | None) -> bool:
        """Tell whether *other*, which another answer tells of, is the same; a version counts where both have one."""
        if other is None or (self.size_bytes, self.e_tag) != (other.size_bytes, other.e_tag):
            return False
        return self.version == other.version or not (self.version and other.version)


class ObjectStore:
    """The objects below *url*, by their paths relative to it. Raises UsageError where obstore is not installed."""

    def __init__(self, url: str) -> None:
        try:
            import obstore
            from obstore import exceptions
            from obstore.store import from_url
        except ImportError as error:
            raise UsageError(
                f"{excerpt(url, 200)}: object stores need the library obstore; pip install 'syndicate-feeds[cloud]', or name a folder"
            ) from error
        self.url = url.rstrip("/")
        self._api, self._errors = obstore, exceptions
        options: dict[str, Any] = {
            "client_options": {
                "timeout": timedelta(seconds=TIMEOUT_SECONDS),
                "connect_timeout": timedelta(seconds=5),
                "allow_http": True,  # of whoever names a server by such a URL
            },
            # obstore reads no Retry-After: what it waits by itself adds up to more than servers ask for.
            "retry_config": {
                "max_retries": _RETRIES,
                "retry_timeout": timedelta(seconds=RETRY_SECONDS),
                "backoff": {"init_backoff": timedelta(seconds=0.5), "max_backoff": timedelta(seconds=15), "base": 3},
            },
        }
        if url.startswith("s3://"):
            options |= _s3_options()
        self._open = partial(from_url, self.url, **options)
        with self._sentence(""):
            self._store: Any = self._open()

    def without_retries(self) -> ObjectStore:
        """Return the same store, asked but once for each thing: a status of 500 or more is a refusal at once."""
        once = copy(self)
        with self._sentence(""):
            once._store = self._open(retry_config={"max_retries": 0})  # noqa: SLF001  it is of this class
        return once

    def pages(self, prefix: str = "") -> Iterator[list[tuple[str, Found | None]]]:
        """Yield the objects below the folder *prefix*, each with its path, a thousand at most with each request.

        None stands for an object whose key is no path. Raises UnnamedError where the provider's pages hold one.
        """
        last = ""
        try:
            for page in self._pages(prefix):
                yield page
                last = page[-1][0] if page else last
        except UnnamedError:
            if not self.url.startswith("s3://"):
                raise
            yield from self._every_key(prefix, last)

    def _pages(self, prefix: str) -> Iterator[list[tuple[str, Found | None]]]:
        with self._sentence(prefix):
            stream = self._api.list(self._store, prefix or None, chunk_size=1000)
        while True:
            with self._sentence(prefix):
                page = next(stream, None)
            if page is None:
                return
            yield [(one["path"], _found(one)) for one in page]

    def _every_key(self, prefix: str, last: str) -> Iterator[list[tuple[str, Found | None]]]:
        """Yield as pages() does, after the key *last*, by boto3: obstore lists nothing beside a key that is no path."""
        from boto3.session import Session
        from botocore.exceptions import BotoCoreError, ClientError

        bucket, _, above = self.url.removeprefix("s3://").partition("/")
        above = f"{above}/" if above else ""
        below = f"{above}{prefix}/" if prefix else above
        try:
            listing = Session().client("s3", **_boto3_options()).get_paginator("list_objects_v2")
            for page in listing.paginate(Bucket=bucket, Prefix=below, StartAfter=f"{above}{last}" if last else ""):
                found = [(one["Key"].removeprefix(above), one) for one in page.get("Contents", ())]
                yield [
                    (key, None)
                    if _NO_PATH.search(key)
                    else (key.strip("/"), Found(one["Size"], one["ETag"].strip('"')))
                    for key, one in found
                ]
        except (BotoCoreError, ClientError) as error:
            raise StoreError(f"{self.url}: cannot be listed by boto3 ({type(error).__name__}); export again") from None

    def list(self) -> dict[str, Found]:
        return {path: found for page in self.pages() for path, found in page if found is not None}

    def head(self, path: str) -> Found | None:
        """Return what stands at *path*; None: nothing does."""
        try:
            with self._sentence(path):
                one = self._api.head(self._store, path)
        except FileNotFoundError:
            return None
        return _found(one)

    def get(self, path: str) -> bytes | None:
        """Return the bytes at *path*, None where nothing stands. Raises StoreError if they come in part."""
        try:
            with self._sentence(path):
                result = self._api.get(self._store, path)
                size, body = result.meta["size"], bytes(result.bytes())
        except FileNotFoundError:
            return None
        if len(body) != size:
            raise StoreError(f"{self.url}/{path}: {len(body)} of {size} bytes came; export again")
        return body

    def stream(self, path: str, start: int = 0, end: int | None = None) -> tuple[Found, Iterator[bytes]]:
        """Return what stands at *path*, and its bytes from *start* until *end* in pieces.

        Raises FileNotFoundError where nothing stands; the iterator raises BrokenError where the bytes break off.
        """
        options: Any = {} if end is None else {"range": (start, end)}
        with self._sentence(path):
            result = self._api.get(self._store, path, options=options)
            return _found(result.meta), self._pieces(path, result.stream(min_chunk_size=_PIECE_BYTES))

    def _pieces(self, path: str, stream: Any) -> Iterator[bytes]:
        while True:
            try:
                with self._sentence(path):
                    piece = next(stream, None)
            except StoreError as error:
                raise BrokenError(str(error)) from None
            if piece is None:
                return
            yield bytes(piece)

    def put(self, path: str, body: bytes, headers: Mapping[str, str], *, old: Found | None) -> Found:
        """Write *body* to *path* if *old* stands there still, None: nothing. Raises ConflictError if it does not.

        A request that was answered into the void is tried again, and then finds its own bytes: that is no conflict.
        """
        mode: Any = "create"
        try:
            if old is not None:
                if (
                    self.url.startswith("gs://") and not old.version
                ):  # Google writes on the condition of a version alone
                    there = self.head(path)
                    if there is None or not there.is_as(old):
                        raise conflict(f"{self.url}/{path}")
                    old = there
                mode = {"e_tag": f'"{old.e_tag}"', **({"version": old.version} if old.version else {})}
            with self._sentence(path, writes=True):
                given = self._api.put(self._store, path, body, attributes=dict(headers), mode=mode, use_multipart=False)
        except ConflictError:
            if (there := self.head(path)) is None or there.is_as(old) or self.get(path) != body:
                raise
            return there
        return _found({"size": len(body), **given})

    def takes_no_notice(self, path: str) -> bool:
        """Tell whether the store overwrites what stands at *path*, although it is asked not to."""
        try:
            with self._sentence(path, writes=True):
                self._api.put(self._store, path, b"", mode="create", use_multipart=False)
        except ConflictError:
            return False
        return True

    def delete(self, path: str) -> None:
        try:
            with self._sentence(path):
                self._api.delete(self._store, path)
        except FileNotFoundError:
            pass

    @contextmanager
    def _sentence(self, path: str, *, writes: bool = False) -> Iterator[None]:
        """Turn an error about *path* into a StoreError, or a FileNotFoundError."""
        try:
            yield
        except FileNotFoundError:
            # obstore's NotFoundError is one; a missing bucket is another thing.
            raise
        except self._errors.BaseError as error:
            raise meant(
                error, self._errors, f"{self.url}/{path}" if path else self.url, writes=writes
            ) from None  # the text may hold what is secret
        except (ValueError, TypeError, RuntimeError, OSError) as error:
            raise StoreError(f"{self.url}: cannot be opened ({type(error).__name__})") from None
        except BaseException as error:
            if type(error).__name__ != "PanicException":  # of Rust, where obstore does not understand an answer
                raise
            raise StoreError(f"{self.url}/{path}: {NOT_UNDERSTOOD}") from None


def _found(one: Any) -> Found:
    return Found(one["size"], (one["e_tag"] or "").strip('"'), one["version"] or "")


def _boto3_options() -> dict[str, Any]:
    """Return how boto3 asks the server that obstore asks, as it asks it."""
    from botocore import UNSIGNED
    from botocore.config import Config

    given = _s3_options()
    config: dict[str, Any] = {
        "connect_timeout": 5,
        "read_timeout": TIMEOUT_SECONDS,
        "retries": {"mode": "standard", "total_max_attempts": _RETRIES + 1},
    }
    if "endpoint" in given:
        config["s3"] = {"addressing_style": "path"}
    if "credential_provider" not in given:
        config["signature_version"] = UNSIGNED
    return {
        "endpoint_url": given.get("endpoint"),
        "region_name": os.environ.get("AWS_REGION"),
        "config": Config(**config),
    }


def _s3_options() -> dict[str, Any]:
    """Return how S3 is asked: the credentials of boto3's chain, and the endpoint of the environment or the profile.

    By itself obstore reads no ~/.aws, and where the environment says nothing it asks the address of a cloud's machine.
    """
    options: dict[str, Any] = {}
    named_by, endpoint = "AWS_ENDPOINT_URL", os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    is_signed = os.environ.get("AWS_SKIP_SIGNATURE", "").lower() not in ("1", "true")
    if endpoint and not is_signed:
        return _endpoint(named_by, endpoint)  # nothing is asked of boto3, which takes a while to import
    try:
        from boto3.session import Session
        from botocore.exceptions import BotoCoreError
        from botocore.session import get_session
        from obstore.auth.boto3 import Boto3CredentialProvider
    except ImportError:
        return options | _endpoint(named_by, endpoint)
    try:
        session = get_session()
        if not endpoint:
            named_by, endpoint = "endpoint_url of the profile", _endpoint_of_profile(session)
        options |= _endpoint(named_by, endpoint)
        if is_signed:
            options["credential_provider"] = Boto3CredentialProvider(Session(botocore_session=session))
    except (ValueError, BotoCoreError) as error:
        raise StoreError(
            f"s3: no credentials are found ({type(error).__name__}); set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, "
            "or AWS_PROFILE, or run aws configure"
        ) from None
    return options


def _endpoint(named_by: str, endpoint: str | None) -> dict[str, Any]:
    """Return the option that names the server at *endpoint*. Raises UsageError where that is no address."""
    if endpoint and not re.match(r"https?://[^/?#\s]", endpoint):
        raise UsageError(f"{named_by} is no address of a server; write e.g. https://s3.example.org")
    return {"endpoint": endpoint} if endpoint else {}


def _endpoint_of_profile(session: Any) -> str:
    """Return the server that ~/.aws/config names, as botocore finds it: the part of the profile on S3 goes first."""
    if session.get_config_variable("ignore_configured_endpoint_urls"):
        return ""
    profile = session.get_scoped_config()
    services = session.full_config.get("services", {}).get(profile.get("services"), {})
    of_s3 = services.get("s3")
    own = of_s3.get("endpoint_url") if isinstance(of_s3, dict) else None
    return str(own or profile.get("endpoint_url") or "")
