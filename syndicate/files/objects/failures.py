"""What goes wrong with a store, as a sentence for who can mend it. Nothing that is secret is in one."""

from __future__ import annotations

import re
from typing import Any

from syndicate.model.errors import UnavailableError, excerpt

NO_CONDITIONS = "the store knows no conditional writes, and two exports could not be kept apart; name a folder"
_NO_CONDITIONS = ("400 InvalidArgument", "400 InvalidRequest", "400 NotImplemented")
_ELSEWHERE = (
    "AuthorizationHeaderMalformed",
    "IllegalLocationConstraintException",
    "PermanentRedirect",
    "TemporaryRedirect",
)
_BARRED = re.compile(
    "Archived|BeingD|Immutable|InvalidBlobType|InvalidBucketState|Lease"
)  # in codes beside 409 and 412
_FULL = re.compile("Quota|Full")
_SERVERS = {
    "s3": "AWS_ENDPOINT_URL, or endpoint_url of the profile in ~/.aws/config",
    "az": "AZURE_STORAGE_ACCOUNT_NAME, or AZURE_ENDPOINT",
}
_EXPIRED = ("ExpiredToken", "InvalidToken", "TokenRefreshRequired", "InvalidAccessKeyId", "SignatureDoesNotMatch")
_NO_CREDENTIALS = ("MissingAccount", "InvalidAccessKey", "TokenRequest")  # of obstore; the last: a token is asked for
NOT_UNDERSTOOD = "the store answers what nobody understands; export again"
NO_PATH = "has an empty part, a part '.' or '..', or a control character"


class StoreError(UnavailableError):
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
    return ConflictError(f"{name}: somebody else has written it meanwhile")


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
    is_barred = _BARRED.search(said) is not None
    is_conflict = isinstance(error, kinds.AlreadyExistsError | kinds.PreconditionError) or status in ("409", "412")
    if writes and is_conflict and not is_barred:
        return conflict(name)
    if unnamed := re.search(r'invalid path: (?:Error parsing )?Path "(.*?)"[ :]', text, re.DOTALL):
        return UnnamedError(
            f"{name}: holds the object {excerpt(unnamed[1], 200)}, whose key {NO_PATH}, and the library"
            " obstore lists nothing beside it; rename it, or name a folder without it"
        )
    wants_checksum = "Object Lock" in text
    has_no_conditions = (
        isinstance(error, kinds.NotSupportedError) or f"{status} {said}" in _NO_CONDITIONS or status == "501"
    )
    if writes and has_no_conditions and not wants_checksum:
        return UnconditionalError(f"{name}: {NO_CONDITIONS}")
    server = _SERVERS.get(name.partition(":")[0], "the address of the server")
    if is_missing:
        words = "there is no such bucket; make it, or correct the name"
    elif any(one in text for one in _NO_CREDENTIALS) or ("redential" in text and not status):
        words = "no credentials that hold are found; set them in the environment, or with the provider's own tools"
    elif said == "RequestTimeTooSkewed":
        words = f"the store's clock and this machine's differ ({answer}); set the clock right"
    elif said in _EXPIRED:
        words = f"the credentials do not hold (any more) ({answer}); get others"
    elif wants_checksum:
        words = f"the bucket locks objects, and wants checksums ({answer}); set AWS_CHECKSUM_ALGORITHM=sha256"
    elif is_barred:
        words = (
            f"something bars it from being written ({answer}), e.g. a lease or a policy; lift that, and export again"
        )
    elif status == "507" or (status != "429" and _FULL.search(said)):
        words = f"the store is full ({answer}); make room there, or have its quota raised"
    elif said == "InvalidObjectState":
        words = f"the object is in an archive ({answer}); restore it, or leave it out"
    elif status in ("401", "403") or said == "AccessDenied":
        words = f"access is denied ({answer}); correct the credentials, or what they may do"
    elif "redirect without LOCATION" in text or said in _ELSEWHERE or status.startswith("3"):
        region = re.search(r"<Region>([\w-]{1,40})</Region>|expecting '([\w-]{1,40})'", text)
        words = f"the bucket is in another region{f', {region[1] or region[2]}' if region else ''}; set AWS_REGION"
    elif status == "407":
        words = "the proxy asks for credentials; correct what HTTP_PROXY names, or name the server in NO_PROXY"
    elif status == "501":
        words = f"the store does not know the request ({answer}); name another one, or a folder"
    elif status in ("408", "429") or status.startswith("5"):
        words = f"the store answers {answer}, time and again; export again"
    elif answer:
        words = f"the store refuses the request ({answer}); correct the place that is named, or what may be done there"
    elif "TimedOut" in text or "kind: Timeout" in text:
        words = "the store does not answer in time; export again"
    elif "kind: Connect" in text and (asked := re.search(r"performing \w+ (\w+)://(?:[^/\s]*@)?([^/?\s]+)", text)):
        words = _unconnected(text, asked[1], asked[2], server)
    elif "UnableToParseUrl" in text:
        words = f"the address of the server is none; correct {server}: write e.g. https://store.example.org"
    elif any(one in text for one in ("invalid list response", "extract metadata", "InvalidDeleteObjectsResponse")):
        words = NOT_UNDERSTOOD
    else:
        words = "the store cannot be reached, or breaks off; export again"
    return StoreError(f"{name}: {words}")


def _unconnected(text: str, scheme: str, host: str, named_by: str) -> str:
    """Return why nobody is connected with the server *host*, as *text* tells, and what to do."""
    from urllib.request import getproxies, proxy_bypass

    if wrong := re.search(r"InvalidCertificate\(\s*(?:Other\(\s*OtherError\(\s*)?(\w+)", text):
        return (
            f"the certificate of {host} does not hold ({wrong[1]}); correct {named_by}, or let SSL_CERT_FILE name a file"
            " with the certificates of who has signed it"
        )
    if "InvalidMessage(" in text:
        return f"{host} does not speak TLS; correct {named_by}: write http://, or another port"
    if scheme in getproxies() and not proxy_bypass(host):
        return f"the proxy gives no connection to {host}; correct what {scheme.upper()}_PROXY names, or name the server in NO_PROXY"
    return f"there is no connection to {host}; correct {named_by}, or export again"
