"""What libyaml found wrong with a text, as a sentence for the person who wrote it."""

from __future__ import annotations

import re
from typing import Any

from syndicate.model.errors import excerpt

_KEY_VALUE = re.compile(r"\s*(?:- +)*([^\s:#\"'{\[][^:]*?): +(\S.*?)\s*")

# Beginning of libyaml's words -> ours. The context, where it matters, stands before the bar.
_SENTENCES: dict[str | tuple[str, ...], str] = {
    ("nested too deeply", "exceeded maximum nesting depth"): "nested more than 100 levels deep; take some levels out",
    "block sequence entries are not": "a list cannot begin here; write each '- ' on a line of its own below the key",
    "mapping keys are not": "'? ' cannot stand here; put the text in quotes",
    "while scanning a simple key|": "this line is neither 'key: value' nor a part of what stands above; write a colon and a space after the key",
    "while scanning an anchor|": "'&' begins an anchor, and this is none; put the text in quotes",
    "while scanning an alias|": "'*' begins an alias, and this is none; put the text in quotes",
    (
        "while scanning a tag|",
        "while parsing a tag|",
        "found undefined tag handle",
    ): "'!' begins a tag that is not one; put the text in quotes",
    "while scanning a directive|": "'%' cannot begin a line; put the text in quotes",
    "found incompatible YAML": "'%YAML' names a version that is not read; take the line out",
    "found duplicate %": "'%' begins a directive that stands there twice; take one out",
    "found unknown escape": "'\\' in double quotes begins an escape, and this is none; write '\\\\', or use single quotes",
    "did not find expected hexdecimal": "'\\x', '\\u' and '\\U' ask for 2, 4 and 8 hexadecimal digits; write '\\\\' for a backslash",
    "found invalid Unicode character": "this escape names no character; write '\\\\' for a backslash",
    "found unexpected ':'": "a colon inside '[...]' or '{...}' needs a space behind it, or quotes around the text",
    "found a tab character": "a tab cannot indent; write spaces",
    "while scanning a block scalar|": "'|' or '>' begins a text on the lines below; put nothing behind it, or quote the text",
    "while parsing a flow sequence|": "the list that opens here with '[' is not closed, or lacks a comma; write [one, two]",
    "while parsing a flow mapping|": "the mapping that opens here with '{' is not closed, or lacks a comma; write {one: 1, two: 2}",
    "while parsing a block collection|": "a list goes on here with something else; begin each entry with '- ', all in one column",
    "did not find expected node content": "a value was expected here; put text that begins with a sign in quotes",
    "did not find expected <document start>": "the text goes on after its end; indent it, or put it in quotes",
    "while parsing a block mapping|": "'key: value' was expected here; is the line indented as the one above, and are the quotes around the whole value?",
}
_AT_CONTEXT = (
    "while scanning a simple key",
    "while scanning an alias",
    "while scanning an anchor",
    "while parsing a flow sequence",
    "while parsing a flow mapping",
)


def explain(error: Any, text: str) -> tuple[int, str]:
    """Return where in *text*, in characters, PyYAML's *error* lies, and a sentence that says how to mend it."""
    mark, context_mark = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    problem, context = getattr(error, "problem", None) or str(error), getattr(error, "context", None) or ""
    index = min(mark.index if mark else 0, len(text))
    opened = context_mark.index if context_mark else index
    if problem == "found undefined alias":
        name = _word(text, index + 1)
        return index, f"'*{name}' repeats what '&{name}' names, and nothing does; put the text in quotes"
    if context.startswith("found duplicate anchor"):
        return index, f"the anchor '&{_word(text, index + 1)}' is given twice; rename one"
    if context.startswith("expected a single document"):
        return index, "a second document begins here; take the line --- out"
    if problem.startswith(("found unexpected end of stream", "found unexpected document")) and "quoted" in context:
        return opened, f"the quote that opens here, {text[opened : opened + 1]}, is never closed; close it"
    if problem.startswith("mapping values are not"):
        return index, _second_colon(text, index)
    if problem.startswith("found character that cannot start"):
        sign = text[index : index + 1]
        if sign == "\t":
            return index, "a tab cannot indent; write spaces"
        return index, f"a plain text cannot begin with {excerpt(sign)}; put it in quotes"
    for words, sentence in _SENTENCES.items():
        if f"{context}|{problem}".startswith(words) or problem.startswith(words):
            return opened if context in _AT_CONTEXT else index, sentence
    return index, f"this is not YAML: {problem}"


def _word(text: str, index: int) -> str:
    found = re.compile(r"[\w-]+").match(text, index)
    return found[0] if found else ""


def _second_colon(text: str, index: int) -> str:
    start, end = text.rfind("\n", 0, index) + 1, text.find("\n", index)
    line = text[start : end if end >= 0 else len(text)]
    written = _KEY_VALUE.fullmatch(line[:300])
    if written and start + written.start(2) < index:
        value = written[2].replace("'", "''")
        return f"a text that holds ': ' needs quotes; write {written[1]}: '{value}'"
    return "a second 'key: value' begins here; is the line indented as the one above? Text that holds ': ' needs quotes"
