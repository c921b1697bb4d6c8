"""What a function in JavaScript says of the permalink of a page that is no draft, told without running it.

Understood are returns, `if`, `?:`, `||`, and texts made of the page's data. Where a condition cannot be told, both of
its ways have to lead to one result. Nothing is guessed: whatever is not understood has no result.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from .tokens import Token, unquoted

OWN = "{{ permalink }}"  # first in a result: the permalink that the page has without the function, if it has any
_DRAFT = frozenset(("draft", "isDraft", "is_draft"))
_NOTHING = frozenset(("undefined", "null"))
_ENDS = frozenset((",", ";", "}", ")", "]", "", "else", "return", "if", "const", "let"))
_MAX_TOKENS = 400
_INSIDE = re.compile(r"\$\{([^{}`]*)\}")
_FILTERED = re.compile(r"this\.(\w+)\(([^()]*)\)")
_PATH = re.compile(r"[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)*")

# A template, or None: there is no page.
_Results = set[str | None]


class _UnknownError(Exception):
    """What stands there is not understood."""


def permalink_of(tokens: Sequence[Token], closing: Mapping[int, int], at: int) -> str | None:
    """Return the template that the function gives which begins at the token *at*, None where nobody can tell.

    closing  where each bracket closes
    """
    try:
        has_own, has_none = (_Function(tokens, closing, at, has_own=own).results() for own in (True, False))
    except (_UnknownError, IndexError):
        return None
    if len(has_own) > 1 or len(has_none) > 1:
        return None
    one, other = has_own.pop(), has_none.pop()
    if other is None or one == other:
        return other
    return OWN + other if one == OWN else None


class _Function:
    """A function of the data of a page.

    has_own  whether these have a permalink
    """

    def __init__(self, tokens: Sequence[Token], closing: Mapping[int, int], at: int, *, has_own: bool) -> None:
        self._words = [token.text for token in tokens[at : at + _MAX_TOKENS]]
        self._kinds = [token.kind for token in tokens[at : at + _MAX_TOKENS]]
        self._closing = {start - at: closing[start] - at for start in range(at, at + _MAX_TOKENS) if start in closing}
        self._has_own = has_own
        words = self._words
        start = int(words[0] == "function")
        start += words[start] != "(" and words[start + 1] == "("  # its name
        end = self._closing[start] if words[start] == "(" else start
        is_taken_apart = words[start + 1] == "{"
        names = words[start + 2 : end - 1 : 2] if is_taken_apart else words[start + (end > start) :][:1]
        if is_taken_apart and any(word != "," for word in words[start + 3 : end - 1 : 2]):
            raise _UnknownError
        self._data = "" if is_taken_apart else names[0]
        self._names = frozenset(names if is_taken_apart else ())
        self._body = end + 1 + (words[end + 1] == "=>")
        if words[end + 1] not in ("=>", "{"):
            raise _UnknownError

    def results(self) -> _Results:
        """Return what it may give to a page that is no draft."""
        if self._words[self._body] != "{":
            return self._value(self._body, self._end(self._body))
        found, goes_on = self._block(self._body)
        return found | {""} if goes_on else found

    def _end(self, at: int) -> int:
        """Return the token behind the expression at *at*."""
        while self._words[at] not in _ENDS:
            at = self._closing.get(at, at) + 1
        return at

    def _block(self, at: int) -> tuple[_Results, bool]:
        """Return what the block at *at* gives, and whether what stands behind it is reached."""
        found: _Results = set()
        end, at = self._closing[at], at + 1
        while at < end:
            given, goes_on, at = self._statement(at)
            found |= given
            if not goes_on:
                return found, False
        return found, True

    def _statement(self, at: int) -> tuple[_Results, bool, int]:
        """Return what the statement at *at* gives, whether the next one is reached, and where that is."""
        word = self._words[at]
        if word == "{":
            return *self._block(at), self._closing[at] + 1
        if word in ("return", "const", "let"):
            end = self._end(at + 1)
            after = end + (self._words[end] == ";")
            return (self._value(at + 1, end), False, after) if word == "return" else (set(), True, after)
        if word != "if" or self._words[at + 1] != "(":
            raise _UnknownError
        close = self._closing[at + 1]
        given, goes_on, after = self._statement(close + 1)
        other: _Results = set()
        other_goes_on = True
        if self._words[after] == "else":
            other, other_goes_on, after = self._statement(after + 1)
        is_so = self._is_so(at + 2, close)
        if is_so is None:
            return given | other, goes_on or other_goes_on, after
        return (given, goes_on, after) if is_so else (other, other_goes_on, after)

    def _parts(self, start: int, end: int, marks: Sequence[str]) -> list[tuple[int, int]]:
        """Return where the parts begin and end between which *marks* stand, outside of brackets."""
        cuts, at = [], start
        while at < end:
            if self._words[at] in marks:
                cuts.append(at)
            at = self._closing.get(at, at) + 1
        return list(zip([start, *(cut + 1 for cut in cuts)], [*cuts, end], strict=True))

    def _value(self, start: int, end: int) -> _Results:
        """Return what the expression there may be."""
        while self._words[start] == "(" and self._closing[start] == end - 1:
            start, end = start + 1, end - 1
        (_, question), *_ = self._parts(start, end, ("?",))
        if question < end:
            opened, colon = 1, question
            while opened:
                colon = self._closing.get(colon, colon) + 1
                opened += (self._words[colon] == "?") - (self._words[colon] == ":")
            is_so = self._is_so(start, question)
            found = self._value(question + 1, colon) if is_so is not False else set()
            return found if is_so else found | self._value(colon + 1, end)
        (_, first), *others = self._parts(start, end, ("||", "??"))
        if others:
            if self._path(start, first) != "permalink":
                raise _UnknownError
            return {OWN} if self._has_own else self._value(first + 1, end)
        if self._words[start:end] == ["false"]:
            return {None}
        if self._path(start, end) == "permalink":
            return {OWN if self._has_own else ""}
        return {"".join(self._text(*part) for part in self._parts(start, end, ("+",)))}

    def _text(self, start: int, end: int) -> str:
        """Return the template that makes the text there."""
        word = self._words[start]
        if end - start == 1 and self._kinds[start] == "text":
            return unquoted(word)
        if end - start == 1 and word in _NOTHING:
            return ""
        if end - start == 1 and self._kinds[start] == "template":
            if "${" in _INSIDE.sub("", word):
                raise _UnknownError
            return unquoted(_INSIDE.sub(lambda found: self._filled(found[1]), word))
        return self._filled("".join(self._words[start:end]))

    def _filled(self, text: str) -> str:
        """Return the tag for an expression: data, others where these are missing, a filter of Eleventy."""
        filtered = _FILTERED.fullmatch(text.strip())
        names = [self._name(name) for name in re.split(r"\|\||\?\?", filtered[2] if filtered else text)]
        if not all(names) or "permalink" in names:
            raise _UnknownError
        return "{{ " + " ?? ".join(names) + (f" | {filtered[1]}" if filtered else "") + " }}"

    def _path(self, start: int, end: int) -> str:
        """Return the name in the data of what stands there, "" if it is none."""
        return self._name("".join(self._words[start:end]))

    def _name(self, text: str) -> str:
        text = text.strip()
        root, _, rest = text.replace("?.", ".").partition(".")
        if not _PATH.fullmatch(text):
            return ""
        return rest if root == self._data else text.replace("?.", ".") if root in self._names else ""

    def _is_so(self, start: int, end: int) -> bool | None:
        """Tell whether the condition there holds for a page that is no draft; None if that cannot be told."""
        while self._words[start] == "(" and self._closing[start] == end - 1:
            start, end = start + 1, end - 1
        for mark, decides in ("||", True), ("&&", False):
            parts = self._parts(start, end, (mark,))
            if len(parts) > 1:
                found = [self._is_so(*part) for part in parts]
                return decides if decides in found else None if None in found else not decides
        if self._words[start] == "!":
            found_so = self._is_so(start + 1, end)
            return None if found_so is None else not found_so
        if self._words[end - 1] == "true" and self._words[end - 2] in ("===", "!==", "==", "!="):
            return self._words[end - 2][0] == "!" if self._path(start, end - 2) in _DRAFT else None
        path = self._path(start, end)
        return False if path in _DRAFT else self._has_own if path == "permalink" else None
