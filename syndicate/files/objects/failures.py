"""What goes wrong with a store, as a sentence for who can mend it. Nothing that is secret is in one."""

from __future__ import annotations

import re
from typing import Any

from syndicate.model.errors import SyndicateError, excerpt

NO_CONDITIONS = "the store knows no conditional writes, and two exports could not be kept apart; name a folder"
_NO_CONDITIONS = ("InvalidArgument", "InvalidRequest", "NotImplemented")
_EXPIRED = ("ExpiredToken", "InvalidToken", "TokenRefreshRequired", "InvalidAccessKeyId", "SignatureDoesNotMatch")
NO_PATH = "has an empty part, a part '.' or '..', or a control character"


class StoreError(SyndicateError):
    """A store does not do what it is asked for."""


class ConflictError(StoreError):
    """What a conditional write expects is not so (any more)."""


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
    status = re.search(r"status code: (\d{3})", text)
    code = re.search(r"<Code>(\w{1,60})</Code>|\(code: (\w{1,60})\)", text)
    said = code[1] or code[2] if code else ""
    answer = " ".join(filter(None, (status and status[1], said)))
    is_missing = said == "NoSuchBucket"
    if isinstance(error, kinds.NotFoundError) and not is_missing:
        return FileNotFoundError(name)
    if writes and (
        isinstance(error, kinds.AlreadyExistsError | kinds.PreconditionError)
        or (status is not None and status[1] in ("409", "412"))
    ):
        return conflict(name)
    if unnamed := re.search(r'invalid path: (?:Error parsing )?Path "(.*?)"[ :]', text, re.DOTALL):
        return UnnamedError(
            f"{name}: holds the object {excerpt(unnamed[1], 200)}, whose key {NO_PATH}, and the library"
            " obstore lists nothing beside it; rename it, or name a folder without it"
        )
    if is_missing:
        words = "there is no such bucket; make it, or correct the name"
    elif isinstance(error, kinds.NotSupportedError) or (
        status is not None and (status[1] == "501" or (writes and status[1] == "400" and said in _NO_CONDITIONS))
    ):
        words = NO_CONDITIONS
    elif said == "RequestTimeTooSkewed":
        words = f"the store's clock and this machine's differ ({answer}); set the clock right"
    elif said in _EXPIRED:
        words = f"the credentials do not hold (any more) ({answer}); get others"
    elif said == "InvalidObjectState":
        words = f"the object is in an archive ({answer}); restore it, or leave it out"
    elif (status is not None and status[1] in ("401", "403")) or said == "AccessDenied":
        words = f"access is denied ({answer}); correct the credentials, or what they may do"
    elif "redirect without LOCATION" in text:
        words = "the bucket is in another region; set AWS_REGION"
    elif "redential" in text and not status:
        words = "no credentials are found; set them in the environment, or with the provider's own tools"
    elif answer:
        again = ", time and again" if status is not None and status[1] >= "429" else ""
        words = f"the store answers {answer}{again}; export again"
    elif "TimedOut" in text or "kind: Timeout" in text:
        words = "the store does not answer in time; export again"
    elif "kind: Connect" in text and (server := re.search(r"performing \w+ \w+://(?:[^/\s]*@)?([^/?\s]+)", text)):
        named_by = "AWS_ENDPOINT_URL, or endpoint_url of the profile in ~/.aws/config" if name.startswith("s3:") else ""
        words = (
            f"there is no connection to {server[1]}; correct {named_by or 'the address of the server'}, or export again"
        )
    else:
        words = "the store cannot be reached, or breaks off; export again"
    return StoreError(f"{name}: {words}")
