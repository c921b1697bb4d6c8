"""The front matter of a page: names in any case, custom ones of `params` beside the others, and what it inherits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .cascade import Rule, inherited
from .options import lowered
from .places import Place

Path = tuple[str | int, ...]
_NEVER = ("never", "0", "false")


class Front:
    """The front matter of a page, inherited parts included.

    fields     name in lower case -> value; custom ones of `params` too
    inherited  those of them that the file itself does not say
    """

    __slots__ = ("_own", "_paths", "fields", "inherited")

    def __init__(
        self, own: Mapping[str, Any], inherited: Mapping[str, Any], paths: Mapping[str, Path] | None = None
    ) -> None:
        """Take what is the page's *own*; *paths* tell where it stands unless that is by its names."""
        self.fields = {**own, **inherited} if inherited else own
        self.inherited = inherited
        self._own = own
        self._paths = paths

    def path(self, name: str) -> Path:
        """Return where *name* stands in the file, () where it does not."""
        if self._paths is not None:
            return self._paths.get(name, ())
        return (name,) if name in self._own else ()


def front_matter(place: Place, value: Mapping[str, Any], rules: Sequence[Rule]) -> Front:
    """Return the front matter of the page at *place*.

    value  of its head
    rules  of what it may inherit, innermost section first
    """
    own, paths = value, None
    names = "".join(value)
    if "params" in value or names != names.lower():
        own, paths = _in_lower_case(value)
    more = inherited(place, rules) if rules else {}
    return Front(own, {name: entry for name, entry in more.items() if name not in own} if more else more, paths)


def _in_lower_case(value: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Path]]:
    """Return *value* with its names in lower case and those of `params` among them, and where each stands."""
    fields: dict[str, Any] = {}
    paths: dict[str, Path] = {}
    for key, entry in value.items():
        fields.setdefault(key.lower(), entry)
        paths.setdefault(key.lower(), (key,))
    params = fields.get("params")
    if isinstance(params, Mapping):
        for key, entry in params.items():
            if fields.setdefault(key.lower(), entry) is entry:
                paths.setdefault(key.lower(), (*paths["params"], key))
    return fields, paths


def is_listed(fields: Mapping[str, Any]) -> bool:
    """Tell whether the page is in lists and rendered: https://gohugo.io/content-management/build-options/."""
    if "_build" not in fields and "build" not in fields:
        return True
    said = next((lowered(fields[name]) for name in ("_build", "build") if isinstance(fields.get(name), Mapping)), {})
    listing, rendering = (str(said.get(name)).lower() for name in ("list", "render"))
    return listing not in (*_NEVER, "local") and rendering not in (*_NEVER, "link")


def is_true(value: Any) -> bool:
    return value is True or (isinstance(value, str) and value.strip().lower() == "true")


def draft(fields: Mapping[str, Any]) -> Any:
    """Return what `draft` says, else the contrary of `published` where that is no date, else None."""
    if fields.get("draft") is not None:
        return fields["draft"]
    published = fields.get("published")
    if isinstance(published, str) and published.strip().lower() in ("true", "false"):
        return published.strip().lower() == "false"
    return not published if isinstance(published, bool) else None


def text(value: Any) -> str:
    """Return what a number or a text says, "" for anything else."""
    if value is None or type(value) is str:
        return value or ""
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
