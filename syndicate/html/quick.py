"""The short way of cleaning, for bodies that need no parser: their tags are of a few kinds, each closed in its place.

Such a body is a tree as it is written: any parser sees that tree, and nothing can be hidden in it. Most bodies that
Markdown was made into are so. clean_html() gives the same for them, and has a parser look at all others.
"""

from __future__ import annotations

import re
from collections import Counter

from syndicate.html.line_numbers import may_number_lines
from syndicate.html.links import STEPS, Links
from syndicate.html.rules import (
    ATTRIBUTES,
    FOR_THE_DARK,
    GLOBAL_ATTRIBUTES,
    STAND_INS,
    URL_ATTRIBUTES,
    is_unseen,
    language_class,
)
from syndicate.model.memo import Memo

# Within these no bound of html/bounds can be passed.
_MAX_CHARACTERS = 1 << 20
_MAX_TAGS = 20_000
_MAX_DEPTH = 64

_Place = tuple[str, dict[str, "_Place"]]  # in an element: its end tag, and the tags of those that may stand in it
_Places = dict[str, _Place]
_VOID: _Place = ("", {})
_LINKED: _Places = {}  # phrases, with no link among them
_PHRASES: _Places = {}  # none of these ends a paragraph
_FLOW: _Places = {}


def _places(names: str, inside: _Places) -> _Places:
    return {f"<{name}>": (f"</{name}>", inside) for name in names.split()}


_NAMES = "abbr b cite code del em i ins kbd mark q s samp small span strong sub sup u var"
_LINKED |= _places(_NAMES, _LINKED) | dict.fromkeys(("<br>", "<img>", "<wbr>"), _VOID)
_PHRASES |= _LINKED | _places(_NAMES, _PHRASES) | _places("a", _LINKED)
_FLOW |= _PHRASES | {"<hr>": _VOID} | _places("h1 h2 h3 h4 h5 h6 p pre summary", _PHRASES)
_FLOW |= _places("article aside blockquote details div figcaption figure footer header section", _FLOW)
_FLOW |= _places("ol ul", _places("li", _FLOW)) | _places("dl", _places("dd dt", _FLOW))
_FLOW |= _places("table", _places("tbody thead", _places("tr", _places("td th", _FLOW))))

# What stays as it is, but for how its links begin: phrases, and blocks of a line or of code. Or a tag.
_WORDS = "[^<]*+"
_HOST = r"https?://(?>(?:[a-z0-9]++(?>(?:-[a-z0-9]++)*)\.)+)[a-z]{2,}/"
_MARKED = "|".join(f"{name}>{_WORDS}</{name}>" for name in "em code strong del kbd".split())
_LINK = (
    rf'a href="(?:{_HOST}|(?:\.\./){{1,2}}|/)(?:{STEPS})?"(?> title="[^"<>&]*+")?>(?>(?:[^<]++|<(?:{_MARKED}))*)</a>'
)
_LINE = rf"(?>(?:[^<]++|<(?:{_LINK}|{_MARKED}))*)"
_CODE = rf'<code(?> class="language-[\w+-]*+")?>{_WORDS}</code>'
_TAG = re.compile(
    r'(<(?:(p|li|t[dh]|h[1-6])(?>(?<=[pi1-6]) id="[\w-]*+"|(?<=<t[dh]) align="[a-z]++")?>'
    rf"{_LINE}</\2>|pre>{_CODE}</pre>|{_LINK}|{_MARKED}|[^<>]*>))"
)
_ATTRIBUTE = r""" ([a-z][a-z0-9-]*)(?:="([^"]*)"|='([^'"]*)')?"""
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_PARTS = re.compile(rf"<([a-z][a-z0-9]*)((?:{_ATTRIBUTE})*) ?(/?)>")
_PLAIN_LINK = re.compile(r"""<a href="([^"&]+(?:&amp;[^"&]*)*)"((?: title="[^"&]*")?)>""")
# An address that no library takes for a wrong one: its host ends in letters, and has no Punycode.
_SURE_URL = re.compile(
    r"https?://(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,}(?::[0-9]{1,4})?(?:[/?#][!#-;=?-~]*)?"
    r"|mailto:[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+"
)
_anywhere: Memo[str, tuple[str, str]] = Memo(most=1_024, longest=200)  # tags that mean the same on any page
_OTHER_REFERENCE = re.compile(r"&(?!(?:amp|lt|gt|quot);)")
# What is not a tree as it is written, or is changed beside its tags: a paragraph that says nothing, a first line break
# of preformatted text, a text between the cells of a table.
_CHANGED = re.compile(
    r"<p\b[^<>]*>(?>(?:\s|<(?!/?p\b|img\b)[^<>]*>)*)</p>|<pre>(?>(?:</?span\b[^<>]*>)*)\n"
    r"|<(?:/?(?:thead|tbody|tr)|table|/t[dh])\b[^<>]*>[ \t\n]*+[^ \t\n<]"
)


class QuickCleaning:
    """Cleans the parts of one body on the page at *base_url*.

    dropped  what was left out, as clean_html() has it
    """

    def __init__(self, base_url: str) -> None:
        self.dropped: Counter[str] = Counter()
        self._links = Links(base_url)
        self._spans: set[bool] = set()  # whether they say nothing
        self._known: dict[str, tuple[str, str]] = {}  # tags with addresses of which nothing was left out

    def part(self, html: str) -> str | None:
        """Return *html*, without characters that XML forbids, as clean_html() has it; None where a parser must look."""
        pieces = _TAG.split(html)
        del pieces[2::3]  # names
        between = "".join(pieces[::2])
        if (
            not html.count("<") == html.count(">") < _MAX_TAGS
            or len(html) > _MAX_CHARACTERS
            or "<" in between
            or ">" in between
            or "/cdn-cgi/" in html
            or ("&" in html and _OTHER_REFERENCE.search(html))
            or _CHANGED.search(html)
        ):
            return None
        opened: list[_Place] = []  # what is around the place that is reached
        bare: list[int] = []  # how much was opened where spans begin that say nothing
        place = end, allowed = "", _FLOW
        for index in range(1, len(pieces), 2):
            tag = pieces[index]
            if tag == end:
                place = end, allowed = opened.pop()
                if bare and bare[-1] == len(opened):
                    pieces[index] = ""
                    bare.pop()
                continue
            inside = allowed.get(tag)
            if inside is None:
                if last := tag.rfind("<"):
                    if f"<{tag[last + 2 :]}" not in allowed:
                        return None
                    continue
                made = _anywhere.get(tag) or self._known.get(tag) or self._with_attributes(tag, [*opened, place])
                if made is None:
                    return None
                tag, pieces[index] = made
                inside = allowed.get(tag)
            if inside is not _VOID:
                if inside is None or len(opened) > _MAX_DEPTH:
                    return None
                if tag == "<span>":
                    self._spans.add(pieces[index] == tag)
                    if pieces[index] == tag:
                        pieces[index] = ""
                        bare.append(len(opened))
                opened.append(place)
                place = end, allowed = inside
            elif pieces[index] == "<img>":
                return None
        if opened or len(self._spans) == 2:  # beside those that say something, the others stay
            return None
        return self._with_links("".join(pieces).replace("&quot;", '"').replace("\xa0", "&nbsp;"))

    def _with_links(self, html: str) -> str | None:
        """Return *html* with links that begin with the site or with a folder of its, None where nobody knows that."""
        for steps in ("/", "../../", "../") if '<a href="..' in html else ("/",):
            if (begin := f'<a href="{steps}') in html:
                url = self._links.absolute(steps) or ""
                if not _SURE_URL.fullmatch(url):
                    return None
                html = html.replace(begin, f'<a href="{url}')
        return html

    def _with_attributes(self, tag: str, opened: list[_Place]) -> tuple[str, str] | None:
        """Return *tag*, within what is *opened*, without its attributes, and with those that are allowed."""
        if link := _PLAIN_LINK.fullmatch(tag):
            url = self._links.absolute(link[1].replace("&amp;", "&"), is_link=True) or ""
            made = f'<a href="{url.replace("&", "&amp;")}"{link[2]}>'
            return ("<a>", made) if _SURE_URL.fullmatch(url) else None
        parts = _PARTS.fullmatch(tag)
        if parts is None:
            return None
        name, found = parts[1], _ATTRIBUTES.findall(parts[2])
        attributes = {key: quoted or single for key, quoted, single in found}
        bare = f"<{name}>"
        if (
            len(attributes) != len(found)
            or (parts[6] and _FLOW.get(bare) is not _VOID)
            or (name == "img" and not _is_picture(attributes))
            or name == "pre"
            or is_unseen(attributes)
            or any(word in tag for word in STAND_INS)
        ):
            return None
        made = f"<{name}"
        is_counted = False
        for key, value in attributes.items():
            if key in GLOBAL_ATTRIBUTES or key in ATTRIBUTES.get(name, ()):
                if "&" in value and value.count("&") != value.count("&amp;"):
                    return None
                if key in URL_ATTRIBUTES:
                    url = self._links.absolute(value.replace("&amp;", "&"), is_link=name == "a") or ""
                    if not _SURE_URL.fullmatch(url):
                        return None
                    made += f' {key}="{url.replace("&", "&amp;")}"'
                elif key != "class":
                    made += f' {key}="{value}"'
                elif language := language_class(value):
                    made += f' {key}="{language}"'
            if key in ("aria-hidden", "class", "style") and may_number_lines(tag):
                return None
            if key == "style" and (
                name not in ("img", "span") or not {"</pre>", "</code>"}.isdisjoint(end for end, _ in opened)
            ):
                return None
            if key == "style" or key.startswith("on"):
                self.dropped["style" if key == "style" else "event handler"] += 1
                is_counted = True
        if not is_counted and URL_ATTRIBUTES.isdisjoint(attributes):
            _anywhere.remember(tag, (bare, f"{made}>"))
        elif not is_counted:
            self._known[tag] = bare, f"{made}>"
        return bare, f"{made}>"


def _is_picture(attributes: dict[str, str]) -> bool:
    """Tell whether a picture is one as it is written: no script fills it in, and it does not count readers."""
    return (
        bool(attributes.get("src", "").strip())
        and not attributes["src"].endswith(FOR_THE_DARK)
        and "srcset" not in attributes
        and attributes.get("width") not in ("0", "1")
        and not any(name.startswith("data-") for name in attributes)
    )
