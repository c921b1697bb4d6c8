"""Template syntax in bodies: what only the generator of a site can render, and no feed may show.

Generators fill tags in before Markdown is read, in code blocks too: a tag is one wherever it stands. What is not closed
as its dialect asks is no tag: ``{{a}_b}`` of a formula, ``100{% off``, ``{: .note}``. The tags of ``raw`` are tags like
others: somebody must take them out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from syndicate.model.errors import ContentError, UsageError, excerpt
from syndicate.model.patterns import pattern

# From "{{" to "}}" with whole pairs of braces between, or a string alone, which shows a tag; and from "{%" to "%}"
# with none: no pattern looks past the next opening, so a megabyte of them costs no more than it is long.
_OUTPUT = r"\{\{(?>(?:[^{}]++|\{[^{}]*+\})*)\}\}|\{\{-?\s*+(?:\"[^\"}\n]*+\"|'[^'}\n]*+')\s*+-?\}\}"
_STATEMENT = r"\{%[-+~]?\s*+[a-z#$]\w*+(?>(?:[^%{]++|%(?!\})|\{(?!%))*)%\}"
_TAGS = {
    "liquid": rf"{_OUTPUT}|{_STATEMENT}",
    "nunjucks": rf"{_OUTPUT}|{_STATEMENT}|\{{#(?>(?:[^{{#\n]++|#(?!\}})|\{{(?!#)|\n(?!\s*\n))*)#\}}",
    "hugo": r"\{\{(?:<(?>(?:[^>{]++|>(?!\}\})|\{(?!\{))*)>|%(?>(?:[^%{]++|%(?!\}\})|\{(?!\{))*)%)\}\}",
    "zola": (
        r"\{\{-?\s*+[A-Za-z_]\w*+(?>(?:::\w++)*)\s*+\((?>(?:[^{}]++|\{[^{}]*+\})*)\}\}"
        r"|\{%-?\s*+(?:[A-Za-z_]\w*+(?>(?:::\w++)*)\s*+\((?>(?:[^%{]++|%(?!\})|\{(?!%))*)|end\s*+-?)%\}"
        # Components, which took the place of shortcodes in Zola 0.23: {{<note />}}, {% <note> %}.
        r"|\{\{-?\s*+<[A-Za-z_](?>(?:[^{}]++|\{[^{}]*+\})*)\}\}|\{%-?\s*+</?[A-Za-z_](?>(?:[^%{]++|%(?!\})|\{(?!%))*)%\}"
    ),
    # As Bridgetown has them, and Eleventy by EJS; unseen where it is a comment, <%# so %>.
    "erb": r"<%(?<!\\<%)(?>(?:[^%<\n]++|%(?!>)|<(?!%)|\n(?!\s*\n))*)%>",
    # Before its body a page of Docusaurus may import components, in plain Markdown too; of Svelte and Vue, in a script.
    "imports": (
        r"^import[ \t]++(?:[\w{*][^\n\"']*[ \t}]from[ \t]*+)?[\"'][^\n\"']++[\"'];?[ \t]*+$"
        r"|<script\b[^<>]*+>(?=[^<]*?\.(?:svelte|vue)[\"'])"
    ),
    # What MkDocs puts in the place of such a line stands in another file.
    "snippets": r"^[ \t]*+-++8<-++(?:[ \t]++[^\n]++)?[ \t]*+$",
    # Ruled lines of tables that Pandoc reads: what stands beside them is parted by its place in the line.
    "tables": r"^ {0,3}\+(?:[:=-]{3,}\+)+[ \t]*$|(?<=[^\n]\n) {0,3}-{3,}(?: +-{3,})+[ \t]*$",
    # What Obsidian puts in such a place stands in another file.
    "embeds": r"!\[\[[^\[\]\n]{1,500}+\]\]",
    # VitePress and VuePress put a file's code, or its text, in such a place.
    "code_files": r"^[ \t]*+<<<[ \t]*+[@.~/][^\s<>]++[^<>\n]*+$|^@\[code[^\[\]\n]*+\]\([^()\n]++\)|<!--[ \t]*+@include:[^\n<>]*+(?<=--)>",
    # What VitePress and VuePress show of an element a program decides.
    "vue": r"<[a-z][\w-]*+\s[^<>]{0,999}?(?<=\s)(?:v-(?:if|else|show|text|html)\b|(?:v-bind)?:(?:hidden|style=[^<>]{0,200}?(?:display|visibility)))",
    "svelte": r"\{#(?:if|each|await|key|snippet)[ \t]++[^{}\n]++\}",
    # Components of Nuxt Content, which are blocks with data and slots, or stand in a line.
    "mdc": r"^[ \t]*+:{2,}[a-z][\w-]*+(?:[ \t]*+[\[{][^\n]*+)?[ \t]*+$|(?<![\w:]):[a-z][\w-]*+[\[{]",
    "mdx": (
        r"^(?<![^\n]\n)(?:import|export)[ \t]++[\w{*\"'][^\n]*+"
        r"|</?(?:(?:[A-Z]|[a-z]\w*+\.)[\w.]*+(?=[\s/>])|>)|(?<!\\)\{[^\n]{0,60}+"
    ),
}
_INDENTED = pattern(r"^(?: {4}|\t)[^\n]*+", re.MULTILINE)
_DEFINITION = pattern(r"^ {0,3}\[[^\[\]\n]{1,999}+\]:[^\n]++", re.MULTILINE)
_KEPT = 10_000  # characters in front of the first tag, for a summary
DIALECTS = tuple(_TAGS)
_NOT_IN_CODE = ("code_files", "embeds", "erb", "imports", "mdc", "mdx", "svelte", "tables", "vue")
_OF_SOME = (*_NOT_IN_CODE, "snippets")
# Those that mean the same in every file: in others than MDX, "<Name>" and a line that begins with "import" are text.
EVERYWHERE = tuple(dialect for dialect in DIALECTS if dialect not in _OF_SOME)
# In MDX, and wherever Markdown is read before templates are, code is no template.
_CODE = pattern(
    r"^[ \t]*+(?P<fence>`{3,}+(?=[^`\n]*+$)|~{3,}+)[^\n]*+\n(?>(?:(?![ \t]*+(?P=fence))[^\n]*+\n)*)(?>(?:[ \t]*+(?P=fence)[`~]*+)?)|`[^`\n]*+`",
    re.MULTILINE,
)


def check_template_syntax(
    body: str, key: str, dialects: Collection[str] = EVERYWHERE, first_line: int | None = None, *, in_code: bool = True
) -> None:
    """Raise ContentError where *body*, of the file at *key*, holds a tag of one of *dialects*.

    dialects    of DIALECTS; else those that mean the same in every file
    first_line  where the body begins in its file, for the line of the tag; what read_body() returns knows it
    in_code     whether a tag is one in code of Markdown, too
    """
    found = [match for dialect in dialects if (match := _first_tag(body, dialect))]
    if found and not in_code:
        text = _without_code(body)
        found = [match for dialect in dialects if (match := _first_tag(text, dialect))]
    if not found:
        return
    first = min(found, key=lambda match: match.start())
    raise template_refusal(body, first, key, dialects, body[: first.start()], body[first.start() :], first_line)


def template_refusal(
    body: str,
    tag: re.Match[str],
    key: str,
    dialects: Collection[str],
    before: str,
    after: str,
    first_line: int | None = None,
) -> ContentError:
    """Return the error that says of *body* that nobody here renders its *tag*.

    before, after  what stands around the tag, as far as it is rendered
    """
    first_line = getattr(body, "first_line", None) if first_line is None else first_line
    place = key if first_line is None else f"{key}:{first_line + body.count(chr(10), 0, tag.start())}"
    before = before[:_KEPT].rpartition("\n\n")[0]
    if "[" in before:  # what its links refer to stands below
        lines = (found[0] for found in _DEFINITION.finditer(after))
        before += "".join(f"\n\n{line}" for line in lines if not any(_first_tag(line, dialect) for dialect in dialects))
    message = f"{place}: holds the template tag {excerpt(tag[0])}, which only the site's generator renders"
    return ContentError(message, before)


def template_tags(body: str, dialect: str) -> Iterator[re.Match[str]]:
    """Yield the tags of *dialect* (of DIALECTS) in *body*, in their order."""
    return re.compile(_TAGS[dialect], re.MULTILINE).finditer(body)


def _first_tag(body: str, dialect: str) -> re.Match[str] | None:
    if dialect not in _TAGS:
        raise UsageError(f"no template dialect is named {excerpt(dialect)}; there are {', '.join(DIALECTS)}")
    if dialect == "erb":
        if "<%" not in body:
            return None
        body = _INDENTED.sub(lambda found: " " * len(found[0]), body)  # code, too, where nobody fills such tags in
    if dialect in _NOT_IN_CODE:
        body = _without_code(body)
    elif "{" not in body and dialect != "snippets":
        return None
    return re.compile(_TAGS[dialect], re.MULTILINE).search(body)


def _without_code(body: str) -> str:
    """Return *body* with spaces where code is."""
    return _CODE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), body)
