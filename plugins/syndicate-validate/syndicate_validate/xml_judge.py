"""Judges XML as it comes, by the tables: no more of it is in memory than the elements that are open and small ones near."""

from __future__ import annotations

import re

from syndicate_validate.markup import judge_element
from syndicate_validate.names import Names, fault_of, prefix_of, prefixes
from syndicate_validate.nodes import MAX_TEXT, Document, Node
from syndicate_validate.vocabulary import VALUES, Definition, Vocabulary
from syndicate_validate.xml_bytes import SEPARATOR, StopError, XmlBytes

_MAX_DEPTH = 200
_INLINE = ("xhtml", "svg", "mathml")
# Root -> the format, and the prefix of its own elements.
_ROOTS = {
    "rss": ("rss", ""),
    "rdf:RDF": ("rdf", "rdf"),
    "atom:feed": ("atom", "atom"),
    "atom:entry": ("atom", "atom"),
    "sm:urlset": ("sitemap", "sm"),
    "sm:sitemapindex": ("sitemap", "sm"),
    "opml": ("opml", ""),
}
_LOCAL_ROOTS = {name.rpartition(":")[2]: name for name in _ROOTS}
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")


class XmlJudge(XmlBytes):
    """Judges one document, as XmlBytes reads it."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._names = Names()
        self._stack: list[Node] = []
        self._vocabulary = Vocabulary()
        self._root_name = ""

    def where(self) -> str:
        return self._stack[-1].label if self._stack else self._root_name

    def namespace(self, prefix: str | None, uri: str | None) -> None:
        if not uri:
            return
        prefix = prefix or ""
        known = prefix_of(uri)
        if known:
            self.document.declared.add(known)
            self._vocabulary.load(prefixes()[known].rules)
        if not self._stack and not prefix:
            return  # start() judges the namespace of the root
        fault = fault_of(prefix, uri)
        prefix_before = known and prefix and prefix != known and prefixes()[known].rules
        if fault is None and prefix_before:
            self.tell("namespace-prefix-unusual", uri, prefix=f"xmlns:{prefix}", usual=known)
        if fault:
            self.tell(fault[0], uri, prefix=f"xmlns:{prefix}" if prefix else "xmlns", right=fault[1])
        elif not known:
            self.tell("namespace-unknown", uri)
            if not _URI.fullmatch(uri) or re.fullmatch("tag:[^,]*", uri):
                self.tell("namespace-no-uri", uri, prefix=f"xmlns:{prefix}" if prefix else "xmlns")

    def start(self, name: str, attributes: list[str]) -> None:
        stack, parser = self._stack, self._parser
        parent = stack[-1] if stack else None
        if len(stack) >= _MAX_DEPTH:
            self.tell("xml-too-deep")
            raise StopError
        known = self._root(name) if parent is None else self._names[name]
        node = Node(known, parent, self.document, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)
        stack.append(node)
        if parent is not None and parent.is_free:
            node.is_free = True
            if known.partition(":")[0] not in _INLINE:
                if known.startswith("-:") and parent.name.startswith("xhtml:"):
                    node.tell("element-no-namespace")
                return
        if attributes:
            of_attribute = self._names.of_attribute
            node.attributes = {of_attribute(attributes[at]): attributes[at + 1] for at in range(0, len(attributes), 2)}
        if parent is None:
            self.document.version = node.attributes.get("version", "")
        self._place_in(node, parent, name)
        if node.attributes or (node.definition is not None and node.definition.attributes):
            self._judge_attributes(node)

    def text(self, text: str) -> None:
        if self._stack:
            node = self._stack[-1]
            if node.length < MAX_TEXT:
                node.length += len(text)
                node.pieces.append(text)

    def end(self, _: str) -> None:
        node = self._stack.pop()
        parent, definition = node.parent, node.definition
        if node.pieces:
            node.raw = "".join(node.pieces)
            node.text = node.raw.strip()
            node.pieces = []
        text = node.text
        if node.is_free and definition is None:
            if parent is not None and not parent.is_free:
                parent.keep(node)
            return
        if definition is not None:
            if definition.values:
                if text:
                    for judge in definition.values:
                        judge(text, node, "")
                elif not definition.row.may_be_empty and not node.counts:
                    node.tell("element-empty" if definition.is_prose else "value-empty")
            elif text and not definition.row.any_child and not definition.row.may_be_empty:
                node.tell("text-misplaced", text)
            if definition.children or self._vocabulary.wanted(node.name):
                self._judge_children(node, definition)
            for check in definition.checks:
                check(node)
        if parent is not None:
            if node.children:
                node.forget()
            parent.keep(node)

    def _root(self, raw: str) -> str:
        """Return what the root is called in tables, and judge by the format that it begins; StopError if it is none."""
        parts = raw.split(SEPARATOR)
        uri, local = (parts[0], parts[1]) if len(parts) > 1 else ("", raw)
        self._root_name = local
        name = _LOCAL_ROOTS.get(local, "")
        if not name:
            self.tell("format-html" if local.lower() == "html" else "format-unknown", local)
            raise StopError
        self.document.format, self._names.own = _ROOTS[name]
        right = prefixes()[name.partition(":")[0]].uri if ":" in name else ""
        if uri != right:
            if not uri:
                self.tell("namespace-missing", local, right=right)
            elif not right:
                self.tell("namespace-root-none", uri)
            else:
                self.tell("namespace-old" if "purl.org/atom/" in uri else "namespace-root", uri, right=right)
            self._names.aliases[uri] = self._names.own
        elif len(parts) == 3 and name != "rdf:RDF":
            self.tell("namespace-prefix", parts[2])
        self._vocabulary.load(self.document.format)
        return name

    def _place_in(self, node: Node, parent: Node | None, raw_name: str) -> None:
        """Find out what *node* is, and whether it may stand in *parent*."""
        name = node.name
        space = name.partition(":")[0] if ":" in name else ""
        if parent is None:
            node.definition = self._vocabulary.definition("", name)
            return
        found = self._vocabulary.definition(parent.name, name)
        number = parent.counts[name] = parent.counts.get(name, 0) + 1
        definition = parent.definition
        if space in _INLINE and found is None:
            node.is_free = True
            if self.document.format in ("sitemap", "opml"):  # which have no text
                node.tell("element-misplaced")
                return
            judge_element(node, raw_name.split(SEPARATOR))
            if definition is not None and not definition.row.any_child and name not in ("xhtml:body", "xhtml:div"):
                node.tell("xhtml-misplaced")
            return
        if definition is None:
            node.is_free = True
            return
        node.definition = found
        quantity = definition.children.get(name)
        if quantity is None and found is not None:
            quantity = found.inside.get(parent.name)
        if quantity is None:
            node.is_free = found is None
            self._unexpected(node, definition, space)
            return
        if space and space != self._names.own:
            self.document.used.add(space)
        if number > 1 and quantity in ("", "?", "~"):
            node.tell("element-repeated")
        if definition.order:
            at = definition.order.get(name, len(definition.order))
            if at < parent.last_order:
                node.tell("element-order", order=", ".join(definition.order))
            parent.last_order = max(parent.last_order, at)

    def _unexpected(self, node: Node, parent: Definition, space: str) -> None:
        """Judge an element that no table has where it stands."""
        if space == "-":
            node.tell("element-no-namespace")
        elif node.definition is not None:
            if not parent.row.any_child:
                node.tell("element-misplaced")
        elif space == self._names.own or (self._names.own == "rdf" and not space):
            if not parent.row.any_child:
                node.tell("element-unknown")
        elif not parent.row.any_child and space in prefixes() and prefixes()[space].rules:
            node.tell("extension-unknown")

    def _judge_attributes(self, node: Node) -> None:
        definition = node.definition
        for name, given in node.attributes.items():
            if name == "xml:base":
                VALUES["reference"](given, node, name)
            elif name == "xml:lang" and given:
                VALUES["language"](given, node, name)
            if definition is None:
                continue
            known = definition.attributes.get(name)
            if known is None:
                if ":" not in name and not definition.row.any_attribute:
                    node.tell("attribute-unknown", given, name)
                continue
            value = given.strip()
            if not value:
                if known.values and not known.may_be_empty:
                    node.tell("attribute-empty" if known.is_prose else "value-empty", given, name)
                continue
            for judge in known.values:
                judge(value, node, name)
        if definition is not None:
            for name, known in definition.attributes.items():
                if known.quantity != "?" and name not in node.attributes:
                    node.tell("attribute-recommended" if known.quantity else "attribute-missing", "", name)

    def _judge_children(self, node: Node, definition: Definition) -> None:
        """Judge what is missing."""
        counts = node.counts
        for name, quantity in definition.children.items():
            if name not in counts and quantity in ("", "+", "~"):
                node.tell("element-recommended" if quantity == "~" else "element-missing", name=name)
        for extension in self._vocabulary.wanted(node.name):
            if extension.name not in counts and extension.name.partition(":")[0] in self.document.used:
                is_advice = extension.inside[node.name] == "~"
                node.tell("element-recommended" if is_advice else "element-missing", name=extension.name)
