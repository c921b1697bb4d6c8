"""YAML text into plain values that know where they stand, within bounds.

YAML 1.1 reads `no` as false, 12:30 as 750 and 0123 as 83. Here only what a person means by it is more than text: a
plain true, false, null, or a number as JSON writes it. libyaml composes the nodes; the values are made from them here,
so that no tag constructs anything, every mistake has a line and a column, and the text as written stays in reach.
"""

from __future__ import annotations

import marshal
import re
from collections.abc import Callable
from typing import Any

from syndicate.files.tree import Place, RawTree
from syndicate.files.yaml.entries import Entries, Entry, part_value, sound_entries, value_of, values_as_entries
from syndicate.files.yaml.nodes import MAX_ALIASED_VALUES, GiveUpError, Lines, Maker, merged_nodes
from syndicate.files.yaml.plain import scalar_value
from syndicate.files.yaml.plain_json import plain_json
from syndicate.model.errors import Fault

# What YAML's production c-printable leaves out, and half surrogate pairs.
_INDENTING_TABS = re.compile(r"^(?=[ \t-]*\t)[ \t]*(?:-[ \t]+)*", re.MULTILINE)  # after a dash, too
_PAIR = re.compile(r"\\u([Dd][89ABab][0-9A-Fa-f]{2})\\u([Dd][C-Fc-f][0-9A-Fa-f]{2})")
_SEPARATORS = re.compile("[\x85\u2028\u2029]")  # line breaks of YAML 1.1; word processors leave them within lines
_FORBIDDEN = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"


class YamlTree(RawTree):
    """What a YAML text says.

    faults  everything that is wrong with the text as YAML
    """

    __slots__ = ("_entries", "_first_line", "_lines", "_root", "_text", "_value", "faults", "path")

    def __init__(self, path: str, lines: Lines | None, root: Any, value: Any, faults: tuple[Fault, ...]) -> None:
        self.path = path
        self.faults = faults
        self._value = value
        self._entries: Entries | None = None
        self._lines = lines
        self._root = root
        self._text = ""  # of what is not composed yet
        self._first_line = 0

    @classmethod
    def plain(cls, text: str, path: str, first_line: int, found: Entries) -> YamlTree:
        """Return the tree of *text*, which has the entries *found*; values are read and nodes composed on demand."""
        tree = cls(path, None, None, None, ())
        tree._text, tree._first_line, tree._entries = text, first_line, found
        return tree

    @property
    def value(self) -> Any:
        """Dict, list, str, int, float, bool or None; keys are text. Where faults are, what could be read."""
        if self._value is None and self._entries is not None:
            self._value = {key: _own(entry[3]) if entry[3] else value_of(entry) for key, entry in self._entries.items()}
        return self._value

    @property
    def entries(self) -> Entries:
        return super().entries if self._entries is None else self._entries

    def position(self, path: Place = (), *, of_key: bool = False) -> tuple[int, int]:
        """Return line and column, both from 1, of the value at *path*, e.g. ("images", 0, "width"), or of its key.

        Where there is no such value, the nearest one around it.
        """
        if of_key and self._text and len(path) == 1 and (line := self._line_of(f"{path[0]}:")):
            return line, 1
        key, node, _ = self._find(path)
        node = key if of_key and key is not None else node
        assert self._lines is not None  # noqa: S101  they were found with the node
        return self._lines.place(node.start_mark.index if node is not None else 0)

    def _line_of(self, mark: str) -> int:
        """Return the line of plain text, not composed yet, that alone begins with *mark*; 0 where none does."""
        index = 0 if self._text.startswith(mark) else self._text.find(f"\n{mark}") + 1
        is_there = self._text.startswith(mark, index) and self._text.find(f"\n{mark}", index) < 0
        return self._first_line + self._text.count("\n", 0, index) if is_there else 0

    @property
    def is_mapping(self) -> bool:
        return self._entries is not None or super().is_mapping

    def some(self, is_wanted: Callable[[str], bool]) -> dict[str, Any]:
        if self._entries is None:
            return super().some(is_wanted)
        return {key: entry[1] or value_of(entry) for key, entry in self._entries.items() if is_wanted(key)}

    def cache_key(self, is_wanted: Callable[[str], bool]) -> tuple[Entry, ...] | None:
        if self._entries is None:
            return None
        found = tuple([entry for key, entry in self._entries.items() if is_wanted(key)])
        return None if [entry for entry in found if entry[4] != ""] else found

    def text(self, path: Place) -> str:
        """Return the scalar at *path* as it is written, without quotes: "1.10" where the value is 1.1."""
        if self._entries is not None and len(path) == 1:
            _, text, scalar, *_ = self._entries.get(str(path[0]), ("", "", ""))
            if text or scalar:
                value = text or scalar_value(scalar)
                return value if type(value) is str else scalar.rstrip(" ")
        _, node, is_exact = self._find(path)
        return node.value if is_exact and isinstance(node.value, str) else ""

    def is_quoted(self, key: str) -> bool | None:
        """Tell whether the scalar under *key* stands between quotes; None where its place must tell."""
        _, text, scalar, *_ = self.entries.get(key, ("", "", ""))
        return bool(text) or scalar[0] in "\"'" if text or scalar else None

    def has(self, path: Place) -> bool:
        """Tell whether something stands at *path* itself, and be it nothing but its key."""
        # What is plain holds nothing that does not stand in its value, so no node need be composed.
        return super().has(path) if self._text else self._find(path)[2]

    def _find(self, path: Place) -> tuple[Any, Any, bool]:
        """Return key node, value node, and whether they stand at *path* itself."""
        if self._text:
            from syndicate.files.yaml.compose import compose

            self._lines = Lines(self._text, self._first_line)
            self._root, self._text = compose(self._text), ""
        key, node = None, self._root
        for step in path:
            found = _child(node, step)
            if found is None:
                return key, node, False
            key, node = found
        return key, node, node is not None


def _own(part: str) -> Any:
    """Return the value of *part*, which other heads may have, too, for one alone."""
    return marshal.loads(marshal.dumps(part_value(part)))  # noqa: S302  made here


def _paired(escapes: re.Match[str]) -> str:
    return bytes.fromhex(f"{escapes[1]}{escapes[2]}").decode("utf-16-be")


def parse_yaml(text: str, *, path: str, first_line: int = 1) -> YamlTree:
    """Return what *text* says, with every fault that can be found in one run.

    path        of the file, for the faults
    first_line  the line of the file in which *text* begins

    Characters that YAML forbids are read as spaces; a byte order mark at the start is passed over. Merge keys (``<<``)
    are honoured; tags mean nothing, but that a scalar with one is text. Of two equal keys the last counts,
    as in the parsers of generators, with a warning where they say different things. Tabs that indent are read as
    spaces, with a warning. As the parsers of JavaScript have it, two escapes that are a surrogate pair are one
    character, and a separator of lines or paragraphs (U+2028) ends no line where that would be a fault.

    Raises SyndicateError if PyYAML lacks its C parser and it takes one to read the text.
    """
    text = text.removeprefix("\ufeff")
    if text[:1] == "{":
        mapping = plain_json(text)
        found = None if mapping is None else values_as_entries(mapping)
    else:
        found = sound_entries(text)
    if found is not None:
        return YamlTree.plain(text, path, first_line, found)
    from syndicate.files.yaml.compose import compose, parser

    parser()  # It may be missing.
    from yaml import YAMLError
    from yaml.reader import ReaderError

    lines = Lines(text, first_line)
    maker = Maker(path, lines, MAX_ALIASED_VALUES + len(text))
    root, value = None, None
    try:
        try:
            root = compose(text)
        except (ReaderError, UnicodeEncodeError):
            # One character for one: every position stays.
            return parse_yaml(re.sub(_FORBIDDEN, " ", text), path=path, first_line=first_line)
        except YAMLError as error:
            if (mended := _PAIR.sub(_paired, _SEPARATORS.sub(" ", text))) != text:
                return parse_yaml(mended, path=path, first_line=first_line)
            if not (tab := _INDENTING_TABS.search(text)):
                raise
            spaced = _INDENTING_TABS.sub(lambda found: found[0].replace("\t", " "), text)
            try:
                root = compose(spaced)
            except YAMLError:
                raise error from None
            text = spaced
            maker.faults.append(maker.fault(tab.start(), "", "a tab cannot indent; write spaces").as_warning())
        if root is not None:
            if "*" in text:
                maker.measure(root, 0)
            value = maker.make(root, 0)
    except YAMLError as error:
        from syndicate.files.yaml.errors import explain

        index, message = explain(error, text)
        maker.faults.append(maker.fault(index, "", message))
    except GiveUpError:
        pass  # Its reason is among the faults.
    return YamlTree(path, lines, root, value, tuple(dict.fromkeys(maker.faults)))


def _child(node: Any, step: str | int) -> tuple[Any, Any] | None:
    """Return key node (None in a list) and value node of what *step* leads to."""
    if node is None or type(node.value) is str:
        return None
    if node.id == "sequence":
        return (None, node.value[step]) if isinstance(step, int) and step < len(node.value) else None
    for key, value in reversed(node.value):
        if key.value == step:
            return key, value
    for key, value in node.value:
        if key.value == "<<":
            for mapping in merged_nodes(value):
                if mapping.id == "mapping" and (found := _child(mapping, step)) is not None:
                    return found
    return None
