"""The links of a body, as they are on its page."""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin, urlsplit

from syndicate.html.rules import LINK_SCHEMES
from syndicate.model.patterns import pattern
from syndicate.model.urls import absolute_url, with_slashes

# The URL Standard, section 4.4: white space around an address and line breaks in it do not count.
_AROUND = "".join(map(chr, range(0x21)))
_BREAKS = pattern("[\t\n\r]")
_SCHEME = pattern(r"([A-Za-z][A-Za-z0-9+.-]*):")
# HTML Standard, "parsing a srcset attribute": an address, then descriptors up to a comma. Commas may stand in
# addresses, not at their ends.
_BETWEEN = pattern(r"[\s,]*+")
_CANDIDATE = pattern(
    r"(?P<url>[^\s,](?>(?:[^\s,]++|,++(?=[^\s,]))*))"
    r"(?:,|(?>(?:\s++(?P<descriptor>[0-9.]++[wx]))?)(?>(?:\s++[0-9]++h)?)\s*+(?P<rest>[^,]*+))"
)
_MAX_CANDIDATES = 64
# What means the same wherever it stands, and most links are.
STEPS = r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*+(?>(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*+)*)/?"
_REST = "[A-Za-z0-9._~!$&()*+,;=:@/-]"
_TAIL = rf"(?>(?:\?{_REST}++)?)(?>(?:#{_REST}++)?)"
_PLAIN_PATH = pattern(f"/(?:{STEPS})?{_TAIL}")
_PLAIN_FRAGMENT = pattern(r"#[A-Za-z0-9._~-]++")
_PLAIN_URL = pattern(rf"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+/(?:{STEPS})?{_TAIL}")
_PLAIN_STEPS = pattern(rf"((?>(?:\.\./)*)){STEPS}{_TAIL}")
_PATH = pattern(r"(?:(?:https?:)?//[^/?#]*)?([^?#]*)")
UNBUILT = "unbuilt:"  # stands for an address that only the site's build knows
_BESIDE = pattern(
    r"""(<(?:img|source|video|audio)\b[^<>]*?\ssrc=["'])(?![/#?]|[A-Za-z][A-Za-z0-9+.-]*:)([^"'<>\s][^"'<>]*)"""
)
_LINKED = pattern(
    r"""(<a\b[^<>]*?\shref=["'])(?![/#?]|[A-Za-z][A-Za-z0-9+.-]*:)([^"'<>?#]*\.(?!html?\b)[A-Za-z][A-Za-z0-9]{0,9}(?=["'?#])[^"'<>]*)"""
)
_SERVED = pattern(r"\A(?:@site|\.\.(?:/\.\.)*)/(?:static|public)/")
_NO_STEP = "/\ufdd0/"
_HOST = r"https?://[^/?#]+"
_ROOT = pattern(_HOST)
# The folder of a page, none of whose steps is empty or means another.
_FOLDER = pattern(rf"({_HOST})((?:/[A-Za-z0-9_~%-][A-Za-z0-9._~%-]*)*/)[^/?#]*(?:[?#].*)?", re.DOTALL)


def _with_steps(url: str) -> str:
    """Return *url* with steps for those of its path that are empty: the URL Standard keeps them, urljoin() does not."""
    path = _PATH.match(url)
    if path is None:
        return url
    return f"{url[: path.start(1)]}{path[1].replace('//', _NO_STEP).replace('//', _NO_STEP)}{url[path.end() :]}"


def under_base(html: str, base_url: str, names: str = "href|src|poster") -> str:
    """Return *html* with the path of the site at *base_url* before the addresses that begin with "/" and lack it.

    names  of the attributes, of a pattern
    """
    base = urlsplit(base_url).path.rstrip("/")
    if not base or '="/' not in html:
        return html
    rooted = re.compile(rf"""(\s(?:{names})=")(?=/(?!/))(?!{re.escape(base)}(?:[/"?#]))""")
    return rooted.sub(lambda found: found[0] + base, html)


def without_moved_files(html: str, *, has_links: bool = False) -> str:
    """Return *html* with no address for the pictures and recordings that lie beside the article.

    has_links  the build does so with files that links lead to, too, as Docusaurus does

    The site's build moves and renames them. Those in its folder static or public are where they are below that.
    """

    def address(found: re.Match[str]) -> str:
        path, is_served = _SERVED.subn("/", found[2], count=1)
        return f"{found[1]}{path if is_served else UNBUILT}"

    html = _BESIDE.sub(address, html) if "src=" in html else html
    return _LINKED.sub(address, html) if has_links and "href=" in html else html


def _without_empty_ends(url: str) -> str:
    """Return *url* without an empty query or fragment, which urljoin() keeps from Python 3.14 on."""
    before, _, fragment = url.partition("#")
    if before.find("?") == len(before) - 1:
        before = before[:-1]
    return f"{before}#{fragment}" if fragment else before


class Links:
    """Links on the page at *base_url*."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._page = self._resolved("") or ""
        root = _ROOT.match(self._page)
        self._root = root[0] if root else ""
        folder = _FOLDER.fullmatch(self._page)
        self._steps = folder[2].split("/")[1:-1] if folder else None  # to the page's folder

    def absolute(self, value: str, *, is_link: bool = False) -> str | None:
        """Return the http(s) URL that *value* means on the page, percent-encoded, None if it means none.

        is_link  a person follows it: mailto:, tel: and their kin will do
        """
        if _PLAIN_PATH.fullmatch(value) and self._root:
            return self._root + value
        if _PLAIN_FRAGMENT.fullmatch(value) and "#" not in self._page:
            return self._page + value
        if _PLAIN_URL.fullmatch(value):
            return value
        if self._steps is not None and (found := _PLAIN_STEPS.fullmatch(value)):
            kept = self._steps[: max(0, len(self._steps) - len(found[1]) // 3)]
            return "/".join([self._root, *kept, value[found.end(1) :]])
        text = _without_empty_ends(_BREAKS.sub("", value.strip(_AROUND)))
        scheme = _SCHEME.match(text)
        if scheme and scheme[1].lower() in LINK_SCHEMES:
            rest = quote(text[scheme.end() :], safe="%/:?&=+,;@!$'()*~#[]", errors="replace")
            return f"{scheme[1].lower()}:{rest}" if is_link else None
        if scheme and scheme[1].lower() not in ("http", "https"):
            return None
        return self._resolved(with_slashes(text))

    def _resolved(self, text: str) -> str | None:
        try:
            if "//" in f"{self._base_url.partition('://')[2]}{text}":
                joined = urljoin(_with_steps(self._base_url), text if _SCHEME.match(text) else _with_steps(text))
                return absolute_url(joined.replace(_NO_STEP, "//").replace(_NO_STEP, "//"))
            return absolute_url(urljoin(self._base_url, text) if text else self._base_url)
        except ValueError:
            return None

    def candidates(self, srcset: str) -> str | None:
        """Return *srcset* with absolute URLs, without the candidates that have none; None if none is left."""
        found: list[str] = []
        index = 0
        while len(found) < _MAX_CANDIDATES:
            between = _BETWEEN.match(srcset, index)
            match = _CANDIDATE.match(srcset, between.end() if between else index)
            if match is None:
                break
            index = match.end()
            url = None if match["rest"] else self.absolute(match["url"])
            if url:
                # A comma in an address is legal and ends it for many readers.
                found.append(" ".join([url.replace(",", "%2C"), *filter(None, [match["descriptor"]])]))
        return ", ".join(found) or None
