"""What a value may be. Each function judges one, and is called by its word in the tables."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from syndicate_validate.vocabulary import value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syndicate_validate.nodes import Node

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_RFC822 = re.compile(
    r"(?:(?P<weekday>[^\W\d]+)(?P<comma>,? ?)\s*)?(?P<day>\d\d?)\s+(?P<month>[A-Za-z]+)\s+(?P<year>\d{4}|\d\d)\s+"
    r"(?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d))?\s*(?P<zone>[+-]\d{4}|[A-Za-z]{1,4})"
)
_ZONES = {"UT", "GMT", "UTC", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "Z"}
_RFC3339 = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)")
_W3C = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?")
# RFC 3986 and, for what is not ASCII, RFC 3987.
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_BAD_CHARS = re.compile(r"[\s<>\"{}|\\^`\x00-\x20\x7f]|%(?![0-9A-Fa-f]{2})")
_HOST = re.compile(r"//(?:[^/?#@]*@)?(\[[0-9A-Fa-f:.]+\]|[^/?#:\[\]]*)(?::(\d*))?(?=[/?#]|$)")
_HOST_NAME = re.compile(r"[^\s!\"#$&'()*+,/:;<=>?@\[\\\]^`{|}]+")
_SCHEMES = set(
    "http https ftp ftps mailto news nntp telnet gopher wais file prospero z39.50s z39.50r cid mid vemmi service imap "
    "nfs acap rtsp tip pop data dav opaquelocktoken sip sips tel fax modem ldap soap.beep soap.beeps xmlrpc.beep "
    "xmlrpc.beeps urn go h323 ipp tftp mupdate pres im mtqp iris.beep dict snmp crid tag info irc ircs "
    "xmpp magnet geo sms ssh git svn webcal ws wss acct did ipfs ipns gemini nostr lightning aaa aaas rtmp "
    "mms view-source jabber skype callto spotify matrix at ni nih dns coap ark hdl".split()
)
_TAG = re.compile(r"tag:([^,:/\s]+),(\d{4})(?:-(\d\d)(?:-(\d\d))?)?:([^\s<>\"{}|\\^`\[\]]*)")
_TAG_AUTHORITY = re.compile(
    r"(?:[A-Za-z0-9._~+-]+@)?[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
)
_URN = re.compile(r"urn:[a-z0-9][a-z0-9-]{1,31}:[A-Za-z0-9()+,.:=@;$_!*'/?%~&#-]+", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_LANGUAGE = re.compile(r"(?:[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}|[A-Za-z]{4,8}|x|i)(?:-[A-Za-z0-9]{1,8})*")
_EMAIL = re.compile(r"[^\s@()<>,;:\\\"\[\]]+@[^\s@()<>,;:\\\"\[\]]+\.[^\s@()<>,;:\\\"\[\].]+")
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+*-]+(\s*;\s*[\w.+-]+=(\"[^\"]*\"|[^\s;\"]+))*\s*;?")
# Controls of C1, which Windows-1252 has letters for; and UTF-8 taken for Latin-1.
_GARBLED = re.compile(r"[\x80-\x9f]|[\xc2-\xf4](?:[\xa0-\xbf\u20ac\u201a\u201e\u2026\u2039\u2122\u0153\u017e]){1,3}")
_HTML = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(\s[^<>]*)?/?>|<!--|&(#[xX]?|[A-Za-z])[0-9A-Za-z]*")


@value("any")
def any_text(text: str, node: Node, attribute: str) -> None:
    """Any text will do, so long as there is some."""


@value("said")
def said(text: str, node: Node, attribute: str) -> None:
    """Any text will do, and none is an error."""


@value("maybe")
def maybe(_: str, node: Node, attribute: str) -> None:
    """The value may be empty; the table says so by this word."""


@value("tight")
def tight(_: str, node: Node, attribute: str) -> None:
    """RFC 4287 section 2: white space is none that may be left out around dates and IRIs."""
    raw = node.attributes[attribute] if attribute else node.raw
    if raw != raw.strip():
        node.tell("space-around", raw, attribute)


# Dates


@value("rfc822")
def rfc822(text: str, node: Node, attribute: str) -> None:
    """RFC 822 section 5.1, years of four digits allowed (RSS 2.0)."""
    bare = re.sub(r"\s*\([^()]*\)", "", text)  # comments, section 3.4.3
    found = _RFC822.fullmatch(bare)
    month = found["month"][:3].title() if found else ""
    if not found or month not in _MONTHS or (found["zone"][0] not in "+-" and len(found["zone"]) > 3):
        node.tell("date-rfc822", text, attribute)
        return
    year = int(found["year"])
    year += 0 if len(found["year"]) == 4 else 1900 if year > 49 else 2000
    try:
        when = datetime(
            year,
            _MONTHS.index(month) + 1,
            int(found["day"]),
            int(found["hour"]),
            int(found["minute"]),
            min(int(found["second"] or 0), 59),
            tzinfo=UTC,
        )
    except ValueError:
        node.tell("date-rfc822", text, attribute)
        return
    weekday = found["weekday"]
    if weekday and weekday[:3].title() not in _DAYS:
        node.tell("date-rfc822", text, attribute)
    elif weekday and _DAYS.index(weekday[:3].title()) != when.weekday():
        node.tell("date-weekday", text, attribute, day=_DAYS[when.weekday()])
    elif (
        len(found["year"]) == 2
        or bare != text
        or (weekday and (len(weekday) != 3 or found["comma"] != ", "))
        or found["month"] not in _MONTHS
        or (found["zone"][0].isalpha() and found["zone"] not in _ZONES)
        or found["zone"] in ("UTC", "Z")
        or (found["zone"][0] in "+-" and found["zone"][3:] not in ("00", "15", "30", "45"))
        or not found["second"]
    ):
        node.tell("date-rfc822-form", text, attribute)
    _plausible(when, text, node, attribute)


@value("rfc3339")
def rfc3339(text: str, node: Node, attribute: str) -> None:
    """RFC 3339 section 5.6, with capital T and Z (RFC 4287 section 3.3)."""
    found = _RFC3339.fullmatch(text)
    when = _instant(found.groups()[:6]) if found else None
    if when is None:
        node.tell("date-rfc3339", text, attribute)
    else:
        _plausible(when, text, node, attribute)


@value("w3c-date")
def w3c_date(text: str, node: Node, attribute: str) -> None:
    """W3C note on date and time formats: a year, a month, a day, or a time with a zone."""
    found = _W3C.fullmatch(text)
    when = _instant(found.groups()[:6]) if found else None
    if when is None:
        node.tell("date-w3c", text, attribute)
    else:
        _plausible(when, text, node, attribute)


@value("w3c-date-any")
def w3c_date_any(text: str, node: Node, attribute: str) -> None:
    """A date of an event, which may lie anywhere."""
    found = _W3C.fullmatch(text)
    if not found or _instant(found.groups()[:6]) is None:
        node.tell("date-w3c", text, attribute)


@value("iso-date")
def iso_date(text: str, node: Node, attribute: str) -> None:
    found = _ISO.fullmatch(text)
    if not found or _instant(found.groups()[:6]) is None:
        node.tell("date-w3c", text, attribute)


def _instant(parts: Sequence[str | None]) -> datetime | None:
    year, month, day, hour, minute, second = (
        int(part or least) for part, least in zip(parts, (0, 1, 1, 0, 0, 0), strict=True)
    )
    try:
        return datetime(year, month, day, hour, minute, min(second, 59) if second <= 60 else second, tzinfo=UTC)
    except ValueError:
        return None


def _plausible(when: datetime, text: str, node: Node, attribute: str) -> None:
    if when.year < 1970 or when > node.document.now + timedelta(days=1):
        node.tell("date-implausible", text, attribute)


# URLs


@value("reference")
def reference(text: str, node: Node, attribute: str) -> None:
    """An IRI or a relative reference (RFC 3987)."""
    _url(text, node, attribute)


@value("url")
def url(text: str, node: Node, attribute: str) -> None:
    """An absolute IRI."""
    if not _url(text, node, attribute):
        return
    if not _SCHEME.match(text):
        node.tell("url-relative", text, attribute)
    elif not text.isascii() and node.document.format == "rss":
        node.tell("url-not-ascii", text, attribute)


@value("web-url")
def web_url(text: str, node: Node, attribute: str) -> None:
    """An absolute URL of http or https."""
    if _url(text, node, attribute) and not re.match(r"https?://", text, re.IGNORECASE):
        node.tell("url-relative" if not _SCHEME.match(text) else "url-not-web", text, attribute)


def _url(text: str, node: Node, attribute: str) -> bool:
    if (found := _BAD_CHARS.search(text)) is not None:
        node.tell("url-character", text, attribute, character=found[0].replace(" ", "a space"))
        return False
    scheme = _SCHEME.match(text)
    rest = text[scheme.end() :] if scheme else text
    if scheme:
        name = scheme[0][:-1].lower()
        if name in ("http", "https", "ftp") and not re.match(r"//[^/?#]", rest):
            node.tell("url-invalid", text, attribute)
            return False
        if name not in _SCHEMES and not name.startswith("x-"):
            node.tell("url-scheme", text, attribute)
    if rest.startswith("//"):
        host = _HOST.match(rest)
        is_named = host is not None and (host[1].startswith("[") or not host[1] or _HOST_NAME.fullmatch(host[1]))
        if host is None or not is_named or (host[2] and int(host[2]) > 65535):
            node.tell("url-invalid", text, attribute)
            return False
    elif re.search(r"[\[\]]", rest.partition("?")[0].partition("#")[0]) or rest.count("#") > 1:
        node.tell("url-invalid", text, attribute)
        return False
    return True


@value("id")
def identifier(text: str, node: Node, attribute: str) -> None:
    """RFC 4287 section 4.2.6: an absolute IRI, which is compared letter by letter."""
    lower = text[:4].lower()
    if lower == "tag:":
        found = _TAG.fullmatch(text)
        is_date = found is not None and _instant((*found.groups()[1:4], None, None, None)) is not None
        if found is None or not is_date or not _TAG_AUTHORITY.fullmatch(found[1]) or found[3] == "00":
            node.tell("id-tag", text, attribute)
        return
    if lower == "urn:":
        if not _URN.fullmatch(text) or re.search("%(?![0-9A-Fa-f]{2})", text):
            node.tell("id-urn", text, attribute)
        elif text[4:9].lower() == "uuid:" and not _UUID.fullmatch(text[9:]):
            node.tell("id-uuid", text, attribute)
        return
    if not _SCHEME.match(text):
        _url(text, node, attribute)
        node.tell("url-relative", text, attribute)
    elif _url(text, node, attribute) and not is_canonical(text):
        node.tell("id-not-canonical", text, attribute)


def is_canonical(text: str) -> bool:
    """Tell whether *text* is as RFC 3986 section 6.2.2 normalises it."""
    scheme, _, rest = text.partition(":")
    if scheme != scheme.lower() or not rest.startswith("//"):
        return scheme == scheme.lower()
    host, slash, path = rest[2:].partition("/")
    name = host.rpartition("@")[2]
    if (
        name != name.lower()
        or re.match(":?@", host)
        or re.search(r":$|:0*(?:80)$" if scheme == "http" else r":$|:0*443$", name)
    ):
        return False
    if not slash or re.search(r"(^|/)\.\.?(/|$)", path.partition("?")[0].partition("#")[0]):
        return False
    # Unreserved characters need no escape, and its digits are capitals.
    return not any(
        each != each.upper() or re.match("[A-Za-z0-9._~-]", chr(int(each[1:], 16)))
        for each in re.findall("%[0-9A-Fa-f]{2}", text)
    )


# Text


@value("plain")
def plain(text: str, node: Node, attribute: str) -> None:
    """Text without markup: what looks like HTML is shown as it stands, or is lost."""
    if ("<" in text or "&" in text) and (found := _html_in(text)):
        node.tell("html-in-text", found, attribute)
    garbled(text, node, attribute)


def garbled(text: str, node: Node, attribute: str) -> None:
    """Note what a file has that was written in one encoding and read in another."""
    if not text.isascii() and (found := _GARBLED.search(text)):
        node.tell("characters-garbled", found[0], attribute)


def _html_in(text: str) -> str:
    from html.entities import html5

    from syndicate_validate.markup import HTML_NAMES

    for found in _HTML.finditer(text):
        tag = re.match(r"</?([A-Za-z0-9]+)", found[0])
        if found[0].startswith("&"):
            if found[0][1] == "#" or f"{found[0][1:]};" in html5:
                return found[0]
        elif tag is None or tag[1].lower() in HTML_NAMES:
            return found[0]
    return ""


@value("html")
def html(text: str, node: Node, attribute: str) -> None:
    """Escaped HTML, which RSS 0.91 did not have yet."""
    if node.document.version == "0.91":
        return
    if "<" in text or "&" in text:
        from syndicate_validate.markup import judge_html

        judge_html(text, node, attribute)
    garbled(text, node, attribute)


@value("language")
def language(text: str, node: Node, attribute: str) -> None:
    """BCP 47, section 2.1."""
    from syndicate_validate.languages import is_language

    if not _LANGUAGE.fullmatch(text) or not is_language(text):
        node.tell("language", text, attribute)


@value("email")
def email(text: str, node: Node, attribute: str) -> None:
    """An address alone: name@host (RFC 5322 addr-spec)."""
    if not _EMAIL.fullmatch(text):
        node.tell("email-host" if re.fullmatch(r"[^\s@()<>]+@[A-Za-z0-9-]+", text) else "email", text, attribute)


@value("contact")
def contact(text: str, node: Node, attribute: str) -> None:
    """RSS 2.0: an address, maybe with a name after it: name@host (Name)."""
    plain(text, node, attribute)
    address = re.fullmatch(r"(?:mailto:)?(\S+@\S+?)(?:\?\S*)?(?:\s*\((.*)\))?", text)
    if re.match("mailto:.*%40", text):
        return
    if address is None or not _EMAIL.fullmatch(address[1]):
        named = re.fullmatch(r"(\"?[^<>@]*\"?)\s*<([^<>\s]+@[^<>\s]+)>", text)
        if named and _EMAIL.fullmatch(named[2]):
            node.tell("email-form", text, attribute, right=f"{named[2]} ({named[1].strip()})")
        else:
            node.tell("contact", text, attribute)
    elif not address[2]:
        node.tell("contact-name", text, attribute)


@value("media-type")
def media_type(text: str, node: Node, attribute: str) -> None:
    if not _MEDIA_TYPE.fullmatch(text):
        node.tell("media-type", text, attribute)


@value("one-of")
def one_of(text: str, node: Node, attribute: str, allowed: Sequence[str]) -> None:
    if text not in allowed:
        node.tell("value-unknown", text, attribute, allowed=", ".join(allowed))


@value("one-of-any-case")
def one_of_any_case(text: str, node: Node, attribute: str, allowed: Sequence[str]) -> None:
    if text.lower() not in [each.lower() for each in allowed]:
        node.tell("value-unknown", text, attribute, allowed=", ".join(allowed))


@value("exactly")
def exactly(text: str, node: Node, attribute: str, allowed: Sequence[str]) -> None:
    """As it is written, white space and all."""
    if node.raw not in allowed:
        node.tell("value-unknown", text, attribute, allowed=", ".join(allowed))


@value("max")
def at_most(text: str, node: Node, attribute: str, most: Sequence[str]) -> None:
    if len(text) > int(most[0]):
        node.tell("text-too-long", text, attribute, length=f"{len(text):,}", most=f"{int(most[0]):,}")


@value("matching")
def matching(text: str, node: Node, attribute: str, pattern: Sequence[str]) -> None:
    if not re.fullmatch(" ".join(pattern), text):
        node.tell("value-form", text, attribute, form=" ".join(pattern))


# Numbers


@value("integer")
def integer(text: str, node: Node, attribute: str, bounds: Sequence[str] = ()) -> None:
    """A whole number, maybe between two."""
    is_number = re.fullmatch(r"[+-]?\d{1,18}", text) is not None
    least = int(bounds[0]) if bounds else None
    most = int(bounds[1]) if len(bounds) > 1 else None
    if not is_number or (least is not None and int(text) < least) or (most is not None and int(text) > most):
        wanted = (
            "a whole number"
            + (f" from {least}" if least is not None else "")
            + (f" to {most}" if most is not None else "")
        )
        node.tell("number", text, attribute, wanted=wanted)


@value("number")
def number(text: str, node: Node, attribute: str, bounds: Sequence[str] = ()) -> None:
    """A number, maybe between two."""
    is_number = re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text) is not None
    if not is_number or (bounds and not float(bounds[0]) <= float(text) <= float(bounds[1])):
        node.tell(
            "number", text, attribute, wanted=f"a number from {bounds[0]} to {bounds[1]}" if bounds else "a number"
        )


@value("duration")
def duration(text: str, node: Node, attribute: str) -> None:
    """Seconds, or [hours:]minutes:seconds."""
    if not re.fullmatch(r"\d+(\.\d+)?|(\d+:)?[0-5]?\d:[0-5]\d", text):
        node.tell("duration", text, attribute)


@value("play-time")
def play_time(text: str, node: Node, attribute: str) -> None:
    """RFC 2326 section 3.6, normal play time."""
    if not re.fullmatch(r"now|\d+(\.\d*)?|\d+:[0-5]\d:[0-5]\d(\.\d*)?", text):
        node.tell("play-time", text, attribute)


@value("coordinates")
def coordinates(text: str, node: Node, attribute: str) -> None:
    """Pairs of latitude and longitude, white space between all."""
    if "," in text:
        node.tell("coordinates-comma", text, attribute)
    elif not re.fullmatch(r"-?[\d.]+(\s+-?[\d.]+)*", text) or len(text.split()) % 2:
        node.tell("coordinates", text, attribute)
