"""What HTML a feed may carry: what readers of feeds render, and nothing that runs or sends."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from syndicate.model.patterns import pattern

# No style, and no class but the language of code: they mean something beside the site's style sheet only. Ids stay, for
# readers that follow a footnote within an entry.
GLOBAL_ATTRIBUTES = frozenset(("id", "lang", "dir", "title"))
_CELL = "align colspan rowspan headers scope"
_ATTRIBUTES = {
    "a": "href hreflang", "audio": "src controls loop muted", "blockquote": "cite", "code": "class",  # language-x
    "col": "span align", "colgroup": "span align", "data": "value", "del": "cite datetime", "details": "open",
    "iframe": "src width height allowfullscreen", "img": "src srcset sizes alt width height", "ins": "cite datetime",
    "li": "value", "ol": "start reversed type", "q": "cite", "source": "src srcset sizes media type", "td": _CELL,
    "th": f"{_CELL} abbr", "time": "datetime", "track": "src kind srclang label default",
    "video": "src poster controls width height loop muted",
}  # fmt: skip
ATTRIBUTES: dict[str, frozenset[str]] = {tag: frozenset(names.split()) for tag, names in _ATTRIBUTES.items()}
TAGS = frozenset(ATTRIBUTES) | frozenset(
    "abbr address article aside b bdi bdo big br caption center cite code dd dfn div dl dt em figcaption figure footer "
    "h1 h2 h3 h4 h5 h6 header hgroup hr i kbd main mark nav p picture pre rp rt ruby s samp section small span strike "
    "strong sub summary sup table tbody tfoot thead tr tt u ul var wbr".split()
)
URL_ATTRIBUTES = frozenset(("href", "src", "cite", "poster"))
# The HTML Standard's safelisted schemes, and two of the small web: a person follows them, and none runs anything.
LINK_SCHEMES = frozenset(
    "bitcoin ftp ftps gemini geo gopher im irc ircs magnet mailto matrix mms news nntp openpgp4fpr sftp sip sms smsto "
    "ssh tel urn webcal wtai xmpp".split()
)
# A paragraph with one of these says something without a word.
SHOWN_ALONE = "img, picture, audio, video, iframe, hr"

# Element -> what it is called in the report. It is left out with all that is in it; other unknown elements leave what
# is in them.
DROPPED = {
    "script": "script", "style": "style sheet", "form": "form", "button": "form control",
    "select": "form control", "textarea": "form control", "applet": "embedded object", "svg": "drawing",
    "canvas": "drawing", "frameset": "frame", "noembed": "embedded object", "noframes": "frame",
}  # fmt: skip
# What a script makes into others on the page (html/stand_ins.py): words of their tags and addresses.
STAND_INS = (
    "<amp-", "<lite-", 'type="math/tex', "katex-html", "/cdn-cgi/l/email-protection", "data-cfemail", "tablist",
    '"radio"', "=radio", "kg-audio-", "kg-video-", "kg-bookmark-", "wp-smiley", 'moji"',
)  # fmt: skip
# Ends of addresses of pictures that a dark page shows instead of others, as GitHub and Material for MkDocs read them.
FOR_THE_DARK = ("#gh-dark-mode-only", "#only-dark")
_NOT_SHOWN = pattern(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# Nobody misses these.
SILENT = frozenset("area base datalist link map meta param template title".split())

# Hosts that show a video in a frame -> how the path of one begins.
_VIDEO_HOSTS = {
    "www.youtube.com": "/embed/", "youtube.com": "/embed/", "www.youtube-nocookie.com": "/embed/",
    "youtube-nocookie.com": "/embed/", "player.vimeo.com": "/video/", "www.dailymotion.com": "/embed/",
    "geo.dailymotion.com": "/player", "player.twitch.tv": "/", "clips.twitch.tv": "/embed",
    "embed.ted.com": "/talks/", "archive.org": "/embed/",
}  # fmt: skip
# js{1,3}, rust,ignore: which lines, and what to do with them; {r} and {.js} are of R Markdown and Pandoc
_LANGUAGE = pattern(r"language-(?:\{\.?(?=[\w+#-]+(?:[},]|$)))?(?P<name>[^{:,}][^{:,]*?)(?:[{:,}].*|$)")


def is_unseen(attributes: Mapping[str, str | None]) -> bool:
    """Tell whether *attributes* keep their element from everybody who sees the page."""
    if "hidden" in attributes:
        return attributes["hidden"] != "until-found"
    if "popover" in attributes:  # seen once a script or a button opens it
        return True
    style = attributes.get("style")
    return style is not None and _NOT_SHOWN.search(style) is not None


def frame_url(url: str) -> str | None:
    """Return the https URL at which a named video host shows what *url* (absolute, http or https) names; else None."""
    parts = urlsplit(url)
    start = _VIDEO_HOSTS.get(parts.netloc)
    if start is None or not parts.path.startswith(start) or parts.scheme not in ("http", "https"):
        return None
    return parts._replace(scheme="https").geturl()


def language_class(value: str) -> str:
    """Return of the classes of code the one that names its language, "" if none does."""
    name = next((word for word in value.split() if word.startswith("language-")), "")
    return f"language-{found['name']}" if (found := _LANGUAGE.match(name)) else ""
