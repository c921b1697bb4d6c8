"""The manager of plugins, with a short way past all that modules hold beside hooks."""

from __future__ import annotations

from types import FunctionType, MethodType, ModuleType

import pluggy


class HookManager(pluggy.PluginManager):
    """Looks for hooks among a module's own names; pluggy looks at each name as if it were that of any object."""

    def parse_hookimpl_opts(self, plugin: object, name: str) -> pluggy.HookimplOpts | None:
        if type(plugin) is ModuleType:
            found = vars(plugin).get(name)
            is_hookable = isinstance(found, FunctionType | MethodType | staticmethod | classmethod)
            if not is_hookable or not hasattr(found, "syndicate_impl"):
                return None
        return super().parse_hookimpl_opts(plugin, name)
