"""MathML as text in one line, for readers that show no formulas."""

from __future__ import annotations

from typing import Any

# How a formula of two parts is written in one line.
_BETWEEN_PARTS = {"mfrac": "/", "msup": "^", "msub": "_", "mroot": "√", "munder": "_", "mover": "^"}
# Its cells and rows: "[1, 2; 3, 4]".
_BETWEEN_MANY = {"mtr": ", ", "mtable": "; "}
_MAX_DEPTH = 100


def formula_text(node: Any, depth: int = 0) -> str:
    """Return what the MathML *node* says, e.g. "1/2", "x^(n+1)"; below *depth* 100 its letters only."""
    if depth > _MAX_DEPTH:
        return str(node.text()).strip()
    if node.is_text_node:
        return (node.text_content or "").strip()
    tag = node.tag
    parts = [
        part
        for child in node.iter(include_text=True)
        if child.tag not in ("annotation", "annotation-xml") and (part := formula_text(child, depth + 1))
    ]
    if tag == "msqrt":
        return f"√{_bracketed(''.join(parts))}"
    if tag in _BETWEEN_PARTS and len(parts) == 2:
        parts = parts[::-1] if tag == "mroot" else parts
        return _BETWEEN_PARTS[tag].join(map(_bracketed, parts))
    if tag in _BETWEEN_MANY:
        many = _BETWEEN_MANY[tag].join(parts)
        return f"[{many}]" if tag == "mtable" and len(parts) > 1 else many
    if tag in ("msubsup", "munderover") and len(parts) == 3:
        return f"{parts[0]}_{_bracketed(parts[1])}^{_bracketed(parts[2])}"
    return "".join(parts)


def _bracketed(text: str) -> str:
    return text if len(text) == 1 or text.isalnum() else f"({text})"
