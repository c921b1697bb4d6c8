"""HTML and XHTML in feeds: what is none, what readers remove, and what leads nowhere."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from syndicate_validate.nodes import Node

# HTML 4.01 and HTML, Living Standard.
HTML_NAMES = set(
    "a abbr acronym address applet area article aside audio b base basefont bdi bdo big blink blockquote body br button "
    "canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed "
    "fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe "
    "img input ins isindex kbd keygen label legend li link main map mark marquee math menu menuitem meta meter nav nobr "
    "noembed noframes noscript object ol optgroup option output p param picture plaintext pre progress q rp rt ruby s "
    "samp script search section select slot small source span strike strong style sub summary sup svg table tbody td "
    "template textarea tfoot th thead time title tr track tt u ul var video wbr xmp".split()
)
UNSAFE = set(
    "applet base embed frame frameset link meta noscript object param plaintext script style title head html body".split()
)
_UNSAFE_IN_HTML = UNSAFE - {"title", "head", "html", "body"}
_SAFE_ATTRIBUTES = set(
    "abbr about accept accept-charset accesskey action align allow allowfullscreen alt async autocomplete autofocus "
    "autoplay axis background balance bgcolor bgproperties border bordercolor bordercolordark bordercolorlight "
    "bottompadding cellpadding cellspacing ch challenge char charoff charset checked choff cite class clear color cols "
    "colspan compact content contenteditable controls coords crossorigin data datafld datapagesize datasrc datatype "
    "datetime decoding default delay dir disabled download draggable dynsrc enctype end face for form frame frameborder "
    "galleryimg gutter headers height hidden hidefocus high href hreflang hspace icon id inputmode is ismap itemid "
    "itemprop itemref itemscope itemtype keytype kind label lang leftspacing list loading longdesc loop loopcount "
    "loopend loopstart low lowsrc marginheight marginwidth max maxlength media method min minlength multiple muted name "
    "nohref noshade nowrap open optimum pattern ping placeholder playsinline point-size poster pqg preload profile "
    "property prompt radiogroup readonly referrerpolicy rel repeat-max repeat-min replace required resource rev reversed "
    "rightspacing role rows rowspan rules sandbox scope scrolling selected shape size sizes span spellcheck src srcset "
    "standby start step style summary suppress tabindex target template title toppadding translate type typeof "
    "unselectable urn usemap valign value valuetype variable vlink volume vrml vspace width wrap xml:lang xmlns "
    "datatype prefix".split()
)
_STYLES = re.compile(
    r"(azimuth|background(-color)?|border(-(bottom|left|right|top))?(-(color|style|width))?|border-(collapse|spacing|radius)|"
    r"caption-side|clear|color|cursor|direction|display|elevation|float|font(-(family|size|style|variant|weight))?|"
    r"(max-|min-)?(height|width)|letter-spacing|line-height|list-style(-type|-position)?|margin(-(bottom|left|right|top))?|"
    r"overflow|padding(-(bottom|left|right|top))?|page-break-(after|before|inside)|pause(-after|-before)?|pitch(-range)?|"
    r"quotes|richness|speak(-header|-numeral|-punctuation)?|speech-rate|stress|table-layout|"
    r"text-(align|decoration|indent|transform)|unicode-bidi|vertical-align|visibility|voice-family|volume|white-space|"
    r"word-(spacing|wrap|break))"
)
_STYLE_VALUE = re.compile(
    r"(?!.*((?<![#\da-fA-F])\d{4,}|url\s*\(|expression|javascript:|\\))[\w\s#%.,'\"!()/+-]*", re.IGNORECASE
)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:.-]*)((?:\s+|/)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)?(>?)")
# Of a text without a tag of its own: an article about HTML has both.
_ESCAPED_TWICE = re.compile(
    r"\A\s*&lt;(p|div|br|a|h[1-6]|ul|ol|table|img|span|strong|em|figure)\b|&amp;(lt|gt|quot|nbsp|amp|#\d+);"
)
_ATTRIBUTE = re.compile(r"([A-Za-z_:@][\w:.@-]*)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'<>]+))?")
# Attributes that hold an address, those of SVG that can set one included.
_ADDRESSES = set(
    "action archive background by cite classid code codebase data dynsrc formaction from href longdesc lowsrc manifest "
    "ping poster profile src srcdoc to usemap values xlink:href".split()
)
_RISKY = re.compile(rf"(?:^|[\s/\"'])(?:on\w+|style|{'|'.join(sorted(_ADDRESSES))})\s*=", re.IGNORECASE)
# The URL Standard, section 4.4: what stands around an address and line breaks in it do not count.
_AROUND = "".join(map(chr, range(0x21)))
_BREAKS = str.maketrans("", "", "\t\n\r")
_RUNS = re.compile(
    r"((?:java|vb|live)script|mocha):|(data):[\s\x00-\x1f]*(?:text/(?:html|xml|xsl)|application/(?:xhtml\+xml|xml)|image/svg)",
    re.IGNORECASE,
)
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#|$")


def judge_html(text: str, node: Node, attribute: str = "") -> None:
    """Judge *text*, HTML as a feed has it once the XML is read."""
    if _ESCAPED_TWICE.search(text) and not _TAG.search(text):
        node.tell("html-escaped-twice", text, attribute)
    for found in _TAG.finditer(text):
        is_end, name, rest, end = found.groups()
        lower = name.lower()
        if not end:
            if not rest or not rest.strip() or "=" in rest:
                node.tell("html-broken", found[0], attribute)
            continue
        if lower not in HTML_NAMES:
            if ":" not in lower and "-" not in lower:
                node.tell("html-tag-unknown", found[0], attribute, tag=name[:40])
        elif lower in _UNSAFE_IN_HTML and not is_end:
            node.tell("html-unsafe-tag", found[0], attribute, tag=lower)
        if rest and _RISKY.search(rest):
            _judge_attributes(rest, found[0], node, attribute)


def _judge_attributes(rest: str, tag: str, node: Node, attribute: str) -> None:
    for name, given in _ATTRIBUTE.findall(rest):
        lower, value = name.lower(), given.strip("\"'").strip()
        if lower.startswith("on") and given:
            node.tell("html-unsafe-attribute", tag, attribute, name=lower[:40])
        elif lower == "style":
            judge_style(value, node, attribute)
        elif lower in _ADDRESSES:
            if scheme := scheme_that_runs(unescape(value)):
                node.tell("html-unsafe-attribute", tag, attribute, name=f"{lower}={scheme}:")
            elif lower in ("href", "src") and not _ABSOLUTE.match(value) and node.document.format in ("rss", "rdf"):
                node.tell("html-relative", value, attribute)


def scheme_that_runs(address: str) -> str:
    """Return the scheme of *address* if following it, or showing what is there, runs a script; else ""."""
    found = _RUNS.match(address.translate(_BREAKS).lstrip(_AROUND))
    return (found[1] or found[2]).lower() if found else ""


def judge_style(style: str, node: Node, attribute: str = "") -> None:
    """Readers keep harmless properties with plain values, and drop the others or the whole attribute."""
    for each in unescape(style).split(";"):
        name, colon, value = each.strip().partition(":")
        if each.strip() and not (
            colon and _STYLES.fullmatch(name.strip().lower()) and _STYLE_VALUE.fullmatch(value.strip())
        ):
            node.tell("html-style", each.strip(), attribute)
            return


def judge_element(node: Node, names: list[str]) -> None:
    """Judge an element of XHTML, SVG or MathML that stands in a feed as such; *names* are URI, local name, prefix."""
    space, _, local = node.name.partition(":")
    parent = node.parent
    if space != "xhtml":
        known = _SVG if space == "svg" else _MATHML
        if local not in known:
            node.tell("html-unsafe-tag", local, tag=f"{space}:{local[:40]}")
    elif local not in HTML_NAMES:
        node.tell("html-tag-unknown", local, tag=local[:40])
    elif local in UNSAFE and local != "body":
        node.tell("html-unsafe-tag", f"<{local}>", tag=local)
    if len(names) == 3 and space == "xhtml" and (parent is None or not parent.name.startswith("xhtml:")):
        node.tell("namespace-prefix", names[2])
    for name, value in node.attributes.items():
        if name == "style":
            judge_style(value, node)
        elif (local := name.removeprefix("{http://www.w3.org/1999/xlink}")) in _ADDRESSES and (
            scheme := scheme_that_runs(value)
        ):
            node.tell("html-unsafe-attribute", value, name=f"{local}={scheme}:")
        elif ":" in name or name.startswith(("data-", "aria-")):
            continue
        elif (space == "xhtml" and (name not in _SAFE_ATTRIBUTES)) or (
            space != "xhtml" and name not in _SVG_ATTRIBUTES
        ):
            node.tell("html-unsafe-attribute", value, name=name[:40])


_SVG = set(
    "a animate animateColor animateMotion animateTransform circle clipPath defs desc ellipse filter font-face "
    "font-face-name font-face-src foreignObject g glyph hkern image line linearGradient marker mask metadata "
    "missing-glyph mpath path pattern polygon polyline radialGradient rect set stop svg switch symbol text textPath title "
    "tspan use view".split()
)
_MATHML = set(
    "annotation annotation-xml maction math merror mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom "
    "mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none "
    "semantics".split()
)
_SVG_ATTRIBUTES = set(
    "accumulate accent-height actiontype additive align alphabetic arabic-form ascent attributeName attributeType "
    "baseProfile bbox begin bevelled by calcMode cap-height class clip-path clip-rule color color-interpolation-filters "
    "color-rendering columnalign columnlines columnspacing columnspan content cx cy d depth descent display displaystyle "
    "dominant-baseline dur dx dy encoding end equalcolumns equalrows fence fill fill-opacity fill-rule filter font "
    "font-family font-size font-stretch font-style font-variant font-weight fontfamily fontsize fontstyle fontweight "
    "fontstyle form frame from fx fy g1 g2 glyph-name gradientTransform gradientUnits hanging height horiz-adv-x "
    "horiz-origin-x href id ideographic k keyPoints keySplines keyTimes lang linebreak linethickness lspace "
    "marker-end marker-mid marker-start markerHeight markerUnits markerWidth mask mathbackground mathcolor mathematical "
    "mathsize mathvariant max maxsize media min minsize name notation offset opacity open orient origin other "
    "overline-position overline-thickness panose-1 path pathLength patternTransform patternUnits points "
    "preserveAspectRatio r refX refY repeatCount repeatDur requiredExtensions requiredFeatures restart rotate rowalign "
    "rowlines rowspacing rowspan rspace rx ry scriptlevel selection separator separators slope space stemh stemv stop-color "
    "stop-opacity stretchy strikethrough-position strikethrough-thickness stroke stroke-dasharray stroke-dashoffset "
    "stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width style systemLanguage target "
    "text-anchor text-rendering title to transform type u1 u2 underline-position underline-thickness unicode unicode-range "
    "units-per-em values version viewBox visibility width widths x x-height x1 x2 y y1 y2 zoomAndPan xmlns overflow".split()
)
