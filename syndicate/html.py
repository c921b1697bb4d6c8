"""Bodies that a feed may carry: no scripts, nothing relative."""

from __future__ import annotations

from urllib.parse import urljoin

from syndicate.text import xml_text

_URL_ATTRIBUTES = frozenset(("href", "src", "cite", "longdesc", "poster"))
_SCHEMES = frozenset(("http", "https", "mailto", "tel"))
_MEDIA = {
    "video": {"src", "poster", "controls", "width", "height", "loop", "muted"},
    "audio": {"src", "controls", "loop", "muted"},
    "source": {"src", "type", "srcset", "media", "sizes"},
    "track": {"src", "kind", "srclang", "label"},
    "picture": set(),
    "img": {"src", "srcset", "sizes", "alt", "width", "height", "title", "align"},
}


def clean_html(html: str, base_url: str) -> str:
    """Return *html* with nothing in it that runs, and every URL absolute.

    base_url  absolute URL of the page it stands on

    Scripts, styles, forms, frames, event handlers and addresses of other schemes than http, https, mailto and tel are
    dropped.
    """
    if not html.strip():
        return ""
    import nh3

    def absolute(_tag: str, attribute: str, value: str) -> str | None:
        if attribute == "srcset":
            return _absolute_srcset(value, base_url)
        if attribute in _URL_ATTRIBUTES:
            try:
                url = urljoin(base_url, value.strip())
            except ValueError:
                return None
            scheme = url.partition(":")[0].lower()
            return url.replace(" ", "%20") if scheme in _SCHEMES else None
        return value

    attributes = {tag: set(allowed) for tag, allowed in nh3.ALLOWED_ATTRIBUTES.items()} | _MEDIA
    cleaned: str = nh3.clean(
        html,
        tags=set(nh3.ALLOWED_TAGS) | set(_MEDIA),
        attributes=attributes,
        attribute_filter=absolute,
        url_schemes=set(_SCHEMES),
        link_rel=None,
    )
    return xml_text(cleaned.strip())


def _absolute_srcset(value: str, base_url: str) -> str | None:
    candidates = []
    for candidate in value.split(","):
        words = candidate.split()
        if words:
            try:
                url = urljoin(base_url, words[0])
            except ValueError:
                return None
            if url.partition(":")[0].lower() not in ("http", "https"):
                return None
            candidates.append(" ".join([url, *words[1:2]]))
    return ", ".join(candidates) or None
