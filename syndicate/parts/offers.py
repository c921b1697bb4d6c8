"""What a module offers: the parts its hooks return, checked before anybody is given one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from syndicate.model.errors import PluginError, suggest
from syndicate.model.memo import type_info
from syndicate.parts.contract import Filter, Format, Listener, Preset, Source, Transform

KINDS: dict[Any, str] = {kind: kind.__name__.lower() for kind in (Preset, Source, Filter, Transform, Format, Listener)}
HOOKS: dict[str, Any] = {f"syndicate_{word}s": kind for kind, word in KINDS.items()}
_FUNCTIONS: dict[Any, tuple[str, ...]] = {
    Preset: ("find",), Source: ("open",), Filter: ("build",), Transform: ("apply", "prepare"), Format: ("render",),
    Listener: ("tell",),
}  # fmt: skip
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def offered_parts(module: object, hook: str, kind: Any) -> Iterable[Any]:
    """Return the parts of *kind* that *module* offers by *hook*. Raises PluginError if one of them is none."""
    function = getattr(module, hook, None)
    if function is None or not hasattr(function, "syndicate_impl"):
        return ()
    try:
        offered = list(function())
    except Exception as error:
        raise PluginError(f"{hook}() failed: {type(error).__name__}: {error}") from error
    for part in offered:
        if not isinstance(part, kind):
            raise PluginError(f"{hook}() offers {type(part).__name__}; return a list of {kind.__name__}")
        if not isinstance(part.name, str) or not _NAME.fullmatch(part.name):
            raise PluginError(f"{part.name!r} is no name of a {KINDS[kind]}; write lower case, words joined by -")
        if mistake := _mistake(kind, part):
            raise PluginError(f"{KINDS[kind]} {part.name}: {mistake}")
    return offered


def _mistake(kind: Any, part: Any) -> str:
    """Return what is wrong with a *part* of some *kind*, which nobody has checked before; "" if nothing is."""
    functions = {name: getattr(part, name) for name in _FUNCTIONS[kind] if getattr(part, name) is not None}
    if not functions:
        return f"it has no {' or '.join(_FUNCTIONS[kind])}; give it that function"
    for name, function in functions.items():
        if not callable(function):
            return f"{name}: expected a function, found {type(function).__name__}"
    if kind is Format:
        for name in ("media_type", "filename"):
            if not isinstance(getattr(part, name), str):
                return f"{name}: expected a text, found {type(getattr(part, name)).__name__}"
    if kind is not Preset and part.options is not None:
        try:
            type_info(part.options)
        except Exception as error:  # noqa: BLE001  msgspec looks up what annotations name, which may raise anything
            return f"options: msgspec cannot check them ({type(error).__name__}: {error}); declare a msgspec.Struct"
    return ""


def hook_mistake(module: object) -> str:
    """Return which hook *module* implements that does not exist, and which one it may mean."""
    known = [*HOOKS, "syndicate_exported"]
    for name in dir(module):
        if hasattr(getattr(module, name, None), "syndicate_impl") and name not in known:
            return f"there is no hook {name}(){suggest(name, known) or '; known: ' + ', '.join(known)}"
    return ""
