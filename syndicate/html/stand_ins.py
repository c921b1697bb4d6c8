"""Elements that a script makes into others on the page: what readers of feeds show instead.

Those of AMP and of players that load late, formulas for MathJax, addresses that Cloudflare hides, tabs, cards of Ghost,
pictures of emoji.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from syndicate.html.pages.nodes import above_of, outermost

# Element -> the one that is meant.
_MEANT = {
    "amp-anim": "img", "amp-audio": "audio", "amp-iframe": "iframe", "amp-img": "img", "amp-video": "video",
    "amp-vimeo": "iframe", "amp-youtube": "iframe", "lite-vimeo": "iframe", "lite-youtube": "iframe",
}  # fmt: skip
_PLAYERS = {"youtube": "https://www.youtube.com/embed/", "vimeo": "https://player.vimeo.com/video/"}
_IDS = ("videoid", "data-videoid", "video-id", "video")
_NAMES = ("src", "srcset", "sizes", "alt", "title", "width", "height", "poster")
# What the scripts and styles of Ghost make a player of, and a row of small print.
_OF_CARDS = ".kg-audio-player, .kg-video-player-container, .kg-video-overlay, .kg-bookmark-metadata"
_AROUND_TABS = 4  # elements, one of which holds the panels
_MOST_TABS = 200  # so many have their labels above them: more are no article's
_CLOSED_ITSELF = re.compile(r"<((?:amp|lite)-[a-z]+)\b([^<>]*)/>")
_PROTECTED = re.compile(r"/cdn-cgi/l/email-protection#([0-9a-fA-F]+)$")


def with_closed_stand_ins(html: str) -> str:
    """Return *html* with an end tag for each `<amp-img src="a" />`, which holds nothing of what follows."""
    return _CLOSED_ITSELF.sub(r"<\1\2></\1>", html) if "/>" in html and ("<amp-" in html or "<lite-" in html) else html


def show_what_is_meant(parser: Any) -> None:
    """Put into the body that *parser* holds what its stand-ins stand for."""
    for node in outermost(parser.css(", ".join(_MEANT))):
        tag = node.tag or ""
        made = parser.create_node(_MEANT[tag])
        attributes = node.attributes
        for name in _NAMES:
            if value := attributes.get(name):
                made.attrs[name] = value
        if player := next((url for name, url in _PLAYERS.items() if name in tag), ""):
            video = next(filter(None, map(attributes.get, _IDS)), None)
            if video is None:
                continue
            made.attrs["src"] = player + quote(video, safe="")
        elif not attributes.get("src"):  # its sources are in it
            for child in node.iter(include_text=True):
                made.insert_child(child)
        node.replace_with(made)
    for node in outermost(parser.css('script[type^="math/tex"]')):
        code = parser.create_node("code")
        code.insert_child(node.text().strip())
        node.replace_with(code)
    for node in outermost(parser.css(".katex-mathml + .katex-html")):
        node.decompose()
    for picture in parser.css("img.emoji, img.twemoji, img.wp-smiley"):
        if (char := picture.attributes.get("alt") or "") and not any(map(str.isascii, char)):
            picture.replace_with(char)
    for node in outermost(parser.css(_OF_CARDS)):
        node.decompose()
    for card in parser.css(".kg-video-card"):
        if (video := card.css_first('video[poster*="spacergif"]')) is not None:
            said = map(card.attributes.get, ("data-kg-custom-thumbnail", "data-kg-thumbnail"))
            del video.attrs["poster"]
            if picture := next(filter(None, said), None):
                video.attrs["poster"] = picture
    for node in outermost(parser.css("[data-cfemail]")):
        _show_address(node)
    for node in parser.css('a[href*="/cdn-cgi/l/email-protection#"]'):
        _show_address(node)
    _show_panels(parser)


def _show_panels(parser: Any) -> None:
    """Put the label of each tab above its panel, and show them all: a page shows the one that was chosen."""
    groups = outermost(parser.css("[role=tablist]"))
    for panel in parser.css("[role=tabpanel]") if groups else ():
        for name in {"aria-hidden", "hidden", "style"}.intersection(panel.attributes):
            del panel.attrs[name]
    for tabs in groups[:_MOST_TABS]:
        around = above_of(tabs)[:_AROUND_TABS]
        panels: list[Any] = next(filter(None, (node.css("[role=tabpanel]") for node in around)), [])
        _label(parser, tabs, tabs.css("[role=tab]"), outermost(panels[:_MOST_TABS]))
    choices = {choice.attributes.get("id") for choice in parser.css("input[type=radio]")}
    labels = [label for label in parser.css("label[for]") if choices and label.attributes.get("for") in choices]
    for tabs in outermost([label.parent for label in labels[:_MOST_TABS]]):
        below = [node for node in tabs.iter() if node.tag != "input"]
        holder = tabs.next
        while holder is not None and not holder.is_element_node:
            holder = holder.next
        if holder is not None and tabs.tag == holder.tag == "div" and all(node.tag == "label" for node in below):
            _label(parser, tabs, below, list(holder.iter()))


def _label(parser: Any, tabs: Any, labels: list[Any], panels: list[Any]) -> None:
    """Move the words of *labels*, which are all of *tabs*, into the *panels*, if there are as many."""
    if len(labels) != len(panels) or len(labels) < 2 or any(tabs.mem_id == up.mem_id for up in above_of(panels[0])):
        return
    for label, panel in zip(labels, panels, strict=True):
        name, above = parser.create_node("strong"), parser.create_node("p")
        name.insert_child(" ".join(label.text().split()))
        above.insert_child(name)
        (panel if panel.tag == "pre" else panel.first_child or panel).insert_before(above)
    tabs.decompose()


def _show_address(node: Any) -> None:
    """Put the address that Cloudflare has hidden into its place: the first byte is the key of the others."""
    attributes = node.attributes
    protected = _PROTECTED.search(attributes.get("href") or "")
    hidden = attributes.get("data-cfemail") or (protected[1] if protected else "")
    try:
        key, *rest = bytes.fromhex(hidden)
        address = bytes(byte ^ key for byte in rest).decode()
    except ValueError:
        return
    if node.tag == "a":
        node.attrs["href"] = f"mailto:{address}"
    if "data-cfemail" in attributes:
        while (child := node.first_child) is not None:
            child.decompose()
        node.insert_child(address)
