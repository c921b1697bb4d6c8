"""What is installed, for people and programs: plugins, their parts and options, and what failed to load."""

from __future__ import annotations

from typing import Any

from msgspec import inspect

from syndicate.files.check import type_words
from syndicate.model.errors import excerpt
from syndicate.parts.offers import KINDS
from syndicate.parts.registry import Registry


def list_plugins(registry: Registry) -> list[dict[str, Any]]:
    """Return plain values, one mapping a plugin: built-ins first, then installed ones, then those of paths."""
    kinds = {word: kind for kind, word in KINDS.items()}
    return [
        {
            "name": plugin.name,
            "distribution": plugin.distribution or None,
            "version": plugin.version or None,
            "origin": plugin.origin,
            "location": plugin.location,
            "failure": plugin.failure or None,
            "parts": [
                {"kind": word, "name": name, "options": _options(registry.offers(kinds[word], name, plugin))}
                for word, name in plugin.parts
            ],
        }
        for plugin in registry.plugins
    ]


def as_lines(listed: list[dict[str, Any]]) -> list[str]:
    """Return the list as people read it, by lines."""
    lines = []
    for plugin in listed:
        name = f"{plugin['distribution']} {plugin['version'] or ''}" if plugin["distribution"] else plugin["name"]
        lines.append(f"{name.strip()} ({', '.join(filter(None, (plugin['origin'], plugin['location'])))})")
        if plugin["failure"]:
            lines.append(f"  left out: {plugin['failure']}")
        for part in plugin["parts"]:
            lines.append(f"  {part['kind']} {part['name']}")
            lines += [f"    {option['name']}: {option['type']}{_default(option)}" for option in part["options"]]
    return lines


def _default(option: dict[str, Any]) -> str:
    if option["required"]:
        return " (required)"
    return "" if option["default"] is None else f" (default: {option['default']})"


def _options(part: Any) -> list[dict[str, Any]]:
    """Return the options that *part* declares: fields of a struct, or what stands in their place as one value."""
    if getattr(part, "options", None) is None:  # a preset has none to declare
        return []
    info = inspect.type_info(part.options)
    kinds = info.types if isinstance(info, inspect.UnionType) else (info,)
    structs = [kind for kind in kinds if isinstance(kind, inspect.StructType)]
    options = [
        {
            "name": field.encode_name,
            "type": type_words(field.type),
            "required": field.required,
            "default": None if field.required else _shown(field),
        }
        for struct in structs
        for field in struct.fields
    ]
    if len(structs) < len(kinds):
        rest = " or ".join(dict.fromkeys(type_words(kind) for kind in kinds if kind not in structs))
        options.insert(0, {"name": "(value)", "type": rest, "required": not structs, "default": None})
    return options


def _shown(field: inspect.Field) -> str:
    value = field.default_factory() if callable(field.default_factory) else field.default
    if value is None or value in ((), [], {}, ""):
        return "none"
    return str(value).lower() if isinstance(value, int | float) else excerpt(value)
