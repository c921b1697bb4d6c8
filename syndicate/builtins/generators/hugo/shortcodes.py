"""The text of a page: Markdown as Hugo's Goldmark means it, HTML as it stands, and the shortcodes in both.

Those that come with Hugo and are plain are filled in: highlight, figure, youtube, vimeo, ref and relref. A site, or its
theme, may have one of its own by such a name, and by others. Where its template is text around arguments and what a
call encloses, it is filled in, too; else only Hugo knows what that is.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from html import escape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from syndicate import ContentError
from syndicate.files import text_inside
from syndicate.html import markdown_html, template_refusal, template_tags
from syndicate.model import excerpt

from .options import MARKDOWN_EXTENSIONS
from .places import HTML, MARKDOWN

LINKS = ("ref", "relref")
_PLAIN = ("figure", "highlight", "vimeo", "youtube", *LINKS)
# "{{</* name */>}}" is how a page shows a shortcode instead of calling it.
_SHOWN = re.compile(r"\{\{([<%])\s*/\*(.*?)\*/\s*([>%])\}\}", re.DOTALL)
_CALL = re.compile(r"\{\{[<%]\s*+(?P<end>/?)\s*+(?P<name>[\w-]++)(?P<said>.*)[>%]\}\}", re.DOTALL)
_ARGUMENT = re.compile(
    r'\s*+(?:(?P<name>[A-Za-z]\w*+)=)?(?:"(?P<quoted>(?>(?:[^"\\]++|\\.)*))"|`(?P<raw>[^`]*+)`|(?P<bare>[^\s"`=/]++))'
)
_LINK = re.compile(rb'\{\{[<%]\s*+(?:rel)?ref\s++(?:path=)?"?([^\s"<>%{}]++)')
_ID = re.compile(r"[\w-]{1,64}")
_MAX_LINKS = 1000  # different ones of a text: each opens files
_FOLDERS = ("shortcodes", "_shortcodes")
_MAX_TEMPLATE = 4096
_TRIMMED = re.compile(r"\s*(\{\{)-\s|\s-(\}\})\s*")
_COMMENT = re.compile(r"\{\{\s*/\*.*?\*/\s*\}\}", re.DOTALL)
# What a call encloses, as it stands or as Markdown.
_INNER = re.compile(
    r"\{\{\s*(?:\.Inner(?:(?>(?:\s*\|\s*(?:markdownify|safeHTML|\$?\.Page\.RenderString)\b)*))|markdownify\s+\.Inner)\s*\}\}"
)
_AS_MARKDOWN = re.compile("markdownify|RenderString")
_DEEPEST = 8  # so many calls may be in one another
_GIVEN = re.compile(r"\{\{\s*\.Get\s+(?:(\d+)|[\"`]([\w-]+)[\"`])\s*\}\}")
# What stands in a page as it is given: Go escapes all else, in addresses more, in what is asked of them most.
_AS_GIVEN, _IN_ADDRESS, _ASKED = (
    re.compile(f"[{signs}]*") for signs in (r"\w\s:./#+,@~-", "A-Za-z0-9_:./#+,@~-", "A-Za-z0-9_.~-")
)
_FRAMES = {"youtube": "https://www.youtube.com/embed/", "vimeo": "https://player.vimeo.com/video/"}
_MARKUP = {
    "": None, "md": ".md", "markdown": ".md", "goldmark": ".md", "mmark": None, "blackfriday": ".md",
    "html": ".html", "htm": ".html",
}  # fmt: skip


def own_shortcodes(root: str, *, has_modules: bool) -> dict[str, str | None]:
    """Return the shortcodes that the site in the folder *root* and its themes have themselves: name -> template, None
    where that is a program.

    has_modules  whether the site is put together of modules
    """
    themes = [path for glob in ("themes/*/layouts", "_vendor/**/layouts") for path in sorted(Path(root).glob(glob))]
    # A module that is not here may have any, but for a link and a video, which are the same in all.
    is_elsewhere = has_modules and not os.path.isdir(f"{root}/_vendor")  # noqa: PTH112
    found: dict[str, str | None] = dict.fromkeys(("figure", "highlight") if is_elsewhere else ())
    own = Path(root, "layouts")
    for layouts in (*themes, own):
        for file in sorted(file for name in _FOLDERS for file in layouts.glob(f"{name}/*.html")):
            name = file.name.partition(".")[0]
            is_first = layouts == own or name not in found  # of several themes nobody here knows which it is
            found[name] = _template(root, file) if is_first and file.stem == name else None
    return found


def _template(root: str, file: Path) -> str | None:
    """Return the template in *file*, below *root*, if it is but text and arguments, without its comments."""
    text = text_inside(root, file.relative_to(root).as_posix(), _MAX_TEMPLATE)
    if text is None:
        return None
    text = _COMMENT.sub("", _TRIMMED.sub(lambda found: found[1] or found[2], text)).strip()
    rest = _GIVEN.sub("", _INNER.sub("\0", text))
    return None if "{{" in rest or re.search(r"<[^<>]*\0", rest) or "<script" in rest or "<style" in rest else text


def links_in(data: bytes) -> list[str]:
    """Return what the text in the file *data* refers to."""
    return list(dict.fromkeys(target.decode(errors="replace") for target in _LINK.findall(data)))[:_MAX_LINKS]


class _Open(NamedTuple):
    """A call that encloses what follows, up to its end."""

    tag: re.Match[str]
    name: str
    template: str  # with its arguments filled in
    begin: int  # the piece in which what it encloses begins


class Shortcodes:
    """Renders the plain shortcodes of one text.

    own     what own_shortcodes() says of the site
    url_of  the name of a page, and whether only its path is wanted -> its URL; None if nobody here knows
    """

    def __init__(self, own: Mapping[str, str | None], url_of: Callable[[str, bool], str | None]) -> None:
        self._own = own
        self._url_of = url_of
        self._links: dict[tuple[str, bool], str | None] = {}
        self._made: list[str] = []
        self._mark = "shortcode"
        self._render: Callable[[str], str] = str

    def rendered(self, body: str, key: str, render: Callable[[str], str]) -> str:
        """Return the *body* of the file at *key*, rendered by *render*, with its shortcodes rendered.

        Raises ContentError where it holds one that is not plain.
        """
        if "{{<" not in body and "{{%" not in body:
            return render(body)
        while self._mark in body:
            self._mark += "x"
        self._render = render
        return self._whole(render("".join(self._pieces(body, key))))

    def _whole(self, html: str) -> str:
        if not self._made:
            return html
        return re.sub(rf"<p>{self._mark}(\d+)z</p>|{self._mark}(\d+)z", self._put_back, html)

    def _pieces(self, body: str, key: str) -> Iterator[str]:
        pieces: list[str] = []
        position = 0
        unknown: tuple[re.Match[str], int] | None = None
        opened: list[_Open] = []
        tags = iter(template_tags(body, "hugo"))
        for tag in tags:
            pieces.append(body[position : tag.start()])
            position = tag.end()
            made = self._shown(tag[0])
            call = _CALL.fullmatch(tag[0]) if made is None else None
            if call and call["name"] == "highlight" and not call["end"] and "highlight" not in self._own:
                end = next(tags, None)
                closing = _CALL.fullmatch(end[0]) if end else None
                if end and closing and closing["end"] and closing["name"] == "highlight":
                    language = next(iter(_ARGUMENT.findall(call["said"])), ("",) * 4)
                    code = _code("".join(language[1:]), body[position : end.start()])
                    if "hl_inline=true" in call["said"]:
                        code = code.removeprefix("<pre>").removesuffix("</pre>")
                    made = self._kept(code)
                    position = end.end()
            elif call and not call["end"]:
                name, said = call["name"], call["said"].strip()
                made = self._call(name, said.removesuffix("/"))
                if made and (own := self._own.get(name)):
                    open_tag = _Open(tag, name, made, len(pieces))
                    if _INNER.search(own) is None or said.endswith("/"):
                        made = self._closed(open_tag, "")
                    elif len(opened) < _DEEPEST:
                        opened.append(open_tag)
                        continue
                    else:
                        made = None
            elif call and opened and opened[-1].name == call["name"]:
                open_tag = opened.pop()
                made = self._closed(open_tag, "".join(pieces[open_tag.begin :]))
                del pieces[open_tag.begin :]
            if made is None and unknown is None:
                unknown = (opened[0].tag, opened[0].begin) if opened else (tag, len(pieces))
            pieces.append(tag[0] if made is None else made)
        if opened and unknown is None:
            unknown = opened[0].tag, opened[0].begin
        pieces.append(body[position:])
        if unknown:
            before, after = "".join(pieces[: unknown[1]]), "".join(pieces[unknown[1] :])
            if self._mark in before:
                before = ""
            raise template_refusal(body, unknown[0], key, ("hugo",), before, after)
        yield from pieces

    def _shown(self, tag: str) -> str | None:
        shown = _SHOWN.fullmatch(tag)
        return f"{{{{{shown[1]}{shown[2]}{shown[3]}}}}}" if shown else None

    def _call(self, name: str, said: str) -> str | None:
        """Return what the shortcode *name* makes of the arguments *said*, None where only Hugo knows."""
        template = self._own.get(name)
        if template is None and (name in self._own or name not in _PLAIN):
            return None
        given: dict[str, str] = {}
        position = 0
        while (found := _ARGUMENT.match(said, position)) and len(given) < 32:
            value = next(part for part in (found["quoted"], found["raw"], found["bare"]) if part is not None)
            given[found["name"] or str(len(given))] = value
            position = found.end()
        if said[position:].strip():
            return None
        if template is not None:
            return _filled(template, given)
        if name in LINKS:
            target = given.get("0", given.get("path"))
            return self._link(target, name == "relref") if target and len(given) == 1 else None
        if name == "figure":
            return self._kept(_figure(given)) if "src" in given else None
        video = given.get("id", given.get("0", ""))
        return self._kept(f'<iframe src="{_FRAMES[name]}{video}"></iframe>') if _ID.fullmatch(video) else None

    def _closed(self, call: _Open, inner: str) -> str:
        """Return what *call* makes of what it encloses."""

        def enclosed(found: re.Match[str]) -> str:
            return _in_line(self._render(inner)) if _AS_MARKDOWN.search(found[0]) else inner

        made = _INNER.sub(enclosed, call.template)
        return self._kept(self._whole(made)) if call.tag[0][2] == "<" else made

    def _link(self, name: str, is_path: bool) -> str | None:  # noqa: FBT001  a key
        key = name, is_path
        if key not in self._links and len(self._links) < _MAX_LINKS:
            self._links[key] = self._url_of(name, is_path)
        return self._links.get(key)

    def _kept(self, html: str) -> str:
        self._made.append(html)
        return f"{self._mark}{len(self._made) - 1}z"

    def _put_back(self, found: re.Match[str]) -> str:
        return self._made[int(found[1] or found[2])]


def _filled(template: str, given: Mapping[str, str]) -> str | None:
    """Return *template* with the arguments *given*, None where Go would write one in another way."""
    plain = _ASKED if "?" in template else _IN_ADDRESS if "=" in template or "://" in template else _AS_GIVEN
    names = [number or name for number, name in _GIVEN.findall(template)]
    if not all(plain.fullmatch(given.get(name, "")) for name in names):
        return None
    return _GIVEN.sub(lambda found: given.get(found[1] or found[2], ""), template)


def _code(language: str, code: str) -> str:
    name = f' class="language-{escape(language)}"' if language else ""
    return f"<pre><code{name}>{escape(code.strip(chr(10)), quote=False)}</code></pre>"


def _figure(given: dict[str, str]) -> str:
    alt = given.get("alt") or given.get("caption", "")
    sizes = "".join(f' {name}="{escape(given[name])}"' for name in ("width", "height") if given.get(name))
    picture = f'<img src="{escape(quote(given["src"], safe="/:?#&=%~+@!,;"))}" alt="{escape(alt)}"{sizes}>'
    if link := given.get("link"):
        picture = f'<a href="{escape(link)}">{picture}</a>'
    title, caption, attribution = (given.get(name, "") for name in ("title", "caption", "attr"))
    says = f"<h4>{escape(title, quote=False)}</h4>" if title else ""
    if caption or attribution:
        source = _line(attribution)
        if source and (address := given.get("attrlink")):
            source = f'<a href="{escape(address)}">{source}</a>'
        says += f"<p>{_line(caption)} {source}</p>"
    return f"<figure>{picture}{f'<figcaption>{says}</figcaption>' if says else ''}</figure>"


def _line(text: str) -> str:
    return _in_line(markdown_html(text))


def _in_line(html: str) -> str:
    """Return *html* without the tags of its paragraph, if it is but one."""
    html = html.strip()
    is_one = html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1
    return html[3:-4] if is_one else html


def body_html(
    body: str,
    key: str,
    suffix: str,
    shortcodes: Shortcodes,
    *,
    markup: str = "",
    raw_html: bool = False,
    extensions: Collection[str] = MARKDOWN_EXTENSIONS,
) -> str:
    """Return the *body* of the file at *key* as HTML.

    suffix      of the file, unless its front matter names another *markup*
    raw_html    HTML in Markdown is kept; else it is dropped, as Hugo does unless `unsafe` is set
    extensions  what the Markdown has beside CommonMark

    Raises ContentError for shortcodes that only Hugo can render, and for what is neither Markdown nor HTML.
    """
    kind = _MARKUP.get(markup.lower(), markup) or suffix
    if kind not in MARKDOWN and kind not in HTML:
        raise ContentError(f"{key}: is written in {excerpt(kind.lstrip('.'))}, which only the site's generator renders")
    return shortcodes.rendered(
        body, key, lambda text: text if kind in HTML else markdown_html(text, raw_html=raw_html, extensions=extensions)
    )
