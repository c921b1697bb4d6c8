"""What goes wrong with a store, as a sentence for who can mend it. Nothing that is secret is in one."""

from __future__ import annotations

import re
from typing import Any

from syndicate.model.errors import SyndicateError, excerpt

NO_CONDITIONS = "the store knows no conditional writes, and two exports could not be kept apart; name a folder"
_NO_CONDITIONS = ("InvalidArgument", "InvalidRequest", "NotImplemented")
_ELSEWHERE = (
    "AuthorizationHeaderMalformed",
    "IllegalLocationConstraintException",
    "PermanentRedirect",
    "TemporaryRedirect",
)
_EXPIRED = ("ExpiredToken", "InvalidToken", "TokenRefreshRequired", "InvalidAccessKeyId", "SignatureDoesNotMatch")
_NO_CREDENTIALS = ("MissingAccount", "InvalidAccessKey", "TokenRequest")  # of obstore; the last: a token is asked for
NOT_UNDERSTOOD = "the store answers what nobody understands; export again"
NO_PATH = "has an empty part, a part '.' or '..', or a control character"


class StoreError(SyndicateError):
    """A store does not do what it is asked for."""


class ConflictError(StoreError):
    """What a conditional write expects is not so (any more)."""


class UnconditionalError(StoreError):
    """The store knows no conditional writes, and two exports could not be kept apart."""


class BrokenError(StoreError):
    """The bytes of an object break off."""


class UnnamedError(StoreError):
    """A listing holds an object whose key is no path."""


def conflict(name: str) -> ConflictError:
    return ConflictError(f"{name}: somebody else has written it meanwhile; export again")


def meant(error: Exception, kinds: Any, name: str, *, writes: bool) -> StoreError | FileNotFoundError:
    """Return what *error* of obstore about the object or place called *name* means.

    kinds   obstore.exceptions
    writes  it was to be written
    """
    text = str(error)
    found = re.search(r"status code: (\d{3})", text)
    status = found[1] if found else ""
    code = re.search(r"<Code>([\w.]{1,60})</Code>|\(code: ([\w.]{1,60})\)", text)
    said = code[1] or code[2] if code else ""
    answer = f"{status} {said}".strip()
    is_missing = said in ("NoSuchBucket", "ContainerNotFound")
    if isinstance(error, kinds.NotFoundError) and not is_missing:
        return FileNotFoundError(name)
    if writes and (isinstance(error, kinds.AlreadyExistsError | kinds.PreconditionError) or status in ("409", "412")):
        return conflict(name)
    if unnamed := re.search(r'invalid path: (?:Error parsing )?Path "(.*?)"[ :]', text, re.DOTALL):
        return UnnamedError(
            f"{name}: holds the object {excerpt(unnamed[1], 200)}, whose key {NO_PATH}, and the library"
            " obstore lists nothing beside it; rename it, or name a folder without it"
        )
    if writes and (
        isinstance(error, kinds.NotSupportedError) or status == "501" or (status == "400" and said in _NO_CONDITIONS)
    ):
        return UnconditionalError(f"{name}: {NO_CONDITIONS}")
    if is_missing:
        words = "there is no such bucket; make it, or correct the name"
    elif any(one in text for one in _NO_CREDENTIALS) or ("redential" in text and not status):
        words = "no credentials that hold are found; set them in the environment, or with the provider's own tools"
    elif said == "RequestTimeTooSkewed":
        words = f"the store's clock and this machine's differ ({answer}); set the clock right"
    elif said in _EXPIRED:
        words = f"the credentials do not hold (any more) ({answer}); get others"
    elif said == "InvalidObjectState":
        words = f"the object is in an archive ({answer}); restore it, or leave it out"
    elif status in ("401", "403") or said == "AccessDenied":
        words = f"access is denied ({answer}); correct the credentials, or what they may do"
    elif "redirect without LOCATION" in text or said in _ELSEWHERE or status.startswith("3"):
        region = re.search(r"<Region>([\w-]{1,40})</Region>|expecting '([\w-]{1,40})'", text)
        words = f"the bucket is in another region{f', {region[1] or region[2]}' if region else ''}; set AWS_REGION"
    elif status in ("408", "429") or status.startswith("5"):
        words = f"the store answers {answer}, time and again; export again"
    elif answer:
        words = f"the store refuses the request ({answer}); correct the place that is named, or what may be done there"
    elif "TimedOut" in text or "kind: Timeout" in text:
        words = "the store does not answer in time; export again"
    elif "kind: Connect" in text and (server := re.search(r"performing \w+ \w+://(?:[^/\s]*@)?([^/?\s]+)", text)):
        named_by = "AWS_ENDPOINT_URL, or endpoint_url of the profile in ~/.aws/config" if name.startswith("s3:") else ""
        words = (
            f"there is no connection to {server[1]}; correct {named_by or 'the address of the server'}, or export again"
        )
    elif "invalid list response" in text or "extract metadata" in text:
        words = NOT_UNDERSTOOD
    else:
        words = "the store cannot be reached, or breaks off; export again"
    return StoreError(f"{name}: {words}")
