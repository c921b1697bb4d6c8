"""The shortcodes that come with Quarto and say themselves what a page shows: videos, keys, breaks, icons.

Others are left: what they show stands in other files, or only Quarto knows it.
"""

from __future__ import annotations

import re
from html import escape

# Code is kept. "{{{< name >}}}" is how a page shows a shortcode instead of calling it.
_PIECE = re.compile(
    r"(?P<kept>^[ \t]*+(?P<fence>`{3,}+(?=[^`\n]*+$)|~{3,}+)[^\n]*+\n(?>(?:(?![ \t]*+(?P=fence))[^\n]*+\n)*)(?>(?:[ \t]*+(?P=fence)[`~]*+)?)|`[^`\n]++`)"
    r"|(?<!\{)\{\{<\s*+(?P<name>ai|bi|br|fa|iconify|kbd|pagebreak|video)(?![\w-])(?P<said>[^<>]{0,2000}+)>\}\}(?!\})",
    re.MULTILINE,
)
_ARGUMENT = re.compile(
    r"(?:(?P<name>[A-Za-z][\w-]*+)=)?(?:\"(?P<quoted>[^\"]*+)\"|'(?P<in_single>[^']*+)'|(?P<bare>\S++))"
)
_VIDEOS = (
    (
        r"https?://(?:(?:www|m)\.)?(?:youtube(?:-nocookie)?\.com/(?:embed/|watch\?(?:\S*&)?v=)|youtu\.be/)([\w-]{1,64})(?![\w-])",
        "https://www.youtube.com/embed/",
    ),
    (r"https?://(?:www\.)?vimeo\.com/(\d{1,20})(?!\d)", "https://player.vimeo.com/video/"),
)
_FILE = re.compile(r"[^?#]+\.(?:m4v|mov|mp4|og[gv]|webm)(?:[?#].*)?", re.IGNORECASE | re.DOTALL)


def with_shortcodes(text: str) -> str:
    """Return the Markdown *text* of Quarto with HTML for the shortcodes that say what they show; an icon is no text."""
    return _PIECE.sub(_html, text) if "{{<" in text else text


def _html(found: re.Match[str]) -> str:
    if found["kept"]:
        return found[0]
    given = {
        one["name"] or "": one["quoted"] or one["in_single"] or one["bare"] or ""
        for one in reversed(list(_ARGUMENT.finditer(found["said"])))  # the first counts
    }
    breaks = "\n" * found[0].count("\n")  # the lines below are told by their numbers
    name = found["name"]
    if name == "video":
        return _video(given.get("") or given.get("src") or "", breaks) or found[0]
    if name == "kbd":
        return f"<kbd{breaks}>{escape(given[''])}</kbd>" if given.get("") else found[0]
    return f"<br{breaks}>" if name == "br" else f"<span{breaks}></span>" if breaks else ""


def _video(url: str, breaks: str) -> str:
    for pattern, player in _VIDEOS:
        if found := re.match(pattern, url):
            return f'<iframe{breaks} src="{player}{found[1]}"></iframe>'
    return f'<video{breaks} src="{escape(url)}" controls></video>' if _FILE.fullmatch(url) else ""
