"""Markdown into HTML."""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from syndicate.html.clean import MORE
from syndicate.html.markdown.beginning import CUT, wanted_part
from syndicate.html.markdown.dialects import COMRAKS, common_markdown
from syndicate.html.markdown.line_rules import AT_END, WRITTEN
from syndicate.html.markdown.lines import NO_HEAD, UNSEEN_MARK, UNSHOWN, hides_a_part
from syndicate.model.errors import ContentError, TooLargeError
from syndicate.model.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

MAX_CHARACTERS = 2 << 20
MAX_MARKS = 250_000  # each may become a node of the parser's tree, of 500 bytes at the worst
_MARKS = "\n*_`~[]!<>&\\|:@\"'"
# After each address of a line the rest of the line is copied: so many characters at most.
_MAX_COPIED = 20_000_000
# comrak follows references until what they lead to is longer than the text: a short one would lose its last links.
_ROOM = " " * 100_000 + "\n"  # so long may it be in CommonMark's own program, whatever the text
# A picture within a reference, as Google Docs writes them: comrak fills in so many characters of all references, and
# cleaning leaves such a picture out.
_MAX_REFERENCES = 100_000
_EMBEDDED = pattern(r"(\]:[ \t]*+<?data:[^\s<>,]{1,200}+,)[^\s<>]{1000,}+")
_DEFINED = pattern(r"\]:\s*(.*(?:\n.*)?)")
_LONGEST_LABEL = 1_000
# In each row of a table comrak goes through its columns once for each of them: so many steps at most.
_MAX_STEPS = 500_000_000
_FEW_COLUMNS = 50
_BELOW_HEAD = pattern(rf"(?<![-:| \t\v\f>])[-:| \t\v\f>]{{{2 * _FEW_COLUMNS},}}+$", re.MULTILINE)
# Where it knows alerts, it goes through a line once for each quotation that begins there.
_MAX_QUOTED = 1_000
_QUOTED = pattern(rf"(?<![> ]) *+(?>(?:> {{0,4}}){{{_MAX_QUOTED}}})")
# Where it knows definitions, it goes through all terms before for each.
_MAX_DEFINED = 4_000
_TERM_DEFINED = pattern(r"^(?>[> \t]*)[^:~\n][^\n]*+\n(?>(?:[> \t]*\n)*)(?>[> \t]*)[:~][ \t]", re.MULTILINE)
_COMMON = ("table", "strikethrough", "tasklist", "footnotes", "autolink")
_HEADING = pattern(r"<h([1-6])>((?>(?:[^<]++|<(?!/?h[1-6]\b))*))(?=</h\1>)")
_TAG = pattern(r"<[^<>]*>")
_NO_SLUG = pattern(r"[^\w\- ]")
_ATTRIBUTES = pattern(r":?[ \t]*+(?:(?=-[ \t]*+\})|[#.]|[A-Za-z][\w:-]*+=)[^{}<>\n]*+\}")
# A picture alone in its paragraph; a paragraph with a colon below a table, or above one.
_PICTURE_ALONE = pattern(r'<p>(<img src="[^"<>]*" alt="([^"<>]+)"(?: title="[^"<>]*")? />)</p>')
_CAPTION = pattern(r"<p>:\s+((?>(?:[^<]++|<(?!/p>))*))</p>")
_HEADING_ID = pattern(r"#([^\s{}]+)")
_FORMULA = pattern(r'<span data-math-style="(inline|display)">([^<>]*)</span>')
_INLINE_MATH = frozenset(("math", "math_latex"))
_WITH_ATTRIBUTES = frozenset(("attribute_lists", "attributes_at_ends", "heading_attributes"))
_PRINTERS = frozenset(("typographer", "marked", "retext"))
_GUILLEMETS = frozenset(("typographer", "tables_of_kramdown"))  # to all others << is no quotation
# In a text; in a title, or code of two lines; in an address.
_UNSEEN_MARK_WRITTEN = (UNSEEN_MARK, "&lt;??&gt;", "%3C??%3E")
_BOX = pattern(r'<input type="checkbox"( checked="")? disabled="" />( \n<p>)?')
_NOTES = '<section class="footnotes" data-footnotes>'
# "==" marks a text in some dialects and may end an address: beside a mark it is one itself.
_MARKED_LINK = pattern(r'(==<a href="[^"<>]*)=="(>[^<>]*)==</a>')
_TERM = pattern(r"<dt>[^<]*+(?>(?:<(?!/dt>)[^<]*+)*)")
# HTML has these for &#128; to &#159; (section 13.2.5.80), as old editors wrote them; CommonMark has controls, unseen.
_WINDOWS = {code: char for code in range(128, 160) if (char := bytes([code]).decode("cp1252", "ignore"))}
# A bare link that is written with &amp;, and one without a scheme.
_BARE_LINK = pattern(r'<a href="(https?://[^"<>]*)">\1</a>')
# A bare link whose signs are escaped, as programs write them that make Markdown of HTML: a\_b is a_b.
_ESCAPED_LINK = pattern(r'<a href="(?=[^"<>]*?%5C)[^"<>]*+">((?:https?://|www\.)[^<>]*+)</a>')
_ANGLED = pattern(r"<(https?://[^<>\s\\]*+\\[^<>\s]*+)>")  # this holds the sign itself
_WWW_LINK = pattern(r'(<a href="http)(://(www\.[^"<>]*)">\3</a>)')
# An address that the author has linked is no bare link.
_LINKED = pattern(
    r"(<a\s(?=[^<>]*\bhref)[^<>]*+>(?>(?:[^<]++|<(?!/?(?:a|p|li|t[dh]|h[1-6]|div|blockquote)\b))*))<a href=\"([^\"<>]*)\">([^<>]*+)</a>"
)
# An apostrophe behind code and the like, or before a decade, which begins a quotation by the rules of CommonMark's own
# program.
_APOSTROPHE = pattern(r"(?:(?<=</code>)|(?<=</a>)|(?<=</em>)|(?<=</strong>))\u2018(?=\w)|\u2018(?=[0-9]{2}s)")
# What may be a bare link, in Markdown and in the HTML that was made of it: no other address is written there so.
_BARE = pattern(r"://(?<!\]\(http://)(?<!\]\(https://)")
_WWW = pattern(r"www\.(?<!://www\.)")
_SHOWN = pattern(r"://(?<!=\"http://)(?<!=\"https://)")
_MORE_PLACE = "\ufdd1"  # a noncharacter, where the author's mark stands while HTML is taken out
# Hugo has a paragraph end at its own, and CommonMark at a line that begins with any other.
_PARTING_MORE = pattern(rf"(?<!`)<!--more-->(?!`)|^[ \t]*+{MORE.pattern}", re.MULTILINE)
_OMITTED = pattern(r"^(?:<!-- raw HTML omitted -->)+\n|<!-- raw HTML omitted -->", re.MULTILINE)


class RenderedMarkdown(str):  # noqa: SLOT000  slots of a str cannot be pickled
    """HTML that knows the Markdown it was made of. Whoever changes it gets a plain str, which knows none."""

    markdown: str
    extensions: Collection[str]


def markdown_html(text: str, *, raw_html: bool = True, extensions: Collection[str] = ()) -> str:
    """Return *text*, CommonMark with tables, footnotes, strikethrough, task lists, bare links and heading ids, as HTML.

    raw_html    the HTML in it is passed on as it is: clean it before anybody sees it; else it is taken out, tags within
                a line without what they enclose; only the mark <!--more--> stays
    extensions  what its dialect has beside, of dialects.EXTENSIONS

    The boxes of task lists are characters. The HTML is a RenderedMarkdown where it is that of the whole text.

    Raises ContentError where it is longer than any article, or more costly, or where its attributes hide a part of it.
    """
    if len(text) > _MAX_REFERENCES and "]:" in text and "data:" in text:
        text = _EMBEDDED.sub(r"\1", text)
    if len(text) > MAX_CHARACTERS:
        raise TooLargeError(
            f"its Markdown is longer than {MAX_CHARACTERS >> 20} million characters, which no article is"
        )
    if len(text) > MAX_MARKS and sum(map(text.count, _MARKS)) > MAX_MARKS:
        raise TooLargeError(f"its Markdown has more than {MAX_MARKS:,} lines and marks, which no article has")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    part, extensions = wanted_part(text), frozenset(extensions)
    if "{" in part and not _WITH_ATTRIBUTES.isdisjoint(extensions) and hides_a_part(part):
        raise ContentError("its Markdown hides a part by attributes in braces, which only the site's generator renders")
    known = common_markdown(part, extensions)
    if "[" in known and _DEFINED.search(known):
        if known.endswith(">"):
            known += "\n"  # comrak overlooks a reference to <a b> in the last line
        if len(known) < len(_ROOM) and _needs_room(known):
            known = _ROOM + known
    if "|" in known and known.count("|") >= _FEW_COLUMNS:  # found many times as fast as counted
        _check_tables(known)
    if "alerts" in extensions and ">" in known and known.count(">") >= _MAX_QUOTED and _QUOTED.search(known):
        raise TooLargeError("its Markdown has quotations a thousand deep, which no article has")
    if (
        "description_lists" in extensions
        and len(known) > _MAX_DEFINED * len("a\n:b")
        and len(_TERM_DEFINED.findall(known)) > _MAX_DEFINED
    ):
        raise TooLargeError(f"its Markdown defines more than {_MAX_DEFINED:,} terms, which no article has")
    render: Callable[[str], str] = partial(_rendered, extensions=extensions, raw_html=raw_html)
    if not _PRINTERS.isdisjoint(extensions):
        render = _typographic(render, extensions)
    if raw_html:
        html = render(known)
    else:
        known = known.replace(_MORE_PLACE, "")
        parted = _PARTING_MORE.sub(f"\n\n{_MORE_PLACE}\n\n", known, count=1)
        html = _more(_OMITTED.sub("", render(MORE.sub(_MORE_PLACE, known, count=1) if parted is known else parted)))
    # One character is found many times as fast as several, and most texts lack one of these.
    if "#" in html and "&amp;#0000" in html:
        html = WRITTEN.sub(lambda found: chr(int(found[1])), html)
    if "?" in html and "??" in html and not any(written in text for written in _UNSEEN_MARK_WRITTEN):
        for written in _UNSEEN_MARK_WRITTEN:
            html = html.replace(written, "")
    if "&" in text and "&#" in text and not html.isascii():
        html = html.translate(_WINDOWS)
    html = _BOX.sub(_box, html)
    if "^" in known or "<" in known:
        html = html.replace(_NOTES, f"<hr />\n{_NOTES}")
    if "data-math-style" in html:
        html = _FORMULA.sub(partial(_formula, not _INLINE_MATH.isdisjoint(extensions)), html)
    if "\u2018" in html and "smart" in extensions:
        html = _APOSTROPHE.sub("\u2019", html)
    if "&" in html and "&amp;amp;" in html:
        html = _BARE_LINK.sub(lambda found: found[0].replace("&amp;amp;", "&amp;"), html)
    if (
        ("\xab" in html or "\xbb" in html)
        and _GUILLEMETS.isdisjoint(extensions)
        and not any(sign in text for sign in ("\xab", "\xbb", "aquo;"))
    ):
        html = html.replace("\xab", "&lt;&lt;").replace("\xbb", "&gt;&gt;")
    if "%" in html and "%5C" in html:
        html = _ESCAPED_LINK.sub(partial(_unescaped, frozenset(_ANGLED.findall(known))), html)
    if "<" in known and ("<a " in known or "<a\n" in known):
        html = _LINKED.sub(lambda found: found[1] + found[3] if found[2].endswith(found[3]) else found[0], html)
    if "https_links" in extensions and "://www." in html:
        html = _WWW_LINK.sub(r"\1s\2", html)
    if "tables_of_kramdown" in extensions:
        html = html.replace(f"<th>{NO_HEAD}</th>\n", "").replace("<thead>\n<tr>\n</tr>\n</thead>\n", "")
    if UNSHOWN[1] in html:
        html = html.translate(dict.fromkeys(map(ord, UNSHOWN)))
    if "description_lists" in extensions and "<dt>" in html:  # each line is a term
        html = _TERM.sub(lambda found: found[0].replace("\n", "</dt>\n<dt>"), html)
    if "=" in known and "==<a " in html:
        html = _MARKED_LINK.sub(r'\1"\2</a>==', html)
    if "captions" in extensions and ("<p><img" in html or "<p>:" in html):
        html = _PICTURE_ALONE.sub(r"<figure>\1<figcaption>\2</figcaption></figure>", html)
        html = _CAPTION.sub(_caption, html)
    html = _HEADING.sub(partial(_with_id, {}, "heading_attributes" in extensions), html)
    if part is not text:
        return f"{html}{CUT}"
    return html_of_markdown(html, text, extensions)


def _caption(found: re.Match[str]) -> str:
    html = found.string
    is_one = html.endswith("</table>\n", 0, found.start()) or html.startswith("\n<table>", found.end())
    return f"<p>{AT_END.sub('', found[1]).rstrip()}</p>" if is_one else found[0]


def _box(found: re.Match[str]) -> str:
    """Return the character of a box; in a list of paragraphs, too, it belongs to the first line."""
    character = "☑" if found[1] else "☐"
    return f"\n<p>{character} " if found[2] else character


def _unescaped(angled: frozenset[str], link: re.Match[str]) -> str:
    return link[0] if link[1].replace("&amp;", "&") in angled else link[0].replace("%5C", "").replace("\\", "")


def _check_tables(text: str) -> None:
    """Raise TooLargeError where *text* has tables of so many columns that no article has them."""
    if not any(len(line) >= 2 * _FEW_COLUMNS <= 2 * line.count("|") for line in text.split("\n")):
        return
    steps = 0
    for found in _BELOW_HEAD.finditer(text):
        if (column_count := found[0].count("|")) >= _FEW_COLUMNS:
            end = text.find("\n\n", found.end())
            steps += column_count**2 * (2 + text.count("\n", found.end(), None if end < 0 else end))
            if steps > _MAX_STEPS:
                raise TooLargeError("its Markdown has a table with more columns and rows than any article has")


def _needs_room(text: str) -> bool:
    """Tell whether what the references of *text* lead to may be longer than *text*."""
    longest = 0
    for found in _DEFINED.finditer(text):
        label = text.rfind("[", max(found.start() - _LONGEST_LABEL, 0), found.start())
        if not text.startswith("[^", label):  # else a note
            longest = max(longest, len(found[1]))
    return longest * text.count("[") > len(text)


def html_of_markdown(html: str, markdown: str, extensions: Collection[str] = ()) -> RenderedMarkdown:
    """Return *html*, which knows that it was made of *markdown*."""
    rendered = RenderedMarkdown(html)
    rendered.markdown, rendered.extensions = markdown, extensions
    return rendered


def _typographic(render: Callable[[str], str], extensions: Collection[str]) -> Callable[[str], str]:
    """Return *render* with the quotes and dashes that Goldmark makes, or Hexo, or Astro."""
    from syndicate.html.markdown.typographer import as_goldmark, as_marked, as_retext, put_aside

    made = as_goldmark if "typographer" in extensions else as_marked if "marked" in extensions else as_retext

    def rendered(text: str) -> str:
        prepared = put_aside(text)
        return render(text) if prepared is None else made(render(prepared))

    return rendered


@lru_cache(maxsize=16)
def _renderer(has_links: bool, extensions: frozenset[str], *, raw_html: bool) -> Callable[[str], str]:  # noqa: FBT001  of a cache
    import comrak

    options, parsing, rendering = comrak.ExtensionOptions(), comrak.ParseOptions(), comrak.RenderOptions()
    for name in (*_COMMON, *extensions & COMRAKS):
        setattr(options, name, has_links or name != "autolink")
    options.strikethrough = "plain_tildes" not in extensions
    options.math_dollars = not extensions.isdisjoint(("math", "math_display"))
    parsing.smart = "smart" in extensions or not _PRINTERS.isdisjoint(extensions)
    rendering.hardbreaks = "breaks" in extensions
    rendering.unsafe_ = raw_html
    return partial(comrak.render_markdown, extension_options=options, parse_options=parsing, render_options=rendering)


def _rendered(text: str, extensions: frozenset[str], *, raw_html: bool) -> str:
    """Return *text* as comrak renders it. It takes half as long again where it looks for bare links."""
    if "@" in text and text.count("@") * len(text) > _MAX_COPIED and _has_many_addresses(text):
        return _renderer(False, extensions, raw_html=raw_html)(text)  # noqa: FBT003  of a cache
    if "@" not in text and not _BARE.search(text) and not _WWW.search(text):
        html = _renderer(False, extensions, raw_html=raw_html)(text)  # noqa: FBT003
        if "@" not in html and not _SHOWN.search(html):
            return html
    return _renderer(True, extensions, raw_html=raw_html)(text)  # noqa: FBT003


def _has_many_addresses(text: str) -> bool:
    return sum(line.count("@") * len(line) for line in text.splitlines()) > _MAX_COPIED


def _more(html: str) -> str:
    """Return *html* with the mark <!--more--> where its place is kept; in code it is text."""
    before, place, after = html.replace(f"<p>{_MORE_PLACE}</p>\n", _MORE_PLACE).partition(_MORE_PLACE)
    if not place:
        return html
    if before.rfind("<code") > before.rfind("</code>"):
        return "&lt;!--more--&gt;".join((before.removesuffix("\n\n"), after.removeprefix("\n\n")))
    return f"{before}<!--more-->{after}"


def _formula(has_inline: bool, found: re.Match[str]) -> str:  # noqa: FBT001  of a partial
    """Return the TeX of a formula as code, as clean_html() has it, or the dollars of a text without such."""
    tex = found[2].replace("&amp;#", "&#")  # a sign that a dialect had as text before
    return f"<code>{tex.strip()}</code>" if has_inline or found[1] == "display" else f"${tex}$"


def _with_id(taken: dict[str, int], has_attributes: bool, heading: re.Match[str]) -> str:  # noqa: FBT001  as above
    """Return the beginning of *heading* with an id made from its text, as GitHub does, that is not *taken*."""
    text, own = heading[2], None
    if has_attributes and text.rstrip().endswith("}"):
        before, _, attributes = text.rstrip().rpartition("{")
        if _ATTRIBUTES.fullmatch(attributes):
            text, own = before.rstrip(), _HEADING_ID.search(attributes)
            if text.endswith("#") and (shown := text.rstrip("#")) != shown.rstrip():
                text = shown.rstrip()  # ## Such ## {#id}
    words = _TAG.sub("", text) if "<" in text else text
    if "&" in words:
        from html import unescape  # which takes a millisecond to import

        words = unescape(words)
    slug = own[1] if own else _NO_SLUG.sub("", words.strip().lower()).replace(" ", "-") or "section"
    name = slug
    while name in taken:
        name = f"{slug}-{taken[slug]}"
        taken[slug] += 1
    taken[name] = 1
    return f'<h{heading[1]} id="{name}">{text}'
